//! What a snapshot costs that is derived from a neighbour, beside one that is built anew.

use crate::alternate::alternate;
use crate::workload::{NONE, Workload};
use compline_compiler::program::{Calendar, Grain, Program, Reach, Tree, TreeId, TreeView};
use compline_runtime::calendar::Period;
use compline_runtime::company::{Company, Partners, Placements, ROOT};
use compline_runtime::problem::DataErrors;
use compline_runtime::snapshot::{Knowledge, Snapshot};
use compline_compiler::store::Values;
use serde::Serialize;
use std::fmt;

/// The first of March 2026, in days since 1970-01-01: the month that is built. The next one is derived.
const MARCH: i32 = 20_513;
/// The first of April 2026.
const APRIL: i32 = 20_544;
/// Seconds of a day.
const DAY: i64 = 86_400;

/// A derived snapshot beside the same one built anew.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Derived {
    /// What was derived.
    pub what: &'static str,
    /// How many partners have moved, come or gone between the two.
    pub changes: usize,
    /// CPU time of building it anew.
    pub build_ms: f64,
    /// CPU time of deriving it.
    pub derive_ms: f64,
    /// How many times as fast deriving is: the median of runs in turn.
    pub times_as_fast: f64,
    /// Bytes of its columns.
    pub bytes: usize,
    /// Bytes of columns that it shares with the snapshot from which it was derived.
    pub shared_bytes: usize,
    /// Whether both ways make the same snapshot, to the bit.
    pub equal: bool,
}

/// The figures of snapshots.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SnapshotFigures {
    /// Number of partners.
    pub partners: usize,
    /// Number of trees, each of them with a view of the month and one of the month before.
    pub trees: usize,
    /// One by one.
    pub derived: Vec<Derived>,
}

/// Measures snapshots of a company of so many partners, of whom one in two hundred joins in April, and as many get another
/// sponsor then; of one in a thousand it becomes known only in May that he had another one in March.
///
/// # Errors
/// Where the data are wrong.
pub fn measure(partners: usize, seed: u64, rounds: usize) -> Result<SnapshotFigures, DataErrors> {
    let (program, company) = world(&Workload::generate(partners, 0, seed));
    let calendar = Calendar::usual(Grain::Month);
    let (march, april) = (Period::containing(calendar, MARCH), Period::containing(calendar, APRIL));
    let (then, now) = (Knowledge::until_end_of(APRIL + 29), Knowledge::Everything);
    let neighbour = Snapshot::take(&program, &company, march, then)?;
    let mut derived = Vec::new();
    for (what, period, knowledge, changes) in [
        ("the month after", april, then, partners / 100),
        ("the same month as known later", march, now, partners / 1000),
        ("the same month, nothing new known", march, Knowledge::until_end_of(APRIL + 28), 0),
    ] {
        let take = || Snapshot::take(&program, &company, period, knowledge);
        let derive = || neighbour.derive(&program, &company, period, knowledge);
        let (anew, from_neighbour) = (take()?, derive()?);
        let (bytes, shared_bytes) = from_neighbour.memory(&neighbour);
        let equal = anew == from_neighbour;
        drop((anew, from_neighbour));
        let measured = alternate(rounds, take, derive);
        let ms = |ns: u64| ns as f64 / 1e6;
        derived.push(Derived {
            what,
            changes,
            build_ms: measured.map_or(0.0, |m| ms(m.first_ns)),
            derive_ms: measured.map_or(0.0, |m| ms(m.second_ns)),
            times_as_fast: measured.map_or(0.0, |m| m.ratio),
            bytes,
            shared_bytes,
            equal,
        });
    }
    Ok(SnapshotFigures { partners, trees: program.trees.len(), derived })
}

/// The workload's network, with a sponsor tree and a placement tree that has sides, and its changes.
fn world(workload: &Workload) -> (Program, Company) {
    let partners = workload.partners();
    let tree = |name: &str, sides: &[&str]| Tree {
        name: name.to_owned(),
        sides: sides.iter().map(|side| (*side).to_owned()).collect(),
        width: None,
        placing: None,
    };
    let view = |tree, back| TreeView { tree: TreeId(tree), at: Reach::Period(back), derived: None };
    let program = Program {
        trees: vec![tree("sponsor", &[]), tree("placement", &["left", "right"])],
        tree_views: vec![view(0, 0), view(1, 0), view(0, 1), view(1, 1)],
        ..Program::default()
    };
    let above = |parent: u32| if parent == NONE { ROOT } else { parent };
    let mut has_below = vec![false; partners];
    for parents in [&workload.sponsor, &workload.placement_parent] {
        for parent in parents.iter().filter(|parent| **parent != NONE) {
            has_below[*parent as usize] = true;
        }
    }
    let mut sponsor = Rows::default();
    let mut placement = Rows::default();
    let mut ends = false;
    for (partner, (parent, (place, side))) in
        (0..).zip(workload.sponsor.iter().zip(workload.placement_parent.iter().zip(&workload.placement_side)))
    {
        // Those who join in April have nobody below them yet; the others have joined before.
        let leaf = !has_below[partner as usize];
        let joins = leaf && partner % 100 < 2;
        let from = if joins { APRIL + i32::try_from(partner % 30).unwrap_or(0) } else { MARCH - 700 };
        let grand = workload.sponsor.get(*parent as usize).copied().filter(|above| *above != NONE);
        match grand {
            Some(other) if !joins && partner % 200 == 7 => {
                sponsor.push(partner, *parent, (from, APRIL + 9), i64::MIN, -1);
                sponsor.push(partner, other, (APRIL + 10, i32::MAX), i64::MIN, -1);
            }
            Some(other) if !joins && partner % 1000 == 13 => {
                sponsor.push(partner, *parent, (from, i32::MAX), i64::MIN, -1);
                sponsor.push(partner, other, (MARCH, MARCH + 20), i64::from(APRIL + 40) * DAY, -1);
            }
            _ => sponsor.push(partner, above(*parent), (from, i32::MAX), i64::MIN, -1),
        }
        let side = if *place == NONE { -1 } else { i16::from(*side) };
        placement.push(partner, above(*place), (from, i32::MAX), i64::MIN, side);
        ends |= joins;
    }
    debug_assert!(ends || partners < 200);
    let company = Company {
        partners: Partners::sequence(partners),
        placements: vec![sponsor.into(), placement.into()],
        ..Company::default()
    };
    (program, company)
}
