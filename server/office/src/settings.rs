//! Settings: the company, its legal entities, its programmes, how they pay and book.
//!
//! Whatever is changed stands in the audit log with what it was before.

use crate::care::{is_email, tax_errors};
use crate::companies::{Accounts, LegalEntity, Programme, Settings};
use crate::error::{FieldError, OfficeError};
use crate::facts::people::TaxFact;
use crate::office::Office;
use crate::requests::BankDetails;
use crate::who::Author;
use compline_exchange::country::is_country;
use compline_policy::{Action, ObjectKind};
use compline_store::values;
use compline_words::{Language, minor_digits};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// The charts of accounts that tax advisers' programs know.
pub const CHARTS: [&str; 8] = ["03", "04", "07", "13", "14", "45", "49", "51"];
/// Characters of a name.
const LONGEST_NAME: usize = 100;
/// Characters of what document numbers begin with: with their digits they fit into a posting's document field.
const LONGEST_PREFIX: usize = 20;
/// The highest ratio that can be a limit, in hundredths of a percent.
const MOST_RATIO: i64 = 10_000;

impl Office {
    /// Changes the company's name and the language of its staff by default.
    ///
    /// # Errors
    /// With every field that is wrong.
    pub async fn change_company(&self, author: &Author, name: &str, language: &str) -> Result<(), OfficeError> {
        self.allow(author, Action::ManageSettings, ObjectKind::Company, &author.company, &[])?;
        let name = name.trim();
        let mut wrong = name_errors("name", name);
        if Language::from_tag(language).is_none() {
            wrong.push(FieldError::new("language", "error-choose-one"));
        }
        refuse(wrong)?;
        let mut learning = self.learn(author, "settings").await?;
        let sql = "SELECT name, language FROM companies WHERE id = $1";
        let before: Option<(String, String)> = learning.tx.first(sql, values![&author.company]).await?;
        let before = before.ok_or_else(|| OfficeError::missing("company", &author.company))?;
        let sql = "UPDATE companies SET name = $2, language = $3 WHERE id = $1";
        learning.tx.run(sql, values![&author.company, name, language]).await?;
        let after = json!({ "name": name, "language": language });
        let note = changes(&json!({ "name": before.0, "language": before.1 }), &after)?;
        learning.note("change-company", ObjectKind::Company, &author.company, &note).await?;
        learning.commit().await?;
        Ok(())
    }

    /// How many documents a legal entity has numbered.
    ///
    /// # Errors
    /// Where there is no such legal entity.
    pub async fn documents_numbered(&self, company: &str, entity: &str) -> Result<i64, OfficeError> {
        let sql = "SELECT next_document - 1 FROM legal_entities WHERE company = $1 AND id = $2";
        let found: Option<(i64,)> = self.db().first(sql, values![company, entity]).await?;
        found.map(|(count,)| count).ok_or_else(|| OfficeError::missing("legal entity", entity))
    }

    /// Sets up a legal entity; its id and settings are filled in.
    ///
    /// # Errors
    /// With every field that is wrong.
    pub async fn create_legal_entity(&self, author: &Author, entity: &LegalEntity) -> Result<String, OfficeError> {
        self.allow(author, Action::ManageSettings, ObjectKind::Company, &author.company, &[])?;
        let (mut entity, mut wrong) = checked(entity)?;
        if minor_digits(&entity.currency).is_none() {
            wrong.push(FieldError::new("currency", "error-currency").with("input", &entity.currency));
        }
        refuse(wrong)?;
        entity.id = uuid::Uuid::now_v7().to_string();
        entity.settings = to_json(&Settings::default())?.to_string();
        self.add_legal_entity(author, &entity).await?;
        Ok(entity.id)
    }

