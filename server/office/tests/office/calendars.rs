//! A company whose months close on the 25th: its runs, and what one month hands to the next.

use crate::common::{Desk, Kind, PLAN, demo_of};
use chrono::NaiveDate;
use compline_office::compute::Computed;
use compline_office::demo::COMPANY;
use compline_office::runs::{NewRun, Run, RunState};
use compline_policy::Role;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn months_that_close_on_a_day_on_sqlite() {
    months(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn months_that_close_on_a_day_on_postgres() {
    months(Kind::Postgres).await;
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The month of the demo's orders, as far as it is computed.
async fn computed(desk: &Desk, period: &str) -> (Run, u64) {
    let clerk = desk.somebody(Role::Settlement).await;
    let new = NewRun { programme: "partner".to_owned(), period: period.to_owned(), channels: Vec::new() };
    let run = desk.office.begin_run(&clerk, &new).await.unwrap();
    desk.wait(&desk.office.ask_levels(&clerk, &run).await.unwrap()).await;
    let run = desk.office.run(COMPANY, &run).await.unwrap();
    let computed = desk.office.computed(&run).await.unwrap();
    (run, orders(&computed))
}

/// How many orders a run has looked at.
fn orders(computed: &Computed) -> u64 {
    computed.settled[0].store.events.iter().map(|set| set.rows as u64).max().unwrap_or(0)
}

/// Orders of some days.
async fn ordered(desk: &Desk, from: &str, to: &str) -> u64 {
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM events WHERE kind = 'Order' AND payable >= $1 AND payable <= $2";
    let found = desk.office.db().number(sql, compline_store::values![day(from), day(to)]).await.unwrap();
    u64::try_from(found).unwrap()
}

async fn months(kind: Kind) {
    let month = "period month in Europe/Berlin";
    assert!(PLAN.contains(month));
    let own = PLAN.replace(month, "period month from day 26 in Europe/Berlin, named after its last day");
    let desk = demo_of(kind, 40, &own).await;
    let worker = tokio::spawn(desk.office.clone().work_forever());
    let march = desk.settle_period("2026-03").await;
    let run = desk.office.run(COMPANY, &march).await.unwrap();
    assert_eq!(run.days().unwrap(), (day("2026-02-26"), day("2026-03-25")));
    assert_eq!(run.state, RunState::Final);
    let listed = desk.office.runs(COMPANY).await.unwrap();
    assert_eq!(listed[0].days().unwrap(), run.days().unwrap());
    let first = orders(&desk.office.computed(&run).await.unwrap());
    // Orders of the last days of March are April's, which takes over what March has left.
    let (run, second) = computed(&desk, "2026-04").await;
    assert_eq!(run.days().unwrap(), (day("2026-03-26"), day("2026-04-25")));
    let (of_march, of_april) =
        (ordered(&desk, "2026-02-26", "2026-03-25").await, ordered(&desk, "2026-03-26", "2026-04-25").await);
    assert!(of_march > 0 && of_april > 0);
    assert_eq!((first, second), (of_march, of_april));
    worker.abort();
    desk.replayed().await;
}
