//! Late events about which an earlier version of the plan decides.

use super::{EarlierPlan, Prior};
use crate::compute::Computed;
use crate::error::OfficeError;
use crate::inputs::{Assumed, InForce, Inputs};
use crate::office::Office;
use crate::plans::PlanVersion;
use crate::progress::Progress;
use crate::runs::Run;
use compline_runtime::calendar::{self, Period};
use compline_runtime::company::{Company, ReadOptions};
use compline_runtime::context::Context;
use compline_runtime::snapshot::Knowledge;
use std::sync::Arc;

impl Office {
    /// The earlier versions of a run's plan that pay for events which come late: those that a closed period has left.
    pub(super) async fn earlier_plans(
        &self,
        run: &Run,
        known: i64,
        in_force: &InForce,
        progress: &Progress,
    ) -> Result<Vec<EarlierPlan>, OfficeError> {
        let own = self.plan_version(&run.company, &run.plan).await?;
        let calendar = self.compiled(&own).await?.program.calendar;
        let before = self.versions_before(&run.company, &own).await?;
        let mut out = Vec::new();
        if before.is_empty() {
            return Ok(out);
        }
        let undecided = self.undecided(run, &own, known, in_force).await?;
        for (version, until) in before {
            let (from, until_day) = (calendar::day(version.valid_from), calendar::day(until));
            let plan = self.compiled(&version).await?;
            // Of what is brought up to date more may become due for events that were settled long ago.
            let open = plan.program.bonuses.iter().any(|bonus| bonus.true_up);
            if !open && !undecided.iter().any(|period| period.start() <= until_day && from <= period.end()) {
                continue;
            }
            // What is settled by weeks has no months.
            if plan.program.calendar != calendar {
                continue;
            }
            progress.check()?;
            let prior = Prior { in_force: in_force.clone(), ..Prior::default() };
            let (_, inputs) = self.inputs_with(run, (&plan, &version.hash), known, Assumed::Nothing, &prior).await?;
            let inputs = Inputs { late_until: Some(until), ..inputs };
            let hash = self.keep_inputs(&inputs).await?;
            let one = EarlierPlan { plan: version.id, inputs: hash };
            let (_, computed) = self.computed_earlier(run, &one, progress).await?;
            if computed.booked.total() > 0 {
                out.push(one);
            }
        }
        Ok(out)
    }

    /// The periods of events that may be paid with a run and about which its own plan does not decide.
    async fn undecided(
        &self,
        run: &Run,
        own: &PlanVersion,
        known: i64,
        in_force: &InForce,
    ) -> Result<Vec<Period>, OfficeError> {
        let plan = self.compiled(own).await?;
        let prior = Prior { in_force: in_force.clone(), ..Prior::default() };
        let (_, inputs) = self.inputs_with(run, (&plan, &own.hash), known, Assumed::Nothing, &prior).await?;
        let folder = tempfile::Builder::new()
            .prefix("late-")
            .tempdir_in(self.scratch())
            .map_err(|error| OfficeError::File(format!("cannot make a scratch folder: {error}")))?;
        self.lay_out(&inputs, folder.path()).await?;
        let period = run.period()?;
        let found = tokio::task::spawn_blocking(move || {
            let read = Company::read(folder.path(), &plan.program, ReadOptions::default())
                .map_err(|error| OfficeError::Settle(error.to_string()))?;
            Ok(Context::not_decided(&plan.program, &read.company, period, Knowledge::Everything, &[]))
        });
        let found: Result<Vec<(Period, usize)>, OfficeError> = found.await?;
        Ok(found?.into_iter().map(|(period, _)| period).collect())
    }

    /// Released versions of the same programme that were valid before a version, from the earliest on, each with the last day
    /// about which it decides.
    pub(crate) async fn versions_before(
        &self,
        company: &str,
        own: &PlanVersion,
    ) -> Result<Vec<(PlanVersion, chrono::NaiveDate)>, OfficeError> {
        let mut all: Vec<PlanVersion> = self.plan_versions(company).await?;
        all.retain(|one| one.programme == own.programme && one.state == "released" && one.valid_from <= own.valid_from);
        all.sort_by_key(|one| one.valid_from);
        let next = all.iter().skip(1).map(|one| one.valid_from);
        let pairs = all.iter().zip(next).filter(|(one, _)| one.id != own.id);
        let until = pairs.filter_map(|(one, next)| {
            let end = next.pred_opt()?;
            let until = one.valid_to.map_or(end, |to| to.min(end));
            (one.valid_from <= until).then(|| (one.clone(), until))
        });
        Ok(until.collect())
    }

    /// What an earlier version of the plan pays with a run.
    pub(crate) async fn computed_earlier(
        &self,
        run: &Run,
        one: &EarlierPlan,
        progress: &Progress,
    ) -> Result<(PlanVersion, Arc<Computed>), OfficeError> {
        let version = self.plan_version(&run.company, &one.plan).await?;
        let plan = self.compiled(&version).await?;
        let computed = self.compute(plan, &one.inputs, run.period()?, progress).await?;
        Ok((version, computed))
    }
}
