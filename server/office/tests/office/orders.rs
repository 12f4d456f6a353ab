//! Orders by hand, and what becomes of changes that come after their run is final, on both databases.

use crate::common::{Kind, demo};
use crate::requests::errors;
use compline_office::OfficeError;
use compline_office::demo::COMPANY;
use compline_office::facts::event_lists::{EventFilter, WaitsFor};
use compline_office::facts::events::NewEvent;
use compline_office::orders::EventKey;
use compline_policy::Role;
use std::collections::BTreeMap;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_on_sqlite() {
    orders(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_on_postgres() {
    orders(Kind::Postgres).await;
}

pub const PROGRAMME: &str = "partner";

pub fn order(id: &str, seller: &str, more: &[(&str, &str)]) -> NewEvent {
    let fields = [
        ("seller", seller),
        ("bv", "200.00"),
        ("net", "180.00"),
        ("category", "goods"),
        ("ordered_on", "2026-03-20"),
        ("paid_on", "2026-03-22"),
    ];
    let mut fields: BTreeMap<String, String> =
        fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    fields.extend(more.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    NewEvent { source: "shop".to_owned(), id: id.to_owned(), fields }
}

pub fn key(id: &str) -> EventKey {
    let (programme, kind) = (PROGRAMME.to_owned(), "Order".to_owned());
    EventKey { programme, kind, source: "shop".to_owned(), id: id.to_owned() }
}

async fn orders(kind: Kind) {
    let desk = demo(kind, 60).await;
    let office = &desk.office;
    let clerk = desk.somebody(Role::Settlement).await;
    let seller = office.search_partners(COMPANY, "", "", 5).await.unwrap().remove(3).id;
    let enter = async |new: NewEvent| office.enter_order(&clerk, PROGRAMME, "Order", new).await;

    let auditor = desk.somebody(Role::Auditor).await;
    let denied = office.enter_order(&auditor, PROGRAMME, "Order", order("B-1", &seller, &[])).await;
    assert!(matches!(denied, Err(OfficeError::Denied { .. })));
    let wrong = [
        ("seller", "nobody"),
        ("bv", "1.001"),
        ("net", "-1"),
        ("category", "<b>"),
        ("ordered_on", "2026-02-30"),
        ("paid_on", ""),
    ];
    let found = errors(enter(order("B-1", "nobody", &wrong)).await);
    let mut fields: Vec<&str> = found.iter().map(|(field, _)| field.as_str()).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["bv", "category", "net", "ordered_on", "seller"], "{found:?}");
    for (id, expected) in
        [("", "error-field-empty"), ("..", "error-order-number"), ("a\u{202e}b", "error-order-number")]
    {
        assert_eq!(errors(enter(order(id, &seller, &[])).await), [("id".to_owned(), expected)], "{id:?}");
    }
    let strange = errors(enter(order("B-1", &seller, &[("colour", "red")])).await);
    assert_eq!(strange, [("colour".to_owned(), "error-not-in-plan")]);

    // (source, number) is there once; the same again is nothing.
    assert_eq!(enter(order("B-1", &seller, &[])).await.unwrap().new, 1);
    assert_eq!(enter(order("B-1", &seller, &[("bv", "200")])).await.unwrap().same, 1);
    assert_eq!(errors(enter(order("B-1", &seller, &[("bv", "201")])).await), [("id".to_owned(), "error-order-exists")]);
    let versions = office.event_versions(COMPANY, PROGRAMME, "Order", "shop", "B-1").await.unwrap();
    let seen = versions[0].seq;
    let correct = async |fields: BTreeMap<String, String>, seen: i64| {
        office.correct_order(&clerk, &key("B-1"), fields, Some(seen), "typing mistake").await
    };
    let before = office.last_commit(COMPANY).await.unwrap();
    assert_eq!(correct(order("B-1", &seller, &[("net", "180")]).fields, seen).await.unwrap().same, 1);
    assert_eq!(office.last_commit(COMPANY).await.unwrap(), before, "the same again is no commit");
    assert_eq!(correct(order("B-1", &seller, &[("net", "175.50")]).fields, seen).await.unwrap().changed, 1);
    let late = errors(correct(order("B-1", &seller, &[("net", "170")]).fields, seen).await);
    assert_eq!(late, [("seen".to_owned(), "error-order-changed")], "somebody was faster");
    let versions = office.event_versions(COMPANY, PROGRAMME, "Order", "shop", "B-1").await.unwrap();
    assert_eq!((versions.len(), versions[0].reason.as_deref()), (2, Some("typing mistake")));
    assert_eq!(versions[0].author, clerk.user);

    // Lists: by partner, text, state, choice of the plan.
    let filter = EventFilter { kind: "Order".to_owned(), search: "b-1".to_owned(), ..EventFilter::default() };
    let listed = async |filter: &EventFilter| {
        let rows = office.events(COMPANY, PROGRAMME, filter, 0, 10).await.unwrap();
        let total = office.events_total(COMPANY, PROGRAMME, filter).await.unwrap();
        (rows.into_iter().map(|one| one.id).collect::<Vec<_>>(), total)
    };
    assert_eq!(listed(&filter).await, (vec!["B-1".to_owned()], (1, 17_550)));
    let word = |word: &str| vec![("category".to_owned(), word.to_owned())];
    assert_eq!(listed(&EventFilter { words: word("goods"), ..filter.clone() }).await.1.0, 1);
    assert_eq!(listed(&EventFilter { words: word("goo%"), ..filter.clone() }).await.1.0, 0);
    assert_eq!(listed(&EventFilter { partner: seller.clone(), ..filter.clone() }).await.1.0, 1);
    let sources = office.event_sources(COMPANY, PROGRAMME).await.unwrap();
    assert!(sources.contains(&"shop".to_owned()), "{sources:?}");

    // A cancellation reduces the run as long as it is not final.
    let worker = tokio::spawn(office.clone().work_forever());
    for id in ["C-1", "C-2", "C-3", "C-4"] {
        enter(order(id, &seller, &[])).await.unwrap();
    }
    office.cancel_order(&clerk, &key("C-4"), "withdrawn").await.unwrap();
    assert!(matches!(office.cancel_order(&clerk, &key("C-4"), "again").await, Err(OfficeError::State { .. })));
    let gone = office.correct_order(&clerk, &key("C-4"), order("C-4", &seller, &[]).fields, None, "").await;
    assert!(matches!(gone, Err(OfficeError::State { .. })));
    let listed_cancelled = EventFilter { state: "cancelled".to_owned(), search: "C-4".to_owned(), ..filter.clone() };
    assert_eq!(listed(&listed_cancelled).await, (vec!["C-4".to_owned()], (1, 0)), "what is cancelled sums to nothing");
    let grain = office.declared(COMPANY, PROGRAMME).await.unwrap().program.calendar;
    assert_eq!(*office.waiting_events(COMPANY, PROGRAMME, grain).await.unwrap(), [], "nothing is final yet");
    let run = desk.settle().await;

    // What changes afterwards is kept, and waits.
    office.cancel_order(&clerk, &key("C-1"), "returned").await.unwrap();
    let less = order("C-2", &seller, &[("bv", "100.00"), ("net", "90.00")]).fields;
    office.correct_order(&clerk, &key("C-2"), less, None, "").await.unwrap();
    enter(order("L-1", &seller, &[])).await.unwrap();
    enter(order("N-1", &seller, &[("ordered_on", "2026-04-02"), ("paid_on", "2026-04-02")])).await.unwrap();
    let waiting = office.waiting_events(COMPANY, PROGRAMME, grain).await.unwrap();
    let told: Vec<(&str, WaitsFor, Option<i64>, Option<i64>)> =
        waiting.iter().map(|one| (one.id.as_str(), one.waits_for, one.settled, one.amount)).collect();
    let expected = [
        ("L-1", WaitsFor::NextRun, None, Some(18_000)),
        ("C-2", WaitsFor::Correction, Some(18_000), Some(9_000)),
        ("C-1", WaitsFor::Reversal, Some(18_000), Some(18_000)),
    ];
    assert_eq!(told, expected);
    assert!(waiting.iter().all(|one| one.run == run && one.period == "2026-03" && one.author == clerk.user));
    let one = office.waiting_event(COMPANY, PROGRAMME, grain, ("Order", "shop", "C-1")).await.unwrap();
    assert_eq!(one.unwrap().waits_for, WaitsFor::Reversal);
    let none = office.waiting_event(COMPANY, PROGRAMME, grain, ("Order", "shop", "C-3")).await.unwrap();
    assert_eq!(none, None);
    // The next run takes what came late, and takes back what was cancelled; what is corrected goes on waiting.
    desk.settle_period("2026-04").await;
    let waiting = office.waiting_events(COMPANY, PROGRAMME, grain).await.unwrap();
    let told: Vec<&str> = waiting.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(told, ["C-2"]);
    // A correction that is taken back by another one is none.
    office.correct_order(&clerk, &key("C-2"), order("C-2", &seller, &[]).fields, None, "as it was").await.unwrap();
    assert_eq!(office.waiting_events(COMPANY, PROGRAMME, grain).await.unwrap().len(), 0);
    assert_eq!(office.verify_audit(COMPANY).await.unwrap(), Vec::<String>::new());
    worker.abort();
    desk.sound().await;
}
