//! Examples: small worlds with expectations.

use super::constants::stored_form;
use super::{Checker, Decl};
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{
    Example, ExampleEvent, ExampleValue, Expect, ExpectWhat, Expr, FieldDecl, Subject, Type, TypeKind, Unit,
};
use crate::syntax::ast::{self, ExampleKind, ExprKind as Ast, Ident};

impl Checker<'_> {
    /// An example.
    pub fn example(&mut self, example: &ast::Example) -> Example {
        let mut out = Example {
            title: example.title.clone(),
            title_span: example.title_span,
            period: None,
            last_period: None,
            edges: Vec::new(),
            roots: Vec::new(),
            partners: Vec::new(),
            attributes: Vec::new(),
            events: Vec::new(),
            reversals: Vec::new(),
            overrides: Vec::new(),
            openings: Vec::new(),
            expects: Vec::new(),
        };
        // Who is there is known before anything else is read.
        for line in &example.lines {
            match &line.kind {
                ExampleKind::Tree { roots, edges, .. } => {
                    for name in roots.iter().chain(edges.iter().flat_map(|(a, b, _)| [a, b])) {
                        mention(&mut out.partners, &name.text);
                    }
                }
                ExampleKind::Partner { name, .. } => mention(&mut out.partners, &name.text),
                ExampleKind::Event { by: Some(name), .. } => mention(&mut out.partners, &name.text),
                _ => {}
            }
        }
        let named = example.lines.iter().filter_map(|line| match &line.kind {
            ExampleKind::Event { event, id: Some(id), .. } => Some((event.text.as_str(), id.as_str())),
            _ => None,
        });
        let named: Vec<(&str, &str)> = named.collect();
        self.fields_without_value(example, &out.partners);
        let mut count = 0;
        for line in &example.lines {
            match &line.kind {
                ExampleKind::Period(first, last) => {
                    out.period = Some(first.clone());
                    out.last_period.clone_from(last);
                }
                ExampleKind::Tree { tree, edges, roots } => {
                    self.example_tree(tree, edges, &mut out);
                    out.roots.extend(roots.iter().map(|root| (tree.text.clone(), root.text.clone())));
                }
                ExampleKind::Partner { name, fields } => self.example_partner(name, fields, &mut out),
                ExampleKind::Event { event, id, by, on, fields } => {
                    count += 1;
                    let id = id.clone().unwrap_or_else(|| format!("#{count}"));
                    if let Some(e) = self.example_event(
                        event,
                        id,
                        by.as_ref(),
                        on.as_ref(),
                        fields,
                        line.span,
                        &out.partners,
                        &named,
                    ) {
                        out.events.push(e);
                    }
                }
                ExampleKind::Reversal { event, id, reason, on, fields } => {
                    let reversal = self.example_reversal(event, id, reason.as_ref(), on, fields, line.span, &named);
                    out.reversals.extend(reversal);
                }
                ExampleKind::Override { partner, definition, value } => {
                    self.known_partner(partner, &out.partners);
                    match self.env.definition(&Subject::Partner, &definition.text) {
                        Some(signature) if signature.overridable => {
                            if let Some(v) = self.example_value(value, &signature.ty, &out.partners) {
                                out.overrides.push((partner.text.clone(), definition.text.clone(), v));
                            }
                        }
                        Some(_) => self.report(
                            Diagnostic::new(
                                Code::Examples,
                                definition.span,
                                say!("`{}` is not overridable", definition.text),
                            )
                            .help(say!("write `{} = …, overridable`", definition.text)),
                        ),
                        None => {
                            let d = self.unknown(
                                Code::UnknownName,
                                definition.span,
                                say!("there is no definition `{}`", definition.text),
                                &definition.text,
                                self.env.definition_names(&Subject::Partner),
                            );
                            self.report(d);
                        }
                    }
                }
                ExampleKind::Opening { partner, state, value } => {
                    self.known_partner(partner, &out.partners);
                    match self.env.resolve(&state.text) {
                        Some(Decl::State(decl)) => {
                            if let Some(v) = self.example_value(value, &decl.ty, &out.partners) {
                                out.openings.push((partner.text.clone(), state.text.clone(), v));
                            }
                        }
                        Some(Decl::Account(account)) if account.lots.is_none() => {
                            if let Some(v) = self.example_value(value, &account.ty, &out.partners) {
                                let state = ast::part_name(&state.text, "balance");
                                out.openings.push((partner.text.clone(), state, v));
                            }
                        }
                        Some(Decl::Account(_)) => self.report(
                            Diagnostic::new(
                                Code::Examples,
                                state.span,
                                say!("`{}` is kept in lots, and nothing says of when this one is", state.text),
                            )
                            .help("let the example begin earlier: `period 2026-01 to 2026-06`"),
                        ),
                        _ => self.report(Diagnostic::new(
                            Code::UnknownName,
                            state.span,
                            say!("there is no state `{}`", state.text),
                        )),
                    }
                }
                ExampleKind::Expect { partner, what, period, value, because } => {
                    let expect = self.expectation(partner.as_ref(), what, value, because, line.span, &out.partners);
                    let expect = expect.map(|expect| Expect { period: period.clone(), ..expect });
                    out.expects.extend(expect.filter(|expect| self.names_its_part(expect, what)));
                }
            }
        }
        out
    }

    /// Fields of partners for which nothing can be taken where an example says nothing: zero is not among the numbers that
    /// are possible, and no day or partner is more likely than another.
    fn fields_without_value(&mut self, example: &ast::Example, partners: &[String]) {
        let declared = self.env.partner_fields();
        let needed = declared.iter().filter(|field| !field.ty.optional).filter(|field| match &field.ty.kind {
            TypeKind::Number(..) => field.range.is_some_and(|(least, most)| {
                let zero = crate::number::Decimal::new(0, 0);
                least.compare(zero).is_some_and(std::cmp::Ordering::is_gt)
                    || most.compare(zero).is_some_and(std::cmp::Ordering::is_lt)
            }),
            TypeKind::Date | TypeKind::Partner => true,
            _ => false,
        });
        let given = |partner: &str, field: &str| {
            example.lines.iter().any(|line| match &line.kind {
                ExampleKind::Partner { name, fields } => {
                    name.text == partner && fields.iter().any(|(name, _)| name.text == field)
                }
                _ => false,
            })
        };
        for field in needed {
            let Some(partner) = partners.iter().find(|partner| !given(partner, &field.name)) else { continue };
            let name = &field.name;
            self.report(
                Diagnostic::new(
                    Code::Examples,
                    example.title_span,
                    say!("`{partner}` has no `{name}`, and nothing can be taken for it"),
                )
                .help(say!("add it for every partner: `partner {partner} {{ {name} … }}`")),
            );
        }
    }

    fn example_tree(&mut self, tree: &Ident, edges: &[(Ident, Ident, Option<Ident>)], out: &mut Example) {
        let Some(Decl::Tree(decl)) = self.env.resolve(&tree.text) else {
            self.tree(tree);
            return;
        };
        for (parent, child, side) in edges {
            let side = match (side, decl.sides.is_empty(), decl.width) {
                (None, false, _) => {
                    self.report(
                        Diagnostic::new(
                            Code::Examples,
                            child.span,
                            say!("`{}` has sides, and `{}` is put on none", tree.text, child.text),
                        )
                        .help(say!(
                            "write `{} > {} on {}`",
                            parent.text,
                            child.text,
                            decl.sides.first().cloned().unwrap_or_default()
                        )),
                    );
                    continue;
                }
                (None, true, _) => None,
                (Some(name), false, _) => match decl.sides.iter().position(|s| *s == name.text) {
                    Some(at) => u32::try_from(at).ok(),
                    None => {
                        let d = self.unknown(
                            Code::UnknownName,
                            name.span,
                            say!("`{}` has no side `{}`", tree.text, name.text),
                            &name.text,
                            decl.sides.clone(),
                        );
                        self.report(d);
                        continue;
                    }
                },
                (Some(name), true, _) => {
                    self.report(Diagnostic::new(Code::Examples, name.span, say!("`{}` has no sides", tree.text)));
                    None
                }
            };
            if let Some((_, first, _, _)) = out.edges.iter().find(|(t, _, c, _)| *t == tree.text && *c == child.text) {
                let first = first.clone();
                self.report(
                    Diagnostic::new(Code::Examples, child.span, say!("`{}` is under `{first}` already", child.text))
                        .help("a partner has one place in a tree"),
                );
                continue;
            }
            let mut above = Some(parent.text.clone());
            while let Some(at) = above {
                if at == child.text {
                    self.report(Diagnostic::new(
                        Code::Examples,
                        child.span,
                        say!("`{}` would be above himself", child.text),
                    ));
                    break;
                }
                above = out.edges.iter().find(|(t, _, c, _)| *t == tree.text && *c == at).map(|e| e.1.clone());
            }
            if let Some(width) = decl.width
                && out
                    .edges
                    .iter()
                    .filter(|(t, p, _, s)| {
                        *t == tree.text && *p == parent.text && (decl.sides.is_empty() || *s == side)
                    })
                    .count()
                    >= if decl.sides.is_empty() { width as usize } else { 1 }
            {
                self.report(Diagnostic::new(
                    Code::Examples,
                    child.span,
                    say!("there is no free place under `{}`", parent.text),
                ));
                continue;
            }
            out.edges.push((tree.text.clone(), parent.text.clone(), child.text.clone(), side));
        }
    }

    fn example_partner(&mut self, name: &Ident, fields: &[(Ident, ast::Expr)], out: &mut Example) {
        let declared = self.env.partner_fields();
        for (field, value) in fields {
            let ty = match field.text.as_str() {
                "joined_on" => Some(Type::known(TypeKind::Date)),
                "terminated" | "inactive" => Some(Type::bool()),
                "person" => Some(Type::known(TypeKind::Text)),
                other => declared.iter().find(|f| f.name == other).map(|f| f.ty.clone()),
            };
            match ty {
                Some(ty) => {
                    if let Some(v) = self.example_value(value, &ty, &out.partners) {
                        out.attributes.push((name.text.clone(), field.text.clone(), v));
                    }
                }
                None => {
                    let mut candidates: Vec<String> = declared.iter().map(|f| f.name.clone()).collect();
                    candidates.extend(["joined_on", "terminated", "inactive", "person"].map(str::to_owned));
                    let d = self.unknown(
                        Code::UnknownAttribute,
                        field.span,
                        say!("partners have no field `{}`", field.text),
                        &field.text,
                        candidates,
                    );
                    self.report(d);
                }
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one line of an example, each of its own kind")]
    fn example_event(
        &mut self,
        event: &Ident,
        id: String,
        by: Option<&Ident>,
        on: Option<&ast::Date>,
        fields: &[(Ident, ast::Expr)],
        span: crate::source::Span,
        partners: &[String],
        named: &[(&str, &str)],
    ) -> Option<ExampleEvent> {
        let decl = self.event(event)?;
        for (field, _) in fields {
            if !decl.fields.iter().any(|f| f.name == field.text) {
                let d = self.unknown(
                    Code::UnknownAttribute,
                    field.span,
                    say!("`{}` has no field `{}`", event.text, field.text),
                    &field.text,
                    decl.fields.iter().map(|f| f.name.clone()).collect(),
                );
                self.report(d);
            }
        }
        let owner = decl.owner().map(|f| f.name.clone());
        let mut values = Vec::new();
        for field in &decl.fields {
            let given = fields.iter().find(|(n, _)| n.text == field.name).map(|(_, v)| v);
            let value = match (given, &field.ty.kind) {
                (Some(v), TypeKind::Partner) => self.example_name(v, partners).map(ExampleValue::Partner),
                (Some(v), _) if matches!(v.kind.as_ref(), Ast::None) && field.ty.optional => None,
                (Some(v), TypeKind::Event(kind)) => self.example_reference(v, kind, named),
                (Some(v), _) => {
                    let constant = self.example_constant(v, &field.ty);
                    if let Some(c) = &constant {
                        self.in_range(c, field);
                    }
                    constant.map(ExampleValue::Constant)
                }
                (None, TypeKind::Partner) if owner.as_deref() == Some(&field.name) => by.map(|b| {
                    self.known_partner(b, partners);
                    ExampleValue::Partner(b.text.clone())
                }),
                (None, TypeKind::Date) => on.map(|d| {
                    ExampleValue::Constant(super::expr::literal(
                        crate::hir::ExprKind::Date(d.day),
                        Type::known(TypeKind::Date),
                        d.span,
                    ))
                }),
                (None, _) => None,
            };
            if value.is_none() && !field.ty.optional && (given.is_none()) {
                self.report(
                    Diagnostic::new(Code::Examples, span, say!("this `{}` has no `{}`", event.text, field.name))
                        .help(say!("add it in the braces: `{{ {} … }}`", field.name)),
                );
            }
            values.push(value);
        }
        Some(ExampleEvent { event: decl.name.clone(), id, values, span })
    }

    /// An event of the example, by its id.
    fn example_reference(&mut self, value: &ast::Expr, kind: &str, named: &[(&str, &str)]) -> Option<ExampleValue> {
        let Ast::Text(id) = value.kind.as_ref() else {
            self.report(
                Diagnostic::new(Code::Examples, value.span, say!("an event `{kind}` of the example is meant here"))
                    .help(say!("give it an id, `{kind} \"A\" …`, and write that id here: `\"A\"`")),
            );
            return None;
        };
        if !named.contains(&(kind, id.as_str())) {
            let ids = named.iter().filter(|(of, _)| *of == kind).map(|(_, id)| (*id).to_owned()).collect();
            let d = self.unknown(
                Code::Examples,
                value.span,
                say!("the example has no `{kind}` with the id `{id}`"),
                id,
                ids,
            );
            self.report(d);
            return None;
        }
        Some(ExampleValue::Event(kind.to_owned(), id.clone()))
    }

    fn in_range(&mut self, value: &Expr, field: &FieldDecl) {
        if let (crate::hir::ExprKind::Number(v), Some((low, high))) = (value.kind.as_ref(), &field.range) {
            let below = v.compare(*low).is_some_and(std::cmp::Ordering::is_lt);
            let above = v.compare(*high).is_some_and(std::cmp::Ordering::is_gt);
            if below || above {
                self.report(Diagnostic::new(
                    Code::Examples,
                    value.span,
                    say!("`{}` takes numbers from {low} to {high}", field.name),
                ));
            }
        }
    }

    fn example_name(&mut self, e: &ast::Expr, partners: &[String]) -> Option<String> {
        if let Ast::Name(name) = e.kind.as_ref() {
            let ident = Ident { text: name.clone(), span: e.span };
            self.known_partner(&ident, partners);
            return Some(name.clone());
        }
        self.report(Diagnostic::new(Code::Examples, e.span, "the name of a partner is needed here"));
        None
    }

    fn known_partner(&mut self, name: &Ident, partners: &[String]) {
        if !partners.contains(&name.text) {
            let d = self.unknown(
                Code::Examples,
                name.span,
                say!("nobody is called `{}` in this example", name.text),
                &name.text,
                partners.to_vec(),
            );
            self.report_missing(d.help_if_none(say!(
                "put the name into a tree (`sponsor: … > {0}`), or write `partner {0} {{ }}`",
                name.text
            )));
        }
    }

    /// A value of a type: `none`, the name of a partner, or a constant.
    fn example_value(&mut self, e: &ast::Expr, ty: &Type, partners: &[String]) -> Option<ExampleValue> {
        match e.kind.as_ref() {
            Ast::None if ty.optional => {
                let none = super::expr::literal(crate::hir::ExprKind::None, ty.clone(), e.span);
                Some(ExampleValue::Constant(none))
            }
            _ if ty.kind == TypeKind::Partner => self.example_name(e, partners).map(ExampleValue::Partner),
            _ => self.example_constant(e, ty).map(ExampleValue::Constant),
        }
    }

    /// A constant of a type. A number without unit takes that of the type.
    pub(super) fn example_constant(&mut self, e: &ast::Expr, ty: &Type) -> Option<Expr> {
        let mut value = self.constant(e, Some(ty))?;
        if let (TypeKind::Number(Unit::Count | Unit::Factor, scale), TypeKind::Number(unit, _)) =
            (&value.ty.kind, &ty.kind)
            && !matches!(unit, Unit::Percent)
        {
            value.ty = Type::number(unit.clone(), *scale);
        }
        if !self.expect_joins(&value, ty) {
            return None;
        }
        if stored_form(&value, ty.scale().max(value.ty.scale())).is_none() && !matches!(value.ty.kind, TypeKind::Text) {
            return None;
        }
        if value.ty.scale() > ty.scale()
            && stored_form(&value, ty.scale()).is_none()
            && matches!(ty.kind, TypeKind::Number(..))
        {
            let scale = ty.scale();
            self.report(Diagnostic::new(Code::Examples, e.span, say!("only {scale} digits after the point are kept")));
            return None;
        }
        Some(value)
    }

    /// Whether a name is that of what a pool or a cap carries: `PerPartner's carried`.
    fn is_carried(&self, name: &str) -> bool {
        let owner = ast::owner_of(name);
        let carries = match self.env.resolve(owner) {
            Some(Decl::Pool { carried, .. } | Decl::Cap { carried, .. }) => carried,
            _ => false,
        };
        carries && name == ast::part_name(owner, ast::CARRIED)
    }

    /// Whether a name is that of what a cap pays of what it carried: `PerPartner's released`.
    fn is_released(&self, name: &str) -> bool {
        let owner = ast::owner_of(name);
        let carries = matches!(self.env.resolve(owner), Some(Decl::Cap { carried: true, .. }));
        carries && name == ast::part_name(owner, ast::RELEASED)
    }

    fn expectation(
        &mut self,
        partner: Option<&Ident>,
        what: &Ident,
        value: &ast::Expr,
        because: &[(Ident, ast::Expr)],
        span: crate::source::Span,
        partners: &[String],
    ) -> Option<Expect> {
        if let Some(partner) = partner {
            self.known_partner(partner, partners);
        }
        let header = self.env.header();
        let money = Type::number(Unit::Money(header.currency.clone()), header.currency_scale);
        let subject = if partner.is_some() { Subject::Partner } else { Subject::Company };
        let mut grain = None;
        let (kind, ty) = if let Some(signature) = self.env.definition(&subject, &what.text) {
            if !signature.params.is_empty() {
                self.report(Diagnostic::new(
                    Code::Examples,
                    what.span,
                    say!("`{}` has parameters, so it has no one value", what.text),
                ));
                return None;
            }
            grain = signature.grain;
            (ExpectWhat::Definition(what.text.clone()), signature.ty)
        } else if let Some(name) = what.text.strip_prefix("person's ").filter(|_| partner.is_some()) {
            let Some(signature) = self.env.definition(&Subject::Person, name) else {
                let d = self.unknown(
                    Code::UnknownName,
                    what.span,
                    say!("there is no definition `{name}` of persons"),
                    name,
                    self.env.definition_names(&Subject::Person),
                );
                self.report(d.help_if_none("declare it: `on person { … = … }`"));
                return None;
            };
            if !signature.params.is_empty() {
                self.report(Diagnostic::new(
                    Code::Examples,
                    what.span,
                    say!("`{name}` has parameters, so it has no one value"),
                ));
                return None;
            }
            grain = signature.grain;
            (ExpectWhat::OfPerson(name.to_owned()), signature.ty)
        } else {
            match (self.env.resolve(&what.text), what.text.as_str()) {
                (None, text) if self.is_carried(text) => (ExpectWhat::State(text.to_owned()), money),
                (None, text) if self.is_released(text) => (ExpectWhat::Bonus(text.to_owned()), money),
                (Some(Decl::Bonus(_, part)), _) => {
                    grain = part;
                    (ExpectWhat::Bonus(what.text.clone()), money)
                }
                (Some(Decl::Pool { grain: part, .. }), _) => {
                    grain = part;
                    (ExpectWhat::Pool(what.text.clone()), money)
                }
                (Some(Decl::Cap { .. }), _) => (ExpectWhat::Cap(what.text.clone()), money),
                (Some(Decl::State(s)), _) => (ExpectWhat::State(what.text.clone()), s.ty.clone()),
                (_, "total") => (ExpectWhat::Total, money),
                _ => {
                    let mut candidates = self.env.names();
                    candidates.extend(self.env.definition_names(&subject));
                    candidates.push("total".to_owned());
                    let d = self.unknown(
                        Code::UnknownName,
                        what.span,
                        say!("there is no definition, bonus, pool, cap or state `{}`", what.text),
                        &what.text,
                        candidates,
                    );
                    self.report(d);
                    return None;
                }
            }
        };
        let value = self.example_value(value, &ty.optional(true), partners)?;
        let mut shown = Vec::new();
        for (name, expected) in because {
            if let Some(v) = self.constant(expected, None) {
                shown.push((name.text.clone(), v));
            }
        }
        let partner = partner.map(|p| p.text.clone());
        Some(Expect { partner, what: kind, grain, period: None, value, because: shown, span })
    }
}

fn mention(partners: &mut Vec<String>, name: &str) {
    if !partners.iter().any(|p| p == name) {
        partners.push(name.to_owned());
    }
}
