//! Many short texts in one buffer, and ids that are found again by their bytes.

use crate::natural;
use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use std::borrow::Cow;
use std::hash::BuildHasher;

/// Texts one after another in one buffer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    bytes: String,
    ends: Vec<u32>,
}

/// More than 4 GiB of text in one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("more than 4 GiB of text in one column")]
pub struct TooMuchText;

impl Texts {
    /// Number of texts.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A text; empty where there is none.
    pub fn get(&self, at: usize) -> &str {
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
        let end = self.ends.get(at).map_or(start, |end| *end as usize);
        self.bytes.get(start..end).unwrap_or("")
    }

    /// All texts in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let end = *end as usize;
            let text = self.bytes.get(start..end).unwrap_or("");
            start = end;
            text
        })
    }

    /// Adds a text.
    ///
    /// # Errors
    ///
    /// Where the buffer is full.
    pub fn push(&mut self, text: &str) -> Result<(), TooMuchText> {
        let end = u32::try_from(self.bytes.len() + text.len()).map_err(|_| TooMuchText)?;
        self.bytes.push_str(text);
        self.ends.push(end);
        Ok(())
    }

    /// Adds all texts of another list.
    ///
    /// # Errors
    ///
    /// Where the buffer is full.
    pub fn append(&mut self, other: &Texts) -> Result<(), TooMuchText> {
        u32::try_from(self.bytes.len() + other.bytes.len()).map_err(|_| TooMuchText)?;
        let offset = u32::try_from(self.bytes.len()).map_err(|_| TooMuchText)?;
        self.bytes.push_str(&other.bytes);
        self.ends.extend(other.ends.iter().map(|end| end + offset));
        Ok(())
    }

    /// The same texts in the given order.
    pub(crate) fn permuted(&self, order: &[u32]) -> Texts {
        let mut out = Texts { bytes: String::with_capacity(self.bytes.len()), ends: Vec::with_capacity(order.len()) };
        for at in order {
            // As long as this buffer, so it fits.
            let _ = out.push(self.get(*at as usize));
        }
        out
    }

    /// Bytes of memory.
    pub(crate) fn all(&self) -> &str {
        &self.bytes
    }
}

impl<'a> FromIterator<&'a str> for Texts {
    /// Collects texts; those beyond 4 GiB are left out.
    fn from_iter<I: IntoIterator<Item = &'a str>>(texts: I) -> Self {
        let mut out = Texts::default();
        for text in texts {
            if out.push(text).is_err() {
                break;
            }
        }
        out
    }
}

/// Ids in natural order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ids {
    /// `0`, `1`, `2`, …: so many numbers.
    Sequence(usize),
    /// As the company gave them.
    Texts(Texts),
}

impl Default for Ids {
    fn default() -> Self {
        Ids::Texts(Texts::default())
    }
}

impl Ids {
    /// Number of ids.
    pub fn len(&self) -> usize {
        match self {
            Ids::Sequence(count) => *count,
            Ids::Texts(texts) => texts.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// An id.
    pub fn get(&self, at: usize) -> Cow<'_, str> {
        match self {
            Ids::Sequence(_) => Cow::Owned(at.to_string()),
            Ids::Texts(texts) => Cow::Borrowed(texts.get(at)),
        }
    }

    /// Where an id stands, by search; for single questions. Ids from `range` on only.
    pub fn find_in(&self, range: std::ops::Range<usize>, id: &str) -> Option<usize> {
        let (mut low, mut high) = (range.start, range.end.min(self.len()));
        while low < high {
            let middle = low.midpoint(high);
            match natural::compare(self.get(middle).as_bytes(), id.as_bytes()) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }

    /// Where an id stands, by search; for single questions.
    pub fn find(&self, id: &str) -> Option<usize> {
        self.find_in(0..self.len(), id)
    }
}

/// Finds ids by hash.
#[derive(Debug)]
pub(crate) struct Index<'a> {
    ids: &'a Texts,
    table: HashTable<u32>,
}

impl<'a> Index<'a> {
    /// An index of all texts; of equal texts the first is found.
    pub(crate) fn new(ids: &'a Texts) -> Self {
        let hash = |at: &u32| FxBuildHasher.hash_one(ids.get(*at as usize).as_bytes());
        let mut table = HashTable::with_capacity(ids.len());
        for (at, id) in (0..).zip(ids.iter()) {
            table.entry(FxBuildHasher.hash_one(id.as_bytes()), |other: &u32| ids.get(*other as usize) == id, hash).or_insert(at);
        }
        Self { ids, table }
    }

    /// The number of an id.
    pub(crate) fn get(&self, id: &[u8]) -> Option<u32> {
        let hash = FxBuildHasher.hash_one(id);
        self.table.find(hash, |at| self.ids.get(*at as usize).as_bytes() == id).copied()
    }
}
