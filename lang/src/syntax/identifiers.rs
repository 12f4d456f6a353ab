//! The names that a text mentions.

use super::lex::{TokenKind, begins_name, continues_name, lex};
use crate::source::Span;
use unicode_normalization::UnicodeNormalization;

/// All identifiers of a text outside of comments and strings, sorted, each once (NFC, without backticks).
///
/// What stands in a string that is not closed counts too: nobody knows where it should have ended.
pub fn identifiers(text: &str) -> Vec<String> {
    let mut out = words(text);
    out.sort_unstable();
    out.dedup();
    out
}

/// Where some names stand in a text, outside of comments and strings: which of them, and its place.
pub(crate) fn places_of(text: &str, names: &[&str]) -> Vec<(usize, Span)> {
    let mut out = Vec::new();
    for token in lex(text) {
        if !matches!(token.kind, TokenKind::Word | TokenKind::Ticked) {
            continue;
        }
        let written: String = token.text(text).trim_matches('`').nfc().collect();
        let Some(name) = names.iter().position(|name| *name == written) else { continue };
        let at = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        out.push((name, Span::new(at(token.start), at(token.end))));
    }
    out
}

/// The identifiers of a text in its order.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for token in lex(text) {
        let written = token.text(text);
        match token.kind {
            TokenKind::Word | TokenKind::Ticked => out.push(written.trim_matches('`').nfc().collect()),
            TokenKind::Bad => {
                let inside = written.split(|c| !continues_name(c)).filter(|word| word.starts_with(begins_name));
                out.extend(inside.map(|word| word.nfc().collect::<String>()));
            }
            _ => {}
        }
    }
    out
}
