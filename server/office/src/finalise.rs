//! Finalising: numbers without gaps, documents rendered and filed, postings, open items.
//!
//! Three parts, each of which can be begun again: one transaction gives all numbers and is the point of no return;
//! then documents are rendered, filed and named by their rows, some at a time; the last transaction posts everything and
//! makes the run final. A crash in between leaves a run that is `finalising`, and the job goes on where it was.

use crate::compute::Computed;
use crate::error::OfficeError;
use crate::inputs::{PaidRow, StateRow, restated_key, state_rows};
use crate::learn::Learning;
use crate::ledger::{Account, NewPosting};
use crate::levels::LevelsDone;
use crate::office::Office;
use crate::open_items::NewItem;
use crate::progress::Progress;
use crate::room::Room;
use crate::runs::{Run, RunState, Step};
use crate::statements::{Desk, SEALED, STATEMENTS, StatementRow};
use crate::who::Author;
use compline_documents as documents;
use compline_policy::{Action, ObjectKind};
use compline_store::{Value, seal, values};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::task::{JoinHandle, JoinSet};

/// How many documents are rendered before their rows are written.
const BATCH: usize = 64;
/// How many lines may be on the documents that are set at a time: each takes some 40 KiB until its document is written.
const MOST_LINES: u64 = 32_768;

/// Desks by the commit up to which people's data are on them.
pub(crate) type Desks = BTreeMap<i64, Arc<Desk>>;

/// What the step `final` left.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FinalDone {
    /// Documents.
    pub documents: i64,
    /// The first number.
    pub first: Option<String>,
    /// The last number.
    pub last: Option<String>,
    /// Gross of all documents.
    pub gross: i64,
    /// The first posting.
    pub first_posting: Option<i64>,
    /// The last posting.
    pub last_posting: Option<i64>,
    /// Places that the plan's rule gave, kept as placements.
    #[serde(default)]
    pub places: i64,
    /// The seal of the documents that the step posted. Steps of earlier versions have none.
    #[serde(default)]
    pub seal: Option<String>,
}

/// What a step that gives numbers left. Steps of earlier versions kept no letterhead.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct NumbersDone {
    /// The statements that got late numbers.
    #[serde(default)]
    pub(crate) ids: Vec<String>,
    /// The hash of the letterhead in the archive.
    #[serde(default)]
    pub(crate) letterhead: Option<String>,
}

impl Office {
    /// Asks for a run to be finalised. `documents` is the number of documents that whoever asks has seen.
    ///
    /// # Errors
    /// Before it is approved, or where the number is another one.
    pub async fn ask_finalise(&self, author: &Author, id: &str, documents: i64) -> Result<String, OfficeError> {
        self.allow(author, Action::FinaliseRun, ObjectKind::Run, id, &[])?;
        let run = self.run(&author.company, id).await?;
        run.require(&[RunState::Approved, RunState::Finalising], "it has to be approved first")?;
        let drafts = self.drafts(id).await?;
        if drafts != documents && run.state == RunState::Approved {
            return Err(OfficeError::Input(vec![
                crate::error::FieldError::new("documents", "error-count-of-documents").with("count", drafts),
            ]));
        }
        self.ask(author, "finalise", id).await
    }

    /// How many documents will get a number.
    ///
    /// # Errors
    /// Of the database.
    pub async fn drafts(&self, run: &str) -> Result<i64, OfficeError> {
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM statements WHERE run = $1 AND state = 'draft'";
        Ok(self.db().number(sql, values![run]).await?)
    }

