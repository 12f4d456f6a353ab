//! From a plan's text (of one file, or the bundle of several) to its program, in one step.

use crate::lower::lower;
use crate::program::Program;
use compline_lang::bundle::Bundle;
use compline_lang::db::{Database, Found, diagnostics, diagnostics_of_module, is_module, plan};
use compline_lang::diagnostic::{Diagnostic, Severity};
use compline_lang::hir;
use compline_lang::source::ItemIndex;

/// A finding with the item it is in.
pub type Finding = (ItemIndex, Diagnostic);

/// What is known of a plan's text.
#[derive(Debug)]
pub struct Compiled {
    /// What is wrong, in the order of the text.
    pub findings: Vec<Finding>,
    /// Plan and program, where no finding is an error.
    pub result: Option<(hir::Plan, Program)>,
}

/// Checks a plan and, where nothing is wrong, compiles it.
pub fn compile(text: &str) -> Compiled {
    let db = Database::default();
    let file = Bundle::read(text).input(&db);
    let mut findings = listed(diagnostics(&db, file));
    if findings.iter().any(is_error) {
        return Compiled { findings, result: None };
    }
    let plan = plan(&db, file);
    match lower(&plan) {
        Ok(program) => Compiled { findings, result: Some((plan, program)) },
        Err(found) => {
            findings.extend(found.into_iter().map(|f| (f.item, f.diagnostic)));
            findings.sort_by_key(|(item, diagnostic)| (*item, diagnostic.span));
            Compiled { findings, result: None }
        }
    }
}

/// What is wrong with a module that is looked at alone; `None` where a text is no module, but a plan.
pub fn check_module(text: &str) -> Option<Vec<Finding>> {
    let db = Database::default();
    let file = Bundle::read(text).input(&db);
    is_module(&db, file).then(|| listed(diagnostics_of_module(&db, file)))
}

fn listed(found: Vec<Found>) -> Vec<Finding> {
    found.into_iter().map(|f| (f.item, f.diagnostic)).collect()
}

/// Whether a finding keeps the plan from being compiled.
pub fn is_error((_, diagnostic): &Finding) -> bool {
    diagnostic.severity() == Severity::Error
}
