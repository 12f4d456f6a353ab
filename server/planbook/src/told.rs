//! What explanations of the runtime say, in the reader's language: the catalogue has every form, figures and days are
//! written as the reader writes them.

use chrono::NaiveDate;
use compline_runtime::calendar::{Period, date};
use compline_runtime::explain::{Arg as Said, Sentence};
use compline_words::{Arg, Words, minor_digits};
use rust_decimal::Decimal;

/// No-break space: between figure and unit.
const NO_BREAK: char = '\u{a0}';

/// A sentence of an explanation.
#[must_use]
pub fn told(words: Words, sentence: &Sentence) -> String {
    let args: Vec<(&str, Arg<'_>)> = sentence.args().map(|(name, arg)| (name, written(words, arg))).collect();
    words.say_with(sentence.key(), &args)
}

fn written(words: Words, arg: &Said) -> Arg<'static> {
    let text = match arg {
        Said::Count(count) => return Arg::from(*count),
        Said::Text(text) => text.clone(),
        Said::Number(number, unit) => {
            let figure = decimal(number.mantissa, number.scale).map(|number| words.decimal(number));
            match figure {
                Some(figure) if unit.is_empty() => figure,
                Some(figure) => format!("{figure}{NO_BREAK}{unit}"),
                None => arg.to_string(),
            }
        }
        Said::Money(number, currency) => match minor(number.mantissa, number.scale, currency) {
            Some(minor) => words.money(minor, currency),
            None => match decimal(number.mantissa, number.scale) {
                Some(number) => format!("{}{NO_BREAK}{currency}", words.decimal(number)),
                None => arg.to_string(),
            },
        },
        Said::Percent(ratio) => match decimal(ratio.mantissa, ratio.scale) {
            Some(ratio) => words.percent(ratio.normalize()),
            None => arg.to_string(),
        },
        Said::Day(day) => words.date(*day),
        Said::Period(of) => period(words, *of),
        Said::Said(sentence) => told(words, sentence),
    };
    Arg::from(text)
}

/// A period: a month by its name, everything else by what it is.
#[must_use]
pub fn period(words: Words, period: Period) -> String {
    let named = period.name();
    match (compline_runtime::calendar::grain_name(period.grain()), named) {
        ("day", _) => words.date(date(period.start())),
        // A company may have a thirteenth month.
        ("month", Some((year, month))) => {
            let first = NaiveDate::from_ymd_opt(year, month, 1);
            first.map_or_else(|| period.to_string(), |first| words.month(first))
        }
        ("week", Some((year, week))) => {
            words.say_with("told-week", &[("week", week.into()), ("year", year.to_string().into())])
        }
        ("quarter", Some((year, quarter))) => {
            words.say_with("told-quarter", &[("quarter", quarter.into()), ("year", year.to_string().into())])
        }
        _ => period.to_string(),
    }
}

/// An amount in the smallest unit of its currency; none where it is finer than that, or not of ISO 4217.
fn minor(mantissa: i128, scale: u8, currency: &str) -> Option<i64> {
    let more = minor_digits(currency)?.checked_sub(scale)?;
    i64::try_from(mantissa.checked_mul(10_i128.checked_pow(more.into())?)?).ok()
}

/// A number; none where it has more digits than can be written.
fn decimal(mantissa: i128, scale: u8) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(mantissa, scale.into()).ok()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

    use super::*;
    use compline_runtime::explain::{Digits, FORMS};
    use compline_words::{Language, MISSING};

    /// Every form is in the catalogue of every language, with exactly its arguments.
    #[test]
    fn catalogues_say_every_form_with_its_arguments() {
        let mut wrong = Vec::new();
        for language in Language::ALL {
            for form in FORMS {
                let marks: Vec<String> = form.args.iter().map(|name| format!("<{name}>")).collect();
                let args: Vec<(&str, Arg<'_>)> = form.args.iter().copied().zip(marks.iter().map(Arg::from)).collect();
                let said = Words::new(language).say_with(form.key, &args);
                let complete = marks.iter().all(|mark| said.contains(mark.as_str()));
                if !complete || said.contains(['{', MISSING]) {
                    wrong.push(format!("{} in {language:?}, with {:?}: {said}", form.key, form.args));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn figures_are_those_of_the_reader() {
        let (de, en) = (Words::new(Language::De), Words::new(Language::En));
        let both = |arg: &Said| {
            let text = |words| match written(words, arg) {
                Arg::Text(text) => text.into_owned(),
                Arg::Number(number) => number.to_string(),
            };
            (text(de), text(en))
        };
        let money = |mantissa, scale| Said::Money(Digits::new(mantissa, scale), "EUR".to_owned());
        let points = |mantissa, scale| Said::Number(Digits::new(mantissa, scale), "BV".to_owned());
        assert_eq!(both(&money(-123_456, 2)), ("−1.234,56\u{a0}€".into(), "−€1,234.56".into()));
        assert_eq!(both(&money(15, 1)), ("1,50\u{a0}€".into(), "€1.50".into()));
        assert_eq!(both(&money(12_345, 4)), ("1,2345\u{a0}EUR".into(), "1.2345\u{a0}EUR".into()));
        assert_eq!(both(&points(200_050, 2)), ("2.000,50\u{a0}BV".into(), "2,000.50\u{a0}BV".into()));
        assert_eq!(both(&Said::Percent(Digits::new(550, 4))), ("5,5\u{a0}%".into(), "5.5%".into()));
        let day = NaiveDate::from_ymd_opt(2026, 3, 4).unwrap();
        assert_eq!(both(&Said::Day(day)), ("04.03.2026".into(), "4 Mar 2026".into()));
        for (text, german, english) in [
            ("2026-03", "März 2026", "March 2026"),
            ("2026-Q2", "2. Quartal 2026", "Q2 2026"),
            ("2026-W05", "KW 5/2026", "week 5 of 2026"),
            ("2026", "2026", "2026"),
        ] {
            assert_eq!(both(&Said::Period(Period::parse(text).unwrap())), (german.into(), english.into()));
        }
    }
}
