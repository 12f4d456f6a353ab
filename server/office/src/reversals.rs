//! Reversals: orders that are taken back, as a whole or in part.
//!
//! What a reversal does to money and volume is the plan's business and the runtime's. Here it is entered, checked by the
//! reader that a run uses, and given up as long as no final run has settled it.

use crate::checks;
use crate::error::{FieldError, OfficeError};
use crate::facts::events::{NewEvent, minor, money_fields};
use crate::inputs::{Csv, texts};
use crate::learn::Learning;
use crate::office::Office;
use crate::orders::{EventKey, event_of, id_errors};
use crate::plans::CompiledPlan;
use crate::receipts::follow_reversals;
use crate::who::Author;
use chrono::NaiveDate;
use compline_compiler::program::{Event, Program};
use compline_policy::{Action, ObjectKind};
use compline_runtime::calendar;
use compline_runtime::company::{Reason, event_file, reversals_file};
use compline_store::{FromRow, values};
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::BTreeMap;

/// A reversal as it comes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReversal {
    /// Its number, for example that of the credit note; empty for one that is made.
    pub id: String,
    /// The day of the reversal.
    pub day: NaiveDate,
    /// Why, in a word.
    pub reason: String,
    /// What is taken off each amount, as a file would hold it; empty for all that is left of the order.
    pub amounts: BTreeMap<String, String>,
    /// What there is to say about it.
    pub note: String,
    /// Of a contract of insurance: why commission is reclaimed though nobody was told of the danger; empty where somebody was.
    pub unnotified: String,
}

/// A reversal as it is known.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize)]
pub struct KnownReversal {
    /// The kind of the order.
    pub kind: String,
    /// Where the order comes from.
    pub source: String,
    /// The order's number.
    pub event: String,
    /// Its own number.
    pub id: String,
    /// The commit of this version.
    pub seq: i64,
    /// `live` or `void`.
    pub state: String,
    /// The day.
    pub day: NaiveDate,
    /// Why, in a word.
    pub reason: String,
    /// JSON: what is taken off each amount; empty for all that is left.
    pub amounts: String,
    /// What there is to say about it.
    pub note: String,
    /// Why commission is reclaimed without a notice of the danger, where it is.
    pub unnotified: Option<String>,
}

impl KnownReversal {
    /// What is taken off each amount, as files have it; empty for all that is left.
    ///
    /// # Errors
    /// Where the stored ones cannot be read.
    pub fn amounts(&self) -> Result<BTreeMap<String, String>, OfficeError> {
        texts(&self.amounts, "reversal")
    }
}

/// What is read of a reversal, as [`KnownReversal`].
const REVERSALS: &str =
    "SELECT kind, source, event, id, seq, state, day, reason, amounts, note, unnotified FROM reversals r";
/// Only the latest version of each.
const LATEST: &str = "NOT EXISTS (SELECT 1 FROM reversals s WHERE s.company = r.company AND s.programme = r.programme \
                      AND s.kind = r.kind AND s.source = r.source AND s.id = r.id AND s.seq > r.seq AND s.seq <= $4)";

/// The names of an event's amounts.
pub fn amount_names<'p>(program: &'p Program, event: &'p Event) -> impl Iterator<Item = &'p str> {
    event.amounts(program).filter_map(|at| event.fields.get(at as usize)).map(|field| field.name.as_str())
}

