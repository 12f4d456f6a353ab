//! An entry of the bank: what it was matched to, and what it may belong to.

use super::{entry_chip, entry_href, reason};
use crate::fault::{Answer, message};
use crate::form::{Asked, Typed};
use crate::pages::chip;
use crate::pages::orders::{key_href, standing_chip};
use crate::visit::{Part, Visit, encoded};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use compline_office::OfficeError;
use compline_office::bank::BankEntry;
use compline_office::companies::Programme;
use compline_office::error::FieldError;
use compline_office::orders::EventKey;
use compline_office::receipts::{From, Receipt};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{Action, Banner, Breadcrumbs, Cell, Column, Facts, Field, Form, PageHead, Row, Section, Table, Tone};
use compline_words::{minor_digits, parse_amount};
use maud::{Markup, html};

/// A form of the entry's page that was sent and has errors.
struct Sent<'a> {
    form: &'static str,
    typed: &'a Typed,
    errors: Vec<(String, String)>,
}

impl Sent<'_> {
    fn text(&self, form: &str, name: &str) -> String {
        if self.form == form { self.typed.text(name).to_owned() } else { String::new() }
    }

    fn error(&self, form: &str, name: &str) -> Option<String> {
        let found = self.errors.iter().find(|(field, _)| self.form == form && field == name);
        found.map(|(_, text)| text.clone())
    }
}

type EntryPath = (String, String, i64);

/// An entry: what the bank says, what it was matched to, and what it may belong to.
pub(super) async fn entry(visit: Visit, Path(path): Path<EntryPath>, Asked(query): Asked) -> Answer {
    let sent = Sent { form: "", typed: &query, errors: Vec::new() };
    show_entry(&visit, &path, query.text("q"), &sent).await
}

/// The programme whose orders are paid onto the account of a legal entity.
async fn programme_of(visit: &Visit, entity: &str) -> Result<Option<Programme>, OfficeError> {
    let programmes = visit.office.programmes(visit.company()).await?;
    Ok(programmes.into_iter().find(|one| one.legal_entity == entity))
}

async fn show_entry(visit: &Visit, path: &EntryPath, search: &str, sent: &Sent<'_>) -> Answer {
    let (entity, import_key, n) = path;
    let (office, words) = (&visit.office, visit.words);
    office.allow(visit.author(), Deed::ViewPayments, ObjectKind::Company, visit.company(), &[])?;
    let (entry, rest) = office.bank_entry(visit.company(), entity, (import_key, *n)).await?;
    let receipts = office.receipts_from(visit.company(), entity, (import_key, *n)).await?;
    office.note(visit.author(), "view-personal-data", "bank-statement", import_key, &"bank entry").await?;
    let title = words.say_with("bank-entry-title", &[("day", words.date(entry.day).into())]);
    let head = PageHead::new(format!("{title} · {}", words.money(entry.amount, &entry.currency)))
        .breadcrumbs(
            Breadcrumbs::new(visit.ui)
                .link(visit.say("nav-payments"), "/payments")
                .link(visit.say("bank-statements"), "/payments/bank"),
        )
        .chip(entry_chip(visit, &entry.state));
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| visit.say("nothing"));
    let iban = entry
        .iban
        .as_ref()
        .map(|iban| iban.parse::<compline_exchange::bank::Iban>().map_or_else(|_| iban.clone(), |iban| iban.grouped()));
    let mut facts = Facts::new()
        .wide()
        .fact(visit.say("bank-counterparty"), text(&entry.counterparty))
        .fact(visit.say("bank-iban"), text(&iban))
        .fact(visit.say("payment-purpose"), entry.text.clone())
        .fact(visit.say("payment-reference"), text(&entry.end_to_end))
        .fact(visit.say("field-amount"), words.money(entry.amount, &entry.currency));
    if entry.state == "unmatched" && !receipts.is_empty() {
        facts = facts.fact(visit.say("bank-entry-rest"), words.money(rest, &entry.currency));
    }
    if let Some(to) = entry.matched_to.as_deref() {
        facts = facts.fact(visit.say("bank-matched-to"), matched_to(visit, to, &receipts));
    }
    facts = facts.fact(visit.say("field-reason"), reason(visit, &entry));
    let may = visit.may(Deed::MatchPayment, ObjectKind::BankStatement);
    let open = entry.state == "unmatched" && may;
    let orders = if open && entry.amount > 0 && entry.returned_for.is_none() {
        Some(orders(visit, path, &entry, rest, sent).await?)
    } else {
        None
    };
    let items = if open && receipts.is_empty() { Some(items(visit, path, &entry, search, sent).await?) } else { None };
    let base = entry_href(entity, import_key, *n);
    let ignore = (open && receipts.is_empty()).then(|| {
        let form = Form::new(visit.ui, format!("{base}/ignore"))
            .field(
                Field::text(visit.ui, "reason", visit.say("field-reason"))
                    .value(sent.text("ignore", "reason"))
                    .maybe_error(sent.error("ignore", "reason")),
            )
            .action(Action::submit(visit.say("bank-entry-ignore")).danger());
        Section::new(visit.say("bank-entry-ignore")).text(visit.say("bank-entry-ignore-help")).body(form)
    });
    let by_hand = entry.state == "ignored" && entry.reason.as_deref() != Some("seen-before");
    let reopen = (by_hand && may).then(|| Action::post(visit.say("undo"), format!("{base}/reopen")));
    let to_item = entry.matched_to.as_deref().is_some_and(|to| to.starts_with("item:"));
    let unmatch = (to_item && entry.reason.as_deref() == Some("by-hand") && may).then(|| {
        let form = Form::new(visit.ui, format!("{base}/unmatch"))
            .field(
                Field::text(visit.ui, "reason", visit.say("field-reason"))
                    .value(sent.text("unmatch", "reason"))
                    .maybe_error(sent.error("unmatch", "reason")),
            )
            .action(Action::submit(visit.say("bank-entry-unmatch")).danger());
        Section::new(visit.say("bank-entry-unmatch")).text(visit.say("bank-entry-unmatch-help")).body(form)
    });
    let main = html! {
        (head) (facts)
        @if let Some(reopen) = &reopen { div.actions { (reopen) } }
        @if let Some(unmatch) = &unmatch { (unmatch) }
        @if !receipts.is_empty() { (taken(visit, &receipts)) }
        @if let Some(orders) = &orders { (orders) }
        @if let Some(items) = &items { (items) }
        @if let Some(ignore) = &ignore { (ignore) }
    };
    Ok(visit.page_with(&title, Part::Payments, main, !sent.errors.is_empty()))
}

