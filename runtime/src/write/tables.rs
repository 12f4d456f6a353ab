//! Totals, ranks and states.

use super::table::{Table, amount, text};
use super::value::Names;
use super::{Format, Settlement, WriteError};
use crate::company::Company;
use crate::settle::Settled;
use compline_compiler::program::{ColumnId, NONE, Program};
use std::path::Path;

/// The sum of all contexts by partner (number in the company); amounts that do not fit are at the end of the range.
pub(super) fn sums(settlement: &Settlement<'_>) -> Vec<i64> {
    let mut sums = vec![0_i64; settlement.company.partners.len()];
    for settled in settlement.settled {
        for (partner, total) in settled.snapshot.partner_of.iter().zip(&settled.outcome.totals) {
            if let Some(sum) = sums.get_mut(*partner as usize) {
                *sum = sum.saturating_add(*total);
            }
        }
    }
    sums
}

/// Writes the totals, in natural order of partners.
pub(super) fn totals(folder: &Path, format: Format, settlement: &Settlement<'_>) -> Result<(), WriteError> {
    let currency = settlement.program.units.get(settlement.program.currency.index());
    let (scale, currency) = currency.map_or((2, ""), |unit| (unit.scale, unit.name.as_str()));
    let columns = vec![text("partner"), text("person"), amount("amount", scale), text("currency")];
    let mut table = Table::create(folder, "totals", format, columns)?;
    let partners = &settlement.company.partners;
    for (partner, total) in sums(settlement).into_iter().enumerate() {
        if total == 0 {
            continue;
        }
        let id = partners.ids.get(partner);
        table.text(&id);
        match &partners.persons {
            Some(persons) => {
                table.text(persons.ids.get(persons.of.get(partner).map_or(usize::MAX, |person| *person as usize)));
            }
            None => table.text(&id),
        }
        table.amount(total);
        table.text(currency);
        table.end()?;
    }
    table.finish()
}

/// Rows of a snapshot in natural order of partners.
fn natural(settled: &Settled) -> impl Iterator<Item = usize> {
    settled.snapshot.row_of.iter().map(|row| *row as usize).filter(|row| *row < settled.snapshot.rows())
}

/// Writes the ranks of the period's own context.
pub(super) fn ranks(folder: &Path, format: Format, settlement: &Settlement<'_>) -> Result<(), WriteError> {
    let (Some(ranks), Some(settled)) = (settlement.program.ranks, settlement.settled.first()) else { return Ok(()) };
    let columns = ["partner", "reached", "title", "paid_as", "overridden"].map(text).to_vec();
    let mut table = Table::create(folder, "ranks", format, columns)?;
    let names = Names { program: settlement.program, company: settlement.company, snapshot: &settled.snapshot };
    let mut cell = String::new();
    for row in natural(settled) {
        table.text(&settled.snapshot.id(settlement.company, row));
        for column in [Some(ranks.reached), ranks.title, Some(ranks.paid_as), ranks.overridden] {
            value(&names, settled, column, row, &mut cell);
            table.text(&cell);
        }
        table.end()?;
    }
    table.finish()
}

fn value(names: &Names<'_>, settled: &Settled, column: Option<ColumnId>, row: usize, cell: &mut String) {
    let ty = column.and_then(|column| names.program.columns.get(column.index())).map(|column| column.ty);
    match column.zip(ty) {
        Some((column, ty)) => names.write(cell, ty, settled.store.get(column, row)),
        None => cell.clear(),
    }
}

/// Writes the closing states of the period's own context, as the next period reads them.
pub(super) fn state(folder: &Path, format: Format, settlement: &Settlement<'_>) -> Result<(), WriteError> {
    let Some(settled) = settlement.settled.first().filter(|_| !settlement.program.states.is_empty()) else {
        return Ok(());
    };
    let mut table = Table::create(folder, "state", format, ["partner", "state", "value", "as_of"].map(text).to_vec())?;
    let as_of = settled.context.period.to_string();
    for (state, partner, value) in closing_states(settlement.program, settlement.company, settled) {
        table.text(&partner);
        table.text(state);
        table.text(&value);
        table.text(&as_of);
        table.end()?;
    }
    table.finish()
}

/// The closing values of states: name of the state, partner, value as files have it. By state, and within it in natural
/// order of partners.
pub fn closing_states<'a>(
    program: &'a Program,
    company: &'a Company,
    settled: &'a Settled,
) -> impl Iterator<Item = (&'a str, String, String)> {
    let names = Names { program, company, snapshot: &settled.snapshot };
    program.states.iter().flat_map(move |state| {
        natural(settled).filter_map(move |row| {
            let value = settled.store.get(state.closing, row);
            // What is absent is absent by having no row, where the state begins as absent.
            (value != NONE || state.initial != NONE).then(|| {
                let partner = settled.snapshot.id(company, row).into_owned();
                (state.name.as_str(), partner, names.text(Some((state.ty, value))))
            })
        })
    })
}
