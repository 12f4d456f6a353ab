//! What a column reads, and in which direction.

use super::schedule::Def;
use crate::program::{ColumnId, Expr, Handle, Op, Program, Space, TreeViewId};

/// Where a column reads another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    /// At the same row (of a fold step: at the partner at hand).
    Same,
    /// At a child in a tree.
    Down(TreeViewId),
    /// At the parent in a tree.
    Up(TreeViewId),
    /// Anywhere else.
    Other,
}

/// What a column reads, and where.
pub(super) fn reads(program: &Program, defs: &[Def], at: usize) -> Vec<(usize, Edge)> {
    let mut out: Vec<(usize, Edge)> = Vec::new();
    let own = program.columns.get(at).map_or(Space::Company, |c| c.space);
    let Some(def) = defs.get(at) else { return out };
    match def {
        Def::Input | Def::Pending => {}
        Def::Value(e) => collect(e, &mut |column, row| {
            let edge = match row {
                None if own == Space::Company => Edge::Same,
                None => Edge::Other,
                Some(row) => match &row.op {
                    Op::Handle(Handle::Row) => Edge::Same,
                    Op::Parent(tree, inner) if matches!(inner.op, Op::Handle(Handle::Row)) => Edge::Up(*tree),
                    _ => Edge::Other,
                },
            };
            out.push((column.index(), marked_edge(defs, column, edge)));
        }),
        Def::Gather { key, value, filter, .. } => {
            for e in key.iter().chain(std::iter::once(value)).chain(filter) {
                collect(e, &mut |column, _| out.push((column.index(), Edge::Other)));
            }
        }
        Def::Children { tree, value, filter, .. } => {
            for e in std::iter::once(value).chain(filter) {
                collect(e, &mut |column, row| out.push((column.index(), child_edge(defs, column, row, *tree))));
            }
        }
        Def::Pick { tree, count, filter, keys } => {
            collect(count, &mut |column, row| {
                let here = row.is_some_and(|r| matches!(r.op, Op::Handle(Handle::Row)));
                out.push((column.index(), if here { marked_edge(defs, column, Edge::Same) } else { Edge::Other }));
            });
            for e in filter.iter().chain(keys.iter().map(|k| &k.key)) {
                collect(e, &mut |column, row| out.push((column.index(), child_edge(defs, column, row, *tree))));
            }
        }
        Def::Scan { scan, .. } => {
            for e in scan.exprs() {
                collect(e, &mut |column, _| out.push((column.index(), Edge::Other)));
            }
        }
        // Keys of a place are from before the fold.
        Def::Place { keys, .. } => {
            for k in keys {
                collect(&k.key, &mut |column, _| out.push((column.index(), Edge::Other)));
            }
        }
    }
    // Whatever looks at a derived tree comes after the pass that makes it.
    for view in views_of(def) {
        if let Some(parents) = program.tree_views.get(view.index()).and_then(|view| view.derived) {
            out.push((parents.index(), Edge::Other));
        }
    }
    out
}

/// The trees that a column is computed along, or looks at.
fn views_of(def: &Def) -> Vec<TreeViewId> {
    let mut out = Vec::new();
    if let Def::Children { tree, .. } | Def::Pick { tree, .. } | Def::Place { tree, .. } = def {
        out.push(*tree);
    }
    super::prune::for_each_expr(def, &mut |e| {
        e.walk(&mut |x| {
            if let Op::Parent(view, _) | Op::Side(view, _) | Op::IsBelow(view, ..) = &x.op {
                out.push(*view);
            }
        });
    });
    out
}

/// Picks and places are written at the children when the owner is at hand: nobody below can read them in the same fold.
fn marked_edge(defs: &[Def], column: ColumnId, edge: Edge) -> Edge {
    match defs.get(column.index()) {
        Some(Def::Pick { .. } | Def::Place { .. }) => Edge::Other,
        _ => edge,
    }
}

/// Where a step over children reads a column.
fn child_edge(defs: &[Def], column: ColumnId, row: Option<&Expr>, tree: TreeViewId) -> Edge {
    let Some(row) = row else { return Edge::Other };
    let own_parent =
        |e: &Expr| matches!(&e.op, Op::Parent(t, inner) if *t == tree && matches!(inner.op, Op::Handle(Handle::Row)));
    match &row.op {
        // A mark on a child is made while the owner is at hand, like this step.
        Op::Handle(Handle::Row) => match defs.get(column.index()) {
            Some(Def::Pick { tree: t, .. } | Def::Place { tree: t, .. }) if *t == tree => Edge::Same,
            Some(Def::Pick { .. } | Def::Place { .. }) => Edge::Other,
            _ => Edge::Down(tree),
        },
        Op::Handle(Handle::My) => marked_edge(defs, column, Edge::Same),
        _ if own_parent(row) => marked_edge(defs, column, Edge::Same),
        _ => Edge::Other,
    }
}

/// Every column that an expression reads, with the row (none for the company).
fn collect(e: &Expr, f: &mut dyn FnMut(ColumnId, Option<&Expr>)) {
    e.walk(&mut |x| match &x.op {
        Op::Load(column, row) => f(*column, Some(row)),
        Op::Company(column) => f(*column, None),
        _ => {}
    });
}
