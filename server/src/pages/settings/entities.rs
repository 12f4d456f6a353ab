//! Legal entities: their data, their account, what their document numbers begin with.

use super::{after, may_change, trail};
use crate::fault::Answer;
use crate::form::Typed;
use crate::pages::prefilled::Prefilled;
use crate::visit::{Part, Visit};
use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use compline_office::companies::LegalEntity;
use compline_office::{FieldError, Office, OfficeError};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{Action, Field, Fieldset, Form, PageHead, Width};
use maud::html;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/settings/entities/new", get(new).post(create))
        .route("/settings/entities/{id}", get(page).post(change))
}

/// A legal entity of which nothing is known yet.
fn blank() -> LegalEntity {
    LegalEntity {
        id: String::new(),
        name: String::new(),
        street: String::new(),
        post_code: String::new(),
        city: String::new(),
        country: "DE".to_owned(),
        vat_id: None,
        tax_number: None,
        register: None,
        managers: None,
        contact: None,
        currency: "EUR".to_owned(),
        iban: None,
        bic: None,
        holder: None,
        settings: String::new(),
        prefix: String::new(),
    }
}

/// What was typed, with the texts as they are: the office checks them.
fn read(typed: &Typed, id: &str) -> LegalEntity {
    let text = |name: &str| typed.text(name).to_owned();
    let optional = |name: &str| Some(text(name));
    LegalEntity {
        id: id.to_owned(),
        name: text("name"),
        street: text("street"),
        post_code: text("post_code"),
        city: text("city"),
        country: text("country"),
        vat_id: optional("vat_id"),
        tax_number: optional("tax_number"),
        register: optional("register"),
        managers: optional("managers"),
        contact: optional("contact"),
        currency: text("currency"),
        iban: optional("iban"),
        bic: optional("bic"),
        holder: optional("holder"),
        settings: String::new(),
        prefix: text("prefix"),
    }
}

async fn new(visit: Visit) -> Answer {
    visit.office.allow(visit.author(), Deed::ManageSettings, ObjectKind::Company, visit.company(), &[])?;
    show(&visit, Prefilled::stored(&visit), &blank(), 0)
}

async fn page(visit: Visit, Path(id): Path<String>) -> Answer {
    let entity = visit.office.legal_entity(visit.company(), &id).await?;
    let numbered = visit.office.documents_numbered(visit.company(), &id).await?;
    show(&visit, Prefilled::stored(&visit), &entity, numbered)
}

fn show(visit: &Visit, filled: Prefilled<'_>, entity: &LegalEntity, numbered: i64) -> Answer {
    let is_new = entity.id.is_empty();
    let title = if is_new { visit.say("settings-entity-new") } else { entity.name.clone() };
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let line = |name: &str, key: &str, value: &str| filled.line(name, &visit.say(key), value);
    let optional = |name: &str, key: &str, value: &Option<String>| line(name, key, &text(value)).optional();
    let address = Fieldset::new(visit.say("settings-entity-data"))
        .field(line("name", "settings-firm", &entity.name).autocomplete("organization"))
        .field(line("street", "settings-street", &entity.street))
        .field(line("post_code", "settings-post-code", &entity.post_code).width(Width::Short))
        .field(line("city", "settings-city", &entity.city))
        .field(
            line("country", "settings-country", &entity.country)
                .width(Width::Tiny)
                .help(visit.say("settings-country-help")),
        );
    let tax = Fieldset::new(visit.say("settings-entity-tax"))
        .field(optional("vat_id", "settings-vat-id", &entity.vat_id))
        .field(optional("tax_number", "settings-tax-number", &entity.tax_number))
        .field(optional("register", "settings-register", &entity.register).help(visit.say("settings-register-help")))
        .field(optional("managers", "settings-managers", &entity.managers).help(visit.say("settings-managers-help")))
        .field(optional("contact", "settings-contact", &entity.contact).help(visit.say("settings-contact-help")));
    let iban = Field::iban(visit.ui, "iban", visit.say("settings-iban"));
    let bank = Fieldset::new(visit.say("settings-entity-bank"))
        .text(visit.say("settings-entity-bank-text"))
        .field(optional("holder", "settings-holder", &entity.holder))
        .field(filled.fill(iban, "iban", &text(&entity.iban)).optional())
        .field(optional("bic", "settings-bic", &entity.bic).width(Width::Medium));
    let prefix = line("prefix", "settings-prefix", &entity.prefix).width(Width::Medium);
    let prefix = if numbered > 0 {
        prefix.help(visit.words.say_with("settings-prefix-fixed", &[("documents", numbered.into())]))
    } else {
        prefix.help(visit.say("settings-prefix-help"))
    };
    let mut numbers = Fieldset::new(visit.say("settings-number-ranges")).field(prefix);
    if is_new {
        numbers = numbers.field(
            line("currency", "field-currency", &entity.currency)
                .width(Width::Short)
                .help(visit.say("settings-currency-help")),
        );
    }
    let to = if is_new { "/settings/entities/new".to_owned() } else { format!("/settings/entities/{}", entity.id) };
    let mut form = filled
        .beside(Form::new(visit.ui, to.clone()), &["nothing"])
        .fieldset(address)
        .fieldset(tax)
        .fieldset(bank)
        .fieldset(numbers);
    if may_change(visit) {
        form = form.action(Action::submit(visit.say(if is_new { "create" } else { "save" })).primary());
    }
    form = form.action(Action::link(visit.say("cancel"), "/settings").quiet());
    let mut head = PageHead::new(title.clone()).breadcrumbs(trail(visit));
    if !is_new {
        head = head.action(Action::link(visit.say("settings-books"), format!("{to}/books")));
    }
    let wrong = form.has_errors();
    Ok(visit.page_with(&title, Part::Settings, html! { (head) (form) }, wrong))
}

async fn create(visit: Visit, typed: Typed) -> Answer {
    match visit.office.create_legal_entity(visit.author(), &read(&typed, "")).await {
        Ok(id) => Ok(Redirect::to(&format!("/settings/entities/{id}")).into_response()),
        Err(OfficeError::Input(errors)) => show(&visit, Prefilled::typed(&visit, &typed, &errors), &blank(), 0),
        Err(error) => Err(error.into()),
    }
}

async fn change(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    let entity = visit.office.legal_entity(visit.company(), &id).await?;
    let done = visit.office.change_legal_entity(visit.author(), &read(&typed, &id)).await;
    let errors: Vec<FieldError> = match after(done, "/settings")? {
        Ok(response) => return Ok(response),
        Err(errors) => errors,
    };
    let numbered = visit.office.documents_numbered(visit.company(), &id).await?;
    show(&visit, Prefilled::typed(&visit, &typed, &errors), &entity, numbered)
}
