//! Statements: what a run pays one person, as a document.

mod desk;
pub(crate) mod kept;
mod lines;

pub(crate) use desk::{Desk, ROW, Written};
pub use lines::said;

use crate::error::OfficeError;
use crate::office::Office;
use crate::progress::Progress;
use crate::runs::RunState;
use crate::who::Author;
use chrono::NaiveDate;
use compline_documents as documents;
use compline_policy::{Action, ObjectKind};
use compline_store::{FromRow, Value, values};
use serde::Serialize;

/// A statement as lists show it.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct StatementRow {
    /// Its id.
    pub id: String,
    /// The legal entity that writes it.
    pub legal_entity: String,
    /// The run with which it was written; of several gathered ones the leading one.
    pub run: String,
    /// The commit up to which people's data are in it.
    pub known_seq: i64,
    /// The person.
    pub person: String,
    /// The person's first position in the run.
    pub partner: String,
    /// Which of the person's documents of the run it is, from nought.
    pub part: i64,
    /// `draft`, `held` or `final`.
    pub state: String,
    /// JSON: why it is held, as reasons with stable names.
    pub held_for: Option<String>,
    /// Its number, once it is final.
    pub number: Option<String>,
    /// The day of issue, once it is final.
    pub issued_on: Option<NaiveDate>,
    /// The period.
    pub period: String,
    /// The currency.
    pub currency: String,
    /// The VAT category.
    pub tax_category: String,
    /// The VAT rate in hundredths of a percent.
    pub tax_rate: i64,
    /// Net.
    pub net: i64,
    /// VAT.
    pub tax: i64,
    /// Gross.
    pub gross: i64,
    /// Lines on it.
    pub lines: i64,
    /// The model in the archive.
    pub model_hash: Option<String>,
    /// The PDF in the archive.
    pub pdf_hash: Option<String>,
}

pub(crate) const STATEMENTS: &str = "SELECT id, legal_entity, run, known_seq, person, partner, part, state, held_for, number, issued_on, \
                                     period, currency, tax_category, tax_rate, net, tax, gross, lines, model_hash, pdf_hash \
                                     FROM statements";

/// The columns of a statement that never change once it is final.
pub(crate) const SEALED: [&str; 20] = [
    "id",
    "legal_entity",
    "run",
    "known_seq",
    "person",
    "partner",
    "part",
    "state",
    "number",
    "issued_on",
    "period",
    "currency",
    "tax_category",
    "tax_rate",
    "net",
    "tax",
    "gross",
    "lines",
    "model_hash",
    "pdf_hash",
];

impl StatementRow {
    /// The cells of the columns that never change once it is final.
    pub(crate) fn sealed(&self) -> Vec<Value> {
        values![
            &self.id,
            &self.legal_entity,
            &self.run,
            self.known_seq,
            &self.person,
            &self.partner,
            self.part,
            &self.state,
            self.number.clone(),
            self.issued_on,
            &self.period,
            &self.currency,
            &self.tax_category,
            self.tax_rate,
            self.net,
            self.tax,
            self.gross,
            self.lines,
            self.model_hash.clone(),
            self.pdf_hash.clone()
        ]
    }

    /// Why it is held.
    pub fn reasons(&self) -> Vec<String> {
        self.held_for.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
    }
}

/// What the step `documents` left.
#[derive(Clone, Debug, Serialize, serde::Deserialize)]
pub struct DocumentsDone {
    /// Drafts.
    pub drafts: i64,
    /// Those held, among them.
    pub held: i64,
    /// Sums of all: net, VAT, gross.
    pub net: i64,
    /// VAT.
    pub tax: i64,
    /// Gross.
    pub gross: i64,
    /// What is held of the gross.
    pub held_gross: i64,
}

impl Office {
    /// Asks for drafts of the documents of a run.
    ///
    /// # Errors
    /// Before its sales are distributed.
    pub async fn ask_documents(&self, author: &Author, id: &str) -> Result<String, OfficeError> {
        self.allow(author, Action::MakeDocuments, ObjectKind::Run, id, &[])?;
        let run = self.run(&author.company, id).await?;
        run.require(&[RunState::Distributed, RunState::Documented], "distribute the sales first")?;
        self.ask(author, "documents", id).await
    }

