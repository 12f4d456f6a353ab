//! From the steps of a program to units of compiled functions.

use crate::call::Function;
use crate::facts::Facts;
use crate::generate::Gen;
use crate::generate::fold::Fold;
use crate::generate::gather::{Grouped, Scattered, is_owner};
use crate::generate::map::Map;
use crate::generate::root::Root;
use crate::generate::{pointers, scan, walk};
use crate::machine::{Defined, Machine, MachineError};
use crate::memory::Code;
use crate::range::Range;
use crate::shape::Shape;
use crate::sheet::Layout;
use crate::slots::Slot;
use compline_compiler::program::{
    BonusId, Cap, CapId, CapMethod, CapScope, ColumnId, EventSetId, Expr, FoldStep, Handle, LineSource, Op, Pass,
    PoolId, Program, Space, Step, TreeViewId,
};
use cranelift_codegen::ir::Value;
use rustc_hash::FxHashMap;

/// Index of a function.
pub type FunctionIndex = usize;

/// Steps that are taken together.
#[derive(Clone, Debug)]
pub struct Unit {
    /// The steps, as indices into [`Program::steps`].
    pub steps: std::ops::Range<usize>,
    /// How.
    pub work: Work,
    /// Columns that they write.
    pub written: Vec<ColumnId>,
}

/// How a unit is done.
#[derive(Clone, Debug)]
pub enum Work {
    /// By the reference.
    Reference,
    /// Makes a tree.
    Derive,
    /// A loop over the events of each partner.
    Scan {
        /// The events.
        set: EventSetId,
        /// The function over partners.
        function: FunctionIndex,
        /// Columns of events, which begin as absent.
        at_events: Vec<ColumnId>,
    },
    /// One function after the other over the rows of a space (or the places of a tree's order).
    Map {
        /// The space.
        space: Space,
        /// The functions.
        functions: Vec<FunctionIndex>,
        /// Whether the range may be split.
        parallel: bool,
    },
    /// Maps and gathers over groups of events.
    Grouped {
        /// The events.
        set: EventSetId,
        /// The function over partners.
        function: FunctionIndex,
        /// The maps alone, over events without an owner.
        rest: Option<FunctionIndex>,
    },
    /// A gather through scratch memory.
    Scattered {
        /// Rows that are aggregated.
        from: Space,
        /// Rows that receive.
        into: Space,
        /// The function over rows.
        function: FunctionIndex,
        /// The function over receivers.
        finish: FunctionIndex,
        /// What accumulators are before any row.
        identities: Vec<i64>,
    },
    /// A fold up.
    Fold {
        /// The tree.
        tree: TreeViewId,
        /// The function over rows.
        function: FunctionIndex,
        /// Words of a frame, or of a partner's accumulators.
        frame: Vec<i64>,
        /// Places among siblings.
        places: Vec<Place>,
        /// Marks at children, which roots do not get.
        picks: Vec<ColumnId>,
    },
    /// A bonus.
    Bonus(BonusWork),
    /// A pool.
    Pool(PoolId),
    /// A cap.
    Cap(CapId),
}

/// How a bonus is done.
#[derive(Clone, Debug)]
pub struct BonusWork {
    /// Which.
    pub id: BonusId,
    /// The events whose groups share a walk; without them each trigger has its own.
    pub grouped: Option<EventSetId>,
    /// Pointers to the next partner who is not skipped: the tree and the function that finds them.
    pub pointers: Option<(TreeViewId, FunctionIndex)>,
    /// The function over groups or triggers.
    pub walks: Walks,
    /// For events without an owner.
    pub rest: Option<Walks>,
    /// Whether a later step needs the lines.
    pub lines_needed: bool,
    /// Whether a cap needs the totals of this bonus apart from those of others.
    pub totals_apart: bool,
}

/// The function of a bonus over its groups or triggers.
#[derive(Clone, Copy, Debug)]
pub struct Walks {
    /// The function.
    pub function: FunctionIndex,
    /// Buffers of an entry.
    pub layout: Layout,
}

/// A place among siblings.
#[derive(Clone, Debug)]
pub struct Place {
    /// The column.
    pub into: ColumnId,
    /// The function that computes the keys.
    pub function: FunctionIndex,
    /// The order, as [`crate::generate::fold::directions`] writes it.
    pub order: i64,
}

/// A function with the root expressions that it may ask for.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The function.
    pub function: Function,
    /// Its roots.
    pub roots: Vec<Root>,
}

/// Everything that was compiled.
pub struct Plan {
    /// The code.
    pub code: Code,
    /// The functions.
    pub functions: Vec<Planned>,
    /// The units in order.
    pub units: Vec<Unit>,
    /// Columns of the data that are assumed to be within a range.
    pub assumed: Vec<(ColumnId, Range)>,
}

