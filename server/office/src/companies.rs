//! Companies, their legal entities and programmes, and how their books are kept.

use crate::audit;
use crate::error::OfficeError;
use crate::office::Office;
use crate::who::Author;
use compline_policy::ObjectKind;
use compline_store::{FromRow, START, values};
use serde::{Deserialize, Serialize};

/// A company: everything that one team works on.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct CompanyRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The language of its staff by default.
    pub language: String,
}

/// A legal entity: who owes the commissions, and keeps books.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize, Deserialize)]
pub struct LegalEntity {
    /// Its id.
    pub id: String,
    /// The firm.
    pub name: String,
    /// Street and number.
    pub street: String,
    /// Post code.
    pub post_code: String,
    /// City.
    pub city: String,
    /// Country, two letters.
    pub country: String,
    /// VAT identification number.
    pub vat_id: Option<String>,
    /// Tax number.
    pub tax_number: Option<String>,
    /// Register and number.
    pub register: Option<String>,
    /// Who represents it, separated by commas.
    pub managers: Option<String>,
    /// Mail address for questions.
    pub contact: Option<String>,
    /// Currency of its books.
    pub currency: String,
    /// The account that payouts are made from.
    pub iban: Option<String>,
    /// Its bank.
    pub bic: Option<String>,
    /// The holder of that account.
    pub holder: Option<String>,
    /// JSON of [`Settings`].
    pub settings: String,
    /// What document numbers begin with.
    pub prefix: String,
}

/// How a legal entity pays and books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Balances below this wait, in the currency's smallest unit.
    pub minimum_payout: i64,
    /// From which ratio of payout to turnover on there is a warning, in hundredths of a percent.
    pub payout_limit: i64,
    /// From which amount on a statement is unusual, in the currency's smallest unit.
    pub unusual_amount: i64,
    /// The tax adviser's consultant number.
    pub consultant: u32,
    /// The tax adviser's client number.
    pub client: u32,
    /// The month in which the business year begins, 1 to 12.
    pub year_begins: u32,
    /// Digits of ledger accounts; personal accounts have one more.
    pub account_length: u8,
    /// The chart of accounts, such as `03`.
    pub chart: String,
    /// Ledger accounts by what they are for.
    pub accounts: Accounts,
}

/// Ledger accounts. The defaults are those of SKR03; a tax adviser confirms them before the first export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accounts {
    /// Commissions paid.
    pub commission: String,
    /// Input tax.
    pub input_tax: String,
    /// Input tax under § 13b UStG.
    pub reverse_input_tax: String,
    /// Tax owed under § 13b UStG.
    pub reverse_tax: String,
    /// Money on its way to or from the bank.
    pub transit: String,
    /// The bank.
    pub bank: String,
    /// Entries beside the plan that are no pay: advances, fees, deductions.
    pub clearing: String,
    /// Balances with partners that were open when the company came over from another system.
    #[serde(default = "opening")]
    pub opening: String,
    /// The first personal account of partners.
    pub first_creditor: u64,
    /// Posting key for commissions with input tax.
    pub key_taxed: String,
    /// Posting key for § 13b UStG.
    pub key_reverse: String,
}

/// Opening balances of creditors in SKR03 and SKR04.
#[must_use]
pub fn opening() -> String {
    "9009".to_owned()
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            minimum_payout: 1_000,
            payout_limit: 5_500,
            unusual_amount: 500_000,
            consultant: 1_001,
            client: 1,
            year_begins: 1,
            account_length: 4,
            chart: "03".to_owned(),
            accounts: Accounts {
                commission: "4760".to_owned(),
                input_tax: "1576".to_owned(),
                reverse_input_tax: "1577".to_owned(),
                reverse_tax: "1787".to_owned(),
                transit: "1360".to_owned(),
                bank: "1200".to_owned(),
                clearing: "1370".to_owned(),
                opening: opening(),
                first_creditor: 70_000,
                key_taxed: "9".to_owned(),
                key_reverse: "94".to_owned(),
            },
        }
    }
}

impl LegalEntity {
    /// How it pays and books.
    ///
    /// # Errors
    /// Where the stored settings cannot be read.
    pub fn settings(&self) -> Result<Settings, OfficeError> {
        serde_json::from_str(&self.settings).map_err(|error| OfficeError::damaged("settings", error))
    }
}

/// A programme: a plan of a legal entity, with its versions.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct Programme {
    /// Its id.
    pub id: String,
    /// The legal entity.
    pub legal_entity: String,
    /// Its name.
    pub name: String,
    /// Its currency.
    pub currency: String,
    /// The field of orders that names the sales channel.
    pub channel_field: Option<String>,
}

const ENTITIES: &str = "SELECT id, name, street, post_code, city, country, vat_id, tax_number, register, managers, contact, \
                        currency, iban, bic, holder, settings, prefix FROM legal_entities";

