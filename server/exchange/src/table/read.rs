//! Tables as people send them: CSV or XLSX of unknown making, read under limits into rows of texts.

mod csv;
mod xlsx;

use std::collections::HashMap;
use thiserror::Error;

/// How much is read before a file is refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: u64,
    /// Bytes that an XLSX file may unpack to, all its parts together.
    pub unpacked: u64,
    /// How many times larger than the file what it unpacks to may be.
    pub ratio: u64,
    /// Rows below the head.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// Characters of a cell.
    pub cell: usize,
}

impl Default for Limits {
    /// 50 MB, unpacked 500 MB and 200 times, a million rows, 500 columns, 32,767 characters.
    fn default() -> Self {
        Self { bytes: 50_000_000, unpacked: 500_000_000, ratio: 200, rows: 1_000_000, columns: 500, cell: 32_767 }
    }
}

/// How a file is to be taken.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Options {
    /// The limits.
    pub limits: Limits,
    /// The encoding of a CSV file.
    pub encoding: Encoding,
    /// The sheet of an XLSX file; without a name the first one that is visible.
    pub sheet: Option<String>,
}

/// The encoding of a CSV file.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Encoding {
    /// UTF-8; a file that is not is refused with an offer to read it as CP1252 where that makes sense.
    #[default]
    Utf8,
    /// CP1252, the western European code page of Windows, because somebody has looked and said so.
    Windows1252,
}

/// What a file holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sheet {
    /// The names of the head, trimmed; each occurs once.
    pub columns: Vec<String>,
    /// The rows that are not blank.
    pub rows: Vec<Row>,
    /// The sheets of an XLSX file that can be chosen, in their order; empty for CSV.
    pub sheets: Vec<String>,
    /// Whether cells have types, so that numbers and days are written as [`Row::cells`] says; else they stand as their
    /// country writes them.
    pub typed: bool,
}

/// One row.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Row {
    /// The line of the CSV file or the row of the sheet in which it begins, counted from one, the head included.
    pub number: u64,
    /// One text per column, empty where the cell is. Days of a sheet are `2026-03-15`, moments
    /// `2026-03-15T10:00:00`, numbers have a decimal point.
    pub cells: Vec<String>,
}

/// Why a file was not read.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum ReadError {
    /// Nothing in it.
    #[error("the file is empty; choose the file with the table")]
    Empty,
    /// More bytes than allowed.
    #[error("the file has {found} bytes, {most} is the most; split it")]
    TooManyBytes {
        /// Its bytes.
        found: u64,
        /// How many there may be.
        most: u64,
    },
    /// An XLSX file that unpacks to more than allowed.
    #[error("the file unpacks to more than {most} bytes; save the table alone in a new file")]
    UnpacksTooLarge {
        /// How many there may be.
        most: u64,
    },
    /// More rows than allowed.
    #[error("the table has more than {most} rows; split it")]
    TooManyRows {
        /// How many there may be.
        most: usize,
    },
    /// More columns than allowed.
    #[error("row {row} has more than {most} columns; remove those that are not needed")]
    TooManyColumns {
        /// The row, counted from one.
        row: u64,
        /// How many there may be.
        most: usize,
    },
    /// A longer text than allowed.
    #[error("row {row}, column {column}: more than {most} characters; shorten the text")]
    CellTooLong {
        /// The row, counted from one.
        row: u64,
        /// The column, counted from one.
        column: usize,
        /// How many there may be.
        most: usize,
    },
    /// A format of spreadsheets that is not read.
    #[error("the file is {format}, which is not read; save it as `.xlsx` or as CSV in UTF-8")]
    Format {
        /// What it is.
        format: &'static str,
    },
    /// Not UTF-8, but it makes sense as CP1252.
    #[error(
        "line {line} is not UTF-8; as CP1252 it reads `{sample}`: if that is right, read the file as CP1252, else \
         save it as CSV in UTF-8"
    )]
    MaybeWindows1252 {
        /// The first line that is not UTF-8.
        line: u64,
        /// The line as CP1252.
        sample: String,
    },
    /// An encoding that is not read.
    #[error("the file is {found}, which is not read; save it as CSV in UTF-8")]
    Encoding {
        /// What it seems to be.
        found: &'static str,
    },
    /// A quote that is opened and never closed.
    #[error("line {line} opens a quote that is not closed; close it, or double quotes that belong to the text")]
    OpenQuote {
        /// The line.
        line: u64,
    },
    /// The first row holds values instead of names.
    #[error("the first row has the value `{value}` where the name of a column should be; give the table a head")]
    NoHead {
        /// The value.
        value: String,
    },
    /// A column with values but without a name.
    #[error("column {column} has values but no name; name it in the first row")]
    NoName {
        /// The column, counted from one.
        column: usize,
    },
    /// Two columns of the same name, whether in capitals or not.
    #[error("columns {first} and {second} are both named `{name}`; rename one")]
    DuplicateName {
        /// The name.
        name: String,
        /// The first column, counted from one.
        first: usize,
        /// The second.
        second: usize,
    },
    /// Rows that do not have as many cells as the head. At most a hundred are listed.
    #[error("{}", widths(.0))]
    Widths(Vec<WidthProblem>),
    /// A cell of a sheet that holds an error instead of a value.
    #[error("row {row}, column {column}: the cell shows `{found}`; correct the formula or write the value")]
    CellError {
        /// The row, counted from one.
        row: u64,
        /// The column, counted from one.
        column: usize,
        /// What it shows.
        found: String,
    },
    /// The sheet that was asked for is not there.
    #[error("there is no sheet `{name}`; choose one of: {known}", known = known.join(", "))]
    NoSheet {
        /// The name.
        name: String,
        /// The sheets that are there.
        known: Vec<String>,
    },
    /// A file that cannot be unpacked or understood.
    #[error("the file is damaged: {cause}; open it in a spreadsheet and save it again")]
    Damaged {
        /// What is wrong with it.
        cause: String,
    },
}

