//! The benchmark: its workload, its plans written by hand as fast as we know how, and its clocks.
//!
//! The product is measured against [`handwritten`]: both start from the raw columns of a [`Workload`],
//! both must give the [`checks`], and [`alternate`] compares their CPU times.

#![expect(
    clippy::indexing_slicing,
    reason = "the indices are positions and ids that the workload and the passes before have bounded"
)]

pub mod alternate;
pub mod checks;
pub mod cpu;
pub mod engine;
pub mod handwritten;
pub mod long;
pub mod reading;
pub mod report;
pub mod snapshots;
pub mod workload;

pub use workload::Workload;
