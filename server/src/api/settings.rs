//! Settings: the company, its legal entities and programmes, how they pay and book.

use super::extract::{Asked, At, Caller, Sent};
use super::problem::{Answer, Refused};
use super::view::{List, Made, Slice, shown};
use axum::Json;
use axum::http::StatusCode;
use compline_office::OfficeError;
use compline_office::companies;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(company, change_company))
        .routes(routes!(entities, create_entity))
        .routes(routes!(entity, change_entity))
        .routes(routes!(books, change_books))
        .routes(routes!(programmes, create_programme))
        .routes(routes!(programme, change_programme))
        .routes(routes!(channel_fields))
        .routes(routes!(channels))
}

shown! {
    /// The company of the key.
    Company of one: companies::CompanyRow {
        /// Its id.
        id: String = one.id,
        /// Its name.
        name: String = one.name,
        /// The language of its staff by default: `de` or `en`.
        language: String = one.language,
    }
    /// A legal entity: who owes commissions and keeps books.
    LegalEntity of one: companies::LegalEntity {
        /// Its id.
        id: String = one.id,
        /// The firm.
        name: String = one.name,
        /// Street and number.
        street: String = one.street,
        /// Post code.
        post_code: String = one.post_code,
        /// City.
        city: String = one.city,
        /// Country, two letters of ISO 3166-1.
        country: String = one.country,
        /// VAT identification number.
        vat_id: Option<String> = one.vat_id,
        /// Tax number.
        tax_number: Option<String> = one.tax_number,
        /// Register and number.
        register: Option<String> = one.register,
        /// Who represents it, separated by commas.
        managers: Option<String> = one.managers,
        /// Mail address for questions.
        contact: Option<String> = one.contact,
        /// Currency of its books.
        currency: String = one.currency,
        /// Who holds the account that payouts are made from.
        holder: Option<String> = one.holder,
        /// The account that payouts are made from.
        iban: Option<String> = one.iban,
        /// Its bank.
        bic: Option<String> = one.bic,
        /// What document numbers begin with.
        document_prefix: String = one.prefix,
    }
    /// A programme: a plan with its versions, of a legal entity.
    Programme of one: companies::Programme {
        /// Its id.
        id: String = one.id,
        /// The legal entity.
        legal_entity: String = one.legal_entity,
        /// Its name.
        name: String = one.name,
        /// Its currency.
        currency: String = one.currency,
        /// The field of orders that names the sales channel.
        channel_field: Option<String> = one.channel_field,
    }
}

/// What was sent holds already: for a program that is as good as a change.
fn held(done: Result<(), OfficeError>) -> Result<StatusCode, OfficeError> {
    match done {
        Err(OfficeError::Input(errors)) if errors.iter().all(|one| one.key == "error-nothing-changed") => {}
        done => done?,
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Shows the company
#[utoipa::path(get, path = "/company", tag = "Settings", security(("key" = ["settings:read"])),
    responses((status = 200, body = Company, description = "The company.")))]
async fn company(caller: Caller) -> Answer<Json<Company>> {
    Ok(Json(caller.office.company(caller.company()).await?.into()))
}

/// Name and language of the company.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentCompany {
    /// Its name.
    pub name: String,
    /// The language of its staff by default: `de` or `en`.
    pub language: String,
}

/// Changes the company
#[utoipa::path(put, path = "/company", tag = "Settings", request_body = SentCompany,
    security(("key" = ["settings:write"])), responses((status = 204, description = "It holds.")))]
async fn change_company(caller: Caller, Sent(sent): Sent<SentCompany>) -> Answer<StatusCode> {
    Ok(held(caller.office.change_company(&caller.author, &sent.name, &sent.language).await)?)
}

/// Lists the legal entities
#[utoipa::path(get, path = "/legal-entities", tag = "Settings", params(Slice), security(("key" = ["dashboard:read"])),
    responses((status = 200, body = List<LegalEntity>, description = "By id.")))]
