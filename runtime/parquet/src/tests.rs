#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;

#[test]
fn what_is_written_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    let spec = |name: &str, stored| ColumnSpec { name: name.to_owned(), stored };
    let mut writer = Writer::create(
        &path,
        &[spec("id", Stored::Text), spec("count", Stored::Integer), spec("bv", Stored::Decimal { scale: 2 })],
    )
    .unwrap();
    let rows = 300_000_i64;
    for row in 0..rows {
        writer.text(0, (row % 3 != 1).then_some(format!("P-{row}")).as_deref());
        writer.number(1, Some(-row));
        writer.number(2, (row % 7 != 0).then_some(row * 100));
        writer.end_row().unwrap();
    }
    writer.finish().unwrap();

    let reader = Reader::open(&path).unwrap();
    let kinds: Vec<_> = reader.columns().iter().map(|c| (c.name.as_str(), c.kind.clone())).collect();
    assert_eq!(kinds, [("id", Kind::Text), ("count", Kind::Integer), ("bv", Kind::Decimal { scale: 2 })]);
    assert_eq!(reader.row_groups(), 2);
    assert_eq!(reader.rows(0) + reader.rows(1), 300_000);
    let (mut a, mut b, mut c) = (0, 0, 0);
    for group in 0..2 {
        reader
            .read(group, 0, |cell| {
                let text = format!("P-{a}");
                assert_eq!(cell, if a % 3 != 1 { Cell::Bytes(text.as_bytes()) } else { Cell::Absent });
                a += 1;
            })
            .unwrap();
        reader
            .read(group, 1, |cell| {
                assert_eq!(cell, Cell::Integer(-b));
                b += 1;
            })
            .unwrap();
        reader
            .read(group, 2, |cell| {
                assert_eq!(cell, if c % 7 != 0 { Cell::Integer(c * 100) } else { Cell::Absent });
                c += 1;
            })
            .unwrap();
    }
    assert_eq!((a, b, c), (rows, rows, rows));
}

#[test]
fn an_empty_table_is_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    Writer::create(&path, &[ColumnSpec { name: "id".to_owned(), stored: Stored::Text }]).unwrap().finish().unwrap();
    let reader = Reader::open(&path).unwrap();
    assert_eq!((reader.row_groups(), reader.columns().len()), (0, 1));
}

#[test]
fn what_is_no_parquet_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    assert!(Reader::open(&path).is_err());
    std::fs::write(&path, "id,bv\n1,2\n").unwrap();
    assert!(Reader::open(&path).err().unwrap().to_string().starts_with("Invalid Parquet file"));
}
