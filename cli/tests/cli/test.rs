//! `compline test`.

use crate::common::{GOOD, compline, folder};

const EXAMPLES: &str = "
example \"Ben's order pays Anna\" {
  sponsor: Anna > Ben
  Order by Ben on 2026-03-04 { bv 200 BV }
  expect Anna's Level is 8.00 EUR because level is 1
}

example \"Cara stands too deep\" {
  sponsor: Anna > Ben > Cara
  Order by Cara on 2026-03-04 { bv 100 BV }
  expect Anna's Level is 9.99 EUR
  expect Ben's Level is 4.00 EUR
}
";

#[test]
fn what_is_as_expected_and_what_is_not() {
    let folder = folder(&format!("{GOOD}{EXAMPLES}"));
    for engine in ["reference", "jit"] {
        let outcome = compline(folder.path(), &["test", "test.plan", "--engine", engine]);
        assert_eq!(outcome.code, 1, "{}", outcome.err);
        insta::assert_snapshot!("two_examples", outcome.out);
    }
}

#[test]
fn programs_get_the_same_facts() {
    let folder = folder(&format!("{GOOD}{EXAMPLES}"));
    let outcome = compline(folder.path(), &["test", "--json", "test.plan"]);
    assert_eq!(outcome.code, 1);
    let results: serde_json::Value = serde_json::from_str(&outcome.out).unwrap();
    insta::assert_json_snapshot!(results);
}

#[test]
fn plans_without_examples_or_with_errors() {
    let folder = folder(GOOD);
    let none = compline(folder.path(), &["test", "test.plan"]);
    assert_eq!((none.code, none.out.as_str()), (0, "test.plan: no examples\n0 passed, 0 failed\n"));
    std::fs::write(folder.path().join("test.plan"), crate::common::wrong()).unwrap();
    let wrong = compline(folder.path(), &["test", "test.plan"]);
    assert_eq!(wrong.code, 1);
    assert!(wrong.err.contains("choose-start"), "{}", wrong.err);
}
