//! The command line as its users meet it: the binary, its output and its exit codes.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod analyse;
mod check;
mod common;
mod diff;
mod doc;
mod explain;
mod extract;
mod files;
mod fmt;
mod generate;
mod generated;
mod golden;
mod keep;
mod licences;
mod onboard;
mod readme;
mod references;
mod replay;
mod settle;
mod test;
mod validity;
