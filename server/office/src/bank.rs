//! What the bank says: status reports (`pain.002`) and account statements (`camt.053`, `camt.054`).
//!
//! A file is taken in whole or not at all, in one transaction. Entries become rows first; then every row that is
//! unmatched, new or old, is tried against the payments that are ordered. So it does not matter in which order a batch's
//! debit, a status report and a return arrive. What does not fit exactly is never guessed: it stays unmatched with its
//! reason until somebody matches it to an open item or ignores it.
//!
//! A payment ends once: only one that is `ordered` can be paid or rejected, only one that is `paid` can come back.

mod file;
mod report;
mod settle;
mod undo;

use crate::error::{FieldError, OfficeError};
use crate::learn::Learning;
use crate::ledger::{Account, NewPosting};
use crate::office::Office;
use crate::payments::item_ends;
use crate::receipts::settle_incoming;
use crate::who::Author;
use chrono::{DateTime, NaiveDate, Utc};
use compline_policy::{Action, ObjectKind};
use compline_store::{FromRow, values};
use serde::{Deserialize, Serialize};
use settle::{ItemOfBatch, close_batches, find_item, settle_entries};
use std::collections::BTreeSet;

/// What came of a bank's file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankImport {
    /// The file's hash in the archive.
    pub file: String,
    /// The format: `pain.002`, `camt.053`, `camt.054`.
    pub format: String,
    /// The bank's id of the file.
    pub message_id: String,
    /// Whether the same file was taken in before: then nothing has changed, and this is what came of it then.
    pub known: bool,
    /// Entries that were new.
    pub entries: i64,
    /// Entries that another file has brought before.
    pub known_entries: i64,
    /// Entries that are not booked yet; they come again.
    pub not_booked: i64,
    /// Payments that are paid now, and their sum. Payments of earlier files that only now could be matched count too.
    pub paid: i64,
    /// Their sum.
    pub paid_sum: i64,
    /// Payments that came back.
    pub returned: i64,
    /// Their sum.
    pub returned_sum: i64,
    /// Payments that the bank refused.
    pub rejected: i64,
    /// Their sum.
    pub rejected_sum: i64,
    /// Payments that the bank says it will pay or has paid; an account statement has to show it.
    pub accepted: i64,
    /// Incoming entries that pay orders: those whose number the payer has written.
    #[serde(default)]
    pub receipts: i64,
    /// Their sum.
    #[serde(default)]
    pub receipts_sum: i64,
    /// New entries that nothing was found for.
    pub unmatched: i64,
    /// Batches of which every payment has ended now.
    pub ended_batches: Vec<String>,
    /// Whatever is not as it should be.
    pub differences: Vec<Difference>,
}

/// Something in a bank's file that does not fit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// A stable name; `bank-difference-` and the name is the key of the words catalogue.
    pub name: String,
    /// What it is about: the id of a payment, of a batch, or the import key of an entry.
    pub object: String,
    /// What was expected, in the currency's smallest unit.
    pub expected: Option<i64>,
    /// What the bank says.
    pub found: Option<i64>,
    /// The bank's words: a reason, a name.
    pub text: String,
}

/// A file of the bank that was taken in.
#[derive(Clone, Debug, Serialize)]
pub struct BankFile {
    /// Its hash in the archive.
    pub hash: String,
    /// Its name.
    pub name: String,
    /// What came of it.
    pub result: BankImport,
    /// Who imported it.
    pub imported_by: String,
    /// When.
    pub imported_at: DateTime<Utc>,
}

/// A payment that did not arrive.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct FailedPayment {
    /// The batch.
    pub batch: String,
    /// Its number.
    pub number: i64,
    /// The legal entity that ordered it.
    pub legal_entity: String,
    /// The currency.
    pub currency: String,
    /// Its place in the batch.
    pub n: i64,
    /// The id that the bank gives back.
    pub end_to_end: String,
    /// The person.
    pub person: String,
    /// The holder of the account.
    pub holder: String,
    /// The amount.
    pub amount: i64,
    /// `rejected` or `returned`.
    pub state: String,
    /// Why.
    pub reason: Option<String>,
    /// What of its open items is to be paid again.
    pub open: i64,
    /// The number of the batch that pays it again, if one does.
    pub again: Option<i64>,
}

