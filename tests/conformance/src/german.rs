//! What of a diagnostic stays English where it is said in German.

use compline_lang::diagnostic::Diagnostic;
use compline_lang::words::{Language, Text};

/// Words that stand in every English sentence and in no German one.
const ENGLISH: &[&str] = &[
    "and", "are", "before", "by", "for", "from", "has", "have", "here", "is", "needs", "no", "not", "nothing", "of",
    "or", "the", "there", "this", "to", "value", "which", "with",
];

/// The texts of a diagnostic that are not German throughout. Plan text, in backticks, is the same in every language.
pub(crate) fn left_english(diagnostic: &Diagnostic) -> Vec<String> {
    let notes = diagnostic.notes.iter().map(|note| &note.text);
    let meanings = diagnostic.readings.iter().map(|reading| &reading.meaning);
    let texts = [&diagnostic.message].into_iter().chain(&diagnostic.label).chain(&diagnostic.help);
    texts.chain(notes).chain(meanings).filter_map(english_in).collect()
}

fn english_in(text: &Text) -> Option<String> {
    if let Some(template) = text.templates().into_iter().find(|template| !Language::German.has(template)) {
        return Some(format!("no German for {template:?}"));
    }
    let german = text.in_language(Language::German);
    // Below the first line stands text of a plan.
    let said = german.lines().next().unwrap_or_default();
    let prose = said.split('`').step_by(2).flat_map(|piece| piece.split(|c: char| !c.is_alphabetic()));
    let word = prose.filter(|word| ENGLISH.contains(word)).map(str::to_owned).next()?;
    Some(format!("{word:?} in {german:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use compline_lang::words::say;

    #[test]
    fn english_is_seen_in_templates_and_in_arguments() {
        let good = say!("`{}` is {noun}, not an event", "is", noun = say!("a tree"));
        assert_eq!(english_in(&good), None);
        let part = say!("`{}` is {noun}, not an event", "Order", noun = "the tree");
        assert!(english_in(&part).is_some_and(|found| found.starts_with("\"the\"")));
        assert!(english_in(&"words that no catalogue has".into()).is_some());
    }
}
