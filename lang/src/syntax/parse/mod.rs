//! From the text of one item to its syntax tree.
//!
//! ```text
//! text → tokens → limits → grammar (pest) → syntax tree
//!                             ↓ where it fails
//!                          recovery: broken clauses become errors and blanks, then once more
//! ```
//!
//! pest stays inside of this folder.

mod accounts;
mod clauses;
mod errors;
mod examples;
mod expected;
mod expressions;
mod files;
mod grammar;
mod grids;
mod habits;
mod items;
mod limits;
mod outline;
mod period;
mod placing;
mod recover;
mod tree;

pub use limits::{MAX_BRACKETS, MAX_DEPTH, MAX_FILE_BYTES, MAX_ITEM_BYTES, check_file_size};
pub(crate) use outline::{Body, Grid, Outline, Part, PartKind, Shape, outline};

use super::ast::Item;
use super::lex::{Token, TokenKind, lex};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use grammar::{PlanParser, Rule};
use pest::Parser;
use pest::error::Error;
use std::num::NonZeroUsize;
use std::sync::{Mutex, Once, PoisonError};

/// What one item's text means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParsedItem {
    /// The tree: of the good clauses only, where others are broken. `None` where nothing
    /// can be told, and for text that holds only comments.
    pub item: Option<Item>,
    /// What is wrong, in the order of the text. Spans are relative to the text.
    pub errors: Vec<Diagnostic>,
    /// What could not be read and is missing from the tree: broken clauses, or all of the
    /// text. What is missing from the tree may stand there.
    pub lost: Vec<Span>,
}

impl ParsedItem {
    /// An item of which nothing can be told.
    fn lost(text: &str, error: Diagnostic) -> Self {
        ParsedItem { item: None, errors: vec![error], lost: vec![limits::span(0, text.len())] }
    }
}

/// Reads one item, as [`split`](super::split()) cuts it: with the comments above it.
///
/// Never fails and never panics: whatever is wrong is among the errors.
pub fn parse_item(text: &str) -> ParsedItem {
    if let Some(error) = limits::item_size(text) {
        return ParsedItem::lost(text, error);
    }
    let tokens = lex(text);
    if tokens.iter().all(Token::is_comment) {
        return ParsedItem::default();
    }
    if let Some(error) = limits::depth(text, &tokens) {
        return ParsedItem::lost(text, error);
    }
    if !tokens.iter().any(|token| token.kind == TokenKind::Bad)
        && let Some(entry) = run(Rule::item_entry, text)
    {
        return build(text, &tokens, entry);
    }
    recover::recover(text, &tokens)
}

fn build(text: &str, tokens: &[Token], entry: tree::Node<'_>) -> ParsedItem {
    let mut builder = tree::Builder::new(text, tokens);
    let item = builder.item(entry);
    ParsedItem { item, errors: builder.errors, lost: Vec::new() }
}

/// Parser calls that one parse may cost; far above what the largest item needs.
const CALL_LIMIT: NonZeroUsize = NonZeroUsize::MIN.saturating_add(8_000_000);

/// Runs one rule over a text; `None` where it does not fit.
fn run(rule: Rule, text: &str) -> Option<tree::Node<'_>> {
    static LIMIT: Once = Once::new();
    LIMIT.call_once(|| pest::set_call_limit(Some(CALL_LIMIT)));
    PlanParser::parse(rule, text).ok()?.next()
}

/// Why a rule does not fit, with all that pest tried; `None` where it fits.
///
/// Collecting what was tried nearly doubles the time, and the switch for it is one
/// for the whole process. So it is on only here, where something is known to be
/// broken; another thread that parses meanwhile is slower and otherwise the same.
fn failure(rule: Rule, text: &str) -> Option<Box<Error<Rule>>> {
    static DETAIL: Mutex<()> = Mutex::new(());
    let _held = DETAIL.lock().unwrap_or_else(PoisonError::into_inner);
    pest::set_error_detail(true);
    let error = PlanParser::parse(rule, text).err();
    pest::set_error_detail(false);
    error.map(Box::new)
}
