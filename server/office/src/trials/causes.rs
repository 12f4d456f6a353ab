//! The causes of differences, each found out: at a glance from the lines, by settling the period once more with what the other
//! system says, or at last from what several differences have in common.

use super::compare::{Amount, History, Said, Trying};
use super::rounding::is_rounding;
use super::variants::Places;
use super::{Cause, Evidence};
use crate::compute::Computed;
use crate::error::OfficeError;
use crate::inputs::Inputs;
use crate::office::Office;
use compline_compiler::program::NONE;
use compline_runtime::booked::{BookedLine, Shown};
use compline_runtime::calendar::{self, Period};
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A cause with what shows it.
pub(super) type Found = (Cause, Evidence);

/// How many numbers of orders or partners a text names.
const NAMED: usize = 5;

/// A settled period beside what was paid for it.
#[derive(Clone)]
pub(super) struct Facts {
    pub(super) period: Period,
    pub(super) computed: Arc<Computed>,
    pub(super) history: Arc<History>,
    pub(super) inputs: Arc<Inputs>,
}

impl Facts {
    /// The lines of an amount.
    pub(super) fn lines(&self, of: &Amount) -> Vec<BookedLine> {
        lines_of(&self.computed, of)
    }

    fn scale(&self) -> u8 {
        let program = &self.computed.plan.program;
        program.units.get(program.currency.index()).map_or(2, |unit| unit.scale)
    }
}

/// The lines of an amount as something was computed.
pub(super) fn lines_of(computed: &Computed, of: &Amount) -> Vec<BookedLine> {
    let all = of.number.into_iter().flat_map(|number| computed.booked.lines(computed.view(), number));
    all.filter(|line| of.bonus.is_empty() || line.name == of.bonus).collect()
}

/// Some names, and how many more there are.
pub(super) fn named<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let all: BTreeSet<&str> = names.into_iter().collect();
    let shown: Vec<&str> = all.iter().take(NAMED).copied().collect();
    let more = all.len().saturating_sub(shown.len());
    if more > 0 { format!("{} (+{more})", shown.join(", ")) } else { shown.join(", ") }
}

impl Office {
    /// Finds the causes of differences of a period.
    pub(super) async fn explain_amounts(
        &self,
        trying: &Trying<'_>,
        facts: &Facts,
        open: Vec<Amount>,
    ) -> Result<Vec<Amount>, OfficeError> {
        let own = facts.clone();
        let mut open = tokio::task::spawn_blocking(move || {
            let mut open = open;
            for one in &mut open {
                one.found = at_a_glance(&own, one);
            }
            open
        })
        .await?;
        let places = Arc::new(self.trial_places(facts).await?);
        if open.iter().any(|one| one.found.is_none()) {
            open = self.try_variants(trying, facts, &places, open).await?;
        }
        let programme = self.programme(trying.company, &trying.trial.programme).await?;
        let entity = self.legal_entity(trying.company, &programme.legal_entity).await?;
        let minimum = entity.settings()?.minimum_payout;
        let own = facts.clone();
        Ok(tokio::task::spawn_blocking(move || at_last(&own, &places, minimum, open)).await?)
    }
}

/// What one amount shows by itself.
fn at_a_glance(facts: &Facts, of: &Amount) -> Option<Found> {
    if of.number.is_none() {
        return Some((Cause::PartnerUnknown, Evidence::new("partner-unknown").with("number", &of.partner)));
    }
    let lines = facts.lines(of);
    if of.said && is_rounding(&lines, of.computed, of.paid, facts.scale()) {
        return Some((Cause::Rounding, Evidence::new("rounding").with("lines", lines.len())));
    }
    let said = facts.history.get(&of.partner)?;
    if let Some(found) = by_orders(facts, of, said, &lines) {
        return Some(found);
    }
    let cut: Vec<&BookedLine> = lines.iter().filter(|line| line.made_by == "cap").collect();
    let sum = cut.iter().fold(0_i64, |sum, line| sum.saturating_add(line.amount));
    let name = cut.first().map(|line| line.name.clone())?;
    let without = of.computed.checked_sub(sum)?;
    (sum != 0 && without == of.paid).then(|| (Cause::Cap, Evidence::new("cap").with("cap", name)))
}

