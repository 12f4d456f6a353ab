//! A run: the units of a plan in order.

use crate::call::{Frame, Memory};
use crate::engine::{Engine, Options, Report};
use crate::family::{Checked, Children};
use crate::generate::DONE;
use crate::host::{Host, compare_records};
use crate::plan::{Place, Plan, Planned, Unit, Work};
use crate::sheet::total_error;
use crate::slots::Slot;
use crate::totals::Totals;
use compline_compiler::interpret;
use compline_compiler::lines::Lines;
use compline_compiler::outcome::{ErrorKind, Outcome, RunError};
use compline_compiler::program::{ColumnId, Pass, Program, Space, Step, TreeViewId};
use compline_compiler::store::{Store, Values};
use std::ops::Range;
use std::time::Instant;

/// A run that is under way.
pub struct Run<'r> {
    pub(crate) engine: &'r Engine,
    pub(crate) plan: &'r Plan,
    pub(crate) program: &'r Program,
    pub(crate) store: &'r mut Store,
    pub(crate) options: &'r Options<'r>,
    rows_per_thread: usize,
    pub(crate) checked: Checked,
    /// By tree view, where a unit needs them.
    pub(crate) children: Vec<Option<Children>>,
    /// By bonus: rows of its line space.
    pub(crate) line_rows: Vec<usize>,
    pub(crate) outcome: Outcome,
    /// Totals by partner of all bonuses but those that follow.
    pub(crate) totals: Totals,
    /// By bonus: totals by partner, where a cap asks for them.
    pub(crate) totals_of: Vec<Option<Totals>>,
}

impl<'r> Run<'r> {
    /// A run over a store whose columns are allocated.
    pub fn new(
        engine: &'r Engine,
        plan: &'r Plan,
        store: &'r mut Store,
        options: &'r Options<'r>,
        rows_per_thread: usize,
    ) -> Self {
        let program: &Program = &engine.program;
        let checked = Checked::new(store);
        let mut children = Vec::new();
        children.resize_with(store.trees.len(), || None);
        let line_rows = vec![0; program.bonuses.len()];
        let totals_of = vec![None; program.bonuses.len()];
        let outcome = interpret::start(program);
        let totals = Totals::zeros(store.partners);
        Self {
            engine,
            plan,
            program,
            store,
            options,
            rows_per_thread,
            checked,
            children,
            line_rows,
            outcome,
            totals,
            totals_of,
        }
    }

    /// All units, then asserts and totals.
    pub fn run(mut self, report: &mut Report) -> Result<Outcome, RunError> {
        let plan = self.plan;
        let rows = |store: &Store, unit: &Unit| -> u64 {
            let steps = self.program.steps.get(unit.steps.clone()).unwrap_or(&[]);
            steps.iter().map(|step| interpret::rows_of(self.program, store, step)).sum()
        };
        let total = plan.units.iter().map(|unit| rows(self.store, unit)).sum();
        let mut gone = 0;
        for unit in &plan.units {
            self.options.watch.tell(gone, total);
            gone += rows(self.store, unit);
            let start = Instant::now();
            let done = match &unit.work {
                Work::Reference => false,
                Work::Bonus(work) => self.bonus(work)?,
                Work::Pool(id) => self.pool(*id).map(|()| true)?,
                Work::Cap(id) => self.cap(*id).map(|()| true)?,
                Work::Derive => self.derive(unit).map(|()| true)?,
                _ => self.pass(unit),
            };
            if !done {
                report.by_reference += 1;
                self.by_reference(unit)?;
            }
            report.times.push((unit.steps.clone(), start.elapsed()));
        }
        self.check_asserts()?;
        self.sum_totals()?;
        Ok(self.outcome)
    }

    /// Every row of an assert's column must be yes.
    fn check_asserts(&self) -> Result<(), RunError> {
        for assert in &self.program.asserts {
            let space = self.program.columns.get(assert.column.index()).map_or(Space::Company, |column| column.space);
            let rows = self.rows(space);
            if let Some(row) = (0..rows).find(|row| self.store.get(assert.column, *row) != 1) {
                return Err(RunError {
                    kind: ErrorKind::Assertion,
                    what: assert.text.clone(),
                    site: assert.site,
                    row: (space != Space::Company).then_some(row as u64),
                    row_is_partner: space == Space::Partner,
                });
            }
        }
        Ok(())
    }

