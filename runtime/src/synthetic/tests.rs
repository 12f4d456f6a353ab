//! Whatever the plan declares, the company that is made for it can be read, and is the same every time.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use super::*;
use crate::calendar::Period;
use crate::company::{Company, ReadOptions};
use crate::snapshot::{Knowledge, Snapshot};
use compline_compiler::lower::lower;
use compline_compiler::program::{self, Grain};
use compline_lang::db::{Database, PlanFile, diagnostics, plan};
use compline_lang::diagnostic::Severity;

/// Every type of field, three forms of trees, events that refer to events.
const EVERYTHING: &str = "
language 1
plan Everything version 1 { currency EUR period month in Europe/Berlin }
unit BV to 1
unit EH to 0.001
rate BV to EUR = 1 from 2020-01-01
scale Package { Start, Plus, Pro }
tree sponsor
tree placement, sides left, right
tree matrix, width 3
earners: partners where not terminated; others: skip
partner {
  package : Package
  coach   : partner or none
  licence : date or none
  share   : percent from 0 to 1
}
event Sale {
  seller    : partner
  helper    : partner or none
  bv        : BV from 0 to 1_000_000
  gross     : EUR from 0 to 1_000_000
  shipping  : EUR from 0 to 9.90
  units     : EH from 1 to 5
  parts     : count from 1 to 12
  discount  : percent from 0 to 0.25
  package   : Package
  kind      : goods, service, starter_kit
  express   : flag
  sold_on   : date
  paid_on   : date or none
  campaign  : text or none
  conditions on sold_on, in its month
  volume on paid_on
  payable on paid_on
  reversed: lines are mirrored; volume leaves the period of reversal
}
event Cancellation {
  sale : Sale
  who  : partner
  day  : date
  conditions on day, in its month
  volume on day
  payable on day
  reversed: lines are mirrored; volume leaves the period of reversal
}
table package_rank(p : Package) : percent, unique {
  Start  1%
  Plus   2%
  Pro    3%
}
state level : Package of partner = Start
closing level = opening level
bonus Level for each Sale {
  up sponsor from seller, above
  at most 3 levels
  pay 5% of bv as EUR
  round half up to 0.01, each line
}
bonus Place for each Cancellation {
  up placement from who, above
  at most 2 levels
  pay 0.10 EUR
  round half up to 0.01, each line
}
bonus Matrix for each Cancellation {
  up matrix from who, above
  at most 2 levels
  pay 0.10 EUR
  round half up to 0.01, each line
}
";

fn program() -> Program {
    let db = Database::default();
    let file = PlanFile::new(&db, EVERYTHING.to_owned());
    let errors: Vec<_> =
        diagnostics(&db, file).into_iter().filter(|f| f.diagnostic.severity() == Severity::Error).collect();
    assert_eq!(errors, []);
    lower(&plan(&db, file)).unwrap()
}

fn options(format: Format) -> Options {
    Options { partners: 700, orders_per_partner: 2, seed: 42, first_month: (2025, 12), months: 3, format }
}

fn made(program: &Program, options: Options) -> (tempfile::TempDir, Made) {
    let folder = tempfile::tempdir().unwrap();
    let made = generate(program, options, folder.path(), &mut |_| ()).unwrap();
    (folder, made)
}

#[test]
fn it_can_be_read_without_any_complaint_in_both_forms() {
    let program = program();
    let mut hashes = Vec::new();
    for format in [Format::Csv, Format::Parquet] {
        let (folder, made) = made(&program, options(format));
        let reading =
            Company::read(folder.path(), &program, ReadOptions::default()).map_err(|e| e.to_string()).unwrap();
        assert_eq!(reading.warnings, [], "every column is read");
        let company = reading.company;
        assert_eq!(company.partners.len(), 700);
        assert_eq!(
            made.files.iter().map(|(_, rows)| *rows).collect::<Vec<_>>().get(4..),
            Some([4_200, 840].as_slice())
        );
        for month in 0..3 {
            let period = Period::containing(
                program::Calendar::usual(Grain::Month),
                calendar::day_of(2025, 12, 1).unwrap() + 31 * month,
            );
            Snapshot::take(&program, &company, period, Knowledge::Everything).map_err(|e| e.to_string()).unwrap();
        }
        hashes.push(company.content_hash(&program));
    }
    assert_eq!(hashes.first(), hashes.get(1), "CSV and Parquet say the same");
}

#[test]
fn a_seed_is_a_company() {
    let program = program();
    let bytes = |options: Options| {
        let (_folder, made) = made(&program, options);
        made.files.iter().map(|(path, _)| std::fs::read(path).unwrap()).collect::<Vec<_>>()
    };
    let first = bytes(options(Format::Csv));
    assert!(first == bytes(options(Format::Csv)));
    assert!(first != bytes(Options { seed: 43, ..options(Format::Csv) }));
}

#[test]
fn the_smallest_companies_work_too() {
    let program = program();
    for partners in [0, 1, 2, 3, 7] {
        let (folder, _) = made(&program, Options { partners, orders_per_partner: 0, ..options(Format::Csv) });
        let reading =
            Company::read(folder.path(), &program, ReadOptions::default()).map_err(|e| e.to_string()).unwrap();
        assert_eq!(reading.company.partners.len(), partners.max(1) as usize);
    }
    let wrong = Options { first_month: (2026, 13), ..options(Format::Csv) };
    let folder = tempfile::tempdir().unwrap();
    assert!(generate(&program, wrong, folder.path(), &mut |_| ()).is_err());
}

#[test]
fn the_network_is_heavy_tailed_and_lively() {
    let calendar = Calendar::new(options(Format::Csv)).unwrap();
    let mut network = Network::draw(20_000, &mut Draws::new(42, 1));
    let mut people = People::draw(&network, &calendar, 42);
    network.draw_moves(&mut people, &calendar, &mut Draws::new(42, 3));
    people.draw_departures(&network, &calendar, &mut Draws::new(42, 4));
    let mut recruits = vec![0_u32; 20_000];
    for partner in 0..20_000 {
        if let Some(slot) = network.sponsor(partner).and_then(|s| recruits.get_mut(s as usize)) {
            *slot += 1;
        }
    }
    let leaves = recruits.iter().filter(|count| **count == 0).count();
    assert!((9_000..12_000).contains(&leaves), "about half brought in nobody: {leaves}");
    assert!(recruits.iter().max().is_some_and(|most| *most > 30));
    let facts = people.statuses(&calendar);
    let count = |standing| facts.iter().filter(|fact| fact.standing == standing).count();
    use crate::company::Standing;
    let (gone, paused) = (count(Standing::Terminated), count(Standing::Inactive));
    assert!((600..2_500).contains(&gone), "some left: {gone}");
    assert!((100..900).contains(&paused), "some pause: {paused}");
    let new = (0..20_000).filter(|p| people.joined(*p) >= calendar.months.first().unwrap().0).count();
    assert!((400..3_000).contains(&new), "some are new: {new}");
    let months = calendar.months.len();
    assert_eq!(months, 3);
}

#[test]
fn progress_is_told() {
    let program = program();
    let folder = tempfile::tempdir().unwrap();
    let mut seen: Vec<(String, u64, u64)> = Vec::new();
    generate(&program, options(Format::Csv), folder.path(), &mut |p| seen.push((p.file.to_owned(), p.done, p.total)))
        .unwrap();
    assert!(seen.iter().any(|(file, done, total)| file == "sale.csv" && done == total && *total == 4_200));
    assert!(seen.iter().all(|(_, done, total)| done <= total));
}
