//! The manual is the conformance suite.
//!
//! The chapters in `lang/manual` state with each plan block what it pays or which diagnostic it
//! gives, and the sample plans in `plans` carry examples. This crate runs all of it through the
//! whole pipeline and reports every difference:
//!
//! ```text
//! chapter → blocks → plan text (block and prelude) → check → lower → examples on every backend
//!                └→ `# error: code`, `output`, `expansion`: what is stated beside it
//! ```
//!
//! It also makes the table of the chapter *Where plans differ* ([`ambiguity_table`]).
//!
//! Invariant: a block of a checked language that states nothing is a block that must compile
//! without a finding.

mod ambiguity;
mod block;
mod book;
mod expectation;
mod german;
mod markdown;
mod pipeline;
mod play;
mod prelude;
mod sample;

pub use ambiguity::ambiguity_table;
pub use book::{Book, Checked, Problem};
pub use sample::check_samples;

use std::path::PathBuf;

/// The folder of the manual's chapters.
pub fn manual_folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../lang/manual"))
}

/// The folder of the sample plans.
pub fn plans_folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../plans"))
}

/// Codes of all findings of a text, in the order of the text.
pub fn codes_of(text: &str) -> Vec<compline_lang::diagnostic::Code> {
    pipeline::compile(text).found.into_iter().map(|(_, diagnostic)| diagnostic.code).collect()
}
