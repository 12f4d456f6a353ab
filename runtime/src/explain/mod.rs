//! Explanations: where every cent of a partner comes from, by running his triggers again with a trace.
//!
//! A derivation is a tree of [`Node`]s. Its leaves that carry an amount (lines, shares, cuts) sum to what was
//! booked; [`Derivation::sum`] is checked against the partner's totals, so an explanation that does not
//! add up is an error and never shown.

mod amount;
mod caps;
mod concern;
mod condition;
mod grouped;
mod line;
mod mirror;
mod origin;
mod pools;
mod prior;
pub(crate) mod sentence;
mod values;
mod walks;
mod why_not;

pub use caps::Limits;
pub use concern::{Concerned, EventRow, LineOf, Missed, Wanted, concerned};
pub use line::MOST_LINES;
pub use sentence::{Arg, FORMS, Form, Sentence};
pub use why_not::{WhyNot, why_not};

use crate::booked::Booked;
use crate::company::{Company, EventTable};
use crate::context::Context;
use crate::settle::Settled;
use crate::show::Show;
use compline_compiler::outcome::RunError;
use compline_compiler::program::{Event, Program, SiteId, Space};
pub use compline_lang::number::Decimal as Digits;
use compline_lang::source::ItemIndex;
use sentence as say;
use serde::Serialize;
use std::fmt::Write as _;

/// The version of the JSON form.
pub const SCHEMA: &str = "compline.derivation/1";

/// A part of a derivation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Node {
    /// What it is: `context`, `bonus`, `line`, `sale`, `path`, `visit`, `rule`, `value`, `values`, `rounding`, `pool`,
    /// `cap`.
    pub kind: &'static str,
    /// In words.
    pub text: Sentence,
    /// The amount in the currency's smallest unit, of nodes that are booked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// Where the plan says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// What it is made of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<Node>,
}

impl Node {
    /// Words alone.
    fn leaf(kind: &'static str, text: Sentence) -> Self {
        Self { kind, text, ..Self::default() }
    }
}

/// A place in a plan's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// What stands there.
    pub text: String,
}

/// A partner's derivation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Derivation {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The partner.
    pub partner: String,
    /// The settled period.
    pub period: String,
    /// What was booked, in words.
    pub total: String,
    /// The sum of what is shown, in the currency's smallest unit.
    pub sum: i64,
    /// Bonuses, pools and caps; where something was paid in a late context, by context.
    pub parts: Vec<Node>,
    /// The period that `values` are of.
    pub values_of: String,
    /// The partner's values: volumes, activity, ranks. Those of a late context stand beside what was paid in it.
    pub values: Vec<Node>,
}

/// What to explain.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The partner.
    pub partner: String,
    /// Only this bonus, pool or cap.
    pub bonus: Option<String>,
    /// Only lines of this event.
    pub order: Option<String>,
    /// Most lines of one bonus that are told one by one, the rest as a sum; [`MOST_LINES`] where nothing is said.
    pub most_lines: Option<usize>,
}

/// Why there is no explanation.
#[derive(Debug, thiserror::Error)]
pub enum ExplainError {
    /// Nobody has this id.
    #[error("there is no partner `{0}`")]
    UnknownPartner(String),
    /// Nothing of this name pays.
    #[error("there is no bonus, pool, cap or rank `{name}`; there are {known}")]
    UnknownName {
        /// The name.
        name: String,
        /// Those there are.
        known: String,
    },
    /// No event has this id.
    #[error("there is no order `{order}`{help}")]
    UnknownOrder {
        /// The id.
        order: String,
        /// What may have been meant.
        help: String,
    },
    /// Running a trigger again failed.
    #[error("running it again stopped: {0}")]
    Run(#[from] RunError),
    /// The parts do not sum to what was booked.
    #[error(
        "the explanation sums to {shown} but {booked} was booked for `{partner}`; the data are not those of the run"
    )]
    Sum {
        /// The partner.
        partner: String,
        /// What the parts sum to.
        shown: String,
        /// What was booked.
        booked: String,
    },
}

/// The plan's text, for places.
#[derive(Clone, Debug)]
pub struct PlanText {
    text: String,
    /// The file that each item stands in, and the line of its start there.
    items: Vec<(String, u32)>,
    starts: Vec<usize>,
    /// The item of the earners clause.
    earners: Option<usize>,
}

impl PlanText {
    /// The text of a plan; of a bundle with all its files.
    pub fn new(file: impl Into<String>, text: impl Into<String>) -> Self {
        let (file, text) = (file.into(), text.into());
        let ranges = compline_lang::bundle::item_ranges(&text);
        // The last one holds: a variant may replace the clause of the plan below it.
        let earners = ranges.iter().rposition(|item| {
            let lines = text.get(item.clone()).unwrap_or_default().lines().map(str::trim_start);
            lines.filter(|line| !line.is_empty()).find(|line| !line.starts_with('#')).is_some_and(says_who_earns)
        });
        let places = compline_lang::render::PlanText::new(&file, &text);
        let starts: Vec<usize> = ranges.into_iter().map(|range| range.start).collect();
        let items = (0..starts.len()).map(|at| places.start_of(ItemIndex(u32::try_from(at).unwrap_or(u32::MAX))));
        Self { items: items.collect(), starts, earners, text }
    }

