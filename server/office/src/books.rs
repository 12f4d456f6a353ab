//! The books: files for the tax adviser, tables of everything, and the sheet that shows that all of it agrees.
//!
//! Everything is read from the subledger and from final documents, so the same days give the same bytes.

mod datev;
mod reconcile;
mod tables;

pub use reconcile::{Reconciliation, Step};
pub use tables::{BookTable, Form};

use crate::error::{FieldError, OfficeError};
use crate::ledger::{Posting, PostingLine};
use crate::office::Office;
use crate::who::Author;
use chrono::NaiveDate;
use compline_exchange::datev::{Document, DocumentPackage};
use compline_policy::{Action, ObjectKind};
use compline_store::values;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Documents of one package, and their bytes: half of what the receiver takes.
const PACKAGE: (usize, usize) = (2_000, 200 * 1024 * 1024);

/// A file to be downloaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookFile {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What is exported: a legal entity and days of its books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookSpan {
    /// The legal entity.
    pub legal_entity: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

type Postings = Vec<(Posting, Vec<PostingLine>)>;

impl Office {
    /// The DATEV files of some days: a posting batch for every month, and the creditors that it names.
    ///
    /// # Errors
    /// Where there are no postings, or DATEV would refuse the files.
    pub async fn datev_files(&self, author: &Author, span: &BookSpan) -> Result<Vec<BookFile>, OfficeError> {
        self.allow(author, Action::ExportBooks, ObjectKind::Company, &author.company, &[])?;
        let (postings, statements) = self.span(author, span).await?;
        let files = self.datev(author, span, &postings, &statements).await?;
        self.note(author, "export-books", ObjectKind::Company.name(), &span.legal_entity, &describe(span)).await?;
        Ok(files)
    }

    /// Everything for the tax adviser in one ZIP, filed in the archive: DATEV postings and creditors, packages of the
    /// documents that the postings name, the journal, and the reconciliation of every run that was posted. Its hash.
    ///
    /// # Errors
    /// Where there are no postings, or one of the files cannot be made.
    pub async fn adviser_archive(&self, author: &Author, span: &BookSpan) -> Result<String, OfficeError> {
        self.allow(author, Action::ExportBooks, ObjectKind::Company, &author.company, &[])?;
        let (postings, statements) = self.span(author, span).await?;
        let mut files = self.datev(author, span, &postings, &statements).await?;
        let words = self.words_of(author).await?;
        files.push(tables::journal(words, &postings)?);
        let mut runs: Vec<&str> = statements.values().map(|row| row.run.as_str()).collect();
        runs.sort_unstable();
        runs.dedup();
        for run in runs {
            let sheet = self.reconcile(&author.company, run).await?;
            files.push(BookFile {
                name: format!("reconciliation-{}-{run}.csv", sheet.period),
                bytes: sheet.to_csv(words)?,
            });
        }
        let failed =
            |error: &dyn ToString| OfficeError::File(format!("cannot write the archive: {}", error.to_string()));
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::DEFAULT).unix_permissions(0o644);
        for file in files {
            zip.start_file(&file.name, options.compression_method(CompressionMethod::Deflated))
                .map_err(|e| failed(&e))?;
            zip.write_all(&file.bytes).map_err(|error| failed(&error))?;
        }
        // The moment of the last posting, not of the export: the same days give the same bytes.
        let made = postings.iter().map(|(posting, _)| posting.at).max().unwrap_or_default().naive_utc();
        let (mut package, mut bytes, mut number) = (Vec::new(), 0_usize, 0_u32);
        let mut rows = statements.values().peekable();
        while let Some(row) = rows.next() {
            if let (Some(hash), Some(name)) = (&row.pdf_hash, &row.number) {
                let pdf = self.archive().get(hash).await?.to_vec();
                bytes = bytes.saturating_add(pdf.len());
                let clean: String =
                    name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
                package.push(Document {
                    guid: row.id.clone(),
                    file_name: format!("{clean}.pdf"),
                    description: name.clone(),
                    pdf,
                });
            }
            let full = package.len() >= PACKAGE.0 || bytes >= PACKAGE.1;
            if (full || rows.peek().is_none()) && !package.is_empty() {
                number += 1;
                bytes = 0;
                let documents = DocumentPackage { created_at: made, documents: std::mem::take(&mut package) };
                let packed = documents.to_zip().map_err(|error| OfficeError::File(error.to_string()))?;
                let stored = options.compression_method(CompressionMethod::Stored);
                zip.start_file(format!("documents-{number:03}.zip"), stored).map_err(|error| failed(&error))?;
                zip.write_all(&packed).map_err(|error| failed(&error))?;
            }
        }
        let whole = zip.finish().map_err(|error| failed(&error))?.into_inner();
        let hash = self.archive().put(whole).await?;
        let note = format!("{} {hash}", describe(span));
        self.note(author, "export-books", ObjectKind::Company.name(), &span.legal_entity, &note).await?;
        Ok(hash)
    }

    /// The reconciliation of a run: every sum from its lines to the bank, and every difference by name.
    ///
    /// # Errors
    /// Where the run is not computed.
    pub async fn reconciliation(&self, author: &Author, run: &str) -> Result<Reconciliation, OfficeError> {
        self.allow(author, Action::ViewRuns, ObjectKind::Run, run, &[])?;
        self.reconcile(&author.company, run).await
    }

    async fn span(&self, author: &Author, span: &BookSpan) -> Result<(Postings, datev::Statements), OfficeError> {
        let entity = self.legal_entity(&author.company, &span.legal_entity).await?;
        if span.from > span.to {
            return Err(OfficeError::field("to", "error-books-empty"));
        }
        let postings = self.postings_between(&entity.id, span.from, span.to).await?;
        if postings.is_empty() {
            return Err(OfficeError::Input(vec![FieldError::new("from", "error-books-empty")]));
        }
        let sql = format!(
            "{} WHERE company = $1 AND legal_entity = $2 AND state = 'final' AND issued_on >= $3 AND issued_on <= $4 \
             ORDER BY number",
            crate::statements::STATEMENTS
        );
        let values = values![&author.company, &entity.id, span.from, span.to];
        let rows: Vec<crate::statements::StatementRow> =
            self.db().all(compline_store::AssertSqlSafe(sql), values).await?;
        Ok((postings, rows.into_iter().map(|row| (row.id.clone(), row)).collect()))
    }
}

fn describe(span: &BookSpan) -> String {
    format!("{} to {}", span.from, span.to)
}
