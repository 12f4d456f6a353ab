//! A tree that grows, and free places in it.
//!
//! What a search needs is kept up to date at each change, so that no search looks at the whole
//! tree: for breadth first how far below somebody the next free place is, which is never more
//! than the levels of a full tree; for depth first and outermost the chains of one side; for the
//! smallest leg how many stand below.

use super::chains::{Chains, NOBODY};
use crate::snapshot::OUTSIDE;
use compline_compiler::program::PlaceSearch;

/// Farther than any free place. A full tree of two sides with more levels has no room in memory.
const FAR: u8 = 64;

/// A tree that grows.
#[derive(Debug)]
pub(super) struct Forest {
    width: usize,
    search: PlaceSearch,
    /// Whether a terminated partner without anybody below gives his place away.
    frees: bool,
    /// By node: the node above, [`crate::snapshot::ROOT`] or [`OUTSIDE`].
    pub(super) parent: Vec<u32>,
    /// By node: the place on which it stands, `-1` where it has none.
    pub(super) place: Vec<i16>,
    /// By node: whether its place was named.
    named: Vec<bool>,
    /// By node: who stands on which place.
    below: Vec<Vec<u32>>,
    /// By node: how many stand directly below.
    count: Vec<u32>,
    /// By node: whether terminated.
    pub(super) terminated: Vec<bool>,
    /// By node: levels down to the next free place.
    near: Vec<u8>,
    /// By node: partners in its team; nothing before the first search, which counts all.
    team: Vec<u32>,
    chains: Vec<Chains>,
}

impl Forest {
    pub(super) fn new(nodes: usize, width: usize, search: PlaceSearch, frees: bool) -> Self {
        // With one place below each, all orders are the same: to the end.
        let search = if width == 1 { PlaceSearch::Depth } else { search };
        let chains = match search {
            PlaceSearch::Depth => vec![Chains::new(nodes, 0, true)],
            PlaceSearch::Outermost => (0..width).map(|side| Chains::new(nodes, side, false)).collect(),
            PlaceSearch::Breadth | PlaceSearch::Smallest => Vec::new(),
        };
        Self {
            width,
            search,
            frees,
            parent: vec![OUTSIDE; nodes],
            place: vec![-1; nodes],
            named: vec![false; nodes],
            below: vec![Vec::new(); nodes],
            count: vec![0; nodes],
            terminated: vec![false; nodes],
            near: if search == PlaceSearch::Breadth { vec![0; nodes] } else { Vec::new() },
            team: Vec::new(),
            chains,
        }
    }

    pub(super) fn above(&self, node: u32) -> u32 {
        self.parent.get(node as usize).copied().unwrap_or(OUTSIDE)
    }

    /// Whether somebody has a place.
    pub(super) fn is_placed(&self, node: u32) -> bool {
        self.above(node) != OUTSIDE
    }

    /// Who stands on a place.
    pub(super) fn on(&self, node: u32, place: usize) -> u32 {
        self.below.get(node as usize).and_then(|below| below.get(place)).copied().unwrap_or(NOBODY)
    }

    /// Whether a partner would give his place away.
    pub(super) fn gives_way(&self, node: u32) -> bool {
        let at = node as usize;
        self.frees && self.terminated.get(at) == Some(&true) && self.count.get(at) == Some(&0)
    }

    fn is_free(&self, node: u32, place: usize) -> bool {
        let on = self.on(node, place);
        on == NOBODY || self.gives_way(on)
    }

    fn first_free(&self, node: u32) -> Option<usize> {
        (0..self.width).find(|place| self.is_free(node, *place))
    }

    /// The place for one who is placed below a node, on a side where one is preferred.
    pub(super) fn search(&mut self, from: u32, side: Option<usize>) -> Option<(u32, usize)> {
        if self.search == PlaceSearch::Smallest && self.team.is_empty() {
            self.count_teams();
        }
        let Some(side) = side else { return self.search_below(from) };
        if self.is_free(from, side) {
            return Some((from, side));
        }
        let head = self.on(from, side);
        if self.search != PlaceSearch::Outermost {
            return self.search_below(head);
        }
        let end = self.chains.get(side)?.end(head);
        Some(if self.gives_way(end) { (self.above(end), side) } else { (end, side) })
    }

