//! Administration of staff: who works here, with which roles, and how they get in.
//!
//! A user may work for several companies. Name, password and lock are the same everywhere, so only somebody who
//! administers all of these companies changes them; otherwise the administrator of one would get into the other.

use super::{IDLE, NewUser, USERS, User, hashed, needs_code};
use crate::error::{FieldError, OfficeError};
use crate::learn::Learning;
use crate::office::Office;
use crate::who::Author;
use chrono::{DateTime, Utc};
use compline_policy::{Action, ObjectKind, Role};
use compline_store::{AssertSqlSafe, values};
use serde_json::json;
use std::collections::HashMap;
use totp_rs::Secret;

/// Characters of a login.
const LONGEST_LOGIN: usize = 60;
/// Characters of a name.
const LONGEST_NAME: usize = 100;

/// Somebody of the staff, as administrators see them.
#[derive(Clone, Debug)]
pub struct Member {
    /// Who it is.
    pub user: User,
    /// Their roles in the company.
    pub roles: Vec<Role>,
    /// Whether they sign in with one-time codes.
    pub codes: bool,
    /// Sessions in this company that have not ended.
    pub sessions: i64,
    /// When they last signed in to this company.
    pub signed_in: Option<DateTime<Utc>>,
    /// Whether they work for other companies too.
    pub elsewhere: bool,
}

/// What somebody needs to get in. It is shown once; the database holds no password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fresh {
    /// The user.
    pub id: String,
    /// What they sign in with.
    pub login: String,
    /// The password until they choose their own, where there is a new one.
    pub password: Option<String>,
    /// The secret of their one-time codes in base 32, where there is a new one.
    pub secret: Option<String>,
}

impl Fresh {
    /// The secret as authenticator apps read it.
    pub fn otpauth(&self) -> Option<String> {
        let secret = self.secret.as_ref()?;
        let login: String = self.login.bytes().map(|byte| format!("%{byte:02X}")).collect();
        Some(format!("otpauth://totp/Compline:{login}?secret={secret}&issuer=Compline"))
    }
}

impl Office {
    /// The staff of a company as administrators see it.
    ///
    /// # Errors
    /// Where it may not be seen.
    pub async fn members(&self, author: &Author) -> Result<Vec<Member>, OfficeError> {
        self.allow(author, Action::ViewSettings, ObjectKind::Company, &author.company, &[])?;
        let company = &author.company;
        let now = self.clock().now();
        let idle = now.checked_sub_signed(IDLE).unwrap_or(now);
        let sql = "SELECT user_id, CAST(COUNT(*) AS BIGINT) FROM sessions WHERE company = $1 AND ends_at > $2 \
                   AND seen_at > $3 GROUP BY user_id";
        let sessions: Vec<(String, i64)> = self.db().all(sql, values![company, now, idle]).await?;
        let sessions: HashMap<String, i64> = sessions.into_iter().collect();
        let sql = "SELECT object, MAX(at) FROM audit WHERE company = $1 AND action = 'sign-in' GROUP BY object";
        let signed_in: Vec<(String, DateTime<Utc>)> = self.db().all(sql, values![company]).await?;
        let signed_in: HashMap<String, DateTime<Utc>> = signed_in.into_iter().collect();
        let sql =
            "SELECT id FROM users WHERE totp IS NOT NULL AND id IN (SELECT user_id FROM members WHERE company = $1)";
        let codes: Vec<(String,)> = self.db().all(sql, values![company]).await?;
        let sql = "SELECT DISTINCT user_id FROM members WHERE company <> $1 AND user_id IN \
                   (SELECT user_id FROM members WHERE company = $1)";
        let elsewhere: Vec<(String,)> = self.db().all(sql, values![company]).await?;
        let has = |ids: &[(String,)], id: &str| ids.iter().any(|(of,)| of == id);
        let staff = self.staff(company).await?.into_iter();
        Ok(staff
            .map(|(user, roles)| Member {
                codes: has(&codes, &user.id),
                elsewhere: has(&elsewhere, &user.id),
                sessions: sessions.get(&user.id).copied().unwrap_or(0),
                signed_in: signed_in.get(&user.id).copied(),
                user,
                roles,
            })
            .collect())
    }

    /// Somebody of the staff as administrators see them.
    ///
    /// # Errors
    /// Where nobody of this id works for the company.
    pub async fn member(&self, author: &Author, id: &str) -> Result<Member, OfficeError> {
        let found = self.members(author).await?.into_iter().find(|member| member.user.id == id);
        found.ok_or_else(|| OfficeError::missing("user", id))
    }

