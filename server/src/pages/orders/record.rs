//! An order: what it says, everything that was changed, what was paid for it.

use super::fields::{label, shown};
use super::{declared, key_href, waiting};
use crate::fault::{Answer, message};
use crate::form::{Asked, Typed};
use crate::pages::{chip, partner_href};
use crate::visit::{Part, Visit, encoded};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use compline_compiler::program::Event;
use compline_office::error::FieldError;
use compline_office::facts::event_lists::EventVersion;
use compline_office::notices::is_insurance;
use compline_office::orders::{EventKey, event_of};
use compline_office::plans::CompiledPlan;
use compline_office::receipts::{From, PaidOrder, Standing};
use compline_office::{OfficeError, companies::Programme};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{
    Action, Banner, Breadcrumbs, Cell, Changed, Chip, Column, Event as Happened, Facts, Field, Form, Icon, PageHead,
    Record, Row, Section, Table, Timeline, Tone,
};
use compline_words::{parse_amount, parse_date};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// The chip of how far an order is paid.
pub fn standing_chip(visit: &Visit, standing: Standing) -> Chip {
    let (tone, key, icon) = match standing {
        Standing::Open => (Tone::Neutral, "order-status-open", Icon::Clock),
        Standing::Partial => (Tone::Warn, "order-status-part-paid", Icon::CirclePause),
        Standing::Paid => (Tone::Ok, "order-status-paid", Icon::Banknote),
        Standing::Over => (Tone::Held, "order-status-overpaid", Icon::TriangleAlert),
    };
    Chip::new(tone, visit.say(key)).icon(icon)
}

/// A form that was sent and has errors: which one, what was typed, what is wrong.
pub(super) struct Sent<'a> {
    pub(super) form: &'static str,
    pub(super) typed: &'a Typed,
    pub(super) errors: Vec<(String, String)>,
}

impl Sent<'_> {
    pub(super) fn of<'a>(sent: Option<&'a Sent<'a>>, form: &str) -> Option<&'a Sent<'a>> {
        sent.filter(|sent| sent.form == form)
    }

    pub(super) fn error(&self, name: &str) -> Option<String> {
        self.errors.iter().find(|(field, _)| field == name).map(|(_, text)| text.clone())
    }
}

pub(super) fn told(visit: &Visit, errors: &[FieldError]) -> Vec<(String, String)> {
    errors.iter().map(|error| (error.field.clone(), message(visit.words, error))).collect()
}

/// An order with all its versions.
pub async fn page(
    visit: Visit,
    Path((kind, source, id)): Path<(String, String, String)>,
    Asked(query): Asked,
) -> Answer {
    let (programme, plan) = declared(&visit).await?;
    let key = EventKey { programme: programme.id.clone(), kind, source, id };
    show(&visit, &programme, &plan, &key, query.text("done"), None).await
}

pub(super) async fn show(
    visit: &Visit,
    programme: &Programme,
    plan: &CompiledPlan,
    key: &EventKey,
    done: &str,
    sent: Option<&Sent<'_>>,
) -> Answer {
    let (office, program) = (&visit.office, &plan.program);
    let event = event_of(plan, &key.kind)?;
    let versions = office.event_versions(visit.company(), &key.programme, &key.kind, &key.source, &key.id).await?;
    let Some(now) = versions.first() else {
        return Err(OfficeError::Missing { what: "order", id: key.id.clone() }.into());
    };
    let paid = office.paid_order(visit.company(), key).await?;
    let mut head = PageHead::new(format!("{} {}", key.kind, key.id))
        .breadcrumbs(
            Breadcrumbs::new(visit.ui).link(visit.say("orders"), format!("/orders?kind={}", encoded(&key.kind))),
        )
        .chip(chip(visit, &now.state));
    if paid.paid != 0 {
        head = head.fact(standing_chip(visit, paid.standing()));
    }
    let back = super::reversals::TakenBack::of(&office.reversals_of(visit.company(), key).await?)?;
    if let Some(chip) = back.chip(visit) {
        head = head.fact(chip);
    }
    let may_enter = now.state == "live" && visit.may(Deed::EnterOrder, ObjectKind::Order);
    // Of what is taken back as a whole nothing is left to change.
    let may_change = may_enter && back != super::reversals::TakenBack::Whole;
    if may_change {
        let correct = Action::link(visit.say("order-correct"), format!("{}/correct", key_href(key)));
        head = head.action(correct.icon(Icon::Pencil));
    }
    let banner = match done {
        "unchanged" => Some(Banner::new(Tone::Info, visit.say("order-unchanged"))),
        "entered" => Some(Banner::new(Tone::Ok, visit.say("order-entered"))),
        "corrected" => Some(Banner::new(Tone::Ok, visit.say("saved"))),
        _ => None,
    };
    let waits = office
        .waiting_event(visit.company(), &key.programme, program.calendar, (&key.kind, &key.source, &key.id))
        .await?;
    let waits = waits.map(|one| {
        let text = visit.words.say_with(waiting::reason(one.waits_for), &[("period", one.period.into())]);
        let list = Action::link(visit.say("orders-waiting"), "/orders/waiting");
        html! { (Banner::new(Tone::Warn, text).action(list)) }
    });
    let fields = now_fields(visit, plan, event, key, &now.fields)?;
    let insured = is_insurance(plan, &key.kind, &read(&now.fields)?);
    let left = html! {
        (fields)
        (payments(visit, programme, key, &paid, now.state == "live", sent).await?)
        @if may_change { (cancellation(visit, key, sent)) }
        @if insured { (super::notices::section(visit, key, may_change, sent).await?) }
        (super::reversals::section(visit, (program, event), key, (may_enter, may_change, insured), sent).await?)
    };
    let record = Record::new(left, history(visit, plan, event, &versions).await?);
    let main = html! {
        (head)
        @if let Some(banner) = &banner { (banner) }
        @if let Some(waits) = &waits { (waits) }
        (record)
    };
    Ok(visit.page_with(&format!("{} {}", key.kind, key.id), Part::Orders, main, sent.is_some()))
}

