//! Numbers, amounts of money and percentages.

use crate::{Language, Words};
use fixed_decimal::Decimal as Digits;
use icu_decimal::DecimalFormatter;
use rust_decimal::Decimal;
use std::sync::LazyLock;

/// No-break space: between figure and unit, so that a line never ends between them.
pub(crate) const NO_BREAK: char = '\u{a0}';

/// The number of decimal places of a currency (ISO 4217, minor unit), given by its three-letter code in capitals. None
/// for codes that ISO 4217 does not know and for those without minor unit, such as gold.
#[must_use]
pub fn minor_digits(currency: &str) -> Option<u8> {
    iso_currency::Currency::from_code(currency)?.exponent().and_then(|digits| u8::try_from(digits).ok())
}

impl Words {
    /// An amount of money in minor units with its currency (three-letter code): `1.234,56 €`, `€1,234.56`. Currencies
    /// whose sign readers of the language do not share are named by their code. An amount whose currency has no minor
    /// unit (see [`minor_digits`]) is a whole number of it.
    #[must_use]
    pub fn money(self, minor: i64, currency: &str) -> String {
        let figure = self.amount(minor, minor_digits(currency).unwrap_or(0));
        // CLDR: German has `#,##0.00 ¤`; English has `¤#,##0.00`, with a space after a sign that ends in a letter.
        match self.language() {
            Language::De => format!("{figure}{NO_BREAK}{}", sign(self.language(), currency)),
            Language::En => {
                let sign = sign(self.language(), currency);
                let space = if sign.ends_with(char::is_alphabetic) { "\u{a0}" } else { "" };
                match figure.strip_prefix(MINUS) {
                    Some(figure) => format!("{MINUS}{sign}{space}{figure}"),
                    None => format!("{sign}{space}{figure}"),
                }
            }
        }
    }

    /// An amount in units of 10^-scale, without currency, for columns whose head names it: `1.234,56`.
    #[must_use]
    pub fn amount(self, minor: i64, scale: u8) -> String {
        let mut digits = Digits::from(minor);
        let places = i16::from(scale);
        digits.multiply_pow10(-places);
        digits.absolute.pad_end(-places);
        self.written(&digits)
    }

    /// A decimal with all the places that it has: `1.234,50` for 1234.50.
    #[must_use]
    pub fn decimal(self, value: Decimal) -> String {
        self.shifted(value, 0)
    }

    /// A whole number: `20.113`.
    #[must_use]
    pub fn count(self, value: i64) -> String {
        self.whole(i128::from(value))
    }

    /// A share of one as a percentage, with all the places that it has beyond hundredths: 0.055 is `5,5 %`, and 0.0550
    /// is `5,50 %`.
    #[must_use]
    pub fn percent(self, value: Decimal) -> String {
        let figure = self.shifted(value, 2);
        match self.language() {
            Language::De => format!("{figure}{NO_BREAK}%"),
            Language::En => format!("{figure}%"),
        }
    }

    /// A whole number of any size that a program counts in.
    pub(crate) fn whole(self, value: i128) -> String {
        self.written(&Digits::from(value))
    }

    /// A decimal times 10^power.
    fn shifted(self, value: Decimal, power: i16) -> String {
        let text = value.to_string();
        match Digits::try_from_str(&text) {
            Ok(mut digits) => {
                digits.multiply_pow10(power);
                digits.absolute.trim_start();
                self.written(&digits)
            }
            // What one writes is what the other reads; its digits are still right.
            Err(_) => text,
        }
    }

    fn written(self, digits: &Digits) -> String {
        let formatter = match self.language() {
            Language::De => &*GERMAN,
            Language::En => &*ENGLISH,
        };
        formatter.format(digits).to_string().replace('-', MINUS)
    }
}

/// As wide as a digit and never broken from it, unlike the hyphen of CLDR.
const MINUS: &str = "\u{2212}";

static GERMAN: LazyLock<DecimalFormatter> = LazyLock::new(|| formatter(Language::De));
static ENGLISH: LazyLock<DecimalFormatter> = LazyLock::new(|| formatter(Language::En));

