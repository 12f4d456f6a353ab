//! The result folder: what a settlement paid, to whom, why, and what the next one starts from.
//!
//! | file | one row for each | columns |
//! |---|---|---|
//! | `lines` | line, share of a pool, cut of a cap | line, context, trigger_kind, source, trigger, bonus, rule, earner, person, *shown variables*, base, rate, amount, currency, parent, kept, measure, mirrors, reversal |
//! | `totals` | partner with a total | partner, person, amount, currency |
//! | `ranks` (plans with a ladder) | partner | partner, reached, title, paid_as, overridden |
//! | `state` (plans with states) | state and partner | partner, state, value, as_of: what the next period reads |
//! | `paid` (plans that bring bonuses up to date) | line of such a bonus | bonus, source, event, partner, amount, as_of: what later periods take off |
//! | `placements` (plans with placement rules) | place that a rule has given | tree, partner, parent, side, position, valid_from: what belongs into the company's placements |
//! | `summary.json` | | hashes, counts, sums |
//!
//! Rows come in the same order for the same data, whatever evaluator, machine or number of threads
//! made them. Files get their names when they are complete, `summary.json` last.

mod lines;
mod result;
mod summary;
mod table;
mod tables;
mod value;

pub use result::result_hash;
pub use summary::{ContextSummary, Counts, EARLIER_PERIODS, Hashes, Summary, TAKEN_BACK};
pub(crate) use tables::paid_in;
pub use tables::{PaidRow, PlaceRow, closing_states, given_places, opening_states, paid_lines};
pub(crate) use value::Names;

use crate::company::Company;
use crate::hash::ContentHash;
use crate::settle::Settled;
use compline_compiler::program::{Program, SiteId};
use compline_compiler::watch::Watch;
use std::path::Path;

/// How tables are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated UTF-8 text.
    #[default]
    Csv,
    /// Parquet, compressed with snappy.
    Parquet,
}

impl Format {
    fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Parquet => "parquet",
        }
    }
}

/// What is written.
#[derive(Clone, Copy)]
pub struct Settlement<'a> {
    /// The program.
    pub program: &'a Program,
    /// The data.
    pub company: &'a Company,
    /// The settled contexts, the period's own first.
    pub settled: &'a [Settled],
    /// The hash of the plan's text.
    pub plan: ContentHash,
    /// Names the place of a rule in the plan: file, line, heading.
    pub rule: &'a dyn Fn(SiteId) -> String,
    /// Who is told how many of the lines are written.
    pub watch: Watch<'a>,
}

/// A result that cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot write {path}: {cause}; see that the folder can be written to and has room")]
pub struct WriteError {
    /// The file.
    pub path: String,
    /// What the system says.
    pub cause: String,
}

impl WriteError {
    fn new(path: &Path, cause: &dyn std::fmt::Display) -> Self {
        Self { path: path.display().to_string(), cause: cause.to_string() }
    }
}

/// Writes the result folder, which is made where it does not exist.
///
/// # Errors
///
/// Where a file cannot be written.
pub fn write(folder: &Path, format: Format, settlement: &Settlement<'_>) -> Result<Summary, WriteError> {
    std::fs::create_dir_all(folder).map_err(|error| WriteError::new(folder, &error))?;
    let path = folder.join("summary.json");
    // While tables are replaced there is no summary that could be taken for theirs.
    if path.exists() {
        std::fs::remove_file(&path).map_err(|error| WriteError::new(&path, &error))?;
    }
    let lines = lines::write(folder, format, settlement)?;
    tables::totals(folder, format, settlement)?;
    tables::ranks(folder, format, settlement)?;
    tables::state(folder, format, settlement)?;
    tables::paid(folder, format, settlement)?;
    tables::placements(folder, format, settlement)?;
    let summary = Summary::of(settlement, &lines)?;
    let text = serde_json::to_string_pretty(&summary).map_err(|error| WriteError::new(&path, &error))?;
    let partial = folder.join("summary.json.partial");
    std::fs::write(&partial, text + "\n")
        .and_then(|()| std::fs::rename(&partial, &path))
        .map_err(|error| WriteError::new(&path, &error))?;
    Ok(summary)
}
