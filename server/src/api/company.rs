//! The company: who asks, figures, jobs.

use super::extract::{Asked, At, Caller};
use super::problem::{Answer, Refused};
use super::view::{List, Money, shown};
use axum::Json;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use compline_office::dashboard::PeriodFigures;
use compline_office::jobs;
use compline_office::levels::{DistributionDone, LevelsDone};
use compline_office::runs::RunState;
use compline_policy::{Action, ObjectKind};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Periods whose figures are shown.
const PERIODS: usize = 12;
/// Periods whose figures can be asked for.
const MOST_PERIODS: usize = 36;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(me))
        .routes(routes!(dashboard))
        .routes(routes!(figures))
        .routes(routes!(job))
        .routes(routes!(cancel_job))
}

/// Who the key acts for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Me {
    /// The company's id.
    pub company: String,
    /// The user's id.
    pub user: String,
    /// The user's name.
    pub name: String,
    /// The user's roles.
    pub roles: Vec<String>,
    /// What the scopes of the key cover. Of this it may do what the roles allow.
    pub actions: Vec<String>,
}

/// Tells who the key acts for
///
/// Needs no scope.
#[utoipa::path(get, path = "/me", tag = "Company", security(("key" = [])),
    responses((status = 200, body = Me, description = "Company, user, roles, actions.")))]
async fn me(caller: Caller) -> Json<Me> {
    let author = &caller.author;
    let actions = author.key.iter().flat_map(|key| key.actions.iter().map(|action| action.name().to_owned()));
    Json(Me {
        company: author.company.clone(),
        user: author.user.clone(),
        name: author.name.clone(),
        roles: author.roles.iter().map(|role| role.name().to_owned()).collect(),
        actions: actions.collect(),
    })
}

shown! {
    /// A piece of work that takes longer than a request.
    Job of one: jobs::Job {
        /// Its id.
        id: String = one.id,
        /// `levels`, `distribution`, `documents`, `finalise`, `issue`, `import-check`, `import`.
        kind: String = one.kind,
        /// What it works on: the id of a run or of an import.
        object: String = one.object,
        /// Who asked for it: a user's id.
        author: String = one.author,
        /// `queued`, `running`, `done`, `failed`, `cancelled`.
        state: String = one.state,
        /// What it is doing.
        stage: String = one.stage,
        /// How much of that is done.
        done: i64 = one.done,
        /// Of how much.
        total: i64 = one.total,
        /// Why it failed.
        message: Option<String> = one.message,
        /// When it was asked for.
        created_at: DateTime<Utc> = one.created_at,
        /// When it was begun.
        started_at: Option<DateTime<Utc>> = one.started_at,
        /// When it ended.
        ended_at: Option<DateTime<Utc>> = one.ended_at,
    }
}

/// Partners on a rank.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RankCount {
    /// The rank.
    pub rank: String,
    /// How many partners have it.
    pub partners: i64,
}

/// The figures of a period.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Figures {
    /// The run.
    pub run: String,
    /// The programme.
    pub programme: String,
    /// The period.
    pub period: String,
    /// Where the run stands.
    pub state: String,
    /// The volume that is paid for.
    pub turnover: Money,
    /// What is paid.
    pub paid: Money,
    /// Payout to turnover, of one, as a decimal; nothing without turnover.
    #[schema(value_type = Option<String>, example = "0.412")]
    pub ratio: Option<Decimal>,
    /// Partners that get something.
    pub partners_paid: i64,
    /// Partners in all.
    pub partners: i64,
    /// Active partners; nothing where the plan does not say who is active.
    pub active: Option<i64>,
    /// Partners by rank, from the lowest.
    pub ranks: Vec<RankCount>,
}

/// Shows the figures of the last periods
///
/// Volume, payout, ratio and ranks of the twelve latest runs whose sales are distributed, the latest first.
#[utoipa::path(get, path = "/dashboard", tag = "Company", security(("key" = ["dashboard:read"])),
    responses((status = 200, body = List<Figures>, description = "A row for each run.")))]
async fn dashboard(caller: Caller) -> Answer<Json<List<Figures>>> {
    let office = &caller.office;
    let runs = office.runs(caller.company()).await?;
    let mut items = Vec::new();
    let there = |state: RunState| state >= RunState::Distributed && state != RunState::Withdrawn;
    for run in runs.into_iter().filter(|run| there(run.state)).take(PERIODS) {
        let done: DistributionDone = office.last_step(&run.id, "distribution").await?;
        let levels: LevelsDone = office.last_step(&run.id, "levels").await?;
        let currency = caller.programme(&run.programme).await?.currency;
        let ratio = Decimal::from(done.paid).checked_div(Decimal::from(done.turnover));
        let ranks = levels.ranks.into_iter().map(|(rank, partners)| RankCount { rank, partners });
        items.push(Figures {
            run: run.id,
            programme: run.programme,
            period: run.period,
            state: run.state.name().to_owned(),
            turnover: Money::new(done.turnover, &currency),
            paid: Money::new(done.paid, &currency),
            ratio: ratio.map(|ratio| ratio.round_dp(4)),
            partners_paid: done.partners,
            partners: levels.partners,
            active: levels.active,
            ranks: ranks.collect(),
        });
    }
    Ok(Json(List { items, next: None }))
}

