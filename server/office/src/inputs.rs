//! Inputs of a run: the facts known at a commit, as a company folder in the archive.
//!
//! A run never reads the tables of facts twice: what it reads is written once as the files of a company folder, each
//! under its hash, and the run is computed from these. So a run can be computed again, bit for bit, whatever the tables
//! hold by then, and what did not change between two runs lies in the archive once.

mod in_force;
mod kept;
mod left;
mod master;
mod restated;
mod taken_back;

pub(crate) use taken_back::{LINES_HEAD, write_lines};

use crate::closed::{Closed, closing};
use crate::error::OfficeError;
use crate::facts::partners::Placement;
use crate::office::Office;
use crate::prior::{Prior, PriorInputs};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use compline_compiler::program::{Event, Program};
use compline_runtime::calendar::{self, Period};
use compline_runtime::company::{event_file, reversals_file};
use compline_store::{FromRow, values};
pub(crate) use in_force::{InForce, key as restated_key};
pub(crate) use kept::KeptRows;
pub(crate) use left::{PaidRow, StateRow, paid_rows, state_rows};
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
    /// Of an earlier version of the plan that pays for late events: the last day about which it decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_until: Option<NaiveDate>,
    /// What lines for closed periods were found from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prior: Option<PriorInputs>,
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
    /// Later commits whose master facts count as well: those that corrections bring into closed periods.
    pub also: &'a [i64],
    /// The hash of the plan's source.
    pub plan: &'a str,
}

impl Wanted<'_> {
    /// The condition that a row of master facts counts, by the column with its commit.
    fn knows(&self, seq: &str) -> String {
        let known = self.known;
        if self.also.is_empty() {
            return format!("{seq} <= {known}");
        }
        let also: Vec<String> = self.also.iter().map(ToString::to_string).collect();
        format!("({seq} <= {known} OR {seq} IN ({}))", also.join(", "))
    }
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

#[derive(Clone, FromRow)]
struct EventRow {
    source: String,
    id: String,
    seq: i64,
    state: String,
    fields: String,
}

impl Office {
    /// Writes the inputs of a run into the archive; the hash of their list.
    ///
    /// # Errors
    /// Of database and archive.
    pub(crate) async fn write_inputs(
        &self,
        program: &Program,
        wanted: &Wanted<'_>,
        assumed: Assumed<'_>,
        prior: &Prior,
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
        let closed = self.closed_before(wanted.company, wanted.programme, program.calendar, wanted.start).await?;
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
        if let Some(lines) = self.lines_file(wanted, (&closed, &prior.in_force), &back).await? {
            keep("lines.csv".to_owned(), lines).await?;
        }
        let value = match assumed {
            Assumed::Value(value) => Some(value),
            Assumed::Nothing | Assumed::Place(_) => None,
        };
        keep("overrides.csv".to_owned(), self.overrides_file(program, wanted, value).await?).await?;
        if !program.states.is_empty() {
            keep("state.csv".to_owned(), self.state_file(program, wanted, &prior.in_force).await?).await?;
        }
        if program.bonuses.iter().any(|bonus| bonus.true_up) {
            keep("paid.csv".to_owned(), self.paid_file(program, wanted, &prior.in_force).await?).await?;
        }
        files.extend(prior.file.iter().map(|hash| ("prior.csv".to_owned(), hash.clone())));
        let (known, plan) = (wanted.known, wanted.plan.to_owned());
        let inputs = Inputs { known, plan, files, late_until: None, prior: prior.inputs.clone() };
        Ok((self.keep_inputs(&inputs).await?, inputs))
    }

    /// Files the list of a run's inputs; its hash.
    pub(crate) async fn keep_inputs(&self, inputs: &Inputs) -> Result<String, OfficeError> {
        let list = serde_json::to_vec(inputs).map_err(|error| OfficeError::damaged("list of inputs", error))?;
        Ok(self.archive().put(list).await?)
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
    closing(closed, own, channel)?;
    let mut later = closed.iter().filter(|one| one.period.index() >= own && one.covers(channel));
    match later.find(|one| one.known >= learned) {
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
