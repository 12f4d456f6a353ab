//! Placement rules: who gets which place in a tree, from which day on.
//!
//! A rule places those whose place in the tree no data state, on the day on which they are due. It
//! looks at nothing but what was so on that day: so a run of a later period comes to the same
//! places, whether or not those of earlier runs were taken into the data. Where they were, it gives no
//! places on days before: who is entered late, or corrected, gets what is free, and nobody moves.

mod chains;
mod course;
mod forest;
#[cfg(test)]
mod tests;

use crate::company::{self, Company, Placements, Standing, Status};
use crate::snapshot::{Knowledge, OUTSIDE, ROOT, Rows};
use compline_compiler::program::{NONE, PlaceGap, PlaceLeft, Placing, Program, Tree};
pub(crate) use course::Course;
use course::{Candidate, Change, World};

/// Runs the rule of a tree up to a day; nothing happens in a tree without one.
pub(crate) fn run(
    program: &Program,
    company: &Company,
    tree: usize,
    day: i32,
    knowledge: Knowledge,
    known: &Rows,
) -> Course {
    let Some((shape, placing)) = program.trees.get(tree).and_then(|tree| Some((tree, tree.placing.as_ref()?))) else {
        return Course::default();
    };
    let none = Placements::default();
    let own = Dated::new(company.placements.get(tree).unwrap_or(&none), company.partners.len(), knowledge);
    let other =
        Dated::new(company.placements.get(placing.below.index()).unwrap_or(&none), company.partners.len(), knowledge);
    let candidates = candidates(company, placing, &own, known);
    let standings = standings(&company.statuses, knowledge, known);
    let frees = placing.left == PlaceLeft::Free;
    let decided = own.decided();
    if candidates.is_empty() && !(frees && standings.iter().any(|(_, _, terminated)| *terminated)) {
        return Course::default();
    }
    let mut candidate = vec![false; known.len()];
    for one in &candidates {
        if let Some(slot) = candidate.get_mut(one.node as usize) {
            *slot = true;
        }
    }
    let is_candidate = |node: u32| candidate.get(node as usize) == Some(&true);
    let mut wakes: Vec<(i32, u32)> = candidates.iter().map(|one| (one.due.max(decided), one.node)).collect();
    wakes.extend(standings.iter().filter(|(_, node, _)| is_candidate(*node)).map(|(day, node, _)| (*day, *node)));
    for one in &candidates {
        let due = |(day, _): &(i32, Option<usize>)| (*day > one.due).then_some((*day, one.node));
        wakes.extend(other.spans(known.partner(one.node)).iter().filter_map(due));
    }
    wakes.sort_unstable();
    let skips = placing.gap == PlaceGap::Skip;
    let mut moves = Vec::new();
    if skips {
        let partners = (0..known.len()).filter_map(|node| u32::try_from(node).ok()).map(|node| known.partner(node));
        moves.extend(partners.flat_map(|partner| other.spans(partner)).map(|(day, _)| day));
        moves.sort_unstable();
        moves.dedup();
    }
    let above = |node: u32, day: i32| {
        let Some(placement) = other.on(known.partner(node), day) else { return OUTSIDE };
        if placement.parent == company::ROOT { ROOT } else { known.node(placement.parent).unwrap_or(OUTSIDE) }
    };
    let side = |node: u32, above: u32| {
        let choice = placing.side.as_ref()?;
        let partner = known.partner(if choice.of_above { above } else { node });
        let word = company.partners.fields.get(choice.field as usize)?.get(partner as usize);
        choice.sides.get(usize::try_from(word).ok()?).map(|side| usize::from(*side))
    };
    let world = World {
        nodes: known.len(),
        width: width(shape),
        search: placing.search,
        frees,
        skips,
        changes: changes(&own, known),
        standings,
        candidates,
        wakes,
        moves,
        above: &above,
        side: &side,
        held: i32::try_from(placing.days).unwrap_or(0),
        decided,
        last: day,
    };
    course::run(&world)
}

fn width(tree: &Tree) -> usize {
    if tree.sides.is_empty() { tree.width.map_or(1, |width| width as usize) } else { tree.sides.len() }
}

/// Placements by partner and day, as far as they are known.
struct Dated<'a> {
    placements: &'a Placements,
    /// By partner: the first of its placements; one more at the end.
    first: Vec<u32>,
    limit: i64,
}

impl<'a> Dated<'a> {
    fn new(placements: &'a Placements, partners: usize, knowledge: Knowledge) -> Self {
        let mut first = vec![0_u32; partners + 1];
        for partner in &placements.partner {
            if let Some(slot) = first.get_mut(*partner as usize + 1) {
                *slot += 1;
            }
        }
        let mut total = 0;
        for slot in &mut first {
            total += *slot;
            *slot = total;
        }
        Self { placements, first, limit: knowledge.limit() }
    }

