//! Random numbers: SplitMix64, integers only, so that a seed gives the same company everywhere.

/// A stream of draws.
#[derive(Clone, Debug)]
pub(super) struct Draws(u64);

impl Draws {
    /// A stream of its own for each purpose: one more draw here changes nothing there.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ stream.wrapping_mul(0xD1B5_4A32_D192_ED03))
    }

    /// 64 random bits.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `n`, all alike; 0 where `n` is 0.
    pub(super) fn below(&mut self, n: u64) -> u64 {
        upper(self.next(), n)
    }

    /// A number below `n`, small ones more often.
    pub(super) fn skewed(&mut self, n: u64) -> u64 {
        let share = self.next() >> 32;
        // The square of a number below one, as 64 bits after the point.
        upper(share * share, n)
    }

    /// Yes in so many of a hundred cases.
    pub(super) fn percent(&mut self, cases: u64) -> bool {
        self.below(100) < cases
    }

    /// A number from `least` to `most`, both included.
    pub(super) fn between(&mut self, least: i64, most: i64) -> i64 {
        let width = most.saturating_sub(least).max(0).unsigned_abs().saturating_add(1);
        least.saturating_add_unsigned(self.below(width))
    }
}

/// `n` times 64 bits taken as digits after the point.
fn upper(bits: u64, n: u64) -> u64 {
    let product = u128::from(bits) * u128::from(n);
    u64::try_from(product >> 64).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_stay_in_range_and_repeat() {
        let mut draws = Draws::new(42, 1);
        let some: Vec<u64> = (0..5).map(|_| draws.below(1_000)).collect();
        let mut again = Draws::new(42, 1);
        assert_eq!(some, (0..5).map(|_| again.below(1_000)).collect::<Vec<_>>());
        for n in [1, 2, 10, u64::MAX] {
            assert!((0..100).all(|_| draws.below(n) < n && draws.skewed(n) < n), "{n}");
        }
        assert_eq!(draws.below(0), 0);
        assert!((0..100).all(|_| (-3..=4).contains(&draws.between(-3, 4))));
        let low = (0..10_000).filter(|_| draws.skewed(100) < 25).count();
        assert!((4_700..5_300).contains(&low), "half of the squares are below a quarter: {low}");
    }
}
