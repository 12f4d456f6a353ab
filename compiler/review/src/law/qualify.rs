//! Conditions that own purchases alone can meet.

use super::lints::resting;
use super::shares;
use crate::coverage::{Known, atoms, conditions};
use crate::flow::flow;
use crate::message::Finding;
use compline_lang::diagnostic::Code;
use compline_lang::hir::{self, Expr, ExprKind, NatureKind, Rows, Subject};
use compline_lang::source::ItemIndex;
use compline_lang::words::say;

pub(super) fn findings(known: &Known<'_>) -> Vec<Finding> {
    let mut out: Vec<Finding> = Vec::new();
    let bought = [NatureKind::Purchase, NatureKind::Joining]
        .into_iter()
        .flat_map(|kind| shares(known.program, known.plan, kind));
    let without: Vec<_> = bought.map(|share| share.without()).collect();
    if without.is_empty() {
        return out;
    }
    // The same plan where nobody buys for himself: what can no longer be met was met by that alone.
    let other = flow(known.program, known.plan, &without, false).alone.places(known.program);
    conditions(known.plan, &mut |item, condition, _| {
        let mut parts = Vec::new();
        atoms(condition, &mut parts);
        for part in parts {
            let now = known.alone.marks(item, part.span).is_some_and(|marks| marks.yes());
            let then = other.marks(item, part.span);
            if !now || then.is_none_or(|marks| marks.yes()) || !own(known.plan, part, 0) {
                continue;
            }
            let message = say!("only own purchases can meet this condition");
            let finding = Finding::new(Code::PurchaseToQualify, item, part.span, message)
                .about(&about(known.plan, item))
                .help("let sales count as well, or waive it with a reason");
            out.extend(resting(known, finding).filter(|finding| !out.contains(finding)));
        }
    });
    out
}

/// The name of what an item defines.
fn about(plan: &hir::Plan, item: ItemIndex) -> String {
    let definition = plan.definitions.iter().find(|(at, _)| *at == item).map(|(_, d)| d.name.clone());
    let bonus = || plan.bonuses.iter().find(|(at, _)| *at == item).map(|(_, bonus)| bonus.name.clone());
    let pool = || plan.pools.iter().find(|(at, _)| *at == item).map(|(_, pool)| pool.name.clone());
    definition.or_else(bonus).or_else(pool).unwrap_or_else(|| plan.header.name.clone())
}

/// Whether a condition looks at the partner's own events, and at nobody else's.
fn own(plan: &hir::Plan, e: &Expr, depth: u32) -> bool {
    let (mut events, mut others) = (false, false);
    look(plan, e, depth, &mut events, &mut others);
    events && !others
}

fn look(plan: &hir::Plan, e: &Expr, depth: u32, events: &mut bool, others: &mut bool) {
    hir::visit(e, &mut |part| match part.kind.as_ref() {
        ExprKind::Aggregate(aggregate) => match &aggregate.rows {
            Rows::By { subject: Subject::Event(_), .. } => *events = true,
            // What one buys at another position of one's own is bought by oneself.
            Rows::Positions(_) => {}
            _ => *others = true,
        },
        ExprKind::Scan(_) => *events = true,
        ExprKind::Parent(..) | ExprKind::Nearest { .. } => *others = true,
        ExprKind::Definition { subject, name, .. } => {
            let found = plan.definitions.iter().map(|(_, d)| d).find(|d| d.subject == *subject && d.name == *name);
            match found {
                Some(found) if depth < 32 => look(plan, &found.value, depth + 1, events, others),
                _ => *others = true,
            }
        }
        _ => {}
    });
}