/// An entry of the bank account.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct BankEntry {
    /// The entry is known by this.
    pub import_key: String,
    /// Its transaction, from 1.
    pub n: i64,
    /// The account.
    pub account: String,
    /// The day of booking.
    pub day: NaiveDate,
    /// Positive onto the account.
    pub amount: i64,
    /// The currency.
    pub currency: String,
    /// The id that it was ordered with.
    pub end_to_end: Option<String>,
    /// Who paid or was paid.
    pub counterparty: Option<String>,
    /// Their account.
    pub iban: Option<String>,
    /// What the bank says of it.
    pub text: String,
    /// Of a payment that came back: why.
    pub returned_for: Option<String>,
    /// The batch that the bank names.
    pub payment: Option<String>,
    /// The format that told of it.
    pub source: String,
    /// `matched`, `unmatched`, `ignored`.
    pub state: String,
    /// What it is matched to: `payment:`, `batch:` or `item:` and an id.
    pub matched_to: Option<String>,
    /// Why it is unmatched (the name of a [`Difference`]) or ignored.
    pub reason: Option<String>,
}

pub(crate) const ENTRIES: &str = "SELECT import_key, n, account, day, amount, currency, end_to_end, counterparty, iban, text, \
                       returned_for, payment, source, state, matched_to, reason FROM bank_entries";

impl Office {
    /// Takes in a bank's file; its namespace says what it is.
    ///
    /// # Errors
    /// Where it cannot be read, cannot be true, or is about an account or a payment file of nobody here.
    pub async fn import_bank_file(&self, author: &Author, name: &str, bytes: &[u8]) -> Result<BankImport, OfficeError> {
        self.allow(author, Action::ImportBankStatement, ObjectKind::Company, &author.company, &[])?;
        let hash = compline_store::hash(bytes);
        if let Some(known) = self.known_file(&author.company, &hash).await? {
            return Ok(known);
        }
        let owned = bytes.to_vec();
        let read = tokio::task::spawn_blocking(move || file::read(&owned)).await??;
        let entities = self.legal_entities(&author.company).await?;
        let payables = self.payables(&author.company).await?;
        self.archive().put(bytes.to_vec()).await?;
        let mut learning = self.learn(author, "bank file").await?;
        // Whoever came first holds the company's number: the same file at the same time is seen here.
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM bank_files WHERE company = $1 AND hash = $2";
        if learning.tx.number(sql, values![&author.company, &hash]).await? > 0 {
            drop(learning);
            let known = self.known_file(&author.company, &hash).await?;
            return known.ok_or_else(|| OfficeError::missing("bank file", &hash));
        }
        let mut out = BankImport { file: hash.clone(), ..BankImport::default() };
        let mut touched = BTreeSet::new();
        let concerned = match &read {
            file::Read::Report(report) => {
                out.format = "pain.002".to_owned();
                out.message_id.clone_from(&report.original_message_id);
                let today = self.clock().today();
                let batch = report::apply(&mut learning, report, today, &mut out).await?;
                touched.insert(batch.id);
                BTreeSet::from([batch.legal_entity])
            }
            file::Read::Statement(message) => {
                out.format = file::source(message.kind).to_owned();
                out.message_id.clone_from(&message.id);
                file::store(&mut learning, message, &entities, self.clock().today(), &mut out).await?
            }
        };
        for entity in entities.iter().filter(|entity| concerned.contains(&entity.id)) {
            settle_entries(&mut learning, entity, &hash, &mut touched, &mut out).await?;
            let (count, sum, matched) = settle_incoming(&mut learning, &entity.id, &payables).await?;
            out.receipts += count;
            out.receipts_sum =
                out.receipts_sum.checked_add(sum).ok_or(OfficeError::Overflow("receipts of a bank file"))?;
            let before = out.differences.len();
            out.differences.retain(|one| one.name != "incoming" || !matched.contains(&one.object));
            let gone = before.saturating_sub(out.differences.len());
            out.unmatched = out.unmatched.saturating_sub(i64::try_from(gone).unwrap_or(0));
        }
        out.ended_batches = close_batches(&mut learning, &touched).await?;
        let result = serde_json::to_string(&out).map_err(|error| OfficeError::damaged("bank file", error))?;
        let sql = "INSERT INTO bank_files (company, hash, name, result, imported_by, imported_at) VALUES ($1, $2, $3, $4, $5, $6)";
        let values = values![&author.company, &hash, name, result, &author.user, learning.at];
        learning.tx.run(sql, values).await?;
        learning.note("import-bank-statement", ObjectKind::BankStatement, &hash, &out).await?;
        learning.commit().await?;
        Ok(out)
    }

