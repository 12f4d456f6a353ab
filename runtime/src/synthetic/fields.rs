//! A value for every declared field, by what the plan says of it.

use super::draws::Draws;
use super::table::{Stored, Table};
use super::{World, WriteError, events};
use compline_compiler::program::{Event, Field, Kind, Program, Ty, UnitKind};
use compline_lang::number::{Decimal, pow10};

/// Prices of goods in cents; cheap ones sell more often.
const PRICES: [i64; 24] = [
    590, 890, 1_290, 1_490, 1_990, 2_490, 2_990, 3_490, 3_990, 4_490, 4_990, 5_990, 6_990, 7_990, 8_990, 9_990, 12_900,
    14_900, 17_900, 19_900, 24_900, 29_900, 49_900, 99_000,
];
/// Out of a hundred, how many rows leave an optional field empty.
const ABSENT: u64 = 10;
/// Out of a hundred, how many facts go on.
const LASTING: u64 = 80;
/// Out of a hundred, how many payments have not come yet.
const UNPAID: u64 = 3;

/// What a row is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    /// The day it happens.
    pub(super) day: i32,
    /// The day it is paid, if it is.
    pub(super) later: Option<i32>,
    /// Whose it is.
    pub(super) owner: u32,
    /// Its number among so many.
    pub(super) index: u64,
    /// How many there will be.
    pub(super) of: u64,
    /// What was bought, in hundredths.
    pub(super) cents: i64,
}

/// The value of a basket in cents.
pub(super) fn basket(draws: &mut Draws) -> i64 {
    let items = draws.between(1, 3);
    let mut cents = 0;
    for _ in 0..items {
        let price =
            usize::try_from(draws.skewed(PRICES.len() as u64)).ok().and_then(|at| PRICES.get(at)).copied().unwrap_or(0);
        let quantity = if draws.percent(25) { draws.between(2, 4) } else { 1 };
        cents += price * quantity;
    }
    cents
}

/// How the values of a field come about.
#[derive(Clone, Debug)]
pub(super) struct Recipe {
    value: Value,
    /// Out of a hundred, how many cells are empty.
    absent: u64,
}

#[derive(Clone, Debug)]
enum Value {
    /// Whose row it is.
    Owner,
    /// Some partner.
    Partner,
    /// The day it happens.
    Day,
    /// The day it is paid; empty where it is not, if it may be.
    Later,
    /// A part of the basket.
    Amount { scale: u8, percent: i64, bounds: (i64, i64) },
    /// Anything in a range.
    Number { scale: u8, bounds: (i64, i64) },
    /// Small numbers more often.
    Small { scale: u8, bounds: (i64, i64) },
    /// A percentage in steps.
    Percent { scale: u8, step: i64, bounds: (i64, i64) },
    /// Seldom yes.
    YesNo,
    /// The first word most often.
    Word(Vec<String>),
    /// A code.
    Code(String),
    /// An earlier event of a kind, of which there will be so many.
    Event { prefix: String, digits: usize, of: u64 },
}

/// The recipes of an event kind's fields.
pub(super) fn of_event(world: &World<'_>, event: &Event) -> Vec<Recipe> {
    let mut amounts = 0;
    let fields = (0..).zip(&event.fields);
    fields
        .map(|(at, field)| {
            let value = match field.ty.kind {
                Kind::Partner if event.owner == Some(at) => Value::Owner,
                Kind::Date if at != event.conditions && (at == event.volume || at == event.payable) => Value::Later,
                Kind::Date if event.holds.is_some_and(|holds| holds.to == Some(at)) => Value::Later,
                _ => value(world, field, &event.name, &mut amounts),
            };
            // The dates that decide are given; who has not paid is drawn with the event.
            let decides = at == event.conditions || matches!(value, Value::Later | Value::Owner);
            let absent = match event.holds {
                Some(holds) if holds.to == Some(at) => LASTING,
                _ if decides => 0,
                _ => ABSENT,
            };
            Recipe { value, absent: if field.ty.optional { absent } else { 0 } }
        })
        .collect()
}

