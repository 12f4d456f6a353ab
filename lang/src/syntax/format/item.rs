//! Prints one item: its comments, its line or its body.

use super::line::{Line, Word, join, width, wrap};
use crate::syntax::lex::{Token, TokenKind};
use crate::syntax::parse::{Body, Grid, Outline, Part, PartKind, Shape};
use std::ops::Range;

/// How far a body is indented.
const INDENT: usize = 2;

/// A token that is aligned: where it stands in the text, and its column behind the indentation.
type Pad = (usize, usize);

/// Prints the tokens of one item.
pub(super) struct Printer<'t> {
    text: &'t str,
    tokens: &'t [Token],
    outline: &'t Outline,
}

/// A clause with what belongs to it.
struct Clause<'t> {
    part: &'t Part,
    /// Whether a blank line stands above it and its comments.
    blank: bool,
    /// The comments above it, and where they begin.
    above: Vec<Token>,
    /// Its tokens, and the comment at its end.
    tokens: Vec<Token>,
    pads: Vec<Pad>,
}

impl<'t> Printer<'t> {
    pub(super) fn new(text: &'t str, tokens: &'t [Token], outline: &'t Outline) -> Self {
        Self { text, tokens, outline }
    }

    /// How wide the tokens of a range are on one line.
    pub(super) fn width(&self, range: Range<usize>) -> usize {
        width(&join(&self.words(self.slice(range), &[])))
    }

    /// The whole item with the comments above it; `equals` is the column of `=` of a definition.
    pub(super) fn item(&self, equals: usize, out: &mut Vec<Line>) {
        let Some(first) = self.tokens.iter().find(|token| !token.is_comment()) else {
            return self.comments(0, self.tokens, self.text.len(), 0, out);
        };
        let start = first.start;
        self.comments(0, self.slice(0..start), start, 0, out);
        match &self.outline.shape {
            Shape::Line | Shape::Definition(None) => self.run(self.slice(start..self.text.len()), 0, &[], out),
            Shape::Definition(Some(place)) => {
                self.run(self.slice(start..self.text.len()), 0, &[(*place, equals + 1)], out);
            }
            Shape::Body(body) => self.braces(start, body, self.text.len(), 0, out),
            Shape::Grid(grid) => self.grid(start, grid, out),
        }
    }

