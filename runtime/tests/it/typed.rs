//! What is read: the same tables from every form of the same data.

use crate::data::{CANCELLATIONS, Folder, ORDERS, OVERRIDES, PARTNERS, PLACEMENTS, RATES, STATE, STATUS, shuffled};
use crate::plan;
use compline_compiler::program::NONE;
use compline_compiler::store::Values;
use compline_compiler::watch::Watch;
use compline_parquet::{ColumnSpec, Stored, Writer};
use compline_runtime::calendar::day_of;
use compline_runtime::company::{Company, ROOT, ReadOptions, Standing};
use compline_runtime::hash::ContentHash;
use proptest::prelude::*;

fn hash(company: &Company) -> ContentHash {
    company.content_hash(&plan::program())
}

#[test]
fn texts_of_the_plan_come_first_and_change_no_hash() {
    let mut program = plan::program();
    let plain = Folder::new().company(&program);
    program.texts = ["north", "south", "first"].map(str::to_owned).to_vec();
    let company = Folder::new().company(&program);
    assert_eq!(company.texts.iter().collect::<Vec<_>>(), ["north", "south", "first", "gift", "south, far"]);
    assert_eq!(company.partners.fields[1], Values::I32(vec![0, i32::MIN, 4, 0, i32::MIN]));
    assert_eq!(company.content_hash(&program), hash(&plain));
}

#[test]
fn tables_are_typed_and_in_natural_order() {
    let program = plan::program();
    let company = Folder::new().company(&program);
    let ids: Vec<String> = (0..company.partners.len()).map(|at| company.partners.ids.get(at).into_owned()).collect();
    assert_eq!(ids, ["A1", "A2", "A3", "A10", "B1"]);
    let persons = company.partners.persons.as_ref().unwrap();
    assert_eq!(persons.ids.iter().collect::<Vec<_>>(), ["A1", "A3", "B1", "P7"]);
    assert_eq!(persons.of, [0, 3, 1, 3, 2]);
    assert_eq!(company.texts.iter().collect::<Vec<_>>(), ["first", "gift", "north", "south, far"]);
    assert_eq!(
        company.partners.fields,
        [Values::I32(vec![i32::MIN, 0, i32::MIN, 1, 3]), Values::I32(vec![2, i32::MIN, 3, 2, i32::MIN])]
    );

    let sponsor = &company.placements[0];
    assert_eq!(
        (sponsor.partner.as_slice(), sponsor.parent.as_slice()),
        (&[0, 1, 2, 3, 3][..], &[ROOT, 0, 0, 1, 2][..])
    );
    assert_eq!(company.placements[1].side, [-1, 0, 1]);
    assert_eq!(company.placements[2].side, [-1, 1, 0]);

    let orders = &company.events[0];
    let ids: Vec<String> = (0..orders.rows).map(|at| orders.ids.get(at).into_owned()).collect();
    assert_eq!(ids, ["1", "2", "3", "9", "10", "11", "12"]);
    assert_eq!(orders.fields[0], Values::I32(vec![1, 0, 3, 3, 1, 2, 2]));
    assert_eq!(orders.fields[1], Values::I32(vec![20_000, 10_050, 5_000, 1, 1_000, 2_000, 3_000]));
    assert_eq!(orders.fields[3], Values::I8(vec![0, 1, 2, 0, 0, 0, 0]));
    assert_eq!(orders.fields[5].get(6), NONE);
    let cancellations = &company.events[1];
    assert_eq!(cancellations.fields[0], Values::I32(vec![1, 2]));
    assert_eq!(cancellations.fields[1], Values::I64(vec![5000, 125]));
    assert_eq!(cancellations.fields[2], Values::I8(vec![0, 1]));

    let status: Vec<_> = company.statuses.iter().map(|s| (s.partner, s.standing)).collect();
    assert_eq!(status, [(1, Standing::Terminated), (2, Standing::Inactive), (2, Standing::Active)]);
    let manual: Vec<_> = company.overrides.iter().map(|o| (o.partner, o.value, o.to, o.by.as_str())).collect();
    assert_eq!(manual, [(1, 2, day_of(2026, 3, 31).unwrap(), "Eva"), (2, 1, day_of(2026, 4, 30).unwrap(), "Eva")]);
    assert_eq!(company.states[0].value, [2, 2, 1, 1, 2]);
    assert_eq!(company.rates[1].rate.to_string(), "0.90");
}

