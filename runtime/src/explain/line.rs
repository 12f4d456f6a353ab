//! Lines of bonuses: sale, path, rule, rate, base, rounding.

use super::values::readings;
use super::{ExplainError, Node, Source};
use crate::settle::Settled;
use compline_compiler::interpret::{Env, Happened, Trace, TracedLine, Visit, trace_trigger};
use compline_compiler::lines::{COMPANY, Line};
use compline_compiler::program::{Bonus, BonusId, ChainRounding, NONE, Space, Verb};
use num_rational::BigRational;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Most lines of one bonus that are told one by one; the rest is told as a sum.
const MOST_LINES: usize = 200;

/// The lines of a partner in one bonus, as one node; nothing where there are none.
pub(super) fn bonus<'a>(
    source: &Source<'a>,
    settled: &'a Settled,
    at: usize,
    row: usize,
    order: Option<&str>,
) -> Result<Option<Node>, ExplainError> {
    let (Some(bonus), Some(lines)) = (source.program.bonuses.get(at), settled.outcome.bonuses.get(at)) else {
        return Ok(None);
    };
    let show = source.show(settled);
    let mine: Vec<Line> = lines
        .iter()
        .filter(|l| l.earner as usize == row)
        .filter(|l| order.is_none_or(|o| source.event_id(settled, bonus.trigger.space, l.trigger as usize) == o))
        .collect();
    if mine.is_empty() {
        return Ok(None);
    }
    let sum = mine.iter().map(|l| l.amount).fold(0_i64, i64::saturating_add);
    let mut children = Vec::new();
    // One trigger may make several lines for one partner; it is run once.
    let mut traced: BTreeMap<u32, Told> = BTreeMap::new();
    for line in mine.iter().take(MOST_LINES) {
        let told = match traced.entry(line.trigger) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let mut told = Told::default();
                let (bonus, trigger) = (BonusId(u32::try_from(at).unwrap_or(0)), line.trigger as usize);
                trace_trigger(source.program, &settled.store, bonus, trigger, &mut told)?;
                entry.insert(told)
            }
        };
        children.push(one(source, settled, at, bonus, line, told));
    }
    if mine.len() > MOST_LINES {
        let rest = mine.iter().skip(MOST_LINES).map(|l| l.amount).fold(0_i64, i64::saturating_add);
        let text =
            format!("{} in {} more lines; ask for one with `--order`", show.money(rest), mine.len() - MOST_LINES);
        children.push(Node { kind: "line", text, amount: Some(rest), place: None, children: Vec::new() });
    }
    let text = format!(
        "{} {}: {} in {} line{}",
        bonus.name,
        settled.context,
        show.money(sum),
        mine.len(),
        if mine.len() == 1 { "" } else { "s" }
    );
    Ok(Some(Node { kind: "bonus", text, amount: Some(sum), place: source.place(bonus.site), children }))
}

/// What a trace told of one trigger.
#[derive(Default)]
struct Told {
    visits: Vec<Told1>,
    lines: Vec<TracedLine>,
}

/// One visit.
struct Told1 {
    earner: Option<u32>,
    happened: Happened,
}

impl Trace for Told {
    fn visit(&mut self, visit: &Visit<'_>) {
        self.visits.push(Told1 { earner: visit.earner, happened: visit.happened });
    }

    fn line(&mut self, line: &TracedLine) {
        self.lines.push(line.clone());
    }
}

fn one<'a>(source: &Source<'a>, settled: &'a Settled, at: usize, bonus: &Bonus, line: &Line, told: &Told) -> Node {
    let show = source.show(settled);
    let traced =
        told.lines.iter().find(|t| t.earner == line.earner && t.clause == line.clause && t.amount == line.amount);
    let mut children = vec![sale(source, settled, at, bonus, line)];
    if bonus.walk.is_some() {
        children.push(path(source, settled, bonus, line, told, traced));
    }
    let pays: Vec<_> = bonus.pays.iter().chain(&bonus.finally).collect();
    let pay = pays.get(usize::from(line.clause));
    if let (Some(traced), Some(pay)) = (traced, pay) {
        let env =
            Env { trigger: i64::from(line.trigger), earner: i64::from(line.earner), vars: &traced.vars, ..Env::EMPTY };
        for ((var, value), index) in bonus.vars.iter().zip(&traced.vars).zip(0..) {
            if !var.shown || *value == NONE {
                continue;
            }
            let definition = bonus.lets.iter().find(|(id, _)| id.index() == index);
            let why = definition.map(|(_, e)| readings(source, settled, e, &env)).unwrap_or_default();
            let because = if why.is_empty() { String::new() } else { format!(" because {}", why.join(", ")) };
            children.push(Node {
                kind: "value",
                text: format!("{} is {}{because}", var.name, show.value(var.ty, *value)),
                amount: None,
                place: definition.and_then(|(_, e)| source.place(e.site)),
                children: Vec::new(),
            });
        }
        if let Some(base) = pay.base {
            let value = settled.store.get(base, line.trigger as usize);
            if let Some(column) = source.program.columns.get(base.index()) {
                children.push(Node {
                    kind: "value",
                    text: format!("base is {}", show.value(column.ty, value)),
                    amount: None,
                    place: None,
                    children: Vec::new(),
                });
            }
        }
        children.push(rounding(source, settled, bonus, line, traced));
    }
    let place = pay.and_then(|p| source.place(p.site));
    Node { kind: "line", text: show.money(line.amount), amount: Some(line.amount), place, children }
}

