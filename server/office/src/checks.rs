//! Checks of single inputs by the same reader that a run uses: they become a small company folder, and what is wrong
//! with its rows becomes what is wrong with their fields.

use crate::error::{FieldError, OfficeError};
use crate::facts::overrides::Override;
use crate::inputs::Csv;
use crate::office::Office;
use crate::plans::CompiledPlan;
use compline_compiler::program::Program;
use compline_runtime::company::{Company, ReadOptions, event_file};
use compline_runtime::problem::{Cause, Problem, Row};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many problems of an input are looked at.
const MOST: usize = 100_000;

/// That nobody has this number.
pub(crate) fn unknown(field: &str, number: &str) -> FieldError {
    FieldError::new(field, "error-partner-unknown").with("number", number)
}

/// [`unknown`], as the only error.
pub(crate) fn unknown_partner(field: &str, number: &str) -> OfficeError {
    OfficeError::Input(vec![unknown(field, number)])
}

/// An amount for messages: units and hundredths.
pub(crate) fn money(amount: i64) -> String {
    rust_decimal::Decimal::new(amount, 2).to_string()
}

/// The line of a file that a problem is about.
pub(crate) fn line(problem: &Problem) -> Option<u64> {
    match problem.place.row? {
        Row::Line(line) => Some(line),
        Row::Number(row) => row.checked_add(1),
    }
}

/// A problem as something that is wrong with a field.
pub(crate) fn field_error(problem: &Problem) -> FieldError {
    let place = &problem.place;
    let field = place.column.clone().unwrap_or_else(|| place.file.clone());
    let input = place.value.clone().unwrap_or_default();
    match &problem.cause {
        Cause::Empty => FieldError::new(field, "error-field-empty"),
        Cause::Number | Cause::Percentage => {
            FieldError::new(field, "error-not-a-number").with("input", input).with("example", "1234.50")
        }
        Cause::TooLarge => FieldError::new(field, "error-number-too-large").with("input", input),
        Cause::TooManyDigits { scale } => {
            FieldError::new(field, "error-too-many-places").with("input", input).with("places", scale)
        }
        Cause::OutOfRange { least, most } => {
            FieldError::new(field, "error-out-of-range").with("input", input).with("least", least).with("most", most)
        }
        Cause::Date | Cause::Moment => {
            FieldError::new(field, "error-not-a-date").with("input", input).with("example", "2026-03-15")
        }
        Cause::ReversedTwice { .. } => FieldError::new("reverses", "error-reversed-already"),
        Cause::MoreThanLeft { left } => {
            FieldError::new(field, "error-reversed-too-much").with("input", input).with("left", left)
        }
        Cause::NothingReversed => FieldError::new(field, "error-nothing-reversed"),
        Cause::Word { .. } | Cause::YesNo => FieldError::new(field, "error-not-a-word").with("input", input),
        Cause::Unknown { what } if what == "partner" => unknown(&field, &input),
        Cause::NotOverridable | Cause::UnknownName { .. } => {
            FieldError::new(field, "error-not-in-plan").with("input", input)
        }
        Cause::Cycle { members, date, .. } => {
            FieldError::new("parent", "error-move-circle").with("members", members).with("date", date)
        }
        Cause::ParentOutside { tree, date } => FieldError::new("parent", "error-parent-not-in-tree")
            .with("number", input)
            .with("tree", tree)
            .with("date", date),
        Cause::Occupied { parent, by, date, .. } => {
            FieldError::new("side", "error-place-occupied").with("parent", parent).with("number", by).with("date", date)
        }
        Cause::TooWide { parent, width, .. } => {
            FieldError::new("parent", "error-too-many-below").with("parent", parent).with("width", width)
        }
        Cause::NoSide { tree } => FieldError::new("side", "error-side-missing").with("tree", tree),
        Cause::NoPlaces { tree, .. } => FieldError::new("side", "error-no-sides").with("tree", tree),
        Cause::RootPlace { .. } => FieldError::new("side", "error-root-has-no-side"),
        Cause::EndBeforeStart { start } => {
            FieldError::new(field, "error-end-before-start").with("end", input).with("start", start)
        }
        other => FieldError::new(field, "error-data").with("cause", other),
    }
}

