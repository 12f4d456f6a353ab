//! Status reports: what the bank refuses is open again.

use super::settle::{ItemOfBatch, items_of_batch};
use super::{BankImport, Difference};
use crate::error::{FieldError, OfficeError};
use crate::learn::Learning;
use crate::ledger::{Account, NewPosting};
use crate::payments::item_ends;
use chrono::NaiveDate;
use compline_exchange::bank::status_report::{Outcome, StatusReason, StatusReport};
use compline_store::{FromRow, values};
use std::collections::BTreeSet;

/// The batch that a report is about.
#[derive(Debug, FromRow)]
pub(super) struct BatchOfReport {
    pub(super) id: String,
    pub(super) legal_entity: String,
    message_id: String,
    state: String,
}

/// Applies a report to the batch that it is about.
pub(super) async fn apply(
    learning: &mut Learning,
    report: &StatusReport,
    today: NaiveDate,
    out: &mut BankImport,
) -> Result<BatchOfReport, OfficeError> {
    let sql = "SELECT id, legal_entity, message_id, state FROM batches WHERE company = $1 AND message_id = $2";
    let values = values![&learning.author.company, &report.original_message_id];
    let batch: Option<BatchOfReport> = learning.tx.first(sql, values).await?;
    let batch = batch.filter(|batch| batch.state != "created").ok_or_else(|| {
        let id = &report.original_message_id;
        OfficeError::Input(vec![FieldError::new("file", "error-bank-report-unknown").with("id", id)])
    })?;
    let items = items_of_batch(&mut learning.tx, &batch.id).await?;
    let payment = format!("{}-1", batch.message_id);
    strangers(report, &payment, &items, out);
    for item in &items {
        let Some((status, reasons)) = report.status_of(&payment, &item.end_to_end) else { continue };
        let reason = said(reasons);
        match (status.outcome(), item.state.as_str()) {
            (Outcome::Refused, "ordered") => {
                if let Some(found) = other_amount(report, &payment, item) {
                    let difference = item.difference("report-amount-differs", Some(found), &reason);
                    out.differences.push(difference);
                    continue;
                }
                let reason = if reason.is_empty() { status.code().to_owned() } else { reason };
                reject(learning, item, &batch.legal_entity, &reason, today, out).await?;
            }
            (Outcome::Refused, "paid") => out.differences.push(item.difference("refused-after-paid", None, &reason)),
            (Outcome::Accepted | Outcome::Paid, "rejected") => {
                out.differences.push(item.difference("accepted-after-rejection", None, &reason));
            }
            (Outcome::Accepted | Outcome::Paid, _) => out.accepted += 1,
            (Outcome::NameChecked, _) if !matches!(status.code(), "RCVC" | "RVCM") => {
                out.differences.push(item.difference(status.key(), None, &reason));
            }
            _ => {}
        }
    }
    Ok(batch)
}

/// Rejects a payment: its items are open again, and the money is owed as before.
pub(super) async fn reject(
    learning: &mut Learning,
    item: &ItemOfBatch,
    legal_entity: &str,
    reason: &str,
    today: NaiveDate,
    out: &mut BankImport,
) -> Result<(), OfficeError> {
    item_ends(learning, &item.item(), "rejected", reason).await?;
    let owed = item.amount.checked_neg().ok_or(OfficeError::Overflow("a payment"))?;
    let posting = NewPosting {
        day: today,
        kind: "rejected",
        object: item.end_to_end.clone(),
        reference: format!("{:05}", item.number),
        text: item.holder.clone(),
        currency: item.currency.clone(),
        lines: vec![(Account::Transit, None, item.amount), (Account::Partner, Some(item.person.clone()), owed)],
    };
    learning.post(legal_entity, &[posting]).await?;
    out.rejected += 1;
    out.rejected_sum = out.rejected_sum.checked_add(item.amount).ok_or(OfficeError::Overflow("rejected payments"))?;
    Ok(())
}

/// Names what the report says of payments that the batch does not have.
fn strangers(report: &StatusReport, payment: &str, items: &[ItemOfBatch], out: &mut BankImport) {
    let known: BTreeSet<&str> = items.iter().map(|item| item.end_to_end.as_str()).collect();
    let mut name = |name: &str, object: &str| {
        out.differences.push(Difference { name: name.to_owned(), object: object.to_owned(), ..Difference::default() });
    };
    for batch in &report.batches {
        if batch.payment_information_id != payment {
            name("unknown-batch", &batch.payment_information_id);
            continue;
        }
        for one in &batch.payments {
            let id = one.end_to_end_id.as_deref().unwrap_or_default();
            if !known.contains(id) {
                name("unknown-payment", id);
            }
        }
    }
}

/// The amount that the report names, where it is another one than was ordered.
fn other_amount(report: &StatusReport, payment: &str, item: &ItemOfBatch) -> Option<i64> {
    let batch = report.batches.iter().find(|batch| batch.payment_information_id == payment)?;
    let one = batch.payments.iter().find(|one| one.end_to_end_id.as_deref() == Some(&item.end_to_end))?;
    let (amount, currency) = one.amount.as_ref()?;
    (*amount != item.amount || *currency != item.currency).then_some(*amount)
}

/// The bank's reasons in one text.
fn said(reasons: &[StatusReason]) -> String {
    let each = reasons.iter().map(|reason| {
        let mut words: Vec<&str> = reason.code.iter().chain(&reason.proprietary).map(String::as_str).collect();
        words.extend(reason.information.iter().map(String::as_str));
        words.join(" ")
    });
    each.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ")
}
