//! Requests: what waits for a second person, with both versions, and the decision.

mod versions;

use crate::fault::Answer;
use crate::form::{Asked, Typed};
use crate::pages::filled::Filled;
use crate::pages::partners::{request_chip, said_reason};
use crate::pages::{ROWS, paging, partner_href};
use crate::visit::{Part, Visit};
use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use axum::routing::{get, post};
use compline_office::requests::{Request, RequestFilter, RequestKind};
use compline_office::{Office, OfficeError};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{
    Action, Banner, Breadcrumbs, Cell, Choice, Column, Empty, Facts, Field, FilterBar, Form, Icon, PageHead, Row,
    Section, Table, Tabs, Tone,
};
use maud::html;

/// The routes of requests.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/requests", get(list))
        .route("/requests/{id}", get(page))
        .route("/requests/{id}/grant", post(grant))
        .route("/requests/{id}/refuse", post(refuse))
        .route("/requests/{id}/withdraw", post(withdraw))
}

/// What a request is about: its name, and where it is.
async fn about(visit: &Visit, request: &Request) -> Result<(String, String), OfficeError> {
    let office = &visit.office;
    Ok(match RequestKind::of(&request.kind)? {
        RequestKind::BankDetails => {
            let person = office.person(visit.company(), &request.object).await?;
            let owned = office.partners_of(visit.company(), &request.object).await?;
            // Somebody who is paid without being a partner has no page.
            let href = owned.first().map_or_else(String::new, |partner| partner_href(partner));
            (person.full_name(), href)
        }
        RequestKind::Entry | RequestKind::Override => (request.object.clone(), partner_href(&request.object)),
        RequestKind::Statements => {
            let run = visit.office.run(visit.company(), &request.object).await?;
            (super::runs::month(visit, &run), format!("/runs/{}/statements?view=held", run.id))
        }
        RequestKind::Correction => {
            let of = office.correction(visit.company(), &request.object).await?;
            let name = visit.words.say_with("correction-title", &[("number", of.number.to_string().into())]);
            (name, format!("/corrections/{}", of.id))
        }
        RequestKind::Plan => {
            let plan = office.plan_version(visit.company(), &request.object).await?;
            (format!("{} {}", plan.name, plan.version), format!("/plans/{}", plan.id))
        }
    })
}

/// The list.
pub async fn list(visit: Visit, Asked(query): Asked) -> Answer {
    let words = visit.words;
    let kinds = visit.office.request_kinds(visit.author());
    if let (Some(kind), true) = (RequestKind::ALL.last(), kinds.is_empty()) {
        let (action, object) = kind.view();
        visit.allow(action, object, "")?;
    }
    let state = match query.text("state") {
        "" => "open",
        state => state,
    };
    let kind = kinds.iter().find(|kind| kind.name() == query.text("kind")).map_or("", |kind| kind.name());
    let filter = RequestFilter {
        state: if state == "all" { String::new() } else { state.to_owned() },
        kind: kind.to_owned(),
        objects: Vec::new(),
    };
    let skip = query.number("skip").unwrap_or(0).max(0);
    let rows = visit.office.requests_seen(visit.author(), &filter, skip, ROWS).await?;
    let waiting = words.say_with("requests-waiting", &[("requests", visit.waiting().into())]);
    let mut head = PageHead::new(visit.say("nav-requests")).fact(waiting);
    if visit.may(Deed::ViewRuns, ObjectKind::Company) {
        head = head
            .action(Action::link(visit.say("entries"), "/entries"))
            .action(Action::link(visit.say("overrides"), "/overrides"))
            .action(Action::link(visit.say("corrections"), "/corrections"));
    }
    let mut tabs = Tabs::new(visit.say("views"));
    for (of, key) in [("open", "state-open"), ("decided", "request-decided"), ("all", "view-all")] {
        tabs = tabs.tab(visit.say(key), format!("/requests?state={of}&kind={kind}"), state == of);
    }
    let name = |kind: &RequestKind| visit.say(&format!("request-{}", kind.name()));
    let choices = kinds.iter().map(|kind| Choice::new(kind.name(), name(kind)));
    let mut bar = FilterBar::new(visit.ui, visit.say("filter"), "/requests")
        .keep("state", state)
        .add(visit.say("filter-add"), [Field::select(visit.ui, "kind", visit.say("field-kind"), choices)]);
    if !kind.is_empty() {
        bar = bar.chip(visit.say(&format!("request-{kind}")), format!("/requests?state={state}"));
    }
    let mut table = Table::new(visit.ui, "requests", visit.say("nav-requests"))
        .column(Column::text(visit.say("request")).title_on_phones())
        .column(Column::text(visit.say("request-about")))
        .column(Column::text(visit.say("field-reason")))
        .column(Column::text(visit.say("request-asked-by")))
        .column(Column::state(visit.say("state")))
        .empty(Empty::new(Icon::UserCheck, visit.say("nav-requests"), visit.say("requests-none")))
        .paging(paging(&visit, &format!("/requests?state={state}&kind={kind}&"), skip, rows.len(), None));
    for row in &rows {
        let (text, href) = about(&visit, row).await?;
        let about = if href.is_empty() { Cell::text(text) } else { Cell::text(text).href(href) };
        let mut state = Cell::chip(request_chip(&visit, &row.state));
        if row.state == "open" && row.asked_by == visit.author().user {
            state = state.note(visit.say("request-own-short"));
        }
        table = table.row(
            Row::new(row.id.clone())
                .muted(row.state == "withdrawn")
                .cell(Cell::text(visit.say(&format!("request-{}", row.kind))).href(format!("/requests/{}", row.id)))
                .cell(about)
                .cell(Cell::text(said_reason(&visit, &row.reason)))
                .cell(Cell::text(visit.office.user_name(&row.asked_by).await?).note(visit.moment(row.asked_at)))
                .cell(state),
        );
    }
    Ok(visit.page(&visit.say("nav-requests"), Part::Requests, html! { (head) (tabs) (bar) (table) }))
}

