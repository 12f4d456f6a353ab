//! The reference interpreter: the specification of what a program means.
//!
//! It computes with exact rationals and follows the words of the contract one row, one trigger and one visit at
//! a time, without shared walks or other tricks. Values meet their declared scale and width only where they are
//! stored: in columns, variables and lines. Section numbers in the documentation of rules are those of the
//! language core.
//!
//! Invariant: nothing here is shared with a fast engine; each judges the other.

mod at;
mod bonus;
mod cap;
mod carry;
mod chain;
mod compare;
mod dates;
mod eval;
mod pass;
mod pool;
mod scan;
mod share;
mod stage;
mod trace;
mod trigger;
mod value;

#[cfg(test)]
mod tests;

pub use cap::{Limited, Part, limited};
pub use compare::{compare, compare_columns};
pub use eval::{Env, EvalError, eval, eval_exact, eval_traced};
pub use trace::{Happened, NoTrace, Trace, TracedLine, Visit};
pub use value::{Value, exact, fits, from_stored, narrow, round, to_stored, to_units};

use crate::lines::{COMPANY, Lines};
use crate::outcome::{ErrorKind, Outcome, RunError};
use crate::program::{BonusId, NONE, Pass, Program, SiteId, Space, Step};
use crate::store::Store;
use crate::watch::Watch;
use at::At;
use num_bigint::BigInt;

/// How a program is run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// A late context: events that are paid now at the conditions of an earlier period. Only bonuses for events are
    /// made, and those for lines of such bonuses; bonuses for each partner and pools are skipped.
    pub late: bool,
}

/// Runs a program over a store: allocates its columns, takes the steps in order, checks the asserts, sums the totals.
///
/// # Errors
/// The first thing that has no value, with its place and row; columns that were written before stay so, but nothing
/// of it counts.
pub fn run(program: &Program, store: &mut Store, options: &Options) -> Result<Outcome, RunError> {
    run_watched(program, store, options, Watch::default())
}

/// As [`run`], telling after each step how many of the rows that steps go through are done.
///
/// # Errors
/// As [`run`].
pub fn run_watched(
    program: &Program,
    store: &mut Store,
    options: &Options,
    watch: Watch<'_>,
) -> Result<Outcome, RunError> {
    store.allocate(program);
    let mut outcome = start(program);
    let total = program.steps.iter().map(|step| rows_of(program, store, step)).sum();
    let mut done = 0;
    for step in &program.steps {
        watch.tell(done, total);
        take(program, store, options, &mut outcome, step)?;
        done += rows_of(program, store, step);
    }
    finish(program, store, &mut outcome)?;
    Ok(outcome)
}

/// Rows that a step goes through, for telling how far a run is. Rows of lines are not known beforehand and do not count.
pub fn rows_of(program: &Program, store: &Store, step: &Step) -> u64 {
    let rows = |space: Space| if matches!(space, Space::Line(_)) { 0 } else { store.rows(space) as u64 };
    match step {
        Step::Pass(Pass::Map { space, .. }) => rows(*space),
        Step::Pass(Pass::Gather { from, .. }) => rows(*from),
        Step::Pass(Pass::Scan(scan)) => rows(Space::Event(scan.set)),
        Step::Bonus(id) => program.bonuses.get(id.index()).map_or(0, |bonus| rows(bonus.trigger.space)),
        Step::Pass(_) | Step::Pool(_) | Step::Cap(_) => rows(Space::Partner),
    }
}

/// An outcome without lines.
pub fn start(program: &Program) -> Outcome {
    Outcome {
        bonuses: program.bonuses.iter().map(bonus::empty).collect(),
        parents: vec![Vec::new(); program.bonuses.len()],
        pools: vec![Lines::default(); program.pools.len()],
        cuts: vec![Vec::new(); program.caps.len()],
        totals: Vec::new(),
    }
}

