//! What the screen at hand can show, and in which language.

use compline_lang::words::Language;
use compline_words::Words;
use std::io::IsTerminal;
use std::sync::OnceLock;

/// The language that was asked for.
static LANGUAGE: OnceLock<Language> = OnceLock::new();

/// Takes the language of diagnostics for the rest of the run: the one asked for, else that of the environment.
pub fn set_language(asked: Option<Language>) {
    LANGUAGE.get_or_init(|| asked.or_else(of_environment).unwrap_or_default());
}

/// The language of diagnostics; English where nothing has set another.
pub fn language() -> Language {
    LANGUAGE.get().copied().unwrap_or_default()
}

/// What is printed for people, sentences and documents, in the language of diagnostics.
pub fn words() -> Words {
    Words::new(match language() {
        Language::German => compline_words::Language::De,
        Language::English => compline_words::Language::En,
    })
}

/// The language of messages as POSIX names it: the first of these variables that is set decides.
fn of_environment() -> Option<Language> {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set).and_then(|locale| Language::from_tag(&locale))
}

/// Whether diagnostics are coloured: on a terminal, unless the user asks for none
/// (<https://no-color.org>).
pub fn color() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
