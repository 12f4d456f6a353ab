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

/// Bytes of an id that is kept in the table itself.
const SHORT: usize = 12;

/// Marks a free slot.
const FREE: u32 = u32::MAX;

/// Finds ids by hash.
///
/// A look-up of a short id touches one line of memory: the table holds the ids themselves. With
/// millions of partners everything else is waiting for memory.
#[derive(Debug)]
pub(crate) struct Index<'a> {
    ids: &'a Texts,
    /// Short ids, open addressing; a power of two of slots, at most half of them taken.
    short: Vec<Slot>,
    /// Longer ids.
    long: HashTable<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    /// The id, filled up with zeros.
    key: [u8; SHORT],
    at: u32,
}

impl<'a> Index<'a> {
    /// An index of all texts; of equal texts the first is found.
    pub(crate) fn new(ids: &'a Texts) -> Self {
        let shorts = ids.iter().filter(|id| short(id.as_bytes()).is_some()).count();
        let slots = (shorts * 2).next_power_of_two().max(2);
        let mut index = Self {
            ids,
            short: vec![Slot { key: [0; SHORT], at: FREE }; slots],
            long: HashTable::with_capacity(ids.len() - shorts),
        };
        let hash = |at: &u32| FxBuildHasher.hash_one(ids.get(*at as usize).as_bytes());
        for (at, id) in (0..).zip(ids.iter()) {
            match short(id.as_bytes()) {
                Some(key) => {
                    let place = index.slot(&key);
                    if let Some(slot) = index.short.get_mut(place)
                        && slot.at == FREE
                    {
                        *slot = Slot { key, at };
                    }
                }
                None => {
                    let equal = |other: &u32| ids.get(*other as usize) == id;
                    index.long.entry(FxBuildHasher.hash_one(id.as_bytes()), equal, hash).or_insert(at);
                }
            }
        }
        index
    }

    /// The number of an id.
    #[inline]
    pub(crate) fn get(&self, id: &[u8]) -> Option<u32> {
        if let Some(key) = short(id) {
            return self.short.get(self.slot(&key)).map(|slot| slot.at).filter(|at| *at != FREE);
        }
        let hash = FxBuildHasher.hash_one(id);
        self.long.find(hash, |at| self.ids.get(*at as usize).as_bytes() == id).copied()
    }

    /// The numbers of many ids.
    ///
    /// In batches: first all keys, then all slots in a loop of nothing but loads, so that they wait
    /// for memory together, then the comparisons.
    pub(crate) fn get_all(&self, ids: &Texts, mut found: impl FnMut(Option<u32>)) {
        const BATCH: usize = 32;
        let mask = self.short.len() - 1;
        let mut batch: [(&str, [u8; SHORT]); BATCH] = [("", [0; SHORT]); BATCH];
        let mut places = [0; BATCH];
        let mut slots = [Slot { key: [0; SHORT], at: FREE }; BATCH];
        let mut ids = ids.iter();
        loop {
            let mut count = 0;
            for (id, (entry, place)) in ids.by_ref().take(BATCH).zip(batch.iter_mut().zip(&mut places)) {
                // Longer ids get the key of the empty one, which is looked up without a batch.
                let key = short(id.as_bytes()).unwrap_or_default();
                *entry = (id, key);
                *place = hash(&key) & mask;
                count += 1;
            }
            for (slot, place) in slots.iter_mut().zip(&places) {
                *slot = self.short.get(*place).copied().unwrap_or(*slot);
            }
            for ((id, key), slot) in batch.iter().zip(&slots).take(count) {
                if slot.at != FREE && slot.key == *key && *key != [0; SHORT] {
                    found(Some(slot.at));
                } else {
                    found(self.get(id.as_bytes()));
                }
            }
            if count < BATCH {
                return;
            }
        }
    }

    /// The slot that holds a key, or the free one where it would be.
    #[inline]
    fn slot(&self, key: &[u8; SHORT]) -> usize {
        let mask = self.short.len() - 1;
        let mut at = hash(key) & mask;
        // There is always a free slot.
        while let Some(slot) = self.short.get(at) {
            if slot.at == FREE || slot.key == *key {
                break;
            }
            at = (at + 1) & mask;
        }
        at
    }
}

/// An id as a key of the table, where it is short enough. Zeros fill it up, so it must not end in one.
#[inline]
fn short(id: &[u8]) -> Option<[u8; SHORT]> {
    if id.len() > SHORT || id.last() == Some(&0) {
        return None;
    }
    let mut key = [0; SHORT];
    key.iter_mut().zip(id).for_each(|(slot, byte)| *slot = *byte);
    Some(key)
}

/// Both halves of the key multiplied, and both halves of the product.
#[inline]
fn hash(key: &[u8; SHORT]) -> usize {
    let [a, b, c, d, e, f, g, h, tail @ ..] = *key;
    let head = u64::from_le_bytes([a, b, c, d, e, f, g, h]) ^ 0x9e37_79b9_7f4a_7c15;
    let tail = u64::from(u32::from_le_bytes(tail)) ^ 0xc2b2_ae3d_27d4_eb4f;
    let product = u128::from(head) * u128::from(tail.rotate_left(23) ^ head.rotate_right(31));
    ((product >> 64) as u64 ^ product as u64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ids_are_found(ids in proptest::collection::vec("[a-b\\x00]{0,15}", 0..60), other in "[a-b]{0,15}") {
            let texts: Texts = ids.iter().map(String::as_str).collect();
            let index = Index::new(&texts);
            let mut all = Vec::new();
            index.get_all(&texts, |found| all.push(found));
            prop_assert_eq!(all.len(), ids.len());
            for (id, found) in ids.iter().zip(all).chain([(&other, index.get(other.as_bytes()))]) {
                let place = ids.iter().position(|i| i == id).and_then(|at| u32::try_from(at).ok());
                prop_assert_eq!(found, place);
            }
        }
    }
}
