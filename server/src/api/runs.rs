//! Runs: a settlement step by step.

use super::extract::{Asked, At, Caller, Sent};
use super::problem::Answer;
use super::view::{List, Made, Money, Reason, Slice, Started};
use axum::Json;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use compline_office::OfficeError;
use compline_office::review::{Mover as Moved, Warning as Noticed};
use compline_office::runs::{NewRun, Run as Settlement, RunState, StepDone};
use compline_policy::{Action, ObjectKind};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(list, begin))
        .routes(routes!(one))
        .routes(routes!(steps))
        .routes(routes!(levels))
        .routes(routes!(distribute))
        .routes(routes!(documents))
        .routes(routes!(leave))
        .routes(routes!(submit))
        .routes(routes!(review))
        .routes(routes!(approve))
        .routes(routes!(give_back))
        .routes(routes!(reopen))
        .routes(routes!(finalise))
        .routes(routes!(withdraw))
        .routes(routes!(gather, gatherable))
        .routes(routes!(held))
        .routes(routes!(issue))
}

/// A settlement of a period.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Run {
    /// Its id.
    pub id: String,
    /// The programme.
    pub programme: String,
    /// The period.
    #[schema(example = "2026-03")]
    pub period: String,
    /// The sales channels; none for all.
    pub channels: Vec<String>,
    /// `open`, `ranked`, `distributed`, `documented`, `submitted`, `approved`, `finalising`, `final`, `withdrawn`.
    pub state: String,
    /// The plan version.
    pub plan: String,
    /// The run with whose statements its own are written, where it is gathered.
    pub lead: Option<String>,
    /// The commit up to which facts are in it; 0 before it is computed.
    pub known_commit: i64,
    /// Who began it: a user's id.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
}

impl From<Settlement> for Run {
    fn from(run: Settlement) -> Self {
        Self {
            id: run.id,
            programme: run.programme,
            period: run.period,
            channels: run.channels,
            state: run.state.name().to_owned(),
            plan: run.plan,
            lead: run.lead,
            known_commit: run.known,
            created_by: run.created_by,
            created_at: run.created_at,
            changed_at: run.changed_at,
        }
    }
}

/// A run with what one has to know to go on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RunDetails {
    /// The run.
    #[serde(flatten)]
    pub run: Run,
    /// Commits that came after its facts and were not left to the next run: more than none is *stale*.
    pub later_commits: i64,
    /// Documents that will get a number: what finalising asks for.
    pub documents: i64,
    /// The job that works on it now, or worked on it last.
    pub job: Option<String>,
}

/// A step of a run that was done.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Step {
    /// Its number in the run.
    pub number: i64,
    /// `levels`, `distribution`, `documents`, `submit`, `approve`, `return`, `reopen`, `number`, `final`, `leave`,
    /// `withdraw`, `gather`, `recheck`, `number-late`, `issued`.
    pub step: String,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom: a user's id.
    pub author: String,
    /// What came of it.
    pub result: Value,
    /// The hash of the step, which the audit log notes.
    pub seal: String,
}

impl From<StepDone> for Step {
    fn from(done: StepDone) -> Self {
        let seal = done.seal();
        let result = serde_json::from_str(&done.result).unwrap_or_default();
        Self { number: done.n, step: done.step, at: done.at, author: done.author, result, seal }
    }
}

/// Lists the runs
///
/// The latest period first.
#[utoipa::path(get, path = "/runs", tag = "Runs", params(Slice), security(("key" = ["runs:read"])),
    responses((status = 200, body = List<Run>, description = "Runs.")))]
async fn list(caller: Caller, Asked(query): Asked<Slice>) -> Answer<Json<List<Run>>> {
    Ok(Json(List::some(caller.office.runs(caller.company()).await?, &query)?))
}

/// A run to begin.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentRun {
    /// The programme.
    pub programme: String,
    /// The period, as the plan's calendar names it.
    #[schema(example = "2026-03")]
    pub period: String,
    /// The sales channels; none for all.
    #[serde(default)]
    pub channels: Vec<String>,
}

/// Begins a run
#[utoipa::path(post, path = "/runs", tag = "Runs", request_body = SentRun, security(("key" = ["runs:compute"])),
    responses((status = 201, body = Made, description = "The run.")))]
async fn begin(caller: Caller, Sent(sent): Sent<SentRun>) -> Answer<(StatusCode, Json<Made>)> {
    caller.programme(&sent.programme).await?;
    let new = NewRun { programme: sent.programme, period: sent.period, channels: sent.channels };
    let id = caller.office.begin_run(&caller.author, &new).await?;
    Ok((StatusCode::CREATED, Json(Made { id })))
}

