//! Whether what a file says can be true.

use super::{Balance, Kind, Message, Statement};
use crate::money::{decimals, to_decimal};
use std::collections::HashMap;
use std::fmt;
use thiserror::Error;

/// A reason not to import a statement.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("statement `{statement}`: {problem}")]
pub struct Fault {
    /// The bank's id of the statement.
    pub statement: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong. Entries are counted from one in the order of the file.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum Problem {
    /// The bank does not say which account it is.
    #[error("it names no account; ask the bank for a complete file")]
    NoAccount,
    /// A statement without the balance that its entries begin or end with.
    #[error("it has no {which} balance, so that its entries cannot be checked; ask the bank for a complete file")]
    NoBalance {
        /// Which one.
        which: Which,
    },
    /// A balance in another currency than the account.
    #[error("its {which} balance is in {found}, the account in {expected}; ask the bank to correct the file")]
    BalanceCurrency {
        /// Which one.
        which: Which,
        /// Its currency.
        found: String,
        /// The account's.
        expected: String,
    },
    /// An entry in another currency than the account.
    #[error("entry {entry} is in {found}, the account in {expected}; ask the bank to correct the file")]
    EntryCurrency {
        /// The entry.
        entry: usize,
        /// Its currency.
        found: String,
        /// The account's.
        expected: String,
    },
    /// The entries do not lead from one balance to the other.
    #[error(
        "its entries lead from {opening} to {computed}, the closing balance is {closing} {currency}: a difference of \
         {difference}; an entry is missing or wrong, download the file again",
        opening = shown(*opening, currency), computed = shown(*computed, currency), closing = shown(*closing, currency),
        difference = shown(closing.saturating_sub(*computed), currency)
    )]
    Sum {
        /// Opening balance, in smallest units.
        opening: i64,
        /// Opening balance and all booked entries.
        computed: i64,
        /// Closing balance.
        closing: i64,
        /// The currency.
        currency: String,
    },
    /// The sum is beyond what 64 bits hold.
    #[error("the sum of its entries is too large; ask the bank to correct the file")]
    Overflow,
    /// The same statement again.
    #[error("it stands in the file twice; ask the bank to correct the file")]
    DuplicateStatement,
    /// The same entry again, with the same reference and the same content.
    #[error(
        "entries {first} and {second} are the same and have the reference `{reference}`; ask the bank which counts"
    )]
    DuplicateEntry {
        /// The bank's reference.
        reference: String,
        /// The first.
        first: usize,
        /// The second.
        second: usize,
    },
    /// The statement does not begin where the one before it ended.
    #[error(
        "it begins with {opening} {currency}, the one before it ended with {previous}; a statement between them is \
         missing, import it first",
        opening = shown(*opening, currency), previous = shown(*previous, currency)
    )]
    Gap {
        /// Its opening balance, in smallest units.
        opening: i64,
        /// The closing balance of the one before.
        previous: i64,
        /// The currency.
        currency: String,
    },
}

/// The balance that a problem is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Which {
    /// Before the first entry.
    Opening,
    /// Behind the last.
    Closing,
}

impl fmt::Display for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Opening => "opening",
            Self::Closing => "closing",
        })
    }
}

fn shown(amount: i64, currency: &str) -> String {
    to_decimal(amount, decimals(currency).unwrap_or(0))
}

impl Message {
    /// Everything by which the file cannot be true; nothing where it can be imported.
    ///
    /// Statements (`camt.053`) must have both balances and their booked entries must lead from one to the other.
    /// Reports and notifications have no closing balance to be checked against.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut seen: HashMap<_, &Statement> = HashMap::new();
        let mut last: HashMap<&str, &Statement> = HashMap::new();
        for statement in &self.statements {
            let mut add = |problem| faults.push(Fault { statement: statement.id.clone(), problem });
            statement.problems(self.kind).into_iter().for_each(&mut add);
            let page = statement.page.map(|page| page.number);
            if seen.insert((statement.account.number(), &statement.id, statement.sequence, page), statement).is_some() {
                add(Problem::DuplicateStatement);
                continue;
            }
            let before = last.insert(statement.account.number(), statement);
            if self.kind == Kind::Statement
                && let Some(closing) = before.and_then(Statement::closing)
            {
                statement.gap(closing).into_iter().for_each(add);
            }
        }
        faults
    }
}

impl Statement {
    /// What is wrong with the statement by itself.
    fn problems(&self, kind: Kind) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.account.number().is_empty() {
            problems.push(Problem::NoAccount);
        }
        let (opening, closing) = (self.opening(), self.closing());
        let currency = self.account.currency.as_deref().or(opening.map(|balance| balance.money.currency.as_str()));
        if let Some(currency) = currency {
            for (which, balance) in [(Which::Opening, opening), (Which::Closing, closing)] {
                if let Some(Balance { money, .. }) = balance
                    && money.currency != currency
                {
                    let (found, expected) = (money.currency.clone(), currency.to_owned());
                    problems.push(Problem::BalanceCurrency { which, found, expected });
                }
            }
            for (entry, position) in self.entries.iter().zip(1..) {
                if entry.money.currency != currency {
                    let (found, expected) = (entry.money.currency.clone(), currency.to_owned());
                    problems.push(Problem::EntryCurrency { entry: position, found, expected });
                }
            }
        }
        problems.extend(self.duplicates());
        if kind == Kind::Statement {
            match (opening, closing) {
                (None, _) => problems.push(Problem::NoBalance { which: Which::Opening }),
                (_, None) => problems.push(Problem::NoBalance { which: Which::Closing }),
                // Amounts of different currencies have no sum.
                (Some(opening), Some(closing)) if problems.is_empty() => problems.extend(self.sum(opening, closing)),
                _ => {}
            }
        }
        problems
    }

    fn sum(&self, opening: &Balance, closing: &Balance) -> Option<Problem> {
        let (opening, currency) = (opening.money.signed(), opening.money.currency.clone());
        let computed = self.booked().try_fold(opening, |sum, entry| sum.checked_add(entry.money.signed()));
        let closing = closing.money.signed();
        match computed {
            None => Some(Problem::Overflow),
            Some(computed) if computed != closing => Some(Problem::Sum { opening, computed, closing, currency }),
            Some(_) => None,
        }
    }

    fn duplicates(&self) -> Vec<Problem> {
        let mut seen = HashMap::new();
        let mut problems = Vec::new();
        for (entry, second) in self.entries.iter().zip(1..) {
            let Some(reference) = super::key::reference(entry) else { continue };
            let first = *seen.entry(entry).or_insert(second);
            if first != second {
                problems.push(Problem::DuplicateEntry { reference: reference.to_owned(), first, second });
            }
        }
        problems
    }

    /// Whether the statement begins where another one of the same account ended; a problem where it does not.
    #[must_use]
    pub fn gap(&self, previous: &Balance) -> Option<Problem> {
        let opening = self.opening()?;
        let same = opening.money.signed() == previous.money.signed();
        (opening.money.currency == previous.money.currency && !same).then(|| Problem::Gap {
            opening: opening.money.signed(),
            previous: previous.money.signed(),
            currency: opening.money.currency.clone(),
        })
    }
}
