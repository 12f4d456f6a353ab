//! The program that is killed: it takes up whatever is pending, and carries the month to the released payment.

use crate::now;
use chrono::NaiveDate;
use compline_office::Office;
use compline_office::clock::Clock;
use compline_office::demo::COMPANY;
use compline_office::facts::people::TaxFact;
use compline_office::runs::{NewRun, RunState};
use compline_office::statements::StatementRow;
use compline_office::who::Author;
use compline_policy::Role;
use std::path::Path;
use std::time::Duration;

/// How often a job may fail before it is a defect.
const MOST_FAILURES: u32 = 3;

/// Settles March.
pub async fn settle(database: &str, folder: &Path) {
    let office = Office::open(database, folder, Clock::at(now())).await.unwrap();
    office.take_over_jobs().await.unwrap();
    let worker = tokio::spawn(office.clone().work_forever());
    let clerk = somebody(&office, Role::Settlement).await;
    let approver = somebody(&office, Role::Approver).await;
    let accounting = somebody(&office, Role::Accounting).await;
    let programme = office.programmes(COMPANY).await.unwrap().remove(0);
    let mut failures = 0;
    loop {
        // The run after its job: once the job has ended, nothing changes the run but this program.
        let begun = office.runs(COMPANY).await.unwrap().into_iter().find(|run| run.period == "2026-03");
        let Some(begun) = begun else {
            let new = NewRun { programme: programme.id.clone(), period: "2026-03".to_owned(), channels: Vec::new() };
            office.begin_run(&clerk, &new).await.unwrap();
            println!("begun");
            continue;
        };
        let job = office.job_of(COMPANY, &begun.id).await.unwrap();
        // What ran when the program was killed is taken up by the worker.
        if job.as_ref().is_some_and(|job| job.is_live()) {
            tokio::time::sleep(Duration::from_millis(3)).await;
            continue;
        }
        if let Some(job) = job.filter(|job| job.state == "failed") {
            failures += 1;
            println!("the job {} failed: {:?}", job.kind, job.message);
            assert!(failures <= MOST_FAILURES, "jobs fail");
        }
        let run = office.run(COMPANY, &begun.id).await.unwrap();
        println!("{}", run.state.name());
        match run.state {
            RunState::Open => drop(office.ask_levels(&clerk, &run.id).await.unwrap()),
            RunState::Ranked => drop(office.ask_distribution(&clerk, &run.id).await.unwrap()),
            RunState::Distributed => drop(office.ask_documents(&clerk, &run.id).await.unwrap()),
            RunState::Documented => office.submit_run(&clerk, &run.id, "").await.unwrap(),
            RunState::Submitted => office.approve_run(&approver, &run.id, &[]).await.unwrap(),
            RunState::Approved | RunState::Finalising => {
                let documents = office.drafts(&run.id).await.unwrap();
                drop(office.ask_finalise(&clerk, &run.id, documents).await.unwrap());
            }
            RunState::Final if office.issue_waits(&run).await.unwrap() => {
                drop(office.ask_issue(&clerk, &run.id).await.unwrap());
            }
            RunState::Final => {
                let open = office.requests(COMPANY, "open", "statements", &run.id, 0, 1).await.unwrap();
                if let Some(request) = open.first() {
                    office.grant(&approver, &request.id).await.unwrap();
                    println!("held statements approved");
                    continue;
                }
                let held = office.statements(&run.id, "held", "", 0, 1_000).await.unwrap();
                if held.is_empty() {
                    break;
                }
                need_nothing(&office, &held).await;
                office.ask_held(&clerk, &run.id, "data came").await.unwrap();
                println!("held statements asked for");
            }
            RunState::Withdrawn => panic!("nobody withdrew the run"),
        }
    }
    let batches = office.batches(COMPANY).await.unwrap();
    let batch = match batches.into_iter().next() {
        Some(batch) => batch.id,
        None => {
            let day = office.clock().today();
            office.create_batch(&accounting, &programme.legal_entity, day, None).await.unwrap()
        }
    };
    println!("batch made");
    if office.batch(COMPANY, &batch).await.unwrap().state == "created" {
        office.release_batch(&approver, &batch).await.unwrap();
    }
    println!("batch released");
    office.batch_file(&accounting, &batch).await.unwrap();
    worker.abort();
    office.db().close().await;
}

/// Makes payees private persons, whose statements need neither tax number nor agreement.
async fn need_nothing(office: &Office, held: &[StatementRow]) {
    let care = somebody(office, Role::PartnerCare).await;
    let mut learning = office.learn(&care, "tax status").await.unwrap();
    for row in held {
        let history = office.tax_history(COMPANY, &row.person).await.unwrap();
        let mut days: Vec<NaiveDate> = history.iter().map(|fact| fact.valid_from).collect();
        days.push("2020-01-01".parse().unwrap());
        days.sort_unstable();
        days.dedup();
        let fact = |day: &NaiveDate| TaxFact {
            person: row.person.clone(),
            valid_from: *day,
            status: "private".to_owned(),
            vat_id: None,
            tax_number: None,
            agreement_on: None,
        };
        learning.put_tax_statuses(&days.iter().map(fact).collect::<Vec<_>>()).await.unwrap();
    }
    learning.commit().await.unwrap();
}

async fn somebody(office: &Office, role: Role) -> Author {
    let staff = office.staff(COMPANY).await.unwrap();
    let (user, roles) = staff.into_iter().find(|(_, roles)| roles.contains(&role)).unwrap();
    Author { user: user.id, name: user.name, company: COMPANY.to_owned(), roles, key: None }
}
