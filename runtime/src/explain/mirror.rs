//! Lines that take back what earlier settlements paid.

use super::sentence as say;
use super::{Node, Question, Sentence, Source};
use crate::booked::TakenBack;
use crate::calendar::{self, Period};
use crate::company::Reason;
use crate::reversal::Mirrored;
use crate::settle::Settled;
use compline_lang::number::Decimal;
use std::collections::BTreeMap;

/// What is taken back of a partner, by bonus.
pub(super) fn mirrored<'a>(source: &Source<'a>, settled: &'a Settled, question: &Question) -> Vec<Node> {
    let Some(partner) = source.company.partners.ids.find(&question.partner) else { return Vec::new() };
    let mine = settled.mirrored.iter().filter(|one| usize::try_from(one.line.partner) == Ok(partner));
    let mut by_bonus: BTreeMap<&str, Vec<&Mirrored>> = BTreeMap::new();
    for one in mine {
        let wanted = question.bonus.as_deref().is_none_or(|bonus| bonus == one.line.bonus);
        if wanted && question.order.as_deref().is_none_or(|order| event(source, one) == order) {
            by_bonus.entry(&one.line.bonus).or_default().push(one);
        }
    }
    let most = question.most_lines.unwrap_or(super::MOST_LINES);
    let nodes = by_bonus.into_iter().map(|(bonus, lines)| {
        let show = source.show(settled);
        let sum = lines.iter().map(|one| one.amount).fold(0_i64, i64::saturating_add);
        let mut children: Vec<Node> = lines.iter().take(most).map(|one| line(source, settled, one)).collect();
        if lines.len() > most {
            let rest = lines.iter().skip(most).map(|one| one.amount).fold(0_i64, i64::saturating_add);
            let text = say::more_lines(show.amount(rest), lines.len() - most);
            children.push(Node { kind: "line", text, amount: Some(rest), ..Node::default() });
        }
        let text = say::taken_back(bonus, show.amount(sum), lines.len());
        Node { kind: "bonus", text, amount: Some(sum), place: None, children }
    });
    nodes.collect()
}

/// The id of the event that is reversed.
fn event(source: &Source<'_>, one: &Mirrored) -> String {
    let table = source.company.events.get(one.line.kind as usize);
    table.map_or_else(String::new, |table| table.ids.get(one.line.event as usize).into_owned())
}

pub(super) fn line<'a>(source: &Source<'a>, settled: &'a Settled, one: &Mirrored) -> Node {
    let show = source.show(settled);
    let settlement = settled.context.settlement;
    let paid_in = Period::from_index(settlement.calendar(), one.line.settled);
    let kind = source.program.events.get(one.line.kind as usize).map_or("", |kind| &kind.name);
    let what = say::event(kind, event(source, one));
    let day = calendar::date(one.reversal.day);
    let id = one.reversal.id.as_str();
    let reversal = match one.reversal.reason {
        Some(Reason::Cancelled) => say::reversed_cancelled(what, id, day),
        Some(Reason::Returned) => say::reversed_returned(what, id, day),
        Some(Reason::Chargeback) => say::reversed_chargeback(what, id, day),
        Some(Reason::Withdrawn) => say::reversed_withdrawn(what, id, day),
        // What is the company's fault takes nothing back.
        Some(Reason::FaultOfCompany) | None => say::reversed(what, id, day),
    };
    let took: Sentence = say::takes_back(one.line.line.as_str(), paid_in, show.amount(one.line.kept));
    let mut children = vec![leaf("sale", reversal), leaf("value", took)];
    if let Some(part) = TakenBack::part(one.part) {
        children.push(leaf("value", say::reversed_part(super::Arg::Percent(ratio(part)))));
    }
    let text = say::plain(show.amount(one.amount));
    Node { kind: "line", text, amount: Some(one.amount), place: None, children }
}

fn leaf(kind: &'static str, text: Sentence) -> Node {
    Node { kind, text, ..Node::default() }
}

fn ratio(part: rust_decimal::Decimal) -> Decimal {
    Decimal::new(part.mantissa(), u8::try_from(part.scale()).unwrap_or(0))
}
