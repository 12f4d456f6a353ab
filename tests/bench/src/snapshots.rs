//! What a snapshot costs that is derived from a neighbour, beside one that is built anew.

use crate::alternate::alternate;
use crate::engine::{EngineError, P3};
use crate::workload::{NONE, Workload};
use compline_compiler::compile::compile;
use compline_compiler::program::{Program, Reach, TreeId, TreeView};
use compline_runtime::calendar::Period;
use compline_runtime::company::{Company, Partners, Placement, Placements, ROOT};
use compline_runtime::snapshot::{Knowledge, Snapshot};
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

/// Measures snapshots of a company of so many partners, of whom about one in a hundred joins in April or gets another
/// sponsor then; of one in a thousand it becomes known only in May that he had another one in March.
///
/// # Errors
/// Where the plan does not compile or the data are wrong.
pub fn measure(partners: usize, seed: u64, rounds: usize) -> Result<SnapshotFigures, EngineError> {
    let (program, company, changed, learned) = world(&Workload::generate(partners, 0, seed))?;
    let calendar = program.calendar;
    let (march, april) = (Period::containing(calendar, MARCH), Period::containing(calendar, APRIL));
    let (then, now) = (Knowledge::until_end_of(APRIL + 29), Knowledge::Everything);
    let neighbour = Snapshot::take(&program, &company, march, then)?;
    let mut derived = Vec::new();
    for (what, period, knowledge, changes) in [
        ("the month after", april, then, changed),
        ("the same month as known later", march, now, learned),
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

/// The plan's program with two views of both of its trees, and the workload's network with its changes: how many in April,
/// and how many that become known later.
fn world(workload: &Workload) -> Result<(Program, Company, usize, usize), EngineError> {
    let mut program = compile(P3).result.ok_or_else(|| EngineError::Plan("P3".to_owned()))?.1;
    let view = |tree, back| TreeView { tree: TreeId(tree), at: Reach::Period(back), derived: None };
    program.tree_views = vec![view(0, 0), view(1, 0), view(0, 1), view(1, 1)];
    let has_below = |parents: &[u32]| {
        let mut has_below = vec![false; parents.len()];
        parents.iter().filter(|parent| **parent != NONE).for_each(|parent| has_below[*parent as usize] = true);
        has_below
    };
    let (sponsors, places) = (has_below(&workload.sponsor), has_below(&workload.placement_parent));
    let row = |partner, parent: u32, side, from, to| Placement {
        partner,
        parent: if parent == NONE { ROOT } else { parent },
        side,
        from,
        to,
        known_at: i64::MIN,
        ruled: false,
    };
    let (mut sponsor, mut placement) = (Vec::new(), Vec::new());
    let (mut changed, mut learned) = (0, 0);
    for (partner, parent) in (0_u32..).zip(&workload.sponsor) {
        let at = partner as usize;
        // Whoever joins in April has nobody below him yet.
        let joins = partner % 100 == 3 && !sponsors[at] && !places[at];
        let since = if joins { APRIL + i32::try_from(partner % 30).unwrap_or(0) } else { MARCH - 700 };
        let above = workload.sponsor.get(*parent as usize).copied().filter(|above| *above != NONE && !joins);
        match above {
            Some(other) if partner % 140 == 7 => {
                sponsor.push(row(partner, *parent, -1, since, APRIL + 9));
                sponsor.push(row(partner, other, -1, APRIL + 10, i32::MAX));
                changed += 1;
            }
            Some(other) if partner % 1000 == 13 => {
                sponsor.push(row(partner, *parent, -1, since, i32::MAX));
                let later = row(partner, other, -1, MARCH, i32::MAX);
                sponsor.push(Placement { known_at: i64::from(APRIL + 40) * DAY, ..later });
                learned += 1;
            }
            _ => sponsor.push(row(partner, *parent, -1, since, i32::MAX)),
        }
        let place = workload.placement_parent[at];
        let side = if place == NONE { -1 } else { i16::from(workload.placement_side[at]) };
        placement.push(row(partner, place, side, since, i32::MAX));
        changed += usize::from(joins);
    }
    let company = Company {
        partners: Partners::sequence(workload.partners()),
        placements: vec![Placements::of_rows(sponsor), Placements::of_rows(placement)],
        ..Company::default()
    };
    Ok((program, company, changed, learned))
}

impl fmt::Display for SnapshotFigures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "snapshots: {} partners in {} trees, this month and the one before", self.partners, self.trees)?;
        for one in &self.derived {
            let equal = if one.equal { "" } else { "; NOT EQUAL" };
            writeln!(
                f,
                "  {:<34} built in {:.1} ms, derived in {:.1} ms: {:.1} times as fast; {} changes, {} of {} MB shared{equal}",
                one.what,
                one.build_ms,
                one.derive_ms,
                one.times_as_fast,
                one.changes,
                one.shared_bytes / 1_000_000,
                one.bytes / 1_000_000,
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::{Derived, measure};
    use crate::workload::DEFAULT_SEED;

    #[test]
    fn derived_snapshots_are_equal_and_share_what_has_not_changed() {
        let figures = measure(20_000, DEFAULT_SEED, 1).unwrap();
        assert!(figures.derived.iter().all(|one| one.equal));
        let [month, learned, same] = <[Derived; 3]>::try_from(figures.derived).unwrap();
        assert!(month.changes >= 100 && learned.changes >= 15, "{} and {} changes", month.changes, learned.changes);
        assert!(month.shared_bytes > 0 && learned.shared_bytes > month.shared_bytes);
        assert_eq!(same.shared_bytes, same.bytes);
    }
}
