//! Values that are no numbers, and constants of every type.

use super::Writer;
use super::term::{Attribute, Goal, Hold, Kind, Row, Scope, Term, Ty, Unit};

impl Writer {
    /// An expression of a type, that is there unless the type says otherwise.
    pub(super) fn of_type(&mut self, scope: &Scope, ty: Ty) -> Term {
        match ty.kind {
            Kind::Number(unit) => self.number(scope, Goal { unit, scale: ty.scale, optional: ty.optional }),
            Kind::Bool => self.condition(scope),
            Kind::Date => self.date(scope),
            Kind::Word(list) => self.word(scope, list),
            Kind::Partner => match self.leaf(scope, |t| t.kind == Kind::Partner) {
                Some(leaf) => leaf,
                None => Term::tight(self.trees[0].name.clone(), ty.optional(true)),
            },
        }
    }

    /// A constant of a type.
    pub(super) fn constant(&mut self, ty: Ty) -> Term {
        match ty.kind {
            Kind::Number(unit) => self.literal(unit, ty.scale),
            Kind::Bool => Term::tight(*self.rng.pick(&["yes", "no"]), ty),
            Kind::Date => Term::tight(self.day(), ty),
            Kind::Word(list) => {
                let words = self.lists[list].words.clone();
                Term::tight(self.rng.pick(&words).clone(), ty)
            }
            Kind::Partner => Term::tight("none", ty.optional(true)),
        }
    }

    /// A day of about the time that plans are valid.
    pub(super) fn day(&mut self) -> String {
        let (year, month, day) = (self.rng.range(2025, 2026), self.rng.range(1, 12), self.rng.range(1, 28));
        format!("{year}-{month:02}-{day:02}")
    }

    /// A number as it stands in a plan.
    pub(super) fn literal(&mut self, unit: Unit, scale: u8) -> Term {
        let natural = self.natural_literal(unit, scale);
        if self.rng.chance(8) {
            let ty = Ty { natural: false, ..natural.ty };
            return Term { text: format!("-{}", natural.text), hold: Hold::Negate, ty, ..natural };
        }
        natural
    }

    /// A number that is not negative, with at most so many digits after the point (for percentages at least 3).
    pub(super) fn natural_literal(&mut self, unit: Unit, scale: u8) -> Term {
        if self.wild && matches!(unit, Unit::Named(_)) && self.rng.chance(12) {
            let huge =
                *self.rng.pick(&["9_223_372_036_854_775_807", "99_999_999_999_999_999_999", "92_233_720_368_547_758"]);
            return Term::tight(format!("{huge}{}", self.unit_suffix(unit)), Ty::number(unit, 0, 19, true));
        }
        // A percentage has two or three digits more than are written.
        let most = if unit == Unit::Percent { scale.saturating_sub(3) } else { scale };
        let scale = self.rng.below(usize::from(most.min(4)) + 1) as u8;
        let power = 10_i128.pow(u32::from(scale));
        let whole = match unit {
            Unit::Named(_) => *self.rng.pick(&[0, 1, 2, 10, 50, 100, 100, 250, 500, 1_000, 2_000, 10_000, 250_000]),
            Unit::Percent => *self.rng.pick(&[0, 1, 2, 3, 5, 5, 8, 10, 20, 33, 50, 100, 120]),
            Unit::Count => *self.rng.pick(&[0, 1, 1, 2, 2, 3, 4, 7, 12]),
            Unit::Factor => *self.rng.pick(&[0, 0, 1, 1, 2, 3]),
        };
        let rest = if scale > 0 { i128::from(self.rng.range(0, 10_i64.pow(u32::from(scale)) - 1)) } else { 0 };
        let stored = whole * power + rest;
        let size = i32::try_from((stored / power).max(1).ilog10()).unwrap_or(0) + 1;
        if unit == Unit::Percent {
            // `5%` is 0.05.
            let text = match self.rng.below(8) {
                0 => format!("{}‰", self.digits(stored * 10, scale)),
                1 => format!("{} permille", self.digits(stored * 10, scale)),
                _ => format!("{}%", self.digits(stored, scale)),
            };
            let scale = scale + if text.ends_with('%') { 2 } else { 3 };
            return Term::tight(text, Ty::number(unit, scale, (size - 2).max(0), true));
        }
        // Without digits behind the point a plain number is a count.
        let unit = match unit {
            Unit::Factor if scale == 0 => Unit::Count,
            Unit::Count => Unit::Count,
            unit => unit,
        };
        let scale = if unit == Unit::Count { 0 } else { scale };
        let stored = if unit == Unit::Count { whole } else { stored };
        // Three digits behind a point might be thousands where the unit is coarser, and are asked for.
        let asked = scale == 3 && matches!(unit, Unit::Named(_)) && self.scale_of(unit) < 3;
        let stored = if asked { stored % 1_000 } else { stored };
        let text = format!("{}{}", self.digits(stored, scale), self.unit_suffix(unit));
        Term::tight(text, Ty::number(unit, scale, size, true))
    }

    /// A number greater than zero.
    pub(super) fn positive_literal(&mut self, unit: Unit) -> Term {
        loop {
            let term = self.natural_literal(unit, 4);
            if term.text.chars().any(|c| ('1'..='9').contains(&c)) {
                return term;
            }
        }
    }

