//! Backup, restore and verify.

use crate::common::compline;
use compline_office::Office;
use compline_office::clock::Clock;
use std::path::Path;

/// A server's data folder with one company.
fn installation(folder: &Path) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let database = folder.join("compline.db").display().to_string();
        let office = Office::open(&database, folder, Clock::System).await.unwrap();
        office.add_company("nordlicht", "Nordlicht GmbH", "de").await.unwrap();
        office.archive().put("a document").await.unwrap();
        office.db().close().await;
    });
}

#[test]
fn what_is_backed_up_is_restored_and_checked() {
    let folder = tempfile::tempdir().unwrap();
    installation(&folder.path().join("data"));
    let done = compline(folder.path(), &["backup", "--data", "data", "--out", "all.zip"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.contains("1 files"), "{}", done.out);
    let again = compline(folder.path(), &["backup", "--data", "data", "--out", "all.zip"]);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("there is a file of this name; name another one"), "{}", again.err);
    let restored = compline(folder.path(), &["restore", "all.zip", "--data", "new"]);
    assert_eq!(restored.code, 0, "{}", restored.err);
    let full = compline(folder.path(), &["restore", "all.zip", "--data", "new"]);
    assert_eq!(full.code, 2);
    assert!(full.err.contains("it is not empty"), "{}", full.err);
    let verified = compline(folder.path(), &["verify", "--data", "new"]);
    assert_eq!(verified.code, 0, "{}", verified.err);
    assert!(verified.out.ends_with("all is as it was written\n"), "{}", verified.out);

    let archive = folder.path().join("new/archive");
    let part = std::fs::read_dir(archive).unwrap().next().unwrap().unwrap().path();
    let file = std::fs::read_dir(part).unwrap().next().unwrap().unwrap().path();
    std::fs::write(file, "a Document").unwrap();
    let verified = compline(folder.path(), &["verify", "--data", "new"]);
    assert_eq!(verified.code, 1);
    assert!(verified.err.contains("has changed; restore it from a backup"), "{}", verified.err);
    let damaged = compline(folder.path(), &["backup", "--data", "new", "--out", "damaged.zip"]);
    assert_eq!(damaged.code, 1);
    assert!(damaged.err.contains("is not in the backup"), "{}", damaged.err);
}

#[test]
fn what_is_no_server_is_not_made_one() {
    let folder = tempfile::tempdir().unwrap();
    let none = compline(folder.path(), &["verify", "--data", "data"]);
    assert_eq!(none.code, 2);
    assert!(none.err.contains("there is no folder `data`"), "{}", none.err);
    std::fs::create_dir(folder.path().join("data")).unwrap();
    let empty = compline(folder.path(), &["backup", "--data", "data", "--out", "all.zip"]);
    assert_eq!(empty.code, 2);
    assert!(empty.err.contains("holds no `compline.db`"), "{}", empty.err);
    assert!(!folder.path().join("all.zip").exists());
    std::fs::write(folder.path().join("other.zip"), "no ZIP").unwrap();
    let other = compline(folder.path(), &["restore", "other.zip", "--data", "new"]);
    assert_eq!(other.code, 2);
    assert!(other.err.contains("name a file that `compline backup` wrote"), "{}", other.err);
    assert!(!folder.path().join("new").exists());
}