/// A row of another width than the head.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct WidthProblem {
    /// The row, counted from one.
    pub row: u64,
    /// Its cells.
    pub found: usize,
    /// The columns of the head.
    pub expected: usize,
}

fn widths(problems: &[WidthProblem]) -> String {
    let Some(first) = problems.first() else { return String::new() };
    let others = match problems.len().saturating_sub(1) {
        0 => String::new(),
        others => format!(" (and {others} more rows)"),
    };
    format!(
        "row {} has {} cells, the head has {}{others}; put text with separators into quotes",
        first.row, first.found, first.expected
    )
}

/// Reads a table from CSV or XLSX, whichever it is.
///
/// The separator of a CSV file (comma, semicolon, tab, bar) is found from its rows. The apostrophe that
/// [`super::to_csv`] puts in front of text is taken away.
///
/// # Errors
///
/// What cannot be read without guessing; see [`ReadError`].
pub fn read(bytes: &[u8], options: &Options) -> Result<Sheet, ReadError> {
    let found = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if found > options.limits.bytes {
        return Err(ReadError::TooManyBytes { found, most: options.limits.bytes });
    }
    let sheet = match bytes {
        [] => return Err(ReadError::Empty),
        [b'P', b'K', 3, 4, ..] => xlsx::read(bytes, options)?,
        [0xd0, 0xcf, 0x11, 0xe0, ..] => {
            return Err(ReadError::Format { format: "an old or a password-protected Excel file" });
        }
        [b'%', b'P', b'D', b'F', ..] => return Err(ReadError::Format { format: "a PDF" }),
        _ => csv::read(bytes, options)?,
    };
    with_head(sheet)
}

/// Rows as they stand in the file; the first that is not blank is the head.
struct Raw {
    rows: Vec<Row>,
    sheets: Vec<String>,
    /// Whether every row must have as many cells as the head; rows of a sheet end with their last value.
    ragged: bool,
}

fn with_head(raw: Raw) -> Result<Sheet, ReadError> {
    let mut rows = raw.rows.into_iter().filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()));
    let Some(head) = rows.next() else { return Err(ReadError::Empty) };
    let mut rows: Vec<Row> = rows.collect();
    let mut columns: Vec<String> = head.cells.iter().map(|name| name.trim().to_owned()).collect();
    if let Some(value) = columns.iter().find(|name| is_value(name)) {
        return Err(ReadError::NoHead { value: value.clone() });
    }
    let written = columns.len();
    while columns.last().is_some_and(String::is_empty) {
        columns.pop();
    }
    let width = columns.len();
    let mut problems = Vec::new();
    for row in &mut rows {
        let found = row.cells.len();
        let used = found.saturating_sub(row.cells.iter().rev().take_while(|cell| cell.trim().is_empty()).count());
        if used > width && used <= written {
            return Err(ReadError::NoName { column: width.saturating_add(1) });
        }
        if used > width || (!raw.ragged && found != written) {
            problems.push(WidthProblem { row: row.number, found, expected: width });
        }
        row.cells.resize(width, String::new());
    }
    if !problems.is_empty() {
        problems.truncate(100);
        return Err(ReadError::Widths(problems));
    }
    let mut seen = HashMap::new();
    for (name, column) in columns.iter().zip(1..) {
        if name.is_empty() {
            return Err(ReadError::NoName { column });
        }
        if let Some(first) = seen.insert(name.to_lowercase(), column) {
            return Err(ReadError::DuplicateName { name: name.clone(), first, second: column });
        }
    }
    let typed = !raw.sheets.is_empty();
    Ok(Sheet { columns, rows, sheets: raw.sheets, typed })
}

/// Whether a text is a number or a day, which no column is named.
fn is_value(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits > 0 && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | '/' | ':' | ' '))
}
