//! What is cheap enough to compute although nobody may ask for it.
//!
//! A branch that is mispredicted costs as much as some thirty operations, so short alternatives are computed both
//! and one of them is selected. That is always right: an operation that fails leads to trouble, and whoever is asked
//! then evaluates only what counts. But it should hardly ever happen.

use super::Gen;
use crate::facts::Facts;
use crate::range::Range;
use compline_compiler::program::{Expr, Handle, Op, Program};

/// What may be spent on a value that is thrown away.
const BUDGET: u32 = 14;

impl Gen<'_> {
    /// Whether computing an expression in vain costs less than a branch: a few operations that touch no memory but that of
    /// rows at hand and that hardly ever fail.
    pub fn is_cheap(&self, expr: &Expr) -> bool {
        let mut budget = BUDGET;
        spend((self.program, self.facts), expr, &mut budget)
    }
}

/// The program and what is known of its columns.
type Known<'a> = (&'a Program, &'a Facts);

/// Takes what an expression costs from a budget; no where it is not enough or the expression should not be computed in
/// vain. Looks at no more of the expression than the budget pays for.
fn spend(known: Known<'_>, expr: &Expr, budget: &mut u32) -> bool {
    let cost = match &expr.op {
        Op::Const(stored) if i64::try_from(*stored).is_ok() => 0,
        Op::None | Op::Handle(_) | Op::Var(_) => 0,
        Op::Period(..) | Op::Company(_) | Op::Load(..) | Op::Neg(_) | Op::Not(_) | Op::IsKnown(_) | Op::If(..) => 1,
        Op::Add(..) | Op::Sub(..) | Op::Min(..) | Op::Max(..) | Op::Compare(..) | Op::And(..) | Op::Or(..) => 1,
        Op::Mul(..) | Op::OrElse(..) => 2,
        Op::Round(..) => 6,
        _ => return false,
    };
    let Some(rest) = budget.checked_sub(cost) else { return false };
    *budget = rest;
    let parts = match &expr.op {
        Op::Load(_, row) => {
            return matches!(row.op, Op::Handle(Handle::Row | Handle::My | Handle::Trigger | Handle::Earner));
        }
        _ => expr.children().into_iter().all(|part| spend(known, part, budget)),
    };
    parts
        && match &expr.op {
            Op::Mul(a, b) => {
                matches!(a.op, Op::Const(_)) || matches!(b.op, Op::Const(_)) || certain(known, expr).is_some()
            }
            // Only where neither the operand nor its half can leave 64 bits.
            Op::Round(a, _) => certain(known, a).is_some(),
            _ => true,
        }
}

/// The range of a number that is computed without any check, and its scale.
fn certain((program, facts): Known<'_>, expr: &Expr) -> Option<(Range, u8)> {
    // Room for half of what is rounded away.
    let fits = |range: Range| (range.size() < 1 << 61).then_some(range);
    let aligned = |a: &Expr, b: &Expr| {
        let ((a, scale_a), (b, scale_b)) = (certain((program, facts), a)?, certain((program, facts), b)?);
        let scale = scale_a.max(scale_b);
        let widen = |range: Range, from: u8| {
            Some(range.times(Range::exactly(i128::from(10_i64.checked_pow(u32::from(scale - from))?))))
        };
        Some((widen(a, scale_a)?, widen(b, scale_b)?, scale))
    };
    let (range, scale) = match &expr.op {
        Op::Const(stored) => (Range::exactly(*stored), expr.ty.scale()),
        Op::Load(column, _) | Op::Company(column) => {
            let declared = program.columns.get(column.index())?;
            (facts.range_of(program, *column, declared), declared.ty.scale())
        }
        Op::Add(a, b) => aligned(a, b).map(|(a, b, scale)| (a.plus(b), scale))?,
        Op::Sub(a, b) => aligned(a, b).map(|(a, b, scale)| (a.minus(b), scale))?,
        Op::Min(a, b) => aligned(a, b).map(|(a, b, scale)| (a.min(b), scale))?,
        Op::Max(a, b) => aligned(a, b).map(|(a, b, scale)| (a.max(b), scale))?,
        Op::Neg(a) => certain((program, facts), a).map(|(a, scale)| (a.negated(), scale))?,
        Op::Mul(a, b) => {
            let ((a, scale_a), (b, scale_b)) = (certain((program, facts), a)?, certain((program, facts), b)?);
            (a.times(b), scale_a.checked_add(scale_b)?)
        }
        _ => return None,
    };
    fits(range).map(|range| (range, scale))
}
