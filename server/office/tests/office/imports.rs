//! Imports of partners and orders from CSV and XLSX, on both databases.

use crate::common::{Desk, Kind, demo};
use crate::orders::PROGRAMME;
use crate::requests::errors;
use chrono::{TimeZone, Utc};
use compline_exchange::table::{self, Cell, Column, Table};
use compline_office::OfficeError;
use compline_office::demo::COMPANY;
use compline_office::imports::{NewUpload, Upload};
use compline_office::who::Author;
use compline_policy::Role;
use compline_words::{Language, Words};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn imports_on_sqlite() {
    imports(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn imports_on_postgres() {
    imports(Kind::Postgres).await;
}

fn upload(target: &str, file: impl Into<Vec<u8>>) -> NewUpload {
    NewUpload {
        programme: PROGRAMME.to_owned(),
        target: target.to_owned(),
        source: "shop".to_owned(),
        name: "../../etc/März.csv".to_owned(),
        file: file.into(),
        windows: false,
        sheet: None,
        language: Language::De,
    }
}

struct Clerk<'a> {
    desk: &'a Desk,
    who: Author,
}

impl Clerk<'_> {
    /// Uploads a file and checks it by the columns that it is guessed to have.
    async fn check(&self, new: NewUpload) -> Upload {
        let office = &self.desk.office;
        let (id, known) = office.begin_import(&self.who, new).await.unwrap();
        assert!(!known);
        let mapping = office.upload(COMPANY, &id).await.unwrap().reading.mapping;
        self.desk.wait(&office.map_upload(&self.who, &id, mapping).await.unwrap()).await;
        office.upload(COMPANY, &id).await.unwrap()
    }

    async fn import(&self, checked: &Upload, only_good: bool) -> Upload {
        let office = &self.desk.office;
        self.desk.wait(&office.ask_import(&self.who, &checked.id, only_good).await.unwrap()).await;
        office.upload(COMPANY, &checked.id).await.unwrap()
    }

    async fn all(&self, new: NewUpload) -> Upload {
        let checked = self.check(new).await;
        assert_eq!(checked.outcome.wrong, []);
        self.import(&checked, false).await
    }
}

fn counts(of: &Upload) -> (u64, u64, u64, u64) {
    (of.outcome.new, of.outcome.changed, of.outcome.unchanged, of.outcome.refused)
}

async fn imports(kind: Kind) {
    let desk = demo(kind, 60).await;
    let office = &desk.office;
    let worker = tokio::spawn(office.clone().work_forever());
    let clerk = Clerk { desk: &desk, who: desk.somebody(Role::Settlement).await };
    let seller = office.search_partners(COMPANY, "", "", 5).await.unwrap().remove(3).id;
    orders(&clerk, &seller).await;
    hostile(&clerk, &seller).await;
    partners(&clerk, &seller).await;
    many(&clerk, &seller).await;
    assert_eq!(office.verify_audit(COMPANY).await.unwrap(), Vec::<String>::new());
    worker.abort();
    desk.sound().await;
}

