//! Lines for closed periods that a run posts beside its own.
//!
//! There are two sources of them. A **correction** brings master facts that became known later into closed periods: these are
//! settled once more ([`restate`]) and what differs is posted. An **earlier version** of the plan decides about late events of its
//! days ([`earlier`]). Both are settlements with inputs of their own in the archive; the list of a run's inputs names them, so
//! that the file `prior.csv` can be made again, bit for bit.

mod earlier;
mod restate;

use crate::compute::Computed;
use crate::error::OfficeError;
use crate::inputs::{Csv, InForce, Inputs, PaidRow, paid_rows, state_rows};
use crate::learn::Learning;
use crate::levels::LevelsDone;
use crate::office::Office;
use crate::plans::PlanVersion;
use crate::progress::Progress;
use crate::runs::Run;
use compline_runtime::company::{PRIOR_COLUMNS, PriorCause};
use compline_runtime::prior::{Found, Posting, Side, differences, lines};
use compline_store::values;
pub(crate) use restate::Restating;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a run's lines for closed periods were found from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriorInputs {
    /// Corrections in the order in which they are posted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<PostedCorrection>,
    /// Earlier versions of the plan that pay for late events.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<EarlierPlan>,
}

/// A correction that a run posts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostedCorrection {
    /// Its id.
    pub id: String,
    /// Its number in the company.
    pub number: i64,
    /// Why facts were corrected.
    pub reason: String,
    /// The closed runs that it changes, from the earliest on.
    pub runs: Vec<RestatedRun>,
}

/// A closed run that a correction changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestatedRun {
    /// The run.
    pub run: String,
    /// The hash of the inputs that it stood with before.
    pub before: String,
    /// The hash of the inputs that it stands with from then on.
    pub after: String,
}

/// An earlier version of the plan that pays for late events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierPlan {
    /// The plan version.
    pub plan: String,
    /// The hash of its inputs.
    pub inputs: String,
}

/// What is added to a run's inputs for closed periods.
#[derive(Clone, Debug, Default)]
pub(crate) struct Prior {
    /// What it was found from; nothing where nothing is posted.
    pub(crate) inputs: Option<PriorInputs>,
    /// The hash of the file.
    pub(crate) file: Option<String>,
    /// How closed runs stand with it.
    pub(crate) in_force: InForce,
}

/// A settlement whose lines for closed periods were found.
pub(crate) fn side(computed: &Computed) -> Side<'_> {
    Side { view: computed.view(), booked: &computed.booked }
}

impl Office {
    /// What a run posts for closed periods, from what is known up to a commit: corrections that were approved and that no
    /// other run has, and late events of earlier versions of the plan.
    pub(crate) async fn find_prior(&self, run: &Run, known: i64, progress: &Progress) -> Result<Prior, OfficeError> {
        let mut in_force = self.in_force(&run.company, &run.programme, known).await?;
        let corrections = self.restate_for(run, known, &mut in_force, progress).await?;
        let earlier = self.earlier_plans(run, known, &in_force, progress).await?;
        self.prior_of(run, PriorInputs { corrections, earlier }, in_force, progress).await
    }

    /// What bonuses that are brought up to date have paid with a run: by its own plan, and by earlier versions of it.
    pub(crate) async fn paid_with(
        &self,
        run: &Run,
        inputs: &str,
        computed: &Computed,
    ) -> Result<Vec<PaidRow>, OfficeError> {
        let mut rows = paid_rows(run, computed)?;
        for one in self.read_inputs(inputs).await?.prior.iter().flat_map(|prior| &prior.earlier) {
            let (_, nested) = self.computed_earlier(run, one, &Progress::default()).await?;
            let next = rows.len() as i64;
            rows.extend(paid_rows(run, &nested)?.into_iter().map(|row| PaidRow { line: row.line + next, ..row }));
        }
        Ok(rows)
    }

