//! Orders: the events that plans pay for, with the fields that the plan declares.

use crate::fault::Answer;
use crate::form::{Asked, Typed};
use crate::pages::{ROWS, chip, paging, partner_href};
use crate::visit::{Part, Visit, encoded};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use compline_office::OfficeError;
use compline_office::companies::Programme;
use compline_office::facts::events::EventFilter;
use compline_office::plans::CompiledPlan;
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{
    Action, Breadcrumbs, Cell, Column, Empty, Facts, Field, FilterBar, Form, Icon, PageHead, Row, Section, Table, Tabs,
};
use maud::html;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The programme, and the plan that declares its events now.
async fn declared(visit: &Visit) -> Result<(Programme, Arc<CompiledPlan>), OfficeError> {
    let programme = visit.programme().await?;
    let today = visit.office.clock().today();
    let version = visit.office.plan_for(visit.company(), &programme.id, today).await?;
    let plan = visit.office.compiled(&version).await?;
    Ok((programme, plan))
}

fn fields(json: &str) -> BTreeMap<String, String> {
    serde_json::from_str(json).unwrap_or_default()
}

/// The list: a tab for each kind of event, a column for each field.
pub async fn list(visit: Visit, Asked(query): Asked) -> Answer {
    let words = visit.words;
    let (programme, plan) = declared(&visit).await?;
    let kinds = &plan.program.events;
    let kind = kinds.iter().find(|kind| kind.name == query.text("kind")).or_else(|| kinds.first());
    let head = PageHead::new(visit.say("orders")).fact(programme.name.clone());
    let Some(kind) = kind else {
        let empty = Empty::new(Icon::ShoppingCart, visit.say("orders"), visit.say("order-none-yet"));
        return Ok(visit.page(&visit.say("orders"), Part::Orders, html! { (head) (empty) }));
    };
    let filter = EventFilter {
        kind: kind.name.clone(),
        partner: query.text("partner").to_owned(),
        search: query.text("q").to_owned(),
        ..EventFilter::default()
    };
    let skip = query.number("skip").unwrap_or(0).max(0);
    let rows = visit.office.events(visit.company(), &programme.id, &filter, skip, ROWS).await?;
    let mut tabs = Tabs::new(visit.say("order-kind"));
    for one in kinds {
        tabs = tabs.tab(one.name.clone(), format!("/orders?kind={}", encoded(&one.name)), one.name == kind.name);
    }
    let bar = FilterBar::new(visit.ui, visit.say("filter"), "/orders")
        .query("q", filter.search.clone(), visit.say("order-number"))
        .keep("kind", kind.name.clone());
    let base = format!(
        "/orders?kind={}&q={}&partner={}&",
        encoded(&kind.name),
        encoded(&filter.search),
        encoded(&filter.partner)
    );
    let mut table = Table::new(visit.ui, "orders", visit.say("orders"))
        .column(Column::text(visit.say("order-number")).title_on_phones())
        .empty(Empty::new(Icon::ShoppingCart, visit.say("orders"), visit.say("list-no-hit")))
        .paging(paging(&visit, &base, skip, rows.len(), None));
    for field in &kind.fields {
        table = table.column(Column::text(field.name.replace('_', " ")));
    }
    table = table.column(Column::state(visit.say("state")));
    let owner = kind.owner.and_then(|owner| kind.fields.get(owner as usize)).map(|field| &field.name);
    for row in &rows {
        let texts = fields(&row.fields);
        let href = format!("/orders/{}/{}/{}", encoded(&row.kind), encoded(&row.source), encoded(&row.id));
        let mut cells = Row::new(format!("{}-{}", row.source, row.id))
            .muted(row.state == "cancelled")
            .cell(Cell::text(row.id.clone()).href(href));
        for field in &kind.fields {
            let text = texts.get(&field.name).cloned().unwrap_or_default();
            let cell = Cell::text(shown(words, &text));
            let link = owner == Some(&field.name) && !text.is_empty();
            cells = cells.cell(if link { cell.href(partner_href(&text)) } else { cell });
        }
        table = table.row(cells.cell(Cell::chip(chip(&visit, &row.state))));
    }
    Ok(visit.page(&visit.say("orders"), Part::Orders, html! { (head) (tabs) (bar) (table) }))
}

/// A field's text in the reader's language, where it is a day or a number.
fn shown(words: compline_words::Words, text: &str) -> String {
    if let Ok(day) = text.parse::<chrono::NaiveDate>() {
        return words.date(day);
    }
    let number = text.contains('.').then(|| text.parse::<rust_decimal::Decimal>().ok()).flatten();
    number.map_or_else(|| text.to_owned(), |number| words.decimal(number))
}

/// An order with all its versions.
pub async fn page(visit: Visit, Path((kind, source, id)): Path<(String, String, String)>) -> Answer {
    let words = visit.words;
    let (programme, _) = declared(&visit).await?;
    let versions = visit.office.event(visit.company(), &programme.id, &kind, &source, &id).await?;
    let Some(now) = versions.first() else {
        return Err(OfficeError::Missing { what: "order", id }.into());
    };
    let head = PageHead::new(format!("{kind} {id}"))
        .breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("orders"), format!("/orders?kind={}", encoded(&kind))))
        .chip(chip(&visit, &now.state));
    let mut facts = Facts::new().wide().fact(visit.say("order-source"), source.clone());
    for (name, text) in fields(&now.fields) {
        facts = facts.fact(name.replace('_', " "), shown(words, &text));
    }
    let mut history = Table::new(visit.ui, "versions", visit.say("order-corrections"))
        .plain()
        .column(Column::number(visit.say("commit")))
        .column(Column::state(visit.say("state")))
        .column(Column::text(visit.say("audit-after")).title_on_phones());
    for one in &versions {
        let text: Vec<String> = fields(&one.fields).iter().map(|(name, text)| format!("{name} {text}")).collect();
        history = history.row(
            Row::new(one.seq.to_string())
                .cell(Cell::text(words.count(one.seq)))
                .cell(Cell::chip(chip(&visit, &one.state)))
                .cell(Cell::text(text.join(" · "))),
        );
    }
    let cancel = (now.state == "live" && visit.may(Deed::EnterOrder, ObjectKind::Company)).then(|| {
        let to = format!("/orders/{}/{}/{}/cancel", encoded(&kind), encoded(&source), encoded(&id));
        let form = Form::new(visit.ui, to)
            .field(Field::text(visit.ui, "reason", visit.say("order-cancel-reason")))
            .action(Action::submit(visit.say("order-cancel")).danger());
        Section::new(visit.say("order-cancel")).body(form)
    });
    let main = html! {
        (head) (facts) (Section::new(visit.say("order-corrections")).body(history))
        @if let Some(cancel) = &cancel { (cancel) }
    };
    Ok(visit.page(&format!("{kind} {id}"), Part::Orders, main))
}

/// Cancels an order.
pub async fn cancel(visit: Visit, Path((kind, source, id)): Path<(String, String, String)>, typed: Typed) -> Answer {
    let office = &visit.office;
    office.allow(visit.author(), Deed::EnterOrder, ObjectKind::Order, &id, &[])?;
    let (programme, _) = declared(&visit).await?;
    let mut learning = office.learn(visit.author(), "cancellation").await?;
    learning.cancel_event(&programme.id, &kind, &source, &id, typed.text("reason")).await?;
    learning.commit().await?;
    let to = format!("/orders/{}/{}/{}", encoded(&kind), encoded(&source), encoded(&id));
    Ok(Redirect::to(&to).into_response())
}