/// Shows a run
#[utoipa::path(get, path = "/runs/{run}", tag = "Runs", security(("key" = ["runs:read"])),
    responses((status = 200, body = RunDetails, description = "The run.")))]
async fn one(caller: Caller, At(id): At<String>) -> Answer<Json<RunDetails>> {
    let office = &caller.office;
    let (job, run) = office.with_job(caller.company(), &id, office.run(caller.company(), &id)).await?;
    let later_commits = office.staleness(&run).await?;
    let documents = office.drafts(&id).await?;
    Ok(Json(RunDetails { run: run.into(), later_commits, documents, job: job.map(|job| job.id) }))
}

/// Lists the steps of a run
///
/// The latest first.
#[utoipa::path(get, path = "/runs/{run}/steps", tag = "Runs", params(Slice), security(("key" = ["runs:read"])),
    responses((status = 200, body = List<Step>, description = "What was done, by whom, and what came of it.")))]
async fn steps(caller: Caller, At(id): At<String>, Asked(query): Asked<Slice>) -> Answer<Json<List<Step>>> {
    caller.run(&id).await?;
    Ok(Json(List::some(caller.office.steps(&id).await?, &query)?))
}

/// Computes the levels of a run
///
/// From what is known now. It can be repeated until the run is submitted.
#[utoipa::path(post, path = "/runs/{run}/levels", tag = "Runs", security(("key" = ["runs:compute"])),
    responses((status = 202, body = Started, description = "The job.")))]
async fn levels(caller: Caller, At(id): At<String>) -> Answer<(StatusCode, Json<Started>)> {
    let job = caller.office.ask_levels(&caller.author, &id).await?;
    Ok((StatusCode::ACCEPTED, Json(Started { job })))
}

/// Distributes the sales of a run
#[utoipa::path(post, path = "/runs/{run}/distribution", tag = "Runs", security(("key" = ["runs:compute"])),
    responses((status = 202, body = Started, description = "The job.")))]
async fn distribute(caller: Caller, At(id): At<String>) -> Answer<(StatusCode, Json<Started>)> {
    let job = caller.office.ask_distribution(&caller.author, &id).await?;
    Ok((StatusCode::ACCEPTED, Json(Started { job })))
}

/// Drafts the documents of a run
#[utoipa::path(post, path = "/runs/{run}/documents", tag = "Runs", security(("key" = ["runs:compute"])),
    responses((status = 202, body = Started, description = "The job.")))]
async fn documents(caller: Caller, At(id): At<String>) -> Answer<(StatusCode, Json<Started>)> {
    let job = caller.office.ask_documents(&caller.author, &id).await?;
    Ok((StatusCode::ACCEPTED, Json(Started { job })))
}

/// Leaves facts that came later to the next run
#[utoipa::path(post, path = "/runs/{run}/leave", tag = "Runs", security(("key" = ["runs:compute"])),
    responses((status = 204, description = "The run is not stale any more.")))]
async fn leave(caller: Caller, At(id): At<String>) -> Answer<StatusCode> {
    caller.office.leave_to_next(&caller.author, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A remark.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Remark {
    /// What whoever approves shall know.
    #[serde(default)]
    pub remark: String,
}

/// Submits a run to another person's approval
#[utoipa::path(post, path = "/runs/{run}/submit", tag = "Runs", request_body = Remark,
    security(("key" = ["runs:compute"])), responses((status = 204, description = "It waits for approval.")))]
