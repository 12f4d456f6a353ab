//! Pairs of plans and what is said of them; and what holds for every plan.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test stops where something is not as it should be"
)]

mod data;
mod pairs;
mod properties;

use compline_changes::{Changes, Side, compare, told};
use compline_compiler::compile::compile;
use compline_lang::hir::Plan;
use compline_words::{Language, Words};

/// A plan that compiles.
fn plan(text: &str) -> Plan {
    let compiled = compile(text);
    let found: Vec<String> = compiled.findings.iter().map(|(_, d)| format!("{}: {}", d.code, d.message)).collect();
    compiled.result.unwrap_or_else(|| panic!("{found:?}\n{text}")).0
}

/// What changed between two texts.
fn changes(old: &str, new: &str) -> Changes {
    let (before, after) = (plan(old), plan(new));
    compare(&Side::new(&before, old), &Side::new(&after, new))
}

/// The sentences, with what they reach; names alone in brackets.
fn said(changes: &Changes, language: Language) -> String {
    let words = Words::new(language);
    let mut out = String::new();
    for change in &changes.changes {
        out.push_str(&told(words, &change.sentence));
        let reached: Vec<&str> = change.payers.iter().chain(&change.ranks).map(String::as_str).collect();
        if !reached.is_empty() {
            out.push_str(&format!(" -> {}", reached.join(", ")));
        }
        out.push('\n');
    }
    for change in &changes.renames {
        out.push_str(&format!("({})\n", told(words, &change.sentence)));
    }
    out.replace('\u{a0}', " ")
}
