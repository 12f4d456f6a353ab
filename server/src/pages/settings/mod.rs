//! Settings: the company, its legal entities and programmes, users and roles.

mod books;
mod checks;
mod entities;
mod programmes;
mod roles;
mod users;

use crate::fault::Answer;
use crate::form::Typed;
use crate::pages::prefilled::Prefilled;
use crate::visit::{Part, Visit};
use axum::Router;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use compline_office::{FieldError, Office, OfficeError};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{Action, Breadcrumbs, Cell, Column, Empty, Form, Icon, PageHead, Row, Section, Table, Tabs};
use maud::html;

/// The routes of settings.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/settings", get(page).post(change))
        .route("/settings/roles", get(roles::page))
        .route("/settings/checks", get(checks::page).post(checks::begin))
        .merge(entities::routes())
        .merge(books::routes())
        .merge(programmes::routes())
        .merge(users::routes())
}

/// The parts of settings as tabs.
fn tabs(visit: &Visit, current: &str) -> Tabs {
    let checks = visit.may(Deed::VerifyData, ObjectKind::Company).then_some(("/settings/checks", "settings-checks"));
    let parts =
        [("/settings", "settings-company"), ("/settings/users", "users"), ("/settings/roles", "settings-roles")];
    parts
        .into_iter()
        .chain(checks)
        .fold(Tabs::new(visit.say("settings")), |tabs, (href, key)| tabs.tab(visit.say(key), href, href == current))
}

/// The trail to the pages below.
fn trail(visit: &Visit) -> Breadcrumbs<'static> {
    Breadcrumbs::new(visit.ui).link(visit.say("settings"), "/settings")
}

/// Whether the visitor may change settings; others see them.
fn may_change(visit: &Visit) -> bool {
    visit.may(Deed::ManageSettings, ObjectKind::Company)
}

/// The way on after a change, or the errors of its fields.
fn after(done: Result<(), OfficeError>, to: &str) -> Result<Result<Response, Vec<FieldError>>, OfficeError> {
    match done {
        Ok(()) => Ok(Ok(Redirect::to(to).into_response())),
        Err(OfficeError::Input(errors)) => Ok(Err(errors)),
        Err(error) => Err(error),
    }
}

async fn page(visit: Visit) -> Answer {
    show(&visit, None, &[]).await
}

async fn show(visit: &Visit, typed: Option<&Typed>, errors: &[FieldError]) -> Answer {
    let office = &visit.office;
    let filled = typed.map_or_else(|| Prefilled::stored(visit), |typed| Prefilled::typed(visit, typed, errors));
    let company = office.company(visit.company()).await?;
    let languages = ["de", "en"].map(|tag| (tag.to_owned(), visit.say(&format!("language-{tag}"))));
    let mut form = filled
        .beside(Form::new(visit.ui, "/settings"), &["nothing"])
        .field(filled.line("name", &visit.say("settings-company-name"), &company.name))
        .field(
            filled
                .select("language", &visit.say("language"), &company.language, languages)
                .help(visit.say("settings-language-help")),
        );
    if may_change(visit) {
        form = form.action(Action::submit(visit.say("save")).primary());
    }
    let mut entities = Table::new(visit.ui, "entities", visit.say("settings-legal-entities"))
        .column(Column::text(visit.say("legal-entity")).title_on_phones())
        .column(Column::text(visit.say("field-currency")))
        .column(Column::text(visit.say("settings-prefix")))
        .column(Column::text(visit.say("settings-account")))
        .column(Column::actions(visit.say("settings-books")))
        .empty(Empty::new(Icon::Building2, visit.say("settings-legal-entities"), visit.say("settings-no-entity")));
    let found = office.legal_entities(visit.company()).await?;
    for entity in &found {
        let href = format!("/settings/entities/{}", entity.id);
        entities = entities.row(
            Row::new(entity.id.clone())
                .cell(Cell::text(entity.name.clone()).href(href.clone()))
                .cell(Cell::text(entity.currency.clone()))
                .cell(Cell::text(entity.prefix.clone()))
                .cell(entity.iban.clone().map_or_else(Cell::none, Cell::text))
                .cell(Cell::markup(Action::link(visit.say("settings-books"), format!("{href}/books")).quiet())),
        );
    }
    let mut programmes = Table::new(visit.ui, "programmes", visit.say("settings-programmes"))
        .column(Column::text(visit.say("programme")).title_on_phones())
        .column(Column::text(visit.say("legal-entity")))
        .column(Column::text(visit.say("field-currency")))
        .column(Column::text(visit.say("settings-channel-field")))
        .empty(Empty::new(Icon::Layers, visit.say("settings-programmes"), visit.say("settings-no-programme")));
    for one in visit.programmes() {
        let owner = found.iter().find(|entity| entity.id == one.legal_entity);
        programmes = programmes.row(
            Row::new(one.id.clone())
                .cell(Cell::text(one.name.clone()).href(format!("/settings/programmes/{}", one.id)))
                .cell(owner.map_or_else(Cell::none, |owner| Cell::text(owner.name.clone())))
                .cell(Cell::text(one.currency.clone()))
                .cell(one.channel_field.clone().map_or_else(Cell::none, Cell::text)),
        );
    }
    let (mut below, mut last) =
        (Section::new(visit.say("settings-legal-entities")), Section::new(visit.say("settings-programmes")));
    if may_change(visit) {
        let add = |key: &str, href: &str| Action::link(visit.say(key), href).icon(Icon::Plus);
        below = below.action(add("settings-entity-new", "/settings/entities/new"));
        last = last.action(add("settings-programme-new", "/settings/programmes/new"));
    }
    let head = PageHead::new(visit.say("settings"));
    let wrong = form.has_errors();
    let main = html! {
        (head) (tabs(visit, "/settings"))
        (Section::new(visit.say("settings-company")).body(form))
        (below.body(entities)) (last.body(programmes))
    };
    Ok(visit.page_with(&visit.say("settings"), Part::Settings, main, wrong))
}

async fn change(visit: Visit, typed: Typed) -> Answer {
    let done = visit.office.change_company(visit.author(), typed.text("name"), typed.text("language")).await;
    match after(done, "/settings")? {
        Ok(response) => Ok(response),
        Err(errors) => show(&visit, Some(&typed), &errors).await,
    }
}
