//! Imports of partners and events from tables: columns are mapped to fields, a dry run says what would become of every
//! row, and the import takes the good rows in one transaction and hands the others back with what is wrong.

use crate::care::{number_errors, person_errors};
use crate::checks;
use crate::error::{FieldError, OfficeError};
use crate::facts::events::NewEvent;
use crate::inputs::{Csv, Wanted, texts};
use crate::learn::Learning;
use crate::office::Office;
use crate::plans::CompiledPlan;
use crate::who::Author;
use chrono::NaiveDate;
use compline_compiler::program::{Event, Kind};
use compline_exchange::table::{self, Cell, Column, CsvStyle, Delimiter, Encoding, Sheet, Table};
use compline_policy::{Action, ObjectKind};
use compline_runtime::company::event_file;
use compline_store::values;
use compline_words::{Arg, Language, Words};
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

mod partners;

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
        read.map_err(|error| {
            OfficeError::Input(vec![FieldError::new("file", "error-import-file").with("cause", error)])
        })
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
        self.allow(author, Action::ImportData, ObjectKind::Company, &author.company, &[])?;
        let plan = self.import_plan(&author.company, &import.programme).await?;
        // Judged once more while nobody else learns anything: between dry run and import something may have come.
        let mut learning = self.learn(author, "import").await?;
        let (report, good) = self.judge(&author.company, import).await?;
        match good {
            Good::Events(events) => {
                let event = kind(&plan, &import.target)?;
                learning.put_events(&import.programme, &plan.program, event, events).await?;
            }
            Good::Partners(good) => {
                learning.put_persons(&good.persons).await?;
                learning.put_partners(&good.partners).await?;
                learning.put_placements(&good.places).await?;
                for partner in &good.partners {
                    let note = serde_json::json!({ "source": import.source });
                    learning.note("import-partner", ObjectKind::Partner, &partner.id, &note).await?;
                }
            }
        }
        learning.keep_mapping(import).await?;
        let note = serde_json::json!({ "target": import.target, "source": import.source, "new": report.new,
            "changed": report.changed, "unchanged": report.unchanged, "refused": report.refused });
        let company = author.company.clone();
        learning.note("import", ObjectKind::Company, &company, &note).await?;
        learning.commit().await?;
        Ok(report)
    }

    /// The rows that were refused as CSV, as they stood in the file, with number, field and reason.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub async fn import_errors(&self, import: &Import, report: &Report, words: Words) -> Result<Vec<u8>, OfficeError> {
        let sheet = self.read_import(import.file.clone(), import.options.clone()).await?;
        let names: BTreeSet<String> = sheet.columns.iter().map(|name| name.to_lowercase()).collect();
        let own = ["row", "field", "error"].map(|name| {
            // A column of the file that is called so keeps its name.
            if names.contains(name) { format!("{name} (import)") } else { name.to_owned() }
        });
        let columns = sheet.columns.iter().cloned().chain(own).map(|name| Column::new(name, table::Kind::Text));
        let rows: BTreeMap<u64, &Vec<String>> = sheet.rows.iter().map(|row| (row.number, &row.cells)).collect();
        let cell = |text: String| if text.is_empty() { Cell::Empty } else { Cell::Text(text) };
        let rows = report.problems.iter().filter_map(|one| {
            let args: Vec<(&str, Arg<'_>)> =
                one.error.args.iter().map(|(name, text)| (*name, Arg::from(text.as_str()))).collect();
            let said = words.say_with(one.error.key, &args);
            let own = [one.row.to_string(), one.error.field.clone(), said];
            Some(rows.get(&one.row)?.iter().cloned().chain(own).map(cell).collect())
        });
        let table = Table { title: "errors".to_owned(), columns: columns.collect(), rows: rows.collect() };
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
        let kinds = event.fields.iter().map(|field| (field.name.as_str(), field.ty.kind)).collect();
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
        let names: Vec<&str> = event.fields.iter().map(|field| field.name.as_str()).collect();
        let mut file = Csv::new(["id", "source"].into_iter().chain(names.iter().copied()))?;
        for row in &rows {
            let head = [row.text("id"), import.source.as_str()];
            file.row(head.into_iter().chain(names.iter().map(|name| row.text(name))))?;
        }
        let known = self.last_commit(company).await?;
        let start = NaiveDate::default();
        let wanted = Wanted { company, programme: &import.programme, channels: None, start, known, plan: "" };
        let mut files = BTreeMap::new();
        files.insert("partners.csv".to_owned(), self.partners_file(&plan.program, &wanted, &[]).await?);
        let name = event_file(event) + ".csv";
        files.insert(name.clone(), file.finish()?);
        // Rows have one line each: line breaks in cells are blanks by now.
        for problem in self.problems(&plan.program, files).await?.iter().filter(|one| one.place.file.ends_with(&name)) {
            let at = checks::line(problem).and_then(|line| usize::try_from(line.checked_sub(2)?).ok());
            let row = at.and_then(|at| rows.get(at));
            let error = checks::field_error(problem);
            let row = row.ok_or_else(|| OfficeError::Input(vec![error.clone()]))?;
            report.refuse(row.row, error);
        }
        let sql = "SELECT id, state, fields FROM events e WHERE company = $1 AND programme = $2 AND kind = $3 AND source = $4 \
                   ORDER BY id, seq";
        let values = values![company, &import.programme, &event.name, &import.source];
        let known: Vec<(String, String, String)> = self.db().all(sql, values).await?;
        // The latest version of each is the last.
        let known: BTreeMap<String, (String, String)> =
            known.into_iter().map(|(id, state, fields)| (id, (state, fields))).collect();
        let mut bad = report.bad();
        let mut good = Vec::new();
        for mut row in rows {
            if bad.contains(&row.row) {
                continue;
            }
            let id = row.fields.remove("id").unwrap_or_default();
            if let Some((state, before)) = known.get(&id) {
                let before = texts(before, "event")?;
                if same(event, &before, &row.fields) {
                    report.unchanged += 1;
                    continue;
                }
                if state == "cancelled" {
                    bad.insert(row.row);
                    report.refuse(row.row, FieldError::new("id", "error-import-cancelled").with("number", id));
                    continue;
                }
                report.changed += 1;
            } else {
                report.new += 1;
            }
            good.push(NewEvent { source: import.source.clone(), id, fields: row.fields });
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

/// Whether a column's name means a field: the same letters and digits, or one of the usual words.
fn means(column: &str, field: &str) -> bool {
    let plain =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let column = plain(column);
    if column == plain(field) {
        return true;
    }
    let usual: &[&str] = match field {
        "id" => &[
            "nr",
            "nummer",
            "number",
            "no",
            "bestellnummer",
            "auftragsnummer",
            "orderid",
            "ordernumber",
            "partnernummer",
        ],
        "seller" => &["verkäufer", "partner", "partnernummer", "vermittler"],
        "net" => &["netto", "nettobetrag", "netamount"],
        "ordered_on" => &["bestelldatum", "auftragsdatum", "orderdate", "datum", "date"],
        "paid_on" => &["bezahltam", "zahlungsdatum", "paymentdate"],
        "category" => &["kategorie"],
        "name" => &["nachname", "familienname", "lastname", "surname", "firma", "company"],
        "first_name" => &["vorname", "firstname"],
        "street" => &["straße", "strasse", "address", "anschrift"],
        "post_code" => &["plz", "postleitzahl", "zip", "zipcode", "postcode"],
        "city" => &["ort", "stadt", "town"],
        "country" => &["land"],
        "email" => &["mail", "emailadresse"],
        "phone" => &["telefon", "telephone"],
        "joined_on" => &["eintritt", "eintrittsdatum", "beitritt", "joined", "joindate"],
        _ => &[],
    };
    usual.contains(&column.as_str())
}

/// Rows with fields in the form of company files. What cannot be put into it is refused.
fn mapped(sheet: &Sheet, import: &Import, kinds: &BTreeMap<&str, Kind>, report: &mut Report) -> Vec<Mapped> {
    let places: Vec<(&String, usize)> = import
        .mapping
        .iter()
        .filter_map(|(field, column)| Some((field, sheet.columns.iter().position(|one| one == column)?)))
        .collect();
    // Cells of a sheet are typed; those of a text file are written as their country writes them.
    let typed = !sheet.sheets.is_empty();
    let mut out = Vec::with_capacity(sheet.rows.len());
    for row in &sheet.rows {
        let mut fields = BTreeMap::new();
        for (field, at) in &places {
            let text = row.cells.get(*at).map_or("", String::as_str);
            let text = text.split(['\r', '\n']).map(str::trim).collect::<Vec<_>>().join(" ");
            let text = text.trim();
            if text.is_empty() {
                continue;
            }
            match plain(text, kinds.get(field.as_str()).copied(), typed, import.language) {
                Ok(text) => {
                    fields.insert((*field).clone(), text);
                }
                Err(error) => {
                    report.refuse(row.number, FieldError { field: (*field).clone(), ..error });
                    fields.insert((*field).clone(), text.to_owned());
                }
            }
        }
        out.push(Mapped { row: row.number, fields });
    }
    out
}

/// A cell as company files write it.
fn plain(text: &str, kind: Option<Kind>, typed: bool, language: Language) -> Result<String, FieldError> {
    use compline_words::InputError;
    match kind {
        Some(Kind::Number(..)) if !typed => match compline_words::parse_decimal(text, language, 18) {
            Ok(number) => Ok(number.normalize().to_string()),
            Err(InputError::Ambiguous { thousands, decimals, .. }) => {
                Err(FieldError::new("", "error-number-ambiguous")
                    .with("input", text)
                    .with("thousands", thousands)
                    .with("decimals", decimals))
            }
            // Percentages and the like: the reader of company files says what is wrong.
            Err(_) => Ok(text.to_owned()),
        },
        Some(Kind::Date) => {
            let day = text.split('T').next().unwrap_or(text);
            if day.parse::<NaiveDate>().is_ok() {
                return Ok(day.to_owned());
            }
            match compline_words::parse_date(text, language, NaiveDate::default()) {
                Ok(day) => Ok(day.to_string()),
                Err(_) => {
                    Err(FieldError::new("", "error-not-a-date").with("input", text).with("example", "2026-03-15"))
                }
            }
        }
        _ => Ok(text.to_owned()),
    }
}

/// Whether two sets of fields say the same: `10` and `10.00` are one number, but two partners.
pub(crate) fn same(event: &Event, a: &BTreeMap<String, String>, b: &BTreeMap<String, String>) -> bool {
    let number = |text: &str| text.parse::<Decimal>().ok().map(|one| one.normalize());
    event.fields.iter().all(|field| {
        let text = |of: &BTreeMap<String, String>| of.get(&field.name).cloned().unwrap_or_default();
        let (a, b) = (text(a), text(b));
        let numbers = matches!(field.ty.kind, Kind::Number(..));
        a == b || (numbers && number(&a).zip(number(&b)).is_some_and(|(a, b)| a == b))
    })
}

/// Options for a CSV file of a code page.
pub fn options(windows: bool) -> table::Options {
    let encoding = if windows { Encoding::Windows1252 } else { Encoding::Utf8 };
    table::Options { encoding, ..table::Options::default() }
}
