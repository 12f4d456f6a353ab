//! Manual values: all of them, the form outside of a run, and ending one early.

use crate::fault::Answer;
use crate::form::{Asked, Typed};
use crate::pages::filled::Filled;
use crate::pages::{ROWS, paging, partner_href};
use crate::visit::{Part, Visit, encoded};
use axum::Router;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use chrono::NaiveDate;
use compline_compiler::program::{Kind, Program};
use compline_office::facts::overrides::Override;
use compline_office::overrides::{OverrideFilter, OverrideRow};
use compline_office::requests::Asked as Wish;
use compline_office::{Office, OfficeError};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{
    Action, Banner, Breadcrumbs, Cell, Chip, Choice, Column, Empty, Facts, Field, FilterBar, Form, Icon, PageHead, Row,
    Table, Tabs, Tone,
};
use maud::html;
use std::sync::Arc;

/// The routes of manual values.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/overrides", get(list))
        .route("/new-override", get(page).post(set))
        .route("/end-override", get(end_page).post(end))
}

/// The list.
pub async fn list(visit: Visit, Asked(query): Asked) -> Answer {
    visit.allow(Deed::ViewRuns, ObjectKind::Company, visit.company())?;
    let state = match query.text("state") {
        "" => "in-force",
        state => state,
    };
    let filter = OverrideFilter {
        state: state.to_owned(),
        partner: query.text("partner").to_owned(),
        author: query.text("author").to_owned(),
    };
    let skip = query.number("skip").unwrap_or(0).max(0);
    let rows = visit.office.override_rows(visit.company(), &filter, skip, ROWS).await?;
    let address = |state: &str, author: &str| {
        format!("/overrides?state={}&partner={}&author={}", encoded(state), encoded(&filter.partner), encoded(author))
    };
    let mut head = PageHead::new(visit.say("overrides"))
        .breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("nav-requests"), "/requests"));
    if visit.may(Deed::OverrideValue, ObjectKind::Company) {
        head = head.action(Action::link(visit.say("override-create"), "/new-override").primary());
    }
    let mut tabs = Tabs::new(visit.say("views"));
    for (of, key) in [
        ("in-force", "override-in-force"),
        ("planned", "override-planned"),
        ("expired", "override-expired"),
        ("all", "view-all"),
    ] {
        tabs = tabs.tab(visit.say(key), address(of, &filter.author), of == state);
    }
    let mut authors = vec![Choice::new("", visit.say("all"))];
    for (user, _) in visit.office.staff(visit.company()).await? {
        authors.push(Choice::new(user.id.clone(), user.name).chosen(user.id == filter.author));
    }
    let mut bar = FilterBar::new(visit.ui, visit.say("filter"), "/overrides")
        .query("partner", filter.partner.clone(), visit.say("partner-number"))
        .keep("state", state)
        .add(visit.say("filter-add"), [Field::select(visit.ui, "author", visit.say("audit-who"), authors)]);
    if !filter.author.is_empty() {
        bar = bar.chip(visit.office.user_name(&filter.author).await?, address(state, ""));
    }
    let base = format!("{}&", address(state, &filter.author));
    let table = table(&visit, &rows).await?.paging(paging(&visit, &base, skip, rows.len(), None));
    Ok(visit.page(&visit.say("overrides"), Part::Requests, html! { (head) (tabs) (bar) (table) }))
}

/// Manual values as a table.
pub async fn table(visit: &Visit, rows: &[OverrideRow]) -> Result<Table<'static>, OfficeError> {
    let (words, today) = (visit.words, visit.office.clock().today());
    let ends = visit.may(Deed::OverrideValue, ObjectKind::Partner);
    let mut table = Table::new(visit.ui, "overrides", visit.say("overrides"))
        .column(Column::text(visit.say("partner")).title_on_phones())
        .column(Column::text(visit.say("override-what")))
        .column(Column::date(visit.say("override-days")))
        .column(Column::state(visit.say("state")))
        .column(Column::text(visit.say("audit-who")))
        .empty(Empty::new(Icon::Pencil, visit.say("overrides"), visit.say("overrides-none")));
    if ends {
        table = table.column(Column::actions(visit.say("override-end")));
    }
    for (at, row) in rows.iter().enumerate() {
        let state = row.state(today);
        let (tone, icon) = match state {
            "in-force" => (Tone::Ok, Icon::Check),
            "planned" => (Tone::Info, Icon::Clock),
            "expired" => (Tone::Neutral, Icon::History),
            _ => (Tone::Neutral, Icon::X),
        };
        let over = matches!(state, "expired" | "given-up");
        let args = [("from", words.date(row.valid_from).into()), ("to", words.date(row.valid_to).into())];
        let days = match state {
            "given-up" => Cell::none(),
            _ => Cell::text(words.say_with("valid-range", &args)),
        };
        let mut cells = Row::new(at.to_string())
            .muted(over)
            .cell(Cell::text(row.partner.clone()).href(partner_href(&row.partner)))
            .cell(Cell::text(format!("{} = {}", row.definition.replace('_', " "), row.value)).note(row.reason.clone()))
            .cell(days)
            .cell(Cell::chip(Chip::new(tone, visit.say(&format!("override-{state}"))).icon(icon)))
            .cell(Cell::text(author(visit, &row.author).await?).note(approved(visit, row).await?));
        if ends {
            let href = format!(
                "/end-override?programme={}&partner={}&definition={}&from={}",
                encoded(&row.programme),
                encoded(&row.partner),
                encoded(&row.definition),
                row.valid_from
            );
            let action = Action::link(visit.say("override-end"), href).quiet();
            cells = cells.cell(if over { Cell::text("") } else { Cell::markup(action) });
        }
        table = table.row(cells);
    }
    Ok(table)
}

