//! XML, read under limits and written with the same bytes for the same input.

mod read;
mod write;

pub(crate) use read::{Element, parse};
pub use read::{XmlError, XmlLimits};
pub(crate) use write::Xml;
