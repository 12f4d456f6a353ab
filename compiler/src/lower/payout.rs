//! Pools, caps, and the order of everything that pays.

use super::schedule::Def;
use super::{Lower, Scope, small};
use crate::program::{
    BonusId, Cap, CapExcess, CapId, CapMethod, CapRounding, CapScope, ColumnId, Expr, Handle, Kind, LineSource, Op,
    Pool, PoolId, Reach, Space, Step, Ty,
};
use compline_lang::diagnostic::{Code, Diagnostic};
use compline_lang::graph::components;
use compline_lang::hir::{self, SUBJECT};
use compline_lang::source::ItemIndex;
use compline_lang::words::say;

impl Lower<'_> {
    pub(super) fn payouts(&mut self) {
        for (item, pool) in self.plan.pools.clone() {
            self.item = item;
            for at in self.instances(pool.grain) {
                let lowered = self.pool(&pool, at);
                self.program.pools.push(lowered);
            }
        }
        self.carriers();
        for (item, cap) in self.plan.caps.clone() {
            self.item = item;
            for at in self.instances(cap.grain) {
                let lowered = self.cap(&cap, at);
                self.program.caps.push(lowered);
            }
        }
        self.order();
    }

    /// A column for a value of partners or of the company.
    pub(super) fn value_column(&mut self, value: &hir::Expr, space: Space, at: Reach, name: &str) -> ColumnId {
        let mut scope = Scope::new(at);
        if space == Space::Partner {
            scope.rows.push((SUBJECT, self.handle(Handle::Row, Kind::Partner, value.span)));
        }
        let expr = self.expr(value, &scope);
        match &expr.op {
            Op::Company(column) if space == Space::Company => return *column,
            Op::Load(column, row) if matches!(row.op, Op::Handle(Handle::Row)) && !expr.ty.optional => return *column,
            _ => {}
        }
        let ty = expr.ty;
        let key = format!("value {space:?} {}", super::schedule::expr_key(&expr));
        self.computed(key, name, space, ty, Def::Value(expr), value.span)
    }

    fn pool(&mut self, pool: &hir::Pool, at: Reach) -> Pool {
        let site = self.site(pool.name_span);
        let amount = self.value_column(&pool.share, Space::Company, at, &format!("{} amount", pool.name));
        // Of a fifth week that the month does not have there is nothing to share.
        let amount = match self.is_there(at, pool.name_span) {
            None => amount,
            Some(there) => {
                let ty = self.program.columns.get(amount.index()).map_or(Ty::known(Kind::Bool), |c| c.ty);
                let value = Expr { op: Op::Company(amount), ty, site };
                let nothing = Expr { op: Op::Const(0), ty, site };
                let value = self.select(there, value, nothing, ty, site);
                let (key, name) = (format!("pool {} {at:?}", pool.name), format!("{} amount", pool.name));
                self.computed(key, &name, Space::Company, ty, Def::Value(value), pool.name_span)
            }
        };
        let member = match &pool.filter {
            Some(filter) => self.value_column(filter, Space::Partner, at, &format!("{} member", pool.name)),
            None => {
                let yes = Expr { op: Op::Const(1), ty: Ty::known(Kind::Bool), site };
                self.computed(
                    "everybody".to_owned(),
                    "everybody",
                    Space::Partner,
                    Ty::known(Kind::Bool),
                    Def::Value(yes),
                    pool.name_span,
                )
            }
        };
        // Who may not earn takes no part.
        let member = match self.earners_condition(at) {
            Some(may) => {
                let row = self.handle(Handle::Row, Kind::Partner, pool.name_span);
                let member_value = self.load(member, row);
                let both = Expr { op: Op::And(Box::new(may), Box::new(member_value)), ty: Ty::known(Kind::Bool), site };
                let key = format!("member {}", super::schedule::expr_key(&both));
                self.computed(
                    key,
                    &format!("{} member", pool.name),
                    Space::Partner,
                    Ty::known(Kind::Bool),
                    Def::Value(both),
                    pool.name_span,
                )
            }
            None => member,
        };
        let weight = self.value_column(&pool.weight, Space::Partner, at, &format!("{} weight", pool.name));
        let amount = if pool.carried { self.carried_pool(pool, amount, member, weight) } else { amount };
        Pool { name: pool.name.clone(), at, site, amount, member, weight }
    }

    /// The plan's earners clause at a partner's row, as it holds in a stretch.
    fn earners_condition(&mut self, at: Reach) -> Option<Expr> {
        let (home, condition) = self.earners_clause(at)?;
        let mut scope = Scope::new(at);
        scope.rows.push((SUBJECT, self.handle(Handle::Row, Kind::Partner, condition.span)));
        let outer = std::mem::replace(&mut self.item, home);
        let condition = self.expr(&condition, &scope);
        self.item = outer;
        Some(condition)
    }

    /// Who may earn in a stretch, and the item that says so.
    fn earners_clause(&self, at: Reach) -> Option<(ItemIndex, hir::Expr)> {
        let (item, earners) = self.plan.earners.as_ref()?;
        let condition = if at.periods().is_some() { earners.condition.clone() } else { earners.condition_of_part() };
        Some((*item, condition?))
    }

    /// Whether the partner at a row, who may be nobody, may earn at all in a stretch; nothing where everybody may.
    pub(super) fn may_earn(&mut self, row: &Expr, at: Reach) -> Option<Expr> {
        let (home, condition) = self.earners_clause(at)?;
        let outer = std::mem::replace(&mut self.item, home);
        let column = self.value_column(&condition, Space::Partner, at, "may earn");
        self.item = outer;
        let may = self.load(column, row.clone());
        if !may.ty.optional {
            return Some(may);
        }
        let no = Expr { op: Op::Const(0), ty: Ty::known(Kind::Bool), site: may.site };
        let (ty, site) = (no.ty, may.site);
        Some(Expr { op: Op::OrElse(Box::new(may), Box::new(no)), ty, site })
    }

    fn cap(&mut self, cap: &hir::Cap, within: Reach) -> Cap {
        let site = self.site(cap.name_span);
        let space = if cap.scope == Some(hir::CapScope::Partner) { Space::Partner } else { Space::Company };
        let mut at = self.value_column(&cap.at, space, within, &format!("{} limit", cap.name));
        if cap.scope == Some(hir::CapScope::Person) {
            // The same limit for every person.
            let ty = self.program.columns.get(at.index()).map_or(Ty::known(Kind::Bool), |c| c.ty);
            let value = Expr { op: Op::Company(at), ty, site };
            let key = format!("person limit {}", at.0);
            at =
                self.computed(key, &format!("{} limit", cap.name), Space::Person, ty, Def::Value(value), cap.name_span);
        }
        let on = cap.on.iter().flat_map(|name| self.sources(name, within));
        let mut on: Vec<LineSource> = on.collect();
        on.extend(self.released_under(cap));
        let after = cap.after.iter().flat_map(|name| self.caps_at(name, within)).collect();
        Cap {
            name: cap.name.clone(),
            within,
            site,
            on,
            after,
            scope: match cap.scope {
                None => CapScope::Company,
                Some(hir::CapScope::Line) => CapScope::Line,
                Some(hir::CapScope::Bonus) => CapScope::Bonus,
                Some(hir::CapScope::Partner) => CapScope::Partner,
                Some(hir::CapScope::Person) => CapScope::Person,
            },
            at,
            method: match &cap.method {
                hir::CapMethod::InProportion { by_line, positive_only } => {
                    CapMethod::InProportion { by_line: *by_line, positive_only: *positive_only }
                }
                hir::CapMethod::ByPriority(list) => {
                    CapMethod::ByPriority(list.iter().flat_map(|name| self.sources(name, within)).collect())
                }
            },
            rounding: match cap.rounding {
                hir::CapRounding::SharedExactly => CapRounding::SharedExactly,
                hir::CapRounding::EachDown => CapRounding::EachDown,
                hir::CapRounding::EachHalfUp => CapRounding::EachHalfUp,
            },
            excess: match cap.excess {
                hir::CapExcess::Lost => CapExcess::Lost,
                hir::CapExcess::Carried(periods) => CapExcess::Carried(self.carried(cap, periods)),
            },
        }
    }

    /// What is paid under a name within a stretch: in the plan's period all of it, in a week what is paid for that.
    fn sources(&mut self, name: &str, within: Reach) -> Vec<LineSource> {
        let bonuses: Vec<_> = self.plan.bonuses.iter().map(|(_, b)| (b.name.clone(), b.grain)).collect();
        let pools: Vec<_> = self.plan.pools.iter().map(|(_, p)| (p.name.clone(), p.grain)).collect();
        let bonus = self.numbered(&bonuses, name, within).into_iter().map(|at| LineSource::Bonus(BonusId(at)));
        let pool = self.numbered(&pools, name, within).into_iter().map(|at| LineSource::Pool(PoolId(at)));
        bonus.chain(pool).collect()
    }

    /// The bonus of a name that is paid for a stretch.
    pub(super) fn bonus_at(&mut self, name: &str, at: Reach) -> Option<BonusId> {
        self.sources(name, at).into_iter().find_map(|source| match source {
            LineSource::Bonus(id) => Some(id),
            LineSource::Pool(_) => None,
        })
    }

    pub(super) fn caps_at(&mut self, name: &str, within: Reach) -> Vec<CapId> {
        let caps: Vec<_> = self.plan.caps.iter().map(|(_, c)| (c.name.clone(), c.grain)).collect();
        self.numbered(&caps, name, within).into_iter().map(CapId).collect()
    }

    /// The cap of a name on what is paid for a stretch.
    pub(super) fn cap_at(&mut self, name: &str, at: Reach) -> Option<CapId> {
        self.caps_at(name, at).into_iter().next_back()
    }

    /// The numbers of what stands once for each part of its period, where all stand one after the other: of the part at
    /// hand, or of all.
    fn numbered(&mut self, all: &[(String, Option<hir::Grain>)], name: &str, within: Reach) -> Vec<u32> {
        let mut next = 0;
        for (own, grain) in all {
            let instances = self.instances(*grain);
            if own == name {
                let numbered = instances.iter().enumerate();
                let fits = numbered.filter(|(_, at)| within == Reach::NOW || grain.is_none() || **at == within);
                return fits.map(|(n, _)| small(next + n)).collect();
            }
            next += instances.len();
        }
        Vec::new()
    }

    /// Bonuses, pools and caps in an order in which each finds what it reads.
    fn order(&mut self) {
        let (bonuses, pools) = (self.program.bonuses.len(), self.program.pools.len());
        let cap_at = |id: CapId| bonuses + pools + id.index();
        let source_at = |source: &LineSource| match source {
            LineSource::Bonus(id) => id.index(),
            LineSource::Pool(id) => bonuses + id.index(),
        };
        let mut edges: Vec<Vec<usize>> = Vec::new();
        for bonus in &self.program.bonuses {
            edges.push(
                bonus.trigger.lines_of.iter().map(|b| b.index()).chain(bonus.trigger.after.map(cap_at)).collect(),
            );
        }
        edges.extend(std::iter::repeat_n(Vec::new(), pools));
        for cap in &self.program.caps {
            edges.push(cap.on.iter().map(source_at).chain(cap.after.iter().copied().map(cap_at)).collect());
        }
        let mut steps = Vec::new();
        for part in components(&edges) {
            if let [_, _, ..] = part.as_slice() {
                let name = |at: usize| {
                    let bonus = self.program.bonuses.get(at).map(|b| b.name.clone());
                    bonus
                        .or_else(|| self.program.caps.get(at.wrapping_sub(bonuses + pools)).map(|c| c.name.clone()))
                        .unwrap_or_default()
                };
                let names: Vec<String> = part.iter().map(|at| format!("`{}`", name(*at))).collect();
                let first = part.first().copied().unwrap_or(0);
                let home = self.plan.bonuses.get(first).map(|(i, b)| (*i, b.name_span));
                let home = home
                    .or_else(|| self.plan.caps.get(first.wrapping_sub(bonuses + pools)).map(|(i, c)| (*i, c.name_span)))
                    .unwrap_or_default();
                self.item = home.0;
                self.report(
                    Diagnostic::new(Code::UnfoundedCycle, home.1, say!("these wait for each other: {}", names.join(", ")))
                        .help("a bonus on lines after a cap cannot be under that cap itself; name the bonuses that the cap is on"),
                );
                continue;
            }
            for at in part {
                steps.push(if at < bonuses {
                    Step::Bonus(BonusId(small(at)))
                } else if at < bonuses + pools {
                    Step::Pool(PoolId(small(at - bonuses)))
                } else {
                    Step::Cap(CapId(small(at - bonuses - pools)))
                });
            }
        }
        self.program.steps = steps;
    }
}
