//! What is refused before the grammar sees it: size, depth, signs that no plan has.
//!
//! The builders below recurse over brackets and operators, on threads with 2 MiB
//! of stack. So the depth is known to be small before they start.

use super::habits::parted_number;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::lex::{Token, TokenKind};
use crate::words::Text;

/// Largest plan file, in bytes.
pub const MAX_FILE_BYTES: usize = 4 * 1024 * 1024;
/// Largest item, comments included, in bytes.
pub const MAX_ITEM_BYTES: usize = 64 * 1024;
/// Deepest nesting of brackets and braces.
pub const MAX_BRACKETS: usize = 64;
/// Deepest expression: nested brackets and operators that hang on one another, together.
pub const MAX_DEPTH: usize = 160;

/// What is wrong with a file that is too large (`too-large`); its span is the start of the file.
pub fn check_file_size(text: &str) -> Option<Diagnostic> {
    if text.len() <= MAX_FILE_BYTES {
        return None;
    }
    let size = text.len();
    Some(
        Diagnostic::new(
            Code::TooLarge,
            Span::default(),
            say!("the plan has {size} bytes, the limit is {MAX_FILE_BYTES}"),
        )
        .help("split the plan into several files"),
    )
}

/// Refuses an item that is too large.
pub(super) fn item_size(text: &str) -> Option<Diagnostic> {
    if text.len() <= MAX_ITEM_BYTES {
        return None;
    }
    let start = text.find(|c: char| !c.is_whitespace()).unwrap_or(0);
    let size = text.len();
    Some(
        Diagnostic::new(
            Code::TooLarge,
            span(start, start + 1),
            say!("this item has {size} bytes, the limit is {MAX_ITEM_BYTES}"),
        )
        .help("split it into several items, or move its rows into a data file"),
    )
}

/// Refuses text that is plainly nested too deep.
///
/// Brackets are counted exactly. Operators are estimated, to spare the grammar the
/// worst; the exact limit on them is the builder's ([`super::tree::Height`]).
pub(super) fn depth(text: &str, tokens: &[Token]) -> Option<Diagnostic> {
    let mut significant = tokens.iter().filter(|token| !token.is_comment()).peekable();
    let grid = significant.peek().is_some_and(|first| matches!(first.text(text), "table" | "tiers" | "ladder"));
    // Operators that are open at each level of brackets, and their sum.
    let mut levels: Vec<usize> = vec![0];
    let mut open = 0;
    let mut after_operator = false;
    let mut before = "";
    for token in significant {
        let word = token.text(text);
        let operator = !grid && is_operator(token, word);
        let over = token.first && !operator && !after_operator;
        // The `or` of `at or above` joins nothing.
        let anew = begins_anew(word) && !(word == "or" && before == "at");
        if over || anew || matches!(word, "," | ";" | "=") {
            open -= levels.last_mut().map_or(0, std::mem::take);
        }
        after_operator = operator;
        before = word;
        match token.kind {
            TokenKind::Open => {
                levels.push(0);
                after_operator = true;
                if levels.len() > MAX_BRACKETS + 1 {
                    return Some(too_deep(token, say!("brackets are nested deeper than {MAX_BRACKETS}")));
                }
            }
            TokenKind::Close if levels.len() > 1 => open -= levels.pop().unwrap_or(0),
            _ if operator => {
                open += 1;
                if let Some(level) = levels.last_mut() {
                    *level += 1;
                }
                if open > MAX_DEPTH {
                    return Some(too_deep(token, say!("more than {MAX_DEPTH} calculations hang on one another")));
                }
            }
            _ => {}
        }
    }
    None
}

fn too_deep(token: &Token, message: Text) -> Diagnostic {
    Diagnostic::new(Code::TooDeep, span(token.start, token.end), message)
        .help("give parts of it names: write them as definitions of their own")
}

/// Operators that make a tree deeper. `and`, `or` and `,` make lists.
fn is_operator(token: &Token, word: &str) -> bool {
    match token.kind {
        TokenKind::Possessive => true,
        TokenKind::Sign => matches!(word, "+" | "-" | "*" | "/"),
        TokenKind::Word => {
            matches!(
                word,
                "of" | "not" | "as" | "but" | "rounded" | "over" | "where" | "in" | "at" | "with" | "from" | "by"
            )
        }
        _ => false,
    }
}

/// Words that begin a new expression beside the one before.
fn begins_anew(word: &str) -> bool {
    matches!(word, "and" | "or" | "when" | "otherwise" | "let" | "pay" | "then")
}

