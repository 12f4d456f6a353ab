//! A network comes over from another system: histories, states, balances, what was paid; and a trial finds out by evidence why
//! what is computed is not what was paid.

use crate::common::{Desk, Kind, PLAN, demo_of};
use compline_exchange::table::Options;
use compline_office::OfficeError;
use compline_office::demo::COMPANY;
use compline_office::imports::{Import, Part};
use compline_office::progress::Progress;
use compline_office::runs::NewRun;
use compline_office::trials::{Cause, Listed, NewTrial, TrialResult};
use compline_office::who::Author;
use compline_parquet::{ColumnSpec, Stored, Writer};
use compline_policy::Role;
use compline_words::{Language, Words};
use std::collections::BTreeMap;

const PROGRAMME: &str = "partner";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn structures_are_imported_on_sqlite() {
    structures(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn structures_are_imported_on_postgres() {
    structures(Kind::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn trials_find_causes_on_sqlite() {
    trials(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn trials_find_causes_on_postgres() {
    trials(Kind::Postgres).await;
}

/// The demo's plan, with pay by titles: so what is imported of them decides.
fn plan() -> String {
    let changed =
        PLAN.replace("paid_rank = reached, overridable", "paid_rank = opening title but at least reached, overridable");
    assert_ne!(changed, PLAN);
    changed
}

fn file(target: &str, text: &str) -> (String, Import) {
    let head = text.lines().next().unwrap_or_default();
    let mapping: BTreeMap<String, String> = head.split(',').map(|name| (name.to_owned(), name.to_owned())).collect();
    let import = Import {
        programme: PROGRAMME.to_owned(),
        target: target.to_owned(),
        source: "old".to_owned(),
        language: Language::En,
        mapping,
        file: text.as_bytes().to_vec(),
        options: Options::default(),
    };
    (format!("{target}.csv"), import)
}

struct Clerk<'a> {
    desk: &'a Desk,
    who: Author,
}

impl Clerk<'_> {
    async fn whole(&self, files: Vec<(String, Import)>) -> Vec<Part> {
        self.desk.office.import_whole(&self.who, files, false, &Progress::default()).await.unwrap()
    }

    async fn taken(&self, files: Vec<(String, Import)>) -> Vec<Part> {
        let parts = self.whole(files).await;
        for part in &parts {
            assert!(part.is_good(), "{}: {:?} {:?}", part.name, part.wrong, part.report.problems);
        }
        parts
    }

    async fn trial(&self, from: &str, to: &str) -> (String, TrialResult) {
        let new = NewTrial { programme: PROGRAMME.to_owned(), from: from.to_owned(), to: to.to_owned(), plan: None };
        let (trial, result) = self.desk.office.try_now(&self.who, &new, &Progress::default()).await.unwrap();
        (trial.id, result)
    }
}

/// New, changed, unchanged, refused.
fn counts(part: &Part) -> (u64, u64, u64, u64) {
    (part.report.new, part.report.changed, part.report.unchanged, part.report.refused)
}

fn problems(part: &Part) -> Vec<(u64, String, &'static str)> {
    part.report.problems.iter().map(|one| (one.row, one.error.field.clone(), one.error.key)).collect()
}

/// The network that comes over. As the old system had it where `old`: another change of upline, a rank, an order less.
fn network(old: bool) -> Vec<(String, Import)> {
    let partners = "id,name,joined_on\nX1,Ahrens,2025-01-01\nX2,Boie,2025-01-01\nX3,Cohrs,2025-01-01\n\
                    Z1,Dau,2025-01-01\nZ2,Ehlers,2025-01-01\nZ3,Fock,2025-01-01\nY1,Gau,2025-01-01\n\
                    T1,Haack,2025-01-01\nU1,Ivens,2025-01-01\nU2,Jess,2025-01-01\nV1,Kock,2025-01-01\n\
                    V2,Lau,2025-01-01\nW1,Moll,2025-01-01\nN1,Nis,2025-01-01\n";
    let (last, first) = if old { ("2026-03-09", "2026-03-10") } else { ("2026-02-09", "2026-02-10") };
    // The order of rows does not matter: who stands above comes later.
    let placements = format!(
        "tree,partner,parent,valid_from,valid_to\nsponsor,X3,X2,2025-01-01,\nsponsor,X2,X1,2025-01-01,\n\
         sponsor,X1,,2025-01-01,\nsponsor,Z3,Z2,{first},\nsponsor,Z3,Z1,2025-01-01,{last}\nsponsor,Z2,Z1,2025-01-01,\n\
         sponsor,Z1,,2025-01-01,\nsponsor,Y1,,2025-01-01,\nsponsor,T1,,2025-01-01,\nsponsor,U1,,2025-01-01,\n\
         sponsor,U2,U1,2025-01-01,\nsponsor,V1,,2025-01-01,\nsponsor,V2,V1,2025-01-01,\nsponsor,W1,,2025-01-01,\n\
         sponsor,N1,,2025-01-01,\n"
    );
    let statuses = if old { "partner,status,from,to\n" } else { "partner,status,from,to\nT1,terminated,2026-02-01,\n" };
    let mut orders = "id,seller,bv,net,category,ordered_on,paid_on\n".to_owned();
    let mut order = |id: String, seller: &str, bv: &str, day: &str| {
        orders.push_str(&format!("{id},{seller},{bv},{bv},goods,{day},{day}\n"));
    };
    for month in ["01", "02", "03"] {
        for seller in ["X1", "X2", "X3", "Z1", "Z2", "Z3", "T1", "N1"] {
            order(format!("{seller}-{month}"), seller, "200", &format!("2026-{month}-05"));
        }
        for (seller, bv) in [("U1", "100"), ("U2", "300"), ("V1", "100"), ("V2", "250")] {
            order(format!("{seller}-{month}"), seller, bv, &format!("2026-{month}-06"));
        }
        order(format!("Y1-{month}"), "Y1", "100", &format!("2026-{month}-07"));
    }
    for n in 1..=3 {
        order(format!("Y1-s{n}"), "Y1", "13.92", "2026-01-08");
    }
    if !old {
        order("X3-more".to_owned(), "X3", "50", "2026-03-20");
    }
    let states = "partner,state,value,as_of\nX2,title,Silver,2025-12\n";
    let mut out = vec![
        file("states", states),
        file("Order", &orders),
        file("placements", &placements),
        file("statuses", statuses),
        file("partners", partners),
    ];
    if old {
        let given = "partner,definition,value,from,to,reason\nX2,paid_rank,Diamond,2026-02-01,2026-02-28,a mistake\n";
        out.push(file("overrides", given));
    }
    out
}

async fn structures(kind: Kind) {
    let desk = demo_of(kind, 10, &plan()).await;
    let office = &desk.office;
    let clerk = Clerk { desk: &desk, who: desk.somebody(Role::Settlement).await };
    let auditor = desk.somebody(Role::Auditor).await;
    let denied = office.import_whole(&auditor, network(false), true, &Progress::default()).await;
    assert!(denied.is_err());

    // One bad row in one file, and nothing of any file is taken.
    let seq = office.last_commit(COMPANY).await.unwrap();
    let mut files = network(false);
    files.push(file("statuses", "partner,status,from,to\nnobody,active,2026-01-01,\n"));
    let parts = clerk.whole(files).await;
    let bad: Vec<&Part> = parts.iter().filter(|part| !part.is_good()).collect();
    assert_eq!(problems(bad[0]), [(2, "partner".to_owned(), "error-partner-unknown")]);
    assert_eq!((bad.len(), office.last_commit(COMPANY).await.unwrap()), (1, seq));
    let dry = office.import_whole(&clerk.who, network(false), true, &Progress::default()).await.unwrap();
    assert!(dry.iter().all(Part::is_good), "{:?}", dry.iter().map(problems).collect::<Vec<_>>());
    assert_eq!(office.last_commit(COMPANY).await.unwrap(), seq, "a dry run takes nothing");

    let parts = clerk.taken(network(false)).await;
    assert_eq!(office.last_commit(COMPANY).await.unwrap(), seq + 1, "one commit for all");
    let targets: Vec<&str> = parts.iter().map(|part| part.import.target.as_str()).collect();
    assert_eq!(targets, ["partners", "placements", "statuses", "Order", "states"], "in the order of what needs what");
    assert_eq!(counts(&parts[1]), (15, 0, 0, 0));
    let again = clerk.taken(network(false)).await;
    for part in &again {
        assert_eq!((part.report.new, part.report.changed), (0, 0), "{} again changes nothing", part.name);
    }
    let before = office.placement_history(COMPANY, "Z3").await.unwrap();
    assert_eq!(before.len(), 2, "the history, and nothing of the file of partners beside it");

    // What does not fit over all days is refused by name.
    let head = "tree,partner,parent,valid_from,valid_to";
    let loops = file("placements", &format!("{head}\nsponsor,X1,X3,2026-03-01,\n"));
    let part = clerk.whole(vec![loops]).await.remove(0);
    assert_eq!(problems(&part), [(2, "parent".to_owned(), "error-move-circle")]);
    let args = &part.report.problems[0].error.args;
    assert!(args.iter().any(|(_, text)| text.contains("X1") && text.contains("X2") && text.contains("X3")), "{args:?}");
    let new = "id,name,joined_on\nG1,Otto,2025-01-01\nG2,Pohl,2025-01-01\n";
    let gaps = format!(
        "{head}\nsponsor,G1,X1,2025-01-01,2025-05-31\nsponsor,G1,X2,2025-07-01,\nsponsor,G2,G1,2024-06-01,\n\
         sponsor,X2,X9,2026-03-01,\nforest,X2,X1,2026-03-01,\nsponsor,X2,X1,2026-03-01,2026-01-01\n"
    );
    let parts = clerk.whole(vec![file("placements", &gaps), file("partners", new)]).await;
    let found = problems(&parts[1]);
    assert!(found.contains(&(3, "valid_from".to_owned(), "error-import-gap")), "{found:?}");
    assert!(found.contains(&(4, "parent".to_owned(), "error-parent-not-in-tree")), "{found:?}");
    assert!(found.contains(&(5, "parent".to_owned(), "error-partner-unknown")), "{found:?}");
    assert!(found.contains(&(6, "tree".to_owned(), "error-not-a-word")), "{found:?}");
    assert!(found.iter().any(|(row, ..)| *row == 7), "{found:?}");

    // States: known to the plan, of its types; a correction before any run has read them.
    let head = "partner,state,value,as_of";
    let wrong = format!(
        "{head}\nX1,title,Baron,2025-12\nX1,grade,Gold,2025-12\nX1,title,Gold,12/2025\n,title,Gold,2025-12\n\
         nobody,title,Gold,2025-12\nX2,title,Gold,2025-12\nX2,title,Gold,2025-12\n"
    );
    let part = clerk.whole(vec![file("states", &wrong)]).await.remove(0);
    let rows: Vec<u64> = part.report.problems.iter().map(|one| one.row).collect();
    assert_eq!(rows, [2, 3, 4, 5, 6, 8], "{:?}", problems(&part));
    let corrected = clerk.taken(vec![file("states", &format!("{head}\nX2,title,Gold,2025-12-31\n"))]).await;
    assert_eq!(counts(&corrected[0]), (0, 1, 0, 0));
    let again = clerk.taken(vec![file("states", &format!("{head}\nX2,title,Gold,2025-12\n"))]).await;
    assert_eq!(counts(&again[0]), (0, 0, 1, 0));
    let (id, tried) = clerk.trial("2026-01", "2026-01").await;
    assert_eq!(tried.periods.len(), 1);
    let told = office.trial_derivation(&clerk.who, &id, "2026-01", "X2").await.unwrap();
    assert!(told.text().contains("Gold"), "{}", told.text());

    // Balances: posted once against their own account.
    let head = "partner,amount,as_of,balance";
    let rows = format!(
        "{head}\nX1,120.50,2025-12-31,owed-to-partner\nX2,30,2025-12-31,owed-by-partner\nX3,8.00,2025-12-31,held\n"
    );
    let care = desk.somebody(Role::PartnerCare).await;
    let denied = office.import_whole(&care, vec![file("balances", &rows)], true, &Progress::default()).await;
    assert!(matches!(denied, Err(OfficeError::Denied { .. })), "whoever may make no entries imports no balances");
    let taken = clerk.taken(vec![file("balances", &rows)]).await;
    assert_eq!(counts(&taken[0]), (3, 0, 0, 0));
    let entity = office.legal_entities(COMPANY).await.unwrap().remove(0).id;
    let balance = |name: &str| {
        let (office, entity, name) = (office.clone(), entity.clone(), name.to_owned());
        async move {
            let all = office.balances(COMPANY, &entity).await.unwrap();
            all.iter().find(|one| one.account == name).map_or(0, |one| one.amount)
        }
    };
    assert_eq!((balance("partner").await, balance("opening").await), (-9850, 9850));
    let again = clerk.taken(vec![file("balances", &rows)]).await;
    assert_eq!(counts(&again[0]), (0, 0, 3, 0));
    let other = format!("{head}\nX1,121,2025-12-31,owed-to-partner\nX1,-5,2025-12-31,held\nX1,5,2025-11-30,lost\n");
    let part = clerk.whole(vec![file("balances", &other)]).await.remove(0);
    assert_eq!(
        problems(&part),
        [
            (2, "amount".to_owned(), "error-balance-posted"),
            (3, "amount".to_owned(), "error-balance-sign"),
            (4, "balance".to_owned(), "error-balance-way")
        ]
    );
    assert_eq!(balance("opening").await, 9850);
    let books = office.postings(&entity, "X2", i64::MAX, 10).await.unwrap();
    assert_eq!((books.len(), books[0].0.kind.as_str()), (1, "opening"));

    // Reversals of what was imported.
    let head = "event,id,day,reason,bv,net";
    let rows = format!("{head}\nX1-01,R-1,2026-02-03,returned,50,50\nX1-02,R-2,2026-02-20,withdrawn,,\n");
    let taken = clerk.taken(vec![file("reversals", &rows)]).await;
    assert_eq!(counts(&taken[0]), (2, 0, 0, 0));
    let again = clerk.taken(vec![file("reversals", &rows)]).await;
    assert_eq!(counts(&again[0]), (0, 0, 2, 0));
    let wrong = format!(
        "{head}\nX1-01,R-3,2026-02-04,returned,151,1\nX1-99,R-4,2026-02-04,returned,,\nX1-01,R-1,2026-02-03,returned,60,60\n\
         X1-03,R-5,2026-04-01,because,,\n"
    );
    let part = clerk.whole(vec![file("reversals", &wrong)]).await.remove(0);
    let found = problems(&part);
    let keys: Vec<(u64, &str)> = found.iter().map(|(row, _, key)| (*row, *key)).collect();
    assert_eq!(
        keys,
        [
            (2, "error-reversed-too-much"),
            (3, "error-import-no-event"),
            (4, "error-import-reversal-known"),
            (5, "error-import-reason")
        ],
        "{found:?}"
    );
    // What they take back is handed on within a trial: January's lines are known in February.
    let (_, tried) = clerk.trial("2026-01", "2026-02").await;
    assert_eq!(tried.periods[1].earlier_reversals, 0);
    let (_, tried) = clerk.trial("2026-02", "2026-02").await;
    assert_eq!(tried.periods[0].earlier_reversals, 1, "what was paid for it before the trial is not known");

    parquet(&clerk).await;
    let texts = Words::new(Language::De);
    for part in [&part] {
        for one in &part.report.problems {
            assert!(!texts.say(one.error.key).is_empty());
        }
    }
    desk.sound().await;
}

/// Parquet is a table like any other, and its cells have types: no language is guessed.
async fn parquet(clerk: &Clerk<'_>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("balances.parquet");
    let column = |name: &str, stored| ColumnSpec { name: name.to_owned(), stored };
    let columns = [
        column("partner", Stored::Text),
        column("amount", Stored::Decimal { scale: 2 }),
        column("as_of", Stored::Date),
        column("balance", Stored::Text),
    ];
    let mut writer = Writer::create(&path, &columns).unwrap();
    for (partner, amount) in [("Y1", 123_450), ("Z1", 1_234)] {
        writer.text(0, Some(partner));
        writer.number(1, Some(amount));
        // 2025-12-31.
        writer.number(2, Some(20_453));
        writer.text(3, None);
        writer.end_row().unwrap();
    }
    writer.finish().unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let sheet = clerk.desk.office.read_import(bytes.clone(), Options::default()).await.unwrap();
    assert_eq!(sheet.rows[0].cells, ["Y1", "1234.50", "2025-12-31", ""]);
    let (name, csv) = file("balances", "partner,amount,as_of,balance\n");
    // In German `1234.50` would be read otherwise.
    let import = Import { file: bytes.clone(), language: Language::De, ..csv };
    let taken = clerk.taken(vec![(name, import)]).await;
    assert_eq!(counts(&taken[0]), (2, 0, 0, 0));
    let damaged = clerk.desk.office.read_import(bytes[..bytes.len() / 2].to_vec(), Options::default()).await;
    assert!(
        matches!(&damaged, Err(OfficeError::Input(wrong)) if wrong[0].key == "import-parquet-damaged"),
        "{damaged:?}"
    );
}

/// Rows of what was paid, as the other system would have it: what a trial of its twin comes to.
fn paid(result: &TrialResult) -> BTreeMap<(String, String), i64> {
    result.differences.iter().map(|one| ((one.period.clone(), one.partner.clone()), one.computed)).collect()
}

fn money(amount: i64) -> String {
    rust_decimal::Decimal::new(amount, 2).to_string()
}

async fn trials(kind: Kind) {
    // The other system: its own data, settled by itself.
    let twin = demo_of(Kind::Sqlite, 10, &plan()).await;
    let clerk = Clerk { desk: &twin, who: twin.somebody(Role::Settlement).await };
    clerk.taken(network(true)).await;
    // The value by hand waits for another person, as when somebody enters it; the same file again asks for nothing more.
    assert!(twin.office.overrides(COMPANY, PROGRAMME, "X2").await.unwrap().is_empty());
    let again = clerk.taken(network(true)).await;
    assert!(again.iter().all(|part| part.report.new == 0 && part.report.changed == 0));
    let waiting = twin.office.requests(COMPANY, "open", "override", "", 0, 10).await.unwrap();
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    assert!(twin.office.grant(&clerk.who, &waiting[0].id).await.is_err(), "not by who asked");
    let approver = twin.somebody(Role::Approver).await;
    twin.office.grant(&approver, &waiting[0].id).await.unwrap();
    let (_, told) = clerk.trial("2026-01", "2026-03").await;
    assert!(told.causes.iter().all(|one| matches!(one.cause, Cause::NotPaid | Cause::Minimum)), "{:?}", told.causes);
    let paid = paid(&told);

    let desk = demo_of(kind, 10, &plan()).await;
    let office = &desk.office;
    let clerk = Clerk { desk: &desk, who: desk.somebody(Role::Settlement).await };
    clerk.taken(network(false)).await;
    // A trial comes to what a run comes to.
    let new = NewRun { programme: PROGRAMME.to_owned(), period: "2026-03".to_owned(), channels: Vec::new() };
    let worker = tokio::spawn(office.clone().work_forever());
    let run = office.begin_run(&clerk.who, &new).await.unwrap();
    desk.wait(&office.ask_levels(&clerk.who, &run).await.unwrap()).await;
    desk.wait(&office.ask_distribution(&clerk.who, &run).await.unwrap()).await;
    let (_, own) = clerk.trial("2026-01", "2026-03").await;
    let filter = compline_office::levels::RunFilter::default();
    let mut compared = 0;
    for one in office.run_partners(&run, &filter, 0, 100).await.unwrap() {
        let old = one.partner.starts_with(['X', 'Z', 'Y', 'T', 'U', 'V', 'W', 'N']);
        let tried = own.differences.iter().find(|of| of.period == "2026-03" && of.partner == one.partner);
        if !old {
            assert_eq!(tried.map_or(0, |of| of.computed), one.amount, "{}", one.partner);
            compared += i32::from(one.amount != 0);
        }
    }
    assert!(compared > 0);
    let runs = office.runs(COMPANY).await.unwrap().len();

    // Its history as it stands, and with mistakes that are made on purpose.
    let mut rows = "partner,period,amount,rank\n".to_owned();
    let key = |period: &str, partner: &str| (period.to_owned(), partner.to_owned());
    for ((period, partner), amount) in &paid {
        let amount = match (period.as_str(), partner.as_str()) {
            // Nothing is said about it.
            ("2026-03", "N1") | ("2026-02", "U1") => continue,
            // By bonus, below.
            ("2026-01", "U1" | "V1") => continue,
            ("2026-01", "Y1") => {
                assert_eq!(*amount, 339, "three lines of 0.33 and one of 2.40");
                340
            }
            ("2026-01", "X1") => amount + 777,
            _ => *amount,
        };
        let rank = if (period.as_str(), partner.as_str()) == ("2026-02", "X2") { "Diamond" } else { "" };
        rows.push_str(&format!("{partner},{period},{},{rank}\n", money(amount)));
    }
    rows.push_str("nobody,2026-01,12.00,\nW1,2026-01,5.00,\n");
    let mut bonuses = "partner,period,bonus,amount\n".to_owned();
    for (partner, was, is) in [("U1", 1200, 1440), ("V1", 1000, 1200)] {
        let rest = paid[&key("2026-01", partner)] - was;
        bonuses.push_str(&format!(
            "{partner},2026-01,Unilevel,{}\n{partner},2026-01,Differential,{}\n",
            money(is),
            money(rest)
        ));
    }
    clerk.taken(vec![file("paid", &rows)]).await;
    clerk.taken(vec![file("paid", &bonuses)]).await;
    let again = clerk.taken(vec![file("paid", &rows)]).await;
    assert_eq!((again[0].report.new, again[0].report.changed), (0, 0));

    let (id, result) = clerk.trial("2026-01", "2026-03").await;
    let found: BTreeMap<(String, String), Vec<&compline_office::trials::Difference>> =
        result.differences.iter().fold(BTreeMap::new(), |mut out, one| {
            out.entry((one.period.clone(), one.partner.clone())).or_insert_with(Vec::new).push(one);
            out
        });
    let cause = |period: &str, partner: &str| {
        let of = found.get(&key(period, partner)).unwrap_or_else(|| panic!("{partner} in {period}: {found:#?}"));
        (of[0].cause, of[0].evidence.form.clone())
    };
    let is = |cause: Cause, form: &str| (cause, form.to_owned());
    assert_eq!(cause("2026-01", "Y1"), is(Cause::Rounding, "rounding"));
    assert_eq!(cause("2026-01", "nobody"), is(Cause::PartnerUnknown, "partner-unknown"));
    assert_eq!(cause("2026-01", "W1"), is(Cause::EventMissing, "no-event"));
    assert_eq!(cause("2026-01", "X1"), is(Cause::Unexplained, "unexplained"));
    assert_eq!(cause("2026-01", "U1"), is(Cause::Rate, "rate"));
    assert_eq!(cause("2026-01", "V1"), is(Cause::Rate, "rate"));
    let rate = &found[&key("2026-01", "U1")][0].evidence.args;
    assert_eq!((rate["rate"].as_str(), rate["other"].as_str()), ("5 %", "6 %"));
    assert_eq!(cause("2026-02", "X2"), is(Cause::Rank, "rank"));
    assert_eq!(found[&key("2026-02", "X2")][0].evidence.args["rank"], "Diamond");
    assert_eq!(cause("2026-02", "Z1").0, Cause::Tree);
    assert_eq!(cause("2026-02", "Z2").0, Cause::Tree);
    assert_eq!(found[&key("2026-02", "Z2")][0].evidence.args["number"], "Z3");
    assert_eq!(cause("2026-02", "T1"), is(Cause::Inactive, "inactive"));
    assert_eq!(cause("2026-03", "X3"), is(Cause::EventMissing, "orders-extra"));
    assert_eq!(found[&key("2026-03", "X3")][0].evidence.args["orders"], "X3-more");
    assert_eq!(cause("2026-03", "X2").0, Cause::EventMissing);
    assert_eq!(cause("2026-03", "N1"), is(Cause::Minimum, "minimum"));
    assert_eq!(cause("2026-02", "U1"), is(Cause::NotPaid, "not-paid"));
    let unexplained: Vec<_> = result.differences.iter().filter(|one| one.cause == Cause::Unexplained).collect();
    assert_eq!(unexplained.len(), 1, "{unexplained:#?}");
    assert!(result.equal() > 20, "{:?}", result.periods);
    let sum: u64 = result.causes.iter().map(|one| one.count).sum();
    assert_eq!(sum, result.differences.len() as u64);
    let listed = Listed { cause: Some(Cause::Tree), partner: "Z1".to_owned(), largest: true };
    assert!(result.listed(&listed).iter().all(|one| one.partner == "Z1" && one.cause == Cause::Tree));

    // Every text is there in both languages.
    for words in [Words::new(Language::De), Words::new(Language::En)] {
        for one in &result.differences {
            let said = one.said(words);
            assert!(!said.contains("trial-found") && !said.contains('⟦') && !said.contains("{$"), "{said}");
        }
        let csv = String::from_utf8(office.trial_table(&clerk.who, &id, words, false).await.unwrap()).unwrap();
        assert!(csv.contains("Z1") && csv.contains("Diamond"), "{csv}");
    }
    let told = office.trial_derivation(&clerk.who, &id, "2026-03", "X2").await.unwrap();
    assert_eq!(Some(told.sum), found[&key("2026-03", "X2")].first().map(|one| one.computed));
    assert_eq!(office.runs(COMPANY).await.unwrap().len(), runs, "no run is made");

    // What it computed by itself, to the cent: nothing differs.
    let mut equal = "partner,period,amount\n".to_owned();
    for one in &own.differences {
        equal.push_str(&format!("{},{},{}\n", one.partner, one.period, money(one.computed)));
    }
    let alike = demo_of(Kind::Sqlite, 10, &plan()).await;
    let other = Clerk { desk: &alike, who: alike.somebody(Role::Settlement).await };
    other.taken(network(false)).await;
    other.taken(vec![file("paid", &equal)]).await;
    let (_, result) = other.trial("2026-01", "2026-03").await;
    assert_eq!(result.differences, []);
    assert_eq!(result.equal(), own.differences.len() as u64);

    // Where the company's cap binds, and the other system has paid one partner without it.
    let tight = plan().replace("cap Company on all at 25%", "cap Company on all at 5%");
    assert_ne!(tight, plan());
    let capped = demo_of(Kind::Sqlite, 10, &tight).await;
    let other = Clerk { desk: &capped, who: capped.somebody(Role::Settlement).await };
    other.taken(network(false)).await;
    let (_, cut) = other.trial("2026-01", "2026-01").await;
    let mut rows = "partner,period,amount\n".to_owned();
    for one in &cut.differences {
        let free = own.differences.iter().find(|of| (&of.period, &of.partner) == (&one.period, &one.partner)).unwrap();
        let amount = if one.partner == "X1" { free.computed } else { one.computed };
        rows.push_str(&format!("{},{},{}\n", one.partner, one.period, money(amount)));
    }
    other.taken(vec![file("paid", &rows)]).await;
    let (_, result) = other.trial("2026-01", "2026-01").await;
    let found: Vec<_> = result.differences.iter().map(|one| (one.partner.as_str(), one.cause)).collect();
    assert_eq!(found, [("X1", Cause::Cap)], "{:#?}", result.differences);
    assert_eq!(result.differences[0].evidence.args["cap"], "Company");
    worker.abort();
    desk.sound().await;
}
