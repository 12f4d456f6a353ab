//! Orders: the events that plans pay for, with the fields that the plan declares.

mod entry;
mod fields;
mod notices;
mod record;
mod reversals;
mod waiting;

use crate::fault::Answer;
use crate::form::{Asked, Typed};
use crate::pages::{ROWS, chip, paging, partner_href};
use crate::visit::{Part, Visit, encoded};
use axum::Router;
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use compline_compiler::program::{Event, Kind, Program, UnitKind};
use compline_office::companies::Programme;
use compline_office::facts::event_lists::EventFilter;
use compline_office::facts::events::money_fields;
use compline_office::orders::EventKey;
use compline_office::plans::CompiledPlan;
use compline_office::{Office, OfficeError};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{
    Action, Banner, Cell, Choice, Column, Empty, Field, FilterBar, Icon, Menu, PageHead, Row, Table, Tabs, Tone,
};
use compline_words::parse_date;
pub use fields::label as field_label;
pub use record::standing_chip;

use fields::{label, shown};
use maud::html;
use std::sync::Arc;

/// The routes of orders.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/orders", get(list))
        .route("/orders/new", get(entry::page).post(entry::enter))
        .route("/orders/field", get(entry::partner))
        .route("/orders/waiting", get(waiting::page))
        .route("/orders/export/{name}", get(export))
        .route("/orders/{kind}/{source}/{id}", get(record::page))
        .route("/orders/{kind}/{source}/{id}/correct", get(entry::correct).post(entry::correct_it))
        .route("/orders/{kind}/{source}/{id}/cancel", post(record::cancel))
        .route("/orders/{kind}/{source}/{id}/reversals", post(reversals::enter))
        .route("/orders/{kind}/{source}/{id}/reversals/{reversal}/void", post(reversals::void))
        .route("/orders/{kind}/{source}/{id}/notices", post(notices::record))
        .route("/orders/{kind}/{source}/{id}/receipts", post(record::receive))
        .route("/receipts/{id}/undo", post(record::undo))
}

/// The address of an order.
pub fn order_href(kind: &str, source: &str, id: &str) -> String {
    format!("/orders/{}/{}/{}", encoded(kind), encoded(source), encoded(id))
}

/// The address of an order by its key.
pub fn key_href(key: &EventKey) -> String {
    order_href(&key.kind, &key.source, &key.id)
}

/// The programme, and the plan that declares its events now. Policies are asked before anything is read.
pub(super) async fn declared(visit: &Visit) -> Result<(Programme, Arc<CompiledPlan>), OfficeError> {
    visit.office.allow(visit.author(), Deed::ViewOrders, ObjectKind::Company, visit.company(), &[])?;
    let programme = visit.programme().await?;
    let plan = visit.office.declared(visit.company(), &programme.id).await?;
    Ok((programme, plan))
}

/// What the address says about a list, and what of it cannot be read.
struct Wanted {
    filter: EventFilter,
    wrong: Vec<(&'static str, String)>,
}

/// Choices of the plan that lists can be filtered by: field and words.
fn choices<'p>(program: &'p Program, kind: &'p Event) -> impl Iterator<Item = (&'p str, &'p [String])> {
    kind.fields.iter().filter_map(|field| match field.ty.kind {
        Kind::Word(words) => Some((field.name.as_str(), program.words.get(words.index())?.words.as_slice())),
        _ => None,
    })
}

fn wanted(visit: &Visit, program: &Program, kind: &Event, query: &Typed) -> Wanted {
    let today = visit.office.clock().today();
    let mut wrong = Vec::new();
    let mut day = |name: &'static str| {
        let text = query.text(name);
        if text.is_empty() {
            return None;
        }
        match parse_date(text, visit.words.language(), today) {
            Ok(day) => Some(day),
            Err(error) => {
                wrong.push((name, error.say(visit.words)));
                None
            }
        }
    };
    let (from, to) = (day("from"), day("to"));
    let chosen = choices(program, kind).filter_map(|(field, words)| {
        let word = query.text(&format!("f-{field}"));
        words.iter().any(|one| one == word).then(|| (field.to_owned(), word.to_owned()))
    });
    let state = Some(query.text("state")).filter(|state| ["live", "cancelled"].contains(state));
    let filter = EventFilter {
        kind: kind.name.clone(),
        partner: query.text("partner").to_owned(),
        search: query.text("q").to_owned(),
        from,
        to,
        state: state.unwrap_or_default().to_owned(),
        words: chosen.collect(),
    };
    Wanted { filter, wrong }
}

/// What holds of a filter as names and values of the address.
fn pairs(filter: &EventFilter) -> Vec<(String, String)> {
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let mut out = vec![
        ("kind".to_owned(), filter.kind.clone()),
        ("q".to_owned(), filter.search.clone()),
        ("partner".to_owned(), filter.partner.clone()),
        ("state".to_owned(), filter.state.clone()),
        ("from".to_owned(), day(filter.from)),
        ("to".to_owned(), day(filter.to)),
    ];
    out.extend(filter.words.iter().map(|(field, word)| (format!("f-{field}"), word.clone())));
    out.retain(|(_, value)| !value.is_empty());
    out
}

