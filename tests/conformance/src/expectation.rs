//! Findings that a block states in comments: `# error: choose-start`.

/// A finding that is stated, or that was made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Line of the block, from one.
    pub line: usize,
    /// Its code.
    pub code: String,
    /// Whether it is an error.
    pub error: bool,
}

impl Finding {
    /// A finding as it is written in a comment.
    pub fn comment(&self) -> String {
        format!("# {}: {}", if self.error { "error" } else { "warning" }, self.code)
    }
}

/// All findings that a text states. A comment alone on its line speaks of the next line that is none.
pub fn stated(text: &str) -> Vec<Finding> {
    let mut out: Vec<Finding> = Vec::new();
    let mut waiting: Vec<Finding> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let found = in_comment(line, at + 1);
        if line.trim_start().starts_with('#') {
            waiting.extend(found);
            continue;
        }
        for mut finding in waiting.drain(..) {
            finding.line = at + 1;
            out.push(finding);
        }
        out.extend(found);
    }
    out.append(&mut waiting);
    out.sort();
    out
}

/// A text without what it states, line by line.
pub fn without(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let cut = ["# error:", "# warning:"].iter().filter_map(|word| line.find(word)).min().unwrap_or(line.len());
        out.push_str(line.get(..cut).unwrap_or(line).trim_end());
        out.push('\n');
    }
    out
}

fn in_comment(line: &str, number: usize) -> Vec<Finding> {
    let mut out = Vec::new();
    for part in line.split('#').skip(1) {
        let part = part.trim();
        let (error, rest) = match (part.strip_prefix("error:"), part.strip_prefix("warning:")) {
            (Some(rest), _) => (true, rest),
            (None, Some(rest)) => (false, rest),
            (None, None) => continue,
        };
        let code = rest.split_whitespace().next().unwrap_or_default().to_owned();
        out.push(Finding { line: number, code, error });
    }
    out
}

/// Lines of a text with a comment that is one word: `# fails`.
pub fn marked(text: &str, word: &str) -> Vec<usize> {
    let has = |line: &str| line.split('#').skip(1).any(|part| part.trim() == word);
    text.lines().enumerate().filter(|(_, line)| has(line)).map(|(at, _)| at + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_beside_and_above() {
        let text = "a = 1 # why # error: one\n# warning: two\nb = 2 # error: three\n";
        let found: Vec<_> = stated(text).into_iter().map(|f| (f.line, f.code, f.error)).collect();
        assert_eq!(without(text), "a = 1 # why\n\nb = 2\n");
        assert_eq!(found, [(1, "one".to_owned(), true), (3, "three".to_owned(), true), (3, "two".to_owned(), false)]);
    }
}
