//! Bonuses: what is in scope where, memories, and whether a walk has an end.

use super::Checker;
use super::expr::typed;
use super::phrases::Parts;
use super::scope::Binding;
use super::types::join;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{self, Bonus, EARNER, Expr, ExprKind, Pay, SUBJECT, Subject, Type, TypeKind, VerbClause};
use crate::syntax::ast::{self, Clause, ClauseKind, Ident, Verb};

impl Checker<'_> {
    /// A bonus.
    pub fn bonus(&mut self, bonus: &ast::Bonus) -> Bonus {
        self.grain = self.per(bonus.per.as_ref());
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
        if let (Some(grain), Subject::Event(event)) = (self.grain, &trigger)
            && let Some(super::Decl::Event(event)) = self.env.resolve(event)
            && event.conditions_before
        {
            self.report(
                Diagnostic::new(
                    Code::NotHere,
                    bonus.name.span,
                    say!(
                        "`{}` has the conditions of the period before, and those are none of one {}",
                        event.name,
                        super::types::grain_word(grain)
                    ),
                )
                .help("leave `per …` out, or let the event have the conditions of its own period"),
            );
        }
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
        let memories = self.memories(&parts, Some((visited.clone(), at)));
        // A walk that could not be read is one all the same for what speaks of it.
        let mut walks = parts.up.is_some() || self.lost.is_some();
        if let (false, Some((_, condition))) = (walks, parts.verbs.first()) {
            let (seller, tree) = (self.some_seller(), self.some_tree());
            self.report(
                Diagnostic::new(Code::NotHere, condition.span, "there is no walk, so nobody can be skipped")
                    .help(say!("add `up {tree} from {seller}, above`; without a walk, use `pay … when …`")),
            );
            // What speaks of a walk besides only follows.
            walks = true;
        }
        if walks || trigger == Subject::Partner {
            self.scope.rows.insert(at, visited);
        }
        self.scope.walk = walk.is_some();
        let stop_before = parts.stop_before.iter().map(|e| self.condition(e)).collect();
        let mut verbs = self.plan_verbs();
        for (verb, condition) in &parts.verbs {
            verbs.push(VerbClause { verb: *verb, condition: self.condition(condition), of_plan: false });
        }
        verbs.sort_by_key(|clause| match clause.verb {
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
                Diagnostic::new(Code::MissingItem, bonus.name.span, say!("`{}` pays nothing", bonus.name.text))
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
        let true_up = self.true_up(&parts, &trigger);
        let (filter, once) = self.once(&parts, &bonus.name, &trigger, filter, &pays);
        let checked = Bonus {
            name: bonus.name.text.clone(),
            name_span: bonus.name.span,
            grain: self.grain,
            trigger,
            after,
            filter,
            once,
            true_up,
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

    /// `true up`: what is due to date, less what was paid for it before.
    fn true_up(&mut self, parts: &Parts, trigger: &Subject) -> bool {
        let Some(span) = parts.true_up else { return false };
        let event = match trigger {
            Subject::Event(name) => self.env.resolve(name),
            _ => None,
        };
        match event {
            Some(super::Decl::Event(_)) if self.grain.is_some() => {
                self.report(
                    Diagnostic::new(
                        Code::NotYet,
                        span,
                        "what is due to date is looked at once in each period of the plan",
                    )
                    .help("leave `per …` out"),
                );
                false
            }
            Some(super::Decl::Event(event)) if event.holds.is_none() => true,
            _ => {
                self.report(
                    Diagnostic::new(Code::NotHere, span, "only what is paid for an event is brought up to date later")
                        .help("write `for each Contract`: it is the same contract in every period"),
                );
                false
            }
        }
    }

    /// `once`: a state of its own remembers who was paid.
    fn once(
        &mut self,
        parts: &Parts,
        name: &Ident,
        trigger: &Subject,
        filter: Option<Expr>,
        pays: &[Pay],
    ) -> (Option<Expr>, Option<(String, Expr)>) {
        let Some(span) = parts.once else { return (filter, None) };
        if *trigger != Subject::Partner || parts.up.is_some() {
            self.report(
                Diagnostic::new(Code::NotHere, span, "`once` is said of a bonus that is paid to a partner each period")
                    .help("an event is paid once in any case; write `for each partner where …` and no walk"),
            );
            return (filter, None);
        }
        let mut local = None;
        for condition in pays.iter().filter_map(|pay| pay.when.as_ref()) {
            hir::visit(condition, &mut |e| {
                if matches!(e.kind.as_ref(), ExprKind::Local(_)) {
                    local.get_or_insert(e.span);
                }
            });
        }
        if let Some(at) = local {
            self.report(
                Diagnostic::new(Code::NotHere, at, "whether it was paid before must be seen from the partner alone")
                    .help("write the condition without the name given by `let`, or give the partner a definition"),
            );
        }
        let yes = |value: bool| typed(ExprKind::Bool(value), Type::bool(), span);
        let whens = pays.iter().map(|pay| pay.when.as_ref().map_or_else(|| yes(true), |c| rebind(c, EARNER, SUBJECT)));
        let some = typed(ExprKind::Or(whens.collect()), Type::bool(), span);
        let paid = typed(ExprKind::And(filter.iter().cloned().chain([some]).collect()), Type::bool(), span);
        let state = ast::part_name(&name.text, ast::PAID);
        let row = typed(ExprKind::Row(SUBJECT), Type::known(TypeKind::Partner), span);
        let before = typed(ExprKind::Opening(row, state.clone()), Type::bool(), span);
        let not = typed(ExprKind::Not(before.clone()), Type::bool(), span);
        let filter = typed(ExprKind::And(filter.into_iter().chain([not]).collect()), Type::bool(), span);
        let closing = typed(ExprKind::Or(vec![before, paid]), Type::bool(), span);
        (Some(filter), Some((state, closing)))
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
                let (seller, tree) = (self.some_seller(), self.some_tree());
                self.report_missing(
                    Diagnostic::new(Code::NotHere, at, say!("`{what}` belongs to a walk, and there is none"))
                        .help(say!("add `up {tree} from {seller}, above`")),
                );
            }
            return None;
        };
        self.tree(tree)?;
        let from = self.infer(from, None);
        // Where nobody is named there would be no walk, and nobody paid.
        if !self.expect_kind(&from, &TypeKind::Partner) || !self.need_known(&from) {
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
                        say!("nothing says whether the walk of `{}` begins with `{start}` or above", name.text),
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

    fn plan_verbs(&mut self) -> Vec<VerbClause> {
        let Some(earners) = self.env.earners() else { return Vec::new() };
        let condition = if self.grain.is_some() { earners.condition_of_part() } else { earners.condition.clone() };
        let Some(condition) = condition else { return Vec::new() };
        // The clause speaks of a partner; here of the visited one.
        let condition = rebind(&condition, SUBJECT, EARNER);
        let span = condition.span;
        let condition = typed(ExprKind::Not(condition), Type::bool(), span);
        vec![VerbClause { verb: earners.others, condition, of_plan: true }]
    }

    /// Memories with types wide enough for their start and every new value.
    pub(super) fn memories(&mut self, parts: &Parts, visited: Option<(Binding, usize)>) -> Vec<(String, Type, Expr)> {
        let mut out: Vec<(String, Type, Expr)> = Vec::new();
        for (name, ty, value) in &parts.remember {
            let want = ty.as_ref().map(|t| self.type_expr(t, ""));
            let value = self.infer(value, want.as_ref());
            if out.iter().any(|(n, _, _)| *n == name.text) {
                self.report(
                    Diagnostic::new(Code::DuplicateName, name.span, say!("memory `{}` stands twice", name.text))
                        .help("phrases bring memories of their own (`level`, `gen`, `paid`)"),
                );
                continue;
            }
            self.storable(&value);
            let ty = want.unwrap_or_else(|| value.ty.clone());
            out.push((name.text.clone(), ty, value));
        }
        // Widen until the new values fit; scales only grow, so this ends.
        let place = visited.as_ref().map(|(_, at)| *at);
        if let Some((visited, at)) = visited {
            self.scope.rows.insert(at, visited);
        }
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
                // What was written is what is remembered.
                let written = parts.remember.iter().any(|(memory, ty, _)| memory.text == name.text && ty.is_some());
                if let Some(wide) = join(&current, &new.ty)
                    && !written
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
        if let Some(at) = place {
            self.scope.rows.remove(at);
        }
        out
    }

    pub(super) fn then(&mut self, parts: &Parts, memories: &[(String, Type, Expr)]) -> Vec<(String, Expr)> {
        let mut out: Vec<(String, Expr)> = Vec::new();
        for (name, value) in &parts.then {
            let Some((_, ty, _)) = memories.iter().find(|m| m.0 == name.text) else {
                self.report(
                    Diagnostic::new(Code::UnknownName, name.span, say!("there is no memory `{}`", name.text))
                        .help(say!("begin with `remember {} = …`", name.text)),
                );
                continue;
            };
            if out.iter().any(|(n, _)| *n == name.text) {
                self.report(
                    Diagnostic::new(
                        Code::DuplicateClause,
                        name.span,
                        say!("memory `{}` gets two new values", name.text),
                    )
                    .help("keep one `then`"),
                );
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

    /// Lets and memories are stored, and a quotient has no end of digits.
    pub(super) fn storable(&mut self, value: &Expr) {
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