impl Office {
    /// Sets up a company.
    ///
    /// # Errors
    /// Where there is one with this id.
    pub async fn add_company(&self, id: &str, name: &str, language: &str) -> Result<(), OfficeError> {
        let mut tx = self.db().begin().await?;
        tx.run(
            "INSERT INTO companies (id, name, language, seq, audit_seq, audit_hash) VALUES ($1, $2, $3, 0, 0, $4)",
            values![id, name, language, START],
        )
        .await?;
        let author = Author::system(id);
        audit::note(&mut tx, self.clock().now(), &author, "add-company", ObjectKind::Company.name(), id, &name).await?;
        Ok(tx.commit().await?)
    }

    /// Sets up a legal entity.
    ///
    /// # Errors
    /// Where there is one with this id.
    pub async fn add_legal_entity(&self, author: &Author, entity: &LegalEntity) -> Result<(), OfficeError> {
        let mut learning = self.learn(author, "legal entity").await?;
        let values = values![
            &entity.id,
            &author.company,
            &entity.name,
            &entity.street,
            &entity.post_code,
            &entity.city,
            &entity.country,
            entity.vat_id.clone(),
            entity.tax_number.clone(),
            entity.register.clone(),
            entity.managers.clone(),
            entity.contact.clone(),
            &entity.currency,
            entity.iban.clone(),
            entity.bic.clone(),
            entity.holder.clone(),
            &entity.settings,
            &entity.prefix,
            START
        ];
        learning
            .tx
            .run(
                "INSERT INTO legal_entities (id, company, name, street, post_code, city, country, vat_id, tax_number, \
                 register, managers, contact, currency, iban, bic, holder, settings, prefix, next_document, posting_seq, \
                 posting_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 1, 0, $19)",
                values,
            )
            .await?;
        learning.note("add-legal-entity", ObjectKind::Company, &entity.id, entity).await?;
        learning.commit().await?;
        Ok(())
    }

    /// Sets up a programme.
    ///
    /// # Errors
    /// Where there is one with this id.
    pub async fn add_programme(&self, author: &Author, programme: &Programme) -> Result<(), OfficeError> {
        let mut learning = self.learn(author, "programme").await?;
        let values = values![
            &programme.id,
            &author.company,
            &programme.legal_entity,
            &programme.name,
            &programme.currency,
            programme.channel_field.clone()
        ];
        let sql = "INSERT INTO programmes (id, company, legal_entity, name, currency, channel_field) VALUES ($1, $2, $3, $4, $5, $6)";
        learning.tx.run(sql, values).await?;
        learning.note("add-programme", ObjectKind::Company, &programme.id, programme).await?;
        learning.commit().await?;
        Ok(())
    }

    /// All companies.
    ///
    /// # Errors
    /// Of the database.
    pub async fn companies(&self) -> Result<Vec<CompanyRow>, OfficeError> {
        Ok(self.db().all("SELECT id, name, language FROM companies ORDER BY id", values![]).await?)
    }

    /// A company.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn company(&self, id: &str) -> Result<CompanyRow, OfficeError> {
        let sql = "SELECT id, name, language FROM companies WHERE id = $1";
        self.db().first(sql, values![id]).await?.ok_or_else(|| OfficeError::missing("company", id))
    }

    /// The programmes of a company.
    ///
    /// # Errors
    /// Of the database.
    pub async fn programmes(&self, company: &str) -> Result<Vec<Programme>, OfficeError> {
        let sql =
            "SELECT id, legal_entity, name, currency, channel_field FROM programmes WHERE company = $1 ORDER BY name";
        Ok(self.db().all(sql, values![company]).await?)
    }

    /// A programme of a company.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn programme(&self, company: &str, id: &str) -> Result<Programme, OfficeError> {
        let sql =
            "SELECT id, legal_entity, name, currency, channel_field FROM programmes WHERE company = $1 AND id = $2";
        self.db().first(sql, values![company, id]).await?.ok_or_else(|| OfficeError::missing("programme", id))
    }

    /// A legal entity of a company.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn legal_entity(&self, company: &str, id: &str) -> Result<LegalEntity, OfficeError> {
        let sql = format!("{ENTITIES} WHERE company = $1 AND id = $2");
        let found = self.db().first(compline_store::AssertSqlSafe(sql), values![company, id]).await?;
        found.ok_or_else(|| OfficeError::missing("legal entity", id))
    }

    /// The legal entities of a company.
    ///
    /// # Errors
    /// Of the database.
    pub async fn legal_entities(&self, company: &str) -> Result<Vec<LegalEntity>, OfficeError> {
        let sql = format!("{ENTITIES} WHERE company = $1 ORDER BY id");
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values![company]).await?)
    }
}
