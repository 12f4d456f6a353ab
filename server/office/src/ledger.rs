//! The subledger: double entry, append-only, each posting chained to the one before.

use crate::error::OfficeError;
use crate::learn::Learning;
use crate::office::Office;
use chrono::{DateTime, NaiveDate, SecondsFormat, SubsecRound, Utc};
use compline_store::{FromRow, START, Value, link, values};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What an account of the subledger is for. The ledger accounts of the books behind them are settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Account {
    /// What is owed to a person; the line names the person.
    Partner,
    /// Commissions, an expense.
    Commission,
    /// Input tax on them.
    InputTax,
    /// Input tax under § 13b UStG.
    ReverseInputTax,
    /// Tax owed under § 13b UStG.
    ReverseTax,
    /// Payments that are ordered and not yet seen at the bank.
    Transit,
    /// The bank.
    Bank,
    /// Entries beside the plan that are no pay.
    Clearing,
    /// What was open when a company came over from another system.
    Opening,
}

impl Account {
    /// Its name in the database and in exports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Partner => "partner",
            Self::Commission => "commission",
            Self::InputTax => "input-tax",
            Self::ReverseInputTax => "reverse-input-tax",
            Self::ReverseTax => "reverse-tax",
            Self::Transit => "transit",
            Self::Bank => "bank",
            Self::Clearing => "clearing",
            Self::Opening => "opening",
        }
    }
}

/// A posting to be made.
#[derive(Clone, Debug)]
pub struct NewPosting {
    /// The day of the books.
    pub day: NaiveDate,
    /// `statement`, `assignment`, `payment`, `paid`, `rejected`, `returned`, `opening`.
    pub kind: &'static str,
    /// What it is for: with the kind it can be posted once only.
    pub object: String,
    /// The document's number.
    pub reference: String,
    /// What the books say.
    pub text: String,
    /// The currency.
    pub currency: String,
    /// Account, person, amount: debit positive, credit negative. They sum to zero.
    pub lines: Vec<(Account, Option<String>, i64)>,
}

/// A posting.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct Posting {
    /// Its number in the legal entity, from 1.
    pub seq: i64,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// The day of the books.
    pub day: NaiveDate,
    /// Its kind.
    pub kind: String,
    /// What it is for.
    pub object: String,
    /// The document's number.
    pub reference: String,
    /// What the books say.
    pub text: String,
    /// The currency.
    pub currency: String,
    /// Who made it.
    pub author: String,
    /// The hash of the posting before.
    pub before: String,
    /// Its own hash.
    pub hash: String,
}

/// A line of a posting.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize)]
pub struct PostingLine {
    /// The posting.
    pub seq: i64,
    /// Its number in the posting.
    pub n: i64,
    /// The account.
    pub account: String,
    /// The person.
    pub person: Option<String>,
    /// Debit positive, credit negative.
    pub amount: i64,
}

const POSTINGS: &str =
    "SELECT seq, at, day, kind, object, reference, text, currency, author, before, hash FROM postings";