    /// The tokens that begin in a range.
    fn slice(&self, range: Range<usize>) -> &'t [Token] {
        let from = self.tokens.partition_point(|token| token.start < range.start);
        let to = self.tokens.partition_point(|token| token.start < range.end);
        self.tokens.get(from..to).unwrap_or_default()
    }

    /// Whether a blank line lies between two places; the start of the item is the start of a line.
    fn blank_between(&self, from: usize, to: usize) -> bool {
        let breaks = self.text.get(from..to).unwrap_or_default().bytes().filter(|byte| *byte == b'\n').count();
        breaks > usize::from(from > 0)
    }

    /// Comments that stand alone, with the blank lines around them, between two places.
    fn comments(&self, from: usize, comments: &[Token], until: usize, indent: usize, out: &mut Vec<Line>) {
        let mut at = from;
        for comment in comments {
            if self.blank_between(at, comment.start) {
                out.push(Line::default());
            }
            out.push(self.comment_line(comment, indent));
            at = comment.end;
        }
        if self.blank_between(at, until) {
            out.push(Line::default());
        }
    }

    fn comment_line(&self, comment: &Token, indent: usize) -> Line {
        Line { indent, code: String::new(), comment: Some(self.comment(comment)) }
    }

    fn comment(&self, token: &Token) -> String {
        token.text(self.text).trim_end().to_owned()
    }

    /// Tokens on one line, on the author's lines, or on more where they are too long.
    fn run(&self, tokens: &[Token], indent: usize, pads: &[Pad], out: &mut Vec<Line>) {
        let words = self.words(tokens, pads);
        let mut words = words.as_slice();
        let mut pending = 0;
        let mut begun = false;
        let flush = |words: &mut &[Word<'_>], pending: &mut usize, begun: &mut bool, out: &mut Vec<Line>| {
            let (line, rest) = words.split_at_checked(*pending).unwrap_or((words, &[]));
            wrap(line, indent, !*begun, out);
            *begun |= !line.is_empty();
            *words = rest;
            *pending = 0;
        };
        for token in tokens {
            if token.is_comment() {
                flush(&mut words, &mut pending, &mut begun, out);
                match out.last_mut() {
                    Some(line) if !token.first && line.comment.is_none() => line.comment = Some(self.comment(token)),
                    _ => out.push(self.comment_line(token, indent + INDENT * 2)),
                }
            } else {
                if token.first {
                    flush(&mut words, &mut pending, &mut begun, out);
                }
                pending += 1;
            }
        }
        flush(&mut words, &mut pending, &mut begun, out);
    }

    /// The tokens that are no comments, with the blanks between them.
    fn words(&self, tokens: &[Token], pads: &[Pad]) -> Vec<Word<'t>> {
        let mut words: Vec<Word<'t>> = Vec::with_capacity(tokens.len());
        let mut before: Option<&Token> = None;
        let mut depth = 0_usize;
        for token in tokens.iter().filter(|token| !token.is_comment()) {
            let text = if token.kind == TokenKind::Possessive { "'s" } else { token.text(self.text) };
            if token.kind == TokenKind::Close {
                depth = depth.saturating_sub(1);
            }
            let after_comma = before.is_some_and(|before| before.text(self.text) == ",");
            words.push(Word {
                text,
                close: before.is_some_and(|before| self.close(before, token)),
                column: pads.iter().find(|(place, _)| *place == token.start).map(|(_, column)| *column),
                depth,
                breakable: after_comma || matches!(text, "and" | "or" | "+" | "otherwise" | "where"),
            });
            if token.kind == TokenKind::Open {
                depth += 1;
            }
            before = Some(token);
        }
        words
    }

    /// Whether no blank stands between two tokens.
    fn close(&self, before: &Token, token: &Token) -> bool {
        let (left, right) = (before.text(self.text), token.text(self.text));
        let solid = |range: &Range<usize>| range.start <= before.start && token.end <= range.end;
        let knows = |list: &[usize], place: usize| list.binary_search(&place).is_ok();
        match right {
            "," | ";" | ")" | "%" | "‰" => return true,
            ":" => return !self.follows(token).is_some_and(|next| knows(&self.outline.typed, next.start)),
            "(" if knows(&self.outline.tight, token.start) => return true,
            _ => {}
        }
        token.kind == TokenKind::Possessive
            || left == "("
            || knows(&self.outline.unary, before.start)
            || self.outline.solid.iter().any(solid)
    }

    /// The next token that is no comment.
    fn follows(&self, token: &Token) -> Option<&'t Token> {
        let next = self.tokens.partition_point(|other| other.start <= token.start);
        self.tokens.get(next..)?.iter().find(|token| !token.is_comment())
    }

    /// A head and its clauses in braces; `end` is where what may follow the brace ends.
    fn braces(&self, start: usize, body: &Body, end: usize, indent: usize, out: &mut Vec<Line>) {
        let all = self.slice(start..end);
        let inner = self.slice(start..body.close + 1);
        let one_line = body.parts.len() == 1 && inner.iter().skip(1).all(|token| !token.first && !token.is_comment());
        if one_line && !body.parts.iter().any(|part| matches!(part.kind, PartKind::Nested(_))) {
            let mut lines = Vec::new();
            self.run(all, indent, &[], &mut lines);
            if lines.len() == 1 {
                return out.append(&mut lines);
            }
        }
        let inside = self.slice(body.open + 1..body.close);
        let behind_brace = inside.iter().take_while(|token| token.is_comment() && !token.first).count();
        let mut head = self.slice(start..body.open + 1).to_vec();
        head.extend(inside.iter().take(behind_brace));
        self.run(&head, indent, &[], out);
        let (mut clauses, rest, at) = self.clauses(body, inside.get(behind_brace..).unwrap_or_default());
        self.align(&mut clauses);
        for (place, clause) in clauses.iter().enumerate() {
            self.clause(clause, place == 0, indent + INDENT, out);
        }
        if !rest.is_empty() {
            self.comments(at, &rest, rest.last().map_or(at, |last| last.end), indent + INDENT, out);
        }
        self.run(self.slice(body.close..end), indent, &[], out);
    }

    /// The clauses of a body in canonical order; the comments behind the last, and where that ends.
    fn clauses(&self, body: &'t Body, inside: &[Token]) -> (Vec<Clause<'t>>, Vec<Token>, usize) {
        let mut clauses = Vec::with_capacity(body.parts.len());
        let mut rest = inside;
        let mut at = body.open + 1;
        for part in &body.parts {
            let before = rest.iter().take_while(|token| token.start < part.range.start).count();
            let (above, after) = rest.split_at_checked(before).unwrap_or((rest, &[]));
            let above: Vec<Token> = above.iter().filter(|token| token.is_comment()).copied().collect();
            let within = after.iter().rposition(|token| !token.is_comment() && token.start < part.range.end);
            let (own, after) = after.split_at_checked(within.map_or(0, |last| last + 1)).unwrap_or((after, &[]));
            let mut tokens = own.to_vec();
            // The comment at the end of its line, also behind a comma.
            let tail =
                after.iter().take_while(|token| !token.first && (token.is_comment() || token.text(self.text) == ","));
            let tail: Vec<Token> = tail.copied().collect();
            rest = after.get(tail.len()..).unwrap_or_default();
            tokens.extend(tail.iter().filter(|token| token.is_comment()));
            let first = above.first().or(tokens.first()).map_or(at, |first| first.start);
            let blank = self.blank_between(at, first);
            at = tail.last().or(own.last()).map_or(at, |last| last.end);
            clauses.push(Clause { part, blank, above, tokens, pads: Vec::new() });
        }
        clauses.sort_by_key(|clause| clause.part.order);
        let rest: Vec<Token> = rest.iter().filter(|token| token.is_comment()).copied().collect();
        (clauses, rest, at)
    }

    fn clause(&self, clause: &Clause<'_>, first: bool, indent: usize, out: &mut Vec<Line>) {
        if clause.blank && !first {
            out.push(Line::default());
        }
        let start = clause.part.range.start;
        if let Some(comment) = clause.above.first() {
            self.comments(comment.start, &clause.above, start, indent, out);
        }
        match &clause.part.kind {
            PartKind::Nested(body) => {
                let end = clause.tokens.last().map_or(body.close, |last| last.end);
                self.braces(start, body, end, indent, out);
            }
            _ => self.run(&clause.tokens, indent, &clause.pads, out),
        }
    }

    /// Gives clauses of one kind that stand below one another the same columns.
    fn align(&self, clauses: &mut [Clause<'_>]) {
        let runs = clauses.chunk_by_mut(|above, below| {
            let kinds = (&above.part.kind, &below.part.kind);
            let same = matches!(
                kinds,
                (PartKind::Field(..), PartKind::Field(..))
                    | (PartKind::Dated(_), PartKind::Dated(_))
                    | (PartKind::Definition(Some(_)), PartKind::Definition(Some(_)))
            );
            same && !below.blank && below.above.is_empty()
        });
        for run in runs {
            let left = |clause: &Clause<'_>| match clause.part.kind {
                PartKind::Field(place, _) | PartKind::Dated(place) | PartKind::Definition(Some(place)) => {
                    Some((place, self.width(clause.part.range.start..place)))
                }
                _ => None,
            };
            let first = run.iter().filter_map(left).map(|(_, width)| width + 1).max().unwrap_or(0);
            let ty = |clause: &Clause<'_>| match clause.part.kind {
                PartKind::Field(colon, Some(range)) => Some((range, self.width(colon..range))),
                _ => None,
            };
            let second = run.iter().filter_map(ty).map(|(_, width)| first + width + 1).max().unwrap_or(0);
            for clause in run {
                clause.pads.extend(left(clause).map(|(place, _)| (place, first)));
                clause.pads.extend(ty(clause).map(|(place, _)| (place, second)));
            }
        }
    }

    /// A head and rows of cells, aligned in columns.
    fn grid(&self, start: usize, grid: &Grid, out: &mut Vec<Line>) {
        let inside = self.slice(grid.open + 1..grid.close);
        let behind_brace = inside.iter().take_while(|token| token.is_comment() && !token.first).count();
        let mut head = self.slice(start..grid.open + 1).to_vec();
        head.extend(inside.iter().take(behind_brace));
        self.run(&head, 0, &[], out);
        let cells: Vec<Vec<String>> =
            grid.rows.iter().map(|row| row.iter().map(|cell| self.cell(cell)).collect()).collect();
        // A line of column names is shorter and stands over the last columns.
        let shift = match cells.as_slice() {
            [header, first, ..] => first.len().saturating_sub(header.len()),
            _ => 0,
        };
        let mut widths: Vec<usize> = Vec::new();
        for (at, row) in cells.iter().enumerate() {
            for (column, cell) in row.iter().enumerate() {
                let column = column + if at == 0 { shift } else { 0 };
                if widths.len() <= column {
                    widths.resize(column + 1, 0);
                }
                if let Some(widest) = widths.get_mut(column) {
                    *widest = (*widest).max(width(cell));
                }
            }
        }
        let mut rest = inside.get(behind_brace..).unwrap_or_default();
        let mut at = grid.open + 1;
        for (place, (row, cells)) in grid.rows.iter().zip(&cells).enumerate() {
            let Some(first) = row.first() else { continue };
            let above = rest.iter().take_while(|token| token.start < first.start).count();
            let (above, after) = rest.split_at_checked(above).unwrap_or((rest, &[]));
            let until = above.first().map_or(first.start, |comment| comment.start);
            if place > 0 && self.blank_between(at, until) {
                out.push(Line::default());
            }
            if !above.is_empty() {
                self.comments(until, above, first.start, INDENT, out);
            }
            let length = after.iter().take_while(|token| !token.first || token.start == first.start).count();
            let (own, after) = after.split_at_checked(length).unwrap_or((after, &[]));
            let comment = own.last().filter(|token| token.is_comment()).map(|comment| self.comment(comment));
            let shift = if place == 0 { shift } else { 0 };
            out.push(Line { indent: INDENT, code: columns(cells, &widths, shift), comment });
            at = own.last().map_or(at, |last| last.end);
            rest = after;
        }
        if let Some(last) = rest.last() {
            self.comments(at, rest, last.end, INDENT, out);
        }
        self.run(self.slice(grid.close..self.text.len()), 0, &[], out);
    }

    fn cell(&self, range: &Range<usize>) -> String {
        join(&self.words(self.slice(range.clone()), &[]))
    }
}

/// Cells with two blanks between the columns; the first `shift` columns are empty.
fn columns(cells: &[String], widths: &[usize], shift: usize) -> String {
    let mut line = String::new();
    for width in widths.iter().take(shift) {
        line.extend(std::iter::repeat_n(' ', width + 2));
    }
    for (cell, widest) in cells.iter().zip(widths.iter().skip(shift)) {
        line.push_str(cell);
        line.extend(std::iter::repeat_n(' ', widest.saturating_sub(width(cell)) + 2));
    }
    line.truncate(line.trim_end().len());
    line
}
