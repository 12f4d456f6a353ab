//! The settlement: runs, and the page of one with its seven stages.

pub mod finalise;
pub mod gather;
pub mod manual;
pub mod partners;
pub mod places;
pub mod replay;
pub mod review;
mod stages;

use crate::fault::{self, Answer};
use crate::form::Typed;
use crate::visit::{Part, Visit};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use compline_office::OfficeError;
use compline_office::finalise::FinalDone;
use compline_office::levels::{DistributionDone, LevelsDone};
use compline_office::runs::{NewRun, Run, RunState, StepDone};
use compline_office::statements::DocumentsDone;
use compline_policy::{Action as Deed, ObjectKind};
use compline_runtime::calendar::Period;
use compline_ui::{
    Action, Banner, Breadcrumbs, Cell, Chip, Choice, Column, Empty, Facts, Field, Form, Icon, PageHead, Row, Section,
    Table, Tone,
};
use maud::{Markup, html};
use std::collections::BTreeSet;

/// The period of a run as people say it: months by name.
pub fn month(visit: &Visit, run: &Run) -> String {
    // By its name: the month `2026-03` may begin in February.
    match format!("{}-01", run.period).parse::<chrono::NaiveDate>() {
        Ok(first) if run.period.len() == 7 => visit.words.month(first),
        _ => run.period.clone(),
    }
}

/// The chip of a run's state.
pub fn chip(visit: &Visit, run: &Run) -> Chip {
    let (tone, icon) = match run.state {
        RunState::Open | RunState::Withdrawn => (Tone::Neutral, Icon::PencilLine),
        RunState::Ranked | RunState::Distributed | RunState::Documented => (Tone::Info, Icon::Calculator),
        RunState::Submitted => (Tone::Review, Icon::UserCheck),
        RunState::Approved | RunState::Finalising => (Tone::Ok, Icon::UserCheck),
        RunState::Final => (Tone::Ok, Icon::Lock),
    };
    Chip::new(tone, visit.say(&format!("run-state-{}", run.state.name()))).icon(icon)
}

/// All runs, and the form to begin one.
pub async fn list(visit: Visit) -> Answer {
    show_list(&visit, &[]).await
}

async fn show_list(visit: &Visit, errors: &[compline_office::FieldError]) -> Answer {
    let (office, words) = (&visit.office, visit.words);
    let runs = visit.runs().await?;
    let mut table = Table::new(visit.ui, "runs", visit.say("runs"))
        .column(Column::text(visit.say("period")).title_on_phones())
        .column(Column::state(visit.say("state")))
        .column(Column::amount(visit.say("payout"), visit.currency.clone()))
        .column(Column::number(visit.say("partners-paid")))
        .column(Column::text(visit.say("run-changed")))
        .empty(Empty::new(Icon::Calculator, visit.say("runs"), visit.say("run-none-yet")));
    for run in &runs {
        let done: Option<DistributionDone> = office.last_step(&run.id, "distribution").await.ok();
        let href = format!("/runs/{}", run.id);
        let paid = done.as_ref().map_or_else(Cell::none, |done| Cell::text(visit.amount(done.paid)).href(href.clone()));
        let partners = done.as_ref().map_or_else(Cell::none, |done| Cell::text(words.count(done.partners)));
        table = table.row(
            Row::new(run.id.clone())
                .muted(run.state == RunState::Withdrawn)
                .cell(Cell::text(month(visit, run)).href(href))
                .cell(Cell::chip(chip(visit, run)))
                .cell(paid)
                .cell(partners)
                .cell(Cell::text(visit.moment(run.changed_at))),
        );
    }
    let head = PageHead::new(visit.say("nav-settlement"));
    let mut main = html! { (head) (table) };
    let mut wrong = false;
    if visit.may(Deed::CalculateRun, ObjectKind::Company) {
        let error = |field: &str| {
            let found = errors.iter().find(|error| error.field == field);
            found.map(|error| crate::fault::message(words, error))
        };
        let programme = visit.programme().await?;
        let mut form = Form::new(visit.ui, "/runs")
            .lead(html! { p { (visit.say("programme")) ": " strong { (programme.name) } } })
            .hidden("programme", programme.id.clone())
            .field(
                Field::text(visit.ui, "period", visit.say("period"))
                    .value(next_period(&runs))
                    .help(visit.say("run-period-help"))
                    .maybe_error(error("period")),
            );
        if let Some(field) = &programme.channel_field {
            let label = words.say_with("run-channels", &[("field", field.replace('_', " ").into())]);
            let known = office.channels(visit.company(), &programme).await.unwrap_or_default();
            let field = if known.is_empty() {
                Field::text(visit.ui, "channels", label)
            } else {
                let choices = known.iter().map(|one| Choice::new(one.clone(), one.clone()));
                Field::checks(visit.ui, "channels", label, choices)
            };
            form = form.field(field.optional().help(visit.say("run-channels-help")).maybe_error(error("channels")));
        }
        let form = form.action(Action::submit(visit.say("run-create")).primary());
        wrong = form.has_errors();
        main = html! { (main) (Section::new(visit.say("run-create")).body(form)) };
    }
    Ok(visit.page_with(&visit.say("nav-settlement"), Part::Runs, main, wrong))
}

