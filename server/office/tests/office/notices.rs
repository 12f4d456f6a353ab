//! Commission for a contract of insurance is reclaimed only where somebody was told in time that it is in danger.

use crate::common::{Kind, PLAN, demo_of};
use compline_exchange::table::Options;
use compline_office::OfficeError;
use compline_office::demo::COMPANY;
use compline_office::extract::{ExtractForm, ExtractKind, Scope, WantedExtract};
use compline_office::facts::events::NewEvent;
use compline_office::imports::{Import, Part};
use compline_office::notices::NewNotice;
use compline_office::orders::EventKey;
use compline_office::progress::Progress;
use compline_office::reversals::NewReversal;
use compline_office::review::Warning;
use compline_policy::Role;
use compline_words::Language;
use std::collections::BTreeMap;

const CONTRACTS: &str = "
event Contract {
  agent   : partner
  premium : EUR from 0 to 1_000_000
  branch  : life, property, saving
  signed  : date
  conditions on signed, in its month
  volume     on signed
  payable    on signed
  reversed: lines are mirrored; volume stays
  nature life            when branch is life
  nature other_insurance when branch is property
  nature other
  liability 60 months when branch is life
}
bonus Closing for each Contract {
  pay 10% of premium to agent
  round half up to 0.01
}
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notice_comes_before_the_reclaim_on_sqlite() {
    notices(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notice_comes_before_the_reclaim_on_postgres() {
    notices(Kind::Postgres).await;
}

fn key(id: &str) -> EventKey {
    EventKey {
        programme: "partner".to_owned(),
        kind: "Contract".to_owned(),
        source: "crm".to_owned(),
        id: id.to_owned(),
    }
}

fn back(day: &str, reason: &str, unnotified: &str) -> NewReversal {
    NewReversal {
        id: String::new(),
        day: day.parse().unwrap(),
        reason: reason.to_owned(),
        amounts: BTreeMap::new(),
        note: String::new(),
        unnotified: unnotified.to_owned(),
    }
}

async fn notices(kind: Kind) {
    let desk = demo_of(kind, 20, &format!("{PLAN}{CONTRACTS}")).await;
    let office = &desk.office;
    let worker = tokio::spawn(office.clone().work_forever());
    let clerk = desk.somebody(Role::Settlement).await;
    let version = office.plan_versions(COMPANY).await.unwrap().remove(0);
    let plan = office.compiled(&version).await.unwrap();
    let event = plan.program.events.iter().find(|event| event.name == "Contract").unwrap();
    let contract = |id: &str, branch: &str| NewEvent {
        source: "crm".to_owned(),
        id: id.to_owned(),
        fields: [("agent", "DE-000001"), ("premium", "1200.00"), ("branch", branch), ("signed", "2026-03-05")]
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .into(),
    };
    let all = ["L-1", "L-2", "L-3"].map(|id| contract(id, "life")).into_iter();
    let all = all.chain([contract("P-1", "property"), contract("S-1", "saving")]);
    let all = all.chain(["L-4", "L-5", "L-6"].map(|id| contract(id, "life"))).collect();
    let mut learning = office.learn(&clerk, "contracts").await.unwrap();
    learning.put_events("partner", &plan.program, event, all).await.unwrap();
    learning.commit().await.unwrap();
    desk.settle().await;

    // Nobody was told: refused, whatever the branch of insurance; not where it is none, or where there is no claim at all.
    for id in ["L-1", "P-1"] {
        for reason in ["cancelled", "chargeback"] {
            let refused = office.reverse_order(&clerk, &key(id), back("2026-04-02", reason, "")).await;
            let Err(OfficeError::Input(wrong)) = &refused else { panic!("{id} {reason}: {refused:?}") };
            assert_eq!(wrong[0].field, "unnotified");
        }
        let cancelled = office.cancel_order(&clerk, &key(id), "gave notice").await;
        assert!(matches!(cancelled, Err(OfficeError::State { .. })), "{cancelled:?}");
    }
    office.reverse_order(&clerk, &key("L-3"), back("2026-04-02", "withdrawn", "")).await.unwrap();
    office.cancel_order(&clerk, &key("S-1"), "no insurance").await.unwrap();

    // What is recorded has a day, a way and a proof.
    let notice = |day: &str, channel: &str, proof: &str| NewNotice {
        day: day.parse().unwrap(),
        channel: channel.to_owned(),
        proof: proof.to_owned(),
    };
    for (new, field) in [
        (notice("2026-04-01", "letter", " "), "proof"),
        (notice("2026-04-01", "pigeon", "RR 12"), "channel"),
        (notice("2027-01-01", "letter", "RR 12"), "day"),
    ] {
        let refused = office.record_notice(&clerk, &key("L-1"), &new).await;
        assert!(matches!(&refused, Err(OfficeError::Input(wrong)) if wrong[0].field == field), "{field}: {refused:?}");
    }
    let wrong = office.record_notice(&clerk, &key("S-1"), &notice("2026-04-01", "letter", "RR 12")).await;
    assert!(matches!(wrong, Err(OfficeError::Input(_))), "no insurance: {wrong:?}");
    office.record_notice(&clerk, &key("L-1"), &notice("2026-04-01", "letter", "RR 12 345 678 9 DE")).await.unwrap();
    office.record_notice(&clerk, &key("P-1"), &notice("2026-04-02", "own_effort", "call of 2 April")).await.unwrap();
    let of = office.notices_of(COMPANY, &key("L-1")).await.unwrap();
    assert_eq!((of.len(), of[0].partner.as_deref()), (1, Some("DE-000001")));
    assert_eq!(office.notices_of(COMPANY, &key("P-1")).await.unwrap()[0].partner, None);

    // Before the day of the notice it is still too early.
    let early = office.reverse_order(&clerk, &key("L-1"), back("2026-03-31", "cancelled", "")).await;
    assert!(matches!(early, Err(OfficeError::Input(_))), "{early:?}");
    office.reverse_order(&clerk, &key("L-1"), back("2026-04-02", "cancelled", "")).await.unwrap();
    office.reverse_order(&clerk, &key("P-1"), back("2026-04-02", "chargeback", "")).await.unwrap();
    // Without one it takes a reason, which is kept.
    office.reverse_order(&clerk, &key("L-2"), back("2026-04-02", "cancelled", "the agent cancelled it")).await.unwrap();
    let known = office.reversals_of(COMPANY, &key("L-2")).await.unwrap();
    assert_eq!(known[0].unnotified.as_deref(), Some("the agent cancelled it"));

    // Lists of them are imported, and so are reversals, by the same rule.
    let import = |target: &str, text: &str| {
        let head = text.lines().next().unwrap_or_default();
        let import = Import {
            programme: "partner".to_owned(),
            target: target.to_owned(),
            source: "crm".to_owned(),
            language: Language::En,
            mapping: head.split(',').map(|name| (name.to_owned(), name.to_owned())).collect(),
            file: text.as_bytes().to_vec(),
            options: Options::default(),
        };
        (format!("{target}.csv"), import)
    };
    let take = async |files| office.import_whole(&clerk, files, false, &Progress::default()).await.unwrap();
    let found = |part: &Part| -> Vec<(u64, &'static str)> {
        part.report.problems.iter().map(|one| (one.row, one.error.key)).collect()
    };
    let back = "kind,event,id,day,reason,unnotified\nContract,L-4,B-4,2026-04-02,cancelled,\n\
                Contract,L-5,B-5,2026-04-01,chargeback,\nContract,L-6,B-6,2026-04-02,cancelled,the agent cancelled it\n";
    let parts = take(vec![import("reversals", back)]).await;
    assert_eq!(found(&parts[0]), [(2, "error-import-notice"), (3, "error-import-notice")]);
    let head = "kind,event,day,channel,proof";
    let wrong = format!(
        "{head}\nContract,L-4,2026-04-01,pigeon,RR 1\nContract,L-4,2027-04-09,letter,RR 1\nContract,S-1,2026-04-01,letter,RR 1\n\
         Contract,L-9,2026-04-01,letter,RR 1\nContract,L-5,2026-04-01,letter,RR 1\nContract,L-5,2026-04-01,letter,RR 2\n\
         Deal,L-5,2026-04-01,letter,RR 1\n"
    );
    let parts = take(vec![import("notices", &wrong)]).await;
    let keys = [
        (2, "error-notice-channel"),
        (3, "error-notice-later"),
        (4, "error-import-no-event"),
        (5, "error-import-no-event"),
        (7, "error-row-doubled"),
        (8, "error-not-in-plan"),
    ];
    assert_eq!(found(&parts[0]), keys);
    // One comes too late for its reversal, and both come with it in one go.
    let late = format!("{head}\nContract,L-4,2026-04-01,letter,RR 1\nContract,L-5,2026-04-02,Own Effort,a call\n");
    let parts = take(vec![import("reversals", back), import("notices", &late)]).await;
    assert_eq!(found(&parts[1]), [(3, "error-import-notice")], "{parts:?}");
    let told = format!("{head}\nContract,L-4,2026-04-01,letter,RR 1\nContract,L-5,2026-04-01,Own Effort,a call\n");
    let parts = take(vec![import("reversals", back), import("notices", &told)]).await;
    assert!(parts.iter().all(Part::is_good), "{parts:?}");
    let parts = take(vec![import("notices", &told)]).await;
    assert_eq!(parts[0].report.unchanged, 2);
    let of = office.notices_of(COMPANY, &key("L-5")).await.unwrap();
    assert_eq!(
        (of[0].channel.as_str(), of[0].partner.as_deref(), of[0].proof.as_str()),
        ("own_effort", None, "a call")
    );
    let known = office.reversals_of(COMPANY, &key("L-6")).await.unwrap();
    assert_eq!(known[0].unnotified.as_deref(), Some("the agent cancelled it"));

    let april = desk.settle_period("2026-04").await;
    let run = office.run(COMPANY, &april).await.unwrap();
    let computed = office.computed(&run).await.unwrap();
    let lines: Vec<_> = computed.lines("DE-000001").filter(|line| line.name == "Closing").collect();
    // What the company's cap left of them comes back.
    let back: BTreeMap<&str, i64> = lines
        .iter()
        .filter_map(|line| Some((line.sale.as_ref()?.id.as_str(), line.amount + line.taken_back.as_ref()?.paid)))
        .collect();
    assert_eq!(
        back,
        BTreeMap::from(["L-1", "L-2", "L-3", "L-4", "L-5", "L-6", "P-1", "S-1"].map(|id| (id, 0))),
        "{lines:?}"
    );

    // The book extract tells who was told when, and how that is proved.
    let wanted = WantedExtract {
        kind: ExtractKind::Book,
        partner: "DE-000001".to_owned(),
        from: "2026-03-01".parse().unwrap(),
        to: "2026-03-31".parse().unwrap(),
        scope: Scope::Own,
        language: Some(Language::En),
        form: ExtractForm::Csv,
    };
    let file = office.make_extract(&clerk, &wanted, &Progress::default()).await.unwrap();
    let text = String::from_utf8(file.bytes).unwrap();
    let of = |part: &str| text.lines().filter(|line| line.contains(part)).collect::<Vec<_>>();
    assert!(of("RR 12 345 678 9 DE").iter().any(|line| line.contains("L-1") && line.contains("2026-04-01")), "{text}");
    assert!(!of("the agent cancelled it").is_empty(), "why there was none: {text}");
    let book = office.book_extract(&clerk, &wanted, &Progress::default()).await.unwrap();
    let told = |id: &str| {
        let all = book.programmes.iter().flat_map(|of| &of.transactions);
        all.filter(|one| one.id == id).map(|one| one.notices.len()).sum::<usize>()
    };
    assert_eq!((told("L-1"), told("L-2"), told("L-5"), told("P-1")), (1, 0, 1, 1));
    let paper = WantedExtract { form: ExtractForm::Pdf, ..wanted };
    assert!(office.make_extract(&clerk, &paper, &Progress::default()).await.unwrap().bytes.starts_with(b"%PDF"));
    worker.abort();
    desk.replayed().await;
}

/// Paid in advance, earned in sixty months, cut when the contract ends.
const EARNED: &str = "
event Policy {
  agent        : partner
  premium      : EUR from 0 to 1_000_000
  branch       : life, saving
  signed       : date
  cancelled_on : date or none
  conditions on signed, in its month
  volume     on signed
  payable    on signed
  reversed: lines are mirrored; volume stays
  nature life  when branch is life
  nature other
  liability 60 months when branch is life
}
on Policy {
  lost   = cancelled_on is known and cancelled_on <= settlement's end
  last   = cancelled_on when cancelled_on is known and lost, otherwise settlement's end
  served = months completed from signed to last but at most 60
  earned = served when lost, otherwise 60
}
bonus Acquisition for each Policy {
  pay (earned / 60) of (10% of premium) to agent
  round half up to 0.01
  true up
}
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_tells_of_reclaims_without_a_notice_on_sqlite() {
    reclaims(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_tells_of_reclaims_without_a_notice_on_postgres() {
    reclaims(Kind::Postgres).await;
}

async fn reclaims(kind: Kind) {
    let desk = demo_of(kind, 20, &format!("{PLAN}{EARNED}")).await;
    let office = &desk.office;
    let worker = tokio::spawn(office.clone().work_forever());
    let clerk = desk.somebody(Role::Settlement).await;
    let version = office.plan_versions(COMPANY).await.unwrap().remove(0);
    let plan = office.compiled(&version).await.unwrap();
    let event = plan.program.events.iter().find(|event| event.name == "Policy").unwrap();
    let policies = async |cancelled: &str| {
        let policy = |id: &str, branch: &str| {
            let fields = [
                ("agent", "DE-000001"),
                ("premium", "1200.00"),
                ("branch", branch),
                ("signed", "2026-02-05"),
                ("cancelled_on", cancelled),
            ];
            let fields = fields.into_iter().filter(|(_, text)| !text.is_empty());
            NewEvent {
                source: "crm".to_owned(),
                id: id.to_owned(),
                fields: fields.map(|(name, text)| (name.to_owned(), text.to_owned())).collect(),
            }
        };
        let mut learning = office.learn(&clerk, "policies").await.unwrap();
        let all = vec![policy("L-1", "life"), policy("L-2", "life"), policy("S-1", "saving")];
        learning.put_events("partner", &plan.program, event, all).await.unwrap();
        learning.commit().await.unwrap();
    };
    policies("").await;
    desk.settle().await;
    // Two months are earned of sixty; the rest is reclaimed by the formula, without a reversal that would ask for a notice.
    policies("2026-04-10").await;
    let told = NewNotice {
        day: "2026-04-01".parse().unwrap(),
        channel: "letter".to_owned(),
        proof: "RR 12 345 678 9 DE".to_owned(),
    };
    let of = |id: &str| EventKey { kind: "Policy".to_owned(), ..key(id) };
    office.record_notice(&clerk, &of("L-1"), &told).await.unwrap();
    let april = desk.settle_period("2026-04").await;
    let run = office.run(COMPANY, &april).await.unwrap();
    let computed = office.computed(&run).await.unwrap();
    let back: i64 = computed.lines("DE-000001").filter(|line| line.name == "Acquisition").map(|line| line.amount).sum();
    assert_eq!(back, -3 * (12_000 - 400), "by completed month");
    let warned = async || {
        let review = office.review(&run).await.unwrap();
        review.warnings.iter().find_map(|one| match one {
            Warning::Unnotified { contracts, some } => Some((*contracts, some.clone())),
            _ => None,
        })
    };
    assert_eq!(warned().await, Some((1, vec!["L-2".to_owned()])));
    office.record_notice(&clerk, &of("L-2"), &told).await.unwrap();
    assert_eq!(warned().await, None);
    worker.abort();
    desk.replayed().await;
}
