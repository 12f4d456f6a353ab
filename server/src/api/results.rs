//! Results of a run: partners, lines, where cents come from, sheets.

use super::extract::{Asked, At, Caller, rows};
use super::problem::{Answer, Refused};
use super::view::{List, Money};
use axum::Json;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use chrono::{Datelike, NaiveDate};
use compline_office::OfficeError;
use compline_office::books::{BookFile, BookSpan, BookTable, Form};
use compline_office::levels::{RunFilter, RunPartner};
use compline_runtime::booked::{BookedLine, Shown};
use compline_runtime::explain::{Node, Question, explain, why_not as explain_why_not};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(partners))
        .routes(routes!(partner))
        .routes(routes!(lines))
        .routes(routes!(downline))
        .routes(routes!(derivation))
        .routes(routes!(why_not))
        .routes(routes!(reconciliation))
        .routes(routes!(table))
        .routes(routes!(postings_table))
        .routes(routes!(adviser))
}

/// A partner in a run.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PartnerResult {
    /// The partner.
    pub partner: String,
    /// Its owner: a person's id.
    pub person: String,
    /// The rank that it is paid by.
    pub rank: Option<String>,
    /// The rank reached by the rule.
    pub reached: Option<String>,
    /// The rank in the run before.
    pub rank_before: Option<String>,
    /// Whether a value was set by hand.
    pub manual: bool,
    /// Whether it is active, where the plan says so.
    pub active: Option<bool>,
    /// Volumes by name, as decimals.
    pub volumes: BTreeMap<String, String>,
    /// How many lines.
    pub lines: i64,
    /// The total.
    pub total: Money,
}

impl PartnerResult {
    fn of(one: RunPartner, currency: &str) -> Self {
        Self {
            partner: one.partner,
            person: one.person,
            rank: one.rank,
            reached: one.reached,
            rank_before: one.before,
            manual: one.manual,
            active: one.active,
            volumes: one.volume.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default(),
            lines: one.lines,
            total: Money::new(one.amount, currency),
        }
    }
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ResultQuery {
    /// `all`, `changed`, `lost`, `gained`, `manual`, `paid`; `all` where it is not said.
    view: Option<String>,
    /// Only this rank.
    rank: Option<String>,
    /// Only numbers that hold this.
    search: Option<String>,
    /// `number` or `amount`, the highest first; `number` where it is not said.
    sort: Option<String>,
    /// Rows at most: 1 to 500, 100 where it is not said.
    limit: Option<i64>,
    /// Rows that come before.
    skip: Option<i64>,
}

/// Lists the partners of a run
#[utoipa::path(get, path = "/runs/{run}/partners", tag = "Results", params(ResultQuery),
    security(("key" = ["runs:read"])),
    responses((status = 200, body = List<PartnerResult>, description = "Ranks, activity, totals.")))]
async fn partners(
    caller: Caller,
    At(id): At<String>,
    Asked(query): Asked<ResultQuery>,
) -> Answer<Json<List<PartnerResult>>> {
    let run = caller.run(&id).await?;
    let (limit, skip) = rows(query.limit, query.skip)?;
    let view = query.view.unwrap_or_default();
    if !["", "all", "changed", "lost", "gained", "manual", "paid"].contains(&view.as_str()) {
        return Err(Refused::new("malformed-request", "`view` is one of all, changed, lost, gained, manual, paid"));
    }
    let filter = RunFilter {
        view,
        rank: query.rank.unwrap_or_default(),
        search: query.search.unwrap_or_default(),
        by_amount: query.sort.as_deref() == Some("amount"),
    };
    let currency = caller.programme(&run.programme).await?.currency;
    let found = caller.office.run_partners(&id, &filter, skip, limit + 1).await?;
    Ok(Json(List::page_with(found, limit, skip, |one| PartnerResult::of(one, &currency))))
}

/// Shows a partner in a run
#[utoipa::path(get, path = "/runs/{run}/partners/{partner}", tag = "Results", security(("key" = ["runs:read"])),
    responses((status = 200, body = PartnerResult, description = "Ranks, activity, total.")))]
