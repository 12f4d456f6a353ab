//! Dated facts about partners beside the trees: status, manual values, rates, states.

use super::cell::{self, Known};
use super::order::{Span, order_by, overlaps};
use super::placements::day;
use super::read::{Origin, RawTable};
use super::schema::{CellSchema, cell_schema, overrides, rates, state, status};
use crate::calendar::{self, Period};
use crate::problem::{Cause, Problems};
use crate::snapshot::Knowledge;
use crate::texts::{Ids, Texts};
use compline_compiler::program::{Kind, NONE, Program, Ty};
use compline_compiler::store::Values;
use compline_lang::number::Decimal;
use std::ops::Range;

/// What a partner is at the moment. Without any entry a partner is active.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Joined and not active yet.
    Joined,
    /// Set inactive.
    Inactive,
    /// Active.
    Active,
    /// Has left.
    Terminated,
}

/// A partner's status in a span of days. Sorted by partner, known, start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// The partner (number).
    pub partner: u32,
    /// What it is.
    pub standing: Standing,
    /// First day.
    pub from: i32,
    /// Last day.
    pub to: i32,
    /// Since when it is known, in seconds since 1970-01-01; the least value for ever since.
    pub known_at: i64,
}

/// A manual value. Sorted by definition, partner, known, start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// The definition (index into the program's overridables).
    pub definition: u32,
    /// The partner (number).
    pub partner: u32,
    /// The value in stored form; a partner is its number.
    pub value: i64,
    /// First day.
    pub from: i32,
    /// Last day.
    pub to: i32,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// Since when it is known, in seconds since 1970-01-01; the least value for ever since.
    pub known_at: i64,
}

/// A rate from one unit to another from a day on. Sorted by units and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Index into the program's units.
    pub from: u32,
    /// Index into the program's units.
    pub to: u32,
    /// The first day.
    pub date: i32,
    /// So many of `to` for one of `from`.
    pub rate: Decimal,
    /// Since when it is known, in seconds since 1970-01-01; the least value for ever since.
    pub known_at: i64,
}

/// Closing values of a state, sorted by period, partner, known. What became known later wins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StateValues {
    /// By entry: the number of the period ([`Period::index`]).
    pub as_of: Vec<i32>,
    /// By entry: the partner (number).
    pub partner: Vec<u32>,
    /// By entry: the value in stored form; a partner is its number.
    pub value: Vec<i64>,
    /// By entry: since when it is known, in seconds since 1970-01-01; empty where all of them ever since.
    pub known_at: Vec<i64>,
}

impl StateValues {
    /// Whether one is known as of a period.
    pub fn has(&self, period: Period, knowledge: Knowledge) -> bool {
        let start = self.as_of.partition_point(|as_of| *as_of < period.index());
        let end = self.as_of.partition_point(|as_of| *as_of <= period.index());
        self.known(knowledge, start..end).next().is_some()
    }

    /// Whether one is known as of a period or one before it.
    pub fn has_by(&self, period: Period, knowledge: Knowledge) -> bool {
        let end = self.as_of.partition_point(|as_of| *as_of <= period.index());
        self.known(knowledge, 0..end).next().is_some()
    }

    /// Of some places those whose values are known.
    fn known(&self, knowledge: Knowledge, places: Range<usize>) -> impl Iterator<Item = usize> + '_ {
        let limit = knowledge.limit();
        places.filter(move |at| self.known_at.get(*at).is_none_or(|known| *known <= limit))
    }

    /// The values as of a period that are known: who has which. `None` where there are none as of that period, but known ones
    /// of others.
    pub fn as_of(&self, period: Period, knowledge: Knowledge) -> Option<impl Iterator<Item = (u32, i64)> + '_> {
        if !self.has(period, knowledge) && self.known(knowledge, 0..self.as_of.len()).next().is_some() {
            return None;
        }
        let start = self.as_of.partition_point(|as_of| *as_of < period.index());
        let end = self.as_of.partition_point(|as_of| *as_of <= period.index());
        let value = |at: usize| Some((*self.partner.get(at)?, *self.value.get(at)?));
        Some(self.known(knowledge, start..end).filter_map(value))
    }
}

