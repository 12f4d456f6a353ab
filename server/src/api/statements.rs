//! Statements and credit notes, and their PDFs.

use super::extract::{Asked, At, Caller, rows};
use super::problem::{Answer, Refused};
use super::results::file;
use super::view::{List, Money, shown};
use axum::Json;
use axum::response::Response;
use chrono::NaiveDate;
use compline_office::statements::StatementRow;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(one)).routes(routes!(pdf))
}

shown! {
    /// A statement: what a run pays one person.
    Statement of one: StatementRow {
        /// Why it is held: stable names.
        held_for: Vec<String> = one.reasons(),
        /// Its id.
        id: String = one.id,
        /// The legal entity that writes it.
        legal_entity: String = one.legal_entity,
        /// The run.
        run: String = one.run,
        /// The person.
        person: String = one.person,
        /// The person's first position in the run.
        partner: String = one.partner,
        /// `draft`, `held` or `final`.
        state: String = one.state,
        /// Its number, once it is final.
        number: Option<String> = one.number,
        /// The day of issue, once it is final.
        issued_on: Option<NaiveDate> = one.issued_on,
        /// The period.
        period: String = one.period,
        /// The VAT category, as in EN 16931.
        tax_category: String = one.tax_category,
        /// The VAT rate in hundredths of a percent: 1900 is 19 %.
        tax_rate: i64 = one.tax_rate,
        /// Net.
        net: Money = Money::new(one.net, &one.currency),
        /// VAT.
        tax: Money = Money::new(one.tax, &one.currency),
        /// Gross.
        gross: Money = Money::new(one.gross, &one.currency),
        /// Lines on it.
        lines: i64 = one.lines,
        /// The hash of its PDF, once it is final.
        pdf_hash: Option<String> = one.pdf_hash,
    }
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct StatementQuery {
    /// `all`, `draft`, `held`, `final`; `all` where it is not said.
    view: Option<String>,
    /// Only those whose number, or whose partner's, holds this.
    search: Option<String>,
    /// Rows at most: 1 to 500, 100 where it is not said.
    limit: Option<i64>,
    /// Rows that come before.
    skip: Option<i64>,
}

/// Lists the statements of a run
///
/// The highest amounts first.
#[utoipa::path(get, path = "/runs/{run}/statements", tag = "Documents", params(StatementQuery),
    security(("key" = ["documents:read"])),
    responses((status = 200, body = List<Statement>, description = "Statements.")))]
async fn list(
    caller: Caller,
    At(run): At<String>,
    Asked(query): Asked<StatementQuery>,
) -> Answer<Json<List<Statement>>> {
    caller.run(&run).await?;
    let (limit, skip) = rows(query.limit, query.skip)?;
    let view = query.view.unwrap_or_else(|| "all".to_owned());
    if !["all", "draft", "held", "final"].contains(&view.as_str()) {
        return Err(Refused::new("malformed-request", "`view` is one of all, draft, held, final"));
    }
    let search = query.search.unwrap_or_default();
    let found = caller.office.statements(&run, &view, &search, skip, limit + 1).await?;
    Ok(Json(List::page(found, limit, skip)))
}

/// Shows a statement
#[utoipa::path(get, path = "/statements/{statement}", tag = "Documents", security(("key" = ["documents:read"])),
    responses((status = 200, body = Statement, description = "The statement.")))]
async fn one(caller: Caller, At(id): At<String>) -> Answer<Json<Statement>> {
    Ok(Json(caller.office.statement(caller.company(), &id).await?.into()))
}

/// Shows the PDF of a statement
///
/// From the archive where it is final, else a draft that is kept nowhere. It holds personal data: the look is noted.
#[utoipa::path(get, path = "/statements/{statement}/pdf", tag = "Documents",
    security(("key" = ["documents:read", "personal:read"])),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf", description = "The PDF/A.")))]
async fn pdf(caller: Caller, At(id): At<String>) -> Answer<Response> {
    let row = caller.office.statement(caller.company(), &id).await?;
    caller.office.look_at_person(&caller.author, &row.person).await?;
    let bytes = caller.office.statement_pdf(caller.company(), &id).await?;
    Ok(file(&format!("{}.pdf", row.number.as_deref().unwrap_or("draft")), bytes, "application/pdf"))
}
