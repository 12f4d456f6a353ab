//! Settlement periods: days, weeks, months, quarters, years; as the calendar has them, or as the company does.
//!
//! Dates are days since 1970-01-01 everywhere below the files.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use compline_compiler::program::{Begins, Calendar, Grain, Listed, ListedPeriod, NamedAfter, Program, Reach};
use compline_compiler::store::PeriodDays;
use std::fmt;

/// A period of a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    calendar: Calendar,
    /// Number of the period in its calendar; consecutive periods have consecutive numbers. Of a list: its place there;
    /// what is before the first is one period, -1, and what is behind the last is one.
    index: i32,
}

/// A text that names no period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// Not one of the five forms, or no such day, week, …
    #[error(
        "`{0}` is not a period; write a day as 2026-03-15, a week as 2026-W12, a month as 2026-03, a quarter as 2026-Q1, a year as 2026"
    )]
    Form(String),
    /// A period that the plan's list does not have.
    #[error(
        "`{text}` is not in the plan's list of {grain}s, which goes from {first} to {last}; add it to the list, with its first day"
    )]
    NotListed {
        /// What was written.
        text: String,
        /// How long a period is.
        grain: &'static str,
        /// The first one of the list.
        first: String,
        /// The last one.
        last: String,
    },
    /// A period, but of another calendar.
    #[error("`{text}` is a {found}, but the plan is settled by {wanted}; write it as {example}")]
    Grain {
        /// What was written.
        text: String,
        /// Its grain.
        found: &'static str,
        /// The plan's grain.
        wanted: &'static str,
        /// How a period of the plan is written.
        example: String,
    },
}

/// Days of which the plan's list of periods says nothing, and which it would have to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListEnds {
    /// Days behind its end.
    #[error(
        "the plan's list of {grain}s ends on {last}, and {day} lies behind it; add the {grain}s up to that day to the list"
    )]
    Behind {
        /// How long a period is.
        grain: &'static str,
        /// The list's last day.
        last: NaiveDate,
        /// The day.
        day: NaiveDate,
    },
    /// Days before its beginning.
    #[error(
        "settling {period} needs {missing} {grain}{s} before {first}, with which the plan's list of {grain}s begins; add {them} to the list",
        s = if *missing == 1 { "" } else { "s" },
        them = if *missing == 1 { "it" } else { "them" }
    )]
    Before {
        /// The period that is settled.
        period: String,
        /// How many are missing.
        missing: i32,
        /// How long a period is.
        grain: &'static str,
        /// The list's first day.
        first: NaiveDate,
    },
}

/// Days from 0001-01-01 (day 1 of chrono's count) to 1970-01-01.
const EPOCH: i32 = 719_163;

/// The date of a day number.
pub fn date(day: i32) -> NaiveDate {
    let date = day.checked_add(EPOCH).and_then(NaiveDate::from_num_days_from_ce_opt);
    date.unwrap_or(if day < 0 { NaiveDate::MIN } else { NaiveDate::MAX })
}

/// The day number of a date.
pub fn day(date: NaiveDate) -> i32 {
    date.num_days_from_ce() - EPOCH
}

/// The day number of a calendar date, where there is such a date.
pub fn day_of(year: i32, month: u32, day_of_month: u32) -> Option<i32> {
    NaiveDate::from_ymd_opt(year, month, day_of_month).map(day)
}

/// A grain as a noun.
pub fn grain_name(grain: Grain) -> &'static str {
    match grain {
        Grain::Day => "day",
        Grain::Week => "week",
        Grain::Month => "month",
        Grain::Quarter => "quarter",
        Grain::Year => "year",
    }
}

/// How a period of this grain is written.
fn grain_example(grain: Grain) -> &'static str {
    match grain {
        Grain::Day => "2026-03-15",
        Grain::Week => "2026-W12",
        Grain::Month => "2026-03",
        Grain::Quarter => "2026-Q1",
        Grain::Year => "2026",
    }
}

/// How a period of a calendar is written.
pub fn example(calendar: Calendar) -> String {
    match calendar.begins {
        Begins::Listed(list) => {
            list.periods().first().map_or_else(String::new, |first| listed_name(calendar.grain, first))
        }
        _ => grain_example(calendar.grain).to_owned(),
    }
}

