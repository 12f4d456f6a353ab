//! Reversals: events that are taken back, as a whole or in part.
//!
//! A reversal stands in a file of its own beside its kind's (`order_reversals` beside `order`): it has a day and amounts,
//! and everything else it has from the event that it reverses.

use super::events::{EventTable, Unresolved};
use super::read::{Origin, RawTable};
use super::schema::reversals as at;
use crate::natural::compare;
use crate::problem::{Cause, Problems};
use compline_compiler::program::{Event, NONE, Program};
use compline_compiler::store::Values;
use compline_lang::number::Decimal;
pub use compline_lang::syntax::ast::ReversalReason as Reason;

/// An event that is taken back, as a whole or in part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reversal {
    /// Its id, unique among the reversals of its kind and source.
    pub id: String,
    /// Where it came from; empty where there are no sources.
    pub source: String,
    /// The event (its row in the table of its kind).
    pub of: u32,
    /// The day on which it is reversed.
    pub day: i32,
    /// The first day on which that may be settled: the day of the reversal, or a later one.
    pub from: i32,
    /// Since when it is known, in seconds since 1970-01-01; the least value for ever since.
    pub known_at: i64,
    /// Why, where that is said.
    pub reason: Option<Reason>,
    /// What is taken off each amount of the event, in stored form and in the order of [`Event::amounts`]; nothing for all
    /// that is left.
    pub amounts: Option<Vec<i64>>,
}

impl Reversal {
    /// Whether partners give back what they were paid.
    pub fn takes_back(&self) -> bool {
        self.reason.is_none_or(Reason::takes_back)
    }
}

/// The reversals of a kind of events: by event, then as they happened, then by source and id.
#[derive(Clone, Debug, Default)]
pub struct Reversals {
    /// The reversals.
    pub rows: Vec<Reversal>,
    pub(crate) origin: Origin,
}

/// What is left of an event, amount by amount; nothing where nothing is left.
pub(crate) fn left_of(before: &[i64], taken: Option<&[i64]>) -> Option<Vec<i64>> {
    let taken = taken?;
    let left: Vec<i64> = before.iter().zip(taken).map(|(before, taken)| before.saturating_sub(*taken)).collect();
    left.iter().any(|left| *left != 0).then_some(left)
}

/// The amounts of an event in stored form; absent ones are zero.
pub(crate) fn amounts_of(program: &Program, kind: &Event, table: &EventTable, row: usize) -> Vec<i64> {
    let value = |field: u32| table.fields.get(field as usize).map_or(NONE, |values| values.get(row));
    kind.amounts(program).map(value).map(|value| if value == NONE { 0 } else { value }).collect()
}

/// Checks and sorts a file of reversals.
pub(super) fn build(
    mut raw: RawTable,
    program: &Program,
    kind: &Event,
    table: &Unresolved,
    problems: &mut Problems,
) -> Reversals {
    let mut origin = std::mem::take(&mut raw.origin);
    if kind.holds.is_some() {
        if raw.rows > 0 {
            let cause = Cause::FactReversed { kind: kind.name.clone() };
            problems.add(|| origin.problem(0, "reverses", "", cause, "give the fact its last day instead"));
        }
        return Reversals::default();
    }
    let (ids, of) = (raw.take_texts(at::ID), raw.take_texts(at::REVERSES).unwrap_or_default());
    let source = raw.take_texts(at::SOURCE);
    let [day, reason, known_at, from] =
        [at::DAY, at::REASON, at::KNOWN_AT, at::PAYABLE_FROM].map(|column| raw.take_values(column));
    let fields: Vec<u32> = kind.amounts(program).collect();
    let columns: Vec<Option<Values>> = (0..fields.len()).map(|at| raw.take_values(at::AMOUNTS + at)).collect();
    let number = |values: &Option<Values>, row: usize| values.as_ref().map_or(NONE, |values| values.get(row));
    let name = |at: usize| fields.get(at).and_then(|field| kind.fields.get(*field as usize)).map_or("", |f| &f.name);
    let mut rows = Vec::with_capacity(raw.rows);
    for (row, event) in of.iter().enumerate() {
        let named = source.as_ref().map(|texts| texts.get(row)).filter(|name| !name.is_empty());
        let found = match table.table.find(named, event) {
            Err(false) if named.is_some() => table.table.find(None, event),
            found => found,
        };
        let amounts: Vec<i64> = columns.iter().map(|values| number(values, row)).collect();
        let given = amounts.iter().filter(|amount| **amount != NONE).count();
        if let Some(missing) = amounts.iter().position(|amount| *amount == NONE).filter(|_| given > 0) {
            let cure =
                "give every amount that is reversed, 0 where nothing of it is, or none of them to reverse the whole";
            problems.add(|| origin.problem(row, name(missing), "", Cause::Empty, cure));
            continue;
        }
        if given > 0 && amounts.iter().all(|amount| *amount == 0) {
            let cure = "give the amounts that are reversed, or leave them empty to reverse the whole";
            problems.add(|| origin.problem(row, name(0), "", Cause::NothingReversed, cure));
            continue;
        }
        let Ok(day) = i32::try_from(number(&day, row)) else { continue };
        match found {
            Ok(of) => rows.push((
                row,
                Reversal {
                    id: ids.as_ref().map_or("", |ids| ids.get(row)).to_owned(),
                    source: named.unwrap_or_default().to_owned(),
                    of: u32::try_from(of).unwrap_or(u32::MAX),
                    day,
                    from: i32::try_from(number(&from, row)).map_or(day, |from| from.max(day)),
                    known_at: number(&known_at, row),
                    reason: usize::try_from(number(&reason, row)).ok().and_then(|at| Reason::ALL.get(at)).copied(),
                    amounts: (given > 0).then_some(amounts),
                },
            )),
            Err(ambiguous) if table.complete => {
                let what = kind.name.clone();
                let (cause, cure) = if ambiguous {
                    (Cause::Ambiguous { what }, "give the row the source of the event that is meant")
                } else {
                    (Cause::Unknown { what }, "correct the id, or add the event to its file")
                };
                problems.add(|| origin.problem(row, "reverses", event, cause, cure));
            }
            Err(_) => {}
        }
    }
    doubled(&rows, &origin, problems);
    rows.sort_by(|(_, a), (_, b)| {
        let natural = |a: &str, b: &str| compare(a.as_bytes(), b.as_bytes());
        let when = a.of.cmp(&b.of).then(a.from.cmp(&b.from)).then(a.day.cmp(&b.day));
        when.then_with(|| natural(&a.source, &b.source)).then_with(|| natural(&a.id, &b.id))
    });
    too_much(program, kind, table, &rows, &origin, problems);
    let order = rows.iter().map(|(row, _)| u32::try_from(*row).unwrap_or(u32::MAX)).collect();
    origin.order = Some(order);
    Reversals { rows: rows.into_iter().map(|(_, reversal)| reversal).collect(), origin }
}

