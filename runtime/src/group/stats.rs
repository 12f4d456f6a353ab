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
        fn narrow<T: Stored>(values: &[T]) -> (T, T, T) {
            // Absent is the least value: the least of all tells whether there is one, the least successor is the least present.
            let mut least = T::MOST;
            let mut present = T::MOST;
            let mut most = T::ABSENT;
            for value in values {
                least = least.min(*value);
                most = most.max(*value);
                present = present.min(if *value == T::ABSENT { T::MOST } else { *value });
            }
            (least, present, most)
        }
        let parts = in_order(threads, ranges(values.len(), threads), |rows| {
            each_width!(values, v => {
                let (least, present, most) = narrow(v.get(rows).unwrap_or(&[]));
                Stats { least: present.into(), most: most.widen(), absent: least.widen() == NONE }
            })
        });
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