    /// Adds somebody with a password that they replace when they first sign in. [`NewUser::password`] is not read.
    ///
    /// # Errors
    /// With every field that is wrong; where the login is taken.
    pub async fn create_user(&self, author: &Author, new: &NewUser) -> Result<Fresh, OfficeError> {
        self.allow(author, Action::ManageUsers, ObjectKind::Company, &author.company, &[])?;
        let (login, name) = (new.login.trim().to_owned(), new.name.trim().to_owned());
        let mut wrong = login_errors(&login);
        wrong.extend(name_errors(&name));
        wrong.extend(role_errors(&new.roles));
        if !wrong.is_empty() {
            return Err(OfficeError::Input(wrong));
        }
        let password = new_password();
        let new = NewUser { login: login.clone(), name, password: password.clone(), ..new.clone() };
        let (id, secret) = self.insert_user(author, &new, true).await?;
        Ok(Fresh { id, login, password: Some(password), secret })
    }

    /// Takes in somebody who works for another company here already; a new secret where their roles need one.
    ///
    /// # Errors
    /// Where nobody has the login, or they belong to the company already.
    pub async fn join_company(&self, author: &Author, login: &str, roles: &[Role]) -> Result<Fresh, OfficeError> {
        self.allow(author, Action::ManageUsers, ObjectKind::Company, &author.company, &[])?;
        let wrong = role_errors(roles);
        if !wrong.is_empty() {
            return Err(OfficeError::Input(wrong));
        }
        let login = login.trim();
        let mut learning = self.learn(author, "staff").await?;
        let found: Option<(String,)> =
            learning.tx.first("SELECT id FROM users WHERE login = $1", values![login]).await?;
        let Some((id,)) = found else { return Err(OfficeError::field("login", "error-login-unknown")) };
        if !learning.roles(&id).await?.is_empty() {
            return Err(OfficeError::field("login", "error-login-member"));
        }
        learning.set_roles(&id, roles).await?;
        let secret = learning.secret_for(&id, roles).await?;
        let note = json!({ "login": login, "roles": names(roles) });
        learning.note("join-company", ObjectKind::Staff, &id, &note).await?;
        learning.commit().await?;
        Ok(Fresh { id, login: login.to_owned(), password: None, secret })
    }

    /// Changes name and roles. They hold with the next click of whoever is signed in. A new secret of one-time codes,
    /// where the roles need one and there was none.
    ///
    /// # Errors
    /// With every field that is wrong; where nobody would administer the company any more.
    pub async fn change_user(
        &self,
        author: &Author,
        id: &str,
        name: &str,
        roles: &[Role],
    ) -> Result<Fresh, OfficeError> {
        self.allow(author, Action::ManageUsers, ObjectKind::Staff, id, &[])?;
        let name = name.trim();
        let mut wrong = name_errors(name);
        wrong.extend(role_errors(roles));
        if !wrong.is_empty() {
            return Err(OfficeError::Input(wrong));
        }
        let mut learning = self.learn(author, "staff").await?;
        let (user, before) = learning.colleague(id).await?;
        if user.name != name && !learning.administers_all(id).await? {
            return Err(OfficeError::field("name", "error-user-elsewhere"));
        }
        if before.contains(&Role::Administrator)
            && !roles.contains(&Role::Administrator)
            && !learning.other_administrator(id).await?
        {
            return Err(OfficeError::field("roles", "user-last-administrator"));
        }
        learning.tx.run("UPDATE users SET name = $2 WHERE id = $1", values![id, name]).await?;
        learning.set_roles(id, roles).await?;
        let secret = learning.secret_for(id, roles).await?;
        let note = json!({
            "before": { "name": user.name, "roles": names(&before) },
            "after": { "name": name, "roles": names(roles) },
        });
        learning.note("change-user", ObjectKind::Staff, id, &note).await?;
        learning.commit().await?;
        Ok(Fresh { id: id.to_owned(), login: user.login, password: None, secret })
    }

    /// Locks somebody out at once, everywhere, or lets them in again.
    ///
    /// # Errors
    /// Of oneself; of the last administrator; of somebody who works for companies that the author does not administer.
    pub async fn lock_user(&self, author: &Author, id: &str, locked: bool) -> Result<(), OfficeError> {
        let mut learning = self.over_others(author, id).await?;
        if locked && !learning.other_administrator(id).await? {
            return Err(OfficeError::field("user", "user-last-administrator"));
        }
        learning.tx.run("UPDATE users SET locked = $2 WHERE id = $1", values![id, locked]).await?;
        learning.tx.run("DELETE FROM sessions WHERE user_id = $1", values![id]).await?;
        learning.note(if locked { "lock-user" } else { "unlock-user" }, ObjectKind::Staff, id, &()).await?;
        learning.commit().await?;
        Ok(())
    }

