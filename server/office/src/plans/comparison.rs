//! Who gains and who loses by a version: a period that was settled, settled once more with both versions.
//!
//! Both read what the run of that period knew, and both decide about every day, so that a version can be tried on months before
//! it is valid. It takes as long as two runs do, so it is a job. What comes of it is no fact: nothing is paid by it.

use super::{CompiledPlan, PlanVersion, on_big_stack};
use crate::error::OfficeError;
use crate::inputs::Assumed;
use crate::office::Office;
use crate::progress::Progress;
use crate::runs::{Run, RunState};
use crate::who::Author;
use chrono::{DateTime, Utc};
use compline_changes::{Money, Sums, money, sums};
use compline_policy::{Action, ObjectKind};
use compline_store::{FromRow, values};
use std::sync::Arc;

/// A comparison that was asked for.
#[derive(Clone, Debug, FromRow)]
pub struct Comparison {
    /// Its id.
    pub id: String,
    /// The new version.
    pub plan: String,
    /// The hash of its text when it was asked for.
    pub plan_hash: String,
    /// The old version.
    pub other: String,
    /// The hash of its text when it was asked for.
    pub other_hash: String,
    /// The run whose period it is.
    pub run: String,
    /// The commit up to which facts are in it.
    pub known_seq: i64,
    /// Who asked for it.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// The hash of the result in the archive, once it is there.
    pub result: Option<String>,
}

/// Whether a comparison still says what holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComparisonState {
    /// It is of these texts and of what the run knows.
    Current,
    /// A text was changed since.
    OtherText,
    /// The run was computed anew since.
    OtherRun,
}

const COLUMNS: &str = "SELECT id, plan, plan_hash, other, other_hash, run, known_seq, asked_by, asked_at, result \
                       FROM comparisons";

impl Comparison {
    /// Whether it still says what holds.
    pub fn state(&self, plan: &PlanVersion, other: &PlanVersion, run: &Run) -> ComparisonState {
        if self.plan_hash != plan.hash || self.other_hash != other.hash {
            ComparisonState::OtherText
        } else if self.known_seq != run.known {
            ComparisonState::OtherRun
        } else {
            ComparisonState::Current
        }
    }
}

impl Run {
    /// Whether what it pays is known, so that it can be compared with what another plan would pay.
    pub fn is_distributed(&self) -> bool {
        self.state >= RunState::Distributed && self.state != RunState::Withdrawn
    }
}

impl Office {
    /// Sees that somebody may ask who gains and who loses: whoever writes plans or releases them, and may look at runs.
    ///
    /// # Errors
    /// Where no policy permits it.
    pub fn may_compare(&self, author: &Author) -> Result<(), OfficeError> {
        self.allow(author, Action::ViewRuns, ObjectKind::Company, &author.company, &[])?;
        if self.may(author, Action::ReleasePlan, ObjectKind::Company) {
            return Ok(());
        }
        self.allow(author, Action::EditPlan, ObjectKind::Company, &author.company, &[])
    }

    /// Asks who gains and who loses in the period of a run; the id of the comparison. One that was asked for before and still
    /// holds is not made again.
    ///
    /// # Errors
    /// Where the run has no result, or the two plans cannot be compared.
    pub async fn ask_comparison(
        &self,
        author: &Author,
        plan: &str,
        other: &str,
        run: &str,
    ) -> Result<String, OfficeError> {
        self.may_compare(author)?;
        let (plan, other) =
            (self.plan_version(&author.company, plan).await?, self.plan_version(&author.company, other).await?);
        let run = self.run(&author.company, run).await?;
        if !run.is_distributed() || run.programme != plan.programme || run.programme != other.programme {
            return Err(OfficeError::field("run", "plan-money-no-run"));
        }
        for version in [&plan, &other] {
            if self.checked(&version.text).await?.errors > 0 {
                return Err(OfficeError::field("run", "plan-money-errors"));
            }
        }
        let known = self.comparisons(&author.company, &plan.id).await?.into_iter().find(|one| {
            one.other == other.id && one.run == run.id && one.state(&plan, &other, &run) == ComparisonState::Current
        });
        let mut tx = self.db().begin().await?;
        let id = match &known {
            Some(known) => known.id.clone(),
            None => {
                let id = uuid::Uuid::now_v7().to_string();
                let sql = "INSERT INTO comparisons (id, company, plan, plan_hash, other, other_hash, run, known_seq, asked_by, \
                           asked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
                let values = values![
                    &id,
                    &author.company,
                    &plan.id,
                    &plan.hash,
                    &other.id,
                    &other.hash,
                    &run.id,
                    run.known,
                    &author.user,
                    self.clock().now()
                ];
                tx.run(sql, values).await?;
                id
            }
        };
        crate::once::mark(&mut tx, author, "comparison", "comparison", &id).await?;
        if known.is_none_or(|known| known.result.is_none()) {
            self.enqueue(&mut tx, author, "comparison", &id, true).await?;
        }
        tx.commit().await?;
        self.work().notify_one();
        Ok(id)
    }

