//! Values that do not fit where they stand.

use super::Checker;
use super::expr;
use super::types::{fits, join};
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{Expr, ExprKind, Type, TypeKind, Unit};
use crate::source::Span;
use crate::words::{Say, Text};

impl Checker<'_> {
    /// Reports a value that does not fit a type.
    pub(super) fn expect_fits(&mut self, value: &Expr, want: &Type) -> bool {
        if fits(&value.ty, want) || value.ty.is_error() {
            return true;
        }
        if value.ty.optional && !want.optional {
            return self.need_known(value);
        }
        if let (TypeKind::Number(u, s), TypeKind::Number(v, t)) = (&value.ty.kind, &want.kind)
            && u == v
            && s > t
        {
            let step = crate::number::Decimal::new(1, *t);
            let (s, t) = (*s, *t);
            self.report(
                Diagnostic::new(
                    Code::MissingRounding,
                    value.span,
                    say!("the value has {s} digits after the point, {t} are kept"),
                )
                .help(say!("say how: `… rounded half up to {step}`")),
            );
            return false;
        }
        self.mismatch(value, want.say());
        false
    }

    /// Reports a value that has no common type with another.
    pub(super) fn expect_joins(&mut self, value: &Expr, want: &Type) -> bool {
        if join(&value.ty, want).is_some() {
            return true;
        }
        self.mismatch(value, want.clone().optional(false).say());
        false
    }

    /// Reports a value of another kind.
    pub(super) fn expect_kind(&mut self, value: &Expr, want: &TypeKind) -> bool {
        if value.ty.kind == *want {
            return true;
        }
        if !value.ty.is_error() {
            self.mismatch(value, want.say());
        }
        false
    }

    pub(super) fn mismatch(&mut self, value: &Expr, want: impl Into<Text>) -> Expr {
        if value.ty.is_error() {
            return expr::error(value.span);
        }
        let want = want.into();
        let mut d =
            Diagnostic::new(Code::TypeMismatch, value.span, say!("{want} is needed here, this is {}", value.ty));
        if value.ty.optional {
            d = d.help("say what holds where it is absent: `…, otherwise …`");
        }
        self.fail(d)
    }

    pub(super) fn mismatched_pair(&mut self, a: &Expr, b: &Expr) -> Expr {
        self.arithmetic_mismatch(a, b, a.span.to(b.span))
    }

    pub(super) fn arithmetic_mismatch(&mut self, a: &Expr, b: &Expr, span: Span) -> Expr {
        if a.ty.is_error() || b.ty.is_error() {
            return expr::error(span);
        }
        let (l, r) = (a.ty.say(), b.ty.say());
        match (&a.ty.kind, &b.ty.kind) {
            (TypeKind::Number(u, _), TypeKind::Number(v, _)) => {
                let (u, v) = (u.clone(), v.clone());
                let plain = |unit: &Unit| matches!(unit, Unit::Count | Unit::Factor | Unit::Percent);
                let message = if plain(&u) || plain(&v) {
                    say!("{l} and {r} do not go together")
                } else {
                    say!("`{u}` and `{v}` are different units")
                };
                let mut d = Diagnostic::new(Code::UnitMismatch, span, message)
                    .note(a.span, say!("this is {l}"))
                    .note(b.span, say!("this is {r}"));
                let unitless = |unit: &Unit| matches!(unit, Unit::Count | Unit::Factor);
                let number = |e: &Expr| match e.kind.as_ref() {
                    ExprKind::Number(_) => self.slice(e.span).split_whitespace().next(),
                    _ => None,
                };
                d.help = Some(if let (ExprKind::Of(rate, base), Unit::Percent) = (b.kind.as_ref(), &u) {
                    // `5% - paid of net`: `of` binds tighter.
                    let (rates, base) = (self.slice(a.span.to(rate.span)), self.slice(base.span));
                    say!("`of` goes before `+` and `-`; put the rates in brackets: `({rates}) of {base}`")
                } else if let (Some(number), true) = (number(b), self.env.rate(&u, &v).is_some()) {
                    say!("write `{number} {u}`, or convert: `{} as {v}`", self.slice(a.span))
                } else if let (Some(number), true) = (number(a), self.env.rate(&v, &u).is_some()) {
                    say!("write `{number} {v}`, or convert: `{} as {u}`", self.slice(b.span))
                } else if self.env.rate(&u, &v).is_some() {
                    say!("convert: `{} as {v}`", self.slice(a.span))
                } else if self.env.rate(&v, &u).is_some() {
                    say!("convert: `{} as {u}`", self.slice(b.span))
                } else if matches!(u, Unit::Count | Unit::Factor) && !matches!(v, Unit::Percent | Unit::Price(..)) {
                    self.with_unit(a, &v)
                } else if matches!(v, Unit::Count | Unit::Factor) && !matches!(u, Unit::Percent | Unit::Price(..)) {
                    self.with_unit(b, &u)
                } else if let (Some(number), Unit::Percent, true) = (number(b), &u, unitless(&v)) {
                    say!("write `{number}%`")
                } else if let (Some(number), Unit::Percent, true) = (number(a), &v, unitless(&u)) {
                    say!("write `{number}%`")
                } else if let Some(part) = [(&u, a), (&v, b)].into_iter().find(|(unit, _)| **unit == Unit::Percent) {
                    self.part_of_what(part.1.span)
                } else {
                    say!("nothing is converted silently; declare a `rate` and use `as`")
                });
                self.fail(d)
            }
            _ => {
                let mut d = Diagnostic::new(Code::TypeMismatch, span, say!("{l} and {r} do not go together"))
                    .note(a.span, say!("this is {l}"))
                    .note(b.span, say!("this is {r}"));
                d.help = self.help_for_pair(a, b).or_else(|| self.help_for_pair(b, a));
                self.fail(d)
            }
        }
    }

    /// What to write where two values do not go together.
    fn help_for_pair(&self, a: &Expr, b: &Expr) -> Option<Text> {
        match (&a.ty.kind, &b.ty.kind) {
            (TypeKind::Word(_), TypeKind::Text) if matches!(b.kind.as_ref(), ExprKind::Text(_)) => {
                Some(say!("a word stands without quotes: `{}`", self.slice(b.span).trim_matches('"')))
            }
            (TypeKind::Date, TypeKind::Text) if matches!(b.kind.as_ref(), ExprKind::Text(_)) => {
                let written = self.slice(b.span).trim_matches('"');
                let date = written.len() == 10 && written.bytes().all(|b| b.is_ascii_digit() || b == b'-');
                Some(say!("a date stands without quotes: `{}`", if date { written } else { "2026-01-31" }))
            }
            (TypeKind::Partner, TypeKind::Word(list)) if self.scope.handle("earner").is_some() => {
                let (owner, word) = (self.slice(a.span), self.slice(b.span));
                let ways = self.words_of(owner, list);
                let ways = ways.into_iter().map(|way| Text::plain(format!("`{way} is {word}`")));
                let ways: Vec<Text> = ways.collect();
                (!ways.is_empty()).then(|| say!("say which of his values: {}", Text::any(ways)))
            }
            _ => None,
        }
    }

    /// A number without unit gets one.
    fn with_unit(&self, value: &Expr, unit: &Unit) -> Text {
        let text = self.slice(value.span);
        match value.kind.as_ref() {
            ExprKind::Number(_) => say!("give the number its unit: `{text} {unit}`"),
            _ => say!("say what each is worth: `({text}) * 1 {unit}`"),
        }
    }

    /// A percentage that is of nothing.
    pub(super) fn part_of_what(&self, span: Span) -> Text {
        let text = self.slice(span);
        let whole = text.starts_with('(') && text.ends_with(')');
        let single = !text.contains(char::is_whitespace) || whole;
        if single {
            say!("say what it is a part of: `{text} of …`")
        } else {
            say!("say what it is a part of: `({text}) of …`")
        }
    }

    pub(super) fn too_fine(&mut self, span: Span) -> Expr {
        self.fail(
            Diagnostic::new(Code::LostScale, span, "the result would have more than 18 digits after the point")
                .help("round one of the factors first: `… rounded half up to 0.0001`"),
        )
    }
}
