//! Users: who works here, with which roles, and how they get in.

use super::{after, tabs, trail};
use crate::fault::{Answer, Failed};
use crate::form::Typed;
use crate::pages::prefilled::Prefilled;
use crate::visit::{Part, Visit};
use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use axum::routing::{get, post};
use compline_office::staff::{Fresh, Member, NewUser, needs_code};
use compline_office::{FieldError, Office, OfficeError};
use compline_policy::{Action as Deed, ObjectKind, Role};
use compline_ui::{
    Action, Banner, Breadcrumbs, Cell, Chip, Choice, Column, CopyText, Empty, Facts, Field, Form, Icon, PageHead, Row,
    Section, Table, Tone,
};
use maud::{Markup, html};

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/settings/users", get(list))
        .route("/settings/users/new", get(new).post(create))
        .route("/settings/users/join", post(join))
        .route("/settings/users/{id}", get(page).post(change))
        .route("/settings/users/{id}/lock", post(lock))
        .route("/settings/users/{id}/unlock", post(unlock))
        .route("/settings/users/{id}/password", post(password))
        .route("/settings/users/{id}/codes", post(codes))
        .route("/settings/users/{id}/sessions", post(sessions))
        .route("/settings/users/{id}/leave", post(leave))
}

fn may_manage(visit: &Visit) -> bool {
    visit.may(Deed::ManageUsers, ObjectKind::Company)
}

fn names(visit: &Visit, roles: &[Role]) -> String {
    let names: Vec<String> = roles.iter().map(|role| visit.say(&format!("role-{}", role.name()))).collect();
    names.join(", ")
}

fn state(visit: &Visit, member: &Member) -> Chip {
    if member.user.locked {
        Chip::new(Tone::Bad, visit.say("user-locked")).icon(Icon::Lock)
    } else if member.user.renew {
        Chip::new(Tone::Review, visit.say("user-waits")).icon(Icon::KeyRound)
    } else {
        Chip::new(Tone::Ok, visit.say("user-active")).icon(Icon::UserCheck)
    }
}

async fn list(visit: Visit) -> Answer {
    let mut table = Table::new(visit.ui, "users", visit.say("users"))
        .column(Column::text(visit.say("user-name")).title_on_phones())
        .column(Column::text(visit.say("login-name")))
        .column(Column::state(visit.say("state")))
        .column(Column::text(visit.say("user-roles")))
        .column(Column::text(visit.say("user-totp")))
        .column(Column::number(visit.say("user-sessions")))
        .column(Column::text(visit.say("user-last-login")))
        .empty(Empty::new(Icon::Users, visit.say("users"), visit.say("list-nothing-yet")));
    for member in visit.office.members(visit.author()).await? {
        let codes = visit.say(if member.codes { "user-totp-on" } else { "user-totp-off" });
        let seen = member.signed_in.map_or_else(Cell::none, |at| Cell::text(visit.moment(at)));
        table = table.row(
            Row::new(member.user.id.clone())
                .muted(member.user.locked)
                .cell(Cell::text(member.user.name.clone()).href(format!("/settings/users/{}", member.user.id)))
                .cell(Cell::text(member.user.login.clone()))
                .cell(Cell::chip(state(&visit, &member)))
                .cell(Cell::text(names(&visit, &member.roles)))
                .cell(Cell::text(codes))
                .cell(Cell::text(visit.words.count(member.sessions)))
                .cell(seen),
        );
    }
    let mut head = PageHead::new(visit.say("settings"));
    if may_manage(&visit) {
        head =
            head.action(Action::link(visit.say("user-create"), "/settings/users/new").primary().icon(Icon::UserPlus));
    }
    let main = html! { (head) (tabs(&visit, "/settings/users")) (Section::new(visit.say("users")).body(table)) };
    Ok(visit.page(&visit.say("users"), Part::Settings, main))
}

