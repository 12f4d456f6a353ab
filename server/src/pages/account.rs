//! One's own account: password, language, colours, sessions; which company and programme the pages show.

use crate::fault::Answer;
use crate::form::Typed;
use crate::pages::prefilled::Prefilled;
use crate::visit::{Part, Visit};
use axum::Router;
use axum::response::{IntoResponse, Redirect};
use axum::routing::{get, post};
use compline_office::{FieldError, Office, OfficeError};
use compline_ui::{Action, Banner, Breadcrumbs, Cell, Column, Facts, Field, Form, PageHead, Row, Section, Table, Tone};
use compline_words::Language;
use maud::html;

/// The routes of one's own account.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/account", get(page))
        .route("/account/password", get(password).post(change_password))
        .route("/account/preferences", post(preferences))
        .route("/account/sessions/end", post(end_session))
        .route("/account/company", post(company))
        .route("/account/programme", post(programme))
}

async fn page(visit: Visit) -> Answer {
    show(&visit, None, &[]).await
}

async fn show(visit: &Visit, typed: Option<&Typed>, errors: &[FieldError]) -> Answer {
    let user = &visit.visitor.user;
    let filled = typed.map_or_else(|| Prefilled::stored(visit), |typed| Prefilled::typed(visit, typed, errors));
    let title = visit.say("my-account");
    let head = PageHead::new(title.clone()).action(Action::link(visit.say("password-change"), "/account/password"));
    let facts = Facts::new()
        .wide()
        .fact(visit.say("login-name"), html! { span.code { (user.login) } })
        .fact(visit.say("user-name"), user.name.clone())
        .fact(visit.say("company"), visit.visitor.company_name.clone())
        .fact(visit.say("user-roles"), visit.roles());
    let languages = ["de", "en"].map(|tag| (tag.to_owned(), visit.say(&format!("language-{tag}"))));
    let themes = ["light", "dark", "system"].map(|name| (name.to_owned(), visit.say(&format!("theme-{name}"))));
    let form = Form::new(visit.ui, "/account/preferences")
        .field(filled.select("language", &visit.say("language"), &user.language, languages))
        .field(filled.select("theme", &visit.say("theme"), &user.theme, themes))
        .action(Action::submit(visit.say("save")).primary());
    let wrong = form.has_errors();
    let main = html! {
        (head) (facts)
        @if let Some(switch) = switch(visit).await? { (switch) }
        (Section::new(visit.say("account-preferences")).body(form))
        (Section::new(visit.say("user-sessions")).text(visit.say("account-sessions-text")).body(sessions(visit).await?))
    };
    Ok(visit.page_with(&title, Part::Account, main, wrong))
}

/// Company and programme to choose from; nothing where there is one of each. The menu at the top does the same.
async fn switch(visit: &Visit) -> Result<Option<Section>, OfficeError> {
    let companies = visit.companies();
    if companies.len() < 2 && visit.programmes().len() < 2 {
        return Ok(None);
    }
    let shown = visit.programme().await.map(|one| one.id).unwrap_or_default();
    let rows = companies.iter().map(|one| ("company", &one.id, &one.name, one.id == visit.company()));
    let rows = rows.chain(visit.programmes().iter().map(|one| ("programme", &one.id, &one.name, one.id == shown)));
    let mut table = Table::new(visit.ui, "switch", visit.say("account-switch"))
        .column(Column::text(visit.say("account-switch")).title_on_phones())
        .column(Column::text(visit.say("field-kind")))
        .column(Column::actions(visit.say("show")));
    for (kind, id, name, now) in rows {
        let cell = if now {
            Cell::text(visit.say("account-shown"))
        } else {
            Cell::markup(Action::post(visit.say("show"), format!("/account/{kind}")).value(kind, id).quiet())
        };
        let what = visit.say(if kind == "company" { "company" } else { "programme" });
        table = table.row(Row::new(format!("{kind}-{id}")).cell(Cell::text(name)).cell(Cell::text(what)).cell(cell));
    }
    let section = Section::new(visit.say("account-switch")).text(visit.say("account-switch-text"));
    Ok(Some(section.body(table)))
}

