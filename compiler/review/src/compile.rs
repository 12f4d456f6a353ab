//! From a plan's text to its program, with what the review finds.

use crate::review;
use compline_compiler::compile::{self, Compiled, Finding, is_error};

/// Checks a plan, compiles it where nothing is wrong, and reviews what came of it.
pub fn compile(text: &str) -> Compiled {
    let mut compiled = compile::compile(text);
    let Some((plan, program)) = &compiled.result else { return compiled };
    let found = review(plan, program).findings;
    if found.is_empty() {
        return compiled;
    }
    compiled.findings.extend(found.iter().map(|finding| -> Finding { (finding.item, finding.diagnostic()) }));
    compiled.findings.sort_by_key(|(item, diagnostic)| (*item, diagnostic.span));
    if compiled.findings.iter().any(is_error) {
        compiled.result = None;
    }
    compiled
}
