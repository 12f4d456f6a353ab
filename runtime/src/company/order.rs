//! Bringing tables into their canonical order, so that nothing depends on the order of the files.

use crate::natural;
use crate::parallel::{in_order, ranges};
use crate::texts::{Ids, Texts};
use std::cmp::Ordering;

/// Something by row that has a natural order.
pub(super) trait Natural: Sync {
    /// A number whose order agrees with the natural order wherever two of them differ.
    type Key: Copy + Ord + Send;

    /// Number of rows.
    fn rows(&self) -> usize;

    /// The number of a row.
    fn key(&self, row: usize) -> Self::Key;

    /// The natural order of two rows.
    fn compare(&self, a: usize, b: usize) -> Ordering;

    /// Whether two rows have the same there.
    fn same(&self, a: usize, b: usize) -> bool;

    /// Whether a row has nothing there.
    fn is_empty(&self, row: usize) -> bool;
}

impl Natural for Texts {
    type Key = u128;

    fn rows(&self) -> usize {
        self.len()
    }

    fn key(&self, row: usize) -> u128 {
        natural::key(self.get(row).as_bytes())
    }

    fn compare(&self, a: usize, b: usize) -> Ordering {
        natural::compare(self.get(a).as_bytes(), self.get(b).as_bytes())
    }

    fn same(&self, a: usize, b: usize) -> bool {
        self.get(a) == self.get(b)
    }

    fn is_empty(&self, row: usize) -> bool {
        self.get(row).is_empty()
    }
}

impl Natural for [i64] {
    type Key = i64;

    fn rows(&self) -> usize {
        self.len()
    }

    fn key(&self, row: usize) -> i64 {
        self.get(row).copied().unwrap_or_default()
    }

    fn compare(&self, a: usize, b: usize) -> Ordering {
        self.get(a).cmp(&self.get(b))
    }

    fn same(&self, a: usize, b: usize) -> bool {
        self.get(a) == self.get(b)
    }

    fn is_empty(&self, _row: usize) -> bool {
        false
    }
}

/// The natural order of ids, within rising groups where there are some.
///
/// `None` where they are in order already; equal ids stay in the order of their rows.
pub(super) fn natural_order(ids: &Ids, groups: Option<&[u32]>, threads: usize) -> Option<Vec<u32>> {
    match ids {
        Ids::Sequence(_) => None,
        Ids::Numbers(numbers) => order_of(numbers.as_slice(), groups, threads),
        Ids::Texts(texts) => order_of(texts, groups, threads),
    }
}

/// As [`natural_order`].
pub(super) fn order_of<N: Natural + ?Sized>(ids: &N, groups: Option<&[u32]>, threads: usize) -> Option<Vec<u32>> {
    let group = |row: usize| groups.and_then(|groups| groups.get(row)).copied().unwrap_or(0);
    let ordered = |rows: std::ops::Range<usize>| {
        rows.filter(|row| *row > 0).all(|row| {
            let order = group(row - 1).cmp(&group(row));
            order.then_with(|| ids.compare(row - 1, row)) != Ordering::Greater
        })
    };
    if in_order(threads, ranges(ids.rows(), threads * 8), ordered).into_iter().all(|ordered| ordered) {
        return None;
    }
    // Sorting by a number made of the id's beginning rarely has to look at the id itself.
    let compare = |a: &(u32, N::Key, u32), b: &(u32, N::Key, u32)| {
        (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| ids.compare(a.2 as usize, b.2 as usize)).then(a.2.cmp(&b.2))
    };
    let sorted = in_order(threads, ranges(ids.rows(), threads), |rows| {
        let mut part: Vec<_> =
            rows.map(|row| (group(row), ids.key(row), u32::try_from(row).unwrap_or(u32::MAX))).collect();
        part.sort_unstable_by(compare);
        part
    });
    let merged = sorted.into_iter().reduce(|a, b| merge(&a, &b, compare)).unwrap_or_default();
    Some(merged.into_iter().map(|(_, _, row)| row).collect())
}

fn merge<T: Copy>(a: &[T], b: &[T], compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let mut out = Vec::with_capacity(a.len() + b.len());
    let (mut a, mut b) = (a, b);
    while let (Some((x, after_a)), Some((y, after_b))) = (a.split_first(), b.split_first()) {
        if compare(y, x) == Ordering::Less {
            out.push(*y);
            b = after_b;
        } else {
            out.push(*x);
            a = after_a;
        }
    }
    out.extend_from_slice(a);
    out.extend_from_slice(b);
    out
}

/// The order of rows by a key; `None` where they are in order already. Rows of equal keys keep their order.
pub(super) fn order_by<K: Ord>(rows: usize, key: impl Fn(usize) -> K) -> Option<Vec<u32>> {
    if (1..rows).all(|row| key(row - 1) <= key(row)) {
        return None;
    }
    let mut order: Vec<u32> = (0..u32::try_from(rows).unwrap_or(u32::MAX)).collect();
    order.sort_by_cached_key(|row| key(*row as usize));
    Some(order)
}

/// Equal neighbours in natural order: pairs of the first row and a later one, by later row.
pub(super) fn duplicates(ids: &Ids, same_group: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    match ids {
        Ids::Sequence(_) => Vec::new(),
        Ids::Numbers(numbers) => duplicates_of(numbers.as_slice(), same_group),
        Ids::Texts(texts) => duplicates_of(texts, same_group),
    }
}

fn duplicates_of<N: Natural + ?Sized>(ids: &N, same_group: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let mut first = 0;
    for row in 1..ids.rows() {
        if ids.same(first, row) && !ids.is_empty(row) && same_group(first, row) {
            pairs.push((first, row));
        } else {
            first = row;
        }
    }
    pairs
}

/// Spans of days in which something holds, by subject.
pub(super) struct Span<K> {
    /// Who or what, and since when it is known.
    pub(super) key: K,
    /// First day.
    pub(super) from: i32,
    /// Last day.
    pub(super) to: i32,
}

/// Pairs of rows with the same key that hold on a common day. Spans are sorted by key and start.
pub(super) fn overlaps<K: PartialEq>(rows: usize, span: impl Fn(usize) -> Span<K>) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let mut longest: Option<(usize, Span<K>)> = None;
    for row in 0..rows {
        let here = span(row);
        longest = match longest {
            Some((other, before)) if before.key == here.key => {
                if here.from <= before.to {
                    pairs.push((other, row));
                }
                if here.to > before.to { Some((row, here)) } else { Some((other, before)) }
            }
            _ => Some((row, here)),
        };
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorting_is_the_natural_order(ids in proptest::collection::vec("[a-b]{0,2}[0-9]{0,20}", 0..40), threads in 1..4_usize) {
            let texts: Texts = ids.iter().map(String::as_str).collect();
            let groups: Vec<u32> = ids.iter().map(|id| u32::try_from(id.len() % 2).unwrap_or(0)).collect();
            let order = order_of(&texts, Some(&groups), threads).unwrap_or_else(|| (0..u32::try_from(ids.len()).unwrap_or(0)).collect());
            let mut expected: Vec<(u32, usize)> = groups.iter().copied().zip(0..).collect();
            expected.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| natural::compare(texts.get(a.1).as_bytes(), texts.get(b.1).as_bytes())).then(a.1.cmp(&b.1)));
            let expected: Vec<usize> = expected.into_iter().map(|(_, row)| row).collect();
            prop_assert_eq!(order.iter().map(|row| *row as usize).collect::<Vec<_>>(), expected);
        }
    }
}
