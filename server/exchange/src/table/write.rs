//! Tables as CSV and XLSX.

use super::guard::guarded;
use super::{Cell, Kind, Table};
use crate::money::{decimals, to_decimal};
use chrono::{DateTime, Datelike as _, NaiveDate, Timelike as _, Utc};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::collections::HashSet;
use thiserror::Error;

/// Characters that one cell of a spreadsheet holds.
const CELL: usize = 32_767;

/// Rows of a sheet below its head.
const ROWS: usize = 1_048_575;

/// Columns of a sheet.
const COLUMNS: usize = 16_384;

/// How a CSV file is written. Always UTF-8, lines ended by CR LF (RFC 4180).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CsvStyle {
    /// What stands between cells, and with it what numbers look like.
    pub delimiter: Delimiter,
    /// Whether the file begins with a byte order mark, without which Excel takes it for CP1252.
    pub byte_order_mark: bool,
}

/// What stands between the cells of a line.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Delimiter {
    /// A comma; numbers have a decimal point. What programs read.
    Comma,
    /// A semicolon; numbers have a decimal comma. What a German spreadsheet opens.
    Semicolon,
}

/// Why a table was not written.
#[derive(Debug, Error)]
pub enum WriteError {
    /// Two columns of one name: nothing could be found in the file by name.
    #[error("table `{table}` has two columns `{column}`; rename one")]
    DuplicateColumn {
        /// The table's title.
        table: String,
        /// The name.
        column: String,
    },
    /// A row has too few or too many cells.
    #[error("table `{table}`, row {row}: {found} cells for {expected} columns; give every column a cell")]
    Width {
        /// The table's title.
        table: String,
        /// The row, counted from one below the head.
        row: usize,
        /// Its cells.
        found: usize,
        /// The columns.
        expected: usize,
    },
    /// A cell that is not of its column's kind.
    #[error("table `{table}`, row {row}, column `{column}`: the cell is not of the column's kind; give it one that is")]
    Kind {
        /// The table's title.
        table: String,
        /// The row, counted from one below the head.
        row: usize,
        /// The column.
        column: String,
    },
    /// A column of amounts without a known currency.
    #[error("table `{table}`, column `{column}`: `{currency}` is no currency; write three letters of ISO 4217")]
    Currency {
        /// The table's title.
        table: String,
        /// The column.
        column: String,
        /// What it has instead of a currency.
        currency: String,
    },
    /// More than a sheet holds.
    #[error(
        "table `{table}` has {rows} rows and {columns} columns; a sheet holds {ROWS} and {COLUMNS}, write it as CSV"
    )]
    TooLarge {
        /// The table's title.
        table: String,
        /// Its rows.
        rows: usize,
        /// Its columns.
        columns: usize,
    },
    /// A text that one cell of a sheet does not hold.
    #[error(
        "table `{table}`, row {row}, column `{column}`: the text has {found} characters; a cell of a sheet holds \
         {CELL}, write it as CSV"
    )]
    TooLong {
        /// The table's title.
        table: String,
        /// The row, counted from one below the head.
        row: usize,
        /// The column.
        column: String,
        /// Its characters.
        found: usize,
    },
    /// The sheet could not be put together.
    #[error("the sheet could not be written: {0}; write the table as CSV")]
    Xlsx(#[from] XlsxError),
    /// The lines could not be put together.
    #[error("the CSV file could not be written: {0}; try again")]
    Csv(#[from] csv::Error),
}

impl Table {
    /// Whether names, widths and kinds fit together.
    fn check(&self) -> Result<(), WriteError> {
        let mut names = HashSet::new();
        for column in &self.columns {
            if !names.insert(&column.name) {
                return Err(WriteError::DuplicateColumn { table: self.title.clone(), column: column.name.clone() });
            }
            if let Kind::Amount { currency } = &column.kind
                && decimals(currency).is_none()
            {
                let (table, column, currency) = (self.title.clone(), column.name.clone(), currency.clone());
                return Err(WriteError::Currency { table, column, currency });
            }
        }
        for (cells, row) in self.rows.iter().zip(1..) {
            if cells.len() != self.columns.len() {
                let (found, expected) = (cells.len(), self.columns.len());
                return Err(WriteError::Width { table: self.title.clone(), row, found, expected });
            }
            for (column, cell) in self.columns.iter().zip(cells) {
                let fits = matches!(
                    (&column.kind, cell),
                    (_, Cell::Empty)
                        | (Kind::Text, Cell::Text(_))
                        | (Kind::Integer, Cell::Integer(_))
                        | (Kind::Amount { .. }, Cell::Amount(_))
                        | (Kind::Decimal { .. }, Cell::Decimal(_))
                        | (Kind::Date, Cell::Date(_))
                        | (Kind::Moment, Cell::Moment(_))
                );
                if !fits {
                    return Err(WriteError::Kind { table: self.title.clone(), row, column: column.name.clone() });
                }
            }
        }
        Ok(())
    }
}

/// The table as CSV: a head of names, then its rows.
///
/// Days are `2026-03-15`, moments `2026-03-15T10:00:00Z`, amounts have the digits of their currency. Text that a
/// spreadsheet would run as a formula gets an apostrophe in front, which [`super::read`] takes away again.
///
/// # Errors
///
/// A table whose names, widths and kinds do not fit together.
pub fn to_csv(table: &Table, style: CsvStyle) -> Result<Vec<u8>, WriteError> {
    table.check()?;
    let mut bytes = Vec::new();
    if style.byte_order_mark {
        bytes.extend_from_slice("\u{feff}".as_bytes());
    }
    let delimiter = match style.delimiter {
        Delimiter::Comma => b',',
        Delimiter::Semicolon => b';',
    };
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(csv::Terminator::CRLF)
        .buffer_capacity(1 << 16)
        .from_writer(bytes);
    writer.write_record(table.columns.iter().map(|column| guarded(&column.name)))?;
    for row in &table.rows {
        writer.write_record(table.columns.iter().zip(row).map(|(column, cell)| csv_cell(&column.kind, cell, style)))?;
    }
    writer.into_inner().map_err(|error| WriteError::Csv(error.into_error().into()))
}

fn csv_cell(kind: &Kind, cell: &Cell, style: CsvStyle) -> String {
    match cell {
        Cell::Text(text) => guarded(text),
        Cell::Date(date) => date.format("%Y-%m-%d").to_string(),
        Cell::Moment(moment) => moment.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        Cell::Empty | Cell::Integer(_) | Cell::Amount(_) | Cell::Decimal(_) => {
            let number = number(kind, cell);
            if style.delimiter == Delimiter::Semicolon { number.replace('.', ",") } else { number }
        }
    }
}

/// A number with a decimal point, empty for anything else.
fn number(kind: &Kind, cell: &Cell) -> String {
    match (kind, cell) {
        (_, Cell::Integer(number)) => number.to_string(),
        (_, Cell::Decimal(number)) => number.to_string(),
        (Kind::Amount { currency }, Cell::Amount(amount)) => to_decimal(*amount, decimals(currency).unwrap_or(0)),
        _ => String::new(),
    }
}

/// The tables as the sheets of one workbook, with frozen heads, filters and cells of their kinds.
///
/// A spreadsheet computes with 15 digits; a number that has more is written as text, so that no digit is lost.
/// `written` is the moment that the workbook says it was made at; the same tables and moment give the same bytes.
///
/// # Errors
///
/// A table whose names, widths and kinds do not fit together, or which is larger than a sheet.
pub fn to_xlsx(tables: &[Table], written: DateTime<Utc>) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&excel_moment(written)?));
    let mut names = HashSet::new();
    for table in tables {
        table.check()?;
        if table.rows.len() > ROWS || table.columns.len() > COLUMNS {
            let (rows, columns) = (table.rows.len(), table.columns.len());
            return Err(WriteError::TooLarge { table: table.title.clone(), rows, columns });
        }
        let name = sheet_name(&table.title, &mut names);
        write_sheet(workbook.add_worksheet(), &name, table)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn write_sheet(sheet: &mut Worksheet, name: &str, table: &Table) -> Result<(), WriteError> {
    sheet.set_name(name)?;
    let head = Format::new().set_bold().set_num_format("@");
    for (column, at) in table.columns.iter().zip(0_u16..) {
        write_text(sheet, (0, at), table, &column.name, &head)?;
        let format = Format::new().set_num_format(number_format(&column.kind));
        let mut width = column.name.chars().count();
        for (row, line) in (1_u32..).zip(&table.rows) {
            let Some(cell) = line.get(usize::from(at)) else { continue };
            let length = write_cell(sheet, (row, at), table, &column.kind, cell, &format)?;
            width = width.max(length);
        }
        let width = u8::try_from(width.clamp(8, 60)).unwrap_or(60);
        sheet.set_column_width(at, f32::from(width.saturating_add(2)))?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let last_row = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    if let Some(last_column) = table.columns.len().checked_sub(1).and_then(|last| u16::try_from(last).ok()) {
        sheet.autofilter(0, 0, last_row, last_column)?;
    }
    Ok(())
}

/// Writes a cell and tells about how many characters it shows.
fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    table: &Table,
    kind: &Kind,
    cell: &Cell,
    format: &Format,
) -> Result<usize, WriteError> {
    match cell {
        Cell::Empty => Ok(0),
        Cell::Text(text) => {
            write_text(sheet, (row, column), table, text, format)?;
            Ok(text.chars().count())
        }
        Cell::Date(date) => {
            sheet.write_datetime_with_format(row, column, &excel_date(*date)?, format)?;
            Ok(10)
        }
        Cell::Moment(moment) => {
            sheet.write_datetime_with_format(row, column, &excel_moment(*moment)?, format)?;
            Ok(19)
        }
        Cell::Integer(_) | Cell::Amount(_) | Cell::Decimal(_) => {
            let number = number(kind, cell);
            let digits = number.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
            // The file stores the shortest decimal of the binary number: with up to 15 digits the same decimal.
            match number.parse::<f64>() {
                Ok(binary) if digits <= 15 => sheet.write_number_with_format(row, column, binary, format)?,
                _ => sheet.write_string_with_format(row, column, &number, format)?,
            };
            Ok(number.len().saturating_add(digits / 3))
        }
    }
}

fn write_text(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    table: &Table,
    text: &str,
    format: &Format,
) -> Result<(), WriteError> {
    // Excel counts halves of characters beyond the first 65,536.
    let found = text.encode_utf16().count();
    if found > CELL {
        let name = table.columns.get(usize::from(column)).map(|column| column.name.clone()).unwrap_or_default();
        let row = usize::try_from(row).unwrap_or(usize::MAX);
        return Err(WriteError::TooLong { table: table.title.clone(), row, column: name, found });
    }
    sheet.write_string_with_format(row, column, text, format)?;
    Ok(())
}

fn number_format(kind: &Kind) -> String {
    let decimal = |places: u32| match usize::try_from(places) {
        Ok(places) if places > 0 => format!("#,##0.{}", "0".repeat(places.min(28))),
        _ => "#,##0".to_owned(),
    };
    match kind {
        Kind::Text => "@".to_owned(),
        Kind::Integer => "0".to_owned(),
        Kind::Amount { currency } => decimal(decimals(currency).unwrap_or(0)),
        Kind::Decimal { places } => decimal(*places),
        Kind::Date => "yyyy-mm-dd".to_owned(),
        Kind::Moment => "yyyy-mm-dd hh:mm:ss".to_owned(),
    }
}

fn excel_date(date: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    let (month, day) = (u8::try_from(date.month()), u8::try_from(date.day()));
    ExcelDateTime::from_ymd(u16::try_from(date.year()).unwrap_or(0), month.unwrap_or(0), day.unwrap_or(0))
}

fn excel_moment(moment: DateTime<Utc>) -> Result<ExcelDateTime, XlsxError> {
    let hour = u16::try_from(moment.hour()).unwrap_or(0);
    let [minute, second] = [moment.minute(), moment.second()].map(|part| u8::try_from(part).unwrap_or(0));
    excel_date(moment.date_naive())?.and_hms(hour, minute, second)
}

/// A name that a sheet may have: 1 to 31 characters without `[ ] : * ? / \`, not in use already.
fn sheet_name(title: &str, taken: &mut HashSet<String>) -> String {
    let allowed = |c: char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') && !c.is_control();
    let cleaned: String = title.chars().map(|c| if allowed(c) { c } else { ' ' }).collect();
    let cleaned = cleaned.trim_matches(['\'', ' ']);
    let cleaned = if cleaned.is_empty() || cleaned.eq_ignore_ascii_case("history") { "Table" } else { cleaned };
    for number in 1_u32.. {
        let suffix = if number == 1 { String::new() } else { format!(" {number}") };
        let mut name = String::new();
        let mut room = 31_usize.saturating_sub(suffix.len());
        for c in cleaned.chars() {
            let Some(left) = room.checked_sub(c.len_utf16()) else { break };
            room = left;
            name.push(c);
        }
        let name = format!("{}{suffix}", name.trim_end_matches(['\'', ' ']));
        if taken.insert(name.to_lowercase()) {
            return name;
        }
    }
    cleaned.to_owned()
}
