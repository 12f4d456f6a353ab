//! Every way in which data can be bad: place, cause and cure.

use crate::data::{CANCELLATIONS, Folder, ORDERS, OVERRIDES, PARTNERS, PLACEMENTS, RATES, STATE, STATUS};
use crate::plan;
use compline_runtime::calendar::Period;
use compline_runtime::company::{Company, ReadOptions};
use compline_runtime::snapshot::{Knowledge, Snapshot};
use insta::assert_snapshot;

/// What is told about a folder, by the reader or else by the snapshot of March.
fn told(folder: &Folder) -> String {
    let program = plan::program();
    match folder.read(&program) {
        Err(errors) => errors.to_string(),
        Ok(reading) => {
            match Snapshot::take(&program, &reading.company, Period::parse("2026-03").unwrap(), Knowledge::Everything) {
                Err(errors) => errors.to_string(),
                Ok(_) => reading.warnings.iter().map(|warning| format!("warning: {warning}\n")).collect(),
            }
        }
    }
}

fn with(name: &str, content: impl AsRef<[u8]>) -> String {
    told(&Folder::new().file(name, content))
}

/// The orders with one row more.
fn order(row: &str) -> String {
    with("order.csv", format!("{ORDERS}{row}\n"))
}

fn placement(rows: &str) -> String {
    with("placements.csv", format!("{PLACEMENTS}{rows}"))
}

#[test]
fn good_data_have_no_problems() {
    assert_eq!(told(&Folder::new().without("rates.csv")), "");
    let rates = told(&Folder::new());
    assert!(rates.starts_with("warning: rates.csv: conversion rates are those of the plan"), "{rates}");
}

/// A reversal among the sales would be paid as a sale.
#[test]
fn reversals_have_a_file_of_their_own() {
    let orders = ORDERS.lines().enumerate().map(|(at, line)| match at {
        0 => format!("{line},reverses\n"),
        _ => format!("{line},\n"),
    });
    let mut orders: String = orders.collect();
    let id = ORDERS.lines().nth(1).and_then(|line| line.split(',').next()).unwrap().to_owned();
    let last = ORDERS.lines().last().unwrap();
    let rest = last.split_once(',').unwrap().1;
    orders += &format!("R-1,{rest},{id}\n");
    let told = told(&Folder::new().without("rates.csv").file("order.csv", orders));
    assert!(told.contains("reversals stand in a file of their own"), "{told}");
}

#[test]
fn reversals() {
    let rows = [
        "R1,,99,2026-04-01,,,",
        "R1,,1,2026-04-01,broken,,",
        "R1,,1,,,,",
        "R1,,1,2026-04-01,returned,1,",
        "R1,,1,2026-04-01,returned,0,0",
        "R1,,1,2026-04-01,returned,-1,0",
        "R1,,1,2026-04-01,returned,100000,1",
        "R1,,1,2026-04-01,,,\nR2,,1,2026-04-02,,,",
        "R1,,1,2026-04-01,,1,0\nR2,,1,2026-04-02,,,\nR3,,1,2026-04-03,,1,0",
        "R1,,1,2026-04-01,,1,0\nR1,,1,2026-04-02,,1,0",
    ];
    let head = "id,source,reverses,day,reason,bv,net";
    assert_snapshot!(rows.map(|row| with("order_reversals.csv", format!("{head}\n{row}\n"))).join("\n"));
}

#[test]
fn cells_of_orders() {
    assert_snapshot!(
        [
            "20,A2,12,5,9,goods,2026-03-01,2026-03-01,",
            "20,A2,\"12,5\",9,goods,2026-03-01,2026-03-01,",
            "20,A2,12.505,9,goods,2026-03-01,2026-03-01,",
            "20,A2,-1,9,goods,2026-03-01,2026-03-01,",
            "20,A2,1000000.01,9,goods,2026-03-01,2026-03-01,",
            "20,A2,99999999999999999999,9,goods,2026-03-01,2026-03-01,",
            "20,A2,12 BV,9,goods,2026-03-01,2026-03-01,",
            "20,A2, 12,9,goods,2026-03-01,2026-03-01,",
            "20,A2,,9,goods,2026-03-01,2026-03-01,",
            "20,A2,12,9,Goods,2026-03-01,2026-03-01,",
            "20,A2,12,9,gifts,2026-03-01,2026-03-01,",
            "20,A2,12,9,goods,01.03.2026,2026-03-01,",
            "20,A2,12,9,goods,2026-02-29,2026-03-01,",
            "20,A2,12,9,goods,,2026-03-01,",
            "20,A7,12,9,goods,2026-03-01,2026-03-01,",
            "20,A2 ,12,9,goods,2026-03-01,2026-03-01,",
            "20,,12,9,goods,2026-03-01,2026-03-01,",
            ",A2,12,9,goods,2026-03-01,2026-03-01,",
            "3,A2,12,9,goods,2026-03-01,2026-03-01,",
            "20,A2,12,9,goods,2026-03-01,2026-03-01",
            "20,\"A2,12,9,goods,2026-03-01,2026-03-01,",
        ]
        .map(order)
        .join("\n")
    );
}

