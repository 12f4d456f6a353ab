//! Caps hold.

use compline_compiler::interpret::{from_stored, round};
use compline_compiler::lines::{COMPANY, Lines};
use compline_compiler::outcome::Outcome;
use compline_compiler::program::{Cap, CapId, CapRounding, CapScope, LineSource, Program, RoundMode, Space, Step};
use compline_compiler::store::Store;
use num_bigint::BigInt;
use num_traits::Zero;
use std::collections::BTreeMap;

/// After each cap, what is under one limit does not exceed it; what was under it already is not cut.
///
/// # Errors
/// The first limit that is not met.
pub(super) fn hold(program: &Program, store: &Store, outcome: &Outcome) -> Result<(), String> {
    let mut before: Vec<CapId> = Vec::new();
    for step in &program.steps {
        if let Step::Cap(id) = step {
            one(program, store, outcome, *id, &before)?;
            before.push(*id);
        }
    }
    Ok(())
}

/// What is under one limit: the first row of the key is of a line, bonus, partner or person.
type Sums = BTreeMap<(u64, u64), BigInt>;

fn one(program: &Program, store: &Store, outcome: &Outcome, id: CapId, before: &[CapId]) -> Result<(), String> {
    let cap = &program.caps[id.index()];
    // What an earlier cap took from totals over several payers cannot be told apart by payer here.
    let by_payer = matches!(cap.scope, CapScope::Line | CapScope::Bonus);
    let told_apart = before.iter().all(|earlier| {
        let other = &program.caps[earlier.index()];
        let apart = outcome.cuts[earlier.index()].iter().all(|cut| cut.source.is_some());
        let inside = other.on.iter().all(|source| cap.on.contains(source));
        apart || (inside && !by_payer) || !other.on.iter().any(|source| cap.on.contains(source))
    });
    if !told_apart {
        return Ok(());
    }
    let (was, cut) = sums(program, store, outcome, id, before);
    for (key, sum) in &was {
        let limit = limit(program, store, cap, *key)?;
        let taken = cut.get(key).cloned().unwrap_or_default();
        let left = sum + &taken;
        if *sum <= limit && !taken.is_zero() {
            return Err(format!("cap cuts below its limit: `{}` {taken} of {sum}, limit {limit} ({key:?})", cap.name));
        }
        // Half up may miss the limit by half a unit for each part.
        if cap.rounding != CapRounding::EachHalfUp && left > limit && left > BigInt::zero() {
            return Err(format!("cap leaves too much: `{}` {left} of {sum}, limit {limit} ({key:?})", cap.name));
        }
        let exact = cap.rounding == CapRounding::SharedExactly && *sum > limit;
        if exact && left != limit && !matches!(cap.method, compline_compiler::program::CapMethod::ByPriority(_)) {
            return Err(format!(
                "cap is not met exactly: `{}` leaves {left} of {sum}, limit {limit} ({key:?})",
                cap.name
            ));
        }
    }
    Ok(())
}

/// By what one limit applies to: the sum before this cap, and what the cap took.
fn sums(program: &Program, store: &Store, outcome: &Outcome, id: CapId, before: &[CapId]) -> (Sums, Sums) {
    let cap = &program.caps[id.index()];
    let place = |source: LineSource| cap.on.iter().position(|on| *on == source).map_or(u64::MAX, |at| at as u64);
    let key = |partner: u32, source: Option<LineSource>, line: Option<u64>| -> (u64, u64) {
        let source = source.or_else(|| (cap.on.len() == 1).then(|| cap.on[0]));
        match cap.scope {
            CapScope::Line => (source.map_or(u64::MAX, place), line.unwrap_or(u64::MAX)),
            CapScope::Bonus => (source.map_or(u64::MAX, place), 0),
            CapScope::Partner => (u64::from(partner), 0),
            CapScope::Person => (u64::from(store.person_of[partner as usize]), 0),
            CapScope::Company => (0, 0),
        }
    };
    let mut was = Sums::new();
    for source in &cap.on {
        let lines: &Lines = match source {
            LineSource::Bonus(bonus) => &outcome.bonuses[bonus.index()],
            LineSource::Pool(pool) => &outcome.pools[pool.index()],
        };
        for line in lines.iter().filter(|line| line.earner != COMPANY) {
            *was.entry(key(line.earner, Some(*source), Some(line.index))).or_default() += line.amount;
        }
    }
    for earlier in before {
        let inside = program.caps[earlier.index()].on.iter().all(|source| cap.on.contains(source));
        for cut in &outcome.cuts[earlier.index()] {
            let is_about = cut.source.map_or(inside, |source| cap.on.contains(&source));
            if is_about && let Some(sum) = was.get_mut(&key(cut.partner, cut.source, cut.line)) {
                *sum += cut.amount;
            }
        }
    }
    let mut taken = Sums::new();
    for cut in &outcome.cuts[id.index()] {
        *taken.entry(key(cut.partner, cut.source, cut.line)).or_default() += cut.amount;
    }
    (was, taken)
}

fn limit(program: &Program, store: &Store, cap: &Cap, key: (u64, u64)) -> Result<BigInt, String> {
    let column = &program.columns[cap.at.index()];
    let row = match column.space {
        Space::Partner | Space::Person => usize::try_from(key.0).unwrap_or(0),
        _ => 0,
    };
    let limit = from_stored(store.get(cap.at, row), column.ty.scale())
        .ok_or_else(|| format!("cap `{}` has no limit", cap.name))?;
    let unit = program.units[program.currency.index()].scale;
    Ok(round(&limit, unit, RoundMode::Down).max(BigInt::zero()))
}
