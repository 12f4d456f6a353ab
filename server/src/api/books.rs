//! What the bank says, and the subledger.

use super::extract::{Asked, At, Caller, File, Sent, rows};
use super::problem::{Answer, Refused};
use super::view::{List, Money, Paged, Reason, shown};
use axum::Json;
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use compline_office::bank;
use compline_office::ledger;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(taken, import))
        .routes(routes!(entries))
        .routes(routes!(match_entry))
        .routes(routes!(ignore))
        .routes(routes!(reject))
        .routes(routes!(postings))
        .routes(routes!(balances))
}

shown! {
    /// Something in a bank's file that is not as it should be.
    Difference of one: bank::Difference {
        /// A stable name.
        name: String = one.name,
        /// What it is about: a payment, a batch, an entry.
        object: String = one.object,
        /// What was expected, in the smallest unit of the account's currency.
        expected_minor: Option<i64> = one.expected,
        /// What the bank says.
        found_minor: Option<i64> = one.found,
        /// The bank's words.
        text: String = one.text,
    }
    /// What came of a bank's file.
    BankResult of one: bank::BankImport {
        /// The file's hash.
        file: String = one.file,
        /// `pain.002`, `camt.053`, `camt.054`.
        format: String = one.format,
        /// The bank's id of the file.
        message_id: String = one.message_id,
        /// Whether the same file was taken in before: then nothing has changed.
        known: bool = one.known,
        /// Entries that were new.
        entries: i64 = one.entries,
        /// Entries that another file has brought before.
        known_entries: i64 = one.known_entries,
        /// Entries that are not booked yet; they come again.
        not_booked: i64 = one.not_booked,
        /// Payments that are paid now.
        paid: i64 = one.paid,
        /// Their sum, in the smallest unit of the account's currency.
        paid_sum_minor: i64 = one.paid_sum,
        /// Payments that came back.
        returned: i64 = one.returned,
        /// Their sum.
        returned_sum_minor: i64 = one.returned_sum,
        /// Payments that the bank refused.
        rejected: i64 = one.rejected,
        /// Their sum.
        rejected_sum_minor: i64 = one.rejected_sum,
        /// Payments that the bank says it will pay or has paid.
        accepted: i64 = one.accepted,
        /// New entries that nothing was found for.
        unmatched: i64 = one.unmatched,
        /// Batches of which every payment has ended now.
        ended_batches: Vec<String> = one.ended_batches,
        /// Whatever is not as it should be.
        differences: Vec<Difference> = one.differences.into_iter().map(Difference::from).collect(),
    }
    /// An entry of a bank account.
    BankEntry of one: bank::BankEntry {
        /// The entry is known by this.
        key: String = one.import_key,
        /// Its transaction, from 1.
        number: i64 = one.n,
        /// The account.
        account: String = one.account,
        /// The day of booking.
        day: NaiveDate = one.day,
        /// Positive onto the account.
        amount: Money = Money { amount: one.amount, currency: one.currency },
        /// The id that it was ordered with.
        end_to_end: Option<String> = one.end_to_end,
        /// Who paid or was paid.
        counterparty: Option<String> = one.counterparty,
        /// What the bank says of it.
        text: String = one.text,
        /// Of a payment that came back: why.
        returned_for: Option<String> = one.returned_for,
        /// The format that told of it.
        source: String = one.source,
        /// `matched`, `unmatched`, `ignored`.
        state: String = one.state,
        /// What it is matched to: `payment:`, `batch:` or `item:` and an id.
        matched_to: Option<String> = one.matched_to,
        /// Why it is unmatched or ignored.
        reason: Option<String> = one.reason,
    }
    /// A line of a posting.
    PostingLine of one: ledger::PostingLine {
        /// `partner`, `commission`, `input-tax`, `reverse-input-tax`, `reverse-tax`, `transit`, `bank`, `clearing`, `opening`.
        account: String = one.account,
        /// The person.
        person: Option<String> = one.person,
        /// Debit positive, credit negative; in the smallest unit of the posting's currency.
        amount_minor: i64 = one.amount,
    }
    /// The balance of an account.
    Balance of one: ledger::Balance {
        /// The account.
        account: String = one.account,
        /// Debit positive, credit negative; in the smallest unit of the currency of the books.
        amount_minor: i64 = one.amount,
    }
}

