//! What caps took away: the sum before the cap, the limit, how the cut was shared, and what of it fell on the partner.

use super::{ExplainError, Node, Question, Source, origin};
use crate::settle::Settled;
use compline_compiler::interpret::{Limited, Part, limited};
use compline_compiler::outcome::Cut;
use compline_compiler::program::{Cap, CapId, CapMethod, CapScope, LineSource};
use num_bigint::BigInt;
use std::collections::BTreeMap;

/// Most partners of one person that are named.
const MOST_NAMED: usize = 10;

/// What caps took away from a partner.
pub(super) fn caps<'a>(
    source: &Source<'a>,
    settled: &'a Settled,
    row: usize,
    question: &Question,
) -> Result<Vec<Node>, ExplainError> {
    let mut out = Vec::new();
    for ((cap, cuts), id) in source.program.caps.iter().zip(&settled.outcome.cuts).zip((0..).map(CapId)) {
        let wanted = question.bonus.as_ref().is_none_or(|bonus| *bonus == cap.name);
        let mine = cuts.iter().filter(|cut| cut.partner as usize == row && cut.amount != 0);
        let mine: Vec<&Cut> =
            mine.filter(|cut| question.order.as_ref().is_none_or(|order| is_of(source, settled, cut, order))).collect();
        if mine.is_empty() || !wanted {
            continue;
        }
        let units = limited(source.program, &settled.store, &settled.outcome, id, row)?;
        let told = Told { source, settled, cap, row };
        let units: Vec<(&Limited, Vec<&Part>)> = units
            .iter()
            .map(|unit| (unit, unit.parts.iter().filter(|part| part.partner == row).collect::<Vec<_>>()))
            .filter(|(_, parts)| !parts.is_empty())
            .collect();
        for cut in mine {
            let found = units.iter().find_map(|(unit, parts)| {
                let same = |part: &&&Part| part.source == cut.source && part.line == cut.line;
                parts.iter().find(same).map(|part| (*unit, *part))
            });
            out.push(told.node(cut, found));
        }
    }
    Ok(out)
}

/// Whether a cut is one of a line that was made for an event.
fn is_of(source: &Source<'_>, settled: &Settled, cut: &Cut, order: &str) -> bool {
    line_of(settled, cut).is_some_and(|(at, trigger)| origin::is_of(source, settled, at, trigger, order))
}

/// The bonus and the trigger of the line that was cut, where it was one.
fn line_of(settled: &Settled, cut: &Cut) -> Option<(usize, usize)> {
    let (Some(LineSource::Bonus(bonus)), Some(line)) = (cut.source, cut.line) else { return None };
    let line = settled.outcome.bonuses.get(bonus.index())?.get(line)?;
    Some((bonus.index(), line.trigger as usize))
}

struct Told<'s, 'a> {
    source: &'s Source<'a>,
    settled: &'a Settled,
    cap: &'s Cap,
    row: usize,
}

impl Told<'_, '_> {
    fn node(&self, cut: &Cut, found: Option<(&Limited, &Part)>) -> Node {
        let show = self.source.show(self.settled);
        let of = cut.source.map(|of| format!(" of {}", self.name(of))).unwrap_or_default();
        let event = line_of(self.settled, cut)
            .and_then(|(at, trigger)| origin::event(self.source, self.settled, at, trigger))
            .map(|(space, row)| format!(" for `{}`", self.source.event_id(self.settled, space, row)))
            .unwrap_or_default();
        let limit = found.map(|(unit, _)| format!(" (limit {})", self.money(&unit.limit))).unwrap_or_default();
        let text = format!("{}: {}{of}{event}{limit}", self.cap.name, show.money(cut.amount));
        let children = found.map(|(unit, part)| self.reasons(cut, unit, part)).unwrap_or_default();
        let place = self.source.place(self.cap.site);
        Node { kind: "cap", text, amount: Some(cut.amount), place, children }
    }

