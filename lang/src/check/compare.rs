//! Comparing: `is`, and what has an order.

use super::Checker;
use super::expr::{error_of, typed};
use super::types::join;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{Expr, ExprKind, Subject, Type, TypeKind};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind as Ast};
use crate::words::Say;

impl Checker<'_> {
    pub(super) fn is(&mut self, positive: bool, a: &ast::Expr, b: &ast::Expr, span: Span) -> Expr {
        // `earner is active` reads a yes/no attribute.
        if let Ast::Name(word) = b.kind.as_ref() {
            let left = self.quietly(|c| c.infer(a, None));
            let subject = match &left.ty.kind {
                TypeKind::Partner => Some(Subject::Partner),
                TypeKind::Person => Some(Subject::Person),
                TypeKind::Event(name) => Some(Subject::Event(name.clone())),
                _ => None,
            };
            if let Some(subject) = &subject
                && !self.has_attribute(subject, word)
                && self.is_unknown(word)
            {
                // `earner is actve`: nothing but a misspelt attribute of his.
                let owner = self.infer(a, None);
                let ident = ast::Ident { text: word.clone(), span: b.span };
                self.attribute_of(owner, subject, &ident, span, None);
                return error_of(Type::bool(), span);
            }
            // What the right side is depends on the left one, and that is not known.
            if left.ty.is_error() && self.scope.local(word).is_none() {
                self.infer(a, None);
                return error_of(Type::bool(), span);
            }
            if let Some(subject) = subject
                && self.has_attribute(&subject, word)
            {
                let owner = self.infer(a, None);
                let ident = ast::Ident { text: word.clone(), span: b.span };
                let value = self.attribute_of(owner, &subject, &ident, span, None);
                if value.ty.kind == left.ty.kind && matches!(value.ty.kind, TypeKind::Partner | TypeKind::Person) {
                    let owner = self.infer(a, None);
                    let right = self.attribute_bare(&subject, &ident).unwrap_or(value);
                    return self.equality(positive, owner, right, span);
                }
                if !matches!(value.ty.kind, TypeKind::Bool | TypeKind::Error) {
                    let ty = value.ty.say();
                    self.report(
                        Diagnostic::new(Code::TypeMismatch, b.span, say!("`{word}` is {ty}, not yes or no"))
                            .help(say!("compare it: `{}'s {word} is …`", self.slice(a.span))),
                    );
                    return error_of(Type::bool(), span);
                }
                if !self.need_known_unless_guarded(&value, a) {
                    return error_of(Type::bool(), span);
                }
                let ty = Type::bool();
                return if positive { Expr { ty, ..value } } else { typed(ExprKind::Not(value), ty, span) };
            }
        }
        if matches!(b.kind.as_ref(), Ast::None) {
            return self.fail(
                Diagnostic::new(Code::TypeMismatch, b.span, "nothing is equal to `none`").help(if positive {
                    "write `is not known`"
                } else {
                    "write `is known`"
                }),
            );
        }
        let (left, right) = self.pair(a, b);
        if let (Ast::Name(word), TypeKind::Word(list)) = (b.kind.as_ref(), &left.ty.kind)
            && join(&left.ty, &right.ty).is_none()
            && self.env.word(word).iter().any(|(of, _)| of == list)
        {
            return self.fail(
                Diagnostic::new(
                    Code::AmbiguousWord,
                    b.span,
                    say!("`{word}` is a word of `{list}`, and also a value here, which is read first"),
                )
                .help("give the value another name"),
            );
        }
        self.equality(positive, left, right, span)
    }

    fn equality(&mut self, positive: bool, left: Expr, right: Expr, span: Span) -> Expr {
        if left.ty.is_error() || right.ty.is_error() {
            return error_of(Type::bool(), span);
        }
        if join(&left.ty, &right.ty).is_none() {
            self.mismatched_pair(&left, &right);
            return error_of(Type::bool(), span);
        }
        // Rows may be compared although one is absent: an absent partner is nobody.
        let rows = matches!(left.ty.kind, TypeKind::Partner | TypeKind::Person | TypeKind::Event(_));
        if !rows && !(self.need_known(&left) & self.need_known(&right)) {
            return error_of(Type::bool(), span);
        }
        typed(ExprKind::Is(positive, left, right), Type::bool(), span)
    }

    /// Infers two sides that may be words of the other side's list.
    pub(super) fn pair(&mut self, a: &ast::Expr, b: &ast::Expr) -> (Expr, Expr) {
        if self.is_bare_word(a) && !self.is_bare_word(b) {
            let right = self.infer(b, None);
            let left = self.infer(a, Some(&right.ty));
            (left, right)
        } else {
            let left = self.infer(a, None);
            let right = self.infer(b, Some(&left.ty));
            (left, right)
        }
    }

    /// The common type of two values that have an order; reports where there is none.
    pub(super) fn join_ordered(&mut self, a: &Expr, b: &Expr, span: Span) -> Option<Type> {
        let Some(ty) = join(&a.ty, &b.ty) else {
            self.mismatched_pair(a, b);
            return None;
        };
        let ordered = match &ty.kind {
            TypeKind::Number(..) | TypeKind::Ratio(_) | TypeKind::Date => true,
            TypeKind::Error => return None,
            TypeKind::Word(list) => self.env.words(list).is_none_or(|w| w.ordered),
            _ => false,
        };
        if !ordered {
            self.report(
                Diagnostic::new(Code::TypeMismatch, span, say!("{ty} has no order"))
                    .help("compare with `is` or `is not`"),
            );
            return None;
        }
        Some(ty)
    }
}
