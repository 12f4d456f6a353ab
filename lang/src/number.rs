//! Exact decimal literals.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An exact decimal `mantissa / 10^scale` with the scale its author wrote.
///
/// `12.50` is `1250` with scale 2. Equality is of value and scale; use
/// [`Decimal::same_value`] to compare values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Decimal {
    /// The digits, without the point.
    pub mantissa: i128,
    /// Digits after the point, at most [`Decimal::MAX_SCALE`].
    pub scale: u8,
}

/// Largest power of ten that this crate scales by.
const POWERS: usize = 39;

/// `10^exponent`, or `None` past the range of `i128`.
pub fn pow10(exponent: u32) -> Option<i128> {
    if (exponent as usize) < POWERS { 10_i128.checked_pow(exponent) } else { None }
}

impl Decimal {
    /// The largest scale a stored value may have.
    pub const MAX_SCALE: u8 = 18;

    /// Zero with scale 0.
    pub const ZERO: Decimal = Decimal { mantissa: 0, scale: 0 };

    /// A decimal from its digits and scale.
    pub const fn new(mantissa: i128, scale: u8) -> Self {
        Self { mantissa, scale }
    }

    /// A whole number.
    pub const fn integer(value: i128) -> Self {
        Self { mantissa: value, scale: 0 }
    }

    /// Reads `1_000.50`: digits, `_` between digits, an optional point.
    /// `None` where it is not such a number or has more than 30 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let mut mantissa: i128 = 0;
        let mut scale: Option<u8> = None;
        let mut seen = 0;
        for c in digits.chars() {
            match c {
                '0'..='9' => {
                    mantissa = mantissa.checked_mul(10)?.checked_add(i128::from(c as u32 - '0' as u32))?;
                    seen += 1;
                    if let Some(s) = scale.as_mut() {
                        *s = s.checked_add(1)?;
                    }
                }
                '_' => {}
                '.' if scale.is_none() => scale = Some(0),
                _ => return None,
            }
        }
        if seen == 0 || seen > 30 {
            return None;
        }
        Some(Self { mantissa: if negative { -mantissa } else { mantissa }, scale: scale.unwrap_or(0) })
    }

    /// The same value with another scale; `None` if digits would be lost or the number is too large.
    pub fn rescale(self, scale: u8) -> Option<Self> {
        if scale >= self.scale {
            let factor = pow10(u32::from(scale - self.scale))?;
            Some(Self { mantissa: self.mantissa.checked_mul(factor)?, scale })
        } else {
            let factor = pow10(u32::from(self.scale - scale))?;
            if self.mantissa % factor == 0 { Some(Self { mantissa: self.mantissa / factor, scale }) } else { None }
        }
    }

    /// The same value without trailing zeros after the point.
    pub fn normalized(self) -> Self {
        let mut out = self;
        while out.scale > 0 && out.mantissa % 10 == 0 {
            out.mantissa /= 10;
            out.scale -= 1;
        }
        out
    }

    /// Whether both stand for the same number, whatever their scales.
    pub fn same_value(self, other: Self) -> bool {
        self.normalized() == other.normalized()
    }

    /// Exact comparison; `None` only past the range of `i128`.
    pub fn compare(self, other: Self) -> Option<std::cmp::Ordering> {
        let scale = self.scale.max(other.scale);
        Some(self.rescale(scale)?.mantissa.cmp(&other.rescale(scale)?.mantissa))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let negative = self.mantissa < 0;
        let digits = self.mantissa.unsigned_abs().to_string();
        let scale = usize::from(self.scale);
        let padded = format!("{digits:0>width$}", width = scale + 1);
        let (whole, part) = padded.split_at(padded.len() - scale);
        if negative {
            f.write_str("-")?;
        }
        f.write_str(whole)?;
        if scale > 0 {
            write!(f, ".{part}")?;
        }
        Ok(())
    }
}
