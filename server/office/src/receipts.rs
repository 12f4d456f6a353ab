//! What customers have paid for orders: taken from the bank's entries or entered by hand, never changed, taken back by a
//! receipt of its own.
//!
//! What is due is the first amount of money that the plan's event declares, less what was taken back of it. A programme may
//! name a day of the event that is filled in once all of it is paid; without it payments are recorded and nothing else happens. Money of customers is
//! no part of the subledger, which keeps what partners are owed; the company's own books have it.

use crate::bank::{BankEntry, ENTRIES, unmatched};
use crate::error::{FieldError, OfficeError};
use crate::facts::events::money_fields;
use crate::learn::Learning;
use crate::office::Office;
use crate::orders::{EventKey, event_of};
use crate::who::Author;
use chrono::NaiveDate;
use compline_compiler::program::{Event, Kind};
use compline_policy::{Action, ObjectKind};
use compline_store::{FromRow, Tx, values};
use serde::Serialize;

mod match_entries;
mod paid_day;

pub use match_entries::Proposal;
pub(crate) use match_entries::{Payable, settle_incoming};
use paid_day::Change;
pub(crate) use paid_day::follow_reversals;

/// A payment of a customer for an order.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize)]
pub struct Receipt {
    /// Its id.
    pub id: String,
    /// The kind of the order.
    pub kind: String,
    /// Where the order comes from.
    pub source: String,
    /// The order's number there.
    pub event: String,
    /// The commit.
    pub seq: i64,
    /// When it was paid.
    pub day: NaiveDate,
    /// How much; negative takes back.
    pub amount: i64,
    /// The currency.
    pub currency: String,
    /// The legal entity of the bank entry that it comes from.
    pub legal_entity: Option<String>,
    /// That entry.
    pub import_key: Option<String>,
    /// Its transaction.
    pub n: Option<i64>,
    /// The receipt that this one takes back.
    pub undoes: Option<String>,
    /// In words.
    pub reason: String,
    /// Who recorded it.
    pub author: String,
}

/// How far an order is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Nothing is paid.
    Open,
    /// Less than is due.
    Partial,
    /// Exactly what is due.
    Paid,
    /// More than is due; for a cancelled or returned order whatever was paid.
    Over,
}

/// An order with what was paid for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PaidOrder {
    /// The order.
    #[serde(skip)]
    pub key: EventKey,
    /// `live` or `cancelled`.
    pub state: String,
    /// The partner that it belongs to.
    pub partner: Option<String>,
    /// The day of its conditions.
    pub day: Option<NaiveDate>,
    /// What is due, less what was taken back; nothing of a cancelled or returned one.
    pub due: i64,
    /// What was paid.
    pub paid: i64,
    /// When something was paid last.
    pub last: Option<NaiveDate>,
}

impl PaidOrder {
    /// How far it is paid.
    pub fn standing(&self) -> Standing {
        match self.paid.cmp(&self.due) {
            _ if self.paid == 0 && self.due > 0 => Standing::Open,
            std::cmp::Ordering::Less => Standing::Partial,
            std::cmp::Ordering::Equal => Standing::Paid,
            std::cmp::Ordering::Greater => Standing::Over,
        }
    }

    /// What is still to be paid; negative is too much.
    pub fn rest(&self) -> i64 {
        self.due.saturating_sub(self.paid)
    }
}

/// Where the money of a receipt is from.
#[derive(Clone, Copy, Debug)]
pub enum From<'a> {
    /// An entry of the bank account: its legal entity, its key, its transaction.
    Entry(&'a str, &'a str, i64),
    /// Entered by hand: paid on this day.
    Hand(NaiveDate),
}

#[derive(FromRow)]
struct OrderRow {
    source: String,
    id: String,
    state: String,
    partner: Option<String>,
    day: Option<NaiveDate>,
    due: i64,
    paid: i64,
    last: Option<NaiveDate>,
    kind: String,
}

impl OrderRow {
    fn order(self, programme: &str) -> PaidOrder {
        PaidOrder {
            key: EventKey { programme: programme.to_owned(), kind: self.kind, source: self.source, id: self.id },
            state: self.state,
            partner: self.partner,
            day: self.day,
            due: self.due,
            paid: self.paid,
            last: self.last,
        }
    }
}

const RECEIPTS: &str = "SELECT id, kind, source, event, seq, day, amount, currency, legal_entity, import_key, n, undoes, reason, \
                        author FROM receipts";
