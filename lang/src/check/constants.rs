//! Constants: in cells, bounds and starts of states, and how they are stored.

use super::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{Expr, ExprKind, Type, TypeKind, Unit};
use crate::number::Decimal;
use crate::source::Span;
use crate::syntax::ast;

impl Checker<'_> {
    /// A literal or word as a constant.
    pub(super) fn constant(&mut self, e: &ast::Expr, want: Option<&Type>) -> Option<Expr> {
        let value = self.infer(e, want);
        match value.kind.as_ref() {
            ExprKind::Number(_) | ExprKind::Bool(_) | ExprKind::Date(_) | ExprKind::Word(..) | ExprKind::Text(_) => {
                Some(value)
            }
            ExprKind::Negate(inner) => match inner.kind.as_ref() {
                ExprKind::Number(d) => {
                    let kind = ExprKind::Number(Decimal::new(-d.mantissa, d.scale));
                    Some(Expr { kind: Box::new(kind), ty: value.ty.clone(), span: value.span })
                }
                _ => None,
            },
            ExprKind::Error => None,
            _ => {
                self.report(
                    Diagnostic::new(Code::BadCell, e.span, "a fixed value is needed here")
                        .help("write a number with its unit, a word or a date"),
                );
                None
            }
        }
    }

    /// A constant in the stored form of a type.
    pub(super) fn stored(&mut self, e: &ast::Expr, ty: &Type) -> Option<i128> {
        let value = self.constant(e, Some(ty))?;
        if !self.expect_joins(&value, ty) {
            return None;
        }
        match stored_form(&value, ty.scale()) {
            Some(v) => Some(v),
            None => {
                let scale = ty.scale();
                self.report(
                    Diagnostic::new(
                        Code::BadCell,
                        e.span,
                        say!("the bound has more than {scale} digits after the point"),
                    )
                    .help("write fewer digits, or declare a finer unit"),
                );
                None
            }
        }
    }

    pub(super) fn show_stored(&self, value: i128, ty: &Type) -> String {
        match &ty.kind {
            TypeKind::Word(list) => self
                .env
                .words(list)
                .and_then(|w| usize::try_from(value).ok().and_then(|i| w.words.get(i).cloned()))
                .unwrap_or_default(),
            TypeKind::Number(Unit::Percent, s) => format!("{}%", Decimal::new(value * 100, *s).normalized()),
            TypeKind::Number(Unit::Count | Unit::Factor, s) => Decimal::new(value, *s).to_string(),
            TypeKind::Number(unit, s) => format!("{} {unit}", Decimal::new(value, *s)),
            TypeKind::Bool => if value == 0 { "no" } else { "yes" }.to_owned(),
            _ => value.to_string(),
        }
    }
}

/// A number, word, date or yes/no as an integer at a scale; `None` where digits would be lost.
pub fn stored_form(value: &Expr, scale: u8) -> Option<i128> {
    match value.kind.as_ref() {
        ExprKind::Number(d) => d.rescale(scale).map(|d| d.mantissa),
        ExprKind::Word(_, index) => Some(i128::from(*index)),
        ExprKind::Bool(b) => Some(i128::from(*b)),
        ExprKind::Date(d) => Some(i128::from(days(*d))),
        _ => None,
    }
}

/// Days since 1970-01-01.
pub fn days(date: chrono::NaiveDate) -> i32 {
    i32::try_from(date.signed_duration_since(chrono::NaiveDate::default()).num_days()).unwrap_or(i32::MAX)
}

pub(super) fn zero(ty: &Type, span: Span) -> Expr {
    let kind = match &ty.kind {
        TypeKind::Word(list) => ExprKind::Word(list.clone(), 0),
        TypeKind::Bool => ExprKind::Bool(false),
        TypeKind::Number(_, scale) => ExprKind::Number(Decimal::new(0, *scale)),
        _ => ExprKind::Number(Decimal::ZERO),
    };
    Expr { kind: Box::new(kind), ty: ty.clone(), span }
}
