//! Aggregates: a 64-bit accumulator for each.

use super::Gen;
use super::value::{Known, Val};
use crate::range::{GREATEST, LEAST, Range};
use compline_compiler::program::{Aggregate, AggregateOp, NONE};
use compline_compiler::store::mark;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};

/// What an accumulator holds before any row.
pub fn identity(op: AggregateOp) -> i64 {
    match op {
        AggregateOp::Sum | AggregateOp::Count | AggregateOp::Any => 0,
        AggregateOp::Every => 1,
        AggregateOp::Largest => NONE,
        AggregateOp::Smallest => i64::MAX,
    }
}

/// The static scale of what an aggregate accumulates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accumulated {
    /// Digits after the point.
    pub scale: u8,
    /// What a single value may be.
    pub range: Range,
    /// Whether that holds also where the reference takes over.
    pub sure: bool,
}

/// What a count of rows may be, where some may be taken off.
fn count(taken_off: bool) -> Range {
    let most = i128::from(u32::MAX);
    Range::new(if taken_off { -most } else { 0 }, most)
}

/// What a sum of as many values as there may be rows may be.
fn many(range: Range) -> Range {
    range.times(Range::new(0, 1 << 32))
}

impl Gen<'_> {
    /// The accumulator with the row at hand. Trouble where a sum leaves 64 bits: the reference adds without limit.
    pub fn accumulate(&mut self, aggregate: &Aggregate, old: Value) -> (Value, Accumulated) {
        let mut part = aggregate.filter.as_ref().map(|filter| {
            let filter = self.expr(filter);
            self.is_yes(filter)
        });
        let adds = matches!(aggregate.op, AggregateOp::Sum | AggregateOp::Count);
        let mut taken_off = None;
        if let Some(mark) = self.env.mark {
            let seen = self.has_none(mark, if adds { mark::NOT_COUNTED } else { mark::NO_EVENT });
            part = Some(part.map_or(seen, |part| self.b.ins().band(part, seen)));
            taken_off = adds.then(|| {
                let bit = self.int(i64::from(mark::TAKEN_OFF));
                self.b.ins().band(mark, bit)
            });
        }
        if aggregate.op == AggregateOp::Count {
            let one = match part {
                Some(part) => self.b.ins().uextend(types::I64, part),
                None => self.int(1),
            };
            let one = self.signed(one, taken_off);
            let counted = Accumulated { scale: 0, range: count(taken_off.is_some()), sure: true };
            return (self.b.ins().iadd(old, one), counted);
        }
        self.troubled = false;
        let val = match part {
            // What does not take part is not evaluated, unless that costs nothing.
            Some(part) if !self.is_cheap(&aggregate.value) => self.where_there(part, |g| g.expr(&aggregate.value)),
            Some(part) => {
                let val = self.expr(&aggregate.value);
                let known = self.both(val.known, Known::If(part));
                Val { clean: val.clean && val.is_always(), ..val.with_known(known) }
            }
            None => self.expr(&aggregate.value),
        };
        let range = if taken_off.is_some() { val.range.union(val.range.negated()) } else { val.range };
        let accumulated = Accumulated { scale: val.scale, range, sure: !self.troubled };
        if val.known == Known::Never {
            return (old, accumulated);
        }
        let val = self.as_int(val);
        let new = match aggregate.op {
            AggregateOp::Sum | AggregateOp::Count => {
                let bits = self.or_instead(val, 0);
                let bits = self.signed(bits, taken_off);
                if many(range).fits() {
                    self.b.ins().iadd(old, bits)
                } else {
                    let (sum, overflow) = self.b.ins().sadd_overflow(old, bits);
                    self.check(overflow);
                    sum
                }
            }
            AggregateOp::Largest => {
                self.not_among(val, LEAST);
                let bits = self.or_instead(val, NONE);
                self.b.ins().smax(old, bits)
            }
            AggregateOp::Smallest => {
                self.not_among(val, GREATEST);
                let bits = self.or_instead(val, i64::MAX);
                self.b.ins().smin(old, bits)
            }
            AggregateOp::Any | AggregateOp::Every => {
                let nonzero = self.compare_const(IntCC::NotEqual, val.bits, 0);
                let nonzero = self.b.ins().uextend(types::I64, nonzero);
                let neutral = identity(aggregate.op);
                let bits = self.or_instead(Val { bits: nonzero, ..val }, neutral);
                if aggregate.op == AggregateOp::Any {
                    self.b.ins().bor(old, bits)
                } else {
                    self.b.ins().band(old, bits)
                }
            }
        };
        (new, accumulated)
    }

    /// A number, or its opposite where a row takes it off. No number is the least one, which stands for none.
    fn signed(&mut self, bits: Value, taken_off: Option<Value>) -> Value {
        let Some(taken_off) = taken_off else { return bits };
        let opposite = self.b.ins().ineg(bits);
        self.b.ins().select(taken_off, opposite, bits)
    }

    /// Trouble where a value is the number that stands for no rows.
    fn not_among(&mut self, val: Val, reserved: i128) {
        let reserved_bits = i64::try_from(reserved).unwrap_or(NONE);
        if val.range.lo <= reserved && reserved <= val.range.hi {
            let mut meets = self.compare_const(IntCC::Equal, val.bits, reserved_bits);
            if let Known::If(known) = val.known {
                meets = self.b.ins().band(meets, known);
            }
            self.check(meets);
        }
    }

    fn or_instead(&mut self, val: Val, instead: i64) -> Value {
        match val.known {
            Known::If(known) => {
                let instead = self.int(instead);
                self.b.ins().select(known, val.bits, instead)
            }
            _ => val.bits,
        }
    }

    /// The value of an accumulator after all rows.
    pub fn accumulated(&mut self, op: AggregateOp, bits: Value, of: Accumulated) -> Val {
        match op {
            AggregateOp::Sum => Val::int(bits, of.scale, many(of.range).clipped()),
            AggregateOp::Count => Val::int(bits, 0, of.range),
            AggregateOp::Any | AggregateOp::Every => Val::int(bits, 0, Range::FLAG),
            AggregateOp::Largest | AggregateOp::Smallest => {
                let known = self.compare_const(IntCC::NotEqual, bits, identity(op));
                Val { known: Known::If(known), clean: false, ..Val::int(bits, of.scale, of.range) }
            }
        }
    }
}