    /// Whether a site of the program stands in the plan's earners clause.
    fn is_of_earners(&self, program: &Program, site: SiteId) -> bool {
        let item = program.sites.get(site.index()).map(|place| place.item.0 as usize);
        item.is_some() && item == self.earners
    }

    /// Where a site of the program stands.
    pub fn place(&self, program: &Program, site: SiteId) -> Option<Place> {
        let place = program.sites.get(site.index())?;
        let start = self.starts.get(place.item.0 as usize)? + place.span.start as usize;
        let end = self.starts.get(place.item.0 as usize)? + place.span.end as usize;
        let text = self.text.get(start..end)?.split_whitespace().collect::<Vec<_>>().join(" ");
        let (file, line) = self.items.get(place.item.0 as usize)?;
        let above = self.text.get(*self.starts.get(place.item.0 as usize)?..start)?;
        let below = u32::try_from(above.bytes().filter(|byte| *byte == b'\n').count()).ok()?;
        Some(Place { file: file.clone(), line: line + below, text })
    }
}

/// Whether a line begins the earners clause.
fn says_who_earns(line: &str) -> bool {
    line.strip_prefix("earners").is_some_and(|rest| rest.trim_start().starts_with(':'))
}

/// Everything that an explanation reads.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The program that ran.
    pub program: &'a Program,
    /// The plan's text.
    pub plan: &'a PlanText,
    /// The company.
    pub company: &'a Company,
    /// The contexts of the run.
    pub settled: &'a [Settled],
    /// Their lines by partner.
    pub booked: &'a Booked,
    /// What limits apply to, kept from one explanation to the next of the same run.
    pub limits: &'a Limits,
}

impl<'a> Source<'a> {
    fn show(&self, settled: &'a Settled) -> Show<'a> {
        Show { program: self.program, names: Some((self.company, &settled.snapshot)) }
    }

    fn place(&self, site: SiteId) -> Option<Place> {
        self.plan.place(self.program, site)
    }

    fn row(&self, settled: &Settled, partner: &str) -> Option<usize> {
        let number = self.company.partners.ids.find(partner)?;
        settled.snapshot.row_of.get(number).map(|row| *row as usize).filter(|row| *row < settled.snapshot.rows())
    }

    /// Which of the contexts one is.
    fn context(&self, settled: &Settled) -> Option<usize> {
        self.settled.iter().position(|one| std::ptr::eq(one, settled))
    }

    /// The kind of the events of a set.
    fn event_kind(&self, space: Space) -> Option<&'a Event> {
        let Space::Event(set) = space else { return None };
        self.program.events.get(self.program.event_sets.get(set.index())?.event.index())
    }

    /// The table of the events of a set, and where in it a row of the set stands.
    fn event(&self, settled: &Settled, space: Space, row: usize) -> Option<(&'a EventTable, usize)> {
        let Space::Event(set) = space else { return None };
        let table = self.company.events.get(self.program.event_sets.get(set.index())?.event.index())?;
        Some((table, *settled.store.events.get(set.index())?.source.get(row)? as usize))
    }

    /// The id of an event of a set by its row in the store.
    fn event_id(&self, settled: &Settled, space: Space, row: usize) -> String {
        self.event(settled, space, row).map(|(table, at)| table.ids.get(at).into_owned()).unwrap_or_default()
    }

    /// One of the dates of an event, as the company's data have it.
    fn event_day(&self, settled: &Settled, space: Space, row: usize, field: fn(&Event) -> u32) -> Option<i32> {
        let field = field(self.event_kind(space)?) as usize;
        let (table, at) = self.event(settled, space, row)?;
        i32::try_from(table.fields.get(field)?.get(at)).ok()
    }
}

