//! Backups, restores, and what the check of everything finds.

use crate::common::{Desk, Kind, demo};
use compline_office::Office;
use compline_office::clock::Clock;
use compline_office::demo::COMPANY;
use compline_office::keep::restore;
use compline_office::progress::Progress;
use compline_office::runs::NewRun;
use compline_policy::Role;
use compline_store::{AssertSqlSafe, Value, values};
use std::collections::BTreeMap;
use std::path::Path;

/// Settles March up to the released payment.
async fn settled(kind: Kind, partners: u32) -> Desk {
    let desk = demo(kind, partners).await;
    let office = &desk.office;
    let worker = tokio::spawn(office.clone().work_forever());
    let clerk = desk.somebody(Role::Settlement).await;
    let approver = desk.somebody(Role::Approver).await;
    let accounting = desk.somebody(Role::Accounting).await;
    let programme = office.programmes(COMPANY).await.unwrap().remove(0);
    let new = NewRun { programme: programme.id, period: "2026-03".to_owned(), channels: Vec::new() };
    let run = office.begin_run(&clerk, &new).await.unwrap();
    desk.wait(&office.ask_levels(&clerk, &run).await.unwrap()).await;
    desk.wait(&office.ask_distribution(&clerk, &run).await.unwrap()).await;
    desk.wait(&office.ask_documents(&clerk, &run).await.unwrap()).await;
    office.submit_run(&clerk, &run, "").await.unwrap();
    office.approve_run(&approver, &run, &[]).await.unwrap();
    let drafts = office.drafts(&run).await.unwrap();
    desk.wait(&office.ask_finalise(&clerk, &run, drafts).await.unwrap()).await;
    let day = office.clock().today();
    let batch = office.create_batch(&accounting, &programme.legal_entity, day, None).await.unwrap();
    office.release_batch(&approver, &batch).await.unwrap();
    worker.abort();
    desk
}

async fn verified(office: &Office) -> Vec<String> {
    office.verify(&Progress::default()).await.unwrap().wrong
}

