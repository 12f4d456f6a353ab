//! Parting whole amounts in proportion to whole weights.

use num_bigint::BigUint;
use num_integer::Integer;
use num_traits::ToPrimitive;

/// `a * b / c` and the rest, without limit on the way; nothing where the result leaves 128 bits or `c` is zero.
pub fn mul_div(a: u128, b: u128, c: u128) -> Option<(u128, u128)> {
    if c == 0 {
        return None;
    }
    if let Some(product) = a.checked_mul(b) {
        return Some((product / c, product % c));
    }
    let (quotient, rest) = (BigUint::from(a) * BigUint::from(b)).div_rem(&BigUint::from(c));
    Some((quotient.to_u128()?, rest.to_u128()?))
}

/// Parts an amount by largest remainder: everybody gets the floor of his exact share; the units that are left over
/// go one by one to the largest fractions, and among equal ones to the smallest tie-break.
///
/// The weights are not negative and their sum is not zero; nothing where a share leaves 128 bits.
pub fn largest_remainder<T: Ord + Copy>(amount: i128, parts: &[(u128, T)]) -> Option<Vec<i128>> {
    let whole = parts.iter().try_fold(0_u128, |sum, (weight, _)| sum.checked_add(*weight))?;
    let mut shares = Vec::with_capacity(parts.len());
    let mut rests = Vec::with_capacity(parts.len());
    let mut left_over = amount;
    for (at, (weight, tie)) in parts.iter().enumerate() {
        let (quotient, rest) = mul_div(amount.unsigned_abs(), *weight, whole)?;
        let quotient = i128::try_from(quotient).ok()?;
        // The floor, also of a negative share.
        let (share, rest) = match (amount < 0, rest) {
            (false, rest) => (quotient, rest),
            (true, 0) => (-quotient, 0),
            (true, rest) => (-quotient - 1, whole - rest),
        };
        left_over -= share;
        shares.push(share);
        rests.push((std::cmp::Reverse(rest), *tie, at));
    }
    let more = usize::try_from(left_over).ok()?.min(rests.len());
    if more > 0 && more < rests.len() {
        rests.select_nth_unstable(more);
    }
    for (_, _, at) in rests.iter().take(more) {
        if let Some(share) = shares.get_mut(*at) {
            *share += 1;
        }
    }
    Some(shares)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn shares_sum_to_the_amount(amount in -1_000_000_i128..1_000_000, weights in prop::collection::vec(0_u128..1_000, 1..20)) {
            prop_assume!(weights.iter().any(|weight| *weight > 0));
            let whole: u128 = weights.iter().sum();
            let parts: Vec<_> = weights.iter().copied().enumerate().map(|(at, weight)| (weight, at)).collect();
            let shares = largest_remainder(amount, &parts).unwrap_or_default();
            prop_assert_eq!(shares.iter().sum::<i128>(), amount);
            for (share, weight) in shares.iter().zip(&weights) {
                let exact = amount * i128::try_from(*weight).unwrap_or(0);
                let whole = i128::try_from(whole).unwrap_or(1);
                prop_assert!((share - exact.div_euclid(whole)).abs() <= 1);
            }
        }

        #[test]
        fn wide_products_are_exact(a: u128, b: u64, c in 1_u128..) {
            if let Some((quotient, rest)) = mul_div(a, u128::from(b), c) {
                let back = BigUint::from(quotient) * BigUint::from(c) + BigUint::from(rest);
                prop_assert_eq!(back, BigUint::from(a) * BigUint::from(b));
                prop_assert!(rest < c);
            }
        }
    }
}
