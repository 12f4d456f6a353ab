//! Every diagnostic is shown by a block of the manual, or by a test below where the text would be too long for one.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use compline_conformance::{Book, codes_of, manual_folder};
use compline_lang::diagnostic::Code;

/// Codes whose texts are made here.
const BY_TEST: &[Code] = &[Code::TooLarge];
/// Codes that need bytes instead of text.
const BY_BYTES: &[Code] = &[Code::BadEncoding];

#[test]
fn every_code_is_given_somewhere() {
    let checked = Book::load(&manual_folder()).unwrap().check();
    let missing: Vec<&str> = Code::ALL
        .iter()
        .filter(|code| !BY_TEST.contains(code) && !BY_BYTES.contains(code))
        .map(|code| code.as_str())
        .filter(|code| !checked.codes.contains_key(*code))
        .collect();
    assert!(missing.is_empty(), "no block of the manual gives: {}", missing.join(", "));
    let silent: Vec<&str> = checked
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
    let mut table = "table wide(a : count, b : count) : percent, first {\n".to_owned();
    for row in 0..1_200 {
        table.push_str(&format!("  {}  {}  1%\n", row * 2, row * 2));
    }
    table.push_str("  otherwise  otherwise  2%\n}\n");
    assert!(codes_of(&table).contains(&Code::TooLarge));
}
