//! Extracts: what a partner may ask of the company about everything that was, and was not, paid to him.
//!
//! The *book extract* (Buchauszug, § 87c (2) HGB) tells of every transaction that matters for commission: all facts as they
//! are known and as they were known before, who reversed or cancelled what and why, each line that was made for it with its
//! derivation, and where nothing was paid, the reason. The *account statement* tells every movement of the person's account in
//! the subledger, and of what the plan keeps for its positions: reserves, with what becomes free when. Both work for partners
//! who left: a reserve stays visible (§ 87a (3), § 92 HGB and what courts have made of them), as long as it is there.
//!
//! An extract follows from facts and runs; it decides nothing and changes nothing. Its file lies in the archive; who asked for
//! it and who took it stands in the audit log, since it holds personal data of the partner and his customers.

mod account;
mod book;
mod head;
mod paper;
mod reserves;
mod say;
mod table;

pub use account::{AccountPart, AccountRow, AccountStatement, EntityAccount, HeldRow};
pub use book::{Book, BookRun, Standing, TellsNothing, Told, Transaction, Version};
pub use head::Head;
pub use reserves::{FreeLot, Reserve, ReserveRow};

use crate::audit;
use crate::error::{FieldError, OfficeError};
use crate::office::Office;
use crate::progress::Progress;
use crate::who::Author;
use chrono::{DateTime, NaiveDate, Utc};
use compline_documents::{Fonts, Typesetter};
use compline_policy::{Action, ObjectKind};
use compline_store::{FromRow, values};
use compline_words::{Language, Words};
use std::sync::LazyLock;

/// Rows of an extract as CSV at most, and as PDF: beyond that a shorter span is chosen.
const MOST_ROWS: usize = 400_000;
/// The same on paper: some thousand pages.
const MOST_PRINTED: usize = 12_000;

/// What an extract tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExtractKind {
    /// Every transaction: the book extract.
    Book,
    /// The account and what the plan keeps.
    Account,
}

/// Which transactions a book extract tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Those that name the partner in one of their fields: his own business.
    Own,
    /// These, and all for which he got a line.
    Paid,
    /// These, and all that a bonus of the plan looked at on its way up to him and paid him nothing for.
    All,
}

/// The form of an extract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExtractForm {
    /// Pages.
    Pdf,
    /// A table: a row for each transaction and line.
    Csv,
}

impl ExtractKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Book, Self::Account];

    /// Its name in the database and in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Book => "book",
            Self::Account => "account",
        }
    }

    /// The one with a name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

impl Scope {
    /// All of them, the narrowest first.
    pub const ALL: [Self; 3] = [Self::Own, Self::Paid, Self::All];

    /// Its name in the database and in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Paid => "paid",
            Self::All => "all",
        }
    }

    /// The one with a name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

impl ExtractForm {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Pdf, Self::Csv];

    /// Its name, which is also how files of it end.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Csv => "csv",
        }
    }

    /// The one with a name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// What HTTP calls it.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// An extract to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedExtract {
    /// What it tells of.
    pub kind: ExtractKind,
    /// The partner.
    pub partner: String,
    /// The first day: of the conditions of transactions, of postings.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Which transactions.
    pub scope: Scope,
    /// The language of the file; nothing for the one in which the partner gets his documents.
    pub language: Option<Language>,
    /// Its form.
    pub form: ExtractForm,
}

/// An extract that was asked for.
#[derive(Clone, Debug, FromRow)]
pub struct Extract {
    /// Its id.
    pub id: String,
    /// `book` or `account`.
    pub kind: String,
    /// The partner.
    pub partner: String,
    /// The first day.
    pub first_day: NaiveDate,
    /// The last day.
    pub last_day: NaiveDate,
    /// `own`, `paid` or `all`.
    pub scope: String,
    /// The language of the file, a tag such as `de`.
    pub language: String,
    /// `pdf` or `csv`.
    pub form: String,
    /// Who asked for it: a user's id.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// The commit up to which facts are in it, once it is there.
    pub known_seq: Option<i64>,
    /// The hash of the file in the archive, once it is there.
    pub result: Option<String>,
}

/// A file of an extract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtractFile {
    /// Its name.
    pub name: String,
    /// What HTTP calls its form.
    pub content_type: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

const EXTRACTS: &str = "SELECT id, kind, partner, first_day, last_day, scope, language, form, asked_by, asked_at, known_seq, \
                        result FROM extracts";

impl Extract {
    fn wanted(&self) -> Result<WantedExtract, OfficeError> {
        let damaged = || OfficeError::damaged("extract", &self.id);
        Ok(WantedExtract {
            kind: ExtractKind::of(&self.kind).ok_or_else(damaged)?,
            partner: self.partner.clone(),
            from: self.first_day,
            to: self.last_day,
            scope: Scope::of(&self.scope).ok_or_else(damaged)?,
            language: Some(Language::from_tag(&self.language).ok_or_else(damaged)?),
            form: ExtractForm::of(&self.form).ok_or_else(damaged)?,
        })
    }
}

