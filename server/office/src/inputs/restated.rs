//! Inputs of a closed run as they are with master facts that became known later.
//!
//! Events, and what was taken back of them, stay as the run knew them: what came late is in a later run. Master facts are those
//! that the run knew and those of the commits that are to count; what earlier periods left is read as these stand now.

use super::taken_back::TakenBack;
use super::{InForce, Inputs, Wanted};
use crate::error::OfficeError;
use crate::office::Office;
use compline_compiler::program::Program;
use compline_runtime::company::reversals_file;
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
            let closed = self.closed_periods(program, wanted).await?;
            let back = TakenBack { periods: closed.iter().map(|one| one.period.index()).collect(), ..back };
            if let Some(bytes) = self.lines_file(program, wanted, (&closed, in_force), &back).await? {
                files.insert("lines.csv".to_owned(), self.archive().put(bytes).await?);
            }
        }
        Ok(Inputs { files, prior: None, ..original.clone() })
    }

    /// The events that the files of a run reverse.
    async fn reversed_in(&self, program: &Program, inputs: &Inputs) -> Result<TakenBack, OfficeError> {
        let mut back = TakenBack::default();
        for event in &program.events {
            let Some(hash) = inputs.files.get(&(reversals_file(event) + ".csv")) else { continue };
            let bytes = self.archive().get(hash).await?;
            let mut reader = csv::Reader::from_reader(&bytes[..]);
            let broken = |error: csv::Error| OfficeError::damaged("inputs of the run", error);
            let head: BTreeMap<String, usize> =
                reader.headers().map_err(broken)?.iter().enumerate().map(|(at, name)| (name.to_owned(), at)).collect();
            for row in reader.records() {
                let row = row.map_err(broken)?;
                let cell = |name: &str| head.get(name).and_then(|at| row.get(*at)).unwrap_or_default().to_owned();
                back.events.insert((event.name.clone(), cell("source"), cell("reverses")));
            }
        }
        Ok(back)
    }
}
