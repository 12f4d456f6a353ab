//! Orders and whatever else plans pay for, and imports of them.

use super::extract::{Asked, At, Caller, Sent, rows};
use super::problem::{Answer, Refused};
use super::results::{file, form};
use super::view::{List, Money, Paged, Reason, shown};
use axum::Json;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use compline_office::books::Form;
use compline_office::facts::event_lists::{Waiting, WaitsFor};
use compline_office::facts::events::{EventFilter, KnownEvent, NewEvent, Taken as Took};
use compline_office::imports::{Import, Report};
use compline_office::orders::EventKey;
use compline_words::Language;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Refused rows of an import that are told one by one.
const MOST_REFUSED: usize = 1_000;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(kinds))
        .routes(routes!(list, put))
        .routes(routes!(one, put_one))
        .routes(routes!(cancel))
        .routes(routes!(import))
        .routes(routes!(waiting))
        .routes(routes!(table))
}

/// A field of a kind of order.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrderField {
    /// Its name.
    pub name: String,
    /// Whether an order may lack it.
    pub optional: bool,
}

/// A kind of order, or another event, that the plan of today declares.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrderKind {
    /// Its name.
    pub name: String,
    /// Its fields, in the plan's order.
    pub fields: Vec<OrderField>,
}

/// Lists the kinds of orders
///
/// They are what the plan that holds today declares.
#[utoipa::path(get, path = "/programmes/{programme}/order-kinds", tag = "Orders", security(("key" = ["orders:read"])),
    responses((status = 200, body = List<OrderKind>, description = "The kinds with their fields.")))]
async fn kinds(caller: Caller, At(programme): At<String>) -> Answer<Json<List<OrderKind>>> {
    caller.programme(&programme).await?;
    let office = &caller.office;
    let version = office.plan_for(caller.company(), &programme, office.clock().today()).await?;
    let plan = office.compiled(&version).await?;
    let items = plan.program.events.iter().map(|event| OrderKind {
        name: event.name.clone(),
        fields: event
            .fields
            .iter()
            .map(|field| OrderField { name: field.name.clone(), optional: field.ty.optional })
            .collect(),
    });
    Ok(Json(List { items: items.collect(), next: None }))
}

shown! {
    /// A version of an order.
    Order of one: KnownEvent {
        /// The kind.
        kind: String = one.kind,
        /// Where it comes from.
        source: String = one.source,
        /// Its id there.
        id: String = one.id,
        /// The commit that brought this version.
        commit: i64 = one.seq,
        /// `live` or `cancelled`.
        state: String = one.state,
        /// The partner that it belongs to.
        partner: Option<String> = one.partner,
        /// The day whose conditions apply.
        day: Option<NaiveDate> = one.day,
        /// The plan's fields, as texts.
        fields: BTreeMap<String, String> = serde_json::from_str(&one.fields).unwrap_or_default(),
        /// Why this version came, where it was said: `receipt` where a payment decided its day.
        reason: Option<String> = one.reason,
    }
    /// What became of orders that were sent.
    Taken of one: Took {
        /// New ones.
        new: u64 = one.new,
        /// Corrections of known ones.
        changed: u64 = one.changed,
        /// Those that were known exactly so.
        same: u64 = one.same,
    }
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OrderQuery {
    /// The kind.
    kind: String,
    /// Only those of this partner.
    partner: Option<String>,
    /// Only those whose id holds this.
    search: Option<String>,
    /// From this day on.
    from: Option<NaiveDate>,
    /// To this day.
    to: Option<NaiveDate>,
    /// Only those in this state: `live` or `cancelled`.
    state: Option<String>,
    /// Rows at most: 1 to 500, 100 where it is not said.
    limit: Option<i64>,
    /// Rows that come before.
    skip: Option<i64>,
}

/// Lists orders
///
/// As they are known now, the latest day first.
#[utoipa::path(get, path = "/programmes/{programme}/orders", tag = "Orders", params(OrderQuery),
    security(("key" = ["orders:read"])),
    responses((status = 200, body = List<Order>, description = "The latest version of each.")))]
