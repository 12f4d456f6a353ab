//! Definitions and assertions.

use super::Checker;
use super::env::Signature;
use super::expr::typed;
use super::types::join;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{Definition, Expr, ExprKind, Param, Subject, Type, TypeKind};
use crate::syntax::ast::{self, Ident};
use crate::words::Say;

impl Checker<'_> {
    /// A definition of a subject.
    pub fn definition(&mut self, subject: &Subject, definition: &ast::Definition) -> Definition {
        self.grain = self.per(definition.per.as_ref());
        self.row_scope(subject.clone());
        let params = self.params(&definition.params);
        for (param, written) in params.iter().zip(&definition.params) {
            self.declare_local(&param.name, param.ty.clone(), written.name.span);
        }
        let general = self.infer(&definition.value, None);
        let mut ty = general.ty.clone();
        let mut arms = Vec::new();
        let mut exclusive = Vec::new();
        for exception in &definition.exceptions {
            let condition = self.condition(&exception.condition);
            let mark = self.scope.facts.len();
            self.assume(&exception.condition);
            let value = self.infer(&exception.value, Some(&ty));
            self.scope.facts.truncate(mark);
            match join(&ty, &value.ty) {
                Some(t) => ty = t,
                None => {
                    let (want, got) = (ty.say(), value.ty.say());
                    self.report(Diagnostic::new(
                        Code::TypeMismatch,
                        value.span,
                        say!("the exception is {got}, the general rule {want}"),
                    ));
                }
            }
            exclusive.push(condition.clone());
            arms.push((value, condition));
        }
        if exclusive.len() < 2 {
            exclusive.clear();
        } else if !params.is_empty() {
            self.report(
                Diagnostic::new(
                    Code::NotYet,
                    definition.name.span,
                    "nothing shows that the exceptions of a function never apply at once",
                )
                .help("write cases: `a when …, b when …, otherwise …`, which are read from the top"),
            );
        }
        if matches!(ty.kind, TypeKind::Ratio(_)) {
            self.report(
                Diagnostic::new(
                    Code::RatioNotStorable,
                    definition.value.span,
                    say!("`{}` would be a quotient, which has no end of digits", definition.name.text),
                )
                .help("round it: `(… / …) rounded half up to 0.0001`, or use it where it is compared"),
            );
            ty = Type::error();
        }
        let value = if arms.is_empty() {
            general
        } else {
            let span = definition.span;
            typed(ExprKind::Cases(arms, general), ty.clone(), span)
        };
        if let Some(at) = definition.overridable
            && (*subject != Subject::Partner || !params.is_empty())
        {
            self.report(
                Diagnostic::new(Code::NotHere, at, "only a plain definition of partners can be overridable")
                    .help("give the partner a definition of its own, and make that overridable"),
            );
        }
        if let Some(at) = definition.overridable
            && ty.kind == TypeKind::Person
        {
            self.report(
                Diagnostic::new(
                    Code::NotHere,
                    at,
                    "who owns a position is in the company's data, and is not set by hand",
                )
                .help("let a partner be overridable, and read his person"),
            );
        }
        let timeless = definition.overridable.is_none() && self.grain.is_none() && self.is_timeless(&value);
        Definition {
            subject: subject.clone(),
            name: definition.name.text.clone(),
            grain: self.grain,
            timeless,
            params,
            ty,
            value,
            exclusive,
            overridable: definition.overridable.is_some(),
            name_span: definition.name.span,
        }
    }

    /// Parameters: each with a type.
    pub(super) fn params(&mut self, params: &[ast::Param]) -> Vec<Param> {
        self.duplicates(params.iter().map(|p| &p.name), say!("parameter"));
        params
            .iter()
            .map(|p| {
                let ty = match &p.ty {
                    Some(t) => self.type_expr(t, ""),
                    None => {
                        self.report(
                            Diagnostic::new(
                                Code::UnknownType,
                                p.name.span,
                                say!("parameter `{}` needs a type", p.name.text),
                            )
                            .help(say!("write `{} : BV`", p.name.text)),
                        );
                        Type::error()
                    }
                };
                Param { name: p.name.text.clone(), ty }
            })
            .collect()
    }

    /// The signature of a definition from its checked form.
    pub fn signature(definition: &Definition) -> Signature {
        Signature {
            params: definition.params.clone(),
            ty: definition.ty.clone(),
            overridable: definition.overridable,
            grain: definition.grain,
            timeless: definition.timeless,
        }
    }

    /// The subject that an `on …` block names.
    pub fn on_subject(&mut self, name: &Ident) -> Option<Subject> {
        match name.text.as_str() {
            "company" => Some(Subject::Company),
            "partner" => Some(Subject::Partner),
            "person" => Some(Subject::Person),
            _ => self.event(name).map(|e| Subject::Event(e.name.clone())),
        }
    }

    /// An assertion: of the company where it speaks of no partner, else of every partner.
    pub fn assert_item(&mut self, value: &ast::Expr) -> (Subject, Expr) {
        self.row_scope(Subject::Company);
        let company = self.quietly(|c| c.condition(value));
        if !contains_error(&company) {
            return (Subject::Company, company);
        }
        self.row_scope(Subject::Partner);
        (Subject::Partner, self.condition(value))
    }
}

fn contains_error(e: &Expr) -> bool {
    let mut found = false;
    crate::hir::visit(e, &mut |x| found |= matches!(x.kind.as_ref(), ExprKind::Error));
    found
}
