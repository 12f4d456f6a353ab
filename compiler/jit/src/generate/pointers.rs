//! Pointers to the nearest partner above who is not skipped.
//!
//! Where the first verbs of a bonus skip partners for reasons that lie in the partner alone (not active, terminated),
//! nothing happens at them. One pass from the top down finds for everybody the nearest one above for whom
//! that does not hold; walks go along these pointers and never touch the others.

use super::Gen;
use super::value::Val;
use crate::slots::Slot;
use compline_compiler::program::{Expr, Space, TreeViewId};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};

/// The pass over rows (or places of the order) `lo..hi`. Yields whether there are partners of whom it cannot be said;
/// they are pointed to, so that the walk asks again.
pub fn generate(g: &mut Gen<'_>, tree: TreeViewId, conditions: &[&Expr], lo: Value, hi: Value) -> bool {
    let (parents, above, from) = (g.slot(Slot::Parent(tree)), g.slot(Slot::NextAbove), g.slot(Slot::NextFrom));
    let mut unsure = false;
    g.for_range(lo, hi, |g, at| {
        let row = if tree == TreeViewId(0) {
            at
        } else {
            let order = g.slot(Slot::Order(tree));
            g.element_u32(order, at)
        };
        g.env.earner = Some(Val::row(row, Space::Partner));
        let (decided, undecided) = (g.block(), g.cold_block());
        let skipped = g.b.append_block_param(decided, types::I8);
        (g.trouble, g.troubled) = (undecided, false);
        let mut any: Option<Value> = None;
        g.scoped(|g| {
            for condition in conditions {
                let condition = g.expr(condition);
                let holds = g.is_yes(condition);
                any = Some(match any {
                    None => holds,
                    Some(others) => g.b.ins().bor(others, holds),
                });
            }
        });
        let any = match any {
            Some(any) => any,
            None => g.truth(false),
        };
        g.jump(decided, &[any]);
        unsure = g.troubled;
        if g.troubled {
            g.go(undecided);
            let no = g.truth(false);
            g.jump(decided, &[no]);
        }
        g.trouble = g.redo;
        g.go(decided);
        let parent = g.element(parents, row, 4);
        let nobody = g.int(-1);
        let has_parent = g.compare_const(IntCC::SignedGreaterThanOrEqual, parent, 0);
        // At a root the row's own word is read instead, and not used.
        let asked = g.b.ins().select(has_parent, parent, row);
        let next = g.element(from, asked, 4);
        let next = g.b.ins().select(has_parent, next, nobody);
        g.set_element(above, row, 4, next);
        let own = g.b.ins().select(skipped, next, row);
        g.set_element(from, row, 4, own);
    });
    g.env.earner = None;
    unsure
}
