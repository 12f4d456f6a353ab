//! Who stands below whom in which tree, from when to when.

use super::order::{Span, order_by, overlaps};
use super::read::{Origin, RawTable};
use super::schema::placements as at;
use crate::calendar;
use crate::problem::{Cause, Problems, Row};
use crate::texts::{Ids, Texts};
use compline_compiler::program::{NONE, Program, Tree};
use std::sync::Arc;

/// The parent of a root.
pub const ROOT: u32 = u32::MAX;

/// Placements of one tree, sorted by partner, then by when they became known, then by their start.
///
/// A placement that became known later wins over an earlier one on the days of both.
#[derive(Clone, Debug, Default)]
pub struct Placements {
    /// Partner (number).
    pub partner: Vec<u32>,
    /// Parent (number), or [`ROOT`].
    pub parent: Vec<u32>,
    /// Side or position from 0, `-1` where there is none.
    pub side: Vec<i16>,
    /// First day; empty where all placements hold always.
    pub from: Vec<i32>,
    /// Last day; empty where all placements hold always.
    pub to: Vec<i32>,
    /// Since when it is known, in seconds since 1970-01-01; empty where all of them ever since.
    pub known_at: Vec<i64>,
    /// Whether a plan's rule gave it; empty where it gave none.
    pub ruled: Vec<bool>,
    rows: Vec<u32>,
    origin: Arc<Origin>,
}

/// One placement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Who (number).
    pub partner: u32,
    /// Below whom (number), or [`ROOT`].
    pub parent: u32,
    /// Side or position from 0, `-1` where there is none.
    pub side: i16,
    /// First day.
    pub from: i32,
    /// Last day.
    pub to: i32,
    /// Since when it is known, in seconds since 1970-01-01; the least value for ever since.
    pub known_at: i64,
    /// Whether a plan's rule gave it.
    pub ruled: bool,
}

impl Placements {
    /// Placements of partners `0`, `1`, … that hold always, for data that are made and not read:
    /// parents by partner ([`ROOT`] at roots) and sides by partner, or none.
    pub fn of_parents(parents: Vec<u32>, sides: Option<Vec<i16>>) -> Self {
        let side = sides.unwrap_or_else(|| vec![-1; parents.len()]);
        Self {
            partner: (0..u32::try_from(parents.len()).unwrap_or(u32::MAX)).collect(),
            parent: parents,
            side,
            ..Self::default()
        }
    }

    /// Placements with their days, for data that are made and not read.
    pub fn of_rows(rows: impl IntoIterator<Item = Placement>) -> Self {
        let mut out = Self::default();
        for row in rows {
            out.partner.push(row.partner);
            out.parent.push(row.parent);
            out.side.push(row.side);
            out.from.push(row.from);
            out.to.push(row.to);
            out.known_at.push(row.known_at);
            out.ruled.push(row.ruled);
        }
        sort(&mut out);
        out
    }

    /// Those of some partners, where all hold always.
    #[must_use]
    pub(crate) fn only(self, keeps: impl Fn(u32) -> bool) -> Self {
        let mut out = Self::default();
        for ((partner, parent), side) in self.partner.iter().zip(&self.parent).zip(&self.side) {
            if keeps(*partner) {
                out.partner.push(*partner);
                out.parent.push(*parent);
                out.side.push(*side);
            }
        }
        out
    }

    /// Number of placements.
    pub fn len(&self) -> usize {
        self.partner.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.partner.is_empty()
    }

    /// Whether all placements hold on every day and have always been known.
    pub(crate) fn hold_always(&self) -> bool {
        self.from.is_empty() && self.to.is_empty() && self.known_at.is_empty()
    }

    /// A placement.
    pub(crate) fn get(&self, row: usize) -> Placement {
        Placement {
            partner: self.partner.get(row).copied().unwrap_or(ROOT),
            parent: self.parent.get(row).copied().unwrap_or(ROOT),
            side: self.side.get(row).copied().unwrap_or(-1),
            from: self.from.get(row).copied().unwrap_or(i32::MIN),
            to: self.to.get(row).copied().unwrap_or(i32::MAX),
            known_at: self.known_at.get(row).copied().unwrap_or(NONE),
            ruled: self.ruled.get(row).copied().unwrap_or(false),
        }
    }

    /// The file, for problems.
    pub(crate) fn file(&self) -> &str {
        if self.origin.file.is_empty() { "placements" } else { &self.origin.file }
    }

    /// Where a placement stands in the file.
    pub(crate) fn row(&self, row: usize) -> Row {
        self.origin.row(self.rows.get(row).map_or(row, |row| *row as usize))
    }
}

