//! Plans: versions with their validity, their texts, what is wrong with a text.

use super::extract::{Asked, At, Caller, Sent};
use super::guard::words;
use super::problem::Answer;
use super::view::{List, Made, Reason, Slice, shown};
use crate::difference::{Difference, Line};
use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use chrono::{DateTime, NaiveDate, Utc};
use compline_lang::render::Entry;
use compline_office::OfficeError;
use compline_office::plans::PlanVersion;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What a text that is no bundle is called.
const PLAIN: &str = "";

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(list, draft))
        .routes(routes!(check))
        .routes(routes!(one, discard))
        .routes(routes!(text, change))
        .routes(routes!(found))
        .routes(routes!(compare))
        .routes(routes!(ask_release))
}

shown! {
    /// A version of a plan. What is released never changes.
    Plan of one: PlanVersion {
        /// Its id.
        id: String = one.id,
        /// The programme.
        programme: String = one.programme,
        /// The plan's name.
        name: String = one.name,
        /// The version.
        version: String = one.version,
        /// The hash of its text.
        hash: String = one.hash,
        /// The first day of conditions that it decides about.
        valid_from: NaiveDate = one.valid_from,
        /// The last one; nothing where it goes on.
        valid_to: Option<NaiveDate> = one.valid_to,
        /// `draft`, `proposed` or `released`.
        state: String = one.state,
        /// Who wrote it: a user's id.
        created_by: String = one.created_by,
        /// When.
        created_at: DateTime<Utc> = one.created_at,
        /// Who released it: a user's id.
        released_by: Option<String> = one.released_by,
        /// When.
        released_at: Option<DateTime<Utc>> = one.released_at,
        /// Errors of its text: with any, name, version and validity are the last ones that could be read.
        errors: i64 = one.errors,
        /// Everybody who wrote at it: users' ids.
        written_by: Vec<String> = one.written_by.split(',').map(str::to_owned).collect(),
        /// When its text was last changed.
        changed_at: DateTime<Utc> = one.changed_at,
    }
}

/// The text of a plan.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlanText {
    /// The text.
    pub text: String,
}

/// A text to be checked.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentText {
    /// The text.
    pub text: String,
}

/// A plan to be filed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentPlan {
    /// The programme.
    pub programme: String,
    /// The text.
    pub text: String,
    /// Keeps it also where it has errors: it can be mended later, and is not released before. Refused where it is not
    /// said.
    #[serde(default)]
    pub with_errors: bool,
    /// The version that it was made from: its name and days stand for what cannot be read. Only with `with_errors`.
    pub like: Option<String>,
}

/// The text that a draft shall have.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangedText {
    /// The text; it may have errors.
    pub text: String,
    /// The hash of the text that it was made from: where somebody else has changed it meanwhile, this one is refused.
    pub seen: String,
}

/// What was found in a plan's text.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Finding {
    /// The stable code.
    pub code: String,
    /// `error` or `warning`.
    pub severity: String,
    /// What is wrong, in the language that `Accept-Language` asks for; English where it asks for none.
    pub message: String,
    /// What to do, in the same language.
    pub help: Option<String>,
    /// The file of a bundle; nothing where the plan is one text.
    pub file: Option<String>,
    /// The line of the file, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// The line of the end.
    pub end_line: u32,
    /// The column behind the last character.
    pub end_column: u32,
    /// The readings to choose from, where the text is ambiguous.
    pub readings: Value,
}

impl From<Entry> for Finding {
    fn from(one: Entry) -> Self {
        let name = |value: Value| value.as_str().unwrap_or_default().to_owned();
        Self {
            code: name(serde_json::to_value(one.code).unwrap_or_default()),
            severity: name(serde_json::to_value(one.severity).unwrap_or_default()),
            message: one.message,
            help: one.help,
            file: Some(one.position.file).filter(|file| file != PLAIN),
            line: one.position.line,
            column: one.position.column,
            end_line: one.position.end_line,
            end_column: one.position.end_column,
            readings: serde_json::to_value(one.readings).unwrap_or_default(),
        }
    }
}

/// Lists plan versions
///
/// The latest first.
#[utoipa::path(get, path = "/plans", tag = "Plans", params(Slice), security(("key" = ["plans:read"])),
    responses((status = 200, body = List<Plan>, description = "Versions.")))]
async fn list(caller: Caller, Asked(query): Asked<Slice>) -> Answer<Json<List<Plan>>> {
    Ok(Json(List::some(caller.office.plan_versions(caller.company()).await?, &query)?))
}

/// Files a plan as a draft
///
/// A text with errors is refused unless it is to be kept with them; `/plans/check` says what they are.
#[utoipa::path(post, path = "/plans", tag = "Plans", request_body = SentPlan, security(("key" = ["plans:write"])),
    responses((status = 201, body = Made, description = "The version.")))]
async fn draft(caller: Caller, Sent(sent): Sent<SentPlan>) -> Answer<(StatusCode, Json<Made>)> {
    caller.programme(&sent.programme).await?;
    let id = if sent.with_errors {
        let like = match &sent.like {
            Some(id) => Some(caller.office.plan_version(caller.company(), id).await?),
            None => None,
        };
        caller.office.keep_draft(&caller.author, &sent.programme, &sent.text, like.as_ref()).await?
    } else {
        caller.office.draft_plan(&caller.author, &sent.programme, &sent.text).await?
    };
    Ok((StatusCode::CREATED, Json(Made { id })))
}

