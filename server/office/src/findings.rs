//! What is wrong with a plan's text, for those who write it.

use crate::error::OfficeError;
use crate::plans::{check, on_big_stack};
use compline_lang::render::{Entry, PlanText};
use compline_words::Language;

/// The findings in a plan's text, in its order, with their places in a file of a name and in a language.
///
/// # Errors
/// Where the text cannot be checked at all.
pub async fn findings(file: &str, text: &str, language: Language) -> Result<Vec<Entry>, OfficeError> {
    let (file, text) = (file.to_owned(), text.to_owned());
    on_big_stack(move || {
        let checked = check(&text);
        let found = checked.findings.iter().map(|(item, diagnostic)| (*item, diagnostic));
        PlanText::new(&file, &text).in_language(of_the_compiler(language)).entries(found)
    })
    .await
}

/// The compiler's name for a language of the catalogue.
pub(crate) fn of_the_compiler(language: Language) -> compline_lang::words::Language {
    match language {
        Language::De => compline_lang::words::Language::German,
        Language::En => compline_lang::words::Language::English,
    }
}