fn matched_to(visit: &Visit, to: &str, receipts: &[Receipt]) -> Markup {
    match to.split_once(':') {
        Some(("item", id)) => html! { a.figure href=(format!("/items/{}", encoded(id))) { (visit.say("open-item")) } },
        Some(("batch", id)) => {
            html! { a.figure href=(format!("/payments/{}", encoded(id))) { (visit.say("payment-batch")) } }
        }
        Some(("payment", id)) => html! { (visit.say("payment-file")) " " span.code { (id) } },
        _ => html! {
            @for one in receipts.iter().filter(|one| one.amount > 0) {
                a.figure href=(crate::pages::orders::order_href(&one.kind, &one.source, &one.event)) { (one.event) } " "
            }
        },
    }
}

/// The orders that it has paid.
fn taken(visit: &Visit, receipts: &[Receipt]) -> Section {
    let mut table = Table::new(visit.ui, "taken", visit.say("bank-entry-orders"))
        .plain()
        .column(Column::text(visit.say("order-number")).title_on_phones())
        .column(Column::text(visit.say("field-reason")))
        .column(Column::amount(visit.say("field-amount"), visit.currency.clone()));
    for one in receipts {
        let href = format!("{}#receipts", crate::pages::orders::order_href(&one.kind, &one.source, &one.event));
        let why = if one.reason == "reference" { visit.say("receipt-by-reference") } else { one.reason.clone() };
        table = table.row(
            Row::new(one.id.clone())
                .muted(one.undoes.is_some())
                .cell(Cell::text(one.event.clone()).href(href))
                .cell(Cell::text(why))
                .cell(Cell::text(visit.amount(one.amount))),
        );
    }
    Section::new(visit.say("bank-entry-orders")).body(table)
}

