//! By which rule partners get their places in a tree.

use super::{PlaceGap, PlaceLeft, PlaceSearch, TreeId};

/// A placement rule. It runs where the network is taken, before anything of a program is computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placing {
    /// The tree that says below whom.
    pub below: TreeId,
    /// Which side is preferred, where one is.
    pub side: Option<SideChoice>,
    /// In which order free places are looked for.
    pub search: PlaceSearch,
    /// Days from joining to the day on which the rule places.
    pub days: u32,
    /// The partner field that decides on one day, and whether its largest values come first.
    pub key: Option<(u32, bool)>,
    /// What happens to one whose partner above has no place.
    pub gap: PlaceGap,
    /// What becomes of the places of those who were terminated.
    pub left: PlaceLeft,
}

/// Which side is preferred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SideChoice {
    /// Whether the one above in the other tree chooses, and not the partner himself.
    pub of_above: bool,
    /// The partner field.
    pub field: u32,
    /// By word of the field: the side.
    pub sides: Vec<u16>,
}
