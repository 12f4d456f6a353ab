//! Files against samples of the format, and every rule against its expression.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where something is not as it should be"
)]

use super::field::Field;
use super::*;
use encoding_rs::WINDOWS_1252;
use proptest::prelude::*;
use std::fs;
use std::io::{Cursor, Read as _};

const GUID: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn ledger() -> Ledger {
    Ledger {
        consultant: 1001,
        client: 456,
        fiscal_year_start: day(2026, 1, 1),
        account_length: 4,
        chart: "03".to_owned(),
        created_at: day(2026, 11, 22).and_hms_milli_opt(10, 25, 0, 7).unwrap(),
        exported_by: "Buchhaltung".to_owned(),
        label: "Provisionen 2026-10".to_owned(),
        policy: TextPolicy::Refuse,
    }
}

fn posting() -> Posting {
    Posting {
        amount: 123_456,
        side: Side::Debit,
        account: 4760,
        contra_account: 70_001,
        tax_key: Some(9),
        date: day(2026, 10, 31),
        document_number: "GU-2026-000123".to_owned(),
        second_number: String::new(),
        text: "Provision \"Oktober\" Müller & Söhne – 2 €".to_owned(),
        document: Some(GUID.to_owned()),
        facts: vec![("Partner".to_owned(), "4711".to_owned())],
        cost_centres: ["100".to_owned(), String::new()],
        vat_id: String::new(),
        service_date: Some(day(2026, 10, 31)),
        due_date: None,
        reversal: false,
    }
}

fn batch(postings: Vec<Posting>) -> PostingBatch {
    PostingBatch { ledger: ledger(), period: Period::month_of(day(2026, 10, 5)), locked: true, postings }
}

fn creditor() -> Creditor {
    Creditor {
        account: 70_001,
        addressee: Addressee::Person { first_name: "Erika".to_owned(), surname: "Müller".to_owned() },
        short_name: "Müller".to_owned(),
        vat_id: "DE123456789".to_owned(),
        tax_number: "12/345/67890".to_owned(),
        street: "Am Weg 1".to_owned(),
        postcode: "50999".to_owned(),
        town: "Köln".to_owned(),
        country: "DE".to_owned(),
        telephone: String::new(),
        email: "erika@example.com".to_owned(),
        iban: Some("DE75512108001245126199".parse().unwrap()),
        bic: None,
        account_holder: String::new(),
        partner_id: "4711".to_owned(),
    }
}

fn text(bytes: &[u8]) -> String {
    let (text, _, broken) = WINDOWS_1252.decode(bytes);
    assert!(!broken);
    text.into_owned()
}

