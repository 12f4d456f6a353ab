//! What is paid within a month looks at partners on its own days.

use crate::data::Folder;
use compline_compiler::compile::compile;
use compline_runtime::calendar::Period;
use compline_runtime::settle::{Reference, settle};
use compline_runtime::snapshot::Knowledge;

const PLAN: &str = "language 1
plan Weeks version 1 {
  valid for sales from 2026-01-01
  currency EUR
  period month in Europe/Berlin
  weeks from Monday, in the period in which they end
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
bonus Each for each partner per week {
  pay 1 EUR
}
bonus Sales for each Order per week {
  pay 10% of net to seller
  round half up to 0.01
}
pool Shared per week {
  share 10 EUR
  over partners in proportion to 1
  remainder: largest fraction first, then number
  nobody: kept by the company
}
";

/// March 2026 has five weeks that end in it, on the 1st, 8th, 15th, 22nd and 29th. A2 leaves on Friday the 20th.
#[test]
fn who_left_in_the_fourth_week_is_paid_for_the_three_before() {
    let program = compile(PLAN).result.unwrap().1;
    let folder = Folder::bare(
        "id,joined_on\nA1,2025-01-01\nA2,2025-01-01\n",
        "tree,partner,parent,valid_from,valid_to\nsponsor,A1,,2025-01-01,\nsponsor,A2,A1,2025-01-01,\n",
        "id,seller,net,at\n1,A2,100.00,2026-03-04\n2,A2,100.00,2026-03-18\n",
    )
    .file("status.csv", "partner,status,from,to\nA2,terminated,2026-03-20,\n");
    let company = folder.company(&program);
    let period = Period::parse("2026-03").unwrap();
    let settled = settle(&program, &company, period, Knowledge::Everything, 1, &mut Reference).unwrap();
    let (each, sales, shared) = (3_00, 10_00, 3 * 5_00);
    assert_eq!(settled[0].outcome.totals, [5_00 + 3 * 5_00 + 2 * 10_00, each + sales + shared]);
}
