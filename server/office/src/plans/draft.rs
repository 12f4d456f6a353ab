//! Drafts of plans: kept also with errors, changed as long as nobody is asked to release them.

use super::{Checked, PlanVersion};
use crate::error::{FieldError, OfficeError};
use crate::findings::entries;
use crate::office::Office;
use crate::who::Author;
use chrono::NaiveDate;
use compline_lang::bundle::Bundle;
use compline_lang::db::{Database, plan};
use compline_lang::hir;
use compline_lang::render::Entry;
use compline_policy::{Action, ObjectKind};
use compline_store::{hash, values};
use compline_words::Language;
use serde::Serialize;

/// Characters of a plan's source.
const LONGEST: usize = 500_000;

/// The file that the places of a report are in, where the plan is no bundle.
pub const REPORTED: &str = "plan";

/// Name, version and validity, as a plan's header says them.
pub(super) type Header = (String, String, NaiveDate, Option<NaiveDate>);

/// What the checker found in a text.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Findings in the order of the text, with lines and columns.
    pub findings: Vec<Entry>,
    /// How many of them are errors.
    pub errors: i64,
    /// How many are not.
    pub warnings: i64,
    #[serde(skip)]
    header: Option<Header>,
}

impl Report {
    fn of(text: &str, checked: &Checked, language: Language) -> Self {
        let findings = entries(REPORTED, text, checked, language);
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let warnings = findings.len().saturating_sub(checked.errors);
        Self { errors: count(checked.errors), warnings: count(warnings), findings, header: checked.header.clone() }
    }
}

/// The header of a plan that has errors elsewhere.
pub(super) fn readable_header(text: &str) -> Option<Header> {
    let db = Database::default();
    let file = Bundle::read(text).input(&db);
    let hir::Header { name, version, valid, .. } = plan(&db, file).header;
    let (from, to) = valid?;
    (!name.is_empty() && !version.is_empty()).then_some((name, version, from, to))
}

impl Office {
    /// What the checker finds in a plan's text, said in a language.
    ///
    /// # Errors
    /// Where the text is too long.
    pub async fn report(&self, text: &str, language: Language) -> Result<Report, OfficeError> {
        let length = text.chars().count();
        if length > LONGEST {
            let error = FieldError::new("text", "error-text-too-long");
            return Err(OfficeError::Input(vec![error.with("length", length).with("most", LONGEST)]));
        }
        let checked = self.checked(text).await?;
        Ok(Report::of(text, &checked, language))
    }

    /// Keeps a text as a draft, also where it has errors. `like` is the version that it was made from: its name and
    /// days stand for what cannot be read.
    ///
    /// # Errors
    /// Where the text is empty or too long.
    pub async fn keep_draft(
        &self,
        author: &Author,
        programme: &str,
        text: &str,
        like: Option<&PlanVersion>,
    ) -> Result<String, OfficeError> {
        self.allow(author, Action::EditPlan, ObjectKind::Company, &author.company, &[])?;
        self.programme(&author.company, programme).await?;
        let text = tidy(text)?;
        let report = self.report(&text, Language::En).await?;
        let header = report.header.or_else(|| like.map(header_of));
        let header = header.unwrap_or_else(|| (String::new(), String::new(), self.clock().today(), None));
        self.file_draft(author, programme, &text, header, report.errors).await
    }

