//! What changes from one version to another, in meaning.

use super::{PlanVersion, on_big_stack};
use crate::error::OfficeError;
use crate::office::Office;
use compline_changes::{Changes, Side, compare};
use compline_compiler::compile::compile;
use std::sync::Arc;

impl Office {
    /// What changes from one version to another; nothing where one of them has errors.
    ///
    /// # Errors
    /// Where there is no thread to find it.
    pub async fn changes(&self, old: &PlanVersion, new: &PlanVersion) -> Result<Arc<Option<Changes>>, OfficeError> {
        let (before, now) = (old.text.clone(), new.text.clone());
        let find = on_big_stack(move || {
            let old = compile(&before).result?.0;
            let new = compile(&now).result?.0;
            Some(compare(&Side::new(&old, &before), &Side::new(&new, &now)))
        });
        self.of_text("changes", &format!("{} {}", old.hash, new.hash), find).await
    }

    /// The released version that a version takes the place of, or took.
    ///
    /// # Errors
    /// Of the database.
    pub async fn released_before(&self, company: &str, plan: &PlanVersion) -> Result<Option<PlanVersion>, OfficeError> {
        Ok(self.plan_before(company, plan).await?.filter(|before| before.state == "released"))
    }
}
