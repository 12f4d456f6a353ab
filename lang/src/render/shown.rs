//! Plan text as a screen can show it: long lines cut, signs that a terminal obeys spelled out.

use std::borrow::Cow;
use std::fmt::Write;
use std::ops::Range;

/// Longest line that is shown whole, in bytes.
const LONGEST: usize = 300;
/// Bytes that are kept before the first and behind the last label of a line that is cut.
const AROUND: usize = 60;
/// Longest stretch that is kept, labels included.
const KEPT: usize = 240;

/// Text with everything that a terminal would obey or turn around spelled out: `\u{1b}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| push_visible(&mut out, c));
    Cow::Owned(out)
}

fn push_visible(out: &mut String, c: char) {
    if is_hidden(c) {
        // Writing into a string cannot fail.
        let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
    } else {
        out.push(c);
    }
}

/// Control characters but for line ends and tabs, and those that turn text around.
fn is_hidden(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t')
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a text needs [`shown`] at all.
pub(super) fn needs_care(text: &str) -> bool {
    text.chars().any(is_hidden) || text.split('\n').any(|line| line.len() > LONGEST)
}

/// The text as it is shown, and where places of the text are in it.
pub(super) fn shown(text: &str, places: &[Range<usize>]) -> (String, Vec<Range<usize>>) {
    let mut out = String::new();
    // For the ends of every place: where they came to stand.
    let mut moved: Vec<Range<usize>> = places.iter().map(|_| usize::MAX..usize::MAX).collect();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let kept = window(line, start, places);
        if kept.start > 0 {
            out.push('…');
        }
        for (at, c) in line.char_indices() {
            if at >= kept.start {
                note(&mut moved, places, start + at, out.len());
            }
            if kept.contains(&at) || c == '\n' {
                push_visible(&mut out, c);
            } else if at == kept.end {
                out.push('…');
            }
        }
        start += line.len();
    }
    note(&mut moved, places, usize::MAX, out.len());
    (out, moved)
}

/// Sets the ends of places that lie at or before a byte and have no place yet.
fn note(moved: &mut [Range<usize>], places: &[Range<usize>], byte: usize, at: usize) {
    for (moved, place) in moved.iter_mut().zip(places) {
        if moved.start == usize::MAX && place.start <= byte {
            moved.start = at;
        }
        if moved.end == usize::MAX && place.end <= byte {
            moved.end = at;
        }
    }
}

/// What is kept of a line: all of it, or the surroundings of the labels in it.
fn window(line: &str, start: usize, places: &[Range<usize>]) -> Range<usize> {
    if line.len() <= LONGEST {
        return 0..line.len();
    }
    let end = start + line.len();
    let here = || places.iter().filter(|place| place.start < end && start <= place.end);
    let first = here().map(|place| place.start.saturating_sub(start)).min().unwrap_or(0);
    let last = here().map(|place| (place.end - start).min(line.len())).max().unwrap_or(0);
    let from = line.floor_char_boundary(first.saturating_sub(AROUND));
    let to = last.saturating_add(AROUND).min(from + KEPT).min(line.len());
    from..line.floor_char_boundary(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_cut_around_their_labels() {
        let line = format!("{}here{}\nnext\n", "a".repeat(1_000), "b".repeat(1_000));
        let place = 1_000..1_004;
        let (text, moved) = shown(&line, &[place, 2_005..2_009]);
        assert!(text.len() < 300, "{}", text.len());
        let at = |at: usize| moved.get(at).and_then(|range| text.get(range.clone()));
        assert_eq!((at(0), at(1)), (Some("here"), Some("next")));
    }

    #[test]
    fn what_a_terminal_obeys_is_spelled_out() {
        assert_eq!(visible("a\u{1b}[31m\u{202e}b\tc\n"), "a\\u{1b}[31m\\u{202e}b\tc\n");
        let (text, moved) = shown("x\u{202e}y z", &[4..5, 0..1]);
        assert_eq!(text, "x\\u{202e}y z");
        assert_eq!(moved, [9..10, 0..1]);
    }
}