    /// What a run posted for closed periods when its levels were computed.
    pub(crate) async fn kept_prior(&self, run: &Run) -> Result<Prior, OfficeError> {
        let mut in_force = self.in_force(&run.company, &run.programme, run.known).await?;
        let levels: LevelsDone = match self.last_step(&run.id, "levels").await {
            Ok(levels) => levels,
            Err(OfficeError::Missing { .. }) => return Ok(Prior { in_force, ..Prior::default() }),
            Err(error) => return Err(error),
        };
        let inputs = self.read_inputs(&levels.inputs).await?;
        for one in inputs.prior.iter().flat_map(|prior| &prior.corrections).flat_map(|of| &of.runs) {
            let closed = self.run(&run.company, &one.run).await?;
            let computed = self.computed_with(&closed, &one.after, &Progress::default()).await?;
            let paid = self.paid_with(&closed, &one.after, &computed).await?;
            let states = state_rows(&closed, &computed)?;
            in_force.put(&one.run, one.after.clone(), states, paid);
        }
        Ok(Prior { file: inputs.files.get("prior.csv").cloned(), inputs: inputs.prior, in_force })
    }

    /// Makes the file of lines for closed periods, where there are any.
    async fn prior_of(
        &self,
        run: &Run,
        inputs: PriorInputs,
        in_force: InForce,
        progress: &Progress,
    ) -> Result<Prior, OfficeError> {
        if inputs == PriorInputs::default() {
            return Ok(Prior { in_force, ..Prior::default() });
        }
        let file = self.prior_file(run, &inputs, progress).await?;
        let file = match file {
            Some(bytes) => Some(self.archive().put(bytes).await?),
            None => None,
        };
        Ok(Prior { inputs: Some(inputs), file, in_force })
    }

    /// The lines for closed periods that a run posts, found from their inputs; nothing where there is none.
    ///
    /// # Errors
    /// Where inputs are missing or give something that cannot be posted.
    pub(crate) async fn prior_file(
        &self,
        run: &Run,
        inputs: &PriorInputs,
        progress: &Progress,
    ) -> Result<Option<Vec<u8>>, OfficeError> {
        let mut out = Csv::new(PRIOR_COLUMNS)?;
        let mut rows = 0_u64;
        for correction in &inputs.corrections {
            let number = correction.number.to_string();
            for one in &correction.runs {
                progress.check()?;
                let closed = self.run(&run.company, &one.run).await?;
                let version = self.plan_version(&closed.company, &closed.plan).await?;
                let found = self.restated_differences(&closed, one, progress).await?;
                let of = Of {
                    cause: PriorCause::Correction,
                    plan: label(&version),
                    correction: &number,
                    reason: &correction.reason,
                };
                rows += self.write_prior(&mut out, run, &of, &found).await?;
            }
        }
        for one in &inputs.earlier {
            let (version, computed) = self.computed_earlier(run, one, progress).await?;
            let found = tokio::task::spawn_blocking(move || lines(side(&computed))).await?;
            let of = Of { cause: PriorCause::EarlierPlan, plan: label(&version), correction: "", reason: "" };
            rows += self.write_prior(&mut out, run, &of, &found).await?;
        }
        if rows == 0 { Ok(None) } else { out.finish().map(Some) }
    }

    /// What differs in a closed run between how it stood and how it stands with a correction.
    pub(crate) async fn restated_differences(
        &self,
        closed: &Run,
        one: &RestatedRun,
        progress: &Progress,
    ) -> Result<Vec<Found>, OfficeError> {
        let before = self.computed_with(closed, &one.before, progress).await?;
        let after = self.computed_with(closed, &one.after, progress).await?;
        let found = tokio::task::spawn_blocking(move || {
            let found = differences(side(&before), side(&after));
            check_sums(&before, &after, &found).map(|()| found)
        });
        found.await?
    }

    async fn write_prior(&self, out: &mut Csv, run: &Run, of: &Of<'_>, found: &[Found]) -> Result<u64, OfficeError> {
        let plan = self.compiled(&self.plan_version(&run.company, &run.plan).await?).await?;
        let scale = plan.program.units.get(plan.program.currency.index()).map_or(2, |unit| unit.scale);
        let (posted, Of { cause, plan, correction, reason }) = (run.period()?.to_string(), of);
        let posting = Posting { cause: *cause, posted: &posted, plan, correction, reason, scale };
        for one in found {
            out.row(one.row(&posting).ok_or(OfficeError::Overflow("a line of a closed period"))?)?;
        }
        Ok(found.len() as u64)
    }

