//! Texts to begin with.

use std::path::{Path, PathBuf};

/// Sample plans and blocks of the manual, and the words that they are made of.
#[derive(Debug)]
pub struct Corpus {
    /// Whole plans and fragments.
    pub texts: Vec<String>,
    /// Every token that stands in one of them, once.
    pub tokens: Vec<String>,
}

impl Corpus {
    /// Reads the repository's plans and manual.
    ///
    /// # Panics
    /// Where the repository is not there.
    pub fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut texts = Vec::new();
        let mut folders = vec![root.join("plans"), root.join("lang/manual"), root.join("examples")];
        while let Some(folder) = folders.pop() {
            let mut entries: Vec<PathBuf> = std::fs::read_dir(&folder)
                .expect("a folder of the repository")
                .map(|entry| entry.unwrap().path())
                .collect();
            entries.sort();
            for path in entries {
                match path.extension().and_then(|end| end.to_str()) {
                    _ if path.is_dir() => folders.push(path),
                    Some("plan") => texts.push(std::fs::read_to_string(&path).unwrap()),
                    Some("md") => texts.extend(blocks(&std::fs::read_to_string(&path).unwrap())),
                    _ => {}
                }
            }
        }
        let mut tokens: Vec<String> = texts.iter().flat_map(|text| tokens(text)).map(str::to_owned).collect();
        tokens.sort();
        tokens.dedup();
        Self { texts, tokens }
    }
}

/// The blocks of a chapter that are plans.
fn blocks(chapter: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut block: Option<String> = None;
    for line in chapter.lines() {
        match &mut block {
            Some(text) if line.starts_with("```") => {
                out.push(std::mem::take(text));
                block = None;
            }
            Some(text) => {
                text.push_str(line);
                text.push('\n');
            }
            None if line.starts_with("```plan") => block = Some(String::new()),
            None => {}
        }
    }
    out
}

/// Words, numbers, signs and blanks, as they follow each other; together they are the text.
pub fn tokens(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let class = |c: char| match c {
            c if c.is_alphanumeric() || c == '_' => 0,
            ' ' | '\t' => 1,
            _ => 2,
        };
        let own = class(first);
        let end = match own {
            2 => first.len_utf8(),
            _ => rest.find(|c| class(c) != own).unwrap_or(rest.len()),
        };
        let (token, left) = rest.split_at(end);
        out.push(token);
        rest = left;
    }
    out
}
