//! What bonuses and pools depend on, through all columns in between.

use compline_compiler::program::{
    Bonus, ColumnId, Earner, EventSetId, Expr, FoldStep, LineSource, Op, Pass, Program, Source, Space, Step,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// What columns are made of.
pub(super) struct Reads<'p> {
    program: &'p Program,
    /// Columns that a column is computed from.
    from: FxHashMap<ColumnId, Vec<ColumnId>>,
    /// Events that a column is gathered from.
    gathered: FxHashMap<ColumnId, EventSetId>,
}

impl<'p> Reads<'p> {
    pub(super) fn new(program: &'p Program) -> Self {
        let mut out = Self { program, from: FxHashMap::default(), gathered: FxHashMap::default() };
        for step in &program.steps {
            if let Step::Pass(pass) = step {
                out.pass(pass);
            }
        }
        // What a state holds comes from what it was closed with.
        for (at, column) in program.columns.iter().enumerate() {
            if let Source::Opening(state) = column.source
                && let Some(state) = program.states.get(state.index())
                && let Ok(at) = u32::try_from(at)
            {
                out.from.entry(ColumnId(at)).or_default().push(state.closing);
            }
        }
        out
    }

    fn pass(&mut self, pass: &'p Pass) {
        match pass {
            Pass::Map { columns, .. } | Pass::FoldDown { columns, .. } => {
                columns.iter().for_each(|(column, e)| self.add(*column, [e]));
            }
            Pass::FoldUp { steps, .. } => {
                for step in steps {
                    match step {
                        FoldStep::Children(a) => self.add(a.into, [&a.value].into_iter().chain(&a.filter)),
                        FoldStep::Value(column, e) => self.add(*column, [e]),
                        FoldStep::Pick { into, count, filter, keys } => {
                            self.add(*into, [count].into_iter().chain(filter).chain(keys.iter().map(|key| &key.key)));
                        }
                        FoldStep::Place { into, keys } => self.add(*into, keys.iter().map(|key| &key.key)),
                    }
                }
            }
            Pass::Scan(scan) => {
                for (_, column) in &scan.into {
                    self.add(*column, scan.exprs());
                    self.gathered.insert(*column, scan.set);
                }
            }
            Pass::Derive { .. } => {}
            Pass::Gather { from, key, aggregates, .. } => {
                for a in aggregates {
                    self.add(a.into, [&a.value].into_iter().chain(&a.filter).chain(key));
                    if let Space::Event(set) = from {
                        self.gathered.insert(a.into, *set);
                    }
                }
            }
        }
    }

    fn add<'e>(&mut self, column: ColumnId, exprs: impl IntoIterator<Item = &'e Expr>) {
        let mut read = Vec::new();
        exprs.into_iter().for_each(|e| columns_of(e, &mut read));
        self.from.entry(column).or_default().append(&mut read);
    }

    /// All columns that some columns depend on, themselves included.
    fn all(&self, mut open: Vec<ColumnId>) -> FxHashSet<ColumnId> {
        let mut out = FxHashSet::default();
        while let Some(column) = open.pop() {
            if out.insert(column) {
                open.extend(self.from.get(&column).into_iter().flatten());
            }
        }
        out
    }

    /// Columns that a bonus depends on.
    pub(super) fn of_bonus(&self, bonus: &Bonus) -> FxHashSet<ColumnId> {
        let mut open = Vec::new();
        let mut take = |e: &Expr| columns_of(e, &mut open);
        let conditions = bonus.filter.iter().chain(&bonus.stop_before).chain(&bonus.stop_after);
        conditions.chain(&bonus.trigger.partner).chain(&bonus.start).for_each(&mut take);
        bonus.walk.iter().for_each(|walk| take(&walk.from));
        bonus.verbs.iter().for_each(|(_, e)| take(e));
        bonus.lets.iter().chain(&bonus.then).for_each(|(_, e)| take(e));
        for pay in bonus.pays.iter().chain(&bonus.finally) {
            pay.when.iter().chain([&pay.amount]).for_each(&mut take);
            if let Earner::Partner(e) = &pay.to {
                take(e);
            }
        }
        self.all(open)
    }

    /// Columns that a pool depends on.
    pub(super) fn of_pool(&self, at: usize) -> FxHashSet<ColumnId> {
        let pool = self.program.pools.get(at);
        self.all(pool.map(|pool| vec![pool.amount, pool.member, pool.weight]).unwrap_or_default())
    }

    /// Names of the events that pay depends on: triggers, and what is gathered.
    pub(super) fn events(&self) -> FxHashSet<&'p str> {
        let mut sets: FxHashSet<EventSetId> = FxHashSet::default();
        for bonus in &self.program.bonuses {
            if let Space::Event(set) = bonus.trigger.space {
                sets.insert(set);
            }
            sets.extend(self.of_bonus(bonus).iter().filter_map(|column| self.gathered.get(column)));
        }
        for at in 0..self.program.pools.len() {
            sets.extend(self.of_pool(at).iter().filter_map(|column| self.gathered.get(column)));
        }
        sets.into_iter().filter_map(|set| self.event(set)).collect()
    }

    /// The event that a column is gathered from.
    pub(super) fn gathered(&self, column: ColumnId) -> Option<&'p str> {
        self.gathered.get(&column).and_then(|set| self.event(*set))
    }

    fn event(&self, set: EventSetId) -> Option<&'p str> {
        let set = self.program.event_sets.get(set.index())?;
        self.program.events.get(set.event.index()).map(|event| event.name.as_str())
    }

    /// Bonuses and pools by name, with the columns that they depend on.
    pub(super) fn payers(&self) -> Vec<(LineSource, &'p str, FxHashSet<ColumnId>)> {
        let id = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let bonuses = self.program.bonuses.iter().enumerate().map(|(at, bonus)| {
            (LineSource::Bonus(compline_compiler::program::BonusId(id(at))), bonus.name.as_str(), self.of_bonus(bonus))
        });
        let pools = self.program.pools.iter().enumerate().map(|(at, pool)| {
            (LineSource::Pool(compline_compiler::program::PoolId(id(at))), pool.name.as_str(), self.of_pool(at))
        });
        bonuses.chain(pools).collect()
    }
}

fn columns_of(e: &Expr, out: &mut Vec<ColumnId>) {
    e.walk(&mut |part| {
        if let Op::Load(column, _) | Op::Company(column) = part.op {
            out.push(column);
        }
    });
}
