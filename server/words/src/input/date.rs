//! Days and months.

use super::InputError;
use crate::Language;
use chrono::{Datelike, Days, NaiveDate};

/// Reads a day: `4.3.2026`, `4.3.`, `4. März 2026`, `4 Mar`, `2026-03-04`, and `heute`, `gestern`, `morgen` or `today`,
/// `yesterday`, `tomorrow`. Names of both languages are read, whatever the language.
///
/// Without a year it is the year of `today`; two digits are a year of this century. With strokes (`4/3/2026`) a German
/// reader puts the day first; written by an English one it is refused if the other order is another day.
///
/// # Errors
/// What is no day, or could be two.
pub fn parse_date(text: &str, language: Language, today: NaiveDate) -> Result<NaiveDate, InputError> {
    let not_a_date = || InputError::NotADate(text.to_owned());
    let written = Written::read(text).ok_or_else(not_a_date)?;
    let (year, month, day) = match (written.shape.as_str(), written.numbers.as_slice()) {
        ("", _) => return Err(InputError::Empty),
        ("D", _) => {
            let shifted = match written.day_by_name {
                -1 => today.checked_sub_days(Days::new(1)),
                1 => today.checked_add_days(Days::new(1)),
                _ => Some(today),
            };
            return shifted.ok_or_else(not_a_date);
        }
        ("N-N-N", [y, m, d]) if y.digits == 4 => (y.year(), m.value, d.value),
        ("N.N" | "N.N.", [d, m]) => (Some(today.year()), m.value, d.value),
        ("N.N.N", [d, m, y]) => (y.year(), m.value, d.value),
        ("NM" | "N.M", [d]) => (Some(today.year()), written.month, d.value),
        ("NMN" | "N.MN", [d, y]) => (y.year(), written.month, d.value),
        ("MN", [d]) if d.digits <= 2 => (Some(today.year()), written.month, d.value),
        ("MN,N", [d, y]) => (y.year(), written.month, d.value),
        ("N/N", [a, b]) => return slashed(text, language, today.year(), a.value, b.value),
        ("N/N/N", [a, b, y]) => return slashed(text, language, y.year().ok_or_else(not_a_date)?, a.value, b.value),
        _ => return Err(not_a_date()),
    };
    calendar_day(text, year.ok_or_else(not_a_date)?, month, day)
}

/// Reads a month: `März 2026`, `03/2026`, `3.2026`, `2026-03`, or its name alone for the year of `today`. The result is
/// its first day.
///
/// # Errors
/// What is no month.
pub fn parse_month(text: &str, today: NaiveDate) -> Result<NaiveDate, InputError> {
    let not_a_month = || InputError::NotAMonth(text.to_owned());
    let written = Written::read(text).ok_or_else(not_a_month)?;
    let (year, month) = match (written.shape.as_str(), written.numbers.as_slice()) {
        ("", _) => return Err(InputError::Empty),
        ("M", _) => (Some(today.year()), written.month),
        ("MN", [y]) => (y.year(), written.month),
        ("N/N" | "N.N", [m, y]) if y.digits == 4 => (y.year(), m.value),
        ("N-N", [y, m]) if y.digits == 4 => (y.year(), m.value),
        _ => return Err(not_a_month()),
    };
    year.and_then(|year| NaiveDate::from_ymd_opt(year, month, 1)).ok_or_else(not_a_month)
}

fn slashed(text: &str, language: Language, year: i32, a: u32, b: u32) -> Result<NaiveDate, InputError> {
    match (NaiveDate::from_ymd_opt(year, b, a), NaiveDate::from_ymd_opt(year, a, b), language) {
        (Some(day_first), Some(month_first), Language::En) if day_first != month_first => {
            Err(InputError::AmbiguousDate { input: text.to_owned(), day_first, month_first })
        }
        (None, Some(month_first), Language::En) => Ok(month_first),
        _ => calendar_day(text, year, b, a),
    }
}

fn calendar_day(text: &str, year: i32, month: u32, day: u32) -> Result<NaiveDate, InputError> {
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| {
        if (1..=12).contains(&month) {
            InputError::NoSuchDay { input: text.to_owned(), year, month, day }
        } else {
            InputError::NotADate(text.to_owned())
        }
    })
}

/// A date as it was written: its shape, in which `N` is a number, `M` the name of a month and `D` that of a day; and
/// what they are. Spaces, and the point after an abbreviated month, are not part of the shape.
#[derive(Default)]
struct Written {
    shape: String,
    numbers: Vec<Numeral>,
    /// 1 to 12 if the shape has a month.
    month: u32,
    /// How far from today, if the shape has a day.
    day_by_name: i8,
}

struct Numeral {
    value: u32,
    digits: usize,
}

impl Numeral {
    /// A year, of four digits or two.
    fn year(&self) -> Option<i32> {
        match self.digits {
            4 => i32::try_from(self.value).ok(),
            2 => i32::try_from(self.value).ok().map(|year| 2000 + year),
            _ => None,
        }
    }
}

impl Written {
    fn read(text: &str) -> Option<Self> {
        let lower = text.to_lowercase();
        let mut written = Written::default();
        let mut rest = lower.trim();
        while let Some(first) = rest.chars().next() {
            let same: fn(char) -> bool = match first {
                c if c.is_ascii_digit() => |c| c.is_ascii_digit(),
                c if c.is_alphabetic() => char::is_alphabetic,
                // A sign stands for itself.
                _ => |_| false,
            };
            let after = rest.strip_prefix(first)?;
            let tail = after.trim_start_matches(same);
            let run = rest.strip_suffix(tail)?;
            rest = tail;
            if first.is_ascii_digit() {
                let value = Some(run).filter(|run| run.len() <= 4)?.parse().ok()?;
                written.numbers.push(Numeral { value, digits: run.len() });
                written.shape.push('N');
            } else if let Some(day) = day_by_name(run) {
                written.day_by_name = day;
                written.shape.push('D');
            } else if first.is_alphabetic() {
                written.month = month_by_name(run)?;
                written.shape.push('M');
                rest = rest.strip_prefix('.').unwrap_or(rest);
            } else if !first.is_whitespace() {
                written.shape.push(first);
            }
        }
        Some(written)
    }
}

fn day_by_name(word: &str) -> Option<i8> {
    match word {
        "gestern" | "yesterday" => Some(-1),
        "heute" | "today" => Some(0),
        "morgen" | "tomorrow" => Some(1),
        _ => None,
    }
}

/// The month whose name begins so, in either language; at least three letters.
fn month_by_name(word: &str) -> Option<u32> {
    const NAMES: [&[&str]; 12] = [
        &["januar", "jänner", "january"],
        &["februar", "february"],
        &["märz", "maerz", "mrz", "march"],
        &["april"],
        &["mai", "may"],
        &["juni", "june"],
        &["juli", "july"],
        &["august"],
        &["september"],
        &["oktober", "october"],
        &["november"],
        &["dezember", "december"],
    ];
    if word.chars().count() < 3 {
        return None;
    }
    (1..).zip(NAMES).find(|(_, names)| names.iter().any(|name| name.starts_with(word))).map(|(month, _)| month)
}
