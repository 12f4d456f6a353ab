//! Lists of events: what is known now, how it came to be so, and what came too late for its own run.

use super::events::{EVENTS, KnownEvent};
use crate::closed::{Closed, closing};
use crate::error::OfficeError;
use crate::inputs::texts;
use crate::office::Office;
use chrono::{DateTime, NaiveDate, Utc};
use compline_compiler::program::Calendar;
use compline_runtime::calendar::{self, Period};
use compline_store::{FromRow, Value, values};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Which events a list shows.
#[derive(Clone, Debug, Default)]
pub struct EventFilter {
    /// Only this kind.
    pub kind: String,
    /// Only of this partner.
    pub partner: String,
    /// Only those whose id, source or partner holds this.
    pub search: String,
    /// From this day on.
    pub from: Option<NaiveDate>,
    /// To this day.
    pub to: Option<NaiveDate>,
    /// Only in this state: `live` or `cancelled`.
    pub state: String,
    /// Only those whose field of this name has this text: channels and other choices of the plan.
    pub words: Vec<(String, String)>,
}

impl EventFilter {
    /// Whether it leaves so few that counting them costs nothing worth mentioning.
    pub fn is_narrow(&self) -> bool {
        self.from.is_some() || !self.partner.is_empty()
    }

    fn sql(&self, company: &str, programme: &str) -> Result<(String, Vec<Value>), OfficeError> {
        let mut sql = "WHERE company = $1 AND programme = $2 AND kind = $3 AND NOT EXISTS (SELECT 1 FROM events f \
                       WHERE f.company = e.company AND f.programme = e.programme AND f.kind = e.kind AND f.source = e.source \
                       AND f.id = e.id AND f.seq > e.seq)"
            .to_owned();
        let mut values = values![company, programme, &self.kind];
        let mut also = |condition: &str, value: Value| {
            values.push(value);
            sql.push_str(" AND ");
            sql.push_str(&condition.replace('?', &format!("${}", values.len())));
        };
        if !self.partner.is_empty() {
            also("partner = ?", Value::from(&self.partner));
        }
        if !self.search.trim().is_empty() {
            let pattern = super::partners::pattern(&self.search);
            let condition =
                "(LOWER(id) LIKE ? ESCAPE '!' OR LOWER(source) LIKE ? ESCAPE '!' OR LOWER(partner) LIKE ? ESCAPE '!')";
            also(condition, Value::from(pattern));
        }
        if let Some(from) = self.from {
            also("day >= ?", Value::from(from));
        }
        if let Some(to) = self.to {
            also("day <= ?", Value::from(to));
        }
        if !self.state.is_empty() {
            also("state = ?", Value::from(&self.state));
        }
        for (field, word) in &self.words {
            // Quotes within a text are escaped, so this can only be the field itself.
            let json = |text: &str| serde_json::to_string(text).map_err(|error| OfficeError::damaged("filter", error));
            let text = format!("{}:{}", json(field)?, json(word)?);
            let escaped = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
            also("fields LIKE ? ESCAPE '!'", Value::from(format!("%{escaped}%")));
        }
        Ok((sql, values))
    }
}

/// A version of an event with who made it, when and why.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct EventVersion {
    /// The commit.
    pub seq: i64,
    /// `live` or `cancelled`.
    pub state: String,
    /// Fields as JSON: name to text.
    pub fields: String,
    /// Why it was corrected or cancelled.
    pub reason: Option<String>,
    /// When it became known.
    pub at: DateTime<Utc>,
    /// By whom.
    pub author: String,
}

/// Why an event waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WaitsFor {
    /// It became known after the run of its period was final: the next run settles it, at its own conditions.
    NextRun,
    /// It was settled and is cancelled since: what was paid for it has to be taken back.
    Reversal,
    /// It was settled and says something else since: what was paid for it has to be taken back, and paid anew.
    Correction,
}

/// An event that a final run does not hold as it is known now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// The kind.
    pub kind: String,
    /// Where it comes from.
    pub source: String,
    /// Its id there.
    pub id: String,
    /// The partner that it belongs to.
    pub partner: Option<String>,
    /// The day from which it may be settled.
    pub payable: Option<NaiveDate>,
    /// The first amount of money in it now.
    pub amount: Option<i64>,
    /// That amount as the final run has it; none where no run has it.
    pub settled: Option<i64>,
    /// What it waits for.
    pub waits_for: WaitsFor,
    /// The final run, and its period.
    pub run: String,
    /// The period.
    pub period: String,
    /// The commit since which it waits.
    pub since: i64,
    /// When that was.
    pub at: DateTime<Utc>,
    /// By whom.
    pub author: String,
}

