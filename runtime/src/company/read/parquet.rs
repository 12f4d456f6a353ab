//! Parquet files: the same columns, read by row group and column.

use super::decode::{self, Decoder};
use super::part::Part;
use super::{How, RawTable, assemble, file_problem, layout};
use crate::company::schema::{CellSchema, TableSchema};
use crate::parallel;
use crate::problem::{Cause, Place, Problem, Problems};
use compline_parquet::{Kind, ParquetError, Reader};
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
        let mut unknown = part.problems.sibling();
        for ((column, schema), at) in part.columns.iter_mut().zip(&self.schema.columns).zip(self.layout) {
            let Some((at, kind)) = at.and_then(|at| Some((at, self.kinds.get(at)?))) else { continue };
            *column = decode::column(schema, kind);
            let limit = unknown.sibling();
            let mut decoder = Decoder::new(schema, kind, self.how.known, (self.file, first), limit);
            reader.read_cells(group, at, |cells| decoder.take(column, &cells))?;
            let (bad, missing) = decoder.finish();
            part.problems.merge_by_row(bad);
            unknown.merge_by_row(missing);
        }
        // Of one row, what is wrong with a cell itself comes before what it refers to, as in text files.
        part.problems.merge_by_row(unknown);
        Ok(part)
    }
}
