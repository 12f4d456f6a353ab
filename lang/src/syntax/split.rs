//! Cuts a plan file into items.
//!
//! An item starts at column 0, its continuation lines are indented, and its body
//! ends with a `}` that may stand at column 0. Because only column 0 counts, a
//! broken item never damages its neighbours: the next item start is found even if
//! a brace or a string stays open. The cut is hand-written and linear, and it
//! looks at the inside of a line only where a definition could be part of a body
//! that is not indented.

use super::lex::{begins_name, continues_name};
use std::ops::Range;

/// One item with the comments and blank lines above it.
///
/// The items of a file cover it without gaps. Comments below the last item are a
/// last item of their own that holds nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawItem<'t> {
    /// Bytes of the file.
    pub range: Range<usize>,
    /// The text of that range.
    pub text: &'t str,
}

/// Words that begin an item when another word, a string or a brace follows.
const ITEM_WORDS: &[&str] = &[
    "account", "assert", "bonus", "cap", "closing", "earners", "event", "example", "fact", "flow", "ladder",
    "language", "on", "param", "partner", "pick", "plan", "pool", "prove", "rate", "repeat", "scale", "state", "table",
    "tiers", "tree", "unit", "use", "variant", "waive",
];

/// Cuts a file into items.
pub fn split(text: &str) -> Vec<RawItem<'_>> {
    let mut splitter = Splitter { text, starts: Vec::new(), pending: Vec::new(), body: Body::default() };
    let mut at = 0;
    // Where the comments and blank lines begin that belong to the next item.
    let mut trivia: Option<usize> = Some(0);
    while at < text.len() {
        let rest = text.get(at..).unwrap_or_default();
        let length = line_length(rest.as_bytes());
        let line = rest.get(..length).unwrap_or_default();
        match line_kind(line, rest) {
            LineKind::Trivia => {
                trivia.get_or_insert(at);
            }
            LineKind::Inside => trivia = None,
            LineKind::CloseBrace => {
                trivia = None;
                splitter.close_brace(at + 1);
            }
            LineKind::Definition => {
                splitter.definition(trivia.take().unwrap_or(at), at);
            }
            LineKind::Item => {
                splitter.item(trivia.take().unwrap_or(at), at);
            }
        }
        at += length;
    }
    splitter.finish(trivia)
}

/// Bytes up to and with the next line break. Looks at eight bytes at once, because this
/// is most of what the cut does.
fn line_length(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const TOPS: u64 = 0x8080_8080_8080_8080;
    let (chunks, rest) = bytes.as_chunks::<8>();
    for (at, chunk) in chunks.iter().enumerate() {
        // A byte of `breaks` is zero where the text has a line break; the lowest top bit marks the first.
        let breaks = u64::from_le_bytes(*chunk) ^ (ONES * u64::from(b'\n'));
        let zeros = breaks.wrapping_sub(ONES) & !breaks & TOPS;
        if zeros != 0 {
            return at * 8 + (zeros.trailing_zeros() / 8) as usize + 1;
        }
    }
    let before = bytes.len() - rest.len();
    rest.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| before + at + 1)
}

enum LineKind {
    /// Blank, or a comment.
    Trivia,
    /// Part of the item above.
    Inside,
    /// `}` at column 0.
    CloseBrace,
    /// `name =` or `name(…) =` at column 0.
    Definition,
    /// An item word at column 0.
    Item,
}

/// What a line means to the cut; `rest` is the text from its start.
fn line_kind(line: &str, rest: &str) -> LineKind {
    match line.as_bytes() {
        [] | [b'#' | b'\n', ..] => LineKind::Trivia,
        [b'}', ..] => LineKind::CloseBrace,
        // Most lines are indented, and ASCII.
        [b' ' | b'\t', inside @ ..] => match inside.iter().find(|byte| !matches!(byte, b' ' | b'\t')) {
            None | Some(b'#' | b'\n') => LineKind::Trivia,
            Some(b'\r' | 0x80..) => indented(line),
            Some(_) => LineKind::Inside,
        },
        [b'\r', ..] => indented(line),
        [b'`', ..] => match line.get(1..).and_then(|name| name.split_once('`')) {
            Some((_, after)) if defines(after, rest) => LineKind::Definition,
            _ => LineKind::Inside,
        },
        _ => column_zero(line, rest),
    }
}

/// A line that begins with a blank, perhaps not an ASCII one.
fn indented(line: &str) -> LineKind {
    match line.trim_start_matches(is_blank) {
        "" => LineKind::Trivia,
        text if text.starts_with('#') => LineKind::Trivia,
        _ => LineKind::Inside,
    }
}