    /// Changes the data and the account of a legal entity. Currency and settings stay.
    ///
    /// # Errors
    /// With every field that is wrong; of the prefix once a document has been numbered.
    pub async fn change_legal_entity(&self, author: &Author, entity: &LegalEntity) -> Result<(), OfficeError> {
        self.allow(author, Action::ManageSettings, ObjectKind::Company, &author.company, &[])?;
        let (entity, wrong) = checked(entity)?;
        refuse(wrong)?;
        // Whoever numbers documents waits for the company's commit as well: the count does not change before the end.
        let mut learning = self.learn(author, "settings").await?;
        let before = self.legal_entity(&author.company, &entity.id).await?;
        if before.prefix != entity.prefix && self.documents_numbered(&author.company, &entity.id).await? > 0 {
            return Err(OfficeError::field("prefix", "error-prefix-in-use"));
        }
        let entity = LegalEntity { currency: before.currency.clone(), settings: before.settings.clone(), ..entity };
        let values = values![
            &author.company,
            &entity.id,
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
            entity.iban.clone(),
            entity.bic.clone(),
            entity.holder.clone(),
            &entity.prefix
        ];
        let sql = "UPDATE legal_entities SET name = $3, street = $4, post_code = $5, city = $6, country = $7, vat_id = $8, \
                   tax_number = $9, register = $10, managers = $11, contact = $12, iban = $13, bic = $14, holder = $15, \
                   prefix = $16 WHERE company = $1 AND id = $2";
        learning.tx.run(sql, values).await?;
        let note = changes(&to_json(&before)?, &to_json(&entity)?)?;
        learning.note("change-legal-entity", ObjectKind::Company, &entity.id, &note).await?;
        learning.commit().await?;
        Ok(())
    }

    /// Changes how a legal entity pays and books.
    ///
    /// # Errors
    /// With every field that is wrong; of the lengths of accounts once partners have accounts.
    pub async fn change_settings(&self, author: &Author, entity: &str, new: &Settings) -> Result<(), OfficeError> {
        self.allow(author, Action::ManageSettings, ObjectKind::Company, &author.company, &[])?;
        refuse(settings_errors(new))?;
        let mut learning = self.learn(author, "settings").await?;
        let before = self.legal_entity(&author.company, entity).await?.settings()?;
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM creditors WHERE company = $1 AND legal_entity = $2";
        if learning.tx.number(sql, values![&author.company, entity]).await? > 0 {
            let mut wrong = Vec::new();
            if before.account_length != new.account_length {
                wrong.push(FieldError::new("account_length", "error-creditors-numbered"));
            }
            if before.accounts.first_creditor != new.accounts.first_creditor {
                wrong.push(FieldError::new("first_creditor", "error-creditors-numbered"));
            }
            refuse(wrong)?;
        }
        let json = to_json(new)?;
        let sql = "UPDATE legal_entities SET settings = $3 WHERE company = $1 AND id = $2";
        learning.tx.run(sql, values![&author.company, entity, json.to_string()]).await?;
        let note = changes(&to_json(&before)?, &json)?;
        learning.note("change-settings", ObjectKind::Company, entity, &note).await?;
        learning.commit().await?;
        Ok(())
    }

    /// Sets up a programme of a legal entity; id and currency are filled in.
    ///
    /// # Errors
    /// With every field that is wrong.
    pub async fn create_programme(
        &self,
        author: &Author,
        legal_entity: &str,
        name: &str,
    ) -> Result<String, OfficeError> {
        self.allow(author, Action::ManageSettings, ObjectKind::Company, &author.company, &[])?;
        let name = name.trim();
        let mut wrong = name_errors("name", name);
        let found = self.legal_entity(&author.company, legal_entity).await;
        if found.is_err() {
            wrong.push(FieldError::new("legal_entity", "error-choose-one"));
        }
        refuse(wrong)?;
        let id = uuid::Uuid::now_v7().to_string();
        let programme = Programme {
            id: id.clone(),
            legal_entity: legal_entity.to_owned(),
            name: name.to_owned(),
            currency: found?.currency,
            channel_field: None,
        };
        self.add_programme(author, &programme).await?;
        Ok(id)
    }

