//! Computing a run from its inputs.
//!
//! What was computed is kept in memory while it is looked at; later it is computed once more from the same inputs, which
//! takes less time than reading that many rows from a database would, and gives the same bits: the hash of the result is
//! compared each time.

use crate::error::OfficeError;
use crate::inputs::Inputs;
use crate::office::Office;
use crate::plans::CompiledPlan;
use crate::progress::Progress;
use chrono::NaiveDate;
use compline_compiler::outcome::{Outcome, RunError};
use compline_compiler::program::Program;
use compline_compiler::store::Store;
use compline_compiler::watch::Watch;
use compline_jit::{Engine, Options};
use compline_runtime::booked::{Booked, BookedLine, View};
use compline_runtime::calendar::{self, Period};
use compline_runtime::company::{Company, ReadOptions};
use compline_runtime::context::Context;
use compline_runtime::explain::{self, PlanText};
use compline_runtime::problem::{Cause, Problem};
use compline_runtime::settle::{Evaluator, SettleError, Settled, settle, settle_late};
use compline_runtime::snapshot::Knowledge;
use compline_runtime::write::result_hash;
use compline_store::values;
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::path::Path;
use std::sync::Arc;

/// A computed run: everything that pages, statements and derivations read.
#[derive(Debug)]
pub struct Computed {
    /// The plan.
    pub plan: Arc<CompiledPlan>,
    /// The plan's text, for places.
    pub text: PlanText,
    /// The company as of the run's inputs.
    pub company: Company,
    /// The contexts, the period's own first.
    pub settled: Vec<Settled>,
    /// Lines by partner.
    pub booked: Booked,
    /// What limits apply to, for explanations.
    pub limits: explain::Limits,
    /// The period.
    pub period: Period,
    /// The hash of the result.
    pub result: String,
    /// Things that were noticed and are no errors.
    pub warnings: Vec<Notice>,
}

/// Something about the data that was noticed and is no error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "notice", rename_all = "kebab-case")]
pub enum Notice {
    /// Events that no plan decides: it is not valid for their day.
    NotDecided {
        /// How many.
        events: u64,
        /// The period of their conditions.
        conditions: String,
    },
    /// A column that nothing reads.
    Column {
        /// The file.
        file: String,
        /// The column.
        column: String,
    },
    /// A file of conversion rates beside those of the plan.
    Rates {
        /// The file.
        file: String,
    },
    /// Something else.
    Other {
        /// In technical words.
        text: String,
    },
}

impl From<&Problem> for Notice {
    fn from(problem: &Problem) -> Self {
        let file = problem.place.file.clone();
        match (&problem.cause, &problem.place.column) {
            (Cause::UnknownColumn, Some(column)) => Notice::Column { file, column: column.clone() },
            (Cause::UnusedRates, _) => Notice::Rates { file },
            _ => Notice::Other { text: problem.to_string() },
        }
    }
}

impl Computed {
    /// What lines are read from.
    pub fn view(&self) -> View<'_> {
        View { program: &self.plan.program, company: &self.company, settled: &self.settled }
    }

    /// What explanations read.
    pub fn source(&self) -> explain::Source<'_> {
        explain::Source {
            program: &self.plan.program,
            plan: &self.text,
            company: &self.company,
            settled: &self.settled,
            booked: &self.booked,
            limits: &self.limits,
        }
    }

    /// A partner's number in the company.
    pub fn number(&self, partner: &str) -> Option<usize> {
        self.company.partners.ids.find(partner)
    }

    /// Lines of a partner.
    pub fn lines<'a>(&'a self, partner: &str) -> impl Iterator<Item = BookedLine> + 'a {
        self.number(partner).into_iter().flat_map(|number| self.booked.lines(self.view(), number))
    }

    /// The sum of what a partner got in all contexts, by its number, in the currency's smallest unit.
    ///
    /// # Errors
    /// Where it does not fit 64 bits.
    pub fn total(&self, number: usize) -> Result<i64, OfficeError> {
        let mut sum = 0_i64;
        for settled in &self.settled {
            let row = settled.snapshot.row_of.get(number).map_or(usize::MAX, |row| *row as usize);
            let total = settled.outcome.totals.get(row).copied().unwrap_or(0);
            sum = sum.checked_add(total).ok_or(OfficeError::Overflow("a partner's totals"))?;
        }
        Ok(sum)
    }
}

/// Machine code with the number of threads that it may use. It settles the program it was made from and no other.
#[derive(Debug)]
pub struct MachineCode<'a, E> {
    /// The compiled program, owned or borrowed.
    pub engine: E,
    /// How many threads it may use.
    pub threads: usize,
    /// Who is told how far it is.
    pub watch: Watch<'a>,
}

impl<E: Borrow<Engine>> Evaluator for MachineCode<'_, E> {
    fn evaluate(&mut self, _program: &Program, store: &mut Store, late: bool) -> Result<Outcome, RunError> {
        self.engine
            .borrow()
            .run(store, &Options { threads: self.threads, late, watch: self.watch, ..Options::default() })
    }
}

