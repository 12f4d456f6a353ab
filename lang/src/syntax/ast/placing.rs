//! Placement: by which rule partners get their places in a tree.

use super::*;

/// `placed below sponsor { breadth first … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placing {
    /// The tree that says below whom.
    pub below: Ident,
    /// `on the side in sponsor's spill,` before the search.
    pub side: Option<SideField>,
    /// In which order free places are looked for.
    pub search: Option<(PlaceSearch, Span)>,
    /// `at once` (0 days) or `held for 14 days`
    pub held: Option<(Decimal, Span)>,
    /// `on one day by number`, `on one day by points largest first, then number`
    pub order: Option<PlaceOrder>,
    /// `sponsor without a place: waits`
    pub gap: Option<(Ident, PlaceGap)>,
    /// `terminated: keep their places`
    pub left: Option<PlaceLeft>,
    /// From `placed` to the closing brace.
    pub span: Span,
}

/// `spill` of the partner who is placed, or `sponsor's spill`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SideField {
    /// The tree in which the owner of the field is above.
    pub of: Option<Ident>,
    /// The field.
    pub field: Ident,
}

/// In which order free places are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaceSearch {
    /// `breadth first`: level by level, from the first side.
    Breadth,
    /// `depth first`: his own places, then those of his first, and so on down.
    Depth,
    /// `smallest leg first`: down the leg with the fewest partners.
    Smallest,
    /// `outermost`: always on the same side.
    Outermost,
}

/// Who is placed first of those who are due on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceOrder {
    /// The field, and whether its largest values come first; by number alone where it is open.
    pub key: Option<(Ident, bool)>,
    /// Whether `then number` closes the order.
    pub then_number: bool,
    /// The clause.
    pub span: Span,
}

/// What happens to a partner whose sponsor has no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaceGap {
    /// `waits`: until the sponsor has one.
    Waits,
    /// `skip`: below the next one above who has one.
    Skip,
}

/// What becomes of the places of those who were terminated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaceLeft {
    /// `keep their places`
    Keep,
    /// `free their places`: as soon as nobody stands below them.
    Free,
}