#[test]
fn the_form_of_a_file_does_not_matter() {
    let program = plan::program();
    let expected = hash(&Folder::new().company(&program));
    let semicolons =
        |text: &str| text.replace("\"south, far\"", "south\u{1}far").replace(',', ";").replace('\u{1}', ", ");
    let quoted = |text: &str| {
        let cells = |line: &str| line.split(',').map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",");
        text.lines().map(cells).collect::<Vec<_>>().join("\n")
    };
    let forms = [
        Folder::new().file("order.csv", format!("\u{feff}{ORDERS}")),
        Folder::new().file("order.csv", ORDERS.replace('\n', "\r\n")),
        Folder::new().file("order.csv", ORDERS.trim_end()),
        Folder::new().file("order.csv", quoted(ORDERS)),
        Folder::new().file("order.csv", ORDERS.replace('\n', "\n\n")),
        Folder::new().file("partners.csv", semicolons(PARTNERS)).file("order.csv", semicolons(ORDERS)),
        Folder::new().file("partners.csv", PARTNERS.replace("A1,,", "A1,A1,")),
    ];
    for (at, folder) in forms.iter().enumerate() {
        assert_eq!(hash(&folder.company(&program)), expected, "form {at}");
    }
    let changed = [
        Folder::new().file("order.csv", ORDERS.replace("200,", "201,")),
        Folder::new().file("partners.csv", PARTNERS.replace("P7,2025-02-01", "P8,2025-02-01")),
        Folder::new().file("placements.csv", PLACEMENTS.replace("2026-02-28", "2026-02-27")),
        Folder::new().file("overrides.csv", OVERRIDES.replace("promised", "agreed")),
        Folder::new().file("rates.csv", RATES.replace("0.90", "0.91")),
    ];
    for (at, folder) in changed.iter().enumerate() {
        assert_ne!(hash(&folder.company(&program)), expected, "change {at}");
    }
}

#[test]
fn columns_that_nothing_reads_are_warnings() {
    let orders = ORDERS
        .replace("note\n", "note,Paid On\n")
        .replace(",\n", ",,\n")
        .replace("first\n", "first,\n")
        .replace("gift\n", "gift,\n");
    let warnings =
        Folder::new().without("rates.csv").file("order.csv", orders).read(&plan::program()).unwrap().warnings;
    let told: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        ["order.csv, column `Paid On`: nothing reads this column\n  cure: rename it to `paid_on` if that is meant"]
    );
}

fn parquet(folder: &Folder, ids: &[Option<&str>]) {
    let spec = |name: &str, stored| ColumnSpec { name: name.to_owned(), stored };
    let columns = [
        spec("id", Stored::Integer),
        spec("seller", Stored::Text),
        spec("bv", Stored::Decimal { scale: 3 }),
        spec("net", Stored::Integer),
        spec("category", Stored::Text),
        spec("ordered_on", Stored::Date),
        spec("paid_on", Stored::Date),
        spec("note", Stored::Text),
    ];
    let mut writer = Writer::create(&folder.path().join("order.parquet"), &columns).unwrap();
    for (row, seller) in (1..).zip(ids) {
        writer.number(0, Some(row));
        writer.text(1, *seller);
        writer.number(2, Some(row * 1_500 + i64::from(row == 3)));
        writer.number(3, Some(1));
        writer.text(4, Some("goods"));
        writer.number(5, day_of(2026, 3, 1).map(i64::from));
        writer.number(6, None);
        writer.text(7, Some("x").filter(|_| row == 2));
        writer.end_row().unwrap();
    }
    writer.finish().unwrap();
}

#[test]
fn parquet_is_the_same_as_text() {
    let program = plan::program();
    let rows = "id,seller,bv,net,category,ordered_on,paid_on,note\n1,A1,1.5,1,goods,2026-03-01,,\n2,A2,3,1,goods,2026-03-01,,x\n";
    let text = Folder::new().file("order.csv", rows).file("cancellation.csv", "id,order,share,full,on\n");
    let folder = Folder::new().without("order.csv").file("cancellation.csv", "id,order,share,full,on\n");
    parquet(&folder, &[Some("A1"), Some("A2")]);
    assert_eq!(hash(&folder.company(&program)), hash(&text.company(&program)));

    let columns = [
        ("id", Stored::Text),
        ("order", Stored::Integer),
        ("share", Stored::Text),
        ("full", Stored::YesNo),
        ("on", Stored::Date),
    ];
    let columns = columns.map(|(name, stored)| ColumnSpec { name: name.to_owned(), stored });
    let folder = folder.without("cancellation.csv");
    let mut writer = Writer::create(&folder.path().join("cancellation.parquet"), &columns).unwrap();
    writer.text(0, Some("C1"));
    writer.number(1, Some(2));
    writer.text(2, Some("5%"));
    writer.number(3, Some(1));
    writer.number(4, day_of(2026, 3, 2).map(i64::from));
    writer.end_row().unwrap();
    writer.finish().unwrap();
    let text = text.file("cancellation.csv", "id,order,share,full,on\nC1,2,5%,yes,2026-03-02\n");
    assert_eq!(hash(&folder.company(&program)), hash(&text.company(&program)));

    parquet(&folder, &[Some("A1"), Some("X"), Some("A2"), None]);
    insta::assert_snapshot!(folder.read(&program).unwrap_err());
}

