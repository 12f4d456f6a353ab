//! From a plan's text to its program, in one step.

use crate::lower::lower;
use crate::program::Program;
use compline_lang::db::{Database, PlanFile, diagnostics, plan};
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
    let file = PlanFile::new(&db, text.to_owned());
    let mut findings: Vec<Finding> = diagnostics(&db, file).into_iter().map(|f| (f.item, f.diagnostic)).collect();
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

/// Whether a finding keeps the plan from being compiled.
pub fn is_error((_, diagnostic): &Finding) -> bool {
    diagnostic.severity() == Severity::Error
}
