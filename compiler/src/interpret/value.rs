//! Exact values and their stored form.

use crate::outcome::ErrorKind;
use crate::program::{NONE, RoundMode, Width};
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// The value of an expression; `None` is absent.
///
/// Yes/no is 1/0, a date is days since 1970-01-01, a word its index, a partner, person or event
/// its row; all of them are whole numbers here, and the expression's type says which.
pub type Value = Option<BigRational>;

/// A stored integer at a scale as an exact value: `stored / 10^scale`; [`NONE`] is absent.
pub fn from_stored(stored: i64, scale: u8) -> Value {
    (stored != NONE).then(|| exact(BigInt::from(stored), scale))
}

/// `units / 10^scale`.
pub fn exact(units: BigInt, scale: u8) -> BigRational {
    BigRational::new(units, power(scale))
}

/// The stored form of a value at a scale; [`NONE`] where it is absent.
///
/// # Errors
/// [`ErrorKind::Inexact`] where it has more digits than the scale, [`ErrorKind::Overflow`] where
/// it does not fit 64 bits (the least 64-bit integer is no number: it stands for absent).
pub fn to_stored(value: &Value, scale: u8) -> Result<i64, ErrorKind> {
    match value {
        None => Ok(NONE),
        Some(value) => narrow(&to_units(value, scale)?),
    }
}

/// `value * 10^scale`, which must be whole.
///
/// # Errors
/// [`ErrorKind::Inexact`] where it is not.
pub fn to_units(value: &BigRational, scale: u8) -> Result<BigInt, ErrorKind> {
    let scaled = value * BigRational::from_integer(power(scale));
    if scaled.is_integer() { Ok(scaled.to_integer()) } else { Err(ErrorKind::Inexact) }
}

/// A whole number in 64 bits.
///
/// # Errors
/// [`ErrorKind::Overflow`] where it does not fit.
pub fn narrow(units: &BigInt) -> Result<i64, ErrorKind> {
    units.to_i64().filter(|x| *x != NONE).ok_or(ErrorKind::Overflow)
}

/// Whether a stored value may be kept in a column of this width; its least integer stands for absent.
pub fn fits(stored: i64, width: Width) -> bool {
    let (least, most) = match width {
        Width::W8 => (i64::from(i8::MIN), i64::from(i8::MAX)),
        Width::W16 => (i64::from(i16::MIN), i64::from(i16::MAX)),
        Width::W32 => (i64::from(i32::MIN), i64::from(i32::MAX)),
        Width::W64 => (i64::MIN, i64::MAX),
    };
    stored == NONE || (least < stored && stored <= most)
}

/// `value * 10^scale`, rounded to a whole number.
///
/// `half up` is commercial: a half goes away from zero, also for negative amounts; `half even` to the
/// even neighbour; `up` is away from zero, `down` towards zero (language core, section 3).
pub fn round(value: &BigRational, scale: u8, mode: RoundMode) -> BigInt {
    let scaled = value * BigRational::from_integer(power(scale));
    let size = scaled.abs();
    let whole = size.to_integer();
    let rest = size - BigRational::from_integer(whole.clone());
    let half = BigRational::new(BigInt::one(), BigInt::from(2));
    let away = match mode {
        RoundMode::HalfUp => rest >= half,
        RoundMode::HalfEven => rest > half || (rest == half && whole.is_odd()),
        RoundMode::Up => !rest.is_zero(),
        RoundMode::Down => false,
    };
    let rounded = if away { whole + BigInt::one() } else { whole };
    if scaled.is_negative() { -rounded } else { rounded }
}

/// `10^scale`.
pub(crate) fn power(scale: u8) -> BigInt {
    num_traits::pow(BigInt::from(10), usize::from(scale))
}

/// Yes or no as a value.
pub(crate) fn yes_no(truth: bool) -> Value {
    Some(whole(i64::from(truth)))
}

/// A whole number as a value.
pub(crate) fn whole(number: i64) -> BigRational {
    BigRational::from_integer(BigInt::from(number))
}

/// Whether a condition holds: an absent one does not.
pub(crate) fn is_yes(value: &Value) -> bool {
    value.as_ref().is_some_and(BigRational::is_one)
}

/// The row that a value names.
pub(crate) fn row_of(value: &Value) -> Option<usize> {
    value.as_ref().and_then(|row| row.to_integer().to_usize())
}
