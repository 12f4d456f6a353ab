//! Files that are generated from the source are those of the source at hand.
//!
//! `cargo xtask codegen` sets `COMPLINE_WRITE_GENERATED`; then they are written instead.

use crate::common::root;
use compline_lang::render::index;
use compline_lang::words::Language;

fn fresh(name: &str, content: &str) {
    let path = root().join(name);
    if std::env::var_os("COMPLINE_WRITE_GENERATED").is_some() {
        std::fs::write(&path, content).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(there == content, "`{name}` is out of date: run `cargo xtask codegen`");
}

#[test]
fn generated_index_of_diagnostics() {
    fresh("DIAGNOSTICS.md", &index(Language::English));
    fresh("DIAGNOSTICS.de.md", &index(Language::German));
}
