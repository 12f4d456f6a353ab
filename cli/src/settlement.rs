//! Settling a period of a company folder, as `run`, `explain` and `demo` do it.

use crate::args::{EngineName, FormatName};
use crate::compile::Plan;
use crate::engine::evaluator;
use crate::failure::Failure;
use crate::inputs::{Inputs, way};
use compline_compiler::program::SiteId;
use compline_compiler::watch::Watch;
use compline_lang::render::{constant, visible};
use compline_runtime::booked::Booked;
use compline_runtime::calendar::Period;
use compline_runtime::company::{Company, ReadOptions};
use compline_runtime::context::Context;
use compline_runtime::explain::{self, Limits, PlanText};
use compline_runtime::hash::ContentHash;
use compline_runtime::settle::{Settled, settle};
use compline_runtime::snapshot::Knowledge;
use compline_runtime::write::{self, Settlement, Summary};
use std::path::{Path, PathBuf};

/// As many threads as there are processors.
pub fn all_threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Reads a company folder; what nothing reads is named on the way.
pub fn company(plan: &Plan, folder: &Path, threads: usize, watch: Watch<'_>) -> Result<Company, Failure> {
    if folder.is_file() {
        return Err(Failure::NotAFolder(folder.to_owned()));
    }
    if !folder.is_dir() {
        return Err(Failure::NoFolder(folder.to_owned()));
    }
    let options = ReadOptions { threads, watch, ..ReadOptions::default() };
    let wrong = |errors| Failure::Data { folder: folder.to_owned(), errors };
    let reading = Company::read(folder, &plan.program, options).map_err(wrong)?;
    for warning in &reading.warnings {
        eprintln!("warning: {}", visible(&warning.to_string()));
    }
    Ok(reading.company)
}

/// The period of the plan's calendar that a text names.
pub fn period(plan: &Plan, text: &str) -> Result<Period, Failure> {
    Ok(Period::parse_as(plan.program.calendar, text)?)
}

/// Settles a period with what was known at some time.
pub fn settled(
    plan: &Plan,
    company: &Company,
    (period, knowledge): (Period, Knowledge),
    engine: EngineName,
    threads: usize,
    watch: Watch<'_>,
) -> Result<Vec<Settled>, Failure> {
    for (conditions, events) in Context::not_decided(&plan.program, company, period, knowledge, &[]) {
        eprintln!(
            "warning: {events} event{} with conditions of {conditions} could be paid in {period}, but the plan is not \
             valid for their day; settle them with the plan of that time",
            if events == 1 { "" } else { "s" }
        );
    }
    let mut evaluator = evaluator(engine, &plan.program, threads, watch)?;
    Ok(settle(&plan.program, company, period, knowledge, threads, evaluator.as_mut())?)
}

/// Writes a result folder: the tables, the plan, and what they were made from.
pub fn write(
    plan: &Plan,
    data: &Path,
    company: &Company,
    settled: &[Settled],
    folder: &Path,
    format: FormatName,
    watch: Watch<'_>,
) -> Result<Summary, Failure> {
    let summary = tables(plan, company, settled, folder, format.into(), watch)?;
    let name = Path::new(&plan.source.file).file_name().map_or_else(|| PathBuf::from("plan.plan"), PathBuf::from);
    let inputs = Inputs {
        plan: name,
        data: way(folder, data)?,
        period: summary.period.clone(),
        known_at: summary.known_at.clone(),
        result_hash: summary.hashes.result.to_string(),
        plan_hash: Some(ContentHash::of_bytes(plan.source.text.as_bytes()).to_string()),
        parameters: plan
            .hir
            .parameters
            .iter()
            .map(|parameter| (parameter.name.clone(), constant(&parameter.value, &plan.hir.words)))
            .collect(),
        file: Some(plan.source.file.clone()),
        edition: compline_office::levels::edition(&plan.source.text),
        files: Inputs::hashes(folder)?,
    };
    inputs.write(folder, &plan.source.text)?;
    Ok(summary)
}

/// Writes the tables of a result folder.
pub fn tables(
    plan: &Plan,
    company: &Company,
    settled: &[Settled],
    folder: &Path,
    format: write::Format,
    watch: Watch<'_>,
) -> Result<Summary, Failure> {
    let text = PlanText::new(plan.source.file.clone(), plan.source.text.clone());
    let rule =
        |site: SiteId| text.place(&plan.program, site).map(|p| format!("{}:{}", p.file, p.line)).unwrap_or_default();
    let settlement = Settlement {
        program: &plan.program,
        company,
        settled,
        plan: ContentHash::of_bytes(plan.source.text.as_bytes()),
        rule: &rule,
        watch,
    };
    Ok(write::write(folder, format, &settlement)?)
}

/// Asks something about a settled period.
pub fn ask<T>(
    plan: &Plan,
    company: &Company,
    settled: &[Settled],
    question: impl FnOnce(&explain::Source<'_>) -> T,
) -> T {
    let text = PlanText::new(plan.source.file.clone(), plan.source.text.clone());
    let (booked, limits) = (Booked::of(&plan.program, company, settled), Limits::default());
    let (program, booked, limits) = (&plan.program, &booked, &limits);
    question(&explain::Source { program, plan: &text, company, settled, booked, limits })
}
