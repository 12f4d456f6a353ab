//! Parquet files: the same columns, read by row group and column.

use super::part::{Cell, Part, push};
use super::{How, RawTable, assemble, file_problem, layout};
use crate::company::schema::{CellSchema, TableSchema};
use crate::parallel;
use crate::problem::{Cause, Place, Problem, Problems, Row};
use compline_parquet::{Cell as Stored, Kind, ParquetError, Reader};
use std::path::Path;

pub(super) fn read(
    schema: &TableSchema,
    name: &str,
    path: &Path,
    how: How<'_>,
    problems: &mut Problems,
    warnings: &mut Vec<Problem>,
) -> Option<RawTable> {
    let reader = match Reader::open(path) {
        Ok(reader) => reader,
        Err(error) => {
            problems.add(|| unreadable(name, &error));
            return None;
        }
    };
    let header: Vec<String> = reader.columns().iter().map(|column| column.name.clone()).collect();
    let layout = layout(schema, name, &header, problems, warnings)?;
    types(schema, name, &reader, &layout, problems)?;
    let kinds: Vec<Kind> = reader.columns().iter().map(|column| column.kind.clone()).collect();
    let mut groups = Vec::with_capacity(reader.row_groups());
    let mut first = 1_u64;
    for group in 0..reader.row_groups() {
        groups.push((group, first));
        first += reader.rows(group) as u64;
    }
    let size = std::fs::metadata(path).map_or(0, |file| file.len());
    let rows = first - 1;
    let empty = problems.sibling();
    let task = Task { schema, file: name, path, layout: &layout, kinds: &kinds, how };
    let parts = parallel::in_order(how.threads, groups.into_iter(), |(group, first)| {
        let part = Part::new(schema, &layout, empty.clone());
        match task.parse(group, first, part) {
            Ok(part) => {
                // Rows of a file are taken for equally long.
                let bytes = u128::from(size) * part.rows as u128 / u128::from(rows.max(1));
                how.meter.add(u64::try_from(bytes).unwrap_or(0));
                part
            }
            Err(error) => {
                Part { unreadable: Some(unreadable(name, &error)), ..Part::new(schema, &layout, empty.clone()) }
            }
        }
    });
    let parts = if parts.is_empty() { vec![Part::new(schema, &layout, empty)] } else { parts };
    assemble(name, true, schema, parts, problems)
}

fn unreadable(file: &str, error: &ParquetError) -> Problem {
    file_problem(file, Cause::Read(error.to_string()), "write the file again, compressed with snappy or not at all")
}

/// Compares the types of the columns with what is wanted.
fn types(
    schema: &TableSchema,
    file: &str,
    reader: &Reader,
    layout: &[Option<usize>],
    problems: &mut Problems,
) -> Option<()> {
    let before = problems.count();
    for (column, at) in schema.columns.iter().zip(layout) {
        let Some(kind) = at.and_then(|at| reader.columns().get(at)).map(|found| &found.kind) else { continue };
        let (wanted, fits) = match &column.cell {
            CellSchema::Text | CellSchema::Partner => {
                ("text or whole numbers", matches!(kind, Kind::Text | Kind::Integer))
            }
            CellSchema::Word { .. } | CellSchema::Period(_) | CellSchema::Currency(_) => {
                ("text", matches!(kind, Kind::Text))
            }
            CellSchema::Number(number) if number.percent => ("text with the sign %", matches!(kind, Kind::Text)),
            CellSchema::Number(_) => {
                ("decimals, whole numbers or text", matches!(kind, Kind::Integer | Kind::Decimal { .. } | Kind::Text))
            }
            CellSchema::YesNo => ("yes/no (boolean)", matches!(kind, Kind::YesNo | Kind::Text)),
            CellSchema::Date => ("dates", matches!(kind, Kind::Date | Kind::Text)),
            CellSchema::Moment => {
                ("timestamps or dates", matches!(kind, Kind::Moment { .. } | Kind::Date | Kind::Text))
            }
        };
        if fits {
            continue;
        }
        let cause = match kind {
            Kind::Float => Cause::Float,
            Kind::Other(what) => Cause::ColumnType(what.clone()),
            Kind::Text => Cause::ColumnType("text".to_owned()),
            Kind::Integer => Cause::ColumnType("whole numbers".to_owned()),
            Kind::Decimal { .. } => Cause::ColumnType("decimals".to_owned()),
            Kind::Date => Cause::ColumnType("dates".to_owned()),
            Kind::Moment { .. } => Cause::ColumnType("timestamps".to_owned()),
            Kind::YesNo => Cause::ColumnType("yes/no".to_owned()),
        };
        let place = Place { file: file.to_owned(), column: Some(column.name.clone()), ..Place::default() };
        problems.add(|| Problem { place, cause, cure: format!("write the column as {wanted}") });
    }
    (problems.count() == before).then_some(())
}

