//! Payouts: open items become a payment batch, a batch becomes one file, and the bank closes the items.
//!
//! A file is created once and downloaded again unchanged. What the bank rejects or sends back opens its items again,
//! and the next batch pays them under new ids: an item is in at most one batch that can still pay.

use crate::error::{FieldError, OfficeError};
use crate::facts::people::Person;
use crate::learn::Learning;
use crate::ledger::{Account, NewPosting};
use crate::office::Office;
use crate::who::Author;
use chrono::{DateTime, NaiveDate, Utc};
use compline_exchange::bank::credit_transfer::{CreditTransfer, Debtor, Expected, Transfer};
use compline_exchange::bank::{Bic, Iban};
use compline_policy::{Action, ObjectKind};
use compline_store::{FromRow, Tx, Value, values};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a legal entity owes, or is owed.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct OpenItem {
    /// Its id.
    pub id: String,
    /// The person.
    pub person: String,
    /// The statement that it comes from.
    pub statement: Option<String>,
    /// The document's number.
    pub reference: String,
    /// Its day.
    pub day: NaiveDate,
    /// The currency.
    pub currency: String,
    /// What is owed; negative is a claim of the company.
    pub amount: i64,
    /// What is still to be paid of it.
    pub rest: i64,
    /// `open`, `held`, `disputed`, `ordered`, `settled`.
    pub state: String,
    /// Why it is held or disputed.
    pub note: Option<String>,
}

/// A payment batch.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct Batch {
    /// Its id.
    pub id: String,
    /// The legal entity.
    pub legal_entity: String,
    /// Its number in the legal entity.
    pub number: i64,
    /// The message id of its file.
    pub message_id: String,
    /// When the bank shall execute it.
    pub execute_on: NaiveDate,
    /// The currency.
    pub currency: String,
    /// The sum.
    pub sum: i64,
    /// Payees.
    pub items: i64,
    /// `created`, `released`, `settled`, `rejected`.
    pub state: String,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Who released it.
    pub released_by: Option<String>,
    /// When.
    pub released_at: Option<DateTime<Utc>>,
}

/// A payment of a batch.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct BatchItem {
    /// The batch.
    pub batch: String,
    /// Its number in the batch.
    pub n: i64,
    /// The id that the bank gives back.
    pub end_to_end: String,
    /// The person.
    pub person: String,
    /// The amount.
    pub amount: i64,
    /// The holder of the account.
    pub holder: String,
    /// The account.
    pub iban: String,
    /// The bank.
    pub bic: Option<String>,
    /// `ordered`, `paid`, `rejected`, `returned`.
    pub state: String,
    /// Why it was rejected or returned.
    pub reason: Option<String>,
}

/// What a batch would pay, and what waits and why.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Proposal {
    /// Person, sum, ids of its items.
    pub pay: Vec<(String, i64, Vec<String>)>,
    /// The sum of these.
    pub sum: i64,
    /// Persons whose balance waits: below the minimum or negative.
    pub waiting: Vec<(String, i64)>,
    /// Persons without bank details.
    pub no_account: Vec<(String, i64)>,
    /// What is held or disputed.
    pub held: i64,
}

pub(crate) const ITEMS: &str =
    "SELECT id, person, statement, reference, day, currency, amount, rest, state, note FROM open_items";
const BATCHES: &str = "SELECT id, legal_entity, number, message_id, execute_on, currency, sum, items, state, created_by, \
                       created_at, released_by, released_at FROM batches";
const BATCH_ITEMS: &str =
    "SELECT batch, n, end_to_end, person, amount, holder, iban, bic, state, reason FROM batch_items";