    /// Gives somebody another password, which they replace when they next sign in; their sessions end.
    ///
    /// # Errors
    /// As [`Office::lock_user`].
    pub async fn reset_password(&self, author: &Author, id: &str) -> Result<Fresh, OfficeError> {
        let password = new_password();
        let hash = hashed(password.clone()).await?;
        let mut learning = self.over_others(author, id).await?;
        let (user, _) = learning.colleague(id).await?;
        let sql = "UPDATE users SET password = $2, renew = $3 WHERE id = $1";
        learning.tx.run(sql, values![id, hash, true]).await?;
        learning.tx.run("DELETE FROM sessions WHERE user_id = $1", values![id]).await?;
        learning.note("reset-password", ObjectKind::Staff, id, &()).await?;
        learning.commit().await?;
        Ok(Fresh { id: id.to_owned(), login: user.login, password: Some(password), secret: None })
    }

    /// Gives somebody another secret of one-time codes, or none where no role needs one; their sessions end.
    ///
    /// # Errors
    /// As [`Office::lock_user`].
    pub async fn reset_codes(&self, author: &Author, id: &str) -> Result<Fresh, OfficeError> {
        let mut learning = self.over_others(author, id).await?;
        let (user, _) = learning.colleague(id).await?;
        let sql = "SELECT DISTINCT role FROM members WHERE user_id = $1";
        let everywhere: Vec<(String,)> = learning.tx.all(sql, values![id]).await?;
        let needed = everywhere.iter().filter_map(|(name,)| Role::from_name(name)).any(needs_code);
        let secret = needed.then(|| Secret::generate().to_base32());
        let sql = "UPDATE users SET totp = $2, totp_step = 0 WHERE id = $1";
        learning.tx.run(sql, values![id, secret.clone()]).await?;
        learning.tx.run("DELETE FROM sessions WHERE user_id = $1", values![id]).await?;
        learning.note("reset-codes", ObjectKind::Staff, id, &()).await?;
        learning.commit().await?;
        Ok(Fresh { id: id.to_owned(), login: user.login, password: None, secret })
    }

    /// Ends the sessions of somebody in this company.
    ///
    /// # Errors
    /// Where nobody of this id works for the company.
    pub async fn end_sessions(&self, author: &Author, id: &str) -> Result<(), OfficeError> {
        self.allow(author, Action::ManageUsers, ObjectKind::Staff, id, &[])?;
        let mut learning = self.learn(author, "staff").await?;
        learning.colleague(id).await?;
        let sql = "DELETE FROM sessions WHERE user_id = $1 AND company = $2";
        learning.tx.run(sql, values![id, &author.company]).await?;
        learning.note("end-sessions", ObjectKind::Staff, id, &()).await?;
        learning.commit().await?;
        Ok(())
    }

    /// Takes somebody out of the company. What they did stays in the log under their name.
    ///
    /// # Errors
    /// Of oneself and of the last administrator.
    pub async fn leave_company(&self, author: &Author, id: &str) -> Result<(), OfficeError> {
        self.allow(author, Action::ManageUsers, ObjectKind::Staff, id, &[])?;
        let mut learning = self.learn(author, "staff").await?;
        let (_, before) = learning.colleague(id).await?;
        if id == author.user {
            return Err(OfficeError::field("user", "error-user-yourself"));
        }
        if before.contains(&Role::Administrator) && !learning.other_administrator(id).await? {
            return Err(OfficeError::field("user", "user-last-administrator"));
        }
        learning.set_roles(id, &[]).await?;
        let sql = "DELETE FROM sessions WHERE user_id = $1 AND company = $2";
        learning.tx.run(sql, values![id, &author.company]).await?;
        let note = json!({ "before": { "roles": names(&before) } });
        learning.note("leave-company", ObjectKind::Staff, id, &note).await?;
        learning.commit().await?;
        Ok(())
    }

    /// Begins to change what holds for somebody else everywhere.
    async fn over_others(&self, author: &Author, id: &str) -> Result<Learning, OfficeError> {
        self.allow(author, Action::ManageUsers, ObjectKind::Staff, id, &[])?;
        let mut learning = self.learn(author, "staff").await?;
        learning.colleague(id).await?;
        if id == author.user {
            return Err(OfficeError::field("user", "error-user-yourself"));
        }
        if !learning.administers_all(id).await? {
            return Err(OfficeError::field("user", "error-user-elsewhere"));
        }
        Ok(learning)
    }
}

