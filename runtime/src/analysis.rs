//! Everything that is known of a plan before it pays anybody: what the review proves, cliffs, what the parts cost.
//!
//! [`analyse`] takes a compiled plan, [`analyse_text`] the text of one. What comes out can be said in any language
//! ([`Analysis::said`]), for people and for programs.

use crate::cliffs::{Cliff, cliffs};
use compline_compiler::compile::{self, compile};
use compline_compiler::program::Program;
use compline_lang::diagnostic::{Code, Severity};
use compline_lang::hir;
use compline_lang::render::{PlanText, Position};
use compline_lang::words::{Language, Text};
use compline_review::cost::{Class, Cost, costs};
use compline_review::{Finding, Review, Rule, Waived, caution, review};
use serde::Serialize;

/// What is known of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Analysis {
    /// What was found, in the order of the text; cliffs only where they are more than the plan allows.
    pub findings: Vec<Finding>,
    /// What was found and is waived, with the reasons.
    pub waived: Vec<Waived>,
    /// The largest cliff of each place, the largest first, whatever the plan allows.
    pub cliffs: Vec<Cliff>,
    /// The most that one unit more may change, where the plan says so.
    pub most: Option<String>,
    /// Where the plan is used; nothing is looked at with the eyes of the law where it names no jurisdiction.
    pub jurisdictions: Vec<String>,
    /// What definitions, bonuses and pools cost, in the order of the text.
    pub costs: Vec<Cost>,
}

impl Analysis {
    /// Whether something keeps the plan from being used.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.code.severity() == Severity::Error)
    }

    /// The same in a language, with places of files. The text is the one that the plan was made from.
    pub fn said(&self, text: &PlanText<'_>, language: Language) -> Said {
        let say = |text: &Text| text.in_language(language);
        let found = |finding: &Finding| SaidFinding {
            code: finding.code,
            severity: finding.code.severity(),
            about: finding.about.clone(),
            place: text.position(finding.item, finding.span),
            message: say(&finding.message),
            witness: finding.witness.as_ref().map(say),
            rules: finding.rules.iter().map(|rule| said_rule(rule, language)).collect(),
            help: finding.help.as_ref().map(say),
        };
        let waived = |waived: &Waived| SaidWaiver { finding: found(&waived.finding), because: waived.because.clone() };
        let cliff = |cliff: &Cliff| SaidCliff {
            place: text.position(cliff.item, cliff.span),
            witness: say(&cliff.witness()),
            cliff: cliff.clone(),
        };
        let cost = |cost: &Cost| SaidCost {
            name: cost.name.clone(),
            place: text.position(cost.item, cost.span),
            class: cost.class,
            periods: cost.periods,
            rounds: cost.rounds,
            visits: cost.visits,
            words: say(&cost.words()),
        };
        Said {
            jurisdictions: self.jurisdictions.clone(),
            findings: self.findings.iter().map(found).collect(),
            waived: self.waived.iter().map(waived).collect(),
            caution: self.rests_on_law().then(|| say(&caution())),
            cliff_at_most: self.most.clone(),
            cliffs: self.cliffs.iter().map(cliff).collect(),
            costs: self.costs.iter().map(cost).collect(),
        }
    }

    fn rests_on_law(&self) -> bool {
        let waived = self.waived.iter().map(|waived| &waived.finding);
        self.findings.iter().chain(waived).any(|finding| !finding.rules.is_empty())
    }
}

fn said_rule(rule: &Rule, language: Language) -> SaidRule {
    SaidRule { jurisdictions: rule.jurisdictions.clone(), source: rule.source.in_language(language) }
}

/// Everything that is known of a plan without errors.
pub fn analyse(plan: &hir::Plan, program: &Program) -> Analysis {
    let Review { mut findings, waived } = review(plan, program);
    let header = &plan.header;
    let cliffs = cliffs(plan, program);
    if let Some(limit) = header.cliff {
        let beyond = cliffs.iter().filter(|cliff| cliff.is_above(limit, header.currency_scale));
        findings.extend(beyond.map(Cliff::finding));
        findings.sort_by_key(|finding| (finding.item, finding.span, finding.code));
    }
    Analysis {
        findings,
        waived,
        cliffs,
        most: header.cliff.map(|limit| format!("{limit} {}", header.currency)),
        jurisdictions: header.jurisdictions.clone(),
        costs: costs(plan),
    }
}

/// The same of a plan's text, of one file or the bundle of several.
///
/// # Errors
/// What is wrong with the plan, in the order of the text, where it does not compile.
pub fn analyse_text(text: &str) -> Result<Analysis, Vec<compile::Finding>> {
    let compiled = compile(text);
    match &compiled.result {
        Some((plan, program)) => Ok(analyse(plan, program)),
        None => Err(compiled.findings),
    }
}

/// An analysis in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Said {
    /// Where the plan is used.
    pub jurisdictions: Vec<String>,
    /// What was found, in the order of the text.
    pub findings: Vec<SaidFinding>,
    /// What was found and is waived.
    pub waived: Vec<SaidWaiver>,
    /// What stands below rules of law, where a finding rests on one.
    pub caution: Option<String>,
    /// The most that one unit more may change, where the plan says so.
    pub cliff_at_most: Option<String>,
    /// The largest cliff of each place, the largest first.
    pub cliffs: Vec<SaidCliff>,
    /// What definitions, bonuses and pools cost, in the order of the text.
    pub costs: Vec<SaidCost>,
}

/// A finding in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SaidFinding {
    /// Its stable code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// The bonus, event, definition or plan that it is about.
    pub about: Option<String>,
    /// Where.
    #[serde(flatten)]
    pub place: Position,
    /// What is the matter.
    pub message: String,
    /// The proof.
    pub witness: Option<String>,
    /// The rules of law that make it worth a look.
    pub rules: Vec<SaidRule>,
    /// What to do.
    pub help: Option<String>,
}

/// A rule of law in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SaidRule {
    /// The jurisdictions that have it, among those that the plan names.
    pub jurisdictions: Vec<String>,
    /// Where it stands and what it is about.
    pub source: String,
}

/// A finding that is waived, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SaidWaiver {
    /// The finding.
    #[serde(flatten)]
    pub finding: SaidFinding,
    /// Why the author stands by it, as the plan says.
    pub because: String,
}

/// A cliff in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SaidCliff {
    /// Where the bound stands.
    #[serde(flatten)]
    pub place: Position,
    /// The cliff.
    #[serde(flatten)]
    pub cliff: Cliff,
    /// The proof in words.
    pub witness: String,
}

/// What a definition, bonus or pool costs, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SaidCost {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    #[serde(flatten)]
    pub place: Position,
    /// What is looked at.
    pub class: Class,
    /// In how many periods.
    pub periods: u32,
    /// Most rounds of loops for each row.
    pub rounds: u32,
    /// Most visits of a walk; nothing where only the tree ends it, or where there is no walk.
    pub visits: Option<u32>,
    /// The same in words.
    pub words: String,
}