async fn orders(clerk: &Clerk<'_>, seller: &str) {
    let office = &clerk.desk.office;
    let head = "Bestellnummer;Verkäufer;BV;Netto;Kategorie;Bestelldatum;bezahlt am;Bemerkung";
    let good = format!(
        "{head}\r\nI-1;{seller};1.200,50;1.080,45;goods;1.3.2026;3.3.2026;\"mit; Semikolon\"\r\n\
         I-2;{seller};100;90;service;02.03.2026;;\"zwei\r\nZeilen\"\r\n"
    );
    // The same file in the code page of Windows is refused with an offer, and read when somebody says so.
    let windows: Vec<u8> = good.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let offered = errors(office.begin_import(&clerk.who, upload("Order", windows.clone())).await);
    assert_eq!(offered, [("file".to_owned(), "import-maybe-windows")]);
    let checked = clerk.check(NewUpload { windows: true, ..upload("Order", windows.clone()) }).await;
    assert_eq!((counts(&checked), checked.name.as_str()), ((2, 0, 0, 0), "März.csv"));
    assert_eq!(checked.reading.mapping["seller"], "Verkäufer");
    assert_eq!(office.events_named(&["I-1", "I-2"]).await, 0, "a dry run takes nothing");

    let done = clerk.all(upload("Order", good.clone())).await;
    assert_eq!((counts(&done), done.state.as_str()), ((2, 0, 0, 0), "imported"));
    let known = office.event(COMPANY, PROGRAMME, "Order", "shop", "I-1").await.unwrap().remove(0).texts().unwrap();
    assert_eq!((known["bv"].as_str(), known["ordered_on"].as_str()), ("1200.5", "2026-03-01"));
    let (again, known) = office.begin_import(&clerk.who, upload("Order", good.clone())).await.unwrap();
    assert_eq!((again, known), (done.id.clone(), true), "the same file again is the same import");
    let gone = office.ask_import(&clerk.who, &done.id, false).await;
    assert!(matches!(gone, Err(OfficeError::State { .. })), "once");

    // Wrong rows: all or nothing, unless only the good ones are wanted.
    let mixed = format!(
        "{head}\nI-1;{seller};1.200,50;1.080,45;goods;1.3.2026;3.3.2026;\nI-2;{seller};100;95;service;2.3.2026;;\n\
         I-3;nobody;=1+1;90;things;31.2.2026;;=HYPERLINK(\"http://x\")\nI-4;{seller};50;45;goods;4.3.2026;;\n\
         I-4;{seller};50;45;goods;4.3.2026;;\n;{seller};50;45;goods;4.3.2026;;\n"
    );
    let checked = clerk.check(upload("Order", mixed)).await;
    assert_eq!(counts(&checked), (1, 1, 1, 3));
    let refused = errors(office.ask_import(&clerk.who, &checked.id, false).await);
    assert_eq!(refused, [("only_good".to_owned(), "import-some-wrong")]);
    let problems = office.upload_problems(&checked).await.unwrap();
    let of = |row: u64| problems.iter().filter(|one| one.row == row).map(|one| one.field.as_str()).collect::<Vec<_>>();
    assert_eq!(of(4), ["ordered_on", "seller", "bv", "category"], "{problems:?}");
    assert_eq!((of(6), of(7)), (vec!["id"], vec!["id"]));
    let doubled = problems.iter().find(|one| one.row == 6).unwrap();
    assert_eq!(
        (doubled.key.as_str(), doubled.message(Words::new(Language::En)).contains('5')),
        ("error-row-doubled", true)
    );
    let csv = office.upload_errors(&clerk.who, &checked.id, Words::new(Language::De), false).await.unwrap();
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.contains("'=1+1") && csv.contains("'=HYPERLINK") && !csv.contains("I-2"), "{csv}");
    let file = table::read(csv.as_bytes(), &table::Options::default()).unwrap();
    assert_eq!((file.rows.len(), file.rows[0].cells[2].as_str()), (3, "=1+1"), "read again it is as it was");
    let book = office.upload_errors(&clerk.who, &checked.id, Words::new(Language::De), true).await.unwrap();
    assert_eq!(table::read(&book, &table::Options::default()).unwrap().rows.len(), 3);
    let done = clerk.import(&checked, true).await;
    assert_eq!(counts(&done), (1, 1, 1, 3));
    assert_eq!(
        office.event(COMPANY, PROGRAMME, "Order", "shop", "I-2").await.unwrap().len(),
        2,
        "a correction is seen"
    );

    // A workbook, by the mapping that was used last, in another order of columns.
    let text = |text: &str| Cell::Text(text.to_owned());
    let kinds = [
        ("Bemerkung", table::Kind::Text),
        ("Netto", table::Kind::Decimal { places: 2 }),
        ("BV", table::Kind::Decimal { places: 2 }),
        ("Bestelldatum", table::Kind::Date),
        ("Kategorie", table::Kind::Text),
        ("Verkäufer", table::Kind::Text),
        ("Bestellnummer", table::Kind::Text),
    ];
    let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 5).unwrap();
    let row = vec![
        Cell::Empty,
        Cell::Decimal("1234.5".parse().unwrap()),
        Cell::Decimal("1300".parse().unwrap()),
        Cell::Date(day),
        text("goods"),
        text(seller),
        text("X-1"),
    ];
    let columns = kinds.into_iter().map(|(name, kind)| Column::new(name, kind)).collect();
    let sheet = Table { title: "März".to_owned(), columns, rows: vec![row] };
    let book = table::to_xlsx(&[sheet], Utc.with_ymd_and_hms(2026, 4, 1, 8, 0, 0).unwrap()).unwrap();
    let done = clerk.all(upload("Order", book)).await;
    assert_eq!(counts(&done), (1, 0, 0, 0));
    let known = office.event(COMPANY, PROGRAMME, "Order", "shop", "X-1").await.unwrap().remove(0).texts().unwrap();
    assert_eq!((known["net"].as_str(), known["ordered_on"].as_str()), ("1234.5", "2026-03-05"));

    // A column that is needed and has no field is said there.
    let (id, _) = office.begin_import(&clerk.who, upload("Order", "Nr;Was\nZ-1;x\n")).await.unwrap();
    let missing =
        errors(office.map_upload(&clerk.who, &id, BTreeMap::from([("id".to_owned(), "Nr".to_owned())])).await);
    assert!(missing.contains(&("seller".to_owned(), "import-field-unmapped")), "{missing:?}");
    let foreign = errors(office.begin_import(&clerk.who, upload("Nothing", "a;b\nc;d\n")).await);
    assert_eq!(foreign, [("target".to_owned(), "error-import-no-target")]);
    let auditor = clerk.desk.somebody(Role::Auditor).await;
    assert!(matches!(office.begin_import(&auditor, upload("Order", good)).await, Err(OfficeError::Denied { .. })));
}