fn address(path: &str, pairs: &[(String, String)], without: &str) -> String {
    let kept = pairs.iter().filter(|(name, _)| name != without);
    let query: Vec<String> = kept.map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    format!("{path}?{}", query.join("&"))
}

fn state_word(visit: &Visit, state: &str) -> String {
    let cancelled = state == "cancelled";
    visit.say(if cancelled { "state-reversed" } else { "state-live" })
}

fn bar(visit: &Visit, program: &Program, kind: &Event, wanted: &Wanted, query: &Typed) -> FilterBar<'static> {
    let (filter, ui) = (&wanted.filter, visit.ui);
    let all = pairs(filter);
    let mut bar = FilterBar::new(ui, visit.say("filter"), "/orders")
        .query("q", filter.search.clone(), visit.say("order-search"))
        .keep("kind", kind.name.clone());
    let mut chip = |name: String, value: String, of: &str| {
        let bar_now = std::mem::replace(&mut bar, FilterBar::new(ui, "", ""));
        bar = bar_now.chip(format!("{name}: {value}"), address("/orders", &all, of));
    };
    if let Some(day) = filter.from {
        chip(visit.say("field-from"), visit.words.date(day), "from");
    }
    if let Some(day) = filter.to {
        chip(visit.say("field-to"), visit.words.date(day), "to");
    }
    if !filter.partner.is_empty() {
        chip(visit.say("partner"), filter.partner.clone(), "partner");
    }
    if !filter.state.is_empty() {
        chip(visit.say("state"), state_word(visit, &filter.state), "state");
    }
    for (field, word) in &filter.words {
        chip(label(visit, field), word.replace('_', " "), &format!("f-{field}"));
    }
    let any = || Choice::new("", visit.say("all"));
    let wrong = |name: &str| wanted.wrong.iter().find(|(field, _)| *field == name).map(|(_, text)| text.clone());
    let day = |name: &'static str, key: &str, now: Option<chrono::NaiveDate>| {
        let text = now.map_or_else(|| query.text(name).to_owned(), |day| visit.words.date(day));
        Field::date(ui, name, visit.say(key)).value(text).optional().maybe_error(wrong(name))
    };
    let states = ["live", "cancelled"].map(|state| Choice::new(state, state_word(visit, state)));
    let mut fields = vec![
        day("from", "field-from", filter.from),
        day("to", "field-to", filter.to),
        Field::text(ui, "partner", visit.say("partner")).value(filter.partner.clone()).optional(),
        Field::select(ui, "state", visit.say("state"), std::iter::once(any()).chain(states))
            .value(filter.state.clone()),
    ];
    for (field, words) in choices(program, kind) {
        let words = words.iter().map(|word| Choice::new(word.clone(), word.replace('_', " ")));
        let now = filter.words.iter().find(|(of, _)| of == field).map(|(_, word)| word.clone()).unwrap_or_default();
        let select = Field::select(ui, format!("f-{field}"), label(visit, field), std::iter::once(any()).chain(words));
        fields.push(select.value(now));
    }
    let exports = Menu::new(visit.say("export"))
        .link(&visit.say("export-csv"), &address(&format!("/orders/export/{}.csv", encoded(&kind.name)), &all, "kind"))
        .link(
            &visit.say("export-xlsx"),
            &address(&format!("/orders/export/{}.xlsx", encoded(&kind.name)), &all, "kind"),
        );
    bar.add(visit.say("filter-add"), fields).tool(exports)
}

/// The head of a field's column: figures with their unit at the right.
fn column(visit: &Visit, program: &Program, field: &compline_compiler::program::Field) -> Column {
    let name = label(visit, &field.name);
    match field.ty.kind {
        Kind::Number(unit, _) => {
            let unit = program.units.get(unit.index());
            match unit.map(|unit| unit.kind) {
                Some(UnitKind::Money) => Column::amount(name, unit.map_or("", |unit| unit.name.as_str())),
                // Points are often called as their unit.
                Some(UnitKind::Points) if unit.is_some_and(|unit| unit.name == name) => Column::number(name),
                Some(UnitKind::Points) => Column::number(name).unit(unit.map_or("", |unit| unit.name.as_str())),
                _ => Column::number(name),
            }
        }
        Kind::Date => Column::date(name),
        _ => Column::text(name),
    }
}

