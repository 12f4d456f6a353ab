//! The books agree with what was settled and paid, on both databases.

use crate::common::{Kind, demo};
use compline_office::OfficeError;
use compline_office::books::{BookSpan, BookTable, Form};
use compline_office::demo::COMPANY;
use compline_office::ledger::Account;
use compline_policy::Role;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_books_agree_on_sqlite() {
    books(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_books_agree_on_postgres() {
    books(Kind::Postgres).await;
}

/// Cells of a DATEV row; no text of the demo has a semicolon.
fn cells(row: &str) -> Vec<String> {
    row.split(';').map(|cell| cell.trim_matches('"').to_owned()).collect()
}

fn cents(text: &str) -> i64 {
    text.replace(',', "").parse().unwrap()
}

async fn books(kind: Kind) {
    let desk = demo(kind, 300).await;
    let worker = tokio::spawn(desk.office.clone().work_forever());
    let run = desk.settle().await;
    let office = &desk.office;
    let accounting = desk.somebody(Role::Accounting).await;
    let auditor = desk.somebody(Role::Auditor).await;
    let sheet = office.reconciliation(&accounting, &run).await.unwrap();
    assert!(sheet.agrees(), "{sheet:#?}");
    assert_eq!(sheet.amount("payment-file"), 0);
    let batch = desk.pay().await;
    let sheet = office.reconciliation(&accounting, &run).await.unwrap();
    assert!(sheet.agrees(), "{sheet:#?}");
    assert_eq!(sheet.amount("payment-file"), office.batch(COMPANY, &batch).await.unwrap().sum);
    assert_eq!(sheet.amount("not-yet-settled"), 0);
    assert!(sheet.amount("without-account") > 0 && sheet.amount("statements-held") > 0);

    let entity = office.legal_entities(COMPANY).await.unwrap().remove(0).id;
    let today = office.clock().today();
    let span = BookSpan { legal_entity: entity.clone(), from: today, to: today };
    assert!(matches!(office.datev_files(&auditor, &span).await, Err(OfficeError::Denied { .. })));
    let past = BookSpan { to: today.pred_opt().unwrap(), from: today.pred_opt().unwrap(), ..span.clone() };
    assert!(matches!(office.datev_files(&accounting, &past).await, Err(OfficeError::Input(_))));
    let files = office.datev_files(&accounting, &span).await.unwrap();
    assert_eq!(files, office.datev_files(&accounting, &span).await.unwrap(), "the same bytes");
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["EXTF_Buchungsstapel_202604.csv", "EXTF_DebKred_Stamm.csv"]);

    // What the batch says of the creditors is what the subledger owes them.
    let text = String::from_utf8_lossy(&files[0].bytes).into_owned();
    let mut owed = 0;
    let mut linked = 0;
    for row in text.lines().skip(2) {
        let row = cells(row);
        let amount = cents(&row[0]) * if row[1] == "S" { 1 } else { -1 };
        let personal = |account: &str| account.len() == 5;
        owed += if personal(&row[6]) { amount } else { 0 } - if personal(&row[7]) { amount } else { 0 };
        linked += i64::from(row[19].starts_with("BEDI "));
    }
    let balances = office.balances(COMPANY, &entity).await.unwrap();
    let partner = balances.iter().find(|one| one.account == Account::Partner.name()).unwrap();
    assert_eq!(owed, partner.amount);
    assert!(linked >= office.statements(&run, "final", "", 0, 10_000).await.unwrap().len() as i64);

    let zip = office.adviser_archive(&accounting, &span).await.unwrap();
    assert_eq!(zip, office.adviser_archive(&accounting, &span).await.unwrap(), "the same bytes");
    let bytes = office.archive().get(&zip).await.unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    names.sort();
    assert_eq!(names.len(), 5, "{names:?}");
    let mut package = Vec::new();
    std::io::Read::read_to_end(&mut zip.by_name("documents-001.zip").unwrap(), &mut package).unwrap();
    let package = zip::ZipArchive::new(std::io::Cursor::new(package)).unwrap();
    let finals = office.statements(&run, "final", "", 0, 10_000).await.unwrap().len();
    assert_eq!(package.len(), finals + 1, "every document, and their list");

    for what in [
        BookTable::Lines(run.clone()),
        BookTable::Ranks(run.clone()),
        BookTable::Statements(run.clone()),
        BookTable::OpenItems,
        BookTable::Postings(span),
    ] {
        let csv = office.book_table(&accounting, &what, Form::Csv).await.unwrap();
        let rows = String::from_utf8(csv.bytes).unwrap();
        assert!(rows.lines().count() > 100, "{what:?}");
        let width = rows.lines().next().unwrap().split(',').count();
        assert!(width >= 7, "{what:?}");
        let sum: i64 = rows.lines().skip(1).map(|row| cents(&row.rsplit(',').next().unwrap().replace('.', ""))).sum();
        match what {
            BookTable::Lines(_) | BookTable::Ranks(_) => assert_eq!(sum, sheet.amount("lines"), "{what:?}"),
            BookTable::Statements(_) => assert_eq!(sum, sheet.amount("statements-gross")),
            BookTable::OpenItems => assert_eq!(sum, sheet.amount("subledger")),
            BookTable::Postings(_) => assert_eq!(sum, 0),
        }
        let xlsx = office.book_table(&accounting, &what, Form::Xlsx).await.unwrap();
        assert!(xlsx.bytes.starts_with(b"PK"));
    }
    // Titles are in the language of whoever exports.
    for (language, titles) in [
        ("de", "Partner,Person,Stufe,Erreichte Stufe,Titel,Stufe im Vormonat,Zeilen,Betrag (EUR)"),
        ("en", "Partner,Person,Rank,Rank reached,Title,Rank last period,Lines,Amount (EUR)"),
    ] {
        office.set_preferences(&accounting.user, language, "system").await.unwrap();
        let csv = office.book_table(&accounting, &BookTable::Ranks(run.clone()), Form::Csv).await.unwrap();
        let rows = String::from_utf8(csv.bytes).unwrap();
        assert_eq!(rows.lines().next(), Some(titles));
    }
    worker.abort();
}
