//! What a plan version changes, and who gains and who loses by it.

use super::extract::{Asked, At, Caller, Sent};
use super::guard::words;
use super::problem::Answer;
use super::view::{List, Made, Money, Slice};
use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use compline_changes::{BonusMoney, Change, Money as Pay, PartnerMoney, told};
use compline_office::OfficeError;
use compline_office::plans::{Comparison, ComparisonState};
use compline_words::Words;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new().routes(routes!(changes)).routes(routes!(ask)).routes(routes!(one)).routes(routes!(partners))
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ChangesQuery {
    /// The other version; the one that this one follows where it is not said.
    with: Option<String>,
}

/// What a version means otherwise than another one.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlanChanges {
    /// The other version; nothing where there is none yet.
    pub with: Option<String>,
    /// Changes of meaning, in the order of the text; what is gone stands behind. Nothing where a version has errors.
    pub changes: Option<Vec<PlanChange>>,
    /// What is called otherwise and means the same.
    pub renames: Vec<PlanChange>,
}

/// One change.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlanChange {
    /// What it is about: `table`, `bonus`, `definition` and so on.
    #[schema(example = "table")]
    pub kind: String,
    /// Its name; empty for what a plan has once.
    pub name: String,
    /// Its name in the other version, where that is another one.
    pub was: Option<String>,
    /// The change in words, in the language that `Accept-Language` asks for; English where it asks for none.
    pub sentence: String,
    /// Bonuses and pools that it reaches beside itself.
    pub bonuses: Vec<String>,
    /// Ranks that it reaches beside itself.
    pub ranks: Vec<String>,
}

impl PlanChange {
    fn of(words: Words, change: &Change) -> Self {
        let kind = serde_json::to_value(change.kind).unwrap_or_default();
        Self {
            kind: kind.as_str().unwrap_or_default().to_owned(),
            name: change.name.clone(),
            was: change.was.clone(),
            sentence: told(words, &change.sentence),
            bonuses: change.payers.clone(),
            ranks: change.ranks.clone(),
        }
    }
}

/// Tells what a plan version changes
///
/// In meaning: layout and comments do not count.
#[utoipa::path(get, path = "/plans/{plan}/changes", tag = "Plans", params(ChangesQuery),
    security(("key" = ["plans:read"])), responses((status = 200, body = PlanChanges, description = "What changes.")))]
async fn changes(
    caller: Caller,
    headers: HeaderMap,
    At(id): At<String>,
    Asked(query): Asked<ChangesQuery>,
) -> Answer<Json<PlanChanges>> {
    let office = &caller.office;
    let plan = office.plan_version(caller.company(), &id).await?;
    let other = match &query.with {
        Some(with) => Some(office.plan_version(caller.company(), with).await?),
        None => office.plan_before(caller.company(), &plan).await?,
    };
    let Some(other) = other else {
        return Ok(Json(PlanChanges { with: None, changes: None, renames: Vec::new() }));
    };
    let found = office.changes(&other, &plan).await?;
    let words = words(&headers);
    let all = |list: &[Change]| list.iter().map(|change| PlanChange::of(words, change)).collect::<Vec<_>>();
    Ok(Json(PlanChanges {
        with: Some(other.id),
        changes: found.as_ref().as_ref().map(|found| all(&found.changes)),
        renames: found.as_ref().as_ref().map(|found| all(&found.renames)).unwrap_or_default(),
    }))
}

/// What is to be compared.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedComparison {
    /// The other version.
    pub with: String,
    /// A run whose sales are distributed: its period is settled with both versions.
    pub run: String,
}

/// Who gains and who loses by a version.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PayComparison {
    /// Its id.
    pub id: String,
    /// The version.
    pub plan: String,
    /// The other one.
    pub with: String,
    /// The run whose period it is.
    pub run: String,
    /// Whether neither version nor the run has changed since.
    pub current: bool,
    /// The job that makes it, or made it last.
    pub job: Option<String>,
    /// What came of it, once it is there.
    pub result: Option<PayDifference>,
}

/// What becomes of a period's pay.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PayDifference {
    /// The period.
    pub period: String,
    /// What the other version pays.
    pub old: Money,
    /// What this version pays.
    pub new: Money,
    /// How many partners get more.
    pub winners: usize,
    /// By how much in all.
    pub gain: Money,
    /// How many partners get less.
    pub losers: usize,
    /// By how much in all; negative.
    pub loss: Money,
    /// How many partners get something, and the same.
    pub unchanged: usize,
    /// By bonus, pool and cap: what moves most first.
    pub bonuses: Vec<BonusPay>,
}

