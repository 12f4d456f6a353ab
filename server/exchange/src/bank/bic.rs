//! Business identifier codes of banks (ISO 9362).

use crate::country;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// A BIC of eight or eleven characters, in capitals.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Bic(String);

/// Why a text is not a BIC.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum BicError {
    /// Neither eight nor eleven characters.
    #[error("the BIC `{text}` has {found} characters; a BIC has 8 or 11")]
    Length {
        /// What was written, without blanks.
        text: String,
        /// How many characters that are.
        found: usize,
    },
    /// A character that does not belong there.
    #[error("the BIC `{text}` has `{found}` at position {position}, where {expected} stands; correct it")]
    Character {
        /// What was written, without blanks.
        text: String,
        /// The character.
        found: char,
        /// Its place, counted from one.
        position: usize,
        /// What should stand there.
        expected: Expected,
    },
    /// The fifth and sixth letter name no country.
    #[error("the BIC `{text}` names the country `{country}`, which does not exist; letters 5 and 6 are the country")]
    Country {
        /// What was written, without blanks.
        text: String,
        /// The two letters.
        country: String,
    },
}

/// What stands at a position of a BIC.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Expected {
    /// A letter from A to Z.
    Letter,
    /// A letter from A to Z, or a digit.
    LetterOrDigit,
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Letter => "a letter",
            Self::LetterOrDigit => "a letter or a digit",
        })
    }
}

impl Bic {
    /// The code, as files carry it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The country of the bank.
    #[must_use]
    pub fn country(&self) -> &str {
        self.0.get(4..6).unwrap_or_default()
    }
}

impl FromStr for Bic {
    type Err = BicError;

    /// Blanks are taken out, small letters become capitals.
    fn from_str(text: &str) -> Result<Self, BicError> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        let found = text.chars().count();
        if found != 8 && found != 11 {
            return Err(BicError::Length { text, found });
        }
        for (c, position) in text.chars().zip(1..) {
            let expected = if position == 5 || position == 6 { Expected::Letter } else { Expected::LetterOrDigit };
            let good = match expected {
                Expected::Letter => c.is_ascii_uppercase(),
                Expected::LetterOrDigit => c.is_ascii_uppercase() || c.is_ascii_digit(),
            };
            if !good {
                return Err(BicError::Character { text, found: c, position, expected });
            }
        }
        let bic = Self(text);
        if country::is_country(bic.country()) {
            Ok(bic)
        } else {
            Err(BicError::Country { country: bic.country().to_owned(), text: bic.0 })
        }
    }
}

impl fmt::Display for Bic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Bic {
    type Error = BicError;

    fn try_from(text: String) -> Result<Self, BicError> {
        text.parse()
    }
}

impl From<Bic> for String {
    fn from(bic: Bic) -> Self {
        bic.0
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_of_banks_are_read() {
        for text in ["COBADEFFXXX", "cobadeff", "COBA DE FF XXX", "E097AEXX", "MARKDEF1100"] {
            assert!(text.parse::<Bic>().is_ok(), "{text}");
        }
        assert_eq!("cobadeff".parse::<Bic>().unwrap().as_str(), "COBADEFF");
        assert_eq!("cobadeff".parse::<Bic>().unwrap().country(), "DE");
    }

    #[test]
    fn faults_are_told_with_their_place() {
        let told = |text: &str| text.parse::<Bic>().unwrap_err().to_string();
        assert_eq!(told("COBADEF"), "the BIC `COBADEF` has 7 characters; a BIC has 8 or 11");
        assert_eq!(told("COBAD3FF"), "the BIC `COBAD3FF` has `3` at position 6, where a letter stands; correct it");
        assert_eq!(
            told("COBÄDEFF"),
            "the BIC `COBÄDEFF` has `Ä` at position 4, where a letter or a digit stands; correct it"
        );
        assert_eq!(
            told("COBAZZFF"),
            "the BIC `COBAZZFF` names the country `ZZ`, which does not exist; letters 5 and 6 are the country"
        );
    }

    proptest! {
        #[test]
        fn the_sepa_crate_agrees(text in "[A-Z0-9]{4}(DE|FR|ZZ|XK|[A-Z]{2})[A-Z0-9]{2}([A-Z0-9]{3})?") {
            prop_assert_eq!(text.parse::<Bic>().is_ok(), sepa::validate_bic(&text).is_ok());
        }
    }
}
