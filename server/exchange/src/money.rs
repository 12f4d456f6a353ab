//! Amounts: whole numbers of a currency's smallest unit, and the decimals that files write for them.

use iso_currency::Currency;
use thiserror::Error;

/// Digits after the point of a currency's smallest unit (ISO 4217): 2 for `EUR`, 0 for `JPY`, 3 for `KWD`. `None`
/// for a code that is not a currency with a smallest unit.
#[must_use]
pub fn decimals(currency: &str) -> Option<u32> {
    Currency::from_code(currency).and_then(Currency::exponent).map(u32::from)
}

/// An amount as a decimal with a point and all its digits: `12345` with 2 decimals is `123.45`, `-5` is `-0.05`.
#[must_use]
pub fn to_decimal(amount: i64, decimals: u32) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let digits = amount.unsigned_abs().to_string();
    let Ok(decimals) = usize::try_from(decimals) else { return format!("{sign}{digits}") };
    if decimals == 0 {
        return format!("{sign}{digits}");
    }
    let padded = format!("{digits:0>width$}", width = decimals.saturating_add(1));
    match padded.split_at_checked(padded.len().saturating_sub(decimals)) {
        Some((whole, fraction)) => format!("{sign}{whole}.{fraction}"),
        None => format!("{sign}{padded}"),
    }
}

/// Why a text is not an amount.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum AmountError {
    /// Not digits with at most one point.
    #[error("`{text}` is not an amount; write digits with a decimal point, as in `1234.50`")]
    NotANumber {
        /// What was written.
        text: String,
    },
    /// Digits below the smallest unit that are not zero.
    #[error("`{text}` has more than {decimals} digits after the point; {currency} has no smaller unit")]
    TooFine {
        /// What was written.
        text: String,
        /// The currency.
        currency: String,
        /// The digits it has.
        decimals: u32,
    },
    /// Beyond what 64 bits hold.
    #[error("`{text}` is too large an amount; 18 digits is the most")]
    TooLarge {
        /// What was written.
        text: String,
    },
    /// A currency without a smallest unit, or none at all.
    #[error("`{currency}` is not a currency; write three letters of ISO 4217, as in `EUR`")]
    Currency {
        /// What was written.
        currency: String,
    },
}

/// The amount that a decimal with a point stands for, in the currency's smallest unit. Zeros behind the last digit
/// of the currency are allowed, other digits are not: nothing is rounded.
///
/// # Errors
///
/// What is no decimal, no currency, too fine or too large. A sign is no part of an amount in bank files.
pub fn from_decimal(text: &str, currency: &str) -> Result<i64, AmountError> {
    let Some(decimals) = decimals(currency) else {
        return Err(AmountError::Currency { currency: currency.to_owned() });
    };
    let not_a_number = || AmountError::NotANumber { text: text.to_owned() };
    let (whole, fraction) = match text.split_once('.') {
        Some((_, "")) => return Err(not_a_number()),
        Some(parts) => parts,
        None => (text, ""),
    };
    if whole.is_empty() {
        return Err(not_a_number());
    }
    let places = usize::try_from(decimals).unwrap_or(usize::MAX);
    let (kept, finer) = fraction.split_at_checked(places).unwrap_or((fraction, ""));
    if !finer.bytes().chain(whole.bytes()).chain(kept.bytes()).all(|byte| byte.is_ascii_digit()) {
        return Err(not_a_number());
    }
    if finer.bytes().any(|byte| byte != b'0') {
        return Err(AmountError::TooFine { text: text.to_owned(), currency: currency.to_owned(), decimals });
    }
    let zeros = std::iter::repeat_n(b'0', places.saturating_sub(kept.len()));
    whole
        .bytes()
        .chain(kept.bytes())
        .chain(zeros)
        .try_fold(0_i64, |value, digit| value.checked_mul(10)?.checked_add(i64::from(digit.wrapping_sub(b'0'))))
        .ok_or_else(|| AmountError::TooLarge { text: text.to_owned() })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decimals_are_exact() {
        assert_eq!(from_decimal("12.5", "EUR").unwrap(), 1250);
        assert_eq!(from_decimal("18.15000", "EUR").unwrap(), 1815);
        assert_eq!(from_decimal("2700", "JPY").unwrap(), 2700);
        assert_eq!(from_decimal("1.234", "KWD").unwrap(), 1234);
        assert_eq!(from_decimal("92233720368547758.07", "EUR").unwrap(), i64::MAX);
        assert!(matches!(from_decimal("92233720368547758.08", "EUR"), Err(AmountError::TooLarge { .. })));
        assert!(matches!(from_decimal("8.85001", "EUR"), Err(AmountError::TooFine { decimals: 2, .. })));
        assert!(matches!(from_decimal("1.5", "JPY"), Err(AmountError::TooFine { decimals: 0, .. })));
        assert!(matches!(from_decimal("1", "XYZ"), Err(AmountError::Currency { .. })));
        for text in ["", ".", "1.", ".5", "-1", "+1", "1,5", "1e3", " 1", "1 ", "1.2.3", "١", "1.0é", "0.é"] {
            assert!(matches!(from_decimal(text, "EUR"), Err(AmountError::NotANumber { .. })), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(amount in 0..=i64::MAX, currency in prop::sample::select(vec!["EUR", "JPY", "KWD"])) {
            let text = to_decimal(amount, decimals(currency).unwrap());
            prop_assert_eq!(from_decimal(&text, currency), Ok(amount));
        }
    }

    #[test]
    fn negative_amounts_have_their_sign_in_front() {
        assert_eq!(to_decimal(-5, 2), "-0.05");
        assert_eq!(to_decimal(i64::MIN, 2), "-92233720368547758.08");
        assert_eq!(to_decimal(7, 0), "7");
    }
}
