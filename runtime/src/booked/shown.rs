//! Values as readers see them, and as files write them.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;

/// A value as readers see it: to be written in their language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// A number of a unit: points, money of a currency; a count has none.
    Number {
        /// The number, exactly.
        value: Decimal,
        /// The unit's name; empty for counts and factors.
        unit: String,
    },
    /// A ratio: 0.05 is five percent.
    Percent(Decimal),
    /// A word of the plan, an id, a text.
    Text(String),
    /// A day.
    Day(NaiveDate),
    /// Yes or no.
    YesNo(bool),
}

impl Shown {
    /// As company files write it: a number with its unit, a ratio in percent.
    pub fn written(&self) -> String {
        match self {
            Self::Number { value, unit } if unit.is_empty() => value.to_string(),
            Self::Number { value, unit } => format!("{value} {unit}"),
            Self::Percent(value) => {
                let percent = value.checked_mul(Decimal::ONE_HUNDRED);
                percent.map_or_else(String::new, |percent| format!("{}%", percent.normalize()))
            }
            Self::Text(text) => text.clone(),
            Self::Day(day) => day.to_string(),
            Self::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        }
    }

    /// A number with its unit, as [`Shown::written`] has it; nothing where there is none.
    pub fn number(text: &str) -> Option<Self> {
        let (number, unit) = text.split_once(' ').unwrap_or((text, ""));
        let value = number.parse::<Decimal>().ok()?;
        Some(Self::Number { value, unit: unit.to_owned() })
    }

    /// A rate as [`Shown::written`] has it: a percentage, or what stands there; nothing where it is empty.
    pub fn rate(text: &str) -> Option<Self> {
        if text.is_empty() {
            return None;
        }
        let percent = text.strip_suffix('%').and_then(|number| number.parse::<Decimal>().ok());
        Some(match percent {
            Some(percent) => Self::Percent((percent / Decimal::ONE_HUNDRED).normalize()),
            None => Self::Text(text.to_owned()),
        })
    }
}
