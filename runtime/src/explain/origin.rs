//! What a line was made for in the end: through lines of other bonuses down to the event.

use super::sentence as say;
use super::{Arg, ExplainError, Node, Sentence, Source};
use crate::settle::Settled;
use compline_compiler::lines::Line;
use compline_compiler::program::{Bonus, BonusId, ColumnId, Source as From, Space};

/// Most ids that an unknown one is compared with.
const MOST_IDS: usize = 1_000_000;

/// The line that a line of a bonus on lines was paid for, and the bonus of that line.
fn parent(source: &Source<'_>, settled: &Settled, at: usize, trigger: usize) -> Option<(BonusId, Line)> {
    let of = source.program.bonuses.get(at)?.trigger.lines_of?;
    let index = settled.outcome.parents.get(at)?.get(trigger)?;
    Some((of, settled.outcome.bonuses.get(of.index())?.get(*index)?))
}

/// The event behind a trigger of a bonus: itself, or that of the line that it is.
pub(super) fn event(source: &Source<'_>, settled: &Settled, at: usize, trigger: usize) -> Option<(Space, usize)> {
    let (mut at, mut trigger) = (at, trigger);
    // A bonus on lines is on lines of an earlier one, so this ends; the range is for plans that are not checked.
    for _ in 0..=source.program.bonuses.len() {
        match source.program.bonuses.get(at)?.trigger.space {
            space @ Space::Event(_) => return Some((space, trigger)),
            Space::Line(_) => {
                let (of, line) = parent(source, settled, at, trigger)?;
                (at, trigger) = (of.index(), line.trigger as usize);
            }
            _ => return None,
        }
    }
    None
}

/// Whether a trigger of a bonus is there because of an event of this id.
pub(super) fn is_of(source: &Source<'_>, settled: &Settled, at: usize, trigger: usize, id: &str) -> bool {
    event(source, settled, at, trigger).is_some_and(|(space, row)| source.event_id(settled, space, row) == id)
}

/// What a line was paid for.
pub(super) fn sale<'a>(source: &Source<'a>, settled: &'a Settled, at: usize, bonus: &Bonus, line: &Line) -> Node {
    let show = source.show(settled);
    let trigger = line.trigger as usize;
    let text = match bonus.trigger.space {
        space @ Space::Event(_) => say::for_event(told(source, settled, space, trigger)),
        Space::Line(_) => match parent(source, settled, at, trigger) {
            Some((of, parent)) => {
                let name = source.program.bonuses.get(of.index()).map_or("", |b| b.name.as_str());
                let behind = event(source, settled, of.index(), parent.trigger as usize);
                let line = say::for_line(name, show.amount(parent.amount), show.who(i64::from(parent.earner)));
                match behind {
                    Some((space, row)) => say::for_line_of(line, told(source, settled, space, row)),
                    None => line,
                }
            }
            None => say::for_a_line(),
        },
        _ => say::for_partner(show.who(i64::from(line.trigger))),
    };
    Node::leaf("sale", text)
}

/// An event with its fields; in a late context also when it became payable.
fn told<'a>(source: &Source<'a>, settled: &'a Settled, space: Space, row: usize) -> Sentence {
    let show = source.show(settled);
    let kind = source.event_kind(space);
    let columns = source.program.columns.iter().zip((0..).map(ColumnId));
    let fields = columns.filter(|(c, _)| c.space == space && matches!(c.source, From::EventField(_)));
    let mut facts: Vec<Sentence> =
        fields.map(|(c, id)| say::fact(&c.name, show.shown(c.ty, settled.store.get(id, row)))).collect();
    if settled.context.is_late()
        && let Some(day) = source.event_day(settled, space, row, |event| event.payable)
    {
        let day = crate::calendar::date(day);
        let name = kind.and_then(|k| k.fields.get(k.payable as usize)).map_or("payable", |f| f.name.as_str());
        let fact = say::fact(name, day);
        if !facts.contains(&fact) {
            facts.push(fact);
        }
    }
    let kind: Arg = kind.map_or("event", |k| k.name.as_str()).into();
    let id = source.event_id(settled, space, row);
    match say::joined(facts, say::and_more) {
        Some(facts) => say::event_with(kind, id, facts),
        None => say::event(kind, id),
    }
}

/// Whether there is an event of this id, in any period; else an error that names the nearest one.
pub(super) fn known_order(source: &Source<'_>, id: &str) -> Result<(), ExplainError> {
    let tables = &source.company.events;
    if tables.iter().any(|table| table.has(id)) {
        return Ok(());
    }
    let ids = tables.iter().flat_map(|table| (0..table.ids.len()).map(|at| table.ids.get(at))).take(MOST_IDS);
    let near = compline_lang::check::nearest(id, ids);
    let help = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Err(ExplainError::UnknownOrder { order: id.to_owned(), help })
}