    /// A word of a list, that is there.
    pub(super) fn word(&mut self, scope: &Scope, list: usize) -> Term {
        let ty = Ty::plain(Kind::Word(list));
        let choice = if scope.depth == 0 { 0 } else { self.rng.below(10) };
        match choice {
            6 => {
                let (condition, a, b) = self.case(scope, |w, s| w.word(s, list));
                let text = format!(
                    "{} when {}, otherwise {}",
                    a.within(Hold::Or),
                    condition.within(Hold::Or),
                    b.within(Hold::Or)
                );
                Term::of(text, Hold::Open, ty, &[&condition, &a, &b]).bracketed()
            }
            7 if self.lists[list].ordered => {
                let (a, b) = (self.word(&scope.deeper(), list), self.word(&scope.deeper(), list));
                let word = *self.rng.pick(&["smaller", "greater"]);
                Term::of(format!("{word} of ({}, {})", a.text, b.text), Hold::Tight, ty, &[&a, &b])
            }
            8 if self.lists[list].ordered => self.ordered_aggregate(scope, ty).unwrap_or_else(|| self.constant(ty)),
            9 => {
                let found = self.table_value(scope, ty).or_else(|| self.opening(scope, list));
                match found {
                    Some(found) => self.known(found),
                    None => self.constant(ty),
                }
            }
            _ => match self.leaf(scope, |t| t.kind == Kind::Word(list)) {
                Some(leaf) if self.rng.chance(80) => self.known(leaf),
                _ => self.constant(ty),
            },
        }
    }

    fn opening(&mut self, scope: &Scope, list: usize) -> Option<Term> {
        let known = scope.row == Row::Partner && !scope.earlier && self.states.iter().any(|(_, l)| *l == list);
        if !known {
            return None;
        }
        let name = self.states.iter().find(|(_, l)| *l == list).map(|(name, _)| name.clone())?;
        Some(Term {
            state: true,
            hold: Hold::Of,
            ..Term::tight(format!("opening {name}"), Ty::plain(Kind::Word(list)))
        })
    }

    /// A date that is there.
    pub(super) fn date(&mut self, scope: &Scope) -> Term {
        let ty = Ty::plain(Kind::Date);
        let choice = if scope.depth == 0 { self.rng.below(6) } else { self.rng.below(10) };
        match choice {
            0 => Term::tight(self.day(), ty),
            1 => Term::tight(*self.rng.pick(&["period's end", "period's start"]), ty),
            7 => {
                let (a, b) = (self.date(&scope.deeper()), self.date(&scope.deeper()));
                let word = *self.rng.pick(&["smaller", "greater"]);
                Term::of(format!("{word} of ({}, {})", a.text, b.text), Hold::Tight, ty, &[&a, &b])
            }
            8 => {
                let (condition, a, b) = self.case(scope, |w, s| w.date(s));
                let text = format!(
                    "{} when {}, otherwise {}",
                    a.within(Hold::Or),
                    condition.within(Hold::Or),
                    b.within(Hold::Or)
                );
                Term::of(text, Hold::Open, ty, &[&condition, &a, &b]).bracketed()
            }
            9 => self.ordered_aggregate(scope, ty).unwrap_or_else(|| Term::tight(self.day(), ty)),
            _ => match self.leaf(scope, |t| t.kind == Kind::Date) {
                Some(leaf) => self.known(leaf),
                None => Term::tight(self.day(), ty),
            },
        }
    }

    /// A partner who may be nobody.
    pub(super) fn partner_or_none(&mut self, scope: &Scope) -> Option<Term> {
        let handles: Vec<String> = scope
            .others
            .iter()
            .filter(|(text, row)| *row == Row::Partner && text != "my")
            .map(|(text, _)| text.clone())
            .collect();
        if !handles.is_empty() && self.rng.chance(40) {
            return Some(Term::tight(self.rng.pick(&handles).clone(), Ty::plain(Kind::Partner)));
        }
        self.leaf(scope, |t| t.kind == Kind::Partner)
    }

    /// A condition and two values.
    pub(super) fn case(
        &mut self,
        scope: &Scope,
        mut value: impl FnMut(&mut Self, &Scope) -> Term,
    ) -> (Term, Term, Term) {
        let inner = scope.deeper();
        (self.condition(&inner), value(self, &inner), value(self, &inner))
    }

    /// The value, or a constant where it is absent.
    pub(super) fn known(&mut self, term: Term) -> Term {
        if !term.ty.optional {
            return term;
        }
        let ty = term.ty.optional(false);
        let ty = if let Kind::Number(unit) = ty.kind {
            Ty { scale: ty.scale.max(self.scale_of(unit).min(2)), ..ty }
        } else {
            ty
        };
        let other = match ty.kind {
            Kind::Number(unit) if ty.natural => self.natural_literal(unit, ty.scale),
            Kind::Number(unit) => self.literal(unit, ty.scale),
            _ => self.constant(ty),
        };
        let ty = joined(&ty, &other.ty);
        let text = format!("{}, otherwise {}", term.within(Hold::Or), other.within(Hold::Or));
        Term::of(text, Hold::Open, ty, &[&term, &other]).bracketed()
    }

    /// A local with a type.
    pub(super) fn local(&mut self, stem: &str, ty: Ty) -> Attribute {
        Attribute::new(self.name(stem), ty)
    }
}

/// The type that holds both.
pub(super) fn joined(a: &Ty, b: &Ty) -> Ty {
    let kind = match (a.kind, b.kind) {
        (Kind::Number(Unit::Count), Kind::Number(Unit::Factor)) => b.kind,
        (kind, _) => kind,
    };
    Ty {
        kind,
        optional: a.optional || b.optional,
        scale: a.scale.max(b.scale),
        size: a.size.max(b.size),
        natural: a.natural && b.natural,
    }
}