    /// Changes a programme's name and the field that names sales channels.
    ///
    /// # Errors
    /// With every field that is wrong; of the field while a run of single channels is not finished.
    pub async fn change_programme(
        &self,
        author: &Author,
        id: &str,
        name: &str,
        channel_field: Option<&str>,
    ) -> Result<(), OfficeError> {
        self.allow(author, Action::ManageSettings, ObjectKind::Company, &author.company, &[])?;
        let name = name.trim();
        let before = self.programme(&author.company, id).await?;
        let mut wrong = name_errors("name", name);
        if let Some(field) = channel_field
            && !self.channel_fields(&author.company, id).await?.iter().any(|known| known == field)
        {
            wrong.push(FieldError::new("channel_field", "error-not-in-plan").with("input", field));
        }
        refuse(wrong)?;
        let mut learning = self.learn(author, "settings").await?;
        if before.channel_field.as_deref() != channel_field {
            let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM runs WHERE company = $1 AND programme = $2 \
                       AND channels <> '[]' AND state NOT IN ('final', 'withdrawn')";
            if learning.tx.number(sql, values![&author.company, id]).await? > 0 {
                return Err(OfficeError::field("channel_field", "error-channel-in-use"));
            }
        }
        let sql = "UPDATE programmes SET name = $3, channel_field = $4 WHERE company = $1 AND id = $2";
        learning.tx.run(sql, values![&author.company, id, name, channel_field.map(str::to_owned)]).await?;
        let after =
            Programme { name: name.to_owned(), channel_field: channel_field.map(str::to_owned), ..before.clone() };
        let note = changes(&to_json(&before)?, &to_json(&after)?)?;
        learning.note("change-programme", ObjectKind::Company, id, &note).await?;
        learning.commit().await?;
        Ok(())
    }

    /// Fields of events that can name a sales channel: those of the programme's latest released plan.
    ///
    /// # Errors
    /// Where a stored plan no longer compiles.
    pub async fn channel_fields(&self, company: &str, programme: &str) -> Result<Vec<String>, OfficeError> {
        let versions = self.plan_versions(company).await?;
        let latest = versions.iter().find(|plan| plan.programme == programme && plan.state == "released");
        let Some(latest) = latest else { return Ok(Vec::new()) };
        let plan = self.compiled(latest).await?;
        let fields = plan.program.events.iter().flat_map(|event| &event.fields);
        let mut names: Vec<String> = fields.map(|field| field.name.clone()).collect();
        names.sort_unstable();
        names.dedup();
        Ok(names)
    }
}

/// What is checked of a legal entity, in the form in which it is kept, and what is wrong with it.
fn checked(entity: &LegalEntity) -> Result<(LegalEntity, Vec<FieldError>), OfficeError> {
    let mut entity = entity.clone();
    for text in [&mut entity.name, &mut entity.street, &mut entity.post_code, &mut entity.city, &mut entity.prefix] {
        *text = text.trim().to_owned();
    }
    entity.country = entity.country.trim().to_uppercase();
    entity.currency = entity.currency.trim().to_uppercase();
    let optional = [
        &mut entity.vat_id,
        &mut entity.tax_number,
        &mut entity.register,
        &mut entity.managers,
        &mut entity.contact,
        &mut entity.iban,
        &mut entity.bic,
        &mut entity.holder,
    ];
    for text in optional {
        *text = text.take().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    }
    let mut wrong = Vec::new();
    for (field, text) in
        [("name", &entity.name), ("street", &entity.street), ("post_code", &entity.post_code), ("city", &entity.city)]
    {
        wrong.extend(name_errors(field, text));
    }
    if !is_country(&entity.country) {
        wrong.push(FieldError::new("country", "error-country").with("value", &entity.country));
    }
    let numbers = TaxFact {
        person: String::new(),
        valid_from: chrono::NaiveDate::default(),
        status: "regular".to_owned(),
        vat_id: entity.vat_id.clone(),
        tax_number: entity.tax_number.clone(),
        agreement_on: None,
    };
    wrong.extend(tax_errors(&numbers));
    if let Some(contact) = entity.contact.as_deref().filter(|contact| !is_email(contact)) {
        wrong.push(FieldError::new("contact", "error-email").with("input", contact));
    }
    if entity.iban.is_some() || entity.bic.is_some() || entity.holder.is_some() {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let bank = BankDetails { holder: text(&entity.holder), iban: text(&entity.iban), bic: entity.bic.clone() };
        match bank.checked() {
            Ok(bank) => {
                (entity.holder, entity.iban, entity.bic) = (Some(bank.holder), Some(bank.iban), bank.bic);
            }
            Err(OfficeError::Input(more)) => wrong.extend(more),
            Err(other) => return Err(other),
        }
    }
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '.');
    if entity.prefix.is_empty() {
        wrong.push(FieldError::new("prefix", "error-field-empty"));
    } else if entity.prefix.chars().count() > LONGEST_PREFIX || !entity.prefix.chars().all(fine) {
        wrong.push(FieldError::new("prefix", "error-prefix").with("most", LONGEST_PREFIX));
    }
    Ok((entity, wrong))
}

