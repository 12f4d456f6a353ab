//! scratch
pub mod compile;
pub mod rng;
