//! Order: picks, places and the keys that they go by.

use super::Checker;
use super::env::Decl;
use super::expr::{error, error_of, typed};
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{self, Expr, ExprKind, Param, PickDecl, Subject, Type, TypeKind, Unit};
use crate::source::Span;
use crate::syntax::ast::{self, RowsKind};

impl Checker<'_> {
    /// The parameters of a pick, without looking at its rows.
    pub fn pick_params(&mut self, pick: &ast::Pick) -> Vec<Param> {
        self.params(&pick.params)
    }

    /// A pick.
    pub fn pick_item(&mut self, pick: &ast::Pick) -> Option<PickDecl> {
        self.row_scope(Subject::Partner);
        let params = self.params(&pick.params);
        for (param, written) in params.iter().zip(&pick.params) {
            self.declare_local(&param.name, param.ty.clone(), written.name.span);
        }
        let count = self.infer(&pick.count, None);
        self.expect_fits(&count, &Type::number(Unit::Count, 0));
        let RowsKind::Frontline(tree) = &pick.rows.kind else {
            self.report(
                Diagnostic::new(
                    Code::NotYet,
                    pick.rows.span,
                    "a pick chooses from `frontline in` a tree; other rows are not possible yet",
                )
                .help("write `first n of frontline in sponsor …`"),
            );
            return None;
        };
        self.tree(tree)?;
        let element = self.scope.bind(Subject::Partner, pick.rows.called.as_ref().map(|c| c.text.clone()));
        let filter = pick.rows.filter.as_ref().map(|f| self.condition(f));
        let keys = self.order(&pick.order);
        Some(PickDecl { name: pick.name.text.clone(), params, count, tree: tree.text.clone(), element, filter, keys })
    }

    pub(super) fn is_in(&mut self, positive: bool, value: &ast::Expr, rows: &ast::Rows, span: Span) -> Expr {
        let value = self.infer(value, None);
        let (name, args): (&ast::Ident, &[ast::Expr]) = match &rows.kind {
            RowsKind::Pick(name, args) => (name, args),
            RowsKind::All(name) => (name, &[]),
            _ => {
                self.report(
                    Diagnostic::new(Code::NotHere, rows.span, "`is in` asks for the rows of a pick")
                        .help("declare `pick q = first … of … by …, then number`"),
                );
                return error_of(Type::bool(), span);
            }
        };
        if !self.expect_kind(&value, &TypeKind::Partner) {
            return error_of(Type::bool(), span);
        }
        match self.pick_call(name, args) {
            Some((name, args)) => typed(ExprKind::IsIn(positive, value, name, args), Type::bool(), span),
            None => error_of(Type::bool(), span),
        }
    }

    pub(super) fn pick_call(&mut self, name: &ast::Ident, args: &[ast::Expr]) -> Option<(String, Vec<Expr>)> {
        let Some(Decl::Pick(params)) = self.env.resolve(&name.text) else {
            let d = self.unknown(
                Code::UnknownName,
                name.span,
                say!("there is no event or pick `{}`", name.text),
                &name.text,
                self.env.names(),
            );
            self.report(d);
            return None;
        };
        if params.len() != args.len() {
            self.report(Diagnostic::new(
                Code::BadArguments,
                name.span,
                say!("wrong number of arguments for `{}`: {} needed, {} given", name.text, params.len(), args.len()),
            ));
            return None;
        }
        let mut checked = Vec::new();
        for (arg, param) in args.iter().zip(&params) {
            let value = self.infer(arg, Some(&param.ty));
            self.expect_fits(&value, &param.ty);
            checked.push(value);
        }
        Some((name.text.clone(), checked))
    }

    pub(super) fn place(&mut self, tree: &ast::Ident, order: &ast::Order, span: Span) -> Expr {
        if self.tree(tree).is_none() {
            return error(span);
        }
        let keys = self.order(order);
        typed(ExprKind::Place(tree.text.clone(), keys), Type::number(Unit::Count, 0), span)
    }

    /// `first of own positions where c by k, then number`
    pub(super) fn first(&mut self, rows: &ast::Rows, order: &ast::Order, span: Span) -> Expr {
        let ty = Type::known(TypeKind::Partner).optional(true);
        let mark = (self.scope.rows.len(), self.scope.facts.len());
        let Some((found, element, _)) = self.rows(rows) else {
            self.scope.rows.truncate(mark.0);
            return error_of(ty, span);
        };
        let hir::Rows::Positions(of) = found else {
            self.scope.rows.truncate(mark.0);
            self.report(
                Diagnostic::new(
                    Code::NotYet,
                    rows.span,
                    "the first one is found among `own positions`; other rows are not possible yet",
                )
                .help("declare a pick: `pick q = first 1 of frontline in sponsor by …, then number`"),
            );
            return error_of(ty, span);
        };
        let filter = rows.filter.as_ref().map(|f| {
            let checked = self.condition(f);
            self.assume(f);
            checked
        });
        let keys = self.order(order);
        let parts: Vec<&Expr> = filter.iter().chain(keys.iter().map(|k| &k.key)).collect();
        self.check_of_person(&of, element, &parts);
        self.scope.rows.truncate(mark.0);
        self.scope.facts.truncate(mark.1);
        typed(ExprKind::First { of, element, filter, keys }, ty, span)
    }

    /// Keys of an order; asks for the tie-break.
    pub(super) fn order(&mut self, order: &ast::Order) -> Vec<hir::OrderKey> {
        if !order.then_number {
            self.report(
                Diagnostic::new(
                    Code::ChooseTieBreak,
                    order.span,
                    "two rows may have equal keys, and nothing says which comes first",
                )
                .reading("then number", "the smaller id in natural order comes first")
                .help("close the order with `, then number`"),
            );
        }
        let mut keys = Vec::new();
        for key in &order.keys {
            let value = self.infer(&key.key, None);
            match &value.ty.kind {
                TypeKind::Number(..) | TypeKind::Date | TypeKind::Bool | TypeKind::Word(_) | TypeKind::Error => {}
                _ => {
                    self.mismatch(&value, say!("something that has an order"));
                }
            }
            keys.push(hir::OrderKey { key: value, descending: key.descending });
        }
        keys
    }
}
