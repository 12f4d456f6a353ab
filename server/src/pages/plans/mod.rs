//! Plans: versions with their validity, their source with what is found in it, drafts, differences, release.

mod analysis;
mod changes;
mod compare;
mod edit;
mod finding;
mod limits;
mod money;
mod release;
mod source;

pub(crate) use analysis::Reader;

use crate::fault::{Answer, message};
use crate::visit::{Part, Visit};
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use compline_office::plans::{PlanVersion, Report};
use compline_office::{FieldError, Office, OfficeError};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{
    Action, Banner, Breadcrumbs, Cell, Chip, Column, Empty, Facts, Icon, PageHead, Row, Section, Table, Tabs, Tone,
};
use maud::{Markup, html};
use source::AtLine;

/// The routes of plans.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/plans", get(list).post(edit::create))
        .route("/plans/new", get(edit::new))
        .route("/plans/{id}", get(page))
        .route("/plans/{id}/edit", get(edit::page).post(edit::change))
        .route("/plans/{id}/discard", post(edit::discard))
        .route("/plans/{id}/compare", get(compare::page))
        .route("/plans/{id}/limits", get(limits::fragment))
        .route("/plans/{id}/analysis", get(analysis::fragment))
        .route("/plans/{id}/comparisons", post(money::ask))
        .route("/plans/{id}/comparisons/{comparison}", get(money::file))
        .route("/plans/{id}/propose", post(release::propose))
        .route("/plans/{id}/release", post(release::grant))
        .route("/plans/{id}/refuse", post(release::refuse))
        .route("/plans/{id}/withdraw", post(release::withdraw))
}

/// What a version is called; a draft may have no name yet.
fn name(visit: &Visit, plan: &PlanVersion) -> String {
    if plan.name.is_empty() { visit.say("plan-unnamed") } else { format!("{} {}", plan.name, plan.version) }
}

fn may_edit(visit: &Visit) -> bool {
    visit.may(Deed::EditPlan, ObjectKind::Company)
}

fn days(visit: &Visit, plan: &PlanVersion) -> String {
    let from = visit.words.date(plan.valid_from);
    let Some(to) = plan.valid_to else {
        return visit.words.say_with("valid-since", &[("date", from.into())]);
    };
    visit.words.say_with("valid-range", &[("from", from.into()), ("to", visit.words.date(to).into())])
}

/// The chip of a version's state.
fn state(visit: &Visit, plan: &PlanVersion) -> Chip {
    let (tone, key, icon) = match plan.state.as_str() {
        "released" => (Tone::Ok, "plan-state-released", Icon::Lock),
        "proposed" => (Tone::Review, "plan-state-awaiting-release", Icon::UserCheck),
        "discarded" => (Tone::Neutral, "plan-state-discarded", Icon::CircleX),
        _ => (Tone::Neutral, "plan-state-draft", Icon::PencilLine),
    };
    Chip::new(tone, visit.say(key)).icon(icon)
}

fn error_chip(visit: &Visit, errors: i64) -> Chip {
    let (tone, icon) = if errors > 0 { (Tone::Bad, Icon::CircleX) } else { (Tone::Ok, Icon::CircleCheck) };
    Chip::new(tone, visit.words.say_with("plan-errors", &[("errors", errors.into())])).icon(icon)
}

/// The versions of the programme that was chosen, the latest first.
async fn list(visit: Visit) -> Answer {
    let (office, words) = (&visit.office, visit.words);
    let programme = visit.programme().await?;
    let mut plans = office.plan_versions(visit.company()).await?;
    plans.retain(|plan| plan.programme == programme.id);
    let today = office.clock().today();
    let holds = office.plan_for(visit.company(), &programme.id, today).await.map(|plan| plan.id).unwrap_or_default();
    let mut table = Table::new(visit.ui, "plans", visit.say("plan-versions"))
        .column(Column::text(visit.say("plan")).title_on_phones())
        .column(Column::text(visit.say("plan-version")))
        .column(Column::state(visit.say("state")))
        .column(Column::date(visit.say("plan-valid-from")))
        .column(Column::date(visit.say("plan-valid-to")))
        .column(Column::state(visit.say("plan-diagnostics")))
        .column(Column::text(visit.say("plan-changed")))
        .empty(Empty::new(Icon::ScrollText, visit.say("plans"), visit.say("plan-none-yet")));
    for (at, plan) in plans.iter().enumerate() {
        // A version without end ends where the next one that is released begins.
        let next = plans
            .iter()
            .take(at)
            .filter(|other| other.state == "released" && other.valid_from > plan.valid_from)
            .map(|other| other.valid_from)
            .min();
        let end = match (plan.valid_to, next.and_then(|day| day.pred_opt())) {
            (Some(day), _) => Cell::text(words.date(day)),
            (None, Some(day)) if plan.state == "released" => {
                Cell::text(words.date(day)).note(visit.say("plan-followed"))
            }
            _ => Cell::text(visit.say("plan-open-end")),
        };
        let title = if plan.name.is_empty() { visit.say("plan-unnamed") } else { plan.name.clone() };
        let mut first = Cell::text(title).href(format!("/plans/{}", plan.id));
        if plan.id == holds {
            first = first.note(visit.say("plan-holds-today"));
        }
        let who = office.user_name(&plan.created_by).await?;
        table = table.row(
            Row::new(plan.id.clone())
                .cell(first)
                .cell(Cell::text(plan.version.clone()))
                .cell(Cell::chip(state(&visit, plan)))
                .cell(Cell::text(words.date(plan.valid_from)))
                .cell(end)
                .cell(Cell::chip(error_chip(&visit, plan.errors)))
                .cell(Cell::text(visit.moment(plan.changed_at)).note(who)),
        );
    }
    let mut head = PageHead::new(visit.say("plans")).fact(programme.name);
    if may_edit(&visit) {
        let new = Action::link(visit.say("plan-create-version"), "/plans/new").icon(Icon::Plus);
        head = head.action(new.primary());
    }
    Ok(visit.page(&visit.say("plans"), Part::Plans, html! { (head) (table) }))
}

