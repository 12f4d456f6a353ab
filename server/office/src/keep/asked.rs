//! The check of everything as a job of a company, and what it found the last time.

use super::verify::Verified;
use crate::error::OfficeError;
use crate::office::Office;
use crate::progress::Progress;
use crate::who::Author;
use chrono::{DateTime, Utc};
use compline_policy::{Action, ObjectKind};
use compline_store::{FromRow, values};
use serde::{Deserialize, Serialize};

/// A check that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom: a user's id.
    pub author: String,
    /// What it found.
    pub found: Verified,
}

#[derive(FromRow)]
struct Noted {
    at: DateTime<Utc>,
    author: String,
    details: String,
}

/// What the audit log says of a check.
#[derive(Serialize, Deserialize)]
struct Note {
    wrong: u64,
    report: String,
}

impl Office {
    /// Asks for everything to be checked that is kept of the author's company.
    ///
    /// # Errors
    /// Where no policy permits it.
    pub async fn ask_verify(&self, author: &Author) -> Result<String, OfficeError> {
        self.allow(author, Action::VerifyData, ObjectKind::Company, &author.company, &[])?;
        self.ask(author, "verify", &author.company).await
    }

    /// Checks everything of the author's company, files the report and notes it in the audit log.
    pub(crate) async fn verify_asked(&self, author: &Author, progress: &Progress) -> Result<(), OfficeError> {
        let found = self.verify_of(Some(&author.company), progress).await?;
        let json = serde_json::to_vec(&found).map_err(|error| OfficeError::damaged("report of a check", error))?;
        let report = self.archive().put(json).await?;
        let note = Note { wrong: found.wrong.len() as u64, report };
        self.note(author, "verify-data", ObjectKind::Company.name(), &author.company, &note).await
    }

    /// What the last check found, where there was one.
    ///
    /// # Errors
    /// Where its report is missing from the archive or has changed.
    pub async fn last_verified(&self, company: &str) -> Result<Option<Checked>, OfficeError> {
        let sql = "SELECT at, author, details FROM audit WHERE company = $1 AND action = 'verify-data' ORDER BY seq DESC LIMIT 1";
        let noted: Option<Noted> = self.db().first(sql, values![company]).await?;
        let Some(noted) = noted else { return Ok(None) };
        let read = |error: serde_json::Error| OfficeError::damaged("report of a check", error);
        let note: Note = serde_json::from_str(&noted.details).map_err(read)?;
        let report = self.archive().get(&note.report).await?;
        let found = serde_json::from_slice(&report).map_err(read)?;
        Ok(Some(Checked { at: noted.at, author: noted.author, found }))
    }
}