async fn partner(caller: Caller, At((id, partner)): At<(String, String)>) -> Answer<Json<PartnerResult>> {
    let run = caller.run(&id).await?;
    let currency = caller.programme(&run.programme).await?.currency;
    let found = caller.office.run_partner(&id, &partner).await?;
    let found = found.ok_or(OfficeError::Missing { what: "partner", id: partner })?;
    Ok(Json(PartnerResult::of(found, &currency)))
}

/// A partner below another one, with how it stands in a run.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BelowPartner {
    /// The partner.
    pub partner: String,
    /// The owner's family name, or the company's.
    pub name: String,
    /// The owner's first name.
    pub first_name: Option<String>,
    /// The rank that it is paid by.
    pub rank: Option<String>,
    /// Whether it is active, where the plan says so.
    pub active: Option<bool>,
    /// Volumes by name, as decimals.
    pub volumes: BTreeMap<String, String>,
    /// The total; nothing where the run does not have it.
    pub total: Option<Money>,
    /// How many stand directly below it.
    pub below: i64,
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DownlineQuery {
    /// The tree.
    tree: String,
    /// The day; today where it is not said.
    on: Option<NaiveDate>,
    /// Only partners behind this number.
    after: Option<String>,
    /// Rows at most: 1 to 500, 100 where it is not said.
    limit: Option<i64>,
}

/// Lists the partners directly below one, with how they stand in a run
///
/// In order of their numbers; `after` is the number of the last one that was seen.
#[utoipa::path(get, path = "/runs/{run}/partners/{partner}/downline", tag = "Results", params(DownlineQuery),
    security(("key" = ["runs:read", "partners:read"])),
    responses((status = 200, body = List<BelowPartner>, description = "Ranks, activity, volumes, totals.")))]
async fn downline(
    caller: Caller,
    At((id, partner)): At<(String, String)>,
    Asked(query): Asked<DownlineQuery>,
) -> Answer<Json<List<BelowPartner>>> {
    let run = caller.run(&id).await?;
    caller.office.partner_row(caller.company(), &partner).await?;
    let (limit, _) = rows(query.limit, None)?;
    let day = query.on.unwrap_or_else(|| caller.office.clock().today());
    let (place, after) = ((query.tree.as_str(), partner.as_str(), day), query.after.unwrap_or_default());
    let currency = caller.programme(&run.programme).await?.currency;
    let found = caller.office.below(caller.company(), place, &id, &after, limit + 1).await?;
    let mut page = List::page_with(found, limit, 0, |one| BelowPartner {
        partner: one.id,
        name: one.name,
        first_name: one.first_name,
        rank: one.rank,
        active: one.active,
        volumes: one.volume.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default(),
        total: one.amount.map(|amount| Money::new(amount, &currency)),
        below: one.below,
    });
    page.next = page.next.and_then(|_| page.items.last().map(|last| last.partner.clone()));
    Ok(Json(page))
}

/// The sale that a line was made for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LineSale {
    /// The kind.
    pub kind: String,
    /// Where it comes from.
    pub source: String,
    /// Its id there.
    pub id: String,
    /// The day whose conditions apply.
    pub day: Option<NaiveDate>,
    /// The partner that sold.
    pub seller: Option<String>,
    /// From the earner down to the seller.
    pub path: Vec<String>,
}

/// A line: what a partner gets for a sale.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Line {
    /// Its id, unique in the run.
    pub id: String,
    /// The settled period, and that of the conditions where it is another one.
    pub context: String,
    /// The first day of the period whose conditions apply.
    pub month: NaiveDate,
    /// The bonus, pool or cap.
    pub name: String,
    /// `bonus`, `pool` or `cap`.
    pub made_by: String,
    /// What it was made for.
    pub sale: Option<LineSale>,
    /// Values of the walk, such as `level`, as texts with their units.
    pub values: BTreeMap<String, String>,
    /// What the rate is of.
    pub base: Option<String>,
    /// The rate; a ratio is of one.
    pub rate: Option<String>,
    /// The amount.
    pub amount: Money,
}

