//! Whatever the text: no panic, no overflow, and no more than linear time.

use crate::common::{FRAGMENTS, NORDLICHT, UNTIDY, shapes, without_errors};
use compline_lang::diagnostic::Code;
use compline_lang::syntax::{format, parse_item, split};
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// Reads all items; the codes of what is wrong.
fn read(text: &str) -> Vec<Code> {
    let mut codes = Vec::new();
    let mut at = 0;
    for raw in split(text) {
        assert_eq!(raw.range.start, at);
        at = raw.range.end;
        let parsed = parse_item(raw.text);
        for error in &parsed.errors {
            let start: String = raw.text.chars().take(80).collect();
            assert!(!error.message.to_string().contains("involved"), "the parser gave up on {start}");
            assert!(error.span.start <= error.span.end, "{error:?}");
            assert!(error.span.end as usize <= raw.text.len() + 1, "{error:?} in {}", raw.text);
        }
        let comment = raw.text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
        assert!(parsed.item.is_some() || !parsed.errors.is_empty() || comment, "nothing said about {:?}", raw.text);
        codes.extend(parsed.errors.iter().map(|error| error.code));
    }
    assert_eq!(at, text.len());
    codes
}

/// Debug builds on a busy machine are slow; what is quadratic or worse is far above this.
fn quickly<T>(work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    assert!(start.elapsed() < Duration::from_secs(10), "took {:?}", start.elapsed());
    result
}

#[test]
fn opening_brackets_are_refused_quickly() {
    for sign in ["(", "{", "( ", "x(", "(not ", "{\n"] {
        let text = format!("x = {}", sign.repeat(100_000));
        let codes = quickly(|| read(&text));
        assert!(codes.contains(&Code::TooLarge) || codes.contains(&Code::TooDeep), "{sign}: {codes:?}");
        let text = format!("x = {}", sign.repeat(60_000 / sign.len()));
        assert_eq!(quickly(|| read(&text)), [Code::TooDeep], "{sign}");
        let text = format!("bonus A for each Order {{\n  pay {}", sign.repeat(60));
        quickly(|| read(&text));
    }
}

#[test]
fn long_chains_are_refused() {
    for (before, link) in [
        ("x = a", " + a"),
        ("x = a", " of a"),
        ("x = ", "not "),
        ("x = ", "- "),
        ("x = a", "'s a"),
        ("x = a", " as a"),
        ("x = a", " but at most a"),
        ("x = ", "sum of a over b where "),
        ("x = a", " in the month before"),
        ("x = ", "in every of last 3 months: "),
        ("x = ", "whole part of "),
        ("x = a", " rounded up to 1"),
        ("x = a", " at or above a"),
        ("x = ", "highest of a where "),
        ("x = ", "sum of a over legs in b with "),
        ("x = a", " is in b where a"),
        ("x = a", "\n+ a"),
        ("x = a", " /\na"),
        ("x = ", "sum of "),
    ] {
        let text = format!("{before}{}", link.repeat(60_000 / link.len()));
        assert_eq!(quickly(|| read(&text)), [Code::TooDeep], "{link}");
        let text = format!("{before}{}", link.repeat(200));
        quickly(|| read(&text));
    }
}

/// Depth that the estimate before the grammar does not see is refused all the same, also on a large stack.
#[test]
fn hidden_chains_are_refused() {
    let mut texts = Vec::new();
    for (before, link, after) in [
        ("x = a", " + whole\npart of b", ""),
        ("x = ", "sum of x over r where a and ", "b"),
        ("x = ", "in every of last\n3 months: ", "b"),
        ("x = ", "sum of x over r where a or ", "b"),
        ("x = ", "days\nfrom a to ", "b"),
        ("x = ", "place\namong siblings in t by ", "b"),
        ("x = a", " as\nb's\nc", ""),
    ] {
        for times in [100, 161, 400, 1_000] {
            texts.push((times, format!("{before}{}{after}\n", link.repeat(times))));
        }
    }
    let work = move || {
        let mut items = Vec::new();
        for (times, text) in &texts {
            let parsed = parse_item(text);
            let codes: Vec<Code> = parsed.errors.iter().map(|error| error.code).collect();
            assert!(codes == [Code::TooDeep] || codes.is_empty() && *times <= 160, "{times} {codes:?} {text}");
            items.push(parsed.item);
        }
        items
    };
    let items = std::thread::Builder::new().stack_size(64 << 20).spawn(work).unwrap().join().unwrap();
    drop(items);
}