#[test]
fn parquet_columns_of_other_types_are_refused() {
    let folder = Folder::new().without("order.csv").file("cancellation.csv", "id,order,share,full,on\n");
    let columns = ["id", "seller", "bv", "net", "category", "ordered_on", "paid_on", "note"]
        .map(|name| ColumnSpec { name: name.to_owned(), stored: Stored::Integer });
    Writer::create(&folder.path().join("order.parquet"), &columns).unwrap().finish().unwrap();
    insta::assert_snapshot!(folder.read(&plan::program()).unwrap_err());
}

#[test]
fn many_blocks_and_threads_are_one_table() {
    let program = plan::orders_only();
    let mut orders = "id,seller,bv,net,category,ordered_on,paid_on,note\n".to_owned();
    for row in 0..200_000_u32 {
        orders += &format!(
            "{},P{},{}.{:02},1,goods,2026-03-{:02},,\"a, \"\"b\"\"\n{row}\"\n",
            row,
            row % 100,
            row % 1000,
            row % 100,
            row % 31 + 1
        );
    }
    let mut partners = "id\n".to_owned();
    (0..100).for_each(|at| partners += &format!("P{at}\n"));
    let folder = Folder::bare(&partners, "tree,partner,parent,valid_from\n", &orders);
    let read = |threads| {
        Company::read(folder.path(), &program, ReadOptions { threads, limit: 1, ..ReadOptions::default() })
            .unwrap()
            .company
    };
    let one = read(1);
    assert_eq!(one.events[0].rows, 200_000);
    for row in [0, 1, 77_777, 199_999_usize] {
        assert_eq!(one.events[0].ids.get(row), row.to_string());
        assert_eq!(one.events[0].fields[0].get(row), i64::try_from(row % 100).unwrap());
        let text = usize::try_from(one.events[0].fields[6].get(row)).unwrap();
        assert_eq!(one.texts.get(text), format!("a, \"b\"\n{row}"));
    }
    let told = std::sync::Mutex::new(Vec::new());
    let tell = |done, total| told.lock().unwrap().push((done, total));
    let options = ReadOptions { threads: 1, watch: Watch::new(&tell), ..ReadOptions::default() };
    assert_eq!(
        one.content_hash(&program),
        Company::read(folder.path(), &program, options).unwrap().company.content_hash(&program)
    );
    let told = told.into_inner().unwrap();
    let size: usize = [&partners, "tree,partner,parent,valid_from\n", &orders].iter().map(|table| table.len()).sum();
    assert!(told.len() > 3, "one call for each block and file: {told:?}");
    assert!(told.iter().all(|(_, total)| *total == size as u64));
    assert!(told.is_sorted() && told.last().unwrap().0 > size as u64 * 99 / 100, "{told:?}");
    assert_eq!(one.content_hash(&program), read(3).content_hash(&program));
    let bad = orders.replace("\n150000,P0,", "\n150000,Q0,").replace("\n199998,P98,998.98", "\n199998,P98,x");
    let folder = Folder::bare(&partners, "tree,partner,parent,valid_from\n", &bad);
    let errors = folder.read(&program).unwrap_err();
    let places: Vec<String> = errors.problems.iter().map(|p| p.place.to_string()).collect();
    assert_eq!(
        places,
        ["order.csv, line 300002, column `seller`, value `Q0`", "order.csv, line 399998, column `bv`, value `x`"]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_order_of_rows_does_not_matter(seed in 0..1000_usize) {
        let program = plan::program();
        let expected = hash(&Folder::new().company(&program));
        let folder = Folder::new()
            .file("partners.csv", shuffled(PARTNERS, seed))
            .file("placements.csv", shuffled(PLACEMENTS, seed + 1))
            .file("order.csv", shuffled(ORDERS, seed + 2))
            .file("cancellation.csv", shuffled(CANCELLATIONS, seed))
            .file("status.csv", shuffled(STATUS, seed))
            .file("overrides.csv", shuffled(OVERRIDES, seed))
            .file("state.csv", shuffled(STATE, seed))
            .file("rates.csv", shuffled(RATES, seed));
        prop_assert_eq!(hash(&folder.company(&program)), expected);
    }
}
