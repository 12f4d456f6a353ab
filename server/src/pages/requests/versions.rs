//! What a request asks for beside what holds now.

use crate::pages::{chip, corrections, entries, partner_href, plans};
use crate::visit::Visit;
use compline_exchange::bank::Iban;
use compline_office::OfficeError;
use compline_office::entries::NewEntry;
use compline_office::late::HeldRequest;
use compline_office::requests::{BankDetails, BankRequest, OverrideRequest, Request, RequestKind};
use compline_ui::{Banner, Cell, Changed, Column, Columns, Facts, Row, Table, Tone};
use maud::{Markup, html};

/// Both versions, or what is asked for where nothing was there before.
pub(super) async fn versions(visit: &Visit, kind: RequestKind, request: &Request) -> Result<Markup, OfficeError> {
    match kind {
        RequestKind::BankDetails => bank(visit, request).await,
        RequestKind::Entry => entry(visit, &request.read()?).await,
        RequestKind::Override => value(visit, &request.read()?).await,
        RequestKind::Plan => plan(visit, &request.object).await,
        RequestKind::Statements => held(visit, request).await,
        RequestKind::Correction => {
            let of = visit.office.correction(visit.company(), &request.object).await?;
            let preview = visit.office.correction_preview(&of).await?.unwrap_or_default();
            Ok(corrections::previewed(visit, &of, &preview))
        }
    }
}

async fn bank(visit: &Visit, request: &Request) -> Result<Markup, OfficeError> {
    // Account numbers are personal data: the look is noted.
    let person = visit.office.look_at_person(visit.author(), &request.object).await?;
    let wanted: BankRequest = request.read()?;
    let grouped = |iban: &str| iban.parse::<Iban>().map_or_else(|_| iban.to_owned(), |iban| iban.grouped());
    let nothing = || visit.say("nothing");
    let before = wanted.before.clone().unwrap_or_default();
    let texts = |details: &BankDetails| {
        [details.holder.clone(), grouped(&details.iban), details.bic.clone().unwrap_or_default()]
    };
    let mut old = Facts::new().heading(visit.say("request-before"));
    let mut new = Facts::new().heading(visit.say("request-after"));
    let keys = ["bank-holder", "bank-iban", "bank-bic"];
    for (key, (was, is)) in keys.into_iter().zip(texts(&before).into_iter().zip(texts(&wanted.new))) {
        let shown = |text: &String| if text.is_empty() { nothing() } else { text.clone() };
        old = old.fact(visit.say(key), shown(&was));
        new = if was == is {
            new.fact(visit.say(key), shown(&is))
        } else {
            new.fact(visit.say(key), Changed::new(visit.ui, None, Some(shown(&is))))
        };
    }
    let differs = !same_name(&wanted.new.holder, &person.full_name());
    let warning = differs.then(|| {
        let args = [("holder", wanted.new.holder.as_str().into()), ("partner", person.full_name().into())];
        Banner::new(Tone::Warn, visit.words.say_with("bank-holder-differs", &args))
    });
    Ok(html! {
        @if let Some(warning) = &warning { (warning) }
        (Columns(vec![html! { (old) }, html! { (new) }]))
    })
}

/// Whether two names have the same words.
fn same_name(a: &str, b: &str) -> bool {
    let words = |text: &str| {
        let mut words: Vec<String> = text.to_lowercase().split_whitespace().map(str::to_owned).collect();
        words.sort();
        words
    };
    words(a) == words(b)
}

async fn entry(visit: &Visit, new: &NewEntry) -> Result<Markup, OfficeError> {
    let programme = visit.office.programme(visit.company(), &new.programme).await?;
    let taxable = new.taxable.unwrap_or(false);
    let mut facts = Facts::new()
        .heading(visit.say("entry"))
        .wide()
        .fact(visit.say("field-kind"), entries::kind(visit, &new.kind))
        .fact(visit.say("partner"), html! { a href=(partner_href(&new.partner)) { (new.partner) } })
        .fact(visit.say("programme"), programme.name.clone())
        .fact(visit.say("period"), new.period.clone())
        .fact(visit.say("field-amount"), visit.words.money(entries::signed(new), &programme.currency))
        .fact(visit.say("entry-taxable"), visit.say(if taxable { "yes" } else { "no" }));
    if let Some(payee) = &new.payee {
        facts = facts.fact(visit.say("entry-payee"), payee.clone());
    }
    Ok(html! { (facts) })
}

