//! What somebody who matched entries of the bank by hand made of open items, read from the postings of these entries.

use crate::error::OfficeError;
use crate::office::Office;
use compline_store::{FromRow, values};
use std::collections::BTreeMap;

#[derive(FromRow)]
struct Entry {
    import_key: String,
    n: i64,
    amount: i64,
    end_to_end: Option<String>,
    item: String,
}

impl Office {
    /// By open item of a legal entity how much more is owed of it than its payments say: the bank has paid another amount than
    /// was ordered, has paid twice, or somebody has paid in another way.
    pub(super) async fn matched_by_hand(&self, legal_entity: &str) -> Result<BTreeMap<String, i64>, OfficeError> {
        let sql = "SELECT import_key, n, amount, end_to_end, substr(matched_to, 6) AS item FROM bank_entries \
                   WHERE legal_entity = $1 AND state = 'matched' AND reason = 'by-hand' AND matched_to LIKE 'item:%' \
                   ORDER BY import_key, n";
        let entries: Vec<Entry> = self.db().all(sql, values![legal_entity]).await?;
        let mut out: BTreeMap<String, i64> = BTreeMap::new();
        for entry in entries {
            let by = self.raised_by(legal_entity, &entry).await?;
            let sum = out.entry(entry.item).or_default();
            *sum = sum.checked_add(by).ok_or(OfficeError::Overflow("open items"))?;
        }
        Ok(out)
    }

    /// By how much an entry has raised what is owed, beside the end of a payment that it told of.
    async fn raised_by(&self, legal_entity: &str, entry: &Entry) -> Result<i64, OfficeError> {
        let overflow = || OfficeError::Overflow("a bank entry");
        // The last time that it was matched: what was matched before was taken back.
        let object = format!("{}|{}", entry.import_key, entry.n);
        let sql = "SELECT seq FROM postings WHERE legal_entity = $1 AND kind IN ('paid', 'returned') AND (object = $2 \
                   OR substr(object, 1, length($3)) = $3) ORDER BY seq DESC LIMIT 1";
        let last: Option<(i64,)> = self.db().first(sql, values![legal_entity, &object, format!("{object}|")]).await?;
        let Some((seq,)) = last else { return Ok(0) };
        let sql = "SELECT account, amount FROM posting_lines WHERE legal_entity = $1 AND seq = $2";
        let lines: Vec<(String, i64)> = self.db().all(sql, values![legal_entity, seq]).await?;
        let has = |account: &str| lines.iter().any(|(of, _)| of == account);
        let mut partner = lines.iter().filter(|(of, _)| of == "partner").map(|(_, amount)| *amount);
        let partner = partner.try_fold(0_i64, i64::checked_add).ok_or_else(overflow)?;
        // A payment came back: all of it is owed again, as its state says.
        let came_back = entry.amount > 0 && (has("clearing") || self.ended_with(legal_entity, entry).await?);
        if came_back { Ok(0) } else { partner.checked_neg().ok_or_else(overflow) }
    }

    /// Whether a payment that came back did so with an entry that somebody matched, as no other one tells of it.
    async fn ended_with(&self, legal_entity: &str, entry: &Entry) -> Result<bool, OfficeError> {
        let Some(id) = &entry.end_to_end else { return Ok(false) };
        let sql = "SELECT i.batch FROM batch_items i JOIN batches b ON b.id = i.batch JOIN batch_item_parts p \
                   ON p.batch = i.batch AND p.n = i.n WHERE b.legal_entity = $1 AND i.end_to_end = $2 AND i.state = 'returned' \
                   AND p.open_item = $3";
        let returned: Option<(String,)> = self.db().first(sql, values![legal_entity, id, &entry.item]).await?;
        let sql = "SELECT import_key FROM bank_entries WHERE legal_entity = $1 AND amount > 0 AND state = 'matched' \
                   AND matched_to = $2";
        let told: Option<(String,)> = self.db().first(sql, values![legal_entity, format!("payment:{id}")]).await?;
        Ok(returned.is_some() && told.is_none())
    }
}
