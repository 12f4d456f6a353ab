//! Corrections: master facts that became known after periods they concern were closed.
//!
//! A closed period is never changed. Somebody chooses which of the facts learned since are to count in it, sees what that comes
//! to in every closed period, says why, and another person approves; the next run posts the differences, line by line. Facts
//! may also be left out of closed periods for good: then they count from the open period on.

mod behind;
mod file;
mod preview;

pub use behind::{Behind, BehindKind};
pub use preview::{CorrectionPreview, PartnerDifference, PreviewRun};

use crate::error::{FieldError, OfficeError};
use crate::learn::Learning;
use crate::office::Office;
use crate::progress::Progress;
use crate::requests::{Asked, Request, RequestKind};
use crate::runs::Run;
use crate::who::Author;
use chrono::{DateTime, Utc};
use compline_policy::{Action, ObjectKind};
use compline_store::{AssertSqlSafe, FromRow, Tx, values};
use serde::Serialize;
use std::collections::BTreeSet;

/// What is to become of facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// They count in closed periods: the next run posts the differences.
    Post,
    /// Closed periods stay as they are.
    Leave,
}

impl Verdict {
    /// Its name in the database and in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Leave => "leave",
        }
    }

    /// The one with a name.
    pub fn of(name: &str) -> Option<Self> {
        [Self::Post, Self::Leave].into_iter().find(|one| one.name() == name)
    }
}

/// A correction.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct Correction {
    /// Its id.
    pub id: String,
    /// The programme.
    pub programme: String,
    /// Its number, as people and documents call it.
    pub number: i64,
    /// Why.
    pub reason: String,
    /// JSON: the commits whose facts are chosen.
    pub commits: String,
    /// `post` or `leave`.
    pub verdict: String,
    /// `previewed`, `asked`, `approved` or `dropped`; see [`Correction::shown_state`].
    pub state: String,
    /// Who asked for it.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// The commit up to which facts are in the preview.
    pub known_seq: i64,
    /// The hash of the preview in the archive, once it is there.
    pub preview: Option<String>,
    /// The run that posts it.
    pub run: Option<String>,
    /// Where that run stands.
    pub run_state: Option<String>,
    /// The period in which it is posted.
    pub period: Option<String>,
}

impl Correction {
    /// How it stands: `previewing`, `previewed`, `asked`, `approved`, `left`, `posting`, `posted` or `dropped`.
    pub fn shown_state(&self) -> &'static str {
        match (self.state.as_str(), self.verdict.as_str(), self.run_state.as_deref()) {
            ("previewed", ..) if self.preview.is_none() => "previewing",
            ("previewed", ..) => "previewed",
            ("asked", ..) => "asked",
            ("approved", "leave", _) => "left",
            ("approved", _, Some("final")) => "posted",
            ("approved", _, Some(state)) if state != "withdrawn" => "posting",
            ("approved", ..) => "approved",
            _ => "dropped",
        }
    }

    /// The commits whose facts are chosen.
    ///
    /// # Errors
    /// Where the row is damaged.
    pub fn facts(&self) -> Result<Vec<i64>, OfficeError> {
        serde_json::from_str(&self.commits).map_err(|error| OfficeError::damaged("correction", error))
    }
}

const ROWS: &str = "SELECT c.id, c.programme, c.number, c.reason, c.commits, c.verdict, c.state, c.asked_by, c.asked_at, \
                    c.known_seq, c.preview, c.run, r.state AS run_state, r.period FROM corrections c \
                    LEFT JOIN runs r ON r.id = c.run";

/// A reason that is longer is a document.
const MOST_REASON: usize = 500;

impl Office {
    /// Begins a correction: which facts, what becomes of them, and why. Its preview is a job. The id of the correction.
    ///
    /// # Errors
    /// Without facts or a reason, or where something was decided about one of the facts.
    pub async fn begin_correction(
        &self,
        author: &Author,
        programme: &str,
        facts: &[i64],
        verdict: Verdict,
        reason: &str,
    ) -> Result<String, OfficeError> {
        let id = self.keep_correction(author, programme, facts, (verdict, reason), true).await?;
        self.work().notify_one();
        Ok(id)
    }

    /// Begins a correction, finds out at once what it comes to, without a job, and asks for it to be approved.
    ///
    /// # Errors
    /// As [`Office::begin_correction`] and [`Office::ask_correction`]; where a closed period cannot be settled with the facts.
    pub async fn correct_now(
        &self,
        author: &Author,
        programme: &str,
        facts: &[i64],
        (verdict, reason): (Verdict, &str),
        progress: &Progress,
    ) -> Result<(Correction, Asked), OfficeError> {
        let id = self.keep_correction(author, programme, facts, (verdict, reason), false).await?;
        self.preview_correction(&author.company, &id, progress).await?;
        let asked = self.ask_correction(author, &id).await?;
        Ok((self.correction(&author.company, &id).await?, asked))
    }

