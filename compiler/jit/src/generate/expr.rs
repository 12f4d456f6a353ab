//! Expressions.

use super::Gen;
use super::value::{Known, Repr, Val};
use crate::range::Range;
use crate::slots::{Slot, word};
use compline_compiler::program::{Expr, MonthCount, NONE, Op, RoundMode, VarId};
use cranelift_codegen::ir::InstBuilder;
use cranelift_codegen::ir::condcodes::IntCC;

/// The number of a way to count between dates in calls of the host.
pub fn count_number(count: MonthCount) -> i64 {
    match count {
        MonthCount::Completed => 0,
        MonthCount::Begun => 1,
        MonthCount::Days => 2,
        MonthCount::Calendar(grain) => 3 + i64::from(grain as u8),
    }
}

impl Gen<'_> {
    /// The value of an expression.
    pub fn expr(&mut self, expr: &Expr) -> Val {
        if let Some(given) = self.env.given.get(&std::ptr::from_ref(expr)) {
            return *given;
        }
        match &expr.op {
            Op::Const(stored) => match i64::try_from(*stored) {
                Ok(stored) => self.constant(stored, expr.ty.scale()),
                Err(_) => {
                    self.give_up();
                    self.constant(0, expr.ty.scale())
                }
            },
            Op::None => self.absent(expr.ty.scale()),
            Op::Handle(handle) => self.handle(*handle),
            Op::Var(var) => self.var(*var, expr.ty.scale()),
            Op::Load(column, row) => self.load(*column, row),
            Op::Company(column) => self.company(*column),
            Op::Parent(view, row) => self.above(*view, row, false),
            Op::Side(view, row) => self.above(*view, row, true),
            Op::Add(a, b) => {
                let (a, b) = (self.expr(a), self.expr(b));
                self.add(a, b)
            }
            Op::Sub(a, b) => {
                let (a, b) = (self.expr(a), self.expr(b));
                self.sub(a, b)
            }
            Op::Mul(a, b) => {
                let (a, b) = (self.expr(a), self.expr(b));
                self.mul(a, b)
            }
            // A quotient that is not rounded: only the reference holds ratios.
            Op::Div(..) => {
                self.give_up();
                self.constant(0, expr.ty.scale())
            }
            Op::Neg(a) => {
                let a = self.expr(a);
                self.neg(a)
            }
            Op::Round(a, mode) => self.rounded(a, *mode, expr.ty.scale()),
            Op::Min(a, b) => {
                let (a, b) = (self.expr(a), self.expr(b));
                self.extreme(false, a, b)
            }
            Op::Max(a, b) => {
                let (a, b) = (self.expr(a), self.expr(b));
                self.extreme(true, a, b)
            }
            Op::Compare(compare, a, b) => self.compare(*compare, a, b),
            Op::And(a, b) => self.junction(true, a, b),
            Op::Or(a, b) => self.junction(false, a, b),
            Op::Not(a) => self.not(a),
            Op::If(condition, then, otherwise) => self.choice(condition, then, otherwise),
            Op::IsKnown(a) => {
                let known = self.expr(a).known;
                let flag = self.known_flag(known);
                Val::flag(flag)
            }
            Op::OrElse(a, b) => self.or_else(a, b),
            Op::Lookup(table, keys) => self.lookup(*table, keys),
            Op::IsBelow(view, a, b) => self.is_below(*view, a, b),
            Op::Period(edge, reach) => {
                let day = self.slot(Slot::Period(*edge, *reach));
                self.stored_word(day, 0)
            }
            Op::Between(count, from, to) => self.between(*count, from, to),
            Op::Repeat(repeat) => self.repeat(repeat),
        }
    }

    fn var(&mut self, var: VarId, scale: u8) -> Val {
        let val = self.env.vars.get(var.index()).copied().flatten();
        match val {
            Some(val) => val,
            None => self.out_of_reach(scale),
        }
    }

    fn between(&mut self, count: MonthCount, from: &Expr, to: &Expr) -> Val {
        let (from, to) = (self.expr(from), self.expr(to));
        let known = self.both(from.known, to.known);
        if known == Known::Never {
            return self.absent(0);
        }
        if count == MonthCount::Days {
            return self.sub(to, from);
        }
        let (from, to) = (self.operand(from), self.operand(to));
        let what = self.int(count_number(count));
        let status = self.call(self.helpers.between, &[what, from.bits, to.bits]);
        self.check(status);
        let months = self.word(word::RESULT);
        let least = if matches!(count, MonthCount::Calendar(_)) { -(1 << 40) } else { 0 };
        Val { known, ..Val::int(months, 0, Range::new(least, 1 << 40)) }
    }

    /// A value in stored form at a scale: absent is [`NONE`]. Trouble where it is finer than the scale.
    pub fn stored(&mut self, val: Val, scale: u8) -> Val {
        if val.known == Known::Never {
            let bits = self.int(NONE);
            return Val { known: Known::Never, ..Val::int(bits, scale, Range::ZERO) };
        }
        let val = self.as_int(val);
        let val = self.at_scale(val, scale);
        if val.range.lo == crate::range::LEAST {
            let mut least = self.compare_const(IntCC::Equal, val.bits, NONE);
            if let Known::If(known) = val.known {
                least = self.b.ins().band(least, known);
            }
            self.check(least);
        }
        let bits = match val.known {
            Known::If(known) => {
                let none = self.int(NONE);
                self.b.ins().select(known, val.bits, none)
            }
            _ => val.bits,
        };
        let range = Range::new(val.range.lo.max(crate::range::LEAST + 1), val.range.hi);
        Val { bits, repr: Repr::Int, range, clean: val.is_always(), ..val }
    }

    /// The value of an expression that a line takes as its exact amount, rounded to a scale and then counted in
    /// units of another scale that is not smaller.
    pub fn amount(&mut self, expr: &Expr, rounding: Option<(RoundMode, u8)>, unit_scale: u8) -> Val {
        let val = match rounding {
            Some((mode, scale)) => self.rounded(expr, mode, scale),
            None => self.expr(expr),
        };
        self.at_scale(val, unit_scale)
    }
}
