//! What is written is read back; what strangers send is refused with a reason.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where something is not as it should be"
)]

use super::*;
use calamine::{Data, Reader as _, Xlsx};
use chrono::TimeZone as _;
use proptest::prelude::*;
use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn table() -> Table {
    Table {
        title: "Partner/Zahlungen: März".to_owned(),
        columns: vec![
            Column::new("Name", Kind::Text),
            Column::new("Zahl", Kind::Integer),
            Column::new("Betrag", Kind::Amount { currency: "EUR".to_owned() }),
            Column::new("Satz", Kind::Decimal { places: 3 }),
            Column::new("Tag", Kind::Date),
            Column::new("Moment", Kind::Moment),
        ],
        rows: vec![
            vec![
                Cell::Text("Łukasz \"der Große\"; & Co,".to_owned()),
                Cell::Integer(-7),
                Cell::Amount(-123_456),
                Cell::Decimal(Decimal::new(-12_345, 3)),
                Cell::Date(day(2026, 3, 15)),
                Cell::Moment(Utc.with_ymd_and_hms(2026, 3, 15, 10, 0, 1).unwrap()),
            ],
            vec![
                Cell::Text("=HYPERLINK(\"http://x\")\nzweite Zeile".to_owned()),
                Cell::Integer(i64::MAX),
                Cell::Amount(i64::MIN),
                Cell::Empty,
                Cell::Date(day(1999, 12, 31)),
                Cell::Empty,
            ],
        ],
    }
}

fn csv(table: &Table, delimiter: Delimiter, byte_order_mark: bool) -> String {
    String::from_utf8(to_csv(table, CsvStyle { delimiter, byte_order_mark }).unwrap()).unwrap()
}

fn xlsx(tables: &[Table]) -> Vec<u8> {
    to_xlsx(tables, Utc.with_ymd_and_hms(2026, 4, 1, 8, 0, 0).unwrap()).unwrap()
}

fn read_default(bytes: &[u8]) -> Result<Sheet, ReadError> {
    read(bytes, &Options::default())
}

fn told(text: &str) -> String {
    read_default(text.as_bytes()).unwrap_err().to_string()
}

#[test]
fn csv_has_the_form_that_was_asked_for() {
    assert_eq!(
        csv(&table(), Delimiter::Comma, false),
        "Name,Zahl,Betrag,Satz,Tag,Moment\r\n\
         \"Łukasz \"\"der Große\"\"; & Co,\",-7,-1234.56,-12.345,2026-03-15,2026-03-15T10:00:01Z\r\n\
         \"'=HYPERLINK(\"\"http://x\"\")\nzweite Zeile\",9223372036854775807,-92233720368547758.08,,1999-12-31,\r\n"
    );
    let semicolons = csv(&table(), Delimiter::Semicolon, true);
    assert!(semicolons.starts_with("\u{feff}Name;Zahl;"));
    assert!(semicolons.contains(";-7;-1234,56;-12,345;2026-03-15;"), "{semicolons}");
}

#[test]
fn cells_of_a_sheet_have_types() {
    let bytes = xlsx(&[table(), table()]);
    assert_eq!(bytes, xlsx(&[table(), table()]), "the same tables, the same bytes");
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(workbook.sheet_names(), ["Partner Zahlungen  März", "Partner Zahlungen  März 2"]);
    let range = workbook.worksheet_range("Partner Zahlungen  März").unwrap();
    assert_eq!(range.get_value((1, 2)), Some(&Data::Float("-1234.56".parse().unwrap())));
    assert_eq!(range.get_value((2, 0)), Some(&Data::String("=HYPERLINK(\"http://x\")\nzweite Zeile".to_owned())));
    // Beyond fifteen digits a sheet would lose some.
    assert_eq!(range.get_value((2, 1)), Some(&Data::String("9223372036854775807".to_owned())));
    assert!(matches!(range.get_value((1, 4)), Some(Data::DateTime(_))));
    let formulas = workbook.worksheet_formula("Partner Zahlungen  März").unwrap();
    assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()));
}

