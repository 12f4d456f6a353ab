//! Files for the tax adviser: the DATEV format for postings and creditors, and the package with the documents.
//!
//! Sources: DATEV developer portal, "DATEV-Format" (header version 700, posting batch version 13, customers and
//! suppliers version 5) and "Belegbilderservice" (documents version 6.0).

mod creditor;
mod creditor_fields;
mod document;
mod field;
mod line;
mod posting;
mod posting_fields;
#[cfg(test)]
mod tests;

pub use creditor::{Addressee, Creditor, CreditorFile};
pub use document::{Document, DocumentError, DocumentPackage};
pub use posting::{Period, Posting, PostingBatch, Side, by_period};

use crate::money::to_decimal;
use chrono::{Months, NaiveDate, NaiveDateTime};
use field::Rule;
use line::{Lines, Written};
use std::fmt;
use thiserror::Error;

/// What every file says of the books that it belongs to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Ledger {
    /// The adviser's number, 1001 to 9,999,999.
    pub consultant: u32,
    /// The client's number, 1 to 99,999.
    pub client: u32,
    /// First day of the fiscal year.
    pub fiscal_year_start: NaiveDate,
    /// Digits of the accounts of the general ledger, 4 to 8. Personal accounts have one more.
    pub account_length: u8,
    /// Chart of accounts, `03` or `04`; empty where it is another.
    pub chart: String,
    /// When the file is made. It is part of the file.
    pub created_at: NaiveDateTime,
    /// Who makes it, at most 25 characters; may be empty.
    pub exported_by: String,
    /// What the file is called in DATEV, at most 30 characters.
    pub label: String,
    /// What becomes of characters that CP1252 does not have, and of control characters.
    pub policy: TextPolicy,
}

/// What becomes of a character that a file cannot carry.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TextPolicy {
    /// It is a fault.
    Refuse,
    /// A letter is written without its marks or in Latin letters, a control character as a blank, anything else as a
    /// question mark.
    Replace,
}

/// Why a file was not written.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("the DATEV file has {count} fault(s), the first: {first}", count = .0.len(), first = first(.0))]
pub struct DatevError(
    /// All faults, in the order of the rows.
    pub Vec<Fault>,
);

fn first(faults: &[Fault]) -> String {
    faults.first().map(ToString::to_string).unwrap_or_default()
}

/// Something that the format does not allow.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("{place}, `{field}`: {problem}")]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// The name of the column, as the format has it.
    pub field: String,
    /// What is wrong.
    pub problem: Problem,
}

/// Where a fault is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    /// In the header.
    Header,
    /// In a row, counted from one.
    Row(usize),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header => f.write_str("header"),
            Self::Row(row) => write!(f, "row {row}"),
        }
    }
}

/// What the format does not allow.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum Problem {
    /// Nothing where something is needed.
    #[error("is missing; fill it in")]
    Missing,
    /// Not what the format prescribes for the field.
    #[error("is `{found}`, the format has {expected}; correct it")]
    Form {
        /// What was given.
        found: String,
        /// What the field holds, in the format's words.
        expected: String,
    },
    /// A character that the file cannot carry.
    #[error("has the character {found:?} at position {position}, which the file cannot carry; replace it")]
    Character {
        /// The character.
        found: char,
        /// Its place, counted from one.
        position: usize,
    },
    /// An amount that is not positive or has more than ten digits before the comma.
    #[error(
        "is {found}; an amount is at least 0.01 and at most 9999999999.99, its side tells the sign",
        found = to_decimal(*found, 2)
    )]
    Amount {
        /// The amount in cents.
        found: i64,
    },
    /// More digits than the accounts of these books.
    #[error(
        "is {found}; general ledger accounts have at most {length} digits here, personal accounts {length} and one"
    )]
    Account {
        /// The account.
        found: u32,
        /// Digits of general ledger accounts.
        length: u8,
    },
    /// A creditor's account that is no personal account of a creditor.
    #[error("is {found}; creditors have accounts from {least} to {most} here")]
    CreditorAccount {
        /// The account.
        found: u32,
        /// The first.
        least: u32,
        /// The last.
        most: u32,
    },
    /// Both sides of a posting are the same account.
    #[error("is {found} on both sides; choose two accounts")]
    SameAccount {
        /// The account.
        found: u32,
    },
    /// A day outside of the file's period: the format writes day and month only.
    #[error("is {found}, outside of {from} to {to}; write it into the file of its period")]
    OutsidePeriod {
        /// The day.
        found: NaiveDate,
        /// First day of the file.
        from: NaiveDate,
        /// Last day of the file.
        to: NaiveDate,
    },
    /// A period that is not within one month of the fiscal year.
    #[error("{from} to {to} is not within one month of the fiscal year that begins on {start}; make a file per month")]
    Period {
        /// First day.
        from: NaiveDate,
        /// Last day.
        to: NaiveDate,
        /// First day of the fiscal year.
        start: NaiveDate,
    },
    /// No rows.
    #[error("are none; a file has at least one")]
    NoRows,
}

