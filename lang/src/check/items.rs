//! Header, units, rates, trees, events, definitions, states, picks.

use super::Checker;
use super::env::{Decl, Signature};
use super::expr::typed;
use super::types::{join, step_scale};
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{
    Definition, Earners, EventDecl, Expr, ExprKind, FieldDecl, Header, Param, RateDecl, StateDecl, Subject, TreeDecl,
    Type, TypeKind, UnitDecl, WordList,
};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind as Ast, Ident, TreeShape};

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
                        Diagnostic::new(
                            Code::UnknownType,
                            code.span,
                            format!("`{}` is no ISO 4217 currency", code.text),
                        )
                        .help("write a code such as `EUR`, `CHF` or `USD`"),
                    );
                    ("EUR".to_owned(), 2)
                }
            },
        };
        let (grain, zone) = match &plan.period {
            None => {
                self.report_missing(
                    Diagnostic::new(Code::MissingItem, name.span, "the plan does not say its period")
                        .help("add `period month in Europe/Berlin`"),
                );
                ("month".to_owned(), None)
            }
            Some((grain, zone)) => {
                if !matches!(grain.text.as_str(), "day" | "week" | "month" | "quarter" | "year") {
                    self.report(
                        Diagnostic::new(Code::UnknownName, grain.span, format!("`{}` is no period", grain.text))
                            .help("write `day`, `week`, `month`, `quarter` or `year`"),
                    );
                }
                (grain.text.clone(), zone.as_ref().map(|z| z.0.clone()))
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
                    .help(format!("write `plan {} version 1 {{`", name.text)),
            );
        }
        Header {
            name: name.text.clone(),
            version: plan.version.map_or_else(|| "1".to_owned(), |(v, _)| v.to_string()),
            valid: plan.valid.map(|(a, b)| (a.day, b.map(|d| d.day))),
            currency,
            currency_scale,
            grain,
            zone,
        }
    }

    /// A unit of points.
    pub fn unit_item(&mut self, unit: &ast::Unit) -> UnitDecl {
        if super::types::currency_scale(&unit.name.text).is_some() {
            self.report(
                Diagnostic::new(
                    Code::ShadowedName,
                    unit.name.span,
                    format!("`{}` is also a currency, which this unit hides", unit.name.text),
                )
                .help("choose another name"),
            );
        }
        let scale = match step_scale(unit.step) {
            Some(scale) => scale,
            None => {
                self.report(
                    Diagnostic::new(Code::BadStep, unit.step_span, format!("`{}` is no power of ten", unit.step))
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
                    format!("the plan is valid from {valid}, and there is no rate before {first}"),
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
                Diagnostic::new(Code::NotYet, tree.name.span, "customers as nodes of a tree are not part of this edition's first part")
                    .help(format!("write `tree {}`; customers may be partners with a declared field (`partner {{ kind : partner, customer }}`) and an earners clause", tree.name.text)),
            );
        }
        let (sides, width) = match &tree.shape {
            TreeShape::Unbounded => (Vec::new(), None),
            TreeShape::Sides(sides) => {
                self.duplicates(sides.iter(), "side");
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
        TreeDecl { name: tree.name.text.clone(), sides, width }
    }

    /// A scale.
    pub fn scale_item(&mut self, name: &Ident, words: &[Ident]) -> WordList {
        self.duplicates(words.iter(), "word");
        WordList {
            name: name.text.clone(),
            ordered: true,
            ladder: false,
            words: words.iter().map(|w| w.text.clone()).collect(),
        }
    }

    pub(super) fn duplicates<'i>(&mut self, names: impl Iterator<Item = &'i Ident>, what: &str) {
        let mut seen: Vec<&Ident> = Vec::new();
        for name in names {
            if let Some(first) = seen.iter().find(|s| s.text == name.text) {
                self.report(
                    Diagnostic::new(Code::DuplicateName, name.span, format!("{what} `{}` stands twice", name.text))
                        .note(first.span, "here first"),
                );
            }
            seen.push(name);
        }
    }

    /// Fields of an event or of partners. `owner` names the enumerations declared in place.
    pub fn fields(&mut self, fields: &[ast::Field], owner: &str) -> Vec<FieldDecl> {
        self.duplicates(fields.iter().map(|f| &f.name), "field");
        let mut out = Vec::new();
        for field in fields {
            let ty = self.type_expr(&field.ty, &format!("{owner}.{}", field.name.text));
            let range = match (&field.range, &ty.kind) {
                (None, _) => None,
                (Some((a, b)), TypeKind::Number(_, scale)) => {
                    if a.value.compare(b.value).is_none_or(std::cmp::Ordering::is_gt) {
                        self.report(
                            Diagnostic::new(Code::BadRange, a.span.to(b.span), "the range is empty")
                                .help("the smaller bound comes first"),
                        );
                        None
                    } else if a.value.rescale(*scale).is_none() || b.value.rescale(*scale).is_none() {
                        self.report(Diagnostic::new(
                            Code::BadRange,
                            a.span.to(b.span),
                            format!("the field keeps {scale} digits after the point"),
                        ));
                        None
                    } else {
                        Some((a.value, b.value))
                    }
                }
                (Some((a, b)), TypeKind::Error) => {
                    let _ = (a, b);
                    None
                }
                (Some((a, b)), _) => {
                    self.report(Diagnostic::new(Code::BadRange, a.span.to(b.span), "only numbers have a range"));
                    None
                }
            };
            if range.is_none() && matches!(ty.kind, TypeKind::Number(..)) && field.range.is_none() {
                self.report(
                    Diagnostic::new(
                        Code::BadRange,
                        field.name.span,
                        format!("`{}` does not say which numbers are possible", field.name.text),
                    )
                    .help(format!("write `{} : … from 0 to 1_000_000`", field.name.text)),
                );
            }
            out.push(FieldDecl { name: field.name.text.clone(), ty, range, span: field.name.span });
        }
        out
    }

    /// An event kind.
    pub fn event_item(&mut self, event: &ast::Event) -> EventDecl {
        let fields = self.fields(&event.fields, &event.name.text);
        let dates: Vec<String> =
            fields.iter().filter(|f| f.ty.kind == TypeKind::Date).map(|f| f.name.clone()).collect();
        let first_date = dates.first().cloned().unwrap_or_default();
        if dates.is_empty() {
            self.report_missing(
                Diagnostic::new(
                    Code::MissingItem,
                    event.name.span,
                    format!("`{}` has no date, so no period can be found for it", event.name.text),
                )
                .help("add a field: `at : date`"),
            );
        }
        let pick = |checker: &mut Self,
                    given: Option<&Ident>,
                    code: Code,
                    clause: &str,
                    question: &str,
                    meaning: &str|
         -> String {
            match given {
                Some(name) => {
                    match fields.iter().find(|f| f.name == name.text) {
                        Some(f) if matches!(f.ty.kind, TypeKind::Date | TypeKind::Error) => {}
                        Some(f) => {
                            let ty = f.ty.to_string();
                            checker.report(Diagnostic::new(
                                Code::TypeMismatch,
                                name.span,
                                format!("`{}` is {ty}; a date is needed", name.text),
                            ));
                        }
                        None => {
                            let d = checker.unknown(
                                Code::UnknownName,
                                name.span,
                                format!("there is no field `{}`", name.text),
                                &name.text,
                                dates.clone(),
                            );
                            checker.report(d);
                        }
                    }
                    name.text.clone()
                }
                None => {
                    if !dates.is_empty() {
                        let mut d = Diagnostic::new(
                            code,
                            event.name.span,
                            format!("`{}` does not say {question}", event.name.text),
                        );
                        for date in &dates {
                            d = d.reading(format!("{clause} on {date}"), format!("{meaning} `{date}`"));
                        }
                        checker.report_missing(d.help(format!("add a clause: `{clause} on {first_date}`")));
                    }
                    first_date.clone()
                }
            }
        };
        let conditions = pick(
            self,
            event.conditions.as_ref().map(|c| &c.field),
            Code::ChooseConditions,
            "conditions",
            "which date picks plan version, tree, ranks and rates",
            "as things stood on",
        );
        let volume = pick(
            self,
            event.volume.as_ref(),
            Code::ChooseVolume,
            "volume",
            "in which period its volume counts",
            "in the period of",
        );
        let payable = pick(
            self,
            event.payable.as_ref(),
            Code::ChoosePayable,
            "payable",
            "when it may be settled",
            "in the period of",
        );
        let mut before = false;
        match event.conditions.as_ref().map(|c| (&c.monthly, c.field.span)) {
            Some((Some((grain, b)), _)) => {
                self.grain_word(grain);
                before = *b;
            }
            Some((None, span)) => {
                let grain = self.env.header().grain.clone();
                self.report(
                    Diagnostic::new(
                        Code::ChooseConditions,
                        span,
                        format!("a day picks values of a whole {grain}: of its own, or of the one before?"),
                    )
                    .reading(
                        format!("conditions on {conditions}, in its {grain}"),
                        format!("ranks and other values of the {grain} in which the day lies"),
                    )
                    .reading(
                        format!("conditions on {conditions}, in the {grain} before"),
                        format!("ranks and other values of the {grain} before, known when the sale is made"),
                    )
                    .help("say which"),
                );
            }
            None => {}
        }
        let reversed = match &event.reversed {
            Some(r) => match (r.lines, r.volume) {
                (Some(l), Some(v)) => Some((l, v)),
                _ => {
                    self.choose_reversal(r.span, &event.name.text);
                    None
                }
            },
            None => {
                if self.lost.is_none() {
                    self.choose_reversal(event.name.span, &event.name.text);
                }
                None
            }
        };
        EventDecl {
            name: event.name.text.clone(),
            fields,
            conditions,
            conditions_before: before,
            volume,
            payable,
            reversed,
        }
    }

    fn choose_reversal(&mut self, span: Span, name: &str) {
        self.report(
            Diagnostic::new(Code::ChooseReversal, span, format!("nothing says what becomes of lines and volume when a `{name}` is reversed"))
                .reading("reversed: lines are mirrored; volume leaves the period of reversal", "paid lines come back with the opposite sign; the volume is taken off in the period in which it is reversed")
                .reading("reversed: lines are mirrored; volume leaves the period of the sale", "paid lines come back with the opposite sign; the period of the sale is restated, and the difference posted now")
                .reading("reversed: lines are mirrored; volume stays", "paid lines come back with the opposite sign; ranks keep the volume")
                .reading("reversed: lines stay; volume stays", "a reversal changes nothing")
                .help("add a `reversed:` clause"),
        );
    }

    /// A state of partners.
    pub fn state_item(&mut self, state: &ast::State) -> StateDecl {
        let ty = self.type_expr(&state.ty, "");
        if state.subject.text != "partner" {
            self.report(
                Diagnostic::new(
                    Code::NotYet,
                    state.subject.span,
                    format!("a state of `{}` is not part of this edition's first part", state.subject.text),
                )
                .help("write `of partner`"),
            );
        }
        if !matches!(ty.kind, TypeKind::Word(_) | TypeKind::Error) || ty.optional {
            self.report(
                Diagnostic::new(
                    Code::NotYet,
                    state.ty.span,
                    "only a state that holds a rank or another word is part of this edition's first part",
                )
                .help("write `state title : career of partner = …`"),
            );
        }
        let initial =
            self.constant(&state.initial, Some(&ty)).unwrap_or_else(|| super::expr::error(state.initial.span));
        self.expect_fits(&initial, &ty);
        StateDecl { name: state.name.text.clone(), ty, initial }
    }

    /// `closing title = e`
    pub fn closing_item(&mut self, name: &Ident, value: &ast::Expr) -> Option<(String, Expr)> {
        let Some(Decl::State(state)) = self.env.resolve(&name.text) else {
            let d = self.unknown(
                Code::UnknownName,
                name.span,
                format!("there is no state `{}`", name.text),
                &name.text,
                self.env.names(),
            );
            self.report(d.help_if_none(format!("declare it: `state {} : career of partner = …`", name.text)));
            return None;
        };
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

    /// Parameters: each with a type.
    pub(super) fn params(&mut self, params: &[ast::Param]) -> Vec<Param> {
        self.duplicates(params.iter().map(|p| &p.name), "parameter");
        params
            .iter()
            .map(|p| {
                let ty = match &p.ty {
                    Some(t) => self.type_expr(t, ""),
                    None => {
                        self.report(
                            Diagnostic::new(
                                Code::UnknownType,
                                p.name.span,
                                format!("parameter `{}` needs a type", p.name.text),
                            )
                            .help(format!("write `{} : BV`", p.name.text)),
                        );
                        Type::error()
                    }
                };
                Param { name: p.name.text.clone(), ty }
            })
            .collect()
    }

    /// A definition of a subject.
    pub fn definition(&mut self, subject: &Subject, definition: &ast::Definition) -> Definition {
        self.row_scope(subject.clone());
        let params = self.params(&definition.params);
        for (param, written) in params.iter().zip(&definition.params) {
            self.declare_local(&param.name, param.ty.clone(), written.name.span);
        }
        let general = self.infer(&definition.value, None);
        let mut ty = general.ty.clone();
        let mut arms = Vec::new();
        let mut exclusive = Vec::new();
        for exception in &definition.exceptions {
            let condition = self.condition(&exception.condition);
            let mark = self.scope.facts.len();
            self.assume(&exception.condition);
            let value = self.infer(&exception.value, Some(&ty));
            self.scope.facts.truncate(mark);
            match join(&ty, &value.ty) {
                Some(t) => ty = t,
                None => {
                    let (want, got) = (ty.to_string(), value.ty.to_string());
                    self.report(Diagnostic::new(
                        Code::TypeMismatch,
                        value.span,
                        format!("the exception is {got}, the general rule {want}"),
                    ));
                }
            }
            exclusive.push(condition.clone());
            arms.push((value, condition));
        }
        if exclusive.len() < 2 {
            exclusive.clear();
        } else if !params.is_empty() {
            self.report(
                Diagnostic::new(
                    Code::NotYet,
                    definition.name.span,
                    "several exceptions of a function cannot be shown not to apply at once",
                )
                .help("write cases: `a when …, b when …, otherwise …`, which are read from the top"),
            );
        }
        if matches!(ty.kind, TypeKind::Ratio(_)) {
            self.report(
                Diagnostic::new(
                    Code::RatioNotStorable,
                    definition.value.span,
                    format!("`{}` would be a quotient, which has no end of digits", definition.name.text),
                )
                .help("round it: `(… / …) rounded half up to 0.0001`, or use it where it is compared"),
            );
            ty = Type::error();
        }
        let value = if arms.is_empty() {
            general
        } else {
            let span = definition.span;
            typed(ExprKind::Cases(arms, general), ty.clone(), span)
        };
        if let Some(at) = definition.overridable
            && (*subject != Subject::Partner || !params.is_empty())
        {
            self.report(
                Diagnostic::new(Code::NotHere, at, "only a plain definition of partners can be overridable")
                    .help("give the partner a definition of its own, and make that overridable"),
            );
        }
        Definition {
            subject: subject.clone(),
            name: definition.name.text.clone(),
            params,
            ty,
            value,
            exclusive,
            overridable: definition.overridable.is_some(),
            name_span: definition.name.span,
        }
    }

    /// The signature of a definition from its checked form.
    pub fn signature(definition: &Definition) -> Signature {
        Signature { params: definition.params.clone(), ty: definition.ty.clone(), overridable: definition.overridable }
    }

    /// The subject that an `on …` block names.
    pub fn on_subject(&mut self, name: &Ident) -> Option<Subject> {
        match name.text.as_str() {
            "company" => Some(Subject::Company),
            "partner" => Some(Subject::Partner),
            _ => self.event(name).map(|e| Subject::Event(e.name.clone())),
        }
    }

    /// An assertion: of the company where it speaks of no partner, else of every partner.
    pub fn assert_item(&mut self, value: &ast::Expr) -> (Subject, Expr) {
        self.row_scope(Subject::Company);
        let company = self.quietly(|c| c.condition(value));
        if !contains_error(&company) {
            return (Subject::Company, company);
        }
        self.row_scope(Subject::Partner);
        (Subject::Partner, self.condition(value))
    }
}

/// Offers the three verbs.
pub(super) fn choose_verb(d: Diagnostic, prefix: &str) -> Diagnostic {
    d.reading(format!("{prefix}skip"), "invisible: takes no level, the volume is paid to the next one")
        .reading(format!("{prefix}pass"), "takes a level, and the money stays with the company")
        .reading(format!("{prefix}hand on"), "takes a level, and its money goes to the next one who is paid")
}

fn contains_error(e: &Expr) -> bool {
    let mut found = false;
    super::visit(e, &mut |x| found |= matches!(x.kind.as_ref(), ExprKind::Error));
    found
}
