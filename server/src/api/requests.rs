//! What takes a second person: requests, entries beside the plan, manual values.

use super::extract::{Asked, At, Caller, Sent, rows};
use super::problem::{Answer, Refused};
use super::view::{Change, List, Made, Money, Reason, Slice, shown};
use axum::Json;
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use compline_office::entries::{self, NewEntry};
use compline_office::facts::overrides;
use compline_office::inputs::Supposed;
use compline_office::overrides::OverrideFilter;
use compline_office::requests::{self, Asked as Wish, BankRequest, Decision, RequestKind};
use compline_policy::{Action, ObjectKind};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(grant))
        .routes(routes!(refuse))
        .routes(routes!(withdraw))
        .routes(routes!(entries, ask_entry))
        .routes(routes!(values, ask_value))
        .routes(routes!(all_values))
        .routes(routes!(end_value))
        .routes(routes!(preview))
}

shown! {
    /// A request that another person decides about.
    Request of one: requests::Request {
        /// Its id.
        id: String = one.id,
        /// What is asked for: the entry, the value. Accounts are shown only with `personal:read`, for one request.
        input: Value = if one.kind == RequestKind::BankDetails.name() { Value::Null } else {
            serde_json::from_str(&one.input).unwrap_or_default()
        },
        /// `bank-details`, `entry`, `override`, `plan`, `statements`.
        kind: String = one.kind,
        /// What it is about: a person, a partner, a plan version.
        object: String = one.object,
        /// Why.
        reason: String = one.reason,
        /// Who asks: a user's id.
        asked_by: String = one.asked_by,
        /// Since when.
        asked_at: DateTime<Utc> = one.asked_at,
        /// `open`, `granted`, `refused`, `withdrawn`.
        state: String = one.state,
        /// Who decided: a user's id.
        decided_by: Option<String> = one.decided_by,
        /// When.
        decided_at: Option<DateTime<Utc>> = one.decided_at,
        /// Why it was refused: a text, or a code that begins with `request-void-`.
        answer: Option<String> = one.answer,
    }
    /// An entry beside the plan that was approved.
    Entry of one: entries::Entry {
        /// Its id.
        id: String = one.id,
        /// The programme.
        programme: String = one.programme,
        /// The partner on whose statement it stands.
        partner: String = one.partner,
        /// `bonus`, `deduction`, `fee`, `advance`, `recovery`, `assignment`.
        kind: String = one.kind,
        /// The period.
        period: String = one.period,
        /// Positive is given to the partner, negative is taken.
        amount: Money = Money { amount: one.amount, currency: one.currency },
        /// Whether VAT belongs to it.
        taxable: bool = one.taxable,
        /// Who gets what is assigned: a person's id.
        payee: Option<String> = one.payee,
        /// Why.
        reason: String = one.reason,
        /// The request that was granted.
        request: String = one.request,
        /// The run that took it.
        run: Option<String> = one.run,
        /// The statement, once it is final.
        statement: Option<String> = one.statement,
    }
    /// A value that was set by hand.
    ManualValue of one: overrides::Override {
        /// The partner.
        partner: String = one.partner,
        /// The definition of the plan.
        definition: String = one.definition,
        /// The value as the plan writes it.
        value: String = one.value,
        /// The first day.
        valid_from: NaiveDate = one.valid_from,
        /// The last day.
        valid_to: NaiveDate = one.valid_to,
        /// Why.
        reason: String = one.reason,
        /// Who set it: a user's id.
        author: String = one.author,
    }
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RequestQuery {
    /// Only those in this state: `open`, `granted`, `refused`, `withdrawn`.
    state: Option<String>,
    /// Only those of this kind: `bank-details`, `entry`, `override`, `plan`, `statements`.
    kind: Option<String>,
    /// Only those about this person, partner or plan version.
    object: Option<String>,
    /// Rows at most: 1 to 500, 100 where it is not said.
    limit: Option<i64>,
    /// Rows that come before.
    skip: Option<i64>,
}

/// Lists requests
///
/// The latest first.
#[utoipa::path(get, path = "/requests", tag = "Requests", params(RequestQuery), security(("key" = ["runs:read"])),
    responses((status = 200, body = List<Request>, description = "Requests.")))]
async fn list(caller: Caller, Asked(query): Asked<RequestQuery>) -> Answer<Json<List<Request>>> {
    let (limit, skip) = rows(query.limit, query.skip)?;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (state, kind, object) = (text(&query.state), text(&query.kind), text(&query.object));
    let found = caller.office.requests(caller.company(), &state, &kind, &object, skip, limit + 1).await?;
    Ok(Json(List::page(found, limit, skip)))
}

