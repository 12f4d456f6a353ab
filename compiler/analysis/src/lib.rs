//! Analyses of plan programs: what can be said of every run before there is any data.
//!
//! [`bound`] finds the most that a plan can pay: for each bonus, pool and in sum, a share of the volume, fixed amounts, and
//! what rounding may add. It follows a unit of volume from its event to every line:
//!
//! ```text
//! field of an event ─upper→ linear form at a row ─total→ share of all volume ─walk→ lines ─payout→ caps, pools, sum
//!    range: what values a column may have                  ─condition→ groups that do not overlap
//! ```
//!
//! A plan program has no bonus kinds, so there is no rule for any of them either: the same few arguments hold for whatever
//! is expanded into its operations. Where no argument is found the answer is the cause, never a number.
//!
//! Invariant: no run of the program pays more than a bound says, over any data that the plan allows, as long as no volume
//! is negative. What is doubtful is unbounded.

#![deny(clippy::float_arithmetic)]

mod cause;
mod condition;
mod facts;
mod linear;
mod parts;
mod payout;
mod prove;
mod range;
mod total;
mod upper;
mod volume;
mod walk;

pub use cause::Cause;
pub use linear::{Field, Per, Total};
pub use payout::{Bounds, Paid, bound};
pub use prove::{Found, prove};
pub use range::Exact;
pub use volume::{Share, Volume, amounts, decimal, gap, per_hundred, shares};
