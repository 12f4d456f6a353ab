//! From plan text to program: the whole pipeline, every finding as text.

use compline_compiler::lower::lower;
use compline_compiler::program::Program;
use compline_lang::db::{Database, PlanFile, diagnostics, items, plan};
use compline_lang::diagnostic::{Diagnostic, Severity};
use compline_lang::hir;
use compline_lang::source::ItemIndex;

/// Where a plan was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// By the parser or the checker.
    Check,
    /// By lowering.
    Lower,
}

/// A plan that was refused.
#[derive(Clone, Debug)]
pub struct Refused {
    /// By whom.
    pub stage: Stage,
    /// The code of the first error, for counting.
    pub code: &'static str,
    /// All errors, readably.
    pub errors: Vec<String>,
}

/// Parses, checks and lowers a plan.
///
/// # Errors
/// What the checker or lowering has against it. Warnings are none of our business.
pub fn compile(text: &str) -> Result<Program, Refused> {
    checked(text).map(|(_, program)| program)
}

/// The same with the checked plan.
///
/// # Errors
/// As [`compile`].
pub fn checked(text: &str) -> Result<(hir::Plan, Program), Refused> {
    let db = Database::default();
    let file = PlanFile::new(&db, text.to_owned());
    let show = |item: ItemIndex, diagnostic: &Diagnostic| {
        let texts = items(&db, file);
        let item = texts.get(item.0 as usize).map_or("", |item| item.text(&db));
        let at = item.get(diagnostic.span.start as usize..diagnostic.span.end as usize).unwrap_or_default();
        let code = diagnostic.code.as_str();
        format!(
            "[{code}] {} at `{at}` ({}) in\n{}",
            diagnostic.message,
            diagnostic.help.as_ref().map(ToString::to_string).unwrap_or_default(),
            item.trim_end()
        )
    };
    let refused = |stage, found: Vec<(ItemIndex, Diagnostic)>| {
        let errors: Vec<_> = found.iter().filter(|(_, found)| found.severity() == Severity::Error).collect();
        let code = errors.first()?.1.code.as_str();
        Some(Refused { stage, code, errors: errors.iter().map(|(item, found)| show(*item, found)).collect() })
    };
    let found = diagnostics(&db, file).into_iter().map(|found| (found.item, found.diagnostic)).collect();
    if let Some(refused) = refused(Stage::Check, found) {
        return Err(refused);
    }
    let plan = plan(&db, file);
    let program = lower(&plan).map_err(|found| {
        let found = found.into_iter().map(|found| (found.item, found.diagnostic)).collect();
        refused(Stage::Lower, found).unwrap_or(Refused { stage: Stage::Lower, code: "none", errors: Vec::new() })
    })?;
    Ok((plan, program))
}
