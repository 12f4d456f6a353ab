//! Where a value that an example did not expect comes from.

use super::Failure;
use crate::explain::{Derivation, Node, Question, Source, WhyNot, explain, why_not, write_node};
use compline_lang::hir::ExpectWhat;
use serde::Serialize;

/// How a difference came about.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Why {
    /// Something was paid: line by line.
    Paid(Derivation),
    /// It was not paid or not reached: the conditions that failed.
    Not(WhyNot),
    /// Values of the partner.
    Values(Vec<Node>),
}

impl Why {
    /// As text, one node on each line.
    pub fn text(&self) -> String {
        match self {
            Why::Paid(derivation) => {
                let mut text = String::new();
                derivation.parts.iter().for_each(|part| write_node(part, 0, &mut text));
                text
            }
            Why::Not(answer) => answer.text(),
            Why::Values(values) => {
                let mut text = String::new();
                values.iter().for_each(|value| write_node(value, 0, &mut text));
                text
            }
        }
    }
}

/// The derivation of what came out instead of what was expected; none where the expectation is not about a partner,
/// or the settlement cannot be run again.
pub fn derivation(source: &Source<'_>, failure: &Failure) -> Option<Why> {
    let partner = failure.partner.as_ref()?;
    let ask = |bonus: Option<&String>| {
        let question = Question { partner: partner.clone(), bonus: bonus.cloned(), order: None, most_lines: None };
        explain(source, &question).ok()
    };
    match &failure.asked {
        ExpectWhat::Bonus(name) | ExpectWhat::Pool(name) | ExpectWhat::Cap(name) => {
            match ask(Some(name)).filter(|derivation| !derivation.parts.is_empty()) {
                Some(derivation) => Some(Why::Paid(derivation)),
                None => why_not(source, partner, name).ok().map(Why::Not),
            }
        }
        ExpectWhat::Total => ask(None).map(Why::Paid),
        ExpectWhat::Definition(_) | ExpectWhat::OfPerson(_) | ExpectWhat::State(_) => {
            let rank = why_not(source, partner, &failure.expected).ok().filter(|answer| !answer.reasons.is_empty());
            rank.map(Why::Not).or_else(|| ask(None).map(|derivation| Why::Values(derivation.values)))
        }
    }
}
