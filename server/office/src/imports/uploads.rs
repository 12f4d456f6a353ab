//! Uploads: a file from its arrival to its result, over as many pages as it takes.
//!
//! The file goes into the archive first. What is decided about it, and what came of it, is a row; its end is written in
//! the transaction that takes its rows in, so an import that is begun again after a crash has happened once or not.

use super::*;
use chrono::{DateTime, Utc};
use compline_exchange::table::{Cell, Column, Table};
use compline_store::FromRow;
use compline_words::Arg;
use serde::Deserialize;

/// The most bytes of a file.
pub const LARGEST: usize = 50_000_000;

/// A file that comes in.
#[derive(Clone, Debug)]
pub struct NewUpload {
    /// The programme.
    pub programme: String,
    /// The kind of events, or what else is imported.
    pub target: String,
    /// Where the rows come from.
    pub source: String,
    /// The file's name.
    pub name: String,
    /// The file.
    pub file: Vec<u8>,
    /// Whether it is written in CP1252, because somebody has looked and said so.
    pub windows: bool,
    /// The sheet of a workbook; without a name the first one.
    pub sheet: Option<String>,
    /// The language in which numbers and days are written.
    pub language: Language,
}

/// How a file is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// CP1252 instead of UTF-8.
    pub windows: bool,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The language of numbers and days.
    pub language: String,
    /// Fields and the columns that they are in.
    pub mapping: BTreeMap<String, String>,
    /// Whether good rows are taken where others are wrong.
    pub only_good: bool,
}

/// What would become of the rows, or became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Rows that were not known.
    pub new: u64,
    /// Rows that change something known.
    pub changed: u64,
    /// Rows that are known exactly so.
    pub unchanged: u64,
    /// Rows that are refused.
    pub refused: u64,
    /// The hash of the problems in the archive; none where nothing is wrong.
    pub problems: Option<String>,
    /// What is wrong with the whole file or its mapping: field, key, arguments.
    pub wrong: Vec<Problem>,
}

impl Outcome {
    /// The rows that change something.
    pub fn taken(&self) -> u64 {
        self.new.saturating_add(self.changed)
    }
}

/// What is wrong with a field of a row, as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The row in the file, the head being the first; 0 for the file.
    pub row: u64,
    /// The field.
    pub field: String,
    /// What stands there.
    pub value: String,
    /// The key of the message.
    pub key: String,
    /// What the message is about.
    pub args: Vec<(String, String)>,
}

impl Problem {
    fn new(row: u64, value: String, error: &FieldError) -> Self {
        let args = error.args.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect();
        Self { row, field: error.field.clone(), value, key: error.key.to_owned(), args }
    }

    /// The message.
    pub fn message(&self, words: Words) -> String {
        let args: Vec<(&str, Arg<'_>)> =
            self.args.iter().map(|(name, text)| (name.as_str(), Arg::from(text.as_str()))).collect();
        words.say_with(&self.key, &args)
    }
}

/// An upload.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its id.
    pub id: String,
    /// The programme.
    pub programme: String,
    /// The kind of events, or what else is imported.
    pub target: String,
    /// Where the rows come from.
    pub source: String,
    /// The file's name.
    pub name: String,
    /// The file's hash in the archive.
    pub hash: String,
    /// How it is read.
    pub reading: Reading,
    /// Its rows.
    pub rows: i64,
    /// `uploaded`, `checked`, `imported`.
    pub state: String,
    /// What would become of the rows, or became of them.
    pub outcome: Outcome,
    /// Who sent it.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct UploadRow {
    id: String,
    programme: String,
    target: String,
    source: String,
    name: String,
    hash: String,
    reading: String,
    rows_read: i64,
    state: String,
    report: String,
    created_by: String,
    created_at: DateTime<Utc>,
    changed_at: DateTime<Utc>,
}

