//! Upper bounds of an expression at its row, as linear forms over the row's columns.
//!
//! A bound of `-e` is a lower bound of `e`, so one function finds both: subtraction asks for the other sign. Where there
//! are several bounds (`but at most` gives two) all are kept, up to a few, for only the sum over all rows shows which is
//! the better one.

use crate::facts::{Def, Env, Facts, range, stored};
use crate::linear::Linear;
use crate::range::{Exact, Range, smallest};
use compline_compiler::program::{ColumnId, Expr, Handle, Kind, Op, RoundMode, Space};
use num_traits::{One, Signed, Zero};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Most bounds that are kept of one expression.
const MOST: usize = 12;

/// Deepest chain of definitions that is followed.
const DEEPEST: usize = 200;

/// Finds bounds; remembers those of columns.
pub(crate) struct Upper<'f, 'p> {
    facts: &'f Facts<'p>,
    found: RefCell<BTreeMap<(ColumnId, bool), Vec<Linear>>>,
    depth: RefCell<usize>,
}

/// The row that forms speak of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Here<'e> {
    /// Its space.
    pub space: Space,
    /// What it is called.
    pub handles: &'e [Handle],
    /// What else is known.
    pub env: Env<'e>,
}

impl Here<'_> {
    /// The row of a definition or an aggregate's element.
    pub fn row(space: Space) -> Here<'static> {
        Here { space, handles: &[Handle::Row], env: Env { vars: &[], at: None, earner: false } }
    }

    fn is(&self, row: &Expr) -> bool {
        matches!(row.op, Op::Handle(handle) if self.handles.contains(&handle))
    }
}

impl<'f, 'p> Upper<'f, 'p> {
    /// For a program.
    pub fn new(facts: &'f Facts<'p>) -> Self {
        Self { facts, found: RefCell::default(), depth: RefCell::default() }
    }

    /// Upper bounds of an expression.
    pub fn of(&self, expr: &Expr, here: &Here<'_>) -> Vec<Linear> {
        self.bounds(expr, true, here)
    }

    /// Upper bounds of a column at its row.
    pub fn of_column(&self, column: ColumnId) -> Vec<Linear> {
        self.column(column, true)
    }

    /// Whether a definition's expression is never below zero, as far as can be seen.
    pub fn is_not_negative(&self, expr: &Expr) -> bool {
        // The space is of no weight: whatever stands in the definition has a value, and that is all that is asked for.
        self.is_never_negative(expr, &Here::row(Space::Company))
    }

    /// Bounds of the expression, or of its negative.
    fn bounds(&self, expr: &Expr, rising: bool, here: &Here<'_>) -> Vec<Linear> {
        let mut found = self.linear(expr, rising, here);
        if let Some(fixed) = self.constant(&range(self.facts, expr, &here.env), rising) {
            found.push(fixed);
        }
        self.best(found)
    }

    fn constant(&self, range: &Range, rising: bool) -> Option<Linear> {
        let end = if rising { range.high() } else { range.low().map(|low| -low) };
        end.map(Linear::fixed)
    }

    fn linear(&self, expr: &Expr, rising: bool, here: &Here<'_>) -> Vec<Linear> {
        if !matches!(expr.ty.kind, Kind::Number(..)) {
            return Vec::new();
        }
        match &expr.op {
            Op::Const(value) => {
                let value = stored(*value, expr.ty);
                vec![Linear::fixed(if rising { value } else { -value })]
            }
            Op::None => vec![Linear::default()],
            Op::Load(column, row) if here.is(row) => self.column(*column, rising),
            Op::Company(column) if here.space == Space::Company => self.column(*column, rising),
            Op::Add(a, b) => self.sums(&self.bounds(a, rising, here), &self.bounds(b, rising, here)),
            Op::Sub(a, b) => self.sums(&self.bounds(a, rising, here), &self.bounds(b, !rising, here)),
            Op::Neg(a) => self.bounds(a, !rising, here),
            Op::Mul(a, b) => {
                let mut found = self.product(&range(self.facts, a, &here.env), b, rising, here);
                found.extend(self.product(&range(self.facts, b, &here.env), a, rising, here));
                found
            }
            Op::Div(a, b) => match range(self.facts, b, &here.env).inverse() {
                Some(inverse) => self.product(&inverse, a, rising, here),
                None => Vec::new(),
            },
            Op::Round(a, mode) => {
                let slack = self.rounding(a, *mode, expr.ty.scale(), rising, here);
                let with = |bound: Linear| Linear { slack: &bound.slack + &slack, ..bound };
                self.bounds(a, rising, here).into_iter().map(with).collect()
            }
            Op::Min(a, b) | Op::Max(a, b) => {
                let (a, b) = (self.bounds(a, rising, here), self.bounds(b, rising, here));
                if rising == matches!(expr.op, Op::Min(..)) { [a, b].concat() } else { self.joins(&a, &b) }
            }
            Op::If(condition, a, b) => {
                let condition = range(self.facts, condition, &here.env);
                match (condition.may_hold(), condition.may_fail()) {
                    (true, false) => self.bounds(a, rising, here),
                    (false, _) => self.bounds(b, rising, here),
                    (true, true) => self.joins(&self.bounds(a, rising, here), &self.bounds(b, rising, here)),
                }
            }
            Op::OrElse(a, b) => {
                let first = self.bounds(a, rising, here);
                if range(self.facts, a, &here.env).absent {
                    self.joins(&first, &self.bounds(b, rising, here))
                } else {
                    first
                }
            }
            _ => Vec::new(),
        }
    }

