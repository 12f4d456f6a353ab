//! What values an expression may have: a few, or an interval.
//!
//! Yes/no is 1/0 and a word its index, as everywhere in a plan program.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use std::collections::BTreeSet;

/// An exact number.
pub type Exact = BigRational;

/// Most values that are kept one by one.
const FEW: usize = 64;

/// What values there may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    /// Whether there may be none.
    pub absent: bool,
    /// Those that may be there.
    pub values: Values,
}

/// The values that may be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Values {
    /// One of these.
    These(BTreeSet<Exact>),
    /// Any from the first to the second, without an end where there is none.
    Between(Option<Exact>, Option<Exact>),
}

/// A whole number.
pub(crate) fn whole(number: i64) -> Exact {
    Exact::from_integer(BigInt::from(number))
}

/// `10^-scale`.
pub(crate) fn smallest(scale: u8) -> Exact {
    Exact::new(BigInt::one(), num_traits::pow(BigInt::from(10), usize::from(scale)))
}

impl Range {
    /// Anything.
    pub fn any() -> Self {
        Self { absent: false, values: Values::Between(None, None) }
    }

    /// Nothing below zero.
    pub fn not_negative() -> Self {
        Self { absent: false, values: Values::Between(Some(Exact::zero()), None) }
    }

    /// One value.
    pub fn one(value: Exact) -> Self {
        Self::these([value])
    }

    /// One of several.
    pub fn these(values: impl IntoIterator<Item = Exact>) -> Self {
        Self { absent: false, values: Values::These(values.into_iter().collect()).small() }
    }

    /// Whole numbers from zero.
    pub fn below(count: usize) -> Self {
        match i64::try_from(count) {
            Ok(count) if count <= 64 => Self::these((0..count).map(whole)),
            _ => Self::not_negative(),
        }
    }

    /// No value.
    pub fn none() -> Self {
        Self { absent: true, values: Values::These(BTreeSet::new()) }
    }

    /// Yes or no, of those that may be.
    pub fn truth(yes: bool, no: bool) -> Self {
        Self::these(no.then(Exact::zero).into_iter().chain(yes.then(Exact::one)))
    }

    /// The same, or none.
    pub fn or_none(mut self) -> Self {
        self.absent = true;
        self
    }

    /// The least value.
    pub fn low(&self) -> Option<Exact> {
        match &self.values {
            Values::These(values) => Some(values.first().cloned().unwrap_or_else(Exact::zero)),
            Values::Between(low, _) => low.clone(),
        }
    }

    /// The greatest value.
    pub fn high(&self) -> Option<Exact> {
        match &self.values {
            Values::These(values) => Some(values.last().cloned().unwrap_or_else(Exact::zero)),
            Values::Between(_, high) => high.clone(),
        }
    }

    /// Both ends, where there are both.
    pub fn ends(&self) -> Option<(Exact, Exact)> {
        Some((self.low()?, self.high()?))
    }

    /// Whether nothing is below zero.
    pub fn is_not_negative(&self) -> bool {
        self.low().is_some_and(|low| !low.is_negative())
    }

    /// The values, where they are few.
    pub fn few(&self) -> Option<&BTreeSet<Exact>> {
        match &self.values {
            Values::These(values) => Some(values),
            Values::Between(..) => None,
        }
    }

    /// Whether it may be yes.
    pub fn may_hold(&self) -> bool {
        self.contains(&Exact::one())
    }

    /// Whether it may be no, or nothing, which counts as no.
    pub fn may_fail(&self) -> bool {
        self.absent || self.contains(&Exact::zero())
    }

    /// Whether a value may be there.
    pub fn contains(&self, value: &Exact) -> bool {
        match &self.values {
            Values::These(values) => values.contains(value),
            Values::Between(low, high) => {
                low.as_ref().is_none_or(|low| low <= value) && high.as_ref().is_none_or(|high| value <= high)
            }
        }
    }

    /// One of either.
    pub fn join(&self, other: &Self) -> Self {
        let values = match (&self.values, &other.values) {
            (Values::These(a), Values::These(b)) => Values::These(a.union(b).cloned().collect()).small(),
            (Values::These(none), values) | (values, Values::These(none)) if none.is_empty() => values.clone(),
            _ => Values::Between(
                self.low().zip(other.low()).map(|(a, b)| a.min(b)),
                self.high().zip(other.high()).map(|(a, b)| a.max(b)),
            ),
        };
        Self { absent: self.absent || other.absent, values }
    }

