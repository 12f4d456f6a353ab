//! Picks and places: who stands where in an order.

use super::aggregate::rebase;
use super::schedule::Def;
use super::{Local, Lower, Scope};
use crate::program::{AggregateOp, ColumnId, Compare, Expr, Handle, Kind, Op, PickKey, Source, Space, Ty};
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

    /// The owner of the partner at hand.
    pub(super) fn owner_of_row(&mut self, span: Span) -> Expr {
        let row = self.handle(Handle::Row, Kind::Partner, span);
        let (ty, source) = (Ty::known(Kind::Person), Source::PersonOf);
        let column = self.input(format!("{source:?}"), "person", Space::Partner, ty, source, span);
        self.load(column, row)
    }

    /// The first of a person's positions: those with the best first key, of these those with the best second, and so on;
    /// numbers differ, so one is left in the end.
    pub(super) fn first(
        &mut self,
        (of, element): (&hir::Expr, hir::RowId),
        filter: Option<&hir::Expr>,
        keys: &[hir::OrderKey],
        scope: &Scope,
        span: Span,
    ) -> Expr {
        let ty = Ty { kind: Kind::Partner, optional: true };
        let of = self.expr(of, scope);
        let row = self.handle(Handle::Row, Kind::Partner, span);
        let Some(receiver) = self.receiver(Some(of.clone()), element, row.clone(), scope, span) else {
            return self.cannot(span, ty);
        };
        let site = self.site(span);
        let bool = |op: Op| Expr { op, ty: Ty::known(Kind::Bool), site };
        let mut left = filter.map(|filter| self.expr(filter, &receiver.inner));
        let count = self.count_type();
        let mut values: Vec<(Expr, bool)> = Vec::new();
        for key in keys {
            let value = self.expr(&key.key, &receiver.inner);
            values.push((self.with_order(value, count), key.descending));
        }
        let number = self.input("Number".to_owned(), "number", Space::Partner, count, Source::Number, span);
        values.push((self.load(number, row.clone()), false));
        let my = self.handle(Handle::My, Kind::Person, span);
        for (value, descending) in values {
            let op = if descending { AggregateOp::Largest } else { AggregateOp::Smallest };
            let best = Ty { optional: true, ..value.ty };
            let key = Some(self.owner_of_row(span));
            let def = Def::Gather { from: Space::Partner, key, op, value: value.clone(), filter: left.clone() };
            let column = self.aggregate_column(Space::Person, best, def, scope, span);
            let best = self.load(column, my.clone());
            // Absent keys come last: where all are absent, this key tells nothing.
            let nobody = bool(Op::Not(Box::new(bool(Op::IsKnown(Box::new(best.clone()))))));
            let equal = self.compare(Compare::Eq, value, best, site);
            let among = bool(Op::Or(Box::new(nobody), Box::new(equal)));
            left = Some(match left {
                None => among,
                Some(before) => bool(Op::And(Box::new(before), Box::new(among))),
            });
        }
        let key = Some(self.owner_of_row(span));
        let def = Def::Gather { from: Space::Partner, key, op: AggregateOp::Smallest, value: row, filter: left };
        let column = self.aggregate_column(Space::Person, ty, def, scope, span);
        self.load(column, of)
    }

    /// A key as something that has a largest and a smallest one: yes comes after no.
    fn with_order(&mut self, value: Expr, count: Ty) -> Expr {
        if value.ty.kind != Kind::Bool {
            return value;
        }
        let (site, optional) = (value.site, value.ty.optional);
        let number = |n: i128| Expr { op: Op::Const(n), ty: count, site };
        let one = Op::If(Box::new(value.clone()), Box::new(number(1)), Box::new(number(0)));
        let one = Expr { op: one, ty: count, site };
        if !optional {
            return one;
        }
        let ty = Ty { optional: true, ..count };
        let known = Expr { op: Op::IsKnown(Box::new(value)), ty: Ty::known(Kind::Bool), site };
        let none = Expr { op: Op::None, ty, site };
        Expr { op: Op::If(Box::new(known), Box::new(one), Box::new(none)), ty, site }
    }
}

fn local_key(local: &Local) -> String {
    match local {
        Local::Value(v) => super::schedule::expr_key(v),
        Local::Tally(_) => "tally".to_owned(),
    }
}
