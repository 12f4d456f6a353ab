//! Reading columns, trees and days.

use super::Gen;
use super::value::{Known, Val};
use crate::range::Range;
use crate::slots::Slot;
use compline_compiler::program::{Column, ColumnId, Expr, Handle, NONE, Op, Space, TreeViewId, Width};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value};

/// Bytes of a stored value.
pub fn size_of(width: Width) -> i64 {
    match width {
        Width::W8 => 1,
        Width::W16 => 2,
        Width::W32 => 4,
        Width::W64 => 8,
    }
}

/// What a column of this width holds where a value is absent.
pub fn absent_in(width: Width) -> i64 {
    match width {
        Width::W8 => i64::from(i8::MIN),
        Width::W16 => i64::from(i16::MIN),
        Width::W32 => i64::from(i32::MIN),
        Width::W64 => NONE,
    }
}

impl Gen<'_> {
    /// The row of a handle.
    pub fn handle(&mut self, handle: Handle) -> Val {
        let val = match handle {
            Handle::Row => self.env.row,
            Handle::My => self.env.my,
            Handle::Trigger => self.env.trigger,
            Handle::Earner => self.env.earner,
        };
        val.unwrap_or_else(|| self.out_of_reach(0))
    }

    /// A variable or handle that is not set: absent, or trouble where it is only out of reach.
    pub fn out_of_reach(&mut self, scale: u8) -> Val {
        if self.env.closed {
            self.give_up();
        }
        self.absent(scale)
    }

    /// Nothing.
    pub fn absent(&mut self, scale: u8) -> Val {
        let bits = self.int(0);
        Val { known: Known::Never, ..Val::int(bits, scale, Range::ZERO) }
    }

    /// The value of a column at the row that an expression names.
    pub fn load(&mut self, column: ColumnId, row: &Expr) -> Val {
        let row = self.expr(row);
        self.load_at(column, row)
    }

    /// The value of a column at a row.
    pub fn load_at(&mut self, column: ColumnId, row: Val) -> Val {
        let Some(declared) = self.program.columns.get(column.index()) else { return self.absent(0) };
        let scale = declared.ty.scale();
        if row.known == Known::Never {
            return self.absent(scale);
        }
        if let Some(val) = self.remembered(column, row.bits) {
            let known = self.both(val.known, row.known);
            return val.with_known(known);
        }
        let safe = row.is_always() && row.rows == Some(declared.space);
        if safe {
            let val = self.read(column, declared, row.bits);
            self.remember(column, row.bits, val);
            return val;
        }
        // A row that may be absent, or that a column of the data names: read only where it exists.
        let row = self.as_int(row);
        let inside =
            if row.rows == Some(declared.space) { None } else { Some(self.is_inside(row.bits, declared.space)) };
        let there = match (row.known, inside) {
            (Known::If(known), Some(inside)) => self.b.ins().band(known, inside),
            (Known::If(known), None) => known,
            (_, Some(inside)) => inside,
            (_, None) => self.truth(true),
        };
        self.where_there(there, |g| g.read(column, declared, row.bits))
    }

    /// The value where a flag is set, else nothing.
    pub fn where_there(&mut self, there: Value, value: impl FnOnce(&mut Self) -> Val) -> Val {
        let (yes, no) = (self.block(), self.block());
        self.branch(there, yes, no);
        self.go(yes);
        let val = self.scoped(value);
        let tail = self.block();
        self.jump(tail, &[]);
        self.go(no);
        let nothing = self.absent(val.scale);
        let no_tail = self.block();
        self.jump(no_tail, &[]);
        self.join(&[(tail, val), (no_tail, nothing)])
    }

    /// Whether a number is a row of a space.
    pub fn is_inside(&mut self, row: Value, space: Space) -> Value {
        let rows = self.slot(Slot::Rows(space));
        self.b.ins().icmp(IntCC::UnsignedLessThan, row, rows)
    }

    /// Reads a column at a row that exists.
    fn read(&mut self, column: ColumnId, declared: &Column, row: Value) -> Val {
        let base = self.slot(Slot::Column(column));
        let bits = self.element(base, row, size_of(declared.width));
        let range = self.facts.range_of(self.program, column, declared);
        let val = Val::int(bits, declared.ty.scale(), range);
        if !declared.ty.optional {
            return val;
        }
        let known = self.compare_const(IntCC::NotEqual, bits, absent_in(declared.width));
        Val { known: Known::If(known), clean: false, ..val }
    }

    /// The value of a company column.
    pub fn company(&mut self, column: ColumnId) -> Val {
        let row = self.int(0);
        let row = Val { rows: Some(Space::Company), range: Range::ZERO, ..Val::row(row, Space::Company) };
        self.load_at(column, row)
    }

    /// The partner above, or the place under him.
    pub fn above(&mut self, view: TreeViewId, row: &Expr, side: bool) -> Val {
        let row = self.expr(row);
        if row.known == Known::Never {
            return self.absent(0);
        }
        let row = self.as_int(row);
        if row.is_always() && row.rows == Some(Space::Partner) {
            return self.tree_value(view, row.bits, side);
        }
        let inside = self.is_inside(row.bits, Space::Partner);
        let there = if let Known::If(known) = row.known { self.b.ins().band(known, inside) } else { inside };
        self.where_there(there, |g| g.tree_value(view, row.bits, side))
    }

    fn tree_value(&mut self, view: TreeViewId, row: Value, side: bool) -> Val {
        let (slot, size, range) = match side {
            true => (Slot::Side(view), 2, Range::new(0, i128::from(i16::MAX))),
            false => (Slot::Parent(view), 4, Range::new(0, i128::from(i32::MAX))),
        };
        let base = self.slot(slot);
        let bits = self.element(base, row, size);
        let known = self.compare_const(IntCC::SignedGreaterThanOrEqual, bits, 0);
        let rows = (!side).then_some(Space::Partner);
        Val { known: Known::If(known), clean: false, range, rows, ..Val::int(bits, 0, range) }
    }

    /// Whether one partner is below another.
    pub fn is_below(&mut self, view: TreeViewId, a: &Expr, b: &Expr) -> Val {
        let (a, b) = (self.expr(a), self.expr(b));
        let known = self.both(a.known, b.known);
        if known == Known::Never {
            let no = self.truth(false);
            return Val::flag(no);
        }
        let (a, b) = (self.as_int(a), self.as_int(b));
        let mut there = if let Known::If(known) = known { known } else { self.truth(true) };
        for row in [a, b] {
            if row.rows != Some(Space::Partner) || !row.is_always() {
                let inside = self.is_inside(row.bits, Space::Partner);
                there = self.b.ins().band(there, inside);
            }
        }
        let below = self.where_there(there, |g| {
            // Whoever has nobody above is below nobody; so a partner outside of the tree is not asked for his place.
            let parents = g.slot(Slot::Parent(view));
            let parent = g.element(parents, a.bits, 4);
            let has_parent = g.compare_const(IntCC::SignedGreaterThanOrEqual, parent, 0);
            let ends = g.slot(Slot::End(view));
            let end = g.element_u32(ends, b.bits);
            let (place_a, place_b) = (g.place(view, a.bits), g.place(view, b.bits));
            let after = g.b.ins().icmp(IntCC::SignedGreaterThan, place_a, place_b);
            let before = g.b.ins().icmp(IntCC::SignedLessThan, place_a, end);
            let inside = g.b.ins().band(after, before);
            Val::flag(g.b.ins().band(inside, has_parent))
        });
        let below = self.is_yes(below);
        Val::flag(below)
    }

    fn place(&mut self, view: TreeViewId, row: Value) -> Value {
        if view == TreeViewId(0) {
            return row;
        }
        let places = self.slot(Slot::Position(view));
        self.element_u32(places, row)
    }

    /// A 64-bit word in stored form that may be absent.
    pub fn stored_word(&mut self, bits: Value, scale: u8) -> Val {
        let known = self.compare_const(IntCC::NotEqual, bits, NONE);
        Val { known: Known::If(known), clean: false, ..Val::int(bits, scale, Range::of_width(Width::W64)) }
    }
}

/// Whether an expression loads one of these columns.
pub fn loads_any(expr: &Expr, columns: &[ColumnId]) -> bool {
    let mut found = false;
    expr.walk(&mut |part| {
        if let Op::Load(column, _) | Op::Company(column) = &part.op {
            found |= columns.contains(column);
        }
    });
    found
}
