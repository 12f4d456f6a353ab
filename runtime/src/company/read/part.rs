//! A part of a table while it is read.

use super::Column;
use crate::company::cell::{self, Known, Refused};
use crate::company::schema::{CellSchema, ColumnSchema, NumberSchema, TableSchema};
use crate::problem::{Cause, Place, Problem, Problems};
use crate::texts::Texts;
use crate::values::push_value;
use compline_compiler::program::NONE;
use compline_compiler::store::Values;

/// Columns of some consecutive rows, and what is wrong with them.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) rows: usize,
    pub(super) columns: Vec<Column>,
    /// Rows (from 0 within the part) and their lines, as in [`super::Origin::lines`].
    pub(super) lines: Vec<(u32, u64)>,
    pub(super) problems: Problems,
    /// What ended the part early.
    pub(super) unreadable: Option<Problem>,
}

/// One cell, as a file has it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cell<'a> {
    Absent,
    Text(&'a str),
    /// `value / 10^scale`
    Number(i128, u8),
    /// Days since 1970-01-01.
    Date(i64),
    /// Seconds since 1970-01-01.
    Moment(i64),
    YesNo(bool),
}

impl Part {
    /// An empty part with the columns of a schema that the file has.
    pub(super) fn new(schema: &TableSchema, layout: &[Option<usize>], problems: Problems) -> Self {
        let columns = schema
            .columns
            .iter()
            .zip(layout)
            .map(|(column, at)| at.map_or(Column::Missing, |_| empty(column)))
            .collect();
        Self { rows: 0, columns, lines: Vec::new(), problems, unreadable: None }
    }
}

fn empty(schema: &ColumnSchema) -> Column {
    match schema.cell {
        CellSchema::Text | CellSchema::Partner => Column::Texts(Texts::default()),
        CellSchema::Currency(_) => Column::Missing,
        _ => Column::Values(Values::zeros(schema.width, 0)),
    }
}

impl Part {
    /// Finds the partners of all columns that name some: many look-ups at a time wait less than one after another.
    /// `place` gives the place of a row (from 0 within the part).
    pub(super) fn find_partners(
        &mut self,
        schema: &TableSchema,
        known: Known<'_>,
        place: impl Fn(&Self, usize) -> Place,
    ) {
        for (at, spec) in schema.columns.iter().enumerate() {
            if !matches!(spec.cell, CellSchema::Partner) {
                continue;
            }
            let Some(Column::Texts(texts)) =
                self.columns.get_mut(at).map(|column| std::mem::replace(column, Column::Missing))
            else {
                continue;
            };
            let mut partners = Vec::with_capacity(texts.len());
            let mut missing = Vec::new();
            match known.partners {
                None => partners.resize(texts.len(), i32::MIN),
                Some(index) => index.get_all(texts.iter(), |found| {
                    if found.is_none() {
                        missing.push(partners.len());
                    }
                    // Tables have fewer than 2^31 rows.
                    partners.push(found.and_then(|partner| i32::try_from(partner).ok()).unwrap_or(i32::MIN));
                }),
            }
            let mut problems = self.problems.sibling();
            for row in missing {
                let text = texts.get(row);
                // Empty cells were looked at when they were read.
                if !text.is_empty()
                    && let Err(refusal) = cell::value(&spec.cell, known, text)
                {
                    let place = place(self, row);
                    let place = Place { column: Some(spec.name.clone()), value: Some(text.to_owned()), ..place };
                    problems.add(|| Problem { place, cause: refusal.cause, cure: refusal.cure });
                }
            }
            self.problems.merge_by_row(problems);
            if let Some(column) = self.columns.get_mut(at) {
                *column = Column::Values(Values::I32(partners));
            }
        }
    }
}

/// Adds a cell to a column; a refused one is added as absent, so that the column keeps its rows.
#[inline]
pub(super) fn push(column: &mut Column, schema: &ColumnSchema, known: Known<'_>, cell: Cell<'_>) -> Refused<()> {
    match column {
        Column::Texts(texts) => push_text(texts, schema, if let Cell::Text(text) = cell { text } else { "" }),
        Column::Values(values) => {
            let result = match stored(schema, known, cell) {
                Ok(value) if push_value(values, value) => return Ok(()),
                Ok(_) => too_wide(),
                Err(refusal) => Err(refusal),
            };
            let _ = push_value(values, NONE);
            result
        }
        Column::Missing | Column::Numbers(_) => stored(schema, known, cell).map(|_| ()),
    }
}

/// Adds a text to a column of texts, and looks whether it may stand there.
#[inline]
pub(super) fn push_text(texts: &mut Texts, schema: &ColumnSchema, text: &str) -> Refused<()> {
    if texts.push(text).is_err() {
        return cell::refuse(Cause::TooMuchText, "split the company's data");
    }
    if text.is_empty() && !schema.blank {
        return empty_cell(schema);
    }
    if matches!(schema.cell, CellSchema::Text) && cell::has_blanks_around(text) {
        return cell::refuse(Cause::Word { what: schema.name.clone() }, "remove the blanks around the value");
    }
    Ok(())
}

/// The refusal of a cell that must be filled.
pub(super) fn empty_cell<T>(schema: &ColumnSchema) -> Refused<T> {
    cell::refuse(Cause::Empty, format!("fill in the {}", schema.name))
}

/// The refusal of a value that its column is too narrow for.
pub(super) fn too_wide<T>() -> Refused<T> {
    cell::refuse(Cause::TooLarge, "correct the value, or declare a range in the plan that includes it")
}

/// The stored value of a cell.
#[inline]
pub(super) fn stored(schema: &ColumnSchema, known: Known<'_>, cell: Cell<'_>) -> Refused<i64> {
    match (cell, &schema.cell) {
        (Cell::Absent | Cell::Text(""), _) if schema.blank => Ok(NONE),
        (Cell::Absent | Cell::Text(""), _) => empty_cell(schema),
        (Cell::Text(text), kind) => cell::value(kind, known, text),
        (Cell::Number(value, scale), CellSchema::Number(number)) => wide(number, value, scale),
        (Cell::Date(day), CellSchema::Date) => Ok(day),
        (Cell::Date(day), CellSchema::Moment) => Ok(day.saturating_mul(86_400)),
        (Cell::Moment(second), CellSchema::Moment) => Ok(second),
        (Cell::YesNo(value), CellSchema::YesNo) => Ok(i64::from(value)),
        // The reader of Parquet has compared the types of the columns.
        _ => cell::refuse(
            Cause::ColumnType("values of another type".to_owned()),
            "convert the column where the file is made",
        ),
    }
}

fn wide(schema: &NumberSchema, value: i128, scale: u8) -> Refused<i64> {
    match i64::try_from(value) {
        Ok(value) => cell::scaled(schema, value, usize::from(scale)),
        Err(_) => cell::refuse(Cause::TooLarge, "correct the value; 18 digits is the most"),
    }
}
