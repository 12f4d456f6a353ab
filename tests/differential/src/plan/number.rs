//! Numbers.

use super::Writer;
use super::declare::step;
use super::term::{Goal, Hold, Kind, Row, Scope, Term, Ty, Unit};
use super::value::joined;

/// Most digits that a value may have, before and after the point, so that it fits 64 bits.
const DIGITS: i32 = 17;
/// Most digits after the point of anything.
const FINEST: u8 = 15;

/// What a number can be made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Make {
    Leaf,
    Literal,
    Sum,
    Negated,
    Part,
    Product,
    Converted,
    Rounded,
    Quotient,
    Cases,
    Extreme,
    Clamped,
    Aggregate,
    Window,
    Before,
    Table,
    Tiers,
    Brackets,
    Function,
    Between,
    Whole,
}

impl Writer {
    /// A number.
    pub(super) fn number(&mut self, scope: &Scope, goal: Goal) -> Term {
        let made = self.any_number(scope, goal);
        self.fitted(made, goal)
    }

    /// The number, rounded, limited and there, as the goal demands.
    pub(super) fn fitted(&mut self, term: Term, goal: Goal) -> Term {
        let mut term = term;
        if term.quotient || term.ty.scale > goal.scale {
            term = self.rounded(term, goal.scale);
        }
        if !self.wild && term.ty.size + i32::from(term.ty.scale) > DIGITS {
            term = self.limited(term);
        }
        if term.ty.optional && !goal.optional {
            term = self.known(term);
            if term.ty.scale > goal.scale {
                term = self.rounded(term, goal.scale);
            }
        }
        term
    }