    /// Changes a draft. `seen` is the hash of the text that the author began with.
    ///
    /// # Errors
    /// Where it is proposed or released; where somebody else has changed it meanwhile.
    pub async fn edit_draft(&self, author: &Author, id: &str, text: &str, seen: &str) -> Result<(), OfficeError> {
        self.allow(author, Action::EditPlan, ObjectKind::Plan, id, &[])?;
        let text = tidy(text)?;
        let report = self.report(&text, Language::En).await?;
        let mut learning = self.learn(author, "plan draft").await?;
        let before = self.plan_version(&author.company, id).await?;
        if before.state != "draft" {
            let cure = match before.state.as_str() {
                "proposed" => "withdraw the request for its release first",
                _ => "file a new version to change it",
            };
            return Err(OfficeError::State { what: "the plan", state: before.state, cure });
        }
        if before.hash != seen {
            return Err(OfficeError::field("text", "error-plan-changed"));
        }
        let after = hash(text.as_bytes());
        if before.hash == after {
            return Err(OfficeError::field("text", "error-nothing-changed"));
        }
        let (name, version, from, to) = report.header.unwrap_or_else(|| header_of(&before));
        let mut written_by: Vec<&str> = before.written_by.split(',').collect();
        if !written_by.contains(&author.user.as_str()) {
            written_by.push(&author.user);
        }
        let sql = "UPDATE plans SET name = $3, version = $4, text = $5, hash = $6, valid_from = $7, valid_to = $8, \
                   errors = $9, written_by = $10, changed_at = $11 WHERE company = $1 AND id = $2 AND state = 'draft'";
        let values = values![
            &author.company,
            id,
            &name,
            &version,
            &text,
            &after,
            from,
            to,
            report.errors,
            written_by.join(","),
            learning.at
        ];
        learning.tx.run(sql, values).await?;
        let note = serde_json::json!({
            "before": { "hash": before.hash, "version": before.version, "errors": before.errors },
            "after": { "hash": after, "version": version, "errors": report.errors },
        });
        learning.note("edit-plan", ObjectKind::Plan, id, &note).await?;
        learning.commit().await?;
        Ok(())
    }

    /// Puts a draft away: it is in no list any more, and can still be read.
    ///
    /// # Errors
    /// Where it is no draft.
    pub async fn discard_draft(&self, author: &Author, id: &str) -> Result<(), OfficeError> {
        self.allow(author, Action::EditPlan, ObjectKind::Plan, id, &[])?;
        let mut learning = self.learn(author, "plan draft discarded").await?;
        let before = self.plan_version(&author.company, id).await?;
        let sql =
            "UPDATE plans SET state = 'discarded', changed_at = $3 WHERE company = $1 AND id = $2 AND state = 'draft'";
        if learning.tx.run(sql, values![&author.company, id, learning.at]).await? == 0 {
            let cure = "only a draft can be discarded; withdraw the request for its release first";
            return Err(OfficeError::State { what: "the plan", state: before.state, cure });
        }
        let note = serde_json::json!({ "hash": before.hash, "version": before.version });
        learning.note("discard-plan", ObjectKind::Plan, id, &note).await?;
        learning.commit().await?;
        Ok(())
    }

    pub(super) async fn file_draft(
        &self,
        author: &Author,
        programme: &str,
        text: &str,
        (name, version, from, to): Header,
        errors: i64,
    ) -> Result<String, OfficeError> {
        let id = uuid::Uuid::now_v7().to_string();
        let mut learning = self.learn(author, "plan draft").await?;
        let at = learning.at;
        let values = values![
            &id,
            &author.company,
            programme,
            &name,
            &version,
            text,
            hash(text.as_bytes()),
            from,
            to,
            "draft",
            &author.user,
            at,
            errors,
            &author.user,
            at
        ];
        let sql = "INSERT INTO plans (id, company, programme, name, version, text, hash, valid_from, valid_to, state, \
                   created_by, created_at, errors, written_by, changed_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
        learning.tx.run(sql, values).await?;
        let hash = hash(text.as_bytes());
        let note = serde_json::json!({ "name": name, "version": version, "hash": hash, "errors": errors });
        learning.note("draft-plan", ObjectKind::Plan, &id, &note).await?;
        learning.commit().await?;
        Ok(id)
    }
}

fn header_of(plan: &PlanVersion) -> Header {
    (plan.name.clone(), plan.version.clone(), plan.valid_from, plan.valid_to)
}

/// A text as files have it: forms send CR LF.
fn tidy(text: &str) -> Result<String, OfficeError> {
    let mut text = text.replace("\r\n", "\n");
    if text.trim().is_empty() {
        return Err(OfficeError::field("text", "error-field-empty"));
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    Ok(text)
}
