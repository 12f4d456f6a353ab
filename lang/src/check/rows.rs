//! Row sources: what an aggregate gathers, and whose it is.

use super::Checker;
use super::expr::typed;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{self, AggregateOp, Expr, ExprKind, Rows, Subject, Type, TypeKind};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind as Ast, RowsKind};
use crate::words::{Say, Text};

/// Deepest bounded team that is accepted, in levels.
const MAX_DEPTH: i128 = 50;

impl Checker<'_> {
    /// Row source; binds the element. The third part is the condition of a phrase (`legs in T with c`).
    pub(super) fn rows(&mut self, rows: &ast::Rows) -> Option<(Rows, hir::RowId, Option<Expr>)> {
        let span = rows.span;
        let handle = rows.called.as_ref().map(|c| c.text.clone());
        match &rows.kind {
            RowsKind::Own(positions) if self.means_positions(positions) => {
                let of = self.person_at_hand(span)?;
                let id = self.scope.bind(Subject::Partner, handle);
                Some((Rows::Positions(of), id, None))
            }
            RowsKind::Own(event) => {
                let decl = self.event(event)?;
                let Some(owner) = decl.owner() else {
                    if self.env.is_lost("partner") {
                        return None;
                    }
                    self.report(
                        Diagnostic::new(
                            Code::WrongKind,
                            event.span,
                            say!("`{}` has no field of type partner, so no partner owns one", event.text),
                        )
                        .help("add a field: `seller : partner`"),
                    );
                    return None;
                };
                let field = owner.name.clone();
                let of = self.partner_at_hand(span)?;
                let subject = Subject::Event(event.text.clone());
                let id = self.scope.bind(subject.clone(), handle);
                Some((Rows::By { subject, field, of }, id, None))
            }
            RowsKind::By(event, field) => {
                let of = self.partner_at_hand(span)?;
                if event.text == "partners" {
                    let fields = self.env.partner_fields();
                    let Some(decl) = fields.iter().find(|f| f.name == field.text) else {
                        let d = self.unknown(
                            Code::UnknownAttribute,
                            field.span,
                            say!("partners have no field `{}`", field.text),
                            &field.text,
                            fields.iter().map(|f| f.name.clone()).collect(),
                        );
                        self.report(d);
                        return None;
                    };
                    if decl.ty.kind != TypeKind::Partner {
                        let ty = decl.ty.say();
                        self.report(Diagnostic::new(
                            Code::TypeMismatch,
                            field.span,
                            say!("`{}` is {ty}; rows are gathered by a field of type partner", field.text),
                        ));
                        return None;
                    }
                    let id = self.scope.bind(Subject::Partner, handle);
                    return Some((Rows::By { subject: Subject::Partner, field: field.text.clone(), of }, id, None));
                }
                let decl = self.event(event)?;
                let Some(found) = decl.fields.iter().find(|f| f.name == field.text) else {
                    let d = self.unknown(
                        Code::UnknownAttribute,
                        field.span,
                        say!("`{}` has no field `{}`", event.text, field.text),
                        &field.text,
                        decl.fields.iter().map(|f| f.name.clone()).collect(),
                    );
                    self.report(d);
                    return None;
                };
                if found.ty.kind != TypeKind::Partner {
                    let ty = found.ty.say();
                    self.report(Diagnostic::new(
                        Code::TypeMismatch,
                        field.span,
                        say!("`{}` is {ty}; rows are gathered by a field of type partner", field.text),
                    ));
                    return None;
                }
                let subject = Subject::Event(event.text.clone());
                let id = self.scope.bind(subject.clone(), handle);
                Some((Rows::By { subject, field: field.text.clone(), of }, id, None))
            }
            RowsKind::All(name) if self.env.kind(&name.text) == Some(super::NameKind::Pick) => {
                let of = self.partner_at_hand(span)?;
                let (name, args) = self.pick_call(name, &[])?;
                let id = self.scope.bind(Subject::Partner, handle);
                Some((Rows::Pick(name, args, of), id, None))
            }
            RowsKind::All(name) => {
                let subject = match name.text.as_str() {
                    "partners" => Subject::Partner,
                    "persons" if self.env.kind("persons") != Some(super::NameKind::Event) => Subject::Person,
                    _ => Subject::Event(self.event(name)?.name.clone()),
                };
                let id = self.scope.bind(subject.clone(), handle);
                Some((Rows::All(subject), id, None))
            }
            RowsKind::Frontline(tree) => {
                let of = self.partner_at_hand(span)?;
                self.tree(tree)?;
                let id = self.scope.bind(Subject::Partner, handle);
                if let Some(row) = self.scope.rows.last_mut() {
                    row.tree = Some(tree.text.clone());
                }
                Some((Rows::Frontline(tree.text.clone(), of), id, None))
            }
            RowsKind::Legs(tree, condition) => {
                // Phrase: frontline whose team has one with the condition.
                let of = self.partner_at_hand(span)?;
                self.tree(tree)?;
                let id = self.scope.bind(Subject::Partner, handle);
                let head = typed(ExprKind::Row(id), Type::known(TypeKind::Partner), span);
                let member = self.scope.bind(Subject::Partner, None);
                let with = self.condition(condition);
                self.check_foldable(&with, member);
                self.scope.rows.pop();
                let team = Rows::Team { tree: tree.text.clone(), of: head, included: true, depth: None };
                let any = hir::Aggregate {
                    op: AggregateOp::Any,
                    body: Some(with),
                    rows: team,
                    element: member,
                    filter: None,
                };
                let phrase = typed(ExprKind::Aggregate(any), Type::bool(), condition.span);
                Some((Rows::Frontline(tree.text.clone(), of), id, Some(phrase)))
            }
            RowsKind::Team(tree, depth) | RowsKind::Downline(tree, depth) => {
                let of = self.partner_at_hand(span)?;
                self.tree(tree)?;
                let depth = match depth {
                    None => None,
                    Some(e) => Some(self.small_number(e, MAX_DEPTH, say!("number of levels"))?),
                };
                let included = matches!(rows.kind, RowsKind::Team(..));
                let id = self.scope.bind(Subject::Partner, handle);
                Some((Rows::Team { tree: tree.text.clone(), of, included, depth }, id, None))
            }
            RowsKind::Pick(name, args) => {
                let of = self.partner_at_hand(span)?;
                if !self.readable_here(None, false, span) {
                    return None;
                }
                let (name, args) = self.pick_call(name, args)?;
                let id = self.scope.bind(Subject::Partner, handle);
                Some((Rows::Pick(name, args, of), id, None))
            }
            RowsKind::Upline(tree) => {
                let of = self.partner_at_hand(span)?;
                self.tree(tree)?;
                let id = self.scope.bind(Subject::Partner, handle);
                Some((Rows::Upline(tree.text.clone(), of), id, None))
            }
            RowsKind::Window(_) | RowsKind::Parts(_) => None,
        }
    }

    /// A whole number from 1 to `most` written as a literal.
    pub(super) fn small_number(&mut self, e: &ast::Expr, most: i128, what: Text) -> Option<u32> {
        match e.kind.as_ref() {
            Ast::Number(v, None) if v.scale == 0 && (1..=most).contains(&v.mantissa) => u32::try_from(v.mantissa).ok(),
            _ => {
                self.report(
                    Diagnostic::new(Code::BadRange, e.span, say!("the {what} must be a whole number from 1 to {most}"))
                        .help("write it as a number"),
                );
                None
            }
        }
    }

    /// Whether `own positions` is meant, and no event of that name.
    fn means_positions(&self, name: &ast::Ident) -> bool {
        name.text == "positions" && self.env.kind("positions") != Some(super::NameKind::Event)
    }

    /// The person at hand, or the one to whom the partner at hand belongs.
    pub(super) fn person_at_hand(&mut self, span: Span) -> Option<Expr> {
        let person = Type::known(TypeKind::Person);
        let row = self.scope.row().map(|row| (row.id, row.subject.clone()));
        match row {
            Some((id, Subject::Person)) => Some(typed(ExprKind::Row(id), person, span)),
            Some((id, Subject::Partner)) => {
                let partner = typed(ExprKind::Row(id), Type::known(TypeKind::Partner), span);
                Some(typed(ExprKind::Builtin(partner, hir::Builtin::Person), person, span))
            }
            row => {
                let what = row.map_or(Subject::Company, |(_, subject)| subject);
                self.report_of_row(
                    Diagnostic::new(Code::NotHere, span, say!("positions belong to a person, and this is about something else: {what}"))
                        .help("define the value for persons (`on person { x = sum of … over own positions }`) and read it (`seller's person's x`)"),
                );
                None
            }
        }
    }

    /// What is kept once for each person cannot depend on which of his positions asks.
    pub(super) fn check_of_person(&mut self, of: &Expr, element: hir::RowId, parts: &[&Expr]) {
        let ExprKind::Builtin(partner, _) = of.kind.as_ref() else { return };
        let ExprKind::Row(asking) = partner.kind.as_ref() else { return };
        let asking = *asking;
        let mut outside = None;
        for part in parts {
            hir::visit(part, &mut |x| {
                if let ExprKind::Row(id) = x.kind.as_ref()
                    && (*id == asking || id.0 < element.0)
                {
                    outside.get_or_insert((part.span, x.span));
                }
            });
        }
        if let Some((part, at)) = outside {
            self.report(
                Diagnostic::new(Code::NotFoldable, part, "it speaks of a partner who is not one of the positions that are gone through")
                    .note(at, "this is another partner")
                    .help("the value is that of the person, whichever position asks; compare with a value of his own in `on person { … }`"),
            );
        }
    }

    fn partner_at_hand(&mut self, span: Span) -> Option<Expr> {
        match self.scope.row() {
            Some(row) if row.subject == Subject::Partner => {
                Some(typed(ExprKind::Row(row.id), Type::known(TypeKind::Partner), span))
            }
            _ => {
                let what = self.scope.row().map_or(Subject::Company, |r| r.subject.clone());
                self.report_of_row(
                    Diagnostic::new(Code::NotHere, span, say!("these rows belong to a partner, and this is about something else: {what}"))
                        .help("define the value for partners (`x = sum of … over …`) and read it through a handle (`earner's x`, `seller's x`)"),
                );
                None
            }
        }
    }

    /// Law of foldability: over a whole team the body may not speak of rows outside of it.
    pub(super) fn check_foldable(&mut self, e: &Expr, element: hir::RowId) {
        let mut outside = None;
        hir::visit(e, &mut |x| {
            if let ExprKind::Row(id) = x.kind.as_ref()
                && id.0 < element.0
            {
                outside.get_or_insert(x.span);
            }
        });
        if let Some(at) = outside {
            self.report(
                Diagnostic::new(Code::NotFoldable, e.span, "this speaks of a partner who is not one of those that are gone through")
                    .note(at, "this is another partner")
                    .help("every pair of partners would have to be looked at; compare with a fixed value, or walk up in a bonus"),
            );
        }
    }
}
