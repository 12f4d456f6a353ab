//! Numbering a forest in preorder.
//!
//! Level by level instead of depth first: within a level all look-ups are independent of
//! each other, so that the processor overlaps their cache misses, while a walk depth
//! first would wait for each.

/// The parent of a root.
pub(crate) const ROOT: u32 = u32::MAX;
/// The parent of a node that does not belong to the forest; it becomes a root after all others.
pub(crate) const OUTSIDE: u32 = u32::MAX - 1;

/// A forest in preorder.
#[derive(Debug)]
pub(crate) struct Preorder {
    /// By node: its position.
    pub(crate) position: Vec<u32>,
    /// By position: the node.
    pub(crate) node: Vec<u32>,
    /// By position: one past the last position below.
    pub(crate) end: Vec<u32>,
}

/// Children of all nodes: those of a node in rising order, `children[first[node]..first[node + 1]]`.
#[derive(Debug)]
pub(crate) struct Children {
    first: Vec<u32>,
    children: Vec<u32>,
}

impl Children {
    /// The children of every node, from parents by node.
    pub(crate) fn new(parents: &[u32]) -> Self {
        let nodes = parents.len();
        let mut first = vec![0_u32; nodes + 1];
        for parent in parents {
            if let Some(count) = first.get_mut(*parent as usize).filter(|_| (*parent as usize) < nodes) {
                *count += 1;
            }
        }
        let mut total = 0;
        for slot in &mut first {
            total += *slot;
            *slot = total;
        }
        // Each entry is the end of its range now; filling from the back makes it the start.
        let mut children = vec![0_u32; total as usize];
        for (node, parent) in parents.iter().enumerate().rev() {
            if (*parent as usize) < nodes
                && let Some(place) = first.get_mut(*parent as usize)
            {
                *place -= 1;
                if let Some(slot) = children.get_mut(*place as usize) {
                    *slot = u32::try_from(node).unwrap_or(u32::MAX);
                }
            }
        }
        Self { first, children }
    }

    /// The children of a node.
    #[inline]
    pub(crate) fn of(&self, node: u32) -> &[u32] {
        let start = self.first.get(node as usize).copied().unwrap_or(0) as usize;
        let end = self.first.get(node as usize + 1).copied().unwrap_or(0) as usize;
        self.children.get(start..end).unwrap_or(&[])
    }
}

/// Numbers a forest whose nodes are given in the order in which siblings shall come.
/// Nodes that no root reaches stand on circles of parents, or below one; their numbers are `Err`.
#[expect(
    clippy::indexing_slicing,
    reason = "nodes and levels are below the number of nodes by construction, positions are sums of sizes of disjoint subtrees"
)]
pub(crate) fn preorder(parents: &[u32], children: &Children) -> Result<Preorder, Vec<u32>> {
    let nodes = parents.len();
    // Nodes level by level, and for each the place of its parent in this same order.
    let mut queue: Vec<u32> = Vec::with_capacity(nodes);
    let mut above: Vec<u32> = Vec::with_capacity(nodes);
    for kind in [ROOT, OUTSIDE] {
        queue.extend((0_u32..).zip(parents).filter(|(_, parent)| **parent == kind).map(|(node, _)| node));
    }
    let roots = queue.len();
    above.resize(roots, ROOT);
    let mut done = 0;
    while done < queue.len() {
        let node = queue[done];
        let place = u32::try_from(done).unwrap_or(u32::MAX);
        for child in children.of(node) {
            queue.push(*child);
            above.push(place);
        }
        done += 1;
    }
    if queue.len() < nodes {
        let mut reached = vec![false; nodes];
        queue.iter().for_each(|node| reached[*node as usize] = true);
        return Err((0_u32..).zip(reached).filter(|(_, reached)| !reached).map(|(node, _)| node).collect());
    }
    // Sizes from the last level to the first.
    let mut size = vec![1_u32; nodes];
    for place in (roots..nodes).rev() {
        size[above[place] as usize] += size[place];
    }
    // Positions from the first level to the last: everybody takes the next free range of its parent's.
    // From here on `size` holds the next free position of a subtree that has its position already.
    let mut out = Preorder { position: vec![0; nodes], node: vec![0; nodes], end: vec![0; nodes] };
    let mut next_root = 0;
    for place in 0..nodes {
        let own = size[place];
        let free = if place < roots { &mut next_root } else { &mut size[above[place] as usize] };
        let position = *free;
        *free += own;
        size[place] = position + 1;
        out.position[queue[place] as usize] = position;
        out.node[position as usize] = queue[place];
        out.end[position as usize] = position + own;
    }
    Ok(out)
}