impl Period {
    /// The period of a calendar that contains a day.
    pub fn containing(calendar: Calendar, day: i32) -> Self {
        let index = match (calendar.grain, calendar.begins) {
            (Grain::Day, _) => day,
            (_, Begins::Listed(list)) => {
                let begun = list.periods().partition_point(|period| period.from <= day);
                let behind = i32::from(day > list.last());
                i32::try_from(begun).unwrap_or(i32::MAX).saturating_add(behind).saturating_sub(1)
            }
            // 1970-01-01 was a Thursday: weeks start at days 4, 11, … and -3, -10, …
            (Grain::Week, begins) => day.saturating_add(3).saturating_sub(weekday(begins)).div_euclid(7),
            (Grain::Month, begins) => begun_months(begins, date(day)),
            (Grain::Quarter, begins) => {
                begun_months(begins, date(day)).saturating_sub(year_begins(begins)).div_euclid(3)
            }
            (Grain::Year, begins) => begun_months(begins, date(day)).saturating_sub(year_begins(begins)).div_euclid(12),
        };
        Self { calendar, index }
    }

    /// A period from its number, as [`Period::index`] gave it.
    pub fn from_index(calendar: Calendar, index: i32) -> Self {
        Self { calendar, index }
    }

    /// Its number within its grain: one more for each later period.
    pub fn index(self) -> i32 {
        self.index
    }

    /// How long it is.
    pub fn grain(self) -> Grain {
        self.calendar.grain
    }

    /// Its calendar.
    pub fn calendar(self) -> Calendar {
        self.calendar
    }

    /// The period so many periods before.
    #[must_use]
    pub fn back(self, periods: u32) -> Self {
        let periods = i32::try_from(periods).unwrap_or(i32::MAX);
        Self { calendar: self.calendar, index: self.index.saturating_sub(periods) }
    }

    /// The period after.
    #[must_use]
    pub fn next(self) -> Self {
        Self { calendar: self.calendar, index: self.index.saturating_add(1) }
    }

    /// The first day.
    pub fn start(self) -> i32 {
        match (self.calendar.grain, self.calendar.begins) {
            (Grain::Day, _) => self.index,
            (_, Begins::Listed(list)) => listed_start(list, self.index),
            (Grain::Week, begins) => self.index.saturating_mul(7).saturating_sub(3).saturating_add(weekday(begins)),
            (Grain::Month, begins) => month_start(begins, self.index),
            (Grain::Quarter, begins) => {
                month_start(begins, self.index.saturating_mul(3).saturating_add(year_begins(begins)))
            }
            (Grain::Year, begins) => {
                month_start(begins, self.index.saturating_mul(12).saturating_add(year_begins(begins)))
            }
        }
    }

    /// The last day.
    pub fn end(self) -> i32 {
        self.next().start().saturating_sub(1)
    }

    /// First and last day.
    pub fn days(self) -> PeriodDays {
        PeriodDays { start: self.start(), end: self.end() }
    }

    /// Whether a day lies in it.
    pub fn contains(self, day: i32) -> bool {
        self.start() <= day && day <= self.end()
    }

    /// Reads a period of any grain, as the calendar has it.
    ///
    /// # Errors
    ///
    /// Where the text is none.
    pub fn parse(text: &str) -> Result<Self, PeriodError> {
        // No calendar of a company has days of its own.
        Self::parse_in(Calendar::usual(Grain::Day), text)
    }

    /// Reads a period of any grain: one of the plan's calendar, or of what goes with it.
    ///
    /// # Errors
    ///
    /// Where the text is none, or not in the plan's list.
    pub fn parse_in(calendar: Calendar, text: &str) -> Result<Self, PeriodError> {
        let form = || PeriodError::Form(text.to_owned());
        let (grain, year, number) = split(text).ok_or_else(form)?;
        let own = calendar.of(grain);
        let Begins::Listed(list) = own.begins else {
            return numbered(own, year, number).ok_or_else(form);
        };
        let at = list.periods().iter().position(|one| (one.year, one.number) == (year, number));
        let at = at.and_then(|at| i32::try_from(at).ok());
        at.map(|index| Self { calendar: own, index }).ok_or_else(|| PeriodError::NotListed {
            text: text.to_owned(),
            grain: grain_name(grain),
            first: list.periods().first().map_or_else(String::new, |one| listed_name(grain, one)),
            last: list.periods().last().map_or_else(String::new, |one| listed_name(grain, one)),
        })
    }

    /// Reads a period of the given calendar.
    ///
    /// # Errors
    ///
    /// Where the text is none, one of another grain, or not in the plan's list.
    pub fn parse_as(calendar: Calendar, text: &str) -> Result<Self, PeriodError> {
        let period = Self::parse_in(calendar, text)?;
        if period.grain() == calendar.grain {
            return Ok(period);
        }
        Err(PeriodError::Grain {
            text: text.to_owned(),
            found: grain_name(period.grain()),
            wanted: grain_name(calendar.grain),
            example: example(calendar),
        })
    }

