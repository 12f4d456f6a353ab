//! Compline's plan language: from text to a checked plan.
//!
//! ```text
//! text → items → syntax tree → names, units, scales, types → checked plan
//! ```
//!
//! This crate knows no screen, no database and no machine code.

#![deny(clippy::float_arithmetic)]

pub mod check;
pub mod db;
pub mod diagnostic;
pub mod graph;
pub mod hir;
pub mod number;
pub mod render;
pub mod source;
pub mod syntax;
mod whole;
