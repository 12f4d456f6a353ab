//! What it costs to read the company from files, beside what it costs to settle it.

use crate::checks::Plan;
use crate::cpu;
use crate::engine::{Compiled, EngineError};
use compline_jit::LineMode;
use compline_runtime::company::{Company, ReadOptions};
use std::path::Path;
use std::time::Instant;

/// Reading beside settling: medians of runs in turn, CPU time of one thread for both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReadTimes {
    /// Reading a folder with all checks, up to the typed tables.
    pub read_ns: u64,
    /// Settling the same company from tables in memory, lines kept: network, grouping, ranks, lines, totals.
    pub settle_ns: u64,
    /// Whether what was read settles to the same totals as what was in memory.
    pub equal: bool,
}

/// Reads and settles in turn, `rounds` times each.
///
/// # Errors
/// Where the plan does not compile, the folder cannot be read, or a run stops.
pub fn read_and_settle(
    plan: Plan,
    folder: &Path,
    in_memory: &Company,
    rounds: usize,
) -> Result<ReadTimes, EngineError> {
    let compiled = Compiled::of(plan)?;
    let options = ReadOptions { threads: 1, ..ReadOptions::default() };
    let (mut reads, mut settles) = (Vec::new(), Vec::new());
    let mut equal = true;
    for round in 0..rounds.max(1) {
        let (ns, company) = timed(|| Company::read(folder, compiled.program(), options));
        reads.push(ns);
        let company = company?.company;
        if round == 0 {
            let read = compiled.settle(&company, 1, LineMode::Keep)?.check();
            equal = read == compiled.settle(in_memory, 1, LineMode::Keep)?.check();
        }
        drop(company);
        let (ns, settled) = timed(|| compiled.settle(in_memory, 1, LineMode::Keep));
        settles.push(ns);
        drop(settled?);
    }
    Ok(ReadTimes { read_ns: median(reads), settle_ns: median(settles), equal })
}

/// CPU time of this thread, or the time of the day where the machine has no such clock.
fn timed<T>(work: impl FnOnce() -> T) -> (u64, T) {
    let (start, before) = (Instant::now(), cpu::thread_ns());
    let result = work();
    let used = cpu::thread_ns().zip(before).map(|(after, before)| after.saturating_sub(before));
    (used.unwrap_or_else(|| u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX)), result)
}

fn median(mut times: Vec<u64>) -> u64 {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