impl Learning {
    /// Makes postings, in order; their numbers.
    ///
    /// # Errors
    /// Where one does not balance, or was made before.
    pub async fn post(&mut self, legal_entity: &str, new: &[NewPosting]) -> Result<Vec<i64>, OfficeError> {
        let company = self.author.company.clone();
        let head: Option<(i64, String)> = self
            .tx
            .first("SELECT posting_seq, posting_hash FROM legal_entities WHERE id = $1", values![legal_entity])
            .await?;
        let (mut seq, mut before) = head.ok_or_else(|| OfficeError::missing("legal entity", legal_entity))?;
        let at = self.at.trunc_subsecs(6);
        let mut rows: Vec<Vec<Value>> = Vec::with_capacity(new.len());
        let mut lines: Vec<Vec<Value>> = Vec::new();
        let mut numbers = Vec::with_capacity(new.len());
        for one in new {
            let mut sum = 0_i64;
            for (_, _, amount) in &one.lines {
                sum = sum.checked_add(*amount).ok_or(OfficeError::Overflow("a posting"))?;
            }
            if sum != 0 || one.lines.is_empty() {
                return Err(OfficeError::damaged("posting", format!("`{}` does not balance: {sum}", one.reference)));
            }
            seq += 1;
            let posting = Posting {
                seq,
                at,
                day: one.day,
                kind: one.kind.to_owned(),
                object: one.object.clone(),
                reference: one.reference.clone(),
                text: one.text.clone(),
                currency: one.currency.clone(),
                author: self.author.user.clone(),
                before: before.clone(),
                hash: String::new(),
            };
            let of: Vec<PostingLine> = (1..)
                .zip(&one.lines)
                .map(|(n, (account, person, amount))| PostingLine {
                    seq,
                    n,
                    account: account.name().to_owned(),
                    person: person.clone(),
                    amount: *amount,
                })
                .collect();
            let hash = posting.link(&of);
            rows.push(values![
                &company,
                legal_entity,
                seq,
                at,
                posting.day,
                posting.kind,
                posting.object,
                posting.reference,
                posting.text,
                posting.currency,
                posting.author,
                posting.before,
                &hash
            ]);
            lines.extend(
                of.into_iter()
                    .map(|line| values![legal_entity, line.seq, line.n, line.account, line.person, line.amount]),
            );
            numbers.push(seq);
            before = hash;
        }
        let columns = [
            "company",
            "legal_entity",
            "seq",
            "at",
            "day",
            "kind",
            "object",
            "reference",
            "text",
            "currency",
            "author",
            "before",
            "hash",
        ];
        self.tx.insert("postings", &columns, rows).await?;
        let columns = ["legal_entity", "seq", "n", "account", "person", "amount"];
        self.tx.insert("posting_lines", &columns, lines).await?;
        let sql = "UPDATE legal_entities SET posting_seq = $2, posting_hash = $3 WHERE id = $1";
        self.tx.run(sql, values![legal_entity, seq, before]).await?;
        Ok(numbers)
    }
}

impl Posting {
    fn link(&self, lines: &[PostingLine]) -> String {
        let (seq, at, day) =
            (self.seq.to_string(), self.at.to_rfc3339_opts(SecondsFormat::Micros, true), self.day.to_string());
        let mut parts: Vec<&str> =
            vec![&seq, &at, &day, &self.kind, &self.object, &self.reference, &self.text, &self.currency, &self.author];
        let amounts: Vec<String> = lines.iter().map(|line| line.amount.to_string()).collect();
        for (line, amount) in lines.iter().zip(&amounts) {
            parts.extend([line.account.as_str(), line.person.as_deref().unwrap_or(""), amount.as_str()]);
        }
        link(&self.before, &parts)
    }
}

/// The balance of an account of the subledger.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize)]
pub struct Balance {
    /// The account.
    pub account: String,
    /// Debit positive, credit negative.
    pub amount: i64,
}

impl Office {
    /// Postings of a legal entity, the latest first; of one person, where one is named.
    ///
    /// # Errors
    /// Of the database.
    pub async fn postings(
        &self,
        legal_entity: &str,
        person: &str,
        before: i64,
        most: i64,
    ) -> Result<Vec<(Posting, Vec<PostingLine>)>, OfficeError> {
        let sql = format!(
            "{POSTINGS} p WHERE legal_entity = $1 AND seq < $3 AND ($2 = '' OR EXISTS (SELECT 1 FROM posting_lines l \
             WHERE l.legal_entity = p.legal_entity AND l.seq = p.seq AND l.person = $2)) ORDER BY seq DESC LIMIT $4"
        );
        let found: Vec<Posting> =
            self.db().all(compline_store::AssertSqlSafe(sql), values![legal_entity, person, before, most]).await?;
        let (Some(first), Some(last)) = (found.last(), found.first()) else { return Ok(Vec::new()) };
        let mut lines = self.posting_lines(legal_entity, first.seq, last.seq).await?;
        Ok(found
            .into_iter()
            .map(|posting| {
                let of = lines.remove(&posting.seq).unwrap_or_default();
                (posting, of)
            })
            .collect())
    }

