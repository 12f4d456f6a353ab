//! What is different in a tree between two days, or between two points in time at which it was known.

use super::splice::{Forest, Place};
use super::{Knowledge, OUTSIDE, ROOT};
use crate::company::{self, Company, Placement, Placements};
use compline_compiler::program::Tree;
use rustc_hash::{FxHashMap, FxHashSet};

/// A day, as it is known at some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct View {
    /// The day.
    pub(super) day: i32,
    /// The last second that counts.
    pub(super) limit: i64,
}

impl View {
    pub(super) fn new(day: i32, knowledge: Knowledge) -> Self {
        Self { day, limit: knowledge.limit() }
    }

    pub(super) fn holds(self, from: i32, to: i32, known_at: i64) -> bool {
        from <= self.day && self.day <= to && known_at <= self.limit
    }
}

/// Partners who became known, and who are not known any more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) new: Vec<u32>,
    pub(super) gone: Vec<u32>,
}

impl Known {
    pub(super) fn between(company: &Company, old: Knowledge, new: Knowledge) -> Self {
        let mut known = Self::default();
        if old.limit() == new.limit() || company.partners.known_at.is_none() {
            return known;
        }
        for partner in 0..u32::try_from(company.partners.len()).unwrap_or(u32::MAX) {
            let since = company.partners.known_at(partner as usize);
            match (since <= old.limit(), since <= new.limit()) {
                (false, true) => known.new.push(partner),
                (true, false) => known.gone.push(partner),
                _ => {}
            }
        }
        known
    }

    pub(super) fn is_empty(&self) -> bool {
        self.new.is_empty() && self.gone.is_empty()
    }
}

/// Where partners of a tree stand that did not stand there before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    /// Who is new or has somebody else above.
    pub(super) moved: Vec<Place>,
    /// Who stands below the same one on another side.
    pub(super) turned: Vec<Place>,
}

impl Changes {
    /// What is different from a tree as it was; `None` where something is wrong now. Circles are found later.
    pub(super) fn find(
        tree: &Tree,
        company: &Company,
        placements: &Placements,
        (old, new): (View, View),
        forest: &Forest<'_>,
        known: &Known,
    ) -> Option<Self> {
        let has_places = !tree.sides.is_empty() || tree.width.is_some();
        let mut changes = Self::default();
        let mut place = |partner: u32, rows: &mut dyn Iterator<Item = Placement>| {
            let now = placed(company, partner, has_places, new, rows)?;
            match forest.place(partner) {
                Some(before) if before == now => {}
                Some(before) if before.above == now.above => changes.turned.push(now),
                _ => changes.moved.push(now),
            }
            Some(())
        };
        let mut last = None;
        let mut good = true;
        different(placements, old, new, |row| {
            let Some(partner) = placements.partner.get(row).copied().filter(|partner| last != Some(*partner)) else {
                return;
            };
            last = Some(partner);
            if company.partners.known_at(partner as usize) <= new.limit && known.new.binary_search(&partner).is_err() {
                good &= place(partner, &mut around(placements, row, partner)).is_some();
            }
        });
        for partner in &known.new {
            let first = placements.partner.partition_point(|other| other < partner);
            place(*partner, &mut from(placements, first, *partner))?;
        }
        (good && changes.all_stand(tree, forest, known)).then_some(changes)
    }

