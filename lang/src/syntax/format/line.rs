//! Lines: breaking them where they are too long, aligning comments at their ends.

/// Longest line that is not broken, in characters.
const WIDTH: usize = 100;
/// How much further a line that goes on is indented.
const CONTINUATION: usize = 4;

/// One line of output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// Blanks before it.
    pub(super) indent: usize,
    /// Its tokens; empty for a blank line or a comment that stands alone.
    pub(super) code: String,
    /// The comment at its end.
    pub(super) comment: Option<String>,
}

/// A token on its way to a line.
#[derive(Clone, Debug)]
pub(super) struct Word<'t> {
    /// What is printed.
    pub(super) text: &'t str,
    /// Whether no blank stands before it.
    pub(super) close: bool,
    /// The column that it stands in, counted from the indentation, where it is aligned.
    pub(super) column: Option<usize>,
    /// How many brackets are open before it.
    pub(super) depth: usize,
    /// Whether a long line may be broken before it.
    pub(super) breakable: bool,
}

/// Joins tokens to a line.
pub(super) fn join(words: &[Word<'_>]) -> String {
    let mut code = String::new();
    for word in words {
        if !code.is_empty() && !word.close {
            code.push(' ');
        }
        if let Some(column) = word.column.filter(|_| !code.is_empty()) {
            let missing = column.saturating_sub(width(&code));
            code.extend(std::iter::repeat_n(' ', missing));
        }
        code.push_str(word.text);
    }
    code
}

/// Characters of a text.
pub(super) fn width(text: &str) -> usize {
    text.chars().count()
}

/// Prints tokens that the author put on one line, on more lines where they are too long.
/// `first` tells whether the line begins a clause or goes on.
pub(super) fn wrap(words: &[Word<'_>], indent: usize, first: bool, out: &mut Vec<Line>) {
    let mut rest = words;
    let mut first = first;
    while !rest.is_empty() {
        let closes = rest.first().is_some_and(|word| matches!(word.text, "}" | ")"));
        let here = if first || closes { indent } else { indent + CONTINUATION };
        let cut = break_at(rest, here);
        let (line, after) = rest.split_at_checked(cut).unwrap_or((rest, &[]));
        let code = join(line);
        if after.is_empty() || here + width(&code) <= WIDTH {
            out.push(Line { indent: here, code, comment: None });
        } else {
            // Nothing fitted, and what stands before the outermost place is too long still.
            wrap(line, indent, first, out);
        }
        rest = after;
        first = false;
    }
}

/// How many tokens fit: all, or up to the last good place to break.
fn break_at(words: &[Word<'_>], indent: usize) -> usize {
    if indent + width(&join(words)) <= WIDTH {
        return words.len();
    }
    let mut best: Option<(usize, usize)> = None;
    let mut later: Option<(usize, usize)> = None;
    for (at, word) in words.iter().enumerate().skip(1).filter(|(_, word)| word.breakable) {
        let fits = indent + width(&join(words.get(..at).unwrap_or_default())) <= WIDTH;
        if fits && best.is_none_or(|(_, depth)| word.depth <= depth) {
            best = Some((at, word.depth));
        }
        // Nothing fits: then the first place of the outermost level.
        if later.is_none_or(|(_, depth)| word.depth < depth) {
            later = Some((at, word.depth));
        }
    }
    best.or(later).map_or(words.len(), |(at, _)| at)
}

/// Turns lines into text; comments at the ends of lines below one another are aligned.
pub(super) fn render(lines: Vec<Line>) -> String {
    let mut out = String::new();
    let mut rest = lines.as_slice();
    let ends_in_comment = |line: &Line| line.comment.is_some() && !line.code.is_empty();
    while let Some(line) = rest.first() {
        let run = rest.iter().take_while(|line| ends_in_comment(line)).count().max(1);
        let (together, after) = rest.split_at_checked(run).unwrap_or((rest, &[]));
        let widest = together.iter().map(|line| line.indent + width(&line.code)).max().unwrap_or(0);
        let blank = line.code.is_empty() && line.comment.is_none();
        // No blank lines at the start, and never two.
        if !(blank && (out.is_empty() || out.ends_with("\n\n"))) {
            for line in together {
                let code_width = line.indent + width(&line.code);
                if !blank {
                    out.extend(std::iter::repeat_n(' ', line.indent));
                }
                out.push_str(&line.code);
                if let Some(comment) = &line.comment {
                    if !line.code.is_empty() {
                        out.extend(std::iter::repeat_n(' ', widest - code_width + 2));
                    }
                    out.push_str(comment);
                }
                out.push('\n');
            }
        }
        rest = after;
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
    out
}
