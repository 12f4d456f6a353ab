//! The account statement: what the company owes a person and has paid him, posting by posting, and what plans keep.

use super::head::Head;
use super::reserves::{FreeLot, ReserveRow};
use crate::entries::Entry;
use crate::error::OfficeError;
use crate::office::Office;
use crate::payments::{ITEMS, OpenItem};
use crate::progress::Progress;
use crate::statements::StatementRow;
use chrono::NaiveDate;
use compline_store::{FromRow, values};
use std::collections::BTreeMap;

/// An account statement of the owner of a partner position.
#[derive(Clone, Debug)]
pub struct AccountStatement {
    /// Who, what, when.
    pub head: Head,
    /// The accounts with legal entities, by entity and currency; those that never moved are left out.
    pub accounts: Vec<EntityAccount>,
    /// Statements that are final runs' and are held: their amounts are owed and on no account yet.
    pub held: Vec<HeldRow>,
    /// What of the accounts is still to be paid as of now, by day.
    pub open: Vec<OpenItem>,
    /// The movements of what plans keep.
    pub reserves: Vec<ReserveRow>,
    /// What is left of that at the end of the span, and when it becomes free.
    pub lots: Vec<FreeLot>,
}

/// The account of a person with a legal entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityAccount {
    /// The legal entity's id.
    pub entity: String,
    /// Its name.
    pub name: String,
    /// The currency.
    pub currency: String,
    /// The balance before the first day; positive is owed to the person.
    pub opening: i64,
    /// The movements of the span, as they were posted.
    pub rows: Vec<AccountRow>,
    /// The balance at the end of the last day: the opening one and all movements.
    pub closing: i64,
}

/// A movement of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// The number of the posting in the legal entity's subledger.
    pub seq: i64,
    /// The day of the books.
    pub day: NaiveDate,
    /// `statement`, `assignment`, `payment`, `paid`, `rejected`, `returned`.
    pub kind: String,
    /// The document's number.
    pub reference: String,
    /// The period, of a statement.
    pub period: Option<String>,
    /// What it is made of, where that is known; then the parts sum to the amount.
    pub parts: Vec<AccountPart>,
    /// In favour of the person positive.
    pub amount: i64,
    /// The balance behind it.
    pub balance: i64,
}

/// A part of a movement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountPart {
    /// `lines` (commissions by plans), `tax`, or the kind of an entry beside the plan: `bonus`, `fee`, ….
    pub kind: String,
    /// Why, of an entry.
    pub reason: String,
    /// How much.
    pub amount: i64,
}

/// A statement that is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldRow {
    /// Its period.
    pub period: String,
    /// What it lacks: stable names.
    pub reasons: Vec<String>,
    /// Net.
    pub net: i64,
    /// VAT.
    pub tax: i64,
    /// Gross.
    pub gross: i64,
    /// The currency.
    pub currency: String,
}

#[derive(FromRow)]
struct PostingRow {
    seq: i64,
    day: NaiveDate,
    kind: String,
    object: String,
    reference: String,
    currency: String,
    amount: i64,
}

impl Office {
    /// Gathers an account statement.
    pub(super) async fn account_statement(
        &self,
        head: Head,
        progress: &Progress,
    ) -> Result<AccountStatement, OfficeError> {
        let statements = self.statements_of(&head.company, &head.person).await?;
        let mut entries: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        for partner in self.partners_of(&head.company, &head.person).await? {
            for entry in self.entries_of_partner(&head.company, &partner).await? {
                if let Some(statement) = &entry.statement {
                    entries.entry(statement.clone()).or_default().push(entry.clone());
                }
            }
        }
        let mut accounts = Vec::new();
        for entity in self.legal_entities(&head.company).await? {
            for mut account in self.account_with(&head, &entity.id, &statements, &entries).await? {
                account.name.clone_from(&entity.name);
                accounts.push(account);
            }
        }
        let mut held = Vec::new();
        for row in statements.iter().filter(|row| row.state == "held") {
            let run = self.run(&head.company, &row.run).await?;
            if run.state == crate::runs::RunState::Final && run.days()?.1 <= head.to {
                held.push(HeldRow {
                    period: row.period.clone(),
                    reasons: row.reasons(),
                    net: row.net,
                    tax: row.tax,
                    gross: row.gross,
                    currency: row.currency.clone(),
                });
            }
        }
        held.sort_by(|a, b| a.period.cmp(&b.period));
        let sql = format!(
            "{ITEMS} WHERE company = $1 AND person = $2 AND rest <> 0 AND state <> 'settled' ORDER BY day, reference, id"
        );
        let open = self.db().all(compline_store::AssertSqlSafe(sql), values![&head.company, &head.person]).await?;
        let (reserves, lots) = self.reserves_between(&head, progress).await?;
        Ok(AccountStatement { head, accounts, held, open, reserves, lots })
    }

