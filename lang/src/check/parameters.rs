//! Parameters, and what a variant sets them to.

use super::Checker;
use super::constants::stored_form;
use super::env::Decl;
use super::types::{FACTOR_SCALE, PERCENT_SCALE};
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{Expr, ExprKind, Parameter, Subject, Type, TypeKind, Unit};
use crate::syntax::ast::{self, ExprKind as Ast};
use crate::words::Text;

impl Checker<'_> {
    /// A parameter, with the value that it has in this plan.
    pub fn parameter(&mut self, parameter: &ast::Parameter, docs: &[ast::Doc]) -> Parameter {
        let written = parameter.ty.as_ref().map(|ty| self.type_expr(ty, ""));
        let default = self.literal_value(&parameter.value, written.as_ref());
        let ty = written.unwrap_or_else(|| default.as_ref().map_or_else(Type::error, |value| widened(&value.ty)));
        if matches!(
            ty.kind,
            TypeKind::Partner
                | TypeKind::Person
                | TypeKind::Event(_)
                | TypeKind::Tally(_)
                | TypeKind::Ratio(_)
                | TypeKind::Text
        ) || ty.optional
        {
            let place = parameter.ty.as_ref().map_or(parameter.value.span, |ty| ty.span);
            self.report(
                Diagnostic::new(Code::TypeMismatch, place, say!("{ty} is nothing that a parameter can be"))
                    .help("a parameter is a number with its unit, a date, a word, `yes` or `no`"),
            );
        }
        let default = default.and_then(|value| self.fitted(value, &ty));
        let range = self.parameter_range(parameter, &ty);
        let error = || Expr { kind: Box::new(ExprKind::Error), ty: Type::error(), span: parameter.value.span };
        let mut out = Parameter {
            name: parameter.name.text.clone(),
            ty,
            value: error(),
            default: default.unwrap_or_else(error),
            range,
            docs: docs.iter().map(|doc| (doc.language.clone(), doc.text.clone())).collect(),
        };
        if !out.default.ty.is_error() {
            let default = out.default.clone();
            self.in_parameter_range(&out, &default);
        }
        out.value = out.default.clone();
        if let Some(set) = self.env.setting(&out.name) {
            // What is wrong with it is said where it is set.
            let value = self.quietly(|c| {
                let value = c.literal_value(&set, Some(&out.ty))?;
                let value = c.fitted(value, &out.ty)?;
                c.in_parameter_range(&out, &value).then_some(value)
            });
            if let Some(value) = value {
                out.value = value;
            }
        }
        out
    }

    fn parameter_range(&mut self, parameter: &ast::Parameter, ty: &Type) -> Option<(i128, i128)> {
        let ordered = matches!(ty.kind, TypeKind::Number(..) | TypeKind::Date);
        match &parameter.range {
            None if ordered => {
                let name = &parameter.name.text;
                let value = self.plain(parameter.value.span);
                self.report_missing(
                    Diagnostic::new(
                        Code::ChooseRange,
                        parameter.name.span,
                        say!("nothing says between which values `{name}` may be set"),
                    )
                    .reading(
                        "in LEAST to LARGEST",
                        "variants and runs may set it to any value between both, both included",
                    )
                    .reading(format!("in {value} to {value}"), "it stays what it is: a name for a constant"),
                );
                None
            }
            None => None,
            Some((from, to)) if ordered => {
                let mut end = |e: &ast::Expr| {
                    let value = self.literal_value(e, Some(ty))?;
                    let value = self.fitted(value, ty)?;
                    stored_form(&value, ty.scale())
                };
                let (from, to) = (end(from)?, end(to)?);
                if from > to {
                    let place = parameter.range.as_ref().map_or(parameter.name.span, |(a, b)| a.span.to(b.span));
                    self.report(
                        Diagnostic::new(Code::BadRange, place, "the range is empty")
                            .help("the smaller bound comes first"),
                    );
                    return None;
                }
                Some((from, to))
            }
            Some((from, to)) => {
                if !ty.is_error() {
                    self.report(
                        Diagnostic::new(Code::BadRange, from.span.to(to.span), say!("{ty} has no range"))
                            .help("only numbers and dates have one; delete it"),
                    );
                }
                None
            }
        }
    }

    /// What a variant sets.
    pub fn variant_item(&mut self, variant: &ast::Variant) {
        for (at, set) in variant.sets.iter().enumerate() {
            let name = &set.name.text;
            if let Some(first) = variant.sets.iter().take(at).find(|other| other.name.text == *name) {
                self.report(
                    Diagnostic::new(Code::DuplicateClause, set.name.span, say!("`{name}` is set twice"))
                        .note(first.name.span, "here first")
                        .help("keep one of them"),
                );
                continue;
            }
            match self.env.resolve(name) {
                Some(Decl::Param(parameter)) => {
                    if let Some(value) = self.literal_value(&set.value, Some(&parameter.ty))
                        && let Some(value) = self.fitted(value, &parameter.ty)
                    {
                        self.in_parameter_range(&parameter, &value);
                    }
                }
                Some(other) => self.not_a_parameter(set, other.noun()),
                None if self.env.definition(&Subject::Partner, name).is_some()
                    || self.env.definition(&Subject::Company, name).is_some() =>
                {
                    self.not_a_parameter(set, say!("a definition"));
                }
                None => {
                    let names = self.env.names();
                    let known = names.into_iter().filter(|n| matches!(self.env.resolve(n), Some(Decl::Param(_))));
                    let known: Vec<String> = known.collect();
                    let all = known.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
                    let message = say!("there is no parameter `{name}`");
                    let d = self.unknown(Code::UnknownName, set.name.span, message, name, known);
                    self.report(d.help_if_none(if all.is_empty() {
                        say!("the plan has no parameters; declare one: `param entry = 5% in 0% to 10%`")
                    } else {
                        say!("the plan has {all}")
                    }));
                }
            }
        }
    }

    fn not_a_parameter(&mut self, set: &ast::Setting, noun: Text) {
        let name = &set.name.text;
        self.report(
            Diagnostic::new(Code::WrongKind, set.name.span, say!("`{name}` is {noun}, not a parameter"))
                .help(say!("only parameters are set; to change anything else, write it anew and `replace {name}`")),
        );
    }

    /// A number, date, word or yes/no as it is written. No other parameter: so none can depend on itself.
    fn literal_value(&mut self, e: &ast::Expr, want: Option<&Type>) -> Option<Expr> {
        let inner = if let Ast::Negate(inner) = e.kind.as_ref() { inner } else { e };
        let literal = match inner.kind.as_ref() {
            Ast::Number(..) | Ast::Percent(_) | Ast::PerMille(_) | Ast::Date(_) | Ast::Bool(_) => true,
            Ast::Name(name) if !self.env.word(name).is_empty() => {
                let value = self.word(name, e.span, want);
                return (!value.ty.is_error()).then_some(value);
            }
            _ => false,
        };
        if !literal {
            self.report(
                Diagnostic::new(Code::BadCell, e.span, "a parameter is set to a value as it is written")
                    .help("write a number with its unit, a date, a word, `yes` or `no`"),
            );
            return None;
        }
        self.constant(e, want)
    }

    /// A constant with the digits of a type.
    fn fitted(&mut self, value: Expr, ty: &Type) -> Option<Expr> {
        if !self.expect_joins(&value, ty) {
            return None;
        }
        let ExprKind::Number(number) = value.kind.as_ref() else { return Some(value) };
        match number.rescale(ty.scale()) {
            Some(number) => Some(Expr { kind: Box::new(ExprKind::Number(number)), ty: ty.clone(), span: value.span }),
            None => {
                let digits = if matches!(ty.kind, TypeKind::Number(Unit::Percent, _)) {
                    ty.scale().saturating_sub(2)
                } else {
                    ty.scale()
                };
                self.report(
                    Diagnostic::new(
                        Code::BadCell,
                        value.span,
                        say!("the value has more than {digits} digits after the point"),
                    )
                    .help("write fewer digits"),
                );
                None
            }
        }
    }

    /// Whether a constant lies in a parameter's range; says so where it does not.
    fn in_parameter_range(&mut self, parameter: &Parameter, value: &Expr) -> bool {
        let Some((from, to)) = parameter.range else { return true };
        let Some(stored) = stored_form(value, parameter.ty.scale()) else { return true };
        if (from..=to).contains(&stored) {
            return true;
        }
        let show = |c: &Self, at: i128| match &parameter.ty.kind {
            TypeKind::Date => i32::try_from(at)
                .ok()
                .and_then(|days| chrono::NaiveDate::default().checked_add_signed(chrono::Duration::days(days.into())))
                .map_or_else(String::new, |day| day.to_string()),
            _ => c.show_stored(at, &parameter.ty),
        };
        let (from, to) = (show(self, from), show(self, to));
        self.report(
            Diagnostic::new(Code::BadRange, value.span, say!("`{}` may be {from} to {to}", parameter.name))
                .label(say!("{} is outside", show(self, stored)))
                .help(say!("set a value from {from} to {to}, or widen the range where the parameter is declared")),
        );
        false
    }
}

/// The type of a parameter that does not name one: so many digits as a field of that type would have.
fn widened(ty: &Type) -> Type {
    let kind = match &ty.kind {
        TypeKind::Number(Unit::Percent, scale) => TypeKind::Number(Unit::Percent, (*scale).max(PERCENT_SCALE)),
        TypeKind::Number(Unit::Factor, scale) => TypeKind::Number(Unit::Factor, (*scale).max(FACTOR_SCALE)),
        other => other.clone(),
    };
    Type { kind, optional: ty.optional }
}
