//! Reversals: what was paid comes back, once, to the cent; what counted leaves as the plan says.

use crate::data::Folder;
use compline_compiler::compile::compile;
use compline_compiler::program::Program;
use compline_runtime::booked::{Booked, View};
use compline_runtime::calendar::Period;
use compline_runtime::company::Company;
use compline_runtime::hash::ContentHash;
use compline_runtime::settle::{Reference, SettleError, Settled, settle};
use compline_runtime::snapshot::Knowledge;
use compline_runtime::write::{Format, Settlement, write};
use insta::assert_snapshot;

const PLAN: &str = "language 1
plan Back version 1 {
  valid for sales from 2026-01-01
  currency EUR
  period month in Europe/Berlin
}
unit BV to 0.01
rate BV to EUR = 0.80 from 2026-01-01
tree sponsor
earners: partners where not terminated; others: skip
event Order {
  seller     : partner
  bv         : BV  from 0 to 1_000_000
  net        : EUR from 0 to 1_000_000
  ordered_on : date
  paid_on    : date or none
  conditions on ordered_on, in its month
  volume     on paid_on
  payable    on paid_on
  reversed: lines are mirrored in proportion to net; volume leaves the period of reversal
}
PV = sum of bv over own Order
bonus Unilevel for each Order {
  up sponsor from seller, included
  at most 3 levels
  pay 7% of bv as EUR
  round half up to 0.01, each line
}
bonus Match for each line of Unilevel after Limit {
  up sponsor from trigger's earner, above
  at most 1 levels
  pay 10% of amount
  round half up to 0.01, each line
}
bonus Fixed for each Order where net >= 100 EUR { pay 5 EUR to seller }
bonus Volume for each partner where PV is not 0 BV {
  pay 1% of PV as EUR
  round half up to 0.01
}
cap Limit on Unilevel per partner at 20 EUR, in proportion to positive lines, shared exactly; excess is lost
";

const PARTNERS: &str = "id,joined_on\nA1,2025-01-01\nA2,2025-01-01\nA3,2025-01-01\n";
const TREE: &str =
    "tree,partner,parent,valid_from\nsponsor,A1,,2025-01-01\nsponsor,A2,A1,2025-01-01\nsponsor,A3,A2,2025-01-01\n";
const ORDERS: &str = "id,seller,bv,net,ordered_on,paid_on\n\
    1,A3,100,90,2026-03-05,2026-03-05\n2,A3,333.33,333.33,2026-03-06,2026-03-06\n3,A2,50,45,2026-04-06,2026-04-06\n\
    4,A3,80,72,2026-03-30,\n";

fn program() -> Program {
    compile(PLAN).result.unwrap().1
}

struct Months {
    program: Program,
    folder: Folder,
    /// The lines of all results so far.
    lines: String,
}

impl Months {
    fn new(reversals: &str) -> Self {
        let folder = Folder::bare(PARTNERS, TREE, ORDERS);
        let folder = folder.file("order_reversals.csv", format!("id,reverses,day,reason,bv,net\n{reversals}"));
        Self { program: program(), folder, lines: String::new() }
    }

    fn settle(&self, period: &str) -> Result<(Company, Vec<Settled>), SettleError> {
        let company = self.folder.company(&self.program);
        let period = Period::parse(period).unwrap();
        let settled = settle(&self.program, &company, period, Knowledge::Everything, 1, &mut Reference)?;
        Ok((company, settled))
    }

    /// Settles a month and puts its lines into the folder, as the company would.
    fn month(&mut self, period: &str) -> (Company, Vec<Settled>) {
        let (company, settled) = self.settle(period).unwrap();
        let out = tempfile::tempdir().unwrap();
        let settlement = Settlement {
            program: &self.program,
            company: &company,
            settled: &settled,
            plan: ContentHash::of_bytes(b""),
            rule: &|_| "rule".to_owned(),
            watch: compline_compiler::watch::Watch::default(),
        };
        write(out.path(), Format::Csv, &settlement).unwrap();
        let lines = std::fs::read_to_string(out.path().join("lines.csv")).unwrap();
        let rows = if self.lines.is_empty() { lines } else { lines.split_once('\n').unwrap().1.to_owned() };
        self.lines += &rows;
        let folder = std::mem::replace(&mut self.folder, Folder::new());
        self.folder = folder.file("lines.csv", self.lines.clone());
        (company, settled)
    }

    fn told(&self, company: &Company, settled: &[Settled]) -> String {
        let booked = Booked::of(&self.program, company, settled);
        let view = View { program: &self.program, company, settled };
        let mut out = String::new();
        for partner in 0..company.partners.len() {
            let mut sum = 0;
            for line in booked.lines(view, partner) {
                sum += line.amount;
                let back = line.taken_back.map(|of| format!(" takes back {} for {}", of.line, of.reversal));
                out += &format!(
                    "{} {} {}{}\n",
                    line.id,
                    company.partners.ids.get(partner),
                    line.amount,
                    back.unwrap_or_default()
                );
            }
            let row = settled[0].snapshot.row_of[partner] as usize;
            let total: i64 = settled.iter().map(|one| one.outcome.totals[row]).sum();
            assert_eq!(sum, total, "lines sum to totals");
        }
        out
    }
}

