//! Rounding.
//!
//! Half up is commercial: a half goes away from zero, also for negative numbers. Half even goes to the even
//! neighbour, up is away from zero, down is towards zero.

use super::Gen;
use super::value::{Known, Repr, Val};
use crate::range::Range;
use compline_compiler::program::{Expr, Op, RoundMode};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};

/// The number of a mode in calls of the host.
pub fn mode_number(mode: RoundMode) -> i64 {
    match mode {
        RoundMode::HalfUp => 0,
        RoundMode::HalfEven => 1,
        RoundMode::Up => 2,
        RoundMode::Down => 3,
    }
}

impl Gen<'_> {
    /// An expression rounded to a scale.
    pub fn rounded(&mut self, inner: &Expr, mode: RoundMode, scale: u8) -> Val {
        if self.env.given.contains_key(&std::ptr::from_ref(inner)) {
            let val = self.expr(inner);
            return self.rounded_val(val, mode, scale);
        }
        match &inner.op {
            Op::Div(a, b) => match &a.op {
                Op::Mul(x, y) if !self.env.given.contains_key(&std::ptr::from_ref(a.as_ref())) => {
                    let (x, y) = (self.expr(x), self.expr(y));
                    let divisor = self.expr(b);
                    self.product_over(x, y, divisor, mode, scale)
                }
                _ => {
                    let (a, b) = (self.expr(a), self.expr(b));
                    self.quotient(a, b, mode, scale)
                }
            },
            Op::Mul(x, y) => {
                let (x, y) = (self.expr(x), self.expr(y));
                self.rounded_product(x, y, mode, scale)
            }
            _ => {
                let val = self.expr(inner);
                self.rounded_val(val, mode, scale)
            }
        }
    }

    /// A value rounded to a scale.
    pub fn rounded_val(&mut self, val: Val, mode: RoundMode, scale: u8) -> Val {
        if val.scale <= scale || val.known == Known::Never {
            return self.widened(val, scale);
        }
        let val = self.operand(val);
        let Some(divisor) = 10_i64.checked_pow(u32::from(val.scale - scale)) else {
            self.give_up();
            return Val { scale, ..val };
        };
        let bits = self.divided(val.bits, val.range, divisor, mode);
        Val { bits, scale, range: val.range.divided(i128::from(divisor)), repr: Repr::Int, rows: None, ..val }
    }

    /// An integer divided by a positive constant and rounded.
    fn divided(&mut self, bits: Value, range: Range, divisor: i64, mode: RoundMode) -> Value {
        if divisor == 1 {
            return bits;
        }
        let by = self.int(divisor);
        let positive = range.lo >= 0;
        match mode {
            RoundMode::Down if positive => self.b.ins().udiv(bits, by),
            RoundMode::Down => self.b.ins().sdiv(bits, by),
            RoundMode::HalfUp => {
                // A power of ten is even, so its half is exact.
                let half = divisor / 2;
                let room = Range::exactly(i128::from(half));
                if positive {
                    let half = self.int(half);
                    let sum = if range.plus(room).fits() {
                        self.b.ins().iadd(bits, half)
                    } else {
                        self.checked_add(bits, half)
                    };
                    return self.b.ins().udiv(sum, by);
                }
                let sixty_three = self.int(63);
                let sign = self.b.ins().sshr(bits, sixty_three);
                if range.plus(room).fits() && range.minus(room).fits() {
                    // bits + half where positive, bits - half = bits + half - divisor where negative.
                    let back = self.int(-divisor);
                    let back = self.b.ins().band(sign, back);
                    let half = self.int(half);
                    let sum = self.b.ins().iadd(bits, half);
                    let sum = self.b.ins().iadd(sum, back);
                    return self.b.ins().sdiv(sum, by);
                }
                let half = self.int(half);
                let flipped = self.b.ins().bxor(half, sign);
                let signed_half = self.b.ins().isub(flipped, sign);
                let sum = self.checked_add(bits, signed_half);
                self.b.ins().sdiv(sum, by)
            }
            RoundMode::Up | RoundMode::HalfEven => {
                let quotient = self.b.ins().sdiv(bits, by);
                let back = self.b.ins().imul(quotient, by);
                let rest = self.b.ins().isub(bits, back);
                let away = if mode == RoundMode::Up {
                    self.compare_const(IntCC::NotEqual, rest, 0)
                } else {
                    let size = self.b.ins().iabs(rest);
                    let more = self.compare_const(IntCC::SignedGreaterThan, size, divisor / 2);
                    let tie = self.compare_const(IntCC::Equal, size, divisor / 2);
                    let odd = self.is_odd(quotient);
                    let tie_up = self.b.ins().band(tie, odd);
                    self.b.ins().bor(more, tie_up)
                };
                self.step_away(quotient, bits, away)
            }
        }
    }

    fn checked_add(&mut self, a: Value, b: Value) -> Value {
        let (sum, overflow) = self.b.ins().sadd_overflow(a, b);
        self.check(overflow);
        sum
    }

    fn is_odd(&mut self, bits: Value) -> Value {
        let one = self.int(1);
        let low = self.b.ins().band(bits, one);
        self.b.ins().ireduce(types::I8, low)
    }

    /// The quotient, one further from zero where the flag is set; the sign is that of another integer.
    fn step_away(&mut self, quotient: Value, signed: Value, away: Value) -> Value {
        let (sixty_three, one) = (self.int(63), self.int(1));
        let sign = self.b.ins().sshr(signed, sixty_three);
        let unit = self.b.ins().bor(sign, one);
        let zero = self.int(0);
        let step = self.b.ins().select(away, unit, zero);
        self.b.ins().iadd(quotient, step)
    }

    /// `a / b` rounded to a scale.
    pub fn quotient(&mut self, a: Val, b: Val, mode: RoundMode, scale: u8) -> Val {
        let known = self.both(a.known, b.known);
        if known == Known::Never {
            return self.absent(scale);
        }
        let (a, b) = (self.operand(a), self.safe_divisor(b, known));
        // (A / 10^sa) / (B / 10^sb) in units of 10^-scale is A * 10^(sb + scale - sa) / B.
        let up = i32::from(b.scale) + i32::from(scale) - i32::from(a.scale);
        let power = u8::try_from(up.unsigned_abs()).ok().and_then(|exponent| self.power(exponent));
        let Some(power) = power else {
            self.give_up();
            return Val { known, ..Val::int(a.bits, scale, a.range) };
        };
        let (raised, lowered) = (Val { known: Known::Always, ..a }, Val { known: Known::Always, ..b });
        let (top, bottom) =
            if up >= 0 { (self.mul(raised, power), lowered) } else { (raised, self.mul(lowered, power)) };
        let bits = self.divided_by(top, bottom, mode);
        let smallest = if bottom.range.lo > 0 { bottom.range.lo } else { 1 };
        let size = top.range.size() / smallest + 1;
        Val { known, ..Val::int(bits, scale, Range::new(-size, size).clipped()) }
    }

    /// The divisor where everything is there, and one elsewhere; trouble where it is zero.
    fn safe_divisor(&mut self, b: Val, known: Known) -> Val {
        let b = self.as_int(b);
        let b = match known {
            Known::If(known) => {
                let one = self.int(1);
                let bits = self.b.ins().select(known, b.bits, one);
                Val { bits, range: b.range.union(Range::exactly(1)), clean: true, ..b }
            }
            _ => b,
        };
        if b.range.lo <= 0 && b.range.hi >= 0 {
            let zero = self.compare_const(IntCC::Equal, b.bits, 0);
            self.check(zero);
        }
        b
    }

    /// Integer division with rounding; the divisor is not zero.
    fn divided_by(&mut self, top: Val, bottom: Val, mode: RoundMode) -> Value {
        if let Some(divisor) = bottom.range.constant().and_then(|divisor| i64::try_from(divisor).ok())
            && (divisor == 1 || (divisor > 1 && divisor % 2 == 0))
        {
            return self.divided(top.bits, top.range, divisor, mode);
        }
        if top.range.lo == crate::range::LEAST && bottom.range.lo <= -1 && bottom.range.hi >= -1 {
            let least = self.compare_const(IntCC::Equal, top.bits, i64::MIN);
            self.check(least);
        }
        let quotient = self.b.ins().sdiv(top.bits, bottom.bits);
        if mode == RoundMode::Down {
            return quotient;
        }
        let back = self.b.ins().imul(quotient, bottom.bits);
        let rest = self.b.ins().isub(top.bits, back);
        let away = if mode == RoundMode::Up {
            self.compare_const(IntCC::NotEqual, rest, 0)
        } else {
            // The rest against what is missing to the divisor, both without sign.
            let rest = self.b.ins().iabs(rest);
            let whole = self.b.ins().iabs(bottom.bits);
            let missing = self.b.ins().isub(whole, rest);
            let more = self.b.ins().icmp(IntCC::UnsignedGreaterThan, rest, missing);
            let tie = self.b.ins().icmp(IntCC::Equal, rest, missing);
            let tie_up = if mode == RoundMode::HalfUp {
                tie
            } else {
                let odd = self.is_odd(quotient);
                self.b.ins().band(tie, odd)
            };
            self.b.ins().bor(more, tie_up)
        };
        let signs = self.b.ins().bxor(top.bits, bottom.bits);
        self.step_away(quotient, signs, away)
    }

    /// `x * y` rounded to a scale; where the product leaves 64 bits the host multiplies.
    pub fn rounded_product(&mut self, x: Val, y: Val, mode: RoundMode, scale: u8) -> Val {
        let whole = x.scale.saturating_add(y.scale);
        let power = whole.checked_sub(scale).and_then(|down| 10_i64.checked_pow(u32::from(down)));
        let range = x.range.times(y.range);
        match power {
            Some(divisor) if divisor > 1 && !range.fits() && x.known != Known::Never && y.known != Known::Never => {
                let known = self.both(x.known, y.known);
                let (x, y) = (self.operand(x), self.operand(y));
                let one = self.constant(divisor, 0);
                let result = range.divided(i128::from(divisor)).clipped();
                self.with_wide(x, y, 1, one, mode, known, scale, result, |g, product| {
                    g.divided(product, range.clipped(), divisor, mode)
                })
            }
            _ => {
                let product = self.mul(x, y);
                self.rounded_val(product, mode, scale)
            }
        }
    }

    /// `x * y / divisor` rounded to a scale; where the product leaves 64 bits the host computes it.
    fn product_over(&mut self, x: Val, y: Val, divisor: Val, mode: RoundMode, scale: u8) -> Val {
        let known = self.both(x.known, y.known);
        let known = self.both(known, divisor.known);
        let up = i32::from(divisor.scale) + i32::from(scale) - i32::from(x.scale) - i32::from(y.scale);
        let factor = if up >= 0 { 10_i64.checked_pow(up.unsigned_abs()) } else { Some(1) };
        let bottom = if up < 0 { 10_i64.checked_pow(up.unsigned_abs()) } else { Some(1) };
        let range = x.range.times(y.range);
        let (Some(factor), Some(bottom), false) = (factor, bottom, known == Known::Never) else {
            let product = self.mul(x, y);
            return self.quotient(product, divisor, mode, scale);
        };
        if range.times(Range::exactly(i128::from(factor))).fits() {
            let product = self.mul(x, y);
            return self.quotient(product, divisor, mode, scale);
        }
        let (x, y, divisor) = (self.operand(x), self.operand(y), self.safe_divisor(divisor, known));
        let bottom = self.constant(bottom, 0);
        let divisor = Val { known: Known::Always, scale: 0, ..divisor };
        let divisor = self.mul(divisor, bottom);
        self.with_wide(x, y, factor, divisor, mode, known, scale, Range::ALL, |g, product| {
            let factor = g.constant(factor, 0);
            let product = Val::int(product, 0, Range::ALL);
            // The fast path was taken because the whole product fits.
            let bits = g.b.ins().imul(product.bits, factor.bits);
            g.divided_by(Val { bits, ..product }, divisor, mode)
        })
    }

    /// `x * y * factor` in 64 bits and then `narrow`; by the host, divided and rounded, where it does not fit.
    #[expect(clippy::too_many_arguments, reason = "one place that both shapes of wide products share")]
    fn with_wide(
        &mut self,
        x: Val,
        y: Val,
        factor: i64,
        divisor: Val,
        mode: RoundMode,
        known: Known,
        scale: u8,
        range: Range,
        narrow: impl FnOnce(&mut Self, Value) -> Value,
    ) -> Val {
        let (product, mut overflow) = self.b.ins().smul_overflow(x.bits, y.bits);
        if factor != 1 {
            let by = self.int(factor);
            let (_, more) = self.b.ins().smul_overflow(product, by);
            overflow = self.b.ins().bor(overflow, more);
        }
        let (fast, slow, joined) = (self.block(), self.cold_block(), self.block());
        let result = self.b.append_block_param(joined, types::I64);
        self.branch(overflow, slow, fast);
        self.go(fast);
        let bits = narrow(self, product);
        self.jump(joined, &[bits]);
        self.go(slow);
        let (by, mode) = (self.int(factor), self.int(mode_number(mode)));
        let status = self.call(self.helpers.wide, &[x.bits, y.bits, by, divisor.bits, mode]);
        self.check(status);
        let bits = self.word(crate::slots::word::RESULT);
        self.jump(joined, &[bits]);
        self.go(joined);
        Val { known, ..Val::int(result, scale, range) }
    }
}