fn lines(bytes: &[u8]) -> Vec<Vec<String>> {
    csv::ReaderBuilder::new()
        .delimiter(b';')
        .has_headers(false)
        .flexible(true)
        .from_reader(text(bytes).as_bytes())
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

/// Which cells of a line stand in quotes. No cell of the samples or of these tests has a semicolon inside.
fn quoted(line: &str) -> Vec<bool> {
    line.split(';').map(|cell| cell.starts_with('"')).collect()
}

fn sample(name: &str) -> Vec<u8> {
    fs::read(format!("{}/tests/samples/datev-extf/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn told(result: Result<Vec<u8>, DatevError>) -> String {
    result.unwrap_err().0.iter().map(|fault| format!("{fault}\n")).collect()
}

#[test]
fn a_batch_is_written_as_the_format_has_it() {
    let bytes = batch(vec![posting()]).to_csv().unwrap();
    assert_eq!(bytes, batch(vec![posting()]).to_csv().unwrap());
    let text = text(&bytes);
    insta::assert_snapshot!(text.replace("\r\n", "⏎\n"));
    assert_eq!(text.matches("\r\n").count(), 3);
    assert_eq!(text.matches('\n').count(), 3);
    let rows = lines(&bytes);
    assert_eq!(rows.iter().map(Vec::len).collect::<Vec<_>>(), [31, 125, 125]);
    assert_eq!(rows[2][0], "1234,56");
    assert_eq!(rows[2][9], "3110");
    assert_eq!(rows[2][13], "Provision \"Oktober\" Müller & Söhne – 2 €");
    assert_eq!(rows[2][19], format!("BEDI \"{GUID}\""));
    assert_eq!(batch(vec![]).file_name(), "EXTF_Buchungsstapel_202610.csv");
}

#[test]
fn columns_are_those_of_the_sample() {
    let theirs = sample("EXTF_Buchungsstapel.csv");
    let ours = batch(vec![posting()]).to_csv().unwrap();
    // Renamed since version 9 of the format, at the same places.
    let renamed = [5, 6, 39, 40, 41, 98, 103, 112, 113, 116, 118];
    let plain = |name: &str| name.replace('–', "-");
    let (theirs_head, ours_head) = (&lines(&theirs)[1], &lines(&ours)[1]);
    for (at, (theirs, ours)) in theirs_head.iter().zip(ours_head).enumerate() {
        assert_eq!(plain(theirs) == *ours, !renamed.contains(&(at + 1)), "{}: {theirs} / {ours}", at + 1);
    }
    let (theirs, ours) = (text(&theirs), text(&ours));
    let (theirs, ours): (Vec<&str>, Vec<&str>) = (theirs.split("\r\n").collect(), ours.split("\r\n").collect());
    assert_eq!(quoted(theirs[2])[..120], quoted(ours[2])[..120]);
    // The sample leaves two reserved texts of the header without quotes, or gives them to fields that have none.
    assert_eq!(quoted(theirs[0])[..22], quoted(ours[0])[..22]);
    // The example of the format's documentation.
    let official = "\"EXTF\";700;21;\"Buchungsstapel\";13;20240130140440439;;\"RE\";\"\";\"\";29098;55003;20240101;4;20240101;\
                    20240831;\"Buchungsstapel\";\"WD\";1;0;0;\"EUR\";;\"\";;;\"03\";;;\"\";\"\"";
    assert_eq!(quoted(official), quoted(ours[0]));
}

#[test]
fn rows_of_the_sample_obey_the_rules() {
    for (name, fields, count) in [
        ("EXTF_Buchungsstapel.csv", posting_fields::FIELDS, 120),
        ("EXTF_Stammdaten.csv", creditor_fields::FIELDS, 254),
    ] {
        let rows = lines(&sample(name));
        for row in &rows[2..] {
            assert_eq!(row.len(), count);
            for (field, value) in fields.iter().zip(row) {
                // The sample has keys of one digit, as older versions had, and fields that are never filled here.
                let known = matches!(field.rule, Rule::Empty(_)) || (field.name == "BU-Schlüssel" && value == "8");
                assert!(known || field.rule.accepts(value), "{}: {value}", field.name);
            }
        }
    }
}

#[test]
fn creditors_are_written_as_in_the_sample() {
    let mut company = creditor();
    company.account = 99_999;
    company.addressee = Addressee::Company { name: "Schulze GmbH".to_owned() };
    company.vat_id = String::new();
    let file = CreditorFile { ledger: ledger(), creditors: vec![creditor(), company] };
    let bytes = file.to_csv().unwrap();
    let (theirs, ours) = (sample("EXTF_Stammdaten.csv"), lines(&bytes));
    assert_eq!(lines(&theirs)[1], ours[1]);
    assert_eq!(ours[2].len(), 254);
    let (theirs, text) = (text(&theirs), text(&bytes));
    let (theirs, text): (Vec<&str>, Vec<&str>) = (theirs.split("\r\n").collect(), text.split("\r\n").collect());
    assert_eq!(quoted(theirs[3]), quoted(text[2]));
    let filled: Vec<(usize, &str)> =
        (1..).zip(ours[2].iter().map(String::as_str)).filter(|(_, cell)| !cell.is_empty()).collect();
    insta::assert_debug_snapshot!(filled);
    assert_eq!((ours[3][1].as_str(), ours[3][6].as_str()), ("Schulze GmbH", "2"));
}

#[test]
fn faults_name_row_and_column() {
    type Change = fn(&mut PostingBatch);
    let changes: &[Change] = &[
        |batch| batch.postings[0].amount = 0,
        |batch| batch.postings[0].amount = 1_000_000_000_000,
        |batch| batch.postings[0].account = 0,
        |batch| batch.postings[0].account = 123_456,
        |batch| batch.postings[0].contra_account = 4760,
        |batch| batch.postings[0].tax_key = Some(10_000),
        |batch| batch.postings[0].date = day(2026, 11, 1),
        |batch| batch.postings[0].date = day(2025, 10, 31),
        |batch| batch.postings[0].document_number = "GU 1".to_owned(),
        |batch| batch.postings[0].document_number = "1".repeat(37),
        |batch| batch.postings[0].document_number = String::new(),
        |batch| batch.postings[0].text = "x".repeat(61),
        |batch| batch.postings[0].text = "Łukasz".to_owned(),
        |batch| batch.postings[0].text = "zwei\nZeilen".to_owned(),
        |batch| batch.postings[0].document = Some("{0f8fad5b}".to_owned()),
        |batch| batch.postings[0].facts = vec![(String::new(), String::new()); 9],
        |batch| batch.postings[0].service_date = Some(day(1999, 12, 31)),
        |batch| batch.postings.clear(),
        |batch| batch.period.to = day(2026, 11, 1),
        |batch| batch.ledger.fiscal_year_start = day(2026, 11, 1),
        |batch| batch.ledger.consultant = 1000,
        |batch| batch.ledger.client = 100_000,
        |batch| batch.ledger.account_length = 9,
        |batch| batch.ledger.chart = "99".to_owned(),
        |batch| batch.ledger.label = "x".repeat(31),
        |batch| batch.ledger.label = String::new(),
    ];
    let mut messages = String::new();
    for change in changes {
        let mut batch = batch(vec![posting()]);
        change(&mut batch);
        messages.push_str(&told(batch.to_csv()));
    }
    for change in [
        |creditor: &mut Creditor| creditor.account = 69_999,
        |creditor: &mut Creditor| creditor.addressee = Addressee::Company { name: String::new() },
        |creditor: &mut Creditor| creditor.vat_id = "D".to_owned(),
        |creditor: &mut Creditor| creditor.country = "Deutschland".to_owned(),
        |creditor: &mut Creditor| creditor.town = "x".repeat(31),
    ] {
        let mut creditor = creditor();
        change(&mut creditor);
        messages.push_str(&told(CreditorFile { ledger: ledger(), creditors: vec![creditor] }.to_csv()));
    }
    insta::assert_snapshot!(messages);
}

#[test]
fn characters_are_replaced_where_that_is_allowed() {
    let mut batch = batch(vec![posting()]);
    batch.ledger.policy = TextPolicy::Replace;
    batch.postings[0].text = "Łukasz Żółć\tЮрий 山 „Ré“ ½".to_owned();
    assert_eq!(lines(&batch.to_csv().unwrap())[2][13], "Lukasz Zólc YUriy ? „Ré“ ½");
}

#[test]
fn postings_go_into_the_file_of_their_month() {
    let on = |date| Posting { date, ..posting() };
    let periods = by_period(vec![on(day(2026, 11, 1)), on(day(2024, 2, 29)), on(day(2026, 11, 30))]);
    let shown: Vec<(String, String, usize)> = periods
        .iter()
        .map(|(period, postings)| (period.from.to_string(), period.to.to_string(), postings.len()))
        .collect();
    assert_eq!(
        shown,
        [("2024-02-01".to_owned(), "2024-02-29".to_owned(), 1), ("2026-11-01".to_owned(), "2026-11-30".to_owned(), 2)]
    );
}

#[test]
fn tables_have_their_columns() {
    assert_eq!(posting_fields::FIELDS.len(), 125);
    assert_eq!(creditor_fields::FIELDS.len(), 254);
    let text: Vec<usize> =
        (1..).zip(posting_fields::FIELDS).filter(|(_, f)| f.rule.is_text()).map(|(n, _)| n).collect();
    let mut expected: Vec<usize> = vec![2, 3, 6, 9, 11, 12, 14, 16];
    expected.extend(20..=38);
    expected.extend([40, 42]);
    expected.extend(48..=87);
    expected.extend([91, 95, 96, 98, 102, 103, 105, 107, 109, 110, 112, 118, 120, 121, 123]);
    assert_eq!(text, expected);
}

fn rules() -> Vec<Field> {
    posting_fields::FIELDS.iter().chain(creditor_fields::FIELDS).copied().collect()
}

proptest! {
    /// What the expression describes is accepted.
    #[test]
    fn values_of_the_expression_are_accepted(
        (field, value) in prop::sample::select(rules()).prop_flat_map(|field| {
            let expression = field.rule.expression();
            let inner = expression.trim_start_matches('^').trim_end_matches('$').to_owned();
            (Just(field), prop::string::string_regex(&inner).unwrap())
        })
    ) {
        prop_assert!(field.rule.accepts(&value), "{}: {:?}", field.name, value);
    }

    /// What looks nearly so is accepted exactly when the expression describes it.
    #[test]
    fn rule_and_expression_agree(field in prop::sample::select(rules()), value in "[0-9A-Za-zÄ,.$ \"\u{1}-]{0,12}|[SH01]|[0-3][0-9][01][0-9](20[0-9]{2})?|[0-9]{1,11},[0-9]{1,7}") {
        let expression = regex::Regex::new(&field.rule.expression()).unwrap();
        prop_assert_eq!(field.rule.accepts(&value), expression.is_match(&value), "{}: {:?}", field.name, value);
    }

    /// Whatever a posting says, the file can be read back cell by cell, and each obeys its rule.
    #[test]
    fn any_text_is_written_or_refused(text in "\\PC{0,70}", number in "[A-Za-z0-9$&%*+/\"; -]{0,40}", amount in any::<i64>()) {
        let mut batch = batch(vec![Posting { text, document_number: number, amount, ..posting() }]);
        batch.ledger.policy = TextPolicy::Replace;
        if let Ok(bytes) = batch.to_csv() {
            let rows = lines(&bytes);
            prop_assert_eq!(rows.len(), 3);
            for (field, value) in posting_fields::FIELDS.iter().zip(&rows[2]) {
                let expression = regex::Regex::new(&field.rule.expression()).unwrap();
                prop_assert!(expression.is_match(value), "{}: {:?}", field.name, value);
            }
        }
    }
}

fn package() -> DocumentPackage {
    let document = |guid: &str, name: &str| Document {
        guid: guid.to_owned(),
        file_name: name.to_owned(),
        description: "Gutschrift GU-2026-000123 <Müller & Söhne>".to_owned(),
        pdf: b"%PDF-1.7 test".to_vec(),
    };
    DocumentPackage {
        created_at: day(2026, 11, 22).and_hms_opt(10, 25, 0).unwrap(),
        documents: vec![
            document(GUID, "GU-2026-000123.pdf"),
            document("1f8fad5b-d9cb-469f-a165-70867728950e", "GU-2026-000124.pdf"),
        ],
    }
}

#[test]
fn documents_are_packed_with_their_index() {
    let bytes = package().to_zip().unwrap();
    assert_eq!(bytes, package().to_zip().unwrap());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    assert_eq!(archive.len(), 3);
    let mut index = String::new();
    archive.by_name("document.xml").unwrap().read_to_string(&mut index).unwrap();
    insta::assert_snapshot!(index);
    let mut pdf = Vec::new();
    archive.by_name("GU-2026-000124.pdf").unwrap().read_to_end(&mut pdf).unwrap();
    assert_eq!(pdf, b"%PDF-1.7 test");
}

#[test]
fn documents_that_a_package_cannot_hold_are_refused() {
    let mut messages = String::new();
    for change in [
        |package: &mut DocumentPackage| package.documents.clear(),
        |package: &mut DocumentPackage| package.documents[1].guid = GUID.to_uppercase(),
        |package: &mut DocumentPackage| package.documents[1].file_name = "gu-2026-000123.pdf".to_owned(),
        |package: &mut DocumentPackage| package.documents[1].guid = "4711".to_owned(),
        |package: &mut DocumentPackage| package.documents[1].file_name = "../x.pdf".to_owned(),
        |package: &mut DocumentPackage| package.documents[1].file_name = "a/b.pdf".to_owned(),
        |package: &mut DocumentPackage| package.documents[1].file_name = "x.exe".to_owned(),
        |package: &mut DocumentPackage| package.documents[1].file_name = ".pdf".to_owned(),
        |package: &mut DocumentPackage| package.documents[1].description = "x".repeat(256),
        |package: &mut DocumentPackage| package.documents[1].pdf = b"<html>".to_vec(),
        |package: &mut DocumentPackage| package.documents[1].pdf.resize(20 * 1024 * 1024 + 1, 0),
        |package: &mut DocumentPackage| {
            let document = package.documents[0].clone();
            package.documents = vec![document; 5_000];
        },
    ] {
        let mut package = package();
        change(&mut package);
        messages.push_str(&format!("{}\n", package.to_zip().unwrap_err()));
    }
    insta::assert_snapshot!(messages);
}
