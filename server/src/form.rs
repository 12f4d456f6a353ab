//! Forms and queries as texts by name.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use std::collections::BTreeMap;

/// What was typed into a form, or stands in the query. Of a name that stands several times all values are kept.
#[derive(Clone, Debug, Default)]
pub struct Typed(BTreeMap<String, Vec<String>>);

impl Typed {
    /// The text of a field, without spaces around it; empty where it is missing.
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(|values| values.last()).map_or("", |value| value.trim())
    }

    /// The text of a field as it was typed, spaces included; empty where it is missing.
    pub fn raw(&self, name: &str) -> &str {
        self.0.get(name).and_then(|values| values.last()).map_or("", String::as_str)
    }

    /// All texts of a field that are not empty.
    pub fn texts(&self, name: &str) -> Vec<String> {
        let values = self.0.get(name).into_iter().flatten();
        values.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect()
    }

    /// A number, where there is one.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.text(name).parse().ok()
    }

    /// The same with one more text: what a form begins with, or a part of one that sends files.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.entry(name.to_owned()).or_default().push(value.into());
        self
    }

    /// Names and values as they were sent.
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        let mut out = BTreeMap::<String, Vec<String>>::new();
        for (name, value) in pairs {
            out.entry(name).or_default().push(value);
        }
        Self(out)
    }
}

impl<S: Send + Sync> FromRequest<S> for Typed {
    type Rejection = StatusCode;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let pairs = axum::Form::<Vec<(String, String)>>::from_request(request, state).await;
        pairs.map(|form| Self::of(form.0)).map_err(|_| StatusCode::BAD_REQUEST)
    }
}

/// The query of an address.
#[derive(Clone, Debug, Default)]
pub struct Asked(pub Typed);

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let pairs = axum::extract::Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        pairs.map(|query| Self(Typed::of(query.0))).map_err(|_| StatusCode::BAD_REQUEST)
    }
}
