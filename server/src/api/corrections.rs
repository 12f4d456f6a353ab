//! Corrections: facts that became known after periods they concern were closed.

use super::extract::{Asked, At, Caller, Sent, rows};
use super::problem::Answer;
use super::view::{List, Money, shown};
use axum::Json;
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use compline_office::OfficeError;
use compline_office::corrections::{Behind, Correction as Known, CorrectionPreview, Verdict};
use compline_office::requests::Asked as Wish;
use compline_policy::{Action, ObjectKind};
use compline_runtime::prior::Found;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(facts))
        .routes(routes!(list, begin))
        .routes(routes!(one))
        .routes(routes!(lines))
        .routes(routes!(ask))
        .routes(routes!(drop_it))
}

shown! {
    /// A fact that closed periods did not know.
    LateFact of one: Behind {
        /// The commit that learned it: what a correction names.
        commit: i64 = one.seq,
        /// When.
        known_at: DateTime<Utc> = one.at,
        /// By whom: a user's id.
        known_by: String = one.author,
        /// `place`, `status`, `value`, `partner` or `order`.
        kind: String = one.kind.name().to_owned(),
        /// The partner.
        partner: String = one.partner,
        /// The tree, the definition, the kind of an order; empty where there is none.
        name: String = one.name,
        /// The sponsor, the status, the value, the order's id.
        value: String = one.value,
        /// The first day.
        valid_from: NaiveDate = one.valid_from,
        /// The last day, where there is one.
        valid_to: Option<NaiveDate> = one.valid_to,
        /// The earliest closed period that it concerns.
        since: String = one.since,
        /// How many closed runs it concerns.
        runs: u64 = one.runs,
        /// The correction that decided about it, or is about to.
        correction: Option<String> = one.correction,
    }
}

/// A correction.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Correction {
    /// Its id.
    pub id: String,
    /// Its number, as statements call it.
    pub number: i64,
    /// The programme.
    pub programme: String,
    /// Why.
    pub reason: String,
    /// The commits whose facts are chosen.
    pub commits: Vec<i64>,
    /// `post` or `leave`.
    pub verdict: String,
    /// `previewing`, `previewed`, `asked`, `approved`, `left`, `posting`, `posted` or `dropped`.
    pub state: String,
    /// Who asked for it: a user's id.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// The run that posts it.
    pub run: Option<String>,
    /// What it comes to, by closed period and partner, once it is found out; not in lists.
    pub periods: Option<Vec<CorrectedPeriod>>,
}

/// What a correction comes to in a closed period.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CorrectedPeriod {
    /// The period.
    pub period: String,
    /// The closed run.
    pub run: String,
    /// By partner.
    pub partners: Vec<CorrectedPartner>,
}

/// What a correction comes to for a partner in a closed period.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CorrectedPartner {
    /// The partner.
    pub partner: String,
    /// What was posted by the lines that differ.
    pub paid: Money,
    /// What is due by them.
    pub due: Money,
    /// What is posted.
    pub difference: Money,
    /// How many lines differ.
    pub lines: u64,
    /// The rank by which the partner was paid, where it is another one now.
    pub rank_before: Option<String>,
    /// The rank now.
    pub rank_after: Option<String>,
}

fn correction(one: Known, preview: Option<CorrectionPreview>) -> Result<Correction, OfficeError> {
    let periods = preview.map(|preview| {
        let money = |amount: i64| Money::new(amount, &preview.currency);
        let runs = preview.runs.iter().map(|run| CorrectedPeriod {
            period: run.period.clone(),
            run: run.of.run.clone(),
            partners: run
                .partners
                .iter()
                .map(|one| CorrectedPartner {
                    partner: one.partner.clone(),
                    paid: money(one.paid),
                    due: money(one.due),
                    difference: money(one.amount()),
                    lines: one.lines,
                    rank_before: one.rank_before.clone(),
                    rank_after: one.rank_after.clone(),
                })
                .collect(),
        });
        runs.collect()
    });
    Ok(Correction {
        commits: one.facts()?,
        state: one.shown_state().to_owned(),
        id: one.id,
        number: one.number,
        programme: one.programme,
        reason: one.reason,
        verdict: one.verdict,
        asked_by: one.asked_by,
        asked_at: one.asked_at,
        run: one.run,
        periods,
    })
}

