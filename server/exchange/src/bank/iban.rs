//! International bank account numbers (ISO 13616).

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// An account number that has the length, the structure and the check digits that its country prescribes.
///
/// It is held as files carry it, without blanks; `Display` writes groups of four.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Iban(String);

/// Why a text is not an IBAN. `text` is what was written, without blanks and in capitals.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum IbanError {
    /// Nothing was written.
    #[error("the IBAN is empty; write the account number with its country, as in `DE89 3704 0044 0532 0130 00`")]
    Empty,
    /// A character that is neither a letter of A to Z nor a digit.
    #[error("the IBAN `{text}` has `{found}` at position {position}; an IBAN has letters from A to Z and digits")]
    Character {
        /// What was written.
        text: String,
        /// The character.
        found: char,
        /// Its place, counted from one, without blanks.
        position: usize,
    },
    /// It does not begin with two letters and two digits.
    #[error(
        "the IBAN `{text}` begins with `{found}`; it has to begin with two letters for the country and two check digits"
    )]
    Beginning {
        /// What was written.
        text: String,
        /// Its first four characters.
        found: String,
    },
    /// The country is not in the register of IBANs.
    #[error("the IBAN `{text}` begins with `{country}`, a country without IBANs; correct the first two letters")]
    UnknownCountry {
        /// What was written.
        text: String,
        /// The two letters.
        country: String,
    },
    /// Too short or too long for its country.
    #[error("the IBAN `{text}` has {found} characters, IBANs of {name} have {expected}; correct it", name = country_name(country))]
    Length {
        /// What was written.
        text: String,
        /// The country's two letters.
        country: String,
        /// How many characters were written.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// A letter that looks like a digit; with the digit the number would be right.
    #[error("the IBAN `{text}` has the letter `{found}` at position {position}; write the digit `{meant}`")]
    LookAlike {
        /// What was written.
        text: String,
        /// The letter.
        found: char,
        /// Its place, counted from one, without blanks.
        position: usize,
        /// The digit it stands for.
        meant: char,
    },
    /// The check digits do not belong to the number.
    #[error("the check digits of the IBAN `{text}` do not fit its other digits; look for a wrong or exchanged digit")]
    CheckDigits {
        /// What was written.
        text: String,
    },
    /// Letters stand where the country has digits, or the other way round.
    #[error(
        "the IBAN `{text}` has letters where IBANs of {name} have digits, or digits where they have letters; correct it",
        name = country_name(country)
    )]
    Structure {
        /// What was written.
        text: String,
        /// The country's two letters.
        country: String,
    },
}

impl Iban {
    /// The number without blanks, as files carry it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The country's two letters.
    #[must_use]
    pub fn country(&self) -> &str {
        self.0.get(..2).unwrap_or_default()
    }

    /// The number in groups of four, as people read it.
    #[must_use]
    pub fn grouped(&self) -> String {
        let mut grouped = String::with_capacity(self.0.len() + self.0.len() / 4);
        for (at, c) in self.0.chars().enumerate() {
            if at > 0 && at % 4 == 0 {
                grouped.push(' ');
            }
            grouped.push(c);
        }
        grouped
    }

    /// Whether SEPA payments reach the account's country (EPC409-09, list of the scheme's countries).
    #[must_use]
    pub fn is_in_sepa(&self) -> bool {
        entry(self.country()).is_some_and(|entry| entry.sepa)
    }
}

impl FromStr for Iban {
    type Err = IbanError;

    /// Blanks are taken out, small letters become capitals.
    fn from_str(text: &str) -> Result<Self, IbanError> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        if text.is_empty() {
            return Err(IbanError::Empty);
        }
        let wrong = text.chars().zip(1..).find(|(c, _)| !c.is_ascii_uppercase() && !c.is_ascii_digit());
        if let Some((found, position)) = wrong {
            return Err(IbanError::Character { text, found, position });
        }
        let country = text.chars().take(2).collect::<String>();
        let digits = text.chars().skip(2).take(2).filter(char::is_ascii_digit).count();
        if !country.chars().all(|c| c.is_ascii_uppercase()) || (text.len() > 3 && digits < 2) {
            let found = text.chars().take(4).collect();
            return Err(IbanError::Beginning { text, found });
        }
        let Some(entry) = entry(&country) else { return Err(IbanError::UnknownCountry { text, country }) };
        if text.len() != entry.length {
            return Err(IbanError::Length { found: text.len(), text, country, expected: entry.length });
        }
        match text.parse::<iban::Iban>() {
            Ok(_) => Ok(Self(text)),
            Err(error) => Err(look_alike(&text).unwrap_or(match error {
                iban::ParseIbanError::InvalidBban(_) => IbanError::Structure { text, country },
                iban::ParseIbanError::UnknownCountry(_) => IbanError::UnknownCountry { text, country },
                iban::ParseIbanError::InvalidBaseIban { .. } => IbanError::CheckDigits { text },
            })),
        }
    }
}

