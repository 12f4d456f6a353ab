//! One module for each command.

pub mod check;
pub mod fmt;
