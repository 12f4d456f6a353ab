//! Progress of jobs, sent as it comes.

use crate::fault::Answer;
use crate::pages::partner_href;
use crate::visit::Visit;
use axum::extract::Path;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Redirect, Response};
use compline_office::jobs::Job;
use compline_ui::{Action, Progress};
use futures::stream;
use std::convert::Infallible;
use std::time::Duration;

/// How often the page hears of it.
const TELL: Duration = Duration::from_millis(500);

/// The progress of a job as a page shows it.
pub fn progress(visit: &Visit, job: &Job) -> Progress {
    let stage = if job.stage.is_empty() { "job-stage-waiting".to_owned() } else { format!("job-stage-{}", job.stage) };
    let number = |n: i64| u64::try_from(n).unwrap_or(0);
    let words = visit.words;
    let mut progress =
        Progress::new(format!("job-{}", job.id), words.say(&stage)).stream(format!("/jobs/{}/stream", job.id)).cancel(
            Action::post(words.say("job-cancel"), format!("/jobs/{}/cancel", job.id)),
            words.say("job-cancel-keeps"),
        );
    if job.total > 0 {
        let (done, total) = (words.count(job.done), words.count(job.total));
        progress = progress
            .of(number(job.done), number(job.total))
            .text(words.say_with("job-done-of", &[("done", done.into()), ("total", total.into())]));
        if let Some(rest) = remaining(job) {
            progress = progress.remaining(words.say_with("job-remaining", &[("seconds", rest.into())]));
        }
    }
    progress
}

/// Seconds that are left at the speed so far, in steps that do not jump.
fn remaining(job: &Job) -> Option<i64> {
    let since = chrono::Utc::now().signed_duration_since(job.started_at?).num_seconds();
    let left = since.checked_mul(job.total.checked_sub(job.done)?)?.checked_div(job.done.max(1))?;
    (since >= 3 && job.done > 0).then_some((left / 5 + 1) * 5)
}

/// The progress of a job, until it ends.
pub async fn stream(visit: Visit, Path(id): Path<String>) -> Response {
    let first = true;
    let told = stream::unfold((visit, id, first, false), |(visit, id, first, ended)| async move {
        if ended {
            return None;
        }
        if !first {
            tokio::time::sleep(TELL).await;
        }
        let event = match visit.office.job(visit.company(), &id).await {
            Ok(job) if job.is_live() => {
                let html = progress(&visit, &job).fragment().into_string();
                return Some((Ok::<_, Infallible>(Event::default().data(html)), (visit, id, false, false)));
            }
            _ => Event::default().event("done").data("done"),
        };
        Some((Ok(event), (visit, id, false, true)))
    });
    Sse::new(told).keep_alive(KeepAlive::default()).into_response()
}

/// Asks a job to end.
pub async fn cancel(visit: Visit, Path(id): Path<String>) -> Answer {
    let job = visit.office.job(visit.company(), &id).await?;
    visit.office.cancel_job(visit.author(), &id).await?;
    if job.kind == "comparison" {
        let one = visit.office.comparison(visit.company(), &job.object).await?;
        let to = format!("/plans/{}/compare?with={}&comparison={}#money", one.plan, one.other, one.id);
        return Ok(Redirect::to(&to).into_response());
    }
    match job.kind.as_str() {
        "verify" => return Ok(Redirect::to("/settings/checks").into_response()),
        "extract" => {
            let one = visit.office.extract(visit.author(), &job.object).await?;
            return Ok(Redirect::to(&format!("{}/extracts", partner_href(&one.partner))).into_response());
        }
        "trial" => return Ok(Redirect::to(&format!("/trials/{}", job.object)).into_response()),
        "replay" => return Ok(Redirect::to(&format!("/runs/{}/replay", job.object)).into_response()),
        _ => {}
    }
    let part = if job.kind.starts_with("import") { "imports" } else { "runs" };
    Ok(Redirect::to(&format!("/{part}/{}", job.object)).into_response())
}
