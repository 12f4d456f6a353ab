//! Places that a plan's rule has given go through files from one period to the next.

use crate::data::Folder;
use compline_compiler::compile::compile;
use compline_compiler::program::Program;
use compline_compiler::watch::Watch;
use compline_runtime::calendar::Period;
use compline_runtime::hash::ContentHash;
use compline_runtime::settle::{Reference, settle};
use compline_runtime::snapshot::Knowledge;
use compline_runtime::write::{Format, Settlement, write};

pub const PLAN: &str = "language 1
plan Places version 1 {
  valid for sales from 2026-01-01
  currency EUR
  period month in Europe/Berlin
}
tree sponsor
tree matrix, width 2, placed below sponsor {
  breadth first
  at once
  on one day by number
  sponsor without a place: waits
  terminated: keep their places
}
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
bonus Above for each Order {
  up matrix from seller, above
  at most 2 levels
  pay 10% of net
  round half up to 0.01, each line
}
";

const PARTNERS: &str = "id,joined_on\nA1,2026-03-01\nA2,2026-03-02\nA3,2026-03-03\nA4,2026-03-04\nA5,2026-04-02\n";
const SPONSORS: &str = "tree,partner,parent,valid_from,valid_to
sponsor,A1,,2026-03-01,
sponsor,A2,A1,2026-03-02,
sponsor,A3,A1,2026-03-03,
sponsor,A4,A1,2026-03-04,
sponsor,A5,A1,2026-04-02,
";
const ORDERS: &str = "id,seller,net,at\n1,A4,100.00,2026-03-10\n2,A5,100.00,2026-04-10\n";

/// The places that a month gives, as rows of its file, and its totals.
fn month(program: &Program, placements: &str, month: &str) -> (Vec<String>, Vec<i64>) {
    month_of(program, PARTNERS, placements, month)
}

fn month_of(program: &Program, partners: &str, placements: &str, month: &str) -> (Vec<String>, Vec<i64>) {
    let folder = Folder::bare(partners, placements, ORDERS);
    let company = folder.company(program);
    let period = Period::parse(month).unwrap();
    let settled = settle(program, &company, period, Knowledge::Everything, 1, &mut Reference).unwrap();
    let out = tempfile::tempdir().unwrap();
    let settlement = Settlement {
        program,
        company: &company,
        settled: &settled,
        plan: ContentHash::of_bytes(b"plan"),
        rule: &|_| String::new(),
        watch: Watch::default(),
    };
    write(out.path(), Format::Csv, &settlement).unwrap();
    let file = std::fs::read_to_string(out.path().join("placements.csv")).unwrap();
    let mut rows = file.lines();
    assert_eq!(rows.next(), Some("tree,partner,parent,side,position,valid_from,by"));
    (rows.map(str::to_owned).collect(), settled[0].outcome.totals.clone())
}

#[test]
fn what_a_month_has_given_is_found_in_the_next() {
    let program = compile(PLAN).result.unwrap().1;
    let (march, totals) = month(&program, SPONSORS, "2026-03");
    assert_eq!(
        march,
        [
            "matrix,A1,,,,2026-03-01,rule",
            "matrix,A2,A1,,1,2026-03-02,rule",
            "matrix,A3,A1,,2,2026-03-03,rule",
            "matrix,A4,A2,,1,2026-03-04,rule"
        ]
    );
    assert_eq!(totals[..2], [10_00, 10_00]);
    let (april, totals) = month(&program, &appended(&march), "2026-04");
    assert_eq!(april, ["matrix,A5,A2,,2,2026-04-02,rule"]);
    assert_eq!(totals[..2], [10_00, 10_00]);
}

#[test]
fn who_is_entered_late_gets_what_is_free() {
    let program = compile(PLAN).result.unwrap().1;
    let (march, _) = month(&program, SPONSORS, "2026-03");
    // Joined before the third and the fourth one had their places, and is known since April.
    let partners = PARTNERS.replace("A5,2026-04-02", "A5,2026-03-02");
    let sponsors = appended(&march).replace("sponsor,A5,A1,,,2026-04-02,", "sponsor,A5,A1,,,2026-03-02,");
    let (april, _) = month_of(&program, &partners, &sponsors, "2026-04");
    assert_eq!(april, ["matrix,A5,A2,,2,2026-03-04,rule"]);
    // From the start, as if nothing had been decided, he would have had the place of the third one.
    let sponsors = SPONSORS.replace("sponsor,A5,A1,2026-04-02,", "sponsor,A5,A1,2026-03-02,");
    let (april, _) = month_of(&program, &partners.replace("A3,2026-03-03", "A3,2026-03-05"), &sponsors, "2026-04");
    assert_eq!(april[2], "matrix,A5,A1,,2,2026-03-02,rule");
}

/// The company's own file: who sponsors whom, and behind it what a month has given.
fn appended(given: &[String]) -> String {
    let mut placements = "tree,partner,parent,side,position,valid_from,by\n".to_owned();
    for row in SPONSORS.lines().skip(1) {
        let (head, day) = row.rsplit_once(',').and_then(|(row, _)| row.rsplit_once(',')).unwrap();
        placements.push_str(&format!("{head},,,{day},\n"));
    }
    given.iter().for_each(|row| placements.push_str(&format!("{row}\n")));
    placements
}
