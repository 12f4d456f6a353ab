//! What caps took away: the sum before the cap, the limit, how the cut was shared, and what of it fell on the partner.

use super::sentence as say;
use super::{Arg, ExplainError, Node, Question, Sentence, Source, origin};
use crate::settle::Settled;
use compline_compiler::interpret::{Limited, Part, limited};
use compline_compiler::outcome::Cut;
use compline_compiler::program::{Cap, CapId, CapMethod, CapScope, LineSource};
use num_bigint::BigInt;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Most partners of one person that are named.
const MOST_NAMED: usize = 10;

/// Limits over more parts than this are looked through anew for each explanation: keeping them would take too much room.
const MOST_KEPT: usize = 250_000;

/// What stands under the limits of a whole company: found once for all who ask.
#[derive(Debug, Default)]
pub struct Limits(Mutex<Kept>);

/// By context and cap.
type Kept = BTreeMap<(usize, u32), Arc<Vec<Limited>>>;

impl Limits {
    fn of(
        &self,
        source: &Source<'_>,
        settled: &Settled,
        (id, cap): (CapId, &Cap),
        row: usize,
    ) -> Result<Arc<Vec<Limited>>, ExplainError> {
        let find = || Ok(Arc::new(limited(source.program, &settled.store, &settled.outcome, id, row)?));
        // Those of a line, a partner or a person are of this partner alone.
        let for_all = matches!(cap.scope, CapScope::Bonus | CapScope::Company);
        let Some(context) = source.context(settled).filter(|_| for_all) else { return find() };
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = kept.get(&(context, id.0)) {
            return Ok(Arc::clone(found));
        }
        let found = find()?;
        if found.iter().map(|unit| unit.parts.len()).sum::<usize>() <= MOST_KEPT {
            kept.insert((context, id.0), Arc::clone(&found));
        }
        Ok(found)
    }
}

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
        let units = source.limits.of(source, settled, (id, cap), row)?;
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
pub(super) fn line_of(settled: &Settled, cut: &Cut) -> Option<(usize, usize)> {
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
        let event = line_of(self.settled, cut)
            .and_then(|(at, trigger)| origin::event(self.source, self.settled, at, trigger))
            .map(|(space, row)| self.source.event_id(self.settled, space, row));
        let amount = show.amount(cut.amount);
        let of: Arg = match (cut.source.map(|of| self.name(of)), event) {
            (Some(bonus), Some(event)) => say::cut_of_for(amount, bonus, event).into(),
            (Some(bonus), None) => say::cut_of(amount, bonus).into(),
            (None, _) => amount,
        };
        let text = match found {
            Some((unit, _)) => say::cut_limited(&self.cap.name, of, self.money(&unit.limit)),
            None => say::cut(&self.cap.name, of),
        };
        let children = found.map(|(unit, part)| self.reasons(cut, unit, part)).unwrap_or_default();
        let place = self.source.place(self.cap.site);
        Node { kind: "cap", text, amount: Some(cut.amount), place, children }
    }

    fn reasons(&self, cut: &Cut, unit: &Limited, part: &Part) -> Vec<Node> {
        let sum = &unit.sum;
        let over = sum - &unit.limit;
        let fallen = self.money(&-BigInt::from(cut.amount));
        let me = self.partner(self.row);
        let told = self.money(sum);
        let told = match self.partners(unit) {
            Some(partners) => say::sum_of_partners(told, partners).into(),
            None => told,
        };
        let mut texts = vec![say::before_cap(self.who(part), told, self.money(&unit.limit), self.money(&over))];
        let whole = unit.parts.len() == 1;
        match &self.cap.method {
            _ if whole => {}
            CapMethod::InProportion { by_line, positive_only } => {
                let shared = if *by_line || part.line.is_some() { say::by_lines() } else { say::by_partners() };
                let shared = if *positive_only { say::positive_only(shared) } else { shared };
                let what = if part.line.is_some() { say::this_line().into() } else { me.clone() };
                texts.push(say::falls(shared, what, self.money(&part.amount), self.money(sum), fallen, me));
            }
            CapMethod::ByPriority(order) => {
                let mut sums: BTreeMap<usize, BigInt> = BTreeMap::new();
                let ordered: Vec<LineSource> =
                    order.iter().chain(self.cap.on.iter().filter(|of| !order.contains(of))).copied().collect();
                for part in &unit.parts {
                    let at = ordered.iter().position(|of| Some(*of) == part.source).unwrap_or(usize::MAX);
                    *sums.entry(at).or_default() += &part.amount;
                }
                let told: Vec<Sentence> = sums
                    .iter()
                    .filter_map(|(at, sum)| Some(say::sum_of(self.name(*ordered.get(*at)?), self.money(sum))))
                    .collect();
                let told = say::joined(told, say::and_then).unwrap_or_else(|| "".into());
                let has = self.money(&part.amount);
                let has = match part.source {
                    Some(of) => say::part_for(has, self.name(of)).into(),
                    None => has,
                };
                texts.push(say::served(told, me, has, fallen));
            }
        }
        texts.into_iter().map(|text| Node::leaf("value", text)).collect()
    }

    /// Whose sum it is.
    fn who(&self, part: &Part) -> Arg {
        match self.cap.scope {
            CapScope::Line => say::the_line().into(),
            CapScope::Bonus => part.source.map_or_else(|| "".into(), |of| say::all_of(self.name(of)).into()),
            CapScope::Partner => self.partner(self.row),
            CapScope::Person => self.person(),
            CapScope::Company => say::the_whole_company().into(),
        }
    }

    /// The partners of a person, with their sums.
    fn partners(&self, unit: &Limited) -> Option<Arg> {
        if self.cap.scope != CapScope::Person {
            return None;
        }
        let mut sums: BTreeMap<usize, BigInt> = BTreeMap::new();
        for part in &unit.parts {
            *sums.entry(part.partner).or_default() += &part.amount;
        }
        let told = sums.iter().take(MOST_NAMED).map(|(row, sum)| say::sum_of(self.partner(*row), self.money(sum)));
        let rest = (sums.len() > MOST_NAMED).then(|| Arg::from("…"));
        say::joined(told.map(Arg::from).chain(rest).collect(), say::and_more)
    }

    /// The owner of the partner's position.
    fn person(&self) -> Arg {
        let partners = &self.source.company.partners;
        let id = self.source.show(self.settled).partner(row_id(self.row));
        let number = partners.ids.find(&id);
        let person = partners
            .persons
            .as_ref()
            .and_then(|persons| Some(persons.ids.get(*persons.of.get(number?)? as usize).to_owned()));
        say::person(person.unwrap_or(id)).into()
    }

    fn partner(&self, row: usize) -> Arg {
        self.source.show(self.settled).who(row_id(row))
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
    fn money(&self, amount: &BigInt) -> Arg {
        match i64::try_from(amount) {
            Ok(amount) => self.source.show(self.settled).amount(amount),
            Err(_) => amount.to_string().into(),
        }
    }
}

fn row_id(row: usize) -> i64 {
    i64::try_from(row).unwrap_or(i64::MAX)
}
