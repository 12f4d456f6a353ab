//! The company: legal entities, programmes, figures, jobs, the audit log.

use super::extract::{Asked, At, Caller, MOST_ROWS, rows};
use super::problem::{Answer, Refused};
use super::view::{List, Money, shown};
use axum::Json;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use compline_office::audit::AuditEntry;
use compline_office::companies;
use compline_office::jobs;
use compline_office::levels::{DistributionDone, LevelsDone};
use compline_office::runs::RunState;
use compline_policy::{Action, ObjectKind};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Periods whose figures are shown.
const PERIODS: usize = 12;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(me))
        .routes(routes!(entities))
        .routes(routes!(entity))
        .routes(routes!(programmes))
        .routes(routes!(dashboard))
        .routes(routes!(job))
        .routes(routes!(cancel_job))
        .routes(routes!(audit))
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
    /// A legal entity: who owes commissions and keeps books.
    LegalEntity of one: companies::LegalEntity {
        /// Its id.
        id: String = one.id,
        /// The firm.
        name: String = one.name,
        /// Street and number.
        street: String = one.street,
        /// Post code.
        post_code: String = one.post_code,
        /// City.
        city: String = one.city,
        /// Country, two letters of ISO 3166-1.
        country: String = one.country,
        /// VAT identification number.
        vat_id: Option<String> = one.vat_id,
        /// Tax number.
        tax_number: Option<String> = one.tax_number,
        /// Currency of its books.
        currency: String = one.currency,
        /// The account that payouts are made from.
        iban: Option<String> = one.iban,
        /// What document numbers begin with.
        document_prefix: String = one.prefix,
    }
    /// A programme: a plan with its versions, of a legal entity.
    Programme of one: companies::Programme {
        /// Its id.
        id: String = one.id,
        /// The legal entity.
        legal_entity: String = one.legal_entity,
        /// Its name.
        name: String = one.name,
        /// Its currency.
        currency: String = one.currency,
        /// The field of orders that names the sales channel.
        channel_field: Option<String> = one.channel_field,
    }
    /// A piece of work that takes longer than a request.
    Job of one: jobs::Job {
        /// Its id.
        id: String = one.id,
        /// `levels`, `distribution`, `documents`, `finalise`.
        kind: String = one.kind,
        /// What it works on: the id of a run.
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
    /// An entry of the audit log.
    LogEntry of one: AuditEntry {
        /// Its number, from 1 and without gaps.
        number: i64 = one.seq,
        /// When.
        at: DateTime<Utc> = one.at,
        /// Who: a user's id.
        author: String = one.author,
        /// What was done.
        action: String = one.action,
        /// The kind of the thing.
        kind: String = one.kind,
        /// Its id.
        object: String = one.object,
        /// What exactly; `api_key` where a program did it.
        details: Value = serde_json::from_str(&one.details).unwrap_or(Value::String(one.details)),
        /// The hash of the entry before.
        before: String = one.before,
        /// The hash of this entry.
        hash: String = one.hash,
    }
}

/// Lists the legal entities
#[utoipa::path(get, path = "/legal-entities", tag = "Company", security(("key" = ["dashboard:read"])),
    responses((status = 200, body = List<LegalEntity>, description = "All of them, by id.")))]
async fn entities(caller: Caller) -> Answer<Json<List<LegalEntity>>> {
    Ok(Json(List::all(caller.office.legal_entities(caller.company()).await?)))
}

/// Shows a legal entity
#[utoipa::path(get, path = "/legal-entities/{entity}", tag = "Company", security(("key" = ["dashboard:read"])),
    responses((status = 200, body = LegalEntity, description = "The legal entity.")))]
async fn entity(caller: Caller, At(id): At<String>) -> Answer<Json<LegalEntity>> {
    Ok(Json(caller.entity(&id).await?.into()))
}

/// Lists the programmes
#[utoipa::path(get, path = "/programmes", tag = "Company", security(("key" = ["dashboard:read"])),
    responses((status = 200, body = List<Programme>, description = "All of them, by name.")))]
async fn programmes(caller: Caller) -> Answer<Json<List<Programme>>> {
    Ok(Json(List::all(caller.office.programmes(caller.company()).await?)))
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
            ranks: ranks.collect(),
        });
    }
    Ok(Json(List { items, next: None }))
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
/// What it has not finished is as if it had not begun.
#[utoipa::path(post, path = "/jobs/{job}/cancel", tag = "Jobs", security(("key" = ["runs:compute"])),
    responses((status = 204, description = "It will end.")))]
async fn cancel_job(caller: Caller, At(id): At<String>) -> Answer<StatusCode> {
    let job = caller.office.job(caller.company(), &id).await?;
    caller.office.allow(&caller.author, Action::CalculateRun, ObjectKind::Run, &job.object, &[])?;
    caller.office.cancel_job(&caller.author, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AuditQuery {
    /// Only entries about the thing with this id.
    object: Option<String>,
    /// Only entries before this number.
    after: Option<i64>,
    /// Rows at most: 1 to 500, 100 where it is not said.
    limit: Option<i64>,
}

/// Lists the audit log
///
/// The latest entry first; `after` is the number of the last one that was seen.
#[utoipa::path(get, path = "/audit", tag = "Company", params(AuditQuery), security(("key" = ["audit:read"])),
    responses((status = 200, body = List<LogEntry>, description = "Entries, each chained to the one before.")))]
async fn audit(caller: Caller, Asked(query): Asked<AuditQuery>) -> Answer<Json<List<LogEntry>>> {
    let (limit, _) = rows(query.limit, None)?;
    if query.after.is_some_and(|after| after < 1) {
        return Err(Refused::new("malformed-request", "`after` is the number of an entry, from 1"));
    }
    let found = caller.office.audit_entries(caller.company(), query.object.as_deref(), query.after, limit).await?;
    let full = i64::try_from(found.len()).is_ok_and(|count| count == limit.min(MOST_ROWS));
    let next = found.last().filter(|last| full && last.seq > 1).map(|last| last.seq.to_string());
    Ok(Json(List { next, ..List::all(found) }))
}
