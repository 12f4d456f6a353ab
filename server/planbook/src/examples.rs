//! Worked examples: the plan's own, settled by the reference interpreter, with the network, what happened, and what
//! everybody gets and why.

use crate::phrase::{clean, inline, strong};
use crate::scope::Scope;
use crate::told::{period, told};
use crate::value::Case;
use crate::writer::{Writer, list, readable};
use compline_compiler::lines::COMPANY;
use compline_lang::hir::{Example, ExampleEvent, ExampleValue, Expect, ExpectWhat, Subject};
use compline_paper::{Block, Network, Node};
use compline_runtime::booked::Booked;
use compline_runtime::calendar::Period;
use compline_runtime::examples::{ExampleError, Played, play};
use compline_runtime::explain::{self, Question, explain};
use compline_runtime::settle::{Reference, Settled};
use std::collections::{BTreeMap, BTreeSet};

/// Most lines of one bonus that are told one by one for a partner.
const MOST_LINES: usize = 8;

/// Why a plan cannot be printed: its examples must say what it does.
#[derive(Debug, thiserror::Error)]
pub enum ExamplesError {
    /// An example cannot be run.
    #[error("the example `{title}` cannot be run: {cause}")]
    Stopped {
        /// Its title.
        title: String,
        /// Why.
        #[source]
        cause: Box<ExampleError>,
    },
    /// An example does not come out as it says.
    #[error("the example `{title}` does not hold: `{what}` is {got}, not {expected}")]
    Wrong {
        /// Its title.
        title: String,
        /// What was looked at.
        what: String,
        /// What came out.
        got: String,
        /// What was expected.
        expected: String,
    },
    /// The derivation of what somebody gets cannot be told.
    #[error("the example `{title}` cannot be explained: {cause}")]
    Unexplained {
        /// Its title.
        title: String,
        /// Why.
        cause: explain::ExplainError,
    },
}

/// The chapter of examples.
pub fn examples(w: &mut Writer<'_>) -> Result<(), ExamplesError> {
    let plan = w.plan();
    if plan.examples.is_empty() {
        return Ok(());
    }
    w.chapter("book-chapter-examples", "examples");
    let said = w.say("book-examples-intro");
    w.paragraph(&said);
    for (number, (_, example)) in (1_u32..).zip(&plan.examples) {
        let title = clean(&example.title);
        w.heading(2, &crate::phrase::capital(&title), format!("example-{number}"));
        w.doc(&format!("example {}", example.title));
        one(w, example)?;
    }
    Ok(())
}

fn one(w: &mut Writer<'_>, example: &Example) -> Result<(), ExamplesError> {
    let title = || example.title.clone();
    let played = play(w.source().program, example, &mut Reference)
        .map_err(|cause| ExamplesError::Stopped { title: title(), cause: Box::new(cause) })?;
    if let Some(wrong) = played.report.failures.first() {
        let (what, got, expected) = (wrong.what.clone(), wrong.got.clone(), wrong.expected.clone());
        return Err(ExamplesError::Wrong { title: title(), what, got, expected });
    }
    networks(w, example);
    given(w, example);
    happened(w, example);
    for settled in &played.periods {
        results(w, &played, settled);
        derivations(w, &played, settled, &title())?;
    }
    expected(w, example);
    Ok(())
}

/// The trees of the example.
fn networks(w: &mut Writer<'_>, example: &Example) {
    for tree in &w.plan().trees {
        let edges: Vec<_> = example.edges.iter().filter(|(of, ..)| *of == tree.name).collect();
        if edges.is_empty() {
            continue;
        }
        let below: BTreeSet<&str> = edges.iter().map(|(_, _, child, _)| child.as_str()).collect();
        let tops = example.partners.iter().filter(|name| !below.contains(name.as_str()));
        let roots: Vec<Node> = tops.map(|name| node(&edges, &tree.sides, name, String::new(), 0)).collect();
        let mut said: Vec<String> = Vec::new();
        for name in &example.partners {
            let of: Vec<String> =
                edges.iter().filter(|(_, parent, ..)| parent == name).map(|(_, _, child, _)| readable(child)).collect();
            if !of.is_empty() {
                let args = [("above", readable(name).into()), ("below", w.and(of).into())];
                said.push(w.say_with("book-network-below", &args));
            }
        }
        let caption = w.say_with("book-network", &[("tree", readable(&tree.name).into())]);
        w.push(Block::Network(Network { caption, described: said.join(" "), roots }));
    }
}

