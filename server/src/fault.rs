//! What goes wrong, as a page: what happened, that nothing was lost, what to do.

use crate::told::period;
use crate::visit::{Part, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use compline_office::compute::Notice;
use compline_office::{OfficeError, Refusal};
use compline_runtime::calendar::Period;
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
        OfficeError::State { .. } => {
            let title = say("fault-state");
            let text = refusal(visit.words, &Refusal::from(error));
            (title.clone(), Fault::other(ui, compline_ui::Icon::Info, title, text).action(back))
        }
        OfficeError::Input(fields) => {
            let title = say("fault-input");
            let text: Vec<String> = fields.iter().map(|one| message(visit.words, one)).collect();
            (title.clone(), Fault::other(ui, compline_ui::Icon::Info, title, text.join(" ")).action(back))
        }
        OfficeError::Settle(_) => {
            let title = say("fault-settle");
            let text = refusal(visit.words, &Refusal::from(error));
            (title.clone(), Fault::other(ui, compline_ui::Icon::TriangleAlert, title, text).action(back))
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
    // The office writes days as ISO 8601 does; what was typed stays as it was.
    let said = |name: &str, value: &str| match value.parse::<chrono::NaiveDate>() {
        Ok(day) if !matches!(name, "input" | "number") => words.date(day),
        _ => value.to_owned(),
    };
    let args: Vec<(&str, Arg<'_>)> =
        error.args.iter().map(|(name, value)| (*name, Arg::from(said(name, value)))).collect();
    words.say_with(error.key, &args)
}

/// A refusal in the reader's language.
pub fn refusal(words: Words, refusal: &Refusal) -> String {
    match refusal {
        Refusal::State { what, state, cure } => {
            let thing = said_or(words, &format!("thing-{}", key(what)), what);
            let state = said_or(words, &format!("refused-state-{}", key(state)), state);
            let cure = said_or(words, &format!("refusal-{}", key(cure)), cure);
            words.say_with(
                "refusal-of-state",
                &[("thing", thing.into()), ("state", state.into()), ("cure", cure.into())],
            )
        }
        Refusal::Missing { id } => words.say_with("refusal-missing", &[("id", id.into())]),
        Refusal::Denied { action } => {
            let action = words.say(&format!("permission-{action}"));
            words.say_with("refusal-denied", &[("action", action.into())])
        }
        Refusal::Input { messages } => {
            let said = messages.iter().map(|(key, args)| {
                let args: Vec<(&str, Arg<'_>)> =
                    args.iter().map(|(name, value)| (name.as_str(), value.into())).collect();
                words.say_with(key, &args)
            });
            said.collect::<Vec<_>>().join(" ")
        }
        Refusal::Settle { text } => words.say_with("refusal-settle", &[("text", text.into())]),
        Refusal::Overflow { what } => words.say_with("refusal-overflow", &[("what", what.into())]),
        Refusal::Cancelled => words.say("refusal-cancelled"),
        Refusal::Died => words.say("refusal-died"),
        Refusal::Failed { text } => words.say_with("refusal-failed", &[("text", text.into())]),
    }
}

/// Something about the data of a run, in the reader's language.
pub fn notice(words: Words, notice: &Notice) -> String {
    match notice {
        Notice::NotDecided { events, conditions } => {
            let month = Period::parse(conditions).map_or_else(|_| conditions.clone(), |of| period(words, of));
            words.say_with("run-warning-not-decided", &[("events", (*events).into()), ("month", month.into())])
        }
        Notice::Column { file, column } => {
            words.say_with("run-warning-column", &[("file", file.into()), ("column", column.into())])
        }
        Notice::Rates { file } => words.say_with("run-warning-rates", &[("file", file.into())]),
        Notice::Other { text } => words.say_with("run-warning-other", &[("text", text.into())]),
    }
}

/// Why a bank refused or returned a payment: codes of ISO 20022 in words, everything else as the bank says it.
pub fn bank_reason(words: Words, reason: &str) -> String {
    let each = reason.split("; ").map(|one| {
        let (code, rest) = one.split_once(' ').unwrap_or((one, ""));
        let Some(known) = compline_exchange::bank::reason::reason(code) else { return one.to_owned() };
        let meaning = words.say(&format!("bank-reason-{}", known.key));
        let said = words.say_with("bank-reason-said", &[("meaning", meaning.into()), ("code", code.into())]);
        if rest.is_empty() { said } else { format!("{said}: {rest}") }
    });
    each.collect::<Vec<_>>().join("; ")
}

/// What the catalogue says; a text of the office as it is where the catalogue does not know it.
fn said_or(words: Words, key: &str, text: &str) -> String {
    if words.has(key) { words.say(key) } else { text.to_owned() }
}

/// The end of the key of a text of the office: its words.
fn key(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests;