    /// How a number is rounded, in words.
    pub(super) fn mode(&mut self) -> &'static str {
        let modes = ["half up", "half up", "half even", "up", "down"];
        modes[self.rng.below(modes.len())]
    }

    fn rounded(&mut self, term: Term, most: u8) -> Term {
        let most = most.min(6);
        let scale = if self.rng.chance(70) { most } else { self.rng.below(usize::from(most) + 1) as u8 };
        let (mode, unit) = (self.mode(), term.unit());
        let unit = if scale == 0 && unit == Unit::Factor { Unit::Count } else { unit };
        let text = format!("{} rounded {mode} to {}", term.within(Hold::Clamp), step(scale));
        let ty = Ty { kind: Kind::Number(unit), scale, ..term.ty };
        Term::of(text, Hold::Clamp, ty, &[&term])
    }

    /// Neither too large nor too small.
    fn limited(&mut self, term: Term) -> Term {
        let unit = term.unit();
        let digits = usize::try_from((DIGITS - i32::from(term.ty.scale)).clamp(1, 9)).unwrap_or(1);
        let limit = format!("1{}{}", "0".repeat(digits - 1), self.unit_suffix(unit));
        let text = format!("{} but at most {limit}", term.within(Hold::Clamp));
        let text = if term.ty.natural { text } else { format!("{text} but at least -{limit}") };
        let ty = Ty { size: i32::try_from(digits).unwrap_or(1), ..term.ty };
        Term::of(text, Hold::Clamp, ty, &[&term])
    }

    fn any_number(&mut self, scope: &Scope, goal: Goal) -> Term {
        if scope.depth == 0 {
            return self.plain_number(scope, goal);
        }
        let counts = goal.unit == Unit::Count;
        let rows = if scope.rows { 6 } else { 0 };
        let partner = scope.row == Row::Partner && !scope.earlier;
        let make = self.rng.weighted(&[
            (10, Make::Leaf),
            (2, Make::Literal),
            (6, Make::Sum),
            (1, Make::Negated),
            (if goal.unit == Unit::Percent { 0 } else { 5 }, Make::Part),
            (if goal.unit == Unit::Percent { 0 } else { 3 }, Make::Product),
            (if matches!(goal.unit, Unit::Named(_)) { 3 } else { 0 }, Make::Converted),
            (3, Make::Rounded),
            (4, Make::Quotient),
            (4, Make::Cases),
            (3, Make::Extreme),
            (3, Make::Clamped),
            (rows, Make::Aggregate),
            (if partner { 2 } else { 0 }, Make::Window),
            (if scope.earlier { 0 } else { 2 }, Make::Before),
            (3, Make::Table),
            (2, Make::Tiers),
            (if matches!(goal.unit, Unit::Named(_)) { 2 } else { 0 }, Make::Brackets),
            (4, Make::Function),
            (if counts { 3 } else { 0 }, Make::Between),
            (if counts { 4 } else { 0 }, Make::Whole),
        ]);
        self.make(make, scope, goal).unwrap_or_else(|| self.plain_number(scope, goal))
    }

    /// Something that is read, or a literal.
    fn plain_number(&mut self, scope: &Scope, goal: Goal) -> Term {
        if self.rng.chance(85)
            && let Some(leaf) = self.number_leaf(scope, goal.unit)
        {
            return leaf;
        }
        self.literal(goal.unit, goal.scale.max(3))
    }

    /// A number that can be read by name; it may be absent.
    pub(super) fn number_leaf(&mut self, scope: &Scope, unit: Unit) -> Option<Term> {
        self.leaf(scope, |ty| {
            ty.kind == Kind::Number(unit) || (unit == Unit::Factor && ty.kind == Kind::Number(Unit::Count))
        })
    }

    fn make(&mut self, make: Make, scope: &Scope, goal: Goal) -> Option<Term> {
        let inner = scope.deeper();
        let open = Goal { optional: true, scale: FINEST, ..goal };
        Some(match make {
            Make::Leaf => self.number_leaf(scope, goal.unit)?,
            Make::Literal => self.literal(goal.unit, goal.scale.max(3)),
            Make::Sum => self.sum(&inner, open),
            Make::Negated => {
                let a = self.any_number(&inner, open);
                let a = self.fitted(a, open);
                let ty = Ty { natural: false, ..a.ty };
                Term::of(format!("-{}", a.within(Hold::Of)), Hold::Negate, ty, &[&a])
            }
            Make::Part => self.part(&inner, goal)?,
            Make::Product => self.product(&inner, goal),
            Make::Converted => self.converted(&inner, goal)?,
            Make::Rounded => {
                let a = self.number(&inner, open);
                self.rounded(a, goal.scale)
            }
            Make::Quotient => {
                let quotient = self.quotient(&inner, goal.unit)?;
                self.rounded(quotient, goal.scale)
            }
            Make::Cases => self.cases(&inner, Goal { scale: goal.scale.max(6), ..open }),
            Make::Extreme => self.extreme(&inner, Goal { scale: goal.scale.max(6), ..open }),
            Make::Clamped => self.clamped(&inner, Goal { scale: goal.scale.max(6), ..open }),
            Make::Aggregate => self.number_aggregate(scope, goal)?,
            Make::Window => self.number_window(scope, goal)?,
            Make::Before => self.before(scope, goal)?,
            Make::Table => self.table_value(scope, Ty::number(goal.unit, FINEST, 0, false))?,
            Make::Tiers => self.tier_value(scope, goal.unit)?,
            Make::Brackets => self.bracket_value(scope, goal.unit)?,
            Make::Function => self.called(scope, |ty| ty.kind == Kind::Number(goal.unit))?,
            Make::Between => self.between(&inner),
            Make::Whole => self.whole_part(&inner)?,
        })
    }

    fn sum(&mut self, scope: &Scope, goal: Goal) -> Term {
        let (a, b) = (self.number(scope, goal), self.number(scope, goal));
        let minus = self.rng.chance(40);
        let mut ty = joined(&a.ty, &b.ty);
        ty.size += 1;
        ty.natural &= !minus;
        let (left, right) = (a.within(Hold::Add), b.within(Hold::Multiply));
        let sign = if minus { "-" } else { "+" };
        Term::of(format!("{left} {sign} {right}"), Hold::Add, ty, &[&a, &b])
    }

    /// `5% of x`
    fn part(&mut self, scope: &Scope, goal: Goal) -> Option<Term> {
        let rate = self.number(scope, Goal { unit: Unit::Percent, scale: 6, optional: true });
        let base = self.number(scope, Goal { unit: goal.unit, scale: FINEST - 6, optional: true });
        self.part_of(&rate, &base)
    }

    /// A percentage of an amount.
    pub(super) fn part_of(&mut self, rate: &Term, base: &Term) -> Option<Term> {
        let scale = rate.ty.scale.checked_add(base.ty.scale).filter(|scale| *scale <= 18)?;
        let ty = Ty {
            kind: base.ty.kind,
            optional: rate.ty.optional || base.ty.optional,
            scale,
            size: base.ty.size + rate.ty.size,
            natural: rate.ty.natural && base.ty.natural,
        };
        Some(Term::of(
            format!("{} of {}", rate.within(Hold::Tight), base.within(Hold::Of)),
            Hold::Of,
            ty,
            &[rate, base],
        ))
    }

    fn product(&mut self, scope: &Scope, goal: Goal) -> Term {
        let plain = if goal.unit == Unit::Count || self.rng.chance(60) { Unit::Count } else { Unit::Factor };
        let a = self.number(scope, Goal { unit: plain, scale: 6, optional: true });
        let b = self.number(scope, Goal { unit: goal.unit, scale: FINEST - 6, optional: true });
        let unit = match (a.unit(), b.unit()) {
            (Unit::Count, unit) => unit,
            (unit, Unit::Count) => unit,
            (_, unit) => unit,
        };
        let ty = Ty {
            kind: Kind::Number(unit),
            optional: a.ty.optional || b.ty.optional,
            scale: a.ty.scale + b.ty.scale,
            size: a.ty.size + b.ty.size,
            natural: a.ty.natural && b.ty.natural,
        };
        let (first, second) = if self.rng.chance(50) { (&a, &b) } else { (&b, &a) };
        let text = format!("{} * {}", first.within(Hold::Multiply), second.within(Hold::Negate));
        Term::of(text, Hold::Multiply, ty, &[&a, &b])
    }

    fn converted(&mut self, scope: &Scope, goal: Goal) -> Option<Term> {
        let Unit::Named(to) = goal.unit else { return None };
        let rates: Vec<_> = self.rates.iter().filter(|(_, at, _)| *at == to).copied().collect();
        if rates.is_empty() {
            return None;
        }
        let (from, _, digits) = *self.rng.pick(&rates);
        let a = self.number(scope, Goal { unit: Unit::Named(from), scale: FINEST - digits, optional: true });
        Some(self.convert(&a, to, digits))
    }

    /// An amount as another unit, by a rate with so many digits.
    pub(super) fn convert(&mut self, a: &Term, to: usize, digits: u8) -> Term {
        let ty = Ty { kind: Kind::Number(Unit::Named(to)), scale: a.ty.scale + digits, size: a.ty.size + 1, ..a.ty };
        let day = if self.rng.chance(30) { *self.rng.pick(&[" at period's end", " at period's start"]) } else { "" };
        Term::of(format!("{} as {}{day}", a.within(Hold::Tight), self.units[to].name), Hold::Tight, ty, &[a])
    }

    /// `a when c, b when d, otherwise e`
    fn cases(&mut self, scope: &Scope, goal: Goal) -> Term {
        let count = 1 + self.rng.below(3);
        let mut text = String::new();
        let mut parts = Vec::new();
        for _ in 0..count {
            let (value, condition) = (self.number(scope, goal), self.condition(scope));
            text.push_str(&format!("{} when {}, ", value.within(Hold::Or), condition.within(Hold::Or)));
            parts.push(value);
            parts.push(condition);
        }
        let last = self.number(scope, goal);
        text.push_str(&format!("otherwise {}", last.within(Hold::Or)));
        let ty = parts.iter().step_by(2).fold(last.ty, |ty, part| joined(&ty, &part.ty));
        parts.push(last);
        let parts: Vec<&Term> = parts.iter().collect();
        Term::of(text, Hold::Open, ty, &parts).bracketed()
    }

    fn extreme(&mut self, scope: &Scope, goal: Goal) -> Term {
        let items: Vec<Term> = (0..2 + self.rng.below(2)).map(|_| self.number(scope, goal)).collect();
        let greatest = self.rng.chance(50);
        let ty = items.iter().skip(1).fold(items[0].ty, |ty, item| joined(&ty, &item.ty));
        let texts: Vec<_> = items.iter().map(|item| item.text.clone()).collect();
        let word = if greatest { "greater" } else { "smaller" };
        let parts: Vec<&Term> = items.iter().collect();
        Term::of(format!("{word} of ({})", texts.join(", ")), Hold::Tight, ty, &parts)
    }

    fn clamped(&mut self, scope: &Scope, goal: Goal) -> Term {
        let value = self.number(scope, goal);
        let bound = self.number(scope, Goal { unit: value.unit(), ..goal });
        let most = self.rng.chance(55);
        let ty = Ty {
            natural: if most { joined(&value.ty, &bound.ty).natural } else { value.ty.natural || bound.ty.natural },
            ..joined(&value.ty, &bound.ty)
        };
        let side = if most { "most" } else { "least" };
        let text = format!("{} but at {side} {}", value.within(Hold::Clamp), bound.within(Hold::Add));
        Term::of(text, Hold::Clamp, ty, &[&value, &bound])
    }

    /// The value of the period before.
    fn before(&mut self, scope: &Scope, goal: Goal) -> Option<Term> {
        let earlier = Scope { earlier: true, ..scope.clone() };
        let value = self.number_leaf(&earlier, goal.unit).filter(|value| !value.state && value.hold == Hold::Tight)?;
        let text = format!("{} in the {} before", value.text, self.grain);
        // What stands behind it would be read as a part of it.
        Some(Term::of(text, Hold::Tight, value.ty, &[&value]).bracketed())
    }

    fn between(&mut self, scope: &Scope) -> Term {
        let inner = scope.at_depth(1);
        let (a, b) = (self.date(&inner), self.date(&inner));
        let unit = *self.rng.pick(&[
            "months completed",
            "months begun",
            "days",
            "calendar weeks",
            "calendar months",
            "calendar quarters",
        ]);
        let text = format!("{unit} from {} to {}", a.within(Hold::Tight), b.within(Hold::Tight));
        let ty = Ty::number(Unit::Count, 0, 4, false);
        Term::of(text, Hold::Of, ty, &[&a, &b]).bracketed()
    }

    fn whole_part(&mut self, scope: &Scope) -> Option<Term> {
        let value = if self.rng.chance(60) {
            self.quotient(scope, Unit::Factor)?
        } else {
            self.number(scope, Goal { unit: Unit::Factor, scale: 6, optional: true })
        };
        let ty = Ty { kind: Kind::Number(Unit::Count), scale: 0, ..value.ty };
        Some(Term::of(format!("whole part of {}", value.within(Hold::Of)), Hold::Of, ty, &[&value]))
    }
}
