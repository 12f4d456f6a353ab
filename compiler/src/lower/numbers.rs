//! Numbers: rates, products, comparisons with quotients, choices, extremes.

use super::schedule::Def;
use super::{Lower, Scope};
use crate::program::{Compare, Expr, Kind, Op, Ty};
use compline_lang::check::days;
use compline_lang::hir;
use compline_lang::number::{Decimal, pow10};
use compline_lang::source::Span;

impl Lower<'_> {
    /// A rate between units, by date.
    pub(super) fn rate(&mut self, from: &hir::Unit, to: &hir::Unit, scope: &Scope, span: Span) -> Expr {
        let site = self.site(span);
        let Some(rate) = self.plan.rates.iter().find(|r| r.from == *from && r.to == *to).cloned() else {
            return Expr { op: Op::None, ty: Ty::known(Kind::Bool), site };
        };
        let unit = self.unit(&hir::Unit::Price(Box::new(to.clone()), Box::new(from.clone())));
        let ty = Ty::known(Kind::Number(unit, rate.scale));
        let constant = |v: Decimal| Expr { op: Op::Const(v.rescale(rate.scale).map_or(0, |d| d.mantissa)), ty, site };
        let mut values = rate.values.iter();
        let Some((first, _)) = values.next() else { return Expr { op: Op::None, ty, site } };
        let mut out = constant(*first);
        for (value, from) in values {
            let from = Expr { op: Op::Const(i128::from(from.map_or(0, days))), ty: Ty::known(Kind::Date), site };
            let date = self.date(scope, span);
            let reached = self.compare(Compare::Ge, date, from, site);
            out = self.select(reached, constant(*value), out, ty, site);
        }
        out
    }

    /// A product; a quotient on either side stays the outermost operation.
    pub(super) fn product(&mut self, a: Expr, b: Expr, ty: Ty, site: crate::program::SiteId) -> Expr {
        let mul = |a: Expr, b: Expr, kind: Kind| {
            let scale = a.ty.scale() + b.ty.scale();
            let kind = match kind {
                Kind::Number(unit, _) => Kind::Number(unit, scale),
                other => other,
            };
            Expr {
                ty: Ty { kind, optional: a.ty.optional || b.ty.optional },
                site,
                op: Op::Mul(Box::new(a), Box::new(b)),
            }
        };
        match (a.op, b.op) {
            (Op::Div(n, d), Op::Div(m, f)) => {
                let (top, bottom) = (mul(*n, *m, ty.kind), mul(*d, *f, ty.kind));
                Expr { op: Op::Div(Box::new(top), Box::new(bottom)), ty, site }
            }
            (Op::Div(n, d), op) => {
                let top = mul(*n, Expr { op, ty: b.ty, site: b.site }, ty.kind);
                Expr { op: Op::Div(Box::new(top), d), ty, site }
            }
            (op, Op::Div(n, d)) => {
                let top = mul(Expr { op, ty: a.ty, site: a.site }, *n, ty.kind);
                Expr { op: Op::Div(Box::new(top), d), ty, site }
            }
            (x, y) => mul(Expr { op: x, ty: a.ty, site: a.site }, Expr { op: y, ty: b.ty, site: b.site }, ty.kind),
        }
    }

    /// A comparison; quotients are compared by cross multiplication, with the sign of the divisors.
    pub(super) fn compare(&mut self, op: Compare, a: Expr, b: Expr, site: crate::program::SiteId) -> Expr {
        let yes_no = Ty::known(Kind::Bool);
        let plain = |op, a: Expr, b: Expr| Expr { op: Op::Compare(op, Box::new(a), Box::new(b)), ty: yes_no, site };
        if !matches!(a.op, Op::Div(..)) && !matches!(b.op, Op::Div(..)) {
            // A number of rows is never below zero: ranks often ask for none.
            if op == Compare::Ge && matches!(b.op, Op::Const(v) if v <= 0) && self.is_count(&a) {
                return Expr { op: Op::Const(1), ty: yes_no, site };
            }
            return plain(op, a, b);
        }
        let (n, d) = quotient(a);
        let (m, f) = quotient(b);
        let times = |x: Expr, y: &Option<Expr>| match y {
            None => x,
            Some(y) => {
                let kind = match x.ty.kind {
                    Kind::Number(unit, s) => Kind::Number(unit, s + y.ty.scale()),
                    other => other,
                };
                Expr {
                    ty: Ty { kind, optional: x.ty.optional || y.ty.optional },
                    site,
                    op: Op::Mul(Box::new(x), Box::new(y.clone())),
                }
            }
        };
        let left = times(n, &f);
        let right = times(m, &d);
        let swapped = match op {
            Compare::Lt => Compare::Gt,
            Compare::Le => Compare::Ge,
            Compare::Gt => Compare::Lt,
            Compare::Ge => Compare::Le,
            other => other,
        };
        // The sign of the product of the divisors decides the direction.
        let mut negative: Option<Expr> = None;
        for divisor in d.into_iter().chain(f) {
            if matches!(divisor.op, Op::Const(v) if v > 0) {
                continue;
            }
            let zero = Expr { op: Op::Const(0), ty: divisor.ty, site };
            let below = plain(Compare::Lt, divisor, zero);
            negative = Some(match negative {
                None => below,
                Some(n) => plain(Compare::Ne, n, below),
            });
        }
        match negative {
            None => plain(op, left, right),
            Some(negative) => {
                let flipped = plain(swapped, left.clone(), right.clone());
                let straight = plain(op, left, right);
                Expr { op: Op::If(Box::new(negative), Box::new(flipped), Box::new(straight)), ty: yes_no, site }
            }
        }
    }

    /// Whether an expression is a number of rows.
    fn is_count(&self, e: &Expr) -> bool {
        use crate::program::AggregateOp::Count;
        match &e.op {
            Op::Load(column, _) | Op::Company(column) => {
                matches!(
                    self.defs.get(column.index()),
                    Some(Def::Children { op: Count, .. } | Def::Gather { op: Count, .. })
                )
            }
            _ => false,
        }
    }

    /// The one or the other; quotients are chosen part by part.
    pub(super) fn select(&mut self, condition: Expr, a: Expr, b: Expr, ty: Ty, site: crate::program::SiteId) -> Expr {
        if matches!(a.op, Op::Div(..)) || matches!(b.op, Op::Div(..)) {
            let (n, d) = quotient(a);
            let (m, f) = quotient(b);
            let one = |e: Option<Expr>, like: &Option<Expr>| {
                e.unwrap_or_else(|| {
                    let ty = like.as_ref().map_or(ty, |l| l.ty);
                    let value = pow10(u32::from(ty.scale())).unwrap_or(1);
                    Expr { op: Op::Const(value), ty: Ty { optional: false, ..ty }, site }
                })
            };
            let (d, f) = (one(d.clone(), &f), one(f, &d));
            let wide = |a: &Expr, b: &Expr| {
                let finer = if a.ty.scale() >= b.ty.scale() { a.ty } else { b.ty };
                Ty { optional: a.ty.optional || b.ty.optional, ..finer }
            };
            let (top_ty, bottom_ty) = (wide(&n, &m), wide(&d, &f));
            let top = Expr { op: Op::If(Box::new(condition.clone()), Box::new(n), Box::new(m)), ty: top_ty, site };
            let bottom = Expr { op: Op::If(Box::new(condition), Box::new(d), Box::new(f)), ty: bottom_ty, site };
            return Expr { op: Op::Div(Box::new(top), Box::new(bottom)), ty, site };
        }
        Expr { op: Op::If(Box::new(condition), Box::new(a), Box::new(b)), ty, site }
    }

    pub(super) fn extreme(&mut self, greatest: bool, a: Expr, b: Expr, ty: Ty, site: crate::program::SiteId) -> Expr {
        if matches!(a.op, Op::Div(..)) || matches!(b.op, Op::Div(..)) {
            let op = if greatest { Compare::Ge } else { Compare::Le };
            let first = self.compare(op, a.clone(), b.clone(), site);
            return self.select(first, a, b, ty, site);
        }
        let (a, b) = (Box::new(a), Box::new(b));
        Expr { op: if greatest { Op::Max(a, b) } else { Op::Min(a, b) }, ty, site }
    }
}

/// Numerator and divisor of a quotient.
fn quotient(e: Expr) -> (Expr, Option<Expr>) {
    match e.op {
        Op::Div(n, d) => (*n, Some(*d)),
        op => (Expr { op, ty: e.ty, site: e.site }, None),
    }
}
