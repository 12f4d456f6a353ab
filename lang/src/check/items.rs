//! Header, units, rates, trees, scales, states, earners.

use super::Checker;
use super::constants::stored_form;
use super::env::Decl;
use super::types::step_scale;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{
    Begins, Earners, Expr, Grain, Header, RateDecl, StateDecl, Subject, TreeDecl, TypeKind, UnitDecl, WordList,
};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind as Ast, Ident, TreeShape};
use crate::words::Text;

impl Checker<'_> {
    /// The header. What is missing is reported and stood in for.
    pub fn header(&mut self, plan: &ast::Plan) -> Header {
        let name = &plan.name;
        let (currency, currency_scale) = match &plan.currency {
            None => {
                self.report_missing(
                    Diagnostic::new(Code::MissingItem, name.span, "the plan does not say its currency")
                        .help("add `currency EUR`"),
                );
                ("EUR".to_owned(), 2)
            }
            Some(code) => match super::types::currency_scale(&code.text) {
                Some(scale) => (code.text.clone(), scale),
                None => {
                    self.report(
                        Diagnostic::new(Code::UnknownType, code.span, say!("`{}` is no ISO 4217 currency", code.text))
                            .help("write a code such as `EUR`, `CHF` or `USD`"),
                    );
                    ("EUR".to_owned(), 2)
                }
            },
        };
        let (grain, zone, begins) = match &plan.period {
            None => {
                self.report_missing(
                    Diagnostic::new(Code::MissingItem, name.span, "the plan does not say its period")
                        .help("add `period month in Europe/Berlin`"),
                );
                ("month".to_owned(), None, Begins::Usual)
            }
            Some(period) => {
                let grain = &period.grain;
                let known = Grain::ALL.into_iter().find(|known| known.word() == grain.text);
                if known.is_none() {
                    self.report(
                        Diagnostic::new(Code::UnknownName, grain.span, say!("`{}` is no period", grain.text))
                            .help("write `day`, `week`, `month`, `quarter` or `year`"),
                    );
                }
                let begins =
                    known.map_or(Begins::Usual, |known| self.period_begins(period, known, plan.valid.as_ref()));
                (grain.text.clone(), period.zone.as_ref().map(|z| z.0.clone()), begins)
            }
        };
        if let Some((from, Some(to))) = &plan.valid
            && to.day < from.day
        {
            self.report(Diagnostic::new(Code::BadRange, to.span, "the plan ends before it begins"));
        }
        if plan.version.is_none() {
            self.report(
                Diagnostic::new(Code::MissingItem, name.span, "the plan has no version")
                    .help(say!("write `plan {} version 1 {{`", name.text)),
            );
        }
        Header {
            name: name.text.clone(),
            version: plan.version.map_or_else(|| "1".to_owned(), |(v, _)| v.to_string()),
            valid: plan.valid.map(|(a, b)| (a.day, b.map(|d| d.day))),
            currency,
            currency_scale,
            weeks: plan.weeks.as_ref().and_then(|weeks| self.header_weeks(weeks)),
            grain,
            begins,
            zone,
            jurisdictions: self.jurisdictions(plan),
            cliff: self.cliff(plan),
        }
    }

    /// A unit of points.
    pub fn unit_item(&mut self, unit: &ast::Unit) -> UnitDecl {
        if super::types::currency_scale(&unit.name.text).is_some() {
            self.report(
                Diagnostic::new(
                    Code::ShadowedName,
                    unit.name.span,
                    say!("`{}` is also a currency, which this unit hides", unit.name.text),
                )
                .help("choose another name"),
            );
        }
        let scale = match step_scale(unit.step) {
            Some(scale) => scale,
            None => {
                self.report(
                    Diagnostic::new(Code::BadStep, unit.step_span, say!("`{}` is no power of ten", unit.step))
                        .help("write `to 1`, `to 0.1`, `to 0.01`, …"),
                );
                0
            }
        };
        UnitDecl { name: unit.name.text.clone(), scale }
    }

    /// A rate between units; `None` where a unit is unknown.
    pub fn rate_item(&mut self, rate: &ast::Rate) -> Option<RateDecl> {
        let from = self.unit(&rate.from)?.0;
        let to = self.unit(&rate.to)?.0;
        let mut values: Vec<(crate::number::Decimal, Option<chrono::NaiveDate>)> = Vec::new();
        let list: Vec<(&ast::Expr, Option<chrono::NaiveDate>)> = match rate.value.kind.as_ref() {
            Ast::Dated(values) => values.iter().map(|(v, d)| (v, Some(d.day))).collect(),
            _ => vec![(&rate.value, None)],
        };
        for (e, from) in list {
            match e.kind.as_ref() {
                Ast::Number(value, None) if value.mantissa > 0 => {
                    if let Some((_, last)) = values.last()
                        && *last >= from
                    {
                        self.report(Diagnostic::new(
                            Code::BadRange,
                            e.span,
                            "write rates from the earliest to the latest",
                        ));
                    }
                    values.push((*value, from));
                }
                // Reported where it was read; one that is declared is not missing.
                Ast::Missing => values.push((crate::number::Decimal::integer(1), from)),
                _ => {
                    self.report(
                        Diagnostic::new(Code::TypeMismatch, e.span, "a rate is a plain number greater than zero")
                            .help("write `rate BV to EUR = 0.80 from 2026-01-01`"),
                    );
                }
            }
        }
        if let (Some((_, Some(first))), Some((valid, _))) = (values.first(), self.env.header().valid)
            && *first > valid
        {
            self.report(
                Diagnostic::new(
                    Code::TableGap,
                    rate.value.span,
                    say!("the plan is valid from {valid}, and there is no rate before {first}"),
                )
                .help("begin with a rate from the plan's first day"),
            );
        }
        let scale = values.iter().map(|(v, _)| v.scale).max()?;
        Some(RateDecl { from, to, values, scale })
    }

    /// A tree.
    pub fn tree_item(&mut self, tree: &ast::Tree) -> TreeDecl {
        if tree.with_customers {
            self.report(
                Diagnostic::new(Code::NotYet, tree.name.span, "customers as nodes of a tree are not possible yet")
                    .help(say!("write `tree {}`; customers may be partners with a declared field (`partner {{ kind : partner, customer }}`) and an earners clause", tree.name.text)),
            );
        }
        let (sides, width) = match &tree.shape {
            TreeShape::Unbounded => (Vec::new(), None),
            TreeShape::From(source, _) => {
                self.derived_from(tree, source);
                (Vec::new(), None)
            }
            TreeShape::Sides(sides) => {
                self.duplicates(sides.iter(), say!("side"));
                (sides.iter().map(|s| s.text.clone()).collect(), u32::try_from(sides.len()).ok())
            }
            TreeShape::Width(n, span) => match u32::try_from(n.mantissa) {
                Ok(w) if n.scale == 0 && (1..=1000).contains(&w) => (Vec::new(), Some(w)),
                _ => {
                    self.report(Diagnostic::new(
                        Code::BadRange,
                        *span,
                        "a tree's width is a whole number from 1 to 1000",
                    ));
                    (Vec::new(), None)
                }
            },
        };
        let from = match &tree.shape {
            TreeShape::From(source, _) => Some(source.text.clone()),
            _ => None,
        };
        let placed = tree.placed.as_ref().and_then(|placed| self.placing(tree, placed, &sides, width));
        TreeDecl { name: tree.name.text.clone(), sides, width, from, placed }
    }

    /// A scale.
    pub fn scale_item(&mut self, name: &Ident, words: &[Ident]) -> WordList {
        self.duplicates(words.iter(), say!("word"));
        WordList {
            name: name.text.clone(),
            ordered: true,
            ladder: false,
            words: words.iter().map(|w| w.text.clone()).collect(),
        }
    }

    pub(super) fn duplicates<'i>(&mut self, names: impl Iterator<Item = &'i Ident>, what: Text) {
        let mut seen: Vec<&Ident> = Vec::new();
        for name in names {
            if let Some(first) = seen.iter().find(|s| s.text == name.text) {
                self.report(
                    Diagnostic::new(Code::DuplicateName, name.span, say!("{what} `{}` stands twice", name.text))
                        .note(first.span, "here first"),
                );
            }
            seen.push(name);
        }
    }

    /// A state of partners.
    pub fn state_item(&mut self, state: &ast::State) -> StateDecl {
        let ty = self.type_expr(&state.ty, "");
        if state.subject.text != "partner" {
            self.report(
                Diagnostic::new(
                    Code::NotYet,
                    state.subject.span,
                    say!("only partners have states in this edition, not `{}`", state.subject.text),
                )
                .help("write `of partner`"),
            );
        }
        if matches!(ty.kind, TypeKind::Text | TypeKind::Event(_) | TypeKind::Tally(_) | TypeKind::Ratio(_)) {
            self.report(
                Diagnostic::new(Code::TypeMismatch, state.ty.span, "a state holds no such value from period to period")
                    .help("keep a number, a word, a day, yes or no, or a partner"),
            );
        }
        if ty.kind == TypeKind::Partner && !ty.optional {
            self.report(
                Diagnostic::new(
                    Code::MaybeAbsent,
                    state.ty.span,
                    "nothing says which partner it is before the first period",
                )
                .help("write `partner or none`, and begin with `none`"),
            );
        }
        let initial = if matches!(state.initial.kind.as_ref(), Ast::None) {
            if !ty.optional && ty.kind != TypeKind::Partner {
                self.report(
                    Diagnostic::new(
                        Code::MaybeAbsent,
                        state.initial.span,
                        "`none` is written, and the state always has a value",
                    )
                    .help(say!("begin with a value, or write `{} or none`", self.slice(state.ty.span))),
                );
            }
            super::expr::literal(crate::hir::ExprKind::None, ty.clone(), state.initial.span)
        } else {
            self.constant(&state.initial, Some(&ty)).unwrap_or_else(|| super::expr::error(state.initial.span))
        };
        self.expect_fits(&initial, &ty);
        if stored_form(&initial, ty.scale()).is_some_and(|stored| i64::try_from(stored).is_err()) {
            self.report(
                Diagnostic::new(Code::BadNumber, state.initial.span, "the number is too large to be kept")
                    .help("begin with a smaller number, or keep a coarser unit"),
            );
        }
        StateDecl { name: state.name.text.clone(), grain: self.per(state.per.as_ref()), ty, initial }
    }

    /// `closing title = e`
    pub fn closing_item(&mut self, name: &Ident, value: &ast::Expr) -> Option<(String, Expr)> {
        let Some(Decl::State(state)) = self.env.resolve(&name.text) else {
            let d = self.unknown(
                Code::UnknownName,
                name.span,
                say!("there is no state `{}`", name.text),
                &name.text,
                self.env.names(),
            );
            self.report(d.help_if_none(say!("declare it: `state {} : … of partner = …`", name.text)));
            return None;
        };
        self.grain = state.grain;
        self.row_scope(Subject::Partner);
        let value = self.infer(value, Some(&state.ty));
        self.expect_fits(&value, &state.ty);
        Some((name.text.clone(), value))
    }

    /// The earners clause.
    pub fn earners_item(&mut self, earners: &ast::Earners, span: Span) -> Earners {
        self.row_scope(Subject::Partner);
        let condition = earners.condition.as_ref().map(|c| self.condition(c));
        let others = match (earners.others, &condition) {
            (Some((verb, _)), _) => verb,
            (None, None) => ast::Verb::Skip,
            (None, Some(_)) => {
                let d = Diagnostic::new(
                    Code::ChooseOthers,
                    span,
                    "nothing says what a walk does with those who may not earn",
                );
                self.report(choose_verb(d, "others: ").help("add `; others: skip`"));
                ast::Verb::Skip
            }
        };
        Earners { condition, others }
    }
}

/// Offers the three verbs.
pub(super) fn choose_verb(d: Diagnostic, prefix: &str) -> Diagnostic {
    d.reading(format!("{prefix}skip"), "invisible: takes no level, the volume is paid to the next one")
        .reading(format!("{prefix}pass"), "takes a level, and the money stays with the company")
        .reading(format!("{prefix}hand on"), "takes a level, and its money goes to the next one who is paid")
}
