//! What a bonus pays, to whom, and how it is rounded.

use super::Checker;
use super::expr::typed;
use super::phrases::Parts;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{self, Expr, ExprKind, Pay, PayTo, Subject, Type, TypeKind, Unit};
use crate::number::Decimal;
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind as Ast, Ident};

impl Checker<'_> {
    /// A pay clause; cases without `otherwise` become one clause with a condition each.
    pub(super) fn pay(
        &mut self,
        pay: &ast::Pay,
        span: Span,
        only_when: Option<&ast::Expr>,
        walk: bool,
        trigger: &Subject,
    ) -> Vec<Pay> {
        let outer = only_when.map(|c| self.condition(c));
        let outer_mark = self.scope.facts.len();
        if let Some(c) = only_when {
            self.assume(c);
        }
        // The earner is looked up under what every case makes known.
        if let Ast::Cases(cases) = pay.amount.kind.as_ref()
            && let [(_, condition)] = cases.arms.as_slice()
            && cases.otherwise.is_none()
        {
            self.assume(condition);
        }
        let to = match &pay.to {
            Some(ast::PayTo::Company(_)) => PayTo::Company,
            Some(ast::PayTo::Partner(e)) => {
                let to = self.infer(e, None);
                if !self.expect_kind(&to, &TypeKind::Partner) {
                    return Vec::new();
                }
                if to.ty.optional && !self.is_known(&to) {
                    let text = self.slice(to.span).to_owned();
                    self.report(
                        Diagnostic::new(Code::MaybeAbsent, to.span, say!("`{text}` may be absent"))
                            .help(say!("write `pay … to {text} when {text} is known`")),
                    );
                    return Vec::new();
                }
                PayTo::Partner(to)
            }
            None if walk || matches!(trigger, Subject::Partner) => PayTo::Earner,
            None => {
                self.report(
                    Diagnostic::new(Code::MissingItem, span, "there is no walk, and nothing says who is paid").help({
                        let (seller, tree) = (self.some_seller(), self.some_tree());
                        say!("write `pay … to {seller}`, or walk up: `up {tree} from {seller}, above`")
                    }),
                );
                return Vec::new();
            }
        };
        let mut out = Vec::new();
        match pay.amount.kind.as_ref() {
            Ast::Cases(cases) if cases.otherwise.is_none() => {
                // Read from the top: a later case holds only where no earlier one does.
                let mut earlier: Vec<Expr> = Vec::new();
                for (value, condition) in &cases.arms {
                    let holds = self.condition(condition);
                    let mark = self.scope.facts.len();
                    self.assume(condition);
                    let amount = self.infer(value, None);
                    self.scope.facts.truncate(mark);
                    let mut all: Vec<Expr> = outer.clone().into_iter().collect();
                    all.extend(earlier.iter().map(|e| typed(ExprKind::Not(e.clone()), Type::bool(), e.span)));
                    all.push(holds.clone());
                    earlier.push(holds);
                    let when = if all.len() == 1 {
                        all.pop()
                    } else {
                        Some(typed(ExprKind::And(all), Type::bool(), condition.span))
                    };
                    out.extend(self.payable(amount).map(|amount| Pay { to: to.clone(), when, amount, span }));
                }
            }
            _ => {
                let amount = self.infer(&pay.amount, None);
                out.extend(self.payable(amount).map(|amount| Pay { to: to.clone(), when: outer, amount, span }));
            }
        }
        self.scope.facts.truncate(outer_mark);
        out
    }

    /// Money in the plan's currency, or a report.
    fn payable(&mut self, amount: Expr) -> Option<Expr> {
        let header = self.env.header();
        let unit = match &amount.ty.kind {
            TypeKind::Number(unit, _) | TypeKind::Ratio(unit) => unit.clone(),
            TypeKind::Error => return None,
            _ => {
                self.mismatch(&amount, say!("money in {}", header.currency));
                return None;
            }
        };
        if unit != Unit::Money(header.currency.clone()) {
            let text = self.slice(amount.span).to_owned();
            let target = Unit::Money(header.currency.clone());
            let mut d = Diagnostic::new(
                Code::NeedsConversion,
                amount.span,
                say!("{} cannot be paid, only money in {}", amount.ty, header.currency),
            );
            d.help = Some(if self.env.rate(&unit, &target).is_some() {
                say!("convert: `{text} as {}`", header.currency)
            } else if matches!(amount.kind.as_ref(), ExprKind::Number(_)) && unit == Unit::Count {
                say!("write the currency behind the number: `{text} {}`", header.currency)
            } else if matches!(unit, Unit::Count | Unit::Factor) {
                say!("say what each is worth: `({text}) * 1 {}`", header.currency)
            } else if unit == Unit::Percent {
                self.part_of_what(amount.span)
            } else {
                say!("declare `rate {unit} to {0} = …`, and write `{text} as {0}`", header.currency)
            });
            self.report(d);
            return None;
        }
        if !self.need_known(&amount) {
            return None;
        }
        Some(amount)
    }

    pub(super) fn rounding(
        &mut self,
        parts: &Parts,
        pays: &[Pay],
        finally: &[Pay],
        walk: bool,
        name: &Ident,
    ) -> Option<(hir::RoundMode, u8, hir::ChainRounding)> {
        let header = self.env.header();
        let finest = pays
            .iter()
            .chain(finally)
            .filter(|p| matches!(&p.amount.ty.kind, TypeKind::Ratio(_)) || p.amount.ty.scale() > header.currency_scale)
            .map(|p| p.amount.span)
            .next();
        let Some((rounding, span)) = &parts.rounding else {
            if let Some(at) = finest {
                let step = Decimal::new(1, header.currency_scale);
                self.report_missing(
                    Diagnostic::new(
                        Code::MissingRounding,
                        at,
                        say!("the amount is finer than {step} {}, and nothing says how it is rounded", header.currency),
                    )
                    .help(say!("add a clause: `round half up to {step}{}`", if walk { ", each line" } else { "" })),
                );
            }
            return None;
        };
        let scale = match super::types::step_scale(rounding.to) {
            Some(scale) if scale <= header.currency_scale => scale,
            Some(_) => {
                let step = Decimal::new(1, header.currency_scale);
                self.report(
                    Diagnostic::new(
                        Code::BadStep,
                        rounding.to_span,
                        say!("{} has no smaller unit than {step}", header.currency),
                    )
                    .help(say!("round to `{step}` or coarser")),
                );
                header.currency_scale
            }
            None => {
                self.report(
                    Diagnostic::new(Code::BadStep, rounding.to_span, say!("`{}` is no power of ten", rounding.to))
                        .help("round to `1`, `0.1`, `0.01`, …"),
                );
                header.currency_scale
            }
        };
        let chain = match rounding.chain {
            Some(chain) => chain,
            None if !walk => hir::ChainRounding::EachLine,
            None => {
                let text = self.slice(*span).to_owned();
                let text = text.trim_end_matches([';', ',']).to_owned();
                self.report(
                    Diagnostic::new(
                        Code::ChooseChain,
                        *span,
                        say!(
                            "the lines of one walk of `{}` are rounded, and three readings differ by a cent",
                            name.text
                        ),
                    )
                    .reading(
                        format!("{text}, each line"),
                        "each line alone; the sum may miss the rounded whole by cents",
                    )
                    .reading(
                        format!("{text}; chain cumulatively"),
                        "the running total is rounded and each line is the difference: the sum is the rounded whole",
                    )
                    .reading(
                        format!("{text}; last line takes the remainder"),
                        "each line alone, and the last one takes what is missing to the rounded whole",
                    )
                    .help("say which"),
                );
                hir::ChainRounding::EachLine
            }
        };
        Some((rounding.mode, scale, chain))
    }
}
