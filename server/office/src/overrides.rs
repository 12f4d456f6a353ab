//! The list of manual values, and ending one before its time.

use crate::error::{FieldError, OfficeError};
use crate::facts::overrides::Override;
use crate::office::Office;
use crate::requests::Asked;
use crate::who::Author;
use chrono::{DateTime, NaiveDate, Utc};
use compline_policy::{Action, ObjectKind};
use compline_store::{FromRow, values};
use serde::Serialize;

/// A manual value with what a list shows of it.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct OverrideRow {
    /// The programme.
    pub programme: String,
    /// The partner.
    pub partner: String,
    /// The definition.
    pub definition: String,
    /// The value as the plan writes it.
    pub value: String,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day; before the first one where it was given up before it began.
    pub valid_to: NaiveDate,
    /// Why, or why it was ended.
    pub reason: String,
    /// Who set it: a user's id.
    pub author: String,
    /// When it became known.
    pub at: DateTime<Utc>,
    /// Who approved it: a user's id; the same as who set it where the policies ask for no second person.
    pub approver: String,
}

impl OverrideRow {
    /// How it stands on a day: `planned`, `in-force`, `expired` or `given-up`.
    pub fn state(&self, day: NaiveDate) -> &'static str {
        if self.valid_to < self.valid_from {
            "given-up"
        } else if self.valid_to < day {
            "expired"
        } else if self.valid_from > day {
            "planned"
        } else {
            "in-force"
        }
    }
}

/// Which manual values a list shows; what is empty is not asked for.
#[derive(Clone, Debug, Default)]
pub struct OverrideFilter {
    /// The state: `planned`, `in-force` or `expired`, given up ones among the last.
    pub state: String,
    /// The partner.
    pub partner: String,
    /// Who set it: a user's id.
    pub author: String,
}

const ROWS: &str = "SELECT o.programme, o.partner, o.definition, o.value, o.valid_from, o.valid_to, o.reason, o.author, c.at, c.author AS approver \
                    FROM overrides o JOIN commits c ON c.company = o.company AND c.seq = o.seq WHERE o.company = $1 \
                    AND NOT EXISTS (SELECT 1 FROM overrides p WHERE p.company = o.company AND p.programme = o.programme \
                    AND p.partner = o.partner AND p.definition = o.definition AND p.valid_from = o.valid_from \
                    AND p.seq > o.seq)";

impl Office {
    /// Manual values as known now, those that end last first. Of several that begin on the same day the last one counts.
    ///
    /// # Errors
    /// Of the database.
    pub async fn override_rows(
        &self,
        company: &str,
        filter: &OverrideFilter,
        skip: i64,
        most: i64,
    ) -> Result<Vec<OverrideRow>, OfficeError> {
        let state = match filter.state.as_str() {
            "planned" => "AND o.valid_from > $4 AND o.valid_to >= o.valid_from",
            "in-force" => "AND o.valid_from <= $4 AND o.valid_to >= $4",
            "expired" => "AND (o.valid_to < $4 OR o.valid_to < o.valid_from)",
            _ => "AND $4 = $4",
        };
        let sql = format!(
            "{ROWS} AND ($2 = '' OR o.partner = $2) AND ($3 = '' OR o.author = $3) {state} \
             ORDER BY o.valid_to DESC, o.partner, o.definition, o.valid_from LIMIT $5 OFFSET $6"
        );
        let today = self.clock().today();
        let values = values![company, &filter.partner, &filter.author, today, most, skip];
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values).await?)
    }

    /// Ends a manual value early: it holds to a day and no longer. One that has not begun is given up with the day before
    /// its first. Where the policies want a second person, it is a request.
    ///
    /// # Errors
    /// Without a reason, or where it does not end earlier by that.
    pub async fn end_override(
        &self,
        author: &Author,
        programme: &str,
        (partner, definition, valid_from): (&str, &str, NaiveDate),
        last: NaiveDate,
        reason: &str,
    ) -> Result<Asked, OfficeError> {
        self.allow(author, Action::OverrideValue, ObjectKind::Partner, partner, &[])?;
        let alone = self.allow(author, Action::ApproveOverride, ObjectKind::Override, partner, &[&author.user]);
        let mut learning = self.learn(author, "manual value").await?;
        let sql = format!("{ROWS} AND o.programme = $2 AND o.partner = $3 AND o.definition = $4 AND o.valid_from = $5");
        let values = values![&author.company, programme, partner, definition, valid_from];
        let found: Option<OverrideRow> = learning.tx.first(compline_store::AssertSqlSafe(sql), values).await?;
        let found = found.ok_or_else(|| OfficeError::missing("override", definition))?;
        let mut wrong = Vec::new();
        if reason.trim().is_empty() {
            wrong.push(FieldError::new("reason", "error-reason-missing"));
        }
        let before = valid_from.pred_opt().unwrap_or(valid_from);
        if last >= found.valid_to || last < before {
            let error = FieldError::new("last", "error-override-end");
            wrong.push(error.with("first", before).with("last", found.valid_to.pred_opt().unwrap_or(before)));
        }
        if !wrong.is_empty() {
            return Err(OfficeError::Input(wrong));
        }
        let value = Override {
            partner: found.partner,
            definition: found.definition,
            value: found.value,
            valid_from,
            valid_to: last,
            reason: reason.trim().to_owned(),
            author: author.user.clone(),
        };
        let asked = learning.ask_override(programme, value, alone.is_ok()).await?;
        learning.commit().await?;
        Ok(asked)
    }
}
