//! Broken items: every mistake is reported once, and what is good is kept.
//!
//! The grammar is strict. Where it fails, the item is cut into its clauses by
//! their first words and their indentation, each clause is read alone, and the
//! bad ones are painted over with blanks (a definition keeps its name and gets a
//! hole for its value). What is left is read once more as a whole, at unchanged
//! positions. The cut is a guess, and it is made for broken items only.

use super::errors::Broken;
use super::expected::nearest;
use super::grammar::Rule;
use super::habits::{no_definition, word_for};
use super::limits::{bad_tokens, span};
use super::{ParsedItem, build, run};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::lex::{Token, TokenKind, lex};
use std::ops::Range;

/// Stands for a missing value; the grammar knows it as `hole`.
const HOLE: &str = "\u{1}";

/// Items of later editions.
const NOT_YET: &[&str] = &[];

/// Words that begin an item, for proposals.
const ITEM_WORDS: &[&str] = &[
    "account", "assert", "bonus", "cap", "closing", "earners", "event", "example", "fact", "flow", "ladder",
    "language", "on", "param", "partner", "pick", "plan", "pool", "prove", "rate", "repeat", "scale", "state", "table",
    "tiers", "tree", "unit", "use", "variant", "waive",
];

/// Reads an item of which it is known that it is broken.
pub(super) fn recover(text: &str, tokens: &[Token]) -> ParsedItem {
    let significant: Vec<Token> = tokens.iter().filter(|token| !token.is_comment()).copied().collect();
    let patched = text.to_owned();
    let mut work = Work { text, tokens, significant, patched, errors: Vec::new(), lost: Vec::new() };
    if let Some(error) = work.not_yet().or_else(|| work.no_item()) {
        return ParsedItem::lost(text, error);
    }
    work.body();
    work.finish()
}

struct Work<'t> {
    text: &'t str,
    tokens: &'t [Token],
    /// Tokens without comments.
    significant: Vec<Token>,
    /// The text with what is bad painted over; positions are those of `text`.
    patched: String,
    errors: Vec<Diagnostic>,
    /// What was painted over.
    lost: Vec<Span>,
}

/// What a body consists of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Body {
    Plan,
    Event,
    Fact,
    Fields,
    Definitions,
    Grid,
    Clauses,
    Repeat,
    Account,
    Flow,
    Tree,
    Pool,
    Example,
    Variant,
}

impl Body {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "plan" => Body::Plan,
            "event" => Body::Event,
            "fact" => Body::Fact,
            "partner" => Body::Fields,
            "on" => Body::Definitions,
            "table" | "tiers" | "ladder" => Body::Grid,
            "bonus" => Body::Clauses,
            "repeat" => Body::Repeat,
            "account" => Body::Account,
            "flow" => Body::Flow,
            "tree" => Body::Tree,
            "pool" => Body::Pool,
            "example" => Body::Example,
            "variant" => Body::Variant,
            _ => return None,
        })
    }

    /// The rule that reads one or more of its clauses.
    fn rule(self) -> Rule {
        match self {
            Body::Plan => Rule::plan_entry,
            Body::Event => Rule::event_entry,
            Body::Fact => Rule::fact_entry,
            Body::Fields => Rule::field_entry,
            Body::Definitions => Rule::inner_entry,
            Body::Grid => Rule::row_entry,
            Body::Clauses => Rule::clause_entry,
            Body::Repeat => Rule::repeat_entry,
            Body::Account => Rule::account_entry,
            Body::Flow => Rule::flow_entry,
            Body::Tree => Rule::tree_entry,
            Body::Pool => Rule::pool_entry,
            Body::Example => Rule::example_entry,
            Body::Variant => Rule::variant_entry,
        }
    }

    /// Whether a line that begins with these words begins a clause.
    fn begins(self, word: &str, next: &str) -> bool {
        match self {
            Body::Plan => matches!(word, "valid" | "currency" | "period" | "weeks" | "jurisdictions" | "cliff"),
            Body::Event => {
                next == ":" || matches!(word, "conditions" | "volume" | "payable" | "reversed" | "nature" | "liability")
            }
            Body::Fact => next == ":" || word == "holds",
            Body::Fields => next == ":",
            Body::Definitions => matches!(next, "=" | "("),
            Body::Grid => true,
            Body::Clauses => matches!(
                word,
                "at" | "up"
                    | "remember"
                    | "stop"
                    | "skip"
                    | "pass"
                    | "hand"
                    | "let"
                    | "pay"
                    | "then"
                    | "finally"
                    | "round"
                    | "once"
                    | "differential"
                    | "generations"
                    | "except"
                    | "true"
            ),
            Body::Tree => {
                matches!(word, "parent" | "breadth" | "depth" | "smallest" | "outermost" | "on" | "at" | "held")
                    || matches!((word, next), (_, "without") | ("terminated", ":"))
            }
            Body::Variant => matches!(word, "set" | "replace" | "without"),
            Body::Account => matches!(word, "add" | "draw" | "release" | "expire" | "closed"),
            Body::Flow => matches!((word, next), ("adds" | "passes", "=") | ("short", ":")),
            Body::Repeat => matches!(word, "remember" | "stop" | "let" | "then"),
            Body::Pool => {
                matches!((word, next), ("share" | "over", _) | ("in", "proportion") | ("remainder" | "nobody", ":"))
            }
            Body::Example => {
                next == ":" || matches!(word, "period" | "partner" | "override" | "opening" | "expect") || next == "by"
            }
        }
    }
}

