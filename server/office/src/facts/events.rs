//! Events: orders and whatever else a plan pays for.
//!
//! (source, id) is unique. The same again is nothing new; a changed one is a correction, visible as a new version.

pub use super::event_lists::EventFilter;

use crate::error::{FieldError, OfficeError};
use crate::inputs::texts;
use crate::learn::Learning;
use crate::office::Office;
use chrono::NaiveDate;
use compline_compiler::program::{Event, Kind, Program, UnitKind};
use compline_policy::ObjectKind;
use compline_store::{FromRow, Value, values};
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// An event as it comes in: fields as texts, in the form of company files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewEvent {
    /// Where it comes from.
    pub source: String,
    /// Its id there.
    pub id: String,
    /// Field names and texts.
    pub fields: BTreeMap<String, String>,
}

/// An event as it is known.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct KnownEvent {
    /// The kind.
    pub kind: String,
    /// Where it comes from.
    pub source: String,
    /// Its id there.
    pub id: String,
    /// The commit of this version.
    pub seq: i64,
    /// `live` or `cancelled`.
    pub state: String,
    /// The partner that it belongs to.
    pub partner: Option<String>,
    /// The day of its conditions.
    pub day: Option<NaiveDate>,
    /// The first amount of money in it, in the currency's smallest unit.
    pub amount: Option<i64>,
    /// Fields as JSON: name to text.
    pub fields: String,
    /// Why this version came, where it was said; `receipt` where a payment decided its day.
    pub reason: Option<String>,
}

impl KnownEvent {
    /// Its fields: name to text.
    ///
    /// # Errors
    /// Where the stored ones cannot be read.
    pub fn texts(&self) -> Result<BTreeMap<String, String>, OfficeError> {
        texts(&self.fields, "event")
    }
}

/// What became of events that came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Taken {
    /// New ones.
    pub new: u64,
    /// Corrections of known ones.
    pub changed: u64,
    /// Those that were known exactly so.
    pub same: u64,
}

const COLUMNS: [&str; 14] = [
    "company",
    "programme",
    "kind",
    "source",
    "id",
    "seq",
    "state",
    "partner",
    "day",
    "payable",
    "amount",
    "fields",
    "before",
    "reason",
];
/// What is read of an event, as [`KnownEvent`].
pub(crate) const EVENTS: &str =
    "SELECT kind, source, id, seq, state, partner, day, amount, fields, reason FROM events e";
/// How many ids one statement asks for.
const ASKED: usize = 500;

/// The latest version of an event that is known.
#[derive(Clone, Debug)]
pub(crate) struct Latest {
    /// Its commit.
    pub(crate) seq: i64,
    /// `live` or `cancelled`.
    pub(crate) state: String,
    /// Fields as JSON.
    pub(crate) fields: String,
}

type LatestRow = (String, i64, String, String);

/// Asks for the versions of some events of a source, the latest of each last.
fn versions_of(company: &str, programme: &str, kind: &str, source: &str, ids: &[&str]) -> (String, Vec<Value>) {
    let mut sql = "SELECT id, seq, state, fields FROM events WHERE company = $1 AND programme = $2 AND kind = $3 \
                   AND source = $4 AND id IN ("
        .to_owned();
    let mut values = values![company, programme, kind, source];
    for (at, id) in ids.iter().enumerate() {
        sql.push_str(if at == 0 { "$" } else { ", $" });
        values.push(Value::from(*id));
        sql.push_str(&values.len().to_string());
    }
    sql.push_str(") ORDER BY id, seq");
    (sql, values)
}

fn keep_latest(rows: Vec<LatestRow>, out: &mut BTreeMap<String, Latest>) {
    out.extend(rows.into_iter().map(|(id, seq, state, fields)| (id, Latest { seq, state, fields })));
}

/// Whether two sets of fields say the same: `10` and `10.00` are one number, but two partners.
pub(crate) fn same_fields(event: &Event, a: &BTreeMap<String, String>, b: &BTreeMap<String, String>) -> bool {
    let number = |text: &str| text.parse::<Decimal>().ok().map(|one| one.normalize());
    event.fields.iter().all(|field| {
        let text = |of: &BTreeMap<String, String>| of.get(&field.name).cloned().unwrap_or_default();
        let (a, b) = (text(a), text(b));
        let numbers = matches!(field.ty.kind, Kind::Number(..));
        a == b || (numbers && number(&a).zip(number(&b)).is_some_and(|(a, b)| a == b))
    })
}

/// What lists show of an event, read from its fields.
struct Shown {
    partner: Option<String>,
    day: Option<NaiveDate>,
    payable: Option<NaiveDate>,
    amount: Option<i64>,
}

