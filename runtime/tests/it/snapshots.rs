//! Networks as of a day.

use crate::data::{CANCELLATIONS, Folder, ORDERS, PARTNERS, PLACEMENTS, STATUS, shuffled};
use crate::plan;
use compline_compiler::program::Reach;
use compline_compiler::store::TreeData;
use compline_runtime::calendar::{Period, day_of};
use compline_runtime::company::{Company, Partners, Placements, ROOT, Standing};
use compline_runtime::snapshot::{Knowledge, NO_ROW, Snapshot};
use proptest::prelude::*;

fn take(folder: &Folder, period: &str, knowledge: Knowledge) -> (Company, Snapshot) {
    let program = plan::program();
    let company = folder.company(&program);
    let snapshot = Snapshot::take(&program, &company, Period::parse(period).unwrap(), knowledge).unwrap();
    (company, snapshot)
}

fn ids(company: &Company, snapshot: &Snapshot) -> Vec<String> {
    (0..snapshot.rows()).map(|row| snapshot.id(company, row).into_owned()).collect()
}

#[test]
fn rows_are_in_preorder_of_the_first_view() {
    let (company, march) = take(&Folder::new(), "2026-03", Knowledge::Everything);
    assert_eq!(ids(&company, &march), ["A1", "A2", "A3", "A10", "B1"]);
    assert_eq!(march.trees[0].parent, [-1, 0, 0, 2, -1]);
    assert_eq!(march.trees[0].end, [4, 2, 4, 4, 5]);
    assert_eq!(march.trees[0].inside, [true, true, true, true, false]);
    assert!(march.trees[0].order.is_empty() && march.trees[0].position.is_empty());
    // In February A10 stood below A2.
    let february = &march.trees[2];
    assert_eq!(february.parent, [-1, 0, 0, 1, -1]);
    assert_eq!(february.order, [0, 1, 3, 2, 4]);
    assert_eq!(february.position, [0, 1, 3, 2, 4]);
    assert_eq!(february.end, [4, 3, 4, 3, 5]);
    // Sides, and partners outside.
    let placement = &march.trees[1];
    assert_eq!(
        (placement.parent.as_slice(), placement.side.as_slice()),
        (&[-1, 0, 0, -1, -1][..], &[-1, 0, 1, -1, -1][..])
    );
    assert_eq!(placement.inside, [true, true, true, false, false]);
    assert!(placement.order.is_empty());
    assert_eq!(march.trees[3].side, [-1, 1, 0, -1, -1]);
    // Owners by their first position; numbers by id.
    assert_eq!(march.person_of, [0, 1, 2, 1, 3]);
    assert_eq!(march.first_position, [0, 1, 2, 4]);
    assert_eq!(march.person_id(&company, 3), "P7");
    assert_eq!(march.number, [0, 1, 2, 3, 4]);
    let standing = |at: usize| (march.standings[at].0, march.standings[at].1.to_vec());
    use Standing::{Active, Inactive, Terminated};
    assert_eq!(standing(0), (Reach::Period(0), vec![Active, Terminated, Active, Active, Active]));
    assert_eq!(standing(1), (Reach::Period(1), vec![Active, Active, Inactive, Active, Active]));

    let (company, february) = take(&Folder::new(), "2026-02", Knowledge::Everything);
    assert_eq!(ids(&company, &february), ["A1", "A2", "A10", "A3", "B1"]);
    assert_eq!(february.number, [0, 1, 3, 2, 4]);
    assert_ne!(february.content_hash(&plan::program(), &company), march.content_hash(&plan::program(), &company));
}

#[test]
fn what_is_not_known_yet_does_not_count() {
    let partners =
        "id,person,joined_on,mentor,region,known_at\nA1,,,,,\nA2,,,,,2026-01-01\nA3,,,,,2026-03-10T12:00:00Z\n";
    let placements = "tree,partner,parent,side,valid_from,known_at\n\
        sponsor,A1,,,2025-01-01,\nsponsor,A2,A1,,2025-01-01,\nsponsor,A3,A1,,2025-01-01,2026-03-10\nsponsor,A3,A2,,2026-01-01,2026-04-05\n";
    let status = "partner,status,from,to,known_at\nA2,inactive,2026-01-01,,2026-03-31\n";
    let empty = |text: &str| format!("{}\n", text.lines().next().unwrap());
    let folder = Folder::new()
        .file("partners.csv", partners)
        .file("placements.csv", placements)
        .file("status.csv", status)
        .file("order.csv", empty(ORDERS))
        .file("cancellation.csv", empty(CANCELLATIONS))
        .without("state.csv")
        .without("overrides.csv");
    let at = |month, day| take(&folder, "2026-03", Knowledge::until_end_of(day_of(2026, month, day).unwrap()));
    let (company, early) = at(3, 9);
    assert_eq!(ids(&company, &early), ["A1", "A2"]);
    assert_eq!((early.number.as_slice(), early.row_of.as_slice()), (&[0, 1][..], &[0, 1, NO_ROW][..]));
    assert_eq!(early.standings[0].1, [Standing::Active, Standing::Active]);
    let (_, later) = at(3, 31);
    assert_eq!(later.trees[0].parent, [-1, 0, 0]);
    assert_eq!(later.standings[0].1, [Standing::Active, Standing::Inactive, Standing::Active]);
    // What became known later wins, also for days before.
    let (_, now) = take(&folder, "2026-03", Knowledge::Everything);
    assert_eq!(now.trees[0].parent, [-1, 0, 1]);
}

