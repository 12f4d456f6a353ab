//! What pools and caps carry goes through files from one period to the next.

use crate::data::Folder;
use compline_compiler::compile::compile;
use compline_compiler::program::Program;
use compline_compiler::watch::Watch;
use compline_runtime::calendar::Period;
use compline_runtime::company::Company;
use compline_runtime::hash::ContentHash;
use compline_runtime::settle::{Reference, settle};
use compline_runtime::snapshot::Knowledge;
use compline_runtime::write::{Format, Settlement, write};

const PLAN: &str = "language 1
plan Carried version 1 {
  valid for sales from 2026-01-01
  currency EUR
  period month in Europe/Berlin
}
tree sponsor
earners: partners where not terminated; others: skip
event Order {
  seller : partner
  net    : EUR from 0 to 1_000_000
  at     : date
  conditions on at, in its month
  volume     on at
  payable    on at
  reversed: lines are mirrored; volume leaves the period of reversal
}
own = sum of net over own Order
bonus Direct for each Order {
  pay 10% of net to seller
  round half up to 0.01
}
pool Leaders {
  share 2% of (sum of net over Order) rounded down to 0.01
  over partners where own >= 1_000 EUR
  in proportion to own
  remainder: largest fraction first, then number
  nobody: added to the pool of the next month
}
cap Monthly on Direct per partner at 15 EUR, in proportion, shared exactly; excess is carried for at most 2 months
";

const PARTNERS: &str = "id,joined_on\nA1,2025-01-01\nA2,2025-01-01\n";
const PLACEMENTS: &str =
    "tree,partner,parent,valid_from,valid_to\nsponsor,A1,,2025-01-01,\nsponsor,A2,A1,2025-01-01,\n";
const ORDERS: &str = "id,seller,net,at\n1,A1,250.00,2026-03-04\n2,A2,100.00,2026-03-04\n3,A2,1000.00,2026-04-04\n";

fn folder(state: &str) -> Folder {
    Folder::bare(PARTNERS, PLACEMENTS, ORDERS).file("state.csv", state)
}

/// The totals and the state of a month.
fn month(program: &Program, company: &Company, month: &str) -> (Vec<i64>, String) {
    let period = Period::parse(month).unwrap();
    let settled = settle(program, company, period, Knowledge::Everything, 1, &mut Reference).unwrap();
    let out = tempfile::tempdir().unwrap();
    let settlement = Settlement {
        program,
        company,
        settled: &settled,
        plan: ContentHash::of_bytes(b"plan"),
        rule: &|_| String::new(),
        watch: Watch::default(),
    };
    write(out.path(), Format::Csv, &settlement).unwrap();
    let state = std::fs::read_to_string(out.path().join("state.csv")).unwrap();
    (settled[0].outcome.totals.clone(), state)
}

#[test]
fn the_next_period_finds_what_waits() {
    let program = compile(PLAN).result.unwrap().1;
    let empty = "partner,state,value,as_of\n";
    let (march, state) = month(&program, &folder(empty).company(&program), "2026-03");
    // 25.00 and 10.00, cut to 15.00 and 10.00; 2% of 350.00 waits.
    assert_eq!(march, [15_00, 10_00]);
    assert_eq!(
        state,
        "partner,state,value,as_of\n\
         ,Leaders's carried,0.00,2026-02\n\
         A1,Monthly's carried 1,0.00,2026-02\n\
         A1,Monthly's carried 2,0.00,2026-02\n\
         ,Leaders's carried,7.00,2026-03\n\
         A1,Monthly's carried 1,10.00,2026-03\n\
         A2,Monthly's carried 1,0.00,2026-03\n\
         A1,Monthly's carried 2,0.00,2026-03\n\
         A2,Monthly's carried 2,0.00,2026-03\n"
    );
    let (april, state) = month(&program, &folder(&state).company(&program), "2026-04");
    // 10.00 of March to the one; to the other 15.00 of 100.00, and the pool: 20.00, and the 7.00 of March.
    assert_eq!(april, [10_00, 15_00 + 27_00]);
    assert!(state.contains(",Leaders's carried,0.00,2026-04\n"), "{state}");
    assert!(state.contains("A2,Monthly's carried 1,85.00,2026-04\n"), "{state}");
}

#[test]
fn the_companys_own_state_has_no_partner() {
    let program = compile(PLAN).result.unwrap().1;
    let state = "partner,state,value,as_of\nA1,Leaders's carried,7.00,2026-02\n,Monthly's carried 1,5.00,2026-02\n";
    let errors = folder(state).read(&program).unwrap_err();
    let told: Vec<String> = errors.problems.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("`Leaders's carried` is a value of the company, not of a partner"), "{told:?}");
    assert!(told[1].contains("the cell is empty"), "{told:?}");
}

const INSTALMENTS: &str = "language 1
plan Instalments version 1 {
  valid for sales from 2026-01-01
  currency EUR
  period month in Europe/Berlin
}
tree sponsor
earners: partners where not terminated; others: skip
event Contract {
  agent     : partner
  premium   : EUR from 0 to 100_000
  signed_on : date
  conditions on signed_on, in its month
  volume     on signed_on
  payable    on signed_on
  reversed: lines are mirrored; volume leaves the period of reversal
}
on Contract {
  served = months completed from signed_on to settlement's end but at most 4
}
bonus Instalments for each Contract {
  pay (served / 4) of (12% of premium) to agent
  round half up to 0.01
  true up
}
";