/// What a thread knows about the file whose row groups it reads.
struct Task<'a> {
    schema: &'a TableSchema,
    file: &'a str,
    path: &'a Path,
    layout: &'a [Option<usize>],
    kinds: &'a [Kind],
    how: How<'a>,
}

impl Task<'_> {
    fn parse(&self, group: usize, first: u64, mut part: Part) -> Result<Part, ParquetError> {
        // Every thread has a file of its own: clones of one file share their place in it.
        let reader = Reader::open(self.path)?;
        part.rows = reader.rows(group);
        let limit = part.problems.sibling();
        for ((column, schema), at) in part.columns.iter_mut().zip(&self.schema.columns).zip(self.layout) {
            let Some(at) = *at else { continue };
            let kind = self.kinds.get(at);
            let scale = if let Some(Kind::Decimal { scale }) = kind { *scale } else { 0 };
            let per_second = if let Some(Kind::Moment { per_second }) = kind { *per_second } else { 1 };
            let text_wanted = matches!(schema.cell, CellSchema::Text | CellSchema::Partner);
            let mut digits = itoa::Buffer::new();
            let mut row = first;
            let mut problems = limit.clone();
            reader.read(group, at, |stored| {
                let cell = match (stored, kind) {
                    (Stored::Absent, _) => Ok(Cell::Absent),
                    (Stored::Bytes(bytes), _) => std::str::from_utf8(bytes).map(Cell::Text),
                    (Stored::Integer(value), Some(Kind::Date)) => Ok(Cell::Date(value)),
                    (Stored::Integer(value), Some(Kind::Moment { .. })) => {
                        Ok(Cell::Moment(value.div_euclid(per_second)))
                    }
                    (Stored::Integer(value), _) if text_wanted => Ok(Cell::Text(digits.format(value))),
                    (Stored::Integer(value), _) => Ok(Cell::Number(value.into(), scale)),
                    (Stored::Wide(value), _) => Ok(Cell::Number(value, scale)),
                    (Stored::YesNo(value), _) => Ok(Cell::YesNo(value)),
                };
                let place = |value| Place {
                    file: self.file.to_owned(),
                    row: Some(Row::Number(row)),
                    column: Some(schema.name.clone()),
                    value,
                };
                let good = cell.unwrap_or(Cell::Absent);
                if let Err(refusal) = push(column, schema, self.how.known, good)
                    && cell.is_ok()
                {
                    problems.add(|| Problem { place: place(shown(good)), cause: refusal.cause, cure: refusal.cure });
                }
                if cell.is_err() {
                    let cause = Cause::Encoding("this cell is no UTF-8");
                    problems.add(|| Problem {
                        place: place(None),
                        cause,
                        cure: "write the column as UTF-8 text".to_owned(),
                    });
                }
                row += 1;
            })?;
            part.problems.merge_by_row(problems);
        }
        part.find_partners(self.schema, self.how.known, |_, row| Place {
            file: self.file.to_owned(),
            row: Some(Row::Number(first + row as u64)),
            ..Place::default()
        });
        Ok(part)
    }
}

/// A cell as it is told.
fn shown(cell: Cell<'_>) -> Option<String> {
    match cell {
        Cell::Absent => None,
        Cell::Text(text) => Some(text.to_owned()),
        Cell::Number(value, scale) => Some(compline_lang::number::Decimal::new(value, scale).to_string()),
        Cell::Date(day) => Some(crate::calendar::date(i32::try_from(day).unwrap_or(i32::MAX)).to_string()),
        Cell::Moment(second) => chrono::DateTime::from_timestamp(second, 0).map(|moment| moment.to_rfc3339()),
        Cell::YesNo(value) => Some(if value { "yes" } else { "no" }.to_owned()),
    }
}
