//! Whether the time that a text takes grows no faster than its length.

use crate::corpus::tokens;
use crate::target::run;
use compline_bench::cpu;
use compline_differential::rng::Rng;
use std::time::{Duration, Instant};

/// A text is looked at where it takes at least this long.
const WORTH: Duration = Duration::from_millis(60);
/// Twice the text may take so much longer: linear is 2, quadratic 4.
const MOST: f64 = 3.4;

/// What is repeated of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeated {
    /// All of it.
    Whole,
    /// One line.
    Line(usize),
    /// One token.
    Token(usize),
}

/// A text that takes more than its length explains, with the times of the last two doublings.
#[derive(Clone, Debug)]
pub struct Steep {
    /// What was repeated, and how often at last.
    pub repeated: (Repeated, usize),
    /// How long the text was, and how long it took, each for the last three.
    pub times: Vec<(usize, Duration)>,
}

/// Repeats something of a text, twice as often each time, until it takes long; `None` where it grows with its length or is
/// never worth a look.
pub fn steep(text: &str, seed: u64) -> Option<Steep> {
    let mut rng = Rng::of(seed, "growth");
    let lines = text.lines().count().max(1);
    let repeated = match rng.below(3) {
        0 => Repeated::Whole,
        1 => Repeated::Line(rng.below(lines)),
        _ => Repeated::Token(rng.below(tokens(text).len().max(1))),
    };
    let mut times: Vec<(usize, Duration)> = Vec::new();
    let mut count = 8;
    while count <= 1 << 14 {
        let long = grown(text, repeated, count);
        if long.len() > 2_000_000 {
            return None;
        }
        // Some texts are not repeated more often than a file may be long.
        if times.last().is_some_and(|(before, _)| *before == long.len()) {
            return None;
        }
        let took = time(&long);
        times.push((long.len(), took));
        if took >= WORTH * 8 {
            break;
        }
        count *= 2;
    }
    let [.., (first, a), (second, b), (third, c)] = times.as_slice() else { return None };
    let faster = |(from, short): (usize, Duration), (to, long): (usize, Duration)| {
        // By how much more it took than a text that is so much longer may.
        let longer = (to as f64 / from as f64).max(1.0);
        long.as_secs_f64() / short.as_secs_f64().max(1e-6) > MOST.powf(longer.log2())
    };
    let is_steep = *b >= WORTH && faster((*first, *a), (*second, *b)) && faster((*second, *b), (*third, *c));
    let last = times.len().saturating_sub(3);
    is_steep.then(|| Steep { repeated: (repeated, count), times: times.split_off(last) })
}

/// CPU time, since others may be at work beside; by the clock on the wall where the system tells none.
fn time(text: &str) -> Duration {
    let (start, before) = (Instant::now(), cpu::thread_ns());
    let _ = run(text);
    match before.zip(cpu::thread_ns()) {
        Some((before, after)) => Duration::from_nanos(after.saturating_sub(before)),
        None => start.elapsed(),
    }
}

fn grown(text: &str, repeated: Repeated, count: usize) -> String {
    match repeated {
        Repeated::Whole => vec![text; count.min(512)].join("\n"),
        Repeated::Line(at) => {
            let line = text.lines().nth(at).unwrap_or_default();
            let mut all: Vec<String> = text.lines().map(str::to_owned).collect();
            if let Some(slot) = all.get_mut(at) {
                *slot = vec![line; count].join("\n");
            }
            all.join("\n")
        }
        Repeated::Token(at) => {
            let all = tokens(text);
            let token = all.get(at).copied().unwrap_or_default();
            let (before, after) = (all.get(..at).unwrap_or_default(), all.get(at..).unwrap_or_default());
            format!("{}{}{}", before.concat(), vec![token; count].join(" "), after.concat())
        }
    }
}
