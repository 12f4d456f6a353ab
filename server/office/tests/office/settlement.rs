//! A month from facts to the payment file, on both databases.

use crate::common::{Desk, Kind, demo};
use compline_office::OfficeError;
use compline_office::demo::COMPANY;
use compline_office::levels::{DistributionDone, LevelsDone, RunFilter};
use compline_office::runs::{NewRun, RunState};
use compline_office::statements::DocumentsDone;
use compline_policy::Role;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_month_is_settled_on_sqlite() {
    settle(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_month_is_settled_on_postgres() {
    settle(Kind::Postgres).await;
}

/// Whoever waits for a job never sees that it has ended without what it has left behind.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_is_read_before_what_it_works_on() {
    let desk = demo(Kind::Sqlite, 20).await;
    let office = &desk.office;
    let clerk = desk.somebody(Role::Settlement).await;
    let programme = office.programmes(COMPANY).await.unwrap().remove(0);
    let new = NewRun { programme: programme.id, period: "2026-03".to_owned(), channels: Vec::new() };
    let run = office.begin_run(&clerk, &new).await.unwrap();
    let asked = office.ask_levels(&clerk, &run).await.unwrap();
    // The job ends in the middle of the reading.
    let read = async {
        let worker = tokio::spawn(office.clone().work_forever());
        desk.wait(&asked).await;
        worker.abort();
        office.run(COMPANY, &run).await
    };
    let (job, run) = office.with_job(COMPANY, &run, read).await.unwrap();
    let job = job.unwrap();
    assert!(job.is_live() && job.id == asked, "{job:?}");
    assert_eq!(run.state, RunState::Ranked);
}

async fn settle(kind: Kind) {
    let desk = demo(kind, 300).await;
    let office = &desk.office;
    let worker = tokio::spawn(office.clone().work_forever());
    let clerk = desk.somebody(Role::Settlement).await;
    let approver = desk.somebody(Role::Approver).await;
    let accounting = desk.somebody(Role::Accounting).await;

    let programme = office.programmes(COMPANY).await.unwrap().remove(0);
    let new = NewRun { programme: programme.id, period: "2026-03".to_owned(), channels: Vec::new() };
    assert!(matches!(office.begin_run(&approver, &new).await, Err(OfficeError::Denied { .. })));
    let run = office.begin_run(&clerk, &new).await.unwrap();
    assert!(matches!(office.begin_run(&clerk, &new).await, Err(OfficeError::State { .. })), "one run a period");
    assert!(matches!(office.ask_distribution(&clerk, &run).await, Err(OfficeError::State { .. })));

    desk.wait(&office.ask_levels(&clerk, &run).await.unwrap()).await;
    let levels: LevelsDone = office.last_step(&run, "levels").await.unwrap();
    assert_eq!(
        levels.partners,
        office.run_partners_count(&office.run(COMPANY, &run).await.unwrap(), &RunFilter::default()).await.unwrap()
    );
    desk.wait(&office.ask_distribution(&clerk, &run).await.unwrap()).await;
    let distribution: DistributionDone = office.last_step(&run, "distribution").await.unwrap();
    let partners = office.run_partners(&run, &RunFilter::default(), 0, 10_000).await.unwrap();
    assert_eq!(partners.iter().map(|one| one.amount).sum::<i64>(), distribution.paid, "totals sum to what is paid");
    assert!(distribution.paid > 0);

    desk.wait(&office.ask_documents(&clerk, &run).await.unwrap()).await;
    let documents: DocumentsDone = office.last_step(&run, "documents").await.unwrap();
    assert_eq!(documents.net, distribution.paid, "statements sum to what is paid");
    assert!(documents.held > 0 && documents.held < documents.drafts, "{documents:?}");

    // Who computed cannot approve, and nobody else can finalise before it is approved.
    office.submit_run(&clerk, &run, "").await.unwrap();
    let own = office.approve_run(&clerk, &run, &[]).await;
    assert!(matches!(own, Err(OfficeError::Denied { .. })), "{own:?}");
    assert!(office.ask_finalise(&clerk, &run, documents.drafts - documents.held).await.is_err());
    office.approve_run(&approver, &run, &[]).await.unwrap();
    assert!(office.ask_finalise(&clerk, &run, 1).await.is_err(), "the number of documents is asked for");
    desk.wait(&office.ask_finalise(&clerk, &run, documents.drafts - documents.held).await.unwrap()).await;
    assert_eq!(office.run(COMPANY, &run).await.unwrap().state, RunState::Final);
    finalised(&desk, &run, &documents).await;
    assert!(office.reopen_run(&clerk, &run, "wrong").await.is_err(), "what is final stays so");

    let entity = office.legal_entities(COMPANY).await.unwrap().remove(0);
    let proposal = office.propose_payment(COMPANY, &entity.id, None).await.unwrap();
    assert!(!proposal.pay.is_empty() && !proposal.no_account.is_empty());
    let day = office.clock().today();
    let batch = office.create_batch(&accounting, &entity.id, day, None).await.unwrap();
    assert!(office.batch_file(&accounting, &batch).await.is_err(), "not before its release");
    assert!(office.release_batch(&accounting, &batch).await.is_err(), "another person releases");
    assert!(office.create_batch(&accounting, &entity.id, day, None).await.is_err(), "nothing is paid twice");
    office.release_batch(&approver, &batch).await.unwrap();
    let (_, file) = office.batch_file(&accounting, &batch).await.unwrap();
    let (_, again) = office.batch_file(&accounting, &batch).await.unwrap();
    assert_eq!(file, again, "the same bytes each time");
    let text = String::from_utf8(file).unwrap();
    assert_eq!(text.matches("<CdtTrfTxInf>").count(), proposal.pay.len());

    assert_eq!(office.verify_ledger(&entity.id).await.unwrap(), Vec::<String>::new());
    assert_eq!(office.verify_audit(COMPANY).await.unwrap(), Vec::<String>::new());
    let sum: i64 = office.balances(COMPANY, &entity.id).await.unwrap().iter().map(|balance| balance.amount).sum();
    assert_eq!(sum, 0);
    worker.abort();
    desk.sound().await;
}

async fn finalised(desk: &Desk, run: &str, documents: &DocumentsDone) {
    let office = &desk.office;
    let rows = office.statements(run, "final", "", 0, 10_000).await.unwrap();
    assert_eq!(rows.len() as i64, documents.drafts - documents.held);
    let mut numbers: Vec<String> = rows.iter().filter_map(|row| row.number.clone()).collect();
    numbers.sort();
    let expected: Vec<String> = (1..=rows.len()).map(|n| format!("GS-2026-{n:06}")).collect();
    assert_eq!(numbers, expected, "without gaps");
    for row in rows.iter().take(3) {
        let pdf = office.statement_pdf(COMPANY, &row.id).await.unwrap();
        assert!(pdf.starts_with(b"%PDF-"));
    }
    let items = office.open_items(COMPANY, "open", "", 0, 10_000).await.unwrap();
    let claims: i64 = items.iter().map(|item| item.rest).sum();
    assert_eq!(claims, documents.gross - documents.held_gross, "open items sum to the gross of the documents");
}
