//! Where the plan's periods begin, and what they are called.

use super::{Grain, NamedAfter};
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// The calendar of the plan's periods: how long they are, and where they begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Calendar {
    /// How long.
    pub grain: Grain,
    /// Where they begin.
    pub begins: Begins,
}

/// Where periods begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Begins {
    /// Weeks on Monday, everything longer on the first of a month, years in January.
    Usual,
    /// Weeks so many days after Monday.
    Weekday(u8, NamedAfter),
    /// Months on this day; quarters and years on this day of this month.
    Day {
        /// The month in which years begin, 1 to 12.
        month: u8,
        /// The day of the month, 1 to 28.
        day: u8,
        /// After which day a month, and the year of a quarter, is named.
        named: NamedAfter,
    },
    /// On the days of a list.
    Listed(Listed),
}

/// A list of periods, each kept once in this process: so a period is a small value that may be copied, and two periods
/// are compared without going through their lists. A company has one list or two, and they are never let go.
#[derive(Clone, Copy)]
pub struct Listed(&'static List);

/// A list of periods that follow one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// The periods; at least one.
    pub periods: Vec<ListedPeriod>,
    /// The last day of the last one, in days since 1970-01-01.
    pub last: i32,
}

/// A period of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListedPeriod {
    /// The year in its name.
    pub year: i32,
    /// Its number in that year; 0 where it is the year.
    pub number: u32,
    /// Its first day, in days since 1970-01-01.
    pub from: i32,
}

static LISTS: Mutex<Vec<&'static List>> = Mutex::new(Vec::new());

impl Listed {
    /// The one list with these periods.
    pub fn of(list: List) -> Self {
        let mut known = LISTS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(same) = known.iter().find(|known| ***known == list) {
            return Self(same);
        }
        let kept: &'static List = Box::leak(Box::new(list));
        known.push(kept);
        Self(kept)
    }

    /// The periods.
    pub fn periods(self) -> &'static [ListedPeriod] {
        &self.0.periods
    }

    /// The last day of the last one.
    pub fn last(self) -> i32 {
        self.0.last
    }

    /// The first day of the first one.
    pub fn first(self) -> i32 {
        self.0.periods.first().map_or(self.0.last, |period| period.from)
    }
}

impl PartialEq for Listed {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Listed {}

impl std::hash::Hash for Listed {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (self.first(), self.last(), self.periods().len()).hash(state);
    }
}

impl fmt::Debug for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Calendar {
    /// Periods as the calendar has them.
    pub const fn usual(grain: Grain) -> Self {
        Self { grain, begins: Begins::Usual }
    }

    /// The calendar of what is a part of these periods, or longer than them. Months, quarters and years go together;
    /// weeks within something longer have rules of their own ([`super::Weeks`]).
    #[must_use]
    pub fn of(self, grain: Grain) -> Self {
        let together = |grain| matches!(grain, Grain::Month | Grain::Quarter | Grain::Year);
        match self.begins {
            _ if grain == self.grain => self,
            Begins::Day { .. } if together(grain) && together(self.grain) => Self { grain, ..self },
            _ => Self::usual(grain),
        }
    }
}