    /// The comparisons that were made of a version, the latest first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn comparisons(&self, company: &str, plan: &str) -> Result<Vec<Comparison>, OfficeError> {
        let sql = format!("{COLUMNS} WHERE company = $1 AND plan = $2 ORDER BY asked_at DESC, id DESC LIMIT 50");
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values![company, plan]).await?)
    }

    /// A comparison.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn comparison(&self, company: &str, id: &str) -> Result<Comparison, OfficeError> {
        let sql = format!("{COLUMNS} WHERE company = $1 AND id = $2");
        let found = self.db().first(compline_store::AssertSqlSafe(sql), values![company, id]).await?;
        found.ok_or_else(|| OfficeError::missing("comparison", id))
    }

    /// What came of a comparison, once it is there.
    ///
    /// # Errors
    /// Where its file is missing from the archive or has changed.
    pub async fn comparison_result(&self, comparison: &Comparison) -> Result<Option<Money>, OfficeError> {
        let Some(hash) = &comparison.result else { return Ok(None) };
        let bytes = self.archive().get(hash).await?;
        let read = serde_json::from_slice(&bytes);
        read.map(Some).map_err(|error| OfficeError::damaged("comparison", error))
    }

    /// Settles the period with both versions and keeps who gains and who loses.
    pub(crate) async fn compare_pay(&self, company: &str, id: &str, progress: &Progress) -> Result<(), OfficeError> {
        let asked = self.comparison(company, id).await?;
        let (new, old) =
            (self.plan_version(company, &asked.plan).await?, self.plan_version(company, &asked.other).await?);
        let run = self.run(company, &asked.run).await?;
        if asked.state(&new, &old, &run) != ComparisonState::Current {
            return Err(OfficeError::field("run", "plan-money-changed"));
        }
        let changes = self.changes(&old, &new).await?;
        let renames = changes.as_ref().as_ref().map(|changes| changes.renames.clone()).unwrap_or_default();
        let (before, after) = (any_day(&old).await?, any_day(&new).await?);
        let (was, is) = (&before.hir.header, &after.hir.header);
        if was.currency != is.currency || was.grain != is.grain || was.begins != is.begins {
            return Err(OfficeError::field("run", "plan-money-unlike"));
        }
        let currency = was.currency.clone();
        let before = self.pay_of(&run, before, &old.hash, progress).await?;
        let after = self.pay_of(&run, after, &new.hash, progress).await?;
        let period = run.period()?.to_string();
        let found = money(&currency, &period, &before, &after, &renames);
        let file = serde_json::to_vec(&found).map_err(|error| OfficeError::damaged("comparison", error))?;
        let hash = self.archive().put(file).await?;
        let mut tx = self.db().begin().await?;
        tx.run("UPDATE comparisons SET result = $2 WHERE id = $1", values![id, &hash]).await?;
        Ok(tx.commit().await?)
    }

    /// What everybody gets in the period of a run by a plan.
    async fn pay_of(
        &self,
        run: &Run,
        plan: Arc<CompiledPlan>,
        hash: &str,
        progress: &Progress,
    ) -> Result<Sums, OfficeError> {
        progress.tell("collecting", 0, 1);
        progress.check()?;
        let (_, inputs) = self.inputs_for(run, &plan, hash, run.known, Assumed::Nothing).await?;
        let computed = self.compute_once(plan, &inputs, run.period()?, progress).await?;
        let sums =
            tokio::task::spawn_blocking(move || sums(&computed.plan.program, &computed.company, &computed.settled));
        Ok(sums.await?)
    }
}

async fn any_day(version: &PlanVersion) -> Result<Arc<CompiledPlan>, OfficeError> {
    let (file, text) = (version.file(), version.text.clone());
    Ok(Arc::new(on_big_stack(move || CompiledPlan::of(file, text, true)).await??))
}
