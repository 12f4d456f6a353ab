//! What a case must satisfy, and where it does not.

mod absence;
mod audit;
mod caps;
pub mod engine;
mod invariants;
mod review;
pub mod same;

pub use audit::audit;
pub use invariants::invariants;
pub use review::reviewed;
