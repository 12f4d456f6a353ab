//! Partners: master data, places in trees, what they are, what happened to them.

use super::extract::{Asked, At, Caller, Sent, rows};
use super::problem::{Answer, Refused};
use super::statements::Statement;
use super::view::{Change, List, Made, Paged, Slice, shown};
use axum::Json;
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use compline_office::care::{MovePreview, NewPartner};
use compline_office::facts::partners::{self, PartnerRow};
use compline_office::facts::people::{self, TaxFact};
use compline_office::requests::BankDetails;
use compline_office::timeline::Happened;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(one))
        .routes(routes!(person, edit))
        .routes(routes!(tax_history, set_tax))
        .routes(routes!(ask_bank))
        .routes(routes!(statuses, set_status))
        .routes(routes!(placements, move_partner))
        .routes(routes!(preview))
        .routes(routes!(downline))
        .routes(routes!(timeline))
        .routes(routes!(statements))
        .routes(routes!(payee))
}

shown! {
    /// A partner: a position in the network.
    Partner of one: PartnerRow {
        /// Its number.
        id: String = one.id,
        /// Its owner: the id of a person.
        person: String = one.person,
        /// When it was taken.
        joined_on: NaiveDate = one.joined_on,
        /// The owner's family name, or the company's.
        name: String = one.name,
        /// The owner's first name.
        first_name: Option<String> = one.first_name,
        /// The city.
        city: Option<String> = one.city,
    }
    /// Where a partner stands, for some days.
    Placement of one: partners::Placement {
        /// The tree.
        tree: String = one.tree,
        /// Who it stands below; nothing at a root.
        parent: Option<String> = one.parent,
        /// The side, in trees with sides.
        side: Option<String> = one.side,
        /// The position, in trees with a width.
        position: Option<String> = one.position,
        /// The first day.
        valid_from: NaiveDate = one.valid_from,
        /// The last one; nothing where it goes on.
        valid_to: Option<NaiveDate> = one.valid_to,
        /// The run with which the plan's rule gave it, `import` where that was elsewhere; nothing where somebody stated it.
        run: Option<String> = one.run,
    }
    /// What a partner is, for some days.
    Status of one: partners::Status {
        /// `joined`, `active`, `inactive` or `terminated`.
        status: String = one.status,
        /// The first day.
        valid_from: NaiveDate = one.valid_from,
        /// The last one; nothing where it goes on.
        valid_to: Option<NaiveDate> = one.valid_to,
        /// Why.
        reason: Option<String> = one.reason,
    }
    /// Something that happened to a partner or its owner.
    Event of one: Happened {
        /// When the company learned it or did it.
        at: DateTime<Utc> = one.at,
        /// `person`, `tax-status`, `partner`, `placement`, `status`, `override`, `order`, `request`, `entry`, `statement`,
        /// `payment`, `audit`.
        kind: String = one.kind,
        /// The first day for which it is true.
        valid_from: Option<NaiveDate> = one.valid_from,
        /// The last day.
        valid_to: Option<NaiveDate> = one.valid_to,
        /// Who did it: a user's id.
        author: String = one.author,
        /// What it is about.
        object: String = one.object,
        /// What it became.
        value: String = one.value,
        /// Why.
        reason: Option<String> = one.reason,
        /// How much, in the smallest unit of the programme's currency.
        amount_minor: Option<i64> = one.amount,
    }
    /// The data of a person.
    Person of one: people::Person {
        /// Its id.
        id: String = one.id,
        /// `person` or `company`.
        legal_form: String = one.legal_form,
        /// The family name, or the company's.
        name: String = one.name,
        /// The first name of a person.
        first_name: Option<String> = one.first_name,
        /// Street and number.
        street: Option<String> = one.street,
        /// Post code.
        post_code: Option<String> = one.post_code,
        /// City.
        city: Option<String> = one.city,
        /// Country, two letters of ISO 3166-1.
        country: String = one.country,
        /// E-mail.
        email: Option<String> = one.email,
        /// Telephone.
        phone: Option<String> = one.phone,
        /// Day of birth.
        born_on: Option<NaiveDate> = one.born_on,
        /// Language of documents: `de` or `en`.
        language: String = one.language,
        /// Who holds the bank account.
        holder: Option<String> = one.holder,
        /// The bank account.
        iban: Option<String> = one.iban,
        /// The bank.
        bic: Option<String> = one.bic,
    }
    /// A tax status from a day on.
    TaxStatus of one: TaxFact {
        /// The first day.
        valid_from: NaiveDate = one.valid_from,
        /// `regular`, `regular-reduced`, `small-business`, `exempt-insurance`, `exempt-finance`, `reverse-charge`,
        /// `third-country`, `private`.
        status: String = one.status,
        /// VAT identification number.
        vat_id: Option<String> = one.vat_id,
        /// Tax number.
        tax_number: Option<String> = one.tax_number,
        /// When self-billing was agreed.
        agreement_on: Option<NaiveDate> = one.agreement_on,
    }
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PartnerQuery {
    /// Words of the number, or of the owner's name, city or e-mail.
    search: Option<String>,
    /// Only partners behind this number.
    after: Option<String>,
    /// Rows at most: 1 to 500, 100 where it is not said.
    limit: Option<i64>,
}

/// Lists partners
///
/// In order of their numbers; `after` is the number of the last one that was seen.
#[utoipa::path(get, path = "/partners", tag = "Partners", params(PartnerQuery), security(("key" = ["partners:read"])),
    responses((status = 200, body = List<Partner>, description = "Partners.")))]
