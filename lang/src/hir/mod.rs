//! The checked plan: names resolved, types and scales known, phrases expanded.
//!
//! Spans are relative to the item, as everywhere below the item splitter. A row of the
//! world is named by a [`RowId`]: 0 is the subject of the definition (or the trigger of a
//! bonus), [`EARNER`] the visited partner, and every aggregate binds one more.

mod account;
mod calendar;
mod declare;
mod example;
mod expr;
mod pay;
mod types;

pub use account::*;
pub use calendar::*;
pub use declare::*;
pub use example::*;
pub use expr::*;
pub use pay::*;
pub use types::*;

pub use crate::syntax::ast::{
    AggregateOp, BetweenUnit, CalendarUnit, CapRounding, CapScope, ChainRounding, ClampSide, Climb, ClosedLots,
    CompareOp, HitPolicy, HoldsOn, LotOrder, PlaceGap, PlaceLeft, PlaceSearch, ReversedLines, ReversedVolume,
    RoundMode, TierMode, Verb,
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
    /// Parameters, in the order of the text.
    pub parameters: Vec<Parameter>,
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
    /// Findings of fairness and law that the author stands by.
    pub waivers: Vec<(ItemIndex, Waiver)>,
    /// The items in which the header, units, trees, events, tables, tiers, ladders and states are declared, by name.
    pub homes: Vec<(String, ItemIndex)>,
    /// Where names of parameters stand: item, place in it, and which of [`Plan::parameters`]. Values there are constants
    /// like any other; who judges a plan must not take them for such.
    pub parameter_places: Vec<(ItemIndex, crate::source::Span, usize)>,
}

impl Plan {
    /// The item in which something of this name is declared; the first one where it is none of the plan's.
    pub fn home(&self, name: &str) -> ItemIndex {
        self.homes.iter().find(|(known, _)| known == name).map_or(ItemIndex(0), |(_, at)| *at)
    }
}
