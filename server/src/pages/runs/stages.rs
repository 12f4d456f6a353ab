//! The stages of a run, each with what it gave, who did it, and what can be done next.

use super::Done;
use crate::jobs;
use crate::pages::{figure, today};
use crate::visit::Visit;
use compline_office::OfficeError;
use compline_office::runs::{Run, RunState};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{Action, Stage, StageState, Stages};

/// The stages of a run's page.
pub(super) async fn stages(
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
    let idle = live.is_none() && run.state != RunState::Withdrawn && run.lead.is_none();
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
            if result.held > 0 {
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
        if !office.gatherable(run).await?.is_empty() {
            stage = stage.action(Action::link(visit.say("gather-runs"), format!("/runs/{id}/gather")).quiet());
        }
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
    let working = running("finalise").or_else(|| running("issue"));
    let mut stage = match (working, run.state, &done.last) {
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
