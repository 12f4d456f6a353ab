//! Inputs of a run: the facts known at a commit, as a company folder in the archive.
//!
//! A run never reads the tables of facts twice: what it reads is written once as the files of a company folder, each
//! under its hash, and the run is computed from these. So a run can be computed again, bit for bit, whatever the tables
//! hold by then, and what did not change between two runs lies in the archive once.

mod taken_back;

pub(crate) use taken_back::{LINES_HEAD, write_lines};

use crate::error::OfficeError;
use crate::facts::partners::{IMPORT, Partner, Placement};
use crate::office::Office;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use compline_compiler::program::{Event, Program};
use compline_lang::number::Decimal;
use compline_runtime::calendar::{self, Period};
use compline_runtime::company::{BY_RULE, event_file, reversals_file};
use compline_store::{FromRow, values};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use taken_back::{Gone, Read, TakenBack, Versions, settled_version};

/// What a run reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// The commit up to which facts are in them.
    pub known: i64,
    /// The hash of the plan's source.
    pub plan: String,
    /// Names of files and their hashes in the archive.
    pub files: BTreeMap<String, String>,
}

/// What to take of the facts.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// The company.
    pub company: &'a str,
    /// The programme.
    pub programme: &'a str,
    /// The field of events that names the sales channel, and those channels; nothing for all.
    pub channels: Option<(&'a str, &'a [String])>,
    /// The first day of the period: states are taken as of earlier ones.
    pub start: NaiveDate,
    /// The last commit that counts.
    pub known: i64,
    /// The hash of the plan's source.
    pub plan: &'a str,
}

