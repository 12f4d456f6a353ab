//! Comparisons, conditions and choices.

use super::Gen;
use super::value::{Known, Repr, Val};
use crate::range::Range;
use compline_compiler::program::{Compare, Expr, Op};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, Value, types};

impl Gen<'_> {
    /// The value as a flag, whatever it is where the value is absent.
    fn as_flag(&mut self, val: Val) -> Value {
        match val.repr {
            Repr::Flag => val.bits,
            Repr::Int => self.compare_const(IntCC::Equal, val.bits, 1),
        }
    }

    /// Whether a condition holds: an absent one does not.
    pub fn is_yes(&mut self, val: Val) -> Value {
        match val.known {
            Known::Never => self.truth(false),
            Known::Always => self.as_flag(val),
            Known::If(known) => {
                let flag = self.as_flag(val);
                self.b.ins().band(flag, known)
            }
        }
    }

    /// Whether it is there and zero.
    fn is_no(&mut self, val: Val) -> Value {
        let zero = match val.repr {
            Repr::Flag => {
                let one = self.truth(true);
                self.b.ins().bxor(val.bits, one)
            }
            Repr::Int => self.compare_const(IntCC::Equal, val.bits, 0),
        };
        match val.known {
            Known::Never => self.truth(false),
            Known::Always => zero,
            Known::If(known) => self.b.ins().band(zero, known),
        }
    }

    /// Whether the value is there, as a flag.
    pub fn known_flag(&mut self, known: Known) -> Value {
        match known {
            Known::Always => self.truth(true),
            Known::Never => self.truth(false),
            Known::If(flag) => flag,
        }
    }

    /// A comparison; no where an operand is absent.
    pub fn compare(&mut self, compare: Compare, a: &Expr, b: &Expr) -> Val {
        let (a, b) = (self.expr(a), self.expr(b));
        let (a, b, known) = self.aligned(a, b);
        let cc = match compare {
            Compare::Eq => IntCC::Equal,
            Compare::Ne => IntCC::NotEqual,
            Compare::Lt => IntCC::SignedLessThan,
            Compare::Le => IntCC::SignedLessThanOrEqual,
            Compare::Gt => IntCC::SignedGreaterThan,
            Compare::Ge => IntCC::SignedGreaterThanOrEqual,
        };
        let holds = match known {
            Known::Never => self.truth(false),
            _ => self.b.ins().icmp(cc, a.bits, b.bits),
        };
        let holds = match known {
            Known::If(known) => self.b.ins().band(holds, known),
            _ => holds,
        };
        Val::flag(holds)
    }

    /// Not; absent where the operand is.
    pub fn not(&mut self, a: &Expr) -> Val {
        let val = self.expr(a);
        let zero = self.is_no(Val { known: Known::Always, ..val });
        Val::flag(zero).with_known(val.known)
    }

    /// Both, or either. The second is evaluated only where the first does not decide; an absent first is the result.
    pub fn junction(&mut self, is_and: bool, a: &Expr, b: &Expr) -> Val {
        let first = self.expr(a);
        let goes_on = if is_and { self.is_yes(first) } else { self.is_no(first) };
        let first = Val { bits: self.as_flag(first), repr: Repr::Flag, range: Range::FLAG, ..first };
        if self.is_cheap(b) {
            let second = self.expr(b);
            let flag = self.as_flag(second);
            let bits = match (is_and, first.known) {
                (true, Known::Always) => self.b.ins().band(first.bits, flag),
                (false, Known::Always) => self.b.ins().bor(first.bits, flag),
                _ => self.b.ins().select(goes_on, flag, first.bits),
            };
            let known = match (first.known, second.known) {
                (Known::Always, Known::Always) => Known::Always,
                (one, other) => {
                    let (one, other) = (self.known_flag(one), self.known_flag(other));
                    Known::If(self.b.ins().select(goes_on, other, one))
                }
            };
            return Val::flag(bits).with_known(known);
        }
        let (more, enough) = (self.block(), self.block());
        self.branch(goes_on, more, enough);
        self.go(more);
        let second = self.scoped(|g| g.expr(b));
        let second = Val { bits: self.as_flag(second), repr: Repr::Flag, range: Range::FLAG, ..second };
        let tail = self.block();
        self.jump(tail, &[]);
        self.join(&[(tail, second), (enough, first)])
    }

    /// Goes to one block where a condition holds, to the other where it does not.
    pub fn condition(&mut self, condition: &Expr, yes: Block, no: Block) {
        match &condition.op {
            Op::And(a, b) if !self.is_cheap(condition) => {
                let more = self.block();
                self.condition(a, more, no);
                self.go(more);
                self.scoped(|g| g.condition(b, yes, no));
            }
            Op::Or(a, b) if !self.is_cheap(condition) && !a.ty.optional && never_absent(a) => {
                let more = self.block();
                self.condition(a, yes, more);
                self.go(more);
                self.scoped(|g| g.condition(b, yes, no));
            }
            Op::Not(a) if never_absent(a) => self.condition(a, no, yes),
            _ => {
                let val = self.expr(condition);
                let holds = self.is_yes(val);
                self.branch(holds, yes, no);
            }
        }
    }

    /// The second where the condition holds, else the third.
    pub fn choice(&mut self, condition: &Expr, then: &Expr, otherwise: &Expr) -> Val {
        if self.is_cheap(then) && self.is_cheap(otherwise) {
            let condition = self.expr(condition);
            let holds = self.is_yes(condition);
            let (then, otherwise) = (self.expr(then), self.expr(otherwise));
            return self.selected(holds, then, otherwise);
        }
        let (yes, no) = (self.block(), self.block());
        let mark_then = self.block();
        let mark_otherwise = self.block();
        self.scoped(|g| g.condition(condition, yes, no));
        self.go(yes);
        let then = self.scoped(|g| g.expr(then));
        self.jump(mark_then, &[]);
        self.go(no);
        let otherwise = self.scoped(|g| g.expr(otherwise));
        self.jump(mark_otherwise, &[]);
        self.join(&[(mark_then, then), (mark_otherwise, otherwise)])
    }

    /// One of two values.
    pub fn selected(&mut self, holds: Value, a: Val, b: Val) -> Val {
        let known = match (a.known, b.known) {
            (Known::Always, Known::Always) => Known::Always,
            (Known::Never, Known::Never) => Known::Never,
            (x, y) => {
                let (x, y) = (self.known_flag(x), self.known_flag(y));
                Known::If(self.b.ins().select(holds, x, y))
            }
        };
        if a.repr == Repr::Flag && b.repr == Repr::Flag {
            let bits = self.b.ins().select(holds, a.bits, b.bits);
            return Val { known, ..Val::flag(bits) };
        }
        let scale = a.scale.max(b.scale);
        let (a, b) = (self.as_int(a), self.as_int(b));
        let (a, b) = (self.widened(a, scale), self.widened(b, scale));
        let bits = self.b.ins().select(holds, a.bits, b.bits);
        Val { bits, repr: Repr::Int, known, scale, ..alike(a, b) }
    }

    /// The first where it is there, else the second.
    pub fn or_else(&mut self, a: &Expr, b: &Expr) -> Val {
        let first = self.expr(a);
        match first.known {
            Known::Always => first,
            Known::Never => self.expr(b),
            Known::If(known) if self.is_cheap(b) => {
                let second = self.expr(b);
                self.selected(known, first.with_known(Known::Always), second)
            }
            Known::If(known) => {
                let (there, missing) = (self.block(), self.block());
                self.branch(known, there, missing);
                self.go(missing);
                let second = self.scoped(|g| g.expr(b));
                let tail = self.block();
                self.jump(tail, &[]);
                self.join(&[(there, first.with_known(Known::Always)), (tail, second)])
            }
        }
    }

    /// Continues where several blocks come together, each with its value. The blocks are empty yet.
    pub fn join(&mut self, arms: &[(Block, Val)]) -> Val {
        let joined = self.block();
        let scale = arms.iter().map(|(_, val)| val.scale).max().unwrap_or(0);
        let flags = arms.iter().all(|(_, val)| val.repr == Repr::Flag || val.known == Known::Never)
            && arms.iter().any(|(_, val)| val.repr == Repr::Flag);
        let always = arms.iter().all(|(_, val)| val.is_always());
        let result = self.b.append_block_param(joined, if flags { types::I8 } else { types::I64 });
        let known = (!always).then(|| self.b.append_block_param(joined, types::I8));
        let mut merged: Option<Val> = None;
        for (block, val) in arms {
            self.go(*block);
            let val = match (flags, val.repr) {
                (true, Repr::Flag) => *val,
                (true, Repr::Int) => Val { bits: self.truth(false), repr: Repr::Flag, ..*val },
                (false, _) => {
                    let val = self.as_int(*val);
                    self.widened(val, scale)
                }
            };
            let mut args = vec![val.bits];
            if known.is_some() {
                args.push(self.known_flag(val.known));
            }
            self.jump(joined, &args);
            merged = Some(match merged {
                None => val,
                Some(others) if val.known == Known::Never => others,
                Some(others) if others.known == Known::Never => Val { clean: others.clean && val.clean, ..val },
                Some(others) => alike(others, val),
            });
        }
        self.go(joined);
        let known = known.map_or(Known::Always, Known::If);
        let base = merged.unwrap_or_else(|| Val::int(result, scale, Range::ALL));
        // An absent arm passes zero, which need not be in the range of the others.
        let clean = arms.iter().all(|(_, val)| val.clean) && base.range.lo <= 0 && base.range.hi >= 0 || always;
        let repr = if flags { Repr::Flag } else { Repr::Int };
        Val { bits: result, repr, known, scale, clean, ..base }
    }
}

/// What is certain of a value that is one of two.
fn alike(a: Val, b: Val) -> Val {
    let rows = if a.rows == b.rows { a.rows } else { None };
    Val { range: a.range.union(b.range), rows, clean: a.clean && b.clean, ..a }
}

/// Whether an expression is certainly there, as far as its form shows.
fn never_absent(expr: &Expr) -> bool {
    match &expr.op {
        Op::Compare(..) | Op::IsKnown(_) | Op::IsBelow(..) | Op::Const(_) => true,
        Op::And(a, b) | Op::Or(a, b) => never_absent(a) && never_absent(b),
        Op::Not(a) => never_absent(a),
        _ => false,
    }
}
