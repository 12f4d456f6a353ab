//! The fast engine: plan programs as machine code.
//!
//! [`Engine::compile`] turns a program into machine code by Cranelift, once; [`Engine::run`] runs it over a
//! store. The result is that of the reference interpreter ([`compline_compiler::interpret`]) to the bit: lines,
//! totals, columns, cuts, and the error where there is one.
//!
//! Invariant: nothing is decided here that 64-bit integers cannot decide. Whatever overflows, divides by zero,
//! finds no table row or is absent where it must not be is given to the reference: the value, the trigger, or the
//! step.
//!
//! Invariant: the number of threads changes no bit. Sums are sums of integers, and every part of a result has one
//! place that one thread writes.

#![deny(clippy::float_arithmetic)]

mod buffer;
mod call;
mod cap;
mod cap_columns;
mod dates;
mod engine;
mod facts;
mod family;
mod generate;
mod helpers;
mod host;
mod machine;
mod memory;
mod pages;
mod plan;
mod pool;
mod range;
mod run;
mod run_bonus;
mod shape;
mod share;
mod sheet;
mod slots;
mod stage;
mod tables;
mod totals;

pub use engine::{Engine, LineMode, Options, Report};
pub use sheet::LineSink;
