//! The audit log: every change, and every look at personal data, each entry chained to the one before.

mod table;

pub use table::MOST_EXPORTED;

use crate::error::OfficeError;
use crate::office::Office;
use crate::who::Author;
use chrono::{DateTime, SecondsFormat, SubsecRound, Utc};
use compline_store::{FromRow, START, Tx, link, values};
use serde::Serialize;
use serde_json::{Map, Value};

/// An entry of the log.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct AuditEntry {
    /// Its number in the company, from 1.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who: the user's id.
    pub author: String,
    /// What was done.
    pub action: String,
    /// The kind of the thing.
    pub kind: String,
    /// Its id.
    pub object: String,
    /// JSON: what exactly.
    pub details: String,
    /// The hash of the entry before.
    pub before: String,
    /// The entry's own hash.
    pub hash: String,
}

/// Actions that are looks at personal data.
pub const PERSONAL: [&str; 1] = ["view-personal-data"];

/// Which entries are looked for; what is empty does not matter.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Who: a user's id.
    pub author: String,
    /// What was done.
    pub action: String,
    /// The id of the thing.
    pub object: String,
    /// From this moment on.
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub until: Option<DateTime<Utc>>,
    /// Looks at personal data only.
    pub personal: bool,
    /// Before the entry of this number.
    pub before: Option<i64>,
}

/// Writes an entry, in the transaction of what it is about: neither is there without the other.
///
/// # Errors
/// Of the database.
pub async fn note(
    tx: &mut Tx,
    at: DateTime<Utc>,
    author: &Author,
    action: &str,
    kind: &str,
    object: &str,
    details: &(impl Serialize + Sync),
) -> Result<(), OfficeError> {
    let details = told(author, details).map_err(|error| OfficeError::damaged("audit entry", error))?;
    let next: Option<(i64, String)> = tx
        .first(
            "UPDATE companies SET audit_seq = audit_seq + 1 WHERE id = $1 RETURNING audit_seq, audit_hash",
            values![&author.company],
        )
        .await?;
    let (seq, before) = next.ok_or_else(|| OfficeError::missing("company", &author.company))?;
    let at = at.trunc_subsecs(6);
    let mut entry = AuditEntry {
        seq,
        at,
        author: author.user.clone(),
        action: action.to_owned(),
        kind: kind.to_owned(),
        object: object.to_owned(),
        details,
        before,
        hash: String::new(),
    };
    entry.hash = entry.link();
    tx.run(
        "INSERT INTO audit (company, seq, at, author, action, kind, object, details, before, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        values![
            &author.company,
            seq,
            at,
            &entry.author,
            &entry.action,
            &entry.kind,
            &entry.object,
            &entry.details,
            &entry.before,
            &entry.hash
        ],
    )
    .await?;
    tx.run("UPDATE companies SET audit_hash = $2 WHERE id = $1", values![&author.company, &entry.hash]).await?;
    Ok(())
}

/// Writes many entries of one kind of deed in few statements: object and details of each, in order.
///
/// # Errors
/// Of the database.
pub async fn note_all(
    tx: &mut Tx,
    at: DateTime<Utc>,
    author: &Author,
    action: &str,
    kind: &str,
    objects: Vec<(String, String)>,
) -> Result<(), OfficeError> {
    let count = i64::try_from(objects.len()).map_err(|_| OfficeError::Overflow("audit entries"))?;
    if count == 0 {
        return Ok(());
    }
    let sql = "UPDATE companies SET audit_seq = audit_seq + $2 WHERE id = $1 RETURNING audit_seq, audit_hash";
    let next: Option<(i64, String)> = tx.first(sql, values![&author.company, count]).await?;
    let (last, mut before) = next.ok_or_else(|| OfficeError::missing("company", &author.company))?;
    let at = at.trunc_subsecs(6);
    let mut rows = Vec::with_capacity(objects.len());
    for (seq, (object, details)) in (last.saturating_sub(count).saturating_add(1)..).zip(objects) {
        let mut entry = AuditEntry {
            seq,
            at,
            author: author.user.clone(),
            action: action.to_owned(),
            kind: kind.to_owned(),
            object,
            details: told_text(author, details)?,
            before,
            hash: String::new(),
        };
        entry.hash = entry.link();
        before = entry.hash.clone();
        rows.push(values![
            &author.company,
            seq,
            at,
            entry.author,
            entry.action,
            entry.kind,
            entry.object,
            entry.details,
            entry.before,
            entry.hash
        ]);
    }
    let columns = ["company", "seq", "at", "author", "action", "kind", "object", "details", "before", "hash"];
    tx.insert("audit", &columns, rows).await?;
    tx.run("UPDATE companies SET audit_hash = $2 WHERE id = $1", values![&author.company, before]).await?;
    Ok(())
}

