//! Windows over earlier periods.

use super::Checker;
use super::expr::{error, error_of, typed};
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{AggregateOp, Expr, ExprKind, Subject, Type, TypeKind, Unit};
use crate::source::Span;
use crate::syntax::ast;

/// Longest window that is accepted, in periods.
const MAX_WINDOW: i128 = 120;

impl Checker<'_> {
    pub(super) fn window(&mut self, aggregate: &ast::Aggregate, window: &ast::Window, span: Span) -> Expr {
        let Some((count, latest, counted)) = self.window_head(window) else {
            return error_of(self.shape_of_error(aggregate.op), span);
        };
        let Some(body) = &aggregate.body else {
            return self.fail(Diagnostic::new(
                Code::Syntax,
                span,
                "a window needs a value: `sum of PV over last 3 months`",
            ));
        };
        let body = self.infer(body, None);
        if let Some(filter) = &aggregate.rows.filter {
            return self.fail(
                Diagnostic::new(Code::NotHere, filter.span, "periods are not filtered")
                    .help("put the condition into the value: `sum of (PV when …, otherwise 0 BV) over last …`"),
            );
        }
        let ty = match (aggregate.op, &body.ty.kind) {
            (_, TypeKind::Error) => return error(span),
            (AggregateOp::Sum, TypeKind::Number(..)) => {
                if !self.need_known(&body) {
                    return error_of(body.ty.clone().optional(false), span);
                }
                body.ty.clone()
            }
            (
                AggregateOp::Largest | AggregateOp::Smallest,
                TypeKind::Number(..) | TypeKind::Date | TypeKind::Word(_),
            ) => {
                let absent = body.ty.optional || !counted;
                body.ty.clone().optional(absent)
            }
            (AggregateOp::Any | AggregateOp::Every, TypeKind::Bool) => Type::bool(),
            (AggregateOp::Count, _) => {
                return self.fail(
                    Diagnostic::new(Code::NotHere, span, "periods are not counted")
                        .help("sum a number: `sum of (1 when …, otherwise 0) over last …`"),
                );
            }
            (AggregateOp::Sum, _) => return self.mismatch(&body, say!("a number")),
            (AggregateOp::Any | AggregateOp::Every, _) => return self.mismatch(&body, say!("yes or no")),
            _ => return self.mismatch(&body, say!("something that has an order")),
        };
        typed(ExprKind::Window { op: aggregate.op, body, count, latest, before_joining_counted: counted }, ty, span)
    }

    /// How many periods, how far back the latest, and whether those before joining count.
    fn window_head(&mut self, window: &ast::Window) -> Option<(u32, u32, bool)> {
        if !self.grain_word(&window.grain) {
            return None;
        }
        if self.scope.row().is_none_or(|r| r.subject != Subject::Partner) {
            self.report_of_row(
                Diagnostic::new(
                    Code::NotHere,
                    window.span,
                    "a window belongs to a partner, and there is no partner here",
                )
                .help("write the window into a definition of partners (`x = …`), and read that (`seller's x`, `earner's x`)"),
            );
            return None;
        }
        let count = self.small_number(&window.count, MAX_WINDOW, say!("number of periods"))?;
        let grain = self.env.header().grain.clone();
        let period = super::types::grain(&grain);
        let latest = match window.including_this {
            Some(including) => u32::from(!including),
            None => {
                self.report(
                    Diagnostic::new(
                        Code::ChooseWindow,
                        window.span,
                        say!("the {grain} at hand may be one of the last {count} {grain}s, or not", grain = period),
                    )
                    .reading(
                        format!("last {count} {grain}s including this"),
                        say!("this {grain} and the {} before it", count - 1, grain = period),
                    )
                    .reading(
                        format!("last {count} {grain}s before this"),
                        say!("the {count} {grain}s before this one", grain = period),
                    )
                    .help("say which"),
                );
                0
            }
        };
        match window.before_joining_counted {
            Some(counted) => Some((count, latest, counted)),
            None => {
                self.report(
                    Diagnostic::new(
                        Code::ChooseMonths,
                        window.span,
                        say!("a partner may have joined inside of the last {count} {grain}s", grain = period),
                    )
                    .reading(
                        format!("last {count} {grain}s, {grain}s before joining: not counted"),
                        "periods before the partner joined are left out",
                    )
                    .reading(
                        format!("last {count} {grain}s, {grain}s before joining: counted as empty"),
                        "they count like periods without any volume",
                    )
                    .help("say which"),
                );
                None
            }
        }
    }

    pub(super) fn in_every(
        &mut self,
        least: &ast::Expr,
        window: &ast::Window,
        condition: &ast::Expr,
        span: Span,
    ) -> Expr {
        let Some((count, latest, counted)) = self.window_head(window) else { return error_of(Type::bool(), span) };
        let Some(least) = self.small_number(least, i128::from(count), say!("number of periods")) else {
            return error_of(Type::bool(), span);
        };
        let body = self.condition(condition);
        if least == count {
            return typed(
                ExprKind::Window { op: AggregateOp::Every, body, count, latest, before_joining_counted: counted },
                Type::bool(),
                span,
            );
        }
        // `in 2 of last 3`: as many periods hold.
        let number = |n: u32| {
            typed(ExprKind::Number(crate::number::Decimal::integer(i128::from(n))), Type::number(Unit::Count, 0), span)
        };
        let one = typed(ExprKind::Cases(vec![(number(1), body)], number(0)), Type::number(Unit::Count, 0), span);
        let held = ExprKind::Window { op: AggregateOp::Sum, body: one, count, latest, before_joining_counted: counted };
        let held = typed(held, Type::number(Unit::Count, 0), span);
        typed(ExprKind::Compare(ast::CompareOp::GreaterOrEqual, held, number(least)), Type::bool(), span)
    }

    /// Whether a grain word is the plan's own.
    pub(super) fn grain_word(&mut self, word: &ast::Ident) -> bool {
        let grain = self.env.header().grain.clone();
        let singular = word.text.strip_suffix('s').unwrap_or(&word.text);
        if singular == grain {
            return true;
        }
        if matches!(singular, "day" | "week" | "month" | "quarter" | "year") {
            self.report(
                Diagnostic::new(
                    Code::NotYet,
                    word.span,
                    say!(
                        "the plan's period is the {grain}, and a second calendar beside it is not possible yet",
                        grain = super::types::grain(&grain)
                    ),
                )
                .help(say!("write `{grain}s`")),
            );
        } else {
            self.report(
                Diagnostic::new(Code::UnknownName, word.span, say!("`{}` is no period", word.text))
                    .help(say!("write `{grain}s`")),
            );
        }
        false
    }
}