impl WantedExtract {
    fn check(&self) -> Result<(), OfficeError> {
        if self.to >= self.from {
            return Ok(());
        }
        let error = FieldError::new("to", "error-end-before-start");
        Err(OfficeError::Input(vec![error.with("start", self.from).with("end", self.to)]))
    }

    /// What the audit log says of it.
    fn note(&self) -> serde_json::Value {
        serde_json::json!({
            "kind": self.kind.name(), "from": self.from, "to": self.to, "scope": self.scope.name(), "form": self.form.name()
        })
    }

    fn file_name(&self, words: Words) -> String {
        let kind = words.say(&format!("extract-file-{}", self.kind.name()));
        // Numbers of partners may hold anything; file names may not.
        let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' };
        let partner: String = self.partner.chars().map(safe).collect();
        format!("{kind}-{partner}-{}-{}.{}", self.from, self.to, self.form.name())
    }
}

impl Office {
    /// Asks for an extract; its id. It is made as a job.
    ///
    /// # Errors
    /// Where it may not be handed out, there is no such partner, or the span ends before it begins.
    pub async fn ask_extract(&self, author: &Author, wanted: &WantedExtract) -> Result<String, OfficeError> {
        self.allow(author, Action::ViewExtracts, ObjectKind::Partner, &wanted.partner, &[])?;
        wanted.check()?;
        let language = self.language_of_extract(&author.company, wanted).await?;
        let id = uuid::Uuid::now_v7().to_string();
        let now = self.clock().now();
        let mut tx = self.db().begin().await?;
        let sql = "INSERT INTO extracts (id, company, kind, partner, first_day, last_day, scope, language, form, asked_by, \
                   asked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        let values = values![
            &id,
            &author.company,
            wanted.kind.name(),
            &wanted.partner,
            wanted.from,
            wanted.to,
            wanted.scope.name(),
            language.tag(),
            wanted.form.name(),
            &author.user,
            now
        ];
        tx.run(sql, values).await?;
        crate::once::mark(&mut tx, author, "ask-extract", "extract", &id).await?;
        self.enqueue(&mut tx, author, "extract", &id, true).await?;
        audit::note(&mut tx, now, author, "ask-extract", ObjectKind::Partner.name(), &wanted.partner, &wanted.note())
            .await?;
        tx.commit().await?;
        self.work().notify_one();
        Ok(id)
    }

    /// The extracts that were asked for about a partner, the latest first.
    ///
    /// # Errors
    /// Where they may not be seen.
    pub async fn extracts(
        &self,
        author: &Author,
        partner: &str,
        skip: i64,
        most: i64,
    ) -> Result<Vec<Extract>, OfficeError> {
        self.allow(author, Action::ViewExtracts, ObjectKind::Partner, partner, &[])?;
        let sql = format!(
            "{EXTRACTS} WHERE company = $1 AND partner = $2 ORDER BY asked_at DESC, id DESC LIMIT $3 OFFSET $4"
        );
        let values = values![&author.company, partner, most, skip];
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values).await?)
    }

    /// An extract.
    ///
    /// # Errors
    /// Where it may not be seen, or there is none.
    pub async fn extract(&self, author: &Author, id: &str) -> Result<Extract, OfficeError> {
        let found = self.extract_row(&author.company, id).await?;
        self.allow(author, Action::ViewExtracts, ObjectKind::Partner, &found.partner, &[])?;
        Ok(found)
    }

    async fn extract_row(&self, company: &str, id: &str) -> Result<Extract, OfficeError> {
        let sql = format!("{EXTRACTS} WHERE company = $1 AND id = $2");
        let found = self.db().first(compline_store::AssertSqlSafe(sql), values![company, id]).await?;
        found.ok_or_else(|| OfficeError::missing("extract", id))
    }

    /// The file of an extract that is made; that it was taken is noted.
    ///
    /// # Errors
    /// Where it may not be seen, or is not made yet.
    pub async fn extract_file(&self, author: &Author, id: &str) -> Result<ExtractFile, OfficeError> {
        let found = self.extract(author, id).await?;
        let wanted = found.wanted()?;
        let Some(hash) = &found.result else {
            return Err(OfficeError::State {
                what: "the extract",
                state: "not made yet".to_owned(),
                cure: "wait for its job, or ask for it again",
            });
        };
        let bytes = self.archive().get(hash).await?.to_vec();
        let note = serde_json::json!({ "extract": id, "hash": hash, "what": wanted.note() });
        self.note(author, "download-extract", ObjectKind::Partner.name(), &found.partner, &note).await?;
        let words = Words::new(wanted.language.unwrap_or(Language::De));
        Ok(ExtractFile { name: wanted.file_name(words), content_type: wanted.form.content_type(), bytes })
    }

    /// Makes an extract that was asked for, and files it.
    pub(crate) async fn make_asked_extract(
        &self,
        author: &Author,
        id: &str,
        progress: &Progress,
    ) -> Result<(), OfficeError> {
        let asked = self.extract_row(&author.company, id).await?;
        if asked.result.is_some() {
            return Ok(());
        }
        let (known, bytes) = self.written_extract(author, &asked.wanted()?, asked.asked_at, progress).await?;
        let hash = self.archive().put(bytes).await?;
        let mut tx = self.db().begin().await?;
        let sql = "UPDATE extracts SET known_seq = $2, result = $3 WHERE id = $1";
        tx.run(sql, values![id, known, &hash]).await?;
        Ok(tx.commit().await?)
    }

    /// Makes an extract at once and hands it out, which is noted. Whoever calls has seen to it that the author may.
    ///
    /// # Errors
    /// Where there is no such partner, the span ends before it begins or has too much, or a run cannot be computed again.
    pub async fn make_extract(
        &self,
        author: &Author,
        wanted: &WantedExtract,
        progress: &Progress,
    ) -> Result<ExtractFile, OfficeError> {
        wanted.check()?;
        let language = self.language_of_extract(&author.company, wanted).await?;
        let wanted = WantedExtract { language: Some(language), ..wanted.clone() };
        let (_, bytes) = self.written_extract(author, &wanted, self.clock().now(), progress).await?;
        self.note(author, "make-extract", ObjectKind::Partner.name(), &wanted.partner, &wanted.note()).await?;
        let words = Words::new(language);
        Ok(ExtractFile { name: wanted.file_name(words), content_type: wanted.form.content_type(), bytes })
    }

    /// The language that is asked for, else that in which the partner gets his documents.
    async fn language_of_extract(&self, company: &str, wanted: &WantedExtract) -> Result<Language, OfficeError> {
        let row = self.partner_row(company, &wanted.partner).await?;
        if let Some(language) = wanted.language {
            return Ok(language);
        }
        let person = self.person(company, &row.person).await?;
        Ok(Language::from_tag(&person.language).unwrap_or(Language::De))
    }

    /// The file of an extract, with the commit up to which facts are in it.
    async fn written_extract(
        &self,
        author: &Author,
        wanted: &WantedExtract,
        asked_at: DateTime<Utc>,
        progress: &Progress,
    ) -> Result<(i64, Vec<u8>), OfficeError> {
        let words = Words::new(wanted.language.unwrap_or(Language::De));
        let head = self.extract_head(author, wanted, asked_at).await?;
        let (known, form) = (head.known, wanted.form);
        let bytes = match wanted.kind {
            ExtractKind::Book => {
                let book = self.book(head, MOST_ROWS, progress).await?;
                let (rows, most) = match form {
                    ExtractForm::Pdf => (book.printed_rows(), MOST_PRINTED),
                    ExtractForm::Csv => (book.rows(), MOST_ROWS),
                };
                if rows > most {
                    return Err(too_long(rows, most));
                }
                progress.tell("rendering", 0, 1);
                let made = tokio::task::spawn_blocking(move || match form {
                    ExtractForm::Pdf => printed(&paper::book(&book, words)),
                    ExtractForm::Csv => table::book(&book, words),
                });
                made.await??
            }
            ExtractKind::Account => {
                let account = self.account_statement(head, progress).await?;
                progress.tell("rendering", 0, 1);
                let made = tokio::task::spawn_blocking(move || match form {
                    ExtractForm::Pdf => printed(&paper::account(&account, words)),
                    ExtractForm::Csv => table::account(&account, words),
                });
                made.await??
            }
        };
        progress.check()?;
        Ok((known, bytes))
    }

    /// The book extract of a partner as values: what the file says.
    ///
    /// # Errors
    /// As [`Office::make_extract`].
    pub async fn book_extract(
        &self,
        author: &Author,
        wanted: &WantedExtract,
        progress: &Progress,
    ) -> Result<Book, OfficeError> {
        wanted.check()?;
        let head = self.extract_head(author, wanted, self.clock().now()).await?;
        self.book(head, MOST_ROWS, progress).await
    }

    /// The account statement of a partner as values: what the file says.
    ///
    /// # Errors
    /// As [`Office::make_extract`].
    pub async fn account_extract(
        &self,
        author: &Author,
        wanted: &WantedExtract,
        progress: &Progress,
    ) -> Result<AccountStatement, OfficeError> {
        wanted.check()?;
        let head = self.extract_head(author, wanted, self.clock().now()).await?;
        self.account_statement(head, progress).await
    }
}

/// Too much for a form.
pub(crate) fn too_long(rows: usize, most: usize) -> OfficeError {
    let error = FieldError::new("to", "error-extract-too-long");
    OfficeError::Input(vec![error.with("rows", rows).with("most", most)])
}

/// The PDF of a document.
fn printed(paper: &compline_paper::Paper) -> Result<Vec<u8>, OfficeError> {
    static EMBEDDED: LazyLock<Typesetter> = LazyLock::new(|| Typesetter::new(Fonts::embedded()));
    Ok(EMBEDDED.ledger(paper)?)
}
