//! Checking the trees and groups of a store, and lists of children.

use compline_compiler::store::{EventRows, Store, TreeData};

/// What a store's trees and groups are good for. Compiled code relies on nothing that was not checked here.
#[derive(Clone, Debug)]
pub struct Checked {
    /// By tree view: whether parents, order, places and ends are as documented.
    pub trees: Vec<bool>,
    /// By event set: whether the groups rise and end within the rows.
    pub groups: Vec<bool>,
    /// Whether every partner has a number.
    pub numbers: bool,
    /// `0, 1, 2, …`, if a tree beside the first has its rows in order and says so by an empty list.
    pub rows: Vec<u32>,
}

impl Checked {
    /// Checks a store once; nothing of what is checked changes during a run.
    pub fn new(store: &Store) -> Self {
        let trees = (0..).zip(&store.trees).map(|(at, tree)| is_tree(tree, at == 0, store.partners));
        let groups = store.events.iter().map(|events| are_groups(events, store.partners));
        Self {
            trees: trees.collect(),
            groups: groups.collect(),
            rows: rows_in_order(store),
            numbers: store.number.len() == store.partners && i32::try_from(store.partners).is_ok(),
        }
    }
}

fn rows_in_order(store: &Store) -> Vec<u32> {
    let needed = store.trees.iter().skip(1).any(|tree| tree.order.is_empty() || tree.position.is_empty());
    if needed { (0..u32::try_from(store.partners).unwrap_or(0)).collect() } else { Vec::new() }
}

/// Whether parents are rows above their children, so that every walk ends.
fn is_tree(tree: &TreeData, is_first: bool, partners: usize) -> bool {
    if tree.parent.len() != partners || i32::try_from(partners).is_err() {
        return false;
    }
    if is_first {
        let rising =
            (0_i32..).zip(&tree.parent).fold(true, |good, (row, parent)| good & (-1 <= *parent) & (*parent < row));
        // That rows are in preorder is the store's promise. Memory is safe without it, but results are not.
        debug_assert!(!rising || is_preorder(&tree.parent, &tree.end), "rows are not in preorder");
        return rising && tree.order.is_empty() && tree.position.is_empty();
    }
    if tree.order.is_empty() {
        return (0_i32..).zip(&tree.parent).all(|(row, parent)| -1 <= *parent && *parent < row);
    }
    let mut seen = vec![false; partners];
    let mut complete = tree.order.len() == partners;
    for row in &tree.order {
        let row = *row as usize;
        let above = tree.parent.get(row).is_some_and(|parent| match usize::try_from(*parent) {
            Ok(parent) => seen.get(parent).copied().unwrap_or(false),
            Err(_) => *parent == -1,
        });
        let first_time = seen.get_mut(row).is_some_and(|seen| !std::mem::replace(seen, true));
        complete &= above && first_time;
    }
    complete
}

/// Whether the rows are in preorder, and each subtree ends where it is said to.
fn is_preorder(parents: &[i32], ends: &[u32]) -> bool {
    if !ends.is_empty() && ends.len() != parents.len() {
        return false;
    }
    let mut path: Vec<u32> = Vec::new();
    let close = |row: u32, at: u32| ends.is_empty() || ends.get(row as usize) == Some(&at);
    let mut good = true;
    for (row, parent) in (0_u32..).zip(parents) {
        let parent = u32::try_from(*parent).ok();
        good &= parent.is_some() || parents.get(row as usize) == Some(&-1);
        while path.last().copied() != parent {
            match path.pop() {
                Some(last) => good &= close(last, row),
                // The parent is not among those whose subtree is open.
                None => return false,
            }
        }
        path.push(row);
    }
    let all = u32::try_from(parents.len()).unwrap_or(u32::MAX);
    good && path.into_iter().all(|row| close(row, all))
}

fn are_groups(events: &EventRows, partners: usize) -> bool {
    let rising = events.groups.iter().zip(events.groups.iter().skip(1)).fold(true, |good, (a, b)| good & (a <= b));
    let last = events.groups.last().copied().unwrap_or(u32::MAX);
    events.groups.len() == partners + 1 && rising && last as usize <= events.rows && u32::try_from(events.rows).is_ok()
}

/// Lists of children, in natural order.
#[derive(Clone, Debug, Default)]
pub struct Children {
    /// `partners + 1` offsets.
    pub start: Vec<u32>,
    /// Children by parent.
    pub list: Vec<u32>,
}

impl Children {
    /// The children of a checked tree.
    pub fn of(tree: &TreeData, number: &[u32]) -> Self {
        let partners = tree.parent.len();
        let mut start = vec![0_u32; partners + 1];
        for parent in &tree.parent {
            if let Some(count) = usize::try_from(*parent).ok().and_then(|parent| start.get_mut(parent + 1)) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for count in &mut start {
            sum += *count;
            *count = sum;
        }
        let mut next = start.clone();
        let mut list = vec![0_u32; sum as usize];
        for (row, parent) in (0_u32..).zip(&tree.parent) {
            let Some(place) = usize::try_from(*parent).ok().and_then(|parent| next.get_mut(parent)) else { continue };
            if let Some(slot) = list.get_mut(*place as usize) {
                *slot = row;
            }
            *place += 1;
        }
        for (from, to) in start.iter().zip(start.iter().skip(1)) {
            if to - from > 1
                && let Some(siblings) = list.get_mut(*from as usize..*to as usize)
            {
                siblings.sort_unstable_by_key(|row| number.get(*row as usize).copied());
            }
        }
        Self { start, list }
    }

    /// The children of a row.
    pub fn of_row(&self, row: usize) -> &[u32] {
        let from = self.start.get(row).copied().unwrap_or(0) as usize;
        let to = self.start.get(row + 1).copied().unwrap_or(0) as usize;
        self.list.get(from..to).unwrap_or(&[])
    }
}