/// A request.
pub async fn page(visit: Visit, Path(id): Path<String>) -> Answer {
    show(&visit, &id, Filled::new(&visit, Typed::default())).await
}

async fn show(visit: &Visit, id: &str, mut f: Filled<'_>) -> Answer {
    let office = &visit.office;
    let request = office.request_seen(visit.author(), id).await?;
    let kind = RequestKind::of(&request.kind)?;
    let title = visit.say(&format!("request-{}", request.kind));
    let head = PageHead::new(title.clone())
        .breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("nav-requests"), "/requests"))
        .chip(request_chip(visit, &request.state));
    let (text, href) = about(visit, &request).await?;
    let about = html! { @if href.is_empty() { (text) } @else { a href=(href) { (text) } } };
    let mut facts = Facts::new()
        .wide()
        .fact(visit.say("request-about"), about)
        .fact(visit.say("field-reason"), said_reason(visit, &request.reason))
        .fact(
            visit.say("request-asked-by"),
            format!("{} · {}", office.user_name(&request.asked_by).await?, visit.moment(request.asked_at)),
        );
    if let (Some(by), Some(at)) = (&request.decided_by, request.decided_at) {
        let who = format!("{} · {}", office.user_name(by).await?, visit.moment(at));
        facts = facts.fact(visit.say("request-decided-by"), who);
    }
    if let Some(answer) = &request.answer {
        facts = facts.fact(visit.say("request-answer"), said_reason(visit, answer));
    }
    let open = request.state == "open";
    let own = request.asked_by == visit.author().user;
    let (action, object) = kind.decision();
    let may = visit.may(action, object);
    let banner = match (open, own, may) {
        (true, true, _) => Some(
            Banner::new(Tone::Review, visit.say("request-own"))
                .action(Action::post(visit.say("request-withdraw"), format!("/requests/{id}/withdraw"))),
        ),
        (true, false, false) => {
            let deed = visit.say(&format!("permission-{}", action.name()));
            let text = visit.words.say_with("request-others", &[("action", deed.into())]);
            Some(Banner::new(Tone::Info, text))
        }
        _ => None,
    };
    let versions = versions::versions(visit, kind, &request).await?;
    let decision = (open && !own && may).then(|| {
        let refusal = Form::new(visit.ui, format!("/requests/{id}/refuse"))
            .field(f.area("reason", "request-refuse-reason"))
            .action(Action::submit(visit.say("request-refuse")).danger());
        let refusal = f.rest(refusal);
        let grant = visit.say(&format!("request-grant-{}", request.kind));
        html! {
            (Section::new(visit.say("approval-decision")).body(html! {
                (Action::post(grant, format!("/requests/{id}/grant")).primary().icon(Icon::Check))
            }))
            (Section::new(visit.say("request-refuse-title")).body(refusal))
        }
    });
    let main = html! {
        (head)
        @if let Some(banner) = &banner { (banner) }
        (facts) (versions)
        @if let Some(decision) = &decision { (decision) }
    };
    Ok(visit.page_with(&title, Part::Requests, main, f.is_wrong()))
}

/// Grants a request. What no longer fits is refused, and the page says why.
pub async fn grant(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.office.grant(visit.author(), &id).await?;
    Ok(Redirect::to(&format!("/requests/{id}")).into_response())
}

/// Refuses a request.
pub async fn refuse(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    let mut f = Filled::new(&visit, typed);
    let reason = f.text("reason").to_owned();
    match visit.office.refuse(visit.author(), &id, &reason).await {
        Ok(()) => Ok(Redirect::to(&format!("/requests/{id}")).into_response()),
        Err(error) => {
            f.refused(error)?;
            show(&visit, &id, f).await
        }
    }
}

/// Withdraws a request.
pub async fn withdraw(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.office.withdraw_request(visit.author(), &id).await?;
    Ok(Redirect::to(&format!("/requests/{id}")).into_response())
}