#[test]
fn a_sheet_is_frozen_filtered_and_formatted() {
    let mut archive = zip::ZipArchive::new(Cursor::new(xlsx(&[table()]))).unwrap();
    let mut part = |name: &str| std::io::read_to_string(archive.by_name(name).unwrap()).unwrap();
    let sheet = part("xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<pane ySplit=\"1\" topLeftCell=\"A2\""), "{sheet}");
    assert!(sheet.contains("<autoFilter ref=\"A1:F3\""), "{sheet}");
    assert!(!sheet.contains("<f>"), "{sheet}");
    assert!(sheet.contains("<v>-1234.56</v>"), "{sheet}");
    let styles = part("xl/styles.xml");
    assert!(styles.contains("#,##0.000") && styles.contains("yyyy-mm-dd hh:mm:ss"), "{styles}");
    assert!(part("docProps/core.xml").contains("2026-04-01T08:00:00Z"));
}

#[test]
fn both_formats_are_read_alike() {
    let csv = read_default(csv(&table(), Delimiter::Comma, true).as_bytes()).unwrap();
    let xlsx = read_default(&xlsx(&[table()])).unwrap();
    assert_eq!(csv.columns, xlsx.columns);
    assert_eq!(csv.rows[0].cells[..5], xlsx.rows[0].cells[..5]);
    assert_eq!(csv.rows[1].cells, xlsx.rows[1].cells);
    assert_eq!(csv.rows[0].cells[5], "2026-03-15T10:00:01Z");
    assert_eq!(xlsx.rows[0].cells[5], "2026-03-15T10:00:01");
    assert_eq!(xlsx.rows[1].cells[0], "=HYPERLINK(\"http://x\")\nzweite Zeile");
    assert_eq!((csv.rows[1].number, xlsx.rows[1].number), (3, 3));
    assert_eq!(xlsx.sheets, ["Partner Zahlungen  März"]);
}

#[test]
fn the_sheet_can_be_chosen() {
    let bytes = xlsx(&[table(), Table { title: "Zwei".to_owned(), ..table() }]);
    let options = |sheet: &str| Options { sheet: Some(sheet.to_owned()), ..Options::default() };
    assert_eq!(read(&bytes, &options("Zwei")).unwrap().sheets.len(), 2);
    assert_eq!(
        read(&bytes, &options("Drei")).unwrap_err().to_string(),
        "there is no sheet `Drei`; choose one of: Partner Zahlungen  März, Zwei"
    );
}

#[test]
fn tables_that_do_not_fit_together_are_not_written() {
    let mut messages = String::new();
    for change in [
        |table: &mut Table| table.columns[1].name = "Name".to_owned(),
        |table: &mut Table| table.rows[1].truncate(5),
        |table: &mut Table| table.rows[0][2] = Cell::Integer(5),
        |table: &mut Table| table.columns[2].kind = Kind::Amount { currency: "EURO".to_owned() },
    ] {
        let mut table = table();
        change(&mut table);
        let style = CsvStyle { delimiter: Delimiter::Comma, byte_order_mark: false };
        messages.push_str(&format!("{}\n", to_csv(&table, style).unwrap_err()));
        assert!(to_xlsx(&[table], Utc::now()).is_err());
    }
    let mut long = table();
    long.rows[0][0] = Cell::Text("x".repeat(32_768));
    messages.push_str(&format!("{}\n", to_xlsx(&[long], Utc::now()).unwrap_err()));
    insta::assert_snapshot!(messages);
}

#[test]
fn separators_are_found() {
    for (text, columns) in [
        ("a,b\n1,2\n", vec!["a", "b"]),
        ("a;b\n1,5;2,5\n", vec!["a", "b"]),
        ("a\tb, c\n1\t2\n", vec!["a", "b, c"]),
        ("a|b\n1|2\n", vec!["a", "b"]),
        ("\"a;x\",b\n\"1;2\",2\n", vec!["a;x", "b"]),
        ("only\n1\n", vec!["only"]),
        ("name;text\nx;a, b, c\ny;d\n", vec!["name", "text"]),
    ] {
        assert_eq!(read_default(text.as_bytes()).unwrap().columns, columns, "{text}");
    }
}