    /// By partner: the sum of lines, shares and cuts.
    fn sum_totals(&mut self) -> Result<(), RunError> {
        let mut totals = std::mem::take(&mut self.totals);
        self.totals_of.iter().flatten().for_each(|more| totals.merge(more));
        for line in self.outcome.pools.iter().flat_map(Lines::iter) {
            totals.add(line.earner, line.amount);
        }
        for cut in self.outcome.cuts.iter().flatten() {
            totals.add(cut.partner, cut.amount);
        }
        self.outcome.totals = totals.narrow().map_err(|partner| total_error(self.program, partner))?;
        Ok(())
    }

    /// The steps of a unit by the reference.
    fn by_reference(&mut self, unit: &Unit) -> Result<(), RunError> {
        let options = interpret::Options { late: self.options.late };
        for step in self.program.steps.get(unit.steps.clone()).unwrap_or(&[]) {
            interpret::take(self.program, self.store, &options, &mut self.outcome, step)?;
            if let Step::Bonus(id) = step {
                self.bonus_by_reference(*id, &unit.work);
            }
        }
        Ok(())
    }

    /// Makes a tree. What was checked and prepared of the one that stood for it holds no more.
    fn derive(&mut self, unit: &Unit) -> Result<(), RunError> {
        self.by_reference(unit)?;
        for step in self.program.steps.get(unit.steps.clone()).unwrap_or(&[]) {
            if let Step::Pass(Pass::Derive { tree, .. }) = step
                && let Some(children) = self.children.get_mut(tree.index())
            {
                *children = None;
            }
        }
        self.checked = Checked::new(self.store);
        Ok(())
    }

    /// Rows of a space.
    pub(crate) fn rows(&self, space: Space) -> usize {
        match space {
            Space::Line(bonus) => self.line_rows.get(bonus.index()).copied().unwrap_or(0),
            space => self.store.rows(space),
        }
    }

    /// A pass by compiled code; whether it did its work. Where it did not, the reference does all of it.
    fn pass(&mut self, unit: &Unit) -> bool {
        if let Work::Fold { tree, function, places, .. } = &unit.work {
            let lists = self
                .plan
                .functions
                .get(*function)
                .is_some_and(|planned| planned.function.slots.contains(&Slot::ChildList(*tree)));
            if lists || !places.is_empty() {
                self.need_children(*tree);
            }
        }
        let mut written = self.take_columns(&unit.written);
        let done = written.len() == unit.written.len() && self.pass_over(unit, &mut written);
        for (column, values) in written {
            if let Some(slot) = self.store.columns.get_mut(column.index()) {
                *slot = Some(values);
            }
        }
        done
    }

    /// Takes columns out of the store, so that nobody reads them while compiled code writes them.
    fn take_columns(&mut self, columns: &[ColumnId]) -> Vec<(ColumnId, Values)> {
        let take = |column: &ColumnId| Some((*column, self.store.columns.get_mut(column.index())?.take()?));
        columns.iter().filter_map(take).collect()
    }

    pub(crate) fn need_children(&mut self, tree: TreeViewId) {
        let good = self.checked.trees.get(tree.index()).copied().unwrap_or(false);
        if let (true, Some(slot), Some(data)) = (good, self.children.get_mut(tree.index()), self.store.tree(tree))
            && slot.is_none()
        {
            *slot = Some(Children::of(data, &self.store.number));
        }
    }

