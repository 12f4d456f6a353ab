//! The lines of a correction as a table for spreadsheets.

use super::Correction;
use crate::error::OfficeError;
use crate::office::Office;
use crate::who::Author;
use compline_exchange::table::{Cell, Column, Kind, Table};
use compline_policy::{Action, ObjectKind};

impl Office {
    /// Every line that a correction posts: period, partner, bonus, event, what was paid, what is due, the difference.
    ///
    /// # Errors
    /// Before its preview is there, or where inputs are missing from the archive.
    pub async fn export_correction(
        &self,
        author: &Author,
        of: &Correction,
        workbook: bool,
    ) -> Result<Vec<u8>, OfficeError> {
        self.allow(author, Action::ViewRuns, ObjectKind::Company, &author.company, &[])?;
        let preview = self.correction_preview(of).await?.unwrap_or_default();
        let amount = || Kind::Amount { currency: preview.currency.clone() };
        let text =
            ["period", "context", "partner", "bonus", "event_kind", "source", "event", "level", "rank", "base", "rate"];
        let mut columns: Vec<Column> = text.into_iter().map(|name| Column::new(name, Kind::Text)).collect();
        columns.extend(["paid", "due", "difference"].map(|name| Column::new(name, amount())));
        let mut rows = Vec::new();
        for run in &preview.runs {
            for one in self.correction_lines(&author.company, &run.of).await? {
                let difference = one.amount().ok_or(OfficeError::Overflow("a correction"))?;
                let texts = [
                    run.period.clone(),
                    one.context,
                    one.partner,
                    one.bonus,
                    one.trigger_kind,
                    one.source,
                    one.trigger,
                    one.level,
                    one.rank,
                    one.base,
                    one.rate,
                ];
                let mut cells: Vec<Cell> = texts
                    .into_iter()
                    .map(|text| if text.is_empty() { Cell::Empty } else { Cell::Text(text) })
                    .collect();
                cells.extend([one.paid, one.due, difference].map(Cell::Amount));
                rows.push(cells);
            }
        }
        let table = Table { title: format!("correction-{}", of.number), columns, rows };
        self.spreadsheet(table, workbook).await
    }
}
