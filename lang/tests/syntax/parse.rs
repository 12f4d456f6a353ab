//! Good text becomes the right tree.

use crate::common::{FRAGMENTS, NORDLICHT, UNTIDY, shape};
use compline_lang::syntax::ast::ItemKind;
use compline_lang::syntax::{parse_item, split};

/// The tree of the right side of a definition, in a short form.
fn tree(expression: &str) -> String {
    let text = format!("x = {expression}\n");
    let parsed = parse_item(&text);
    assert_eq!(parsed.errors, [], "{expression}");
    let item = parsed.item.unwrap();
    let ItemKind::Definition(definition) = &item.kind else { panic!("no definition: {expression}") };
    assert_eq!(definition.value.span.start, 4);
    assert_eq!(definition.value.span.end as usize, text.trim_end().len());
    let long = shape(&item);
    let value = long.split_once("value: ").unwrap().1.split_once(", exceptions").unwrap().0;
    shorten(value)
}

/// Leaves out the names of the tree's own types.
fn shorten(debug: &str) -> String {
    let mut out = debug.replace("Expr { kind: ", "").replace("Ident { text: ", "").replace("UnitRef { name: ", "");
    out = out.replace("Decimal { mantissa: ", "").replace(", scale: 0", "").replace(", per: None", "");
    out.replace(" }", "").replace("Some(", "(").replace(", None)", ")")
}

#[test]
fn nordlicht_parses_whole() {
    for raw in split(NORDLICHT) {
        let parsed = parse_item(raw.text);
        assert_eq!(parsed.errors, [], "{}", raw.text);
        assert!(parsed.item.is_some(), "{}", raw.text);
    }
    insta::assert_snapshot!(crate::common::shapes(NORDLICHT).join("\n"));
}

#[test]
fn untidy_text_parses_whole() {
    for raw in split(UNTIDY) {
        assert_eq!(parse_item(raw.text).errors, [], "{}", raw.text);
    }
    insta::assert_snapshot!(crate::common::shapes(UNTIDY).join("\n"));
}

/// What the fragments use and this edition has parses; the rest is told to be missing.
#[test]
fn fragments() {
    let mut out = String::new();
    for raw in split(FRAGMENTS) {
        let parsed = parse_item(raw.text);
        let line = raw.text.lines().find(|line| !line.starts_with('#') && !line.is_empty()).unwrap_or_default();
        match parsed.errors.as_slice() {
            [] => out.push_str(&format!("good  {line}\n")),
            errors => {
                for error in errors {
                    let help = error.help.as_ref().map(ToString::to_string).unwrap_or_default();
                    out.push_str(&format!("error {line}\n        {} / {help}\n", error.message));
                }
            }
        }
    }
    insta::assert_snapshot!(out);
}

#[test]
fn precedence() {
    let expressions = [
        "5% of cv as EUR",
        "5% of 10% of x",
        "a + b * c - d",
        "- a * b",
        "5% of a * 2",
        "whole part of a / b",
        "rate - paid but at least 0%",
        "a but at most 5 BV but at least b + c rounded half up to 0.01",
        "not a is b and c",
        "not a and (b or c)",
        "a or b or c",
        "a is not known and b is not in q(2, 300 BV) and c is below d in sponsor",
        "contract's seller's rank >= Gold",
        "1 + seen at or above earner's rank",
        "PV + sum of GV over frontline in sponsor where active and GV >= 5 BV",
        "(count over frontline in sponsor called leg) >= 3",
        "largest of rank over downline in sponsor to depth 3, otherwise Gold",
        "highest of career where GV >= need, otherwise Start",
        "(highest of career where GV >= need), otherwise Start",
        "6% when a, 4% when b, otherwise 0%",
        "(6% when a, otherwise 4%) of bv",
        "10% from 2026-01-01, 9% from 2027-01-01",
        "35‰ of a + 35 permille of b",
        "1.20 EUR/EH * c",
        "x in the month before",
        "period's end",
        "my need",
        "opening title",
        "computed paid_rank",
        "smaller of (a, b) but at least greater of (c, d)",
        "months completed from a to b + 1",
        "in every of last n months: a and b",
        "level + rate + team + share + number + first + sum + count + largest",
        "`over` is `where`",
        "sponsor’s rank",
        "a - 2026-01-31",
    ];
    let lines: Vec<String> = expressions.iter().map(|text| format!("{text}\n    {}", tree(text))).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn contextual_words_are_names() {
    for word in [
        "level", "rate", "team", "share", "number", "first", "last", "plan", "bonus", "sum", "count", "to", "at",
        "once", "partner", "state", "table", "with", "month", "empty_", "below", "known", "line", "cap", "rounded",
        "called",
    ] {
        for text in [format!("{word} = {word} + 1\n"), format!("{word}(a) = {word}(a)\n")] {
            let parsed = parse_item(&text);
            assert_eq!(parsed.errors, [], "{text}");
            assert!(matches!(parsed.item.unwrap().kind, ItemKind::Definition(_)), "{text}");
        }
    }
}

#[test]
fn names_are_normalised() {
    let composed = parse_item("Gr\u{f6}\u{df}e = 1\n").item.unwrap();
    let decomposed = parse_item("Gro\u{308}\u{df}e = 1\n").item.unwrap();
    assert_eq!(shape(&composed), shape(&decomposed));
}

#[test]
fn a_number_and_its_unit_stand_on_one_line() {
    let parsed = parse_item("on Order {\n  a = 5\n  b = 6\n}\n");
    assert_eq!(parsed.errors, []);
    let ItemKind::On(_, definitions) = parsed.item.unwrap().kind else { panic!() };
    assert_eq!(definitions.len(), 2);
}

#[test]
fn spans_are_those_of_the_words() {
    let text = "# above\nx = PV   # behind\n    + GV   # at the end\n";
    let item = parse_item(text).item.unwrap();
    let written = &text[item.span.start as usize..item.span.end as usize];
    assert_eq!(written, "x = PV   # behind\n    + GV");
}
