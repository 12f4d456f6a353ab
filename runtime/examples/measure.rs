//! Times of the runtime's steps on made data: `cargo run --release --example measure -- 1000000 10 [threads]`.
//!
//! Partners and orders are like those of the benchmark's workload: recent sponsors are more
//! likely, half of the orders come from a few partners, and orders stand in the order of time.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a tool for developers")]

#[path = "../tests/it/plan.rs"]
#[expect(dead_code, reason = "shared with the tests")]
mod plan;

use compline_compiler::lines::{Block, Lines};
use compline_compiler::outcome::Outcome;
use compline_compiler::program::{EventSetId, Program, Space, Trigger, Var};
use compline_compiler::store::Values;
use compline_compiler::watch::Watch;
use compline_parquet::{ColumnSpec, Stored, Writer};
use compline_runtime::calendar::{Period, date};
use compline_runtime::company::{Company, EventTable, Partners, Placements, ROOT, ReadOptions};
use compline_runtime::context::Context;
use compline_runtime::hash::ContentHash;
use compline_runtime::settle::Settled;
use compline_runtime::snapshot::{Knowledge, Snapshot};
use compline_runtime::write::{Format, Settlement, result_hash, write};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

struct Draws(u64);

impl Draws {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u64::try_from((u128::from(z ^ (z >> 31)) * u128::from(n)) >> 64).unwrap()
    }
}

/// CPU time of the process in hundredths of a second (Linux).
fn cpu() -> u128 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    stat.split(' ').skip(13).take(2).filter_map(|ticks| ticks.parse::<u128>().ok()).sum()
}

