//! Imports of partners and events from tables: columns are mapped to fields, a dry run says what would become of every
//! row, and the import takes the good rows in one transaction and hands the others back with what is wrong.

use crate::care::{number_errors, person_errors};
use crate::checks;
use crate::error::{FieldError, OfficeError};
use crate::facts::events::{NewEvent, same_fields};
use crate::inputs::{Csv, Wanted, texts};
use crate::learn::Learning;
use crate::office::Office;
use crate::orders::id_errors;
use crate::plans::CompiledPlan;
use crate::progress::Progress;
use crate::who::Author;
use chrono::NaiveDate;
use compline_compiler::program::Event;
use compline_exchange::table::{self, CsvStyle, Delimiter, Encoding, ReadError, Sheet};
use compline_policy::{Action, ObjectKind};
use compline_store::values;
use compline_words::{Language, Words};
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

mod partners;
mod rows;
mod uploads;

use rows::{CellKind, Kinds, mapped, means};
pub use uploads::{LARGEST, NewUpload, Outcome, Problem, Reading, Upload};

/// Events that one statement of progress is about.
const AT_ONCE: usize = 5_000;

/// A file to be imported.
#[derive(Clone, Debug)]
pub struct Import {
    /// The programme.
    pub programme: String,
    /// `partners`, or the kind of events.
    pub target: String,
    /// Where the rows come from: ids are unique in it, and the mapping is kept for it.
    pub source: String,
    /// The language in which numbers and days are written.
    pub language: Language,
    /// Fields and the columns that they are in.
    pub mapping: BTreeMap<String, String>,
    /// The file: CSV or XLSX.
    pub file: Vec<u8>,
    /// How it is to be read.
    pub options: table::Options,
}

/// A field that can be imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportField {
    /// Its name.
    pub name: String,
    /// Whether every row must have it.
    pub required: bool,
}

/// A row that is refused, with one of the reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The row in the file, the head being the first.
    pub row: u64,
    /// What is wrong with which field.
    pub error: FieldError,
}

/// What becomes of the rows of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Those that were not known.
    pub new: u64,
    /// Those that change something known.
    pub changed: u64,
    /// Those that are known exactly so.
    pub unchanged: u64,
    /// Rows that are refused.
    pub refused: u64,
    /// Why, in order of rows.
    pub problems: Vec<Refused>,
}

/// A row with its fields.
#[derive(Clone, Debug)]
struct Mapped {
    row: u64,
    fields: BTreeMap<String, String>,
}

