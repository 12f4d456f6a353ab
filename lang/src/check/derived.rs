//! Derived trees: a second parent by a rule, and whom it may look for.

use super::Checker;
use super::env::Decl;
use super::expr::typed;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{Definition, Expr, ExprKind, Subject, Type, TypeKind};
use crate::source::Span;
use crate::syntax::ast::{self, Ident, TreeShape};

impl Checker<'_> {
    /// What a derived tree is made from.
    pub(super) fn derived_from(&mut self, tree: &ast::Tree, source: &Ident) {
        if self.tree(source).is_none() {
            return;
        }
        if let Some(Decl::Tree(of)) = self.env.resolve(&source.text)
            && of.from.is_some()
        {
            self.report(
                Diagnostic::new(Code::WrongKind, source.span, say!("`{}` is a derived tree itself", source.text))
                    .help("derive it from the tree in which partners are placed"),
            );
        }
        if tree.with_customers {
            self.report(
                Diagnostic::new(Code::NotHere, tree.name.span, "a derived tree has the partners of its source")
                    .help("leave out `with customers`"),
            );
        }
    }

    /// The definition of a derived tree: the partner above in it. Nothing where the tree is none.
    pub fn derived_tree(&mut self, tree: &ast::Tree) -> Option<Definition> {
        let TreeShape::From(source, parent) = &tree.shape else { return None };
        let ty = Type::known(TypeKind::Partner).optional(true);
        let value = match parent {
            Some(parent) => {
                self.row_scope(Subject::Partner);
                let value = self.infer(parent, Some(&ty));
                if !value.ty.is_error() {
                    self.expect_fits(&value, &ty);
                }
                value
            }
            None => {
                let help = say!("add `parent = {0} when …, otherwise {0}'s {1}`", source.text, tree.name.text);
                self.report_missing(
                    Diagnostic::new(Code::MissingItem, tree.name.span, "nothing says who is above in the derived tree")
                        .help(help),
                );
                super::expr::error(tree.name.span)
            }
        };
        Some(Definition {
            grain: None,
            timeless: false,
            subject: Subject::Partner,
            name: tree.name.text.clone(),
            params: Vec::new(),
            ty,
            value,
            exclusive: Vec::new(),
            overridable: false,
            name_span: tree.name.span,
        })
    }

    /// `nearest above in sponsor where c`
    pub(super) fn nearest(&mut self, tree: &Ident, filter: &ast::Expr, span: Span) -> Expr {
        let ty = Type::known(TypeKind::Partner).optional(true);
        if self.tree(tree).is_none() {
            return super::expr::error(span);
        }
        let Some((id, Subject::Partner)) = self.scope.row().map(|row| (row.id, row.subject.clone())) else {
            let d =
                Diagnostic::new(Code::NotHere, span, "`nearest above` looks upwards from a partner, and here is none")
                    .help("give it a name: `lead = nearest above in sponsor where …`, and read `seller's lead`");
            self.report_of_row(d);
            return super::expr::error(span);
        };
        let of = self.row_value(id, &Subject::Partner, span);
        let mark = (self.scope.rows.len(), self.scope.facts.len());
        let element = self.scope.bind(Subject::Partner, None);
        let filter = self.condition(filter);
        self.check_foldable(&filter, element);
        self.scope.rows.truncate(mark.0);
        self.scope.facts.truncate(mark.1);
        typed(ExprKind::Nearest { tree: tree.text.clone(), of, element, filter }, ty, span)
    }
}