impl Office {
    /// Reads files as a company folder would be read; files that must be there and are not given are empty.
    pub(crate) async fn problems(
        &self,
        program: &Arc<Program>,
        mut files: BTreeMap<String, Vec<u8>>,
    ) -> Result<Vec<Problem>, OfficeError> {
        if !files.contains_key("partners.csv") {
            files.insert("partners.csv".to_owned(), partners_of(program, &[])?);
        }
        let placements = ["tree", "partner", "parent", "side", "position", "valid_from", "valid_to", "known_at"];
        files.entry("placements.csv".to_owned()).or_insert(Csv::new(placements)?.finish()?);
        for event in &program.events {
            let fields = event.fields.iter().map(|field| field.name.as_str());
            let empty = Csv::new(["id", "source"].into_iter().chain(fields))?.finish()?;
            files.entry(event_file(event) + ".csv").or_insert(empty);
        }
        let folder = tempfile::Builder::new()
            .prefix("check-")
            .tempdir_in(self.scratch())
            .map_err(|error| OfficeError::File(format!("cannot make a scratch folder: {error}")))?;
        let program = Arc::clone(program);
        let read = tokio::task::spawn_blocking(move || {
            for (name, bytes) in files {
                let path = folder.path().join(name);
                std::fs::write(&path, bytes)
                    .map_err(|error| OfficeError::File(format!("cannot write {}: {error}", path.display())))?;
            }
            let options = ReadOptions { limit: MOST, ..ReadOptions::default() };
            let read = Company::read(folder.path(), &program, options);
            Ok::<_, OfficeError>(read.err().map(|errors| errors.problems).unwrap_or_default())
        });
        read.await?
    }

    /// Sees that the plan allows a manual value.
    pub(crate) async fn check_override(&self, plan: &CompiledPlan, value: &Override) -> Result<(), OfficeError> {
        let mut rows = Csv::new(["partner", "definition", "value", "from", "to", "reason", "by"])?;
        let (from, to) = (value.valid_from.to_string(), value.valid_to.to_string());
        let (partner, definition, text) = (value.partner.as_str(), value.definition.as_str(), value.value.as_str());
        rows.row([partner, definition, text, &from, &to, &value.reason, "check"])?;
        let mut files = BTreeMap::new();
        files.insert("overrides.csv".to_owned(), rows.finish()?);
        files.insert("partners.csv".to_owned(), partners_of(&plan.program, &[partner])?);
        let problems = self.problems(&plan.program, files).await?;
        let wrong: Vec<FieldError> = problems
            .iter()
            .filter(|problem| problem.place.file.starts_with("overrides"))
            .map(|problem| {
                let mut error = field_error(problem);
                let column = error.field.clone();
                error.field = match column.as_str() {
                    "from" => "valid_from".to_owned(),
                    "to" => "valid_to".to_owned(),
                    _ => column,
                };
                error
            })
            .collect();
        if wrong.is_empty() { Ok(()) } else { Err(OfficeError::Input(wrong)) }
    }
}

/// A file of partners of whom nothing is known but their numbers.
pub(crate) fn partners_of(program: &Program, ids: &[&str]) -> Result<Vec<u8>, OfficeError> {
    let fields = program.partner_fields.iter().map(|field| field.name.as_str());
    let mut out = Csv::new(["id", "person", "joined_on"].into_iter().chain(fields))?;
    for id in ids {
        let blank = program.partner_fields.iter().map(|_| "");
        out.row([*id, *id, "2000-01-01"].into_iter().chain(blank))?;
    }
    out.finish()
}
