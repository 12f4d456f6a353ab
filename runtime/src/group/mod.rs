//! Events grouped by their partner, in two passes.
//!
//! The first pass packs the columns that a program reads into one or a few 64-bit words per
//! event and appends them to a bucket of neighbouring partners; it writes to a few thousand
//! places in sequence. The second takes one bucket at a time, sorts it by partner within the
//! cache and unpacks the columns in their final order. Nothing is allocated per row, and no
//! row is moved over a long distance more than once.
//!
//! Both passes keep the order of rows, so that within a group events stay in the order of the
//! table, which is canonical.

mod collect;
mod layout;
mod partition;
mod split;
mod stats;

use crate::company::EventTable;
use crate::values::{Stored, each_width};
use compline_compiler::program::{NONE, Width};
use compline_compiler::store::Values;
use layout::Layout;
pub(crate) use split::{split, within};
pub(crate) use stats::Stats;

/// What is to be grouped.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Request<'a> {
    /// The events.
    pub(crate) table: &'a EventTable,
    /// The field that groups them; without one they stay as they are.
    pub(crate) owner: Option<usize>,
    /// By partner: the row in the store.
    pub(crate) row_of: &'a [u32],
    /// Number of partner rows in the store.
    pub(crate) partners: usize,
    /// Which events take part: those that pass all tests.
    pub(crate) tests: &'a [Test],
    /// The columns.
    pub(crate) wanted: &'a [Wanted],
    /// By field: what its values are like, or are expected to be like.
    pub(crate) stats: &'a [Stats],
    /// Threads to use.
    pub(crate) threads: usize,
}

/// A column must lie in a range. Absent is the least value, so that only a range that begins there holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Test {
    pub(crate) column: TestColumn,
    pub(crate) from: i64,
    pub(crate) to: i64,
    /// Whether what is absent passes whatever the range.
    pub(crate) or_absent: bool,
}

/// What is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TestColumn {
    /// A date field.
    Field(usize),
    /// Since when the event is known.
    KnownAt,
    /// [`EventTable::payable`].
    Payable,
}

impl Test {
    /// The column in a table.
    pub(crate) fn values(self, table: &EventTable) -> Option<&Values> {
        match self.column {
            TestColumn::Field(field) => table.fields.get(field),
            TestColumn::KnownAt => table.known_at.as_ref(),
            TestColumn::Payable => table.payable.as_ref(),
        }
    }

    /// Whether a value passes.
    fn holds(self, value: i64) -> bool {
        self.from <= value && value <= self.to || self.or_absent && value == NONE
    }

    /// Whether every row passes.
    pub(crate) fn is_always(self, stats: Stats) -> bool {
        (self.from <= stats.least && stats.most <= self.to || stats.is_empty())
            && (!stats.absent || self.or_absent || self.from == NONE)
    }
}

/// A column of the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// The field.
    pub(crate) field: usize,
    /// Whether it holds partners, which become rows.
    pub(crate) partner: bool,
    /// How wide the column is.
    pub(crate) width: Width,
}

/// Grouped events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Grouped {
    /// By partner row: the first event; one more for those without partner. Empty without an owner field.
    pub(crate) groups: Vec<u32>,
    /// By event: the row in the table.
    pub(crate) source: Vec<u32>,
    /// As wanted.
    pub(crate) columns: Vec<Values>,
}

/// Why events cannot be grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GroupError {
    /// Some event names a partner who is no row of the store.
    Partner,
    /// A value is not as expected: look at the values and try again.
    Beyond,
    /// A value does not fit its column (index into the wanted ones).
    Width(usize),
}

/// Rows that are looked at together.
const BATCH: usize = 1024;