    fn pass_over(&self, unit: &Unit, written: &mut [(ColumnId, Values)]) -> bool {
        match &unit.work {
            Work::Map { space, functions, parallel } => {
                let rows = self.rows(*space);
                let memory = self.memory(written, &mut []);
                functions.iter().all(|function| {
                    let ranges = if *parallel { self.shares(rows, |share| share) } else { whole(rows) };
                    self.call_all(&memory, *function, ranges)
                })
            }
            Work::Grouped { set, function, rest } => {
                let partners = self.store.partners;
                let events = self.store.event_rows(*set);
                let groups = self.store.events.get(set.index()).map_or(&[][..], |events| &events.groups);
                let owned = groups.last().map_or(0, |last| *last as usize);
                let ranges = self.shares(events.max(partners), |share| {
                    if events < partners {
                        share
                    } else {
                        groups.partition_point(|start| (*start as usize) < share).min(partners)
                    }
                });
                let memory = self.memory(written, &mut []);
                self.call_all(&memory, *function, cover(ranges, partners))
                    && rest.is_none_or(|rest| owned >= events || self.call_all(&memory, rest, one(owned..events)))
            }
            Work::Scattered { from, into, function, finish, identities } => {
                let receivers = self.rows(*into);
                let mut scratch = [identities.repeat(receivers)];
                let memory = self.memory(written, &mut scratch);
                self.call_all(&memory, *function, whole(self.rows(*from)))
                    && self.call_all(&memory, *finish, whole(receivers))
            }
            Work::Fold { tree, function, frame, places, picks } => {
                if !places.iter().all(|place| self.place(*tree, place, written)) {
                    return false;
                }
                for (column, values) in written.iter_mut() {
                    if picks.contains(column) {
                        clear(values);
                    }
                }
                let partners = self.store.partners;
                // On a stack the first frame belongs to nobody and stays below all others.
                let mut scratch = if *tree == TreeViewId(0) {
                    let mut frames = vec![0_i64; frame.len() * (partners + 2)];
                    frames.iter_mut().zip(frame).for_each(|(slot, word)| *slot = *word);
                    [frames]
                } else {
                    [frame.repeat(partners)]
                };
                let memory = self.memory(written, &mut scratch);
                self.call_all(&memory, *function, whole(partners))
            }
            Work::Scan { set, function, at_events } => {
                for (_, values) in written.iter_mut().filter(|(column, _)| at_events.contains(column)) {
                    let rows = values.len();
                    if !(0..rows).all(|row| values.set(row, compline_compiler::program::NONE)) {
                        return false;
                    }
                }
                let partners = self.store.partners;
                let events = self.store.event_rows(*set);
                let groups = self.store.events.get(set.index()).map_or(&[][..], |events| &events.groups);
                let ranges = self.shares(events.max(partners), |share| {
                    if events < partners {
                        share
                    } else {
                        groups.partition_point(|start| (*start as usize) < share).min(partners)
                    }
                });
                let memory = self.memory(written, &mut []);
                self.call_all(&memory, *function, cover(ranges, partners))
            }
            Work::Reference | Work::Derive | Work::Bonus(_) | Work::Pool(_) | Work::Cap(_) => false,
        }
    }

    /// The places of all children among their siblings, and of roots among the roots.
    fn place(&self, tree: TreeViewId, place: &Place, written: &mut [(ColumnId, Values)]) -> bool {
        let Some((data, Some(children))) = self
            .store
            .tree(tree)
            .zip(self.children.get(tree.index()))
            .map(|(data, children)| (data, children.as_ref()))
        else {
            return false;
        };
        let keys = usize::try_from(place.order >> 32).unwrap_or(0);
        let mut scratch = [Vec::new(), vec![0_i64; keys * self.store.partners]];
        {
            let memory = self.memory(&mut [], &mut scratch);
            if !self.call_all(&memory, place.function, whole(self.store.partners)) {
                return false;
            }
        }
        let [_, keys_of] = scratch;
        let record = |row: u32| {
            let row_at = row as usize;
            let number = self.store.number.get(row_at).copied().unwrap_or(u32::MAX);
            let keys = keys_of.get(row_at * keys..(row_at + 1) * keys).unwrap_or(&[]);
            let mut record = vec![i64::from(row), i64::from(number)];
            record.extend_from_slice(keys);
            record
        };
        let Some((_, values)) = written.iter_mut().find(|(column, _)| *column == place.into) else { return false };
        clear(values);
        let inside = |row: usize| data.inside.get(row).copied().unwrap_or(true);
        let roots: Vec<u32> = (0_u32..)
            .zip(&data.parent)
            .filter(|(row, parent)| **parent < 0 && inside(*row as usize))
            .map(|(row, _)| row)
            .collect();
        let families = (0..self.store.partners).map(|row| children.of_row(row));
        families.chain([roots.as_slice()]).all(|siblings| {
            let mut records: Vec<Vec<i64>> = siblings.iter().map(|row| record(*row)).collect();
            records.sort_unstable_by(|a, b| compare_records(a, b, place.order));
            (1..).zip(records).all(|(at, record)| {
                let row = record.first().and_then(|row| usize::try_from(*row).ok());
                row.is_some_and(|row| values.set(row, at))
            })
        })
    }