/// A partner with those below.
fn node(
    edges: &[&(String, String, String, Option<u32>)],
    sides: &[String],
    name: &str,
    place: String,
    depth: usize,
) -> Node {
    // A circle is refused by the checker; without this one would never end.
    let deeper = depth < edges.len();
    let mut of: Vec<_> = edges.iter().filter(|(_, parent, ..)| deeper && parent == name).collect();
    of.sort_by_key(|(.., side)| *side);
    let child = |(_, _, child, side): &&&(String, String, String, Option<u32>)| {
        let side = side.and_then(|side| sides.get(side as usize)).map(|side| readable(side)).unwrap_or_default();
        node(edges, sides, child, side, depth + 1)
    };
    Node { label: clean(name), place, children: of.iter().map(child).collect() }
}

/// What else the example begins with.
fn given(w: &mut Writer<'_>, example: &Example) {
    let mut items = Vec::new();
    for (partner, attribute, value) in &example.attributes {
        let attribute = match attribute.as_str() {
            "joined_on" => w.cased(Case::Plain, "joined-on", &[]),
            "terminated" => w.say("book-terminated"),
            "inactive" => w.say("book-inactive"),
            "person" => w.say("book-person"),
            other => w.local(other),
        };
        items.push(fact(w, partner, attribute, value));
    }
    for (partner, state, value) in &example.openings {
        let state = w.say_with("book-opening", &[("state", w.state_name(state).into())]);
        items.push(fact(w, partner, state, value));
    }
    for (partner, definition, value) in &example.overrides {
        let said = fact(w, partner, w.definition(&Subject::Partner, definition), value);
        items.push(w.say_with("book-by-hand", &[("fact", said.into())]));
    }
    if !items.is_empty() {
        let said = w.say("book-given");
        w.paragraph(&said);
        w.bullets(items);
    }
}

fn fact(w: &Writer<'_>, partner: &str, name: String, value: &ExampleValue) -> String {
    let args = [("partner", person(partner).into()), ("name", name.into()), ("value", constant(w, value).into())];
    w.say_with("book-fact-of", &args)
}

fn person(name: &str) -> String {
    strong(&clean(name))
}

fn constant(w: &Writer<'_>, value: &ExampleValue) -> String {
    match value {
        ExampleValue::Partner(name) | ExampleValue::Event(_, name) => clean(name),
        ExampleValue::Constant(value) => w.value(value, &Scope::of(&Subject::Company)).text,
    }
}

/// The events, a table for each kind.
fn happened(w: &mut Writer<'_>, example: &Example) {
    for kind in &w.plan().events {
        let events: Vec<&ExampleEvent> = example.events.iter().filter(|event| event.event == kind.name).collect();
        if events.is_empty() {
            continue;
        }
        let mut heads = vec![(w.link("event", &kind.name), false)];
        heads.extend(kind.fields.iter().map(|field| (w.local(&field.name), crate::tables::figures(&field.ty))));
        let rows = events.iter().map(|event| {
            let values = (0..kind.fields.len()).map(|at| {
                let value = event.values.get(at).and_then(Option::as_ref);
                value.map_or_else(|| "–".to_owned(), |value| constant(w, value))
            });
            std::iter::once(clean(&event.id)).chain(values).collect()
        });
        let rows = rows.collect();
        let caption = w.say_with("book-happened", &[("event", w.local(&kind.name).into())]);
        w.table(&caption, &heads, rows, false);
    }
}

/// Amounts by who gets them and what they are of, in the smallest unit of the currency.
struct Sums {
    columns: Vec<String>,
    rows: BTreeMap<String, BTreeMap<usize, i64>>,
    company: BTreeMap<usize, i64>,
}