/// When a value became known, and who approved it where that was somebody else.
async fn approved(visit: &Visit, row: &OverrideRow) -> Result<String, OfficeError> {
    let at = visit.moment(row.at);
    if row.approver == row.author {
        return Ok(at);
    }
    let args = [("who", author(visit, &row.approver).await?.into()), ("when", at.into())];
    Ok(visit.words.say_with("override-approved-by", &args))
}

/// Who set a value. Those that came with a company folder name somebody who is no user here.
async fn author(visit: &Visit, id: &str) -> Result<String, OfficeError> {
    let known = visit.office.user_name(id).await?;
    Ok(if known.is_empty() { id.to_owned() } else { known })
}

async fn program(visit: &Visit) -> Result<(String, Arc<Program>), OfficeError> {
    let programme = visit.programme().await?;
    let plan = visit.office.plan_for(visit.company(), &programme.id, visit.office.clock().today()).await?;
    Ok((programme.id, Arc::clone(&visit.office.compiled(&plan).await?.program)))
}

/// The form.
pub async fn page(visit: Visit, Asked(query): Asked) -> Answer {
    let today = visit.words.date(visit.office.clock().today());
    let typed = Typed::default().with("partner", query.text("partner")).with("valid_from", today);
    show(&visit, Filled::new(&visit, typed)).await
}

async fn show(visit: &Visit, mut f: Filled<'_>) -> Answer {
    visit.allow(Deed::OverrideValue, ObjectKind::Company, visit.company())?;
    let (_, program) = program(visit).await?;
    if program.overridables.is_empty() {
        return Err(OfficeError::Settle(visit.say("override-none")).into());
    }
    let title = visit.say("override-create");
    let head =
        PageHead::new(title.clone()).breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("overrides"), "/overrides"));
    let mut form = Form::new(visit.ui, "/new-override").field(f.line("partner", "partner-number"));
    let words = |kind: Kind| match kind {
        Kind::Word(words) => program.words.get(words.index()).map(|words| words.words.clone()).unwrap_or_default(),
        Kind::Bool => vec!["yes".to_owned(), "no".to_owned()],
        _ => Vec::new(),
    };
    let value = match program.overridables.as_slice() {
        [(definition, ty)] => {
            form = form.hidden("definition", definition.clone());
            let label = definition.replace('_', " ");
            let words = words(ty.kind);
            let choices = words.iter().map(|word| Choice::new(word.clone(), word.clone()));
            match words.is_empty() {
                true => Field::text(visit.ui, "value", label),
                false => Field::select(visit.ui, "value", label, choices),
            }
        }
        several => {
            let choices = several.iter().map(|(name, _)| Choice::new(name.clone(), name.replace('_', " ")));
            form = form.field(f.select("definition", "override-what", choices.collect()));
            let all = several.iter().flat_map(|(_, ty)| words(ty.kind));
            Field::text(visit.ui, "value", visit.say("override-value")).suggestions(all)
        }
    };
    form = form
        .field(f.draw("value", value))
        .field(f.day("valid_from", "valid-from"))
        .field(f.day("valid_to", "rank-override-end"))
        .field(f.area("reason", "field-reason"))
        .action(Action::submit(visit.say("override-ask")).primary())
        .action(Action::link(visit.say("cancel"), "/overrides").quiet());
    let form = f.rest(form);
    let banner = Banner::new(Tone::Review, visit.say("override-awaits-second"));
    Ok(visit.page_with(&title, Part::Requests, html! { (head) (banner) (form) }, f.is_wrong()))
}

