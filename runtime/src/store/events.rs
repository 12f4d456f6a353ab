//! The event sets of a store.

use super::event_rows;
use crate::company::stored_bound;
use crate::company::{Company, EventTable};
use crate::context::{Context, StoreError};
use crate::group::{GroupError, Grouped, Request, Stats, Test, TestColumn, Wanted, group, passes, same_rows};
use crate::problem::{Cause, DEFAULT_LIMIT, Problems};
use crate::snapshot::{NO_ROW, Snapshot};
use compline_compiler::program::{Column, Event, EventId, EventSetId, Kind, Program, Source, Space, Width};
use compline_compiler::store::{EventRows, Store};
use std::cell::RefCell;

/// Groups the events of every set and fills their columns.
pub(super) fn fill(
    program: &Program,
    company: &Company,
    snapshot: &Snapshot,
    context: Context,
    threads: usize,
    store: &mut Store,
) -> Result<(), StoreError> {
    store.events = vec![EventRows::default(); program.event_sets.len()];
    let empty = EventTable::default();
    for (at, kind) in (0..).zip(&program.events) {
        let table = company.events.get(at as usize).unwrap_or(&empty);
        let task = Task { program, company, snapshot, context, threads, kind, table, seen: RefCell::new(Vec::new()) };
        for sets in task.selections(EventId(at)) {
            let grouped = task.group(&sets)?;
            task.hand_out(&sets, grouped, store);
        }
    }
    references(program, store)
}

/// Sets that hold the same rows.
struct Selection {
    sets: Vec<EventSetId>,
    /// `None` where they hold nothing.
    tests: Option<Vec<Test>>,
}

struct Task<'a> {
    program: &'a Program,
    company: &'a Company,
    snapshot: &'a Snapshot,
    context: Context,
    threads: usize,
    kind: &'a Event,
    table: &'a EventTable,
    /// Columns that have been looked at.
    seen: RefCell<Vec<(TestColumn, Stats)>>,
}

