//! Tables of everything, as CSV and XLSX.

use super::{BookFile, Postings};
use crate::error::{FieldError, OfficeError};
use crate::levels::RunFilter;
use crate::office::Office;
use crate::who::Author;
use compline_exchange::table::{Cell, Column, CsvStyle, Delimiter, Kind, Table, WriteError, to_csv, to_xlsx};
use compline_policy::{Action, ObjectKind};
use compline_store::values;
use compline_words::{Language, Words};

/// Rows of a workbook: more take gigabytes while it is written.
const MOST: usize = 200_000;
/// Rows that are written at a time.
const CHUNK: usize = 10_000;

/// What a table shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BookTable {
    /// The lines of a run.
    Lines(String),
    /// Ranks and totals of a run.
    Ranks(String),
    /// The statements of a run.
    Statements(String),
    /// All open items.
    OpenItems,
    /// Postings of some days.
    Postings(super::BookSpan),
}

/// The form of a table's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// CSV in UTF-8 with decimal points.
    Csv,
    /// A workbook.
    Xlsx,
}

impl Office {
    /// A table as a file.
    ///
    /// # Errors
    /// Where there is no such thing, or it is too large for a workbook.
    pub async fn book_table(&self, author: &Author, what: &BookTable, form: Form) -> Result<BookFile, OfficeError> {
        self.allow(author, Action::ExportBooks, ObjectKind::Company, &author.company, &[])?;
        let company = &author.company;
        let words = self.words_of(author).await?;
        let (name, bytes) = match what {
            BookTable::Lines(run) => ("lines", self.lines_table(words, company, run, form).await?),
            BookTable::Ranks(run) => {
                self.run(company, run).await?;
                let rows = self.run_partners(run, &RunFilter::default(), 0, i64::MAX).await?;
                let currency = self.programme(company, &self.run(company, run).await?.programme).await?.currency;
                let texts = ["partner", "person", "rank", "reached", "title", "before"];
                let mut table = table(words, "ranks", &texts, &currency);
                table.columns.insert(6, column(words, "lines", Kind::Integer));
                table.rows = rows
                    .into_iter()
                    .map(|row| {
                        vec![
                            Cell::Text(row.partner),
                            Cell::Text(row.person),
                            text(row.rank),
                            text(row.reached),
                            text(row.title),
                            text(row.before),
                            Cell::Integer(row.lines),
                            Cell::Amount(row.amount),
                        ]
                    })
                    .collect();
                ("ranks", written(&table, form, self)?)
            }
            BookTable::Statements(run) => {
                self.run(company, run).await?;
                let rows = self.statements(run, "all", "", 0, i64::MAX).await?;
                let currency = rows.first().map_or_else(|| "EUR".to_owned(), |row| row.currency.clone());
                let texts = ["number", "partner", "person", "state", "tax-category"];
                let mut table = table(words, "statements", &texts, &currency);
                let amount = || Kind::Amount { currency: currency.clone() };
                table.columns.insert(5, column(words, "net", amount()));
                table.columns.insert(6, column(words, "tax", amount()));
                table.rows = rows
                    .into_iter()
                    .map(|row| {
                        vec![
                            text(row.number),
                            Cell::Text(row.partner),
                            Cell::Text(row.person),
                            Cell::Text(row.state),
                            Cell::Text(row.tax_category),
                            Cell::Amount(row.net),
                            Cell::Amount(row.tax),
                            Cell::Amount(row.gross),
                        ]
                    })
                    .collect();
                ("statements", written(&table, form, self)?)
            }
            BookTable::OpenItems => {
                let rows = self.open_items(company, "all", "", 0, i64::MAX).await?;
                let currency = rows.first().map_or_else(|| "EUR".to_owned(), |row| row.currency.clone());
                let mut table = table(words, "open-items", &["reference", "person", "state", "note"], &currency);
                table.columns.insert(4, column(words, "day", Kind::Date));
                table.columns.insert(5, column(words, "rest", Kind::Amount { currency }));
                table.rows = rows
                    .into_iter()
                    .map(|row| {
                        vec![
                            Cell::Text(row.reference),
                            Cell::Text(row.person),
                            Cell::Text(row.state),
                            text(row.note),
                            Cell::Date(row.day),
                            Cell::Amount(row.rest),
                            Cell::Amount(row.amount),
                        ]
                    })
                    .collect();
                ("open-items", written(&table, form, self)?)
            }
            BookTable::Postings(span) => {
                let (postings, _) = self.span(author, span).await?;
                ("postings", written(&journal_table(words, &postings), form, self)?)
            }
        };
        let end = if form == Form::Csv { "csv" } else { "xlsx" };
        self.note(author, "export-books", ObjectKind::Company.name(), company, &name).await?;
        Ok(BookFile { name: format!("{name}.{end}"), bytes })
    }

    /// The words of whoever exports.
    pub(super) async fn words_of(&self, author: &Author) -> Result<Words, OfficeError> {
        // Programs look for columns by name, whoever's key they use.
        if author.key.is_some() {
            return Ok(Words::new(Language::En));
        }
        let sql = "SELECT language FROM users WHERE id = $1";
        let found: Option<(String,)> = self.db().first(sql, values![&author.user]).await?;
        let language = found.and_then(|(tag,)| Language::from_tag(&tag));
        Ok(Words::new(language.unwrap_or(Language::De)))
    }

