//! Learning facts: a transaction with the next commit of its company.
//!
//! Whatever learns something takes the company's next number first and holds it to its end. So commits become visible
//! in the order of their numbers, on both databases: who has seen commit 17 has seen all before it.

use crate::audit;
use crate::error::OfficeError;
use crate::office::Office;
use crate::once;
use crate::who::Author;
use chrono::{DateTime, SecondsFormat, SubsecRound, Utc};
use compline_policy::ObjectKind;
use compline_store::{FromRow, START, Tx, link, values};
use serde::Serialize;
use std::collections::BTreeMap;

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
    /// In a few words what kind of facts.
    what: String,
    /// The hash of the commit before; none where that has none.
    before: Option<String>,
}

/// What a commit wrote, by table: how many rows, and their seal.
pub(crate) type Content = BTreeMap<String, (u64, String)>;

/// The hash of a commit: it covers the one before, so none can be changed, removed or put in between.
pub(crate) fn commit_hash(before: Option<&str>, company: &str, commit: &Commit) -> String {
    let at = commit.at.to_rfc3339_opts(SecondsFormat::Micros, true);
    let content = commit.content.as_deref().unwrap_or_default();
    let seq = commit.seq.to_string();
    link(before.unwrap_or(START), &[company, &seq, &at, &commit.author, &commit.what, content])
}

/// A commit as it is kept.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct Commit {
    pub(crate) seq: i64,
    pub(crate) at: DateTime<Utc>,
    pub(crate) author: String,
    pub(crate) what: String,
    /// JSON of [`Content`]; none in commits of earlier versions.
    pub(crate) content: Option<String>,
    pub(crate) hash: Option<String>,
}

impl Office {
    /// Begins to learn facts; `what` says in a few words what kind.
    ///
    /// # Errors
    /// Of the database.
    pub async fn learn(&self, author: &Author, what: &str) -> Result<Learning, OfficeError> {
        let mut tx = self.db().begin().await?;
        let at = self.clock().now();
        let sql = "UPDATE companies SET seq = seq + 1 WHERE id = $1 RETURNING seq, commit_hash";
        let next: Option<(i64, Option<String>)> = tx.first(sql, values![&author.company]).await?;
        let (seq, before) = next.ok_or_else(|| OfficeError::missing("company", &author.company))?;
        Ok(Learning { tx, seq, at, author: author.clone(), what: what.to_owned(), before })
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

    /// Makes everything permanent, sealed: the commit says by table how many rows it wrote, and their hash.
    ///
    /// # Errors
    /// Of the database.
    pub async fn commit(mut self) -> Result<i64, OfficeError> {
        let content: Content = self.tx.take_seals().close();
        let content = serde_json::to_string(&content).map_err(|error| OfficeError::damaged("commit", error))?;
        let mut commit = Commit {
            seq: self.seq,
            at: self.at.trunc_subsecs(6),
            author: self.author.user.clone(),
            what: self.what.clone(),
            content: Some(content),
            hash: None,
        };
        let company = &self.author.company;
        let hash = commit_hash(self.before.as_deref(), company, &commit);
        commit.hash = Some(hash.clone());
        let Commit { seq, at, author, what, content, hash: sealed } = commit;
        self.tx
            .run(
                "INSERT INTO commits (company, seq, at, author, what, content, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                values![company, seq, at, author, what, content, sealed],
            )
            .await?;
        self.tx.run("UPDATE companies SET commit_hash = $2 WHERE id = $1", values![company, hash]).await?;
        self.tx.commit().await?;
        Ok(self.seq)
    }
}
