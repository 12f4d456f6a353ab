//! Who gains and who loses: a period of a company, settled with both plans.

use crate::value::{Change, Changes, Kind};
use compline_compiler::program::Program;
use compline_runtime::booked::{Booked, View};
use compline_runtime::company::Company;
use compline_runtime::settle::Settled;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What everybody gets of everything: by partner and by bonus, pool or cap, in the currency's smallest unit.
pub type Sums = BTreeMap<String, BTreeMap<String, i64>>;

/// What becomes of a period's pay. Amounts are in the smallest unit of the currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// The currency (ISO 4217).
    pub currency: String,
    /// The period.
    pub period: String,
    /// What the old plan pays.
    pub old: i64,
    /// What the new plan pays.
    pub new: i64,
    /// Partners who get more, and by how much in all.
    pub winners: (usize, i64),
    /// Partners who get less, and by how much in all (negative).
    pub losers: (usize, i64),
    /// Partners who get something, and the same.
    pub unchanged: usize,
    /// By bonus, pool and cap: what moves most first.
    pub bonuses: Vec<BonusMoney>,
    /// By partner: what moves most first. Those for whom nothing moves in any bonus are left out.
    pub partners: Vec<PartnerMoney>,
}

/// What one bonus pays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BonusMoney {
    /// The bonus, pool or cap, as the new plan calls it.
    pub name: String,
    /// With the old plan.
    pub old: i64,
    /// With the new plan.
    pub new: i64,
}

/// What one partner gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerMoney {
    /// The partner.
    pub partner: String,
    /// With the old plan.
    pub old: i64,
    /// With the new plan.
    pub new: i64,
    /// By bonus, pool and cap, those where something moves.
    pub bonuses: Vec<BonusMoney>,
}

impl BonusMoney {
    /// How much more it is.
    pub fn difference(&self) -> i64 {
        self.new.saturating_sub(self.old)
    }
}

impl PartnerMoney {
    /// How much more it is.
    pub fn difference(&self) -> i64 {
        self.new.saturating_sub(self.old)
    }
}

/// What everybody gets in a settled period.
pub fn sums(program: &Program, company: &Company, settled: &[Settled]) -> Sums {
    let booked = Booked::of(program, company, settled);
    let view = View { program, company, settled };
    let mut out = Sums::new();
    for partner in 0..company.partners.len() {
        for (name, _, sum) in booked.sums(view, partner) {
            *out.entry(company.partners.ids.get(partner).into_owned()).or_default().entry(name).or_default() += sum;
        }
    }
    out
}

/// Compares what everybody gets. `renames`: changes of names alone, so that a bonus is compared with itself.
pub fn money(currency: &str, period: &str, old: &Sums, new: &Sums, renames: &[Change]) -> Money {
    let called: BTreeMap<&str, &str> = renames
        .iter()
        .filter(|change| matches!(change.kind, Kind::Bonus | Kind::Pool | Kind::Cap))
        .filter_map(|change| Some((change.was.as_deref()?, change.name.as_str())))
        .collect();
    let mut out = Money { currency: currency.to_owned(), period: period.to_owned(), ..Money::default() };
    let mut bonuses: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    let ids: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for id in ids {
        let mut mine: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        for (name, sum) in old.get(id).into_iter().flatten() {
            let name = called.get(name.as_str()).copied().unwrap_or(name);
            mine.entry(name.to_owned()).or_default().0 += sum;
        }
        for (name, sum) in new.get(id).into_iter().flatten() {
            mine.entry(name.clone()).or_default().1 += sum;
        }
        let (before, after) =
            mine.values().fold((0_i64, 0_i64), |(a, b), (x, y)| (a.saturating_add(*x), b.saturating_add(*y)));
        out.old = out.old.saturating_add(before);
        out.new = out.new.saturating_add(after);
        let difference = after.saturating_sub(before);
        match difference {
            1.. => out.winners = (out.winners.0 + 1, out.winners.1.saturating_add(difference)),
            0 => out.unchanged += usize::from(after != 0),
            _ => out.losers = (out.losers.0 + 1, out.losers.1.saturating_add(difference)),
        }
        for (name, (x, y)) in &mine {
            let sum = bonuses.entry(name.clone()).or_default();
            *sum = (sum.0.saturating_add(*x), sum.1.saturating_add(*y));
        }
        let moved = ordered(mine.into_iter().filter(|(_, (x, y))| x != y).collect());
        if !moved.is_empty() {
            out.partners.push(PartnerMoney { partner: id.clone(), old: before, new: after, bonuses: moved });
        }
    }
    out.bonuses = ordered(bonuses.into_iter().collect());
    // Those of equal weight stay in the order of their ids.
    out.partners.sort_by_key(|one| std::cmp::Reverse(one.difference().unsigned_abs()));
    out
}

fn ordered(list: Vec<(String, (i64, i64))>) -> Vec<BonusMoney> {
    let mut out: Vec<BonusMoney> = list.into_iter().map(|(name, (old, new))| BonusMoney { name, old, new }).collect();
    out.sort_by_key(|one| std::cmp::Reverse(one.difference().unsigned_abs()));
    out
}

/// Puts first what moves money most: of a bonus its own, of anything else that of the bonuses it reaches.
pub fn by_money(changes: &mut Changes, money: &Money) {
    let moved = |name: &str| {
        money
            .bonuses
            .iter()
            .filter(|one| one.name == name)
            .map(|one| one.difference().unsigned_abs())
            .max()
            .unwrap_or(0)
    };
    changes.changes.sort_by_key(|change| {
        let own = matches!(change.kind, Kind::Bonus | Kind::Pool | Kind::Cap).then(|| moved(&change.name));
        let reached = change.payers.iter().map(|name| moved(name)).max();
        std::cmp::Reverse(own.into_iter().chain(reached).max().unwrap_or(0))
    });
}