async fn sessions(visit: &Visit) -> Result<Table<'static>, OfficeError> {
    let mut table = Table::new(visit.ui, "sessions", visit.say("user-sessions"))
        .column(Column::text(visit.say("session-browser")).title_on_phones())
        .column(Column::text(visit.say("company")))
        .column(Column::text(visit.say("session-since")))
        .column(Column::text(visit.say("session-seen")))
        .column(Column::actions(visit.say("user-session-end")));
    for one in visit.office.sessions_of(&visit.visitor.user.id).await? {
        let agent = if one.agent.is_empty() { visit.say("unknown") } else { one.agent.chars().take(90).collect() };
        let own = one.token_hash == visit.visitor.session;
        let end = if own {
            Cell::text(visit.say("session-this"))
        } else {
            let end = Action::post(visit.say("user-session-end"), "/account/sessions/end").quiet();
            Cell::markup(end.value("session", one.token_hash.clone()))
        };
        table = table.row(
            Row::new(one.token_hash)
                .cell(Cell::text(agent))
                .cell(Cell::text(one.company_name))
                .cell(Cell::text(visit.moment(one.created_at)))
                .cell(Cell::text(visit.moment(one.seen_at)))
                .cell(end),
        );
    }
    Ok(table)
}

async fn preferences(visit: Visit, typed: Typed) -> Answer {
    let (language, theme) = (typed.text("language"), typed.text("theme"));
    let mut errors = Vec::new();
    if Language::from_tag(language).is_none() {
        errors.push(FieldError::new("language", "error-choose-one"));
    }
    if !["light", "dark", "system"].contains(&theme) {
        errors.push(FieldError::new("theme", "error-choose-one"));
    }
    if !errors.is_empty() {
        return show(&visit, Some(&typed), &errors).await;
    }
    visit.office.set_preferences(&visit.visitor.user.id, language, theme).await?;
    Ok(Redirect::to("/account").into_response())
}

async fn password(visit: Visit) -> Answer {
    show_password(&visit, &[])
}

fn show_password(visit: &Visit, errors: &[FieldError]) -> Answer {
    // Passwords are typed again: a page never carries one back.
    let typed = Typed::default();
    let filled = Prefilled::typed(visit, &typed, errors);
    let title = visit.say("password-change");
    let mut head = PageHead::new(title.clone());
    let renew = visit.visitor.user.renew;
    if !renew {
        head = head.breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("my-account"), "/account"));
    }
    let field = |name: &str, label: &str, token| {
        Field::password(visit.ui, name, visit.say(label)).autocomplete(token).maybe_error(filled.error(name))
    };
    let form = Form::new(visit.ui, "/account/password")
        .unguarded()
        .field(field("old", "password-old", "current-password"))
        .field(field("new", "password-new", "new-password").help(visit.say("password-rule")))
        .field(field("again", "password-again", "new-password"))
        .action(Action::submit(visit.say("password-change")).primary());
    let banner =
        renew.then(|| Banner::new(Tone::Info, visit.say("password-renew")).text(visit.say("password-renew-text")));
    let wrong = form.has_errors();
    let main = html! { (head) @if let Some(banner) = &banner { (banner) } (form) };
    Ok(visit.page_with(&title, Part::Account, main, wrong))
}

async fn change_password(visit: Visit, typed: Typed) -> Answer {
    // A password may begin or end with a blank.
    let (old, new) = (typed.raw("old"), typed.raw("new"));
    if new != typed.raw("again") {
        return show_password(&visit, &[FieldError::new("again", "error-password-differs")]);
    }
    match visit.office.change_password(&visit.visitor, old, new).await {
        Ok(()) => Ok(Redirect::to(if visit.visitor.user.renew { "/" } else { "/account" }).into_response()),
        Err(OfficeError::Input(errors)) => show_password(&visit, &errors),
        Err(error) => Err(error.into()),
    }
}

async fn end_session(visit: Visit, typed: Typed) -> Answer {
    visit.office.end_session(&visit.visitor, typed.text("session")).await?;
    Ok(Redirect::to("/account").into_response())
}

async fn company(visit: Visit, typed: Typed) -> Answer {
    visit.office.switch_company(&visit.visitor, typed.text("company")).await?;
    Ok(Redirect::to("/").into_response())
}

async fn programme(visit: Visit, typed: Typed) -> Answer {
    visit.office.choose_programme(&visit.visitor, typed.text("programme")).await?;
    Ok(Redirect::to("/").into_response())
}
