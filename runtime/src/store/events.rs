//! The event sets of a store.

use super::event_rows;
use crate::company::stored_bound;
use crate::company::{Company, EventTable};
use crate::context::{Context, StoreError};
use crate::group::{
    GroupError, Grouped, Request, Stats, Test, TestColumn, Wanted, group, passes, same_rows, split, within,
};
use crate::parallel::in_order;
use crate::problem::{Cause, DEFAULT_LIMIT, Problems};
use crate::reversal::{Expanded, Use};
use crate::snapshot::{NO_ROW, Snapshot};
use crate::values::gather;
use compline_compiler::program::{Column, Event, EventId, EventSetId, Kind, Program, Select, Source, Space, Width};
use compline_compiler::store::{EventRows, Marks, Store, mark};
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
        let expanded = Expanded::of(program, company, at as usize, context, snapshot.knowledge);
        let expanded = expanded.as_ref();
        let table = expanded.map(|of| &of.table).or(company.events.get(at as usize)).unwrap_or(&empty);
        let seen = RefCell::new(Vec::new());
        let task = Task { program, company, snapshot, context, threads, kind, table, expanded, seen };
        for Family { whole, parts } in families(task.selections(EventId(at))) {
            let mut wanted = task.wanted_by(&whole.sets);
            for Part { selection, tests } in &parts {
                let tested = tests.iter().filter_map(|test| task.tested(*test));
                for one in task.wanted_by(&selection.sets).into_iter().chain(tested) {
                    if !wanted.contains(&one) {
                        wanted.push(one);
                    }
                }
            }
            let grouped = task.group(&whole, &wanted)?;
            let parts = parts.into_iter().map(|part| (task.wanted_by(&part.selection.sets), part));
            let parts = in_order(threads, parts.collect::<Vec<_>>().into_iter(), |(take, part)| {
                let split = split(&grouped, &wanted, &part.tests, &take);
                (part.selection, take, split)
            });
            for (selection, take, split) in parts {
                task.hand_out(&selection, (take, split), store);
            }
            task.hand_out(&whole, (wanted, grouped), store);
        }
    }
    references(program, store)
}

/// Sets that hold the same rows.
struct Selection {
    sets: Vec<EventSetId>,
    /// `None` where they hold nothing.
    tests: Option<Vec<Test>>,
    /// Whether it is of all times. A part of that is small beside it, and is not carried along.
    of_all_times: bool,
}

/// Rows that are grouped, and selections that are parts of them.
struct Family {
    whole: Selection,
    parts: Vec<Part>,
}

/// A selection of rows that are among others, and what tells them from these.
struct Part {
    selection: Selection,
    tests: Vec<Test>,
}

/// Selections by those that hold all their rows.
fn families(selections: Vec<Selection>) -> Vec<Family> {
    let within = |part: &Selection, whole: &Selection| match (&part.tests, &whole.tests) {
        (Some(tests), Some(whole_tests)) if !whole.of_all_times => within(tests, whole_tests),
        _ => None,
    };
    let is_whole = |(at, part): (usize, &Selection)| {
        !selections.iter().enumerate().any(|(other, whole)| other != at && within(part, whole).is_some())
    };
    // Of rows within rows within others the outermost are grouped.
    let wholes: Vec<usize> = selections.iter().enumerate().filter(|one| is_whole(*one)).map(|(at, _)| at).collect();
    let holds = |whole: usize, part: &Selection| selections.get(whole).and_then(|whole| within(part, whole)).is_some();
    let outermost: Vec<Option<usize>> = selections
        .iter()
        .enumerate()
        .map(|(at, part)| wholes.iter().copied().find(|whole| *whole != at && holds(*whole, part)))
        .collect();
    let mut out: Vec<(usize, Family)> = Vec::new();
    let mut parts = Vec::new();
    for (at, selection) in selections.into_iter().enumerate() {
        match outermost.get(at).copied().flatten() {
            Some(whole) => parts.push((whole, selection)),
            None => out.push((at, Family { whole: selection, parts: Vec::new() })),
        }
    }
    for (whole, selection) in parts {
        let Some((_, family)) = out.iter_mut().find(|(at, _)| *at == whole) else { continue };
        let tests = within(&selection, &family.whole).unwrap_or_default();
        family.parts.push(Part { selection, tests });
    }
    out.into_iter().map(|(_, family)| family).collect()
}

