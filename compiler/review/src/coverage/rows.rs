//! Lines of tables and tiers that no key ever comes to.

use super::Known;
use crate::message::{Finding, show, span_of};
use crate::open::base;
use crate::value::{Number, Values, number};
use compline_compiler::program::{Kind, Ty};
use compline_lang::diagnostic::Code;
use compline_lang::hir::{KeyCell, TypeKind};
use compline_lang::words::say;
use rustc_hash::FxHashMap;

pub(super) fn findings(known: &Known<'_>) -> Vec<Finding> {
    // A table with several results is several of the program's.
    let mut keys: FxHashMap<&str, Vec<(Ty, Values)>> = FxHashMap::default();
    for (id, values) in &known.keys {
        let Some(table) = known.program.tables.get(id.index()) else { continue };
        let name = base(&table.name);
        let fresh: Vec<(Ty, Values)> = table.keys.iter().map(|key| key.ty).zip(values.iter().copied()).collect();
        match keys.get_mut(name) {
            Some(all) => all.iter_mut().zip(fresh).for_each(|(known, (_, values))| known.1 = known.1.or(values)),
            None => {
                keys.insert(name, fresh);
            }
        }
    }
    let mut out = tables(known, &keys);
    out.extend(tiers(known, &keys));
    out
}

fn tables(known: &Known<'_>, keys: &FxHashMap<&str, Vec<(Ty, Values)>>) -> Vec<Finding> {
    let mut out = Vec::new();
    for table in known.plan.tables.iter().filter(|table| !known.open.item(known.plan.home(&table.name))) {
        let Some(read) = keys.get(table.name.as_str()).filter(|read| read.len() == table.params.len()) else {
            continue;
        };
        for (cells, results) in &table.rows {
            // Words are listed in full because nothing may be missing; numbers need not be.
            let dead = cells.iter().zip(&table.params).zip(read).find(|((cell, param), (ty, values))| {
                matches!(param.ty.kind, TypeKind::Number(..))
                    && matches!(ty.kind, Kind::Number(..))
                    && misses(cell, param.ty.scale(), *values)
            });
            let (Some(((_, param), (ty, values))), Some(result)) = (dead, results.first()) else { continue };
            let message = say!("nobody ever comes to this line of `{table}`", table = table.name);
            let witness = say!(
                "`{key}` is {values} wherever the table is read",
                key = param.name,
                values = span_of(known.program, *ty, *values)
            );
            out.push(
                Finding::new(Code::UnreachableRow, known.plan.home(&table.name), result.span, message)
                    .witness(witness)
                    .help("leave the line out, or read the table with other keys"),
            );
        }
    }
    out
}

/// Whether none of the values fits a cell.
fn misses(cell: &KeyCell, scale: u8, values: Values) -> bool {
    let Some((low, high)) = values.bounds() else { return false };
    let at = |stored: i128| number(stored, scale);
    let above = |bound: Option<Number>| matches!((bound, high), (Some(bound), Some(high)) if bound > high);
    let below = |bound: Option<Number>| matches!((bound, low), (Some(bound), Some(low)) if bound < low);
    match cell {
        KeyCell::Is(v) => above(at(*v)) || below(at(*v)),
        KeyCell::Range(a, b) => above(at(*a)) || below(at(*b)),
        KeyCell::From(a) => above(at(*a)),
        KeyCell::Below(a) => matches!((at(*a), low), (Some(bound), Some(low)) if low >= bound),
        KeyCell::Any => false,
    }
}

fn tiers(known: &Known<'_>, keys: &FxHashMap<&str, Vec<(Ty, Values)>>) -> Vec<Finding> {
    let mut out = Vec::new();
    for tiers in known.plan.tiers.iter().filter(|tiers| !known.open.item(known.plan.home(&tiers.name))) {
        let Some([(ty, values)]) = keys.get(tiers.name.as_str()).map(Vec::as_slice) else { continue };
        let Some((_, Some(high))) = values.bounds() else { continue };
        for (bound, result) in tiers.rows.iter().skip(1) {
            let Some(bound) = number(*bound, tiers.param.ty.scale()).filter(|bound| *bound > high) else { continue };
            let message = say!("nobody ever comes to this line of `{tiers}`", tiers = tiers.name);
            let witness = say!(
                "it begins at {bound}, and the amount is {values}",
                bound = show(known.program, *ty, bound),
                values = span_of(known.program, *ty, *values)
            );
            out.push(
                Finding::new(Code::UnreachableRow, known.plan.home(&tiers.name), result.span, message)
                    .witness(witness)
                    .help("leave the line out, or begin it lower"),
            );
        }
    }
    out
}
