//! Small tools to walk pest's pairs, shared by the builders.

use super::grammar::Rule;
use super::limits::span;
use crate::diagnostic::{Code, Diagnostic};
use crate::number::Decimal;
use crate::source::Span;
use crate::syntax::ast::{Date, Doc, Expr, ExprKind, Ident};
use crate::syntax::lex::{Token, TokenKind};
use pest::iterators::Pair;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A node of the parser's tree.
pub(super) type Node<'t> = Pair<'t, Rule>;

/// The first child of that kind.
pub(super) fn child<'t>(node: &Node<'t>, rule: Rule) -> Option<Node<'t>> {
    node.clone().into_inner().find(|inner| inner.as_rule() == rule)
}

/// All children of that kind.
pub(super) fn children<'t>(node: &Node<'t>, rule: Rule) -> impl Iterator<Item = Node<'t>> {
    node.clone().into_inner().filter(move |inner| inner.as_rule() == rule)
}

/// Whether there is a child of that kind.
pub(super) fn has(node: &Node<'_>, rule: Rule) -> bool {
    child(node, rule).is_some()
}

/// Turns pairs into the syntax tree of one item.
///
/// Its methods return `None` only where a node lacks what the grammar promises.
pub(super) struct Builder<'t> {
    /// The text of the item.
    pub(super) text: &'t str,
    tokens: &'t [Token],
    /// What is wrong although the grammar accepts it.
    pub(super) errors: Vec<Diagnostic>,
    /// How deep the tree is at the expression at hand.
    pub(super) height: Height,
}

/// Bookkeeping for the limit on the depth of expressions.
///
/// The limit keeps everybody who walks the tree later from overflowing a stack,
/// so it is exact: chains like `a + b + c` count, not only what recurses here.
#[derive(Default)]
pub(super) struct Height {
    /// Expressions around the one that is read.
    pub(super) around: usize,
    /// The height of the expression that was read last.
    pub(super) last: usize,
    /// The greatest height among the parts of the expression that is read.
    pub(super) below: usize,
}

impl<'t> Builder<'t> {
    pub(super) fn new(text: &'t str, tokens: &'t [Token]) -> Self {
        Self { text, tokens, errors: Vec::new(), height: Height::default() }
    }

    pub(super) fn error(&mut self, diagnostic: Diagnostic) {
        self.errors.push(diagnostic);
    }

    /// The place of a node, without the blanks and comments at its end.
    pub(super) fn span(&self, node: &Node<'_>) -> Span {
        let range = node.as_span();
        let after = self.tokens.partition_point(|token| token.start < range.end());
        let last = self.tokens.get(..after).unwrap_or_default().iter().rev().find(|token| !token.is_comment());
        let end = last.map_or(range.end(), |token| token.end.min(range.end()).max(range.start()));
        span(range.start(), end)
    }

    /// A name: without backticks, in NFC.
    pub(super) fn ident(&self, node: &Node<'_>) -> Ident {
        let written = node.as_str().trim_matches('`');
        let text = if is_nfc(written) { written.to_owned() } else { written.nfc().collect() };
        Ident { text, span: self.span(node) }
    }

    /// The first name below a node.
    pub(super) fn name(&self, node: &Node<'_>) -> Option<Ident> {
        child(node, Rule::name).map(|name| self.ident(&name))
    }

    /// All names directly below a node.
    pub(super) fn names(&self, node: &Node<'_>) -> Vec<Ident> {
        children(node, Rule::name).map(|name| self.ident(&name)).collect()
    }