/// The period after the last one that a run settles.
fn next_period(runs: &[Run]) -> String {
    let last = runs.iter().filter(|run| run.state != RunState::Withdrawn).find_map(|run| run.period().ok());
    let next = last.map(Period::next).filter(|next| next.is_nameable());
    next.map_or_else(String::new, |next| next.to_string())
}

/// Begins a run.
pub async fn begin(visit: Visit, typed: Typed) -> Answer {
    let new = NewRun {
        programme: typed.text("programme").to_owned(),
        period: typed.text("period").to_owned(),
        channels: channels(&typed),
    };
    match visit.office.begin_run(visit.author(), &new).await {
        Ok(id) => Ok(Redirect::to(&format!("/runs/{id}")).into_response()),
        Err(OfficeError::Input(errors)) => show_list(&visit, &errors).await,
        Err(error) => Err(error.into()),
    }
}

/// Sales channels as they were ticked, or typed with commas between them.
fn channels(typed: &Typed) -> Vec<String> {
    let texts = typed.texts("channels");
    let mut out: Vec<String> = texts.iter().flat_map(|text| text.split(',')).map(|one| one.trim().to_owned()).collect();
    out.retain(|one| !one.is_empty());
    out.sort();
    out.dedup();
    out
}

/// What is known of a run's steps.
pub(super) struct Done {
    levels: Option<LevelsDone>,
    distribution: Option<DistributionDone>,
    documents: Option<DocumentsDone>,
    last: Option<FinalDone>,
    steps: Vec<StepDone>,
}

impl Done {
    fn of(steps: Vec<StepDone>) -> Result<Self, OfficeError> {
        let find = |name: &str| steps.iter().find(|step| step.step == name);
        let levels = find("levels").map(StepDone::read).transpose()?;
        let distribution = find("distribution").map(StepDone::read).transpose()?;
        let documents = find("documents").map(StepDone::read).transpose()?;
        let last = find("final").map(StepDone::read).transpose()?;
        Ok(Self { levels, distribution, documents, last, steps })
    }

    fn step(&self, name: &str) -> Option<&StepDone> {
        self.steps.iter().find(|step| step.step == name)
    }
}

