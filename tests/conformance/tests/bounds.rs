//! The bounds of the sample plans, and networks that are paid much under them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic here is a failed test")]

use compline_analysis::{Found, Total, amounts, bound, per_hundred, shares};
use compline_compiler::compile::compile;
use compline_compiler::program::Program;
use compline_lang::hir;
use compline_runtime::examples::play;
use compline_runtime::settle::Reference;
use compline_runtime::witness::search;
use num_rational::BigRational;
use std::path::Path;

/// The sum of each plan: its bound, and what percentage of volume is found at least. The rates are added up in the plans' own comments and tables.
const SUMS: &[(&str, &str, u32)] = &[
    // 2,500 for cycles, 50 once, a tenth of the 2,500 for matching.
    ("binary-cycles", "2800 EUR for each partner and period", 0),
    ("binary-weak-leg", "40% of Order's bv", 0),
    // The walk has no memory that limits it; the limit by rank does, and a partner earns 15% of others' limits at most.
    ("generations-and-matching", "2300 EUR for each partner and period", 0),
    // 4 + 3 x 3 + 3 x 2, a tenth of it for matching, and full rows.
    ("matrix", "20.9% of Fee's fee + 10 EUR for each partner and period", 0),
    // 5 + 2 x 3 + 2 x 2.
    ("matrix-spillover", "15% of Fee's fee", 14),
    ("pool-and-caps", "38% of Order's net", 38),
    ("ranks-and-legs", "300 EUR for each partner and period", 0),
    // 20 per mille of 35 years, and 15%; one contract is of one branch, which is not seen.
    ("strukturvertrieb", "85% of Contract's premium + 2.5% of Contract's paid_in", 0),
    ("unilevel-hand-on", "25% of Order's pv", 24),
    ("unilevel-pass", "34% of Order's pv", 0),
    ("unilevel-skip", "34% of Order's pv", 0),
    ("bench/p1", "34.6% of Order's bv", 0),
    ("bench/p2", "25% of Order's bv", 0),
];

#[test]
fn sample_plans_have_these_bounds_and_no_network_is_paid_more() {
    for (name, expected, reached) in SUMS {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../plans/{name}.plan"));
        let text = std::fs::read_to_string(path).unwrap();
        let (plan, program) = compile(&text).result.unwrap();
        let bounds = bound(&program);
        let sum = bounds.sum.as_ref().map(|total| said(&program, &plan, total)).map_err(ToString::to_string);
        assert_eq!(sum.as_deref(), Ok(*expected), "{name}");
        let found = search(&text, &plan, &program, &bounds);
        println!("{name}: {expected}; found {:?}", found.sum.as_ref().map(|found| per_hundred(&found.ratio)));
        let percent = found.sum.as_ref().map(|found| &found.ratio * BigRational::from_integer(100.into()));
        assert!(percent.unwrap_or_default() >= BigRational::from_integer((*reached).into()), "{name}");
        for paid in &bounds.paid {
            if let (Ok(total), Some(found)) = (&paid.before, found.of.get(&paid.name)) {
                judge(&text, &program, &plan, total, found, &paid.name);
            }
        }
        if let (Ok(total), Some(found)) = (&bounds.sum, &found.sum) {
            judge(&text, &program, &plan, total, found, name);
        }
    }
}

/// The network is an example that holds, and it is not paid more than the bound, where that is a share alone.
fn judge(text: &str, program: &Program, plan: &hir::Plan, total: &Total, found: &Found, what: &str) {
    let whole = format!("{text}\n\n{}", found.example);
    let (with, _) = compile(&whole).result.unwrap_or_else(|| panic!("{what}: {}", found.example));
    let (_, example) = with.examples.last().unwrap();
    let played = play(program, example, &mut Reference).unwrap();
    assert!(played.report.passed(), "{what}: {:?}\n{}", played.report.failures, found.example);
    if let ([share], true) = (shares(program, plan, total).as_slice(), total.fixed.is_empty()) {
        // Orders are large, so that rounding of lines comes to less than a thousandth of a percent.
        let rounding = if total.slack.is_empty() { 0 } else { 1 };
        let ratio = share.ratio().unwrap() + BigRational::new(rounding.into(), 100_000.into());
        assert!(found.ratio <= ratio, "{what}: {} > {}\n{}", found.ratio, ratio, found.example);
    }
}

fn said(program: &Program, plan: &hir::Plan, total: &Total) -> String {
    let shares = shares(program, plan, total);
    let shares = shares.iter().map(|share| {
        let of = format!("{}'s {}", share.of.event, share.of.name);
        share.ratio().map_or_else(
            || format!("{} for each unit of {of}", share.amount),
            |r| format!("{} of {of}", per_hundred(&r)),
        )
    });
    shares.chain(amounts(program, &total.fixed).iter().map(ToString::to_string)).collect::<Vec<_>>().join(" + ")
}
