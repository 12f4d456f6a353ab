//! Notes on partners: what staff want to know the next time. They are added and never changed.

use crate::error::{FieldError, OfficeError};
use crate::office::Office;
use crate::who::Author;
use compline_policy::{Action, ObjectKind};
use compline_store::values;

/// Characters of a note.
const MOST_NOTE: usize = 2_000;

impl Office {
    /// Adds a note to a partner.
    ///
    /// # Errors
    /// Where it is empty or too long, or there is no such partner.
    pub async fn add_note(&self, author: &Author, partner: &str, text: &str) -> Result<(), OfficeError> {
        self.allow(author, Action::EditPartner, ObjectKind::Partner, partner, &[])?;
        self.partner_row(&author.company, partner).await?;
        let text = text.trim();
        let length = text.chars().count();
        if length == 0 {
            return Err(OfficeError::field("note", "error-field-empty"));
        }
        if length > MOST_NOTE {
            let error = FieldError::new("note", "error-text-too-long");
            return Err(OfficeError::Input(vec![error.with("length", length).with("most", MOST_NOTE)]));
        }
        let mut learning = self.learn(author, "note").await?;
        let object = format!("partner:{partner}");
        let sql = "SELECT COALESCE(MAX(n), 0) FROM notes WHERE company = $1 AND object = $2";
        let last = learning.tx.number(sql, values![&author.company, &object]).await?;
        let sql = "INSERT INTO notes (company, object, n, at, author, text) VALUES ($1, $2, $3, $4, $5, $6)";
        let n = last.checked_add(1).ok_or(OfficeError::Overflow("the notes"))?;
        let values = values![&author.company, &object, n, learning.at, &author.user, text];
        learning.tx.run(sql, values).await?;
        learning.note("add-note", ObjectKind::Partner, partner, &serde_json::json!({ "note": n })).await?;
        learning.commit().await?;
        Ok(())
    }
}
