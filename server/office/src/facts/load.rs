//! Loading a company folder: the files that `compline run` reads, into the store.

use super::events::{NewEvent, Taken};
use super::overrides::Override;
use super::partners::{IMPORT, Partner, Placement, Status};
use crate::error::OfficeError;
use crate::learn::Learning;
use crate::plans::CompiledPlan;
use chrono::NaiveDate;
use compline_compiler::program::Program;
use compline_lang::number::Decimal;
use compline_runtime::calendar::{self, Period};
use compline_runtime::company::{Company, ReadOptions, event_file};
use compline_store::values;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::str::FromStr;

/// What came out of a folder.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Loaded {
    /// Partners.
    pub partners: usize,
    /// Placements.
    pub placements: usize,
    /// Statuses.
    pub statuses: usize,
    /// Events by kind.
    pub events: BTreeMap<String, Taken>,
    /// Manual values.
    pub overrides: usize,
    /// Opening values of states.
    pub states: usize,
}

/// A row of a file: column to text.
type Row = BTreeMap<String, String>;

impl Learning {
    /// Loads a folder. It is read as a run would read it first, so nothing of a folder with a bad row is taken.
    ///
    /// # Errors
    /// With all bad rows.
    pub async fn load_folder(
        &mut self,
        programme: &str,
        plan: &CompiledPlan,
        folder: &Path,
    ) -> Result<Loaded, OfficeError> {
        let program = &plan.program;
        Company::read(folder, program, ReadOptions::default())
            .map_err(|errors| OfficeError::Settle(errors.to_string()))?;
        let mut loaded = Loaded::default();
        let rows = rows(folder, "partners")?;
        let own: Vec<&str> = program.partner_fields.iter().map(|field| field.name.as_str()).collect();
        let partners: Vec<Partner> = rows.iter().map(|row| partner(row, &own)).collect::<Result<_, _>>()?;
        loaded.partners = partners.len();
        self.put_partners(&partners).await?;
        let placements: Vec<Placement> =
            self::rows(folder, "placements")?.iter().map(placement).collect::<Result<_, _>>()?;
        loaded.placements = placements.len();
        self.put_placements(&placements).await?;
        let statuses: Vec<Status> = self::rows(folder, "status")?.iter().map(status).collect::<Result<_, _>>()?;
        loaded.statuses = statuses.len();
        self.put_statuses(&statuses).await?;
        for event in &program.events {
            let rows = self::rows(folder, &event_file(event))?;
            let fields: Vec<&str> = event.fields.iter().map(|field| field.name.as_str()).collect();
            let new = rows.into_iter().map(|row| new_event(row, &fields)).collect();
            let taken = self.put_events(programme, program, event, new).await?;
            loaded.events.insert(event.name.clone(), taken);
        }
        let overrides: Vec<Override> = self::rows(folder, "overrides")?.iter().map(manual).collect::<Result<_, _>>()?;
        loaded.overrides = overrides.len();
        self.put_overrides(programme, &overrides).await?;
        loaded.states = self.states(programme, program, &self::rows(folder, "state")?).await?;
        self.paid(programme, program, &self::rows(folder, "paid")?).await?;
        Ok(loaded)
    }

    /// What was paid elsewhere by bonuses that are brought up to date.
    async fn paid(&mut self, programme: &str, program: &Program, rows: &[Row]) -> Result<(), OfficeError> {
        let company = self.author.company.clone();
        let scale = program.units.get(program.currency.index()).map_or(2, |unit| unit.scale);
        let mut out = Vec::with_capacity(rows.len());
        for (line, row) in (0_i64..).zip(rows) {
            let as_of =
                Period::parse_in(program.calendar, text(row, "as_of")).map_err(|e| OfficeError::File(e.to_string()))?;
            let (shown, day) = (text(row, "amount"), calendar::date(as_of.end()));
            let amount = Decimal::parse(shown).and_then(|amount| amount.rescale(scale));
            let amount = amount.and_then(|amount| i64::try_from(amount.mantissa).ok());
            let amount = amount.ok_or_else(|| {
                OfficeError::File(format!(
                    "paid.csv: `{shown}` is no amount with at most {scale} digits after the point"
                ))
            })?;
            let (bonus, source) = (text(row, "bonus"), text(row, "source"));
            let (event, partner) = (text(row, "event"), text(row, "partner"));
            out.push(values![
                &company, programme, "import", line, bonus, source, event, partner, amount, day, self.seq
            ]);
        }
        let columns =
            ["company", "programme", "run", "line", "bonus", "source", "event", "partner", "amount", "as_of", "seq"];
        self.tx.insert("paid", &columns, out).await?;
        Ok(())
    }

