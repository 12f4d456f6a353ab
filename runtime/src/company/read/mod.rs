//! One file of the company folder as typed columns, read on several threads.
//!
//! A file is cut into parts (blocks of lines, row groups) that are parsed on their own
//! and put together in their order, so that neither rows nor problems depend on the
//! number of threads.

mod blocks;
mod csv;
mod decode;
mod parquet;
mod part;

use super::cell::Known;
use super::meter::Meter;
use super::schema::TableSchema;
use crate::problem::{Cause, Place, Problem, Problems, Row};
use crate::texts::{Ids, Texts};
use compline_compiler::store::Values;
use std::path::Path;

/// How files are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct How<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) threads: usize,
    pub(crate) known: Known<'a>,
    pub(crate) meter: &'a Meter<'a>,
}

/// A file as typed columns, in the order of its schema.
#[derive(Debug)]
pub(crate) struct RawTable {
    pub(crate) rows: usize,
    pub(crate) columns: Vec<Column>,
    pub(crate) origin: Origin,
    /// Whether rows are missing because a part of the file could not be read.
    pub(crate) truncated: bool,
}

/// The cells of a column.
#[derive(Clone, Debug)]
pub(crate) enum Column {
    /// The file does not have it, or it holds nothing to keep.
    Missing,
    /// Stored values.
    Values(Values),
    /// Texts.
    Texts(Texts),
    /// Texts that are nothing but the digits of numbers, absent where they are empty.
    Numbers(Vec<i64>),
}

/// Where the rows of a table came from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    /// Name of the file.
    pub(crate) file: String,
    /// Whether rows are counted from 1, as in Parquet, instead of lines.
    pub(crate) numbered: bool,
    /// Rising pairs of a row and its line; rows after it are on the lines after it.
    pub(crate) lines: Vec<(u32, u64)>,
    /// The row of the file by row of the table, where the table was sorted.
    pub(crate) order: Option<Vec<u32>>,
}

impl Origin {
    /// The place of a row in the file.
    pub(crate) fn row(&self, at: usize) -> Row {
        let at = self.order.as_ref().and_then(|order| order.get(at)).map_or(at, |row| *row as usize);
        if self.numbered || self.lines.is_empty() {
            return Row::Number(at as u64 + 1);
        }
        Row::Line(line(&self.lines, at))
    }

    /// A place for a problem.
    pub(crate) fn place(&self, at: usize, column: &str, value: impl Into<String>) -> Place {
        let value: String = value.into();
        Place {
            file: self.file.clone(),
            row: Some(self.row(at)),
            column: Some(column.to_owned()),
            value: Some(value).filter(|value| !value.is_empty()),
        }
    }

    /// A problem of a row.
    pub(crate) fn problem(
        &self,
        at: usize,
        column: &str,
        value: impl Into<String>,
        cause: Cause,
        cure: impl Into<String>,
    ) -> Problem {
        Problem { place: self.place(at, column, value), cause, cure: cure.into() }
    }
}

/// The line of a row: see [`Origin::lines`].
fn line(lines: &[(u32, u64)], at: usize) -> u64 {
    let before = lines.partition_point(|(row, _)| *row as usize <= at);
    let (row, line) = before.checked_sub(1).and_then(|i| lines.get(i)).copied().unwrap_or((0, 2));
    line + (at as u64).saturating_sub(u64::from(row))
}

impl RawTable {
    /// A column's values, where it has any.
    pub(crate) fn take_values(&mut self, column: usize) -> Option<Values> {
        match self.columns.get_mut(column).map(|c| std::mem::replace(c, Column::Missing)) {
            Some(Column::Values(values)) => Some(values),
            _ => None,
        }
    }

    /// A column's texts, where it has any.
    pub(crate) fn take_texts(&mut self, column: usize) -> Option<Texts> {
        match self.columns.get_mut(column).map(|c| std::mem::replace(c, Column::Missing)) {
            Some(Column::Texts(texts)) => Some(texts),
            Some(Column::Numbers(numbers)) => Some(Texts::of_numbers(&numbers)),
            _ => None,
        }
    }

