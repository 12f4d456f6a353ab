//! Where the plan's periods begin, and what they are called.

use super::declare::Header;
use super::types::{Grain, Weeks};
use chrono::{Datelike, NaiveDate, Weekday};

pub use crate::syntax::ast::NamedAfter;

/// Names of the days of a week, from Monday.
pub const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Names of the months.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Where the plan's periods begin.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Begins {
    /// As the calendar has them: weeks on Monday, everything longer on the first of a month, years in January.
    #[default]
    Usual,
    /// Weeks on another day, counted from Monday, which is 0.
    Weekday(u8, NamedAfter),
    /// Months on this day; quarters and years on this day of this month (1 to 12).
    Day {
        /// The month in which years begin; 1 where periods are months.
        month: u8,
        /// The day of the month, 1 to 28.
        day: u8,
        /// After which day a month, and the year of a quarter, is named.
        named: NamedAfter,
    },
    /// On the days of a list.
    Listed(ListedPeriods),
}

/// A calendar of the company, day by day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedPeriods {
    /// The periods, one after the other; at least one.
    pub periods: Vec<ListedPeriod>,
    /// The last day of the last one.
    pub last: NaiveDate,
}

/// A period of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListedPeriod {
    /// The year in its name.
    pub year: i32,
    /// Its number in that year; 0 where it is the year.
    pub number: u32,
    /// Its first day.
    pub from: NaiveDate,
}

impl ListedPeriods {
    /// How many days each has.
    pub fn lengths(&self) -> impl Iterator<Item = i64> {
        let after = self.last.succ_opt().unwrap_or(NaiveDate::MAX);
        let ends = self.periods.iter().skip(1).map(|next| next.from).chain([after]);
        self.periods.iter().zip(ends).map(|(own, end)| end.signed_duration_since(own.from).num_days())
    }
}

impl ListedPeriod {
    /// Its name: `2026-03`, `2026-W10`, `2026-Q1`, `2026`.
    pub fn name(&self, grain: Grain) -> String {
        let (year, number) = (self.year, self.number);
        match grain {
            Grain::Week => format!("{year:04}-W{number:02}"),
            Grain::Quarter => format!("{year:04}-Q{number}"),
            Grain::Year => format!("{year:04}"),
            Grain::Day | Grain::Month => format!("{year:04}-{number:02}"),
        }
    }
}

impl Header {
    /// How many parts of this length a period has, at least and at most; `None` where it is not made of them.
    pub fn parts(&self, own: Grain) -> Option<(u32, u32)> {
        let whole = Grain::of_word(&self.grain).unwrap_or(Grain::Month);
        parts_in(own, whole, &self.begins, self.weeks)
    }

    /// Whether a period begins on a day; behind the last listed one, another may.
    pub fn begins_on(&self, date: NaiveDate) -> bool {
        match (&self.begins, self.grain.as_str()) {
            (_, "day") => true,
            (Begins::Listed(list), _) => {
                list.periods.iter().any(|period| period.from == date) || list.last.succ_opt() == Some(date)
            }
            (Begins::Weekday(first, _), _) => date.weekday().num_days_from_monday() == u32::from(*first),
            (Begins::Day { month, day, .. }, grain) => {
                let months = date.month0() + 13 - u32::from(*month);
                let fits = match grain {
                    "quarter" => months.is_multiple_of(3),
                    "year" => months.is_multiple_of(12),
                    _ => true,
                };
                fits && date.day() == u32::from(*day)
            }
            (Begins::Usual, "week") => date.weekday() == Weekday::Mon,
            (Begins::Usual, "quarter") => date.day() == 1 && date.month0().is_multiple_of(3),
            (Begins::Usual, "year") => date.day() == 1 && date.month() == 1,
            (Begins::Usual, _) => date.day() == 1,
        }
    }

    /// What the head says of the period, as it is written.
    pub fn period_as_written(&self) -> String {
        let grain = &self.grain;
        let zone = self.zone.as_ref().map_or_else(String::new, |zone| format!(" in {zone}"));
        let word = |words: &[&'static str], at: usize| words.get(at).copied().unwrap_or("?");
        match &self.begins {
            Begins::Usual => format!("period {grain}{zone}"),
            Begins::Weekday(first, named) => {
                format!("period {grain} from {}{zone}, {}", word(&DAYS, usize::from(*first)), named.words())
            }
            Begins::Day { month, day, named } => {
                let month = word(&MONTHS, usize::from(*month).saturating_sub(1));
                let from = match (grain.as_str(), day) {
                    ("month", day) => format!("day {day}"),
                    (_, 1) => month.to_owned(),
                    (_, day) => format!("{day} {month}"),
                };
                format!("period {grain} from {from}{zone}, {}", named.words())
            }
            Begins::Listed(list) => {
                let own = Grain::of_word(grain).unwrap_or(Grain::Month);
                let entries: Vec<String> =
                    list.periods.iter().map(|period| format!("{} from {}", period.name(own), period.from)).collect();
                format!("period {grain} listed{zone} {{ {}, to {} }}", entries.join(", "), list.last)
            }
        }
    }
}

/// How many of these a longer period has, at least and at most; `None` where it is not longer, or where this does not
/// part it.
fn parts_in(own: Grain, whole: Grain, begins: &Begins, weeks: Option<Weeks>) -> Option<(u32, u32)> {
    let listed = matches!(begins, Begins::Listed(_));
    Some(match (own, whole) {
        (Grain::Day, Grain::Week | Grain::Month | Grain::Quarter) => lengths(whole, begins),
        (Grain::Month, Grain::Quarter) if !listed => (3, 3),
        (Grain::Month, Grain::Year) if !listed => (12, 12),
        (Grain::Quarter, Grain::Year) if !listed => (4, 4),
        (Grain::Week, Grain::Month | Grain::Quarter | Grain::Year) => {
            let (shortest, longest) = lengths(whole, begins);
            match weeks? {
                Weeks::WhereTheyEnd(_) => (shortest / 7, u32::div_ceil(longest, 7)),
                // A cut at each end makes one more than whole weeks would.
                Weeks::Cut(_) => (u32::div_ceil(shortest, 7), u32::div_ceil(longest.saturating_sub(1), 7) + 1),
                Weeks::FromPeriod => (u32::div_ceil(shortest, 7), u32::div_ceil(longest, 7)),
            }
        }
        _ => return None,
    })
}

/// How many days a period has, at least and at most.
fn lengths(whole: Grain, begins: &Begins) -> (u32, u32) {
    if let Begins::Listed(list) = begins {
        let days = |days: Option<i64>| days.and_then(|days| u32::try_from(days).ok()).unwrap_or(1);
        return (days(list.lengths().min()), days(list.lengths().max()));
    }
    match (whole, begins) {
        (Grain::Day, _) => (1, 1),
        (Grain::Week, _) => (7, 7),
        (Grain::Month, _) => (28, 31),
        // From February to April there are 89.
        (Grain::Quarter, Begins::Day { .. }) => (89, 92),
        (Grain::Quarter, _) => (90, 92),
        (Grain::Year, _) => (365, 366),
    }
}
