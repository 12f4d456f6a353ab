#![expect(clippy::unwrap_used, reason = "tests")]

use super::Dictionary;
use crate::{CellValues, Reader};
use parquet::basic::{Compression, Encoding, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

/// Writes one column of one row group with the parquet library itself.
fn written(
    properties: WriterPropertiesBuilder,
    repetition: Repetition,
    cells: &[Option<Vec<u8>>],
) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let field = Type::primitive_type_builder("a", Physical::BYTE_ARRAY).with_repetition(repetition).build().unwrap();
    let schema = Type::group_type_builder("schema").with_fields(vec![field.into()]).build().unwrap();
    let file = std::fs::File::create(folder.path().join("a.parquet")).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema.into(), properties.build().into()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let values: Vec<ByteArray> = cells.iter().flatten().map(|cell| ByteArray::from(cell.clone())).collect();
    let levels: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
    let levels = (repetition == Repetition::OPTIONAL).then_some(levels.as_slice());
    column.typed::<ByteArrayType>().write_batch(&values, levels, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
    folder
}

/// The cells that are read, and how many texts had to be looked at.
fn read(folder: &tempfile::TempDir) -> (Vec<Option<Vec<u8>>>, usize) {
    let reader = Reader::open(&folder.path().join("a.parquet")).unwrap();
    let (mut out, mut texts) = (Vec::new(), 0);
    reader
        .read_cells(0, 0, |cells| {
            let CellValues::Texts(places, dictionary) = cells.values else { return };
            cells.each_of(places, |place| {
                let bytes = place.map(|place| dictionary.bytes(*place));
                if let Some(place) = place {
                    assert_eq!(dictionary.text(*place), std::str::from_utf8(bytes.unwrap()).ok());
                }
                out.push(bytes.map(<[u8]>::to_vec));
            });
            texts = dictionary.len();
        })
        .unwrap();
    (out, texts)
}

/// A way to write a column.
type Form = fn(WriterPropertiesBuilder) -> WriterPropertiesBuilder;

/// Long texts of which every third comes again, with absent ones in between.
fn cells(absent: bool) -> Vec<Option<Vec<u8>>> {
    (0..30_000_u32)
        .map(|row| {
            (!absent || row % 7 != 3).then(|| format!("{:0>60}", if row % 3 == 0 { 0 } else { row }).into_bytes())
        })
        .collect()
}

#[test]
fn every_form_of_a_column_reads_the_same() {
    let builder = WriterProperties::builder;
    let forms: [(&str, Form); 6] = [
        ("a dictionary", |p| p.set_dictionary_page_size_limit(100 << 20)),
        ("a dictionary that is soon full", |p| p.set_dictionary_page_size_limit(100_000)),
        ("no dictionary", |p| p.set_dictionary_enabled(false)),
        ("compressed", |p| p.set_compression(Compression::SNAPPY)),
        ("differences", |p| p.set_dictionary_enabled(false).set_encoding(Encoding::DELTA_BYTE_ARRAY)),
        ("lengths first", |p| {
            p.set_dictionary_page_size_limit(100_000).set_encoding(Encoding::DELTA_LENGTH_BYTE_ARRAY)
        }),
    ];
    for (name, form) in forms {
        for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
            for (repetition, absent) in [(Repetition::OPTIONAL, true), (Repetition::REQUIRED, false)] {
                let cells = cells(absent);
                let folder = written(form(builder()).set_writer_version(version), repetition, &cells);
                assert!(read(&folder).0 == cells, "{name}, {version:?}, {repetition:?}");
            }
        }
    }
}

#[test]
fn texts_of_a_dictionary_are_looked_at_once() {
    let cells: Vec<_> = (0..30_000).map(|row| Some(format!("P-{}", row % 10).into_bytes())).collect();
    let folder = written(WriterProperties::builder(), Repetition::OPTIONAL, &cells);
    assert!(read(&folder) == (cells, 10));
}

#[test]
fn a_column_of_nothing_has_no_texts() {
    let folder = written(WriterProperties::builder(), Repetition::OPTIONAL, &[None, None]);
    assert_eq!(read(&folder), (vec![None, None], 0));
}

#[test]
fn lengths_are_no_part_of_texts() {
    // The length 128 is a byte that continues a character; 0xc3 alone begins one.
    let mut first = vec![b'a'; 0x44];
    first.push(0xc3);
    let cells = [first, vec![b'b'; 128], "ä".as_bytes().to_vec(), Vec::new(), vec![0xff]].map(Some);
    for enabled in [true, false] {
        let folder = written(WriterProperties::builder().set_dictionary_enabled(enabled), Repetition::REQUIRED, &cells);
        assert_eq!(read(&folder).0, cells);
    }
}

#[test]
fn damaged_pages_are_refused() {
    let mut dictionary = Dictionary::default();
    for page in [&[1_u8, 0][..], &[5, 0, 0, 0, b'a'], &[0xff, 0xff, 0xff, 0xff, b'a']] {
        assert!(dictionary.add_page(page, 10).is_err());
    }
}
