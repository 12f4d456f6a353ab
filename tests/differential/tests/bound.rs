//! No run of a random plan over a random company pays more than the plan's bound.
//!
//! ```text
//! BOUND_CASES=5000 BOUND_SEED=7 cargo test -p compline-differential --test bound -- --nocapture
//! ```

#![expect(clippy::panic, reason = "a panic here is a failed test and names its seed")]

use compline_differential::bound::{Compared, compare};
use compline_differential::case::Case;

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn nothing_is_paid_beyond_its_bound() {
    let (first, count) = (number("BOUND_SEED", 1) * 1_000_000, number("BOUND_CASES", 400));
    let mut compared = Compared::default();
    for seed in first..first + count {
        let case = Case::of(seed);
        match compare(case) {
            Ok(found) => compared.add(found),
            Err(what) => panic!("seed {seed}: {what}\n{}", case.plan().text()),
        }
    }
    println!("{compared:?}");
    // The test says something only where there are bounds, and money is paid under them.
    assert!(compared.runs > count / 2, "{compared:?}");
    assert!(compared.bounded > count / 4 && compared.paid > count / 8 && compared.sums > 0, "{compared:?}");
}
