//! Companies out of nothing but a seed, for demos, tests and trials of a plan.
//!
//! The network grows as real ones do: most new partners come in under somebody recent, some under
//! somebody who has many already, so that few have much and most have little. Partners join over
//! years, a few move to another sponsor, pause or leave. Orders follow the plan's declaration of
//! its events, whatever that is: every field gets a value that fits its type and range.
//!
//! All arithmetic is on integers: a seed gives the same files on every machine.

mod draws;
mod events;
mod fields;
mod network;
mod people;
mod table;

use crate::calendar::{self, Period};
use compline_compiler::program::Program;
use compline_parquet::ParquetError;
use draws::Draws;
use network::Network;
use people::People;
use std::path::{Path, PathBuf};
use table::Table;

/// What company is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Number of partners.
    pub partners: u32,
    /// Orders in a month for each partner, on average. (Six partners in ten order at all.)
    pub orders_per_partner: u32,
    /// The seed.
    pub seed: u64,
    /// Year and month of the first orders.
    pub first_month: (i32, u32),
    /// How many months have orders.
    pub months: u32,
    /// The form of the files.
    pub format: Format,
}

/// The form of tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text, separated by commas.
    Csv,
    /// Parquet.
    Parquet,
}

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// Files with their numbers of rows.
    pub files: Vec<(PathBuf, u64)>,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    /// The file that is being written.
    pub file: &'a str,
    /// Rows written.
    pub done: u64,
    /// Rows that it will have.
    pub total: u64,
}

/// Why there is no company.
#[derive(Debug, thiserror::Error)]
pub enum SyntheticError {
    /// There is no such month.
    #[error("there is no month {1} in the year {0}")]
    Month(i32, u32),
    /// A file cannot be written.
    #[error("cannot write `{}`: {cause}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: String,
    },
}

impl SyntheticError {
    fn write(path: &Path) -> impl Fn(WriteError) -> Self + '_ {
        |cause| Self::Write { path: path.to_owned(), cause: cause.0 }
    }
}

/// What the operating system or a library said.
#[derive(Debug)]
struct WriteError(String);

impl From<std::io::Error> for WriteError {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<csv::Error> for WriteError {
    fn from(error: csv::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<ParquetError> for WriteError {
    fn from(error: ParquetError) -> Self {
        Self(error.to_string())
    }
}

/// What is known of the company while it is written.
struct World<'a> {
    program: &'a Program,
    options: Options,
    network: Network,
    people: People,
    calendar: Calendar,
}

/// The days of the company, as days since 1970-01-01.
#[derive(Clone, Debug)]
struct Calendar {
    /// The day of its foundation.
    founded: i32,
    /// First and last day of each month with orders.
    months: Vec<(i32, i32)>,
    /// The last day of all.
    end: i32,
}

/// Years between the foundation and the first orders.
const YEARS: i32 = 9;

impl Calendar {
    fn new(options: Options) -> Result<Self, SyntheticError> {
        let (year, month) = options.first_month;
        let start = |ahead: u32| {
            let count = month.checked_sub(1)?.checked_add(ahead)?;
            if month > 12 {
                return None;
            }
            let year = year.checked_add(i32::try_from(count / 12).ok()?)?;
            calendar::day_of(year, count % 12 + 1, 1)
        };
        let wrong = || SyntheticError::Month(year, month);
        let founded = calendar::day_of(year - YEARS, 3, 1).ok_or_else(wrong)?;
        let count = options.months.max(1);
        let months: Vec<(i32, i32)> =
            (0..count).map(|at| Some((start(at)?, start(at + 1)? - 1))).collect::<Option<_>>().ok_or_else(wrong)?;
        let end = months.last().map_or(founded, |month| month.1);
        Ok(Self { founded, months, end })
    }
}

/// Writes a company that fits a plan into a folder, which must be there.
///
/// # Errors
/// Where there is no such month, or a file cannot be written.
pub fn generate(
    program: &Program,
    options: Options,
    folder: &Path,
    watch: &mut dyn FnMut(Progress<'_>),
) -> Result<Made, SyntheticError> {
    let options = Options { partners: options.partners.max(1), ..options };
    let calendar = Calendar::new(options)?;
    let mut network = Network::draw(options.partners, &mut Draws::new(options.seed, 1));
    let mut people = People::draw(&network, &calendar, options.seed);
    network.draw_moves(&mut people, &calendar, &mut Draws::new(options.seed, 3));
    people.draw_departures(&network, &calendar, &mut Draws::new(options.seed, 4));
    let world = World { program, options, network, people, calendar };
    let mut made = Made::default();
    let mut files = Files { folder, format: options.format, watch, made: &mut made };
    world.partners(&mut files)?;
    world.placements(&mut files)?;
    world.status(&mut files)?;
    world.state(&mut files)?;
    events::write(&world, &mut files)?;
    Ok(made)
}

/// Where tables go.
struct Files<'a> {
    folder: &'a Path,
    format: Format,
    watch: &'a mut dyn FnMut(Progress<'_>),
    made: &'a mut Made,
}

/// Rows between two reports.
const REPORT: u64 = 4096;

impl Files<'_> {
    /// Writes one table.
    fn table(
        &mut self,
        stem: &str,
        columns: &[(&str, table::Stored)],
        total: u64,
        rows: impl FnOnce(&mut Table, &mut dyn FnMut(u64)) -> Result<u64, WriteError>,
    ) -> Result<(), SyntheticError> {
        let path = self.folder.join(table::file_name(stem, self.format));
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let watch = &mut *self.watch;
        let mut tell = |done: u64| {
            if done.is_multiple_of(REPORT) && done < total || done == total {
                watch(Progress { file: &name, done, total });
            }
        };
        let write = || {
            let mut table = Table::create(&path, columns, self.format)?;
            tell(0);
            let count = rows(&mut table, &mut tell)?;
            table.finish()?;
            tell(total);
            Ok(count)
        };
        let count = write().map_err(SyntheticError::write(&path))?;
        self.made.files.push((path, count));
        Ok(())
    }
}