fn read(json: &str) -> Result<BTreeMap<String, String>, OfficeError> {
    serde_json::from_str(json).map_err(|error| OfficeError::Damaged { what: "event", cause: error.to_string() })
}

/// What it says now, in the order in which the plan declares it.
fn now_fields(
    visit: &Visit,
    plan: &CompiledPlan,
    event: &Event,
    key: &EventKey,
    json: &str,
) -> Result<Facts, OfficeError> {
    let texts = read(json)?;
    let mut facts = Facts::new()
        .fact(visit.say("order-number"), key.id.clone())
        .fact(visit.say("order-source"), key.source.clone());
    let owner = event.owner.and_then(|owner| event.fields.get(owner as usize)).map(|field| &field.name);
    for field in &event.fields {
        let name = label(visit, &field.name);
        facts = match texts.get(&field.name) {
            Some(text) if owner == Some(&field.name) => {
                facts.fact(name, html! { a.figure href=(partner_href(text)) { (text) } })
            }
            Some(text) => facts.fact(name, shown(visit, &plan.program, field, text)),
            None => facts.fact(name, visit.say("nothing")),
        };
    }
    Ok(facts)
}

/// Every version: what it changed, who made it, when, and why.
async fn history(
    visit: &Visit,
    plan: &CompiledPlan,
    event: &Event,
    versions: &[EventVersion],
) -> Result<Timeline<'static>, OfficeError> {
    let mut out = Timeline::new(visit.ui);
    for (at, one) in versions.iter().enumerate() {
        let before = versions.get(at.saturating_add(1));
        let (icon, key) = match before {
            None => (Icon::Plus, "order-did-enter"),
            Some(_) if one.state == "cancelled" => (Icon::Undo2, "order-did-cancel"),
            Some(before) if before.state == "cancelled" => (Icon::RefreshCw, "order-did-reopen"),
            Some(_) => (Icon::Pencil, "order-did-correct"),
        };
        let when = visit.moment(one.at);
        let mut happened =
            Happened::new(icon, visit.say(key), when, one.at.to_rfc3339()).who(office_name(visit, one).await?);
        let changes = match before {
            Some(before) => changes(visit, plan, event, before, one)?,
            None => Vec::new(),
        };
        let reason = one
            .reason
            .as_deref()
            .map(|reason| if reason == "receipt" { visit.say("order-paid-by-receipt") } else { reason.to_owned() });
        if !changes.is_empty() || reason.is_some() {
            happened = happened.detail(html! {
                @if let Some(reason) = &reason { p { (reason) } }
                @for (name, change) in &changes { p { (name) ": " (change) } }
            });
        }
        out = out.event(happened);
    }
    Ok(out)
}

async fn office_name(visit: &Visit, one: &EventVersion) -> Result<String, OfficeError> {
    visit.office.user_name(&one.author).await
}

