//! What is kept of an error when nobody is there to read it: enough to say it later, in the language of whoever reads.

use crate::error::OfficeError;
use serde::{Deserialize, Serialize};

/// Why something was not done, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "refusal", rename_all = "kebab-case")]
pub enum Refusal {
    /// There is no such thing.
    Missing {
        /// Its id.
        id: String,
    },
    /// The roles do not allow it.
    Denied {
        /// What was tried.
        action: String,
    },
    /// The thing is in a state in which this cannot be done.
    State {
        /// The thing.
        what: String,
        /// Its state.
        state: String,
        /// What can be done.
        cure: String,
    },
    /// Fields of an input are wrong.
    Input {
        /// The messages: keys of the catalogue with their arguments.
        messages: Vec<(String, Vec<(String, String)>)>,
    },
    /// The data or the plan do not let the period be settled.
    Settle {
        /// What the check says, with places.
        text: String,
    },
    /// An amount is beyond what can be represented.
    Overflow {
        /// The sum.
        what: String,
    },
    /// It was cancelled.
    Cancelled,
    /// The server ended while it worked on it, each time.
    Died,
    /// Something that no reader can change.
    Failed {
        /// In technical words.
        text: String,
    },
}

impl From<&OfficeError> for Refusal {
    fn from(error: &OfficeError) -> Self {
        match error {
            OfficeError::Missing { id, .. } => Refusal::Missing { id: id.clone() },
            OfficeError::Denied { action, .. } => Refusal::Denied { action: (*action).to_owned() },
            OfficeError::State { what, state, cure } => {
                Refusal::State { what: (*what).to_owned(), state: state.clone(), cure: (*cure).to_owned() }
            }
            OfficeError::Input(fields) => {
                let owned = |args: &[(&'static str, String)]| {
                    args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
                };
                let messages = fields.iter().map(|field| (field.key.to_owned(), owned(&field.args)));
                Refusal::Input { messages: messages.collect() }
            }
            OfficeError::Settle(text) => Refusal::Settle { text: text.clone() },
            OfficeError::Overflow(what) => Refusal::Overflow { what: (*what).to_owned() },
            OfficeError::Cancelled => Refusal::Cancelled,
            other => Refusal::Failed { text: other.to_string() },
        }
    }
}

impl Refusal {
    /// What is stored.
    pub(crate) fn kept(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What was stored; a text of another making is told as it is.
    pub(crate) fn read(stored: &str) -> Self {
        serde_json::from_str(stored).unwrap_or_else(|_| Refusal::Failed { text: stored.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::FieldError;

    #[test]
    fn what_is_kept_is_read() {
        let state = OfficeError::State { what: "the run", state: "stale".to_owned(), cure: "reopen it first" };
        let input = OfficeError::Input(vec![FieldError::new("form", "error-export-too-large").with("rows", 3)]);
        let errors = [
            state,
            input,
            OfficeError::Settle("partners.csv: line 3: not a date".to_owned()),
            OfficeError::Overflow("a bonus"),
            OfficeError::Cancelled,
            OfficeError::missing("plan", "p-1"),
            OfficeError::File("\"quoted\"".to_owned()),
        ];
        for error in errors {
            let refusal = Refusal::from(&error);
            assert_eq!(Refusal::read(&refusal.kept()), refusal);
        }
        assert_eq!(Refusal::read(&Refusal::Died.kept()), Refusal::Died);
        assert_eq!(Refusal::read("disk full"), Refusal::Failed { text: "disk full".to_owned() });
    }
}