    async fn states(&mut self, programme: &str, program: &Program, rows: &[Row]) -> Result<usize, OfficeError> {
        let company = self.author.company.clone();
        let mut out = Vec::with_capacity(rows.len());
        for row in rows {
            let as_of =
                Period::parse_in(program.calendar, text(row, "as_of")).map_err(|e| OfficeError::File(e.to_string()))?;
            let day = calendar::date(as_of.end());
            let (partner, state, value) = (text(row, "partner"), text(row, "state"), text(row, "value"));
            out.push(values![&company, programme, "import", partner, state, value, day, self.seq]);
        }
        let count = out.len();
        let columns = ["company", "programme", "run", "partner", "state", "value", "as_of", "seq"];
        self.tx.insert("states", &columns, out).await?;
        Ok(count)
    }
}

/// The rows of a table; none where there is no such file.
fn rows(folder: &Path, name: &str) -> Result<Vec<Row>, OfficeError> {
    let path = folder.join(format!("{name}.csv"));
    if !path.exists() {
        return Ok(Vec::new());
    }
    let failed = |error: csv::Error| OfficeError::File(format!("cannot read {}: {error}", path.display()));
    let mut reader = csv::Reader::from_path(&path).map_err(failed)?;
    let head = reader.headers().map_err(failed)?.clone();
    let mut out = Vec::new();
    for record in reader.records() {
        let record = record.map_err(failed)?;
        let cells = head.iter().zip(&record).filter(|(_, cell)| !cell.is_empty());
        out.push(cells.map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect());
    }
    Ok(out)
}

fn text<'a>(row: &'a Row, name: &str) -> &'a str {
    row.get(name).map_or("", String::as_str)
}

fn optional(row: &Row, name: &str) -> Option<String> {
    row.get(name).cloned()
}

fn parsed<T: FromStr>(row: &Row, name: &'static str) -> Result<T, OfficeError> {
    let text = text(row, name);
    text.parse().map_err(|_| OfficeError::File(format!("`{text}` in the column `{name}` cannot be read")))
}

fn partner(row: &Row, own: &[&str]) -> Result<Partner, OfficeError> {
    let fields: BTreeMap<&str, &str> = own.iter().filter_map(|name| Some((*name, row.get(*name)?.as_str()))).collect();
    let id = text(row, "id").to_owned();
    let person = row.get("person").unwrap_or(&id).clone();
    let joined_on = if row.contains_key("joined_on") { parsed(row, "joined_on")? } else { NaiveDate::default() };
    let fields = serde_json::to_string(&fields).map_err(|error| OfficeError::damaged("partner", error))?;
    Ok(Partner { id, person, joined_on, fields })
}

fn placement(row: &Row) -> Result<Placement, OfficeError> {
    Ok(Placement {
        tree: text(row, "tree").to_owned(),
        partner: text(row, "partner").to_owned(),
        parent: optional(row, "parent"),
        side: optional(row, "side"),
        position: optional(row, "position"),
        valid_from: parsed(row, "valid_from")?,
        valid_to: row.contains_key("valid_to").then(|| parsed(row, "valid_to")).transpose()?,
        run: row.contains_key("by").then(|| IMPORT.to_owned()),
    })
}

fn status(row: &Row) -> Result<Status, OfficeError> {
    Ok(Status {
        partner: text(row, "partner").to_owned(),
        status: text(row, "status").to_owned(),
        valid_from: parsed(row, "from")?,
        valid_to: row.contains_key("to").then(|| parsed(row, "to")).transpose()?,
        reason: None,
    })
}

fn manual(row: &Row) -> Result<Override, OfficeError> {
    Ok(Override {
        partner: text(row, "partner").to_owned(),
        definition: text(row, "definition").to_owned(),
        value: text(row, "value").to_owned(),
        valid_from: parsed(row, "from")?,
        valid_to: parsed(row, "to")?,
        reason: text(row, "reason").to_owned(),
        author: text(row, "by").to_owned(),
    })
}

fn new_event(mut row: Row, fields: &[&str]) -> NewEvent {
    let id = row.remove("id").unwrap_or_default();
    let source = row.remove("source").unwrap_or_else(|| "import".to_owned());
    row.retain(|name, _| fields.contains(&name.as_str()));
    NewEvent { source, id, fields: row }
}
