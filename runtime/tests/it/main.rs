//! Tests of the runtime over company folders and hand-built programs.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod calendars;
mod carried;
mod concern;
mod data;
mod derived;
mod errors;
mod parquet;
mod placements;
mod plan;
mod results;
mod reversals;
mod snapshots;
mod stores;
mod typed;
mod weeks;
