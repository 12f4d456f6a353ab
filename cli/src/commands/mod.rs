//! One module for each command.

pub mod analyse;
pub mod bench;
pub mod bound;
pub mod check;
pub mod corrections;
pub mod demo;
pub mod diff;
pub mod doc;
pub mod explain;
pub mod extract;
pub mod fmt;
pub mod generate;
pub mod import;
pub mod keep;
pub mod overrides;
pub mod replay;
pub mod run;
pub mod serve;
pub mod test;
pub mod trial;
