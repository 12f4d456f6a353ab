//! Periods that begin on other days than the calendar's, through files.

use crate::data::Folder;
use compline_compiler::compile::compile;
use compline_compiler::program::Program;
use compline_runtime::calendar::Period;
use compline_runtime::company::Company;
use compline_runtime::settle::{Reference, SettleError, Settled, settle};
use compline_runtime::snapshot::Knowledge;

const REST: &str = "
tree sponsor
earners: partners where not terminated; others: skip
event Order {
  seller : partner
  net    : EUR from 0 to 1_000_000
  at     : date
  paid   : date
  conditions on at, in its month
  volume     on at
  payable    on paid
  reversed: lines are mirrored; volume leaves the period of reversal
}
own = sum of net over own Order
state rest : EUR of partner = 0 EUR
there = opening rest + own
closing rest = there
before = sum of own over last 3 months including this, months before joining: counted as empty
bonus Direct for each Order {
  pay 10% of net to seller
  round half up to 0.01
}
bonus Kept for each partner {
  pay 1% of there
  round half up to 0.01
}
bonus Three for each partner {
  pay 1% of before
  round half up to 0.01
}
";
const PARTNERS: &str = "id,joined_on\nA1,2025-01-01\n";
const PLACEMENTS: &str = "tree,partner,parent,valid_from,valid_to\nsponsor,A1,,2025-01-01,\n";
/// The second is paid when the month of its sale is over; the third is a sale of the next month.
const ORDERS: &str = "id,seller,net,at,paid\n1,A1,100.00,2026-02-26,2026-02-26\n2,A1,200.00,2026-03-25,2026-03-26\n\
                      3,A1,400.00,2026-03-26,2026-03-26\n";

fn program(period: &str) -> Program {
    compile(&format!(
        "language 1\nplan Calendars version 1 {{\n  valid for sales from 2026-01-26\n  currency EUR\n  {period}\n}}{REST}"
    ))
    .result
    .unwrap()
    .1
}

fn settled(program: &Program, company: &Company, period: &str) -> Result<Vec<Settled>, SettleError> {
    let period = Period::parse_as(program.calendar, period).unwrap();
    settle(program, company, period, Knowledge::Everything, 1, &mut Reference)
}

/// Context and totals of each context.
fn totals(settled: &[Settled]) -> Vec<(String, Vec<i64>)> {
    settled.iter().map(|one| (one.context.to_string(), one.outcome.totals.clone())).collect()
}

#[test]
fn late_events_and_states_follow_the_companys_months() {
    let program = program("period month from day 26 in Europe/Berlin, named after its last day");
    let state = "partner,state,value,as_of\nA1,rest,50.00,2026-02\n";
    let company = Folder::bare(PARTNERS, PLACEMENTS, ORDERS).file("state.csv", state).company(&program);
    let march = settled(&program, &company, "2026-03").unwrap();
    assert_eq!(totals(&march), [("2026-03".to_owned(), vec![10_00 + 3_50 + 3_00])]);
    let state = "partner,state,value,as_of\nA1,rest,50.00,2026-02\nA1,rest,350.00,2026-03\n";
    let company = Folder::bare(PARTNERS, PLACEMENTS, ORDERS).file("state.csv", state).company(&program);
    let april = settled(&program, &company, "2026-04").unwrap();
    // The second order's month has closed: it is paid now, at the conditions of then.
    let late = april.iter().find(|one| one.context.is_late()).unwrap();
    assert_eq!(late.context.to_string(), "2026-04/2026-03");
    assert_eq!(late.outcome.totals, [20_00]);
    assert_eq!(april[0].outcome.totals, [40_00 + 7_50 + 7_00]);
}

#[test]
fn a_list_says_where_it_lacks_a_month() {
    let listed = "period month listed {\n    2026-02 from 2026-01-26\n    2026-03 from 2026-02-26\n    2026-04 from 2026-03-26\n    to 2026-04-25\n  }";
    let program = program(listed);
    let orders = "id,seller,net,at,paid\n1,A1,400.00,2026-03-26,2026-03-26\n";
    let state = "partner,state,value,as_of\nA1,rest,50.00,2026-03\n";
    let company = Folder::bare(PARTNERS, PLACEMENTS, orders).file("state.csv", state).company(&program);
    let april = settled(&program, &company, "2026-04").unwrap();
    assert_eq!(totals(&april), [("2026-04".to_owned(), vec![40_00 + 4_50 + 4_00])]);
    let march = settled(&program, &company, "2026-03").unwrap_err();
    assert_eq!(
        march.to_string(),
        "settling 2026-03 needs 1 month before 2026-01-26, with which the plan's list of months begins; add it to the list"
    );
    let after = Period::containing(program.calendar, 20_600);
    let after = settle(&program, &company, after, Knowledge::Everything, 1, &mut Reference).unwrap_err();
    assert_eq!(
        after.to_string(),
        "the plan's list of months ends on 2026-04-25, and 2026-04-26 lies behind it; add the months up to that day to the list"
    );
}