impl Shown {
    fn of(program: &Program, event: &Event, fields: &BTreeMap<String, String>) -> Self {
        let text = |at: u32| {
            let field = event.fields.get(at as usize)?;
            fields.get(&field.name).filter(|text| !text.is_empty())
        };
        let day = |at: u32| text(at).and_then(|day| day.parse().ok());
        let money = money_fields(program, event).next().and_then(|(name, scale)| {
            let value: Decimal = fields.get(name)?.parse().ok()?;
            minor(value, scale)
        });
        Self {
            partner: event.owner.and_then(text).cloned(),
            day: day(event.conditions),
            payable: day(event.payable),
            amount: money,
        }
    }
}

/// The fields of an event that hold money, with their scale.
pub fn money_fields<'a>(program: &'a Program, event: &'a Event) -> impl Iterator<Item = (&'a str, u8)> {
    event.fields.iter().filter_map(|field| match field.ty.kind {
        Kind::Number(unit, _) => {
            let unit = program.units.get(unit.index()).filter(|unit| unit.kind == UnitKind::Money)?;
            Some((field.name.as_str(), unit.scale))
        }
        _ => None,
    })
}

/// An amount in the smallest unit; nothing where it is finer than that or does not fit.
pub(crate) fn minor(value: Decimal, scale: u8) -> Option<i64> {
    let mut exact = value;
    exact.rescale(scale.into());
    (exact == value).then_some(())?;
    i64::try_from(exact.mantissa()).ok()
}

impl Learning {
    /// Takes events in. Fields must have been checked against the plan.
    ///
    /// # Errors
    /// Of the database; where two of them have the same source and id.
    pub async fn put_events(
        &mut self,
        programme: &str,
        program: &Program,
        event: &Event,
        new: Vec<NewEvent>,
    ) -> Result<Taken, OfficeError> {
        self.put_events_for(programme, program, event, new, None).await
    }

    /// [`Self::put_events`] with the reason of those that are corrections.
    ///
    /// # Errors
    /// Of the database; where two of them have the same source and id.
    pub async fn put_events_for(
        &mut self,
        programme: &str,
        program: &Program,
        event: &Event,
        new: Vec<NewEvent>,
        reason: Option<&str>,
    ) -> Result<Taken, OfficeError> {
        let company = self.author.company.clone();
        let mut known: BTreeMap<&str, BTreeMap<String, Latest>> = BTreeMap::new();
        let mut asked: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for one in &new {
            if !asked.entry(&one.source).or_default().insert(&one.id) {
                let error = FieldError::new("id", "error-number-taken").with("number", &one.id);
                return Err(OfficeError::Input(vec![error]));
            }
        }
        for (source, ids) in asked {
            let found = self.latest_events(programme, &event.name, source, ids.into_iter().collect()).await?;
            known.insert(source, found);
        }
        let mut taken = Taken::default();
        let (mut rows, mut notes) = (Vec::with_capacity(new.len()), Vec::new());
        for one in &new {
            let fields = serde_json::to_string(&one.fields).map_err(|error| OfficeError::damaged("event", error))?;
            let before = known.get(one.source.as_str()).and_then(|of| of.get(&one.id));
            match before {
                Some(before)
                    if before.state == "live" && same_fields(event, &texts(&before.fields, "event")?, &one.fields) =>
                {
                    taken.same += 1;
                    continue;
                }
                Some(before) => {
                    taken.changed += 1;
                    let note = serde_json::json!({ "before": before.fields, "after": fields, "reason": reason });
                    notes.push((format!("{}:{}", one.source, one.id), note.to_string()));
                }
                None => taken.new += 1,
            }
            let shown = Shown::of(program, event, &one.fields);
            rows.push(values![
                &company,
                programme,
                &event.name,
                &one.source,
                &one.id,
                self.seq,
                "live",
                shown.partner,
                shown.day,
                shown.payable,
                shown.amount,
                fields,
                before.map(|before| before.seq),
                before.and(reason).map(str::to_owned)
            ]);
        }
        self.tx.insert("events", &COLUMNS, rows).await?;
        self.note_all("correct-event", ObjectKind::Order, notes).await?;
        Ok(taken)
    }

    /// The latest versions of events of a source, by id.
    pub(crate) async fn latest_events(
        &mut self,
        programme: &str,
        kind: &str,
        source: &str,
        ids: Vec<&str>,
    ) -> Result<BTreeMap<String, Latest>, OfficeError> {
        let company = self.author.company.clone();
        let mut out = BTreeMap::new();
        for some in ids.chunks(ASKED) {
            let (sql, values) = versions_of(&company, programme, kind, source, some);
            keep_latest(self.tx.all(compline_store::AssertSqlSafe(sql), values).await?, &mut out);
        }
        Ok(out)
    }