fn sums(w: &Writer<'_>, played: &Played, settled: &[Settled]) -> Sums {
    let program = w.source().program;
    let mut sums = Sums { columns: Vec::new(), rows: BTreeMap::new(), company: BTreeMap::new() };
    let bonuses = program.bonuses.iter().map(|bonus| &bonus.name);
    let pools = program.pools.iter().map(|pool| &pool.name);
    let names: Vec<&String> = bonuses.chain(pools).chain(program.caps.iter().map(|cap| &cap.name)).collect();
    // What is paid for each week has one column.
    for name in &names {
        if !sums.columns.contains(name) {
            sums.columns.push((*name).clone());
        }
    }
    let place = |at: usize| sums.columns.iter().position(|known| names.get(at) == Some(&known)).unwrap_or(at);
    let places: Vec<usize> = (0..names.len()).map(place).collect();
    for context in settled {
        let mut book = |column: usize, partner: u32, amount: i64| {
            let column = places.get(column).copied().unwrap_or(column);
            let row = match partner {
                COMPANY => &mut sums.company,
                row => sums.rows.entry(context.snapshot.id(&played.company, row as usize).into_owned()).or_default(),
            };
            let sum = row.entry(column).or_default();
            *sum = sum.saturating_add(amount);
        };
        let outcome = &context.outcome;
        let lines = outcome.bonuses.iter().chain(&outcome.pools).enumerate();
        lines.for_each(|(column, lines)| lines.iter().for_each(|line| book(column, line.earner, line.amount)));
        let before = outcome.bonuses.len() + outcome.pools.len();
        for (at, cuts) in outcome.cuts.iter().enumerate() {
            cuts.iter().for_each(|cut| book(before + at, cut.partner, cut.amount));
        }
    }
    sums
}

/// Who gets how much of what.
fn results(w: &mut Writer<'_>, played: &Played, settled: &[Settled]) {
    let sums = sums(w, played, settled);
    let when = settled.first().map(|context| period(w.words(), context.context.settlement)).unwrap_or_default();
    let used: BTreeSet<usize> =
        sums.rows.values().chain([&sums.company]).flatten().filter(|(_, sum)| **sum != 0).map(|(at, _)| *at).collect();
    if used.is_empty() {
        let said = w.say_with("book-nothing-paid", &[("period", when.into())]);
        w.paragraph(&said);
        return;
    }
    let currency = w.plan().header.currency.clone();
    let money = |amount: i64| w.words().money(amount, &currency);
    let mut heads = vec![(w.say("book-head-partner"), false)];
    heads.extend(used.iter().filter_map(|at| sums.columns.get(*at)).map(|name| (w.paying(name), true)));
    heads.push((w.say("book-head-total"), true));
    let row = |name: String, amounts: &BTreeMap<usize, i64>| {
        let total = amounts.values().fold(0_i64, |sum, amount| sum.saturating_add(*amount));
        let cells = used.iter().map(|at| match amounts.get(at).copied().unwrap_or(0) {
            0 => "–".to_owned(),
            amount => money(amount),
        });
        let mut row: Vec<String> = std::iter::once(name).chain(cells).collect();
        row.push(money(total));
        row
    };
    let mut rows: Vec<Vec<String>> = sums
        .rows
        .iter()
        .filter(|(_, amounts)| amounts.values().any(|amount| *amount != 0))
        .map(|(name, amounts)| row(clean(name), amounts))
        .collect();
    if sums.company.values().any(|amount| *amount != 0) {
        rows.push(row(w.say("book-company"), &sums.company));
    }
    let several = rows.len() > 1;
    if several {
        let mut all: BTreeMap<usize, i64> = BTreeMap::new();
        for (at, amount) in sums.rows.values().chain([&sums.company]).flatten() {
            let sum = all.entry(*at).or_default();
            *sum = sum.saturating_add(*amount);
        }
        rows.push(row(w.say("book-sum"), &all));
    }
    let caption = w.say_with("book-results", &[("period", when.into())]);
    w.table(&caption, &heads, rows, several);
}

/// How everybody's amounts come about.
fn derivations(w: &mut Writer<'_>, played: &Played, settled: &[Settled], title: &str) -> Result<(), ExamplesError> {
    let program = w.source().program;
    let (booked, limits) = (Booked::of(program, &played.company, settled), explain::Limits::default());
    let places = explain::PlanText::new(String::new(), w.source().text.to_owned());
    let source =
        explain::Source { program, plan: &places, company: &played.company, settled, booked: &booked, limits: &limits };
    let paid: BTreeSet<String> = sums(w, played, settled).rows.into_keys().collect();
    let mut items: Vec<Vec<Block>> = Vec::new();
    for partner in paid {
        let question = Question { partner: partner.clone(), bonus: None, order: None, most_lines: Some(MOST_LINES) };
        let derivation = explain(&source, &question)
            .map_err(|cause| ExamplesError::Unexplained { title: title.to_owned(), cause })?;
        if derivation.parts.is_empty() {
            continue;
        }
        let parts = derivation.parts.iter().map(|part| said(w, part)).collect();
        items.push(vec![
            Block::Paragraph { text: inline(&person(&partner)) },
            Block::List { ordered: false, items: parts },
        ]);
    }
    if !items.is_empty() {
        let said = w.say("book-how");
        w.paragraph(&said);
        w.push(Block::List { ordered: false, items });
    }
    Ok(())
}

