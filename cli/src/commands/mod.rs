//! One module for each command.

pub mod check;
pub mod fmt;
pub mod generate;
pub mod test;
