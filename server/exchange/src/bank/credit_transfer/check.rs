//! The rules of the scheme, those of the schema and those that it does not see.

use super::{Address, CreditTransfer, LARGEST_AMOUNT, LEAST_AMOUNT, Transfer};
use crate::country::{is_country, is_in_eea};
use crate::money::to_decimal;
use crate::text::first_not_sepa;
use chrono::NaiveDate;
use std::collections::HashMap;
use std::fmt;
use thiserror::Error;

/// A rule that something in the file breaks.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("{place}: {field}: {rule}")]
pub struct Violation {
    /// Where.
    pub place: Place,
    /// In which field.
    pub field: Field,
    /// What is wrong, and what to do.
    pub rule: Rule,
}

/// What a violation belongs to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Place {
    /// The file as a whole.
    File,
    /// The account that is charged.
    Debtor,
    /// One transfer.
    Transfer {
        /// Its place in the list, counted from one.
        position: usize,
        /// Its id.
        end_to_end_id: String,
    },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => f.write_str("file"),
            Self::Debtor => f.write_str("debtor"),
            Self::Transfer { position, end_to_end_id } => write!(f, "transfer {position} `{end_to_end_id}`"),
        }
    }
}

/// The field that a violation is in.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Field {
    /// Id of the file.
    MessageId,
    /// Id of the batch.
    PaymentInformationId,
    /// Who sends the file.
    InitiatingParty,
    /// Day of execution.
    ExecutionDate,
    /// The list of transfers.
    Transfers,
    /// The sum of all transfers.
    Total,
    /// Holder of the account that is charged, or of the account that is paid.
    Name,
    /// Number of the account.
    Iban,
    /// Id of the transfer.
    EndToEndId,
    /// Its amount.
    Amount,
    /// Its currency.
    Currency,
    /// The address as a whole.
    Address,
    /// Street of the address.
    Street,
    /// Number in the street.
    BuildingNumber,
    /// Postcode.
    Postcode,
    /// Town.
    Town,
    /// Country of the address.
    Country,
    /// What the payee reads.
    Remittance,
    /// Purpose code.
    Purpose,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MessageId => "id of the file",
            Self::PaymentInformationId => "id of the batch",
            Self::InitiatingParty => "sender",
            Self::ExecutionDate => "day of execution",
            Self::Transfers => "transfers",
            Self::Total => "sum",
            Self::Name => "account holder",
            Self::Iban => "IBAN",
            Self::EndToEndId => "end-to-end id",
            Self::Amount => "amount",
            Self::Currency => "currency",
            Self::Address => "address",
            Self::Street => "street",
            Self::BuildingNumber => "house number",
            Self::Postcode => "postcode",
            Self::Town => "town",
            Self::Country => "country",
            Self::Remittance => "remittance text",
            Self::Purpose => "purpose",
        })
    }
}

/// What is wrong.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum Rule {
    /// Nothing, or blanks only, where something is needed.
    #[error("is missing; fill it in")]
    Missing,
    /// Too many characters.
    #[error("has {found} characters, {most} is the most; shorten it")]
    TooLong {
        /// How many there are.
        found: usize,
        /// How many there may be.
        most: usize,
    },
    /// A character that payments may not carry.
    #[error("has the character {found:?} at position {position}, which payments cannot carry; replace it")]
    Character {
        /// The character.
        found: char,
        /// Its place, counted from one.
        position: usize,
    },
    /// A slash at the beginning or the end of an id, or two in a row: banks cut ids there.
    #[error("begins or ends with a slash or has two in a row, where banks cut ids; choose another id")]
    Slash,
    /// A blank at the beginning or the end.
    #[error("begins or ends with a blank; remove it")]
    Blank,
    /// The id that means that there is none.
    #[error("is `NOTPROVIDED`, which means that there is no id; choose an id by which the payment is found again")]
    NotProvided,
    /// The same id again.
    #[error("is that of transfer {first} too; every transfer needs its own id")]
    Duplicate {
        /// The first transfer with it, counted from one.
        first: usize,
    },
    /// Zero, negative or too large.
    #[error(
        "is {found}; a transfer is at least {least} and at most {most}",
        found = to_decimal(*found, 2), least = to_decimal(LEAST_AMOUNT, 2), most = to_decimal(LARGEST_AMOUNT, 2)
    )]
    OutOfRange {
        /// The amount in cents.
        found: i64,
    },
    /// Not the euro.
    #[error("is `{found}`; only `EUR` can be transferred, pay it in another way")]
    NotEuro {
        /// The currency.
        found: String,
    },
    /// The account lies where SEPA does not reach.
    #[error("belongs to `{country}`, which SEPA payments do not reach; pay it in another way")]
    NotInSepa {
        /// The country's two letters.
        country: String,
    },
    /// The account that is charged is paid.
    #[error("is the account that is charged; correct the payee's account")]
    OwnAccount,
    /// The account lies outside of the European Economic Area and the address is not given.
    #[error("is missing; payments to `{country}` need the account holder's town and country")]
    AddressNeeded {
        /// The country's two letters.
        country: String,
    },
    /// Not the two capitals of a country.
    #[error("is `{found}`, which is no country; write two capitals of ISO 3166-1, as in `DE`")]
    UnknownCountry {
        /// What was given.
        found: String,
    },
    /// Not four capitals or digits.
    #[error("is `{found}`; a purpose has four capitals or digits, as in `COMM`")]
    PurposeSyntax {
        /// What was given.
        found: String,
    },
    /// Execution is asked for before the file was made.
    #[error("is {execution}, before the file is made on {created}; choose a later day")]
    InThePast {
        /// The day of execution.
        execution: NaiveDate,
        /// The day on which the file is made.
        created: NaiveDate,
    },
    /// There is nothing to pay.
    #[error("are none; a file has at least one")]
    NoTransfers,
    /// Not as many as the books say.
    #[error("are {found}, the books have {expected}; make the batch again")]
    Count {
        /// As the books have it.
        expected: usize,
        /// As the file has it.
        found: usize,
    },
    /// Not what the books say.
    #[error(
        "is {found}, the books have {expected}; make the batch again",
        found = to_decimal(*found, 2), expected = to_decimal(*expected, 2)
    )]
    Sum {
        /// As the books have it, in cents.
        expected: i64,
        /// As the file has it, in cents.
        found: i64,
    },
    /// The sum is beyond what 64 bits hold.
    #[error("is too large; pay in several files")]
    Overflow,
}