impl UploadRow {
    fn upload(self) -> Result<Upload, OfficeError> {
        let damaged = |error: serde_json::Error| OfficeError::damaged("import", error);
        Ok(Upload {
            reading: serde_json::from_str(&self.reading).map_err(damaged)?,
            outcome: serde_json::from_str(&self.report).map_err(damaged)?,
            id: self.id,
            programme: self.programme,
            target: self.target,
            source: self.source,
            name: self.name,
            hash: self.hash,
            rows: self.rows_read,
            state: self.state,
            created_by: self.created_by,
            created_at: self.created_at,
            changed_at: self.changed_at,
        })
    }
}

impl Upload {
    fn options(&self) -> table::Options {
        table::Options { sheet: self.reading.sheet.clone(), ..options(self.reading.windows) }
    }
}

const UPLOADS: &str = "SELECT id, programme, target, source, name, hash, reading, rows_read, state, report, created_by, \
                       created_at, changed_at FROM imports";

fn json(value: &impl Serialize) -> Result<String, OfficeError> {
    serde_json::to_string(value).map_err(|error| OfficeError::damaged("import", error))
}

impl Office {
    /// Takes a file in: it is read once, filed, and its columns are given a meaning by their names. The upload's id, and
    /// whether the same file has been imported for the same purpose before: then it is that upload, and nothing has
    /// changed.
    ///
    /// # Errors
    /// With what is wrong with the file, or what it is for.
    pub async fn begin_import(&self, author: &Author, new: NewUpload) -> Result<(String, bool), OfficeError> {
        self.may_take(author, &new.target)?;
        let mut wrong = id_errors("source", &new.source);
        if new.file.is_empty() {
            wrong.push(FieldError::new("file", "error-file-missing"));
        }
        if !wrong.is_empty() {
            return Err(OfficeError::Input(wrong));
        }
        self.import_fields(&author.company, &new.programme, &new.target).await?;
        let reading = Reading {
            windows: new.windows,
            sheet: new.sheet.filter(|name| !name.is_empty()),
            language: new.language.tag().to_owned(),
            ..Reading::default()
        };
        let options = table::Options { sheet: reading.sheet.clone(), ..options(reading.windows) };
        let sheet = self.read_import(new.file.clone(), options).await?;
        let hash = self.archive().put(new.file).await?;
        let sql = format!(
            "{UPLOADS} WHERE company = $1 AND hash = $2 AND programme = $3 AND target = $4 AND source = $5 \
             AND state = 'imported' ORDER BY created_at DESC LIMIT 1"
        );
        let values = values![&author.company, &hash, &new.programme, &new.target, &new.source];
        let before: Option<UploadRow> = self.db().first(compline_store::AssertSqlSafe(sql), values).await?;
        if let Some(before) = before.map(UploadRow::upload).transpose()?
            && before.outcome.refused == 0
        {
            return Ok((before.id, true));
        }
        let mapping =
            self.propose_mapping(&author.company, &new.programme, &new.target, &new.source, &sheet.columns).await?;
        let id = uuid::Uuid::now_v7().to_string();
        let rows = i64::try_from(sheet.rows.len()).unwrap_or(i64::MAX);
        let now = self.clock().now();
        let mut tx = self.db().begin().await?;
        let values = values![
            &id,
            &author.company,
            &new.programme,
            &new.target,
            &new.source,
            file_name(&new.name),
            &hash,
            json(&Reading { mapping, ..reading })?,
            rows,
            "uploaded",
            json(&Outcome::default())?,
            &author.user,
            now,
            now
        ];
        tx.run(
            "INSERT INTO imports (id, company, programme, target, source, name, hash, reading, rows_read, state, report, \
             created_by, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            values,
        )
        .await?;
        crate::once::mark(&mut tx, author, "upload", "import", &id).await?;
        tx.commit().await?;
        Ok((id, false))
    }

