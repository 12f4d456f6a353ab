//! The names that a text mentions.

use super::lex::{TokenKind, begins_name, continues_name, lex};
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
