//! The company: everything that files say, checked and typed, in an order that does not depend on the files'.
//!
//! A company folder holds one file for each table, as CSV or Parquet:
//!
//! | file | columns (those in brackets may be missing) |
//! |---|---|
//! | `partners` | id, \[person\], \[joined_on\], \[known_at\], the plan's partner fields |
//! | `placements` | tree, partner, parent (empty at a root), side (trees with sides), \[position\], valid_from, \[valid_to\], \[known_at\], \[by\] |
//! | `status` (may be missing) | partner, status, from, \[to\], \[known_at\] |
//! | one per event kind, in lower case | id, \[source\], \[known_at\], \[payable_from\], the kind's fields, \[currency\], \[*field*_currency\] |
//! | the same with `_reversals` (may be missing) | id, \[source\], reverses, day, \[reason\], \[known_at\], \[payable_from\], \[the kind's amounts\] |
//! | `lines` (may be missing) | lines of earlier results; read where an event is reversed |
//! | `overrides` (may be missing) | partner, definition, value, from, to, reason, by, \[known_at\] |
//! | `rates` (may be missing) | from, to, date, rate, \[known_at\] |
//! | `state` (may be missing) | partner, state, value, as_of, \[known_at\] |
//! | `paid` (may be missing) | bonus, source, event, partner, amount, as_of, \[known_at\] |
//! | `prior` (may be missing) | lines for closed periods that settlements post beside their own: see [`PriorLine`] |
//!
//! Days at which something ends are included. What becomes known later wins over what was known
//! before, for the days of both; two facts that contradict each other and became known at the
//! same moment are an error.

mod cell;
mod dated;
mod events;
mod hash;
mod lines;
mod meter;
mod order;
mod paid;
mod partners;
mod placements;
mod prior;
mod read;
mod reversals;
mod schema;

pub use dated::{OF_COMPANY, Override, Rate, Standing, StateValues, Status};
pub use events::{EventTable, Sources};
pub use lines::{SettledLine, SettledLines};
pub use paid::PaidLine;
pub(crate) use paid::kind_of;
pub use partners::{Partners, Persons};
pub use placements::{Placement, Placements, ROOT};
pub use prior::{PRIOR_COLUMNS, PriorCause, PriorLine};
pub(crate) use reversals::{Excess, amount_text, amounts_of, excess, left_of};
pub use reversals::{Reason, Reversal, Reversals};
pub(crate) use schema::stored_bound;
pub use schema::{BY_RULE, event_file, reversals_file};

use crate::index::Index;
use crate::parallel::available_threads;
use crate::problem::{Cause, DEFAULT_LIMIT, DataErrors, Place, Problem, Problems};
use crate::texts::Texts;
use cell::Known;
use compline_compiler::program::{EventId, EventSetId, Kind, Program};
use compline_compiler::store::Values;
use compline_compiler::watch::Watch;
use meter::Meter;
use partners::PendingTexts;
use read::How;
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::Path;

/// All data of a company, as far as a program reads them.
#[derive(Clone, Debug, Default)]
pub struct Company {
    /// The partners; their place here is their number.
    pub partners: Partners,
    /// By tree of the program: who stands below whom.
    pub placements: Vec<Placements>,
    /// Status of partners.
    pub statuses: Vec<Status>,
    /// By event kind of the program.
    pub events: Vec<EventTable>,
    /// By event kind of the program: what is taken back.
    pub reversals: Vec<Reversals>,
    /// Lines of earlier settlements, for events that are reversed.
    pub lines: SettledLines,
    /// Manual values.
    pub overrides: Vec<Override>,
    /// Rates between units.
    pub rates: Vec<Rate>,
    /// By state of the program.
    pub states: Vec<StateValues>,
    /// What bonuses that are brought up to date have paid in earlier settlements.
    pub paid: Vec<PaidLine>,
    /// Lines for closed periods that settlements post beside their own.
    pub prior: Vec<PriorLine>,
    /// Values of text fields; columns hold their places here. First the program's own, then the others
    /// sorted by bytes.
    pub texts: Texts,
}

/// How a company folder is read.
#[derive(Clone, Copy, Debug)]
pub struct ReadOptions<'a> {
    /// Threads to use.
    pub threads: usize,
    /// How many problems are listed; the rest is counted.
    pub limit: usize,
    /// Who is told how many bytes of the tables are read.
    pub watch: Watch<'a>,
}

impl Default for ReadOptions<'_> {
    fn default() -> Self {
        Self { threads: available_threads(), limit: DEFAULT_LIMIT, watch: Watch::default() }
    }
}

/// A company that was read without errors.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The data.
    pub company: Company,
    /// Columns that nothing reads.
    pub warnings: Vec<Problem>,
}

impl Company {
    /// Reads a company folder.
    ///
    /// # Errors
    ///
    /// With everything that is wrong in all files.
    pub fn read(folder: &Path, program: &Program, options: ReadOptions<'_>) -> Result<Reading, DataErrors> {
        let mut problems = Problems::new(options.limit);
        let mut warnings = Vec::new();
        let company = read(folder, program, options, &mut problems, &mut warnings);
        problems.finish().map(|()| Reading { company, warnings })
    }
}

