//! Manual values: they win over the calculation, and carry a reason, an author and an end.

use crate::error::{FieldError, OfficeError};
use crate::learn::Learning;
use crate::office::Office;
use chrono::NaiveDate;
use compline_policy::ObjectKind;
use compline_store::{FromRow, values};
use serde::{Deserialize, Serialize};

/// A manual value of a definition.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize, Deserialize)]
pub struct Override {
    /// The partner.
    pub partner: String,
    /// The definition.
    pub definition: String,
    /// The value as the plan writes it.
    pub value: String,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day.
    pub valid_to: NaiveDate,
    /// Why.
    pub reason: String,
    /// Who set it.
    pub author: String,
}

impl Override {
    /// Sees that it says why and until when.
    ///
    /// # Errors
    /// With every field that is missing or wrong.
    pub fn check(&self) -> Result<(), OfficeError> {
        let mut wrong = Vec::new();
        if self.reason.trim().is_empty() {
            wrong.push(FieldError::new("reason", "error-reason-missing"));
        }
        if self.valid_to < self.valid_from {
            wrong.push(FieldError::new("valid_to", "error-ends-before-it-begins"));
        }
        if self.value.trim().is_empty() {
            wrong.push(FieldError::new("value", "error-choose-one"));
        }
        if wrong.is_empty() { Ok(()) } else { Err(OfficeError::Input(wrong)) }
    }
}

impl Learning {
    /// Learns manual values.
    ///
    /// # Errors
    /// Of the database.
    pub async fn put_overrides(&mut self, programme: &str, values: &[Override]) -> Result<(), OfficeError> {
        let rows = values
            .iter()
            .map(|one| {
                values![
                    &self.author.company,
                    programme,
                    &one.partner,
                    &one.definition,
                    &one.value,
                    one.valid_from,
                    one.valid_to,
                    self.seq,
                    &one.reason,
                    &one.author
                ]
            })
            .collect();
        let columns = [
            "company",
            "programme",
            "partner",
            "definition",
            "value",
            "valid_from",
            "valid_to",
            "seq",
            "reason",
            "author",
        ];
        self.tx.insert("overrides", &columns, rows).await?;
        let mut notes = Vec::with_capacity(values.len());
        for one in values {
            let note = serde_json::to_string(one).map_err(|error| OfficeError::damaged("manual value", error))?;
            notes.push((one.partner.clone(), note));
        }
        self.note_all("override-value", ObjectKind::Partner, notes).await
    }
}

impl Office {
    /// The manual values of a programme, those that end last first; of one partner where it is named.
    ///
    /// # Errors
    /// Of the database.
    pub async fn overrides(&self, company: &str, programme: &str, partner: &str) -> Result<Vec<Override>, OfficeError> {
        let sql = "SELECT partner, definition, value, valid_from, valid_to, reason, author FROM overrides o \
                   WHERE company = $1 AND programme = $2 AND ($3 = '' OR partner = $3) ORDER BY valid_to DESC, partner, seq DESC";
        Ok(self.db().all(sql, values![company, programme, partner]).await?)
    }
}
