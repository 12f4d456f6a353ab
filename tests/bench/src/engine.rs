//! The product on the benchmark's workload: plans in our language, compiled, run from the same raw columns
//! that the plans written by hand start from.

use crate::checks::{Check, Plan, check_totals};
use crate::workload::{NONE, Workload};
use compline_compiler::lower::lower;
use compline_compiler::outcome::{Outcome, RunError};
use compline_compiler::program::{Calendar, Grain, Program};
use compline_compiler::store::Values;
use compline_jit::{Engine, LineMode, Options};
use compline_lang::db::{Database, PlanFile, diagnostics, plan};
use compline_lang::diagnostic::Severity;
use compline_runtime::calendar::Period;
use compline_runtime::company::{Company, EventTable, Partners, Placements, ROOT, StateValues};
use compline_runtime::context::{Context, StoreError};
use compline_runtime::problem::DataErrors;
use compline_runtime::snapshot::{Knowledge, Snapshot};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// P1 in our language.
pub const P1: &str = include_str!("../../../plans/bench/p1.plan");
/// P2 in our language.
pub const P2: &str = include_str!("../../../plans/bench/p2.plan");

/// P3 in our language.
pub const P3: &str = include_str!("../../../plans/bench/p3.plan");

/// First day of the month that the workload's days count from: 2026-03-01, in days since 1970-01-01.
const FIRST_DAY: i32 = 20_513;

/// Why the engine could not be measured.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The plan does not compile.
    #[error("the benchmark's plan does not compile: {0}")]
    Plan(String),
    /// The data cannot be taken in.
    #[error(transparent)]
    Data(#[from] DataErrors),
    /// The store cannot be filled.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The run stopped.
    #[error(transparent)]
    Run(#[from] RunError),
}

/// A compiled plan of the benchmark.
pub struct Compiled {
    engine: Engine,
    program: Arc<Program>,
    /// Text to machine code.
    pub compile: Duration,
}

impl Compiled {
    /// Compiles a plan text.
    ///
    /// # Errors
    /// Where it does not compile.
    pub fn new(text: &str) -> Result<Self, EngineError> {
        let start = Instant::now();
        let db = Database::default();
        let file = PlanFile::new(&db, text.to_owned());
        let wrong = diagnostics(&db, file).into_iter().find(|f| f.diagnostic.severity() == Severity::Error);
        if let Some(found) = wrong {
            return Err(EngineError::Plan(found.diagnostic.message.to_string()));
        }
        let program = lower(&plan(&db, file)).map_err(|found| {
            EngineError::Plan(found.first().map(|f| f.diagnostic.message.to_string()).unwrap_or_default())
        })?;
        let program = Arc::new(program);
        let engine = Engine::compile(program.clone())?;
        Ok(Self { engine, program, compile: start.elapsed() })
    }

    /// One of the plans.
    ///
    /// # Errors
    /// Where it does not compile.
    pub fn of(plan: Plan) -> Result<Self, EngineError> {
        Self::new(match plan {
            Plan::P1 => P1,
            Plan::P2 => P2,
            Plan::P3 => P3,
        })
    }

    /// What was compiled.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Settles the workload's month: network, grouping, ranks, lines, totals.
    ///
    /// # Errors
    /// Where the data cannot be taken in or the run stops.
    pub fn settle(&self, company: &Company, threads: usize, lines: LineMode<'_>) -> Result<Settled, EngineError> {
        let context = Context::of(Period::containing(self.program.calendar, FIRST_DAY));
        let snapshot = Snapshot::take(&self.program, company, context.period, Knowledge::Everything)?;
        let mut store = context.build_store(&self.program, company, &snapshot, threads)?;
        let outcome = self.engine.run(&mut store, &Options { threads, lines, late: false, ..Options::default() })?;
        let first = self.program.bonuses.first().map(|bonus| &bonus.name);
        let of_first = self.program.bonuses.iter().take_while(|bonus| Some(&bonus.name) == first).count();
        Ok(Settled { snapshot, outcome, of_first })
    }
}

/// A settled month.
pub struct Settled {
    snapshot: Snapshot,
    /// How often the first bonus stands in the program: once for each week.
    of_first: usize,
    /// Lines and totals.
    pub outcome: Outcome,
}

impl Settled {
    /// The check values: lines of the plan's first bonus in all its weeks, sum and hash of the totals by partner id.
    pub fn check(&self) -> Check {
        let mut totals = vec![0_i64; self.snapshot.partner_of.len()];
        for (partner, total) in self.snapshot.partner_of.iter().zip(&self.outcome.totals) {
            totals[*partner as usize] = *total;
        }
        let lines = self.outcome.bonuses.iter().take(self.of_first).map(compline_compiler::lines::Lines::count).sum();
        check_totals(lines, &totals)
    }
}

/// The workload as a company in memory, as a plan reads it.
pub fn company_of(plan: Plan, workload: &Workload) -> Company {
    let mut company = company(workload);
    if plan != Plan::P3 {
        return company;
    }
    let parents = workload.placement_parent.iter().map(|p| if *p == NONE { ROOT } else { *p }).collect();
    let sides = workload.placement_side.iter().map(|side| i16::from(*side)).collect();
    company.placements.push(Placements::of_parents(parents, Some(sides)));
    let before = Period::containing(Calendar::usual(Grain::Month), FIRST_DAY).back(1).index();
    let carried = |carry: &[u32]| {
        let left = (0_u32..).zip(carry).filter(|(_, value)| **value > 0);
        let (partner, value): (Vec<u32>, Vec<i64>) = left.map(|(id, value)| (id, i64::from(*value))).unzip();
        StateValues { as_of: vec![before; partner.len()], partner, value, known_at: Vec::new() }
    };
    company.states = vec![carried(&workload.carry_left), carried(&workload.carry_right)];
    company
}

/// The workload as a company in memory.
pub fn company(workload: &Workload) -> Company {
    let parents = workload.sponsor.iter().map(|s| if *s == NONE { ROOT } else { *s }).collect();
    let narrow = |v: &[u32]| v.iter().map(|x| i32::try_from(*x).unwrap_or(i32::MAX)).collect::<Vec<i32>>();
    // In the order of the event's declaration: buyer, bv, category, day.
    let fields = vec![
        Values::I32(narrow(&workload.order_partner)),
        Values::I32(narrow(&workload.order_bv)),
        Values::I8(workload.order_category.iter().map(|c| i8::try_from(*c).unwrap_or(0)).collect()),
        Values::I32(workload.order_day.iter().map(|d| FIRST_DAY + i32::from(*d)).collect()),
    ];
    Company {
        partners: Partners::sequence(workload.partners()),
        placements: vec![Placements::of_parents(parents, None)],
        events: vec![EventTable::of_columns(workload.orders(), fields)],
        ..Company::default()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::{Compiled, company_of};
    use crate::checks::{Plan, expected};
    use crate::workload::{DEFAULT_ORDERS_PER_PARTNER, DEFAULT_SEED, Workload};
    use compline_jit::LineMode;

    #[test]
    fn the_check_values_come_out_to_the_cent() {
        let workload = Workload::generate(10_000, DEFAULT_ORDERS_PER_PARTNER, DEFAULT_SEED);
        for plan in [Plan::P1, Plan::P2, Plan::P3] {
            let company = company_of(plan, &workload);
            let compiled = Compiled::of(plan).unwrap();
            for threads in [1, 2] {
                let settled = compiled.settle(&company, threads, LineMode::Keep).unwrap();
                assert_eq!(Some(settled.check()), expected(plan, 10_000), "{plan:?} with {threads} thread(s)");
            }
        }
    }
}
