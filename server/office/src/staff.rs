//! Staff: who signs in, with what, and for how long.
//!
//! Passwords are hashed with Argon2id. Roles that approve, pay or administer sign in with a one-time code besides (TOTP,
//! RFC 6238); a code's time step is taken once only. A session is a random token, of which the database holds the hash.
//! It is about one company, and shows one programme of it.

mod manage;
mod own;

pub use manage::{Fresh, Member};
pub use own::Session;

use crate::error::OfficeError;
use crate::office::Office;
use crate::who::Author;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use chrono::{DateTime, TimeDelta, Utc};
use compline_policy::{ObjectKind, Role};
use compline_store::{FromRow, hash, values};
use serde::Serialize;
use totp_rs::{Builder, Secret, Totp};

/// How long a session lasts without a click.
const IDLE: TimeDelta = TimeDelta::hours(2);
/// How long it lasts at most.
const LONGEST: TimeDelta = TimeDelta::hours(12);
/// Failed attempts before an account or an address has to wait.
pub(crate) const MOST_ATTEMPTS: i64 = 8;
/// How long it waits then.
const WAIT: TimeDelta = TimeDelta::minutes(10);
/// The least that a password has.
pub const SHORTEST_PASSWORD: usize = 12;

/// Somebody of the staff.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct User {
    /// The id.
    pub id: String,
    /// What they sign in with.
    pub login: String,
    /// Their name.
    pub name: String,
    /// The language of their pages.
    pub language: String,
    /// `light`, `dark` or `system`.
    pub theme: String,
    /// Whether they can sign in no more.
    pub locked: bool,
    /// Whether they choose another password before anything else.
    pub renew: bool,
}

const USERS: &str = "SELECT id, login, name, language, theme, locked, renew FROM users";

/// Somebody who shall join the staff.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// What they sign in with.
    pub login: String,
    /// Their name.
    pub name: String,
    /// The password.
    pub password: String,
    /// The language of their pages.
    pub language: String,
    /// Their roles.
    pub roles: Vec<Role>,
}

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Who acts.
    pub author: Author,
    /// Their preferences.
    pub user: User,
    /// The company's name.
    pub company_name: String,
    /// The session: the hash of its token.
    pub session: String,
    /// The programme that was chosen.
    pub programme: Option<String>,
}

/// Why somebody is not let in. It says nothing about which part was wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Login, password or code are wrong.
    Wrong,
    /// Login and password are right, and a code is needed.
    CodeNeeded,
    /// Too many attempts.
    Wait,
}

#[derive(FromRow)]
struct Secrets {
    id: String,
    password: String,
    totp: Option<String>,
    totp_step: i64,
    locked: bool,
}

/// A session as a click needs it.
#[derive(FromRow)]
struct Running {
    #[sqlx(flatten)]
    user: User,
    company: String,
    seen_at: DateTime<Utc>,
    company_name: String,
    programme: Option<String>,
}

/// Whether a role signs in with a one-time code.
pub fn needs_code(role: Role) -> bool {
    matches!(role, Role::Administrator | Role::Approver | Role::Accounting)
}

impl Office {
    /// Adds somebody to the staff; the secret of their one-time codes, where their roles need them, in base 32.
    ///
    /// # Errors
    /// Where the login is taken or the password is too short.
    pub async fn add_user(&self, author: &Author, new: &NewUser) -> Result<(String, Option<String>), OfficeError> {
        self.insert_user(author, new, false).await
    }