    pub(crate) async fn draft_documents(
        &self,
        author: &Author,
        id: &str,
        progress: &Progress,
    ) -> Result<(), OfficeError> {
        let run = self.run(&author.company, id).await?;
        run.require(&[RunState::Distributed, RunState::Documented], "distribute the sales first")?;
        // What is learned of people from here on is not in these documents, however late they are rendered.
        let known = self.last_commit(&run.company).await?;
        let desk = self.desk(&run, known).await?;
        let people: Vec<String> = desk.people();
        let mut rows: Vec<Vec<Value>> = Vec::new();
        let mut done = DocumentsDone { drafts: 0, held: 0, net: 0, tax: 0, gross: 0, held_gross: 0 };
        for (at, person) in (1_u64..).zip(&people) {
            if at.is_multiple_of(256) {
                progress.tell("documents", at, people.len() as u64);
                progress.check()?;
            }
            for written in desk.write(person, self.clock().today())? {
                let totals = written.model.totals;
                let add = |to: &mut i64, amount: i64| {
                    *to = to.checked_add(amount).ok_or(OfficeError::Overflow("all statements"))?;
                    Ok::<_, OfficeError>(())
                };
                done.drafts += 1;
                add(&mut done.net, totals.net)?;
                add(&mut done.tax, totals.vat)?;
                add(&mut done.gross, totals.gross)?;
                if !written.held.is_empty() {
                    done.held += 1;
                    add(&mut done.held_gross, totals.gross)?;
                }
                rows.push(desk.row(&uuid::Uuid::now_v7().to_string(), person, &written)?);
            }
        }
        progress.check()?;
        let mut step = self.step(author, id, "documents").await?;
        step.run.require(&[RunState::Distributed, RunState::Documented], "distribute the sales first")?;
        if step.run.known != run.known || self.gathered(&run).await? != desk.gathered() {
            return Err(OfficeError::State {
                what: "the run",
                state: "computed anew meanwhile".to_owned(),
                cure: "make the documents once more",
            });
        }
        step.learning.tx.run("DELETE FROM statements WHERE run = $1", values![id]).await?;
        step.learning.tx.insert("statements", &ROW, rows).await?;
        step.done(RunState::Documented, &done).await
    }

    /// Statements of a run: `all`, `draft`, `held`, `final`; highest amounts first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn statements(
        &self,
        run: &str,
        view: &str,
        search: &str,
        skip: i64,
        most: i64,
    ) -> Result<Vec<StatementRow>, OfficeError> {
        let sql = format!(
            "{STATEMENTS} WHERE run = $1 AND ($2 = 'all' OR state = $2) AND ($3 = '' OR LOWER(partner) LIKE $3 ESCAPE '!' \
             OR LOWER(number) LIKE $3 ESCAPE '!') ORDER BY gross DESC, partner, part LIMIT $4 OFFSET $5"
        );
        let values = values![run, view, crate::facts::partners::pattern(search), most, skip];
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values).await?)
    }

    /// The statements of a person, the latest first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn statements_of(&self, company: &str, person: &str) -> Result<Vec<StatementRow>, OfficeError> {
        let sql = format!("{STATEMENTS} WHERE company = $1 AND person = $2 ORDER BY period DESC, id DESC");
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values![company, person]).await?)
    }

    /// A statement.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn statement(&self, company: &str, id: &str) -> Result<StatementRow, OfficeError> {
        let sql = format!("{STATEMENTS} WHERE company = $1 AND id = $2");
        let found = self.db().first(compline_store::AssertSqlSafe(sql), values![company, id]).await?;
        found.ok_or_else(|| OfficeError::missing("statement", id))
    }

    /// What a statement says: as it was issued, or as a draft would.
    ///
    /// # Errors
    /// Where it is not in the archive, or cannot be written.
    pub async fn statement_model(
        &self,
        company: &str,
        row: &StatementRow,
    ) -> Result<documents::Statement, OfficeError> {
        if let Some(hash) = &row.model_hash {
            let bytes = self.archive().get(hash).await?;
            return serde_json::from_slice(&bytes).map_err(|error| OfficeError::damaged("statement", error));
        }
        let run = self.run(company, &row.run).await?;
        let desk = self.desk(&run, row.known_seq).await?;
        let mut model = desk.written(row, self.clock().today())?.model;
        model.number.clone_from(&row.number);
        Ok(model)
    }

    /// The PDF of a statement: from the archive where it is final, else a draft that is nowhere kept.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub async fn statement_pdf(&self, company: &str, id: &str) -> Result<Vec<u8>, OfficeError> {
        let row = self.statement(company, id).await?;
        if let Some(hash) = &row.pdf_hash {
            return Ok(self.archive().get(hash).await?.to_vec());
        }
        let model = self.statement_model(company, &row).await?;
        render(model).await
    }
}

/// Renders a document away from the server's own threads.
pub(crate) async fn render(model: documents::Statement) -> Result<Vec<u8>, OfficeError> {
    let made = tokio::task::spawn_blocking(move || documents::render(&model, documents::Options::default()));
    Ok(made.await??)
}
