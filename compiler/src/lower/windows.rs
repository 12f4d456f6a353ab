//! Windows over earlier periods.

use super::aggregate::op;
use super::{Lower, Scope};
use crate::program::{Compare, Expr, Kind, Op, PeriodEdge, Source, Space, Ty};
use compline_lang::hir::{self, AggregateOp as HirOp};
use compline_lang::source::Span;

impl Lower<'_> {
    #[expect(clippy::too_many_arguments, reason = "the parts of one window")]
    pub(super) fn window(
        &mut self,
        how: HirOp,
        body: &hir::Expr,
        periods: std::ops::Range<u32>,
        before_joining_counted: bool,
        scope: &Scope,
        ty: Ty,
        span: Span,
    ) -> Expr {
        let site = self.site(span);
        let mut out: Option<Expr> = None;
        for n in periods {
            let mut at = scope.clone();
            at.back += n;
            at.date = None;
            let mut value = self.expr(body, &at);
            if !before_joining_counted && let Some(row) = scope.subject().cloned() {
                // A period that ended before the partner joined is left out.
                let joined_ty = Ty { kind: Kind::Date, optional: true };
                let joined =
                    self.input("JoinedOn".to_owned(), "joined_on", Space::Partner, joined_ty, Source::JoinedOn, span);
                let joined = self.load(joined, row);
                let end = Expr { op: Op::Period(PeriodEdge::End, at.back), ty: Ty::known(Kind::Date), site };
                let outside = self.compare(Compare::Gt, joined, end, site);
                let neutral = match how {
                    HirOp::Sum | HirOp::Count | HirOp::Any => Op::Const(0),
                    HirOp::Every => Op::Const(1),
                    HirOp::Largest | HirOp::Smallest => Op::None,
                };
                let neutral = Expr { op: neutral, ty, site };
                value = Expr { op: Op::If(Box::new(outside), Box::new(neutral), Box::new(value)), ty, site };
            }
            out = Some(match out {
                None => value,
                Some(sum) => self.combine(op(how), sum, value, ty),
            });
        }
        out.unwrap_or(Expr { op: Op::None, ty, site })
    }
}
