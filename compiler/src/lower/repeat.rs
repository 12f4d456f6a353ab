//! Loops.

use super::schedule::Def;
use super::{Local, Lower, Scope, small};
use crate::program::{Expr, Handle, Kind, Op, PickKey, Repeat, Scan, ScanValue, Select, SiteId, Space, Ty, Var, VarId};
use compline_lang::hir::{self, SUBJECT};
use compline_lang::words::say;

impl Lower<'_> {
    /// A value of a loop.
    pub(super) fn repeat(&mut self, repeat: &hir::Repeat, ty: Ty, site: SiteId, scope: &Scope) -> Expr {
        let rounds = self.rounds(repeat, scope, &scope.clone());
        let result = rounds.var(repeat.result.as_deref());
        let Rounds { vars, start, stop_before, lets, then } = rounds;
        let op = Repeat { most: repeat.most, vars, start, stop_before, lets, then, result };
        Expr { op: Op::Repeat(Box::new(op)), ty, site }
    }

    /// A value of a loop over events.
    pub(super) fn scan(&mut self, scan: &hir::Scan, e: &hir::Expr, scope: &Scope) -> Expr {
        let span = e.span;
        let ty = self.ty(&e.ty, None);
        let set = self.event_set(&scan.event, Select::Volume(scope.at));
        let Some(here) = scope.row(SUBJECT).cloned() else { return self.cannot(span, ty) };
        if scan.at_row && here.ty.kind != Kind::Event(set) {
            let message = if self.is_cut_by_validity(&scan.event) {
                say!(
                    "a loop goes over all events of a period, and this plan decides about some of them only: its validity begins or ends within a period"
                )
            } else {
                say!(
                    "a loop goes over the events whose volume counts in the period, and these are others: one date must decide both"
                )
            };
            return self.not_yet(span, message, ty);
        }
        let mut of_partner = Scope::new(scope.at);
        of_partner.rows.push((SUBJECT, self.handle(Handle::My, Kind::Partner, span)));
        let mut of_row = of_partner.clone();
        let row = self.handle(Handle::Row, Kind::Event(set), span);
        of_row.date = self.conditions_date(set, &row);
        of_row.rows.push((scan.element, row));
        let filter = scan.filter.as_ref().map(|f| self.expr(f, &of_row));
        let keys: Vec<PickKey> =
            scan.keys.iter().map(|k| PickKey { key: self.expr(&k.key, &of_row), descending: k.descending }).collect();
        let rounds = self.rounds(&scan.body, &of_partner, &of_row);
        let value = match (rounds.var(scan.body.result.as_deref()), scan.at_row) {
            (None, _) => ScanValue::Rounds,
            (Some(var), true) => ScanValue::Found(var),
            (Some(var), false) => ScanValue::Last(var),
        };
        let Rounds { vars, start, stop_before, lets, then } = rounds;
        let most = scan.body.most;
        let body = Scan { set, filter, keys, most, vars, start, stop_before, lets, then, into: Vec::new() };
        let name = format!("{} {:?}", scan.name, scope.at);
        let space = if scan.at_row { Space::Event(set) } else { Space::Partner };
        let column = self.aggregate_column(space, ty, Def::Scan { scan: Box::new(body), name, value }, scope, span);
        self.load(column, here)
    }

    /// Memories, lets and new values of a loop: starts in one scope, the rounds in another.
    fn rounds(&mut self, repeat: &hir::Repeat, scope: &Scope, of_rounds: &Scope) -> Rounds {
        let mut inner = of_rounds.clone();
        let mut vars: Vec<Var> = Vec::new();
        let mut start = Vec::new();
        for (name, ty, value) in &repeat.memories {
            let value = self.expr(value, scope);
            let ty = self.ty(ty, None);
            let id = VarId(small(vars.len()));
            vars.push(Var { name: name.clone(), ty, shown: false });
            let read = Expr { op: Op::Var(id), ty, site: value.site };
            inner.locals.push((name.clone(), Local::Value(read)));
            start.push(value);
        }
        let stop_before = self.any(&repeat.stop_before, &inner);
        let mut lets = Vec::new();
        for (name, value) in &repeat.lets {
            let value = self.expr(value, &inner);
            let id = VarId(small(vars.len()));
            vars.push(Var { name: name.clone(), ty: value.ty, shown: false });
            let read = Expr { op: Op::Var(id), ty: value.ty, site: value.site };
            inner.locals.push((name.clone(), Local::Value(read)));
            lets.push((id, value));
        }
        let memory = |name: &str| repeat.memories.iter().position(|(n, ..)| n == name).map(|at| VarId(small(at)));
        let mut then = Vec::new();
        for (name, value) in &repeat.then {
            if let Some(id) = memory(name) {
                then.push((id, self.expr(value, &inner)));
            }
        }
        Rounds { vars, start, stop_before, lets, then }
    }
}

/// What happens in the rounds of a loop.
struct Rounds {
    vars: Vec<Var>,
    start: Vec<Expr>,
    stop_before: Option<Expr>,
    lets: Vec<(VarId, Expr)>,
    then: Vec<(VarId, Expr)>,
}

impl Rounds {
    fn var(&self, name: Option<&str>) -> Option<VarId> {
        self.vars.iter().position(|var| Some(var.name.as_str()) == name).map(|at| VarId(small(at)))
    }
}
