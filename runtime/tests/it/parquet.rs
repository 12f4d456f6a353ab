//! Columns of Parquet files: whatever they are stored as, the data and what is wrong with them are the same.

use crate::data::Folder;
use crate::plan;
use compline_parquet::{ColumnSpec, Stored, Writer};
use compline_runtime::calendar::day_of;
use compline_runtime::company::{Company, ReadOptions};
use compline_runtime::hash::ContentHash;
use compline_runtime::texts::Ids;
use std::fmt::Write;

/// More rows than a row group has.
const ROWS: i64 = 300_000;
/// So many partners that their ids do not fit into the dictionary of a row group.
const PARTNERS: i64 = 150_000;

const PLACEMENTS: &str = "tree,partner,parent,valid_from\n";

/// How the columns of the orders are stored.
#[derive(Clone, Copy)]
struct Form {
    id: Stored,
    seller: Stored,
    bv: Stored,
    day: Stored,
}

const TYPED: Form =
    Form { id: Stored::Integer, seller: Stored::Integer, bv: Stored::Decimal { scale: 2 }, day: Stored::Date };
const TEXTS: Form = Form { id: Stored::Text, seller: Stored::Text, bv: Stored::Text, day: Stored::Text };

/// One order.
#[derive(Clone)]
struct Order {
    id: i64,
    seller: Option<i64>,
    cents: i64,
    day: u32,
}

fn order(row: i64) -> Order {
    let day = u32::try_from(row % 31).unwrap() + 1;
    Order { id: row + 1, seller: Some(row * 7_919 % PARTNERS), cents: row % 100_000, day }
}

fn orders() -> Vec<Order> {
    (0..ROWS).map(order).collect()
}

