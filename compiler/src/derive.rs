//! Making a tree from a column of parents.

use crate::outcome::{ErrorKind, RunError};
use crate::program::{ColumnId, Program, SiteId, TreeViewId};
use crate::shared::Shared;
use crate::store::{Store, TreeData};

/// Makes the tree of a view: each partner stands below the one that the column names, children in natural order of ids.
///
/// Both evaluators make it so: it is data, like the trees that the store was given.
///
/// # Errors
/// [`ErrorKind::NotAbove`] for the first partner whose parent is not above him in the tree that it is derived from: only so
/// are there no circles.
pub(crate) fn derive(
    program: &Program,
    store: &mut Store,
    view: TreeViewId,
    parent: ColumnId,
    within: TreeViewId,
) -> Result<(), RunError> {
    let mut parents = Vec::with_capacity(store.partners);
    for row in 0..store.partners {
        let above = store.get(parent, row);
        let good = above == crate::program::NONE || is_above(store, within, row, above);
        if !good {
            return Err(RunError {
                kind: ErrorKind::NotAbove,
                what: program.tree_name(view).unwrap_or_default().to_owned(),
                site: SiteId(0),
                row: u64::try_from(row).ok(),
                row_is_partner: true,
            });
        }
        parents.push(i32::try_from(above).unwrap_or(-1));
    }
    let inside = store.tree(within).map(|tree| tree.inside.clone()).unwrap_or_default();
    let tree = in_preorder(parents, &store.number, inside);
    if let Some(slot) = store.trees.get_mut(view.index()) {
        *slot = tree;
    }
    Ok(())
}

/// Whether one row is above another in a tree, by their places in preorder.
fn is_above(store: &Store, view: TreeViewId, row: usize, above: i64) -> bool {
    let Some((tree, above)) = store.tree(view).zip(usize::try_from(above).ok()) else { return false };
    let place = |row: usize| match tree.position.is_empty() {
        true => u32::try_from(row).ok(),
        false => tree.position.get(row).copied(),
    };
    match (place(above), place(row), tree.end.get(above)) {
        (Some(first), Some(at), Some(end)) => first < at && at < *end,
        _ => false,
    }
}

/// A tree of these parents, who are above their children in another tree: so every row is reached from a root.
fn in_preorder(parent: Vec<i32>, number: &[u32], inside: Shared<bool>) -> TreeData {
    let rows = parent.len();
    let mut children: Vec<Vec<u32>> = vec![Vec::new(); rows];
    let mut roots = Vec::new();
    for (row, above) in (0_u32..).zip(&parent) {
        match usize::try_from(*above).ok().and_then(|above| children.get_mut(above)) {
            Some(siblings) => siblings.push(row),
            None => roots.push(row),
        }
    }
    let by_number = |row: &u32| number.get(*row as usize).copied();
    roots.sort_by_key(by_number);
    children.iter_mut().for_each(|siblings| siblings.sort_by_key(by_number));
    let (mut order, mut position, mut end) = (Vec::with_capacity(rows), vec![0; rows], vec![0; rows]);
    // Who is entered, and who is left once all below are done.
    let mut open: Vec<(u32, bool)> = roots.iter().rev().map(|row| (*row, false)).collect();
    while let Some((row, done)) = open.pop() {
        let place = u32::try_from(order.len()).unwrap_or(u32::MAX);
        if done {
            if let Some(slot) = end.get_mut(row as usize) {
                *slot = place;
            }
            continue;
        }
        if let Some(slot) = position.get_mut(row as usize) {
            *slot = place;
        }
        order.push(row);
        open.push((row, true));
        let below = children.get(row as usize).map_or(&[][..], Vec::as_slice);
        open.extend(below.iter().rev().map(|child| (*child, false)));
    }
    TreeData {
        side: vec![-1; rows].into(),
        parent: parent.into(),
        order: order.into(),
        position: position.into(),
        end: end.into(),
        inside,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_stand_in_natural_order_and_subtrees_together() {
        // 0 above 3 and 1, 1 above 2; 4 alone. By number 3 comes before 1.
        let tree = in_preorder(vec![-1, 0, 1, 0, -1], &[0, 4, 2, 1, 3], Shared::default());
        assert_eq!(tree.order, [0, 3, 1, 2, 4]);
        assert_eq!(tree.position, [0, 2, 3, 1, 4]);
        assert_eq!(tree.end, [4, 4, 4, 2, 5]);
    }
}