/// The figures of a period of a programme.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Period {
    /// The period.
    pub period: String,
    /// Its latest run.
    pub run: String,
    /// How many runs settled it: one for each choice of sales channels. The figures are those of all of them.
    pub runs: i64,
    /// Whether all of them are final.
    pub is_final: bool,
    /// The volume that is paid for.
    pub turnover: Money,
    /// What is paid.
    pub paid: Money,
    /// Payout to turnover, of one, as a decimal; nothing without turnover.
    #[schema(value_type = Option<String>, example = "0.412")]
    pub ratio: Option<Decimal>,
    /// Partners that get something.
    pub partners_paid: i64,
    /// Active partners, as the latest run has them; nothing where the plan does not say who is active.
    pub active: Option<i64>,
    /// Partners by rank, from the lowest, as the latest run has them.
    pub ranks: Vec<RankCount>,
}

impl Period {
    fn of(one: &PeriodFigures, currency: &str) -> Self {
        let ranks = one.ranks.iter().cloned().map(|(rank, partners)| RankCount { rank, partners });
        let ratio = Decimal::from(one.paid).checked_div(Decimal::from(one.turnover));
        Self {
            period: one.run.period.clone(),
            run: one.run.id.clone(),
            runs: one.runs,
            is_final: one.is_final,
            turnover: Money::new(one.turnover, currency),
            paid: Money::new(one.paid, currency),
            ratio: ratio.map(|ratio| ratio.round_dp(4)),
            partners_paid: one.partners,
            active: one.active,
            ranks: ranks.collect(),
        }
    }
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FiguresQuery {
    /// How many periods: 1 to 36, 12 where it is not said.
    periods: Option<usize>,
}

/// Shows the figures of a programme over time
///
/// Of its last periods that were distributed, the oldest first; all runs of a period together.
#[utoipa::path(get, path = "/programmes/{programme}/figures", tag = "Company", params(FiguresQuery),
    security(("key" = ["dashboard:read"])),
    responses((status = 200, body = List<Period>, description = "A row for each period.")))]
async fn figures(
    caller: Caller,
    At(programme): At<String>,
    Asked(query): Asked<FiguresQuery>,
) -> Answer<Json<List<Period>>> {
    let currency = caller.programme(&programme).await?.currency;
    let most = query.periods.unwrap_or(PERIODS);
    if !(1..=MOST_PERIODS).contains(&most) {
        return Err(Refused::new("malformed-request", format!("`periods` is from 1 to {MOST_PERIODS}")));
    }
    let found = caller.office.period_figures(caller.company(), &programme, most).await?;
    Ok(Json(List { items: found.iter().map(|one| Period::of(one, &currency)).collect(), next: None }))
}

/// Shows a job
///
/// Ask until `state` is `done`, `failed` or `cancelled`.
#[utoipa::path(get, path = "/jobs/{job}", tag = "Jobs", security(("key" = ["runs:read"])),
    responses((status = 200, body = Job, description = "How far it is.")))]
async fn job(caller: Caller, At(id): At<String>) -> Answer<Json<Job>> {
    Ok(Json(caller.office.job(caller.company(), &id).await?.into()))
}

/// Cancels a job
///
/// What it has not finished is as if it had not begun. The key needs `runs:compute`, or `imports:write` for a job of an
/// import, or `checks:run` for a replay or a check, or `extracts:read` for an extract.
#[utoipa::path(post, path = "/jobs/{job}/cancel", tag = "Jobs", security(("key" = [])),
    responses((status = 204, description = "It will end.")))]
async fn cancel_job(caller: Caller, At(id): At<String>) -> Answer<StatusCode> {
    let job = caller.office.job(caller.company(), &id).await?;
    let (action, kind) = match job.kind.as_str() {
        kind if kind.starts_with("import") => (Action::ImportData, ObjectKind::Company),
        "verify" => (Action::VerifyData, ObjectKind::Company),
        "replay" => (Action::ReplayRun, ObjectKind::Run),
        "extract" => (Action::ViewExtracts, ObjectKind::Company),
        _ => (Action::CalculateRun, ObjectKind::Run),
    };
    let id = if kind == ObjectKind::Company { caller.company() } else { &job.object };
    caller.office.allow(&caller.author, action, kind, id, &[])?;
    caller.office.cancel_job(&caller.author, &job.id).await?;
    Ok(StatusCode::NO_CONTENT)
}
