//! Bonuses: the lines of all triggers, and the rows of bonuses that are paid for lines.

use super::at::At;
use super::trace::{NoTrace, TracedLine};
use super::value::{exact, whole};
use super::{currency_scale, pass, rows, stage, trigger};
use crate::lines::{Block, COMPANY, Line, Lines};
use crate::outcome::{Outcome, RunError};
use crate::program::{Bonus, BonusId, CapId, ColumnId, LineSource, Program, SiteId, Source, Space, Step};
use crate::store::{Store, Values};
use crate::true_up;
use num_bigint::BigInt;
use num_traits::Zero;

/// Makes the lines of a bonus, trigger row by trigger row.
pub(super) fn run(program: &Program, store: &mut Store, outcome: &mut Outcome, id: BonusId) -> Result<(), RunError> {
    let Some(bonus) = program.bonuses.get(id.index()) else { return Ok(()) };
    if let (Space::Line(_), Some(of)) = (bonus.trigger.space, bonus.trigger.lines_of) {
        line_rows(program, store, outcome, id, of, bonus.trigger.after)?;
    }
    let mut lines = empty(bonus);
    let marks = store.marks(bonus.trigger.space);
    let is_trigger = |row: &usize| marks.is_none_or(|marks| marks.is_trigger(*row));
    for row in (0..rows(store, outcome, bonus.trigger.space)).filter(is_trigger) {
        let paid = trigger::lines(program, store, bonus, row, &mut NoTrace)?;
        append(&mut lines, bonus, row, &paid);
    }
    true_up::apply(bonus, id, store, &mut lines)?;
    if let Some(slot) = outcome.bonuses.get_mut(id.index()) {
        *slot = lines;
    }
    Ok(())
}

/// No lines, with a list for each shown variable.
pub(super) fn empty(bonus: &Bonus) -> Lines {
    let shown = bonus.vars.iter().filter(|var| var.shown).map(|_| Vec::new());
    Lines { vars: shown.collect(), ..Lines::default() }
}

/// One block for each trigger that has lines; an amount of zero is no line and not written.
fn append(lines: &mut Lines, bonus: &Bonus, row: usize, paid: &[TracedLine]) {
    let (first_entry, first_amount) = (lines.earner.len(), lines.amounts.len());
    for line in paid.iter().filter(|line| line.amount != 0) {
        lines.earner.push(line.earner);
        lines.clause.push(line.clause);
        lines.amounts.push(line.amount);
        let shown = bonus.vars.iter().zip(&line.vars).filter(|(var, _)| var.shown);
        lines.vars.iter_mut().zip(shown).for_each(|(values, (_, value))| values.push(*value));
    }
    let entries = lines.earner.len() - first_entry;
    if entries > 0 {
        lines.blocks.push(Block {
            first_trigger: index(row),
            triggers: 1,
            first_entry: index(first_entry),
            entries: index(entries),
            first_amount: first_amount as u64,
        });
    }
}

/// The rows of a bonus that is paid for lines of another: its lines to partners whose amount is not zero at the
/// stage that the trigger names, in their order. Fills the columns of the space and the list of parents.
fn line_rows(
    program: &Program,
    store: &mut Store,
    outcome: &mut Outcome,
    id: BonusId,
    of: BonusId,
    after: Option<CapId>,
) -> Result<(), RunError> {
    let applied = after.map_or_else(Vec::new, |after| caps_up_to(program, after));
    let lines: Vec<(Line, BigInt)> = stage::lines_after(outcome, LineSource::Bonus(of), &applied)
        .filter(|(line, amount)| line.earner != COMPANY && !amount.is_zero())
        .collect();
    if let Some(parents) = outcome.parents.get_mut(id.index()) {
        *parents = lines.iter().map(|(line, _)| line.index).collect();
    }
    for (column, declared) in
        (0..).map(ColumnId).zip(&program.columns).filter(|(_, declared)| declared.space == Space::Line(id))
    {
        if let Some(slot) = store.columns.get_mut(column.index()) {
            *slot = Some(Values::zeros(declared.width, lines.len()));
        }
        for (row, (line, amount)) in lines.iter().enumerate() {
            let value = match declared.source {
                Source::LineEarner => whole(i64::from(line.earner)),
                Source::LineTrigger => whole(i64::from(line.trigger)),
                Source::LineAmount => exact(amount.clone(), currency_scale(program)),
                _ => continue,
            };
            let at = At { what: &declared.name, space: declared.space, row };
            let site = program.bonuses.get(id.index()).map_or(SiteId(0), |bonus| bonus.site);
            pass::write(program, store, column, row, &Some(value)).map_err(|kind| at.fail(kind, site))?;
        }
    }
    Ok(())
}

/// The caps that are applied by the time that this one is, itself included.
pub(super) fn caps_up_to(program: &Program, last: CapId) -> Vec<CapId> {
    let caps = program.steps.iter().filter_map(|step| if let Step::Cap(cap) = step { Some(*cap) } else { None });
    let mut applied = Vec::new();
    for cap in caps {
        applied.push(cap);
        if cap == last {
            break;
        }
    }
    applied
}

fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