impl Mapped {
    fn text(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

impl Report {
    fn refuse(&mut self, row: u64, error: FieldError) {
        self.problems.push(Refused { row, error });
    }

    fn bad(&self) -> BTreeSet<u64> {
        self.problems.iter().map(|one| one.row).collect()
    }

    fn finish(&mut self) {
        self.refused = self.bad().len() as u64;
        self.problems.sort_by_key(|one| one.row);
        // What a cell cannot be read as is found once more by the reader of company files.
        let mut seen = BTreeSet::new();
        self.problems.retain(|one| seen.insert((one.row, one.error.field.clone())));
    }
}

/// What of a file can be taken.
enum Good {
    Events(Vec<NewEvent>),
    Partners(partners::Good),
}

impl Office {
    /// The fields that an import of a kind can have.
    ///
    /// # Errors
    /// Where there is no such kind.
    pub async fn import_fields(
        &self,
        company: &str,
        programme: &str,
        target: &str,
    ) -> Result<Vec<ImportField>, OfficeError> {
        let plan = self.import_plan(company, programme).await?;
        fields(&plan, target)
    }

    /// A mapping for columns: the one that was last used for the source, else by names.
    ///
    /// # Errors
    /// Where there is no such kind.
    pub async fn propose_mapping(
        &self,
        company: &str,
        programme: &str,
        target: &str,
        source: &str,
        columns: &[String],
    ) -> Result<BTreeMap<String, String>, OfficeError> {
        let sql =
            "SELECT mapping FROM import_mappings WHERE company = $1 AND programme = $2 AND target = $3 AND source = $4";
        let kept: Option<(String,)> = self.db().first(sql, values![company, programme, target, source]).await?;
        let mut mapping = match kept {
            Some((json,)) => texts(&json, "mapping")?,
            None => BTreeMap::new(),
        };
        mapping.retain(|_, column| columns.contains(column));
        for field in self.import_fields(company, programme, target).await? {
            if let Some(column) = columns.iter().find(|column| means(column, &field.name)) {
                mapping.entry(field.name).or_insert_with(|| column.clone());
            }
        }
        Ok(mapping)
    }

    /// Reads a file, without looking at what its rows say.
    ///
    /// # Errors
    /// Where it is no table.
    pub async fn read_import(&self, file: Vec<u8>, options: table::Options) -> Result<Sheet, OfficeError> {
        let read = tokio::task::spawn_blocking(move || table::read(&file, &options)).await?;
        read.map_err(|error| OfficeError::Input(vec![unreadable(&error)]))
    }

    /// What an import would do; nothing of it happens.
    ///
    /// # Errors
    /// Where the file cannot be read or a column is missing. What is wrong with rows stands in the report.
    pub async fn check_import(&self, author: &Author, import: &Import) -> Result<Report, OfficeError> {
        self.allow(author, Action::ImportData, ObjectKind::Company, &author.company, &[])?;
        Ok(self.judge(&author.company, import).await?.0)
    }

    /// Imports the good rows of a file in one transaction; the report says what became of all.
    ///
    /// # Errors
    /// Where the file cannot be read or a column is missing; then nothing is taken.
    pub async fn import(&self, author: &Author, import: &Import) -> Result<Report, OfficeError> {
        self.take_import(author, import, true, &Progress::default(), None).await
    }

    /// Imports a file, either all of it or its good rows, and notes the end of an upload with it.
    async fn take_import(
        &self,
        author: &Author,
        import: &Import,
        only_good: bool,
        progress: &Progress,
        upload: Option<&str>,
    ) -> Result<Report, OfficeError> {
        self.allow(author, Action::ImportData, ObjectKind::Company, &author.company, &[])?;
        let plan = self.import_plan(&author.company, &import.programme).await?;
        progress.tell("checking", 0, 0);
        let seen = self.last_commit(&author.company).await?;
        let mut judged = self.judge(&author.company, import).await?;
        progress.check()?;
        let mut learning = self.learn(author, "import").await?;
        if learning.seq != seen.saturating_add(1) {
            // Something came between: judged once more while nobody else learns anything.
            judged = self.judge(&author.company, import).await?;
        }
        let (report, good) = judged;
        if report.refused > 0 && !only_good {
            return Err(OfficeError::field("only_good", "import-some-wrong"));
        }
        match good {
            Good::Events(events) => {
                let event = kind(&plan, &import.target)?;
                let total = events.len() as u64;
                let mut events = events.into_iter();
                let mut done = 0;
                loop {
                    progress.tell("taking", done, total);
                    progress.check()?;
                    let some: Vec<NewEvent> = events.by_ref().take(AT_ONCE).collect();
                    if some.is_empty() {
                        break;
                    }
                    done += some.len() as u64;
                    learning.put_events(&import.programme, &plan.program, event, some).await?;
                }
            }
            Good::Partners(good) => {
                progress.tell("taking", 0, good.partners.len() as u64);
                learning.put_persons(&good.persons).await?;
                learning.put_partners(&good.partners).await?;
                learning.put_placements(&good.places).await?;
                let note = serde_json::json!({ "source": import.source }).to_string();
                let notes = good.partners.iter().map(|partner| (partner.id.clone(), note.clone())).collect();
                learning.note_all("import-partner", ObjectKind::Partner, notes).await?;
            }
        }
        learning.keep_mapping(import).await?;
        let note = serde_json::json!({ "target": import.target, "source": import.source, "new": report.new,
            "changed": report.changed, "unchanged": report.unchanged, "refused": report.refused });
        let company = author.company.clone();
        learning.note("import", ObjectKind::Company, upload.unwrap_or(&company), &note).await?;
        if let Some(upload) = upload {
            self.end_upload(&mut learning, upload, import, &report).await?;
        }
        progress.check()?;
        learning.commit().await?;
        Ok(report)
    }

    /// The rows that were refused as CSV, as they stood in the file, with number, field and reason.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn import_errors(&self, import: &Import, report: &Report, words: Words) -> Result<Vec<u8>, OfficeError> {
        let sheet = self.read_import(import.file.clone(), import.options.clone()).await?;
        let table = uploads::error_table(&sheet, &uploads::problems(&sheet, import, report), words);
        let style = CsvStyle { delimiter: Delimiter::Semicolon, byte_order_mark: true };
        table::to_csv(&table, style).map_err(|error| OfficeError::File(error.to_string()))
    }

    async fn import_plan(&self, company: &str, programme: &str) -> Result<std::sync::Arc<CompiledPlan>, OfficeError> {
        let plan = self.plan_for(company, programme, self.clock().today()).await?;
        self.compiled(&plan).await
    }

    async fn judge(&self, company: &str, import: &Import) -> Result<(Report, Good), OfficeError> {
        if import.source.trim().is_empty() {
            return Err(OfficeError::field("source", "error-field-empty"));
        }
        let wrong = id_errors("source", &import.source);
        if !wrong.is_empty() {
            return Err(OfficeError::Input(wrong));
        }
        let plan = self.import_plan(company, &import.programme).await?;
        let fields = fields(&plan, &import.target)?;
        let sheet = self.read_import(import.file.clone(), import.options.clone()).await?;
        let mut wrong = Vec::new();
        for field in &fields {
            match import.mapping.get(&field.name) {
                Some(column) if !sheet.columns.contains(column) => {
                    wrong.push(FieldError::new(&field.name, "error-column-missing").with("column", column));
                }
                None if field.required => {
                    wrong.push(FieldError::new(&field.name, "error-column-missing").with("column", &field.name));
                }
                _ => {}
            }
        }
        if !wrong.is_empty() {
            return Err(OfficeError::Input(wrong));
        }
        let mut report = Report::default();
        if import.target == "partners" {
            let rows = mapped(&sheet, import, &partners::kinds(&plan), &mut report);
            return self.judge_partners(company, import, &plan, rows, report).await;
        }
        let event = kind(&plan, &import.target)?;
        let kinds = event.fields.iter().map(|one| (one.name.as_str(), CellKind::of(&plan.program, one))).collect();
        let rows = mapped(&sheet, import, &kinds, &mut report);
        self.judge_events(company, import, &plan, event, rows, report).await
    }

    async fn judge_events(
        &self,
        company: &str,
        import: &Import,
        plan: &CompiledPlan,
        event: &Event,
        rows: Vec<Mapped>,
        mut report: Report,
    ) -> Result<(Report, Good), OfficeError> {
        let numbers: Vec<u64> = rows.iter().map(|row| row.row).collect();
        let mut events = Vec::with_capacity(rows.len());
        for mut row in rows {
            let id = row.fields.remove("id").unwrap_or_default();
            if !id.is_empty() {
                for error in id_errors("id", &id) {
                    report.refuse(row.row, error);
                }
            }
            events.push(NewEvent { source: import.source.clone(), id, fields: row.fields });
        }
        for wrong in self.check_events(company, &import.programme, plan, event, &events).await? {
            let Some(row) = numbers.get(wrong.at) else { return Err(OfficeError::Input(vec![wrong.error])) };
            let error = match wrong.first.and_then(|first| numbers.get(first)) {
                Some(first) => FieldError::new("id", "error-row-doubled").with("row", row).with("earlier", first),
                None => wrong.error,
            };
            report.refuse(*row, error);
        }
        let ids = events.iter().map(|one| one.id.as_str()).collect();
        let known = self.known_events(company, &import.programme, &event.name, &import.source, ids).await?;
        let mut bad = report.bad();
        let mut good = Vec::new();
        for (row, one) in numbers.into_iter().zip(events) {
            if bad.contains(&row) {
                continue;
            }
            if let Some(before) = known.get(&one.id) {
                if same_fields(event, &texts(&before.fields, "event")?, &one.fields) {
                    report.unchanged += 1;
                    continue;
                }
                if before.state == "cancelled" {
                    bad.insert(row);
                    report.refuse(row, FieldError::new("id", "error-import-cancelled").with("number", one.id));
                    continue;
                }
                report.changed += 1;
            } else {
                report.new += 1;
            }
            good.push(one);
        }
        report.finish();
        Ok((report, Good::Events(good)))
    }
}

impl Learning {
    async fn keep_mapping(&mut self, import: &Import) -> Result<(), OfficeError> {
        let company = self.author.company.clone();
        let sql = "DELETE FROM import_mappings WHERE company = $1 AND programme = $2 AND target = $3 AND source = $4";
        self.tx.run(sql, values![&company, &import.programme, &import.target, &import.source]).await?;
        let json = serde_json::to_string(&import.mapping).map_err(|error| OfficeError::damaged("mapping", error))?;
        let sql = "INSERT INTO import_mappings (company, programme, target, source, mapping, author, at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let user = self.author.user.clone();
        let values = values![&company, &import.programme, &import.target, &import.source, json, user, self.at];
        self.tx.run(sql, values).await?;
        Ok(())
    }
}

fn kind<'a>(plan: &'a CompiledPlan, target: &str) -> Result<&'a Event, OfficeError> {
    plan.program.events.iter().find(|event| event.name == target).ok_or_else(|| {
        OfficeError::Input(vec![FieldError::new("target", "error-import-no-target").with("target", target)])
    })
}

