//! What waits for a later period: the amount of a pool that nobody shared, and what caps took away.

use super::schedule::Def;
use super::{Lower, small};
use crate::program::{
    AggregateOp, Bonus, BonusId, CapId, Carried, CarriedLot, ColumnId, Compare, Earner, Expr, Handle, Kind, LineSource,
    Op, Pay, Reach, Source, Space, State, StateId, Trigger, Ty, UnitId,
};
use compline_lang::hir;
use compline_lang::source::Span;
use compline_lang::syntax::ast;

impl Lower<'_> {
    /// Money of the plan.
    fn money(&self) -> Ty {
        let scale = self.program.units.first().map_or(0, |unit| unit.scale);
        Ty::known(Kind::Number(UnitId(0), scale))
    }

    /// A state that no item declares. It begins with nothing.
    fn hidden_state(&mut self, name: &str, space: Space, span: Span) -> (StateId, ColumnId) {
        let id = StateId(small(self.program.states.len()));
        let ty = self.money();
        let opening = format!("opening {name}");
        let column = self.input(opening.clone(), &opening, space, ty, Source::Opening(id), span);
        self.program.states.push(State { name: name.to_owned(), ty, initial: 0, closing: column });
        (id, column)
    }

    fn closes(&mut self, state: StateId, with: ColumnId) {
        if let Some(state) = self.program.states.get_mut(state.index()) {
            state.closing = with;
        }
    }

    /// A pool to whose amount is added what nobody shared before, and which is handed on where nobody shares it: the
    /// column with the amount.
    pub(super) fn carried_pool(
        &mut self,
        pool: &hir::Pool,
        own: ColumnId,
        member: ColumnId,
        weight: ColumnId,
    ) -> ColumnId {
        let (site, span, ty) = (self.site(pool.name_span), pool.name_span, self.money());
        let name = ast::part_name(&pool.name, ast::CARRIED);
        let (state, opening) = self.hidden_state(&name, Space::Company, span);
        let at_company = |column: ColumnId, ty: Ty| Expr { op: Op::Company(column), ty, site };
        let own_ty = self.program.columns.get(own.index()).map_or(ty, |column| column.ty);
        let sum = Op::Add(Box::new(at_company(own, own_ty)), Box::new(at_company(opening, ty)));
        let value = Expr { op: sum, ty, site };
        let title = format!("{} amount", pool.name);
        let amount = self.computed(format!("carried {title}"), &title, Space::Company, ty, Def::Value(value), span);

        let yes = Ty::known(Kind::Bool);
        let row = self.handle(Handle::Row, Kind::Partner, span);
        let weighed = self.load(weight, row.clone());
        let zero = Expr { op: Op::Const(0), ty: weighed.ty, site };
        let counts = Expr { op: Op::Compare(Compare::Gt, Box::new(weighed), Box::new(zero)), ty: yes, site };
        let filter = Some(self.load(member, row));
        let any = Def::Gather { from: Space::Partner, key: None, op: AggregateOp::Any, value: counts, filter };
        let title = format!("{} is shared", pool.name);
        let shared = self.computed(title.clone(), &title, Space::Company, yes, any, span);
        let nothing = Expr { op: Op::Const(0), ty, site };
        let all = at_company(amount, ty);
        let rest = Op::If(Box::new(at_company(shared, yes)), Box::new(nothing), Box::new(all));
        let value = Expr { op: rest, ty, site };
        let title = format!("closing {name}");
        let closing = self.computed(title.clone(), &title, Space::Company, ty, Def::Value(value), span);
        self.closes(state, closing);
        amount
    }

    /// The bonuses that pay out what caps carried, behind those of the plan and in the order of the caps.
    pub(super) fn carriers(&mut self) {
        for (item, cap) in self.plan.caps.clone() {
            if cap.excess == hir::CapExcess::Lost {
                continue;
            }
            self.item = item;
            let Some(id) = self.caps_at(&cap.name, Reach::NOW).first().copied() else { continue };
            let bonus = self.carrier(&cap, id);
            self.program.bonuses.push(bonus);
        }
    }

    fn carrier(&mut self, cap: &hir::Cap, id: CapId) -> Bonus {
        let site = self.site(cap.name_span);
        let trigger = self.handle(Handle::Trigger, Kind::Partner, cap.name_span);
        let paid = self.released(cap, id);
        let amount = self.load(paid, trigger.clone());
        Bonus {
            name: ast::part_name(&cap.name, ast::RELEASED),
            at: Reach::NOW,
            site,
            trigger: Trigger { space: Space::Partner, partner: Some(trigger), lines_of: None, after: Some(id) },
            filter: None,
            walk: None,
            vars: Vec::new(),
            start: Vec::new(),
            stop_before: None,
            verbs: Vec::new(),
            lets: Vec::new(),
            pays: vec![Pay { to: Earner::Visited, when: None, amount, rate: None, base: None, site }],
            then: Vec::new(),
            stop_after: None,
            finally: Vec::new(),
            rounding: None,
            true_up: false,
        }
    }

    /// The column with what a cap pays of what it carried.
    fn released(&mut self, cap: &hir::Cap, id: CapId) -> ColumnId {
        let name = ast::part_name(&cap.name, ast::RELEASED);
        self.input(name.clone(), &name, Space::Partner, self.money(), Source::Carried(id), cap.name_span)
    }

    /// How a cap carries what it takes away: for so many periods, or without end.
    pub(super) fn carried(&mut self, cap: &hir::Cap, periods: Option<u32>) -> Carried {
        let id = self.caps_at(&cap.name, Reach::NOW).first().copied().unwrap_or(CapId(0));
        let name = ast::part_name(&cap.name, ast::CARRIED);
        let (ty, span) = (self.money(), cap.name_span);
        let names: Vec<String> = match periods {
            None => vec![name],
            Some(periods) => (1..=periods).map(|age| format!("{name} {age}")).collect(),
        };
        let mut lots = Vec::new();
        for name in names {
            let (state, opening) = self.hidden_state(&name, Space::Partner, span);
            let title = format!("closing {name}");
            let closing = self.input(title.clone(), &title, Space::Partner, ty, Source::Carried(id), span);
            self.closes(state, closing);
            lots.push(CarriedLot { opening, closing });
        }
        let may = self.may_be_paid();
        Carried { lots, endless: periods.is_none(), may, paid: self.released(cap, id) }
    }

    /// Who may earn; nothing where everybody may.
    fn may_be_paid(&mut self) -> Option<ColumnId> {
        let (home, condition) = self.plan.earners.as_ref().and_then(|(item, e)| Some((*item, e.condition.clone()?)))?;
        let outer = std::mem::replace(&mut self.item, home);
        let column = self.value_column(&condition, Space::Partner, Reach::NOW, "may earn");
        self.item = outer;
        Some(column)
    }

    /// What caps before this one pay of what they carried, where this one is on all that they are on.
    pub(super) fn released_under(&mut self, cap: &hir::Cap) -> Vec<LineSource> {
        let mut before: Vec<String> = cap.after.clone();
        let mut at = 0;
        while let Some(name) = before.get(at).cloned() {
            at += 1;
            let Some((_, earlier)) = self.plan.caps.iter().find(|(_, c)| c.name == name) else { continue };
            for name in &earlier.after {
                if !before.contains(name) {
                    before.push(name.clone());
                }
            }
        }
        let carry = self.plan.caps.iter().map(|(_, c)| c).filter(|c| c.excess != hir::CapExcess::Lost);
        let names: Vec<String> = carry
            .filter(|c| before.contains(&c.name) && c.on.iter().all(|bonus| cap.on.contains(bonus)))
            .map(|c| ast::part_name(&c.name, ast::RELEASED))
            .collect();
        let bonuses = (0..).map(BonusId).zip(&self.program.bonuses);
        bonuses.filter(|(_, bonus)| names.contains(&bonus.name)).map(|(id, _)| LineSource::Bonus(id)).collect()
    }
}