    /// The accounts with a legal entity, by currency.
    async fn account_with(
        &self,
        head: &Head,
        entity: &str,
        statements: &[StatementRow],
        entries: &BTreeMap<String, Vec<Entry>>,
    ) -> Result<Vec<EntityAccount>, OfficeError> {
        let overflow = || OfficeError::Overflow("an account");
        let sql = "SELECT p.seq, p.day, p.kind, p.object, p.reference, p.currency, CAST(SUM(l.amount) AS BIGINT) AS amount \
                   FROM posting_lines l JOIN postings p ON p.legal_entity = l.legal_entity AND p.seq = l.seq \
                   WHERE l.legal_entity = $1 AND l.person = $2 AND l.account = 'partner' AND p.day <= $3 \
                   GROUP BY p.seq, p.day, p.kind, p.object, p.reference, p.currency ORDER BY p.day, p.seq";
        let rows: Vec<PostingRow> = self.db().all(sql, values![entity, &head.person, head.to]).await?;
        let mut out: BTreeMap<String, EntityAccount> = BTreeMap::new();
        for row in rows {
            // In the subledger what is owed is a credit, which is negative.
            let amount = row.amount.checked_neg().ok_or_else(overflow)?;
            let account = out.entry(row.currency.clone()).or_insert_with(|| EntityAccount {
                entity: entity.to_owned(),
                name: String::new(),
                currency: row.currency.clone(),
                opening: 0,
                rows: Vec::new(),
                closing: 0,
            });
            account.closing = account.closing.checked_add(amount).ok_or_else(overflow)?;
            if row.day < head.from {
                account.opening = account.closing;
                continue;
            }
            let statement = statements.iter().find(|of| row.kind == "statement" && of.id == row.object);
            let parts = match statement {
                Some(of) => parts(of, entries.get(&of.id).map_or(&[], Vec::as_slice), amount)?,
                None => Vec::new(),
            };
            account.rows.push(AccountRow {
                seq: row.seq,
                day: row.day,
                kind: row.kind,
                reference: row.reference,
                period: statement.map(|of| of.period.clone()),
                parts,
                amount,
                balance: account.closing,
            });
        }
        // The same sum, asked of the subledger alone.
        let sql = "SELECT CAST(COALESCE(SUM(l.amount), 0) AS BIGINT) FROM posting_lines l JOIN postings p \
                   ON p.legal_entity = l.legal_entity AND p.seq = l.seq WHERE l.legal_entity = $1 AND l.person = $2 \
                   AND l.account = 'partner' AND p.day <= $3";
        let sum = self.db().number(sql, values![entity, &head.person, head.to]).await?;
        let closing = out.values().try_fold(0_i64, |sum, one| sum.checked_add(one.closing)).ok_or_else(overflow)?;
        if closing.checked_neg() != Some(sum) {
            let cause = format!("the account of {} sums to {closing} and the subledger to {sum}", head.person);
            return Err(OfficeError::damaged("account", cause));
        }
        Ok(out.into_values().collect())
    }

    /// The entries beside the plan of a partner, by id.
    async fn entries_of_partner(&self, company: &str, partner: &str) -> Result<Vec<Entry>, OfficeError> {
        let sql = format!("{} WHERE company = $1 AND partner = $2 ORDER BY id", crate::entries::ENTRIES);
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values![company, partner]).await?)
    }
}

/// What a statement is made of. Entries that VAT belongs to are part of its net amount. Where the parts are not known to sum to
/// what was posted, none is told.
fn parts(row: &StatementRow, entries: &[Entry], amount: i64) -> Result<Vec<AccountPart>, OfficeError> {
    let overflow = || OfficeError::Overflow("a statement");
    let mut lines = row.net;
    let mut out = Vec::new();
    for entry in entries {
        if entry.taxable {
            lines = lines.checked_sub(entry.amount).ok_or_else(overflow)?;
        }
        out.push(AccountPart { kind: entry.kind.clone(), reason: entry.reason.clone(), amount: entry.amount });
    }
    let own = |kind: &str, amount: i64| AccountPart { kind: kind.to_owned(), reason: String::new(), amount };
    out.insert(0, own("lines", lines));
    if row.tax != 0 {
        out.push(own("tax", row.tax));
    }
    out.retain(|part| part.amount != 0);
    let sum = out.iter().try_fold(0_i64, |sum, part| sum.checked_add(part.amount)).ok_or_else(overflow)?;
    Ok(if sum == amount { out } else { Vec::new() })
}
