//! What is known of a plan before it pays anybody.

use super::extract::{At, Caller};
use super::guard::words;
use super::problem::Answer;
use axum::Json;
use axum::http::HeaderMap;
use compline_lang::render::Position;
use compline_runtime::analysis::{Said, SaidCliff, SaidCost, SaidFinding, SaidRule};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What a text that is no bundle is called.
const PLAIN: &str = "";

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new().routes(routes!(analysis))
}

/// What is known of a plan before it pays anybody. Texts are in the language that `Accept-Language` asks for; in English where it
/// asks for none.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlanAnalysis {
    /// Where the plan is used; fairness and law are not looked at where it names no jurisdiction.
    #[schema(example = json!(["DE"]))]
    pub jurisdictions: Vec<String>,
    /// What is proved about it, in the order of the text.
    pub findings: Vec<ReviewFinding>,
    /// What is waived, with the reasons.
    pub waived: Vec<ReviewFinding>,
    /// What holds of all rules of law; nothing where no finding rests on one.
    pub caution: Option<String>,
    /// The most that one unit more of volume may change, where the plan says so.
    #[schema(example = "20 EUR")]
    pub cliff_at_most: Option<String>,
    /// The largest jump of pay at each place, the largest first.
    pub cliffs: Vec<PlanCliff>,
    /// What definitions, bonuses and pools cost, in the order of the text.
    pub costs: Vec<PlanCost>,
}

/// A place in a plan's text.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlanPlace {
    /// The file of a bundle; nothing where the plan is one text.
    pub file: Option<String>,
    /// The line of the file, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

/// A finding of the review.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReviewFinding {
    /// The stable code.
    #[schema(example = "pay-for-joining")]
    pub code: String,
    /// `error` or `warning`.
    pub severity: String,
    /// The bonus, event, definition or plan that it is about.
    pub about: Option<String>,
    /// Where.
    pub place: PlanPlace,
    /// What is the matter.
    pub message: String,
    /// The proof.
    pub proof: Option<String>,
    /// The rules of law that make it worth a look.
    pub rules: Vec<LawRule>,
    /// What to do.
    pub help: Option<String>,
    /// Why the author stands by it; nothing where it is not waived.
    pub because: Option<String>,
}

/// A rule of law.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LawRule {
    /// The jurisdictions that have it, among those that the plan names.
    pub jurisdictions: Vec<String>,
    /// Where it stands and what it is about.
    pub source: String,
}

/// An amount at which one unit more of volume changes pay.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlanCliff {
    /// Where the bound stands.
    pub place: PlanPlace,
    /// The event whose field is changed.
    #[schema(example = "Order")]
    pub event: String,
    /// The field.
    #[schema(example = "bv")]
    pub field: String,
    /// The amount at which pay jumps, as the plan writes it.
    #[schema(example = "1_200 BV")]
    pub at: String,
    /// By how much, with its currency; negative where less is paid.
    #[schema(example = "36.06 EUR")]
    pub change: String,
    /// Two companies that were settled.
    pub proof: String,
}

/// What a run looks at for a definition, bonus or pool.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlanCost {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub place: PlanPlace,
    /// From least to most: `constant`, `own-row`, `own-rows`, `all-rows`, `tree-pass`, `per-trigger`, `walk-per-trigger`.
    pub class: String,
    /// In how many periods.
    pub periods: u32,
    /// Most rounds of loops for each row.
    pub rounds: u32,
    /// Most visits of a walk; nothing where only the tree ends it, or where there is no walk.
    pub visits: Option<u32>,
    /// The same in words.
    pub words: String,
}

impl From<Position> for PlanPlace {
    fn from(at: Position) -> Self {
        Self { file: Some(at.file).filter(|file| file != PLAIN), line: at.line, column: at.column }
    }
}

impl From<SaidRule> for LawRule {
    fn from(rule: SaidRule) -> Self {
        Self { jurisdictions: rule.jurisdictions, source: rule.source }
    }
}

impl From<SaidFinding> for ReviewFinding {
    fn from(found: SaidFinding) -> Self {
        Self {
            code: name(found.code),
            severity: name(found.severity),
            about: found.about,
            place: found.place.into(),
            message: found.message,
            proof: found.witness,
            rules: found.rules.into_iter().map(LawRule::from).collect(),
            help: found.help,
            because: None,
        }
    }
}

impl From<SaidCliff> for PlanCliff {
    fn from(said: SaidCliff) -> Self {
        let SaidCliff { place, cliff, witness } = said;
        Self {
            place: place.into(),
            event: cliff.event,
            field: cliff.field,
            at: cliff.at,
            change: cliff.amount,
            proof: witness,
        }
    }
}

impl From<SaidCost> for PlanCost {
    fn from(cost: SaidCost) -> Self {
        Self {
            name: cost.name,
            place: cost.place.into(),
            class: name(cost.class),
            periods: cost.periods,
            rounds: cost.rounds,
            visits: cost.visits,
            words: cost.words,
        }
    }
}

impl From<Said> for PlanAnalysis {
    fn from(said: Said) -> Self {
        let waived = said
            .waived
            .into_iter()
            .map(|waived| ReviewFinding { because: Some(waived.because), ..ReviewFinding::from(waived.finding) });
        Self {
            jurisdictions: said.jurisdictions,
            findings: said.findings.into_iter().map(ReviewFinding::from).collect(),
            waived: waived.collect(),
            caution: said.caution,
            cliff_at_most: said.cliff_at_most,
            cliffs: said.cliffs.into_iter().map(PlanCliff::from).collect(),
            costs: said.costs.into_iter().map(PlanCost::from).collect(),
        }
    }
}

/// The name of a value that is one word.
fn name(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Tells what is known of a plan version before it pays anybody
///
/// What never holds or pays, what rules of law may say, what is waived and why, where pay jumps, what a run costs. Nothing where
/// the version has errors that keep it from being compiled.
#[utoipa::path(get, path = "/plans/{plan}/analysis", tag = "Plans", security(("key" = ["plans:read"])),
    responses((status = 200, body = Option<PlanAnalysis>, description = "The analysis.")))]
async fn analysis(caller: Caller, headers: HeaderMap, At(id): At<String>) -> Answer<Json<Option<PlanAnalysis>>> {
    let version = caller.office.plan_version(caller.company(), &id).await?;
    let said = caller.office.analysis_said(PLAIN, &version, words(&headers).language()).await?;
    Ok(Json(said.map(PlanAnalysis::from)))
}