impl Learning {
    /// Somebody of the author's company with their roles.
    async fn colleague(&mut self, id: &str) -> Result<(User, Vec<Role>), OfficeError> {
        let roles = self.roles(id).await?;
        let sql = format!("{USERS} WHERE id = $1");
        let user: Option<User> = self.tx.first(AssertSqlSafe(sql), values![id]).await?;
        let user = user.filter(|_| !roles.is_empty()).ok_or_else(|| OfficeError::missing("user", id))?;
        Ok((user, roles))
    }

    async fn roles(&mut self, id: &str) -> Result<Vec<Role>, OfficeError> {
        let sql = "SELECT role FROM members WHERE company = $1 AND user_id = $2 ORDER BY role";
        let found: Vec<(String,)> = self.tx.all(sql, values![&self.author.company, id]).await?;
        Ok(found.iter().filter_map(|(name,)| Role::from_name(name)).collect())
    }

    async fn set_roles(&mut self, id: &str, roles: &[Role]) -> Result<(), OfficeError> {
        let company = self.author.company.clone();
        let sql = "DELETE FROM members WHERE company = $1 AND user_id = $2";
        self.tx.run(sql, values![&company, id]).await?;
        let mut names = names(roles);
        names.sort_unstable();
        names.dedup();
        for role in names {
            let sql = "INSERT INTO members (company, user_id, role) VALUES ($1, $2, $3)";
            self.tx.run(sql, values![&company, id, role]).await?;
        }
        Ok(())
    }

    /// A secret for somebody whose roles need one and who has none.
    async fn secret_for(&mut self, id: &str, roles: &[Role]) -> Result<Option<String>, OfficeError> {
        if !roles.iter().any(|role| needs_code(*role)) {
            return Ok(None);
        }
        let secret = Secret::generate().to_base32();
        let sql = "UPDATE users SET totp = $2, totp_step = 0 WHERE id = $1 AND totp IS NULL";
        let given = self.tx.run(sql, values![id, &secret]).await? > 0;
        Ok(given.then_some(secret))
    }

    /// Whether the author administers every company that somebody works for.
    async fn administers_all(&mut self, id: &str) -> Result<bool, OfficeError> {
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM members m WHERE m.user_id = $1 AND m.company <> $2 AND NOT EXISTS \
                   (SELECT 1 FROM members a WHERE a.company = m.company AND a.user_id = $3 AND a.role = $4)";
        let values = values![id, &self.author.company, &self.author.user, Role::Administrator.name()];
        Ok(self.tx.number(sql, values).await? == 0)
    }

    /// Whether somebody else who can sign in administers the company.
    async fn other_administrator(&mut self, id: &str) -> Result<bool, OfficeError> {
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM members m JOIN users u ON u.id = m.user_id \
                   WHERE m.company = $1 AND m.role = $2 AND m.user_id <> $3 AND u.locked = $4";
        let values = values![&self.author.company, Role::Administrator.name(), id, false];
        Ok(self.tx.number(sql, values).await? > 0)
    }
}

fn names(roles: &[Role]) -> Vec<&'static str> {
    roles.iter().map(|role| role.name()).collect()
}

fn login_errors(login: &str) -> Vec<FieldError> {
    let fine = login.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@' | '+'));
    if login.is_empty() {
        vec![FieldError::new("login", "error-field-empty")]
    } else if !fine || login.chars().count() > LONGEST_LOGIN {
        vec![FieldError::new("login", "error-login-form").with("input", login)]
    } else {
        Vec::new()
    }
}

fn name_errors(name: &str) -> Vec<FieldError> {
    let length = name.chars().count();
    if length == 0 {
        vec![FieldError::new("name", "error-name-missing")]
    } else if length > LONGEST_NAME {
        vec![FieldError::new("name", "error-text-too-long").with("length", length).with("most", LONGEST_NAME)]
    } else {
        Vec::new()
    }
}

fn role_errors(roles: &[Role]) -> Vec<FieldError> {
    if roles.is_empty() { vec![FieldError::new("roles", "error-role-missing")] } else { Vec::new() }
}

/// A password of a hundred random bits that can be read out: no letters that look like figures.
fn new_password() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut out = String::with_capacity(23);
    for (at, byte) in rand::random::<[u8; 20]>().into_iter().enumerate() {
        if at > 0 && at.is_multiple_of(5) {
            out.push('-');
        }
        let letter = LETTERS.get(usize::from(byte & 31)).copied().unwrap_or(b'a');
        out.push(char::from(letter));
    }
    out
}