impl Office {
    /// Reverses an order, as a whole or in part; its number.
    ///
    /// # Errors
    /// With every field that is wrong; where more is reversed than is left of the order, or it is cancelled.
    pub async fn reverse_order(
        &self,
        author: &Author,
        key: &EventKey,
        new: NewReversal,
    ) -> Result<String, OfficeError> {
        self.allow(author, Action::EnterOrder, ObjectKind::Order, &key.id, &[])?;
        let plan = self.declared(&author.company, &key.programme).await?;
        let event = event_of(&plan, &key.kind)?;
        let mut wrong = Vec::new();
        if !Reason::ALL.iter().any(|reason| reason.word() == new.reason) {
            wrong.push(FieldError::new("reason", "error-reversal-reason").with("input", &new.reason));
        }
        if !new.id.is_empty() {
            wrong.extend(id_errors("id", &new.id));
        }
        let mut learning = self.learn(author, "reversal").await?;
        let known = learning.latest_events(&key.programme, &key.kind, &key.source, vec![&key.id]).await?;
        let known = known.get(&key.id).ok_or_else(|| OfficeError::missing("order", &key.id))?;
        if known.state != "live" {
            let cure = "it counts no more already";
            return Err(OfficeError::State { what: "the order", state: known.state.clone(), cure });
        }
        let order = NewEvent { source: key.source.clone(), id: key.id.clone(), fields: texts(&known.fields, "event")? };
        let seq = learning.seq;
        let mut earlier = self.reversals_of(&author.company, key).await?;
        earlier.retain(|one| one.state == "live");
        let id = if new.id.is_empty() { format!("{}-R{seq}", key.id) } else { new.id.clone() };
        if earlier.iter().any(|one| one.id == id) {
            wrong.push(FieldError::new("id", "error-number-taken").with("number", &id));
        }
        let amounts = serde_json::to_string(&new.amounts).map_err(|error| OfficeError::damaged("reversal", error))?;
        let reversal = KnownReversal {
            kind: key.kind.clone(),
            source: key.source.clone(),
            event: key.id.clone(),
            id: id.clone(),
            seq,
            state: "live".to_owned(),
            day: new.day,
            reason: new.reason.clone(),
            amounts,
            note: new.note.trim().to_owned(),
            unnotified: Some(new.unnotified.trim().to_owned()).filter(|why| !why.is_empty()),
        };
        if wrong.is_empty() && reversal.unnotified.is_none() {
            let when = (new.day, new.reason.as_str());
            if self.unnotified(&author.company, key, &plan, &order.fields, when).await? {
                wrong.push(FieldError::new("unnotified", "error-notice-missing").with("date", new.day));
            }
        }
        if wrong.is_empty() {
            earlier.push(reversal.clone());
            wrong.extend(self.reversal_errors(&plan, event, &order, &earlier).await?);
        }
        if !wrong.is_empty() {
            return Err(OfficeError::Input(wrong));
        }
        learning.put_reversals(&key.programme, &plan, &[reversal]).await?;
        let note = serde_json::json!({ "reversal": id, "day": new.day, "reason": new.reason, "amounts": new.amounts,
            "unnotified": new.unnotified.trim() });
        learning.note("reverse-event", ObjectKind::Order, &format!("{}:{}", key.source, key.id), &note).await?;
        learning.commit().await?;
        Ok(id)
    }

    /// Gives up a reversal that was entered by mistake.
    ///
    /// # Errors
    /// Without a reason; where there is none, or a final run has settled it: then the order is entered again under a new number.
    pub async fn void_reversal(
        &self,
        author: &Author,
        key: &EventKey,
        id: &str,
        reason: &str,
    ) -> Result<(), OfficeError> {
        self.allow(author, Action::EnterOrder, ObjectKind::Order, &key.id, &[])?;
        if reason.trim().is_empty() {
            return Err(OfficeError::field("reason", "error-reason-missing"));
        }
        let mut learning = self.learn(author, "reversal given up").await?;
        let known = self.reversals_of(&author.company, key).await?;
        let known = known.into_iter().find(|one| one.id == id && one.state == "live");
        let known = known.ok_or_else(|| OfficeError::missing("reversal", id))?;
        let plan = self.declared(&author.company, &key.programme).await?;
        if let Some(period) = self.reversal_settled(&author.company, &key.programme, &known).await? {
            return Err(OfficeError::State {
                what: "the reversal",
                state: format!("settled in {period}"),
                cure: "enter the order once more under a new number",
            });
        }
        let seq = learning.seq;
        let void = KnownReversal { seq, state: "void".to_owned(), note: reason.trim().to_owned(), ..known };
        learning.put_reversals(&key.programme, &plan, &[void]).await?;
        let note = serde_json::json!({ "reversal": id, "reason": reason.trim() });
        learning.note("void-reversal", ObjectKind::Order, &format!("{}:{}", key.source, key.id), &note).await?;
        learning.commit().await?;
        Ok(())
    }

    /// The period whose run has settled a reversal; from then on it stays.
    ///
    /// # Errors
    /// Of the database.
    pub async fn reversal_settled(
        &self,
        company: &str,
        programme: &str,
        known: &KnownReversal,
    ) -> Result<Option<String>, OfficeError> {
        // Whatever final run knew it, and settled a period that is not before its day, has taken money back.
        let plan = self.declared(company, programme).await?;
        let closed = self.closed_periods(company, programme, plan.program.calendar).await?;
        let day = calendar::day(known.day);
        let settled = closed.iter().find(|one| one.known >= known.seq && one.period.end() >= day);
        Ok(settled.map(|one| one.period.to_string()))
    }

