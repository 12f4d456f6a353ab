//! Reversed events: what still counts of them, what is still paid for them, and which lines are taken back.
//!
//! A reversal has a day. What it does is said by the plan for each kind of events, for lines and for volume apart
//! (language core, section 6). Up to the settlement in which an event is paid, reversals make it smaller: it is paid for what is
//! left of it, or not at all. What is reversed later takes back lines: each line that was paid for the event comes back with the
//! opposite sign, or that part of it which is reversed.

mod course;
mod kept;
mod mirror;
mod rows;
mod settled;

pub use kept::Kept;
pub use mirror::Mirrored;
pub(crate) use mirror::mirrored;
pub(crate) use rows::{Expanded, Use};
pub use settled::settled_lines;