fn read(
    folder: &Path,
    program: &Program,
    options: ReadOptions<'_>,
    problems: &mut Problems,
    warnings: &mut Vec<Problem>,
) -> Company {
    let threads = options.threads;
    let meter = Meter::new(folder, options.watch);
    let nobody = How { folder, threads, known: Known { partners: None }, meter: &meter };
    let mut company = Company::default();
    let mut texts = Vec::new();
    let mut truncated = false;
    if let Some(raw) = read::table(&schema::partners_schema(program), nobody, problems, warnings) {
        truncated = raw.truncated;
        (company.partners, texts) = partners::build(raw, program, threads, problems);
    }
    let ids = company.partners.ids.clone();
    let index = Index::new(&ids);
    // Without partners every reference would be wrong; that the file is missing says enough.
    let known = Known { partners: (!ids.is_empty() && !truncated).then_some(&index) };
    let how = How { known, ..nobody };
    company.placements = match read::table(&schema::placements_schema(program), how, problems, warnings) {
        Some(raw) => placements::build(raw, program, &ids, problems),
        None => program.trees.iter().map(|_| Placements::default()).collect(),
    };
    if let Some(raw) = read::table(&schema::status_schema(), how, problems, warnings) {
        company.statuses = dated::statuses(raw, &ids, problems);
    }
    let mut tables = Vec::with_capacity(program.events.len());
    for (id, event) in (0..).zip(&program.events) {
        let schema = schema::event_schema(program, EventId(id), event);
        let raw = read::table(&schema, how, problems, warnings);
        tables.push(raw.map_or_else(events::Unresolved::default, |raw| events::build(raw, event, threads, problems)));
    }
    let set_kind = |set: EventSetId| program.event_sets.get(set.index()).map(|set| set.event.index());
    let target = |kind: usize, field: usize| match program.events.get(kind)?.fields.get(field)?.ty.kind {
        Kind::Event(set) => set_kind(set),
        _ => None,
    };
    events::resolve(&mut tables, &program.events, target, problems);
    for (kind, table) in program.events.iter().zip(&tables) {
        let raw = read::table(&schema::reversals_schema(program, kind), how, problems, warnings);
        let built = raw.map(|raw| reversals::build(raw, program, kind, table, problems));
        company.reversals.push(built.unwrap_or_default());
    }
    // Without reversals there is nothing to take back, and years of lines are not read.
    if company.reversals.iter().any(|of| !of.rows.is_empty())
        && let Some(raw) = read::table(&schema::lines_schema(program), how, problems, warnings)
    {
        company.lines = lines::build(raw, program, &tables, &company.reversals, problems);
    }
    if let Some(raw) = read::table(&schema::overrides_schema(), how, problems, warnings) {
        company.overrides = dated::manual_values(raw, program, &ids, known, problems);
    }
    if let Some(raw) = read::table(&schema::rates_schema(program), how, problems, warnings) {
        let place = Place { file: raw.origin.file.clone(), ..Place::default() };
        company.rates = dated::rate_history(raw, program, problems);
        if !company.rates.is_empty() {
            let cure =
                "write the rates into the plan: `rate A to B = 0.80 from 2026-01-01, 0.85 from 2026-07-01`".to_owned();
            warnings.push(Problem { place, cause: Cause::UnusedRates, cure });
        }
    }
    company.states = match read::table(&schema::state_schema(program), how, problems, warnings) {
        Some(raw) => dated::states(raw, program, &ids, known, problems),
        None => program.states.iter().map(|_| StateValues::default()).collect(),
    };
    if program.bonuses.iter().any(|bonus| bonus.true_up)
        && let Some(raw) = read::table(&schema::paid_schema(program), how, problems, warnings)
    {
        company.paid = paid::build(raw, program, &tables, problems);
    }
    if let Some(raw) = read::table(&prior::schema(program), how, problems, warnings) {
        company.prior = prior::build(raw, program, &tables, problems);
    }
    let pending: Vec<&mut Vec<PendingTexts>> =
        std::iter::once(&mut texts).chain(tables.iter_mut().map(|table| &mut table.texts)).collect();
    company.texts = pool(program, pending.iter().flat_map(|list| list.iter()).flat_map(|pending| pending.texts.iter()));
    let place: FxHashMap<&str, i64> = company.texts.iter().zip(0..).collect();
    set_texts(&mut company.partners.fields, texts, &place);
    for mut table in tables {
        set_texts(&mut table.table.fields, table.texts, &place);
        company.events.push(table.table);
    }
    company
}

/// The program's texts, where its constants point to, and behind them all others. These are sorted,
/// so that a text's place says nothing about the order of the files.
pub(crate) fn pool<'t>(program: &'t Program, texts: impl Iterator<Item = &'t str>) -> Texts {
    let mut different: FxHashSet<&str> = texts.filter(|text| !text.is_empty()).collect();
    let own = program.texts.iter().map(String::as_str);
    for text in own.clone() {
        different.remove(text);
    }
    let mut sorted: Vec<&str> = different.into_iter().collect();
    sorted.sort_unstable();
    own.chain(sorted).collect()
}

fn set_texts(fields: &mut [Values], pending: Vec<PendingTexts>, place: &FxHashMap<&str, i64>) {
    for pending in pending {
        let mut column = Values::I32(Vec::with_capacity(pending.texts.len()));
        for text in pending.texts.iter() {
            let stored = place.get(text).copied().unwrap_or(compline_compiler::program::NONE);
            let _ = crate::values::push_value(&mut column, stored);
        }
        if let Some(field) = fields.get_mut(pending.field) {
            *field = column;
        }
    }
}
