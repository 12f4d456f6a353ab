//! Text to program, and what is found on the way.

use crate::expectation::Finding;
use compline_compiler::lower::lower;
use compline_compiler::program::Program;
use compline_compiler::text::render;
use compline_lang::db::{Database, PlanFile, diagnostics, plan};
use compline_lang::diagnostic::{Diagnostic, Severity};
use compline_lang::hir;
use compline_lang::render::PlanText;
use compline_lang::source::ItemIndex;
use compline_lang::syntax::format;
use std::sync::Arc;

/// A plan text after the pipeline.
#[derive(Debug)]
pub struct Compiled {
    /// What was found, in the order of the text.
    pub found: Vec<(ItemIndex, Diagnostic)>,
    /// The checked plan's examples.
    pub examples: Vec<(ItemIndex, hir::Example)>,
    /// The program, where nothing stood against it.
    pub program: Option<Arc<Program>>,
}

/// Runs a text through the checker, and through lowering where the checker finds no error.
pub fn compile(text: &str) -> Compiled {
    let db = Database::default();
    let file = PlanFile::new(&db, text.to_owned());
    let mut found: Vec<(ItemIndex, Diagnostic)> =
        diagnostics(&db, file).into_iter().map(|f| (f.item, f.diagnostic)).collect();
    let mut program = None;
    let mut examples = Vec::new();
    if found.iter().all(|(_, d)| d.severity() != Severity::Error) {
        let plan = plan(&db, file);
        match lower(&plan) {
            Ok(lowered) => {
                // What a plan says of all networks is looked at once the plan stands.
                found.extend(compline_runtime::witness::proofs(text, &plan, &lowered));
                program = Some(Arc::new(lowered));
                examples = plan.examples;
            }
            Err(more) => found.extend(more.into_iter().map(|f| (f.item, f.diagnostic))),
        }
    }
    Compiled { found, examples, program }
}

/// What is wrong with the canonical layout of a plan that compiles: it is another program, or not yet canonical.
pub fn layout(text: &str, compiled: &Compiled) -> Option<String> {
    let program = compiled.program.as_ref()?;
    let laid_out = format(text).ok()?;
    let again = compile(&laid_out);
    match &again.program {
        None => Some(format!("the formatter breaks it:\n{}", again.report(&laid_out))),
        Some(other) if render(other) != render(program) => Some("the formatter changes what it means".to_owned()),
        Some(_) if format(&laid_out).ok().as_ref() != Some(&laid_out) => Some("formatting it twice differs".to_owned()),
        Some(_) => None,
    }
}

impl Compiled {
    /// The findings with their lines.
    pub fn findings(&self, text: &str) -> Vec<Finding> {
        let plan = PlanText::new("plan", text);
        let entries = plan.entries(self.found.iter().map(|(item, d)| (*item, d)));
        let finding = |code: String, severity: Severity, line: u32| Finding {
            line: usize::try_from(line).unwrap_or(0),
            code,
            error: severity == Severity::Error,
        };
        let mut out: Vec<Finding> =
            entries.into_iter().map(|e| finding(e.code.to_string(), e.severity, e.position.line)).collect();
        out.sort();
        out
    }

    /// What a finding of a code says.
    pub fn message(&self, code: &str) -> String {
        let same = self.found.iter().find(|(_, d)| d.code.as_str() == code);
        same.map(|(_, d)| d.message.to_string()).unwrap_or_default()
    }

    /// The findings as the command line prints them.
    pub fn report(&self, text: &str) -> String {
        self.report_where(text, |_| true)
    }

    /// Some of the findings as the command line prints them.
    pub fn report_where(&self, text: &str, keep: impl Fn(&Diagnostic) -> bool) -> String {
        let plan = PlanText::new("plan", text);
        plan.report(self.found.iter().filter(|(_, d)| keep(d)).map(|(item, d)| (*item, d)), false)
    }
}