/// So many parts of expressions make a function large: the time to compile grows faster than its size.
const LARGE: usize = 1_500;

/// Compiles all steps; with `totals_only` lines are made only where a later step needs them.
pub fn plan(program: &Program, facts: Facts, totals_only: bool) -> Result<Plan, MachineError> {
    let assumed = facts.list();
    let machine = Machine::new()?;
    let mut planner = Planner { program, facts, totals_only, machine, found: Vec::new(), functions: Vec::new() };
    let mut units = Vec::new();
    let mut at = 0;
    while let Some(step) = program.steps.get(at) {
        let unit = planner.unit(at, step)?;
        planner.learn();
        at = unit.steps.end.max(at + 1);
        units.push(unit);
    }
    let Planner { machine, functions, .. } = planner;
    let code = machine.finish()?;
    let functions = functions.into_iter().map(|(defined, roots)| {
        let entry =
            code.entry(defined.id).ok_or_else(|| MachineError::Unsupported("a function is missing".to_owned()))?;
        Ok(Planned { function: Function { entry, slots: defined.slots.list().to_vec() }, roots })
    });
    let functions = functions.collect::<Result<Vec<_>, MachineError>>()?;
    let read =
        |column: ColumnId| functions.iter().any(|planned| planned.function.slots.contains(&Slot::Column(column)));
    let assumed = assumed.into_iter().filter(|(column, _)| read(*column)).collect();
    Ok(Plan { code, functions, units, assumed })
}

struct Planner<'p> {
    program: &'p Program,
    /// What is known of columns: declared, and found while compiling the steps so far.
    facts: Facts,
    totals_only: bool,
    machine: Machine,
    /// What follows for columns from the unit at hand.
    found: Vec<(ColumnId, Range)>,
    functions: Vec<(Defined, Vec<Root>)>,
}

impl<'p> Planner<'p> {
    /// Takes over what follows for columns from the functions of a unit. A column that two of them write may be what
    /// either says.
    fn learn(&mut self) {
        let mut found: FxHashMap<ColumnId, Range> = FxHashMap::default();
        for (column, range) in self.found.drain(..) {
            found.entry(column).and_modify(|known| *known = known.union(range)).or_insert(range);
        }
        found.into_iter().for_each(|(column, range)| self.facts.note(column, range));
    }

    fn unit(&mut self, at: usize, step: &'p Step) -> Result<Unit, MachineError> {
        let one = |work, written| Unit { steps: at..at + 1, work, written };
        Ok(match step {
            Step::Bonus(id) => one(self.bonus(*id)?, Vec::new()),
            Step::Pool(id) => one(Work::Pool(*id), Vec::new()),
            Step::Cap(id) => one(Work::Cap(*id), Vec::new()),
            Step::Pass(pass) => {
                if matches!(pass, Pass::Derive { .. }) {
                    // No loop over expressions: the reference does it, in a time that the number of rows gives.
                    return Ok(one(Work::Derive, Vec::new()));
                }
                if let Some(unit) = self.grouped(at)? {
                    return Ok(unit);
                }
                let (work, written) = self.pass(pass)?;
                one(work, written)
            }
        })
    }

    fn pass(&mut self, pass: &'p Pass) -> Result<(Work, Vec<ColumnId>), MachineError> {
        Ok(match pass {
            Pass::Map { space, columns } => self.map(Map { space: *space, tree: None, columns })?,
            Pass::FoldDown { tree, columns } => self.map(Map { space: Space::Partner, tree: Some(*tree), columns })?,
            Pass::FoldUp { tree, steps } => self.fold(Fold { tree: *tree, steps })?,
            Pass::Derive { .. } => (Work::Derive, Vec::new()),
            Pass::Scan(scan) => {
                let (function, ()) = self.define(|g, lo, hi, _| scan::generate(g, scan, lo, hi))?;
                let work = Work::Scan { set: scan.set, function, at_events: scan::at_events(scan) };
                (work, scan::written(scan))
            }
            Pass::Gather { from, into, key, aggregates } => {
                let scattered = Scattered { from: *from, into: *into, key: key.as_ref(), aggregates };
                let (function, of) = self.define(|g, lo, hi, _| scattered.generate(g, lo, hi))?;
                let (finish, ()) = self.define(|g, lo, hi, _| scattered.finish(g, lo, hi, &of))?;
                let identities = aggregates.iter().map(|aggregate| crate::generate::aggregate::identity(aggregate.op));
                let work =
                    Work::Scattered { from: *from, into: *into, function, finish, identities: identities.collect() };
                (work, aggregates.iter().map(|aggregate| aggregate.into).collect())
            }
        })
    }