    /// A column of the row: itself, and what its definition says of it.
    fn column(&self, column: ColumnId, rising: bool) -> Vec<Linear> {
        if let Some(found) = self.found.borrow().get(&(column, rising)) {
            return found.clone();
        }
        let mut found = Vec::new();
        let one = if rising { Exact::one() } else { -Exact::one() };
        let itself = Linear::column(column, one);
        if let Def::Value(expr) = self.facts.def(column) {
            if *self.depth.borrow() < DEEPEST {
                *self.depth.borrow_mut() += 1;
                found = self.bounds(expr, rising, &Here::row(self.facts.space(column)));
                *self.depth.borrow_mut() -= 1;
            }
            if self.facts.is_named(column) {
                found.push(itself);
            }
        } else {
            found.push(itself);
        }
        found.extend(self.constant(&self.facts.range(column), rising));
        let found = self.best(found);
        self.found.borrow_mut().insert((column, rising), found.clone());
        found
    }

    /// A factor between two ends times an expression: linear in the factor, so greatest at one of the ends.
    fn product(&self, factor: &Range, of: &Expr, rising: bool, here: &Here<'_>) -> Vec<Linear> {
        let Some((low, high)) = factor.ends() else { return Vec::new() };
        let times = |factor: &Exact| -> Vec<Linear> {
            let bounds =
                if factor.is_negative() { self.bounds(of, !rising, here) } else { self.bounds(of, rising, here) };
            bounds.iter().map(|bound| bound.times(&factor.abs())).collect()
        };
        if low == high {
            return times(&high);
        }
        let not_negative = range(self.facts, of, &here.env).is_not_negative() || self.is_never_negative(of, here);
        match (not_negative, rising) {
            (true, true) => times(&high),
            (true, false) => times(&low),
            (false, _) => self.joins(&times(&low), &times(&high)),
        }
    }

    /// Whether an expression is never below zero, as far as can be seen.
    pub fn is_never_negative(&self, expr: &Expr, here: &Here<'_>) -> bool {
        let zero = Linear::default();
        let below = |bound: &Linear| bound.is_below(&zero, &|column| self.facts.not_negative(column));
        self.bounds(expr, false, here).iter().any(below)
    }

    /// What rounding may add to the value, or to its negative.
    fn rounding(&self, of: &Expr, mode: RoundMode, scale: u8, rising: bool, here: &Here<'_>) -> Exact {
        let mut quotient = false;
        of.walk(&mut |expr| quotient |= matches!(expr.op, Op::Div(..)));
        if !quotient && of.ty.scale() <= scale {
            return Exact::zero();
        }
        let unit = smallest(scale);
        match mode {
            RoundMode::HalfUp | RoundMode::HalfEven => unit / crate::range::whole(2),
            RoundMode::Up => unit,
            RoundMode::Down => {
                let range = range(self.facts, of, &here.env);
                let never_up =
                    if rising { range.is_not_negative() } else { range.high().is_some_and(|high| !high.is_positive()) };
                if never_up { Exact::zero() } else { unit }
            }
        }
    }

    /// The sums of bounds of two summands.
    pub fn sums(&self, a: &[Linear], b: &[Linear]) -> Vec<Linear> {
        a.iter().flat_map(|a| b.iter().map(|b| a.plus(b))).collect()
    }

    fn joins(&self, a: &[Linear], b: &[Linear]) -> Vec<Linear> {
        let not_negative = |column| self.facts.not_negative(column);
        a.iter().flat_map(|a| b.iter().filter_map(|b| a.join(b, &not_negative)).collect::<Vec<_>>()).collect()
    }

    /// Without those that others are at most as large as; a few of them.
    fn best(&self, found: Vec<Linear>) -> Vec<Linear> {
        let not_negative = |column| self.facts.not_negative(column);
        let mut kept: Vec<Linear> = Vec::new();
        for bound in found {
            if kept.iter().any(|other| other.is_below(&bound, &not_negative)) {
                continue;
            }
            kept.retain(|other| !bound.is_below(other, &not_negative));
            kept.push(bound);
        }
        // A form without columns is kept in any case: where nothing else is finite it still is.
        kept.sort_by_key(|bound| (!bound.columns.is_empty() && kept_last(bound), bound.columns.len()));
        kept.truncate(MOST);
        kept
    }
}

fn kept_last(bound: &Linear) -> bool {
    bound.columns.len() > 4
}
