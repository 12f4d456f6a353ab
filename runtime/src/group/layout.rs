//! How an event is packed while it moves.

use super::Request;
use compline_compiler::program::NONE;

/// Most words of an event; columns that do not fit are fetched afterwards.
const MOST_WORDS: usize = 4;

/// The first pass writes to at most so many buckets at once: each needs a cache line and a page.
const BUCKETS_LOG2: u32 = 11;

/// A bucket should hold about so many events, so that small tables have few. (Tests have small tables and want many.)
const EVENTS_LOG2: u32 = if cfg!(test) { 3 } else { 11 };

/// Where everything stands in the words of an event.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// Lowest bits of the first word: the partner row within its bucket.
    pub(super) local_bits: u32,
    /// Number of buckets.
    pub(super) buckets: usize,
    /// Number of words.
    pub(super) words: usize,
    /// What is carried along.
    pub(super) items: Vec<Item>,
    /// The wanted columns that hold the owner itself, which nobody needs to carry.
    pub(super) owners: Vec<usize>,
}

/// Something that is carried along.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    pub(super) what: What,
    pub(super) word: usize,
    pub(super) shift: u32,
    pub(super) mask: u64,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// The row in the table.
    Source,
    /// A value of a wanted column.
    Value {
        /// The column (index into the wanted ones).
        column: usize,
        /// The least value, which is stored as 0.
        base: i64,
        /// The code of the largest value.
        range: u64,
        /// What stands for absent.
        absent: Option<u64>,
    },
}

/// Bits that hold every number up to `most`.
fn bits(most: u64) -> u32 {
    u64::BITS - most.leading_zeros()
}

impl Layout {
    pub(super) fn of(request: &Request<'_>) -> Self {
        // One row more, for events without partner.
        let partner_bits = bits(request.partners as u64);
        let buckets_log2 = bits(request.table.rows as u64).saturating_sub(EVENTS_LOG2).min(BUCKETS_LOG2);
        let local_bits = partner_bits.saturating_sub(buckets_log2);
        let buckets = (request.partners >> local_bits) + 1;
        let mut layout = Self { local_bits, buckets, words: 1, items: Vec::new(), owners: Vec::new() };
        let mut used = vec![local_bits];
        layout.place(&mut used, What::Source, request.table.rows.saturating_sub(1) as u64);
        for (column, wanted) in request.wanted.iter().enumerate() {
            if Some(wanted.field) == request.owner {
                layout.owners.push(column);
                continue;
            }
            let stats = request.stats.get(wanted.field).copied().unwrap_or_default();
            let (base, range) = match (stats.is_empty(), wanted.partner) {
                (true, _) => (0, 0),
                (false, true) => (0, (request.partners as u64).saturating_sub(1)),
                (false, false) => (stats.least, stats.most.wrapping_sub(stats.least).cast_unsigned()),
            };
            let absent = if stats.absent { range.checked_add(1) } else { None };
            if absent.is_none() && stats.absent {
                continue;
            }
            layout.place(&mut used, What::Value { column, base, range, absent }, absent.unwrap_or(range));
        }
        layout.words = used.len();
        layout
    }

    /// Finds a place for an item in the first word that has room.
    fn place(&mut self, used: &mut Vec<u32>, what: What, most: u64) {
        let bits = bits(most);
        let word = used.iter().position(|used| used + bits <= u64::BITS).unwrap_or(used.len());
        if word >= MOST_WORDS {
            return;
        }
        if word == used.len() {
            used.push(0);
        }
        let Some(slot) = used.get_mut(word) else { return };
        // A column of one value only has no bits; it stands in front of whatever comes there, under a mask of nothing.
        let mask = if bits == 0 { 0 } else { u64::MAX >> (u64::BITS - bits) };
        self.items.push(Item { what, word, shift: (*slot).min(u64::BITS - 1), mask });
        *slot += bits;
    }
}

impl Item {
    /// The value that a word holds.
    #[inline(always)]
    pub(super) fn unpacked(self, word: u64) -> u64 {
        (word >> self.shift) & self.mask
    }
}

/// A value as its code, and whether it is one that was not expected.
#[inline(always)]
pub(super) fn code(value: i64, base: i64, range: u64, absent: Option<u64>) -> (u64, bool) {
    let code = value.wrapping_sub(base).cast_unsigned();
    match absent {
        Some(absent) if value == NONE => (absent, false),
        // An absent value that was not expected is beyond every range.
        _ => (code, code > range),
    }
}

/// The value of a code.
#[inline(always)]
pub(super) fn value(code: u64, base: i64, absent: Option<u64>) -> i64 {
    if absent == Some(code) { NONE } else { base.wrapping_add(code.cast_signed()) }
}
