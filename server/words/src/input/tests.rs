//! What forms take, and what they say about the rest.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is not as it should be")]

use super::*;

use crate::{Language, Words};
use Language::{De, En};
use proptest::prelude::*;

fn amount(text: &str, language: Language, scale: u8) -> Result<i64, String> {
    parse_amount(text, language, scale).map_err(|error| error.say(Words::new(language)))
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_else(|| panic!("{year}-{month}-{day}"))
}

const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 4, 14).unwrap();

#[test]
fn amounts_are_read_in_both_styles() {
    for (text, minor) in [
        ("1.234,56", 123_456),
        ("1,234.56", 123_456),
        ("1234,56", 123_456),
        ("1234.56", 123_456),
        ("1 234,56", 123_456),
        ("1\u{a0}234,56", 123_456),
        ("1\u{202f}234,56", 123_456),
        ("1'234.56", 123_456),
        ("1’234’567.8", 123_456_780),
        ("1.234.567", 123_456_700),
        ("1,234,567", 123_456_700),
        ("12.345.678,9", 1_234_567_890),
        ("0", 0),
        ("-0", 0),
        ("007", 700),
        ("12", 1_200),
        ("12,5", 1_250),
        ("12.5", 1_250),
        ("0,5", 50),
        (",50", 50),
        (".5", 50),
        ("1,50000", 150),
        ("0,500", 50),
        ("-12,34", -1_234),
        ("−12,34", -1_234),
        ("– 12,34", -1_234),
        ("+3", 300),
        ("  4,00\u{a0}", 400),
        ("92233720368547758,07", i64::MAX),
        ("-92233720368547758,08", i64::MIN),
    ] {
        for language in Language::ALL {
            assert_eq!(amount(text, language, 2), Ok(minor), "`{text}` in {language:?}");
        }
    }
}

#[test]
fn one_sign_before_three_digits_is_read_by_the_language_or_refused() {
    assert_eq!(amount("1.234", De, 2), Ok(123_400));
    assert_eq!(amount("1,234", En, 2), Ok(123_400));
    assert_eq!(amount("1,234", De, 3), Ok(1_234));
    assert_eq!(amount("1.234", En, 3), Ok(1_234));
    assert_eq!(amount("1.234", De, 0), Ok(1_234));
    let ambiguous = |text, language, scale| amount(text, language, scale).unwrap_err();
    assert_eq!(ambiguous("1,234", De, 2), "„1,234“ ist nicht eindeutig. Schreiben Sie 1234 oder 1,23.");
    assert_eq!(ambiguous("1.234", En, 2), "“1.234” can be read in two ways. Write 1234 or 1.23.");
    assert_eq!(ambiguous("1.234", De, 3), "„1.234“ ist nicht eindeutig. Schreiben Sie 1234 oder 1,234.");
    // Four digits before the sign, or a zero, are no group.
    assert_eq!(amount("1234,500", De, 2), Ok(123_450));
    assert_eq!(amount("0.500", De, 2), Ok(50));
}

#[test]
fn other_amounts_are_refused_with_what_helps() {
    let message = |text| amount(text, De, 2).unwrap_err();
    assert_eq!(message(" "), "Dieses Feld ist leer. Geben Sie einen Wert ein.");
    assert_eq!(message("zwölf"), "„zwölf“ ist keine Zahl. Schreiben Sie sie wie 1.234,56, ohne Währung.");
    assert_eq!(message("1,2345"), "„1,2345“ hat mehr als 2 Nachkommastellen. Runden Sie.");
    assert_eq!(
        message("92233720368547758,08"),
        "„92233720368547758,08“ ist zu groß. Geben Sie eine kleinere Zahl ein."
    );
    assert_eq!(amount("1,5", De, 0).unwrap_err(), "„1,5“ hat Nachkommastellen. Hier stehen nur ganze Zahlen.");
    assert_eq!(amount("1.55", En, 1).unwrap_err(), "“1.55” has more than one decimal place. Round it.");
    for text in [
        "12 €",
        "EUR 12",
        "1,2,3",
        "1.2.3",
        "1.23,4",
        "12.34.567",
        "1,,2",
        "1.",
        "5,-",
        ",",
        "-",
        "--1",
        "1-",
        "(5)",
        "1e3",
        "0x10",
        "١٢",
        "12 34",
        "1 234 5,0",
        "1.234'567,8",
        "1,234,56.7",
        ".123.456",
        "1 2",
        "∞",
        "NaN",
    ] {
        let error = parse_amount(text, De, 2);
        assert!(matches!(error, Err(InputError::NotANumber(_))), "`{text}`: {error:?}");
    }
}

#[test]
fn decimals_and_percentages_keep_what_was_written() {
    let decimal = |text, places| parse_decimal(text, De, places).map(|value| value.to_string());
    assert_eq!(decimal("1.080,50", 2), Ok("1080.50".into()));
    assert_eq!(decimal("0,55000", 4), Ok("0.5500".into()));
    assert_eq!(decimal("-7", 0), Ok("-7".into()));
    assert_eq!(decimal(&"9".repeat(30), 0), Err(InputError::TooLarge("9".repeat(30))));
    let percent = |text| parse_percent(text, De, 2).map(|value| value.to_string());
    assert_eq!(percent("5,5 %"), Ok("0.055".into()));
    assert_eq!(percent("5,50%"), Ok("0.0550".into()));
    assert_eq!(percent(" 100\u{a0}% "), Ok("1.00".into()));
    assert_eq!(percent("-0,25"), Ok("-0.0025".into()));
    assert_eq!(percent("%"), Err(InputError::Empty));
    assert_eq!(
        percent("5,123 %"),
        Err(InputError::Ambiguous {
            input: "5,123 %".into(),
            thousands: Decimal::new(5123, 0),
            decimals: Decimal::new(512, 2),
        })
    );
}

