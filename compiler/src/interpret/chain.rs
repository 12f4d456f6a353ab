//! Rounding of the lines of one trigger.

use super::value::{exact, round, to_units};
use crate::outcome::ErrorKind;
use crate::program::{ChainRounding, RoundMode, Rounding};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

/// The amounts of one trigger's lines in the currency's smallest unit, from the exact ones in their order.
///
/// A chain has three readings that differ by a cent (language core, section 5). An exact amount of zero is
/// no line, whatever the reading: it neither takes a remainder nor moves a running total. Without a rounding
/// the amounts have the currency's scale or less.
///
/// # Errors
/// Which amount, and [`ErrorKind::Inexact`], where one is finer than the currency.
pub(super) fn amounts(
    exact: &[BigRational],
    rounding: Option<Rounding>,
    scale: u8,
) -> Result<Vec<BigInt>, (usize, ErrorKind)> {
    let rounded = match rounding {
        None => exact.to_vec(),
        Some(Rounding { mode, scale, chain: ChainRounding::EachLine }) => each(exact, mode, scale),
        Some(Rounding { mode, scale, chain: ChainRounding::Cumulatively }) => cumulatively(exact, mode, scale),
        Some(Rounding { mode, scale, chain: ChainRounding::LastTakesRemainder }) => {
            last_takes_remainder(exact, mode, scale)
        }
    };
    let units = rounded.iter().enumerate().map(|(at, amount)| to_units(amount, scale).map_err(|kind| (at, kind)));
    units.collect()
}

/// Each line alone.
fn each(amounts: &[BigRational], mode: RoundMode, scale: u8) -> Vec<BigRational> {
    amounts.iter().map(|amount| rounded(amount, mode, scale)).collect()
}

/// The running total of the exact amounts is rounded; a line is the difference to the one before.
fn cumulatively(amounts: &[BigRational], mode: RoundMode, scale: u8) -> Vec<BigRational> {
    let mut total = BigRational::zero();
    let mut paid = BigRational::zero();
    let mut lines = Vec::new();
    for amount in amounts {
        total += amount;
        let due = rounded(&total, mode, scale);
        lines.push(&due - &paid);
        paid = due;
    }
    lines
}

/// Each line alone, but the last one that is not zero takes what is missing to the rounded sum.
fn last_takes_remainder(amounts: &[BigRational], mode: RoundMode, scale: u8) -> Vec<BigRational> {
    let mut lines = each(amounts, mode, scale);
    let due = rounded(&amounts.iter().sum(), mode, scale);
    let missing = due - lines.iter().sum::<BigRational>();
    let last = amounts.iter().rposition(|amount| !amount.is_zero());
    if let Some(line) = last.and_then(|last| lines.get_mut(last)) {
        *line += missing;
    }
    lines
}

fn rounded(amount: &BigRational, mode: RoundMode, scale: u8) -> BigRational {
    exact(round(amount, scale, mode), scale)
}
