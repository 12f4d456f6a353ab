//! Imports of a network from tables (partners, their histories, states and balances, events, what was paid elsewhere):
//! columns are mapped to fields, a dry run says what would become of every row, and the import takes the good rows in one
//! transaction and hands the others back with what is wrong.

use crate::care::{number_errors, person_errors};
use crate::checks;
use crate::error::{FieldError, OfficeError};
use crate::facts::events::{NewEvent, same_fields};
use crate::facts::overrides::Override;
use crate::facts::partners::{Partner, Placement, Status};
use crate::inputs::{Csv, Wanted, texts};
use crate::learn::Learning;
use crate::notices::KnownNotice;
use crate::office::Office;
use crate::orders::{More, id_errors};
use crate::plans::CompiledPlan;
use crate::progress::Progress;
use crate::reversals::KnownReversal;
use crate::who::Author;
use chrono::NaiveDate;
use compline_compiler::program::Event;
use compline_exchange::table::{self, Encoding, Sheet};
use compline_policy::{Action, ObjectKind};
use compline_store::values;
use compline_words::{Language, Words};
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use unreadable::unreadable;

mod balances;
mod cells;
mod history;
mod notices;
mod paid;
mod parquet;
mod partners;
mod reversals;
mod rows;
mod structure;
mod targets;
mod unreadable;
mod uploads;
mod whole;

pub(crate) use paid::PaidElsewhere;
use rows::{CellKind, Kinds, mapped, means};
pub use uploads::{LARGEST, NewUpload, Outcome, Problem, Reading, Upload};
pub use whole::Part;

/// Events that one statement of progress is about.
const AT_ONCE: usize = 5_000;

/// A file to be imported.
#[derive(Clone, Debug)]
pub struct Import {
    /// The programme.
    pub programme: String,
    /// The kind of events, or what else is imported; [`Office::import_targets`] lists both.
    pub target: String,
    /// Where the rows come from: ids are unique in it, and the mapping is kept for it.
    pub source: String,
    /// The language in which numbers and days are written.
    pub language: Language,
    /// Fields and the columns that they are in.
    pub mapping: BTreeMap<String, String>,
    /// The file: CSV, XLSX or Parquet.
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
    /// Whether the cells of its file have types.
    typed: bool,
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
    Placements(Vec<Placement>),
    Statuses(Vec<Status>),
    States(Vec<structure::StateValue>),
    Overrides(Vec<Override>),
    Balances(Vec<balances::Balance>),
    Paid(Vec<PaidElsewhere>),
    Notices(Vec<KnownNotice>),
    Reversals(Vec<KnownReversal>),
}

/// What files of the same import bring that stand before one: to be taken as known, though it is not written yet.
#[derive(Default)]
struct Coming {
    partners: Vec<Partner>,
    places: Vec<Placement>,
    /// By kind.
    events: BTreeMap<String, Vec<NewEvent>>,
    notices: Vec<KnownNotice>,
}

/// What a file is judged by.
struct Judging<'a> {
    company: &'a str,
    import: &'a Import,
    plan: &'a CompiledPlan,
    coming: &'a Coming,
}

impl Office {
    /// What can be imported: kinds of events and what surrounds them, in the order in which one builds on the other.
    ///
    /// # Errors
    /// Where the programme has no released plan.
    pub async fn import_targets(&self, company: &str, programme: &str) -> Result<Vec<String>, OfficeError> {
        Ok(targets::targets(&self.import_plan(company, programme).await?.program))
    }

