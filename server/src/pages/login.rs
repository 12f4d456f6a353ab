//! Signing in and out, and what a user prefers.

use crate::fault;
use crate::form::{Asked, Typed};
use crate::serve::Front;
use crate::visit::{COOKIE_NAME, Visit, encoded, token, ui_words};
use axum::Extension;
use axum::extract::{ConnectInfo, State};
use axum::http::header::{ACCEPT_LANGUAGE, SET_COOKIE, USER_AGENT};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use compline_office::Office;
use compline_office::staff::Refusal;
use compline_ui::{Action, Entrance, Field, Form, Page, assets};
use compline_words::{Language, Words};
use maud::html;
use std::net::SocketAddr;

/// The page to sign in.
pub async fn page(headers: HeaderMap, Asked(query): Asked) -> Response {
    door(language(&headers, &query), &query, None)
}

fn language(headers: &HeaderMap, typed: &Typed) -> Language {
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let chosen = Language::from_tag(typed.text("language"));
    chosen.or_else(|| Language::negotiate(accepted)).unwrap_or(Language::De)
}

fn door(language: Language, typed: &Typed, refusal: Option<Refusal>) -> Response {
    let (to, login) = (typed.text("to"), typed.text("login"));
    if !assets::built() {
        let page = assets::placeholder_page();
        return (StatusCode::SERVICE_UNAVAILABLE, Html(page.into_string())).into_response();
    }
    let (words, ui) = (Words::new(language), ui_words(language));
    let mut form = Form::new(ui, "/login")
        .unguarded()
        .hidden("to", to)
        .hidden("language", typed.text("language"))
        .field(Field::text(ui, "login", words.say("login-name")).value(login).autocomplete("username"))
        .field(Field::password(ui, "password", words.say("login-password")).autocomplete("current-password"))
        .field(
            Field::code(ui, "code", words.say("login-code"))
                .help(words.say("login-code-help"))
                .optional()
                .autocomplete("one-time-code"),
        )
        .action(Action::submit(words.say("sign-in")).primary());
    if let Some(refusal) = refusal {
        form = form.error(words.say(match refusal {
            Refusal::Wrong => "login-wrong",
            Refusal::CodeNeeded => "login-code-needed",
            Refusal::Wait => "login-wait",
        }));
    }
    let errors = form.has_errors();
    let other = if language == Language::De { "en" } else { "de" };
    let foot = html! { a href=(format!("/login?language={other}&to={}", encoded(to))) { (words.say(&format!("language-{other}"))) } };
    let entrance = Entrance::new(words.say("sign-in"), form).foot(foot);
    let page = Page::new(ui, language.tag(), words.say("sign-in")).with_errors(errors).body(entrance);
    let status = if errors { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    (status, Html(page.into_string())).into_response()
}

/// Signs in.
pub async fn sign_in(
    State(office): State<Office>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    Extension(front): Extension<Front>,
    headers: HeaderMap,
    typed: Typed,
) -> Response {
    let agent = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (login, to) = (typed.text("login"), typed.text("to"));
    let address = front.address(&headers, address);
    match office.sign_in(login, typed.text("password"), typed.text("code"), &address, agent).await {
        Ok(Ok(token)) => {
            // A language that was chosen at the door is the user's from now on.
            if let Some(language) = Language::from_tag(typed.text("language"))
                && let Ok(Some(visitor)) = office.visitor(&token).await
                && let Err(error) = office.set_preferences(&visitor.user.id, language.tag(), &visitor.user.theme).await
            {
                return fault::plain(&error);
            }
            // Only ways within this server: `//host` would lead away from it.
            let to = if to.starts_with('/') && !to.starts_with("//") && !to.starts_with("/\\") { to } else { "/" };
            let mut response = Redirect::to(to).into_response();
            set_cookie(&mut response, &format!("{COOKIE_NAME}={token}; {}", front.cookie()));
            response
        }
        Ok(Err(refusal)) => door(language(&headers, &typed), &typed, Some(refusal)),
        Err(error) => fault::plain(&error),
    }
}

fn set_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().insert(SET_COOKIE, value);
    }
}

/// Signs out.
pub async fn sign_out(visit: Visit, Extension(front): Extension<Front>, headers: HeaderMap) -> fault::Answer {
    if let Some(token) = token(&headers) {
        visit.office.sign_out(&token).await?;
    }
    let mut response = Redirect::to("/login").into_response();
    set_cookie(&mut response, &format!("{COOKIE_NAME}=; {}; Max-Age=0", front.cookie()));
    Ok(response)
}

/// Sets the theme.
pub async fn theme(visit: Visit, typed: Typed) -> fault::Answer {
    let theme = typed.text("theme");
    if ["light", "dark", "system"].contains(&theme) {
        let user = &visit.visitor.user;
        visit.office.set_preferences(&user.id, &user.language, theme).await?;
    }
    Ok(Redirect::to("/").into_response())
}
