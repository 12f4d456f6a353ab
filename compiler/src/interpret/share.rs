//! Parting an amount exactly.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};
use std::cmp::Reverse;

/// Parts a whole number of smallest units in proportion to weights, by largest remainder: everybody gets the floor
/// of his exact share; the units that are left over go one by one to the largest fractions, and among equal ones
/// to the smallest tie-break (language core, section 4, primitive 14).
///
/// The weights are not negative and their sum is not zero.
pub(super) fn largest_remainder<T: Ord>(amount: &BigInt, parts: &[(BigRational, T)]) -> Vec<BigInt> {
    let exact = in_proportion(amount, parts.iter().map(|(weight, _)| weight));
    let mut shares: Vec<BigInt> = exact.iter().map(|share| share.floor().to_integer()).collect();
    let mut left_over = amount - shares.iter().sum::<BigInt>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|at| {
        (exact.get(*at).map(|share| Reverse(share - share.floor())), parts.get(*at).map(|(_, tie)| tie))
    });
    for at in order {
        if left_over.is_zero() {
            break;
        }
        if let Some(share) = shares.get_mut(at) {
            *share += BigInt::one();
            left_over -= BigInt::one();
        }
    }
    shares
}

/// The exact shares: `amount * weight / sum of weights`.
pub(super) fn in_proportion<'a>(
    amount: &BigInt,
    weights: impl Iterator<Item = &'a BigRational> + Clone,
) -> Vec<BigRational> {
    let whole: BigRational = weights.clone().sum();
    let amount = BigRational::from_integer(amount.clone());
    weights.map(|weight| &amount * weight / &whole).collect()
}
