//! Whether two evaluators agree.

use crate::lines::{COMPANY, Lines};
use crate::outcome::{Cut, Outcome};
use crate::program::{Bonus, Cap, LineSource, NONE, Program, Source};
use crate::store::Store;
use std::collections::BTreeMap;
use std::fmt::Debug;

/// Compares two outcomes of one program: lines with their shown variables, parents, shares, cuts and totals.
///
/// Lines are compared by what they say, not by how they are factored into blocks; lines of zero do not exist;
/// a reference to a line is a reference to its place among the lines that are not zero; cuts of a cap have no order.
///
/// # Errors
/// The first difference, readably.
pub fn compare(program: &Program, a: &Outcome, b: &Outcome) -> Result<(), String> {
    for (at, bonus) in program.bonuses.iter().enumerate() {
        let what = format!("bonus `{}`", bonus.name);
        let (a_lines, b_lines) = (lines(a.bonuses.get(at), Some(bonus)), lines(b.bonuses.get(at), Some(bonus)));
        same_list(&what, "line", &a_lines, &b_lines)?;
        let of = bonus.trigger.lines_of.map(LineSource::Bonus);
        same_list(&what, "parent of line row", &parents(a, at, of), &parents(b, at, of))?;
    }
    for (at, pool) in program.pools.iter().enumerate() {
        let what = format!("pool `{}`", pool.name);
        same_list(&what, "share", &lines(a.pools.get(at), None), &lines(b.pools.get(at), None))?;
    }
    for (at, cap) in program.caps.iter().enumerate() {
        same_list(&format!("cap `{}`", cap.name), "cut", &cuts(a, cap, at), &cuts(b, cap, at))?;
    }
    same_list("totals", "total of partner row", &a.totals, &b.totals)
}

/// Compares all computed columns of two stores.
///
/// # Errors
/// The first difference, readably.
pub fn compare_columns(program: &Program, a: &Store, b: &Store) -> Result<(), String> {
    let computed =
        |source| matches!(source, Source::Computed | Source::LineEarner | Source::LineAmount | Source::LineTrigger);
    for (at, column) in program.columns.iter().enumerate().filter(|(_, column)| computed(column.source)) {
        let values = |store: &Store| {
            let values = store.columns.get(at).and_then(Option::as_ref);
            values.map_or_else(Vec::new, |values| (0..values.len()).map(|row| values.get(row)).collect())
        };
        same_list(&format!("column `{}`", column.name), "row", &values(a), &values(b))?;
    }
    Ok(())
}

/// What a line says.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    trigger: u32,
    earner: Option<u32>,
    clause: u8,
    amount: i64,
    vars: Vec<String>,
}

fn lines(lines: Option<&Lines>, bonus: Option<&Bonus>) -> Vec<Said> {
    let Some(lines) = lines else { return Vec::new() };
    let names = bonus.iter().flat_map(|bonus| &bonus.vars).filter(|var| var.shown).map(|var| var.name.as_str());
    let shown: Vec<_> = names.zip(&lines.vars).collect();
    let said = lines.iter().map(|line| Said {
        trigger: line.trigger,
        earner: (line.earner != COMPANY).then_some(line.earner),
        clause: line.clause,
        amount: line.amount,
        vars: shown
            .iter()
            .map(|(name, values)| format!("{name} {}", stored(values.get(line.entry as usize))))
            .collect(),
    });
    said.collect()
}

fn stored(value: Option<&i64>) -> String {
    match value {
        None | Some(&NONE) => "absent".to_owned(),
        Some(value) => value.to_string(),
    }
}

/// By line row: the place of its parent line.
fn parents(outcome: &Outcome, bonus: usize, of: Option<LineSource>) -> Vec<Option<usize>> {
    let places = of.map_or_else(BTreeMap::new, |of| places(outcome, of));
    let parents = outcome.parents.get(bonus).map_or(&[][..], Vec::as_slice);
    parents.iter().map(|line| places.get(line).copied()).collect()
}

/// What a cut says, in an order of its own.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct SaidCut {
    partner: u32,
    source: Option<(&'static str, u32)>,
    /// The place of the line; absent in the inner option where there is no such line.
    line: Option<Option<usize>>,
    amount: i64,
}

fn cuts(outcome: &Outcome, cap: &Cap, at: usize) -> Vec<SaidCut> {
    let places: BTreeMap<_, _> = cap.on.iter().map(|source| (rank(*source), places(outcome, *source))).collect();
    let cuts = outcome.cuts.get(at).map_or(&[][..], Vec::as_slice);
    let said = |cut: &Cut| {
        let source = cut.source.map(rank);
        let line = cut.line.map(|line| places.get(&source?)?.get(&line).copied());
        SaidCut { partner: cut.partner, source, line, amount: cut.amount }
    };
    let mut said: Vec<_> = cuts.iter().filter(|cut| cut.amount != 0).map(said).collect();
    said.sort_unstable();
    said
}

fn rank(source: LineSource) -> (&'static str, u32) {
    match source {
        LineSource::Bonus(bonus) => ("bonus", bonus.0),
        LineSource::Pool(pool) => ("pool", pool.0),
    }
}

/// By index of a line: its place among those of its source that are not zero.
fn places(outcome: &Outcome, source: LineSource) -> BTreeMap<u64, usize> {
    let lines = super::stage::lines_of(outcome, source).into_iter().flat_map(Lines::iter);
    lines.map(|line| line.index).zip(0..).collect()
}

fn same_list<T: PartialEq + Debug>(what: &str, item: &str, a: &[T], b: &[T]) -> Result<(), String> {
    if let Some((at, (a, b))) = a.iter().zip(b).enumerate().find(|(_, (a, b))| a != b) {
        return Err(format!("{what}, {item} {at}:\n  {a:?}\n  {b:?}"));
    }
    let (longer, side) = if a.len() > b.len() { (a, "first") } else { (b, "second") };
    match longer.get(a.len().min(b.len())) {
        Some(extra) => Err(format!("{what}: {} and {} of {item}; only the {side} has {extra:?}", a.len(), b.len())),
        None => Ok(()),
    }
}
