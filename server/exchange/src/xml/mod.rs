//! XML, read under limits and written with the same bytes for the same input.

mod write;

pub(crate) use write::Xml;
