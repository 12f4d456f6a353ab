//! Finding ids again: by their bytes, or by their numbers.

use crate::texts::{Ids, Texts, number};
use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;

/// Bytes of an id that is kept in the table itself.
const SHORT: usize = 12;

/// Marks a free slot.
const FREE: u32 = u32::MAX;

/// Finds ids by hash, or by place where they are numbers without wide gaps.
///
/// A look-up of a short id touches one line of memory: the table holds the ids themselves. With
/// millions of partners everything else is waiting for memory.
#[derive(Debug)]
pub(crate) struct Index<'a> {
    ids: &'a Ids,
    /// The texts, where the ids are some.
    texts: &'a Texts,
    /// Numbers that lie close together, by number.
    dense: Dense,
    /// Numbers that do not, and short ids, open addressing; a power of two of slots, at most half of them taken.
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

/// Rows of numbers by number.
#[derive(Debug, Default)]
struct Dense {
    /// The number of the first slot.
    least: i64,
    /// By number: its row, or [`FREE`].
    rows: Vec<u32>,
}

impl Dense {
    /// `None` where there would be many more slots than numbers.
    fn of(numbers: &[i64]) -> Option<Self> {
        let (least, most) = (*numbers.first()?, *numbers.last()?);
        let slots = usize::try_from(most.checked_sub(least)?).ok()?.checked_add(1)?;
        if slots > numbers.len().saturating_mul(4) {
            return None;
        }
        let mut rows = vec![FREE; slots];
        for (row, number) in (0..).zip(numbers) {
            if let Some(slot) = usize::try_from(number - least).ok().and_then(|at| rows.get_mut(at))
                && *slot == FREE
            {
                *slot = row;
            }
        }
        Some(Self { least, rows })
    }

    #[inline]
    fn get(&self, number: i64) -> Option<u32> {
        let at = usize::try_from(number.checked_sub(self.least)?).ok()?;
        self.rows.get(at).copied().filter(|row| *row != FREE)
    }
}

/// No texts, where the ids are none.
static NO_TEXTS: Texts = Texts::new();

impl<'a> Index<'a> {
    /// An index of all ids; of equal ones the first is found.
    pub(crate) fn new(ids: &'a Ids) -> Self {
        let empty = |texts, slots: usize, long| Self {
            ids,
            texts,
            dense: Dense::default(),
            short: vec![Slot { key: [0; SHORT], at: FREE }; slots.next_power_of_two().max(2)],
            long: HashTable::with_capacity(long),
        };
        match ids {
            Ids::Texts(texts) => {
                let shorts = texts.iter().filter(|id| short(id.as_bytes()).is_some()).count();
                let mut index = empty(texts, shorts * 2, texts.len() - shorts);
                index.add_texts();
                index
            }
            Ids::Numbers(numbers) => match Dense::of(numbers) {
                Some(dense) => Self { dense, ..empty(&NO_TEXTS, 0, 0) },
                None => {
                    let mut index = empty(&NO_TEXTS, numbers.len() * 2, 0);
                    (0..).zip(numbers).for_each(|(at, number)| index.add(number_key(*number), at));
                    index
                }
            },
            Ids::Sequence(_) => empty(&NO_TEXTS, 0, 0),
        }
    }

    fn add_texts(&mut self) {
        let ids = self.texts;
        let hash = |at: &u32| FxBuildHasher.hash_one(ids.get(*at as usize).as_bytes());
        for (at, id) in (0..).zip(ids.iter()) {
            match short(id.as_bytes()) {
                Some(key) => self.add(key, at),
                None => {
                    let equal = |other: &u32| ids.get(*other as usize) == id;
                    self.long.entry(FxBuildHasher.hash_one(id.as_bytes()), equal, hash).or_insert(at);
                }
            }
        }
    }

    fn add(&mut self, key: [u8; SHORT], at: u32) {
        let place = self.slot(&key);
        if let Some(slot) = self.short.get_mut(place)
            && slot.at == FREE
        {
            *slot = Slot { key, at };
        }
    }

