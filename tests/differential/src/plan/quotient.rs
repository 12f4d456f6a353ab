//! Quotients: with guards, and everything that may be made of them before they are rounded or compared.

use super::Writer;
use super::term::{Goal, Hold, Kind, Scope, Term, Ty, Unit};
use super::value::joined;

impl Writer {
    /// A quotient of this unit.
    pub(super) fn quotient(&mut self, scope: &Scope, unit: Unit) -> Option<Term> {
        if unit == Unit::Percent {
            return None;
        }
        let inner = scope.deeper();
        let choice = if scope.depth == 0 { 0 } else { self.rng.below(14) };
        Some(match choice {
            // A sign.
            8 => {
                let a = self.quotient(&inner, unit)?;
                let ty = Ty { natural: false, ..a.ty };
                quotient(format!("-{}", a.within(Hold::Of)), Hold::Negate, ty, &[&a])
            }
            // A part of an amount.
            9 if matches!(unit, Unit::Named(_)) => {
                let a = self.quotient(&inner, Unit::Factor)?;
                let b = self.number(&inner, Goal { unit, scale: 4, optional: true });
                let ty = Ty { optional: a.ty.optional || b.ty.optional, natural: a.ty.natural && b.ty.natural, ..b.ty };
                quotient(format!("{} of {}", a.within(Hold::Tight), b.within(Hold::Of)), Hold::Of, ty, &[&a, &b])
            }
            10 => {
                let a = self.quotient(&inner, unit)?;
                let b = self.number(&inner, Goal { unit: Unit::Count, scale: 0, optional: true });
                let ty = Ty { optional: a.ty.optional || b.ty.optional, natural: a.ty.natural && b.ty.natural, ..a.ty };
                quotient(
                    format!("{} * {}", b.within(Hold::Multiply), a.within(Hold::Negate)),
                    Hold::Multiply,
                    ty,
                    &[&a, &b],
                )
            }
            11 => {
                let condition = self.condition(&inner);
                let (a, b) = (self.quotient(&inner, unit)?, self.quotient(&inner, unit)?);
                let text = format!(
                    "({} when {}, otherwise {})",
                    a.within(Hold::Or),
                    condition.within(Hold::Or),
                    b.within(Hold::Or)
                );
                quotient(text, Hold::Tight, joined(&a.ty, &b.ty), &[&condition, &a, &b])
            }
            12 => {
                let (a, b) = (self.present_quotient(&inner, unit)?, self.present_quotient(&inner, unit)?);
                let word = *self.rng.pick(&["smaller", "greater"]);
                let ty = Ty { natural: a.ty.natural && b.ty.natural, ..joined(&a.ty, &b.ty) };
                quotient(format!("{word} of ({}, {})", a.text, b.text), Hold::Tight, ty, &[&a, &b])
            }
            13 => {
                let (a, b) = (self.present_quotient(&inner, unit)?, self.present_quotient(&inner, unit)?);
                let side = *self.rng.pick(&["most", "least"]);
                let text = format!("{} but at {side} {}", a.within(Hold::Clamp), b.within(Hold::Add));
                quotient(text, Hold::Clamp, joined(&a.ty, &b.ty), &[&a, &b])
            }
            6 | 7 => self.guarded(&inner, unit)?,
            _ => {
                let (above, below) = self.sides(unit);
                let a = self.number(&inner, Goal { unit: above, scale: 6, optional: true });
                let divisor = self.positive_literal(below);
                over(unit, &a, &divisor)
            }
        })
    }

    /// A quotient that is there: of two the greater is asked only where both are.
    fn present_quotient(&mut self, scope: &Scope, unit: Unit) -> Option<Term> {
        self.quotient(scope, unit).filter(|quotient| !quotient.ty.optional)
    }

    /// Units of dividend and divisor.
    fn sides(&mut self, unit: Unit) -> (Unit, Unit) {
        match unit {
            Unit::Factor => {
                let same = self.unit();
                (same, same)
            }
            unit => (unit, if self.rng.chance(60) { Unit::Count } else { Unit::Factor }),
        }
    }

    /// A quotient whose divisor is a value that is seen not to be zero.
    fn guarded(&mut self, scope: &Scope, unit: Unit) -> Option<Term> {
        let (above, below) = self.sides(unit);
        let divisor = self.number_leaf(scope, below).filter(|d| !d.ty.optional && d.unit() == below)?;
        let zero = match below {
            Unit::Percent => "0%".to_owned(),
            below => format!("0{}", self.unit_suffix(below)),
        };
        let name = &divisor.text;
        let sure = match self.rng.below(5) {
            0 => format!("{name} is not {zero}"),
            1 => format!("{zero} < {name}"),
            2 => format!("{name} >= {}", self.positive_literal(below).text),
            _ => format!("{name} > {zero}"),
        };
        let more = self.condition(scope);
        let sure = if self.rng.chance(30) { format!("{} and {sure}", more.within(Hold::Not)) } else { sure };
        let dividend = self.number(scope, Goal { unit: above, scale: 6, optional: true });
        let value = over(unit, &dividend, &divisor);
        let other_divisor = self.positive_literal(below);
        let other = over(unit, &dividend, &other_divisor);
        let text = format!("({} when {sure}, otherwise {})", value.within(Hold::Or), other.within(Hold::Or));
        Some(quotient(text, Hold::Tight, joined(&value.ty, &other.ty), &[&dividend, &divisor, &more]))
    }

    /// Two quotients compared.
    pub(super) fn quotient_comparison(&mut self, scope: &Scope) -> Option<Term> {
        let unit = if self.rng.chance(60) { Unit::Factor } else { self.named_unit() };
        let a = self.quotient(scope, unit)?;
        let b = match self.rng.below(3) {
            // A number of its kind; a plain quotient is compared with percentages too.
            0 if unit == Unit::Factor && self.rng.chance(40) => self.number(scope, Goal::of(Unit::Percent, 6)),
            0 => self.number(scope, Goal::of(unit, 6)),
            _ => self.quotient(scope, unit)?,
        };
        if a.ty.optional || b.ty.optional {
            return None;
        }
        let equal = if b.quotient { [">=", "is", "is not"] } else { [">=", "<", ">"] };
        let op = if self.rng.chance(50) { *self.rng.pick(&equal) } else { *self.rng.pick(&["<", "<=", ">"]) };
        let (a, b) = if self.rng.chance(25) { (b, a) } else { (a, b) };
        let text = format!("{} {op} {}", a.within(Hold::Clamp), b.within(Hold::Clamp));
        Some(Term::of(text, Hold::Compare, Ty::plain(Kind::Bool), &[&a, &b]))
    }
}

fn quotient(text: String, hold: Hold, ty: Ty, parts: &[&Term]) -> Term {
    Term { quotient: true, ..Term::of(text, hold, ty, parts) }
}

fn over(unit: Unit, a: &Term, b: &Term) -> Term {
    let ty = Ty {
        kind: Kind::Number(unit),
        optional: a.ty.optional || b.ty.optional,
        scale: 0,
        size: a.ty.size + 3,
        natural: a.ty.natural && b.ty.natural,
    };
    quotient(format!("{} / {}", a.within(Hold::Multiply), b.within(Hold::Negate)), Hold::Multiply, ty, &[a, b])
}
