//! What bonuses that are brought up to date have paid: the lines of earlier settlements, which later ones take off.

use super::events::Unresolved;
use super::read::RawTable;
use super::schema::paid as at;
use crate::problem::{Cause, Problems};
use compline_compiler::lines::COMPANY;
use compline_compiler::program::{Bonus, NONE, Program, Space};

/// A line of an earlier settlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PaidLine {
    /// The number of the period in which it was settled ([`crate::calendar::Period::index`]).
    pub as_of: i32,
    /// The bonus (its number in the program).
    pub bonus: u32,
    /// The event (its row in the table of its kind).
    pub event: u32,
    /// The partner (number), or [`COMPANY`].
    pub partner: u32,
    /// The amount in the currency's smallest unit.
    pub amount: i64,
    /// Since when it is known, in seconds since 1970-01-01; the least value for ever since.
    pub known_at: i64,
}

/// The kind of the events that a bonus is paid for (its number in the program).
pub(crate) fn kind_of(program: &Program, bonus: &Bonus) -> Option<usize> {
    match bonus.trigger.space {
        Space::Event(set) => program.event_sets.get(set.index()).map(|set| set.event.index()),
        _ => None,
    }
}

/// Checks and sorts the paid file.
pub(super) fn build(
    mut raw: RawTable,
    program: &Program,
    tables: &[Unresolved],
    problems: &mut Problems,
) -> Vec<PaidLine> {
    let origin = std::mem::take(&mut raw.origin);
    let (bonus, partner) = (raw.take_values(at::BONUS), raw.take_values(at::PARTNER));
    let (source, event) = (raw.take_texts(at::SOURCE), raw.take_texts(at::EVENT).unwrap_or_default());
    let (amount, as_of) = (raw.take_values(at::AMOUNT), raw.take_values(at::AS_OF));
    let known_at = raw.take_values(at::KNOWN_AT);
    let mut out = Vec::with_capacity(raw.rows);
    for (row, id) in event.iter().enumerate() {
        let number = |values: &Option<_>| {
            values.as_ref().map_or(NONE, |values: &compline_compiler::store::Values| values.get(row))
        };
        let (Ok(as_of), Ok(at)) = (i32::try_from(number(&as_of)), u32::try_from(number(&bonus))) else { continue };
        let Some(declared) = program.bonuses.get(at as usize) else { continue };
        if !declared.true_up {
            let cure = "keep only rows of bonuses that say `true up`";
            problems.add(|| origin.problem(row, "bonus", &declared.name, Cause::NotTrueUp, cure));
            continue;
        }
        let Some(kind) = kind_of(program, declared) else { continue };
        let Some(table) = tables.get(kind) else { continue };
        let named = source.as_ref().map(|texts| texts.get(row)).filter(|name| !name.is_empty());
        match table.table.find(named, id) {
            Ok(event) => out.push(PaidLine {
                as_of,
                bonus: at,
                event: u32::try_from(event).unwrap_or(u32::MAX),
                partner: u32::try_from(number(&partner)).unwrap_or(COMPANY),
                amount: number(&amount),
                known_at: number(&known_at),
            }),
            Err(ambiguous) if table.complete => {
                let what = program.events.get(kind).map_or_else(String::new, |kind| kind.name.clone());
                let (cause, cure) = if ambiguous {
                    (Cause::Ambiguous { what }, "give the row the source of the event that is meant")
                } else {
                    (Cause::Unknown { what }, "what was paid for stays in the data: add the event to its file again")
                };
                problems.add(|| origin.problem(row, "event", id, cause, cure));
            }
            Err(_) => {}
        }
    }
    out.sort_unstable();
    out
}