/// A version with its source.
async fn page(visit: Visit, Path(id): Path<String>) -> Answer {
    let plan = visit.office.plan_version(visit.company(), &id).await?;
    show(&visit, &plan, "", &[]).await
}

/// The page of a version; `reason` and `errors` are of the form that asks for its release or answers.
async fn show(visit: &Visit, plan: &PlanVersion, reason: &str, errors: &[FieldError]) -> Answer {
    let (office, title) = (&visit.office, name(visit, plan));
    let report = office.report(&plan.text, visit.words.language()).await?;
    let facts = facts(visit, plan).await?;
    let banner = match plan.state.as_str() {
        "released" => Some(
            Banner::new(Tone::Neutral, visit.say("plan-released-is-fixed")).icon(Icon::Lock).text(days(visit, plan)),
        ),
        _ if report.errors > 0 => Some(Banner::new(Tone::Bad, visit.say("plan-has-errors"))),
        _ => None,
    };
    let files = source::Files::of_version(plan);
    let review = review(visit, plan, &report, Reader::Version).await?;
    let decision = release::part(visit, plan, reason, errors).await?;
    let beside: Vec<String> =
        errors.iter().filter(|error| error.field == "plan").map(|error| message(visit.words, error)).collect();
    let main = html! {
        (head(visit, plan, &title)) (tabs(visit, plan, "").await?)
        @for text in &beside { (Banner::new(Tone::Bad, text.clone())) }
        @if let Some(banner) = &banner { (banner) }
        (facts) (review) (decision)
        (Section::new(visit.say("plan-source")).body(files.views(visit, &title, &report, AtLine::Brief)))
    };
    let response = visit.page_with(&title, Part::Plans, main, !errors.is_empty());
    Ok(response)
}

/// What whoever releases a version looks at: what it changes, the most that it can pay, what was found about it.
pub(crate) async fn review(
    visit: &Visit,
    plan: &PlanVersion,
    report: &Report,
    reader: Reader,
) -> Result<Markup, OfficeError> {
    let changes = changes::part(visit, plan).await?;
    let limits = limits::part(visit, plan).await?;
    let analysis = analysis::part(visit, plan, report, reader).await?;
    Ok(html! { (changes) (limits) (analysis) })
}

fn head(visit: &Visit, plan: &PlanVersion, title: &str) -> PageHead {
    let mut head = PageHead::new(title)
        .breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("plans"), "/plans"))
        .chip(state(visit, plan));
    if may_edit(visit) {
        if plan.state == "draft" {
            let edit = Action::link(visit.say("plan-edit"), format!("/plans/{}/edit", plan.id)).icon(Icon::Pencil);
            let discard = Action::post(visit.say("plan-discard"), format!("/plans/{}/discard", plan.id)).quiet();
            head = head.action(edit.primary()).action(discard);
        }
        head = head.action(Action::link(visit.say("plan-next-version"), format!("/plans/new?from={}", plan.id)));
    }
    head
}

/// The views of a version: its source, and what differs from another one.
async fn tabs(visit: &Visit, plan: &PlanVersion, current: &str) -> Result<Tabs, OfficeError> {
    let base = format!("/plans/{}", plan.id);
    let mut tabs = Tabs::new(visit.say("views")).tab(visit.say("plan-source"), base.clone(), current.is_empty());
    if let Some(before) = compare::before(visit, plan).await? {
        let with = visit.words.say_with("plan-diff", &[("version", before.version.into())]);
        tabs = tabs.tab(with, format!("{base}/compare"), current == "compare");
    }
    Ok(tabs)
}

async fn facts(visit: &Visit, plan: &PlanVersion) -> Result<Facts, OfficeError> {
    let office = &visit.office;
    let hash: String = plan.hash.chars().take(12).collect();
    let created = format!("{} · {}", visit.moment(plan.created_at), office.user_name(&plan.created_by).await?);
    let mut facts = Facts::new().wide().fact(visit.say("plan-validity"), days(visit, plan));
    let mut writers = Vec::new();
    for user in plan.written_by.split(',') {
        writers.push(office.user_name(user).await?);
    }
    facts = facts
        .fact(visit.say("plan-hash"), html! { span.code { (hash) } })
        .fact(visit.say("plan-created"), created)
        .fact(visit.say("plan-written-by"), writers.join(", "));
    if plan.changed_at > plan.created_at {
        facts = facts.fact(visit.say("plan-changed"), visit.moment(plan.changed_at));
    }
    if let (Some(by), Some(at)) = (&plan.released_by, plan.released_at) {
        let (person, moment) = (office.user_name(by).await?, visit.moment(at));
        let released =
            visit.words.say_with("plan-released-by", &[("person", person.into()), ("moment", moment.into())]);
        facts = facts.fact(visit.say("plan-state-released"), released);
    }
    Ok(facts)
}
