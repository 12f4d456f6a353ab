//! What is owed, payment batches and their files.

use super::extract::{Asked, At, Caller, Sent, rows};
use super::problem::{Answer, Refused};
use super::results::file;
use super::view::{List, Made, Money, Slice, shown};
use axum::Json;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use compline_office::payments::{self, BatchItem, Proposal as Proposed};
use compline_policy::{Action, ObjectKind};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(items))
        .routes(routes!(item))
        .routes(routes!(hold))
        .routes(routes!(propose))
        .routes(routes!(list, create))
        .routes(routes!(one))
        .routes(routes!(payments_of))
        .routes(routes!(release))
        .routes(routes!(withdraw))
        .routes(routes!(download))
}

shown! {
    /// What a legal entity owes somebody, or is owed.
    OpenItem of one: payments::OpenItem {
        /// Its id.
        id: String = one.id,
        /// The person.
        person: String = one.person,
        /// The statement that it comes from.
        statement: Option<String> = one.statement,
        /// The document's number.
        reference: String = one.reference,
        /// Its day.
        day: NaiveDate = one.day,
        /// What is owed; negative is a claim of the company.
        amount: Money = Money::new(one.amount, &one.currency),
        /// What is still to be paid of it.
        rest: Money = Money::new(one.rest, &one.currency),
        /// `open`, `held`, `disputed`, `ordered`, `settled`.
        state: String = one.state,
        /// Why it is held or disputed.
        note: Option<String> = one.note,
    }
    /// A payment batch.
    Batch of one: payments::Batch {
        /// Its id.
        id: String = one.id,
        /// The legal entity.
        legal_entity: String = one.legal_entity,
        /// Its number in the legal entity.
        number: i64 = one.number,
        /// The message id of its file.
        message_id: String = one.message_id,
        /// When the bank shall execute it.
        execute_on: NaiveDate = one.execute_on,
        /// The sum.
        sum: Money = Money::new(one.sum, &one.currency),
        /// How many payments.
        payments: i64 = one.items,
        /// `created`, `released`, `settled`, `rejected`.
        state: String = one.state,
        /// Who made it: a user's id.
        created_by: String = one.created_by,
        /// When.
        created_at: DateTime<Utc> = one.created_at,
        /// Who released it: a user's id.
        released_by: Option<String> = one.released_by,
        /// When.
        released_at: Option<DateTime<Utc>> = one.released_at,
    }
}

/// A payment of a batch.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Payment {
    /// Its number in the batch.
    pub number: i64,
    /// The id that the bank gives back.
    pub end_to_end: String,
    /// The person.
    pub person: String,
    /// The amount.
    pub amount: Money,
    /// The holder of the account, with `personal:read`.
    pub holder: Option<String>,
    /// The account, with `personal:read`.
    pub iban: Option<String>,
    /// `ordered`, `paid`, `rejected`, `returned`.
    pub state: String,
    /// Why it was rejected or returned.
    pub reason: Option<String>,
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ItemQuery {
    /// `all`, `open`, `held`, `disputed`, `ordered`, `settled`; `all` where it is not said.
    state: Option<String>,
    /// Only those of this person.
    person: Option<String>,
    /// Rows at most: 1 to 500, 100 where it is not said.
    limit: Option<i64>,
    /// Rows that come before.
    skip: Option<i64>,
}

/// Lists open items
///
/// The latest day first.
#[utoipa::path(get, path = "/open-items", tag = "Payments", params(ItemQuery), security(("key" = ["ledger:read"])),
    responses((status = 200, body = List<OpenItem>, description = "Open items.")))]
async fn items(caller: Caller, Asked(query): Asked<ItemQuery>) -> Answer<Json<List<OpenItem>>> {
    let (limit, skip) = rows(query.limit, query.skip)?;
    let state = query.state.unwrap_or_else(|| "all".to_owned());
    let person = query.person.unwrap_or_default();
    let found = caller.office.open_items(caller.company(), &state, &person, skip, limit + 1).await?;
    Ok(Json(List::page(found, limit, skip)))
}

/// Shows an open item
#[utoipa::path(get, path = "/open-items/{item}", tag = "Payments", security(("key" = ["ledger:read"])),
    responses((status = 200, body = OpenItem, description = "The open item.")))]
async fn item(caller: Caller, At(id): At<String>) -> Answer<Json<OpenItem>> {
    Ok(Json(caller.office.open_item(caller.company(), &id).await?.into()))
}

/// What shall become of an open item.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// `held`, `disputed`, or `open` to let it go.
    pub state: String,
    /// Why.
    pub note: String,
}

/// Holds an open item back, disputes it, or lets it go
#[utoipa::path(put, path = "/open-items/{item}/hold", tag = "Payments", request_body = Hold,
    security(("key" = ["payments:write"])), responses((status = 204, description = "It is so.")))]
async fn hold(caller: Caller, At(id): At<String>, Sent(sent): Sent<Hold>) -> Answer<StatusCode> {
    caller.office.open_item(caller.company(), &id).await?;
    caller.office.hold_item(&caller.author, &id, &sent.state, &sent.note).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Somebody with a sum.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Due {
    /// The person.
    pub person: String,
    /// The sum.
    pub sum: Money,
    /// The open items in it.
    pub items: Vec<String>,
}

/// What a batch would pay, and what waits.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Proposal {
    /// Who would be paid.
    pub pay: Vec<Due>,
    /// The sum of these.
    pub sum: Money,
    /// Whose balance waits: below the minimum, or negative.
    pub waiting: Vec<Due>,
    /// Who has no bank details.
    pub no_account: Vec<Due>,
    /// What is held or disputed.
    pub held: Money,
}