/// As deep as allowed, in every way at once, on the small stack of a test thread.
#[test]
fn the_deepest_text_fits_the_stack() {
    let nested = format!("x = {}a{}", "(not - 5% of (b + ".repeat(32), "))".repeat(32));
    quickly(|| read(&nested));
    let calls = format!("x = {}a{}", "f(g - ".repeat(60), ")".repeat(60));
    assert_eq!(quickly(|| read(&calls)), []);
    let cases = format!("x = {}a{}", "(1 when ".repeat(60), ", otherwise 2)".repeat(60));
    assert_eq!(quickly(|| read(&cases)), []);
    let sums = format!("x = {}a{}", "sum of (".repeat(60), ") over b".repeat(60));
    assert_eq!(quickly(|| read(&sums)), []);
    // Without their ends the same texts must not be read 2^60 times.
    for text in [&nested, &calls, &cases, &sums] {
        let cut = text.split_once('a').unwrap().0;
        quickly(|| read(cut));
        quickly(|| read(&format!("{cut}a ? b")));
        quickly(|| read(&format!("bonus A for each Order {{\n  let {cut}\n}}\n")));
    }
    for start in [
        "(a is below (",
        "(sum of (",
        "(smaller of (a, ",
        "(months completed from (",
        "(a in the month before is in q(",
        "(in every of last (",
        "(1 when a, (",
        "(any of (a) over last (",
        "(place among siblings in (",
        "(count over last (",
        "(days from sum of x over team in t to depth (",
        "(f(",
        "(g in 2 of last (",
        "(my f(",
        "(a when (",
        "(a, otherwise (",
        "(a but at most (",
        "(a at or above (",
        "(a is in f(",
        "(any of (",
        "(highest of a where (",
        "(count over legs in t with (",
    ] {
        let text = format!("x = {}", start.repeat(64 / start.matches('(').count()));
        quickly(|| read(&text));
    }
}

#[test]
fn long_lists_are_fine() {
    let conditions = format!("x = a{}\n", " and a\n    ".repeat(1_000));
    assert_eq!(quickly(|| read(&conditions)), []);
    let rows: String = (0..2_000).map(|row| format!("  {row}  5%  -  -  -\n")).collect();
    assert_eq!(quickly(|| read(&format!("table t(a, b) : percent, unique {{\n{rows}}}\n"))), []);
    let lines: String = (0..1_000).map(|line| format!("  expect Anna's b{line} is -5 EUR\n")).collect();
    assert_eq!(quickly(|| read(&format!("example \"x\" {{\n{lines}}}\n"))), []);
    let clauses: String =
        (0..500).map(|line| format!("  let a{line} = earner's b * 2\n  skip when not earner's c\n")).collect();
    assert_eq!(quickly(|| read(&format!("bonus A for each Order {{\n{clauses}}}\n"))), []);
    let broken: String = (0..1_000).map(|line| format!("  let a{line} = * 2\n")).collect();
    assert_eq!(quickly(|| read(&format!("bonus A for each Order {{\n{broken}}}\n"))).len(), 1_000);
}

#[test]
fn large_items_are_refused() {
    assert_eq!(read(&format!("x = \"{}\"\n", "a".repeat(70_000))), [Code::TooLarge]);
}

