//! Aggregates over rows.

use super::Checker;
use super::expr::{error, error_of, typed};
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{self, AggregateOp, Expr, ExprKind, Rows, Type, TypeKind, Unit};
use crate::source::Span;
use crate::syntax::ast::{self, RowsKind};
impl Checker<'_> {
    pub(super) fn aggregate(&mut self, aggregate: &ast::Aggregate, span: Span) -> Expr {
        if let RowsKind::Parts(parts) = &aggregate.rows.kind {
            return self.parts_of(aggregate, parts, span);
        }
        if let RowsKind::Window(window) = &aggregate.rows.kind {
            return self.window(aggregate, window, span);
        }
        let mark = (self.scope.rows.len(), self.scope.facts.len());
        let Some((rows, element, phrase)) = self.rows(&aggregate.rows) else {
            self.scope.rows.truncate(mark.0);
            return error_of(self.shape_of_error(aggregate.op), span);
        };
        let mut filter = aggregate.rows.filter.as_ref().map(|f| {
            let checked = self.condition(f);
            self.assume(f);
            checked
        });
        if let Some(phrase) = phrase {
            filter = Some(match filter {
                Some(f) => {
                    let at = f.span;
                    typed(ExprKind::And(vec![f, phrase]), Type::bool(), at)
                }
                None => phrase,
            });
        }
        let body = aggregate.body.as_ref().map(|b| self.infer(b, None));
        if matches!(rows, Rows::Team { .. } | Rows::Upline(..)) {
            for part in body.iter().chain(filter.iter()) {
                self.check_foldable(part, element);
            }
        }
        if let Rows::Positions(of) = &rows {
            let parts: Vec<&Expr> = body.iter().chain(filter.iter()).collect();
            self.check_of_person(of, element, &parts);
        }
        self.scope.rows.truncate(mark.0);
        self.scope.facts.truncate(mark.1);
        let ty = match (aggregate.op, &body) {
            (AggregateOp::Count, None) => Type::number(Unit::Count, 0),
            (AggregateOp::Count, Some(b)) => {
                self.report(
                    Diagnostic::new(Code::TypeMismatch, b.span, "`count` counts rows and takes no value")
                        .help("write `count over … where …`"),
                );
                return error(span);
            }
            (op, None) => {
                self.report(Diagnostic::new(
                    Code::Syntax,
                    span,
                    say!("`{op}` needs a value: `{op} of … over …`", op = op_word(op)),
                ));
                return error_of(self.shape_of_error(op), span);
            }
            (AggregateOp::Sum, Some(b)) => match &b.ty.kind {
                TypeKind::Number(..) => b.ty.clone().optional(false),
                TypeKind::Ratio(_) => {
                    return self.fail(
                        Diagnostic::new(Code::RatioNotStorable, b.span, "quotients cannot be summed")
                            .help("round each: `sum of (a / b rounded half up to 0.01) over …`"),
                    );
                }
                TypeKind::Error => return error(span),
                _ => return self.mismatch(b, say!("a number")),
            },
            (AggregateOp::Largest | AggregateOp::Smallest, Some(b)) => match &b.ty.kind {
                TypeKind::Number(..) | TypeKind::Date => b.ty.clone().optional(true),
                TypeKind::Word(list) if self.env.words(list).is_none_or(|w| w.ordered) => b.ty.clone().optional(true),
                TypeKind::Error => return error(span),
                _ => return self.mismatch(b, say!("something that has an order")),
            },
            (AggregateOp::Any | AggregateOp::Every, Some(b)) => match &b.ty.kind {
                TypeKind::Bool => {
                    if !self.need_known(b) {
                        return error_of(Type::bool(), span);
                    }
                    Type::bool()
                }
                TypeKind::Error => return error_of(Type::bool(), span),
                _ => return self.mismatch(b, say!("yes or no")),
            },
        };
        typed(ExprKind::Aggregate(hir::Aggregate { op: aggregate.op, body, rows, element, filter }), ty, span)
    }

    pub(super) fn shape_of_error(&self, op: AggregateOp) -> Type {
        match op {
            AggregateOp::Count => Type::number(Unit::Count, 0),
            AggregateOp::Any | AggregateOp::Every => Type::bool(),
            _ => Type::error(),
        }
    }
}

/// The word of an aggregate.
pub(super) fn op_word(op: AggregateOp) -> &'static str {
    match op {
        AggregateOp::Sum => "sum",
        AggregateOp::Count => "count",
        AggregateOp::Largest => "largest",
        AggregateOp::Smallest => "smallest",
        AggregateOp::Any => "any",
        AggregateOp::Every => "every",
    }
}
