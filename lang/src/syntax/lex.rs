//! Tokens of plan text: for limits, positions of errors, doc comments and the formatter.
//!
//! The grammar does not use these tokens. They agree with it on what a word, a
//! number, a string and a comment is, and they exist for broken text too.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A word: keyword or name.
    Word,
    /// A name in backticks.
    Ticked,
    /// A number, date or month.
    Number,
    /// A string.
    Text,
    /// `'s`, also with the typographic apostrophe.
    Possessive,
    /// An opening bracket or brace.
    Open,
    /// A closing bracket or brace.
    Close,
    /// Any other sign.
    Sign,
    /// A sign that plan text never has, also an unclosed string or backtick.
    Bad,
    /// `# …`
    Comment,
    /// `## …`
    Doc,
}

/// A token; positions are bytes of the text that was lexed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Whether it is the first on its line.
    pub first: bool,
}

impl Token {
    /// Its text.
    pub(crate) fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// Whether it is a comment of either kind.
    pub(crate) fn is_comment(&self) -> bool {
        matches!(self.kind, TokenKind::Comment | TokenKind::Doc)
    }
}

/// Whether a name may begin with it.
pub(crate) fn begins_name(c: char) -> bool {
    c == '_' || unicode_ident::is_xid_start(c)
}

/// Whether a name may go on with it.
pub(crate) fn continues_name(c: char) -> bool {
    unicode_ident::is_xid_continue(c)
}

/// Cuts text into tokens, comments included. Never fails.
pub(crate) fn lex(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { text, at: 0, first: true, tokens: Vec::with_capacity(text.len() / 4) };
    while lexer.step() {}
    lexer.tokens
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    first: bool,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    /// Reads one token or one run of blanks; no at the end of the text.
    fn step(&mut self) -> bool {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let Some(c) = rest.chars().next() else { return false };
        match c {
            '\n' => {
                self.first = true;
                self.at += 1;
            }
            ' ' | '\t' | '\r' | '\u{A0}' | '\u{FEFF}' => self.at += c.len_utf8(),
            '#' => {
                let length = rest.find('\n').unwrap_or(rest.len());
                let line = rest.get(..length).unwrap_or_default().trim_end();
                // Three and more are a line drawn between items.
                let doc = line.starts_with("##") && !line.starts_with("###");
                let kind = if doc { TokenKind::Doc } else { TokenKind::Comment };
                self.push(kind, line.len());
            }
            '"' => self.string(rest),
            '`' => match rest.char_indices().skip(1).find(|(_, c)| matches!(c, '`' | '\n')) {
                Some((end, '`')) if end > 1 => self.push(TokenKind::Ticked, end + 1),
                Some((end, '\n')) => self.push(TokenKind::Bad, end),
                Some((end, _)) => self.push(TokenKind::Bad, end + 1),
                None => self.push(TokenKind::Bad, rest.len()),
            },
            '0'..='9' => self.number(rest),
            '\'' | '’' => {
                let mut after = rest.chars().skip(1);
                if after.next() == Some('s') && !after.next().is_some_and(continues_name) {
                    self.push(TokenKind::Possessive, c.len_utf8() + 1);
                } else {
                    self.push(TokenKind::Bad, c.len_utf8());
                }
            }
            '(' | '{' => self.push(TokenKind::Open, 1),
            ')' | '}' => self.push(TokenKind::Close, 1),
            '<' | '>' | '=' | '!' if rest.chars().nth(1) == Some('=') => {
                let known = c == '<' || c == '>';
                self.push(if known { TokenKind::Sign } else { TokenKind::Bad }, 2);
            }
            '<' | '>' | '=' | '+' | '-' | '*' | '/' | '%' | '‰' | ',' | ';' | ':' => {
                self.push(TokenKind::Sign, c.len_utf8());
            }
            c if begins_name(c) => {
                let length = rest.find(|c| !continues_name(c)).unwrap_or(rest.len());
                self.push(TokenKind::Word, length);
            }
            c => self.push(TokenKind::Bad, c.len_utf8()),
        }
        true
    }

    fn push(&mut self, kind: TokenKind, length: usize) {
        self.tokens.push(Token { kind, start: self.at, end: self.at + length, first: self.first });
        self.first = false;
        self.at += length.max(1);
    }

    fn string(&mut self, rest: &str) {
        let mut escaped = false;
        for (at, c) in rest.char_indices().skip(1) {
            match c {
                '\n' => return self.push(TokenKind::Bad, at),
                '\\' if !escaped => escaped = true,
                '"' if !escaped => return self.push(TokenKind::Text, at + 1),
                _ => escaped = false,
            }
        }
        self.push(TokenKind::Bad, rest.len());
    }

    /// `1_500.25`, `2026-01-31`, and `2026-03` after `period`.
    fn number(&mut self, rest: &str) {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let plain = rest.find(|c: char| !c.is_ascii_digit() && c != '_').unwrap_or(rest.len());
        let after = rest.get(plain..).unwrap_or_default();
        let mut length = plain;
        if let Some(part) = after.strip_prefix('.')
            && digits(part) > 0
        {
            length += 1 + part.find(|c: char| !c.is_ascii_digit() && c != '_').unwrap_or(part.len());
        } else if plain == 4
            && let Some(month) = after.strip_prefix('-')
            && digits(month) == 2
        {
            let day = month.get(2..).and_then(|day| day.strip_prefix('-'));
            if day.is_some_and(|day| digits(day) == 2) {
                length = 10;
            } else if day.is_none() && self.after_period() {
                length = 7;
            }
        } else if plain == 4 && self.after_period() && (after.starts_with("-Q") || after.starts_with("-W")) {
            length = 6;
        }
        length += rest.get(length..).map_or(0, |tail| tail.find(|c| !continues_name(c)).unwrap_or(tail.len()));
        self.push(TokenKind::Number, length);
    }

    fn after_period(&self) -> bool {
        self.tokens
            .iter()
            .rev()
            .find(|token| !token.is_comment())
            .is_some_and(|token| token.text(self.text) == "period")
    }
}
