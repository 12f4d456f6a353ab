mod common;
use compline_lang::syntax::{parse_item, split};
#[test]
fn scratch() {
    let path = std::env::var("PLAN").unwrap_or("tests/data/nordlicht.plan".into());
    let text = std::fs::read_to_string(path).unwrap();
    for raw in split(&text) {
        let parsed = parse_item(raw.text);
        if std::env::var("SHOW").is_ok() {
            println!("=== {}\n{}", raw.text.trim(), parsed.item.as_ref().map(common::shape).unwrap_or_default());
        }
        for e in &parsed.errors {
            println!("ERR in {:?}:\n{}\n{:?}", raw.text.lines().next(), e.message, e);
        }
        if parsed.item.is_none() {
            println!("NONE: {}", raw.text.trim());
        }
    }
}