#[test]
fn several_problems_in_several_files() {
    let folder = Folder::new()
        .file("partners.csv", PARTNERS.replace("2025-02-01", "yesterday"))
        .file("order.csv", format!("{ORDERS}20,X,1,1,goods,2026-03-01,,\n21,A1,x,y,goods,2026-03-01,,\n"))
        .file("status.csv", format!("{STATUS}A1,gone,2026-01-01,\n"));
    assert_snapshot!(told(&folder));
}

#[test]
fn cells_of_other_events() {
    assert_snapshot!(
        ["C3,99,5%,no,2026-03-20", "C3,2,0.05,no,2026-03-20", "C3,2,5.001%,no,2026-03-20", "C3,2,5%,true,2026-03-20",]
            .map(|row| with("cancellation.csv", format!("{CANCELLATIONS}{row}\n")))
            .join("\n")
    );
}

#[test]
fn references_to_events() {
    let orders = "id,source,reverses,seller,bv,net,category,ordered_on,paid_on,note\n\
        1,shop,,A1,1,1,goods,2026-03-01,,\n1,fair,,A1,1,1,goods,2026-03-01,,\n2,shop,,A1,1,1,goods,2026-03-01,,\n";
    let reversals = "id,source,reverses,day\nR1,shop,7,2026-04-01\nR2,,1,2026-04-01\nR3,fair,1,2026-04-01\n";
    let folder = Folder::new()
        .file("order.csv", orders)
        .file("order_reversals.csv", reversals)
        .file("cancellation.csv", "id,order,share,full,on\nC1,1,5%,no,2026-03-01\n");
    assert_snapshot!(told(&folder));
}

#[test]
fn duplicate_ids() {
    let sources = "id,source,seller,bv,net,category,ordered_on,paid_on,note\n\
        2,shop,A1,1,1,goods,2026-03-01,,\n1,shop,A1,1,1,goods,2026-03-01,,\n1,fair,A1,1,1,goods,2026-03-01,,\n1,shop,A1,1,1,goods,2026-03-01,,\n";
    let partners = format!("{PARTNERS}A2,,,,\n");
    assert_snapshot!([with("partners.csv", partners), with("order.csv", sources)].join("\n"));
}

#[test]
fn placements() {
    assert_snapshot!(
        [
            "forest,A1,,,,2025-01-01,\n",
            "sponsor,X,A1,,,2025-01-01,\n",
            "sponsor,B1,X,,,2025-01-01,\n",
            "sponsor,B1,A1,left,,2025-01-01,\n",
            "sponsor,B1,A1,,1,2025-01-01,\n",
            "sponsor,B1,A1,,,2026-03-01,2026-02-01\n",
            "sponsor,A2,A3,,,2026-01-01,\n",
            "sponsor,A2,,,,2026-01-01,\n",
            "placement,B1,A2,middle,,2025-01-01,\n",
            "placement,B1,A2,,,2025-01-01,\n",
            "placement,B1,,left,,2025-01-01,\n",
            "placement,B1,A1,left,,2025-01-01,\n",
            "placement,B1,A10,left,,2025-01-01,\n",
            "matrix,B1,A1,,3,2025-01-01,\n",
            "matrix,B1,A1,,2,2025-01-01,\n",
            "matrix,B1,A1,,,2025-01-01,\n",
            "matrix,B1,A1,,0,2025-01-01,\n",
        ]
        .map(placement)
        .join("\n")
    );
}

#[test]
fn circles() {
    let short = "tree,partner,parent,valid_from\nsponsor,A1,A3,2025-01-01\nsponsor,A3,A2,2025-01-01\nsponsor,A2,A1,2025-01-01\nsponsor,B1,B1,2025-01-01\nsponsor,A10,A1,2025-01-01\n";
    let mut partners = "id\n".to_owned();
    let mut long = "tree,partner,parent,valid_from\n".to_owned();
    for at in 0..25 {
        partners += &format!("N{at}\n");
        long += &format!("sponsor,N{},N{at},2025-01-01\n", (at + 1) % 25);
    }
    let program = plan::orders_only();
    let told = |folder: Folder| {
        let company = folder.company(&program);
        Snapshot::take(&program, &company, Period::parse("2026-03").unwrap(), Knowledge::Everything)
            .unwrap_err()
            .to_string()
    };
    let empty = "id,seller,bv,net,category,ordered_on,paid_on,note\n";
    assert_snapshot!(
        [told(Folder::bare(PARTNERS, short, empty)), told(Folder::bare(&partners, &long, empty))].join("\n")
    );
}