    pub(crate) async fn finalise(&self, author: &Author, id: &str, progress: &Progress) -> Result<(), OfficeError> {
        let run = self.run(&author.company, id).await?;
        if run.state == RunState::Final {
            return Ok(());
        }
        run.require(&[RunState::Approved, RunState::Finalising], "it has to be approved first")?;
        if run.state == RunState::Approved {
            let letterhead = self.keep_letterhead(&run).await?;
            let step = self.step(author, id, "number").await?;
            step.run.require(&[RunState::Approved], "it has to be approved first")?;
            self.give_numbers(step, RunState::Finalising, &letterhead).await?;
        }
        let desks = self.desks(&run, &self.numbered(id).await?).await?;
        self.file_documents(&run, &desks, progress).await?;
        let step = self.step(author, id, "final").await?;
        if step.run.state == RunState::Final {
            return Ok(());
        }
        step.run.require(&[RunState::Finalising], "it has to be approved first")?;
        let rows = self.numbered(id).await?;
        self.post(step, &desks, &rows).await
    }

    /// The statements of a run that have numbers, in their order.
    pub(crate) async fn numbered(&self, run: &str) -> Result<Vec<StatementRow>, OfficeError> {
        let sql = format!("{STATEMENTS} WHERE run = $1 AND state = 'final' ORDER BY number");
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values![run]).await?)
    }

    /// What statements were written from, by the commit up to which people's data are in them.
    pub(crate) async fn desks(&self, run: &Run, rows: &[StatementRow]) -> Result<Desks, OfficeError> {
        self.desks_of(run, rows, &BTreeMap::new()).await
    }

    /// The same with runs that were computed already, by their ids.
    pub(crate) async fn desks_of(
        &self,
        run: &Run,
        rows: &[StatementRow],
        computed: &BTreeMap<String, Arc<Computed>>,
    ) -> Result<Desks, OfficeError> {
        let mut kept: Vec<NumbersDone> = Vec::new();
        // The latest first; the first one numbered what no later one has.
        for step in self.steps(&run.id).await?.iter().filter(|step| step.step.starts_with("number")) {
            kept.push(step.read()?);
        }
        let mut out = Desks::new();
        for row in rows {
            if let Entry::Vacant(place) = out.entry(row.known_seq) {
                let numbered = kept.iter().find(|step| step.ids.contains(&row.id)).or_else(|| kept.last());
                let letterhead = match numbered.and_then(|step| step.letterhead.as_ref()) {
                    Some(hash) => {
                        let json = self.archive().get(hash).await?;
                        serde_json::from_slice(&json).map_err(|error| OfficeError::damaged("letterhead", error))?
                    }
                    None => self.letterhead(run).await?,
                };
                place.insert(Arc::new(self.desk_of(run, row.known_seq, letterhead, computed).await?));
            }
        }
        Ok(out)
    }

    /// Files the letterhead of the documents that get numbers now; its hash.
    pub(crate) async fn keep_letterhead(&self, run: &Run) -> Result<String, OfficeError> {
        let json = serde_json::to_vec(&self.letterhead(run).await?);
        let json = json.map_err(|error| OfficeError::damaged("letterhead", error))?;
        Ok(self.archive().put(json).await?)
    }

    /// Gives the next numbers to all drafts, and ends the step.
    pub(crate) async fn give_numbers(
        &self,
        mut step: Step,
        state: RunState,
        letterhead: &str,
    ) -> Result<(), OfficeError> {
        let id = step.run.id.clone();
        let sql = format!("{STATEMENTS} WHERE run = $1 AND state = 'draft'");
        let tx = &mut step.learning.tx;
        let mut rows: Vec<StatementRow> = tx.all(compline_store::AssertSqlSafe(sql), values![&id]).await?;
        rows.sort_by(|a, b| {
            let by_partner = compline_runtime::natural_compare(a.partner.as_bytes(), b.partner.as_bytes());
            by_partner.then_with(|| a.part.cmp(&b.part))
        });
        let entity = rows.first().map(|row| row.legal_entity.clone());
        let mut numbers = (None, None);
        if let Some(entity) = entity {
            let count = rows.len() as i64;
            let sql = "UPDATE legal_entities SET next_document = next_document + $2 WHERE id = $1 RETURNING next_document, prefix";
            let next: Option<(i64, String)> = tx.first(sql, values![&entity, count]).await?;
            let (next, prefix) = next.ok_or_else(|| OfficeError::missing("legal entity", &entity))?;
            let today = self.clock().today();
            for (number, row) in (next - count..).zip(&rows) {
                let number = format!("{prefix}{number:06}");
                let sql = "UPDATE statements SET state = 'final', number = $2, issued_on = $3 WHERE id = $1";
                tx.run(sql, values![&row.id, &number, today]).await?;
                numbers = (numbers.0.or(Some(number.clone())), Some(number));
            }
        }
        // With the run all are numbered that will be; which came later has to be known until they are posted.
        let late = rows.iter().filter(|_| state == RunState::Final);
        let ids: Vec<&str> = late.map(|row| row.id.as_str()).collect();
        let result = serde_json::json!({
            "documents": rows.len(), "first": numbers.0, "last": numbers.1, "ids": ids, "letterhead": letterhead
        });
        step.done(state, &result).await
    }

    /// Renders and files the documents that have none yet.
    pub(crate) async fn file_documents(
        &self,
        run: &Run,
        desks: &Desks,
        progress: &Progress,
    ) -> Result<(), OfficeError> {
        let rows = self.numbered(&run.id).await?;
        let total = rows.len() as u64;
        let missing: Vec<StatementRow> = rows.into_iter().filter(|row| row.pdf_hash.is_none()).collect();
        let mut done = total - missing.len() as u64;
        for batch in missing.chunks(BATCH) {
            progress.tell("rendering", done, total);
            // Numbers are given: what is cancelled now goes on when it is asked for again.
            progress.check()?;
            let mut made = Vec::with_capacity(batch.len());
            for part in set(desks, batch, document)? {
                made.extend(part.await??);
            }
            let filed = self.file_all(made).await?;
            let mut tx = self.db().begin().await?;
            for (id, model, pdf) in filed {
                let sql = "UPDATE statements SET model_hash = $2, pdf_hash = $3 WHERE id = $1";
                tx.run(sql, values![id, model, pdf]).await?;
            }
            tx.commit().await?;
            done += batch.len() as u64;
        }
        progress.tell("rendering", total, total);
        Ok(())
    }

    /// Files documents, many at a time: each waits for the disk. Statement, hash of its model, hash of its PDF.
    async fn file_all(&self, made: Vec<Made>) -> Result<Vec<(String, String, String)>, OfficeError> {
        let mut filing = JoinSet::new();
        for (id, model, pdf) in made {
            let office = self.clone();
            filing.spawn(async move {
                let archive = office.archive();
                Ok::<_, OfficeError>((id, archive.put(model).await?, archive.put(pdf).await?))
            });
        }
        let mut filed = Vec::with_capacity(filing.len());
        while let Some(one) = filing.join_next().await {
            filed.push(one??);
        }
        // Rows are written in one order, whichever file was done first.
        filed.sort();
        Ok(filed)
    }

    /// Posts documents, and makes the run final; where it is final already, those that came later.
    pub(crate) async fn post(&self, mut step: Step, desks: &Desks, rows: &[StatementRow]) -> Result<(), OfficeError> {
        let first = step.run.state != RunState::Final;
        let programme = self.programme(&step.run.company, &step.run.programme).await?;
        let entity = &programme.legal_entity;
        let mut postings = Vec::with_capacity(rows.len());
        let mut claims = Vec::with_capacity(rows.len());
        let mut gross = 0_i64;
        // Those that have what stands beside the plan: of a person's documents one at most.
        let mut carrying = Vec::new();
        for row in rows {
            let model = desk(desks, row)?.model(row)?;
            if !model.entries.is_empty() {
                carrying.push(row);
            }
            gross = gross.checked_add(row.gross).ok_or(OfficeError::Overflow("all documents"))?;
            claims.push(model.account.balance);
            postings.push(posting(row, &model)?);
        }
        // A statement of nothing moves nothing.
        let mut moving: Vec<NewPosting> = postings.iter().flatten().cloned().collect();
        let assigned = assignments(desks, &carrying)?;
        moving.extend(assigned.iter().map(|one| one.posting.clone()));
        let numbers = step.learning.post(entity, &moving).await?;
        let mut next = numbers.iter();
        let mut items: Vec<NewItem> = Vec::new();
        for ((row, claim), posting) in rows.iter().zip(&claims).zip(&postings) {
            let Some(posting) = posting.as_ref().and_then(|_| next.next()) else { continue };
            if *claim == 0 {
                continue;
            }
            items.push(NewItem {
                person: row.person.clone(),
                statement: Some(row.id.clone()),
                posting: *posting,
                reference: row.number.clone().unwrap_or_default(),
                day: row.issued_on.ok_or_else(|| OfficeError::damaged("statement", "it has no date"))?,
                currency: row.currency.clone(),
                amount: *claim,
                held: false,
            });
        }
        for (one, posting) in assigned.iter().zip(next) {
            items.push(NewItem {
                person: one.payee.clone(),
                statement: Some(one.statement.clone()),
                posting: *posting,
                reference: one.posting.reference.clone(),
                day: one.posting.day,
                currency: one.posting.currency.clone(),
                amount: one.amount,
                held: false,
            });
        }
        step.learning.open_items(entity, items).await?;
        for row in carrying {
            for entry in desk(desks, row)?.entries_for(&row.person) {
                let sql = "UPDATE entries SET statement = $2 WHERE id = $1";
                step.learning.tx.run(sql, values![&entry.id, &row.id]).await?;
            }
        }
        let mut places = 0_i64;
        let documents: Vec<Vec<Value>> = rows.iter().map(StatementRow::sealed).collect();
        if first {
            let mut runs = vec![step.run.clone()];
            for id in self.gathered(&step.run).await? {
                runs.push(self.run(&step.run.company, &id).await?);
            }
            for run in &runs {
                let computed = self.computed(run).await?;
                let levels: LevelsDone = self.last_step(&run.id, "levels").await?;
                let paid = paid(run, self.paid_with(run, &levels.inputs, &computed).await?);
                let states = states(run, &computed)?;
                step.learning.leave("states", &STATE, states).await?;
                step.learning.leave("paid", &PAID, paid).await?;
                self.leave_restated(&mut step.learning, run).await?;
                places = places.saturating_add(crate::places::keep(&mut step.learning, run, &computed).await?);
            }
        }
        let done = FinalDone {
            documents: rows.len() as i64,
            first: rows.first().and_then(|row| row.number.clone()),
            last: rows.last().and_then(|row| row.number.clone()),
            gross,
            first_posting: numbers.first().copied(),
            last_posting: numbers.last().copied(),
            places,
            seal: Some(seal(&SEALED, &documents)),
        };
        step.done(RunState::Final, &done).await
    }
}

