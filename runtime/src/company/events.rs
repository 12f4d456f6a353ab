//! Events of one kind as columns: the form that files are read into and that data made in memory start from.

use super::order::{duplicates, natural_order, order_of};
use super::partners::PendingTexts;
use super::read::{Column, Origin, RawTable};
use super::schema::events as at;
use crate::calendar;
use crate::problem::{Cause, Problems};
use crate::texts::{Ids, Texts};
use crate::values::{permuted, push_value};
use compline_compiler::program::{Event, Holds, Kind, NONE};
use compline_compiler::store::Values;

/// Events of one kind in canonical order: by source, then by id, both in natural order.
///
/// Row numbers of this table are what [`compline_compiler::store::EventRows::source`] holds.
#[derive(Clone, Debug, Default)]
pub struct EventTable {
    /// Number of rows.
    pub rows: usize,
    /// By field of the kind: partners are numbers of partners, events are rows of the other kind's table,
    /// words are indexes, dates days since 1970-01-01, texts places in [`super::Company::texts`].
    /// Any width that holds the values will do; narrow ones are faster.
    pub fields: Vec<Values>,
    /// Ids, unique within a source.
    pub ids: Ids,
    /// Where events came from; without it there is one nameless source.
    pub sources: Option<Sources>,
    /// Since when an event is known, in seconds since 1970-01-01, as `I64`.
    pub known_at: Option<Values>,
    /// When an event may be settled, where that is not simply the field that the plan names: not before the day of
    /// `payable_from`. What becomes known after its own period was closed is settled later, and once.
    pub payable: Option<Values>,
    pub(crate) origin: Origin,
}

/// Sources of events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// Names in natural order.
    pub names: Texts,
    /// One past the last row of each source.
    pub ends: Vec<usize>,
}

impl EventTable {
    /// Events `0`, `1`, … from ready columns, for data that are made and not read.
    /// Rows are in canonical order then, whatever the columns hold.
    pub fn of_columns(rows: usize, fields: Vec<Values>) -> Self {
        Self { rows, fields, ids: Ids::Sequence(rows), ..Self::default() }
    }

    /// The name of a row's source; empty where there are no sources.
    pub fn source(&self, row: usize) -> &str {
        self.sources.as_ref().map_or("", |sources| sources.names.get(sources.number(row)))
    }

    /// Whether an event of any source has this id.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.find(None, id) != Err(false)
    }

    /// The row of an event. With no source named, it must be unique among all sources.
    ///
    /// # Errors
    ///
    /// `true` where several sources have the id, `false` where none has.
    pub(super) fn find(&self, source: Option<&str>, id: &str) -> Result<usize, bool> {
        let Some(sources) = &self.sources else {
            return self.ids.find(id).ok_or(false);
        };
        let mut found = Err(false);
        for (number, name) in sources.names.iter().enumerate() {
            if source.is_some_and(|source| source != name) {
                continue;
            }
            if let Some(row) = self.ids.find_in(sources.range(number), id) {
                if found.is_ok() {
                    return Err(true);
                }
                found = Ok(row);
            }
        }
        found
    }
}

impl Sources {
    /// The source of a row.
    fn number(&self, row: usize) -> usize {
        self.ends.partition_point(|end| *end <= row)
    }

    /// The rows of a source.
    fn range(&self, number: usize) -> std::ops::Range<usize> {
        let start = number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        start..self.ends.get(number).copied().unwrap_or(start)
    }
}

/// A table whose texts and references are not resolved yet.
#[derive(Default)]
pub(super) struct Unresolved {
    pub(super) table: EventTable,
    /// Whether all rows could be read, so that what is not there does not exist.
    pub(super) complete: bool,
    pub(super) texts: Vec<PendingTexts>,
    pub(super) events: Vec<PendingTexts>,
}

