//! Compline's compiler: from a checked plan to a plan program, and the reference interpreter.

#![deny(clippy::float_arithmetic)]

pub mod compile;
mod derive;
pub mod interpret;
pub mod lines;
pub mod lower;
pub mod outcome;
pub mod program;
pub mod shared;
pub mod store;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod text;
pub mod true_up;
pub mod watch;
