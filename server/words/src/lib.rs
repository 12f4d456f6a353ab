//! Texts, numbers, amounts and dates in the language of their reader.
//!
//! A page asks for the [`Words`] of its reader and a document for those of its recipient. Texts come from the catalogue
//! (`catalogue/<language>/<area>.ftl`, Fluent syntax); numbers and dates follow CLDR through ICU4X, with one deviation:
//! a minus is U+2212, as wide as a digit. What is written here is for eyes: files for banks and tax advisers have
//! formats of their own.
//!
//! ```
//! use compline_words::{Language, Words};
//!
//! let words = Words::new(Language::De);
//! assert_eq!(words.money(-123_456, "EUR"), "\u{2212}1.234,56\u{a0}€");
//! assert_eq!(words.say_with("lines-distributed", &[("lines", 98_402.into())]), "98.402 Zeilen verteilt.");
//! ```

#![deny(clippy::float_arithmetic)]

mod catalogue;
mod dates;
pub mod input;
mod language;
mod numbers;

pub use catalogue::Arg;
pub use input::{InputError, parse_amount, parse_date, parse_decimal, parse_month, parse_percent};
pub use language::Language;
pub use numbers::minor_digits;

/// What opens the mark that stands for a text which the catalogue does not have: `⟦key⟧`. No text contains it, so tests
/// of pages look for it.
pub const MISSING: char = '⟦';

/// The words of one language: a handle that costs nothing to copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    language: Language,
}

impl Words {
    /// The words of a language.
    #[must_use]
    pub const fn new(language: Language) -> Self {
        Words { language }
    }

    /// The language.
    #[must_use]
    pub const fn language(self) -> Language {
        self.language
    }
}
