//! What is known of a version before it pays anybody: findings with their proofs and rules of law, what is waived and why,
//! cliffs, what the parts cost.

use super::{PlanVersion, on_big_stack};
use crate::error::OfficeError;
use crate::findings::of_the_compiler;
use crate::office::Office;
use compline_lang::render::PlanText;
use compline_runtime::analysis::{Analysis, Said, analyse_text};
use compline_words::Language;
use std::sync::Arc;

impl Office {
    /// What is known of a version, found out once; nothing where it does not compile.
    ///
    /// # Errors
    /// Where there is no thread to find it.
    pub async fn analysis(&self, version: &PlanVersion) -> Result<Arc<Option<Analysis>>, OfficeError> {
        let text = version.text.clone();
        self.of_text("analysis", &version.hash, on_big_stack(move || analyse_text(&text).ok())).await
    }

    /// The same in a language, with places in a file of a name.
    ///
    /// # Errors
    /// Where there is no thread to find it.
    pub async fn analysis_said(
        &self,
        file: &str,
        version: &PlanVersion,
        language: Language,
    ) -> Result<Option<Said>, OfficeError> {
        let found = self.analysis(version).await?;
        let said = |found: &Analysis| found.said(&PlanText::new(file, &version.text), of_the_compiler(language));
        Ok(found.as_ref().as_ref().map(said))
    }
}