impl World<'_> {
    fn partners(&self, files: &mut Files<'_>) -> Result<(), SyntheticError> {
        let recipes = fields::of_partners(self);
        let mut columns =
            vec![("id", table::Stored::Text), ("person", table::Stored::Text), ("joined_on", table::Stored::Text)];
        columns.extend(self.program.partner_fields.iter().zip(&recipes).map(|(f, r)| (f.name.as_str(), r.stored())));
        let mut draws = Draws::new(self.options.seed, 5);
        let count = self.options.partners;
        files.table("partners", &columns, count.into(), |table, tell| {
            for partner in 0..count {
                table.text(&self.people.id(partner))?;
                match self.people.owner(partner) {
                    Some(owner) => table.text(&self.people.id(owner))?,
                    None => table.absent()?,
                }
                let joined = self.people.joined(partner);
                table.date(joined)?;
                let at = fields::Moment {
                    day: joined,
                    later: Some(joined),
                    owner: partner,
                    index: 0,
                    of: 1,
                    cents: fields::basket(&mut draws),
                };
                for recipe in &recipes {
                    recipe.write(self, at, &mut draws, table)?;
                }
                table.end_row()?;
                tell(u64::from(partner) + 1);
            }
            Ok(count.into())
        })
    }

    fn placements(&self, files: &mut Files<'_>) -> Result<(), SyntheticError> {
        let sides = self.program.trees.iter().any(|tree| !tree.sides.is_empty());
        let width = self.program.trees.iter().any(|tree| tree.width.is_some());
        let text = table::Stored::Text;
        let mut columns =
            vec![("tree", text), ("partner", text), ("parent", text), ("valid_from", text), ("valid_to", text)];
        columns.extend(sides.then_some(("side", text)));
        columns.extend(width.then_some(("position", table::Stored::Integer)));
        let total = u64::from(self.options.partners) * self.program.trees.len() as u64;
        files.table("placements", &columns, total, |table, tell| {
            let mut done = 0;
            for (number, tree) in (0_u64..).zip(&self.program.trees) {
                let mut draws = Draws::new(self.options.seed, 100 + number);
                let placed = self.network.placements(tree, &self.people, &mut draws);
                for place in placed {
                    table.text(&tree.name)?;
                    table.text(&self.people.id(place.partner))?;
                    match place.parent {
                        Some(parent) => table.text(&self.people.id(parent))?,
                        None => table.absent()?,
                    }
                    table.date(place.from)?;
                    match place.to {
                        Some(to) => table.date(to)?,
                        None => table.absent()?,
                    }
                    if sides {
                        match place.side.and_then(|side| tree.sides.get(side as usize)) {
                            Some(side) => table.text(side)?,
                            None => table.absent()?,
                        }
                    }
                    if width {
                        match place.side.filter(|_| tree.width.is_some()) {
                            Some(position) => table.number(i64::from(position) + 1)?,
                            None => table.absent()?,
                        }
                    }
                    table.end_row()?;
                    done += 1;
                    tell(done);
                }
            }
            Ok(done)
        })
    }

    fn status(&self, files: &mut Files<'_>) -> Result<(), SyntheticError> {
        let text = table::Stored::Text;
        let columns = [("partner", text), ("status", text), ("from", text), ("to", text)];
        let facts = self.people.statuses(&self.calendar);
        files.table("status", &columns, facts.len() as u64, |table, tell| {
            for (done, fact) in (1..).zip(&facts) {
                table.text(&self.people.id(fact.partner))?;
                table.text(fact.standing.word())?;
                table.date(fact.from)?;
                match fact.to {
                    Some(to) => table.date(to)?,
                    None => table.absent()?,
                }
                table.end_row()?;
                tell(done);
            }
            Ok(facts.len() as u64)
        })
    }

    /// Everybody begins the first period with the state's initial value: what came before is not made.
    fn state(&self, files: &mut Files<'_>) -> Result<(), SyntheticError> {
        let program = self.program;
        if program.states.is_empty() {
            return Ok(());
        }
        let first = self.calendar.months.first().map_or(self.calendar.end, |month| month.0);
        let before = Period::containing(program.calendar, first).back(1);
        let there = (0..self.options.partners).filter(|partner| self.people.joined(*partner) <= before.end());
        let count = there.clone().count() as u64;
        let text = table::Stored::Text;
        let columns = [("partner", text), ("state", text), ("value", text), ("as_of", text)];
        let values: Vec<_> = program
            .states
            .iter()
            .filter(|state| !program.is_of_company(state))
            .map(|state| (&state.name, fields::word_text(program, state.ty, state.initial)))
            .collect();
        files.table("state", &columns, count * values.len() as u64, |table, tell| {
            let mut done = 0;
            for (name, value) in &values {
                // States hold words; what begins as absent has no row.
                let Some(value) = value else { continue };
                for partner in there.clone() {
                    table.text(&self.people.id(partner))?;
                    table.text(name)?;
                    table.text(value)?;
                    table.text(&before.to_string())?;
                    table.end_row()?;
                    done += 1;
                    tell(done);
                }
            }
            Ok(done)
        })
    }
}

#[cfg(test)]
mod tests;
