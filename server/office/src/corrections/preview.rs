//! What a correction comes to in every closed period, before it is posted.

use crate::error::OfficeError;
use crate::levels::{RunPartner, partners};
use crate::office::Office;
use crate::prior::{RestatedRun, Restating};
use crate::progress::Progress;
use crate::runs::Run;
use compline_runtime::prior::Found;
use compline_store::values;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a correction comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionPreview {
    /// The currency.
    pub currency: String,
    /// Closed runs in which something changes, from the earliest on.
    pub runs: Vec<PreviewRun>,
}

/// What changes in a closed run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewRun {
    /// The period.
    pub period: String,
    /// The run with the inputs that it stands with, and those of the correction.
    pub of: RestatedRun,
    /// Lines that differ.
    pub lines: u64,
    /// Partners for whom something changes, in natural order of their numbers.
    pub partners: Vec<PartnerDifference>,
}

/// What changes for a partner in a closed run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerDifference {
    /// The partner.
    pub partner: String,
    /// What was posted by the lines that differ, in the currency's smallest unit.
    pub paid: i64,
    /// What is due by them.
    pub due: i64,
    /// Lines that differ.
    pub lines: u64,
    /// The rank by which the partner was paid, where it is another one then.
    pub rank_before: Option<String>,
    /// The rank then.
    pub rank_after: Option<String>,
}

impl PartnerDifference {
    /// What is posted.
    pub fn amount(&self) -> i64 {
        self.due.saturating_sub(self.paid)
    }
}

impl CorrectionPreview {
    /// By partner what is posted for all periods, in natural order of their numbers.
    pub fn sums(&self) -> Vec<(String, i64)> {
        let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
        for one in self.runs.iter().flat_map(|run| &run.partners) {
            let sum = sums.entry(&one.partner).or_default();
            *sum = sum.saturating_add(one.amount());
        }
        let mut out: Vec<(String, i64)> = sums.into_iter().map(|(partner, sum)| (partner.to_owned(), sum)).collect();
        out.sort_by(|a, b| compline_runtime::natural_compare(a.0.as_bytes(), b.0.as_bytes()));
        out
    }
}

impl Office {
    /// What a correction comes to, once it is found out.
    ///
    /// # Errors
    /// Where the file is missing from the archive or has changed.
    pub async fn correction_preview(&self, of: &super::Correction) -> Result<Option<CorrectionPreview>, OfficeError> {
        let Some(hash) = &of.preview else { return Ok(None) };
        let bytes = self.archive().get(hash).await?;
        serde_json::from_slice(&bytes).map(Some).map_err(|error| OfficeError::damaged("correction", error))
    }

    /// The lines that a correction posts for a closed run.
    ///
    /// # Errors
    /// Where inputs are missing from the archive.
    pub async fn correction_lines(&self, company: &str, of: &RestatedRun) -> Result<Vec<Found>, OfficeError> {
        let run = self.run(company, &of.run).await?;
        self.restated_differences(&run, of, &Progress::default()).await
    }

    /// Finds out what a correction comes to.
    pub(crate) async fn preview_correction(
        &self,
        company: &str,
        id: &str,
        progress: &Progress,
    ) -> Result<(), OfficeError> {
        let of = self.correction(company, id).await?;
        let out = self.previewed_correction(company, &of.programme, &of.facts()?, of.known_seq, progress).await?;
        let json = serde_json::to_vec(&out).map_err(|error| OfficeError::damaged("correction", error))?;
        let hash = self.archive().put(json).await?;
        let mut tx = self.db().begin().await?;
        tx.run("UPDATE corrections SET preview = $2 WHERE id = $1", values![id, hash]).await?;
        Ok(tx.commit().await?)
    }