    /// What compiled code may touch in a step.
    pub(crate) fn memory<'m>(
        &'m self,
        written: &'m mut [(ColumnId, Values)],
        scratch: &'m mut [Vec<i64>],
    ) -> Memory<'m> {
        Memory::new(
            self.program,
            self.store,
            &self.checked,
            &self.engine.tables,
            &self.children,
            &self.line_rows,
            written,
            scratch,
        )
    }

    /// Calls a function for ranges of rows, each on a thread of its own; whether all of them did their work.
    pub(crate) fn call_all(&self, memory: &Memory<'_>, function: usize, ranges: Vec<Range<usize>>) -> bool {
        let Some(planned) = self.plan.functions.get(function) else { return false };
        let mut frames = Vec::new();
        for range in ranges {
            let Some(frame) = memory.frame(&planned.function) else { return false };
            frames.push((frame, range));
        }
        let statuses = in_parallel(frames, |(frame, range)| self.call(frame, planned, range));
        statuses.into_iter().all(|status| status == DONE)
    }

    fn call(&self, mut frame: Frame<'_>, planned: &Planned, range: Range<usize>) -> i64 {
        let mut host = Host::new(self.program, self.store, &planned.roots);
        frame.call(&self.plan.code, &mut host, range.start, range.end)
    }

    /// Cuts so much work into as many ranges as there are threads; `at` says where a share of it begins.
    pub(crate) fn shares(&self, work: usize, at: impl Fn(usize) -> usize) -> Vec<Range<usize>> {
        let threads = self.options.threads.clamp(1, (work / self.rows_per_thread.max(1)).max(1));
        let bounds: Vec<usize> =
            (0..=threads).map(|thread| at(work / threads * thread + work % threads * thread / threads)).collect();
        bounds.iter().zip(bounds.iter().skip(1)).map(|(from, to)| *from..*to).collect()
    }
}

/// One range with everything.
pub fn whole(rows: usize) -> Vec<Range<usize>> {
    one(0..rows)
}

/// A list of one range.
pub fn one(range: Range<usize>) -> Vec<Range<usize>> {
    std::iter::once(range).collect()
}

/// The ranges, the last of which ends with the rows.
pub fn cover(mut ranges: Vec<Range<usize>>, rows: usize) -> Vec<Range<usize>> {
    if let Some(first) = ranges.first_mut() {
        first.start = 0;
    }
    if let Some(last) = ranges.last_mut() {
        last.end = rows;
    }
    ranges
}

/// Does work on several inputs, the first on this thread, every other on one of its own; results in order.
pub fn in_parallel<T: Send, R: Send>(inputs: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let work = &work;
    let mut inputs = inputs.into_iter();
    let Some(first) = inputs.next() else { return Vec::new() };
    std::thread::scope(|scope| {
        let others: Vec<_> = inputs.map(|input| scope.spawn(move || work(input))).collect();
        let mut results = vec![work(first)];
        for other in others {
            match other.join() {
                Ok(result) => results.push(result),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        results
    })
}

fn clear(values: &mut Values) {
    match values {
        Values::I8(values) => values.fill(0),
        Values::I16(values) => values.fill(0),
        Values::I32(values) => values.fill(0),
        Values::I64(values) => values.fill(0),
    }
}
