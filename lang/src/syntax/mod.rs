//! From text to syntax tree: splitter, grammar, tree, formatter.
//!
//! ```text
//! file → items (split) → tree of one item (parse) → text in the one layout (format)
//! ```

pub mod ast;
mod format;
mod identifiers;
mod lex;
pub mod literate;
mod parse;
mod split;

pub use format::{format, format_file};
pub use identifiers::identifiers;
pub(crate) use identifiers::{places_of, words};
pub use parse::{MAX_BRACKETS, MAX_DEPTH, MAX_FILE_BYTES, MAX_ITEM_BYTES, ParsedItem, check_file_size, parse_item};
pub use split::{RawItem, split};