    fn reasons(&self, cut: &Cut, unit: &Limited, part: &Part) -> Vec<Node> {
        let sum: BigInt = unit.parts.iter().map(|part| &part.amount).sum();
        let over = &sum - &unit.limit;
        let fallen = self.money(&-BigInt::from(cut.amount));
        let me = self.partner(self.row);
        let mut texts = vec![format!(
            "{} before the cap: {}{}; the limit is {}, so {} is cut",
            self.who(part),
            self.money(&sum),
            self.partners(unit),
            self.money(&unit.limit),
            self.money(&over)
        )];
        let whole = unit.parts.len() == 1;
        match &self.cap.method {
            _ if whole => {}
            CapMethod::InProportion { by_line, positive_only } => {
                let parts = if *by_line || part.line.is_some() { "lines" } else { "partners" };
                let what = if part.line.is_some() { "this line" } else { &me };
                let only = if *positive_only { ", only positive ones are cut" } else { "" };
                texts.push(format!(
                    "shared in proportion to the sums of {parts}{only}: {what} has {} of {}, so {fallen} of the cut falls on {me}",
                    self.money(&part.amount),
                    self.money(&sum)
                ));
            }
            CapMethod::ByPriority(order) => {
                let mut sums: BTreeMap<usize, BigInt> = BTreeMap::new();
                let ordered: Vec<LineSource> =
                    order.iter().chain(self.cap.on.iter().filter(|of| !order.contains(of))).copied().collect();
                for part in &unit.parts {
                    let at = ordered.iter().position(|of| Some(*of) == part.source).unwrap_or(usize::MAX);
                    *sums.entry(at).or_default() += &part.amount;
                }
                let told: Vec<String> = sums
                    .iter()
                    .filter_map(|(at, sum)| Some(format!("{} {}", self.name(*ordered.get(*at)?), self.money(sum))))
                    .collect();
                let of = part.source.map(|of| format!(" for {}", self.name(of))).unwrap_or_default();
                texts.push(format!(
                    "served in this order: {}; {me} has {}{of}, and {fallen} of the cut falls on it",
                    told.join(", then "),
                    self.money(&part.amount)
                ));
            }
        }
        texts.into_iter().map(|text| Node { kind: "value", text, ..Node::default() }).collect()
    }

    /// Whose sum it is.
    fn who(&self, part: &Part) -> String {
        match self.cap.scope {
            CapScope::Line => "the line".to_owned(),
            CapScope::Bonus => part.source.map_or_else(String::new, |of| format!("all of {}", self.name(of))),
            CapScope::Partner => self.partner(self.row),
            CapScope::Person => self.person(),
            CapScope::Company => "the whole company".to_owned(),
        }
    }

    /// The partners of a person, with their sums.
    fn partners(&self, unit: &Limited) -> String {
        if self.cap.scope != CapScope::Person {
            return String::new();
        }
        let mut sums: BTreeMap<usize, BigInt> = BTreeMap::new();
        for part in &unit.parts {
            *sums.entry(part.partner).or_default() += &part.amount;
        }
        let told = sums.iter().take(MOST_NAMED).map(|(row, sum)| format!("{} {}", self.partner(*row), self.money(sum)));
        let rest = if sums.len() > MOST_NAMED { ", …" } else { "" };
        format!(" ({}{rest})", told.collect::<Vec<_>>().join(", "))
    }

    /// The owner of the partner's position.
    fn person(&self) -> String {
        let partners = &self.source.company.partners;
        let number = partners.ids.find(&self.partner(self.row));
        let person = partners
            .persons
            .as_ref()
            .and_then(|persons| Some(persons.ids.get(*persons.of.get(number?)? as usize).to_owned()));
        format!("person `{}`", person.unwrap_or_else(|| self.partner(self.row)))
    }

    fn partner(&self, row: usize) -> String {
        self.source.show(self.settled).partner(i64::try_from(row).unwrap_or(i64::MAX))
    }

    fn name(&self, of: LineSource) -> String {
        let program = self.source.program;
        let name = match of {
            LineSource::Bonus(id) => program.bonuses.get(id.index()).map(|b| &b.name),
            LineSource::Pool(id) => program.pools.get(id.index()).map(|p| &p.name),
        };
        name.cloned().unwrap_or_default()
    }

    /// An amount in the currency's smallest unit.
    fn money(&self, amount: &BigInt) -> String {
        match i64::try_from(amount) {
            Ok(amount) => self.source.show(self.settled).money(amount),
            Err(_) => amount.to_string(),
        }
    }
}
