//! What handlers of the interface take out of a request; what cannot be read is refused as a problem.

use super::problem::Refused;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use compline_office::Office;
use compline_office::companies::{LegalEntity, Programme};
use compline_office::runs::Run;
use compline_office::who::Author;
use serde::de::DeserializeOwned;

/// Rows of a list at most.
pub const MOST_ROWS: i64 = 500;
/// Rows of a list where nothing is said.
const ROWS: i64 = 100;

/// A program that was let in.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The office.
    pub office: Office,
    /// Who acts.
    pub author: Author,
}

impl Caller {
    /// The company.
    pub fn company(&self) -> &str {
        &self.author.company
    }

    /// A run of the company.
    pub async fn run(&self, id: &str) -> Result<Run, Refused> {
        Ok(self.office.run(self.company(), id).await?)
    }

    /// A legal entity of the company.
    pub async fn entity(&self, id: &str) -> Result<LegalEntity, Refused> {
        Ok(self.office.legal_entity(self.company(), id).await?)
    }

    /// A programme of the company.
    pub async fn programme(&self, id: &str) -> Result<Programme, Refused> {
        Ok(self.office.programme(self.company(), id).await?)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let found = parts.extensions.get::<Self>().cloned();
        found.ok_or_else(|| Refused::new("unauthenticated", "show a key: `Authorization: Bearer cpl_…`"))
    }
}

/// The body, as JSON.
#[derive(Debug)]
pub struct Sent<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Sent<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let media = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if media != "application/json" {
            return Err(Refused::new("unsupported-media-type", "send the body as `application/json`"));
        }
        let bytes = Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|error| Refused::new("malformed-request", error.body_text()))?;
        let read = serde_json::from_slice(&bytes);
        read.map(Self).map_err(|error| Refused::new("malformed-request", format!("the body cannot be read: {error}")))
    }
}

/// A file that is the body itself.
#[derive(Debug)]
pub struct File(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for File {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let media = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if !FILE_TYPES.contains(&media.as_str()) {
            let detail = format!("send the file itself as the body, as one of {}", FILE_TYPES.join(", "));
            return Err(Refused::new("unsupported-media-type", detail));
        }
        let bytes = Bytes::from_request(request, state).await;
        bytes.map(Self).map_err(|error| Refused::new("malformed-request", error.body_text()))
    }
}

/// Media types of files that are sent as they are.
pub const FILE_TYPES: [&str; 9] = [
    "application/octet-stream",
    "application/pdf",
    "application/xml",
    "image/jpeg",
    "image/png",
    "text/xml",
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.apache.parquet",
];

/// The query.
#[derive(Debug)]
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let query = Query::<T>::from_request_parts(parts, state).await;
        query.map(|query| Self(query.0)).map_err(|error| Refused::new("malformed-request", error.body_text()))
    }
}

/// The parameters of the path.
#[derive(Debug)]
pub struct At<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for At<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let path = Path::<T>::from_request_parts(parts, state).await;
        path.map(|path| Self(path.0)).map_err(|error| Refused::new("malformed-request", error.body_text()))
    }
}

/// Which rows of a list are asked for: how many, and how many come before them.
pub fn rows(limit: Option<i64>, skip: Option<i64>) -> Result<(i64, i64), Refused> {
    let (limit, skip) = (limit.unwrap_or(ROWS), skip.unwrap_or(0));
    if !(1..=MOST_ROWS).contains(&limit) {
        return Err(Refused::new("malformed-request", format!("`limit` is from 1 to {MOST_ROWS}")));
    }
    if !(0..=i64::from(i32::MAX)).contains(&skip) {
        return Err(Refused::new("malformed-request", "`skip` is not negative, and below 2^31"));
    }
    Ok((limit, skip))
}
