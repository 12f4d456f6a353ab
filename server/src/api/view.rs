//! What the interface shows: shapes of its own, so that the office can change without breaking programs.

use super::extract::rows;
use super::problem::Answer;
use compline_office::levels::RunPartner;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Makes a shape of the interface from something of the office.
macro_rules! shown {
    ($($(#[$about:meta])* $name:ident of $from:ident : $source:ty {
        $($(#[$doc:meta])* $field:ident : $type:ty = $value:expr,)+
    })+) => {$(
        $(#[$about])*
        #[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
        pub struct $name {
            $($(#[$doc])* pub $field: $type,)+
        }

        impl From<$source> for $name {
            fn from($from: $source) -> Self {
                Self { $($field: $value,)+ }
            }
        }
    )+};
}

pub(super) use shown;

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// In the currency's smallest unit: 1234 is 12.34 EUR.
    #[schema(example = 1234)]
    pub amount: i64,
    /// The currency, as ISO 4217 code.
    #[schema(example = "EUR")]
    pub currency: String,
}

impl Money {
    /// An amount in a currency.
    pub fn new(amount: i64, currency: &str) -> Self {
        Self { amount, currency: currency.to_owned() }
    }
}

/// A page of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct List<T> {
    /// The rows.
    pub items: Vec<T>,
    /// What to send as `skip`, or as `after` where the list has that, for the rows behind these; nothing where they are
    /// the last.
    pub next: Option<String>,
}

impl<T> List<T> {
    /// Everything there is.
    pub fn all<S>(items: Vec<S>) -> Self
    where
        T: From<S>,
    {
        Self { items: items.into_iter().map(T::from).collect(), next: None }
    }

    /// Everything there is, or the page of it that is asked for.
    pub fn some<S>(items: Vec<S>, asked: &Slice) -> Answer<Self>
    where
        T: From<S>,
    {
        Self::some_with(items, asked, T::from)
    }

    /// Everything there is, or the page of it that is asked for, whose rows are made by a function.
    pub fn some_with<S>(items: Vec<S>, asked: &Slice, row: impl FnMut(S) -> T) -> Answer<Self> {
        if asked.limit.is_none() && asked.skip.is_none() {
            return Ok(Self { items: items.into_iter().map(row).collect(), next: None });
        }
        let (limit, skip) = rows(asked.limit, asked.skip)?;
        let from = usize::try_from(skip).unwrap_or(usize::MAX);
        Ok(Self::page_with(items.into_iter().skip(from).collect(), limit, skip, row))
    }

    /// A page out of rows of which one more than wanted was asked for.
    pub fn page<S>(items: Vec<S>, limit: i64, skip: i64) -> Self
    where
        T: From<S>,
    {
        Self::page_with(items, limit, skip, T::from)
    }

    /// A page, whose rows are made by a function.
    pub fn page_with<S>(items: Vec<S>, limit: i64, skip: i64, row: impl FnMut(S) -> T) -> Self {
        let more = i64::try_from(items.len()).is_ok_and(|count| count > limit);
        let next = more.then(|| skip.saturating_add(limit).to_string());
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        Self { items: items.into_iter().take(most).map(row).collect(), next }
    }
}

/// The id of what was made.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Made {
    /// The id.
    pub id: String,
}

/// A piece of work that goes on in the background: look at `/jobs/{id}`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Started {
    /// The id of the job.
    pub job: String,
}

/// A reason.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Why, for those who read it later.
    pub reason: String,
}

/// How many rows of a list.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Paged {
    /// Rows at most: 1 to 500, 100 where it is not said.
    pub limit: Option<i64>,
    /// Rows that come before.
    pub skip: Option<i64>,
}

/// Which rows of a list that is not long.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Slice {
    /// Rows at most: 1 to 500. All rows where neither this nor `skip` is said, and 100 where only `skip` is.
    pub limit: Option<i64>,
    /// Rows that come before.
    pub skip: Option<i64>,
}

/// What is kept of an answer that holds a secret, for whoever sends the request once more: the rest of it.
#[derive(Clone, Debug)]
pub struct Kept(pub String);

/// Somebody in whose results something would change.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Change {
    /// The partner.
    pub partner: String,
    /// The rank now.
    pub rank: Option<String>,
    /// The rank then.
    pub rank_then: Option<String>,
    /// The total now.
    pub total: Money,
    /// The total then.
    pub total_then: Money,
}

impl Change {
    /// A pair of now and then.
    pub fn of((now, then): (RunPartner, RunPartner), currency: &str) -> Self {
        Self {
            partner: now.partner,
            rank: now.rank,
            rank_then: then.rank,
            total: Money::new(now.amount, currency),
            total_then: Money::new(then.amount, currency),
        }
    }
}
