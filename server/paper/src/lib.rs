//! Documents of prose, tables and figures: what they are made of, and their form as a web page.
//!
//! A [`Paper`] is written out in one language; whoever prints it computes nothing and formats no number. [`html`] makes
//! one file of it that needs nothing else. The typesetter (`compline-documents`) makes a PDF of the same value.

#![deny(clippy::float_arithmetic)]

mod html;
mod model;
mod network;

pub use html::html;
pub use model::{Block, Column, Fact, Heading, Inline, Paper, Table};
pub use network::{Layout, Line, Network, Node, Placed};
