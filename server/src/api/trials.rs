//! Trials: past periods settled without a run, beside what another system has paid, by cause.

use super::company::Job;
use super::extract::{Asked, At, Caller, Sent, rows};
use super::guard::words;
use super::problem::{Answer, Refused};
use super::results::{Derivation, FormQuery, Part, file, form};
use super::view::{List, Made, Money, Paged};
use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, Utc};
use compline_office::books::Form;
use compline_office::trials::{Cause, Difference, Listed, NewTrial, Trial, TrialResult};
use compline_words::Words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(ask))
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(differences))
        .routes(routes!(table))
        .routes(routes!(derivation))
}

/// A trial that is wanted.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedTrial {
    /// The first period, as the plan's calendar names it.
    #[schema(example = "2025-10")]
    pub from: String,
    /// The last one.
    #[schema(example = "2025-12")]
    pub to: String,
    /// The plan version; the released one of the last period where it is not said, else the one that holds first.
    #[serde(default)]
    pub plan: Option<String>,
}

/// Tries past periods
///
/// They are settled with what is known now and compared with what another system has paid. No run is made, and nothing is
/// paid. Ask for the trial until it has a result.
#[utoipa::path(post, path = "/programmes/{programme}/trials", tag = "Imports", request_body = WantedTrial,
    security(("key" = ["imports:write", "runs:read"])),
    responses((status = 202, body = Made, description = "The trial.")))]
async fn ask(
    caller: Caller,
    At(programme): At<String>,
    Sent(sent): Sent<WantedTrial>,
) -> Answer<(StatusCode, Json<Made>)> {
    caller.programme(&programme).await?;
    let new = NewTrial { programme, from: sent.from, to: sent.to, plan: sent.plan };
    let id = caller.office.ask_trial(&caller.author, &new).await?;
    Ok((StatusCode::ACCEPTED, Json(Made { id })))
}

/// A trial.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TrialRow {
    /// Its id.
    pub id: String,
    /// The programme.
    pub programme: String,
    /// The plan version.
    pub plan: String,
    /// The first period.
    pub from: String,
    /// The last one.
    pub to: String,
    /// Who asked for it: a user's id.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Whether it has a result.
    pub done: bool,
}

impl From<Trial> for TrialRow {
    fn from(one: Trial) -> Self {
        Self {
            id: one.id,
            programme: one.programme,
            plan: one.plan,
            from: one.first_period,
            to: one.last_period,
            asked_by: one.asked_by,
            asked_at: one.asked_at,
            done: one.result.is_some(),
        }
    }
}

/// Lists trials
///
/// The latest first.
#[utoipa::path(get, path = "/trials", tag = "Imports", params(Paged),
    security(("key" = ["imports:write", "runs:read"])),
    responses((status = 200, body = List<TrialRow>, description = "Trials.")))]
async fn list(caller: Caller, Asked(query): Asked<Paged>) -> Answer<Json<List<TrialRow>>> {
    caller.office.may_try(&caller.author)?;
    let (limit, skip) = rows(query.limit, query.skip)?;
    Ok(Json(List::page(caller.office.trials(caller.company(), skip, limit + 1).await?, limit, skip)))
}

/// A period of a trial.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TriedPeriod {
    /// The period.
    pub period: String,
    /// Amounts that are equal to the cent.
    pub equal: u64,
    /// Amounts that differ.
    pub different: u64,
    /// What was computed in all.
    pub computed: Money,
    /// What was paid in all.
    pub paid: Money,
    /// Orders from before the trial that are taken back in this period: nothing comes back for them here.
    pub earlier_reversals: u64,
    /// The hash of its result: the same facts give the same one.
    pub result: String,
}

/// The differences of a cause together.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TriedCause {
    /// The cause: `rounding`, `partner-unknown`, `rank`, `tree`, `inactive`, `event-missing`, `rate`, `bonus`, `cap`, `minimum`,
    /// `not-paid` or `unexplained`.
    pub cause: String,
    /// How many differences.
    pub count: u64,
    /// Of how many partners.
    pub partners: u64,
    /// What was computed.
    pub computed: Money,
    /// What was paid.
    pub paid: Money,
}

/// What came of a trial.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Tried {
    /// Amounts that are equal to the cent.
    pub equal: u64,
    /// Amounts that differ.
    pub different: u64,
    /// The periods, from the first on.
    pub periods: Vec<TriedPeriod>,
    /// The causes that occur.
    pub causes: Vec<TriedCause>,
}

impl From<&TrialResult> for Tried {
    fn from(of: &TrialResult) -> Self {
        let money = |amount| Money::new(amount, &of.currency);
        let periods = of.periods.iter().map(|one| TriedPeriod {
            period: one.period.clone(),
            equal: one.equal,
            different: one.different,
            computed: money(one.computed),
            paid: money(one.paid),
            earlier_reversals: one.earlier_reversals,
            result: one.result.clone(),
        });
        let causes = of.causes.iter().map(|one| TriedCause {
            cause: one.cause.name().to_owned(),
            count: one.count,
            partners: one.partners,
            computed: money(one.computed),
            paid: money(one.paid),
        });
        let different = of.differences.len() as u64;
        Self { equal: of.equal(), different, periods: periods.collect(), causes: causes.collect() }
    }
}

/// A trial with what came of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TrialDetails {
    /// The trial.
    #[serde(flatten)]
    pub trial: TrialRow,
    /// What came of it, once it is there.
    pub result: Option<Tried>,
    /// The job that works on it now, or worked on it last.
    pub job: Option<Job>,
}

/// Shows a trial
#[utoipa::path(get, path = "/trials/{trial}", tag = "Imports", security(("key" = ["imports:write", "runs:read"])),
    responses((status = 200, body = TrialDetails, description = "The trial, as it stands.")))]
