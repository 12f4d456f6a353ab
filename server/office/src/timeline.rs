//! A partner's timeline: everything that happened to it and to its owner, the newest first.

use crate::error::OfficeError;
use crate::office::Office;
use chrono::{DateTime, NaiveDate, Utc};
use compline_store::{FromRow, values};
use serde::Serialize;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize)]
pub struct Happened {
    /// When the company learned it or did it.
    pub at: DateTime<Utc>,
    /// `person`, `tax-status`, `partner`, `placement`, `status`, `override`, `order`, `request`, `entry`, `statement`,
    /// `payment`, `note`, `file`, `audit`.
    pub kind: String,
    /// The first day for which it is true, where it has one.
    pub valid_from: Option<NaiveDate>,
    /// The last day.
    pub valid_to: Option<NaiveDate>,
    /// Who did it: a user's id.
    pub author: String,
    /// What it is about: the id of a request, statement or payment, a tree, a definition, a source and id of an order.
    pub object: String,
    /// What it became: a status, a parent, a value, a state, an action.
    pub value: String,
    /// Why, where it was said. Of a place that a plan's rule gave the run, or `import`.
    pub reason: Option<String>,
    /// How much, where it is about money, in the currency's smallest unit.
    pub amount: Option<i64>,
}

/// Each part has the partner as `$2`, the owner as `$3` and how many rows are wanted as `$4`. Personal data stay where
/// they are: that they changed is told, not to what.
const PARTS: [&str; 14] = [
    "SELECT c.at, 'person' AS kind, CAST(NULL AS DATE) AS valid_from, CAST(NULL AS DATE) AS valid_to, c.author, f.id AS \
     object, '' AS value, CAST(NULL AS TEXT) AS reason, CAST(NULL AS BIGINT) AS amount FROM persons f JOIN commits c ON \
     c.company = f.company AND c.seq = f.seq WHERE f.company = $1 AND f.id = $3 AND $2 = $2",
    "SELECT c.at, 'tax-status' AS kind, f.valid_from, CAST(NULL AS DATE) AS valid_to, c.author, f.person AS object, \
     f.status AS value, CAST(NULL AS TEXT) AS reason, CAST(NULL AS BIGINT) AS amount FROM tax_statuses f JOIN commits c \
     ON c.company = f.company AND c.seq = f.seq WHERE f.company = $1 AND f.person = $3 AND $2 = $2",
    "SELECT c.at, 'partner' AS kind, f.joined_on AS valid_from, CAST(NULL AS DATE) AS valid_to, c.author, f.id AS object, \
     f.person AS value, CAST(NULL AS TEXT) AS reason, CAST(NULL AS BIGINT) AS amount FROM partners f JOIN commits c ON \
     c.company = f.company AND c.seq = f.seq WHERE f.company = $1 AND f.id = $2 AND $3 = $3",
    "SELECT c.at, 'placement' AS kind, f.valid_from, f.valid_to, c.author, f.tree AS object, COALESCE(f.parent, '') AS \
     value, f.run AS reason, CAST(NULL AS BIGINT) AS amount FROM placements f JOIN commits c ON c.company = \
     f.company AND c.seq = f.seq WHERE f.company = $1 AND f.partner = $2 AND $3 = $3",
    "SELECT c.at, 'status' AS kind, f.valid_from, f.valid_to, c.author, f.partner AS object, f.status AS value, f.reason, \
     CAST(NULL AS BIGINT) AS amount FROM statuses f JOIN commits c ON c.company = f.company AND c.seq = f.seq WHERE \
     f.company = $1 AND f.partner = $2 AND $3 = $3",
    "SELECT c.at, 'override' AS kind, f.valid_from, f.valid_to, f.author, f.definition AS object, f.value, f.reason, \
     CAST(NULL AS BIGINT) AS amount FROM overrides f JOIN commits c ON c.company = f.company AND c.seq = f.seq WHERE \
     f.company = $1 AND f.partner = $2 AND $3 = $3",
    "SELECT c.at, 'order' AS kind, f.day AS valid_from, CAST(NULL AS DATE) AS valid_to, c.author, f.source || ':' || f.id \
     AS object, f.state AS value, CAST(NULL AS TEXT) AS reason, f.amount FROM events f JOIN commits c ON c.company = \
     f.company AND c.seq = f.seq WHERE f.company = $1 AND f.partner = $2 AND $3 = $3",
    "SELECT COALESCE(f.decided_at, f.asked_at) AS at, 'request' AS kind, CAST(NULL AS DATE) AS valid_from, CAST(NULL AS \
     DATE) AS valid_to, COALESCE(f.decided_by, f.asked_by) AS author, f.id AS object, f.kind || ' ' || f.state AS value, \
     COALESCE(f.answer, f.reason) AS reason, CAST(NULL AS BIGINT) AS amount FROM requests f WHERE f.company = $1 AND \
     f.object IN ($2, $3)",
    "SELECT c.at, 'entry' AS kind, CAST(NULL AS DATE) AS valid_from, CAST(NULL AS DATE) AS valid_to, c.author, f.id AS \
     object, f.kind AS value, f.reason, f.amount FROM entries f JOIN commits c ON c.company = f.company AND c.seq = f.seq \
     WHERE f.company = $1 AND (f.partner = $2 OR f.payee = $3)",
    "SELECT r.changed_at AS at, 'statement' AS kind, f.issued_on AS valid_from, CAST(NULL AS DATE) AS valid_to, \
     r.created_by AS author, f.id AS object, f.state AS value, f.number AS reason, f.gross AS amount FROM statements f \
     JOIN runs r ON r.id = f.run WHERE f.company = $1 AND f.person = $3 AND $2 = $2",
    "SELECT b.created_at AS at, 'payment' AS kind, b.execute_on AS valid_from, CAST(NULL AS DATE) AS valid_to, \
     b.created_by AS author, f.end_to_end AS object, f.state AS value, f.reason, f.amount FROM batch_items f JOIN batches \
     b ON b.id = f.batch WHERE b.company = $1 AND f.person = $3 AND $2 = $2",
    "SELECT f.at, 'note' AS kind, CAST(NULL AS DATE) AS valid_from, CAST(NULL AS DATE) AS valid_to, f.author, f.object, '' \
     AS value, f.text AS reason, CAST(NULL AS BIGINT) AS amount FROM notes f WHERE f.company = $1 AND f.object = \
     'partner:' || CAST($2 AS TEXT) AND $3 = $3",
    "SELECT c.at, 'file' AS kind, CAST(NULL AS DATE) AS valid_from, CAST(NULL AS DATE) AS valid_to, c.author, f.hash AS \
     object, f.kind AS value, f.name AS reason, CAST(NULL AS BIGINT) AS amount FROM person_files f JOIN commits c ON \
     c.company = f.company AND c.seq = f.seq WHERE f.company = $1 AND f.person = $3 AND f.hash <> '' AND $2 = $2",
    "SELECT f.at, 'audit' AS kind, CAST(NULL AS DATE) AS valid_from, CAST(NULL AS DATE) AS valid_to, f.author, f.object, \
     f.action AS value, CAST(NULL AS TEXT) AS reason, CAST(NULL AS BIGINT) AS amount FROM audit f WHERE f.company = $1 \
     AND f.kind IN ('partner', 'bank-details', 'entry', 'override') AND f.object IN ($2, $3)",
];

