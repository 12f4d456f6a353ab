//! Maps and folds down: each column in order, row by row.

use super::Gen;
use super::root::Root;
use super::value::Val;
use crate::slots::Slot;
use compline_compiler::program::{ColumnId, Expr, Handle, Op, Space, TreeViewId};
use cranelift_codegen::ir::Value;
use rustc_hash::FxHashMap;

/// A map, or a fold down where it has a tree.
#[derive(Clone, Copy, Debug)]
pub struct Map<'p> {
    /// The space.
    pub space: Space,
    /// The tree whose order is taken; row order without.
    pub tree: Option<TreeViewId>,
    /// Columns and their values.
    pub columns: &'p [(ColumnId, Expr)],
}

impl Map<'_> {
    /// The loop over rows (or places of the order) `lo..hi`.
    pub fn generate(&self, g: &mut Gen<'_>, lo: Value, hi: Value, written: &[ColumnId], roots: &mut Vec<Root>) {
        g.for_range(lo, hi, |g, at| {
            let row = match self.tree.filter(|tree| *tree != TreeViewId(0)) {
                Some(tree) => {
                    let order = g.slot(Slot::Order(tree));
                    g.element_u32(order, at)
                }
                None => at,
            };
            self.row(g, row, written, roots);
        });
    }

    /// All columns at one row; `written` are all columns that the step at hand writes.
    pub fn row(&self, g: &mut Gen<'_>, row: Value, written: &[ColumnId], roots: &mut Vec<Root>) {
        g.env.row = Some(Val::row(row, self.space));
        preload(g, self.columns.iter().map(|(_, expr)| expr), Handle::Row, written);
        for (column, expr) in self.columns {
            let val = g.root(expr, *column, written, roots);
            g.store(*column, row, val);
        }
    }

    /// Whether rows do not depend on each other, so that ranges of them may be computed at once.
    pub fn is_parallel(&self) -> bool {
        let mut parallel = true;
        for (_, expr) in self.columns {
            expr.walk(&mut |part| {
                if let Op::Load(column, row) = &part.op
                    && self.columns.iter().any(|(written, _)| written == column)
                {
                    parallel &= matches!(row.op, Op::Handle(Handle::Row));
                }
            });
        }
        parallel
    }
}

/// Loads columns that several places read at a handle before any of them, so that no branch does it twice.
pub fn preload<'p>(g: &mut Gen<'_>, exprs: impl Iterator<Item = &'p Expr>, handle: Handle, except: &[ColumnId]) {
    let mut counts: FxHashMap<ColumnId, u32> = FxHashMap::default();
    let mut order = Vec::new();
    for expr in exprs {
        expr.walk(&mut |part| {
            if let Op::Load(column, row) = &part.op
                && row.op == Op::Handle(handle)
            {
                let count = counts.entry(*column).or_default();
                *count += 1;
                if *count == 2 {
                    order.push(*column);
                }
            }
        });
    }
    let row = g.handle(handle);
    for column in order {
        let declared = g.program.columns.get(column.index());
        let safe = row.is_always() && declared.is_some_and(|declared| row.rows == Some(declared.space));
        if safe && !except.contains(&column) {
            g.load_at(column, row);
        }
    }
}
