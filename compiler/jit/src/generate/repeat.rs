//! Loops over memories.

use super::Gen;
use super::value::{Known, Repr, Val};
use crate::range::Range;
use compline_compiler::program::{NONE, Repeat, Ty, Width};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};

impl Gen<'_> {
    /// A value of a loop. Memories are held in stored form, as the reference holds them.
    pub fn repeat(&mut self, repeat: &Repeat) -> Val {
        let outer = std::mem::take(&mut self.env.vars);
        let mut args = vec![self.int(0)];
        for (start, var) in repeat.start.iter().zip(&repeat.vars) {
            let val = self.expr(start);
            let val = self.memory(val, var.ty);
            args.push(val.bits);
        }
        let (header, goes_on, round, over) = (self.block(), self.block(), self.block(), self.block());
        let rounds = self.b.append_block_param(header, types::I64);
        let params: Vec<Value> = repeat.start.iter().map(|_| self.b.append_block_param(header, types::I64)).collect();
        self.jump(header, &args);
        self.go(header);
        let memories: Vec<Val> =
            params.iter().zip(&repeat.vars).map(|(bits, var)| self.remembered_as(*bits, var.ty)).collect();
        self.env.vars = memories.iter().copied().map(Some).collect();
        self.env.vars.resize(repeat.vars.len(), None);
        let most = self.int(i64::from(repeat.most));
        let more = self.b.ins().icmp(IntCC::SignedLessThan, rounds, most);
        self.branch(more, goes_on, over);
        self.go(goes_on);
        self.scoped(|g| {
            match &repeat.stop_before {
                Some(stop) => g.condition(stop, over, round),
                None => g.jump(round, &[]),
            }
            g.go(round);
            for (var, expr) in &repeat.lets {
                let ty = repeat.vars.get(var.index()).map_or(expr.ty, |var| var.ty);
                let val = g.expr(expr);
                let val = g.memory(val, ty);
                if let Some(slot) = g.env.vars.get_mut(var.index()) {
                    *slot = Some(val);
                }
            }
            let one = g.int(1);
            let mut next = vec![g.b.ins().iadd(rounds, one)];
            next.extend(&params);
            for (var, expr) in &repeat.then {
                let ty = repeat.vars.get(var.index()).map_or(expr.ty, |var| var.ty);
                let val = g.expr(expr);
                let val = g.memory(val, ty);
                if let Some(slot) = next.get_mut(var.index() + 1) {
                    *slot = val.bits;
                }
            }
            g.jump(header, &next);
        });
        self.go(over);
        self.env.vars = outer;
        match repeat.result {
            None => Val::int(rounds, 0, Range::new(0, i128::from(repeat.most))),
            Some(var) => match memories.get(var.index()) {
                Some(memory) => *memory,
                None => self.absent(0),
            },
        }
    }

    /// A value as a variable of a loop keeps it; trouble where it is absent and must not be.
    pub(super) fn memory(&mut self, val: Val, ty: Ty) -> Val {
        if !ty.optional && !val.is_always() {
            let known = self.known_flag(val.known);
            let one = self.truth(true);
            let absent = self.b.ins().bxor(known, one);
            self.check(absent);
        }
        let val = if ty.optional { val } else { val.with_known(Known::Always) };
        self.stored(val, ty.scale())
    }

    /// The variable of a loop that is held in these bits.
    pub(super) fn remembered_as(&mut self, bits: Value, ty: Ty) -> Val {
        let known =
            if ty.optional { Known::If(self.compare_const(IntCC::NotEqual, bits, NONE)) } else { Known::Always };
        let range = Range::of_width(Width::W64);
        Val { bits, repr: Repr::Int, known, scale: ty.scale(), range, clean: !ty.optional, rows: None }
    }
}