async fn list(caller: Caller, Asked(query): Asked<PartnerQuery>) -> Answer<Json<List<Partner>>> {
    let (limit, _) = rows(query.limit, None)?;
    let (search, after) = (query.search.unwrap_or_default(), query.after.unwrap_or_default());
    let found = caller.office.search_partners(caller.company(), &search, &after, limit + 1).await?;
    let mut page: List<Partner> = List::page(found, limit, 0);
    page.next = page.next.and_then(|_| page.items.last().map(|last| last.id.clone()));
    Ok(Json(page))
}

/// The data of a person that is sent.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentPerson {
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
    /// Language of documents: `de` or `en`.
    pub language: String,
}

impl SentPerson {
    fn person(self, id: &str) -> people::Person {
        people::Person {
            id: id.to_owned(),
            legal_form: self.legal_form,
            name: self.name,
            first_name: self.first_name,
            street: self.street,
            post_code: self.post_code,
            city: self.city,
            country: self.country,
            email: self.email,
            phone: self.phone,
            born_on: self.born_on,
            language: self.language,
            holder: None,
            iban: None,
            bic: None,
        }
    }
}

/// A bank account that is sent.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentBank {
    /// Who holds it.
    pub holder: String,
    /// The account number; blanks do not matter.
    pub iban: String,
    /// The bank, where its country needs it.
    pub bic: Option<String>,
}

impl From<SentBank> for BankDetails {
    fn from(sent: SentBank) -> Self {
        Self { holder: sent.holder, iban: sent.iban, bic: sent.bic }
    }
}

/// A tax status that is sent.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentTax {
    /// The first day.
    pub valid_from: NaiveDate,
    /// `regular`, `regular-reduced`, `small-business`, `exempt-insurance`, `exempt-finance`, `reverse-charge`,
    /// `third-country`, `private`.
    pub status: String,
    /// VAT identification number.
    pub vat_id: Option<String>,
    /// Tax number.
    pub tax_number: Option<String>,
    /// When self-billing was agreed.
    pub agreement_on: Option<NaiveDate>,
}

impl SentTax {
    fn fact(self, person: &str) -> TaxFact {
        TaxFact {
            person: person.to_owned(),
            valid_from: self.valid_from,
            status: self.status,
            vat_id: self.vat_id,
            tax_number: self.tax_number,
            agreement_on: self.agreement_on,
        }
    }
}

/// A place in a tree that is sent.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentPlace {
    /// The tree.
    pub tree: String,
    /// Who it shall stand below; nothing at a root.
    pub parent: Option<String>,
    /// The side, in trees with sides.
    pub side: Option<String>,
    /// The position, in trees with a width.
    pub position: Option<String>,
    /// The first day; for new partners the day of joining, where it is not said.
    pub valid_from: Option<NaiveDate>,
}

