//! Networks that are paid much: the other side of a bound.
//!
//! A bound says what no network can be paid; a witness is a network, small enough to look at, that is paid something. Between
//! the two lies what is not known. Networks are drawn at random from a fixed seed (chains, stars and both; ranks and other
//! values set at random), run as examples by the reference interpreter, and the best ones are drawn again with small changes.
//! There is a fixed number of tries and no clock, so the same plan has the same witness everywhere.

mod draw;

use crate::examples::{Played, play};
use crate::settle::Reference;
use compline_analysis::{Bounds, Field, Found, Total, shares};
use compline_compiler::compile::compile;
use compline_compiler::lines::COMPANY;
use compline_compiler::outcome::Outcome;
use compline_compiler::program::{LineSource, Program};
use compline_lang::hir;
use draw::{Draw, Network};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;
use std::collections::BTreeMap;

/// How many networks are drawn in a round.
const NETWORKS: usize = 60;
/// Rounds; each begins with the best networks of the one before.
const ROUNDS: usize = 6;

/// The best networks that were found: for each bonus and pool by name, and for the sum.
#[derive(Clone, Debug, Default)]
pub struct Witnesses {
    /// By name of a bonus or pool.
    pub of: BTreeMap<String, Found>,
    /// For all that is paid.
    pub sum: Option<Found>,
}

/// Looks for networks that are paid much for their volume. The volume is the fields that the plan's bounds speak of, or all
/// of the first kind of event where they speak of none.
pub fn search(text: &str, plan: &hir::Plan, program: &Program, bounds: &Bounds) -> Witnesses {
    let worth = worth(plan, program, bounds);
    let mut draw = Draw::new(program);
    let mut best: BTreeMap<Option<String>, (BigRational, Network, BigRational)> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let bases: Vec<Network> = best.values().map(|(_, network, _)| network.clone()).collect();
        let networks: Vec<Network> = (0..NETWORKS).map(|at| draw.network(&bases, at)).collect();
        for (network, played) in run(text, &networks) {
            let Some(volume) = network.volume(program, &worth).filter(|volume| !volume.is_zero()) else { continue };
            for (what, paid) in paid(program, &played) {
                let ratio = &paid / &volume;
                if !ratio.is_zero() && best.get(&what).is_none_or(|(known, ..)| ratio > *known) {
                    best.insert(what, (ratio, network.clone(), paid));
                }
            }
        }
    }
    let mut found = Witnesses::default();
    for (what, (ratio, network, paid)) in best {
        let expected = what.clone().unwrap_or_else(|| "total".to_owned());
        let example = network.text(program, &expected, &paid);
        match what {
            Some(name) => {
                found.of.insert(name, Found { ratio, example });
            }
            None => found.sum = Some(Found { ratio, example }),
        }
    }
    found
}

/// Whether the plan's proofs hold, with networks that show that one does not.
pub fn proofs(text: &str, plan: &hir::Plan, program: &Program) -> Vec<compline_compiler::compile::Finding> {
    if plan.proofs.is_empty() {
        return Vec::new();
    }
    let bounds = compline_analysis::bound(program);
    let mut found: Option<Witnesses> = None;
    compline_analysis::prove(plan, program, &bounds, &mut |name| {
        let found = found.get_or_insert_with(|| search(text, plan, program, &bounds));
        match name {
            Some(name) => found.of.get(name).cloned(),
            None => found.sum.clone(),
        }
    })
}

/// The examples of networks, run; those that cannot be run are left out.
fn run(text: &str, networks: &[Network]) -> Vec<(Network, Played)> {
    let Some(header) = compile(text).result.map(|(_, program)| program) else { return Vec::new() };
    let mut whole = text.to_owned();
    for network in networks {
        whole.push_str("\n\n");
        whole.push_str(&network.text(&header, "total", &BigRational::zero()));
    }
    let Some((plan, program)) = compile(&whole).result else { return Vec::new() };
    let drawn = plan.examples.len().saturating_sub(networks.len());
    let examples = plan.examples.iter().skip(drawn).zip(networks);
    let played = examples.filter_map(|((_, example), network)| {
        let played = play(&program, example, &mut Reference).ok()?;
        Some((network.clone(), played))
    });
    played.collect()
}

/// What one of each field is worth in the plan's currency.
fn worth(plan: &hir::Plan, program: &Program, bounds: &Bounds) -> BTreeMap<Field, BigRational> {
    let totals = bounds.paid.iter().filter_map(|paid| paid.before.as_ref().ok()).chain(bounds.sum.as_ref().ok());
    let mut all = Total::default();
    for total in totals {
        all.share.extend(total.share.clone());
    }
    if all.share.is_empty() {
        let fields = (0_u32..).zip(&program.events).flat_map(|(event, declared)| {
            let numbers = (0_u32..).zip(&declared.fields).filter(|(_, field)| draw::is_amount(program, field.ty));
            numbers.map(move |(field, _)| (compline_compiler::program::EventId(event), field)).collect::<Vec<_>>()
        });
        all.share.extend(fields.map(|field| (field, BigRational::from_integer(BigInt::from(1)))));
    }
    let shares = shares(program, plan, &all);
    shares.into_iter().filter_map(|share| Some((share.of.field, share.of.worth?))).collect()
}

/// What is paid in sum, and by each bonus and pool after the cuts that are of it alone.
fn paid(program: &Program, played: &Played) -> Vec<(Option<String>, BigRational)> {
    let scale = program.units.get(program.currency.index()).map_or(0, |unit| unit.scale);
    let money =
        |units: i128| BigRational::new(BigInt::from(units), num_traits::pow(BigInt::from(10), usize::from(scale)));
    let outcomes: Vec<&Outcome> = played.periods.iter().flatten().map(|settled| &settled.outcome).collect();
    let total: i128 = outcomes.iter().flat_map(|outcome| &outcome.totals).map(|total| i128::from(*total)).sum();
    let mut paid = vec![(None, money(total))];
    let bonuses = (0_u32..)
        .zip(&program.bonuses)
        .map(|(at, bonus)| (LineSource::Bonus(compline_compiler::program::BonusId(at)), bonus.name.clone()));
    let pools = (0_u32..)
        .zip(&program.pools)
        .map(|(at, pool)| (LineSource::Pool(compline_compiler::program::PoolId(at)), pool.name.clone()));
    for (source, name) in bonuses.chain(pools) {
        let sum: i128 = outcomes.iter().map(|outcome| of(outcome, source)).sum();
        // What is paid for each week has one sum.
        match paid.iter_mut().find(|(known, _)| known.as_ref() == Some(&name)) {
            Some((_, all)) => *all += money(sum),
            None => paid.push((Some(name), money(sum))),
        }
    }
    paid
}

fn of(outcome: &Outcome, source: LineSource) -> i128 {
    let lines = match source {
        LineSource::Bonus(id) => outcome.bonuses.get(id.index()),
        LineSource::Pool(id) => outcome.pools.get(id.index()),
    };
    let lines = lines.into_iter().flat_map(compline_compiler::lines::Lines::iter);
    lines.filter(|line| line.earner != COMPANY).map(|line| i128::from(line.amount)).sum()
}
