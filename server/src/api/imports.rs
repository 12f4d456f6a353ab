//! Imports of files, step by step: the file, which column is what, a dry run, the import, what was refused.
//!
//! The scope of all of it is one, also of what only reads: the samples of a file are whatever stands in it.

use super::company::Job;
use super::extract::{Asked, At, Caller, File, Sent, rows};
use super::guard::words;
use super::problem::{Answer, Refused};
use super::results::{FormQuery, file, form};
use super::view::{List, Paged, Started};
use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, Utc};
use compline_office::books::Form;
use compline_office::imports::{NewUpload, Problem, Upload};
use compline_policy::{Action, ObjectKind};
use compline_words::{Language, Words};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// How many values of a column are shown with its name.
const SAMPLES: usize = 3;
/// Characters of a value that are shown.
const LONGEST_SAMPLE: usize = 40;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(fields))
        .routes(routes!(list, upload))
        .routes(routes!(one))
        .routes(routes!(columns))
        .routes(routes!(map))
        .routes(routes!(run))
        .routes(routes!(refused))
        .routes(routes!(error_file))
}

/// What only reads is asked about here: the scope is one that writes.
fn may_import(caller: &Caller) -> Answer<()> {
    Ok(caller.office.allow(&caller.author, Action::ImportData, ObjectKind::Company, caller.company(), &[])?)
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FieldQuery {
    /// A kind of order, or `partners`, `placements`, `statuses`, `reversals`, `states`, `overrides`, `balances`, `paid`.
    target: String,
}

/// A field that a column can be.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportField {
    /// Its name.
    pub name: String,
    /// Whether a file without it is refused.
    pub required: bool,
}

/// Lists the fields that an import can fill
#[utoipa::path(get, path = "/programmes/{programme}/import-fields", tag = "Imports", params(FieldQuery),
    security(("key" = ["imports:write"])),
    responses((status = 200, body = List<ImportField>, description = "In the plan's order.")))]
async fn fields(
    caller: Caller,
    At(programme): At<String>,
    Asked(query): Asked<FieldQuery>,
) -> Answer<Json<List<ImportField>>> {
    may_import(&caller)?;
    caller.programme(&programme).await?;
    let found = caller.office.import_fields(caller.company(), &programme, &query.target).await?;
    let items = found.into_iter().map(|one| ImportField { name: one.name, required: one.required });
    Ok(Json(List { items: items.collect(), next: None }))
}

/// An import of a file.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Import {
    /// Its id.
    pub id: String,
    /// The programme.
    pub programme: String,
    /// A kind of order, or `partners`, `placements`, `statuses`, `reversals`, `states`, `overrides`, `balances`, `paid`.
    pub target: String,
    /// Where the rows come from.
    pub source: String,
    /// The file's name.
    pub name: String,
    /// The file's hash.
    pub hash: String,
    /// `utf8` or `windows`.
    pub encoding: String,
    /// The sheet of a workbook; the first one where it is not said.
    pub sheet: Option<String>,
    /// The language of numbers and days: `de` or `en`.
    pub language: String,
    /// Fields and the columns that they are in.
    pub mapping: BTreeMap<String, String>,
    /// Rows of the file.
    pub rows: i64,
    /// `uploaded`, `checked` or `imported`.
    pub state: String,
    /// Rows that were not known.
    pub new: u64,
    /// Rows that change something known.
    pub changed: u64,
    /// Rows that are known exactly so.
    pub same: u64,
    /// Rows that are refused.
    pub refused: u64,
    /// Who sent it: a user's id.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
}

impl From<Upload> for Import {
    fn from(one: Upload) -> Self {
        let (reading, outcome) = (one.reading, one.outcome);
        Self {
            id: one.id,
            programme: one.programme,
            target: one.target,
            source: one.source,
            name: one.name,
            hash: one.hash,
            encoding: if reading.windows { "windows" } else { "utf8" }.to_owned(),
            sheet: reading.sheet,
            language: reading.language,
            mapping: reading.mapping,
            rows: one.rows,
            state: one.state,
            new: outcome.new,
            changed: outcome.changed,
            same: outcome.unchanged,
            refused: outcome.refused,
            created_by: one.created_by,
            created_at: one.created_at,
            changed_at: one.changed_at,
        }
    }
}

/// What is wrong with a field of a row, or with the file.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportProblem {
    /// The row in the file, the head being the first; 0 for the file.
    pub row: u64,
    /// The field.
    pub field: String,
    /// What stands there.
    pub value: String,
    /// What is wrong: a stable code.
    pub code: String,
    /// What is wrong and what to do, in the language that was asked for.
    pub message: String,
}

