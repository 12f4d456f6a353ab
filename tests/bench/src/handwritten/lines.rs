//! Commission lines: counted, streamed through a buffer, or kept.

use super::basis_points;
use std::hint::black_box;

/// What becomes of the commission lines of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineMode {
    /// Lines are counted and added to the totals, but never written.
    None,
    /// Lines are written into a buffer of the size of a cache, again and again.
    Stream,
    /// Lines are kept in memory, 15 bytes each.
    Keep,
}

/// All commission lines of a run, grouped by buyer, then by level.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// The lines in preorder of their buyers, one part per thread.
    pub parts: Vec<LineColumns>,
}

impl Lines {
    /// Number of lines.
    pub fn len(&self) -> u64 {
        self.parts.iter().map(|part| part.amount.len() as u64).sum()
    }

    /// Are there no lines?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Commission lines by column; all columns have the same length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineColumns {
    /// Number of the order that pays.
    pub order: Vec<u32>,
    /// Partner that earns.
    pub earner: Vec<u32>,
    /// Level of the earner among those who earn from this order, from 1.
    pub level: Vec<u8>,
    /// Rate in basis points.
    pub rate: Vec<u16>,
    /// Amount in cents, never 0.
    pub amount: Vec<u32>,
}

/// One earner's share of one buyer's orders: a run of lines that differ in order and amount only.
#[derive(Clone, Copy)]
pub(super) struct Share {
    pub(super) earner: u32,
    pub(super) level: u8,
    pub(super) rate: u16,
}

/// The orders of one buyer that pay something.
#[derive(Clone, Copy)]
pub(super) struct Run<'a> {
    /// Numbers of the orders, and behind them at least [`PADDING`] - 1 entries without a meaning.
    pub(super) orders: &'a [u32],
    /// CVs of the orders.
    pub(super) cvs: &'a [u32],
}

/// Takes the lines of a plan.
pub(super) trait LineSink: Send {
    /// Pays a share of a run of orders; returns the sum of the amounts.
    fn pay(&mut self, share: Share, run: Run) -> i64;

    /// Number of lines so far, and the lines if they were kept.
    fn finish(self) -> (u64, Option<LineColumns>);
}

/// Counts lines.
#[derive(Clone, Default)]
pub(super) struct Counted {
    lines: u64,
}

impl LineSink for Counted {
    #[inline(always)]
    fn pay(&mut self, share: Share, run: Run) -> i64 {
        let mut sum = 0;
        let mut lines = 0;
        for &cv in run.cvs {
            let amount = basis_points(cv, share.rate);
            sum += i64::from(amount);
            lines += u64::from(amount > 0);
        }
        self.lines += lines;
        sum
    }

    fn finish(self) -> (u64, Option<LineColumns>) {
        (self.lines, None)
    }
}

/// Number of lines in the buffer: 15 KiB of them, so that they stay in the first-level cache.
const BUFFERED: usize = 1_024;

/// Columns are written in blocks of this many lines, the last block of a run beyond the end of the run.
pub(super) const PADDING: usize = 16;

/// A buffer of lines with a fixed size.
struct Buffer {
    columns: LineColumns,
    len: usize,
}

impl Buffer {
    fn new() -> Buffer {
        const SIZE: usize = BUFFERED + PADDING;
        let columns = LineColumns {
            order: vec![0; SIZE],
            earner: vec![0; SIZE],
            level: vec![0; SIZE],
            rate: vec![0; SIZE],
            amount: vec![0; SIZE],
        };
        Buffer { columns, len: 0 }
    }

    /// Pays a share of a run of any length; whenever the buffer is full, `flush` gets to see its lines.
    #[inline(always)]
    fn pay(&mut self, share: Share, run: Run, mut flush: impl FnMut(&LineColumns, usize)) -> i64 {
        if self.len + run.cvs.len() <= BUFFERED {
            return self.write(share, run);
        }
        let mut sum = 0;
        for (chunk, cvs) in run.cvs.chunks(BUFFERED).enumerate() {
            if self.len + cvs.len() > BUFFERED {
                flush(&self.columns, self.len);
                self.len = 0;
            }
            sum += self.write(share, Run { orders: &run.orders[chunk * BUFFERED..], cvs });
        }
        sum
    }

    /// Writes the lines of a share, which must fit; returns the sum of the amounts.
    #[inline(always)]
    fn write(&mut self, share: Share, run: Run) -> i64 {
        let (start, end) = (self.len, self.len + run.cvs.len());
        let columns = &mut self.columns;
        let (sum, paid) = amounts(&mut columns.amount[start..end], run.cvs, share.rate);
        let blocks = run.cvs.len().div_ceil(PADDING);
        let order = in_blocks(&mut columns.order, start, blocks);
        let earner = in_blocks(&mut columns.earner, start, blocks);
        let level = in_blocks(&mut columns.level, start, blocks);
        let rate = in_blocks(&mut columns.rate, start, blocks);
        let orders = run.orders[..blocks * PADDING].as_chunks::<PADDING>().0;
        for ((((order, orders), earner), level), rate) in order.iter_mut().zip(orders).zip(earner).zip(level).zip(rate)
        {
            *order = *orders;
            *earner = [share.earner; PADDING];
            *level = [share.level; PADDING];
            *rate = [share.rate; PADDING];
        }
        self.len = if paid == run.cvs.len() { end } else { self.without_zeros(start, end) };
        sum
    }

