//! What caps carry from period to period.

use super::at::At;
use super::cap::rooms;
use super::value::narrow;
use crate::outcome::{ErrorKind, Outcome, RunError};
use crate::program::{CapExcess, CapId, Carried, ColumnId, NONE, Program, Space};
use crate::store::Store;
use num_bigint::BigInt;
use num_traits::Zero;

/// Pays what waits where the limits of a cap leave room, and keeps what the cap has just taken away.
///
/// What the period itself pays has the first claim on the limit. What is left of it goes to what waits, the oldest first.
pub(super) fn run(program: &Program, store: &mut Store, outcome: &Outcome, id: CapId) -> Result<(), RunError> {
    let Some(cap) = program.caps.get(id.index()) else { return Ok(()) };
    let CapExcess::Carried(carried) = &cap.excess else { return Ok(()) };
    let taken = taken(outcome, id, store.partners);
    let rooms = rooms(program, store, outcome, id)?;
    for ((partner, taken), room) in taken.into_iter().enumerate().zip(rooms) {
        let at = At { what: &cap.name, space: Space::Partner, row: partner };
        let fail = |kind| at.fail(kind, cap.site);
        let mut room = match carried.may {
            Some(may) if store.get(may, partner) != 1 => BigInt::zero(),
            _ => room,
        };
        let mut lots: Vec<BigInt> = carried.lots.iter().map(|lot| waiting(store, lot.opening, partner)).collect();
        let mut paid = BigInt::zero();
        for lot in lots.iter_mut().rev() {
            let part = (&*lot).min(&room).clone();
            room -= &part;
            *lot -= &part;
            paid += part;
        }
        let kept = keep(carried, lots, taken);
        let columns = carried.lots.iter().map(|lot| lot.closing).chain([carried.paid]);
        for (column, value) in columns.zip(kept.into_iter().chain([paid])) {
            let value = narrow(&value).map_err(fail)?;
            if !store.set(column, partner, value) {
                return Err(fail(ErrorKind::Overflow));
            }
        }
    }
    Ok(())
}

/// What the lots are in the next period.
fn keep(carried: &Carried, mut left: Vec<BigInt>, taken: BigInt) -> Vec<BigInt> {
    if carried.endless {
        return left.into_iter().map(|left| left + &taken).collect();
    }
    left.insert(0, taken);
    left.truncate(carried.lots.len());
    left
}

/// What waits in a lot; a balance below zero, which only files can have, waits for nothing.
fn waiting(store: &Store, column: ColumnId, partner: usize) -> BigInt {
    match store.get(column, partner) {
        NONE => BigInt::zero(),
        value => BigInt::from(value.max(0)),
    }
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