    /// The known placements of a partner, of which later ones win.
    fn of(&self, partner: u32) -> impl DoubleEndedIterator<Item = usize> {
        let at = |partner: usize| self.first.get(partner).map_or(0, |at| *at as usize);
        let range = at(partner as usize)..at(partner as usize + 1);
        range.filter(|row| self.placements.get(*row).known_at <= self.limit)
    }

    /// The last day on which the rule has given a place that is in the data: what it gives now begins no earlier.
    fn decided(&self) -> i32 {
        let rows = (0..self.placements.ruled.len()).map(|row| self.placements.get(row));
        let given = rows.filter(|row| row.ruled && row.known_at <= self.limit).map(|row| row.from);
        given.max().unwrap_or(i32::MIN)
    }

    /// The placement that holds on a day.
    fn on(&self, partner: u32, day: i32) -> Option<company::Placement> {
        let mut all = self.of(partner).rev().map(|row| self.placements.get(row));
        all.find(|placement| placement.from <= day && day <= placement.to)
    }

    /// From which day on which placement holds, or none.
    fn spans(&self, partner: u32) -> Vec<(i32, Option<usize>)> {
        spans(self.of(partner).map(|row| {
            let placement = self.placements.get(row);
            (row, placement.from, placement.to)
        }))
    }
}

/// From which day on which of several rows holds, or none: row, first day, last day; later rows win.
fn spans(rows: impl Iterator<Item = (usize, i32, i32)>) -> Vec<(i32, Option<usize>)> {
    let rows: Vec<_> = rows.collect();
    if let [(row, from, to)] = rows.as_slice() {
        let mut out = vec![(*from, Some(*row))];
        out.extend(to.checked_add(1).map(|end| (end, None)));
        return out;
    }
    let mut days: Vec<i32> = rows.iter().flat_map(|(_, from, to)| [Some(*from), to.checked_add(1)]).flatten().collect();
    days.sort_unstable();
    days.dedup();
    let on = |day: i32| rows.iter().rev().find(|(_, from, to)| *from <= day && day <= *to).map(|(row, ..)| *row);
    let mut out: Vec<(i32, Option<usize>)> = days.into_iter().map(|day| (day, on(day))).collect();
    out.dedup_by_key(|(_, row)| *row);
    out
}

/// Partners whose place in the tree no data state on any day.
fn candidates(company: &Company, placing: &Placing, own: &Dated<'_>, known: &Rows) -> Vec<Candidate> {
    let partners = &company.partners;
    let key = |partner: u32| {
        let Some((field, descending)) = placing.key else { return 0 };
        let value = partners.fields.get(field as usize).map_or(NONE, |values| values.get(partner as usize));
        match value {
            // Whoever has no value comes last.
            NONE => i64::MAX,
            value if descending => value.saturating_neg(),
            value => value,
        }
    };
    let nodes = (0..known.len()).filter_map(|node| u32::try_from(node).ok());
    let without =
        nodes.map(|node| (node, known.partner(node))).filter(|(_, partner)| own.of(*partner).next().is_none());
    without
        .map(|(node, partner)| {
            let joined = partners.joined_on.as_ref().map_or(NONE, |days| days.get(partner as usize));
            let held = i32::try_from(placing.days).unwrap_or(0);
            // Whoever has no day of joining has been there ever since.
            let due = i32::try_from(joined).map_or(i32::MIN, |joined| joined.saturating_add(held));
            Candidate { node, due, key: key(partner) }
        })
        .collect()
}

/// What data say about the tree, in order of days.
fn changes(own: &Dated<'_>, known: &Rows) -> Vec<Change> {
    let mut out = Vec::with_capacity(own.placements.len());
    for node in (0..known.len()).filter_map(|node| u32::try_from(node).ok()) {
        for (day, row) in own.spans(known.partner(node)) {
            let placement = row.map(|row| own.placements.get(row));
            let above = match placement.map(|placement| placement.parent) {
                None => OUTSIDE,
                Some(company::ROOT) => ROOT,
                Some(parent) => known.node(parent).unwrap_or(ROOT),
            };
            let (place, since) = placement.map_or((-1, day), |placement| (placement.side, placement.from));
            out.push(Change { day, node, above, place, since });
        }
    }
    out.sort_unstable();
    out
}

/// Since when who is terminated, and since when no longer.
fn standings(statuses: &[Status], knowledge: Knowledge, known: &Rows) -> Vec<(i32, u32, bool)> {
    let mut out = Vec::new();
    for group in statuses.chunk_by(|a, b| a.partner == b.partner) {
        let Some(node) = group.first().and_then(|status| known.node(status.partner)) else { continue };
        let rows = group.iter().enumerate().filter(|(_, status)| status.known_at <= knowledge.limit());
        let mut before = false;
        for (day, row) in spans(rows.map(|(row, status)| (row, status.from, status.to))) {
            let standing = row.and_then(|row| group.get(row)).map(|status| status.standing);
            let terminated = standing == Some(Standing::Terminated);
            if terminated != before {
                out.push((day, node, terminated));
                before = terminated;
            }
        }
    }
    out.sort_unstable();
    out
}