    fn search_below(&self, from: u32) -> Option<(u32, usize)> {
        let mut node = from;
        match self.search {
            PlaceSearch::Breadth => {
                for _ in 0..=FAR {
                    if let Some(place) = self.first_free(node) {
                        return Some((node, place));
                    }
                    let level = self.near.get(node as usize)?.checked_sub(1)?;
                    node = *self.below.get(node as usize)?.iter().find(|below| self.distance(**below) == level)?;
                }
                None
            }
            PlaceSearch::Smallest => {
                for _ in 0..self.parent.len() {
                    if let Some(place) = self.first_free(node) {
                        return Some((node, place));
                    }
                    let team = |node: &&u32| self.team.get(**node as usize).copied().unwrap_or(u32::MAX);
                    node = *self.below.get(node as usize)?.iter().min_by_key(team)?;
                }
                None
            }
            PlaceSearch::Depth | PlaceSearch::Outermost => {
                let node = self.chains.first()?.first_free(from)?;
                self.first_free(node).map(|place| (node, place))
            }
        }
    }

    /// Puts a node into the tree, which is outside of it. Gives back who has to leave for it.
    pub(super) fn enter(&mut self, node: u32, above: u32, place: i16) -> Option<u32> {
        let wanted = usize::try_from(place).ok().filter(|place| *place < self.width);
        let mut leaves = None;
        if above < OUTSIDE
            && let Some(wanted) = wanted
        {
            let on = self.on(above, wanted);
            if on != NOBODY && self.gives_way(on) {
                self.leave(on);
                leaves = Some(on);
            }
        }
        if let Some(slot) = self.parent.get_mut(node as usize) {
            *slot = above;
        }
        if above >= OUTSIDE {
            return None;
        }
        if let Some(count) = self.count.get_mut(above as usize) {
            *count += 1;
        }
        self.grow(above, self.team_of(node), true);
        match wanted {
            Some(wanted) => {
                let on = self.on(above, wanted);
                if on == NOBODY {
                    self.put(node, above, wanted, true);
                } else if self.named.get(on as usize) == Some(&false) {
                    // Whoever was put there without having been named for the place moves aside.
                    self.take(on, above, wanted);
                    self.put(node, above, wanted, true);
                    self.put_anywhere(on, above);
                }
            }
            None => self.put_anywhere(node, above),
        }
        self.changed(above);
        leaves
    }

    /// Takes a node out of the tree. Whoever stands below it stays below it.
    pub(super) fn leave(&mut self, node: u32) {
        let above = self.above(node);
        if let Some(slot) = self.parent.get_mut(node as usize) {
            *slot = OUTSIDE;
        }
        if above >= OUTSIDE {
            return;
        }
        if let Some(count) = self.count.get_mut(above as usize) {
            *count = count.saturating_sub(1);
        }
        self.grow(above, self.team_of(node), false);
        if let Some(place) = self.place.get(node as usize).and_then(|place| usize::try_from(*place).ok()) {
            self.take(node, above, place);
        }
        self.changed(above);
    }

    /// Notes who is terminated.
    pub(super) fn terminate(&mut self, node: u32, terminated: bool) {
        if let Some(slot) = self.terminated.get_mut(node as usize) {
            *slot = terminated;
        }
        let above = self.above(node);
        if self.frees && above < OUTSIDE {
            self.changed(above);
        }
    }

    fn put_anywhere(&mut self, node: u32, above: u32) {
        if let Some(place) = (0..self.width).find(|place| self.on(above, *place) == NOBODY) {
            self.put(node, above, place, false);
        }
    }

    fn put(&mut self, node: u32, above: u32, place: usize, named: bool) {
        if let Some(below) = self.below.get_mut(above as usize) {
            if below.len() <= place {
                below.resize(place + 1, NOBODY);
            }
            if let Some(slot) = below.get_mut(place) {
                *slot = node;
            }
        }
        self.note(node, i16::try_from(place).unwrap_or(-1), named);
        self.relink(above, node, place, true);
    }