impl Work<'_> {
    fn word(&self, at: usize) -> &str {
        self.significant.get(at).map_or("", |token| token.text(self.text))
    }

    /// An item of a later edition.
    fn not_yet(&self) -> Option<Diagnostic> {
        let first = self.significant.first()?;
        let word = first.text(self.text);
        if matches!(self.word(1), "=" | "(" | "per") {
            return None;
        }
        if !NOT_YET.contains(&word) {
            return None;
        }
        Some(Diagnostic::new(
            Code::Syntax,
            span(first.start, first.end),
            say!("not possible in this edition yet: `{word}`"),
        ))
    }

    /// Text that begins like no item.
    fn no_item(&self) -> Option<Diagnostic> {
        let first = self.significant.first()?;
        let word = first.text(self.text);
        let definition = matches!(self.word(1), "=" | "(" | "per") || self.significant.len() == 1;
        if definition && matches!(first.kind, TokenKind::Word | TokenKind::Ticked) || ITEM_WORDS.contains(&word) {
            return None;
        }
        Some(self.stray(0))
    }

    /// Reads what stands between the braces, and what stands behind them.
    fn body(&mut self) {
        let definition = matches!(self.word(1), "=" | "(" | "per") || self.word(0) == "closing" && self.word(2) == "=";
        let body = if definition { None } else { Body::of(self.word(0)) };
        let open =
            self.significant.iter().position(|token| token.kind == TokenKind::Open && token.text(self.text) == "{");
        match (body, open) {
            (Some(body), Some(open)) => {
                let close = self.closing_brace(open);
                let end = close.unwrap_or(self.significant.len());
                for clause in self.clauses(body, open + 1, end) {
                    self.check_clause(body, clause);
                }
                match close {
                    Some(close) => self.behind(close + 1),
                    None => self.unclosed(open),
                }
            }
            _ => {
                let bytes = self.text.as_bytes();
                let column_zero =
                    |token: &Token| token.start.checked_sub(1).is_none_or(|at| bytes.get(at) == Some(&b'\n'));
                let stray = self.significant.iter().skip(1).position(|token| {
                    token.first
                        && column_zero(token)
                        && (open.is_none() && body.is_none() || token.text(self.text) != "}")
                });
                self.behind(stray.map_or(self.significant.len(), |at| at + 1));
            }
        }
    }

    /// The brace that closes the one at `open`.
    fn closing_brace(&self, open: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for (at, token) in self.significant.iter().enumerate().skip(open) {
            match token.text(self.text) {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Some(at);
            }
        }
        None
    }

    /// Cuts a body into clauses, each a range of tokens.
    fn clauses(&self, body: Body, from: usize, to: usize) -> Vec<Range<usize>> {
        let mut starts = vec![from];
        let mut depth = 0_usize;
        let indentation = self.significant.get(from).filter(|token| token.first).map(|token| self.column(token));
        for at in from..to {
            let Some(token) = self.significant.get(at) else { break };
            match token.text(self.text) {
                "{" => depth += 1,
                "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
            if at == from || !token.first || depth > 0 {
                continue;
            }
            let (word, next) = (self.word(at), self.word(at + 1));
            let named = matches!(token.kind, TokenKind::Word | TokenKind::Ticked);
            let aligned = indentation.is_some_and(|first| self.column(token) <= first);
            let begins = match body {
                Body::Grid => true,
                // A continuation is indented further, so an aligned clause begins even after an open end.
                _ if body.begins(word, next) => {
                    aligned || matches!(word, "let" | "pay" | "then" | "up") || !goes_on(self.word(at - 1))
                }
                _ => aligned && named && !continues(word) && !goes_on(self.word(at - 1)),
            };
            if begins {
                starts.push(at);
            }
        }
        starts.push(to);
        starts
            .windows(2)
            .filter_map(|pair| if let [start, end] = *pair { Some(start..end) } else { None })
            .filter(|range| !range.is_empty())
            .collect()
    }

    fn column(&self, token: &Token) -> usize {
        let before = self.text.get(..token.start).unwrap_or_default();
        token.start - before.rfind('\n').map_or(0, |at| at + 1)
    }

    /// Bytes from the first to the last token of a range.
    fn bytes(&self, tokens: &Range<usize>) -> Range<usize> {
        let start = self.significant.get(tokens.start).map_or(0, |token| token.start);
        let last = tokens.end.checked_sub(1).and_then(|at| self.significant.get(at));
        start..last.map_or(start, |token| token.end.max(start))
    }

    fn check_clause(&mut self, body: Body, clause: Range<usize>) {
        let bytes = self.bytes(&clause);
        let inside = self.significant.get(clause.clone()).unwrap_or_default();
        let bad = bad_tokens(self.text, inside);
        if bad.is_empty() {
            if run(body.rule(), self.text.get(bytes.clone()).unwrap_or_default()).is_some() {
                return;
            }
            self.explain(body.rule(), bytes.clone());
        } else {
            self.errors.extend(bad);
        }
        if matches!(body, Body::Definitions | Body::Clauses) {
            self.hole(clause, body.rule());
        } else {
            self.paint(bytes);
        }
    }

    fn explain(&mut self, rule: Rule, range: Range<usize>) {
        let broken = Broken { text: self.text, tokens: self.tokens, range, rule };
        self.errors.push(broken.explain());
    }

    /// Keeps `name =` and puts a hole for the value, if that can be read; else paints all over.
    fn hole(&mut self, tokens: Range<usize>, rule: Rule) -> bool {
        let bytes = self.bytes(&tokens);
        let equals = self.significant.get(tokens).unwrap_or_default().iter().find(|token| token.text(self.text) == "=");
        if let Some(equals) = equals {
            let (start, end) = (bytes.start, equals.end);
            let kept = format!("{}{HOLE}", self.text.get(start..end).unwrap_or_default());
            if run(rule, &kept).is_some() {
                // Only the value is missing, and the tree says so.
                self.blank(end..bytes.end);
                // The hole takes the place of one blank behind `=`.
                match self.patched.as_bytes().get(end) {
                    Some(byte) if byte.is_ascii_whitespace() => self.patched.replace_range(end..=end, HOLE),
                    Some(_) => self.paint(bytes),
                    None => self.patched.push_str(HOLE),
                }
                return true;
            }
        }
        self.paint(bytes);
        false
    }

    /// Takes text out of the item.
    fn paint(&mut self, range: Range<usize>) {
        self.lost.push(span(range.start, range.end));
        self.blank(range);
    }

    /// Replaces bytes by blanks; line breaks stay.
    fn blank(&mut self, range: Range<usize>) {
        let blank: String = self
            .patched
            .get(range.clone())
            .unwrap_or_default()
            .bytes()
            .map(|byte| if byte == b'\n' { '\n' } else { ' ' })
            .collect();
        if self.patched.get(range.clone()).is_some() {
            self.patched.replace_range(range, &blank);
        }
    }

    /// Text behind the item that belongs to nothing.
    fn behind(&mut self, at: usize) {
        let Some(first) = self.significant.get(at) else { return };
        let word = first.text(self.text);
        let error = if word == "}" {
            Diagnostic::new(Code::Syntax, span(first.start, first.end), "`}` closes nothing here").help("delete it")
        } else {
            self.stray(at)
        };
        let start = first.start;
        self.errors.push(error);
        self.paint(start..self.text.len());
        self.significant.truncate(at);
    }

    /// A word at column 0 that begins no item.
    fn stray(&self, at: usize) -> Diagnostic {
        let Some(token) = self.significant.get(at) else {
            return Diagnostic::new(Code::Syntax, Span::default(), "this cannot be read");
        };
        let (word, next) = (token.text(self.text), self.word(at + 1));
        let place = span(token.start, token.end);
        if word == "example" {
            return Diagnostic::new(Code::Syntax, place, "an example has a title in double quotes")
                .help("write `example \"two orders\" {`");
        }
        let rest = self.significant.get(at..).unwrap_or_default();
        let near = || nearest(word, ITEM_WORDS.iter().copied()).filter(|_| !matches!(next, ":" | "-"));
        let help = if let Some(near) = near() {
            say!("did you mean `{near}`?")
        } else if let Some(help) = no_definition(self.text, rest).or_else(|| word_for(word)) {
            help
        } else {
            say!("an item begins with a word such as `bonus`, or `name =`; a line that goes on is indented")
        };
        Diagnostic::new(Code::Syntax, place, say!("`{word}` does not begin an item")).help(help)
    }

    fn unclosed(&mut self, open: usize) {
        if let Some(brace) = self.significant.get(open) {
            let place = span(brace.start, brace.end);
            self.errors.push(
                Diagnostic::new(Code::Unclosed, place, "this brace is not closed before the next item")
                    .help("put `}` at the end"),
            );
        }
        self.patched.push_str("\n}");
    }

    /// Reads what is left.
    fn finish(mut self) -> ParsedItem {
        let mut item = None;
        match run(Rule::item_entry, &self.patched) {
            Some(entry) => {
                let parsed = build(&self.patched, &lex(&self.patched), entry);
                item = parsed.item;
                self.errors.extend(parsed.errors);
            }
            None => {
                let mut tokens = lex(&self.patched);
                tokens.retain(|token| token.text(&self.patched) != HOLE);
                let bad = bad_tokens(&self.patched, &tokens);
                if bad.is_empty() {
                    let range = 0..self.patched.len();
                    let broken = Broken { text: &self.patched, tokens: &tokens, range, rule: Rule::item_entry };
                    self.errors.push(broken.explain());
                } else {
                    self.errors.extend(bad);
                }
                let all = 0..self.significant.len();
                if self.hole(all, Rule::item_entry)
                    && let Some(entry) = run(Rule::item_entry, &self.patched)
                {
                    item = build(&self.patched, &lex(&self.patched), entry).item;
                }
            }
        }
        if self.errors.is_empty() {
            self.explain(Rule::item_entry, 0..self.text.len());
        }
        self.errors.sort_by_key(|error| error.span.start);
        if item.is_none() {
            self.lost = vec![span(0, self.text.len())];
        }
        ParsedItem { item, errors: self.errors, lost: self.lost }
    }
}

/// Whether what stands on the next line belongs to this word.
fn goes_on(word: &str) -> bool {
    matches!(
        word,
        "," | "+"
            | "-"
            | "*"
            | "/"
            | "("
            | "<"
            | ">"
            | "<="
            | ">="
            | "="
            | "and"
            | "or"
            | "not"
            | "is"
            | "but"
            | "of"
            | "in"
            | "by"
            | "as"
            | "from"
            | "when"
            | "where"
            | "otherwise"
            | "over"
            | ":"
    )
}

/// Whether a line that begins with this word goes on with the one before.
fn continues(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "or"
            | "not"
            | "is"
            | "but"
            | "of"
            | "as"
            | "when"
            | "where"
            | "otherwise"
            | "rounded"
            | "over"
            | "by"
            | "to"
    )
}