    /// An upload.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn upload(&self, company: &str, id: &str) -> Result<Upload, OfficeError> {
        let sql = format!("{UPLOADS} WHERE company = $1 AND id = $2");
        let found: Option<UploadRow> =
            self.db().first(compline_store::AssertSqlSafe(sql), values![company, id]).await?;
        found.ok_or_else(|| OfficeError::missing("import", id))?.upload()
    }

    /// The uploads of a company, the latest first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn uploads(&self, company: &str, skip: i64, most: i64) -> Result<Vec<Upload>, OfficeError> {
        let sql = format!("{UPLOADS} WHERE company = $1 ORDER BY created_at DESC, id DESC LIMIT $2 OFFSET $3");
        let found: Vec<UploadRow> =
            self.db().all(compline_store::AssertSqlSafe(sql), values![company, most, skip]).await?;
        found.into_iter().map(UploadRow::upload).collect()
    }

    /// The table of an upload.
    ///
    /// # Errors
    /// Where it is missing from the archive.
    pub async fn upload_sheet(&self, upload: &Upload) -> Result<Sheet, OfficeError> {
        let file = self.archive().get(&upload.hash).await?.to_vec();
        self.read_import(file, upload.options()).await
    }

    /// Says which column is which field, and asks for the dry run; its job.
    ///
    /// # Errors
    /// Where a column that is needed has no field, or two fields share one.
    pub async fn map_upload(
        &self,
        author: &Author,
        id: &str,
        mapping: BTreeMap<String, String>,
    ) -> Result<String, OfficeError> {
        self.allow(author, Action::ImportData, ObjectKind::Company, &author.company, &[])?;
        let upload = self.open_upload(author, id).await?;
        let sheet = self.upload_sheet(&upload).await?;
        let fields = self.import_fields(&author.company, &upload.programme, &upload.target).await?;
        let mut wrong = Vec::new();
        for field in fields.iter().filter(|field| field.required && !mapping.contains_key(&field.name)) {
            wrong.push(
                FieldError::new(&field.name, "import-field-unmapped").with("field", field.name.replace('_', " ")),
            );
        }
        let known = |name: &String| fields.iter().any(|field| field.name == *name);
        for (field, column) in &mapping {
            if !known(field) || !sheet.columns.contains(column) {
                wrong.push(FieldError::new(field, "error-column-missing").with("column", column));
            }
        }
        if !wrong.is_empty() {
            return Err(OfficeError::Input(wrong));
        }
        let reading = Reading { mapping, only_good: false, ..upload.reading };
        self.change_upload(author, id, "uploaded", &reading, &Outcome::default()).await?;
        self.ask(author, "import-check", id).await
    }

    /// Asks for an upload to be imported; its job.
    ///
    /// # Errors
    /// Where it was not checked, or rows are wrong and the good ones are not wanted alone.
    pub async fn ask_import(&self, author: &Author, id: &str, only_good: bool) -> Result<String, OfficeError> {
        self.allow(author, Action::ImportData, ObjectKind::Company, &author.company, &[])?;
        let upload = self.open_upload(author, id).await?;
        if upload.state != "checked" || !upload.outcome.wrong.is_empty() {
            return Err(OfficeError::State { what: "the import", state: upload.state, cure: "check the file first" });
        }
        if upload.outcome.refused > 0 && !only_good {
            return Err(OfficeError::field("only_good", "import-some-wrong"));
        }
        let reading = Reading { only_good, ..upload.reading };
        self.change_upload(author, id, "checked", &reading, &upload.outcome).await?;
        self.ask(author, "import", id).await
    }

    /// The dry run of an upload: a job.
    pub(crate) async fn check_upload(&self, author: &Author, id: &str, progress: &Progress) -> Result<(), OfficeError> {
        let upload = self.upload(&author.company, id).await?;
        if upload.state == "imported" {
            return Ok(());
        }
        progress.tell("checking", 0, 0);
        let import = self.import_of(&upload).await?;
        let outcome = match self.check_import(author, &import).await {
            Ok(report) => self.outcome(&import, &report).await?,
            // What is wrong with the file as a whole is a result too.
            Err(OfficeError::Input(errors)) => Outcome {
                wrong: errors.iter().map(|error| Problem::new(0, String::new(), error)).collect(),
                ..Outcome::default()
            },
            Err(error) => return Err(error),
        };
        progress.check()?;
        self.change_upload(author, id, "checked", &upload.reading, &outcome).await
    }

    /// The import of an upload: a job.
    pub(crate) async fn run_upload(&self, author: &Author, id: &str, progress: &Progress) -> Result<(), OfficeError> {
        let upload = self.upload(&author.company, id).await?;
        if upload.state == "imported" {
            return Ok(());
        }
        let import = self.import_of(&upload).await?;
        match self.take_import(author, &import, upload.reading.only_good, progress, Some(id)).await {
            Ok(_) => Ok(()),
            // Meanwhile something has come in that makes rows wrong: they are shown, and nothing is taken.
            Err(OfficeError::Input(_)) => self.check_upload(author, id, progress).await,
            Err(error) => Err(error),
        }
    }

    /// Writes the end of an upload with the rows that it brings.
    pub(super) async fn end_upload(
        &self,
        learning: &mut Learning,
        id: &str,
        import: &Import,
        report: &Report,
    ) -> Result<(), OfficeError> {
        let outcome = json(&self.outcome(import, report).await?)?;
        let sql = "UPDATE imports SET state = 'imported', report = $3, changed_at = $4 WHERE company = $1 AND id = $2";
        let values = values![&learning.author.company, id, outcome, learning.at];
        learning.tx.run(sql, values).await?;
        Ok(())
    }

    /// What is wrong with the rows of an upload.
    ///
    /// # Errors
    /// Where it is missing from the archive.
    pub async fn upload_problems(&self, upload: &Upload) -> Result<Vec<Problem>, OfficeError> {
        let Some(hash) = &upload.outcome.problems else { return Ok(Vec::new()) };
        let bytes = self.archive().get(hash).await?;
        serde_json::from_slice(&bytes).map_err(|error| OfficeError::damaged("import", error))
    }

    /// The wrong rows of an upload, as they stood in the file, with a column that says what is wrong. Corrected, it can
    /// be imported as it is.
    ///
    /// # Errors
    /// Where a file is missing from the archive, or the rows do not fit into a workbook.
    pub async fn upload_errors(
        &self,
        author: &Author,
        id: &str,
        words: Words,
        workbook: bool,
    ) -> Result<Vec<u8>, OfficeError> {
        self.allow(author, Action::ImportData, ObjectKind::Company, &author.company, &[])?;
        let upload = self.upload(&author.company, id).await?;
        let problems = self.upload_problems(&upload).await?;
        let sheet = self.upload_sheet(&upload).await?;
        let table = tokio::task::spawn_blocking(move || error_table(&sheet, &problems, words)).await?;
        self.spreadsheet(table, workbook).await
    }

    async fn import_of(&self, upload: &Upload) -> Result<Import, OfficeError> {
        Ok(Import {
            programme: upload.programme.clone(),
            target: upload.target.clone(),
            source: upload.source.clone(),
            language: Language::from_tag(&upload.reading.language).unwrap_or(Language::De),
            mapping: upload.reading.mapping.clone(),
            file: self.archive().get(&upload.hash).await?.to_vec(),
            options: upload.options(),
        })
    }

    async fn outcome(&self, import: &Import, report: &Report) -> Result<Outcome, OfficeError> {
        let hash = if report.problems.is_empty() {
            None
        } else {
            let sheet = self.read_import(import.file.clone(), import.options.clone()).await?;
            let bytes = serde_json::to_vec(&problems(&sheet, import, report));
            let bytes = bytes.map_err(|error| OfficeError::damaged("import", error))?;
            Some(self.archive().put(bytes).await?)
        };
        Ok(Outcome {
            new: report.new,
            changed: report.changed,
            unchanged: report.unchanged,
            refused: report.refused,
            problems: hash,
            wrong: Vec::new(),
        })
    }

    /// An upload that is not imported yet, and that no job works on.
    async fn open_upload(&self, author: &Author, id: &str) -> Result<Upload, OfficeError> {
        let upload = self.upload(&author.company, id).await?;
        let busy = self.job_of(&author.company, id).await?.is_some_and(|job| job.is_live());
        if busy || upload.state == "imported" {
            let state = if busy { "being worked on".to_owned() } else { upload.state };
            return Err(OfficeError::State {
                what: "the import",
                state,
                cure: "upload the file anew to import it again",
            });
        }
        Ok(upload)
    }

    async fn change_upload(
        &self,
        author: &Author,
        id: &str,
        state: &str,
        reading: &Reading,
        outcome: &Outcome,
    ) -> Result<(), OfficeError> {
        let mut tx = self.db().begin().await?;
        let sql = "UPDATE imports SET state = $3, reading = $4, report = $5, changed_at = $6 WHERE company = $1 AND id = $2 \
                   AND state <> 'imported'";
        let values = values![&author.company, id, state, json(reading)?, json(outcome)?, self.clock().now()];
        tx.run(sql, values).await?;
        Ok(tx.commit().await?)
    }

    /// Orders as a table, for spreadsheets.
    ///
    /// # Errors
    /// Of the database; where they do not fit into a workbook.
    pub async fn export_events(
        &self,
        author: &Author,
        programme: &str,
        filter: &crate::facts::event_lists::EventFilter,
        workbook: bool,
    ) -> Result<Vec<u8>, OfficeError> {
        self.allow(author, Action::ViewOrders, ObjectKind::Company, &author.company, &[])?;
        let plan = self.import_plan(&author.company, programme).await?;
        let event = kind(&plan, &filter.kind)?;
        let mut rows = Vec::new();
        let known = self.events(&author.company, programme, filter, 0, MOST_EXPORTED).await?;
        for one in known {
            let of = one.texts()?;
            let own = event.fields.iter().map(|field| of.get(&field.name).cloned().unwrap_or_default());
            rows.push([one.id, one.source, one.state].into_iter().chain(own).map(cell).collect());
        }
        let names = event.fields.iter().map(|field| field.name.clone());
        let names = ["id", "source", "state"].into_iter().map(str::to_owned).chain(names);
        let columns = names.map(|name| Column::new(name, table::Kind::Text)).collect();
        let note = serde_json::json!({ "kind": filter.kind, "rows": rows.len() });
        self.note(author, "export-orders", ObjectKind::Company.name(), programme, &note).await?;
        let table = Table { title: event.name.clone(), columns, rows };
        self.spreadsheet(table, workbook).await
    }
}

