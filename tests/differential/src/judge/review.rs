//! The review of plans against what runs come to: what it takes to be impossible must never happen.

use compline_compiler::interpret::{self, Env, Trace, Value, eval_traced};
use compline_compiler::outcome::Outcome;
use compline_compiler::program::{Expr, FoldStep, Pass, Program, Space, Step};
use compline_compiler::store::Store;
use compline_lang::hir;
use compline_review::Number;
use compline_review::sound::{Possible, possible};
use num_rational::BigRational;
use num_traits::ToPrimitive;

/// Holds every column, every expression that can be evaluated again, and every trigger against what the review takes to
/// be possible.
///
/// # Errors
/// What happened and was taken to be impossible.
pub fn reviewed(plan: &hir::Plan, program: &Program, store: &Store, outcome: &Outcome) -> Result<u64, String> {
    let possible = possible(plan, program);
    let mut listener = Listener { possible: &possible, program, wrong: None, looked_at: 0 };
    columns(program, store, &possible)?;
    passes(program, store, &mut listener);
    for (at, bonus) in program.bonuses.iter().enumerate() {
        // What is brought up to date takes back what was paid before, even where nothing is due.
        if !bonus.true_up && possible.is_dead(at) && outcome.bonuses[at].count() > 0 {
            return Err(format!("review: `{}` pays and is taken never to", bonus.name));
        }
        if matches!(bonus.trigger.space, Space::Line(_)) {
            continue;
        }
        let id = compline_compiler::program::BonusId(at as u32);
        for row in 0..store.rows(bonus.trigger.space) {
            let _ = interpret::trace_trigger(program, store, id, row, &mut listener);
        }
    }
    match listener.wrong {
        Some(wrong) => Err(wrong),
        None => Ok(listener.looked_at),
    }
}

fn columns(program: &Program, store: &Store, possible: &Possible) -> Result<(), String> {
    for (at, column) in program.columns.iter().enumerate() {
        if matches!(column.space, Space::Line(_)) {
            continue;
        }
        let id = compline_compiler::program::ColumnId(at as u32);
        for row in 0..store.rows(column.space) {
            let stored = store.get(id, row);
            if !possible.column(at, stored, column.ty.scale()) {
                return Err(format!("review: column `{}` holds {stored} at row {row}", column.name));
            }
        }
    }
    Ok(())
}

/// Expressions of one row; those of aggregates are seen through their columns.
fn passes(program: &Program, store: &Store, listener: &mut Listener<'_>) {
    let mut at_rows = |space: Space, e: &Expr| {
        for row in 0..store.rows(space) {
            let env = Env { row: row as i64, ..Env::EMPTY };
            let _ = eval_traced(program, store, e, &env, listener);
        }
    };
    for step in &program.steps {
        match step {
            Step::Pass(Pass::Map { space, columns }) if !matches!(space, Space::Line(_)) => {
                columns.iter().for_each(|(_, e)| at_rows(*space, e));
            }
            Step::Pass(Pass::FoldDown { columns, .. }) => {
                columns.iter().for_each(|(_, e)| at_rows(Space::Partner, e));
            }
            Step::Pass(Pass::FoldUp { steps, .. }) => {
                for step in steps {
                    if let FoldStep::Value(_, e) = step {
                        at_rows(Space::Partner, e);
                    }
                }
            }
            _ => {}
        }
    }
}

struct Listener<'a> {
    possible: &'a Possible,
    program: &'a Program,
    wrong: Option<String>,
    looked_at: u64,
}

impl Trace for Listener<'_> {
    fn value(&mut self, e: &Expr, value: &Value) {
        let known = match value {
            None => None,
            Some(value) => match small(value) {
                Some(value) => Some(value),
                // Too large to be told apart.
                None => return,
            },
        };
        self.looked_at += 1;
        if self.wrong.is_none() && !self.possible.expression(e, known) {
            let place = self.program.sites.get(e.site.index());
            let expected = self.possible.text(e);
            self.wrong = Some(format!("review: {:?} at {place:?} comes to {value:?}, taken to be {expected}", e.op));
        }
    }
}

fn small(value: &BigRational) -> Option<Number> {
    Some(Number::new(value.numer().to_i128()?, value.denom().to_i128()?))
}