async fn submit(caller: Caller, At(id): At<String>, Sent(sent): Sent<Remark>) -> Answer<StatusCode> {
    caller.office.submit_run(&caller.author, &id, &sent.remark).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Something that deserves a look.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Warning {
    /// What it is called when it is seen: the code, and the reason behind a colon where there is one.
    pub name: String,
    /// `ratio`, `unnotified`, `unusual`, `jumped`, `held`, `no-bank-details`, `gathered`.
    pub code: String,
    /// How many partners it is about.
    pub partners: Option<i64>,
    /// The reason, of what is held; the first contracts, of `unnotified`.
    pub reason: Option<String>,
    /// Payout to turnover, of one.
    #[schema(value_type = Option<String>)]
    pub ratio: Option<Decimal>,
    /// The limit that it is above, of one.
    #[schema(value_type = Option<String>)]
    pub limit: Option<Decimal>,
    /// The amount that others are above.
    pub amount: Option<Money>,
}

impl From<Noticed> for Warning {
    fn from(noticed: Noticed) -> Self {
        let blank = |code: &str, partners| Self {
            name: code.to_owned(),
            code: code.to_owned(),
            partners,
            reason: None,
            ratio: None,
            limit: None,
            amount: None,
        };
        match noticed {
            Noticed::Ratio { ratio, limit } => Self { ratio: Some(ratio), limit: Some(limit), ..blank("ratio", None) },
            Noticed::Unusual { partners, amount, currency } => {
                Self { amount: Some(Money { amount, currency }), ..blank("unusual", Some(partners)) }
            }
            Noticed::Jumped { partners } => blank("jumped", Some(partners)),
            Noticed::Held { reason, partners } => {
                let name = format!("held:{reason}");
                Self { name, reason: Some(reason), ..blank("held", Some(partners)) }
            }
            Noticed::Unnotified { some, .. } => Self { reason: Some(some.join(", ")), ..blank("unnotified", None) },
            Noticed::NoBankDetails { partners } => blank("no-bank-details", Some(partners)),
            Noticed::Gathered { run, paid, currency, .. } => {
                let name = format!("gathered:{run}");
                Self { name, amount: Some(Money { amount: paid, currency }), ..blank("gathered", None) }
            }
        }
    }
}

/// A partner whose total changed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Mover {
    /// The partner.
    pub partner: String,
    /// The total in the run before.
    pub before: Money,
    /// The total now.
    pub now: Money,
    /// The rank in the run before.
    pub rank_before: Option<String>,
    /// The rank now.
    pub rank: Option<String>,
}

impl Mover {
    fn of(moved: Moved, currency: &str) -> Self {
        Self {
            before: Money::new(moved.before, currency),
            now: Money::new(moved.now, currency),
            partner: moved.partner,
            rank_before: moved.rank_before,
            rank: moved.rank,
        }
    }
}

/// What a second person looks at.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Review {
    /// What the run pays.
    pub paid: Money,
    /// What the run before paid.
    pub paid_before: Option<Money>,
    /// The volume that it is paid for.
    pub turnover: Money,
    /// Lines.
    pub lines: i64,
    /// Partners that get something.
    pub partners: i64,
    /// Statements that are held.
    pub held: i64,
    /// Their gross.
    pub held_gross: Money,
    /// Things to look at, the heaviest first.
    pub warnings: Vec<Warning>,
    /// The partners whose totals changed most.
    pub movers: Vec<Mover>,
}

/// Shows the review of a run
///
/// Differences to the run before, and what deserves a second look.
#[utoipa::path(get, path = "/runs/{run}/review", tag = "Runs", security(("key" = ["runs:read"])),
    responses((status = 200, body = Review, description = "The review.")))]
async fn review(caller: Caller, At(id): At<String>) -> Answer<Json<Review>> {
    let run = caller.run(&id).await?;
    let found = caller.office.review(&run).await?;
    let currency = found.currency.as_str();
    Ok(Json(Review {
        paid: Money::new(found.now.paid, currency),
        paid_before: found.before.as_ref().map(|before| Money::new(before.paid, currency)),
        turnover: Money::new(found.now.turnover, currency),
        lines: found.now.lines,
        partners: found.now.partners,
        held: found.held,
        held_gross: Money::new(found.held_gross, currency),
        warnings: found.warnings.iter().cloned().map(Warning::from).collect(),
        movers: found.movers.iter().cloned().map(|moved| Mover::of(moved, currency)).collect(),
    }))
}

/// What whoever approves has seen.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Names of the review's warnings: all of them have to be here.
    pub seen: Vec<String>,
}

/// Approves a run
///
/// By another person than everybody who computed or submitted it. Every warning of the review has to be seen.
#[utoipa::path(post, path = "/runs/{run}/approve", tag = "Runs", request_body = Approval,
    security(("key" = ["decisions:write"])), responses((status = 204, description = "It is approved.")))]
async fn approve(caller: Caller, At(id): At<String>, Sent(sent): Sent<Approval>) -> Answer<StatusCode> {
    let run = caller.run(&id).await?;
    let made_by = caller.office.made_by(&id).await?;
    let made_by: Vec<&str> = made_by.iter().map(String::as_str).collect();
    caller.office.allow(&caller.author, Action::ApproveRun, ObjectKind::Run, &id, &made_by)?;
    run.require(&[RunState::Submitted], "it has to be submitted first")?;
    let review = caller.office.review(&run).await?;
    let warnings: Vec<Warning> = review.warnings.iter().cloned().map(Warning::from).collect();
    if warnings.iter().any(|warning| !sent.seen.contains(&warning.name)) {
        return Err(OfficeError::field("seen", "error-warnings-unseen").into());
    }
    caller.office.approve_run(&caller.author, &id, &sent.seen).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Returns a run to those who computed it
#[utoipa::path(post, path = "/runs/{run}/return", tag = "Runs", request_body = Reason,
    security(("key" = ["decisions:write"])), responses((status = 204, description = "It is returned.")))]
