//! Tables as files that spreadsheets open.

use crate::error::OfficeError;
use crate::office::Office;
use compline_exchange::table::{self, CsvStyle, Delimiter, Table};

impl Office {
    /// A table as a workbook, or as CSV by which spreadsheets know their columns and letters.
    ///
    /// # Errors
    /// Where the rows do not fit into a workbook.
    pub(crate) async fn spreadsheet(&self, table: Table, workbook: bool) -> Result<Vec<u8>, OfficeError> {
        let now = self.clock().now();
        let written =
            tokio::task::spawn_blocking(move || if workbook { table::to_xlsx(&[table], now) } else { csv(&table) });
        written.await?.map_err(|error| OfficeError::File(error.to_string()))
    }
}

/// A table as CSV by which spreadsheets know their columns and letters.
pub(crate) fn csv(table: &Table) -> Result<Vec<u8>, table::WriteError> {
    table::to_csv(table, CsvStyle { delimiter: Delimiter::Semicolon, byte_order_mark: true })
}
