//! Every block of the manual does what the manual states.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is not as it should be")]

use compline_conformance::{Book, ambiguity_table, manual_folder};

/// Set to write generated parts (`output` blocks, the table of ambiguous points) instead of comparing them.
const UPDATE: &str = "COMPLINE_UPDATE";

#[test]
fn every_block_does_what_the_manual_states() {
    let checked = Book::load(&manual_folder()).unwrap().check();
    let mut wrong: Vec<String> = checked.problems.iter().map(ToString::to_string).collect();
    for (path, fresh) in &checked.stale {
        if std::env::var_os(UPDATE).is_some() {
            std::fs::write(path, fresh).unwrap();
        } else {
            let old = std::fs::read_to_string(path).unwrap();
            let line = old.lines().zip(fresh.lines()).position(|(a, b)| a != b).unwrap_or(0) + 1;
            wrong.push(format!("{}:{line}: a generated part is stale; run `cargo xtask codegen`", path.display()));
        }
    }
    println!("{} blocks, {} expectations", checked.blocks, checked.expectations);
    assert!(wrong.is_empty(), "{} of the manual's statements do not hold:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_table_of_ambiguous_points_is_in_the_chapter() {
    let chapter = std::fs::read_to_string(manual_folder().join("where-plans-differ.md")).unwrap();
    assert!(chapter.contains(&ambiguity_table()), "the table is stale; run `cargo xtask codegen`");
}
