//! Chains of partners who stand below one another on one side, and which of them have a free place.
//!
//! Whoever stands in a chain knows its number and his position in it. So the end of a chain is
//! one look away, however long it is, and the first one with a free place is found in an ordered
//! set. Where two chains become one, or one is cut, the shorter part is numbered again.

use std::collections::BTreeSet;

/// Nobody stands on a place.
pub(super) const NOBODY: u32 = u32::MAX;

/// The chains of one side.
#[derive(Debug, Default)]
pub(super) struct Chains {
    /// The side.
    pub(super) side: usize,
    /// By node: its chain and its position there.
    at: Vec<(u32, i32)>,
    /// By chain: first and last node.
    ends: Vec<(u32, u32)>,
    /// Chain, position and node of those with a free place, where that is asked for.
    free: Option<BTreeSet<(u32, i32, u32)>>,
}

impl Chains {
    /// Everybody by himself, with free places.
    pub(super) fn new(nodes: usize, side: usize, looks_for_free: bool) -> Self {
        let all = 0..u32::try_from(nodes).unwrap_or(u32::MAX);
        Self {
            side,
            at: all.clone().map(|node| (node, 0)).collect(),
            ends: all.clone().map(|node| (node, node)).collect(),
            free: looks_for_free.then(|| all.map(|node| (node, 0, node)).collect()),
        }
    }

    fn at(&self, node: u32) -> (u32, i32) {
        self.at.get(node as usize).copied().unwrap_or((NOBODY, 0))
    }

    fn ends(&self, chain: u32) -> (u32, u32) {
        self.ends.get(chain as usize).copied().unwrap_or((NOBODY, NOBODY))
    }

    /// The last one of a node's chain.
    pub(super) fn end(&self, node: u32) -> u32 {
        self.ends(self.at(node).0).1
    }

    /// The first one with a free place, from a node on.
    pub(super) fn first_free(&self, node: u32) -> Option<u32> {
        let (chain, position) = self.at(node);
        let found = self.free.as_ref()?.range((chain, position, 0)..).next()?;
        (found.0 == chain).then_some(found.2)
    }

    /// Notes whether a node has a free place.
    pub(super) fn set_free(&mut self, node: u32, is_free: bool) {
        let (chain, position) = self.at(node);
        if let Some(free) = &mut self.free {
            if is_free {
                free.insert((chain, position, node));
            } else {
                free.remove(&(chain, position, node));
            }
        }
    }

    fn set(&mut self, node: u32, to: (u32, i32)) {
        let before = self.at(node);
        if let Some(free) = &mut self.free
            && free.remove(&(before.0, before.1, node))
        {
            free.insert((to.0, to.1, node));
        }
        if let Some(slot) = self.at.get_mut(node as usize) {
            *slot = to;
        }
    }

    fn set_ends(&mut self, chain: u32, ends: (u32, u32)) {
        if let Some(slot) = self.ends.get_mut(chain as usize) {
            *slot = ends;
        }
    }

    fn count(&self, first: u32, last: u32) -> i32 {
        self.at(last).1.saturating_sub(self.at(first).1).saturating_add(1)
    }

    /// Numbers nodes again, from one on, going on with `next`.
    fn renumber(&mut self, from: u32, count: i32, to: (u32, i32), step: i32, next: &dyn Fn(u32) -> u32) {
        let (mut node, mut position) = (from, to.1);
        for _ in 0..count {
            self.set(node, (to.0, position));
            node = next(node);
            position = position.saturating_add(step);
        }
    }

    /// A node now stands below another one on this side.
    pub(super) fn join(&mut self, above: u32, below: u32, up: &dyn Fn(u32) -> u32, down: &dyn Fn(u32) -> u32) {
        let ((upper, at), (lower, start)) = (self.at(above), self.at(below));
        let ((head, end), (first, tail)) = (self.ends(upper), self.ends(lower));
        // On a circle, which is refused elsewhere, or behind something that is no end.
        if upper == lower || end != above || first != below {
            return;
        }
        if self.count(below, tail) <= self.count(head, above) {
            self.renumber(below, self.count(below, tail), (upper, at.saturating_add(1)), 1, down);
            self.set_ends(upper, (head, tail));
        } else {
            self.renumber(above, self.count(head, above), (lower, start.saturating_sub(1)), -1, up);
            self.set_ends(lower, (head, tail));
        }
    }

    /// A node no longer stands below another one.
    pub(super) fn part(&mut self, above: u32, below: u32, up: &dyn Fn(u32) -> u32, down: &dyn Fn(u32) -> u32) {
        let (chain, position) = self.at(below);
        if self.at(above) != (chain, position.saturating_sub(1)) {
            return;
        }
        let (head, tail) = self.ends(chain);
        let new = u32::try_from(self.ends.len()).unwrap_or(NOBODY);
        if self.count(below, tail) <= self.count(head, above) {
            self.ends.push((below, tail));
            self.renumber(below, self.count(below, tail), (new, 0), 1, down);
            self.set_ends(chain, (head, above));
        } else {
            self.ends.push((head, above));
            self.renumber(above, self.count(head, above), (new, 0), -1, up);
            self.set_ends(chain, (below, tail));
        }
    }
}