    /// The row of an id.
    #[inline]
    pub(crate) fn get(&self, id: &[u8]) -> Option<u32> {
        if !matches!(self.ids, Ids::Texts(_)) {
            return number(id).and_then(|number| self.number(number));
        }
        if let Some(key) = short(id) {
            return self.by_key(&key);
        }
        let hash = FxBuildHasher.hash_one(id);
        self.long.find(hash, |at| self.texts.get(*at as usize).as_bytes() == id).copied()
    }

    /// The row of an id that is given as a number.
    #[inline]
    pub(crate) fn number(&self, number: i64) -> Option<u32> {
        match self.ids {
            Ids::Sequence(count) => u32::try_from(number).ok().filter(|row| (*row as usize) < *count),
            Ids::Numbers(_) if !self.dense.rows.is_empty() => self.dense.get(number),
            Ids::Numbers(_) => self.by_key(&number_key(number)),
            Ids::Texts(_) => self.get(itoa::Buffer::new().format(number).as_bytes()),
        }
    }

    fn by_key(&self, key: &[u8; SHORT]) -> Option<u32> {
        self.short.get(self.slot(key)).map(|slot| slot.at).filter(|at| *at != FREE)
    }

    /// The rows of many ids.
    ///
    /// In batches: first all keys, then all slots in a loop of nothing but loads, so that they wait
    /// for memory together, then the comparisons.
    pub(crate) fn get_all<'t>(&self, ids: impl Iterator<Item = &'t str>, mut found: impl FnMut(Option<u32>)) {
        const BATCH: usize = 32;
        if !matches!(self.ids, Ids::Texts(_)) {
            return ids.for_each(|id| found(self.get(id.as_bytes())));
        }
        let mask = self.short.len() - 1;
        let mut batch: [(&str, [u8; SHORT]); BATCH] = [("", [0; SHORT]); BATCH];
        let mut places = [0; BATCH];
        let mut slots = [Slot { key: [0; SHORT], at: FREE }; BATCH];
        let mut ids = ids;
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

/// A number as a key of the table.
#[inline]
fn number_key(number: i64) -> [u8; SHORT] {
    let [a, b, c, d, e, f, g, h] = number.to_le_bytes();
    [a, b, c, d, e, f, g, h, 0, 0, 0, 0]
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
            let texts = Ids::Texts(texts);
            let index = Index::new(&texts);
            let mut all = Vec::new();
            index.get_all(ids.iter().map(String::as_str), |found| all.push(found));
            prop_assert_eq!(all.len(), ids.len());
            for (id, found) in ids.iter().zip(all).chain([(&other, index.get(other.as_bytes()))]) {
                let place = ids.iter().position(|i| i == id).and_then(|at| u32::try_from(at).ok());
                prop_assert_eq!(found, place);
            }
        }

        #[test]
        fn numbers_are_the_ids_of_their_digits(
            mut ids in proptest::collection::vec(prop_oneof![0..30_i64, 0..i64::MAX], 0..40),
            others in proptest::collection::vec(prop_oneof!["[0-9]{1,2}", "-?[0-9]{1,20}", "[a]?"], 0..20),
        ) {
            ids.sort_unstable();
            let numbers = Ids::Numbers(ids.clone());
            let texts = Ids::Texts(Texts::of_numbers(&ids));
            let (by_number, by_text) = (Index::new(&numbers), Index::new(&texts));
            for id in ids.iter().chain(&[-1, i64::MIN, i64::MAX]) {
                let row = ids.iter().position(|other| other == id).and_then(|at| u32::try_from(at).ok());
                prop_assert_eq!(by_number.number(*id), row);
                prop_assert_eq!(by_text.number(*id), row);
                prop_assert_eq!(by_number.get(id.to_string().as_bytes()), row);
                prop_assert_eq!(numbers.find(&id.to_string()).is_some(), row.is_some());
            }
            for other in &others {
                prop_assert_eq!(by_number.get(other.as_bytes()), by_text.get(other.as_bytes()));
                prop_assert_eq!(numbers.find(other).is_some(), texts.find(other).is_some());
            }
            for at in 0..ids.len() {
                prop_assert_eq!(numbers.get(at), texts.get(at));
            }
        }
    }
}