impl Ledger {
    /// Last day of the fiscal year.
    #[must_use]
    pub fn fiscal_year_end(&self) -> NaiveDate {
        let next = self.fiscal_year_start.checked_add_months(Months::new(12));
        next.and_then(|day| day.pred_opt()).unwrap_or(NaiveDate::MAX)
    }

    /// Writes the header; fields that belong to one category only are given by it.
    fn header(&self, lines: &mut Lines, kind: &HeaderKind<'_>) {
        let period = |day: Option<NaiveDate>| day.map(|day| day.format("%Y%m%d").to_string()).unwrap_or_default();
        let (from, to) = kind.period.unzip();
        let values = [
            ("DATEV-Format-KZ", Rule::Choice(&["EXTF"]), "EXTF".to_owned()),
            ("Versionsnummer", Rule::Digits(3, 3), "700".to_owned()),
            ("Formatkategorie", Rule::Digits(2, 2), kind.category.to_string()),
            ("Formatname", Rule::Text(30), kind.name.to_owned()),
            ("Formatversion", Rule::Digits(1, 3), kind.version.to_string()),
            ("Erzeugt am", Rule::Digits(17, 17), self.created_at.format("%Y%m%d%H%M%S%3f").to_string()),
            ("Importiert", Rule::Empty(false), String::new()),
            ("Herkunft", Rule::Word(2, ""), "CL".to_owned()),
            ("Exportiert von", Rule::Text(25), self.exported_by.clone()),
            ("Importiert von", Rule::Empty(true), String::new()),
            ("Beraternummer", Rule::Digits(4, 7), self.consultant.to_string()),
            ("Mandantennummer", Rule::Digits(1, 5), self.client.to_string()),
            ("WJ-Beginn", Rule::Digits(8, 8), period(Some(self.fiscal_year_start))),
            ("Sachkontenlänge", Rule::Digits(1, 1), self.account_length.to_string()),
            ("Datum von", Rule::Digits(8, 8), period(from)),
            ("Datum bis", Rule::Digits(8, 8), period(to)),
            ("Bezeichnung", Rule::Text(30), self.label.clone()),
            ("Diktatkürzel", Rule::Word(2, ""), String::new()),
            ("Buchungstyp", Rule::Digits(1, 1), kind.posting.map(|_| "1".to_owned()).unwrap_or_default()),
            ("Rechnungslegungszweck", Rule::Digits(1, 2), kind.posting.map(|_| "0".to_owned()).unwrap_or_default()),
            ("Festschreibung", Rule::Flag, kind.posting.map(|locked| flag(locked).to_owned()).unwrap_or_default()),
            ("WKZ", Rule::Capitals(3), kind.posting.map(|_| "EUR".to_owned()).unwrap_or_default()),
            ("Reserviert", Rule::Empty(false), String::new()),
            ("Derivatskennzeichen", Rule::Empty(true), String::new()),
            ("Reserviert", Rule::Empty(false), String::new()),
            ("Reserviert", Rule::Empty(false), String::new()),
            ("Sachkontenrahmen", Rule::Choice(&["03", "04", "07", "13", "14", "45", "49", "51"]), self.chart.clone()),
            ("ID der Branchenlösung", Rule::Empty(false), String::new()),
            ("Reserviert", Rule::Empty(false), String::new()),
            ("Reserviert", Rule::Empty(true), String::new()),
            ("Anwendungsinformation", Rule::Empty(true), String::new()),
        ];
        lines.begin(Place::Header);
        for (name, rule, value) in values {
            lines.cell(name, rule, &value);
        }
        lines.end();
        if !(1_001..=9_999_999).contains(&self.consultant) {
            lines.wrong("Beraternummer", &self.consultant.to_string(), "a number from 1001 to 9999999");
        }
        if !(1..=99_999).contains(&self.client) {
            lines.wrong("Mandantennummer", &self.client.to_string(), "a number from 1 to 99999");
        }
        if !(4..=8).contains(&self.account_length) {
            lines.wrong("Sachkontenlänge", &self.account_length.to_string(), "a number from 4 to 8");
        }
        if self.label.trim().is_empty() {
            lines.fault("Bezeichnung", Problem::Missing);
        }
    }

    /// Whether an account has digits as these books allow.
    fn account(&self, lines: &mut Lines, field: &str, account: u32) {
        let digits = account.to_string().len();
        if account == 0 || digits > usize::from(self.account_length).saturating_add(1) {
            lines.fault(field, Problem::Account { found: account, length: self.account_length });
        }
    }
}

/// What differs between the headers of the categories.
struct HeaderKind<'a> {
    category: u32,
    name: &'a str,
    version: u32,
    period: Option<(NaiveDate, NaiveDate)>,
    /// Of a posting batch: whether its postings are locked.
    posting: Option<bool>,
}

const fn flag(value: bool) -> &'static str {
    if value { "1" } else { "0" }
}

/// The finished file, or its faults.
fn finished(lines: Lines) -> Result<Vec<u8>, DatevError> {
    match lines.finish() {
        Written::File(bytes) => Ok(bytes),
        Written::Faults(faults) => Err(DatevError(faults)),
    }
}
