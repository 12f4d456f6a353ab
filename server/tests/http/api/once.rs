//! What is sent twice is done once, whatever dies meanwhile.

use super::{Program, all, program};
use chrono::TimeDelta;
use compline_office::OfficeError;
use compline_office::demo::COMPANY;
use compline_office::once::Reserved;
use compline_office::runs::NewRun;
use compline_store::{hash, values};
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_are_carried_out_once_on_sqlite() {
    once(false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_are_carried_out_once_on_postgres() {
    once(true).await;
}

async fn once(postgres: bool) {
    let site = crate::site(postgres).await;
    let clerk = program(&site, "klein", &all()).await;
    let runs = async || site.office.runs(COMPANY).await.unwrap().len();
    let before = runs().await;
    let march = json!({ "programme": "partner", "period": "2026-03" });
    clerk.send("POST", "/runs", "", Some(march.clone()), &[]).await.problem(400, "idempotency-key-missing");
    clerk.send("POST", "/runs", "a b", Some(march.clone()), &[]).await.problem(400, "idempotency-key-missing");

    // The same again gets the same answer, and is not done again.
    let first = clerk.send("POST", "/runs", "march", Some(march.clone()), &[]).await.is(201);
    let again = clerk.send("POST", "/runs", "march", Some(march.clone()), &[]).await.is(201);
    assert_eq!(first.text, again.text);
    assert_eq!(
        (first.headers.get("idempotency-replayed"), &again.headers["idempotency-replayed"]),
        (None, &"true".parse().unwrap())
    );
    assert_eq!(runs().await, before + 1);
    // Another request under the same name is refused, by body and by address.
    let april = json!({ "programme": "partner", "period": "2026-04" });
    clerk.send("POST", "/runs", "march", Some(april.clone()), &[]).await.problem(422, "idempotency-key-reused");
    clerk.send("POST", "/plans/check", "march", Some(march.clone()), &[]).await.problem(422, "idempotency-key-reused");
    // Names belong to a key.
    let other = program(&site, "klein", &all()).await;
    other.send("POST", "/runs", "march", Some(march.clone()), &[]).await.problem(409, "state");
    // What was refused can be sent again, mended.
    let bad = json!({ "programme": "partner", "period": "someday" });
    clerk.send("POST", "/runs", "later", Some(bad), &[]).await.problem(422, "invalid-input");
    clerk.send("POST", "/runs", "later", Some(april), &[]).await.is(201);

    at_the_same_time(&clerk).await;
    after_a_crash(&clerk).await;

    // Answers are kept for more than a day, and not for ever.
    site.office.clock().forward(TimeDelta::hours(24));
    assert_eq!(site.office.forget_requests().await.unwrap(), 0);
    clerk.send("POST", "/runs", "march", Some(march.clone()), &[]).await.is(201);
    site.office.clock().forward(TimeDelta::hours(2));
    assert!(site.office.forget_requests().await.unwrap() > 3);
    clerk.send("POST", "/runs", "march", Some(march), &[]).await.problem(409, "state");
}

async fn at_the_same_time(clerk: &Program<'_>) {
    let before = clerk.site.office.requests(COMPANY, "", "entry", "", 0, 500).await.unwrap().len();
    let partner = clerk.get("/partners?limit=1").await.is(200).json["items"][0]["id"].clone();
    let entry = json!({ "programme": "partner", "partner": partner, "kind": "bonus", "period": "2026-03",
        "amount_minor": 5000, "reason": "thanks" });
    let send = || clerk.send("POST", "/entries", "bonus", Some(entry.clone()), &[]);
    let (a, b, c, d) = tokio::join!(send(), send(), send(), send());
    let mut answers = std::collections::BTreeSet::new();
    for reply in [a, b, c, d] {
        match reply.status.as_u16() {
            202 => {
                answers.insert(reply.id());
            }
            409 => {
                assert_eq!(reply.headers["retry-after"], "1");
                reply.problem(409, "request-running");
            }
            _ => panic!("{}", reply.text),
        }
    }
    assert_eq!(answers.len(), 1, "one answer");
    assert_eq!(send().await.is(202).id(), *answers.first().unwrap());
    let after = clerk.site.office.requests(COMPANY, "", "entry", "", 0, 500).await.unwrap().len();
    assert_eq!(after, before + 1, "asked once");
}

/// What a server that died leaves: a request that was begun, or one that was done without an answer.
async fn after_a_crash(clerk: &Program<'_>) {
    let office = &clerk.site.office;
    let who = office.program(&clerk.key).await.unwrap().unwrap();
    let may = json!({ "programme": "partner", "period": "2026-05" });
    let request = format!("POST\n/api/v1/runs\napplication/json\n{may}");
    let Reserved::Begin(died) = office.reserve(&who.key, "may", &hash(request.as_bytes())).await.unwrap() else {
        panic!("nobody has begun it");
    };
    let send = || clerk.send("POST", "/runs", "may", Some(may.clone()), &[]);
    send().await.problem(409, "request-running");
    // After a minute it is taken over: nothing of it had happened.
    office.clock().forward(TimeDelta::seconds(61));
    let run = send().await.is(201).id();
    // Whoever was only slow comes too late: what it does is undone.
    let slow = |name: &str, attempt: &compline_office::once::Once| {
        let mut author = who.author.clone();
        let mut key = (**author.key.as_ref().unwrap()).clone();
        key.once = Some(attempt.clone());
        author.key = Some(key.into());
        (author, NewRun { programme: "partner".to_owned(), period: name.to_owned(), channels: Vec::new() })
    };
    let (author, new) = slow("2026-06", &died);
    let late = office.begin_run(&author, &new).await;
    assert!(matches!(late, Err(OfficeError::State { what: "the request", .. })), "{late:?}");
    assert!(!office.runs(COMPANY).await.unwrap().iter().any(|run| run.period == "2026-06"));
    assert_eq!(send().await.is(201).id(), run);

    // Done, and the server died before it kept the answer: never again, but it is told what was done.
    let july = json!({ "programme": "partner", "period": "2026-07" });
    let request = format!("POST\n/api/v1/runs\napplication/json\n{july}");
    let Reserved::Begin(begun) = office.reserve(&who.key, "july", &hash(request.as_bytes())).await.unwrap() else {
        panic!("nobody has begun it");
    };
    let (author, new) = slow("2026-07", &begun);
    let run = office.begin_run(&author, &new).await.unwrap();
    clerk.send("POST", "/runs", "july", Some(july.clone()), &[]).await.problem(409, "request-running");
    for _ in 0..2 {
        office.clock().forward(TimeDelta::seconds(61));
        let lost = clerk.send("POST", "/runs", "july", Some(july.clone()), &[]).await.problem(409, "answer-lost").json;
        assert_eq!(lost["done"], json!({ "action": "begin-run", "kind": "run", "object": run }));
    }
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM runs WHERE company = $1 AND period IN ('2026-05', '2026-07')";
    assert_eq!(office.db().number(sql, values![COMPANY]).await.unwrap(), 2);
}