/// The page of a run.
pub async fn page(visit: Visit, Path(id): Path<String>) -> Answer {
    let (office, words) = (&visit.office, visit.words);
    let (job, run) = office.with_job(visit.company(), &id, office.run(visit.company(), &id)).await?;
    let plan = office.plan_version(visit.company(), &run.plan).await?;
    let programme = office.programme(visit.company(), &run.programme).await?;
    let done = Done::of(office.steps(&id).await?)?;
    let stale = office.staleness(&run).await?;
    let title = words.say_with("run-title", &[("month", month(&visit, &run).into())]);
    let mut head = PageHead::new(title.clone())
        .breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("nav-settlement"), "/runs"))
        .chip(if stale > 0 {
            Chip::new(Tone::Warn, visit.say("state-stale")).icon(Icon::TriangleAlert)
        } else {
            chip(&visit, &run)
        })
        .fact(
            html! { (visit.say("plan")) " " a href=(format!("/plans/{}", plan.id)) { (plan.name) " " (plan.version) } },
        );
    if let Ok((_, last)) = run.days()
        && let Some(deadline) = last.checked_add_months(chrono::Months::new(1))
        && run.state < RunState::Final
    {
        let left = deadline.signed_duration_since(office.clock().today()).num_days();
        let key = if left < 0 { "run-deadline-over" } else { "run-deadline" };
        head = head.fact(words.say_with(key, &[("date", words.date(deadline).into()), ("days", left.abs().into())]));
    }
    let live = job.as_ref().filter(|job| job.is_live());
    let mut banners: Vec<Markup> = Vec::new();
    if let Some(job) = job.as_ref().filter(|job| job.state == "failed") {
        let banner = Banner::new(Tone::Bad, visit.say("job-failed"))
            .text(job.refusal().map(|refusal| fault::refusal(words, &refusal)).unwrap_or_default());
        banners.push(html! { (banner) });
    }
    if stale > 0 && live.is_none() {
        let text = words.say_with("run-stale-commits", &[("facts", stale.into())]);
        let mut banner = Banner::new(Tone::Warn, text).text(visit.say("run-stale-text"));
        if visit.may(Deed::CalculateRun, ObjectKind::Run) && run.state.may_compute() {
            banner = banner
                .action(Action::post(visit.say("calculate-again"), format!("/runs/{id}/levels")))
                .action(Action::post(visit.say("leave-for-next-run"), format!("/runs/{id}/leave")).quiet());
        }
        banners.push(html! { (banner) });
    }
    if let Some(step) = done.steps.first().filter(|step| step.step == "return" || step.step == "reopen") {
        let reason: serde_json::Value = step.read()?;
        let text = reason.get("reason").and_then(|reason| reason.as_str()).unwrap_or_default().to_owned();
        let who = office.user_name(&step.author).await?;
        let heading = words.say_with("run-came-back", &[("person", who.into())]);
        banners.push(html! { (Banner::new(Tone::Warn, heading).text(text)) });
    }
    if let Some(lead) = &run.lead {
        let heading =
            words.say_with("run-is-led", &[("month", month(&visit, &office.run(visit.company(), lead).await?).into())]);
        let banner = Banner::new(Tone::Info, heading)
            .text(visit.say("run-is-led-text"))
            .action(Action::link(visit.say("run-leading"), format!("/runs/{lead}")).quiet());
        banners.push(html! { (banner) });
    }
    if live.is_none() && office.issue_waits(&run).await? {
        let mut banner =
            Banner::new(Tone::Warn, visit.say("held-issue-waits")).text(visit.say("held-issue-waits-text"));
        if visit.may(Deed::FinaliseRun, ObjectKind::Run) {
            banner = banner.action(Action::post(visit.say("held-issue-go-on"), format!("/runs/{id}/issue")));
        }
        banners.push(html! { (banner) });
    }
    if run.state.may_compute() {
        let behind = office.facts_behind(visit.company(), &run.programme).await?;
        let open: BTreeSet<i64> = behind.iter().filter(|one| one.correction.is_none()).map(|one| one.seq).collect();
        if !open.is_empty() {
            let args = [("count", i64::try_from(open.len()).unwrap_or(i64::MAX).into())];
            let banner = Banner::new(Tone::Info, words.say_with("correction-behind-count", &args))
                .action(Action::link(visit.say("corrections"), "/corrections").quiet());
            banners.push(html! { (banner) });
        }
    }
    let stages = stages::stages(&visit, &run, &done, live, stale > 0).await?;
    let channels =
        if run.channels.is_empty() { visit.say("run-selection-all-channels") } else { run.channels.join(", ") };
    let mut facts = Facts::new()
        .heading(visit.say("run-selection"))
        .wide()
        .fact(visit.say("programme"), programme.name)
        .fact(visit.say("run-selection-channels"), channels)
        .fact(visit.say("period"), month(&visit, &run));
    if let Some(levels) = &done.levels {
        let checksum: String = levels.inputs.chars().take(12).collect();
        let at = done.step("levels").map_or_else(String::new, |step| visit.moment(step.at));
        facts = facts.fact(
            visit.say("run-data"),
            html! { (words.say_with("run-selection-data-as-of", &[("moment", at.into())])) " · " span.code { (checksum) } },
        );
        if levels.given > 0 || levels.unplaced > 0 {
            let args = [("given", levels.given.into()), ("unplaced", levels.unplaced.into())];
            let text = words.say_with("run-places-count", &args);
            facts = facts.fact(visit.say("run-places"), html! { a href=(format!("/runs/{id}/places")) { (text) } });
        }
        if !levels.warnings.is_empty() {
            facts = facts.fact(
                visit.say("approval-warnings"),
                html! {
                    ul { @for one in &levels.warnings { li { (fault::notice(words, one)) } } }
                },
            );
        }
    }
    if run.known > 0 && visit.may(Deed::ReplayRun, ObjectKind::Run) {
        let key = match office.last_replay(visit.company(), &id).await {
            Ok(Some(last)) if last.same => "replay-fact-same",
            Ok(None) => "replay-fact-none",
            _ => "replay-fact-different",
        };
        facts = facts.fact(visit.say("replay"), html! { a href=(format!("/runs/{id}/replay")) { (visit.say(key)) } });
    }
    for other in office.gathered(&run).await? {
        let other = office.run(visit.company(), &other).await?;
        let name = office.programme(visit.company(), &other.programme).await?.name;
        let href = format!("/runs/{}", other.id);
        facts = facts.fact(visit.say("run-gathers"), html! { a href=(href) { (name) " · " (month(&visit, &other)) } });
    }
    let withdrawable =
        matches!(run.state, RunState::Open | RunState::Ranked | RunState::Distributed | RunState::Documented);
    let withdraw =
        (withdrawable && live.is_none() && run.lead.is_none() && visit.may(Deed::CalculateRun, ObjectKind::Run)).then(
            || {
                let form = Form::new(visit.ui, format!("/runs/{id}/withdraw"))
                    .field(Field::text(visit.ui, "reason", visit.say("run-withdraw-reason")))
                    .action(Action::submit(visit.say("run-withdraw")).danger());
                Section::new(visit.say("run-withdraw")).text(visit.say("run-withdraw-text")).body(form)
            },
        );
    let main = html! {
        (head) @for banner in &banners { (banner) } (stages) (facts)
        @if let Some(withdraw) = &withdraw { (withdraw) }
    };
    Ok(visit.page(&format!("{} – {title}", visit.say(&format!("run-state-{}", run.state.name()))), Part::Runs, main))
}