#[derive(FromRow)]
struct VersionRow {
    kind: String,
    source: String,
    id: String,
    seq: i64,
    state: String,
    partner: Option<String>,
    payable: Option<NaiveDate>,
    amount: Option<i64>,
    fields: String,
    at: DateTime<Utc>,
    author: String,
}

const VERSIONS: &str = "SELECT e.kind, e.source, e.id, e.seq, e.state, e.partner, e.payable, e.amount, e.fields, c.at, c.author \
                        FROM events e JOIN commits c ON c.company = e.company AND c.seq = e.seq";

impl Office {
    /// Events as known now, the latest day first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn events(
        &self,
        company: &str,
        programme: &str,
        filter: &EventFilter,
        skip: i64,
        most: i64,
    ) -> Result<Vec<KnownEvent>, OfficeError> {
        let (condition, mut values) = filter.sql(company, programme)?;
        let n = values.len();
        let sql = format!("{EVENTS} {condition} ORDER BY day DESC, source, id LIMIT ${} OFFSET ${}", n + 1, n + 2);
        values.extend(values![most, skip]);
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values).await?)
    }

    /// How many events a list has, and the sum of those among them that count.
    ///
    /// # Errors
    /// Of the database; where the sum does not fit.
    pub async fn events_total(
        &self,
        company: &str,
        programme: &str,
        filter: &EventFilter,
    ) -> Result<(i64, i64), OfficeError> {
        let (condition, values) = filter.sql(company, programme)?;
        let sql = format!(
            "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(CASE WHEN state = 'live' THEN amount END), 0) AS BIGINT) \
             FROM events e {condition}"
        );
        let found: Option<(i64, i64)> = self.db().first(compline_store::AssertSqlSafe(sql), values).await?;
        Ok(found.unwrap_or_default())
    }

    /// The sources that events of a programme have come from.
    ///
    /// # Errors
    /// Of the database.
    pub async fn event_sources(&self, company: &str, programme: &str) -> Result<Vec<String>, OfficeError> {
        // Each source is looked up behind the one before: the index holds them in order, and there are few.
        let mut out: Vec<String> = Vec::new();
        let mut kind = String::new();
        let mut source = String::new();
        let sql = "SELECT kind, source FROM events WHERE company = $1 AND programme = $2 AND (kind > $3 OR (kind = $3 AND source > $4)) \
                   ORDER BY kind, source LIMIT 1";
        while out.len() < 20 {
            let next: Option<(String, String)> =
                self.db().first(sql, values![company, programme, &kind, &source]).await?;
            let Some(next) = next else { break };
            (kind, source) = next;
            if !out.contains(&source) {
                out.push(source.clone());
            }
        }
        Ok(out)
    }

    /// All versions of an event with who made them, the latest first.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn event_versions(
        &self,
        company: &str,
        programme: &str,
        kind: &str,
        source: &str,
        id: &str,
    ) -> Result<Vec<EventVersion>, OfficeError> {
        let sql = "SELECT e.seq, e.state, e.fields, e.reason, c.at, c.author FROM events e JOIN commits c \
                   ON c.company = e.company AND c.seq = e.seq WHERE e.company = $1 AND e.programme = $2 AND e.kind = $3 \
                   AND e.source = $4 AND e.id = $5 ORDER BY e.seq DESC";
        let found: Vec<EventVersion> = self.db().all(sql, values![company, programme, kind, source, id]).await?;
        if found.is_empty() { Err(OfficeError::missing("order", id)) } else { Ok(found) }
    }

    /// Events that final runs do not hold as they are known now, those that came last first. Nothing is stored for it:
    /// it follows from the versions of events and from what each run knew, so that it cannot be forgotten.
    ///
    /// # Errors
    /// Of the database.
    pub async fn waiting_events(
        &self,
        company: &str,
        programme: &str,
        own: Calendar,
    ) -> Result<Arc<Vec<Waiting>>, OfficeError> {
        let find = self.find_waiting(company, programme, own);
        self.since_commit(company, &format!("waiting {programme} {own:?}"), find).await
    }

    async fn find_waiting(&self, company: &str, programme: &str, own: Calendar) -> Result<Vec<Waiting>, OfficeError> {
        let closed = self.closed_periods(company, programme, own).await?;
        let Some(last) = closed.iter().map(|one| one.period.end()).max() else { return Ok(Vec::new()) };
        // What every set of channels has seen: nothing older can wait for the first time.
        let mut seen: BTreeMap<&[String], i64> = BTreeMap::new();
        for one in &closed {
            let known = seen.entry(&one.channels).or_default();
            *known = (*known).max(one.known);
        }
        let seen = seen.values().copied().min().unwrap_or(0);
        let earliest = closed.iter().map(|one| one.known).min().unwrap_or(0);
        let sql = format!(
            "{VERSIONS} JOIN (SELECT kind, source, id FROM events WHERE company = $1 AND programme = $2 AND before > 0 \
             AND seq > $3 UNION SELECT kind, source, id FROM events WHERE company = $1 AND programme = $2 AND seq > $4 \
             AND payable <= $5) k ON k.kind = e.kind AND k.source = e.source AND k.id = e.id \
             WHERE e.company = $1 AND e.programme = $2 ORDER BY e.kind, e.source, e.id, e.seq"
        );
        let values = values![company, programme, earliest, seen, calendar::date(last)];
        let rows: Vec<VersionRow> = self.db().all(compline_store::AssertSqlSafe(sql), values).await?;
        let field = self.programme(company, programme).await?.channel_field;
        let decided = self.decided_facts(company, programme).await?;
        let mut out = Vec::new();
        let same = |a: &VersionRow, b: &VersionRow| a.kind == b.kind && a.source == b.source && a.id == b.id;
        for versions in rows.chunk_by(same) {
            let found = waits(&closed, versions, field.as_deref(), own)?;
            out.extend(found.filter(|one| one.waits_for != WaitsFor::Correction || !decided.contains(&one.since)));
        }
        out.sort_by(|a, b| b.since.cmp(&a.since).then_with(|| a.id.cmp(&b.id)));
        Ok(out)
    }

    /// What an event waits for, if it does.
    ///
    /// # Errors
    /// Of the database.
    pub async fn waiting_event(
        &self,
        company: &str,
        programme: &str,
        own: Calendar,
        (kind, source, id): (&str, &str, &str),
    ) -> Result<Option<Waiting>, OfficeError> {
        let closed = self.closed_periods(company, programme, own).await?;
        let sql = format!(
            "{VERSIONS} WHERE e.company = $1 AND e.programme = $2 AND e.kind = $3 AND e.source = $4 AND e.id = $5 ORDER BY e.seq"
        );
        let values = values![company, programme, kind, source, id];
        let rows: Vec<VersionRow> = self.db().all(compline_store::AssertSqlSafe(sql), values).await?;
        let field = self.programme(company, programme).await?.channel_field;
        let decided = self.decided_facts(company, programme).await?;
        let found = waits(&closed, &rows, field.as_deref(), own)?;
        Ok(found.filter(|one| one.waits_for != WaitsFor::Correction || !decided.contains(&one.since)))
    }
}

