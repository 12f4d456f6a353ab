//! Names: bare ones, attributes, calls; and what a condition makes known.

use super::Checker;
use super::env::{Decl, Signature};
use super::expr::{error, literal, typed};
use super::types::{fits, join};
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{Builtin, Expr, ExprKind, Subject, TierMode, TiersDecl, Type, TypeKind};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind as Ast, Ident};

impl Checker<'_> {
    /// A bare name: local, handle, attribute of the row at hand, company value, word.
    pub(super) fn name(&mut self, name: &str, span: Span, want: Option<&Type>) -> Expr {
        if let Some(local) = self.scope.local(name) {
            let ty = local.ty.clone();
            return typed(ExprKind::Local(name.to_owned()), ty, span);
        }
        if let Some(row) = self.scope.handle(name) {
            let (id, subject) = (row.id, row.subject.clone());
            return self.row_value(id, &subject, span);
        }
        let of_line = self.scope.row().is_some_and(|r| matches!(r.subject, Subject::Line(_)));
        if (name == "earner" && !of_line) || name == "trigger" {
            self.report_of_row(
                Diagnostic::new(Code::NotHere, span, format!("there is no `{name}` here"))
                    .help("`earner` is the partner visited by a walk, `trigger` what a bonus is paid for"),
            );
            return error(span);
        }
        if name == "side"
            && let Some(value) = self.side(span)
        {
            return value;
        }
        if let Some(row) = self.scope.row() {
            let (id, subject) = (row.id, row.subject.clone());
            let ident = Ident { text: name.to_owned(), span };
            if self.has_attribute(&subject, name) {
                let owner = self.row_value(id, &subject, span);
                return self.attribute_of(owner, &subject, &ident, span, want);
            }
        }
        if let Some(signature) = self.env.definition(&Subject::Company, name) {
            let definition = ExprKind::Definition {
                subject: Subject::Company,
                name: name.to_owned(),
                row: None,
                args: Vec::new(),
                computed: false,
            };
            return self.definition_value(definition, &signature, 0, span);
        }
        self.word(name, span, want)
    }

    /// `side` of an element of a frontline: the side by name, or the position from 1.
    fn side(&mut self, span: Span) -> Option<Expr> {
        let row = self.scope.row()?;
        let (id, subject, tree) = (row.id, row.subject.clone(), row.tree.clone()?);
        let Some(Decl::Tree(decl)) = self.env.resolve(&tree) else { return None };
        let ty = if !decl.sides.is_empty() {
            Type::known(TypeKind::Word(format!("{tree}.side")))
        } else if decl.width.is_some() {
            Type::number(crate::hir::Unit::Count, 0)
        } else {
            return None;
        };
        let owner = self.row_value(id, &subject, span);
        Some(typed(ExprKind::Side(owner, tree), ty, span))
    }

    fn row_value(&self, id: crate::hir::RowId, subject: &Subject, span: Span) -> Expr {
        let kind = match subject {
            Subject::Partner => TypeKind::Partner,
            Subject::Event(name) => TypeKind::Event(name.clone()),
            Subject::Line(_) | Subject::Company => TypeKind::Event(String::new()),
        };
        typed(ExprKind::Row(id), Type::known(kind), span)
    }

    fn word(&mut self, name: &str, span: Span, want: Option<&Type>) -> Expr {
        let lists = self.env.word(name);
        if let Some(TypeKind::Word(list)) = want.map(|w| &w.kind)
            && let Some((list, index)) = lists.iter().find(|(l, _)| l == list)
        {
            return literal(ExprKind::Word(list.clone(), *index), Type::known(TypeKind::Word(list.clone())), span);
        }
        match lists.as_slice() {
            [] => self.unknown_name(name, span, want),
            [(list, index)] => {
                literal(ExprKind::Word(list.clone(), *index), Type::known(TypeKind::Word(list.clone())), span)
            }
            several => {
                let all = several.iter().map(|(l, _)| format!("`{l}`")).collect::<Vec<_>>().join(", ");
                self.fail(
                    Diagnostic::new(Code::AmbiguousWord, span, format!("`{name}` is a word of {all}"))
                        .help("compare it with a value of one of them, or rename one"),
                )
            }
        }
    }

    fn unknown_name(&mut self, name: &str, span: Span, want: Option<&Type>) -> Expr {
        if self.scope.row_unknown {
            return error(span);
        }
        // Perhaps another row in scope has it, or the path to one.
        let mut ways = Vec::new();
        for row in self.scope.rows.iter().rev().skip(1) {
            if self.has_attribute(&row.subject, name)
                && let Some(handle) = row.handles.last()
            {
                ways.push(if handle == "my" { format!("my {name}") } else { format!("{handle}'s {name}") });
            }
        }
        if let Some(row) = self.scope.row()
            && row.subject != Subject::Partner
            && self.has_attribute(&Subject::Partner, name)
        {
            if self.scope.handle("earner").is_some() {
                let way = format!("earner's {name}");
                if !ways.contains(&way) {
                    ways.push(way);
                }
            }
            if let Subject::Event(event) = &row.subject
                && let Some(Decl::Event(event)) = self.env.resolve(event)
                && let Some(owner) = event.owner()
            {
                ways.push(format!("{}'s {name}", owner.name));
            }
        }
        if let Some(decl) = self.env.resolve(name) {
            let noun = decl.noun();
            let help = match decl {
                Decl::Table(_) | Decl::Tiers(_) => format!("look up a value: `{name}(…)`"),
                Decl::State(_) => format!("read last period's value with `opening {name}`"),
                Decl::Event(_) => format!("take its rows: `sum of … over own {name}`"),
                Decl::Pick(_) => format!("use its rows: `count over {name}`, `… is in {name}`"),
                Decl::Tree(_) => format!("the partner above in it is `{name}` of a partner: `earner's {name}`"),
                _ => "an expression needs a value".to_owned(),
            };
            return self
                .fail(Diagnostic::new(Code::WrongKind, span, format!("`{name}` is {noun}, not a value")).help(help));
        }
        let row = self.scope.row().map(|r| r.subject.to_string());
        let message = match &row {
            Some(row) => {
                format!("unknown name `{name}`: {row} has no such attribute, and nothing else here is called so")
            }
            None => format!("unknown name `{name}`"),
        };
        let mut candidates = self.visible_names();
        if let Some(TypeKind::Word(list)) = want.map(|w| &w.kind)
            && let Some(words) = self.env.words(list)
        {
            candidates.extend(words.words.clone());
        }
        let mut d = self.unknown(Code::UnknownName, span, message, name, candidates);
        if !ways.is_empty() {
            d.help = Some(format!("did you mean `{}`?", ways.join("` or `")));
        }
        self.fail(d)
    }

    fn visible_names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.scope.locals.iter().map(|l| l.name.clone()).collect();
        if let Some(row) = self.scope.row() {
            names.extend(self.attribute_names(&row.subject));
        }
        names.extend(self.env.definition_names(&Subject::Company));
        names
    }

    /// `owner's name`
    pub(super) fn attribute(&mut self, owner: &ast::Expr, name: &Ident, span: Span, want: Option<&Type>) -> Expr {
        // `t(x)'s pays`: a result column of a table.
        if let Ast::Call(table, args) = owner.kind.as_ref()
            && let Some(Decl::Table(decl)) = self.env.resolve(&table.text)
        {
            return self.table_call(&decl, table, args, Some(name), span);
        }
        if let Ast::Name(handle) = owner.kind.as_ref()
            && handle == "my"
            && let Some(local) = self.scope.local(&name.text)
        {
            // Parameters and ladder columns belong to the subject: `my need`.
            let ty = local.ty.clone();
            return typed(ExprKind::Local(name.text.clone()), ty, span);
        }
        if let Ast::Name(handle) = owner.kind.as_ref()
            && handle == "period"
            && self.scope.local("period").is_none()
        {
            match name.text.as_str() {
                "start" => return literal(ExprKind::PeriodEdge(false), Type::known(TypeKind::Date), span),
                "end" => return literal(ExprKind::PeriodEdge(true), Type::known(TypeKind::Date), span),
                _ => {}
            }
        }
        // `trigger's earner` of a line, `trigger's seller` of an event.
        if let Ast::Name(handle) = owner.kind.as_ref()
            && self.scope.local(handle).is_none()
            && let Some(row) = self.scope.handle(handle)
        {
            let (id, subject) = (row.id, row.subject.clone());
            let owner = self.row_value(id, &subject, owner.span);
            return self.attribute_of(owner, &subject, name, span, want);
        }
        let owner = self.infer(owner, None);
        let subject = match &owner.ty.kind {
            TypeKind::Partner => Subject::Partner,
            TypeKind::Event(event) => Subject::Event(event.clone()),
            TypeKind::Error => return error(span),
            _ => {
                let ty = owner.ty.to_string();
                return self.fail(
                    Diagnostic::new(Code::UnknownAttribute, span, format!("{ty} has no attributes"))
                        .help("only partners and events have"),
                );
            }
        };
        self.attribute_of(owner, &subject, name, span, want)
    }

    /// Whether a subject has an attribute of this name.
    pub(super) fn has_attribute(&self, subject: &Subject, name: &str) -> bool {
        if self.env.definition(subject, name).is_some() {
            return true;
        }
        match subject {
            Subject::Partner => {
                matches!(name, "joined_on" | "terminated" | "inactive")
                    || self.env.kind(name) == Some(super::NameKind::Tree)
                    || self.env.partner_fields().iter().any(|f| f.name == name)
            }
            Subject::Event(event) => {
                matches!(self.env.resolve(event), Some(Decl::Event(e)) if e.fields.iter().any(|f| f.name == name))
            }
            Subject::Line(_) => matches!(name, "earner" | "amount"),
            Subject::Company => false,
        }
    }

    fn attribute_names(&self, subject: &Subject) -> Vec<String> {
        let mut names = self.env.definition_names(subject);
        match subject {
            Subject::Partner => {
                names.extend(["joined_on", "terminated", "inactive"].map(str::to_owned));
                names.extend(self.env.partner_fields().iter().map(|f| f.name.clone()));
                names.extend(self.env.names().into_iter().filter(|n| self.env.kind(n) == Some(super::NameKind::Tree)));
            }
            Subject::Event(event) => {
                if let Some(Decl::Event(e)) = self.env.resolve(event) {
                    names.extend(e.fields.iter().map(|f| f.name.clone()));
                }
            }
            Subject::Line(_) => names.extend(["earner", "amount"].map(str::to_owned)),
            Subject::Company => {}
        }
        names
    }

    /// An attribute of a row.
    pub(super) fn attribute_of(
        &mut self,
        owner: Expr,
        subject: &Subject,
        name: &Ident,
        span: Span,
        _want: Option<&Type>,
    ) -> Expr {
        let optional = owner.ty.optional;
        if let Some(signature) = self.env.definition(subject, &name.text) {
            let kind = ExprKind::Definition {
                subject: subject.clone(),
                name: name.text.clone(),
                row: Some(owner),
                args: Vec::new(),
                computed: false,
            };
            let value = self.definition_value(kind, &signature, 0, span);
            let ty = value.ty.clone().optional(value.ty.optional || optional);
            return Expr { ty, ..value };
        }
        match subject {
            Subject::Partner => {
                let builtin = match name.text.as_str() {
                    "joined_on" => Some((Builtin::JoinedOn, Type::known(TypeKind::Date).optional(true))),
                    "terminated" => Some((Builtin::Terminated, Type::bool())),
                    "inactive" => Some((Builtin::Inactive, Type::bool())),
                    _ => None,
                };
                if let Some(field) = self.env.partner_fields().iter().find(|f| f.name == name.text) {
                    let ty = field.ty.clone();
                    let ty = ty.clone().optional(ty.optional || optional);
                    return typed(ExprKind::Field(owner, name.text.clone()), ty, span);
                }
                if let Some((builtin, ty)) = builtin {
                    let ty = ty.clone().optional(ty.optional || optional);
                    return typed(ExprKind::Builtin(owner, builtin), ty, span);
                }
                if let Some(Decl::Tree(tree)) = self.env.resolve(&name.text) {
                    return typed(
                        ExprKind::Parent(owner, tree.name),
                        Type::known(TypeKind::Partner).optional(true),
                        span,
                    );
                }
            }
            Subject::Event(event) => {
                if let Some(Decl::Event(decl)) = self.env.resolve(event)
                    && let Some(field) = decl.fields.iter().find(|f| f.name == name.text)
                {
                    let ty = field.ty.clone();
                    let ty = ty.clone().optional(ty.optional || optional);
                    return typed(ExprKind::Field(owner, name.text.clone()), ty, span);
                }
            }
            Subject::Line(_) => match name.text.as_str() {
                "earner" => {
                    return typed(ExprKind::Builtin(owner, Builtin::LineEarner), Type::known(TypeKind::Partner), span);
                }
                "amount" => {
                    let header = self.env.header();
                    let ty = Type::number(crate::hir::Unit::Money(header.currency.clone()), header.currency_scale);
                    return typed(ExprKind::Builtin(owner, Builtin::LineAmount), ty, span);
                }
                _ => {}
            },
            Subject::Company => {}
        }
        let candidates = self.attribute_names(subject);
        let d = self.unknown(
            Code::UnknownAttribute,
            name.span,
            format!("{subject} has no attribute `{}`", name.text),
            &name.text,
            candidates,
        );
        self.fail(d)
    }

    /// The attribute of a row with the type partner, as the right side of `x is seller`.
    pub(super) fn attribute_bare(&mut self, _subject: &Subject, name: &Ident) -> Option<Expr> {
        let row = self.scope.rows.iter().rev().find(|r| self.has_attribute(&r.subject, &name.text))?;
        let (id, subject) = (row.id, row.subject.clone());
        let owner = self.row_value(id, &subject, name.span);
        Some(self.attribute_of(owner, &subject, name, name.span, None))
    }

    fn definition_value(&mut self, kind: ExprKind, signature: &Signature, given: usize, span: Span) -> Expr {
        if signature.params.len() != given {
            let names = signature.params.iter().map(|p| p.name.clone()).collect::<Vec<_>>().join(", ");
            let ExprKind::Definition { name, .. } = &kind else { return error(span) };
            let name = name.clone();
            return self.fail(
                Diagnostic::new(
                    Code::BadArguments,
                    span,
                    format!("`{name}` has {} parameter(s), {given} given", signature.params.len()),
                )
                .help(if names.is_empty() {
                    format!("write `{name}`")
                } else {
                    format!("write `{name}({names})`")
                }),
            );
        }
        typed(kind, signature.ty.clone(), span)
    }

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
                            format!("`{}` is a pick: a set of rows, not a value", name.text),
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
                        TypeKind::Event(e) => Subject::Event(e.clone()),
                        TypeKind::Error => return error(span),
                        _ => return self.mismatch(&value, "a partner or an event"),
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
                format!("there is no function, table or tiers `{}` for {subject}", name.text),
                &name.text,
                candidates,
            );
            return self.fail(d);
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

    fn table_call(
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
                    format!("`{}` has {} key(s), {} given", name.text, table.params.len(), args.len()),
                )
                .help(format!("write `{}({names})`", name.text)),
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
                        Diagnostic::new(Code::BadArguments, span, format!("`{}` has several results", name.text))
                            .help(format!("say which one: {names}")),
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
                        format!("table `{}` has no result `{}`", name.text, column.text),
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
                format!("`{}` has one key, {} given", name.text, args.len()),
            ));
        };
        if tiers.mode == TierMode::BracketByBracket {
            return self.fail(
                Diagnostic::new(
                    Code::WrongKind,
                    span,
                    format!("`{}` works bracket by bracket, so it has no one rate", name.text),
                )
                .help(format!("apply it to the amount: `{} of {}`", name.text, self.slice(arg.span))),
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
                Diagnostic::new(Code::WrongKind, span, format!("`{}` holds for the whole amount", tiers.name))
                    .help(format!("look the rate up and apply it: `{}({amount}) of {amount}`", tiers.name)),
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

    pub(super) fn opening(&mut self, name: &Ident, span: Span) -> Expr {
        let Some(Decl::State(state)) = self.env.resolve(&name.text) else {
            let d = self.unknown(
                Code::UnknownName,
                name.span,
                format!("there is no state `{}`", name.text),
                &name.text,
                self.env.names(),
            );
            return self.fail(d.help_if_none(format!("declare it: `state {} : career of partner = …`", name.text)));
        };
        match self.scope.row() {
            Some(row) if row.subject == Subject::Partner => {
                let (id, subject) = (row.id, row.subject.clone());
                let owner = self.row_value(id, &subject, span);
                typed(ExprKind::Opening(owner, name.text.clone()), state.ty.clone(), span)
            }
            _ if self.scope.row_unknown => error(span),
            _ => self.fail(
                Diagnostic::new(
                    Code::NotHere,
                    span,
                    format!("`{}` is a state of partners, and the row at hand is none", name.text),
                )
                .help("give it a name in a definition of partners, and read that"),
            ),
        }
    }

    pub(super) fn computed(&mut self, name: &Ident, span: Span) -> Expr {
        let Some(row) = self.scope.row() else {
            self.report_of_row(Diagnostic::new(Code::NotHere, span, "there is no row here"));
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
                    format!("`{}` is not overridable, so it is always computed", name.text),
                )
                .help(format!("write `{}`", name.text)),
            ),
            None => {
                let candidates = self.attribute_names(&subject);
                let d = self.unknown(
                    Code::UnknownName,
                    name.span,
                    format!("{subject} has no definition `{}`", name.text),
                    &name.text,
                    candidates,
                );
                self.fail(d)
            }
        }
    }

    /// Whether an expression is a bare name that can only be a word.
    pub(super) fn is_bare_word(&self, e: &ast::Expr) -> bool {
        let Ast::Name(name) = e.kind.as_ref() else { return false };
        self.scope.local(name).is_none()
            && self.scope.handle(name).is_none()
            && !self.scope.row().is_some_and(|r| self.has_attribute(&r.subject, name))
            && self.env.definition(&Subject::Company, name).is_none()
            && !self.env.word(name).is_empty()
    }

    /// Remembers what a condition that holds makes known: divisors that are not zero, values that are there.
    pub(super) fn assume(&mut self, condition: &ast::Expr) {
        match condition.kind.as_ref() {
            Ast::And(parts) => parts.iter().for_each(|part| self.assume(part)),
            Ast::IsKnown(true, value) => {
                let fact = format!("known {}", self.plain(value.span));
                self.scope.facts.push(fact);
            }
            Ast::Compare(op, a, b) => {
                use ast::CompareOp::{Greater, GreaterOrEqual, Less, LessOrEqual};
                let fact = match op {
                    Greater if is_zero_or_more(b) => Some(a),
                    GreaterOrEqual if is_positive(b) => Some(a),
                    Less if is_zero_or_more(a) => Some(b),
                    LessOrEqual if is_positive(a) => Some(b),
                    _ => None,
                };
                if let Some(e) = fact {
                    let fact = format!("nonzero {}", self.plain(e.span));
                    self.scope.facts.push(fact);
                }
            }
            Ast::Is(false, a, b) if is_zero(b) => {
                let fact = format!("nonzero {}", self.plain(a.span));
                self.scope.facts.push(fact);
            }
            _ => {}
        }
    }

    /// Whether a divisor is a literal other than zero, or known not to be zero here.
    pub(super) fn known_not_zero(&self, e: &ast::Expr) -> bool {
        match e.kind.as_ref() {
            Ast::Number(v, _) | Ast::Percent(v) | Ast::PerMille(v) => v.mantissa != 0,
            _ => {
                let fact = format!("nonzero {}", self.plain(e.span));
                self.scope.facts.contains(&fact)
            }
        }
    }

    /// Reports a value that may be absent, unless a condition made it known.
    pub(super) fn need_known(&mut self, e: &Expr) -> bool {
        if self.is_known(e) {
            return true;
        }
        let text = self.slice(e.span).to_owned();
        self.report(
            Diagnostic::new(Code::MaybeAbsent, e.span, format!("`{text}` may be absent"))
                .help(format!("say `{text} is known and …`, or what holds otherwise: `({text}, otherwise …)`")),
        );
        false
    }

    /// As [`Self::need_known`], for an attribute whose owner may be what is absent.
    pub(super) fn need_known_unless_guarded(&mut self, value: &Expr, owner: &ast::Expr) -> bool {
        !value.ty.optional || self.known_here(owner.span) || self.need_known(value)
    }

    /// Whether a value is there: always, or by what conditions made known of its parts.
    fn is_known(&self, e: &Expr) -> bool {
        if !e.ty.optional || e.ty.is_error() || self.known_here(e.span) {
            return true;
        }
        let parts: Vec<&Expr> = match e.kind.as_ref() {
            ExprKind::Binary(_, a, b) | ExprKind::Of(a, b) | ExprKind::Clamp(a, _, b) | ExprKind::Between(_, a, b) => {
                vec![a, b]
            }
            ExprKind::Negate(a)
            | ExprKind::Rounded(a, ..)
            | ExprKind::Convert(a, _)
            | ExprKind::Tiers(_, a)
            | ExprKind::Brackets(_, a) => vec![a],
            ExprKind::Extreme(_, items) | ExprKind::Table(_, items, _) => items.iter().collect(),
            _ => return false,
        };
        parts.into_iter().all(|p| self.is_known(p))
    }

    fn known_here(&self, span: Span) -> bool {
        let plain = self.plain(span);
        // `x is known` makes `x's anything` known as far as the path goes.
        self.scope.facts.iter().any(|fact| {
            fact.strip_prefix("known ").is_some_and(|known| {
                plain == known || plain.strip_prefix(known).is_some_and(|rest| rest.starts_with("'s "))
            })
        })
    }

    /// Reports a value that does not fit a type.
    pub(super) fn expect_fits(&mut self, value: &Expr, want: &Type) -> bool {
        if fits(&value.ty, want) || value.ty.is_error() {
            return true;
        }
        if value.ty.optional && !want.optional {
            return self.need_known(value);
        }
        if let (TypeKind::Number(u, s), TypeKind::Number(v, t)) = (&value.ty.kind, &want.kind)
            && u == v
            && s > t
        {
            let step = crate::number::Decimal::new(1, *t);
            let (s, t) = (*s, *t);
            self.report(
                Diagnostic::new(
                    Code::MissingRounding,
                    value.span,
                    format!("the value has {s} digits after the point, {t} are kept"),
                )
                .help(format!("say how: `… rounded half up to {step}`")),
            );
            return false;
        }
        self.mismatch(value, &want.to_string());
        false
    }

    /// Reports a value that has no common type with another.
    pub(super) fn expect_joins(&mut self, value: &Expr, want: &Type) -> bool {
        if join(&value.ty, want).is_some() {
            return true;
        }
        self.mismatch(value, &want.clone().optional(false).to_string());
        false
    }

    /// Reports a value of another kind.
    pub(super) fn expect_kind(&mut self, value: &Expr, want: &TypeKind) -> bool {
        if value.ty.kind == *want {
            return true;
        }
        if !value.ty.is_error() {
            self.mismatch(value, &want.to_string());
        }
        false
    }
}

fn is_zero(e: &ast::Expr) -> bool {
    matches!(e.kind.as_ref(), Ast::Number(v, _) | Ast::Percent(v) | Ast::PerMille(v) if v.mantissa == 0)
}

fn is_zero_or_more(e: &ast::Expr) -> bool {
    matches!(e.kind.as_ref(), Ast::Number(v, _) | Ast::Percent(v) | Ast::PerMille(v) if v.mantissa >= 0)
}

fn is_positive(e: &ast::Expr) -> bool {
    matches!(e.kind.as_ref(), Ast::Number(v, _) | Ast::Percent(v) | Ast::PerMille(v) if v.mantissa > 0)
}