impl SentPlace {
    fn place(self, partner: &str, day: NaiveDate) -> partners::Placement {
        partners::Placement {
            tree: self.tree,
            partner: partner.to_owned(),
            parent: self.parent,
            side: self.side,
            position: self.position,
            valid_from: self.valid_from.unwrap_or(day),
            valid_to: None,
            run: None,
        }
    }
}

/// A partner to be taken in.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentPartner {
    /// The programme whose plan says which trees and fields there are.
    pub programme: String,
    /// The partner's number.
    pub id: String,
    /// The id of its owner; the partner's number where it is not said. Of a person that is known the data here are not
    /// read.
    pub person_id: Option<String>,
    /// The owner's data.
    pub person: SentPerson,
    /// The owner's account: it becomes a request that another person confirms.
    pub bank: Option<SentBank>,
    /// The owner's tax status.
    pub tax: Option<SentTax>,
    /// The first day.
    pub joined_on: NaiveDate,
    /// The plan's partner fields, as texts.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// Its places in trees.
    pub places: Vec<SentPlace>,
}

/// Takes a partner in
#[utoipa::path(post, path = "/partners", tag = "Partners", request_body = SentPartner,
    security(("key" = ["partners:write"])), responses((status = 201, body = Made, description = "It is there.")))]
async fn create(caller: Caller, Sent(sent): Sent<SentPartner>) -> Answer<(StatusCode, Json<Made>)> {
    caller.programme(&sent.programme).await?;
    let owner = sent.person_id.unwrap_or_else(|| sent.id.clone());
    let places = sent.places.into_iter().map(|place| place.place(&sent.id, sent.joined_on));
    let new = NewPartner {
        programme: sent.programme,
        id: sent.id.clone(),
        person: sent.person.person(&owner),
        bank: sent.bank.map(BankDetails::from),
        tax: sent.tax.map(|tax| tax.fact(&owner)),
        joined_on: sent.joined_on,
        fields: sent.fields,
        places: places.collect(),
    };
    caller.office.new_partner(&caller.author, &new).await?;
    Ok((StatusCode::CREATED, Json(Made { id: sent.id })))
}

/// Shows a partner
#[utoipa::path(get, path = "/partners/{partner}", tag = "Partners", security(("key" = ["partners:read"])),
    responses((status = 200, body = Partner, description = "The partner.")))]
async fn one(caller: Caller, At(id): At<String>) -> Answer<Json<Partner>> {
    Ok(Json(caller.office.partner_row(caller.company(), &id).await?.into()))
}

/// Shows the data of a person
///
/// The look is noted in the audit log.
#[utoipa::path(get, path = "/persons/{person}", tag = "Partners", security(("key" = ["personal:read"])),
    responses((status = 200, body = Person, description = "Personal data.")))]
async fn person(caller: Caller, At(id): At<String>) -> Answer<Json<Person>> {
    Ok(Json(caller.office.look_at_person(&caller.author, &id).await?.into()))
}

/// Changes the data of a person
///
/// All of them, except the bank account, which takes a second person.
#[utoipa::path(put, path = "/persons/{person}", tag = "Partners", request_body = SentPerson,
    security(("key" = ["partners:write"])), responses((status = 204, description = "They are changed.")))]
async fn edit(caller: Caller, At(id): At<String>, Sent(sent): Sent<SentPerson>) -> Answer<StatusCode> {
    caller.office.edit_person(&caller.author, &sent.person(&id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists the tax statuses of a person
///
/// The latest first. The look is noted in the audit log.
#[utoipa::path(get, path = "/persons/{person}/tax-statuses", tag = "Partners", security(("key" = ["personal:read"])),
    responses((status = 200, body = List<TaxStatus>, description = "The history.")))]
async fn tax_history(caller: Caller, At(id): At<String>) -> Answer<Json<List<TaxStatus>>> {
    caller.office.look_at_person(&caller.author, &id).await?;
    Ok(Json(List::all(caller.office.tax_history(caller.company(), &id).await?)))
}

/// Sets the tax status of a person from a day on
#[utoipa::path(post, path = "/persons/{person}/tax-statuses", tag = "Partners", request_body = SentTax,
    security(("key" = ["partners:write"])), responses((status = 204, description = "It holds.")))]