/// What an event waits for, from its versions, the earliest first.
fn waits(
    closed: &[Closed],
    versions: &[VersionRow],
    channel_field: Option<&str>,
    of_plan: Calendar,
) -> Result<Option<Waiting>, OfficeError> {
    let Some(now) = versions.last() else { return Ok(None) };
    let own = |row: &VersionRow| {
        let day = row.payable.filter(|_| row.state == "live")?;
        Some(Period::containing(of_plan, calendar::day(day)).index())
    };
    let channel = |row: &VersionRow| {
        let fields = texts(&row.fields, "event")?;
        Ok::<_, OfficeError>(channel_field.and_then(|field| fields.get(field).cloned()))
    };
    let mut settled = None;
    for run in closed {
        let Some(row) = versions.iter().rev().find(|row| row.seq <= run.known) else { continue };
        let (Some(period), channel) = (own(row), channel(row)?) else { continue };
        if run.settles(closed, period, channel.as_deref()) {
            settled = Some((run, row));
            break;
        }
    }
    let (waits_for, run, amount) = match settled {
        // A later run that knew of the cancellation has taken back what was paid.
        Some((run, _)) if now.state == "cancelled" && closed.iter().any(|later| later.knew(run, now.seq)) => {
            return Ok(None);
        }
        Some((run, row)) if now.state == "cancelled" => (WaitsFor::Reversal, run, row.amount),
        Some((run, row)) if now.fields != row.fields => (WaitsFor::Correction, run, row.amount),
        Some(_) => return Ok(None),
        None => {
            let Some(period) = own(now) else { return Ok(None) };
            let Some(run) = closing(closed, period, channel(now)?.as_deref()) else { return Ok(None) };
            (WaitsFor::NextRun, run, None)
        }
    };
    Ok(Some(Waiting {
        kind: now.kind.clone(),
        source: now.source.clone(),
        id: now.id.clone(),
        partner: now.partner.clone(),
        payable: now.payable,
        amount: now.amount,
        settled: amount,
        waits_for,
        run: run.run.clone(),
        period: run.period.to_string(),
        since: now.seq,
        at: now.at,
        author: now.author.clone(),
    }))
}