/// A posting: double entry, chained to the one before.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Posting {
    /// Its number in the legal entity, from 1 and without gaps.
    pub number: i64,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// The day of the books.
    pub day: NaiveDate,
    /// `statement`, `assignment`, `payment`, `paid`, `rejected`, `returned`.
    pub kind: String,
    /// What it is for.
    pub object: String,
    /// The document's number.
    pub reference: String,
    /// What the books say.
    pub text: String,
    /// The currency.
    pub currency: String,
    /// Who made it: a user's id.
    pub author: String,
    /// The hash of the posting before.
    pub before: String,
    /// Its own hash.
    pub hash: String,
    /// Its lines, which sum to zero.
    pub lines: Vec<PostingLine>,
}

impl From<(ledger::Posting, Vec<ledger::PostingLine>)> for Posting {
    fn from((one, lines): (ledger::Posting, Vec<ledger::PostingLine>)) -> Self {
        Self {
            number: one.seq,
            at: one.at,
            day: one.day,
            kind: one.kind,
            object: one.object,
            reference: one.reference,
            text: one.text,
            currency: one.currency,
            author: one.author,
            before: one.before,
            hash: one.hash,
            lines: lines.into_iter().map(PostingLine::from).collect(),
        }
    }
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FileQuery {
    /// The file's name.
    name: String,
}

/// Takes in a bank's file
///
/// A status report (pain.002), an account statement (camt.053) or a notification (camt.054). The same file again changes
/// nothing.
#[utoipa::path(post, path = "/bank-files", tag = "Bank", params(FileQuery),
    request_body(content = String, content_type = "application/xml"), security(("key" = ["bank:write"])),
    responses((status = 200, body = BankResult, description = "What came of it.")))]
async fn import(caller: Caller, Asked(query): Asked<FileQuery>, File(bytes): File) -> Answer<Json<BankResult>> {
    Ok(Json(caller.office.import_bank_file(&caller.author, &query.name, &bytes).await?.into()))
}

/// A file of a bank that was taken in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BankFile {
    /// Its name.
    pub name: String,
    /// Who took it in: a user's id.
    pub imported_by: String,
    /// When.
    pub imported_at: DateTime<Utc>,
    /// What came of it.
    pub result: BankResult,
}

/// Lists the files of banks that were taken in
///
/// The latest first.
#[utoipa::path(get, path = "/bank-files", tag = "Bank", params(Paged), security(("key" = ["payments:read"])),
    responses((status = 200, body = List<BankFile>, description = "Files, with what came of each.")))]
async fn taken(caller: Caller, Asked(query): Asked<Paged>) -> Answer<Json<List<BankFile>>> {
    let (limit, skip) = rows(query.limit, query.skip)?;
    let found = caller.office.bank_files(caller.company(), skip, limit + 1).await?;
    Ok(Json(List::page_with(found, limit, skip, |one| BankFile {
        name: one.name,
        imported_by: one.imported_by,
        imported_at: one.imported_at,
        result: one.result.into(),
    })))
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct EntryQuery {
    /// `all`, `matched`, `unmatched`, `ignored`; `all` where it is not said.
    state: Option<String>,
    /// Rows at most: 1 to 500, 100 where it is not said.
    limit: Option<i64>,
    /// Rows that come before.
    skip: Option<i64>,
}

/// Lists entries of the bank accounts of a legal entity
///
/// The latest day first.
#[utoipa::path(get, path = "/legal-entities/{entity}/bank-entries", tag = "Bank", params(EntryQuery),
    security(("key" = ["payments:read"])),
    responses((status = 200, body = List<BankEntry>, description = "Entries.")))]
async fn entries(
    caller: Caller,
    At(entity): At<String>,
    Asked(query): Asked<EntryQuery>,
) -> Answer<Json<List<BankEntry>>> {
    caller.entity(&entity).await?;
    let (limit, skip) = rows(query.limit, query.skip)?;
    let state = query.state.unwrap_or_else(|| "all".to_owned());
    let found = caller.office.bank_entries(caller.company(), &entity, &state, skip, limit + 1).await?;
    Ok(Json(List::page(found, limit, skip)))
}