/// Files that mean harm, or look so.
async fn hostile(clerk: &Clerk<'_>, seller: &str) {
    let office = &clerk.desk.office;
    let mut bomb = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let packed = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    bomb.start_file("xl/workbook.xml", packed).unwrap();
    for _ in 0..64 {
        bomb.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let bomb = bomb.finish().unwrap().into_inner();
    assert!(bomb.len() < 200_000, "64 MB in {} bytes", bomb.len());
    let huge = format!("id;net\n1;{}\n", "9".repeat(40_000));
    let wide = format!("{}\n1\n", (0..600).map(|n| format!("c{n}")).collect::<Vec<_>>().join(";"));
    let files: [(&str, Vec<u8>); 8] = [
        ("a bomb", bomb),
        ("a huge cell", huge.into_bytes()),
        ("too many columns", wide.into_bytes()),
        ("nothing", Vec::new()),
        ("zeros", vec![0; 1_000]),
        ("an old workbook", vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]),
        ("an open quote", b"id;net\n1;\"open\n".to_vec()),
        ("half a zip", b"PK\x03\x04half".to_vec()),
    ];
    for (name, file) in files {
        let found = errors(office.begin_import(&clerk.who, upload("Order", file)).await);
        assert!(found.iter().all(|(field, _)| field == "file"), "{name}: {found:?}");
    }
    for source in ["", "..", "a\0b", " shop"] {
        let new = NewUpload { source: source.to_owned(), ..upload("Order", "a;b\nc;d\n") };
        assert_eq!(errors(office.begin_import(&clerk.who, new).await)[0].0, "source", "{source:?}");
    }
    // Names and texts that would be code elsewhere are texts here.
    let strange = format!(
        "id;seller;bv;net;category;ordered_on\n../../x;{seller};1;1;goods;2026-03-01\n\"'; DROP TABLE events; --\";{seller};1;1;goods;2026-03-01\n\
         ..;{seller};1;1;goods;2026-03-01\n"
    );
    let checked = clerk.check(upload("Order", strange)).await;
    assert_eq!(counts(&checked), (2, 0, 0, 1));
}

