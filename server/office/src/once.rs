//! Requests of programs that are carried out once only, however often they are sent and whatever dies meanwhile.
//!
//! A request reserves its row before it works (`begun`), marks it in the transaction that does the work (`done`), and
//! keeps its answer behind that (`answered`). So after a crash the row tells the truth: `begun` has done nothing, for
//! what is not committed is undone, and may be begun again; `done` has been done and is never done again, only its
//! answer is lost, and the row names what came of it. A request that is taken over gets the next number of attempt; the
//! one before cannot mark the row any more, and with that mark its whole transaction fails.

use crate::error::OfficeError;
use crate::office::Office;
use crate::who::Author;
use chrono::TimeDelta;
use compline_store::{FromRow, Tx, values};
use std::time::Duration;

/// How long a request is left to whoever began it.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// How long answers are kept.
const KEPT: TimeDelta = TimeDelta::hours(25);
/// How often old answers are removed.
const TIDY: Duration = Duration::from_secs(15 * 60);

/// A request that somebody carries out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Once {
    /// What the program calls it.
    pub key: String,
    /// How often it was begun.
    pub attempt: i64,
}

/// What a request did first, in words of the audit log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// What was done.
    pub action: String,
    /// The kind of the thing.
    pub kind: String,
    /// Its id.
    pub object: String,
}

/// What is known of a request when it comes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reserved {
    /// Nothing, or that nothing of it happened: it shall be carried out now.
    Begin(Once),
    /// The answer that it got.
    Answered {
        /// The status of the answer.
        status: u16,
        /// Its body.
        answer: String,
    },
    /// Somebody carries it out.
    Running,
    /// It was carried out, and the answer was lost.
    Done(Effect),
    /// Another request had this key.
    Another,
}

#[derive(FromRow)]
struct Row {
    request: String,
    state: String,
    attempt: i64,
    until: chrono::DateTime<chrono::Utc>,
    action: Option<String>,
    kind: Option<String>,
    object: Option<String>,
    status: Option<i64>,
    answer: Option<String>,
}

impl Office {
    /// Reserves a request under the name that the program gave it.
    ///
    /// # Errors
    /// Of the database.
    pub async fn reserve(&self, api_key: &str, key: &str, request: &str) -> Result<Reserved, OfficeError> {
        let now = self.clock().now();
        let until = now.checked_add_signed(LEASE).unwrap_or(now);
        let mut tx = self.db().begin().await?;
        let sql = "INSERT INTO idempotency (api_key, key, request, state, attempt, until, at) \
                   VALUES ($1, $2, $3, 'begun', 1, $4, $5) ON CONFLICT (api_key, key) DO NOTHING";
        if tx.run(sql, values![api_key, key, request, until, now]).await? > 0 {
            tx.commit().await?;
            return Ok(Reserved::Begin(Once { key: key.to_owned(), attempt: 1 }));
        }
        let sql = "SELECT request, state, attempt, until, action, kind, object, status, answer FROM idempotency \
                   WHERE api_key = $1 AND key = $2";
        // Freed in this very moment: whoever sends it again will find it so.
        let Some(row) = tx.first::<Row>(sql, values![api_key, key]).await? else { return Ok(Reserved::Running) };
        if row.request != request {
            return Ok(Reserved::Another);
        }
        match row.state.as_str() {
            "answered" => {
                let status = row.status.and_then(|status| u16::try_from(status).ok());
                let status = status.ok_or_else(|| OfficeError::damaged("answer", "it has no status"))?;
                Ok(Reserved::Answered { status, answer: row.answer.unwrap_or_default() })
            }
            // Whoever did it is about to keep its answer, unless they died.
            _ if row.until > now => Ok(Reserved::Running),
            "done" => Ok(Reserved::Done(Effect {
                action: row.action.unwrap_or_default(),
                kind: row.kind.unwrap_or_default(),
                object: row.object.unwrap_or_default(),
            })),
            _ => {
                let sql = "UPDATE idempotency SET attempt = attempt + 1, until = $4 WHERE api_key = $1 AND key = $2 \
                           AND attempt = $3 AND state = 'begun'";
                if tx.run(sql, values![api_key, key, row.attempt, until]).await? == 0 {
                    return Ok(Reserved::Running);
                }
                tx.commit().await?;
                let attempt = row.attempt.saturating_add(1);
                Ok(Reserved::Begin(Once { key: key.to_owned(), attempt }))
            }
        }
    }

    /// Keeps the answer of a request.
    ///
    /// # Errors
    /// Of the database.
    pub async fn keep_answer(&self, api_key: &str, once: &Once, status: u16, answer: &str) -> Result<(), OfficeError> {
        let mut tx = self.db().begin().await?;
        let sql = "UPDATE idempotency SET state = 'answered', status = $4, answer = $5 WHERE api_key = $1 AND key = $2 \
                   AND attempt = $3";
        tx.run(sql, values![api_key, &once.key, once.attempt, i64::from(status), answer]).await?;
        Ok(tx.commit().await?)
    }

    /// Forgets a request that was refused, so that it can be sent again; not one that did something.
    ///
    /// # Errors
    /// Of the database.
    pub async fn free_request(&self, api_key: &str, once: &Once) -> Result<(), OfficeError> {
        let mut tx = self.db().begin().await?;
        let sql = "DELETE FROM idempotency WHERE api_key = $1 AND key = $2 AND attempt = $3 AND state = 'begun'";
        tx.run(sql, values![api_key, &once.key, once.attempt]).await?;
        Ok(tx.commit().await?)
    }

    /// Removes requests that are old enough to be forgotten; how many.
    ///
    /// # Errors
    /// Of the database.
    pub async fn forget_requests(&self) -> Result<u64, OfficeError> {
        let now = self.clock().now();
        let since = now.checked_sub_signed(KEPT).unwrap_or(now);
        let mut tx = self.db().begin().await?;
        let gone = tx.run("DELETE FROM idempotency WHERE at < $1", values![since]).await?;
        tx.commit().await?;
        Ok(gone)
    }

    /// Removes old requests for as long as the server runs.
    pub async fn forget_forever(self) {
        loop {
            if let Err(error) = self.forget_requests().await {
                tracing::error!(%error, "old requests cannot be removed");
            }
            tokio::time::sleep(TIDY).await;
        }
    }
}

/// Marks that the request of a program is being done, in the transaction that does it.
pub(crate) async fn mark(
    tx: &mut Tx,
    author: &Author,
    action: &str,
    kind: &str,
    object: &str,
) -> Result<(), OfficeError> {
    let Some((key, once)) = author.key.as_ref().and_then(|key| Some((key, key.once.as_ref()?))) else { return Ok(()) };
    let sql = "UPDATE idempotency SET state = 'done', action = COALESCE(action, $4), kind = COALESCE(kind, $5), \
               object = COALESCE(object, $6) WHERE api_key = $1 AND key = $2 AND attempt = $3 AND state <> 'answered'";
    if tx.run(sql, values![&key.id, &once.key, once.attempt, action, kind, object]).await? == 0 {
        return Err(OfficeError::State {
            what: "the request",
            state: "carried out by somebody else".to_owned(),
            cure: "send it once more, with the same key, for its answer",
        });
    }
    Ok(())
}
