//! Types: how they combine, and how they are written in messages.

use crate::hir::{Subject, Type, TypeKind, Unit};
use crate::number::Decimal;
use crate::words::{Say, Text};
use std::fmt;

/// Digits of a `percent` in a field or parameter: hundredths of a percent.
pub const PERCENT_SCALE: u8 = 4;
/// Digits of a `factor` in a field or parameter.
pub const FACTOR_SCALE: u8 = 6;

/// The digits of an ISO 4217 currency, `None` where there is no such code.
pub fn currency_scale(code: &str) -> Option<u8> {
    let currency = iso_currency::Currency::from_code(code)?;
    currency.exponent().and_then(|digits| u8::try_from(digits).ok())
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unit::Money(code) | Unit::Points(code) => f.write_str(code),
            Unit::Percent => f.write_str("percent"),
            Unit::Count => f.write_str("count"),
            Unit::Factor => f.write_str("factor"),
            Unit::Price(a, b) => write!(f, "{a}/{b}"),
        }
    }
}

/// What a value is, in the nominative and with its article, so that it can stand behind a colon or begin a sentence.
impl Say for TypeKind {
    fn say(&self) -> Text {
        match self {
            TypeKind::Number(Unit::Percent, _) => say!("a percentage"),
            TypeKind::Number(Unit::Count, _) => say!("a whole number"),
            TypeKind::Number(Unit::Factor, _) => say!("a number without unit"),
            TypeKind::Number(unit @ Unit::Price(..), _) => say!("a price in {unit}"),
            TypeKind::Number(unit, _) => say!("an amount in {unit}"),
            TypeKind::Ratio(Unit::Count | Unit::Factor | Unit::Percent) => say!("a quotient"),
            TypeKind::Ratio(unit) => say!("a quotient in {unit}"),
            TypeKind::Bool => say!("yes or no"),
            TypeKind::Date => say!("a date"),
            TypeKind::Word(list) => say!("a word of `{list}`"),
            TypeKind::Partner => say!("a partner"),
            TypeKind::Person => say!("a person"),
            // Lines have no kind of event of their own.
            TypeKind::Event(name) if name.is_empty() => say!("a line of a bonus"),
            TypeKind::Event(name) => say!("an event `{name}`"),
            TypeKind::Text => say!("a text"),
            TypeKind::Tally(ladder) => say!("a tally of `{ladder}`"),
            TypeKind::Error => say!("something unknown"),
        }
    }
}

impl Say for Type {
    fn say(&self) -> Text {
        let kind = self.kind.say();
        if self.optional { say!("{kind} or none") } else { kind }
    }
}

/// A period in words.
pub(super) fn grain_word(grain: crate::hir::Grain) -> Text {
    self::grain(grain.word())
}

/// The length of a period, in the singular and without article.
pub(super) fn grain(word: &str) -> Text {
    match word {
        "day" => say!("day"),
        "week" => say!("week"),
        "month" => say!("month"),
        "quarter" => say!("quarter"),
        "year" => say!("year"),
        other => Text::plain(other),
    }
}

/// Whose values they are, in the nominative.
impl Say for Subject {
    fn say(&self) -> Text {
        match self {
            Subject::Company => say!("the company"),
            Subject::Partner => say!("a partner"),
            Subject::Person => say!("a person"),
            Subject::Event(name) => Text::plain(format!("`{name}`")),
            Subject::Line(name) => say!("a line of `{name}`"),
        }
    }
}

/// The unit of a sum, clamp or comparison of two; `None` where they do not fit.
pub fn common_unit(a: &Unit, b: &Unit) -> Option<Unit> {
    match (a, b) {
        _ if a == b => Some(a.clone()),
        (Unit::Count, Unit::Factor) | (Unit::Factor, Unit::Count) => Some(Unit::Factor),
        _ => None,
    }
}

/// The type that both fit into: same unit, greater scale; absent if either may be. `None` where there is none.
pub fn join(a: &Type, b: &Type) -> Option<Type> {
    let optional = a.optional || b.optional;
    let kind = match (&a.kind, &b.kind) {
        (TypeKind::Error, other) | (other, TypeKind::Error) => other.clone(),
        (TypeKind::Number(u, s), TypeKind::Number(v, t)) => TypeKind::Number(common_unit(u, v)?, *s.max(t)),
        (TypeKind::Ratio(u), TypeKind::Ratio(v)) => TypeKind::Ratio(common_unit(u, v)?),
        (x, y) if x == y => x.clone(),
        _ => return None,
    };
    Some(Type { kind, optional })
}

/// Whether a value of type `from` can stand where `to` is needed without losing anything.
pub fn fits(from: &Type, to: &Type) -> bool {
    if from.optional && !to.optional {
        return from.is_error();
    }
    match (&from.kind, &to.kind) {
        (TypeKind::Error, _) | (_, TypeKind::Error) => true,
        (TypeKind::Number(u, s), TypeKind::Number(v, t)) => {
            s <= t && (u == v || (*u == Unit::Count && *v == Unit::Factor))
        }
        (a, b) => a == b,
    }
}

/// A number literal as percent: `7.5` becomes 0.075.
pub fn percent(value: Decimal) -> Decimal {
    Decimal { mantissa: value.mantissa, scale: value.scale.saturating_add(2) }
}

/// A number literal as per mille: `35` becomes 0.035.
pub fn permille(value: Decimal) -> Decimal {
    Decimal { mantissa: value.mantissa, scale: value.scale.saturating_add(3) }
}

/// The scale of a smallest step (`0.01` is 2, `1` is 0); `None` where it is no power of ten.
pub fn step_scale(step: Decimal) -> Option<u8> {
    let step = step.normalized();
    (step.mantissa == 1 && step.scale <= 12).then_some(step.scale)
}
