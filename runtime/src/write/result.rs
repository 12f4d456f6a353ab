//! The hash of a result.

use crate::hash::{Content, ContentHash, or_none};
use crate::settle::Settled;
use compline_compiler::lines::{COMPANY, Lines};
use compline_compiler::outcome::Outcome;
use compline_compiler::program::{LineSource, NONE, Program};
use compline_compiler::store::Store;

/// The hash of lines, totals and closing states, whatever form they are written in.
///
/// Sections (see [`crate::hash`]) for each context: `context` with its name; for each bonus and pool
/// a section named like it, with numbers for each line: trigger, earner, clause, amount, index, shown variables;
/// for each bonus that is paid for lines `parents`; for each cap a section with partner, kind and number of the
/// source, line, amount; `totals`; for each state its closing values; where lines are taken back, `mirrored` with the ids of
/// lines and reversals and the amounts; where lines for closed periods are posted, `prior` with their ids, bonuses, earners (their
/// numbers in the company) and amounts. Earners and triggers are rows of the snapshot, whose hash says who they are.
pub fn result_hash(program: &Program, settled: &[Settled]) -> ContentHash {
    let mut content = Content::new();
    content.section("compline result 1", settled.len());
    for one in settled {
        content.section("context", 1);
        content.text(&one.context.to_string());
        outcome(program, &one.outcome, &mut content);
        states(program, &one.store, &mut content);
        if !one.mirrored.is_empty() {
            mirrored(one, &mut content);
        }
        if !one.prior.is_empty() {
            prior(one, &mut content);
        }
    }
    content.finish()
}

fn outcome(program: &Program, outcome: &Outcome, content: &mut Content) {
    for (bonus, of) in program.bonuses.iter().zip(&outcome.bonuses) {
        lines(&bonus.name, of, content);
    }
    for parents in outcome.parents.iter().filter(|parents| !parents.is_empty()) {
        content.numbers("parents", parents.iter().map(|parent| i64::try_from(*parent).unwrap_or(i64::MAX)));
    }
    for (pool, of) in program.pools.iter().zip(&outcome.pools) {
        lines(&pool.name, of, content);
    }
    for (cap, cuts) in program.caps.iter().zip(&outcome.cuts) {
        content.section(&cap.name, cuts.len());
        for cut in cuts {
            let (kind, number) = match cut.source {
                None => (0, NONE),
                Some(LineSource::Bonus(id)) => (1, i64::from(id.0)),
                Some(LineSource::Pool(id)) => (2, i64::from(id.0)),
            };
            let line = cut.line.map_or(NONE, |line| i64::try_from(line).unwrap_or(i64::MAX));
            content.row([i64::from(cut.partner), kind, number, line, cut.amount]);
        }
    }
    content.numbers("totals", outcome.totals.iter().copied());
}

fn lines(name: &str, lines: &Lines, content: &mut Content) {
    content.section(name, usize::try_from(lines.count()).unwrap_or(usize::MAX));
    for line in lines.iter() {
        let index = i64::try_from(line.index).unwrap_or(i64::MAX);
        content.row([
            i64::from(line.trigger),
            or_none(line.earner, COMPANY),
            i64::from(line.clause),
            line.amount,
            index,
        ]);
        for var in &lines.vars {
            content.number(var.get(line.entry as usize).copied().unwrap_or(NONE));
        }
    }
}

fn mirrored(settled: &Settled, content: &mut Content) {
    content.section("mirrored", settled.mirrored.len());
    for one in &settled.mirrored {
        content.text(&one.line.line);
        content.text(&one.reversal.id);
        content.number(one.amount);
    }
}

fn prior(settled: &Settled, content: &mut Content) {
    content.section("prior", settled.prior.len());
    for one in &settled.prior {
        content.text(&one.line);
        content.text(&one.context);
        content.text(&one.bonus);
        content.row([or_none(one.partner, COMPANY), one.amount, one.kept]);
    }
}

fn states(program: &Program, store: &Store, content: &mut Content) {
    for state in &program.states {
        let rows = if program.is_of_company(state) { 1 } else { store.partners };
        content.numbers(&state.name, (0..rows).map(|row| store.get(state.closing, row)));
    }
}
