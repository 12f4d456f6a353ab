//! Syntax errors: where, what could stand there, and the cure where it is known.

use super::expected::Expected;
use super::failure;
use super::grammar::Rule;
use super::limits::span;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::lex::{Token, TokenKind};
use crate::words::Text;
use pest::error::{Error, ErrorVariant, InputLocation};
use std::ops::Range;

/// Words that are never names without backticks.
pub(super) const RESERVED: &[&str] = &[
    "and",
    "or",
    "not",
    "is",
    "where",
    "when",
    "otherwise",
    "over",
    "of",
    "in",
    "by",
    "as",
    "my",
    "up",
    "from",
    "then",
    "none",
    "yes",
    "no",
    "let",
    "pay",
    "but",
    "for",
    "each",
];

/// A piece of an item that does not parse.
pub(super) struct Broken<'t> {
    /// The item's text.
    pub(super) text: &'t str,
    /// Its tokens.
    pub(super) tokens: &'t [Token],
    /// The piece that was parsed.
    pub(super) range: Range<usize>,
    /// With which rule.
    pub(super) rule: Rule,
}

/// The place of a mistake and its neighbours.
struct Spot<'t> {
    text: &'t str,
    /// Tokens of the piece.
    tokens: &'t [Token],
    /// Index of the wrong token; the number of tokens at the end.
    at: usize,
    /// What the piece should have been.
    rule: Rule,
    expected: Expected,
}

impl Broken<'_> {
    /// Says what is wrong with it.
    pub(super) fn explain(&self) -> Diagnostic {
        let from = self.tokens.partition_point(|token| token.start < self.range.start);
        let to = self.tokens.partition_point(|token| token.start < self.range.end);
        let tokens: Vec<Token> =
            self.tokens.get(from..to).unwrap_or_default().iter().filter(|token| !token.is_comment()).copied().collect();
        let start = tokens.first().map_or(self.range.start, |token| token.start);
        let Some(error) = failure(self.rule, self.text.get(self.range.clone()).unwrap_or_default()) else {
            return Diagnostic::new(Code::Syntax, span(start, start + 1), "this cannot be read");
        };
        if gave_up(&error) {
            return Diagnostic::new(Code::TooDeep, span(start, start + 1), "this is too involved to be read")
                .help("give parts of it names: write them as definitions of their own");
        }
        let error = &error;
        let furthest = self.range.start + furthest(error);
        let mut at = tokens.partition_point(|token| token.end <= furthest);
        let mut expected = self.expected(error, tokens.get(at));
        // A reserved word is looked at as a whole before it is refused as a name or value:
        // then the furthest place lies behind it.
        if let Some(before) = at.checked_sub(1)
            && let Some(token) = tokens.get(before)
            && RESERVED.contains(&token.text(self.text))
        {
            let there = self.expected(error, Some(token));
            if (there.takes_name || there.value) && !there.takes(token.text(self.text)) {
                (at, expected) = (before, there);
            }
        }
        let spot = Spot { text: self.text, tokens: &tokens, rule: self.rule, at, expected };
        spot.diagnose()
    }

    /// What could stand where `wrong` stands.
    ///
    /// A keyword with another letter behind it fails after the keyword. So the wrong
    /// token is painted over with signs that match nothing, and read once more.
    fn expected(&self, error: &Error<Rule>, wrong: Option<&Token>) -> Expected {
        let Some(wrong) = wrong else { return Expected::new(error) };
        let mut painted = String::with_capacity(self.range.len());
        painted.push_str(self.text.get(self.range.start..wrong.start).unwrap_or_default());
        painted.extend(std::iter::repeat_n('\u{2}', wrong.end - wrong.start));
        painted.push_str(self.text.get(wrong.end..self.range.end).unwrap_or_default());
        match failure(self.rule, &painted) {
            Some(again) if self.range.start + furthest(&again) == wrong.start => Expected::new(&again),
            _ => Expected::new(error),
        }
    }
}

/// Whether pest stopped at one of its limits rather than at a mistake.
fn gave_up(error: &Error<Rule>) -> bool {
    matches!(&error.variant, ErrorVariant::CustomError { message } if message.contains("limit reached"))
}

/// The furthest byte that pest looked at.
fn furthest(error: &Error<Rule>) -> usize {
    let at = match error.location {
        InputLocation::Pos(at) => at,
        InputLocation::Span((at, _)) => at,
    };
    error.parse_attempts().map_or(at, |attempts| attempts.max_position.max(at))
}

