//! Values of the period that is settled, for contexts at the conditions of an earlier one.

use super::column;
use crate::context::StoreError;
use crate::settle::Settled;
use crate::snapshot::{NO_ROW, Snapshot};
use compline_compiler::program::{Kind, NONE, Program, Source, Space};
use compline_compiler::store::Store;

/// Hands a late context what the settled period's own context has computed. Both know the same partners, each in its own
/// order of rows.
pub(crate) fn take_settled(
    program: &Program,
    own: &Settled,
    snapshot: &Snapshot,
    store: &mut Store,
) -> Result<(), StoreError> {
    for (spec, slot) in program.columns.iter().zip(&mut store.columns) {
        let Source::Settled(of) = spec.source else { continue };
        let values = own.store.columns.get(of.index()).and_then(Option::as_ref);
        let values = values.ok_or_else(|| StoreError::NotComputed { column: spec.name.clone() })?;
        let moved = |value: i64| match spec.ty.kind {
            Kind::Partner if value != NONE => usize::try_from(value)
                .ok()
                .and_then(|row| own.snapshot.partner_of.get(row))
                .and_then(|partner| row_in(snapshot, *partner))
                .map_or(NONE, i64::from),
            _ => value,
        };
        let taken: Vec<i64> = match spec.space {
            Space::Company => vec![moved(values.get(0))],
            _ => snapshot
                .partner_of
                .iter()
                .map(|partner| row_in(&own.snapshot, *partner).map_or(NONE, |row| moved(values.get(row as usize))))
                .collect(),
        };
        *slot = Some(column(&spec.name, spec.width, taken.into_iter())?);
    }
    Ok(())
}

/// The row of a partner.
fn row_in(snapshot: &Snapshot, partner: u32) -> Option<u32> {
    snapshot.row_of.get(partner as usize).copied().filter(|row| *row != NO_ROW)
}
