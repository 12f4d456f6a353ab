//! The settlement: runs, and the page of one with its seven stages.

pub mod finalise;
pub mod manual;
pub mod partners;
pub mod review;

use crate::fault::{self, Answer};
use crate::form::Typed;
use crate::jobs;
use crate::pages::{figure, today};
use crate::visit::{Part, Visit};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use compline_office::OfficeError;
use compline_office::finalise::FinalDone;
use compline_office::levels::{DistributionDone, LevelsDone};
use compline_office::runs::{NewRun, Run, RunState, StepDone};
use compline_office::statements::DocumentsDone;
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{
    Action, Banner, Breadcrumbs, Cell, Chip, Choice, Column, Empty, Facts, Field, Form, Icon, PageHead, Row, Section,
    Stage, StageState, Stages, Table, Tone,
};
use maud::{Markup, html};

/// The period of a run as people say it: months by name.
pub fn month(visit: &Visit, run: &Run) -> String {
    match run.days() {
        Ok((first, _)) if run.period.len() == 7 && !run.period.contains(['W', 'Q']) => visit.words.month(first),
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
    let runs = office.runs(visit.company()).await?;
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
    let programmes = office.programmes(visit.company()).await?;
    let head = PageHead::new(visit.say("nav-settlement"));
    let mut main = html! { (head) (table) };
    let mut wrong = false;
    if visit.may(Deed::CalculateRun, ObjectKind::Company) {
        let choices = programmes.iter().map(|one| Choice::new(one.id.clone(), one.name.clone()));
        let error = |field: &str| {
            let found = errors.iter().find(|error| error.field == field);
            found.map(|error| crate::fault::message(words, error))
        };
        let form = Form::new(visit.ui, "/runs")
            .field(Field::select(visit.ui, "programme", visit.say("programme"), choices))
            .field(
                Field::text(visit.ui, "period", visit.say("period"))
                    .value(next_period(&runs))
                    .help(visit.say("run-period-help"))
                    .maybe_error(error("period")),
            )
            .action(Action::submit(visit.say("run-create")).primary());
        wrong = form.has_errors();
        main = html! { (main) (Section::new(visit.say("run-create")).body(form)) };
    }
    Ok(visit.page_with(&visit.say("nav-settlement"), Part::Runs, main, wrong))
}

/// The period after the last one that a run settles.
fn next_period(runs: &[Run]) -> String {
    let last = runs.iter().filter(|run| run.state != RunState::Withdrawn).find_map(|run| run.period().ok());
    last.map_or_else(String::new, |period| period.next().to_string())
}

/// Begins a run.
pub async fn begin(visit: Visit, typed: Typed) -> Answer {
    let new = NewRun {
        programme: typed.text("programme").to_owned(),
        period: typed.text("period").to_owned(),
        channels: typed.texts("channel"),
    };
    match visit.office.begin_run(visit.author(), &new).await {
        Ok(id) => Ok(Redirect::to(&format!("/runs/{id}")).into_response()),
        Err(OfficeError::Input(errors)) => show_list(&visit, &errors).await,
        Err(error) => Err(error.into()),
    }
}

/// What is known of a run's steps.
struct Done {
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
    let run = office.run(visit.company(), &id).await?;
    let plan = office.plan_version(visit.company(), &run.plan).await?;
    let programme = office.programme(visit.company(), &run.programme).await?;
    let done = Done::of(office.steps(&id).await?)?;
    let job = office.job_of(visit.company(), &id).await?;
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
    let stages = stages(&visit, &run, &done, live, stale > 0).await?;
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
        if !levels.warnings.is_empty() {
            facts = facts.fact(
                visit.say("approval-warnings"),
                html! {
                    ul { @for one in &levels.warnings { li { (fault::notice(words, one)) } } }
                },
            );
        }
    }
    let main = html! { (head) @for banner in &banners { (banner) } (stages) (facts) };
    Ok(visit.page(&format!("{} – {title}", visit.say(&format!("run-state-{}", run.state.name()))), Part::Runs, main))
}

