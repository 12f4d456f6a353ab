//! An edit re-executes what depends on it, and nothing else.

#![expect(clippy::unwrap_used, reason = "tests")]

use compline_lang::db::{Database, PlanFile, diagnostics};
use salsa::{Database as _, EventKind, Setter};
use std::sync::{Arc, Mutex};

const PLAN: &str = include_str!("incremental/plan.plan");

/// A database that remembers which queries were executed.
fn recording() -> (Database, Arc<Mutex<Vec<String>>>) {
    let log: Arc<Mutex<Vec<String>>> = Arc::default();
    let sink = log.clone();
    let db = Database::with_events(Box::new(move |event| {
        if let EventKind::WillExecute { database_key } = event.kind {
            sink.lock().unwrap().push(format!("{database_key:?}"));
        }
    }));
    (db, log)
}

/// Executions by query after an edit.
fn executed(edit: impl Fn(&str) -> String) -> Vec<(String, usize)> {
    let (mut db, log) = recording();
    let file = PlanFile::new(&db, PLAN.to_owned());
    let found = diagnostics(&db, file);
    assert!(found.is_empty(), "{found:?}");
    log.lock().unwrap().clear();
    file.set_text(&mut db).to(edit(PLAN));
    let _ = diagnostics(&db, file);
    let mut counts: Vec<(String, usize)> = Vec::new();
    db.attach(|_| {
        for key in log.lock().unwrap().iter() {
            let name = key.split('(').next().unwrap_or(key).to_owned();
            match counts.iter_mut().find(|(n, _)| *n == name) {
                Some((_, n)) => *n += 1,
                None => counts.push((name, 1)),
            }
        }
    });
    counts.sort();
    counts
}

fn count(counts: &[(String, usize)], query: &str) -> usize {
    counts.iter().find(|(name, _)| name == query).map_or(0, |(_, n)| *n)
}

#[test]
fn a_new_number_in_a_definition_checks_that_definition_only() {
    let counts = executed(|text| text.replace("active = PV >= 100 BV", "active = PV >= 150 BV"));
    assert_eq!(count(&counts, "parsed"), 1, "{counts:?}");
    assert_eq!(count(&counts, "group"), 1, "{counts:?}");
    // Its own check; its type stays, so its readers are not checked again.
    assert_eq!(count(&counts, "checked"), 1, "{counts:?}");
}

#[test]
fn a_new_type_of_a_definition_checks_its_readers() {
    let counts = executed(|text| {
        text.replace("points = whole part of (GV / 1_000 BV)", "points = GV / 1_000 BV rounded half up to 0.1")
    });
    // The definition, the pool that shares by it, and nothing else.
    assert_eq!(count(&counts, "parsed"), 1, "{counts:?}");
    assert_eq!(count(&counts, "checked"), 2, "{counts:?}");
}

#[test]
fn moving_everything_down_checks_nothing() {
    let counts = executed(|text| text.replacen("unit BV", "# a comment that moves all items below it\nunit BV", 1));
    assert_eq!(count(&counts, "parsed"), 1, "{counts:?}");
    assert_eq!(count(&counts, "group"), 0, "{counts:?}");
    assert!(count(&counts, "checked") <= 1, "{counts:?}");
}

#[test]
fn a_cell_of_a_table_checks_the_table_and_its_readers() {
    let counts = executed(|text| text.replace("  1  5%", "  1  6%"));
    assert_eq!(count(&counts, "parsed"), 1, "{counts:?}");
    assert!(count(&counts, "checked") <= 2, "{counts:?}");
    assert_eq!(count(&counts, "group"), 0, "{counts:?}");
}