    /// Cancels an event: from this commit on it counts no more in runs that are not final yet.
    ///
    /// # Errors
    /// Where there is none, or it is cancelled already.
    pub async fn cancel_event(
        &mut self,
        programme: &str,
        kind: &str,
        source: &str,
        id: &str,
        reason: &str,
    ) -> Result<(), OfficeError> {
        if reason.trim().is_empty() {
            return Err(OfficeError::field("reason", "error-reason-missing"));
        }
        let sql = "SELECT state FROM events WHERE company = $1 AND programme = $2 AND kind = $3 AND source = $4 AND id = $5 \
                   ORDER BY seq DESC LIMIT 1";
        let company = self.author.company.clone();
        let known: Option<(String,)> = self.tx.first(sql, values![&company, programme, kind, source, id]).await?;
        let (state,) = known.ok_or_else(|| OfficeError::missing("order", id))?;
        if state == "cancelled" {
            return Err(OfficeError::State { what: "the order", state, cure: "it counts no more already" });
        }
        let sql = "INSERT INTO events (company, programme, kind, source, id, seq, state, partner, day, payable, amount, fields, \
                   before, reason) SELECT company, programme, kind, source, id, CAST($6 AS BIGINT), 'cancelled', partner, day, \
                   payable, amount, fields, seq, CAST($7 AS TEXT) FROM events WHERE company = $1 AND programme = $2 \
                   AND kind = $3 AND source = $4 AND id = $5 ORDER BY seq DESC LIMIT 1";
        self.tx.put("events", sql, values![&company, programme, kind, source, id, self.seq, reason]).await?;
        let note = serde_json::json!({ "reason": reason });
        self.note("cancel-event", ObjectKind::Order, &format!("{source}:{id}"), &note).await
    }
}

impl Office {
    /// The latest versions of events of a source, by id.
    pub(crate) async fn known_events(
        &self,
        company: &str,
        programme: &str,
        kind: &str,
        source: &str,
        ids: Vec<&str>,
    ) -> Result<BTreeMap<String, Latest>, OfficeError> {
        let mut out = BTreeMap::new();
        for some in ids.chunks(ASKED) {
            let (sql, values) = versions_of(company, programme, kind, source, some);
            keep_latest(self.db().all(compline_store::AssertSqlSafe(sql), values).await?, &mut out);
        }
        Ok(out)
    }

    /// All versions of an event, the latest first.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn event(
        &self,
        company: &str,
        programme: &str,
        kind: &str,
        source: &str,
        id: &str,
    ) -> Result<Vec<KnownEvent>, OfficeError> {
        let sql = format!(
            "{EVENTS} WHERE company = $1 AND programme = $2 AND kind = $3 AND source = $4 AND id = $5 ORDER BY seq DESC"
        );
        let values = values![company, programme, kind, source, id];
        let found: Vec<KnownEvent> = self.db().all(compline_store::AssertSqlSafe(sql), values).await?;
        if found.is_empty() { Err(OfficeError::missing("order", id)) } else { Ok(found) }
    }

    /// Commits after one that changed something a run of the programme reads: how many, and the first one's time.
    ///
    /// # Errors
    /// Of the database.
    pub async fn changes_after(&self, company: &str, programme: &str, seq: i64) -> Result<i64, OfficeError> {
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT seq FROM events WHERE company = $1 AND programme = $2 AND seq > $3 \
                   UNION SELECT seq FROM reversals WHERE company = $1 AND programme = $2 AND seq > $3 \
                   UNION SELECT seq FROM partners WHERE company = $1 AND seq > $3 \
                   UNION SELECT seq FROM placements WHERE company = $1 AND seq > $3 \
                   UNION SELECT seq FROM statuses WHERE company = $1 AND seq > $3 \
                   UNION SELECT seq FROM states WHERE company = $1 AND programme = $2 AND seq > $3 AND run LIKE 'import%' \
                   UNION SELECT seq FROM overrides WHERE company = $1 AND programme = $2 AND seq > $3 \
                   UNION SELECT seq FROM correction_facts WHERE company = $1 AND programme = $2 AND seq > $3 \
                   UNION SELECT seq FROM entries WHERE company = $1 AND programme = $2 AND seq > $3) c";
        Ok(self.db().number(sql, values![company, programme, seq]).await?)
    }
}

impl FieldError {
    /// A text of an event's field that the plan does not allow.
    pub fn of_event(field: &str, cause: &impl ToString) -> Self {
        Self::new(field, "error-event-field").with("cause", cause.to_string())
    }
}