impl ImportProblem {
    fn of(one: Problem, words: Words) -> Self {
        let message = one.message(words);
        Self { row: one.row, field: one.field, value: one.value, code: one.key, message }
    }
}

/// An import with what one has to know to go on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportDetails {
    /// The import.
    #[serde(flatten)]
    pub import: Import,
    /// What is wrong with the file as a whole: nothing of it can be imported so.
    pub problems: Vec<ImportProblem>,
    /// The job that works on it now, or worked on it last.
    pub job: Option<Job>,
}

/// Lists imports of files
///
/// The latest first.
#[utoipa::path(get, path = "/imports", tag = "Imports", params(Paged), security(("key" = ["imports:write"])),
    responses((status = 200, body = List<Import>, description = "Imports.")))]
async fn list(caller: Caller, Asked(query): Asked<Paged>) -> Answer<Json<List<Import>>> {
    may_import(&caller)?;
    let (limit, skip) = rows(query.limit, query.skip)?;
    Ok(Json(List::page(caller.office.uploads(caller.company(), skip, limit + 1).await?, limit, skip)))
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct UploadQuery {
    /// The programme.
    programme: String,
    /// A kind of order, or `partners`, `placements`, `statuses`, `reversals`, `states`, `overrides`, `balances`, `paid`.
    target: String,
    /// Where the rows come from: ids are unique in it, and the mapping is kept for it.
    source: String,
    /// The file's name.
    name: String,
    /// The language in which numbers and days are written: `de` or `en`; `en` where it is not said.
    language: Option<String>,
    /// Of CSV: `utf8`, or `windows` for CP1252; `utf8` where it is not said.
    encoding: Option<String>,
    /// The sheet of a workbook; the first one where it is not said.
    sheet: Option<String>,
}

/// What became of a file.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Uploaded {
    /// The id of the import.
    pub id: String,
    /// Whether the same file was imported for the same purpose before: then it is that import, and there is nothing to do.
    pub known: bool,
}

/// Takes a file in
///
/// CSV, XLSX or Parquet, as it is. It is read once and filed, and its columns are given a meaning by their names; nothing is
/// imported yet.
#[utoipa::path(post, path = "/imports", tag = "Imports", params(UploadQuery),
    request_body(content((String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (Vec<u8> = "application/vnd.apache.parquet"))),
    security(("key" = ["imports:write"])), responses((status = 201, body = Uploaded, description = "The import.")))]
async fn upload(
    caller: Caller,
    Asked(query): Asked<UploadQuery>,
    File(bytes): File,
) -> Answer<(StatusCode, Json<Uploaded>)> {
    may_import(&caller)?;
    caller.programme(&query.programme).await?;
    let language = match query.language.as_deref() {
        None => Language::En,
        Some(tag) => Language::from_tag(tag).ok_or_else(|| Refused::field("language", "error-choose-one"))?,
    };
    let windows = match query.encoding.as_deref() {
        None | Some("utf8") => false,
        Some("windows") => true,
        Some(_) => return Err(Refused::field("encoding", "error-choose-one")),
    };
    let new = NewUpload {
        programme: query.programme,
        target: query.target,
        source: query.source,
        name: query.name,
        file: bytes.to_vec(),
        windows,
        sheet: query.sheet,
        language,
    };
    let (id, known) = caller.office.begin_import(&caller.author, new).await?;
    Ok((StatusCode::CREATED, Json(Uploaded { id, known })))
}

/// Shows an import of a file
///
/// Ask until its job has ended.
#[utoipa::path(get, path = "/imports/{import}", tag = "Imports", security(("key" = ["imports:write"])),
    responses((status = 200, body = ImportDetails, description = "The import, as it stands.")))]
async fn one(caller: Caller, headers: HeaderMap, At(id): At<String>) -> Answer<Json<ImportDetails>> {
    may_import(&caller)?;
    let (office, company) = (&caller.office, caller.company());
    let (job, upload) = office.with_job(company, &id, office.upload(company, &id)).await?;
    let words = words(&headers);
    let problems = upload.outcome.wrong.iter().cloned().map(|one| ImportProblem::of(one, words)).collect();
    Ok(Json(ImportDetails { import: upload.into(), problems, job: job.map(Job::from) }))
}

/// A column of a file.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportColumn {
    /// What its head says.
    pub name: String,
    /// Its first values, cut where they are long.
    pub samples: Vec<String>,
    /// The field that it is.
    pub field: Option<String>,
}