impl Office {
    /// Open items: `all`, or those of a state; of one person where it is named.
    ///
    /// # Errors
    /// Of the database.
    pub async fn open_items(
        &self,
        company: &str,
        state: &str,
        person: &str,
        skip: i64,
        most: i64,
    ) -> Result<Vec<OpenItem>, OfficeError> {
        // Only the conditions that are asked for: with all of them no index would be taken.
        let state_is = if state == "all" { "$2 = $2" } else { "state = $2" };
        let person_is = if person.is_empty() { "$3 = $3" } else { "person = $3" };
        let sql = format!(
            "{ITEMS} WHERE company = $1 AND {state_is} AND {person_is} ORDER BY day DESC, reference LIMIT $4 OFFSET $5"
        );
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values![company, state, person, most, skip]).await?)
    }

    /// An open item.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn open_item(&self, company: &str, id: &str) -> Result<OpenItem, OfficeError> {
        let sql = format!("{ITEMS} WHERE company = $1 AND id = $2");
        let found = self.db().first(compline_store::AssertSqlSafe(sql), values![company, id]).await?;
        found.ok_or_else(|| OfficeError::missing("open item", id))
    }

    /// What a batch of a legal entity would pay now; of one person for a payout out of cycle.
    ///
    /// # Errors
    /// Of the database.
    pub async fn propose_payment(
        &self,
        company: &str,
        legal_entity: &str,
        only: Option<&str>,
    ) -> Result<Arc<Proposal>, OfficeError> {
        let entity = self.legal_entity(company, legal_entity).await?;
        let minimum = entity.settings()?.minimum_payout;
        let sql = format!(
            "{ITEMS} WHERE company = $1 AND legal_entity = $2 AND ($3 = '' OR person = $3) \
             AND state IN ('open', 'held', 'disputed') ORDER BY person, day, id"
        );
        let of = values![company, legal_entity, only.unwrap_or_default()];
        if let Some(person) = only {
            let items: Vec<OpenItem> = self.db().all(compline_store::AssertSqlSafe(sql), of).await?;
            let person = self.person(company, person).await?;
            let persons = BTreeMap::from([(person.id.clone(), person)]);
            return Ok(Arc::new(propose(&items, &persons, minimum, only)?));
        }
        let key = format!("payment {legal_entity} {minimum}");
        let find = async {
            let items: Vec<OpenItem> = self.db().all(compline_store::AssertSqlSafe(sql), of).await?;
            propose(&items, &self.persons_by_id(company).await?, minimum, only)
        };
        self.since_commit(company, &key, find).await
    }

    /// Makes a batch of everything that can be paid; of one person for a payout out of cycle.
    ///
    /// # Errors
    /// Where there is nothing to pay, or the bank would refuse the file.
    pub async fn create_batch(
        &self,
        author: &Author,
        legal_entity: &str,
        execute_on: NaiveDate,
        only: Option<&str>,
    ) -> Result<String, OfficeError> {
        self.allow(author, Action::CreatePayment, ObjectKind::Company, &author.company, &[])?;
        if execute_on < self.clock().today() {
            return Err(OfficeError::field("execute_on", "error-day-in-the-past"));
        }
        let entity = self.legal_entity(&author.company, legal_entity).await?;
        let persons = self.persons_by_id(&author.company).await?;
        let minimum = entity.settings()?.minimum_payout;
        let mut learning = self.learn(author, "payment batch").await?;
        let sql = format!(
            "{ITEMS} WHERE company = $1 AND legal_entity = $2 AND state IN ('open', 'held', 'disputed') ORDER BY person, day, id"
        );
        let items: Vec<OpenItem> =
            learning.tx.all(compline_store::AssertSqlSafe(sql), values![&author.company, legal_entity]).await?;
        let proposal = propose(&items, &persons, minimum, only)?;
        if proposal.pay.is_empty() {
            return Err(OfficeError::State {
                what: "the payment batch",
                state: "empty".to_owned(),
                cure: "there is nothing to pay: items are held, below the minimum, or without bank details",
            });
        }
        let count = "SELECT COALESCE(MAX(number), 0) + 1 FROM batches WHERE legal_entity = $1";
        let number = learning.tx.number(count, values![legal_entity]).await?;
        let id = uuid::Uuid::now_v7().simple().to_string();
        // 35 characters at most: the batch's own digits, and within it the item's number.
        let short: String = id.chars().skip(8).take(20).collect();
        let message_id = format!("CL{short}");
        let transfer = transfer(&entity, &message_id, &short, execute_on, learning.at, &proposal, &persons, &items)?;
        let problems = transfer.violations();
        if !problems.is_empty() {
            let wrong = problems
                .iter()
                .map(|one| FieldError::new("payment", "error-payment-file").with("cause", format!("{one:?}")));
            return Err(OfficeError::Input(wrong.collect()));
        }
        let xml = transfer.to_xml().map_err(|error| OfficeError::File(error.to_string()))?;
        let hash = self.archive().put(xml).await?;
        let values = values![
            &id,
            &author.company,
            legal_entity,
            number,
            &message_id,
            execute_on,
            &entity.currency,
            proposal.sum,
            proposal.pay.len() as i64,
            "created",
            &author.user,
            learning.at
        ];
        let sql = "INSERT INTO batches (id, company, legal_entity, number, message_id, execute_on, currency, sum, items, state, \
                   created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        learning.tx.run(sql, values).await?;
        let (rows, parts) = batch_rows(&id, &transfer, &proposal, &items)?;
        let columns = ["batch", "n", "end_to_end", "person", "amount", "holder", "iban", "bic", "state"];
        learning.tx.insert("batch_items", &columns, rows).await?;
        learning.tx.insert("batch_item_parts", &["batch", "n", "open_item", "amount"], parts).await?;
        for (_, _, ids) in &proposal.pay {
            for item in ids {
                learning.tx.run("UPDATE open_items SET state = 'ordered' WHERE id = $1", values![item]).await?;
            }
        }
        let name = format!("SEPA-{number:05}-{execute_on}.xml");
        let sql = "INSERT INTO batch_files (batch, hash, name, at) VALUES ($1, $2, $3, $4)";
        learning.tx.run(sql, values![&id, &hash, &name, learning.at]).await?;
        let note =
            serde_json::json!({ "number": number, "sum": proposal.sum, "items": proposal.pay.len(), "file": hash });
        learning.note("create-payment", ObjectKind::Payment, &id, &note).await?;
        learning.commit().await?;
        Ok(id)
    }

    /// Releases a batch: another person than whoever made it. From now on its file can be downloaded.
    ///
    /// # Errors
    /// By whoever made it, or where it is released already.
    pub async fn release_batch(&self, author: &Author, id: &str) -> Result<(), OfficeError> {
        let batch = self.batch(&author.company, id).await?;
        self.allow(author, Action::ReleasePayment, ObjectKind::Payment, id, &[&batch.created_by])?;
        let mut learning = self.learn(author, "payment release").await?;
        let sql = "UPDATE batches SET state = 'released', released_by = $3, released_at = $4 WHERE company = $1 AND id = $2 AND state = 'created'";
        let changed = learning.tx.run(sql, values![&author.company, id, &author.user, learning.at]).await?;
        if changed == 0 {
            return Err(OfficeError::State {
                what: "the payment batch",
                state: batch.state,
                cure: "only a batch that was not released yet can be",
            });
        }
        let items = items_of(&mut learning.tx, id).await?;
        let postings: Vec<NewPosting> = items.iter().map(|item| ordered(&batch, item)).collect();
        learning.post(&batch.legal_entity, &postings).await?;
        learning.note("release-payment", ObjectKind::Payment, id, &serde_json::json!({ "sum": batch.sum })).await?;
        learning.commit().await?;
        Ok(())
    }

    /// Gives up a batch that was not released: its items are open again.
    ///
    /// # Errors
    /// After its release.
    pub async fn withdraw_batch(&self, author: &Author, id: &str) -> Result<(), OfficeError> {
        self.allow(author, Action::CreatePayment, ObjectKind::Payment, id, &[])?;
        let batch = self.batch(&author.company, id).await?;
        let mut learning = self.learn(author, "payment withdrawn").await?;
        let sql = "UPDATE batches SET state = 'rejected' WHERE company = $1 AND id = $2 AND state = 'created'";
        if learning.tx.run(sql, values![&author.company, id]).await? == 0 {
            return Err(OfficeError::State {
                what: "the payment batch",
                state: batch.state,
                cure: "what is released is with the bank; import its status report",
            });
        }
        for item in items_of(&mut learning.tx, id).await? {
            item_ends(&mut learning, &item, "rejected", "withdrawn").await?;
        }
        learning.note("withdraw-payment", ObjectKind::Payment, id, &()).await?;
        learning.commit().await?;
        Ok(())
    }

    /// The file of a released batch: name and bytes, the same each time.
    ///
    /// # Errors
    /// Before the release.
    pub async fn batch_file(&self, author: &Author, id: &str) -> Result<(String, Vec<u8>), OfficeError> {
        self.allow(author, Action::DownloadPaymentFile, ObjectKind::Payment, id, &[])?;
        let batch = self.batch(&author.company, id).await?;
        if batch.state == "created" {
            return Err(OfficeError::State {
                what: "the payment batch",
                state: batch.state,
                cure: "another person has to release it first",
            });
        }
        let sql = "SELECT hash, name FROM batch_files WHERE batch = $1";
        let file: Option<(String, String)> = self.db().first(sql, values![id]).await?;
        let (hash, name) = file.ok_or_else(|| OfficeError::missing("payment file", id))?;
        let bytes = self.archive().get(&hash).await?.to_vec();
        self.note(author, "download-payment-file", ObjectKind::Payment.name(), id, &hash).await?;
        Ok((name, bytes))
    }

    /// The payment batches of a company, the latest first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn batches(&self, company: &str) -> Result<Vec<Batch>, OfficeError> {
        let sql = format!("{BATCHES} WHERE company = $1 ORDER BY created_at DESC");
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values![company]).await?)
    }

    /// A payment batch.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn batch(&self, company: &str, id: &str) -> Result<Batch, OfficeError> {
        let sql = format!("{BATCHES} WHERE company = $1 AND id = $2");
        let found = self.db().first(compline_store::AssertSqlSafe(sql), values![company, id]).await?;
        found.ok_or_else(|| OfficeError::missing("payment batch", id))
    }

    /// The payments of a batch.
    ///
    /// # Errors
    /// Of the database.
    pub async fn batch_items(&self, batch: &str) -> Result<Vec<BatchItem>, OfficeError> {
        let sql = format!("{BATCH_ITEMS} WHERE batch = $1 ORDER BY n");
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values![batch]).await?)
    }

    /// Holds an open item back, disputes it, or lets it go again.
    ///
    /// # Errors
    /// Without a note, or where it is ordered or settled.
    pub async fn hold_item(&self, author: &Author, id: &str, state: &str, note: &str) -> Result<(), OfficeError> {
        let action = if state == "open" { Action::ReleaseHold } else { Action::HoldItem };
        self.allow(author, action, ObjectKind::OpenItem, id, &[])?;
        if note.trim().is_empty() {
            return Err(OfficeError::field("note", "error-reason-missing"));
        }
        if !["open", "held", "disputed"].contains(&state) {
            return Err(OfficeError::field("state", "error-choose-one"));
        }
        let mut learning = self.learn(author, "open item").await?;
        let sql = "UPDATE open_items SET state = $3, note = $4 WHERE company = $1 AND id = $2 AND state IN ('open', 'held', 'disputed')";
        if learning.tx.run(sql, values![&author.company, id, state, note]).await? == 0 {
            return Err(OfficeError::State {
                what: "the open item",
                state: "ordered or settled".to_owned(),
                cure: "what is in a payment file cannot be held any more",
            });
        }
        let note = serde_json::json!({ "state": state, "note": note });
        learning.note("hold-item", ObjectKind::OpenItem, id, &note).await?;
        learning.commit().await?;
        Ok(())
    }
}

