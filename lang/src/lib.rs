//! Compline's plan language: from text to a checked plan.
//!
//! ```text
//! text → items → syntax tree → names, units, scales, types → checked plan
//! ```
//!
//! This crate knows no screen, no database and no machine code.

#![deny(clippy::float_arithmetic)]

// So that `say!` names the same path here and elsewhere, and needs no import where messages are written.
extern crate self as compline_lang;
#[macro_use(say)]
extern crate compline_say;

pub mod bundle;
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
pub mod words;

pub use whole::FOLDER_FILES;