/// Orders that it may pay, and the form for another one.
async fn orders(
    visit: &Visit,
    path: &EntryPath,
    entry: &BankEntry,
    rest: i64,
    sent: &Sent<'_>,
) -> Result<Markup, OfficeError> {
    let (entity, import_key, n) = path;
    let Some(programme) = programme_of(visit, entity).await? else { return Ok(html! {}) };
    let to = format!("{}/order", entry_href(entity, import_key, *n));
    let mut table = Table::new(visit.ui, "proposals", visit.say("bank-proposals"))
        .plain()
        .column(Column::text(visit.say("order-number")).title_on_phones())
        .column(Column::text(visit.say("bank-why-proposed")))
        .column(Column::state(visit.say("state")))
        .column(Column::amount(visit.say("receipt-due"), programme.currency.clone()))
        .column(Column::amount(visit.say("receipt-rest"), programme.currency.clone()))
        .column(Column::actions(visit.say("payment-match")));
    let proposed = visit.office.propose_orders(visit.company(), &programme.id, entry, rest).await?;
    let none = proposed.is_empty();
    for one in proposed {
        let why = visit.say(if one.named { "bank-proposed-named" } else { "bank-proposed-amount" });
        let take = Action::post(visit.say("payment-match"), to.clone())
            .value("order", one.order.key.id.clone())
            .value("order_kind", one.order.key.kind.clone())
            .value("order_source", one.order.key.source.clone())
            .value("amount", visit.amount(rest));
        table = table.row(
            Row::new(format!("{}-{}", one.order.key.source, one.order.key.id))
                .cell(Cell::text(one.order.key.id.clone()).href(key_href(&one.order.key)))
                .cell(Cell::text(why))
                .cell(Cell::chip(standing_chip(visit, one.order.standing())))
                .cell(Cell::text(visit.amount(one.order.due)))
                .cell(Cell::text(visit.amount(one.order.rest())))
                .cell(Cell::markup(take)),
        );
    }
    let amount = if sent.form == "order" { sent.text("order", "amount") } else { visit.amount(rest) };
    let form = Form::new(visit.ui, to)
        .field(
            Field::text(visit.ui, "order", visit.say("order-number"))
                .value(sent.text("order", "order"))
                .maybe_error(sent.error("order", "order")),
        )
        .field(
            Field::text(visit.ui, "order_source", visit.say("order-source"))
                .help(visit.say("bank-order-source-help"))
                .value(sent.text("order", "order_source"))
                .optional(),
        )
        .field(
            Field::money(visit.ui, "amount", visit.say("field-amount"), programme.currency.clone())
                .help(visit.say("bank-order-amount-help"))
                .value(amount)
                .maybe_error(sent.error("order", "amount")),
        )
        .action(Action::submit(visit.say("payment-match")));
    Ok(html! { (Section::new(visit.say("bank-match-order")).body(html! {
        @if none { p { (visit.say("bank-proposals-none")) } } @else { (table) }
        (form)
    })) })
}

/// Open items that it may belong to.
async fn items(
    visit: &Visit,
    path: &EntryPath,
    entry: &BankEntry,
    search: &str,
    sent: &Sent<'_>,
) -> Result<Markup, OfficeError> {
    let (entity, import_key, n) = path;
    let base = entry_href(entity, import_key, *n);
    let found = visit.office.propose_items(visit.company(), entity, search, entry.amount).await?;
    let mut table = Table::new(visit.ui, "items", visit.say("open-items"))
        .plain()
        .column(Column::text(visit.say("statement-number")).title_on_phones())
        .column(Column::text(visit.say("partner")))
        .column(Column::state(visit.say("state")))
        .column(Column::amount(visit.say("totals"), visit.currency.clone()))
        .column(Column::amount(visit.say("open-item-balance"), visit.currency.clone()))
        .column(Column::actions(visit.say("payment-match")));
    let none = found.is_empty();
    for item in found {
        let take = Action::post(visit.say("payment-match"), format!("{base}/item")).value("open_item", item.id.clone());
        table = table.row(
            Row::new(item.id.clone())
                .cell(Cell::text(item.reference.clone()).href(format!("/items/{}", item.id)))
                .cell(Cell::text(item.person.clone()))
                .cell(Cell::chip(chip(visit, &item.state)))
                .cell(Cell::text(visit.amount(item.amount)))
                .cell(Cell::text(visit.amount(item.rest)))
                .cell(Cell::markup(take)),
        );
    }
    let find = Form::new(visit.ui, base)
        .get()
        .field(Field::text(visit.ui, "q", visit.say("bank-item-search")).value(search).optional())
        .action(Action::submit(visit.say("search")));
    let wrong = sent.error("item", "open_item").map(|text| Banner::new(Tone::Bad, text));
    let body = html! { @if let Some(wrong) = &wrong { (wrong) } (find)
        @if none { p { (visit.say("bank-items-none")) } } @else { (table) }
    };
    Ok(html! { (Section::new(visit.say("bank-match-item")).text(visit.say("bank-match-item-help")).body(body)) })
}

fn told(visit: &Visit, errors: &[FieldError]) -> Vec<(String, String)> {
    errors.iter().map(|error| (error.field.clone(), message(visit.words, error))).collect()
}

async fn again(visit: &Visit, path: &EntryPath, form: &'static str, typed: &Typed, errors: &[FieldError]) -> Answer {
    let sent = Sent { form, typed, errors: told(visit, errors) };
    show_entry(visit, path, "", &sent).await
}