/// An entry and what it belongs to.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Match {
    /// The entry's key.
    pub key: String,
    /// Its transaction.
    pub number: i64,
    /// The open item.
    pub open_item: String,
}

/// Matches a bank entry to an open item by hand
#[utoipa::path(post, path = "/legal-entities/{entity}/bank-entries/match", tag = "Bank", request_body = Match,
    security(("key" = ["bank:write"])), responses((status = 204, description = "It is matched.")))]
async fn match_entry(caller: Caller, At(entity): At<String>, Sent(sent): Sent<Match>) -> Answer<StatusCode> {
    caller.entity(&entity).await?;
    let entry = (sent.key.as_str(), sent.number);
    caller.office.match_entry(&caller.author, &entity, entry, &sent.open_item).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An entry that has nothing to do with payouts.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ignore {
    /// The entry's key.
    pub key: String,
    /// Its transaction.
    pub number: i64,
    /// Why.
    pub reason: String,
}

/// Ignores a bank entry that has nothing to do with payouts
#[utoipa::path(post, path = "/legal-entities/{entity}/bank-entries/ignore", tag = "Bank", request_body = Ignore,
    security(("key" = ["bank:write"])), responses((status = 204, description = "It is ignored.")))]
async fn ignore(caller: Caller, At(entity): At<String>, Sent(sent): Sent<Ignore>) -> Answer<StatusCode> {
    caller.entity(&entity).await?;
    let entry = (sent.key.as_str(), sent.number);
    caller.office.ignore_entry(&caller.author, &entity, entry, &sent.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Marks a payment that the bank has refused without a report
#[utoipa::path(post, path = "/legal-entities/{entity}/payment-items/{end_to_end}/reject", tag = "Bank",
    request_body = Reason, security(("key" = ["bank:write"])),
    responses((status = 200, body = BankResult, description = "Its items are open again.")))]
async fn reject(
    caller: Caller,
    At((entity, end_to_end)): At<(String, String)>,
    Sent(sent): Sent<Reason>,
) -> Answer<Json<BankResult>> {
    let done = caller.office.reject_payment(&caller.author, &entity, &end_to_end, &sent.reason).await?;
    Ok(Json(done.into()))
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PostingQuery {
    /// Only those about this person.
    person: Option<String>,
    /// Only those before this number.
    after: Option<i64>,
    /// Rows at most: 1 to 500, 100 where it is not said.
    limit: Option<i64>,
}

/// Lists postings
///
/// The latest first; `after` is the number of the last one that was seen.
#[utoipa::path(get, path = "/legal-entities/{entity}/postings", tag = "Books", params(PostingQuery),
    security(("key" = ["ledger:read"])),
    responses((status = 200, body = List<Posting>, description = "Postings with their lines.")))]
async fn postings(
    caller: Caller,
    At(entity): At<String>,
    Asked(query): Asked<PostingQuery>,
) -> Answer<Json<List<Posting>>> {
    caller.entity(&entity).await?;
    let (limit, _) = rows(query.limit, None)?;
    let before = query.after.unwrap_or(i64::MAX);
    if before < 1 {
        return Err(Refused::new("malformed-request", "`after` is the number of a posting, from 1"));
    }
    let person = query.person.unwrap_or_default();
    let found = caller.office.postings(&entity, &person, before, limit + 1).await?;
    let mut page: List<Posting> = List::page(found, limit, 0);
    page.next = page.next.and_then(|_| page.items.last().map(|last| last.number.to_string()));
    Ok(Json(page))
}

/// Lists the balances of all accounts
#[utoipa::path(get, path = "/legal-entities/{entity}/balances", tag = "Books", security(("key" = ["ledger:read"])),
    responses((status = 200, body = List<Balance>, description = "They sum to zero.")))]
async fn balances(caller: Caller, At(entity): At<String>) -> Answer<Json<List<Balance>>> {
    caller.entity(&entity).await?;
    Ok(Json(List::all(caller.office.balances(caller.company(), &entity).await?.as_ref().clone())))
}
