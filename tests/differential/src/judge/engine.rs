//! The reference interpreter against the JIT.

use compline_compiler::interpret::{self, compare, compare_columns};
use compline_compiler::lines::{Block, Lines};
use compline_compiler::outcome::{Outcome, RunError};
use compline_compiler::program::{BonusId, Program};
use compline_compiler::store::Store;
use compline_jit::{Engine, LineMode, LineSink, Options};
use std::sync::{Arc, Mutex, PoisonError};

/// What a run came to: the store as it left it, and the outcome.
pub type Result = std::result::Result<(Store, Outcome), RunError>;

/// How a program is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mode {
    /// Threads of the JIT.
    pub threads: usize,
    /// What becomes of lines.
    pub lines: Kept,
    /// A late context.
    pub late: bool,
}

/// What becomes of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// They are in the outcome.
    All,
    /// Only totals are wanted.
    None,
    /// They go to a sink.
    Streamed,
}

/// Runs the reference.
///
/// # Errors
/// As the run.
pub fn reference(program: &Program, store: &Store, late: bool) -> Result {
    let mut store = store.clone();
    let outcome = interpret::run(program, &mut store, &interpret::Options { late })?;
    Ok((store, outcome))
}

/// Runs the JIT on one thread, lines kept: what its other modes have to say too.
///
/// # Errors
/// As the run.
pub fn on_one_thread(engine: &Engine, store: &Store) -> Result {
    let mut store = store.clone();
    let outcome =
        engine.run(&mut store, &Options { threads: 1, lines: LineMode::Keep, late: false, ..Options::default() })?;
    Ok((store, outcome))
}

/// Compiles a program.
///
/// # Errors
/// What the code generator has against it: that is a failure of the case.
pub fn compiled(program: &Program) -> std::result::Result<Engine, String> {
    Engine::compile(Arc::new(program.clone())).map_err(|error| format!("the JIT does not compile it: {error:?}"))
}

/// Runs the JIT in a mode and compares everything with the reference.
///
/// # Errors
/// The first difference.
pub fn agrees(engine: &Engine, store: &Store, mode: Mode, expected: &Result) -> std::result::Result<(), String> {
    let program = engine.program();
    let sink = Collected::default();
    let lines = match mode.lines {
        Kept::All => LineMode::Keep,
        Kept::None => LineMode::None,
        Kept::Streamed => LineMode::Stream(&sink),
    };
    let options = Options { threads: mode.threads, lines, late: mode.late, ..Options::default() };
    let mut made = store.clone();
    let outcome = engine.run(&mut made, &options);
    match (expected, outcome) {
        (Ok((by_reference, expected)), Ok(mut outcome)) => {
            for (at, lines) in outcome.bonuses.iter_mut().enumerate() {
                if !lines.blocks.is_empty() {
                    continue;
                }
                match mode.lines {
                    Kept::All => {}
                    Kept::None => *lines = expected.bonuses[at].clone(),
                    Kept::Streamed => *lines = sink.of(BonusId(u32::try_from(at).unwrap_or(u32::MAX))),
                }
            }
            compare_columns(program, by_reference, &made).map_err(|what| format!("columns: {mode:?}, {what}"))?;
            compare(program, expected, &outcome).map_err(|what| format!("outcome: {mode:?}, {what}"))
        }
        (Err(expected), Err(error)) if *expected == error => Ok(()),
        (Err(expected), Err(error)) if expected.kind == error.kind => {
            Err(format!("place of an error: {mode:?}\n  {expected:?}\n  {error:?}"))
        }
        (Err(expected), Err(error)) => Err(format!("kind of an error: {mode:?}\n  {expected:?}\n  {error:?}")),
        (Ok(_), Err(error)) => Err(format!("an error of the JIT alone: {mode:?}\n  {error:?}")),
        (Err(expected), Ok(_)) => Err(format!("an error of the reference alone: {mode:?}\n  {expected:?}")),
    }
}

/// A sink that keeps what it gets.
#[derive(Default)]
struct Collected {
    parts: Mutex<Vec<(BonusId, usize, Lines)>>,
}

impl LineSink for Collected {
    fn lines(&self, bonus: BonusId, part: usize, lines: &Lines) {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner).push((bonus, part, lines.clone()));
    }
}

impl Collected {
    /// The lines of a bonus, parts in order.
    fn of(&self, bonus: BonusId) -> Lines {
        let parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        let mut mine: Vec<_> = parts.iter().filter(|(of, ..)| *of == bonus).collect();
        mine.sort_by_key(|(_, part, _)| *part);
        let mut all = Lines::default();
        for (_, _, lines) in mine {
            let (entries, amounts) = (all.earner.len(), all.amounts.len() as u64);
            let shifted = lines.blocks.iter().map(|block| Block {
                first_entry: block.first_entry + u32::try_from(entries).unwrap_or(u32::MAX),
                first_amount: block.first_amount + amounts,
                ..*block
            });
            all.blocks.extend(shifted);
            all.earner.extend(&lines.earner);
            all.clause.extend(&lines.clause);
            all.amounts.extend(&lines.amounts);
            all.vars.resize(all.vars.len().max(lines.vars.len()), Vec::new());
            for (values, more) in all.vars.iter_mut().zip(&lines.vars) {
                values.extend(more);
            }
        }
        all
    }
}