impl Proposal {
    fn of(proposed: Proposed, currency: &str) -> Self {
        let due = |person, sum, items| Due { person, sum: Money::new(sum, currency), items };
        let without = |list: Vec<(String, i64)>| {
            list.into_iter().map(|(person, sum)| due(person, sum, Vec::new())).collect::<Vec<_>>()
        };
        Self {
            pay: proposed.pay.into_iter().map(|(person, sum, items)| due(person, sum, items)).collect(),
            sum: Money::new(proposed.sum, currency),
            waiting: without(proposed.waiting),
            no_account: without(proposed.no_account),
            held: Money::new(proposed.held, currency),
        }
    }
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ProposalQuery {
    /// Only this person: a payout out of cycle.
    person: Option<String>,
}

/// Shows what a batch would pay now
#[utoipa::path(get, path = "/legal-entities/{entity}/payment-proposal", tag = "Payments", params(ProposalQuery),
    security(("key" = ["payments:read"])),
    responses((status = 200, body = Proposal, description = "What would be paid, and what waits and why.")))]
async fn propose(caller: Caller, At(entity): At<String>, Asked(query): Asked<ProposalQuery>) -> Answer<Json<Proposal>> {
    let found = caller.entity(&entity).await?;
    let proposed = caller.office.propose_payment(caller.company(), &entity, query.person.as_deref()).await?;
    Ok(Json(Proposal::of(proposed.as_ref().clone(), &found.currency)))
}

/// Lists payment batches
///
/// The latest first.
#[utoipa::path(get, path = "/payments", tag = "Payments", params(Slice), security(("key" = ["payments:read"])),
    responses((status = 200, body = List<Batch>, description = "Batches.")))]
async fn list(caller: Caller, Asked(query): Asked<Slice>) -> Answer<Json<List<Batch>>> {
    Ok(Json(List::some(caller.office.batches(caller.company()).await?, &query)?))
}

/// A batch to be made.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentBatch {
    /// The legal entity.
    pub legal_entity: String,
    /// When the bank shall execute it.
    pub execute_on: NaiveDate,
    /// Only this person: a payout out of cycle.
    pub person: Option<String>,
}

/// Makes a payment batch of everything that can be paid
///
/// Another person releases it.
#[utoipa::path(post, path = "/payments", tag = "Payments", request_body = SentBatch,
    security(("key" = ["payments:write"])), responses((status = 201, body = Made, description = "The batch.")))]
async fn create(caller: Caller, Sent(sent): Sent<SentBatch>) -> Answer<(StatusCode, Json<Made>)> {
    let (entity, only) = (&sent.legal_entity, sent.person.as_deref());
    let id = caller.office.create_batch(&caller.author, entity, sent.execute_on, only).await?;
    Ok((StatusCode::CREATED, Json(Made { id })))
}

/// Shows a payment batch
#[utoipa::path(get, path = "/payments/{payment}", tag = "Payments", security(("key" = ["payments:read"])),
    responses((status = 200, body = Batch, description = "The batch.")))]
async fn one(caller: Caller, At(id): At<String>) -> Answer<Json<Batch>> {
    Ok(Json(caller.office.batch(caller.company(), &id).await?.into()))
}

/// Lists the payments of a batch
///
/// Holders and accounts are personal data: they are shown with `personal:read`, and the look is noted.
#[utoipa::path(get, path = "/payments/{payment}/items", tag = "Payments", params(Slice),
    security(("key" = ["payments:read"])),
    responses((status = 200, body = List<Payment>, description = "In order of their numbers.")))]
async fn payments_of(caller: Caller, At(id): At<String>, Asked(query): Asked<Slice>) -> Answer<Json<List<Payment>>> {
    let office = &caller.office;
    let batch = office.batch(caller.company(), &id).await?;
    let personal = office.may(&caller.author, Action::ViewPersonalData, ObjectKind::Company);
    if personal {
        office.note(&caller.author, "view-personal-data", ObjectKind::Payment.name(), &id, &"payments").await?;
    }
    let payment = |one: BatchItem| Payment {
        number: one.n,
        end_to_end: one.end_to_end,
        person: one.person,
        amount: Money::new(one.amount, &batch.currency),
        holder: personal.then_some(one.holder),
        iban: personal.then_some(one.iban),
        state: one.state,
        reason: one.reason,
    };
    Ok(Json(List::some_with(office.batch_items(&id).await?, &query, payment)?))
}

/// Releases a payment batch
///
/// By another person than who made it.
#[utoipa::path(post, path = "/payments/{payment}/release", tag = "Payments", security(("key" = ["decisions:write"])),
    responses((status = 204, description = "Its file can be downloaded.")))]
async fn release(caller: Caller, At(id): At<String>) -> Answer<StatusCode> {
    caller.office.release_batch(&caller.author, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a payment batch up
///
/// Before its release.
#[utoipa::path(post, path = "/payments/{payment}/withdraw", tag = "Payments", security(("key" = ["payments:write"])),
    responses((status = 204, description = "Its items are open again.")))]
async fn withdraw(caller: Caller, At(id): At<String>) -> Answer<StatusCode> {
    caller.office.batch(caller.company(), &id).await?;
    caller.office.withdraw_batch(&caller.author, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Downloads the file of a released batch
///
/// SEPA pain.001, the same bytes each time.
#[utoipa::path(get, path = "/payments/{payment}/file", tag = "Payments", security(("key" = ["payments:file"])),
    responses((status = 200, body = String, content_type = "application/xml", description = "The file.")))]
async fn download(caller: Caller, At(id): At<String>) -> Answer<Response> {
    let (name, bytes) = caller.office.batch_file(&caller.author, &id).await?;
    if bytes.is_empty() {
        return Err(Refused::new("internal", "the file is empty"));
    }
    Ok(file(&name, bytes, "application/xml"))
}
