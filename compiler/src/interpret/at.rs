//! Where a run is, for its errors.

use super::eval::EvalError;
use crate::outcome::{ErrorKind, RunError};
use crate::program::{ColumnId, Program, SiteId, Space};

/// What is computed, and for which row.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<'a> {
    /// The definition, bonus, pool or cap.
    pub what: &'a str,
    /// The space of the row.
    pub space: Space,
    /// The row.
    pub row: usize,
}

impl<'a> At<'a> {
    /// A row of a column.
    pub fn column(program: &'a Program, column: ColumnId, space: Space, row: usize) -> Self {
        Self { what: program.columns.get(column.index()).map_or("", |column| &column.name), space, row }
    }

    /// The error of a run that stopped here. The company has no row.
    pub fn error(self, error: EvalError) -> RunError {
        self.fail(error.kind, error.site)
    }

    /// As [`At::error`].
    pub fn fail(self, kind: ErrorKind, site: SiteId) -> RunError {
        RunError {
            kind,
            what: self.what.to_owned(),
            site,
            row: (self.space != Space::Company).then(|| u64::try_from(self.row).unwrap_or(u64::MAX)),
            row_is_partner: self.space == Space::Partner,
        }
    }
}