    async fn known_file(&self, company: &str, hash: &str) -> Result<Option<BankImport>, OfficeError> {
        let sql = "SELECT result FROM bank_files WHERE company = $1 AND hash = $2";
        let found: Option<(String,)> = self.db().first(sql, values![company, hash]).await?;
        let Some((result,)) = found else { return Ok(None) };
        let known: BankImport =
            serde_json::from_str(&result).map_err(|error| OfficeError::damaged("bank file", error))?;
        Ok(Some(BankImport { known: true, ..known }))
    }

    /// The bank files that were taken in, the latest first: name, who and when, what came of it.
    ///
    /// # Errors
    /// Of the database.
    pub async fn bank_files(&self, company: &str, skip: i64, most: i64) -> Result<Vec<BankFile>, OfficeError> {
        let sql = "SELECT hash, name, result, imported_by, imported_at FROM bank_files WHERE company = $1 \
                   ORDER BY imported_at DESC, hash LIMIT $2 OFFSET $3";
        let rows: Vec<(String, String, String, String, DateTime<Utc>)> =
            self.db().all(sql, values![company, most, skip]).await?;
        let file = |(hash, name, result, imported_by, imported_at): (_, _, String, _, _)| {
            let result = serde_json::from_str(&result).map_err(|error| OfficeError::damaged("bank file", error))?;
            Ok(BankFile { hash, name, result, imported_by, imported_at })
        };
        rows.into_iter().map(file).collect()
    }

