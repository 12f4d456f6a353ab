//! Statements that are issued after their run, and statements of several runs.

use crate::common::{Desk, Kind, demo};
use compline_office::OfficeError;
use compline_office::demo::COMPANY;
use compline_office::facts::people::TaxFact;
use compline_office::late::HeldRequest;
use compline_office::requests::Decision;
use compline_office::runs::{NewRun, RunState};
use compline_office::statements::StatementRow;
use compline_policy::Role;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn held_statements_are_issued_later_on_sqlite() {
    held(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn held_statements_are_issued_later_on_postgres() {
    held(Kind::Postgres).await;
}

async fn held(kind: Kind) {
    let desk = demo(kind, 300).await;
    let office = &desk.office;
    let worker = tokio::spawn(office.clone().work_forever());
    let clerk = desk.somebody(Role::Settlement).await;
    let approver = desk.somebody(Role::Approver).await;
    let run = settle_with_change_after_approval(&desk).await;
    let of = office.run(COMPANY, &run).await.unwrap();
    let entity = office.legal_entities(COMPANY).await.unwrap().remove(0);

    let waiting = office.statements(&run, "held", "", 0, 1_000).await.unwrap();
    assert!(waiting.len() > 1, "{waiting:?}");
    let before = office.statements(&run, "final", "", 0, 10_000).await.unwrap().len();
    let refused = office.ask_held(&clerk, &run, "data came").await;
    assert!(matches!(refused, Err(OfficeError::Input(_))), "they still lack something: {refused:?}");

    // All but the first become private persons, for whom nothing is needed.
    let rest: Vec<&StatementRow> = waiting.iter().skip(1).collect();
    for row in &rest {
        become_private(&desk, &row.person).await;
    }
    let request = office.ask_held(&clerk, &run, "data came").await.unwrap();
    let asked: HeldRequest = office.request(COMPANY, &request).await.unwrap().read().unwrap();
    assert_eq!(asked.statements.len(), rest.len());
    assert!(matches!(office.grant(&clerk, &request).await, Err(OfficeError::Denied { .. })), "another person decides");
    office.refuse(&approver, &request, "not yet").await.unwrap();
    assert_eq!(office.statements(&run, "held", "", 0, 1_000).await.unwrap().len(), waiting.len());
    let request = office.ask_held(&clerk, &run, "data came").await.unwrap();
    assert_eq!(office.grant(&approver, &request).await.unwrap(), Decision::Granted);
    let job = office.job_of(COMPANY, &run).await.unwrap().unwrap();
    assert_eq!(job.kind, "issue");
    desk.wait(&job.id).await;

    let rows = office.statements(&run, "final", "", 0, 10_000).await.unwrap();
    assert_eq!(rows.len(), before + rest.len());
    let mut numbers: Vec<String> = rows.iter().filter_map(|row| row.number.clone()).collect();
    numbers.sort();
    let expected: Vec<String> = (1..=rows.len()).map(|n| format!("GS-2026-{n:06}")).collect();
    assert_eq!(numbers, expected, "their numbers go on without a gap");
    assert_eq!(office.statements(&run, "held", "", 0, 10).await.unwrap().len(), 1);
    for row in &rest {
        let now = office.statement(COMPANY, &row.id).await.unwrap();
        assert_eq!((now.tax, now.gross), (0, now.net), "a private person's statement has no tax");
        assert!(office.statement_pdf(COMPANY, &row.id).await.unwrap().starts_with(b"%PDF-"));
        let items = office.open_items(COMPANY, "open", &row.partner, 0, 10).await.unwrap();
        assert!(now.gross == 0 || items.iter().any(|item| item.amount == now.gross), "{now:?}: {items:?}");
    }
    let sheet = office.reconciliation(&clerk, &run).await.unwrap();
    assert!(sheet.steps.iter().all(|step| !step.difference), "{sheet:?}");
    assert!(!office.issue_waits(&of).await.unwrap());
    assert_eq!(office.verify_ledger(&entity.id).await.unwrap(), Vec::<String>::new());
    let found = office.verify(&compline_office::progress::Progress::default()).await.unwrap();
    assert_eq!(found.wrong, Vec::<String>::new());
    worker.abort();
    desk.replayed().await;
}

/// Settles March; after the approval a payee's tax status changes, which is not in the documents that were approved.
async fn settle_with_change_after_approval(desk: &Desk) -> String {
    let office = &desk.office;
    let clerk = desk.somebody(Role::Settlement).await;
    let run = documented(desk, "2026-03").await;
    office.submit_run(&clerk, &run, "").await.unwrap();
    office.approve_run(&desk.somebody(Role::Approver).await, &run, &[]).await.unwrap();
    let drafts = office.statements(&run, "draft", "", 0, 10_000).await.unwrap();
    let taxed = drafts.iter().find(|row| row.tax > 0).unwrap();
    become_private(desk, &taxed.person).await;
    desk.wait(&office.ask_finalise(&clerk, &run, drafts.len() as i64).await.unwrap()).await;
    let now = office.statement(COMPANY, &taxed.id).await.unwrap();
    assert_eq!((now.tax, now.gross), (taxed.tax, taxed.gross), "what was approved is what is issued");
    run
}

async fn documented(desk: &Desk, period: &str) -> String {
    let office = &desk.office;
    let clerk = desk.somebody(Role::Settlement).await;
    let programme = office.programmes(COMPANY).await.unwrap().remove(0).id;
    let new = NewRun { programme, period: period.to_owned(), channels: Vec::new() };
    let run = office.begin_run(&clerk, &new).await.unwrap();
    desk.wait(&office.ask_levels(&clerk, &run).await.unwrap()).await;
    desk.wait(&office.ask_distribution(&clerk, &run).await.unwrap()).await;
    desk.wait(&office.ask_documents(&clerk, &run).await.unwrap()).await;
    run
}

async fn become_private(desk: &Desk, person: &str) {
    let care = desk.somebody(Role::PartnerCare).await;
    let mut learning = desk.office.learn(&care, "tax status").await.unwrap();
    let fact = TaxFact {
        person: person.to_owned(),
        valid_from: "2020-01-01".parse().unwrap(),
        status: "private".to_owned(),
        vat_id: None,
        tax_number: None,
        agreement_on: None,
    };
    // It holds from the beginning: older facts with later days are replaced one by one.
    let mut facts = vec![fact.clone()];
    for old in desk.office.tax_history(COMPANY, person).await.unwrap() {
        facts.push(TaxFact { valid_from: old.valid_from, ..fact.clone() });
    }
    facts.sort_by_key(|fact| fact.valid_from);
    facts.dedup_by_key(|fact| fact.valid_from);
    learning.put_tax_statuses(&facts).await.unwrap();
    learning.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_statement_gathers_two_runs_on_sqlite() {
    gathered(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_statement_gathers_two_runs_on_postgres() {
    gathered(Kind::Postgres).await;
}

async fn gathered(kind: Kind) {
    let desk = demo(kind, 150).await;
    let office = &desk.office;
    let worker = tokio::spawn(office.clone().work_forever());
    let clerk = desk.somebody(Role::Settlement).await;
    let approver = desk.somebody(Role::Approver).await;
    // The demo has a distributed run of February.
    let february = office.runs(COMPANY).await.unwrap().remove(0).id;
    let march = documented(&desk, "2026-03").await;
    let single = office.statements(&march, "all", "", 0, 10_000).await.unwrap();

    assert!(office.gather(&clerk, &march, &["nonsense".to_owned()]).await.is_err());
    office.gather(&clerk, &march, std::slice::from_ref(&february)).await.unwrap();
    assert_eq!(office.statements(&march, "all", "", 0, 10).await.unwrap().len(), 0, "drafts are void");
    assert!(matches!(office.ask_levels(&clerk, &february).await, Err(OfficeError::State { .. })), "it is led");
    assert!(office.gatherable(&office.run(COMPANY, &february).await.unwrap()).await.unwrap().is_empty());
    desk.wait(&office.ask_documents(&clerk, &march).await.unwrap()).await;
    assert_eq!(office.run(COMPANY, &february).await.unwrap().state, RunState::Documented);

    let rows = office.statements(&march, "all", "", 0, 10_000).await.unwrap();
    let (of_february, of_march) = (partners_sum(office, &february).await, partners_sum(office, &march).await);
    assert!(of_february > 0 && of_march > 0);
    assert_eq!(rows.iter().map(|row| row.net).sum::<i64>(), of_february + of_march);
    assert!(rows.len() >= single.len(), "people of either month, each once");
    let mut people: Vec<&str> = rows.iter().map(|row| row.person.as_str()).collect();
    people.sort_unstable();
    people.dedup();
    assert_eq!(people.len(), rows.len());

    // Computing the leading run again sets the other back; taking it out frees it.
    desk.wait(&office.ask_levels(&clerk, &march).await.unwrap()).await;
    assert_eq!(office.run(COMPANY, &february).await.unwrap().state, RunState::Distributed);
    desk.wait(&office.ask_distribution(&clerk, &march).await.unwrap()).await;
    office.gather(&clerk, &march, &[]).await.unwrap();
    assert_eq!(office.run(COMPANY, &february).await.unwrap().lead, None);
    // Whoever is a business in February and a private person in March gets two documents.
    let (of_feb, of_mar) = (paid_partners(office, &february).await, paid_partners(office, &march).await);
    let taxed = single.iter().find(|row| row.tax > 0 && of_feb.contains(&row.partner) && of_mar.contains(&row.partner));
    let taxed = taxed.unwrap().person.clone();
    let care = desk.somebody(Role::PartnerCare).await;
    let mut learning = office.learn(&care, "tax status").await.unwrap();
    let private = TaxFact {
        person: taxed.clone(),
        valid_from: "2026-03-01".parse().unwrap(),
        status: "private".to_owned(),
        vat_id: None,
        tax_number: None,
        agreement_on: None,
    };
    learning.put_tax_statuses(&[private]).await.unwrap();
    learning.commit().await.unwrap();
    office.gather(&clerk, &march, std::slice::from_ref(&february)).await.unwrap();
    desk.wait(&office.ask_documents(&clerk, &march).await.unwrap()).await;
    let all: Vec<StatementRow> = office.statements(&march, "all", "", 0, 1_000).await.unwrap();
    let mut split: Vec<&StatementRow> = all.iter().filter(|row| row.person == taxed).collect();
    split.sort_by_key(|row| row.part);
    let shape: Vec<_> =
        split.iter().map(|row| (row.part, row.tax_category.as_str(), row.tax > 0, row.reasons())).collect();
    assert_eq!(shape, [(0, "O", false, vec![]), (1, "S", true, vec![])], "as a private person, and as a business");
    let net: i64 = split.iter().map(|row| row.net).sum();
    let alone = |rows: &[StatementRow]| rows.iter().filter(|row| row.person == taxed).map(|row| row.net).sum::<i64>();
    assert_eq!(net, alone(&rows), "together what stood on one before");
    assert_eq!(all.iter().filter(|row| row.part > 0).count(), 1, "nobody else gets two");
    office.submit_run(&clerk, &march, "").await.unwrap();
    office.approve_run(&approver, &march, &[]).await.unwrap();
    let drafts = office.drafts(&march).await.unwrap();
    desk.wait(&office.ask_finalise(&clerk, &march, drafts).await.unwrap()).await;
    for run in [&february, &march] {
        assert_eq!(office.run(COMPANY, run).await.unwrap().state, RunState::Final);
    }
    let sheet = office.reconciliation(&clerk, &february).await.unwrap();
    assert!(sheet.steps.iter().all(|step| !step.difference), "{sheet:?}");
    assert_eq!(sheet.steps.first().unwrap().amount, of_february + of_march);
    let items = office.open_items(COMPANY, "all", &taxed, 0, 10).await.unwrap();
    for paper in split {
        let paper = office.statement(COMPANY, &paper.id).await.unwrap();
        let item = items.iter().find(|item| item.statement.as_ref() == Some(&paper.id)).unwrap();
        assert_eq!((item.amount, Some(&item.reference)), (paper.gross, paper.number.as_ref()));
        assert!(office.statement_pdf(COMPANY, &paper.id).await.unwrap().starts_with(b"%PDF"));
    }
    let found = office.verify(&compline_office::progress::Progress::default()).await.unwrap();
    assert_eq!(found.wrong, Vec::<String>::new());
    worker.abort();
    desk.replayed().await;
}

async fn partners_sum(office: &compline_office::Office, run: &str) -> i64 {
    let filter = compline_office::levels::RunFilter::default();
    office.run_partners(run, &filter, 0, 100_000).await.unwrap().iter().map(|one| one.amount).sum()
}

async fn paid_partners(office: &compline_office::Office, run: &str) -> Vec<String> {
    let filter = compline_office::levels::RunFilter::default();
    let all = office.run_partners(run, &filter, 0, 100_000).await.unwrap();
    all.into_iter().filter(|one| one.amount != 0).map(|one| one.partner).collect()
}
