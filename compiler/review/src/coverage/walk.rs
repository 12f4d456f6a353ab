//! All expressions of a plan with the items they stand in, and which of them are conditions.

use compline_lang::hir::{self, Expr, ExprKind, PayTo, TypeKind};
use compline_lang::source::ItemIndex;

/// Calls `f` for every expression that stands on its own, with its item and whether it is a condition.
pub(crate) fn each<'p>(plan: &'p hir::Plan, f: &mut dyn FnMut(ItemIndex, &'p Expr, bool)) {
    for (item, definition) in &plan.definitions {
        f(*item, &definition.value, definition.ty.kind == TypeKind::Bool);
    }
    for (item, pick) in &plan.picks {
        f(*item, &pick.count, false);
        pick.filter.iter().for_each(|e| f(*item, e, true));
        pick.keys.iter().for_each(|key| f(*item, &key.key, false));
    }
    for (item, _, value) in &plan.closings {
        f(*item, value, value.ty.kind == TypeKind::Bool);
    }
    for (item, bonus) in &plan.bonuses {
        let conditions = bonus.filter.iter().chain(&bonus.stop_before).chain(&bonus.stop_after);
        conditions.for_each(|e| f(*item, e, true));
        bonus.verbs.iter().filter(|clause| !clause.of_plan).for_each(|clause| f(*item, &clause.condition, true));
        let values = bonus.memories.iter().map(|(_, _, e)| e);
        let values = values.chain(bonus.lets.iter().chain(&bonus.then).map(|(_, e)| e));
        values.chain(bonus.walk.iter().map(|(_, from, _)| from)).for_each(|e| f(*item, e, false));
        for pay in bonus.pays.iter().chain(&bonus.finally) {
            pay.when.iter().for_each(|e| f(*item, e, true));
            f(*item, &pay.amount, false);
            if let PayTo::Partner(e) = &pay.to {
                f(*item, e, false);
            }
        }
    }
    for (item, pool) in &plan.pools {
        f(*item, &pool.share, false);
        f(*item, &pool.weight, false);
        pool.filter.iter().for_each(|e| f(*item, e, true));
    }
    plan.caps.iter().for_each(|(item, cap)| f(*item, &cap.at, false));
    if let Some((item, earners)) = &plan.earners {
        earners.condition.iter().for_each(|e| f(*item, e, true));
    }
}

/// Calls `f` for every condition: those that stand on their own and those inside of expressions. Rules of ladders are
/// none of them. A case tells which one it is of which cases.
pub(crate) fn conditions<'p>(plan: &'p hir::Plan, f: &mut dyn FnMut(ItemIndex, &'p Expr, Option<&'p Expr>)) {
    each(plan, &mut |item, e, condition| {
        if condition {
            f(item, e, None);
        }
        inside(item, e, f);
    });
}

fn inside<'p>(item: ItemIndex, e: &'p Expr, f: &mut dyn FnMut(ItemIndex, &'p Expr, Option<&'p Expr>)) {
    match e.kind.as_ref() {
        ExprKind::Cases(arms, _) => arms.iter().for_each(|(_, condition)| f(item, condition, Some(e))),
        ExprKind::Aggregate(aggregate) => {
            aggregate.filter.iter().for_each(|e| f(item, e, None));
            let yes_no = aggregate.body.iter().filter(|body| body.ty.kind == TypeKind::Bool);
            yes_no.for_each(|e| f(item, e, None));
        }
        ExprKind::Nearest { filter, .. } => f(item, filter, None),
        ExprKind::First { filter, .. } => filter.iter().for_each(|e| f(item, e, None)),
        ExprKind::Highest(_, rule, _) => f(item, rule, None),
        ExprKind::Repeat(repeat) => repeat.stop_before.iter().for_each(|e| f(item, e, None)),
        ExprKind::Scan(scan) => scan.filter.iter().chain(&scan.body.stop_before).for_each(|e| f(item, e, None)),
        _ => {}
    }
    hir::children(e, &mut |child| inside(item, child, f));
}

/// The parts of a condition that say something themselves.
pub(crate) fn atoms<'p>(e: &'p Expr, out: &mut Vec<&'p Expr>) {
    match e.kind.as_ref() {
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().for_each(|part| atoms(part, out)),
        ExprKind::Not(part) => atoms(part, out),
        ExprKind::Compare(..) | ExprKind::Is(..) | ExprKind::IsKnown(..) | ExprKind::IsBelow(..) => out.push(e),
        _ => {}
    }
}

/// Whether the parts of an expression were written inside of it: an expansion of a phrase has the phrase's place.
pub(crate) fn is_written(e: &Expr) -> bool {
    let mut written = true;
    hir::children(e, &mut |part| {
        written &= part.span != e.span && part.span.start >= e.span.start && part.span.end <= e.span.end;
        written &= part.span.start < part.span.end;
    });
    written
}