/// The details as JSON; those of what a program did name its key too.
fn told(author: &Author, details: &impl Serialize) -> Result<String, serde_json::Error> {
    let Some(key) = &author.key else { return serde_json::to_string(details) };
    let mut told = match serde_json::to_value(details)? {
        Value::Object(fields) => fields,
        Value::Null => Map::new(),
        other => Map::from_iter([("details".to_owned(), other)]),
    };
    told.insert("api_key".to_owned(), Value::from(key.id.as_str()));
    serde_json::to_string(&told)
}

/// Details that are JSON already, with the key of what a program did.
fn told_text(author: &Author, details: String) -> Result<String, OfficeError> {
    if author.key.is_none() {
        return Ok(details);
    }
    let value: Value = serde_json::from_str(&details).map_err(|error| OfficeError::damaged("audit entry", error))?;
    told(author, &value).map_err(|error| OfficeError::damaged("audit entry", error))
}

impl AuditEntry {
    fn link(&self) -> String {
        let at = self.at.to_rfc3339_opts(SecondsFormat::Micros, true);
        let seq = self.seq.to_string();
        link(&self.before, &[&seq, &at, &self.author, &self.action, &self.kind, &self.object, &self.details])
    }
}

impl Office {
    /// Notes something that changes no fact: a look at personal data, a sign-in.
    ///
    /// # Errors
    /// Of the database.
    pub async fn note(
        &self,
        author: &Author,
        action: &str,
        kind: &str,
        object: &str,
        details: &(impl Serialize + Sync),
    ) -> Result<(), OfficeError> {
        let mut tx = self.db().begin().await?;
        note(&mut tx, self.clock().now(), author, action, kind, object, details).await?;
        Ok(tx.commit().await?)
    }

    /// Entries of the log, the latest first: of one thing where it is named, before a number where one is given.
    ///
    /// # Errors
    /// Of the database.
    pub async fn audit_entries(
        &self,
        company: &str,
        object: Option<&str>,
        before: Option<i64>,
        most: i64,
    ) -> Result<Vec<AuditEntry>, OfficeError> {
        let columns = "SELECT seq, at, author, action, kind, object, details, before, hash FROM audit";
        let sql = format!(
            "{columns} WHERE company = $1 AND ($2 = '' OR object = $2) AND seq < $3 ORDER BY seq DESC LIMIT $4"
        );
        let values = values![company, object.unwrap_or(""), before.unwrap_or(i64::MAX), most];
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values).await?)
    }

    /// Entries that a filter finds, the latest first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn audit_search(
        &self,
        company: &str,
        filter: &AuditFilter,
        most: i64,
    ) -> Result<Vec<AuditEntry>, OfficeError> {
        // Only the conditions that are asked for: with all of them no index would be taken.
        let mut sql =
            "SELECT seq, at, author, action, kind, object, details, before, hash FROM audit WHERE company = $1 \
                       AND seq < $2"
                .to_owned();
        let mut values = values![company, filter.before.unwrap_or(i64::MAX)];
        let texts = [("author", &filter.author), ("action", &filter.action), ("object", &filter.object)];
        for (column, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
            values.push(text.into());
            sql.push_str(&format!(" AND {column} = ${}", values.len()));
        }
        for (sign, at) in [(">=", filter.from), ("<", filter.until)] {
            if let Some(at) = at {
                values.push(at.into());
                sql.push_str(&format!(" AND at {sign} ${}", values.len()));
            }
        }
        if filter.personal {
            let marks: Vec<String> = PERSONAL
                .iter()
                .map(|action| {
                    values.push((*action).into());
                    format!("${}", values.len())
                })
                .collect();
            sql.push_str(&format!(" AND action IN ({})", marks.join(", ")));
        }
        values.push(most.into());
        sql.push_str(&format!(" ORDER BY seq DESC LIMIT ${}", values.len()));
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values).await?)
    }

    /// Follows the whole chain of a company's log; what is wrong, in words.
    ///
    /// # Errors
    /// Of the database.
    pub async fn verify_audit(&self, company: &str) -> Result<Vec<String>, OfficeError> {
        let entries: Vec<AuditEntry> = self
            .db()
            .all(
                "SELECT seq, at, author, action, kind, object, details, before, hash FROM audit WHERE company = $1 ORDER BY seq",
                values![company],
            )
            .await?;
        let mut wrong = Vec::new();
        let mut before = START.to_owned();
        for (seq, entry) in (1..).zip(&entries) {
            if entry.seq != seq {
                wrong.push(format!("audit log of `{company}`: entry {seq} is missing"));
                break;
            }
            if entry.before != before || entry.hash != entry.link() {
                wrong.push(format!("audit log of `{company}`: entry {seq} was changed"));
            }
            before.clone_from(&entry.hash);
        }
        let head: Option<(i64, String)> =
            self.db().first("SELECT audit_seq, audit_hash FROM companies WHERE id = $1", values![company]).await?;
        if head.is_some_and(|(seq, hash)| seq != entries.len() as i64 || hash != before) {
            wrong.push(format!("audit log of `{company}`: entries at the end are missing"));
        }
        Ok(wrong)
    }
}
