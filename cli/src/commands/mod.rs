//! One module for each command.

pub mod bench;
pub mod check;
pub mod explain;
pub mod fmt;
pub mod generate;
pub mod test;
