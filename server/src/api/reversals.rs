//! Reversals: orders that are taken back, as a whole or in part.

use super::extract::{At, Caller, Sent};
use super::problem::Answer;
use super::view::{List, Reason};
use axum::Json;
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use compline_office::OfficeError;
use compline_office::notices::NewNotice;
use compline_office::orders::EventKey;
use compline_office::reversals::{KnownReversal, NewReversal};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new().routes(routes!(list, enter)).routes(routes!(void)).routes(routes!(notices, notify))
}

/// A reversal of an order.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Reversal {
    /// Its number.
    pub id: String,
    /// The day of the reversal.
    pub day: NaiveDate,
    /// Why: `cancelled`, `returned`, `chargeback`, `withdrawn` or `fault_of_company`.
    pub reason: String,
    /// What is taken off each amount of the order, as company files write it; empty for all that was left.
    pub amounts: BTreeMap<String, String>,
    /// What there is to say about it.
    pub note: String,
    /// `live`, or `void` where it was given up.
    pub state: String,
    /// Why commission is reclaimed without a notice of danger of cancellation, where it is.
    pub unnotified: Option<String>,
    /// The period whose run has settled it; from then on it stays.
    pub settled: Option<String>,
}

impl Reversal {
    async fn of(caller: &Caller, programme: &str, one: KnownReversal) -> Result<Self, OfficeError> {
        let settled = match one.state.as_str() {
            "live" => caller.office.reversal_settled(caller.company(), programme, &one).await?,
            _ => None,
        };
        let amounts = one.amounts()?;
        Ok(Self {
            id: one.id,
            day: one.day,
            reason: one.reason,
            amounts,
            note: one.note,
            state: one.state,
            unnotified: one.unnotified,
            settled,
        })
    }
}

/// A reversal to enter.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentReversal {
    /// Its number, for example that of the credit note; made where it is not given.
    pub id: Option<String>,
    /// The day of the reversal.
    pub day: NaiveDate,
    /// Why: `cancelled`, `returned`, `chargeback`, `withdrawn` or `fault_of_company`. With the last one partners keep what
    /// they were paid.
    pub reason: String,
    /// What is taken off each amount of the order; without them all that is left.
    #[serde(default)]
    pub amounts: BTreeMap<String, String>,
    /// What there is to say about it.
    #[serde(default)]
    pub note: String,
    /// Of a contract of insurance that is cancelled or not paid: why commission is reclaimed though nobody was told of the
    /// danger. Not where there is a notice.
    #[serde(default)]
    pub unnotified: String,
}

/// A notice of danger of cancellation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Notice {
    /// The day on which it was sent, or the effort was made.
    pub day: NaiveDate,
    /// `letter`, `email`, `portal`, `phone` or `own_effort`.
    pub channel: String,
    /// Who was told; nobody of an effort of the company's own.
    pub partner: Option<String>,
    /// What proves it.
    pub proof: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom: a user's id.
    pub recorded_by: String,
}

/// A notice to record.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentNotice {
    /// The day on which it was sent, or the effort was made.
    pub day: NaiveDate,
    /// `letter`, `email`, `portal`, `phone` or `own_effort`.
    pub channel: String,
    /// What proves it: the number of a registered letter, the id of a message, the record of a call.
    pub proof: String,
}

/// The number of a reversal.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Entered {
    /// Its number.
    pub id: String,
}

/// Lists the reversals of an order
///
/// Those that were given up too.
#[utoipa::path(get, path = "/programmes/{programme}/orders/{kind}/{source}/{id}/reversals", tag = "Orders",
    security(("key" = ["orders:read"])),
    responses((status = 200, body = List<Reversal>, description = "The reversals, by day.")))]
async fn list(
    caller: Caller,
    At((programme, kind, source, id)): At<(String, String, String, String)>,
) -> Answer<Json<List<Reversal>>> {
    caller.programme(&programme).await?;
    let key = EventKey { programme, kind, source, id };
    let known = caller.office.reversals_of(caller.company(), &key).await?;
    let mut items = Vec::with_capacity(known.len());
    for one in known {
        items.push(Reversal::of(&caller, &key.programme, one).await?);
    }
    Ok(Json(List { items, next: None }))
}

/// Reverses an order
///
/// As a whole or in part. The next run takes back what was paid for it, line by line.
#[utoipa::path(post, path = "/programmes/{programme}/orders/{kind}/{source}/{id}/reversals", tag = "Orders",
    request_body = SentReversal, security(("key" = ["orders:write"])),
    responses((status = 201, body = Entered, description = "It is reversed.")))]
async fn enter(
    caller: Caller,
    At((programme, kind, source, id)): At<(String, String, String, String)>,
    Sent(sent): Sent<SentReversal>,
) -> Answer<(StatusCode, Json<Entered>)> {
    caller.programme(&programme).await?;
    let key = EventKey { programme, kind, source, id };
    let SentReversal { id, day, reason, amounts, note, unnotified } = sent;
    let new = NewReversal { id: id.unwrap_or_default(), day, reason, amounts, note, unnotified };
    let id = caller.office.reverse_order(&caller.author, &key, new).await?;
    Ok((StatusCode::CREATED, Json(Entered { id })))
}

/// Gives a reversal up
///
/// As long as no final run has settled it.
#[utoipa::path(post, path = "/programmes/{programme}/orders/{kind}/{source}/{id}/reversals/{reversal}/void",
    tag = "Orders", request_body = Reason, security(("key" = ["orders:write"])),
    responses((status = 204, description = "It counts no more.")))]
async fn void(
    caller: Caller,
    At((programme, kind, source, id, reversal)): At<(String, String, String, String, String)>,
    Sent(sent): Sent<Reason>,
) -> Answer<StatusCode> {
    caller.programme(&programme).await?;
    let key = EventKey { programme, kind, source, id };
    caller.office.void_reversal(&caller.author, &key, &reversal, &sent.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists the notices of danger of cancellation of a contract
#[utoipa::path(get, path = "/programmes/{programme}/orders/{kind}/{source}/{id}/notices", tag = "Orders",
    security(("key" = ["orders:read"])),
    responses((status = 200, body = List<Notice>, description = "The notices, by day.")))]
async fn notices(
    caller: Caller,
    At((programme, kind, source, id)): At<(String, String, String, String)>,
) -> Answer<Json<List<Notice>>> {
    caller.programme(&programme).await?;
    let key = EventKey { programme, kind, source, id };
    let known = caller.office.notices_of(caller.company(), &key).await?;
    let items = known.into_iter().map(|one| Notice {
        day: one.day,
        channel: one.channel,
        partner: one.partner,
        proof: one.proof,
        recorded_at: one.at,
        recorded_by: one.author,
    });
    Ok(Json(List { items: items.collect(), next: None }))
}

/// Records a notice of danger of cancellation
///
/// Commission for a contract of insurance that is cancelled or not paid is reclaimed only behind one.
#[utoipa::path(post, path = "/programmes/{programme}/orders/{kind}/{source}/{id}/notices", tag = "Orders",
    request_body = SentNotice, security(("key" = ["orders:write"])),
    responses((status = 204, description = "It is recorded.")))]
async fn notify(
    caller: Caller,
    At((programme, kind, source, id)): At<(String, String, String, String)>,
    Sent(sent): Sent<SentNotice>,
) -> Answer<StatusCode> {
    caller.programme(&programme).await?;
    let key = EventKey { programme, kind, source, id };
    let new = NewNotice { day: sent.day, channel: sent.channel, proof: sent.proof };
    caller.office.record_notice(&caller.author, &key, &new).await?;
    Ok(StatusCode::NO_CONTENT)
}
