//! Checks: a run computed once more from what was kept of it, and everything that is kept held against its hashes.

use super::extract::{At, Caller};
use super::problem::Answer;
use super::view::Started;
use axum::Json;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use compline_office::OfficeError;
use compline_office::replay::{Compared, Replay as Found};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new().routes(routes!(replay, replayed)).routes(routes!(verify, verified))
}

/// What a replay found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Replay {
    /// The run.
    pub run: String,
    /// Whether everything is as it was.
    pub same: bool,
    /// The version of the program that computed the run, where it was noted.
    pub computed_with: Option<String>,
    /// The version of the program that replayed it.
    pub replayed_with: String,
    /// How much was compared, by kind.
    pub counts: Vec<ReplayCount>,
    /// The comparisons; documents that are as they were are only counted.
    pub compared: Vec<ReplayComparison>,
}

/// How many things of a kind were compared.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReplayCount {
    /// What: as in a comparison.
    pub what: String,
    /// All of them.
    pub all: u64,
    /// Those in which nothing is wrong.
    pub good: u64,
    /// Those of them that have other bytes and say the same, as another version of the program writes them.
    pub otherwise: u64,
}

/// One comparison.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReplayComparison {
    /// `step`, `inputs`, `input-file`, `prior`, `restated`, `plan`, `edition`, `levels`, `result`, `snapshot`, `result-file`, `partners`,
    /// `states`, `paid`, `places`, `document`, `pdf`.
    pub what: String,
    /// The run that it is of: the replayed one, or one that is gathered into it.
    pub run: String,
    /// Which one of several: a file, a settlement context, a document's number.
    pub name: String,
    /// What was noted: a hash, mostly.
    pub expected: Option<String>,
    /// What is found now.
    pub found: Option<String>,
    /// `same`, `same-rows`, `same-content`, `different`, `missing`, `failed`, `unnoted`. Nothing is wrong where it is `same`,
    /// `same-rows` (another version of the program writes the same table otherwise), `same-content` (it sets the same PDF
    /// otherwise; what was issued lies in the archive as it was) or `unnoted` (an earlier version noted nothing).
    pub verdict: String,
    /// The first difference.
    pub first: Option<ReplayDifference>,
}

/// The first place at which two things differ.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReplayDifference {
    /// Where: a row, a partner, a field.
    pub at: String,
    /// What was kept.
    pub expected: String,
    /// What is found now; where nothing could be made, why.
    pub found: String,
}

impl From<Compared> for ReplayComparison {
    fn from(one: Compared) -> Self {
        Self {
            what: one.what.name().to_owned(),
            run: one.run,
            name: one.name,
            expected: one.expected,
            found: one.found,
            verdict: one.verdict.name().to_owned(),
            first: one.first.map(|first| ReplayDifference {
                at: first.at,
                expected: first.expected,
                found: first.found,
            }),
        }
    }
}

impl From<Found> for Replay {
    fn from(found: Found) -> Self {
        let count = |(what, count): (&compline_office::replay::What, &compline_office::replay::Count)| ReplayCount {
            what: what.name().to_owned(),
            all: count.all,
            good: count.good,
            otherwise: count.otherwise,
        };
        Self {
            run: found.run,
            same: found.same,
            computed_with: found.computed_with,
            replayed_with: found.replayed_with,
            counts: found.counts.iter().map(count).collect(),
            compared: found.compared.into_iter().map(ReplayComparison::from).collect(),
        }
    }
}

/// Replays a run
///
/// It is computed once more from the inputs and the plan that were kept, and everything is compared hash by hash: inputs,
/// networks, results, tables, documents. Nothing is changed.
#[utoipa::path(post, path = "/runs/{run}/replay", tag = "Runs", security(("key" = ["checks:run"])),
    responses((status = 202, body = Started, description = "The job.")))]
async fn replay(caller: Caller, At(id): At<String>) -> Answer<(StatusCode, Json<Started>)> {
    let job = caller.office.ask_replay(&caller.author, &id).await?;
    Ok((StatusCode::ACCEPTED, Json(Started { job })))
}

/// Shows what the last replay of a run found
#[utoipa::path(get, path = "/runs/{run}/replay", tag = "Runs", security(("key" = ["runs:read"])),
    responses((status = 200, body = Replay, description = "The comparisons.")))]
async fn replayed(caller: Caller, At(id): At<String>) -> Answer<Json<Replay>> {
    caller.run(&id).await?;
    let found = caller.office.last_replay(caller.company(), &id).await?;
    let found = found.ok_or(OfficeError::Missing { what: "replay of run", id })?;
    Ok(Json(found.into()))
}

/// What a check of everything found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Verification {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom: a user's id.
    pub author: String,
    /// What is wrong, in words; nothing where all is well.
    pub wrong: Vec<String>,
    /// How much was looked at, by kind.
    pub checked: BTreeMap<String, u64>,
}

/// Checks everything that is kept
///
/// The chains of audit log, ledgers and commits, every file of the archive, facts against their commits, numbers,
/// documents, books and payments.
#[utoipa::path(post, path = "/verification", tag = "Company", security(("key" = ["checks:run"])),
    responses((status = 202, body = Started, description = "The job.")))]
async fn verify(caller: Caller) -> Answer<(StatusCode, Json<Started>)> {
    let job = caller.office.ask_verify(&caller.author).await?;
    Ok((StatusCode::ACCEPTED, Json(Started { job })))
}

/// Shows what the last check of everything found
#[utoipa::path(get, path = "/verification", tag = "Company", security(("key" = ["checks:run"])),
    responses((status = 200, body = Verification, description = "What is wrong.")))]
async fn verified(caller: Caller) -> Answer<Json<Verification>> {
    let done = caller.office.last_verified(caller.company()).await?;
    let done = done.ok_or(OfficeError::Missing { what: "check", id: String::new() })?;
    Ok(Json(Verification { at: done.at, author: done.author, wrong: done.found.wrong, checked: done.found.checked }))
}
