//! What holds for all numbers.

use crate::interpret::chain::amounts;
use crate::interpret::share::{in_proportion, largest_remainder};
use crate::interpret::{exact, round};
use crate::program::{ChainRounding, RoundMode, Rounding};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use proptest::prelude::*;

fn mode() -> impl Strategy<Value = RoundMode> {
    prop_oneof![Just(RoundMode::HalfUp), Just(RoundMode::HalfEven), Just(RoundMode::Up), Just(RoundMode::Down)]
}

proptest! {
    #[test]
    fn shares_sum_to_the_whole_and_are_less_than_a_unit_away(
        amount in -10_000_i64..10_000,
        weights in prop::collection::vec(0_u32..500, 1..8),
    ) {
        prop_assume!(weights.iter().any(|weight| *weight > 0));
        let parts: Vec<_> = weights.iter().map(|weight| BigRational::from_integer((*weight).into())).zip(0..).collect();
        let amount = BigInt::from(amount);
        let shares = largest_remainder(&amount, &parts);
        prop_assert_eq!(shares.iter().sum::<BigInt>(), amount.clone());
        for (share, due) in shares.iter().zip(in_proportion(&amount, parts.iter().map(|(weight, _)| weight))) {
            prop_assert!((BigRational::from_integer(share.clone()) - due).abs() < BigRational::one());
        }
    }

    #[test]
    fn a_chain_sums_to_its_exact_sum_rounded_once(
        mills in prop::collection::vec(-5_000_i64..5_000, 1..8),
        mode in mode(),
    ) {
        prop_assume!(mills.iter().any(|amount| *amount != 0));
        let chain: Vec<_> = mills.iter().map(|amount| exact((*amount).into(), 4)).collect();
        let whole = round(&chain.iter().sum(), 2, mode);
        for how in [ChainRounding::Cumulatively, ChainRounding::LastTakesRemainder] {
            let lines = amounts(&chain, Some(Rounding { mode, scale: 2, chain: how }), 2);
            let lines = lines.unwrap_or_default();
            prop_assert_eq!(lines.iter().sum::<BigInt>(), whole.clone());
            // Who is owed nothing is paid nothing, whatever is left over.
            prop_assert!(lines.iter().zip(&mills).all(|(line, owed)| *owed != 0 || line.is_zero()));
        }
    }
}
