//! The item splitter.

use compline_lang::syntax::{RawItem, split};

/// First lines of the items, without their comments.
fn heads(text: &str) -> Vec<&str> {
    let items = split(text);
    covers(text, &items);
    items
        .iter()
        .map(|raw| raw.text.lines().find(|line| !line.starts_with('#') && !line.is_empty()).unwrap_or("-"))
        .collect()
}

/// The items cover the text without gaps.
fn covers(text: &str, items: &[RawItem<'_>]) {
    let mut at = 0;
    for item in items {
        assert_eq!(item.range.start, at);
        assert_eq!(item.text, &text[item.range.clone()]);
        assert!(!item.text.is_empty());
        at = item.range.end;
    }
    assert_eq!(at, text.len());
}

#[test]
fn comments_belong_to_the_item_below() {
    let text = "# one\n\n## doc\nPV = 1 # behind\n# two\nbonus A for each Order {\n  # inside\n  once\n}\n\n# tail\n";
    let items: Vec<&str> = split(text).iter().map(|raw| raw.text).collect();
    let bonus = "# two\nbonus A for each Order {\n  # inside\n  once\n}\n";
    assert_eq!(items, ["# one\n\n## doc\nPV = 1 # behind\n", bonus, "\n# tail\n"]);
}

#[test]
fn broken_items_do_not_damage_their_neighbours() {
    let text =
        "bonus A for each Order {\n  pay (5 EUR\nPV = 1\nevent Order {\n  seller : partner\n}\nx = \"open\ny = 2\n";
    assert_eq!(heads(text), ["bonus A for each Order {", "PV = 1", "event Order {", "x = \"open", "y = 2"]);
}

#[test]
fn a_body_may_stand_at_column_zero() {
    let text = "on Order {\ncv = bv # }\npv = 1\n}\nx = 1\n";
    assert_eq!(heads(text), ["on Order {", "x = 1"]);
    assert_eq!(
        heads("on Order {\ncv = bv\nbonus A for each Order {\n}\n"),
        ["on Order {", "cv = bv", "bonus A for each Order {"]
    );
}

#[test]
fn item_words_may_be_names() {
    assert_eq!(
        heads("rate = 5\nrate BV to EUR = 1\nunit(a) = 2\non = 3\n"),
        ["rate = 5", "rate BV to EUR = 1", "unit(a) = 2", "on = 3"]
    );
}

#[test]
fn parameters_may_go_on_over_lines() {
    assert_eq!(heads("f(a : BV,\n  b : BV) = a\ng = 1\n"), ["f(a : BV,", "g = 1"]);
}

#[test]
fn odd_texts() {
    for text in
        ["", "\n", "#", "x", "}", "{", "\u{FEFF}x = 1", "  x = 1\n", "=\n", "`a b` = 1\r\ny = 2\r\n", "é = 1\nф(x)=2"]
    {
        covers(text, &split(text));
    }
    assert_eq!(split("`a b` = 1\r\ny = 2\r\n").len(), 2);
    assert_eq!(split("é = 1\nф(x)=2").len(), 2);
    assert_eq!(split("\u{FEFF}language 1\nx = 1\n").len(), 2);
}