    async fn insert_user(
        &self,
        author: &Author,
        new: &NewUser,
        renew: bool,
    ) -> Result<(String, Option<String>), OfficeError> {
        if new.password.chars().count() < SHORTEST_PASSWORD {
            return Err(OfficeError::field("password", "error-password-short"));
        }
        let id = uuid::Uuid::now_v7().to_string();
        let secret = new.roles.iter().any(|role| needs_code(*role)).then(|| Secret::generate().to_base32());
        let password = hashed(new.password.clone()).await?;
        let mut learning = self.learn(author, "staff").await?;
        let values =
            values![&id, &new.login, &new.name, password, secret.clone(), 0_i64, &new.language, "system", false, renew];
        let sql = "INSERT INTO users (id, login, name, password, totp, totp_step, language, theme, locked, renew) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        learning.tx.run(sql, values).await.map_err(|error| {
            if error.is_duplicate() { OfficeError::field("login", "error-login-taken") } else { error.into() }
        })?;
        for role in &new.roles {
            let sql = "INSERT INTO members (company, user_id, role) VALUES ($1, $2, $3)";
            learning.tx.run(sql, values![&author.company, &id, role.name()]).await?;
        }
        let roles: Vec<&str> = new.roles.iter().map(|role| role.name()).collect();
        let note = serde_json::json!({ "login": new.login, "roles": roles });
        learning.note("add-user", ObjectKind::Staff, &id, &note).await?;
        learning.commit().await?;
        Ok((id, secret))
    }

    /// Signs somebody in: the token of their session.
    ///
    /// # Errors
    /// Of the database. A refusal is no error.
    pub async fn sign_in(
        &self,
        login: &str,
        password: &str,
        code: &str,
        address: &str,
        agent: &str,
    ) -> Result<Result<String, Refusal>, OfficeError> {
        let now = self.clock().now();
        let subjects = [format!("login:{}", login.to_lowercase()), format!("address:{address}")];
        for subject in &subjects {
            let sql = "SELECT n FROM attempts WHERE subject = $1 AND until > $2";
            if self.db().number(sql, values![subject, now]).await? >= MOST_ATTEMPTS {
                return Ok(Err(Refusal::Wait));
            }
        }
        let sql = "SELECT id, password, totp, totp_step, locked FROM users WHERE login = $1";
        let found: Option<Secrets> = self.db().first(sql, values![login]).await?;
        // An unknown login takes as long as a wrong password.
        let stored = found.as_ref().map_or_else(|| NOBODY.to_owned(), |secrets| secrets.password.clone());
        let right = verified(password.to_owned(), stored).await?;
        let secrets = found.filter(|secrets| right && !secrets.locked);
        let Some(secrets) = secrets else {
            self.count_attempt(&subjects, now).await?;
            return Ok(Err(Refusal::Wrong));
        };
        let mut tx = self.db().begin().await?;
        if let Some(secret) = &secrets.totp {
            if code.trim().is_empty() {
                return Ok(Err(Refusal::CodeNeeded));
            }
            let time = u64::try_from(now.timestamp()).unwrap_or(0);
            let step = totp(secret)?.check(code.trim(), time).and_then(|step| i64::try_from(step).ok());
            let fresh = match step.filter(|step| *step > secrets.totp_step) {
                Some(step) => {
                    let sql = "UPDATE users SET totp_step = $2 WHERE id = $1 AND totp_step < $2";
                    tx.run(sql, values![&secrets.id, step]).await? > 0
                }
                None => false,
            };
            if !fresh {
                drop(tx);
                self.count_attempt(&subjects, now).await?;
                return Ok(Err(Refusal::Wrong));
            }
        }
        let sql = "SELECT company FROM members WHERE user_id = $1 ORDER BY company LIMIT 1";
        let company: Option<(String,)> = tx.first(sql, values![&secrets.id]).await?;
        let Some((company,)) = company else { return Ok(Err(Refusal::Wrong)) };
        let token = hex::encode(rand::random::<[u8; 32]>());
        let sql = "INSERT INTO sessions (token_hash, user_id, company, created_at, seen_at, ends_at, agent) \
                   VALUES ($1, $2, $3, $4, $4, $5, $6)";
        let ends = now.checked_add_signed(LONGEST).unwrap_or(now);
        let agent: String = agent.chars().take(200).collect();
        tx.run(sql, values![hash(token.as_bytes()), &secrets.id, &company, now, ends, agent]).await?;
        for subject in &subjects {
            tx.run("DELETE FROM attempts WHERE subject = $1", values![subject]).await?;
        }
        let author = Author { user: secrets.id.clone(), name: String::new(), company, roles: Vec::new(), key: None };
        crate::audit::note(&mut tx, now, &author, "sign-in", ObjectKind::Staff.name(), &secrets.id, &address).await?;
        tx.commit().await?;
        Ok(Ok(token))
    }

    pub(crate) async fn count_attempt(&self, subjects: &[String], now: DateTime<Utc>) -> Result<(), OfficeError> {
        let mut tx = self.db().begin().await?;
        let until = now.checked_add_signed(WAIT).unwrap_or(now);
        for subject in subjects {
            tx.run("DELETE FROM attempts WHERE subject = $1 AND until <= $2", values![subject, now]).await?;
            let sql = "INSERT INTO attempts (subject, n, until) VALUES ($1, 1, $2) \
                       ON CONFLICT (subject) DO UPDATE SET n = attempts.n + 1, until = $2";
            tx.run(sql, values![subject, until]).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Who a session's token stands for; nobody once it has ended.
    ///
    /// # Errors
    /// Of the database.
    pub async fn visitor(&self, token: &str) -> Result<Option<Visitor>, OfficeError> {
        let now = self.clock().now();
        let idle = now.checked_sub_signed(IDLE).unwrap_or(now);
        let token = hash(token.as_bytes());
        let sql = "SELECT u.id, u.login, u.name, u.language, u.theme, u.locked, u.renew, s.company, s.seen_at, c.name AS \
                   company_name, s.programme FROM sessions s JOIN companies c ON c.id = s.company JOIN users u ON u.id = \
                   s.user_id WHERE s.token_hash = $1 AND s.ends_at > $2 AND s.seen_at > $3";
        let found: Option<Running> = self.db().first(sql, values![&token, now, idle]).await?;
        let Some(Running { user, company, seen_at: seen, company_name, programme }) = found else {
            return Ok(None);
        };
        // Once a minute is enough to know that somebody is there.
        if now.signed_duration_since(seen) > TimeDelta::minutes(1) {
            let mut tx = self.db().begin().await?;
            tx.run("UPDATE sessions SET seen_at = $2 WHERE token_hash = $1", values![&token, now]).await?;
            tx.commit().await?;
        }
        if user.locked {
            return Ok(None);
        }
        let roles = self.roles_of(&company, &user.id).await?;
        // Who no longer belongs to the company sees nothing of it.
        if roles.is_empty() {
            return Ok(None);
        }
        let author = Author { user: user.id.clone(), name: user.name.clone(), company, roles, key: None };
        Ok(Some(Visitor { author, user, company_name, session: token, programme }))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// Of the database.
    pub async fn sign_out(&self, token: &str) -> Result<(), OfficeError> {
        let mut tx = self.db().begin().await?;
        tx.run("DELETE FROM sessions WHERE token_hash = $1", values![hash(token.as_bytes())]).await?;
        Ok(tx.commit().await?)
    }

    /// The roles of somebody in a company.
    ///
    /// # Errors
    /// Of the database.
    pub async fn roles_of(&self, company: &str, user: &str) -> Result<Vec<Role>, OfficeError> {
        let sql = "SELECT role FROM members WHERE company = $1 AND user_id = $2 ORDER BY role";
        let names: Vec<(String,)> = self.db().all(sql, values![company, user]).await?;
        Ok(names.iter().filter_map(|(name,)| Role::from_name(name)).collect())
    }

    /// The staff of a company with their roles.
    ///
    /// # Errors
    /// Of the database.
    pub async fn staff(&self, company: &str) -> Result<Vec<(User, Vec<Role>)>, OfficeError> {
        let sql = format!("{USERS} WHERE id IN (SELECT user_id FROM members WHERE company = $1) ORDER BY name, id");
        let users: Vec<User> = self.db().all(compline_store::AssertSqlSafe(sql), values![company]).await?;
        let mut out = Vec::with_capacity(users.len());
        for user in users {
            let roles = self.roles_of(company, &user.id).await?;
            out.push((user, roles));
        }
        Ok(out)
    }

    /// Names of users by id, for lists.
    ///
    /// # Errors
    /// Of the database.
    pub async fn user_name(&self, id: &str) -> Result<String, OfficeError> {
        let found: Option<(String,)> = self.db().first("SELECT name FROM users WHERE id = $1", values![id]).await?;
        Ok(found.map_or_else(|| "Compline".to_owned(), |(name,)| name))
    }

    /// Sets the language or the theme of somebody's pages.
    ///
    /// # Errors
    /// Of the database.
    pub async fn set_preferences(&self, user: &str, language: &str, theme: &str) -> Result<(), OfficeError> {
        let mut tx = self.db().begin().await?;
        let sql = "UPDATE users SET language = $2, theme = $3 WHERE id = $1";
        tx.run(sql, values![user, language, theme]).await?;
        Ok(tx.commit().await?)
    }

    /// The one-time code of a secret now: for the demo, which prints it.
    ///
    /// # Errors
    /// Where the secret is none.
    pub fn code_now(&self, secret: &str) -> Result<String, OfficeError> {
        let time = u64::try_from(self.clock().now().timestamp()).unwrap_or(0);
        Ok(totp(secret)?.generate(time).to_string())
    }
}

/// The hash of a password that nobody has.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
                      0000000000000000000000000000000000000000000";

async fn hashed(password: String) -> Result<String, OfficeError> {
    let work = tokio::task::spawn_blocking(move || {
        Argon2::default().hash_password(password.as_bytes()).map(|h| h.to_string())
    });
    work.await?.map_err(|error| OfficeError::Task(error.to_string()))
}

async fn verified(password: String, stored: String) -> Result<bool, OfficeError> {
    let work = tokio::task::spawn_blocking(move || {
        let parsed = PasswordHash::new(&stored);
        parsed.is_ok_and(|stored| Argon2::default().verify_password(password.as_bytes(), &stored).is_ok())
    });
    Ok(work.await?)
}

pub(crate) fn totp(secret: &str) -> Result<Totp, OfficeError> {
    let secret = Secret::try_from_base32(secret).map_err(|error| OfficeError::damaged("one-time secret", error))?;
    Builder::new().with_secret(secret).build().map_err(|error| OfficeError::damaged("one-time secret", error))
}