/// What the line was paid for.
fn sale<'a>(source: &Source<'a>, settled: &'a Settled, at: usize, bonus: &Bonus, line: &Line) -> Node {
    let show = source.show(settled);
    let text = match bonus.trigger.space {
        Space::Event(set) => {
            let kind =
                source.program.event_sets.get(set.index()).and_then(|s| source.program.events.get(s.event.index()));
            let fields = source.program.columns.iter().enumerate().filter(|(_, c)| {
                c.space == bonus.trigger.space && matches!(c.source, compline_compiler::program::Source::EventField(_))
            });
            let facts: Vec<String> = fields
                .map(|(id, c)| {
                    let id = compline_compiler::program::ColumnId(u32::try_from(id).unwrap_or(0));
                    format!("{} {}", c.name, show.value(c.ty, settled.store.get(id, line.trigger as usize)))
                })
                .collect();
            format!(
                "for {} `{}` ({})",
                kind.map_or("event", |k| k.name.as_str()),
                source.event_id(settled, bonus.trigger.space, line.trigger as usize),
                facts.join(", ")
            )
        }
        Space::Line(_) => {
            let parent = settled.outcome.parents.get(at).and_then(|p| p.get(line.trigger as usize));
            let of = bonus.trigger.lines_of;
            let name = of.and_then(|b| source.program.bonuses.get(b.index())).map_or("", |b| b.name.as_str());
            let found = of
                .zip(parent)
                .and_then(|(b, index)| settled.outcome.bonuses.get(b.index())?.iter().find(|l| l.index == *index));
            match found {
                Some(parent) => format!(
                    "for the line of {name} over {} to {}",
                    show.money(parent.amount),
                    show.partner(i64::from(parent.earner))
                ),
                None => format!("for a line of {name}"),
            }
        }
        _ => format!("for partner {}", show.partner(i64::from(line.trigger))),
    };
    Node { kind: "sale", text, amount: None, place: None, children: Vec::new() }
}

/// Who was visited before the earner, and what happened there.
fn path<'a>(
    source: &Source<'a>,
    settled: &'a Settled,
    bonus: &Bonus,
    line: &Line,
    told: &Told,
    traced: Option<&TracedLine>,
) -> Node {
    let show = source.show(settled);
    let last = traced.and_then(|t| t.visit).unwrap_or(usize::MAX);
    let mut children = Vec::new();
    for (index, visit) in told.visits.iter().enumerate() {
        if index > last {
            break;
        }
        let who = visit.earner.map_or("nobody".to_owned(), |r| show.partner(i64::from(r)));
        let (what, place) = match visit.happened {
            Happened::StoppedBefore => ("the walk ends".to_owned(), None),
            Happened::Paid if index == last => ("is paid".to_owned(), None),
            Happened::Paid => ("was visited".to_owned(), None),
            Happened::Verb { verb, index } => {
                let word = match verb {
                    Verb::Skip => "is skipped (takes no level)",
                    Verb::Pass => "is passed (the money stays with the company)",
                    Verb::HandOn => "hands on (to the next one paid)",
                };
                let site = bonus.verbs.get(index).map(|(_, e)| e.site);
                let place = site.and_then(|site| source.place(site));
                let of_plan = site.is_some_and(|site| source.plan.is_of_earners(source.program, site));
                let why = place.as_ref().map(|p| match of_plan {
                    true => format!(", because `{}` of the earners clause does not hold", p.text),
                    false => format!(", because `{}`", p.text),
                });
                (format!("{word}{}", why.unwrap_or_default()), place)
            }
        };
        children.push(Node { kind: "visit", text: format!("{who} {what}"), amount: None, place, children: Vec::new() });
    }
    let tree = bonus
        .walk
        .as_ref()
        .and_then(|w| source.program.tree_views.get(w.tree.index()))
        .and_then(|v| source.program.trees.get(v.tree.index()));
    let who = if line.earner == COMPANY { "the company".to_owned() } else { show.partner(i64::from(line.earner)) };
    Node {
        kind: "path",
        text: format!("path up {} to {who}", tree.map_or("the tree", |t| t.name.as_str())),
        amount: None,
        place: None,
        children,
    }
}

fn rounding<'a>(source: &Source<'a>, settled: &'a Settled, bonus: &Bonus, line: &Line, traced: &TracedLine) -> Node {
    let show = source.show(settled);
    let mut text = format!("exact amount {}", exact(&traced.own));
    if traced.taken_over != BigRational::from_integer(0.into()) {
        text = format!("{text} and {} handed on by others", exact(&traced.taken_over));
    }
    if let Some(rounding) = bonus.rounding {
        let chain = match rounding.chain {
            ChainRounding::EachLine => "",
            ChainRounding::Cumulatively => " (the running total of the chain is rounded)",
            ChainRounding::LastTakesRemainder => " (the last line of the chain takes the remainder)",
        };
        text = format!("{text}, rounded to {}{chain}", show.money(line.amount));
    }
    Node { kind: "rounding", text, amount: None, place: None, children: Vec::new() }
}

/// A rational as a decimal where it ends, else as a fraction.
pub(super) fn exact(value: &BigRational) -> String {
    let mut scaled = value.clone();
    for scale in 0..=18_u8 {
        if scaled.is_integer() {
            let digits = i128::try_from(scaled.to_integer()).ok();
            return digits.map_or_else(
                || value.to_string(),
                |d| compline_lang::number::Decimal::new(d, scale).normalized().to_string(),
            );
        }
        scaled *= BigRational::from_integer(10.into());
    }
    value.to_string()
}