async fn give_back(caller: Caller, At(id): At<String>, Sent(sent): Sent<Reason>) -> Answer<StatusCode> {
    caller.office.return_run(&caller.author, &id, &sent.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Opens a submitted or approved run once more
///
/// Its approval is void then. What is final stays so.
#[utoipa::path(post, path = "/runs/{run}/reopen", tag = "Runs", request_body = Reason,
    security(("key" = ["runs:compute"])), responses((status = 204, description = "It can be computed again.")))]
async fn reopen(caller: Caller, At(id): At<String>, Sent(sent): Sent<Reason>) -> Answer<StatusCode> {
    caller.office.reopen_run(&caller.author, &id, &sent.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What whoever finalises has counted.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// The number of documents that will get a number, as the run says it.
    pub documents: i64,
}

/// Finalises an approved run
///
/// Gives numbers, files the documents, books them and opens what is owed. There is no way back.
#[utoipa::path(post, path = "/runs/{run}/finalise", tag = "Runs", request_body = Count,
    security(("key" = ["runs:finalise"])), responses((status = 202, body = Started, description = "The job.")))]
async fn finalise(caller: Caller, At(id): At<String>, Sent(sent): Sent<Count>) -> Answer<(StatusCode, Json<Started>)> {
    let job = caller.office.ask_finalise(&caller.author, &id, sent.documents).await?;
    Ok((StatusCode::ACCEPTED, Json(Started { job })))
}

/// Gives a run up
#[utoipa::path(post, path = "/runs/{run}/withdraw", tag = "Runs", request_body = Reason,
    security(("key" = ["runs:compute"])), responses((status = 204, description = "It is withdrawn.")))]
async fn withdraw(caller: Caller, At(id): At<String>, Sent(sent): Sent<Reason>) -> Answer<StatusCode> {
    caller.office.withdraw_run(&caller.author, &id, &sent.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Runs to be gathered.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Gathered {
    /// The runs whose statements are written with this one's; those that are not named go their own way again.
    pub runs: Vec<String>,
}

/// Gathers runs into one statement a person
///
/// Drafts are void afterwards.
#[utoipa::path(post, path = "/runs/{run}/gather", tag = "Runs", request_body = Gathered,
    security(("key" = ["runs:compute"])), responses((status = 204, description = "The selection holds.")))]
async fn gather(caller: Caller, At(id): At<String>, Sent(sent): Sent<Gathered>) -> Answer<StatusCode> {
    caller.office.gather(&caller.author, &id, &sent.runs).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists the runs that can be gathered into a run, or are
///
/// Distributed ones of the same legal entity and currency.
#[utoipa::path(get, path = "/runs/{run}/gather", tag = "Runs", params(Slice), security(("key" = ["runs:read"])),
    responses((status = 200, body = List<Run>, description = "Those that are gathered have it as their `lead`.")))]
async fn gatherable(caller: Caller, At(id): At<String>, Asked(query): Asked<Slice>) -> Answer<Json<List<Run>>> {
    let run = caller.run(&id).await?;
    Ok(Json(List::some(caller.office.gatherable(&run).await?, &query)?))
}

/// Asks for held statements of a final run to be issued
///
/// They are written once more; those that lack nothing now wait for another person's approval.
#[utoipa::path(post, path = "/runs/{run}/held", tag = "Runs", request_body = Reason,
    security(("key" = ["runs:compute"])), responses((status = 201, body = Made, description = "The request.")))]
async fn held(caller: Caller, At(id): At<String>, Sent(sent): Sent<Reason>) -> Answer<(StatusCode, Json<Made>)> {
    let id = caller.office.ask_held(&caller.author, &id, &sent.reason).await?;
    Ok((StatusCode::CREATED, Json(Made { id })))
}

/// Goes on with approved statements whose job was cancelled or failed
#[utoipa::path(post, path = "/runs/{run}/issue", tag = "Runs", security(("key" = ["runs:finalise"])),
    responses((status = 202, body = Started, description = "The job.")))]
async fn issue(caller: Caller, At(id): At<String>) -> Answer<(StatusCode, Json<Started>)> {
    let job = caller.office.ask_issue(&caller.author, &id).await?;
    Ok((StatusCode::ACCEPTED, Json(Started { job })))
}
