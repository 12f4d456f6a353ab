//! Every block of the manual does what the manual states, what is generated in it is fresh, and every diagnostic is
//! shown somewhere.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use compline_conformance::{Book, Checked, ambiguity_table, codes_of, manual_folder};
use compline_lang::diagnostic::Code;
use std::sync::LazyLock;

/// The manual, run once.
static CHECKED: LazyLock<Checked> = LazyLock::new(|| Book::load(&manual_folder()).unwrap().check());

/// Codes whose texts are made here.
const BY_TEST: &[Code] = &[Code::TooLarge];
/// Codes that need bytes instead of text.
const BY_BYTES: &[Code] = &[Code::BadEncoding];

#[test]
fn every_block_does_what_the_manual_states() {
    let wrong: Vec<String> = CHECKED.problems.iter().map(ToString::to_string).collect();
    println!("{} blocks, {} expectations", CHECKED.blocks, CHECKED.expectations);
    assert!(wrong.is_empty(), "{} of the manual's statements do not hold:\n{}", wrong.len(), wrong.join("\n"));
}

/// `cargo xtask codegen` sets `COMPLINE_WRITE_GENERATED`; then `output` blocks and the table of ambiguous points are
/// written instead.
#[test]
fn generated_parts_of_the_manual_are_fresh() {
    let write = std::env::var_os("COMPLINE_WRITE_GENERATED").is_some();
    let mut stale = Vec::new();
    for (path, fresh) in &CHECKED.stale {
        if write {
            std::fs::write(path, fresh).unwrap();
            continue;
        }
        let old = std::fs::read_to_string(path).unwrap();
        let line = old.lines().zip(fresh.lines()).position(|(a, b)| a != b).unwrap_or(0) + 1;
        stale.push(format!("{}:{line}", path.display()));
    }
    assert!(stale.is_empty(), "run `cargo xtask codegen`: stale are {}", stale.join(", "));
    let chapter = std::fs::read_to_string(manual_folder().join("where-plans-differ.md")).unwrap();
    assert!(chapter.contains(&ambiguity_table()), "the chapter lacks its table");
}

#[test]
fn every_code_is_given_somewhere() {
    let missing: Vec<&str> = Code::ALL
        .iter()
        .filter(|code| !BY_TEST.contains(code) && !BY_BYTES.contains(code))
        .map(|code| code.as_str())
        .filter(|code| !CHECKED.codes.contains_key(*code))
        .collect();
    assert!(missing.is_empty(), "no block of the manual gives: {}", missing.join(", "));
}

#[test]
fn every_diagnostic_is_german_where_german_is_asked_for() {
    let english: Vec<&str> = CHECKED.english.iter().map(String::as_str).collect();
    assert!(english.is_empty(), "{} texts:\n{}", english.len(), english.join("\n"));
}

#[test]
fn every_choice_lists_its_readings() {
    let silent: Vec<&str> = CHECKED
        .codes
        .iter()
        .filter(|(code, readings)| code.starts_with("choose-") && **readings == 0)
        .map(|(code, _)| code.as_str())
        .collect();
    assert!(silent.is_empty(), "these ask for a choice and list no readings: {}", silent.join(", "));
}

#[test]
fn an_item_may_have_64_kib_and_a_plan_4_mib() {
    let comment = "# 3456789 123456789 123456789 123456789 123456789 123456789 123\n";
    let item = format!("{}{}", comment.repeat(1024), "PV = 1\n");
    assert!(codes_of(&item).contains(&Code::TooLarge));
    let plan = format!("{comment}{}", "x = 1\n".repeat(700_000));
    assert_eq!(codes_of(&plan), [Code::TooLarge]);
}

#[test]
fn a_table_may_have_a_million_combinations_of_keys() {
    let rows: String = (0..1_200).map(|row| format!("  {0}  {0}  1%\n", row * 2)).collect();
    let table = format!("table wide(a : count, b : count) : percent, first {{\n{rows}  otherwise  otherwise  2%\n}}\n");
    assert!(codes_of(&table).contains(&Code::TooLarge));
}
