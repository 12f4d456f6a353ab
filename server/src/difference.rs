//! What differs between two texts, line by line.

use similar::{ChangeTag, TextDiff};
use std::time::Duration;

/// Lines around a change that are shown with it.
const AROUND: usize = 4;
/// How long a better difference is looked for.
const PATIENCE: Duration = Duration::from_millis(500);

/// What differs between two texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Lines that only the new text has.
    pub added: i64,
    /// Lines that only the old text has.
    pub removed: i64,
    /// The places that differ, each with the lines around it.
    pub places: Vec<Vec<Line>>,
}

/// A line of either text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number in the old text, from 1; nothing where it was added.
    pub before: Option<usize>,
    /// Its number in the new text, from 1; nothing where it was removed.
    pub now: Option<usize>,
    /// What it says, without its end.
    pub text: String,
}

impl Difference {
    /// The difference between an old and a new text.
    pub fn between(before: &str, now: &str) -> Self {
        let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(before, now);
        let number = |index: Option<usize>| index.map(|index| index.saturating_add(1));
        let mut out = Self::default();
        for group in diff.grouped_ops(AROUND) {
            let mut lines = Vec::new();
            for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
                match change.tag() {
                    ChangeTag::Insert => out.added = out.added.saturating_add(1),
                    ChangeTag::Delete => out.removed = out.removed.saturating_add(1),
                    ChangeTag::Equal => {}
                }
                lines.push(Line {
                    before: number(change.old_index()),
                    now: number(change.new_index()),
                    text: change.value().trim_end_matches(['\n', '\r']).to_owned(),
                });
            }
            out.places.push(lines);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_know_where_they_stand() {
        let found = Difference::between("a\nb\nc\n", "a\nB\nc\nd\n");
        assert_eq!((found.added, found.removed, found.places.len()), (2, 1, 1));
        let lines: Vec<_> =
            found.places.iter().flatten().map(|line| (line.before, line.now, line.text.as_str())).collect();
        let all = [
            (Some(1), Some(1), "a"),
            (Some(2), None, "b"),
            (None, Some(2), "B"),
            (Some(3), Some(3), "c"),
            (None, Some(4), "d"),
        ];
        assert_eq!(lines, all);
        assert_eq!(Difference::between("a\n", "a\n"), Difference::default());
    }
}