/// Checks the text of a plan
///
/// Nothing is filed.
#[utoipa::path(post, path = "/plans/check", tag = "Plans", request_body = SentText,
    security(("key" = ["plans:read"])),
    responses((status = 200, body = List<Finding>, description = "What was found, in the order of the text.")))]
async fn check(caller: Caller, headers: HeaderMap, Sent(sent): Sent<SentText>) -> Answer<Json<List<Finding>>> {
    Ok(Json(List::all(caller.office.findings(PLAIN, &sent.text, words(&headers).language()).await?)))
}

/// Shows a plan version
#[utoipa::path(get, path = "/plans/{plan}", tag = "Plans", security(("key" = ["plans:read"])),
    responses((status = 200, body = Plan, description = "The version.")))]
async fn one(caller: Caller, At(id): At<String>) -> Answer<Json<Plan>> {
    Ok(Json(caller.office.plan_version(caller.company(), &id).await?.into()))
}

/// Discards a draft
///
/// It is in no list any more and can still be read.
#[utoipa::path(delete, path = "/plans/{plan}", tag = "Plans", security(("key" = ["plans:write"])),
    responses((status = 204, description = "It is discarded.")))]
async fn discard(caller: Caller, At(id): At<String>) -> Answer<StatusCode> {
    caller.office.discard_draft(&caller.author, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Shows the text of a plan version
#[utoipa::path(get, path = "/plans/{plan}/text", tag = "Plans", security(("key" = ["plans:read"])),
    responses((status = 200, body = PlanText, description = "The text.")))]
async fn text(caller: Caller, At(id): At<String>) -> Answer<Json<PlanText>> {
    let version = caller.office.plan_version(caller.company(), &id).await?;
    Ok(Json(PlanText { text: version.text }))
}

/// Changes the text of a draft
///
/// It may have errors. What is proposed or released does not change.
#[utoipa::path(put, path = "/plans/{plan}/text", tag = "Plans", request_body = ChangedText,
    security(("key" = ["plans:write"])), responses((status = 204, description = "It is kept.")))]
async fn change(caller: Caller, At(id): At<String>, Sent(sent): Sent<ChangedText>) -> Answer<StatusCode> {
    caller.office.edit_draft(&caller.author, &id, &sent.text, &sent.seen).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Tells what is wrong with the text of a plan version
#[utoipa::path(get, path = "/plans/{plan}/findings", tag = "Plans", security(("key" = ["plans:read"])),
    responses((status = 200, body = List<Finding>, description = "What was found, in the order of the text.")))]
async fn found(caller: Caller, headers: HeaderMap, At(id): At<String>) -> Answer<Json<List<Finding>>> {
    let version = caller.office.plan_version(caller.company(), &id).await?;
    Ok(Json(List::all(caller.office.findings(PLAIN, &version.text, words(&headers).language()).await?)))
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CompareQuery {
    /// The other version; the one that this one follows where it is not said.
    with: Option<String>,
}

/// A line of a text or of the other one.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ComparedLine {
    /// Its number in the other version, from 1; nothing where it was added.
    pub before: Option<usize>,
    /// Its number in this version, from 1; nothing where it was removed.
    pub now: Option<usize>,
    /// What it says.
    pub text: String,
}

/// A place where two texts differ, with the lines around it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ComparedPlace {
    /// The lines.
    pub lines: Vec<ComparedLine>,
}

/// What differs between two versions.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Comparison {
    /// The other version; nothing where there is none yet.
    pub with: Option<String>,
    /// Lines that only this version has.
    pub added: i64,
    /// Lines that only the other one has.
    pub removed: i64,
    /// The places that differ, in the order of the text.
    pub places: Vec<ComparedPlace>,
}

/// Compares the text of a plan version with another one
///
/// Line by line.
#[utoipa::path(get, path = "/plans/{plan}/comparison", tag = "Plans", params(CompareQuery),
    security(("key" = ["plans:read"])), responses((status = 200, body = Comparison, description = "What differs.")))]
async fn compare(caller: Caller, At(id): At<String>, Asked(query): Asked<CompareQuery>) -> Answer<Json<Comparison>> {
    let office = &caller.office;
    let plan = office.plan_version(caller.company(), &id).await?;
    let other = match &query.with {
        Some(with) => Some(office.plan_version(caller.company(), with).await?),
        None => office.plan_before(caller.company(), &plan).await?,
    };
    let Some(other) = other else {
        return Ok(Json(Comparison { with: None, added: 0, removed: 0, places: Vec::new() }));
    };
    let (before, now) = (other.text, plan.text);
    let found = tokio::task::spawn_blocking(move || Difference::between(&before, &now)).await;
    let found = found.map_err(OfficeError::from)?;
    let line = |line: Line| ComparedLine { before: line.before, now: line.now, text: line.text };
    let places = found.places.into_iter().map(|place| ComparedPlace { lines: place.into_iter().map(line).collect() });
    let places = places.collect();
    Ok(Json(Comparison { with: Some(other.id), added: found.added, removed: found.removed, places }))
}

/// Asks for a plan version to be released
///
/// Another person grants it.
#[utoipa::path(post, path = "/plans/{plan}/release-request", tag = "Plans", request_body = Reason,
    security(("key" = ["plans:write"])), responses((status = 202, body = Made, description = "The request.")))]
async fn ask_release(caller: Caller, At(id): At<String>, Sent(sent): Sent<Reason>) -> Answer<(StatusCode, Json<Made>)> {
    caller.office.plan_version(caller.company(), &id).await?;
    let id = caller.office.ask_release(&caller.author, &id, &sent.reason).await?;
    Ok((StatusCode::ACCEPTED, Json(Made { id })))
}
