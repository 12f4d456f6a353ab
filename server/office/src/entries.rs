//! Entries beside the plan: bonuses, deductions, fees, advances and what is taken back of them, assignments.
//!
//! An entry is asked for, approved by another person, and then taken by the next run of its period whose levels are
//! computed; one that is approved too late for its period goes with the first run after it. It stands on the statement
//! of that run, and with the statement it is posted.

use crate::checks;
use crate::error::{FieldError, OfficeError};
use crate::learn::Learning;
use crate::office::Office;
use crate::runs::Run;
use crate::tax::ENTRY_KINDS;
use chrono::{DateTime, Utc};
use compline_policy::ObjectKind;
use compline_store::{FromRow, Tx, values};
use serde::{Deserialize, Serialize};

/// An entry to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewEntry {
    /// The programme.
    pub programme: String,
    /// The partner on whose statement it stands.
    pub partner: String,
    /// A name of [`ENTRY_KINDS`].
    pub kind: String,
    /// The period of the run that shall take it.
    pub period: String,
    /// How much, in the currency's smallest unit and without sign: the kind says whether it is given or taken.
    pub amount: i64,
    /// Whether VAT belongs to it; nothing for what is usual for the kind.
    pub taxable: Option<bool>,
    /// Who gets what is assigned: a person's id.
    pub payee: Option<String>,
    /// Why; it stands on the statement.
    pub reason: String,
}

/// An entry that was approved.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// The programme.
    pub programme: String,
    /// The partner.
    pub partner: String,
    /// A name of [`ENTRY_KINDS`].
    pub kind: String,
    /// The period.
    pub period: String,
    /// Positive is given to the partner, negative is taken.
    pub amount: i64,
    /// The currency.
    pub currency: String,
    /// Whether VAT belongs to it.
    pub taxable: bool,
    /// Who gets what is assigned.
    pub payee: Option<String>,
    /// Why.
    pub reason: String,
    /// The request that was granted.
    pub request: String,
    /// The commit that approved it.
    pub seq: i64,
    /// The run that took it.
    pub run: Option<String>,
    /// The statement, once it is final.
    pub statement: Option<String>,
}

pub(crate) const ENTRIES: &str = "SELECT id, programme, partner, kind, period, amount, currency, taxable, payee, reason, request, seq, \
                       run, statement FROM entries";
/// Characters of a reason that a statement shows.
const MOST_REASON: usize = 140;

/// An entry as a list shows it: asked for, approved, or neither any more.
#[derive(Clone, Debug, FromRow)]
pub struct EntryRow {
    /// The request that it began with.
    pub request: String,
    /// The request's state.
    pub asked: String,
    /// JSON: a [`NewEntry`].
    pub input: String,
    /// Who asked for it: a user's id.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// The run that took it.
    pub run: Option<String>,
    /// The statement on which it stands.
    pub statement: Option<String>,
}

impl EntryRow {
    /// How it stands: `open`, `approved`, `settled`, `refused` or `withdrawn`.
    pub fn state(&self) -> &str {
        match self.asked.as_str() {
            "granted" if self.statement.is_some() => "settled",
            "granted" => "approved",
            other => other,
        }
    }

    /// What was asked for.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn entry(&self) -> Result<NewEntry, OfficeError> {
        serde_json::from_str(&self.input).map_err(|error| OfficeError::damaged("request", error))
    }
}

/// Which entries a list shows; what is empty is not asked for.
#[derive(Clone, Debug, Default)]
pub struct EntryFilter {
    /// A state of [`EntryRow::state`].
    pub state: String,
    /// A name of [`ENTRY_KINDS`].
    pub kind: String,
    /// The period.
    pub period: String,
    /// The partner.
    pub partner: String,
}

/// Whether a kind gives to the partner.
pub fn gives(kind: &str) -> bool {
    matches!(kind, "bonus" | "advance")
}

