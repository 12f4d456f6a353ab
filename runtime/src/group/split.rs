//! A part of grouped events, taken without grouping once more: the weeks of a month.

use super::{Grouped, Test, TestColumn, Wanted};
use crate::values::{Stored, each_width, gather, permuted};
use compline_compiler::store::Values;

/// Whether every row that passes `part` passes `whole`, and what of `part` is left to be tested then: only columns of the
/// table, which can be carried along.
pub(crate) fn within(part: &[Test], whole: &[Test]) -> Option<Vec<Test>> {
    let implied = |test: &Test| {
        part.iter().any(|own| {
            own.column == test.column
                && test.from <= own.from
                && own.to <= test.to
                && (test.or_absent || !own.or_absent)
        })
    };
    let left: Vec<Test> = part.iter().filter(|test| !whole.contains(test)).copied().collect();
    let carried = left.iter().all(|test| matches!(test.column, TestColumn::Field(_)));
    (carried && whole.iter().all(implied)).then_some(left)
}

/// The events of a group that pass further tests, with some of its columns. `columns` are those of `whole`; each test's
/// column is among them, and so is each that is taken.
pub(crate) fn split(whole: &Grouped, columns: &[Wanted], tests: &[Test], take: &[Wanted]) -> Grouped {
    let rows = kept(whole, columns, tests);
    let mut groups = Vec::with_capacity(whole.groups.len());
    let mut at = 0;
    for first in &whole.groups {
        while rows.get(at).is_some_and(|row| row < first) {
            at += 1;
        }
        groups.push(u32::try_from(at).unwrap_or(u32::MAX));
    }
    let taken = take.iter().map(|wanted| {
        let column = columns.iter().position(|own| own == wanted).and_then(|at| whole.columns.get(at));
        column.map_or_else(|| Values::zeros(wanted.width, 0), |values| permuted(values, &rows))
    });
    Grouped { columns: taken.collect(), source: gather(&whole.source, &rows), groups }
}

/// The rows that pass.
fn kept(whole: &Grouped, columns: &[Wanted], tests: &[Test]) -> Vec<u32> {
    let mut passes = vec![true; whole.source.len()];
    for test in tests {
        let TestColumn::Field(field) = test.column else { continue };
        let at = columns.iter().position(|wanted| wanted.field == field && !wanted.partner);
        let Some(values) = at.and_then(|at| whole.columns.get(at)) else { continue };
        each_width!(values, values => {
            for (pass, value) in passes.iter_mut().zip(values) {
                *pass &= test.holds(value.widen());
            }
        });
    }
    let mut rows = vec![0; passes.len()];
    let mut count = 0;
    // Written whether it passes or not, and passed over where not: no branch that nobody can foretell.
    for (row, pass) in (0_u32..).zip(&passes) {
        if let Some(slot) = rows.get_mut(count) {
            *slot = row;
        }
        count += usize::from(*pass);
    }
    rows.truncate(count);
    rows
}