    /// Payments that the bank has rejected or sent back, the latest batch first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn failed_payments(
        &self,
        company: &str,
        skip: i64,
        most: i64,
    ) -> Result<Vec<FailedPayment>, OfficeError> {
        let sql = "SELECT b.id AS batch, b.number, b.legal_entity, b.currency, i.n, i.end_to_end, i.person, i.holder, i.amount, \
                   i.state, i.reason, CAST(COALESCE((SELECT SUM(o.rest) FROM batch_item_parts p JOIN open_items o ON o.id = p.open_item \
                   WHERE p.batch = i.batch AND p.n = i.n AND o.state IN ('open', 'held', 'disputed')), 0) AS BIGINT) AS open, \
                   (SELECT MAX(c.number) FROM batch_item_parts p JOIN batch_item_parts q ON q.open_item = p.open_item \
                   JOIN batches c ON c.id = q.batch JOIN batch_items j ON j.batch = q.batch AND j.n = q.n \
                   WHERE p.batch = i.batch AND p.n = i.n AND c.number > b.number AND j.state IN ('ordered', 'paid')) AS again \
                   FROM batch_items i JOIN batches b ON b.id = i.batch WHERE b.company = $1 AND i.state IN ('rejected', 'returned') \
                   ORDER BY b.number DESC, i.n LIMIT $2 OFFSET $3";
        Ok(self.db().all(sql, values![company, most, skip]).await?)
    }

    /// Entries of a legal entity's bank accounts: `all`, or those of a state; the latest first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn bank_entries(
        &self,
        company: &str,
        legal_entity: &str,
        state: &str,
        skip: i64,
        most: i64,
    ) -> Result<Vec<BankEntry>, OfficeError> {
        let sql = format!(
            "{ENTRIES} WHERE company = $1 AND legal_entity = $2 AND ($3 = 'all' OR state = $3) \
             ORDER BY day DESC, import_key, n LIMIT $4 OFFSET $5"
        );
        let values = values![company, legal_entity, state, most, skip];
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values).await?)
    }

    /// Matches an entry by hand to an open item: what was paid reduces what is owed, what came back raises it. Where the
    /// bank paid another amount than was ordered, the rest stays open, or becomes a claim of the company; where less came
    /// back than was paid, the fee goes to the clearing account and all is owed again.
    ///
    /// # Errors
    /// Where the entry is matched already, or is that of a whole batch.
    pub async fn match_entry(
        &self,
        author: &Author,
        legal_entity: &str,
        (import_key, n): (&str, i64),
        open_item: &str,
    ) -> Result<(), OfficeError> {
        self.allow(author, Action::MatchPayment, ObjectKind::OpenItem, open_item, &[])?;
        let mut learning = self.learn(author, "bank entry matched").await?;
        let entry = unmatched(&mut learning, legal_entity, import_key, n).await?;
        if entry.end_to_end.is_none() && entry.payment.is_some() {
            return Err(OfficeError::State {
                what: "the entry",
                state: "that of a whole batch".to_owned(),
                cure: "import the bank's status report, or mark the payments that the bank has refused",
            });
        }
        let sql =
            "SELECT person, currency, reference FROM open_items WHERE company = $1 AND legal_entity = $2 AND id = $3";
        let item: Option<(String, String, String)> =
            learning.tx.first(sql, values![&author.company, legal_entity, open_item]).await?;
        let (person, currency, reference) = item.ok_or_else(|| OfficeError::missing("open item", open_item))?;
        if currency != entry.currency {
            return Err(OfficeError::Input(vec![
                FieldError::new("open_item", "error-other-currency").with("currency", &entry.currency),
            ]));
        }
        let payment = match &entry.end_to_end {
            Some(id) => find_item(&mut learning.tx, &author.company, legal_entity, id).await?,
            None => None,
        };
        let part = match payment {
            Some(payment) => payment.pays(&mut learning.tx, open_item).await?.then_some(payment),
            None => None,
        };
        let before = undo::matched_times(&mut learning, legal_entity, (import_key, n)).await?;
        let lines = hand(&mut learning, &entry, part.as_ref(), open_item, &person).await?;
        let kind = if entry.amount < 0 { "paid" } else { "returned" };
        let posting = NewPosting {
            day: entry.day,
            kind,
            object: undo::object(import_key, n, before),
            reference,
            text: entry.counterparty.clone().unwrap_or_else(|| entry.text.clone()),
            currency,
            lines,
        };
        learning.post(legal_entity, &[posting]).await?;
        let sql = "UPDATE bank_entries SET state = 'matched', matched_to = $4, reason = 'by-hand' \
                   WHERE legal_entity = $1 AND import_key = $2 AND n = $3";
        learning.tx.run(sql, values![legal_entity, import_key, n, format!("item:{open_item}")]).await?;
        if let Some(payment) = &part {
            close_batches(&mut learning, &BTreeSet::from([payment.batch.clone()])).await?;
        }
        let note = serde_json::json!({ "entry": import_key, "n": n, "amount": entry.amount });
        learning.note("match-payment", ObjectKind::OpenItem, open_item, &note).await?;
        learning.commit().await?;
        Ok(())
    }

    /// Ignores an entry that has nothing to do with payouts.
    ///
    /// # Errors
    /// Without a reason, or where it is matched.
    pub async fn ignore_entry(
        &self,
        author: &Author,
        legal_entity: &str,
        (import_key, n): (&str, i64),
        reason: &str,
    ) -> Result<(), OfficeError> {
        self.allow(author, Action::MatchPayment, ObjectKind::BankStatement, import_key, &[])?;
        if reason.trim().is_empty() {
            return Err(OfficeError::field("reason", "error-reason-missing"));
        }
        let mut learning = self.learn(author, "bank entry ignored").await?;
        unmatched(&mut learning, legal_entity, import_key, n).await?;
        let sql = "UPDATE bank_entries SET state = 'ignored', reason = $4 WHERE legal_entity = $1 AND import_key = $2 AND n = $3";
        learning.tx.run(sql, values![legal_entity, import_key, n, reason]).await?;
        let note = serde_json::json!({ "n": n, "reason": reason });
        learning.note("ignore-bank-entry", ObjectKind::BankStatement, import_key, &note).await?;
        learning.commit().await?;
        Ok(())
    }

    /// Marks a payment that the bank has refused without a status report, such as by telephone. Its items are open
    /// again; entries that could not be matched because of it are tried once more.
    ///
    /// # Errors
    /// Where it is not ordered, or without a reason.
    pub async fn reject_payment(
        &self,
        author: &Author,
        legal_entity: &str,
        end_to_end: &str,
        reason: &str,
    ) -> Result<BankImport, OfficeError> {
        self.allow(author, Action::MatchPayment, ObjectKind::Payment, end_to_end, &[])?;
        if reason.trim().is_empty() {
            return Err(OfficeError::field("reason", "error-reason-missing"));
        }
        let entity = self.legal_entity(&author.company, legal_entity).await?;
        let mut learning = self.learn(author, "payment rejected").await?;
        let item = find_item(&mut learning.tx, &author.company, legal_entity, end_to_end).await?;
        let item = item.ok_or_else(|| OfficeError::missing("payment", end_to_end))?;
        if item.state != "ordered" || item.batch_state != "released" {
            let state = if item.state == "ordered" { item.batch_state } else { item.state };
            return Err(OfficeError::State {
                what: "the payment",
                state,
                cure: "only a payment that the bank still has can be refused",
            });
        }
        let mut out = BankImport::default();
        report::reject(&mut learning, &item, &entity.id, reason, self.clock().today(), &mut out).await?;
        let mut touched = BTreeSet::from([item.batch.clone()]);
        settle_entries(&mut learning, &entity, "", &mut touched, &mut out).await?;
        out.ended_batches = close_batches(&mut learning, &touched).await?;
        let note = serde_json::json!({ "reason": reason, "amount": item.amount });
        learning.note("reject-payment", ObjectKind::Payment, end_to_end, &note).await?;
        learning.commit().await?;
        Ok(out)
    }
}

