//! The course of events in a tree with a placement rule, day by day.
//!
//! On each day first the data speak: who leaves his place, who takes one, who is terminated. Then
//! those who are due are placed: again and again the first of those whose partner above has a
//! place. Only where nobody is left of whom that can be said, and the rule skips those without a
//! place, the first of the rest goes below the next one above who has one.

use super::forest::Forest;
use crate::snapshot::{OUTSIDE, ROOT};
use compline_compiler::program::PlaceSearch;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

/// Who is placed first: by the day on which they are due, by the field of the rule, by number.
type Key = (i32, i64, u32);

/// Data put a partner somewhere, or take him out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Change {
    pub(super) day: i32,
    pub(super) node: u32,
    /// The node above, [`ROOT`] or [`OUTSIDE`].
    pub(super) above: u32,
    pub(super) place: i16,
    /// The first day of the placement behind it.
    pub(super) since: i32,
}

/// A partner whose place no data state.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) node: u32,
    pub(super) due: i32,
    pub(super) key: i64,
}

/// All that the rule looks at.
pub(super) struct World<'a> {
    pub(super) nodes: usize,
    pub(super) width: usize,
    pub(super) search: PlaceSearch,
    pub(super) frees: bool,
    pub(super) skips: bool,
    /// In order of their days.
    pub(super) changes: Vec<Change>,
    /// Day, node, whether terminated from then on; in order.
    pub(super) standings: Vec<(i32, u32, bool)>,
    pub(super) candidates: Vec<Candidate>,
    /// Days on which something changes for a candidate, in order.
    pub(super) wakes: Vec<(i32, u32)>,
    /// Days on which the other tree changes, in order; read only where the rule skips.
    pub(super) moves: Vec<i32>,
    /// Who is above in the other tree on a day: a node, [`ROOT`] or [`OUTSIDE`].
    pub(super) above: &'a dyn Fn(u32, i32) -> u32,
    /// The preferred side of a candidate with his partner above.
    pub(super) side: &'a dyn Fn(u32, u32) -> Option<usize>,
    /// For how many days after joining someone is not due.
    pub(super) held: i32,
    /// The day before which all places are decided: the rule gives none that begins earlier.
    pub(super) decided: i32,
    /// The last day.
    pub(super) last: i32,
}

/// A place that the rule has given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) node: u32,
    /// The node above, or [`ROOT`].
    pub(crate) above: u32,
    pub(crate) place: i16,
    /// From which day on.
    pub(crate) day: i32,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Course {
    /// Places in the order in which they were given.
    pub(crate) given: Vec<Given>,
    /// Who lost his place to somebody else, and on which day; by node and day.
    pub(crate) lost: Vec<(u32, i32)>,
    /// Candidates that are due on the last day and have no place.
    pub(crate) waiting: Vec<u32>,
    /// Candidates who have joined by the last day and are due later: node and day.
    pub(crate) held: Vec<(u32, i32)>,
}

struct Run<'a, 'w> {
    world: &'a World<'w>,
    forest: Forest,
    course: Course,
    keys: FxHashMap<u32, Key>,
    /// By node above: who waits for it.
    waiting: FxHashMap<u32, Vec<u32>>,
    heap: BinaryHeap<Reverse<Key>>,
    stuck: BTreeSet<Key>,
    lost_on: FxHashMap<u32, i32>,
}

/// Runs the rule to the last day.
pub(super) fn run(world: &World<'_>) -> Course {
    let candidates = world.candidates.iter();
    let mut run = Run {
        world,
        forest: Forest::new(world.nodes, world.width, world.search, world.frees),
        course: Course::default(),
        keys: candidates.map(|one| (one.node, (one.due, one.key, one.node))).collect(),
        waiting: FxHashMap::default(),
        heap: BinaryHeap::new(),
        stuck: BTreeSet::new(),
        lost_on: FxHashMap::default(),
    };
    let (mut changes, mut standings) = (world.changes.as_slice(), world.standings.as_slice());
    let (mut wakes, mut moves) = (world.wakes.as_slice(), world.moves.as_slice());
    loop {
        let next = [
            changes.first().map(|change| change.day),
            standings.first().map(|(day, ..)| *day),
            wakes.first().map(|(day, _)| *day),
            moves.first().copied().filter(|_| !run.stuck.is_empty()),
        ];
        let Some(day) = next.into_iter().flatten().min().filter(|day| *day <= world.last) else { break };
        let today = split(&mut standings, |(at, ..)| *at <= day);
        today.iter().for_each(|(_, node, terminated)| run.forest.terminate(*node, *terminated));
        run.data(split(&mut changes, |change| change.day <= day), day);
        for (_, node) in split(&mut wakes, |(at, _)| *at <= day) {
            run.wake(*node);
        }
        split(&mut moves, |at| *at <= day);
        run.place(day);
    }
    run.finish()
}

