//! What a run reads of reversals: those of each kind, and the lines that earlier runs made for what is reversed.

use super::{Csv, EventRow, InForce, Wanted, payable_from, texts};
use crate::closed::Closed;
use crate::compute::Computed;
use crate::error::OfficeError;
use crate::office::Office;
use crate::reversals::{KnownReversal, ReversalRow, reversals_csv};
use chrono::NaiveDate;
use compline_compiler::lines::COMPANY;
use compline_compiler::program::{Event, Program};
use compline_lang::number::Decimal;
use compline_runtime::calendar::{self, Period};
use compline_runtime::company::Reason;
use compline_runtime::reversal::settled_lines;
use compline_store::values;
use std::collections::{BTreeMap, BTreeSet};

/// The columns of the file of lines.
pub(crate) const LINES_HEAD: [&str; 13] = [
    "line",
    "context",
    "trigger_kind",
    "source",
    "trigger",
    "bonus",
    "earner",
    "base",
    "rate",
    "amount",
    "kept",
    "measure",
    "mirrors",
];

/// An event by kind, source and number.
pub(crate) type EventId = (String, String, String);

/// An event that a final run settled and that is cancelled since.
#[derive(Clone, Debug)]
pub(super) struct Gone {
    pub(super) source: String,
    pub(super) id: String,
    /// The commit that cancelled it.
    pub(super) seq: i64,
    /// Its sales channel, where there are some.
    pub(super) channel: Option<String>,
}

/// What runs read of the events of a kind.
#[derive(Default)]
pub(super) struct Read {
    /// Cancelled ones that have to be taken back.
    pub(super) gone: Vec<Gone>,
    /// Of those that were asked for: which are in the file, with the number of the period that settles them and the channel.
    pub(super) there: BTreeMap<(String, String), (Option<i32>, Option<String>)>,
}

/// What is reversed, and which runs' lines that needs.
#[derive(Default)]
pub(super) struct TakenBack {
    pub(super) events: BTreeSet<EventId>,
    /// Numbers of the periods in which they were settled, or parts of them reversed.
    pub(super) periods: BTreeSet<i32>,
}

impl Office {
    /// The file of a kind's reversals; nothing where there are none.
    pub(super) async fn reversals_file(
        &self,
        (program, event): (&Program, &Event),
        wanted: &Wanted<'_>,
        closed: &[Closed],
        (known, read): (Vec<KnownReversal>, Read),
        back: &mut TakenBack,
    ) -> Result<Option<Vec<u8>>, OfficeError> {
        let mut rows = Vec::new();
        for of in known {
            let Some((settled, channel)) = read.there.get(&(of.source.clone(), of.event.clone())) else { continue };
            let channel = channel.as_deref();
            let from = payable_from(closed, program, wanted, (of.day, of.seq), |_| channel);
            back.note(event, &of.source, &of.event, *settled);
            let day = from.unwrap_or(of.day);
            back.periods.insert(Period::containing(program.calendar, calendar::day(day)).index());
            rows.push(ReversalRow { of, payable_from: from });
        }
        for gone in read.gone {
            let same = |row: &ReversalRow| row.of.source == gone.source && row.of.event == gone.id;
            if rows.iter().any(|row| same(row) && row.of.amounts().is_ok_and(|amounts| amounts.is_empty())) {
                continue;
            }
            let day = self.day_of(wanted.company, gone.seq).await?;
            let channel = gone.channel.as_deref();
            let from = payable_from(closed, program, wanted, (day, gone.seq), |_| channel);
            let settled = read.there.get(&(gone.source.clone(), gone.id.clone())).and_then(|(settled, _)| *settled);
            back.note(event, &gone.source, &gone.id, settled);
            let at = Period::containing(program.calendar, calendar::day(from.unwrap_or(day)));
            back.periods.insert(at.index());
            let of = KnownReversal {
                kind: event.name.clone(),
                source: gone.source,
                id: format!("{}-C{}", gone.id, gone.seq),
                event: gone.id,
                seq: gone.seq,
                state: "live".to_owned(),
                day,
                reason: Reason::Cancelled.word().to_owned(),
                amounts: "{}".to_owned(),
                note: String::new(),
                unnotified: None,
            };
            rows.push(ReversalRow { of, payable_from: from });
        }
        if rows.is_empty() {
            return Ok(None);
        }
        Ok(Some(reversals_csv(program, event, &rows, !closed.is_empty())?))
    }

