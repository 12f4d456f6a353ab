//! Syntax errors: where, what could stand there, and the cure where it is known.

use super::expected::Expected;
use super::failure;
use super::grammar::Rule;
use super::habits::word_for;
use super::limits::span;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::lex::{Token, TokenKind, begins_name};
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
        let known =
            self.decimal_comma().or_else(|| self.unclosed()).or_else(|| self.reserved()).or_else(|| self.elsewhere());
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
        let (mut right, mut end) = (right.to_owned(), part.end);
        // `1,000,000`
        let mut next = comma + 2;
        while self.word(next) == ","
            && let Some(more) = number(next + 1).filter(|more| more.start == end + 1)
        {
            right = format!("{right},{}", more.text(self.text));
            (next, end) = (next + 2, more.end);
        }
        let message = say!("`{left},{right}` is written with a comma");
        let place = span(whole.start, end);
        let digits = right.split('.').next().unwrap_or_default();
        let thousands = digits.split(',').all(|part| part.len() == 3);
        let both = right.contains('.') || digits.contains(',');
        let help = if left.contains('.') {
            // `1.000,50`
            let whole = left.replace('.', "_");
            say!("the decimal sign is a point, and thousands are set apart by `_`: `{whole}.{right}`")
        } else if both {
            say!("thousands are set apart by `_`: `{left}_{right}`", right = right.replace(',', "_"))
        } else if thousands {
            say!("the decimal sign is a point: `{left}.{right}`; thousands are set apart by `_`: `{left}_{right}`")
        } else {
            say!("the decimal sign is a point: `{left}.{right}`")
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

    /// A word of another language that was read as a name: what stands behind it only seems wrong.
    fn elsewhere(&self) -> Option<Diagnostic> {
        let token = self.token(-1).filter(|token| token.kind == TokenKind::Word)?;
        let word = token.text(self.text);
        let seems = self.token(0).is_some() && (self.expected.word("=") || self.expected.operator);
        let help = if self.word(0) == "otherwise" { None } else { word_for(word) };
        let help = help.filter(|_| seems)?;
        let help = if word == "if" && self.word(-2) == "=" { cases() } else { help };
        let place = span(token.start, token.end);
        Some(Diagnostic::new(Code::Syntax, place, say!("`{word}` is no word of the plan language")).help(help))
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
            if number(-1) && word.len() == 3 {
                return Some(say!("thousands are set apart by `_`: `{before}_{word}`"));
            }
            let digits = word.find(|c: char| c.is_alphabetic());
            if let Some((count, unit)) = digits.and_then(|at| word.split_at_checked(at)) {
                return Some(say!("put a blank between a number and its unit: `{count} {unit}`"));
            }
            if self.expected.number && !self.expected.value {
                return Some(say!("dates are written year-month-day: `2026-01-31`"));
            }
        }
        if word == "/" && number(-1) && number(1) && self.word(2) == "/" {
            return Some(say!("dates are written year-month-day: `2026-01-31`"));
        }
        if (-12..0).any(|back| (self.word(back), self.word(back + 1)) == ("not", "in")) {
            return Some(say!("name the row and ask it: `frontline in sponsor called leg where leg is not in q(2)`"));
        }
        if word == "unless" {
            return Some(say!("write `when not …`"));
        }
        if self.at == 1
            && let Some(near) = Expected::nearest_anywhere(before)
        {
            return Some(say!("did you mean `{near}`?"));
        }
        let aggregate = self.expected.word("over") && !self.expected.operator;
        Some(match word {
            "=" if self.word(1) == ">" => say!("write `>=`"),
            "=" if self.word(1) == "<" => say!("write `<=`"),
            "=" if before == ":" => say!("a definition is written `name = value`"),
            "=" if self.expected.operator => say!("`=` defines; to compare, write `is`"),
            "otherwise" if self.expected.word(",") => say!("put a comma before `otherwise`"),
            "where" if self.tokens.first().is_some_and(|token| token.text(self.text) == "up") => {
                say!("a walk has no `where`: write `skip when …`, `pass when …` or `hand on when …`")
            }
            "if" if self.expected.word("when") && self.expected.words.len() == 1 => say!("write `when`"),
            _ if before == "if" || word == "if" || self.word(-2) == "if" => cases(),
            "else" => say!("the last case is written `, otherwise …`"),
            "equals" | "equal" => say!("to compare, write `is`"),
            "-" if self.word(1) == ">" => say!("write `>`"),
            "-" if before == "," && self.token(-2).is_some_and(|token| token.kind == TokenKind::Number) => {
                say!("write `{}`, without `,-`", self.word(-2))
            }
            "/" if before == "/" => say!("a comment begins with `#`"),
            "least" if before == "at" => say!("to compare, write `>=`; for a lower limit, `but at least`"),
            "most" if before == "at" => say!("to compare, write `<=`; for an upper limit, `but at most`"),
            "between" => say!("write both limits: `{before} >= … and {before} <= …`"),
            "than" if matches!(before, "greater" | "more" | "larger" | "higher" | "bigger") => say!("write `>`"),
            "than" if matches!(before, "less" | "smaller" | "lower" | "fewer") => say!("write `<`"),
            "than" if before == "other" => say!("write `is not`"),
            "proportion" if before == "in" => say!("put a comma before `in proportion`"),
            "to" if self.expected.word("half") => say!("say how: `round half up to {}`", self.word(1)),
            "{" if self.expected.word("for") => say!("say what it is paid for: `bonus {before} for each … {{`"),
            "when" if self.at == 0 && self.expected.word("pay") => {
                say!("a condition stands behind what it is about: `pay … when …`")
            }
            _ if before == "in" && matches!(self.word(-2), "frontline" | "team" | "downline" | "upline") => {
                say!("rows stand behind `over`: `count over {} in {word}`", self.word(-2))
            }
            _ if matches!(before, "sum" | "largest" | "smallest" | "any" | "every") && !self.expected.word("of") => {
                say!("write `{before} of {word}`")
            }
            "over" if self.word(-2) == "of" && matches!(self.word(-3), "average" | "avg" | "mean") => {
                say!("an average is a sum divided by a count: `(sum of {before} over …) / (count over …)`")
            }
            _ if self.at == 2 && self.expected.word("for") && self.word(1) == "for" => {
                say!("a name is one word: `{before}_{word}`")
            }
            _ if self.at == 1
                && self.expected.word(":")
                && matches!(before, "partner" | "date" | "text" | "flag" | "count" | "factor" | "percent") =>
            {
                say!("the name comes first: `{word} : {before}`")
            }
            _ if matches!(before, "earner" | "trigger") && self.expected.operator && word.starts_with(begins_name) => {
                say!("an attribute is written `{before}'s {word}`")
            }
            "=" if self.rule == Rule::example_entry && self.expected.value => {
                say!("fields of an example are written without `=`: `{before} {}`", self.word(1))
            }
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
                say!("a comma stands before the next case (`…, otherwise …`) and between values in brackets")
            }
            _ if aggregate => {
                say!("what stands behind `of` is one name, or stands in brackets: `sum of (bv as EUR) over Order`")
            }
            _ => match self.expected.nearest(word) {
                Some(near) => say!("did you mean `{near}`?"),
                None if self.at == 1 && self.expected.words == ["when"] => say!("write `{before} when …`"),
                None => word_for(word)?,
            },
        })
    }
}

/// How cases are written.
fn cases() -> Text {
    say!("cases are written `x when c, otherwise y`")
}

/// A token in backticks, cut where it is long.
fn shorten(text: &str) -> String {
    const MOST: usize = 30;
    let short: String = text.chars().take(MOST).collect();
    if short.len() < text.len() { format!("`{short}…`") } else { format!("`{short}`") }
}