/// The circles among nodes that no root reaches: each from its least node on, parents before children.
pub(crate) fn circles(parents: &[u32], unreached: &[u32]) -> Vec<Vec<u32>> {
    let parent = |node: u32| parents.get(node as usize).copied().unwrap_or(ROOT);
    let mut seen = rustc_hash::FxHashMap::default();
    let mut circles = Vec::new();
    for (walk, start) in (0_u32..).zip(unreached) {
        let mut node = *start;
        while !seen.contains_key(&node) {
            seen.insert(node, walk);
            node = parent(node);
        }
        if seen.get(&node) != Some(&walk) {
            continue;
        }
        // This walk has come back to itself.
        let mut circle = vec![node];
        let mut at = parent(node);
        while at != node {
            circle.push(at);
            at = parent(at);
        }
        circle.reverse();
        let least = circle.iter().enumerate().min_by_key(|(_, node)| **node).map_or(0, |(at, _)| at);
        circle.rotate_left(least);
        circles.push(circle);
    }
    circles.sort();
    circles
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A forest over shuffled nodes, some of them outside.
    fn forest() -> impl Strategy<Value = Vec<u32>> {
        let nodes = 1..60_usize;
        nodes.prop_flat_map(|nodes| {
            let order = Just((0..u32::try_from(nodes).unwrap_or(0)).collect::<Vec<_>>()).prop_shuffle();
            (order, proptest::collection::vec(0..100_usize, nodes)).prop_map(|(order, draws)| {
                let mut parents = vec![ROOT; order.len()];
                for (at, (node, draw)) in order.iter().zip(&draws).enumerate() {
                    let parent = match draw {
                        0..10 => ROOT,
                        10..20 => OUTSIDE,
                        _ => order.get(draw % at.max(1)).copied().filter(|_| at > 0).unwrap_or(ROOT),
                    };
                    if let Some(slot) = parents.get_mut(*node as usize) {
                        *slot = parent;
                    }
                }
                parents
            })
        })
    }

    fn naive(parents: &[u32]) -> Vec<u32> {
        fn visit(parents: &[u32], node: u32, out: &mut Vec<u32>) {
            out.push(node);
            (0_u32..).zip(parents).filter(|(_, p)| **p == node).for_each(|(child, _)| visit(parents, child, out));
        }
        let mut out = Vec::new();
        for kind in [ROOT, OUTSIDE] {
            (0_u32..).zip(parents).filter(|(_, p)| **p == kind).for_each(|(root, _)| visit(parents, root, &mut out));
        }
        out
    }

    proptest! {
        #[test]
        fn preorder_is_the_walk_depth_first(parents in forest()) {
            let order = preorder(&parents, &Children::new(&parents));
            let Ok(order) = order else { return Err(TestCaseError::fail("a forest has no circles")) };
            prop_assert_eq!(&order.node, &naive(&parents));
            for (position, (node, end)) in order.node.iter().zip(&order.end).enumerate() {
                prop_assert_eq!(order.position.get(*node as usize).map(|p| *p as usize), Some(position));
                // A subtree is a range: exactly those with the node among their ancestors.
                for (other, below) in order.node.iter().enumerate() {
                    let mut at = *below;
                    while at != *node && at < OUTSIDE {
                        at = parents.get(at as usize).copied().unwrap_or(ROOT);
                    }
                    prop_assert_eq!(at == *node, position <= other && other < *end as usize);
                }
            }
        }

        #[test]
        fn circles_are_found(parents in proptest::collection::vec(0..20_u32, 1..20)) {
            let nodes = u32::try_from(parents.len()).unwrap_or(0);
            let parents: Vec<u32> = parents.into_iter().map(|p| if p < nodes { p } else { ROOT }).collect();
            match preorder(&parents, &Children::new(&parents)) {
                Ok(order) => prop_assert_eq!(order.node, naive(&parents)),
                Err(unreached) => {
                    let circles = circles(&parents, &unreached);
                    prop_assert!(!circles.is_empty());
                    for circle in circles {
                        for (parent, child) in circle.iter().zip(circle.iter().cycle().skip(1)) {
                            prop_assert_eq!(parents.get(*child as usize), Some(parent));
                        }
                        prop_assert_eq!(circle.iter().min(), circle.first());
                    }
                }
            }
        }
    }
}