fn text(shown: &Shown) -> String {
    match shown {
        Shown::Number { value, unit } if unit.is_empty() => value.to_string(),
        Shown::Number { value, unit } => format!("{value} {unit}"),
        Shown::Percent(value) => value.to_string(),
        Shown::Text(text) => text.clone(),
        Shown::Day(day) => day.to_string(),
        Shown::YesNo(yes) => yes.to_string(),
    }
}

impl Line {
    fn of(line: BookedLine, currency: &str) -> Self {
        Self {
            values: line.variables.iter().map(|(name, value)| (name.clone(), text(value))).collect(),
            base: line.base.as_ref().map(text),
            rate: line.rate.as_ref().map(text),
            amount: Money::new(line.amount, currency),
            id: line.id,
            context: line.context,
            month: line.month,
            name: line.name,
            made_by: line.made_by.to_owned(),
            sale: line.sale.map(|sale| LineSale {
                kind: sale.kind,
                source: sale.source,
                id: sale.id,
                day: sale.day,
                seller: sale.seller,
                path: sale.path,
            }),
        }
    }
}

/// Lists the lines of a partner in a run
#[utoipa::path(get, path = "/runs/{run}/partners/{partner}/lines", tag = "Results", params(super::view::Paged),
    security(("key" = ["runs:read"])),
    responses((status = 200, body = List<Line>, description = "What it gets, sale by sale.")))]
async fn lines(
    caller: Caller,
    At((id, partner)): At<(String, String)>,
    Asked(query): Asked<super::view::Paged>,
) -> Answer<Json<List<Line>>> {
    let run = caller.run(&id).await?;
    let (limit, skip) = rows(query.limit, query.skip)?;
    let computed = caller.office.computed(&run).await?;
    let number = computed.number(&partner);
    let number = number.ok_or_else(|| OfficeError::Missing { what: "partner", id: partner.clone() })?;
    let currency = caller.programme(&run.programme).await?.currency;
    let count = |n: i64| usize::try_from(n).unwrap_or(usize::MAX);
    let found = computed.booked.some_lines(computed.view(), number, count(skip), count(limit + 1));
    Ok(Json(List::page_with(found, limit, skip, |line| Line::of(line, &currency))))
}

/// A part of a derivation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Part {
    /// What it is: `context`, `bonus`, `line`, `sale`, `path`, `visit`, `rule`, `value`, `values`, `rounding`, `pool`,
    /// `cap`.
    pub kind: String,
    /// In words.
    pub text: String,
    /// The amount, of what is booked.
    pub amount: Option<Money>,
    /// The line of the plan that says so.
    pub plan_line: Option<u32>,
    /// What it is made of.
    #[schema(no_recursion)]
    pub parts: Vec<Part>,
}

impl Part {
    pub(super) fn of(node: Node, currency: &str) -> Self {
        Self {
            kind: node.kind.to_owned(),
            text: node.text.to_string(),
            amount: node.amount.map(|amount| Money::new(amount, currency)),
            plan_line: node.place.map(|place| place.line),
            parts: node.children.into_iter().map(|child| Self::of(child, currency)).collect(),
        }
    }
}

/// Where a partner's cents come from.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Derivation {
    /// The partner.
    pub partner: String,
    /// In one sentence.
    pub answer: String,
    /// The sum of what is shown.
    pub sum: Option<Money>,
    /// Bonuses, pools and caps; or what kept the partner from something.
    pub parts: Vec<Part>,
    /// The partner's values: volumes, activity, ranks.
    pub values: Vec<Part>,
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DerivationQuery {
    /// Only this bonus.
    bonus: Option<String>,
    /// Only this order.
    order: Option<String>,
}

/// Derives what a partner gets in a run
#[utoipa::path(get, path = "/runs/{run}/partners/{partner}/derivation", tag = "Results", params(DerivationQuery),
    security(("key" = ["runs:read"])),
    responses((status = 200, body = Derivation, description = "Sale, path, rule, rate, cap, rounding.")))]