/// Columns of what a period leaves to the next one.
pub(crate) const STATE: [&str; 7] = ["company", "programme", "run", "partner", "state", "value", "as_of"];
/// Columns of what was paid by bonuses that are brought up to date.
pub(crate) const PAID: [&str; 10] =
    ["company", "programme", "run", "line", "bonus", "source", "event", "partner", "amount", "as_of"];

impl Learning {
    /// Writes rows that later runs read.
    pub(crate) async fn leave(
        &mut self,
        table: &'static str,
        columns: &[&'static str],
        rows: Vec<Vec<Value>>,
    ) -> Result<(), OfficeError> {
        let seq = self.seq;
        let columns: Vec<&'static str> = columns.iter().copied().chain(["seq"]).collect();
        let rows = rows.into_iter().map(|row| row.into_iter().chain([Value::from(seq)]).collect());
        self.tx.insert(table, &columns, rows.collect()).await?;
        Ok(())
    }
}

/// A statement with its model and its PDF.
type Made = (String, Vec<u8>, Vec<u8>);

/// A thread that sets documents, and what it makes of each.
type Setting<T> = JoinHandle<Result<Vec<T>, OfficeError>>;

/// Begins to set documents on all processors.
pub(crate) fn set<T: Send + 'static>(
    desks: &Desks,
    rows: &[StatementRow],
    make: fn(&Desk, &StatementRow) -> Result<T, OfficeError>,
) -> Result<Vec<Setting<T>>, OfficeError> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let papers = rows.iter().map(|row| Ok((Arc::clone(desk(desks, row)?), row.clone())));
    let papers = Arc::new(papers.collect::<Result<Vec<_>, OfficeError>>()?);
    // Whoever is free takes the next one: some documents have a thousand times the lines of others.
    let next = Arc::new(AtomicUsize::new(0));
    let room = Arc::new(Room::new(MOST_LINES));
    let begin = |_| {
        let (papers, next, room) = (Arc::clone(&papers), Arc::clone(&next), Arc::clone(&room));
        tokio::task::spawn_blocking(move || {
            let mut made = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some((desk, row)) = papers.get(at) else { return Ok::<_, OfficeError>(made) };
                let _place = room.take(u64::try_from(row.lines).unwrap_or(0));
                made.push(make(desk, row)?);
            }
        })
    };
    Ok((0..threads.min(papers.len())).map(begin).collect())
}

