//! One period of a trial: settled, compared amount by amount, and asked for the causes of what differs.

use super::causes::{Facts, Found};
use super::inputs::Carried;
use super::{Cause, Difference, Evidence, Trial, TrialPeriod};
use crate::compute::Computed;
use crate::error::OfficeError;
use crate::imports::PaidElsewhere;
use crate::inputs::texts;
use crate::office::Office;
use crate::plans::CompiledPlan;
use crate::progress::Progress;
use compline_runtime::calendar::Period;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What all periods of a trial share.
pub(super) struct Trying<'a> {
    pub(super) company: &'a str,
    pub(super) trial: &'a Trial,
    pub(super) plan: Arc<CompiledPlan>,
    pub(super) progress: &'a Progress,
}

/// What another system says of a partner in a period.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    /// By bonus what was paid; under the empty name where it is one sum for all.
    pub(super) sums: BTreeMap<String, i64>,
    /// By bonus and order what was paid, where it says for which orders.
    pub(super) orders: BTreeMap<String, BTreeMap<String, i64>>,
    /// The rank.
    pub(super) rank: Option<String>,
    /// By tree the upline.
    pub(super) parents: BTreeMap<String, String>,
}

/// What was paid, by partner.
pub(super) type History = BTreeMap<String, Said>;

/// An amount that is compared.
#[derive(Clone, Debug)]
pub(super) struct Amount {
    pub(super) partner: String,
    /// The partner's number in the company; nothing where it is unknown.
    pub(super) number: Option<usize>,
    /// The bonus; empty for all together.
    pub(super) bonus: String,
    pub(super) computed: i64,
    pub(super) paid: i64,
    /// Whether the history says anything about the partner.
    pub(super) said: bool,
    /// What was found out.
    pub(super) found: Option<Found>,
}

/// What another system has paid, by partner.
pub(super) fn history(rows: Vec<PaidElsewhere>) -> Result<History, OfficeError> {
    let mut out = History::new();
    let overflow = || OfficeError::Overflow("what was paid elsewhere");
    for row in rows {
        let said = out.entry(row.partner).or_default();
        let sum = said.sums.entry(row.bonus.clone()).or_default();
        *sum = sum.checked_add(row.amount).ok_or_else(overflow)?;
        if !row.event.is_empty() {
            let of = said.orders.entry(row.bonus).or_default().entry(row.event).or_default();
            *of = of.checked_add(row.amount).ok_or_else(overflow)?;
        }
        said.rank = said.rank.take().or(row.rank);
        said.parents.extend(texts(&row.parents, "import")?);
    }
    for said in out.values_mut() {
        // One sum without a bonus makes all of them one sum.
        if said.sums.contains_key("") && said.sums.len() > 1 {
            let all = said.sums.values().try_fold(0_i64, |sum, one| sum.checked_add(*one)).ok_or_else(overflow)?;
            said.sums = BTreeMap::from([(String::new(), all)]);
            let orders = std::mem::take(&mut said.orders);
            let together = said.orders.entry(String::new()).or_default();
            for (order, amount) in orders.into_values().flatten() {
                let of = together.entry(order).or_default();
                *of = of.checked_add(amount).ok_or_else(overflow)?;
            }
        }
    }
    Ok(out)
}

/// What a partner got by a bonus, or by all.
pub(super) fn computed_for(computed: &Computed, number: usize, bonus: &str) -> Result<i64, OfficeError> {
    if bonus.is_empty() {
        return computed.total(number);
    }
    let sums = computed.booked.sums(computed.view(), number);
    Ok(sums.into_iter().find(|(name, ..)| name == bonus).map_or(0, |(_, _, sum)| sum))
}

