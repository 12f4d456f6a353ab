//! Users: who works here, with which roles, how they get in; and keys of programs.
//!
//! Whatever changes users takes the one-time code of who acts: with a stolen key alone nobody makes somebody who approves.
//! Passwords and secrets are shown once, and are not kept with the answers of requests.

use super::extract::{Asked, At, Caller, Sent};
use super::problem::{Answer, Refused};
use super::view::{Kept, List, Slice, shown};
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};
use compline_office::FieldError;
use compline_office::OfficeError;
use compline_office::keys;
use compline_office::staff::{Fresh, Member, NewUser, needs_code};
use compline_policy::{Action, Role};
use compline_words::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(join))
        .routes(routes!(one, change))
        .routes(routes!(lock))
        .routes(routes!(unlock))
        .routes(routes!(password))
        .routes(routes!(codes))
        .routes(routes!(end_sessions))
        .routes(routes!(leave))
        .routes(routes!(all_roles))
        .routes(routes!(all_keys))
        .routes(routes!(one_key))
        .routes(routes!(revoke))
}

shown! {
    /// Somebody who works for the company.
    User of one: Member {
        /// The id.
        id: String = one.user.id,
        /// What they sign in with.
        login: String = one.user.login,
        /// The name.
        name: String = one.user.name,
        /// The language of their pages: `de` or `en`.
        language: String = one.user.language,
        /// `administrator`, `settlement`, `approver`, `accounting`, `partner-care`, `plan-designer`, `auditor`.
        roles: Vec<String> = one.roles.iter().map(|role| role.name().to_owned()).collect(),
        /// Whether they can sign in no more.
        locked: bool = one.user.locked,
        /// Whether they choose another password before anything else.
        renews_password: bool = one.user.renew,
        /// Whether they sign in with one-time codes.
        codes: bool = one.codes,
        /// Sessions in this company that have not ended.
        sessions: i64 = one.sessions,
        /// When they last signed in to this company.
        signed_in_at: Option<DateTime<Utc>> = one.signed_in,
        /// Whether they work for other companies too: then name, password and lock are not for one of these alone.
        elsewhere: bool = one.elsewhere,
    }
    /// A key of a program. The key itself is shown to nobody again.
    ApiKey of one: keys::ApiKey {
        /// Its id.
        id: String = one.id,
        /// Who it acts for: a user's id.
        user: String = one.user_id,
        /// Their name.
        user_name: String = one.user_name,
        /// What it is for.
        name: String = one.name,
        /// How it begins.
        prefix: String = one.prefix,
        /// Its scopes.
        scopes: Vec<String> = one.scopes.split(' ').map(str::to_owned).collect(),
        /// Who made it: a user's id.
        created_by: String = one.created_by,
        /// When.
        created_at: DateTime<Utc> = one.created_at,
        /// The last day on which it works.
        last_day: Option<NaiveDate> = one.ends_at.and_then(|at| at.date_naive().pred_opt()),
        /// When it was last used, to the minute.
        used_at: Option<DateTime<Utc>> = one.used_at,
        /// When it was revoked.
        revoked_at: Option<DateTime<Utc>> = one.revoked_at,
    }
}

/// What somebody needs to get in. Password and secret are shown once: the same request again is answered without them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Access {
    /// The user's id.
    pub id: String,
    /// What they sign in with.
    pub login: String,
    /// The password until they choose their own, where there is a new one.
    pub password: Option<String>,
    /// The secret of their one-time codes in base 32, where there is a new one.
    pub secret: Option<String>,
    /// That secret as authenticator apps read it.
    pub otpauth: Option<String>,
}

/// The answer, and what is kept of it.
fn access(status: StatusCode, fresh: Fresh) -> Response {
    let otpauth = fresh.otpauth();
    let shown = Access { id: fresh.id, login: fresh.login, password: fresh.password, secret: fresh.secret, otpauth };
    let kept = Access { password: None, secret: None, otpauth: None, ..shown.clone() };
    let mut response = (status, Json(shown)).into_response();
    response.extensions_mut().insert(Kept(serde_json::to_string(&kept).unwrap_or_default()));
    response
}

