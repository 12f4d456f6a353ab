//! The most that a plan can pay, and small networks that are paid much.

use super::extract::{At, Caller};
use super::guard::words;
use super::problem::Answer;
use axum::Json;
use axum::http::HeaderMap;
use compline_lang::words::Language;
use compline_office::findings::of_the_compiler;
use compline_office::plans::{Limit, LimitAmount, LimitPer, LimitShare, Network};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new().routes(routes!(bound))
}

/// The most that a plan pays, over all periods together, for its volume.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlanBound {
    /// The plan's currency, as ISO 4217 code.
    pub currency: String,
    /// Each bonus and pool, in the order in which they are paid.
    pub paid: Vec<Bound>,
    /// All of them after all caps.
    pub sum: Bound,
    /// The caps that bound the sum.
    pub caps: Vec<String>,
    /// Whether caps bound nothing, because events may be paid in a later period than that of their sale.
    pub caps_do_not_count: bool,
}

/// The bound of a bonus, a pool or the sum.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Bound {
    /// The bonus or pool; nothing for the sum.
    pub name: Option<String>,
    /// Shares of volume; empty where nothing is paid for volume, and where there is no bound.
    pub shares: Vec<BoundShare>,
    /// Fixed amounts that no volume covers.
    pub fixed: Vec<BoundAmount>,
    /// What rounding may add.
    pub rounding: Vec<BoundAmount>,
    /// The cap that bounds it.
    pub cap: Option<String>,
    /// Why there is no bound; nothing where there is one.
    pub cause: Option<BoundCause>,
    /// The small network that is paid most of those that were tried.
    pub found: Option<BoundNetwork>,
}

/// A share of a volume.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoundShare {
    /// The event kind.
    #[schema(example = "Order")]
    pub event: String,
    /// The field that is summed.
    #[schema(example = "bv")]
    pub field: String,
    /// The field's unit.
    pub unit: String,
    /// In percent, rounded up; nothing where the unit has no rate to the plan's currency.
    #[schema(example = "42.5")]
    pub percent: Option<String>,
    /// In the plan's currency for one of the unit, rounded up.
    pub amount: String,
}

/// So much for each of something.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoundAmount {
    /// In the plan's currency, rounded up.
    #[schema(example = "0.005")]
    pub amount: String,
    /// For each of these: `event`, `line`, `partner`, `person` (both in a period) or `period`.
    #[schema(example = "line")]
    pub per: String,
    /// The event kind, or the bonus whose line it is.
    pub of: Option<String>,
}

/// Why there is no bound.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoundCause {
    /// What stands in the way, in the language that `Accept-Language` asks for; English where it asks for none.
    pub message: String,
    /// What would help, in the same language.
    pub help: Option<String>,
    /// The file of a bundle; nothing where the plan is one text.
    pub file: Option<String>,
    /// The line of the file, from 1.
    pub line: Option<u32>,
    /// The column, from 1.
    pub column: Option<u32>,
}

/// A small network that is paid much.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoundNetwork {
    /// What it is paid, in percent of its volume.
    pub percent: String,
    /// What lies between that and the bound, in points of percent; nothing where the two are not of the same volume.
    pub gap: Option<String>,
    /// The network as an example of the plan.
    pub example: String,
}

impl From<&LimitShare> for BoundShare {
    fn from(one: &LimitShare) -> Self {
        Self {
            event: one.event.clone(),
            field: one.field.clone(),
            unit: one.unit.clone(),
            percent: one.percent.map(|percent| percent.to_string()),
            amount: one.amount.to_string(),
        }
    }
}

impl From<&LimitAmount> for BoundAmount {
    fn from(one: &LimitAmount) -> Self {
        let (per, of) = match &one.per {
            LimitPer::Event(event) => ("event", Some(event.clone())),
            LimitPer::Line(bonus) => ("line", Some(bonus.clone())),
            LimitPer::Partner => ("partner", None),
            LimitPer::Person => ("person", None),
            LimitPer::Period => ("period", None),
        };
        Self { amount: one.amount.to_string(), per: per.to_owned(), of }
    }
}

impl From<&Network> for BoundNetwork {
    fn from(one: &Network) -> Self {
        Self { percent: one.percent.to_string(), gap: one.gap.map(|gap| gap.to_string()), example: one.example.clone() }
    }
}

fn of(limit: &Limit, found: Option<&Network>, language: Language) -> Bound {
    let cause = limit.bound.as_ref().err().map(|reason| BoundCause {
        message: reason.text.in_language(language),
        help: reason.help.as_ref().map(|help| help.in_language(language)),
        file: reason.place.as_ref().and_then(|(file, ..)| file.clone()),
        line: reason.place.as_ref().map(|(_, line, _)| *line),
        column: reason.place.as_ref().map(|(.., column)| *column),
    });
    Bound {
        name: Some(limit.name.clone()).filter(|name| !name.is_empty()),
        shares: limit.bound.iter().flatten().map(BoundShare::from).collect(),
        fixed: limit.fixed.iter().map(BoundAmount::from).collect(),
        rounding: limit.rounding.iter().map(BoundAmount::from).collect(),
        cap: limit.cap.clone(),
        cause,
        found: found.map(BoundNetwork::from),
    }
}

/// Tells the most that a plan version can pay
///
/// It holds for every run as long as no volume is negative. The answer may take seconds when it is asked for first; nothing where
/// the version has errors.
#[utoipa::path(get, path = "/plans/{plan}/bound", tag = "Plans", security(("key" = ["plans:read"])),
    responses((status = 200, body = Option<PlanBound>, description = "The bound.")))]
async fn bound(caller: Caller, headers: HeaderMap, At(id): At<String>) -> Answer<Json<Option<PlanBound>>> {
    let version = caller.office.plan_version(caller.company(), &id).await?;
    let language = of_the_compiler(words(&headers).language());
    let limits = caller.office.limits(&version).await?;
    let Some(limits) = limits.as_ref() else { return Ok(Json(None)) };
    let networks = caller.office.networks(&version).await?;
    let paid = limits.paid.iter().map(|limit| of(limit, networks.of.get(&limit.name), language));
    Ok(Json(Some(PlanBound {
        currency: limits.currency.clone(),
        paid: paid.collect(),
        sum: of(&limits.sum, networks.sum.as_ref(), language),
        caps: limits.caps.clone(),
        caps_do_not_count: limits.caps_do_not_count,
    })))
}