/// Lists the facts that closed periods did not know
///
/// Those that hold in periods which were closed before they became known, the latest first.
#[utoipa::path(get, path = "/programmes/{programme}/late-facts", tag = "Requests", params(PageQuery),
    security(("key" = ["runs:read"])),
    responses((status = 200, body = List<LateFact>, description = "The facts.")))]
async fn facts(
    caller: Caller,
    At(programme): At<String>,
    Asked(query): Asked<PageQuery>,
) -> Answer<Json<List<LateFact>>> {
    caller.office.allow(&caller.author, Action::ViewRuns, ObjectKind::Company, caller.company(), &[])?;
    caller.programme(&programme).await?;
    let (limit, skip) = rows(query.limit, query.skip)?;
    let found = caller.office.facts_behind(caller.company(), &programme).await?;
    let found = found.into_iter().skip(usize::try_from(skip).unwrap_or(usize::MAX)).collect();
    Ok(Json(List::page(found, limit, skip)))
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PageQuery {
    /// Rows at most: 1 to 500, 100 where it is not said.
    limit: Option<i64>,
    /// How many rows come before them.
    skip: Option<i64>,
}

/// Lists corrections
#[utoipa::path(get, path = "/corrections", tag = "Requests", params(PageQuery), security(("key" = ["runs:read"])),
    responses((status = 200, body = List<Correction>, description = "The latest first.")))]
async fn list(caller: Caller, Asked(query): Asked<PageQuery>) -> Answer<Json<List<Correction>>> {
    caller.office.allow(&caller.author, Action::ViewRuns, ObjectKind::Company, caller.company(), &[])?;
    let (limit, skip) = rows(query.limit, query.skip)?;
    let found = caller.office.corrections(caller.company(), skip, limit.saturating_add(1)).await?;
    let found = found.into_iter().map(|one| correction(one, None)).collect::<Result<Vec<_>, _>>()?;
    Ok(Json(List::page(found, limit, skip)))
}

/// A correction to begin.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentCorrection {
    /// The programme.
    pub programme: String,
    /// The commits whose facts are to count, or not, in closed periods.
    pub commits: Vec<i64>,
    /// `post`: the next run posts the differences. `leave`: closed periods stay as they are.
    pub verdict: String,
    /// Why; it stands on the statements of everybody concerned.
    pub reason: String,
}

/// The id of a correction.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Begun {
    /// Its id.
    pub id: String,
}

/// Begins a correction
///
/// What it comes to in every closed period is found out in the background; ask for its approval after that.
#[utoipa::path(post, path = "/corrections", tag = "Requests", request_body = SentCorrection,
    security(("key" = ["adjustments:write"])),
    responses((status = 202, body = Begun, description = "It is being previewed.")))]
async fn begin(caller: Caller, Sent(sent): Sent<SentCorrection>) -> Answer<(StatusCode, Json<Begun>)> {
    caller.programme(&sent.programme).await?;
    let verdict = Verdict::of(&sent.verdict).ok_or_else(|| OfficeError::field("verdict", "error-choose-one"))?;
    let begun =
        caller.office.begin_correction(&caller.author, &sent.programme, &sent.commits, verdict, &sent.reason).await?;
    Ok((StatusCode::ACCEPTED, Json(Begun { id: begun })))
}

/// Shows a correction with what it comes to
#[utoipa::path(get, path = "/corrections/{correction}", tag = "Requests", security(("key" = ["runs:read"])),
    responses((status = 200, body = Correction, description = "The correction.")))]
async fn one(caller: Caller, At(id): At<String>) -> Answer<Json<Correction>> {
    caller.office.allow(&caller.author, Action::ViewRuns, ObjectKind::Company, caller.company(), &[])?;
    let found = caller.office.correction(caller.company(), &id).await?;
    let preview = caller.office.correction_preview(&found).await?;
    Ok(Json(correction(found, preview)?))
}

