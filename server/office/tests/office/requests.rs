//! What needs a second person, and what becomes of it in a settlement, on both databases.

use crate::common::{Desk, Kind, demo};
use compline_office::demo::COMPANY;
use compline_office::entries::NewEntry;
use compline_office::facts::overrides::Override;
use compline_office::levels::{DistributionDone, RunFilter};
use compline_office::requests::{Asked, BankDetails, Decision};
use compline_office::runs::NewRun;
use compline_office::statements::DocumentsDone;
use compline_office::who::Author;
use compline_office::{FieldError, OfficeError};
use compline_policy::Role;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_on_sqlite() {
    requests(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_on_postgres() {
    requests(Kind::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn entries_are_settled_on_sqlite() {
    entries(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn entries_are_settled_on_postgres() {
    entries(Kind::Postgres).await;
}

pub fn errors<T: std::fmt::Debug>(result: Result<T, OfficeError>) -> Vec<(String, &'static str)> {
    match result {
        Err(OfficeError::Input(wrong)) => wrong.into_iter().map(|FieldError { field, key, .. }| (field, key)).collect(),
        other => panic!("{other:?}"),
    }
}

async fn requests(kind: Kind) {
    let desk = demo(kind, 60).await;
    let office = &desk.office;
    let care = desk.somebody(Role::PartnerCare).await;
    let approver = desk.somebody(Role::Approver).await;
    let clerk = desk.somebody(Role::Settlement).await;
    let partner = office.search_partners(COMPANY, "", "", 5).await.unwrap().remove(2);

    // Bank details hold once another person confirms them.
    let bad =
        BankDetails { holder: " ".to_owned(), iban: "DE00370400440532013000".to_owned(), bic: Some("X".to_owned()) };
    assert_eq!(
        errors(office.ask_bank_details(&care, &partner.person, &bad, "new card").await),
        [
            ("holder".to_owned(), "error-bank-holder-missing"),
            ("iban".to_owned(), "error-iban-check-digits"),
            ("bic".to_owned(), "error-bic")
        ]
    );
    let new = BankDetails { holder: "Anna Berg".to_owned(), iban: "DE89 3704 0044 0532 0130 00".to_owned(), bic: None };
    assert!(matches!(
        office.ask_bank_details(&approver, &partner.person, &new, "x").await,
        Err(OfficeError::Denied { .. })
    ));
    assert_eq!(
        errors(office.ask_bank_details(&care, &partner.person, &new, " ").await),
        [("reason".to_owned(), "error-reason-missing")]
    );
    let before = office.person(COMPANY, &partner.person).await.unwrap();
    let request = office.ask_bank_details(&care, &partner.person, &new, "new card").await.unwrap();
    assert_eq!(office.person(COMPANY, &partner.person).await.unwrap(), before, "not before it is confirmed");
    assert!(matches!(
        office.ask_bank_details(&care, &partner.person, &new, "again").await,
        Err(OfficeError::State { .. })
    ));
    assert!(matches!(office.grant(&care, &request).await, Err(OfficeError::Denied { four_eyes: true, .. })));
    assert_eq!(office.requests(COMPANY, "open", "", "", 0, 10).await.unwrap().len(), 1);
    assert_eq!(office.grant(&approver, &request).await.unwrap(), Decision::Granted);
    assert!(matches!(office.grant(&approver, &request).await, Err(OfficeError::State { .. })), "once only");
    let after = office.person(COMPANY, &partner.person).await.unwrap();
    assert_eq!(after.iban.as_deref(), Some("DE89370400440532013000"));
    assert_eq!(after.name, before.name);

    // What no longer fits is refused with the reason.
    let other = BankDetails { iban: "DE02120300000000202051".to_owned(), ..new.clone() };
    let stale = office.ask_bank_details(&care, &partner.person, &other, "moved bank").await.unwrap();
    let mut learning = office.learn(&clerk, "test").await.unwrap();
    learning.put_persons(std::slice::from_ref(&before)).await.unwrap();
    learning.commit().await.unwrap();
    assert_eq!(office.grant(&approver, &stale).await.unwrap(), Decision::Void("request-void-changed"));
    assert_eq!(office.request(COMPANY, &stale).await.unwrap().state, "refused");
    assert_eq!(office.person(COMPANY, &partner.person).await.unwrap(), before);

    // Withdrawn by who asked alone, refused with a reason alone.
    let request = office.ask_bank_details(&care, &partner.person, &other, "moved bank").await.unwrap();
    assert!(office.withdraw_request(&approver, &request).await.is_err());
    office.withdraw_request(&care, &request).await.unwrap();
    let request = office.ask_bank_details(&care, &partner.person, &other, "moved bank").await.unwrap();
    assert!(office.refuse(&approver, &request, "").await.is_err());
    office.refuse(&approver, &request, "no proof").await.unwrap();
    assert_eq!(office.request(COMPANY, &request).await.unwrap().answer.as_deref(), Some("no proof"));

    // Manual values: the plan says which and what.
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    let value = Override {
        partner: partner.id.clone(),
        definition: "paid_rank".to_owned(),
        value: "Gold".to_owned(),
        valid_from: day("2026-03-01"),
        valid_to: day("2026-05-31"),
        reason: "promised".to_owned(),
        author: String::new(),
    };
    let wrong = Override { value: "Platinum".to_owned(), ..value.clone() };
    assert_eq!(
        errors(office.ask_override(&clerk, "partner", &wrong).await),
        [("value".to_owned(), "error-not-a-word")]
    );
    let wrong = Override { definition: "GV".to_owned(), ..value.clone() };
    assert_eq!(
        errors(office.ask_override(&clerk, "partner", &wrong).await),
        [("definition".to_owned(), "error-not-in-plan")]
    );
    let Asked::Waits(first) = office.ask_override(&clerk, "partner", &value).await.unwrap() else { panic!("at once") };
    let Asked::Waits(second) = office.ask_override(&clerk, "partner", &value).await.unwrap() else { panic!("at once") };
    assert!(office.overrides(COMPANY, "partner", &partner.id).await.unwrap().is_empty());
    assert!(matches!(office.grant(&clerk, &first).await, Err(OfficeError::Denied { .. })));
    assert_eq!(office.grant(&approver, &first).await.unwrap(), Decision::Granted);
    let facts = office.overrides(COMPANY, "partner", &partner.id).await.unwrap();
    assert_eq!((facts.len(), &facts[0].author), (1, &clerk.user));
    assert_eq!(office.grant(&approver, &second).await.unwrap(), Decision::Void("request-void-changed"));

    // A plan version is released by another person.
    let designer = desk.somebody(Role::PlanDesigner).await;
    let text = crate::common::PLAN.replace("version 4", "version 5");
    let text = text.replace("for sales from 2026-01-01", "for sales from 2026-05-01");
    let plan = office.draft_plan(&designer, "partner", &text).await.unwrap();
    let request = office.ask_release(&designer, &plan, "April").await.unwrap();
    assert_eq!(office.plan_version(COMPANY, &plan).await.unwrap().state, "proposed");
    assert!(matches!(office.grant(&designer, &request).await, Err(OfficeError::Denied { four_eyes: true, .. })));
    office.grant(&approver, &request).await.unwrap();
    assert_eq!(office.plan_version(COMPANY, &plan).await.unwrap().state, "released");
    assert_eq!(office.verify_audit(COMPANY).await.unwrap(), Vec::<String>::new());
    desk.sound().await;
}

async fn enter(desk: &Desk, clerk: &Author, approver: &Author, entry: &NewEntry) {
    let request = desk.office.ask_entry(clerk, entry).await.unwrap();
    assert_eq!(desk.office.grant(approver, &request).await.unwrap(), Decision::Granted);
}

async fn entries(kind: Kind) {
    let desk = demo(kind, 120).await;
    let office = &desk.office;
    let worker = tokio::spawn(office.clone().work_forever());
    let clerk = desk.somebody(Role::Settlement).await;
    let approver = desk.somebody(Role::Approver).await;
    let new = NewRun { programme: "partner".to_owned(), period: "2026-03".to_owned(), channels: Vec::new() };
    let run = office.begin_run(&clerk, &new).await.unwrap();
    desk.wait(&office.ask_levels(&clerk, &run).await.unwrap()).await;
    desk.wait(&office.ask_distribution(&clerk, &run).await.unwrap()).await;
    let found: DistributionDone = office.last_step(&run, "distribution").await.unwrap();
    let filter = RunFilter { by_amount: true, ..RunFilter::default() };
    let paid = office.run_partners(&run, &filter, 0, 100).await.unwrap();
    desk.wait(&office.ask_documents(&clerk, &run).await.unwrap()).await;
    let drafts = office.statements(&run, "draft", "", 0, 1_000).await.unwrap();
    let good = |skip: usize| &drafts[skip];
    let (rich, other) = (good(0).clone(), good(1).clone());
    assert!(paid[0].amount > 0);

    let entry = |kind: &str, amount: i64| NewEntry {
        programme: "partner".to_owned(),
        partner: rich.partner.clone(),
        kind: kind.to_owned(),
        period: "2026-03".to_owned(),
        amount,
        taxable: None,
        payee: None,
        reason: format!("{kind} as agreed"),
    };
    let wrong = NewEntry {
        partner: "nobody".to_owned(),
        reason: String::new(),
        period: "2026-3".to_owned(),
        taxable: Some(true),
        ..entry("advance", -5)
    };
    let mut keys: Vec<&str> = errors(office.ask_entry(&clerk, &wrong).await).into_iter().map(|(_, key)| key).collect();
    keys.sort_unstable();
    assert_eq!(
        keys,
        [
            "error-amount-negative",
            "error-entry-not-taxable",
            "error-entry-period",
            "error-partner-unknown",
            "error-reason-missing"
        ]
    );
    assert_eq!(
        errors(office.ask_entry(&clerk, &entry("recovery", 100)).await),
        [("amount".to_owned(), "error-recovery-too-high")]
    );
    assert_eq!(
        errors(office.ask_entry(&clerk, &entry("assignment", 100)).await),
        [("payee".to_owned(), "error-choose-one")]
    );

    // Approved entries make the run stale; what was only asked for does not.
    let waiting = office.ask_entry(&clerk, &entry("bonus", 10_000)).await.unwrap();
    assert_eq!(office.staleness(&office.run(COMPANY, &run).await.unwrap()).await.unwrap(), 0);
    office.grant(&approver, &waiting).await.unwrap();
    assert_eq!(office.staleness(&office.run(COMPANY, &run).await.unwrap()).await.unwrap(), 1);
    assert!(office.submit_run(&clerk, &run, "").await.is_err(), "stale");
    enter(&desk, &clerk, &approver, &entry("fee", 1_500)).await;
    enter(&desk, &clerk, &approver, &entry("advance", 5_000)).await;
    let recovery = office.ask_entry(&clerk, &entry("recovery", 4_000)).await.unwrap();
    enter(&desk, &clerk, &approver, &entry("recovery", 2_000)).await;
    assert_eq!(
        office.grant(&approver, &recovery).await.unwrap(),
        Decision::Void("request-void-entry"),
        "more than was advanced"
    );
    let assigned = NewEntry { payee: Some(other.person.clone()), ..entry("assignment", 2_500) };
    enter(&desk, &clerk, &approver, &assigned).await;
    enter(&desk, &clerk, &approver, &NewEntry { partner: other.partner.clone(), ..entry("deduction", 300) }).await;

    desk.wait(&office.ask_levels(&clerk, &run).await.unwrap()).await;
    desk.wait(&office.ask_distribution(&clerk, &run).await.unwrap()).await;
    desk.wait(&office.ask_documents(&clerk, &run).await.unwrap()).await;
    let documents: DocumentsDone = office.last_step(&run, "documents").await.unwrap();
    assert_eq!(documents.net, found.paid + 10_000 - 300, "lines and taxable entries are the net of the statements");
    office.submit_run(&clerk, &run, "").await.unwrap();
    office.approve_run(&approver, &run, &[]).await.unwrap();
    // Too late for this run: it waits for the next one.
    enter(&desk, &clerk, &approver, &entry("bonus", 77)).await;
    desk.wait(&office.ask_finalise(&clerk, &run, documents.drafts - documents.held).await.unwrap()).await;

    let entered = office.entries(COMPANY, "", "2026-03", 0, 100).await.unwrap();
    for one in &entered {
        let late = one.amount == 77;
        assert_eq!((one.run.is_none(), one.statement.is_none()), (late, late), "{one:?}");
    }
    let rest = -1_500 + 5_000 - 2_000;
    let items = office.open_items(COMPANY, "open", "", 0, 10_000).await.unwrap();
    let claims: i64 = items.iter().map(|item| item.amount).sum();
    assert_eq!(claims, documents.gross - documents.held_gross + rest, "statements and entries are the open items");
    let of =
        |person: &str| items.iter().filter(|item| item.person == person).map(|item| item.amount).collect::<Vec<_>>();
    let statement = office.statements(&run, "final", &rich.partner.to_lowercase(), 0, 10).await.unwrap();
    let statement = statement.iter().find(|row| row.partner == rich.partner).unwrap();
    assert_eq!(of(&rich.person), [statement.gross + rest - 2_500]);
    assert_eq!(of(&other.person).len(), 2, "its own statement and what was assigned");
    assert!(of(&other.person).contains(&2_500));
    let entity = office.legal_entities(COMPANY).await.unwrap().remove(0);
    let balances = office.balances(COMPANY, &entity.id).await.unwrap();
    let balance = |account: &str| balances.iter().find(|one| one.account == account).map_or(0, |one| one.amount);
    assert_eq!(balance("partner"), -claims, "the subledger owes what the open items say");
    assert_eq!(balance("clearing"), rest, "what was assigned has left the clearing account");
    assert_eq!(balances.iter().map(|one| one.amount).sum::<i64>(), 0);
    assert_eq!(office.verify_ledger(&entity.id).await.unwrap(), Vec::<String>::new());
    assert_eq!(
        errors(office.ask_entry(&clerk, &entry("bonus", 1)).await),
        [("period".to_owned(), "error-entry-period-final")]
    );

    // The next run takes what came too late.
    let new = NewRun { period: "2026-04".to_owned(), ..new };
    let next = office.begin_run(&clerk, &new).await.unwrap();
    desk.wait(&office.ask_levels(&clerk, &next).await.unwrap()).await;
    let late = office.entries(COMPANY, &rich.partner, "2026-03", 0, 100).await.unwrap();
    assert_eq!(late.iter().find(|one| one.amount == 77).unwrap().run.as_deref(), Some(next.as_str()));
    worker.abort();
    desk.replayed().await;
}
