//! Settling closed periods once more, with master facts that became known later.

use super::{EarlierPlan, PostedCorrection, PriorInputs, RestatedRun};
use crate::compute::Computed;
use crate::corrections::Correction;
use crate::error::OfficeError;
use crate::inputs::{InForce, Inputs, Wanted, state_rows};
use crate::levels::LevelsDone;
use crate::office::Office;
use crate::progress::Progress;
use crate::runs::Run;
use chrono::NaiveDate;
use compline_runtime::hash::ContentHash;
use compline_runtime::settle::Settled;
use std::collections::BTreeSet;

/// What is to be restated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Restating<'a> {
    /// The company.
    pub(crate) company: &'a str,
    /// The programme.
    pub(crate) programme: &'a str,
    /// A plan version of the programme, for its calendar.
    pub(crate) plan: &'a str,
    /// Commits whose master facts count in closed periods, beside those that these knew.
    pub(crate) also: &'a [i64],
    /// The first day on which any of the new ones holds.
    pub(crate) from: NaiveDate,
    /// Runs of periods that begin before this day.
    pub(crate) before: NaiveDate,
    /// Whether runs are told of in which neither a line nor a state differs: ranks may.
    pub(crate) ranks: bool,
}

impl Office {
    /// Restates closed periods for the corrections that a run posts.
    pub(super) async fn restate_for(
        &self,
        run: &Run,
        known: i64,
        in_force: &mut InForce,
        progress: &Progress,
    ) -> Result<Vec<PostedCorrection>, OfficeError> {
        let mut counts: BTreeSet<i64> = self.posted_commits(&run.company, &run.programme, known).await?;
        let mut out = Vec::new();
        for Correction { id, number, reason, .. } in self.corrections_due(run, known).await? {
            let facts = self.commits_of(&id).await?;
            counts.extend(facts.iter().copied());
            let also: Vec<i64> = counts.iter().copied().collect();
            let what = Restating {
                company: &run.company,
                programme: &run.programme,
                plan: &run.plan,
                also: &also,
                from: self.first_day(&run.company, &run.programme, &facts).await?,
                before: run.days()?.0,
                ranks: false,
            };
            let runs = self.restate(&what, in_force, progress).await?;
            out.push(PostedCorrection { id, number, reason, runs });
        }
        Ok(out)
    }

    /// Settles closed periods once more; those whose inputs are other ones then. How closed runs stand is brought up to date.
    pub(crate) async fn restate(
        &self,
        what: &Restating<'_>,
        in_force: &mut InForce,
        progress: &Progress,
    ) -> Result<Vec<RestatedRun>, OfficeError> {
        let mut out = Vec::new();
        let closed = self.runs_to_restate(what).await?;
        let total = closed.len() as u64;
        for (done, run) in (0_u64..).zip(closed) {
            progress.tell("restating", done, total);
            progress.check()?;
            let levels: LevelsDone = self.last_step(&run.id, "levels").await?;
            let original = self.read_inputs(&levels.inputs).await?;
            let inputs = self.with_facts(&run, &original, what.also, in_force, progress).await?;
            let after = self.keep_inputs(&inputs).await?;
            let before = in_force.inputs(&run.id).unwrap_or(&levels.inputs).to_owned();
            if after == before {
                continue;
            }
            let computed = self.computed_with(&run, &after, progress).await?;
            let stood = self.computed_with(&run, &before, progress).await?;
            // Results name rows of networks: only of the same networks the same hash says the same.
            if !what.ranks && stood.result == computed.result && networks(&stood) == networks(&computed) {
                continue;
            }
            let paid = self.paid_with(&run, &after, &computed).await?;
            in_force.put(&run.id, after.clone(), state_rows(&run, &computed)?, paid);
            out.push(RestatedRun { run: run.id.clone(), before, after });
        }
        Ok(out)
    }

    /// The inputs of a closed run with other master facts, those of earlier plan versions among them.
    async fn with_facts(
        &self,
        run: &Run,
        original: &Inputs,
        also: &[i64],
        in_force: &InForce,
        progress: &Progress,
    ) -> Result<Inputs, OfficeError> {
        let version = self.plan_version(&run.company, &run.plan).await?;
        let plan = self.compiled(&version).await?;
        let wanted = Wanted {
            company: &run.company,
            programme: &run.programme,
            channels: None,
            start: run.days()?.0,
            known: original.known,
            also,
            plan: &original.plan,
        };
        let mut inputs = self.restated_inputs(original, &plan.program, &wanted, in_force).await?;
        let mut earlier = Vec::new();
        for one in original.prior.iter().flat_map(|prior| &prior.earlier) {
            let version = self.plan_version(&run.company, &one.plan).await?;
            let plan = self.compiled(&version).await?;
            let nested = self.read_inputs(&one.inputs).await?;
            let wanted = Wanted { plan: &nested.plan, ..wanted.clone() };
            let nested = self.restated_inputs(&nested, &plan.program, &wanted, in_force).await?;
            earlier.push(EarlierPlan { plan: one.plan.clone(), inputs: self.keep_inputs(&nested).await? });
        }
        if !earlier.is_empty() {
            let prior = PriorInputs { corrections: Vec::new(), earlier };
            if let Some(bytes) = self.prior_file(run, &prior, progress).await? {
                inputs.files.insert("prior.csv".to_owned(), self.archive().put(bytes).await?);
            }
            inputs.prior = Some(prior);
        }
        Ok(inputs)
    }

    /// The closed runs that are to be restated, from the earliest on.
    async fn runs_to_restate(&self, what: &Restating<'_>) -> Result<Vec<Run>, OfficeError> {
        let mut out: Vec<Run> = Vec::new();
        let plan = self.compiled(&self.plan_version(what.company, what.plan).await?).await?;
        let own = plan.program.calendar;
        for closed in self.closed_before(what.company, what.programme, own, what.before).await? {
            let run = self.run(what.company, &closed.run).await?;
            let (first, last) = run.days()?;
            if last >= what.from && first < what.before {
                out.push(run);
            }
        }
        Ok(out)
    }
}

/// Hashes of the networks of a settlement, by context.
fn networks(computed: &Computed) -> Vec<ContentHash> {
    let hash = |one: &Settled| one.snapshot.content_hash(&computed.plan.program, &computed.company);
    computed.settled.iter().map(hash).collect()
}
