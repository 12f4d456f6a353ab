//! One cell: from text to a stored value, or a cause and a cure.

use super::schema::{CellSchema, NumberSchema};
use crate::calendar;
use crate::index::Index;
use crate::problem::Cause;
use chrono::{DateTime, NaiveDate};
use compline_compiler::program::NONE;

/// Why a cell cannot be stored.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) cause: Cause,
    pub(crate) cure: String,
}

/// A boxed refusal: the good path should not carry its size.
pub(crate) type Refused<T> = Result<T, Box<Refusal>>;

pub(crate) fn refuse<T>(cause: Cause, cure: impl Into<String>) -> Refused<T> {
    Err(Box::new(Refusal { cause, cure: cure.into() }))
}

/// What cells may refer to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known<'a> {
    /// The partners, where they could be read.
    pub(crate) partners: Option<&'a Index<'a>>,
}

/// The stored value of a cell that is not empty. Texts have none.
pub(crate) fn value(schema: &CellSchema, known: Known<'_>, text: &str) -> Refused<i64> {
    let result = match schema {
        CellSchema::Text => return Ok(0),
        CellSchema::Partner => match known.partners {
            None => Ok(0),
            Some(index) => match index.get(text.as_bytes()) {
                Some(partner) => Ok(i64::from(partner)),
                None => refuse(
                    Cause::Unknown { what: "partner".to_owned() },
                    "correct the id, or add the partner to the partners file",
                ),
            },
        },
        CellSchema::Number(number) => self::number(number, text),
        CellSchema::YesNo => match text {
            "yes" => Ok(1),
            "no" => Ok(0),
            _ => refuse(Cause::YesNo, "write yes or no"),
        },
        CellSchema::Date => date(text).map(i64::from),
        CellSchema::Moment => moment(text),
        CellSchema::Word { what, words } => word(what, words, text),
        CellSchema::Period(own) => match calendar::Period::parse_as(*own, text) {
            Ok(period) => Ok(i64::from(period.index())),
            Err(_) => refuse(
                Cause::Period(calendar::grain_name(own.grain)),
                format!(
                    "write a {} of the plan's calendar, as in {}",
                    calendar::grain_name(own.grain),
                    calendar::example(*own)
                ),
            ),
        },
        CellSchema::Currency(code) if code == text => Ok(0),
        CellSchema::Currency(code) => refuse(
            Cause::Currency { expected: code.clone() },
            format!("convert the amount to {code} where the file is made, or give the plan a field in {text}"),
        ),
    };
    match result {
        Err(refusal) if has_blanks_around(text) => refuse(refusal.cause, "remove the blanks around the value"),
        other => other,
    }
}

/// Whether blanks stand before or after the text.
#[inline]
pub(crate) fn has_blanks_around(text: &str) -> bool {
    let visible = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    if visible(text.as_bytes().first()) && visible(text.as_bytes().last()) {
        return false;
    }
    text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace)
}

/// A word's index.
fn word(what: &str, words: &[String], text: &str) -> Refused<i64> {
    if let Some(at) = words.iter().position(|word| word == text) {
        return Ok(i64::try_from(at).unwrap_or(NONE));
    }
    let lower = text.to_lowercase();
    let cure = match words.iter().find(|word| word.to_lowercase() == lower) {
        Some(word) => format!("write it as {word}"),
        None if words.is_empty() => "leave it out".to_owned(),
        None => {
            let more = if words.len() > 12 { ", …" } else { "" };
            let some: Vec<&str> = words.iter().take(12).map(String::as_str).collect();
            format!("write one of: {}{more}", some.join(", "))
        }
    };
    refuse(Cause::Word { what: what.to_owned() }, cure)
}

