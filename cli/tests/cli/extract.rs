//! `compline extract`.

use crate::common::compline;
use crate::replay::installation;

#[test]
fn a_partner_gets_his_extracts() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    installation(&data);
    let make = |args: &[&str]| {
        let span = ["--from", "2026-03-01", "--to", "2026-12-31", "--data", "data"];
        compline(folder.path(), &[&["extract"], args, &span].concat())
    };
    let done = make(&["book", "DE-000001", "--format", "csv", "--out", "book.csv", "--language", "en"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.starts_with("book.csv: ") && done.out.ends_with(" bytes\n"), "{}", done.out);
    let book = std::fs::read_to_string(folder.path().join("book.csv")).unwrap();
    assert!(book.starts_with("\u{feff}row type,programme,kind,"), "{book}");
    // Every run ends with its reconciliation.
    assert!(book.lines().any(|line| line.starts_with("run,") && line.contains(",2026-03,")), "{book}");
    let own = make(&["book", "DE-000001", "--scope", "own", "--format", "csv", "--out", "own.csv", "--language", "en"]);
    assert_eq!(own.code, 0, "{}", own.err);
    let own = std::fs::read_to_string(folder.path().join("own.csv")).unwrap();
    assert!(own.lines().count() < book.lines().count(), "{own}");
    let done = make(&["account", "DE-000001", "--out", "account.pdf"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(std::fs::read(folder.path().join("account.pdf")).unwrap().starts_with(b"%PDF-"));

    let nobody = make(&["book", "nobody", "--out", "x.pdf"]);
    assert!(nobody.code == 1 && nobody.err.contains("there is no partner `nobody`"), "{}", nobody.err);
    let args = ["extract", "book", "DE-000001", "--from", "2026-03-02", "--to", "2026-03-01", "--data", "data"];
    let backwards = compline(folder.path(), &[&args[..], &["--out", "x.pdf", "--language", "en"]].concat());
    assert!(backwards.code == 2 && backwards.err.contains("is before the start"), "{}", backwards.err);
    assert!(!folder.path().join("x.pdf").exists());
}
