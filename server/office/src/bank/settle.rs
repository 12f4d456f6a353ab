//! Entries of the bank account against payments that are ordered.

use super::{BankEntry, BankImport, Difference, ENTRIES};
use crate::companies::LegalEntity;
use crate::error::OfficeError;
use crate::learn::Learning;
use crate::ledger::{Account, NewPosting};
use crate::payments::{BatchItem, batch_is_paid, item_ends};
use compline_store::{FromRow, Tx, values};
use std::collections::BTreeSet;

/// A payment with what has to be known of its batch.
#[derive(Clone, Debug, FromRow)]
pub(super) struct ItemOfBatch {
    pub(super) batch: String,
    pub(super) n: i64,
    pub(super) end_to_end: String,
    pub(super) person: String,
    pub(super) amount: i64,
    pub(super) holder: String,
    pub(super) iban: String,
    pub(super) state: String,
    pub(super) batch_state: String,
    pub(super) number: i64,
    pub(super) currency: String,
}

const ITEMS: &str = "SELECT i.batch, i.n, i.end_to_end, i.person, i.amount, i.holder, i.iban, i.state, \
                     b.state AS batch_state, b.number, b.currency FROM batch_items i JOIN batches b ON b.id = i.batch";

impl ItemOfBatch {
    /// As other parts of the office know it.
    pub(super) fn item(&self) -> BatchItem {
        BatchItem {
            batch: self.batch.clone(),
            n: self.n,
            end_to_end: self.end_to_end.clone(),
            person: self.person.clone(),
            amount: self.amount,
            holder: self.holder.clone(),
            iban: self.iban.clone(),
            bic: None,
            state: self.state.clone(),
            reason: None,
        }
    }

    pub(super) fn difference(&self, name: &str, found: Option<i64>, text: &str) -> Difference {
        Difference {
            name: name.to_owned(),
            object: self.end_to_end.clone(),
            expected: Some(self.amount),
            found,
            text: text.to_owned(),
        }
    }

    /// Whether it pays an open item.
    pub(super) async fn pays(&self, tx: &mut Tx, open_item: &str) -> Result<bool, OfficeError> {
        let sql =
            "SELECT CAST(COUNT(*) AS BIGINT) FROM batch_item_parts WHERE batch = $1 AND n = $2 AND open_item = $3";
        Ok(tx.number(sql, values![&self.batch, self.n, open_item]).await? > 0)
    }
}

/// A payment of a legal entity by the id that the bank gives back.
pub(super) async fn find_item(
    tx: &mut Tx,
    company: &str,
    legal_entity: &str,
    end_to_end: &str,
) -> Result<Option<ItemOfBatch>, OfficeError> {
    let sql = format!("{ITEMS} WHERE b.company = $1 AND b.legal_entity = $2 AND i.end_to_end = $3");
    Ok(tx.first(compline_store::AssertSqlSafe(sql), values![company, legal_entity, end_to_end]).await?)
}

/// The payments of a batch.
pub(super) async fn items_of_batch(tx: &mut Tx, batch: &str) -> Result<Vec<ItemOfBatch>, OfficeError> {
    let sql = format!("{ITEMS} WHERE i.batch = $1 ORDER BY i.n");
    Ok(tx.all(compline_store::AssertSqlSafe(sql), values![batch]).await?)
}