/// Explains a partner's payout.
///
/// # Errors
/// An unknown partner or name, or parts that do not sum to what was booked.
pub fn explain(source: &Source<'_>, question: &Question) -> Result<Derivation, ExplainError> {
    let known = source.company.partners.ids.find(&question.partner).is_some();
    if !known {
        return Err(ExplainError::UnknownPartner(question.partner.clone()));
    }
    if let Some(name) = &question.bonus {
        known_name(source.program, name)?;
    }
    if let Some(order) = &question.order {
        origin::known_order(source, order)?;
    }
    let wanted = |name: &str| question.bonus.as_deref().is_none_or(|b| b == name);
    let mut contexts = Vec::new();
    let mut booked = 0_i64;
    for settled in source.settled {
        let Some(row) = source.row(settled, &question.partner) else { continue };
        booked = booked.saturating_add(settled.outcome.totals.get(row).copied().unwrap_or(0));
        let mut parts = Vec::new();
        for (at, bonus) in source.program.bonuses.iter().enumerate() {
            if wanted(&bonus.name) {
                parts.extend(line::bonus(source, settled, at, question)?);
            }
        }
        if question.order.is_none() {
            parts.extend(
                pools::pools(source, settled, row).into_iter().filter(|(n, _)| wanted(n)).map(|(_, node)| node),
            );
        }
        parts.extend(caps::caps(source, settled, row, question)?);
        parts.extend(mirror::mirrored(source, settled, question));
        parts.extend(prior::prior(source, settled, question));
        if !parts.is_empty() {
            contexts.push((settled, parts));
        }
    }
    let parts = under_headings(source, contexts, &question.partner);
    let sum = sum_of(&parts);
    let show = Show { program: source.program, names: None };
    if question.bonus.is_none() && question.order.is_none() && sum != booked {
        return Err(ExplainError::Sum {
            partner: question.partner.clone(),
            shown: show.money(sum),
            booked: show.money(booked),
        });
    }
    let own = source.settled.first();
    Ok(Derivation {
        schema: SCHEMA,
        partner: question.partner.clone(),
        period: own.map(|s| s.context.settlement.to_string()).unwrap_or_default(),
        total: show.money(sum),
        sum,
        parts,
        values_of: own.map(|s| s.context.period.to_string()).unwrap_or_default(),
        values: own.map(|s| values::values(source, s, &question.partner)).unwrap_or_default(),
    })
}

/// What was paid in each context; where something was paid in a late one, under a heading each, and with the values
/// of its own month.
fn under_headings<'a>(source: &Source<'a>, contexts: Vec<(&'a Settled, Vec<Node>)>, partner: &str) -> Vec<Node> {
    let headed = contexts.iter().any(|(settled, _)| settled.context.is_late());
    let told = contexts.into_iter().flat_map(|(settled, parts)| {
        if !headed {
            return parts;
        }
        let amount = sum_of(&parts);
        let text = say::context_sum(heading(settled.context), source.show(settled).amount(amount));
        let mut children = parts;
        if settled.context.is_late() {
            let values = values::values(source, settled, partner);
            let text = say::values_in(settled.context.period);
            children.push(Node { kind: "values", text, children: values, ..Node::default() });
        }
        vec![Node { kind: "context", text, amount: Some(amount), place: None, children }]
    });
    told.collect()
}

fn sum_of(parts: &[Node]) -> i64 {
    parts.iter().filter_map(|part| part.amount).fold(0, i64::saturating_add)
}

/// A context by its name.
fn named(context: Context) -> Arg {
    match context.is_late() {
        true => say::late_context(context.settlement, context.period).into(),
        false => context.settlement.into(),
    }
}

/// A context with what it means.
fn heading(context: Context) -> Arg {
    if context.is_late() { say::late_heading(named(context), in_words(context)).into() } else { named(context) }
}

/// When a context is paid, and by the conditions of which month.
fn in_words(context: Context) -> Sentence {
    say::late_terms(context.settlement, context.period)
}

fn known_name(program: &Program, name: &str) -> Result<(), ExplainError> {
    let names = program
        .bonuses
        .iter()
        .map(|b| &b.name)
        .chain(program.pools.iter().map(|p| &p.name))
        .chain(program.caps.iter().map(|c| &c.name));
    let names: Vec<&String> = names.collect();
    if names.iter().any(|n| *n == name) {
        return Ok(());
    }
    let mut known: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
    known.dedup();
    let known = known.join(", ");
    Err(ExplainError::UnknownName { name: name.to_owned(), known })
}

impl Derivation {
    /// The derivation as text: a heading, then an indented tree.
    pub fn text(&self) -> String {
        let mut out = format!("{} in {}: {}\n", self.partner, self.period, self.total);
        for part in &self.parts {
            write_node(part, 1, &mut out);
        }
        if self.parts.is_empty() {
            out.push_str("  nothing was paid; ask `--why-not BONUS` or `--why-not RANK`\n");
        }
        if !self.values.is_empty() {
            let _ = writeln!(out, "values in {}", self.values_of);
            for value in &self.values {
                write_node(value, 1, &mut out);
            }
        }
        out
    }
}

pub(crate) fn write_node(node: &Node, depth: usize, out: &mut String) {
    let place = node.place.as_ref().map(|p| format!("  [{}:{}]", p.file, p.line)).unwrap_or_default();
    let _ = writeln!(out, "{:indent$}{}{place}", "", node.text, indent = depth * 2);
    for child in &node.children {
        write_node(child, depth + 1, out);
    }
}