/// What the period leaves to the next one.
pub(crate) fn states(run: &Run, computed: &Computed) -> Result<Vec<Vec<Value>>, OfficeError> {
    Ok(state_values(run, &run.id, state_rows(run, computed)?))
}

/// What bonuses that are brought up to date have paid with this run.
pub(crate) fn paid(run: &Run, rows: Vec<PaidRow>) -> Vec<Vec<Value>> {
    paid_values(run, &run.id, rows)
}

/// The same of a closed run that this run's corrections restate, under the key of both.
pub(crate) fn states_restated(of: &Run, by: &str, computed: &Computed) -> Result<Vec<Vec<Value>>, OfficeError> {
    Ok(state_values(of, &restated_key(&of.id, by), state_rows(of, computed)?))
}

/// What bonuses that are brought up to date come to in a closed run that this run's corrections restate.
pub(crate) fn paid_restated(of: &Run, by: &str, rows: Vec<PaidRow>) -> Vec<Vec<Value>> {
    paid_values(of, &restated_key(&of.id, by), rows)
}

fn state_values(run: &Run, key: &str, rows: Vec<StateRow>) -> Vec<Vec<Value>> {
    let values =
        |row: StateRow| values![&run.company, &run.programme, key, row.partner, row.state, row.value, row.as_of];
    rows.into_iter().map(values).collect()
}

