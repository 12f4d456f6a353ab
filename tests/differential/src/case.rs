//! A case: a plan and a company, and what the judges say.

use crate::company::{Company, Extent};
use crate::compile::{Refused, compile};
use crate::judge::engine::{self, Kept, Mode};
use crate::judge::same::{Said, order_of_lines_matters};
use crate::judge::{audit, invariants};
use crate::plan::{MAX_SIZE, Plan, generate};
use crate::rng::Rng;
use compline_compiler::lines::Lines;
use compline_compiler::outcome::{ErrorKind, RunError};
use compline_compiler::program::Program;
use compline_compiler::store::Store;
use std::fmt;

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// The seed of the plan and the company.
    pub seed: u64,
    /// The size of the plan, from 1.
    pub size: u32,
    /// Most partners.
    pub partners: usize,
}

/// What became of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    /// Number of lines.
    pub lines: u64,
    /// Number of cuts.
    pub cuts: usize,
    /// Why the run stopped, where it did as plans may.
    pub stopped: Option<ErrorKind>,
}

/// What went wrong.
#[derive(Clone, Debug)]
pub enum Failure {
    /// The plan was refused: the generator or the checker is wrong.
    Refused(Refused),
    /// The program breaks its contract.
    Audit(String),
    /// The reference stopped with an error that no checked plan may have.
    Internal(RunError),
    /// Something does not hold that must hold of every run.
    Invariant(String),
    /// Two evaluators differ.
    Differs(String),
}

impl Failure {
    /// What kind of failure it is, without names and numbers: what shrinking keeps.
    pub fn class(&self) -> String {
        let head = |what: &str| what.split(':').next().unwrap_or_default().to_owned();
        match self {
            Self::Refused(refused) => {
                // The message without the names in it.
                let message = refused.errors.first().map_or("", String::as_str).split(" at `").next().unwrap_or("");
                let plain: String = message.split('`').step_by(2).collect();
                format!(
                    "refused {:?} {}",
                    refused.stage,
                    plain.chars().filter(|c| !c.is_ascii_digit()).collect::<String>()
                )
            }
            Self::Audit(what) => format!("audit: {}", head(what)),
            Self::Internal(error) => format!("internal error: {}", error.kind),
            Self::Invariant(what) => format!("does not hold: {}", head(what)),
            Self::Differs(what) => format!("differs: {}", head(what)),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refused) => {
                write!(f, "refused ({:?}): {}", refused.stage, refused.errors.first().map_or("", String::as_str))
            }
            Self::Audit(what) => write!(f, "the program breaks its contract: {what}"),
            Self::Internal(error) => write!(f, "the reference stops with {error:?}"),
            Self::Invariant(what) => write!(f, "does not hold: {what}"),
            Self::Differs(what) => write!(f, "evaluators differ: {what}"),
        }
    }
}

impl Case {
    /// The case of a seed: sizes from tiny to medium.
    pub fn of(seed: u64) -> Self {
        let mut rng = Rng::of(seed, "case");
        let size = 1 + rng.below(MAX_SIZE as usize) as u32;
        let size = if rng.chance(50) { 1 + rng.below(size as usize) as u32 } else { size };
        let partners = rng.weighted(&[(3, 4), (5, 12), (4, 40), (1, 120)]);
        Self { seed, size, partners }
    }

    /// The plan.
    pub fn plan(self) -> Plan {
        generate(self.seed, self.size)
    }

    /// The company for the program of the plan.
    pub fn company(self, program: &Program) -> Company {
        Company::generate(program, self.seed, Extent { partners: self.partners, events: 30 })
    }

    /// Tries it.
    ///
    /// # Errors
    /// What went wrong.
    pub fn run(self) -> Result<Ran, Failure> {
        self.run_text(&self.plan().text())
    }

    /// Tries another plan text in place of the case's own.
    ///
    /// # Errors
    /// What went wrong.
    pub fn run_text(self, text: &str) -> Result<Ran, Failure> {
        let program = compile(text).map_err(Failure::Refused)?;
        audit(&program).map_err(Failure::Audit)?;
        let company = self.company(&program);
        let store = company.store(&program, self.seed);
        let ran = run_program(&program, &store, Extra::of(self.seed))?;
        // Some cases are run once more in another order, which must not matter.
        match self.seed % 9 {
            0 => self.in_other_order(&program, &store, text)?,
            1 if !order_of_lines_matters(&program) => {
                let other = company.store(&program, self.seed.wrapping_add(1));
                said_the_same(&program, &store, &program, &other, "rows")?;
            }
            _ => {}
        }
        Ok(ran)
    }

    /// Law 2 of the language: the order of the text means nothing.
    fn in_other_order(self, program: &Program, store: &Store, text: &str) -> Result<(), Failure> {
        let items = text.trim_end().split("\n\n").map(str::to_owned).collect();
        let other = Plan { items }.reordered(&mut Rng::of(self.seed, "order")).text();
        let other = compile(&other).map_err(Failure::Refused)?;
        let other_store = self.company(&other).store(&other, self.seed);
        said_the_same(program, store, &other, &other_store, "items")
    }
}

