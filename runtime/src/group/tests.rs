//! Grouping equals a stable sort by partner row.

use super::*;
use proptest::prelude::*;

/// The same by sorting.
fn naive(request: &Request<'_>) -> Option<Grouped> {
    let table = request.table;
    let passes = |row: usize| passes(table, request.tests, row);
    let row_of = |partner: i64| match usize::try_from(partner) {
        Err(_) => Some(NONE),
        Ok(partner) => request.row_of.get(partner).filter(|row| **row != u32::MAX).map(|row| i64::from(*row)),
    };
    let mut rows: Vec<usize> = (0..table.rows).filter(|row| passes(*row)).collect();
    let mut groups = Vec::new();
    if let Some(owner) = request.owner {
        let of = |row: usize| row_of(table.fields.get(owner).map_or(NONE, |v| v.get(row)));
        let nobody = i64::try_from(request.partners).ok()?;
        let mut keyed: Vec<(i64, usize)> = rows
            .iter()
            .map(|row| of(*row).map(|of| (if of == NONE { nobody } else { of }, *row)))
            .collect::<Option<_>>()?;
        keyed.sort();
        groups = (0..=nobody)
            .map(|partner| u32::try_from(keyed.partition_point(|(of, _)| *of < partner)).unwrap_or(0))
            .collect();
        rows = keyed.into_iter().map(|(_, row)| row).collect();
    }
    let mut columns = Vec::new();
    for wanted in request.wanted {
        let mut column = Values::zeros(wanted.width, rows.len());
        for (at, row) in rows.iter().enumerate() {
            let value = table.fields.get(wanted.field).map_or(NONE, |v| v.get(*row));
            let value = if wanted.partner { row_of(value)? } else { value };
            if !column.set(at, value) {
                return None;
            }
        }
        columns.push(column);
    }
    Some(Grouped { groups, source: rows.into_iter().map(|row| u32::try_from(row).unwrap_or(0)).collect(), columns })
}

prop_compose! {
    /// Partners, their rows, and events: owner, other partner, day, amounts, word.
    fn case()(partners in 1..40_usize, events in 0..200_usize)
        (rows in Just((0..u32::try_from(partners).unwrap_or(0)).collect::<Vec<_>>()).prop_shuffle(),
         partners in Just(partners),
         unknown in proptest::option::of(0..partners),
         owners in proptest::collection::vec(proptest::option::weighted(0.9, 0..partners), events),
         others in proptest::collection::vec(proptest::option::weighted(0.9, 0..partners), events),
         days in proptest::collection::vec(proptest::option::weighted(0.9, 0..40_i64), events),
         large in proptest::collection::vec(prop_oneof![any::<i64>(), Just(5)], events),
         small in proptest::collection::vec(-127..=127_i64, events),
         word in proptest::collection::vec(proptest::option::of(0..3_i64), events),
         many in any::<bool>(), one_value in any::<bool>())
        -> (Vec<u32>, usize, EventTable, bool) {
        let mut rows = rows;
        if let Some(slot) = unknown.filter(|_| many).and_then(|u| rows.get_mut(u)) {
            *slot = u32::MAX;
        }
        let number = |v: &Option<usize>| v.map_or(i32::MIN, |v| i32::try_from(v).unwrap_or(0));
        let fields = vec![
            Values::I32(owners.iter().map(number).collect()),
            Values::I32(others.iter().map(number).collect()),
            Values::I32(days.iter().map(|d| d.map_or(i32::MIN, |d| i32::try_from(d).unwrap_or(0))).collect()),
            Values::I64(large.iter().map(|v| if one_value { 7 } else { *v }).collect()),
            Values::I16(small.iter().map(|v| i16::try_from(*v).unwrap_or(0)).collect()),
            Values::I8(word.iter().map(|w| w.map_or(i8::MIN, |w| i8::try_from(w).unwrap_or(0))).collect()),
            Values::I64(large.iter().rev().copied().collect()),
            Values::I64(large.iter().map(|v| v.wrapping_mul(3)).collect()),
            Values::I64(large.iter().map(|v| v.wrapping_mul(5)).collect()),
        ];
        (rows, partners, EventTable::of_columns(owners.len(), fields), many)
    }
}