impl Spot<'_> {
    fn token(&self, ahead: isize) -> Option<&Token> {
        self.at.checked_add_signed(ahead).and_then(|at| self.tokens.get(at))
    }

    /// The word at a distance from the wrong token; empty where there is none.
    fn word(&self, ahead: isize) -> &str {
        self.token(ahead).map_or("", |token| token.text(self.text))
    }

    /// The wrong token, or the last one where something is missing behind it.
    fn place(&self) -> crate::source::Span {
        match (self.token(0), self.token(-1)) {
            (Some(wrong), _) => span(wrong.start, wrong.end),
            (None, Some(last)) => span(last.end, last.end),
            (None, None) => span(0, 0),
        }
    }

    fn report(&self, code: Code, message: impl Into<Text>) -> Diagnostic {
        Diagnostic::new(code, self.place(), message)
    }

    fn diagnose(&self) -> Diagnostic {
        let known = self.decimal_comma().or_else(|| self.unclosed()).or_else(|| self.reserved());
        if let Some(known) = known.or_else(|| self.not_yet()) {
            return known;
        }
        let expected = &self.expected;
        let found = shorten(self.word(0));
        let message = match (expected.is_empty(), self.token(0)) {
            (false, Some(_)) => say!("expected {}, found {found}", expected.list()),
            (false, None) => say!("expected {} after {}", expected.list(), shorten(self.word(-1))),
            (true, Some(_)) if self.rule == Rule::item_entry => say!("expected the end of the item, found {found}"),
            (true, Some(_)) => say!("{found} cannot stand here"),
            (true, None) => say!("something is missing after {}", shorten(self.word(-1))),
        };
        let diagnostic = self.report(Code::Syntax, message);
        match self.cure() {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }

    /// `0,80`: a number with a comma.
    fn decimal_comma(&self) -> Option<Diagnostic> {
        let number = |ahead| self.token(ahead).filter(|token: &&Token| token.kind == TokenKind::Number);
        let comma = if self.word(0) == "," { 0 } else { -1 };
        let (whole, part) = (number(comma - 1)?, number(comma + 1)?);
        if self.word(comma) != "," || whole.end + 1 != part.start {
            return None;
        }
        let (left, right) = (whole.text(self.text), part.text(self.text));
        let message = say!("`{left},{right}` is written with a comma");
        let place = span(whole.start, part.end);
        let thousands = right.split('.').next().is_some_and(|digits| digits.len() == 3);
        let help = match (thousands, right.contains('.')) {
            (_, true) => say!("thousands are set apart by `_`: `{left}_{right}`"),
            (true, false) => {
                say!("the decimal sign is a point: `{left}.{right}`; thousands are set apart by `_`: `{left}_{right}`")
            }
            (false, false) => say!("the decimal sign is a point: `{left}.{right}`"),
        };
        Some(Diagnostic::new(Code::BadNumber, place, message).help(help))
    }

    /// A bracket that stays open, or one that closes nothing.
    fn unclosed(&self) -> Option<Diagnostic> {
        let mut open: Vec<&Token> = Vec::new();
        for token in self.tokens {
            match (token.kind, token.text(self.text)) {
                (TokenKind::Open, _) => open.push(token),
                (TokenKind::Close, close) => {
                    let fits = open
                        .pop()
                        .is_some_and(|token| matches!((token.text(self.text), close), ("(", ")") | ("{", "}")));
                    if !fits && self.token(0) == Some(token) {
                        let message = say!("`{close}` closes nothing here");
                        return Some(
                            self.report(Code::Syntax, message).help("delete it, or open the bracket before it"),
                        );
                    }
                }
                _ => {}
            }
        }
        let here = self.token(0).map_or(usize::MAX, |token| token.start);
        let bracket = open.iter().rev().find(|token| token.text(self.text) == "(" && token.start < here)?;
        if !self.expected.word(")") && !self.expected.operator {
            return None;
        }
        let place = span(bracket.start, bracket.end);
        let diagnostic =
            Diagnostic::new(Code::Unclosed, place, "this bracket is not closed").help("put `)` at its end");
        Some(match self.token(0) {
            Some(wrong) => diagnostic.note(span(wrong.start, wrong.end), "`)` is missing before this"),
            None => diagnostic,
        })
    }

    /// A reserved word where a name should stand.
    fn reserved(&self) -> Option<Diagnostic> {
        let word = self.word(0);
        if !RESERVED.contains(&word) || !self.expected.takes_name || self.expected.value {
            return None;
        }
        if (word, self.word(1), self.word(2)) == ("yes", "/", "no") {
            let message = say!("`yes/no` is not the name of a type");
            return Some(self.report(Code::Syntax, message).help("the type of yes and no is called `flag`"));
        }
        let message = say!("`{word}` is a word of the language and no name");
        Some(
            self.report(Code::ReservedWord, message)
                .help(say!("put it in backticks to use it as a name: `` `{word}` ``")),
        )
    }

    /// Constructs that are designed and not in this edition.
    fn not_yet(&self) -> Option<Diagnostic> {
        let first = self.tokens.first().map_or("", |token| token.text(self.text));
        let what = match (self.word(0), self.word(1)) {
            (",", _) if first == "state" => say!("several states in one item"),
            ("counted", "apart" | "together") => Text::plain("`counted apart`, `counted together`"),
            _ => return None,
        };
        Some(self.report(Code::Syntax, say!("not possible in this edition yet: {what}")))
    }

    /// Whether this is a line of an example that says who stands above whom, as far as its signs tell.
    fn in_tree(&self) -> bool {
        self.word(1 - isize::try_from(self.at).unwrap_or(0)) == ":"
    }

    /// What to do, where the mistake is a known one.
    fn cure(&self) -> Option<Text> {
        let (before, word) = (self.word(-1), self.word(0));
        let number = |ahead| self.token(ahead).is_some_and(|token: &Token| token.kind == TokenKind::Number);
        if number(0) {
            let digits = word.find(|c: char| c.is_alphabetic());
            if let Some((count, unit)) = digits.and_then(|at| word.split_at_checked(at)) {
                return Some(say!("put a blank between a number and its unit: `{count} {unit}`"));
            }
            if self.expected.number && !self.expected.value {
                return Some(say!("dates are written year-month-day: `2026-01-31`"));
            }
        }
        if (-12..0).any(|back| (self.word(back), self.word(back + 1)) == ("not", "in")) {
            return Some(say!("name the row and ask it: `frontline in sponsor called leg where leg is not in q(2)`"));
        }
        if self.at == 1
            && let Some(near) = Expected::nearest_anywhere(before)
        {
            return Some(say!("did you mean `{near}`?"));
        }
        let aggregate = self.expected.word("over") && !self.expected.operator;
        Some(match word {
            "=" if before == ":" => say!("a definition is written `name = value`"),
            "=" if self.expected.operator => say!("`=` defines; to compare, write `is`"),
            "otherwise" if self.expected.word(",") => say!("put a comma before `otherwise`"),
            "where" if self.tokens.first().is_some_and(|token| token.text(self.text) == "up") => {
                say!("a walk has no `where`: write `skip when …`, `pass when …` or `hand on when …`")
            }
            _ if before == "if" || word == "if" => say!("cases are written `x when c, otherwise y`"),
            "else" => say!("the last case is written `, otherwise …`"),
            "equals" | "equal" => say!("to compare, write `is`"),
            ">" if self.expected.word(")") && self.in_tree() => {
                say!("brackets hold names only; write the lower part as a chain of its own: `Anna > Ben, Ben > Dora`")
            }
            "my" if before == "in" => {
                say!("a pick after `is in` always belongs to the partner who is judged: leave `my` out")
            }
            "%" if before == "%" => say!("one `%` is enough"),
            "%" if number(-1) => say!("write `%` directly behind its number: `{before}%`"),
            "%" => say!("write `%` directly behind a number"),
            ";" => say!("clauses and items need no `;`, a line is enough"),
            "," if self.expected.is_empty() || self.expected.operator => {
                say!("a comma stands before the next case (`…, otherwise …`) and between arguments")
            }
            _ if aggregate => {
                say!("what is aggregated is one name, or stands in brackets: `sum of (bv as EUR) over Order`")
            }
            _ => {
                let near = self.expected.nearest(word)?;
                say!("did you mean `{near}`?")
            }
        })
    }
}

/// A token in backticks, cut where it is long.
fn shorten(text: &str) -> String {
    const MOST: usize = 30;
    let short: String = text.chars().take(MOST).collect();
    if short.len() < text.len() { format!("`{short}…`") } else { format!("`{short}`") }
}
