//! What a run of a program yields, and what can go wrong.

use crate::lines::Lines;
use crate::program::{LineSource, SiteId};

/// Lines and totals of one settlement context. Columns stay in the store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Lines of bonuses, by `BonusId`.
    pub bonuses: Vec<Lines>,
    /// For bonuses that are paid for lines: by trigger row, the index of the parent line in the
    /// lines of the other bonus; empty for all others. By `BonusId`.
    pub parents: Vec<Vec<u64>>,
    /// Shares of pools, by `PoolId`: one block with trigger row 0, an entry for each partner with a share.
    pub pools: Vec<Lines>,
    /// What caps took away, by `CapId`.
    pub cuts: Vec<Vec<Cut>>,
    /// By partner row: the sum of all lines, shares and cuts, in the currency's smallest unit.
    pub totals: Vec<i64>,
}

/// What a cap took away from one part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Partner row.
    pub partner: u32,
    /// The bonus or pool, where the part is of one: a line, a partner's total in a cap per bonus or by
    /// priority, or in a cap on a single source.
    pub source: Option<LineSource>,
    /// The number of the line ([`crate::lines::Line::index`]), where the part is a line.
    pub line: Option<u64>,
    /// The cut in the currency's smallest unit; negative (positive only where a negative part shrinks).
    pub amount: i64,
}

/// Why a run stopped. Nothing of it counts then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} in `{what}`{}", .row.as_ref().map(|r| format!(" for row {r}")).unwrap_or_default())]
pub struct RunError {
    /// What happened.
    pub kind: ErrorKind,
    /// The definition, bonus, pool or cap.
    pub what: String,
    /// The expression.
    pub site: SiteId,
    /// The row: of the space that was computed, or of the partner visited.
    pub row: Option<u64>,
    /// Whether `row` is a partner row.
    pub row_is_partner: bool,
}

/// Kinds of run errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ErrorKind {
    /// A result does not fit 64 bits, or not the width of its column.
    #[error("number out of range")]
    Overflow,
    /// A division by zero that the checker could not exclude.
    #[error("division by zero")]
    DivisionByZero,
    /// No row of a table fits its keys.
    #[error("no row of the table fits")]
    NoTableRow,
    /// A stored value has more digits than its scale (a defect of the program).
    #[error("value is finer than its scale")]
    Inexact,
    /// A weight of a pool is negative.
    #[error("negative weight")]
    NegativeWeight,
    /// A cap binds over negative parts and says nothing about them.
    #[error("negative line under a cap that binds")]
    NegativeUnderCap,
    /// An assertion does not hold.
    #[error("assertion does not hold")]
    Assertion,
    /// The parent of a derived tree is not above the partner.
    #[error("the parent is not above the partner")]
    NotAbove,
    /// An optional value is absent where it must be there.
    #[error("value is absent")]
    Absent,
    /// The machine code could not be made (too large, unsupported machine).
    #[error("cannot compile")]
    Compile,
}
