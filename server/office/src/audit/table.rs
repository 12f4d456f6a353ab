//! The audit log as a table, for those who read it elsewhere.

use super::AuditFilter;
use crate::error::{FieldError, OfficeError};
use crate::office::Office;
use crate::who::Author;
use compline_exchange::table::Kind::{Integer, Moment, Text};
use compline_exchange::table::{Cell, Column, CsvStyle, Delimiter, Table, to_csv};
use compline_policy::{Action, ObjectKind};
use std::collections::HashMap;

/// Entries of a table at most: beyond that a shorter time is chosen.
pub const MOST_EXPORTED: i64 = 200_000;

const COLUMNS: [(&str, compline_exchange::table::Kind); 9] = [
    ("number", Integer),
    ("at", Moment),
    ("author", Text),
    ("name", Text),
    ("action", Text),
    ("kind", Text),
    ("object", Text),
    ("details", Text),
    ("hash", Text),
];

impl Office {
    /// All entries that a filter finds, as CSV; the log notes that somebody took them.
    ///
    /// # Errors
    /// Where the log may not be seen, or there are more than [`MOST_EXPORTED`].
    pub async fn audit_table(&self, author: &Author, filter: &AuditFilter) -> Result<Vec<u8>, OfficeError> {
        self.allow(author, Action::ViewAudit, ObjectKind::Company, &author.company, &[])?;
        let entries = self.audit_search(&author.company, filter, MOST_EXPORTED.saturating_add(1)).await?;
        if i64::try_from(entries.len()).unwrap_or(i64::MAX) > MOST_EXPORTED {
            let error = FieldError::new("from", "error-audit-too-long");
            return Err(OfficeError::Input(vec![error.with("most", MOST_EXPORTED)]));
        }
        let mut names: HashMap<String, String> = HashMap::new();
        let mut rows = Vec::with_capacity(entries.len());
        for entry in entries {
            let name = match names.get(&entry.author) {
                Some(name) => name.clone(),
                None => {
                    let name = self.user_name(&entry.author).await?;
                    names.insert(entry.author.clone(), name.clone());
                    name
                }
            };
            rows.push(vec![
                Cell::Integer(entry.seq),
                Cell::Moment(entry.at),
                Cell::Text(entry.author),
                Cell::Text(name),
                Cell::Text(entry.action),
                Cell::Text(entry.kind),
                Cell::Text(entry.object),
                Cell::Text(entry.details),
                Cell::Text(entry.hash),
            ]);
        }
        let found = rows.len();
        let columns = COLUMNS.into_iter().map(|(name, kind)| Column::new(name, kind)).collect();
        let table = Table { title: "audit".to_owned(), columns, rows };
        let style = CsvStyle { delimiter: Delimiter::Comma, byte_order_mark: true };
        let written = tokio::task::spawn_blocking(move || to_csv(&table, style)).await?;
        let bytes = written.map_err(|error| OfficeError::File(error.to_string()))?;
        self.note(author, "export-audit", ObjectKind::Company.name(), &author.company, &found).await?;
        Ok(bytes)
    }
}