/// A line that a correction posts.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CorrectedLine {
    /// The closed period.
    pub period: String,
    /// The context: the closed period, and behind a stroke that of the conditions where it is another one.
    pub context: String,
    /// The partner.
    pub partner: String,
    /// The bonus, pool or cap.
    pub bonus: String,
    /// The kind of the event; `bonus`, `pool` or `cap` where there is none.
    pub event_kind: String,
    /// Where the event came from.
    pub source: String,
    /// The event.
    pub event: String,
    /// The level, as it is now.
    pub level: String,
    /// The rank by which the partner is paid now.
    pub rank: String,
    /// From the earner down to the seller, as it is now.
    pub path: Vec<String>,
    /// What the rate is of now.
    pub base: String,
    /// The rate now.
    pub rate: String,
    /// What was posted.
    pub paid: Money,
    /// What is due.
    pub due: Money,
}

/// Lists the lines of a correction
#[utoipa::path(get, path = "/corrections/{correction}/lines", tag = "Requests", params(PageQuery),
    security(("key" = ["runs:read"])),
    responses((status = 200, body = List<CorrectedLine>, description = "By period and partner.")))]
async fn lines(
    caller: Caller,
    At(id): At<String>,
    Asked(query): Asked<PageQuery>,
) -> Answer<Json<List<CorrectedLine>>> {
    let (limit, skip) = rows(query.limit, query.skip)?;
    caller.office.allow(&caller.author, Action::ViewRuns, ObjectKind::Company, caller.company(), &[])?;
    let found = caller.office.correction(caller.company(), &id).await?;
    let preview = caller.office.correction_preview(&found).await?.unwrap_or_default();
    let mut items = Vec::new();
    for run in &preview.runs {
        let lines = caller.office.correction_lines(caller.company(), &run.of).await?;
        items.extend(lines.into_iter().map(|one| line(&run.period, &preview.currency, one)));
    }
    let items: Vec<CorrectedLine> = items.into_iter().skip(usize::try_from(skip).unwrap_or(usize::MAX)).collect();
    Ok(Json(List::page(items, limit, skip)))
}

fn line(period: &str, currency: &str, one: Found) -> CorrectedLine {
    CorrectedLine {
        period: period.to_owned(),
        context: one.context,
        partner: one.partner,
        bonus: one.bonus,
        event_kind: one.trigger_kind,
        source: one.source,
        event: one.trigger,
        level: one.level,
        rank: one.rank,
        path: one.path,
        base: one.base,
        rate: one.rate,
        paid: Money::new(one.paid, currency),
        due: Money::new(one.due, currency),
    }
}

/// What became of a correction that somebody wants approved.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CorrectionAsked {
    /// The request that another person has to grant; nothing where it holds at once.
    pub request: Option<String>,
}

/// Asks for a correction to be approved
///
/// Once its preview is there. The next run posts it when another person has granted the request.
#[utoipa::path(post, path = "/corrections/{correction}/ask", tag = "Requests", security(("key" = ["adjustments:write"])),
    responses((status = 202, body = CorrectionAsked, description = "The request.")))]
async fn ask(caller: Caller, At(id): At<String>) -> Answer<(StatusCode, Json<CorrectionAsked>)> {
    let request = match caller.office.ask_correction(&caller.author, &id).await? {
        Wish::Waits(request) => Some(request),
        Wish::Holds => None,
    };
    Ok((StatusCode::ACCEPTED, Json(CorrectionAsked { request })))
}

/// Drops a correction
///
/// As long as nobody was asked to approve it.
#[utoipa::path(post, path = "/corrections/{correction}/drop", tag = "Requests", security(("key" = ["adjustments:write"])),
    responses((status = 204, description = "It is dropped.")))]
async fn drop_it(caller: Caller, At(id): At<String>) -> Answer<StatusCode> {
    caller.office.drop_correction(&caller.author, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