impl Standing {
    /// All of them, in the order of the words of the file.
    pub const ALL: [Standing; 4] = [Standing::Joined, Standing::Inactive, Standing::Active, Standing::Terminated];

    /// Its word in the status file.
    pub fn word(self) -> &'static str {
        let at = Self::ALL.iter().position(|standing| *standing == self);
        at.and_then(|at| super::schema::STATUS_WORDS.get(at)).copied().unwrap_or("active")
    }
}

fn number(values: Option<&Values>, row: usize) -> i64 {
    values.map_or(NONE, |values| values.get(row))
}

fn text(texts: Option<&Texts>, row: usize) -> &str {
    texts.map_or("", |texts| texts.get(row))
}

/// First and last day of a row; `None` where the first is not readable.
fn span(from: i64, to: i64, row: usize, column: &str, origin: &Origin, problems: &mut Problems) -> Option<(i32, i32)> {
    let from = i32::try_from(from).ok()?;
    let to = day(to);
    if to < from {
        let (start, end) = (calendar::date(from).to_string(), calendar::date(to).to_string());
        let cure = "correct one of the two dates; both days are included";
        problems.add(|| origin.problem(row, column, end, Cause::EndBeforeStart { start }, cure));
    }
    Some((from, to))
}

/// Tells pairs of rows that hold at the same time. `say` gives of a pair's first row: who has what, and the value there;
/// of its later row: column and value.
fn tell_overlaps(
    mut pairs: Vec<(usize, usize)>,
    rows: &[u32],
    origin: &Origin,
    problems: &mut Problems,
    say: impl Fn(usize, usize) -> (String, String, &'static str, String, i32),
) {
    let file_row = |at: usize| rows.get(at).map_or(at, |row| *row as usize);
    pairs.sort_by_key(|(_, later)| file_row(*later));
    for (first, later) in pairs {
        problems.add(|| {
            let (what, other, column, value, from) = say(first, later);
            let cause = Cause::Overlap { what, other, row: origin.row(file_row(first)) };
            let cure = format!("end that one with `to` {}, or remove one of the two", calendar::day_before(from));
            origin.problem(file_row(later), column, value, cause, cure)
        });
    }
}

/// Checks and sorts the status file.
pub(super) fn statuses(mut raw: RawTable, partners: &Ids, problems: &mut Problems) -> Vec<Status> {
    let origin = std::mem::take(&mut raw.origin);
    let (partner, standing) = (raw.take_values(status::PARTNER), raw.take_values(status::STATUS));
    let (from, to, known) =
        (raw.take_values(status::FROM), raw.take_values(status::TO), raw.take_values(status::KNOWN_AT));
    let mut out = Vec::new();
    let mut rows = Vec::new();
    for row in 0..raw.rows {
        let span = span(number(from.as_ref(), row), number(to.as_ref(), row), row, "to", &origin, problems);
        let standing = usize::try_from(number(standing.as_ref(), row)).ok().and_then(|at| Standing::ALL.get(at));
        let (Some((from, to)), Some(standing), Ok(partner)) =
            (span, standing, u32::try_from(number(partner.as_ref(), row)))
        else {
            continue;
        };
        out.push(Status { partner, standing: *standing, from, to, known_at: number(known.as_ref(), row) });
        rows.push(u32::try_from(row).unwrap_or(u32::MAX));
    }
    sort(&mut out, &mut rows, |status| (status.partner, status.known_at, status.from));
    let pairs = overlaps(out.len(), |at| {
        let status = out.get(at).copied().unwrap_or(Status {
            partner: 0,
            standing: Standing::Active,
            from: 0,
            to: 0,
            known_at: NONE,
        });
        Span { key: (status.partner, status.known_at), from: status.from, to: status.to }
    });
    tell_overlaps(pairs, &rows, &origin, problems, |first, later| match (out.get(first), out.get(later)) {
        (Some(a), Some(b)) => {
            let what = format!("`{}`", partners.get(b.partner as usize));
            (what, format!("the status {}", a.standing.word()), "status", b.standing.word().to_owned(), b.from)
        }
        _ => Default::default(),
    });
    out
}

/// Sorts entries and the rows that they came from.
fn sort<T: Clone, K: Ord>(entries: &mut Vec<T>, rows: &mut [u32], key: impl Fn(&T) -> K) {
    let order = order_by(entries.len(), |at| entries.get(at).map(&key));
    if let Some(order) = order {
        *entries = order.iter().filter_map(|at| entries.get(*at as usize).cloned()).collect();
        let sorted = crate::values::gather(rows, &order);
        rows.iter_mut().zip(sorted).for_each(|(slot, row)| *slot = row);
    }
}

/// A value of a type that cannot be a column of the schema because it depends on the row.
fn typed(program: &Program, what: &str, ty: Ty, known: Known<'_>, value: &str) -> cell::Refused<i64> {
    let schema = cell_schema(program, what, ty, None);
    match schema {
        CellSchema::Text => {
            cell::refuse(Cause::ColumnType("a text".to_owned()), "values of this type cannot come from a file")
        }
        _ if value.is_empty() && ty.optional => Ok(NONE),
        _ if value.is_empty() => cell::refuse(Cause::Empty, "fill in the value"),
        _ => cell::value(&schema, known, value),
    }
}

/// Checks and sorts the overrides file.
pub(super) fn manual_values(
    mut raw: RawTable,
    program: &Program,
    partners: &Ids,
    known: Known<'_>,
    problems: &mut Problems,
) -> Vec<Override> {
    let origin = std::mem::take(&mut raw.origin);
    let (partner, definition, value) =
        (raw.take_values(overrides::PARTNER), raw.take_texts(overrides::DEFINITION), raw.take_texts(overrides::VALUE));
    let (from, to, known_at) =
        (raw.take_values(overrides::FROM), raw.take_values(overrides::TO), raw.take_values(overrides::KNOWN_AT));
    let (reason, by) = (raw.take_texts(overrides::REASON), raw.take_texts(overrides::BY));
    let mut out = Vec::new();
    let mut rows = Vec::new();
    for row in 0..raw.rows {
        let name = text(definition.as_ref(), row);
        if name.is_empty() {
            continue;
        }
        let span = span(number(from.as_ref(), row), number(to.as_ref(), row), row, "to", &origin, problems);
        let (definition, ty) = match overridable(program, name) {
            Ok(found) => found,
            Err(refusal) => {
                problems.add(|| origin.problem(row, "definition", name, refusal.cause, refusal.cure));
                continue;
            }
        };
        let shown = text(value.as_ref(), row);
        if shown.is_empty() {
            // Told when the file was read.
            continue;
        }
        let value = match typed(program, name, ty, known, shown) {
            Ok(value) => value,
            Err(refusal) => {
                problems.add(|| origin.problem(row, "value", shown, refusal.cause, refusal.cure));
                continue;
            }
        };
        let (Some((from, to)), Ok(partner)) = (span, u32::try_from(number(partner.as_ref(), row))) else { continue };
        let (reason, by) = (text(reason.as_ref(), row).to_owned(), text(by.as_ref(), row).to_owned());
        out.push(Override {
            definition,
            partner,
            value,
            from,
            to,
            reason,
            by,
            known_at: number(known_at.as_ref(), row),
        });
        rows.push(u32::try_from(row).unwrap_or(u32::MAX));
    }
    sort(&mut out, &mut rows, |entry| (entry.definition, entry.partner, entry.known_at, entry.from));
    let pairs = overlaps(out.len(), |at| {
        let (key, from, to) =
            out.get(at).map_or(((0, 0, 0), 0, 0), |o| ((o.definition, o.partner, o.known_at), o.from, o.to));
        Span { key, from, to }
    });
    tell_overlaps(pairs, &rows, &origin, problems, |_, later| {
        let Some(entry) = out.get(later) else { return Default::default() };
        let name = program.overridables.get(entry.definition as usize).map_or("", |(name, _)| name);
        let what = format!("`{}` of `{}`", name, partners.get(entry.partner as usize));
        (what, "another manual value".to_owned(), "definition", name.to_owned(), entry.from)
    });
    out
}

/// A definition of partners that may be overridden, and its type.
fn overridable(program: &Program, name: &str) -> cell::Refused<(u32, Ty)> {
    let found = (0_u32..).zip(&program.overridables).find(|(_, (overridable, _))| overridable == name);
    if let Some((at, (_, ty))) = found
        && !matches!(ty.kind, Kind::Text | Kind::Event(_))
    {
        return Ok((at, *ty));
    }
    let names: Vec<&str> = program.overridables.iter().map(|(name, _)| name.as_str()).collect();
    let cure = match names.as_slice() {
        [] => "the plan has no overridable definitions; write `overridable` behind one".to_owned(),
        names => format!("write one of the overridable definitions: {}", names.join(", ")),
    };
    let cause = if program.definitions.iter().any(|definition| definition.name == name) {
        Cause::NotOverridable
    } else {
        Cause::UnknownName { what: "definition" }
    };
    cell::refuse(cause, cure)
}

/// Checks and sorts the rates file.
pub(super) fn rate_history(mut raw: RawTable, program: &Program, problems: &mut Problems) -> Vec<Rate> {
    let origin = std::mem::take(&mut raw.origin);
    let (from, to) = (raw.take_values(rates::FROM), raw.take_values(rates::TO));
    let (date, rate) = (raw.take_values(rates::DATE), raw.take_texts(rates::RATE));
    let known_at = raw.take_values(rates::KNOWN_AT);
    let mut out = Vec::new();
    let mut rows = Vec::new();
    for row in 0..raw.rows {
        let shown = text(rate.as_ref(), row);
        if shown.is_empty() {
            continue;
        }
        let plain = shown.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let Some(rate) =
            Decimal::parse(shown).filter(|rate| plain && rate.mantissa > 0 && rate.scale <= Decimal::MAX_SCALE)
        else {
            let cure = "write a number above zero with a decimal point and at most 18 digits after it, as in 0.80";
            problems.add(|| origin.problem(row, "rate", shown, Cause::Number, cure));
            continue;
        };
        let unit = |values: Option<&Values>| u32::try_from(number(values, row));
        let (Ok(from), Ok(to), Ok(date)) =
            (unit(from.as_ref()), unit(to.as_ref()), i32::try_from(number(date.as_ref(), row)))
        else {
            continue;
        };
        out.push(Rate { from, to, date, rate, known_at: number(known_at.as_ref(), row) });
        rows.push(u32::try_from(row).unwrap_or(u32::MAX));
    }
    sort(&mut out, &mut rows, |rate| (rate.from, rate.to, rate.date, rate.known_at));
    let mut twice: Vec<(u32, u32, Rate)> = Vec::new();
    for (pair, row) in out.windows(2).zip(rows.windows(2)) {
        if let ([a, b], [first, later]) = (pair, row)
            && (a.from, a.to, a.date, a.known_at) == (b.from, b.to, b.date, b.known_at)
        {
            twice.push((*later, *first, *b));
        }
    }
    twice.sort_by_key(|(later, ..)| *later);
    for (later, first, rate) in twice {
        let unit = |at: u32| program.units.get(at as usize).map_or("", |unit| &unit.name);
        let date = calendar::date(rate.date).to_string();
        let what = format!("a rate from {} to {} for {date}", unit(rate.from), unit(rate.to));
        let cause = Cause::Twice { what, first: origin.row(first as usize) };
        problems.add(|| origin.problem(later as usize, "date", date, cause, "remove one of the two rows"));
    }
    out
}

/// What stands for the partner where a state is one of the company.
pub const OF_COMPANY: u32 = u32::MAX;

/// Checks and sorts the state file; one table for each state.
pub(super) fn states(
    mut raw: RawTable,
    program: &Program,
    partners: &Ids,
    known: Known<'_>,
    problems: &mut Problems,
) -> Vec<StateValues> {
    let origin = std::mem::take(&mut raw.origin);
    let (partner, name) = (raw.take_values(state::PARTNER), raw.take_values(state::STATE));
    let (value, as_of) = (raw.take_texts(state::VALUE), raw.take_values(state::AS_OF));
    let known_at = raw.take_values(state::KNOWN_AT);
    let mut entries: Vec<Vec<(i32, u32, i64, i64)>> = vec![Vec::new(); program.states.len()];
    let mut rows: Vec<Vec<u32>> = vec![Vec::new(); program.states.len()];
    for row in 0..raw.rows {
        let at = usize::try_from(number(name.as_ref(), row)).ok();
        let Some((at, state)) = at.and_then(|at| Some((at, program.states.get(at)?))) else { continue };
        let shown = text(value.as_ref(), row);
        let stored = match typed(program, &state.name, state.ty, known, shown) {
            Ok(value) => value,
            Err(refusal) => {
                problems.add(|| origin.problem(row, "value", shown, refusal.cause, refusal.cure));
                continue;
            }
        };
        let (named, Ok(as_of)) = (number(partner.as_ref(), row), i32::try_from(number(as_of.as_ref(), row))) else {
            continue;
        };
        let partner = match (program.is_of_company(state), u32::try_from(named)) {
            (false, Ok(partner)) => partner,
            (true, Err(_)) if named == NONE => OF_COMPANY,
            (true, _) => {
                let shown = partners.get(usize::try_from(named).unwrap_or_default());
                let cause = Cause::NotOfPartner { state: state.name.clone() };
                problems.add(|| origin.problem(row, "partner", &*shown, cause, "leave the cell empty"));
                continue;
            }
            (false, _) => {
                if named == NONE {
                    problems.add(|| origin.problem(row, "partner", "", Cause::Empty, "fill in the partner"));
                }
                continue;
            }
        };
        if let (Some(entries), Some(rows)) = (entries.get_mut(at), rows.get_mut(at)) {
            entries.push((as_of, partner, number(known_at.as_ref(), row), stored));
            rows.push(u32::try_from(row).unwrap_or(u32::MAX));
        }
    }
    let mut out = Vec::with_capacity(entries.len());
    for ((mut entries, mut rows), state) in entries.into_iter().zip(rows).zip(&program.states) {
        sort(&mut entries, &mut rows, |(as_of, partner, known, _)| (*as_of, *partner, *known));
        for (pair, row) in entries.windows(2).zip(rows.windows(2)) {
            if let ([a, b], [first, later]) = (pair, row)
                && (a.0, a.1, a.2) == (b.0, b.1, b.2)
            {
                let period = Period::from_index(program.calendar, b.0);
                let partner = if b.1 == OF_COMPANY { "".into() } else { partners.get(b.1 as usize) };
                let whose = if b.1 == OF_COMPANY { "the company".to_owned() } else { format!("`{partner}`") };
                let what = format!("state `{}` of {whose} as of {period}", state.name);
                let cause = Cause::Twice { what, first: origin.row(*first as usize) };
                problems
                    .add(|| origin.problem(*later as usize, "partner", &*partner, cause, "remove one of the two rows"));
            }
        }
        out.push(StateValues {
            as_of: entries.iter().map(|entry| entry.0).collect(),
            partner: entries.iter().map(|entry| entry.1).collect(),
            value: entries.iter().map(|entry| entry.3).collect(),
            known_at: if entries.iter().all(|entry| entry.2 == NONE) {
                Vec::new()
            } else {
                entries.iter().map(|entry| entry.2).collect()
            },
        });
    }
    out
}