    /// The period of a calendar that stands for one settled earlier, which may have been of another calendar: the one of
    /// the same name, else the one with its last day.
    ///
    /// # Errors
    ///
    /// Where the text is no period.
    pub fn settled_as(calendar: Calendar, text: &str) -> Result<Self, PeriodError> {
        Self::parse_as(calendar, text).or_else(|_| Ok(Self::containing(calendar, Self::parse(text)?.end())))
    }

    /// Year and number by which it is called; the number of a year is 0. Nothing for days, and beside a list.
    pub fn name(self) -> Option<(i32, u32)> {
        let grain = self.grain();
        let part = |number: i32| u32::try_from(number).unwrap_or(0);
        match self.calendar.begins {
            Begins::Listed(list) => {
                let own = usize::try_from(self.index).ok().and_then(|at| list.periods().get(at))?;
                Some((own.year, own.number))
            }
            begins => match grain {
                Grain::Day => None,
                Grain::Week => {
                    let week = date(self.named_day()).iso_week();
                    Some((week.year(), week.week()))
                }
                Grain::Month => {
                    let named = date(self.named_day());
                    Some((named.year(), named.month()))
                }
                Grain::Quarter => {
                    let year = self.index.div_euclid(4).saturating_add(later_year(begins));
                    Some((year, part(self.index.rem_euclid(4).saturating_add(1))))
                }
                Grain::Year => Some((self.index.saturating_add(later_year(begins)), 0)),
            },
        }
    }

    /// A day of it by which a month can be called: the first that lies in the calendar's month of that name. The first of
    /// all where there is none, and of everything else.
    pub fn day_of_name(self) -> i32 {
        let named = self.name().filter(|_| self.grain() == Grain::Month);
        let first = named.and_then(|(year, month)| day_of(year, month, 1));
        first.filter(|first| self.contains(*first)).unwrap_or(self.start())
    }

    /// Whether it has a name, and does not lie beside a list.
    pub fn is_nameable(self) -> bool {
        self.grain() == Grain::Day || self.name().is_some()
    }

    /// The day after which a week or a month is named.
    fn named_day(self) -> i32 {
        match self.calendar.begins {
            Begins::Weekday(_, NamedAfter::Last) | Begins::Day { named: NamedAfter::Last, .. } => self.end(),
            _ => self.start(),
        }
    }

    /// That the plan's list says where this period and all those lie that a program looks at from it.
    ///
    /// # Errors
    ///
    /// Where the list ends before, or begins later.
    pub fn is_listed(self, program: &Program) -> Result<(), ListEnds> {
        let Begins::Listed(list) = self.calendar.begins else { return Ok(()) };
        let grain = grain_name(self.grain());
        let last = list.last();
        if self.start() > last {
            return Err(ListEnds::Behind { grain, last: date(last), day: date(self.start()) });
        }
        let earliest = program.reaches().into_iter().map(|reach| match reach {
            Reach::Period(back) => self.back(back).index,
            // A part belongs to the period in which it ends.
            Reach::Part(_) => Self::containing(self.calendar, self.days_of(reach, program).end).index,
        });
        let earliest = earliest.fold(self.index, i32::min);
        if earliest >= 0 {
            return Ok(());
        }
        let first = date(list.first());
        let settled = if self.index < 0 { Self { index: 0, ..self } } else { self };
        Err(ListEnds::Before { period: settled.to_string(), missing: earliest.saturating_neg(), grain, first })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.name(), self.grain()) {
            (Some((year, number)), grain) => f.write_str(&shown(grain, year, number)),
            (None, Grain::Day) => write!(f, "{}", date(self.start()).format("%Y-%m-%d")),
            // Beside a list.
            (None, _) if self.index < 0 => write!(f, "before {}", date(self.end().saturating_add(1))),
            (None, _) => write!(f, "from {}", date(self.start())),
        }
    }
}

/// A period by year and number.
fn shown(grain: Grain, year: i32, number: u32) -> String {
    match grain {
        Grain::Week => format!("{year:04}-W{number:02}"),
        Grain::Quarter => format!("{year:04}-Q{number}"),
        Grain::Year => format!("{year:04}"),
        Grain::Day | Grain::Month => format!("{year:04}-{number:02}"),
    }
}

fn listed_name(grain: Grain, period: &ListedPeriod) -> String {
    shown(grain, period.year, period.number)
}