async fn derivation(
    caller: Caller,
    At((id, partner)): At<(String, String)>,
    Asked(query): Asked<DerivationQuery>,
) -> Answer<Json<Derivation>> {
    let run = caller.run(&id).await?;
    let computed = caller.office.computed(&run).await?;
    computed.number(&partner).ok_or_else(|| OfficeError::Missing { what: "partner", id: partner.clone() })?;
    let currency = caller.programme(&run.programme).await?.currency;
    let question = Question { partner: partner.clone(), bonus: query.bonus, order: query.order, most_lines: None };
    let found = explain(&computed.source(), &question).map_err(|error| OfficeError::Settle(error.to_string()))?;
    let parts = |nodes: Vec<Node>| nodes.into_iter().map(|node| Part::of(node, &currency)).collect();
    let sum = Some(Money::new(found.sum, &currency));
    Ok(Json(Derivation { partner, answer: found.total, sum, parts: parts(found.parts), values: parts(found.values) }))
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct WhyNotQuery {
    /// A rank or a bonus.
    what: String,
}

/// Says why a partner has not got a rank or a bonus
#[utoipa::path(get, path = "/runs/{run}/partners/{partner}/why-not", tag = "Results", params(WhyNotQuery),
    security(("key" = ["runs:read"])),
    responses((status = 200, body = Derivation, description = "The conditions that failed.")))]
async fn why_not(
    caller: Caller,
    At((id, partner)): At<(String, String)>,
    Asked(query): Asked<WhyNotQuery>,
) -> Answer<Json<Derivation>> {
    let run = caller.run(&id).await?;
    let computed = caller.office.computed(&run).await?;
    computed.number(&partner).ok_or_else(|| OfficeError::Missing { what: "partner", id: partner.clone() })?;
    let currency = caller.programme(&run.programme).await?.currency;
    let found = explain_why_not(&computed.source(), &partner, &query.what);
    let found = found.map_err(|error| OfficeError::Settle(error.to_string()))?;
    let parts = found.reasons.into_iter().map(|node| Part::of(node, &currency)).collect();
    Ok(Json(Derivation { partner, answer: found.answer.to_string(), sum: None, parts, values: Vec::new() }))
}

/// A row of the reconciliation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SheetRow {
    /// A stable name.
    pub name: String,
    /// What it is about.
    pub about: String,
    /// The figure.
    pub amount: Money,
    /// Whether it is a difference, where there should be none.
    pub difference: bool,
}

/// The reconciliation of a run.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Sheet {
    /// The period.
    pub period: String,
    /// Whether everything agrees.
    pub agrees: bool,
    /// Every sum from the lines to the bank, and every difference by name.
    pub rows: Vec<SheetRow>,
}

/// Reconciles a run
///
/// Lines, totals, statements, subledger, bank file and what is held.
#[utoipa::path(get, path = "/runs/{run}/reconciliation", tag = "Books",
    security(("key" = ["ledger:read", "books:export"])),
    responses((status = 200, body = Sheet, description = "The sheet.")))]
async fn reconciliation(caller: Caller, At(id): At<String>) -> Answer<Json<Sheet>> {
    let found = caller.office.reconciliation(&caller.author, &id).await?;
    let agrees = found.agrees();
    let rows = found.steps.into_iter().map(|step| SheetRow {
        name: step.name.to_owned(),
        about: step.about,
        amount: Money::new(step.amount, &found.currency),
        difference: step.difference,
    });
    Ok(Json(Sheet { period: found.period, agrees, rows: rows.collect() }))
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TableQuery {
    /// `csv` or `xlsx`; `csv` where it is not said.
    form: Option<String>,
}

/// The form of a table that is asked for.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FormQuery {
    /// `csv` or `xlsx`; `csv` where it is not said.
    pub form: Option<String>,
}

