//! Ranges of values, as far as they can be seen from the plan: for the width of columns and for
//! look-ups that must not miss. Exact integers, no widening: what is not seen is unknown.

use super::Lower;
use crate::program::{Compare, Expr, Op, Source, Space, VarId};
use compline_lang::number::pow10;

/// Least and greatest stored integer at the expression's scale.
pub(super) type Range = (i128, i128);

/// Beyond this a range is taken as unknown.
const LIMIT: i128 = 1 << 100;

impl Lower<'_> {
    /// The range of an expression at its own scale; `None` where it cannot be seen.
    pub(super) fn range_of(&self, e: &Expr, vars: &[(VarId, Range)]) -> Option<Range> {
        let scaled = |part: &Expr, scale: u8| -> Option<Range> {
            let (a, b) = self.range_of(part, vars)?;
            let up = pow10(u32::from(scale.checked_sub(part.ty.scale())?))?;
            Some((a.checked_mul(up)?, b.checked_mul(up)?))
        };
        let scale = e.ty.scale();
        let range = match &e.op {
            Op::Const(v) => (*v, *v),
            Op::Var(id) => vars.iter().find(|(v, _)| v == id)?.1,
            Op::Load(column, _) => self.column_range(*column)?,
            Op::Add(a, b) => {
                let ((a, b), (c, d)) = (scaled(a, scale)?, scaled(b, scale)?);
                (a.checked_add(c)?, b.checked_add(d)?)
            }
            Op::Sub(a, b) => {
                let ((a, b), (c, d)) = (scaled(a, scale)?, scaled(b, scale)?);
                (a.checked_sub(d)?, b.checked_sub(c)?)
            }
            Op::Mul(a, b) => {
                let ((a, b), (c, d)) = (self.range_of(a, vars)?, self.range_of(b, vars)?);
                let all = [a.checked_mul(c)?, a.checked_mul(d)?, b.checked_mul(c)?, b.checked_mul(d)?];
                (*all.iter().min()?, *all.iter().max()?)
            }
            Op::Neg(a) => {
                let (a, b) = self.range_of(a, vars)?;
                (-b, -a)
            }
            Op::Round(a, _) if !matches!(a.op, Op::Div(..)) => {
                let (low, high) = self.range_of(a, vars)?;
                let down = pow10(u32::from(a.ty.scale().checked_sub(scale)?))?;
                (low.div_euclid(down), high.div_euclid(down).checked_add(1)?)
            }
            Op::Min(a, b) => match (scaled(a, scale), scaled(b, scale)) {
                (Some((a, b)), Some((c, d))) => (a.min(c), b.min(d)),
                _ => return None,
            },
            Op::Max(a, b) => match (scaled(a, scale), scaled(b, scale)) {
                (Some((a, b)), Some((c, d))) => (a.max(c), b.max(d)),
                _ => return None,
            },
            Op::If(_, a, b) | Op::OrElse(a, b) => {
                let ((a, b), (c, d)) = (scaled(a, scale)?, scaled(b, scale)?);
                (a.min(c), b.max(d))
            }
            _ => return None,
        };
        (range.0.abs() < LIMIT && range.1.abs() < LIMIT).then_some(range)
    }

    fn column_range(&self, column: crate::program::ColumnId) -> Option<Range> {
        let info = self.program.columns.get(column.index())?;
        let scale = info.ty.scale();
        let declared = match (info.source, info.space) {
            (Source::EventField(f), Space::Event(set)) => {
                let event = self.program.event_sets.get(set.index())?.event;
                self.program.events.get(event.index())?.fields.get(f as usize)?.range
            }
            (Source::PartnerField(f), _) => self.program.partner_fields.get(f as usize)?.range,
            (Source::Computed, Space::Event(_)) => {
                return match self.defs.get(column.index())? {
                    super::schedule::Def::Value(e) => self.range_of(e, &[]),
                    _ => None,
                };
            }
            _ => None,
        };
        let (a, b) = declared?;
        Some((a.rescale(scale)?.mantissa, b.rescale(scale)?.mantissa))
    }

    /// The range of a memory that starts at a constant, only rises by constants, and ends the walk
    /// above a constant (`level`), seen where the walk goes on.
    pub(super) fn memory_range(
        &self,
        var: VarId,
        start: &Expr,
        then: Option<&Expr>,
        stop_before: Option<&Expr>,
    ) -> Option<Range> {
        let (low, high) = self.range_of(start, &[])?;
        let Some(then) = then else { return Some((low, high)) };
        if !self.never_falls(then, var) {
            return None;
        }
        let top = limit(stop_before?, var)?;
        // Where the start is beyond the limit, nothing is looked up at all.
        Some((low, top.max(high)))
    }

    /// Whether a new value is at least the old one.
    fn never_falls(&self, then: &Expr, var: VarId) -> bool {
        match &then.op {
            Op::Var(v) => *v == var,
            Op::Add(a, b) => self.never_falls(a, var) && self.range_of(b, &[]).is_some_and(|(low, _)| low >= 0),
            Op::Max(a, b) => self.never_falls(a, var) || self.never_falls(b, var),
            Op::If(_, a, b) => self.never_falls(a, var) && self.never_falls(b, var),
            _ => false,
        }
    }
}

/// The greatest value of a memory for which the walk is not stopped.
fn limit(stop: &Expr, var: VarId) -> Option<i128> {
    match &stop.op {
        // Either of them ends the walk.
        Op::Or(a, b) => match (limit(a, var), limit(b, var)) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        },
        Op::Compare(op, a, b) => match (&a.op, &b.op) {
            (Op::Var(v), Op::Const(k)) if *v == var && a.ty.scale() == b.ty.scale() => match op {
                Compare::Gt => Some(*k),
                Compare::Ge => Some(k - 1),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}
