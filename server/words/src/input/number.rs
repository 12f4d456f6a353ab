//! Amounts, decimals and percentages.

use super::InputError;
use crate::Language;
use rust_decimal::Decimal;

/// Reads an amount of money: `1.234,56`, `1234.56`, `1 234,5`, `−12`. The result is in units of 10^-scale.
///
/// Groups of thousands may be parted by point, comma, space or apostrophe, if each has three digits. Where a single
/// point or comma stands before exactly three digits, the sign of the language decides; if the sign is that of the other
/// reading, the input is refused.
///
/// # Errors
/// What cannot be read, could be read in two ways, is finer than the scale, or exceeds 64 bits.
pub fn parse_amount(text: &str, language: Language, scale: u8) -> Result<i64, InputError> {
    let number = read(text, text, language, scale)?;
    let digits = format!("{}{}{:0<places$}", number.sign, number.whole, number.fraction, places = usize::from(scale));
    digits.parse().map_err(|_| InputError::TooLarge(text.to_owned()))
}

/// Reads a number with at most so many decimal places, as [`parse_amount`] does; the result has the places that were
/// written, without zeros beyond the limit.
///
/// # Errors
/// As for [`parse_amount`]; too large is what exceeds 96 bits.
pub fn parse_decimal(text: &str, language: Language, max_places: u8) -> Result<Decimal, InputError> {
    let number = read(text, text, language, max_places)?;
    number.value().ok_or_else(|| InputError::TooLarge(text.to_owned()))
}

/// Reads a percentage, with or without its sign, as a share of one: `5,5 %` is 0.055. `max_places` are those of the
/// percentage.
///
/// # Errors
/// As for [`parse_decimal`].
pub fn parse_percent(text: &str, language: Language, max_places: u8) -> Result<Decimal, InputError> {
    let figure = text.trim_end_matches(is_space).strip_suffix('%').unwrap_or(text);
    let percent = read(figure, text, language, max_places)?.value();
    let percent = percent.ok_or_else(|| InputError::TooLarge(text.to_owned()))?;
    Decimal::try_from_i128_with_scale(percent.mantissa(), percent.scale().saturating_add(2))
        .map_err(|_| InputError::TooLarge(text.to_owned()))
}

/// A number in digits.
struct Number {
    sign: &'static str,
    whole: String,
    /// Without zeros beyond the field's places.
    fraction: String,
}

impl Number {
    fn value(&self) -> Option<Decimal> {
        let point = if self.fraction.is_empty() { "" } else { "." };
        Decimal::from_str_exact(&format!("{}{}{point}{}", self.sign, self.whole, self.fraction)).ok()
    }
}

/// Reads a figure out of what was written in a field, which errors show.
fn read(figure: &str, text: &str, language: Language, places: u8) -> Result<Number, InputError> {
    let trimmed = figure.trim_matches(is_space);
    if trimmed.is_empty() {
        return Err(InputError::Empty);
    }
    let not_a_number = || InputError::NotANumber(text.to_owned());
    let (sign, unsigned) = match trimmed.strip_prefix(['-', '\u{2212}', '\u{2013}']) {
        Some(rest) => ("-", rest),
        None => ("", trimmed.strip_prefix('+').unwrap_or(trimmed)),
    };
    let figure = unsigned.trim_start_matches(is_space);
    let (groups, separators) = split(figure).ok_or_else(not_a_number)?;
    let number = |groups: &[&str], fraction: &str| Number {
        sign,
        whole: if groups.iter().all(|g| g.is_empty()) { "0".to_owned() } else { groups.concat() },
        fraction: fraction.to_owned(),
    };
    let grouped = |groups: &[&str]| match groups {
        [whole] => !whole.is_empty(),
        [first, rest @ ..] => (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3),
        [] => false,
    };
    let Some((&last, before)) = separators.split_last() else {
        return Ok(number(&groups, ""));
    };
    let (fraction, whole) = groups.split_last().ok_or_else(not_a_number)?;
    let one_sign_groups = before.iter().all(|&sign| Some(&sign) == before.first());
    if !matches!(last, '.' | ',') || before.contains(&last) {
        // The last sign cannot be the decimal one: all of them part thousands.
        let all_the_same = separators.iter().all(|&sign| sign == last);
        return if all_the_same && grouped(&groups) { Ok(number(&groups, "")) } else { Err(not_a_number()) };
    }
    if before.is_empty() && fraction.len() == 3 && grouped(&groups) && !whole.concat().starts_with('0') {
        let ours = last == decimal_sign(language);
        let fits = places >= 3;
        match (ours, fits) {
            (true, true) => {}
            (false, false) => return Ok(number(&groups, "")),
            _ => {
                let shown: String = fraction.chars().take(usize::from(places)).collect();
                let readings = number(&groups, "").value().zip(number(whole, &shown).value());
                let (thousands, decimals) = readings.ok_or_else(not_a_number)?;
                return Err(InputError::Ambiguous { input: text.to_owned(), thousands, decimals });
            }
        }
    }
    let whole_stands = matches!(whole, [""]) || grouped(whole);
    if !one_sign_groups || !whole_stands || fraction.is_empty() {
        return Err(not_a_number());
    }
    let kept = fraction.char_indices().nth(usize::from(places)).map_or(*fraction, |(at, _)| {
        let (kept, beyond) = fraction.split_at(at);
        if beyond.bytes().all(|b| b == b'0') { kept } else { fraction }
    });
    if kept.len() > usize::from(places) {
        return Err(InputError::TooManyPlaces { input: text.to_owned(), places });
    }
    Ok(number(whole, kept))
}

/// The runs of digits and the signs between them. Only the first run may be empty (`,50`), and at least one is not.
fn split(figure: &str) -> Option<(Vec<&str>, Vec<char>)> {
    let mut separators = Vec::new();
    for c in figure.chars().filter(|c| !c.is_ascii_digit()) {
        separators.push(match c {
            '.' | ',' => c,
            '\'' | '\u{2019}' => '\'',
            c if is_space(c) => ' ',
            _ => return None,
        });
    }
    let groups: Vec<&str> = figure.split(|c: char| !c.is_ascii_digit()).collect();
    let (first, rest) = groups.split_first()?;
    let complete = rest.iter().all(|group| !group.is_empty()) && !(first.is_empty() && rest.len() != 1);
    complete.then_some((groups, separators))
}

/// Spaces of any width: what is copied from a document has no-break ones.
fn is_space(c: char) -> bool {
    c.is_whitespace()
}

const fn decimal_sign(language: Language) -> char {
    match language {
        Language::De => ',',
        Language::En => '.',
    }
}