impl Office {
    /// Approved entries, the latest first: of a partner and a period where these are not empty.
    ///
    /// # Errors
    /// Of the database.
    pub async fn entries(
        &self,
        company: &str,
        partner: &str,
        period: &str,
        skip: i64,
        most: i64,
    ) -> Result<Vec<Entry>, OfficeError> {
        let sql = format!(
            "{ENTRIES} WHERE company = $1 AND ($2 = '' OR partner = $2) AND ($3 = '' OR period = $3) \
             ORDER BY seq DESC, id LIMIT $4 OFFSET $5"
        );
        let values = values![company, partner, period, most, skip];
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values).await?)
    }

    /// Entries with their requests, the latest first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn entry_rows(
        &self,
        company: &str,
        filter: &EntryFilter,
        skip: i64,
        most: i64,
    ) -> Result<Vec<EntryRow>, OfficeError> {
        let state = match filter.state.as_str() {
            "approved" => "AND r.state = 'granted' AND e.statement IS NULL",
            "settled" => "AND e.statement IS NOT NULL",
            "open" => "AND r.state = 'open'",
            "refused" => "AND r.state = 'refused'",
            "withdrawn" => "AND r.state = 'withdrawn'",
            _ => "",
        };
        // What is asked for is JSON; a text within it cannot look like a field, since its quotes are escaped.
        let field = |name: &str, value: &str| match value.is_empty() {
            true => String::new(),
            false => exactly(&format!("\"{name}\":{}", serde_json::Value::from(value))),
        };
        let sql = format!(
            "SELECT r.id AS request, r.state AS asked, r.input, r.asked_by, r.asked_at, e.run, e.statement \
             FROM requests r LEFT JOIN entries e ON e.request = r.id WHERE r.company = $1 AND r.kind = 'entry' \
             AND ($2 = '' OR r.object = $2) AND ($3 = '' OR r.input LIKE $3 ESCAPE '!') \
             AND ($4 = '' OR r.input LIKE $4 ESCAPE '!') {state} ORDER BY r.asked_at DESC, r.id DESC LIMIT $5 OFFSET $6"
        );
        let (kind, period) = (field("kind", &filter.kind), field("period", &filter.period));
        let values = values![company, &filter.partner, kind, period, most, skip];
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values).await?)
    }

    /// What of a partner's advances is not recovered yet, in the currency's smallest unit.
    ///
    /// # Errors
    /// Of the database.
    pub async fn advanced(&self, company: &str, programme: &str, partner: &str) -> Result<i64, OfficeError> {
        let sql = "SELECT CAST(SUM(amount) AS BIGINT) FROM entries WHERE company = $1 AND programme = $2 AND partner = $3 \
                   AND kind IN ('advance', 'recovery')";
        Ok(self.db().number(sql, values![company, programme, partner]).await?)
    }

    /// The entry with everything said, once all of it is right.
    pub(crate) async fn checked_entry(&self, company: &str, new: &NewEntry) -> Result<NewEntry, OfficeError> {
        let mut wrong = Vec::new();
        let kind = ENTRY_KINDS.iter().find(|(name, _, _)| *name == new.kind);
        if kind.is_none() {
            wrong.push(FieldError::new("kind", "error-choose-one"));
        }
        if new.amount == 0 {
            wrong.push(FieldError::new("amount", "error-amount-zero"));
        } else if new.amount < 0 {
            wrong.push(FieldError::new("amount", "error-amount-negative"));
        }
        let length = new.reason.trim().chars().count();
        if length == 0 {
            wrong.push(FieldError::new("reason", "error-reason-missing"));
        } else if length > MOST_REASON {
            let error = FieldError::new("reason", "error-text-too-long");
            wrong.push(error.with("length", length).with("most", MOST_REASON));
        }
        // Money lent, taken back or passed on is no pay for a service.
        let never = matches!(new.kind.as_str(), "advance" | "recovery" | "assignment");
        if never && new.taxable == Some(true) {
            wrong.push(FieldError::new("taxable", "error-entry-not-taxable"));
        }
        let owner = self.partner_row(company, &new.partner).await.ok().map(|row| row.person);
        if owner.is_none() {
            wrong.push(checks::unknown("partner", &new.partner));
        }
        match (&new.payee, new.kind == "assignment") {
            (None, true) => wrong.push(FieldError::new("payee", "error-choose-one")),
            (Some(_), false) => wrong.push(FieldError::new("payee", "error-payee-only-for-assignments")),
            (Some(payee), true) if Some(payee) == owner.as_ref() => {
                wrong.push(FieldError::new("payee", "error-payee-is-partner"));
            }
            (Some(payee), true) if self.person(company, payee).await.is_err() => {
                wrong.push(FieldError::new("payee", "error-payee-unknown").with("number", payee));
            }
            _ => {}
        }
        self.check_period(company, new, &mut wrong).await?;
        if new.kind == "recovery" {
            let rest = self.advanced(company, &new.programme, &new.partner).await?;
            if new.amount > rest {
                wrong.push(FieldError::new("amount", "error-recovery-too-high").with("rest", checks::money(rest)));
            }
        }
        if !wrong.is_empty() {
            return Err(OfficeError::Input(wrong));
        }
        let usual = kind.is_some_and(|(_, _, pay)| *pay);
        let taxable = Some(new.taxable.unwrap_or(usual));
        Ok(NewEntry { taxable, reason: new.reason.trim().to_owned(), ..new.clone() })
    }

    async fn check_period(
        &self,
        company: &str,
        new: &NewEntry,
        wrong: &mut Vec<FieldError>,
    ) -> Result<(), OfficeError> {
        let programme = self.programme(company, &new.programme).await;
        if programme.is_err() {
            wrong.push(FieldError::new("programme", "error-choose-one"));
            return Ok(());
        }
        let period = match self.period_of(company, &new.programme, &new.period).await {
            Ok((_, period)) => Some(period),
            Err(OfficeError::Input(_)) => None,
            Err(other) => return Err(other),
        };
        if period.is_none_or(|period| period.to_string() != new.period) {
            wrong.push(FieldError::new("period", "error-entry-period").with("input", &new.period));
            return Ok(());
        }
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM runs WHERE company = $1 AND programme = $2 AND period = $3 \
                   AND state IN ('finalising', 'final')";
        if self.db().number(sql, values![company, &new.programme, &new.period]).await? > 0 {
            wrong.push(FieldError::new("period", "error-entry-period-final").with("period", &new.period));
        }
        Ok(())
    }
}