struct Task<'a> {
    program: &'a Program,
    company: &'a Company,
    snapshot: &'a Snapshot,
    context: Context,
    threads: usize,
    kind: &'a Event,
    table: &'a EventTable,
    /// The table as reversals leave it, where there are any; then that is `table`.
    expanded: Option<&'a Expanded>,
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
            let tests = self.tests(set.select, self.pays(EventSetId(at))).map(|tests| self.needed(tests));
            let of_all_times = set.select == Select::Any;
            let same = selections.iter_mut().find(|selection| match (&selection.tests, &tests) {
                (Some(a), Some(b)) => same_rows(self.table, a, b),
                (None, None) => true,
                _ => false,
            });
            match same {
                Some(selection) => {
                    selection.sets.push(EventSetId(at));
                    selection.of_all_times &= of_all_times;
                }
                None => selections.push(Selection { sets: vec![EventSetId(at)], tests, of_all_times }),
            }
        }
        selections
    }

    /// Which rows a selection holds; with those of the set's triggers, where something is paid for it.
    fn tests(&self, select: Select, pays: bool) -> Option<Vec<Test>> {
        let mut tests = self.context.tests(self.program, self.kind, select, self.table, self.snapshot.knowledge)?;
        let Some(expanded) = self.expanded else { return Some(tests) };
        let used = match select {
            Select::Any => Use::Any,
            Select::Paid(_) | Select::Open => Use::Paid,
            Select::Volume(_) => {
                let own = TestColumn::Field(self.kind.volume as usize);
                for test in tests.iter_mut().filter(|test| test.column == own) {
                    test.column = TestColumn::Field(expanded.column(Use::Day));
                }
                if pays { Use::Either } else { Use::Counted }
            }
        };
        let column = TestColumn::Field(expanded.column(used));
        tests.push(Test { column, from: 1, to: 1, or_absent: false });
        Some(tests)
    }

    /// Whether the events of a set that counts are paid from it too.
    fn pays(&self, set: EventSetId) -> bool {
        let counts =
            self.program.event_sets.get(set.index()).is_some_and(|set| matches!(set.select, Select::Volume(_)));
        counts && self.program.bonuses.iter().any(|bonus| bonus.trigger.space == Space::Event(set))
    }

    /// What the rows of a set are there for.
    fn marks(&self, set: EventSetId, rows: &[u32], groups: &[u32]) -> Marks {
        let Some(Select::Volume(at)) = self.program.event_sets.get(set.index()).map(|set| set.select) else {
            return Marks::default();
        };
        let pays = self.pays(set);
        let marks = self.expanded.and_then(Expanded::marks);
        if marks.is_none() && (!pays || self.table.payable.is_none()) {
            return Marks::default();
        }
        let paid = if pays { self.tests(Select::Paid(at), false) } else { None };
        let of = |row: &u32| {
            let row = *row as usize;
            let own = marks.map_or(0, |marks| u8::try_from(marks.get(row)).unwrap_or(0));
            let waits = pays && !paid.as_ref().is_some_and(|tests| passes(self.table, tests, row));
            match (pays, waits) {
                (true, true) => own | mark::NOT_PAID,
                (true, false) => own,
                (false, _) => own & mark::NO_EVENT,
            }
        };
        Marks::new(rows.iter().map(of).collect(), groups)
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

    /// The columns that sets read, each once.
    fn wanted_by(&self, sets: &[EventSetId]) -> Vec<Wanted> {
        let mut wanted: Vec<Wanted> = Vec::new();
        for (_, column, field) in sets.iter().flat_map(|set| self.columns(*set)) {
            let one = Self::wanted(column, field);
            if !wanted.contains(&one) {
                wanted.push(one);
            }
        }
        wanted
    }

    /// The column that a test looks at, as it is carried for it.
    fn tested(&self, test: Test) -> Option<Wanted> {
        let TestColumn::Field(field) = test.column else { return None };
        Some(Wanted { field, partner: false, width: self.table.fields.get(field)?.width() })
    }

    fn group(&self, selection: &Selection, wanted: &[Wanted]) -> Result<Grouped, StoreError> {
        let owner = self.kind.owner.map(|owner| owner as usize);
        let partners = self.snapshot.rows();
        let Some(tests) = &selection.tests else {
            let groups = if owner.is_some() { vec![0; partners + 1] } else { Vec::new() };
            let columns =
                wanted.iter().map(|wanted| compline_compiler::store::Values::zeros(wanted.width, 0)).collect();
            return Ok(Grouped { groups, source: Vec::new(), columns });
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
            wanted,
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
            Ok(grouped) => Ok(grouped),
            Err(GroupError::Width(at)) => {
                let field = wanted.get(at).and_then(|wanted| self.kind.fields.get(wanted.field));
                Err(StoreError::Width { column: field.map_or_else(String::new, |field| field.name.clone()) })
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
        let marks: Vec<Marks> = selection.sets.iter().map(|set| self.marks(*set, &source, &groups)).collect();
        let source = match self.expanded {
            Some(expanded) => gather(&expanded.source, &source),
            None => source,
        };
        let rows = EventRows { rows: source.len(), groups, source, marks: Marks::default() };
        let mut sets = selection.sets.iter().zip(marks);
        if let Some((last, marks)) = sets.next_back() {
            for (set, marks) in sets {
                if let Some(slot) = store.events.get_mut(set.index()) {
                    *slot = EventRows { marks, ..rows.clone() };
                }
            }
            if let Some(slot) = store.events.get_mut(last.index()) {
                *slot = EventRows { marks, ..rows };
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
