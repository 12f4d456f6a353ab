//! A finding on a page: where, which, what, its proof, the law behind it, what helps.

use super::source::Files;
use crate::visit::Visit;
use compline_lang::diagnostic::{Code, Severity};
use compline_lang::render::{Entry, Position};
use compline_runtime::analysis::{SaidFinding, SaidRule, SaidWaiver};
use compline_ui::{Icon, Tone};
use maud::{Markup, html};

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    /// The text: names, types, choices, what it claims of itself.
    Text,
    /// What never holds, never pays, is never reached.
    Coverage,
    /// Fairness and law.
    Law,
    /// Pay that jumps.
    Cliff,
}

impl Topic {
    /// The topic of a code.
    pub fn of(code: Code) -> Self {
        match code {
            Code::AlwaysTrue
            | Code::AlwaysFalse
            | Code::CaseNeverReached
            | Code::IdleLimit
            | Code::UnreachableRank
            | Code::FallingDemand
            | Code::UnreachableRow
            | Code::NeverPays
            | Code::WalkEndsAtOnce
            | Code::UnusedMemory => Self::Coverage,
            Code::PayForJoining
            | Code::JoiningVolume
            | Code::PurchaseToQualify
            | Code::NoRetailBase
            | Code::NoClawback
            | Code::LiabilityTooShort
            | Code::LiabilityMissing
            | Code::EndlessWalk
            | Code::MissingNature
            | Code::EmptyReason
            | Code::IdleWaiver => Self::Law,
            Code::Cliff => Self::Cliff,
            _ => Self::Text,
        }
    }
}

/// A finding of the checker or of the review, in the reader's language.
pub(super) struct Told<'a> {
    /// Its code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// Where.
    pub place: &'a Position,
    /// What is the matter.
    pub message: &'a str,
    proof: Option<&'a str>,
    rules: &'a [SaidRule],
    help: Option<&'a str>,
    because: Option<&'a str>,
    entry: Option<&'a Entry>,
}

impl<'a> Told<'a> {
    /// One of the checker. What it says of the place is a proof where the review found it.
    pub fn entry(entry: &'a Entry) -> Self {
        let proof = entry.label.as_deref().filter(|_| Topic::of(entry.code) != Topic::Text);
        Self {
            code: entry.code,
            severity: entry.severity,
            place: &entry.position,
            message: &entry.message,
            proof,
            rules: &[],
            help: entry.help.as_deref(),
            because: None,
            entry: Some(entry),
        }
    }

    /// One of the review.
    pub fn found(found: &'a SaidFinding) -> Self {
        Self {
            code: found.code,
            severity: found.severity,
            place: &found.place,
            message: &found.message,
            proof: found.witness.as_deref(),
            rules: &found.rules,
            help: found.help.as_deref(),
            because: None,
            entry: None,
        }
    }

    /// One that is waived: nothing is to be done about it.
    pub fn waived(waived: &'a SaidWaiver) -> Self {
        Self { because: Some(&waived.because), help: None, ..Self::found(&waived.finding) }
    }

    /// Whether both say the same.
    pub fn is(&self, entry: &Entry) -> bool {
        self.code == entry.code && *self.place == entry.position && self.message == entry.message
    }

    /// What it means for the reader.
    pub fn tone(&self) -> Tone {
        match (self.because, self.severity) {
            (Some(_), _) => Tone::Neutral,
            (None, Severity::Error) => Tone::Bad,
            (None, Severity::Warning) => Tone::Warn,
        }
    }

    /// The drawing beside it.
    fn icon(&self) -> Icon {
        if self.because.is_some() { Icon::ShieldCheck } else { self.tone().icon() }
    }

    /// Which, and what: for a line of the text below which all of it is told elsewhere on the page.
    pub fn brief(&self) -> Markup {
        html! { strong { (self.code.as_str()) } " " (quoted(self.message)) }
    }

    /// Everything.
    pub fn whole(&self, visit: &Visit, files: &Files<'_>) -> Markup {
        let link = |at: &Position| {
            html! { a.code href=(files.href(&at.file, at.line)) { (files.place(&at.file, at.line, at.column)) } }
        };
        let notes = self.entry.map(|entry| entry.notes.as_slice()).unwrap_or_default();
        let readings = self.entry.map(|entry| entry.readings.as_slice()).unwrap_or_default();
        html! {
            p { strong { (self.code.as_str()) } " " (link(self.place)) " " (quoted(self.message)) }
            @if let Some(proof) = self.proof { p.finding-more { strong { (visit.say("finding-proof")) } " " (quoted(proof)) } }
            @if !self.rules.is_empty() {
                ul.finding-law {
                    @for rule in self.rules { li { strong { (rule.jurisdictions.join(", ")) } " " (rule.source) } }
                }
            }
            @if let Some(help) = self.help { p.finding-more { strong { (visit.say("plan-help")) } " " (quoted(help)) } }
            @if let Some(because) = self.because {
                p.finding-more { strong { (visit.say("finding-because")) } " " (because) }
            }
            @for note in notes { p { (link(&note.position)) " " (quoted(&note.message)) } }
            @if !readings.is_empty() {
                ul { @for reading in readings { li { code { (reading.write) } " " (reading.meaning) } } }
            }
        }
    }
}

/// Findings as a list.
pub(super) fn list(visit: &Visit, files: &Files<'_>, found: &[&Told<'_>]) -> Markup {
    html! {
        ul.findings {
            @for one in found {
                li class={ "finding " (one.tone().class()) } { (one.icon()) div { (one.whole(visit, files)) } }
            }
        }
    }
}

/// A text in which what a plan says stands in backticks.
pub(super) fn quoted(text: &str) -> Markup {
    // Backticks come in pairs; behind a single one nothing is taken for a quotation.
    let odd = !text.matches('`').count().is_multiple_of(2);
    let (paired, rest) = text.rsplit_once('`').filter(|_| odd).unwrap_or((text, ""));
    html! {
        @for (at, part) in paired.split('`').enumerate() {
            @if at.is_multiple_of(2) { (part) } @else { code { (part) } }
        }
        @if odd { "`" (rest) }
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn what_a_plan_says_is_set_apart() {
        let shown = |text: &str| quoted(text).into_string();
        assert_eq!(shown("`Starter` pays for `Order`"), "<code>Starter</code> pays for <code>Order</code>");
        assert_eq!(shown("nothing < quoted"), "nothing &lt; quoted");
        assert_eq!(shown("`a` and ` alone"), "<code>a</code> and ` alone");
    }
}
