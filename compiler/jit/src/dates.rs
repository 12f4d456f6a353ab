//! Months between dates, for days that a calendar of four-digit years holds.

/// Days from 1970-01-01 to 0001-01-01 and to 9999-12-31.
const FIRST: i64 = -719_162;
const LAST: i64 = 2_932_896;

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Day {
    year: i64,
    month: i64,
    day: i64,
}

/// Completed or begun months between two days since 1970-01-01; nothing for days far away.
pub fn months(begun: bool, from: i64, to: i64) -> Option<i64> {
    if ![from, to].iter().all(|day| (FIRST..=LAST).contains(day)) {
        return None;
    }
    let (from, to) = (day_of(from), day_of(to));
    if to < from {
        return Some(0);
    }
    let months = (to.year - from.year) * 12 + to.month - from.month;
    let whole = if plus(from, months) <= to { months } else { (months - 1).max(0) };
    Some(whole + i64::from(begun && plus(from, whole) < to))
}

/// How many periods of a calendar begin after `from` and not after `to`; calendars are numbered from days to years.
pub fn calendar(grain: i64, from: i64, to: i64) -> Option<i64> {
    if ![from, to].iter().all(|day| (FIRST..=LAST).contains(day)) {
        return None;
    }
    let place = |days: i64| {
        let day = day_of(days);
        match grain {
            0 => days,
            1 => (days + 3).div_euclid(7),
            2 => day.year * 12 + day.month - 1,
            3 => day.year * 4 + (day.month - 1) / 3,
            _ => day.year,
        }
    };
    Some(place(to) - place(from))
}

/// The same day so many months later, clipped to the end of the month.
fn plus(day: Day, months: i64) -> Day {
    let month = day.year * 12 + day.month - 1 + months;
    let (year, month) = (month.div_euclid(12), month.rem_euclid(12) + 1);
    Day { year, month, day: day.day.min(length(year, month)) }
}

fn length(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The day of the proleptic Gregorian calendar; eras of 400 years from 0000-03-01 on.
fn day_of(days: i64) -> Day {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    Day { year: year_of_era + era * 400 + i64::from(month <= 2), month, day: of_year - (153 * shifted + 2) / 5 + 1 }
}