/// A pattern that finds a text anywhere, as it stands.
fn exactly(text: &str) -> String {
    format!("%{}%", text.replace('!', "!!").replace('%', "!%").replace('_', "!_"))
}

/// Writes an entry that was approved.
pub(crate) async fn put(
    learning: &mut Learning,
    new: &NewEntry,
    currency: &str,
    request: &str,
) -> Result<(), OfficeError> {
    let id = uuid::Uuid::now_v7().to_string();
    let amount = if gives(&new.kind) { Some(new.amount) } else { new.amount.checked_neg() };
    let amount = amount.ok_or(OfficeError::Overflow("an entry"))?;
    let sql = "INSERT INTO entries (id, company, programme, partner, kind, period, amount, currency, taxable, payee, reason, \
               request, seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    let values = values![
        &id,
        &learning.author.company,
        &new.programme,
        &new.partner,
        &new.kind,
        &new.period,
        amount,
        currency,
        new.taxable.unwrap_or(false),
        new.payee.clone(),
        &new.reason,
        request,
        learning.seq
    ];
    learning.tx.put("entries", sql, values).await?;
    let note = serde_json::json!({ "entry": id, "kind": new.kind, "amount": amount, "period": new.period });
    learning.note("make-entry", ObjectKind::Partner, &new.partner, &note).await
}

/// Gives a run the entries that were approved up to a commit, for its period or one before it, and that no other has.
pub(crate) async fn claim(tx: &mut Tx, run: &Run, known: i64) -> Result<(), OfficeError> {
    tx.run("UPDATE entries SET run = NULL WHERE run = $1 AND statement IS NULL", values![&run.id]).await?;
    let sql = "UPDATE entries SET run = $1 WHERE company = $2 AND programme = $3 AND period <= $4 AND seq <= $5 \
               AND statement IS NULL AND (run IS NULL OR run IN (SELECT r.id FROM runs r WHERE r.company = $2 \
               AND r.state = 'withdrawn'))";
    tx.run(sql, values![&run.id, &run.company, &run.programme, &run.period, known]).await?;
    Ok(())
}
