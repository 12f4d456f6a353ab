//! Files of banks: recognised, read, and taken apart into rows.

use super::BankImport;
use crate::companies::LegalEntity;
use crate::error::{FieldError, OfficeError};
use crate::learn::Learning;
use chrono::NaiveDate;
use compline_exchange::XmlLimits;
use compline_exchange::bank::MessageError;
use compline_exchange::bank::statement::{self, Entry, EntryStatus, Kind, Message, Statement, Transaction};
use compline_exchange::bank::status_report::StatusReport;
use compline_store::{Value, values};
use std::collections::{BTreeSet, HashSet};

/// What a file is.
pub(super) enum Read {
    Report(StatusReport),
    Statement(Message),
}

/// Recognises and reads a file.
pub(super) fn read(bytes: &[u8]) -> Result<Read, OfficeError> {
    let limits = XmlLimits::default();
    let wrong = |cause: &dyn ToString| {
        OfficeError::Input(vec![FieldError::new("file", "error-bank-file").with("cause", cause.to_string())])
    };
    let message = match statement::read(bytes, &limits) {
        Err(MessageError::Format { found, .. }) if found.contains("pain.002") => {
            return StatusReport::read(bytes, &limits).map(Read::Report).map_err(|error| wrong(&error));
        }
        read => read.map_err(|error| wrong(&error))?,
    };
    if message.kind == Kind::Report {
        return Err(OfficeError::field("file", "error-bank-file-of-the-day"));
    }
    let faults = message.faults();
    if faults.is_empty() {
        return Ok(Read::Statement(message));
    }
    let fields = faults.iter().map(|fault| FieldError::new("file", "error-bank-file").with("cause", fault));
    Err(OfficeError::Input(fields.collect()))
}

/// The name of a format.
pub(super) fn source(kind: Kind) -> &'static str {
    match kind {
        Kind::Report => "camt.052",
        Kind::Statement => "camt.053",
        Kind::Notification => "camt.054",
    }
}

/// Stores the entries that are new, unmatched as yet; the legal entities that they belong to.
pub(super) async fn store(
    learning: &mut Learning,
    message: &Message,
    entities: &[LegalEntity],
    today: NaiveDate,
    out: &mut BankImport,
) -> Result<BTreeSet<String>, OfficeError> {
    let mut concerned = BTreeSet::new();
    let mut wrong = Vec::new();
    for statement in &message.statements {
        let account = statement.account.number();
        let Some(entity) = entities.iter().find(|entity| entity.iban.as_deref() == Some(account)) else {
            wrong.push(FieldError::new("file", "error-bank-account-unknown").with("account", account));
            continue;
        };
        concerned.insert(entity.id.clone());
        let known: Vec<(String,)> = learning
            .tx
            .all(
                "SELECT DISTINCT import_key FROM bank_entries WHERE legal_entity = $1 AND account = $2",
                values![&entity.id, account],
            )
            .await?;
        let known: HashSet<String> = known.into_iter().map(|(key,)| key).collect();
        let mut rows: Vec<Vec<Value>> = Vec::new();
        for (entry, key) in statement.entries.iter().zip(statement.import_keys()) {
            if entry.status != EntryStatus::Booked {
                out.not_booked += 1;
            } else if known.contains(&key) {
                out.known_entries += 1;
            } else {
                out.entries += 1;
                for (n, part) in (1_i64..).zip(parts(statement, entry)?) {
                    let day = entry.booking_date.or(entry.value_date).unwrap_or(today);
                    rows.push(values![
                        &learning.author.company,
                        &entity.id,
                        &key,
                        n,
                        account,
                        day,
                        part.amount,
                        &entry.money.currency,
                        part.end_to_end,
                        part.counterparty,
                        part.iban,
                        part.text,
                        part.returned_for,
                        part.payment,
                        source(message.kind),
                        "unmatched",
                        &out.file,
                        &learning.author.user,
                        learning.at
                    ]);
                }
            }
        }
        learning.tx.insert("bank_entries", &COLUMNS, rows).await?;
    }
    if wrong.is_empty() { Ok(concerned) } else { Err(OfficeError::Input(wrong)) }
}