#[test]
fn days_are_read_as_people_write_them() {
    for (text, expected) in [
        ("4.3.2026", day(2026, 3, 4)),
        ("04.03.26", day(2026, 3, 4)),
        ("4. 3. 2026", day(2026, 3, 4)),
        ("4.3.", day(2026, 3, 4)),
        ("31.12", day(2026, 12, 31)),
        ("2026-03-04", day(2026, 3, 4)),
        ("4. März 2026", day(2026, 3, 4)),
        ("4.März", day(2026, 3, 4)),
        ("4 mar 2026", day(2026, 3, 4)),
        ("4 Mar", day(2026, 3, 4)),
        ("4. Mrz. 26", day(2026, 3, 4)),
        ("March 4, 2026", day(2026, 3, 4)),
        ("Dez 24", day(2026, 12, 24)),
        ("13/3/2026", day(2026, 3, 13)),
        ("4/4", day(2026, 4, 4)),
        ("29.2.2024", day(2024, 2, 29)),
        ("heute", TODAY),
        ("Today", TODAY),
        (" gestern ", day(2026, 4, 13)),
        ("tomorrow", day(2026, 4, 15)),
    ] {
        for language in Language::ALL {
            assert_eq!(parse_date(text, language, TODAY), Ok(expected), "`{text}` in {language:?}");
        }
    }
    assert_eq!(parse_date("4/3/2026", De, TODAY), Ok(day(2026, 3, 4)));
    assert_eq!(parse_date("3/13/2026", En, TODAY), Ok(day(2026, 3, 13)));
}

#[test]
fn other_days_are_refused_with_what_helps() {
    let message = |text, language| parse_date(text, language, TODAY).unwrap_err().say(Words::new(language));
    assert_eq!(message("", De), "Dieses Feld ist leer. Geben Sie einen Wert ein.");
    assert_eq!(message("bald", De), "„bald“ ist kein Datum. Schreiben Sie es wie 31.03.2026.");
    assert_eq!(message("31.4.", De), "„31.4.“ steht nicht im Kalender: Der April 2026 hat keinen 31. Tag.");
    assert_eq!(message("29 Feb", En), "“29 Feb” is not in the calendar: February 2026 has no day 29.");
    assert_eq!(message("4/3/2026", En), "“4/3/2026” can be 4 Mar 2026 or 3 Apr 2026. Write one of them.");
    assert_eq!(message("3/13/2026", De), "„3/13/2026“ ist kein Datum. Schreiben Sie es wie 31.03.2026.");
    for text in [
        "4",
        "4.13.",
        "2026",
        "26-03-04",
        "4.3.126",
        "4.3.20266",
        "4.3.2026.1",
        "4 3 2026",
        "März",
        "ma 4",
        "4.3.2026 x",
        "heute 3",
        "4-3-2026",
        "99999999999",
        "0.0.",
        "🦀",
    ] {
        let error = parse_date(text, De, TODAY);
        assert!(matches!(error, Err(InputError::NotADate(_) | InputError::NoSuchDay { .. })), "`{text}`: {error:?}");
    }
}

#[test]
fn months_are_read_as_people_write_them() {
    for text in ["März 2026", "mar 2026", "Mrz. 26", "3/2026", "03.2026", "2026-03", "märz"] {
        assert_eq!(parse_month(text, TODAY), Ok(day(2026, 3, 1)), "{text}");
    }
    for text in ["13/2026", "3/26", "2026", "ju", "0.2026", "heute"] {
        assert_eq!(parse_month(text, TODAY), Err(InputError::NotAMonth(text.into())), "{text}");
    }
    let error = parse_month("x", TODAY).unwrap_err();
    assert_eq!(error.say(Words::new(De)), "„x“ ist kein Monat. Schreiben Sie März 2026 oder 03/2026.");
    assert_eq!(error.to_string(), "`x` is not a month; write it as 2026-03");
}

proptest! {
    /// Whatever a page writes, its form reads: even where one sign stands before three digits.
    #[test]
    fn what_is_shown_is_read_again(minor: i64, scale in 0_u8..=6) {
        for language in Language::ALL {
            let shown = Words::new(language).amount(minor, scale);
            prop_assert_eq!(parse_amount(&shown, language, scale), Ok(minor), "{}", shown);
        }
    }

    #[test]
    fn days_that_are_shown_are_read_again(offset in 0_i64..36_000) {
        let shown_day = day(2000, 1, 1) + chrono::Duration::days(offset);
        for language in Language::ALL {
            let words = Words::new(language);
            for shown in [words.date(shown_day), words.date_long(shown_day), shown_day.to_string()] {
                prop_assert_eq!(parse_date(&shown, language, TODAY), Ok(shown_day), "{}", shown);
            }
            let month = words.month(shown_day);
            prop_assert_eq!(parse_month(&month, TODAY).map(|first| words.month(first)), Ok(month));
        }
    }

    /// No input stops a form, and what cannot be read is said in full.
    #[test]
    fn any_input_has_an_answer(text in any::<String>(), odd in "[0-9., '−+%/A-zä-]{0,12}", scale: u8) {
        for text in [text, odd] {
            for language in Language::ALL {
                let words = Words::new(language);
                let errors = [
                    parse_amount(&text, language, scale).err(),
                    parse_decimal(&text, language, scale).err(),
                    parse_percent(&text, language, scale).err(),
                    parse_date(&text, language, TODAY).err(),
                    parse_month(&text, TODAY).err(),
                ];
                for error in errors.into_iter().flatten() {
                    let said = error.say(words).replace(&text, "");
                    prop_assert!(!said.contains("{$") && !said.contains(crate::MISSING), "{}", said);
                }
            }
        }
    }
}