/// Asks for a manual value.
pub async fn set(visit: Visit, typed: Typed) -> Answer {
    visit.allow(Deed::OverrideValue, ObjectKind::Company, visit.company())?;
    let (programme, _) = program(&visit).await?;
    let mut f = Filled::new(&visit, typed);
    let (valid_from, valid_to) = (f.date("valid_from"), f.date("valid_to"));
    let value = Override {
        partner: f.text("partner").to_owned(),
        definition: f.text("definition").to_owned(),
        value: f.text("value").to_owned(),
        valid_from,
        valid_to,
        reason: f.text("reason").to_owned(),
        author: visit.author().user.clone(),
    };
    if f.is_wrong() {
        if let Err(error) = value.check() {
            f.refused(error)?;
        }
        return show(&visit, f).await;
    }
    match visit.office.ask_override(visit.author(), &programme, &value).await {
        Ok(wish) => Ok(there(&wish, &value.partner)),
        Err(error) => {
            f.refused_as(error, |field, _| if field == "period" { "valid_from" } else { field }.to_owned())?;
            show(&visit, f).await
        }
    }
}

/// Where a wish is to be seen.
fn there(wish: &Wish, partner: &str) -> Response {
    let to = match wish {
        Wish::Waits(id) => format!("/requests/{id}"),
        Wish::Holds => format!("{}/overrides", partner_href(partner)),
    };
    Redirect::to(&to).into_response()
}

/// The form that ends a value.
pub async fn end_page(visit: Visit, Asked(query): Asked) -> Answer {
    let mut typed = Typed::default().with("last", visit.words.date(visit.office.clock().today()));
    for name in ["programme", "partner", "definition", "from"] {
        typed = typed.with(name, query.text(name));
    }
    show_end(&visit, Filled::new(&visit, typed)).await
}

fn first_day(f: &Filled<'_>) -> Result<NaiveDate, OfficeError> {
    let text = f.text("from");
    text.parse().map_err(|_| OfficeError::Missing { what: "override", id: text.to_owned() })
}

async fn show_end(visit: &Visit, mut f: Filled<'_>) -> Answer {
    visit.allow(Deed::OverrideValue, ObjectKind::Partner, f.text("partner"))?;
    let (from, words) = (first_day(&f)?, visit.words);
    let filter = OverrideFilter { partner: f.text("partner").to_owned(), ..OverrideFilter::default() };
    let rows = visit.office.override_rows(visit.company(), &filter, 0, i64::from(u16::MAX)).await?;
    let this = |row: &&OverrideRow| {
        row.programme == f.text("programme") && row.definition == f.text("definition") && row.valid_from == from
    };
    let id = f.text("definition").to_owned();
    let row = rows.iter().find(this).ok_or(OfficeError::Missing { what: "override", id })?;
    let title = visit.say("override-end");
    let head =
        PageHead::new(title.clone()).breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("overrides"), "/overrides"));
    let facts = Facts::new()
        .wide()
        .fact(visit.say("partner"), html! { a href=(partner_href(&row.partner)) { (row.partner) } })
        .fact(visit.say("override-what"), format!("{} = {}", row.definition.replace('_', " "), row.value))
        .fact(visit.say("valid-from"), words.date(row.valid_from))
        .fact(visit.say("valid-to"), words.date(row.valid_to))
        .fact(visit.say("field-reason"), row.reason.clone());
    let mut form = Form::new(visit.ui, "/end-override");
    for name in ["programme", "partner", "definition", "from"] {
        form = form.hidden(name, f.text(name));
    }
    form = form
        .field(f.day("last", "override-last-day").help(visit.say("override-last-day-help")))
        .field(f.area("reason", "field-reason"))
        .action(Action::submit(visit.say("override-end-ask")).primary())
        .action(Action::link(visit.say("cancel"), "/overrides").quiet());
    let form = f.rest(form);
    Ok(visit.page_with(&title, Part::Requests, html! { (head) (facts) (form) }, f.is_wrong()))
}

/// Ends a value early.
pub async fn end(visit: Visit, typed: Typed) -> Answer {
    let mut f = Filled::new(&visit, typed);
    visit.allow(Deed::OverrideValue, ObjectKind::Partner, f.text("partner"))?;
    let (from, last) = (first_day(&f)?, f.date("last"));
    let [programme, partner, definition, reason] =
        ["programme", "partner", "definition", "reason"].map(|name| f.text(name).to_owned());
    if f.is_wrong() {
        if reason.is_empty() {
            f.wrong("reason", visit.say("error-reason-missing"));
        }
        return show_end(&visit, f).await;
    }
    let which = (partner.as_str(), definition.as_str(), from);
    match visit.office.end_override(visit.author(), &programme, which, last, &reason).await {
        Ok(wish) => Ok(there(&wish, &partner)),
        Err(error) => {
            f.refused(error)?;
            show_end(&visit, f).await
        }
    }
}
