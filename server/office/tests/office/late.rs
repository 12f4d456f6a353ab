//! What comes in after its month was closed is paid by the next run, at the conditions of its own month, and once.

use crate::common::{Desk, Kind, PLAN, demo};
use compline_office::demo::COMPANY;
use compline_office::facts::events::NewEvent;
use compline_office::orders::EventKey;
use compline_policy::Role;
use compline_runtime::booked::{BookedLine, Shown};
use compline_runtime::explain::{Question, explain};

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
    let worker = tokio::spawn(desk.office.clone().work_forever());
    desk.settle_period("2026-03").await;

    learn_late_order(&desk).await;
    let april = desk.settle_period("2026-04").await;
    let lines = paid_for(&desk, &april, "LATE-1").await;
    assert!(!lines.is_empty(), "the late order is paid in April");
    assert!(lines.iter().all(|line| line.context == "2026-04/2026-03"), "at the conditions of March: {lines:?}");
    let may = desk.settle_period("2026-05").await;
    assert_eq!(paid_for(&desk, &may, "LATE-1").await, [], "and never again");
    worker.abort();
    desk.replayed().await;
}

/// An order that was paid in March and is known in April: of somebody who has an upline.
async fn learn_late_order(desk: &Desk) {
    let office = &desk.office;
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
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_plan_of_their_day_decides_about_late_orders_on_sqlite() {
    earlier_plan(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_plan_of_their_day_decides_about_late_orders_on_postgres() {
    earlier_plan(Kind::Postgres).await;
}

/// A new version holds from April on and pays twice the rates; the order of March is paid by the version of March.
async fn earlier_plan(kind: Kind) {
    let (desk, same) = (demo(kind, 120).await, demo(kind, 120).await);
    let workers = [&desk, &same].map(|desk| tokio::spawn(desk.office.clone().work_forever()));
    for desk in [&desk, &same] {
        desk.settle_period("2026-03").await;
        learn_late_order(desk).await;
    }
    let text = PLAN
        .replace("plan Nordlicht version 4", "plan Nordlicht version 5")
        .replace("valid for sales from 2026-01-01", "valid for sales from 2026-04-01")
        .replace("5%          5%      6%    6%", "9%          9%      9%    9%");
    assert!(text.contains("9%          9%"), "{text}");
    let (designer, approver) = (desk.somebody(Role::PlanDesigner).await, desk.somebody(Role::Approver).await);
    let plan = desk.office.draft_plan(&designer, "partner", &text).await.unwrap();
    let request = desk.office.ask_release(&designer, &plan, "new rates").await.unwrap();
    desk.office.grant(&approver, &request).await.unwrap();

    let (april, expected) = (desk.settle_period("2026-04").await, same.settle_period("2026-04").await);
    let found = paid_for(&desk, &april, "LATE-1").await;
    let expected = paid_for(&same, &expected, "LATE-1").await;
    type Seen<'a> = Vec<(&'a Option<String>, &'a str, &'a str, i64, Option<&'a Shown>)>;
    fn seen(lines: &[BookedLine]) -> Seen<'_> {
        let mut out: Seen<'_> = lines
            .iter()
            .map(|one| (&one.partner, one.name.as_str(), one.context.as_str(), one.amount, one.rate.as_ref()))
            .collect();
        out.sort_by_key(|one| (one.0, one.1, one.3));
        out
    }
    assert!(!expected.is_empty());
    assert_eq!(seen(&found), seen(&expected), "as if there were no new version");
    for line in &found {
        let prior = line.prior.as_ref().unwrap();
        assert_eq!((line.made_by, prior.plan.as_str()), ("earlier-plan", "Nordlicht 4"));
        assert!(!prior.rank.is_empty(), "{line:?}");
        let question = Question { partner: line.partner.clone().unwrap(), ..Question::default() };
        let run = desk.office.run(COMPANY, &april).await.unwrap();
        let computed = desk.office.computed(&run).await.unwrap();
        assert!(format!("{:?}", explain(&computed.source(), &question).unwrap()).contains("Nordlicht 4"));
        assert!(computed.warnings.is_empty(), "nothing is left undecided: {:?}", computed.warnings);
    }

    // It comes back in May, whatever version decides then.
    let clerk = desk.somebody(Role::Settlement).await;
    let key = |source: &str| EventKey {
        programme: "partner".to_owned(),
        kind: "Order".to_owned(),
        source: source.to_owned(),
        id: "LATE-1".to_owned(),
    };
    desk.office.cancel_order(&clerk, &key("shop"), "not paid").await.unwrap();
    let may = desk.settle_period("2026-05").await;
    let sum = |lines: &[BookedLine]| lines.iter().map(|line| line.amount).sum::<i64>();
    let back = paid_for(&desk, &may, "LATE-1").await;
    assert_eq!(back.len(), found.len());
    assert_eq!(sum(&back), -sum(&found));
    workers.iter().for_each(tokio::task::JoinHandle::abort);
    desk.replayed().await;
}

/// The lines of a run for an order.
async fn paid_for(desk: &Desk, run: &str, order: &str) -> Vec<BookedLine> {
    let run = desk.office.run(COMPANY, run).await.unwrap();
    let computed = desk.office.computed(&run).await.unwrap();
    let all = (0..computed.company.partners.len()).flat_map(|number| computed.booked.lines(computed.view(), number));
    all.filter(|line| line.sale.as_ref().is_some_and(|sale| sale.id == order)).collect()
}
