//! Tiers: bounds that rise, and what holds from each on.

use super::Checker;
use super::constants::zero;
use super::types::join;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{Expr, Param, TierMode, TiersDecl, Type, TypeKind, Unit};
use crate::syntax::ast;
use crate::words::Say;

impl Checker<'_> {
    /// Tiers.
    pub fn tiers(&mut self, tiers: &ast::Tiers) -> TiersDecl {
        let mode = match tiers.mode {
            Some((mode, _)) => mode,
            None => {
                let name = &tiers.name.text;
                self.report(
                    Diagnostic::new(
                        Code::ChooseTiers,
                        tiers.name.span,
                        say!("tiers `{name}` do not say what a rate holds for"),
                    )
                    .reading(
                        "whole amount",
                        "the tier that was reached gives the rate of everything; pay jumps at each bound",
                    )
                    .reading("bracket by bracket", "each bracket is paid at its own rate; pay has no jumps")
                    .help("add it behind the type: `: percent, whole amount {`"),
                );
                TierMode::WholeAmount
            }
        };
        let param_ty = match &tiers.param.ty {
            Some(t) => self.type_expr(t, ""),
            None => {
                self.report(
                    Diagnostic::new(
                        Code::UnknownType,
                        tiers.param.name.span,
                        say!("`{}` needs a type", tiers.param.name.text),
                    )
                    .help(say!("write `{} : BV`", tiers.param.name.text)),
                );
                Type::error()
            }
        };
        let mut result = tiers.result.as_ref().map(|t| self.type_expr(t, "")).map(|t| match t.kind {
            TypeKind::Number(unit, _) => Type::number(unit, 0),
            _ => t,
        });
        let mut rows: Vec<(i128, Expr)> = Vec::new();
        for row in &tiers.rows {
            let Some(bound) = self.stored(&row.from, &param_ty) else { continue };
            let value = match self.result_cell(&row.value, result.as_ref()) {
                Some(v) => v,
                None => zero(&result.clone().unwrap_or_else(|| Type::number(Unit::Percent, 2)), row.value.span),
            };
            match result.as_ref().map_or(Some(value.ty.clone()), |t| join(t, &value.ty)) {
                Some(t) => result = Some(t),
                None => {
                    let (want, got) = (result.clone().unwrap_or_else(Type::error), value.ty.say());
                    self.report(Diagnostic::new(
                        Code::BadCell,
                        row.value.span,
                        say!("these tiers hold {want}, this is {got}"),
                    ));
                }
            }
            if let Some((last, _)) = rows.last()
                && bound <= *last
            {
                self.report(
                    Diagnostic::new(Code::TableOverlap, row.from.span, "bounds of tiers rise from line to line")
                        .help("sort the lines, and remove doubles"),
                );
                continue;
            }
            rows.push((bound, value));
        }
        match rows.first() {
            None => {
                self.report_missing(
                    Diagnostic::new(Code::MissingItem, tiers.name.span, "tiers need at least one line")
                        .help("write `from 0 BV  3%`"),
                );
            }
            Some((first, _)) if *first > 0 => {
                let text = self.show_stored(*first, &param_ty);
                self.report_missing(
                    Diagnostic::new(
                        Code::TableGap,
                        tiers.rows.first().map_or(tiers.name.span, |r| r.from.span),
                        say!("nothing is said for amounts below {text}"),
                    )
                    .help("begin with zero: `from 0 BV  -`"),
                );
            }
            _ => {}
        }
        if mode == TierMode::BracketByBracket
            && !matches!(
                result.as_ref().map(|r| &r.kind),
                Some(TypeKind::Number(Unit::Percent, _) | TypeKind::Error) | None
            )
        {
            self.report(
                Diagnostic::new(Code::TypeMismatch, tiers.name.span, "brackets hold percentages of the amount")
                    .help("use `whole amount` for other values"),
            );
        }
        TiersDecl {
            name: tiers.name.text.clone(),
            param: Param { name: tiers.param.name.text.clone(), ty: param_ty },
            mode,
            result: result.unwrap_or_else(Type::error),
            rows,
        }
    }
}