/// Rows of an export: what a sheet of a workbook holds.
const MOST_EXPORTED: i64 = 1_048_575;

/// What is wrong with rows, beside what stands there.
pub(super) fn problems(sheet: &Sheet, import: &Import, report: &Report) -> Vec<Problem> {
    let rows: BTreeMap<u64, &Vec<String>> = sheet.rows.iter().map(|row| (row.number, &row.cells)).collect();
    let value = |row: u64, field: &str| {
        let column = import.mapping.get(field)?;
        let at = sheet.columns.iter().position(|one| one == column)?;
        rows.get(&row)?.get(at).cloned()
    };
    let each = report.problems.iter();
    each.map(|one| Problem::new(one.row, value(one.row, &one.error.field).unwrap_or_default(), &one.error)).collect()
}

/// The wrong rows as they stood in the file, each once, with its number and everything that is wrong with it.
pub(super) fn error_table(sheet: &Sheet, problems: &[Problem], words: Words) -> Table {
    let names: BTreeSet<String> = sheet.columns.iter().map(|name| name.to_lowercase()).collect();
    let own = ["import-row", "import-error"].map(|key| {
        // A column of the file that is called so keeps its name.
        let mut name = words.say(key);
        while names.contains(&name.to_lowercase()) {
            name.push('*');
        }
        name
    });
    let columns = sheet.columns.iter().cloned().chain(own).map(|name| Column::new(name, table::Kind::Text));
    let mut said: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for one in problems {
        let field = one.field.replace('_', " ");
        let text = format!("{field}: {}", one.message(words));
        let texts = said.entry(one.row).or_default();
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    let rows = sheet.rows.iter().filter_map(|row| {
        let own = [row.number.to_string(), said.get(&row.number)?.join(" ")];
        Some(row.cells.iter().cloned().chain(own).map(cell).collect())
    });
    Table { title: "errors".to_owned(), columns: columns.collect(), rows: rows.collect() }
}

fn cell(text: String) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

/// A file's name without the folders that a browser may have sent.
fn file_name(name: &str) -> String {
    let own = name.rsplit(['/', '\\']).next().unwrap_or_default();
    own.chars().filter(|c| !c.is_control()).take(200).collect()
}