/// What an entry turns out to be.
enum Verdict {
    /// A payment has this end.
    Payment(ItemOfBatch, &'static str),
    /// These payments of a batch have this end.
    Batch(String, Vec<ItemOfBatch>, &'static str),
    /// Another format told of the same booking before.
    SeenBefore,
    /// Nothing that could be decided here: name, what was expected.
    Unmatched(&'static str, Option<i64>),
}

/// Tries all unmatched entries of a legal entity. Debits come first: what came back has to be paid before.
pub(super) async fn settle_entries(
    learning: &mut Learning,
    entity: &LegalEntity,
    file: &str,
    touched: &mut BTreeSet<String>,
    out: &mut BankImport,
) -> Result<(), OfficeError> {
    let sql = format!(
        "{ENTRIES} WHERE legal_entity = $1 AND state = 'unmatched' \
         ORDER BY CASE WHEN amount < 0 THEN 0 ELSE 1 END, day, import_key, n"
    );
    let entries: Vec<BankEntry> = learning.tx.all(compline_store::AssertSqlSafe(sql), values![&entity.id]).await?;
    for entry in entries {
        let new = entry.reason.as_deref() == Some(file);
        let (state, matched, reason) = match judge(learning, entity, &entry).await? {
            Verdict::Payment(item, end) => {
                let reason = entry.returned_for.as_deref().unwrap_or_default();
                item_ends(learning, &item.item(), end, reason).await?;
                post(learning, entity, &entry, std::slice::from_ref(&item), out).await?;
                touched.insert(item.batch.clone());
                ("matched", Some(format!("payment:{}", item.end_to_end)), None)
            }
            Verdict::Batch(batch, items, end) => {
                if end == "paid" {
                    batch_is_paid(learning, &batch).await?;
                } else {
                    for item in &items {
                        item_ends(learning, &item.item(), end, "batch").await?;
                    }
                }
                post(learning, entity, &entry, &items, out).await?;
                touched.insert(batch.clone());
                ("matched", Some(format!("batch:{batch}")), None)
            }
            Verdict::SeenBefore => ("ignored", None, Some("seen-before")),
            Verdict::Unmatched(name, expected) => {
                if new {
                    out.unmatched += 1;
                    out.differences.push(Difference {
                        name: name.to_owned(),
                        object: entry.end_to_end.clone().unwrap_or_else(|| entry.import_key.clone()),
                        expected,
                        found: Some(entry.amount),
                        text: entry.counterparty.clone().unwrap_or_else(|| entry.text.clone()),
                    });
                }
                ("unmatched", None, Some(name))
            }
        };
        if state == "unmatched" && entry.reason.as_deref() == reason {
            continue;
        }
        let sql = "UPDATE bank_entries SET state = $4, matched_to = $5, reason = $6 \
                   WHERE legal_entity = $1 AND import_key = $2 AND n = $3";
        let values = values![&entity.id, &entry.import_key, entry.n, state, matched, reason.map(str::to_owned)];
        learning.tx.run(sql, values).await?;
    }
    Ok(())
}

/// Ends the batches that have no payment left at the bank; their ids.
pub(super) async fn close_batches(
    learning: &mut Learning,
    touched: &BTreeSet<String>,
) -> Result<Vec<String>, OfficeError> {
    let mut ended = Vec::new();
    for batch in touched {
        let sql = "UPDATE batches SET state = CASE WHEN EXISTS (SELECT 1 FROM batch_items i WHERE i.batch = $1 \
                   AND i.state IN ('paid', 'returned')) THEN 'settled' ELSE 'rejected' END WHERE id = $1 \
                   AND state = 'released' AND NOT EXISTS (SELECT 1 FROM batch_items i WHERE i.batch = $1 AND i.state = 'ordered')";
        if learning.tx.run(sql, values![batch]).await? > 0 {
            ended.push(batch.clone());
        }
    }
    Ok(ended)
}

async fn judge(learning: &mut Learning, entity: &LegalEntity, entry: &BankEntry) -> Result<Verdict, OfficeError> {
    let company = learning.author.company.clone();
    let tx = &mut learning.tx;
    let nothing = Verdict::Unmatched(if entry.amount < 0 { "unknown" } else { "incoming" }, None);
    if entry.currency != entity.currency {
        return Ok(Verdict::Unmatched("other-currency", None));
    }
    if entry.amount < 0 && entry.returned_for.is_some() {
        return Ok(nothing);
    }
    if let Some(id) = &entry.end_to_end {
        let Some(item) = find_item(tx, &company, &entity.id, id).await? else { return Ok(nothing) };
        return payment(tx, entity, entry, item).await;
    }
    let Some(name) = &entry.payment else { return Ok(nothing) };
    let sql = "SELECT id, state FROM batches WHERE company = $1 AND legal_entity = $2 AND (message_id = $3 OR message_id || '-1' = $3)";
    let found: Option<(String, String)> = tx.first(sql, values![&company, &entity.id, name]).await?;
    let Some((batch, state)) = found else { return Ok(nothing) };
    if state == "created" {
        return Ok(Verdict::Unmatched("not-released", None));
    }
    whole_batch(tx, entity, entry, batch).await
}

async fn payment(
    tx: &mut Tx,
    entity: &LegalEntity,
    entry: &BankEntry,
    item: ItemOfBatch,
) -> Result<Verdict, OfficeError> {
    let moved = entry.amount.checked_abs().ok_or(OfficeError::Overflow("a bank entry"))?;
    let debit = entry.amount < 0;
    if item.batch_state == "created" {
        return Ok(Verdict::Unmatched("not-released", Some(item.amount)));
    }
    let (ready, end) = if debit { ("ordered", "paid") } else { ("paid", "returned") };
    if item.state == ready {
        return Ok(if moved == item.amount {
            Verdict::Payment(item, end)
        } else {
            Verdict::Unmatched("amount-differs", Some(item.amount))
        });
    }
    let name = match (debit, item.state.as_str()) {
        (true, "rejected") => "paid-after-rejection",
        (true, _) => "already-paid",
        (false, "ordered") => "not-yet-paid",
        (false, "rejected") => "returned-after-rejection",
        (false, _) => "already-returned",
    };
    let again = matches!(name, "already-paid" | "already-returned") && moved == item.amount;
    if again && seen_before(tx, entity, entry, &item).await? {
        return Ok(Verdict::SeenBefore);
    }
    Ok(Verdict::Unmatched(name, Some(item.amount)))
}

/// Whether another format has told of the booking of a payment before, and this one has not yet.
async fn seen_before(
    tx: &mut Tx,
    entity: &LegalEntity,
    entry: &BankEntry,
    item: &ItemOfBatch,
) -> Result<bool, OfficeError> {
    let sign = entry.amount.signum();
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM bank_entries WHERE legal_entity = $1 AND state = 'matched' AND source <> $2 \
               AND amount * $3 > 0 AND matched_to IN ($4, $5)";
    let payment = format!("payment:{}", item.end_to_end);
    let batch = format!("batch:{}", item.batch);
    let told = tx.number(sql, values![&entity.id, &entry.source, sign, payment, batch]).await?;
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM bank_entries WHERE legal_entity = $1 AND reason = 'seen-before' \
               AND source = $2 AND amount * $3 > 0 AND end_to_end = $4";
    let here = tx.number(sql, values![&entity.id, &entry.source, sign, &item.end_to_end]).await?;
    Ok(told > here)
}

async fn whole_batch(
    tx: &mut Tx,
    entity: &LegalEntity,
    entry: &BankEntry,
    batch: String,
) -> Result<Verdict, OfficeError> {
    let moved = entry.amount.checked_abs().ok_or(OfficeError::Overflow("a bank entry"))?;
    let (ready, end) = if entry.amount < 0 { ("ordered", "paid") } else { ("paid", "returned") };
    let mut items = items_of_batch(tx, &batch).await?;
    items.retain(|item| item.state == ready);
    let mut sum = 0_i64;
    for item in &items {
        sum = sum.checked_add(item.amount).ok_or(OfficeError::Overflow("a payment batch"))?;
    }
    if !items.is_empty() && sum == moved {
        return Ok(Verdict::Batch(batch, items, end));
    }
    // The other format may have told of its payments one by one.
    let sql = "SELECT CAST(COALESCE(SUM(e.amount), 0) AS BIGINT) FROM bank_entries e JOIN batch_items i \
               ON e.matched_to = 'payment:' || i.end_to_end WHERE i.batch = $1 AND e.legal_entity = $2 AND e.state = 'matched' \
               AND e.source <> $3 AND e.amount * $4 > 0";
    let told = tx.number(sql, values![&batch, &entity.id, &entry.source, entry.amount.signum()]).await?;
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM bank_entries WHERE legal_entity = $1 AND reason = 'seen-before' AND source = $2 \
               AND amount = $3 AND payment = $4";
    let here = tx.number(sql, values![&entity.id, &entry.source, entry.amount, entry.payment.clone()]).await?;
    if told == entry.amount && here == 0 {
        return Ok(Verdict::SeenBefore);
    }
    let name = if items.is_empty() { "batch-ended" } else { "batch-sum-differs" };
    Ok(Verdict::Unmatched(name, Some(sum)))
}

/// Posts an entry that ends payments: money leaves the transit account for the bank, or comes back to be owed.
async fn post(
    learning: &mut Learning,
    entity: &LegalEntity,
    entry: &BankEntry,
    items: &[ItemOfBatch],
    out: &mut BankImport,
) -> Result<(), OfficeError> {
    let overflow = || OfficeError::Overflow("a bank entry");
    let mut lines = vec![(Account::Bank, None, entry.amount)];
    let count = items.len() as i64;
    if entry.amount < 0 {
        let moved = entry.amount.checked_neg().ok_or_else(overflow)?;
        lines.push((Account::Transit, None, moved));
        out.paid += count;
        out.paid_sum = out.paid_sum.checked_add(moved).ok_or_else(overflow)?;
    } else {
        for item in items {
            let owed = item.amount.checked_neg().ok_or_else(overflow)?;
            lines.push((Account::Partner, Some(item.person.clone()), owed));
        }
        out.returned += count;
        out.returned_sum = out.returned_sum.checked_add(entry.amount).ok_or_else(overflow)?;
    }
    let text = match items {
        [one] => one.holder.clone(),
        _ => format!("SEPA {count}"),
    };
    let posting = NewPosting {
        day: entry.day,
        kind: if entry.amount < 0 { "paid" } else { "returned" },
        object: format!("{}|{}", entry.import_key, entry.n),
        reference: items.first().map(|item| format!("{:05}", item.number)).unwrap_or_default(),
        text,
        currency: entry.currency.clone(),
        lines,
    };
    learning.post(&entity.id, &[posting]).await?;
    Ok(())
}
