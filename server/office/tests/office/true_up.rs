//! What is due for an order to date is paid by each run less what runs before it paid, and every line is explained.

use crate::common::{Desk, Kind, PLAN, demo_of};
use compline_office::demo::COMPANY;
use compline_policy::Role;
use std::collections::BTreeMap;

/// Half of it in the month of the order, the other half in the month after it.
const HALVES: &str = "
on Order { months = 1 + calendar months from ordered_on to settlement's end but at most 2 }
bonus Halves for each Order where category is goods {
  pay months * (1% of net) to seller
  round half up to 0.01
  true up
}
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_due_is_paid_in_parts_on_sqlite() {
    halves(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_due_is_paid_in_parts_on_postgres() {
    halves(Kind::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parts_go_on_by_the_version_that_they_began_with() {
    halves_of(Kind::Sqlite, true).await;
}

async fn halves(kind: Kind) {
    halves_of(kind, false).await;
}

/// With `replaced`, another version holds from April on, which has no such bonus.
async fn halves_of(kind: Kind, replaced: bool) {
    let plan = format!("{PLAN}{HALVES}");
    let desk = demo_of(kind, 60, &plan).await;
    let worker = tokio::spawn(desk.office.clone().work_forever());
    let march = paid(&desk, "2026-03").await;
    if replaced {
        let (designer, approver) = (desk.somebody(Role::PlanDesigner).await, desk.somebody(Role::Approver).await);
        let text = PLAN.replace("version 4", "version 5").replace("sales from 2026-01-01", "sales from 2026-04-01");
        let plan = desk.office.draft_plan(&designer, "partner", &text).await.unwrap();
        let request = desk.office.ask_release(&designer, &plan, "no more halves").await.unwrap();
        desk.office.grant(&approver, &request).await.unwrap();
    }
    let april = paid(&desk, "2026-04").await;
    let may = paid(&desk, "2026-05").await;
    worker.abort();
    let of_march = |lines: &BTreeMap<String, (i64, String)>| -> BTreeMap<String, i64> {
        let of = lines.iter().filter(|(_, (_, day))| day.starts_with("2026-03"));
        of.map(|(id, (amount, _))| (id.clone(), *amount)).collect()
    };
    let (first, second) = (of_march(&march), of_march(&april));
    assert!(first.len() > 10, "{first:?}");
    for (id, amount) in &first {
        // The second half may be a cent more or less: the sum is what is due, rounded once.
        let other = second.get(id).copied().unwrap_or(0);
        assert!((amount - other).abs() <= 1, "{id}: {amount}, {other}");
    }
    assert_eq!(of_march(&may), BTreeMap::new(), "and then no more");
    // Orders of January and February were due in full when it began, and are not paid again.
    assert!(march.values().any(|(_, day)| day.starts_with("2026-01")), "{march:?}");
    assert!(april.values().all(|(_, day)| day.as_str() >= "2026-03"), "{april:?}");
    desk.replayed().await;
}

/// Settles a period; by order what `Halves` paid for it, and the day of the order.
async fn paid(desk: &Desk, period: &str) -> BTreeMap<String, (i64, String)> {
    let run = desk.settle_period(period).await;
    let run = desk.office.run(COMPANY, &run).await.unwrap();
    let computed = desk.office.computed(&run).await.unwrap();
    let mut out = BTreeMap::new();
    for number in 0..computed.company.partners.len() {
        for line in computed.booked.lines(computed.view(), number) {
            if line.name == "Halves"
                && let Some(sale) = &line.sale
            {
                let day = sale.day.map(|day| day.to_string()).unwrap_or_default();
                assert!(out.insert(sale.id.clone(), (line.amount, day)).is_none(), "{} twice", sale.id);
            }
        }
    }
    out
}
