//! Counting between two dates.

use crate::outcome::ErrorKind;
use crate::program::{Grain, MonthCount};
use chrono::{Datelike, Months, NaiveDate};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;

/// Months or days between two dates, given as days since 1970-01-01.
///
/// Month counting is never implicit (language core, section 6): the plan says completed or begun.
/// Adding a month to the last day of a longer month gives the last day of the shorter one.
pub(super) fn between(count: MonthCount, from: &BigRational, to: &BigRational) -> Result<BigRational, ErrorKind> {
    if count == MonthCount::Days {
        return Ok(to - from);
    }
    let (from, to) = (date(from)?, date(to)?);
    if let MonthCount::Calendar(grain) = count {
        return Ok(BigRational::from_integer(BigInt::from(place(grain, to) - place(grain, from))));
    }
    let months = completed(from, to)?;
    let begun = count == MonthCount::Begun && add(from, months)? < to;
    Ok(BigRational::from_integer(BigInt::from(months) + BigInt::from(u8::from(begun))))
}

/// The greatest number of months that, added to `from`, does not pass `to`; 0 where `to` is before `from`.
fn completed(from: NaiveDate, to: NaiveDate) -> Result<u32, ErrorKind> {
    if to < from {
        return Ok(0);
    }
    let calendar_months =
        (i64::from(to.year()) - i64::from(from.year())) * 12 + i64::from(to.month()) - i64::from(from.month());
    let months = u32::try_from(calendar_months).map_err(|_| ErrorKind::Overflow)?;
    Ok(if add(from, months)? <= to { months } else { months.saturating_sub(1) })
}

/// The number of the period of a calendar that a day lies in.
fn place(grain: Grain, day: NaiveDate) -> i64 {
    let year = i64::from(day.year());
    match grain {
        Grain::Day => i64::from(day.to_epoch_days()),
        // 1969-12-29 was a Monday.
        Grain::Week => (i64::from(day.to_epoch_days()) + 3).div_euclid(7),
        Grain::Month => year * 12 + i64::from(day.month0()),
        Grain::Quarter => year * 4 + i64::from(day.month0() / 3),
        Grain::Year => year,
    }
}

fn add(date: NaiveDate, months: u32) -> Result<NaiveDate, ErrorKind> {
    date.checked_add_months(Months::new(months)).ok_or(ErrorKind::Overflow)
}

fn date(days: &BigRational) -> Result<NaiveDate, ErrorKind> {
    days.to_integer().to_i32().and_then(NaiveDate::from_epoch_days).ok_or(ErrorKind::Overflow)
}
