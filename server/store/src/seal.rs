//! Seals: hashes of rows, whatever order they stand in.
//!
//! The hash of a row covers the names of its columns with their values; a cell without a value is left out, so that a
//! column that is added later changes no seal. The seal of many rows is the hash of their sorted hashes.

use crate::value::Value;
use chrono::SecondsFormat;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The hash of a row.
type RowHash = [u8; 32];

/// Tables of facts, with the columns that change after the commit that wrote a row. Each row of them names its commit in
/// the column `seq`; what is here is covered by the seal of that commit.
pub const SEALED: [(&str, &[&str]); 17] = [
    ("persons", &[]),
    ("tax_statuses", &[]),
    ("person_files", &[]),
    ("partners", &[]),
    ("placements", &[]),
    ("statuses", &[]),
    ("overrides", &[]),
    ("events", &[]),
    ("reversals", &[]),
    ("notices", &[]),
    ("correction_facts", &[]),
    ("restatements", &[]),
    ("receipts", &[]),
    ("states", &[]),
    ("paid", &[]),
    ("paid_elsewhere", &[]),
    // A run takes an entry, and a statement carries it.
    ("entries", &["run", "statement"]),
];

/// The columns of a sealed table that its seal leaves out; nothing for other tables.
pub fn left_out(table: &str) -> Option<&'static [&'static str]> {
    SEALED.iter().find(|(name, _)| *name == table).map(|(_, columns)| *columns)
}

/// The seal of rows that all have the same columns.
pub fn seal(columns: &[&str], rows: &[Vec<Value>]) -> String {
    let hashes = rows.iter().map(|row| hash_row(columns.iter().copied().zip(row), &[]));
    close(hashes.collect())
}

/// Rows of several tables that are being sealed.
#[derive(Clone, Debug, Default)]
pub struct Seals(BTreeMap<&'static str, Vec<RowHash>>);

impl Seals {
    /// Adds a row, where its table is sealed.
    pub fn add(&mut self, table: &'static str, columns: &[&str], row: &[Value]) {
        if let Some(without) = left_out(table) {
            let hash = hash_row(columns.iter().copied().zip(row), without);
            self.0.entry(table).or_default().push(hash);
        }
    }

    /// By table the number of its rows and their seal.
    pub fn close(self) -> BTreeMap<String, (u64, String)> {
        self.0.into_iter().map(|(table, rows)| (table.to_owned(), (rows.len() as u64, close(rows)))).collect()
    }
}

fn close(mut rows: Vec<RowHash>) -> String {
    rows.sort_unstable();
    let mut hasher = Sha256::new();
    rows.iter().for_each(|row| hasher.update(row));
    hex::encode(hasher.finalize())
}

fn hash_row<'a>(cells: impl Iterator<Item = (&'a str, &'a Value)>, without: &[&str]) -> RowHash {
    let mut cells: Vec<(&str, String)> = cells
        .filter(|(column, _)| !without.contains(column))
        .filter_map(|(column, value)| Some((column, text(value)?)))
        .collect();
    cells.sort_unstable();
    let mut hasher = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hasher.update((bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    for (column, text) in &cells {
        part(column.as_bytes());
        part(text.as_bytes());
    }
    hasher.finalize().into()
}

/// A cell as text; nothing where it has no value.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.map(|number| number.to_string()),
        Value::Flag(flag) => flag.map(|flag| flag.to_string()),
        Value::Day(day) => day.map(|day| day.to_string()),
        // As both databases keep it.
        Value::Moment(at) => at.map(|at| {
            let micros = at.timestamp_micros();
            chrono::DateTime::from_timestamp_micros(micros).unwrap_or(at).to_rfc3339_opts(SecondsFormat::Micros, true)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values;

    #[test]
    fn a_seal_knows_every_cell_and_no_order() {
        let columns = ["a", "b"];
        let rows = vec![values!["x", 1_i64], values!["y", 2_i64]];
        let turned = vec![values!["y", 2_i64], values!["x", 1_i64]];
        assert_eq!(seal(&columns, &rows), seal(&columns, &turned));
        let other = vec![values!["x", 1_i64], values!["y", 3_i64]];
        assert_ne!(seal(&columns, &rows), seal(&columns, &other));
        assert_ne!(seal(&columns, &rows), seal(&["a", "c"], &rows), "names count");
        let twice = vec![values!["x", 1_i64], values!["x", 1_i64], values!["y", 2_i64]];
        assert_ne!(seal(&columns, &rows), seal(&columns, &twice));
    }

    #[test]
    fn a_column_that_comes_later_changes_no_seal() {
        let (before, after) = (vec![values!["x"]], vec![values!["x", None::<String>]]);
        assert_eq!(seal(&["a"], &before), seal(&["a", "b"], &after));
    }

    #[test]
    fn what_changes_after_its_commit_is_left_out() {
        let seals = |run: &str| {
            let mut seals = Seals::default();
            let (entry, job): (Vec<Value>, Vec<Value>) = (values!["x", run], values!["x"]);
            seals.add("entries", &["id", "run"], &entry);
            seals.add("jobs", &["id"], &job);
            seals.close()
        };
        assert_eq!(seals("one"), seals("two"));
        assert_eq!(seals("one").len(), 1, "jobs are not sealed");
    }
}
