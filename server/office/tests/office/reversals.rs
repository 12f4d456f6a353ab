//! What was paid for an order comes back when it is reversed: by the next run, line by line, to the cent, once.

use crate::common::{Desk, Kind, demo};
use compline_office::OfficeError;
use compline_office::demo::COMPANY;
use compline_office::orders::EventKey;
use compline_office::reversals::NewReversal;
use compline_policy::Role;
use compline_runtime::booked::BookedLine;
use std::collections::BTreeMap;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_are_reversed_on_sqlite() {
    reversed(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_are_reversed_on_postgres() {
    reversed(Kind::Postgres).await;
}

/// The lines of a run for an order.
async fn lines_for(desk: &Desk, run: &str, order: &EventKey) -> Vec<BookedLine> {
    let run = desk.office.run(COMPANY, run).await.unwrap();
    let computed = desk.office.computed(&run).await.unwrap();
    let all = (0..computed.company.partners.len()).flat_map(|number| computed.booked.lines(computed.view(), number));
    all.filter(|line| line.sale.as_ref().is_some_and(|sale| sale.id == order.id && sale.source == order.source))
        .collect()
}

/// By line that was paid what came back of it.
fn came_back(lines: &[BookedLine]) -> BTreeMap<String, i64> {
    let mut out = BTreeMap::new();
    for line in lines {
        let of = line.taken_back.as_ref().unwrap();
        assert_eq!(line.parent.as_ref(), Some(&of.line));
        *out.entry(of.line.clone()).or_default() += line.amount;
    }
    out
}

fn paid(lines: &[BookedLine]) -> BTreeMap<String, i64> {
    lines.iter().map(|line| (line.id.clone(), -line.amount)).collect()
}

async fn reversed(kind: Kind) {
    let desk = demo(kind, 120).await;
    let office = &desk.office;
    let worker = tokio::spawn(office.clone().work_forever());
    let march = desk.settle_period("2026-03").await;
    let clerk = desk.somebody(Role::Settlement).await;

    // Two orders of March for which several were paid.
    let run = office.run(COMPANY, &march).await.unwrap();
    let computed = office.computed(&run).await.unwrap();
    let calendar = computed.plan.program.calendar;
    let mut by_order: BTreeMap<(String, String), usize> = BTreeMap::new();
    for number in 0..computed.company.partners.len() {
        for sale in computed.booked.lines(computed.view(), number).filter_map(|line| line.sale) {
            *by_order.entry((sale.source, sale.id)).or_default() += 1;
        }
    }
    let mut orders = by_order.into_iter().filter(|(_, lines)| *lines >= 3).map(|((source, id), _)| EventKey {
        programme: "partner".to_owned(),
        kind: "Order".to_owned(),
        source,
        id,
    });
    let (returned, cancelled) = (orders.next().unwrap(), orders.next().unwrap());
    let known = office.event(COMPANY, "partner", "Order", &returned.source, &returned.id).await.unwrap();
    let fields = known[0].texts().unwrap();

    let reversal = |day: &str, amounts: &[(&str, String)]| NewReversal {
        id: String::new(),
        day: day.parse().unwrap(),
        reason: "returned".to_owned(),
        amounts: amounts.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect(),
        note: "half of it came back".to_owned(),
        unnotified: String::new(),
    };
    // More than there is, no reason, no such amount: told by field.
    let too_much = reversal("2026-04-03", &[("bv", "99999999".to_owned()), ("net", "1".to_owned())]);
    let refused = office.reverse_order(&clerk, &returned, too_much).await;
    assert!(
        matches!(&refused, Err(OfficeError::Input(wrong)) if wrong.iter().any(|one| one.field == "bv")),
        "{refused:?}"
    );
    let strange = NewReversal { reason: "because".to_owned(), ..reversal("2026-04-03", &[]) };
    let refused = office.reverse_order(&clerk, &returned, strange).await;
    assert!(matches!(&refused, Err(OfficeError::Input(wrong)) if wrong[0].field == "reason"), "{refused:?}");

    // Entered by mistake and given up.
    let id = office.reverse_order(&clerk, &returned, reversal("2026-04-02", &[])).await.unwrap();
    office.void_reversal(&clerk, &returned, &id, "the wrong order").await.unwrap();
    let half = |name: &str| {
        let whole: rust_decimal::Decimal = fields[name].parse().unwrap();
        (whole / rust_decimal::Decimal::TWO).round_dp(2).to_string()
    };
    let parts = [("bv", half("bv")), ("net", half("net"))];
    let id = office.reverse_order(&clerk, &returned, reversal("2026-04-03", &parts)).await.unwrap();
    let settled_in = async || {
        let known = office.reversals_of(COMPANY, &returned).await.unwrap();
        let known = known.iter().find(|one| one.id == id).unwrap();
        office.reversal_settled(COMPANY, &returned.programme, known).await.unwrap()
    };
    assert_eq!(settled_in().await, None);
    // The other one is simply cancelled, after its run was final.
    office.cancel_order(&clerk, &cancelled, "not paid").await.unwrap();
    let waiting = office.waiting_events(COMPANY, "partner", calendar).await.unwrap();
    assert!(waiting.iter().any(|one| one.id == cancelled.id), "it waits for the next run");

    let april = desk.settle_period("2026-04").await;
    let (of_march, of_april) = (lines_for(&desk, &march, &cancelled).await, lines_for(&desk, &april, &cancelled).await);
    assert_eq!(came_back(&of_april), paid(&of_march), "all of the cancelled order comes back");
    let part = came_back(&lines_for(&desk, &april, &returned).await);
    let whole = paid(&lines_for(&desk, &march, &returned).await);
    assert!(!part.is_empty());
    for (line, back) in &part {
        let all = whole[line];
        assert!((2 * back - all).abs() <= 1, "half of {line}: {back} of {all}");
    }
    let waiting = office.waiting_events(COMPANY, "partner", calendar).await.unwrap();
    assert!(waiting.iter().all(|one| one.id != cancelled.id), "it waits no more");
    assert_eq!(settled_in().await.as_deref(), Some("2026-04"));
    let settled = office.void_reversal(&clerk, &returned, &id, "no").await;
    assert!(matches!(settled, Err(OfficeError::State { .. })), "what is settled is not given up: {settled:?}");

    // The rest of it in May: parts sum to the whole.
    office.reverse_order(&clerk, &returned, reversal("2026-05-04", &[])).await.unwrap();
    let may = desk.settle_period("2026-05").await;
    assert_eq!(lines_for(&desk, &may, &cancelled).await, [], "nothing comes back twice");
    let mut sum = part;
    for (line, back) in came_back(&lines_for(&desk, &may, &returned).await) {
        *sum.entry(line).or_default() += back;
    }
    assert_eq!(sum, whole);
    let twice = office.reverse_order(&clerk, &returned, reversal("2026-05-05", &[])).await;
    assert!(matches!(twice, Err(OfficeError::Input(_))), "{twice:?}");
    let found = office.verify(&compline_office::progress::Progress::default()).await.unwrap();
    assert_eq!(found.wrong, Vec::<String>::new());
    worker.abort();
}