/// What of an order `e` was taken back: reversals `v` that hold.
const TAKEN: &str = "FROM reversals v WHERE v.company = e.company AND v.programme = e.programme AND v.kind = e.kind \
                     AND v.source = e.source AND v.event = e.id AND v.state = 'live' AND NOT EXISTS (SELECT 1 FROM reversals w \
                     WHERE w.company = v.company AND w.programme = v.programme AND w.kind = v.kind AND w.source = v.source \
                     AND w.id = v.id AND w.seq > v.seq)";
const NOW: &str = "NOT EXISTS (SELECT 1 FROM events f WHERE f.company = e.company AND f.programme = e.programme AND f.kind = e.kind \
                   AND f.source = e.source AND f.id = e.id AND f.seq > e.seq)";

impl Office {
    /// Orders that are paid in part (`partial`) or too much (`over`), the latest payment first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn paid_orders(
        &self,
        company: &str,
        programme: &str,
        standing: Standing,
        skip: i64,
        most: i64,
    ) -> Result<Vec<PaidOrder>, OfficeError> {
        let due = due();
        let condition = match standing {
            Standing::Open => format!("s.paid = 0 AND {due} > 0"),
            Standing::Partial => format!("s.paid <> 0 AND s.paid < {due}"),
            Standing::Paid => format!("s.paid = {due} AND s.paid <> 0"),
            Standing::Over => format!("s.paid > {due}"),
        };
        let sql = format!(
            "SELECT e.kind, e.source, e.id, e.state, e.partner, e.day, {due} AS due, s.paid, s.last FROM (SELECT kind, source, event, \
             CAST(SUM(amount) AS BIGINT) AS paid, MAX(day) AS last FROM receipts WHERE company = $1 AND programme = $2 \
             GROUP BY kind, source, event) s JOIN events e ON e.company = $1 AND e.programme = $2 AND e.kind = s.kind \
             AND e.source = s.source AND e.id = s.event WHERE {NOW} AND {condition} \
             ORDER BY s.last DESC, e.kind, e.source, e.id LIMIT $3 OFFSET $4"
        );
        let values = values![company, programme, most, skip];
        let rows: Vec<OrderRow> = self.db().all(compline_store::AssertSqlSafe(sql), values).await?;
        Ok(rows.into_iter().map(|row| row.order(programme)).collect())
    }

    /// An order with what was paid for it.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn paid_order(&self, company: &str, key: &EventKey) -> Result<PaidOrder, OfficeError> {
        let sql = one_order();
        let values = values![company, &key.programme, &key.kind, &key.source, &key.id];
        let row: Option<OrderRow> = self.db().first(compline_store::AssertSqlSafe(sql), values).await?;
        Ok(row.ok_or_else(|| OfficeError::missing("order", &key.id))?.order(&key.programme))
    }

    /// What was paid for an order, the latest first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn receipts_of(&self, company: &str, key: &EventKey) -> Result<Vec<Receipt>, OfficeError> {
        let sql = format!(
            "{RECEIPTS} WHERE company = $1 AND programme = $2 AND kind = $3 AND source = $4 AND event = $5 ORDER BY seq DESC, id DESC"
        );
        let values = values![company, &key.programme, &key.kind, &key.source, &key.id];
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values).await?)
    }

    /// What a bank entry has paid, the latest first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn receipts_from(
        &self,
        company: &str,
        legal_entity: &str,
        (import_key, n): (&str, i64),
    ) -> Result<Vec<Receipt>, OfficeError> {
        let sql = format!(
            "{RECEIPTS} WHERE company = $1 AND legal_entity = $2 AND import_key = $3 AND n = $4 ORDER BY seq DESC, id DESC"
        );
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values![company, legal_entity, import_key, n]).await?)
    }

    /// The order that a receipt is for.
    ///
    /// # Errors
    /// Where there is no such receipt.
    pub async fn receipt_order(&self, company: &str, id: &str) -> Result<EventKey, OfficeError> {
        let sql = "SELECT programme, kind, source, event FROM receipts WHERE company = $1 AND id = $2";
        let found: Option<(String, String, String, String)> = self.db().first(sql, values![company, id]).await?;
        let (programme, kind, source, id) = found.ok_or_else(|| OfficeError::missing("receipt", id))?;
        Ok(EventKey { programme, kind, source, id })
    }

    /// The day of an event that is filled in once all of it is paid; none where payments are only recorded.
    ///
    /// # Errors
    /// Of the database.
    pub async fn receipt_rule(
        &self,
        company: &str,
        programme: &str,
        kind: &str,
    ) -> Result<Option<String>, OfficeError> {
        let sql = "SELECT paid FROM receipt_rules WHERE company = $1 AND programme = $2 AND kind = $3";
        let found: Option<(String,)> = self.db().first(sql, values![company, programme, kind]).await?;
        Ok(found.map(|(paid,)| paid).filter(|paid| !paid.is_empty()))
    }

    /// Says which day of an event is filled in once all of it is paid; an empty name for none.
    ///
    /// # Errors
    /// Where the event has no such day, or one that is never empty.
    pub async fn set_receipt_rule(
        &self,
        author: &Author,
        programme: &str,
        kind: &str,
        paid: &str,
    ) -> Result<(), OfficeError> {
        self.allow(author, Action::ManageSettings, ObjectKind::Company, &author.company, &[])?;
        let plan = self.declared(&author.company, programme).await?;
        let event = event_of(&plan, kind)?;
        if !paid.is_empty() && !paid_fields(event).any(|field| field == paid) {
            return Err(OfficeError::Input(vec![FieldError::new("paid", "error-not-in-plan").with("input", paid)]));
        }
        let mut learning = self.learn(author, "receipt rule").await?;
        let sql = "DELETE FROM receipt_rules WHERE company = $1 AND programme = $2 AND kind = $3";
        learning.tx.run(sql, values![&author.company, programme, kind]).await?;
        let sql = "INSERT INTO receipt_rules (company, programme, kind, due, paid, author, at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let due = money_fields(&plan.program, event).next().map_or("", |(name, _)| name);
        let values = values![&author.company, programme, kind, due, paid, &author.user, learning.at];
        learning.tx.run(sql, values).await?;
        let note = serde_json::json!({ "kind": kind, "paid": paid });
        learning.note("set-receipt-rule", ObjectKind::Company, programme, &note).await?;
        learning.commit().await?;
        Ok(())
    }

    /// Records that a customer has paid for an order. Of a bank entry no more can be taken than is left of it.
    ///
    /// # Errors
    /// Where the amount is none, more than the entry has left, or in another currency; where the order or the entry is
    /// not there.
    pub async fn record_receipt(
        &self,
        author: &Author,
        key: &EventKey,
        amount: i64,
        from: From<'_>,
        reason: &str,
    ) -> Result<String, OfficeError> {
        self.allow(author, Action::MatchPayment, ObjectKind::Order, &key.id, &[])?;
        if amount <= 0 {
            let error = if amount == 0 { "error-amount-zero" } else { "error-amount-negative" };
            return Err(OfficeError::field("amount", error));
        }
        let payable = self.payable(&author.company, &key.programme).await?;
        let mut learning = self.learn(author, "receipt").await?;
        let id = match from {
            From::Entry(legal_entity, import_key, n) => {
                let entry = unmatched(&mut learning, legal_entity, import_key, n).await?;
                if entry.currency != payable.currency || legal_entity != payable.legal_entity {
                    let error = FieldError::new("order", "error-receipt-currency").with("currency", &entry.currency);
                    return Err(OfficeError::Input(vec![error]));
                }
                let left = rest_of(&mut learning.tx, legal_entity, &entry).await?;
                if amount > left {
                    let rest = crate::checks::money(left.max(0));
                    return Err(OfficeError::Input(vec![
                        FieldError::new("amount", "error-receipt-too-much").with("rest", rest),
                    ]));
                }
                record_from(&mut learning, &payable, key, amount, legal_entity, &entry, reason).await?
            }
            From::Hand(day) => {
                if reason.trim().is_empty() {
                    return Err(OfficeError::field("reason", "error-reason-missing"));
                }
                if day > self.clock().today() {
                    return Err(OfficeError::Input(vec![
                        FieldError::new("day", "error-date-in-future").with("date", day),
                    ]));
                }
                record(&mut learning, &payable, key, New { amount, day, entry: None, undoes: None, reason }).await?
            }
        };
        learning.commit().await?;
        Ok(id)
    }

    /// Takes a receipt back by another one. The bank entry that it came from is unmatched again, and a day that was
    /// filled in because of it is empty again.
    ///
    /// # Errors
    /// Without a reason; where it takes back itself, or was taken back already.
    pub async fn undo_receipt(&self, author: &Author, id: &str, reason: &str) -> Result<EventKey, OfficeError> {
        self.allow(author, Action::MatchPayment, ObjectKind::Order, id, &[])?;
        if reason.trim().is_empty() {
            return Err(OfficeError::field("reason", "error-reason-missing"));
        }
        let sql = "SELECT programme FROM receipts WHERE company = $1 AND id = $2";
        let found: Option<(String,)> = self.db().first(sql, values![&author.company, id]).await?;
        let (programme,) = found.ok_or_else(|| OfficeError::missing("receipt", id))?;
        let payable = self.payable(&author.company, &programme).await?;
        let mut learning = self.learn(author, "receipt undone").await?;
        let sql = format!("{RECEIPTS} WHERE company = $1 AND id = $2");
        let receipt: Option<Receipt> =
            learning.tx.first(compline_store::AssertSqlSafe(sql), values![&author.company, id]).await?;
        let receipt = receipt.ok_or_else(|| OfficeError::missing("receipt", id))?;
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM receipts WHERE undoes = $1";
        let undone = learning.tx.number(sql, values![id]).await? > 0;
        if undone || receipt.undoes.is_some() {
            return Err(OfficeError::State {
                what: "the receipt",
                state: "undone".to_owned(),
                cure: "record the payment anew",
            });
        }
        let key = EventKey { programme, kind: receipt.kind, source: receipt.source, id: receipt.event };
        let amount = receipt.amount.checked_neg().ok_or(OfficeError::Overflow("a receipt"))?;
        let entry = receipt.legal_entity.zip(receipt.import_key).zip(receipt.n);
        let entry = entry.map(|((entity, key), n)| (entity, key, n));
        let new = New { amount, day: receipt.day, entry: entry.clone(), undoes: Some(id), reason };
        record(&mut learning, &payable, &key, new).await?;
        if let Some((entity, import_key, n)) = entry {
            let sql = "UPDATE bank_entries SET state = 'unmatched', matched_to = NULL, reason = 'incoming' \
                       WHERE legal_entity = $1 AND import_key = $2 AND n = $3";
            learning.tx.run(sql, values![entity, import_key, n]).await?;
        }
        learning.commit().await?;
        Ok(key)
    }

    /// An entry of the bank account, and what of it is not matched yet.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn bank_entry(
        &self,
        company: &str,
        legal_entity: &str,
        (import_key, n): (&str, i64),
    ) -> Result<(BankEntry, i64), OfficeError> {
        let sql = format!("{ENTRIES} WHERE company = $1 AND legal_entity = $2 AND import_key = $3 AND n = $4");
        let values = values![company, legal_entity, import_key, n];
        let entry: Option<BankEntry> = self.db().first(compline_store::AssertSqlSafe(sql), values).await?;
        let entry = entry.ok_or_else(|| OfficeError::missing("bank entry", import_key))?;
        let sql = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM receipts WHERE legal_entity = $1 AND import_key = $2 AND n = $3";
        let used = self.db().number(sql, values![legal_entity, import_key, n]).await?;
        let rest = if entry.state == "unmatched" { entry.amount.saturating_sub(used) } else { 0 };
        Ok((entry, rest))
    }

    /// What has to be known of a programme to record what is paid for its orders.
    pub(crate) async fn payable(&self, company: &str, programme: &str) -> Result<Payable, OfficeError> {
        let programme = self.programme(company, programme).await?;
        let plan = self.declared(company, &programme.id).await?;
        Ok(Payable {
            programme: programme.id,
            legal_entity: programme.legal_entity,
            currency: programme.currency,
            plan,
        })
    }
}

