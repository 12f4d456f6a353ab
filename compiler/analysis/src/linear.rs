//! Linear forms: at a row, over its columns; and over everything, in shares of volume.

use crate::range::Exact;
use compline_compiler::program::{BonusId, ColumnId, EventId};
use num_traits::{Signed, Zero};
use std::collections::BTreeMap;

/// An upper bound at a row: a sum of multiples of its columns, a fixed number, and what rounding may add.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Linear {
    /// Multiples; none is zero.
    pub columns: BTreeMap<ColumnId, Exact>,
    /// The fixed number.
    pub fixed: Exact,
    /// What rounding may add; not negative.
    pub slack: Exact,
}

/// A number field of an event kind, by its index.
pub type Field = (EventId, u32);

/// What there is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Per {
    /// An event of a kind.
    Event(EventId),
    /// A partner, in a period.
    Partner,
    /// A person, in a period.
    Person,
    /// A line of a bonus.
    Line(BonusId),
    /// A period.
    Period,
}

/// An upper bound of something over all rows: shares of volume, fixed amounts, and what rounding may add. All amounts are in
/// the plan's currency, none is negative.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// Of each field's sum over all events, so much.
    pub share: BTreeMap<Field, Exact>,
    /// For each of these, so much.
    pub fixed: BTreeMap<Per, Exact>,
    /// For each of these, rounding adds so much at most.
    pub slack: BTreeMap<Per, Exact>,
}

impl Linear {
    /// A fixed number.
    pub fn fixed(fixed: Exact) -> Self {
        Self { fixed, ..Self::default() }
    }

    /// So much of a column.
    pub fn column(column: ColumnId, multiple: Exact) -> Self {
        Self { columns: BTreeMap::from([(column, multiple)]), ..Self::default() }
    }

    /// The sum.
    pub fn plus(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        add(&mut sum.columns, &other.columns);
        sum.fixed += &other.fixed;
        sum.slack += &other.slack;
        sum
    }

    /// A multiple, not negative.
    pub fn times(&self, factor: &Exact) -> Self {
        if factor.is_zero() {
            return Self::default();
        }
        let columns = self.columns.iter().map(|(column, multiple)| (*column, multiple * factor)).collect();
        Self { columns, fixed: &self.fixed * factor, slack: &self.slack * factor }
    }

    /// What is at least both, where the columns in which they differ are not negative.
    pub fn join(&self, other: &Self, not_negative: &dyn Fn(ColumnId) -> bool) -> Option<Self> {
        let mut columns = BTreeMap::new();
        for column in self.columns.keys().chain(other.columns.keys()) {
            let (a, b) = (of(&self.columns, column), of(&other.columns, column));
            if a != b && !not_negative(*column) {
                return None;
            }
            let greatest = a.max(b);
            if !greatest.is_zero() {
                columns.insert(*column, greatest);
            }
        }
        let fixed = self.fixed.clone().max(other.fixed.clone());
        Some(Self { columns, fixed, slack: self.slack.clone().max(other.slack.clone()) })
    }

    /// Whether it is at most another at every row, columns that are not negative taken for granted.
    pub fn is_below(&self, other: &Self, not_negative: &dyn Fn(ColumnId) -> bool) -> bool {
        let columns = self.columns.keys().chain(other.columns.keys());
        let columns_are = columns.into_iter().all(|column| {
            let (a, b) = (of(&self.columns, column), of(&other.columns, column));
            a == b || (a < b && not_negative(*column))
        });
        columns_are && self.fixed <= other.fixed && self.slack <= other.slack
    }
}

impl Total {
    /// The sum.
    pub fn plus(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        add(&mut sum.share, &other.share);
        add(&mut sum.fixed, &other.fixed);
        add(&mut sum.slack, &other.slack);
        sum
    }

    /// A multiple, not negative.
    pub fn times(&self, factor: &Exact) -> Self {
        fn each<K: Ord + Copy>(map: &BTreeMap<K, Exact>, factor: &Exact) -> BTreeMap<K, Exact> {
            let times = map.iter().map(|(key, value)| (*key, value * factor));
            times.filter(|(_, value)| !value.is_zero()).collect()
        }
        Self { share: each(&self.share, factor), fixed: each(&self.fixed, factor), slack: each(&self.slack, factor) }
    }

    /// Fixed amounts, nothing else.
    pub fn fixed(per: Per, amount: Exact) -> Self {
        let fixed = if amount.is_positive() { BTreeMap::from([(per, amount)]) } else { BTreeMap::new() };
        Self { fixed, ..Self::default() }
    }

    /// Rounding, nothing else.
    pub fn slack(per: Per, amount: Exact) -> Self {
        let slack = if amount.is_positive() { BTreeMap::from([(per, amount)]) } else { BTreeMap::new() };
        Self { slack, ..Self::default() }
    }

    /// Whether this one says more than another: shares before fixed amounts, then the smaller ones.
    pub(crate) fn is_better_than(&self, other: &Self) -> bool {
        let key = |total: &Self| {
            let fixed: Exact = total.fixed.values().sum();
            let share: Exact = total.share.values().sum();
            (!fixed.is_zero(), share, fixed, total.slack.values().sum::<Exact>())
        };
        key(self) < key(other)
    }
}

fn of<K: Ord>(map: &BTreeMap<K, Exact>, key: &K) -> Exact {
    map.get(key).cloned().unwrap_or_else(Exact::zero)
}

fn add<K: Ord + Copy>(map: &mut BTreeMap<K, Exact>, other: &BTreeMap<K, Exact>) {
    for (key, value) in other {
        *map.entry(*key).or_insert_with(Exact::zero) += value;
    }
    map.retain(|_, value| !value.is_zero());
}