/// Shows a request
///
/// With the accounts of a change of bank details, where the key may read personal data; the look is noted.
#[utoipa::path(get, path = "/requests/{request}", tag = "Requests", security(("key" = ["runs:read"])),
    responses((status = 200, body = Request, description = "The request.")))]
async fn one(caller: Caller, At(id): At<String>) -> Answer<Json<Request>> {
    let found = caller.office.request(caller.company(), &id).await?;
    let mut shown = Request::from(found.clone());
    let personal = caller.office.may(&caller.author, Action::ViewPersonalData, ObjectKind::Company);
    if found.kind == RequestKind::BankDetails.name() && personal {
        caller.office.look_at_person(&caller.author, &found.object).await?;
        let bank: BankRequest = found.read()?;
        shown.input = serde_json::json!({ "new": bank.new, "before": bank.before });
    }
    Ok(Json(shown))
}

/// What became of a request.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Decided {
    /// Whether it holds now. Where it does not, it no longer fitted and was refused.
    pub granted: bool,
    /// Why it no longer fitted: a stable code.
    pub code: Option<String>,
}

/// Grants a request
///
/// By another person than who asked. What it asks for holds from then on.
#[utoipa::path(post, path = "/requests/{request}/grant", tag = "Requests", security(("key" = ["decisions:write"])),
    responses((status = 200, body = Decided, description = "What became of it.")))]
async fn grant(caller: Caller, At(id): At<String>) -> Answer<Json<Decided>> {
    Ok(Json(match caller.office.grant(&caller.author, &id).await? {
        Decision::Granted => Decided { granted: true, code: None },
        Decision::Void(code) => Decided { granted: false, code: Some(code.to_owned()) },
    }))
}

/// Refuses a request
///
/// By another person than who asked.
#[utoipa::path(post, path = "/requests/{request}/refuse", tag = "Requests", request_body = Reason,
    security(("key" = ["decisions:write"])), responses((status = 204, description = "It is refused.")))]
async fn refuse(caller: Caller, At(id): At<String>, Sent(sent): Sent<Reason>) -> Answer<StatusCode> {
    caller.office.refuse(&caller.author, &id, &sent.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Withdraws a request
///
/// Only who asked can; the key needs a scope with which something can be asked for.
#[utoipa::path(post, path = "/requests/{request}/withdraw", tag = "Requests", security(("key" = [])),
    responses((status = 204, description = "It is withdrawn.")))]
async fn withdraw(caller: Caller, At(id): At<String>) -> Answer<StatusCode> {
    let request = caller.office.request(caller.company(), &id).await?;
    let (action, kind) = match request.kind.as_str() {
        "bank-details" => (Action::ChangeBankDetails, ObjectKind::BankDetails),
        "entry" => (Action::MakeEntry, ObjectKind::Partner),
        "override" => (Action::OverrideValue, ObjectKind::Partner),
        "statements" => (Action::MakeDocuments, ObjectKind::Run),
        _ => (Action::EditPlan, ObjectKind::Plan),
    };
    caller.office.allow(&caller.author, action, kind, &request.object, &[])?;
    caller.office.withdraw_request(&caller.author, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct EntryQuery {
    /// Only those of this partner.
    partner: Option<String>,
    /// Only those of this period.
    period: Option<String>,
    /// Rows at most: 1 to 500, 100 where it is not said.
    limit: Option<i64>,
    /// Rows that come before.
    skip: Option<i64>,
}

/// Lists approved entries beside the plan
#[utoipa::path(get, path = "/entries", tag = "Requests", params(EntryQuery), security(("key" = ["runs:read"])),
    responses((status = 200, body = List<Entry>, description = "The latest first.")))]
async fn entries(caller: Caller, Asked(query): Asked<EntryQuery>) -> Answer<Json<List<Entry>>> {
    let (limit, skip) = rows(query.limit, query.skip)?;
    let (partner, period) = (query.partner.unwrap_or_default(), query.period.unwrap_or_default());
    let found = caller.office.entries(caller.company(), &partner, &period, skip, limit + 1).await?;
    Ok(Json(List::page(found, limit, skip)))
}