// Until an entry was tried, its reason is the file that brought it.
const COLUMNS: [&str; 19] = [
    "company",
    "legal_entity",
    "import_key",
    "n",
    "account",
    "day",
    "amount",
    "currency",
    "end_to_end",
    "counterparty",
    "iban",
    "text",
    "returned_for",
    "payment",
    "source",
    "state",
    "reason",
    "imported_by",
    "imported_at",
];

/// A part of an entry that can be matched by itself.
#[derive(Debug, Default)]
struct Part {
    amount: i64,
    end_to_end: Option<String>,
    counterparty: Option<String>,
    iban: Option<String>,
    text: String,
    returned_for: Option<String>,
    payment: Option<String>,
}

/// The parts of an entry. They always sum to the entry: what its transactions leave over is a part too.
fn parts(statement: &Statement, entry: &Entry) -> Result<Vec<Part>, OfficeError> {
    let overflow = || OfficeError::Overflow("a bank entry");
    let total = entry.money.signed();
    let own = |money: &statement::Money| (money.currency == entry.money.currency).then(|| money.signed());
    let mut parts: Vec<Part> = Vec::new();
    match entry.transactions.as_slice() {
        [] => {
            let totals: Option<Vec<i64>> = entry.batches.iter().map(|one| one.total.as_ref().and_then(own)).collect();
            match totals {
                Some(totals) if entry.batches.len() > 1 => {
                    for (batch, amount) in entry.batches.iter().zip(totals) {
                        parts.push(Part { amount, payment: named(batch), ..whole(entry) });
                    }
                }
                _ => parts.push(Part { amount: total, ..whole(entry) }),
            }
        }
        [one] => {
            let amount = one.money.as_ref().and_then(own).unwrap_or(total);
            parts.push(Part { amount, ..part(statement, entry, one) });
        }
        several => {
            let amounts: Option<Vec<i64>> = several.iter().map(|one| one.money.as_ref().and_then(own)).collect();
            match amounts {
                Some(amounts) => parts.extend(
                    several.iter().zip(amounts).map(|(one, amount)| Part { amount, ..part(statement, entry, one) }),
                ),
                None => parts.push(Part { amount: total, ..whole(entry) }),
            }
        }
    }
    let mut left = total;
    for part in &parts {
        left = left.checked_sub(part.amount).ok_or_else(overflow)?;
    }
    if left != 0 {
        // Fees, or transactions that the bank has not listed. It belongs to no batch.
        parts.push(Part { amount: left, payment: None, ..whole(entry) });
    }
    Ok(parts)
}

/// An entry as a whole.
fn whole(entry: &Entry) -> Part {
    let payment = match entry.batches.as_slice() {
        [one] => named(one),
        _ => None,
    };
    let of_transactions: BTreeSet<&String> =
        entry.transactions.iter().filter_map(|one| one.references.payment_information_id.as_ref()).collect();
    let only = if of_transactions.len() == 1 { of_transactions.first().map(|id| (*id).clone()) } else { None };
    Part {
        payment: payment.or(only),
        text: entry.information.clone().unwrap_or_default(),
        returned_for: entry.reversal.then(|| "reversal".to_owned()),
        ..Part::default()
    }
}

fn named(batch: &statement::Batch) -> Option<String> {
    batch.payment_information_id.clone().or_else(|| batch.message_id.clone())
}

/// A transaction of an entry.
fn part(statement: &Statement, entry: &Entry, one: &Transaction) -> Part {
    let party = one.counterparty(entry, &statement.account);
    let whole = whole(entry);
    let reason = one.returned.as_ref().map(|returned| {
        returned.code.clone().or_else(|| returned.proprietary.clone()).unwrap_or_else(|| "returned".to_owned())
    });
    let text = if one.remittance.is_empty() { whole.text.clone() } else { one.remittance.join(" ") };
    Part {
        end_to_end: one.references.end_to_end_id.clone(),
        counterparty: party.and_then(|party| party.name.clone()),
        iban: party.and_then(|party| party.iban.as_ref().map(|iban| iban.as_str().to_owned())),
        text,
        returned_for: reason.or(whole.returned_for),
        payment: one
            .references
            .payment_information_id
            .clone()
            .or_else(|| one.references.message_id.clone())
            .or(whole.payment),
        amount: 0,
    }
}