/// The recipes of the declared columns of partners.
pub(super) fn of_partners(world: &World<'_>) -> Vec<Recipe> {
    let mut amounts = 0;
    let fields = world.program.partner_fields.iter();
    fields
        .map(|field| Recipe {
            value: value(world, field, "partner", &mut amounts),
            absent: if field.ty.optional { ABSENT } else { 0 },
        })
        .collect()
}

fn value(world: &World<'_>, field: &Field, owner: &str, amounts: &mut i64) -> Value {
    let program = world.program;
    match field.ty.kind {
        Kind::Partner | Kind::Person => Value::Partner,
        Kind::Date => Value::Day,
        Kind::Bool => Value::YesNo,
        Kind::Word(words) => Value::Word(program.words.get(words.index()).map(|w| w.words.clone()).unwrap_or_default()),
        Kind::Text => Value::Code(format!("{}-", field.name)),
        Kind::Event(set) => {
            let event = program.event_sets.get(set.index()).and_then(|set| program.events.get(set.event.index()));
            let of = event.map_or(1, |event| events::count(world, event));
            Value::Event {
                prefix: event.map_or(owner, |event| event.name.as_str()).to_owned(),
                digits: events::digits(of),
                of,
            }
        }
        Kind::Number(unit, scale) => {
            let kind = program.units.get(unit.index()).map_or(UnitKind::Factor, |unit| unit.kind);
            number(kind, scale, field.range, amounts)
        }
    }
}

/// How many of a unit one is, in stored form.
fn one(scale: u8) -> i64 {
    pow10(scale.into()).and_then(|one| i64::try_from(one).ok()).unwrap_or(1)
}

fn number(kind: UnitKind, scale: u8, range: Option<(Decimal, Decimal)>, amounts: &mut i64) -> Value {
    let one = one(scale);
    // What is usual where the plan says nothing.
    let usual = match kind {
        UnitKind::Money | UnitKind::Points | UnitKind::Price => (0, one.saturating_mul(100_000)),
        UnitKind::Percent => (0, one / 10 * 3),
        UnitKind::Count => (one, one.saturating_mul(20)),
        UnitKind::Factor => (one / 2, one + one / 2),
    };
    let bounds = range.map_or(usual, |(least, most)| (stored(least, scale, true), stored(most, scale, false)));
    match kind {
        // Where the range ends below a usual basket, all of it is used.
        UnitKind::Money | UnitKind::Points if bounds.1 >= one.saturating_mul(500) => {
            *amounts += 1;
            // The first amount is the basket, others a fixed part of it: net below gross, points below net.
            let percent = [100, 90, 80, 75, 60].get(usize::try_from(*amounts - 1).unwrap_or(0)).copied().unwrap_or(50);
            Value::Amount { scale, percent, bounds }
        }
        UnitKind::Money | UnitKind::Points | UnitKind::Price | UnitKind::Factor => Value::Number { scale, bounds },
        UnitKind::Count => Value::Small { scale, bounds },
        UnitKind::Percent => {
            let cent = (one / 100).max(1);
            let step = if bounds.1.saturating_sub(bounds.0) >= cent { cent } else { 1 };
            Value::Percent { scale, step, bounds }
        }
    }
}

/// A bound in stored form, rounded into the range.
fn stored(bound: Decimal, scale: u8, up: bool) -> i64 {
    let factor = pow10(u32::from(scale.abs_diff(bound.scale))).unwrap_or(1);
    let stored = if scale >= bound.scale {
        bound.mantissa.saturating_mul(factor)
    } else if up {
        -(-bound.mantissa).div_euclid(factor)
    } else {
        bound.mantissa.div_euclid(factor)
    };
    i64::try_from(stored).unwrap_or(if stored < 0 { i64::MIN / 2 } else { i64::MAX / 2 })
}

impl Recipe {
    /// How the column is stored.
    pub(super) fn stored(&self) -> Stored {
        match &self.value {
            Value::Amount { scale, .. } | Value::Number { scale, .. } | Value::Small { scale, .. } if *scale > 0 => {
                Stored::Decimal { scale: *scale }
            }
            Value::Amount { .. } | Value::Number { .. } | Value::Small { .. } => Stored::Integer,
            _ => Stored::Text,
        }
    }

