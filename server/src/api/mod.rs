//! The HTTP interface for programs: what pages can do, under `/api/v1`.
//!
//! Routes and their description are one thing (`utoipa`), and so are scopes: what the description says that a request
//! needs is what [`guard`] asks for. Handlers only read what was sent and show what the office says.

mod analysis;
mod audit;
mod bank;
mod books;
mod bounds;
mod changes;
mod checks;
mod company;
mod corrections;
mod describe;
mod extract;
mod extracts;
mod guard;
mod imports;
mod limit;
mod orders;
mod papers;
mod partners;
mod payments;
mod plans;
mod problem;
mod receipts;
mod requests;
mod results;
mod reversals;
mod runs;
mod settings;
mod statements;
mod trials;
mod users;
mod view;

pub use describe::page;

use axum::extract::DefaultBodyLimit;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Json, Router, middleware};
use compline_office::Office;
use problem::Refused;
use serde_json::Value;
use std::sync::LazyLock;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// Where the interface begins.
pub const BASE: &str = "/api/v1";

/// The description, made once.
static DESCRIPTION: LazyLock<Value> = LazyLock::new(|| describe::complete(operations::<()>().into_openapi()));

fn operations<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    let all = OpenApiRouter::new()
        .merge(company::routes())
        .merge(audit::routes())
        .merge(settings::routes())
        .merge(users::routes())
        .merge(partners::routes())
        .merge(papers::routes())
        .merge(orders::routes())
        .merge(reversals::routes())
        .merge(receipts::routes())
        .merge(imports::routes())
        .merge(trials::routes())
        .merge(requests::routes())
        .merge(corrections::routes())
        .merge(runs::routes())
        .merge(checks::routes())
        .merge(results::routes())
        .merge(statements::routes())
        .merge(extracts::routes())
        .merge(payments::routes())
        .merge(books::routes())
        .merge(bank::routes())
        .merge(plans::routes())
        .merge(analysis::routes())
        .merge(bounds::routes())
        .merge(changes::routes());
    OpenApiRouter::with_openapi(describe::Beginning::openapi()).nest(BASE, all)
}

/// The routes of the interface.
pub fn routes(office: Office) -> Router<Office> {
    let gate = guard::Gate::new(office, describe::needs(&DESCRIPTION));
    let (router, _) = operations().split_for_parts();
    router
        .route_layer(middleware::from_fn_with_state(gate, guard::guard))
        .route(&format!("{BASE}/openapi.json"), get(|| async { Json(&*DESCRIPTION) }))
        .route(BASE, any(nothing))
        .route(&format!("{BASE}/{{*rest}}"), any(nothing))
        .method_not_allowed_fallback(wrong_method)
        // The guard reads bodies, and knows how large each kind may be.
        .layer(DefaultBodyLimit::disable())
}

/// Whether a path belongs to the interface, which takes no cookies: no other site can act through it with them.
pub fn is_of(path: &str) -> bool {
    path.strip_prefix(BASE).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

async fn nothing(headers: HeaderMap) -> Response {
    Refused::new("not-found", "there is nothing at this address").answer(guard::words(&headers), None)
}

async fn wrong_method(headers: HeaderMap) -> Response {
    let refused = Refused::new("method-not-allowed", "this method is not possible here");
    refused.answer(guard::words(&headers), None).into_response()
}
