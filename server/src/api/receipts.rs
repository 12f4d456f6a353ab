//! What customers paid for orders: by hand, from bank entries, taken back; and the day that it fills in.

use super::extract::{Asked, At, Caller, Sent, rows};
use super::problem::{Answer, Refused};
use super::view::{List, Made, Money, Reason, shown};
use axum::Json;
use axum::http::StatusCode;
use chrono::NaiveDate;
use compline_office::orders::EventKey;
use compline_office::receipts::{self, From as Origin, Standing};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(paid))
        .routes(routes!(of_order, record))
        .routes(routes!(undo))
        .routes(routes!(match_order))
        .routes(routes!(reopen))
        .routes(routes!(unmatch))
        .routes(routes!(rule, set_rule))
}

shown! {
    /// What a customer paid for an order, or what of it was taken back.
    Receipt of one: receipts::Receipt {
        /// Its id.
        id: String = one.id,
        /// When it was paid.
        day: NaiveDate = one.day,
        /// How much; negative takes back.
        amount: Money = Money::new(one.amount, &one.currency),
        /// The legal entity of the bank entry that it comes from.
        legal_entity: Option<String> = one.legal_entity,
        /// The key of that entry.
        entry: Option<String> = one.import_key,
        /// Its transaction.
        number: Option<i64> = one.n,
        /// The one that this one takes back.
        undoes: Option<String> = one.undoes,
        /// Why, in words.
        reason: String = one.reason,
        /// Who recorded it: a user's id.
        author: String = one.author,
    }
}

/// An order with what was paid for it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PaidOrder {
    /// The kind.
    pub kind: String,
    /// Where it comes from.
    pub source: String,
    /// Its id there.
    pub id: String,
    /// `live` or `cancelled`.
    pub state: String,
    /// The partner that it belongs to.
    pub partner: Option<String>,
    /// The day whose conditions apply.
    pub day: Option<NaiveDate>,
    /// What is due, less what was taken back; nothing of a cancelled or returned one.
    pub due: Money,
    /// What was paid.
    pub paid: Money,
    /// `open`, `partial`, `paid`, `over`.
    pub standing: String,
    /// When something was paid last.
    pub last: Option<NaiveDate>,
}

impl PaidOrder {
    /// An order, with amounts in its programme's currency.
    pub fn of(one: receipts::PaidOrder, currency: &str) -> Self {
        let standing = match one.standing() {
            Standing::Open => "open",
            Standing::Partial => "partial",
            Standing::Paid => "paid",
            Standing::Over => "over",
        };
        Self {
            kind: one.key.kind,
            source: one.key.source,
            id: one.key.id,
            state: one.state,
            partner: one.partner,
            day: one.day,
            due: Money::new(one.due, currency),
            paid: Money::new(one.paid, currency),
            standing: standing.to_owned(),
            last: one.last,
        }
    }
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PaidQuery {
    /// `partial`, `paid`, `over`; `partial` where it is not said.
    standing: Option<String>,
    /// Rows at most: 1 to 500, 100 where it is not said.
    limit: Option<i64>,
    /// Rows that come before.
    skip: Option<i64>,
}

/// Lists orders by how far they are paid
///
/// The latest payment first; orders for which nothing was paid are not among them.
#[utoipa::path(get, path = "/programmes/{programme}/paid-orders", tag = "Orders", params(PaidQuery),
    security(("key" = ["payments:read"])),
    responses((status = 200, body = List<PaidOrder>, description = "Orders.")))]
