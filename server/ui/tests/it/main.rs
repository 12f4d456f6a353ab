//! What components write: its form, that nothing in it breaks out of its place, and colours that can be read.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod behaviour;
mod contrast;
mod markup;
mod samples;
