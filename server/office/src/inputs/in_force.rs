//! How closed runs stand now: as they were settled, or as the last correction restated them.

use super::left::{PaidRow, StateRow};
use crate::compute::Computed;
use crate::error::OfficeError;
use crate::office::Office;
use crate::progress::Progress;
use crate::runs::Run;
use compline_store::values;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What of closed runs later ones read instead of what these were settled with.
#[derive(Clone, Debug, Default)]
pub(crate) struct InForce {
    runs: BTreeMap<String, Restated>,
}

/// A closed run as it stands now.
#[derive(Clone, Debug)]
struct Restated {
    /// The hash of the inputs that it is settled with.
    inputs: String,
    left: Left,
}

/// What it leaves to later runs.
#[derive(Clone, Debug)]
enum Left {
    /// Rows that are kept under a key.
    Kept(String),
    /// Rows that are not kept yet: the correction is about to be posted.
    Here(Vec<StateRow>, Vec<PaidRow>),
}

/// The key of the rows that a restated run leaves: itself, and the run that posted the correction.
pub(crate) fn key(run: &str, by: &str) -> String {
    format!("{run}@{by}")
}

impl InForce {
    /// The hash of the inputs that a closed run stands with, where it was restated.
    pub(crate) fn inputs(&self, run: &str) -> Option<&str> {
        self.runs.get(run).map(|one| one.inputs.as_str())
    }

    /// Lets a restated run stand for what it was.
    pub(crate) fn put(&mut self, run: &str, inputs: String, states: Vec<StateRow>, paid: Vec<PaidRow>) {
        self.runs.insert(run.to_owned(), Restated { inputs, left: Left::Here(states, paid) });
    }

    /// What runs left, as they stand now: of rows with keys those that are in force, and those that are not kept yet. Rows of
    /// runs that were not closed by a commit are none of the business of whoever asks.
    pub(super) fn left<T: Clone>(
        &self,
        rows: Vec<T>,
        known: i64,
        of: impl Fn(&T) -> (&str, i64),
        here: impl Fn(&[StateRow], &[PaidRow]) -> Vec<T>,
    ) -> Vec<T> {
        let base = |row: &T| of(row).0.split('@').next().unwrap_or_default().to_owned();
        let mut closed: BTreeMap<String, i64> = BTreeMap::new();
        for row in rows.iter().filter(|row| !of(row).0.contains('@')) {
            let seq = closed.entry(base(row)).or_insert(i64::MAX);
            *seq = (*seq).min(of(row).1);
        }
        let is_known = |run: &str| closed.get(run).is_some_and(|seq| *seq <= known);
        let stands = |row: &&T| {
            let run = base(row);
            let key = match self.runs.get(&run).map(|one| &one.left) {
                Some(Left::Kept(key)) => key.as_str(),
                Some(Left::Here(..)) => return false,
                None => run.as_str(),
            };
            of(row).0 == key && is_known(&run)
        };
        let mut out: Vec<T> = rows.iter().filter(stands).cloned().collect();
        for (run, one) in &self.runs {
            if let Left::Here(states, paid) = &one.left
                && is_known(run)
            {
                out.extend(here(states, paid));
            }
        }
        out
    }
}

impl Office {
    /// How the closed runs of a programme stand by corrections that were posted up to a commit.
    pub(crate) async fn in_force(&self, company: &str, programme: &str, known: i64) -> Result<InForce, OfficeError> {
        let sql = "SELECT run, by_run, inputs FROM restatements WHERE company = $1 AND programme = $2 AND seq <= $3 ORDER BY seq";
        let rows: Vec<(String, String, String)> = self.db().all(sql, values![company, programme, known]).await?;
        let of = |(run, by, inputs): (String, String, String)| {
            let left = Left::Kept(key(&run, &by));
            (run, Restated { inputs, left })
        };
        Ok(InForce { runs: rows.into_iter().map(of).collect() })
    }

    /// A closed run as it stands now.
    pub(crate) async fn computed_in_force(&self, run: &Run, in_force: &InForce) -> Result<Arc<Computed>, OfficeError> {
        match in_force.inputs(&run.id) {
            Some(inputs) => self.computed_with(run, inputs, &Progress::default()).await,
            None => self.computed(run).await,
        }
    }

    /// A run computed from other inputs than its own.
    pub(crate) async fn computed_with(
        &self,
        run: &Run,
        inputs: &str,
        progress: &Progress,
    ) -> Result<Arc<Computed>, OfficeError> {
        let version = self.plan_version(&run.company, &run.plan).await?;
        let plan = self.compiled(&version).await?;
        self.compute(plan, inputs, run.period()?, progress).await
    }
}
