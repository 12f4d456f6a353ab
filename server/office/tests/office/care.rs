//! Partner care, on both databases.

use crate::common::{Kind, demo};
use crate::requests::errors;
use compline_office::OfficeError;
use compline_office::care::NewPartner;
use compline_office::demo::COMPANY;
use compline_office::facts::partners::Placement;
use compline_office::facts::people::{Person, TaxFact};
use compline_office::requests::BankDetails;
use compline_office::runs::NewRun;
use compline_policy::Role;
use std::collections::BTreeMap;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn partners_are_looked_after_on_sqlite() {
    care(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn partners_are_looked_after_on_postgres() {
    care(Kind::Postgres).await;
}

async fn care(kind: Kind) {
    let desk = demo(kind, 80).await;
    let office = &desk.office;
    let worker = tokio::spawn(office.clone().work_forever());
    let care = desk.somebody(Role::PartnerCare).await;
    let clerk = desk.somebody(Role::Settlement).await;
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    let rows = office.search_partners(COMPANY, "", "", 100).await.unwrap();
    // Somebody with a subtree, and somebody in it.
    let march = day("2026-03-01");
    let mut found = None;
    for row in &rows {
        let below = office.subtree(COMPANY, "sponsor", &row.id, march).await.unwrap();
        let parent = office.placements_of(COMPANY, &row.id).await.unwrap().remove(0).parent;
        if let Some(parent) = parent.filter(|_| below.len() > 3) {
            found = Some((row.clone(), below, parent));
            break;
        }
    }
    let (partner, below, parent) = found.unwrap();
    let place = |parent: &str| Placement {
        tree: "sponsor".to_owned(),
        partner: partner.id.clone(),
        parent: Some(parent.to_owned()),
        side: None,
        position: None,
        valid_from: march,
        valid_to: None,
        run: None,
    };
    let run = NewRun { programme: "partner".to_owned(), period: "2026-03".to_owned(), channels: Vec::new() };
    let run = office.begin_run(&clerk, &run).await.unwrap();
    desk.wait(&office.ask_levels(&clerk, &run).await.unwrap()).await;
    let run = office.run(COMPANY, &run).await.unwrap();

    let circle = office.preview_move(&care, &run, &place(&below[1])).await;
    assert_eq!(errors(circle), [("parent".to_owned(), "error-move-circle")]);
    let unknown = office.preview_move(&care, &run, &place("nobody")).await;
    assert_eq!(errors(unknown), [("parent".to_owned(), "error-partner-unknown")]);
    let sided = Placement { side: Some("left".to_owned()), ..place(&parent) };
    assert_eq!(
        errors(office.move_partner(&care, "partner", &sided, "x").await),
        [("side".to_owned(), "error-no-sides")]
    );
    let tree = Placement { tree: "binary".to_owned(), ..place(&parent) };
    assert_eq!(
        errors(office.move_partner(&care, "partner", &tree, "x").await),
        [("tree".to_owned(), "error-no-such-tree")]
    );
    assert!(matches!(
        office.move_partner(&clerk, "partner", &place(&parent), "x").await,
        Err(OfficeError::Denied { .. })
    ));

    // What the preview says is what the next computation finds.
    let target = rows.iter().find(|row| !below.contains(&row.id) && row.id != parent).unwrap();
    let preview = office.preview_move(&care, &run, &place(&target.id)).await.unwrap();
    assert_eq!(preview.subtree, below.len() as i64);
    office.move_partner(&care, "partner", &place(&target.id), "new sponsor").await.unwrap();
    assert_eq!(office.staleness(&run).await.unwrap(), 1);
    desk.wait(&office.ask_levels(&clerk, &run.id).await.unwrap()).await;
    desk.wait(&office.ask_distribution(&clerk, &run.id).await.unwrap()).await;
    for (_, then) in &preview.changed {
        let now = office.run_partner(&run.id, &then.partner).await.unwrap().unwrap();
        assert_eq!((now.rank, now.amount), (then.rank.clone(), then.amount), "{}", then.partner);
    }
    let moved = office.subtree(COMPANY, "sponsor", &target.id, march).await.unwrap();
    assert!(below.iter().all(|one| moved.contains(one)));

    // A new partner below another, with an account that waits for a second person.
    let person = Person {
        id: "N-1".to_owned(),
        name: "Müßig".to_owned(),
        first_name: Some("Jörg".to_owned()),
        email: Some("jm@example.com".to_owned()),
        city: Some("Lübeck".to_owned()),
        ..office.person(COMPANY, &partner.person).await.unwrap()
    };
    let new = NewPartner {
        programme: "partner".to_owned(),
        id: "N-1".to_owned(),
        person,
        bank: Some(BankDetails {
            holder: "Jörg Müßig".to_owned(),
            iban: "DE89370400440532013000".to_owned(),
            bic: None,
        }),
        tax: Some(TaxFact {
            person: String::new(),
            valid_from: march,
            status: "small-business".to_owned(),
            vat_id: None,
            tax_number: Some("20/123/45678".to_owned()),
            agreement_on: Some(march),
        }),
        joined_on: march,
        fields: BTreeMap::new(),
        places: vec![place("nobody")],
    };
    assert_eq!(errors(office.new_partner(&care, &new).await), [("parent".to_owned(), "error-partner-unknown")]);
    let new = NewPartner { places: vec![place(&partner.id)], ..new };
    office.new_partner(&care, &new).await.unwrap();
    assert_eq!(errors(office.new_partner(&care, &new).await), [("id".to_owned(), "error-number-taken")]);
    let known = office.person(COMPANY, "N-1").await.unwrap();
    assert_eq!((known.iban, known.name.as_str()), (None, "Müßig"));
    assert_eq!(office.requests(COMPANY, "open", "bank-details", "N-1", 0, 9).await.unwrap().len(), 1);
    for text in ["n-1", "MÜSSIG", "müßig jörg", "lübeck", "JM@example"] {
        let hits = office.search_partners(COMPANY, text, "", 50).await.unwrap();
        let expected = text != "MÜSSIG";
        assert_eq!(hits.iter().any(|row| row.id == "N-1"), expected, "{text}");
    }
    assert!(office.search_partners(COMPANY, "100%", "", 50).await.unwrap().is_empty(), "wildcards are letters");

    // Data, tax status, status.
    let person = office.person(COMPANY, "N-1").await.unwrap();
    let edited =
        Person { name: "Fleißig".to_owned(), iban: Some("DE02120300000000202051".to_owned()), ..person.clone() };
    office.edit_person(&care, &edited).await.unwrap();
    let now = office.person(COMPANY, "N-1").await.unwrap();
    assert_eq!((now.name.as_str(), now.iban), ("Fleißig", None), "the account takes a second person");
    assert!(office.search_partners(COMPANY, "müßig", "", 50).await.unwrap().is_empty());
    let bad = Person { email: Some("x".to_owned()), country: "Germany".to_owned(), ..person };
    assert_eq!(
        errors(office.edit_person(&care, &bad).await),
        [("country".to_owned(), "error-country-code"), ("email".to_owned(), "error-email")]
    );
    let april = day("2026-04-01");
    assert_eq!(
        errors(office.set_status(&care, "N-1", "inactive", day("2026-02-01"), "").await),
        [("reason".to_owned(), "error-reason-missing"), ("valid_from".to_owned(), "error-before-joining")]
    );
    office.set_status(&care, "N-1", "terminated", april, "resigned").await.unwrap();
    assert_eq!(
        errors(office.set_status(&care, "N-1", "terminated", april, "resigned").await),
        [("status".to_owned(), "error-status-same")]
    );
    office.set_status(&care, "N-1", "active", day("2026-05-01"), "came back").await.unwrap();
    assert_eq!(office.status_on(COMPANY, "N-1", april).await.unwrap().as_deref(), Some("terminated"));
    assert_eq!(office.status_on(COMPANY, "N-1", day("2026-05-01")).await.unwrap().as_deref(), Some("active"));

    // A look is noted once an hour; the timeline tells everything, in pages.
    office.look_at_person(&care, "N-1").await.unwrap();
    office.look_at_person(&care, "N-1").await.unwrap();
    office.clock().forward(chrono::TimeDelta::hours(2));
    office.look_at_person(&care, "N-1").await.unwrap();
    let all = office.timeline(COMPANY, "N-1", 0, 100).await.unwrap();
    assert_eq!(all.iter().filter(|one| one.value == "look").count(), 2);
    for kind in ["person", "tax-status", "partner", "placement", "status", "request", "audit"] {
        assert!(all.iter().any(|one| one.kind == kind), "{kind}: {all:?}");
    }
    assert!(all.windows(2).all(|pair| pair[0].at >= pair[1].at));
    let mut pages = office.timeline(COMPANY, "N-1", 0, 5).await.unwrap();
    pages.extend(office.timeline(COMPANY, "N-1", 5, 100).await.unwrap());
    assert_eq!(pages, all);
    let old = office.timeline(COMPANY, &partner.id, 0, 500).await.unwrap();
    assert!(old.iter().any(|one| one.kind == "order" && one.amount.is_some()));
    assert_eq!(office.verify_audit(COMPANY).await.unwrap(), Vec::<String>::new());
    worker.abort();
    desk.sound().await;
}
