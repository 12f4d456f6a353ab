//! Bonuses: clauses, phrases and their expansion, pay and rounding.
//!
//! Phrases are expanded here into the core, clause by clause (language manual,
//! chapter on phrases):
//!
//! | phrase | expansion |
//! |---|---|
//! | `at most n levels` | `remember level = 1`, `stop before when level > n`, `then level = level + 1` |
//! | `at most n generations` | `stop before when gen > n` |
//! | `generations by c, leader closes` | `remember gen = 1`, `then gen = gen + 1 when c, otherwise gen` |
//! | `generations by c, leader opens` | as `closes`, with `remember gen = 2 when (c of the partner it starts from), otherwise 1` |
//! | `differential by r, reference highest so far` | `remember paid = 0%`, `let rate = r - paid but at least 0%`, `then paid = paid but at least r` |
//! | `differential by r, reference partner just below` | as above with `then paid = r` |

use super::Checker;
use super::expr::typed;
use super::scope::Binding;
use super::types::join;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{self, Bonus, EARNER, Expr, ExprKind, Pay, PayTo, SUBJECT, Subject, Type, TypeKind, Unit};
use crate::number::Decimal;
use crate::source::Span;
use crate::syntax::ast::{self, Clause, ClauseKind, ExprKind as Ast, Ident, Trigger, Verb};

/// Memories and lets that phrases bring.
pub(super) const PHRASE_NAMES: &[&str] = &["level", "gen", "paid", "rate"];

/// Clauses sorted by kind, phrases already expanded.
#[derive(Default)]
struct Parts {
    up: Option<(Ident, ast::Expr, Option<bool>, Span)>,
    remember: Vec<(Ident, Option<ast::TypeExpr>, ast::Expr)>,
    stop_before: Vec<ast::Expr>,
    verbs: Vec<(Verb, ast::Expr)>,
    lets: Vec<(Ident, ast::Expr)>,
    pays: Vec<(ast::Pay, Span, Option<ast::Expr>)>,
    then: Vec<(Ident, ast::Expr)>,
    stop_after: Vec<ast::Expr>,
    finally: Vec<(ast::Pay, Span)>,
    rounding: Option<(ast::Rounding, Span)>,
    excepted: bool,
}

