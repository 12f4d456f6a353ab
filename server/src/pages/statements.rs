//! Statements: drafts, held ones, final ones, and their PDFs.

use crate::fault::{Answer, message};
use crate::form::{Asked, Typed};
use crate::pages::runs::month;
use crate::pages::{ROWS, chip, paging, partner_href};
use crate::visit::{Part, Visit, encoded};
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect};
use compline_documents::KeptRow;
use compline_office::runs::{Run, RunState};
use compline_office::statements::StatementRow;
use compline_office::{FieldError, OfficeError};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{
    Action, Breadcrumbs, Cell, Column, Empty, Facts, Field, FilterBar, Form, Icon, PageHead, Row, Section, Table, Tabs,
};
use maud::{Markup, Render, html};

/// The statements of the latest run that has some.
pub async fn all(visit: Visit) -> Answer {
    let runs = visit.runs().await?;
    let with = runs.iter().find(|run| run.state >= RunState::Documented && run.state != RunState::Withdrawn);
    if let Some(run) = with {
        return Ok(Redirect::to(&format!("/runs/{}/statements", run.id)).into_response());
    }
    let empty = Empty::new(Icon::FileText, visit.say("nav-documents"), visit.say("documents-none-yet"))
        .action(Action::link(visit.say("nav-settlement"), "/runs").primary());
    Ok(visit.page(&visit.say("nav-documents"), Part::Documents, empty))
}

/// The statements of a run.
pub async fn list(visit: Visit, Path(id): Path<String>, Asked(query): Asked) -> Answer {
    show(&visit, &id, &query, &[]).await
}

/// Asks for the approval of statements that were held when their run became final, and lack nothing now.
pub async fn ask_held(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    match visit.office.ask_held(visit.author(), &id, typed.text("reason")).await {
        Ok(request) => Ok(Redirect::to(&format!("/requests/{request}")).into_response()),
        Err(OfficeError::Input(errors)) => show(&visit, &id, &Typed::default().with("view", "held"), &errors).await,
        Err(error) => Err(error.into()),
    }
}

/// The form below the held statements of a final run.
async fn issue_form(visit: &Visit, run: &Run, errors: &[FieldError]) -> Result<Option<Section>, OfficeError> {
    if run.state != RunState::Final || !visit.may(Deed::MakeDocuments, ObjectKind::Run) {
        return Ok(None);
    }
    let waiting = visit.office.requests(visit.company(), "open", "statements", &run.id, 0, 1).await?;
    let section = Section::new(visit.say("held-issue")).text(visit.say("held-issue-text"));
    if let Some(request) = waiting.first() {
        let link = Action::link(visit.say("held-issue-asked"), format!("/requests/{}", request.id)).quiet();
        return Ok(Some(section.body(link)));
    }
    let text = |error: &FieldError| message(visit.words, error);
    let mut form = Form::new(visit.ui, format!("/runs/{}/held", run.id)).field(
        Field::text(visit.ui, "reason", visit.say("held-issue-reason"))
            .maybe_error(errors.iter().find(|error| error.field == "reason").map(text)),
    );
    for error in errors.iter().filter(|error| error.field != "reason") {
        form = form.error(text(error));
    }
    Ok(Some(section.body(form.action(Action::submit(visit.say("held-issue-ask")).primary()))))
}

async fn show(visit: &Visit, id: &str, query: &Typed, errors: &[FieldError]) -> Answer {
    let (office, words) = (&visit.office, visit.words);
    let run = office.run(visit.company(), id).await?;
    if let Some(lead) = &run.lead {
        return Ok(Redirect::to(&format!("/runs/{lead}/statements")).into_response());
    }
    let view = match query.text("view") {
        "" => "all",
        view => view,
    };
    let skip = query.number("skip").unwrap_or(0).max(0);
    let rows = office.statements(id, view, query.text("q"), skip, ROWS).await?;
    let base = format!("/runs/{id}/statements");
    let head = PageHead::new(words.say_with("statements-title", &[("month", month(visit, &run).into())]))
        .breadcrumbs(
            Breadcrumbs::new(visit.ui)
                .link(visit.say("nav-settlement"), "/runs")
                .link(month(visit, &run), format!("/runs/{id}")),
        )
        .chip(super::runs::chip(visit, &run));
    let mut tabs = Tabs::new(visit.say("views"));
    for (of, key) in
        [("all", "view-all"), ("draft", "state-draft"), ("held", "state-on-hold"), ("final", "state-finalised")]
    {
        tabs = tabs.tab(visit.say(key), format!("{base}?view={of}"), view == of);
    }
    let bar = FilterBar::new(visit.ui, visit.say("filter"), base.clone())
        .query("q", query.text("q"), visit.say("statement-search"))
        .keep("view", view);
    let mut table = Table::new(visit.ui, "statements", visit.say("nav-documents"))
        .column(Column::text(visit.say("partner-number")).title_on_phones())
        .column(Column::text(visit.say("statement-number")))
        .column(Column::state(visit.say("state")))
        .column(Column::amount(visit.say("order-net"), visit.currency.clone()))
        .column(Column::amount(visit.say("order-tax"), visit.currency.clone()))
        .column(Column::amount(visit.say("order-gross"), visit.currency.clone()))
        .column(Column::actions(visit.say("statement-pdf")))
        .empty(Empty::new(Icon::FileText, visit.say("nav-documents"), visit.say("list-no-hit")))
        .paging(paging(visit, &format!("{base}?view={view}&q={}&", encoded(query.text("q"))), skip, rows.len(), None));
    for row in &rows {
        table = table.row(self::row(visit, row));
    }
    let issue = if view == "held" && !rows.is_empty() { issue_form(visit, &run, errors).await? } else { None };
    let main = html! { (head) (tabs) (bar) (table) @if let Some(issue) = &issue { (issue) } };
    Ok(visit.page_with(&visit.say("nav-documents"), Part::Documents, main, !errors.is_empty()))
}

