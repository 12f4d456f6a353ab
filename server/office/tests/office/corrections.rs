//! Facts that become known after their periods were closed: what they change is posted by the next run, line by line, and comes
//! to what would have been paid had they been known in time.

use crate::common::{Desk, Kind, demo};
use compline_office::OfficeError;
use compline_office::corrections::{BehindKind, Verdict};
use compline_office::demo::COMPANY;
use compline_office::facts::overrides::Override;
use compline_office::facts::partners::Placement;
use compline_office::orders::EventKey;
use compline_office::requests::{Asked, Decision};
use compline_office::reversals::NewReversal;
use compline_policy::Role;
use compline_runtime::booked::BookedLine;
use compline_runtime::explain::{Question, explain};
use std::collections::BTreeMap;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closed_periods_are_corrected_on_sqlite() {
    corrected(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closed_periods_are_corrected_on_postgres() {
    corrected(Kind::Postgres).await;
}

/// What everybody got in a run.
async fn totals(desk: &Desk, run: &str) -> BTreeMap<String, i64> {
    let run = desk.office.run(COMPANY, run).await.unwrap();
    let computed = desk.office.computed(&run).await.unwrap();
    let ids = &computed.company.partners.ids;
    let all = (0..computed.company.partners.len()).map(|at| (ids.get(at).into_owned(), computed.total(at).unwrap()));
    all.filter(|(_, total)| *total != 0).collect()
}

async fn ranks(desk: &Desk, run: &str) -> BTreeMap<String, (Option<String>, Option<String>)> {
    let found = desk.office.run_partners(run, &Default::default(), 0, 1_000).await.unwrap();
    found.into_iter().map(|one| (one.partner, (one.rank, one.title))).collect()
}

fn add(sums: &mut BTreeMap<String, i64>, more: BTreeMap<String, i64>) {
    for (partner, amount) in more {
        *sums.entry(partner).or_default() += amount;
    }
    sums.retain(|_, sum| *sum != 0);
}

async fn lines(desk: &Desk, run: &str) -> Vec<BookedLine> {
    let run = desk.office.run(COMPANY, run).await.unwrap();
    let computed = desk.office.computed(&run).await.unwrap();
    let partners = 0..computed.company.partners.len();
    partners.flat_map(|number| computed.booked.lines(computed.view(), number)).collect()
}

/// Who is to be moved, and below whom: somebody with a sponsor and orders for which uplines were paid in March.
async fn choose(desk: &Desk, run: &str) -> (String, String, EventKey) {
    let mut paid: BTreeMap<String, (usize, EventKey)> = BTreeMap::new();
    for sale in lines(desk, run).await.into_iter().filter_map(|line| line.sale) {
        let key = EventKey { programme: "partner".to_owned(), kind: sale.kind, source: sale.source, id: sale.id };
        paid.entry(sale.seller.unwrap()).or_insert((0, key)).0 += 1;
    }
    let mut best: Vec<(usize, String, EventKey)> =
        paid.into_iter().map(|(seller, (lines, key))| (lines, seller, key)).collect();
    best.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    // Somebody who is paid is active, and gets something of what is below.
    let placed: Vec<String> = totals(desk, run).await.into_keys().collect();
    for (_, seller, key) in best {
        let own = desk.office.placements_of(COMPANY, &seller).await.unwrap();
        let Some(sponsor) = own.iter().find(|one| one.tree == "sponsor").and_then(|one| one.parent.clone()) else {
            continue;
        };
        let day = "2026-03-31".parse().unwrap();
        let below = desk.office.subtree(COMPANY, "sponsor", &seller, day).await.unwrap();
        for other in placed.iter().filter(|id| **id != sponsor && **id != seller && !below.contains(id)) {
            let care = desk.somebody(Role::PartnerCare).await;
            let run = desk.office.run(COMPANY, run).await.unwrap();
            let preview = desk.office.preview_move(&care, &run, &place(&seller, other)).await.unwrap();
            let gain =
                |sign: i64| preview.changed.iter().any(|(now, then)| (then.amount - now.amount).signum() == sign);
            if gain(1) && gain(-1) {
                return (seller, other.clone(), key);
            }
        }
    }
    panic!("nobody can be moved");
}

fn place(partner: &str, parent: &str) -> Placement {
    Placement {
        tree: "sponsor".to_owned(),
        partner: partner.to_owned(),
        parent: Some(parent.to_owned()),
        side: None,
        position: None,
        valid_from: "2026-03-01".parse().unwrap(),
        valid_to: None,
        run: None,
    }
}

async fn move_since_march(desk: &Desk, partner: &str, parent: &str) {
    let care = desk.somebody(Role::PartnerCare).await;
    desk.office
        .move_partner(&care, "partner", &place(partner, parent), "the contract names another sponsor")
        .await
        .unwrap();
}

/// Another order of March of the same source.
async fn another(desk: &Desk, run: &str, than: &EventKey) -> String {
    let sales = lines(desk, run).await.into_iter().filter_map(|line| line.sale);
    sales.filter(|sale| sale.source == than.source && sale.id != than.id).map(|sale| sale.id).max().unwrap()
}

async fn halve(desk: &Desk, order: &EventKey) {
    let office = &desk.office;
    let clerk = desk.somebody(Role::Settlement).await;
    let known = office.event(COMPANY, "partner", "Order", &order.source, &order.id).await.unwrap();
    let mut fields = known[0].texts().unwrap();
    for name in ["bv", "net"] {
        let whole: rust_decimal::Decimal = fields[name].parse().unwrap();
        fields.insert(name.to_owned(), (whole / rust_decimal::Decimal::TWO).round_dp(2).to_string());
    }
    office.correct_order(&clerk, order, fields, None, "typed twice").await.unwrap();
}

/// Sets a value by hand, with two pairs of eyes.
async fn set(desk: &Desk, value: &Override) {
    let (clerk, approver) = (desk.somebody(Role::Settlement).await, desk.somebody(Role::Approver).await);
    let asked = desk.office.ask_override(&clerk, "partner", value).await.unwrap();
    let Asked::Waits(request) = asked else { panic!("nobody is asked") };
    assert_eq!(desk.office.grant(&approver, &request).await.unwrap(), Decision::Granted);
}

fn whole() -> NewReversal {
    NewReversal {
        id: String::new(),
        day: "2026-06-03".parse().unwrap(),
        reason: "returned".to_owned(),
        amounts: BTreeMap::new(),
        note: String::new(),
        unnotified: String::new(),
    }
}

async fn corrected(kind: Kind) {
    let desk = demo(kind, 120).await;
    let office = &desk.office;
    let worker = tokio::spawn(office.clone().work_forever());
    let march = desk.settle_period("2026-03").await;
    let april = desk.settle_period("2026-04").await;
    let clerk = desk.somebody(Role::Settlement).await;
    let approver = desk.somebody(Role::Approver).await;
    assert!(office.facts_behind(COMPANY, "partner").await.unwrap().is_empty(), "closed periods knew everything");
    let (partner, parent, order) = choose(&desk, &march).await;
    move_since_march(&desk, &partner, &parent).await;

    let manual = Override {
        partner: parent.clone(),
        definition: "paid_rank".to_owned(),
        value: "Diamond".to_owned(),
        valid_from: "2026-04-01".parse().unwrap(),
        valid_to: "2026-05-31".parse().unwrap(),
        reason: "promised in April".to_owned(),
        author: String::new(),
    };
    set(&desk, &manual).await;

    // Another order had half the volume.
    let wrong = EventKey { id: another(&desk, &march, &order).await, ..order.clone() };
    halve(&desk, &wrong).await;

    // It is told, and changes nothing by itself.
    let behind = office.facts_behind(COMPANY, "partner").await.unwrap();
    let mine: Vec<_> = behind.iter().filter(|one| one.kind == BehindKind::Place).collect();
    assert!(mine.iter().any(|one| one.partner == partner && one.value == parent), "{behind:?}");
    assert!(mine.iter().all(|one| one.since == "2026-03" && one.runs == 2), "{behind:?}");
    let facts: Vec<i64> = mine.iter().map(|one| one.seq).collect();
    let values: Vec<i64> = behind.iter().filter(|one| one.kind == BehindKind::Value).map(|one| one.seq).collect();
    assert_eq!(values.len(), 1, "{behind:?}");
    let orders: Vec<i64> = behind.iter().filter(|one| one.kind == BehindKind::Order).map(|one| one.seq).collect();
    assert_eq!(orders.len(), 1, "{behind:?}");
    let facts = [facts, orders].concat();

    // Without a reason, or about other facts: refused.
    let refused = office.begin_correction(&clerk, "partner", &facts, Verdict::Post, " ").await;
    assert!(matches!(&refused, Err(OfficeError::Input(wrong)) if wrong[0].field == "reason"), "{refused:?}");
    let refused = office.begin_correction(&clerk, "partner", &[1], Verdict::Post, "why").await;
    assert!(matches!(&refused, Err(OfficeError::Input(wrong)) if wrong[0].field == "facts"), "{refused:?}");

    let reason = "wrong sponsor since March";
    let id = office.begin_correction(&clerk, "partner", &facts, Verdict::Post, reason).await.unwrap();
    let job = office.job_of(COMPANY, &id).await.unwrap().unwrap();
    desk.wait(&job.id).await;
    let found = office.correction(COMPANY, &id).await.unwrap();
    let preview = office.correction_preview(&found).await.unwrap().unwrap();
    let periods: Vec<&str> = preview.runs.iter().map(|run| run.period.as_str()).collect();
    assert!(periods.contains(&"2026-03"), "{preview:?}");
    let mut expected: BTreeMap<String, i64> = preview.sums().into_iter().collect();
    expected.retain(|_, sum| *sum != 0);
    assert!(expected.values().any(|sum| *sum > 0) && expected.values().any(|sum| *sum < 0), "{expected:?}");
    for run in &preview.runs {
        let lines = office.correction_lines(COMPANY, &run.of).await.unwrap();
        assert_eq!(lines.len() as u64, run.lines);
    }

    // Four eyes.
    let Asked::Waits(request) = office.ask_correction(&clerk, &id).await.unwrap() else { panic!("nobody is asked") };
    assert!(office.grant(&clerk, &request).await.is_err(), "not by who asked");
    assert_eq!(office.grant(&approver, &request).await.unwrap(), Decision::Granted);
    // A second one of another fact, which is approved too: both are posted by the next run, each with its own reason.
    let second = office.begin_correction(&clerk, "partner", &values, Verdict::Post, "promised in April").await.unwrap();
    desk.wait(&office.job_of(COMPANY, &second).await.unwrap().unwrap().id).await;
    let Asked::Waits(request) = office.ask_correction(&clerk, &second).await.unwrap() else {
        panic!("nobody is asked")
    };
    assert_eq!(office.grant(&approver, &request).await.unwrap(), Decision::Granted);
    let twice = office.begin_correction(&clerk, "partner", &facts, Verdict::Leave, "never mind").await;
    assert!(matches!(twice, Err(OfficeError::Input(_))), "it is decided: {twice:?}");

    let may = desk.settle_period("2026-05").await;
    let posted: Vec<BookedLine> =
        lines(&desk, &may).await.into_iter().filter(|line| line.made_by == "correction").collect();
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    for line in &posted {
        let prior = line.prior.as_ref().unwrap();
        assert!(line.context.starts_with("2026-05/2026-0"), "{}", line.context);
        if prior.correction == "2" {
            assert_eq!((prior.reason.as_str(), line.context.as_str()), ("promised in April", "2026-05/2026-04"));
            continue;
        }
        assert_eq!((prior.reason.as_str(), prior.correction.as_str()), (reason, "1"));
        *sums.entry(line.partner.clone().unwrap()).or_default() += line.amount;
    }
    sums.retain(|_, sum| *sum != 0);
    assert_eq!(sums, expected, "what was shown is what is posted");
    assert_eq!(office.correction(COMPANY, &id).await.unwrap().shown_state(), "posted");

    // Everything of it is explained, and on the statements.
    let run = office.run(COMPANY, &may).await.unwrap();
    let computed = office.computed(&run).await.unwrap();
    for partner in sums.keys() {
        let question = Question { partner: partner.clone(), ..Question::default() };
        let told = explain(&computed.source(), &question).unwrap();
        assert!(format!("{told:?}").contains(reason), "{partner}: {told:?}");
    }
    let statements = office.statements(&may, "final", "", 0, 1_000).await.unwrap();
    let mut on_paper = 0;
    for row in &statements {
        let model = office.statement_model(COMPANY, row).await.unwrap();
        let lines = model.groups.iter().flat_map(|group| &group.lines);
        on_paper += lines.filter_map(|line| Some((line.corrects.as_ref()?, line.amount))).count();
    }
    assert!(on_paper > 0 || statements.is_empty(), "no statement names the correction");

    // An order of March comes back in June, from those who have it now.
    office.reverse_order(&clerk, &order, whole()).await.unwrap();
    let june = desk.settle_period("2026-06").await;
    assert!(lines(&desk, &june).await.iter().all(|line| line.made_by != "correction"), "posted once");

    // Another company that knew in time pays the same in the end, and everybody stands where he stands here.
    let other = demo(kind, 120).await;
    let helper = tokio::spawn(other.office.clone().work_forever());
    move_since_march(&other, &partner, &parent).await;
    set(&other, &manual).await;
    halve(&other, &wrong).await;
    let (mut here, mut there) = (BTreeMap::new(), BTreeMap::new());
    for run in [&march, &april, &may, &june] {
        add(&mut here, totals(&desk, run).await);
    }
    let mut last = String::new();
    for period in ["2026-03", "2026-04", "2026-05", "2026-06"] {
        if period == "2026-06" {
            let clerk = other.somebody(Role::Settlement).await;
            other.office.reverse_order(&clerk, &order, whole()).await.unwrap();
        }
        last = other.settle_period(period).await;
        add(&mut there, totals(&other, &last).await);
    }
    assert_eq!(here, there);
    assert_eq!(ranks(&desk, &june).await, ranks(&other, &last).await);
    worker.abort();
    helper.abort();
    desk.replayed().await;
}