    /// Takes the lines without an amount out of a run; returns its new end.
    #[cold]
    fn without_zeros(&mut self, start: usize, end: usize) -> usize {
        // Inside of a run only orders and amounts differ.
        let mut kept = start;
        for line in start..end {
            if self.columns.amount[line] > 0 {
                self.columns.amount[kept] = self.columns.amount[line];
                self.columns.order[kept] = self.columns.order[line];
                kept += 1;
            }
        }
        kept
    }
}

/// A number of whole blocks of a column.
#[inline(always)]
fn in_blocks<T>(column: &mut [T], start: usize, blocks: usize) -> &mut [[T; PADDING]] {
    column[start..start + blocks * PADDING].as_chunks_mut().0
}

/// Computes the amounts of a run; returns their sum and how many are not 0.
///
/// A function of its own, so that sum and count stay in registers.
#[inline(never)]
fn amounts(amounts: &mut [u32], cvs: &[u32], rate: u16) -> (i64, usize) {
    let mut sum = 0;
    let mut paid = 0;
    for (amount, &cv) in amounts.iter_mut().zip(cvs) {
        *amount = basis_points(cv, rate);
        sum += i64::from(*amount);
        paid += usize::from(*amount > 0);
    }
    (sum, paid)
}

/// Writes lines into the buffer, again and again.
pub(super) struct Streamed {
    buffer: Buffer,
    flushed: u64,
}

impl Streamed {
    pub(super) fn new() -> Streamed {
        Streamed { buffer: Buffer::new(), flushed: 0 }
    }
}

impl LineSink for Streamed {
    #[inline(always)]
    fn pay(&mut self, share: Share, run: Run) -> i64 {
        let flushed = &mut self.flushed;
        self.buffer.pay(share, run, |columns, len| {
            black_box(columns);
            *flushed += len as u64;
        })
    }

    fn finish(self) -> (u64, Option<LineColumns>) {
        black_box(&self.buffer.columns);
        (self.flushed + self.buffer.len as u64, None)
    }
}

/// Keeps lines: the same buffer, emptied into columns that grow.
pub(super) struct Kept {
    buffer: Buffer,
    columns: LineColumns,
}

impl Kept {
    /// Keeps about `lines` lines, in the memory of columns that are no longer needed as far as it is enough.
    ///
    /// What is reserved in vain costs nothing: the system gives memory page by page as it is written to.
    pub(super) fn new(mut columns: LineColumns, lines: usize) -> Kept {
        columns.clear();
        columns.reserve(lines);
        Kept { buffer: Buffer::new(), columns }
    }
}

impl LineSink for Kept {
    #[inline(always)]
    fn pay(&mut self, share: Share, run: Run) -> i64 {
        let columns = &mut self.columns;
        self.buffer.pay(share, run, |buffer, len| columns.append(buffer, len))
    }

    fn finish(mut self) -> (u64, Option<LineColumns>) {
        self.columns.append(&self.buffer.columns, self.buffer.len);
        (self.columns.amount.len() as u64, Some(self.columns))
    }
}

impl LineColumns {
    /// Appends the first `len` lines of others.
    fn append(&mut self, lines: &LineColumns, len: usize) {
        self.order.extend_from_slice(&lines.order[..len]);
        self.earner.extend_from_slice(&lines.earner[..len]);
        self.level.extend_from_slice(&lines.level[..len]);
        self.rate.extend_from_slice(&lines.rate[..len]);
        self.amount.extend_from_slice(&lines.amount[..len]);
    }

    /// Makes room for a number of lines.
    fn reserve(&mut self, lines: usize) {
        self.order.reserve(lines);
        self.earner.reserve(lines);
        self.level.reserve(lines);
        self.rate.reserve(lines);
        self.amount.reserve(lines);
    }

    fn clear(&mut self) {
        self.order.clear();
        self.earner.clear();
        self.level.clear();
        self.rate.clear();
        self.amount.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::{BUFFERED, Counted, Kept, LineColumns, LineSink, PADDING, Run, Share, Streamed};

    /// Pays some runs of different lengths, in which every third order is too small for a line.
    fn pay_all<S: LineSink>(mut sink: S) -> (i64, u64, Option<LineColumns>) {
        let mut sum = 0;
        for len in [1, 15, 16, 17, BUFFERED - 1, BUFFERED, 3 * BUFFERED + 5, 0, 2] {
            let orders: Vec<u32> = (0..(len + PADDING) as u32).collect();
            let cvs: Vec<u32> = (0..len as u32).map(|order| if order % 3 == 2 { 49 } else { 50 + order }).collect();
            sum += sink.pay(Share { earner: len as u32, level: 1, rate: 100 }, Run { orders: &orders, cvs: &cvs });
        }
        let (lines, kept) = sink.finish();
        (sum, lines, kept)
    }

    #[test]
    fn all_sinks_agree_and_leave_out_lines_of_nothing() {
        let (sum, lines, _) = pay_all(Counted::default());
        assert_eq!(pay_all(Streamed::new()), (sum, lines, None));
        let (kept_sum, kept_lines, kept) = pay_all(Kept::new(LineColumns::default(), 0));
        let kept = kept.unwrap_or_default();
        assert_eq!((kept_sum, kept_lines), (sum, lines));
        assert_eq!(kept.amount.iter().map(|&amount| i64::from(amount)).sum::<i64>(), sum);
        for line in 0..lines as usize {
            assert_ne!(kept.order[line] % 3, 2);
            assert!(kept.order[line] < kept.earner[line]);
            assert_eq!(kept.amount[line], (50 + kept.order[line] + 50) / 100);
            assert_eq!((kept.level[line], kept.rate[line]), (1, 100));
        }
    }
}