/// The first entries for which something holds; the rest stays.
fn split<'s, T>(rest: &mut &'s [T], holds: impl Fn(&T) -> bool) -> &'s [T] {
    let (first, later) = rest.split_at(rest.partition_point(holds));
    *rest = later;
    first
}

impl Run<'_, '_> {
    /// What the data say of a day: first who leaves, then who comes.
    fn data(&mut self, changes: &[Change], day: i32) {
        let holds = |run: &Self, change: &Change| run.lost_on.get(&change.node).is_none_or(|lost| *lost < change.since);
        let mut held = Vec::new();
        for change in changes {
            let was = self.forest.is_placed(change.node);
            if was {
                self.forest.leave(change.node);
            }
            held.push(was);
        }
        // Whoever may have to give way comes first, so that the others find him there. Whoever has a named place takes
        // it before the others take what is left.
        for (ended, named) in [(true, true), (true, false), (false, true), (false, false)] {
            for (change, was) in changes.iter().zip(&held) {
                let may_leave = self.world.frees && self.forest.terminated.get(change.node as usize) == Some(&true);
                let turn = (change.place >= 0) == named && may_leave == ended;
                if change.above == OUTSIDE || !turn || !holds(self, change) {
                    continue;
                }
                self.enter(change.node, change.above, change.place, day);
                if !was {
                    self.wake_below(change.node);
                }
            }
        }
    }

    fn enter(&mut self, node: u32, above: u32, place: i16, day: i32) {
        if let Some(lost) = self.forest.enter(node, above, place) {
            self.course.lost.push((lost, day));
            self.lost_on.insert(lost, day);
        }
    }

    fn wake(&mut self, node: u32) {
        if let Some(key) = self.keys.get(&node) {
            self.heap.push(Reverse(*key));
        }
    }

    fn wake_below(&mut self, node: u32) {
        for waiting in self.waiting.remove(&node).unwrap_or_default() {
            self.wake(waiting);
        }
    }

    fn place(&mut self, day: i32) {
        loop {
            while let Some(Reverse(key)) = self.heap.pop() {
                self.try_one(key, day);
            }
            let mut open = self.stuck.iter().filter(|key| self.is_open(key.2, day));
            let Some((key, above)) = open.find_map(|key| Some((*key, self.next_above(key.2, day)?))) else { break };
            self.stuck.remove(&key);
            self.give(key.2, above, day);
        }
    }

    fn is_open(&self, node: u32, day: i32) -> bool {
        let Some((due, ..)) = self.keys.get(&node) else { return false };
        let terminated = self.forest.terminated.get(node as usize) == Some(&true);
        (*due).max(self.world.decided) <= day && !terminated
    }

    fn try_one(&mut self, key: Key, day: i32) {
        let node = key.2;
        self.stuck.remove(&key);
        if !self.is_open(node, day) {
            return;
        }
        match (self.world.above)(node, day) {
            OUTSIDE => {}
            ROOT => {
                self.enter(node, ROOT, -1, day);
                self.given(node, ROOT, -1, day);
            }
            above if self.forest.is_placed(above) => self.give(node, above, day),
            above => {
                self.waiting.entry(above).or_default().push(node);
                if self.world.skips {
                    self.stuck.insert(key);
                }
            }
        }
    }

    /// The next one above in the other tree who has a place here.
    fn next_above(&self, node: u32, day: i32) -> Option<u32> {
        let mut at = (self.world.above)(node, day);
        for _ in 0..self.world.nodes {
            if at >= OUTSIDE {
                return None;
            }
            if self.forest.is_placed(at) {
                return Some(at);
            }
            at = (self.world.above)(at, day);
        }
        None
    }

    fn give(&mut self, node: u32, below: u32, day: i32) {
        let side = (self.world.side)(node, below);
        let Some((above, place)) = self.forest.search(below, side) else { return };
        let place = i16::try_from(place).unwrap_or(-1);
        self.enter(node, above, place, day);
        self.given(node, above, place, day);
    }

    fn given(&mut self, node: u32, above: u32, place: i16, day: i32) {
        self.keys.remove(&node);
        self.course.given.push(Given { node, above, place, day });
        self.wake_below(node);
    }

    fn finish(mut self) -> Course {
        let last = self.world.last;
        let nodes = self.world.candidates.iter().map(|one| one.node);
        let waits = |node: &u32| self.is_open(*node, last) && (self.world.above)(*node, last) != OUTSIDE;
        let waiting = nodes.filter(waits).collect();
        self.course.waiting = waiting;
        let is_there = |one: &&Candidate| {
            let terminated = self.forest.terminated.get(one.node as usize) == Some(&true);
            let joined = one.due.saturating_sub(self.world.held);
            !terminated && joined <= last && last < one.due && (self.world.above)(one.node, last) != OUTSIDE
        };
        let held = self.world.candidates.iter().filter(is_there).map(|one| (one.node, one.due)).collect();
        self.course.held = held;
        self.course.lost.sort_unstable();
        self.course
    }
}
