//! What is read by name with arguments or a word in front: functions, tables, tiers, `opening`, `computed`.

use super::Checker;
use super::env::{Decl, Signature};
use super::expr::{error, error_of, typed};
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{Expr, ExprKind, Subject, TierMode, TiersDecl, Type, TypeKind};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind as Ast, Ident};

impl Checker<'_> {
    /// `f(a, b)`, `row's f(a)`, a table, or tiers.
    pub(super) fn call(&mut self, owner: Option<&ast::Expr>, name: &Ident, args: &[ast::Expr], span: Span) -> Expr {
        if owner.is_none() {
            match self.env.resolve(&name.text) {
                Some(Decl::Table(table)) => return self.table_call(&table, name, args, None, span),
                Some(Decl::Tiers(tiers)) => return self.tiers_call(&tiers, name, args, span),
                Some(Decl::Pick(_)) => {
                    return self.fail(
                        Diagnostic::new(
                            Code::WrongKind,
                            span,
                            say!("`{}` is a pick: a set of rows, not a value", name.text),
                        )
                        .help("use it after `over` or `is in`"),
                    );
                }
                _ => {}
            }
        }
        let (row, subject) = match owner {
            Some(owner) => {
                let checked = if let Ast::Name(handle) = owner.kind.as_ref()
                    && self.scope.local(handle).is_none()
                    && let Some(row) = self.scope.handle(handle)
                {
                    let (id, subject) = (row.id, row.subject.clone());
                    (self.row_value(id, &subject, owner.span), subject)
                } else {
                    let value = self.infer(owner, None);
                    let subject = match &value.ty.kind {
                        TypeKind::Partner => Subject::Partner,
                        TypeKind::Person => Subject::Person,
                        TypeKind::Event(e) => Subject::Event(e.clone()),
                        TypeKind::Error => return error(span),
                        _ => return self.mismatch(&value, say!("a partner, a person or an event")),
                    };
                    (value, subject)
                };
                (Some(checked.0), checked.1)
            }
            None => match self.scope.row() {
                Some(row) if self.env.definition(&row.subject, &name.text).is_some() => {
                    let (id, subject) = (row.id, row.subject.clone());
                    (Some(self.row_value(id, &subject, span)), subject)
                }
                _ => (None, Subject::Company),
            },
        };
        let Some(signature) = self.env.definition(&subject, &name.text) else {
            if row.is_none() && self.scope.row_unknown {
                return error(span);
            }
            let mut candidates = self.attribute_names(&subject);
            candidates.extend(self.env.names());
            let d = self.unknown(
                Code::UnknownName,
                name.span,
                say!("there is no function, table or tiers `{}`", name.text),
                &name.text,
                candidates,
            );
            let guess = self.guess_function(&name.text, args);
            return self.fail(Diagnostic { help: guess.or(d.help.clone()), ..d });
        };
        let mut checked = Vec::new();
        for (at, arg) in args.iter().enumerate() {
            let want = signature.params.get(at).map(|p| p.ty.clone());
            let value = self.infer(arg, want.as_ref());
            if let Some(want) = want {
                self.expect_fits(&value, &want);
            }
            checked.push(value);
        }
        let optional = row.as_ref().is_some_and(|r| r.ty.optional);
        let kind = ExprKind::Definition { subject, name: name.text.clone(), row, args: checked, computed: false };
        let value = self.definition_value(kind, &signature, args.len(), span);
        let ty = value.ty.clone().optional(value.ty.optional || optional);
        Expr { ty, ..value }
    }

    pub(super) fn table_call(
        &mut self,
        table: &crate::hir::TableDecl,
        name: &Ident,
        args: &[ast::Expr],
        column: Option<&Ident>,
        span: Span,
    ) -> Expr {
        if table.params.len() != args.len() {
            let names = table.params.iter().map(|p| p.name.clone()).collect::<Vec<_>>().join(", ");
            return self.fail(
                Diagnostic::new(
                    Code::BadArguments,
                    span,
                    say!(
                        "wrong number of keys for `{}`: {} needed, {} given",
                        name.text,
                        table.params.len(),
                        args.len()
                    ),
                )
                .help(say!("write `{}({names})`", name.text)),
            );
        }
        let mut checked = Vec::new();
        let mut optional = false;
        for (arg, param) in args.iter().zip(&table.params) {
            let value = self.infer(arg, Some(&param.ty));
            optional |= value.ty.optional;
            let want = param.ty.clone().optional(true);
            self.expect_joins(&value, &want);
            checked.push(value);
        }
        let result = match column {
            None => match table.results.as_slice() {
                [one] => one,
                several => {
                    let names = several
                        .iter()
                        .map(|r| format!("`{}(…)'s {}`", name.text, r.name))
                        .collect::<Vec<_>>()
                        .join(", ");
                    return self.fail(
                        Diagnostic::new(Code::BadArguments, span, say!("`{}` has several results", name.text))
                            .help(say!("say which one: {names}")),
                    );
                }
            },
            Some(column) => match table.results.iter().find(|r| r.name == column.text) {
                Some(result) => result,
                None => {
                    let candidates = table.results.iter().map(|r| r.name.clone()).collect();
                    let d = self.unknown(
                        Code::UnknownAttribute,
                        column.span,
                        say!("table `{}` has no result `{}`", name.text, column.text),
                        &column.text,
                        candidates,
                    );
                    return self.fail(d);
                }
            },
        };
        let ty = result.ty.clone().optional(optional);
        typed(ExprKind::Table(table.name.clone(), checked, column.map(|c| c.text.clone())), ty, span)
    }

    fn tiers_call(&mut self, tiers: &TiersDecl, name: &Ident, args: &[ast::Expr], span: Span) -> Expr {
        let [arg] = args else {
            return self.fail(Diagnostic::new(
                Code::BadArguments,
                span,
                say!("wrong number of keys for `{}`: {} needed, {} given", name.text, 1, args.len()),
            ));
        };
        if tiers.mode == TierMode::BracketByBracket {
            return self.fail(
                Diagnostic::new(
                    Code::WrongKind,
                    span,
                    say!("`{}` works bracket by bracket, so it has no one rate", name.text),
                )
                .help(say!("apply it to the amount: `{} of {}`", name.text, self.slice(arg.span))),
            );
        }
        let value = self.infer(arg, Some(&tiers.param.ty));
        self.expect_joins(&value, &tiers.param.ty.clone().optional(true));
        let ty = tiers.result.clone().optional(value.ty.optional);
        typed(ExprKind::Tiers(tiers.name.clone(), value), ty, span)
    }

    /// `tiers of amount`
    pub(super) fn brackets(&mut self, tiers: &TiersDecl, amount: &ast::Expr, span: Span) -> Expr {
        if tiers.mode == TierMode::WholeAmount {
            let amount = self.slice(amount.span).to_owned();
            return self.fail(
                Diagnostic::new(Code::WrongKind, span, say!("`{}` holds for the whole amount", tiers.name))
                    .help(say!("look the rate up and apply it: `{}({amount}) of {amount}`", tiers.name)),
            );
        }
        let value = self.infer(amount, Some(&tiers.param.ty));
        self.expect_joins(&value, &tiers.param.ty.clone().optional(true));
        let (TypeKind::Number(unit, s), TypeKind::Number(_, t)) = (value.ty.kind.clone(), tiers.result.kind.clone())
        else {
            return error(span);
        };
        match s.max(tiers.param.ty.scale()).checked_add(t).filter(|s| *s <= 18) {
            Some(scale) => {
                let ty = Type::number(unit, scale).optional(value.ty.optional);
                typed(ExprKind::Brackets(tiers.name.clone(), value), ty, span)
            }
            None => self.too_fine(span),
        }
    }

    pub(super) fn definition_value(&mut self, kind: ExprKind, signature: &Signature, given: usize, span: Span) -> Expr {
        if signature.params.len() != given {
            let names = signature.params.iter().map(|p| p.name.clone()).collect::<Vec<_>>().join(", ");
            let ExprKind::Definition { name, .. } = &kind else { return error(span) };
            let name = name.clone();
            return self.fail(
                Diagnostic::new(
                    Code::BadArguments,
                    span,
                    say!("wrong number of arguments for `{name}`: {} needed, {given} given", signature.params.len()),
                )
                .help(if names.is_empty() {
                    say!("write `{name}`")
                } else {
                    say!("write `{name}({names})`")
                }),
            );
        }
        let subject = match &kind {
            ExprKind::Definition { subject, .. } => subject.clone(),
            _ => return error(span),
        };
        self.readable(typed(kind, signature.ty.clone(), span), &subject, signature)
    }

    pub(super) fn opening(&mut self, name: &Ident, span: Span) -> Expr {
        let Some(Decl::State(state)) = self.env.resolve(&name.text) else {
            let d = self.unknown(
                Code::UnknownName,
                name.span,
                say!("there is no state `{}`", name.text),
                &name.text,
                self.env.names(),
            );
            return self.fail(d.help_if_none(say!("declare it: `state {} : … of partner = …`", name.text)));
        };
        match self.scope.row() {
            Some(row) if row.subject == Subject::Partner => {
                let (id, subject) = (row.id, row.subject.clone());
                let owner = self.row_value(id, &subject, span);
                if !self.readable_here(state.grain, matches!(state.ty.kind, TypeKind::Number(..)), span) {
                    return error_of(state.ty.clone(), span);
                }
                typed(ExprKind::Opening(owner, name.text.clone()), state.ty.clone(), span)
            }
            _ if self.scope.row_unknown => error(span),
            _ => self.fail(
                Diagnostic::new(
                    Code::NotHere,
                    span,
                    say!("`{}` is a state of partners, and there is no partner here", name.text),
                )
                .help("write a definition of partners with it, and read that"),
            ),
        }
    }

    pub(super) fn computed(&mut self, name: &Ident, span: Span) -> Expr {
        let Some(row) = self.scope.row() else {
            self.report_of_row(Diagnostic::new(
                Code::NotHere,
                span,
                "`computed` asks for a value of a partner or an event, and there is none here",
            ));
            return error(span);
        };
        let (id, subject) = (row.id, row.subject.clone());
        match self.env.definition(&subject, &name.text) {
            Some(signature) if signature.overridable => {
                let owner = self.row_value(id, &subject, span);
                let kind = ExprKind::Definition {
                    subject,
                    name: name.text.clone(),
                    row: Some(owner),
                    args: Vec::new(),
                    computed: true,
                };
                self.definition_value(kind, &signature, 0, span)
            }
            Some(_) => self.fail(
                Diagnostic::new(
                    Code::WrongKind,
                    span,
                    say!("`{}` is not overridable, so it is always computed", name.text),
                )
                .help(say!("write `{}`", name.text)),
            ),
            None => {
                let candidates = self.attribute_names(&subject);
                let d = self.unknown(
                    Code::UnknownName,
                    name.span,
                    say!("{subject} has no definition `{}`", name.text),
                    &name.text,
                    candidates,
                );
                self.fail(d)
            }
        }
    }
}