/// The list: a tab for each kind of event, a column for each field.
pub async fn list(visit: Visit, Asked(query): Asked) -> Answer {
    let (programme, plan) = declared(&visit).await?;
    let (office, words, program) = (&visit.office, visit.words, &plan.program);
    let kinds = &program.events;
    let kind = kinds.iter().find(|kind| kind.name == query.text("kind")).or_else(|| kinds.first());
    let mut head = PageHead::new(visit.say("orders")).fact(programme.name.clone());
    let Some(kind) = kind else {
        let empty = Empty::new(Icon::ShoppingCart, visit.say("orders"), visit.say("order-none-yet"));
        return Ok(visit.page(&visit.say("orders"), Part::Orders, html! { (head) (empty) }));
    };
    let may_enter = visit.may(Deed::EnterOrder, ObjectKind::Company);
    let enter = Action::link(visit.say("order-enter"), format!("/orders/new?kind={}", encoded(&kind.name)));
    if may_enter {
        head = head.action(enter.icon(Icon::Plus).primary());
    }
    if visit.may(Deed::ImportData, ObjectKind::Company) {
        let to = format!("/imports?target={}", encoded(&kind.name));
        head = head.action(Action::link(visit.say("import"), to).icon(Icon::Upload));
    }
    let wanted = wanted(&visit, program, kind, &query);
    let filter = &wanted.filter;
    let skip = query.number("skip").unwrap_or(0).max(0);
    let rows = office.events(visit.company(), &programme.id, filter, skip, ROWS).await?;
    let narrow = filter.is_narrow();
    let total = if narrow { Some(office.events_total(visit.company(), &programme.id, filter).await?) } else { None };
    let mut tabs = Tabs::new(visit.say("order-kind"));
    for one in kinds {
        tabs = tabs.tab(one.name.clone(), format!("/orders?kind={}", encoded(&one.name)), one.name == kind.name);
    }
    let late = office.waiting_events(visit.company(), &programme.id, program.calendar).await?;
    if !late.is_empty() {
        let count = i64::try_from(late.len()).unwrap_or(i64::MAX);
        tabs = tabs.counted(visit.say("orders-waiting"), words.count(count), "/orders/waiting", false);
    }
    let all = pairs(filter);
    let filtered = all.len() > 1;
    let none = visit.say(if filtered { "list-nothing-with-filters" } else { "order-none-yet" });
    let base = format!("{}&", address("/orders", &all, ""));
    let mut table = Table::new(visit.ui, "orders", visit.say("orders"))
        .column(Column::text(visit.say("order-number")).title_on_phones())
        .empty(Empty::new(Icon::ShoppingCart, visit.say("orders"), none))
        .paging(paging(&visit, &base, skip, rows.len(), total.map(|(count, _)| count)));
    for field in &kind.fields {
        table = table.column(column(&visit, program, field));
    }
    table = table.column(Column::state(visit.say("state")));
    let owner = kind.owner.and_then(|owner| kind.fields.get(owner as usize)).map(|field| &field.name);
    for row in &rows {
        let texts = row.texts()?;
        let mut cells = Row::new(format!("{}-{}", row.source, row.id))
            .muted(row.state == "cancelled")
            .cell(Cell::text(row.id.clone()).href(order_href(&row.kind, &row.source, &row.id)));
        for field in &kind.fields {
            let text = texts.get(&field.name).map(String::as_str).unwrap_or_default();
            let link = owner == Some(&field.name) && !text.is_empty();
            let cell = if text.is_empty() { Cell::none() } else { Cell::text(shown(&visit, program, field, text)) };
            cells = cells.cell(if link { cell.href(partner_href(text)) } else { cell });
        }
        table = table.row(cells.cell(Cell::chip(chip(&visit, &row.state))));
    }
    if let (Some((_, sum)), Some((money, scale))) = (total.filter(|(n, _)| *n > 0), money_fields(program, kind).next())
    {
        let mut cells = Row::new("total").cell(Cell::text(visit.say("order-sum-of-list")));
        for field in &kind.fields {
            let own = field.name == money;
            cells = cells.cell(Cell::text(if own { words.amount(sum, scale) } else { String::new() }));
        }
        table = table.total(cells.cell(Cell::text("")));
    }
    let wrong: Vec<String> = wanted.wrong.iter().map(|(_, text)| text.clone()).collect();
    let main = html! {
        (head) (tabs) (bar(&visit, program, kind, &wanted, &query))
        @if !wrong.is_empty() { (Banner::new(Tone::Warn, wrong.join(" "))) }
        (table)
    };
    Ok(visit.page_with(&visit.say("orders"), Part::Orders, main, !wrong.is_empty()))
}

/// The list as CSV or XLSX.
async fn export(visit: Visit, Path(name): Path<String>, Asked(query): Asked) -> Answer {
    let (programme, plan) = declared(&visit).await?;
    let missing = || OfficeError::Missing { what: "table", id: name.clone() };
    let (kind, form) = name.rsplit_once('.').ok_or_else(missing)?;
    let workbook = match form {
        "csv" => false,
        "xlsx" => true,
        _ => return Err(missing().into()),
    };
    let event = compline_office::orders::event_of(&plan, kind)?;
    let filter = wanted(&visit, &plan.program, event, &query).filter;
    let bytes = visit.office.export_events(visit.author(), &programme.id, &filter, workbook).await?;
    Ok(table_file(&event.name, workbook, bytes))
}

/// A table as a file that is downloaded.
pub fn table_file(name: &str, workbook: bool, bytes: Vec<u8>) -> axum::response::Response {
    let (form, media) = if workbook {
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    } else {
        ("csv", "text/csv; charset=utf-8")
    };
    // Names of headers are plain letters, whatever a plan calls its events.
    let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    let headers =
        [(CONTENT_TYPE, media.to_owned()), (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{form}\""))];
    (headers, bytes).into_response()
}