fn decimal(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn date(day: u32) -> String {
    format!("2026-03-{day:02}")
}

/// A folder without orders: partners `0`, `1`, ….
fn folder() -> Folder {
    let ids: String = (0..PARTNERS).map(|id| format!("{id}\n")).collect();
    Folder::bare(&format!("id\n{ids}"), PLACEMENTS, "").without("order.csv")
}

fn with_text(orders: &[Order]) -> Folder {
    let mut text = "id,seller,bv,net,category,ordered_on,paid_on,note\n".to_owned();
    for order in orders {
        let seller = order.seller.map(|seller| seller.to_string()).unwrap_or_default();
        let (bv, day) = (decimal(order.cents), date(order.day));
        writeln!(text, "{},{seller},{bv},1,goods,{day},,", order.id).unwrap();
    }
    folder().file("order.csv", text)
}

fn with_parquet(orders: &[Order], form: Form) -> Folder {
    let folder = folder();
    let spec = |name: &str, stored| ColumnSpec { name: name.to_owned(), stored };
    let columns = [
        spec("id", form.id),
        spec("seller", form.seller),
        spec("bv", form.bv),
        spec("net", Stored::Integer),
        spec("category", Stored::Text),
        spec("ordered_on", form.day),
        spec("paid_on", Stored::Date),
        spec("note", Stored::Text),
    ];
    let mut writer = Writer::create(&folder.path().join("order.parquet"), &columns).unwrap();
    for order in orders {
        match form.id {
            Stored::Text => writer.text(0, Some(&order.id.to_string())),
            _ => writer.number(0, Some(order.id)),
        }
        match form.seller {
            Stored::Text => writer.text(1, order.seller.map(|seller| seller.to_string()).as_deref()),
            _ => writer.number(1, order.seller),
        }
        match form.bv {
            Stored::Text => writer.text(2, Some(&decimal(order.cents))),
            Stored::Decimal { scale: 3 } => writer.number(2, Some(order.cents * 10)),
            _ => writer.number(2, Some(order.cents)),
        }
        writer.number(3, Some(1));
        writer.text(4, Some("goods"));
        match form.day {
            Stored::Text => writer.text(5, Some(&date(order.day))),
            _ => writer.number(5, day_of(2026, 3, order.day).map(i64::from)),
        }
        writer.number(6, None);
        writer.text(7, None);
        writer.end_row().unwrap();
    }
    writer.finish().unwrap();
    folder
}

fn hash(folder: &Folder, threads: usize) -> ContentHash {
    let program = plan::orders_only();
    let options = ReadOptions { threads, limit: 10, ..ReadOptions::default() };
    Company::read(folder.path(), &program, options).unwrap().company.content_hash(&program)
}

/// Everything that is told about the orders, by one thread and by three.
fn told(folder: &Folder) -> String {
    let program = plan::orders_only();
    let read = |threads| {
        Company::read(folder.path(), &program, ReadOptions { threads, limit: 10, ..ReadOptions::default() })
            .unwrap_err()
    };
    let errors = read(1);
    assert_eq!(errors, read(3));
    errors.to_string()
}

#[test]
fn every_form_of_a_column_is_the_same() {
    let orders = orders();
    let expected = hash(&with_text(&orders), 2);
    let forms = [
        TYPED,
        TEXTS,
        Form { seller: Stored::Text, ..TYPED },
        Form { bv: Stored::Decimal { scale: 3 }, day: Stored::Text, ..TYPED },
        Form { id: Stored::Integer, ..TEXTS },
    ];
    for (at, form) in forms.into_iter().enumerate() {
        let folder = with_parquet(&orders, form);
        assert_eq!((hash(&folder, 1), hash(&folder, 3)), (expected, expected), "form {at}");
    }
}

#[test]
fn partners_that_are_numbers_are_found_by_numbers_and_by_texts() {
    let orders: Vec<Order> = orders().into_iter().take(1_000).collect();
    let expected = hash(&with_text(&orders), 1);
    for form in [TYPED, TEXTS] {
        let folder = with_parquet(&orders, form).without("partners.csv");
        let columns = [ColumnSpec { name: "id".to_owned(), stored: Stored::Integer }];
        let mut writer = Writer::create(&folder.path().join("partners.parquet"), &columns).unwrap();
        for id in (0..PARTNERS).rev() {
            writer.number(0, Some(id));
            writer.end_row().unwrap();
        }
        writer.finish().unwrap();
        assert_eq!(hash(&folder, 2), expected);
        let company = folder.company(&plan::orders_only());
        assert!(matches!(company.partners.ids, Ids::Numbers(_)));
        assert_eq!(company.partners.ids.find("149999"), Some(149_999));
    }
}

#[test]
fn numbers_in_any_order_are_sorted_as_texts_are() {
    let mut orders: Vec<Order> = orders().into_iter().take(1_000).collect();
    orders.reverse();
    assert_eq!(hash(&with_parquet(&orders, TYPED), 3), hash(&with_text(&orders), 1));
    // With a sign they are no numbers in natural order, and the least one is not an absent one.
    for (order, id) in orders.iter_mut().zip([-10, -9, i64::MIN, i64::MAX, 0]) {
        order.id = id;
    }
    let folder = with_parquet(&orders, TYPED);
    assert_eq!(hash(&folder, 3), hash(&with_text(&orders), 1));
    let ids = &folder.company(&plan::orders_only()).events[0].ids;
    assert_eq!([0, 1, 2, 3].map(|at| ids.get(at).into_owned()), ["-9", "-10", "-9223372036854775808", "0"]);
}

#[test]
fn duplicates_are_found_across_row_groups() {
    let mut orders = orders();
    orders[280_000].id = 6;
    orders[299_999].id = 6;
    for form in [TYPED, TEXTS] {
        assert_eq!(
            told(&with_parquet(&orders, form)),
            "order.parquet, row 280001, column `id`, value `6`: the id stands in row 6 already\n  \
             cure: remove one of the two rows, or give one of the events an id of its own\n\
             order.parquet, row 300000, column `id`, value `6`: the id stands in row 6 already\n  \
             cure: remove one of the two rows, or give one of the events an id of its own"
        );
    }
}

#[test]
fn bad_cells_are_told_with_their_rows() {
    let mut orders = orders();
    orders[7].seller = Some(PARTNERS);
    orders[8].seller = None;
    orders[9].cents = 100_000_001;
    orders[270_000].seller = Some(PARTNERS + 1);
    orders[270_000].cents = 100_000_002;
    orders[290_000].seller = Some(PARTNERS);
    let typed = told(&with_parquet(&orders, TYPED));
    let places: Vec<&str> = typed.lines().filter(|line| !line.starts_with("  cure")).collect();
    assert_eq!(
        places,
        [
            "order.parquet, row 8, column `seller`, value `150000`: there is no partner with this id",
            "order.parquet, row 9, column `seller`: the cell is empty",
            "order.parquet, row 10, column `bv`, value `1000000.01`: outside of the declared range from 0 to 1000000",
            "order.parquet, row 270001, column `bv`, value `1000000.02`: outside of the declared range from 0 to 1000000",
            "order.parquet, row 270001, column `seller`, value `150001`: there is no partner with this id",
            "order.parquet, row 290001, column `seller`, value `150000`: there is no partner with this id",
        ]
    );
    assert_eq!(told(&with_parquet(&orders, TEXTS)), typed);
    // Lines of text have the header before them.
    let text: Vec<String> = told(&with_text(&orders))
        .lines()
        .filter(|line| !line.starts_with("  cure"))
        .filter_map(|line| line.split_once(", column").map(|(_, rest)| rest.to_owned()))
        .collect();
    assert_eq!(
        text,
        places.iter().filter_map(|place| place.split_once(", column")).map(|(_, rest)| rest).collect::<Vec<_>>()
    );
}

#[test]
fn digits_that_the_plan_has_not_are_told() {
    let orders: Vec<Order> = (0..3).map(order).collect();
    let told = told(&with_parquet(&orders, Form { bv: Stored::Decimal { scale: 4 }, ..TYPED }));
    assert_eq!(
        told.lines().filter(|line| !line.starts_with("  cure")).collect::<Vec<_>>(),
        [
            "order.parquet, row 2, column `bv`, value `0.0001`: more than 2 digits after the point",
            "order.parquet, row 3, column `bv`, value `0.0002`: more than 2 digits after the point"
        ]
    );
}

#[test]
fn the_list_ends_at_its_limit_and_the_rest_is_counted() {
    let mut orders = orders();
    orders.iter_mut().for_each(|order| order.seller = Some(-1));
    for form in [TYPED, TEXTS] {
        let told = told(&with_parquet(&orders, form));
        assert!(told.ends_with("\nand 299990 more"), "{told}");
        assert!(told.starts_with("order.parquet, row 1, column `seller`, value `-1`: there is no partner"), "{told}");
    }
}
