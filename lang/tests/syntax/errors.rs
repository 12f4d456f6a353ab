//! Every mistake has a place, a message in the language's own words, and a cure where one is known.

use compline_lang::source::LineIndex;
use compline_lang::syntax::{parse_item, split};
use std::fmt::Write;

/// `line:col code message / help` for each error of a text, and what was kept.
fn render(text: &str) -> String {
    let lines = LineIndex::new(text);
    let mut out = String::new();
    for raw in split(text) {
        let parsed = parse_item(raw.text);
        for error in &parsed.errors {
            let at = error.span.start + u32::try_from(raw.range.start).unwrap();
            let (line, column) = lines.line_column(text, at);
            let written = &raw.text[error.span.start as usize..(error.span.end as usize).min(raw.text.len())];
            write!(out, "{line}:{column} `{written}` {} {}", error.code, error.message).unwrap();
            for note in &error.notes {
                let at = note.span.start + u32::try_from(raw.range.start).unwrap();
                let (line, column) = lines.line_column(text, at);
                write!(out, " / {line}:{column} {}", note.text).unwrap();
            }
            if let Some(help) = &error.help {
                write!(out, " / help: {help}").unwrap();
            }
            out.push('\n');
        }
        let is_comment = parsed.errors.is_empty() && parsed.item.is_none();
        if !is_comment {
            writeln!(
                out,
                "  kept: {}",
                parsed.item.as_ref().map_or_else(|| "nothing".to_owned(), crate::common::shape)
            )
            .unwrap();
        }
    }
    out
}

#[test]
fn mistakes() {
    let mut out = String::new();
    for section in include_str!("data/mistakes.txt").split("=== ").skip(1) {
        let (title, text) = section.split_once('\n').unwrap();
        write!(out, "=== {title}\n{text}---\n{}\n", render(text)).unwrap();
    }
    insta::assert_snapshot!(out);
}
