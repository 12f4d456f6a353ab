//! What people write into forms: amounts, numbers, days and months, read in the style of their language.
//!
//! Both decimal signs are accepted, and what could be meant in two ways is refused: `1,234` written by a German reader
//! is a thousand or a little more than one, and a form must not guess about a factor of a thousand.

mod date;
mod number;
#[cfg(test)]
mod tests;

pub use date::{parse_date, parse_month};
pub use number::{parse_amount, parse_decimal, parse_percent};

use crate::Words;
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

/// Why an input cannot be taken. [`InputError::say`] has the sentence for the reader of the form; `Display` is English
/// and for interfaces.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// Nothing was written.
    #[error("the field is empty; write a value")]
    Empty,
    /// No number.
    #[error("`{0}` is not a number; write digits with at most one decimal sign, without currency")]
    NotANumber(String),
    /// The only sign in it may part thousands or decimal places.
    #[error("`{input}` can be read in two ways; write `{thousands}` or `{decimals}`")]
    Ambiguous {
        /// What was written.
        input: String,
        /// With the sign before thousands, as plain digits.
        thousands: Decimal,
        /// With the sign before decimal places, cut to the places that the field has.
        decimals: Decimal,
    },
    /// More decimal places than the field has.
    #[error("`{input}` has more than {places} decimal places; round it")]
    TooManyPlaces {
        /// What was written.
        input: String,
        /// How many places the field has.
        places: u8,
    },
    /// More digits than can be stored.
    #[error("`{0}` is too large; write a smaller number")]
    TooLarge(String),
    /// No day.
    #[error("`{0}` is not a day; write it as 2026-03-04")]
    NotADate(String),
    /// A day that its month does not have.
    #[error("`{input}` is not in the calendar: {year}-{month:02} has no day {day}; correct the day")]
    NoSuchDay {
        /// What was written.
        input: String,
        /// Its year.
        year: i32,
        /// Its month, 1 to 12.
        month: u32,
        /// Its day.
        day: u32,
    },
    /// Day and month, or month and day.
    #[error("`{input}` can be {day_first} or {month_first}; write one of them")]
    AmbiguousDate {
        /// What was written.
        input: String,
        /// With the day first.
        day_first: NaiveDate,
        /// With the month first.
        month_first: NaiveDate,
    },
    /// No month.
    #[error("`{0}` is not a month; write it as 2026-03")]
    NotAMonth(String),
}

impl InputError {
    /// What is wrong and what helps, for the reader of the form.
    #[must_use]
    pub fn say(&self, words: Words) -> String {
        // An example that shows day, month and year apart.
        let example = NaiveDate::from_ymd_opt(2026, 3, 31).unwrap_or_default();
        match self {
            InputError::Empty => words.say("error-field-empty"),
            InputError::NotANumber(input) => words.say_with(
                "error-not-a-number",
                &[("input", input.into()), ("example", words.decimal(Decimal::new(123_456, 2)).into())],
            ),
            InputError::Ambiguous { input, thousands, decimals } => words.say_with(
                "error-number-ambiguous",
                &[
                    ("input", input.into()),
                    // Without a sign, for with it the same would be refused again.
                    ("thousands", thousands.to_string().into()),
                    ("decimals", words.decimal(*decimals).into()),
                ],
            ),
            InputError::TooManyPlaces { input, places } => words
                .say_with("error-too-many-places", &[("input", input.into()), ("places", u32::from(*places).into())]),
            InputError::TooLarge(input) => words.say_with("error-number-too-large", &[("input", input.into())]),
            InputError::NotADate(input) => {
                words.say_with("error-not-a-date", &[("input", input.into()), ("example", words.date(example).into())])
            }
            InputError::NoSuchDay { input, year, month, day } => {
                let first = NaiveDate::from_ymd_opt(*year, *month, 1).unwrap_or_default();
                words.say_with(
                    "error-no-such-day",
                    &[("input", input.into()), ("month", words.month(first).into()), ("day", (*day).into())],
                )
            }
            InputError::AmbiguousDate { input, day_first, month_first } => words.say_with(
                "error-date-ambiguous",
                &[
                    ("input", input.into()),
                    ("first", words.date(*day_first).into()),
                    ("second", words.date(*month_first).into()),
                ],
            ),
            InputError::NotAMonth(input) => words.say_with(
                "error-not-a-month",
                &[
                    ("input", input.into()),
                    ("example", words.month(example).into()),
                    ("number", format!("{:02}/{}", example.month(), example.year()).into()),
                ],
            ),
        }
    }
}
