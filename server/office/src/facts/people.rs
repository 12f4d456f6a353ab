//! People: who is paid. Personal data lie in tables of their own; everything else names a person by an id.

use crate::error::{FieldError, OfficeError};
use crate::learn::Learning;
use crate::office::Office;
use chrono::NaiveDate;
use compline_exchange::bank::Iban;
use compline_policy::ObjectKind;
use compline_store::{FromRow, Value, values};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A person or a company that owns positions in the network.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize, Deserialize)]
pub struct Person {
    /// Its id.
    pub id: String,
    /// `person` or `company`.
    pub legal_form: String,
    /// The family name, or the company's.
    pub name: String,
    /// The first name of a person.
    pub first_name: Option<String>,
    /// Street and number.
    pub street: Option<String>,
    /// Post code.
    pub post_code: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Country, two letters of ISO 3166-1.
    pub country: String,
    /// E-mail.
    pub email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Day of birth.
    pub born_on: Option<NaiveDate>,
    /// Language of documents and portal, a tag such as `de`.
    pub language: String,
    /// Who holds the bank account: what the payment names.
    pub holder: Option<String>,
    /// The bank account, without spaces.
    pub iban: Option<String>,
    /// The bank, where its country needs it.
    pub bic: Option<String>,
}

impl Person {
    /// The name as letters and lists write it.
    pub fn full_name(&self) -> String {
        match &self.first_name {
            Some(first) if !first.is_empty() => format!("{first} {}", self.name),
            _ => self.name.clone(),
        }
    }

    /// Sees that the data can be used.
    ///
    /// # Errors
    /// With every field that cannot.
    pub fn check(&self) -> Result<(), OfficeError> {
        let mut wrong = Vec::new();
        if self.name.trim().is_empty() {
            wrong.push(FieldError::new("name", "error-name-missing"));
        }
        if !["person", "company"].contains(&self.legal_form.as_str()) {
            wrong.push(FieldError::new("legal_form", "error-choose-one"));
        }
        if self.country.len() != 2 || !self.country.bytes().all(|b| b.is_ascii_uppercase()) {
            wrong.push(FieldError::new("country", "error-country").with("value", &self.country));
        }
        if let Some(iban) = &self.iban
            && let Err(error) = iban.parse::<Iban>()
        {
            wrong.push(FieldError::new("iban", "error-iban").with("value", error));
        }
        if self.iban.is_some() && self.holder.as_deref().is_none_or(|holder| holder.trim().is_empty()) {
            wrong.push(FieldError::new("holder", "error-holder-missing"));
        }
        if wrong.is_empty() { Ok(()) } else { Err(OfficeError::Input(wrong)) }
    }

    fn row(&self, company: &str, seq: i64) -> Vec<Value> {
        values![
            company,
            &self.id,
            seq,
            &self.legal_form,
            &self.name,
            self.first_name.clone(),
            self.street.clone(),
            self.post_code.clone(),
            self.city.clone(),
            &self.country,
            self.email.clone(),
            self.phone.clone(),
            self.born_on,
            &self.language,
            self.holder.clone(),
            self.iban.clone(),
            self.bic.clone(),
        ]
    }
}

const PERSON_COLUMNS: [&str; 17] = [
    "company",
    "id",
    "seq",
    "legal_form",
    "name",
    "first_name",
    "street",
    "post_code",
    "city",
    "country",
    "email",
    "phone",
    "born_on",
    "language",
    "holder",
    "iban",
    "bic",
];

const PERSONS: &str = "SELECT id, legal_form, name, first_name, street, post_code, city, country, email, phone, born_on, \
                       language, holder, iban, bic FROM persons p";
const LATEST: &str =
    "NOT EXISTS (SELECT 1 FROM persons q WHERE q.company = p.company AND q.id = p.id AND q.seq > p.seq)";

/// The tax status of a person from a day on.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize, Deserialize)]
pub struct TaxFact {
    /// The person.
    pub person: String,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The status: a name of [`crate::tax::STATUSES`].
    pub status: String,
    /// VAT identification number.
    pub vat_id: Option<String>,
    /// Tax number.
    pub tax_number: Option<String>,
    /// When self-billing was agreed, § 14 (2) sentence 2 UStG.
    pub agreement_on: Option<NaiveDate>,
}