#[test]
fn row_numbers_are_those_of_the_file() {
    let sheet = read_default(b"\n\na;b\r\n\r\n;\r\n\"1\r\n2\";3\r\n4;5").unwrap();
    let rows: Vec<(u64, Vec<&str>)> =
        sheet.rows.iter().map(|row| (row.number, row.cells.iter().map(String::as_str).collect())).collect();
    assert_eq!(rows, [(6, vec!["1\r\n2", "3"]), (8, vec!["4", "5"])]);
}

#[test]
fn empty_columns_at_the_end_are_left_out() {
    assert_eq!(read_default(b"a;b;;\n1;2;;\n").unwrap().columns, ["a", "b"]);
    assert_eq!(told("a;b;;\n1;2;3;\n"), "column 3 has values but no name; name it in the first row");
    assert_eq!(told("a;;b\n1;2;3\n"), "column 2 has values but no name; name it in the first row");
}

#[test]
fn encodings_are_told_and_offered() {
    let latin = b"Name;Ort\nM\xfcller;K\xf6ln\n";
    assert_eq!(
        read_default(latin).unwrap_err().to_string(),
        "line 2 is not UTF-8; as CP1252 it reads `Müller;Köln`: if that is right, read the file as CP1252, else save \
         it as CSV in UTF-8"
    );
    let options = Options { encoding: Encoding::Windows1252, ..Options::default() };
    assert_eq!(read(latin, &options).unwrap().rows[0].cells, ["Müller", "Köln"]);
    assert_eq!(read("\u{feff}Name\nMüller\n".as_bytes(), &options).unwrap().rows[0].cells, ["Müller"]);
    assert_eq!(read(b"Name\nM\x81ller\n", &options).unwrap_err().to_string(), told_bytes(b"Name\nM\x81ller\n"));
    let utf16: Vec<u8> = "\u{feff}Name\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(told_bytes(&utf16), "the file is UTF-16, which is not read; save it as CSV in UTF-8");
    assert!(told_bytes(&utf16[2..]).starts_with("the file is UTF-16 without a mark"));
}

fn told_bytes(bytes: &[u8]) -> String {
    read_default(bytes).unwrap_err().to_string()
}

#[test]
fn what_cannot_be_read_is_told() {
    let mut messages = String::new();
    for text in [
        "",
        "\n \n",
        "a;a\n1;2\n",
        "Name;name \n1;2\n",
        "1;2\n3;4\n",
        "2026-03-15;x\n",
        "a;b\n1;2;3\n1\n",
        "a;b\n\"1;2\n3;4\n",
        "a;b\n5\"\" pipe;2\n\"x\" y;\"open\"\" still\n",
        "%PDF-1.7",
        "PK\u{3}\u{4}nonsense",
    ] {
        messages.push_str(&format!("{text:?}\n    {}\n", told(text)));
    }
    messages.push_str(&format!("{}\n", told_bytes(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1])));
    insta::assert_snapshot!(messages);
    // Quotes inside of a cell are no quotes around it.
    assert_eq!(read_default(b"a;b\n5\"\" pipe;2\n").unwrap().rows[0].cells[0], "5\"\" pipe");
}

#[test]
fn limits_hold() {
    let limited = |limits: Limits, bytes: &[u8]| read(bytes, &Options { limits, ..Options::default() });
    let text = "a;b;c\n1;2;3\n4;5;6\n";
    assert!(limited(Limits { rows: 2, columns: 3, cell: 1, bytes: 18, ..Limits::default() }, text.as_bytes()).is_ok());
    let sheet = xlsx(&[table()]);
    for (limits, error) in [
        (Limits { bytes: 17, ..Limits::default() }, ReadError::TooManyBytes { found: 18, most: 17 }),
        (Limits { rows: 1, ..Limits::default() }, ReadError::TooManyRows { most: 1 }),
        (Limits { columns: 2, ..Limits::default() }, ReadError::TooManyColumns { row: 1, most: 2 }),
        (Limits { cell: 0, ..Limits::default() }, ReadError::CellTooLong { row: 1, column: 1, most: 0 }),
    ] {
        assert_eq!(limited(limits, text.as_bytes()), Err(error.clone()));
        let from_sheet = limited(limits, &sheet).unwrap_err();
        assert_eq!(std::mem::discriminant(&from_sheet), std::mem::discriminant(&error), "{from_sheet}");
    }
}

