//! One mistake is one finding: what only follows from it is not reported.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use compline_lang::db::{Database, PlanFile, diagnostics};
use compline_lang::render::PlanText;
use std::fmt::Write;

/// What every plan of the data begins with, unless it has a header of its own.
const HEAD: &str = include_str!("data/head.plan");

/// `line:col code message / help` for each finding; lines are those of the section.
fn render(text: &str) -> String {
    let (head, lines) = if text.starts_with("language") { ("", 0) } else { (HEAD, HEAD.lines().count()) };
    let text = format!("{head}{text}");
    let db = Database::default();
    let found = diagnostics(&db, PlanFile::new(&db, text.clone()));
    let mut out = String::new();
    for entry in PlanText::new("test.plan", &text).entries(found.iter().map(|f| (f.item, &f.diagnostic))) {
        let line = i64::from(entry.position.line) - i64::try_from(lines).unwrap();
        write!(out, "{line}:{} {} {}", entry.position.column, entry.code, entry.message).unwrap();
        if let Some(help) = &entry.help {
            write!(out, " / help: {help}").unwrap();
        }
        out.push('\n');
    }
    out
}

#[test]
fn mistakes_have_no_echo() {
    let mut out = String::new();
    for section in include_str!("data/plans.txt").split("=== ").skip(1) {
        let (title, text) = section.split_once('\n').unwrap();
        write!(out, "=== {title}\n{text}---\n{}\n", render(text)).unwrap();
    }
    insta::assert_snapshot!(out);
}
