//! Whether what a walk pays has an end.
//!
//! A walk is bounded by a cap, by a stop that memories lead to, or by amounts and conditions that
//! memories bring to an end. What a table, tiers or a function make of a memory is not looked into,
//! and neither is a stop that speaks of partners alone: both are the author's word.

use super::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{Bonus, Expr, ExprKind, Pay, visit};
use crate::number::Decimal;
use crate::syntax::ast::{BinaryOp, ClampSide, CompareOp};

/// Where a value goes from visit to visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Drift<'b> {
    /// It has nothing to do with memories, or keeps its start.
    Still,
    /// The same literal from the second visit on.
    Fixed(&'b ExprKind),
    /// It never falls.
    Rises,
    /// It never rises.
    Falls,
    /// It changes, nobody knows where to.
    Moves,
}

impl Drift<'_> {
    fn reversed(self) -> Self {
        match self {
            Drift::Rises => Drift::Falls,
            Drift::Falls => Drift::Rises,
            other => other,
        }
    }

    /// Of a sum, or of one value or another.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Drift::Still | Drift::Fixed(_), d) | (d, Drift::Still | Drift::Fixed(_)) => d,
            (a, b) if a == b => a,
            _ => Drift::Moves,
        }
    }

    /// Whether it comes above any bound, as far as can be seen.
    fn up(self) -> bool {
        matches!(self, Drift::Rises | Drift::Moves)
    }

    /// Whether it comes below any bound, as far as can be seen.
    fn down(self) -> bool {
        matches!(self, Drift::Falls | Drift::Moves)
    }
}

impl Checker<'_> {
    /// A walk whose pay nothing limits, under no cap, can pay any multiple of the volume.
    pub(super) fn bounded(&mut self, bonus: &Bonus) {
        if bonus.walk.is_none() || !self.env.caps_on(&bonus.name).is_empty() {
            return;
        }
        let walk = Walk { bonus };
        let stops = bonus.stop_before.iter().chain(&bonus.stop_after).any(|stop| walk.stops(stop));
        if !stops && !bonus.pays.iter().all(|pay| walk.limits(pay)) {
            self.report_missing(
                Diagnostic::new(Code::UnboundedWalk, bonus.name_span, say!("`{}` pays everybody above, however many there are", bonus.name))
                    .help("limit the walk (`at most 5 levels`), let a memory limit what is paid (`differential by …`), or put the bonus under a cap"),
            );
        }
    }
}

/// A bonus, asked for the drift of its memories.
struct Walk<'b> {
    bonus: &'b Bonus,
}

