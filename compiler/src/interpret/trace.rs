//! What an explanation may listen to while a trigger or an expression is evaluated.

use super::value::Value;
use crate::program::{Expr, Verb};
use num_rational::BigRational;

/// A listener. Every hook does nothing unless it is implemented.
///
/// For a trigger the order is: values of the filter, [`Trace::filtered`]; values of the start memories;
/// for each visit [`Trace::enter`], its values, [`Trace::visit`]; values of `finally`; [`Trace::end`];
/// then [`Trace::line`] for each line, because a rounding may need all of them.
pub trait Trace {
    /// An expression was evaluated; those inside of it were reported before, if they were evaluated at all.
    fn value(&mut self, _expr: &Expr, _value: &Value) {}

    /// Whether the trigger passed the bonus's filter.
    fn filtered(&mut self, _passed: bool) {}

    /// A partner is about to be visited; `None` where a bonus without a walk has nobody to pay.
    fn enter(&mut self, _earner: Option<u32>) {}

    /// A visit is over.
    fn visit(&mut self, _visit: &Visit<'_>) {}

    /// The walk and `finally` are over; the memories as they are then, and what was handed on and met nobody.
    fn end(&mut self, _memories: &[i64], _unmet: &BigRational) {}

    /// A pay clause applied (its `when` held and it had an earner). The amount may be zero: then there is no line.
    fn line(&mut self, _line: &TracedLine) {}
}

/// A listener that does nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoTrace;

impl Trace for NoTrace {}

/// A visit of a walk, when it is over.
#[derive(Clone, Debug)]
pub struct Visit<'a> {
    /// Its number within the trigger, from 0.
    pub index: usize,
    /// The partner row; `None` where a bonus without a walk has nobody to pay.
    pub earner: Option<u32>,
    /// What happened.
    pub happened: Happened,
    /// Variables in stored form as they were when it was decided who is paid what: memories before `then`,
    /// and the visit's lets (absent where they were not evaluated).
    pub vars: &'a [i64],
    /// The exact amount that was handed on here, with the sign of the amount; zero for all other visits.
    pub handed_on: BigRational,
    /// Whether the walk ended after this partner.
    pub stopped_after: bool,
}

/// What happened at a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// The walk ended before the partner got anything.
    StoppedBefore,
    /// A verb fired.
    Verb {
        /// Which.
        verb: Verb,
        /// Its index in [`crate::program::Bonus::verbs`].
        index: usize,
    },
    /// The pay clauses were evaluated.
    Paid,
}

/// A line of a trigger with everything that made it.
#[derive(Clone, Debug, PartialEq)]
pub struct TracedLine {
    /// The visit; `None` for `finally`.
    pub visit: Option<usize>,
    /// Partner row, or [`crate::lines::COMPANY`].
    pub earner: u32,
    /// Index of the pay clause: `pays` first, then `finally`.
    pub clause: u8,
    /// All variables of the bonus in stored form, when the line was made.
    pub vars: Vec<i64>,
    /// The exact amount of the clause.
    pub own: BigRational,
    /// What others had handed on and this line took.
    pub taken_over: BigRational,
    /// The amount in the currency's smallest unit; zero is no line.
    pub amount: i64,
}

impl TracedLine {
    /// The exact amount before rounding: the clause's own and what was taken over.
    pub fn exact(&self) -> BigRational {
        &self.own + &self.taken_over
    }
}