    /// Keeps how closed runs stand with the corrections of a run that becomes final.
    pub(crate) async fn leave_restated(&self, learning: &mut Learning, run: &Run) -> Result<(), OfficeError> {
        let levels: LevelsDone = self.last_step(&run.id, "levels").await?;
        let inputs = self.read_inputs(&levels.inputs).await?;
        let mut last: BTreeMap<&str, &RestatedRun> = BTreeMap::new();
        for one in inputs.prior.iter().flat_map(|prior| &prior.corrections).flat_map(|of| &of.runs) {
            last.insert(&one.run, one);
        }
        let mut rows = Vec::with_capacity(last.len());
        for one in last.into_values() {
            let closed = self.run(&run.company, &one.run).await?;
            let computed = self.computed_with(&closed, &one.after, &Progress::default()).await?;
            let states = crate::finalise::states_restated(&closed, &run.id, &computed)?;
            learning.leave("states", &crate::finalise::STATE, states).await?;
            let paid = self.paid_with(&closed, &one.after, &computed).await?;
            let paid = crate::finalise::paid_restated(&closed, &run.id, paid);
            learning.leave("paid", &crate::finalise::PAID, paid).await?;
            rows.push(values![&run.company, &run.programme, &one.run, &run.id, &one.after, &computed.result]);
        }
        let columns = ["company", "programme", "run", "by_run", "inputs", "result"];
        learning.leave("restatements", &columns, rows).await
    }
}

/// What all lines of one cause have in common.
struct Of<'a> {
    cause: PriorCause,
    plan: String,
    correction: &'a str,
    reason: &'a str,
}

/// A plan version as people call it.
fn label(version: &PlanVersion) -> String {
    format!("{} {}", version.name, version.version)
}

/// Sees that differences of lines are those of totals, for everybody.
fn check_sums(before: &Arc<Computed>, after: &Arc<Computed>, found: &[Found]) -> Result<(), OfficeError> {
    let overflow = || OfficeError::Overflow("the differences of a correction");
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    for one in found {
        let sum = sums.entry(one.partner.as_str()).or_default();
        *sum = one.amount().and_then(|amount| sum.checked_add(amount)).ok_or_else(overflow)?;
    }
    let mut totals: BTreeMap<String, i64> = BTreeMap::new();
    for (computed, sign) in [(before, -1_i64), (after, 1)] {
        for number in 0..computed.company.partners.len() {
            let posted = computed.lines_of_corrections(number)?;
            let total = computed.total(number)?.checked_sub(posted).ok_or_else(overflow)?;
            if total != 0 {
                let of = totals.entry(computed.company.partners.ids.get(number).into_owned()).or_default();
                *of = total.checked_mul(sign).and_then(|total| of.checked_add(total)).ok_or_else(overflow)?;
            }
        }
    }
    totals.retain(|_, total| *total != 0);
    for (partner, total) in &totals {
        if sums.get(partner.as_str()).copied().unwrap_or(0) != *total {
            let what = format!("lines of partner `{partner}` differ by another amount than totals do");
            return Err(OfficeError::damaged("correction", what));
        }
    }
    match sums.into_iter().find(|(partner, sum)| *sum != 0 && !totals.contains_key(*partner)) {
        Some((partner, _)) => {
            let what = format!("lines of partner `{partner}` differ and totals do not");
            Err(OfficeError::damaged("correction", what))
        }
        None => Ok(()),
    }
}

impl Computed {
    /// What of a partner's total is posted for corrections of closed periods.
    fn lines_of_corrections(&self, number: usize) -> Result<i64, OfficeError> {
        let mut sum = 0_i64;
        let own = self.settled.iter().flat_map(|one| &one.prior);
        for one in own.filter(|one| one.partner as usize == number && one.cause == PriorCause::Correction) {
            sum = sum.checked_add(one.amount).ok_or(OfficeError::Overflow("a partner's totals"))?;
        }
        Ok(sum)
    }
}

/// The lists of inputs that a run's own list names.
pub(crate) fn named(inputs: &Inputs) -> impl Iterator<Item = &String> {
    let prior = inputs.prior.iter();
    let corrections = prior.clone().flat_map(|prior| &prior.corrections).flat_map(|of| &of.runs);
    corrections.flat_map(|one| [&one.before, &one.after]).chain(prior.flat_map(|of| &of.earlier).map(|one| &one.inputs))
}