/// The payments of a batch, in a transaction.
pub(crate) async fn items_of(tx: &mut Tx, batch: &str) -> Result<Vec<BatchItem>, OfficeError> {
    let sql = format!("{BATCH_ITEMS} WHERE batch = $1 ORDER BY n");
    Ok(tx.all(compline_store::AssertSqlSafe(sql), values![batch]).await?)
}

/// Ends a payment: `paid` settles its items, anything else opens them again.
pub(crate) async fn item_ends(
    learning: &mut Learning,
    item: &BatchItem,
    state: &'static str,
    reason: &str,
) -> Result<(), OfficeError> {
    let sql = "UPDATE batch_items SET state = $3, reason = $4 WHERE batch = $1 AND n = $2";
    learning.tx.run(sql, values![&item.batch, item.n, state, reason]).await?;
    let sql = "SELECT open_item, amount FROM batch_item_parts WHERE batch = $1 AND n = $2";
    let parts: Vec<(String, i64)> = learning.tx.all(sql, values![&item.batch, item.n]).await?;
    for (open, amount) in parts {
        let sql = match (state, item.state.as_str()) {
            ("paid", _) => {
                "UPDATE open_items SET rest = rest - $2, state = CASE WHEN rest = $2 THEN 'settled' ELSE 'open' END WHERE id = $1"
            }
            // What was paid and came back is owed once more.
            // In another file already it stays there; what is owed more is seen when that one is paid.
            (_, "paid") => {
                "UPDATE open_items SET rest = rest + $2, state = CASE WHEN state = 'ordered' THEN 'ordered' ELSE 'open' END WHERE id = $1"
            }
            // What was settled by hand meanwhile is not owed any more.
            _ => "UPDATE open_items SET state = CASE WHEN rest = 0 THEN 'settled' ELSE 'open' END WHERE id = $1",
        };
        let values = if sql.contains("$2") { values![open, amount] } else { values![open] };
        learning.tx.run(sql, values).await?;
    }
    Ok(())
}

