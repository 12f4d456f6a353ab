//! Intervals of stored integers.
//!
//! Code is generated with the least checking that these intervals allow: an operation whose result
//! cannot leave 64 bits needs no overflow check, a value that cannot be negative needs no sign in
//! its rounding. Every interval follows from widths and types alone, never from the data at hand.

use compline_compiler::program::Width;

/// The least integer of 64 bits. In stored form it stands for absent, but arithmetic may meet it on the way.
pub const LEAST: i128 = i64::MIN as i128;
/// The greatest integer of 64 bits.
pub const GREATEST: i128 = i64::MAX as i128;

/// All integers from `lo` to `hi`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The least.
    pub lo: i128,
    /// The greatest.
    pub hi: i128,
}

impl Range {
    /// Every integer of 64 bits.
    pub const ALL: Range = Range { lo: LEAST, hi: GREATEST };
    /// Yes or no.
    pub const FLAG: Range = Range { lo: 0, hi: 1 };
    /// Zero alone.
    pub const ZERO: Range = Range { lo: 0, hi: 0 };

    /// One number.
    pub const fn exactly(number: i128) -> Self {
        Self { lo: number, hi: number }
    }

    /// Both ends.
    pub const fn new(lo: i128, hi: i128) -> Self {
        Self { lo, hi }
    }

    /// What a column of this width holds; its least integer stands for absent.
    pub const fn of_width(width: Width) -> Self {
        let hi = match width {
            Width::W8 => i8::MAX as i128,
            Width::W16 => i16::MAX as i128,
            Width::W32 => i32::MAX as i128,
            Width::W64 => i64::MAX as i128,
        };
        Self { lo: -hi, hi }
    }

    /// The number, if it is only one.
    pub fn constant(self) -> Option<i128> {
        (self.lo == self.hi).then_some(self.lo)
    }

    /// Whether all of it is inside of another.
    pub fn within(self, other: Range) -> bool {
        other.lo <= self.lo && self.hi <= other.hi
    }

    /// Whether it fits 64 bits.
    pub fn fits(self) -> bool {
        self.within(Self::ALL)
    }

    /// What of it fits 64 bits.
    pub fn clipped(self) -> Self {
        let lo = self.lo.clamp(LEAST, GREATEST);
        Self { lo, hi: self.hi.clamp(lo, GREATEST) }
    }

    /// Both together.
    pub fn union(self, other: Range) -> Self {
        Self { lo: self.lo.min(other.lo), hi: self.hi.max(other.hi) }
    }

    /// Sums.
    pub fn plus(self, other: Range) -> Self {
        Self { lo: self.lo.saturating_add(other.lo), hi: self.hi.saturating_add(other.hi) }
    }

    /// Negatives.
    pub fn negated(self) -> Self {
        Self { lo: self.hi.saturating_neg(), hi: self.lo.saturating_neg() }
    }

    /// Differences.
    pub fn minus(self, other: Range) -> Self {
        self.plus(other.negated())
    }

    /// Products.
    pub fn times(self, other: Range) -> Self {
        let corners = [(self.lo, other.lo), (self.lo, other.hi), (self.hi, other.lo), (self.hi, other.hi)];
        let products = corners.map(|(a, b)| a.saturating_mul(b));
        let first = products[0];
        products.into_iter().fold(Self::exactly(first), |range, product| range.union(Self::exactly(product)))
    }

    /// The smaller of two.
    pub fn min(self, other: Range) -> Self {
        Self { lo: self.lo.min(other.lo), hi: self.hi.min(other.hi) }
    }

    /// The greater of two.
    pub fn max(self, other: Range) -> Self {
        Self { lo: self.lo.max(other.lo), hi: self.hi.max(other.hi) }
    }

    /// Quotients by a positive number, rounded in any way.
    pub fn divided(self, divisor: i128) -> Self {
        let divisor = divisor.max(1);
        Self {
            lo: (self.lo / divisor).saturating_sub(i128::from(self.lo < 0)),
            hi: (self.hi / divisor).saturating_add(i128::from(self.hi > 0)),
        }
    }

    /// The greatest distance from zero.
    pub fn size(self) -> i128 {
        self.lo.saturating_abs().max(self.hi.saturating_abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn within() -> impl Strategy<Value = (Range, i128)> {
        (any::<i64>(), any::<i64>(), any::<i64>()).prop_map(|(a, b, c)| {
            let mut all = [i128::from(a), i128::from(b), i128::from(c)];
            all.sort_unstable();
            (Range::new(all[0], all[2]), all[1])
        })
    }

    proptest! {
        #[test]
        fn results_of_members_are_members((a, x) in within(), (b, y) in within(), d in 1..1_000_000_i128) {
            let has = |range: Range, number: i128| range.lo <= number && number <= range.hi;
            prop_assert!(has(a.plus(b), x + y));
            prop_assert!(has(a.minus(b), x - y));
            prop_assert!(has(a.times(b), x * y));
            prop_assert!(has(a.min(b), x.min(y)));
            prop_assert!(has(a.max(b), x.max(y)));
            prop_assert!(has(a.negated(), -x));
            prop_assert!(has(a.divided(d), x.div_euclid(d)));
            prop_assert!(has(a.divided(d), -((-x).div_euclid(d))));
            prop_assert!(a.size() >= x.abs());
        }
    }
}
