//! What a program says, gone through.

use super::{Aggregate, Earner, Expr, FoldStep, Op, Pass, PickKey, Program, Reach, Select, Source, Step};

impl Program {
    /// Tells of each expression of a step, a bonus or a rank rule, without those inside of them.
    pub fn each_expression<'p>(&'p self, visit: &mut dyn FnMut(&'p Expr)) {
        for step in &self.steps {
            if let Step::Pass(pass) = step {
                of_pass(pass, visit);
            }
        }
        for bonus in &self.bonuses {
            let walk = bonus.walk.iter().map(|walk| &walk.from);
            let trigger = bonus.filter.iter().chain(&bonus.trigger.partner).chain(walk);
            let stops = bonus.stop_before.iter().chain(&bonus.stop_after);
            let vars = bonus.start.iter().chain(bonus.lets.iter().chain(&bonus.then).map(|(_, expr)| expr));
            let verbs = bonus.verbs.iter().map(|(_, expr)| expr);
            trigger.chain(stops).chain(vars).chain(verbs).for_each(&mut *visit);
            for pay in bonus.pays.iter().chain(&bonus.finally) {
                pay.when.iter().chain([&pay.amount]).for_each(&mut *visit);
                if let Earner::Partner(partner) = &pay.to {
                    visit(partner);
                }
            }
        }
        self.rank_rules.iter().flat_map(|rule| rule.rows.iter().flatten()).for_each(visit);
    }

    /// The stretches that the program looks at, some of them several times.
    pub fn reaches(&self) -> Vec<Reach> {
        let mut out: Vec<Reach> = self.tree_views.iter().map(|view| view.at).collect();
        out.extend(self.event_sets.iter().filter_map(|set| match set.select {
            Select::Volume(at) | Select::Paid(at) => Some(at),
            Select::Any | Select::Open => None,
        }));
        out.extend(self.columns.iter().filter_map(|column| match column.source {
            Source::Terminated(at) | Source::Inactive(at) | Source::Override(_, at) => Some(at),
            _ => None,
        }));
        self.each_expression(&mut |expr| {
            expr.walk(&mut |expr| {
                if let Op::Period(_, at) = expr.op {
                    out.push(at);
                }
            });
        });
        out
    }
}

fn of_pass<'p>(pass: &'p Pass, visit: &mut dyn FnMut(&'p Expr)) {
    let of_aggregate = |aggregate: &'p Aggregate, visit: &mut dyn FnMut(&'p Expr)| {
        [&aggregate.value].into_iter().chain(&aggregate.filter).for_each(visit);
    };
    let of_keys = |keys: &'p [PickKey], visit: &mut dyn FnMut(&'p Expr)| keys.iter().for_each(|key| visit(&key.key));
    match pass {
        Pass::Map { columns, .. } | Pass::FoldDown { columns, .. } => columns.iter().for_each(|(_, expr)| visit(expr)),
        Pass::FoldUp { steps, .. } => {
            for step in steps {
                match step {
                    FoldStep::Children(aggregate) => of_aggregate(aggregate, visit),
                    FoldStep::Value(_, expr) => visit(expr),
                    FoldStep::Pick { count, filter, keys, .. } => {
                        [count].into_iter().chain(filter).for_each(&mut *visit);
                        of_keys(keys, visit);
                    }
                    FoldStep::Place { keys, .. } => of_keys(keys, visit),
                }
            }
        }
        Pass::Derive { .. } => {}
        Pass::Scan(scan) => scan.exprs().for_each(visit),
        Pass::Gather { key, aggregates, .. } => {
            key.iter().for_each(&mut *visit);
            aggregates.iter().for_each(|aggregate| of_aggregate(aggregate, visit));
        }
    }
}
