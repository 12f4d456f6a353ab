//! What banks report of an account: `camt.053` (statement of a day), `camt.052` (during the day), `camt.054` (single
//! entries, returns).
//!
//! [`read`] takes over what the file says, [`Message::faults`] tells whether it can be true: a statement whose entries
//! do not lead from its opening to its closing balance is not imported. [`Statement::import_key`] names an entry the
//! same way each time, so that a file that is read twice is imported once.
//!
//! Sources: ISO 20022, Bank to Customer Cash Management, versions 02, 04 and 08; DFÜ agreement of the German banks,
//! annex 3, chapter 7.

mod check;
mod key;
mod read;
#[cfg(test)]
mod tests;

pub use check::{Fault, Problem};
pub use read::read;

use super::Iban;
use chrono::NaiveDate;

/// What a message is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// `camt.052`: entries of the day so far; some may still change.
    Report,
    /// `camt.053`: all entries between two balances.
    Statement,
    /// `camt.054`: single entries, without balances.
    Notification,
}

/// One file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Message {
    /// What it is.
    pub kind: Kind,
    /// The version of the format: 2, 4 or 8.
    pub version: u8,
    /// Id of the file.
    pub id: String,
    /// When the bank made it, as the bank wrote it (ISO 8601, with or without time zone).
    pub created_at: String,
    /// Text about the file as a whole.
    pub information: Option<String>,
    /// The accounts' statements, in the order of the file.
    pub statements: Vec<Statement>,
}

/// One statement, report or notification about one account.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Statement {
    /// The bank's id of it.
    pub id: String,
    /// Number of the electronic statement, which grows by one with each.
    pub sequence: Option<u64>,
    /// Number of the statement in the legal sense.
    pub legal_sequence: Option<u64>,
    /// Where the statement is split over several messages.
    pub page: Option<Page>,
    /// When the bank made it, as the bank wrote it.
    pub created_at: Option<String>,
    /// Begin of the time it covers, as the bank wrote it.
    pub from: Option<String>,
    /// End of the time it covers, as the bank wrote it.
    pub to: Option<String>,
    /// `COPY`, `CODU` or `DUPL` where it has been sent before.
    pub copy: Option<String>,
    /// The account.
    pub account: Account,
    /// Balances in the order of the file.
    pub balances: Vec<Balance>,
    /// Entries in the order of the file.
    pub entries: Vec<Entry>,
    /// Text about the statement.
    pub information: Option<String>,
}

/// Page of a statement.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Page {
    /// Its number, from one.
    pub number: u64,
    /// Whether no page follows.
    pub last: bool,
}

/// The account of a statement.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Account {
    /// Its number.
    pub iban: Option<Iban>,
    /// Its number where that is no valid IBAN.
    pub other: Option<String>,
    /// Its currency, where the bank says so.
    pub currency: Option<String>,
    /// Its holder.
    pub owner: Option<String>,
    /// Code of the bank.
    pub bank_bic: Option<String>,
    /// Name of the bank.
    pub bank_name: Option<String>,
}

impl Account {
    /// The number, whatever kind it is of; empty where the bank gives none.
    #[must_use]
    pub fn number(&self) -> &str {
        self.iban.as_ref().map(Iban::as_str).or(self.other.as_deref()).unwrap_or_default()
    }
}

/// Which way money went, seen from the account.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Direction {
    /// Onto the account.
    Credit,
    /// From the account.
    Debit,
}

/// Money with its direction.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Money {
    /// Smallest units of the currency, never negative.
    pub amount: i64,
    /// ISO 4217.
    pub currency: String,
    /// Which way it went.
    pub direction: Direction,
}

impl Money {
    /// The amount, negative where it went from the account.
    #[must_use]
    pub const fn signed(&self) -> i64 {
        match self.direction {
            Direction::Credit => self.amount,
            // The amount is never negative, so it has an opposite.
            Direction::Debit => self.amount.saturating_neg(),
        }
    }
}

/// One balance.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Balance {
    /// The code: `OPBD` opening, `PRCD` closing of the day before, `CLBD` closing, `ITBD` between two pages, `CLAV`
    /// available, and others.
    pub code: String,
    /// The amount.
    pub money: Money,
    /// The day it holds for.
    pub date: NaiveDate,
}

/// What an entry is worth.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum EntryStatus {
    /// Booked; it counts.
    Booked,
    /// Expected; it may still change.
    Pending,
    /// For information; it never counts.
    Information,
    /// Will be booked on a later day.
    Future,
    /// A code that is not of the standard.
    Other(String),
}

/// One entry of the account.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Entry {
    /// The amount. It has the direction of this entry, also where it reverses another.
    pub money: Money,
    /// Whether it takes an earlier entry back.
    pub reversal: bool,
    /// Whether it counts.
    pub status: EntryStatus,
    /// Day of booking.
    pub booking_date: Option<NaiveDate>,
    /// Day from which interest is computed.
    pub value_date: Option<NaiveDate>,
    /// The bank's id of the entry (`AcctSvcrRef`).
    pub bank_reference: Option<String>,
    /// The bank's number of the entry in the statement.
    pub entry_reference: Option<String>,
    /// What kind of booking it is.
    pub code: BookingCode,
    /// Batches of ours that the entry books.
    pub batches: Vec<Batch>,
    /// Transactions that the entry sums up.
    pub transactions: Vec<Transaction>,
    /// Text about the entry.
    pub information: Option<String>,
}