/// Sorts the events of a kind.
pub(super) fn build(mut raw: RawTable, event: &Event, threads: usize, problems: &mut Problems) -> Unresolved {
    let ids = raw.take_ids(at::ID);
    let names = raw.take_texts(at::SOURCE);
    let (mut sources, source_of) = match names.as_ref().map(|names| numbered(names, threads)) {
        Some((names, of)) => (Some(Sources { names, ends: Vec::new() }), of),
        None => (None, Vec::new()),
    };
    let order = natural_order(&ids, sources.is_some().then_some(&source_of), threads);
    let (ids, source_of) = match &order {
        Some(order) if source_of.is_empty() => (ids.permuted(order), source_of),
        Some(order) => (ids.permuted(order), crate::values::gather(&source_of, order)),
        None => (ids, source_of),
    };
    if let Some(sources) = &mut sources {
        sources.ends =
            (0..sources.names.len()).map(|number| source_of.partition_point(|of| *of as usize <= number)).collect();
    }
    let mut origin = std::mem::take(&mut raw.origin);
    origin.order.clone_from(&order);
    let mut pairs = duplicates(&ids, |a, b| source_of.get(a) == source_of.get(b));
    pairs.sort_by_key(|(_, later)| origin.row(*later));
    for (first, later) in pairs {
        let cure = match &sources {
            Some(_) => "remove one of the two rows, or give the events different ids or sources",
            None => "remove one of the two rows, or give one of the events an id of its own",
        };
        problems
            .add(|| origin.problem(later, "id", ids.get(later), Cause::Duplicate { first: origin.row(first) }, cure));
    }
    let values = |raw: &mut RawTable, column| {
        let values = raw.take_values(column)?;
        Some(match &order {
            Some(order) => permuted(&values, order),
            None => values,
        })
    };
    let texts = |raw: &mut RawTable, column| {
        let texts = raw.take_texts(column)?;
        Some(match &order {
            Some(order) => texts.permuted(order),
            None => texts,
        })
    };
    let known_at = values(&mut raw, at::KNOWN_AT);
    // A reversal that is read as a sale would be paid as one.
    let reverses = texts(&mut raw, at::REVERSES).unwrap_or_default();
    for (row, reversed) in reverses.iter().enumerate().filter(|(_, reversed)| !reversed.is_empty()) {
        let file = super::reversals_file(event);
        let cure = format!(
            "move the row to the file `{file}`, with the columns id, reverses and day, and the amounts of a part"
        );
        problems.add(|| origin.problem(row, "reverses", reversed, Cause::ReversalAmongSales, cure));
    }
    let mut fields = Vec::with_capacity(event.fields.len());
    let (mut pending_texts, mut pending_events) = (Vec::new(), Vec::new());
    for (number, field) in event.fields.iter().enumerate() {
        let column = at::FIELDS + number;
        if let Some(Column::Texts(_) | Column::Numbers(_)) = raw.columns.get(column) {
            let texts = texts(&mut raw, column).unwrap_or_default();
            let list = if matches!(field.ty.kind, Kind::Event(_)) { &mut pending_events } else { &mut pending_texts };
            list.push(PendingTexts { field: number, texts });
            fields.push(Values::I32(Vec::new()));
        } else {
            fields.push(values(&mut raw, column).unwrap_or(Values::I32(Vec::new())));
        }
    }
    if let Some(holds) = event.holds {
        ends_before_it_begins(event, holds, &fields, &origin, problems);
    }
    let payable = values(&mut raw, at::PAYABLE_FROM)
        .zip(fields.get(event.payable as usize))
        .map(|(from, own)| Values::I64((0..raw.rows).map(|row| not_before(own.get(row), from.get(row))).collect()));
    let table = EventTable { rows: raw.rows, fields, ids, sources, known_at, payable, origin };
    Unresolved { table, complete: !raw.truncated, texts: pending_texts, events: pending_events }
}