impl Office {
    /// Computes a run from its inputs, or takes what was computed before.
    ///
    /// # Errors
    /// Where the data are wrong, the plan stops, or it was cancelled.
    pub async fn compute(
        &self,
        plan: Arc<CompiledPlan>,
        inputs: &str,
        period: Period,
        progress: &Progress,
    ) -> Result<Arc<Computed>, OfficeError> {
        let key = format!("{inputs}:{period}");
        if let Some(kept) = self.runs_kept().get(&key) {
            return Ok(kept);
        }
        let list = self.read_inputs(inputs).await?;
        let computed = Arc::new(self.compute_once(plan, &list, period, progress).await?);
        self.runs_kept().put(&key, Arc::clone(&computed));
        Ok(computed)
    }

    /// Computes from inputs without keeping anything: for previews.
    pub(crate) async fn compute_once(
        &self,
        plan: Arc<CompiledPlan>,
        inputs: &Inputs,
        period: Period,
        progress: &Progress,
    ) -> Result<Computed, OfficeError> {
        let folder = tempfile::Builder::new()
            .prefix("run-")
            .tempdir_in(self.scratch())
            .map_err(|error| OfficeError::File(format!("cannot make a scratch folder: {error}")))?;
        self.lay_out(inputs, folder.path()).await?;
        progress.check()?;
        let (progress, late_until) = (progress.clone(), inputs.late_until);
        // What earlier versions of the plan decide about is not left undecided.
        let mut others = Vec::new();
        for one in inputs.prior.iter().flat_map(|prior| &prior.earlier) {
            let until = self.read_inputs(&one.inputs).await?.late_until;
            let (from,): (NaiveDate,) = self
                .db()
                .first("SELECT valid_from FROM plans WHERE id = $1", values![&one.plan])
                .await?
                .ok_or_else(|| OfficeError::missing("plan", &one.plan))?;
            others.extend(until.map(|until| (calendar::day(from), calendar::day(until))));
        }
        tokio::task::spawn_blocking(move || match late_until {
            Some(until) => compute_late(plan, folder.path(), (period, until), &progress),
            None => compute(plan, folder.path(), (period, &others), &progress),
        })
        .await?
    }
}

/// Computes from a folder in which the files of inputs lie.
pub(crate) fn compute(
    plan: Arc<CompiledPlan>,
    folder: &Path,
    (period, others): (Period, &[(i32, i32)]),
    progress: &Progress,
) -> Result<Computed, OfficeError> {
    let (company, mut warnings) = read(&plan.program, folder, progress)?;
    for (conditions, events) in Context::not_decided(&plan.program, &company, period, Knowledge::Everything, others) {
        warnings.push(Notice::NotDecided { events: events as u64, conditions: conditions.to_string() });
    }
    let settled = settled(&plan, &plan.program, &company, (period, settle), progress)?;
    progress.check()?;
    Ok(computed(plan, company, period, settled, warnings))
}

/// Settles the late events about which an earlier version of the plan decides, to a day.
fn compute_late(
    plan: Arc<CompiledPlan>,
    folder: &Path,
    (period, until): (Period, NaiveDate),
    progress: &Progress,
) -> Result<Computed, OfficeError> {
    // What of them nothing decides about is told of with the run's own plan.
    let (company, _) = read(&plan.program, folder, progress)?;
    let mut program = Program::clone(&plan.program);
    let (from, to) = program.valid_days();
    program.valid = Some((from, Some(to.min(calendar::day(until)))));
    let settled = settled(&plan, &program, &company, (period, settle_late), progress)?;
    Ok(computed(plan, company, period, settled, Vec::new()))
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// The company in a folder, and what was noticed while it was read.
fn read(program: &Program, folder: &Path, progress: &Progress) -> Result<(Company, Vec<Notice>), OfficeError> {
    let reading = |done, total| progress.tell("reading", done, total);
    let options = ReadOptions { threads: threads(), watch: Watch::new(&reading), ..ReadOptions::default() };
    let read = Company::read(folder, program, options).map_err(|error| OfficeError::Settle(error.to_string()))?;
    progress.check()?;
    Ok((read.company, read.warnings.iter().map(Notice::from).collect()))
}

type Settle = fn(&Program, &Company, Period, Knowledge, usize, &mut dyn Evaluator) -> Result<Vec<Settled>, SettleError>;

/// Settles a period by the machine code of a plan, for `program`: the plan's own, or the same with other days on which it is valid.
fn settled(
    plan: &CompiledPlan,
    program: &Program,
    company: &Company,
    (period, settle): (Period, Settle),
    progress: &Progress,
) -> Result<Vec<Settled>, OfficeError> {
    let settling = |done, total| progress.tell("settling", done, total);
    let mut engine = MachineCode { engine: &plan.engine, threads: threads(), watch: Watch::new(&settling) };
    settle(program, company, period, Knowledge::Everything, threads(), &mut engine)
        .map_err(|error| OfficeError::Settle(error.to_string()))
}

fn computed(
    plan: Arc<CompiledPlan>,
    company: Company,
    period: Period,
    settled: Vec<Settled>,
    warnings: Vec<Notice>,
) -> Computed {
    let booked = Booked::of(&plan.program, &company, &settled);
    let result = result_hash(&plan.program, &settled).to_string();
    let text = PlanText::new(plan.file.clone(), plan.text.clone());
    Computed { plan, text, company, settled, booked, limits: explain::Limits::default(), period, result, warnings }
}
