//! A text file in blocks that end where a record ends.
//!
//! The csv library reads a file from its start to its end; to read parts of it on
//! several threads somebody must find record ends without parsing. Between quotes a
//! line end does not count; which quotes open is decided exactly as the library does.

use memchr::{memchr, memchr_iter, memrchr};
use std::io::{self, Read};

/// Bytes of a block, more where a record is longer.
const BLOCK: usize = 4 << 20;

/// Whole records.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) bytes: Vec<u8>,
    /// Line of the first byte, from 1.
    pub(super) line: u64,
}

/// The blocks of a file.
#[derive(Debug)]
pub(super) struct Blocks<R> {
    input: R,
    separator: u8,
    size: usize,
    pending: Vec<u8>,
    line: u64,
    ended: bool,
}

impl<R: Read> Blocks<R> {
    /// Starts with the first bytes of a file, so that the header can be looked at.
    pub(super) fn new(input: R) -> io::Result<Self> {
        Self::with_size(input, BLOCK)
    }

    fn with_size(input: R, size: usize) -> io::Result<Self> {
        let mut blocks = Self { input, separator: b',', size, pending: Vec::new(), line: 1, ended: false };
        blocks.fill(size)?;
        Ok(blocks)
    }

    /// What has been read and not been given out.
    pub(super) fn peek(&self) -> &[u8] {
        &self.pending
    }

    /// Drops so many bytes from the start: a byte order mark, the header.
    pub(super) fn skip(&mut self, bytes: usize) {
        let rest = self.pending.split_off(bytes.min(self.pending.len()));
        self.line += lines(&self.pending);
        self.pending = rest;
    }

    /// Says what separates cells.
    pub(super) fn set_separator(&mut self, separator: u8) {
        self.separator = separator;
    }

    fn fill(&mut self, size: usize) -> io::Result<()> {
        let missing = size.saturating_sub(self.pending.len());
        if !self.ended && missing > 0 {
            self.pending.reserve_exact(missing);
            let read = self.input.by_ref().take(missing as u64).read_to_end(&mut self.pending)?;
            self.ended = read < missing;
        }
        Ok(())
    }
}

impl<R: Read> Iterator for Blocks<R> {
    type Item = io::Result<Block>;

    fn next(&mut self) -> Option<io::Result<Block>> {
        let mut size = self.size;
        loop {
            if let Err(error) = self.fill(size) {
                self.ended = true;
                self.pending.clear();
                return Some(Err(error));
            }
            if self.pending.is_empty() {
                return None;
            }
            let end = if self.ended { self.pending.len() } else { last_record_end(&self.pending, self.separator) };
            if end == 0 {
                size = size.saturating_mul(2);
                continue;
            }
            let rest = self.pending.split_off(end);
            let block = Block { bytes: std::mem::replace(&mut self.pending, rest), line: self.line };
            self.line += lines(&block.bytes);
            return Some(Ok(block));
        }
    }
}

/// Number of line feeds.
pub(super) fn lines(bytes: &[u8]) -> u64 {
    memchr_iter(b'\n', bytes).count() as u64
}

/// Where the last whole record ends; 0 where there is none. The bytes start with a record.
fn last_record_end(bytes: &[u8], separator: u8) -> usize {
    let from = |at: usize| bytes.get(at..).unwrap_or(&[]);
    let mut last = 0;
    let mut at = 0;
    let mut quoted = false;
    loop {
        let quote = memchr(b'"', from(at)).map(|found| at + found);
        if !quoted {
            let part = bytes.get(at..quote.unwrap_or(bytes.len())).unwrap_or(&[]);
            if let Some(found) = memrchr(b'\n', part) {
                last = at + found + 1;
            }
        }
        let Some(quote) = quote else { return last };
        at = quote + 1;
        if quoted {
            if bytes.get(at) == Some(&b'"') {
                at += 1;
            } else {
                quoted = false;
            }
        } else {
            // Only at the start of a cell does a quote open; elsewhere it is a character like others.
            let before = quote.checked_sub(1).and_then(|before| bytes.get(before));
            quoted = before.is_none_or(|before| *before == separator || *before == b'\n' || *before == b'\r');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn records(bytes: &[u8]) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        reader.records().filter_map(Result::ok).map(|record| record.iter().map(str::to_owned).collect()).collect()
    }

    proptest! {
        #[test]
        fn blocks_are_cut_between_records(text in "[a,\"\n]{0,60}", size in 1..20_usize) {
            let blocks = Blocks::with_size(text.as_bytes(), size).into_iter().flatten();
            let mut parts = Vec::new();
            let mut line = 1;
            for block in blocks.flatten() {
                prop_assert_eq!(block.line, line);
                line += lines(&block.bytes);
                parts.extend(records(&block.bytes));
            }
            prop_assert_eq!(parts, records(text.as_bytes()));
        }
    }
}
