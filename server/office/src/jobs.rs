//! Jobs: work that takes longer than a click.
//!
//! A job is a row before it is work. Whoever claims it marks it as running and beats while it works; a job whose worker
//! has died is claimed once more. Every kind of job can be begun again: what it does ends in one transaction, or in many
//! of which each is complete in itself.

use crate::error::OfficeError;
use crate::office::Office;
use crate::progress::Progress;
use crate::refusal::Refusal;
use crate::who::Author;
use chrono::{DateTime, TimeDelta, Utc};
use compline_policy::Role;
use compline_store::{FromRow, Tx, values};
use serde::Serialize;
use std::time::Duration;

/// How often a job tells how far it is, and beats.
const BEAT: Duration = Duration::from_millis(500);
/// A worker that has not beaten for so long is dead.
const DEAD_AFTER: TimeDelta = TimeDelta::seconds(10);
/// How often a job is begun at most: one that kills its worker each time must not do so for ever.
const MOST_ATTEMPTS: i64 = 5;

/// A job.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct Job {
    /// Its id.
    pub id: String,
    /// The company.
    pub company: String,
    /// `levels`, `distribution`, `documents`, `finalise`, `issue`, `import-check`, `import`, `comparison`, `correction`, `replay`,
    /// `trial`, `verify`, `extract`.
    pub kind: String,
    /// What it works on.
    pub object: String,
    /// Who asked for it.
    pub author: String,
    /// `queued`, `running`, `done`, `failed`, `cancelled`.
    pub state: String,
    /// What it is doing.
    pub stage: String,
    /// How much of that is done.
    pub done: i64,
    /// Of how much.
    pub total: i64,
    /// How often it was begun.
    pub attempts: i64,
    /// Why it failed, as it is stored; [`Job::refusal`] reads it.
    pub message: Option<String>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it was begun.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
}

impl Job {
    /// Whether it will still change.
    pub fn is_live(&self) -> bool {
        self.state == "queued" || self.state == "running"
    }

    /// Why it failed, to be said in the reader's language.
    pub fn refusal(&self) -> Option<Refusal> {
        self.message.as_deref().map(Refusal::read)
    }
}

const COLUMNS: &str = "id, company, kind, object, author, state, stage, done, total, attempts, message, created_at, \
                       started_at, ended_at";

impl Office {
    /// Asks for a job; where the same waits or runs already, that one.
    ///
    /// # Errors
    /// Of the database.
    pub(crate) async fn ask(&self, author: &Author, kind: &str, object: &str) -> Result<String, OfficeError> {
        let mut tx = self.db().begin().await?;
        let id = self.enqueue(&mut tx, author, kind, object, true).await?;
        tx.commit().await?;
        self.work().notify_one();
        Ok(id)
    }

    /// Puts a job in line, in a transaction; `same` says whether one of its kind that is live already will do.
    pub(crate) async fn enqueue(
        &self,
        tx: &mut Tx,
        author: &Author,
        kind: &str,
        object: &str,
        same: bool,
    ) -> Result<String, OfficeError> {
        // Whoever asks for work of a company stands in line.
        tx.run("UPDATE companies SET seq = seq WHERE id = $1", values![&author.company]).await?;
        let sql = "SELECT id, kind FROM jobs WHERE object = $1 AND state IN ('queued', 'running') LIMIT 1";
        let live: Option<(String, String)> = tx.first(sql, values![object]).await?;
        if let Some((id, of)) = live {
            if same && of == kind {
                return Ok(id);
            }
            return Err(OfficeError::State {
                what: "another step of it",
                state: "running".to_owned(),
                cure: "wait for it, or cancel it",
            });
        }
        let id = uuid::Uuid::now_v7().to_string();
        let roles: Vec<&str> = author.roles.iter().map(|role| role.name()).collect();
        let input =
            serde_json::json!({ "name": author.name, "roles": roles, "key": author.key.as_deref() }).to_string();
        let now = self.clock().now();
        let values = values![
            &id,
            &author.company,
            kind,
            object,
            &author.user,
            input,
            "queued",
            "",
            0_i64,
            0_i64,
            0_i64,
            false,
            now
        ];
        tx.run(
            "INSERT INTO jobs (id, company, kind, object, author, input, state, stage, done, total, attempts, cancel, \
             created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            values,
        )
        .await?;
        crate::once::mark(tx, author, kind, "job", &id).await?;
        Ok(id)
    }

