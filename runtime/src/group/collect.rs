//! The second pass: one bucket at a time into its final order.

use super::layout::{Item, Layout, What, value};
use super::partition::Buckets;
use super::{Grouped, Request};
use crate::parallel::in_order;
use crate::values::Stored;
use compline_compiler::program::NONE;
use compline_compiler::store::Values;
use std::ops::Range;

/// A part of a column that is being written.
enum Part<'a> {
    I8(&'a mut [i8]),
    I16(&'a mut [i16]),
    I32(&'a mut [i32]),
    I64(&'a mut [i64]),
}

/// Buckets of a thread and where their events go.
struct Share<'a> {
    buckets: Range<usize>,
    /// The first event of the share.
    first: usize,
    groups: &'a mut [u32],
    source: &'a mut [u32],
    columns: Vec<Part<'a>>,
}

/// Puts the buckets one after another, each sorted by partner.
pub(super) fn collect<const W: usize>(request: &Request<'_>, layout: &Layout, parts: &[Buckets<W>]) -> Grouped {
    let sizes: Vec<usize> = (0..layout.buckets).map(|bucket| parts.iter().map(|part| part.len(bucket)).sum()).collect();
    let total = sizes.iter().sum();
    let carried: Vec<bool> = carried(request.wanted.len(), layout);
    let mut out = Grouped {
        groups: vec![0; request.partners + 1],
        source: vec![0; total],
        columns: request
            .wanted
            .iter()
            .zip(&carried)
            .map(|(wanted, carried)| Values::zeros(wanted.width, if *carried { total } else { 0 }))
            .collect(),
    };
    let shares = shares(request, layout, &sizes, total, &carried, &mut out);
    in_order(request.threads, shares.into_iter(), |share| sort(request, layout, parts, share));
    out
}

/// Which columns are carried in the words, or are the owner.
fn carried(columns: usize, layout: &Layout) -> Vec<bool> {
    (0..columns)
        .map(|column| {
            layout.owners.contains(&column)
                || layout.items.iter().any(|item| matches!(item.what, What::Value { column: c, .. } if c == column))
        })
        .collect()
}

/// Cuts the buckets into ranges with about as many events, and the columns accordingly.
fn shares<'a>(
    request: &Request<'_>,
    layout: &Layout,
    sizes: &[usize],
    total: usize,
    carried: &[bool],
    out: &'a mut Grouped,
) -> Vec<Share<'a>> {
    // More shares than threads, so that nobody waits long for the last one.
    let wanted = if request.threads > 1 { request.threads * 8 } else { 1 };
    let mut groups = out.groups.as_mut_slice();
    let mut source = out.source.as_mut_slice();
    let mut columns: Vec<Part<'a>> = out.columns.iter_mut().map(Part::of).collect();
    let mut shares = Vec::with_capacity(wanted);
    let (mut bucket, mut first) = (0, 0);
    for share in 1..=wanted {
        let start = bucket;
        let mut events = 0;
        while bucket < sizes.len() && (share == wanted || first + events < total / wanted * share) {
            events += sizes.get(bucket).copied().unwrap_or(0);
            bucket += 1;
        }
        let rows = (((bucket << layout.local_bits).min(request.partners + 1))
            - (start << layout.local_bits).min(request.partners + 1))
        .min(groups.len());
        let (own_groups, rest) = groups.split_at_mut(rows);
        groups = rest;
        let (own_source, rest) = source.split_at_mut(events.min(source.len()));
        source = rest;
        let own_columns = columns
            .iter_mut()
            .zip(carried)
            .map(|(column, carried)| column.split(if *carried { events } else { 0 }))
            .collect();
        shares.push(Share {
            buckets: start..bucket,
            first,
            groups: own_groups,
            source: own_source,
            columns: own_columns,
        });
        first += events;
    }
    shares
}

