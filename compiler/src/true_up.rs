//! Bonuses that are brought up to date: the lines of what is due to date become those of what is paid now.
//!
//! For each trigger and earner the line is what is due less what the bonus paid for it before, of either sign. What is due
//! is rounded first, as it would have been at once, so that all that is ever paid sums to what is due in the end.

use crate::lines::{Block, Lines};
use crate::outcome::{ErrorKind, RunError};
use crate::program::{Bonus, BonusId, NONE};
use crate::store::{PaidBefore, Store};
use std::collections::BTreeMap;

/// What is due for a trigger to an earner, and what was paid before.
#[derive(Default)]
struct Account {
    /// Places of the amounts.
    places: Vec<usize>,
    due: i64,
    before: i64,
}

/// Takes off what was paid before; nothing happens to other bonuses.
///
/// Where nothing was paid before, lines stay as they are. Else the first line of the trigger to the earner takes the
/// difference, and the others are none; where nothing is due any more, a line of its own takes all of it back.
///
/// # Errors
/// A difference that does not fit 64 bits.
pub fn apply(bonus: &Bonus, id: BonusId, store: &Store, lines: &mut Lines) -> Result<(), RunError> {
    let before = store.paid.get(id.index()).map_or(&[][..], Vec::as_slice);
    if !bonus.true_up || before.is_empty() {
        return Ok(());
    }
    let fail = |trigger: u32| RunError {
        kind: ErrorKind::Overflow,
        what: bonus.name.clone(),
        site: bonus.site,
        row: Some(trigger.into()),
        row_is_partner: false,
    };
    let mut accounts: BTreeMap<(u32, u32), Account> = BTreeMap::new();
    for PaidBefore { trigger, earner, amount } in before {
        let account = accounts.entry((*trigger, *earner)).or_default();
        account.before = account.before.checked_add(*amount).ok_or_else(|| fail(*trigger))?;
    }
    for (trigger, earner, place) in places(lines) {
        // Only what was paid before is touched.
        let Some(account) = accounts.get_mut(&(trigger, earner)) else { continue };
        let amount = lines.amounts.get(place).copied().unwrap_or(0);
        account.due = account.due.checked_add(amount).ok_or_else(|| fail(trigger))?;
        account.places.push(place);
    }
    let mut taken_back = Vec::new();
    for ((trigger, earner), account) in accounts {
        let now = account.due.checked_sub(account.before).ok_or_else(|| fail(trigger))?;
        match account.places.split_first() {
            Some((first, others)) => {
                set(lines, *first, now);
                others.iter().for_each(|place| set(lines, *place, 0));
            }
            None if now != 0 => taken_back.push((trigger, earner, now)),
            None => {}
        }
    }
    if !taken_back.is_empty() {
        *lines = with(lines, &taken_back);
    }
    Ok(())
}

/// Trigger, earner and place of every amount that is not zero.
fn places(lines: &Lines) -> Vec<(u32, u32, usize)> {
    let mut out = Vec::new();
    for block in &lines.blocks {
        for trigger in 0..block.triggers {
            for entry in 0..block.entries {
                let place = block.first_amount + u64::from(trigger) * u64::from(block.entries) + u64::from(entry);
                let Ok(place) = usize::try_from(place) else { continue };
                let earner = usize::try_from(block.first_entry + entry).ok().and_then(|at| lines.earner.get(at));
                if let (Some(earner), Some(1.. | ..=-1)) = (earner, lines.amounts.get(place)) {
                    out.push((block.first_trigger + trigger, *earner, place));
                }
            }
        }
    }
    out
}

fn set(lines: &mut Lines, place: usize, amount: i64) {
    if let Some(slot) = lines.amounts.get_mut(place) {
        *slot = amount;
    }
}

/// The lines, and behind those of each trigger what is taken back from earners who have none of it any more. These show
/// no variables, for nobody was visited.
fn with(lines: &Lines, taken_back: &[(u32, u32, i64)]) -> Lines {
    let mut out = Lines { vars: vec![Vec::new(); lines.vars.len()], ..Lines::default() };
    let mut back = taken_back.iter().copied().peekable();
    let mut open = None;
    for line in lines.iter() {
        while let Some((trigger, earner, amount)) = back.next_if(|(trigger, ..)| *trigger < line.trigger) {
            open = one(&mut out, open, (trigger, earner, 0, amount), |_| NONE);
        }
        let entry = line.entry as usize;
        let var = |at: usize| lines.vars.get(at).and_then(|values| values.get(entry)).copied().unwrap_or(NONE);
        open = one(&mut out, open, (line.trigger, line.earner, line.clause, line.amount), var);
    }
    for (trigger, earner, amount) in back {
        open = one(&mut out, open, (trigger, earner, 0, amount), |_| NONE);
    }
    out
}

/// Appends a line; a trigger has one block. The answer is the trigger whose block is open.
fn one(
    out: &mut Lines,
    open: Option<u32>,
    (trigger, earner, clause, amount): (u32, u32, u8, i64),
    var: impl Fn(usize) -> i64,
) -> Option<u32> {
    match out.blocks.last_mut().filter(|_| open == Some(trigger)) {
        Some(block) => block.entries += 1,
        None => out.blocks.push(Block {
            first_trigger: trigger,
            triggers: 1,
            first_entry: u32::try_from(out.earner.len()).unwrap_or(u32::MAX),
            entries: 1,
            first_amount: out.amounts.len() as u64,
        }),
    }
    out.earner.push(earner);
    out.clause.push(clause);
    out.vars.iter_mut().enumerate().for_each(|(at, values)| values.push(var(at)));
    out.amounts.push(amount);
    Some(trigger)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where something is not as it should be")]
mod tests {
    use super::*;
    use crate::program::{Kind, Space, Ty};
    use crate::testing::Build;

    fn lines() -> Lines {
        let block = Block { first_trigger: 0, triggers: 2, first_entry: 0, entries: 2, first_amount: 0 };
        Lines {
            blocks: vec![block],
            earner: vec![7, 8],
            clause: vec![0, 0],
            vars: vec![vec![1, 2]],
            amounts: vec![100, 50, 30, 0],
        }
    }

    #[test]
    fn lines_and_what_was_paid_before_sum_to_what_is_due() {
        let mut builder = Build::new();
        let (orders, _) =
            builder.event("Order", &[("seller", Ty::known(Kind::Partner)), ("at", Ty::known(Kind::Date))]);
        let id = builder.bonus("B", Space::Event(orders), |bonus| bonus.true_up = true);
        let bonus = builder.program.bonuses[id.index()].clone();
        let paid = |trigger, earner, amount| PaidBefore { trigger, earner, amount };
        let store = Store {
            paid: vec![vec![paid(0, 7, 80), paid(0, 8, 50), paid(1, 8, 5), paid(1, 9, 2), paid(1, 9, -2)]],
            ..Store::default()
        };
        let mut made = lines();
        apply(&bonus, id, &store, &mut made).unwrap();
        let told: Vec<(u32, u32, i64)> = made.iter().map(|line| (line.trigger, line.earner, line.amount)).collect();
        assert_eq!(told, [(0, 7, 20), (1, 7, 30), (1, 8, -5)]);
        // Without anything paid before, nothing changes.
        let mut made = lines();
        apply(&bonus, id, &Store::default(), &mut made).unwrap();
        assert_eq!(made, lines());
    }
}