async fn entities(caller: Caller, Asked(query): Asked<Slice>) -> Answer<Json<List<LegalEntity>>> {
    Ok(Json(List::some(caller.office.legal_entities(caller.company()).await?, &query)?))
}

/// Shows a legal entity
#[utoipa::path(get, path = "/legal-entities/{entity}", tag = "Settings", security(("key" = ["dashboard:read"])),
    responses((status = 200, body = LegalEntity, description = "The legal entity.")))]
async fn entity(caller: Caller, At(id): At<String>) -> Answer<Json<LegalEntity>> {
    Ok(Json(caller.entity(&id).await?.into()))
}

/// The data of a legal entity that are sent.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentEntity {
    /// The firm.
    pub name: String,
    /// Street and number.
    pub street: String,
    /// Post code.
    pub post_code: String,
    /// City.
    pub city: String,
    /// Country, two letters of ISO 3166-1.
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
    /// Currency of its books, which a new one needs; it never changes.
    pub currency: Option<String>,
    /// Who holds the account that payouts are made from.
    pub holder: Option<String>,
    /// That account; blanks do not matter.
    pub iban: Option<String>,
    /// Its bank, where its country needs it.
    pub bic: Option<String>,
    /// What document numbers begin with; it holds once a document has been numbered.
    pub document_prefix: String,
}

impl SentEntity {
    fn entity(self, id: &str) -> companies::LegalEntity {
        companies::LegalEntity {
            id: id.to_owned(),
            name: self.name,
            street: self.street,
            post_code: self.post_code,
            city: self.city,
            country: self.country,
            vat_id: self.vat_id,
            tax_number: self.tax_number,
            register: self.register,
            managers: self.managers,
            contact: self.contact,
            currency: self.currency.unwrap_or_default(),
            iban: self.iban,
            bic: self.bic,
            holder: self.holder,
            settings: String::new(),
            prefix: self.document_prefix,
        }
    }
}

fn entity_field(field: &str) -> Option<String> {
    (field == "prefix").then(|| "document_prefix".to_owned())
}

/// Sets up a legal entity
///
/// How it pays and books begins with what is usual in Germany, and is changed under `settings`.
#[utoipa::path(post, path = "/legal-entities", tag = "Settings", request_body = SentEntity,
    security(("key" = ["settings:write"])), responses((status = 201, body = Made, description = "The legal entity.")))]
async fn create_entity(caller: Caller, Sent(sent): Sent<SentEntity>) -> Answer<(StatusCode, Json<Made>)> {
    let made = caller.office.create_legal_entity(&caller.author, &sent.entity("")).await;
    let id = made.map_err(|error| Refused::called(error, entity_field))?;
    Ok((StatusCode::CREATED, Json(Made { id })))
}

/// Changes the data of a legal entity
///
/// All of them: what is not sent is empty then.
#[utoipa::path(put, path = "/legal-entities/{entity}", tag = "Settings", request_body = SentEntity,
    security(("key" = ["settings:write"])), responses((status = 204, description = "They hold.")))]
async fn change_entity(caller: Caller, At(id): At<String>, Sent(sent): Sent<SentEntity>) -> Answer<StatusCode> {
    let before = caller.entity(&id).await?;
    if sent.currency.as_ref().is_some_and(|currency| *currency != before.currency) {
        return Err(Refused::new("malformed-request", "the `currency` of a legal entity never changes"));
    }
    let done = caller.office.change_legal_entity(&caller.author, &sent.entity(&id)).await;
    held(done).map_err(|error| Refused::called(error, entity_field))
}

/// Ledger accounts, and the keys of postings.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
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
    /// Balances with partners that were open when the company came over from another system; 9009 where it is not sent.
    #[serde(default = "companies::opening")]
    pub opening: String,
    /// The first personal account of partners; it holds once one has an account.
    pub first_creditor: u64,
    /// Posting key for commissions with input tax; empty for none.
    pub key_taxed: String,
    /// Posting key for § 13b UStG; empty for none.
    pub key_reverse: String,
}

