//! Events: orders and whatever else a plan pays for.
//!
//! (source, id) is unique. The same again is nothing new; a changed one is a correction, visible as a new version.

use crate::error::{FieldError, OfficeError};
use crate::learn::Learning;
use crate::office::Office;
use chrono::NaiveDate;
use compline_compiler::program::{Event, Kind, Program, UnitKind};
use compline_policy::ObjectKind;
use compline_store::{FromRow, values};
use serde::Serialize;
use std::collections::BTreeMap;

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

const COLUMNS: [&str; 11] =
    ["company", "programme", "kind", "source", "id", "seq", "state", "partner", "day", "amount", "fields"];
const EVENTS: &str = "SELECT kind, source, id, seq, state, partner, day, amount, fields FROM events e";
const LATEST: &str = "seq = (SELECT MAX(f.seq) FROM events f WHERE f.company = e.company AND f.programme = e.programme \
                      AND f.kind = e.kind AND f.source = e.source AND f.id = e.id)";

/// What lists show of an event, read from its fields.
struct Shown {
    partner: Option<String>,
    day: Option<NaiveDate>,
    amount: Option<i64>,
}

impl Shown {
    fn of(program: &Program, event: &Event, fields: &BTreeMap<String, String>) -> Self {
        let text = |at: u32| {
            let field = event.fields.get(at as usize)?;
            fields.get(&field.name).filter(|text| !text.is_empty())
        };
        let money = event.fields.iter().find_map(|field| match field.ty.kind {
            Kind::Number(unit, _) => {
                let unit = program.units.get(unit.index()).filter(|unit| unit.kind == UnitKind::Money)?;
                let value: rust_decimal::Decimal = fields.get(&field.name)?.parse().ok()?;
                minor(value, unit.scale)
            }
            _ => None,
        });
        Self {
            partner: event.owner.and_then(text).cloned(),
            day: text(event.conditions).and_then(|day| day.parse().ok()),
            amount: money,
        }
    }
}

/// An amount in the smallest unit; nothing where it is finer than that or does not fit.
pub(crate) fn minor(value: rust_decimal::Decimal, scale: u8) -> Option<i64> {
    let mut exact = value;
    exact.rescale(scale.into());
    (exact == value).then_some(())?;
    i64::try_from(exact.mantissa()).ok()
}

impl Learning {
    /// Takes events in. Fields must have been checked against the plan.
    ///
    /// # Errors
    /// Of the database.
    pub async fn put_events(
        &mut self,
        programme: &str,
        program: &Program,
        event: &Event,
        new: Vec<NewEvent>,
    ) -> Result<Taken, OfficeError> {
        let company = self.author.company.clone();
        let mut taken = Taken::default();
        let known = self.tx.number(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM events WHERE company = $1 AND programme = $2 AND kind = $3",
            values![&company, programme, &event.name],
        );
        let any = known.await? > 0;
        let mut rows = Vec::new();
        for one in new {
            let fields = serde_json::to_string(&one.fields).map_err(|error| OfficeError::damaged("event", error))?;
            if any {
                let sql = "SELECT state, fields FROM events WHERE company = $1 AND programme = $2 AND kind = $3 \
                           AND source = $4 AND id = $5 ORDER BY seq DESC LIMIT 1";
                let before: Option<(String, String)> =
                    self.tx.first(sql, values![&company, programme, &event.name, &one.source, &one.id]).await?;
                match before {
                    Some((state, before)) if before == fields && state == "live" => {
                        taken.same += 1;
                        continue;
                    }
                    Some((_, before)) => {
                        taken.changed += 1;
                        let object = format!("{}:{}", one.source, one.id);
                        let note = serde_json::json!({ "before": before, "after": fields });
                        self.note("correct-event", ObjectKind::Order, &object, &note).await?;
                    }
                    None => taken.new += 1,
                }
            } else {
                taken.new += 1;
            }
            let shown = Shown::of(program, event, &one.fields);
            rows.push(values![
                &company,
                programme,
                &event.name,
                one.source,
                one.id,
                self.seq,
                "live",
                shown.partner,
                shown.day,
                shown.amount,
                fields
            ]);
        }
        self.tx.insert("events", &COLUMNS, rows).await?;
        Ok(taken)
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
        let sql = format!(
            "{EVENTS} WHERE company = $1 AND programme = $2 AND kind = $3 AND source = $4 AND id = $5 ORDER BY seq DESC LIMIT 1"
        );
        let company = self.author.company.clone();
        let known: Option<KnownEvent> =
            self.tx.first(compline_store::AssertSqlSafe(sql), values![&company, programme, kind, source, id]).await?;
        let known = known.ok_or_else(|| OfficeError::missing("order", id))?;
        if known.state == "cancelled" {
            return Err(OfficeError::State {
                what: "the order",
                state: known.state,
                cure: "it counts no more already",
            });
        }
        let row = values![
            &company,
            programme,
            kind,
            source,
            id,
            self.seq,
            "cancelled",
            known.partner,
            known.day,
            known.amount,
            known.fields
        ];
        self.tx.insert("events", &COLUMNS, vec![row]).await?;
        let note = serde_json::json!({ "reason": reason });
        self.note("cancel-event", ObjectKind::Order, &format!("{source}:{id}"), &note).await
    }
}

/// Which events a list shows.
#[derive(Clone, Debug, Default)]
pub struct EventFilter {
    /// Only this kind.
    pub kind: String,
    /// Only of this partner.
    pub partner: String,
    /// Only those whose id holds this.
    pub search: String,
    /// From this day on.
    pub from: Option<NaiveDate>,
    /// To this day.
    pub to: Option<NaiveDate>,
}

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
        let sql = format!(
            "{EVENTS} WHERE company = $1 AND programme = $2 AND kind = $3 AND ($4 = '' OR partner = $4) \
             AND ($5 = '' OR LOWER(id) LIKE $5 ESCAPE '!') AND day >= $6 AND day <= $7 AND {LATEST} \
             ORDER BY day DESC, source, id LIMIT $8 OFFSET $9"
        );
        let values = values![
            company,
            programme,
            &filter.kind,
            &filter.partner,
            crate::facts::partners::pattern(&filter.search),
            filter.from.unwrap_or(NaiveDate::from_ymd_opt(1900, 1, 1).unwrap_or_default()),
            filter.to.unwrap_or(NaiveDate::from_ymd_opt(9000, 1, 1).unwrap_or_default()),
            most,
            skip
        ];
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values).await?)
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
                   UNION SELECT seq FROM partners WHERE company = $1 AND seq > $3 \
                   UNION SELECT seq FROM placements WHERE company = $1 AND seq > $3 \
                   UNION SELECT seq FROM statuses WHERE company = $1 AND seq > $3 \
                   UNION SELECT seq FROM overrides WHERE company = $1 AND programme = $2 AND seq > $3 \
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