/// The days of an event that may be filled in once it is paid: those that may be empty.
pub fn paid_fields(event: &Event) -> impl Iterator<Item = &str> {
    let days = event.fields.iter().filter(|field| field.ty.kind == Kind::Date && field.ty.optional);
    days.map(|field| field.name.as_str())
}

/// A receipt that comes in.
struct New<'a> {
    amount: i64,
    day: NaiveDate,
    entry: Option<(String, String, i64)>,
    undoes: Option<&'a str>,
    reason: &'a str,
}

/// Records a part of a bank entry; the entry is matched once nothing of it is left.
async fn record_from(
    learning: &mut Learning,
    payable: &Payable,
    key: &EventKey,
    amount: i64,
    legal_entity: &str,
    entry: &BankEntry,
    reason: &str,
) -> Result<String, OfficeError> {
    let of = Some((legal_entity.to_owned(), entry.import_key.clone(), entry.n));
    let new = New { amount, day: entry.day, entry: of, undoes: None, reason };
    let id = record(learning, payable, key, new).await?;
    if rest_of(&mut learning.tx, legal_entity, entry).await? == 0 {
        let sql = "UPDATE bank_entries SET state = 'matched', matched_to = $4, reason = 'receipt' \
                   WHERE legal_entity = $1 AND import_key = $2 AND n = $3";
        let to = format!("order:{}:{}", key.source, key.id);
        learning.tx.run(sql, values![legal_entity, &entry.import_key, entry.n, to]).await?;
    }
    Ok(id)
}