/// The same id twice.
fn doubled(rows: &[(usize, Reversal)], origin: &Origin, problems: &mut Problems) {
    let mut sorted: Vec<&(usize, Reversal)> = rows.iter().collect();
    sorted.sort_by_key(|(row, reversal)| (&reversal.source, &reversal.id, *row));
    for pair in sorted.windows(2) {
        let [(first, a), (later, b)] = pair else { continue };
        if a.source == b.source && a.id == b.id {
            let cause = Cause::Duplicate { first: origin.row(*first) };
            let cure = "remove one of the two rows, or give one of the reversals an id of its own";
            problems.add(|| origin.problem(*later, "id", &b.id, cause, cure));
        }
    }
}

/// More that is reversed than there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Excess {
    /// All of it was reversed already, by another reversal (its place).
    Twice(usize),
    /// An amount (its field): so much is left, and so much would be taken.
    More(u32, i64, i64),
}

/// Which reversals take more than there is, by their place. They are in order.
pub(crate) fn excess(program: &Program, kind: &Event, table: &EventTable, rows: &[Reversal]) -> Vec<(usize, Excess)> {
    let fields: Vec<u32> = kind.amounts(program).collect();
    let mut out = Vec::new();
    // What is left of the event at hand, and by which reversal nothing is.
    let mut at_hand: Option<(u32, Option<Vec<i64>>, usize)> = None;
    for (at, reversal) in rows.iter().enumerate() {
        let (left, last) = match at_hand.take() {
            Some((of, left, last)) if of == reversal.of => (left, last),
            _ => (Some(amounts_of(program, kind, table, reversal.of as usize)), at),
        };
        let Some(before) = left else {
            out.push((at, Excess::Twice(last)));
            at_hand = Some((reversal.of, None, last));
            continue;
        };
        let taken = reversal.amounts.as_deref();
        for ((field, before), taken) in fields.iter().zip(&before).zip(taken.unwrap_or_default()) {
            let within = (*taken).signum() * before.signum() >= 0 && taken.unsigned_abs() <= before.unsigned_abs();
            if !within {
                out.push((at, Excess::More(*field, *before, *taken)));
            }
        }
        at_hand = Some((reversal.of, left_of(&before, taken), at));
    }
    out
}

/// An amount of a field in words.
pub(crate) fn amount_text(kind: &Event, field: u32, value: i64) -> String {
    let scale = kind.fields.get(field as usize).map_or(0, |field| field.ty.scale());
    Decimal::new(value.into(), scale).to_string()
}

/// Tells of reversals that take more than there is.
fn too_much(
    program: &Program,
    kind: &Event,
    table: &Unresolved,
    rows: &[(usize, Reversal)],
    origin: &Origin,
    problems: &mut Problems,
) {
    let sorted: Vec<Reversal> = rows.iter().map(|(_, reversal)| reversal.clone()).collect();
    for (at, excess) in excess(program, kind, &table.table, &sorted) {
        let Some((row, reversal)) = rows.get(at) else { continue };
        match excess {
            Excess::Twice(first) => {
                let event = table.table.ids.get(reversal.of as usize).into_owned();
                let first = origin.row(rows.get(first).map_or(*row, |(row, _)| *row));
                let cause = Cause::ReversedTwice { event: event.clone(), first };
                problems.add(|| origin.problem(*row, "reverses", event, cause, "remove one of the two rows"));
            }
            Excess::More(field, left, taken) => {
                let name = kind.fields.get(field as usize).map_or("", |field| &field.name);
                let cause = Cause::MoreThanLeft { left: amount_text(kind, field, left) };
                let cure = "reverse what is left at most; the amounts have the sign of the event's own";
                problems.add(|| origin.problem(*row, name, amount_text(kind, field, taken), cause, cure));
            }
        }
    }
}
