//! Every block of the manual does what the manual states, and what is generated in it is fresh.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use compline_conformance::{Book, ambiguity_table, manual_folder};

#[test]
fn every_block_does_what_the_manual_states() {
    let checked = Book::load(&manual_folder()).unwrap().check();
    let wrong: Vec<String> = checked.problems.iter().map(ToString::to_string).collect();
    println!("{} blocks, {} expectations", checked.blocks, checked.expectations);
    assert!(wrong.is_empty(), "{} of the manual's statements do not hold:\n{}", wrong.len(), wrong.join("\n"));
}

/// `cargo xtask codegen` sets `COMPLINE_WRITE_GENERATED`; then `output` blocks and the table of ambiguous points are
/// written instead.
#[test]
fn generated_parts_of_the_manual_are_fresh() {
    let write = std::env::var_os("COMPLINE_WRITE_GENERATED").is_some();
    let mut stale = Vec::new();
    for (path, fresh) in Book::load(&manual_folder()).unwrap().check().stale {
        if write {
            std::fs::write(path, fresh).unwrap();
            continue;
        }
        let old = std::fs::read_to_string(&path).unwrap();
        let line = old.lines().zip(fresh.lines()).position(|(a, b)| a != b).unwrap_or(0) + 1;
        stale.push(format!("{}:{line}", path.display()));
    }
    assert!(stale.is_empty(), "run `cargo xtask codegen`: stale are {}", stale.join(", "));
    if !write {
        let chapter = std::fs::read_to_string(manual_folder().join("where-plans-differ.md")).unwrap();
        assert!(chapter.contains(&ambiguity_table()), "the chapter lacks its table");
    }
}
