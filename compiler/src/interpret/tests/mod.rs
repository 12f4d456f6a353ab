//! Small programs by hand, with the numbers they must yield worked out in comments.

#![expect(clippy::inconsistent_digit_grouping, reason = "amounts in cents: 12_50 is 12.50")]

mod bonuses;
mod caps;
mod chains;
mod expressions;
mod failures;
mod invariants;
mod line_bonuses;
mod listening;
mod passes;
mod pools;

use super::{Options, run};
use crate::lines::Lines;
use crate::outcome::{Outcome, RunError};
use crate::program::{BonusId, ColumnId, Space};
use crate::store::Store;
use crate::testing::{Build, pay, trigger};

/// Anna (0) brought Ben (1), who brought Cara (2), who brought Dan (3), who brought Eva (4).
const CHAIN: [i32; 5] = [-1, 0, 1, 2, 3];

fn go(b: &Build, store: &mut Store) -> Result<Outcome, RunError> {
    run(&b.program, store, &Options::default())
}

/// Trigger row, earner and amount of each line.
fn paid(lines: &[Lines], of: usize) -> Vec<(u32, u32, i64)> {
    lines.get(of).into_iter().flat_map(Lines::iter).map(|line| (line.trigger, line.earner, line.amount)).collect()
}

/// A bonus for each partner that pays him a column of his.
fn pays_column(b: &mut Build, name: &str, amount: ColumnId) -> BonusId {
    let amount = b.trigger(amount);
    b.bonus(name, Space::Partner, |bonus| {
        bonus.trigger.partner = Some(trigger());
        bonus.pays = vec![pay(amount)];
        bonus.rounding = None;
    })
}
