//! A table that is written row by row, cell by cell from left to right, as CSV or Parquet.

use super::{Format, WriteError};
use crate::calendar;
use compline_lang::number::Decimal;
pub(super) use compline_parquet::Stored;
use compline_parquet::{ColumnSpec, Writer};
use std::fmt::Write;
use std::fs::File;
use std::path::Path;

/// A table that is being written.
pub(super) struct Table {
    form: Form,
    columns: Vec<Stored>,
    /// The column of the next cell.
    at: usize,
    /// The date that was written last, which is often the next one too.
    date: (i32, String),
    text: String,
}

enum Form {
    Csv(Box<csv::Writer<File>>),
    Parquet(Box<Writer>),
}

/// The name of a table's file.
pub(super) fn file_name(stem: &str, format: Format) -> String {
    match format {
        Format::Csv => format!("{stem}.csv"),
        Format::Parquet => format!("{stem}.parquet"),
    }
}

impl Table {
    /// Creates the file and writes the header.
    pub(super) fn create(path: &Path, columns: &[(&str, Stored)], format: Format) -> Result<Self, WriteError> {
        let form = match format {
            Format::Csv => {
                let mut writer = csv::WriterBuilder::new().buffer_capacity(1 << 18).from_path(path)?;
                writer.write_record(columns.iter().map(|(name, _)| name))?;
                Form::Csv(Box::new(writer))
            }
            Format::Parquet => {
                let specs: Vec<ColumnSpec> = columns
                    .iter()
                    .map(|(name, stored)| ColumnSpec { name: (*name).to_owned(), stored: *stored })
                    .collect();
                Form::Parquet(Box::new(Writer::create(path, &specs)?))
            }
        };
        let columns = columns.iter().map(|(_, stored)| *stored).collect();
        Ok(Self { form, columns, at: 0, date: (i32::MIN, String::new()), text: String::new() })
    }

    /// A text.
    pub(super) fn text(&mut self, cell: &str) -> Result<(), WriteError> {
        match &mut self.form {
            Form::Csv(writer) => writer.write_field(cell)?,
            Form::Parquet(writer) => writer.text(self.at, Some(cell)),
        }
        self.at += 1;
        Ok(())
    }

    /// A number in stored form.
    pub(super) fn number(&mut self, cell: i64) -> Result<(), WriteError> {
        match &mut self.form {
            Form::Csv(writer) => {
                let scale = match self.columns.get(self.at) {
                    Some(Stored::Decimal { scale }) => *scale,
                    _ => 0,
                };
                self.text.clear();
                // Writing into a text does not fail.
                let _ = write!(self.text, "{}", Decimal::new(cell.into(), scale));
                writer.write_field(&self.text)?;
            }
            Form::Parquet(writer) => writer.number(self.at, Some(cell)),
        }
        self.at += 1;
        Ok(())
    }

    /// A day.
    pub(super) fn date(&mut self, day: i32) -> Result<(), WriteError> {
        if self.date.0 != day {
            self.date = (day, calendar::date(day).to_string());
        }
        let text = std::mem::take(&mut self.date.1);
        let done = self.text(&text);
        self.date.1 = text;
        done
    }

    /// An empty cell.
    pub(super) fn absent(&mut self) -> Result<(), WriteError> {
        match (&mut self.form, self.columns.get(self.at)) {
            (Form::Csv(writer), _) => writer.write_field("")?,
            (Form::Parquet(writer), Some(Stored::Text) | None) => writer.text(self.at, None),
            (Form::Parquet(writer), Some(_)) => writer.number(self.at, None),
        }
        self.at += 1;
        Ok(())
    }

    /// Ends the row.
    pub(super) fn end_row(&mut self) -> Result<(), WriteError> {
        self.at = 0;
        match &mut self.form {
            Form::Csv(writer) => writer.write_record(None::<&[u8]>)?,
            Form::Parquet(writer) => writer.end_row()?,
        }
        Ok(())
    }

    /// Ends the file.
    pub(super) fn finish(self) -> Result<(), WriteError> {
        match self.form {
            Form::Csv(mut writer) => writer.flush()?,
            Form::Parquet(writer) => writer.finish()?,
        }
        Ok(())
    }
}
