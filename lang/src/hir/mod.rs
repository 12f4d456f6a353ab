//! The checked plan: names resolved, types and scales known, phrases expanded.
//!
//! Spans are relative to the item, as everywhere below the item splitter. A row of the
//! world is named by a [`RowId`]: 0 is the subject of the definition (or the trigger of a
//! bonus), [`EARNER`] the visited partner, and every aggregate binds one more.

mod account;
mod declare;
mod example;
mod expr;
mod pay;
mod types;

pub use account::*;
pub use declare::*;
pub use example::*;
pub use expr::*;
pub use pay::*;
pub use types::*;

pub use crate::syntax::ast::{
    AggregateOp, BetweenUnit, CalendarUnit, CapExcess, CapRounding, CapScope, ChainRounding, ClampSide, Climb,
    ClosedLots, CompareOp, HitPolicy, HoldsOn, LotOrder, Nobody, ReversedLines, ReversedVolume, RoundMode, TierMode,
    Verb,
};

use crate::source::ItemIndex;

/// A whole checked plan. Every part carries the item it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The header.
    pub header: Header,
    /// Units of points.
    pub units: Vec<UnitDecl>,
    /// Rates.
    pub rates: Vec<RateDecl>,
    /// Trees, in the order of the text.
    pub trees: Vec<TreeDecl>,
    /// Event kinds.
    pub events: Vec<EventDecl>,
    /// Declared columns of partners.
    pub partner_fields: Vec<FieldDecl>,
    /// Ladders, scales, enumerations.
    pub words: Vec<WordList>,
    /// Ladders.
    pub ladders: Vec<LadderDecl>,
    /// Tables.
    pub tables: Vec<TableDecl>,
    /// Tiers.
    pub tiers: Vec<TiersDecl>,
    /// Definitions.
    pub definitions: Vec<(ItemIndex, Definition)>,
    /// Picks.
    pub picks: Vec<(ItemIndex, PickDecl)>,
    /// Accounts; what they hold is in states and definitions of their own.
    pub accounts: Vec<AccountDecl>,
    /// States.
    pub states: Vec<StateDecl>,
    /// Closing equations.
    pub closings: Vec<(ItemIndex, String, Expr)>,
    /// Bonuses.
    pub bonuses: Vec<(ItemIndex, Bonus)>,
    /// Pools.
    pub pools: Vec<(ItemIndex, Pool)>,
    /// Caps.
    pub caps: Vec<(ItemIndex, Cap)>,
    /// Who may earn.
    pub earners: Option<(ItemIndex, Earners)>,
    /// Assertions: subject, text, condition.
    pub asserts: Vec<(ItemIndex, Subject, String, Expr)>,
    /// Proofs.
    pub proofs: Vec<(ItemIndex, Proof)>,
    /// Examples.
    pub examples: Vec<(ItemIndex, Example)>,
}
