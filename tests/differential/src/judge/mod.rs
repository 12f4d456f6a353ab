//! What a case must satisfy, and where it does not.

mod absence;
mod audit;
mod caps;
pub mod engine;
mod invariants;
mod review;
pub mod same;

pub use audit::audit;
pub use invariants::invariants;
pub use review::reviewed;

use compline_compiler::program::{Aggregate, Earner, Expr, FoldStep, Pass, PickKey, Program, Step};

/// Calls `visit` for every expression of a program, without those inside of them.
pub fn each_expression<'p>(program: &'p Program, visit: &mut dyn FnMut(&'p Expr)) {
    for step in &program.steps {
        if let Step::Pass(pass) = step {
            of_pass(pass, visit);
        }
    }
    for bonus in &program.bonuses {
        let trigger = bonus.filter.iter().chain(&bonus.trigger.partner).chain(bonus.walk.iter().map(|walk| &walk.from));
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
    program.rank_rules.iter().flat_map(|rule| rule.rows.iter().flatten()).for_each(visit);
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
