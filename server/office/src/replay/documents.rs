//! The documents of a final run, written and rendered once more.

use super::{Difference, Replay, Verdict, What, differ, failed, missing};
use crate::compute::Computed;
use crate::error::OfficeError;
use crate::finalise::{document, set};
use crate::office::Office;
use crate::progress::Progress;
use crate::runs::Run;
use crate::statements::{Desk, StatementRow};
use compline_store::{ArchiveError, hash};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many documents are rendered before they are compared.
const BATCH: usize = 64;

/// A statement that was written and rendered once more: its model and the hash of its PDF, or why it could not be.
struct Again {
    row: StatementRow,
    made: Result<(Vec<u8>, String), OfficeError>,
}

fn again(desk: &Desk, row: &StatementRow) -> Result<Again, OfficeError> {
    let made = document(desk, row).map(|(_, model, pdf)| (model, hash(&pdf)));
    Ok(Again { row: row.clone(), made })
}

impl Office {
    /// Every statement's model and PDF.
    pub(super) async fn replay_documents(
        &self,
        run: &Run,
        made: &BTreeMap<String, Arc<Computed>>,
        found: &mut Replay,
        progress: &Progress,
    ) -> Result<(), OfficeError> {
        let rows = self.numbered(&run.id).await?;
        let desks = match self.desks_of(run, &rows, made).await {
            Ok(desks) => desks,
            Err(error) => {
                found.add(failed(What::Document, run, "", None, &error));
                return Ok(());
            }
        };
        let total = rows.len() as u64;
        let mut done = 0_u64;
        for batch in rows.chunks(BATCH) {
            progress.tell("rendering", done, total);
            progress.check()?;
            for part in set(&desks, batch, again)? {
                for one in part.await?? {
                    self.replay_document(run, one, found).await?;
                }
            }
            done = done.saturating_add(batch.len() as u64);
        }
        progress.tell("rendering", total, total);
        Ok(())
    }

    async fn replay_document(&self, run: &Run, again: Again, found: &mut Replay) -> Result<(), OfficeError> {
        let Again { row, made } = again;
        let name = row.number.clone().unwrap_or_else(|| row.id.clone());
        let (model, pdf) = match made {
            Ok(made) => made,
            Err(error) => {
                found.add(failed(What::Document, run, &name, row.model_hash, &error));
                return Ok(());
            }
        };
        let content = hash(&model);
        // The same version has to set the same content by the same bytes; another one need not.
        let may_be_set_otherwise = row.model_hash.as_ref() == Some(&content)
            && found.computed_with.as_deref() != Some(found.replayed_with.as_str());
        let now = [(What::Document, &row.model_hash, content), (What::Pdf, &row.pdf_hash, pdf)];
        for (what, expected, now) in now {
            let Some(expected) = expected else {
                found.add(missing(what, run, &name, String::new(), "no document was filed"));
                continue;
            };
            let one = match self.archive().get(expected).await {
                Ok(kept) => {
                    let mut one = super::compared(what, run, &name, Some(expected.clone()), now);
                    if one.verdict == Verdict::Different && what == What::Pdf && may_be_set_otherwise {
                        one.verdict = Verdict::SameContent;
                    }
                    if one.verdict == Verdict::Different {
                        one.first = first(what, &kept, &model);
                    }
                    one
                }
                Err(ArchiveError::Changed { found, .. }) => {
                    super::compared(what, run, &name, Some(expected.clone()), found)
                }
                Err(error) => missing(what, run, &name, expected.clone(), &error.to_string()),
            };
            found.add(one);
        }
        Ok(())
    }
}

/// The first field in which a model differs. Of a PDF there is nothing to say that people could read.
fn first(what: What, kept: &[u8], now: &[u8]) -> Option<Difference> {
    if what != What::Document {
        return None;
    }
    let (kept, now) = (serde_json::from_slice(kept).ok()?, serde_json::from_slice(now).ok()?);
    differ::field(&kept, &now, "")
}
