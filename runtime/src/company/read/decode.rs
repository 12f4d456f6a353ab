//! Cells of a Parquet column into a column of the table, some thousand at a time.
//!
//! What is usual goes by in a loop over typed values; texts that are no ids are looked at once for each place in
//! the file's dictionary. Whatever such a loop cannot store is looked at again as a single cell, which says what
//! is wrong with it: there is one place where a cell is refused.

use super::Column;
use super::part::{Cell, empty_cell, push_text, stored, too_wide};
use crate::company::cell::{self, Known, Refusal};
use crate::company::schema::{CellSchema, ColumnSchema};
use crate::problem::{Cause, Place, Problem, Problems, Row};
use crate::texts::Texts;
use crate::values::{Stored, each_width};
use compline_compiler::program::NONE;
use compline_compiler::store::Values;
use compline_parquet::{CellValues, Cells, Dictionary, Kind};

/// Reads the cells of one column of a row group.
pub(super) struct Decoder<'a> {
    schema: &'a ColumnSchema,
    kind: &'a Kind,
    known: Known<'a>,
    file: &'a str,
    /// The row at hand, from 1.
    row: u64,
    /// By place in the dictionary: the stored value; `None` where there is none.
    places: Vec<Option<i64>>,
    problems: Problems,
    unknown: Problems,
}

/// The column that cells of a kind are read into.
pub(super) fn column(schema: &ColumnSchema, kind: &Kind) -> Column {
    match (&schema.cell, kind) {
        (CellSchema::Text, Kind::Integer) => Column::Numbers(Vec::new()),
        (CellSchema::Text, _) => Column::Texts(Texts::default()),
        (CellSchema::Partner, _) => Column::Values(Values::I32(Vec::new())),
        (CellSchema::Currency(_), _) => Column::Missing,
        _ => Column::Values(Values::zeros(schema.width, 0)),
    }
}

/// Makes texts of numbers.
pub(super) fn as_texts(column: &mut Column) {
    if let Column::Numbers(numbers) = column {
        *column = Column::Texts(Texts::of_numbers(numbers));
    }
}

