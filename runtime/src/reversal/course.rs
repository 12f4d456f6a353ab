//! The reversals of an event, one after the other.

use crate::calendar::Period;
use crate::company::{Company, EventTable, Reversal, amounts_of, left_of};
use crate::snapshot::Knowledge;
use compline_compiler::program::{Event, NONE, Program};

/// An event that is reversed.
pub(super) struct Course<'a> {
    /// The event (its row in the table of its kind).
    pub(super) event: u32,
    /// Its amounts in stored form, before all reversals, in the order of [`Event::amounts`].
    pub(super) amounts: Vec<i64>,
    /// The number of the period in which it is settled; nothing as long as it is not.
    pub(super) settled: Option<i32>,
    /// Its reversals, as they happen.
    pub(super) steps: Vec<Step<'a>>,
}

/// A reversal of an event.
pub(super) struct Step<'a> {
    /// The reversal.
    pub(super) reversal: &'a Reversal,
    /// Its place among those of its kind.
    pub(super) at: u32,
    /// What it takes off each amount.
    pub(super) taken: Vec<i64>,
    /// The number of the period in which it is settled.
    pub(super) settled: i32,
}

/// What is left of amounts; nothing where nothing is.
pub(super) fn less<'s>(amounts: &[i64], taken: impl Iterator<Item = &'s Step<'s>>) -> Option<Vec<i64>> {
    let mut left = Some(amounts.to_vec());
    for step in taken {
        left = left.and_then(|before| left_of(&before, Some(&step.taken)));
    }
    left
}

/// The reversed events of a kind, as far as their reversals are known, in the order of the table.
pub(super) fn courses<'a>(
    program: &Program,
    company: &'a Company,
    kind_at: usize,
    knowledge: Knowledge,
) -> Vec<Course<'a>> {
    let (Some(kind), Some(table), Some(reversals)) =
        (program.events.get(kind_at), company.events.get(kind_at), company.reversals.get(kind_at))
    else {
        return Vec::new();
    };
    let known: Vec<(u32, &Reversal)> =
        (0..).zip(&reversals.rows).filter(|(_, one)| one.known_at <= knowledge.limit()).collect();
    let groups = known.chunk_by(|(_, a), (_, b)| a.of == b.of);
    let courses = groups.filter_map(|group| {
        let event = group.first()?.1.of;
        let amounts = amounts_of(program, kind, table, event as usize);
        let settled = settled_in(program, kind, table, event as usize);
        let mut left = amounts.clone();
        let steps = group.iter().map(|(at, reversal)| {
            let taken = reversal.amounts.clone().unwrap_or_else(|| left.clone());
            left = left.iter().zip(&taken).map(|(left, taken)| left.saturating_sub(*taken)).collect();
            let own = Period::containing(program.calendar, reversal.from).index();
            Step { reversal, at: *at, taken, settled: settled.map_or(own, |sale| own.max(sale)) }
        });
        Some(Course { event, settled, steps: steps.collect(), amounts: amounts.clone() })
    });
    courses.collect()
}

/// The period in which an event is settled: that in which the later of its conditions date and its payable date lies.
fn settled_in(program: &Program, kind: &Event, table: &EventTable, row: usize) -> Option<i32> {
    let conditions = table.fields.get(kind.conditions as usize)?.get(row);
    let payable = table.payable.as_ref().or(table.fields.get(kind.payable as usize))?.get(row);
    let latest = (conditions != NONE && payable != NONE).then(|| conditions.max(payable))?;
    Some(Period::containing(program.calendar, i32::try_from(latest).ok()?).index())
}