    /// Writes the cell of a row.
    pub(super) fn write(
        &self,
        world: &World<'_>,
        at: Moment,
        draws: &mut Draws,
        table: &mut Table,
    ) -> Result<(), WriteError> {
        if self.absent > 0 && draws.percent(self.absent) {
            return table.absent();
        }
        match &self.value {
            Value::Owner => table.text(&world.people.id(at.owner)),
            Value::Partner => table.text(&world.people.id(partner(world, at, draws))),
            Value::Day => table.date(at.day),
            Value::Later => match at.later {
                Some(day) => table.date(day),
                None => table.absent(),
            },
            Value::Amount { scale, percent, bounds } => {
                let cents = i128::from(at.cents) * i128::from(*percent) / 100;
                let value = cents * i128::from(one(*scale)) / 100;
                table.number(i64::try_from(value).unwrap_or(i64::MAX).clamp(bounds.0, bounds.1.max(bounds.0)))
            }
            Value::Number { bounds, .. } => table.number(draws.between(bounds.0, bounds.1)),
            Value::Small { scale, bounds } => {
                let width = bounds.1.saturating_sub(bounds.0) / one(*scale);
                let steps = draws.skewed(width.max(0).unsigned_abs().saturating_add(1).min(8));
                table.number(bounds.0.saturating_add(one(*scale).saturating_mul(i64::try_from(steps).unwrap_or(0))))
            }
            Value::Percent { scale, step, bounds } => {
                let steps = bounds.1.saturating_sub(bounds.0) / step;
                let value = bounds.0 + step * draws.between(0, steps);
                table.text(&percent(value, *scale))
            }
            Value::YesNo => table.text(if draws.percent(20) { "yes" } else { "no" }),
            Value::Word(words) => {
                match usize::try_from(word(words.len() as u64, draws)).ok().and_then(|word| words.get(word)) {
                    Some(word) => table.text(word),
                    None => table.absent(),
                }
            }
            Value::Code(prefix) => table.text(&format!("{prefix}{:02}", draws.skewed(40) + 1)),
            Value::Event { prefix, digits, of } => {
                // Events of all kinds are spread over time alike.
                let before = u128::from(at.index) * u128::from(*of) / u128::from(at.of.max(1));
                let number = draws.below(u64::try_from(before).unwrap_or(1).max(1));
                table.text(&events::id(prefix, number, *digits))
            }
        }
    }
}

/// A stored word as a cell; `None` where it is absent.
pub(super) fn word_text(program: &Program, ty: Ty, value: i64) -> Option<String> {
    let Kind::Word(words) = ty.kind else { return None };
    usize::try_from(value).ok().and_then(|at| program.words.get(words.index())?.words.get(at)).cloned()
}

/// A stored percentage with its sign.
fn percent(value: i64, scale: u8) -> String {
    let percent = match scale.checked_sub(2) {
        Some(scale) => Decimal::new(value.into(), scale),
        None => Decimal::new(i128::from(value) * i128::from(100 / one(scale)), 0),
    };
    format!("{}%", percent.normalized())
}

/// The first word in seven of ten cases, the second in two.
fn word(words: u64, draws: &mut Draws) -> u64 {
    let at = match draws.below(10) {
        0..7 => 0,
        7 | 8 => 1,
        _ => 2 + draws.below(words.saturating_sub(2)),
    };
    at.min(words.saturating_sub(1))
}

/// Somebody else who is there already, or the owner.
fn partner(world: &World<'_>, at: Moment, draws: &mut Draws) -> u32 {
    for _ in 0..16 {
        let one = u32::try_from(draws.below(world.options.partners.into())).unwrap_or(0);
        if one != at.owner && world.people.joined(one) <= at.day {
            return one;
        }
    }
    at.owner
}

/// When it is paid: often at once, sometimes weeks later, now and then not yet.
pub(super) fn payment(day: i32, end: i32, optional: bool, draws: &mut Draws) -> Option<i32> {
    let unpaid = draws.percent(UNPAID);
    let delay = if draws.percent(70) { 0 } else { i32::try_from(draws.skewed(21)).unwrap_or(0) };
    let paid = day.saturating_add(delay);
    match optional {
        true => Some(paid).filter(|paid| !unpaid && *paid <= end),
        false => Some(paid.min(end).max(day)),
    }
}
