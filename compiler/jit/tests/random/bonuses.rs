//! Random bonuses, pools and caps.

use crate::exprs::{MODES, Scope};
use crate::rng::Rng;
use crate::world::{TREES, World};
use compline_compiler::program::{
    Bonus, BonusId, CapExcess, CapId, CapMethod, CapRounding, CapScope, ChainRounding, ColumnId, Earner, Expr, Handle,
    Kind, LineSource, Pay, Rounding, Source, Space, Ty, Var, VarId, Verb, Walk,
};
use compline_compiler::testing::{self, Build};

impl World {
    fn owner(&self, set: Space) -> Option<ColumnId> {
        let columns = (0..).map(ColumnId).zip(&self.b.program.columns);
        columns.into_iter().find(|(_, c)| c.space == set && c.source == Source::EventField(0)).map(|(column, _)| column)
    }

    /// Adds a random bonus for events, partners or lines.
    pub fn bonus(&mut self, rng: &mut Rng, done: &[ColumnId], bonuses: &[BonusId], caps: &[CapId]) -> BonusId {
        let id = self.b.next_bonus();
        let columns = self.known(done);
        let mut lines_of = None;
        let mut extra = Vec::new();
        let space = match rng.below(8) {
            0 => Space::Partner,
            1 if !bonuses.is_empty() => {
                lines_of = Some(rng.pick(bonuses));
                let space = Space::Line(id);
                extra.push(self.b.column_from("earner", space, testing::partner(), Source::LineEarner));
                extra.push(self.b.column_from("amount", space, testing::eur(2), Source::LineAmount));
                if let Some(of) = lines_of
                    && let Space::Event(set) = self.b.program.bonuses[of.index()].trigger.space
                {
                    extra.push(self.b.column_from("of", space, testing::event(set), Source::LineTrigger));
                }
                space
            }
            _ => Space::Event(rng.pick(&self.events)),
        };
        let columns: Vec<ColumnId> = columns.into_iter().chain(extra.iter().copied()).collect();
        // What steers a walk; without the trigger's own columns it is the same for all triggers of an owner.
        let shared = rng.below(3) > 0;
        let trigger = Scope {
            handles: vec![(Handle::Trigger, space)],
            columns: columns.clone(),
            only_at: Vec::new(),
            vars: Vec::new(),
        };
        let owner = self.owner(space);
        let from = match owner {
            Some(owner) => self.b.trigger(owner),
            None if space == Space::Partner => testing::trigger(),
            None => match extra.first() {
                Some(earner) => self.b.trigger(*earner),
                None => testing::num(0, testing::partner()),
            },
        };
        let steering = |vars: &[(u32, Ty)], earner: bool| {
            let mut scope = if shared {
                Scope { handles: Vec::new(), columns: columns.clone(), only_at: Vec::new(), vars: Vec::new() }
            } else {
                trigger.clone()
            };
            if let (true, Some(owner)) = (shared, owner) {
                scope.only_at.push((Handle::Trigger, owner));
            }
            if earner {
                scope.handles.push((Handle::Earner, Space::Partner));
            }
            scope.vars = vars.to_vec();
            scope
        };
        let memories = rng.below(4) as u32;
        let lets = rng.below(3) as u32;
        let mut vars = Vec::new();
        let mut types = Vec::new();
        for var in 0..memories + lets {
            let ty = if var == 0 { testing::count() } else { self.any_type(rng) };
            vars.push(Var { name: format!("v{var}"), ty, shown: rng.one_in(2) });
            types.push((var, ty));
        }
        let remembered: Vec<_> = types.iter().take(memories as usize).copied().collect();
        let walk = (rng.below(5) > 0).then(|| {
            let from = if rng.one_in(6) && !shared {
                self.partner(rng, &trigger, 2).unwrap_or(from.clone())
            } else {
                from.clone()
            };
            Walk { tree: rng.pick(&TREES), from, included: rng.one_in(2) }
        });
        let start = remembered.iter().map(|(var, ty)| match var {
            0 => testing::num(1, testing::count()),
            _ => self.of_type(rng, &steering(&[], false), *ty, 2),
        });
        let start: Vec<Expr> = start.collect();
        let level = testing::var(0, testing::count());
        let at_partner = steering(&remembered, true);
        let stop_before = rng.one_in(2).then(|| {
            if memories > 0 && rng.below(3) > 0 {
                testing::above(level.clone(), testing::num(rng.between(1, 6).into(), testing::count()))
            } else {
                self.truth(rng, &at_partner, 2)
            }
        });
        let mut verbs = Vec::new();
        for (verb, often) in [(Verb::Skip, 2), (Verb::Skip, 5), (Verb::Pass, 6), (Verb::HandOn, 7)] {
            if rng.one_in(often) {
                let by_earner = Scope {
                    handles: vec![(Handle::Earner, Space::Partner)],
                    columns: columns.clone(),
                    only_at: Vec::new(),
                    vars: Vec::new(),
                };
                let condition =
                    if rng.one_in(3) { self.truth(rng, &at_partner, 2) } else { self.truth(rng, &by_earner, 2) };
                verbs.push((verb, condition));
            }
        }
        let mut seen = remembered.clone();
        let mut let_values = Vec::new();
        for (var, ty) in types.iter().skip(memories as usize) {
            let value = self.of_type(rng, &steering(&seen, true), *ty, 3);
            let_values.push((VarId(*var), value));
            seen.push((*var, *ty));
        }
        let mut paying = steering(&seen, true);
        if paying.handles.iter().all(|(handle, _)| *handle != Handle::Trigger) {
            paying.handles.push((Handle::Trigger, space));
        }
        let when_scope = steering(&seen, true);
        let rounding = self.rounding(rng);
        let pays = (0..rng.between(1, 2)).map(|_| self.pay(rng, &paying, &when_scope, rounding)).collect();
        let mut last = steering(&remembered, false);
        last.handles.push((Handle::Trigger, space));
        let last_when = steering(&remembered, false);
        let finally =
            if walk.is_some() && rng.one_in(4) { vec![self.pay(rng, &last, &last_when, rounding)] } else { Vec::new() };
        let mut then = Vec::new();
        for (var, ty) in &remembered {
            let value = match var {
                0 => testing::add(level.clone(), testing::num(1, testing::count())),
                _ if rng.one_in(2) => continue,
                _ => self.of_type(rng, &steering(&seen, true), *ty, 2),
            };
            then.push((VarId(*var), value));
        }
        let stop_after = rng.one_in(4).then(|| self.truth(rng, &steering(&remembered, true), 2));
        let filter = rng.one_in(3).then(|| self.truth(rng, &trigger, 2));
        let after = if lines_of.is_some() && !caps.is_empty() && rng.one_in(2) { Some(rng.pick(caps)) } else { None };
        self.b.bonus("bonus", space, |bonus: &mut Bonus| {
            bonus.trigger.partner = Some(from);
            bonus.trigger.lines_of = lines_of;
            bonus.trigger.after = after;
            bonus.filter = filter;
            bonus.walk = walk;
            bonus.vars = vars;
            bonus.start = start;
            bonus.stop_before = stop_before;
            bonus.verbs = verbs;
            bonus.lets = let_values;
            bonus.pays = pays;
            bonus.then = then;
            bonus.stop_after = stop_after;
            bonus.finally = finally;
            bonus.rounding = rounding;
        })
    }