    /// What a file of a folder is for, by its name without extension: that of a target, or of the file of a kind of events.
    ///
    /// # Errors
    /// Where the programme has no released plan.
    pub async fn import_target_of(
        &self,
        company: &str,
        programme: &str,
        stem: &str,
    ) -> Result<Option<String>, OfficeError> {
        Ok(targets::of_file(&self.import_plan(company, programme).await?.program, stem))
    }

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
        let scratch = self.scratch().to_owned();
        let read = tokio::task::spawn_blocking(move || {
            if parquet::is_parquet(&file) {
                return parquet::read(&file, &options.limits, &scratch);
            }
            table::read(&file, &options).map_err(|error| OfficeError::Input(vec![unreadable(&error)]))
        });
        read.await?
    }

    /// What an import would do; nothing of it happens.
    ///
    /// # Errors
    /// Where the file cannot be read or a column is missing. What is wrong with rows stands in the report.
    pub async fn check_import(&self, author: &Author, import: &Import) -> Result<Report, OfficeError> {
        self.allow(author, Action::ImportData, ObjectKind::Company, &author.company, &[])?;
        Ok(self.judge(author, import, &Coming::default()).await?.0)
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
        let mut judged = self.judge(author, import, &Coming::default()).await?;
        progress.check()?;
        let mut learning = self.learn(author, "import").await?;
        if learning.seq != seen.saturating_add(1) {
            // Something came between: judged once more while nobody else learns anything.
            judged = self.judge(author, import, &Coming::default()).await?;
        }
        let (report, good) = judged;
        if report.refused > 0 && !only_good {
            return Err(OfficeError::field("only_good", "import-some-wrong"));
        }
        self.take(&mut learning, &plan, import, good, progress).await?;
        let company = author.company.clone();
        learning.note_import(import, &report, upload.unwrap_or(&company)).await?;
        if let Some(upload) = upload {
            self.end_upload(&mut learning, upload, import, &report).await?;
        }
        progress.check()?;
        learning.commit().await?;
        Ok(report)
    }

    /// Writes what of a file can be taken.
    async fn take(
        &self,
        learning: &mut Learning,
        plan: &CompiledPlan,
        import: &Import,
        good: Good,
        progress: &Progress,
    ) -> Result<(), OfficeError> {
        let note = || serde_json::json!({ "source": import.source, "target": import.target }).to_string();
        let noted = |ids: BTreeSet<&str>| ids.into_iter().map(|id| (id.to_owned(), note())).collect::<Vec<_>>();
        let tell = |count: usize| progress.tell("taking", 0, count as u64);
        match good {
            Good::Events(events) => {
                let event = kind(plan, &import.target)?;
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
                tell(good.partners.len());
                learning.put_persons(&good.persons).await?;
                learning.put_partners(&good.partners).await?;
                learning.put_placements(&good.places).await?;
                let notes = noted(good.partners.iter().map(|one| one.id.as_str()).collect());
                learning.note_all("import-partner", ObjectKind::Partner, notes).await?;
            }
            Good::Placements(places) => {
                tell(places.len());
                learning.put_placements(&places).await?;
                let notes = noted(places.iter().map(|one| one.partner.as_str()).collect());
                learning.note_all("import-places", ObjectKind::Partner, notes).await?;
            }
            Good::Statuses(statuses) => {
                tell(statuses.len());
                learning.put_statuses(&statuses).await?;
                let notes = noted(statuses.iter().map(|one| one.partner.as_str()).collect());
                learning.note_all("import-statuses", ObjectKind::Partner, notes).await?;
            }
            Good::States(states) => {
                tell(states.len());
                learning.put_states(&import.programme, &states).await?;
                let of_partners = states.iter().filter(|one| !one.partner.is_empty());
                let notes = noted(of_partners.map(|one| one.partner.as_str()).collect());
                learning.note_all("import-states", ObjectKind::Partner, notes).await?;
            }
            Good::Overrides(values) => {
                tell(values.len());
                // As when somebody enters them one by one: where the policies want another person, each is a request.
                let author = learning.author.clone();
                let alone = |one: &Override| {
                    let (kind, own) = (ObjectKind::Override, [author.user.as_str()]);
                    author.is_system() || self.allow(&author, Action::ApproveOverride, kind, &one.partner, &own).is_ok()
                };
                let (hold, wait): (Vec<Override>, Vec<Override>) = values.into_iter().partition(alone);
                learning.put_overrides(&import.programme, &hold).await?;
                for one in wait {
                    learning.ask_override(&import.programme, one, false).await?;
                }
            }
            Good::Balances(balances) => {
                tell(balances.len());
                self.take_balances(learning, import, &balances).await?;
                let notes = noted(balances.iter().map(|one| one.partner.as_str()).collect());
                learning.note_all("import-balance", ObjectKind::Partner, notes).await?;
            }
            Good::Paid(paid) => {
                tell(paid.len());
                learning.put_paid(import, &paid).await?;
            }
            Good::Notices(notices) => {
                tell(notices.len());
                learning.put_notices(&import.programme, &notices).await?;
            }
            Good::Reversals(reversals) => {
                tell(reversals.len());
                let seq = learning.seq;
                let reversals: Vec<KnownReversal> =
                    reversals.into_iter().map(|one| KnownReversal { seq, ..one }).collect();
                learning.put_reversals(&import.programme, plan, &reversals).await?;
                let notes = reversals.iter().map(|one| {
                    let note = serde_json::json!({ "reversal": one.id, "day": one.day, "reason": one.reason,
                        "amounts": one.amounts, "unnotified": one.unnotified });
                    (format!("{}:{}", one.source, one.event), note.to_string())
                });
                learning.note_all("reverse-event", ObjectKind::Order, notes.collect()).await?;
            }
        }
        Ok(())
    }

    /// The rows that were refused as CSV, as they stood in the file, with number, field and reason.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn import_errors(&self, import: &Import, report: &Report, words: Words) -> Result<Vec<u8>, OfficeError> {
        let sheet = self.read_import(import.file.clone(), import.options.clone()).await?;
        let table = uploads::error_table(&sheet, &uploads::problems(&sheet, import, report), words);
        self.spreadsheet(table, false).await
    }

    /// The plan that says what there is to import: today's, else the released one that holds first, for whoever comes over
    /// before it does.
    async fn import_plan(&self, company: &str, programme: &str) -> Result<std::sync::Arc<CompiledPlan>, OfficeError> {
        let plan = match self.plan_for(company, programme, self.clock().today()).await {
            Ok(plan) => plan,
            Err(error) => self.first_plan(company, programme).await?.ok_or(error)?,
        };
        self.compiled(&plan).await
    }

    async fn judge(&self, author: &Author, import: &Import, coming: &Coming) -> Result<(Report, Good), OfficeError> {
        self.may_take(author, &import.target)?;
        let company = author.company.as_str();
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
        let of = Judging { company, import, plan: &plan, coming };
        if targets::fields(&plan, &import.target).is_some() {
            let rows = mapped(&sheet, import, &targets::kinds(&plan, &import.target), &mut report);
            drop(sheet);
            return match import.target.as_str() {
                targets::PARTNERS => self.judge_partners(company, import, &plan, rows, report).await,
                targets::PLACEMENTS => self.judge_placements(&of, rows, report).await,
                targets::STATUSES => self.judge_statuses(&of, rows, report).await,
                targets::STATES => self.judge_states(&of, rows, report).await,
                targets::OVERRIDES => self.judge_overrides(&of, rows, &author.user, report).await,
                targets::BALANCES => self.judge_balances(&of, rows, report).await,
                targets::NOTICES => self.judge_notices(&of, rows, report).await,
                targets::REVERSALS => self.judge_reversals(&of, rows, report).await,
                _ => self.judge_paid(&of, rows, report).await,
            };
        }
        let event = kind(&plan, &import.target)?;
        let kinds = event.fields.iter().map(|one| (one.name.as_str(), CellKind::of(&plan.program, one))).collect();
        let rows = mapped(&sheet, import, &kinds, &mut report);
        self.judge_events(&of, event, rows, report).await
    }

    async fn judge_events(
        &self,
        of: &Judging<'_>,
        event: &Event,
        rows: Vec<Mapped>,
        mut report: Report,
    ) -> Result<(Report, Good), OfficeError> {
        let (company, import, plan) = (of.company, of.import, of.plan);
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
        let more = More { partners: &of.coming.partners, events: &of.coming.events };
        for wrong in self.check_events(company, &import.programme, plan, event, &events, more).await? {
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
    /// Keeps the mapping and notes what became of a file; `object` is the upload or the company.
    async fn note_import(&mut self, import: &Import, report: &Report, object: &str) -> Result<(), OfficeError> {
        self.keep_mapping(import).await?;
        let note = serde_json::json!({ "target": import.target, "source": import.source, "new": report.new,
            "changed": report.changed, "unchanged": report.unchanged, "refused": report.refused });
        self.note("import", ObjectKind::Company, object, &note).await
    }

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
    if let Some(fields) = targets::fields(plan, target) {
        return Ok(fields);
    }
    let event = kind(plan, target)?;
    let own = event.fields.iter().map(|one| field(&one.name, !one.ty.optional));
    Ok(std::iter::once(field("id", true)).chain(own).collect())
}

/// Options for a CSV file of a code page.
pub fn options(windows: bool) -> table::Options {
    let encoding = if windows { Encoding::Windows1252 } else { Encoding::Utf8 };
    table::Options { encoding, ..table::Options::default() }
}
