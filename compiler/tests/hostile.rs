//! Hostile plans are refused in bounded time and memory, with a message and never a crash.

use compline_compiler::lower::lower;
use compline_lang::db::{Database, PlanFile, diagnostics, plan};
use compline_lang::diagnostic::{Code, Severity};
use std::fmt::Write as _;

const HEAD: &str = "language 1
plan Hostile version 1 { valid for sales from 2026-01-01 currency EUR period month in Europe/Berlin }
unit BV to 0.01
rate BV to EUR = 0.80 from 2026-01-01
tree sponsor
event Order {
  seller : partner
  bv : BV from 0 to 1_000_000
  at : date
  conditions on at, in its month
  volume on at
  payable on at
  reversed: lines are mirrored; volume leaves the period of reversal
}
PV = sum of bv over own Order
";

/// Codes of the errors of a plan, of the checker or else of the compiler.
fn errors(body: &str) -> Vec<Code> {
    let db = Database::default();
    let file = PlanFile::new(&db, format!("{HEAD}{body}"));
    let found: Vec<Code> = diagnostics(&db, file)
        .into_iter()
        .map(|f| f.diagnostic)
        .filter(|d| d.severity() == Severity::Error)
        .map(|d| d.code)
        .collect();
    if !found.is_empty() {
        return found;
    }
    match lower(&plan(&db, file)) {
        Ok(_) => Vec::new(),
        Err(found) => found.into_iter().map(|f| f.diagnostic.code).collect(),
    }
}

#[test]
fn functions_that_double_are_stopped() {
    let mut body = String::from("f0(x : BV) = x + PV\n");
    for n in 1..40 {
        let _ = writeln!(body, "f{n}(x : BV) = f{0}(x) + f{0}(x + 1 BV)", n - 1);
    }
    body.push_str("y = f39(1 BV)\n");
    assert!(errors(&body).contains(&Code::TooLarge), "{:?}", errors(&body));
}

#[test]
fn a_function_that_calls_itself_is_refused() {
    assert!(errors("f(x : BV) = f(x) + PV\ny = f(1 BV)\n").contains(&Code::UnfoundedCycle));
}

#[test]
fn a_value_that_refers_to_itself_through_time_is_refused() {
    assert!(errors("acc = PV + (acc in the month before)\n").contains(&Code::UnfoundedCycle));
}

#[test]
fn a_circle_without_direction_is_spelled_out() {
    assert!(errors("a = b + PV\nb = a + PV\n").contains(&Code::UnfoundedCycle));
    let both_ways = "a = PV + sum of b over frontline in sponsor\nb = (sponsor's a, otherwise 0 BV)\n";
    assert!(errors(both_ways).contains(&Code::UnfoundedCycle));
}

#[test]
fn a_value_that_grows_finer_each_time_is_refused() {
    assert!(errors("a = PV + sum of (50% of a) over frontline in sponsor\n").contains(&Code::LostScale));
}

#[test]
fn two_thousand_definitions_compile() {
    let mut body = String::new();
    for n in 0..2_000 {
        let before = if n == 0 { "PV".to_owned() } else { format!("d{}", n - 1) };
        let _ = writeln!(body, "d{n} = {before} but at most {n} BV");
    }
    assert_eq!(errors(&body), Vec::<Code>::new());
}

#[test]
fn a_long_chain_in_the_wrong_order_compiles() {
    let mut body = String::new();
    for n in (0..2_000).rev() {
        let before = if n == 0 { "PV".to_owned() } else { format!("d{}", n - 1) };
        let _ = writeln!(body, "d{n} = {before} but at most {n} BV");
    }
    assert_eq!(errors(&body), Vec::<Code>::new());
}
