//! Picks and places: who stands where in an order.

use super::aggregate::rebase;
use super::schedule::Def;
use super::{Local, Lower, Scope};
use crate::program::{ColumnId, Compare, Expr, Handle, Kind, Op, PickKey, Source, Space, Ty};
use compline_lang::diagnostic::{Code, Diagnostic};
use compline_lang::hir::{self, SUBJECT};
use compline_lang::source::Span;

impl Lower<'_> {
    pub(super) fn is_in(
        &mut self,
        value: &hir::Expr,
        pick: &str,
        args: &[hir::Expr],
        scope: &Scope,
        span: Span,
    ) -> Expr {
        let ty = Ty::known(Kind::Bool);
        let Some((_, pick)) = self.plan.picks.iter().find(|(_, p)| p.name == pick).cloned() else {
            return self.cannot(span, ty);
        };
        let value = self.expr(value, scope);
        let Some(my) = scope.subject().cloned() else { return self.cannot(span, ty) };
        let Some(column) = self.pick_column(&pick, args, &my, scope, span) else { return self.cannot(span, ty) };
        let site = self.site(span);
        let view = self.view(&pick.tree, scope.at);
        let parent = Expr {
            op: Op::Parent(view, Box::new(value.clone())),
            ty: Ty { kind: Kind::Partner, optional: true },
            site,
        };
        let child = self.compare(Compare::Eq, parent, my, site);
        let picked = self.load(column, value);
        Expr { op: Op::And(Box::new(picked), Box::new(child)), ty, site }
    }

    /// The yes/no column of a pick with these arguments, at the children.
    pub(super) fn pick_column(
        &mut self,
        pick: &hir::PickDecl,
        args: &[hir::Expr],
        of: &Expr,
        scope: &Scope,
        span: Span,
    ) -> Option<ColumnId> {
        let row = self.handle(Handle::Row, Kind::Partner, span);
        let my = self.handle(Handle::My, Kind::Partner, span);
        let mut at_owner = Scope::new(scope.at);
        let mut at_child = Scope::new(scope.at);
        for (param, arg) in pick.params.iter().zip(args) {
            let value = self.expr(arg, scope);
            let (Some(o), Some(c)) = (rebase(&value, Some(of), &row), rebase(&value, Some(of), &my)) else {
                self.report(Diagnostic::new(
                    Code::NotFoldable,
                    arg.span,
                    "the argument of a pick must belong to the partner whose rows are picked",
                ));
                return None;
            };
            at_owner.locals.push((param.name.clone(), Local::Value(o)));
            at_child.locals.push((param.name.clone(), Local::Value(c)));
        }
        at_owner.rows.push((SUBJECT, row.clone()));
        at_child.rows.push((SUBJECT, my));
        at_child.rows.push((pick.element, row));
        // The place is taken first: a pick may read ranks that read the pick.
        let key = format!(
            "pick {} {:?} {}",
            pick.name,
            scope.at,
            at_owner.locals.iter().map(|(_, l)| local_key(l)).collect::<Vec<_>>().join(",")
        );
        if let Some(id) = self.cache.get(&key) {
            return Some(*id);
        }
        let id =
            self.new_column(&pick.name, Space::Partner, Ty::known(Kind::Bool), Source::Computed, Def::Pending, span);
        self.cache.insert(key, id);
        let home = self.plan.picks.iter().find(|(_, p)| p.name == pick.name).map_or(self.item, |(i, _)| *i);
        let outer = std::mem::replace(&mut self.item, home);
        let tree = self.view(&pick.tree, scope.at);
        let count = self.expr(&pick.count, &at_owner);
        let filter = pick.filter.as_ref().map(|f| self.expr(f, &at_child));
        let keys =
            pick.keys.iter().map(|k| PickKey { key: self.expr(&k.key, &at_child), descending: k.descending }).collect();
        self.item = outer;
        self.define(id, Def::Pick { tree, count, filter, keys });
        Some(id)
    }

    pub(super) fn place(&mut self, tree: &str, keys: &[hir::OrderKey], scope: &Scope, ty: Ty, span: Span) -> Expr {
        let Some(of) = scope.subject().cloned() else { return self.cannot(span, ty) };
        let row = self.handle(Handle::Row, Kind::Partner, span);
        let mut inner = Scope::new(scope.at);
        inner.rows.push((SUBJECT, row));
        let tree = self.view(tree, scope.at);
        let keys: Vec<PickKey> =
            keys.iter().map(|k| PickKey { key: self.expr(&k.key, &inner), descending: k.descending }).collect();
        let def = Def::Place { tree, keys };
        let column = self.aggregate_column(Space::Partner, ty, def, scope, span);
        self.load(column, of)
    }
}

fn local_key(local: &Local) -> String {
    match local {
        Local::Value(v) => super::schedule::expr_key(v),
        Local::Tally(_) => "tally".to_owned(),
    }
}