/// Facts whose last day lies before their first.
fn ends_before_it_begins(event: &Event, holds: Holds, fields: &[Values], origin: &Origin, problems: &mut Problems) {
    let column = |field: u32| fields.get(field as usize);
    let Some((from, to)) = column(holds.from).zip(holds.to.and_then(column)) else { return };
    let name = holds.to.and_then(|to| event.fields.get(to as usize)).map_or("", |field| &field.name);
    for row in 0..from.len() {
        let (first, last) = (from.get(row), to.get(row));
        if first != NONE && last != NONE && last < first {
            let day = |day: i64| i32::try_from(day).map_or_else(|_| String::new(), |d| calendar::date(d).to_string());
            let cause = Cause::EndBeforeStart { start: day(first) };
            problems
                .add(|| origin.problem(row, name, day(last), cause, "correct one of the two days; both are included"));
        }
    }
}

/// A day, but not before another one; what is not payable at all stays so.
fn not_before(own: i64, from: i64) -> i64 {
    if own == NONE { NONE } else { own.max(from) }
}

/// Numbers texts by their natural order: the different ones, and by row the number.
fn numbered(names: &Texts, threads: usize) -> (Texts, Vec<u32>) {
    // Sources come in long runs, so that few comparisons find the number of most rows.
    let mut different: Vec<&str> = Vec::new();
    let mut last = None;
    for name in names.iter() {
        if last != Some(name) && !different.contains(&name) {
            different.push(name);
        }
        last = Some(name);
    }
    let unsorted: Texts = different.iter().copied().collect();
    let sorted = order_of(&unsorted, None, threads).map_or_else(|| unsorted.clone(), |order| unsorted.permuted(&order));
    let ids = Ids::Texts(sorted.clone());
    let mut of = Vec::with_capacity(names.len());
    let mut last: Option<(&str, u32)> = None;
    for name in names.iter() {
        let number = match last {
            Some((same, number)) if same == name => number,
            _ => u32::try_from(ids.find(name).unwrap_or(0)).unwrap_or(u32::MAX),
        };
        last = Some((name, number));
        of.push(number);
    }
    (sorted, of)
}

/// Resolves references to events: fields of event types.
pub(super) fn resolve(
    tables: &mut [Unresolved],
    kinds: &[Event],
    target: impl Fn(usize, usize) -> Option<usize>,
    problems: &mut Problems,
) {
    for at in 0..tables.len() {
        let Some(table) = tables.get_mut(at) else { continue };
        let events = std::mem::take(&mut table.events);
        let Some(kind) = kinds.get(at) else { continue };
        for pending in events {
            let name = kind.fields.get(pending.field).map_or("", |field| &field.name);
            let rows = target(at, pending.field)
                .and_then(|to| references(tables, at, to, name, &kinds.get(to)?.name, &pending.texts, problems));
            if let (Some(rows), Some(slot)) =
                (rows, tables.get_mut(at).and_then(|t| t.table.fields.get_mut(pending.field)))
            {
                *slot = rows;
            }
        }
    }
}

fn references(
    tables: &[Unresolved],
    from: usize,
    to: usize,
    column: &str,
    kind: &str,
    ids: &Texts,
    problems: &mut Problems,
) -> Option<Values> {
    let complete = tables.get(to)?.complete;
    let (from, to) = (&tables.get(from)?.table, &tables.get(to)?.table);
    let mut out = Values::I32(Vec::with_capacity(ids.len()));
    for (row, id) in ids.iter().enumerate() {
        let mut found = Ok(None);
        if !id.is_empty() {
            // The same source first: that is what an id without a source means.
            let own = from.sources.as_ref().and_then(|_| to.find(Some(from.source(row)), id).ok());
            found = own.map_or_else(|| to.find(None, id), Ok).map(Some);
        }
        let stored = found.unwrap_or(None).and_then(|row| i64::try_from(row).ok()).unwrap_or(NONE);
        // Rows are below 2^31, so they fit.
        let _ = push_value(&mut out, stored);
        if let Err(ambiguous) = found
            && complete
        {
            let what = kind.to_owned();
            let (cause, cure) = if ambiguous {
                (Cause::Ambiguous { what }, "give the row the source of the event that is meant")
            } else {
                (Cause::Unknown { what }, "correct the id, or add the event to its file")
            };
            problems.add(|| from.origin.problem(row, column, id, cause, cure));
        }
    }
    Some(out)
}