/// Back to the page of the run.
fn back(id: &str) -> Answer {
    Ok(Redirect::to(&format!("/runs/{id}")).into_response())
}

/// Computes the levels.
pub async fn levels(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.office.ask_levels(visit.author(), &id).await?;
    back(&id)
}

/// Distributes the sales.
pub async fn distribute(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.office.ask_distribution(visit.author(), &id).await?;
    back(&id)
}

/// Makes the drafts of the documents.
pub async fn documents(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.office.ask_documents(visit.author(), &id).await?;
    back(&id)
}

/// Gives a run up.
pub async fn withdraw(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    visit.office.withdraw_run(visit.author(), &id, typed.text("reason")).await?;
    back(&id)
}

/// Goes on with statements that are approved and not yet issued.
pub async fn issue(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.office.ask_issue(visit.author(), &id).await?;
    back(&id)
}

/// Leaves later facts to the next run.
pub async fn leave(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.office.leave_to_next(visit.author(), &id).await?;
    back(&id)
}

/// Submits to another person's approval.
pub async fn submit(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.office.submit_run(visit.author(), &id, "").await?;
    back(&id)
}

/// Opens an approved run once more.
pub async fn reopen(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    visit.office.reopen_run(visit.author(), &id, typed.text("reason")).await?;
    back(&id)
}