#[expect(
    clippy::indexing_slicing,
    reason = "the partner of an event lies in the bucket that it was put into, and places are counts of the same events"
)]
fn sort<const W: usize>(request: &Request<'_>, layout: &Layout, parts: &[Buckets<W>], mut share: Share<'_>) {
    let width = 1_usize << layout.local_bits;
    let local = (width - 1) as u64;
    let mut ends = vec![0_u32; width];
    let mut sorted: Vec<[u64; W]> = Vec::new();
    let first_row = share.buckets.start << layout.local_bits;
    let mut done = 0;
    for bucket in share.buckets.clone() {
        let start = (bucket << layout.local_bits) - first_row;
        let rows = width.min(share.groups.len().saturating_sub(start));
        ends.fill(0);
        for chunk in parts.iter().flat_map(|part| part.chunks(bucket)) {
            for entry in chunk {
                ends[(entry[0] & local) as usize] += 1;
            }
        }
        // Counts become starts; while events are placed, starts become ends.
        let mut count = 0;
        for (end, group) in ends.iter_mut().zip(&mut share.groups[start..start + rows]) {
            *group = number(share.first + done) + count;
            (*end, count) = (count, count + *end);
        }
        let events = count as usize;
        if sorted.len() < events {
            sorted.resize(events, [0; W]);
        }
        for chunk in parts.iter().flat_map(|part| part.chunks(bucket)) {
            for entry in chunk {
                let place = &mut ends[(entry[0] & local) as usize];
                sorted[*place as usize] = *entry;
                *place += 1;
            }
        }
        unpack(layout, &sorted[..events], done, &mut share);
        for column in &layout.owners {
            if let Some(column) = share.columns.get_mut(*column) {
                let mut from = done;
                for (end, row) in ends[..rows].iter().zip(first_row + start..) {
                    let to = done + *end as usize;
                    column.fill(
                        from..to,
                        if row == request.partners { NONE } else { i64::try_from(row).unwrap_or(NONE) },
                    );
                    from = to;
                }
            }
        }
        done += events;
    }
}

fn unpack<const W: usize>(layout: &Layout, sorted: &[[u64; W]], from: usize, share: &mut Share<'_>) {
    let rows = from..from + sorted.len();
    for item in &layout.items {
        match item.what {
            What::Source => {
                for (out, entry) in share.source.get_mut(rows.clone()).unwrap_or(&mut []).iter_mut().zip(sorted) {
                    *out = number_of(item.unpacked(word(entry, item)));
                }
            }
            What::Value { column, base, absent, .. } => match share.columns.get_mut(column) {
                Some(Part::I8(out)) => values(out, rows.clone(), item, base, absent, sorted),
                Some(Part::I16(out)) => values(out, rows.clone(), item, base, absent, sorted),
                Some(Part::I32(out)) => values(out, rows.clone(), item, base, absent, sorted),
                Some(Part::I64(out)) => values(out, rows.clone(), item, base, absent, sorted),
                None => {}
            },
        }
    }
}

#[inline(always)]
fn word<const W: usize>(entry: &[u64; W], item: &Item) -> u64 {
    entry.get(item.word).copied().unwrap_or(0)
}

#[inline]
fn values<T: Stored, const W: usize>(
    out: &mut [T],
    rows: Range<usize>,
    item: &Item,
    base: i64,
    absent: Option<u64>,
    sorted: &[[u64; W]],
) {
    for (out, entry) in out.get_mut(rows).unwrap_or(&mut []).iter_mut().zip(sorted) {
        *out = T::cut(value(item.unpacked(word(entry, item)), base, absent));
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[inline(always)]
fn number_of(row: u64) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

impl<'a> Part<'a> {
    fn of(values: &'a mut Values) -> Self {
        match values {
            Values::I8(v) => Part::I8(v),
            Values::I16(v) => Part::I16(v),
            Values::I32(v) => Part::I32(v),
            Values::I64(v) => Part::I64(v),
        }
    }

    /// Takes the first rows away.
    fn split(&mut self, rows: usize) -> Part<'a> {
        fn take<'a, T>(slice: &mut &'a mut [T], rows: usize) -> &'a mut [T] {
            let rows = rows.min(slice.len());
            let (head, tail) = std::mem::take(slice).split_at_mut(rows);
            *slice = tail;
            head
        }
        match self {
            Part::I8(v) => Part::I8(take(v, rows)),
            Part::I16(v) => Part::I16(take(v, rows)),
            Part::I32(v) => Part::I32(take(v, rows)),
            Part::I64(v) => Part::I64(take(v, rows)),
        }
    }

    /// Writes the same value to some rows.
    fn fill(&mut self, rows: Range<usize>, value: i64) {
        match self {
            Part::I8(v) => v.get_mut(rows).unwrap_or(&mut []).fill(Stored::cut(value)),
            Part::I16(v) => v.get_mut(rows).unwrap_or(&mut []).fill(Stored::cut(value)),
            Part::I32(v) => v.get_mut(rows).unwrap_or(&mut []).fill(Stored::cut(value)),
            Part::I64(v) => v.get_mut(rows).unwrap_or(&mut []).fill(Stored::cut(value)),
        }
    }
}
