//! Lines that take back what earlier settlements paid.

use super::grouped::{Earlier, by_bonus};
use super::sentence as say;
use super::{Node, Question, Sentence, Source};
use crate::booked::TakenBack;
use crate::calendar::{self, Period};
use crate::company::Reason;
use crate::reversal::Mirrored;
use crate::settle::Settled;
use crate::show::Show;
use compline_lang::number::Decimal;

/// What is taken back of a partner, by bonus.
pub(super) fn mirrored<'a>(source: &Source<'a>, settled: &'a Settled, question: &Question) -> Vec<Node> {
    let Some(partner) = source.company.partners.ids.find(&question.partner) else { return Vec::new() };
    let mine = settled.mirrored.iter().filter(|one| usize::try_from(one.line.partner) == Ok(partner));
    let asked = |one: &&Mirrored| question.order.as_deref().is_none_or(|order| event(source, one) == order);
    let lines = mine.filter(asked).map(|line| Earlier { bonus: &line.line.bonus, amount: line.amount, line });
    let title = |bonus: &str, show: &Show<'_>, sum, count| say::taken_back(bonus, show.amount(sum), count);
    by_bonus((source, settled), question, lines, title, |one| line(source, settled, one))
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
    let mut children = vec![Node::leaf("sale", reversal), Node::leaf("value", took)];
    if let Some(part) = TakenBack::part(one.part) {
        children.push(Node::leaf("value", say::reversed_part(super::Arg::Percent(ratio(part)))));
    }
    let text = say::plain(show.amount(one.amount));
    Node { kind: "line", text, amount: Some(one.amount), place: None, children }
}

fn ratio(part: rust_decimal::Decimal) -> Decimal {
    Decimal::new(part.mantissa(), u8::try_from(part.scale()).unwrap_or(0))
}