/// A workbook whose one sheet has the given text.
fn workbook(sheet: &[u8]) -> Vec<u8> {
    let mut source = zip::ZipArchive::new(Cursor::new(xlsx(&[table()]))).unwrap();
    let mut target = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..source.len() {
        let file = source.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        if name == "xl/worksheets/sheet1.xml" {
            target.start_file(name, SimpleFileOptions::default()).unwrap();
            target.write_all(sheet).unwrap();
        } else {
            target.raw_copy_file(file).unwrap();
        }
    }
    target.finish().unwrap().into_inner()
}

#[test]
fn bombs_do_not_go_off() {
    // Forty megabytes of blanks in forty kilobytes.
    let bomb = workbook(&vec![b' '; 40_000_000]);
    assert!(bomb.len() < 100_000, "{}", bomb.len());
    let error = read_default(&bomb).unwrap_err();
    assert!(matches!(error, ReadError::UnpacksTooLarge { .. }), "{error}");
    // Two cells in far corners: a full grid of them would have sixteen thousand million.
    let corners = workbook(
        b"<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>\
          <row r=\"1\"><c r=\"A1\" t=\"str\"><v>a</v></c></row>\
          <row r=\"1048576\"><c r=\"XFD1048576\" t=\"str\"><v>b</v></c></row></sheetData></worksheet>",
    );
    assert_eq!(read_default(&corners), Err(ReadError::TooManyColumns { row: 1_048_576, most: 500 }));
    let error = workbook(
        b"<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>\
          <row r=\"1\"><c r=\"A1\" t=\"str\"><v>a</v></c></row>\
          <row r=\"2\"><c r=\"A2\" t=\"e\"><v>#REF!</v></c></row></sheetData></worksheet>",
    );
    assert_eq!(
        read_default(&error).unwrap_err().to_string(),
        "row 2, column 1: the cell shows `#REF!`; correct the formula or write the value"
    );
    for cut in [100, 1_000, bomb.len() - 10] {
        assert!(matches!(read_default(&bomb[..cut]), Err(ReadError::Damaged { .. })));
    }
}

#[test]
fn cells_in_impossible_places_are_refused() {
    let sheet = workbook(
        b"<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>\
          <row r=\"1\"><c r=\"A99999999999\" t=\"str\"><v>a</v></c></row></sheetData></worksheet>",
    );
    assert_eq!(
        told_bytes(&sheet),
        "the file is damaged: a cell has a place or a value that no spreadsheet writes; open it in a spreadsheet and \
         save it again"
    );
}

#[test]
fn a_zip_that_is_no_workbook_is_told_apart() {
    let mut target = ZipWriter::new(Cursor::new(Vec::new()));
    target.start_file("content.xml", SimpleFileOptions::default()).unwrap();
    let bytes = target.finish().unwrap().into_inner();
    assert_eq!(
        told_bytes(&bytes),
        "the file is an OpenDocument file, which is not read; save it as `.xlsx` or as CSV in UTF-8"
    );
}

/// Texts that try to be formulas, separators, quotes, lines.
fn nasty() -> impl Strategy<Value = String> {
    prop_oneof!["['=+@\t\r\n-]{0,3}[a-z\"',;\n]{0,6}", "\\PC{0,12}"]
}