#[test]
fn payments_that_became_known_later_are_not_taken_off() {
    let program = compile(INSTALMENTS).result.unwrap().1;
    let paid = "bonus,source,event,partner,amount,as_of,known_at\n\
        Instalments,,1,A1,30.00,2026-02,2026-03-05T09:00:00Z\nInstalments,,1,A1,0.50,2026-02,\n";
    let folder = Folder::bare(PARTNERS, PLACEMENTS, "id\n")
        .file("contract.csv", "id,agent,premium,signed_on\n1,A1,1000.00,2026-01-10\n")
        .file("paid.csv", paid);
    let company = folder.company(&program);
    let totals = |knowledge| {
        let march = Period::parse("2026-03").unwrap();
        let settled = settle(&program, &company, march, knowledge, 1, &mut Reference).unwrap();
        settled.iter().flat_map(|one| &one.outcome.totals).sum::<i64>()
    };
    // 60.00 are due after two months.
    assert_eq!(totals(Knowledge::Everything), 2_950);
    assert_eq!(totals(Knowledge::at("2026-03-05T09:00:00Z").unwrap()), 2_950);
    assert_eq!(totals(Knowledge::at("2026-03-05T09:59:59+01:00").unwrap()), 5_950);
    assert_eq!(
        Knowledge::at("2026-03-05T09:59:59+01:00").and_then(Knowledge::moment),
        Some("2026-03-05T08:59:59Z".to_owned())
    );
    assert_eq!((Knowledge::at("2026-03-05"), Knowledge::Everything.moment()), (None, None));
}

const CODED: &str = "language 1
plan Coded version 1 {
  valid for sales from 2026-01-01
  currency EUR
  period month in Europe/Berlin
}
tree sponsor
earners: partners where not terminated; others: skip
event Order {
  seller  : partner
  net     : EUR from 0 to 1_000_000
  at      : date
  paid_on : date
  conditions on at, in its month
  volume     on at
  payable    on paid_on
  reversed: lines are mirrored; volume leaves the period of reversal
}
own = sum of net over own Order
state last : EUR or none of partner = none
closing last = own when own > 0 EUR, otherwise none
before = opening last when opening last is known, otherwise 0 EUR
bonus Direct for each Order {
  pay 10% of net + 1% of seller's before to seller
  round half up to 0.01
}
";

/// The same with a state that always has a value, which the plan of the first months did not have.
const COUNTED: &str = "state months : count of partner = 0
closing months = opening months + 1
";

/// A row for each month and state, in the order of the files that were written.
fn months_of(plan: &str, orders: &str, months: &[&str], mut state: String) -> Vec<Vec<i64>> {
    let program = compile(plan).result.unwrap().1;
    let mut out = Vec::new();
    for name in months {
        let folder = Folder::bare(PARTNERS, PLACEMENTS, orders).file("state.csv", &state);
        let (totals, left) = month(&program, &folder.company(&program), name);
        state.extend(left.lines().skip(1).map(|line| format!("{line}\n")));
        out.push(totals);
    }
    out
}

#[test]
fn months_in_which_nobody_has_what_begins_as_absent_are_months() {
    let orders = "id,seller,net,at,paid_on\n1,A1,100.00,2026-03-04,2026-03-04\n2,A1,200.00,2026-05-04,2026-05-04\n\
                  3,A1,50.00,2026-06-04,2026-06-04\n";
    let months = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"];
    let all = months_of(CODED, orders, &months, "partner,state,value,as_of\n".to_owned());
    let own: Vec<i64> = all.iter().map(|totals| totals[0]).collect();
    assert_eq!(own, [0, 0, 10_00, 0, 20_00, 5_00 + 2_00]);
}

#[test]
fn a_state_that_a_plan_brings_later_begins_with_its_first_value() {
    let head = "partner,state,value,as_of\n".to_owned();
    // An order of the first month of the new plan that comes late asks for what was before that month.
    let orders = "id,seller,net,at,paid_on\n1,A1,100.00,2026-03-04,2026-04-04\n";
    let before = format!("{head}A1,last,70.00,2026-02\n");
    let all = months_of(&format!("{CODED}{COUNTED}"), orders, &["2026-03", "2026-04"], before);
    assert_eq!(all[1][0], 0, "the order is of March, and its context another one");
    let program = compile(&format!("{CODED}{COUNTED}")).result.unwrap().1;
    let state = format!("{head}A1,last,70.00,2026-02\nA1,months,1,2026-03\nA2,months,1,2026-03\n");
    let folder = Folder::bare(PARTNERS, PLACEMENTS, orders).file("state.csv", &state);
    let company = folder.company(&program);
    let april = Period::parse("2026-04").unwrap();
    let settled = settle(&program, &company, april, Knowledge::Everything, 1, &mut Reference).unwrap();
    assert_eq!(settled[1].outcome.totals[0], 10_00 + 70, "the late order, by what stood before March");
    // A hole in what always has a value is one: March was left out.
    let state = format!("{head}A1,months,1,2026-02\nA2,months,1,2026-02\nA1,last,70.00,2026-03\n");
    let folder = Folder::bare(PARTNERS, PLACEMENTS, orders).file("state.csv", &state);
    let company = folder.company(&program);
    let refused = settle(&program, &company, april, Knowledge::Everything, 1, &mut Reference).unwrap_err();
    assert!(refused.to_string().contains("`months`") && refused.to_string().contains("2026-03"), "{refused}");
    // And where nothing at all is known of March, it was not settled.
    let state = format!("{head}A1,last,70.00,2026-02\n");
    let folder = Folder::bare(PARTNERS, PLACEMENTS, orders).file("state.csv", &state);
    let refused = settle(&program, &folder.company(&program), april, Knowledge::Everything, 1, &mut Reference);
    assert!(refused.unwrap_err().to_string().contains("`last`"));
}
