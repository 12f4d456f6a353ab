//! Orders by hand: entered, corrected, cancelled, each checked by the reader that a run uses.

use crate::checks;
use crate::error::{FieldError, OfficeError};
use crate::facts::events::{NewEvent, Taken, same_fields};
use crate::facts::partners::Partner;
use crate::inputs::{Csv, Wanted, texts};
use crate::office::Office;
use crate::plans::CompiledPlan;
use crate::who::Author;
use chrono::NaiveDate;
use compline_compiler::program::{Event, Kind};
use compline_policy::{Action, ObjectKind};
use compline_runtime::company::event_file;
use compline_runtime::problem::{Cause, Row};
use compline_store::{Value, values};
use compline_words::Words;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The longest number or source of an event.
const LONGEST_ID: usize = 100;
/// Up to so many events are checked against the partners that they name alone.
const FEW: usize = 100;

/// An event of a programme that is named: kind, source and number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventKey {
    /// The programme.
    pub programme: String,
    /// The kind.
    pub kind: String,
    /// Where it comes from.
    pub source: String,
    /// Its number there.
    pub id: String,
}

/// What is wrong with one of several events.
pub(crate) struct Wrong {
    /// Its place among them.
    pub(crate) at: usize,
    /// What is wrong.
    pub(crate) error: FieldError,
    /// Where it is the number that stands there twice: the place of the first.
    pub(crate) first: Option<usize>,
}

/// What comes with events and is to be taken as known: what other files of the same import bring.
#[derive(Clone, Copy)]
pub(crate) struct More<'a> {
    /// Partners.
    pub(crate) partners: &'a [Partner],
    /// Events by kind.
    pub(crate) events: &'a BTreeMap<String, Vec<NewEvent>>,
}

impl Office {
    /// The plan that declares the events of a programme today.
    ///
    /// # Errors
    /// Where none is released.
    pub async fn declared(&self, company: &str, programme: &str) -> Result<Arc<CompiledPlan>, OfficeError> {
        let version = self.plan_for(company, programme, self.clock().today()).await?;
        self.compiled(&version).await
    }

    /// Enters an order. One that is known exactly so changes nothing.
    ///
    /// # Errors
    /// With every field that is wrong; where another order has its number.
    pub async fn enter_order(
        &self,
        author: &Author,
        programme: &str,
        kind: &str,
        order: NewEvent,
    ) -> Result<Taken, OfficeError> {
        self.allow(author, Action::EnterOrder, ObjectKind::Company, &author.company, &[])?;
        let plan = self.declared(&author.company, programme).await?;
        let event = event_of(&plan, kind)?;
        let mut wrong = id_errors("source", &order.source);
        wrong.extend(id_errors("id", &order.id));
        wrong.extend(self.order_errors(&author.company, programme, &plan, event, &order).await?);
        if !wrong.is_empty() {
            return Err(OfficeError::Input(wrong));
        }
        let mut learning = self.learn(author, "order").await?;
        let known = learning.latest_events(programme, kind, &order.source, vec![&order.id]).await?;
        if let Some(known) = known.get(&order.id) {
            let same = same_fields(event, &texts(&known.fields, "event")?, &order.fields);
            if same && known.state == "live" {
                return Ok(Taken { same: 1, ..Taken::default() });
            }
            let key = if known.state == "live" { "error-order-exists" } else { "error-import-cancelled" };
            return Err(OfficeError::Input(vec![FieldError::new("id", key).with("number", &order.id)]));
        }
        let object = format!("{}:{}", order.source, order.id);
        let note = serde_json::json!({ "kind": kind, "fields": order.fields });
        let taken = learning.put_events(programme, &plan.program, event, vec![order]).await?;
        learning.note("enter-event", ObjectKind::Order, &object, &note).await?;
        learning.commit().await?;
        Ok(taken)
    }