/// What of a bank entry no receipt has taken.
async fn rest_of(tx: &mut Tx, legal_entity: &str, entry: &BankEntry) -> Result<i64, OfficeError> {
    let sql = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM receipts WHERE legal_entity = $1 AND import_key = $2 AND n = $3";
    let used = tx.number(sql, values![legal_entity, &entry.import_key, entry.n]).await?;
    entry.amount.checked_sub(used).ok_or(OfficeError::Overflow("a bank entry"))
}

/// Records a receipt, and fills in or empties the day that the programme names for it.
async fn record(
    learning: &mut Learning,
    payable: &Payable,
    key: &EventKey,
    new: New<'_>,
) -> Result<String, OfficeError> {
    let known = learning.latest_events(&key.programme, &key.kind, &key.source, vec![&key.id]).await?;
    if !known.contains_key(&key.id) {
        let unknown = FieldError::new("order", "error-order-unknown").with("number", &key.id);
        return Err(OfficeError::Input(vec![unknown]));
    }
    let company = learning.author.company.clone();
    let id = uuid::Uuid::now_v7().to_string();
    let (entity, import_key, n) = match new.entry {
        Some((entity, key, n)) => (Some(entity), Some(key), Some(n)),
        None => (None, None, None),
    };
    let row = values![
        &id,
        &company,
        &key.programme,
        &key.kind,
        &key.source,
        &key.id,
        learning.seq,
        new.day,
        new.amount,
        &payable.currency,
        entity,
        import_key,
        n,
        new.undoes.map(str::to_owned),
        new.reason,
        &learning.author.user
    ];
    learning.tx.insert("receipts", &COLUMNS, vec![row]).await?;
    let action = if new.undoes.is_some() { "undo-receipt" } else { "match-receipt" };
    let note = serde_json::json!({ "amount": new.amount, "day": new.day, "reason": new.reason, "undoes": new.undoes });
    learning.note(action, ObjectKind::Order, &format!("{}:{}", key.source, key.id), &note).await?;
    let reason = if new.undoes.is_some() { new.reason } else { "receipt" };
    let change = Change { day: new.day, undoes: new.undoes.is_some(), reason };
    paid_day::follow(learning, &payable.plan, key, change).await?;
    Ok(id)
}

