//! What came back from the bank, and what an entry may belong to.

use super::extract::{Asked, At, Caller, rows};
use super::payments::OpenItem;
use super::problem::Answer;
use super::receipts::PaidOrder;
use super::view::{List, Money, Paged};
use axum::Json;
use compline_policy::{Action, ObjectKind};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new().routes(routes!(failed)).routes(routes!(candidates))
}

/// A payment that the bank refused or sent back.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FailedPayment {
    /// The batch.
    pub payment: String,
    /// Its number in the legal entity.
    pub batch_number: i64,
    /// The legal entity.
    pub legal_entity: String,
    /// Its place in the batch.
    pub number: i64,
    /// The id that the bank gives back.
    pub end_to_end: String,
    /// The person.
    pub person: String,
    /// The holder of the account, with `personal:read`.
    pub holder: Option<String>,
    /// The amount.
    pub amount: Money,
    /// `rejected` or `returned`.
    pub state: String,
    /// Why.
    pub reason: Option<String>,
}

/// Lists payments that the bank refused or sent back
///
/// The latest first. Holders are personal data: they are shown with `personal:read`, and the look is noted.
#[utoipa::path(get, path = "/failed-payments", tag = "Bank", params(Paged), security(("key" = ["payments:read"])),
    responses((status = 200, body = List<FailedPayment>, description = "Payments.")))]
async fn failed(caller: Caller, Asked(query): Asked<Paged>) -> Answer<Json<List<FailedPayment>>> {
    let (limit, skip) = rows(query.limit, query.skip)?;
    let office = &caller.office;
    let personal = office.may(&caller.author, Action::ViewPersonalData, ObjectKind::Company);
    if personal {
        office.note(&caller.author, "view-personal-data", ObjectKind::Payment.name(), "", &"failed payments").await?;
    }
    let found = office.failed_payments(caller.company(), skip, limit + 1).await?;
    Ok(Json(List::page_with(found, limit, skip, |one| FailedPayment {
        payment: one.batch,
        batch_number: one.number,
        legal_entity: one.legal_entity,
        number: one.n,
        end_to_end: one.end_to_end,
        person: one.person,
        holder: personal.then_some(one.holder),
        amount: Money::new(one.amount, &one.currency),
        state: one.state,
        reason: one.reason,
    })))
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CandidateQuery {
    /// The entry's key.
    key: String,
    /// Its transaction.
    number: i64,
    /// The programme whose orders are looked at; none where it is not said.
    programme: Option<String>,
    /// Open items whose document or person holds this; those of the same amount where it is not said.
    search: Option<String>,
}

/// An order that an entry may pay.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrderCandidate {
    /// The order.
    #[serde(flatten)]
    pub order: PaidOrder,
    /// Whether the payer has written its number; otherwise only the amount fits.
    pub named: bool,
}

/// What an entry may belong to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Candidates {
    /// What of the entry is not matched yet.
    pub rest: Money,
    /// Orders that it may pay.
    pub orders: Vec<OrderCandidate>,
    /// Open items that it may settle.
    pub open_items: Vec<OpenItem>,
}

/// Proposes what a bank entry may belong to
#[utoipa::path(get, path = "/legal-entities/{entity}/bank-entries/candidates", tag = "Bank", params(CandidateQuery),
    security(("key" = ["payments:read"])),
    responses((status = 200, body = Candidates, description = "Orders and open items.")))]
async fn candidates(
    caller: Caller,
    At(entity): At<String>,
    Asked(query): Asked<CandidateQuery>,
) -> Answer<Json<Candidates>> {
    caller.entity(&entity).await?;
    let (office, company) = (&caller.office, caller.company());
    let (entry, rest) = office.bank_entry(company, &entity, (&query.key, query.number)).await?;
    let mut orders = Vec::new();
    if let Some(programme) = &query.programme {
        let currency = caller.programme(programme).await?.currency;
        for one in office.propose_orders(company, programme, &entry, rest).await? {
            orders.push(OrderCandidate { order: PaidOrder::of(one.order, &currency), named: one.named });
        }
    }
    let search = query.search.unwrap_or_default();
    let items = office.propose_items(company, &entity, &search, entry.amount).await?;
    let open_items = items.into_iter().map(OpenItem::from).collect();
    Ok(Json(Candidates { rest: Money::new(rest, &entry.currency), orders, open_items }))
}
