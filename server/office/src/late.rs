//! Held statements, once their run is final.
//!
//! A statement that was held when its run was finalised has no number and no posting. When the data that it lacked have
//! come, it is written once more, a second person approves it, and then it is numbered, filed and posted as the others
//! were. As there, numbers are the point of no return, and a job that died goes on where it was.

use crate::error::{FieldError, OfficeError};
use crate::finalise::NumbersDone;
use crate::learn::Learning;
use crate::office::Office;
use crate::progress::Progress;
use crate::requests::{Request, RequestKind};
use crate::runs::{Run, RunState, StepDone};
use crate::statements::{Desk, ROW, STATEMENTS, StatementRow, Written};
use crate::who::Author;
use compline_policy::{Action, ObjectKind};
use compline_store::values;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The reason of a statement that nothing keeps back but the approval.
const ASKED: &str = "held-release-asked";
/// The reason of a statement whose approval was refused.
const REFUSED: &str = "held-release-refused";

/// What a request for held statements holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldRequest {
    /// The statements.
    pub statements: Vec<HeldStatement>,
    /// Gross of all.
    pub gross: i64,
    /// The currency.
    pub currency: String,
    /// The commit up to which people's data are in them.
    pub known: i64,
}

/// A statement that shall be issued after its run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldStatement {
    /// Its id.
    pub id: String,
    /// The partner.
    pub partner: String,
    /// Its gross amount.
    pub gross: i64,
}

impl Office {
    /// Writes the held statements of a final run once more, and asks a second person to approve those that nothing keeps
    /// back now. The id of the request.
    ///
    /// # Errors
    /// Where all of them still lack something, or the run is not final.
    pub async fn ask_held(&self, author: &Author, id: &str, reason: &str) -> Result<String, OfficeError> {
        self.allow(author, Action::MakeDocuments, ObjectKind::Run, id, &[])?;
        let run = self.run(&author.company, id).await?;
        run.require(&[RunState::Final], "before the run is final, make its documents once more")?;
        let known = self.last_commit(&run.company).await?;
        let desk = self.desk(&run, known).await?;
        let sql = format!("{STATEMENTS} WHERE run = $1 AND state = 'held' ORDER BY partner, part");
        let rows: Vec<StatementRow> = self.db().all(compline_store::AssertSqlSafe(sql), values![id]).await?;
        let mut of: BTreeMap<String, Vec<StatementRow>> = BTreeMap::new();
        let before = rows.len();
        for row in rows {
            of.entry(row.person.clone()).or_default().push(row);
        }
        let mut step = self.step(author, id, "recheck").await?;
        let mut held = HeldRequest { statements: Vec::new(), gross: 0, currency: String::new(), known };
        for (person, rows) in of {
            let written = desk.write(&person, self.clock().today())?;
            for (now, id) in replace(&mut step.learning, &desk, (&person, rows), written, known).await? {
                let gross = now.model.totals.gross;
                held.gross = held.gross.checked_add(gross).ok_or(OfficeError::Overflow("held statements"))?;
                held.currency.clone_from(&now.model.currency);
                held.statements.push(HeldStatement { id, partner: now.partner, gross });
            }
        }
        held.statements.sort_by(|a, b| a.partner.cmp(&b.partner).then_with(|| a.id.cmp(&b.id)));
        if held.statements.is_empty() {
            return Err(OfficeError::Input(vec![
                FieldError::new("statements", "error-still-held").with("count", before as i64),
            ]));
        }
        let request = step.learning.ask(RequestKind::Statements, id, &held, reason).await?;
        step.done(RunState::Final, &serde_json::json!({ "request": request })).await?;
        Ok(request)
    }

    /// Goes on with approved statements of a final run where their job was cancelled or failed.
    ///
    /// # Errors
    /// Where there is nothing to issue.
    pub async fn ask_issue(&self, author: &Author, id: &str) -> Result<String, OfficeError> {
        self.allow(author, Action::FinaliseRun, ObjectKind::Run, id, &[])?;
        let run = self.run(&author.company, id).await?;
        if !self.issue_waits(&run).await? {
            let cure = "ask for the approval of held statements first";
            return Err(OfficeError::State { what: "the run", state: "complete".to_owned(), cure });
        }
        self.ask(author, "issue", id).await
    }

    /// Whether a final run has approved statements that are not yet numbered, filed and posted.
    ///
    /// # Errors
    /// Of the database.
    pub async fn issue_waits(&self, run: &Run) -> Result<bool, OfficeError> {
        if run.state != RunState::Final {
            return Ok(false);
        }
        Ok(self.drafts(&run.id).await? > 0 || !numbered_late(&self.steps(&run.id).await?)?.is_empty())
    }