/// Roles by their names.
fn roles(names: &[String]) -> Result<Vec<Role>, Refused> {
    let found = names.iter().map(|name| {
        let wrong = || FieldError::new("roles", "error-choose-one");
        Role::from_name(name).ok_or_else(|| OfficeError::Input(vec![wrong()]).into())
    });
    let mut found = found.collect::<Result<Vec<Role>, Refused>>()?;
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Lists the users
#[utoipa::path(get, path = "/users", tag = "Users", params(Slice), security(("key" = ["settings:read"])),
    responses((status = 200, body = List<User>, description = "By name.")))]
async fn list(caller: Caller, Asked(query): Asked<Slice>) -> Answer<Json<List<User>>> {
    Ok(Json(List::some(caller.office.members(&caller.author).await?, &query)?))
}

/// Shows a user
#[utoipa::path(get, path = "/users/{user}", tag = "Users", security(("key" = ["settings:read"])),
    responses((status = 200, body = User, description = "The user.")))]
async fn one(caller: Caller, At(id): At<String>) -> Answer<Json<User>> {
    Ok(Json(caller.office.member(&caller.author, &id).await?.into()))
}

/// Somebody to be taken in.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentUser {
    /// What they shall sign in with.
    pub login: String,
    /// The name.
    pub name: String,
    /// The language of their pages: `de` or `en`.
    pub language: String,
    /// Their roles, by name.
    pub roles: Vec<String>,
}

/// Takes a user in
///
/// With a password that they replace when they first sign in, and a secret for one-time codes where their roles need it.
#[utoipa::path(post, path = "/users", tag = "Users", request_body = SentUser, security(("key" = ["users:write"])),
    responses((status = 201, body = Access, description = "What they need to get in.")))]
async fn create(caller: Caller, Sent(sent): Sent<SentUser>) -> Answer<Response> {
    if Language::from_tag(&sent.language).is_none() {
        return Err(Refused::field("language", "error-choose-one"));
    }
    let roles = roles(&sent.roles)?;
    let SentUser { login, name, language, .. } = sent;
    let new = NewUser { login, name, password: String::new(), language, roles };
    Ok(access(StatusCode::CREATED, caller.office.create_user(&caller.author, &new).await?))
}

/// Somebody who works for another company here.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentMember {
    /// What they sign in with.
    pub login: String,
    /// Their roles in this company, by name.
    pub roles: Vec<String>,
}

/// Takes in a user of another company of this office
#[utoipa::path(post, path = "/users/join", tag = "Users", request_body = SentMember,
    security(("key" = ["users:write"])),
    responses((status = 200, body = Access, description = "With a secret where their roles need one and they had none.")))]
async fn join(caller: Caller, Sent(sent): Sent<SentMember>) -> Answer<Response> {
    let fresh = caller.office.join_company(&caller.author, &sent.login, &roles(&sent.roles)?).await?;
    Ok(access(StatusCode::OK, fresh))
}

/// Name and roles of a user.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserData {
    /// The name.
    pub name: String,
    /// All their roles, by name.
    pub roles: Vec<String>,
}

/// Changes name and roles of a user
///
/// They hold with the user's next request.
#[utoipa::path(put, path = "/users/{user}", tag = "Users", request_body = UserData,
    security(("key" = ["users:write"])),
    responses((status = 200, body = Access, description = "With a secret where their roles need one and they had none.")))]
async fn change(caller: Caller, At(id): At<String>, Sent(sent): Sent<UserData>) -> Answer<Response> {
    let fresh = caller.office.change_user(&caller.author, &id, &sent.name, &roles(&sent.roles)?).await?;
    Ok(access(StatusCode::OK, fresh))
}

/// Locks a user out, at once and everywhere
///
/// Their sessions end, and keys that act for them are not let in.
#[utoipa::path(post, path = "/users/{user}/lock", tag = "Users", security(("key" = ["users:write"])),
    responses((status = 204, description = "They are locked out.")))]
async fn lock(caller: Caller, At(id): At<String>) -> Answer<StatusCode> {
    caller.office.lock_user(&caller.author, &id, true).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets a user in again
#[utoipa::path(post, path = "/users/{user}/unlock", tag = "Users", security(("key" = ["users:write"])),
    responses((status = 204, description = "They can sign in.")))]
