//! Pools.

use crate::run::Run;
use crate::share::largest_remainder;
use compline_compiler::lines::{Block, Lines};
use compline_compiler::outcome::{ErrorKind, RunError};
use compline_compiler::program::{ColumnId, NONE, Pool, PoolId};

impl Run<'_> {
    /// Shares out a pool among its members in proportion to their weights. Where there is nobody, or nobody with a
    /// weight, there are no shares: the amount stays with the company.
    pub(crate) fn pool(&mut self, id: PoolId) -> Result<(), RunError> {
        let program = self.program;
        let Some(pool) = program.pools.get(id.index()) else { return Ok(()) };
        if self.options.late {
            return Ok(());
        }
        let amount = self.pool_amount(pool).map_err(|kind| error(pool, kind, None))?;
        let mut rows = Vec::new();
        let mut parts = Vec::new();
        let mut weighs = false;
        for row in 0..self.store.partners {
            if self.store.get(pool.member, row) != 1 {
                continue;
            }
            let weight = self.store.get(pool.weight, row);
            if weight < 0 {
                let kind = if weight == NONE { ErrorKind::Absent } else { ErrorKind::NegativeWeight };
                return Err(error(pool, kind, Some(row)));
            }
            weighs |= weight > 0;
            rows.push(row);
            parts.push((u128::from(weight.unsigned_abs()), self.store.number.get(row).copied()));
        }
        if !weighs {
            return Ok(());
        }
        let shares = largest_remainder(amount, &parts).ok_or_else(|| error(pool, ErrorKind::Overflow, None))?;
        let mut lines = Lines::default();
        for (row, share) in rows.into_iter().zip(shares).filter(|(_, share)| *share != 0) {
            let share = i64::try_from(share).ok().filter(|share| *share != NONE);
            lines.earner.push(u32::try_from(row).unwrap_or(u32::MAX));
            lines.clause.push(0);
            lines.amounts.push(share.ok_or_else(|| error(pool, ErrorKind::Overflow, Some(row)))?);
        }
        let entries = u32::try_from(lines.earner.len()).unwrap_or(u32::MAX);
        if entries > 0 {
            lines.blocks.push(Block { first_trigger: 0, triggers: 1, first_entry: 0, entries, first_amount: 0 });
        }
        if let Some(slot) = self.outcome.pools.get_mut(id.index()) {
            *slot = lines;
        }
        Ok(())
    }

    /// What is shared, in the currency's smallest unit.
    fn pool_amount(&self, pool: &Pool) -> Result<i128, ErrorKind> {
        let stored = self.store.get(pool.amount, 0);
        if stored == NONE {
            return Err(ErrorKind::Absent);
        }
        let (scale, unit) = (self.scale_of(pool.amount), self.unit_scale());
        let power = 10_i128.checked_pow(u32::from(scale.abs_diff(unit))).ok_or(ErrorKind::Overflow)?;
        if scale <= unit {
            i128::from(stored).checked_mul(power).ok_or(ErrorKind::Overflow)
        } else if i128::from(stored) % power == 0 {
            Ok(i128::from(stored) / power)
        } else {
            Err(ErrorKind::Inexact)
        }
    }

    /// Scale of a column.
    pub(crate) fn scale_of(&self, column: ColumnId) -> u8 {
        self.program.columns.get(column.index()).map_or(0, |column| column.ty.scale())
    }
}

fn error(pool: &Pool, kind: ErrorKind, partner: Option<usize>) -> RunError {
    RunError {
        kind,
        what: pool.name.clone(),
        site: pool.site,
        row: partner.map(|row| row as u64),
        row_is_partner: partner.is_some(),
    }
}