/// How many days after Monday weeks begin.
fn weekday(begins: Begins) -> i32 {
    match begins {
        Begins::Weekday(first, _) => i32::from(first),
        _ => 0,
    }
}

/// How many months after January years begin.
fn year_begins(begins: Begins) -> i32 {
    match begins {
        Begins::Day { month, .. } => i32::from(month).saturating_sub(1),
        _ => 0,
    }
}

/// By how many a year is called later than the calendar year in which it begins.
fn later_year(begins: Begins) -> i32 {
    i32::from(matches!(begins, Begins::Day { named: NamedAfter::Last, .. }))
}

/// The day of the month on which months begin.
fn first_day(begins: Begins) -> u32 {
    match begins {
        Begins::Day { day, .. } => u32::from(day),
        _ => 1,
    }
}

/// The month in which the one has begun that contains a day, in months since January of year 0.
fn begun_months(begins: Begins, date: NaiveDate) -> i32 {
    let months = date.year().saturating_mul(12).saturating_add(i32::try_from(date.month0()).unwrap_or(0));
    months.saturating_sub(i32::from(date.day() < first_day(begins)))
}

fn month_start(begins: Begins, months: i32) -> i32 {
    let month = u32::try_from(months.rem_euclid(12)).unwrap_or(0) + 1;
    let first = NaiveDate::from_ymd_opt(months.div_euclid(12), month, first_day(begins));
    day(first.unwrap_or(if months < 0 { NaiveDate::MIN } else { NaiveDate::MAX }))
}

/// The first day of a listed period. What is before the first one, and behind the last, is one long period each.
fn listed_start(list: Listed, index: i32) -> i32 {
    let periods = list.periods();
    match usize::try_from(index) {
        Err(_) => day(NaiveDate::MIN),
        Ok(at) => match periods.get(at) {
            Some(period) => period.from,
            None if at == periods.len() => list.last().saturating_add(1),
            None => day(NaiveDate::MAX),
        },
    }
}

/// The grain of what a text names, with year and number; days have their day as the number.
fn split(text: &str) -> Option<(Grain, i32, u32)> {
    let (year, rest) = text.split_at_checked(4)?;
    let year: i32 = digits(year, 4)?.try_into().ok()?;
    if rest.is_empty() {
        return Some((Grain::Year, year, 0));
    }
    let rest = rest.strip_prefix('-')?;
    if let Some(week) = rest.strip_prefix('W') {
        return Some((Grain::Week, year, digits(week, 2)?));
    }
    if let Some(quarter) = rest.strip_prefix('Q') {
        return Some((Grain::Quarter, year, digits(quarter, 1)?));
    }
    match rest.split_once('-') {
        Some((month, day)) => Some((Grain::Day, year, digits(month, 2)? * 100 + digits(day, 2)?)),
        None => Some((Grain::Month, year, digits(rest, 2)?)),
    }
}

/// A period by year and number, where there is one.
fn numbered(calendar: Calendar, year: i32, number: u32) -> Option<Period> {
    let begins = calendar.begins;
    let later = later_year(begins);
    let index = match calendar.grain {
        Grain::Day => day_of(year, number / 100, number % 100)?,
        Grain::Week => {
            let monday = day(NaiveDate::from_isoywd_opt(year, number, Weekday::Mon)?);
            // Its first day, or its last one, lies in that week.
            let within = match begins {
                Begins::Weekday(first, NamedAfter::First) => i32::from(first),
                _ => 0,
            };
            return Some(Period::containing(calendar, monday.saturating_add(within)));
        }
        Grain::Month => {
            let month = i32::try_from(number).ok().filter(|month| (1..=12).contains(month))?;
            // A month from the first is in one month of the calendar alone.
            let later = if first_day(begins) == 1 { 0 } else { later };
            year.checked_mul(12)?.checked_add(month)?.checked_sub(1 + later)?
        }
        Grain::Quarter => {
            let quarter = i32::try_from(number).ok().filter(|quarter| (1..=4).contains(quarter))?;
            year.checked_sub(later)?.checked_mul(4)?.checked_add(quarter)?.checked_sub(1)?
        }
        Grain::Year => year.checked_sub(later)?,
    };
    Some(Period { calendar, index })
}

/// Exactly so many digits as a number.
fn digits(text: &str, count: usize) -> Option<u32> {
    (text.len() == count && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// The day before, as text; for advice.
pub(crate) fn day_before(day: i32) -> NaiveDate {
    date(day).checked_sub_days(Days::new(1)).unwrap_or(NaiveDate::MIN)
}

#[cfg(test)]
mod tests;
