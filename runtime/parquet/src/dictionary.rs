//! Text columns as numbers: each different text is looked at once.
//!
//! A chunk of a text column is most often a dictionary and places in it. The library would give
//! a counted reference for every cell, which costs more than everything that is done with it. So
//! its reader is told that the column holds 32-bit integers, and gets pages to match: a
//! dictionary that says of each place the place itself, and for a page of texts without
//! dictionary new places, at the end. Levels, runs and packed bits stay the library's work.

use parquet::basic::{Encoding, Type as Physical};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::column::reader::ColumnReaderImpl;
use parquet::data_type::Int32Type;
use parquet::errors::{ParquetError, Result};
use parquet::schema::types::{ColumnDescriptor, Type};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Texts of a column chunk: those of its dictionary, then those that stand in rows themselves.
#[derive(Debug, Default)]
pub struct Dictionary {
    pages: Vec<PageTexts>,
    entries: Vec<Entry>,
}

/// The bytes of a page of texts.
#[derive(Debug)]
enum PageTexts {
    /// UTF-8 from end to end, the lengths between the texts included.
    Text(String),
    /// Anything else.
    Bytes(Vec<u8>),
}

/// Where a text stands.
#[derive(Clone, Copy, Debug)]
struct Entry {
    page: u32,
    start: u32,
    end: u32,
}

impl Dictionary {
    /// Number of texts so far.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none so far.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The text at a place; `None` where it is no UTF-8.
    #[inline]
    pub fn text(&self, place: i32) -> Option<&str> {
        let entry = self.entry(place)?;
        let range = entry.start as usize..entry.end as usize;
        match self.pages.get(entry.page as usize)? {
            // A length may look like a part of a character; then the text around it is none.
            PageTexts::Text(page) => page.get(range),
            PageTexts::Bytes(page) => std::str::from_utf8(page.get(range)?).ok(),
        }
    }

    /// The bytes at a place.
    pub fn bytes(&self, place: i32) -> &[u8] {
        let bytes = |entry: Entry| {
            let page = match self.pages.get(entry.page as usize)? {
                PageTexts::Text(page) => page.as_bytes(),
                PageTexts::Bytes(page) => page,
            };
            page.get(entry.start as usize..entry.end as usize)
        };
        self.entry(place).and_then(bytes).unwrap_or(&[])
    }

    #[inline]
    fn entry(&self, place: i32) -> Option<Entry> {
        self.entries.get(usize::try_from(place).ok()?).copied()
    }

    /// Adds the texts of a page, each after its length, and returns the places of the first and one past the last.
    fn add_page(&mut self, bytes: &[u8], most: usize) -> Result<(i32, i32)> {
        let broken = || ParquetError::General("a text is longer than its page".to_owned());
        let number = |at: usize| u32::try_from(at).map_err(|_| ParquetError::General("a page is too long".to_owned()));
        let page = number(self.pages.len())?;
        let first = self.entries.len();
        let mut at = 0;
        while at < bytes.len() && self.entries.len() - first < most {
            let length = bytes.get(at..at + 4).and_then(|length| length.try_into().ok()).ok_or_else(broken)?;
            let start = at + 4;
            let end = start + u32::from_le_bytes(length) as usize;
            if end > bytes.len() {
                return Err(broken());
            }
            self.entries.push(Entry { page, start: number(start)?, end: number(end)? });
            at = end;
        }
        self.pages.push(match String::from_utf8(bytes.to_vec()) {
            Ok(text) => PageTexts::Text(text),
            Err(error) => PageTexts::Bytes(error.into_bytes()),
        });
        let place = |at: usize| {
            i32::try_from(at).map_err(|_| ParquetError::General("too many texts in a row group".to_owned()))
        };
        Ok((place(first)?, place(self.entries.len())?))
    }

    /// Adds one text, for encodings that the library must read; returns its place.
    pub(crate) fn add(&mut self, text: &[u8]) -> Option<i32> {
        if self.pages.is_empty() {
            self.pages.push(PageTexts::Bytes(Vec::new()));
        }
        let page = self.pages.len() - 1;
        let Some(PageTexts::Bytes(bytes)) = self.pages.get_mut(page) else { return None };
        let start = u32::try_from(bytes.len()).ok()?;
        bytes.extend_from_slice(text);
        let end = u32::try_from(bytes.len()).ok()?;
        let place = i32::try_from(self.entries.len()).ok()?;
        self.entries.push(Entry { page: u32::try_from(page).ok()?, start, end });
        Some(place)
    }
}

/// The dictionary that a reader of pages fills while the library decodes them.
#[derive(Clone, Default)]
pub(crate) struct Shared(Arc<Mutex<Dictionary>>);