fn paid_values(run: &Run, key: &str, rows: Vec<PaidRow>) -> Vec<Vec<Value>> {
    let values = |row: PaidRow| {
        values![
            &run.company,
            &run.programme,
            key,
            row.line,
            row.bonus,
            row.source,
            row.event,
            row.partner,
            row.amount,
            row.as_of
        ]
    };
    rows.into_iter().map(values).collect()
}

impl Desk {
    /// The document of a numbered statement.
    pub(crate) fn model(&self, row: &StatementRow) -> Result<documents::Statement, OfficeError> {
        let day = row.issued_on.ok_or_else(|| OfficeError::damaged("statement", "it has no day of issue"))?;
        let mut model = self.written(row, day)?.model;
        model.number.clone_from(&row.number);
        if model.totals.gross != row.gross || model.totals.net != row.net {
            let cause =
                format!("{} is {} now and was {} when it was approved", row.partner, model.totals.gross, row.gross);
            return Err(OfficeError::damaged("statement", cause));
        }
        Ok(model)
    }
}

fn desk<'a>(desks: &'a Desks, row: &StatementRow) -> Result<&'a Arc<Desk>, OfficeError> {
    desks.get(&row.known_seq).ok_or_else(|| OfficeError::missing("statement", &row.id))
}

/// Model and PDF of a statement.
pub(crate) fn document(desk: &Desk, row: &StatementRow) -> Result<(String, Vec<u8>, Vec<u8>), OfficeError> {
    let model = desk.model(row)?;
    let json = serde_json::to_vec(&model).map_err(|error| OfficeError::damaged("statement", error))?;
    let pdf = documents::render(&model, documents::Options::default())?;
    Ok((row.id.clone(), json, pdf))
}

