//! Bonuses.

use super::schedule::Def;
use super::{Local, Lower, Scope, small};
use crate::program::{
    Bonus, BonusId, ChainRounding, ColumnId, Earner, Expr, Handle, Kind, Op, Pay, Reach, Rounding, Select, Source,
    Space, Trigger, Ty, Var, VarId, Verb, Walk,
};
use compline_lang::hir::{self, Builtin, EARNER, ExprKind, PayTo, SUBJECT, Subject, TypeKind};
use compline_lang::source::Span;

impl Lower<'_> {
    pub(super) fn bonuses(&mut self) {
        let all: Vec<_> = self.plan.bonuses.clone();
        for (item, bonus) in &all {
            self.item = *item;
            for at in self.instances(bonus.grain) {
                let lowered = self.bonus(bonus, at, BonusId(small(self.program.bonuses.len())));
                self.program.bonuses.push(lowered);
            }
        }
    }

    fn bonus(&mut self, bonus: &hir::Bonus, at: Reach, id: BonusId) -> Bonus {
        let site = self.site(bonus.name_span);
        let mut scope = Scope::new(at);
        let (space, lines_of) = match &bonus.trigger {
            Subject::Event(name) => {
                let select = if bonus.true_up { Select::Open } else { Select::Paid(at) };
                (Space::Event(self.event_set(name, select)), None)
            }
            // Bonuses of lines are paid for the same stretch as those.
            Subject::Line(of) => (Space::Line(id), self.bonus_at(of, at)),
            Subject::Partner | Subject::Person | Subject::Company => (Space::Partner, None),
        };
        let trigger_kind = match space {
            Space::Event(set) => Kind::Event(set),
            // The rows of lines have columns of their own; the kind only says that it is no partner.
            Space::Line(_) => Kind::Text,
            _ => Kind::Partner,
        };
        let trigger = self.handle(Handle::Trigger, trigger_kind, bonus.name_span);
        if let Space::Event(set) = space {
            scope.date = self.conditions_date(set, &trigger);
        }
        scope.rows.push((SUBJECT, trigger.clone()));
        scope.rows.push((EARNER, self.handle(Handle::Earner, Kind::Partner, bonus.name_span)));

        let mut vars: Vec<Var> = Vec::new();
        let mut start: Vec<Expr> = Vec::new();
        let mut memories: Vec<(String, Vec<VarId>)> = Vec::new();
        for (name, ty, value) in &bonus.memories {
            let mut ids = Vec::new();
            match &ty.kind {
                TypeKind::Tally(ladder) => {
                    let ranks = self
                        .plan
                        .ladders
                        .iter()
                        .find(|l| l.name == *ladder)
                        .map(|l| l.ranks.clone())
                        .unwrap_or_default();
                    let values = self.tally(value, &scope).unwrap_or_default();
                    let count = self.count_type();
                    for (rank, value) in ranks.iter().zip(values) {
                        ids.push(VarId(small(vars.len())));
                        vars.push(Var { name: format!("{name} {rank}"), ty: count, shown: false });
                        start.push(value);
                    }
                }
                _ => {
                    let ty = self.ty(ty, None);
                    ids.push(VarId(small(vars.len())));
                    vars.push(Var { name: name.clone(), ty, shown: true });
                    let value = self.expr(value, &scope);
                    start.push(value);
                }
            }
            memories.push((name.clone(), ids));
        }
        for (name, ids) in &memories {
            let values: Vec<Expr> = ids.iter().map(|id| self.var(*id, &vars, bonus.name_span)).collect();
            let tally = bonus.memories.iter().any(|(n, t, _)| n == name && matches!(t.kind, TypeKind::Tally(_)));
            let local = match (tally, values.first()) {
                (false, Some(v)) => Local::Value(v.clone()),
                _ => Local::Tally(values),
            };
            scope.locals.push((name.clone(), local));
        }
        let filter = bonus.filter.as_ref().map(|f| self.expr(f, &scope));
        // A fifth week has no events and no lines in a month with four; partners are there all the same.
        let there = self.is_there(at, bonus.name_span).filter(|_| space == Space::Partner);
        let filter = match (there, filter) {
            (Some(there), Some(filter)) => {
                let (ty, site) = (there.ty, filter.site);
                Some(Expr { op: Op::And(Box::new(there), Box::new(filter)), ty, site })
            }
            (there, filter) => there.or(filter),
        };
        let walk = bonus.walk.as_ref().map(|(tree, from, included)| Walk {
            tree: self.view(tree, at),
            from: self.expr(from, &scope),
            included: *included,
        });
        let stop_before = self.any(&bonus.stop_before, &scope);
        // New values may read lets, which are lowered below; ranges need only memories.
        let then_plain: Vec<(String, hir::Expr)> = bonus.then.clone();
        for (name, ids) in &memories {
            let tally = bonus.memories.iter().any(|(n, t, _)| n == name && matches!(t.kind, TypeKind::Tally(_)));
            if let [id] = ids.as_slice()
                && !tally
                && let Some(first) = start.get(id.index()).cloned()
            {
                let then =
                    then_plain.iter().find(|(n, _)| n == name).map(|(_, e)| e).filter(|e| !mentions_let(e, bonus));
                let then = then.map(|e| self.expr(e, &scope));
                let has_then = then_plain.iter().any(|(n, _)| n == name);
                if (then.is_some() || !has_then)
                    && let Some(range) = self.memory_range(*id, &first, then.as_ref(), stop_before.as_ref())
                {
                    scope.ranges.push((*id, range));
                }
            }
        }
        // Where nobody is visited, who may earn is asked of whoever a line names.
        let visits = bonus.walk.is_some() || matches!(bonus.trigger, Subject::Partner);
        let verbs: Vec<(Verb, Expr)> = bonus
            .verbs
            .iter()
            .filter(|clause| visits || !clause.of_plan)
            .map(|clause| {
                let verb = match clause.verb {
                    hir::Verb::Skip => Verb::Skip,
                    hir::Verb::Pass => Verb::Pass,
                    hir::Verb::HandOn => Verb::HandOn,
                };
                let earners = self.plan.earners.as_ref().filter(|_| clause.of_plan);
                let home = earners.map_or(self.item, |(item, _)| *item);
                let outer = std::mem::replace(&mut self.item, home);
                let condition = self.expr(&clause.condition, &scope);
                self.item = outer;
                (verb, condition)
            })
            .collect();
        let mut lets = Vec::new();
        for (name, value) in &bonus.lets {
            let value = self.expr(value, &scope);
            let id = VarId(small(vars.len()));
            vars.push(Var { name: name.clone(), ty: value.ty, shown: true });
            let var = Expr { op: Op::Var(id), ty: value.ty, site: value.site };
            if let Some(range) = self.range_of(&value, &scope.ranges) {
                scope.ranges.push((id, range));
            }
            lets.push((id, value));
            scope.locals.push((name.clone(), Local::Value(var)));
        }
        let pays = bonus.pays.iter().map(|p| self.pay(p, &scope, space, &mut vars, Some(&mut lets))).collect();
        let mut then = Vec::new();
        for (name, value) in &bonus.then {
            let Some((_, ids)) = memories.iter().find(|(n, _)| n == name) else { continue };
            let tally = bonus.memories.iter().any(|(n, t, _)| n == name && matches!(t.kind, TypeKind::Tally(_)));
            if tally {
                let values = self.tally(value, &scope).unwrap_or_default();
                then.extend(ids.iter().copied().zip(values));
            } else if let [id] = ids.as_slice() {
                let value = self.expr(value, &scope);
                then.push((*id, value));
            }
        }
        let stop_after = self.any(&bonus.stop_after, &scope);
        let finally = bonus.finally.iter().map(|p| self.pay(p, &scope, space, &mut vars, None)).collect();
        let rounding = bonus.rounding.map(|(mode, scale, chain)| Rounding {
            mode,
            scale,
            chain: match chain {
                hir::ChainRounding::EachLine => ChainRounding::EachLine,
                hir::ChainRounding::Cumulatively => ChainRounding::Cumulatively,
                hir::ChainRounding::LastTakesRemainder => ChainRounding::LastTakesRemainder,
            },
        });
        let partner = matches!(bonus.trigger, Subject::Partner).then(|| trigger.clone());
        let after = bonus.after.as_ref().and_then(|name| self.cap_at(name, at));
        Bonus {
            name: bonus.name.clone(),
            at,
            site,
            trigger: Trigger { space, partner, lines_of, after },
            filter,
            walk,
            vars,
            start,
            stop_before,
            verbs,
            lets,
            pays,
            then,
            stop_after,
            finally,
            rounding,
            true_up: bonus.true_up,
        }
    }

    fn var(&mut self, id: VarId, vars: &[Var], span: Span) -> Expr {
        let ty = vars.get(id.index()).map_or(Ty::known(Kind::Bool), |v| v.ty);
        let site = self.site(span);
        Expr { op: Op::Var(id), ty, site }
    }

    /// One condition that holds where any of several does.
    pub(super) fn any(&mut self, conditions: &[hir::Expr], scope: &Scope) -> Option<Expr> {
        let all: Vec<Expr> = conditions.iter().map(|c| self.expr(c, scope)).collect();
        all.into_iter().reduce(|a, b| Expr { ty: a.ty, site: a.site, op: Op::Or(Box::new(a), Box::new(b)) })
    }

    /// A pay clause. `rate of base` is taken apart, so that both sides are recorded with the line; a
    /// rate that has no name yet becomes a let (not in `finally`, which has no visit).
    fn pay(
        &mut self,
        pay: &hir::Pay,
        scope: &Scope,
        space: Space,
        vars: &mut Vec<Var>,
        lets: Option<&mut Vec<(VarId, Expr)>>,
    ) -> Pay {
        let site = self.site(pay.span);
        let to = match &pay.to {
            PayTo::Earner => Earner::Visited,
            PayTo::Company => Earner::Company,
            PayTo::Partner(e) => Earner::Partner(self.expr(e, scope)),
        };
        let when = pay.when.as_ref().map(|w| self.expr(w, scope));
        // The plan's earners clause holds for whoever a line names; on a walk it is one of the verbs.
        let may_earn = match &to {
            Earner::Partner(row) => self.may_earn(row, scope.at),
            Earner::Visited | Earner::Company => None,
        };
        let when = match (when, may_earn) {
            (Some(when), Some(may)) => {
                let (ty, site) = (when.ty, when.site);
                Some(Expr { op: Op::And(Box::new(when), Box::new(may)), ty, site })
            }
            (when, may) => when.or(may),
        };
        let amount = self.expr(&pay.amount, scope);
        let mut rate_var = None;
        let mut base_column = None;
        let mut amount = amount;
        if let ExprKind::Of(rate, base) = pay.amount.kind.as_ref()
            && matches!(rate.ty.kind, TypeKind::Number(..))
            && matches!(base.ty.kind, TypeKind::Number(..))
        {
            let rate = self.expr(rate, scope);
            let base = self.expr(base, scope);
            let mut rate = rate;
            match (&rate.op, lets) {
                (Op::Var(id), _) => rate_var = Some(*id),
                (_, Some(lets)) if rate.ty.optional => {
                    let _ = lets;
                }
                (_, Some(lets)) => {
                    let id = VarId(small(vars.len()));
                    vars.push(Var { name: "rate".to_owned(), ty: rate.ty, shown: true });
                    let var = Expr { op: Op::Var(id), ty: rate.ty, site: rate.site };
                    lets.push((id, std::mem::replace(&mut rate, var)));
                    rate_var = Some(id);
                }
                (_, None) => {}
            }
            let (base, column) = self.base(base, space, pay.span);
            base_column = column;
            let scale = rate.ty.scale() + base.ty.scale();
            let kind = match amount.ty.kind {
                Kind::Number(unit, _) => Kind::Number(unit, scale),
                other => other,
            };
            amount = Expr { ty: Ty { kind, ..amount.ty }, site, op: Op::Mul(Box::new(rate), Box::new(base)) };
        }
        Pay { to, when, amount, rate: rate_var, base: base_column, site }
    }

    /// The base as a column of the trigger, where it speaks of nothing else.
    fn base(&mut self, base: Expr, space: Space, span: Span) -> (Expr, Option<ColumnId>) {
        if let Op::Load(column, row) = &base.op
            && matches!(row.op, Op::Handle(Handle::Trigger))
        {
            let column = *column;
            return (base, Some(column));
        }
        if !matches!(space, Space::Event(_) | Space::Partner) {
            return (base, None);
        }
        let Some(value) = at_row(&base) else { return (base, None) };
        let key = format!("base {space:?} {}", super::schedule::expr_key(&value));
        let ty = value.ty;
        let column = self.computed(key, "base", space, ty, Def::Value(value), span);
        let kind = match space {
            Space::Event(set) => Kind::Event(set),
            _ => Kind::Partner,
        };
        let trigger = self.handle(Handle::Trigger, kind, span);
        (self.load(column, trigger), Some(column))
    }

    /// `earner` and `amount` of a line.
    pub(super) fn line_field(&mut self, builtin: Builtin, row: Expr, ty: Ty, span: Span) -> Expr {
        // Lines are spoken of only as triggers; the bonus being lowered is the next one.
        let id = BonusId(small(self.program.bonuses.len()));
        let (source, name) = match builtin {
            Builtin::LineEarner => (Source::LineEarner, "earner"),
            _ => (Source::LineAmount, "amount"),
        };
        let column = self.input(format!("line {id:?} {name}"), name, Space::Line(id), ty, source, span);
        self.load(column, row)
    }
}

/// The same value spoken of from its own row; `None` where it needs more than the trigger.
fn at_row(e: &Expr) -> Option<Expr> {
    let mut out = e.clone();
    match &mut out.op {
        Op::Handle(h) => {
            if *h != Handle::Trigger {
                return None;
            }
            *h = Handle::Row;
        }
        Op::Var(_) | Op::Div(..) => return None,
        _ => {
            for child in out.children_mut() {
                *child = at_row(child)?;
            }
        }
    }
    Some(out)
}

/// Whether a new value of a memory reads a let of its bonus.
fn mentions_let(e: &hir::Expr, bonus: &hir::Bonus) -> bool {
    let mut found = false;
    hir::visit(e, &mut |x| {
        if let ExprKind::Local(name) = x.kind.as_ref() {
            found |= bonus.lets.iter().any(|(n, _)| n == name);
        }
    });
    found
}
