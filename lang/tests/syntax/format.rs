//! One layout; formatting twice changes nothing, and formatting never changes what is meant.

use crate::common::{FRAGMENTS, NORDLICHT, UNTIDY, shapes, without_errors};
use compline_lang::syntax::format;

/// Comments in the order of their text.
fn comments(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> = text.lines().filter_map(|line| line.find('#').map(|at| line[at..].trim_end())).collect();
    found.sort_unstable();
    found
}

fn check(text: &str) -> String {
    let once = format(text).unwrap();
    assert_eq!(format(&once).unwrap(), once, "formatting twice changes something");
    assert_eq!(shapes(&once), shapes(text), "formatting changes the tree");
    assert_eq!(comments(&once), comments(text), "formatting loses a comment");
    once
}

#[test]
fn nordlicht() {
    insta::assert_snapshot!(check(NORDLICHT));
}

#[test]
fn fragments() {
    insta::assert_snapshot!(check(&without_errors(FRAGMENTS)));
}

#[test]
fn untidy() {
    insta::assert_snapshot!(check(UNTIDY));
}

#[test]
fn empty() {
    assert_eq!(format("").unwrap(), "");
    assert_eq!(format("\n\n").unwrap(), "");
    assert_eq!(format("# only\n\n\n\n# comments").unwrap(), "# only\n\n# comments\n");
}

#[test]
fn windows_line_ends() {
    assert_eq!(check("x = 1 # a\r\n\r\n\r\ny = 2\r\n"), "x = 1  # a\n\ny = 2\n");
}

#[test]
fn broken_text_is_left_alone() {
    let errors = format("x = 1\ny = \nz = 2 +\n").unwrap_err();
    let places: Vec<u32> = errors.iter().map(|(item, _)| item.0).collect();
    assert_eq!(places, [1, 2]);
}

#[test]
fn listed_periods() {
    let text = "plan Long version 1 {\n  period month listed in Europe/Berlin { 2026-01 from 2025-12-29, 2026-02 from 2026-01-26  # four weeks\n    to 2026-02-22 }\n currency EUR\n}\n";
    let lines = [
        "plan Long version 1 {",
        "  currency EUR",
        "  period month listed in Europe/Berlin {",
        "    2026-01 from 2025-12-29",
        "    2026-02 from 2026-01-26  # four weeks",
        "    to 2026-02-22",
        "  }",
        "}",
        "",
    ];
    assert_eq!(check(text), lines.join("\n"));
    let text = "plan Long version 1 {\n  currency EUR\n  period  year from 6 April in Europe/Berlin ,named after its last day\n}\n";
    assert_eq!(
        check(text),
        "plan Long version 1 {\n  currency EUR\n  period year from 6 April in Europe/Berlin, named after its last day\n}\n"
    );
}
