//! Snapshots made from a neighbour are those that are made anew.

use crate::data::Folder;
use crate::plan;
use compline_compiler::compile::compile;
use compline_compiler::program::{Program, Reach, TreeId, TreeView};
use compline_runtime::calendar::{Period, day_of};
use compline_runtime::company::Company;
use compline_runtime::problem::DataErrors;
use compline_runtime::snapshot::{Knowledge, Snapshot};
use std::fmt::Write;

struct Draws(u64);

impl Draws {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((u128::from(z ^ (z >> 31)) * u128::try_from(n).unwrap()) >> 64).unwrap()
    }

    fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// A first of the month from the middle of 2025 on.
    fn day(&mut self) -> String {
        match self.below(9) {
            0..3 => "2025-01-01".to_owned(),
            month => format!("2026-0{}-01", month - 1),
        }
    }

    /// Since when something is known; most often ever since.
    fn known(&mut self, chance: usize) -> String {
        if self.percent(chance) { format!("2026-0{}-15T12:00:00Z", 1 + self.below(6)) } else { String::new() }
    }
}

/// The trees of a company: name, words for sides, width.
type Shape = (&'static str, &'static [&'static str], usize);

const HAND_MADE: &[Shape] = &[("sponsor", &[], 0), ("placement", &["left", "right"], 0), ("matrix", &[], 2)];
const RULED: &[Shape] = &[("sponsor", &[], 0), ("matrix", &[], 2)];

/// A company with moves, joins, ends, corrections that became known later, and a mistake here and there.
fn company(draws: &mut Draws, shapes: &[Shape], wrong: usize) -> (String, String, String) {
    let count = 2 + draws.below(28);
    let mut numbers: Vec<usize> = (0..count).map(|at| at * 7 % 113).collect();
    for at in (1..count).rev() {
        numbers.swap(at, draws.below(at + 1));
    }
    let id = |at: usize| format!("P{}", numbers[at]);
    let mut partners = "id,person,joined_on,mentor,region,known_at\n".to_owned();
    let all_known = draws.percent(40);
    for at in 0..count {
        let person = if draws.percent(20) { format!("X{}", draws.below(4)) } else { String::new() };
        let known = if at < 2 || all_known { String::new() } else { draws.known(12) };
        writeln!(partners, "{},{person},{},,,{known}", id(at), draws.day()).unwrap();
    }
    let mut placements = "tree,partner,parent,side,position,valid_from,valid_to,known_at\n".to_owned();
    for (tree, sides, width) in shapes {
        let slots = if sides.is_empty() { *width } else { sides.len() };
        let mut taken: Vec<(usize, usize)> = Vec::new();
        let ruled = *tree == "matrix" && shapes.len() == RULED.len();
        for at in 0..count {
            if at > 0 && draws.percent(if ruled { 60 } else { 8 }) {
                continue;
            }
            let mut row = |draws: &mut Draws, from: &str, to: &str, known: &str| {
                let mut above = if draws.percent(wrong) { draws.below(count) } else { draws.below(at.max(1)) };
                let mut slot = draws.below(slots.max(1));
                for _ in 0..if draws.percent(wrong) { 0 } else { 50 } {
                    if slots == 0 || !taken.contains(&(above, slot)) {
                        break;
                    }
                    (above, slot) = (draws.below(at.max(1)), draws.below(slots));
                }
                taken.push((above, slot));
                let root = at == 0 || draws.percent(4);
                let side = if root { "" } else { sides.get(slot).copied().unwrap_or("") };
                let place = !root && sides.is_empty() && *width > 0 && draws.percent(50);
                let position = if place { (slot + 1).to_string() } else { String::new() };
                let above = if root { String::new() } else { id(above) };
                writeln!(placements, "{tree},{},{above},{side},{position},{from},{to},{known}", id(at)).unwrap();
            };
            if at == 0 || draws.percent(30) {
                row(draws, "2025-01-01", "", "");
            } else {
                let turn = 1 + draws.below(5);
                let first = if draws.percent(80) { "2025-01-01" } else { "2026-01-01" };
                let gone = draws.percent(wrong);
                row(draws, first, &format!("2026-0{turn}-20"), "");
                if !gone {
                    row(draws, &format!("2026-0{turn}-21"), "", "");
                }
            }
            if at > 0 && draws.percent(15) {
                let (from, known, to) = (draws.day(), draws.known(100), ["2026-12-31", ""][draws.below(2)]);
                row(draws, &from, to, &known);
            }
        }
    }
    let mut statuses = "partner,status,from,to,known_at\n".to_owned();
    for at in 0..count {
        if draws.percent(25) {
            let word = ["joined", "inactive", "active", "terminated"][draws.below(4)];
            writeln!(statuses, "{},{word},{},2026-0{}-28,{}", id(at), draws.day(), 5 + draws.below(3), draws.known(40))
                .unwrap();
        }
    }
    (partners, placements, statuses)
}

fn moment(draws: &mut Draws) -> (Period, Knowledge) {
    let period = Period::parse(&format!("2026-0{}", 1 + draws.below(6))).unwrap();
    let known = day_of(2026, 1 + u32::try_from(draws.below(6)).unwrap(), 1 + u32::try_from(draws.below(28)).unwrap());
    let knowledge = if draws.percent(40) { Knowledge::Everything } else { Knowledge::until_end_of(known.unwrap()) };
    (period, knowledge)
}

/// Where a company can be read: neighbours of neighbours are as they should be. Returns how many were right, and how many
/// were wrong in both.
fn compare(program: &Program, company: &Company, draws: &mut Draws, what: &str) -> (usize, usize) {
    let mut counts = (0, 0);
    let (period, knowledge) = moment(draws);
    let Ok(mut neighbour) = Snapshot::take(program, company, period, knowledge) else { return counts };
    for _ in 0..6 {
        let (period, knowledge) = moment(draws);
        let expected: Result<Snapshot, DataErrors> = Snapshot::take(program, company, period, knowledge);
        let found = neighbour.derive(program, company, period, knowledge);
        assert_eq!(
            found, expected,
            "{what}: {period} {knowledge:?} from {} {:?}",
            neighbour.period, neighbour.knowledge
        );
        let Ok(found) = found else {
            counts.1 += 1;
            continue;
        };
        let hash = |snapshot: &Snapshot| snapshot.content_hash(program, company);
        assert_eq!(Ok(hash(&found)), expected.as_ref().map(hash));
        counts.0 += 1;
        // From the next one on neighbours are derived themselves.
        neighbour = found;
    }
    counts
}

fn many(mut program: Program, shapes: &[Shape], seeds: std::ops::Range<u64>) -> (usize, usize) {
    let trees = program.trees.len();
    let mut counts = (0, 0);
    for seed in seeds {
        let mut draws = Draws(seed);
        // The views in another order each time: any tree numbers the rows.
        program.tree_views = (0..2 + draws.below(4))
            .map(|_| TreeView {
                tree: TreeId(u32::try_from(draws.below(trees)).unwrap()),
                at: Reach::Period(u32::try_from(draws.below(3)).unwrap()),
                derived: None,
            })
            .collect();
        let wrong = [0, 0, 1, 5][draws.below(4)];
        let (partners, placements, statuses) = company(&mut draws, shapes, wrong);
        let orders = "id,seller,bv,net,category,ordered_on,paid_on,note,at\n";
        let folder = Folder::bare(&partners, &placements, orders).file("status.csv", &statuses);
        let Ok(reading) = folder.read(&program) else { continue };
        let (right, bad) =
            compare(&program, &reading.company, &mut draws, &format!("seed {seed}\n{partners}\n{placements}"));
        counts = (counts.0 + right, counts.1 + bad);
    }
    counts
}

/// How many companies: more with `COMPLINE_SEEDS`.
fn seeds() -> std::ops::Range<u64> {
    let count = std::env::var("COMPLINE_SEEDS").ok().and_then(|text| text.parse().ok());
    0..count.unwrap_or(500)
}

#[test]
fn a_derived_snapshot_is_the_one_that_is_taken() {
    let mut program = plan::program();
    program.events.clear();
    program.event_sets.clear();
    let (right, wrong) = many(program, HAND_MADE, seeds());
    assert!(right > 300 && wrong > 50, "{right} snapshots were right, {wrong} wrong");
}

#[test]
fn rules_place_in_derived_snapshots_as_in_others() {
    let program = compile(crate::placements::PLAN).result.unwrap().1;
    let (right, wrong) = many(program, RULED, seeds());
    assert!(right > 300 && wrong > 20, "{right} snapshots were right, {wrong} wrong");
}

#[test]
fn columns_that_do_not_differ_are_shared() {
    let program = plan::program();
    let company = Folder::new().company(&program);
    let snapshot = |period: &str| {
        Snapshot::take(&program, &company, Period::parse(period).unwrap(), Knowledge::Everything).unwrap()
    };
    let derived = |from: &Snapshot, period: &str| {
        let period = Period::parse(period).unwrap();
        let derived = from.derive(&program, &company, period, Knowledge::Everything).unwrap();
        assert_eq!(derived, snapshot(&period.to_string()));
        derived
    };
    // In April nobody stands elsewhere than in March; last month's tree is March's now.
    let march = snapshot("2026-03");
    let april = derived(&march, "2026-04");
    for (new, old) in [(0, 0), (1, 1), (2, 0), (3, 3)] {
        assert!(april.trees[new].parent.is_same(&march.trees[old].parent), "{new}");
        assert!(april.trees[new].end.is_same(&march.trees[old].end), "{new}");
    }
    assert!(april.row_of.is_same(&march.row_of) && april.person_of.is_same(&march.person_of));
    let (bytes, shared) = april.memory(&march);
    assert!(bytes - shared <= 2 * march.rows(), "{shared} of {bytes} bytes are shared");
    // A10 comes from A2 to A3 in March: who has which row changes, and who is inside does not.
    let february = derived(&march, "2026-02");
    assert!(february.trees[0].inside.is_same(&march.trees[0].inside));
    assert!(!february.partner_of.is_same(&march.partner_of) && february.partner_of.is_same(&february.number));
}

#[test]
fn an_overruled_placement_may_be_below_somebody_who_is_not_known() {
    let program = plan::program();
    let partners = "id,person,joined_on,mentor,region,known_at\nA1,,,,,\nA2,,,,,\nA3,,,,,2026-05-01\n";
    let placements = "tree,partner,parent,side,valid_from,known_at\n\
        sponsor,A1,,,2025-01-01,\nsponsor,A2,A3,,2025-01-01,\nsponsor,A2,A1,,2026-01-01,2026-03-10\nsponsor,A3,A1,,2025-01-01,\n";
    let folder = Folder::new().file("partners.csv", partners).file("placements.csv", placements);
    let empty = |text: &str| format!("{}\n", text.lines().next().unwrap());
    let folder = folder
        .file("order.csv", empty(crate::data::ORDERS))
        .file("cancellation.csv", empty(crate::data::CANCELLATIONS))
        .without("status.csv")
        .without("state.csv")
        .without("overrides.csv");
    let company = folder.company(&program);
    let march = Period::parse("2026-03").unwrap();
    let at = |month, day| Knowledge::until_end_of(day_of(2026, month, day).unwrap());
    // Until it is known that A2 stands below A1, he stands below somebody whom nobody knows: that is wrong.
    assert!(Snapshot::take(&program, &company, march, at(3, 9)).is_err());
    let now = Snapshot::take(&program, &company, march, at(3, 10)).unwrap();
    assert_eq!(now.trees[0].parent, [-1, 0]);
    assert!(now.derive(&program, &company, march, at(3, 9)).is_err());
}