fn name_errors(field: &'static str, text: &str) -> Vec<FieldError> {
    let length = text.chars().count();
    if length == 0 {
        vec![FieldError::new(field, "error-field-empty")]
    } else if length > LONGEST_NAME {
        vec![FieldError::new(field, "error-text-too-long").with("length", length).with("most", LONGEST_NAME)]
    } else {
        Vec::new()
    }
}

fn settings_errors(new: &Settings) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    for (field, amount) in [("minimum_payout", new.minimum_payout), ("unusual_amount", new.unusual_amount)] {
        if amount < 0 {
            wrong.push(FieldError::new(field, "error-amount-negative"));
        }
    }
    let mut within = |field: &'static str, found: i64, least: i64, most: i64| {
        if !(least..=most).contains(&found) {
            let error = FieldError::new(field, "error-out-of-range").with("input", found);
            wrong.push(error.with("least", least).with("most", most));
        }
    };
    within("consultant", i64::from(new.consultant), 1_001, 9_999_999);
    within("client", i64::from(new.client), 1, 99_999);
    within("year_begins", i64::from(new.year_begins), 1, 12);
    within("account_length", i64::from(new.account_length), 4, 8);
    if !(1..=MOST_RATIO).contains(&new.payout_limit) {
        wrong.push(FieldError::new("payout_limit", "error-payout-limit"));
    }
    if !CHARTS.contains(&new.chart.as_str()) {
        wrong.push(FieldError::new("chart", "error-choose-one"));
    }
    wrong.extend(account_errors(&new.accounts, usize::from(new.account_length)));
    wrong
}

fn account_errors(accounts: &Accounts, length: usize) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    for (field, account) in [
        ("commission", &accounts.commission),
        ("input_tax", &accounts.input_tax),
        ("reverse_input_tax", &accounts.reverse_input_tax),
        ("reverse_tax", &accounts.reverse_tax),
        ("transit", &accounts.transit),
        ("bank", &accounts.bank),
        ("clearing", &accounts.clearing),
        ("opening", &accounts.opening),
    ] {
        if account.is_empty() {
            wrong.push(FieldError::new(field, "error-field-empty"));
        } else if !digits(account) || account.len() > length || account.bytes().all(|byte| byte == b'0') {
            wrong.push(FieldError::new(field, "error-account").with("input", account).with("digits", length));
        }
    }
    for (field, key) in [("key_taxed", &accounts.key_taxed), ("key_reverse", &accounts.key_reverse)] {
        if !digits(key) || key.len() > 4 {
            wrong.push(FieldError::new(field, "error-posting-key").with("input", key));
        }
    }
    // Creditors begin with 7, 8 or 9 and have one digit more than ledger accounts.
    let first = accounts.first_creditor.to_string();
    if first.len() != length.saturating_add(1) || !first.starts_with(['7', '8', '9']) {
        let error = FieldError::new("first_creditor", "error-first-creditor").with("input", &first);
        wrong.push(error.with("digits", length.saturating_add(1)));
    }
    wrong
}

fn refuse(wrong: Vec<FieldError>) -> Result<(), OfficeError> {
    if wrong.is_empty() { Ok(()) } else { Err(OfficeError::Input(wrong)) }
}

fn to_json(value: &impl Serialize) -> Result<Value, OfficeError> {
    serde_json::to_value(value).map_err(|error| OfficeError::damaged("settings", error))
}

/// What differs, before and after. Where nothing does, that is refused.
fn changes(before: &Value, after: &Value) -> Result<Value, OfficeError> {
    let (mut was, mut is) = (Map::new(), Map::new());
    for (name, value) in after.as_object().into_iter().flatten() {
        let old = before.get(name).unwrap_or(&Value::Null);
        if old != value {
            was.insert(name.clone(), old.clone());
            is.insert(name.clone(), value.clone());
        }
    }
    if is.is_empty() {
        return Err(OfficeError::field("nothing", "error-nothing-changed"));
    }
    Ok(json!({ "before": was, "after": is }))
}