/// The lines of all test plans, for mixing.
fn material() -> Vec<&'static str> {
    [NORDLICHT, FRAGMENTS, UNTIDY].into_iter().flat_map(|text| text.split_inclusive('\n')).collect()
}

/// Pieces of text that are likely to hurt.
const BAD: &[&str] = &[
    "(",
    ")",
    "{",
    "}",
    "\"",
    "`",
    "'",
    "'s",
    "#",
    "##",
    "\n",
    "=",
    "==",
    ",",
    ";",
    ":",
    ".",
    "%",
    "‰",
    "-",
    "+",
    "of ",
    "over ",
    "where ",
    "when ",
    "otherwise ",
    "and ",
    "or ",
    "not ",
    "is ",
    "in ",
    "5",
    "2026-01-31",
    "2026-13-45",
    "\u{0}",
    "\u{1}",
    "\u{2}",
    "é",
    "’",
    "𝔘",
    "\u{308}",
    "\u{A0}",
    "\t",
    "\r\n",
    "\\",
    "to ",
    "from ",
    "each ",
    "1_",
    "0,5",
    "bonus ",
    "x = ",
    "except when a {",
];

/// What an author may put between two tokens.
const SPACES: &[&str] = &["  ", "\n    ", "\n\n  ", "  # why\n    ", "\n  # why\n    ", "\t", "\r\n ", "\n"];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_plans_never_panic(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..6_u8), 1..12),
        start in any::<prop::sample::Index>(),
    ) {
        let lines = material();
        let start = start.index(lines.len());
        let mut text: String = lines[start..(start + 40).min(lines.len())].concat();
        for (place, piece, kind) in edits {
            let boundaries: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let at = boundaries[place.index(boundaries.len())];
            let other = boundaries[piece.index(boundaries.len())];
            let (from, to) = (at.min(other), at.max(other));
            match kind {
                0 | 1 => text.insert_str(at, BAD[piece.index(BAD.len())]),
                2 => text.truncate(at),
                3 if to - from < 80 => { text.replace_range(from..to, ""); }
                4 => text.insert_str(at, lines[piece.index(lines.len())]),
                _ => { let copy: String = text[from..to].chars().take(40).collect(); text.insert_str(at, &copy); }
            }
        }
        quickly(|| read(&text));
        for raw in split(&text) {
            if let Ok(once) = format(raw.text) {
                prop_assert_eq!(&format(&once).unwrap(), &once);
                prop_assert_eq!(shapes(&once), shapes(raw.text));
            }
        }
    }

    /// Blanks, line breaks and comments between tokens are the author's business.
    #[test]
    fn spacing_is_brought_into_order(
        item in any::<prop::sample::Index>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..SPACES.len()), 1..8),
    ) {
        let good = format!("{}{}{}", NORDLICHT, without_errors(FRAGMENTS), UNTIDY);
        let items = split(&good);
        let mut text = items[item.index(items.len())].text.to_owned();
        for (place, space) in edits {
            let blanks: Vec<usize> = text.char_indices().filter(|(_, c)| matches!(c, ' ' | ',' | '(')).map(|(at, _)| at + 1).collect();
            if !blanks.is_empty() {
                text.insert_str(blanks[place.index(blanks.len())], SPACES[space]);
            }
        }
        if let Ok(once) = format(&text) {
            prop_assert_eq!(&format(&once).unwrap(), &once);
            prop_assert_eq!(shapes(&once), shapes(&text));
        }
    }

    #[test]
    fn noise_never_panics(pieces in prop::collection::vec(any::<prop::sample::Index>(), 0..60)) {
        let text: String = pieces.iter().map(|piece| BAD[piece.index(BAD.len())]).collect();
        quickly(|| read(&text));
        quickly(|| read(&format!("bonus A for each Order {{\n  pay {text}\n  once\n}}\n")));
    }

    #[test]
    fn any_text_never_panics(text in "\\PC{0,200}") {
        quickly(|| read(&text));
    }
}