/// An entry that is asked for.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentEntry {
    /// The programme.
    pub programme: String,
    /// The partner on whose statement it shall stand.
    pub partner: String,
    /// `bonus`, `deduction`, `fee`, `advance`, `recovery`, `assignment`.
    pub kind: String,
    /// The period of the run that shall take it.
    pub period: String,
    /// How much, in the smallest unit of the programme's currency, without sign: the kind says who gets it.
    #[schema(example = 5000)]
    pub amount_minor: i64,
    /// Whether VAT belongs to it; what is usual for the kind where it is not said.
    pub taxable: Option<bool>,
    /// Who gets what is assigned: a person's id.
    pub payee: Option<String>,
    /// Why; it stands on the statement.
    pub reason: String,
}

/// Asks for an entry beside the plan
///
/// It holds once another person grants the request.
#[utoipa::path(post, path = "/entries", tag = "Requests", request_body = SentEntry,
    security(("key" = ["adjustments:write"])), responses((status = 202, body = Made, description = "The request.")))]
async fn ask_entry(caller: Caller, Sent(sent): Sent<SentEntry>) -> Answer<(StatusCode, Json<Made>)> {
    let new = NewEntry {
        programme: sent.programme,
        partner: sent.partner,
        kind: sent.kind,
        period: sent.period,
        amount: sent.amount_minor,
        taxable: sent.taxable,
        payee: sent.payee,
        reason: sent.reason,
    };
    let id = caller.office.ask_entry(&caller.author, &new).await?;
    Ok((StatusCode::ACCEPTED, Json(Made { id })))
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ValueQuery {
    /// Only those of this partner.
    partner: Option<String>,
    /// Rows at most: 1 to 500. All rows where neither this nor `skip` is said, and 100 where only `skip` is.
    limit: Option<i64>,
    /// Rows that come before.
    skip: Option<i64>,
}

/// Lists the values that were set by hand
#[utoipa::path(get, path = "/programmes/{programme}/manual-values", tag = "Requests", params(ValueQuery),
    security(("key" = ["runs:read"])),
    responses((status = 200, body = List<ManualValue>, description = "Those that end last first.")))]
async fn values(
    caller: Caller,
    At(programme): At<String>,
    Asked(query): Asked<ValueQuery>,
) -> Answer<Json<List<ManualValue>>> {
    caller.programme(&programme).await?;
    let partner = query.partner.unwrap_or_default();
    let found = caller.office.overrides(caller.company(), &programme, &partner).await?;
    Ok(Json(List::some(found, &Slice { limit: query.limit, skip: query.skip })?))
}

/// A value to be set by hand.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentValue {
    /// The partner.
    pub partner: String,
    /// The definition, which the plan lets be set by hand.
    pub definition: String,
    /// The value as the plan writes it.
    pub value: String,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day.
    pub valid_to: NaiveDate,
    /// Why.
    pub reason: String,
}

/// What became of a value that somebody wants to set.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ValueAsked {
    /// The request that another person has to grant; nothing where the value holds at once.
    pub request: Option<String>,
}

/// Asks for a value to be set by hand
///
/// It wins over the calculation once another person grants the request.
#[utoipa::path(post, path = "/programmes/{programme}/manual-values", tag = "Requests", request_body = SentValue,
    security(("key" = ["adjustments:write"])),
    responses((status = 202, body = ValueAsked, description = "The request.")))]
async fn ask_value(
    caller: Caller,
    At(programme): At<String>,
    Sent(sent): Sent<SentValue>,
) -> Answer<(StatusCode, Json<ValueAsked>)> {
    caller.programme(&programme).await?;
    let value = overrides::Override {
        partner: sent.partner,
        definition: sent.definition,
        value: sent.value,
        valid_from: sent.valid_from,
        valid_to: sent.valid_to,
        reason: sent.reason,
        author: caller.author.user.clone(),
    };
    let request = match caller.office.ask_override(&caller.author, &programme, &value).await? {
        Wish::Waits(id) => Some(id),
        Wish::Holds => None,
    };
    Ok((StatusCode::ACCEPTED, Json(ValueAsked { request })))
}

/// A manual value with what becomes of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ManualValueRow {
    /// The programme.
    pub programme: String,
    /// The value.
    #[serde(flatten)]
    pub value: ManualValue,
    /// `planned`, `in-force`, `expired`, or `given-up` where it was ended before it began.
    pub state: String,
    /// When it became known.
    pub at: DateTime<Utc>,
    /// Who approved it: a user's id.
    pub approver: String,
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AllValuesQuery {
    /// `planned`, `in-force`, `expired`; all where it is not said.
    state: Option<String>,
    /// Only those of this partner.
    partner: Option<String>,
    /// Only those that this user set: an id.
    author: Option<String>,
    /// Rows at most: 1 to 500, 100 where it is not said.
    limit: Option<i64>,
    /// Rows that come before.
    skip: Option<i64>,
}

