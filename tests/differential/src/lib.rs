//! scratch
pub mod compile;
pub mod rng;
pub mod plan;
