//! Creditors: category 16, format version 5.

use super::creditor_fields::FIELDS;
use super::{DatevError, HeaderKind, Ledger, Lines, Place, Problem, finished, flag};
use crate::bank::{Bic, Iban};

/// Who a creditor is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Addressee {
    /// A company.
    Company {
        /// Its name, at most 50 characters.
        name: String,
    },
    /// A person.
    Person {
        /// First name, at most 30 characters.
        first_name: String,
        /// Surname, at most 30 characters.
        surname: String,
    },
}

/// A partner as a creditor. What is not known is empty.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Creditor {
    /// The personal account: in books with four digits 70000 to 99999.
    pub account: u32,
    /// Who it is.
    pub addressee: Addressee,
    /// Short name, at most 15 characters.
    pub short_name: String,
    /// VAT id with its country in front, such as `DE123456789`.
    pub vat_id: String,
    /// German tax number, at most 20 characters.
    pub tax_number: String,
    /// Street with number, at most 36 characters.
    pub street: String,
    /// Postcode, at most 10 characters.
    pub postcode: String,
    /// Town, at most 30 characters.
    pub town: String,
    /// Country, two capitals of ISO 3166-1.
    pub country: String,
    /// Telephone, at most 60 characters.
    pub telephone: String,
    /// E-mail, at most 60 characters.
    pub email: String,
    /// Account for payments.
    pub iban: Option<Iban>,
    /// Its bank.
    pub bic: Option<Bic>,
    /// Its holder where that is somebody else, at most 70 characters.
    pub account_holder: String,
    /// The partner's id in this program, at most 15 characters.
    pub partner_id: String,
}

/// Creditors of the books.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CreditorFile {
    /// The books.
    pub ledger: Ledger,
    /// The creditors, at least one.
    pub creditors: Vec<Creditor>,
}

impl CreditorFile {
    /// The name that the file must have.
    #[must_use]
    pub const fn file_name(&self) -> &'static str {
        "EXTF_DebKred_Stamm.csv"
    }

    /// The file; the same bytes for the same creditors.
    ///
    /// # Errors
    ///
    /// All faults, each with its row and column.
    pub fn to_csv(&self) -> Result<Vec<u8>, DatevError> {
        let mut lines = Lines::new(self.ledger.policy);
        let kind = HeaderKind { category: 16, name: "Debitoren/Kreditoren", version: 5, period: None, posting: None };
        self.ledger.header(&mut lines, &kind);
        if self.creditors.is_empty() {
            lines.fault("Kreditoren", Problem::NoRows);
        }
        lines.head(FIELDS);
        for (creditor, row) in self.creditors.iter().zip(1..) {
            lines.begin(Place::Row(row));
            self.creditor(&mut lines, creditor);
        }
        finished(lines)
    }

    fn creditor(&self, lines: &mut Lines, creditor: &Creditor) {
        // Personal accounts have one digit more than the others; those of creditors begin with 7, 8 or 9.
        let unit = 10_u32.saturating_pow(u32::from(self.ledger.account_length));
        let (least, most) = (unit.saturating_mul(7), unit.saturating_mul(10).saturating_sub(1));
        if !(least..=most).contains(&creditor.account) {
            lines.fault("Konto", Problem::CreditorAccount { found: creditor.account, least, most });
        }
        let mut values = vec![
            (1, creditor.account.to_string()),
            (8, creditor.short_name.clone()),
            (15, if creditor.street.is_empty() { String::new() } else { "STR".to_owned() }),
            (16, creditor.street.clone()),
            (18, creditor.postcode.clone()),
            (19, creditor.town.clone()),
            (20, creditor.country.clone()),
            (29, creditor.telephone.clone()),
            (33, creditor.email.clone()),
            (99, creditor.partner_id.clone()),
            (100, creditor.tax_number.clone()),
        ];
        let (field, name) = match &creditor.addressee {
            Addressee::Company { name } => {
                values.extend([(2, name.clone()), (7, "2".to_owned())]);
                ("Name (Adressatentyp Unternehmen)", name)
            }
            Addressee::Person { first_name, surname } => {
                values.extend([(4, surname.clone()), (5, first_name.clone()), (7, "1".to_owned())]);
                ("Name (Adressatentyp natürl. Person)", surname)
            }
        };
        if name.trim().is_empty() {
            lines.fault(field, Problem::Missing);
        }
        if let Some((country, number)) = creditor.vat_id.split_at_checked(2) {
            values.extend([(9, country.to_owned()), (10, number.to_owned())]);
        } else if !creditor.vat_id.is_empty() {
            lines.wrong("EU-Land", &creditor.vat_id, "two capitals and a number");
        }
        if let Some(iban) = &creditor.iban {
            values.extend([
                (44, iban.country().to_owned()),
                (45, iban.as_str().to_owned()),
                (47, creditor.bic.as_ref().map(ToString::to_string).unwrap_or_default()),
                (48, creditor.account_holder.clone()),
                (49, flag(true).to_owned()),
            ]);
        }
        lines.row(FIELDS, &values);
    }
}