/// Checks and sorts the placements; one table for each tree.
pub(super) fn build(mut raw: RawTable, program: &Program, partners: &Ids, problems: &mut Problems) -> Vec<Placements> {
    let origin = Arc::new(std::mem::take(&mut raw.origin));
    let trees = raw.take_values(at::TREE);
    let partner = raw.take_values(at::PARTNER);
    let parent = raw.take_values(at::PARENT);
    let sides = raw.take_texts(at::SIDE);
    let positions = raw.take_values(at::POSITION);
    let from = raw.take_values(at::FROM);
    let to = raw.take_values(at::TO);
    let known_at = raw.take_values(at::KNOWN_AT);
    let by = raw.take_values(at::BY);
    let number =
        |values: &Option<compline_compiler::store::Values>, row: usize| values.as_ref().map_or(NONE, |v| v.get(row));
    let mut out: Vec<Placements> =
        program.trees.iter().map(|_| Placements { origin: Arc::clone(&origin), ..Placements::default() }).collect();
    for row in 0..raw.rows {
        let tree = usize::try_from(number(&trees, row)).ok();
        let Some((tree, out)) = tree.and_then(|tree| program.trees.get(tree).zip(out.get_mut(tree))) else { continue };
        let Ok(partner) = u32::try_from(number(&partner, row)) else { continue };
        let parent = u32::try_from(number(&parent, row)).unwrap_or(ROOT);
        let Ok(from) = i32::try_from(number(&from, row)) else { continue };
        let to = day(number(&to, row));
        if to < from {
            let (start, value) = (calendar::date(from).to_string(), calendar::date(to).to_string());
            problems.add(|| {
                origin.problem(
                    row,
                    "valid_to",
                    value,
                    Cause::EndBeforeStart { start },
                    "correct one of the two dates; both days are included",
                )
            });
        }
        let side = place(tree, parent != ROOT, sides.as_ref(), number(&positions, row), row, &origin, problems);
        out.partner.push(partner);
        out.parent.push(parent);
        out.side.push(side);
        out.from.push(from);
        out.to.push(to);
        out.known_at.push(number(&known_at, row));
        out.ruled.push(number(&by, row) != NONE);
        out.rows.push(u32::try_from(row).unwrap_or(u32::MAX));
    }
    for (tree, placements) in program.trees.iter().zip(&mut out) {
        sort(placements);
        two_parents(tree, placements, partners, problems);
        if placements.known_at.iter().all(|known| *known == NONE) {
            placements.known_at = Vec::new();
        }
        if !placements.ruled.contains(&true) {
            placements.ruled = Vec::new();
        }
    }
    out
}

/// A last day; open where it is absent.
pub(super) fn day(value: i64) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

/// The side or position of a placement.
fn place(
    tree: &Tree,
    has_parent: bool,
    sides: Option<&Texts>,
    position: i64,
    row: usize,
    origin: &Origin,
    problems: &mut Problems,
) -> i16 {
    let side = sides.map_or("", |sides| sides.get(row));
    let none = |what, value: String, problems: &mut Problems| {
        let cause = Cause::NoPlaces { what, tree: tree.name.clone() };
        problems.add(|| origin.problem(row, what, value, cause, "leave it empty"));
    };
    if !has_parent && (!side.is_empty() || position != NONE) {
        let (what, value) =
            if side.is_empty() { ("position", position.to_string()) } else { ("side", side.to_owned()) };
        problems
            .add(|| origin.problem(row, what, value, Cause::RootPlace { what }, "leave it empty, or name the parent"));
        return -1;
    }
    if !side.is_empty() && tree.sides.is_empty() {
        none("side", side.to_owned(), problems);
    }
    if position != NONE && tree.width.is_none() {
        none("position", position.to_string(), problems);
    }
    if let Some(width) = tree.width
        && position != NONE
        && !(1..=i64::from(width)).contains(&position)
    {
        let cause = Cause::OutOfRange { least: "1".to_owned(), most: width.to_string() };
        problems.add(|| {
            origin.problem(row, "position", position.to_string(), cause, "correct the position; the first one is 1")
        });
    }
    if tree.sides.is_empty() {
        return if position == NONE { -1 } else { i16::try_from(position.saturating_sub(1)).unwrap_or(-1) };
    }
    match tree.sides.iter().position(|known| known == side) {
        Some(at) => i16::try_from(at).unwrap_or(-1),
        None if !has_parent => -1,
        None => {
            let cure = format!("write one of: {}", tree.sides.join(", "));
            let cause = if side.is_empty() {
                Cause::NoSide { tree: tree.name.clone() }
            } else {
                Cause::Word { what: format!("side of tree {}", tree.name) }
            };
            problems.add(|| origin.problem(row, "side", side, cause, cure));
            -1
        }
    }
}

fn sort(placements: &mut Placements) {
    let key = |row: usize| {
        let placement = placements.get(row);
        (placement.partner, placement.known_at, placement.from)
    };
    let Some(order) = order_by(placements.len(), key) else { return };
    use crate::values::gather;
    placements.partner = gather(&placements.partner, &order);
    placements.parent = gather(&placements.parent, &order);
    placements.side = gather(&placements.side, &order);
    placements.from = gather(&placements.from, &order);
    placements.to = gather(&placements.to, &order);
    placements.known_at = gather(&placements.known_at, &order);
    placements.ruled = gather(&placements.ruled, &order);
    placements.rows = gather(&placements.rows, &order);
}

fn two_parents(tree: &Tree, placements: &Placements, partners: &Ids, problems: &mut Problems) {
    let mut pairs = overlaps(placements.len(), |row| {
        let placement = placements.get(row);
        Span { key: (placement.partner, placement.known_at), from: placement.from, to: placement.to }
    });
    pairs.sort_by_key(|(_, later)| placements.row(*later));
    for (first, later) in pairs {
        let (a, b) = (placements.get(first), placements.get(later));
        let name = |parent: u32| {
            if parent == ROOT { "none (a root)".to_owned() } else { format!("`{}`", partners.get(parent as usize)) }
        };
        let cause = Cause::TwoParents {
            partner: partners.get(b.partner as usize).into_owned(),
            tree: tree.name.clone(),
            other: name(a.parent),
            row: placements.row(first),
        };
        let cure = if b.from > a.from {
            format!("end that one with valid_to {}, or remove one of the two", calendar::day_before(b.from))
        } else {
            "remove one of the two, or correct the dates".to_owned()
        };
        problems.add(|| crate::problem::Problem {
            place: crate::problem::Place {
                file: placements.file().to_owned(),
                row: Some(placements.row(later)),
                column: Some("parent".to_owned()),
                value: (b.parent != ROOT).then(|| partners.get(b.parent as usize).into_owned()),
            },
            cause,
            cure,
        });
    }
}