async fn unlock(caller: Caller, At(id): At<String>) -> Answer<StatusCode> {
    caller.office.lock_user(&caller.author, &id, false).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a user another password
///
/// They replace it when they next sign in; their sessions end.
#[utoipa::path(post, path = "/users/{user}/password", tag = "Users", security(("key" = ["users:write"])),
    responses((status = 200, body = Access, description = "With the password.")))]
async fn password(caller: Caller, At(id): At<String>) -> Answer<Response> {
    Ok(access(StatusCode::OK, caller.office.reset_password(&caller.author, &id).await?))
}

/// Gives a user another secret for one-time codes
///
/// Or none, where no role of theirs needs one; their sessions end.
#[utoipa::path(post, path = "/users/{user}/codes", tag = "Users", security(("key" = ["users:write"])),
    responses((status = 200, body = Access, description = "With the secret.")))]
async fn codes(caller: Caller, At(id): At<String>) -> Answer<Response> {
    Ok(access(StatusCode::OK, caller.office.reset_codes(&caller.author, &id).await?))
}

/// Ends the sessions of a user in this company
#[utoipa::path(post, path = "/users/{user}/end-sessions", tag = "Users", security(("key" = ["users:write"])),
    responses((status = 204, description = "They have to sign in anew.")))]
async fn end_sessions(caller: Caller, At(id): At<String>) -> Answer<StatusCode> {
    caller.office.end_sessions(&caller.author, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a user out of the company
///
/// What they did stays in the log under their name.
#[utoipa::path(post, path = "/users/{user}/leave", tag = "Users", security(("key" = ["users:write"])),
    responses((status = 204, description = "They belong to it no more.")))]
async fn leave(caller: Caller, At(id): At<String>) -> Answer<StatusCode> {
    caller.office.leave_company(&caller.author, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A role.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RoleDetails {
    /// Its name.
    pub name: String,
    /// Whether who has it signs in with one-time codes.
    pub codes: bool,
    /// What it alone lets do, with what others made.
    pub actions: Vec<String>,
}

/// Lists the roles with what they allow
///
/// As the policies in force say it.
#[utoipa::path(get, path = "/roles", tag = "Users", security(("key" = ["settings:read"])),
    responses((status = 200, body = List<RoleDetails>, description = "All of them.")))]
async fn all_roles(caller: Caller) -> Answer<Json<List<RoleDetails>>> {
    let policies = caller.office.policies();
    let items = Role::ALL.iter().map(|role| RoleDetails {
        name: role.name().to_owned(),
        codes: needs_code(*role),
        actions: Action::ALL
            .iter()
            .filter(|action| policies.permits(*role, **action))
            .map(|action| action.name().to_owned())
            .collect(),
    });
    Ok(Json(List { items: items.collect(), next: None }))
}

/// Lists the keys of programs
///
/// The latest first. Keys are made under Settings, by an administrator who is signed in.
#[utoipa::path(get, path = "/api-keys", tag = "Users", params(Slice), security(("key" = ["settings:read"])),
    responses((status = 200, body = List<ApiKey>, description = "Those that have ended among them.")))]
async fn all_keys(caller: Caller, Asked(query): Asked<Slice>) -> Answer<Json<List<ApiKey>>> {
    Ok(Json(List::some(caller.office.keys(caller.company()).await?, &query)?))
}

/// Shows a key of a program
#[utoipa::path(get, path = "/api-keys/{api_key}", tag = "Users", security(("key" = ["settings:read"])),
    responses((status = 200, body = ApiKey, description = "What is known of it.")))]
async fn one_key(caller: Caller, At(id): At<String>) -> Answer<Json<ApiKey>> {
    Ok(Json(caller.office.key(caller.company(), &id).await?.into()))
}

/// Revokes a key, at once and for ever
#[utoipa::path(post, path = "/api-keys/{api_key}/revoke", tag = "Users", security(("key" = ["keys:write"])),
    responses((status = 204, description = "It lets nobody in any more.")))]
async fn revoke(caller: Caller, At(id): At<String>) -> Answer<StatusCode> {
    caller.office.revoke_key(&caller.author, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