    /// Corrects an order: a new version, beside the ones before. The same again changes nothing. `seen` is the commit of
    /// the version that the correction is of.
    ///
    /// # Errors
    /// With every field that is wrong; where it is cancelled, or somebody was faster.
    pub async fn correct_order(
        &self,
        author: &Author,
        key: &EventKey,
        fields: BTreeMap<String, String>,
        seen: Option<i64>,
        reason: &str,
    ) -> Result<Taken, OfficeError> {
        self.allow(author, Action::EnterOrder, ObjectKind::Order, &key.id, &[])?;
        let plan = self.declared(&author.company, &key.programme).await?;
        let event = event_of(&plan, &key.kind)?;
        let order = NewEvent { source: key.source.clone(), id: key.id.clone(), fields };
        let wrong = self.order_errors(&author.company, &key.programme, &plan, event, &order).await?;
        if !wrong.is_empty() {
            return Err(OfficeError::Input(wrong));
        }
        let mut learning = self.learn(author, "order corrected").await?;
        let known = learning.latest_events(&key.programme, &key.kind, &key.source, vec![&key.id]).await?;
        let known = known.get(&key.id).ok_or_else(|| OfficeError::missing("order", &key.id))?;
        if known.state == "cancelled" {
            return Err(OfficeError::State {
                what: "the order",
                state: known.state.clone(),
                cure: "enter it under a new number",
            });
        }
        if seen.is_some_and(|seen| seen != known.seq) {
            return Err(OfficeError::field("seen", "error-order-changed"));
        }
        let reason = Some(reason.trim()).filter(|reason| !reason.is_empty());
        let taken = learning.put_events_for(&key.programme, &plan.program, event, vec![order], reason).await?;
        if taken.changed > 0 {
            learning.commit().await?;
        }
        Ok(taken)
    }

    /// Cancels an order: it counts no more in runs that are not final yet.
    ///
    /// # Errors
    /// Without a reason; where there is none, or it is cancelled already.
    pub async fn cancel_order(&self, author: &Author, key: &EventKey, reason: &str) -> Result<(), OfficeError> {
        self.allow(author, Action::EnterOrder, ObjectKind::Order, &key.id, &[])?;
        if self.is_reclaimed(&author.company, key).await? {
            return Err(OfficeError::State {
                what: "the order",
                state: "a contract that was paid for".to_owned(),
                cure: "take it back under returns, which asks for the notice of the danger",
            });
        }
        let mut learning = self.learn(author, "cancellation").await?;
        learning.cancel_event(&key.programme, &key.kind, &key.source, &key.id, reason).await?;
        learning.commit().await?;
        Ok(())
    }