async fn partners(clerk: &Clerk<'_>, upline: &str) {
    let office = &clerk.desk.office;
    let head = "Partnernummer,Nachname,Vorname,PLZ,Ort,Land,E-Mail,Eintritt,parent-sponsor";
    let file = format!(
        "{head}\nP-1,Sommer,Ida,24103,Kiel,DE,ida@example.org,2026-03-01,{upline}\nP-2,Winter,Ole,24103,Kiel,DE,,2026-03-02,P-1\n"
    );
    let done = clerk.all(upload("partners", file.clone())).await;
    assert_eq!(counts(&done), (2, 0, 0, 0));
    let below = office.frontline(COMPANY, "sponsor", "P-1", office.clock().today()).await.unwrap();
    assert_eq!(below.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["P-2"]);
    let file = format!(
        "{head}\nP-1,Sommer,Ida,24103,Kiel,DE,ida@example.org,2026-03-01,{upline}\nP-2,Winter-Berg,Ole,24103,Kiel,DE,,2026-03-02,P-1\n\
         P-3,Herbst,Ute,24103,Kiel,XX1,,2026-03-02,P-1\nP-4,Lenz,Udo,24103,Kiel,DE,,2026-03-02,P-3\nP-5,Lenz,Udo,24103,Kiel,DE,,,P-1\n\
         P-2x,Nebel,Jo,24103,Kiel,DE,,2026-03-02,nobody\n"
    );
    let checked = clerk.check(upload("partners", file)).await;
    assert_eq!(
        counts(&checked),
        (0, 1, 1, 4),
        "who stands below somebody refused is refused: {:?}",
        office.upload_problems(&checked).await
    );
    let moved = format!("{head}\nP-2,Winter,Ole,24103,Kiel,DE,,2026-03-02,{upline}\n");
    let checked = clerk.check(upload("partners", moved)).await;
    let problems = office.upload_problems(&checked).await.unwrap();
    assert_eq!(problems[0].key, "error-import-moved");
}

/// As many orders as `COMPLINE_IMPORT_ROWS` says, and the time that they take.
async fn many(clerk: &Clerk<'_>, seller: &str) {
    let rows: u32 = std::env::var("COMPLINE_IMPORT_ROWS").ok().and_then(|text| text.parse().ok()).unwrap_or(2_000);
    let mut file = String::from("id,seller,bv,net,category,ordered_on,paid_on\n");
    for n in 0..rows {
        writeln!(file, "M-{n},{seller},100.00,90.00,goods,2026-03-{:02},2026-03-30", n % 28 + 1).unwrap();
    }
    let begun = std::time::Instant::now();
    let checked = clerk.check(upload("Order", file.clone())).await;
    let dry = begun.elapsed();
    let done = clerk.import(&checked, false).await;
    println!("{rows} orders: dry run {dry:?}, with import {:?}", begun.elapsed());
    assert_eq!(counts(&done), (u64::from(rows), 0, 0, 0));
    let begun = std::time::Instant::now();
    let done = clerk.all(upload("Order", file.replace(",90.00,", ",91.00,"))).await;
    println!("{rows} corrections: {:?}", begun.elapsed());
    assert_eq!(counts(&done), (0, u64::from(rows), 0, 0));
}

/// How many orders of these numbers are known.
trait Named {
    async fn events_named(&self, ids: &[&str]) -> usize;
}

impl Named for compline_office::Office {
    async fn events_named(&self, ids: &[&str]) -> usize {
        let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        self.orders_named(COMPANY, PROGRAMME, &ids).await.unwrap().len()
    }
}
