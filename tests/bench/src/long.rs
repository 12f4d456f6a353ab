//! Long plans: the benchmark's own, again and again under other names.

use crate::cpu;
use crate::engine::EngineError;
use compline_lang::db::{Database, PlanFile, diagnostics};
use compline_lang::diagnostic::Severity;
use std::time::{Duration, Instant};

/// How much CPU time it takes to check a text of which nothing is known: to read it, and to find all names and types.
///
/// # Errors
/// Where it has mistakes.
pub fn check(text: &str) -> Result<Duration, EngineError> {
    let (start, before) = (Instant::now(), cpu::thread_ns());
    let db = Database::default();
    let file = PlanFile::new(&db, text.to_owned());
    let found = diagnostics(&db, file);
    // Where the system tells no CPU time, the clock on the wall.
    let took = match before.zip(cpu::thread_ns()) {
        Some((before, after)) => Duration::from_nanos(after.saturating_sub(before)),
        None => start.elapsed(),
    };
    match found.iter().find(|found| found.diagnostic.severity() == Severity::Error) {
        Some(found) => Err(EngineError::Plan(found.diagnostic.message.to_string())),
        None => Ok(took),
    }
}

/// Names that the plans declare and that are others in each copy.
const NAMES: [&str; 35] = [
    "PV",
    "active",
    "GV",
    "largest_leg",
    "counted",
    "career",
    "Start",
    "Member",
    "Bronze",
    "Silver",
    "Gold",
    "Ruby",
    "Emerald",
    "Diamond",
    "Crown",
    "rank",
    "unilevel",
    "Unilevel",
    "cv",
    "step_rate",
    "step",
    "leader",
    "own_cv",
    "leader_volume",
    "Differential",
    "generation_rate",
    "Generations",
    "left_rest",
    "right_rest",
    "team_cv",
    "left_volume",
    "right_volume",
    "weak",
    "weekly_limit",
    "Binary",
];

/// A plan of at least so many lines: what follows the event, again and again under other names;
/// pools and caps once.
pub fn longer(text: &str, lines: usize) -> String {
    const BODY: &str = "\n## What is paid on";
    const TAIL: &str = "\npoints =";
    let (head, body) = text.split_once(BODY).unwrap_or((text, ""));
    let (body, tail) = body.split_once(TAIL).unwrap_or((body, ""));
    let mut out = head.to_owned();
    let mut copy = 0;
    let mut count = head.lines().count();
    while !body.is_empty() && count < lines {
        let suffix = if copy == 0 { String::new() } else { format!("_{copy}") };
        out.push_str(BODY);
        out.push_str(&renamed(body, &suffix));
        copy += 1;
        count += BODY.matches('\n').count() + body.lines().count() - 1;
    }
    if !tail.is_empty() {
        out.push_str(TAIL);
        out.push_str(tail);
    }
    out
}

fn renamed(text: &str, suffix: &str) -> String {
    let mut out = String::new();
    let mut word = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() || c == '_' {
            word.push(c);
            continue;
        }
        out.push_str(&word);
        if NAMES.contains(&word.as_str()) {
            out.push_str(suffix);
        }
        word.clear();
        out.push(c);
    }
    out.push_str(&word);
    out
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::{check, longer};
    use crate::engine::{P1, P2, P3};

    #[test]
    fn very_long_plans_have_no_mistake() {
        for text in [P1, P2, P3] {
            let long = longer(text, 3_000);
            assert!((3_000..3_200).contains(&long.lines().count()));
            check(&long).unwrap();
        }
    }

    #[test]
    #[ignore = "prints times"]
    fn times_of_very_long_plans() {
        for (name, text) in [("P1", P1), ("P2", P2), ("P3", P3)] {
            let long = longer(text, 10_000);
            let times: Vec<_> = (0..5).map(|_| check(&long).unwrap()).collect();
            println!("{name}: {} lines, {times:?}", long.lines().count());
        }
    }
}