async fn list(caller: Caller, At(programme): At<String>, Asked(query): Asked<OrderQuery>) -> Answer<Json<List<Order>>> {
    caller.programme(&programme).await?;
    let (limit, skip) = rows(query.limit, query.skip)?;
    let filter = EventFilter {
        kind: query.kind,
        partner: query.partner.unwrap_or_default(),
        search: query.search.unwrap_or_default(),
        from: query.from,
        to: query.to,
        state: query.state.unwrap_or_default(),
        ..EventFilter::default()
    };
    let found = caller.office.events(caller.company(), &programme, &filter, skip, limit + 1).await?;
    Ok(Json(List::page(found, limit, skip)))
}

/// An order that a final run does not hold as it is known now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WaitingOrder {
    /// The kind.
    pub kind: String,
    /// Where it comes from.
    pub source: String,
    /// Its id there.
    pub id: String,
    /// The partner that it belongs to.
    pub partner: Option<String>,
    /// The day from which it may be settled.
    pub payable: Option<NaiveDate>,
    /// The first amount of money in it now.
    pub amount: Option<Money>,
    /// That amount as the final run has it; nothing where no run has it.
    pub settled: Option<Money>,
    /// `next-run`, `reversal`, `correction`.
    pub waits_for: String,
    /// The final run.
    pub run: String,
    /// Its period.
    pub period: String,
    /// When it began to wait.
    pub at: DateTime<Utc>,
}

/// Lists orders that wait for the next run
///
/// Those that came, changed or were cancelled after the run of their period was final; the latest first.
#[utoipa::path(get, path = "/programmes/{programme}/waiting-orders", tag = "Orders", params(Paged),
    security(("key" = ["orders:read"])),
    responses((status = 200, body = List<WaitingOrder>, description = "Orders.")))]
async fn waiting(
    caller: Caller,
    At(programme): At<String>,
    Asked(query): Asked<Paged>,
) -> Answer<Json<List<WaitingOrder>>> {
    let currency = caller.programme(&programme).await?.currency;
    let (limit, skip) = rows(query.limit, query.skip)?;
    let plan = caller.office.declared(caller.company(), &programme).await?;
    let found = caller.office.waiting_events(caller.company(), &programme, plan.program.calendar).await?;
    let count = |n: i64| usize::try_from(n).unwrap_or(usize::MAX);
    let found: Vec<&Waiting> = found.iter().skip(count(skip)).take(count(limit + 1)).collect();
    let money = |amount: Option<i64>| amount.map(|amount| Money::new(amount, &currency));
    Ok(Json(List::page_with(found, limit, skip, |one| WaitingOrder {
        kind: one.kind.clone(),
        source: one.source.clone(),
        id: one.id.clone(),
        partner: one.partner.clone(),
        payable: one.payable,
        amount: money(one.amount),
        settled: money(one.settled),
        waits_for: match one.waits_for {
            WaitsFor::NextRun => "next-run",
            WaitsFor::Reversal => "reversal",
            WaitsFor::Correction => "correction",
        }
        .to_owned(),
        run: one.run.clone(),
        period: one.period.clone(),
        at: one.at,
    })))
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TableQuery {
    /// The kind.
    kind: String,
    /// Only those of this partner.
    partner: Option<String>,
    /// Only those whose id holds this.
    search: Option<String>,
    /// From this day on.
    from: Option<NaiveDate>,
    /// To this day.
    to: Option<NaiveDate>,
    /// Only those in this state: `live` or `cancelled`.
    state: Option<String>,
    /// `csv` or `xlsx`; `csv` where it is not said.
    form: Option<String>,
}

/// Exports orders
///
/// As they are known now. The export is noted in the audit log.
#[utoipa::path(get, path = "/programmes/{programme}/tables/orders", tag = "Orders", params(TableQuery),
    security(("key" = ["orders:read"])),
    responses((status = 200, body = String, content_type = "text/csv", description = "The table.")))]
