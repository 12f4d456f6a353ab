//! Tables that people open in a spreadsheet and send back: CSV and XLSX, written and read.

mod guard;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::{Encoding, Limits, Options, ReadError, Row, Sheet, WidthProblem, read};
pub use write::{CsvStyle, Delimiter, WriteError, to_csv, to_xlsx};

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

/// A table with a head; every row has as many cells as there are columns.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Table {
    /// What it shows; the name of the sheet in XLSX.
    pub title: String,
    /// The columns from left to right, each with a name of its own.
    pub columns: Vec<Column>,
    /// The rows from top to bottom.
    pub rows: Vec<Vec<Cell>>,
}

/// One column.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Column {
    /// What the head says.
    pub name: String,
    /// What its cells hold.
    pub kind: Kind,
}

/// What the cells of a column hold. Every cell may be empty.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Kind {
    /// Text; it never becomes a number or a formula.
    Text,
    /// Whole numbers.
    Integer,
    /// Money in one currency.
    Amount {
        /// ISO 4217; it gives the digits after the point.
        currency: String,
    },
    /// Numbers that are no money: rates, points.
    Decimal {
        /// Digits after the point that are shown, 0 to 28.
        places: u32,
    },
    /// Days.
    Date,
    /// Moments, written in UTC to the second.
    Moment,
}

/// One cell.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Smallest units of the column's currency.
    Amount(i64),
    /// A number that is no money.
    Decimal(Decimal),
    /// A day.
    Date(NaiveDate),
    /// A moment.
    Moment(DateTime<Utc>),
}

impl Column {
    /// A column of that name and kind.
    #[must_use]
    pub fn new(name: impl Into<String>, kind: Kind) -> Self {
        Self { name: name.into(), kind }
    }
}
