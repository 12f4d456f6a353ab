//! Stores of settlement contexts.

use crate::data::{CANCELLATIONS, Folder, ORDERS, PARTNERS, PLACEMENTS, STATE, shuffled};
use crate::plan::{self, column_id};
use compline_compiler::program::{EventSetId, NONE, Program, Width};
use compline_compiler::store::{Store, Values};
use compline_runtime::calendar::{Period, day_of};
use compline_runtime::company::{Company, EventTable, Partners, Placements, ROOT};
use compline_runtime::context::{Context, StoreError};
use compline_runtime::snapshot::{Knowledge, Snapshot};
use insta::assert_snapshot;

fn period(text: &str) -> Period {
    Period::parse(text).unwrap()
}

fn late(period: &str, settlement: &str) -> Context {
    Context { period: Period::parse(period).unwrap(), settlement: Period::parse(settlement).unwrap() }
}

fn build(program: &Program, company: &Company, context: Context, knowledge: Knowledge) -> Result<Store, StoreError> {
    let snapshot = Snapshot::take(program, company, context.period, knowledge)?;
    context.build_store(program, company, &snapshot, 2)
}

fn store(folder: &Folder, context: Context) -> Store {
    let program = plan::program();
    build(&program, &folder.company(&program), context, Knowledge::Everything).unwrap()
}

fn column(store: &Store, name: &str) -> Vec<i64> {
    let id = column_id(&plan::program(), name);
    (0..store.columns[id.index()].as_ref().unwrap().len()).map(|row| store.get(id, row)).collect()
}

/// Ids of the events of a set.
fn events(folder: &Folder, store: &Store, set: u32) -> Vec<String> {
    let program = plan::program();
    let company = folder.company(&program);
    let kind = program.event_sets[set as usize].event.index();
    store.events[set as usize]
        .source
        .iter()
        .map(|row| company.events[kind].ids.get(*row as usize).into_owned())
        .collect()
}

#[test]
fn columns_of_partners() {
    let store = store(&Folder::new(), Context::of(period("2026-03")));
    assert_eq!((store.partners, store.persons), (5, 4));
    assert_eq!(column(&store, "joined_on")[4], i64::from(day_of(2026, 3, 20).unwrap()));
    assert_eq!(column(&store, "terminated"), [0, 1, 0, 0, 0]);
    assert_eq!(column(&store, "inactive"), [0, 0, 1, 0, 0]);
    assert_eq!(column(&store, "owner"), [0, 1, 2, 1, 3]);
    assert_eq!(column(&store, "mentor"), [NONE, 0, NONE, 1, 3]);
    assert_eq!(column(&store, "region"), [2, NONE, 3, 2, NONE]);
    assert_eq!(column(&store, "opening title"), [2, 1, 0, 0, 0]);
    assert_eq!(column(&store, "paid_rank by hand"), [NONE, 2, NONE, NONE, NONE]);
    assert_eq!(store.periods[1].start, day_of(2026, 2, 1).unwrap());
    assert_eq!(store.columns[column_id(&plan::program(), "cv").index()], None);
}

#[test]
fn events_are_grouped_by_partner() {
    let folder = Folder::new();
    let store = store(&folder, Context::of(period("2026-03")));
    // Volume counts when it is paid for, conditions are those of the day of the order.
    assert_eq!(events(&folder, &store, 0), ["2", "1", "10"]);
    assert_eq!(store.events[0].groups, [0, 1, 3, 3, 3, 3]);
    assert_eq!(column(&store, "seller"), [0, 1, 1]);
    assert_eq!(column(&store, "bv"), [10_050, 20_000, 1_000]);
    assert_eq!(column(&store, "category"), [1, 0, 0]);
    assert_eq!(events(&folder, &store, 1), ["2", "1"]);
    assert_eq!(column(&store, "paid bv"), [10_050, 20_000]);
    assert_eq!(events(&folder, &store, 2), Vec::<String>::new());
    // No partner field: no groups. References are rows of the other set, absent where it does not hold the event.
    assert_eq!(events(&folder, &store, 3), ["C1", "C2"]);
    assert!(store.events[3].groups.is_empty());
    assert_eq!(column(&store, "order"), [0, NONE]);
    assert_eq!(column(&store, "share"), [5000, 125]);
    let april = self::store(&folder, Context::of(period("2026-04")));
    assert_eq!(column(&april, "old bv"), [10_050, 20_000, 1_000]);
}