    /// What both allow.
    pub fn meet(&self, other: &Self) -> Self {
        let absent = self.absent && other.absent;
        let values = match (&self.values, &other.values) {
            (Values::These(values), _) => {
                Values::These(values.iter().filter(|value| other.contains(value)).cloned().collect())
            }
            (_, Values::These(values)) => {
                Values::These(values.iter().filter(|value| self.contains(value)).cloned().collect())
            }
            (Values::Between(a, b), Values::Between(c, d)) => {
                let low = match (a, c) {
                    (Some(a), Some(c)) => Some(a.max(c).clone()),
                    (a, c) => a.as_ref().or(c.as_ref()).cloned(),
                };
                let high = match (b, d) {
                    (Some(b), Some(d)) => Some(b.min(d).clone()),
                    (b, d) => b.as_ref().or(d.as_ref()).cloned(),
                };
                Values::Between(low, high)
            }
        };
        Self { absent, values }
    }

    /// Each value changed by a rising or falling function.
    pub fn map(&self, f: impl Fn(&Exact) -> Exact) -> Self {
        let values = match &self.values {
            Values::These(values) => Values::These(values.iter().map(f).collect()),
            Values::Between(low, high) => Values::Between(low.as_ref().map(&f), high.as_ref().map(&f)),
        };
        Self { absent: self.absent, values }
    }

    /// The negative.
    pub fn negated(&self) -> Self {
        let values = match &self.values {
            Values::These(values) => Values::These(values.iter().map(|value| -value).collect()),
            Values::Between(low, high) => {
                Values::Between(high.as_ref().map(|high| -high), low.as_ref().map(|low| -low))
            }
        };
        Self { absent: self.absent, values }
    }

    /// The sum.
    pub fn plus(&self, other: &Self) -> Self {
        self.with(
            other,
            |a, b| a + b,
            |a, b| (a.low().zip(b.low()).map(|(a, b)| a + b), a.high().zip(b.high()).map(|(a, b)| a + b)),
        )
    }

    /// The product.
    pub fn times(&self, other: &Self) -> Self {
        self.with(
            other,
            |a, b| a * b,
            |a, b| {
                if let (Some((a, b)), Some((c, d))) = (a.ends(), b.ends()) {
                    let corners = [&a * &c, &a * &d, &b * &c, &b * &d];
                    return (corners.iter().min().cloned(), corners.iter().max().cloned());
                }
                if a.is_not_negative() && b.is_not_negative() {
                    return (a.low().zip(b.low()).map(|(a, b)| a * b), None);
                }
                (None, None)
            },
        )
    }

    /// The quotient; the divisor is not zero where it is evaluated.
    pub fn over(&self, other: &Self) -> Self {
        if let (Some(a), Some(b)) = (self.few(), other.few()) {
            let b: Vec<&Exact> = b.iter().filter(|b| !b.is_zero()).collect();
            if a.len() * b.len() <= 4 * FEW {
                let values = a.iter().flat_map(|a| b.iter().map(move |b| a / *b)).collect();
                return Self { absent: self.absent || other.absent, values: Values::These(values).small() };
            }
        }
        other
            .inverse()
            .map_or_else(|| Self { absent: self.absent || other.absent, ..Self::any() }, |inverse| self.times(&inverse))
    }

    /// One over it, where it is above zero throughout, zero itself left out of a few.
    pub fn inverse(&self) -> Option<Self> {
        let low = match &self.values {
            Values::These(values) => values.iter().find(|value| !value.is_zero())?.clone(),
            Values::Between(low, _) => low.clone()?,
        };
        if !low.is_positive() || self.low()?.is_negative() {
            return None;
        }
        let high = self.high().map_or_else(Exact::zero, |high| high.recip());
        Some(Self { absent: self.absent, values: Values::Between(Some(high), Some(low.recip())) })
    }

    /// The smaller one.
    pub fn smaller(&self, other: &Self) -> Self {
        self.negated().greater(&other.negated()).negated()
    }

    /// The greater one.
    pub fn greater(&self, other: &Self) -> Self {
        self.with(
            other,
            |a, b| a.max(b).clone(),
            |a, b| {
                let low = match (a.low(), b.low()) {
                    (Some(a), Some(b)) => Some(a.max(b)),
                    (a, b) => a.or(b),
                };
                (low, a.high().zip(b.high()).map(|(a, b)| a.max(b)))
            },
        )
    }

    fn with(
        &self,
        other: &Self,
        each: impl Fn(&Exact, &Exact) -> Exact,
        ends: impl Fn(&Self, &Self) -> (Option<Exact>, Option<Exact>),
    ) -> Self {
        let absent = self.absent || other.absent;
        if let (Some(a), Some(b)) = (self.few(), other.few())
            && a.len() * b.len() <= 4 * FEW
        {
            let values = a.iter().flat_map(|a| b.iter().map(|b| each(a, b)).collect::<Vec<_>>()).collect();
            return Self { absent, values: Values::These(values).small() };
        }
        let (low, high) = ends(self, other);
        Self { absent, values: Values::Between(low, high) }
    }
}

impl Values {
    /// As an interval, where they are more than a few.
    fn small(self) -> Self {
        match self {
            Self::These(values) if values.len() > FEW => Self::Between(values.first().cloned(), values.last().cloned()),
            values => values,
        }
    }
}