async fn paid(
    caller: Caller,
    At(programme): At<String>,
    Asked(query): Asked<PaidQuery>,
) -> Answer<Json<List<PaidOrder>>> {
    let currency = caller.programme(&programme).await?.currency;
    let (limit, skip) = rows(query.limit, query.skip)?;
    let standing = match query.standing.as_deref() {
        None | Some("partial") => Standing::Partial,
        Some("paid") => Standing::Paid,
        Some("over") => Standing::Over,
        Some(_) => return Err(Refused::new("malformed-request", "`standing` is one of partial, paid, over")),
    };
    let found = caller.office.paid_orders(caller.company(), &programme, standing, skip, limit + 1).await?;
    Ok(Json(List::page_with(found, limit, skip, |one| PaidOrder::of(one, &currency))))
}

/// An order with its payments.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrderReceipts {
    /// The order.
    #[serde(flatten)]
    pub order: PaidOrder,
    /// What was paid for it, the latest first.
    pub receipts: Vec<Receipt>,
}

/// Shows what was paid for an order
#[utoipa::path(get, path = "/programmes/{programme}/orders/{kind}/{source}/{id}/receipts", tag = "Orders",
    security(("key" = ["payments:read"])),
    responses((status = 200, body = OrderReceipts, description = "Due, paid, and each payment.")))]
async fn of_order(
    caller: Caller,
    At((programme, kind, source, id)): At<(String, String, String, String)>,
) -> Answer<Json<OrderReceipts>> {
    let currency = caller.programme(&programme).await?.currency;
    let key = EventKey { programme, kind, source, id };
    let order = caller.office.paid_order(caller.company(), &key).await?;
    let receipts = caller.office.receipts_of(caller.company(), &key).await?;
    let receipts = receipts.into_iter().map(Receipt::from).collect();
    Ok(Json(OrderReceipts { order: PaidOrder::of(order, &currency), receipts }))
}

/// A payment that somebody knows of.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentReceipt {
    /// When it was paid.
    pub day: NaiveDate,
    /// How much, in the smallest unit of the programme's currency.
    pub amount_minor: i64,
    /// Why it is recorded by hand.
    pub reason: String,
}

fn receipt_field(field: &str) -> Option<String> {
    (field == "amount").then(|| "amount_minor".to_owned())
}

/// Records a payment for an order by hand
#[utoipa::path(post, path = "/programmes/{programme}/orders/{kind}/{source}/{id}/receipts", tag = "Orders",
    request_body = SentReceipt, security(("key" = ["bank:write"])),
    responses((status = 201, body = Made, description = "The payment.")))]
async fn record(
    caller: Caller,
    At((programme, kind, source, id)): At<(String, String, String, String)>,
    Sent(sent): Sent<SentReceipt>,
) -> Answer<(StatusCode, Json<Made>)> {
    caller.programme(&programme).await?;
    let key = EventKey { programme, kind, source, id };
    let from = Origin::Hand(sent.day);
    let made = caller.office.record_receipt(&caller.author, &key, sent.amount_minor, from, &sent.reason).await;
    let id = made.map_err(|error| Refused::called(error, receipt_field))?;
    Ok((StatusCode::CREATED, Json(Made { id })))
}

/// Takes a payment for an order back
///
/// With another one that says why; a bank entry that it comes from is unmatched then.
#[utoipa::path(post, path = "/receipts/{receipt}/undo", tag = "Orders", request_body = Reason,
    security(("key" = ["bank:write"])), responses((status = 204, description = "It is taken back.")))]
async fn undo(caller: Caller, At(id): At<String>, Sent(sent): Sent<Reason>) -> Answer<StatusCode> {
    caller.office.undo_receipt(&caller.author, &id, &sent.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An entry and the order that it pays.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderMatch {
    /// The entry's key.
    pub key: String,
    /// Its transaction.
    pub number: i64,
    /// The programme.
    pub programme: String,
    /// The kind of the order.
    pub kind: String,
    /// Where the order comes from.
    pub source: String,
    /// The order's id there.
    pub id: String,
    /// How much of the entry is for it, in the smallest unit of the currency.
    pub amount_minor: i64,
}

/// Matches a bank entry to an order by hand
///
/// An entry can be for several orders, each with its part.
#[utoipa::path(post, path = "/legal-entities/{entity}/bank-entries/match-order", tag = "Bank",
    request_body = OrderMatch, security(("key" = ["bank:write"])),
    responses((status = 201, body = Made, description = "The payment for the order.")))]