    /// Keeps a correction, with the job of its preview where somebody shall do it.
    async fn keep_correction(
        &self,
        author: &Author,
        programme: &str,
        facts: &[i64],
        (verdict, reason): (Verdict, &str),
        job: bool,
    ) -> Result<String, OfficeError> {
        self.allow(author, Action::OverrideValue, ObjectKind::Company, &author.company, &[])?;
        let reason = reason.trim();
        let length = reason.chars().count();
        let mut wrong = Vec::new();
        if length == 0 {
            wrong.push(FieldError::new("reason", "error-reason-missing"));
        } else if length > MOST_REASON {
            let error = FieldError::new("reason", "error-text-too-long");
            wrong.push(error.with("length", length).with("most", MOST_REASON));
        }
        let behind = self.facts_behind(&author.company, programme).await?;
        let open: BTreeSet<i64> = behind.iter().filter(|one| one.correction.is_none()).map(|one| one.seq).collect();
        if facts.is_empty() {
            wrong.push(FieldError::new("facts", "error-choose-one"));
        } else if let Some(other) = facts.iter().find(|one| !open.contains(one)) {
            wrong.push(FieldError::new("facts", "error-correction-facts").with("commit", other));
        }
        if !wrong.is_empty() {
            return Err(OfficeError::Input(wrong));
        }
        let mut chosen = facts.to_vec();
        chosen.sort_unstable();
        chosen.dedup();
        let known = self.last_commit(&author.company).await?;
        let id = uuid::Uuid::now_v7().to_string();
        let mut tx = self.db().begin().await?;
        // Numbers have no gaps: whoever takes one stands in line.
        tx.run("UPDATE companies SET seq = seq WHERE id = $1", values![&author.company]).await?;
        let sql = "SELECT COALESCE(MAX(number), 0) + 1 FROM corrections WHERE company = $1";
        let number = tx.number(sql, values![&author.company]).await?;
        let sql = "INSERT INTO corrections (id, company, programme, number, reason, commits, verdict, state, asked_by, asked_at, \
                   known_seq) VALUES ($1, $2, $3, $4, $5, $6, $7, 'previewed', $8, $9, $10)";
        let json = serde_json::to_string(&chosen).map_err(|error| OfficeError::damaged("correction", error))?;
        let values = values![
            &id,
            &author.company,
            programme,
            number,
            reason,
            json,
            verdict.name(),
            &author.user,
            self.clock().now(),
            known
        ];
        tx.run(sql, values).await?;
        if job {
            self.enqueue(&mut tx, author, "correction", &id, true).await?;
        }
        tx.commit().await?;
        Ok(id)
    }

    /// Asks for a correction that was previewed to be approved. Where the policies let its author approve it too, it holds.
    ///
    /// # Errors
    /// Before its preview is there, or where it was asked for already.
    pub async fn ask_correction(&self, author: &Author, id: &str) -> Result<Asked, OfficeError> {
        self.allow(author, Action::OverrideValue, ObjectKind::Company, &author.company, &[])?;
        let alone = self.allow(author, Action::ApproveOverride, ObjectKind::Override, id, &[&author.user]).is_ok();
        let mut learning = self.learn(author, "correction").await?;
        let found = self.correction(&author.company, id).await?;
        if found.shown_state() != "previewed" {
            let cure = "look at its preview first, or begin another one";
            return Err(OfficeError::State { what: "the correction", state: found.shown_state().to_owned(), cure });
        }
        let asked = if alone {
            learning.approve_correction(&found).await?;
            Asked::Holds
        } else {
            let asked = learning.ask(RequestKind::Correction, id, &(), &found.reason).await?;
            let sql = "UPDATE corrections SET state = 'asked' WHERE id = $1";
            learning.tx.run(sql, values![id]).await?;
            Asked::Waits(asked)
        };
        learning.commit().await?;
        Ok(asked)
    }

    /// Drops a correction that nobody was asked to approve yet.
    ///
    /// # Errors
    /// Where it was asked for or approved.
    pub async fn drop_correction(&self, author: &Author, id: &str) -> Result<(), OfficeError> {
        self.allow(author, Action::OverrideValue, ObjectKind::Company, &author.company, &[])?;
        let found = self.correction(&author.company, id).await?;
        if found.state != "previewed" {
            let cure = "have the request for it refused or withdrawn; what is approved is posted";
            return Err(OfficeError::State { what: "the correction", state: found.shown_state().to_owned(), cure });
        }
        let mut tx = self.db().begin().await?;
        let sql = "UPDATE corrections SET state = 'dropped' WHERE id = $1 AND state = 'previewed'";
        tx.run(sql, values![id]).await?;
        Ok(tx.commit().await?)
    }

