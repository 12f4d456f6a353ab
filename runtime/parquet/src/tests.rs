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

/// Writes a file of one row with the parquet library itself and reads it back.
fn foreign<T: parquet::data_type::DataType>(
    physical: parquet::basic::Type,
    logical: Option<parquet::basic::LogicalType>,
    size: (i32, i32, i32),
    value: T::T,
) -> (Kind, String) {
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::types::Type;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    let field = Type::primitive_type_builder("a", physical)
        .with_logical_type(logical)
        .with_length(size.0)
        .with_precision(size.1)
        .with_scale(size.2);
    let field = field.with_repetition(parquet::basic::Repetition::REQUIRED).build().unwrap();
    let schema = Type::group_type_builder("schema").with_fields(vec![field.into()]).build().unwrap();
    let mut writer =
        SerializedFileWriter::new(std::fs::File::create(&path).unwrap(), schema.into(), Default::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<T>().write_batch(&[value], None, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
    let reader = Reader::open(&path).unwrap();
    let mut cells = String::new();
    let result = reader.read(0, 0, |cell| cells += &format!("{cell:?}"));
    (reader.columns().first().unwrap().kind.clone(), result.map_or_else(|error| error.to_string(), |()| cells))
}

#[test]
fn files_of_others_are_understood() {
    use parquet::basic::{LogicalType, TimeUnit, Type as Physical};
    use parquet::data_type::*;
    let none = (-1, -1, -1);
    let read = |kind, cell: &str| (kind, cell.to_owned());
    assert_eq!(
        foreign::<Int32Type>(Physical::INT32, Some(LogicalType::Date), none, 20_500),
        read(Kind::Date, "Integer(20500)")
    );
    assert_eq!(foreign::<BoolType>(Physical::BOOLEAN, None, none, true), read(Kind::YesNo, "YesNo(true)"));
    let micros = Some(LogicalType::timestamp(true, TimeUnit::MICROS));
    assert_eq!(
        foreign::<Int64Type>(Physical::INT64, micros, none, -1),
        read(Kind::Moment { per_second: 1_000_000 }, "Integer(-1)")
    );
    assert_eq!(
        foreign::<Int32Type>(Physical::INT32, Some(LogicalType::integer(32, false)), none, -1),
        read(Kind::Integer, "Integer(4294967295)")
    );
    assert_eq!(
        foreign::<Int32Type>(Physical::INT32, Some(LogicalType::integer(8, true)), none, -1),
        read(Kind::Integer, "Integer(-1)")
    );
    let decimal = |precision| Some(LogicalType::decimal(3, precision));
    assert_eq!(
        foreign::<Int32Type>(Physical::INT32, decimal(9), (-1, 9, 3), -1500),
        read(Kind::Decimal { scale: 3 }, "Integer(-1500)")
    );
    let bytes = |bytes: &[u8]| ByteArray::from(bytes.to_vec());
    let wide = |value: &[u8], precision| {
        let size = (i32::try_from(value.len()).unwrap(), precision, 3);
        foreign::<FixedLenByteArrayType>(Physical::FIXED_LEN_BYTE_ARRAY, decimal(precision), size, bytes(value).into())
    };
    assert_eq!(wide(&[0xff, 0xfe], 4), read(Kind::Decimal { scale: 3 }, "Integer(-2)"));
    assert_eq!(wide(&[0, 0, 0, 0, 0, 0, 0, 0, 1, 0], 20), read(Kind::Decimal { scale: 3 }, "Integer(256)"));
    assert_eq!(wide(&[1, 0, 0, 0, 0, 0, 0, 0, 0], 20), read(Kind::Decimal { scale: 3 }, "Wide(18446744073709551616)"));
    let refused = "the column's type cannot be read";
    assert_eq!(foreign::<DoubleType>(Physical::DOUBLE, None, none, 1.0), read(Kind::Float, refused));
    assert_eq!(
        foreign::<Int64Type>(Physical::INT64, Some(LogicalType::integer(64, false)), none, 1),
        read(Kind::Other("unsigned 64-bit numbers".to_owned()), refused)
    );
    assert_eq!(
        foreign::<ByteArrayType>(Physical::BYTE_ARRAY, None, none, bytes(b"x")),
        read(Kind::Text, "Bytes([120])")
    );
}

#[test]
fn what_is_no_parquet_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    assert!(Reader::open(&path).is_err());
    std::fs::write(&path, "id,bv\n1,2\n").unwrap();
    assert!(Reader::open(&path).err().unwrap().to_string().starts_with("Invalid Parquet file"));
}
