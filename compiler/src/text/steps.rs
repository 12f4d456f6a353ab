//! Steps in order.

use super::Text;
use super::names::{mode, name, step, word_like};
use crate::program::{
    Aggregate, AggregateOp, Bonus, Cap, CapExcess, CapMethod, CapRounding, CapScope, Carried, ChainRounding, ColumnId,
    Earner, Expr, FoldStep, LineSource, Pass, Pay, PickKey, Pool, Rounding, Scan, ScanValue, Space, Step, Var, VarId,
    Verb,
};

impl Text<'_> {
    /// All steps, numbered from 1.
    pub(super) fn steps(&mut self) {
        let program = self.program;
        for (number, step) in (1..).zip(&program.steps) {
            match step {
                Step::Pass(pass) => self.pass(number, pass),
                Step::Bonus(id) => match program.bonuses.get(id.index()) {
                    Some(bonus) => self.bonus(number, bonus),
                    None => self.line(0, &format!("{number} bonus ?")),
                },
                Step::Pool(id) => match program.pools.get(id.index()) {
                    Some(pool) => self.pool(number, pool),
                    None => self.line(0, &format!("{number} pool ?")),
                },
                Step::Cap(id) => match program.caps.get(id.index()) {
                    Some(cap) => self.cap(number, cap),
                    None => self.line(0, &format!("{number} cap ?")),
                },
            }
            self.gap();
        }
    }

    fn pass(&mut self, number: usize, pass: &Pass) {
        match pass {
            Pass::Map { space, columns } => {
                self.line(0, &format!("{number} map {}", self.names.space(*space)));
                self.values(columns);
            }
            Pass::FoldDown { tree, columns } => {
                self.line(0, &format!("{number} fold down {}", self.names.tree(*tree)));
                self.values(columns);
            }
            Pass::FoldUp { tree, steps } => {
                self.line(0, &format!("{number} fold up {}", self.names.tree(*tree)));
                steps.iter().for_each(|step| self.fold_step(step));
            }
            Pass::Scan(scan) => self.scan(number, scan),
            Pass::Derive { tree, parent, within } => {
                let (tree, within) = (self.names.tree(*tree), self.names.tree(*within));
                self.line(0, &format!("{number} derive {tree} from {within} by {}", self.names.column(*parent)));
            }
            Pass::Gather { from, into, key, aggregates } => {
                let key = key.as_ref().map_or_else(String::new, |key| format!(" by {}", self.plain(key)));
                let (from, into) = (self.names.space(*from), self.names.space(*into));
                self.line(0, &format!("{number} gather {from} into {into}{key}"));
                aggregates.iter().for_each(|aggregate| self.aggregate(aggregate, ""));
            }
        }
    }

    fn scan(&mut self, number: usize, scan: &Scan) {
        let set = self.names.space(Space::Event(scan.set));
        let most = if scan.most == u32::MAX { String::new() } else { format!(" at most {} times", scan.most) };
        self.line(0, &format!("{number} scan {set} by partner{most}"));
        let vars = &scan.vars;
        let var = |id: VarId| word_like(name(vars, id.index(), |var| &var.name)).to_string();
        let mut lines: Vec<String> = Vec::new();
        lines.extend(scan.filter.iter().map(|e| format!("where {}", self.names.expr(e, vars))));
        for key in &scan.keys {
            let direction = if key.descending { "largest" } else { "smallest" };
            lines.push(format!("by {} {direction} first", self.names.expr(&key.key, vars)));
        }
        let starts = (0_u32..).zip(&scan.start);
        lines.extend(starts.map(|(at, e)| format!("remember {} = {}", var(VarId(at)), self.names.expr(e, vars))));
        lines.extend(scan.stop_before.iter().map(|e| format!("stop {}", self.names.expr(e, vars))));
        lines.extend(scan.lets.iter().map(|(id, e)| format!("let {} = {}", var(*id), self.names.expr(e, vars))));
        lines.extend(scan.then.iter().map(|(id, e)| format!("then {} = {}", var(*id), self.names.expr(e, vars))));
        for (value, column) in &scan.into {
            let value = match value {
                ScanValue::Rounds => "rounds".to_owned(),
                ScanValue::Last(id) => format!("last {}", var(*id)),
                ScanValue::Found(id) => format!("found {}", var(*id)),
            };
            lines.push(format!("{} = {value}", self.names.column(*column)));
        }
        lines.iter().for_each(|line| self.line(1, line));
    }

    fn values(&mut self, columns: &[(ColumnId, Expr)]) {
        columns.iter().for_each(|(column, expr)| self.value(*column, expr));
    }

    fn value(&mut self, column: ColumnId, expr: &Expr) {
        self.line(1, &format!("{} = {}: {}", self.names.column(column), self.plain(expr), self.names.ty(expr.ty)));
    }

    fn fold_step(&mut self, step: &FoldStep) {
        match step {
            FoldStep::Children(aggregate) => self.aggregate(aggregate, " over children"),
            FoldStep::Value(column, expr) => self.value(*column, expr),
            FoldStep::Pick { into, count, filter, keys } => {
                let (into, count, filter) =
                    (self.names.column(*into), self.plain(count), self.condition("where", filter.as_ref()));
                self.line(1, &format!("{into} = first {count} of children{filter}{}", self.order(keys)));
            }
            FoldStep::Place { into, keys } => {
                let into = self.names.column(*into);
                self.line(1, &format!("{into} = place among siblings{}", self.order(keys)));
            }
        }
    }

    fn aggregate(&mut self, aggregate: &Aggregate, over: &str) {
        let op = match aggregate.op {
            AggregateOp::Sum => "sum",
            AggregateOp::Count => "count",
            AggregateOp::Largest => "largest",
            AggregateOp::Smallest => "smallest",
            AggregateOp::Any => "any",
            AggregateOp::Every => "every",
        };
        let filter = self.condition("where", aggregate.filter.as_ref());
        let value = match aggregate.op {
            AggregateOp::Count => String::new(),
            _ => format!(" of ({})", self.plain(&aggregate.value)),
        };
        let (into, ty) = (self.names.column(aggregate.into), self.names.ty(aggregate.value.ty));
        self.line(1, &format!("{into} = {op}{value}{over}{filter}: {ty}"));
    }

    fn order(&self, keys: &[PickKey]) -> String {
        let key = |key: &PickKey| {
            format!(" {} {} first,", self.plain(&key.key), if key.descending { "largest" } else { "smallest" })
        };
        format!(" by{} number", keys.iter().map(key).collect::<String>())
    }

    fn bonus(&mut self, number: usize, bonus: &Bonus) {
        let vars = &bonus.vars[..];
        let called = word_like(&bonus.name);
        self.line(0, &format!("{number} bonus {called} for each {}", self.trigger(bonus)));
        self.clause(vars, "where", bonus.filter.as_ref());
        self.clause(vars, "partner", bonus.trigger.partner.as_ref());
        if let Some(walk) = &bonus.walk {
            let included = if walk.included { "included" } else { "above" };
            let (tree, from) = (self.names.tree(walk.tree), self.names.expr(&walk.from, vars));
            self.line(1, &format!("up {tree} from {from}, {included}"));
        }
        for (var, start) in (0..).map(VarId).zip(&bonus.start) {
            self.assign("remember", bonus, var, start);
        }
        self.clause(vars, "stop before when", bonus.stop_before.as_ref());
        for (verb, condition) in &bonus.verbs {
            let verb = match verb {
                Verb::Skip => "skip when",
                Verb::Pass => "pass when",
                Verb::HandOn => "hand on when",
            };
            self.clause(vars, verb, Some(condition));
        }
        bonus.lets.iter().for_each(|(var, value)| self.assign("let", bonus, *var, value));
        bonus.pays.iter().for_each(|pay| self.pay("pay", vars, pay));
        for (var, value) in &bonus.then {
            let (var, value) = (word_like(name(vars, var.index(), |var| &var.name)), self.names.expr(value, vars));
            self.line(1, &format!("then {var} = {value}"));
        }
        self.clause(vars, "stop after when", bonus.stop_after.as_ref());
        bonus.finally.iter().for_each(|pay| self.pay("finally pay", vars, pay));
        self.line(1, &bonus.rounding.map_or_else(|| "not rounded".to_owned(), rounding));
    }

    /// What a bonus is paid for.
    fn trigger(&self, bonus: &Bonus) -> String {
        let Some(of) = bonus.trigger.lines_of else { return self.names.space(bonus.trigger.space) };
        let of = name(&self.program.bonuses, of.index(), |bonus| &bonus.name);
        let after = bonus.trigger.after.map(|cap| name(&self.program.caps, cap.index(), |cap| &cap.name));
        let stage = after.map_or_else(|| "before all caps".to_owned(), |cap| format!("after {}", word_like(cap)));
        format!("line of {} {stage}", word_like(of))
    }

    fn clause(&mut self, vars: &[Var], word: &str, expr: Option<&Expr>) {
        if let Some(expr) = expr {
            self.line(1, &format!("{word} {}", self.names.expr(expr, vars)));
        }
    }

    /// A memory or let, with the type it is kept in.
    fn assign(&mut self, word: &str, bonus: &Bonus, var: VarId, value: &Expr) {
        let value = self.names.expr(value, &bonus.vars);
        let (called, ty, shown) = match bonus.vars.get(var.index()) {
            Some(var) => (word_like(&var.name), self.names.ty(var.ty), if var.shown { ", shown" } else { "" }),
            None => ("?".to_owned(), "?".to_owned(), ""),
        };
        self.line(1, &format!("{word} {called} = {value}: {ty}{shown}"));
    }

    fn pay(&mut self, word: &str, vars: &[Var], pay: &Pay) {
        let to = match &pay.to {
            Earner::Visited => String::new(),
            Earner::Company => " to company".to_owned(),
            Earner::Partner(partner) => format!(" to {}", self.names.expr(partner, vars)),
        };
        let when = pay.when.as_ref().map_or_else(String::new, |when| format!(" when {}", self.names.expr(when, vars)));
        let (amount, ty) = (self.names.expr(&pay.amount, vars), self.names.ty(pay.amount.ty));
        let rate = pay.rate.map_or_else(String::new, |rate| {
            format!(", rate {}", word_like(name(vars, rate.index(), |var| &var.name)))
        });
        let base = pay.base.map_or_else(String::new, |base| format!(", base {}", self.names.column(base)));
        self.line(1, &format!("{word} {amount}{to}{when}: {ty}{rate}{base}"));
    }

    fn pool(&mut self, number: usize, pool: &Pool) {
        let (amount, member, weight) =
            (self.names.column(pool.amount), self.names.column(pool.member), self.names.column(pool.weight));
        let text =
            format!("{number} pool {}: share {amount} over {member} in proportion to {weight}", word_like(&pool.name));
        self.line(0, &text);
    }

    fn cap(&mut self, number: usize, cap: &Cap) {
        let scope = match cap.scope {
            CapScope::Line => "line",
            CapScope::Bonus => "bonus",
            CapScope::Partner => "partner",
            CapScope::Person => "person",
            CapScope::Company => "company",
        };
        let (on, at) = (self.sources(&cap.on), self.names.column(cap.at));
        self.line(0, &format!("{number} cap {} on {on} per {scope} at {at}", word_like(&cap.name)));
        if !cap.after.is_empty() {
            let after: Vec<_> =
                cap.after.iter().map(|cap| word_like(name(&self.program.caps, cap.index(), |cap| &cap.name))).collect();
            self.line(1, &format!("after {}", after.join(", ")));
        }
        let method = match &cap.method {
            CapMethod::InProportion { by_line, positive_only } => {
                let parts = if *by_line { "lines" } else { "partners" };
                format!("in proportion by {parts}{}", if *positive_only { ", positive ones" } else { "" })
            }
            CapMethod::ByPriority(order) => format!("by priority {}", self.sources(order)),
        };
        let rounding = match cap.rounding {
            CapRounding::SharedExactly => "shared exactly",
            CapRounding::EachDown => "each rounded down",
            CapRounding::EachHalfUp => "each rounded half up",
        };
        let excess = match &cap.excess {
            CapExcess::Lost => "excess is lost".to_owned(),
            CapExcess::Carried(carried) => self.carried(carried),
        };
        self.line(1, &format!("{method}, {rounding}; {excess}"));
    }

    fn carried(&self, carried: &Carried) -> String {
        let lots = carried.lots.iter();
        let lots: Vec<_> = lots
            .map(|lot| format!("{} to {}", self.names.column(lot.opening), self.names.column(lot.closing)))
            .collect();
        let may = carried.may.map_or_else(String::new, |may| format!(" where {}", self.names.column(may)));
        let end = if carried.endless { ", without end" } else { "" };
        format!("excess is carried, {}, paid {}{may}{end}", lots.join(", "), self.names.column(carried.paid))
    }

    fn sources(&self, sources: &[LineSource]) -> String {
        let called = |source: &LineSource| match source {
            LineSource::Bonus(bonus) => word_like(name(&self.program.bonuses, bonus.index(), |bonus| &bonus.name)),
            LineSource::Pool(pool) => word_like(name(&self.program.pools, pool.index(), |pool| &pool.name)),
        };
        sources.iter().map(called).collect::<Vec<_>>().join(", ")
    }

    fn condition(&self, word: &str, condition: Option<&Expr>) -> String {
        condition.map_or_else(String::new, |condition| format!(" {word} {}", self.plain(condition)))
    }

    fn plain(&self, expr: &Expr) -> String {
        self.names.expr(expr, &[])
    }
}

fn rounding(rounding: Rounding) -> String {
    let chain = match rounding.chain {
        ChainRounding::EachLine => "each line",
        ChainRounding::Cumulatively => "chain cumulatively",
        ChainRounding::LastTakesRemainder => "last line takes the remainder",
    };
    format!("round {} to {}, {chain}", mode(rounding.mode), step(rounding.scale))
}
