//! Release: somebody asks with a reason, another person decides.

use super::show;
use crate::fault::{Answer, message};
use crate::form::Typed;
use crate::visit::{Part, Visit};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use compline_office::plans::PlanVersion;
use compline_office::requests::{Decision, Request, RequestKind};
use compline_office::{FieldError, OfficeError};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{Action, Banner, Facts, Field, Form, Icon, Section, Tone};
use maud::{Markup, html};

/// The request for a version's release that was made last.
async fn last(visit: &Visit, plan: &PlanVersion, state: &str) -> Result<Option<Request>, OfficeError> {
    let kind = RequestKind::Plan.name();
    let found = visit.office.requests(visit.company(), state, kind, &plan.id, 0, 1).await?;
    Ok(found.into_iter().next())
}

async fn open(visit: &Visit, plan: &PlanVersion) -> Result<Request, OfficeError> {
    let found = last(visit, plan, "open").await?;
    found.ok_or_else(|| OfficeError::Missing { what: "request", id: plan.id.clone() })
}

/// What stands on the page of a version: the form that asks, or the request with its answers.
pub(super) async fn part(
    visit: &Visit,
    plan: &PlanVersion,
    reason: &str,
    errors: &[FieldError],
) -> Result<Markup, OfficeError> {
    let error = |field: &str| {
        let found = errors.iter().find(|error| error.field == field);
        found.map(|error| message(visit.words, error))
    };
    let area =
        |key: &str| Field::area(visit.ui, "reason", visit.say(key), 2).value(reason).maybe_error(error("reason"));
    let base = format!("/plans/{}", plan.id);
    if plan.state == "proposed" {
        let request = open(visit, plan).await?;
        return decision(visit, plan, &request, area("plan-refuse-reason"), &base).await;
    }
    if plan.state != "draft" {
        return Ok(html! {});
    }
    let answered = last(visit, plan, "refused").await?;
    let came_back = match &answered {
        Some(request) => {
            let by = visit.office.user_name(request.decided_by.as_deref().unwrap_or_default()).await?;
            let answer = request.answer.clone().unwrap_or_default();
            let answer = if answer.starts_with("request-void-") { visit.say(&answer) } else { answer };
            let heading = visit.words.say_with("plan-came-back", &[("person", by.into())]);
            Some(Banner::new(Tone::Warn, heading).text(answer))
        }
        None => None,
    };
    let mut body = html! {};
    if super::may_edit(visit) && plan.errors == 0 {
        let form = Form::new(visit.ui, format!("{base}/propose"))
            .field(area("audit-reason").help(visit.say("plan-propose-help")))
            .action(Action::submit(visit.say("plan-submit")));
        body = html! { (Section::new(visit.say("plan-submit")).body(form)) };
    }
    Ok(html! { @if let Some(banner) = &came_back { (banner) } (body) })
}

async fn decision(
    visit: &Visit,
    plan: &PlanVersion,
    request: &Request,
    reason: Field<'static>,
    base: &str,
) -> Result<Markup, OfficeError> {
    let (office, words) = (&visit.office, visit.words);
    let asked = format!("{} · {}", office.user_name(&request.asked_by).await?, visit.moment(request.asked_at));
    let facts = Facts::new()
        .wide()
        .fact(visit.say("plan-asked-by"), asked)
        .fact(visit.say("audit-reason"), request.reason.clone());
    let made_by: Vec<&str> = plan.written_by.split(',').chain([request.asked_by.as_str()]).collect();
    let allowed = office.allow(visit.author(), Deed::ReleasePlan, ObjectKind::Plan, &plan.id, &made_by);
    let answers = match allowed {
        Ok(()) => {
            let date = words.date(plan.valid_from);
            let release = Form::new(visit.ui, format!("{base}/release"))
                .unguarded()
                .lead(html! { p { (words.say_with("plan-release-warning", &[("date", date.into())])) } })
                .action(Action::submit(visit.say("plan-release")).primary().icon(Icon::UserCheck));
            let refuse = Form::new(visit.ui, format!("{base}/refuse"))
                .field(reason)
                .action(Action::submit(visit.say("plan-return")));
            html! { (release) (refuse) }
        }
        Err(OfficeError::Denied { four_eyes: true, .. }) => {
            html! { (Banner::new(Tone::Info, visit.say("plan-own-cannot-be-released"))) }
        }
        Err(OfficeError::Denied { .. }) => html! {},
        Err(other) => return Err(other),
    };
    let withdraw = (request.asked_by == visit.author().user)
        .then(|| Action::post(visit.say("plan-withdraw"), format!("{base}/withdraw")));
    Ok(html! {
        (Section::new(visit.say("plan-state-awaiting-release")).body(html! {
            (facts) (answers)
            @if let Some(withdraw) = &withdraw { div.actions { (withdraw) } }
        }))
    })
}

/// Shows the version again with what is wrong, or goes back to it.
async fn done(visit: &Visit, plan: &PlanVersion, reason: &str, done: Result<(), OfficeError>) -> Answer {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/plans/{}", plan.id)).into_response()),
        Err(OfficeError::Input(errors)) => show(visit, plan, reason, &errors).await,
        Err(error) => Err(error.into()),
    }
}

/// Asks for the release.
pub(super) async fn propose(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    let plan = visit.office.plan_version(visit.company(), &id).await?;
    let asked = visit.office.ask_release(visit.author(), &id, typed.text("reason")).await;
    done(&visit, &plan, typed.text("reason"), asked.map(|_| ())).await
}

/// Releases the version.
pub(super) async fn grant(visit: Visit, Path(id): Path<String>) -> Answer {
    let plan = visit.office.plan_version(visit.company(), &id).await?;
    let request = open(&visit, &plan).await?;
    match visit.office.grant(visit.author(), &request.id).await? {
        Decision::Granted => Ok(Redirect::to(&format!("/plans/{id}")).into_response()),
        Decision::Void(reason) => {
            let title = super::name(&visit, &plan);
            let back = Action::link(title.clone(), format!("/plans/{id}"));
            let banner = Banner::new(Tone::Bad, visit.say("plan-not-released")).text(visit.say(reason)).action(back);
            Ok(visit.page(&title, Part::Plans, html! { (super::head(&visit, &plan, &title)) (banner) }))
        }
    }
}

/// Gives the version back.
pub(super) async fn refuse(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    let plan = visit.office.plan_version(visit.company(), &id).await?;
    let request = open(&visit, &plan).await?;
    let refused = visit.office.refuse(visit.author(), &request.id, typed.text("reason")).await;
    done(&visit, &plan, typed.text("reason"), refused).await
}

/// Withdraws one's own request.
pub(super) async fn withdraw(visit: Visit, Path(id): Path<String>) -> Answer {
    let plan = visit.office.plan_version(visit.company(), &id).await?;
    let request = open(&visit, &plan).await?;
    let withdrawn = visit.office.withdraw_request(visit.author(), &request.id).await;
    done(&visit, &plan, "", withdrawn).await
}