/// Lists the values that were set by hand in all programmes
#[utoipa::path(get, path = "/manual-values", tag = "Requests", params(AllValuesQuery),
    security(("key" = ["runs:read"])),
    responses((status = 200, body = List<ManualValueRow>, description = "Those that end last first.")))]
async fn all_values(caller: Caller, Asked(query): Asked<AllValuesQuery>) -> Answer<Json<List<ManualValueRow>>> {
    let (limit, skip) = rows(query.limit, query.skip)?;
    let state = query.state.unwrap_or_default();
    if !["", "planned", "in-force", "expired"].contains(&state.as_str()) {
        return Err(Refused::new("malformed-request", "`state` is one of planned, in-force, expired"));
    }
    let (partner, author) = (query.partner.unwrap_or_default(), query.author.unwrap_or_default());
    let filter = OverrideFilter { state, partner, author };
    let found = caller.office.override_rows(caller.company(), &filter, skip, limit + 1).await?;
    let today = caller.office.clock().today();
    Ok(Json(List::page_with(found, limit, skip, |one| ManualValueRow {
        state: one.state(today).to_owned(),
        programme: one.programme,
        at: one.at,
        approver: one.approver,
        value: ManualValue {
            partner: one.partner,
            definition: one.definition,
            value: one.value,
            valid_from: one.valid_from,
            valid_to: one.valid_to,
            reason: one.reason,
            author: one.author,
        },
    })))
}

/// A manual value that shall end earlier.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndedValue {
    /// The partner.
    pub partner: String,
    /// The definition.
    pub definition: String,
    /// The value's first day, which names it.
    pub valid_from: NaiveDate,
    /// The last day; the day before the first gives up one that has not begun.
    pub last: NaiveDate,
    /// Why.
    pub reason: String,
}

/// Asks for a value that was set by hand to end earlier
///
/// It ends once another person grants the request.
#[utoipa::path(post, path = "/programmes/{programme}/manual-values/end", tag = "Requests",
    request_body = EndedValue, security(("key" = ["adjustments:write"])),
    responses((status = 202, body = ValueAsked, description = "The request.")))]
async fn end_value(
    caller: Caller,
    At(programme): At<String>,
    Sent(sent): Sent<EndedValue>,
) -> Answer<(StatusCode, Json<ValueAsked>)> {
    caller.programme(&programme).await?;
    let which = (sent.partner.as_str(), sent.definition.as_str(), sent.valid_from);
    let asked = caller.office.end_override(&caller.author, &programme, which, sent.last, &sent.reason).await?;
    let request = match asked {
        Wish::Waits(id) => Some(id),
        Wish::Holds => None,
    };
    Ok((StatusCode::ACCEPTED, Json(ValueAsked { request })))
}

/// A value whose effects are asked for.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupposedValue {
    /// The partner.
    pub partner: String,
    /// The definition.
    pub definition: String,
    /// The value as the plan writes it.
    pub value: String,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day.
    pub valid_to: NaiveDate,
}

/// Tells what a value that is set by hand would change in a run
///
/// Nothing of it happens.
#[utoipa::path(post, path = "/runs/{run}/manual-values/preview", tag = "Requests", request_body = SupposedValue,
    security(("key" = ["adjustments:write"])),
    responses((status = 200, body = List<Change>, description = "Whose rank or total would be another one.")))]
async fn preview(caller: Caller, At(id): At<String>, Sent(sent): Sent<SupposedValue>) -> Answer<Json<List<Change>>> {
    caller.office.allow(&caller.author, Action::OverrideValue, ObjectKind::Partner, &sent.partner, &[])?;
    let run = caller.run(&id).await?;
    let supposed = Supposed {
        partner: sent.partner,
        definition: sent.definition,
        value: sent.value,
        from: sent.valid_from,
        to: sent.valid_to,
    };
    let currency = caller.programme(&run.programme).await?.currency;
    let changed = caller.office.preview_override(&run, &supposed).await?;
    let items = changed.into_iter().map(|pair| Change::of(pair, &currency)).collect();
    Ok(Json(List { items, next: None }))
}