/// What is due of an order `e`, as an expression. A reversal without amounts takes all that is left.
fn due() -> String {
    format!(
        "CASE WHEN e.state <> 'live' OR EXISTS (SELECT 1 {TAKEN} AND v.amounts = '{{}}') THEN 0 \
         ELSE COALESCE(e.amount, 0) - CAST(COALESCE((SELECT SUM(v.taken) {TAKEN}), 0) AS BIGINT) END"
    )
}

/// Orders `e` with what was paid for them; conditions follow.
fn orders() -> String {
    let receipts = "FROM receipts r WHERE r.company = e.company AND r.programme = e.programme AND r.kind = e.kind \
                    AND r.source = e.source AND r.event = e.id";
    format!(
        "SELECT e.kind, e.source, e.id, e.state, e.partner, e.day, {due} AS due, \
         CAST(COALESCE((SELECT SUM(r.amount) {receipts}), 0) AS BIGINT) AS paid, \
         (SELECT MAX(r.day) {receipts}) AS last FROM events e",
        due = due()
    )
}

/// One of them, by its key.
fn one_order() -> String {
    let orders = orders();
    format!(
        "{orders} WHERE e.company = $1 AND e.programme = $2 AND e.kind = $3 AND e.source = $4 AND e.id = $5 AND {NOW}"
    )
}

/// An order with what was paid for it, as this transaction sees it.
async fn paid_in(tx: &mut Tx, company: &str, key: &EventKey) -> Result<PaidOrder, OfficeError> {
    let sql = one_order();
    let values = values![company, &key.programme, &key.kind, &key.source, &key.id];
    let row: Option<OrderRow> = tx.first(compline_store::AssertSqlSafe(sql), values).await?;
    Ok(row.ok_or_else(|| OfficeError::missing("order", &key.id))?.order(&key.programme))
}

const COLUMNS: [&str; 16] = [
    "id",
    "company",
    "programme",
    "kind",
    "source",
    "event",
    "seq",
    "day",
    "amount",
    "currency",
    "legal_entity",
    "import_key",
    "n",
    "undoes",
    "reason",
    "author",
];
