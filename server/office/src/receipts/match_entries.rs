//! Bank entries and the orders that they pay: found by the number that the payer wrote, proposed by amount.

use super::*;
use crate::payments::{ITEMS, OpenItem};
use crate::plans::CompiledPlan;
use chrono::Days;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The shortest number that is looked for in what a payer wrote.
const SHORTEST: usize = 4;
/// How many numbers of an entry are looked for.
const MOST: usize = 40;
/// How far back orders are proposed by their amount.
const DAYS: u64 = 120;

/// A programme as far as its orders can be paid.
#[derive(Clone)]
pub(crate) struct Payable {
    pub(crate) programme: String,
    pub(crate) legal_entity: String,
    pub(crate) currency: String,
    pub(crate) plan: Arc<CompiledPlan>,
}

/// An order that an entry may pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The order.
    pub order: PaidOrder,
    /// Whether the payer has written its number; otherwise only the amount fits.
    pub named: bool,
}

impl Office {
    /// Orders that an entry may pay: those whose number the payer has written, then those of which exactly this is due.
    ///
    /// # Errors
    /// Of the database.
    pub async fn propose_orders(
        &self,
        company: &str,
        programme: &str,
        entry: &BankEntry,
        rest: i64,
    ) -> Result<Vec<Proposal>, OfficeError> {
        let mut out: Vec<Proposal> = Vec::new();
        for key in self.orders_named(company, programme, &numbers(entry)).await? {
            out.push(Proposal { order: self.paid_order(company, &key).await?, named: true });
        }
        let from = entry.day.checked_sub_days(Days::new(DAYS)).unwrap_or(entry.day);
        let sql = format!(
            "{orders} WHERE e.company = $1 AND e.programme = $2 AND e.day >= $3 AND e.day <= $4 AND {due} = $5 \
             AND (e.amount = $5 OR e.id IN (SELECT event FROM reversals WHERE company = $1 AND programme = $2)) \
             AND {NOW} ORDER BY e.day DESC, e.kind, e.source, e.id LIMIT 20",
            orders = orders(),
            due = due()
        );
        let to = entry.day.checked_add_days(Days::new(DAYS)).unwrap_or(entry.day);
        let values = values![company, programme, from, to, rest];
        let rows: Vec<OrderRow> = self.db().all(compline_store::AssertSqlSafe(sql), values).await?;
        for order in rows.into_iter().map(|row| row.order(programme)).filter(|order| order.paid == 0).take(5) {
            if !out.iter().any(|one| one.order.key == order.key) {
                out.push(Proposal { order, named: false });
            }
        }
        Ok(out)
    }

