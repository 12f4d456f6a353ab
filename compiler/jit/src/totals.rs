//! Totals by partner.

use crate::pages::advise;
use rustc_hash::FxHashMap;

/// Sums in 64 bits, with the carries of those that leave them on the way. A sum is an error only if it does not fit
/// in the end, and no order of adding decides about that.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    /// By partner: the lower 64 bits.
    pub sums: Vec<i64>,
    /// By partner: how often `2^64` comes on top, where it does.
    carries: FxHashMap<u32, i64>,
}

impl Totals {
    /// Zeros.
    pub fn zeros(partners: usize) -> Self {
        let sums = vec![0; partners];
        advise(&sums, partners);
        Self { sums, carries: FxHashMap::default() }
    }

    /// Adds an amount to a partner's sum; nobody's amounts are dropped.
    pub fn add(&mut self, partner: u32, amount: i64) {
        let Some(sum) = self.sums.get_mut(partner as usize) else { return };
        let (wrapped, overflow) = sum.overflowing_add(amount);
        *sum = wrapped;
        if overflow {
            self.carry(partner, amount > 0);
        }
    }

    /// Notes that a sum left 64 bits, upwards or downwards.
    pub fn carry(&mut self, partner: u32, up: bool) {
        *self.carries.entry(partner).or_default() += if up { 1 } else { -1 };
    }

    /// Adds other sums.
    pub fn merge(&mut self, other: &Totals) {
        for (partner, (sum, more)) in (0_u32..).zip(self.sums.iter_mut().zip(&other.sums)) {
            let (wrapped, overflow) = sum.overflowing_add(*more);
            *sum = wrapped;
            if overflow {
                *self.carries.entry(partner).or_default() += if *more > 0 { 1 } else { -1 };
            }
        }
        for (partner, carry) in &other.carries {
            *self.carries.entry(*partner).or_default() += carry;
        }
    }

    /// Whether some sum does not fit 64 bits.
    pub fn has_carries(&self) -> bool {
        self.carries.values().any(|carry| *carry != 0)
    }

    /// All sums, in full.
    pub fn wide(&self) -> Vec<i128> {
        let mut wide: Vec<i128> = self.sums.iter().map(|sum| i128::from(*sum)).collect();
        for (partner, carry) in &self.carries {
            if let Some(sum) = wide.get_mut(*partner as usize) {
                *sum += i128::from(*carry) << 64;
            }
        }
        wide
    }

    /// The sums in 64 bits, or the first partner whose sum does not fit.
    pub fn narrow(self) -> Result<Vec<i64>, u32> {
        let carried = self.carries.iter().filter(|(_, carry)| **carry != 0).map(|(partner, _)| *partner).min();
        // The least integer of all stands for absent.
        let least = (0_u32..).zip(&self.sums).find(|(_, sum)| **sum == i64::MIN).map(|(partner, _)| partner);
        match (carried, least) {
            (Some(a), Some(b)) => Err(a.min(b)),
            (Some(partner), None) => Err(partner),
            (None, Some(partner)) if self.carries.get(&partner).is_none_or(|carry| *carry == 0) => Err(partner),
            _ => Ok(self.sums),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Totals;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sums_are_exact(amounts in prop::collection::vec(prop_oneof![any::<i64>(), Just(i64::MAX), Just(-i64::MAX)], 0..20), cut in 0_usize..20) {
            let (a, b) = amounts.split_at(cut.min(amounts.len()));
            let [mut first, mut second] = [Totals::zeros(1), Totals::zeros(1)];
            a.iter().for_each(|amount| first.add(0, *amount));
            b.iter().for_each(|amount| second.add(0, *amount));
            first.merge(&second);
            let expected: i128 = amounts.iter().map(|amount| i128::from(*amount)).sum();
            prop_assert_eq!(first.wide(), vec![expected]);
            let fits = i64::try_from(expected).ok().filter(|sum| *sum != i64::MIN);
            prop_assert_eq!(first.narrow().ok(), fits.map(|sum| vec![sum]));
        }
    }
}