/// All payments of a batch that the bank still has are paid: what [`item_ends`] does for one, in few statements.
pub(crate) async fn batch_is_paid(learning: &mut Learning, batch: &str) -> Result<(), OfficeError> {
    let parts = "FROM batch_item_parts p JOIN batch_items i ON i.batch = p.batch AND i.n = p.n \
                 WHERE p.batch = $1 AND i.state = 'ordered'";
    let rest = format!(
        "UPDATE open_items SET rest = rest - (SELECT CAST(SUM(p.amount) AS BIGINT) {parts} AND p.open_item = open_items.id) \
         WHERE id IN (SELECT p.open_item {parts})"
    );
    let state = format!(
        "UPDATE open_items SET state = CASE WHEN rest = 0 THEN 'settled' ELSE 'open' END WHERE id IN (SELECT p.open_item {parts})"
    );
    for sql in [rest, state] {
        learning.tx.run(compline_store::AssertSqlSafe(sql), values![batch]).await?;
    }
    let sql = "UPDATE batch_items SET state = 'paid', reason = '' WHERE batch = $1 AND state = 'ordered'";
    learning.tx.run(sql, values![batch]).await?;
    Ok(())
}

/// Ordered: no longer owed to the partner, on its way to the bank.
fn ordered(batch: &Batch, item: &BatchItem) -> NewPosting {
    NewPosting {
        day: batch.execute_on,
        kind: "payment",
        object: item.end_to_end.clone(),
        reference: format!("{:05}", batch.number),
        text: item.holder.clone(),
        currency: batch.currency.clone(),
        lines: vec![
            (Account::Partner, Some(item.person.clone()), item.amount),
            (Account::Transit, None, item.amount.saturating_neg()),
        ],
    }
}

