//! Tallies: one count for each rank.

use super::{Local, Lower, Scope};
use crate::program::{Compare, Expr, Kind, Op, Ty};
use compline_lang::hir::{self, ExprKind, TypeKind};
use compline_lang::syntax::ast::BinaryOp;

impl Lower<'_> {
    /// The counts of a tally, one for each rank.
    pub(super) fn tally(&mut self, e: &hir::Expr, scope: &Scope) -> Option<Vec<Expr>> {
        match e.kind.as_ref() {
            ExprKind::Local(name) => match scope.local(name) {
                Some(Local::Tally(counts)) => Some(counts.clone()),
                _ => None,
            },
            ExprKind::EmptyTally => {
                let TypeKind::Tally(ladder) = &e.ty.kind else { return None };
                let list = self.words(ladder);
                let n = self.program.words.get(list.index()).map_or(0, |w| w.words.len());
                let ty = self.count_type();
                let site = self.site(e.span);
                Some(vec![Expr { op: Op::Const(0), ty, site }; n])
            }
            ExprKind::Binary(BinaryOp::Add, tally, rank) => {
                let counts = self.tally(tally, scope)?;
                let rank = self.expr(rank, scope);
                let site = self.site(e.span);
                let ty = self.count_type();
                Some(
                    counts
                        .into_iter()
                        .enumerate()
                        .map(|(at, count)| {
                            let this = Expr { op: Op::Const(at as i128), ty: Ty { optional: false, ..rank.ty }, site };
                            let hit = self.compare(Compare::Eq, rank.clone(), this, site);
                            let one = Expr { op: Op::Const(1), ty, site };
                            let zero = Expr { op: Op::Const(0), ty, site };
                            let step = Expr { op: Op::If(Box::new(hit), Box::new(one), Box::new(zero)), ty, site };
                            Expr { op: Op::Add(Box::new(count), Box::new(step)), ty, site }
                        })
                        .collect(),
                )
            }
            ExprKind::Cases(arms, otherwise) => {
                let mut out = self.tally(otherwise, scope)?;
                let site = self.site(e.span);
                let ty = self.count_type();
                for (value, condition) in arms.iter().rev() {
                    let counts = self.tally(value, scope)?;
                    let condition = self.expr(condition, scope);
                    out = counts
                        .into_iter()
                        .zip(out)
                        .map(|(a, b)| Expr {
                            op: Op::If(Box::new(condition.clone()), Box::new(a), Box::new(b)),
                            ty,
                            site,
                        })
                        .collect();
                }
                Some(out)
            }
            _ => None,
        }
    }

    pub(super) fn count_type(&mut self) -> Ty {
        let unit = self.unit(&hir::Unit::Count);
        Ty::known(Kind::Number(unit, 0))
    }
}
