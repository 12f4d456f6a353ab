//! What caps carry from period to period.

use super::at::At;
use super::cap::{Room, rooms};
use super::share::largest_remainder;
use super::value::narrow;
use crate::outcome::{ErrorKind, Outcome, RunError};
use crate::program::{CapExcess, CapId, Carried, ColumnId, NONE, Program, Space};
use crate::store::Store;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

/// Pays what waits where the limits of a cap leave room, and keeps what the cap has just taken away.
///
/// What the period itself pays has the first claim on a limit. What is left of it goes to those who wait under it, by age,
/// the oldest first; where it does not suffice for all that is of one age, in proportion to what waits.
pub(super) fn run(program: &Program, store: &mut Store, outcome: &Outcome, id: CapId) -> Result<(), RunError> {
    let Some(cap) = program.caps.get(id.index()) else { return Ok(()) };
    let CapExcess::Carried(carried) = &cap.excess else { return Ok(()) };
    let mut lots: Vec<Vec<BigInt>> = carried.lots.iter().map(|lot| waiting(store, lot.opening)).collect();
    let mut paid = vec![BigInt::zero(); store.partners];
    for Room { mut partners, mut left } in rooms(program, store, outcome, id)? {
        partners.retain(|partner| carried.may.is_none_or(|may| store.get(may, *partner) == 1));
        for lot in lots.iter_mut().rev() {
            for (partner, part) in served(store, lot, &partners, &left) {
                left -= &part;
                if let (Some(waits), Some(paid)) = (lot.get_mut(partner), paid.get_mut(partner)) {
                    *waits -= &part;
                    *paid += part;
                }
            }
        }
    }
    let kept = keep(carried, lots, taken(outcome, id, store.partners));
    for partner in 0..store.partners {
        let columns = carried.lots.iter().map(|lot| lot.closing).chain([carried.paid]);
        for (column, values) in columns.zip(kept.iter().chain([&paid])) {
            let fail = |kind| At { what: &cap.name, space: Space::Partner, row: partner }.fail(kind, cap.site);
            let Some(value) = values.get(partner) else { continue };
            let value = narrow(value).map_err(fail)?;
            if !store.set(column, partner, value) {
                return Err(fail(ErrorKind::Overflow));
            }
        }
    }
    Ok(())
}

/// What of one age is paid from what a limit leaves: all of it, or shares in proportion, by largest remainder and then number.
fn served(store: &Store, lot: &[BigInt], partners: &[usize], left: &BigInt) -> Vec<(usize, BigInt)> {
    let waits = partners.iter().filter_map(|partner| Some((*partner, lot.get(*partner)?.clone())));
    let waits: Vec<(usize, BigInt)> = waits.filter(|(_, amount)| !amount.is_zero()).collect();
    if left.is_zero() || waits.iter().map(|(_, amount)| amount).sum::<BigInt>() <= *left {
        return if left.is_zero() { Vec::new() } else { waits };
    }
    let weights =
        waits.iter().map(|(partner, amount)| (BigRational::from_integer(amount.clone()), store.number.get(*partner)));
    let shares = largest_remainder(left, &weights.collect::<Vec<_>>());
    waits.into_iter().map(|(partner, _)| partner).zip(shares).collect()
}

/// What the lots are in the next period.
fn keep(carried: &Carried, mut left: Vec<Vec<BigInt>>, taken: Vec<BigInt>) -> Vec<Vec<BigInt>> {
    if carried.endless {
        for lot in &mut left {
            lot.iter_mut().zip(&taken).for_each(|(left, taken)| *left += taken);
        }
        return left;
    }
    left.insert(0, taken);
    left.truncate(carried.lots.len());
    left
}

/// By partner: what waits in a lot; a balance below zero, which only files can have, waits for nothing.
fn waiting(store: &Store, column: ColumnId) -> Vec<BigInt> {
    let values = (0..store.partners).map(|partner| store.get(column, partner));
    values.map(|value| if value == NONE { BigInt::zero() } else { BigInt::from(value.max(0)) }).collect()
}

/// By partner: what the cap has just taken from him.
fn taken(outcome: &Outcome, id: CapId, partners: usize) -> Vec<BigInt> {
    let mut taken = vec![BigInt::zero(); partners];
    for cut in outcome.cuts.get(id.index()).into_iter().flatten() {
        if let Some(taken) = taken.get_mut(cut.partner as usize) {
            *taken -= cut.amount;
        }
    }
    taken
}
