//! Parquet as a table like any other. Its columns have types, so nothing is guessed about numbers and days.
//!
//! Taken are: texts, whole numbers up to 64 bits, decimals, days, points in time, truth values. Refused are floating point
//! numbers, which are not exact, nested values, times of day and unsigned 64-bit numbers.

use super::*;
use chrono::{DateTime, SecondsFormat, Utc};
use compline_exchange::table::ReadError;
use compline_exchange::table::Row;
use compline_parquet::{Cell, Column, Kind, Reader};
use compline_runtime::calendar;
use std::path::Path;

/// What a Parquet file begins with.
const MAGIC: &[u8] = b"PAR1";

/// Whether bytes are a Parquet file.
pub(super) fn is_parquet(file: &[u8]) -> bool {
    file.starts_with(MAGIC)
}

fn damaged(error: &impl ToString) -> OfficeError {
    let error = FieldError::new("file", "import-parquet-damaged").with("cause", error.to_string());
    OfficeError::Input(vec![error])
}

/// Reads a file into rows of texts; `scratch` is where it lies while it is read.
pub(super) fn read(bytes: &[u8], limits: &table::Limits, scratch: &Path) -> Result<Sheet, OfficeError> {
    let found = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if found > limits.bytes {
        return Err(OfficeError::Input(vec![unreadable(&ReadError::TooManyBytes { found, most: limits.bytes })]));
    }
    let unwritable = |error: std::io::Error| OfficeError::File(format!("cannot write a scratch file: {error}"));
    let mut file = tempfile::Builder::new().prefix("import-").tempfile_in(scratch).map_err(unwritable)?;
    std::io::Write::write_all(&mut file, bytes).map_err(unwritable)?;
    let path = file.path().to_owned();
    // The library may panic over files that nobody wrote. It holds nothing but this file.
    let read = std::panic::catch_unwind(|| sheet(&path, limits));
    read.unwrap_or_else(|_| Err(damaged(&"it holds what no program writes")))
}

fn sheet(path: &Path, limits: &table::Limits) -> Result<Sheet, OfficeError> {
    let reader = Reader::open(path).map_err(|error| damaged(&error))?;
    let columns = reader.columns().to_vec();
    let refused = columns.iter().filter_map(refusal).collect::<Vec<_>>();
    if !refused.is_empty() {
        return Err(OfficeError::Input(refused));
    }
    let unreadable = |error: &ReadError| OfficeError::Input(vec![unreadable(error)]);
    if columns.len() > limits.columns {
        return Err(unreadable(&ReadError::TooManyColumns { row: 1, most: limits.columns }));
    }
    let mut names = BTreeMap::new();
    for (at, column) in (1..).zip(&columns) {
        if column.name.trim().is_empty() {
            return Err(unreadable(&ReadError::NoName { column: at }));
        }
        if let Some(first) = names.insert(column.name.trim().to_lowercase(), at) {
            return Err(unreadable(&ReadError::DuplicateName { name: column.name.clone(), first, second: at }));
        }
    }
    let rows: usize = (0..reader.row_groups()).map(|group| reader.rows(group)).fold(0, usize::saturating_add);
    if rows > limits.rows {
        return Err(unreadable(&ReadError::TooManyRows { most: limits.rows }));
    }
    let mut cells: Vec<Vec<String>> = vec![Vec::with_capacity(columns.len()); rows];
    let mut first = 0;
    for group in 0..reader.row_groups() {
        for (at, column) in columns.iter().enumerate() {
            let mut row = first;
            let mut wrong = None;
            reader
                .read(group, at, |cell| {
                    let text = text(cell, &column.kind);
                    if text.chars().count() > limits.cell && wrong.is_none() {
                        let (row, column) = (row as u64 + 2, at.saturating_add(1));
                        wrong = Some(ReadError::CellTooLong { row, column, most: limits.cell });
                    }
                    if let Some(cells) = cells.get_mut(row) {
                        cells.push(text);
                    }
                    row = row.saturating_add(1);
                })
                .map_err(|error| damaged(&error))?;
            if let Some(wrong) = wrong {
                return Err(unreadable(&wrong));
            }
        }
        first = first.saturating_add(reader.rows(group));
    }
    // As in other files the head is row 1.
    let rows = (2..).zip(cells).map(|(number, mut cells)| {
        cells.resize(columns.len(), String::new());
        Row { number, cells }
    });
    let rows = rows.filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty())).collect();
    let columns = columns.into_iter().map(|column| column.name.trim().to_owned()).collect();
    Ok(Sheet { columns, rows, sheets: Vec::new(), typed: true })
}

/// Why a column is not taken.
fn refusal(column: &Column) -> Option<FieldError> {
    let what = match &column.kind {
        Kind::Float => return Some(FieldError::new("file", "import-parquet-float").with("column", &column.name)),
        Kind::Other(what) => what.clone(),
        Kind::Text | Kind::Integer | Kind::Decimal { .. } | Kind::Date | Kind::Moment { .. } | Kind::YesNo => {
            return None;
        }
    };
    Some(FieldError::new("file", "import-parquet-type").with("column", &column.name).with("what", what))
}

/// A cell as [`Row::cells`] has it.
fn text(cell: Cell<'_>, kind: &Kind) -> String {
    let number = |value: i128| match kind {
        Kind::Decimal { scale } => compline_lang::number::Decimal::new(value, *scale).to_string(),
        _ => value.to_string(),
    };
    match (cell, kind) {
        (Cell::Absent, _) => String::new(),
        (Cell::Bytes(bytes), _) => String::from_utf8_lossy(bytes).into_owned(),
        (Cell::YesNo(yes), _) => if yes { "yes" } else { "no" }.to_owned(),
        (Cell::Integer(day), Kind::Date) => {
            i32::try_from(day).map_or_else(|_| day.to_string(), |day| calendar::date(day).to_string())
        }
        (Cell::Integer(parts), Kind::Moment { per_second }) => moment(parts, *per_second),
        (Cell::Integer(value), _) => number(value.into()),
        (Cell::Wide(value), _) => number(value),
    }
}

/// A point in time: its day alone where it is midnight, since programs keep days so.
fn moment(parts: i64, per_second: i64) -> String {
    let seconds = parts.checked_div_euclid(per_second);
    let Some(at) = seconds.and_then(|seconds| DateTime::<Utc>::from_timestamp(seconds, 0)) else {
        return parts.to_string();
    };
    let text = at.to_rfc3339_opts(SecondsFormat::Secs, true);
    text.strip_suffix("T00:00:00Z").map_or_else(|| text.trim_end_matches('Z').to_owned(), str::to_owned)
}
