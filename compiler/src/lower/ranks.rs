//! Ranks: the highest of a ladder whose rule holds, and which definitions are the ranks of the result.

use super::{Local, Lower, Scope, small};
use crate::program::{Expr, Handle, Kind, Op, Program, RankRule, Ranks, Reach, Space, Ty};
use compline_lang::hir::{self, Climb, SUBJECT, Subject, TypeKind};

impl Lower<'_> {
    pub(super) fn highest(
        &mut self,
        ladder: &str,
        rule: &hir::Expr,
        otherwise: &hir::Expr,
        scope: &Scope,
        ty: Ty,
        site: crate::program::SiteId,
    ) -> Expr {
        let Some(ladder) = self.plan.ladders.iter().find(|l| l.name == ladder).cloned() else {
            return Expr { op: Op::None, ty, site };
        };
        let otherwise = self.expr(otherwise, scope);
        let conditions: Vec<Expr> =
            (0..ladder.ranks.len()).map(|rank| self.rank_condition(&ladder, rank, rule, scope)).collect();
        let word = |rank: usize| Expr { op: Op::Const(rank as i128), ty: Ty { optional: false, ..ty }, site };
        let pick = |c: Expr, a: Expr, b: Expr| Expr { op: Op::If(Box::new(c), Box::new(a), Box::new(b)), ty, site };
        match ladder.climb {
            // From the top: the first that holds.
            Climb::HighestSatisfied => {
                conditions.into_iter().enumerate().fold(otherwise, |below, (rank, c)| pick(c, word(rank), below))
            }
            // From the bottom: as long as all hold.
            Climb::OneByOne => {
                let mut out: Option<Expr> = None;
                for (rank, c) in conditions.into_iter().enumerate().rev() {
                    let here = word(rank);
                    let above = out.take().unwrap_or_else(|| here.clone());
                    let fallback = if rank == 0 { otherwise.clone() } else { word(rank - 1) };
                    out = Some(pick(c, above, fallback));
                }
                out.unwrap_or(otherwise)
            }
        }
    }

    /// For each rank the parts of its rule, all of which must hold.
    pub(super) fn rank_conditions(
        &mut self,
        ladder: &hir::LadderDecl,
        rule: &hir::Expr,
        scope: &Scope,
    ) -> Vec<Vec<Expr>> {
        let parts: Vec<hir::Expr> = match rule.kind.as_ref() {
            hir::ExprKind::And(parts) => parts.clone(),
            _ => vec![rule.clone()],
        };
        (0..ladder.ranks.len())
            .map(|rank| {
                let inner = self.rank_scope(ladder, rank, scope);
                parts.iter().map(|p| self.expr(p, &inner)).collect()
            })
            .collect()
    }

    fn rank_condition(&mut self, ladder: &hir::LadderDecl, rank: usize, rule: &hir::Expr, scope: &Scope) -> Expr {
        let inner = self.rank_scope(ladder, rank, scope);
        self.expr(rule, &inner)
    }

    fn rank_scope(&mut self, ladder: &hir::LadderDecl, rank: usize, scope: &Scope) -> Scope {
        let mut inner = scope.clone();
        let values = ladder.rows.get(rank).cloned().unwrap_or_default();
        for (column, value) in ladder.columns.iter().zip(values) {
            let ty = self.ty(&column.ty, None);
            let site = self.site(value.span);
            let stored = self.stored(&value, ty.scale()).unwrap_or(0);
            inner.locals.push((column.name.clone(), Local::Value(Expr { op: Op::Const(stored), ty, site })));
        }
        inner
    }

    pub(super) fn ranks(&mut self) {
        for ladder in &self.plan.ladders {
            let list = self.words(&ladder.name);
            let is_rank = |d: &hir::Definition| {
                d.subject == Subject::Partner
                    && d.params.is_empty()
                    && d.grain.is_none()
                    && d.ty.kind == TypeKind::Word(ladder.name.clone())
            };
            let mut rules = Vec::new();
            for (item, definition) in &self.plan.definitions {
                if is_rank(definition)
                    && let hir::ExprKind::Highest(name, rule, _) = definition.value.kind.as_ref()
                    && *name == ladder.name
                {
                    rules.push((*item, definition.name.clone(), rule.clone()));
                }
            }
            let Some((item, reached, rule)) = rules.into_iter().next() else { continue };
            self.item = item;
            let mut scope = Scope::new(Reach::NOW);
            scope.rows.push((SUBJECT, self.handle(Handle::Row, Kind::Partner, rule.span)));
            let rows = self.rank_conditions(ladder, &rule, &scope);
            let definition =
                self.program.definitions.iter().position(|d| d.name == reached && d.space == Space::Partner).map(small);
            self.program.rank_rules.push(RankRule { definition, ladder: list, rows });
            let find = |program: &Program, name: &str| {
                program.definitions.iter().find(|d| d.name == name && d.space == Space::Partner).cloned()
            };
            let Some(reached) = find(&self.program, &reached) else { continue };
            let overridable = self
                .plan
                .definitions
                .iter()
                .map(|(_, d)| d)
                .find(|d| is_rank(d) && d.overridable)
                .map(|d| d.name.clone());
            let paid = overridable.as_ref().and_then(|n| find(&self.program, n));
            let title = self.program.states.iter().find(|s| s.ty.kind == Kind::Word(list)).map(|s| s.closing);
            let overridden = overridable.and_then(|n| {
                let at = self.program.overridables.iter().position(|(o, _)| *o == n)?;
                self.cache.get(&format!("override {at} {:?}", Reach::NOW)).copied()
            });
            self.program.ranks.get_or_insert(Ranks {
                ladder: list,
                reached: reached.computed.unwrap_or(reached.column),
                title,
                paid_as: paid.map_or(reached.column, |p| p.column),
                overridden,
            });
        }
    }
}