/// A day.
pub(crate) fn date(text: &str) -> Refused<i32> {
    fn parse(text: &[u8]) -> Option<NaiveDate> {
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else { return None };
        let mut number = [0_u32; 3];
        for (slot, digits) in number.iter_mut().zip([&[*y1, *y2, *y3, *y4][..], &[*m1, *m2], &[*d1, *d2]]) {
            for digit in digits {
                *slot = *slot * 10 + u32::from(digit.is_ascii_digit().then_some(digit - b'0')?);
            }
        }
        let [year, month, day] = number;
        NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
    }
    match parse(text.as_bytes()) {
        Some(date) => Ok(calendar::day(date)),
        None => refuse(Cause::Date, "write a day of the calendar as year-month-day, as in 2026-03-15"),
    }
}

/// A point in time in seconds since 1970-01-01 UTC; a day alone is its start.
fn moment(text: &str) -> Refused<i64> {
    if let Ok(day) = date(text) {
        return Ok(i64::from(day) * 86_400);
    }
    match DateTime::parse_from_rfc3339(text) {
        Ok(moment) => Ok(moment.timestamp()),
        Err(_) => {
            refuse(Cause::Moment, "write a day as 2026-03-15, or a moment with its time zone as 2026-03-15T10:00:00Z")
        }
    }
}

const POWERS: [i64; 19] = {
    let mut powers = [1_i64; 19];
    let mut at = 1;
    while at < 19 {
        #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler; `at` is below 19")]
        {
            powers[at] = powers[at - 1] * 10;
        }
        at += 1;
    }
    powers
};

/// `10^exponent`, where 64 bits hold it.
fn power(exponent: usize) -> Option<i64> {
    POWERS.get(exponent).copied()
}

/// What a number of so many digits after the point is multiplied by to be stored; `None` where it is divided,
/// or no number but zero fits.
pub(crate) fn factor(schema: &NumberSchema, scale: usize) -> Option<i64> {
    usize::from(schema.scale).checked_sub(scale).and_then(power)
}

/// A number in stored form.
fn number(schema: &NumberSchema, text: &str) -> Refused<i64> {
    let (digits, shift) =
        match text.strip_suffix('%').map(|t| (t, 2)).or_else(|| text.strip_suffix('‰').map(|t| (t, 3))) {
            Some(parts) if schema.percent => parts,
            None if !schema.percent => (text, 0),
            Some(_) | None => return not_a_number(schema),
        };
    let (value, scale) = match decimal(digits) {
        Decimal::Some(value, scale) => (value, scale + shift),
        Decimal::TooLarge => return refuse(Cause::TooLarge, "correct the value; 18 digits is the most"),
        Decimal::None if digits.contains(',') => {
            return refuse(
                Cause::Number,
                "write it with a decimal point and without separators of thousands, as in 1234.50",
            );
        }
        Decimal::None => return not_a_number(schema),
    };
    scaled(schema, value, scale)
}

fn not_a_number<T>(schema: &NumberSchema) -> Refused<T> {
    if schema.percent {
        refuse(Cause::Percentage, "write it with its sign, as in 7.5% or 35‰")
    } else {
        refuse(Cause::Number, "write digits with a decimal point, without unit, blanks or separators, as in 1234.50")
    }
}

/// A number `value / 10^scale` in stored form, checked.
pub(crate) fn scaled(schema: &NumberSchema, value: i64, scale: usize) -> Refused<i64> {
    let wanted = usize::from(schema.scale);
    let stored = if scale <= wanted {
        power(wanted - scale).and_then(|factor| value.checked_mul(factor))
    } else {
        match power(scale - wanted) {
            Some(factor) if value % factor == 0 => Some(value / factor),
            None if value == 0 => Some(0),
            _ => {
                let digits = if schema.percent { schema.scale.saturating_sub(2) } else { schema.scale };
                let cure = "round it where the file is made, or declare a finer unit in the plan";
                return refuse(Cause::TooManyDigits { scale: digits }, cure);
            }
        }
    };
    let (least, most) = schema.bounds;
    match (stored, schema.range) {
        (Some(stored), _) if least <= stored && stored <= most => Ok(stored),
        (_, Some((least, most))) => refuse(
            Cause::OutOfRange { least: least.to_string(), most: most.to_string() },
            "correct the value, or declare a wider range in the plan",
        ),
        _ => refuse(Cause::TooLarge, "correct the value; 18 digits is the most"),
    }
}

