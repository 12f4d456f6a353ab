//! SEPA credit transfers: `pain.001.001.09` in the profile of the German banks, GBIC_5.
//!
//! What the schema of the profile demands is checked by [`CreditTransfer::violations`] together with what it does not
//! see: that sums agree, that ids are unique, that every character is permitted. A file with a violation is not
//! written.
//!
//! Sources: DFÜ agreement of the German banks, annex 3, chapter 2; EPC132-08 (implementation guidelines, customer to
//! bank); EPC230-15 (slashes in references).

mod check;
#[cfg(test)]
mod tests;
mod write;

pub use check::{Field, Place, Rule, Violation};

use super::{Bic, Iban};
use crate::text::to_sepa;
use chrono::{DateTime, NaiveDate, Utc};
use std::io;
use thiserror::Error;

/// Least amount of a transfer, in cents.
pub const LEAST_AMOUNT: i64 = 1;

/// Largest amount of a transfer, in cents: 999 999 999.99 euro.
pub const LARGEST_AMOUNT: i64 = 99_999_999_999;

/// One file: transfers from one account on one day.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CreditTransfer {
    /// Id of the file (`MsgId`), 1 to 35 characters, never used before towards this bank.
    pub message_id: String,
    /// Id of the batch (`PmtInfId`), 1 to 35 characters; status reports and statements name it.
    pub payment_information_id: String,
    /// When the file is made. It is part of the file: the same file has the same moment.
    pub created_at: DateTime<Utc>,
    /// Who sends the file, 1 to 70 characters.
    pub initiating_party: String,
    /// Whose account is charged.
    pub debtor: Debtor,
    /// The day on which the bank is to execute, not before the file is made.
    pub execution_date: NaiveDate,
    /// Whether the account is charged with one sum; otherwise with each transfer.
    pub batch_booking: bool,
    /// What the books say about the batch; the transfers must agree.
    pub expected: Expected,
    /// The transfers, at least one.
    pub transfers: Vec<Transfer>,
}

/// The account that is charged.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Debtor {
    /// Its holder, 1 to 70 characters.
    pub name: String,
    /// Its number.
    pub iban: Iban,
    /// Its bank; where it is unknown the bank is found by the number.
    pub bic: Option<Bic>,
}

/// Number and sum of a batch as the books have them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Expected {
    /// How many transfers.
    pub count: usize,
    /// Their sum in cents.
    pub total: i64,
}

/// One payment to one account.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Transfer {
    /// Id that the payee's bank and every report hand back (`EndToEndId`), 1 to 35 characters, unique in the file.
    pub end_to_end_id: String,
    /// Smallest units of the currency: cents, 1 to [`LARGEST_AMOUNT`].
    pub amount: i64,
    /// The currency; only `EUR` can be paid.
    pub currency: String,
    /// The holder of the account, not the partner's name where they differ: banks compare it with the account.
    pub creditor_name: String,
    /// The account.
    pub iban: Iban,
    /// Its bank; where it is unknown the bank is found by the number.
    pub bic: Option<Bic>,
    /// The holder's address; needed where the account lies outside of the European Economic Area.
    pub address: Option<Address>,
    /// What the payee reads, at most 140 characters; may be empty.
    pub remittance: String,
    /// Purpose code of ISO 20022, four capitals or digits, such as `COMM` for a commission.
    pub purpose: Option<String>,
}

/// A structured address. Town and country are needed, whatever is left out is empty.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Address {
    /// Street, at most 70 characters.
    pub street: String,
    /// Number in the street, at most 16 characters.
    pub building_number: String,
    /// Postcode, at most 16 characters.
    pub postcode: String,
    /// Town, 1 to 35 characters.
    pub town: String,
    /// Two capitals of ISO 3166-1.
    pub country: String,
}

/// Why no file was written.
#[derive(Debug, Error)]
pub enum CreditTransferError {
    /// Something in it breaks the rules of the scheme. All violations are listed.
    #[error("the payment file breaks {count} rule(s), the first: {first}", count = .0.len(), first = first(.0))]
    Violations(Vec<Violation>),
    /// The document could not be put together in memory.
    #[error("the payment file could not be written: {0}; try again")]
    Io(#[from] io::Error),
}

fn first(violations: &[Violation]) -> String {
    violations.first().map(ToString::to_string).unwrap_or_default()
}

impl CreditTransfer {
    /// Everything in the file that breaks a rule; none means that it can be written.
    #[must_use]
    pub fn violations(&self) -> Vec<Violation> {
        check::violations(self)
    }

    /// The sum of all transfers in cents; `None` where 64 bits do not hold it.
    #[must_use]
    pub fn total(&self) -> Option<i64> {
        self.transfers.iter().try_fold(0_i64, |sum, transfer| sum.checked_add(transfer.amount))
    }

    /// The same payments with names, addresses and texts in the permitted characters (see [`to_sepa`]). Ids stay as
    /// they are: they have to come back unchanged. What becomes too long is found by [`Self::violations`].
    #[must_use]
    pub fn in_sepa_characters(mut self) -> Self {
        let rewrite = |text: &mut String| *text = to_sepa(text).split_whitespace().collect::<Vec<_>>().join(" ");
        rewrite(&mut self.initiating_party);
        rewrite(&mut self.debtor.name);
        for transfer in &mut self.transfers {
            rewrite(&mut transfer.creditor_name);
            rewrite(&mut transfer.remittance);
            if let Some(address) = &mut transfer.address {
                for part in
                    [&mut address.street, &mut address.building_number, &mut address.postcode, &mut address.town]
                {
                    rewrite(part);
                }
            }
        }
        self
    }

    /// The file, in UTF-8 without byte order mark; the same bytes for the same payments.
    ///
    /// # Errors
    ///
    /// All violations of the rules, each with the transfer and the field.
    pub fn to_xml(&self) -> Result<Vec<u8>, CreditTransferError> {
        let violations = self.violations();
        match self.total() {
            Some(total) if violations.is_empty() => Ok(write::write(self, total)?),
            _ => Err(CreditTransferError::Violations(violations)),
        }
    }
}