async fn value(visit: &Visit, wanted: &OverrideRequest) -> Result<Markup, OfficeError> {
    let (office, words, value) = (&visit.office, visit.words, &wanted.value);
    let days = |from, to| {
        let args = [("from", words.date(from).into()), ("to", words.date(to).into())];
        words.say_with("valid-range", &args)
    };
    let said = office.overrides(visit.company(), &wanted.programme, &value.partner).await?;
    let overlaps = |one: &&compline_office::facts::overrides::Override| {
        one.definition == value.definition
            && one.valid_from <= value.valid_to.max(value.valid_from)
            && one.valid_to >= value.valid_from
    };
    let mut old = Facts::new().heading(visit.say("request-before"));
    match said.iter().find(overlaps) {
        Some(one) => {
            old = old
                .fact(value.definition.replace('_', " "), one.value.clone())
                .fact(visit.say("override-days"), days(one.valid_from, one.valid_to));
        }
        None => old = old.fact(value.definition.replace('_', " "), visit.say("override-computed")),
    }
    let mut new = Facts::new().heading(visit.say("request-after"));
    new = if value.valid_to < value.valid_from {
        new.fact(value.definition.replace('_', " "), visit.say("override-given-up"))
    } else {
        new.fact(value.definition.replace('_', " "), Changed::new(visit.ui, None, Some(value.value.clone())))
            .fact(visit.say("override-days"), days(value.valid_from, value.valid_to))
    };
    Ok(html! { (Columns(vec![html! { (old) }, html! { (new) }])) })
}

/// The statements that shall be issued after their run, with the sum.
async fn held(visit: &Visit, request: &Request) -> Result<Markup, OfficeError> {
    let wanted: HeldRequest = request.read()?;
    let mut table = Table::new(visit.ui, "held-statements", visit.say("nav-documents"))
        .plain()
        .column(Column::text(visit.say("partner-number")).title_on_phones())
        .column(Column::text(visit.say("state")))
        .column(Column::amount(visit.say("order-gross"), wanted.currency.clone()));
    for one in &wanted.statements {
        let now = visit.office.statement(visit.company(), &one.id).await?;
        let href = format!("/statements/{}", one.id);
        table = table.row(
            Row::new(one.id.clone())
                .cell(Cell::text(one.partner.clone()).href(href))
                .cell(Cell::chip(chip(visit, &now.state)))
                .cell(Cell::text(visit.amount(one.gross))),
        );
    }
    let total =
        Row::new("total").cell(Cell::text(visit.say("totals")).span(2)).cell(Cell::text(visit.amount(wanted.gross)));
    Ok(html! { (table.total(total)) })
}

async fn plan(visit: &Visit, id: &str) -> Result<Markup, OfficeError> {
    let (office, words) = (&visit.office, visit.words);
    let plan = office.plan_version(visit.company(), id).await?;
    let before = office.released_before(visit.company(), &plan).await?;
    let facts = |heading: &str, plan: &compline_office::plans::PlanVersion, author: String| {
        let to = plan.valid_to.map_or_else(|| visit.say("nothing"), |day| words.date(day));
        Facts::new()
            .heading(visit.say(heading))
            .fact(visit.say("field-name"), html! { a href=(format!("/plans/{}", plan.id)) { (plan.name) } })
            .fact(visit.say("plan-version"), plan.version.clone())
            .fact(visit.say("valid-from"), words.date(plan.valid_from))
            .fact(visit.say("valid-to"), to)
            .fact(visit.say("plan-hash"), html! { span.code { (plan.hash.chars().take(16).collect::<String>()) } })
            .fact(visit.say("audit-who"), author)
    };
    let mut columns = Vec::new();
    if let Some(before) = before {
        let author = office.user_name(&before.created_by).await?;
        columns.push(html! { (facts("request-before", &before, author)) });
    }
    let author = office.user_name(&plan.created_by).await?;
    columns.push(html! { (facts("request-after", &plan, author)) });
    let report = office.report(&plan.text, words.language()).await?;
    let review = plans::review(visit, &plan, &report, plans::Reader::Decision).await?;
    Ok(html! { (Columns(columns)) (review) })
}