#[test]
fn several_roots_and_programs_without_trees() {
    let mut program = plan::orders_only();
    let placements =
        "tree,partner,parent,valid_from\nsponsor,A10,,2025-01-01\nsponsor,A2,,2025-01-01\nsponsor,A1,A10,2025-01-01\n";
    let folder = Folder::bare(PARTNERS, placements, &format!("{}\n", ORDERS.lines().next().unwrap()));
    let march = Period::parse("2026-03").unwrap();
    let company = folder.company(&program);
    let snapshot = Snapshot::take(&program, &company, march, Knowledge::Everything).unwrap();
    assert_eq!(ids(&company, &snapshot), ["A2", "A10", "A1", "A3", "B1"]);
    assert_eq!(snapshot.trees[0].parent, [-1, -1, 1, -1, -1]);
    assert_eq!(snapshot.number, [1, 3, 0, 2, 4]);

    program.trees.clear();
    program.tree_views.clear();
    let company = folder.without("placements.csv").company(&program);
    let snapshot = Snapshot::take(&program, &company, march, Knowledge::Everything).unwrap();
    assert_eq!(ids(&company, &snapshot), ["A1", "A2", "A3", "A10", "B1"]);
    assert!(snapshot.trees.is_empty());
}

#[test]
fn the_hash_does_not_depend_on_the_order_of_files() {
    let program = plan::program();
    let (company, expected) = take(&Folder::new(), "2026-03", Knowledge::Everything);
    for seed in 0..10 {
        let folder = Folder::new()
            .file("partners.csv", shuffled(PARTNERS, seed))
            .file("placements.csv", shuffled(PLACEMENTS, seed + 3))
            .file("status.csv", shuffled(STATUS, seed));
        let (other, snapshot) = take(&folder, "2026-03", Knowledge::Everything);
        assert_eq!(snapshot, expected);
        assert_eq!(snapshot.content_hash(&program, &other), expected.content_hash(&program, &company));
    }
}

/// Parents of two random forests over the same partners.
fn forests() -> impl Strategy<Value = (Vec<u32>, Vec<u32>)> {
    let forest = |count: usize| {
        let order = Just((0..u32::try_from(count).unwrap()).collect::<Vec<_>>()).prop_shuffle();
        (order, proptest::collection::vec(0..1000_usize, count)).prop_map(|(order, draws)| {
            let mut parents = vec![ROOT; order.len()];
            for (at, draw) in draws.into_iter().enumerate().skip(1).filter(|(_, draw)| draw % 10 > 0) {
                parents[order[at] as usize] = order[draw % at];
            }
            parents
        })
    };
    (1..50_usize).prop_flat_map(move |count| (forest(count), forest(count)))
}

/// Whether a row is below another one or the same.
fn is_at_or_below(tree: &TreeData, mut row: usize, above: usize) -> bool {
    while row != above {
        match usize::try_from(tree.parent[row]) {
            Ok(parent) => row = parent,
            Err(_) => return false,
        }
    }
    true
}

proptest! {
    #[test]
    fn trees_agree_with_their_parents((sponsors, others) in forests()) {
        let mut program = plan::program();
        program.tree_views.truncate(2);
        let company = Company {
            partners: Partners::sequence(sponsors.len()),
            placements: vec![Placements::of_parents(sponsors.clone(), None), Placements::of_parents(others.clone(), None), Placements::default()],
            ..Company::default()
        };
        let snapshot = Snapshot::take(&program, &company, Period::parse("2026-03").unwrap(), Knowledge::Everything).unwrap();
        for (tree, parents) in snapshot.trees.iter().zip([&sponsors, &others]) {
            prop_assert!(tree.inside.is_empty());
            let position = |row: usize| tree.position.get(row).map_or(row, |p| *p as usize);
            for row in 0..snapshot.rows() {
                let parent = parents[snapshot.partner_of[row] as usize];
                prop_assert_eq!(tree.parent[row], if parent == ROOT { -1 } else { i32::try_from(snapshot.row_of[parent as usize]).unwrap() });
                for other in 0..snapshot.rows() {
                    let inside = (position(row)..tree.end[row] as usize).contains(&position(other));
                    prop_assert_eq!(inside, is_at_or_below(tree, other, row));
                }
            }
            for (at, row) in tree.order.iter().enumerate() {
                prop_assert_eq!(position(*row as usize), at);
            }
        }
        prop_assert!(snapshot.trees[0].parent.iter().enumerate().all(|(row, parent)| i64::from(*parent) < i64::try_from(row).unwrap()));
    }
}