/// A line that begins with a word, or with something that means nothing.
fn column_zero(line: &str, rest: &str) -> LineKind {
    match line.chars().next() {
        // A byte order mark is no indentation.
        Some('\u{FEFF}') => {
            let behind = line.trim_start_matches('\u{FEFF}');
            line_kind(behind, rest.get(line.len() - behind.len()..).unwrap_or_default())
        }
        Some('\u{A0}') => indented(line),
        Some(c) if begins_name(c) => {
            let length = line.find(|c| !continues_name(c)).unwrap_or(line.len());
            let (word, after) = line.split_at_checked(length).unwrap_or((line, ""));
            if ITEM_WORDS.binary_search(&word).is_ok() && begins_item(word, after) {
                LineKind::Item
            } else if defines(after, rest) {
                LineKind::Definition
            } else {
                LineKind::Inside
            }
        }
        _ => LineKind::Inside,
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{A0}' | '\u{FEFF}')
}

/// Whether what follows an item word makes it the start of an item.
fn begins_item(word: &str, after: &str) -> bool {
    let blank = after.starts_with(is_blank);
    let after = after.trim_start_matches(is_blank);
    let Some(next) = after.chars().next() else { return true };
    match next {
        '{' | '"' | '#' => true,
        ':' => word == "earners",
        '(' | '-' => word == "assert" && blank,
        c => blank && (begins_name(c) || c == '`' || c.is_ascii_digit()),
    }
}

/// Whether `= …` or `(…) =` follows a name; also `per week =`, which a later edition has.
fn defines(after: &str, rest: &str) -> bool {
    let after = after.trim_start_matches(is_blank);
    if after.starts_with('=') {
        return true;
    }
    if let Some(grain) = after.strip_prefix("per ") {
        return grain.trim_start_matches(|c| is_blank(c) || continues_name(c)).starts_with('=');
    }
    if !after.starts_with('(') {
        return false;
    }
    // Parameters may go on over indented lines.
    let open = rest.find('(').unwrap_or(rest.len());
    let Some(params) = rest.get(open + 1..) else { return false };
    let Some(close) = params.find(['(', ')', '{', '}', '=', '"', '#']) else { return false };
    params.get(close..).and_then(|tail| tail.strip_prefix(')')).is_some_and(|tail| tail.trim_start().starts_with('='))
}

/// The braces of the item at hand, read only as far as somebody asked.
#[derive(Default)]
struct Body {
    read: usize,
    depth: usize,
}

impl Body {
    fn start(at: usize) -> Self {
        Self { read: at, depth: 0 }
    }

    /// Counts the braces up to `end`, outside of strings, backticks and comments.
    fn read_to(&mut self, text: &str, end: usize) {
        let mut bytes = text.as_bytes().get(self.read..end).unwrap_or_default().iter();
        while let Some(byte) = bytes.next() {
            match byte {
                b'{' => self.depth += 1,
                b'}' => self.depth = self.depth.saturating_sub(1),
                b'#' => {
                    bytes.find(|byte| **byte == b'\n');
                }
                b'`' => {
                    bytes.find(|byte| matches!(byte, b'`' | b'\n'));
                }
                b'"' => {
                    let mut escaped = false;
                    bytes.find(|byte| match byte {
                        b'\n' => true,
                        b'"' => !escaped,
                        _ => {
                            escaped = **byte == b'\\' && !escaped;
                            false
                        }
                    });
                }
                _ => {}
            }
        }
        self.read = end;
    }
}

struct Splitter<'t> {
    text: &'t str,
    /// Where items begin, their comments included.
    starts: Vec<usize>,
    /// Definitions at column 0 inside of an open brace: items, unless the brace closes below.
    pending: Vec<usize>,
    body: Body,
}

impl<'t> Splitter<'t> {
    /// A certain item: whatever was open above it is broken.
    fn item(&mut self, start: usize, line: usize) {
        self.starts.append(&mut self.pending);
        self.starts.push(start);
        self.body = Body::start(line);
    }

    fn definition(&mut self, start: usize, line: usize) {
        self.body.read_to(self.text, line);
        if self.body.depth == 0 {
            self.item(start, line);
        } else {
            self.pending.push(start);
        }
    }

    /// `}` at column 0 closes the body that the pending definitions are part of.
    fn close_brace(&mut self, after: usize) {
        if !self.pending.is_empty() {
            self.body.read_to(self.text, after);
            if self.body.depth == 0 {
                self.pending.clear();
            }
        }
    }

    fn finish(mut self, tail: Option<usize>) -> Vec<RawItem<'t>> {
        self.starts.append(&mut self.pending);
        self.starts.extend(tail);
        // What stands above the first item is its own, whatever it is.
        if self.starts.first() != Some(&0) && !self.text.is_empty() {
            self.starts.insert(0, 0);
        }
        self.starts.push(self.text.len());
        self.starts.dedup();
        let mut items = Vec::with_capacity(self.starts.len());
        for pair in self.starts.windows(2) {
            if let [start, end] = *pair
                && let Some(text) = self.text.get(start..end)
            {
                items.push(RawItem { range: start..end, text });
            }
        }
        items
    }
}