fn timed<T>(what: &str, rows: usize, work: impl FnOnce() -> T) -> T {
    let (start, before) = (Instant::now(), cpu());
    let out = work();
    let (time, used) = (start.elapsed(), (cpu() - before) * 10);
    println!(
        "{what:40} {:>7} ms, CPU {used:>7} ms {:>6} ns per row",
        time.as_millis(),
        used * 1_000_000 / rows.max(1) as u128
    );
    out
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<usize>().unwrap());
    let partners = arguments.next().unwrap_or(1_000_000);
    let orders = partners * arguments.next().unwrap_or(10);
    let threads = arguments.next().unwrap_or(1);
    let mut program = plan::orders_only();
    // Volume needs the amounts only.
    program.columns.drain(2..3);
    program.columns.remove(0);
    let mut draws = Draws(42);
    let n = partners as u64;
    let mut parents = vec![ROOT];
    for id in 1..n {
        let parent = match draws.below(100) {
            0..15 => draws.below(id),
            15..45 if id > 1 => u64::from(parents[usize::try_from(1 + draws.below(id - 1)).unwrap()]),
            _ => id - 1 - draws.below((id / 64).max(1)),
        };
        parents.push(u32::try_from(parent).unwrap());
    }
    let march = Period::parse("2026-03").unwrap();
    let (mut seller, mut bv, mut category, mut day) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for order in 0..orders {
        let mut share = draws.below(1 << 32);
        if order % 2 == 0 {
            share = (share * share) >> 32;
        }
        seller.push(i32::try_from((share * n) >> 32).unwrap());
        bv.push(i32::try_from(200 + draws.below(3000)).unwrap());
        category.push(i8::try_from(draws.below(3)).unwrap());
        day.push(march.start() + i32::try_from(order * 31 / orders).unwrap());
    }
    let fields = vec![
        Values::I32(seller),
        Values::I32(bv.clone()),
        Values::I32(bv),
        Values::I8(category),
        Values::I32(day.clone()),
        Values::I32(day),
        Values::I32(vec![i32::MIN; orders]),
    ];
    let company = Company {
        partners: Partners::sequence(partners),
        placements: vec![Placements::of_parents(parents.clone(), None)],
        events: vec![EventTable::of_columns(orders, fields)],
        ..Company::default()
    };
    for _ in 0..3 {
        let snapshot = timed("snapshot (preorder)", partners, || {
            Snapshot::take(&program, &company, march, Knowledge::Everything).unwrap()
        });
        let store = timed("store (volume and paid grouped)", orders, || {
            Context::of(march).build_store(&program, &company, &snapshot, threads).unwrap()
        });
        assert_eq!(store.events[1].rows, orders);
        drop(timed("contexts", orders, || Context::all(&program, &company, march, Knowledge::Everything)));
    }
    // A fourth argument ends after so many stages.
    let stages = arguments.next().unwrap_or(4);
    if stages < 2 {
        return;
    }
    write_lines(&company, march);
    if stages < 3 {
        return;
    }
    let snapshot = Snapshot::take(&program, &company, march, Knowledge::Everything).unwrap();
    timed("hash of the snapshot", partners, || snapshot.content_hash(&program, &company));
    timed("hash of the company", orders, || company.content_hash(&program));
    let folder = std::env::temp_dir().join("compline-measure");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    write_csv(&folder, &company, &parents);
    let options = ReadOptions { threads, ..ReadOptions::default() };
    for _ in 0..2 {
        let read = timed("read CSV", orders, || Company::read(&folder, &program, options).unwrap());
        assert_eq!(read.company.events[0].rows, orders);
    }
    if stages < 4 {
        return;
    }
    std::fs::remove_file(folder.join("order.csv")).unwrap();
    timed("write Parquet", orders, || write_parquet(&folder, &company));
    for _ in 0..2 {
        let read = timed("read Parquet", orders, || Company::read(&folder, &program, options).unwrap());
        assert_eq!(read.company.events[0].rows, orders);
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

/// The small program with a bonus for each paid order.
fn with_bonus() -> Program {
    let mut program = plan::orders_only();
    let orders = Trigger { space: Space::Event(EventSetId(1)), partner: None, lines_of: None, after: None };
    let level = Var { name: "level".to_owned(), ty: plan::number(plan::BV, 0), shown: true };
    program.bonuses = vec![plan::bonus("Unilevel", orders, vec![level], vec![plan::pay(1, None, Some(4))], Vec::new())];
    program
}

/// Five lines for each order, all to the same partners.
fn write_lines(company: &Company, march: Period) {
    let program = with_bonus();
    let snapshot = Snapshot::take(&program, company, march, Knowledge::Everything).unwrap();
    let store = Context::of(march).build_store(&program, company, &snapshot, 1).unwrap();
    let mut lines = Lines::default();
    for (row, group) in store.events[1].groups.windows(2).enumerate() {
        let triggers = group[1] - group[0];
        lines.blocks.push(Block {
            first_trigger: group[0],
            triggers,
            first_entry: u32::try_from(row * 5).unwrap(),
            entries: 5,
            first_amount: u64::from(group[0]) * 5,
        });
        lines.earner.extend((0..5).map(|level| u32::try_from(row.saturating_sub(level * 7)).unwrap()));
        lines.clause.extend([0; 5]);
    }
    lines.vars = vec![(0..lines.earner.len()).map(|at| i64::try_from(at % 5).unwrap() + 1).collect()];
    lines.amounts = (0..store.events[1].rows * 5).map(|at| i64::try_from(at % 977).unwrap() + 1).collect();
    let count = lines.amounts.len();
    let outcome = Outcome {
        bonuses: vec![lines],
        parents: vec![Vec::new()],
        totals: vec![1; store.partners],
        ..Outcome::default()
    };
    let settled =
        [Settled { context: Context::of(march), snapshot, store, outcome, mirrored: Vec::new(), prior: Vec::new() }];
    let plan = ContentHash::of_bytes(b"");
    let settlement = Settlement {
        program: &program,
        company,
        settled: &settled,
        plan,
        rule: &|_| "nordlicht.plan:87 Unilevel".to_owned(),
        watch: Watch::default(),
    };
    timed("hash of the result", count, || result_hash(&program, &settled));
    let folder = std::env::temp_dir().join("compline-measure-lines");
    for format in [Format::Csv, Format::Parquet] {
        timed(&format!("write the result as {format:?}"), count, || write(&folder, format, &settlement).unwrap());
    }
    for name in ["lines.csv", "lines.parquet"] {
        let bytes = std::fs::metadata(folder.join(name)).unwrap().len();
        println!("{name:40} {:>7} MB, {:>4} bytes per line", bytes >> 20, bytes / count as u64);
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

fn partner(number: i64) -> String {
    format!("DE-{number:07}")
}

const WORDS: [&str; 3] = ["goods", "starter_kit", "service"];

fn write_csv(folder: &Path, company: &Company, parents: &[u32]) {
    let file = |name: &str| std::io::BufWriter::new(std::fs::File::create(folder.join(name)).unwrap());
    let (mut partners, mut placements) = (file("partners.csv"), file("placements.csv"));
    writeln!(partners, "id").unwrap();
    writeln!(placements, "tree,partner,parent,valid_from,valid_to").unwrap();
    for (id, parent) in (0..).zip(parents) {
        let parent = if *parent == ROOT { String::new() } else { partner((*parent).into()) };
        writeln!(partners, "{}", partner(id)).unwrap();
        writeln!(placements, "sponsor,{},{parent},2026-01-01,", partner(id)).unwrap();
    }
    let mut orders = file("order.csv");
    writeln!(orders, "id,seller,bv,net,category,ordered_on,paid_on,note").unwrap();
    let table = &company.events[0];
    for row in 0..table.rows {
        let cell = |field: usize| table.fields[field].get(row);
        let (amount, day) = (cell(1), date(i32::try_from(cell(4)).unwrap()));
        let category = WORDS[usize::try_from(cell(3)).unwrap()];
        writeln!(
            orders,
            "A{row},{},{a}.{c:02},{a}.{c:02},{category},{day},{day},",
            partner(cell(0)),
            a = amount / 100,
            c = amount % 100
        )
        .unwrap();
    }
}

fn write_parquet(folder: &Path, company: &Company) {
    let spec = |name: &str, stored| ColumnSpec { name: name.to_owned(), stored };
    let columns = [
        spec("id", Stored::Text),
        spec("seller", Stored::Text),
        spec("bv", Stored::Decimal { scale: 2 }),
        spec("net", Stored::Decimal { scale: 2 }),
        spec("category", Stored::Text),
        spec("ordered_on", Stored::Text),
        spec("paid_on", Stored::Text),
        spec("note", Stored::Text),
    ];
    let mut writer = Writer::create(&folder.join("order.parquet"), &columns).unwrap();
    let table = &company.events[0];
    for row in 0..table.rows {
        let cell = |field: usize| table.fields[field].get(row);
        let day = date(i32::try_from(cell(4)).unwrap()).to_string();
        writer.text(0, Some(&format!("A{row}")));
        writer.text(1, Some(&partner(cell(0))));
        writer.number(2, Some(cell(1)));
        writer.number(3, Some(cell(1)));
        writer.text(4, Some(WORDS[usize::try_from(cell(3)).unwrap()]));
        writer.text(5, Some(&day));
        writer.text(6, Some(&day));
        writer.text(7, None);
        writer.end_row().unwrap();
    }
    writer.finish().unwrap();
}
