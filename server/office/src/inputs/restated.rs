//! Inputs of a closed run as they are with master facts that became known later.
//!
//! Events that the run knew stay in it, and what was taken back of them; what came late is in a later run. Master facts are those
//! that the run knew and those of the commits that are to count, and so are the fields of its events; what earlier periods left
//! is read as these stand now.

use super::kept::KeptRows;
use super::taken_back::TakenBack;
use super::{Csv, InForce, Inputs, Wanted, texts};
use crate::error::OfficeError;
use crate::office::Office;
use compline_compiler::program::{Event, Program};
use compline_runtime::company::{event_file, reversals_file};
use compline_store::{AssertSqlSafe, values};
use std::collections::BTreeMap;

impl Office {
    /// The inputs of a run with what else is to count (`wanted.also`).
    pub(crate) async fn restated_inputs(
        &self,
        original: &Inputs,
        program: &Program,
        wanted: &Wanted<'_>,
        in_force: &InForce,
    ) -> Result<Inputs, OfficeError> {
        let mut files = original.files.clone();
        // Differences of corrections belong to the periods that they correct.
        files.remove("prior.csv");
        let master = [
            ("partners.csv", self.partners_file(program, wanted, &[]).await?),
            ("placements.csv", self.placements_file(program, wanted, &[]).await?),
            ("status.csv", self.status_file(wanted).await?),
            ("overrides.csv", self.overrides_file(program, wanted, None).await?),
        ];
        for (name, bytes) in master {
            files.insert(name.to_owned(), self.archive().put(bytes).await?);
        }
        for event in &program.events {
            let name = event_file(event) + ".csv";
            if let Some(hash) = original.files.get(&name)
                && let Some(bytes) = self.events_corrected(event, hash, wanted).await?
            {
                files.insert(name, self.archive().put(bytes).await?);
            }
        }
        if files.contains_key("state.csv") {
            let bytes = self.state_file(program, wanted, in_force).await?;
            files.insert("state.csv".to_owned(), self.archive().put(bytes).await?);
        }
        if files.contains_key("paid.csv") {
            let bytes = self.paid_file(program, wanted, in_force).await?;
            files.insert("paid.csv".to_owned(), self.archive().put(bytes).await?);
        }
        if files.contains_key("lines.csv") {
            let back = self.reversed_in(program, original).await?;
            let closed = self.closed_before(wanted.company, wanted.programme, program.calendar, wanted.start).await?;
            let back = TakenBack { periods: closed.iter().map(|one| one.period.index()).collect(), ..back };
            if let Some(bytes) = self.lines_file(wanted, (&closed, in_force), &back).await? {
                files.insert("lines.csv".to_owned(), self.archive().put(bytes).await?);
            }
        }
        Ok(Inputs { files, prior: None, ..original.clone() })
    }

    /// The file of a kind's events with the fields that they have by later commits; nothing where these changed none of them.
    async fn events_corrected(
        &self,
        event: &Event,
        hash: &str,
        wanted: &Wanted<'_>,
    ) -> Result<Option<Vec<u8>>, OfficeError> {
        let later: Vec<String> =
            wanted.also.iter().filter(|seq| **seq > wanted.known).map(ToString::to_string).collect();
        if later.is_empty() {
            return Ok(None);
        }
        let sql = format!(
            "SELECT source, id, fields FROM events WHERE company = $1 AND programme = $2 AND kind = $3 AND state = 'live' \
             AND seq IN ({}) ORDER BY seq",
            later.join(", ")
        );
        let rows: Vec<(String, String, String)> =
            self.db().all(AssertSqlSafe(sql), values![wanted.company, wanted.programme, &event.name]).await?;
        let mut changed: BTreeMap<(String, String), BTreeMap<String, String>> = BTreeMap::new();
        for (source, id, fields) in rows {
            changed.insert((source, id), texts(&fields, "event")?);
        }
        if changed.is_empty() {
            return Ok(None);
        }
        let bytes = self.archive().get(hash).await?;
        let kept = KeptRows::read(&bytes)?;
        let (id, source) = (kept.cell("id"), kept.cell("source"));
        let mut out = Csv::new(&kept.head)?;
        let mut found = false;
        for row in &kept.rows {
            match changed.get(&(source(row).to_owned(), id(row).to_owned())) {
                Some(fields) => {
                    let own = |(name, cell): (&str, &str)| match fields.get(name) {
                        _ if !event.fields.iter().any(|field| field.name == name) => cell.to_owned(),
                        text => text.cloned().unwrap_or_default(),
                    };
                    out.row(kept.head.iter().zip(row.iter()).map(own))?;
                    found = true;
                }
                None => out.row(row)?,
            }
        }
        if found { out.finish().map(Some) } else { Ok(None) }
    }

    /// The events that the files of a run reverse.
    async fn reversed_in(&self, program: &Program, inputs: &Inputs) -> Result<TakenBack, OfficeError> {
        let mut back = TakenBack::default();
        for event in &program.events {
            let Some(hash) = inputs.files.get(&(reversals_file(event) + ".csv")) else { continue };
            let bytes = self.archive().get(hash).await?;
            let kept = KeptRows::read(&bytes)?;
            let (source, reverses) = (kept.cell("source"), kept.cell("reverses"));
            let of = |row| (event.name.clone(), source(row).to_owned(), reverses(row).to_owned());
            back.events.extend(kept.rows.iter().map(of));
        }
        Ok(back)
    }
}