/// A single letter that has been taken for the digit it looks like.
fn look_alike(text: &str) -> Option<IbanError> {
    text.chars().enumerate().skip(4).find_map(|(at, found)| {
        let meant = match found {
            'O' => '0',
            'I' | 'L' => '1',
            'S' => '5',
            'B' => '8',
            _ => return None,
        };
        let corrected: String = text.chars().enumerate().map(|(i, c)| if i == at { meant } else { c }).collect();
        let right = corrected.parse::<iban::Iban>().is_ok();
        right.then(|| IbanError::LookAlike { text: text.to_owned(), found, position: at + 1, meant })
    })
}

impl fmt::Display for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.grouped())
    }
}

impl TryFrom<String> for Iban {
    type Error = IbanError;

    fn try_from(text: String) -> Result<Self, IbanError> {
        text.parse()
    }
}

impl From<Iban> for String {
    fn from(iban: Iban) -> Self {
        iban.0
    }
}

/// A country of the register.
struct Entry {
    code: &'static str,
    name: &'static str,
    length: usize,
    sepa: bool,
}

fn entry(country: &str) -> Option<&'static Entry> {
    COUNTRIES.iter().find(|entry| entry.code == country)
}

fn country_name(country: &str) -> &'static str {
    entry(country).map_or("that country", |entry| entry.name)
}

const fn inside(code: &'static str, name: &'static str, length: usize) -> Entry {
    Entry { code, name, length, sepa: true }
}

const fn outside(code: &'static str, name: &'static str, length: usize) -> Entry {
    Entry { code, name, length, sepa: false }
}

