//! The languages that there is a catalogue for.

use icu_locale_core::{Locale, locale};
use serde::{Deserialize, Serialize};

/// A language that pages and documents are written in. There is no default: the language belongs to the user, and of a
/// document to its recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// German, as written in Germany.
    De,
    /// English, as written in Britain: days before months, 24 hours.
    En,
}

impl Language {
    /// All languages, in the order in which they are offered.
    pub const ALL: [Language; 2] = [Language::De, Language::En];

    /// The tag of the language (BCP 47), for the attribute `lang` and for storing.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Language::De => "de",
            Language::En => "en",
        }
    }

    /// The language of a tag (BCP 47) in any case, whatever its region or script: `de`, `de-AT`, `EN-us`. None for
    /// languages without a catalogue.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Language::ALL.into_iter().find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }

    /// The language that a browser prefers, from its header `Accept-Language` (RFC 9110, 12.5.4): the greatest weight
    /// above zero, the first of equal ones. `*` stands for the first language that the header does not name. None if
    /// the header asks for nothing that there is a catalogue for; parts that break the header's grammar count for nothing.
    #[must_use]
    pub fn negotiate(accept_language: &str) -> Option<Self> {
        let ranges: Vec<(&str, u16)> = accept_language.split(',').filter_map(weighted).collect();
        let named: Vec<Language> = ranges.iter().filter_map(|(tag, _)| Language::from_tag(tag)).collect();
        let mut best: Option<(Language, u16)> = None;
        for (tag, weight) in ranges {
            let language = match tag {
                "*" => Language::ALL.into_iter().find(|language| !named.contains(language)),
                tag => Language::from_tag(tag),
            };
            if let Some(language) = language
                && weight > best.map_or(0, |(_, weight)| weight)
            {
                best = Some((language, weight));
            }
        }
        best.map(|(language, _)| language)
    }

    /// What CLDR knows the language as.
    pub(crate) const fn locale(self) -> Locale {
        match self {
            Language::De => locale!("de"),
            Language::En => locale!("en-GB"),
        }
    }
}

/// A language range and its weight in thousandths; 1000 where none is given.
fn weighted(part: &str) -> Option<(&str, u16)> {
    let mut fields = part.split(';').map(str::trim);
    let tag = fields.next().filter(|tag| !tag.is_empty())?;
    let Some(field) = fields.next() else {
        return Some((tag, 1000));
    };
    let weight = field.strip_prefix("q=").or_else(|| field.strip_prefix("Q="))?;
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let thousandths: u16 = format!("{fraction:0<3}").parse().ok()?;
    match (whole, thousandths) {
        ("0", _) => Some((tag, thousandths)),
        ("1", 0) => Some((tag, 1000)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_whatever_their_region() {
        for (tag, language) in [
            ("de", Some(Language::De)),
            ("de-DE", Some(Language::De)),
            ("DE_at", Some(Language::De)),
            ("en-Latn-GB", Some(Language::En)),
            (" en ", Some(Language::En)),
            ("den", None),
            ("ru", None),
            ("", None),
        ] {
            assert_eq!(Language::from_tag(tag), language, "{tag}");
        }
        for language in Language::ALL {
            assert_eq!(Language::from_tag(language.tag()), Some(language));
            assert_eq!(serde_json::to_value(language).ok(), Some(language.tag().into()));
        }
    }

    #[test]
    fn the_greatest_weight_wins_and_the_first_of_equal_ones() {
        for (header, language) in [
            ("de-DE,de;q=0.9,en;q=0.8", Some(Language::De)),
            ("fr-FR,fr;q=0.9,en;q=0.8,de;q=0.85", Some(Language::De)),
            ("en,de", Some(Language::En)),
            ("de;q=0.7, en;q=0.700", Some(Language::De)),
            ("de;q=0,en;q=0.001", Some(Language::En)),
            ("fr, *;q=0.5", Some(Language::De)),
            ("de;q=0, *;q=0.5", Some(Language::En)),
            ("de;q=2, en;q=0.1", Some(Language::En)),
            ("de;q=0.12345, en;x=1", None),
            ("fr, ru", None),
            ("", None),
            (";q=1,,", None),
        ] {
            assert_eq!(Language::negotiate(header), language, "{header}");
        }
    }
}
