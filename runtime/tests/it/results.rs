//! The result folder.

use crate::data::{Folder, ORDERS};
use crate::plan::{self, bonus, pay};
use compline_compiler::lines::{Block, COMPANY, Lines};
use compline_compiler::outcome::{Cut, Outcome};
use compline_compiler::program::*;
use compline_compiler::store::Values;
use compline_compiler::watch::Watch;
use compline_parquet::{Cell, Reader};
use compline_runtime::calendar::Period;
use compline_runtime::company::Company;
use compline_runtime::context::Context;
use compline_runtime::hash::ContentHash;
use compline_runtime::settle::Settled;
use compline_runtime::snapshot::{Knowledge, Snapshot};
use compline_runtime::write::{Format, Settlement, Summary, write};
use insta::assert_snapshot;
use std::path::Path;

/// The program of the tests with two bonuses, a pool and a cap.
fn program() -> Program {
    let mut program = plan::program();
    let var = |name: &str, ty, shown| Var { name: name.to_owned(), ty, shown };
    let vars = vec![
        var("held", plan::number(plan::EUR, 2), false),
        var("level", plan::number(plan::BV, 0), true),
        var("rate", plan::number(plan::PERCENT, 4), true),
        var("rank", Ty::known(Kind::Word(WordsId(0))), true),
    ];
    let orders = Trigger { space: Space::Event(EventSetId(1)), partner: None, lines_of: None, after: None };
    let lines = Trigger { space: Space::Line(BonusId(1)), partner: None, lines_of: Some(BonusId(0)), after: None };
    program.bonuses = vec![
        bonus("Unilevel", orders, vars, vec![pay(1, Some(2), Some(4))], vec![pay(2, None, None)]),
        bonus(
            "Match",
            lines,
            vec![var("level", plan::number(plan::BV, 0), true)],
            vec![pay(3, None, None)],
            Vec::new(),
        ),
    ];
    program.pools = vec![Pool {
        at: Reach::NOW,
        name: "Leaders".to_owned(),
        site: SiteId(4),
        amount: ColumnId(0),
        member: ColumnId(0),
        weight: ColumnId(0),
    }];
    program.caps = vec![Cap {
        within: Reach::NOW,
        name: "Company".to_owned(),
        site: SiteId(5),
        on: Vec::new(),
        after: Vec::new(),
        scope: CapScope::Company,
        at: ColumnId(0),
        method: CapMethod::InProportion { by_line: false, positive_only: false },
        rounding: CapRounding::SharedExactly,
        excess: CapExcess::Lost,
    }];
    program
}

fn lines(
    blocks: &[(u32, u32, u32, u32, u64)],
    earner: Vec<u32>,
    clause: Vec<u8>,
    vars: Vec<Vec<i64>>,
    amounts: Vec<i64>,
) -> Lines {
    let blocks = blocks.iter().map(|(first_trigger, triggers, first_entry, entries, first_amount)| Block {
        first_trigger: *first_trigger,
        triggers: *triggers,
        first_entry: *first_entry,
        entries: *entries,
        first_amount: *first_amount,
    });
    Lines { blocks: blocks.collect(), earner, clause, vars, amounts }
}

/// Rows of March: A1, A2, A3, A10, B1; paid orders: `2` of A1, `1` of A2.
fn settled(program: &Program, company: &Company) -> Vec<Settled> {
    let context = Context::of(Period::parse("2026-03").unwrap());
    let snapshot = Snapshot::take(program, company, context.period, Knowledge::Everything).unwrap();
    let mut store = context.build_store(program, company, &snapshot, 1).unwrap();
    store.allocate(program);
    for (column, ranks) in [(17, vec![2, 1, 0, 0, 0]), (18, vec![1, 1, 0, 0, 0]), (19, vec![1, 2, 0, 0, 0])] {
        store.columns[column] = Some(Values::I8(ranks));
    }
    let outcome = Outcome {
        bonuses: vec![
            lines(
                &[(0, 1, 0, 2, 0), (1, 1, 2, 2, 2)],
                vec![0, COMPANY, 0, 3],
                vec![0, 1, 0, 0],
                vec![vec![1, NONE, 1, 2], vec![500, NONE, 50, 1250], vec![1, NONE, 2, 0]],
                vec![502, 10_050, 1000, 0],
            ),
            lines(&[(1, 1, 0, 1, 0)], vec![2], vec![0], vec![vec![1]], vec![-5]),
        ],
        parents: vec![Vec::new(), vec![0, 2]],
        pools: vec![lines(&[(0, 1, 0, 2, 0)], vec![0, 3], vec![0, 0], Vec::new(), vec![1, 2])],
        cuts: vec![vec![
            Cut { partner: 0, source: Some(LineSource::Bonus(BonusId(0))), line: Some(2), amount: -100 },
            Cut { partner: 3, source: None, line: None, amount: -1 },
        ]],
        totals: vec![1403, 0, -5, 1, 0],
    };
    vec![Settled { context, snapshot, store, outcome, mirrored: Vec::new(), prior: Vec::new() }]
}