    /// A correction.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn correction(&self, company: &str, id: &str) -> Result<Correction, OfficeError> {
        let sql = format!("{ROWS} WHERE c.company = $1 AND c.id = $2");
        let found = self.db().first(AssertSqlSafe(sql), values![company, id]).await?;
        found.ok_or_else(|| OfficeError::missing("correction", id))
    }

    /// The corrections of a company, the latest first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn corrections(&self, company: &str, skip: i64, most: i64) -> Result<Vec<Correction>, OfficeError> {
        let sql = format!("{ROWS} WHERE c.company = $1 ORDER BY c.number DESC LIMIT $2 OFFSET $3");
        Ok(self.db().all(AssertSqlSafe(sql), values![company, most, skip]).await?)
    }

    /// The corrections that a run posts, from what is known up to a commit: approved ones that no other run has, in the order
    /// of their numbers.
    pub(crate) async fn corrections_due(&self, run: &Run, known: i64) -> Result<Vec<Correction>, OfficeError> {
        let sql = format!(
            "{ROWS} WHERE c.company = $1 AND c.programme = $2 AND c.state = 'approved' AND c.verdict = 'post' AND c.seq <= $3 \
             AND (c.run IS NULL OR c.run = $4 OR r.state = 'withdrawn') ORDER BY c.number"
        );
        let values = values![&run.company, &run.programme, known, &run.id];
        Ok(self.db().all(AssertSqlSafe(sql), values).await?)
    }

    /// The commits whose facts corrections have brought into closed periods, by runs that are final.
    pub(crate) async fn posted_commits(
        &self,
        company: &str,
        programme: &str,
        known: i64,
    ) -> Result<BTreeSet<i64>, OfficeError> {
        let sql = "SELECT f.facts FROM correction_facts f JOIN corrections c ON c.id = f.correction JOIN runs r ON r.id = c.run \
                   WHERE f.company = $1 AND f.programme = $2 AND f.verdict = 'post' AND r.state = 'final' AND f.seq <= $3";
        let rows: Vec<(i64,)> = self.db().all(sql, values![company, programme, known]).await?;
        Ok(rows.into_iter().map(|(seq,)| seq).collect())
    }

    /// The commits whose facts were brought into closed periods, or left out of them for good.
    pub(crate) async fn decided_facts(&self, company: &str, programme: &str) -> Result<BTreeSet<i64>, OfficeError> {
        let sql = "SELECT f.facts FROM correction_facts f JOIN corrections c ON c.id = f.correction LEFT JOIN runs r ON r.id = c.run \
                   WHERE f.company = $1 AND f.programme = $2 AND (f.verdict = 'leave' OR r.state = 'final')";
        let rows: Vec<(i64,)> = self.db().all(sql, values![company, programme]).await?;
        Ok(rows.into_iter().map(|(seq,)| seq).collect())
    }

    /// Approves a correction that was asked for; where it no longer fits, why.
    pub(crate) async fn grant_correction(
        &self,
        learning: &mut Learning,
        request: &Request,
    ) -> Result<Option<&'static str>, OfficeError> {
        let found = self.correction(&learning.author.company, &request.object).await?;
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM correction_facts WHERE company = $1 AND programme = $2 AND facts = $3";
        for facts in found.facts()? {
            if learning.tx.number(sql, values![&learning.author.company, &found.programme, facts]).await? > 0 {
                return Ok(Some("request-void-changed"));
            }
        }
        learning.approve_correction(&found).await?;
        Ok(None)
    }
}

impl Learning {
    async fn approve_correction(&mut self, of: &Correction) -> Result<(), OfficeError> {
        let rows = of.facts()?.into_iter().map(|facts| {
            values![&self.author.company, &of.programme, &of.id, facts, &of.verdict, &of.reason, self.seq]
        });
        let columns = ["company", "programme", "correction", "facts", "verdict", "reason", "seq"];
        let rows = rows.collect();
        self.tx.insert("correction_facts", &columns, rows).await?;
        let sql = "UPDATE corrections SET state = 'approved', seq = $2 WHERE id = $1";
        self.tx.run(sql, values![&of.id, self.seq]).await?;
        let note = serde_json::json!({ "number": of.number, "facts": of.facts()?, "verdict": of.verdict });
        self.note("approve-correction", ObjectKind::Override, &of.id, &note).await
    }

    /// A correction that nobody is asked to approve any more can be asked for again.
    pub(crate) async fn correction_waits(&mut self, request: &Request) -> Result<(), OfficeError> {
        let sql = "UPDATE corrections SET state = 'previewed' WHERE id = $1 AND state = 'asked'";
        self.tx.run(sql, values![&request.object]).await?;
        Ok(())
    }
}

/// Gives a run the corrections that it posts.
pub(crate) async fn claim(tx: &mut Tx, run: &Run, ids: &[&str]) -> Result<(), OfficeError> {
    tx.run("UPDATE corrections SET run = NULL WHERE run = $1", values![&run.id]).await?;
    for id in ids {
        let sql = "UPDATE corrections SET run = $2 WHERE id = $1 AND state = 'approved' AND (run IS NULL OR run IN \
                   (SELECT r.id FROM runs r WHERE r.company = $3 AND r.state = 'withdrawn'))";
        if tx.run(sql, values![*id, &run.id, &run.company]).await? == 0 {
            return Err(OfficeError::State {
                what: "the run",
                state: "computed anew meanwhile".to_owned(),
                cure: "compute the levels once more",
            });
        }
    }
    Ok(())
}