pub(super) fn violations(file: &CreditTransfer) -> Vec<Violation> {
    let mut found = Found { place: Place::File, violations: Vec::new() };
    found.id(Field::MessageId, &file.message_id);
    found.id(Field::PaymentInformationId, &file.payment_information_id);
    found.needed(Field::InitiatingParty, &file.initiating_party, 70);
    let created = file.created_at.date_naive();
    if file.execution_date < created {
        found.add(Field::ExecutionDate, Rule::InThePast { execution: file.execution_date, created });
    }
    let count = file.transfers.len();
    if count == 0 {
        found.add(Field::Transfers, Rule::NoTransfers);
    }
    if count != file.expected.count {
        found.add(Field::Transfers, Rule::Count { expected: file.expected.count, found: count });
    }
    match file.total() {
        None => found.add(Field::Total, Rule::Overflow),
        Some(total) if total != file.expected.total => {
            found.add(Field::Total, Rule::Sum { expected: file.expected.total, found: total });
        }
        Some(_) => {}
    }
    found.place = Place::Debtor;
    found.needed(Field::Name, &file.debtor.name, 70);
    if !file.debtor.iban.is_in_sepa() {
        found.add(Field::Iban, Rule::NotInSepa { country: file.debtor.iban.country().to_owned() });
    }
    let mut ids = HashMap::new();
    for (transfer, position) in file.transfers.iter().zip(1..) {
        found.place = Place::Transfer { position, end_to_end_id: transfer.end_to_end_id.clone() };
        found.transfer(file, transfer);
        let first = *ids.entry(transfer.end_to_end_id.as_str()).or_insert(position);
        if first != position {
            found.add(Field::EndToEndId, Rule::Duplicate { first });
        }
    }
    found.violations
}

struct Found {
    place: Place,
    violations: Vec<Violation>,
}

impl Found {
    fn add(&mut self, field: Field, rule: Rule) {
        self.violations.push(Violation { place: self.place.clone(), field, rule });
    }

    fn transfer(&mut self, file: &CreditTransfer, transfer: &Transfer) {
        self.id(Field::EndToEndId, &transfer.end_to_end_id);
        if transfer.end_to_end_id == "NOTPROVIDED" {
            self.add(Field::EndToEndId, Rule::NotProvided);
        }
        if !(LEAST_AMOUNT..=LARGEST_AMOUNT).contains(&transfer.amount) {
            self.add(Field::Amount, Rule::OutOfRange { found: transfer.amount });
        }
        if transfer.currency != "EUR" {
            self.add(Field::Currency, Rule::NotEuro { found: transfer.currency.clone() });
        }
        self.needed(Field::Name, &transfer.creditor_name, 70);
        let country = transfer.iban.country();
        if !transfer.iban.is_in_sepa() {
            self.add(Field::Iban, Rule::NotInSepa { country: country.to_owned() });
        }
        if transfer.iban == file.debtor.iban {
            self.add(Field::Iban, Rule::OwnAccount);
        }
        match &transfer.address {
            Some(address) => self.address(address),
            None if is_in_eea(country) => {}
            None => self.add(Field::Address, Rule::AddressNeeded { country: country.to_owned() }),
        }
        self.optional(Field::Remittance, &transfer.remittance, 140);
        if let Some(purpose) = &transfer.purpose
            && !(purpose.len() == 4 && purpose.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()))
        {
            self.add(Field::Purpose, Rule::PurposeSyntax { found: purpose.clone() });
        }
    }

    fn address(&mut self, address: &Address) {
        self.optional(Field::Street, &address.street, 70);
        self.optional(Field::BuildingNumber, &address.building_number, 16);
        self.optional(Field::Postcode, &address.postcode, 16);
        self.needed(Field::Town, &address.town, 35);
        if !is_country(&address.country) {
            let rule = match address.country.as_str() {
                "" => Rule::Missing,
                found => Rule::UnknownCountry { found: found.to_owned() },
            };
            self.add(Field::Country, rule);
        }
    }

    fn id(&mut self, field: Field, id: &str) {
        self.needed(field, id, 35);
        if id.starts_with('/') || id.ends_with('/') || id.contains("//") {
            self.add(field, Rule::Slash);
        }
    }

    fn needed(&mut self, field: Field, text: &str, most: usize) {
        if text.trim().is_empty() {
            self.add(field, Rule::Missing);
        } else {
            self.optional(field, text, most);
        }
    }

    fn optional(&mut self, field: Field, text: &str, most: usize) {
        let length = text.chars().count();
        if length > most {
            self.add(field, Rule::TooLong { found: length, most });
        }
        if let Some((character, position)) = first_not_sepa(text) {
            self.add(field, Rule::Character { found: character, position });
        }
        if text.starts_with(' ') || text.ends_with(' ') {
            self.add(field, Rule::Blank);
        }
    }
}