/// How a legal entity pays and books.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EntitySettings {
    /// Balances below this wait, in the currency's smallest unit.
    pub minimum_payout_minor: i64,
    /// From which ratio of payout to turnover on there is a warning, in hundredths of a percent: 5500 is 55 %.
    pub payout_limit: i64,
    /// From which amount on a statement is unusual, in the currency's smallest unit.
    pub unusual_amount_minor: i64,
    /// The tax adviser's consultant number.
    pub consultant: u32,
    /// The tax adviser's client number.
    pub client: u32,
    /// The month in which the business year begins, 1 to 12.
    pub year_begins: u32,
    /// Digits of ledger accounts, 4 to 8; it holds once a partner has an account.
    pub account_length: u8,
    /// The chart of accounts, such as `03`.
    pub chart: String,
    /// Ledger accounts.
    pub accounts: Accounts,
}

impl From<companies::Settings> for EntitySettings {
    fn from(of: companies::Settings) -> Self {
        let accounts = of.accounts;
        Self {
            minimum_payout_minor: of.minimum_payout,
            payout_limit: of.payout_limit,
            unusual_amount_minor: of.unusual_amount,
            consultant: of.consultant,
            client: of.client,
            year_begins: of.year_begins,
            account_length: of.account_length,
            chart: of.chart,
            accounts: Accounts {
                commission: accounts.commission,
                input_tax: accounts.input_tax,
                reverse_input_tax: accounts.reverse_input_tax,
                reverse_tax: accounts.reverse_tax,
                transit: accounts.transit,
                bank: accounts.bank,
                clearing: accounts.clearing,
                opening: accounts.opening,
                first_creditor: accounts.first_creditor,
                key_taxed: accounts.key_taxed,
                key_reverse: accounts.key_reverse,
            },
        }
    }
}

impl From<EntitySettings> for companies::Settings {
    fn from(sent: EntitySettings) -> Self {
        let accounts = sent.accounts;
        Self {
            minimum_payout: sent.minimum_payout_minor,
            payout_limit: sent.payout_limit,
            unusual_amount: sent.unusual_amount_minor,
            consultant: sent.consultant,
            client: sent.client,
            year_begins: sent.year_begins,
            account_length: sent.account_length,
            chart: sent.chart,
            accounts: companies::Accounts {
                commission: accounts.commission,
                input_tax: accounts.input_tax,
                reverse_input_tax: accounts.reverse_input_tax,
                reverse_tax: accounts.reverse_tax,
                transit: accounts.transit,
                bank: accounts.bank,
                clearing: accounts.clearing,
                opening: accounts.opening,
                first_creditor: accounts.first_creditor,
                key_taxed: accounts.key_taxed,
                key_reverse: accounts.key_reverse,
            },
        }
    }
}

/// Fields that are no account keep their names, or get the unit that they are in.
fn settings_field(field: &str) -> Option<String> {
    match field {
        "minimum_payout" | "unusual_amount" => Some(format!("{field}_minor")),
        "payout_limit" | "consultant" | "client" | "year_begins" | "account_length" | "chart" => None,
        account => Some(format!("accounts.{account}")),
    }
}

/// Shows how a legal entity pays and books
#[utoipa::path(get, path = "/legal-entities/{entity}/settings", tag = "Settings",
    security(("key" = ["settings:read"])),
    responses((status = 200, body = EntitySettings, description = "Limits, the tax adviser's numbers, accounts.")))]
async fn books(caller: Caller, At(id): At<String>) -> Answer<Json<EntitySettings>> {
    Ok(Json(caller.entity(&id).await?.settings()?.into()))
}

/// Changes how a legal entity pays and books
///
/// All of it.
#[utoipa::path(put, path = "/legal-entities/{entity}/settings", tag = "Settings", request_body = EntitySettings,
    security(("key" = ["settings:write"])), responses((status = 204, description = "It holds.")))]
