//! Numbers with units: literals, conversion, `of`, sums, products, quotients, rounding, the greater of several.

use super::Checker;
use super::env::Decl;
use super::expr::{error, error_of, literal, typed};
use super::types::{common_unit, join, step_scale};
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{Expr, ExprKind, Type, TypeKind, Unit};
use crate::source::Span;
use crate::syntax::ast::{self, BinaryOp, ExprKind as Ast};
use crate::words::Say;

impl Checker<'_> {
    pub(super) fn number(&mut self, value: crate::number::Decimal, unit: Option<&ast::UnitRef>, span: Span) -> Expr {
        let unit = match unit {
            None if value.scale == 0 => Unit::Count,
            None => Unit::Factor,
            Some(u) => {
                let Some((first, scale)) = self.unit(&u.name) else { return error(span) };
                match &u.per {
                    None => {
                        self.ask_for_thousands(value, &u.name, scale, span);
                        first
                    }
                    Some(per) => match self.unit(per) {
                        Some((second, _)) => Unit::Price(Box::new(first), Box::new(second)),
                        None => return error(span),
                    },
                }
            }
        };
        literal(ExprKind::Number(value), Type::number(unit, value.scale), span)
    }

    /// `1.000 EUR`: where the unit has no thousandths, this may be a thousand as others write it.
    fn ask_for_thousands(&mut self, value: crate::number::Decimal, unit: &ast::Ident, scale: u8, span: Span) {
        if value.scale != 3 || scale >= 3 || !(1_000..1_000_000).contains(&value.mantissa.abs()) {
            return;
        }
        let (whole, rest) = (value.mantissa.abs() / 1_000, value.mantissa.abs() % 1_000);
        let (point, thousands) = (format!("{whole}.{rest:03}"), format!("{whole}_{rest:03} {}", unit.text));
        let fraction = if rest == 0 { format!("{whole} {}", unit.text) } else { format!("{point}0 {}", unit.text) };
        let d = Diagnostic::new(
            Code::ChooseThousands,
            span,
            say!("`{point} {}` may be a number with three digits behind the point, or one in thousands", unit.text),
        )
        .help("say which")
        .reading(thousands, "the number in thousands: `_` separates groups of digits")
        .reading(fraction, "the number before the point, and the fraction behind it");
        self.report(d);
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
            say!("`{}` is neither a declared unit nor a currency", name.text),
            &name.text,
            self.env.names(),
        );
        let currency = self.env.header().currency.clone();
        let d = match name.text.to_lowercase().as_str() {
            "percent" | "prozent" => d.help(say!("write `%` directly behind a number")),
            "euro" | "euros" => d.help(say!("write `{currency}`", currency = "EUR")),
            "dollar" | "dollars" => d.help(say!("write `{currency}`", currency = "USD")),
            "cent" | "cents" => d.help(say!("write the part of a {currency} behind a point: `0.05 {currency}`")),
            _ => d,
        };
        self.report(
            d.help_if_none(say!("declare it: `unit {} to 0.01`, or use an ISO 4217 code such as `EUR`", name.text)),
        );
        None
    }

    pub(super) fn convert(
        &mut self,
        value: &ast::Expr,
        unit: &ast::Ident,
        day: Option<&ast::Expr>,
        span: Span,
    ) -> Expr {
        let value = self.infer(value, None);
        let day = day.map(|day| self.rate_day(day));
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
                            typed(ExprKind::Convert(value, target, day), ty, span)
                        }
                        None => self.too_fine(span),
                    },
                    // It may be declared in text that could not be read.
                    None if self.env.is_lost(&from.to_string()) && self.env.is_lost(&target.to_string()) => error(span),
                    None => {
                        let from = from.to_string();
                        self.fail(
                            Diagnostic::new(Code::NoRate, span, say!("there is no rate from `{from}` to `{target}`"))
                                .help(say!("declare it: `rate {from} to {target} = 0.80 from 2026-01-01`")),
                        )
                    }
                }
            }
            TypeKind::Error => error(span),
            _ => self.mismatch(&value, say!("an amount")),
        }
    }

    /// The day whose rate is taken.
    fn rate_day(&mut self, day: &ast::Expr) -> Expr {
        let day = self.infer(day, None);
        match day.ty.kind {
            TypeKind::Error => day,
            TypeKind::Date => {
                self.need_known(&day);
                day
            }
            _ => self.mismatch(&day, say!("a date")),
        }
    }

    pub(super) fn of(&mut self, left: &ast::Expr, right: &ast::Expr, span: Span) -> Expr {
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
                let (rate_text, base_text) = (self.slice(left.span), self.slice(right.span));
                let help = match rate.kind.as_ref() {
                    ExprKind::Number(value) if value.scale == 0 => {
                        say!("write `{rate_text}% of {base_text}`; for a multiple, `{rate_text} * {base_text}`")
                    }
                    _ => say!("write `{rate_text} * {base_text}`"),
                };
                return self.fail(
                    Diagnostic::new(Code::OfOrTimes, span, "a number without unit is used with `*`, not with `of`")
                        .help(help),
                );
            }
            (TypeKind::Number(..) | TypeKind::Ratio(_), _) => return self.mismatch(&base, say!("an amount")),
            _ => return self.mismatch(&rate, say!("a percentage")),
        };
        typed(ExprKind::Of(rate, base), Type { kind, optional }, span)
    }

    pub(super) fn binary(&mut self, op: BinaryOp, a: &ast::Expr, b: &ast::Expr, span: Span) -> Expr {
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
                            .help(say!("write `{fixed}`")),
                    );
                    return Err(());
                } else {
                    let (l, r) = (a.ty.say(), b.ty.say());
                    self.report(
                        Diagnostic::new(Code::UnitMismatch, span, say!("{l} cannot be multiplied with {r}"))
                            .help("multiply with a number without unit, or with a price such as `1.20 EUR/EH`"),
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
                self.report(Diagnostic::new(Code::OfOrTimes, span, "a quotient is used with `of`, not with `*`").help(
                    {
                        let (l, r) = (self.slice(a.span), self.slice(b.span));
                        let (part, whole) = if matches!(a.ty.kind, TypeKind::Ratio(_)) { (l, r) } else { (r, l) };
                        let bare = part.trim_start_matches('(').trim_end_matches(')');
                        say!("write `({bare}) of {whole}`")
                    },
                ));
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
                Diagnostic::new(Code::UnguardedDivision, divisor.span, say!("`{text}` may be zero"))
                    .label("divisor")
                    .help(say!(
                        "put it under a condition: `{text} > {zero} and …`, or `… when {text} > {zero}, otherwise …`"
                    )),
            );
            return Err(());
        }
        Ok(TypeKind::Ratio(unit))
    }

    pub(super) fn rounded(
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
                Diagnostic::new(Code::BadStep, step_span, say!("`{step}` is no power of ten"))
                    .help("round to `1`, `0.1`, `0.01`, …"),
            );
        };
        let unit = match &value.ty.kind {
            TypeKind::Number(unit, _) | TypeKind::Ratio(unit) => unit.clone(),
            TypeKind::Error => return error(span),
            _ => return self.mismatch(&value, say!("a number")),
        };
        let unit = if scale == 0 && unit == Unit::Factor { Unit::Count } else { unit };
        let ty = Type::number(unit, scale).optional(value.ty.optional);
        typed(ExprKind::Rounded(value, mode, scale), ty, span)
    }

    pub(super) fn extreme(&mut self, greatest: bool, items: &[ast::Expr], span: Span) -> Expr {
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
    pub(super) fn quotients_known(&mut self, values: &[&Expr]) {
        if values.iter().any(|v| matches!(v.ty.kind, TypeKind::Ratio(_))) {
            for value in values {
                self.need_known(value);
            }
        }
    }
}
