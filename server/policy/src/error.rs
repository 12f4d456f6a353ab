//! What is wrong with policies, and where.

use miette::Diagnostic;
use std::fmt;

/// Why policies cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// The schema cannot be read.
    #[error("the schema cannot be read: {}", listed(.0))]
    Schema(Vec<Finding>),
    /// The policies cannot be read, or the schema does not allow them.
    #[error("the policies cannot be used: {}", listed(.0))]
    Policies(Vec<Finding>),
    /// A policy without a name.
    #[error("the policy `{0}` has no id; write `@id(\"…\")` before it, so that decisions can be explained")]
    NoId(String),
    /// Two policies of the same name.
    #[error("two policies have the id `{0}`; rename one of them")]
    DoubledId(String),
    /// A policy with slots.
    #[error("`{0}` is a template; write it out for each role")]
    Template(String),
    /// The schema lacks a name that the server asks with.
    #[error("the schema has no {what} `{name}`; add it as in the schema that comes with the server")]
    NotInSchema {
        /// What is missing: an action, a role, a type.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// The schema has an action that the server never asks for.
    #[error("the schema has an action `{0}` that the server does not know; remove it or correct its name")]
    NotAsked(String),
}

/// Something wrong at a place of a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Line, from 1; nothing if the whole text is meant.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What helps, where that is known.
    pub help: Option<String>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        f.write_str(&self.message)?;
        if let Some(help) = &self.help {
            write!(f, " ({help})")?;
        }
        Ok(())
    }
}

/// The first few: one mistake can be found for every kind of object.
fn listed(findings: &[Finding]) -> String {
    const SHOWN: usize = 4;
    let mut out: Vec<String> = findings.iter().take(SHOWN).map(ToString::to_string).collect();
    if let Some(more) = findings.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        out.push(format!("and {more} more"));
    }
    out.join("; ")
}

/// What Cedar says about a text.
pub(crate) fn findings(source: &str, diagnostic: &dyn Diagnostic) -> Vec<Finding> {
    let offset = diagnostic.labels().and_then(|mut labels| labels.next()).map(|label| label.offset());
    let line = offset.and_then(|offset| source.get(..offset)).map(|before| 1 + before.matches('\n').count());
    let help = diagnostic.help().map(|help| help.to_string());
    let mut out = vec![Finding { line, message: diagnostic.to_string(), help }];
    out.extend(diagnostic.related().into_iter().flatten().flat_map(|related| findings(source, related)));
    out
}

/// Why a question cannot be answered: what is asked does not fit the schema.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct DecideError(String);

impl DecideError {
    pub fn new(error: impl fmt::Display) -> Self {
        DecideError(error.to_string())
    }
}
