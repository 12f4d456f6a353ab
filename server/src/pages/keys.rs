//! Keys of programs: the list, a new one, which is shown once, and revoking.

use crate::fault::{Answer, message};
use crate::form::Typed;
use crate::visit::{Part, Visit};
use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use axum::routing::{get, post};
use compline_office::keys::{ApiKey, NewKey, SCOPES};
use compline_office::{FieldError, Office, OfficeError};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{
    Action, Banner, Breadcrumbs, Cell, Chip, Choice, Column, Confirmation, Empty, Facts, Field, Form, Icon, PageHead,
    Row, Section, Table, Tone,
};
use compline_words::parse_date;
use maud::html;

/// The pages.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/settings/api-keys", get(list).post(create))
        .route("/settings/api-keys/{id}/revoke", get(confirm).merge(post(revoke)))
}

async fn list(visit: Visit) -> Answer {
    show(&visit, &Typed::default(), &[]).await
}

async fn show(visit: &Visit, typed: &Typed, errors: &[FieldError]) -> Answer {
    let (office, words) = (&visit.office, visit.words);
    office.allow(visit.author(), Deed::ViewSettings, ObjectKind::Company, visit.company(), &[])?;
    let head = PageHead::new(visit.say("api-keys")).action(Action::link(visit.say("api-reference"), "/api"));
    let may = visit.may(Deed::ManageApiKeys, ObjectKind::Company);
    let mut table = Table::new(visit.ui, "keys", visit.say("api-keys"))
        .column(Column::text(visit.say("api-key-name")).title_on_phones())
        .column(Column::state(visit.say("state")))
        .column(Column::text(visit.say("api-key-user")))
        .column(Column::text(visit.say("api-key-scopes")))
        .column(Column::date(visit.say("valid-to")))
        .column(Column::text(visit.say("api-key-last-used")))
        .column(Column::actions(visit.say("api-key-revoke")))
        .empty(Empty::new(Icon::Lock, visit.say("api-keys"), visit.say("api-key-none-yet")));
    for key in office.keys(visit.company()).await? {
        let over = key.revoked_at.is_some() || key.ends_at.is_some_and(|at| at <= office.clock().now());
        let last_day = key.ends_at.and_then(|at| at.date_naive().pred_opt());
        let revoke = if may && key.revoked_at.is_none() {
            Cell::markup(
                Action::link(visit.say("api-key-revoke"), format!("/settings/api-keys/{}/revoke", key.id)).quiet(),
            )
        } else {
            Cell::none()
        };
        table = table.row(
            Row::new(key.id.clone())
                .muted(over)
                .cell(Cell::text(key.name.clone()).note(format!("{}…", key.prefix)))
                .cell(Cell::chip(chip(visit, &key, over)))
                .cell(Cell::text(key.user_name.clone()))
                .cell(Cell::text(key.scopes.clone()))
                .cell(last_day.map_or_else(Cell::none, |day| Cell::text(words.date(day))))
                .cell(key.used_at.map_or_else(Cell::none, |at| Cell::text(visit.moment(at))))
                .cell(revoke),
        );
    }
    let mut main = html! { (head) (table) };
    let mut wrong = false;
    if may {
        let form = form(visit, typed, errors).await?;
        wrong = form.has_errors();
        main = html! { (main) (Section::new(visit.say("api-key-create")).text(visit.say("api-key-help")).body(form)) };
    }
    Ok(visit.page_with(&visit.say("api-keys"), Part::Settings, main, wrong))
}

fn chip(visit: &Visit, key: &ApiKey, over: bool) -> Chip {
    if key.revoked_at.is_some() {
        Chip::new(Tone::Neutral, visit.say("api-key-revoked")).icon(Icon::X)
    } else if over {
        Chip::new(Tone::Neutral, visit.say("api-key-ended")).icon(Icon::Clock)
    } else {
        Chip::new(Tone::Ok, visit.say("state-live")).icon(Icon::Check)
    }
}

