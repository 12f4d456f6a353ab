//! Hashes of content: the same for the same data, whatever file, order or machine they came from.
//!
//! What is hashed (SHA-256) is a sequence of sections. A section is
//!
//! ```text
//! u32  length of its name        all integers little-endian
//! …    its name, UTF-8
//! u64  number of entries
//! …    the entries: i64 each for numbers; u32 length and UTF-8 bytes each for texts
//! ```
//!
//! Numbers are widened to 64 bits and absent ones are the least value, so that the hash
//! does not depend on how narrow a program stores them.

use crate::texts::{Ids, Texts};
use crate::values::{Stored, each_width};
use compline_compiler::program::NONE;
use compline_compiler::store::Values;
use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};
use std::fmt;

/// The SHA-256 of some content.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContentHash(pub [u8; 32]);

impl ContentHash {
    /// The hash of bytes, a plan's text for example.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The hash of everything that can be read, a file for example.
    ///
    /// # Errors
    ///
    /// Where reading fails.
    pub fn of_reader(mut reader: impl std::io::Read) -> std::io::Result<Self> {
        let mut hash = Sha256::new();
        std::io::copy(&mut reader, &mut hash)?;
        Ok(Self(hash.finalize().into()))
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for ContentHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Bytes that are gathered before they are hashed.
const BUFFER: usize = 1 << 16;

/// Content on its way into a hash.
pub(crate) struct Content {
    hash: Sha256,
    buffer: Vec<u8>,
}

impl Content {
    pub(crate) fn new() -> Self {
        Self { hash: Sha256::new(), buffer: Vec::with_capacity(BUFFER) }
    }

    /// Begins a section of so many entries.
    pub(crate) fn section(&mut self, name: &str, entries: usize) {
        self.text(name);
        self.bytes(&(entries as u64).to_le_bytes());
    }

    pub(crate) fn number(&mut self, number: i64) {
        self.bytes(&number.to_le_bytes());
    }

    /// Several numbers.
    pub(crate) fn row<const N: usize>(&mut self, numbers: [i64; N]) {
        numbers.into_iter().for_each(|number| self.number(number));
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.bytes(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
        self.bytes(text.as_bytes());
    }

    /// A section of numbers.
    pub(crate) fn numbers(&mut self, name: &str, numbers: impl ExactSizeIterator<Item = i64>) {
        self.section(name, numbers.len());
        numbers.for_each(|number| self.number(number));
    }

    /// A section of texts.
    pub(crate) fn texts(&mut self, name: &str, texts: &Texts) {
        self.section(name, texts.len());
        texts.iter().for_each(|text| self.text(text));
    }

    /// A section of ids.
    pub(crate) fn ids(&mut self, name: &str, ids: &Ids) {
        self.section(name, ids.len());
        (0..ids.len()).for_each(|at| self.text(&ids.get(at)));
    }

    /// A section of a column's values.
    pub(crate) fn values(&mut self, name: &str, values: &Values) {
        each_width!(values, v => self.numbers(name, v.iter().map(|x| x.widen())));
    }

    /// A section of a column's values, or of none.
    pub(crate) fn optional(&mut self, name: &str, values: Option<&Values>) {
        match values {
            Some(values) => self.values(name, values),
            None => self.section(name, 0),
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        if self.buffer.len() + bytes.len() > BUFFER {
            self.hash.update(&self.buffer);
            self.buffer.clear();
        }
        self.buffer.extend_from_slice(bytes);
    }

    pub(crate) fn finish(mut self) -> ContentHash {
        self.hash.update(&self.buffer);
        ContentHash(self.hash.finalize().into())
    }
}

/// A number that may be absent.
pub(crate) fn or_none(number: u32, absent: u32) -> i64 {
    if number == absent { NONE } else { i64::from(number) }
}
