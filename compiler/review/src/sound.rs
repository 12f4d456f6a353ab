//! For tests: holds what a run comes to against what the review takes to be possible.

use crate::flow::flow;
use crate::seen::Seen;
use crate::value::{Known, Number, Values};
use compline_compiler::program::{Expr, NONE, Program};
use compline_lang::hir;

/// What is taken to be possible for a program.
#[derive(Debug)]
pub struct Possible {
    columns: Vec<Values>,
    seen: Seen,
    alone: Seen,
    dead: Vec<bool>,
}

/// What the review takes to be possible.
pub fn possible(plan: &hir::Plan, program: &Program) -> Possible {
    crate::on_a_deep_stack(|| {
        let flow = flow(program, plan, &[], true);
        let dead = flow.bonuses.iter().map(|paying| paying.is_dead()).collect();
        Possible { columns: flow.columns, seen: flow.seen, alone: flow.alone, dead }
    })
}

impl Possible {
    /// Whether a column may hold a stored value of a scale.
    pub fn column(&self, column: usize, stored: i64, scale: u8) -> bool {
        let value = (stored != NONE).then(|| crate::value::number(i128::from(stored), scale)).flatten();
        self.columns.get(column).is_none_or(|values| holds(*values, value))
    }

    /// Whether an expression of the program may come to a value; `None` is absent. What was never come to may not.
    pub fn expression(&self, e: &Expr, value: Option<Number>) -> bool {
        [&self.seen, &self.alone].into_iter().all(|seen| {
            let known = seen.all.as_ref().and_then(|all| all.get(&(std::ptr::from_ref(e) as usize)));
            known.is_some_and(|values| holds(*values, value))
        })
    }

    /// What is taken to be possible of an expression, to be read by people.
    pub fn text(&self, e: &Expr) -> String {
        let of = |seen: &Seen| seen.all.as_ref().and_then(|all| all.get(&(std::ptr::from_ref(e) as usize)).copied());
        format!("{:?} / {:?}", of(&self.seen), of(&self.alone))
    }

    /// Whether a bonus is taken never to pay.
    pub fn is_dead(&self, bonus: usize) -> bool {
        self.dead.get(bonus).copied().unwrap_or(false)
    }
}

fn holds(values: Values, value: Option<Number>) -> bool {
    let Some(value) = value else { return values.absent };
    match values.known {
        Known::Never => false,
        Known::Range(low, high) => low.is_none_or(|low| low <= value) && high.is_none_or(|high| value <= high),
        Known::Words(set) => {
            value.is_integer() && u32::try_from(*value.numer()).is_ok_and(|n| n < 128 && set & (1_u128 << n) != 0)
        }
    }
}