#[test]
fn a_march_order_paid_in_may_is_a_second_context() {
    let program = plan::program();
    let folder = Folder::new();
    let company = folder.company(&program);
    let all = |settlement: &str| {
        let contexts = Context::all(&program, &company, period(settlement), Knowledge::Everything);
        contexts.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(all("2026-05"), ["2026-05", "2026-05/2026-03"]);
    assert_eq!(all("2026-04"), ["2026-04", "2026-04/2026-03"]);
    // The order of February, and cancellations at the conditions of the month before.
    assert_eq!(all("2026-03"), ["2026-03", "2026-03/2026-02"]);
    assert_eq!(all("2026-02"), ["2026-02"]);

    let may = store(&folder, Context::of(period("2026-05")));
    let march = store(&folder.file("state.csv", STATE), late("2026-03", "2026-05"));
    let folder = Folder::new();
    assert_eq!(events(&folder, &may, 1), ["11"]);
    assert_eq!(events(&folder, &march, 1), ["3"]);
    // The late context has the tree, the rank by hand and the volume of March.
    assert_eq!(events(&folder, &march, 0), ["2", "1", "10"]);
    assert_eq!(column(&march, "paid_rank by hand")[1], 2);
    assert_eq!(march.periods[0].start, day_of(2026, 3, 1).unwrap());
    assert_eq!(column(&march, "paid seller"), [3]);
    assert!(late("2026-03", "2026-05").is_late());
}

#[test]
fn every_event_is_paid_in_exactly_one_context() {
    let program = plan::program();
    let header = ORDERS.lines().next().unwrap();
    let months = ["01-15", "02-15", "03-15", "04-15"];
    let mut orders = format!("{header}\n");
    for (a, ordered) in months.iter().enumerate() {
        for (b, paid) in months.iter().enumerate() {
            orders += &format!("{a}{b},A1,1,1,goods,2026-{ordered},2026-{paid},\n");
        }
    }
    let folder = Folder::new()
        .file("order.csv", orders)
        .file("cancellation.csv", format!("{}\n", CANCELLATIONS.lines().next().unwrap()))
        .without("state.csv");
    let company = folder.company(&program);
    let mut paid = Vec::new();
    for settlement in ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"] {
        for context in Context::all(&program, &company, period(settlement), Knowledge::Everything) {
            let store = build(&program, &company, context, Knowledge::Everything).unwrap();
            for id in events(&folder, &store, 1) {
                paid.push(format!("{id} in {context}"));
            }
        }
    }
    paid.sort();
    // Paid before it was ordered (`10`): settled with its conditions. Ordered before it was paid (`01`): at the old conditions.
    assert_eq!(
        paid,
        [
            "00 in 2026-01",
            "01 in 2026-02/2026-01",
            "02 in 2026-03/2026-01",
            "03 in 2026-04/2026-01",
            "10 in 2026-02",
            "11 in 2026-02",
            "12 in 2026-03/2026-02",
            "13 in 2026-04/2026-02",
            "20 in 2026-03",
            "21 in 2026-03",
            "22 in 2026-03",
            "23 in 2026-04/2026-03",
            "30 in 2026-04",
            "31 in 2026-04",
            "32 in 2026-04",
            "33 in 2026-04",
        ]
    );
}

#[test]
fn shuffled_files_make_the_same_store() {
    let expected = format!("{:?}", store(&Folder::new(), Context::of(period("2026-03"))));
    for seed in 0..10 {
        let folder = Folder::new()
            .file("partners.csv", shuffled(PARTNERS, seed))
            .file("placements.csv", shuffled(PLACEMENTS, seed + 1))
            .file("order.csv", shuffled(ORDERS, seed + 2))
            .file("cancellation.csv", shuffled(CANCELLATIONS, seed))
            .file("state.csv", shuffled(STATE, seed));
        assert_eq!(format!("{:?}", store(&folder, Context::of(period("2026-03")))), expected);
    }
}

#[test]
fn without_a_state_file_states_have_their_initial_values() {
    let store = store(&Folder::new().without("state.csv"), Context::of(period("2026-03")));
    assert_eq!(column(&store, "opening title"), [0; 5]);
}

#[test]
fn events_that_are_not_known_yet_do_not_count() {
    let program = plan::program();
    let orders = ORDERS
        .replace("note\n", "note,known_at\n")
        .replace(",\n", ",,2026-03-08\n")
        .replace("first\n", "first,2026-03-20\n")
        .replace("gift\n", "gift,\n");
    let folder = Folder::new().file("order.csv", orders);
    let company = folder.company(&program);
    let at = |day| {
        build(
            &program,
            &company,
            Context::of(period("2026-03")),
            Knowledge::until_end_of(day_of(2026, 3, day).unwrap()),
        )
        .unwrap()
    };
    assert_eq!(events(&folder, &at(7), 0), ["10"]);
    assert_eq!(events(&folder, &at(8), 0), ["1", "10"]);
    assert_eq!(events(&folder, &at(20), 0), ["2", "1", "10"]);
}