    fn take(&mut self, node: u32, above: u32, place: usize) {
        if let Some(slot) = self.below.get_mut(above as usize).and_then(|below| below.get_mut(place)) {
            *slot = NOBODY;
        }
        self.note(node, -1, false);
        self.relink(above, node, place, false);
    }

    fn note(&mut self, node: u32, place: i16, named: bool) {
        if let (Some(slot), Some(flag)) = (self.place.get_mut(node as usize), self.named.get_mut(node as usize)) {
            (*slot, *flag) = (place, named);
        }
    }

    fn relink(&mut self, above: u32, node: u32, place: usize, joins: bool) {
        let Some(chains) = self.chains.iter_mut().find(|chains| chains.side == place) else { return };
        let (parent, below) = (&self.parent, &self.below);
        let up = |node: u32| parent.get(node as usize).copied().unwrap_or(OUTSIDE);
        let down = |node: u32| below.get(node as usize).and_then(|below| below.get(place)).copied().unwrap_or(NOBODY);
        if joins {
            chains.join(above, node, &up, &down);
        } else {
            chains.part(above, node, &up, &down);
        }
    }

    /// Places below a node have changed.
    fn changed(&mut self, node: u32) {
        self.note_free(node);
        // Whether a terminated partner gives way depends on who stands below.
        if self.frees && self.terminated.get(node as usize) == Some(&true) {
            let above = self.above(node);
            if above < OUTSIDE {
                self.note_free(above);
            }
        }
    }

    fn note_free(&mut self, node: u32) {
        if self.search == PlaceSearch::Depth {
            let is_free = self.first_free(node).is_some();
            if let Some(chains) = self.chains.first_mut() {
                chains.set_free(node, is_free);
            }
        }
        if self.near.is_empty() {
            return;
        }
        let mut at = node;
        while at < OUTSIDE {
            let near = if self.first_free(at).is_some() {
                0
            } else {
                let below = self.below.get(at as usize).map_or(&[][..], Vec::as_slice);
                below.iter().map(|below| self.distance(*below)).min().unwrap_or(FAR).saturating_add(1).min(FAR)
            };
            match self.near.get_mut(at as usize) {
                Some(slot) if *slot != near => *slot = near,
                _ => break,
            }
            at = self.above(at);
        }
    }

    fn distance(&self, node: u32) -> u8 {
        self.near.get(node as usize).copied().unwrap_or(FAR)
    }

    fn team_of(&self, node: u32) -> u32 {
        self.team.get(node as usize).copied().unwrap_or(0)
    }

    /// More or fewer stand below a node and all above it.
    fn grow(&mut self, node: u32, by: u32, more: bool) {
        if self.team.is_empty() {
            return;
        }
        let mut at = node;
        let mut steps = 0;
        while let Some(team) = self.team.get_mut(at as usize) {
            *team = if more { team.saturating_add(by) } else { team.saturating_sub(by) };
            at = self.above(at);
            steps += 1;
            if steps > self.parent.len() {
                // A circle, which is refused elsewhere: nobody counts on it any more.
                self.search = PlaceSearch::Breadth;
                self.team = Vec::new();
                return;
            }
        }
    }

    /// Counts all teams, from those without anybody below upwards.
    fn count_teams(&mut self) {
        let mut open = self.count.clone();
        self.team = vec![1; self.parent.len()];
        let mut done: Vec<u32> = (0..).zip(&open).filter(|(_, count)| **count == 0).map(|(node, _)| node).collect();
        while let Some(node) = done.pop() {
            let above = self.above(node);
            let own = self.team_of(node);
            if let (Some(team), Some(open)) = (self.team.get_mut(above as usize), open.get_mut(above as usize)) {
                *team = team.saturating_add(own);
                *open = open.saturating_sub(1);
                if *open == 0 {
                    done.push(above);
                }
            }
        }
    }
}