/// The order that was named, or what is wrong with the name.
async fn named(visit: &Visit, programme: &str, typed: &Typed) -> Result<Result<EventKey, FieldError>, OfficeError> {
    let number = typed.text("order").to_owned();
    if number.is_empty() {
        return Ok(Err(FieldError::new("order", "error-field-empty")));
    }
    let (kind, source) = (typed.text("order_kind"), typed.text("order_source"));
    let mut found = visit.office.orders_named(visit.company(), programme, std::slice::from_ref(&number)).await?;
    found.retain(|one| (kind.is_empty() || one.kind == kind) && (source.is_empty() || one.source == source));
    Ok(match found.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(FieldError::new("order", "error-order-unknown").with("number", number)),
        several => {
            let sources: Vec<&str> = several.iter().map(|one| one.source.as_str()).collect();
            Err(FieldError::new("order", "error-order-several")
                .with("number", number)
                .with("sources", sources.join(", ")))
        }
    })
}

/// Matches it, or a part of it, to an order.
pub(super) async fn to_order(visit: Visit, Path(path): Path<EntryPath>, typed: Typed) -> Answer {
    let (entity, import_key, n) = &path;
    visit.office.allow(visit.author(), Deed::MatchPayment, ObjectKind::BankStatement, import_key, &[])?;
    let programme = programme_of(&visit, entity).await?;
    let programme = programme.ok_or_else(|| OfficeError::Missing { what: "programme", id: entity.clone() })?;
    let scale = minor_digits(&programme.currency).unwrap_or(2);
    let amount = parse_amount(typed.text("amount"), visit.words.language(), scale);
    let key = named(&visit, &programme.id, &typed).await?;
    let (key, amount) = match (key, amount) {
        (Ok(key), Ok(amount)) => (key, amount),
        (key, amount) => {
            let order = key.err().map(|error| (error.field.clone(), message(visit.words, &error)));
            let amount = amount.err().map(|error| ("amount".to_owned(), error.say(visit.words)));
            let sent = Sent { form: "order", typed: &typed, errors: order.into_iter().chain(amount).collect() };
            return show_entry(&visit, &path, "", &sent).await;
        }
    };
    let from = From::Entry(entity, import_key, *n);
    match visit.office.record_receipt(visit.author(), &key, amount, from, "").await {
        Ok(_) => Ok(Redirect::to(&entry_href(entity, import_key, *n)).into_response()),
        Err(OfficeError::Input(errors)) => again(&visit, &path, "order", &typed, &errors).await,
        Err(error) => Err(error.into()),
    }
}

/// Matches it to an open item.
pub(super) async fn to_item(visit: Visit, Path(path): Path<EntryPath>, typed: Typed) -> Answer {
    let (entity, import_key, n) = &path;
    match visit.office.match_entry(visit.author(), entity, (import_key, *n), typed.text("open_item")).await {
        Ok(()) => Ok(Redirect::to(&entry_href(entity, import_key, *n)).into_response()),
        Err(OfficeError::Input(errors)) => again(&visit, &path, "item", &typed, &errors).await,
        Err(error) => Err(error.into()),
    }
}

/// Ignores it.
pub(super) async fn ignore(visit: Visit, Path(path): Path<EntryPath>, typed: Typed) -> Answer {
    let (entity, import_key, n) = &path;
    match visit.office.ignore_entry(visit.author(), entity, (import_key, *n), typed.text("reason")).await {
        Ok(()) => Ok(Redirect::to(&entry_href(entity, import_key, *n)).into_response()),
        Err(OfficeError::Input(errors)) => again(&visit, &path, "ignore", &typed, &errors).await,
        Err(error) => Err(error.into()),
    }
}

/// Takes back that it was matched to an open item.
pub(super) async fn unmatch(visit: Visit, Path(path): Path<EntryPath>, typed: Typed) -> Answer {
    let (entity, import_key, n) = &path;
    match visit.office.unmatch_entry(visit.author(), entity, (import_key, *n), typed.text("reason")).await {
        Ok(()) => Ok(Redirect::to(&entry_href(entity, import_key, *n)).into_response()),
        Err(OfficeError::Input(errors)) => again(&visit, &path, "unmatch", &typed, &errors).await,
        Err(error) => Err(error.into()),
    }
}

/// Takes back that it was ignored.
pub(super) async fn reopen(visit: Visit, Path(path): Path<EntryPath>) -> Answer {
    let (entity, import_key, n) = &path;
    visit.office.reopen_entry(visit.author(), entity, (import_key, *n)).await?;
    Ok(Redirect::to(&entry_href(entity, import_key, *n)).into_response())
}
