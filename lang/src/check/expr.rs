//! Expressions: names, units, scales, types.

use super::Checker;
use super::env::Decl;
use super::types::{common_unit, join, percent, permille, step_scale};
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{BetweenUnit, Expr, ExprKind, Subject, Type, TypeKind, Unit};
use crate::source::Span;
use crate::syntax::ast::{self, BinaryOp, ExprKind as Ast};

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
            Ast::Convert(value, unit) => self.convert(value, unit, span),
            Ast::Of(left, right) => self.of(left, right, span),
            Ast::Negate(value) => {
                let value = self.infer(value, want);
                match value.ty.kind {
                    TypeKind::Number(..) | TypeKind::Ratio(_) | TypeKind::Error => {
                        let ty = value.ty.clone();
                        typed(ExprKind::Negate(value), ty, span)
                    }
                    _ => self.mismatch(&value, "a number"),
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
                        let ty = value.ty.to_string();
                        self.fail(
                            Diagnostic::new(
                                Code::TypeMismatch,
                                value.span,
                                format!("`whole part of` needs a number without unit, this is {ty}"),
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
                        self.mismatch(side, "a partner");
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
                    return if tally.ty.is_error() { error(span) } else { self.mismatch(&tally, "a tally") };
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
                let out = parts.iter().map(|part| self.condition(part)).collect();
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
                            "a quotient that may be absent has no digits to fall back on",
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
            Ast::Before(value, grain) => {
                if !self.grain_word(grain) {
                    return error(span);
                }
                let value = self.infer(value, want);
                let ty = value.ty.clone();
                typed(ExprKind::Back(value, 1), ty, span)
            }
            Ast::Place(tree, order) => self.place(tree, order, span),
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
                let ty = value.ty.to_string();
                self.report(
                    Diagnostic::new(Code::TypeMismatch, e.span, format!("a condition is needed here, this is {ty}"))
                        .help("compare it: `… >= 100 BV`, `… is Gold`, `… is known`"),
                );
                error_of(Type::bool(), e.span)
            }
        }
    }

    fn number(&mut self, value: crate::number::Decimal, unit: Option<&ast::UnitRef>, span: Span) -> Expr {
        let (unit, least) = match unit {
            None if value.scale == 0 => (Unit::Count, 0),
            None => (Unit::Factor, 0),
            Some(u) => {
                let Some((first, scale)) = self.unit(&u.name) else { return error(span) };
                match &u.per {
                    None => (first, scale),
                    Some(per) => match self.unit(per) {
                        Some((second, _)) => (Unit::Price(Box::new(first), Box::new(second)), 0),
                        None => return error(span),
                    },
                }
            }
        };
        let _ = least;
        literal(ExprKind::Number(value), Type::number(unit, value.scale), span)
    }

    /// A unit or currency by name, with its scale.
    pub(super) fn unit(&mut self, name: &ast::Ident) -> Option<(Unit, u8)> {
        if let Some(Decl::Unit(unit)) = self.env.resolve(&name.text) {
            return Some((Unit::Points(unit.name), unit.scale));
        }
        if let Some(scale) = super::types::currency_scale(&name.text) {
            return Some((Unit::Money(name.text.clone()), scale));
        }
        let d = self.unknown(
            Code::UnknownType,
            name.span,
            format!("`{}` is neither a declared unit nor a currency", name.text),
            &name.text,
            self.env.names(),
        );
        self.report(
            d.help_if_none(format!("declare it: `unit {} to 0.01`, or use an ISO 4217 code such as `EUR`", name.text)),
        );
        None
    }

    fn convert(&mut self, value: &ast::Expr, unit: &ast::Ident, span: Span) -> Expr {
        let value = self.infer(value, None);
        let Some((target, _)) = self.unit(unit) else { return error(span) };
        match &value.ty.kind {
            TypeKind::Number(from, scale) => {
                if *from == target {
                    return value;
                }
                match self.env.rate(from, &target) {
                    Some(rate) => match scale.checked_add(rate.scale).filter(|s| *s <= 18) {
                        Some(s) => {
                            let ty = Type::number(target.clone(), s).optional(value.ty.optional);
                            typed(ExprKind::Convert(value, target), ty, span)
                        }
                        None => self.too_fine(span),
                    },
                    None => {
                        let from = from.to_string();
                        self.fail(
                            Diagnostic::new(
                                Code::NoRate,
                                span,
                                format!("there is no rate from `{from}` to `{target}`"),
                            )
                            .help(format!("declare it: `rate {from} to {target} = 0.80 from 2026-01-01`")),
                        )
                    }
                }
            }
            TypeKind::Error => error(span),
            _ => self.mismatch(&value, "an amount"),
        }
    }

    fn of(&mut self, left: &ast::Expr, right: &ast::Expr, span: Span) -> Expr {
        if let Ast::Name(name) = left.kind.as_ref()
            && self.scope.local(name).is_none()
            && let Some(Decl::Tiers(tiers)) = self.env.resolve(name)
        {
            return self.brackets(&tiers, right, span);
        }
        let rate = self.infer(left, None);
        let base = self.infer(right, None);
        if rate.ty.is_error() || base.ty.is_error() {
            let kind = if rate.ty.is_error() { TypeKind::Error } else { base.ty.kind.clone() };
            return error_of(Type { kind, optional: base.ty.optional }, span);
        }
        let optional = rate.ty.optional || base.ty.optional;
        let kind = match (&rate.ty.kind, &base.ty.kind) {
            (TypeKind::Number(Unit::Percent, s), TypeKind::Number(unit, t)) => {
                match s.checked_add(*t).filter(|s| *s <= 18) {
                    Some(scale) => TypeKind::Number(unit.clone(), scale),
                    None => return self.too_fine(span),
                }
            }
            (
                TypeKind::Ratio(Unit::Factor | Unit::Percent | Unit::Count),
                TypeKind::Number(unit, _) | TypeKind::Ratio(unit),
            )
            | (TypeKind::Number(Unit::Percent, _), TypeKind::Ratio(unit)) => TypeKind::Ratio(unit.clone()),
            (TypeKind::Number(Unit::Count | Unit::Factor, _), TypeKind::Number(..)) => {
                return self.fail(
                    Diagnostic::new(Code::OfOrTimes, span, "a count or plain factor is used with `*`, not with `of`")
                        .help(format!("write `{} * {}`", self.slice(left.span), self.slice(right.span))),
                );
            }
            (TypeKind::Number(..) | TypeKind::Ratio(_), _) => return self.mismatch(&base, "an amount"),
            _ => return self.mismatch(&rate, "a percentage"),
        };
        typed(ExprKind::Of(rate, base), Type { kind, optional }, span)
    }

    fn binary(&mut self, op: BinaryOp, a: &ast::Expr, b: &ast::Expr, span: Span) -> Expr {
        let left = self.infer(a, None);
        // `seen + earner's rank` adds to a tally.
        if let (BinaryOp::Add, TypeKind::Tally(ladder)) = (op, &left.ty.kind) {
            let ladder = ladder.clone();
            let rank = self.infer(b, Some(&Type::known(TypeKind::Word(ladder.clone()))));
            return if self.expect_kind(&rank, &TypeKind::Word(ladder)) {
                let ty = left.ty.clone();
                typed(ExprKind::Binary(op, left, rank), ty, span)
            } else {
                error(span)
            };
        }
        let right = self.infer(b, Some(&left.ty));
        if left.ty.is_error() || right.ty.is_error() {
            let kind = match op {
                BinaryOp::Add | BinaryOp::Subtract if left.ty.is_error() => right.ty.kind.clone(),
                BinaryOp::Add | BinaryOp::Subtract => left.ty.kind.clone(),
                _ => TypeKind::Error,
            };
            return error_of(Type { kind, optional: left.ty.optional || right.ty.optional }, span);
        }
        let optional = left.ty.optional || right.ty.optional;
        let kind = match op {
            BinaryOp::Add | BinaryOp::Subtract => match join(&left.ty, &right.ty) {
                Some(Type { kind: kind @ TypeKind::Number(..), .. }) => kind,
                Some(Type { kind: TypeKind::Ratio(_), .. }) => {
                    return self.fail(
                        Diagnostic::new(Code::RatioNotStorable, span, "two quotients cannot be added as they are")
                            .help("round each of them first, or divide once: `(a + b) / c`"),
                    );
                }
                _ => return self.arithmetic_mismatch(&left, &right, span),
            },
            BinaryOp::Multiply => match self.product(&left, &right, span) {
                Ok(kind) => kind,
                Err(()) => return error(span),
            },
            BinaryOp::Divide => match self.quotient(&left, &right, b, span) {
                Ok(kind) => kind,
                Err(()) => return error(span),
            },
        };
        typed(ExprKind::Binary(op, left, right), Type { kind, optional }, span)
    }

    fn product(&mut self, a: &Expr, b: &Expr, span: Span) -> Result<TypeKind, ()> {
        let plain = |u: &Unit| matches!(u, Unit::Count | Unit::Factor);
        match (&a.ty.kind, &b.ty.kind) {
            (TypeKind::Number(u, s), TypeKind::Number(v, t)) => {
                let unit = if plain(u) && plain(v) {
                    if *u == Unit::Count && *v == Unit::Count { Unit::Count } else { Unit::Factor }
                } else if plain(u) {
                    v.clone()
                } else if plain(v) {
                    u.clone()
                } else if let Unit::Price(money, per) = u
                    && **per == *v
                {
                    (**money).clone()
                } else if let Unit::Price(money, per) = v
                    && **per == *u
                {
                    (**money).clone()
                } else if *u == Unit::Percent || *v == Unit::Percent {
                    let (l, r) = (self.slice(a.span).to_owned(), self.slice(b.span).to_owned());
                    let fixed = if *u == Unit::Percent { format!("{l} of {r}") } else { format!("{r} of {l}") };
                    self.report(
                        Diagnostic::new(Code::OfOrTimes, span, "percent is used with `of`, not with `*`")
                            .help(format!("write `{fixed}`")),
                    );
                    return Err(());
                } else {
                    let (l, r) = (a.ty.to_string(), b.ty.to_string());
                    self.report(
                        Diagnostic::new(Code::UnitMismatch, span, format!("{l} cannot be multiplied with {r}"))
                            .help("multiply with a count, a plain factor, or a price such as `1.20 EUR/EH`"),
                    );
                    return Err(());
                };
                match s.checked_add(*t).filter(|s| *s <= 18) {
                    Some(scale) => Ok(TypeKind::Number(unit, scale)),
                    None => {
                        self.too_fine(span);
                        Err(())
                    }
                }
            }
            (TypeKind::Ratio(u), TypeKind::Number(v, _)) | (TypeKind::Number(v, _), TypeKind::Ratio(u)) if plain(v) => {
                Ok(TypeKind::Ratio(u.clone()))
            }
            (TypeKind::Ratio(u), TypeKind::Number(..)) | (TypeKind::Number(..), TypeKind::Ratio(u)) if plain(u) => {
                self.report(
                    Diagnostic::new(Code::OfOrTimes, span, "a quotient is used with `of`, not with `*`")
                        .help("write `(a / b) of amount`"),
                );
                Err(())
            }
            _ => {
                self.arithmetic_mismatch(a, b, span);
                Err(())
            }
        }
    }

    fn quotient(&mut self, a: &Expr, b: &Expr, divisor: &ast::Expr, span: Span) -> Result<TypeKind, ()> {
        let (TypeKind::Number(u, _), TypeKind::Number(v, _)) = (&a.ty.kind, &b.ty.kind) else {
            if matches!(a.ty.kind, TypeKind::Ratio(_)) || matches!(b.ty.kind, TypeKind::Ratio(_)) {
                self.report(
                    Diagnostic::new(Code::RatioNotStorable, span, "a quotient cannot be divided again")
                        .help("multiply the divisors, or round the first quotient"),
                );
            } else {
                self.arithmetic_mismatch(a, b, span);
            }
            return Err(());
        };
        let unit = match (u, v) {
            _ if common_unit(u, v).is_some() => Unit::Factor,
            (_, Unit::Count | Unit::Factor) => u.clone(),
            _ => Unit::Price(Box::new(u.clone()), Box::new(v.clone())),
        };
        if !self.known_not_zero(divisor) {
            let text = self.slice(divisor.span).to_owned();
            let zero = match v {
                Unit::Count | Unit::Factor => "0".to_owned(),
                Unit::Percent => "0%".to_owned(),
                other => format!("0 {other}"),
            };
            self.report(
                Diagnostic::new(Code::UnguardedDivision, divisor.span, format!("`{text}` may be zero"))
                    .label("divisor")
                    .help(format!(
                        "put the division under a condition: `(… / {text}) when {text} > {zero}, otherwise …`"
                    )),
            );
            return Err(());
        }
        Ok(TypeKind::Ratio(unit))
    }

    fn rounded(
        &mut self,
        value: &ast::Expr,
        mode: ast::RoundMode,
        step: crate::number::Decimal,
        step_span: Span,
        span: Span,
    ) -> Expr {
        let value = self.infer(value, None);
        let Some(scale) = step_scale(step) else {
            return self.fail(
                Diagnostic::new(Code::BadStep, step_span, format!("`{step}` is no power of ten"))
                    .help("round to `1`, `0.1`, `0.01`, …"),
            );
        };
        let unit = match &value.ty.kind {
            TypeKind::Number(unit, _) | TypeKind::Ratio(unit) => unit.clone(),
            TypeKind::Error => return error(span),
            _ => return self.mismatch(&value, "a number"),
        };
        let unit = if scale == 0 && unit == Unit::Factor { Unit::Count } else { unit };
        let ty = Type::number(unit, scale).optional(value.ty.optional);
        typed(ExprKind::Rounded(value, mode, scale), ty, span)
    }

    fn extreme(&mut self, greatest: bool, items: &[ast::Expr], span: Span) -> Expr {
        let mut out: Vec<Expr> = Vec::new();
        let mut ty: Option<Type> = None;
        for item in items {
            let value = self.infer(item, ty.as_ref());
            if let Some(first) = out.first() {
                let Some(joined) = self.join_ordered(first, &value, span) else { return error(span) };
                ty = ty.and_then(|t| join(&t, &joined));
            } else {
                ty = Some(value.ty.clone());
            }
            out.push(value);
        }
        match ty {
            Some(ty) if !ty.is_error() => {
                self.quotients_known(&out.iter().collect::<Vec<_>>());
                typed(ExprKind::Extreme(greatest, out), ty, span)
            }
            _ => error(span),
        }
    }

    /// Quotients are chosen by comparing them, and nothing compares with what is absent.
    fn quotients_known(&mut self, values: &[&Expr]) {
        if values.iter().any(|v| matches!(v.ty.kind, TypeKind::Ratio(_))) {
            for value in values {
                self.need_known(value);
            }
        }
    }

    fn is(&mut self, positive: bool, a: &ast::Expr, b: &ast::Expr, span: Span) -> Expr {
        // `earner is active` reads a yes/no attribute.
        if let Ast::Name(word) = b.kind.as_ref() {
            let left = self.quietly(|c| c.infer(a, None));
            let subject = match &left.ty.kind {
                TypeKind::Partner => Some(Subject::Partner),
                TypeKind::Event(name) => Some(Subject::Event(name.clone())),
                _ => None,
            };
            if let Some(subject) = subject
                && self.has_attribute(&subject, word)
            {
                let owner = self.infer(a, None);
                let ident = ast::Ident { text: word.clone(), span: b.span };
                let value = self.attribute_of(owner, &subject, &ident, span, None);
                if value.ty.kind == TypeKind::Partner {
                    let owner = self.infer(a, None);
                    let right = self.attribute_bare(&subject, &ident).unwrap_or(value);
                    return self.equality(positive, owner, right, span);
                }
                if !matches!(value.ty.kind, TypeKind::Bool | TypeKind::Error) {
                    let ty = value.ty.to_string();
                    self.report(
                        Diagnostic::new(Code::TypeMismatch, b.span, format!("`{word}` is {ty}, not yes/no"))
                            .help(format!("compare it: `{}'s {word} is …`", self.slice(a.span))),
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
        let rows = matches!(left.ty.kind, TypeKind::Partner | TypeKind::Event(_));
        if !rows && !(self.need_known(&left) & self.need_known(&right)) {
            return error_of(Type::bool(), span);
        }
        typed(ExprKind::Is(positive, left, right), Type::bool(), span)
    }

    fn cases(&mut self, cases: &ast::Cases, want: Option<&Type>, span: Span) -> Expr {
        let mut arms = Vec::new();
        let mut ty: Option<Type> = want.cloned();
        let mut joined: Option<Type> = None;
        for (value, condition) in &cases.arms {
            let condition_checked = self.condition(condition);
            let mark = self.scope.facts.len();
            self.assume(condition);
            let value = self.infer(value, ty.as_ref());
            self.scope.facts.truncate(mark);
            joined = match joined {
                None => Some(value.ty.clone()),
                Some(j) => match join(&j, &value.ty) {
                    Some(t) => Some(t),
                    None => {
                        let (l, r) = (j.to_string(), value.ty.to_string());
                        return self.fail(Diagnostic::new(
                            Code::TypeMismatch,
                            value.span,
                            format!("this case is {r}, the one before is {l}"),
                        ));
                    }
                },
            };
            ty = joined.clone();
            arms.push((value, condition_checked));
        }
        // The parser has asked for what is missing here.
        let Some(otherwise) = &cases.otherwise else { return error_of(joined.unwrap_or_else(Type::error), span) };
        let otherwise = self.infer(otherwise, ty.as_ref());
        let Some(ty) = joined.as_ref().map_or(Some(otherwise.ty.clone()), |j| join(j, &otherwise.ty)) else {
            let (l, r) = (joined.map(|j| j.to_string()).unwrap_or_default(), otherwise.ty.to_string());
            return self.fail(Diagnostic::new(
                Code::TypeMismatch,
                otherwise.span,
                format!("this is {r}, the cases before are {l}"),
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
                    Diagnostic::new(Code::BadRange, from.span, format!("{} is not after {last}", from.day))
                        .help("write dated values from the earliest to the latest"),
                );
            }
            let joined =
                if out.is_empty() { Some(value.ty.clone()) } else { ty.as_ref().and_then(|t| join(t, &value.ty)) };
            let Some(joined) = joined else {
                let r = value.ty.to_string();
                return self.fail(Diagnostic::new(
                    Code::TypeMismatch,
                    value.span,
                    format!("this value is {r}, the one before is something else"),
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
                    format!("the plan is valid before {}, and there is no value for that time", from.day),
                )
                .help("begin with a value from the plan's first day"),
            );
        }
        match ty {
            Some(ty) if !out.is_empty() => typed(ExprKind::Dated(out), ty, span),
            _ => error(span),
        }
    }

    /// Infers two sides that may be words of the other side's list.
    fn pair(&mut self, a: &ast::Expr, b: &ast::Expr) -> (Expr, Expr) {
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
                Diagnostic::new(Code::TypeMismatch, span, format!("{ty} has no order"))
                    .help("compare with `is` or `is not`"),
            );
            return None;
        }
        Some(ty)
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
