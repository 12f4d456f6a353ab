//! Compline's runtime: from a company's files to the store that a plan program runs over, and from its outcome to files.
//!
//! ```text
//! folder ─company→ typed tables ─snapshot→ network as of a day ─context→ store → (evaluator) → outcome ─write→ folder
//! ```
//!
//! Invariant: nothing here evaluates a plan, and nothing depends on the order of rows in files.

#![deny(clippy::float_arithmetic)]

pub mod analysis;
pub mod booked;
pub mod calendar;
pub mod cliffs;
pub mod company;
pub mod context;
pub mod examples;
pub mod explain;
mod group;
pub mod hash;
mod index;
pub mod kept;
mod natural;
mod parallel;
mod parts;
mod placing;
pub mod prior;
pub mod problem;
pub mod reversal;
pub mod settle;
pub mod show;
pub mod snapshot;
mod store;
pub mod synthetic;
pub mod texts;
mod values;
pub mod witness;
pub mod write;

pub use natural::compare as natural_compare;
