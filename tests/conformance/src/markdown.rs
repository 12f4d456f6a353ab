//! Fenced blocks of a Markdown chapter, with the headings above them.

/// A fenced block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fence<'t> {
    /// What stands behind the opening fence.
    pub info: &'t str,
    /// The lines between the fences.
    pub text: &'t str,
    /// Line of the opening fence, from one.
    pub line: usize,
    /// Bytes of `text` in the chapter.
    pub range: std::ops::Range<usize>,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading<'t> {
    /// Number of signs in front.
    pub level: usize,
    /// Its words.
    pub text: &'t str,
    /// Its line, from one.
    pub line: usize,
}

/// A part of a chapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<'t> {
    /// A heading.
    Heading(Heading<'t>),
    /// A fenced block.
    Fence(Fence<'t>),
    /// Any other line, with its number.
    Line(&'t str, usize),
}

/// Cuts a chapter into its parts. Fences are three backticks at the start of a line, or more around fences of their own.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut out = Vec::new();
    let mut open: Option<(&str, usize, usize, usize)> = None;
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let number = number + 1;
        let start = at;
        at += line.len();
        let line = line.trim_end();
        let ticks = line.bytes().take_while(|byte| *byte == b'`').count();
        let fence = (ticks >= 3).then(|| line.get(ticks..).unwrap_or_default());
        match (fence, open) {
            (Some(info), None) => open = Some((info.trim(), at, number, ticks)),
            (Some(_), Some((info, begin, first, least))) if ticks >= least => {
                let range = begin..start;
                out.push(Part::Fence(Fence {
                    info,
                    text: text.get(range.clone()).unwrap_or_default(),
                    line: first,
                    range,
                }));
                open = None;
            }
            (_, Some(_)) => {}
            (None, None) => {
                let level = line.bytes().take_while(|b| *b == b'#').count();
                match line.get(level..).and_then(|rest| rest.strip_prefix(' ')) {
                    Some(words) if level > 0 => {
                        out.push(Part::Heading(Heading { level, text: words.trim(), line: number }))
                    }
                    _ => out.push(Part::Line(line, number)),
                }
            }
        }
    }
    out
}

/// The anchor that Markdown viewers give to a heading.
pub fn anchor(heading: &str) -> String {
    let plain = heading.to_lowercase().replace(' ', "-");
    plain.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_know_their_place() {
        let text = "# One\nword\n```plan name=a\nPV = 5\n```\n## Two `x`, y\n";
        let found = parts(text);
        let fences: Vec<_> = found
            .iter()
            .filter_map(|p| if let Part::Fence(f) = p { Some((f.info, f.text, f.line)) } else { None })
            .collect();
        assert_eq!(fences, [("plan name=a", "PV = 5\n", 3)]);
        assert_eq!(found.len(), 4);
        assert_eq!(anchor("Two `x`, y"), "two-x-y");
    }
}
