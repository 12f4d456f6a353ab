//! The catalogue of a language: a PO file, as gettext and the tools of translators know it.
//!
//! Only what the catalogue needs is read: comments, `msgid`, `msgstr`, strings over several lines, the escapes `\n`,
//! `\t`, `\"` and `\\`. There are no plural forms and no contexts.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

static GERMAN: LazyLock<FxHashMap<String, String>> = LazyLock::new(|| entries(include_str!("de.po")).collect());

/// The German of an English template.
pub(super) fn german(english: &str) -> Option<&'static str> {
    GERMAN.get(english).map(String::as_str)
}

/// The entries of a PO file that have a translation; its header, whose `msgid` is empty, is none.
fn entries(text: &str) -> impl Iterator<Item = (String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    let mut translated = false;
    for line in text.lines() {
        let string = if let Some(rest) = line.strip_prefix("msgid ") {
            out.push((String::new(), String::new()));
            translated = false;
            rest
        } else if let Some(rest) = line.strip_prefix("msgstr ") {
            translated = true;
            rest
        } else if line.starts_with('"') {
            line
        } else {
            continue;
        };
        if let Some((english, other)) = out.last_mut() {
            if translated { other } else { english }.push_str(&unquoted(string));
        }
    }
    out.into_iter().filter(|(english, other)| !english.is_empty() && !other.is_empty())
}

fn unquoted(string: &str) -> String {
    let inner = string.trim().trim_start_matches('"');
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                other => out.extend(other),
            },
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read_as_gettext_reads_them() {
        let text = "# comment\nmsgid \"\"\nmsgstr \"Language: de\\n\"\n\n#: a.rs\nmsgid \"say \\\"a\\\"\\\\\"\nmsgstr \"\"\n\
                    \"sage \"\n\"\\\"a\\\"\\n\"\n\nmsgid \"open\"\nmsgstr \"\"\n";
        let found: Vec<_> = entries(text).collect();
        assert_eq!(found, [("say \"a\"\\".to_owned(), "sage \"a\"\n".to_owned())]);
    }
}