impl Task<'_> {
    /// The sets of the kind, those with the same rows together.
    fn selections(&self, id: EventId) -> Vec<Selection> {
        let mut selections: Vec<Selection> = Vec::new();
        for (at, set) in (0..).zip(&self.program.event_sets) {
            if set.event != id {
                continue;
            }
            let tests = self
                .context
                .tests(self.program, self.kind, set.select, self.table, self.snapshot.knowledge)
                .map(|tests| self.needed(tests));
            let same = selections.iter_mut().find(|selection| match (&selection.tests, &tests) {
                (Some(a), Some(b)) => same_rows(self.table, a, b),
                (None, None) => true,
                _ => false,
            });
            match same {
                Some(selection) => selection.sets.push(EventSetId(at)),
                None => selections.push(Selection { sets: vec![EventSetId(at)], tests }),
            }
        }
        selections
    }

    /// The tests that not every row passes.
    fn needed(&self, tests: Vec<Test>) -> Vec<Test> {
        tests.into_iter().filter(|test| !test.is_always(self.stats(test.column))).collect()
    }

    /// The program's columns of a set, with their numbers and fields.
    fn columns(&self, set: EventSetId) -> impl Iterator<Item = (usize, &Column, usize)> {
        self.program.columns.iter().enumerate().filter_map(move |(at, column)| match (column.space, column.source) {
            (Space::Event(space), Source::EventField(field)) if space == set => Some((at, column, field as usize)),
            _ => None,
        })
    }

    /// How a column is carried. References to events are rows of a table until all sets are there.
    fn wanted(column: &Column, field: usize) -> Wanted {
        let width = if matches!(column.ty.kind, Kind::Event(_)) { Width::W32 } else { column.width };
        Wanted { field, partner: column.ty.kind == Kind::Partner, width }
    }

    fn group(&self, selection: &Selection) -> Result<(Vec<Wanted>, Grouped), StoreError> {
        let mut wanted: Vec<Wanted> = Vec::new();
        let mut names: Vec<&str> = Vec::new();
        for set in &selection.sets {
            for (_, column, field) in self.columns(*set) {
                let one = Self::wanted(column, field);
                if !wanted.contains(&one) {
                    wanted.push(one);
                    names.push(&column.name);
                }
            }
        }
        let owner = self.kind.owner.map(|owner| owner as usize);
        let partners = self.snapshot.rows();
        let Some(tests) = &selection.tests else {
            let groups = if owner.is_some() { vec![0; partners + 1] } else { Vec::new() };
            let columns =
                wanted.iter().map(|wanted| compline_compiler::store::Values::zeros(wanted.width, 0)).collect();
            return Ok((wanted, Grouped { groups, source: Vec::new(), columns }));
        };
        let wants = |field| Some(field) != owner && wanted.iter().any(|wanted| wanted.field == field);
        let fields = 0..self.table.fields.len();
        let expected: Vec<Stats> =
            fields.clone().map(|field| if wants(field) { self.expected(field) } else { Stats::default() }).collect();
        let table = self.table;
        let request = Request {
            table,
            owner,
            row_of: &self.snapshot.row_of,
            partners,
            tests,
            wanted: &wanted,
            stats: &expected,
            threads: self.threads,
        };
        let mut grouped = group(&request);
        if grouped == Err(GroupError::Beyond) {
            let found: Vec<Stats> = fields
                .map(|field| if wants(field) { self.stats(TestColumn::Field(field)) } else { Stats::default() })
                .collect();
            grouped = group(&Request { stats: &found, ..request });
        }
        match grouped {
            Ok(grouped) => Ok((wanted, grouped)),
            Err(GroupError::Width(at)) => {
                Err(StoreError::Width { column: names.get(at).copied().unwrap_or_default().to_owned() })
            }
            Err(GroupError::Partner | GroupError::Beyond) => Err(self.unknown_partners(&request)),
        }
    }

    /// What the values of a column are like; every column is looked at once.
    fn stats(&self, column: TestColumn) -> Stats {
        let known = self.seen.borrow().iter().find(|(seen, _)| *seen == column).map(|(_, stats)| *stats);
        known.unwrap_or_else(|| {
            let test = Test { column, from: 0, to: 0, or_absent: false };
            let stats = test.values(self.table).map_or_else(Stats::default, |values| Stats::of(values, self.threads));
            self.seen.borrow_mut().push((column, stats));
            stats
        })
    }

    /// What the values of a field are like by its declaration, where that says enough.
    fn expected(&self, field: usize) -> Stats {
        let declared = self.kind.fields.get(field);
        let absent = declared.is_some_and(|field| field.ty.optional);
        let range = declared.and_then(|field| match field.ty.kind {
            Kind::Number(_, scale) => {
                field.range.map(|(least, most)| (stored_bound(least, scale, true), stored_bound(most, scale, false)))
            }
            Kind::Bool => Some((0, 1)),
            Kind::Word(words) => Some((0, i64::try_from(self.program.words.get(words.index())?.words.len()).ok()? - 1)),
            Kind::Partner => Some((0, 0)),
            Kind::Person | Kind::Date | Kind::Event(_) | Kind::Text => None,
        });
        match range {
            Some((least, most)) => Stats { least, most, absent },
            None => self.stats(TestColumn::Field(field)),
        }
    }

    /// Tells which events name partners who are not known.
    fn unknown_partners(&self, request: &Request<'_>) -> StoreError {
        let mut problems = Problems::new(DEFAULT_LIMIT);
        let mut fields: Vec<usize> = request
            .wanted
            .iter()
            .filter(|wanted| wanted.partner)
            .map(|wanted| wanted.field)
            .chain(request.owner)
            .collect();
        fields.sort_unstable();
        fields.dedup();
        for row in (0..self.table.rows).filter(|row| passes(self.table, request.tests, *row)) {
            for field in &fields {
                let partner = usize::try_from(self.table.fields.get(*field).map_or(-1, |values| values.get(row)));
                let Ok(partner) = partner else { continue };
                if self.snapshot.row_of.get(partner).is_none_or(|row| *row == NO_ROW) {
                    let name = self.kind.fields.get(*field).map_or("", |field| &field.name);
                    let id = if partner < self.company.partners.len() {
                        self.company.partners.ids.get(partner).into_owned()
                    } else {
                        partner.to_string()
                    };
                    let file = || {
                        if self.table.origin.file.is_empty() {
                            crate::company::event_file(self.kind)
                        } else {
                            self.table.origin.file.clone()
                        }
                    };
                    problems.add(|| {
                        let cure = "correct the known_at of one of the two, or take a later known date";
                        let mut problem = self.table.origin.problem(row, name, id, Cause::KnownLater, cure);
                        problem.place.file = file();
                        problem
                    });
                }
            }
        }
        StoreError::Data(problems.finish().err().unwrap_or_default())
    }

    /// Gives the grouped columns to the sets. What several sets share is copied: to copy a column costs a
    /// small part of what grouping it once more would.
    fn hand_out(&self, selection: &Selection, (wanted, grouped): (Vec<Wanted>, Grouped), store: &mut Store) {
        let Grouped { groups, source, mut columns } = grouped;
        // The last user of a column gets it, the others get copies.
        let mut users: Vec<(usize, usize)> = Vec::new();
        for set in &selection.sets {
            for (at, column, field) in self.columns(*set) {
                users.extend(
                    wanted.iter().position(|w| *w == Self::wanted(column, field)).map(|position| (at, position)),
                );
            }
        }
        for (user, (at, position)) in users.iter().enumerate() {
            let last = !users.iter().skip(user + 1).any(|(_, other)| other == position);
            let Some(values) = columns.get_mut(*position) else { continue };
            let values = if last {
                std::mem::replace(values, compline_compiler::store::Values::I8(Vec::new()))
            } else {
                values.clone()
            };
            if let Some(slot) = store.columns.get_mut(*at) {
                *slot = Some(values);
            }
        }
        let rows = EventRows { rows: source.len(), groups, source };
        if let Some((last, others)) = selection.sets.split_last() {
            for set in others {
                if let Some(slot) = store.events.get_mut(set.index()) {
                    *slot = rows.clone();
                }
            }
            if let Some(slot) = store.events.get_mut(last.index()) {
                *slot = rows;
            }
        }
    }
}

/// Turns rows of tables into rows of sets.
fn references(program: &Program, store: &mut Store) -> Result<(), StoreError> {
    let mut row_of: Vec<Option<Vec<u32>>> = vec![None; program.event_sets.len()];
    for (at, column) in program.columns.iter().enumerate() {
        let (Kind::Event(target), Source::EventField(_)) = (column.ty.kind, column.source) else { continue };
        let Some(rows) = row_of.get_mut(target.index()) else { continue };
        let rows = rows.get_or_insert_with(|| inverse(store.events.get(target.index()).map_or(&[], |set| &set.source)));
        if let Some(Some(values)) = store.columns.get_mut(at) {
            *values = event_rows(&column.name, column.width, values, rows)?;
        }
    }
    Ok(())
}

/// By row of the table: its row in the set.
fn inverse(source: &[u32]) -> Vec<u32> {
    let rows = source.iter().max().map_or(0, |most| *most as usize + 1);
    let mut out = vec![NO_ROW; rows];
    for (row, table_row) in (0..).zip(source) {
        if let Some(slot) = out.get_mut(*table_row as usize) {
            *slot = row;
        }
    }
    out
}
