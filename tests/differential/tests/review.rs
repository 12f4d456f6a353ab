//! What the review of a plan takes to be impossible never happens.

#![expect(clippy::panic, reason = "tests")]

use compline_differential::case::{Case, review_holds};

/// `REVIEW_CASES` (150) cases from the seed `REVIEW_SEED` (1) on.
#[test]
fn nothing_happens_that_is_taken_to_be_impossible() {
    let number = |name: &str, otherwise: u64| match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} is a number, not `{text}`")),
        Err(_) => otherwise,
    };
    let (cases, seed) = (number("REVIEW_CASES", 150), number("REVIEW_SEED", 1));
    let mut looked_at = 0;
    for seed in seed..seed + cases {
        let case = Case::of(seed);
        let text = case.plan().text();
        match review_holds(case, &text) {
            Ok(values) => looked_at += values,
            Err(failure) => panic!("{case:?}: {failure}\n{text}"),
        }
    }
    println!("{looked_at} values were looked at");
    assert!(looked_at > cases * 500, "too little happened: {looked_at}");
}