async fn one(caller: Caller, At(id): At<String>) -> Answer<Json<TrialDetails>> {
    caller.office.may_try(&caller.author)?;
    let (office, company) = (&caller.office, caller.company());
    let (job, trial) = office.with_job(company, &id, office.trial(company, &id)).await?;
    let result = office.trial_result(&trial).await?.as_ref().map(Tried::from);
    Ok(Json(TrialDetails { trial: trial.into(), result, job: job.map(Job::from) }))
}

/// A difference.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TriedDifference {
    /// The period.
    pub period: String,
    /// The partner.
    pub partner: String,
    /// The bonus; empty for all together.
    pub bonus: String,
    /// What was computed.
    pub computed: Money,
    /// What was paid.
    pub paid: Money,
    /// How many lines make what was computed.
    pub lines: u64,
    /// Why: as in the trial's causes.
    pub cause: String,
    /// What shows that: a stable code.
    pub code: String,
    /// What the code is about, by name.
    pub args: BTreeMap<String, String>,
    /// What shows that, in the language that was asked for.
    pub message: String,
}

impl TriedDifference {
    fn of(one: &Difference, currency: &str, words: Words) -> Self {
        Self {
            period: one.period.clone(),
            partner: one.partner.clone(),
            bonus: one.bonus.clone(),
            computed: Money::new(one.computed, currency),
            paid: Money::new(one.paid, currency),
            lines: one.lines,
            cause: one.cause.name().to_owned(),
            code: one.evidence.form.clone(),
            args: one.evidence.args.clone(),
            message: one.said(words),
        }
    }
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DifferenceQuery {
    /// Only this cause.
    cause: Option<String>,
    /// Only partners whose number begins like this.
    partner: Option<String>,
    /// `place` or `amount`, the largest first; `place` (periods, partners, bonuses) where it is not said.
    sort: Option<String>,
    /// Rows at most: 1 to 500, 100 where it is not said.
    limit: Option<i64>,
    /// Rows that come before.
    skip: Option<i64>,
}

/// Lists the differences of a trial
#[utoipa::path(get, path = "/trials/{trial}/differences", tag = "Imports", params(DifferenceQuery),
    security(("key" = ["imports:write", "runs:read"])),
    responses((status = 200, body = List<TriedDifference>, description = "Differences; none before there is a result.")))]
async fn differences(
    caller: Caller,
    headers: HeaderMap,
    At(id): At<String>,
    Asked(query): Asked<DifferenceQuery>,
) -> Answer<Json<List<TriedDifference>>> {
    caller.office.may_try(&caller.author)?;
    let (limit, skip) = rows(query.limit, query.skip)?;
    let cause = match query.cause.as_deref().filter(|cause| !cause.is_empty()) {
        None => None,
        Some(name) => {
            let found = Cause::ALL.into_iter().find(|cause| cause.name() == name);
            Some(found.ok_or_else(|| Refused::new("malformed-request", "`cause` is no cause of a trial"))?)
        }
    };
    let largest = match query.sort.as_deref() {
        None | Some("place") => false,
        Some("amount") => true,
        Some(_) => return Err(Refused::new("malformed-request", "`sort` is place or amount")),
    };
    let trial = caller.office.trial(caller.company(), &id).await?;
    let Some(result) = caller.office.trial_result(&trial).await? else {
        return Ok(Json(List { items: Vec::new(), next: None }));
    };
    let words = words(&headers);
    let listed = result.listed(&Listed { cause, partner: query.partner.unwrap_or_default(), largest });
    let from = usize::try_from(skip).unwrap_or(usize::MAX);
    let found: Vec<&Difference> = listed.into_iter().skip(from).collect();
    Ok(Json(List::page_with(found, limit, skip, |one| TriedDifference::of(one, &result.currency, words))))
}

/// Downloads the differences of a trial
#[utoipa::path(get, path = "/trials/{trial}/table", tag = "Imports", params(FormQuery),
    security(("key" = ["imports:write", "runs:read"])),
    responses((status = 200, body = String, content_type = "text/csv", description = "The table.")))]
async fn table(
    caller: Caller,
    headers: HeaderMap,
    At(id): At<String>,
    Asked(query): Asked<FormQuery>,
) -> Answer<Response> {
    let (form, media) = form(query.form.as_deref())?;
    let (workbook, name) = if form == Form::Xlsx { (true, "differences.xlsx") } else { (false, "differences.csv") };
    let bytes = caller.office.trial_table(&caller.author, &id, words(&headers), workbook).await?;
    Ok(file(name, bytes, media))
}

/// Derives what a partner gets in a period of a trial
#[utoipa::path(get, path = "/trials/{trial}/periods/{period}/partners/{partner}/derivation", tag = "Imports",
    security(("key" = ["imports:write", "runs:read"])),
    responses((status = 200, body = Derivation, description = "Sale, path, rule, rate, cap, rounding.")))]
async fn derivation(
    caller: Caller,
    At((id, period, partner)): At<(String, String, String)>,
) -> Answer<Json<Derivation>> {
    let found = caller.office.trial_derivation(&caller.author, &id, &period, &partner).await?;
    let trial = caller.office.trial(caller.company(), &id).await?;
    let currency = caller.programme(&trial.programme).await?.currency;
    let sum = Some(Money::new(found.sum, &currency));
    let parts = found.parts.into_iter().map(|node| Part::of(node, &currency)).collect();
    let values = found.values.into_iter().map(|node| Part::of(node, &currency)).collect();
    Ok(Json(Derivation { partner, answer: found.total, sum, parts, values }))
}
