//! Names: bare ones and attributes.

use super::Checker;
use super::env::Decl;
use super::expr::{error, literal, typed};
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{Builtin, Expr, ExprKind, Subject, Type, TypeKind};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind as Ast, Ident};
use crate::words::{Say, Text};

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
                Diagnostic::new(Code::NotHere, span, say!("there is no `{name}` here"))
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
        if let Some(Decl::Param(parameter)) = self.env.resolve(name) {
            // A constant like any other: nothing below knows that it can be set.
            return literal(parameter.value.kind.as_ref().clone(), parameter.ty.clone(), span);
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

    pub(super) fn row_value(&self, id: crate::hir::RowId, subject: &Subject, span: Span) -> Expr {
        let kind = match subject {
            Subject::Partner => TypeKind::Partner,
            Subject::Person => TypeKind::Person,
            Subject::Event(name) => TypeKind::Event(name.clone()),
            Subject::Line(_) | Subject::Company => TypeKind::Event(String::new()),
        };
        typed(ExprKind::Row(id), Type::known(kind), span)
    }

    pub(super) fn word(&mut self, name: &str, span: Span, want: Option<&Type>) -> Expr {
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
                    Diagnostic::new(Code::AmbiguousWord, span, say!("`{name}` is a word of several lists: {all}"))
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
            && row.subject == Subject::Partner
            && self.has_attribute(&Subject::Person, name)
        {
            ways.push(format!("person's {name}"));
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
                Decl::Table(_) | Decl::Tiers(_) => say!("look up a value: `{name}(…)`"),
                Decl::State(_) => say!("read last period's value with `opening {name}`"),
                Decl::Event(_) => {
                    let field = self.some_number_of(name).unwrap_or_else(|| "…".to_owned());
                    say!("take its rows: `sum of {field} over own {name}`")
                }
                Decl::Repeat => say!("ask for one of its values: `{name}'s {}`", ast::ROUNDS),
                Decl::Account(_) => say!("ask for one of its values: `{name}'s balance`"),
                Decl::Flow => say!("ask for one of its values: `{name}'s kept`"),
                Decl::Pick(_) => say!("use its rows: `count over {name}`, `… is in {name}`"),
                Decl::Tree(_) => {
                    let walks = self.scope.handle("earner").is_some();
                    let whose = if walks { "earner".to_owned() } else { self.some_seller() };
                    say!("the partner above in it is `{name}` of a partner: `{whose}'s {name}`")
                }
                Decl::Bonus(..) | Decl::Pool { .. } => {
                    say!("what is paid is known last; read what it is paid for instead")
                }
                _ => say!("a value is needed here"),
            };
            return self
                .fail(Diagnostic::new(Code::WrongKind, span, say!("`{name}` is {noun}, not a value")).help(help));
        }
        let row = self.scope.row().map(|r| r.subject.clone());
        let list = want.and_then(|want| if let TypeKind::Word(list) = &want.kind { Some(list) } else { None });
        let list = list.and_then(|list| Some((list, self.env.words(list)?)));
        let message = match &row {
            _ if let Some((list, _)) = &list => {
                say!("`{name}` is no word of `{list}`, and nothing else here is called so")
            }
            Some(row) => {
                say!("unknown name `{name}`: {row} has no such attribute, and nothing else here is called so")
            }
            None => say!("unknown name `{name}`"),
        };
        let mut candidates = self.visible_names();
        if let Some((_, words)) = &list {
            candidates.extend(words.words.clone());
        }
        candidates.extend(self.scope.rows.iter().flat_map(|row| row.handles.clone()));
        let mut d = self.unknown(Code::UnknownName, span, message, name, candidates);
        if let Some(guess) = self.guess_name(name) {
            d.help = Some(guess);
        } else if d.help.is_none()
            && let Some((_, words)) = &list
            && words.words.len() <= 12
        {
            let words = words.words.iter().map(|word| Text::plain(format!("`{word}`")));
            d.help = Some(say!("possible are {}", Text::any(words)));
        }
        if !ways.is_empty() {
            d.help = Some(say!("did you mean {}?", Text::any(ways.iter().map(|way| Text::plain(format!("`{way}`"))))));
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
        // `cycles's rounds`: a value of a `repeat` or a `flow` at the partner at hand, or at another one
        // (`earner's cycles's rounds`).
        match owner.kind.as_ref() {
            Ast::Name(repeat) if self.has_parts(repeat) => {
                let part = self.part_of(repeat, owner.span, name);
                return part.map_or_else(|| error(span), |part| self.name(&part.text, span, want));
            }
            Ast::Attribute(partner, repeat) if self.has_parts(&repeat.text) => {
                let part = self.part_of(&repeat.text, repeat.span, name);
                return part.map_or_else(|| error(span), |part| self.attribute(partner, &part, span, want));
            }
            _ => {}
        }
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
        if let Ast::Name(handle) = owner.kind.as_ref()
            && handle == "settlement"
            && name.text == "end"
            && self.scope.local("settlement").is_none()
        {
            return literal(ExprKind::SettlementEnd, Type::known(TypeKind::Date), span);
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
            TypeKind::Person => Subject::Person,
            TypeKind::Event(event) => Subject::Event(event.clone()),
            TypeKind::Error => return error(span),
            _ => {
                let ty = owner.ty.say();
                return self.fail(
                    Diagnostic::new(Code::UnknownAttribute, span, say!("{ty} has no attributes"))
                        .help("only partners, persons and events have"),
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
                matches!(name, "joined_on" | "terminated" | "inactive" | "person")
                    || self.env.kind(name) == Some(super::NameKind::Tree)
                    || self.env.partner_fields().iter().any(|f| f.name == name)
            }
            Subject::Event(event) => {
                matches!(self.env.resolve(event), Some(Decl::Event(e)) if e.fields.iter().any(|f| f.name == name))
            }
            Subject::Line(_) => matches!(name, "earner" | "amount"),
            Subject::Company | Subject::Person => false,
        }
    }

    pub(super) fn attribute_names(&self, subject: &Subject) -> Vec<String> {
        let mut names = self.env.definition_names(subject);
        match subject {
            Subject::Partner => {
                names.extend(["joined_on", "terminated", "inactive", "person"].map(str::to_owned));
                names.extend(self.env.partner_fields().iter().map(|f| f.name.clone()));
                names.extend(self.env.names().into_iter().filter(|n| self.env.kind(n) == Some(super::NameKind::Tree)));
            }
            Subject::Event(event) => {
                if let Some(Decl::Event(e)) = self.env.resolve(event) {
                    names.extend(e.fields.iter().map(|f| f.name.clone()));
                }
            }
            Subject::Line(_) => names.extend(["earner", "amount"].map(str::to_owned)),
            Subject::Company | Subject::Person => {}
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
                    "person" => Some((Builtin::Person, Type::known(TypeKind::Person))),
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
            Subject::Company | Subject::Person => {}
        }
        let candidates = self.attribute_names(subject);
        let d = self.unknown(
            Code::UnknownAttribute,
            name.span,
            say!("{subject} has no attribute `{}`", name.text),
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

    /// Whether a bare name means nothing here: no value, no word, nothing that is declared.
    pub(super) fn is_unknown(&self, name: &str) -> bool {
        self.scope.local(name).is_none()
            && self.scope.handle(name).is_none()
            && !self.scope.rows.iter().any(|row| self.has_attribute(&row.subject, name))
            && self.env.definition(&Subject::Company, name).is_none()
            && self.env.word(name).is_empty()
            && self.env.kind(name).is_none()
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
}
