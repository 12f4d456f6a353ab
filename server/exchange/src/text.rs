//! Characters that payment messages may carry, and how other letters are written with them.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Whether a character belongs to the SEPA basic Latin set (EPC132-08 § 1.4): letters and digits of ASCII, the blank
/// and `/ - ? : ( ) . , ' +`.
#[must_use]
pub const fn is_sepa(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '?' | ':' | '(' | ')' | '.' | ',' | '\'' | '+' | ' ')
}

/// The first character that a payment message may not carry, and its place, counted from one.
#[must_use]
pub fn first_not_sepa(text: &str) -> Option<(char, usize)> {
    text.chars().zip(1..).find(|(c, _)| !is_sepa(*c))
}

/// A text in the SEPA basic Latin set.
///
/// German letters become two (`ü` → `ue`, `ß` → `ss`), which the German banks allow beside the single letter (DFÜ
/// agreement, annex 3). Greek, Cyrillic and other letters follow the conversion table EPC217-08; a Latin letter that
/// the table gives up is written without its marks. What remains becomes a full stop, a line break or other white
/// space a blank. The result may be longer than the text.
#[must_use]
pub fn to_sepa(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for c in text.nfc() {
        match (is_sepa(c), replacement(c)) {
            (true, _) => result.push(c),
            (false, Some(replacement)) => result.push_str(replacement),
            (false, None) => push_without_marks(&mut result, c),
        }
    }
    result
}

fn push_without_marks(result: &mut String, c: char) {
    if c.is_whitespace() {
        result.push(' ');
        return;
    }
    // A mark that no letter has taken up says nothing by itself.
    if is_combining_mark(c) {
        return;
    }
    let before = result.len();
    for part in std::iter::once(c).nfkd().filter(|part| !is_combining_mark(*part)) {
        match (is_sepa(part), replacement(part)) {
            (true, _) => result.push(part),
            (false, Some(replacement)) => result.push_str(replacement),
            (false, None) => {}
        }
    }
    if result.len() == before {
        result.push('.');
    }
}

/// Letters that are more than a letter of ASCII with marks. Without comment: EPC217-08 (version 1.1, 2012).
const fn replacement(c: char) -> Option<&'static str> {
    Some(match c {
        // DFÜ agreement, annex 3, "also permitted".
        'ä' => "ae",
        'ö' => "oe",
        'ü' => "ue",
        'Ä' => "Ae",
        'Ö' => "Oe",
        'Ü' => "Ue",
        'ß' => "ss",
        'ẞ' => "SS",
        '&' => "+",
        '_' | '~' => "-",
        '[' | '{' => "(",
        ']' | '}' => ")",
        '\\' | '|' => "/",
        ';' => ",",
        '`' => "'",
        '¿' => "?",
        '€' => "E",
        // Not in the table: the nearest sign that is permitted.
        '"' | '’' | '‘' | '‚' | '“' | '”' | '„' | '´' => "'",
        '<' | '«' => "(",
        '>' | '»' => ")",
        '–' | '—' | '‐' | '‑' => "-",
        'Æ' => "A",
        'æ' => "a",
        'Ð' | 'Đ' => "D",
        'ð' | 'đ' => "d",
        'Ø' => "O",
        'ø' => "o",
        'Þ' | 'Ŧ' => "T",
        'þ' | 'ŧ' => "t",
        'Ħ' => "H",
        'ħ' => "h",
        'ı' => "i",
        'Ĳ' => "I",
        'ĳ' => "i",
        'Ŀ' | 'Ł' => "L",
        'ŀ' | 'ł' => "l",
        'Œ' => "O",
        'œ' => "o",
        _ => return greek(c),
    })
}

const fn greek(c: char) -> Option<&'static str> {
    Some(match c {
        'Α' | 'Ά' => "A",
        'α' | 'ά' => "a",
        'Β' => "V",
        'β' => "v",
        'Γ' => "G",
        'γ' => "g",
        'Δ' => "D",
        'δ' => "d",
        'Ε' | 'Έ' => "E",
        'ε' | 'έ' => "e",
        'Ζ' => "Z",
        'ζ' => "z",
        'Η' | 'Ή' | 'Ι' | 'Ί' | 'Ϊ' => "I",
        'η' | 'ή' | 'ι' | 'ί' | 'ϊ' | 'ΐ' => "i",
        'Θ' => "TH",
        'θ' => "th",
        'Κ' => "K",
        'κ' => "k",
        'Λ' => "L",
        'λ' => "l",
        'Μ' => "M",
        'μ' => "m",
        'Ν' => "N",
        'ν' => "n",
        'Ξ' => "X",
        'ξ' => "x",
        'Ο' | 'Ό' | 'Ω' | 'Ώ' => "O",
        'ο' | 'ό' | 'ω' | 'ώ' => "o",
        'Π' => "P",
        'π' => "p",
        'Ρ' => "R",
        'ρ' => "r",
        'Σ' => "S",
        'σ' | 'ς' => "s",
        'Τ' => "T",
        'τ' => "t",
        'Υ' | 'Ύ' | 'Ϋ' => "Y",
        'υ' | 'ύ' | 'ϋ' | 'ΰ' => "y",
        'Φ' => "F",
        'φ' => "f",
        'Χ' => "CH",
        'χ' => "ch",
        'Ψ' => "PS",
        'ψ' => "ps",
        _ => return cyrillic(c),
    })
}