/// Whether two programs and stores, the same but for some order, come to the same.
fn said_the_same(a: &Program, a_store: &Store, b: &Program, b_store: &Store, order: &str) -> Result<(), Failure> {
    let run = |program: &Program, store: &Store| {
        engine::reference(program, store, false).map(|(left, outcome)| Said::of(program, &left, &outcome))
    };
    match (run(a, a_store), run(b, b_store)) {
        (Ok(a), Ok(b)) => a.same(&b).map_err(|what| Failure::Invariant(format!("order of {order} matters: {what}"))),
        (Err(_), Err(_)) => Ok(()),
        (Ok(_), Err(error)) | (Err(error), Ok(_)) => {
            Err(Failure::Invariant(format!("order of {order} matters: only one of two runs stops with {error:?}")))
        }
    }
}

/// In which way the JIT runs a program once more, beside one thread and lines that are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extra {
    /// Two threads.
    Threads,
    /// Only totals.
    Totals,
    /// Lines that are streamed, by two threads.
    Streamed,
    /// A late context.
    Late,
}

impl Extra {
    /// All of them take their turn.
    fn of(seed: u64) -> Self {
        match seed % 4 {
            0 => Self::Threads,
            1 => Self::Totals,
            2 => Self::Streamed,
            _ => Self::Late,
        }
    }
}

/// Runs a program over a store by all evaluators.
///
/// # Errors
/// What went wrong.
pub fn run_program(program: &Program, store: &Store, extra: Extra) -> Result<Ran, Failure> {
    let expected = engine::reference(program, store, false);
    let ran = match &expected {
        Ok((left, outcome)) => {
            invariants(program, left, outcome).map_err(Failure::Invariant)?;
            let lines = outcome.bonuses.iter().chain(&outcome.pools);
            Ran { lines: lines.map(Lines::count).sum(), cuts: outcome.cuts.iter().map(Vec::len).sum(), stopped: None }
        }
        Err(error) if may_stop(error) => Ran { stopped: Some(error.kind), ..Ran::default() },
        Err(error) => return Err(Failure::Internal(error.clone())),
    };
    let compiled = engine::compiled(program).map_err(Failure::Differs)?;
    let agrees = |mode, expected| engine::agrees(&compiled, store, mode, expected).map_err(Failure::Differs);
    let mode = Mode { threads: 1, lines: Kept::All, late: false };
    agrees(mode, &expected)?;
    match extra {
        Extra::Threads => agrees(Mode { threads: 2, ..mode }, &expected)?,
        Extra::Totals => agrees(Mode { lines: Kept::None, ..mode }, &expected)?,
        Extra::Streamed => agrees(Mode { threads: 2, lines: Kept::Streamed, ..mode }, &expected)?,
        Extra::Late => agrees(Mode { late: true, ..mode }, &engine::reference(program, store, true))?,
    }
    Ok(ran)
}

/// Runs a program over a store by one and by two threads, without the reference: it is too slow for a company so
/// large that rows are shared out.
///
/// # Errors
/// How they differ.
pub fn threads_agree(program: &Program, store: &Store) -> Result<Option<RunError>, Failure> {
    let compiled = engine::compiled(program).map_err(Failure::Differs)?;
    let expected = engine::on_one_thread(&compiled, store);
    for lines in [Kept::All, Kept::Streamed] {
        let mode = Mode { threads: 2, lines, late: false };
        engine::agrees(&compiled, store, mode, &expected).map_err(Failure::Differs)?;
    }
    Ok(expected.err())
}

/// Whether a run of a checked plan may stop so: by the data, not by a defect.
fn may_stop(error: &RunError) -> bool {
    match error.kind {
        ErrorKind::Overflow | ErrorKind::NegativeWeight | ErrorKind::NegativeUnderCap | ErrorKind::Assertion => true,
        ErrorKind::DivisionByZero
        | ErrorKind::NoTableRow
        | ErrorKind::Inexact
        | ErrorKind::NotAbove
        | ErrorKind::Absent
        | ErrorKind::Compile => false,
    }
}

/// Holds a run of a case against what the review of its plan takes to be possible; gives how many values were looked at,
/// nothing where the run stops.
///
/// # Errors
/// What went wrong.
pub fn review_holds(case: Case, text: &str) -> Result<u64, Failure> {
    let (plan, program) = crate::compile::checked(text).map_err(Failure::Refused)?;
    let store = case.company(&program).store(&program, case.seed);
    match engine::reference(&program, &store, false) {
        Ok((left, outcome)) => crate::judge::reviewed(&plan, &program, &left, &outcome).map_err(Failure::Invariant),
        Err(_) => Ok(0),
    }
}