proptest! {
    #[test]
    fn texts_survive_csv(texts in prop::collection::vec(prop::collection::vec(nasty(), 3), 0..8), semicolon: bool) {
        let delimiter = if semicolon { Delimiter::Semicolon } else { Delimiter::Comma };
        let columns = ["A", "B", "C"].map(|name| Column::new(name, Kind::Text)).to_vec();
        let rows = texts.iter().map(|row| row.iter().cloned().map(Cell::Text).collect()).collect();
        let written = csv(&Table { title: String::new(), columns, rows }, delimiter, false);
        // Nothing that a spreadsheet would run, in any cell.
        let mut raw = ::csv::ReaderBuilder::new()
            .delimiter(if semicolon { b';' } else { b',' })
            .from_reader(written.as_bytes());
        for record in raw.records() {
            for cell in record.unwrap().iter() {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{:?}", cell);
            }
        }
        let mut expected = texts;
        expected.retain(|row| row.iter().any(|text| !text.trim().is_empty()));
        let read = read_default(written.as_bytes());
        // With texts full of separators another one may look better; then nothing is read as something else.
        if let Ok(sheet) = read && sheet.columns.len() == 3 {
            let cells: Vec<Vec<String>> = sheet.rows.into_iter().map(|row| row.cells).collect();
            prop_assert_eq!(cells, expected);
        }
    }

    #[test]
    fn amounts_survive_both_formats(amounts in prop::collection::vec(any::<i64>(), 1..10)) {
        let columns = vec![Column::new("A", Kind::Amount { currency: "EUR".to_owned() })];
        let rows = amounts.iter().map(|amount| vec![Cell::Amount(*amount)]).collect();
        let table = Table { title: "T".to_owned(), columns, rows };
        let expected: Vec<Decimal> = amounts.iter().map(|amount| Decimal::new(*amount, 2)).collect();
        for bytes in [csv(&table, Delimiter::Comma, false).into_bytes(), xlsx(std::slice::from_ref(&table))] {
            let sheet = read_default(&bytes).unwrap();
            let read: Vec<Decimal> = sheet.rows.iter().map(|row| row.cells[0].parse().unwrap()).collect();
            prop_assert_eq!(&read, &expected);
        }
    }

    /// Sheets that no spreadsheet has written: places, kinds and values that do not fit.
    #[test]
    fn strange_sheets_are_read_or_refused(
        cells in prop::collection::vec(
            ("[A-Z]{0,8}[0-9]{0,12}|[A-C][1-9]", "s|str|n|e|b|d|inlineStr|x|", "[0-9]{0,5}|-?[0-9.eE+]{1,8}|\\PC{0,5}"),
            0..6,
        ),
        row in "[0-9]{0,12}",
    ) {
        let mut sheet = format!(
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"{row}\">"
        );
        for (place, kind, value) in cells {
            let value = value.replace(['<', '&'], "");
            sheet.push_str(&format!("<c r=\"{place}\" t=\"{kind}\"><v>{value}</v></c>"));
        }
        sheet.push_str("</row></sheetData></worksheet>");
        let _ = read_default(&workbook(sheet.as_bytes()));
    }

    #[test]
    fn whatever_is_sent_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_default(&bytes);
        let with_head = [b"PK\x03\x04", bytes.as_slice()].concat();
        prop_assert!(read_default(&with_head).is_err());
    }
}

#[test]
fn noise_of_binary_numbers_is_not_read() {
    let sheet = |value: &str| {
        let text = format!(
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>\
             <row r=\"1\"><c r=\"A1\" t=\"str\"><v>a</v></c></row>\
             <row r=\"2\"><c r=\"A2\"><v>{value}</v></c></row></sheetData></worksheet>"
        );
        match read_default(&workbook(text.as_bytes())) {
            Ok(sheet) => sheet.rows.first().map(|row| row.cells[0].clone()).unwrap_or_default(),
            Err(error) => panic!("{value}: {error}"),
        }
    };
    for (stored, read) in [
        ("0.30000000000000004", "0.3"),
        ("1234.56", "1234.56"),
        ("-0.05", "-0.05"),
        ("1E-7", "0.0000001"),
        ("1E+16", "10000000000000000"),
        ("100", "100"),
        ("0", "0"),
        ("123456789012345", "123456789012345"),
        ("99999999999.989999", "99999999999.99"),
    ] {
        assert_eq!(sheet(stored), read, "{stored}");
    }
}
