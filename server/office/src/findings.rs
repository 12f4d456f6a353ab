//! What is wrong with a plan's text, for those who write it.

use crate::error::OfficeError;
use crate::office::Office;
use crate::plans::Checked;
use compline_lang::render::{Entry, PlanText};
use compline_words::Language;

impl Office {
    /// The findings in a plan's text, in its order, with their places in a file of a name and in a language.
    ///
    /// # Errors
    /// Where the text cannot be checked at all.
    pub async fn findings(&self, file: &str, text: &str, language: Language) -> Result<Vec<Entry>, OfficeError> {
        Ok(entries(file, text, &*self.checked(text).await?, language))
    }
}

/// What was found, with its places.
pub(crate) fn entries(file: &str, text: &str, checked: &Checked, language: Language) -> Vec<Entry> {
    let found = checked.findings.iter().map(|(item, diagnostic)| (*item, diagnostic));
    PlanText::new(file, text).in_language(of_the_compiler(language)).entries(found)
}

/// The compiler's name for a language of the catalogue.
pub fn of_the_compiler(language: Language) -> compline_lang::words::Language {
    match language {
        Language::De => compline_lang::words::Language::German,
        Language::En => compline_lang::words::Language::English,
    }
}
