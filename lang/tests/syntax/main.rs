//! Splitter, parser and formatter of the plan language.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test stops where something is not as it should be"
)]

mod common;
mod errors;
mod format;
mod parse;
mod robust;
mod split;