impl<'a> Decoder<'a> {
    /// For the cells of a column from a row on, counted from 1.
    pub(super) fn new(
        schema: &'a ColumnSchema,
        kind: &'a Kind,
        known: Known<'a>,
        (file, row): (&'a str, u64),
        problems: Problems,
    ) -> Self {
        Self { schema, kind, known, file, row, places: Vec::new(), unknown: problems.sibling(), problems }
    }

    /// What was wrong with cells, and which partners do not exist; each in the order of rows.
    pub(super) fn finish(self) -> (Problems, Problems) {
        (self.problems, self.unknown)
    }

    /// Adds cells to the column, one value for each.
    pub(super) fn take(&mut self, column: &mut Column, cells: &Cells<'_>) {
        match (&mut *column, cells.values) {
            (Column::Numbers(numbers), CellValues::Integers(values)) => {
                if !values.contains(&NONE) {
                    return self.numbers(numbers, cells, values);
                }
                // The least number would be an absent one.
                as_texts(column);
                self.take(column, cells);
            }
            (Column::Texts(texts), CellValues::Texts(places, dictionary)) => {
                self.texts(texts, cells, places, dictionary);
            }
            (Column::Texts(texts), _) => self.digits(texts, cells),
            (Column::Values(out), CellValues::Integers(values)) => {
                each_width!(out, out => self.integers(out, cells, values));
            }
            (Column::Values(out), CellValues::Texts(places, dictionary)) => {
                each_width!(out, out => self.places(out, cells, places, dictionary));
            }
            (Column::Values(out), _) => each_width!(out, out => self.singly(out, cells)),
            (Column::Missing, CellValues::Texts(places, dictionary)) => {
                self.places(&mut Vec::<i64>::new(), cells, places, dictionary);
            }
            (Column::Missing | Column::Numbers(_), _) => self.singly(&mut Vec::<i64>::new(), cells),
        }
    }

    /// Numbers that are ids or other texts.
    fn numbers(&mut self, out: &mut Vec<i64>, cells: &Cells<'_>, values: &[i64]) {
        if cells.filled.is_empty() {
            self.row += values.len() as u64;
            return out.extend_from_slice(values);
        }
        cells.each_of(values, |value| {
            if value.is_none() {
                self.absent();
            }
            out.push(value.copied().unwrap_or(NONE));
            self.row += 1;
        });
    }

    /// Numbers that have to be texts.
    fn digits(&mut self, out: &mut Texts, cells: &Cells<'_>) {
        let mut digits = itoa::Buffer::new();
        cells.each(|value| {
            let text = if let compline_parquet::Cell::Integer(value) = value { digits.format(value) } else { "" };
            if let Err(refusal) = push_text(out, self.schema, text) {
                self.problem(*refusal, Cell::Text(text));
            }
            self.row += 1;
        });
    }

    fn texts(&mut self, out: &mut Texts, cells: &Cells<'_>, places: &[i32], dictionary: &Dictionary) {
        cells.each_of(places, |place| {
            let text = place.map_or(Some(""), |place| dictionary.text(*place));
            match push_text(out, self.schema, text.unwrap_or_default()) {
                _ if text.is_none() => self.no_text(),
                Ok(()) => {}
                Err(refusal) => self.problem(*refusal, text.map_or(Cell::Absent, Cell::Text)),
            }
            self.row += 1;
        });
    }

    /// Numbers, days, moments, and partners whose ids are numbers.
    fn integers<T: Stored>(&mut self, out: &mut Vec<T>, cells: &Cells<'_>, values: &[i64]) {
        let (kind, known) = (self.kind, self.known.partners);
        match (&self.schema.cell, kind) {
            (CellSchema::Partner, _) => self.each_integer(out, cells, values, |value| match known {
                Some(known) => known.number(value).map(i64::from),
                None => Some(NONE),
            }),
            (CellSchema::Date, Kind::Date) => self.each_integer(out, cells, values, Some),
            (CellSchema::Moment, Kind::Moment { per_second }) => {
                self.each_integer(out, cells, values, |value| Some(value.div_euclid(*per_second)));
            }
            (CellSchema::Number(number), Kind::Integer | Kind::Decimal { .. }) => {
                let scale = scale(kind);
                let (least, most) = number.bounds;
                match cell::factor(number, scale) {
                    Some(factor) => self.each_integer(out, cells, values, |value| {
                        value.checked_mul(factor).filter(|value| (least..=most).contains(value))
                    }),
                    None => {
                        self.each_integer(out, cells, values, |value| cell::scaled(number, value, scale).ok());
                    }
                }
            }
            _ => self.singly(out, cells),
        }
    }

    #[inline]
    fn each_integer<T: Stored>(
        &mut self,
        out: &mut Vec<T>,
        cells: &Cells<'_>,
        values: &[i64],
        convert: impl Fn(i64) -> Option<i64>,
    ) {
        out.reserve(cells.rows);
        cells.each_of(values, |value| {
            match value.map(|value| convert(*value).and_then(T::narrow)) {
                Some(Some(stored)) => out.push(stored),
                Some(None) => {
                    out.push(T::ABSENT);
                    self.refused(
                        value.copied().map_or(compline_parquet::Cell::Absent, compline_parquet::Cell::Integer),
                    );
                }
                None => {
                    out.push(T::ABSENT);
                    self.absent();
                }
            }
            self.row += 1;
        });
    }

    /// Texts that are stored as something else.
    fn places<T: Stored>(&mut self, out: &mut Vec<T>, cells: &Cells<'_>, places: &[i32], dictionary: &Dictionary) {
        self.learn::<T>(dictionary);
        let learned = std::mem::take(&mut self.places);
        out.reserve(cells.rows);
        cells.each_of(places, |place| {
            match place {
                Some(place) => match usize::try_from(*place).ok().and_then(|at| learned.get(at)) {
                    // It was tried out whether it fits.
                    Some(Some(stored)) => out.push(T::cut(*stored)),
                    _ => {
                        out.push(T::ABSENT);
                        match dictionary.text(*place) {
                            Some(text) => self.refused(compline_parquet::Cell::Bytes(text.as_bytes())),
                            None => self.no_text(),
                        }
                    }
                },
                None => {
                    out.push(T::ABSENT);
                    self.absent();
                }
            }
            self.row += 1;
        });
        self.places = learned;
    }

    /// Finds the values of those texts of the dictionary that are new.
    fn learn<T: Stored>(&mut self, dictionary: &Dictionary) {
        let from = self.places.len();
        let new = (from..dictionary.len()).map(|at| i32::try_from(at).ok().and_then(|place| dictionary.text(place)));
        let (schema, known) = (self.schema, self.known);
        if let (CellSchema::Partner, Some(index)) = (&schema.cell, known.partners) {
            let mut texts = new.clone();
            index.get_all(new.map(Option::unwrap_or_default), |found| {
                // An empty cell is no partner, and may be no mistake.
                let empty = texts.next() == Some(Some(""));
                self.places.push(if empty && schema.blank { Some(NONE) } else { found.map(i64::from) });
            });
            return;
        }
        for text in new {
            let value = text.and_then(|text| stored(schema, known, Cell::Text(text)).ok());
            // Of partners that are not known by now nothing is stored.
            let value = if matches!(schema.cell, CellSchema::Partner) { value.map(|_| NONE) } else { value };
            self.places.push(value.filter(|value| T::narrow(*value).is_some()));
        }
    }

    /// Cells of which there are few or none that are good.
    fn singly<T: Stored>(&mut self, out: &mut Vec<T>, cells: &Cells<'_>) {
        let mut digits = itoa::Buffer::new();
        cells.each(|value| {
            let value = self.cell(value, &mut digits);
            let result = match value.map(|value| stored(self.schema, self.known, value)) {
                Some(Ok(value)) => T::narrow(value).map_or_else(too_wide, Ok),
                Some(Err(refusal)) => Err(refusal),
                None => Ok(T::ABSENT),
            };
            match (result, value) {
                (Ok(stored), Some(_)) => out.push(stored),
                (Err(refusal), Some(value)) => {
                    out.push(T::ABSENT);
                    self.problem(*refusal, value);
                }
                (_, None) => {
                    out.push(T::ABSENT);
                    self.no_text();
                }
            }
            self.row += 1;
        });
    }

    /// An absent cell, which may be allowed.
    fn absent(&mut self) {
        if !self.schema.blank
            && let Err(refusal) = empty_cell::<()>(self.schema)
        {
            self.problem(*refusal, Cell::Absent);
        }
    }

    /// Says what is wrong with a cell that was not stored.
    #[cold]
    fn refused(&mut self, value: compline_parquet::Cell<'_>) {
        let mut digits = itoa::Buffer::new();
        let Some(value) = self.cell(value, &mut digits) else { return self.no_text() };
        let result = stored(self.schema, self.known, value);
        if let Err(refusal) = result.and_then(|_| too_wide::<()>()) {
            self.problem(*refusal, value);
        }
    }

    /// A cell of the file as one of a table; `None` where it is no UTF-8.
    fn cell<'v>(&self, value: compline_parquet::Cell<'v>, digits: &'v mut itoa::Buffer) -> Option<Cell<'v>> {
        use compline_parquet::Cell as Found;
        let text_wanted = matches!(self.schema.cell, CellSchema::Text | CellSchema::Partner);
        Some(match (value, self.kind) {
            (Found::Absent, _) => Cell::Absent,
            (Found::Bytes(bytes), _) => Cell::Text(std::str::from_utf8(bytes).ok()?),
            (Found::Integer(value), Kind::Date) => Cell::Date(value),
            (Found::Integer(value), Kind::Moment { per_second }) => Cell::Moment(value.div_euclid(*per_second)),
            (Found::Integer(value), _) if text_wanted => Cell::Text(digits.format(value)),
            (Found::Integer(value), kind) => Cell::Number(value.into(), u8::try_from(scale(kind)).unwrap_or(u8::MAX)),
            (Found::Wide(value), kind) => Cell::Number(value, u8::try_from(scale(kind)).unwrap_or(u8::MAX)),
            (Found::YesNo(value), _) => Cell::YesNo(value),
        })
    }

    fn problem(&mut self, refusal: Refusal, value: Cell<'_>) {
        let place = self.place(shown(value));
        let problems =
            if matches!(refusal.cause, Cause::Unknown { .. }) { &mut self.unknown } else { &mut self.problems };
        problems.add(|| Problem { place, cause: refusal.cause, cure: refusal.cure });
    }

    fn no_text(&mut self) {
        let place = self.place(None);
        let cause = Cause::Encoding("this cell is no UTF-8");
        self.problems.add(|| Problem { place, cause, cure: "write the column as UTF-8 text".to_owned() });
    }

    fn place(&self, value: Option<String>) -> Place {
        Place {
            file: self.file.to_owned(),
            row: Some(Row::Number(self.row)),
            column: Some(self.schema.name.clone()),
            value,
        }
    }
}

/// Digits after the point of the numbers of a kind.
fn scale(kind: &Kind) -> usize {
    if let Kind::Decimal { scale } = kind { usize::from(*scale) } else { 0 }
}

/// A cell as it is told.
fn shown(cell: Cell<'_>) -> Option<String> {
    match cell {
        Cell::Absent | Cell::Text("") => None,
        Cell::Text(text) => Some(text.to_owned()),
        Cell::Number(value, scale) => Some(compline_lang::number::Decimal::new(value, scale).to_string()),
        Cell::Date(day) => Some(crate::calendar::date(i32::try_from(day).unwrap_or(i32::MAX)).to_string()),
        Cell::Moment(second) => chrono::DateTime::from_timestamp(second, 0).map(|moment| moment.to_rfc3339()),
        Cell::YesNo(value) => Some(if value { "yes" } else { "no" }.to_owned()),
    }
}
