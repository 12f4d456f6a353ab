//! Words and signs that people bring along from elsewhere: other languages, spreadsheets, German.

use super::limits::span;
use crate::source::Span;
use crate::syntax::lex::{Token, TokenKind};
use crate::words::Text;

/// English words that stand for another word of the plan language.
const OTHER_WORDS: &[(&str, &str)] = &[
    ("if", "when"),
    ("case", "when"),
    ("unless", "when not …"),
    ("else", ", otherwise …"),
    ("every", "each"),
    ("equal", "is"),
    ("equals", "is"),
    ("isnt", "is not"),
    ("plus", "+"),
    ("minus", "-"),
    ("times", "*"),
    ("multiplied", "*"),
    ("divided", "/"),
    ("pays", "pay"),
    ("get", "pay"),
    ("gets", "pay"),
];

/// German words and what is written for them.
const GERMAN: &[(&str, &str)] = &[
    ("wenn", "when"),
    ("falls", "when"),
    ("sonst", ", otherwise …"),
    ("ansonsten", ", otherwise …"),
    ("andernfalls", ", otherwise …"),
    ("und", "and"),
    ("oder", "or"),
    ("nicht", "not"),
    ("kein", "not"),
    ("ist", "is"),
    ("von", "of"),
    ("vom", "of"),
    ("aus", "of"),
    ("als", "as"),
    ("wo", "where"),
    ("mal", "*"),
    ("geteilt", "/"),
    ("mindestens", ">="),
    ("höchstens", "at most"),
    ("jede", "each"),
    ("jeden", "each"),
    ("jeder", "each"),
    ("jedes", "each"),
    ("für", "for"),
    ("je", "per"),
    ("pro", "per"),
    ("an", "to"),
    ("ab", "from"),
    ("bis", "to"),
    ("über", "over"),
    ("ja", "yes"),
    ("nein", "no"),
    ("keine", "none"),
    ("zahle", "pay"),
    ("zahlt", "pay"),
    ("runde", "round"),
    ("runden", "round"),
    ("überspringe", "skip"),
    ("summe", "sum"),
    ("anzahl", "count"),
    ("größer", ">"),
    ("kleiner", "<"),
    ("prozent", "%"),
    ("leiter", "ladder"),
    ("tabelle", "table"),
    ("staffel", "tiers"),
    ("baum", "tree"),
    ("einheit", "unit"),
    ("kurs", "rate"),
    ("vorgang", "event"),
    ("ereignis", "event"),
    ("beispiel", "example"),
    ("kappung", "cap"),
    ("deckel", "cap"),
    ("konto", "account"),
    ("stand", "state"),
    ("skala", "scale"),
    ("sprache", "language"),
    ("währung", "currency"),
    ("zeitraum", "period"),
    ("periode", "period"),
    ("verdiener", "earners"),
    ("empfänger", "earners"),
    ("erwarte", "expect"),
];

/// What is written in place of a word of another language.
pub(super) fn word_for(word: &str) -> Option<Text> {
    let lower = word.to_lowercase();
    let find = |list: &'static [(&str, &str)]| list.iter().find(|(other, _)| *other == lower).map(|(_, right)| *right);
    if let Some(right) = find(OTHER_WORDS) {
        return Some(say!("write `{right}`"));
    }
    find(GERMAN).map(|right| say!("the words of the plan language are English: write `{right}`"))
}

/// What is meant by three numbers that points or slashes part, read from the first of them: a date written the other way
/// round (`04.03.2026`), or thousands set apart by points (`1.000.000`). The place is that of all of it.
pub(super) fn parted_number(text: &str, tokens: &[Token]) -> Option<(Span, Text)> {
    let (first, point, last) = (tokens.first()?, tokens.get(1)?, tokens.get(2)?);
    let numbers = first.kind == TokenKind::Number && last.kind == TokenKind::Number;
    if !numbers || point.text(text) != "." || first.end != point.start || point.end != last.start {
        return None;
    }
    let (front, rear) = (first.text(text), last.text(text));
    let (one, two) = front.split_once('.')?;
    let place = span(first.start, last.end);
    let groups = |part: &str| part.split('.').all(|digits| digits.len() == 3);
    if groups(two) && groups(rear) {
        let meant = format!("{one}_{two}_{}", rear.replace('.', "_"));
        return Some((place, say!("thousands are set apart by `_`: `{meant}`")));
    }
    let day_first = one.len() <= 2 && two.len() <= 2 && rear.len() == 4;
    let digits = [one, two, rear].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    if day_first && digits {
        let meant = format!("{rear}-{two:0>2}-{one:0>2}");
        return Some((place, say!("dates are written year-month-day: `{meant}`")));
    }
    None
}

/// What is wrong with the first words of an item that begins like none, where a definition is meant.
pub(super) fn no_definition(text: &str, tokens: &[Token]) -> Option<Text> {
    let word = |at: usize| tokens.get(at).map_or("", |token: &Token| token.text(text));
    let first = tokens.first()?;
    if first.kind == TokenKind::Number {
        let own = word(0);
        let name = own.trim_start_matches(|c: char| !c.is_alphabetic());
        let defined = word(1) == "=" && !name.is_empty();
        return defined.then(|| say!("a name begins with a letter: `{name} = …`"));
    }
    let name = word(0);
    if word(1) == ":" {
        return Some(say!("a value is defined with `=`: `{name} = …`"));
    }
    // `active partner = …`, `active-partner = …`
    let equals = tokens.iter().take(6).position(|token| token.text(text) == "=")?;
    let front = tokens.get(..equals)?;
    let parts = |token: &Token| !token.first && (token.kind == TokenKind::Word || token.text(text) == "-");
    if !front.iter().skip(1).all(parts) {
        return None;
    }
    let words: Vec<&str> = front.iter().map(|token| token.text(text)).filter(|word| *word != "-").collect();
    let name = words.join("_");
    (words.len() > 1).then(|| say!("a name is one word: `{name} = …`"))
}
