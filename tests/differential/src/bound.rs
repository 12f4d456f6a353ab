//! Bounds against runs: nothing that is paid may be more than the bound says.

use crate::case::Case;
use crate::compile::compile;
use compline_analysis::{Bounds, Field, Per, Total, bound};
use compline_compiler::interpret::{Options, exact, run};
use compline_compiler::lines::{COMPANY, Lines};
use compline_compiler::outcome::Outcome;
use compline_compiler::program::{BonusId, Kind, LineSource, PoolId, Program, Source, Space};
use compline_compiler::store::Marks;
use compline_compiler::store::Store;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;
use std::collections::{BTreeMap, BTreeSet};

/// What was compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Runs that came to an end.
    pub runs: u64,
    /// Bonuses and pools with a bound.
    pub bounded: u64,
    /// Bonuses and pools without one.
    pub unbounded: u64,
    /// Bounded ones that paid something.
    pub paid: u64,
    /// Bounded ones that paid more than half of their bound.
    pub half: u64,
    /// Plans whose sum has a bound.
    pub sums: u64,
}

impl Compared {
    /// Adds another count.
    pub fn add(&mut self, other: Self) {
        self.runs += other.runs;
        self.bounded += other.bounded;
        self.unbounded += other.unbounded;
        self.paid += other.paid;
        self.half += other.half;
        self.sums += other.sums;
    }
}

/// Bounds a case's plan, runs it over its company, and compares.
///
/// # Errors
/// What was paid beyond its bound.
pub fn compare(case: Case) -> Result<Compared, String> {
    let text = case.plan().text();
    let Ok(program) = compile(&text) else { return Ok(Compared::default()) };
    let bounds = bound(&program);
    let mut store = case.company(&program).store(&program, case.seed);
    // A bound is one of what is due in total; what was paid before and is taken off is a part of that.
    store.paid.clear();
    // It holds as long as no volume is negative: no event is reversed.
    store.events.iter_mut().for_each(|events| events.marks = Marks::default());
    match run(&program, &mut store, &Options::default()) {
        Ok(outcome) => hold(&program, &store, &outcome, &bounds),
        Err(_) => Ok(Compared::default()),
    }
}

/// Holds bounds against what a run paid.
///
/// # Errors
/// What was paid beyond its bound.
pub fn hold(program: &Program, store: &Store, outcome: &Outcome, bounds: &Bounds) -> Result<Compared, String> {
    let mut compared = Compared { runs: 1, ..Compared::default() };
    let world = World::of(program, store, outcome);
    let mut check = |name: &str, paid: &BigRational, bound: &Total| {
        let most = bound.for_data(&world.volume, &|per| world.count(per));
        compared.paid += u64::from(!paid.is_zero());
        compared.half += u64::from(!paid.is_zero() && paid + paid > most);
        if *paid > most {
            return Err(format!("`{name}` pays {paid}, and its bound is {most}: {bound:?}"));
        }
        Ok(())
    };
    let scale = program.units[program.currency.index()].scale;
    for paid in &bounds.paid {
        let sources = sources(program, &paid.name);
        let lines = sources.iter().flat_map(|source| lines(outcome, *source).iter());
        // What is above zero alone is what others may be paid by.
        let amounts: Vec<i128> =
            lines.filter(|line| line.earner != COMPANY).map(|line| i128::from(line.amount)).collect();
        let positive: i128 = amounts.iter().filter(|amount| **amount > 0).sum();
        if let Ok(bound) = &paid.before {
            check(&paid.name, &money(positive, scale), bound)?;
        }
        let caps = || {
            program
                .caps
                .iter()
                .zip(&outcome.cuts)
                .filter(|(cap, _)| sources.iter().any(|source| cap.on.contains(source)))
        };
        let shared = caps().any(|(_, cuts)| cuts.iter().any(|cut| cut.source.is_none()));
        if let (Ok(bound), false) = (&paid.after, shared) {
            let cuts = caps()
                .flat_map(|(_, cuts)| cuts)
                .filter(|cut| cut.source.is_some_and(|source| sources.contains(&source)));
            let left: i128 = amounts.iter().sum::<i128>() + cuts.map(|cut| i128::from(cut.amount)).sum::<i128>();
            check(&format!("{} after caps", paid.name), &money(left, scale), bound)?;
        }
    }
    if let Ok(bound) = &bounds.sum {
        let total = outcome.totals.iter().map(|total| money(i128::from(*total), scale)).sum();
        check("the sum", &total, bound)?;
    }
    for paid in &bounds.paid {
        compared.bounded += u64::from(paid.after.is_ok());
        compared.unbounded += u64::from(paid.after.is_err());
    }
    compared.sums += u64::from(bounds.sum.is_ok());
    Ok(compared)
}

