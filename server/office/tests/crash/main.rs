//! A month of the demo company, settled by a program that is killed at random moments and started again, on both
//! databases: what comes out is compared with a settlement that nobody disturbed.
//!
//! ```text
//! cargo test -p compline-office --test crash                      a few dozen kills
//! COMPLINE_CRASH_ROUNDS=500 COMPLINE_CRASH_SEED=7 COMPLINE_CRASH_PARTNERS=300 cargo test -p compline-office --test crash
//! ```
//!
//! The test program starts itself as the program that is killed.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is not as it should be")]

mod outcome;
mod settler;

use chrono::{DateTime, TimeZone, Utc};
use compline_crash::{Moment, Trial};
use compline_office::Office;
use compline_office::clock::Clock;
use compline_office::demo::Demo;
use compline_office::keep::restore;
use compline_office::progress::Progress;
use outcome::Outcome;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Says to the program that it is the one that is killed: the address of the database.
const CHILD: &str = "COMPLINE_CRASH_CHILD";
/// Its data folder.
const FOLDER: &str = "COMPLINE_CRASH_FOLDER";
/// The demo's plan.
const PLAN: &str = include_str!("../../../../examples/nordlicht/nordlicht.plan");
/// Rounds without further words.
const ROUNDS: u32 = 12;
/// Kills that a trial must have seen to count.
const LEAST_KILLS: usize = 20;

fn main() {
    if let Ok(database) = std::env::var(CHILD) {
        let folder = PathBuf::from(std::env::var(FOLDER).unwrap());
        runtime().block_on(settler::settle(&database, &folder));
        return;
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let names = ["crashes_do_no_harm_on_sqlite", "crashes_do_no_harm_on_postgres"];
    if arguments.iter().any(|argument| argument == "--list") {
        names.iter().for_each(|name| println!("{name}: test"));
        return;
    }
    let filters: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with('-')).collect();
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("demo.zip");
    // What a settlement that nobody disturbed comes to is the same on both databases.
    let undisturbed = Mutex::new(None);
    let wanted: Vec<&str> = names
        .into_iter()
        .filter(|name| filters.is_empty() || filters.iter().any(|filter| name.contains(filter.as_str())))
        .collect();
    if !wanted.is_empty() {
        runtime().block_on(make_demo(&backup));
    }
    std::thread::scope(|scope| {
        for name in wanted {
            let (backup, undisturbed) = (&backup, &undisturbed);
            scope.spawn(move || {
                let began = Instant::now();
                trial(name, name.ends_with("postgres"), backup, undisturbed);
                println!("test {name} ... ok ({} s)", began.elapsed().as_secs());
            });
        }
    });
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// The third of April.
fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 4, 3, 8, 0, 0).unwrap()
}

fn number(name: &str, otherwise: u32) -> u32 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

/// Makes the company once; each round restores it.
async fn make_demo(backup: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("compline.db").display().to_string();
    let office = Office::open(&database, folder.path(), Clock::at(now())).await.unwrap();
    let demo = Demo { partners: number("COMPLINE_CRASH_PARTNERS", 90), seed: 42, plan: PLAN };
    office.make_demo(&demo, &Progress::default()).await.unwrap();
    office.back_up(backup, &Progress::default()).await.unwrap();
    office.db().close().await;
}

/// Where a round works.
struct Place {
    folder: TempDir,
    database: Option<compline_postgres::Database<'static>>,
}

impl Place {
    fn new(postgres: bool, backup: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = postgres.then(|| compline_postgres::database("crash").unwrap());
        let address = database.as_ref().map(compline_postgres::Database::url);
        let data = folder.path().join("data");
        runtime().block_on(restore(backup, &data, address, &Progress::default())).unwrap();
        Self { folder, database }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn address(&self) -> String {
        let own = || self.data().join("compline.db").display().to_string();
        self.database.as_ref().map_or_else(own, |database| database.url().to_owned())
    }
}

/// As soon as the program has come so far: moments that matter and are short.
fn line(text: &str) -> Moment {
    Moment::Line { text: text.to_owned(), nth: 1 }
}

fn trial(name: &str, postgres: bool, backup: &Path, undisturbed: &Mutex<Option<Outcome>>) {
    let rounds = number("COMPLINE_CRASH_ROUNDS", ROUNDS);
    let places: RefCell<BTreeMap<u32, Place>> = RefCell::new(BTreeMap::new());
    let report = Trial::new(|attempt| {
        let mut places = places.borrow_mut();
        // Rounds before are over.
        places.retain(|round, _| *round == attempt.round);
        let place = places.entry(attempt.round).or_insert_with(|| Place::new(postgres, backup));
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env(CHILD, place.address()).env(FOLDER, place.data());
        command
    })
    .seed(u64::from(number("COMPLINE_CRASH_SEED", 11)))
    .rounds(rounds)
    .most_kills(5)
    .moments([Moment::Random, line("approved"), line("held statements approved"), Moment::Random, line("batch made")])
    .limit(Duration::from_secs(120))
    .check(|attempt, _| {
        let places = places.borrow();
        let place = places.get(&attempt.round).ok_or("the round has no place")?;
        let found = runtime().block_on(outcome::of(&place.address(), &place.data()))?;
        let mut expected = undisturbed.lock().unwrap();
        expected.get_or_insert_with(|| found.clone()).compare(&found)
    });
    match report {
        Ok(report) => {
            println!("{name}: {report}");
            assert!(rounds < ROUNDS || report.killed() >= LEAST_KILLS, "{name}: too few kills to know anything");
        }
        Err(error) => panic!("{name}: {error}"),
    }
}
