//! Random cases, kept cases, large companies.

#![expect(clippy::expect_used, clippy::panic, reason = "tests")]

use compline_differential::case::{Case, threads_agree};
use compline_differential::compile::compile;
use compline_differential::plan::{MAX_SIZE, generate};
use compline_differential::{case::Failure, tally};
use std::path::Path;

/// A number from the environment.
fn number(name: &str, otherwise: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} is a number, not `{text}`")),
        Err(_) => otherwise,
    }
}

/// `DIFFERENTIAL_CASES` (2,000) cases from the seed `DIFFERENTIAL_SEED` (1) on.
#[test]
fn evaluators_agree_on_random_cases() {
    let (cases, seed) = (number("DIFFERENTIAL_CASES", 2_000), number("DIFFERENTIAL_SEED", 1));
    let tally = tally::run(seed..seed + cases, 2, Case::of);
    println!("{tally}");
    let reports = tally.reports();
    assert!(reports.is_empty(), "{tally}\n{}", reports.join("\n\n"));
    // A generator that makes nothing would agree with everybody.
    assert!(tally.lines > cases && tally.cuts > cases / 2, "too little happened: {tally}");
    let stopped: u64 = tally.stopped.values().sum();
    assert!(stopped * 4 < cases, "too many runs stop: {tally}");
}

/// Seeds that failed once.
#[test]
fn kept_seeds_agree() {
    let text = include_str!("seeds.txt");
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let mut numbers = line.split_whitespace().map_while(|word| word.parse::<u64>().ok());
        let mut next = || numbers.next().unwrap_or_else(|| panic!("a seed, a size and a number of partners: `{line}`"));
        let case = Case { seed: next(), size: next() as u32, partners: next() as usize };
        if let Err(failure) = case.run() {
            panic!("{case:?} fails again: {failure}");
        }
    }
}

/// Small plans that failed once, each over several companies.
#[test]
fn kept_plans_agree() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/regressions");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("the folder is there").flatten().map(|entry| entry.path()).collect();
    files.sort();
    for path in files {
        let text = std::fs::read_to_string(&path).expect("the plan can be read");
        for seed in 0..24 {
            let case = Case { seed, size: 1, partners: 2 + seed as usize };
            if let Err(failure) = case.run_text(&text) {
                panic!("{} fails again with {case:?}: {failure}", path.display());
            }
        }
    }
}

/// So many rows that the JIT shares them out among its threads.
#[test]
fn threads_agree_on_large_companies() {
    let seed = number("DIFFERENTIAL_SEED", 1);
    let mut tried = 0;
    for seed in seed.. {
        let case = Case { seed, size: 2 + seed as u32 % 5, partners: 14_000 };
        let text = case.plan().text();
        let program = compile(&text).unwrap_or_else(|refused| panic!("{case:?}: {refused:?}"));
        let company = case.company(&program);
        if company.partners < 9_000 {
            continue;
        }
        let store = company.store(&program, seed);
        match threads_agree(&program, &store) {
            // One that stops says little about threads.
            Ok(Some(_)) => continue,
            Ok(None) => tried += 1,
            Err(Failure::Differs(what)) => panic!("{case:?}: {what}\n{text}"),
            Err(failure) => panic!("{case:?}: {failure}\n{text}"),
        }
        if tried == 10 {
            break;
        }
    }
}

/// What the plans of the first seeds contain, so that nothing is lost from sight.
#[test]
fn every_construct_is_generated() {
    let texts: Vec<String> = (1..600).map(|seed| generate(seed, 1 + seed as u32 % MAX_SIZE).text()).collect();
    let words = include_str!("constructs.txt");
    let missing: Vec<&str> =
        words.lines().filter(|word| !word.is_empty() && !texts.iter().any(|text| text.contains(word))).collect();
    assert!(missing.is_empty(), "no plan has one of {missing:?}");
}