fn written(folder: &Path, format: Format) -> Summary {
    let program = program();
    let company = Folder::new().company(&program);
    let settled = settled(&program, &company);
    let plan = ContentHash::of_bytes(b"plan");
    let rule = |site: SiteId| format!("nordlicht.plan:{}", site.0);
    write(
        folder,
        format,
        &Settlement {
            program: &program,
            company: &company,
            settled: &settled,
            plan,
            rule: &rule,
            watch: Watch::default(),
        },
    )
    .unwrap()
}

#[test]
fn the_result_as_text() {
    let folder = tempfile::tempdir().unwrap();
    let summary = written(folder.path(), Format::Csv);
    let mut names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["lines.csv", "ranks.csv", "state.csv", "summary.json", "totals.csv"]);
    let texts: Vec<String> = names
        .iter()
        .map(|name| format!("{name}\n{}", std::fs::read_to_string(folder.path().join(name)).unwrap()))
        .collect();
    assert_snapshot!(texts.join("\n"));
    // Lines to partners sum to totals.
    let mut sum = 0;
    for record in csv::Reader::from_path(folder.path().join("lines.csv")).unwrap().records() {
        let record = record.unwrap();
        if !record[7].is_empty() {
            sum += record[14].replace('.', "").parse::<i64>().unwrap();
        }
    }
    assert_eq!((sum, summary.paid.to_string().as_str()), (1399, "13.99"));
}

#[test]
fn the_next_period_reads_the_state() {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path(), Format::Csv);
    let program = program();
    let state = std::fs::read_to_string(folder.path().join("state.csv")).unwrap();
    let company = Folder::new().file("state.csv", state).company(&program);
    let april = Context::of(Period::parse("2026-04").unwrap());
    let snapshot = Snapshot::take(&program, &company, april.period, Knowledge::Everything).unwrap();
    let store = april.build_store(&program, &company, &snapshot, 1).unwrap();
    assert_eq!(store.columns[15], Some(Values::I8(vec![2, 1, 0, 0, 0])));
}

/// A Parquet file as text, like the CSV file of the same table.
fn as_text(path: &Path) -> String {
    let reader = Reader::open(path).unwrap();
    let mut rows: Vec<Vec<String>> = vec![Vec::new(); (0..reader.row_groups()).map(|group| reader.rows(group)).sum()];
    for column in 0..reader.columns().len() {
        let mut row = 0;
        for group in 0..reader.row_groups() {
            reader
                .read(group, column, |cell| {
                    rows[row].push(match cell {
                        Cell::Bytes(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
                        Cell::Integer(cents) => format!(
                            "{}{}.{:02}",
                            if cents < 0 { "-" } else { "" },
                            cents.abs() / 100,
                            cents.abs() % 100
                        ),
                        _ => String::new(),
                    });
                    row += 1;
                })
                .unwrap();
        }
    }
    let header: Vec<&str> = reader.columns().iter().map(|column| column.name.as_str()).collect();
    std::iter::once(header.join(",")).chain(rows.into_iter().map(|row| row.join(","))).map(|line| line + "\n").collect()
}

#[test]
fn parquet_holds_the_same() {
    let (text, parquet) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    assert_eq!(written(text.path(), Format::Csv), written(parquet.path(), Format::Parquet));
    for name in ["lines", "totals", "ranks", "state"] {
        let expected = std::fs::read_to_string(text.path().join(format!("{name}.csv"))).unwrap();
        assert_eq!(as_text(&parquet.path().join(format!("{name}.parquet"))), expected);
    }
    // The same rows are the same file.
    let again = tempfile::tempdir().unwrap();
    written(again.path(), Format::Parquet);
    let bytes = |folder: &Path| std::fs::read(folder.join("lines.parquet")).unwrap();
    assert!(bytes(parquet.path()) == bytes(again.path()));
}

#[test]
fn sources_of_events_are_told() {
    let program = program();
    let with_source = |line: (usize, &str)| {
        if line.0 == 0 { format!("{},source\n", line.1) } else { format!("{},\"shop; web\"\n", line.1) }
    };
    let orders: String = ORDERS.lines().enumerate().map(with_source).collect();
    let company = Folder::new().file("order.csv", orders).company(&program);
    let settled = settled(&program, &company);
    let folder = tempfile::tempdir().unwrap();
    let settlement = Settlement {
        program: &program,
        company: &company,
        settled: &settled,
        plan: ContentHash::of_bytes(b""),
        rule: &|_| String::new(),
        watch: Watch::default(),
    };
    write(folder.path(), Format::Csv, &settlement).unwrap();
    let lines = std::fs::read_to_string(folder.path().join("lines.csv")).unwrap();
    assert!(lines.contains("2026-03:Unilevel:0,2026-03,Order,shop; web,2,Unilevel,"), "{lines}");
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("results");
    std::fs::write(&file, "").unwrap();
    let program = program();
    let company = Folder::new().company(&program);
    let settlement = Settlement {
        program: &program,
        company: &company,
        settled: &[],
        plan: ContentHash::of_bytes(b""),
        rule: &|_| String::new(),
        watch: Watch::default(),
    };
    let error = write(&file, Format::Csv, &settlement).unwrap_err().to_string();
    assert!(
        error.starts_with("cannot write ") && error.ends_with("see that the folder can be written to and has room"),
        "{error}"
    );
}