/// The form of a table, with its media type.
pub fn form(asked: Option<&str>) -> Result<(Form, &'static str), Refused> {
    match asked {
        None | Some("csv") => Ok((Form::Csv, "text/csv; charset=utf-8")),
        Some("xlsx") => Ok((Form::Xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")),
        Some(_) => Err(Refused::new("malformed-request", "`form` is csv or xlsx")),
    }
}

/// A file as an answer.
pub fn file(name: &str, bytes: Vec<u8>, media: &str) -> Response {
    let name: String = name.chars().filter(|c| c.is_ascii_graphic() && !matches!(c, '"' | '\\')).collect();
    let headers = [(CONTENT_TYPE, media.to_owned()), (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))];
    (headers, bytes).into_response()
}

/// Exports a table of a run
///
/// `lines`, `ranks` or `statements`.
#[utoipa::path(get, path = "/runs/{run}/tables/{table}", tag = "Books", params(TableQuery),
    security(("key" = ["runs:read", "books:export"])),
    responses((status = 200, body = String, content_type = "text/csv", description = "The table.")))]
async fn table(
    caller: Caller,
    At((id, table)): At<(String, String)>,
    Asked(query): Asked<TableQuery>,
) -> Answer<Response> {
    caller.run(&id).await?;
    let what = match table.as_str() {
        "lines" => BookTable::Lines(id),
        "ranks" => BookTable::Ranks(id),
        "statements" => BookTable::Statements(id),
        _ => return Err(OfficeError::Missing { what: "table", id: table }.into()),
    };
    let (form, media) = form(query.form.as_deref())?;
    let BookFile { name, bytes } = caller.office.book_table(&caller.author, &what, form).await?;
    Ok(file(&name, bytes, media))
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SpanQuery {
    /// The first day; the first of this year where it is not said.
    from: Option<NaiveDate>,
    /// The last day; the last of this year where it is not said.
    to: Option<NaiveDate>,
    /// `csv` or `xlsx`; `csv` where it is not said.
    form: Option<String>,
}

async fn span(caller: &Caller, entity: String, query: &SpanQuery) -> Result<BookSpan, Refused> {
    caller.entity(&entity).await?;
    let today = caller.office.clock().today();
    let day = |month, day| NaiveDate::from_ymd_opt(today.year(), month, day).unwrap_or(today);
    let from = query.from.unwrap_or_else(|| day(1, 1));
    Ok(BookSpan { legal_entity: entity, from, to: query.to.unwrap_or_else(|| day(12, 31)) })
}

/// Exports the postings of some days
#[utoipa::path(get, path = "/legal-entities/{entity}/tables/postings", tag = "Books", params(SpanQuery),
    security(("key" = ["ledger:read", "books:export"])),
    responses((status = 200, body = String, content_type = "text/csv", description = "The table.")))]
async fn postings_table(caller: Caller, At(entity): At<String>, Asked(query): Asked<SpanQuery>) -> Answer<Response> {
    let what = BookTable::Postings(span(&caller, entity, &query).await?);
    let (form, media) = form(query.form.as_deref())?;
    let BookFile { name, bytes } = caller.office.book_table(&caller.author, &what, form).await?;
    Ok(file(&name, bytes, media))
}

/// Exports everything for the tax adviser
///
/// One ZIP: DATEV postings and creditors, documents, journal, reconciliations.
#[utoipa::path(get, path = "/legal-entities/{entity}/adviser-archive", tag = "Books", params(SpanQuery),
    security(("key" = ["ledger:read", "documents:read", "books:export"])),
    responses((status = 200, body = Vec<u8>, content_type = "application/zip", description = "The archive.")))]
async fn adviser(caller: Caller, At(entity): At<String>, Asked(query): Asked<SpanQuery>) -> Answer<Response> {
    let span = span(&caller, entity, &query).await?;
    let hash = caller.office.adviser_archive(&caller.author, &span).await?;
    let bytes = caller.office.archive().get(&hash).await.map_err(OfficeError::from)?.to_vec();
    Ok(file(&format!("DATEV-{}-{}.zip", span.from, span.to), bytes, "application/zip"))
}