fn money(units: i128, scale: u8) -> BigRational {
    exact(BigInt::from(units), scale)
}

/// All that is paid under a name: what is paid for each week stands once for each.
fn sources(program: &Program, name: &str) -> Vec<LineSource> {
    let bonuses = program.bonuses.iter().zip(0..).filter(|(bonus, _)| bonus.name == name);
    let pools = program.pools.iter().zip(0..).filter(|(pool, _)| pool.name == name);
    let bonuses = bonuses.map(|(_, at)| LineSource::Bonus(BonusId(at)));
    bonuses.chain(pools.map(|(_, at)| LineSource::Pool(PoolId(at)))).collect()
}

fn lines(outcome: &Outcome, source: LineSource) -> &Lines {
    match source {
        LineSource::Bonus(id) => &outcome.bonuses[id.index()],
        LineSource::Pool(id) => &outcome.pools[id.index()],
    }
}

/// What bounds speak of, counted.
struct World {
    volume: BTreeMap<Field, BigRational>,
    counts: BTreeMap<Per, u64>,
}

impl World {
    /// Every event counts once, in however many sets it is.
    fn of(program: &Program, store: &Store, outcome: &Outcome) -> Self {
        let mut seen: BTreeMap<Field, BTreeSet<u32>> = BTreeMap::new();
        let mut volume: BTreeMap<Field, BigRational> = BTreeMap::new();
        let mut events = BTreeMap::new();
        for (set, rows) in program.event_sets.iter().zip(&store.events) {
            let known: &mut BTreeSet<u32> = events.entry(set.event).or_default();
            known.extend(rows.source.iter().take(rows.rows));
        }
        for (at, column) in (0..).zip(&program.columns) {
            let (Space::Event(set), Source::EventField(field), Kind::Number(_, scale)) =
                (column.space, column.source, column.ty.kind)
            else {
                continue;
            };
            let key = (program.event_sets[set.index()].event, field);
            for (row, event) in store.events[set.index()].source.iter().enumerate() {
                let value = store.get(compline_compiler::program::ColumnId(at), row);
                if value != compline_compiler::program::NONE && seen.entry(key).or_default().insert(*event) {
                    *volume.entry(key).or_insert_with(BigRational::zero) += money(i128::from(value), scale);
                }
            }
        }
        let mut counts = BTreeMap::from([
            (Per::Partner, store.partners as u64),
            (Per::Person, store.persons as u64),
            (Per::Period, 1),
        ]);
        counts.extend(events.into_iter().map(|(event, known)| (Per::Event(event), known.len() as u64)));
        for (at, bonus) in (0..).zip(&program.bonuses) {
            let all = program.bonuses.iter().zip(&outcome.bonuses).filter(|(other, _)| other.name == bonus.name);
            counts.insert(Per::Line(BonusId(at)), all.map(|(_, lines)| lines.count()).sum());
        }
        Self { volume, counts }
    }

    fn count(&self, per: Per) -> u64 {
        self.counts.get(&per).copied().unwrap_or(0)
    }
}
