//! What a field may hold, as data.

use std::fmt;

/// A column of a format.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    /// Its name in the head of the file.
    pub(super) name: &'static str,
    pub(super) rule: Rule,
}

pub(super) const fn field(name: &'static str, rule: Rule) -> Field {
    Field { name, rule }
}

/// What a field holds when it is not empty.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rule {
    /// Any text of at most so many characters.
    Text(usize),
    /// At most so many letters of A to Z, digits and further characters.
    Word(usize, &'static str),
    /// Exactly so many capitals.
    Capitals(usize),
    /// Exactly so many digits, as a text.
    Key(usize),
    /// One of these texts.
    Choice(&'static [&'static str]),
    /// `0` or `1`, as a number.
    Flag,
    /// A whole number with at least and at most so many digits.
    Digits(usize, usize),
    /// A number with at most so many digits before and exactly so many behind the comma.
    Decimal(usize, usize),
    /// A rate of exchange, which is never zero.
    Rate,
    /// Day and month.
    DayMonth,
    /// Day, month and a year of this century.
    Date,
    /// Never filled by us; whether it is a text.
    Empty(bool),
}

impl Rule {
    /// Whether the field is a text, which stands in quotes even when it is empty.
    pub(super) const fn is_text(self) -> bool {
        matches!(
            self,
            Self::Text(_) | Self::Word(..) | Self::Capitals(_) | Self::Key(_) | Self::Choice(_) | Self::Empty(true)
        )
    }

    /// Whether the rule allows a value, without its quotes. Nothing is always allowed here.
    pub(super) fn accepts(self, value: &str) -> bool {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let between = |text: &str, range: std::ops::RangeInclusive<u8>| {
            text.len() == 2 && digits(text) && text.parse().is_ok_and(|number| range.contains(&number))
        };
        match self {
            _ if value.is_empty() => true,
            Self::Text(most) => value.chars().count() <= most && !value.chars().any(char::is_control),
            Self::Word(most, further) => {
                value.len() <= most && value.chars().all(|c| c.is_ascii_alphanumeric() || further.contains(c))
            }
            Self::Capitals(count) => value.len() == count && value.bytes().all(|byte| byte.is_ascii_uppercase()),
            Self::Key(count) => value.len() == count && digits(value),
            Self::Choice(choices) => choices.contains(&value),
            Self::Flag => matches!(value, "0" | "1"),
            Self::Digits(least, most) => (least..=most).contains(&value.len()) && digits(value),
            Self::Decimal(whole, places) => value.split_once(',').is_some_and(|(before, behind)| {
                (1..=whole).contains(&before.len()) && behind.len() == places && digits(before) && digits(behind)
            }),
            Self::Rate => value.split_once(',').is_some_and(|(before, behind)| {
                let lengths = (1..=4).contains(&before.len()) && (2..=6).contains(&behind.len());
                lengths && digits(before) && digits(behind) && !before.starts_with('0')
            }),
            Self::DayMonth => {
                value.split_at_checked(2).is_some_and(|(day, month)| between(day, 1..=31) && between(month, 1..=12))
            }
            Self::Date => match (value.get(..2), value.get(2..4), value.get(4..6), value.get(6..)) {
                (Some(day), Some(month), Some("20"), Some(year)) => {
                    between(day, 1..=31) && between(month, 1..=12) && between(year, 0..=99)
                }
                _ => false,
            },
            Self::Empty(_) => false,
        }
    }

    /// The rule as a regular expression over the value without its quotes, as the format's documentation writes it;
    /// the tests hold [`Self::accepts`] against it.
    #[cfg(test)]
    pub(super) fn expression(self) -> String {
        match self {
            Self::Text(most) => format!(r"^[^\x00-\x1f\x7f-\x9f]{{0,{most}}}$"),
            Self::Word(most, further) => {
                let further: String = further.chars().map(|c| format!("\\{c}")).collect();
                format!("^[A-Za-z0-9{further}]{{0,{most}}}$")
            }
            Self::Capitals(count) => format!("^([A-Z]{{{count}}})?$"),
            Self::Key(count) => format!("^([0-9]{{{count}}})?$"),
            Self::Choice(choices) => format!("^({})?$", choices.join("|")),
            Self::Flag => "^[01]?$".to_owned(),
            Self::Digits(least, most) => format!("^([0-9]{{{least},{most}}})?$"),
            Self::Decimal(whole, places) => format!("^([0-9]{{1,{whole}}},[0-9]{{{places}}})?$"),
            Self::Rate => "^([1-9][0-9]{0,3},[0-9]{2,6})?$".to_owned(),
            Self::DayMonth => "^((0[1-9]|[12][0-9]|3[01])(0[1-9]|1[0-2]))?$".to_owned(),
            Self::Date => "^((0[1-9]|[12][0-9]|3[01])(0[1-9]|1[0-2])20[0-9]{2})?$".to_owned(),
            Self::Empty(_) => "^$".to_owned(),
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(most) => write!(f, "at most {most} characters"),
            Self::Word(most, "") => write!(f, "at most {most} letters and digits"),
            Self::Word(most, further) => write!(f, "at most {most} letters, digits and of `{further}`"),
            Self::Capitals(count) => write!(f, "{count} capitals"),
            Self::Choice(choices) => write!(f, "one of {}", choices.join(", ")),
            Self::Empty(_) => f.write_str("nothing"),
            Self::Key(count) => write!(f, "{count} digits"),
            Self::Flag => f.write_str("0 or 1"),
            Self::Digits(least, most) if least == most => write!(f, "a number of {most} digits"),
            Self::Digits(least, most) => write!(f, "a number of {least} to {most} digits"),
            Self::Decimal(whole, places) => {
                write!(f, "a number of at most {whole} digits before and {places} behind the comma")
            }
            Self::Rate => f.write_str("a rate such as 1,2345"),
            Self::DayMonth => f.write_str("a day and month such as 3110"),
            Self::Date => f.write_str("a day of this century such as 31102026"),
        }
    }
}
