//! The audit log: what was done, by whom, to what.

use super::extract::{Asked, Caller, rows};
use super::problem::{Answer, Refused};
use super::results::file;
use super::view::{List, shown};
use axum::Json;
use axum::response::Response;
use chrono::{DateTime, Utc};
use compline_office::audit::{AuditEntry, AuditFilter};
use serde::Deserialize;
use serde_json::Value;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(table))
}

shown! {
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

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AuditQuery {
    /// Only entries about the thing with this id.
    object: Option<String>,
    /// Only what this user did: an id.
    author: Option<String>,
    /// Only this deed, as the log calls it.
    action: Option<String>,
    /// From this moment on.
    from: Option<DateTime<Utc>>,
    /// Before this moment.
    until: Option<DateTime<Utc>>,
    /// Only looks at personal data.
    personal: Option<bool>,
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
async fn list(caller: Caller, Asked(query): Asked<AuditQuery>) -> Answer<Json<List<LogEntry>>> {
    let (limit, _) = rows(query.limit, None)?;
    if query.after.is_some_and(|after| after < 1) {
        return Err(Refused::new("malformed-request", "`after` is the number of an entry, from 1"));
    }
    let filter = AuditFilter {
        author: query.author.unwrap_or_default(),
        action: query.action.unwrap_or_default(),
        object: query.object.unwrap_or_default(),
        from: query.from,
        until: query.until,
        personal: query.personal.unwrap_or(false),
        before: query.after,
    };
    let found = caller.office.audit_search(caller.company(), &filter, limit + 1).await?;
    let mut page: List<LogEntry> = List::page(found, limit, 0);
    page.next = page.next.and_then(|_| page.items.last().map(|last| last.number.to_string()));
    Ok(Json(page))
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TableQuery {
    /// Only entries about the thing with this id.
    object: Option<String>,
    /// Only what this user did: an id.
    author: Option<String>,
    /// Only this deed, as the log calls it.
    action: Option<String>,
    /// From this moment on.
    from: Option<DateTime<Utc>>,
    /// Before this moment.
    until: Option<DateTime<Utc>>,
    /// Only looks at personal data.
    personal: Option<bool>,
}

/// Exports the audit log
///
/// Up to 200,000 entries, the latest first. The export is noted in the log.
#[utoipa::path(get, path = "/audit/table", tag = "Company", params(TableQuery), security(("key" = ["audit:read"])),
    responses((status = 200, body = String, content_type = "text/csv", description = "The table.")))]
async fn table(caller: Caller, Asked(query): Asked<TableQuery>) -> Answer<Response> {
    let filter = AuditFilter {
        author: query.author.unwrap_or_default(),
        action: query.action.unwrap_or_default(),
        object: query.object.unwrap_or_default(),
        from: query.from,
        until: query.until,
        personal: query.personal.unwrap_or(false),
        before: None,
    };
    let bytes = caller.office.audit_table(&caller.author, &filter).await?;
    Ok(file("audit.csv", bytes, "text/csv; charset=utf-8"))
}
