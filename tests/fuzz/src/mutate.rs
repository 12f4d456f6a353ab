//! Changes of a text.

use crate::corpus::{Corpus, tokens};
use compline_differential::plan::generate;
use compline_differential::rng::Rng;

/// Longest text that is tried, in bytes.
const LONGEST: usize = 60_000;

/// The text of a seed.
pub fn text(corpus: &Corpus, seed: u64) -> String {
    let mut rng = Rng::of(seed, "fuzz");
    let mut text = match rng.below(10) {
        0..=2 => generate(rng.bits(), 1 + rng.below(12) as u32).text(),
        _ => rng.pick(&corpus.texts).clone(),
    };
    if rng.chance(30) {
        text = format!("{text}\n{}", rng.pick(&corpus.texts));
    }
    // Few changes leave much that compiles, and reach what is behind the checker.
    let changes = if rng.chance(40) { rng.below(2) } else { rng.below(9) };
    for _ in 0..changes {
        text = changed(&mut rng, corpus, &text);
        cut(&mut text, LONGEST);
    }
    text
}

fn cut(text: &mut String, most: usize) {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
}

/// One change.
fn changed(rng: &mut Rng, corpus: &Corpus, text: &str) -> String {
    let mut all: Vec<String> = tokens(text).into_iter().map(str::to_owned).collect();
    if all.is_empty() {
        return rng.pick(&corpus.tokens).clone();
    }
    let at = rng.below(all.len());
    let other = rng.below(all.len());
    match rng.below(16) {
        0 | 1 => {
            all.remove(at);
        }
        2 | 3 => all[at] = rng.pick(&corpus.tokens).clone(),
        4 | 5 => all.insert(at, format!(" {} ", rng.pick(&corpus.tokens))),
        6 => all.swap(at, other),
        7 => all[at] = all[other].clone(),
        8 => {
            let end = (at + 1 + rng.below(30)).min(all.len());
            all.drain(at..end);
        }
        9 => {
            let end = (at + 1 + rng.below(30)).min(all.len());
            let piece: Vec<String> = all[at..end].to_vec();
            let place = rng.below(all.len());
            all.splice(place..place, piece);
        }
        10 => {
            let from = rng.pick(&corpus.texts).clone();
            let parts = tokens(&from);
            let start = rng.below(parts.len().max(1));
            let end = (start + 1 + rng.below(60)).min(parts.len());
            all.insert(at, parts.get(start..end).unwrap_or_default().concat());
        }
        11 => {
            let times = [2, 10, 100, 400][rng.below(4)];
            all[at] = all[at].repeat(times);
        }
        12 => {
            let depth = [3, 20, 70, 300][rng.below(4)];
            let (open, close) = *rng.pick(&[
                ("(", ")"),
                ("{", "}"),
                ("not ", ""),
                ("- ", ""),
                ("x's ", ""),
                ("sum of ", " over own Order"),
            ]);
            all[at] = format!("{}{}{}", open.repeat(depth), all[at], close.repeat(depth));
        }
        13 => {
            all[at] = (*rng.pick(&[
                "99999999999999999999999999999999999999999",
                "0.0000000000000000000000001",
                "-1",
                "9999-12-31",
                "0000-00-00",
                "2026-02-30",
                "\u{0}",
                "\u{1}",
                "\u{feff}",
                "é\u{301}",
                "\u{202e}",
                "`",
                "\"",
                "'s",
                "’s",
                "##",
                "#",
                "\r",
                "\n",
                "Größe",
                "1_000_000_000_000 BV",
                "per week",
                "in its month",
            ]))
            .to_owned();
        }
        14 => all[at] = all[at].chars().rev().collect(),
        _ => {
            // A name that is another one everywhere.
            let (old, new) = (all[at].clone(), rng.pick(&corpus.tokens).clone());
            for token in all.iter_mut().filter(|token| **token == old) {
                token.clone_from(&new);
            }
        }
    }
    all.concat()
}