fn changes(
    visit: &Visit,
    plan: &CompiledPlan,
    event: &Event,
    before: &EventVersion,
    after: &EventVersion,
) -> Result<Vec<(String, Changed<'static>)>, OfficeError> {
    let (from, to) = (read(&before.fields)?, read(&after.fields)?);
    let mut out = Vec::new();
    for field in &event.fields {
        let text = |of: &BTreeMap<String, String>| {
            let text = of.get(&field.name).map(|text| shown(visit, &plan.program, field, text));
            text.unwrap_or_else(|| visit.say("nothing"))
        };
        let (a, b) = (text(&from), text(&to));
        if a != b {
            out.push((label(visit, &field.name), Changed::new(visit.ui, Some(a), Some(b))));
        }
    }
    Ok(out)
}

fn cancellation(visit: &Visit, key: &EventKey, sent: Option<&Sent<'_>>) -> Section {
    let sent = Sent::of(sent, "cancel");
    let reason = Field::text(visit.ui, "reason", visit.say("order-cancel-reason"))
        .value(sent.map_or("", |sent| sent.typed.text("reason")))
        .maybe_error(sent.and_then(|sent| sent.error("reason")));
    let form = Form::new(visit.ui, format!("{}/cancel", key_href(key)))
        .field(reason)
        .action(Action::submit(visit.say("order-cancel")).danger());
    Section::new(visit.say("order-cancel")).text(visit.say("order-cancel-effect")).body(form)
}

/// What customers have paid for it, and the form to record more.
async fn payments(
    visit: &Visit,
    programme: &Programme,
    key: &EventKey,
    paid: &PaidOrder,
    live: bool,
    sent: Option<&Sent<'_>>,
) -> Result<Markup, OfficeError> {
    let (office, words) = (&visit.office, visit.words);
    let receipts = office.receipts_of(visit.company(), key).await?;
    let may = visit.may(Deed::MatchPayment, ObjectKind::Order);
    if receipts.is_empty() && !may {
        return Ok(html! {});
    }
    let money = |amount: i64| words.money(amount, &programme.currency);
    let facts = Facts::new()
        .fact(visit.say("receipt-due"), money(paid.due))
        .fact(visit.say("receipt-paid"), money(paid.paid))
        .fact(visit.say("receipt-rest"), money(paid.rest()));
    let undone: Vec<&str> = receipts.iter().filter_map(|one| one.undoes.as_deref()).collect();
    let mut table = Table::new(visit.ui, "receipts", visit.say("payments-incoming"))
        .plain()
        .column(Column::date(visit.say("line-day")).title_on_phones())
        .column(Column::text(visit.say("receipt-from")))
        .column(Column::amount(visit.say("field-amount"), programme.currency.clone()))
        .column(Column::actions(visit.say("payment-unmatch")));
    for one in &receipts {
        let from = match (&one.legal_entity, &one.import_key, one.n) {
            (Some(entity), Some(import_key), Some(n)) => {
                Cell::text(visit.say("receipt-from-bank")).href(crate::pages::bank::entry_href(entity, import_key, n))
            }
            _ => Cell::text(visit.say("receipt-by-hand")),
        };
        let reason = if one.reason == "reference" { visit.say("receipt-by-reference") } else { one.reason.clone() };
        let from = if reason.is_empty() { from } else { from.note(reason) };
        let open = one.undoes.is_none() && !undone.contains(&one.id.as_str());
        let undo = html! {
            @if open && may {
                @let name = undo_name(&one.id);
                details.menu open[sent.is_some_and(|sent| sent.error(&name).is_some())] {
                    summary.button.button-quiet { (visit.say("payment-unmatch")) }
                    div.menu-list { (undo_form(visit, &one.id, sent)) }
                }
            }
        };
        table = table.row(
            Row::new(one.id.clone())
                .muted(!open)
                .cell(Cell::text(words.date(one.day)))
                .cell(from)
                .cell(Cell::text(visit.amount(one.amount)))
                .cell(Cell::markup(undo)),
        );
    }
    let sent = Sent::of(sent, "receipt");
    let text = |name: &str| sent.map_or_else(String::new, |sent| sent.typed.text(name).to_owned());
    let error = |name: &str| sent.and_then(|sent| sent.error(name));
    let today = words.date(office.clock().today());
    let rest = if paid.rest() > 0 { visit.amount(paid.rest()) } else { String::new() };
    let form = (may && live).then(|| {
        Form::new(visit.ui, format!("{}/receipts", key_href(key)))
            .field(
                Field::money(visit.ui, "amount", visit.say("field-amount"), programme.currency.clone())
                    .value(if sent.is_some() { text("amount") } else { rest })
                    .maybe_error(error("amount")),
            )
            .field(
                Field::date(visit.ui, "day", visit.say("receipt-day"))
                    .value(if sent.is_some() { text("day") } else { today })
                    .maybe_error(error("day")),
            )
            .field(
                Field::text(visit.ui, "why", visit.say("field-reason"))
                    .help(visit.say("receipt-reason-help"))
                    .value(text("why"))
                    .maybe_error(error("why")),
            )
            .action(Action::submit(visit.say("receipt-record")))
    });
    let body = html! { (facts) @if !receipts.is_empty() { (table) } @if let Some(form) = &form { (form) } };
    Ok(html! { (Section::new(visit.say("payments-incoming")).id("receipts").body(body)) })
}

