//! The routes, and what stands around all of them.

use crate::pages::{
    account, audit, bank, books, corrections, entries, imports, incoming, keys, ledger, login, orders, overrides,
    partners, payments, plans, requests, runs, settings, statements, today, trials,
};
use crate::serve::Front;
use crate::{api, jobs, visit};
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router, middleware};
use compline_office::Office;
use compline_ui::assets;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;

/// The largest form that is read.
const LARGEST_FORM: usize = 2 << 20;

/// All routes of the server, with nothing before it.
pub fn router(office: Office) -> Router {
    router_behind(office, Front::Nothing)
}

/// All routes of the server, behind what stands before it.
pub fn router_behind(office: Office, front: Front) -> Router {
    let signed = Router::new()
        .route("/", get(today::page))
        .route("/runs", get(runs::list).post(runs::begin))
        .route("/runs/{id}", get(runs::page))
        .route("/runs/{id}/levels", post(runs::levels))
        .route("/runs/{id}/distribute", post(runs::distribute))
        .route("/runs/{id}/documents", post(runs::documents))
        .route("/runs/{id}/leave", post(runs::leave))
        .route("/runs/{id}/withdraw", post(runs::withdraw))
        .route("/runs/{id}/gather", get(runs::gather::page).post(runs::gather::choose))
        .route("/runs/{id}/held", post(statements::ask_held))
        .route("/runs/{id}/issue", post(runs::issue))
        .route("/runs/{id}/submit", post(runs::submit))
        .route("/runs/{id}/review", get(runs::review::page))
        .route("/runs/{id}/approve", post(runs::review::approve))
        .route("/runs/{id}/return", post(runs::review::give_back))
        .route("/runs/{id}/reopen", post(runs::reopen))
        .route("/runs/{id}/finalise", get(runs::finalise::page).post(runs::finalise::finalise))
        .route("/runs/{id}/partners", get(runs::partners::list))
        .route("/runs/{id}/places", get(runs::places::page))
        .route("/runs/{id}/replay", get(runs::replay::page).post(runs::replay::begin))
        .route("/runs/{id}/partners/{partner}", get(runs::partners::page))
        .route("/runs/{id}/partners/{partner}/why-not", get(runs::partners::why_not))
        .route("/runs/{id}/override/{partner}", get(runs::manual::page).post(runs::manual::set))
        .route("/runs/{id}/statements", get(statements::list))
        .route("/statements/{id}", get(statements::page))
        .route("/statements/{id}/pdf", get(statements::pdf))
        .route("/payments", get(payments::list).post(payments::create))
        .route("/payments/{id}", get(payments::page))
        .route("/payments/{id}/release", post(payments::release))
        .route("/payments/{id}/withdraw", post(payments::withdraw))
        .route("/payments/{id}/file", get(payments::file))
        .route("/items/{id}", get(payments::item).post(payments::hold))
        .route("/documents", get(statements::all))
        .route("/ledger", get(ledger::page))
        .route("/ledger/{entity}/adviser", get(books::adviser))
        .route("/runs/{id}/reconciliation", get(books::reconciliation))
        .route("/runs/{id}/tables/{name}", get(books::table))
        .merge(plans::routes())
        .merge(audit::routes())
        .merge(settings::routes())
        .merge(account::routes())
        .route("/jobs/{id}/stream", get(jobs::stream))
        .route("/jobs/{id}/cancel", post(jobs::cancel))
        .merge(keys::routes())
        .route("/api", get(api::page))
        .route("/account/theme", post(login::theme))
        .route("/logout", post(login::sign_out))
        .merge(partners::routes())
        .merge(requests::routes())
        .merge(entries::routes())
        .merge(overrides::routes())
        .merge(corrections::routes())
        .merge(orders::routes())
        .merge(imports::routes())
        .merge(trials::routes())
        .merge(bank::routes())
        .merge(incoming::routes())
        .layer(middleware::from_fn_with_state(office.clone(), visit::required));
    let header = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    Router::new()
        .merge(signed)
        .merge(api::routes(office.clone()))
        .route("/login", get(login::page).post(login::sign_in))
        .route("/health", get(|| async { "ok" }))
        .route("/assets/{*path}", get(asset))
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(
            ServiceBuilder::new()
                .layer(CatchPanicLayer::new())
                .layer(CompressionLayer::new())
                .layer(header(header::CONTENT_SECURITY_POLICY, assets::CONTENT_SECURITY_POLICY))
                .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
                .layer(header(header::REFERRER_POLICY, "same-origin"))
                .layer(header(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
                .layer(header(header::CACHE_CONTROL, "no-store"))
                .option_layer(
                    (front == Front::Proxy).then(|| header(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000")),
                )
                .layer(Extension(front))
                // Programs show a key, which no other site can make a browser send; cookies mean nothing to them.
                .layer(CsrfLayer::new().with_insecure_bypass(|_, uri| api::is_of(uri.path())))
                .layer(DefaultBodyLimit::max(LARGEST_FORM)),
        )
        .with_state(office)
}

async fn asset(Path(path): Path<String>) -> Response {
    let Some(asset) = assets::get(&path) else { return StatusCode::NOT_FOUND.into_response() };
    let mut response = Response::new(Body::from(asset.bytes));
    let headers = response.headers_mut();
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, &asset.mime);
    set(header::ETAG, &asset.etag);
    set(header::CACHE_CONTROL, assets::CACHE_FOREVER);
    response
}
