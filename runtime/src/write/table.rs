//! A table that is written row by row, as CSV or Parquet.

use super::{Format, WriteError};
use compline_lang::number::Decimal;
use compline_parquet::{ColumnSpec, Stored, Writer};
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Bytes that are gathered before they are written.
const BUFFER: usize = 1 << 18;

/// A table on its way into a file. It has its name only when it is complete.
pub(super) struct Table {
    path: PathBuf,
    partial: PathBuf,
    columns: Vec<ColumnSpec>,
    at: usize,
    rows: u64,
    sink: Sink,
    digits: Vec<u8>,
}

enum Sink {
    Csv(csv::Writer<File>),
    Parquet(Writer),
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
                let mut writer = csv::WriterBuilder::new().buffer_capacity(BUFFER).from_writer(file);
                writer
                    .write_record(columns.iter().map(|column| &column.name))
                    .map_err(|error| WriteError::new(&path, &error))?;
                Sink::Csv(writer)
            }
            Format::Parquet => {
                Sink::Parquet(Writer::create(&partial, &columns).map_err(|error| WriteError::new(&path, &error))?)
            }
        };
        Ok(Self { path, partial, columns, at: 0, rows: 0, sink, digits: Vec::new() })
    }

    /// The next cell of the row: text, empty for nothing.
    pub(super) fn text(&mut self, text: &str) -> Result<(), WriteError> {
        match &mut self.sink {
            Sink::Csv(writer) => writer.write_field(text).map_err(|error| WriteError::new(&self.path, &error))?,
            Sink::Parquet(writer) => writer.text(self.at, (!text.is_empty()).then_some(text)),
        }
        self.at += 1;
        Ok(())
    }

    /// The next cell of the row: an amount in multiples of the column's smallest unit.
    pub(super) fn amount(&mut self, amount: i64) -> Result<(), WriteError> {
        let scale = match self.columns.get(self.at).map(|column| column.stored) {
            Some(Stored::Decimal { scale }) => scale,
            _ => 0,
        };
        match &mut self.sink {
            Sink::Csv(writer) => {
                self.digits.clear();
                // Writing into memory does not fail.
                let _ = write!(self.digits, "{}", Decimal::new(i128::from(amount), scale));
                writer.write_field(&self.digits).map_err(|error| WriteError::new(&self.path, &error))?;
            }
            Sink::Parquet(writer) => writer.number(self.at, Some(amount)),
        }
        self.at += 1;
        Ok(())
    }

    /// Ends the row; cells that are still missing are empty.
    pub(super) fn end(&mut self) -> Result<(), WriteError> {
        while self.at < self.columns.len() {
            match self.columns.get(self.at).map(|column| column.stored) {
                Some(Stored::Decimal { .. } | Stored::Integer) if matches!(self.sink, Sink::Parquet(_)) => {
                    if let Sink::Parquet(writer) = &mut self.sink {
                        writer.number(self.at, None);
                    }
                    self.at += 1;
                }
                _ => self.text("")?,
            }
        }
        match &mut self.sink {
            Sink::Csv(writer) => {
                writer.write_record(None::<&[u8]>).map_err(|error| WriteError::new(&self.path, &error))?
            }
            Sink::Parquet(writer) => writer.end_row().map_err(|error| WriteError::new(&self.path, &error))?,
        }
        self.at = 0;
        self.rows += 1;
        Ok(())
    }

    /// Closes the file and gives it its name; returns the number of rows.
    pub(super) fn finish(self) -> Result<u64, WriteError> {
        let failed = |error: &dyn std::fmt::Display| WriteError::new(&self.path, error);
        match self.sink {
            Sink::Csv(writer) => {
                let file = writer.into_inner().map_err(|error| failed(&error.error()))?;
                file.sync_all().map_err(|error| failed(&error))?;
            }
            Sink::Parquet(writer) => writer.finish().map_err(|error| failed(&error))?,
        }
        std::fs::rename(&self.partial, &self.path).map_err(|error| failed(&error))?;
        Ok(self.rows)
    }
}