fn undo_name(id: &str) -> String {
    format!("undo-{id}")
}

/// The form that takes a receipt back.
fn undo_form(visit: &Visit, id: &str, sent: Option<&Sent<'_>>) -> Form<'static> {
    let name = undo_name(id);
    let reason = Field::text(visit.ui, name.clone(), visit.say("field-reason"))
        .value(sent.map_or("", |sent| sent.typed.text(&name)))
        .maybe_error(sent.and_then(|sent| sent.error(&name)));
    Form::new(visit.ui, format!("/receipts/{}/undo", encoded(id)))
        .unguarded()
        .field(reason)
        .action(Action::submit(visit.say("payment-unmatch")).danger())
}

/// Cancels an order.
pub async fn cancel(visit: Visit, Path((kind, source, id)): Path<(String, String, String)>, typed: Typed) -> Answer {
    let (programme, plan) = declared(&visit).await?;
    let key = EventKey { programme: programme.id.clone(), kind, source, id };
    match visit.office.cancel_order(visit.author(), &key, typed.text("reason")).await {
        Ok(()) => Ok(Redirect::to(&key_href(&key)).into_response()),
        Err(OfficeError::Input(errors)) => {
            let sent = Sent { form: "cancel", typed: &typed, errors: told(&visit, &errors) };
            show(&visit, &programme, &plan, &key, "", Some(&sent)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Records a payment that did not come through the bank.
pub async fn receive(visit: Visit, Path((kind, source, id)): Path<(String, String, String)>, typed: Typed) -> Answer {
    let (programme, plan) = declared(&visit).await?;
    let key = EventKey { programme: programme.id.clone(), kind, source, id };
    visit.office.allow(visit.author(), Deed::MatchPayment, ObjectKind::Order, &key.id, &[])?;
    let language = visit.words.language();
    let scale = compline_words::minor_digits(&programme.currency).unwrap_or(2);
    let amount = parse_amount(typed.text("amount"), language, scale);
    let day = parse_date(typed.text("day"), language, visit.office.clock().today());
    let errors = match (&amount, &day) {
        (Ok(amount), Ok(day)) => {
            let why = typed.text("why");
            match visit.office.record_receipt(visit.author(), &key, *amount, From::Hand(*day), why).await {
                Ok(_) => return Ok(Redirect::to(&format!("{}#receipts", key_href(&key))).into_response()),
                Err(OfficeError::Input(errors)) => {
                    let mut told = told(&visit, &errors);
                    for (field, _) in &mut told {
                        // Two forms of the page have a reason.
                        if field == "reason" {
                            *field = "why".to_owned();
                        }
                    }
                    told
                }
                Err(error) => return Err(error.into()),
            }
        }
        (amount, day) => {
            let amount = amount.as_ref().err().map(|error| ("amount".to_owned(), error.say(visit.words)));
            let day = day.as_ref().err().map(|error| ("day".to_owned(), error.say(visit.words)));
            amount.into_iter().chain(day).collect()
        }
    };
    let sent = Sent { form: "receipt", typed: &typed, errors };
    show(&visit, &programme, &plan, &key, "", Some(&sent)).await
}

/// Takes a receipt back.
pub async fn undo(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    let name = undo_name(&id);
    match visit.office.undo_receipt(visit.author(), &id, typed.text(&name)).await {
        Ok(key) => Ok(Redirect::to(&format!("{}#receipts", key_href(&key))).into_response()),
        Err(OfficeError::Input(errors)) => {
            let (programme, plan) = declared(&visit).await?;
            let key = visit.office.receipt_order(visit.company(), &id).await?;
            let errors = told(&visit, &errors).into_iter().map(|(_, text)| (name.clone(), text)).collect();
            let sent = Sent { form: "undo", typed: &typed, errors };
            show(&visit, &programme, &plan, &key, "", Some(&sent)).await
        }
        Err(error) => Err(error.into()),
    }
}