impl Shared {
    pub(crate) fn lock(&self) -> MutexGuard<'_, Dictionary> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether pages of these encodings can be read as places.
pub(crate) fn readable(mut encodings: impl Iterator<Item = Encoding>) -> bool {
    // RLE and BIT_PACKED are those of levels.
    #[expect(deprecated, reason = "old files have them")]
    encodings.all(|encoding| {
        matches!(
            encoding,
            Encoding::PLAIN
                | Encoding::RLE
                | Encoding::BIT_PACKED
                | Encoding::PLAIN_DICTIONARY
                | Encoding::RLE_DICTIONARY
        )
    })
}

/// A reader of the places of a text column's cells, and the dictionary that it fills.
pub(crate) fn places(
    column: &ColumnDescriptor,
    pages: Box<dyn PageReader>,
) -> Result<(ColumnReaderImpl<Int32Type>, Shared)> {
    let shared = Shared::default();
    let integer = Type::primitive_type_builder(column.name(), Physical::INT32).build()?;
    let levels = column.max_def_level();
    let integers = ColumnDescriptor::new(Arc::new(integer), levels, column.max_rep_level(), column.path().clone());
    let pages = Pages { pages, nullable: levels > 0, has_dictionary: false, dictionary: shared.clone() };
    Ok((ColumnReaderImpl::new(Arc::new(integers), Box::new(pages)), shared))
}

/// Pages of texts as pages of places.
struct Pages {
    pages: Box<dyn PageReader>,
    nullable: bool,
    /// Whether a dictionary came by, an empty one perhaps.
    has_dictionary: bool,
    dictionary: Shared,
}

impl Pages {
    fn converted(&mut self, page: Page) -> Result<Page> {
        Ok(match page {
            Page::DictionaryPage { buf, num_values, is_sorted, .. } => {
                let (first, end) = self.dictionary.lock().add_page(&buf, num_values as usize)?;
                if i64::from(end - first) != i64::from(num_values) {
                    return Err(ParquetError::General("the dictionary ends too early".to_owned()));
                }
                self.has_dictionary = true;
                Page::DictionaryPage {
                    buf: numbered(&[], first..end).into(),
                    num_values,
                    encoding: Encoding::PLAIN,
                    is_sorted,
                }
            }
            Page::DataPage {
                buf,
                num_values,
                encoding: Encoding::PLAIN,
                def_level_encoding,
                rep_level_encoding,
                statistics,
            } => {
                let levels = if self.nullable { levels_length(&buf, num_values, def_level_encoding)? } else { 0 };
                Page::DataPage {
                    buf: self.values(&buf, levels, num_values)?.into(),
                    num_values,
                    encoding: Encoding::PLAIN,
                    def_level_encoding,
                    rep_level_encoding,
                    statistics,
                }
            }
            Page::DataPageV2 {
                buf,
                num_values,
                encoding: Encoding::PLAIN,
                num_nulls,
                num_rows,
                def_levels_byte_len,
                rep_levels_byte_len,
                is_compressed,
                statistics,
            } => {
                let levels = def_levels_byte_len as usize + rep_levels_byte_len as usize;
                Page::DataPageV2 {
                    buf: self.values(&buf, levels, num_values)?.into(),
                    num_values,
                    encoding: Encoding::PLAIN,
                    num_nulls,
                    num_rows,
                    def_levels_byte_len,
                    rep_levels_byte_len,
                    is_compressed,
                    statistics,
                }
            }
            page if matches!(page.encoding(), Encoding::PLAIN_DICTIONARY | Encoding::RLE_DICTIONARY) => {
                // The library takes it for granted that a dictionary came before.
                if !self.has_dictionary {
                    return Err(ParquetError::General("the dictionary is missing".to_owned()));
                }
                page
            }
            page => {
                let encoding = page.encoding();
                return Err(ParquetError::General(format!(
                    "the row group does not say that it has pages in {encoding}"
                )));
            }
        })
    }

    /// Levels as they are, and new places instead of texts.
    fn values(&self, bytes: &[u8], levels: usize, most: u32) -> Result<Vec<u8>> {
        let (levels, texts) = bytes.split_at_checked(levels).ok_or_else(short)?;
        let (first, end) = self.dictionary.lock().add_page(texts, most as usize)?;
        Ok(numbered(levels, first..end))
    }
}

fn short() -> ParquetError {
    ParquetError::General("a page ends too early".to_owned())
}

/// Bytes of the levels at the start of a page of the first version.
fn levels_length(bytes: &[u8], values: u32, encoding: Encoding) -> Result<usize> {
    if encoding != Encoding::RLE {
        // One bit each: what the old encoding needs for columns that are not nested.
        return Ok((values as usize).div_ceil(8));
    }
    let length = bytes.first_chunk::<4>().ok_or_else(short)?;
    Ok(4 + u32::from_le_bytes(*length) as usize)
}

/// Numbers as plain 32-bit values after some bytes.
fn numbered(before: &[u8], numbers: std::ops::Range<i32>) -> Vec<u8> {
    let mut out = Vec::with_capacity(before.len() + numbers.len() * 4);
    out.extend_from_slice(before);
    numbers.for_each(|number| out.extend_from_slice(&number.to_le_bytes()));
    out
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Result<Page>> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.pages.get_next_page()?;
        page.map(|page| self.converted(page)).transpose()
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }

    fn at_record_boundary(&mut self) -> Result<bool> {
        self.pages.at_record_boundary()
    }
}

#[cfg(test)]
mod tests;
