//! Extracts: every transaction of a partner, and his account, as files.

use super::extract::{Asked, At, Caller, Sent, rows};
use super::problem::{Answer, Refused};
use super::results::file;
use super::view::{List, Made, Paged};
use axum::Json;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use compline_office::extract::{self, ExtractForm, ExtractKind, Scope, WantedExtract};
use compline_words::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new().routes(routes!(list, ask)).routes(routes!(one)).routes(routes!(download))
}

/// An extract that was asked for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Extract {
    /// Its id.
    pub id: String,
    /// `book`: every transaction (§ 87c HGB). `account`: postings and reserves.
    pub kind: String,
    /// The partner.
    pub partner: String,
    /// The first day: of the conditions of transactions, of postings.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Which transactions: `own`, `paid` or `all`.
    pub scope: String,
    /// The language of the file.
    pub language: String,
    /// `pdf` or `csv`.
    pub form: String,
    /// Who asked for it: a user's id.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// The commit up to which facts are in it, once it is made.
    pub known: Option<i64>,
    /// The hash of the file, once it is made.
    pub hash: Option<String>,
    /// Whether it can be downloaded: `waiting`, `made` or `failed`.
    pub state: String,
}

impl Extract {
    async fn of(caller: &Caller, one: extract::Extract) -> Result<Self, Refused> {
        let (job, one) = match &one.result {
            Some(_) => (None, one),
            None => {
                let again = caller.office.extract(&caller.author, &one.id);
                caller.office.with_job(caller.company(), &one.id, again).await?
            }
        };
        let state = match (&one.result, job) {
            (Some(_), _) => "made",
            (None, Some(job)) if job.is_live() => "waiting",
            (None, _) => "failed",
        };
        Ok(Self {
            id: one.id,
            kind: one.kind,
            partner: one.partner,
            from: one.first_day,
            to: one.last_day,
            scope: one.scope,
            language: one.language,
            form: one.form,
            asked_by: one.asked_by,
            asked_at: one.asked_at,
            known: one.known_seq,
            hash: one.result,
            state: state.to_owned(),
        })
    }
}

/// An extract to be made.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentExtract {
    /// `book`: every transaction with facts, lines, derivations, and reasons where nothing was paid. `account`: every posting
    /// of the account, and reserves with what becomes free when.
    pub kind: String,
    /// The first day: of the conditions of transactions, of postings.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Which transactions: `own` (they name the partner), `paid` (these, and all for which he got a line), `all` (these, and
    /// all of his downline that paid him nothing, with the reason); `all` where it is not said.
    pub scope: Option<String>,
    /// The language of the file: `de` or `en`; that of the partner's documents where it is not said.
    pub language: Option<String>,
    /// `pdf` or `csv`; `pdf` where it is not said.
    pub form: Option<String>,
}

impl SentExtract {
    fn wanted(self, partner: String) -> Result<WantedExtract, Refused> {
        let refused = |field: &str| Refused::field(field, "error-choose-one");
        let language = match self.language.as_deref() {
            None => None,
            Some(tag) => Some(Language::from_tag(tag).ok_or_else(|| refused("language"))?),
        };
        Ok(WantedExtract {
            kind: ExtractKind::of(&self.kind).ok_or_else(|| refused("kind"))?,
            partner,
            from: self.from,
            to: self.to,
            scope: self.scope.as_deref().map_or(Some(Scope::All), Scope::of).ok_or_else(|| refused("scope"))?,
            language,
            form: self
                .form
                .as_deref()
                .map_or(Some(ExtractForm::Pdf), ExtractForm::of)
                .ok_or_else(|| refused("form"))?,
        })
    }
}

/// Asks for an extract
///
/// It is made as a job; ask for it until its state is `made`. Partners who left have extracts like any other. What is asked
/// for stands in the audit log.
#[utoipa::path(post, path = "/partners/{partner}/extracts", tag = "Documents", request_body = SentExtract,
    security(("key" = ["extracts:read"])), responses((status = 202, body = Made, description = "The extract.")))]
async fn ask(
    caller: Caller,
    At(partner): At<String>,
    Sent(sent): Sent<SentExtract>,
) -> Answer<(StatusCode, Json<Made>)> {
    let wanted = sent.wanted(partner)?;
    let id = caller.office.ask_extract(&caller.author, &wanted).await?;
    Ok((StatusCode::ACCEPTED, Json(Made { id })))
}

/// Lists the extracts of a partner
///
/// The latest first.
#[utoipa::path(get, path = "/partners/{partner}/extracts", tag = "Documents", params(Paged),
    security(("key" = ["extracts:read"])),
    responses((status = 200, body = List<Extract>, description = "Extracts.")))]
async fn list(caller: Caller, At(partner): At<String>, Asked(query): Asked<Paged>) -> Answer<Json<List<Extract>>> {
    caller.office.partner_row(caller.company(), &partner).await?;
    let (limit, skip) = rows(query.limit, query.skip)?;
    let found = caller.office.extracts(&caller.author, &partner, skip, limit + 1).await?;
    let mut items = Vec::with_capacity(found.len());
    for one in found {
        items.push(Extract::of(&caller, one).await?);
    }
    Ok(Json(List::page_with(items, limit, skip, |one| one)))
}

/// Shows an extract
#[utoipa::path(get, path = "/extracts/{extract}", tag = "Documents", security(("key" = ["extracts:read"])),
    responses((status = 200, body = Extract, description = "The extract.")))]
async fn one(caller: Caller, At(id): At<String>) -> Answer<Json<Extract>> {
    let found = caller.office.extract(&caller.author, &id).await?;
    Ok(Json(Extract::of(&caller, found).await?))
}

/// Downloads an extract
///
/// It holds personal data: who took it stands in the audit log.
#[utoipa::path(get, path = "/extracts/{extract}/file", tag = "Documents", security(("key" = ["extracts:read"])),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf", description = "The PDF or CSV.")))]
async fn download(caller: Caller, At(id): At<String>) -> Answer<Response> {
    let found = caller.office.extract_file(&caller.author, &id).await?;
    Ok(file(&found.name, found.bytes, found.content_type))
}
