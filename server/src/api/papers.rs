//! Notes on partners, photos and papers of persons.

use super::extract::{Asked, At, Caller, File, Sent};
use super::problem::Answer;
use super::results::file;
use super::view::{List, Slice, shown};
use axum::Json;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use compline_office::files;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(note))
        .routes(routes!(list, add))
        .routes(routes!(download))
        .routes(routes!(add_photo, remove_photo))
}

/// A note.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentNote {
    /// What staff want to know the next time.
    pub note: String,
}

/// Adds a note to a partner
///
/// Notes are never changed.
#[utoipa::path(post, path = "/partners/{partner}/notes", tag = "Partners", request_body = SentNote,
    security(("key" = ["partners:write"])), responses((status = 204, description = "It is there.")))]
async fn note(caller: Caller, At(id): At<String>, Sent(sent): Sent<SentNote>) -> Answer<StatusCode> {
    caller.office.add_note(&caller.author, &id, &sent.note).await?;
    Ok(StatusCode::NO_CONTENT)
}

shown! {
    /// A file of a person.
    PersonFile of one: files::PersonFile {
        /// What it is, as HTTP says it.
        media_type: String = one.content_type().to_owned(),
        /// `photo`, `contract`, `agreement`, `identity`, `other`.
        kind: String = one.kind,
        /// Its name.
        name: String = one.name,
        /// Its hash, by which it is downloaded.
        hash: String = one.hash,
        /// Who filed it: a user's id.
        author: String = one.author,
        /// When.
        at: DateTime<Utc> = one.at,
    }
}

/// Lists the files of a person
///
/// The photo that counts, and all papers, the latest first. The look is noted in the audit log.
#[utoipa::path(get, path = "/persons/{person}/files", tag = "Partners", params(Slice),
    security(("key" = ["personal:read"])),
    responses((status = 200, body = List<PersonFile>, description = "Files.")))]
async fn list(caller: Caller, At(id): At<String>, Asked(query): Asked<Slice>) -> Answer<Json<List<PersonFile>>> {
    caller.office.look_at_person(&caller.author, &id).await?;
    Ok(Json(List::some(caller.office.files_of(caller.company(), &id).await?, &query)?))
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PaperQuery {
    /// `contract`, `agreement`, `identity`, `other`.
    kind: String,
    /// The file's name.
    name: String,
}

/// Files a paper of a person
///
/// A PDF of up to 10 MiB.
#[utoipa::path(post, path = "/persons/{person}/files", tag = "Partners", params(PaperQuery),
    request_body(content = Vec<u8>, content_type = "application/pdf"), security(("key" = ["partners:write"])),
    responses((status = 204, description = "It is filed.")))]
async fn add(
    caller: Caller,
    At(id): At<String>,
    Asked(query): Asked<PaperQuery>,
    File(bytes): File,
) -> Answer<StatusCode> {
    caller.office.add_paper(&caller.author, &id, &query.kind, &query.name, bytes.to_vec()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Files a photo of a person
///
/// PNG or JPEG of up to 10 MiB; it stands in the place of the one before.
#[utoipa::path(post, path = "/persons/{person}/photo", tag = "Partners",
    request_body(content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"))), security(("key" = ["partners:write"])),
    responses((status = 204, description = "It is filed.")))]
async fn add_photo(caller: Caller, At(id): At<String>, File(bytes): File) -> Answer<StatusCode> {
    caller.office.add_photo(&caller.author, &id, bytes.to_vec()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the photo of a person away
#[utoipa::path(delete, path = "/persons/{person}/photo", tag = "Partners", security(("key" = ["partners:write"])),
    responses((status = 204, description = "There is none any more.")))]
async fn remove_photo(caller: Caller, At(id): At<String>) -> Answer<StatusCode> {
    caller.office.remove_photo(&caller.author, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Downloads a file of a person
///
/// Reading a paper is noted in the audit log.
#[utoipa::path(get, path = "/persons/{person}/files/{file}", tag = "Partners", security(("key" = ["personal:read"])),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf", description = "The file.")))]
async fn download(caller: Caller, At((id, hash)): At<(String, String)>) -> Answer<Response> {
    let (found, bytes) = caller.office.person_file(&caller.author, &id, &hash).await?;
    let media = found.content_type();
    Ok(file(&found.name, bytes, media))
}
