//! What is known of columns beyond their width.
//!
//! An event kind or a column of the partners file may declare the least and largest value of a number. Code is
//! compiled under the assumption that this holds, and every run checks it first, column by column; where it does not,
//! the run takes code that assumes nothing. What follows for computed columns is noted while they are compiled.

use crate::range::Range;
use compline_compiler::program::{Column, ColumnId, Event, Field, Kind, Program, Source, Space};
use compline_compiler::store::{Store, Values};
use rustc_hash::FxHashMap;

/// Ranges of columns, where more is known than their width.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    ranges: FxHashMap<ColumnId, Range>,
}

impl Facts {
    /// Nothing is assumed.
    pub fn none() -> Self {
        Self::default()
    }

    /// What the fields of a program declare.
    pub fn declared(program: &Program) -> Self {
        let columns = (0..).map(ColumnId).zip(&program.columns);
        let ranges = columns.filter_map(|(id, column)| Some((id, declared_range(program, column)?)));
        Self { ranges: ranges.collect() }
    }

    /// All of it.
    pub fn list(&self) -> Vec<(ColumnId, Range)> {
        let mut list: Vec<_> = self.ranges.iter().map(|(column, range)| (*column, *range)).collect();
        list.sort_unstable_by_key(|(column, _)| *column);
        list
    }

    /// Notes what follows for a computed column.
    pub fn note(&mut self, column: ColumnId, range: Range) {
        self.ranges.insert(column, range);
    }

    /// What a column's values may be, where they are there.
    pub fn range_of(&self, program: &Program, id: ColumnId, column: &Column) -> Range {
        let width = Range::of_width(column.width);
        let all = match column.ty.kind {
            Kind::Bool => Range::FLAG,
            Kind::Word(words) => {
                let count = program.words.get(words.index()).map_or(0, |words| words.words.len());
                Range::new(0, (count as i128 - 1).max(0))
            }
            Kind::Partner | Kind::Person | Kind::Event(_) => Range::new(0, i128::from(u32::MAX)),
            Kind::Number(..) | Kind::Date | Kind::Text => Range::ALL,
        };
        let known = self.ranges.get(&id).copied().unwrap_or(Range::ALL);
        Range::new(all.lo.max(width.lo).max(known.lo), all.hi.min(width.hi).min(known.hi))
    }
}

fn declared_range(program: &Program, column: &Column) -> Option<Range> {
    let Kind::Number(_, scale) = column.ty.kind else { return None };
    let field: &Field = match (column.source, column.space) {
        (Source::EventField(field), Space::Event(set)) => {
            let event: &Event = program.events.get(program.event_sets.get(set.index())?.event.index())?;
            event.fields.get(field as usize)?
        }
        (Source::PartnerField(field), _) => program.partner_fields.get(field as usize)?,
        _ => return None,
    };
    let (least, most) = field.range?;
    Some(Range::new(least.rescale(scale)?.mantissa, most.rescale(scale)?.mantissa))
}

/// Whether all values of a column that are there are in a range.
pub fn holds(store: &Store, column: ColumnId, range: Range) -> bool {
    fn all<T: Copy + PartialOrd + PartialEq + TryFrom<i128>>(
        values: &[T],
        range: Range,
        absent: T,
        least: T,
        most: T,
    ) -> bool {
        let lo = T::try_from(range.lo).unwrap_or(least);
        let hi = T::try_from(range.hi).unwrap_or(most);
        // Without a way out, so that it runs over many values at once.
        let block = |values: &[T]| {
            values.iter().fold(true, |good, value| good & ((lo <= *value) & (*value <= hi) | (*value == absent)))
        };
        values.chunks(1 << 14).all(block)
    }
    match store.columns.get(column.index()).and_then(Option::as_ref) {
        None => true,
        Some(Values::I8(values)) => all(values, range, i8::MIN, i8::MIN, i8::MAX),
        Some(Values::I16(values)) => all(values, range, i16::MIN, i16::MIN, i16::MAX),
        Some(Values::I32(values)) => all(values, range, i32::MIN, i32::MIN, i32::MAX),
        Some(Values::I64(values)) => all(values, range, i64::MIN, i64::MIN, i64::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_outside_are_found() {
        let column = ColumnId(0);
        let store = |values| Store { columns: vec![Some(values)], ..Store::default() };
        assert!(holds(&store(Values::I32(vec![0, 5, i32::MIN, 9])), column, Range::new(0, 9)));
        assert!(!holds(&store(Values::I32(vec![0, 5, 10])), column, Range::new(0, 9)));
        assert!(!holds(&store(Values::I8(vec![-1])), column, Range::new(0, 1 << 40)));
        assert!(holds(&store(Values::I64(vec![1 << 39])), column, Range::new(0, 1 << 40)));
    }
}