async fn match_order(
    caller: Caller,
    At(entity): At<String>,
    Sent(sent): Sent<OrderMatch>,
) -> Answer<(StatusCode, Json<Made>)> {
    caller.entity(&entity).await?;
    caller.programme(&sent.programme).await?;
    let order = EventKey { programme: sent.programme, kind: sent.kind, source: sent.source, id: sent.id };
    let from = Origin::Entry(&entity, &sent.key, sent.number);
    let made = caller.office.record_receipt(&caller.author, &order, sent.amount_minor, from, "").await;
    let id = made.map_err(|error| Refused::called(error, receipt_field))?;
    Ok((StatusCode::CREATED, Json(Made { id })))
}

/// An entry.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryKey {
    /// The entry's key.
    pub key: String,
    /// Its transaction.
    pub number: i64,
}

/// Takes back that a bank entry was ignored by hand
#[utoipa::path(post, path = "/legal-entities/{entity}/bank-entries/reopen", tag = "Bank", request_body = EntryKey,
    security(("key" = ["bank:write"])), responses((status = 204, description = "It is unmatched.")))]
async fn reopen(caller: Caller, At(entity): At<String>, Sent(sent): Sent<EntryKey>) -> Answer<StatusCode> {
    caller.entity(&entity).await?;
    caller.office.reopen_entry(&caller.author, &entity, (&sent.key, sent.number)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A match to take back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Unmatched {
    /// The entry's key.
    pub key: String,
    /// Its transaction.
    pub number: i64,
    /// Why.
    pub reason: String,
}

/// Takes back that a bank entry was matched to an open item by hand
///
/// The item is as before, and another posting reverses the first one.
#[utoipa::path(post, path = "/legal-entities/{entity}/bank-entries/unmatch", tag = "Bank", request_body = Unmatched,
    security(("key" = ["bank:write"])), responses((status = 204, description = "It is unmatched.")))]
async fn unmatch(caller: Caller, At(entity): At<String>, Sent(sent): Sent<Unmatched>) -> Answer<StatusCode> {
    caller.entity(&entity).await?;
    caller.office.unmatch_entry(&caller.author, &entity, (&sent.key, sent.number), &sent.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is filled in once an order is paid.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptRule {
    /// The day of the order; nothing where payments are only recorded.
    pub paid: Option<String>,
}

/// Shows which day of an order is filled in once all of it is paid
#[utoipa::path(get, path = "/programmes/{programme}/receipt-rules/{kind}", tag = "Settings",
    security(("key" = ["settings:read"])),
    responses((status = 200, body = ReceiptRule, description = "The field.")))]
async fn rule(caller: Caller, At((programme, kind)): At<(String, String)>) -> Answer<Json<ReceiptRule>> {
    caller.programme(&programme).await?;
    let paid = caller.office.receipt_rule(caller.company(), &programme, &kind).await?;
    Ok(Json(ReceiptRule { paid }))
}

/// Says which day of an order is filled in once all of it is paid
#[utoipa::path(put, path = "/programmes/{programme}/receipt-rules/{kind}", tag = "Settings",
    request_body = ReceiptRule, security(("key" = ["settings:write"])),
    responses((status = 204, description = "It holds.")))]
async fn set_rule(
    caller: Caller,
    At((programme, kind)): At<(String, String)>,
    Sent(sent): Sent<ReceiptRule>,
) -> Answer<StatusCode> {
    caller.programme(&programme).await?;
    let paid = sent.paid.unwrap_or_default();
    caller.office.set_receipt_rule(&caller.author, &programme, &kind, &paid).await?;
    Ok(StatusCode::NO_CONTENT)
}
