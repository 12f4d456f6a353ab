//! An office with the demo company, on either database.

use chrono::{TimeZone, Utc};
use compline_office::Office;
use compline_office::clock::Clock;
use compline_office::demo::{COMPANY, Demo};
use compline_office::progress::Progress;
use compline_office::runs::NewRun;
use compline_office::who::Author;
use compline_policy::Role;
use tempfile::TempDir;

/// The demo's plan.
pub const PLAN: &str = include_str!("../../../../examples/nordlicht/nordlicht.plan");

/// An office, with what has to live as long as it.
pub struct Desk {
    pub office: Office,
    address: String,
    folder: TempDir,
    _database: Option<compline_postgres::Database<'static>>,
}

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// Opens an empty office on the third of April.
pub async fn empty(kind: Kind) -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::at(Utc.with_ymd_and_hms(2026, 4, 3, 8, 0, 0).unwrap());
    let database = (kind == Kind::Postgres).then(|| compline_postgres::database("office").unwrap());
    let address = match &database {
        Some(database) => database.url().to_owned(),
        None => folder.path().join("compline.db").display().to_string(),
    };
    let office = Office::open(&address, folder.path(), clock).await.unwrap();
    Desk { office, address, folder, _database: database }
}

/// Opens an office with the demo company.
pub async fn demo(kind: Kind, partners: u32) -> Desk {
    demo_of(kind, partners, PLAN).await
}

/// Opens an office with the demo company and another plan.
pub async fn demo_of(kind: Kind, partners: u32, plan: &str) -> Desk {
    let desk = empty(kind).await;
    let demo = Demo { partners, seed: 42, plan };
    desk.office.make_demo(&demo, &Progress::default()).await.unwrap();
    desk
}

impl Desk {
    /// Another office with the same data: it has nothing in its memory yet.
    pub async fn again(&self) -> Office {
        let clock = Clock::at(self.office.clock().now());
        Office::open(&self.address, self.folder.path(), clock).await.unwrap()
    }

    /// Settles March to its end; the run. Somebody has to be at work.
    pub async fn settle(&self) -> String {
        self.settle_period("2026-03").await
    }

    /// Settles a period to its end; the run. Somebody has to be at work.
    pub async fn settle_period(&self, period: &str) -> String {
        let office = &self.office;
        let clerk = self.somebody(Role::Settlement).await;
        let approver = self.somebody(Role::Approver).await;
        let programme = office.programmes(COMPANY).await.unwrap().remove(0).id;
        let new = NewRun { programme, period: period.to_owned(), channels: Vec::new() };
        let run = office.begin_run(&clerk, &new).await.unwrap();
        self.wait(&office.ask_levels(&clerk, &run).await.unwrap()).await;
        self.wait(&office.ask_distribution(&clerk, &run).await.unwrap()).await;
        self.wait(&office.ask_documents(&clerk, &run).await.unwrap()).await;
        office.submit_run(&clerk, &run, "").await.unwrap();
        office.approve_run(&approver, &run, &[]).await.unwrap();
        let drafts = office.drafts(&run).await.unwrap();
        self.wait(&office.ask_finalise(&clerk, &run, drafts).await.unwrap()).await;
        run
    }

    /// Makes and releases a batch of everything that can be paid.
    pub async fn pay(&self) -> String {
        let entity = self.office.legal_entities(COMPANY).await.unwrap().remove(0).id;
        let day = self.office.clock().today();
        let accounting = self.somebody(Role::Accounting).await;
        let batch = self.office.create_batch(&accounting, &entity, day, None).await.unwrap();
        self.office.release_batch(&self.somebody(Role::Approver).await, &batch).await.unwrap();
        batch
    }

    /// Sees that the check of everything finds nothing.
    pub async fn sound(&self) {
        let found = self.office.verify(&Progress::default()).await.unwrap();
        assert_eq!(found.wrong, Vec::<String>::new());
    }

    /// The same, and that every run which was computed comes to the same once more.
    pub async fn replayed(&self) {
        self.sound().await;
        let office = self.again().await;
        let mut replayed = 0;
        for run in office.runs(COMPANY).await.unwrap() {
            if run.known > 0 {
                let found = office.replay(&Author::system(COMPANY), &run.id, &Progress::default()).await.unwrap();
                assert!(found.same, "{}: {:?}", run.period, found.wrong().collect::<Vec<_>>());
                replayed += 1;
            }
        }
        assert!(replayed > 0, "no run was computed");
    }

    /// Somebody of the staff.
    pub async fn somebody(&self, role: Role) -> Author {
        let staff = self.office.staff(COMPANY).await.unwrap();
        let (user, roles) = staff.into_iter().find(|(_, roles)| roles.contains(&role)).unwrap();
        Author { user: user.id, name: user.name, company: COMPANY.to_owned(), roles, key: None }
    }

    /// Waits for a job to end well.
    pub async fn wait(&self, job: &str) {
        for _ in 0..2_000 {
            let found = self.office.job(COMPANY, job).await.unwrap();
            match found.state.as_str() {
                "done" => return,
                "queued" | "running" => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
                other => panic!("the job {} is {other}: {:?}", found.kind, found.message),
            }
        }
        panic!("the job does not end");
    }
}