/// What is paid to somebody else because of an entry.
struct Assigned {
    payee: String,
    statement: String,
    amount: i64,
    posting: NewPosting,
}

/// The assignments on statements that are final: the amount leaves the clearing account to its payee.
fn assignments(desks: &Desks, rows: &[&StatementRow]) -> Result<Vec<Assigned>, OfficeError> {
    let mut out = Vec::new();
    for row in rows {
        let day = row.issued_on.ok_or_else(|| OfficeError::damaged("statement", "it has no day of issue"))?;
        for entry in desk(desks, row)?.entries_for(&row.person) {
            let Some(payee) = &entry.payee else { continue };
            let amount = entry.amount.checked_neg().ok_or(OfficeError::Overflow("an assignment"))?;
            let posting = NewPosting {
                day,
                kind: "assignment",
                object: entry.id.clone(),
                reference: row.number.clone().unwrap_or_default(),
                text: format!("{} {}", entry.partner, row.period),
                currency: row.currency.clone(),
                lines: vec![(Account::Clearing, None, amount), (Account::Partner, Some(payee.clone()), entry.amount)],
            };
            out.push(Assigned { payee: payee.clone(), statement: row.id.clone(), amount, posting });
        }
    }
    Ok(out)
}

/// The posting of a statement; none where nothing moves.
fn posting(row: &StatementRow, model: &documents::Statement) -> Result<Option<NewPosting>, OfficeError> {
    let overflow = || OfficeError::Overflow("a statement");
    let mut lines = Vec::new();
    let mut add = |account: Account, person: Option<String>, amount: i64| {
        if amount != 0 {
            lines.push((account, person, amount));
        }
    };
    add(Account::Commission, None, row.net);
    let mut owed = 0_i64;
    for part in &model.vat {
        if part.position.category == documents::VatCategory::ReverseCharge {
            // The company owes the tax and deducts it: the rate of its own country.
            let country = &model.buyer.address.country;
            let rates = documents::vat::Rates::of(country)
                .ok_or_else(|| OfficeError::damaged("statement", format!("no VAT rates are known for `{country}`")))?;
            let rate = rates.on(model.service.to, documents::vat::RateKind::Standard);
            let rate = rate.map_err(|error| OfficeError::damaged("statement", error))?;
            owed = documents::vat::tax(part.taxable, rate).map_err(|_| overflow())?;
        } else {
            add(Account::InputTax, None, part.tax);
        }
    }
    add(Account::ReverseInputTax, None, owed);
    add(Account::ReverseTax, None, owed.checked_neg().ok_or_else(overflow)?);
    for entry in model.entries.iter().filter(|entry| entry.vat.is_none()) {
        add(Account::Clearing, None, entry.amount);
    }
    let claim = model.account.balance.checked_neg().ok_or_else(overflow)?;
    add(Account::Partner, Some(row.person.clone()), claim);
    if lines.is_empty() {
        return Ok(None);
    }
    Ok(Some(NewPosting {
        day: model.issued_on,
        kind: "statement",
        object: row.id.clone(),
        reference: row.number.clone().unwrap_or_default(),
        text: format!("{} {}", row.partner, row.period),
        currency: row.currency.clone(),
        lines,
    }))
}