/// Where the other system says for which orders it paid: whether those that only one of both knows make the difference.
fn by_orders(facts: &Facts, of: &Amount, said: &Said, lines: &[BookedLine]) -> Option<Found> {
    let orders = said.orders.get(&of.bonus)?;
    let known = |order: &str| facts.computed.company.events.iter().any(|table| table.ids.find(order).is_some());
    let lacking: Vec<(&str, i64)> =
        orders.iter().filter(|(order, _)| !known(order)).map(|(order, amount)| (order.as_str(), *amount)).collect();
    let of_sale = |line: &BookedLine| line.sale.as_ref().map(|sale| sale.id.clone());
    let extra: Vec<(String, i64)> = lines
        .iter()
        .filter_map(|line| Some((of_sale(line)?, line.amount)))
        .filter(|(order, _)| !orders.contains_key(order))
        .collect();
    let paid = lacking.iter().try_fold(of.paid, |sum, (_, amount)| sum.checked_sub(*amount))?;
    let computed = extra.iter().try_fold(of.computed, |sum, (_, amount)| sum.checked_sub(*amount))?;
    if paid != computed || (lacking.is_empty() && extra.is_empty()) {
        return None;
    }
    let lacking = named(lacking.into_iter().map(|(order, _)| order));
    let extra = named(extra.iter().map(|(order, _)| order.as_str()));
    let evidence = match (lacking.is_empty(), extra.is_empty()) {
        (false, true) => Evidence::new("orders-lacking").with("orders", lacking),
        (true, _) => Evidence::new("orders-extra").with("orders", extra),
        (false, false) => Evidence::new("orders-both").with("lacking", lacking).with("extra", extra),
    };
    Some((Cause::EventMissing, evidence))
}

/// What is left, seen together.
fn at_last(facts: &Facts, places: &Places, minimum: i64, mut open: Vec<Amount>) -> Vec<Amount> {
    no_event(facts, places, &mut open);
    other_bonus(facts, &mut open);
    other_rate(facts, &mut open);
    for one in open.iter_mut().filter(|one| one.found.is_none()) {
        let said = facts.history.get(&one.partner);
        let silent = said.is_none_or(|said| !said.sums.contains_key(&one.bonus));
        if !silent || one.paid != 0 {
            continue;
        }
        one.found = Some(if said.is_none() && 0 < one.computed && one.computed < minimum {
            let minimum = Decimal::new(minimum, facts.scale().into());
            (Cause::Minimum, Evidence::new("minimum").with("minimum", minimum))
        } else if said.is_none() {
            (Cause::NotPaid, Evidence::new("not-paid"))
        } else {
            (Cause::NotPaid, Evidence::new("not-paid-bonus").with("bonus", &one.bonus))
        });
    }
    open
}

/// Paid, though nothing of the period belongs to the partner or anybody below.
fn no_event(facts: &Facts, places: &Places, open: &mut [Amount]) {
    let wanted = |one: &Amount| one.found.is_none() && one.computed == 0 && one.paid != 0;
    if !open.iter().any(wanted) {
        return;
    }
    let (company, program) = (&facts.computed.company, &facts.computed.plan.program);
    let mut reached: BTreeSet<String> = BTreeSet::new();
    let end = calendar::date(facts.period.end());
    let trees: Vec<&str> = program.trees.iter().map(|tree| tree.name.as_str()).collect();
    for (event, table) in program.events.iter().zip(&company.events) {
        let field = |at: u32| table.fields.get(at as usize);
        let days = [event.volume, event.payable].map(field);
        let Some(owner) = event.owner.and_then(field) else { continue };
        for row in 0..table.rows {
            let mut days = days.iter().flatten().filter_map(|days| i32::try_from(days.get(row)).ok());
            let own = owner.get(row);
            if own == NONE || !days.any(|day| facts.period.contains(day)) {
                continue;
            }
            let Ok(number) = usize::try_from(own) else { continue };
            let id = company.partners.ids.get(number).into_owned();
            for tree in &trees {
                let mut next = Some(id.clone());
                // Whoever was reached was reached with all above; circles were refused.
                while let Some(now) = next {
                    next = places.on(tree, &now, end).and_then(|place| place.parent.clone());
                    if !reached.insert(format!("{tree} {now}")) {
                        break;
                    }
                }
            }
            reached.insert(format!(" {id}"));
        }
    }
    for one in open.iter_mut().filter(|one| wanted(one)) {
        let is_reached = |tree: &&str| reached.contains(&format!("{tree} {}", one.partner));
        if !trees.iter().any(is_reached) && !reached.contains(&format!(" {}", one.partner)) {
            one.found = Some((Cause::EventMissing, Evidence::new("no-event")));
        }
    }
}

