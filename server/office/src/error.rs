//! What the office refuses, in a form that every surface can say in its reader's language.

use compline_documents as documents;
use compline_store::{ArchiveError, DbError};

/// Something that is wrong with one field of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name as forms and the interface call it.
    pub field: String,
    /// The key of the message in the catalogue.
    pub key: &'static str,
    /// What the message is about: name and text.
    pub args: Vec<(&'static str, String)>,
}

impl FieldError {
    /// A message without arguments.
    pub fn new(field: impl Into<String>, key: &'static str) -> Self {
        Self { field: field.into(), key, args: Vec::new() }
    }

    /// Adds what the message is about.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

/// Why the office does not do what it was asked for. Nothing of it has happened then.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The archive.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// There is no such thing, or none that may be seen.
    #[error("there is no {what} `{id}`")]
    Missing {
        /// What was asked for.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// The roles do not allow it.
    #[error("`{action}` is not allowed; it takes {roles}")]
    Denied {
        /// What was tried.
        action: &'static str,
        /// Which roles may.
        roles: String,
        /// Whether it is only because the same person did the step before.
        four_eyes: bool,
    },
    /// The thing is in a state in which this cannot be done.
    #[error("{what} is `{state}`; {cure}")]
    State {
        /// The thing.
        what: &'static str,
        /// Its state.
        state: String,
        /// What can be done.
        cure: &'static str,
    },
    /// Fields of an input are wrong.
    #[error("{} of the input cannot be used: {}", .0.len(), fields(.0))]
    Input(Vec<FieldError>),
    /// The data or the plan do not let the period be settled.
    #[error("{0}")]
    Settle(String),
    /// The document cannot be made.
    #[error(transparent)]
    Document(#[from] documents::DocumentError),
    /// An export or import file.
    #[error("{0}")]
    File(String),
    /// An amount is beyond what can be represented.
    #[error("the sum of {0} does not fit 64 bits")]
    Overflow(&'static str),
    /// A stored record cannot be read: a defect, or a change from outside.
    #[error("the stored {what} cannot be read: {cause}; run `compline verify`")]
    Damaged {
        /// The record.
        what: &'static str,
        /// What is wrong.
        cause: String,
    },
    /// It was cancelled.
    #[error("cancelled")]
    Cancelled,
    /// A task ended without an answer.
    #[error("a task of the server ended early: {0}")]
    Task(String),
}

impl OfficeError {
    /// One field that is wrong.
    pub fn field(field: impl Into<String>, key: &'static str) -> Self {
        Self::Input(vec![FieldError::new(field, key)])
    }

    /// Something that is not there: a kind of thing, and its id.
    pub fn missing(what: &'static str, id: &str) -> Self {
        Self::Missing { what, id: id.to_owned() }
    }

    pub(crate) fn damaged(what: &'static str, cause: impl ToString) -> Self {
        Self::Damaged { what, cause: cause.to_string() }
    }
}

fn fields(errors: &[FieldError]) -> String {
    errors.iter().map(|error| format!("`{}` ({})", error.field, error.key)).collect::<Vec<_>>().join(", ")
}

impl From<tokio::task::JoinError> for OfficeError {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::Task(error.to_string())
    }
}
