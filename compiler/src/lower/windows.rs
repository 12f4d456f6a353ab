//! Windows over earlier periods.

use super::aggregate::op;
use super::{Lower, Scope};
use crate::program::{Expr, Reach, Ty};
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
        let mut values = Vec::new();
        for n in periods {
            let at = self.earlier(scope.at, n);
            values.push(self.period_value(how, body, at, before_joining_counted, scope, ty, span));
        }
        self.combined(op(how), values, ty, site)
    }

    /// So many periods, or parts, before a stretch.
    pub(super) fn earlier(&mut self, at: Reach, n: u32) -> Reach {
        match (at, self.part_at(at)) {
            (_, Some((own, offset))) => self.part(own, offset.saturating_sub_unsigned(n)),
            (Reach::Period(back), None) => Reach::Period(back.saturating_add(n)),
            (Reach::Part(_), None) => at,
        }
    }
}