/// Signs that no plan has, strings and backticks that are not closed.
pub(super) fn bad_tokens(text: &str, tokens: &[Token]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate().filter(|(_, token)| token.kind == TokenKind::Bad) {
        let number_at = |at: Option<usize>| {
            at.and_then(|at| tokens.get(at)).filter(|token| token.kind == TokenKind::Number).copied()
        };
        let before = index.checked_sub(1);
        let (left, right) = (number_at(before), number_at(index.checked_add(1)));
        let number = left.is_some();
        // `01.03.2026`, `1.000.000`
        let around = before.and_then(|at| tokens.get(at..)).unwrap_or_default();
        if let Some((place, help)) = parted_number(text, around) {
            let written = text.get(place.start as usize..place.end as usize).unwrap_or_default();
            let message = say!("`{written}` has two points");
            found.push(Diagnostic::new(Code::Syntax, place, message).help(help));
            continue;
        }
        let joined = || left.zip(right).filter(|(left, right)| left.end + 1 == token.end && token.end == right.start);
        let (at, word) = (span(token.start, token.end), token.text(text));
        found.push(match word.chars().next() {
            Some('"') => Diagnostic::new(Code::Unclosed, at, "this text is not closed on its line")
                .label("it begins here")
                .help("put `\"` at its end"),
            Some('`') if word == "``" => Diagnostic::new(Code::Syntax, at, "there is no name between the backticks")
                .help("write the name: `` `over` ``"),
            Some('`') => Diagnostic::new(Code::Unclosed, at, "this backtick is not closed on its line")
                .label("the name begins here")
                .help("put a backtick at the end of the name"),
            Some('=') => {
                Diagnostic::new(Code::Syntax, at, "`==` is no sign of the plan language").help("write `is` to compare")
            }
            Some('!') if word == "!=" => Diagnostic::new(Code::Syntax, at, "`!=` is no sign of the plan language")
                .help("write `is not` to compare"),
            Some('\'' | '’') if let Some((left, right)) = joined() => {
                let (place, left, right) = (span(left.start, right.end), left.text(text), right.text(text));
                Diagnostic::new(Code::Syntax, place, say!("`{left}{word}{right}` is no number"))
                    .help(say!("thousands are set apart by `_`: `{left}_{right}`"))
            }
            Some('\'' | '’') => Diagnostic::new(Code::Syntax, at, say!("`{word}` stands alone"))
                .help("an attribute is written `earner's rank`, a text `\"in quotes\"`"),
            Some('.') if number => Diagnostic::new(Code::Syntax, at, "this number has a second point")
                .help("dates are written year-month-day: `2026-01-31`, large numbers `1_000_000`"),
            Some('.') if let Some(right) = right.filter(|right| right.start == token.end) => {
                let (place, digits) = (span(token.start, right.end), right.text(text));
                Diagnostic::new(Code::Syntax, place, say!("`.{digits}` has no digit before its point"))
                    .help(say!("write `0.{digits}`"))
            }
            Some('.') => Diagnostic::new(Code::Syntax, at, "a point stands only inside of a number")
                .help("an attribute is written `earner's rank`; a sentence belongs behind `#`"),
            Some('&' | '|' | '!') => {
                Diagnostic::new(Code::Syntax, at, say!("`{word}` is no sign of the plan language"))
                    .help("conditions are joined by `and`, `or`, `not`")
            }
            Some('[' | ']') => {
                Diagnostic::new(Code::Syntax, at, say!("`{word}` has no meaning in a plan")).help("use round brackets")
            }
            Some('€') => Diagnostic::new(Code::Syntax, at, "`€` is not the name of a currency")
                .help("write the code behind the number: `12.50 EUR`"),
            Some('$') => Diagnostic::new(Code::Syntax, at, "`$` is not the name of a currency")
                .help("write the code behind the number: `12.50 USD`"),
            Some('„' | '“' | '”' | '«' | '»') => {
                Diagnostic::new(Code::Syntax, at, say!("`{word}` does not quote a text"))
                    .help("put texts between straight quotes: `\"…\"`")
            }
            Some('≥') => Diagnostic::new(Code::Syntax, at, "`≥` is no sign of the plan language").help("write `>=`"),
            Some('≤') => Diagnostic::new(Code::Syntax, at, "`≤` is no sign of the plan language").help("write `<=`"),
            Some('≠') => {
                Diagnostic::new(Code::Syntax, at, "`≠` is no sign of the plan language").help("write `is not`")
            }
            Some('×' | '·') => {
                Diagnostic::new(Code::Syntax, at, say!("`{word}` is no sign of the plan language")).help("write `*`")
            }
            Some('÷') => Diagnostic::new(Code::Syntax, at, "`÷` is no sign of the plan language").help("write `/`"),
            Some('–' | '—' | '−') => {
                Diagnostic::new(Code::Syntax, at, say!("`{word}` is no minus")).help("write `-`")
            }
            Some(c) if c.is_control() => Diagnostic::new(
                Code::Syntax,
                at,
                say!("the control character U+{} stands here", format!("{:04X}", u32::from(c))),
            )
            .help("delete it"),
            _ => Diagnostic::new(Code::Syntax, at, say!("`{word}` has no meaning in a plan")),
        });
    }
    found
}

/// A span from byte positions.
pub(super) fn span(start: usize, end: usize) -> Span {
    let clip = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span::new(clip(start), clip(end))
}
