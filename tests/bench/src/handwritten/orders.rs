//! Orders grouped by buyer in two passes: buckets of neighbouring positions, then one bucket at a time.
//!
//! The second pass runs inside the cache and is repeated by whoever needs the orders,
//! so that the grouped orders are never written back to memory.

use super::in_parallel;
use super::lines::{PADDING, Run};
use super::network::Network;
use crate::Workload;
use std::ops::Range;

/// Entries in a block; buckets are chains of blocks.
const BLOCK: usize = 512;

/// Most buckets that the first pass writes to at once: each needs a cache line and an entry of the page table.
const BUCKETS_LOG2: u32 = 11;

/// Marks the end of a chain.
const END: u32 = u32::MAX;

/// The orders of a month, by bucket of positions.
pub(super) struct Orders {
    layout: Layout,
    positions: usize,
    /// The share of each thread that filled.
    parts: Vec<Blocks>,
}

/// Volumes by position.
pub(super) struct Volumes {
    /// Personal volume: the BV of the partner's own orders.
    pub(super) pv: Vec<u64>,
    /// Number of orders with a CV above 0.
    pub(super) paying: Vec<u32>,
}

impl Orders {
    /// Partitions the orders, a share of them on each thread.
    ///
    /// # Panics
    ///
    /// If a BV is too large for an entry (see [`Layout`]).
    pub(super) fn partition(workload: &Workload, network: &Network, threads: usize) -> Orders {
        let layout = Layout::of(network.partners());
        let shares = ranges(workload.orders(), threads);
        let parts = in_parallel(shares, |orders| Blocks::fill(layout, workload, &network.position_of, orders));
        Orders { layout, positions: network.partners(), parts }
    }

    /// Adds up the orders of every position, a range of buckets on each thread.
    pub(super) fn volumes(&self, threads: usize) -> Volumes {
        let mut pv = vec![0; self.positions];
        let mut paying = vec![0; self.positions];
        let mut shares = Vec::with_capacity(threads);
        let (mut pv_left, mut paying_left) = (&mut pv[..], &mut paying[..]);
        for buckets in self.shares(threads) {
            let positions = self.positions_of(buckets.clone()).len();
            let (pv, paying);
            (pv, pv_left) = pv_left.split_at_mut(positions);
            (paying, paying_left) = paying_left.split_at_mut(positions);
            shares.push((buckets, pv, paying));
        }
        in_parallel(shares, |(buckets, pv, paying)| {
            let width = self.layout.width();
            for ((bucket, pv), paying) in buckets.zip(pv.chunks_mut(width)).zip(paying.chunks_mut(width)) {
                self.add_up(bucket, pv, paying);
            }
        });
        Volumes { pv, paying }
    }

    fn add_up(&self, bucket: usize, pv: &mut [u64], paying: &mut [u32]) {
        for chunk in self.chunks(bucket) {
            for &entry in chunk {
                let at = self.layout.position(entry);
                pv[at] += u64::from(self.layout.bv(entry));
                paying[at] += u32::from(self.layout.cv(entry) > 0);
            }
        }
    }

    /// Visits all positions of some buckets in order, each with its orders that have a CV above 0.
    pub(super) fn visit(&self, buckets: Range<usize>, volumes: &Volumes, mut visit: impl FnMut(usize, Run)) {
        let mut sorted = Sorted::default();
        for bucket in buckets {
            let positions = self.positions_of(bucket..bucket + 1);
            self.sort(bucket, &volumes.paying[positions.clone()], &mut sorted);
            let mut start = 0;
            for (position, &end) in positions.zip(&sorted.ends) {
                let orders = &sorted.order[start as usize..];
                visit(position, Run { orders, cvs: &sorted.cv[start as usize..end as usize] });
                start = end;
            }
        }
    }

    /// Sorts the orders of a bucket by position; orders of a position stay in the order of time.
    fn sort(&self, bucket: usize, paying: &[u32], sorted: &mut Sorted) {
        let Sorted { order, cv, ends } = sorted;
        ends.clear();
        let mut count = 0;
        for paying in paying {
            ends.push(count);
            count += paying;
        }
        // Orders without CV go to the first place of the padding.
        let nowhere = count;
        order.resize(order.len().max(count as usize + PADDING), 0);
        cv.resize(order.len(), 0);
        for chunk in self.chunks(bucket) {
            for &entry in chunk {
                let entry_cv = self.layout.cv(entry);
                let end = &mut ends[self.layout.position(entry)];
                let place = if entry_cv > 0 { *end } else { nowhere } as usize;
                *end += u32::from(entry_cv > 0);
                order[place] = Layout::order(entry);
                cv[place] = entry_cv;
            }
        }
    }

    /// The entries of a bucket, in the order of time.
    fn chunks(&self, bucket: usize) -> impl Iterator<Item = &[u64]> {
        self.parts.iter().flat_map(move |part| part.chunks(bucket))
    }

    /// Ranges of buckets with about the same number of orders, one per thread.
    pub(super) fn shares(&self, threads: usize) -> Vec<Range<usize>> {
        let buckets = self.layout.buckets(self.positions);
        let sizes: Vec<usize> = (0..buckets).map(|bucket| self.chunks(bucket).map(<[u64]>::len).sum()).collect();
        let total: usize = sizes.iter().sum();
        let mut shares = Vec::with_capacity(threads);
        let (mut start, mut end, mut taken) = (0, 0, 0);
        for thread in 1..=threads {
            while end < buckets && (taken < total / threads * thread || thread == threads) {
                taken += sizes[end];
                end += 1;
            }
            shares.push(start..end);
            start = end;
        }
        shares
    }

