//! Windows over earlier periods.

use super::Checker;
use super::expr::{error_of, typed};
use super::grains::of_grain;
use super::types::grain_word;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{AggregateOp, Expr, ExprKind, Grain, Subject, Type, TypeKind, Unit};
use crate::source::Span;
use crate::syntax::ast;

/// Longest window that is accepted, in periods.
const MAX_WINDOW: i128 = 120;

impl Checker<'_> {
    pub(super) fn window(&mut self, aggregate: &ast::Aggregate, window: &ast::Window, span: Span) -> Expr {
        let Some(head) = self.window_head(window) else {
            return error_of(self.shape_of_error(aggregate.op), span);
        };
        let Some((body, ty)) = self.over_periods(aggregate, head.grain, head.counted, span) else {
            return error_of(self.shape_of_error(aggregate.op), span);
        };
        head.window(aggregate.op, body, ty, span, self.scope.grain)
    }

    /// `sum of x over weeks of this month`
    pub(super) fn parts_of(&mut self, aggregate: &ast::Aggregate, parts: &ast::PartsOf, span: Span) -> Expr {
        let failed = error_of(self.shape_of_error(aggregate.op), span);
        let plan = self.plan_grain();
        if Grain::of_word(&parts.whole.text) != Some(plan) {
            let word = plan.word();
            return self.fail(
                Diagnostic::new(Code::NotHere, parts.whole.span, say!("the plan's period is the {}", grain_word(plan)))
                    .help(say!("write `of this {word}`")),
            );
        }
        if !self.belongs_to_partner(parts.span) {
            return failed;
        }
        let here = self.scope.grain;
        let grain = match self.elsewhere(None, |c| c.named_grain(&parts.grain)) {
            Some(Some(grain)) if here.is_none_or(|here| here == grain) => grain,
            None => return failed,
            Some(_) => {
                let word = here.map_or("week", Grain::word);
                return self.fail(
                    Diagnostic::new(Code::NotHere, parts.grain.span, "these are no parts that are told apart here")
                        .help(say!("write `{word}s of this {}`", plan.word())),
                );
            }
        };
        if parts.so_far && here.is_none() {
            return self.fail(
                Diagnostic::new(
                    Code::NotHere,
                    parts.span,
                    "`so far` is up to the part at hand, and here the whole period is",
                )
                .help("leave `so far` out, or write it into what has the shorter period"),
            );
        }
        // Empty parts change nothing in these.
        let matters = matches!(aggregate.op, AggregateOp::Every | AggregateOp::Largest | AggregateOp::Smallest);
        let counted = match parts.before_joining_counted {
            Some(counted) => counted,
            None if matters => {
                let (word, whole) = (grain.word(), plan.word());
                let d = Diagnostic::new(
                    Code::ChooseMonths,
                    parts.span,
                    say!("a partner may have joined in the middle of the {}", grain_word(plan)),
                );
                self.report(choose_joining(d, &format!("{word}s of this {whole}"), word));
                return failed;
            }
            None => true,
        };
        let Some((body, ty)) = self.over_periods(aggregate, Some(grain), counted, span) else { return failed };
        let so_far = parts.so_far;
        let kind = ExprKind::Parts { op: aggregate.op, body, grain, so_far, before_joining_counted: counted };
        let value = typed(kind, ty, span);
        if here.is_some() && !so_far { of_grain(value, None, span) } else { value }
    }

    /// What is aggregated over periods of a grain, and the type of the result.
    fn over_periods(
        &mut self,
        aggregate: &ast::Aggregate,
        grain: Option<Grain>,
        counted: bool,
        span: Span,
    ) -> Option<(Expr, Type)> {
        let Some(body) = &aggregate.body else {
            self.report(Diagnostic::new(Code::Syntax, span, "a window needs a value: `sum of PV over last 3 months`"));
            return None;
        };
        let body = self.elsewhere(grain, |c| c.infer(body, None));
        if let Some(filter) = &aggregate.rows.filter {
            self.report(
                Diagnostic::new(Code::NotHere, filter.span, "periods are not filtered")
                    .help("put the condition into the value: `sum of (PV when …, otherwise 0 BV) over last …`"),
            );
            return None;
        }
        let ty = match (aggregate.op, &body.ty.kind) {
            (_, TypeKind::Error) => return None,
            (AggregateOp::Sum, TypeKind::Number(..)) => {
                if !self.need_known(&body) {
                    return None;
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
                self.report(
                    Diagnostic::new(Code::NotHere, span, "periods are not counted")
                        .help("sum a number: `sum of (1 when …, otherwise 0) over last …`"),
                );
                return None;
            }
            (AggregateOp::Sum, _) => {
                self.mismatch(&body, say!("a number"));
                return None;
            }
            (AggregateOp::Any | AggregateOp::Every, _) => {
                self.mismatch(&body, say!("yes or no"));
                return None;
            }
            _ => {
                self.mismatch(&body, say!("something that has an order"));
                return None;
            }
        };
        Some((body, ty))
    }

    /// Whether a partner is at hand, whose periods they are.
    fn belongs_to_partner(&mut self, span: Span) -> bool {
        if self.scope.row().is_some_and(|r| r.subject == Subject::Partner) {
            return true;
        }
        self.report_of_row(
            Diagnostic::new(Code::NotHere, span, "a window belongs to a partner, and there is no partner here").help(
                "write the window into a definition of partners (`x = …`), and read that (`seller's x`, `earner's x`)",
            ),
        );
        false
    }

    /// How many periods, how far back the latest, and whether those before joining count.
    fn window_head(&mut self, window: &ast::Window) -> Option<Head> {
        let grain = self.named_grain(&window.grain)?;
        if !self.belongs_to_partner(window.span) {
            return None;
        }
        let count = self.small_number(&window.count, MAX_WINDOW, say!("number of periods"))?;
        let word = grain.unwrap_or_else(|| self.plan_grain()).word();
        let period = super::types::grain(word);
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
                        format!("last {count} {word}s including this"),
                        say!("this {grain} and the {} before it", count - 1, grain = period),
                    )
                    .reading(
                        format!("last {count} {word}s before this"),
                        say!("the {count} {grain}s before this one", grain = period),
                    )
                    .help("say which"),
                );
                0
            }
        };
        match window.before_joining_counted {
            Some(counted) => Some(Head { grain, count, latest, counted }),
            None => {
                let d = Diagnostic::new(
                    Code::ChooseMonths,
                    window.span,
                    say!("a partner may have joined inside of the last {count} {grain}s", grain = period),
                );
                self.report(choose_joining(d, &format!("last {count} {word}s"), word));
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
        let Some(head) = self.window_head(window) else { return error_of(Type::bool(), span) };
        let Some(least) = self.small_number(least, i128::from(head.count), say!("number of periods")) else {
            return error_of(Type::bool(), span);
        };
        let body = self.elsewhere(head.grain, |c| c.condition(condition));
        let here = self.scope.grain;
        if least == head.count {
            return head.window(AggregateOp::Every, body, Type::bool(), span, here);
        }
        // `in 2 of last 3`: as many periods hold.
        let count = Type::number(Unit::Count, 0);
        let number = |n: u32| {
            typed(ExprKind::Number(crate::number::Decimal::integer(i128::from(n))), Type::number(Unit::Count, 0), span)
        };
        let one = typed(ExprKind::Cases(vec![(number(1), body)], number(0)), count.clone(), span);
        let held = head.window(AggregateOp::Sum, one, count, span, here);
        typed(ExprKind::Compare(ast::CompareOp::GreaterOrEqual, held, number(least)), Type::bool(), span)
    }

    /// Whether a grain word is the plan's own.
    pub(super) fn plans_word(&mut self, word: &ast::Ident) -> bool {
        let plan = self.plan_grain();
        let fits = Grain::of_word(&word.text) == Some(plan);
        if !fits {
            let message = match Grain::of_word(&word.text) {
                Some(_) => say!("the plan's period is the {}", grain_word(plan)),
                None => say!("`{}` is no period", word.text),
            };
            self.report(Diagnostic::new(Code::UnknownName, word.span, message).help(say!("write `{}`", plan.word())));
        }
        fits
    }
}

/// The beginning of a window.
struct Head {
    /// Whose periods, as scopes have them.
    grain: Option<Grain>,
    /// How many.
    count: u32,
    /// How far back the latest.
    latest: u32,
    /// Whether those before joining count.
    counted: bool,
}

impl Head {
    /// The window, read where the period at hand is another perhaps.
    fn window(self, op: AggregateOp, body: Expr, ty: Type, span: Span, here: Option<Grain>) -> Expr {
        let Head { grain, count, latest, counted } = self;
        let kind = ExprKind::Window { op, body, count, latest, before_joining_counted: counted };
        let window = typed(kind, ty, span);
        if grain == here { window } else { of_grain(window, grain, span) }
    }
}

/// Offers the readings of periods before a partner joined.
fn choose_joining(d: Diagnostic, window: &str, word: &str) -> Diagnostic {
    d.reading(
        format!("{window}, {word}s before joining: not counted"),
        "periods before the partner joined are left out",
    )
    .reading(
        format!("{window}, {word}s before joining: counted as empty"),
        "they count like periods without any volume",
    )
    .help("say which")
}
