//! Gathering: one statement for several runs, such as those of two sales channels or two programmes.
//!
//! One run leads. The others keep their own levels, lines and reviews; their statements are written, approved, numbered
//! and posted with the leading run's, so that a person gets one document. Until the documents are approved the
//! selection can change; whatever changes it voids the drafts.

use crate::error::OfficeError;
use crate::office::Office;
use crate::runs::{Run, RunState};
use crate::who::Author;
use compline_policy::{Action, ObjectKind};
use compline_store::values;

impl Office {
    /// The runs whose statements are written with a run's, by id.
    ///
    /// # Errors
    /// Of the database.
    pub async fn gathered(&self, run: &Run) -> Result<Vec<String>, OfficeError> {
        let sql = "SELECT id FROM runs WHERE company = $1 AND lead = $2 ORDER BY id";
        let found: Vec<(String,)> = self.db().all(sql, values![&run.company, &run.id]).await?;
        Ok(found.into_iter().map(|(id,)| id).collect())
    }

    /// The runs that can be gathered into a run, or are: distributed, of the same legal entity and currency, and neither
    /// leading nor gathered elsewhere.
    ///
    /// # Errors
    /// Of the database.
    pub async fn gatherable(&self, run: &Run) -> Result<Vec<Run>, OfficeError> {
        let own = self.programme(&run.company, &run.programme).await?;
        let all = self.runs(&run.company).await?;
        let mut out = Vec::new();
        for other in &all {
            let leads = all.iter().any(|one| one.lead.as_ref() == Some(&other.id));
            let free = other.lead.is_none() && other.state == RunState::Distributed && !leads;
            if other.id == run.id || !(free || other.lead.as_ref() == Some(&run.id)) {
                continue;
            }
            let programme = self.programme(&run.company, &other.programme).await?;
            if programme.legal_entity == own.legal_entity && programme.currency == own.currency {
                out.push(other.clone());
            }
        }
        Ok(out)
    }

    /// Chooses the runs whose statements are written with a run's; those that were chosen before and are not named go
    /// their own way again. Drafts are void.
    ///
    /// # Errors
    /// Where the run is not distributed or already submitted, or another one cannot be gathered.
    pub async fn gather(&self, author: &Author, id: &str, others: &[String]) -> Result<(), OfficeError> {
        self.allow(author, Action::MakeDocuments, ObjectKind::Run, id, &[])?;
        let mut step = self.step(author, id, "gather").await?;
        step.run.require(&[RunState::Distributed, RunState::Documented], "distribute the sales first")?;
        let possible = self.gatherable(&step.run).await?;
        for other in others {
            if !possible.iter().any(|run| run.id == *other) {
                return Err(OfficeError::field("runs", "error-run-not-gatherable"));
            }
        }
        let tx = &mut step.learning.tx;
        tx.run("UPDATE runs SET lead = NULL, state = 'distributed' WHERE lead = $1", values![id]).await?;
        for other in others {
            tx.run("UPDATE runs SET lead = $2 WHERE id = $1", values![other, id]).await?;
            tx.run("DELETE FROM statements WHERE run = $1", values![other]).await?;
        }
        tx.run("DELETE FROM statements WHERE run = $1", values![id]).await?;
        step.done(RunState::Distributed, &serde_json::json!({ "runs": others })).await
    }
}
