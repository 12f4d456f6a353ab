//! What goes wrong, as a page: what happened, that nothing was lost, what to do.

use crate::visit::{Part, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use compline_office::OfficeError;
use compline_ui::{Action, Fault, Search};
use compline_words::{Arg, Words};
use std::sync::Arc;

/// An error of the office on its way to a page.
#[derive(Clone, Debug)]
pub struct Failed(Arc<OfficeError>);

/// What handlers return where something may go wrong.
pub type Answer = Result<Response, Failed>;

impl From<OfficeError> for Failed {
    fn from(error: OfficeError) -> Self {
        Self(Arc::new(error))
    }
}

impl Failed {
    /// The error.
    pub fn error(&self) -> &OfficeError {
        &self.0
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let mut response = status(&self.0).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

fn status(error: &OfficeError) -> StatusCode {
    match error {
        OfficeError::Missing { .. } => StatusCode::NOT_FOUND,
        OfficeError::Denied { .. } => StatusCode::FORBIDDEN,
        OfficeError::State { .. } => StatusCode::CONFLICT,
        OfficeError::Input(_) | OfficeError::Settle(_) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// An error where no page can be made.
pub fn plain(error: &OfficeError) -> Response {
    tracing::error!(%error, "a request failed");
    (StatusCode::INTERNAL_SERVER_ERROR, "500").into_response()
}

/// The page of an error.
pub fn page(visit: &Visit, failed: &Failed) -> Response {
    let error = failed.error();
    let (ui, say) = (visit.ui, |key: &str| visit.say(key));
    let back = Action::link(say("fault-back"), "/").primary();
    let (title, main) = match error {
        OfficeError::Missing { id, .. } => {
            let title = say("fault-missing");
            let text = visit.words.say_with("fault-missing-text", &[("id", id.as_str().into())]);
            let search = Search::new("/search", say("search-or-command"));
            (title.clone(), Fault::not_found(ui, title, text, search).action(back))
        }
        OfficeError::Denied { action, roles, four_eyes } => {
            let title = say(if *four_eyes { "fault-four-eyes" } else { "fault-denied" });
            let deed = say(&format!("permission-{action}"));
            let key = if *four_eyes { "fault-four-eyes-text" } else { "fault-denied-text" };
            let text = visit.words.say_with(key, &[("action", deed.into())]);
            let roles = roles.split(", ").filter(|role| !role.is_empty()).map(|role| say(&format!("role-{role}")));
            let roles: Vec<String> = roles.collect();
            (title.clone(), Fault::forbidden(ui, title, text, roles).action(back))
        }
        OfficeError::State { what, state, cure } => {
            let title = say("fault-state");
            let text = format!("{what}: {state}. {cure}");
            (title.clone(), Fault::other(ui, compline_ui::Icon::Info, title, text).action(back))
        }
        OfficeError::Input(fields) => {
            let title = say("fault-input");
            let text: Vec<String> = fields.iter().map(|one| message(visit.words, one)).collect();
            (title.clone(), Fault::other(ui, compline_ui::Icon::Info, title, text.join(" ")).action(back))
        }
        OfficeError::Settle(text) => {
            let title = say("fault-settle");
            (title.clone(), Fault::other(ui, compline_ui::Icon::TriangleAlert, title, text.clone()).action(back))
        }
        other => {
            let event = uuid::Uuid::now_v7().simple().to_string();
            tracing::error!(error = %other, %event, "a request failed");
            let title = say("fault-failed");
            (title.clone(), Fault::failed(ui, title, say("fault-failed-text"), event).action(back))
        }
    };
    let mut response = visit.page(&title, Part::Today, main);
    *response.status_mut() = status(error);
    response
}

/// What is wrong with a field, in the reader's language.
pub fn message(words: Words, error: &compline_office::FieldError) -> String {
    // Days are handed over in the form of data.
    let shown = |value: &str| value.parse().map_or_else(|_| value.to_owned(), |day| words.date(day));
    let args: Vec<(&str, Arg<'_>)> = error.args.iter().map(|(name, value)| (*name, Arg::from(shown(value)))).collect();
    words.say_with(error.key, &args)
}