proptest! {
    #[test]
    fn grouping_is_a_stable_sort((row_of, partners, table, many) in case(), threads in 1..4_usize, from in 0..20_i64, to in 10..50_i64, owner in proptest::option::weighted(0.9, 0..1_usize)) {
        let stats: Vec<Stats> = table.fields.iter().map(|v| Stats::of(v, threads)).collect();
        let wanted = |field, width| Wanted { field, partner: field < 2, width };
        let mut columns = vec![wanted(0, Width::W32), wanted(1, Width::W32), wanted(3, Width::W64), wanted(4, Width::W8), wanted(5, Width::W16)];
        if many {
            columns.extend([wanted(6, Width::W64), wanted(7, Width::W64), wanted(8, Width::W64), wanted(2, Width::W64), wanted(1, Width::W64)]);
        }
        let tests = if to < 40 { vec![Test { column: TestColumn::Field(2), from, to, or_absent: false }] } else { Vec::new() };
        let request = Request { table: &table, owner, row_of: &row_of, partners, tests: &tests, wanted: &columns, stats: &stats, threads };
        prop_assert_eq!(group(&request).ok(), naive(&request));
    }

    #[test]
    fn a_part_is_what_grouping_it_gives((row_of, partners, table, _) in case(), from in 0..20_i64, to in 10..50_i64, inner in 0..30_i64, owner in proptest::option::weighted(0.9, 0..1_usize)) {
        let stats: Vec<Stats> = table.fields.iter().map(|v| Stats::of(v, 1)).collect();
        let wanted = |field, width| Wanted { field, partner: field < 2, width };
        let columns = [wanted(0, Width::W32), wanted(3, Width::W64), wanted(2, Width::W32), wanted(4, Width::W8)];
        let taken = [wanted(4, Width::W8), wanted(0, Width::W32)];
        let test = |from, to| Test { column: TestColumn::Field(2), from, to, or_absent: false };
        let (whole, part) = ([test(from, to)], [test(from.max(inner), to.min(inner + 7))]);
        let request = |tests, wanted| Request { table: &table, owner, row_of: &row_of, partners, tests, wanted, stats: &stats, threads: 1 };
        if let Ok(grouped) = group(&request(&whole, &columns)) {
            let left = within(&part, &whole);
            prop_assert!(left.is_some());
            prop_assert_eq!(Ok(split(&grouped, &columns, &left.unwrap_or_default(), &taken)), group(&request(&part, &taken)));
        }
        prop_assert_eq!(within(&whole, &part).is_some(), from >= inner && to <= inner + 7);
        let known = [Test { column: TestColumn::KnownAt, ..part[0] }];
        prop_assert!(within(&part, &known).is_none());
    }

    #[test]
    fn the_same_rows_are_recognised(days in proptest::collection::vec(0..10_i32, 0..3000), from in 0..10_i64, to in 0..12_i64) {
        let table = EventTable::of_columns(days.len(), vec![Values::I32(days.clone())]);
        let tests = [Test { column: TestColumn::Field(0), from, to, or_absent: false }];
        prop_assert_eq!(same_rows(&table, &tests, &[]), days.iter().all(|d| (from..=to).contains(&i64::from(*d))));
    }
}

#[test]
fn values_that_are_not_expected_are_noticed() {
    let table = EventTable::of_columns(3, vec![Values::I32(vec![0, 0, 0]), Values::I64(vec![3, 10, NONE])]);
    let wanted = [Wanted { field: 1, partner: false, width: Width::W32 }];
    let group = |least, most, absent| {
        let stats = [Stats::default(), Stats { least, most, absent }];
        let request = Request {
            table: &table,
            owner: Some(0),
            row_of: &[0],
            partners: 1,
            tests: &[],
            wanted: &wanted,
            stats: &stats,
            threads: 1,
        };
        group(&request).map(|grouped| grouped.columns)
    };
    let expected = Ok(vec![Values::I32(vec![3, 10, i32::MIN])]);
    assert_eq!(group(3, 10, true), expected);
    assert_eq!(group(-100, 100, true), expected);
    assert_eq!(group(3, 10, false), Err(GroupError::Beyond));
    assert_eq!(group(3, 9, true), Err(GroupError::Beyond));
    assert_eq!(group(4, 10, true), Err(GroupError::Beyond));
}

#[test]
fn values_that_do_not_fit_are_refused() {
    let table = EventTable::of_columns(2, vec![Values::I32(vec![0, 0]), Values::I64(vec![127, 128])]);
    let stats: Vec<Stats> = table.fields.iter().map(|v| Stats::of(v, 1)).collect();
    let wanted = [Wanted { field: 1, partner: false, width: Width::W8 }];
    let request = Request {
        table: &table,
        owner: Some(0),
        row_of: &[0],
        partners: 1,
        tests: &[],
        wanted: &wanted,
        stats: &stats,
        threads: 1,
    };
    assert_eq!(group(&request), Err(GroupError::Width(0)));
}
