//! Pools.

use super::at::At;
use super::currency_scale;
use super::share::largest_remainder;
use super::value::{from_stored, is_yes, narrow, to_units};
use crate::interpret::value::Value;
use crate::lines::{Block, Lines};
use crate::outcome::{ErrorKind, Outcome, RunError};
use crate::program::{ColumnId, PoolId, Program, Space};
use crate::store::Store;
use num_traits::{Signed, Zero};

/// Shares out a pool among its members in proportion to their weights (language core, section 4, primitive 14).
///
/// Where there is nobody, or nobody with a weight, there are no shares: the amount stays with the company.
pub(super) fn run(program: &Program, store: &Store, outcome: &mut Outcome, id: PoolId) -> Result<(), RunError> {
    let Some(pool) = program.pools.get(id.index()) else { return Ok(()) };
    let at = |space, row| At { what: &pool.name, space, row };
    let fail = |kind| at(Space::Company, 0).fail(kind, pool.site);

    let amount = load(program, store, pool.amount, 0).ok_or_else(|| fail(ErrorKind::Absent))?;
    let amount = to_units(&amount, currency_scale(program)).map_err(fail)?;
    let mut members = Vec::new();
    for row in 0..store.partners {
        if !is_yes(&load(program, store, pool.member, row)) {
            continue;
        }
        let weight = load(program, store, pool.weight, row)
            .ok_or_else(|| at(Space::Partner, row).fail(ErrorKind::Absent, pool.site))?;
        if weight.is_negative() {
            return Err(at(Space::Partner, row).fail(ErrorKind::NegativeWeight, pool.site));
        }
        members.push((row, weight));
    }
    if members.iter().all(|(_, weight)| weight.is_zero()) {
        return Ok(());
    }

    let parts: Vec<_> = members.iter().map(|(row, weight)| (weight.clone(), store.number.get(*row))).collect();
    let mut lines = Lines::default();
    for ((row, _), share) in members.iter().zip(largest_remainder(&amount, &parts)) {
        if !share.is_zero() {
            lines.earner.push(u32::try_from(*row).unwrap_or(u32::MAX));
            lines.clause.push(0);
            lines.amounts.push(narrow(&share).map_err(|kind| at(Space::Partner, *row).fail(kind, pool.site))?);
        }
    }
    let entries = u32::try_from(lines.earner.len()).unwrap_or(u32::MAX);
    if entries > 0 {
        lines.blocks.push(Block { first_trigger: 0, triggers: 1, first_entry: 0, entries, first_amount: 0 });
    }
    if let Some(slot) = outcome.pools.get_mut(id.index()) {
        *slot = lines;
    }
    Ok(())
}

fn load(program: &Program, store: &Store, column: ColumnId, row: usize) -> Value {
    let scale = program.columns.get(column.index()).map_or(0, |column| column.ty.scale());
    from_stored(store.get(column, row), scale)
}