fn fields(plan: &CompiledPlan, target: &str) -> Result<Vec<ImportField>, OfficeError> {
    let field = |name: &str, required| ImportField { name: name.to_owned(), required };
    if target == "partners" {
        return Ok(partners::fields(plan));
    }
    let event = kind(plan, target)?;
    let own = event.fields.iter().map(|one| field(&one.name, !one.ty.optional));
    Ok(std::iter::once(field("id", true)).chain(own).collect())
}

/// Why a file cannot be read, at the field of the file.
fn unreadable(error: &ReadError) -> FieldError {
    let wrong = |key: &'static str| FieldError::new("file", key);
    match error {
        ReadError::Empty => wrong("error-file-empty"),
        ReadError::TooManyBytes { found, most } => {
            let megabytes = |bytes: &u64| format!("{} MB", bytes.div_ceil(1_000_000));
            wrong("error-file-too-large").with("size", megabytes(found)).with("limit", megabytes(most))
        }
        ReadError::UnpacksTooLarge { .. } => wrong("import-unpacks-too-large"),
        ReadError::TooManyRows { most } => wrong("import-too-many-rows").with("most", most),
        ReadError::TooManyColumns { row, most } => wrong("import-too-many-columns").with("row", row).with("most", most),
        ReadError::CellTooLong { row, column, most } => {
            wrong("import-cell-too-long").with("row", row).with("column", column).with("most", most)
        }
        ReadError::Format { .. } => wrong("import-format"),
        ReadError::MaybeWindows1252 { line, sample } => {
            wrong("import-maybe-windows").with("row", line).with("sample", sample)
        }
        ReadError::Encoding { .. } => wrong("import-encoding"),
        ReadError::OpenQuote { line } => wrong("import-open-quote").with("row", line),
        ReadError::NoHead { value } => wrong("import-no-head").with("value", value),
        ReadError::NoName { column } => wrong("import-no-name").with("column", column),
        ReadError::DuplicateName { name, .. } => wrong("import-name-twice").with("name", name),
        ReadError::Widths(problems) => match problems.first() {
            Some(one) => {
                let many = problems.len().saturating_sub(1);
                wrong("import-widths")
                    .with("row", one.row)
                    .with("found", one.found)
                    .with("expected", one.expected)
                    .with("more", many)
            }
            None => wrong("import-format"),
        },
        ReadError::CellError { row, column, found } => {
            wrong("import-cell-error").with("row", row).with("column", column).with("found", found)
        }
        ReadError::NoSheet { name, known } => {
            wrong("import-no-sheet").with("name", name).with("known", known.join(", "))
        }
        ReadError::Damaged { .. } => wrong("import-damaged"),
    }
}

/// Options for a CSV file of a code page.
pub fn options(windows: bool) -> table::Options {
    let encoding = if windows { Encoding::Windows1252 } else { Encoding::Utf8 };
    table::Options { encoding, ..table::Options::default() }
}
