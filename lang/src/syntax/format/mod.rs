//! The one layout of plan text.
//!
//! The formatter prints the author's tokens again, with canonical blanks, breaks
//! and order of clauses. It never changes a token (but `’s` becomes `'s`), so
//! meaning and comments stay. Formatting twice changes nothing.

mod item;
mod line;

use super::lex::{Token, lex};
use super::parse::{Outline, Shape, outline, parse_item};
use super::split;
use crate::diagnostic::Diagnostic;
use crate::source::ItemIndex;
use item::Printer;
use line::render;

/// Brings a plan into its canonical layout.
///
/// # Errors
///
/// The syntax errors of all items, each with the index of its item. Text that is
/// not understood is not moved around.
pub fn format(text: &str) -> Result<String, Vec<(ItemIndex, Diagnostic)>> {
    let mut pieces = Vec::new();
    let mut errors = Vec::new();
    for (at, raw) in split(text).into_iter().enumerate() {
        let index = ItemIndex(u32::try_from(at).unwrap_or(u32::MAX));
        let parsed = parse_item(raw.text);
        errors.extend(parsed.errors.into_iter().map(|error| (index, error)));
        let tokens = lex(raw.text);
        let outline = outline(raw.text, &tokens).unwrap_or_default();
        pieces.push(Piece { text: raw.text, tokens, outline });
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let columns = definition_columns(&pieces);
    let mut lines = Vec::new();
    for (piece, column) in pieces.iter().zip(columns) {
        Printer::new(piece.text, &piece.tokens, &piece.outline).item(column, &mut lines);
    }
    Ok(render(lines))
}

/// Brings a file into its canonical layout: of a literate one (by its name) the plan alone.
///
/// # Errors
///
/// As [`format`].
pub fn format_file(name: &str, text: &str) -> Result<String, Vec<(ItemIndex, Diagnostic)>> {
    if super::literate::is_literate(name) { super::literate::format(name, text) } else { format(text) }
}

/// One item on its way.
struct Piece<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    outline: Outline,
}

impl Piece<'_> {
    /// How wide the left side is, for a definition that may be aligned.
    fn left_width(&self) -> Option<usize> {
        match self.outline.shape {
            Shape::Definition(Some(equals)) => {
                Some(Printer::new(self.text, &self.tokens, &self.outline).width(0..equals))
            }
            _ => None,
        }
    }

    /// Whether it stands on the line below the item before.
    fn adjacent(&self) -> bool {
        self.tokens.first().is_some_and(|first| {
            !first.is_comment() && !self.text.get(..first.start).unwrap_or_default().contains('\n')
        })
    }
}

/// The column of `=` for each item: definitions below one another share it.
fn definition_columns(pieces: &[Piece<'_>]) -> Vec<usize> {
    let widths: Vec<Option<usize>> = pieces.iter().map(Piece::left_width).collect();
    let mut columns = vec![0; pieces.len()];
    let mut start = 0;
    while start < pieces.len() {
        let mut end = start + 1;
        let joins =
            |at: usize| widths.get(at).copied().flatten().is_some() && pieces.get(at).is_some_and(Piece::adjacent);
        while widths.get(start).copied().flatten().is_some() && joins(end) {
            end += 1;
        }
        let widest = widths.get(start..end).unwrap_or_default().iter().flatten().max().copied().unwrap_or(0);
        if let Some(run) = columns.get_mut(start..end) {
            run.fill(widest);
        }
        start = end;
    }
    columns
}
