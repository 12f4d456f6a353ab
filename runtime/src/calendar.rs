//! Settlement periods: days, ISO weeks, months, quarters, years.
//!
//! Dates are days since 1970-01-01 everywhere below the files.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use compline_compiler::program::Grain;
use compline_compiler::store::PeriodDays;
use std::fmt;

/// A period of a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    grain: Grain,
    /// Number of the period in its grain; consecutive periods have consecutive numbers.
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
        example: &'static str,
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
pub fn grain_example(grain: Grain) -> &'static str {
    match grain {
        Grain::Day => "2026-03-15",
        Grain::Week => "2026-W12",
        Grain::Month => "2026-03",
        Grain::Quarter => "2026-Q1",
        Grain::Year => "2026",
    }
}

impl Period {
    /// The period of a grain that contains a day.
    pub fn containing(grain: Grain, day: i32) -> Self {
        let date = date(day);
        let index = match grain {
            Grain::Day => day,
            // 1970-01-01 was a Thursday: weeks start at days 4, 11, … and -3, -10, …
            Grain::Week => day.saturating_add(3).div_euclid(7),
            Grain::Month => months(date),
            Grain::Quarter => months(date).div_euclid(3),
            Grain::Year => date.year(),
        };
        Self { grain, index }
    }

    /// A period from its number, as [`Period::index`] gave it.
    pub fn from_index(grain: Grain, index: i32) -> Self {
        Self { grain, index }
    }

    /// Its number within its grain: one more for each later period.
    pub fn index(self) -> i32 {
        self.index
    }

    /// Its grain.
    pub fn grain(self) -> Grain {
        self.grain
    }

    /// The period so many periods before.
    #[must_use]
    pub fn back(self, periods: u32) -> Self {
        let periods = i32::try_from(periods).unwrap_or(i32::MAX);
        Self { grain: self.grain, index: self.index.saturating_sub(periods) }
    }

    /// The period after.
    #[must_use]
    pub fn next(self) -> Self {
        Self { grain: self.grain, index: self.index.saturating_add(1) }
    }

    /// The first day.
    pub fn start(self) -> i32 {
        match self.grain {
            Grain::Day => self.index,
            Grain::Week => self.index.saturating_mul(7).saturating_sub(3),
            Grain::Month => month_start(self.index),
            Grain::Quarter => month_start(self.index.saturating_mul(3)),
            Grain::Year => month_start(self.index.saturating_mul(12)),
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

    /// Reads a period of any grain.
    ///
    /// # Errors
    ///
    /// Where the text is none.
    pub fn parse(text: &str) -> Result<Self, PeriodError> {
        parse(text).ok_or_else(|| PeriodError::Form(text.to_owned()))
    }

    /// Reads a period of the given grain.
    ///
    /// # Errors
    ///
    /// Where the text is none, or one of another grain.
    pub fn parse_as(grain: Grain, text: &str) -> Result<Self, PeriodError> {
        let period = Self::parse(text)?;
        if period.grain == grain {
            return Ok(period);
        }
        Err(PeriodError::Grain {
            text: text.to_owned(),
            found: grain_name(period.grain),
            wanted: grain_name(grain),
            example: grain_example(grain),
        })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = date(self.start());
        match self.grain {
            Grain::Day => write!(f, "{}", first.format("%Y-%m-%d")),
            Grain::Week => {
                let week = first.iso_week();
                write!(f, "{:04}-W{:02}", week.year(), week.week())
            }
            Grain::Month => write!(f, "{}", first.format("%Y-%m")),
            Grain::Quarter => write!(f, "{:04}-Q{}", first.year(), first.month0() / 3 + 1),
            Grain::Year => write!(f, "{:04}", first.year()),
        }
    }
}

/// Months since January of year 0.
fn months(date: NaiveDate) -> i32 {
    date.year().saturating_mul(12).saturating_add(i32::try_from(date.month0()).unwrap_or(0))
}

fn month_start(months: i32) -> i32 {
    let month = u32::try_from(months.rem_euclid(12)).unwrap_or(0) + 1;
    let first = NaiveDate::from_ymd_opt(months.div_euclid(12), month, 1);
    day(first.unwrap_or(if months < 0 { NaiveDate::MIN } else { NaiveDate::MAX }))
}

fn parse(text: &str) -> Option<Period> {
    let (year, rest) = text.split_at_checked(4)?;
    let year: i32 = digits(year, 4)?.try_into().ok()?;
    if rest.is_empty() {
        return Some(Period { grain: Grain::Year, index: year });
    }
    let rest = rest.strip_prefix('-')?;
    if let Some(week) = rest.strip_prefix('W') {
        let monday = NaiveDate::from_isoywd_opt(year, digits(week, 2)?, Weekday::Mon)?;
        return Some(Period::containing(Grain::Week, day(monday)));
    }
    if let Some(quarter) = rest.strip_prefix('Q') {
        let quarter = digits(quarter, 1).filter(|q| (1..=4).contains(q))?;
        return Some(Period { grain: Grain::Quarter, index: year * 4 + i32::try_from(quarter).ok()? - 1 });
    }
    match rest.split_once('-') {
        Some((month, day_of_month)) => {
            let day = day_of(year, digits(month, 2)?, digits(day_of_month, 2)?)?;
            Some(Period { grain: Grain::Day, index: day })
        }
        None => {
            let month = digits(rest, 2).filter(|m| (1..=12).contains(m))?;
            Some(Period { grain: Grain::Month, index: year * 12 + i32::try_from(month).ok()? - 1 })
        }
    }
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
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match Period::parse(text) {
            Ok(p) => format!(
                "{p} {} {}..{} before {} {}",
                grain_name(p.grain),
                date(p.start()),
                date(p.end()),
                p.back(1),
                p.back(13)
            ),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn every_grain_reads_and_shows() {
        assert_eq!(shown("2026-03"), "2026-03 month 2026-03-01..2026-03-31 before 2026-02 2025-02");
        assert_eq!(shown("2026-W01"), "2026-W01 week 2025-12-29..2026-01-04 before 2025-W52 2025-W40");
        assert_eq!(shown("2026-W53"), "2026-W53 week 2026-12-28..2027-01-03 before 2026-W52 2026-W40");
        assert_eq!(shown("2026-Q1"), "2026-Q1 quarter 2026-01-01..2026-03-31 before 2025-Q4 2022-Q4");
        assert_eq!(shown("2024"), "2024 year 2024-01-01..2024-12-31 before 2023 2011");
        assert_eq!(shown("2024-03-01"), "2024-03-01 day 2024-03-01..2024-03-01 before 2024-02-29 2024-02-17");
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "26-03",
            "2026-3",
            "2026-13",
            "2026-00",
            "2025-W53",
            "2026-Q5",
            "2026-02-29",
            "2026-03-1",
            "2026/03",
            "+026",
            "März",
        ] {
            assert!(Period::parse(text).is_err(), "{text}");
        }
        assert_eq!(
            Period::parse_as(Grain::Month, "2026-W12").map_err(|e| e.to_string()),
            Err("`2026-W12` is a week, but the plan is settled by month; write it as 2026-03".to_owned())
        );
    }

    #[test]
    fn periods_tile_the_days() {
        for grain in [Grain::Day, Grain::Week, Grain::Month, Grain::Quarter, Grain::Year] {
            let mut period = Period::containing(grain, -800);
            for day in -800..1600 {
                if day > period.end() {
                    period = period.next();
                }
                assert_eq!(Period::containing(grain, day), period);
                assert!(period.contains(day));
                assert_eq!(Period::parse(&period.to_string()), Ok(period));
            }
        }
    }
}