/// The roles to choose from, with what they are for.
fn roles_field(visit: &Visit, filled: Prefilled<'_>, now: &[Role]) -> Field<'static> {
    let choices = Role::ALL.iter().map(|role| {
        let name = role.name();
        let about = visit.say(&format!("about-role-{name}"));
        let about = if needs_code(*role) { format!("{about} {}", visit.say("user-role-needs-code")) } else { about };
        let chosen = filled.has("roles", name, now.contains(role));
        Choice::new(name, visit.say(&format!("role-{name}"))).help(about).chosen(chosen)
    });
    Field::checks(visit.ui, "roles", visit.say("user-roles"), choices).maybe_error(filled.error("roles"))
}

fn roles_of(typed: &Typed) -> Vec<Role> {
    typed.texts("roles").iter().filter_map(|name| Role::from_name(name)).collect()
}

async fn new(visit: Visit) -> Answer {
    visit.office.allow(visit.author(), Deed::ManageUsers, ObjectKind::Company, visit.company(), &[])?;
    let filled = Prefilled::stored(&visit);
    show_new(&visit, filled, filled).await
}

/// Two forms: somebody new, and somebody whom another company here has already.
async fn show_new(visit: &Visit, create: Prefilled<'_>, join: Prefilled<'_>) -> Answer {
    let company = visit.office.company(visit.company()).await?;
    let title = visit.say("user-create");
    let languages = ["de", "en"].map(|tag| (tag.to_owned(), visit.say(&format!("language-{tag}"))));
    let form = Form::new(visit.ui, "/settings/users/new")
        .field(create.line("name", &visit.say("user-name"), "").autocomplete("off"))
        .field(
            create.line("login", &visit.say("login-name"), "").autocomplete("off").help(visit.say("user-login-help")),
        )
        .field(create.select("language", &visit.say("language"), &company.language, languages))
        .field(roles_field(visit, create, &[]))
        .action(Action::submit(title.clone()).primary())
        .action(Action::link(visit.say("cancel"), "/settings/users").quiet());
    let head = PageHead::new(title.clone()).breadcrumbs(users_trail(visit));
    let wrong = form.has_errors() || join.error("login").is_some() || join.error("roles").is_some();
    let other = html! {
        details open[wrong && !form.has_errors()] {
            summary { (visit.say("user-join-summary")) }
            (join_form(visit, join))
        }
    };
    Ok(visit.page_with(&title, Part::Settings, html! { (head) (form) (other) }, wrong))
}

/// The same fields under names of their own: ids are unique on a page.
fn join_form(visit: &Visit, filled: Prefilled<'_>) -> Markup {
    let choices = Role::ALL.iter().map(|role| {
        let name = role.name();
        let chosen = filled.has("join_roles", name, false);
        Choice::new(name, visit.say(&format!("role-{name}"))).chosen(chosen)
    });
    let roles = Field::checks(visit.ui, "join_roles", visit.say("user-roles"), choices);
    let form = Form::new(visit.ui, "/settings/users/join")
        .field(
            Field::text(visit.ui, "join_login", visit.say("login-name"))
                .value(filled.text("join_login", ""))
                .autocomplete("off")
                .maybe_error(filled.error("login")),
        )
        .field(roles.maybe_error(filled.error("roles")))
        .action(Action::submit(visit.say("user-join")));
    html! { p { (visit.say("user-join-text")) } (form) }
}

fn users_trail(visit: &Visit) -> Breadcrumbs<'static> {
    trail(visit).link(visit.say("users"), "/settings/users")
}

