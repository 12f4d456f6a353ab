//! Why a document could not be made.

use crate::check::{Overflow, Violation};

/// Why a document could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// A document of prose and tables cannot be set.
    #[error("`{title}` cannot be set: {message}")]
    Book {
        /// Its title.
        title: String,
        /// What the typesetter says.
        message: String,
    },
    /// A sum cannot be computed.
    #[error(transparent)]
    Overflow(#[from] Overflow),
    /// The statement is wrong. Drafts are refused only for figures that disagree.
    #[error("statement {name} of partner `{partner}` cannot be printed: {}", listed(.violations))]
    Violations {
        /// Its number, or `(draft)`.
        name: String,
        /// The partner's id.
        partner: String,
        /// What is wrong; at least one.
        violations: Vec<Violation>,
    },
    /// The data cannot be handed to the template.
    #[error("the data of the document cannot be written as JSON")]
    Data(#[from] serde_json::Error),
    /// The typesetter refused: a defect of the template, or of what it was given.
    #[error(
        "statement {name} of partner `{partner}` cannot be typeset: {message}; report this with the statement's data"
    )]
    Typesetting {
        /// Its number, or `(draft)`.
        name: String,
        /// The partner's id.
        partner: String,
        /// What the typesetter says, each finding with its place in the template.
        message: String,
    },
    /// No thread could be started.
    #[error("no thread could be started for printing: {0}; try again with fewer threads")]
    Thread(#[source] std::io::Error),
}

fn listed(violations: &[Violation]) -> String {
    violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
