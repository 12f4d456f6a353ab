//! Taking back what somebody decided about an entry of the bank account.

use super::{entry_to_change, owe};
use crate::error::OfficeError;
use crate::learn::Learning;
use crate::ledger::{Account, NewPosting};
use crate::office::Office;
use crate::who::Author;
use compline_policy::{Action, ObjectKind};
use compline_store::values;

impl Office {
    /// Takes back that a bank entry was ignored.
    ///
    /// # Errors
    /// Where it is not ignored by somebody.
    pub async fn reopen_entry(
        &self,
        author: &Author,
        legal_entity: &str,
        (import_key, n): (&str, i64),
    ) -> Result<(), OfficeError> {
        self.allow(author, Action::MatchPayment, ObjectKind::BankStatement, import_key, &[])?;
        let mut learning = self.learn(author, "bank entry reopened").await?;
        let sql = "UPDATE bank_entries SET state = 'unmatched', reason = CASE WHEN amount < 0 THEN 'unknown' ELSE 'incoming' END \
                   WHERE company = $1 AND legal_entity = $2 AND import_key = $3 AND n = $4 AND state = 'ignored' \
                   AND reason <> 'seen-before'";
        if learning.tx.run(sql, values![&author.company, legal_entity, import_key, n]).await? == 0 {
            return Err(OfficeError::State {
                what: "the bank entry",
                state: "not ignored by hand".to_owned(),
                cure: "only what somebody ignored can be reopened",
            });
        }
        learning
            .note("reopen-bank-entry", ObjectKind::BankStatement, import_key, &serde_json::json!({ "n": n }))
            .await?;
        learning.commit().await?;
        Ok(())
    }

    /// Takes back that somebody matched an entry to an open item: the item is as before, the posting is reversed by another
    /// one, and the entry is unmatched again.
    ///
    /// # Errors
    /// Where it is not matched by hand; where a payment of a file has ended with it; without a reason.
    pub async fn unmatch_entry(
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
        let mut learning = self.learn(author, "bank entry unmatched").await?;
        let entry = entry_to_change(&mut learning, legal_entity, (import_key, n)).await?;
        let item = entry.matched_to.as_deref().and_then(|to| to.strip_prefix("item:"));
        let by_hand = entry.state == "matched" && entry.reason.as_deref() == Some("by-hand");
        let Some(item) = item.filter(|_| by_hand) else {
            return Err(OfficeError::State {
                what: "the bank entry",
                state: "not matched to an open item by hand".to_owned(),
                cure: "only what somebody matched to an open item can be taken back here",
            });
        };
        let before = matched_times(&mut learning, legal_entity, (import_key, n)).await?;
        let object = object(import_key, n, before);
        let sql = "SELECT l.account, l.person, l.amount FROM postings p JOIN posting_lines l ON l.legal_entity = \
                   p.legal_entity AND l.seq = p.seq WHERE p.legal_entity = $1 AND p.object = $2 AND p.kind IN ('paid', \
                   'returned') ORDER BY l.n";
        let lines: Vec<(String, Option<String>, i64)> = learning.tx.all(sql, values![legal_entity, &object]).await?;
        let [(_, None, bank), (_, Some(person), owed)] = lines.as_slice() else {
            return Err(OfficeError::State {
                what: "the bank entry",
                state: "the end of a payment".to_owned(),
                cure: "a payment of a file has ended with it; import what the bank says next, or enter the difference beside the plan",
            });
        };
        let overflow = || OfficeError::Overflow("a bank entry");
        let back = |amount: i64| amount.checked_neg().ok_or_else(overflow);
        let sql = "SELECT reference FROM open_items WHERE id = $1";
        let reference: Option<(String,)> = learning.tx.first(sql, values![item]).await?;
        let posting = NewPosting {
            day: self.clock().today(),
            kind: "unmatched",
            object,
            reference: reference.map(|(reference,)| reference).unwrap_or_default(),
            text: reason.trim().to_owned(),
            currency: entry.currency.clone(),
            lines: vec![(Account::Bank, None, back(*bank)?), (Account::Partner, Some(person.clone()), back(*owed)?)],
        };
        learning.post(legal_entity, &[posting]).await?;
        owe(&mut learning, item, back(entry.amount)?).await?;
        let sql = "UPDATE bank_entries SET state = 'unmatched', matched_to = NULL, reason = CASE WHEN amount < 0 THEN 'unknown' \
                   ELSE 'incoming' END WHERE legal_entity = $1 AND import_key = $2 AND n = $3";
        learning.tx.run(sql, values![legal_entity, import_key, n]).await?;
        let note = serde_json::json!({ "entry": import_key, "n": n, "amount": entry.amount, "reason": reason });
        learning.note("unmatch-payment", ObjectKind::OpenItem, item, &note).await?;
        learning.commit().await?;
        Ok(())
    }
}

/// What a posting of an entry is about, when it has been matched and taken back so many times before.
pub(super) fn object(import_key: &str, n: i64, before: u32) -> String {
    match before {
        0 => format!("{import_key}|{n}"),
        _ => format!("{import_key}|{n}|{before}"),
    }
}

/// How many times an entry was matched and taken back.
pub(super) async fn matched_times(
    learning: &mut Learning,
    legal_entity: &str,
    (import_key, n): (&str, i64),
) -> Result<u32, OfficeError> {
    let mut times = 0;
    let sql =
        "SELECT CAST(COUNT(*) AS BIGINT) FROM postings WHERE legal_entity = $1 AND kind = 'unmatched' AND object = $2";
    while learning.tx.number(sql, values![legal_entity, object(import_key, n, times)]).await? > 0 {
        times += 1;
    }
    Ok(times)
}
