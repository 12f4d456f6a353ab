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