/// The amounts to compare: of everybody to whom something is computed or was paid.
fn amounts(computed: &Computed, history: &History) -> Result<Vec<Amount>, OfficeError> {
    let mut out = Vec::new();
    for number in 0..computed.company.partners.len() {
        if computed.booked.count(number) == 0 {
            continue;
        }
        let partner = computed.company.partners.ids.get(number).into_owned();
        if history.contains_key(&partner) {
            continue;
        }
        let total = computed.total(number)?;
        if total != 0 {
            let (bonus, number) = (String::new(), Some(number));
            out.push(Amount { partner, number, bonus, computed: total, paid: 0, said: false, found: None });
        }
    }
    for (partner, said) in history {
        let number = computed.number(partner);
        let names: BTreeSet<String> = match number {
            Some(number) if !said.sums.contains_key("") => {
                let own = computed.booked.sums(computed.view(), number).into_iter().map(|(name, ..)| name);
                own.chain(said.sums.keys().cloned()).collect()
            }
            _ => said.sums.keys().cloned().collect(),
        };
        for bonus in names {
            let paid = said.sums.get(&bonus).copied().unwrap_or(0);
            let sum = number.map_or(Ok(0), |number| computed_for(computed, number, &bonus))?;
            let partner = partner.clone();
            out.push(Amount { partner, number, bonus, computed: sum, paid, said: true, found: None });
        }
    }
    Ok(out)
}

impl Office {
    /// Settles a period of a trial and compares it.
    pub(super) async fn try_period(
        &self,
        trying: &Trying<'_>,
        period: Period,
        all: &[Period],
        carried: &mut Carried,
    ) -> Result<(TrialPeriod, Vec<Difference>), OfficeError> {
        let first = all.first().copied().unwrap_or(period);
        trying.progress.tell("collecting", 0, 1);
        let (hash, inputs, earlier_reversals) = self.trial_inputs(trying, period, first, carried).await?;
        let computed = self.compute(Arc::clone(&trying.plan), &hash, period, trying.progress).await?;
        self.carry(trying, &computed, carried).await?;
        let trial = trying.trial;
        let paid = self.paid_elsewhere(trying.company, &trial.programme, &period.to_string(), trial.known_seq).await?;
        let history = Arc::new(history(paid)?);
        trying.progress.tell("comparing", 0, 1);
        let (of, said) = (Arc::clone(&computed), Arc::clone(&history));
        let amounts = tokio::task::spawn_blocking(move || amounts(&of, &said)).await??;
        let (equal, open): (Vec<Amount>, Vec<Amount>) = amounts.into_iter().partition(|one| one.computed == one.paid);
        let sum = |amounts: &[Amount], of: fn(&Amount) -> i64| amounts.iter().map(of).fold(0, i64::saturating_add);
        let both = |of: fn(&Amount) -> i64| sum(&equal, of).saturating_add(sum(&open, of));
        let (computed_sum, paid_sum) = (both(|one| one.computed), both(|one| one.paid));
        let facts = Facts { period, computed: Arc::clone(&computed), history, inputs: Arc::new(inputs) };
        let open = if open.is_empty() { open } else { self.explain_amounts(trying, &facts, open).await? };
        let name = period.to_string();
        let mut found: Vec<Difference> = Vec::with_capacity(open.len());
        for one in open {
            let lines = match one.number {
                Some(number) if one.bonus.is_empty() => computed.booked.count(number),
                Some(number) => {
                    let sums = computed.booked.sums(computed.view(), number);
                    sums.iter().find(|(name, ..)| *name == one.bonus).map_or(0, |(_, count, _)| *count)
                }
                None => 0,
            };
            let (cause, evidence) =
                one.found.unwrap_or_else(|| (Cause::Unexplained, Evidence::new(Cause::Unexplained.name())));
            found.push(Difference {
                period: name.clone(),
                partner: one.partner,
                bonus: one.bonus,
                computed: one.computed,
                paid: one.paid,
                lines: lines as u64,
                cause,
                evidence,
            });
        }
        found.sort_by(|a, b| (&a.partner, &a.bonus).cmp(&(&b.partner, &b.bonus)));
        let tried = TrialPeriod {
            period: name,
            inputs: hash,
            result: computed.result.clone(),
            equal: equal.len() as u64,
            different: found.len() as u64,
            computed: computed_sum,
            paid: paid_sum,
            earlier_reversals,
        };
        Ok((tried, found))
    }
}