async fn set_tax(caller: Caller, At(id): At<String>, Sent(sent): Sent<SentTax>) -> Answer<StatusCode> {
    caller.office.set_tax_status(&caller.author, &sent.fact(&id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A bank account that is asked for.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BankChange {
    /// The account.
    pub bank: SentBank,
    /// Why.
    pub reason: String,
}

/// Asks for another bank account of a person
///
/// It holds once another person grants the request.
#[utoipa::path(post, path = "/persons/{person}/bank-details", tag = "Partners", request_body = BankChange,
    security(("key" = ["partners:write"])), responses((status = 202, body = Made, description = "The request.")))]
async fn ask_bank(
    caller: Caller,
    At(id): At<String>,
    Sent(sent): Sent<BankChange>,
) -> Answer<(StatusCode, Json<Made>)> {
    let bank = BankDetails::from(sent.bank);
    let id = caller.office.ask_bank_details(&caller.author, &id, &bank, &sent.reason).await?;
    Ok((StatusCode::ACCEPTED, Json(Made { id })))
}

/// Lists what a partner is and was
#[utoipa::path(get, path = "/partners/{partner}/statuses", tag = "Partners", security(("key" = ["partners:read"])),
    responses((status = 200, body = List<Status>, description = "The latest first.")))]
async fn statuses(caller: Caller, At(id): At<String>) -> Answer<Json<List<Status>>> {
    caller.office.partner_row(caller.company(), &id).await?;
    Ok(Json(List::all(caller.office.statuses_of(caller.company(), &id).await?)))
}

/// A status that is sent.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentStatus {
    /// `active`, `inactive` or `terminated`.
    pub status: String,
    /// The first day.
    pub valid_from: NaiveDate,
    /// Why.
    pub reason: String,
}

/// Sets a partner active, inactive or terminated from a day on
#[utoipa::path(post, path = "/partners/{partner}/statuses", tag = "Partners", request_body = SentStatus,
    security(("key" = ["partners:write"])), responses((status = 204, description = "It holds.")))]
async fn set_status(caller: Caller, At(id): At<String>, Sent(sent): Sent<SentStatus>) -> Answer<StatusCode> {
    caller.office.set_status(&caller.author, &id, &sent.status, sent.valid_from, &sent.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists the places of a partner in all trees
#[utoipa::path(get, path = "/partners/{partner}/placements", tag = "Partners", security(("key" = ["partners:read"])),
    responses((status = 200, body = List<Placement>, description = "By tree, the latest first.")))]
async fn placements(caller: Caller, At(id): At<String>) -> Answer<Json<List<Placement>>> {
    caller.office.partner_row(caller.company(), &id).await?;
    Ok(Json(List::all(caller.office.placements_of(caller.company(), &id).await?)))
}

/// A move that is sent.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentMove {
    /// The programme whose plan says which trees there are.
    pub programme: String,
    /// The new place.
    pub place: SentPlace,
    /// Why.
    pub reason: String,
}

/// Moves a partner
///
/// With everybody below, from a day on.
#[utoipa::path(post, path = "/partners/{partner}/placements", tag = "Partners", request_body = SentMove,
    security(("key" = ["partners:write"])), responses((status = 204, description = "It stands there.")))]
async fn move_partner(caller: Caller, At(id): At<String>, Sent(sent): Sent<SentMove>) -> Answer<StatusCode> {
    caller.programme(&sent.programme).await?;
    let place = placed(&caller, &id, sent.place)?;
    caller.office.move_partner(&caller.author, &sent.programme, &place, &sent.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn placed(caller: &Caller, id: &str, sent: SentPlace) -> Result<partners::Placement, Refused> {
    if sent.valid_from.is_none() {
        return Err(Refused::field("place.valid_from", "error-field-empty"));
    }
    Ok(sent.place(id, caller.office.clock().today()))
}

/// A move whose effects are asked for.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentPreview {
    /// The run in which the effects are looked at.
    pub run: String,
    /// The new place.
    pub place: SentPlace,
}

/// What a move would change.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Effects {
    /// Partners that move along, the moved one among them.
    pub subtree: i64,
    /// Those whose rank, activity or total would be another one.
    pub changed: Vec<Change>,
}

