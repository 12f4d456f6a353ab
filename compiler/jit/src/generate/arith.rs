//! Checked arithmetic on stored integers of static scale.

use super::Gen;
use super::value::{Known, Repr, Val};
use crate::range::Range;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};

impl Gen<'_> {
    /// The value as a 64-bit integer.
    pub fn as_int(&mut self, val: Val) -> Val {
        match val.repr {
            Repr::Int => val,
            Repr::Flag => Val { bits: self.b.ins().uextend(types::I64, val.bits), repr: Repr::Int, ..val },
        }
    }

    /// The value as an operand of arithmetic: an integer, and a harmless one where it is absent.
    pub fn operand(&mut self, val: Val) -> Val {
        let val = self.as_int(val);
        match val.known {
            Known::If(known) if !val.clean => {
                let zero = self.int(0);
                let bits = self.b.ins().select(known, val.bits, zero);
                Val { bits, range: val.range.union(Range::ZERO), clean: true, ..val }
            }
            _ => val,
        }
    }

    /// There where both are.
    pub fn both(&mut self, a: Known, b: Known) -> Known {
        match (a, b) {
            (Known::Never, _) | (_, Known::Never) => Known::Never,
            (Known::Always, other) | (other, Known::Always) => other,
            (Known::If(a), Known::If(b)) if a == b => Known::If(a),
            (Known::If(a), Known::If(b)) => Known::If(self.b.ins().band(a, b)),
        }
    }

    /// A result of arithmetic: a constant where its range has one number only.
    fn arithmetic(&mut self, bits: Value, known: Known, scale: u8, range: Range) -> Val {
        let bits = match range.constant().and_then(|number| i64::try_from(number).ok()) {
            Some(number) if range.fits() => self.int(number),
            _ => bits,
        };
        Val { bits, repr: Repr::Int, known, scale, range: range.clipped(), clean: true, rows: None }
    }

    /// The sum.
    pub fn add(&mut self, a: Val, b: Val) -> Val {
        let (a, b, known) = self.aligned(a, b);
        let range = a.range.plus(b.range);
        let bits = if range.fits() {
            self.b.ins().iadd(a.bits, b.bits)
        } else {
            let (sum, overflow) = self.b.ins().sadd_overflow(a.bits, b.bits);
            self.check(overflow);
            sum
        };
        self.arithmetic(bits, known, a.scale, range)
    }

    /// The difference.
    pub fn sub(&mut self, a: Val, b: Val) -> Val {
        let (a, b, known) = self.aligned(a, b);
        let range = a.range.minus(b.range);
        let bits = if range.fits() {
            self.b.ins().isub(a.bits, b.bits)
        } else {
            let (difference, overflow) = self.b.ins().ssub_overflow(a.bits, b.bits);
            self.check(overflow);
            difference
        };
        self.arithmetic(bits, known, a.scale, range)
    }

    /// The product.
    pub fn mul(&mut self, a: Val, b: Val) -> Val {
        let known = self.both(a.known, b.known);
        let (a, b) = (self.operand(a), self.operand(b));
        self.product(a, b, known, a.scale.saturating_add(b.scale))
    }

    fn product(&mut self, a: Val, b: Val, known: Known, scale: u8) -> Val {
        let range = a.range.times(b.range);
        let bits = if range.fits() {
            self.b.ins().imul(a.bits, b.bits)
        } else {
            let (product, overflow) = self.b.ins().smul_overflow(a.bits, b.bits);
            self.check(overflow);
            product
        };
        self.arithmetic(bits, known, scale, range)
    }

    /// The negative.
    pub fn neg(&mut self, a: Val) -> Val {
        let zero = self.constant(0, a.scale);
        self.sub(zero, a)
    }

    /// The smaller or the greater one.
    pub fn extreme(&mut self, greater: bool, a: Val, b: Val) -> Val {
        let (a, b, known) = self.aligned(a, b);
        let (bits, range) = if greater {
            (self.b.ins().smax(a.bits, b.bits), a.range.max(b.range))
        } else {
            (self.b.ins().smin(a.bits, b.bits), a.range.min(b.range))
        };
        self.arithmetic(bits, known, a.scale, range)
    }

    /// Both operands at the same scale, and where both are there.
    pub fn aligned(&mut self, a: Val, b: Val) -> (Val, Val, Known) {
        let known = self.both(a.known, b.known);
        let scale = a.scale.max(b.scale);
        let (a, b) = (self.operand(a), self.operand(b));
        (self.widened(a, scale), self.widened(b, scale), known)
    }

    /// The same value at a scale that is not smaller.
    pub fn widened(&mut self, val: Val, scale: u8) -> Val {
        if val.scale >= scale || val.known == Known::Never {
            return Val { scale: val.scale.max(scale), ..val };
        }
        let val = self.operand(val);
        match self.power(scale - val.scale) {
            Some(power) => self.product(val, power, val.known, scale),
            None => {
                self.give_up();
                Val { scale, ..val }
            }
        }
    }

    /// A power of ten, if it fits.
    pub fn power(&mut self, exponent: u8) -> Option<Val> {
        10_i64.checked_pow(u32::from(exponent)).map(|power| self.constant(power, 0))
    }

    /// A constant.
    pub fn constant(&mut self, stored: i64, scale: u8) -> Val {
        let bits = self.int(stored);
        Val::int(bits, scale, Range::exactly(i128::from(stored)))
    }

    /// The value at exactly this scale; trouble where digits would be lost.
    pub fn at_scale(&mut self, val: Val, scale: u8) -> Val {
        if val.scale <= scale {
            return self.widened(val, scale);
        }
        let val = self.operand(val);
        let Some(power) = self.power(val.scale - scale) else {
            self.give_up();
            return Val { scale, ..val };
        };
        let quotient = self.b.ins().sdiv(val.bits, power.bits);
        let back = self.b.ins().imul(quotient, power.bits);
        let inexact = self.b.ins().icmp(IntCC::NotEqual, back, val.bits);
        self.check(inexact);
        let range = val.range.divided(power.range.hi);
        self.arithmetic(quotient, val.known, scale, range)
    }
}