/// An entry of the author's company.
async fn entry_to_change(
    learning: &mut Learning,
    legal_entity: &str,
    (import_key, n): (&str, i64),
) -> Result<BankEntry, OfficeError> {
    let sql = format!("{ENTRIES} WHERE company = $1 AND legal_entity = $2 AND import_key = $3 AND n = $4");
    let values = values![&learning.author.company, legal_entity, import_key, n];
    let entry: Option<BankEntry> = learning.tx.first(compline_store::AssertSqlSafe(sql), values).await?;
    entry.ok_or_else(|| OfficeError::missing("bank entry", import_key))
}

/// An entry that nobody has matched or ignored, of the author's company.
pub(crate) async fn unmatched(
    learning: &mut Learning,
    legal_entity: &str,
    import_key: &str,
    n: i64,
) -> Result<BankEntry, OfficeError> {
    let entry = entry_to_change(learning, legal_entity, (import_key, n)).await?;
    if entry.state == "unmatched" {
        return Ok(entry);
    }
    Err(OfficeError::State {
        what: "the bank entry",
        state: entry.state,
        cure: "only an unmatched entry can be matched or ignored",
    })
}

/// Changes what is owed as an entry says that somebody matched by hand; the lines of its posting.
async fn hand(
    learning: &mut Learning,
    entry: &BankEntry,
    payment: Option<&ItemOfBatch>,
    open_item: &str,
    person: &str,
) -> Result<Vec<(Account, Option<String>, i64)>, OfficeError> {
    let overflow = || OfficeError::Overflow("a bank entry");
    let moved = entry.amount.checked_neg().ok_or_else(overflow)?;
    let partner = |amount: i64| (Account::Partner, Some(person.to_owned()), amount);
    let mut lines = vec![(Account::Bank, None, entry.amount)];
    match payment {
        Some(payment) if moved > 0 && payment.state == "ordered" && payment.batch_state == "released" => {
            item_ends(learning, &payment.item(), "paid", "").await?;
            let rest = payment.amount.checked_sub(moved).ok_or_else(overflow)?;
            owe(learning, open_item, rest).await?;
            lines.push((Account::Transit, None, payment.amount));
            lines.push(partner(rest.checked_neg().ok_or_else(overflow)?));
        }
        Some(payment) if moved < 0 && payment.state == "paid" => {
            let reason = entry.returned_for.as_deref().unwrap_or("returned");
            item_ends(learning, &payment.item(), "returned", reason).await?;
            lines.push(partner(payment.amount.checked_neg().ok_or_else(overflow)?));
            lines.push((Account::Clearing, None, payment.amount.checked_add(moved).ok_or_else(overflow)?));
        }
        _ => {
            owe(learning, open_item, entry.amount).await?;
            lines.push(partner(moved));
        }
    }
    lines.retain(|(_, _, amount)| *amount != 0);
    Ok(lines)
}

/// Raises what is owed by an open item. One that is in a payment file stays there.
async fn owe(learning: &mut Learning, open_item: &str, by: i64) -> Result<(), OfficeError> {
    let sql = "UPDATE open_items SET rest = rest + $2, state = CASE WHEN state = 'ordered' THEN 'ordered' \
               WHEN rest + $2 = 0 THEN 'settled' WHEN state = 'settled' THEN 'open' ELSE state END WHERE id = $1";
    learning.tx.run(sql, values![open_item, by]).await?;
    Ok(())
}