impl Checker<'_> {
    /// A bonus.
    pub fn bonus(&mut self, bonus: &ast::Bonus) -> Bonus {
        let known = self.trigger(&bonus.trigger, &bonus.name);
        let row_unknown = known.is_none();
        let (trigger, after) = known.unwrap_or((Subject::Company, None));
        self.row_scope(trigger.clone());
        self.scope.row_unknown = row_unknown;
        if let Some(row) = self.scope.rows.last_mut() {
            row.handles.push("trigger".to_owned());
        }
        let filter = bonus.filter.as_ref().map(|f| {
            let checked = self.condition(f);
            self.assume(f);
            checked
        });
        let mut parts = Parts::default();
        // The walk first: phrases speak of where it starts, whatever the order in the file.
        let (ups, others): (Vec<Clause>, Vec<Clause>) =
            bonus.clauses.iter().cloned().partition(|c| matches!(c.kind, ClauseKind::Up { .. }));
        self.collect(&ups, None, &mut parts);
        self.collect(&others, None, &mut parts);
        let walk = self.walk(&parts, &bonus.name);
        // The visited partner can be reached, but bare names stay those of the trigger.
        let at = self.scope.rows.len().saturating_sub(1);
        let visited = Binding { id: EARNER, subject: Subject::Partner, handles: vec!["earner".to_owned()], tree: None };
        let memories = self.memories(&parts, visited.clone(), at);
        // A walk that could not be read is one all the same for what speaks of it.
        let walks = parts.up.is_some() || self.lost.is_some();
        if walks || trigger == Subject::Partner {
            self.scope.rows.insert(at, visited);
        }
        self.scope.walk = walk.is_some();
        let stop_before = parts.stop_before.iter().map(|e| self.condition(e)).collect();
        let mut verbs = self.plan_verbs();
        for (verb, condition) in &parts.verbs {
            if !walks {
                self.report(
                    Diagnostic::new(Code::NotHere, condition.span, "there is no walk, so nobody can be skipped")
                        .help("use `pay … when …`, or `where` at the trigger"),
                );
            }
            verbs.push((*verb, self.condition(condition)));
        }
        verbs.sort_by_key(|(verb, _)| match verb {
            Verb::Skip => 0,
            Verb::Pass => 1,
            Verb::HandOn => 2,
        });
        let mut lets = Vec::new();
        for (name, value) in &parts.lets {
            let value = self.infer(value, None);
            self.storable(&value);
            self.declare_local(&name.text, value.ty.clone(), name.span);
            lets.push((name.text.clone(), value));
        }
        let pays: Vec<Pay> = parts
            .pays
            .iter()
            .flat_map(|(pay, span, unless)| self.pay(pay, *span, unless.as_ref(), walks, &trigger))
            .collect();
        if parts.pays.is_empty() && parts.finally.is_empty() {
            self.report_missing(
                Diagnostic::new(Code::MissingItem, bonus.name.span, format!("`{}` pays nothing", bonus.name.text))
                    .help("add a `pay` clause"),
            );
        }
        let then = self.then(&parts, &memories);
        let stop_after = parts.stop_after.iter().map(|e| self.condition(e)).collect();
        // At the end of a walk nobody is visited: memories are left, lets and `earner` are not.
        self.scope.rows.retain(|row| row.id != EARNER);
        self.scope.locals.retain(|local| memories.iter().any(|(name, _, _)| *name == local.name));
        let mut finally: Vec<Pay> = Vec::new();
        for (pay, span) in &parts.finally {
            if pay.to.is_none() {
                self.report(
                    Diagnostic::new(Code::MissingItem, *span, "nothing says who is paid at the end of the walk")
                        .help("write `finally pay … to company`, or `… to seller`"),
                );
                continue;
            }
            finally.extend(self.pay(pay, *span, None, true, &trigger));
        }
        let rounding = self.rounding(&parts, &pays, &finally, parts.up.is_some(), &bonus.name);
        let checked = Bonus {
            name: bonus.name.text.clone(),
            name_span: bonus.name.span,
            trigger,
            after,
            filter,
            walk,
            memories,
            stop_before,
            verbs,
            lets,
            pays,
            then,
            stop_after,
            finally,
            rounding,
        };
        self.bounded(&checked);
        checked
    }

    /// What is paid for, and the cap after which lines are taken; `None` where it is not declared.
    fn trigger(&mut self, trigger: &Trigger, name: &Ident) -> Option<(Subject, Option<String>)> {
        match trigger {
            Trigger::Event(event) => self.event(event).map(|e| (Subject::Event(e.name.clone()), None)),
            Trigger::Partner(_) => Some((Subject::Partner, None)),
            Trigger::Line { bonus, stage } => {
                if !matches!(self.env.resolve(&bonus.text), Some(super::Decl::Bonus(_))) {
                    let d = self.unknown(
                        Code::UnknownName,
                        bonus.span,
                        format!("there is no bonus `{}`", bonus.text),
                        &bonus.text,
                        self.env.payers(),
                    );
                    self.report(d);
                    return None;
                }
                if bonus.text == name.text {
                    self.report(Diagnostic::new(
                        Code::UnfoundedCycle,
                        bonus.span,
                        format!("`{}` would be paid on its own lines", name.text),
                    ));
                }
                let caps = self.env.caps_on(&bonus.text);
                let after = match stage {
                    None => {
                        if !caps.is_empty() {
                            let mut d = Diagnostic::new(
                                Code::ChooseStage,
                                bonus.span,
                                format!(
                                    "lines of `{}` are cut by a cap, and nothing says whether they are taken before or after",
                                    bonus.text
                                ),
                            );
                            for cap in &caps {
                                d = d
                                    .reading(format!("before {cap}"), "the full amounts")
                                    .reading(format!("after {cap}"), "what the cap leaves");
                            }
                            self.report(d.help(format!(
                                "write `for each line of {} after {}`",
                                bonus.text,
                                caps.first().cloned().unwrap_or_default()
                            )));
                        }
                        None
                    }
                    Some((cap, is_after)) => {
                        if caps.contains(&cap.text) {
                            if *is_after
                                && let Some(super::Decl::Cap { by_line: false, .. }) = self.env.resolve(&cap.text)
                            {
                                self.report(
                                    Diagnostic::new(
                                        Code::CapStage,
                                        cap.span,
                                        format!(
                                            "`{}` cuts totals of partners, which leaves the lines of `{}` as they were",
                                            cap.text, bonus.text
                                        ),
                                    )
                                    .help(format!(
                                        "let `{}` cut lines: `in proportion by line`, or take the lines `before {}`",
                                        cap.text, cap.text
                                    )),
                                );
                            }
                            if *is_after {
                                Some(cap.text.clone())
                            } else {
                                // Before a cap is as the caps before it left the lines.
                                let earlier: Vec<String> =
                                    self.env.cap_after(&cap.text).into_iter().filter(|c| caps.contains(c)).collect();
                                earlier
                                    .iter()
                                    .find(|c| earlier.iter().all(|o| o == *c || self.env.cap_is_after(c, o)))
                                    .cloned()
                            }
                        } else {
                            let d = self.unknown(
                                Code::UnknownName,
                                cap.span,
                                format!("no cap `{}` applies to `{}`", cap.text, bonus.text),
                                &cap.text,
                                caps,
                            );
                            self.report(d);
                            None
                        }
                    }
                };
                Some((Subject::Line(bonus.text.clone()), after))
            }
        }
    }

    /// Sorts clauses and expands phrases.
    fn collect(&mut self, clauses: &[Clause], only_when: Option<&ast::Expr>, parts: &mut Parts) {
        for clause in clauses {
            let span = clause.span;
            match &clause.kind {
                ClauseKind::AtConditions(field) => {
                    self.report(
                        Diagnostic::new(
                            Code::NotYet,
                            field.span,
                            "conditions of another date than the event's own are not part of this edition's first part",
                        )
                        .help("say it at the event: `conditions on …`"),
                    );
                }
                ClauseKind::Up { tree, from, included } => {
                    parts.up = Some((tree.clone(), from.clone(), *included, span));
                }
                ClauseKind::Remember { name, ty, value } => {
                    parts.remember.push((name.clone(), ty.clone(), value.clone()))
                }
                ClauseKind::StopBefore(c) => parts.stop_before.push(c.clone()),
                ClauseKind::StopAfter(c) => parts.stop_after.push(c.clone()),
                ClauseKind::Verb(verb, c) => parts.verbs.push((*verb, c.clone())),
                ClauseKind::Let(name, value) => parts.lets.push((name.clone(), value.clone())),
                ClauseKind::Pay(pay) => parts.pays.push((pay.clone(), span, only_when.cloned())),
                ClauseKind::Finally(pay) => parts.finally.push((pay.clone(), span)),
                ClauseKind::Then(name, value) => parts.then.push((name.clone(), value.clone())),
                ClauseKind::Round(rounding) => {
                    parts.rounding = Some((rounding.clone(), span));
                }
                ClauseKind::Once => {
                    self.report(Diagnostic::new(
                        Code::NotYet,
                        span,
                        "`once` needs state across periods, which is not part of this edition's first part",
                    ));
                }
                ClauseKind::AtMost(n, ast::LimitWord::Levels) => {
                    let level = Ident { text: "level".to_owned(), span };
                    let read = ast_name("level", span);
                    parts.remember.push((level.clone(), None, ast_number(1, span)));
                    parts
                        .stop_before
                        .push(ast_expr(Ast::Compare(ast::CompareOp::Greater, read.clone(), n.clone()), span));
                    parts
                        .then
                        .push((level, ast_expr(Ast::Binary(ast::BinaryOp::Add, read, ast_number(1, span)), span)));
                }
                ClauseKind::AtMost(n, ast::LimitWord::Generations) => {
                    parts
                        .stop_before
                        .push(ast_expr(Ast::Compare(ast::CompareOp::Greater, ast_name("gen", span), n.clone()), span));
                }
                ClauseKind::Generations { by, closes } => self.generations(by, *closes, span, parts),
                ClauseKind::Differential { by, reference } => {
                    self.differential(by, reference.map(|r| r.0), span, parts)
                }
                ClauseKind::Except(condition, inner) => {
                    if parts.excepted {
                        self.report(
                            Diagnostic::new(
                                Code::NotYet,
                                span,
                                "a second exception could apply at once with the first",
                            )
                            .help("put both into one: `except when a or b { pay … when a, … when b }`"),
                        );
                        continue;
                    }
                    parts.excepted = true;
                    // The exception replaces the general pay clauses.
                    let general = std::mem::take(&mut parts.pays);
                    for (pay, span, unless) in general {
                        let not = ast_expr(Ast::Not(condition.clone()), condition.span);
                        let both = match unless {
                            Some(u) => ast_expr(Ast::And(vec![u, not]), condition.span),
                            None => not,
                        };
                        parts.pays.push((pay, span, Some(both)));
                    }
                    if let Some(other) = inner.iter().find(|c| !matches!(c.kind, ClauseKind::Pay(_))) {
                        self.report(
                            Diagnostic::new(
                                Code::NotYet,
                                other.span,
                                "an exception of a bonus replaces what is paid, and nothing else",
                            )
                            .help("put only `pay` clauses into it"),
                        );
                    }
                    let pays: Vec<Clause> =
                        inner.iter().filter(|c| matches!(c.kind, ClauseKind::Pay(_))).cloned().collect();
                    self.collect(&pays, Some(condition), parts);
                }
            }
        }
    }

    fn generations(&mut self, by: &ast::Expr, closes: Option<bool>, span: Span, parts: &mut Parts) {
        let name = Ident { text: "gen".to_owned(), span };
        let read = ast_name("gen", span);
        let one_more = ast_expr(Ast::Binary(ast::BinaryOp::Add, read.clone(), ast_number(1, span)), span);
        let count = |value: ast::Expr, otherwise: ast::Expr| {
            ast_expr(Ast::Cases(ast::Cases { arms: vec![(value, by.clone())], otherwise: Some(otherwise) }), span)
        };
        match closes {
            None => {
                let by = self.slice(by.span).to_owned();
                self.report(
                    Diagnostic::new(
                        Code::ChooseGeneration,
                        span,
                        "nothing says whether a leader closes a generation or opens the next one",
                    )
                    .reading(
                        format!("generations by {by}, leader closes"),
                        "a leader belongs to the generation that ends with him",
                    )
                    .reading(
                        format!("generations by {by}, leader opens"),
                        "a leader is the first of the next generation",
                    )
                    .help("add `, leader closes` or `, leader opens`"),
                );
                parts.remember.push((name, None, ast_number(1, span)));
            }
            Some(true) => {
                parts.remember.push((name.clone(), None, ast_number(1, span)));
                parts.then.push((name, count(one_more, read)));
            }
            Some(false) => {
                // The partner it starts from has opened a generation already, if he is a leader.
                let start = match &parts.up {
                    Some((_, from, Some(false), _)) => {
                        let mut leader = by.clone();
                        ast::replace_name(&mut leader, "earner", from);
                        let arms = vec![(ast_number(2, span), leader)];
                        ast_expr(Ast::Cases(ast::Cases { arms, otherwise: Some(ast_number(1, span)) }), span)
                    }
                    _ => ast_number(1, span),
                };
                parts.remember.push((name.clone(), None, start));
                parts.then.push((name, count(one_more, read)));
            }
        }
    }

    fn differential(&mut self, by: &ast::Expr, reference: Option<ast::Reference>, span: Span, parts: &mut Parts) {
        let reference = reference.unwrap_or_else(|| {
            let by = self.slice(by.span).to_owned();
            self.report(
                Diagnostic::new(Code::ChooseReference, span, "nothing says what the difference is measured against")
                    .reading(
                        format!("differential by {by}, reference highest so far"),
                        "the highest rate met on the way up; one who was overtaken gets nothing",
                    )
                    .reading(
                        format!("differential by {by}, reference partner just below"),
                        "the rate of the partner visited before, whoever that is",
                    )
                    .help("add `, reference highest so far` or `, reference partner just below`"),
            );
            ast::Reference::HighestSoFar
        });
        let paid = Ident { text: "paid".to_owned(), span };
        let read = ast_name("paid", span);
        let zero = ast_expr(Ast::Percent(Decimal::ZERO), span);
        parts.remember.push((paid.clone(), None, zero.clone()));
        let gap = ast_expr(Ast::Binary(ast::BinaryOp::Subtract, by.clone(), read.clone()), span);
        parts.lets.insert(
            0,
            (Ident { text: "rate".to_owned(), span }, ast_expr(Ast::Clamp(gap, ast::ClampSide::AtLeast, zero), span)),
        );
        let next = match reference {
            ast::Reference::HighestSoFar => ast_expr(Ast::Clamp(read, ast::ClampSide::AtLeast, by.clone()), span),
            ast::Reference::PartnerJustBelow => by.clone(),
        };
        parts.then.push((paid, next));
    }

    fn walk(&mut self, parts: &Parts, name: &Ident) -> Option<(String, Expr, bool)> {
        let Some((tree, from, included, span)) = &parts.up else {
            for (what, at) in parts
                .remember
                .iter()
                .map(|r| ("remember", r.0.span))
                .chain(parts.stop_before.iter().map(|e| ("stop before", e.span)))
                .chain(parts.stop_after.iter().map(|e| ("stop after", e.span)))
            {
                self.report_missing(
                    Diagnostic::new(Code::NotHere, at, format!("`{what}` belongs to a walk, and there is none"))
                        .help("add `up sponsor from seller, above`"),
                );
            }
            return None;
        };
        self.tree(tree)?;
        let from = self.infer(from, None);
        if !self.expect_kind(&from, &TypeKind::Partner) {
            return None;
        }
        let included = match included {
            Some(i) => *i,
            None => {
                let start = self.slice(from.span).to_owned();
                self.report(
                    Diagnostic::new(
                        Code::ChooseStart,
                        *span,
                        format!("nothing says whether the walk of `{}` begins with `{start}` or above", name.text),
                    )
                    .reading(
                        format!("up {} from {start}, included", tree.text),
                        "the partner it starts from is visited first",
                    )
                    .reading(
                        format!("up {} from {start}, above", tree.text),
                        "the first one visited is the partner above",
                    )
                    .help("add `, included` or `, above`"),
                );
                false
            }
        };
        Some((tree.text.clone(), from, included))
    }

    fn plan_verbs(&mut self) -> Vec<(Verb, Expr)> {
        let Some(earners) = self.env.earners() else { return Vec::new() };
        let Some(condition) = &earners.condition else { return Vec::new() };
        // The clause speaks of a partner; here of the visited one.
        let condition = rebind(condition, SUBJECT, EARNER);
        let span = condition.span;
        vec![(earners.others, typed(ExprKind::Not(condition), Type::bool(), span))]
    }

    /// Memories with types wide enough for their start and every new value.
    fn memories(&mut self, parts: &Parts, visited: Binding, at: usize) -> Vec<(String, Type, Expr)> {
        let mut out: Vec<(String, Type, Expr)> = Vec::new();
        for (name, ty, value) in &parts.remember {
            let want = ty.as_ref().map(|t| self.type_expr(t, ""));
            let value = self.infer(value, want.as_ref());
            if out.iter().any(|(n, _, _)| *n == name.text) {
                self.report(
                    Diagnostic::new(Code::DuplicateName, name.span, format!("memory `{}` stands twice", name.text))
                        .help("phrases bring memories of their own (`level`, `gen`, `paid`)"),
                );
                continue;
            }
            self.storable(&value);
            let ty = want.unwrap_or_else(|| value.ty.clone());
            out.push((name.text.clone(), ty, value));
        }
        // Widen until the new values fit; scales only grow, so this ends.
        self.scope.rows.insert(at, visited);
        for (name, ty, _) in &out {
            let span = parts.remember.iter().find(|r| r.0.text == *name).map(|r| r.0.span).unwrap_or_default();
            self.declare_local(name, ty.clone(), span);
        }
        for _ in 0..20 {
            let mut changed = false;
            for (name, value) in &parts.then {
                let Some(current) = self.scope.local(&name.text).map(|l| l.ty.clone()) else { continue };
                let mark = self.scope.locals.len();
                let new = self.quietly(|c| {
                    for (name, value) in &parts.lets {
                        let value = c.infer(value, None);
                        c.scope.locals.push(super::scope::Local { name: name.text.clone(), ty: value.ty });
                    }
                    c.infer(value, Some(&current))
                });
                self.scope.locals.truncate(mark);
                if let Some(wide) = join(&current, &new.ty)
                    && wide != current
                    && !new.ty.is_error()
                {
                    changed = true;
                    if let Some(local) = self.scope.locals.iter_mut().rev().find(|l| l.name == name.text) {
                        local.ty = wide.clone();
                    }
                    if let Some(memory) = out.iter_mut().find(|m| m.0 == name.text) {
                        memory.1 = wide;
                    }
                }
            }
            if !changed {
                break;
            }
        }
        self.scope.rows.remove(at);
        out
    }

    fn then(&mut self, parts: &Parts, memories: &[(String, Type, Expr)]) -> Vec<(String, Expr)> {
        let mut out: Vec<(String, Expr)> = Vec::new();
        for (name, value) in &parts.then {
            let Some((_, ty, _)) = memories.iter().find(|m| m.0 == name.text) else {
                self.report(
                    Diagnostic::new(Code::UnknownName, name.span, format!("there is no memory `{}`", name.text))
                        .help(format!("begin with `remember {} = …`", name.text)),
                );
                continue;
            };
            if out.iter().any(|(n, _)| *n == name.text) {
                self.report(Diagnostic::new(
                    Code::DuplicateClause,
                    name.span,
                    format!("memory `{}` gets two new values", name.text),
                ));
                continue;
            }
            let value = self.infer(value, Some(ty));
            if !value.ty.is_error() {
                let want = ty.clone();
                self.expect_fits(&value, &want);
            }
            out.push((name.text.clone(), value));
        }
        out
    }

    /// A pay clause; cases without `otherwise` become one clause with a condition each.
    fn pay(
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
                if to.ty.optional && !self.need_known(&to) {
                    return Vec::new();
                }
                PayTo::Partner(to)
            }
            None if walk || matches!(trigger, Subject::Partner) => PayTo::Earner,
            None => {
                self.report(
                    Diagnostic::new(Code::MissingItem, span, "there is no walk, and nothing says who is paid")
                        .help("write `pay … to seller`, or walk up: `up sponsor from seller, above`"),
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

    /// Lets and memories are stored, and a quotient has no end of digits.
    fn storable(&mut self, value: &Expr) {
        if matches!(value.ty.kind, TypeKind::Ratio(_)) {
            self.report(
                Diagnostic::new(
                    Code::RatioNotStorable,
                    value.span,
                    "a quotient has no end of digits, so it cannot be kept under a name",
                )
                .help("round it: `(… / …) rounded half up to 0.0001`, or write the quotient where it is used"),
            );
        }
    }

    /// A walk whose pay nothing limits, under no cap, can pay any multiple of the volume.
    fn bounded(&mut self, bonus: &Bonus) {
        if bonus.walk.is_none()
            || !bonus.stop_before.is_empty()
            || !bonus.stop_after.is_empty()
            || !self.env.caps_on(&bonus.name).is_empty()
        {
            return;
        }
        let mut limited = bonus.pays.is_empty();
        let mut memory = |e: &Expr| {
            super::visit(e, &mut |x| {
                if let ExprKind::Local(name) = x.kind.as_ref() {
                    limited |= bonus.memories.iter().any(|(m, _, _)| m == name);
                    limited |= bonus.lets.iter().any(|(l, _)| l == name);
                }
            });
        };
        bonus.pays.iter().for_each(|p| {
            memory(&p.amount);
            p.when.iter().for_each(&mut memory);
        });
        if !limited {
            self.report_missing(
                Diagnostic::new(Code::UnboundedWalk, bonus.name_span, format!("`{}` pays everybody above, however many there are", bonus.name))
                    .help("limit the walk (`at most 5 levels`), let a memory limit what is paid (`differential by …`), or put the bonus under a cap"),
            );
        }
    }

    /// Money in the plan's currency, or a report.
    fn payable(&mut self, amount: Expr) -> Option<Expr> {
        let header = self.env.header();
        let unit = match &amount.ty.kind {
            TypeKind::Number(unit, _) | TypeKind::Ratio(unit) => unit.clone(),
            TypeKind::Error => return None,
            _ => {
                self.mismatch(&amount, &format!("money in {}", header.currency));
                return None;
            }
        };
        if unit != Unit::Money(header.currency.clone()) {
            let text = self.slice(amount.span).to_owned();
            let target = Unit::Money(header.currency.clone());
            let mut d = Diagnostic::new(
                Code::NeedsConversion,
                amount.span,
                format!("`{unit}` cannot be paid, only money in {}", header.currency),
            );
            d.help = Some(if self.env.rate(&unit, &target).is_some() {
                format!("convert: `{text} as {}`", header.currency)
            } else {
                format!("declare `rate {unit} to {0} = …`, and write `{text} as {0}`", header.currency)
            });
            self.report(d);
            return None;
        }
        if !self.need_known(&amount) {
            return None;
        }
        Some(amount)
    }

    fn rounding(
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
                        format!(
                            "the amount is finer than {step} {}, and nothing says how it is rounded",
                            header.currency
                        ),
                    )
                    .help(format!("add a clause: `round half up to {step}{}`", if walk { ", each line" } else { "" })),
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
                        format!("{} has no smaller unit than {step}", header.currency),
                    )
                    .help(format!("round to `{step}` or coarser")),
                );
                header.currency_scale
            }
            None => {
                self.report(
                    Diagnostic::new(Code::BadStep, rounding.to_span, format!("`{}` is no power of ten", rounding.to))
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
                        format!(
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

/// The same expression, speaking of another row.
fn rebind(e: &Expr, from: hir::RowId, to: hir::RowId) -> Expr {
    let mut out = e.clone();
    rebind_in(&mut out, from, to);
    out
}

fn rebind_in(e: &mut Expr, from: hir::RowId, to: hir::RowId) {
    if let ExprKind::Row(id) = e.kind.as_mut() {
        if *id == from {
            *id = to;
        }
        return;
    }
    hir::children_mut(e, &mut |child| rebind_in(child, from, to));
}

fn ast_expr(kind: Ast, span: Span) -> ast::Expr {
    ast::Expr { kind: Box::new(kind), span }
}

fn ast_name(name: &str, span: Span) -> ast::Expr {
    ast_expr(Ast::Name(name.to_owned()), span)
}

fn ast_number(value: i128, span: Span) -> ast::Expr {
    ast_expr(Ast::Number(Decimal::integer(value), None), span)
}