/// Tells what a move would change
///
/// Nothing of it happens.
#[utoipa::path(post, path = "/partners/{partner}/placements/preview", tag = "Partners", request_body = SentPreview,
    security(("key" = ["partners:write"])), responses((status = 200, body = Effects, description = "Who is affected.")))]
async fn preview(caller: Caller, At(id): At<String>, Sent(sent): Sent<SentPreview>) -> Answer<Json<Effects>> {
    let run = caller.run(&sent.run).await?;
    let place = placed(&caller, &id, sent.place)?;
    let MovePreview { subtree, changed } = caller.office.preview_move(&caller.author, &run, &place).await?;
    let currency = caller.programme(&run.programme).await?.currency;
    let changed = changed.into_iter().map(|pair| Change::of(pair, &currency)).collect();
    Ok(Json(Effects { subtree, changed }))
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DownlineQuery {
    /// The tree.
    tree: String,
    /// The day; today where it is not said.
    on: Option<NaiveDate>,
    /// Rows at most: 1 to 500. All rows where neither this nor `skip` is said, and 100 where only `skip` is.
    limit: Option<i64>,
    /// Rows that come before.
    skip: Option<i64>,
}

/// Lists the partners directly below one
#[utoipa::path(get, path = "/partners/{partner}/downline", tag = "Partners", params(DownlineQuery),
    security(("key" = ["partners:read"])),
    responses((status = 200, body = List<Partner>, description = "In order of their numbers.")))]
async fn downline(
    caller: Caller,
    At(id): At<String>,
    Asked(query): Asked<DownlineQuery>,
) -> Answer<Json<List<Partner>>> {
    caller.office.partner_row(caller.company(), &id).await?;
    let day = query.on.unwrap_or_else(|| caller.office.clock().today());
    let found = caller.office.frontline(caller.company(), &query.tree, &id, day).await?;
    Ok(Json(List::some(found, &Slice { limit: query.limit, skip: query.skip })?))
}

/// Tells everything that happened to a partner
///
/// The latest first.
#[utoipa::path(get, path = "/partners/{partner}/timeline", tag = "Partners", params(Paged),
    security(("key" = ["partners:read", "orders:read", "runs:read", "documents:read", "payments:read"])),
    responses((status = 200, body = List<Event>, description = "Events.")))]
async fn timeline(caller: Caller, At(id): At<String>, Asked(query): Asked<Paged>) -> Answer<Json<List<Event>>> {
    let (limit, skip) = rows(query.limit, query.skip)?;
    let found = caller.office.timeline(caller.company(), &id, skip, limit + 1).await?;
    Ok(Json(List::page(found, limit, skip)))
}

/// Lists the statements of a partner's owner
#[utoipa::path(get, path = "/partners/{partner}/statements", tag = "Partners", params(Slice),
    security(("key" = ["documents:read"])),
    responses((status = 200, body = List<Statement>, description = "The latest first.")))]
async fn statements(caller: Caller, At(id): At<String>, Asked(query): Asked<Slice>) -> Answer<Json<List<Statement>>> {
    let row = caller.office.partner_row(caller.company(), &id).await?;
    Ok(Json(List::some(caller.office.statements_of(caller.company(), &row.person).await?, &query)?))
}

/// Somebody to be paid who is no partner.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentPayee {
    /// The person's id.
    pub id: String,
    /// The data.
    pub person: SentPerson,
    /// The account: it becomes a request that another person confirms.
    pub bank: SentBank,
}

/// Takes in somebody who is paid without being a partner
#[utoipa::path(post, path = "/persons", tag = "Partners", request_body = SentPayee,
    security(("key" = ["partners:write"])), responses((status = 201, body = Made, description = "The person is there.")))]
async fn payee(caller: Caller, Sent(sent): Sent<SentPayee>) -> Answer<(StatusCode, Json<Made>)> {
    let person = sent.person.person(&sent.id);
    caller.office.new_payee(&caller.author, &person, &BankDetails::from(sent.bank)).await?;
    Ok((StatusCode::CREATED, Json(Made { id: sent.id })))
}
