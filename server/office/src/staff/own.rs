//! What somebody does with their own account: password, sessions, and which company and programme they look at.

use super::{IDLE, MOST_ATTEMPTS, SHORTEST_PASSWORD, Visitor, hashed, verified};
use crate::audit;
use crate::companies::CompanyRow;
use crate::error::{FieldError, OfficeError};
use crate::office::Office;
use chrono::{DateTime, Utc};
use compline_policy::ObjectKind;
use compline_store::{FromRow, values};

/// A session that has not ended.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Session {
    /// The hash of its token.
    pub token_hash: String,
    /// Its company.
    pub company_name: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// The last click, to the minute.
    pub seen_at: DateTime<Utc>,
    /// What the browser calls itself.
    pub agent: String,
}

impl Office {
    /// The companies that somebody works for.
    ///
    /// # Errors
    /// Of the database.
    pub async fn companies_of(&self, user: &str) -> Result<Vec<CompanyRow>, OfficeError> {
        let sql = "SELECT id, name, language FROM companies WHERE id IN (SELECT company FROM members WHERE user_id = $1) \
                   ORDER BY name, id";
        Ok(self.db().all(sql, values![user]).await?)
    }

    /// Turns a session to another company.
    ///
    /// # Errors
    /// Where its user does not work for the company.
    pub async fn switch_company(&self, visitor: &Visitor, company: &str) -> Result<(), OfficeError> {
        if self.roles_of(company, &visitor.user.id).await?.is_empty() {
            return Err(OfficeError::missing("company", company));
        }
        let mut tx = self.db().begin().await?;
        let sql = "UPDATE sessions SET company = $2, programme = $3 WHERE token_hash = $1";
        tx.run(sql, values![&visitor.session, company, None::<String>]).await?;
        let mut author = visitor.author.clone();
        author.company = company.to_owned();
        let (now, kind, user) = (self.clock().now(), ObjectKind::Staff.name(), &visitor.user.id);
        audit::note(&mut tx, now, &author, "sign-in", kind, user, &visitor.author.company).await?;
        Ok(tx.commit().await?)
    }

    /// Turns a session to another programme of its company.
    ///
    /// # Errors
    /// Where the company has no such programme.
    pub async fn choose_programme(&self, visitor: &Visitor, programme: &str) -> Result<(), OfficeError> {
        let programme = self.programme(&visitor.author.company, programme).await?;
        let mut tx = self.db().begin().await?;
        let sql = "UPDATE sessions SET programme = $2 WHERE token_hash = $1";
        tx.run(sql, values![&visitor.session, &programme.id]).await?;
        Ok(tx.commit().await?)
    }

    /// The sessions of somebody, the latest click first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn sessions_of(&self, user: &str) -> Result<Vec<Session>, OfficeError> {
        let now = self.clock().now();
        let idle = now.checked_sub_signed(IDLE).unwrap_or(now);
        let sql = "SELECT s.token_hash, c.name AS company_name, s.created_at, s.seen_at, s.agent FROM sessions s \
                   JOIN companies c ON c.id = s.company WHERE s.user_id = $1 AND s.ends_at > $2 AND s.seen_at > $3 \
                   ORDER BY s.seen_at DESC, s.token_hash";
        Ok(self.db().all(sql, values![user, now, idle]).await?)
    }

    /// Ends one of one's own sessions.
    ///
    /// # Errors
    /// Where it is somebody else's, or has ended.
    pub async fn end_session(&self, visitor: &Visitor, session: &str) -> Result<(), OfficeError> {
        let mut tx = self.db().begin().await?;
        let sql = "DELETE FROM sessions WHERE token_hash = $1 AND user_id = $2";
        if tx.run(sql, values![session, &visitor.user.id]).await? == 0 {
            return Err(OfficeError::missing("session", ""));
        }
        let (now, kind, user) = (self.clock().now(), ObjectKind::Staff.name(), &visitor.user.id);
        audit::note(&mut tx, now, &visitor.author, "end-sessions", kind, user, &()).await?;
        Ok(tx.commit().await?)
    }

    /// Chooses one's own password; other sessions end. Guessing the old one is slowed down as at the door.
    ///
    /// # Errors
    /// Where the old password is wrong, or the new one is too short or the same.
    pub async fn change_password(&self, visitor: &Visitor, old: &str, new: &str) -> Result<(), OfficeError> {
        let now = self.clock().now();
        let subject = format!("login:{}", visitor.user.login.to_lowercase());
        let sql = "SELECT n FROM attempts WHERE subject = $1 AND until > $2";
        if self.db().number(sql, values![&subject, now]).await? >= MOST_ATTEMPTS {
            return Err(OfficeError::field("old", "login-wait"));
        }
        let length = new.chars().count();
        if length < SHORTEST_PASSWORD {
            let error = FieldError::new("new", "password-too-short");
            return Err(OfficeError::Input(vec![error.with("length", length).with("least", SHORTEST_PASSWORD)]));
        }
        if old == new {
            return Err(OfficeError::field("new", "error-password-same"));
        }
        let sql = "SELECT password FROM users WHERE id = $1";
        let stored: Option<(String,)> = self.db().first(sql, values![&visitor.user.id]).await?;
        let (stored,) = stored.ok_or_else(|| OfficeError::missing("user", &visitor.user.id))?;
        if !verified(old.to_owned(), stored).await? {
            self.count_attempt(&[subject], now).await?;
            return Err(OfficeError::field("old", "error-password-wrong"));
        }
        let password = hashed(new.to_owned()).await?;
        let mut tx = self.db().begin().await?;
        let sql = "UPDATE users SET password = $2, renew = $3 WHERE id = $1";
        tx.run(sql, values![&visitor.user.id, password, false]).await?;
        let sql = "DELETE FROM sessions WHERE user_id = $1 AND token_hash <> $2";
        tx.run(sql, values![&visitor.user.id, &visitor.session]).await?;
        tx.run("DELETE FROM attempts WHERE subject = $1", values![subject]).await?;
        let kind = ObjectKind::Staff.name();
        audit::note(&mut tx, now, &visitor.author, "change-password", kind, &visitor.user.id, &()).await?;
        Ok(tx.commit().await?)
    }
}
