//! The engine: a compiled program.

use crate::facts::{Facts, holds};
use crate::pages::advise_column;
use crate::plan::{Plan, plan};
use crate::run::Run;
use crate::sheet::{Fate, LineSink};
use crate::tables::Tables;
use compline_compiler::outcome::{ErrorKind, Outcome, RunError};
use compline_compiler::program::{Program, SiteId};
use compline_compiler::store::Store;
use compline_compiler::watch::Watch;
use std::ops::Range;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// What becomes of commission lines.
#[derive(Clone, Copy, Default)]
pub enum LineMode<'a> {
    /// Only totals are wanted. Lines that a later step of the plan needs are made all the same, and kept.
    None,
    /// Lines are kept in the outcome.
    #[default]
    Keep,
    /// Lines go to a sink, buffer by buffer; the outcome has none, but for those that a later step needs.
    Stream(&'a dyn LineSink),
}

/// How a program is run.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// Number of threads; the result is the same for any.
    pub threads: usize,
    /// What becomes of lines.
    pub lines: LineMode<'a>,
    /// A late context, see [`compline_compiler::interpret::Options::late`].
    pub late: bool,
    /// Who is told how many of the rows that steps go through are done.
    pub watch: Watch<'a>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { threads: 1, lines: LineMode::Keep, late: false, watch: Watch::default() }
    }
}

/// How a run went. Nothing is left to the reference, which is slow, unless numbers leave 64 bits or the run ends with an
/// error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Units of the plan: steps, or several that are taken together.
    pub units: usize,
    /// Units that the reference did.
    pub by_reference: usize,
    /// By unit: its steps, as indices into [`Program::steps`], and the time that it took.
    pub times: Vec<(Range<usize>, Duration)>,
}

/// A program as machine code.
///
/// It may be run by several threads at once, each over a store of its own.
pub struct Engine {
    pub(crate) program: Arc<Program>,
    /// Makes lines; compiled under the assumption that fields keep the ranges that they declare.
    plan: Plan,
    /// Compiled when it is needed: without this assumption, once some data do not.
    careful: OnceLock<Result<Plan, RunError>>,
    /// The two of them once more for runs that make totals only.
    totals: OnceLock<Result<Plan, RunError>>,
    careful_totals: OnceLock<Result<Plan, RunError>>,
    pub(crate) tables: Tables,
}

/// A thread is not worth less than so many rows.
const ROWS_PER_THREAD: usize = 4_096;

/// Stack of the thread that compiles; expressions may be deep.
const STACK: usize = 256 << 20;

impl Engine {
    /// Compiles a program for this machine.
    ///
    /// # Errors
    /// [`ErrorKind::Compile`] where the machine is not supported or the code generator refuses.
    pub fn compile(program: Arc<Program>) -> Result<Self, RunError> {
        let plan = compile(&program, Facts::declared(&program), false)?;
        let tables = Tables::of(&program);
        let (careful, totals, careful_totals) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Ok(Self { program, plan, careful, totals, careful_totals, tables })
    }

    /// The plan for a store: the one that assumes what fields declare, if that holds.
    fn plan_for(&self, store: &Store, lines: LineMode<'_>) -> Result<&Plan, RunError> {
        let totals_only = matches!(lines, LineMode::None);
        let plan = if totals_only {
            let compile = || compile(&self.program, Facts::declared(&self.program), true);
            self.totals.get_or_init(compile).as_ref().map_err(Clone::clone)?
        } else {
            &self.plan
        };
        if plan.assumed.iter().all(|(column, range)| holds(store, *column, *range)) {
            return Ok(plan);
        }
        let careful = if totals_only { &self.careful_totals } else { &self.careful };
        careful.get_or_init(|| compile(&self.program, Facts::none(), totals_only)).as_ref().map_err(Clone::clone)
    }

    /// The program.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Runs the program over a store: allocates its columns, takes the steps in order, checks the asserts, sums the
    /// totals.
    ///
    /// # Errors
    /// As the reference: the first thing that has no value. Columns that were written before stay so, but nothing
    /// of it counts.
    pub fn run(&self, store: &mut Store, options: &Options<'_>) -> Result<Outcome, RunError> {
        self.run_reported(store, options).0
    }

    /// As [`Engine::run`], and how it went.
    pub fn run_reported(&self, store: &mut Store, options: &Options<'_>) -> (Result<Outcome, RunError>, Report) {
        self.run_split(store, options, ROWS_PER_THREAD)
    }

    /// As [`Engine::run_reported`], with another least number of rows for which a thread is started. For tests.
    #[doc(hidden)]
    pub fn run_split(
        &self,
        store: &mut Store,
        options: &Options<'_>,
        rows_per_thread: usize,
    ) -> (Result<Outcome, RunError>, Report) {
        let given: Vec<bool> = store.columns.iter().map(Option::is_some).collect();
        store.allocate(&self.program);
        let fresh = store.columns.iter().enumerate().filter(|(at, _)| !given.get(*at).copied().unwrap_or(false));
        fresh.filter_map(|(_, values)| values.as_ref()).for_each(advise_column);
        let plan = match self.plan_for(store, options.lines) {
            Ok(plan) => plan,
            Err(error) => return (Err(error), Report::default()),
        };
        let mut report = Report { units: plan.units.len(), ..Report::default() };
        let result = Run::new(self, plan, store, options, rows_per_thread).run(&mut report);
        (result, report)
    }
}

/// Compiles a program on a thread of its own.
fn compile(program: &Program, facts: Facts, totals_only: bool) -> Result<Plan, RunError> {
    let failed =
        |what: String| RunError { kind: ErrorKind::Compile, what, site: SiteId(0), row: None, row_is_partner: false };
    std::thread::scope(|scope| {
        let thread =
            std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || plan(program, facts, totals_only));
        let thread = thread.map_err(|error| failed(error.to_string()))?;
        let planned = thread.join().map_err(|_| failed(program.plan.clone()))?;
        planned.map_err(|error| failed(error.to_string()))
    })
}

impl<'a> LineMode<'a> {
    /// What becomes of the lines of a bonus that later steps need or do not need.
    pub(crate) fn fate(self, needed: bool) -> Fate<'a> {
        match self {
            _ if needed => Fate::Keep,
            LineMode::None => Fate::None,
            LineMode::Keep => Fate::Keep,
            LineMode::Stream(sink) => Fate::Stream(sink),
        }
    }
}