#[test]
fn a_part_and_the_rest_sum_to_what_was_kept() {
    let mut months = Months::new("R1,2,2026-04-10,returned,100,100\nR2,2,2026-05-02,cancelled,,\n");
    let mut told = String::new();
    for month in ["2026-03", "2026-04", "2026-05"] {
        let (company, settled) = months.month(month);
        told += &months.told(&company, &settled);
    }
    // Of each line of order 2 the sum of what came back is what was kept of it.
    let rows: Vec<Vec<&str>> = months.lines.lines().skip(1).map(|row| row.split(',').collect()).collect();
    let head: Vec<&str> = months.lines.lines().next().unwrap().split(',').collect();
    let cell = |row: &[&str], name: &str| row[head.iter().position(|of| *of == name).unwrap()].to_owned();
    let cents = |text: String| text.replace('.', "").parse::<i64>().unwrap();
    let mut mirrored = 0;
    for row in rows.iter().filter(|row| cell(row, "mirrors").is_empty()) {
        let back: i64 =
            rows.iter().filter(|of| cell(of, "mirrors") == row[0]).map(|of| cents(cell(of, "amount"))).sum();
        if back != 0 {
            mirrored += 1;
            assert_eq!(back, -cents(cell(row, "kept")), "{row:?}");
        }
    }
    assert_eq!(mirrored, 6, "three lines, two that hang on them, and the fixed one");
    assert_snapshot!(told);
}

#[test]
fn without_the_lines_of_the_sale_nothing_is_settled() {
    let months = Months::new("R1,2,2026-04-10,cancelled,,\n");
    let error = months.settle("2026-04").map(|_| ()).unwrap_err().to_string();
    assert_snapshot!(error);
}

/// The fixed bonus is paid of no amount, and the parts of the two amounts differ.
#[test]
fn a_part_that_nothing_measures_is_refused() {
    let mut months = Months::new("R1,2,2026-04-10,returned,100,90\n");
    months.month("2026-03");
    // A result from elsewhere may not say what measures its lines.
    let folder = std::mem::replace(&mut months.folder, Folder::new());
    months.folder = folder.file("lines.csv", months.lines.replace(",net,", ",,"));
    let error = months.settle("2026-04").map(|_| ()).unwrap_err().to_string();
    assert_snapshot!(error);
}

/// What is reversed by the time it is settled is not paid; a late order that was returned in part is paid for the rest.
#[test]
fn before_it_is_settled() {
    let mut months = Months::new("R1,1,2026-03-20,withdrawn,,\nR2,4,2026-04-02,returned,40,36\n");
    let orders = ORDERS.replace("4,A3,80,72,2026-03-30,", "4,A3,80,72,2026-03-30,2026-05-04");
    let folder = std::mem::replace(&mut months.folder, Folder::new());
    months.folder = folder.file("order.csv", orders);
    let mut told = String::new();
    for month in ["2026-03", "2026-04", "2026-05"] {
        let (company, settled) = months.month(month);
        told += &months.told(&company, &settled);
    }
    assert_snapshot!(told);
}

/// What becomes known after its month was closed, and is paid later, is paid once, and nothing beside it again.
#[test]
fn an_order_of_one_date_that_came_late_is_paid_once() {
    let plan = PLAN
        .replace("  ordered_on : date\n  paid_on    : date or none\n", "  at : date\n")
        .replace("on ordered_on", "on at")
        .replace("on paid_on", "on at")
        .replace("in proportion to net", "in proportion to bv");
    let program = compile(&plan).result.unwrap().1;
    let orders = "id,seller,bv,net,at,payable_from\n1,A3,100,90,2026-03-05,\n2,A3,50,45,2026-03-06,2026-04-01\n";
    let company = Folder::bare(PARTNERS, TREE, orders).company(&program);
    let paid = |period: &str| -> i64 {
        let period = Period::parse(period).unwrap();
        let settled = settle(&program, &company, period, Knowledge::Everything, 1, &mut Reference).unwrap();
        let of = settled.iter().flat_map(|one| one.outcome.bonuses[0].iter()).map(|line| line.amount);
        of.sum()
    };
    assert_eq!((paid("2026-03"), paid("2026-04"), paid("2026-05")), (3 * 5_60, 3 * 2_80, 0));
}

/// A company begins without any state; what its first month leaves says what was before it.
#[test]
fn a_late_order_of_the_first_month_finds_the_state_before_it() {
    let plan = PLAN.replace(
        "PV = sum",
        "state most : BV of partner = 0 BV\nclosing most = opening most but at least PV\nPV = sum",
    );
    let program = compile(&plan).result.unwrap().1;
    let orders = ORDERS.replace("4,A3,80,72,2026-03-30,", "4,A3,80,72,2026-03-30,2026-04-04");
    let mut months = Months { program, ..Months::new("") };
    months.folder = Folder::bare(PARTNERS, TREE, &orders);
    let settle_once = |months: &Months, period: &str| {
        let (company, settled) = months.settle(period).unwrap();
        let out = tempfile::tempdir().unwrap();
        let settlement = Settlement {
            program: &months.program,
            company: &company,
            settled: &settled,
            plan: ContentHash::of_bytes(b""),
            rule: &|_| String::new(),
            watch: compline_compiler::watch::Watch::default(),
        };
        write(out.path(), Format::Csv, &settlement).unwrap();
        (std::fs::read_to_string(out.path().join("state.csv")).unwrap(), settled)
    };
    let (state, _) = settle_once(&months, "2026-03");
    assert!(state.contains("A1,most,0.00,2026-02\n"), "{state}");
    let folder = std::mem::replace(&mut months.folder, Folder::new());
    months.folder = folder.file("state.csv", state);
    let (_, settled) = settle_once(&months, "2026-04");
    assert_eq!(settled.len(), 2, "the late order has its month's own context");
}
