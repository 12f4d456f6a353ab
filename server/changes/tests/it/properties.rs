//! What holds for every plan.

use crate::data::PLAN;
use crate::{changes, said};
use compline_compiler::compile::compile;
use compline_lang::render::expansion;
use compline_lang::syntax::{format, split};
use compline_words::Language;
use std::path::Path;

/// All sample plans of one file.
fn samples() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plans");
    let mut out = vec![("data".to_owned(), PLAN.to_owned())];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "plan") {
            let text = std::fs::read_to_string(&path).unwrap();
            if compile(&text).result.is_some() {
                out.push((path.file_name().unwrap().to_string_lossy().into_owned(), text));
            }
        }
    }
    out.sort();
    assert!(out.len() > 8, "the sample plans are not where they were");
    out
}

fn assert_same(name: &str, old: &str, new: &str) {
    let found = changes(old, new);
    assert!(found.is_empty() && found.renames.is_empty(), "{name}:\n{}", said(&found, Language::En));
}

#[test]
fn layout_and_comments_mean_nothing() {
    for (name, text) in samples() {
        let bare: String =
            text.lines().filter(|line| !line.trim_start().starts_with('#')).map(|line| format!("{line}\n")).collect();
        assert_same(&name, &text, &bare);
        assert_same(&name, &bare, &format(&text).unwrap());
    }
}

#[test]
fn the_order_of_items_means_nothing() {
    for (name, text) in samples() {
        let mut items: Vec<&str> = split(&text).into_iter().map(|raw| raw.text).collect();
        for seed in 1..4_usize {
            for at in (1..items.len()).rev() {
                items.swap(at, (at * 7919 + seed * 104_729) % (at + 1));
            }
            let mixed: String = items.iter().map(|item| format!("{}\n", item.trim_end())).collect();
            assert_same(&name, &text, &mixed);
        }
    }
}

#[test]
fn phrases_mean_what_they_expand_to() {
    for (name, text) in samples() {
        let found = changes(&text, &expansion(&text));
        assert!(found.is_empty(), "{name}:\n{}", said(&found, Language::En));
    }
}

/// Places of numbers, but of those in comments, texts, examples and names.
fn numbers(text: &str) -> Vec<usize> {
    let mut out = Vec::new();
    for raw in split(text) {
        let word = raw.text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or_default();
        if word.starts_with("example") || word.starts_with("language") {
            continue;
        }
        let mut before = ' ';
        let mut chars = raw.text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            match c {
                '#' => while chars.next_if(|(_, c)| *c != '\n').is_some() {},
                '"' => while chars.next_if(|(_, c)| *c != '"' && *c != '\n').is_some() {},
                c if c.is_ascii_digit() && !before.is_alphanumeric() && before != '_' => {
                    // The last digit of the number.
                    let mut last = at;
                    while let Some((next, _)) =
                        chars.next_if(|(_, c)| c.is_ascii_digit() || matches!(c, '_' | '.' | '-'))
                    {
                        if raw.text.as_bytes().get(next).is_some_and(u8::is_ascii_digit) {
                            last = next;
                        }
                    }
                    out.push(raw.range.start + last);
                }
                _ => {}
            }
            before = raw.text[at..].chars().next().unwrap_or(' ');
        }
    }
    out
}

#[test]
fn every_number_that_is_changed_is_told() {
    let (mut told, mut wrong) = (0, Vec::new());
    for (name, text) in samples() {
        for at in numbers(&text) {
            let digit = text.as_bytes().get(at).copied().unwrap_or(b'0');
            let mut other = text.clone();
            other.replace_range(at..=at, &char::from(if digit == b'9' { b'8' } else { digit + 1 }).to_string());
            // Many changes make a plan wrong: a gap in a table, a date that does not exist.
            if compile(&other).result.is_none() {
                continue;
            }
            let found = changes(&text, &other);
            told += 1;
            if found.is_empty() && found.renames.is_empty() {
                let line = text[..at].lines().count();
                wrong.push(format!("{name}:{line}: {}", other.lines().nth(line - 1).unwrap_or_default()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(told > 150, "only {told} changes were tried");
}
