//! What a text goes through.

use compline_compiler::lower::lower;
use compline_lang::bundle::Bundle;
use compline_lang::db::{Database, diagnostics, is_module, plan};
use compline_lang::diagnostic::{Code, Severity};
use compline_lang::syntax::format;
use compline_lang::words::Language;

/// How far a text came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reached {
    /// It has mistakes.
    Mistakes,
    /// It is a plan for the checker, and none for the compiler.
    Checked,
    /// It compiles.
    Compiled,
}

/// Reads, lays out, checks and compiles a text, and says what was found in both languages.
///
/// # Panics
/// Where any of it does, or where the layout of a text that is laid out is another one.
pub fn run(text: &str) -> Reached {
    if let Ok(laid_out) = format(text)
        && let Some(again) = readable(&laid_out)
    {
        let mut lines = laid_out.lines().zip(again.lines());
        if again != laid_out {
            let other = lines.find(|(once, twice)| once != twice);
            panic!("what is laid out is laid out differently a second time: {other:?}");
        }
    }
    let db = Database::default();
    let file = Bundle::read(text).input(&db);
    let _ = is_module(&db, file);
    let found = diagnostics(&db, file);
    for finding in &found {
        let d = &finding.diagnostic;
        for language in [Language::English, Language::German] {
            let texts =
                std::iter::once(&d.message).chain(&d.label).chain(&d.help).chain(d.notes.iter().map(|n| &n.text));
            texts.for_each(|text| drop(text.in_language(language)));
        }
        assert!(d.span.start <= d.span.end, "a finding ends before it begins: {d:?}");
    }
    if found.iter().any(|finding| finding.diagnostic.severity() == Severity::Error) {
        return Reached::Mistakes;
    }
    match lower(&plan(&db, file)) {
        Ok(_) => Reached::Compiled,
        Err(_) => Reached::Checked,
    }
}

/// The layout of a text that is laid out; `None` where the layout has made an item longer than an item may be.
fn readable(laid_out: &str) -> Option<String> {
    match format(laid_out) {
        Ok(again) => Some(again),
        Err(found) => {
            let long = found.iter().all(|(_, diagnostic)| diagnostic.code == Code::TooLarge);
            assert!(long, "what is laid out can be read: {found:?}");
            None
        }
    }
}
