//! Settling a period of a company folder, as `run`, `explain` and `demo` do it.

use crate::args::EngineName;
use crate::compile::Plan;
use crate::engine::evaluator;
use crate::failure::Failure;
use compline_runtime::calendar::Period;
use compline_runtime::company::{Company, ReadOptions};
use compline_runtime::settle::{Settled, settle};
use compline_runtime::snapshot::Knowledge;
use std::path::Path;

/// As many threads as there are processors.
pub fn all_threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Reads a company folder; what nothing reads is named on the way.
pub fn company(plan: &Plan, folder: &Path, threads: usize) -> Result<Company, Failure> {
    if !folder.is_dir() {
        return Err(Failure::NoFolder(folder.to_owned()));
    }
    let options = ReadOptions { threads, ..ReadOptions::default() };
    let reading = Company::read(folder, &plan.program, options).map_err(|errors| Failure::Data { folder: folder.to_owned(), errors })?;
    for warning in &reading.warnings {
        eprintln!("warning: {warning}");
    }
    Ok(reading.company)
}

/// The period of the plan's calendar that a text names.
pub fn period(plan: &Plan, text: &str) -> Result<Period, Failure> {
    Ok(Period::parse_as(plan.program.grain, text)?)
}

/// Settles a period.
pub fn settled(plan: &Plan, company: &Company, period: Period, engine: EngineName, threads: usize) -> Result<Vec<Settled>, Failure> {
    let mut evaluator = evaluator(engine, &plan.program, threads)?;
    Ok(settle(&plan.program, company, period, Knowledge::Everything, threads, evaluator.as_mut())?)
}
