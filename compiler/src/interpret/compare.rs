//! Whether two evaluators agree.

use crate::lines::{COMPANY, Lines};
use crate::outcome::Outcome;
use crate::program::{Bonus, NONE, Program, Source};
use crate::store::Store;
use std::fmt::Debug;

/// Compares two outcomes of one program: lines with their shown variables, parents, shares, cuts and totals.
///
/// Lines are compared by what they say and in their order, not by how they are factored into blocks; lines of zero do
/// not exist.
///
/// # Errors
/// The first difference, readably.
pub fn compare(program: &Program, a: &Outcome, b: &Outcome) -> Result<(), String> {
    for (at, bonus) in program.bonuses.iter().enumerate() {
        let what = format!("bonus `{}`", bonus.name);
        let (a_lines, b_lines) = (lines(a.bonuses.get(at), Some(bonus)), lines(b.bonuses.get(at), Some(bonus)));
        same_list(&what, "line", &a_lines, &b_lines)?;
        same_list(&what, "parent of line row", list(&a.parents, at), list(&b.parents, at))?;
    }
    for (at, pool) in program.pools.iter().enumerate() {
        let what = format!("pool `{}`", pool.name);
        same_list(&what, "share", &lines(a.pools.get(at), None), &lines(b.pools.get(at), None))?;
    }
    for (at, cap) in program.caps.iter().enumerate() {
        same_list(&format!("cap `{}`", cap.name), "cut", list(&a.cuts, at), list(&b.cuts, at))?;
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

fn list<T>(lists: &[Vec<T>], at: usize) -> &[T] {
    lists.get(at).map_or(&[], Vec::as_slice)
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
