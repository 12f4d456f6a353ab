//! Mutated plan texts through everything that reads text: parser, formatter, checker, compiler, messages in both languages.
//!
//! A case is made from a seed: a text of the corpus (sample plans, blocks of the manual, random plans), changed here and there
//! by tokens of its own kind. Nothing may panic, overflow its stack, take long, or take much longer for a text that is a few
//! times as long.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a fuzzer stops where something is not as it should be"
)]

pub mod corpus;
pub mod growth;
pub mod mutate;
pub mod target;
