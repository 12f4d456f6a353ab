//! Text to program, and what is found on the way.

use crate::expectation::Finding;
use compline_compiler::lower::lower;
use compline_compiler::program::Program;
use compline_compiler::text::render;
use compline_lang::bundle::{self, Bundle};
use compline_lang::db::{Database, diagnostics, diagnostics_of_module, is_module, plan};
use compline_lang::diagnostic::{Diagnostic, Severity};
use compline_lang::hir;
use compline_lang::render::PlanText;
use compline_lang::source::ItemIndex;
use compline_lang::syntax::format_file;
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
    let file = Bundle::read(text).input(&db);
    let mut found: Vec<(ItemIndex, Diagnostic)> =
        diagnostics(&db, file).into_iter().map(|f| (f.item, f.diagnostic)).collect();
    let mut program = None;
    let mut examples = Vec::new();
    if found.iter().all(|(_, d)| d.severity() != Severity::Error) {
        let plan = plan(&db, file);
        match lower(&plan) {
            Ok(lowered) => {
                let review = compline_review::review(&plan, &lowered);
                found.extend(review.findings.iter().map(|finding| (finding.item, finding.diagnostic())));
                // What a plan says of all networks is looked at once the plan stands.
                let cliffs = compline_runtime::cliffs::beyond_limit(&plan, &lowered);
                found.extend(cliffs.iter().map(|cliff| (cliff.item, cliff.finding().diagnostic())));
                found.extend(compline_runtime::witness::proofs(text, &plan, &lowered));
                found.sort_by_key(|(item, diagnostic)| (*item, diagnostic.span));
                program = Some(Arc::new(lowered));
                examples = plan.examples;
            }
            Err(more) => found.extend(more.into_iter().map(|f| (f.item, f.diagnostic))),
        }
    }
    Compiled { found, examples, program }
}

/// Checks a file by itself: a module as such, anything else as a plan.
pub fn compile_alone(text: &str) -> Compiled {
    let db = Database::default();
    let file = Bundle::read(text).input(&db);
    if !is_module(&db, file) {
        return compile(text);
    }
    let found = diagnostics_of_module(&db, file).into_iter().map(|f| (f.item, f.diagnostic)).collect();
    Compiled { found, examples: Vec::new(), program: None }
}

/// The canonical layout of all files.
fn format(text: &str) -> Option<String> {
    let mut bundle = Bundle::read(text);
    for file in &mut bundle.files {
        file.text = format_file(&file.name, &file.text).ok()?;
    }
    Some(bundle.text())
}

/// What is wrong with the canonical layout of a plan that compiles: it is another program, or not yet canonical.
pub fn layout(text: &str, compiled: &Compiled) -> Option<String> {
    let program = compiled.program.as_ref()?;
    let laid_out = format(text)?;
    let again = compile(&laid_out);
    match &again.program {
        None => Some(format!("the formatter breaks it:\n{}", again.report(&laid_out))),
        Some(other) if render(other) != render(program) => Some("the formatter changes what it means".to_owned()),
        Some(_) if format(&laid_out).as_ref() != Some(&laid_out) => Some("formatting it twice differs".to_owned()),
        Some(_) => None,
    }
}

impl Compiled {
    /// The findings in the plan's own file, with their lines.
    pub fn findings(&self, text: &str) -> Vec<Finding> {
        self.findings_by_file(text).into_iter().filter(|(file, _)| file.is_none()).map(|(_, found)| found).collect()
    }

    /// All findings with their lines, and the file where it is another one than the plan's own.
    pub fn findings_by_file(&self, text: &str) -> Vec<(Option<String>, Finding)> {
        let plan = PlanText::new("plan", text);
        let own = bundle::parts(text).last().map_or("", |part| part.name).to_owned();
        let entries = plan.entries(self.found.iter().map(|(item, d)| (*item, d)));
        let finding = |code: String, severity: Severity, line: u32| Finding {
            line: usize::try_from(line).unwrap_or(0),
            code,
            error: severity == Severity::Error,
        };
        let mut out: Vec<(Option<String>, Finding)> = entries
            .into_iter()
            .map(|e| {
                let other = !own.is_empty() && e.position.file != own;
                (other.then_some(e.position.file), finding(e.code.to_string(), e.severity, e.position.line))
            })
            .collect();
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
