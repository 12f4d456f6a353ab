//! Stores for small programs.

use crate::program::{ColumnId, EventSetId, Program, Source, Space};
use crate::shared::Shared;
use crate::store::{EventRows, Marks, PeriodDays, Store, TreeData, Values};

/// A store for a program with a sponsor tree: row of the parent by partner, `-1` at a root, rows in preorder. Every
/// partner is a person, and numbers are rows; other trees have no edges yet, event sets no rows.
pub fn store(program: &Program, parents: &[i32]) -> Store {
    let rows = 0..u32::try_from(parents.len()).unwrap_or(u32::MAX);
    let mut store = Store {
        partners: parents.len(),
        persons: parents.len(),
        person_of: rows.clone().collect(),
        number: rows.collect(),
        trees: vec![tree(&vec![-1; parents.len()]); program.tree_views.len()],
        events: vec![
            EventRows {
                rows: 0,
                groups: vec![0; parents.len() + 1],
                source: Vec::new(),
                marks: Marks::default()
            };
            program.event_sets.len()
        ],
        columns: Vec::new(),
        settled_to: 20_484,
        paid: Vec::new(),
        parts: Vec::new(),
        periods: vec![PeriodDays { start: 20_454, end: 20_484 }, PeriodDays { start: 20_423, end: 20_453 }],
    };
    if let Some(view) = store.trees.first_mut() {
        *view = tree(parents);
    }
    store.allocate(program);
    store
}

/// A tree from the row of each partner's parent, in any order of rows. Children stand in row order.
pub fn tree(parents: &[i32]) -> TreeData {
    let children = |of: i32| parents.iter().enumerate().filter(move |(_, parent)| **parent == of).map(|(row, _)| row);
    let mut order: Vec<u32> = Vec::new();
    let mut end = vec![0_u32; parents.len()];
    // Depth first; a row is met twice, before and after its subtree.
    let mut stack: Vec<(usize, bool)> = children(-1).map(|row| (row, false)).collect();
    stack.reverse();
    while let Some((row, left)) = stack.pop() {
        if left {
            end.iter_mut().skip(row).take(1).for_each(|end| *end = u32::try_from(order.len()).unwrap_or(u32::MAX));
            continue;
        }
        order.push(u32::try_from(row).unwrap_or(u32::MAX));
        stack.push((row, true));
        let below: Vec<_> = children(i32::try_from(row).unwrap_or(i32::MAX)).collect();
        stack.extend(below.into_iter().rev().map(|row| (row, false)));
    }
    let by_row = order.iter().copied().eq(0..u32::try_from(parents.len()).unwrap_or(u32::MAX));
    let mut position = vec![0_u32; parents.len()];
    for (at, row) in (0..).zip(&order) {
        position.iter_mut().skip(*row as usize).take(1).for_each(|position| *position = at);
    }
    TreeData {
        parent: parents.to_vec().into(),
        side: vec![-1; parents.len()].into(),
        order: if by_row { Shared::default() } else { order.into() },
        position: if by_row { Shared::default() } else { position.into() },
        end: end.into(),
        inside: Shared::default(),
    }
}

/// Makes the rows of an event set, one for each owner given; owners must rise, absent ones
/// ([`crate::program::NONE`]) come last. Fills the set's owner column.
pub fn events(program: &Program, store: &mut Store, set: EventSetId, owners: &[i64]) {
    let before = |partner: usize| {
        owners.iter().filter(|owner| usize::try_from(**owner).is_ok_and(|owner| owner < partner)).count()
    };
    let groups = (0..=store.partners).map(|partner| u32::try_from(before(partner)).unwrap_or(u32::MAX)).collect();
    let source = (0..u32::try_from(owners.len()).unwrap_or(u32::MAX)).collect();
    if let Some(rows) = store.events.get_mut(set.index()) {
        *rows = EventRows { rows: owners.len(), groups, source, marks: Marks::default() };
    }
    for (at, column) in
        (0..).map(ColumnId).zip(&program.columns).filter(|(_, column)| column.space == Space::Event(set))
    {
        set_column(store, at, Values::zeros(column.width, owners.len()));
        let kind = program.event_sets.get(set.index()).and_then(|set| program.events.get(set.event.index()));
        if kind.and_then(|kind| kind.owner).is_some_and(|owner| column.source == Source::EventField(owner)) {
            fill(program, store, at, owners);
        }
    }
}

/// Fills a column with stored values; [`crate::program::NONE`] is absent.
///
/// # Panics
/// Where a value does not fit the column's width, or there are more values than rows: the test is wrong.
pub fn fill(program: &Program, store: &mut Store, column: ColumnId, values: &[i64]) {
    let rows = store.columns.get(column.index()).and_then(Option::as_ref).map(Values::len);
    assert_eq!(rows, Some(values.len()), "rows of `{}`", name(program, column));
    for (row, value) in values.iter().enumerate() {
        assert!(store.set(column, row, *value), "{value} does not fit `{}`", name(program, column));
    }
}

/// The stored values of a column.
pub fn values(store: &Store, column: ColumnId) -> Vec<i64> {
    let rows = store.columns.get(column.index()).and_then(Option::as_ref).map_or(0, Values::len);
    (0..rows).map(|row| store.get(column, row)).collect()
}

fn name(program: &Program, column: ColumnId) -> &str {
    program.columns.get(column.index()).map_or("", |column| &column.name)
}

fn set_column(store: &mut Store, column: ColumnId, values: Values) {
    if let Some(slot) = store.columns.get_mut(column.index()) {
        *slot = Some(values);
    }
}