/// A bonus, pool or cap with its lines: a sentence for each.
fn said(w: &Writer<'_>, node: &explain::Node) -> Vec<Block> {
    let mut blocks = vec![Block::Paragraph { text: inline(&clean(&told(w.words(), &node.text))) }];
    let booked = node.children.iter().any(|child| child.amount.is_some());
    if booked {
        let lines = node.children.iter().map(|line| said(w, line)).collect();
        blocks.push(Block::List { ordered: false, items: lines });
    } else if !node.children.is_empty() {
        let parts = node.children.iter().map(|child| flat(w, child)).collect::<Vec<_>>().join("; ");
        let line = format!("{}: {parts}.", strong(&clean(&told(w.words(), &node.text))));
        blocks = vec![Block::Paragraph { text: inline(&line) }];
    }
    blocks
}

fn flat(w: &Writer<'_>, node: &explain::Node) -> String {
    let text = clean(&told(w.words(), &node.text));
    match node.children.is_empty() {
        true => text,
        false => {
            let parts = node.children.iter().map(|child| flat(w, child)).collect::<Vec<_>>().join("; ");
            format!("{text} ({parts})")
        }
    }
}

/// What the plan itself states about the example, and what holds.
fn expected(w: &mut Writer<'_>, example: &Example) {
    if example.expects.is_empty() {
        return;
    }
    let said = w.say("book-expected");
    w.paragraph(&said);
    let items = example.expects.iter().map(|expect| expectation(w, expect)).collect();
    w.push(list(items));
}

fn expectation(w: &Writer<'_>, expect: &Expect) -> String {
    let subject = if expect.partner.is_some() { Subject::Partner } else { Subject::Company };
    let what = match &expect.what {
        ExpectWhat::Definition(name) => w.definition(&subject, name),
        ExpectWhat::OfPerson(name) => {
            let name = w.definition(&Subject::Person, name);
            w.say_with("book-of-owner", &[("name", name.into())])
        }
        ExpectWhat::State(name) => w.say_with("book-closing", &[("name", w.state_name(name).into())]),
        ExpectWhat::Bonus(name) => w.link("bonus", name),
        ExpectWhat::Pool(name) => w.link("pool", name),
        ExpectWhat::Cap(name) => w.link("cap", name),
        ExpectWhat::Total => w.say("book-head-total"),
    };
    let mut text = match &expect.partner {
        Some(partner) => fact(w, partner, what, &expect.value),
        None => w.say_with("book-fact-all", &[("name", what.into()), ("value", constant(w, &expect.value).into())]),
    };
    if let Some(given) = &expect.period {
        let given = Period::parse(given).map_or_else(|_| given.clone(), |of| period(w.words(), of));
        text = w.say_with("book-fact-in", &[("period", given.into()), ("fact", text.into())]);
    }
    if !expect.because.is_empty() {
        let because = expect.because.iter().map(|(name, value)| {
            let value = w.value(value, &Scope::of(&Subject::Company)).text;
            w.say_with("book-fact-all", &[("name", w.local(name).into()), ("value", value.into())])
        });
        let because = w.and(because.collect());
        text = w.say_with("book-fact-because", &[("fact", text.into()), ("because", because.into())]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_a_tree_of_its_edges() {
        let edge = |parent: &str, child: &str, side| ("t".to_owned(), parent.to_owned(), child.to_owned(), side);
        let edges = [edge("A", "C", Some(1)), edge("A", "B", Some(0)), edge("B", "D", None)];
        let edges: Vec<_> = edges.iter().collect();
        let sides = ["left".to_owned(), "right".to_owned()];
        let found = node(&edges, &sides, "A", String::new(), 0);
        let names: Vec<_> = found.children.iter().map(|n| (n.label.as_str(), n.place.as_str())).collect();
        assert_eq!(names, [("B", "left"), ("C", "right")]);
        assert_eq!(found.children.first().map(|b| b.children.len()), Some(1));
    }
}