/// A manual value that is not a fact yet: to see what it would change.
#[derive(Clone, Debug)]
pub struct Supposed {
    /// The partner.
    pub partner: String,
    /// The definition.
    pub definition: String,
    /// The value as the plan writes it.
    pub value: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

/// What a preview takes as known besides the facts.
#[derive(Clone, Copy, Debug)]
pub enum Assumed<'a> {
    /// Nothing: the facts alone.
    Nothing,
    /// A manual value.
    Value(&'a Supposed),
    /// A place in a tree, learned after all others.
    Place(&'a Placement),
}

#[derive(FromRow)]
struct PlacementRow {
    tree: String,
    partner: String,
    parent: Option<String>,
    side: Option<String>,
    position: Option<String>,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    run: Option<String>,
    seq: i64,
}

#[derive(FromRow)]
struct StatusRow {
    partner: String,
    status: String,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    seq: i64,
}

#[derive(Clone, FromRow)]
struct EventRow {
    source: String,
    id: String,
    seq: i64,
    state: String,
    fields: String,
}

#[derive(FromRow)]
struct OverrideRow {
    partner: String,
    definition: String,
    value: String,
    valid_from: NaiveDate,
    valid_to: NaiveDate,
    reason: String,
    author: String,
    seq: i64,
}

#[derive(FromRow)]
struct PaidRow {
    bonus: String,
    source: String,
    event: String,
    partner: String,
    amount: i64,
    as_of: NaiveDate,
}

#[derive(FromRow)]
struct StateRow {
    partner: String,
    state: String,
    value: String,
    as_of: NaiveDate,
    run: String,
}

impl Office {
    /// Writes the inputs of a run into the archive; the hash of their list.
    ///
    /// # Errors
    /// Of database and archive.
    pub async fn write_inputs(
        &self,
        program: &Program,
        wanted: &Wanted<'_>,
        assumed: Assumed<'_>,
    ) -> Result<(String, Inputs), OfficeError> {
        let mut files = BTreeMap::new();
        let mut keep = async |name: String, bytes: Vec<u8>| {
            files.insert(name, self.archive().put(bytes).await?);
            Ok::<_, OfficeError>(())
        };
        keep("partners.csv".to_owned(), self.partners_file(program, wanted, &[]).await?).await?;
        let places = match assumed {
            Assumed::Place(place) => std::slice::from_ref(place),
            Assumed::Nothing | Assumed::Value(_) => &[],
        };
        keep("placements.csv".to_owned(), self.placements_file(program, wanted, places).await?).await?;
        keep("status.csv".to_owned(), self.status_file(wanted).await?).await?;
        let closed = self.closed_periods(program, wanted).await?;
        let mut back = TakenBack::default();
        for event in &program.events {
            let known = self.known_reversals(wanted.company, wanted.programme, &event.name, wanted.known).await?;
            let asked = known.iter().map(|one| (one.source.as_str(), one.event.as_str())).collect();
            let (file, read) = self.events_file(program, event, wanted, &closed, &asked).await?;
            keep(event_file(event) + ".csv", file).await?;
            let reversals = self.reversals_file((program, event), wanted, &closed, (known, read), &mut back).await?;
            if let Some(reversals) = reversals {
                keep(reversals_file(event) + ".csv", reversals).await?;
            }
        }
        if let Some(lines) = self.lines_file(wanted, &closed, &back).await? {
            keep("lines.csv".to_owned(), lines).await?;
        }
        let value = match assumed {
            Assumed::Value(value) => Some(value),
            Assumed::Nothing | Assumed::Place(_) => None,
        };
        keep("overrides.csv".to_owned(), self.overrides_file(program, wanted, value).await?).await?;
        if !program.states.is_empty() {
            keep("state.csv".to_owned(), self.state_file(program, wanted).await?).await?;
        }
        if program.bonuses.iter().any(|bonus| bonus.true_up) {
            keep("paid.csv".to_owned(), self.paid_file(program, wanted).await?).await?;
        }
        let inputs = Inputs { known: wanted.known, plan: wanted.plan.to_owned(), files };
        let list = serde_json::to_vec(&inputs).map_err(|error| OfficeError::damaged("list of inputs", error))?;
        let hash = self.archive().put(list).await?;
        Ok((hash, inputs))
    }

    /// Reads the list of a run's inputs.
    ///
    /// # Errors
    /// Where it is not in the archive.
    pub async fn read_inputs(&self, hash: &str) -> Result<Inputs, OfficeError> {
        let list = self.archive().get(hash).await?;
        serde_json::from_slice(&list).map_err(|error| OfficeError::damaged("list of inputs", error))
    }

    /// Lays the files of inputs into a folder.
    ///
    /// # Errors
    /// Where a file is missing from the archive or has changed.
    pub async fn lay_out(&self, inputs: &Inputs, folder: &Path) -> Result<(), OfficeError> {
        for (name, hash) in &inputs.files {
            // Reading checks the hash; the copy is what will be read.
            let bytes = self.archive().get(hash).await?;
            let path = folder.join(name);
            tokio::fs::write(&path, bytes)
                .await
                .map_err(|error| OfficeError::File(format!("cannot write {}: {error}", path.display())))?;
        }
        Ok(())
    }

    /// The file of partners: those known, and behind them others that are taken as known.
    pub(crate) async fn partners_file(
        &self,
        program: &Program,
        wanted: &Wanted<'_>,
        more: &[Partner],
    ) -> Result<Vec<u8>, OfficeError> {
        let rows: Vec<Partner> = self
            .db()
            .all(
                "SELECT id, person, joined_on, fields FROM partners p WHERE company = $1 AND seq <= $2 AND NOT EXISTS \
                 (SELECT 1 FROM partners q WHERE q.company = p.company AND q.id = p.id AND q.seq <= $2 AND \
                 q.seq > p.seq) ORDER BY id",
                values![wanted.company, wanted.known],
            )
            .await?;
        let fields: Vec<&str> = program.partner_fields.iter().map(|field| field.name.as_str()).collect();
        let mut out = Csv::new(["id", "person", "joined_on"].into_iter().chain(fields.iter().copied()))?;
        for row in rows.iter().chain(more) {
            let of = texts(&row.fields, "partner")?;
            let joined_on = row.joined_on.to_string();
            let head = [row.id.as_str(), row.person.as_str(), joined_on.as_str()];
            out.row(head.into_iter().chain(fields.iter().map(|name| of.get(*name).map_or("", String::as_str))))?;
        }
        out.finish()
    }

    /// The file of placements: those known, and behind them others that are taken as learned last.
    pub(crate) async fn placements_file(
        &self,
        program: &Program,
        wanted: &Wanted<'_>,
        more: &[Placement],
    ) -> Result<Vec<u8>, OfficeError> {
        let rows: Vec<PlacementRow> = self
            .db()
            .all(
                "SELECT tree, partner, parent, side, position, valid_from, valid_to, run, seq FROM placements \
                 WHERE company = $1 AND seq <= $2 ORDER BY tree, partner, valid_from, seq",
                values![wanted.company, wanted.known],
            )
            .await?;
        let last = wanted.known.saturating_add(1);
        let more = more.iter().cloned().map(|one| PlacementRow {
            tree: one.tree,
            partner: one.partner,
            parent: one.parent,
            side: one.side,
            position: one.position,
            valid_from: one.valid_from,
            valid_to: one.valid_to,
            run: one.run,
            seq: last,
        });
        // Trees of other programmes are none of this plan's business.
        let is_own = |row: &PlacementRow| program.trees.iter().any(|tree| tree.name == row.tree);
        let rows: Vec<PlacementRow> = rows.into_iter().chain(more).filter(is_own).collect();
        // Files of companies without a rule are as they always were.
        let by = rows.iter().any(|row| row.run.is_some()).then_some("by");
        let head = ["tree", "partner", "parent", "side", "position", "valid_from", "valid_to", "known_at"];
        let mut out = Csv::new(head.into_iter().chain(by))?;
        for row in &rows {
            let optional = |text: &Option<String>| text.clone().unwrap_or_default();
            let cells = [
                row.tree.clone(),
                row.partner.clone(),
                optional(&row.parent),
                optional(&row.side),
                optional(&row.position),
                row.valid_from.to_string(),
                day(row.valid_to),
                known_at(row.seq),
            ];
            let rule = || if row.run.is_some() { BY_RULE.to_owned() } else { String::new() };
            out.row(cells.into_iter().chain(by.map(|_| rule())))?;
        }
        out.finish()
    }

    async fn status_file(&self, wanted: &Wanted<'_>) -> Result<Vec<u8>, OfficeError> {
        let rows: Vec<StatusRow> = self
            .db()
            .all(
                "SELECT partner, status, valid_from, valid_to, seq FROM statuses WHERE company = $1 AND seq <= $2 \
                 ORDER BY partner, valid_from, seq",
                values![wanted.company, wanted.known],
            )
            .await?;
        let mut out = Csv::new(["partner", "status", "from", "to", "known_at"])?;
        for row in rows {
            out.row([row.partner, row.status, row.valid_from.to_string(), day(row.valid_to), known_at(row.seq)])?;
        }
        out.finish()
    }

    /// The file of a kind's events: live ones, and those that were settled before they were cancelled. What of events
    /// that are asked for, by source and number, stands in it.
    async fn events_file(
        &self,
        program: &Program,
        event: &Event,
        wanted: &Wanted<'_>,
        closed: &[Closed],
        asked: &BTreeSet<(&str, &str)>,
    ) -> Result<(Vec<u8>, Read), OfficeError> {
        let fields: Vec<&str> = event.fields.iter().map(|field| field.name.as_str()).collect();
        let payable = event.fields.get(event.payable as usize).map_or("", |field| field.name.as_str());
        // Without closed periods nobody came too late, and files of a company's first runs are as they always were.
        let late = (!closed.is_empty()).then_some("payable_from");
        let mut out = Csv::new(["id", "source"].into_iter().chain(late).chain(fields.iter().copied()))?;
        let mut read = Read::default();
        let mut write = |versions: Versions| {
            let cancelled = versions.last.state != "live";
            let settled = if cancelled { settled_version(closed, program, wanted, payable, &versions)? } else { None };
            let row = match (cancelled, &settled) {
                (true, None) => return Ok(()),
                (true, Some(row)) => row,
                (false, _) => &versions.last,
            };
            let of = texts(&row.fields, "event")?;
            let own_channel = wanted.channels.and_then(|(field, _)| of.get(field));
            let channel = wanted
                .channels
                .is_none_or(|(_, channels)| own_channel.is_some_and(|own| channels.iter().any(|one| one == own)));
            if !channel {
                return Ok(());
            }
            let day: Option<NaiveDate> = of.get(payable).and_then(|day| day.parse().ok());
            let from = day.zip(versions.learned).and_then(|(day, learned)| {
                let channel = |field: &str| of.get(field).map(String::as_str);
                payable_from(closed, program, wanted, (day, learned), channel)
            });
            let key = (row.source.as_str(), row.id.as_str());
            if cancelled || asked.contains(&key) {
                let conditions = event.fields.get(event.conditions as usize);
                let conditions = conditions.and_then(|field| of.get(&field.name)).and_then(|day| day.parse().ok());
                let latest =
                    from.or(day).zip(conditions).map(|(paid, conditions): (NaiveDate, NaiveDate)| paid.max(conditions));
                let period = latest.map(|day| Period::containing(program.calendar, calendar::day(day)).index());
                read.there.insert((row.source.clone(), row.id.clone()), (period, own_channel.cloned()));
            }
            if cancelled {
                let (source, id, seq) = (row.source.clone(), row.id.clone(), versions.last.seq);
                read.gone.push(Gone { source, id, seq, channel: own_channel.cloned() });
            }
            let from = from.map(|day| day.to_string()).unwrap_or_default();
            let head = [row.id.as_str(), row.source.as_str()].into_iter().chain(late.map(|_| from.as_str()));
            out.row(head.chain(fields.iter().map(|name| of.get(*name).map_or("", String::as_str))))
        };
        // Versions of an event come one after the other, the latest last.
        let sql = "SELECT source, id, seq, state, fields FROM events WHERE company = $1 AND programme = $2 AND kind = $3 \
                   AND seq <= $4 ORDER BY source, id, seq";
        let mut waiting: Option<Versions> = None;
        let mut wrong = None;
        self.db()
            .each(sql, values![wanted.company, wanted.programme, &event.name, wanted.known], |row: EventRow| {
                let mut before = waiting.take();
                let same = before.as_ref().is_some_and(|of| of.last.id == row.id && of.last.source == row.source);
                // The commit with which it became known that the event may be settled.
                let known = before.as_ref().filter(|_| same).and_then(|of| of.learned);
                let may = !closed.is_empty() && is_payable(&row, payable);
                let learned = known.or_else(|| may.then_some(row.seq));
                // Earlier versions matter only where periods are closed.
                let mut earlier = Vec::new();
                if let Some(of) = before.take_if(|_| same).filter(|_| !closed.is_empty()) {
                    earlier = of.earlier;
                    earlier.push(of.last);
                }
                waiting = Some(Versions { last: row, learned, earlier });
                if let Some(before) = before
                    && wrong.is_none()
                {
                    wrong = write(before).err();
                }
            })
            .await?;
        if let Some(last) = waiting {
            write(last)?;
        }
        wrong.map_or(Ok(()), Err)?;
        Ok((out.finish()?, read))
    }

    /// The periods before this one that are closed by a run of the programme, from the earliest on.
    async fn closed_periods(&self, program: &Program, wanted: &Wanted<'_>) -> Result<Vec<Closed>, OfficeError> {
        let sql = "SELECT id, period, known_seq, channels FROM runs WHERE company = $1 AND programme = $2 \
                   AND state IN ('finalising', 'final')";
        let rows: Vec<(String, String, i64, String)> =
            self.db().all(sql, values![wanted.company, wanted.programme]).await?;
        let now = Period::containing(program.calendar, calendar::day(wanted.start)).index();
        let mut out = Vec::with_capacity(rows.len());
        for (run, period, known, channels) in rows {
            let period =
                Period::settled_as(program.calendar, &period).map_err(|error| OfficeError::damaged("run", error))?;
            let channels = serde_json::from_str(&channels).map_err(|error| OfficeError::damaged("run", error))?;
            if period.index() < now {
                out.push(Closed { run, period, known, channels });
            }
        }
        out.sort_by_key(|one| (one.period.index(), one.known));
        Ok(out)
    }

    async fn overrides_file(
        &self,
        program: &Program,
        wanted: &Wanted<'_>,
        supposed: Option<&Supposed>,
    ) -> Result<Vec<u8>, OfficeError> {
        let rows: Vec<OverrideRow> = self
            .db()
            .all(
                "SELECT partner, definition, value, valid_from, valid_to, reason, author, seq FROM overrides \
                 WHERE company = $1 AND programme = $2 AND seq <= $3 ORDER BY partner, definition, valid_from, seq",
                values![wanted.company, wanted.programme, wanted.known],
            )
            .await?;
        let mut out = Csv::new(["partner", "definition", "value", "from", "to", "reason", "by", "known_at"])?;
        let overridable = |name: &str| program.overridables.iter().any(|(of, _)| of == name);
        // Of values that begin on the same day the one learned last counts; so one that was ended early is over.
        let mut latest: BTreeMap<(String, String, NaiveDate), OverrideRow> = BTreeMap::new();
        for row in rows {
            latest.insert((row.partner.clone(), row.definition.clone(), row.valid_from), row);
        }
        let holds = |row: &OverrideRow| row.valid_from <= row.valid_to && overridable(&row.definition);
        for row in latest.into_values().filter(holds) {
            let (from, to) = (row.valid_from.to_string(), row.valid_to.to_string());
            out.row([row.partner, row.definition, row.value, from, to, row.reason, row.author, known_at(row.seq)])?;
        }
        if let Some(one) = supposed {
            let (from, to) = (one.from.to_string(), one.to.to_string());
            let last = known_at(wanted.known.saturating_add(1));
            let (partner, definition, value) = (one.partner.clone(), one.definition.clone(), one.value.clone());
            out.row([partner, definition, value, from, to, "preview".to_owned(), "preview".to_owned(), last])?;
        }
        out.finish()
    }

    /// What runs of earlier periods have paid by bonuses that are brought up to date.
    async fn paid_file(&self, program: &Program, wanted: &Wanted<'_>) -> Result<Vec<u8>, OfficeError> {
        let rows: Vec<PaidRow> = self
            .db()
            .all(
                "SELECT bonus, source, event, partner, amount, as_of FROM paid WHERE company = $1 AND programme = $2 \
                 AND as_of < $3 ORDER BY as_of, run, line",
                values![wanted.company, wanted.programme, wanted.start],
            )
            .await?;
        let scale = program.units.get(program.currency.index()).map_or(2, |unit| unit.scale);
        let known = |name: &str| program.bonuses.iter().any(|bonus| bonus.true_up && bonus.name == name);
        let mut out = Csv::new(["bonus", "source", "event", "partner", "amount", "as_of"])?;
        for row in rows.into_iter().filter(|row| known(&row.bonus)) {
            let amount = Decimal::new(i128::from(row.amount), scale).to_string();
            let period = Period::containing(program.calendar, calendar::day(row.as_of)).to_string();
            out.row([row.bonus, row.source, row.event, row.partner, amount, period])?;
        }
        out.finish()
    }

    async fn state_file(&self, program: &Program, wanted: &Wanted<'_>) -> Result<Vec<u8>, OfficeError> {
        // What the latest closed period before this one left behind; imported values are as of their own period.
        let rows: Vec<StateRow> = self
            .db()
            .all(
                "SELECT partner, state, value, as_of, run FROM states WHERE company = $1 AND programme = $2 AND as_of < $3 \
                 ORDER BY state, partner, as_of, COALESCE(seq, 0)",
                values![wanted.company, wanted.programme, wanted.start],
            )
            .await?;
        let period = |day: NaiveDate| Period::containing(program.calendar, calendar::day(day)).to_string();
        let known = |name: &str| program.states.iter().any(|state| state.name == name);
        let mut out = Csv::new(["partner", "state", "value", "as_of"])?;
        let mut rows = rows.into_iter().filter(|row| known(&row.state)).peekable();
        while let Some(row) = rows.next() {
            // An imported value that was corrected stands there once more, the correction behind it.
            let same = |next: &StateRow| {
                (&next.state, &next.partner, next.as_of) == (&row.state, &row.partner, row.as_of)
                    && next.run.starts_with(IMPORT)
            };
            if row.run.starts_with(IMPORT) && rows.peek().is_some_and(same) {
                continue;
            }
            out.row([row.partner, row.state, row.value, period(row.as_of)])?;
        }
        out.finish()
    }
}

/// A period that a run has closed.
struct Closed {
    /// The run's id.
    run: String,
    period: Period,
    /// The commit up to which facts were in it.
    known: i64,
    /// Its sales channels; none for all.
    channels: Vec<String>,
}

/// Whether a version of an event says when it may be settled.
fn is_payable(row: &EventRow, payable: &str) -> bool {
    let fields = texts(&row.fields, "event").unwrap_or_default();
    row.state == "live" && fields.get(payable).is_some_and(|day| !day.is_empty())
}

/// When an event is settled whose own period was closed before it was known: in the first later run that knew it, or
/// in this one. Nothing where its own period's run knew it, or is not closed.
fn payable_from<'e>(
    closed: &[Closed],
    program: &Program,
    wanted: &Wanted<'_>,
    (day, learned): (NaiveDate, i64),
    field: impl Fn(&str) -> Option<&'e str>,
) -> Option<NaiveDate> {
    let own = Period::containing(program.calendar, calendar::day(day)).index();
    let channel = wanted.channels.and_then(|(name, _)| field(name));
    let covers = |one: &&Closed| {
        one.channels.is_empty() || channel.is_none_or(|channel| one.channels.iter().any(|of| of == channel))
    };
    let mut later = closed.iter().filter(|one| one.period.index() >= own).filter(covers).peekable();
    if later.peek().is_none_or(|first| first.period.index() != own) {
        return None;
    }
    let knew = later.find(|one| one.known >= learned);
    match knew {
        Some(one) if one.period.index() == own => None,
        Some(one) => Some(calendar::date(one.period.start())),
        None => Some(wanted.start),
    }
}

/// Fields as the tables keep them: name to text.
pub(crate) fn texts(json: &str, what: &'static str) -> Result<BTreeMap<String, String>, OfficeError> {
    serde_json::from_str(json).map_err(|error| OfficeError::damaged(what, error))
}

fn day(day: Option<NaiveDate>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}

/// A commit as a point in time: what was learned later wins, and the order of commits is all that counts.
pub(crate) fn known_at(seq: i64) -> String {
    let at = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::seconds(seq);
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A CSV file in memory.
pub(crate) struct Csv(csv::Writer<Vec<u8>>);

impl Csv {
    pub(crate) fn new<T: AsRef<[u8]>>(head: impl IntoIterator<Item = T>) -> Result<Self, OfficeError> {
        let mut out = Self(csv::Writer::from_writer(Vec::new()));
        out.row(head)?;
        Ok(out)
    }

    pub(crate) fn row<T: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = T>) -> Result<(), OfficeError> {
        self.0.write_record(cells).map_err(|error| OfficeError::damaged("table", error))
    }

    pub(crate) fn finish(self) -> Result<Vec<u8>, OfficeError> {
        self.0.into_inner().map_err(|error| OfficeError::damaged("table", error))
    }
}
