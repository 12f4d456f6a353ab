//! Lines for closed periods: differences of corrections, and late events by an earlier version of the plan.
//!
//! How each came about is the derivation of the settlement that found it; here stands what was posted and why.

use super::grouped::{Earlier, by_bonus};
use super::sentence as say;
use super::{Node, Question, Source};
use crate::company::{PriorCause, PriorLine};
use crate::settle::Settled;
use crate::show::Show;

/// What is posted for closed periods of a partner, by bonus.
pub(super) fn prior<'a>(source: &Source<'a>, settled: &'a Settled, question: &Question) -> Vec<Node> {
    let Some(partner) = source.company.partners.ids.find(&question.partner) else { return Vec::new() };
    let mine = settled.prior.iter().filter(|one| usize::try_from(one.partner) == Ok(partner));
    let asked =
        |one: &&PriorLine| question.order.as_deref().is_none_or(|order| one.event.is_some() && one.trigger == order);
    let lines = mine.filter(asked).map(|line| Earlier { bonus: &line.bonus, amount: line.amount, line });
    let title = |bonus: &str, show: &Show<'_>, sum, count| say::earlier_periods(bonus, show.amount(sum), count);
    by_bonus((source, settled), question, lines, title, |one| line(source, settled, one))
}

pub(super) fn line<'a>(source: &Source<'a>, settled: &'a Settled, one: &PriorLine) -> Node {
    let show = source.show(settled);
    let mut children = Vec::new();
    if one.event.is_some() {
        children.push(Node::leaf("sale", say::plain(say::event(one.trigger_kind.as_str(), one.trigger.as_str()))));
    }
    match one.cause {
        PriorCause::Correction => {
            let due = one.paid.saturating_add(one.amount);
            let context = one.context.as_str();
            children.push(Node::leaf("value", say::corrects(context, show.amount(one.paid), show.amount(due))));
            children.push(Node::leaf("value", say::corrected_because(one.reason.as_str(), one.correction.as_str())));
        }
        PriorCause::EarlierPlan => {
            let period = one.conditions();
            children.push(Node::leaf("value", say::by_earlier_plan(one.plan.as_str(), period)));
        }
    }
    if !one.base.is_empty() && !one.rate.is_empty() {
        children.push(Node::leaf("value", say::rate_of_base(one.rate.as_str(), one.base.as_str())));
    }
    let text = say::plain(show.amount(one.amount));
    Node { kind: "line", text, amount: Some(one.amount), place: None, children }
}
