//! Tables, tiers, ladders.

use super::*;

/// Hit policy of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HitPolicy {
    /// Exactly one row fits.
    Unique,
    /// The first row that fits.
    First,
    /// All rows that fit, added up.
    Sum,
}

/// `table unilevel(level, rank) : percent, unique { … }`
///
/// Three layouts share this shape, and the checker tells them apart by the header:
/// no header (every row is key cells and one result); a header of values of the last
/// parameter (a matrix); a header of result column names (several results).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The table's name.
    pub name: Ident,
    /// Its keys.
    pub params: Vec<Param>,
    /// Type of the result(s).
    pub result: Option<TypeExpr>,
    /// `unique`, `first` or `sum`.
    pub policy: Option<(HitPolicy, Span)>,
    /// The first line, if it has fewer cells than the next, or consists of bare names where
    /// the next does not.
    pub header: Vec<Cell>,
    /// The other lines.
    pub rows: Vec<Row>,
}

/// One line of a table, tiers or ladder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its cells from left to right.
    pub cells: Vec<Cell>,
    /// The line.
    pub span: Span,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What it holds.
    pub kind: CellKind,
    /// Where it stands.
    pub span: Span,
}

/// What a cell may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// A literal or a name.
    Value(Expr),
    /// `2 to 4`, both ends included.
    Range(Expr, Expr),
    /// `from 500 BV`
    From(Expr),
    /// `below 500 BV`
    Below(Expr),
    /// `otherwise` (or `any`): every key.
    Any,
    /// `-`: zero as a result, no demand in a ladder.
    Dash,
}

/// `tiers step_rate(volume : BV) : percent, whole amount { from 0 BV 3% … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tiers {
    /// The name.
    pub name: Ident,
    /// The one key.
    pub param: Param,
    /// Type of the rate.
    pub result: Option<TypeExpr>,
    /// How the rate applies.
    pub mode: Option<(TierMode, Span)>,
    /// Bounds and rates, in the order written.
    pub rows: Vec<TierRow>,
}

/// How tiers apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TierMode {
    /// The tier that was reached gives the rate of the whole amount.
    WholeAmount,
    /// Each bracket at its own rate; used as `name of amount`.
    BracketByBracket,
}

/// `from 500 BV  6%`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TierRow {
    /// Lower bound, included.
    pub from: Expr,
    /// The rate (or value) from there on.
    pub value: Cell,
}

/// `ladder career, highest satisfied { … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ladder {
    /// The name, which is also the type of its ranks.
    pub name: Ident,
    /// How it is climbed.
    pub climb: Option<(Climb, Span)>,
    /// Names of the columns.
    pub columns: Vec<Ident>,
    /// Ranks, lowest first.
    pub ranks: Vec<LadderRow>,
}

/// How a ladder is climbed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Climb {
    /// The highest rank whose rule holds.
    HighestSatisfied,
    /// The highest rank whose rule holds together with the rules of all below it.
    OneByOne,
}

/// A rank with its column values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LadderRow {
    /// The rank.
    pub name: Ident,
    /// One cell for each column.
    pub cells: Vec<Cell>,
    /// The line.
    pub span: Span,
}