/// Groups events.
pub(crate) fn group(request: &Request<'_>) -> Result<Grouped, GroupError> {
    for (at, wanted) in request.wanted.iter().enumerate() {
        let stats = request.stats.get(wanted.field).copied().unwrap_or_default();
        if !wanted.partner && !stats.fits(wanted.width) {
            return Err(GroupError::Width(at));
        }
    }
    let mut out = match request.owner.and_then(|owner| request.table.fields.get(owner)) {
        None => Grouped {
            groups: Vec::new(),
            source: selected(request),
            columns: request.wanted.iter().map(|w| Values::zeros(w.width, 0)).collect(),
        },
        Some(owner) => {
            let layout = Layout::of(request);
            match layout.words {
                1 => partition_and_collect::<1>(request, &layout, owner)?,
                2 => partition_and_collect::<2>(request, &layout, owner)?,
                3 => partition_and_collect::<3>(request, &layout, owner)?,
                _ => partition_and_collect::<4>(request, &layout, owner)?,
            }
        }
    };
    // Columns that were too wide to be carried along are fetched one value at a time.
    for (wanted, column) in request.wanted.iter().zip(&mut out.columns) {
        if column.len() != out.source.len()
            && let Some(values) = request.table.fields.get(wanted.field)
        {
            *column = fetched(request, wanted, values, &out.source)?;
        }
    }
    Ok(out)
}

fn partition_and_collect<const W: usize>(
    request: &Request<'_>,
    layout: &Layout,
    owner: &Values,
) -> Result<Grouped, GroupError> {
    let parts = partition::partition::<W>(request, layout, owner)?;
    Ok(collect::collect(request, layout, &parts))
}

/// The rows that pass the tests.
fn selected(request: &Request<'_>) -> Vec<u32> {
    let rows = request.table.rows;
    let mut out = Vec::with_capacity(rows);
    let mut mask = [true; BATCH];
    for start in (0..rows).step_by(BATCH) {
        let mask = test_batch(request.table, request.tests, start, &mut mask);
        let rows = start..(start + BATCH).min(rows);
        out.extend(
            rows.zip(mask).filter(|(_, selected)| **selected).map(|(row, _)| u32::try_from(row).unwrap_or(u32::MAX)),
        );
    }
    out
}

/// The rows that pass the tests, one by one; for messages, not for speed.
pub(crate) fn passes(table: &EventTable, tests: &[Test], row: usize) -> bool {
    tests.iter().all(|test| test.values(table).is_none_or(|values| test.holds(values.get(row))))
}

/// Tests a batch of rows.
fn test_batch<'a>(table: &EventTable, tests: &[Test], start: usize, mask: &'a mut [bool; BATCH]) -> &'a [bool; BATCH] {
    fn narrow<T: Stored>(values: &[T], start: usize, test: Test, mask: &mut [bool; BATCH]) {
        for (mask, value) in mask.iter_mut().zip(values.get(start..).unwrap_or(&[])) {
            let value = value.widen();
            *mask &= test.holds(value);
        }
    }
    mask.fill(true);
    for test in tests {
        if let Some(values) = test.values(table) {
            each_width!(values, v => narrow(v, start, *test, mask));
        }
    }
    mask
}

/// Whether two selections are the same rows.
pub(crate) fn same_rows(table: &EventTable, a: &[Test], b: &[Test]) -> bool {
    let (mut mask_a, mut mask_b) = ([true; BATCH], [true; BATCH]);
    a == b
        || (0..table.rows).step_by(BATCH).all(|start| {
            let rows = BATCH.min(table.rows - start);
            let (a, b) = (test_batch(table, a, start, &mut mask_a), test_batch(table, b, start, &mut mask_b));
            a.iter().zip(b).take(rows).all(|(a, b)| a == b)
        })
}

/// A column by source rows.
fn fetched(request: &Request<'_>, wanted: &Wanted, values: &Values, source: &[u32]) -> Result<Values, GroupError> {
    let mut out = Values::zeros(wanted.width, source.len());
    for (at, row) in source.iter().enumerate() {
        let mut value = values.get(*row as usize);
        if wanted.partner && value != NONE {
            let row = usize::try_from(value)
                .ok()
                .and_then(|partner| request.row_of.get(partner))
                .filter(|row| (**row as usize) < request.partners);
            value = i64::from(*row.ok_or(GroupError::Partner)?);
        }
        // The widths were compared with the values before.
        let _ = out.set(at, value);
    }
    Ok(out)
}

#[cfg(test)]
mod tests;
