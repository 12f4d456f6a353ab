//! What the interface refuses, as problem details (RFC 9457) with a stable code.

use crate::fault::message;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use compline_office::once::Effect;
use compline_office::who::Author;
use compline_office::{FieldError, OfficeError};
use compline_policy::Action;
use compline_words::Words;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// Codes with their statuses. A code never changes its meaning; its title is `problem-CODE` in the catalogue.
pub const CODES: [(&str, StatusCode); 21] = [
    ("malformed-request", StatusCode::BAD_REQUEST),
    ("idempotency-key-missing", StatusCode::BAD_REQUEST),
    ("unauthenticated", StatusCode::UNAUTHORIZED),
    ("scope-missing", StatusCode::FORBIDDEN),
    ("not-allowed", StatusCode::FORBIDDEN),
    ("four-eyes", StatusCode::FORBIDDEN),
    ("code-needed", StatusCode::FORBIDDEN),
    ("code-wrong", StatusCode::FORBIDDEN),
    ("not-found", StatusCode::NOT_FOUND),
    ("method-not-allowed", StatusCode::METHOD_NOT_ALLOWED),
    ("state", StatusCode::CONFLICT),
    ("request-running", StatusCode::CONFLICT),
    ("answer-lost", StatusCode::CONFLICT),
    ("too-large", StatusCode::PAYLOAD_TOO_LARGE),
    ("unsupported-media-type", StatusCode::UNSUPPORTED_MEDIA_TYPE),
    ("invalid-input", StatusCode::UNPROCESSABLE_ENTITY),
    ("cannot-settle", StatusCode::UNPROCESSABLE_ENTITY),
    ("overflow", StatusCode::UNPROCESSABLE_ENTITY),
    ("idempotency-key-reused", StatusCode::UNPROCESSABLE_ENTITY),
    ("too-many-requests", StatusCode::TOO_MANY_REQUESTS),
    ("internal", StatusCode::INTERNAL_SERVER_ERROR),
];

/// The media type of problem details.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Why a request was refused (RFC 9457).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Where the code is described, relative to this server.
    #[serde(rename = "type")]
    #[schema(example = "/api#problem-invalid-input")]
    pub kind: String,
    /// What the code means, in the language that was asked for with `Accept-Language`: German or English.
    pub title: String,
    /// The status of the answer.
    #[schema(example = 422)]
    pub status: u16,
    /// The code: stable, in kebab case.
    #[schema(example = "invalid-input")]
    pub code: String,
    /// What exactly is wrong here, in English.
    pub detail: String,
    /// Fields of the input that are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// With `answer-lost`: what the request did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done: Option<Done>,
}

/// What is wrong with a field.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    /// The field; of lists with the place from 0, such as `orders.3.net`.
    pub field: String,
    /// The code: stable, in kebab case.
    #[schema(example = "error-reason-missing")]
    pub code: String,
    /// What is wrong and what to do, in the language that was asked for.
    pub message: String,
}

/// What a request did whose answer was lost.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Done {
    /// What was done, as the audit log calls it.
    pub action: String,
    /// The kind of the thing.
    pub kind: String,
    /// Its id.
    pub object: String,
}

/// A refusal on its way to the caller.
#[derive(Clone, Debug)]
pub struct Refused(Arc<Why>);

#[derive(Debug)]
enum Why {
    Office(OfficeError),
    Known { code: &'static str, detail: String, done: Option<Done> },
}

/// What handlers return where something may go wrong.
pub type Answer<T> = Result<T, Refused>;

impl From<OfficeError> for Refused {
    fn from(error: OfficeError) -> Self {
        Self(Arc::new(Why::Office(error)))
    }
}

impl Refused {
    /// A refusal with one of [`CODES`].
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self(Arc::new(Why::Known { code, detail: detail.into(), done: None }))
    }

    /// One field that is wrong.
    pub fn field(field: &str, key: &'static str) -> Self {
        OfficeError::field(field, key).into()
    }

    /// What the office refuses, with fields as they are called here where the office calls them otherwise.
    pub fn called(error: OfficeError, name: impl Fn(&str) -> Option<String>) -> Self {
        let OfficeError::Input(errors) = error else { return error.into() };
        let named = |one: FieldError| FieldError { field: name(&one.field).unwrap_or(one.field), ..one };
        OfficeError::Input(errors.into_iter().map(named).collect()).into()
    }

    /// That a request was carried out whose answer is not known any more.
    pub fn done(effect: Effect) -> Self {
        let detail = "the request was carried out before, and the server died before it could keep its answer; \
                      look at what it did instead of sending it again"
            .to_owned();
        let done = Done { action: effect.action, kind: effect.kind, object: effect.object };
        Self(Arc::new(Why::Known { code: "answer-lost", detail, done: Some(done) }))
    }

    /// The answer, for an author where one is known.
    pub fn answer(&self, words: Words, author: Option<&Author>) -> Response {
        let (code, detail, errors, done) = match &*self.0 {
            Why::Known { code, detail, done } => (*code, detail.clone(), Vec::new(), done.clone()),
            Why::Office(error) => {
                let (code, detail) = of(error, author);
                let fields: &[FieldError] = if let OfficeError::Input(fields) = error { fields } else { &[] };
                let errors = fields.iter().map(|one| FieldProblem {
                    field: one.field.clone(),
                    code: one.key.to_owned(),
                    message: message(words, one),
                });
                (code, detail, errors.collect(), None)
            }
        };
        let status = CODES.iter().find(|(of, _)| *of == code).map_or(StatusCode::INTERNAL_SERVER_ERROR, |(_, s)| *s);
        let problem = Problem {
            kind: format!("/api#problem-{code}"),
            title: words.say(&format!("problem-{code}")),
            status: status.as_u16(),
            code: code.to_owned(),
            detail,
            errors,
            done,
        };
        let body = serde_json::to_string(&problem).unwrap_or_default();
        let mut response = (status, [(CONTENT_TYPE, MEDIA_TYPE)], body).into_response();
        let mut tell = |name, value| {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        };
        match code {
            "unauthenticated" => tell(WWW_AUTHENTICATE, "Bearer realm=\"Compline\""),
            "request-running" | "too-many-requests" => tell(RETRY_AFTER, "1"),
            _ => {}
        }
        response
    }
}

/// The code of an error, and what to say of it.
fn of(error: &OfficeError, author: Option<&Author>) -> (&'static str, String) {
    let said = error.to_string();
    match error {
        OfficeError::Missing { .. } => ("not-found", said),
        OfficeError::Denied { four_eyes: true, .. } => ("four-eyes", said),
        OfficeError::Denied { action, .. } => {
            let key = author.and_then(|author| author.key.as_ref());
            let within = Action::from_name(action).is_some_and(|one| key.is_none_or(|key| key.actions.contains(&one)));
            if within {
                ("not-allowed", said)
            } else {
                ("scope-missing", format!("no scope of the key covers `{action}`"))
            }
        }
        OfficeError::State { .. } => ("state", said),
        OfficeError::Input(_) => ("invalid-input", said),
        OfficeError::Settle(_) => ("cannot-settle", said),
        OfficeError::Overflow(_) => ("overflow", said),
        other => {
            let event = uuid::Uuid::now_v7().simple().to_string();
            tracing::error!(error = %other, %event, "a request failed");
            ("internal", format!("the server's log says more under {event}"))
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        // The guard puts the problem into it: it knows the language and who asks.
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