impl<'b> Walk<'b> {
    fn memory(&self, name: &str) -> Option<&'b Expr> {
        self.bonus.memories.iter().find(|(memory, _, _)| memory == name).map(|(_, _, start)| start)
    }

    fn named(&self, name: &str) -> Option<&'b Expr> {
        self.bonus.lets.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// A stop that is reached: memories lead to it, or it speaks of partners alone.
    fn stops(&self, stop: &Expr) -> bool {
        !self.reads_memory(stop) || self.ends(stop, false)
    }

    fn limits(&self, pay: &Pay) -> bool {
        pay.when.as_ref().is_some_and(|when| self.ends(when, true)) || self.dwindles(&pay.amount)
    }

    /// Whether a memory is read, through lets too.
    fn reads_memory(&self, e: &Expr) -> bool {
        self.reads(e, &|_| true)
    }

    /// Whether a memory is read that changes.
    fn reads_moving(&self, e: &Expr) -> bool {
        self.reads(e, &|name| matches!(self.movement(name), Drift::Rises | Drift::Falls | Drift::Moves))
    }

    fn reads(&self, e: &Expr, of: &dyn Fn(&str) -> bool) -> bool {
        let mut found = false;
        visit(e, &mut |x| {
            if let ExprKind::Local(name) = x.kind.as_ref() {
                found |= match (self.memory(name), self.named(name)) {
                    (Some(_), _) => of(name),
                    (None, Some(value)) => self.reads(value, of),
                    (None, None) => false,
                };
            }
        });
        found
    }

    /// Where a memory goes.
    fn movement(&self, name: &str) -> Drift<'b> {
        let Some((_, next)) = self.bonus.then.iter().find(|(memory, _)| memory == name) else { return Drift::Still };
        if is_literal(next) {
            return Drift::Fixed(next.kind.as_ref());
        }
        next_drift(name, next)
    }

    /// Where the value of an expression goes.
    fn drift(&self, e: &Expr) -> Drift<'b> {
        match e.kind.as_ref() {
            ExprKind::Local(name) if self.memory(name).is_some() => self.movement(name),
            ExprKind::Local(name) => self.named(name).map_or(Drift::Still, |value| self.drift(value)),
            ExprKind::Binary(BinaryOp::Add, a, b) => self.drift(a).and(self.drift(b)),
            ExprKind::Binary(BinaryOp::Subtract, a, b) => self.drift(a).and(self.drift(b).reversed()),
            ExprKind::Negate(a) => self.drift(a).reversed(),
            _ if self.reads_moving(e) => Drift::Moves,
            _ => Drift::Still,
        }
    }

    /// Whether a condition ceases to be as `holds` says.
    fn ends(&self, e: &Expr, holds: bool) -> bool {
        match e.kind.as_ref() {
            ExprKind::Error => true,
            ExprKind::Not(a) => self.ends(a, !holds),
            ExprKind::And(all) if holds => all.iter().any(|a| self.ends(a, holds)),
            ExprKind::And(all) => all.iter().all(|a| self.ends(a, holds)),
            ExprKind::Or(all) if holds => all.iter().all(|a| self.ends(a, holds)),
            ExprKind::Or(all) => all.iter().any(|a| self.ends(a, holds)),
            ExprKind::Compare(op, a, b) => {
                let (left, right) = (self.drift(a), self.drift(b));
                if let (Some(a), Some(b)) = (settled(a, left), settled(b, right)) {
                    return compares(*op, a, b) != holds;
                }
                let high = matches!(op, CompareOp::Greater | CompareOp::GreaterOrEqual) == holds;
                if high { left.down() || right.up() } else { left.up() || right.down() }
            }
            ExprKind::Is(equal, a, b) => {
                let (left, right) = (self.drift(a), self.drift(b));
                match (left, right) {
                    (Drift::Fixed(known), Drift::Still) if is_literal(b) => {
                        (same(known, b.kind.as_ref()) == *equal) != holds
                    }
                    (Drift::Still, Drift::Fixed(known)) if is_literal(a) => {
                        (same(known, a.kind.as_ref()) == *equal) != holds
                    }
                    _ if *equal == holds => left.up() || left.down() || right.up() || right.down(),
                    _ => left == Drift::Moves || right == Drift::Moves,
                }
            }
            ExprKind::Local(name) => match (self.memory(name), self.named(name)) {
                (Some(_), _) => match self.movement(name) {
                    Drift::Fixed(ExprKind::Bool(value)) => *value != holds,
                    drift if holds => drift.down(),
                    drift => drift.up(),
                },
                (None, Some(value)) => self.ends(value, holds),
                (None, None) => false,
            },
            _ => self.reads_moving(e),
        }
    }

    /// Whether an amount comes to nothing, or memories bound the sum of it.
    fn dwindles(&self, e: &Expr) -> bool {
        match e.kind.as_ref() {
            ExprKind::Error => true,
            ExprKind::Number(number) => number.mantissa == 0,
            ExprKind::Of(a, b) | ExprKind::Binary(BinaryOp::Multiply, a, b) => self.dwindles(a) || self.dwindles(b),
            ExprKind::Binary(BinaryOp::Divide, a, _)
            | ExprKind::Rounded(a, ..)
            | ExprKind::Convert(a, ..)
            | ExprKind::Clamp(a, ClampSide::AtLeast, _) => self.dwindles(a),
            ExprKind::Binary(BinaryOp::Add, a, b) | ExprKind::Otherwise(a, b) => self.dwindles(a) && self.dwindles(b),
            ExprKind::Binary(BinaryOp::Subtract, a, b) => {
                let taken = self.drift(b);
                match (settled(a, self.drift(a)), settled(b, taken)) {
                    (Some(a), Some(b)) => compares(CompareOp::LessOrEqual, a, b),
                    _ => taken.up() || self.dwindles(a),
                }
            }
            ExprKind::Clamp(a, ClampSide::AtMost, b) => self.dwindles(a) || self.dwindles(b),
            ExprKind::Extreme(greatest, all) if *greatest => all.iter().all(|a| self.dwindles(a)),
            ExprKind::Extreme(_, all) => all.iter().any(|a| self.dwindles(a)),
            ExprKind::Cases(arms, otherwise) => {
                arms.iter().all(|(value, when)| self.dwindles(value) || self.ends(when, true))
                    && self.dwindles(otherwise)
            }
            ExprKind::Local(name) => match (self.memory(name), self.named(name)) {
                (Some(_), _) => match self.movement(name) {
                    Drift::Fixed(ExprKind::Number(number)) => number.mantissa == 0,
                    drift => drift.down(),
                },
                (None, Some(value)) => self.dwindles(value),
                (None, None) => false,
            },
            ExprKind::Table(..) | ExprKind::Tiers(..) | ExprKind::Brackets(..) | ExprKind::Definition { .. } => {
                self.reads_moving(e)
            }
            _ => false,
        }
    }
}

