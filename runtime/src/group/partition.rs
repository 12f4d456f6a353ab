//! The first pass: events into buckets of neighbouring partners.

use super::layout::{Layout, What, code};
use super::{BATCH, GroupError, Request, test_batch};
use crate::parallel::{in_order, ranges};
use crate::values::{Stored, each_width};
use compline_compiler::program::NONE;
use compline_compiler::store::Values;
use std::ops::Range;

/// Marks the end of a chain.
const END: u32 = u32::MAX;

/// Events of some rows in chains of blocks, one chain for each bucket.
///
/// Chains grow as needed, so that nothing has to be counted before.
pub(super) struct Buckets<const W: usize> {
    entries: Vec<[u64; W]>,
    /// By block: the next one of its chain.
    next: Vec<u32>,
    /// By bucket: where the next entry goes. The first block of a bucket has the bucket's number.
    cursor: Vec<u32>,
    /// By bucket: the number of entries in full blocks.
    full: Vec<u32>,
}

/// Entries of a block: a page of memory. (Tests want several blocks for few events.)
const fn block(words: usize) -> usize {
    if cfg!(test) { 3 } else { 512 / words }
}

/// Partitions all rows; a share of them on each thread.
pub(super) fn partition<const W: usize>(
    request: &Request<'_>,
    layout: &Layout,
    owner: &Values,
) -> Result<Vec<Buckets<W>>, GroupError> {
    in_order(request.threads, ranges(request.table.rows, request.threads), |rows| {
        Buckets::fill(request, layout, owner, rows)
    })
    .into_iter()
    .collect()
}

impl<const W: usize> Buckets<W> {
    #[expect(
        clippy::indexing_slicing,
        reason = "a bucket is a partner row shifted, and partner rows are compared with their number; blocks are counted for the most that can be needed"
    )]
    fn fill(request: &Request<'_>, layout: &Layout, owner: &Values, rows: Range<usize>) -> Result<Self, GroupError> {
        let size = block(W);
        let blocks = layout.buckets + rows.len() / size + 1;
        let mut out = Self {
            entries: vec![[0; W]; blocks * size],
            next: vec![END; blocks],
            cursor: (0..layout.buckets).map(|bucket| number(bucket * size)).collect(),
            full: vec![0; layout.buckets],
        };
        let mut free = number(layout.buckets);
        let mut partners = [0_u32; BATCH];
        let mut words = [[0_u64; W]; BATCH];
        let mut mask = [true; BATCH];
        let local = (1_u64 << layout.local_bits) - 1;
        for start in rows.clone().step_by(BATCH) {
            let count = BATCH.min(rows.end - start);
            let mask: &[bool] =
                if request.tests.is_empty() { &[] } else { test_batch(request.table, request.tests, start, &mut mask) };
            let known = each_width!(owner, v => owners(request, &v[start..start + count], mask, &mut partners));
            if !known {
                return Err(GroupError::Partner);
            }
            for (word, partner) in words.iter_mut().zip(&partners) {
                *word = [0; W];
                word[0] = u64::from(*partner) & local;
            }
            pack(request, layout, start, count, mask, &mut words)?;
            for (at, (word, partner)) in words.iter().zip(&partners).take(count).enumerate() {
                if !mask.is_empty() && !mask[at] {
                    continue;
                }
                let bucket = (*partner >> layout.local_bits) as usize;
                let cursor = &mut out.cursor[bucket];
                out.entries[*cursor as usize] = *word;
                *cursor += 1;
                if (*cursor as usize).is_multiple_of(size) {
                    out.next[*cursor as usize / size - 1] = free;
                    *cursor = free * number(size);
                    out.full[bucket] += number(size);
                    free += 1;
                }
            }
        }
        Ok(out)
    }

    /// Number of entries of a bucket.
    pub(super) fn len(&self, bucket: usize) -> usize {
        let size = block(W);
        let open = self.cursor.get(bucket).map_or(0, |cursor| *cursor as usize % size);
        open + self.full.get(bucket).map_or(0, |full| *full as usize)
    }

    /// The entries of a bucket, block by block, in the order of rows.
    pub(super) fn chunks(&self, bucket: usize) -> impl Iterator<Item = &[[u64; W]]> {
        let size = block(W);
        let end = self.cursor.get(bucket).map_or(0, |cursor| *cursor as usize);
        let mut block = number(bucket);
        std::iter::from_fn(move || {
            if block == END {
                return None;
            }
            let start = block as usize * size;
            block = self.next.get(block as usize).copied().unwrap_or(END);
            let end = if block == END { end } else { start + size };
            self.entries.get(start..end)
        })
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The partner rows of a batch; those without partner get the row after the last. `false` where a partner is no row.
#[inline]
fn owners<T: Stored>(request: &Request<'_>, values: &[T], mask: &[bool], out: &mut [u32; BATCH]) -> bool {
    let nobody = number(request.partners);
    let mut good = true;
    for (out, value) in out.iter_mut().zip(values) {
        *out = row(request, value.widen()).unwrap_or(u32::MAX);
    }
    for (at, out) in out.iter_mut().take(values.len()).enumerate() {
        if *out == u32::MAX {
            // Of events that are not selected nobody needs the partner.
            good &= mask.get(at) == Some(&false);
            *out = nobody;
        }
    }
    good
}

/// The row of a partner; the row after the last for none.
#[inline(always)]
fn row(request: &Request<'_>, partner: i64) -> Option<u32> {
    if partner == NONE {
        return Some(number(request.partners));
    }
    request.row_of.get(usize::try_from(partner).ok()?).copied()
}

/// Packs the columns of a batch into its words.
fn pack<const W: usize>(
    request: &Request<'_>,
    layout: &Layout,
    start: usize,
    count: usize,
    mask: &[bool],
    words: &mut [[u64; W]; BATCH],
) -> Result<(), GroupError> {
    for item in &layout.items {
        let (shift, at) = (item.shift, item.word.min(W - 1));
        match item.what {
            What::Source => {
                for (word, row) in words.iter_mut().zip(start as u64..) {
                    or(word, at, row << shift);
                }
            }
            What::Value { column, base, range, absent } => {
                let Some(wanted) = request.wanted.get(column) else { continue };
                let Some(values) = request.table.fields.get(wanted.field) else { continue };
                if wanted.partner {
                    for (number, word) in words.iter_mut().take(count).enumerate() {
                        let partner = values.get(start + number);
                        let code = match (row(request, partner), absent) {
                            (_, Some(absent)) if partner == NONE => absent,
                            (_, None) if partner == NONE => return Err(GroupError::Beyond),
                            (Some(row), _) if u64::from(row) <= range => u64::from(row),
                            _ if mask.get(number) == Some(&false) => 0,
                            _ => return Err(GroupError::Partner),
                        };
                        or(word, at, code << shift);
                    }
                    continue;
                }
                let mut beyond = false;
                each_width!(values, v => {
                    let batch = v.get(start..start + count).unwrap_or(&[]);
                    for (word, value) in words.iter_mut().zip(batch) {
                        let (code, unexpected) = code(value.widen(), base, range, absent);
                        beyond |= unexpected;
                        or(word, at, code << shift);
                    }
                });
                if beyond {
                    return Err(GroupError::Beyond);
                }
            }
        }
    }
    Ok(())
}

#[inline(always)]
fn or<const W: usize>(word: &mut [u64; W], at: usize, bits: u64) {
    if let Some(word) = word.get_mut(at) {
        *word |= bits;
    }
}