    /// A column of ids, none where it is missing; in the order of the file.
    pub(crate) fn take_ids(&mut self, column: usize) -> Ids {
        match self.columns.get_mut(column).map(|c| std::mem::replace(c, Column::Missing)) {
            // Those with a sign, and the absent one, have their order as texts.
            Some(Column::Numbers(numbers)) if numbers.iter().all(|number| *number >= 0) => Ids::Numbers(numbers),
            Some(Column::Numbers(numbers)) => Ids::Texts(Texts::of_numbers(&numbers)),
            Some(Column::Texts(texts)) => Ids::Texts(texts),
            _ => Ids::default(),
        }
    }
}

/// Reads a table. `None` where its file is missing or its columns cannot be read at all;
/// a problem is noted then, unless the file is optional.
pub(crate) fn table(
    schema: &TableSchema,
    how: How<'_>,
    problems: &mut Problems,
    warnings: &mut Vec<Problem>,
) -> Option<RawTable> {
    let csv_name = format!("{}.csv", schema.stem);
    let parquet_name = format!("{}.parquet", schema.stem);
    let csv_path = how.folder.join(&csv_name);
    let parquet_path = how.folder.join(&parquet_name);
    match (csv_path.exists(), parquet_path.exists()) {
        (true, true) => {
            problems.add(|| file_problem(&csv_name, Cause::TwoFiles(parquet_name), "remove one of the two"));
            None
        }
        (true, false) => csv::read(schema, &csv_name, &csv_path, how, problems, warnings),
        (false, true) => parquet::read(schema, &parquet_name, &parquet_path, how, problems, warnings),
        (false, false) => {
            if let Some(reason) = &schema.required {
                let cure = format!("put {csv_name} or {parquet_name} into the folder: {reason}");
                problems.add(|| file_problem(&csv_name, Cause::MissingFile, cure));
            }
            None
        }
    }
}

/// A problem of a whole file.
pub(crate) fn file_problem(file: &str, cause: Cause, cure: impl Into<String>) -> Problem {
    Problem { place: Place { file: file.to_owned(), ..Place::default() }, cause, cure: cure.into() }
}

/// Finds the columns of a schema in a header: for each of them the number in the file.
/// `None` where one is missing or the header names one twice.
fn layout(
    schema: &TableSchema,
    file: &str,
    header: &[String],
    problems: &mut Problems,
    warnings: &mut Vec<Problem>,
) -> Option<Vec<Option<usize>>> {
    let before = problems.count();
    let place = |column: &str| Place { file: file.to_owned(), column: Some(column.to_owned()), ..Place::default() };
    for (at, name) in header.iter().enumerate() {
        if header.iter().position(|other| other == name) != Some(at) {
            problems.add(|| Problem {
                place: place(name),
                cause: Cause::DuplicateColumn,
                cure: "remove or rename one of the two".to_owned(),
            });
        } else if !schema.lenient && !schema.columns.iter().any(|column| column.name == *name) {
            let names: Vec<&str> = schema.columns.iter().map(|column| column.name.as_str()).collect();
            let cure = match similar(name, &names) {
                Some(similar) => format!("rename it to `{similar}` if that is meant"),
                None => "remove it, or declare a field of this name in the plan".to_owned(),
            };
            warnings.push(Problem { place: place(name), cause: Cause::UnknownColumn, cure });
        }
    }
    let mut found = Vec::with_capacity(schema.columns.len());
    for column in &schema.columns {
        let at = header.iter().position(|name| *name == column.name);
        if at.is_none() && column.required {
            let names: Vec<&str> = header.iter().map(String::as_str).collect();
            let cure = match similar(&column.name, &names) {
                Some(similar) => format!("rename the column `{similar}`: names are compared letter by letter"),
                None => format!("add the column; the header has: {}", names.join(", ")),
            };
            problems.add(|| Problem { place: place(&column.name), cause: Cause::MissingColumn, cure });
        }
        found.push(at);
    }
    (problems.count() == before).then_some(found)
}