/// Where a memory goes that gets this new value.
fn next_drift(name: &str, next: &Expr) -> Drift<'static> {
    let own = |e: &Expr| next_drift(name, e);
    match next.kind.as_ref() {
        ExprKind::Local(read) if read == name => Drift::Still,
        ExprKind::Binary(op @ (BinaryOp::Add | BinaryOp::Subtract), a, b) => {
            let (rest, step) = match (number(a), number(b)) {
                (_, Some(step)) => (a, step),
                (Some(step), None) if *op == BinaryOp::Add => (b, step),
                _ => return Drift::Moves,
            };
            let step = if *op == BinaryOp::Add { step.mantissa.signum() } else { -step.mantissa.signum() };
            let step = match step {
                1 => Drift::Rises,
                -1 => Drift::Falls,
                _ => Drift::Still,
            };
            own(rest).and(step)
        }
        ExprKind::Clamp(a, side, b) => {
            let (drift, bound) = (own(a), own(b));
            match side {
                // The larger of itself and something.
                ClampSide::AtLeast if matches!(drift, Drift::Still | Drift::Rises) || bound == Drift::Still => {
                    Drift::Rises
                }
                ClampSide::AtMost if matches!(drift, Drift::Still | Drift::Falls) || bound == Drift::Still => {
                    Drift::Falls
                }
                _ => Drift::Moves,
            }
        }
        ExprKind::Extreme(greatest, all) if all.iter().any(|a| own(a) == Drift::Still) => {
            if *greatest {
                Drift::Rises
            } else {
                Drift::Falls
            }
        }
        ExprKind::Or(all) if all.iter().any(|a| own(a) == Drift::Still) => Drift::Rises,
        ExprKind::And(all) if all.iter().any(|a| own(a) == Drift::Still) => Drift::Falls,
        ExprKind::Cases(arms, otherwise) => arms.iter().fold(own(otherwise), |drift, (value, _)| drift.and(own(value))),
        _ => Drift::Moves,
    }
}

fn is_literal(e: &Expr) -> bool {
    matches!(
        e.kind.as_ref(),
        ExprKind::Number(_) | ExprKind::Bool(_) | ExprKind::Date(_) | ExprKind::Word(..) | ExprKind::None
    )
}

fn same(a: &ExprKind, b: &ExprKind) -> bool {
    match (a, b) {
        (ExprKind::Number(a), ExprKind::Number(b)) => a.same_value(*b),
        _ => a == b,
    }
}

fn number(e: &Expr) -> Option<Decimal> {
    if let ExprKind::Number(number) = e.kind.as_ref() { Some(*number) } else { None }
}

/// The number that a value is in the end, where that can be seen.
fn settled(e: &Expr, drift: Drift<'_>) -> Option<Decimal> {
    match drift {
        Drift::Fixed(ExprKind::Number(number)) => Some(*number),
        _ => number(e),
    }
}

fn compares(op: CompareOp, a: Decimal, b: Decimal) -> bool {
    a.compare(b).is_some_and(|order| match op {
        CompareOp::Less => order.is_lt(),
        CompareOp::LessOrEqual => order.is_le(),
        CompareOp::Greater => order.is_gt(),
        CompareOp::GreaterOrEqual => order.is_ge(),
    })
}