/// Takes one step over allocated columns (see [`Store::allocate`]) and the outcome of the steps before it.
///
/// # Errors
/// The first thing that has no value.
pub fn take(
    program: &Program,
    store: &mut Store,
    options: &Options,
    outcome: &mut Outcome,
    step: &Step,
) -> Result<(), RunError> {
    match step {
        Step::Pass(pass) => pass::run(program, store, outcome, pass),
        Step::Bonus(id) if options.late && is_for_rows(program, *id) => Ok(()),
        Step::Bonus(id) => bonus::run(program, store, outcome, *id),
        Step::Pool(_) if options.late => Ok(()),
        Step::Pool(id) => pool::run(program, store, outcome, *id),
        Step::Cap(id) => {
            cap::run(program, store, outcome, *id)?;
            if options.late { Ok(()) } else { carry::run(program, store, outcome, *id) }
        }
    }
}

/// Checks the asserts, every row of whose columns must be yes, and sums lines, shares and cuts to totals.
///
/// # Errors
/// The first assert that does not hold, or a total that does not fit.
pub fn finish(program: &Program, store: &Store, outcome: &mut Outcome) -> Result<(), RunError> {
    for assert in &program.asserts {
        let space = program.columns.get(assert.column.index()).map_or(Space::Company, |column| column.space);
        if let Some(row) = (0..rows(store, outcome, space)).find(|row| store.get(assert.column, *row) != 1) {
            return Err(At { what: &assert.text, space, row }.fail(ErrorKind::Assertion, assert.site));
        }
    }
    outcome.totals = totals(program, store, outcome)?;
    Ok(())
}

/// Evaluates one trigger of a bonus again, over the store as the run left it, and reports everything to a listener.
///
/// # Errors
/// As the run.
pub fn trace_trigger(
    program: &Program,
    store: &Store,
    bonus: BonusId,
    trigger_row: usize,
    trace: &mut dyn Trace,
) -> Result<(), RunError> {
    let Some(bonus) = program.bonuses.get(bonus.index()) else { return Ok(()) };
    // For a row that is there for something else nothing is paid.
    if store.marks(bonus.trigger.space).is_some_and(|marks| !marks.is_trigger(trigger_row)) {
        return Ok(());
    }
    trigger::lines(program, store, bonus, trigger_row, trace).map(|_| ())
}

/// By partner: the sum of lines, shares and cuts. Lines that stay with the company are nobody's.
fn totals(program: &Program, store: &Store, outcome: &Outcome) -> Result<Vec<i64>, RunError> {
    let mut totals = vec![BigInt::default(); store.partners];
    let lines = outcome.bonuses.iter().chain(&outcome.pools).flat_map(Lines::iter);
    let paid = lines.filter(|line| line.earner != COMPANY).map(|line| (line.earner, line.amount));
    let cut = outcome.cuts.iter().flatten().map(|cut| (cut.partner, cut.amount));
    for (partner, amount) in paid.chain(cut) {
        if let Some(total) = totals.get_mut(partner as usize) {
            *total += amount;
        }
    }
    let checked = totals.iter().enumerate().map(|(row, total)| {
        let at = At { what: &program.plan, space: Space::Partner, row };
        narrow(total).map_err(|kind| at.fail(kind, SiteId(0)))
    });
    checked.collect()
}

/// Whether a bonus is for each partner (or another row that is no event and no line).
fn is_for_rows(program: &Program, bonus: BonusId) -> bool {
    let space = program.bonuses.get(bonus.index()).map(|bonus| bonus.trigger.space);
    !matches!(space, Some(Space::Event(_) | Space::Line(_)))
}

/// Number of rows of a space; lines have as many as they have parents.
fn rows(store: &Store, outcome: &Outcome, space: Space) -> usize {
    match space {
        Space::Line(bonus) => outcome.parents.get(bonus.index()).map_or(0, Vec::len),
        space => store.rows(space),
    }
}

/// Scale of the plan's currency.
fn currency_scale(program: &Program) -> u8 {
    program.units.get(program.currency.index()).map_or(0, |unit| unit.scale)
}

/// A row as a stored value.
fn row_id(row: usize) -> i64 {
    i64::try_from(row).unwrap_or(NONE)
}