async fn table(caller: Caller, At(programme): At<String>, Asked(query): Asked<TableQuery>) -> Answer<Response> {
    caller.programme(&programme).await?;
    let (form, media) = form(query.form.as_deref())?;
    let filter = EventFilter {
        kind: query.kind,
        partner: query.partner.unwrap_or_default(),
        search: query.search.unwrap_or_default(),
        from: query.from,
        to: query.to,
        state: query.state.unwrap_or_default(),
        ..EventFilter::default()
    };
    let (workbook, name) = if form == Form::Xlsx { (true, "orders.xlsx") } else { (false, "orders.csv") };
    let bytes = caller.office.export_events(&caller.author, &programme, &filter, workbook).await?;
    Ok(file(name, bytes, media))
}

/// An order that is sent.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentOrder {
    /// Where it comes from, such as `shop`.
    pub source: String,
    /// Its id there. With the source it is unique.
    pub id: String,
    /// The plan's fields as texts: days as 2026-03-15, decimals with a point.
    pub fields: BTreeMap<String, String>,
}

/// Orders that are sent.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentOrders {
    /// The kind.
    pub kind: String,
    /// Up to 1,000 of them.
    pub orders: Vec<SentOrder>,
    /// Why those that are known otherwise are corrected: it stands at the new versions and in the audit log.
    pub reason: Option<String>,
}

/// Takes orders in
///
/// All or none. What is known exactly so changes nothing; what is known otherwise becomes a correction.
#[utoipa::path(post, path = "/programmes/{programme}/orders", tag = "Orders", request_body = SentOrders,
    security(("key" = ["orders:write"])),
    responses((status = 200, body = Taken, description = "What became of them.")))]
async fn put(caller: Caller, At(programme): At<String>, Sent(sent): Sent<SentOrders>) -> Answer<Json<Taken>> {
    caller.programme(&programme).await?;
    let new = sent.orders.into_iter().map(|one| NewEvent { source: one.source, id: one.id, fields: one.fields });
    let (new, reason) = (new.collect(), sent.reason.as_deref());
    let taken = caller.office.enter_orders(&caller.author, &programme, &sent.kind, new, reason).await?;
    Ok(Json(taken.into()))
}

/// Shows an order with all its versions
///
/// The latest first.
#[utoipa::path(get, path = "/programmes/{programme}/orders/{kind}/{source}/{id}", tag = "Orders",
    security(("key" = ["orders:read"])),
    responses((status = 200, body = List<Order>, description = "Its versions.")))]
async fn one(
    caller: Caller,
    At((programme, kind, source, id)): At<(String, String, String, String)>,
) -> Answer<Json<List<Order>>> {
    let found = caller.office.event(caller.company(), &programme, &kind, &source, &id).await?;
    Ok(Json(List::all(found)))
}

/// The fields of an order.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderFields {
    /// The plan's fields as texts.
    pub fields: BTreeMap<String, String>,
    /// Why it is corrected, where it is known otherwise: it stands at the new version and in the audit log.
    pub reason: Option<String>,
}

/// Takes an order in, or corrects it
#[utoipa::path(put, path = "/programmes/{programme}/orders/{kind}/{source}/{id}", tag = "Orders",
    request_body = OrderFields, security(("key" = ["orders:write"])),
    responses((status = 200, body = Taken, description = "Whether it was new, a correction, or known so.")))]
async fn put_one(
    caller: Caller,
    At((programme, kind, source, id)): At<(String, String, String, String)>,
    Sent(sent): Sent<OrderFields>,
) -> Answer<Json<Taken>> {
    caller.programme(&programme).await?;
    let new = NewEvent { source, id, fields: sent.fields };
    let reason = sent.reason.as_deref();
    Ok(Json(caller.office.enter_orders(&caller.author, &programme, &kind, vec![new], reason).await?.into()))
}