    /// The lines that earlier runs made for what is reversed, and a row for each closed period.
    pub(super) async fn lines_file(
        &self,
        wanted: &Wanted<'_>,
        (closed, in_force): (&[Closed], &InForce),
        back: &TakenBack,
    ) -> Result<Option<Vec<u8>>, OfficeError> {
        if back.events.is_empty() {
            return Ok(None);
        }
        let mut out = Csv::new(LINES_HEAD)?;
        for one in closed {
            let period = one.period.to_string();
            let line = format!("closed {}", one.run);
            let cells = [line.as_str(), period.as_str()];
            out.row(cells.into_iter().chain(std::iter::repeat_n("", LINES_HEAD.len() - cells.len())))?;
        }
        for one in closed.iter().filter(|one| back.periods.contains(&one.period.index())) {
            let run = self.run(wanted.company, &one.run).await?;
            let computed = self.computed_in_force(&run, in_force).await?;
            write_lines(&mut out, &computed, &back.events)?;
        }
        Ok(Some(out.finish()?))
    }

    /// The day of a commit.
    async fn day_of(&self, company: &str, seq: i64) -> Result<NaiveDate, OfficeError> {
        let sql = "SELECT at FROM commits WHERE company = $1 AND seq = $2";
        let found: Option<(chrono::DateTime<chrono::Utc>,)> = self.db().first(sql, values![company, seq]).await?;
        let (at,) = found.ok_or_else(|| OfficeError::missing("commit", &seq.to_string()))?;
        Ok(at.date_naive())
    }
}

/// Writes the lines that a settlement made for some events, by kind, source and number.
pub(crate) fn write_lines(out: &mut Csv, computed: &Computed, events: &BTreeSet<EventId>) -> Result<(), OfficeError> {
    let own = &computed.plan.program;
    let scale = own.units.get(own.currency.index()).map_or(2, |unit| unit.scale);
    let name = |kind: u32, event: u32| -> Option<EventId> {
        let table = computed.company.events.get(kind as usize)?;
        let kind = own.events.get(kind as usize)?;
        let event = event as usize;
        Some((kind.name.clone(), table.source(event).to_owned(), table.ids.get(event).into_owned()))
    };
    let asked = |kind: u32, event: u32| name(kind, event).is_some_and(|of| events.contains(&of));
    for settled in &computed.settled {
        for line in settled_lines(own, &computed.company, settled, &asked) {
            let Some((kind, source, event)) = name(line.kind, line.event) else { continue };
            let kept = Decimal::new(line.kept.into(), scale).to_string();
            let field = |at: u32| own.events.get(line.kind as usize)?.fields.get(at as usize);
            let measure = line.measure.and_then(field).map_or("", |field| &field.name);
            let earner = match line.partner {
                COMPANY => String::new(),
                partner => computed.company.partners.ids.get(partner as usize).into_owned(),
            };
            out.row([
                line.line.as_str(),
                &line.context,
                &kind,
                &source,
                &event,
                &line.bonus,
                &earner,
                &line.base,
                &line.rate,
                &kept,
                &kept,
                measure,
                &line.mirrors,
            ])?;
        }
    }
    Ok(())
}

impl TakenBack {
    fn note(&mut self, event: &Event, source: &str, id: &str, settled: Option<i32>) {
        self.events.insert((event.name.clone(), source.to_owned(), id.to_owned()));
        self.periods.extend(settled);
    }
}

/// The versions of an event.
pub(super) struct Versions {
    pub(super) last: EventRow,
    /// The commit with which it became known that it may be settled.
    pub(super) learned: Option<i64>,
    /// Those before the last one, the earliest first.
    pub(super) earlier: Vec<EventRow>,
}

/// The version of a cancelled event by which a closed run has settled it; nothing where none has.
pub(super) fn settled_version(
    closed: &[Closed],
    program: &Program,
    wanted: &Wanted<'_>,
    payable: &str,
    versions: &Versions,
) -> Result<Option<EventRow>, OfficeError> {
    for run in closed.iter().filter(|run| run.known < versions.last.seq) {
        let Some(row) = versions.earlier.iter().rev().find(|row| row.seq <= run.known) else { continue };
        let of = texts(&row.fields, "event")?;
        let day: Option<NaiveDate> = of.get(payable).and_then(|day| day.parse().ok());
        let (Some(day), "live") = (day, row.state.as_str()) else { continue };
        let own = Period::containing(program.calendar, calendar::day(day)).index();
        let channel = wanted.channels.and_then(|(name, _)| of.get(name)).map(String::as_str);
        if run.settles(closed, own, channel) {
            return Ok(Some(row.clone()));
        }
    }
    Ok(None)
}