async fn stages(
    visit: &Visit,
    run: &Run,
    done: &Done,
    live: Option<&compline_office::jobs::Job>,
    stale: bool,
) -> Result<Stages<'static>, OfficeError> {
    let (office, words, id) = (&visit.office, visit.words, run.id.as_str());
    let may = |deed| visit.may(deed, ObjectKind::Run);
    let state_word = |state: StageState| {
        visit.say(match state {
            StageState::Done => "stage-state-done",
            StageState::Running => "stage-state-running",
            StageState::Current => "stage-state-current",
            StageState::Attention => "stage-state-attention",
            StageState::Stale => "state-stale",
            StageState::Waiting => "stage-state-waiting",
            StageState::Failed => "state-failed",
        })
    };
    let begin = |state: StageState, key: &str| Stage::new(state, state_word(state), visit.say(key));
    let running = |kind: &str| live.filter(|job| job.kind == kind);
    let who = async |step: &str| -> Result<Option<String>, OfficeError> {
        let Some(step) = done.step(step) else { return Ok(None) };
        let name = office.user_name(&step.author).await?;
        Ok(Some(format!("{} · {name}", visit.moment(step.at))))
    };
    let idle = live.is_none() && run.state != RunState::Withdrawn;
    let open = run.state.may_compute();
    let mut out = Stages::new(visit.ui, visit.say("run-stages"));

    // 1 Ranks
    let mut stage = match (running("levels"), &done.levels) {
        (Some(job), _) => begin(StageState::Running, "stage-ranks").detail(jobs::progress(visit, job)),
        (None, Some(levels)) => {
            let state = if stale { StageState::Stale } else { StageState::Done };
            let args =
                [("partners", levels.partners.into()), ("lost", levels.lost.into()), ("manual", levels.manual.into())];
            begin(state, "stage-ranks")
                .href(format!("/runs/{id}/partners"))
                .result(figure(words.say_with("stage-ranks-done", &args), format!("/runs/{id}/partners")))
        }
        (None, None) => begin(StageState::Current, "stage-ranks"),
    };
    if let Some(who) = who("levels").await? {
        stage = stage.who(who);
    }
    if idle && open && may(Deed::CalculateRun) {
        let action = Action::post(
            visit.say(if done.levels.is_some() { "calculate-again" } else { "calculate-ranks" }),
            format!("/runs/{id}/levels"),
        );
        stage = stage.action(if done.levels.is_some() && !stale { action.quiet() } else { action.primary() });
    }
    out = out.stage(stage);

    // 2 Distribution
    let distributed = run.state >= RunState::Distributed;
    let mut stage = match (running("distribution"), &done.distribution) {
        (Some(job), _) => begin(StageState::Running, "stage-distribution").detail(jobs::progress(visit, job)),
        (None, Some(result)) if distributed => {
            let state = if stale { StageState::Stale } else { StageState::Done };
            let ratio = today::ratio(result).map_or_else(|| "–".to_owned(), |ratio| words.percent(ratio));
            let args = [
                ("lines", result.lines.into()),
                ("sum", words.money(result.paid, &visit.currency).into()),
                ("ratio", ratio.into()),
            ];
            begin(state, "stage-distribution")
                .href(format!("/runs/{id}/review"))
                .result(figure(words.say_with("stage-distribution-done", &args), format!("/runs/{id}/review")))
                .action(Action::link(visit.say("review-run"), format!("/runs/{id}/review")).quiet())
        }
        _ if run.state == RunState::Ranked => begin(StageState::Current, "stage-distribution"),
        _ => begin(StageState::Waiting, "stage-distribution").result(visit.say("stage-distribution-waits")),
    };
    if distributed && let Some(who) = who("distribution").await? {
        stage = stage.who(who);
    }
    if idle && run.state == RunState::Ranked && may(Deed::DistributeRun) {
        stage =
            stage.action(Action::post(visit.say("distribute-commissions"), format!("/runs/{id}/distribute")).primary());
    }
    out = out.stage(stage);

    // 3 Documents
    let documented = run.state >= RunState::Documented;
    let mut stage = match (running("documents"), &done.documents) {
        (Some(job), _) => begin(StageState::Running, "stage-documents").detail(jobs::progress(visit, job)),
        (None, Some(result)) if documented => {
            let state = if stale {
                StageState::Stale
            } else if result.held > 0 && run.state < RunState::Final {
                StageState::Attention
            } else {
                StageState::Done
            };
            let args = [("drafts", result.drafts.into()), ("held", result.held.into())];
            let mut stage = begin(state, "stage-documents")
                .href(format!("/runs/{id}/statements"))
                .result(figure(words.say_with("stage-documents-done", &args), format!("/runs/{id}/statements")));
            if result.held > 0 && run.state < RunState::Final {
                let href = format!("/runs/{id}/statements?view=held");
                stage = stage.action(Action::link(visit.say("resolve-open"), href).quiet());
            }
            stage
        }
        _ if run.state == RunState::Distributed => begin(StageState::Current, "stage-documents"),
        _ => begin(StageState::Waiting, "stage-documents").result(visit.say("stage-documents-waits")),
    };
    if idle && may(Deed::MakeDocuments) && matches!(run.state, RunState::Distributed | RunState::Documented) {
        let action = Action::post(visit.say("create-documents"), format!("/runs/{id}/documents"));
        stage = stage.action(if documented { action.quiet() } else { action.primary() });
    }
    out = out.stage(stage);

    // 4 Approval
    let mut stage = match run.state {
        RunState::Documented => begin(StageState::Current, "stage-approval"),
        RunState::Submitted => {
            let by = match done.step("submit") {
                Some(step) => office.user_name(&step.author).await?,
                None => String::new(),
            };
            begin(StageState::Current, "stage-approval")
                .result(words.say_with("stage-approval-waits-for-other", &[("person", by.into())]))
        }
        state if state >= RunState::Approved && state != RunState::Withdrawn => {
            begin(StageState::Done, "stage-approval")
        }
        _ => begin(StageState::Waiting, "stage-approval").result(visit.say("stage-approval-waits")),
    };
    if run.state >= RunState::Approved
        && let Some(who) = who("approve").await?
    {
        stage = stage.who(who);
    }
    if idle && run.state == RunState::Documented && !stale && may(Deed::SubmitRun) {
        stage = stage.action(Action::post(visit.say("submit-for-approval"), format!("/runs/{id}/submit")).primary());
    }
    if idle && run.state == RunState::Submitted && may(Deed::ApproveRun) {
        stage = stage.action(Action::link(visit.say("approval"), format!("/runs/{id}/review")).primary());
    }
    if idle && run.state == RunState::Approved && may(Deed::ReopenRun) {
        stage = stage.action(Action::link(visit.say("reopen-run"), format!("/runs/{id}/review#reopen")).quiet());
    }
    out = out.stage(stage);

    // 5 Finalise
    let mut stage = match (running("finalise"), run.state, &done.last) {
        (Some(job), _, _) => begin(StageState::Running, "stage-finalise").detail(jobs::progress(visit, job)),
        (None, RunState::Final, Some(last)) => {
            let args = [
                ("documents", last.documents.into()),
                ("first", last.first.clone().unwrap_or_default().into()),
                ("last", last.last.clone().unwrap_or_default().into()),
            ];
            let href = format!("/runs/{id}/statements?view=final");
            begin(StageState::Done, "stage-finalise").result(figure(words.say_with("stage-finalise-done", &args), href))
        }
        (None, RunState::Approved | RunState::Finalising, _) => begin(StageState::Current, "stage-finalise"),
        _ => begin(StageState::Waiting, "stage-finalise").result(visit.say("stage-finalise-waits")),
    };
    if idle && matches!(run.state, RunState::Approved | RunState::Finalising) && may(Deed::FinaliseRun) {
        stage = stage.action(Action::link(visit.say("finalise-run"), format!("/runs/{id}/finalise")).primary());
    }
    if let Some(who) = who("final").await? {
        stage = stage.who(who);
    }
    out = out.stage(stage);

    // 6 Payout, 7 Books
    let stage = if run.state == RunState::Final {
        begin(StageState::Current, "stage-payout")
            .href("/payments")
            .result(visit.say("stage-payout-open"))
            .action(Action::link(visit.say("nav-payments"), "/payments").quiet())
    } else {
        begin(StageState::Waiting, "stage-payout").result(visit.say("stage-payout-waits"))
    };
    out = out.stage(stage);
    let stage = if run.state == RunState::Final {
        begin(StageState::Current, "stage-books")
            .href("/ledger")
            .action(Action::link(visit.say("reconciliation"), format!("/runs/{id}/reconciliation")).quiet())
            .action(Action::link(visit.say("nav-books"), "/ledger").quiet())
    } else {
        begin(StageState::Waiting, "stage-books").result(visit.say("stage-books-waits"))
    };
    Ok(out.stage(stage))
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