impl Learning {
    /// Learns the data of people.
    ///
    /// # Errors
    /// Of the database.
    pub async fn put_persons(&mut self, persons: &[Person]) -> Result<(), OfficeError> {
        let rows = persons.iter().map(|person| person.row(&self.author.company, self.seq)).collect();
        self.tx.insert("persons", &PERSON_COLUMNS, rows).await?;
        Ok(())
    }

    /// Learns tax statuses.
    ///
    /// # Errors
    /// Of the database.
    pub async fn put_tax_statuses(&mut self, facts: &[TaxFact]) -> Result<(), OfficeError> {
        let rows = facts.iter().map(|fact| {
            values![
                &self.author.company,
                &fact.person,
                self.seq,
                fact.valid_from,
                &fact.status,
                fact.vat_id.clone(),
                fact.tax_number.clone(),
                fact.agreement_on
            ]
        });
        let columns = ["company", "person", "seq", "valid_from", "status", "vat_id", "tax_number", "agreement_on"];
        let rows = rows.collect();
        self.tx.insert("tax_statuses", &columns, rows).await?;
        Ok(())
    }

    /// Changes a person's data, except the bank account, which takes a second person.
    ///
    /// # Errors
    /// Where they cannot be used.
    pub async fn change_person(&mut self, person: &Person) -> Result<(), OfficeError> {
        person.check()?;
        self.put_persons(std::slice::from_ref(person)).await?;
        self.note("edit-person", ObjectKind::Partner, &person.id, &serde_json::json!({ "seq": self.seq })).await
    }
}

impl Office {
    /// A person as known now.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn person(&self, company: &str, id: &str) -> Result<Person, OfficeError> {
        let sql = format!("{PERSONS} WHERE company = $1 AND id = $2 AND {LATEST}");
        let found = self.db().first(compline_store::AssertSqlSafe(sql), values![company, id]).await?;
        found.ok_or_else(|| OfficeError::missing("person", id))
    }

    /// All people of a company as known now, by id.
    ///
    /// # Errors
    /// Of the database.
    pub async fn persons(&self, company: &str) -> Result<Vec<Person>, OfficeError> {
        let sql = format!("{PERSONS} WHERE company = $1 AND {LATEST} ORDER BY id");
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values![company]).await?)
    }

    /// All people of a company as known now, to be found by id.
    ///
    /// # Errors
    /// Of the database.
    pub(crate) async fn persons_by_id(&self, company: &str) -> Result<BTreeMap<String, Person>, OfficeError> {
        Ok(self.persons(company).await?.into_iter().map(|one| (one.id.clone(), one)).collect())
    }

    /// All people of a company as known with a commit, by id.
    ///
    /// # Errors
    /// Of the database.
    pub async fn persons_known(&self, company: &str, seq: i64) -> Result<Vec<Person>, OfficeError> {
        let sql = format!(
            "{PERSONS} WHERE company = $1 AND seq <= $2 AND NOT EXISTS (SELECT 1 FROM persons q WHERE \
             q.company = p.company AND q.id = p.id AND q.seq <= $2 AND q.seq > p.seq) ORDER BY id"
        );
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values![company, seq]).await?)
    }

    /// The tax statuses of all people that hold on a day, as known now.
    ///
    /// # Errors
    /// Of the database.
    pub async fn tax_statuses_on(&self, company: &str, day: NaiveDate) -> Result<Vec<TaxFact>, OfficeError> {
        // The status that began last by the day; of several for one day the one learned last.
        let sql = "SELECT person, valid_from, status, vat_id, tax_number, agreement_on FROM tax_statuses t \
                   WHERE company = $1 AND valid_from <= $2 AND NOT EXISTS (SELECT 1 FROM tax_statuses u \
                   WHERE u.company = t.company AND u.person = t.person AND u.valid_from <= $2 \
                   AND (u.valid_from > t.valid_from OR (u.valid_from = t.valid_from AND u.seq > t.seq))) \
                   ORDER BY person";
        Ok(self.db().all(sql, values![company, day]).await?)
    }

    /// The history of a person's tax status, the latest first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn tax_history(&self, company: &str, person: &str) -> Result<Vec<TaxFact>, OfficeError> {
        let sql = "SELECT person, valid_from, status, vat_id, tax_number, agreement_on FROM tax_statuses \
                   WHERE company = $1 AND person = $2 ORDER BY valid_from DESC, seq DESC";
        Ok(self.db().all(sql, values![company, person]).await?)
    }
}
