//! The names that a text mentions.

use super::lex::{TokenKind, lex};
use unicode_normalization::UnicodeNormalization;

/// All identifiers of a text outside of comments and strings, sorted, each once (NFC, without backticks).
pub fn identifiers(text: &str) -> Vec<String> {
    let mut out: Vec<String> = lex(text)
        .iter()
        .filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::Ticked))
        .map(|token| token.text(text).trim_matches('`').nfc().collect())
        .collect();
    out.sort_unstable();
    out.dedup();
    out
}
