//! Learning facts: a transaction with the next commit of its company.
//!
//! Whatever learns something takes the company's next number first and holds it to its end. So commits become visible
//! in the order of their numbers, on both databases: who has seen commit 17 has seen all before it.

use crate::audit;
use crate::error::OfficeError;
use crate::office::Office;
use crate::once;
use crate::who::Author;
use chrono::{DateTime, Utc};
use compline_policy::ObjectKind;
use compline_store::{Tx, values};
use serde::Serialize;

/// A transaction that learns facts.
#[derive(Debug)]
pub struct Learning {
    /// The transaction.
    pub tx: Tx,
    /// The commit's number.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub author: Author,
}

impl Office {
    /// Begins to learn facts; `what` says in a few words what kind.
    ///
    /// # Errors
    /// Of the database.
    pub async fn learn(&self, author: &Author, what: &str) -> Result<Learning, OfficeError> {
        let mut tx = self.db().begin().await?;
        let at = self.clock().now();
        let seq: Option<(i64,)> = tx
            .first("UPDATE companies SET seq = seq + 1 WHERE id = $1 RETURNING seq", values![&author.company])
            .await?;
        let (seq,) = seq.ok_or_else(|| OfficeError::missing("company", &author.company))?;
        tx.run(
            "INSERT INTO commits (company, seq, at, author, what) VALUES ($1, $2, $3, $4, $5)",
            values![&author.company, seq, at, &author.user, what],
        )
        .await?;
        Ok(Learning { tx, seq, at, author: author.clone() })
    }

    /// The last commit of a company.
    ///
    /// # Errors
    /// Of the database.
    pub async fn last_commit(&self, company: &str) -> Result<i64, OfficeError> {
        Ok(self.db().number("SELECT seq FROM companies WHERE id = $1", values![company]).await?)
    }
}

impl Learning {
    /// Notes in the audit log what is being learned.
    ///
    /// # Errors
    /// Of the database.
    pub async fn note(
        &mut self,
        action: &str,
        kind: ObjectKind,
        object: &str,
        details: &(impl Serialize + Sync),
    ) -> Result<(), OfficeError> {
        audit::note(&mut self.tx, self.at, &self.author, action, kind.name(), object, details).await?;
        once::mark(&mut self.tx, &self.author, action, kind.name(), object).await
    }

    /// Notes the same deed for many things: object and details of each, in order.
    ///
    /// # Errors
    /// Of the database.
    pub async fn note_all(
        &mut self,
        action: &str,
        kind: ObjectKind,
        objects: Vec<(String, String)>,
    ) -> Result<(), OfficeError> {
        audit::note_all(&mut self.tx, self.at, &self.author, action, kind.name(), objects).await
    }

    /// Makes everything permanent.
    ///
    /// # Errors
    /// Of the database.
    pub async fn commit(self) -> Result<i64, OfficeError> {
        self.tx.commit().await?;
        Ok(self.seq)
    }
}