    /// A job.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn job(&self, company: &str, id: &str) -> Result<Job, OfficeError> {
        let sql = format!("SELECT {COLUMNS} FROM jobs WHERE company = $1 AND id = $2");
        let found = self.db().first(compline_store::AssertSqlSafe(sql), values![company, id]).await?;
        found.ok_or_else(|| OfficeError::missing("job", id))
    }

    /// The job that works on something now, or worked on it last. Whoever shows what it works on as well asks for both at once,
    /// by [`Office::with_job`].
    ///
    /// # Errors
    /// Of the database.
    pub async fn job_of(&self, company: &str, object: &str) -> Result<Option<Job>, OfficeError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM jobs WHERE company = $1 AND object = $2 ORDER BY created_at DESC, id DESC LIMIT 1"
        );
        Ok(self.db().first(compline_store::AssertSqlSafe(sql), values![company, object]).await?)
    }

    /// What a job works on, as it stands, and the job that works on it now or worked on it last.
    ///
    /// The job is read first: one that has ended has left behind what is read after it. The other way round, a job that
    /// ends in between seems to have ended and left nothing, and who waits for it waits for ever.
    ///
    /// # Errors
    /// Of the database, and those of the reading.
    pub async fn with_job<T>(
        &self,
        company: &str,
        object: &str,
        read: impl Future<Output = Result<T, OfficeError>>,
    ) -> Result<(Option<Job>, T), OfficeError> {
        let job = self.job_of(company, object).await?;
        Ok((job, read.await?))
    }

    /// How many jobs of a company wait or run.
    ///
    /// # Errors
    /// Of the database.
    pub async fn live_jobs(&self, company: &str) -> Result<i64, OfficeError> {
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM jobs WHERE company = $1 AND state IN ('queued', 'running')";
        Ok(self.db().number(sql, values![company]).await?)
    }

    /// Asks a job to end. What it has not finished is as if it had not begun.
    ///
    /// # Errors
    /// Of the database.
    pub async fn cancel_job(&self, author: &Author, id: &str) -> Result<(), OfficeError> {
        let mut tx = self.db().begin().await?;
        let sql = "UPDATE jobs SET cancel = $3 WHERE company = $1 AND id = $2 AND state = 'running'";
        tx.run(sql, values![&author.company, id, true]).await?;
        let sql =
            "UPDATE jobs SET state = 'cancelled', ended_at = $3 WHERE company = $1 AND id = $2 AND state = 'queued'";
        tx.run(sql, values![&author.company, id, self.clock().now()]).await?;
        Ok(tx.commit().await?)
    }

    /// Puts back every job that runs, at once: for whoever knows that no other server works on the same database.
    ///
    /// # Errors
    /// Of the database.
    pub async fn take_over_jobs(&self) -> Result<(), OfficeError> {
        self.requeue(Utc::now()).await
    }

    /// Works for as long as the server runs.
    pub async fn work_forever(self) {
        let worker = uuid::Uuid::now_v7().to_string();
        // A file has one server: whatever ran when it starts has died with the one before.
        if !self.db().is_postgres()
            && let Err(error) = self.take_over_jobs().await
        {
            tracing::error!(%error, "jobs of the server before cannot be taken up");
        }
        loop {
            let claimed = match self.requeue(Utc::now() - DEAD_AFTER).await {
                Ok(()) => self.claim(&worker).await,
                Err(error) => Err(error),
            };
            match claimed {
                Ok(Some(job)) => self.run_job(job).await,
                Ok(None) => {
                    let _ = tokio::time::timeout(Duration::from_secs(2), self.work().notified()).await;
                }
                Err(error) => {
                    tracing::error!(%error, "no job can be claimed");
                    tokio::time::sleep(Duration::from_secs(2)).await;
                }
            }
        }
    }

    /// Puts jobs back whose worker has not beaten since a moment.
    async fn requeue(&self, since: DateTime<Utc>) -> Result<(), OfficeError> {
        let dead = self.db().number(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM jobs WHERE state = 'running' AND beat_at < $1",
            values![since],
        );
        if dead.await? == 0 {
            return Ok(());
        }
        let mut tx = self.db().begin().await?;
        let sql = "UPDATE jobs SET state = 'failed', message = $4, ended_at = $3 \
                   WHERE state = 'running' AND beat_at < $1 AND attempts >= $2";
        tx.run(sql, values![since, MOST_ATTEMPTS, Utc::now(), Refusal::Died.kept()]).await?;
        tx.run(
            "UPDATE jobs SET state = 'queued', worker = NULL WHERE state = 'running' AND beat_at < $1",
            values![since],
        )
        .await?;
        Ok(tx.commit().await?)
    }

    async fn claim(&self, worker: &str) -> Result<Option<Claimed>, OfficeError> {
        let mut tx = self.db().begin().await?;
        let sql = "UPDATE jobs SET state = 'running', worker = $1, started_at = $2, beat_at = $2, attempts = attempts + 1 \
                   WHERE id = (SELECT id FROM jobs WHERE state = 'queued' ORDER BY created_at, id LIMIT 1) AND state = 'queued' \
                   RETURNING id, company, kind, object, author, input";
        let found: Option<Claimed> = tx.first(sql, values![worker, Utc::now()]).await?;
        tx.commit().await?;
        Ok(found)
    }

    async fn run_job(&self, job: Claimed) {
        let progress = Progress::default();
        let author = job.author();
        // Beside the work and not in turn with it: a beat may have to wait for a transaction of the work.
        let beats = async {
            loop {
                tokio::time::sleep(BEAT).await;
                self.beat(&job.id, &progress).await;
            }
        };
        let ended = tokio::select! {
            ended = self.work_on(&job, &author, &progress) => ended,
            () = beats => return,
        };
        let (state, message) = match &ended {
            Ok(()) => ("done", None),
            Err(OfficeError::Cancelled) => ("cancelled", None),
            Err(error) => {
                tracing::warn!(job = %job.id, kind = %job.kind, %error, "a job failed");
                ("failed", Some(Refusal::from(error).kept()))
            }
        };
        if let Err(error) = self.end_job(&job.id, state, message).await {
            tracing::error!(%error, job = %job.id, "the end of a job cannot be written");
        }
    }

    async fn work_on(&self, job: &Claimed, author: &Author, progress: &Progress) -> Result<(), OfficeError> {
        match job.kind.as_str() {
            "levels" => self.compute_levels(author, &job.object, progress).await,
            "distribution" => self.distribute(author, &job.object, progress).await,
            "documents" => self.draft_documents(author, &job.object, progress).await,
            "issue" => self.issue_late(author, &job.object, progress).await,
            "import-check" => self.check_upload(author, &job.object, progress).await,
            "import" => self.run_upload(author, &job.object, progress).await,
            "verify" => self.verify_asked(author, progress).await,
            "replay" => self.replay(author, &job.object, progress).await.map(|_| ()),
            "correction" => self.preview_correction(&job.company, &job.object, progress).await,
            "extract" => self.make_asked_extract(author, &job.object, progress).await,
            "trial" => self.run_trial(author, &job.object, progress).await,
            "comparison" => self.compare_pay(&job.company, &job.object, progress).await,
            "finalise" => self.finalise(author, &job.object, progress).await,
            other => Err(OfficeError::damaged("job", format!("no job is called `{other}`"))),
        }
    }

    async fn beat(&self, id: &str, progress: &Progress) {
        let standing = progress.standing();
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let sql = "UPDATE jobs SET stage = $2, done = $3, total = $4, beat_at = $5 WHERE id = $1 RETURNING cancel";
        let values = values![id, standing.stage, number(standing.done), number(standing.total), Utc::now()];
        let beaten = async {
            let mut tx = self.db().begin().await?;
            let cancel: Option<(bool,)> = tx.first(sql, values).await?;
            tx.commit().await?;
            Ok::<_, compline_store::DbError>(cancel.is_some_and(|(cancel,)| cancel))
        };
        match beaten.await {
            Ok(true) => progress.cancel(),
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, job = %id, "the progress of a job cannot be written"),
        }
    }

    async fn end_job(&self, id: &str, state: &str, message: Option<String>) -> Result<(), OfficeError> {
        let mut tx = self.db().begin().await?;
        // A step that was done has ended its job already.
        let sql = "UPDATE jobs SET state = $2, message = $3, ended_at = $4 WHERE id = $1 AND state = 'running'";
        tx.run(sql, values![id, state, message, Utc::now()]).await?;
        Ok(tx.commit().await?)
    }
}

#[derive(Debug, FromRow)]
struct Claimed {
    id: String,
    company: String,
    kind: String,
    object: String,
    author: String,
    input: String,
}

impl Claimed {
    /// Who asked for it, with the roles of then.
    fn author(&self) -> Author {
        let input: serde_json::Value = serde_json::from_str(&self.input).unwrap_or_default();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let names = input.get("roles").and_then(|roles| roles.as_array()).cloned().unwrap_or_default();
        let roles = Role::ALL.iter().copied().filter(|role| names.iter().any(|name| name == role.name())).collect();
        Author {
            user: self.author.clone(),
            name: input.get("name").map(text).unwrap_or_default(),
            company: self.company.clone(),
            roles,
            key: input.get("key").and_then(|key| serde_json::from_value(key.clone()).ok()),
        }
    }
}