    /// A number as written; zero with an error where it cannot be represented.
    pub(super) fn decimal(&mut self, node: &Node<'_>) -> Decimal {
        let text = node.as_str();
        let place = self.span(node);
        let misplaced = text.contains("__") || text.ends_with('_') || text.contains("_.") || text.contains("._");
        if misplaced {
            self.error(
                Diagnostic::new(Code::BadNumber, place, say!("the separators in `{text}` are misplaced"))
                    .help("write `_` only between digits: `1_500`"),
            );
        }
        match Decimal::parse(text) {
            Some(value) if value.scale <= Decimal::MAX_SCALE => value,
            Some(_) => {
                let limit = Decimal::MAX_SCALE;
                self.error(Diagnostic::new(
                    Code::BadNumber,
                    place,
                    say!("`{text}` has more than {limit} digits after the point"),
                ));
                Decimal::ZERO
            }
            None => {
                self.error(Diagnostic::new(Code::BadNumber, place, say!("`{text}` has more than 30 digits")));
                Decimal::ZERO
            }
        }
    }

    /// A date; where it does not exist, an error and a day that stands for it.
    pub(super) fn date(&mut self, node: &Node<'_>) -> Date {
        let text = node.as_str();
        let place = self.span(node);
        let day = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap_or_else(|_| {
            self.error(
                Diagnostic::new(Code::BadDate, place, say!("`{text}` is not in the calendar"))
                    .help("dates are written year-month-day: `2026-01-31`"),
            );
            chrono::NaiveDate::default()
        });
        Date { day, span: place }
    }

    /// The inside of a string.
    pub(super) fn string(&self, node: &Node<'_>) -> String {
        let quoted = node.as_str();
        let inside = quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(quoted);
        let mut text = String::with_capacity(inside.len());
        let mut chars = inside.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => text.extend(chars.next()),
                c => text.push(c),
            }
        }
        text
    }

    /// The doc comments directly above a byte position.
    pub(super) fn docs_above(&self, start: usize) -> Vec<Doc> {
        let before = self.tokens.partition_point(|token| token.start < start);
        let mut lines = Vec::new();
        let mut below = start;
        for token in self.tokens.get(..before).unwrap_or_default().iter().rev() {
            let between = self.text.get(token.end..below).unwrap_or_default();
            let adjacent = between.bytes().filter(|byte| *byte == b'\n').count() <= 1;
            if !token.is_comment() || !token.first || !adjacent {
                break;
            }
            below = token.start;
            if token.kind == TokenKind::Doc {
                lines.push(token);
            }
        }
        let mut docs: Vec<Doc> = Vec::new();
        for token in lines.into_iter().rev() {
            let line = token.text(self.text).strip_prefix("##").unwrap_or_default();
            let (language, content) = match line.split_once([' ', '\t']).unwrap_or((line, "")) {
                (tag, content) if is_language(tag) => (Some(tag.to_owned()), content),
                _ => (None, line.strip_prefix(' ').unwrap_or(line)),
            };
            let content = content.trim_end();
            let place = span(token.start, token.end);
            match docs.last_mut() {
                Some(doc) if doc.language == language => {
                    doc.text.push('\n');
                    doc.text.push_str(content);
                    doc.span = doc.span.to(place);
                }
                _ => docs.push(Doc { language, text: content.to_owned(), span: place }),
            }
        }
        docs
    }

    /// An expression.
    pub(super) fn make(&self, kind: ExprKind, span: Span) -> Expr {
        Expr { kind: Box::new(kind), span }
    }

    /// Reports a clause that stands twice; keeps the first.
    pub(super) fn set_once<T>(&mut self, slot: &mut Option<T>, value: T, node: &Node<'_>, what: &str) {
        if slot.is_some() {
            let place = self.span(node);
            self.error(
                Diagnostic::new(Code::DuplicateClause, place, say!("`{what}` stands twice")).help("keep one of them"),
            );
        } else {
            *slot = Some(value);
        }
    }
}

/// Whether a word directly behind `##` is a language tag: `de`, `pt-BR`.
fn is_language(tag: &str) -> bool {
    let (language, region) = tag.split_once('-').unwrap_or((tag, "XX"));
    let two_or_three = (2..=3).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_lowercase());
    two_or_three && !region.is_empty() && region.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