/// Kind of a booking: the standard's code and the bank's.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct BookingCode {
    /// Domain, such as `PMNT`.
    pub domain: Option<String>,
    /// Family, such as `ICDT` for transfers sent.
    pub family: Option<String>,
    /// Sub-family, such as `ESCT` for SEPA.
    pub sub_family: Option<String>,
    /// The bank's own code, in Germany the business transaction code.
    pub proprietary: Option<String>,
    /// Who has defined it.
    pub issuer: Option<String>,
}

/// A batch that an entry books.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Batch {
    /// Id of the file.
    pub message_id: Option<String>,
    /// Id of the batch, as in `pain.001`.
    pub payment_information_id: Option<String>,
    /// How many transactions it has.
    pub count: Option<u64>,
    /// Their sum.
    pub total: Option<Money>,
}

/// One transaction of an entry.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Transaction {
    /// Its ids.
    pub references: References,
    /// Its amount; `None` where the bank gives it for the entry only.
    pub money: Option<Money>,
    /// What kind of booking it is, where that differs from the entry.
    pub code: BookingCode,
    /// Who ordered it.
    pub initiating: Option<Party>,
    /// Who paid.
    pub debtor: Party,
    /// For whom was paid, where that is somebody else.
    pub ultimate_debtor: Option<Party>,
    /// Who was paid.
    pub creditor: Party,
    /// For whom the money is, where that is somebody else.
    pub ultimate_creditor: Option<Party>,
    /// Purpose code.
    pub purpose: Option<String>,
    /// Text of the payment, line by line.
    pub remittance: Vec<String>,
    /// References of the payment in their structured form.
    pub structured: Vec<StructuredRemittance>,
    /// Why a payment came back.
    pub returned: Option<Return>,
    /// Text about the transaction.
    pub information: Option<String>,
}

/// Ids of a transaction.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct References {
    /// Id of the file in which it was ordered.
    pub message_id: Option<String>,
    /// The bank's id.
    pub bank_reference: Option<String>,
    /// Id of the batch in which it was ordered.
    pub payment_information_id: Option<String>,
    /// Id of the instruction.
    pub instruction_id: Option<String>,
    /// Id that goes from the payer to the payee; `None` also where the file says `NOTPROVIDED`.
    pub end_to_end_id: Option<String>,
    /// Id that all banks share.
    pub uetr: Option<String>,
    /// The first bank's id.
    pub transaction_id: Option<String>,
    /// Id of a direct debit mandate.
    pub mandate_id: Option<String>,
    /// Ids of other kinds, with their kind.
    pub other: Vec<(String, String)>,
}

/// A party of a transaction.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Party {
    /// Its name.
    pub name: Option<String>,
    /// Its account.
    pub iban: Option<Iban>,
    /// Its account where that is no valid IBAN.
    pub other_account: Option<String>,
    /// Its bank.
    pub bic: Option<String>,
    /// Its address: street, number, postcode, town, country, then free lines, as far as given.
    pub address: Vec<String>,
    /// Ids of the party.
    pub ids: Vec<String>,
}

impl Party {
    fn is_unknown(&self) -> bool {
        self.name.is_none() && self.iban.is_none() && self.other_account.is_none()
    }
}

/// A structured reference.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct StructuredRemittance {
    /// Its type, such as `SCOR`.
    pub kind: Option<String>,
    /// Who has defined the type.
    pub issuer: Option<String>,
    /// The reference.
    pub reference: Option<String>,
    /// Text about it.
    pub information: Vec<String>,
}

/// Why a payment came back.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Return {
    /// The reason's code, such as `AC01`; see `bank::reason`.
    pub code: Option<String>,
    /// The bank's own reason.
    pub proprietary: Option<String>,
    /// Who sent it back.
    pub originator: Option<String>,
    /// Text about it.
    pub information: Vec<String>,
}

impl Statement {
    /// The balance before the first entry: `OPBD`, else `PRCD`, else on a later page the first `ITBD`.
    #[must_use]
    pub fn opening(&self) -> Option<&Balance> {
        self.balance("OPBD").or_else(|| self.balance("PRCD")).or_else(|| self.balance("ITBD"))
    }

    /// The balance behind the last entry: `CLBD`, else on a page with another behind it the last `ITBD`.
    #[must_use]
    pub fn closing(&self) -> Option<&Balance> {
        let between = || self.balances.iter().rev().find(|balance| balance.code == "ITBD");
        self.balance("CLBD").or_else(between)
    }

    fn balance(&self, code: &str) -> Option<&Balance> {
        self.balances.iter().find(|balance| balance.code == code)
    }

    /// The entries that count.
    pub fn booked(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.status == EntryStatus::Booked)
    }
}

impl Transaction {
    /// The other side. Of a payment that came back the parties stay in their first roles; so it is whoever does not
    /// hold the account, and only where that cannot be told whoever the direction points to.
    #[must_use]
    pub fn counterparty(&self, entry: &Entry, account: &Account) -> Option<&Party> {
        let own = |party: &Party| party.iban.is_some() && party.iban == account.iban;
        let party = match (own(&self.debtor), own(&self.creditor), entry.money.direction) {
            (true, false, _) => &self.creditor,
            (false, true, _) => &self.debtor,
            (_, _, Direction::Credit) if self.returned.is_some() => &self.creditor,
            (_, _, Direction::Debit) if self.returned.is_some() => &self.debtor,
            (_, _, Direction::Credit) => &self.debtor,
            (_, _, Direction::Debit) => &self.creditor,
        };
        (!party.is_unknown()).then_some(party)
    }
}