    fn map(&mut self, map: Map<'p>) -> Result<(Work, Vec<ColumnId>), MachineError> {
        let written: Vec<ColumnId> = map.columns.iter().map(|(column, _)| *column).collect();
        let parallel = map.is_parallel();
        let mut functions = Vec::new();
        for columns in if parallel { parts(map.columns) } else { vec![map.columns] } {
            let part = Map { columns, ..map };
            functions.push(self.define(|g, lo, hi, roots| part.generate(g, lo, hi, &written, roots))?.0);
        }
        Ok((Work::Map { space: map.space, functions, parallel }, written))
    }

    fn fold(&mut self, fold: Fold<'p>) -> Result<(Work, Vec<ColumnId>), MachineError> {
        let mut places = Vec::new();
        let mut picks = Vec::new();
        for step in fold.steps {
            match step {
                FoldStep::Place { into, keys } => {
                    let (function, ()) = self.define(|g, lo, hi, _| fold.place_keys(g, keys, lo, hi))?;
                    places.push(Place { into: *into, function, order: crate::generate::fold::directions(keys) });
                }
                FoldStep::Pick { into, .. } => picks.push(*into),
                FoldStep::Children(_) | FoldStep::Value(..) => {}
            }
        }
        let (function, ()) = self.define(|g, lo, hi, roots| fold.generate(g, lo, hi, roots))?;
        Ok((Work::Fold { tree: fold.tree, function, frame: fold.frame(), places, picks }, fold.written()))
    }

    fn bonus(&mut self, id: BonusId) -> Result<Work, MachineError> {
        let program = self.program;
        let Some(bonus) = program.bonuses.get(id.index()) else { return Ok(Work::Reference) };
        let Some(shape) = Shape::of(program, bonus) else { return Ok(Work::Reference) };
        let mut verbs_done = 0;
        let mut pointers = None;
        if let Some(tree) = shape.pointer_tree() {
            let conditions: Vec<&Expr> =
                bonus.verbs.iter().take(shape.pointed).map(|(_, condition)| condition).collect();
            let (function, unsure) = self.define(|g, lo, hi, _| pointers::generate(g, tree, &conditions, lo, hi))?;
            verbs_done = if unsure { 0 } else { shape.pointed };
            pointers = Some((tree, function));
        }
        let lines_needed = lines_needed(program, id);
        let walks = self.walks(&shape, lines_needed, verbs_done)?;
        let rest = match shape.grouped {
            Some(set) if owner_is_optional(program, set) => {
                Some(self.walks(&Shape::single(program, bonus), lines_needed, verbs_done)?)
            }
            _ => None,
        };
        let capped = |cap: &Cap| cap.on.contains(&LineSource::Bonus(id));
        // Totals of what is due to date are not those of what is paid now.
        let totals_apart = bonus.true_up || program.caps.iter().any(capped);
        Ok(Work::Bonus(BonusWork { id, grouped: shape.grouped, pointers, walks, rest, lines_needed, totals_apart }))
    }

    fn walks(&mut self, shape: &Shape<'_>, lines_needed: bool, verbs_done: usize) -> Result<Walks, MachineError> {
        let lines = lines_needed || !self.totals_only;
        let (function, ()) = self.define(|g, lo, hi, _| walk::generate(g, shape, lines, verbs_done, lo, hi))?;
        Ok(Walks { function, layout: shape.layout })
    }

    /// Maps over the events of a set and gathers of them by their owner that follow each other, where none reads what
    /// another gathers.
    fn grouped(&mut self, at: usize) -> Result<Option<Unit>, MachineError> {
        let mut grouped: Option<Grouped<'p>> = None;
        let mut end = at;
        for step in self.program.steps.iter().skip(at) {
            let Step::Pass(pass) = step else { break };
            if !self.joins(&mut grouped, pass) {
                break;
            }
            end += 1;
        }
        let Some(grouped) = grouped.filter(|grouped| !grouped.aggregates.is_empty()) else { return Ok(None) };
        let mut written: Vec<ColumnId> =
            grouped.maps.iter().flat_map(|map| map.columns.iter().map(|(column, _)| *column)).collect();
        written.extend(grouped.aggregates.iter().map(|aggregate| aggregate.into));
        let (function, ()) = self.define(|g, lo, hi, roots| grouped.generate(g, lo, hi, &written, roots))?;
        let rest = if grouped.maps.is_empty() {
            None
        } else {
            let rest = self.define(|g, lo, hi, roots| {
                g.for_range(lo, hi, |g, row| grouped.maps.iter().for_each(|map| map.row(g, row, &written, roots)));
            })?;
            Some(rest.0)
        };
        Ok(Some(Unit { steps: at..end, work: Work::Grouped { set: grouped.set, function, rest }, written }))
    }