    /// Whether cancelling an order reclaims commission of a contract of insurance of which nobody was told that it was in danger:
    /// a final run may have settled it.
    async fn is_reclaimed(&self, company: &str, key: &EventKey) -> Result<bool, OfficeError> {
        let plan = self.declared(company, &key.programme).await?;
        let event = event_of(&plan, &key.kind)?;
        let known = self.event(company, &key.programme, &key.kind, &key.source, &key.id).await?;
        let Some(known) = known.first() else { return Ok(false) };
        let (when, fields) = ((self.clock().today(), "cancelled"), known.texts()?);
        if !self.unnotified(company, key, &plan, &fields, when).await? {
            return Ok(false);
        }
        let payable = event.fields.get(event.payable as usize).and_then(|field| fields.get(&field.name));
        let Some(payable) = payable.and_then(|day| day.parse().ok()) else { return Ok(false) };
        let sql = "SELECT period, known_seq FROM runs WHERE company = $1 AND programme = $2 AND state IN ('finalising', 'final')";
        let runs: Vec<(String, i64)> = self.db().all(sql, values![company, &key.programme]).await?;
        for (period, seq) in runs {
            let period = compline_runtime::calendar::Period::settled_as(plan.program.calendar, &period)
                .map_err(|error| OfficeError::damaged("run", error))?;
            if seq >= known.seq && period.end() >= compline_runtime::calendar::day(payable) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn order_errors(
        &self,
        company: &str,
        programme: &str,
        plan: &CompiledPlan,
        event: &Event,
        order: &NewEvent,
    ) -> Result<Vec<FieldError>, OfficeError> {
        let unknown = order.fields.keys().find(|name| !event.fields.iter().any(|field| field.name == **name));
        if let Some(name) = unknown {
            return Ok(vec![FieldError::new(name, "error-not-in-plan").with("input", name)]);
        }
        let wrong = {
            let more = More { partners: &[], events: &BTreeMap::new() };
            self.check_events(company, programme, plan, event, std::slice::from_ref(order), more).await?
        };
        Ok(wrong.into_iter().map(|one| one.error).filter(|one| one.field != "id").collect())
    }

    /// Reads events as a run would read them: what is wrong with which.
    pub(crate) async fn check_events(
        &self,
        company: &str,
        programme: &str,
        plan: &CompiledPlan,
        event: &Event,
        events: &[NewEvent],
        more: More<'_>,
    ) -> Result<Vec<Wrong>, OfficeError> {
        let mut out = Vec::new();
        let mut files = BTreeMap::new();
        let known = self.last_commit(company).await?;
        let start = NaiveDate::default();
        let all = Wanted { company, programme, channels: None, start, known, also: &[], plan: "" };
        let partners = if events.len() > FEW {
            self.partners_file(&plan.program, &all, more.partners).await?
        } else {
            let mut found = self.named_partners(company, event, events).await?;
            let named: BTreeSet<&str> =
                events.iter().flat_map(|one| partner_texts(event, one).map(|(_, text)| text)).collect();
            let there: BTreeSet<String> = found.iter().map(|one| one.id.clone()).collect();
            let coming = more.partners.iter();
            let coming = coming.filter(|one| named.contains(one.id.as_str()) && !there.contains(&one.id));
            found.extend(coming.cloned());
            // The reader takes references for right where there are no partners at all.
            let known: BTreeSet<&str> = found.iter().map(|one| one.id.as_str()).collect();
            for (at, one) in events.iter().enumerate() {
                for (field, text) in partner_texts(event, one).filter(|(_, text)| !known.contains(text)) {
                    out.push(Wrong { at, error: checks::unknown(field, text), first: None });
                }
            }
            self.partners_file(&plan.program, &Wanted { known: 0, ..all.clone() }, &found).await?
        };
        files.insert("partners.csv".to_owned(), partners);
        for (name, bytes) in self.named_events(company, programme, plan, event, events, more).await? {
            files.insert(name, bytes);
        }
        let name = event_file(event) + ".csv";
        for problem in self.problems(&plan.program, files).await?.iter().filter(|one| one.place.file.ends_with(&name)) {
            // Rows have one line each: line breaks in cells are blanks by now.
            let row = checks::line(problem).and_then(|line| usize::try_from(line.checked_sub(2)?).ok());
            let at = row.unwrap_or(usize::MAX);
            if row.is_some_and(|row| row >= events.len()) {
                // A row behind them: an event that is known already and only referred to.
                continue;
            }
            let first = match &problem.cause {
                Cause::Duplicate { first: Row::Line(line) } => usize::try_from(line.saturating_sub(2)).ok(),
                Cause::Duplicate { first: Row::Number(number) } => usize::try_from(number.saturating_sub(1)).ok(),
                _ => None,
            };
            let error = checks::field_error(problem);
            if !out.iter().any(|one: &Wrong| one.at == at && one.error == error) {
                out.push(Wrong { at, error, first });
            }
        }
        Ok(out)
    }

    /// The partners that events name, as far as they are known.
    async fn named_partners(
        &self,
        company: &str,
        event: &Event,
        events: &[NewEvent],
    ) -> Result<Vec<Partner>, OfficeError> {
        let ids: BTreeSet<&str> =
            events.iter().flat_map(|one| partner_texts(event, one).map(|(_, text)| text)).collect();
        let mut out = Vec::with_capacity(ids.len());
        for id in ids {
            let sql = "SELECT id, person, joined_on, fields FROM partners WHERE company = $1 AND id = $2 ORDER BY seq DESC LIMIT 1";
            out.extend(self.db().first::<Partner>(sql, values![company, id]).await?);
        }
        Ok(out)
    }

    /// The file of these events, and of known ones that they refer to.
    async fn named_events(
        &self,
        company: &str,
        programme: &str,
        plan: &CompiledPlan,
        event: &Event,
        events: &[NewEvent],
        more: More<'_>,
    ) -> Result<Vec<(String, Vec<u8>)>, OfficeError> {
        let mut rows: BTreeMap<&str, Vec<NewEvent>> = BTreeMap::new();
        for field in &event.fields {
            let Kind::Event(set) = field.ty.kind else { continue };
            let set = plan.program.event_sets.get(set.index());
            let Some(kind) = set.and_then(|set| plan.program.events.get(set.event.index())) else { continue };
            let ids = events.iter().filter_map(|one| one.fields.get(&field.name)).map(String::as_str);
            let ids: BTreeSet<&str> = ids.filter(|id| !id.is_empty()).collect();
            let coming = more.events.get(&kind.name).into_iter().flatten();
            let coming: BTreeMap<&str, &NewEvent> = coming.map(|one| (one.id.as_str(), one)).collect();
            let among: BTreeSet<&str> = match kind.name == event.name {
                true => events.iter().map(|one| one.id.as_str()).collect(),
                false => BTreeSet::new(),
            };
            let mut there: BTreeSet<String> =
                rows.get(kind.name.as_str()).into_iter().flatten().map(|one| one.id.clone()).collect();
            for id in ids {
                let of = rows.entry(&kind.name).or_default();
                if among.contains(id) || !there.insert(id.to_owned()) {
                    continue;
                }
                if let Some(one) = coming.get(id) {
                    of.push((*one).clone());
                    continue;
                }
                let sql = "SELECT source, fields FROM events e WHERE company = $1 AND programme = $2 AND kind = $3 AND id = $4 \
                           AND state = 'live' AND NOT EXISTS (SELECT 1 FROM events f WHERE f.company = e.company \
                           AND f.programme = e.programme AND f.kind = e.kind AND f.source = e.source AND f.id = e.id \
                           AND f.seq > e.seq)";
                let found: Vec<(String, String)> =
                    self.db().all(sql, values![company, programme, &kind.name, id]).await?;
                for (source, fields) in found {
                    of.push(NewEvent { source, id: id.to_owned(), fields: texts(&fields, "event")? });
                }
            }
        }
        let mut out = Vec::new();
        for kind in &plan.program.events {
            let own: &[NewEvent] = if kind.name == event.name { events } else { &[] };
            let more = rows.remove(kind.name.as_str()).unwrap_or_default();
            let names: Vec<&str> = kind.fields.iter().map(|field| field.name.as_str()).collect();
            let mut file = Csv::new(["id", "source"].into_iter().chain(names.iter().copied()))?;
            for one in own.iter().chain(&more) {
                let text = |name: &&str| one.fields.get(*name).map_or("", String::as_str);
                file.row([one.id.as_str(), one.source.as_str()].into_iter().chain(names.iter().map(text)))?;
            }
            out.push((event_file(kind) + ".csv", file.finish()?));
        }
        Ok(out)
    }

    /// Orders whose number is a text, of all kinds and sources of a programme: kind, source, number.
    ///
    /// # Errors
    /// Of the database.
    pub async fn orders_named(
        &self,
        company: &str,
        programme: &str,
        ids: &[String],
    ) -> Result<Vec<EventKey>, OfficeError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut values = values![company, programme];
        let mut places = Vec::with_capacity(ids.len());
        for id in ids.iter().take(200) {
            values.push(Value::from(id));
            places.push(format!("${}", values.len()));
        }
        let sql = format!(
            "SELECT DISTINCT kind, source, id FROM events WHERE company = $1 AND programme = $2 AND id IN ({}) \
             ORDER BY kind, source, id",
            places.join(", ")
        );
        let found: Vec<(String, String, String)> = self.db().all(compline_store::AssertSqlSafe(sql), values).await?;
        let programme = programme.to_owned();
        let key = |(kind, source, id)| EventKey { programme: programme.clone(), kind, source, id };
        Ok(found.into_iter().map(key).collect())
    }
}

/// The declaration of a kind of events.
///
/// # Errors
/// Where the plan has none of this name.
pub fn event_of<'p>(plan: &'p CompiledPlan, kind: &str) -> Result<&'p Event, OfficeError> {
    let found = plan.program.events.iter().find(|event| event.name == kind);
    found.ok_or_else(|| OfficeError::missing("kind of order", kind))
}