async fn change_books(caller: Caller, At(id): At<String>, Sent(sent): Sent<EntitySettings>) -> Answer<StatusCode> {
    caller.entity(&id).await?;
    let done = caller.office.change_settings(&caller.author, &id, &sent.into()).await;
    held(done).map_err(|error| Refused::called(error, settings_field))
}

/// Lists the programmes
#[utoipa::path(get, path = "/programmes", tag = "Settings", params(Slice), security(("key" = ["dashboard:read"])),
    responses((status = 200, body = List<Programme>, description = "By name.")))]
async fn programmes(caller: Caller, Asked(query): Asked<Slice>) -> Answer<Json<List<Programme>>> {
    Ok(Json(List::some(caller.office.programmes(caller.company()).await?, &query)?))
}

/// A programme to be set up.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentProgramme {
    /// The legal entity, whose currency it gets.
    pub legal_entity: String,
    /// Its name.
    pub name: String,
}

/// Sets up a programme
#[utoipa::path(post, path = "/programmes", tag = "Settings", request_body = SentProgramme,
    security(("key" = ["settings:write"])), responses((status = 201, body = Made, description = "The programme.")))]
async fn create_programme(caller: Caller, Sent(sent): Sent<SentProgramme>) -> Answer<(StatusCode, Json<Made>)> {
    let id = caller.office.create_programme(&caller.author, &sent.legal_entity, &sent.name).await?;
    Ok((StatusCode::CREATED, Json(Made { id })))
}

/// Shows a programme
#[utoipa::path(get, path = "/programmes/{programme}", tag = "Settings", security(("key" = ["dashboard:read"])),
    responses((status = 200, body = Programme, description = "The programme.")))]
async fn programme(caller: Caller, At(id): At<String>) -> Answer<Json<Programme>> {
    Ok(Json(caller.programme(&id).await?.into()))
}

/// What can be changed of a programme.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProgrammeData {
    /// Its name.
    pub name: String,
    /// The field of orders that names the sales channel; nothing where runs are of all sales.
    pub channel_field: Option<String>,
}

/// Changes a programme
#[utoipa::path(put, path = "/programmes/{programme}", tag = "Settings", request_body = ProgrammeData,
    security(("key" = ["settings:write"])), responses((status = 204, description = "It holds.")))]
async fn change_programme(caller: Caller, At(id): At<String>, Sent(sent): Sent<ProgrammeData>) -> Answer<StatusCode> {
    let channel = sent.channel_field.as_deref().filter(|field| !field.is_empty());
    Ok(held(caller.office.change_programme(&caller.author, &id, &sent.name, channel).await)?)
}

/// Something that is known by its name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Named {
    /// The name.
    pub name: String,
}

/// Lists the fields of orders that can name a sales channel
///
/// Those of the latest released plan.
#[utoipa::path(get, path = "/programmes/{programme}/channel-fields", tag = "Settings",
    security(("key" = ["settings:read"])),
    responses((status = 200, body = List<Named>, description = "By name.")))]
async fn channel_fields(caller: Caller, At(id): At<String>) -> Answer<Json<List<Named>>> {
    caller.programme(&id).await?;
    let found = caller.office.channel_fields(caller.company(), &id).await?;
    Ok(Json(List { items: found.into_iter().map(|name| Named { name }).collect(), next: None }))
}

/// Lists the sales channels that a run can be of
///
/// What the plan's field, or the orders so far, name; none where the programme has no such field.
#[utoipa::path(get, path = "/programmes/{programme}/channels", tag = "Settings",
    security(("key" = ["dashboard:read"])),
    responses((status = 200, body = List<Named>, description = "Channels.")))]
async fn channels(caller: Caller, At(id): At<String>) -> Answer<Json<List<Named>>> {
    let programme = caller.programme(&id).await?;
    let found = caller.office.channels(caller.company(), &programme).await?;
    Ok(Json(List { items: found.into_iter().map(|name| Named { name }).collect(), next: None }))
}
