//! The figures of a programme over time: what its runs found, period by period.

use crate::error::OfficeError;
use crate::levels::{DistributionDone, LevelsDone};
use crate::office::Office;
use crate::runs::{Run, RunState};
use compline_store::values;
use serde::Serialize;
use std::sync::Arc;

/// What a period came to.
#[derive(Clone, Debug, Serialize)]
pub struct PeriodFigures {
    /// The latest run of the period.
    pub run: Run,
    /// How many runs settled it: one for each choice of sales channels.
    pub runs: i64,
    /// Whether all of them are final.
    pub is_final: bool,
    /// Turnover, in the currency's smallest unit.
    pub turnover: i64,
    /// What is paid.
    pub paid: i64,
    /// Partners who get something.
    pub partners: i64,
    /// Active partners; nothing where the plan does not say who is active.
    pub active: Option<i64>,
    /// Partners by rank, from the lowest.
    pub ranks: Vec<(String, i64)>,
}

impl PeriodFigures {
    /// Payout to turnover in hundredths of a percent; nothing where there is no turnover, or the ratio is out of reach.
    pub fn ratio(&self) -> Option<i64> {
        let hundredths = i128::from(self.paid).checked_mul(10_000)?.checked_div(i128::from(self.turnover))?;
        i64::try_from(hundredths).ok()
    }
}

impl Office {
    /// The figures of a programme's last periods that were distributed, the oldest first.
    ///
    /// # Errors
    /// Where sums are beyond what can be represented.
    pub async fn period_figures(
        &self,
        company: &str,
        programme: &str,
        most: usize,
    ) -> Result<Arc<Vec<PeriodFigures>>, OfficeError> {
        let find = self.find_figures(company, programme, most);
        self.since_commit(company, &format!("figures {programme} {most}"), find).await
    }

    async fn find_figures(
        &self,
        company: &str,
        programme: &str,
        most: usize,
    ) -> Result<Vec<PeriodFigures>, OfficeError> {
        let mut out: Vec<PeriodFigures> = Vec::new();
        // The latest period first, and of each period the latest run.
        for run in self.runs(company).await? {
            let counts = run.state >= RunState::Distributed && run.state != RunState::Withdrawn;
            if run.programme != programme || !counts {
                continue;
            }
            let same = out.last().is_some_and(|last| last.run.period == run.period);
            if !same && out.len() == most {
                break;
            }
            let done: DistributionDone = self.last_step(&run.id, "distribution").await?;
            match out.last_mut().filter(|_| same) {
                Some(all) => {
                    let sum = |a: i64, b: i64| a.checked_add(b).ok_or(OfficeError::Overflow("the period's runs"));
                    all.turnover = sum(all.turnover, done.turnover)?;
                    all.paid = sum(all.paid, done.paid)?;
                    all.is_final &= run.state == RunState::Final;
                    all.runs = sum(all.runs, 1)?;
                }
                None => {
                    let levels: LevelsDone = self.last_step(&run.id, "levels").await?;
                    out.push(PeriodFigures {
                        runs: 1,
                        is_final: run.state == RunState::Final,
                        turnover: done.turnover,
                        paid: done.paid,
                        partners: done.partners,
                        active: levels.active,
                        ranks: levels.ranks,
                        run,
                    });
                }
            }
        }
        // Somebody whom several runs pay counts once.
        for all in out.iter_mut().filter(|all| all.runs > 1) {
            let sql = "SELECT CAST(COUNT(DISTINCT p.partner) AS BIGINT) FROM run_partners p JOIN runs r ON r.id = p.run \
                       WHERE r.company = $1 AND r.programme = $2 AND r.period = $3 AND r.state <> 'withdrawn' \
                       AND p.amount <> 0";
            all.partners = self.db().number(sql, values![company, programme, &all.run.period]).await?;
        }
        out.reverse();
        Ok(out)
    }
}