/// Cancels an order
///
/// It counts no more in runs that are not final.
#[utoipa::path(post, path = "/programmes/{programme}/orders/{kind}/{source}/{id}/cancel", tag = "Orders",
    request_body = Reason, security(("key" = ["orders:write"])),
    responses((status = 204, description = "It is cancelled.")))]
async fn cancel(
    caller: Caller,
    At((programme, kind, source, id)): At<(String, String, String, String)>,
    Sent(sent): Sent<Reason>,
) -> Answer<StatusCode> {
    caller.programme(&programme).await?;
    let key = EventKey { programme: programme.clone(), kind: kind.clone(), source: source.clone(), id: id.clone() };
    caller.office.cancel_order(&caller.author, &key, &sent.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A table to import.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentImport {
    /// `partners`, or a kind of order.
    pub target: String,
    /// Where the rows come from: ids are unique in it.
    pub source: String,
    /// The table as CSV in UTF-8, with a head.
    pub csv: String,
    /// Fields and the columns that they are in; guessed from names, and from the last import of the source, where it is
    /// not said.
    pub mapping: Option<BTreeMap<String, String>>,
    /// The language in which numbers and days are written: `de` or `en`; `en` where it is not said.
    pub language: Option<String>,
    /// Only tells what would become of the rows. So it is where it is not said.
    pub dry_run: Option<bool>,
}

/// A row that was refused.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RefusedRow {
    /// The row in the table, the head being the first.
    pub row: u64,
    /// The field.
    pub field: String,
    /// What is wrong: a stable code.
    pub code: String,
    /// What the code is about, by name.
    pub args: BTreeMap<String, String>,
}

shown! {
    /// What became of the rows of a table.
    Imported of one: Report {
        /// New ones.
        new: u64 = one.new,
        /// Those that change something known.
        changed: u64 = one.changed,
        /// Those that were known exactly so.
        same: u64 = one.unchanged,
        /// Those that are refused.
        refused: u64 = one.refused,
        /// Why: the first thousand reasons.
        problems: Vec<RefusedRow> = one
            .problems
            .into_iter()
            .take(MOST_REFUSED)
            .map(|one| RefusedRow {
                row: one.row,
                field: one.error.field,
                code: one.error.key.to_owned(),
                args: one.error.args.into_iter().map(|(name, text)| (name.to_owned(), text)).collect(),
            })
            .collect(),
    }
}

/// Imports a table
///
/// Takes the good rows, in one transaction, and says of the others what is wrong.
#[utoipa::path(post, path = "/programmes/{programme}/imports", tag = "Orders", request_body = SentImport,
    security(("key" = ["imports:write"])),
    responses((status = 200, body = Imported, description = "What became of the rows.")))]
async fn import(caller: Caller, At(programme): At<String>, Sent(sent): Sent<SentImport>) -> Answer<Json<Imported>> {
    caller.programme(&programme).await?;
    let office = &caller.office;
    let language = match sent.language.as_deref() {
        None => Language::En,
        Some(tag) => Language::from_tag(tag).ok_or_else(|| Refused::field("language", "error-choose-one"))?,
    };
    let (file, options) = (sent.csv.into_bytes(), compline_office::imports::options(false));
    let mapping = match sent.mapping {
        Some(mapping) => mapping,
        None => {
            let sheet = office.read_import(file.clone(), options.clone()).await?;
            let (target, source) = (&sent.target, &sent.source);
            office.propose_mapping(caller.company(), &programme, target, source, &sheet.columns).await?
        }
    };
    let (target, source) = (sent.target, sent.source);
    let import = Import { programme, target, source, language, mapping, file, options };
    let report = if sent.dry_run.unwrap_or(true) {
        office.check_import(&caller.author, &import).await?
    } else {
        office.import(&caller.author, &import).await?
    };
    Ok(Json(report.into()))
}