    /// The latest version of every reversal of an order, in the order of their days.
    ///
    /// # Errors
    /// Of the database.
    pub async fn reversals_of(&self, company: &str, key: &EventKey) -> Result<Vec<KnownReversal>, OfficeError> {
        let sql = format!(
            "{REVERSALS} WHERE company = $1 AND programme = $2 AND kind = $3 AND {LATEST} AND source = $5 AND event = $6 ORDER BY day, id"
        );
        let values = values![company, &key.programme, &key.kind, i64::MAX, &key.source, &key.id];
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values).await?)
    }

    /// The reversals of a kind that are known with a commit, by order, day and number.
    pub(crate) async fn known_reversals(
        &self,
        company: &str,
        programme: &str,
        kind: &str,
        known: i64,
    ) -> Result<Vec<KnownReversal>, OfficeError> {
        let sql = format!(
            "{REVERSALS} WHERE company = $1 AND programme = $2 AND kind = $3 AND seq <= $4 AND {LATEST} \
             AND state = 'live' ORDER BY source, event, day, id"
        );
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values![company, programme, kind, known]).await?)
    }

    /// Reads an order and its reversals as a run would read them: what is wrong with the last one.
    async fn reversal_errors(
        &self,
        plan: &CompiledPlan,
        event: &Event,
        order: &NewEvent,
        reversals: &[KnownReversal],
    ) -> Result<Vec<FieldError>, OfficeError> {
        let last = reversals.last().map(KnownReversal::amounts).transpose()?.unwrap_or_default();
        if let Some(name) = last.keys().find(|name| !amount_names(&plan.program, event).any(|of| of == **name)) {
            return Ok(vec![FieldError::new(name, "error-not-in-plan").with("input", name)]);
        }
        let mut files = BTreeMap::new();
        let names: Vec<&str> = event.fields.iter().map(|field| field.name.as_str()).collect();
        let mut file = Csv::new(["id", "source"].into_iter().chain(names.iter().copied()))?;
        let text = |name: &&str| order.fields.get(*name).map_or("", String::as_str);
        file.row([order.id.as_str(), order.source.as_str()].into_iter().chain(names.iter().map(text)))?;
        files.insert(event_file(event) + ".csv", file.finish()?);
        let rows: Vec<ReversalRow> =
            reversals.iter().map(|of| ReversalRow { of: of.clone(), payable_from: None }).collect();
        let name = reversals_file(event) + ".csv";
        files.insert(name.clone(), reversals_csv(&plan.program, event, &rows, false)?);
        let found = self.problems(&plan.program, files).await?;
        let own = found.iter().filter(|problem| problem.place.file == name);
        let mut out: Vec<FieldError> = Vec::new();
        for problem in own {
            let error = checks::field_error(problem);
            if !out.contains(&error) {
                out.push(error);
            }
        }
        Ok(out)
    }
}

impl Learning {
    /// Writes versions of reversals. The day on which an order was paid follows what is still due of it.
    pub(crate) async fn put_reversals(
        &mut self,
        programme: &str,
        plan: &CompiledPlan,
        all: &[KnownReversal],
    ) -> Result<(), OfficeError> {
        let columns = [
            "company",
            "programme",
            "kind",
            "source",
            "event",
            "id",
            "seq",
            "state",
            "day",
            "reason",
            "amounts",
            "note",
            "unnotified",
            "taken",
        ];
        let mut rows = Vec::with_capacity(all.len());
        for of in all {
            let mut row = values![&self.author.company, programme, &of.kind, &of.source, &of.event, &of.id, of.seq];
            row.extend(values![&of.state, of.day, &of.reason, &of.amounts, &of.note, of.unnotified.clone()]);
            row.extend(values![taken(&plan.program, event_of(plan, &of.kind)?, of)?]);
            rows.push(row);
        }
        self.tx.insert("reversals", &columns, rows).await?;
        follow_reversals(self, programme, plan).await
    }
}

/// What a reversal takes off what customers owe, in the smallest unit; none where it takes all that is left.
fn taken(program: &Program, event: &Event, of: &KnownReversal) -> Result<Option<i64>, OfficeError> {
    let amounts = of.amounts()?;
    if amounts.is_empty() {
        return Ok(None);
    }
    let Some((text, scale)) =
        money_fields(program, event).next().and_then(|(name, scale)| Some((amounts.get(name)?, scale)))
    else {
        return Ok(Some(0));
    };
    let amount = text.parse::<Decimal>().map_err(|error| OfficeError::damaged("reversal", error))?;
    let amount = minor(amount, scale).ok_or(OfficeError::Overflow("what a reversal takes off an order"))?;
    Ok(Some(amount))
}

/// A reversal as a run reads it.
pub(crate) struct ReversalRow {
    /// The reversal.
    pub(crate) of: KnownReversal,
    /// From which day on it is settled, where its own period was closed before it was known.
    pub(crate) payable_from: Option<NaiveDate>,
}

/// The file of reversals of a kind; with the column `payable_from` where periods are closed.
pub(crate) fn reversals_csv(
    program: &Program,
    event: &Event,
    rows: &[ReversalRow],
    closed: bool,
) -> Result<Vec<u8>, OfficeError> {
    let names: Vec<&str> = amount_names(program, event).collect();
    let head = ["id", "source", "reverses", "day", "reason"];
    let late = closed.then_some("payable_from");
    let mut out = Csv::new(head.into_iter().chain(late).chain(names.iter().copied()))?;
    for row in rows {
        let amounts = row.of.amounts()?;
        let day = row.of.day.to_string();
        let from = row.payable_from.map(|day| day.to_string()).unwrap_or_default();
        let head =
            [row.of.id.as_str(), row.of.source.as_str(), row.of.event.as_str(), day.as_str(), row.of.reason.as_str()];
        let late = late.map(|_| from.as_str());
        out.row(
            head.into_iter().chain(late).chain(names.iter().map(|name| amounts.get(*name).map_or("", String::as_str))),
        )?;
    }
    out.finish()
}