/// What a text is as a decimal.
enum Decimal {
    /// Digits and how many of them stand after the point.
    Some(i64, usize),
    TooLarge,
    None,
}

fn decimal(text: &str) -> Decimal {
    let (negative, digits) = match text.as_bytes().split_first() {
        Some((b'-', rest)) => (true, rest),
        _ => (false, text.as_bytes()),
    };
    let mut value: i64 = 0;
    let mut large = false;
    let mut point = None;
    for (at, byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => match value.checked_mul(10).and_then(|v| v.checked_add(i64::from(byte - b'0'))) {
                Some(next) => value = next,
                None => large = true,
            },
            b'.' if point.is_none() && at > 0 => point = Some(at),
            _ => return Decimal::None,
        }
    }
    let after = point.map_or(0, |point| digits.len() - point - 1);
    if digits.is_empty() || (point.is_some() && after == 0) {
        Decimal::None
    } else if large {
        Decimal::TooLarge
    } else {
        Decimal::Some(if negative { -value } else { value }, after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use compline_lang::number::Decimal as Literal;

    fn schema(scale: u8, percent: bool) -> NumberSchema {
        NumberSchema { scale, percent, bounds: (i64::MIN + 1, i64::MAX), range: None }
    }

    fn read(scale: u8, percent: bool, text: &str) -> Result<i64, String> {
        number(&schema(scale, percent), text).map_err(|r| r.cause.to_string())
    }

    #[test]
    fn numbers_are_exact() {
        assert_eq!(read(2, false, "12.5"), Ok(1250));
        assert_eq!(read(2, false, "-0.01"), Ok(-1));
        assert_eq!(read(2, false, "12.500"), Ok(1250));
        assert_eq!(read(0, false, "007"), Ok(7));
        assert_eq!(read(2, false, "92233720368547758.07"), Ok(i64::MAX));
        assert_eq!(read(2, false, "92233720368547758.08"), Err("too large a number".to_owned()));
        assert_eq!(read(2, false, "99999999999999999999"), Err("too large a number".to_owned()));
        assert_eq!(read(4, true, "7.5%"), Ok(750));
        assert_eq!(read(4, true, "35‰"), Ok(350));
        assert_eq!(read(4, true, "0.001%"), Err("more than 2 digits after the point".to_owned()));
        for text in [
            "",
            "-",
            ".",
            "1.",
            ".5",
            "+1",
            "1e3",
            "1 000",
            "1_000",
            "1.2.3",
            "--1",
            "0x1",
            "12.50 EUR",
            "1,5",
            "5%",
            "１",
        ] {
            assert!(read(2, false, text).is_err(), "{text}");
        }
        assert!(read(4, true, "0.05").is_err());
    }

    #[test]
    fn ranges_hold_at_both_ends() {
        let range = Some((Literal::new(-15, 1), Literal::integer(2)));
        let schema = NumberSchema { bounds: (-150, 200), range, ..schema(2, false) };
        for (text, good) in [("-1.5", true), ("-1.51", false), ("2", true), ("2.01", false)] {
            assert_eq!(number(&schema, text).is_ok(), good, "{text}");
        }
    }

    #[test]
    fn dates_are_days_of_the_calendar() {
        assert_eq!(date("1970-01-01").ok(), Some(0));
        assert_eq!(date("2024-02-29").ok(), Some(19_782));
        for text in
            ["", "2026-02-29", "2026-2-1", "2026-13-01", "01.02.2026", "2026-01-01T00:00", "2026-00-10", "20260-1-01"]
        {
            assert!(date(text).is_err(), "{text}");
        }
        assert_eq!(moment("1970-01-02T01:00:00+01:00").ok(), Some(86_400));
        assert_eq!(moment("1970-01-02").ok(), Some(86_400));
        assert!(moment("1970-01-02T01:00:00").is_err());
    }
}
