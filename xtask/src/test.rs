//! `cargo xtask test`: everything that must hold before a change is taken.

use crate::failures::{Failure, Reader};
use crate::setup::{self, Needs};
use crate::{browser, cargo, files};

/// Part of the name of every test that compares a generated file with what it is generated from.
pub const GENERATED: &str = "generated_";
/// With this variable set, such tests write the file instead.
pub const WRITE: &str = "COMPLINE_WRITE_GENERATED";

/// Name, what it does, what it needs, and how.
type Step = (&'static str, &'static str, Needs, fn(&mut Counts) -> Result<(), String>);

const STEPS: [Step; 5] = [
    ("fmt", "layout of the source (cargo fmt)", Needs::Nothing, |_| {
        cargo::run(&["fmt", "--all", "--", "--check"], &[])
    }),
    ("files", "sizes of files, no paths of one machine, no hosts in lock files", Needs::Nothing, |_| files::check()),
    ("test", "all tests: units, manual, engines against each other, generated files", Needs::TestTools, tests),
    ("browser", "the built program, driven by a browser", Needs::TestTools, browser::run),
    ("clippy", "lints (cargo clippy)", Needs::Assets, |_| {
        cargo::run(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"], &[])
    }),
];

/// How many tests passed and failed, and what is known of those that failed.
#[derive(Debug, Default)]
pub struct Counts {
    /// Those that held.
    pub passed: u64,
    /// Those that did not, or could not be run.
    pub failed: u64,
    /// Those that this command leaves out.
    pub ignored: u64,
    /// What failed, to be told at the end.
    pub failures: Vec<Failure>,
}

/// Runs all steps, or one; says at the end which failed.
pub fn run(args: &[String]) -> Result<(), String> {
    let only = match args {
        [] => None,
        [flag, name] if flag == "--only" => match STEPS.iter().find(|(step, ..)| step == name) {
            Some((name, ..)) => Some(*name),
            None => {
                let names: Vec<&str> = STEPS.iter().map(|(step, ..)| *step).collect();
                return Err(format!("there is no step `{name}`; they are {}", names.join(", ")));
            }
        },
        _ => return Err("usage: cargo xtask test [--only STEP]".to_owned()),
    };
    let steps: Vec<&Step> = STEPS.iter().filter(|(name, ..)| only.is_none_or(|only| only == *name)).collect();
    let mut counts = Counts::default();
    let mut failures = Vec::new();
    let needs = steps.iter().map(|(_, _, needs, _)| *needs).max().unwrap_or(Needs::Nothing);
    if let Err(message) = setup::run(needs) {
        // Nothing was tried, so nothing passed; the last line says so as it does otherwise.
        println!("=== setup: FAILED\n       {message}\n\n0 passed, 1 failed");
        return Err("what the tests need is not there".to_owned());
    }
    for (number, (name, what, _, step)) in (1..).zip(&steps) {
        println!("\n=== {number}/{}: {name} - {what}", steps.len());
        let start = std::time::Instant::now();
        match step(&mut counts) {
            Ok(()) => println!("=== {name}: ok ({} s)", start.elapsed().as_secs()),
            Err(message) => {
                println!("=== {name}: FAILED ({} s)\n       {message}", start.elapsed().as_secs());
                failures.push(*name);
            }
        }
    }
    println!();
    for failure in &counts.failures {
        println!("{failure}");
    }
    if counts.ignored > 0 {
        println!("{} tests are left out of this command (ignored)", counts.ignored);
    }
    if !failures.is_empty() {
        println!("failed steps: {}", failures.join(", "));
    }
    if only.is_none_or(|only| ["test", "browser"].contains(&only)) {
        println!("{} passed, {} failed", counts.passed, counts.failed);
    }
    if failures.is_empty() { Ok(()) } else { Err(format!("not everything holds: {}", failures.join(", "))) }
}

fn tests(counts: &mut Counts) -> Result<(), String> {
    // Snapshots are compared and never written, whatever the environment says.
    let env = [("INSTA_UPDATE", "no"), ("INSTA_FORCE_PASS", "0")];
    let before = (counts.passed, counts.failed);
    let mut reader = Reader::default();
    let result = cargo::run_and_read(&["test", "--workspace", "--locked", "--no-fail-fast"], &env, |line| {
        reader.read(line);
        // test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; …
        if let Some(results) = line.strip_prefix("test result: ") {
            let number = |what: &str| {
                let part = results.split([';', '.']).find_map(|part| part.trim().strip_suffix(what));
                part.and_then(|number| number.trim().parse::<u64>().ok()).unwrap_or(0)
            };
            counts.passed += number("passed");
            counts.failed += number("failed");
            counts.ignored += number("ignored");
        }
    });
    counts.failures.extend(reader.found());
    if result.is_ok() && counts.passed == before.0 {
        return Err("no test was run".to_owned());
    }
    // Where the tests could not be built nothing passed, and that is no success.
    if result.is_err() && counts.failed == before.1 {
        counts.failed += 1;
    }
    result
}
