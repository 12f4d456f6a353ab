//! `summary.json`: what was settled from what, and how much came out.

use super::lines::Written;
use super::tables::sums;
use super::{Settlement, WriteError, result_hash};
use crate::hash::ContentHash;
use compline_compiler::program::Program;
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::BTreeMap;

/// A settlement in short. Amounts are in the plan's currency, with the digits of its smallest unit; as JSON they are
/// texts, so that nobody reads them as floating point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The plan's name.
    pub plan: String,
    /// The plan's version.
    pub version: String,
    /// The settled period.
    pub period: String,
    /// Until when what became known counts; absent where everything does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known_at: Option<String>,
    /// Hashes of everything.
    pub hashes: Hashes,
    /// How many of what.
    pub counts: Counts,
    /// The plan's currency.
    pub currency: String,
    /// The sum of all totals.
    pub paid: Decimal,
    /// By context, the period's own first.
    pub contexts: Vec<ContextSummary>,
}

/// SHA-256 of what went in and what came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Hashes {
    /// The plan's text.
    pub plan: ContentHash,
    /// The company's data.
    pub data: ContentHash,
    /// Lines, totals, states.
    pub result: ContentHash,
}

/// How many of what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Partners in the data.
    pub partners: usize,
    /// Events in the data, by kind.
    pub events: BTreeMap<String, usize>,
    /// Rows of `lines`.
    pub lines: u64,
    /// Partners with a total.
    pub paid_partners: usize,
}

/// What stands behind the name of a bonus of which lines are taken back, in sums and counts.
pub const TAKEN_BACK: &str = " (taken back)";
/// What stands behind the name of a bonus that posts lines for closed periods.
pub const EARLIER_PERIODS: &str = " (earlier periods)";

/// One context in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ContextSummary {
    /// Its name.
    pub context: String,
    /// The hash of its snapshot.
    pub snapshot: ContentHash,
    /// Lines, by bonus and pool.
    pub lines: BTreeMap<String, u64>,
    /// Sums of amounts, by bonus, pool and cap; what stays with the company included.
    pub sums: BTreeMap<String, Decimal>,
    /// The sum of its rows in `lines`.
    pub sum: Decimal,
    /// The sum of its totals.
    pub paid: Decimal,
}

impl Summary {
    pub(super) fn of(settlement: &Settlement<'_>, written: &[Written]) -> Result<Self, WriteError> {
        let (program, company) = (settlement.program, settlement.company);
        let currency = program.units.get(program.currency.index());
        let scale = u32::from(currency.map_or(2, |unit| unit.scale));
        let decimal = |amount: i128| {
            Decimal::try_from_i128_with_scale(amount, scale)
                .map_err(|error| WriteError { path: "summary.json".to_owned(), cause: error.to_string() })
        };
        let contexts = settlement.settled.iter().zip(written).map(|(settled, written)| {
            // What is paid for each week has one sum.
            let mut lines: BTreeMap<String, u64> = BTreeMap::new();
            let mut amounts: BTreeMap<String, i128> = BTreeMap::new();
            let outcome = &settled.outcome;
            let bonuses = program.bonuses.iter().map(|bonus| &bonus.name).zip(&outcome.bonuses);
            let pools = program.pools.iter().map(|pool| &pool.name).zip(&outcome.pools);
            for (name, of) in bonuses.chain(pools) {
                *lines.entry(name.clone()).or_default() += of.count();
                *amounts.entry(name.clone()).or_default() +=
                    of.iter().map(|line| i128::from(line.amount)).sum::<i128>();
            }
            for (cap, cuts) in program.caps.iter().zip(&outcome.cuts) {
                *amounts.entry(cap.name.clone()).or_default() +=
                    cuts.iter().map(|cut| i128::from(cut.amount)).sum::<i128>();
            }
            for one in &settled.mirrored {
                let name = one.line.bonus.clone() + TAKEN_BACK;
                *lines.entry(name.clone()).or_default() += 1;
                *amounts.entry(name).or_default() += i128::from(one.amount);
            }
            for one in &settled.prior {
                let name = one.bonus.clone() + EARLIER_PERIODS;
                *lines.entry(name.clone()).or_default() += 1;
                *amounts.entry(name).or_default() += i128::from(one.amount);
            }
            let by_maker = amounts.into_iter().map(|(name, amount)| Ok((name, decimal(amount)?)));
            Ok(ContextSummary {
                context: settled.context.to_string(),
                snapshot: settled.snapshot.content_hash(program, company),
                lines,
                sums: by_maker.collect::<Result<_, WriteError>>()?,
                sum: decimal(written.sum)?,
                paid: decimal(outcome.totals.iter().map(|total| i128::from(*total)).sum())?,
            })
        });
        let sums = sums(settlement);
        Ok(Self {
            plan: program.plan.clone(),
            version: program.version.clone(),
            period: settlement
                .settled
                .first()
                .map(|settled| settled.context.settlement.to_string())
                .unwrap_or_default(),
            known_at: settlement.settled.first().and_then(|settled| settled.snapshot.knowledge.moment()),
            hashes: Hashes {
                plan: settlement.plan,
                data: company.content_hash(program),
                result: result_hash(program, settlement.settled),
            },
            counts: Counts {
                partners: company.partners.len(),
                events: events(program, settlement),
                lines: written.iter().map(|written| written.rows).sum(),
                paid_partners: sums.iter().filter(|sum| **sum != 0).count(),
            },
            currency: currency.map_or_else(String::new, |unit| unit.name.clone()),
            paid: decimal(sums.iter().map(|sum| i128::from(*sum)).sum())?,
            contexts: contexts.collect::<Result<_, WriteError>>()?,
        })
    }
}

fn events(program: &Program, settlement: &Settlement<'_>) -> BTreeMap<String, usize> {
    program.events.iter().zip(&settlement.company.events).map(|(kind, table)| (kind.name.clone(), table.rows)).collect()
}