fn propose(
    items: &[OpenItem],
    persons: &BTreeMap<String, Person>,
    minimum: i64,
    only: Option<&str>,
) -> Result<Proposal, OfficeError> {
    let overflow = || OfficeError::Overflow("open items");
    let mut out = Proposal::default();
    let mut sums: BTreeMap<&str, (i64, Vec<String>)> = BTreeMap::new();
    for item in items.iter().filter(|item| only.is_none_or(|only| item.person == only)) {
        if item.state == "open" {
            let of = sums.entry(&item.person).or_default();
            of.0 = of.0.checked_add(item.rest).ok_or_else(overflow)?;
            of.1.push(item.id.clone());
        } else {
            out.held = out.held.checked_add(item.rest).ok_or_else(overflow)?;
        }
    }
    for (person, (sum, ids)) in sums {
        let account = persons.get(person).is_some_and(|one| one.iban.is_some() && one.holder.is_some());
        // Out of cycle the minimum does not count: somebody has decided to pay.
        if sum <= 0 || (sum < minimum && only.is_none()) {
            out.waiting.push((person.to_owned(), sum));
        } else if account {
            out.sum = out.sum.checked_add(sum).ok_or_else(overflow)?;
            out.pay.push((person.to_owned(), sum, ids));
        } else {
            out.no_account.push((person.to_owned(), sum));
        }
    }
    Ok(out)
}