#[expect(clippy::expect_used, reason = "the data are compiled in, and a test asks for every language")]
fn formatter(language: Language) -> DecimalFormatter {
    DecimalFormatter::try_new(language.locale().into(), Default::default())
        .expect("CLDR has the symbols of the language")
}

/// The sign of a currency where CLDR has one that is not its code: de and en-GB, for the currencies that are paid in.
fn sign(language: Language, currency: &str) -> &str {
    match (currency, language) {
        ("EUR", _) => "€",
        ("GBP", _) => "£",
        ("USD", Language::De) => "$",
        ("USD", Language::En) => "US$",
        (code, _) => code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DE: Words = Words::new(Language::De);
    const EN: Words = Words::new(Language::En);

    #[test]
    fn money_stands_as_its_reader_writes_it() {
        for (minor, currency, german, english) in [
            (123_456, "EUR", "1.234,56\u{a0}€", "€1,234.56"),
            (-123_456_789, "EUR", "−1.234.567,89\u{a0}€", "−€1,234,567.89"),
            (0, "EUR", "0,00\u{a0}€", "€0.00"),
            (-5, "EUR", "−0,05\u{a0}€", "−€0.05"),
            (100, "GBP", "1,00\u{a0}£", "£1.00"),
            (99, "USD", "0,99\u{a0}$", "US$0.99"),
            (-123_450, "CHF", "−1.234,50\u{a0}CHF", "−CHF\u{a0}1,234.50"),
            (1_234, "JPY", "1.234\u{a0}JPY", "JPY\u{a0}1,234"),
            (1_234, "KWD", "1,234\u{a0}KWD", "KWD\u{a0}1.234"),
            (7, "XAU", "7\u{a0}XAU", "XAU\u{a0}7"),
            (i64::MIN, "EUR", "−92.233.720.368.547.758,08\u{a0}€", "−€92,233,720,368,547,758.08"),
        ] {
            assert_eq!((DE.money(minor, currency), EN.money(minor, currency)), (german.into(), english.into()));
        }
    }

    #[test]
    fn decimals_keep_their_places() {
        for (text, german, english, percent) in [
            ("0", "0", "0", "0\u{a0}%"),
            ("1234.50", "1.234,50", "1,234.50", "123.450\u{a0}%"),
            ("0.055", "0,055", "0.055", "5,5\u{a0}%"),
            ("0.0550", "0,0550", "0.0550", "5,50\u{a0}%"),
            ("-0.1", "−0,1", "−0.1", "−10\u{a0}%"),
            ("1", "1", "1", "100\u{a0}%"),
            ("0.00", "0,00", "0.00", "0\u{a0}%"),
            (
                "79228162514264337593543950335",
                "79.228.162.514.264.337.593.543.950.335",
                "79,228,162,514,264,337,593,543,950,335",
                "7.922.816.251.426.433.759.354.395.033.500\u{a0}%",
            ),
        ] {
            let value: Decimal = text.parse().unwrap_or(Decimal::MIN);
            let written = (DE.decimal(value), EN.decimal(value), DE.percent(value));
            assert_eq!(written, (german.into(), english.into(), percent.into()));
        }
        assert_eq!(EN.percent(Decimal::new(55, 3)), "5.5%");
        assert_eq!((DE.count(20_113), EN.count(-1_000)), ("20.113".into(), "−1,000".into()));
    }

    #[test]
    fn minor_digits_are_those_of_iso_4217() {
        let digits = ["EUR", "JPY", "KWD", "XAU", "eur", "EURO", ""].map(minor_digits);
        assert_eq!(digits, [Some(2), Some(0), Some(3), None, None, None, None]);
    }

    proptest! {
        #[test]
        fn every_amount_has_its_digits_and_its_places(minor: i64, scale in 0_u8..20) {
            for words in [DE, EN] {
                let text = words.amount(minor, scale);
                let digits: String = text.chars().filter(char::is_ascii_digit).collect();
                prop_assert_eq!(digits.parse(), Ok(minor.unsigned_abs()));
                let point = if words == DE { ',' } else { '.' };
                let places = text.split_once(point).map_or(0, |(_, places)| places.len());
                prop_assert_eq!(places, usize::from(scale));
                prop_assert_eq!(text.starts_with('−'), minor < 0);
            }
        }
    }
}
