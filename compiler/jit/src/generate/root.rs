//! Roots: expressions whose value is written to a column.

use super::Gen;
use super::load::{absent_in, loads_any, size_of};
use super::value::{Known, Val};
use crate::range::Range;
use crate::slots::{Slot, word};
use compline_compiler::program::{ColumnId, Expr, NONE, Width};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};

/// An expression that the host may be asked for, and the column that it is for.
#[derive(Clone, Debug)]
pub struct Root {
    /// The expression.
    pub expr: Expr,
    /// The column.
    pub column: ColumnId,
}

impl Gen<'_> {
    /// Computes an expression for a column at the row at hand, in stored form.
    ///
    /// Trouble asks the reference for this one value, unless the expression reads columns that the same step
    /// writes (`written`): those are out of the reference's reach until the step is over, so it does the step again.
    pub fn root(&mut self, expr: &Expr, column: ColumnId, written: &[ColumnId], roots: &mut Vec<Root>) -> Val {
        if loads_any(expr, written) {
            (self.trouble, self.troubled) = (self.redo, false);
            let val = self.expr(expr);
            let val = self.for_column(val, column);
            self.note_unless_troubled(column, val.range);
            return val;
        }
        let cold = self.cold_block();
        let mark = self.mark();
        (self.trouble, self.troubled) = (cold, false);
        let val = self.expr(expr);
        let val = self.for_column(val, column);
        if self.troubled {
            let joined = self.block();
            let bits = self.b.append_block_param(joined, types::I64);
            self.jump(joined, &[val.bits]);
            self.go(cold);
            let root = self.int(i64::try_from(roots.len()).unwrap_or(i64::MAX));
            let handles = [self.env.row, self.env.my];
            let [row, my] = handles.map(|handle| match handle {
                Some(val) => val.bits,
                None => self.int(NONE),
            });
            let helper = self.helpers.cold;
            self.call_or_redo(helper, &[root, row, my]);
            let exact = self.word(word::RESULT);
            self.jump(joined, &[exact]);
            self.go(joined);
            // What was loaded on the way is not there when the host has answered.
            self.forget_since(mark);
            roots.push(Root { expr: expr.clone(), column });
            self.note_unless_troubled(column, val.range);
            self.trouble = self.redo;
            return self.stored_again(bits, val, column);
        }
        self.note_unless_troubled(column, val.range);
        self.trouble = self.redo;
        val
    }

    /// What follows for a column from the code of its value holds only if nothing of it may come from the reference: an
    /// intermediate result may have left the range that code assumes behind a check.
    fn note_unless_troubled(&mut self, column: ColumnId, range: Range) {
        let width = self.program.columns.get(column.index()).map_or(Width::W64, |declared| declared.width);
        self.note(column, if self.troubled { Range::of_width(width) } else { range });
    }

    /// As [`Gen::note_unless_troubled`], for an aggregate.
    pub fn note_aggregate(&mut self, column: ColumnId, sure: bool, range: Range) {
        self.troubled = !sure;
        self.note_unless_troubled(column, range);
    }

    /// A value in the stored form of a column; trouble where the column cannot hold it.
    pub fn for_column(&mut self, val: Val, column: ColumnId) -> Val {
        let Some(declared) = self.program.columns.get(column.index()) else {
            self.give_up();
            return val;
        };
        if !declared.ty.optional && !val.is_always() {
            let known = self.known_flag(val.known);
            let one = self.truth(true);
            let absent = self.b.ins().bxor(known, one);
            self.check(absent);
        }
        let val = if declared.ty.optional { val } else { val.with_known(Known::Always) };
        let stored = self.stored(val, declared.ty.scale());
        let limits = Range::of_width(declared.width);
        if stored.known == Known::Never || stored.range.within(limits) || declared.width == Width::W64 {
            return stored;
        }
        let (least, most) = (i64::try_from(limits.lo).unwrap_or(NONE), i64::try_from(limits.hi).unwrap_or(i64::MAX));
        let small = self.compare_const(IntCC::SignedLessThan, stored.bits, least);
        let large = self.compare_const(IntCC::SignedGreaterThan, stored.bits, most);
        let mut outside = self.b.ins().bor(small, large);
        if let Known::If(known) = stored.known {
            outside = self.b.ins().band(outside, known);
        }
        self.check(outside);
        Val { range: Range::new(stored.range.lo.max(limits.lo), stored.range.hi.min(limits.hi)), ..stored }
    }

    /// A stored value that came from the code or from the host.
    fn stored_again(&mut self, bits: Value, val: Val, column: ColumnId) -> Val {
        let declared = self.program.columns.get(column.index());
        let (width, optional) = declared.map_or((Width::W64, true), |declared| (declared.width, declared.ty.optional));
        let known = if optional { Known::If(self.compare_const(IntCC::NotEqual, bits, NONE)) } else { Known::Always };
        let range = if self.troubled { Range::of_width(width) } else { val.range };
        Val { bits, known, range, clean: !optional, rows: None, ..val }
    }

    /// Writes a value in stored form to a column at a row, and remembers it.
    pub fn store(&mut self, column: ColumnId, row: Value, val: Val) {
        let Some(declared) = self.program.columns.get(column.index()) else { return };
        let base = self.slot(Slot::Column(column));
        let bits = match val.known {
            _ if declared.width == Width::W64 => val.bits,
            Known::Always => val.bits,
            Known::Never => self.int(absent_in(declared.width)),
            Known::If(known) => {
                let absent = self.int(absent_in(declared.width));
                self.b.ins().select(known, val.bits, absent)
            }
        };
        self.set_element(base, row, size_of(declared.width), bits);
        self.remember(column, row, val);
    }
}