/// Paid under another name: what is left of a partner's bonuses comes to the same sum.
fn other_bonus(facts: &Facts, open: &mut [Amount]) {
    let program = &facts.computed.plan.program;
    let mut names: BTreeSet<&str> = program.bonuses.iter().map(|one| one.name.as_str()).collect();
    names.extend(program.pools.iter().map(|one| one.name.as_str()));
    names.extend(program.caps.iter().map(|one| one.name.as_str()));
    let mut sums: BTreeMap<String, (i64, i64, usize)> = BTreeMap::new();
    for one in open.iter().filter(|one| one.found.is_none() && !one.bonus.is_empty()) {
        let (computed, paid, count) = sums.entry(one.partner.clone()).or_default();
        *computed = computed.saturating_add(one.computed);
        *paid = paid.saturating_add(one.paid);
        *count += 1;
    }
    for one in open.iter_mut().filter(|one| one.found.is_none() && !one.bonus.is_empty()) {
        let together = sums.get(&one.partner).is_some_and(|(computed, paid, count)| *count > 1 && computed == paid);
        if together {
            one.found = Some((Cause::Bonus, Evidence::new("other-bonus")));
        } else if !names.contains(one.bonus.as_str()) && one.computed == 0 {
            one.found = Some((Cause::Bonus, Evidence::new("unknown-bonus").with("bonus", &one.bonus)));
        }
    }
}

/// What a partner's amount has of one rate of a bonus.
struct OfRate {
    /// Its place among the amounts.
    at: usize,
    /// What lacks to what was paid, in the smallest unit.
    lacking: Decimal,
    /// The sum of what that rate is of, in the smallest unit.
    base: Decimal,
    /// What rounding may make of it, in the smallest unit.
    about: Decimal,
}

/// Paid at another rate: with one rate of a bonus replaced by another, the same for all of them, at least two partners' amounts
/// come out.
fn other_rate(facts: &Facts, open: &mut [Amount]) {
    let Some(units) = 10_i64.checked_pow(facts.scale().into()).map(Decimal::from) else { return };
    let mut classes: BTreeMap<(String, Decimal), Vec<OfRate>> = BTreeMap::new();
    for (at, one) in open.iter().enumerate().filter(|(_, one)| one.found.is_none() && one.said && one.paid != 0) {
        let mut bases: BTreeMap<(String, Decimal), (Decimal, u64)> = BTreeMap::new();
        for line in facts.lines(one) {
            if let (Some(Shown::Number { value, .. }), Some(Shown::Percent(rate))) = (&line.base, &line.rate) {
                let (sum, count) = bases.entry((line.name.clone(), *rate)).or_default();
                *sum = sum.checked_add(*value).unwrap_or(*sum);
                *count += 1;
            }
        }
        for (class, (base, lines)) in bases {
            let Some(base) = base.checked_mul(units).filter(|base| !base.is_zero()) else { continue };
            let lacking = Decimal::from(one.paid.saturating_sub(one.computed));
            let about = Decimal::from(lines / 2 + 1);
            classes.entry(class).or_default().push(OfRate { at, lacking, base, about });
        }
    }
    for ((bonus, rate), mut of) in classes {
        of.sort_by_key(|one| std::cmp::Reverse(one.base.abs()));
        let mut left: Vec<&OfRate> = of.iter().collect();
        while let Some(first) = left.first().copied() {
            let step = first.lacking.checked_div(first.base).and_then(|step| step.checked_add(rate));
            let other = step.map(|step| step.round_dp_with_strategy(3, RoundingStrategy::MidpointAwayFromZero));
            let Some(other) = other.filter(|other| *other != rate) else {
                left.remove(0);
                continue;
            };
            let fits = |one: &&OfRate| {
                let by = other.checked_sub(rate).and_then(|by| by.checked_mul(one.base));
                let off = by.and_then(|by| by.checked_sub(one.lacking)).map(|off| off.abs());
                // What rounding alone could make says nothing.
                off.is_some_and(|off| off <= one.about && one.lacking.abs() > one.about + one.about)
            };
            let (good, rest): (Vec<&OfRate>, Vec<&OfRate>) = left.iter().copied().partition(fits);
            let partners: BTreeSet<&str> =
                good.iter().filter_map(|one| open.get(one.at)).map(|one| one.partner.as_str()).collect();
            let count = partners.len();
            if count < 2 {
                left.remove(0);
                continue;
            }
            for one in good {
                let Some(slot) = open.get_mut(one.at).filter(|slot| slot.found.is_none()) else { continue };
                let percent = |share: Decimal| super::table::percent(share);
                let evidence = Evidence::new("rate")
                    .with("bonus", &bonus)
                    .with("rate", percent(rate))
                    .with("other", percent(other))
                    .with("partners", count);
                slot.found = Some((Cause::Rate, evidence));
            }
            left = rest;
        }
    }
}
