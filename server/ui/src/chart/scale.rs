//! From values to places: an axis with round ticks, in whole numbers only.

use thiserror::Error;

/// Why values cannot be drawn on one scale.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum ScaleError {
    /// The ends of the axis, or the sum of a column's parts, are beyond 64 bits.
    #[error("the values from `{from}` to `{to}` do not fit on an axis of 64 bits; draw them in a greater unit")]
    TooFar {
        /// The least value.
        from: i64,
        /// The greatest.
        to: i64,
    },
    /// The parts of a column add up to more than 64 bits hold.
    #[error("the parts of column `{column}` add up to more than 64 bits hold; draw them in a greater unit")]
    Sum {
        /// The column, counted from 1.
        column: usize,
    },
}

/// At most so many steps between grid lines.
const STEPS: i128 = 4;

/// An axis that covers values, with ticks at multiples of 1, 2 or 5 times a power of ten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    from: i64,
    to: i64,
    step: i64,
}

impl Scale {
    /// The axis that covers the values, and zero if `zero`. Values that are all the same get some room.
    ///
    /// # Errors
    ///
    /// Where its rounded ends are beyond 64 bits.
    pub fn covering(values: impl IntoIterator<Item = i64>, zero: bool) -> Result<Self, ScaleError> {
        let seen = values.into_iter().chain(zero.then_some(0));
        let (least, most) = seen.fold((None, None), |(least, most): (Option<i64>, Option<i64>), value| {
            (Some(least.map_or(value, |least| least.min(value))), Some(most.map_or(value, |most| most.max(value))))
        });
        let (least, most) = (least.unwrap_or(0), most.unwrap_or(0));
        let error = ScaleError::TooFar { from: least, to: most };
        let span = (i128::from(most) - i128::from(least)).max(1);
        let step = step(span);
        let from = i128::from(least).div_euclid(step) * step;
        let to = -(-i128::from(most)).div_euclid(step) * step;
        let to = if to == from { from + step } else { to };
        let narrow = |value: i128| i64::try_from(value).map_err(|_| error);
        Ok(Self { from: narrow(from)?, to: narrow(to)?, step: narrow(step)? })
    }

    /// The ticks, from the least on; at most six.
    pub fn ticks(self) -> impl Iterator<Item = i64> {
        (0..).map_while(move |at: i64| {
            let tick = self.step.checked_mul(at).and_then(|by| self.from.checked_add(by))?;
            (tick <= self.to).then_some(tick)
        })
    }

    /// Where a value is on a line of `length`: 0 at the least end, `length` at the greatest; values outside are drawn
    /// at the ends.
    pub fn place(self, value: i64, length: i64) -> i64 {
        let span = i128::from(self.to) - i128::from(self.from);
        let at = i128::from(value.clamp(self.from, self.to)) - i128::from(self.from);
        // `at` is at most `span`, so that the quotient is within the length, which is a length in pixels.
        i64::try_from((at * i128::from(length) + span / 2) / span).unwrap_or(length)
    }

    /// The value that bars begin at: zero, or the end that is nearest to it.
    pub fn base(self) -> i64 {
        0.clamp(self.from, self.to)
    }
}

/// The least of 1, 2, 5 times a power of ten that divides a span into at most [`STEPS`] steps.
fn step(span: i128) -> i128 {
    let mut power = 1;
    loop {
        for factor in [1, 2, 5] {
            if power * factor * STEPS >= span {
                return power * factor;
            }
        }
        power *= 10;
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn ticks(values: &[i64], zero: bool) -> Vec<i64> {
        Scale::covering(values.iter().copied(), zero).unwrap().ticks().collect()
    }

    #[test]
    fn ticks_are_round_and_cover_the_values() {
        assert_eq!(ticks(&[0, 100], true), [0, 50, 100]);
        assert_eq!(ticks(&[3, 97], true), [0, 50, 100]);
        assert_eq!(ticks(&[382, 379, 391], false), [375, 380, 385, 390, 395]);
        assert_eq!(ticks(&[-42, 17], true), [-60, -40, -20, 0, 20]);
        assert_eq!(ticks(&[], true), [0, 1]);
        assert_eq!(ticks(&[7, 7], false), [7, 8]);
        assert_eq!(ticks(&[-5], false), [-5, -4]);
    }

    #[test]
    fn there_are_few_ticks_whatever_the_values() {
        for exponent in 0..60 {
            for offset in [0_i64, 1, 7, 13] {
                let most = (1_i64 << exponent) + offset;
                for least in [0, -most, most / 3] {
                    let found = ticks(&[least, most], false);
                    assert!((2..=7).contains(&found.len()), "{least}..{most}: {found:?}");
                    assert!(found.first() <= Some(&least) && found.last() >= Some(&most), "{least}..{most}: {found:?}");
                }
            }
        }
    }

    #[test]
    fn places_are_in_proportion() {
        let scale = Scale::covering([0, 100], true).unwrap();
        assert_eq!([0, 25, 100].map(|value| scale.place(value, 1000)), [0, 250, 1000]);
        assert_eq!([-5, 105].map(|value| scale.place(value, 1000)), [0, 1000]);
    }

    #[test]
    fn what_is_beyond_an_axis_is_an_error() {
        assert_eq!(
            Scale::covering([i64::MIN, i64::MAX], false),
            Err(ScaleError::TooFar { from: i64::MIN, to: i64::MAX })
        );
    }
}
