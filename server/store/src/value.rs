//! Values of parameters.

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use sqlx::{Arguments, Database, Encode, Type};

/// A parameter of a statement. An absent value keeps its type, which PostgreSQL wants to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text, ids, JSON.
    Text(Option<String>),
    /// Whole numbers: amounts in the currency's smallest unit, sequence numbers.
    Number(Option<i64>),
    /// Yes or no.
    Flag(Option<bool>),
    /// A day.
    Day(Option<NaiveDate>),
    /// A point in time, to the microsecond.
    Moment(Option<DateTime<Utc>>),
}

impl Value {
    pub(crate) fn add<DB>(self, to: &mut DB::Arguments) -> Result<(), sqlx::Error>
    where
        DB: Database,
        Option<String>: for<'q> Encode<'q, DB> + Type<DB>,
        Option<i64>: for<'q> Encode<'q, DB> + Type<DB>,
        Option<bool>: for<'q> Encode<'q, DB> + Type<DB>,
        Option<NaiveDate>: for<'q> Encode<'q, DB> + Type<DB>,
        Option<DateTime<Utc>>: for<'q> Encode<'q, DB> + Type<DB>,
    {
        match self {
            Self::Text(value) => to.add(value),
            Self::Number(value) => to.add(value),
            Self::Flag(value) => to.add(value),
            Self::Day(value) => to.add(value),
            // Both databases keep microseconds; what was written is what will be read.
            Self::Moment(value) => to.add(value.map(|at| at.trunc_subsecs(6))),
        }
        .map_err(sqlx::Error::Encode)
    }
}

macro_rules! from {
    ($($type:ty => $variant:ident, |$value:ident| $into:expr;)*) => {$(
        impl From<$type> for Value {
            fn from($value: $type) -> Self {
                Self::$variant(Some($into))
            }
        }

        impl From<Option<$type>> for Value {
            fn from(value: Option<$type>) -> Self {
                Self::$variant(value.map(|$value| $into))
            }
        }
    )*};
}

from! {
    &str => Text, |text| text.to_owned();
    &String => Text, |text| text.clone();
    String => Text, |text| text;
    i64 => Number, |number| number;
    i32 => Number, |number| i64::from(number);
    u32 => Number, |number| i64::from(number);
    bool => Flag, |flag| flag;
    NaiveDate => Day, |day| day;
    DateTime<Utc> => Moment, |at| at;
}

/// The parameters of a statement, in order.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::Value::from($value)),*] };
}
