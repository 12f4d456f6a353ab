//! What comes in after its month was closed is paid by the next run, at the conditions of its own month, and once.

use crate::common::{Desk, Kind, demo};
use compline_office::demo::COMPANY;
use compline_office::facts::events::NewEvent;
use compline_policy::Role;
use compline_runtime::booked::BookedLine;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn late_orders_are_paid_once_on_sqlite() {
    late(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn late_orders_are_paid_once_on_postgres() {
    late(Kind::Postgres).await;
}

async fn late(kind: Kind) {
    let desk = demo(kind, 120).await;
    let office = &desk.office;
    let worker = tokio::spawn(office.clone().work_forever());
    desk.settle_period("2026-03").await;

    // Paid in March, and known in April: with the money of somebody who has an upline.
    let clerk = desk.somebody(Role::Settlement).await;
    let programme = office.programmes(COMPANY).await.unwrap().remove(0);
    let version = office.plan_versions(COMPANY).await.unwrap().remove(0);
    let plan = office.compiled(&version).await.unwrap();
    let rows = office.search_partners(COMPANY, "", "", 200).await.unwrap();
    let mut seller = None;
    for row in &rows {
        let placed = office.placements_of(COMPANY, &row.id).await.unwrap();
        if placed.iter().any(|one| one.parent.is_some()) {
            seller = Some(row.id.clone());
        }
    }
    let seller = seller.unwrap();
    let fields = [
        ("seller", seller.as_str()),
        ("bv", "5000.00"),
        ("net", "4500.00"),
        ("category", "goods"),
        ("ordered_on", "2026-03-20"),
        ("paid_on", "2026-03-22"),
    ];
    let fields = fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let order = NewEvent { source: "shop".to_owned(), id: "LATE-1".to_owned(), fields };
    let mut learning = office.learn(&clerk, "order").await.unwrap();
    let event = plan.program.events.first().unwrap();
    learning.put_events(&programme.id, &plan.program, event, vec![order]).await.unwrap();
    learning.commit().await.unwrap();

    let april = desk.settle_period("2026-04").await;
    let lines = paid_for(&desk, &april, "LATE-1").await;
    assert!(!lines.is_empty(), "the late order is paid in April");
    assert!(lines.iter().all(|line| line.context == "2026-04/2026-03"), "at the conditions of March: {lines:?}");
    let may = desk.settle_period("2026-05").await;
    assert_eq!(paid_for(&desk, &may, "LATE-1").await, [], "and never again");
    worker.abort();
    desk.replayed().await;
}

/// The lines of a run for an order.
async fn paid_for(desk: &Desk, run: &str, order: &str) -> Vec<BookedLine> {
    let run = desk.office.run(COMPANY, run).await.unwrap();
    let computed = desk.office.computed(&run).await.unwrap();
    let all = (0..computed.company.partners.len()).flat_map(|number| computed.booked.lines(computed.view(), number));
    all.filter(|line| line.sale.as_ref().is_some_and(|sale| sale.id == order)).collect()
}