    /// The positions of a range of buckets.
    pub(super) fn positions_of(&self, buckets: Range<usize>) -> Range<usize> {
        let width = self.layout.width();
        (buckets.start * width).min(self.positions)..(buckets.end * width).min(self.positions)
    }
}

/// The orders of one bucket, by position.
#[derive(Default)]
struct Sorted {
    order: Vec<u32>,
    cv: Vec<u32>,
    /// Where the orders of each position end.
    ends: Vec<u32>,
}

/// Chains of blocks of entries, one chain per bucket.
///
/// Chains grow as needed, so that the orders need not be counted before they are partitioned.
struct Blocks {
    entries: Vec<u64>,
    /// The block after each block in its chain.
    next: Vec<u32>,
    /// Where the next entry of each bucket goes; the first block of a bucket has the bucket's number.
    cursor: Vec<u32>,
}

impl Blocks {
    /// Partitions a range of orders.
    fn fill(layout: Layout, workload: &Workload, position_of: &[u32], orders: Range<usize>) -> Blocks {
        let buckets = layout.buckets(position_of.len());
        let most_blocks = buckets + orders.len() / BLOCK;
        assert!(most_blocks * BLOCK < END as usize, "too many orders");
        let mut entries = vec![0; most_blocks * BLOCK];
        let mut next = vec![END; most_blocks];
        let mut cursor: Vec<u32> = (0..buckets).map(|bucket| (bucket * BLOCK) as u32).collect();
        let mut blocks = buckets as u32;
        let mut beyond = 0;

        let partners = &workload.order_partner[orders.clone()];
        let bvs = &workload.order_bv[orders.clone()];
        let categories = &workload.order_category[orders.clone()];
        for (((order, &partner), &bv), &category) in orders.zip(partners).zip(bvs).zip(categories) {
            let position = position_of[partner as usize];
            let cursor = &mut cursor[layout.bucket(position)];
            beyond |= layout.beyond(bv, category);
            entries[*cursor as usize] = layout.entry(position, order as u32, bv, category);
            *cursor += 1;
            if (*cursor as usize).is_multiple_of(BLOCK) {
                next[*cursor as usize / BLOCK - 1] = blocks;
                *cursor = blocks * BLOCK as u32;
                blocks += 1;
            }
        }
        assert!(beyond == 0, "a BV or a category is too large for an entry");
        Blocks { entries, next, cursor }
    }

    /// The entries of a bucket, block by block.
    fn chunks(&self, bucket: usize) -> impl Iterator<Item = &[u64]> {
        let end = self.cursor[bucket] as usize;
        let mut block = bucket as u32;
        std::iter::from_fn(move || {
            if block == END {
                return None;
            }
            let start = block as usize * BLOCK;
            block = self.next[block as usize];
            Some(&self.entries[start..if block == END { end } else { start + BLOCK }])
        })
    }
}

/// How an order is packed into 64 bits: its number in the lower half;
/// position inside of the bucket, BV and, in the top two bits, category in the upper half.
///
/// With a million partners this leaves 21 bits to the BV (20,971.51), with ten million 17 bits (1,310.71).
#[derive(Clone, Copy)]
struct Layout {
    position_bits: u32,
}

const CATEGORY_BITS: u32 = 2;

impl Layout {
    fn of(partners: usize) -> Layout {
        let bits = usize::BITS - partners.saturating_sub(1).leading_zeros();
        Layout { position_bits: bits.saturating_sub(BUCKETS_LOG2).max(8) }
    }

    /// Positions in a bucket.
    fn width(self) -> usize {
        1 << self.position_bits
    }

    fn buckets(self, positions: usize) -> usize {
        positions.div_ceil(self.width())
    }

    #[inline(always)]
    fn bucket(self, position: u32) -> usize {
        (position >> self.position_bits) as usize
    }

    #[inline(always)]
    fn entry(self, position: u32, order: u32, bv: u32, category: u8) -> u64 {
        let in_bucket = position & (self.width() as u32 - 1);
        let upper = in_bucket | bv << self.position_bits | u32::from(category) << (32 - CATEGORY_BITS);
        u64::from(upper) << 32 | u64::from(order)
    }

    /// Anything but 0 if BV or category have bits for which an entry has no place.
    #[inline(always)]
    fn beyond(self, bv: u32, category: u8) -> u32 {
        bv >> (32 - CATEGORY_BITS - self.position_bits) | u32::from(category) >> CATEGORY_BITS
    }

    #[inline(always)]
    fn order(entry: u64) -> u32 {
        entry as u32
    }

    /// Position inside of the bucket.
    #[inline(always)]
    fn position(self, entry: u64) -> usize {
        (entry >> 32) as usize & (self.width() - 1)
    }

    #[inline(always)]
    fn bv(self, entry: u64) -> u32 {
        ((entry << CATEGORY_BITS) >> 32) as u32 >> (CATEGORY_BITS + self.position_bits)
    }

    /// Commissionable volume: all of the BV, half of it rounded half up, or nothing.
    #[inline(always)]
    fn cv(self, entry: u64) -> u32 {
        // Without a branch, since nobody can predict the category of the next order.
        let category = (entry >> (64 - CATEGORY_BITS)) as u32;
        let (halved, nothing) = (category & 1, category >> 1);
        ((self.bv(entry) + halved) >> halved) & nothing.wrapping_sub(1)
    }
}

/// `0..len` cut into as many ranges as there are threads.
fn ranges(len: usize, threads: usize) -> Vec<Range<usize>> {
    (0..threads).map(|thread| len * thread / threads..len * (thread + 1) / threads).collect()
}
