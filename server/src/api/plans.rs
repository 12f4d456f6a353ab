//! Plans: versions with their validity, their texts, what is wrong with a text.

use super::extract::{At, Caller, Sent};
use super::problem::Answer;
use super::view::{List, Made, Reason, shown};
use axum::Json;
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use compline_office::findings::findings;
use compline_office::plans::PlanVersion;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(list, draft))
        .routes(routes!(check))
        .routes(routes!(one))
        .routes(routes!(text))
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
}

/// What was found in a plan's text.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Finding {
    /// The stable code.
    pub code: String,
    /// `error` or `warning`.
    pub severity: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// The line, from 1.
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

/// Lists plan versions
///
/// The latest first.
#[utoipa::path(get, path = "/plans", tag = "Plans", security(("key" = ["plans:read"])),
    responses((status = 200, body = List<Plan>, description = "All of them.")))]
async fn list(caller: Caller) -> Answer<Json<List<Plan>>> {
    Ok(Json(List::all(caller.office.plan_versions(caller.company()).await?)))
}

/// Files a plan as a draft
///
/// A text with errors is refused; `/plans/check` says what they are.
#[utoipa::path(post, path = "/plans", tag = "Plans", request_body = SentPlan, security(("key" = ["plans:write"])),
    responses((status = 201, body = Made, description = "The version.")))]
async fn draft(caller: Caller, Sent(sent): Sent<SentPlan>) -> Answer<(StatusCode, Json<Made>)> {
    caller.programme(&sent.programme).await?;
    let id = caller.office.draft_plan(&caller.author, &sent.programme, &sent.text).await?;
    Ok((StatusCode::CREATED, Json(Made { id })))
}

/// Checks the text of a plan
///
/// Nothing is filed.
#[utoipa::path(post, path = "/plans/check", tag = "Plans", request_body = SentText,
    security(("key" = ["plans:read"])),
    responses((status = 200, body = List<Finding>, description = "What was found, in the order of the text.")))]
async fn check(_caller: Caller, Sent(sent): Sent<SentText>) -> Answer<Json<List<Finding>>> {
    let found = findings("plan", &sent.text).await?;
    let name = |value: Value| value.as_str().unwrap_or_default().to_owned();
    let items = found.into_iter().map(|one| Finding {
        code: name(serde_json::to_value(one.code).unwrap_or_default()),
        severity: name(serde_json::to_value(one.severity).unwrap_or_default()),
        message: one.message,
        help: one.help,
        line: one.position.line,
        column: one.position.column,
        end_line: one.position.end_line,
        end_column: one.position.end_column,
        readings: serde_json::to_value(one.readings).unwrap_or_default(),
    });
    Ok(Json(List { items: items.collect(), next: None }))
}

/// Shows a plan version
#[utoipa::path(get, path = "/plans/{plan}", tag = "Plans", security(("key" = ["plans:read"])),
    responses((status = 200, body = Plan, description = "The version.")))]
async fn one(caller: Caller, At(id): At<String>) -> Answer<Json<Plan>> {
    Ok(Json(caller.office.plan_version(caller.company(), &id).await?.into()))
}

/// Shows the text of a plan version
#[utoipa::path(get, path = "/plans/{plan}/text", tag = "Plans", security(("key" = ["plans:read"])),
    responses((status = 200, body = PlanText, description = "The text.")))]
async fn text(caller: Caller, At(id): At<String>) -> Answer<Json<PlanText>> {
    let version = caller.office.plan_version(caller.company(), &id).await?;
    Ok(Json(PlanText { text: version.text }))
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
