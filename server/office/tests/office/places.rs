//! Places that a plan's rule gives are kept when a run is made final, and handed to all later runs.

use crate::common::{Desk, Kind, PLAN, demo_of};
use chrono::NaiveDate;
use compline_office::audit::AuditFilter;
use compline_office::care::NewPartner;
use compline_office::compute::Computed;
use compline_office::demo::COMPANY;
use compline_office::facts::partners::Placement;
use compline_office::facts::people::Person;
use compline_office::levels::LevelsDone;
use compline_office::places::Unplaced;
use compline_office::runs::{NewRun, Run};
use compline_policy::Role;
use compline_runtime::company::{Company, ReadOptions};
use compline_runtime::settle::{Reference, Settled, settle};
use compline_runtime::snapshot::Knowledge;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The generated partners stand in it by their data; whoever joins later gets his place by the rule.
const MATRIX: &str = "
tree matrix, width 2, placed below sponsor {
  breadth first
  held for 3 days
  on one day by number
  sponsor without a place: waits
  terminated: keep their places
}
bonus Matrix for each Order where category is goods {
  up matrix from seller, above
  at most 4 levels
  pay 1% of net
  round half up to 0.01, each line
}
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn places_of_a_rule_are_kept_on_sqlite() {
    places(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn places_of_a_rule_are_kept_on_postgres() {
    places(Kind::Postgres).await;
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Takes somebody in below a sponsor, without a place in the matrix.
async fn join(desk: &Desk, id: &str, sponsor: &str, joined_on: &str) {
    let care = desk.somebody(Role::PartnerCare).await;
    let person = desk.office.partner_row(COMPANY, sponsor).await.unwrap().person;
    let person = desk.office.person(COMPANY, &person).await.unwrap();
    let place = Placement { run: None, ..below("sponsor", id, sponsor, None, joined_on) };
    let new = NewPartner {
        programme: "partner".to_owned(),
        id: id.to_owned(),
        person: Person { id: id.to_owned(), ..person },
        bank: None,
        tax: None,
        joined_on: day(joined_on),
        fields: BTreeMap::new(),
        places: vec![place],
    };
    desk.office.new_partner(&care, &new).await.unwrap();
}

fn below(tree: &str, partner: &str, parent: &str, position: Option<&str>, from: &str) -> Placement {
    Placement {
        tree: tree.to_owned(),
        partner: partner.to_owned(),
        parent: Some(parent.to_owned()),
        side: None,
        position: position.map(str::to_owned),
        valid_from: day(from),
        valid_to: None,
        run: None,
    }
}

/// The rows of a partner in the matrix.
async fn rows(desk: &Desk, partner: &str) -> Vec<Placement> {
    let all = desk.office.placements_of(COMPANY, partner).await.unwrap();
    all.into_iter().filter(|row| row.tree == "matrix").collect()
}

async fn kept(desk: &Desk) -> i64 {
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM placements WHERE run IS NOT NULL";
    desk.office.db().number(sql, Vec::new()).await.unwrap()
}

/// Computes a period and goes no further.
async fn compute(desk: &Desk, period: &str) -> (Run, Arc<Computed>) {
    let clerk = desk.somebody(Role::Settlement).await;
    let new = NewRun { programme: "partner".to_owned(), period: period.to_owned(), channels: Vec::new() };
    let run = desk.office.begin_run(&clerk, &new).await.unwrap();
    desk.wait(&desk.office.ask_levels(&clerk, &run).await.unwrap()).await;
    desk.wait(&desk.office.ask_distribution(&clerk, &run).await.unwrap()).await;
    desk.wait(&desk.office.ask_documents(&clerk, &run).await.unwrap()).await;
    let run = desk.office.run(COMPANY, &run).await.unwrap();
    let computed = desk.office.computed(&run).await.unwrap();
    (run, computed)
}

/// The same period computed by the reference from the start, as if no place had been kept.
async fn from_the_start(desk: &Desk, run: &Run, computed: &Computed) -> Settled {
    let levels: LevelsDone = desk.office.last_step(&run.id, "levels").await.unwrap();
    let inputs = desk.office.read_inputs(&levels.inputs).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    desk.office.lay_out(&inputs, folder.path()).await.unwrap();
    let path = folder.path().join("placements.csv");
    let rows = std::fs::read_to_string(&path).unwrap();
    assert!(rows.lines().any(|row| row.ends_with(",rule")), "kept places are in the inputs");
    let stated: Vec<&str> = rows.lines().filter(|row| !row.ends_with(",rule")).collect();
    std::fs::write(&path, stated.join("\n") + "\n").unwrap();
    let program = &computed.plan.program;
    let company = Company::read(folder.path(), program, ReadOptions::default()).unwrap().company;
    let period = run.period().unwrap();
    settle(program, &company, period, Knowledge::Everything, 1, &mut Reference).unwrap().remove(0)
}

fn place(parent: &str, position: &str, from: &str, run: &str) -> Vec<Placement> {
    let run = Some(run.to_owned());
    vec![Placement { run, ..below("matrix", "", parent, Some(position), from) }]
}

fn assert_place(rows: Vec<Placement>, expected: &[Placement]) {
    let rows: Vec<Placement> = rows.into_iter().map(|row| Placement { partner: String::new(), ..row }).collect();
    assert_eq!(rows, expected);
}

async fn places(kind: Kind) {
    let desk = demo_of(kind, 40, &format!("{PLAN}{MATRIX}")).await;
    let office = &desk.office;
    let worker = tokio::spawn(office.clone().work_forever());
    let (clerk, care) = (desk.somebody(Role::Settlement).await, desk.somebody(Role::PartnerCare).await);
    let top = office.search_partners(COMPANY, "", "", 100).await.unwrap().remove(0).id;
    join(&desk, "M-1", &top, "2026-03-02").await;
    for (id, joined_on) in [("M-2", "2026-03-03"), ("M-3", "2026-03-03"), ("M-4", "2026-03-04"), ("M-5", "2026-03-06")]
    {
        join(&desk, id, "M-1", joined_on).await;
    }
    join(&desk, "M-6", "M-1", "2026-03-29").await;
    join(&desk, "M-7", "M-6", "2026-03-28").await;

    // Whatever is computed and given up leaves nothing.
    let (run, computed) = compute(&desk, "2026-03").await;
    assert_eq!(computed.given_places().len(), 5);
    let waits = |partner: &str, due: Option<&str>| Unplaced {
        tree: "matrix".to_owned(),
        partner: partner.to_owned(),
        below: "sponsor".to_owned(),
        due: due.map(day),
    };
    assert_eq!(computed.unplaced(), [waits("M-7", None), waits("M-6", Some("2026-04-01"))]);
    let levels: LevelsDone = office.last_step(&run.id, "levels").await.unwrap();
    assert_eq!((levels.given, levels.unplaced), (5, 2));
    office.withdraw_run(&clerk, &run.id, "once more").await.unwrap();
    assert_eq!(kept(&desk).await, 0);

    let march = desk.settle_period("2026-03").await;
    assert_eq!(kept(&desk).await, 5);
    let first = rows(&desk, "M-1").await;
    assert_eq!((first.len(), first[0].valid_from, first[0].run.clone()), (1, day("2026-03-05"), Some(march.clone())));
    let given = [
        ("M-2", place("M-1", "1", "2026-03-06", &march)),
        ("M-3", place("M-1", "2", "2026-03-06", &march)),
        ("M-4", place("M-2", "1", "2026-03-07", &march)),
        ("M-5", place("M-2", "2", "2026-03-09", &march)),
    ];
    for (id, expected) in &given {
        assert_place(rows(&desk, id).await, expected);
    }
    assert!(rows(&desk, "M-6").await.is_empty());
    let told = office.timeline_of(COMPANY, "M-2", "placement", 0, 9).await.unwrap();
    let told = told.iter().find(|one| one.object == "matrix").unwrap();
    assert_eq!((told.author.as_str(), told.reason.as_ref()), (clerk.user.as_str(), Some(&march)));
    let filter = AuditFilter { action: "keep-places".to_owned(), ..AuditFilter::default() };
    let noted = office.audit_search(COMPANY, &filter, 9).await.unwrap();
    assert_eq!(noted.iter().map(|one| one.object.as_str()).collect::<Vec<_>>(), [march.as_str()]);

    // The next month reads them, and comes to what the plan says from the start.
    let (run, computed) = compute(&desk, "2026-04").await;
    let start = from_the_start(&desk, &run, &computed).await;
    let settled = &computed.settled[0];
    assert_eq!(settled.snapshot.trees, start.snapshot.trees);
    assert_eq!(settled.snapshot.row_of, start.snapshot.row_of);
    assert_eq!(settled.outcome.totals, start.outcome.totals);
    assert_eq!(settled.snapshot.placed.len() + 5, start.snapshot.placed.len());
    office.withdraw_run(&clerk, &run.id, "once more").await.unwrap();

    // One is moved by hand, one is entered late, one joins.
    let taken = below("matrix", "M-5", "M-1", Some("2"), "2026-04-10");
    let refused = crate::requests::errors(office.move_partner(&care, "partner", &taken, "wish").await);
    assert_eq!(refused, [("side".to_owned(), "error-place-occupied")]);
    let moved = below("matrix", "M-5", "M-4", Some("2"), "2026-04-10");
    office.move_partner(&care, "partner", &moved, "wish").await.unwrap();
    join(&desk, "L-1", "M-1", "2026-03-04").await;
    join(&desk, "M-8", "M-1", "2026-04-02").await;
    let april = desk.settle_period("2026-04").await;
    for (id, expected) in given.iter().filter(|(id, _)| *id != "M-5") {
        assert_place(rows(&desk, id).await, expected);
    }
    let of_five = rows(&desk, "M-5").await;
    assert_eq!(of_five.iter().map(|row| row.parent.clone().unwrap()).collect::<Vec<_>>(), ["M-4", "M-2"]);
    // He would have had the place of the fourth one, had he been known; nobody moves for him.
    assert_place(rows(&desk, "L-1").await, &place("M-3", "1", "2026-03-09", &april));
    assert_place(rows(&desk, "M-6").await, &place("M-3", "2", "2026-04-01", &april));
    assert_place(rows(&desk, "M-7").await, &place("M-6", "1", "2026-04-01", &april));
    assert_place(rows(&desk, "M-8").await, &place("M-4", "1", "2026-04-05", &april));
    let below_four = office.frontline(COMPANY, "matrix", "M-4", day("2026-04-30")).await.unwrap();
    assert_eq!(below_four.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["M-5", "M-8"]);

    // With nothing new to place, the month after gives none.
    let (run, computed) = compute(&desk, "2026-05").await;
    assert_eq!((computed.given_places(), computed.unplaced()), (Vec::new(), Vec::new()));
    let number = |id: &str| computed.number(id).unwrap();
    let snapshot = &computed.settled[0].snapshot;
    let view = computed.plan.program.tree_views.iter().position(|view| {
        computed.plan.program.trees[view.tree.index()].name == "matrix"
            && view.at == compline_compiler::program::Reach::NOW
    });
    let row = snapshot.row_of[number("M-5")] as usize;
    assert_eq!(snapshot.trees[view.unwrap()].parent[row], snapshot.row_of[number("M-4")] as i32);
    office.withdraw_run(&clerk, &run.id, "enough").await.unwrap();
    worker.abort();
    desk.replayed().await;

    // Where a rule gives the place of somebody terminated to somebody else, pages show the one who stands there.
    join(&desk, "T-1", "M-1", "2026-04-02").await;
    join(&desk, "T-2", "M-1", "2026-04-02").await;
    let mut learning = office.learn(&care, "places").await.unwrap();
    let freed = below("matrix", "T-1", "L-1", Some("2"), "2026-04-02");
    let by_rule = Placement { run: Some(april), ..below("matrix", "T-2", "L-1", Some("2"), "2026-04-20") };
    learning.put_placements(&[freed, by_rule]).await.unwrap();
    learning.commit().await.unwrap();
    for (on, expected) in [("2026-04-19", "T-1"), ("2026-04-20", "T-2")] {
        let found = office.frontline(COMPANY, "matrix", "L-1", day(on)).await.unwrap();
        assert_eq!(found.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), [expected]);
        let found = office.below(COMPANY, ("matrix", "L-1", day(on)), "", "", 9).await.unwrap();
        assert_eq!(found.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), [expected]);
    }
    let history = office.placement_history(COMPANY, "T-1").await.unwrap();
    let days = history.iter().find(|(place, _)| place.tree == "matrix").unwrap().1;
    assert_eq!(days, Some((day("2026-04-02"), Some(day("2026-04-19")))));
}