    /// Adds a pass to a group of passes, if it fits.
    fn joins(&self, grouped: &mut Option<Grouped<'p>>, pass: &'p Pass) -> bool {
        let set = match pass {
            Pass::Map { space: Space::Event(set), .. } => *set,
            Pass::Gather { from: Space::Event(set), into: Space::Partner, key: Some(key), .. }
                if is_owner(self.program, *set, key, Handle::Row) =>
            {
                *set
            }
            _ => return false,
        };
        let empty = Grouped { set, maps: Vec::new(), aggregates: Vec::new() };
        let so_far = grouped.clone().unwrap_or(empty);
        let mapped =
            |column: ColumnId| so_far.maps.iter().any(|map| map.columns.iter().any(|(written, _)| *written == column));
        let gathered = |column: ColumnId| so_far.aggregates.iter().any(|aggregate| aggregate.into == column);
        let fits = |expr: &Expr| {
            let mut fits = true;
            expr.walk(&mut |part| {
                if let Op::Load(column, row) = &part.op {
                    fits &= !gathered(*column) && (!mapped(*column) || row.op == Op::Handle(Handle::Row));
                }
            });
            fits
        };
        let mut joined = so_far.clone();
        let good = so_far.set == set
            && match pass {
                Pass::Map { columns, .. } => {
                    let map = Map { space: Space::Event(set), tree: None, columns };
                    joined.maps.push(map);
                    map.is_parallel() && columns.iter().all(|(_, expr)| fits(expr)) && size(columns) < LARGE
                }
                Pass::Gather { aggregates, .. } => {
                    joined.aggregates.extend(aggregates);
                    aggregates
                        .iter()
                        .all(|aggregate| fits(&aggregate.value) && aggregate.filter.as_ref().is_none_or(fits))
                }
                _ => false,
            };
        if good {
            *grouped = Some(joined);
        }
        good
    }

    fn define<R>(
        &mut self,
        body: impl FnOnce(&mut Gen<'_>, Value, Value, &mut Vec<Root>) -> R,
    ) -> Result<(FunctionIndex, R), MachineError> {
        let mut roots = Vec::new();
        let (defined, result) =
            self.machine.define(self.program, &self.facts, |g, lo, hi| body(g, lo, hi, &mut roots))?;
        self.found.extend(defined.found.iter().map(|(column, range)| (*column, *range)));
        self.functions.push((defined, roots));
        Ok((self.functions.len() - 1, result))
    }
}

/// Whether a bonus is paid for the lines of this one, a cap cuts them, or what was paid before is taken off.
fn lines_needed(program: &Program, id: BonusId) -> bool {
    let by_line = |cap: &Cap| {
        let lines = cap.scope == CapScope::Line || matches!(cap.method, CapMethod::InProportion { by_line: true, .. });
        lines && cap.on.contains(&LineSource::Bonus(id))
    };
    let true_up = program.bonuses.get(id.index()).is_some_and(|bonus| bonus.true_up);
    true_up
        || program.bonuses.iter().any(|bonus| bonus.trigger.lines_of == Some(id))
        || program.caps.iter().any(by_line)
}

/// Whether events of a set may have no owner.
fn owner_is_optional(program: &Program, set: EventSetId) -> bool {
    let event = program.event_sets.get(set.index()).and_then(|set| program.events.get(set.event.index()));
    event.and_then(|event| event.fields.get(event.owner? as usize)).is_none_or(|field| field.ty.optional)
}

fn nodes(expr: &Expr) -> usize {
    let mut count = 0;
    expr.walk(&mut |_| count += 1);
    count
}

fn size(columns: &[(ColumnId, Expr)]) -> usize {
    columns.iter().map(|(_, expr)| nodes(expr)).sum()
}

/// Columns in groups that are not large, in order.
fn parts(columns: &[(ColumnId, Expr)]) -> Vec<&[(ColumnId, Expr)]> {
    let mut parts = Vec::new();
    let (mut start, mut so_far) = (0, 0);
    for (at, (_, expr)) in columns.iter().enumerate() {
        let size = nodes(expr);
        if at > start && so_far + size > LARGE {
            parts.extend(columns.get(start..at));
            (start, so_far) = (at, 0);
        }
        so_far += size;
    }
    parts.extend(columns.get(start..));
    parts
}