#[test]
fn what_shows_only_when_the_store_is_filled() {
    let program = plan::program();
    let errors = |folder: Folder, context: Context, day: Option<i32>| {
        let knowledge = day.map_or(Knowledge::Everything, Knowledge::until_end_of);
        build(&program, &folder.company(&program), context, knowledge).unwrap_err().to_string()
    };
    let missing = errors(Folder::new(), Context::of(period("2026-06")), None);
    let before = errors(Folder::new(), Context::of(period("2026-01")), None);
    let unknown = Folder::new()
        .file(
            "partners.csv",
            "id,person,joined_on,mentor,region,known_at\nA1,,,,,\nA2,,,,,2026-04-01\nA3,,,,,\nA10,,,,,\nB1,,,,,\n",
        )
        .file("placements.csv", "tree,partner,parent,side,valid_from\n")
        .without("overrides.csv");
    let unknown = errors(unknown, Context::of(period("2026-03")), day_of(2026, 3, 31));
    let company = Folder::new().company(&program);
    let snapshot = Snapshot::take(&program, &company, period("2026-02"), Knowledge::Everything).unwrap();
    let other = Context::of(period("2026-03")).build_store(&program, &company, &snapshot, 1).unwrap_err().to_string();
    assert_snapshot!([missing, before, unknown, other].join("\n"));
}

/// Orders as the benchmark makes them: ready columns.
fn made(sellers: Vec<i32>, bv: Values) -> Company {
    let rows = sellers.len();
    let march = day_of(2026, 3, 5).unwrap();
    let fields = vec![
        Values::I32(sellers),
        bv.clone(),
        bv,
        Values::I8(vec![1; rows]),
        Values::I32(vec![march; rows]),
        Values::I32(vec![march; rows]),
        Values::I8(vec![i8::MIN; rows]),
    ];
    Company {
        partners: Partners::sequence(3),
        placements: vec![Placements::of_parents(vec![2, ROOT, 1], None)],
        events: vec![EventTable::of_columns(rows, fields)],
        ..Company::default()
    }
}

#[test]
fn ready_columns_need_no_files() {
    let program = plan::orders_only();
    let bv = Values::I16(vec![5, 6, 7, 8]);
    let store =
        build(&program, &made(vec![0, 2, 1, 2], bv), Context::of(period("2026-03")), Knowledge::Everything).unwrap();
    // Rows: 1, 2, 0. Both sets hold the same rows.
    for set in [EventSetId(0), EventSetId(1)] {
        assert_eq!(store.events[set.index()].groups, [0, 1, 3, 4]);
        assert_eq!(store.events[set.index()].source, [2, 1, 3, 0]);
    }
    for name in ["bv", "paid bv"] {
        assert_eq!(store.columns[column_id(&program, name).index()], Some(Values::I32(vec![7, 6, 8, 5])));
    }
    assert_eq!(store.columns[column_id(&program, "seller").index()], Some(Values::I32(vec![0, 1, 1, 2])));
}

#[test]
fn ready_columns_are_not_trusted() {
    let mut program = plan::orders_only();
    let told = |program: &Program, company: Company| {
        build(program, &company, Context::of(period("2026-03")), Knowledge::Everything)
            .map(|store| store.events[0].rows)
            .map_err(|e| e.to_string())
    };
    // Beyond the declared range, but not beyond the column: kept as it is.
    assert_eq!(told(&program, made(vec![0, 1], Values::I64(vec![-7, 2_000_000_000]))), Ok(2));
    let beyond = told(&program, made(vec![0, 1], Values::I64(vec![1, 5_000_000_000])));
    let unknown = told(&program, made(vec![0, 9], Values::I64(vec![1, 2])));
    program
        .columns
        .iter_mut()
        .for_each(|column| column.width = if column.name == "bv" { Width::W8 } else { column.width });
    let narrow = told(&program, made(vec![0, 1], Values::I64(vec![1, 200])));
    assert_snapshot!([beyond, unknown, narrow].map(Result::unwrap_err).join("\n"));
}

#[test]
fn closing_values_that_became_known_later_are_not_read() {
    let program = plan::program();
    let (march, opening) = (Context::of(period("2026-03")), "opening title");
    let at = |folder: &Folder, month, day| {
        let knowledge = Knowledge::until_end_of(day_of(2026, month, day).unwrap());
        build(&program, &folder.company(&program), march, knowledge)
    };
    let state = "partner,state,value,as_of,known_at\nA1,title,Silver,2026-02,2026-03-02\nA2,title,Silver,2026-02,2026-03-02\n\
        A1,title,Gold,2026-02,2026-04-10T08:00:00Z\nA1,title,Gold,2026-01,2026-02-01\n";
    let folder = Folder::new().file("state.csv", state);
    // What was corrected in April wins from then on.
    assert_eq!(column(&at(&folder, 4, 10).unwrap(), opening), [2, 1, 0, 0, 0]);
    assert_eq!(column(&at(&folder, 4, 9).unwrap(), opening), [1, 1, 0, 0, 0]);
    assert_eq!(column(&store(&folder, march), opening), [2, 1, 0, 0, 0]);
    // Before February was settled January was known, and is not taken for it.
    assert!(at(&folder, 3, 1).unwrap_err().to_string().contains("2026-02"));
    // Of what nobody knows yet nothing is read, as if there were no file.
    assert_eq!(column(&at(&folder, 1, 31).unwrap(), opening), [0; 5]);
    let twice = folder.file("state.csv", format!("{state}A1,title,Silver,2026-02,2026-03-02\n"));
    assert!(twice.read(&program).is_err());
}
