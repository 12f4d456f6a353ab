//! Differential tests.
pub mod case;
pub mod company;
pub mod compile;
pub mod judge;
pub mod plan;
pub mod rng;
pub mod show;
