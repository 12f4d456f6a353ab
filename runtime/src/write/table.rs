//! A table that is written row by row, as CSV or Parquet.
//!
//! Text files are written without the csv library: a settlement of a million partners has
//! fifty million lines of sixteen cells, and what the library does for each cell costs as
//! much as everything else. The tests read the files with the library.

use super::{Format, WriteError};
use compline_parquet::{ColumnSpec, Stored, Writer};
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// Bytes that are gathered before they are written.
const BUFFER: usize = 1 << 18;

/// A table on its way into a file. It has its name only when it is complete.
pub(super) struct Table {
    path: PathBuf,
    partial: PathBuf,
    columns: Vec<ColumnSpec>,
    at: usize,
    sink: Sink,
    /// A cell that is being made.
    cell: String,
}

enum Sink {
    /// The file, and the row that is being made.
    Csv(BufWriter<File>, Vec<u8>),
    Parquet(Box<Writer>),
}

/// A column of text.
pub(super) fn text(name: &str) -> ColumnSpec {
    ColumnSpec { name: name.to_owned(), stored: Stored::Text }
}

/// A column of amounts.
pub(super) fn amount(name: &str, scale: u8) -> ColumnSpec {
    ColumnSpec { name: name.to_owned(), stored: Stored::Decimal { scale } }
}

impl Table {
    pub(super) fn create(
        folder: &Path,
        stem: &str,
        format: Format,
        columns: Vec<ColumnSpec>,
    ) -> Result<Self, WriteError> {
        let path = folder.join(format!("{stem}.{}", format.extension()));
        let partial = folder.join(format!("{stem}.{}.partial", format.extension()));
        let sink = match format {
            Format::Csv => {
                let file = File::create(&partial).map_err(|error| WriteError::new(&path, &error))?;
                let mut row = Vec::new();
                columns.iter().for_each(|column| push_cell(&mut row, &column.name));
                Sink::Csv(BufWriter::with_capacity(BUFFER, file), row)
            }
            Format::Parquet => Sink::Parquet(Box::new(
                Writer::create(&partial, &columns).map_err(|error| WriteError::new(&path, &error))?,
            )),
        };
        let mut table = Self { path, partial, columns, at: 0, sink, cell: String::new() };
        if let Sink::Csv(..) = table.sink {
            table.at = table.columns.len();
            table.end()?;
        }
        Ok(table)
    }

    /// The next cell of the row: text, empty for nothing.
    pub(super) fn text(&mut self, text: &str) {
        match &mut self.sink {
            Sink::Csv(_, row) => push_cell(row, text),
            Sink::Parquet(writer) => writer.text(self.at, (!text.is_empty()).then_some(text)),
        }
        self.at += 1;
    }

    /// The next cell of the row: text with a number behind it.
    pub(super) fn text_and_number(&mut self, text: &str, number: u64) {
        self.cell.clear();
        self.cell.push_str(text);
        self.cell.push_str(itoa::Buffer::new().format(number));
        let cell = std::mem::take(&mut self.cell);
        self.text(&cell);
        self.cell = cell;
    }

    /// The next cell of the row: an amount in multiples of the column's smallest unit.
    pub(super) fn amount(&mut self, amount: i64) {
        match &mut self.sink {
            Sink::Csv(_, row) => {
                let scale = match self.columns.get(self.at).map(|column| column.stored) {
                    Some(Stored::Decimal { scale }) => scale,
                    _ => 0,
                };
                push_decimal(row, amount, scale);
            }
            Sink::Parquet(writer) => writer.number(self.at, Some(amount)),
        }
        self.at += 1;
    }

    /// Ends the row, which must have all its cells.
    pub(super) fn end(&mut self) -> Result<(), WriteError> {
        debug_assert_eq!(self.at, self.columns.len(), "a row has a cell for every column");
        self.at = 0;
        match &mut self.sink {
            Sink::Csv(file, row) => {
                // Instead of the comma behind the last cell.
                row.pop();
                row.push(b'\n');
                let written = file.write_all(row).map_err(|error| WriteError::new(&self.path, &error));
                row.clear();
                written
            }
            Sink::Parquet(writer) => writer.end_row().map_err(|error| WriteError::new(&self.path, &error)),
        }
    }

    /// Closes the file and gives it its name.
    pub(super) fn finish(self) -> Result<(), WriteError> {
        let failed = |error: &dyn std::fmt::Display| WriteError::new(&self.path, error);
        match self.sink {
            Sink::Csv(file, _) => {
                let file = file.into_inner().map_err(|error| failed(&error.error()))?;
                file.sync_all().map_err(|error| failed(&error))?;
            }
            Sink::Parquet(writer) => writer.finish().map_err(|error| failed(&error))?,
        }
        std::fs::rename(&self.partial, &self.path).map_err(|error| failed(&error))
    }
}

/// A cell and the comma behind it; quoted where it has to be.
fn push_cell(row: &mut Vec<u8>, text: &str) {
    if text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        row.push(b'"');
        for byte in text.bytes() {
            row.push(byte);
            if byte == b'"' {
                row.push(byte);
            }
        }
        row.push(b'"');
    } else {
        row.extend_from_slice(text.as_bytes());
    }
    row.push(b',');
}

/// A decimal and the comma behind it.
fn push_decimal(row: &mut Vec<u8>, amount: i64, scale: u8) {
    let mut digits = itoa::Buffer::new();
    let digits = digits.format(amount.unsigned_abs()).as_bytes();
    let scale = usize::from(scale);
    if amount < 0 {
        row.push(b'-');
    }
    let (whole, part) = digits.split_at_checked(digits.len().saturating_sub(scale)).unwrap_or((digits, &[]));
    row.extend_from_slice(if whole.is_empty() { b"0" } else { whole });
    if scale > 0 {
        row.push(b'.');
        row.extend(std::iter::repeat_n(b'0', scale - part.len()));
        row.extend_from_slice(part);
    }
    row.push(b',');
}

#[cfg(test)]
mod tests {
    use super::*;
    use compline_lang::number::Decimal;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn decimals_are_written_like_literals(amount in prop_oneof![any::<i64>(), -1000..1000_i64], scale in 0..10_u8) {
            let mut row = Vec::new();
            push_decimal(&mut row, amount, scale);
            prop_assert_eq!(String::from_utf8(row).ok(), Some(format!("{},", Decimal::new(i128::from(amount), scale))));
        }

        #[test]
        fn cells_are_read_again(cells in proptest::collection::vec("[a,\"\n\r é]{0,5}", 2..5)) {
            let mut row = Vec::new();
            cells.iter().for_each(|cell| push_cell(&mut row, cell));
            row.pop();
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(row.as_slice());
            let read: Vec<String> = reader.records().flatten().flat_map(|record| record.iter().map(str::to_owned).collect::<Vec<_>>()).collect();
            prop_assert_eq!(read, cells);
        }
    }
}
