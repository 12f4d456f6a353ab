//! Programmes: their names, and the field of orders that names the sales channel.

use super::{after, may_change, trail};
use crate::fault::Answer;
use crate::form::Typed;
use crate::pages::prefilled::Prefilled;
use crate::visit::{Part, Visit};
use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use compline_office::companies::Programme;
use compline_office::{Office, OfficeError};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{Action, Facts, Form, PageHead};
use maud::html;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/settings/programmes/new", get(new).post(create))
        .route("/settings/programmes/{id}", get(page).post(change))
}

async fn new(visit: Visit) -> Answer {
    visit.office.allow(visit.author(), Deed::ManageSettings, ObjectKind::Company, visit.company(), &[])?;
    show_new(&visit, Prefilled::stored(&visit)).await
}

async fn show_new(visit: &Visit, filled: Prefilled<'_>) -> Answer {
    let entities = visit.office.legal_entities(visit.company()).await?;
    let choices = entities.iter().map(|one| (one.id.clone(), format!("{} ({})", one.name, one.currency)));
    let title = visit.say("settings-programme-new");
    let form = Form::new(visit.ui, "/settings/programmes/new")
        .field(filled.line("name", &visit.say("settings-programme-name"), ""))
        .field(
            filled
                .select("legal_entity", &visit.say("legal-entity"), "", choices)
                .help(visit.say("settings-programme-entity-help")),
        )
        .action(Action::submit(visit.say("create")).primary())
        .action(Action::link(visit.say("cancel"), "/settings").quiet());
    let head = PageHead::new(title.clone()).breadcrumbs(trail(visit));
    let wrong = form.has_errors();
    Ok(visit.page_with(&title, Part::Settings, html! { (head) (form) }, wrong))
}

async fn create(visit: Visit, typed: Typed) -> Answer {
    match visit.office.create_programme(visit.author(), typed.text("legal_entity"), typed.text("name")).await {
        Ok(id) => Ok(Redirect::to(&format!("/settings/programmes/{id}")).into_response()),
        Err(OfficeError::Input(errors)) => show_new(&visit, Prefilled::typed(&visit, &typed, &errors)).await,
        Err(error) => Err(error.into()),
    }
}

async fn page(visit: Visit, Path(id): Path<String>) -> Answer {
    let programme = visit.office.programme(visit.company(), &id).await?;
    show(&visit, Prefilled::stored(&visit), &programme).await
}

async fn show(visit: &Visit, filled: Prefilled<'_>, programme: &Programme) -> Answer {
    let office = &visit.office;
    let owner = office.legal_entity(visit.company(), &programme.legal_entity).await?;
    let facts = Facts::new()
        .wide()
        .fact(visit.say("legal-entity"), owner.name)
        .fact(visit.say("field-currency"), programme.currency.clone());
    let fields = office.channel_fields(visit.company(), &programme.id).await?;
    let none = std::iter::once((String::new(), visit.say("settings-channel-none")));
    let fields = none.chain(fields.into_iter().map(|field| (field.clone(), field)));
    let chosen = programme.channel_field.clone().unwrap_or_default();
    let mut form = filled
        .beside(Form::new(visit.ui, format!("/settings/programmes/{}", programme.id)), &["nothing"])
        .field(filled.line("name", &visit.say("settings-programme-name"), &programme.name))
        .field(
            filled
                .select("channel_field", &visit.say("settings-channel-field"), &chosen, fields)
                .help(visit.say("settings-channel-field-help")),
        );
    if may_change(visit) {
        form = form.action(Action::submit(visit.say("save")).primary());
    }
    form = form.action(Action::link(visit.say("cancel"), "/settings").quiet());
    let head = PageHead::new(programme.name.clone()).breadcrumbs(trail(visit));
    let wrong = form.has_errors();
    Ok(visit.page_with(&programme.name, Part::Settings, html! { (head) (facts) (form) }, wrong))
}

async fn change(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    let programme = visit.office.programme(visit.company(), &id).await?;
    let channel = Some(typed.text("channel_field")).filter(|field| !field.is_empty());
    let done = visit.office.change_programme(visit.author(), &id, typed.text("name"), channel).await;
    match after(done, "/settings")? {
        Ok(response) => Ok(response),
        Err(errors) => show(&visit, Prefilled::typed(&visit, &typed, &errors), &programme).await,
    }
}