    /// What facts come to in closed periods, as known with a commit. Nothing is kept but inputs, in the archive.
    ///
    /// # Errors
    /// Where a closed period cannot be settled with them.
    pub async fn previewed_correction(
        &self,
        company: &str,
        programme: &str,
        facts: &[i64],
        known: i64,
        progress: &Progress,
    ) -> Result<CorrectionPreview, OfficeError> {
        let mut also = self.posted_commits(company, programme, known).await?;
        also.extend(facts.iter().copied());
        let also: Vec<i64> = also.into_iter().collect();
        let mut in_force = self.in_force(company, programme, known).await?;
        let currency = self.programme(company, programme).await?.currency;
        let mut out = CorrectionPreview { currency, runs: Vec::new() };
        if let Some((plan, before)) = self.after_closed(company, programme).await? {
            let from = self.first_day(company, programme, facts).await?;
            let what = Restating { company, programme, plan: &plan, also: &also, from, before, ranks: true };
            for one in self.restate(&what, &mut in_force, progress).await? {
                let run = self.run(company, &one.run).await?;
                out.runs.extend(self.previewed(&run, one, progress).await?);
            }
        }
        Ok(out)
    }

    /// What changes in a closed run; nothing where nothing does that anybody sees.
    async fn previewed(
        &self,
        run: &Run,
        of: RestatedRun,
        progress: &Progress,
    ) -> Result<Option<PreviewRun>, OfficeError> {
        let found = self.restated_differences(run, &of, progress).await?;
        let before = self.computed_with(run, &of.before, progress).await?;
        let after = self.computed_with(run, &of.after, progress).await?;
        let none = BTreeMap::new();
        let (was, is) = (partners(run, &before, &none, false)?, partners(run, &after, &none, false)?);
        let ranks = |of: Vec<RunPartner>| -> BTreeMap<String, Option<String>> {
            of.into_iter().map(|one| (one.partner, one.rank)).collect()
        };
        let (was, is) = (ranks(was), ranks(is));
        let mut out: BTreeMap<String, PartnerDifference> = BTreeMap::new();
        let blank = |partner: &str| PartnerDifference {
            partner: partner.to_owned(),
            paid: 0,
            due: 0,
            lines: 0,
            rank_before: None,
            rank_after: None,
        };
        for one in &found {
            let of = out.entry(one.partner.clone()).or_insert_with(|| blank(&one.partner));
            of.paid = of.paid.checked_add(one.paid).ok_or(OfficeError::Overflow("a correction"))?;
            of.due = of.due.checked_add(one.due).ok_or(OfficeError::Overflow("a correction"))?;
            of.lines = of.lines.saturating_add(1);
        }
        for partner in was.keys().chain(is.keys()) {
            let (before, after) = (was.get(partner).cloned().flatten(), is.get(partner).cloned().flatten());
            if before != after {
                let of = out.entry(partner.clone()).or_insert_with(|| blank(partner));
                (of.rank_before, of.rank_after) = (before, after);
            }
        }
        if out.is_empty() {
            return Ok(None);
        }
        let mut partners: Vec<PartnerDifference> = out.into_values().collect();
        partners.sort_by(|a, b| compline_runtime::natural_compare(a.partner.as_bytes(), b.partner.as_bytes()));
        Ok(Some(PreviewRun { period: run.period.clone(), of, lines: found.len() as u64, partners }))
    }

    /// The plan of the latest closed run, and the day behind its period.
    pub(super) async fn after_closed(
        &self,
        company: &str,
        programme: &str,
    ) -> Result<Option<(String, chrono::NaiveDate)>, OfficeError> {
        let mut latest: Option<(chrono::NaiveDate, String)> = None;
        for run in self.runs(company).await? {
            let closed = matches!(run.state, crate::runs::RunState::Finalising | crate::runs::RunState::Final);
            if run.programme != programme || !closed {
                continue;
            }
            let end = run.days()?.1;
            if latest.as_ref().is_none_or(|(last, _)| *last < end) {
                latest = Some((end, run.plan.clone()));
            }
        }
        Ok(latest.and_then(|(end, plan)| Some((plan, end.succ_opt()?))))
    }
}
