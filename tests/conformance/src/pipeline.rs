//! Text to program, and what is found on the way.

use crate::expectation::Finding;
use compline_compiler::lower::lower;
use compline_compiler::program::Program;
use compline_lang::db::{Database, PlanFile, diagnostics, plan};
use compline_lang::diagnostic::{Diagnostic, Severity};
use compline_lang::render::PlanText;
use compline_lang::source::ItemIndex;

/// A plan text after the pipeline.
#[derive(Debug)]
pub struct Compiled {
    /// What was found, in the order of the text.
    pub found: Vec<(ItemIndex, Diagnostic)>,
    /// The program, where nothing stood against it.
    pub program: Option<Program>,
}

/// Runs a text through the checker, and through lowering where the checker finds no error.
pub fn compile(text: &str) -> Compiled {
    let db = Database::default();
    let file = PlanFile::new(&db, text.to_owned());
    let mut found: Vec<(ItemIndex, Diagnostic)> = diagnostics(&db, file).into_iter().map(|f| (f.item, f.diagnostic)).collect();
    let mut program = None;
    if found.iter().all(|(_, d)| d.severity() != Severity::Error) {
        match lower(&plan(&db, file)) {
            Ok(lowered) => program = Some(lowered),
            Err(more) => found.extend(more.into_iter().map(|f| (f.item, f.diagnostic))),
        }
    }
    Compiled { found, program }
}

impl Compiled {
    /// The findings with their lines.
    pub fn findings(&self, text: &str) -> Vec<Finding> {
        let plan = PlanText::new("plan", text);
        let entries = plan.entries(self.found.iter().map(|(item, d)| (*item, d)));
        let mut out: Vec<Finding> = entries
            .into_iter()
            .map(|e| Finding { line: usize::try_from(e.position.line).unwrap_or(0), code: e.code.to_string(), error: Finding::is_error(e.severity) })
            .collect();
        out.sort();
        out
    }

    /// What a finding of a code says.
    pub fn message(&self, finding: &Finding) -> String {
        let same = self.found.iter().find(|(_, d)| d.code.as_str() == finding.code);
        same.map(|(_, d)| d.message.clone()).unwrap_or_default()
    }

    /// The findings as the command line prints them.
    pub fn report(&self, text: &str) -> String {
        let plan = PlanText::new("plan", text);
        plan.report(self.found.iter().map(|(item, d)| (*item, d)), false)
    }
}