#[expect(clippy::too_many_arguments, reason = "everything that a payment file says")]
fn transfer(
    entity: &crate::companies::LegalEntity,
    message_id: &str,
    short: &str,
    execute_on: NaiveDate,
    at: DateTime<Utc>,
    proposal: &Proposal,
    persons: &BTreeMap<String, Person>,
    items: &[OpenItem],
) -> Result<CreditTransfer, OfficeError> {
    let no_account = || OfficeError::field("legal_entity", "error-company-account-missing");
    let iban: Iban = entity.iban.as_deref().ok_or_else(no_account)?.parse().map_err(|_| no_account())?;
    let bic = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<Bic>().ok());
    let references: BTreeMap<&str, &str> =
        items.iter().map(|item| (item.id.as_str(), item.reference.as_str())).collect();
    let mut transfers = Vec::with_capacity(proposal.pay.len());
    for (n, (person, sum, ids)) in (1..).zip(&proposal.pay) {
        let data = persons.get(person).ok_or_else(|| OfficeError::missing("person", person))?;
        let wrong =
            || OfficeError::Input(vec![FieldError::new("iban", "error-iban-of").with("name", data.full_name())]);
        let account: Iban = data.iban.as_deref().unwrap_or_default().parse().map_err(|_| wrong())?;
        let numbers: Vec<&str> = ids.iter().filter_map(|id| references.get(id.as_str()).copied()).collect();
        transfers.push(Transfer {
            end_to_end_id: format!("{short}-{n:06}"),
            amount: *sum,
            currency: entity.currency.clone(),
            creditor_name: data.holder.clone().unwrap_or_default(),
            iban: account,
            bic: bic(&data.bic),
            address: None,
            remittance: remittance(&numbers),
            purpose: None,
        });
    }
    let transfer = CreditTransfer {
        message_id: message_id.to_owned(),
        payment_information_id: format!("{message_id}-1"),
        created_at: at,
        initiating_party: entity.name.clone(),
        debtor: Debtor {
            name: entity.holder.clone().unwrap_or_else(|| entity.name.clone()),
            iban,
            bic: bic(&entity.bic),
        },
        execution_date: execute_on,
        batch_booking: true,
        expected: Expected { count: proposal.pay.len(), total: proposal.sum },
        transfers,
    };
    Ok(transfer.in_sepa_characters())
}

/// The numbers of the documents, as many as a transfer has room for.
fn remittance(numbers: &[&str]) -> String {
    const ROOM: usize = 140;
    let mut text = String::new();
    for number in numbers {
        let next = if text.is_empty() { (*number).to_owned() } else { format!(" {number}") };
        if text.len() + next.len() + 4 > ROOM {
            text.push_str(" ...");
            break;
        }
        text.push_str(&next);
    }
    text
}

type Rows = Vec<Vec<Value>>;

fn batch_rows(
    id: &str,
    transfer: &CreditTransfer,
    proposal: &Proposal,
    items: &[OpenItem],
) -> Result<(Rows, Rows), OfficeError> {
    let rests: BTreeMap<&str, i64> = items.iter().map(|item| (item.id.as_str(), item.rest)).collect();
    let (mut rows, mut parts) = (Vec::new(), Vec::new());
    for (n, ((person, sum, ids), sent)) in (1_i64..).zip(proposal.pay.iter().zip(&transfer.transfers)) {
        rows.push(values![
            id,
            n,
            &sent.end_to_end_id,
            person,
            *sum,
            &sent.creditor_name,
            sent.iban.as_str(),
            sent.bic.as_ref().map(|bic| bic.as_str().to_owned()),
            "ordered"
        ]);
        for item in ids {
            let rest = rests.get(item.as_str()).copied().ok_or_else(|| OfficeError::missing("open item", item))?;
            parts.push(values![id, n, item, rest]);
        }
    }
    Ok((rows, parts))
}