    fn rounding(&self, rng: &mut Rng) -> Option<Rounding> {
        let chain = rng.pick(&[
            ChainRounding::EachLine,
            ChainRounding::EachLine,
            ChainRounding::Cumulatively,
            ChainRounding::LastTakesRemainder,
        ]);
        let rounding = Rounding { mode: rng.pick(&MODES), scale: rng.pick(&[2, 2, 2, 0]), chain };
        (!rng.one_in(8)).then_some(rounding)
    }

    fn pay(&self, rng: &mut Rng, scope: &Scope, when: &Scope, rounding: Option<Rounding>) -> Pay {
        let amount = self.number(rng, scope, 3);
        let amount = if amount.ty.optional && !rng.one_in(20) {
            testing::or_else(amount, testing::num(0, testing::eur(2)))
        } else {
            amount
        };
        let most = testing::num(if self.size == 2 { i128::from(i64::MAX / 8) } else { 1_000_000 }, testing::eur(0));
        let amount = if rng.one_in(8) { amount } else { testing::min(amount, most) };
        let amount = match rounding {
            None if amount.ty.scale() > 2 => testing::round(amount, rng.pick(&MODES), 2),
            Some(_) if rng.one_in(6) => {
                let by = self.number(rng, when, 1);
                let zero = testing::num(0, testing::count());
                let by = if by.ty.optional { testing::or_else(by, zero.clone()) } else { by };
                let guard = testing::compare(compline_compiler::program::Compare::Ne, by.clone(), zero);
                testing::div(amount, testing::when(guard, by, testing::num(3, testing::count())))
            }
            _ => amount,
        };
        let to = match rng.below(8) {
            0 => Earner::Company,
            1 => match self.partner(rng, when, 2) {
                Some(partner) => Earner::Partner(partner),
                None => Earner::Visited,
            },
            _ => Earner::Visited,
        };
        let when = rng.one_in(4).then(|| self.truth(rng, when, 2));
        Pay { to, when, ..testing::pay(amount) }
    }