const fn cyrillic(c: char) -> Option<&'static str> {
    Some(match c {
        'А' | 'Ъ' => "A",
        'а' | 'ъ' => "a",
        'Б' => "B",
        'б' => "b",
        'В' => "V",
        'в' => "v",
        'Г' => "G",
        'г' => "g",
        'Д' => "D",
        'д' => "d",
        'Е' => "E",
        'е' => "e",
        'Ж' => "ZH",
        'ж' => "zh",
        'З' => "Z",
        'з' => "z",
        'И' => "I",
        'и' => "i",
        'Й' | 'Ь' => "Y",
        'й' | 'ь' => "y",
        'К' => "K",
        'к' => "k",
        'Л' => "L",
        'л' => "l",
        'М' => "M",
        'м' => "m",
        'Н' => "N",
        'н' => "n",
        'О' => "O",
        'о' => "o",
        'П' => "P",
        'п' => "p",
        'Р' => "R",
        'р' => "r",
        'С' => "S",
        'с' => "s",
        'Т' => "T",
        'т' => "t",
        'У' => "U",
        'у' => "u",
        'Ф' => "F",
        'ф' => "f",
        'Х' => "H",
        'х' => "h",
        'Ц' => "TS",
        'ц' => "ts",
        'Ч' => "CH",
        'ч' => "ch",
        'Ш' => "SH",
        'ш' => "sh",
        'Щ' => "SHT",
        'щ' => "sht",
        'Ю' => "YU",
        'ю' => "yu",
        'Я' => "YA",
        'я' => "ya",
        // The table knows the Bulgarian alphabet only; these are Russian, Ukrainian, Serbian and Macedonian, written
        // as in passports.
        'Ё' | 'Э' => "E",
        'ё' | 'э' => "e",
        'Ы' => "Y",
        'ы' => "y",
        'І' | 'Ї' => "I",
        'і' | 'ї' => "i",
        'Є' => "YE",
        'є' => "ye",
        'Ґ' => "G",
        'ґ' => "g",
        'Ў' => "U",
        'ў' => "u",
        'Ђ' => "DJ",
        'ђ' => "dj",
        'Ј' => "J",
        'ј' => "j",
        'Љ' => "LJ",
        'љ' => "lj",
        'Њ' => "NJ",
        'њ' => "nj",
        'Ћ' => "C",
        'ћ' => "c",
        'Џ' => "DZ",
        'џ' => "dz",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use sepa::charset::{Transliteration, is_sepa_char, transliterate};

    #[test]
    fn names_are_written_with_permitted_letters() {
        for (text, expected) in [
            ("Müller & Söhne GmbH", "Mueller + Soehne GmbH"),
            ("GROẞE STRAßE", "GROSSE STRAssE"),
            ("Łukasz Żółć", "Lukasz Zolc"),
            ("Jürgen Groß-Ōno", "Juergen Gross-Ono"),
            ("Елена Щукина", "Elena SHTukina"),
            ("Объявы Эльза Ёж", "Obayavy Elyza Ezh"),
            ("Θεόδωρος", "THeodoros"),
            ("d’Artagnan – „Ré“", "d'Artagnan - 'Re'"),
            ("zwei\nZeilen\tund\u{a0}mehr", "zwei Zeilen und mehr"),
            ("Mu\u{308}ller", "Mueller"),
            ("山田 100%", ".. 100."),
            ("ﬁne", "fine"),
        ] {
            assert_eq!(to_sepa(text), expected, "{text}");
        }
    }

    /// The table in the `sepa` crate was made from the published spreadsheet.
    #[test]
    fn letters_follow_the_published_table() {
        let mut compared = 0;
        for c in ('\u{20}'..='\u{2fff}').filter(|c| !is_combining_mark(*c)) {
            assert_eq!(is_sepa(c), is_sepa_char(c), "{c}");
            let text = c.to_string();
            let theirs = transliterate(&text, Transliteration::German);
            // Where the table gives up, more is kept here.
            if theirs != "." && text.nfc().eq(text.chars()) {
                // A line break is a blank for both; the euro sign and letters are the table's.
                assert_eq!(to_sepa(&text), theirs, "{c} U+{:04X}", u32::from(c));
                compared += 1;
            }
        }
        assert!(compared > 400, "{compared}");
    }

    #[test]
    fn the_first_bad_character_is_told_with_its_place() {
        assert_eq!(first_not_sepa("Müller"), Some(('ü', 2)));
        assert_eq!(first_not_sepa("Mueller + Co. (Bonn), 1/2: it's-ok?"), None);
    }

    proptest! {
        #[test]
        fn whatever_comes_in_is_permitted_afterwards(text in "\\PC*") {
            let written = to_sepa(&text);
            prop_assert_eq!(first_not_sepa(&written), None);
            prop_assert_eq!(to_sepa(&written), written);
        }
    }
}
