//! Lines for closed periods: found once more from the inputs of the settlements that they were found from.

use super::{Replay, What, compared, failed, missing};
use crate::error::OfficeError;
use crate::finalise::{PAID, STATE, paid_restated, states_restated};
use crate::inputs::{Inputs, restated_key};
use crate::levels::LevelsDone;
use crate::office::Office;
use crate::prior::{RestatedRun, named};
use crate::progress::Progress;
use crate::runs::Run;
use compline_store::{hash, values};
use std::collections::BTreeMap;

impl Office {
    /// The lists of inputs that a run's own list names, with their files, and the lines that come of them; whether everything is
    /// there.
    pub(super) async fn replay_prior(
        &self,
        run: &Run,
        inputs: &Inputs,
        found: &mut Replay,
    ) -> Result<bool, OfficeError> {
        let Some(prior) = &inputs.prior else { return Ok(true) };
        let mut whole = true;
        for list in named(inputs) {
            whole &= self.replay_file(What::Inputs, run, list, list, found).await?;
            if whole {
                for (name, file) in &self.read_inputs(list).await?.files {
                    whole &= self.replay_file(What::InputFile, run, name, file, found).await?;
                }
            }
        }
        if !whole {
            return Ok(false);
        }
        let expected = inputs.files.get("prior.csv").cloned();
        match self.prior_file(run, prior, &Progress::default()).await {
            Ok(Some(bytes)) => found.add(compared(What::Prior, run, "prior.csv", expected, hash(&bytes))),
            Ok(None) => {
                if let Some(expected) = expected {
                    found.add(missing(What::Prior, run, "prior.csv", expected, "nothing is to be posted now"));
                }
            }
            Err(OfficeError::Cancelled) => return Err(OfficeError::Cancelled),
            Err(error) => found.add(failed(What::Prior, run, "prior.csv", expected, &error)),
        }
        Ok(true)
    }

    /// What closed runs leave to later ones since the corrections of a final run.
    pub(super) async fn replay_restated(
        &self,
        run: &Run,
        levels: &LevelsDone,
        found: &mut Replay,
    ) -> Result<(), OfficeError> {
        let inputs = self.read_inputs(&levels.inputs).await?;
        let mut last: BTreeMap<&str, &RestatedRun> = BTreeMap::new();
        for one in inputs.prior.iter().flat_map(|prior| &prior.corrections).flat_map(|of| &of.runs) {
            last.insert(&one.run, one);
        }
        for one in last.into_values() {
            let closed = self.run(&run.company, &one.run).await?;
            let sql = "SELECT inputs, result FROM restatements WHERE company = $1 AND run = $2 AND by_run = $3";
            let kept: Option<(String, String)> = self.db().first(sql, values![&run.company, &one.run, &run.id]).await?;
            let computed = self.computed_with(&closed, &one.after, &Progress::default()).await?;
            let now = format!("{} {}", one.after, computed.result);
            match kept {
                Some((inputs, result)) => {
                    found.add(compared(What::Restated, run, &closed.period, Some(format!("{inputs} {result}")), now));
                }
                None => found.add(missing(What::Restated, run, &closed.period, now, "no row says so")),
            }
            let key = restated_key(&closed.id, &run.id);
            let states = states_restated(&closed, &run.id, &computed)?;
            let paid = paid_restated(&closed, &run.id, self.paid_with(&closed, &one.after, &computed).await?);
            let kept = self.kept_states_of(&closed, &key).await?;
            found.add(super::tables::compared(What::States, run, &STATE, &kept, &states));
            let kept = self.kept_paid_of(&closed, &key).await?;
            found.add(super::tables::compared(What::Paid, run, &PAID, &kept, &paid));
        }
        Ok(())
    }
}
