//! Lines of earlier settlements, as far as reversals take them back.

use super::events::Unresolved;
use super::read::RawTable;
use super::reversals::Reversals;
use super::schema::lines as at;
use crate::calendar::Period;
use crate::problem::{Cause, Problems};
use crate::texts::Texts;
use compline_compiler::lines::COMPANY;
use compline_compiler::program::{NONE, Program};
use compline_compiler::store::Values;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Ordering;

/// A line of an earlier settlement, for an event that is reversed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettledLine {
    /// Its id.
    pub line: String,
    /// The settled period, and behind a stroke that of the conditions where it is another one.
    pub context: String,
    /// The number of the period in which it was settled ([`Period::index`]).
    pub settled: i32,
    /// The kind of the event (its number in the program).
    pub kind: u32,
    /// The event (its row in the table of its kind).
    pub event: u32,
    /// The bonus by its name; the plan of today may have it no more.
    pub bonus: String,
    /// The partner (number), or [`COMPANY`].
    pub partner: u32,
    /// What the rate was of, as the result says it.
    pub base: String,
    /// The rate, as the result says it.
    pub rate: String,
    /// What the partner kept of the line after caps, in the currency's smallest unit.
    pub kept: i64,
    /// The field by which a part of the event is measured for this line; nothing where it is every amount alike.
    pub measure: Option<u32>,
    /// The line that this one took back, where it is the mirror of one; else empty.
    pub mirrors: String,
}

impl SettledLine {
    /// By kind, event, and in natural order of their ids.
    pub(crate) fn in_order(&self, other: &Self) -> Ordering {
        let natural = || crate::natural::compare(self.line.as_bytes(), other.line.as_bytes());
        (self.kind, self.event).cmp(&(other.kind, other.event)).then_with(natural)
    }
}

/// Lines of earlier settlements.
#[derive(Clone, Debug, Default)]
pub struct SettledLines {
    /// Those for events that are reversed: by kind, event, and in natural order of their ids.
    pub lines: Vec<SettledLine>,
    /// Numbers of the periods whose settlements the file holds, rising. A row with nothing but line and context says that
    /// there was a settlement.
    pub periods: Vec<i32>,
}

struct Raw {
    rows: usize,
    texts: FxHashMap<usize, Texts>,
    values: FxHashMap<usize, Values>,
}

impl Raw {
    fn text(&self, column: usize, row: usize) -> &str {
        self.texts.get(&column).map_or("", |texts| texts.get(row))
    }

    fn number(&self, column: usize, row: usize) -> i64 {
        self.values.get(&column).map_or(NONE, |values| values.get(row))
    }
}

/// Finds the lines that were made for reversed events.
pub(super) fn build(
    mut raw: RawTable,
    program: &Program,
    tables: &[Unresolved],
    reversals: &[Reversals],
    problems: &mut Problems,
) -> SettledLines {
    let origin = std::mem::take(&mut raw.origin);
    let texts = [at::LINE, at::CONTEXT, at::TRIGGER_KIND, at::SOURCE, at::TRIGGER, at::BONUS, at::BASE, at::RATE]
        .into_iter()
        .chain([at::PARENT, at::MEASURE, at::MIRRORS]);
    let texts = texts.filter_map(|column| Some((column, raw.take_texts(column)?))).collect();
    let values = [at::EARNER, at::AMOUNT, at::KEPT].into_iter();
    let values = values.filter_map(|column| Some((column, raw.take_values(column)?))).collect();
    let raw = Raw { rows: raw.rows, texts, values };
    let reversed: Vec<FxHashSet<u32>> =
        reversals.iter().map(|of| of.rows.iter().map(|reversal| reversal.of).collect()).collect();
    let by_id: FxHashMap<&str, usize> = (0..raw.rows).map(|row| (raw.text(at::LINE, row), row)).collect();
    let mut periods = FxHashMap::default();
    let mut out = SettledLines::default();
    for row in 0..raw.rows {
        let context = raw.text(at::CONTEXT, row);
        let settled = *periods.entry(context).or_insert_with(|| {
            let period = context.split('/').next().unwrap_or_default();
            Period::settled_as(program.calendar, period).ok().map(Period::index)
        });
        let Some(settled) = settled else {
            let cause = Cause::Period(crate::calendar::grain_name(program.calendar.grain));
            problems.add(|| origin.problem(row, "context", context, cause, "leave it as the result has it"));
            continue;
        };
        let Some(event_row) = root(&raw, &by_id, row) else {
            let parent = raw.text(at::PARENT, row);
            let cure = "keep all lines of a result together";
            problems.add(|| origin.problem(row, "parent", parent, Cause::NoParentLine, cure));
            continue;
        };
        let kind_name = raw.text(at::TRIGGER_KIND, event_row);
        let Some(kind) = program.events.iter().position(|kind| kind.name == kind_name) else { continue };
        let (Some(table), Some(reversed)) = (tables.get(kind), reversed.get(kind)) else { continue };
        let source = Some(raw.text(at::SOURCE, event_row)).filter(|source| !source.is_empty());
        let Ok(event) = table.table.find(source, raw.text(at::TRIGGER, event_row)) else { continue };
        let event = u32::try_from(event).unwrap_or(u32::MAX);
        if !reversed.contains(&event) {
            continue;
        }
        let amount = raw.number(at::AMOUNT, row);
        let kept = Some(raw.number(at::KEPT, row)).filter(|kept| *kept != NONE).unwrap_or(amount);
        let text = |column| raw.text(column, row).to_owned();
        let measure = raw.text(at::MEASURE, row);
        let fields = program.events.get(kind).map_or(&[][..], |kind| &kind.fields);
        out.lines.push(SettledLine {
            line: text(at::LINE),
            context: context.to_owned(),
            settled,
            kind: u32::try_from(kind).unwrap_or(u32::MAX),
            event,
            bonus: text(at::BONUS),
            partner: u32::try_from(raw.number(at::EARNER, row)).unwrap_or(COMPANY),
            base: text(at::BASE),
            rate: text(at::RATE),
            kept: if kept == NONE { 0 } else { kept },
            measure: fields.iter().position(|field| field.name == measure).and_then(|at| u32::try_from(at).ok()),
            mirrors: text(at::MIRRORS),
        });
    }
    out.periods = periods.into_values().flatten().collect();
    out.periods.sort_unstable();
    out.periods.dedup();
    out.lines.sort_by(SettledLine::in_order);
    out
}

/// The row of the line that was made for an event itself, from one that was made for a line. Nothing where it is missing.
fn root(raw: &Raw, by_id: &FxHashMap<&str, usize>, row: usize) -> Option<usize> {
    let mut at = row;
    // No plan has as many bonuses that hang on each other as a file has rows.
    for _ in 0..raw.rows {
        if raw.text(at::TRIGGER_KIND, at) != "line" {
            return Some(at);
        }
        at = *by_id.get(raw.text(at::PARENT, at))?;
    }
    None
}