async fn create(visit: Visit, typed: Typed) -> Answer {
    let new = NewUser {
        login: typed.text("login").to_owned(),
        name: typed.text("name").to_owned(),
        password: String::new(),
        language: if typed.text("language") == "en" { "en" } else { "de" }.to_owned(),
        roles: roles_of(&typed),
    };
    match visit.office.create_user(visit.author(), &new).await {
        Ok(fresh) => Ok(show_fresh(&visit, &new.name, &fresh, "user-created")?),
        Err(OfficeError::Input(errors)) => {
            show_new(&visit, Prefilled::typed(&visit, &typed, &errors), Prefilled::stored(&visit)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn join(visit: Visit, typed: Typed) -> Answer {
    let roles: Vec<Role> = typed.texts("join_roles").iter().filter_map(|name| Role::from_name(name)).collect();
    match visit.office.join_company(visit.author(), typed.text("join_login"), &roles).await {
        Ok(fresh) if fresh.secret.is_none() => {
            Ok(Redirect::to(&format!("/settings/users/{}", fresh.id)).into_response())
        }
        Ok(fresh) => Ok(show_fresh(&visit, &fresh.login, &fresh, "user-changed")?),
        Err(OfficeError::Input(errors)) => {
            show_new(&visit, Prefilled::stored(&visit), Prefilled::typed(&visit, &typed, &errors)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// What somebody needs to get in, this one time.
fn show_fresh(visit: &Visit, name: &str, fresh: &Fresh, key: &str) -> Answer {
    let title = visit.words.say_with(key, &[("name", name.into())]);
    let head = PageHead::new(title.clone()).breadcrumbs(users_trail(visit));
    let banner = Banner::new(Tone::Warn, visit.say("user-shown-once")).text(visit.say("user-shown-once-text"));
    let mut facts = Facts::new().wide().fact(visit.say("login-name"), html! { span.code { (fresh.login) } });
    if let Some(password) = &fresh.password {
        facts = facts.fact(visit.say("user-first-password"), CopyText::new(visit.ui, password.clone()));
    }
    let mut codes = html! {};
    if let (Some(secret), Some(address)) = (&fresh.secret, fresh.otpauth()) {
        facts = facts.fact(visit.say("totp-key"), CopyText::new(visit.ui, secret.clone()));
        let picture = code(&address, &visit.say("user-code-picture"))?;
        codes = html! { (Section::new(visit.say("totp-title")).text(visit.say("totp-scan")).body(picture)) };
    }
    let on = Action::link(visit.say("user-to-record"), format!("/settings/users/{}", fresh.id)).primary();
    let main = html! { (head) (banner) (facts) (codes) div.actions { (on) } };
    Ok(visit.page(&title, Part::Settings, main))
}

/// A picture that authenticator apps read: black on white in every theme, with the quiet zone that cameras need.
fn code(text: &str, label: &str) -> Result<Markup, Failed> {
    let code = qrcode::QrCode::new(text).map_err(|error| OfficeError::Settle(error.to_string()))?;
    let width = code.width();
    let mut path = String::new();
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == qrcode::Color::Dark {
            let (x, y) = (at.checked_rem(width).unwrap_or(0), at.checked_div(width).unwrap_or(0));
            path.push_str(&format!("M{} {}h1v1h-1z", x.saturating_add(4), y.saturating_add(4)));
        }
    }
    let side = width.saturating_add(8);
    Ok(html! {
        svg role="img" aria-label=(label) width="232" height="232" viewBox={ "0 0 " (side) " " (side) }
            shape-rendering="crispEdges" {
            rect width=(side) height=(side) fill="#FFFFFF" {}
            path fill="#000000" d=(path) {}
        }
    })
}

async fn page(visit: Visit, Path(id): Path<String>) -> Answer {
    show(&visit, &id, Prefilled::stored(&visit), &[]).await
}

async fn show(visit: &Visit, id: &str, filled: Prefilled<'_>, errors: &[FieldError]) -> Answer {
    let member = visit.office.member(visit.author(), id).await?;
    let user = &member.user;
    let facts = Facts::new()
        .wide()
        .fact(visit.say("login-name"), html! { span.code { (user.login) } })
        .fact(visit.say("language"), visit.say(&format!("language-{}", user.language)))
        .fact(visit.say("user-totp"), visit.say(if member.codes { "user-totp-on" } else { "user-totp-off" }))
        .fact(visit.say("user-sessions"), visit.words.count(member.sessions))
        .fact(visit.say("user-last-login"), member.signed_in.map_or_else(|| "–".to_owned(), |at| visit.moment(at)));
    let base = format!("/settings/users/{id}");
    let own = id == visit.author().user;
    let mut form = filled
        .beside(Form::new(visit.ui, base.clone()), &["user"])
        .field(filled.line("name", &visit.say("user-name"), &user.name).autocomplete("off"))
        .field(roles_field(visit, filled, &member.roles));
    let mut access = html! {};
    if may_manage(visit) {
        form = form.action(Action::submit(visit.say("save")).primary());
        let act = |key: &str, to: &str| Action::post(visit.say(key), format!("{base}/{to}"));
        access = html! {
            (Section::new(visit.say("user-access")).text(visit.say(if own { "user-own" } else { "user-access-text" })).body(html! {
                @if !own {
                    div.actions {
                        @if user.locked { (act("user-unlock", "unlock")) } @else { (act("user-lock", "lock").danger()) }
                        (act("user-password-reset", "password"))
                        (act("user-totp-reset", "codes"))
                        @if member.sessions > 0 { (act("user-sessions-end", "sessions")) }
                        (act("user-leave", "leave").danger())
                    }
                }
            }))
        };
    }
    let head = PageHead::new(user.name.clone()).breadcrumbs(users_trail(visit)).chip(state(visit, &member));
    let elsewhere = member.elsewhere.then(|| Banner::new(Tone::Info, visit.say("user-elsewhere")));
    let wrong = !errors.is_empty();
    let main = html! {
        (head) @if let Some(banner) = &elsewhere { (banner) } (facts)
        (Section::new(visit.say("user-name-and-roles")).body(form)) (access)
    };
    Ok(visit.page_with(&user.name, Part::Settings, main, wrong))
}

async fn change(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    let done = visit.office.change_user(visit.author(), &id, typed.text("name"), &roles_of(&typed)).await;
    match done {
        Ok(fresh) if fresh.secret.is_some() => show_fresh(&visit, typed.text("name"), &fresh, "user-changed"),
        Ok(_) => Ok(Redirect::to(&format!("/settings/users/{id}")).into_response()),
        Err(OfficeError::Input(errors)) => show(&visit, &id, Prefilled::typed(&visit, &typed, &errors), &errors).await,
        Err(error) => Err(error.into()),
    }
}

/// The record again, with the reason why something was not done: its fields show what is stored.
async fn back(visit: &Visit, id: &str, done: Result<(), OfficeError>) -> Answer {
    match after(done, &format!("/settings/users/{id}"))? {
        Ok(response) => Ok(response),
        Err(errors) => {
            let member = visit.office.member(visit.author(), id).await?;
            let mut pairs = vec![("name".to_owned(), member.user.name)];
            pairs.extend(member.roles.iter().map(|role| ("roles".to_owned(), role.name().to_owned())));
            show(visit, id, Prefilled::typed(visit, &Typed::of(pairs), &errors), &errors).await
        }
    }
}

async fn lock(visit: Visit, Path(id): Path<String>) -> Answer {
    let done = visit.office.lock_user(visit.author(), &id, true).await;
    back(&visit, &id, done).await
}

async fn unlock(visit: Visit, Path(id): Path<String>) -> Answer {
    let done = visit.office.lock_user(visit.author(), &id, false).await;
    back(&visit, &id, done).await
}

async fn password(visit: Visit, Path(id): Path<String>) -> Answer {
    match visit.office.reset_password(visit.author(), &id).await {
        Ok(fresh) => show_fresh(&visit, &fresh.login, &fresh, "user-password-new"),
        Err(error) => back(&visit, &id, Err(error)).await,
    }
}

async fn codes(visit: Visit, Path(id): Path<String>) -> Answer {
    match visit.office.reset_codes(visit.author(), &id).await {
        Ok(fresh) if fresh.secret.is_some() => show_fresh(&visit, &fresh.login, &fresh, "user-codes-new"),
        Ok(_) => Ok(Redirect::to(&format!("/settings/users/{id}")).into_response()),
        Err(error) => back(&visit, &id, Err(error)).await,
    }
}

async fn sessions(visit: Visit, Path(id): Path<String>) -> Answer {
    let done = visit.office.end_sessions(visit.author(), &id).await;
    back(&visit, &id, done).await
}

async fn leave(visit: Visit, Path(id): Path<String>) -> Answer {
    match visit.office.leave_company(visit.author(), &id).await {
        Ok(()) => Ok(Redirect::to("/settings/users").into_response()),
        Err(error) => back(&visit, &id, Err(error)).await,
    }
}