/// All rows of all tables that a backup keeps, sorted.
async fn rows(office: &Office) -> BTreeMap<&'static str, Vec<String>> {
    let mut out = BTreeMap::new();
    let mut snapshot = office.db().snapshot().await.unwrap();
    for table in compline_store::tables() {
        let rows: &mut Vec<String> = out.entry(table.name).or_default();
        let tell = |row: Vec<Value>| {
            rows.push(format!("{row:?}"));
            Ok::<_, compline_store::DbError>(())
        };
        snapshot.each(&table, tell).await.unwrap();
        rows.sort();
    }
    out
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_either_database_is_restored_into_either() {
    let scratch = tempfile::tempdir().unwrap();
    for from in [Kind::Sqlite, Kind::Postgres] {
        let desk = settled(from, 60).await;
        assert_eq!(verified(&desk.office).await, Vec::<String>::new());
        let before = rows(&desk.office).await;
        let backup = scratch.path().join(format!("{from:?}.zip"));
        let done = desk.office.back_up(&backup, &Progress::default()).await.unwrap();
        assert!(done.files > 60 && done.damaged.is_empty(), "{done:?}");
        let again = desk.office.back_up(&backup, &Progress::default()).await;
        assert!(again.is_err_and(|error| error.to_string().contains("there is a file of this name")));
        for to in [Kind::Sqlite, Kind::Postgres] {
            let folder = scratch.path().join(format!("{from:?}-{to:?}"));
            let database = (to == Kind::Postgres).then(|| compline_postgres::database("restored").unwrap());
            let address = database.as_ref().map(compline_postgres::Database::url);
            let restored = restore(&backup, &folder, address, &Progress::default()).await.unwrap();
            assert_eq!((restored.rows, restored.files), (done.rows, done.files));
            let own = folder.join("compline.db").display().to_string();
            let clock = Clock::at(desk.office.clock().now());
            let office = Office::open(address.unwrap_or(&own), &folder, clock).await.unwrap();
            assert_eq!(rows(&office).await, before, "every row is as it was");
            assert_eq!(verified(&office).await, Vec::<String>::new());
            let full = restore(&backup, &folder, address, &Progress::default()).await;
            assert!(full.is_err_and(|error| error.to_string().contains("is not empty")));
            if let Some(address) = address {
                let other = scratch.path().join("other");
                let full = restore(&backup, &other, Some(address), &Progress::default()).await;
                assert!(full.is_err_and(|error| error.to_string().contains("name an empty database")));
                assert!(!other.exists(), "nothing of it is there");
            }
            office.db().close().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_backup_is_refused_and_leaves_nothing() {
    let scratch = tempfile::tempdir().unwrap();
    let desk = demo(Kind::Sqlite, 20).await;
    let backup = scratch.path().join("backup.zip");
    desk.office.back_up(&backup, &Progress::default()).await.unwrap();
    let bytes = std::fs::read(&backup).unwrap();
    let (mut refused, mut tried) = (0, 0);
    for at in (0..bytes.len()).step_by(bytes.len() / 60) {
        let mut changed = bytes.clone();
        *changed.get_mut(at).unwrap() ^= 0x20;
        let path = scratch.path().join("changed.zip");
        std::fs::write(&path, &changed).unwrap();
        let folder = scratch.path().join(format!("data-{at}"));
        tried += 1;
        match restore(&path, &folder, None, &Progress::default()).await {
            Err(_) => {
                refused += 1;
                assert!(!folder.exists(), "nothing of it is there");
            }
            // A byte of the ZIP's own lists that says nothing about content, such as a time.
            Ok(_) => {
                let office = open(&folder).await;
                assert_eq!(verified(&office).await, Vec::<String>::new());
                office.db().close().await;
            }
        }
    }
    assert!(refused * 3 >= tried * 2, "{refused} of {tried}");
    std::fs::write(scratch.path().join("short.zip"), bytes.get(..bytes.len() / 2).unwrap()).unwrap();
    let short = restore(&scratch.path().join("short.zip"), &scratch.path().join("s"), None, &Progress::default()).await;
    assert!(short.is_err());
}

async fn open(folder: &Path) -> Office {
    let address = folder.join("compline.db").display().to_string();
    Office::open(&address, folder, Clock::System).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_changed_byte_of_the_archive_is_found() {
    let desk = settled(Kind::Sqlite, 30).await;
    let archive = desk.office.archive();
    let (hashes, _) = archive.list().unwrap();
    let mut random = 7_u64;
    for hash in hashes.iter().step_by(3) {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let path = archive.path(hash).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let mut changed = bytes.clone();
        let at = usize::try_from(random >> 33).unwrap() % bytes.len();
        *changed.get_mut(at).unwrap() ^= 1 << (random % 8);
        std::fs::write(&path, changed).unwrap();
        let wrong = verified(&desk.office).await;
        assert!(wrong.iter().any(|one| one.contains(hash.as_str())), "byte {at} of {hash}: {wrong:?}");
        std::fs::write(&path, bytes).unwrap();
    }
    for hash in hashes.iter().step_by(5) {
        let path = archive.path(hash).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let wrong = verified(&desk.office).await;
        let list = String::from_utf8_lossy(&bytes).starts_with("{\"known\"");
        assert!(!wrong.is_empty() || list, "{hash} is gone");
        std::fs::write(&path, bytes).unwrap();
    }
    assert_eq!(verified(&desk.office).await, Vec::<String>::new());
}

/// Columns of whose change the check knows, by table. What is not here is said in `keep/verify.rs`.
const GUARDED: [(&str, &str); 20] = [
    ("commits", "seq at author what content hash"),
    (
        "persons",
        "company id seq legal_form name street post_code city email phone born_on country language holder iban bic",
    ),
    ("tax_statuses", "person seq valid_from status vat_id"),
    ("partners", "company id seq person joined_on fields"),
    ("placements", "company tree partner valid_from valid_to seq parent side position run"),
    ("statuses", "partner valid_from seq status"),
    ("events", "company programme kind source id seq state partner day payable amount fields"),
    ("states", "company programme run partner state value as_of seq"),
    ("run_partners", "partner person rank_place rank reached before_place manual active volume lines amount"),
    ("runs", "period channels state plan known_seq"),
    ("audit", "seq at author action kind object details before hash"),
    ("postings", "at day kind object reference text currency author before hash"),
    ("posting_lines", "account person amount"),
    ("run_results", "n step at author result"),
    (
        "statements",
        "id run known_seq person partner part state number issued_on period currency tax_category tax_rate net tax gross lines model_hash pdf_hash",
    ),
    ("open_items", "person statement posting reference day currency amount rest state"),
    ("batches", "number message_id sum items state"),
    ("batch_items", "n end_to_end person amount holder iban state"),
    ("batch_item_parts", "amount"),
    ("batch_files", "hash"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_changed_cell_of_the_books_is_found() {
    let desk = settled(Kind::Sqlite, 30).await;
    let office = &desk.office;
    let mut tx = office.db().begin().await.unwrap();
    let sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'";
    let triggers: Vec<(String,)> = tx.all(sql, Vec::new()).await.unwrap();
    for (trigger,) in triggers {
        tx.run(AssertSqlSafe(format!("DROP TRIGGER {trigger}")), Vec::new()).await.unwrap();
    }
    tx.commit().await.unwrap();
    let kinds: BTreeMap<_, _> = compline_store::tables().into_iter().map(|table| (table.name, table.columns)).collect();
    let mut missed = Vec::new();
    for (table, columns) in GUARDED {
        for column in columns.split(' ') {
            let (_, kind) = kinds.get(table).unwrap().iter().find(|(name, _)| *name == column).unwrap();
            let change = match kind {
                compline_store::ColumnKind::Number => format!("{column} + 1000003"),
                compline_store::ColumnKind::Day => format!("DATE({column}, '+1 day')"),
                compline_store::ColumnKind::Flag => format!("1 - {column}"),
                compline_store::ColumnKind::Moment => format!("REPLACE({column}, '08:00:00', '08:00:01')"),
                _ => format!("{column} || 'x'"),
            };
            let sql = format!("SELECT MAX(rowid) FROM {table} WHERE {column} IS NOT NULL");
            let row = office.db().number(AssertSqlSafe(sql), Vec::new()).await.unwrap();
            // A cell without a value gets one.
            let (row, change) = match (row, kind) {
                (0, compline_store::ColumnKind::Text) => (any(office, table).await, "'x'".to_owned()),
                (0, compline_store::ColumnKind::Day) => (any(office, table).await, "'2026-01-01'".to_owned()),
                (0, _) => (any(office, table).await, "1".to_owned()),
                (row, _) => (row, change),
            };
            let keep = format!("CREATE TABLE was AS SELECT {column} AS cell FROM {table} WHERE rowid = $1");
            let set = format!("UPDATE {table} SET {column} = {change} WHERE rowid = $1");
            let back = format!("UPDATE {table} SET {column} = (SELECT cell FROM was) WHERE rowid = $1");
            execute(office, &["PRAGMA defer_foreign_keys = ON", &keep], row).await;
            let changed = unchecked(office, &set, row).await;
            assert!(changed, "{table}.{column} cannot be changed");
            let wrong = verified(office).await;
            // What is sealed is named by its table.
            let named = wrong.iter().any(|one| one.contains(&format!("`{table}`")));
            if wrong.is_empty() || compline_store::left_out(table).is_some() && !named {
                missed.push(format!("{table}.{column}: {wrong:?}"));
            }
            assert!(unchecked(office, &back, row).await);
            execute(office, &["DROP TABLE was"], row).await;
        }
    }
    assert_eq!(missed, Vec::<String>::new());
    assert_eq!(verified(office).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_that_are_removed_or_slipped_in_are_found() {
    let desk = settled(Kind::Sqlite, 20).await;
    let office = &desk.office;
    let mut tx = office.db().begin().await.unwrap();
    let sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'";
    let triggers: Vec<(String,)> = tx.all(sql, Vec::new()).await.unwrap();
    for (trigger,) in triggers {
        tx.run(AssertSqlSafe(format!("DROP TRIGGER {trigger}")), Vec::new()).await.unwrap();
    }
    tx.commit().await.unwrap();
    for table in ["events", "placements", "persons", "states"] {
        execute(office, &[&format!("CREATE TABLE was AS SELECT * FROM {table} WHERE rowid = $1")], 1).await;
        execute(office, &[&format!("DELETE FROM {table} WHERE rowid = $1")], 1).await;
        let wrong = verified(office).await;
        assert!(wrong.iter().any(|one| one.contains(&format!("`{table}`"))), "{table}: {wrong:?}");
        execute(office, &[&format!("INSERT INTO {table} SELECT * FROM was")], 1).await;
        assert_eq!(verified(office).await, Vec::<String>::new(), "{table}");
        execute(office, &["UPDATE was SET company = company || 'x', seq = 77"], 1).await;
        let sql = format!("INSERT INTO {table} SELECT * FROM was");
        let compline_store::Db::Sqlite { write, .. } = office.db() else { panic!("a file is changed") };
        let mut connection = write.acquire().await.unwrap();
        sqlx::query("PRAGMA foreign_keys = OFF").execute(&mut *connection).await.unwrap();
        sqlx::query(AssertSqlSafe(sql)).execute(&mut *connection).await.unwrap();
        drop(connection);
        let wrong = verified(office).await;
        assert!(
            wrong.iter().any(|one| one.contains(&format!("`{table}`: 1 rows name commit 77"))),
            "{table}: {wrong:?}"
        );
        execute(office, &[&format!("DELETE FROM {table} WHERE seq = 77"), "DROP TABLE was"], 1).await;
    }
    // Commits of a version that sealed nothing are as they were, as long as none after them was sealed.
    execute(office, &["UPDATE commits SET content = NULL, hash = NULL WHERE seq = 1"], 1).await;
    let wrong = verified(office).await;
    assert!(wrong.iter().any(|one| one.contains("commit 2 of") && one.contains("it was changed")), "{wrong:?}");
    let all = ["UPDATE commits SET content = NULL, hash = NULL", "UPDATE companies SET commit_hash = NULL"];
    execute(office, &all, 1).await;
    assert_eq!(verified(office).await, Vec::<String>::new());
    let clerk = desk.somebody(Role::Settlement).await;
    office.learn(&clerk, "a later commit").await.unwrap().commit().await.unwrap();
    assert_eq!(verified(office).await, Vec::<String>::new());
    execute(office, &["UPDATE commits SET hash = NULL, content = NULL WHERE what = 'a later commit'"], 1).await;
    assert!(!verified(office).await.is_empty());
}

async fn any(office: &Office, table: &str) -> i64 {
    let sql = AssertSqlSafe(format!("SELECT MAX(rowid) FROM {table}"));
    office.db().number(sql, Vec::new()).await.unwrap()
}

async fn execute(office: &Office, statements: &[&str], row: i64) {
    let mut tx = office.db().begin().await.unwrap();
    for sql in statements {
        let values = if sql.contains("$1") { values![row] } else { Vec::new() };
        tx.run(AssertSqlSafe((*sql).to_owned()), values).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// Changes a row as somebody would who holds the file: without keys to other tables being looked at.
async fn unchecked(office: &Office, sql: &str, row: i64) -> bool {
    let compline_store::Db::Sqlite { write, .. } = office.db() else { panic!("a file is changed") };
    let mut connection = write.acquire().await.unwrap();
    sqlx::query("PRAGMA foreign_keys = OFF").execute(&mut *connection).await.unwrap();
    let done = sqlx::query(AssertSqlSafe(sql.to_owned())).bind(row).execute(&mut *connection).await.unwrap();
    sqlx::query("PRAGMA foreign_keys = ON").execute(&mut *connection).await.unwrap();
    done.rows_affected() == 1
}