/// What is wrong with the number or the source of an event. They stand in addresses and files, so that nothing but
/// what can be seen is in them, and `..` is none.
pub(crate) fn id_errors(field: &str, id: &str) -> Vec<FieldError> {
    let length = id.chars().count();
    if id.trim().is_empty() {
        return vec![FieldError::new(field, "error-field-empty")];
    }
    let seen = id.chars().all(|c| !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'));
    let named = id.chars().any(char::is_alphanumeric) && id.trim() == id;
    if length <= LONGEST_ID && seen && named {
        return Vec::new();
    }
    let shown: String = id.chars().filter(|c| !c.is_control()).take(40).collect();
    vec![FieldError::new(field, "error-order-number").with("input", shown).with("most", LONGEST_ID)]
}

/// The partners that an event names, by field.
fn partner_texts<'e>(event: &'e Event, of: &'e NewEvent) -> impl Iterator<Item = (&'e str, &'e str)> {
    event.fields.iter().filter(|field| field.ty.kind == Kind::Partner).filter_map(|field| {
        let text = of.fields.get(&field.name).filter(|text| !text.is_empty())?;
        Some((field.name.as_str(), text.as_str()))
    })
}

/// The name of a field in the reader's language, where the catalogue knows it; otherwise as the plan calls it.
pub fn field_label(words: Words, name: &str) -> String {
    let key = match name {
        "seller" => "order-seller",
        "agent" => "order-agent",
        "customer" => "order-customer",
        "channel" => "order-channel",
        "category" => "order-category",
        "ordered_on" => "order-ordered-on",
        "paid_on" => "order-paid-on",
        "delivered_on" => "order-delivered-on",
        "net" => "order-net",
        "tax" => "order-tax",
        "gross" => "order-gross",
        "points" => "order-points",
        "units" => "order-units",
        "premium" => "order-premium",
        "paid_in" => "order-paid-in",
        "years" => "order-years",
        "branch" => "order-branch",
        "signed" | "signed_on" => "order-signed-on",
        "bv" => return "BV".to_owned(),
        _ => return name.replace('_', " "),
    };
    words.say(key)
}
