//! Expressions: what each kind of them is, conditions, cases and dated values.

use super::Checker;
use super::types::{common_unit, join, percent, permille};
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{BetweenUnit, Expr, ExprKind, Type, TypeKind, Unit};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind as Ast};
use crate::words::Say;

impl Checker<'_> {
    /// Checks an expression; `want` helps to tell words of several lists apart and nothing else.
    pub(super) fn infer(&mut self, e: &ast::Expr, want: Option<&Type>) -> Expr {
        let span = e.span;
        match e.kind.as_ref() {
            Ast::Number(value, unit) => self.number(*value, unit.as_ref(), span),
            Ast::Percent(v) => {
                literal(ExprKind::Number(percent(*v)), Type::number(Unit::Percent, percent(*v).scale), span)
            }
            Ast::PerMille(v) => {
                literal(ExprKind::Number(permille(*v)), Type::number(Unit::Percent, permille(*v).scale), span)
            }
            Ast::Date(d) => literal(ExprKind::Date(d.day), Type::known(TypeKind::Date), span),
            Ast::Text(t) => literal(ExprKind::Text(t.clone()), Type::known(TypeKind::Text), span),
            Ast::Bool(b) => literal(ExprKind::Bool(*b), Type::bool(), span),
            Ast::None => {
                let ty = want.cloned().unwrap_or_else(Type::error).optional(true);
                literal(ExprKind::None, ty, span)
            }
            Ast::Empty => match want.map(|t| &t.kind) {
                Some(TypeKind::Tally(l)) => {
                    literal(ExprKind::EmptyTally, Type::known(TypeKind::Tally(l.clone())), span)
                }
                _ => self.fail(
                    Diagnostic::new(Code::NotHere, span, "`empty` is the start of a tally and of nothing else")
                        .help("write `remember seen : tally(career) = empty`"),
                ),
            },
            Ast::Name(name) => self.name(name, span, want),
            Ast::Attribute(owner, name) => self.attribute(owner, name, span, want),
            Ast::Call(name, args) => self.call(None, name, args, span),
            Ast::AttributeCall(owner, name, args) => self.call(Some(owner), name, args, span),
            Ast::Opening(state) => self.opening(state, span),
            Ast::Computed(name) => self.computed(name, span),
            Ast::Convert(value, unit, day) => self.convert(value, unit, day.as_ref(), span),
            Ast::Of(left, right) => self.of(left, right, span),
            Ast::Negate(value) => {
                let value = self.infer(value, want);
                match value.ty.kind {
                    TypeKind::Number(..) | TypeKind::Ratio(_) | TypeKind::Error => {
                        let ty = value.ty.clone();
                        typed(ExprKind::Negate(value), ty, span)
                    }
                    _ => self.mismatch(&value, say!("a number")),
                }
            }
            Ast::Binary(op, a, b) => self.binary(*op, a, b, span),
            Ast::Clamp(value, side, bound) => {
                let value = self.infer(value, want);
                let bound = self.infer(bound, Some(&value.ty));
                match self.join_ordered(&value, &bound, span) {
                    Some(ty) => {
                        self.quotients_known(&[&value, &bound]);
                        typed(ExprKind::Clamp(value, *side, bound), ty, span)
                    }
                    None => error(span),
                }
            }
            Ast::Rounded(value, mode, step, step_span) => self.rounded(value, *mode, *step, *step_span, span),
            Ast::WholePart(value) => {
                let value = self.infer(value, None);
                match &value.ty.kind {
                    TypeKind::Number(Unit::Factor | Unit::Count, _) | TypeKind::Ratio(Unit::Factor | Unit::Count) => {
                        let ty = Type::number(Unit::Count, 0).optional(value.ty.optional);
                        typed(ExprKind::Rounded(value, ast::RoundMode::Down, 0), ty, span)
                    }
                    TypeKind::Error => error(span),
                    _ => {
                        let ty = value.ty.say();
                        self.fail(
                            Diagnostic::new(
                                Code::TypeMismatch,
                                value.span,
                                say!("`whole part of` needs a number without unit, this is {ty}"),
                            )
                            .help("divide by an amount of the same unit first: `whole part of (GV / 1_000 BV)`"),
                        )
                    }
                }
            }
            Ast::Extreme(greatest, items) => self.extreme(*greatest, items, span),
            Ast::Compare(op, a, b) => {
                let (a, b) = self.pair(a, b);
                // A quotient is compared with any number of its kind.
                let ratio = |x: &Expr, y: &Expr| match (&x.ty.kind, &y.ty.kind) {
                    (TypeKind::Ratio(u), TypeKind::Number(v, _)) => {
                        common_unit(u, v).is_some() || (*u == Unit::Factor && *v == Unit::Percent)
                    }
                    _ => false,
                };
                let ordered = ratio(&a, &b) || ratio(&b, &a) || self.join_ordered(&a, &b, span).is_some();
                let present = self.need_known(&a) & self.need_known(&b);
                if ordered && present {
                    typed(ExprKind::Compare(*op, a, b), Type::bool(), span)
                } else {
                    error_of(Type::bool(), span)
                }
            }
            Ast::Is(positive, a, b) => self.is(*positive, a, b, span),
            Ast::IsKnown(positive, value) => {
                let value = self.infer(value, None);
                typed(ExprKind::IsKnown(*positive, value), Type::bool(), span)
            }
            Ast::IsIn(positive, value, rows) => self.is_in(*positive, value, rows, span),
            Ast::IsBelow(positive, a, b, tree) => {
                let (a, b) = (self.infer(a, None), self.infer(b, None));
                let known_tree = self.tree(tree);
                for side in [&a, &b] {
                    if !matches!(side.ty.kind, TypeKind::Partner | TypeKind::Error) {
                        self.mismatch(side, say!("a partner"));
                        return error_of(Type::bool(), span);
                    }
                }
                if known_tree.is_none() {
                    return error_of(Type::bool(), span);
                }
                typed(ExprKind::IsBelow(*positive, a, b, tree.text.clone()), Type::bool(), span)
            }
            Ast::TallyAtOrAbove(tally, rank) => {
                let tally = self.infer(tally, None);
                let TypeKind::Tally(ladder) = tally.ty.kind.clone() else {
                    return if tally.ty.is_error() { error(span) } else { self.mismatch(&tally, say!("a tally")) };
                };
                let rank = self.infer(rank, Some(&Type::known(TypeKind::Word(ladder.clone()))));
                if self.expect_kind(&rank, &TypeKind::Word(ladder)) {
                    typed(ExprKind::TallyAtOrAbove(tally, rank), Type::number(Unit::Count, 0), span)
                } else {
                    error(span)
                }
            }
            Ast::Not(value) => {
                let value = self.condition(value);
                typed(ExprKind::Not(value), Type::bool(), span)
            }
            Ast::And(parts) => {
                let mark = self.scope.facts.len();
                let mut out = Vec::new();
                for part in parts {
                    out.push(self.condition(part));
                    self.assume(part);
                }
                self.scope.facts.truncate(mark);
                typed(ExprKind::And(out), Type::bool(), span)
            }
            Ast::Or(parts) => {
                let mark = self.scope.facts.len();
                let mut out = Vec::new();
                for part in parts {
                    out.push(self.condition(part));
                    self.assume_not(part);
                }
                self.scope.facts.truncate(mark);
                typed(ExprKind::Or(out), Type::bool(), span)
            }
            Ast::Cases(cases) => self.cases(cases, want, span),
            Ast::Otherwise(value, other) => {
                let value = self.infer(value, want);
                let other = self.infer(other, Some(&value.ty));
                if let Some(quotient) = [&value, &other].into_iter().find(|e| matches!(e.ty.kind, TypeKind::Ratio(_))) {
                    return self.fail(
                        Diagnostic::new(
                            Code::RatioNotStorable,
                            quotient.span,
                            "a quotient that may be absent must be rounded before another value can stand for it",
                        )
                        .help("round it first: `((…) rounded half up to 0.01), otherwise …`"),
                    );
                }
                match join(&value.ty, &other.ty) {
                    Some(ty) => {
                        let ty = ty.optional(other.ty.optional);
                        typed(ExprKind::Otherwise(value, other), ty, span)
                    }
                    None => self.mismatched_pair(&value, &other),
                }
            }
            Ast::Aggregate(aggregate) => self.aggregate(aggregate, span),
            Ast::Highest { ladder, rule, otherwise } => self.highest(ladder, rule, otherwise.as_ref(), span),
            Ast::InEvery(count, window, condition) => self.in_every(count, window, condition, span),
            Ast::Before(value, grain) => self.in_the_before(value, grain, want, span),
            Ast::InSettled(value, of, grain) => self.in_the_settlement(value, of, grain, want, span),
            Ast::InIts(value, last, grain) => self.in_its(value, *last, grain, want, span),
            Ast::OfDate(value, day, grain, date) => self.of_date(value, *day, grain, date, want, span),
            Ast::Place(tree, order) => self.place(tree, order, span),
            Ast::Nearest(tree, filter) => self.nearest(tree, filter, span),
            Ast::First(rows, order) => self.first(rows, order, span),
            Ast::Dated(values) => self.dated(values, want, span),
            Ast::Between(unit, a, b) => {
                let (a, b) = (self.infer(a, None), self.infer(b, None));
                let fine = self.expect_kind(&a, &TypeKind::Date) & self.expect_kind(&b, &TypeKind::Date);
                let optional = a.ty.optional || b.ty.optional;
                let unit: BetweenUnit = *unit;
                if fine {
                    typed(ExprKind::Between(unit, a, b), Type::number(Unit::Count, 0).optional(optional), span)
                } else {
                    error(span)
                }
            }
            Ast::PeriodEdge(end) => literal(ExprKind::PeriodEdge(*end), Type::known(TypeKind::Date), span),
            Ast::Missing => error(span),
        }
    }

    /// Checks a yes/no expression.
    pub(super) fn condition(&mut self, e: &ast::Expr) -> Expr {
        let value = self.infer(e, Some(&Type::bool()));
        match value.ty.kind {
            TypeKind::Bool => {
                if self.need_known(&value) {
                    value
                } else {
                    error_of(Type::bool(), e.span)
                }
            }
            TypeKind::Error => error_of(Type::bool(), e.span),
            _ => {
                let ty = value.ty.say();
                self.report(
                    Diagnostic::new(Code::TypeMismatch, e.span, say!("a condition is needed here, this is {ty}"))
                        .help("compare it: `… >= 100 BV`, `… is Gold`, `… is known`"),
                );
                error_of(Type::bool(), e.span)
            }
        }
    }

    fn cases(&mut self, cases: &ast::Cases, want: Option<&Type>, span: Span) -> Expr {
        // Of a later case it is known that none before it holds.
        let mark = self.scope.facts.len();
        let out = self.cases_in_order(cases, want, span);
        self.scope.facts.truncate(mark);
        out
    }

    fn cases_in_order(&mut self, cases: &ast::Cases, want: Option<&Type>, span: Span) -> Expr {
        let mut arms = Vec::new();
        let mut ty: Option<Type> = want.cloned();
        let mut joined: Option<Type> = None;
        for (value, condition) in &cases.arms {
            let condition_checked = self.condition(condition);
            let mark = self.scope.facts.len();
            self.assume(condition);
            let value = self.infer(value, ty.as_ref());
            // `x when x is known, otherwise 0` is always there.
            let own = value.ty.clone().optional(value.ty.optional && !self.is_known(&value));
            self.scope.facts.truncate(mark);
            joined = match joined {
                None => Some(own),
                Some(j) => match join(&j, &own) {
                    Some(t) => Some(t),
                    None => {
                        let (l, r) = (j.say(), value.ty.say());
                        return self.fail(Diagnostic::new(
                            Code::TypeMismatch,
                            value.span,
                            say!("this case is {r}, the one before is {l}"),
                        ));
                    }
                },
            };
            ty = joined.clone();
            arms.push((value, condition_checked));
            self.assume_not(condition);
        }
        // The parser has asked for what is missing here.
        let Some(otherwise) = &cases.otherwise else { return error_of(joined.unwrap_or_else(Type::error), span) };
        let otherwise = self.infer(otherwise, ty.as_ref());
        let own = otherwise.ty.clone().optional(otherwise.ty.optional && !self.is_known(&otherwise));
        let Some(ty) = joined.as_ref().map_or(Some(own.clone()), |j| join(j, &own)) else {
            let (l, r) = (joined.unwrap_or_else(Type::error), otherwise.ty.say());
            return self.fail(Diagnostic::new(
                Code::TypeMismatch,
                otherwise.span,
                say!("this is {r}, the cases before are {l}"),
            ));
        };
        typed(ExprKind::Cases(arms, otherwise), ty, span)
    }

    fn dated(&mut self, values: &[(ast::Expr, ast::Date)], want: Option<&Type>, span: Span) -> Expr {
        let mut out: Vec<(Expr, chrono::NaiveDate)> = Vec::new();
        let mut ty: Option<Type> = want.cloned();
        for (value, from) in values {
            let value = self.infer(value, ty.as_ref());
            if let Some((_, last)) = out.last()
                && from.day <= *last
            {
                return self.fail(
                    Diagnostic::new(Code::BadRange, from.span, say!("{} is not after {last}", from.day))
                        .help("write dated values from the earliest to the latest"),
                );
            }
            let joined =
                if out.is_empty() { Some(value.ty.clone()) } else { ty.as_ref().and_then(|t| join(t, &value.ty)) };
            let Some(joined) = joined else {
                let r = value.ty.say();
                return self.fail(Diagnostic::new(
                    Code::TypeMismatch,
                    value.span,
                    say!("this value is {r}, the one before is something else"),
                ));
            };
            ty = Some(joined);
            out.push((value, from.day));
        }
        // Before the first date there is no value.
        let before = match (out.first(), self.env.header().valid) {
            (Some((_, first)), Some((valid, _))) => *first > valid,
            _ => false,
        };
        if before && let Some((value, from)) = values.first() {
            self.report(
                Diagnostic::new(
                    Code::TableGap,
                    value.span,
                    say!("the plan is valid before {}, and there is no value for that time", from.day),
                )
                .help("begin with a value from the plan's first day"),
            );
        }
        match ty {
            Some(ty) if !out.is_empty() => typed(ExprKind::Dated(out), ty, span),
            _ => error(span),
        }
    }
}

/// A literal.
pub(super) fn literal(kind: ExprKind, ty: Type, span: Span) -> Expr {
    Expr { kind: Box::new(kind), ty, span }
}

/// A checked expression.
pub(super) fn typed(kind: ExprKind, ty: Type, span: Span) -> Expr {
    Expr { kind: Box::new(kind), ty, span }
}

/// What was already reported.
pub(super) fn error(span: Span) -> Expr {
    error_of(Type::error(), span)
}

/// What was already reported, of a type that is known all the same.
pub(super) fn error_of(ty: Type, span: Span) -> Expr {
    Expr { kind: Box::new(ExprKind::Error), ty, span }
}
