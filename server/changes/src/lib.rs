//! What changed from one plan to another: in meaning, not in text.
//!
//! Two checked plans are compared part by part, after everything that means nothing was taken out of them: layout,
//! comments, order of items, names of what is called otherwise and is the same. What is left is told as values
//! ([`Change`], [`Sentence`]) that any language can write; the catalogue has a text for every key.
//!
//! ```text
//! plan, plan → normal forms (normal.rs) → names that were changed (renames.rs)
//!            → differences part by part (compare/) → what they reach (graph.rs) → changes
//! ```

mod compare;
mod graph;
mod money;
mod normal;
mod renames;
mod show;
mod side;
mod told;
mod value;

pub use money::{BonusMoney, Money, PartnerMoney, Sums, by_money, money, sums};
pub use show::{csv, text};
pub use side::Side;
pub use told::told;
pub use value::{Arg, Change, Changes, Kind, Sentence, Weight};

/// Says what changed, in the order of the new plan; what is gone stands behind.
pub fn compare(old: &Side<'_>, new: &Side<'_>) -> Changes {
    compare::compare(old, new)
}
