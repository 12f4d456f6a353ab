//! Files of inputs that are read again, with cells by the names of their columns.

use crate::error::OfficeError;

/// The rows of a file.
pub(crate) struct KeptRows {
    /// The names of the columns.
    pub(crate) head: csv::StringRecord,
    /// The rows in the order of the file.
    pub(crate) rows: Vec<csv::StringRecord>,
}

impl KeptRows {
    /// Reads a file that was written by [`super::Csv`].
    ///
    /// # Errors
    /// Where it was changed since, and is no table.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, OfficeError> {
        let broken = |error: csv::Error| OfficeError::damaged("inputs of the run", error);
        let mut reader = csv::Reader::from_reader(bytes);
        let head = reader.headers().map_err(broken)?.clone();
        Ok(Self { head, rows: reader.records().collect::<Result<_, _>>().map_err(broken)? })
    }

    /// A function that gives a row's cell in a column; empty where there is no such column.
    pub(crate) fn cell<'a>(&self, name: &str) -> impl Fn(&'a csv::StringRecord) -> &'a str + use<'a> {
        let at = self.head.iter().position(|of| of == name).unwrap_or(usize::MAX);
        move |row| row.get(at).unwrap_or_default()
    }
}