    pub(crate) async fn grant_statements(
        &self,
        learning: &mut Learning,
        request: &Request,
    ) -> Result<Option<&'static str>, OfficeError> {
        let wanted: HeldRequest = request.read()?;
        for one in &wanted.statements {
            let sql = "UPDATE statements SET state = 'draft', held_for = NULL \
                       WHERE id = $1 AND run = $2 AND state = 'held' AND known_seq = $3 AND gross = $4";
            let changed = learning.tx.run(sql, values![&one.id, &request.object, wanted.known, one.gross]).await?;
            if changed != 1 {
                return Err(OfficeError::damaged("request", "a statement has changed since it was asked for"));
            }
        }
        let author = learning.author.clone();
        self.enqueue(&mut learning.tx, &author, "issue", &request.object, false).await?;
        Ok(None)
    }

    pub(crate) async fn issue_late(&self, author: &Author, id: &str, progress: &Progress) -> Result<(), OfficeError> {
        let run = self.run(&author.company, id).await?;
        run.require(&[RunState::Final], "it has to be final first")?;
        if self.drafts(id).await? > 0 {
            let letterhead = self.keep_letterhead(&run).await?;
            let step = self.step(author, id, "number-late").await?;
            self.give_numbers(step, RunState::Final, &letterhead).await?;
        }
        let late = numbered_late(&self.steps(id).await?)?;
        let rows: Vec<StatementRow> =
            self.numbered(id).await?.into_iter().filter(|row| late.contains(&row.id)).collect();
        if rows.is_empty() {
            return Ok(());
        }
        let desks = self.desks(&run, &rows).await?;
        self.file_documents(&run, &desks, progress).await?;
        // With the hashes of their documents.
        let rows: Vec<StatementRow> =
            self.numbered(id).await?.into_iter().filter(|row| late.contains(&row.id)).collect();
        let step = self.step(author, id, "issued").await?;
        // Another server may have been faster.
        if numbered_late(&self.steps(id).await?)? != late {
            return Ok(());
        }
        self.post(step, &desks, &rows).await
    }
}

impl Learning {
    /// Whether statements shall be issued was decided against, or is no longer asked.
    pub(crate) async fn statements_wait(&mut self, request: &Request) -> Result<(), OfficeError> {
        let reasons = |name: &str| serde_json::json!([name]).to_string();
        let sql = "UPDATE statements SET held_for = $3 WHERE run = $1 AND state = 'held' AND held_for = $2";
        self.tx.run(sql, values![&request.object, reasons(ASKED), reasons(REFUSED)]).await?;
        Ok(())
    }
}

/// Statements that have late numbers and are not posted yet.
pub(crate) fn numbered_late(steps: &[StepDone]) -> Result<Vec<String>, OfficeError> {
    let mut out = Vec::new();
    // The latest step is the first.
    for step in steps.iter().take_while(|step| step.step != "issued" && step.step != "final") {
        if step.step == "number-late" {
            out.extend(step.read::<NumbersDone>()?.ids);
        }
    }
    Ok(out)
}

/// Puts what is written of a person now in the place of held statements; what nothing keeps back now, with its id. Data that
/// came since may make one document of two, or two of one. A person's documents are held together, so none of them is
/// final yet.
async fn replace(
    learning: &mut Learning,
    desk: &Desk,
    (person, rows): (&str, Vec<StatementRow>),
    written: Vec<Written>,
    known: i64,
) -> Result<Vec<(Written, String)>, OfficeError> {
    if written.is_empty() {
        return Ok(Vec::new());
    }
    let mut free = Vec::new();
    let mut rows = rows.into_iter();
    for mut now in written {
        let is_free = now.held.is_empty();
        if is_free {
            now.held = vec![ASKED.to_owned()];
        }
        let id = match rows.next() {
            Some(row) => {
                rewrite(learning, &row.id, &now, known).await?;
                row.id
            }
            None => {
                let id = uuid::Uuid::now_v7().to_string();
                learning.tx.insert("statements", &ROW, vec![desk.row(&id, person, &now)?]).await?;
                id
            }
        };
        if is_free {
            free.push((now, id));
        }
    }
    for row in rows {
        let sql = "DELETE FROM statements WHERE id = $1 AND state = 'held'";
        learning.tx.run(sql, values![&row.id]).await?;
    }
    Ok(free)
}

async fn rewrite(learning: &mut Learning, id: &str, now: &Written, known: i64) -> Result<(), OfficeError> {
    let json = serde_json::to_string(&now.held).map_err(|error| OfficeError::damaged("statement", error))?;
    let (category, rate) = now.tax();
    let totals = now.model.totals;
    let sql = "UPDATE statements SET known_seq = $2, held_for = $3, tax_category = $4, tax_rate = $5, net = $6, tax = $7, \
               gross = $8, lines = $9, part = $10 WHERE id = $1 AND state = 'held'";
    let values = values![id, known, json, category, rate, totals.net, totals.vat, totals.gross, now.lines(), now.part];
    learning.tx.run(sql, values).await?;
    Ok(())
}
