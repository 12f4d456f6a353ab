//! What the values of a column are like.

use crate::parallel::{in_order, ranges};
use crate::values::{Stored, each_width};
use compline_compiler::program::{NONE, Width};
use compline_compiler::store::Values;

/// Least and largest value, and whether some are absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stats {
    pub(crate) least: i64,
    pub(crate) most: i64,
    pub(crate) absent: bool,
}

impl Default for Stats {
    fn default() -> Self {
        Self { least: i64::MAX, most: NONE + 1, absent: false }
    }
}

impl Stats {
    /// Looks at all values of a column.
    pub(crate) fn of(values: &Values, threads: usize) -> Self {
        fn extremes<T: Stored>(values: impl Iterator<Item = T>) -> (T, T) {
            values.fold((T::MOST, T::ABSENT), |(least, most), value| (least.min(value), most.max(value)))
        }
        fn narrow<T: Stored>(values: &[T]) -> Stats {
            // Absent is the least value of all.
            let (least, most) = extremes(values.iter().copied());
            if least != T::ABSENT || values.is_empty() {
                return Stats { least: least.into(), most: most.widen(), absent: false };
            }
            let (least, most) = extremes(values.iter().copied().filter(|value| *value != T::ABSENT));
            Stats { least: least.into(), most: most.widen(), absent: true }
        }
        let parts = in_order(
            threads,
            ranges(values.len(), threads),
            |rows| each_width!(values, v => narrow(v.get(rows).unwrap_or(&[]))),
        );
        parts.into_iter().fold(Stats::default(), |a, b| Stats {
            least: a.least.min(b.least),
            most: a.most.max(b.most),
            absent: a.absent || b.absent,
        })
    }

    /// Whether there is no value at all.
    pub(crate) fn is_empty(self) -> bool {
        self.most < self.least
    }

    /// Whether all values fit a width.
    pub(crate) fn fits(self, width: Width) -> bool {
        let (least, most) = match width {
            Width::W8 => (i64::from(i8::MIN) + 1, i64::from(i8::MAX)),
            Width::W16 => (i64::from(i16::MIN) + 1, i64::from(i16::MAX)),
            Width::W32 => (i64::from(i32::MIN) + 1, i64::from(i32::MAX)),
            Width::W64 => (NONE + 1, i64::MAX),
        };
        self.is_empty() || (least <= self.least && self.most <= most)
    }
}