    /// Postings of a legal entity with days in a span, in order.
    ///
    /// # Errors
    /// Of the database.
    pub async fn postings_between(
        &self,
        legal_entity: &str,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<(Posting, Vec<PostingLine>)>, OfficeError> {
        let sql = format!("{POSTINGS} WHERE legal_entity = $1 AND day >= $2 AND day <= $3 ORDER BY seq");
        let found: Vec<Posting> =
            self.db().all(compline_store::AssertSqlSafe(sql), values![legal_entity, from, to]).await?;
        let (Some(first), Some(last)) = (found.first(), found.last()) else { return Ok(Vec::new()) };
        let mut lines = self.posting_lines(legal_entity, first.seq, last.seq).await?;
        Ok(found
            .into_iter()
            .map(|posting| {
                let of = lines.remove(&posting.seq).unwrap_or_default();
                (posting, of)
            })
            .collect())
    }

    async fn posting_lines(
        &self,
        legal_entity: &str,
        from: i64,
        to: i64,
    ) -> Result<BTreeMap<i64, Vec<PostingLine>>, OfficeError> {
        let sql = "SELECT seq, n, account, person, amount FROM posting_lines WHERE legal_entity = $1 AND seq >= $2 \
                   AND seq <= $3 ORDER BY seq, n";
        let rows: Vec<PostingLine> = self.db().all(sql, values![legal_entity, from, to]).await?;
        let mut out: BTreeMap<i64, Vec<PostingLine>> = BTreeMap::new();
        for row in rows {
            out.entry(row.seq).or_default().push(row);
        }
        Ok(out)
    }

    /// The balances of all accounts.
    ///
    /// # Errors
    /// Of the database.
    pub async fn balances(&self, company: &str, legal_entity: &str) -> Result<Arc<Vec<Balance>>, OfficeError> {
        let sql = "SELECT account, CAST(SUM(amount) AS BIGINT) AS amount FROM posting_lines WHERE legal_entity = $1 \
                   GROUP BY account ORDER BY account";
        let find = async { Ok(self.db().all(sql, values![legal_entity]).await?) };
        self.since_commit(company, &format!("balances {legal_entity}"), find).await
    }

    /// Follows the whole chain of a legal entity's postings; what is wrong, in words.
    ///
    /// # Errors
    /// Of the database.
    pub async fn verify_ledger(&self, legal_entity: &str) -> Result<Vec<String>, OfficeError> {
        let sql = format!("{POSTINGS} WHERE legal_entity = $1 ORDER BY seq");
        let postings: Vec<Posting> = self.db().all(compline_store::AssertSqlSafe(sql), values![legal_entity]).await?;
        let mut lines = self.posting_lines(legal_entity, 0, i64::MAX).await?;
        let mut wrong = Vec::new();
        let mut before = START.to_owned();
        for (seq, posting) in (1..).zip(&postings) {
            if posting.seq != seq {
                wrong.push(format!("ledger of `{legal_entity}`: posting {seq} is missing"));
                break;
            }
            let of = lines.remove(&posting.seq).unwrap_or_default();
            if posting.before != before || posting.hash != posting.link(&of) {
                wrong.push(format!("ledger of `{legal_entity}`: posting {seq} was changed"));
            }
            let sum = of.iter().fold(0_i128, |sum, line| sum + i128::from(line.amount));
            if sum != 0 {
                wrong.push(format!("ledger of `{legal_entity}`: posting {seq} does not balance"));
            }
            before.clone_from(&posting.hash);
        }
        if let Some(seq) = lines.keys().next() {
            wrong.push(format!("ledger of `{legal_entity}`: lines of posting {seq} belong to none"));
        }
        let sql = "SELECT posting_seq, posting_hash FROM legal_entities WHERE id = $1";
        let head: Option<(i64, String)> = self.db().first(sql, values![legal_entity]).await?;
        if head.is_some_and(|(seq, hash)| seq != postings.len() as i64 || hash != before) {
            wrong.push(format!("ledger of `{legal_entity}`: postings at the end are missing"));
        }
        Ok(wrong)
    }
}