/// A name that differs in case, blanks or punctuation only.
fn similar<'a>(name: &str, others: &[&'a str]) -> Option<&'a str> {
    fn letters(name: &str) -> String {
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    }
    let wanted = letters(name);
    others.iter().copied().find(|other| *other != name && letters(other) == wanted)
}

/// Puts the parts of a table together.
fn assemble(
    file: &str,
    numbered: bool,
    schema: &TableSchema,
    parts: Vec<part::Part>,
    problems: &mut Problems,
) -> Option<RawTable> {
    let mut table = RawTable {
        rows: 0,
        columns: Vec::new(),
        origin: Origin { file: file.to_owned(), numbered, lines: Vec::new(), order: None },
        truncated: parts.iter().any(|part| part.unreadable.is_some()),
    };
    let total: usize = parts.iter().map(|part| part.rows).sum();
    if i32::try_from(total).is_err() {
        problems.add(|| file_problem(file, Cause::TooManyRows, "split the company's data"));
        return None;
    }
    let mut encoding_told = false;
    for part in parts {
        let first = u32::try_from(table.rows).unwrap_or(u32::MAX);
        table.origin.lines.extend(part.lines.iter().map(|(row, line)| (row + first, *line)));
        table.rows += part.rows;
        problems.append(part.problems);
        if let Some(problem) = part.unreadable.filter(|_| !encoding_told) {
            problems.add(|| problem);
            encoding_told = true;
        }
        if table.columns.is_empty() {
            table.columns = part.columns;
            table.columns.iter_mut().for_each(|column| reserve(column, total));
            continue;
        }
        for ((column, more), schema) in table.columns.iter_mut().zip(part.columns).zip(&schema.columns) {
            if append(column, more).is_err() {
                let place = Place { file: file.to_owned(), column: Some(schema.name.clone()), ..Place::default() };
                problems.add(|| Problem {
                    place,
                    cause: Cause::TooMuchText,
                    cure: "split the company's data".to_owned(),
                });
                return None;
            }
        }
    }
    Some(table)
}

fn reserve(column: &mut Column, rows: usize) {
    match column {
        Column::Values(Values::I8(v)) => v.reserve_exact(rows.saturating_sub(v.len())),
        Column::Values(Values::I16(v)) => v.reserve_exact(rows.saturating_sub(v.len())),
        Column::Values(Values::I32(v)) => v.reserve_exact(rows.saturating_sub(v.len())),
        Column::Values(Values::I64(v)) => v.reserve_exact(rows.saturating_sub(v.len())),
        Column::Numbers(v) => v.reserve_exact(rows.saturating_sub(v.len())),
        Column::Missing | Column::Texts(_) => {}
    }
}

fn append(column: &mut Column, more: Column) -> Result<(), crate::texts::TooMuchText> {
    match (column, more) {
        (Column::Values(Values::I8(a)), Column::Values(Values::I8(b))) => a.extend_from_slice(&b),
        (Column::Values(Values::I16(a)), Column::Values(Values::I16(b))) => a.extend_from_slice(&b),
        (Column::Values(Values::I32(a)), Column::Values(Values::I32(b))) => a.extend_from_slice(&b),
        (Column::Values(Values::I64(a)), Column::Values(Values::I64(b))) => a.extend_from_slice(&b),
        (Column::Texts(a), Column::Texts(b)) => a.append(&b)?,
        (Column::Numbers(a), Column::Numbers(b)) => a.extend_from_slice(&b),
        (Column::Texts(a), Column::Numbers(b)) => a.append(&Texts::of_numbers(&b))?,
        (numbers, Column::Texts(b)) if matches!(numbers, Column::Numbers(_)) => {
            decode::as_texts(numbers);
            append(numbers, Column::Texts(b))?;
        }
        // Parts of one table have the same columns.
        _ => {}
    }
    Ok(())
}
