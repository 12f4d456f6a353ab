//! Commission statements and self-billing credit notes as PDF/A, and documents of prose, tables and figures
//! (`compline-paper`) as accessible PDF.
//!
//! A [`Statement`] says what a document says, in the terms of EN 16931. [`violations`] checks that it agrees with itself
//! and has what the law asks for; a [`Typesetter`] makes it a letter (A4, DIN 5008 form B) in its recipient's language.
//! The same statement gives the same bytes. Nothing here reads a file, a clock or the network, but for the folder of
//! fonts that the caller names.

#![deny(clippy::float_arithmetic)]

mod batch;
mod book;
mod check;
mod clean;
mod compose;
mod derivation;
mod error;
mod fonts;
mod ledger;
pub mod model;
mod render;
pub mod vat;
mod view;
mod world;

pub use batch::{Batch, Rendered};
pub use check::{Overflow, Sum, Term, Violation, violations};
pub use error::DocumentError;
pub use fonts::{Fonts, FontsError};
pub use model::*;
pub use render::{Options, Standard, Typesetter, render};
pub use vat::{Exemption, Ground, RateKind, TaxStatus, Treatment};
pub use view::{KeptRow, kept_rows};