async fn form(visit: &Visit, typed: &Typed, errors: &[FieldError]) -> Result<Form<'static>, OfficeError> {
    let error = |field: &str| {
        let found = errors.iter().find(|error| error.field == field);
        found.map(|error| message(visit.words, error))
    };
    let staff = visit.office.staff(visit.company()).await?;
    let staff = staff.into_iter().filter(|(user, _)| !user.locked).map(|(user, roles)| {
        let roles: Vec<String> = roles.iter().map(|role| visit.say(&format!("role-{}", role.name()))).collect();
        let chosen = typed.text("user") == user.id;
        Choice::new(user.id, format!("{} · {}", user.name, roles.join(", "))).chosen(chosen)
    });
    let chosen = typed.texts("scopes");
    let scopes = SCOPES.iter().map(|(name, _)| {
        let key = name.replace(':', "-");
        let about = visit.say(&format!("scope-{key}"));
        Choice::new(*name, *name).help(about).chosen(chosen.iter().any(|one| one == name))
    });
    Ok(Form::new(visit.ui, "/settings/api-keys")
        .field(
            Field::text(visit.ui, "name", visit.say("api-key-name"))
                .value(typed.text("name"))
                .help(visit.say("api-key-name-help"))
                .maybe_error(error("name")),
        )
        .field(Field::select(visit.ui, "user", visit.say("api-key-user"), staff).maybe_error(error("user")))
        .field(Field::checks(visit.ui, "scopes", visit.say("api-key-scopes"), scopes).maybe_error(error("scopes")))
        .field(
            Field::date(visit.ui, "last_day", visit.say("valid-to"))
                .value(typed.text("last_day"))
                .optional()
                .maybe_error(error("last_day")),
        )
        .action(Action::submit(visit.say("api-key-create")).primary()))
}

async fn create(visit: Visit, typed: Typed) -> Answer {
    let office = &visit.office;
    office.allow(visit.author(), Deed::ManageApiKeys, ObjectKind::Company, visit.company(), &[])?;
    let text = typed.text("last_day");
    let last_day = match parse_date(text, visit.words.language(), office.clock().today()) {
        _ if text.is_empty() => None,
        Ok(day) => Some(day),
        Err(_) => {
            let error = FieldError::new("last_day", "error-date-unreadable");
            return show(&visit, &typed, &[error]).await;
        }
    };
    let new = NewKey {
        user: typed.text("user").to_owned(),
        name: typed.text("name").to_owned(),
        scopes: typed.texts("scopes"),
        last_day,
    };
    let key = match office.create_key(visit.author(), &new).await {
        Ok((_, key)) => key,
        Err(OfficeError::Input(errors)) => return show(&visit, &typed, &errors).await,
        Err(error) => return Err(error.into()),
    };
    let title = visit.say("api-key-made");
    let head = PageHead::new(title.clone())
        .breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("api-keys"), "/settings/api-keys"));
    let facts = Facts::new()
        .wide()
        .fact(visit.say("api-key-name"), new.name)
        .fact(visit.say("api-key"), html! { span.code { (key) } });
    let main = html! {
        (head)
        (Banner::new(Tone::Warn, visit.say("api-key-shown-once")))
        (facts)
        p { (Action::link(visit.say("api-keys"), "/settings/api-keys").primary()) }
    };
    Ok(visit.page(&title, Part::Settings, main))
}

async fn confirm(visit: Visit, Path(id): Path<String>) -> Answer {
    let office = &visit.office;
    office.allow(visit.author(), Deed::ManageApiKeys, ObjectKind::ApiKey, &id, &[])?;
    let key = office.key(visit.company(), &id).await?;
    let facts = Facts::new()
        .fact(visit.say("api-key-name"), key.name.clone())
        .fact(visit.say("api-key-user"), key.user_name.clone())
        .fact(visit.say("api-key-scopes"), key.scopes.clone());
    let heading = visit.say("api-key-revoke");
    let page = Confirmation::new(
        Form::new(visit.ui, format!("/settings/api-keys/{id}/revoke")),
        heading.clone(),
        visit.say("api-key-revoke-warning"),
        heading.clone(),
        Action::link(visit.say("cancel"), "/settings/api-keys"),
    )
    .facts(facts);
    Ok(visit.page(&heading, Part::Settings, page.into_markup()))
}

async fn revoke(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.office.revoke_key(visit.author(), &id).await?;
    Ok(Redirect::to("/settings/api-keys").into_response())
}