/// Countries and lengths of the SWIFT IBAN Registry (release 102, June 2026), and whether SEPA reaches them.
const COUNTRIES: &[Entry] = &[
    inside("AD", "Andorra", 24),
    outside("AE", "the United Arab Emirates", 23),
    inside("AL", "Albania", 28),
    inside("AT", "Austria", 20),
    outside("AZ", "Azerbaijan", 28),
    outside("BA", "Bosnia and Herzegovina", 20),
    inside("BE", "Belgium", 16),
    inside("BG", "Bulgaria", 22),
    outside("BH", "Bahrain", 22),
    outside("BI", "Burundi", 27),
    outside("BR", "Brazil", 29),
    outside("BY", "Belarus", 28),
    inside("CH", "Switzerland", 21),
    outside("CR", "Costa Rica", 22),
    inside("CY", "Cyprus", 28),
    inside("CZ", "the Czech Republic", 24),
    inside("DE", "Germany", 22),
    outside("DJ", "Djibouti", 27),
    inside("DK", "Denmark", 18),
    outside("DO", "the Dominican Republic", 28),
    inside("EE", "Estonia", 20),
    outside("EG", "Egypt", 29),
    inside("ES", "Spain", 24),
    inside("FI", "Finland", 18),
    outside("FK", "the Falkland Islands", 18),
    outside("FO", "the Faroe Islands", 18),
    inside("FR", "France", 27),
    inside("GB", "the United Kingdom", 22),
    outside("GE", "Georgia", 22),
    inside("GI", "Gibraltar", 23),
    outside("GL", "Greenland", 18),
    inside("GR", "Greece", 27),
    outside("GT", "Guatemala", 28),
    outside("HN", "Honduras", 28),
    inside("HR", "Croatia", 21),
    inside("HU", "Hungary", 28),
    inside("IE", "Ireland", 22),
    outside("IL", "Israel", 23),
    outside("IQ", "Iraq", 23),
    inside("IS", "Iceland", 26),
    inside("IT", "Italy", 27),
    outside("JO", "Jordan", 30),
    outside("KW", "Kuwait", 30),
    outside("KZ", "Kazakhstan", 20),
    outside("LB", "Lebanon", 28),
    outside("LC", "Saint Lucia", 32),
    inside("LI", "Liechtenstein", 21),
    inside("LT", "Lithuania", 20),
    inside("LU", "Luxembourg", 20),
    inside("LV", "Latvia", 21),
    outside("LY", "Libya", 25),
    inside("MC", "Monaco", 27),
    inside("MD", "Moldova", 24),
    inside("ME", "Montenegro", 22),
    inside("MK", "North Macedonia", 19),
    outside("MN", "Mongolia", 20),
    outside("MR", "Mauritania", 27),
    inside("MT", "Malta", 31),
    outside("MU", "Mauritius", 30),
    outside("NI", "Nicaragua", 28),
    inside("NL", "the Netherlands", 18),
    inside("NO", "Norway", 15),
    outside("OM", "Oman", 23),
    outside("PK", "Pakistan", 24),
    inside("PL", "Poland", 28),
    outside("PS", "Palestine", 29),
    inside("PT", "Portugal", 25),
    outside("QA", "Qatar", 29),
    inside("RO", "Romania", 24),
    inside("RS", "Serbia", 22),
    outside("RU", "Russia", 33),
    outside("SA", "Saudi Arabia", 24),
    outside("SC", "the Seychelles", 31),
    outside("SD", "Sudan", 18),
    inside("SE", "Sweden", 24),
    inside("SI", "Slovenia", 19),
    inside("SK", "Slovakia", 24),
    inside("SM", "San Marino", 27),
    outside("SO", "Somalia", 23),
    outside("ST", "Sao Tome and Principe", 25),
    outside("SV", "El Salvador", 28),
    outside("TL", "East Timor", 23),
    outside("TN", "Tunisia", 24),
    outside("TR", "Türkiye", 26),
    outside("UA", "Ukraine", 29),
    inside("VA", "the Vatican", 22),
    outside("VG", "the British Virgin Islands", 24),
    outside("XK", "Kosovo", 20),
    outside("YE", "Yemen", 30),
];

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

    use super::*;
    use proptest::prelude::*;

    fn told(text: &str) -> String {
        text.parse::<Iban>().unwrap_err().to_string()
    }

    #[test]
    fn blanks_and_small_letters_are_taken_as_meant() {
        let iban: Iban = " de89 3704\u{a0}0044 0532 0130 00 ".parse().unwrap();
        assert_eq!(iban.as_str(), "DE89370400440532013000");
        assert_eq!(iban.to_string(), "DE89 3704 0044 0532 0130 00");
        assert_eq!(iban.country(), "DE");
        assert!(iban.is_in_sepa());
        assert_eq!("NO9386011117947".parse::<Iban>().unwrap().grouped(), "NO93 8601 1117 947");
    }

    #[test]
    fn faults_are_told_so_that_a_clerk_finds_them() {
        for (text, message) in [
            ("", "the IBAN is empty; write the account number with its country, as in `DE89 3704 0044 0532 0130 00`"),
            (
                "DE89 3704 0044 0532 0130 0",
                "the IBAN `DE8937040044053201300` has 21 characters, IBANs of Germany have 22; correct it",
            ),
            (
                "3704 0044 0532 0130 00",
                "the IBAN `370400440532013000` begins with `3704`; it has to begin with two letters for the country \
                 and two check digits",
            ),
            (
                "ZZ89 3704 0044 0532 0130 00",
                "the IBAN `ZZ89370400440532013000` begins with `ZZ`, a country without IBANs; correct the first two \
                 letters",
            ),
            (
                "DE89 3704 0044 0532 0103 00",
                "the check digits of the IBAN `DE89370400440532010300` do not fit its other digits; look for a wrong \
                 or exchanged digit",
            ),
            (
                "DE89 37O4 0044 0532 0130 00",
                "the IBAN `DE8937O400440532013000` has the letter `O` at position 7; write the digit `0`",
            ),
        ] {
            assert_eq!(told(text), message);
        }
        assert!(matches!(
            "DE89 3704-0044 0532 0130 00".parse::<Iban>(),
            Err(IbanError::Character { found: '-', position: 9, .. })
        ));
        // Right check digits over a letter that Germany does not have.
        let bban = "3704004405320130AA";
        let forged = format!("DE{}{bban}", sepa::iban_check_digits("DE", bban));
        assert!(matches!(forged.parse::<Iban>(), Err(IbanError::Structure { .. })), "{forged}");
        for text in ["D", "DE", "DE8", "DEAA370400440532013000", "ÄÖ89"] {
            assert!(text.parse::<Iban>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_register_is_that_of_swift() {
        for a in b'A'..=b'Z' {
            for b in b'A'..=b'Z' {
                let code = format!("{}{}", char::from(a), char::from(b));
                let ours = entry(&code);
                assert_eq!(ours.map(|entry| entry.length), sepa::iban::iban_country_length(&code), "{code}");
                assert_eq!(ours.is_some_and(|entry| entry.sepa), sepa::iban::is_sepa_country(&code), "{code}");
            }
        }
    }

    #[test]
    fn every_wrong_digit_and_every_exchange_is_found() {
        let good = "DE89370400440532013000";
        for at in 4..good.len() {
            for digit in '0'..='9' {
                let text: String = good.chars().enumerate().map(|(i, c)| if i == at { digit } else { c }).collect();
                assert_eq!(text.parse::<Iban>().is_ok(), text == good, "{text}");
            }
        }
    }

    proptest! {
        #[test]
        fn the_sepa_crate_agrees(text in "(DE|FR|NL|GB|MT|NO)[0-9]{2}[A-Z0-9]{8,28}") {
            prop_assert_eq!(text.parse::<Iban>().is_ok(), sepa::validate_iban(&text).is_ok());
        }

        #[test]
        fn right_numbers_are_read(bban in "[0-9]{18}") {
            let text = format!("DE{}{bban}", sepa::iban_check_digits("DE", &bban));
            prop_assert!(text.parse::<Iban>().is_ok());
        }
    }
}
