//! Lines for closed periods: differences of corrections, and late events by an earlier version of the plan.
//!
//! How each came about is the derivation of the settlement that found it; here stands what was posted and why.

use super::sentence as say;
use super::{Node, Question, Sentence, Source};
use crate::company::{PriorCause, PriorLine};
use crate::settle::Settled;
use std::collections::BTreeMap;

/// What is posted for closed periods of a partner, by bonus.
pub(super) fn prior<'a>(source: &Source<'a>, settled: &'a Settled, question: &Question) -> Vec<Node> {
    let Some(partner) = source.company.partners.ids.find(&question.partner) else { return Vec::new() };
    let mine = settled.prior.iter().filter(|one| usize::try_from(one.partner) == Ok(partner));
    let mut by_bonus: BTreeMap<&str, Vec<&PriorLine>> = BTreeMap::new();
    for one in mine {
        let wanted = question.bonus.as_deref().is_none_or(|bonus| bonus == one.bonus);
        if wanted && question.order.as_deref().is_none_or(|order| one.event.is_some() && one.trigger == order) {
            by_bonus.entry(&one.bonus).or_default().push(one);
        }
    }
    let most = question.most_lines.unwrap_or(super::MOST_LINES);
    let show = source.show(settled);
    let sum_of = |lines: &[&PriorLine]| lines.iter().map(|one| one.amount).fold(0_i64, i64::saturating_add);
    let nodes = by_bonus.into_iter().map(|(bonus, lines)| {
        let sum = sum_of(&lines);
        let mut children: Vec<Node> = lines.iter().take(most).map(|one| line(source, settled, one)).collect();
        if let Some(rest) = lines.get(most..).filter(|rest| !rest.is_empty()) {
            let amount = sum_of(rest);
            let text = say::more_lines(show.amount(amount), rest.len());
            children.push(Node { kind: "line", text, amount: Some(amount), ..Node::default() });
        }
        let text = say::earlier_periods(bonus, show.amount(sum), lines.len());
        Node { kind: "bonus", text, amount: Some(sum), place: None, children }
    });
    nodes.collect()
}

pub(super) fn line<'a>(source: &Source<'a>, settled: &'a Settled, one: &PriorLine) -> Node {
    let show = source.show(settled);
    let mut children = Vec::new();
    if one.event.is_some() {
        children.push(leaf("sale", say::plain(say::event(one.trigger_kind.as_str(), one.trigger.as_str()))));
    }
    match one.cause {
        PriorCause::Correction => {
            let due = one.paid.saturating_add(one.amount);
            let context = one.context.as_str();
            children.push(leaf("value", say::corrects(context, show.amount(one.paid), show.amount(due))));
            children.push(leaf("value", say::corrected_because(one.reason.as_str(), one.correction.as_str())));
        }
        PriorCause::EarlierPlan => {
            let period = one.conditions();
            children.push(leaf("value", say::by_earlier_plan(one.plan.as_str(), period)));
        }
    }
    if !one.base.is_empty() && !one.rate.is_empty() {
        children.push(leaf("value", say::rate_of_base(one.rate.as_str(), one.base.as_str())));
    }
    let text = say::plain(show.amount(one.amount));
    Node { kind: "line", text, amount: Some(one.amount), place: None, children }
}

fn leaf(kind: &'static str, text: Sentence) -> Node {
    Node { kind, text, ..Node::default() }
}