    /// Lines are no rows of the database: they are read partner by partner, and written some thousand at a time.
    async fn lines_table(&self, words: Words, company: &str, run: &str, form: Form) -> Result<Vec<u8>, OfficeError> {
        let run = self.run(company, run).await?;
        let computed = self.computed(&run).await?;
        let currency = self.programme(company, &run.programme).await?.currency;
        let total = computed.booked.total();
        if form == Form::Xlsx && total > MOST {
            return Err(too_large(total));
        }
        let moment = self.clock().now();
        tokio::task::spawn_blocking(move || {
            let mut table = table(words, "lines", &["partner", "line", "name", "event", "source"], &currency);
            table.columns.insert(5, column(words, "month", Kind::Date));
            let head = to_csv(&table, STYLE).map_err(|error| failed(&error))?;
            let mut out = head.clone();
            for number in 0..computed.company.partners.ids.len() {
                for line in computed.booked.lines(computed.view(), number) {
                    let sale = line.sale.as_ref();
                    table.rows.push(vec![
                        text(line.partner.clone()),
                        Cell::Text(line.id.clone()),
                        Cell::Text(line.name.clone()),
                        text(sale.map(|sale| sale.id.clone())),
                        text(sale.map(|sale| sale.source.clone())),
                        Cell::Date(line.month),
                        Cell::Amount(line.amount),
                    ]);
                }
                if form == Form::Csv && table.rows.len() >= CHUNK {
                    append(&mut out, &mut table, head.len())?;
                }
            }
            if form == Form::Xlsx {
                return to_xlsx(&[table], moment).map_err(|error| failed(&error));
            }
            append(&mut out, &mut table, head.len())?;
            Ok(out)
        })
        .await?
    }
}

const STYLE: CsvStyle = CsvStyle { delimiter: Delimiter::Comma, byte_order_mark: false };

/// Writes the rows behind what is there, without their head.
fn append(out: &mut Vec<u8>, table: &mut Table, head: usize) -> Result<(), OfficeError> {
    let bytes = to_csv(table, STYLE).map_err(|error| failed(&error))?;
    out.extend_from_slice(bytes.get(head..).unwrap_or_default());
    table.rows.clear();
    Ok(())
}

/// The journal of the adviser's archive.
pub(super) fn journal(words: Words, postings: &Postings) -> Result<BookFile, OfficeError> {
    let bytes = to_csv(&journal_table(words, postings), STYLE).map_err(|error| failed(&error))?;
    Ok(BookFile { name: "journal.csv".to_owned(), bytes })
}

fn journal_table(words: Words, postings: &Postings) -> Table {
    let currency = postings.first().map_or_else(|| "EUR".to_owned(), |(posting, _)| posting.currency.clone());
    let texts = ["kind", "reference", "text", "account", "person", "author", "hash"];
    let mut table = table(words, "postings", &texts, &currency);
    table.columns.insert(0, column(words, "number", Kind::Integer));
    table.columns.insert(1, column(words, "day", Kind::Date));
    for (posting, lines) in postings {
        for line in lines {
            table.rows.push(vec![
                Cell::Integer(posting.seq),
                Cell::Date(posting.day),
                Cell::Text(posting.kind.clone()),
                Cell::Text(posting.reference.clone()),
                Cell::Text(posting.text.clone()),
                Cell::Text(line.account.clone()),
                text(line.person.clone()),
                Cell::Text(posting.author.clone()),
                Cell::Text(posting.hash.clone()),
                Cell::Amount(line.amount),
            ]);
        }
    }
    table
}

/// A table of texts, and an amount at the end; titles in the language of whoever exports it.
pub(super) fn table(words: Words, title: &str, texts: &[&str], currency: &str) -> Table {
    let mut columns: Vec<Column> = texts.iter().map(|name| column(words, name, Kind::Text)).collect();
    columns.push(column(words, "amount", Kind::Amount { currency: currency.to_owned() }));
    Table { title: words.say(&format!("table-{title}")), columns, rows: Vec::new() }
}

fn column(words: Words, name: &str, kind: Kind) -> Column {
    let title = words.say(&format!("column-{name}"));
    match &kind {
        Kind::Amount { currency } => Column::new(format!("{title} ({currency})"), kind),
        _ => Column::new(title, kind),
    }
}

/// A table as CSV.
pub(super) fn csv(table: &Table) -> Result<Vec<u8>, OfficeError> {
    to_csv(table, STYLE).map_err(|error| failed(&error))
}

fn written(table: &Table, form: Form, office: &Office) -> Result<Vec<u8>, OfficeError> {
    match form {
        Form::Csv => csv(table),
        Form::Xlsx if table.rows.len() > MOST => Err(too_large(table.rows.len())),
        Form::Xlsx => to_xlsx(std::slice::from_ref(table), office.clock().now()).map_err(|error| failed(&error)),
    }
}

fn text(text: Option<String>) -> Cell {
    text.map_or(Cell::Empty, Cell::Text)
}

fn failed(error: &WriteError) -> OfficeError {
    OfficeError::File(error.to_string())
}

fn too_large(rows: usize) -> OfficeError {
    let wrong = FieldError::new("form", "error-export-too-large").with("rows", rows).with("most", MOST);
    OfficeError::Input(vec![wrong])
}