fn row(visit: &Visit, row: &StatementRow) -> Row {
    let href = format!("/statements/{}", row.id);
    let reasons: Vec<String> = row.reasons().iter().map(|reason| visit.say(reason)).collect();
    let mut state = Cell::chip(chip(visit, &row.state));
    if !reasons.is_empty() {
        state = state.note(reasons.join(", "));
    }
    Row::new(row.id.clone())
        .cell(Cell::text(row.partner.clone()).href(href.clone()))
        .cell(Cell::text(row.number.clone().unwrap_or_default()))
        .cell(state)
        .cell(Cell::text(visit.amount(row.net)))
        .cell(Cell::text(visit.amount(row.tax)))
        .cell(Cell::text(visit.amount(row.gross)).href(href.clone()))
        .cell(Cell::markup(html! { a href=(format!("{href}/pdf")) { "PDF" } }))
}

/// A statement.
pub async fn page(visit: Visit, Path(id): Path<String>) -> Answer {
    let (office, words) = (&visit.office, visit.words);
    let row = office.statement(visit.company(), &id).await?;
    let run = office.run(visit.company(), &row.run).await?;
    let person = office.person(visit.company(), &row.person).await?;
    office.note(visit.author(), "view-personal-data", "person", &row.person, &"statement").await?;
    let title = row.number.clone().unwrap_or_else(|| visit.say("statement-draft"));
    let head = PageHead::new(title.clone())
        .breadcrumbs(
            Breadcrumbs::new(visit.ui)
                .link(month(&visit, &run), format!("/runs/{}", run.id))
                .link(visit.say("nav-documents"), format!("/runs/{}/statements", run.id)),
        )
        .chip(chip(&visit, &row.state))
        .action(Action::link(visit.say("statement-pdf-open"), format!("/statements/{id}/pdf")).primary());
    let rate = rust_decimal::Decimal::new(row.tax_rate, 4).normalize();
    let mut facts = Facts::new()
        .wide()
        .fact(visit.say("partner"), html! { a href=(partner_href(&row.partner)) { (person.full_name()) " · " (row.partner) } })
        .fact(visit.say("period"), month(&visit, &run))
        .fact(visit.say("order-net"), words.money(row.net, &row.currency))
        .fact(visit.say("order-tax"), format!("{} ({} {})", words.money(row.tax, &row.currency), row.tax_category, words.percent(rate)))
        .fact(visit.say("order-gross"), words.money(row.gross, &row.currency))
        .fact(
            visit.say("lines"),
            html! { a.figure href=(format!("/runs/{}/partners/{}", run.id, encoded(&row.partner))) { (words.count(row.lines)) } },
        );
    if let Some(day) = row.issued_on {
        facts = facts.fact(visit.say("finalise-date"), words.date(day));
    }
    for reason in row.reasons() {
        facts = facts.fact(visit.say("hold-reason"), visit.say(&reason));
    }
    let model = office.statement_model(visit.company(), &row).await?;
    let kept = kept(&visit, &compline_documents::kept_rows(&model.kept, words));
    Ok(visit.page(&title, Part::Documents, html! { (head) (facts) (kept) }))
}

/// What the plan keeps for the partner.
fn kept(visit: &Visit, rows: &[KeptRow]) -> Markup {
    if rows.is_empty() {
        return html! {};
    }
    let column = |key: &str| Column::number(visit.say(key));
    let mut table = Table::new(visit.ui, "kept", visit.say("documents-kept"))
        .column(Column::text(visit.say("documents-kept-name")).title_on_phones())
        .column(column("documents-kept-opening"))
        .column(column("documents-kept-added"))
        .column(column("documents-kept-gone"))
        .column(column("documents-kept-closing"));
    for (at, one) in rows.iter().enumerate() {
        let mut first = Cell::text(if one.detail { format!("\u{2003}{}", one.name) } else { one.name.clone() });
        if let Some(about) = &one.about {
            first = first.note(about.clone());
        }
        let mut row = Row::new(at.to_string()).cell(first).muted(one.detail);
        for figure in [&one.opening, &one.added, &one.gone, &one.closing] {
            row = row.cell(Cell::text(figure));
        }
        table = table.row(row);
    }
    Section::new(visit.say("documents-kept")).text(visit.say("documents-kept-help")).body(table).render()
}

/// The PDF of a statement.
pub async fn pdf(visit: Visit, Path(id): Path<String>) -> Answer {
    let row = visit.office.statement(visit.company(), &id).await?;
    visit.office.note(visit.author(), "view-personal-data", "person", &row.person, &"statement pdf").await?;
    let bytes = visit.office.statement_pdf(visit.company(), &id).await?;
    let name = row.number.unwrap_or_else(|| "draft".to_owned());
    let headers = [
        (CONTENT_TYPE, "application/pdf".to_owned()),
        (CONTENT_DISPOSITION, format!("inline; filename=\"{name}.pdf\"")),
    ];
    Ok((headers, bytes).into_response())
}