    /// Open items that an entry may belong to: those whose document or person is named, or without a name those of the
    /// same amount.
    ///
    /// # Errors
    /// Of the database.
    pub async fn propose_items(
        &self,
        company: &str,
        legal_entity: &str,
        search: &str,
        amount: i64,
    ) -> Result<Vec<OpenItem>, OfficeError> {
        let amount = amount.checked_abs().ok_or(OfficeError::Overflow("a bank entry"))?;
        let sql = format!(
            "{ITEMS} WHERE company = $1 AND legal_entity = $2 AND (($3 = '' AND (amount = $4 OR rest = $4)) \
             OR ($3 <> '' AND (LOWER(reference) LIKE $3 ESCAPE '!' OR LOWER(person) LIKE $3 ESCAPE '!'))) \
             ORDER BY day DESC, reference LIMIT 20"
        );
        let values = values![company, legal_entity, crate::facts::partners::pattern(search), amount];
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values).await?)
    }

    /// The programmes of a company as far as their orders can be paid; those without a released plan have none.
    pub(crate) async fn payables(&self, company: &str) -> Result<Vec<Payable>, OfficeError> {
        let mut out = Vec::new();
        for programme in self.programmes(company).await? {
            match self.payable(company, &programme.id).await {
                Ok(payable) => out.push(payable),
                Err(OfficeError::Missing { .. } | OfficeError::Input(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(out)
    }
}

/// Matches incoming entries to the orders that their payers name: to one order whatever the amount is, so that what is
/// missing or too much can be seen; to several only where together they are exactly paid. How many, their sum, and which.
pub(crate) async fn settle_incoming(
    learning: &mut Learning,
    legal_entity: &str,
    payables: &[Payable],
) -> Result<(i64, i64, BTreeSet<String>), OfficeError> {
    let sql = format!(
        "{ENTRIES} WHERE company = $1 AND legal_entity = $2 AND state = 'unmatched' AND reason = 'incoming' AND amount > 0 \
         ORDER BY day, import_key, n"
    );
    let values = values![&learning.author.company, legal_entity];
    let entries: Vec<BankEntry> = learning.tx.all(compline_store::AssertSqlSafe(sql), values).await?;
    let (mut count, mut sum, mut matched) = (0_i64, 0_i64, BTreeSet::new());
    for entry in entries {
        let rest = rest_of(&mut learning.tx, legal_entity, &entry).await?;
        // What somebody has begun to match by hand stays theirs.
        if rest != entry.amount {
            continue;
        }
        let mut found: Vec<(&Payable, PaidOrder)> = Vec::new();
        for payable in payables.iter().filter(|one| one.legal_entity == legal_entity && one.currency == entry.currency)
        {
            for key in named(learning, payable, &entry).await? {
                let order = paid_in(&mut learning.tx, &learning.author.company.clone(), &key).await?;
                if order.state == "live" && order.due > 0 {
                    found.push((payable, order));
                }
            }
        }
        let open = found.iter().try_fold(0_i64, |all, (_, order)| all.checked_add(order.rest()));
        let open = open.ok_or(OfficeError::Overflow("orders of a bank entry"))?;
        let exact = open == rest && found.iter().all(|(_, order)| order.rest() > 0);
        let take = match found.as_slice() {
            // A number of digits alone may be anything: a date, a customer. Then the amount has to fit as well.
            [(_, order)] => exact || order.key.id.chars().any(char::is_alphabetic),
            [] => false,
            _ => exact,
        };
        if !take {
            continue;
        }
        let alone = found.len() == 1;
        for (payable, order) in found {
            let amount = if alone { rest } else { order.rest() };
            record_from(learning, payable, &order.key, amount, legal_entity, &entry, "reference").await?;
        }
        count += 1;
        sum = sum.checked_add(rest).ok_or(OfficeError::Overflow("receipts"))?;
        matched.insert(entry.end_to_end.clone().unwrap_or_else(|| entry.import_key.clone()));
    }
    Ok((count, sum, matched))
}

/// The orders of a programme that the payer of an entry names.
async fn named(learning: &mut Learning, payable: &Payable, entry: &BankEntry) -> Result<Vec<EventKey>, OfficeError> {
    let mut values = values![&learning.author.company, &payable.programme];
    let mut places = Vec::new();
    for number in numbers(entry) {
        values.push(compline_store::Value::from(number));
        places.push(format!("${}", values.len()));
    }
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT DISTINCT kind, source, id FROM events WHERE company = $1 AND programme = $2 AND id IN ({}) ORDER BY kind, source, id",
        places.join(", ")
    );
    let found: Vec<(String, String, String)> = learning.tx.all(compline_store::AssertSqlSafe(sql), values).await?;
    let key = |(kind, source, id)| EventKey { programme: payable.programme.clone(), kind, source, id };
    Ok(found.into_iter().map(key).collect())
}

/// What may be the number of an order in what a payer wrote.
fn numbers(entry: &BankEntry) -> Vec<String> {
    let mut out = BTreeSet::new();
    for text in std::iter::once(entry.text.as_str()).chain(entry.end_to_end.as_deref()) {
        for word in text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '.' | '/')) {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            if word.chars().count() >= SHORTEST && word.chars().any(|c| c.is_ascii_digit()) {
                out.insert(word.to_owned());
                out.insert(word.to_uppercase());
            }
        }
    }
    out.into_iter().take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_among_words() {
        let entry = BankEntry {
            import_key: String::new(),
            n: 1,
            account: String::new(),
            day: NaiveDate::default(),
            amount: 1,
            currency: "EUR".to_owned(),
            end_to_end: Some("NOTPROVIDED".to_owned()),
            counterparty: None,
            iban: None,
            text: "Bestellung b-10017, Rg. 4711/26 vom 3.4. danke!".to_owned(),
            returned_for: None,
            payment: None,
            source: String::new(),
            state: String::new(),
            matched_to: None,
            reason: None,
        };
        assert_eq!(numbers(&entry), ["4711/26", "B-10017", "b-10017"]);
    }
}