/// What one bonus, pool or cap pays.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BonusPay {
    /// Its name in this version.
    pub name: String,
    /// By the other version.
    pub old: Money,
    /// By this version.
    pub new: Money,
}

/// What one partner gets.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PartnerPay {
    /// The partner.
    pub partner: String,
    /// By the other version.
    pub old: Money,
    /// By this version.
    pub new: Money,
    /// Bonuses, pools and caps in which something moves.
    pub bonuses: Vec<BonusPay>,
}

impl BonusPay {
    fn all(list: &[BonusMoney], currency: &str) -> Vec<Self> {
        let one = |one: &BonusMoney| Self {
            name: one.name.clone(),
            old: Money::new(one.old, currency),
            new: Money::new(one.new, currency),
        };
        list.iter().map(one).collect()
    }
}

impl From<&Pay> for PayDifference {
    fn from(pay: &Pay) -> Self {
        let money = |amount: i64| Money::new(amount, &pay.currency);
        Self {
            period: pay.period.clone(),
            old: money(pay.old),
            new: money(pay.new),
            winners: pay.winners.0,
            gain: money(pay.winners.1),
            losers: pay.losers.0,
            loss: money(pay.losers.1),
            unchanged: pay.unchanged,
            bonuses: BonusPay::all(&pay.bonuses, &pay.currency),
        }
    }
}

/// Asks who gains and who loses by a plan version
///
/// The period of a run is settled with both versions, from what that run knew and whatever days they are valid for. Nothing is
/// paid by it. One that was asked for before and still holds is not made again.
#[utoipa::path(post, path = "/plans/{plan}/comparisons", tag = "Plans", request_body = WantedComparison,
    security(("key" = ["plans:write", "runs:read"])),
    responses((status = 202, body = Made, description = "The comparison.")))]
async fn ask(
    caller: Caller,
    At(id): At<String>,
    Sent(sent): Sent<WantedComparison>,
) -> Answer<(StatusCode, Json<Made>)> {
    let id = caller.office.ask_comparison(&caller.author, &id, &sent.with, &sent.run).await?;
    Ok((StatusCode::ACCEPTED, Json(Made { id })))
}

/// The comparison of a version.
async fn found(caller: &Caller, plan: &str, id: String) -> Result<Comparison, OfficeError> {
    caller.office.may_compare(&caller.author)?;
    let one = caller.office.comparison(caller.company(), &id).await?;
    if one.plan == plan { Ok(one) } else { Err(OfficeError::Missing { what: "comparison", id }) }
}

/// Shows who gains and who loses by a plan version
#[utoipa::path(get, path = "/plans/{plan}/comparisons/{comparison}", tag = "Plans",
    security(("key" = ["plans:write", "runs:read"])),
    responses((status = 200, body = PayComparison, description = "The comparison.")))]
async fn one(caller: Caller, At((plan, id)): At<(String, String)>) -> Answer<Json<PayComparison>> {
    let (office, company) = (&caller.office, caller.company());
    let one = found(&caller, &plan, id).await?;
    let (new, old) = (office.plan_version(company, &one.plan).await?, office.plan_version(company, &one.other).await?);
    let run = office.run(company, &one.run).await?;
    let (job, one) = office.with_job(company, &one.id, office.comparison(company, &one.id)).await?;
    let result = office.comparison_result(&one).await?;
    Ok(Json(PayComparison {
        current: one.state(&new, &old, &run) == ComparisonState::Current,
        job: job.map(|job| job.id),
        result: result.as_ref().map(PayDifference::from),
        id: one.id,
        plan: one.plan,
        with: one.other,
        run: one.run,
    }))
}

/// Lists the partners for whom a plan version changes something
///
/// Those for whom it changes most first; none before the comparison is made.
#[utoipa::path(get, path = "/plans/{plan}/comparisons/{comparison}/partners", tag = "Plans", params(Slice),
    security(("key" = ["plans:write", "runs:read"])),
    responses((status = 200, body = List<PartnerPay>, description = "Partners.")))]
async fn partners(
    caller: Caller,
    At((plan, id)): At<(String, String)>,
    Asked(query): Asked<Slice>,
) -> Answer<Json<List<PartnerPay>>> {
    let one = found(&caller, &plan, id).await?;
    let pay = caller.office.comparison_result(&one).await?.unwrap_or_default();
    let currency = pay.currency.clone();
    let row = |one: PartnerMoney| PartnerPay {
        old: Money::new(one.old, &currency),
        new: Money::new(one.new, &currency),
        bonuses: BonusPay::all(&one.bonuses, &currency),
        partner: one.partner,
    };
    Ok(Json(List::some_with(pay.partners, &query, row)?))
}