/// Entries of the log whose matter is an event of another kind.
const TOLD: &str = "'ask', 'granted', 'refused', 'withdrawn', 'confirm-bank-details', 'make-entry', 'override-value', \
                    'new-partner', 'edit-person', 'tax-status', 'set-status', 'move-partner', 'add-note', 'add-file'";

impl Office {
    /// What happened to a partner and its owner, the newest first.
    ///
    /// # Errors
    /// Where there is no such partner.
    pub async fn timeline(
        &self,
        company: &str,
        partner: &str,
        skip: i64,
        most: i64,
    ) -> Result<Vec<Happened>, OfficeError> {
        self.timeline_of(company, partner, "", skip, most).await
    }

    /// [`Office::timeline`] of one kind, where it is named.
    ///
    /// # Errors
    /// Where there is no such partner.
    pub async fn timeline_of(
        &self,
        company: &str,
        partner: &str,
        kind: &str,
        skip: i64,
        most: i64,
    ) -> Result<Vec<Happened>, OfficeError> {
        let person = self.partner_row(company, partner).await?.person;
        let (skip, most) = (skip.max(0), most.max(0));
        let wanted = skip.saturating_add(most);
        // None of the rows that are wanted is behind the first so many of its own part.
        let of_kind = format!("'{kind}' AS kind");
        let parts = PARTS.into_iter().filter(|part| kind.is_empty() || part.contains(&of_kind)).enumerate();
        let parts: Vec<String> = parts
            .map(|(at, part)| {
                // What has an event of its own is not told twice.
                let once = match kind.is_empty() && part.contains("FROM audit") {
                    true => format!("AND f.action NOT IN ({TOLD})"),
                    false => String::new(),
                };
                format!("SELECT * FROM ({part} {once} ORDER BY 1 DESC, 6 DESC LIMIT $4) part_{at}")
            })
            .collect();
        if parts.is_empty() {
            return Ok(Vec::new());
        }
        let (sql, values) = (parts.join(" UNION ALL "), values![company, partner, &person, wanted]);
        let mut all: Vec<Happened> = self.db().all(compline_store::AssertSqlSafe(sql), values).await?;
        all.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.kind.cmp(&b.kind)).then_with(|| b.object.cmp(&a.object)));
        let skip = usize::try_from(skip).unwrap_or(usize::MAX);
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Ok(all.into_iter().skip(skip).take(most).collect())
    }
}