    /// Adds a pool over random columns.
    pub fn pool(&mut self, rng: &mut Rng) -> compline_compiler::program::PoolId {
        let amount = self.b.fixed("share", rng.between(0, 1_000_000).into(), testing::eur(2));
        let given = |b: &Build, kind: fn(Kind) -> bool, optional: bool| {
            let columns = (0..).map(ColumnId).zip(&b.program.columns);
            let mut found = columns.into_iter().filter(|(_, c)| {
                c.space == Space::Partner
                    && kind(c.ty.kind)
                    && (optional || !c.ty.optional)
                    && matches!(c.source, Source::PartnerField(_))
            });
            found.next().map(|(column, _)| column)
        };
        let member = given(&self.b, |kind| kind == Kind::Bool, true).unwrap_or_else(|| {
            let member = self.b.column("member", Space::Partner, testing::yes_no());
            self.b.map(Space::Partner, vec![(member, testing::yes())]);
            member
        });
        let value = match given(&self.b, |kind| matches!(kind, Kind::Number(..)), false) {
            Some(weight) if !rng.one_in(10) => testing::max(self.b.row(weight), testing::num(0, testing::count())),
            Some(weight) => self.b.row(weight),
            None => testing::num(1, testing::count()),
        };
        let weight = self.b.column("weight", Space::Partner, value.ty);
        self.b.map(Space::Partner, vec![(weight, value)]);
        self.b.pool("pool", amount, member, weight)
    }

    /// Adds a cap over some sources.
    pub fn cap(&mut self, rng: &mut Rng, sources: &[LineSource]) -> CapId {
        let mut on: Vec<LineSource> = sources.iter().filter(|_| !rng.one_in(3)).copied().collect();
        if on.is_empty() {
            on.push(rng.pick(sources));
        }
        let scope = rng.pick(&[
            CapScope::Line,
            CapScope::Bonus,
            CapScope::Partner,
            CapScope::Person,
            CapScope::Company,
            CapScope::Company,
        ]);
        let limit = testing::num(
            rng.pick(&[0, 100, 5_000, 100_000, 10_000_000]) + i128::from(rng.below(10) as u8),
            testing::eur(3),
        );
        let space = match scope {
            CapScope::Partner => rng.pick(&[Space::Partner, Space::Company]),
            CapScope::Person => rng.pick(&[Space::Person, Space::Company]),
            _ => Space::Company,
        };
        let at = self.b.column("limit", space, testing::eur(3));
        self.b.map(space, vec![(at, limit)]);
        let method = match rng.below(3) {
            0 if scope != CapScope::Line => {
                let mut order = on.clone();
                order.truncate(rng.below(on.len() + 1));
                order.reverse();
                CapMethod::ByPriority(order)
            }
            _ => CapMethod::InProportion { by_line: rng.one_in(3), positive_only: rng.below(3) > 0 },
        };
        let rounding = rng.pick(&[CapRounding::SharedExactly, CapRounding::EachDown, CapRounding::EachHalfUp]);
        self.b.cap("cap", &on, scope, at, |cap| {
            cap.method = method;
            cap.rounding = rounding;
            cap.excess = CapExcess::Lost;
        })
    }
}