/// Lists the columns of a file
#[utoipa::path(get, path = "/imports/{import}/columns", tag = "Imports", security(("key" = ["imports:write"])),
    responses((status = 200, body = List<ImportColumn>, description = "From the left.")))]
async fn columns(caller: Caller, At(id): At<String>) -> Answer<Json<List<ImportColumn>>> {
    may_import(&caller)?;
    let upload = caller.office.upload(caller.company(), &id).await?;
    let sheet = caller.office.upload_sheet(&upload).await?;
    let items = sheet.columns.iter().enumerate().map(|(at, name)| {
        let cells = sheet.rows.iter().filter_map(|row| row.cells.get(at)).filter(|cell| !cell.trim().is_empty());
        let field = upload.reading.mapping.iter().find(|(_, column)| *column == name);
        ImportColumn {
            name: name.clone(),
            samples: cells.take(SAMPLES).map(|cell| cell.chars().take(LONGEST_SAMPLE).collect()).collect(),
            field: field.map(|(field, _)| field.clone()),
        }
    });
    Ok(Json(List { items: items.collect(), next: None }))
}

/// Which column is what.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentMapping {
    /// Fields and the columns that they are in; columns that are not named are not read.
    pub mapping: BTreeMap<String, String>,
}

/// Says which column is what, and begins the dry run
///
/// It tells what would become of every row, and changes nothing.
#[utoipa::path(put, path = "/imports/{import}/mapping", tag = "Imports", request_body = SentMapping,
    security(("key" = ["imports:write"])), responses((status = 202, body = Started, description = "The job.")))]
async fn map(caller: Caller, At(id): At<String>, Sent(sent): Sent<SentMapping>) -> Answer<(StatusCode, Json<Started>)> {
    let job = caller.office.map_upload(&caller.author, &id, sent.mapping).await?;
    Ok((StatusCode::ACCEPTED, Json(Started { job })))
}

/// Which rows shall be imported.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedRows {
    /// Imports the good rows where others are refused; without it such a file is refused as a whole.
    #[serde(default)]
    pub only_good: bool,
}

/// Imports a file that was checked
///
/// In one transaction. Rows that have become wrong since the dry run are shown, and nothing is taken then.
#[utoipa::path(post, path = "/imports/{import}/run", tag = "Imports", request_body = WantedRows,
    security(("key" = ["imports:write"])), responses((status = 202, body = Started, description = "The job.")))]
async fn run(caller: Caller, At(id): At<String>, Sent(sent): Sent<WantedRows>) -> Answer<(StatusCode, Json<Started>)> {
    let job = caller.office.ask_import(&caller.author, &id, sent.only_good).await?;
    Ok((StatusCode::ACCEPTED, Json(Started { job })))
}

/// Lists what is wrong with the rows of a file
#[utoipa::path(get, path = "/imports/{import}/problems", tag = "Imports", params(Paged),
    security(("key" = ["imports:write"])),
    responses((status = 200, body = List<ImportProblem>, description = "In order of rows.")))]
async fn refused(
    caller: Caller,
    headers: HeaderMap,
    At(id): At<String>,
    Asked(query): Asked<Paged>,
) -> Answer<Json<List<ImportProblem>>> {
    may_import(&caller)?;
    let (limit, skip) = rows(query.limit, query.skip)?;
    let upload = caller.office.upload(caller.company(), &id).await?;
    let words = words(&headers);
    let found = caller.office.upload_problems(&upload).await?;
    let found = found.into_iter().skip(usize::try_from(skip).unwrap_or(usize::MAX)).collect();
    Ok(Json(List::page_with(found, limit, skip, |one| ImportProblem::of(one, words))))
}

/// Downloads the refused rows of a file
///
/// As they stood in it, with a column that says what is wrong in the language that was asked for. Corrected, it can be
/// imported as it is.
#[utoipa::path(get, path = "/imports/{import}/error-file", tag = "Imports", params(FormQuery),
    security(("key" = ["imports:write"])),
    responses((status = 200, body = String, content_type = "text/csv", description = "The table.")))]
async fn error_file(
    caller: Caller,
    headers: HeaderMap,
    At(id): At<String>,
    Asked(query): Asked<FormQuery>,
) -> Answer<Response> {
    let (form, media) = form(query.form.as_deref())?;
    let (workbook, name) = if form == Form::Xlsx { (true, "errors.xlsx") } else { (false, "errors.csv") };
    let bytes = caller.office.upload_errors(&caller.author, &id, words(&headers), workbook).await?;
    Ok(file(name, bytes, media))
}