#[test]
fn dated_tables() {
    assert_snapshot!(
        [
            with("status.csv", format!("{STATUS}A3,terminated,2026-02-01,2026-02-10\n")),
            with("status.csv", format!("{STATUS}A1,inactive,2026-02-01,2026-01-10\n")),
            with("overrides.csv", format!("{OVERRIDES}A2,paid_rank,Silver,2026-03-15,2026-04-30,why,Eva\n")),
            with("overrides.csv", format!("{OVERRIDES}A1,paid_rank,Platin,2026-03-15,2026-04-30,why,Eva\n")),
            with("overrides.csv", format!("{OVERRIDES}A1,cv,5,2026-03-15,2026-04-30,why,Eva\n")),
            with("overrides.csv", format!("{OVERRIDES}A1,rank,5,2026-03-15,2026-04-30,why,Eva\n")),
            with("overrides.csv", format!("{OVERRIDES}A1,paid_rank,Gold,2026-03-15,,,Eva\n")),
            with("rates.csv", format!("{RATES}BV,USD,2026-01-01,1\n")),
            with("rates.csv", format!("{RATES}BV,EUR,2026-01-01,0.7\n")),
            with("rates.csv", format!("{RATES}BV,EUR,2027-01-01,-1\n")),
            with("state.csv", format!("{STATE}A1,title,Gold,2026-W12\n")),
            with("state.csv", format!("{STATE}A1,titles,Gold,2026-02\n")),
            with("state.csv", format!("{STATE}A1,title,Platin,2025-02\n")),
            with("state.csv", format!("{STATE}A1,title,,2025-02\n")),
            with("state.csv", format!("{STATE}A1,title,Silver,2026-02\n")),
        ]
        .join("\n")
    );
}

#[test]
fn headers() {
    let without = |name: &str, other: &str| with("order.csv", ORDERS.replacen(name, other, 1));
    assert_snapshot!(
        [
            without("bv", "BV"),
            without("bv", "volume"),
            without("net,", "bv,"),
            without("note", "remark"),
            with("order.csv", ORDERS.replacen("id,seller", "id;seller", 1)),
            with("order.csv", ORDERS.replace(',', "\t")),
            with("order.csv", ""),
            with("order.csv", "\n"),
        ]
        .join("\n---\n")
    );
}

#[test]
fn encodings() {
    let latin1: Vec<u8> =
        ORDERS.replace("gift", "f\u{fc}r").chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(ORDERS.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let utf16_without_mark: Vec<u8> = ORDERS.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let header: Vec<u8> =
        ORDERS.replace("note", "N\u{f6}te").chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert_snapshot!([latin1, utf16, utf16_without_mark, header].map(|bytes| with("order.csv", bytes)).join("\n"));
}

#[test]
fn files() {
    let all = [
        "partners.csv",
        "placements.csv",
        "order.csv",
        "cancellation.csv",
        "status.csv",
        "overrides.csv",
        "state.csv",
        "rates.csv",
    ];
    let empty = all.into_iter().fold(Folder::new(), Folder::without);
    let twice = Folder::new().file("order.parquet", "PAR1");
    let damaged = Folder::new().without("order.csv").file("order.parquet", "PAR1 and more");
    assert_snapshot!([told(&empty), told(&twice), told(&damaged)].join("\n---\n"));
}

#[test]
fn currencies() {
    let orders = "id,seller,bv,net,net_currency,currency,category,ordered_on,paid_on,note\n\
        1,A1,1,1,EUR,EUR,goods,2026-03-01,,\n2,A1,1,1,USD,,goods,2026-03-01,,\n3,A1,1,1,EUR,CHF,goods,2026-03-01,,\n";
    assert_snapshot!(with("order.csv", orders));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]
    #[test]
    fn no_bytes_stop_the_reader(rows in "[A1,;\"\r\n.0-9é-]{0,80}", header in "(id,seller,bv,net,category,ordered_on,paid_on,note)?[a,;\"\n]{0,3}\n?", garbage in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
        let program = plan::orders_only();
        let placements = "tree,partner,parent,valid_from\n";
        let _ = Folder::bare(PARTNERS, placements, &format!("{header}{rows}")).read(&program);
        let _ = Folder::bare(&rows, placements, "id\n").read(&program);
        let _ = Folder::bare(PARTNERS, placements, "id\n").file("order.csv", &garbage).read(&program);
        let mut parquet = b"PAR1".to_vec();
        parquet.extend(garbage);
        parquet.extend(b"PAR1");
        let _ = Folder::bare(PARTNERS, placements, "id\n").without("order.csv").file("order.parquet", parquet).read(&program);
    }
}

#[test]
fn the_list_ends_at_its_limit_and_the_rest_is_counted() {
    let mut orders = ORDERS.to_owned();
    for at in 0..250 {
        orders += &format!("X{at},nobody,x,1,goods,2026-03-01,,\n");
    }
    let folder = Folder::new().file("order.csv", orders);
    let errors =
        Company::read(folder.path(), &plan::program(), ReadOptions { threads: 1, limit: 3, ..ReadOptions::default() })
            .unwrap_err();
    assert_eq!(errors.more, 497);
    assert_snapshot!(errors);
}

#[test]
fn lines_are_counted_past_blank_lines_and_line_ends_in_cells() {
    let orders =
        ORDERS.replace("first\n", "\"two\nlines\"\n").replace("\n10,", "\n\n\n10,") + "20,A2,x,9,goods,2026-03-01,,\n";
    assert_snapshot!(with("order.csv", orders.replace('\n', "\r\n")));
}