    /// Whether everybody's partner above is in the tree, and no place is taken twice.
    fn all_stand(&self, tree: &Tree, forest: &Forest<'_>, known: &Known) -> bool {
        let above: FxHashMap<u32, u32> = self.moved.iter().map(|place| (place.partner, place.above)).collect();
        let gone: FxHashSet<u32> = known.gone.iter().copied().collect();
        let is_inside = |partner: u32| match above.get(&partner) {
            Some(above) => *above != OUTSIDE,
            None => !gone.contains(&partner) && forest.place(partner).is_some_and(|place| place.above != OUTSIDE),
        };
        let left = self.moved.iter().filter(|place| place.above == OUTSIDE).map(|place| place.partner);
        let deserted = left.chain(known.gone.iter().copied()).any(|partner| {
            forest.partners_below(partner).any(|child| !above.contains_key(&child) && !gone.contains(&child))
        });
        if deserted || self.moved.iter().any(|place| place.above < OUTSIDE && !is_inside(place.above)) {
            return false;
        }
        if tree.sides.is_empty() && tree.width.is_none() {
            return true;
        }
        let mut come: Vec<(u32, i16)> =
            self.moved.iter().chain(&self.turned).map(|place| (place.above, place.side)).collect();
        come.retain(|(above, _)| *above < OUTSIDE);
        come.sort_unstable();
        let turned: FxHashSet<u32> = self.turned.iter().map(|place| place.partner).collect();
        let stays = |child: &u32| !above.contains_key(child) && !turned.contains(child) && !gone.contains(child);
        let mut sides: Vec<i16> = Vec::new();
        come.chunk_by(|a, b| a.0 == b.0).all(|come| {
            sides.clear();
            sides.extend(come.iter().map(|(_, side)| *side));
            let staying = come.first().into_iter().flat_map(|(above, _)| forest.partners_below(*above)).filter(stays);
            sides.extend(staying.filter_map(|child| Some(forest.place(child)?.side)));
            let fits = tree.width.is_none_or(|width| sides.len() <= width as usize);
            sides.sort_unstable();
            fits && sides.windows(2).all(|pair| pair.first() != pair.last() || pair.first().is_none_or(|at| *at < 0))
        })
    }
}

/// Rows of placements that hold on one of two days and not on the other.
fn different(placements: &Placements, old: View, new: View, mut tell: impl FnMut(usize)) {
    if placements.hold_always() || old == new {
        return;
    }
    let whole = [placements.from.len(), placements.to.len()].iter().all(|len| *len == placements.len());
    if !whole || !(placements.known_at.is_empty() || placements.known_at.len() == placements.len()) {
        for row in 0..placements.len() {
            let one = placements.get(row);
            if old.holds(one.from, one.to, one.known_at) != new.holds(one.from, one.to, one.known_at) {
                tell(row);
            }
        }
        return;
    }
    // Most rows hold on both, so that a pass over the columns alone decides nearly everything.
    let days = placements.from.iter().zip(&placements.to);
    if placements.known_at.is_empty() {
        for (row, (from, to)) in days.enumerate() {
            if old.holds(*from, *to, i64::MIN) != new.holds(*from, *to, i64::MIN) {
                tell(row);
            }
        }
    } else {
        for (row, ((from, to), known_at)) in days.zip(&placements.known_at).enumerate() {
            if old.holds(*from, *to, *known_at) != new.holds(*from, *to, *known_at) {
                tell(row);
            }
        }
    }
}

/// The placements of a partner, of which one is given.
fn around(placements: &Placements, row: usize, partner: u32) -> impl Iterator<Item = Placement> + '_ {
    let before = placements.partner.get(..row).unwrap_or(&[]).iter().rev();
    from(placements, row - before.take_while(|other| **other == partner).count(), partner)
}

/// The placements of a partner, from the first one on.
fn from(placements: &Placements, first: usize, partner: u32) -> impl Iterator<Item = Placement> + '_ {
    (first..placements.len()).map(|row| placements.get(row)).take_while(move |one| one.partner == partner)
}

/// Where a partner stands by his placements; `None` below somebody who is not known.
fn placed(
    company: &Company,
    partner: u32,
    has_places: bool,
    view: View,
    rows: &mut dyn Iterator<Item = Placement>,
) -> Option<Place> {
    // What became known later comes later, and wins.
    let Some(placement) = rows.filter(|one| view.holds(one.from, one.to, one.known_at)).last() else {
        return Some(Place { partner, above: OUTSIDE, side: -1 });
    };
    let above = match placement.parent {
        company::ROOT => ROOT,
        above => Some(above).filter(|above| company.partners.known_at(*above as usize) <= view.limit)?,
    };
    Some(Place { partner, above, side: if has_places { placement.side } else { -1 } })
}
