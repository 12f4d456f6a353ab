//! Keys of programs: each acts for one user, and may do what both its scopes and its user's roles allow.
//!
//! A key is 256 random bits, so its hash needs no salt and no slow function: nobody can try that many, and a lookup by
//! hash tells nothing of the key by the time that it takes. The key itself is shown once and kept nowhere.
//!
//! What takes a second person's decision takes a one-time code besides ([`Office::second_factor`]): a key that was stolen
//! approves nothing. Neither does it make users, who could.

use crate::error::{FieldError, OfficeError};
use crate::office::Office;
use crate::staff::{MOST_ATTEMPTS, totp};
use crate::who::{Acting, Author};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use compline_policy::{Action, ObjectKind};
use compline_store::{FromRow, hash, values};
use serde::Serialize;
use std::sync::Arc;

/// What every key begins with: so that scanners for secrets, and people, know one when they see it.
pub const MARK: &str = "cpl_";
/// The scope of what a second person decides.
pub const DECISIONS: &str = "decisions:write";
/// The scope for users. Whoever gives roles and passwords could approve with them.
pub const USERS: &str = "users:write";
/// Characters of a key that are kept for people to recognise it by.
const PREFIX: usize = 12;
/// Characters of a key's name.
const MOST_NAME: usize = 80;

/// What a scope lets a key do, of what its user may. Scopes that only read end in `:read`.
pub const SCOPES: [(&str, &[Action]); 28] = [
    ("dashboard:read", &[Action::ViewDashboard]),
    ("partners:read", &[Action::ViewPartners]),
    ("personal:read", &[Action::ViewPersonalData]),
    ("extracts:read", &[Action::ViewExtracts]),
    (
        "partners:write",
        &[Action::EditPartner, Action::MovePartner, Action::SetPartnerStatus, Action::ChangeBankDetails],
    ),
    ("orders:read", &[Action::ViewOrders]),
    ("orders:write", &[Action::EnterOrder]),
    ("imports:write", &[Action::ImportData]),
    ("runs:read", &[Action::ViewRuns]),
    (
        "runs:compute",
        &[Action::CalculateRun, Action::DistributeRun, Action::MakeDocuments, Action::SubmitRun, Action::ReopenRun],
    ),
    ("runs:finalise", &[Action::FinaliseRun]),
    ("checks:run", &[Action::ReplayRun, Action::VerifyData]),
    ("adjustments:write", &[Action::OverrideValue, Action::MakeEntry]),
    ("documents:read", &[Action::ViewDocuments]),
    ("ledger:read", &[Action::ViewLedger]),
    ("books:export", &[Action::ExportBooks]),
    ("payments:read", &[Action::ViewPayments]),
    ("payments:write", &[Action::CreatePayment, Action::HoldItem, Action::ReleaseHold]),
    ("payments:file", &[Action::DownloadPaymentFile]),
    ("bank:write", &[Action::ImportBankStatement, Action::MatchPayment]),
    ("plans:read", &[Action::ViewPlans]),
    ("plans:write", &[Action::EditPlan]),
    ("audit:read", &[Action::ViewAudit]),
    ("settings:read", &[Action::ViewSettings]),
    ("settings:write", &[Action::ManageSettings]),
    (USERS, &[Action::ManageUsers]),
    ("keys:write", &[Action::ManageApiKeys]),
    (
        DECISIONS,
        &[
            Action::ApproveRun,
            Action::ReturnRun,
            Action::ReleasePayment,
            Action::ConfirmBankDetails,
            Action::ApproveOverride,
            Action::ApproveEntry,
            Action::ReleasePlan,
        ],
    ),
];

/// What a scope lets a key do.
pub fn actions_of(scope: &str) -> Option<&'static [Action]> {
    SCOPES.iter().find(|(name, _)| *name == scope).map(|(_, actions)| *actions)
}

/// Whether what a scope lets a key do takes the user's one-time code with each request.
pub fn takes_code(scope: &str) -> bool {
    matches!(scope, DECISIONS | USERS)
}

/// A key to be made.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// Who it acts for: a user's id.
    pub user: String,
    /// What it is for.
    pub name: String,
    /// Names of [`SCOPES`].
    pub scopes: Vec<String>,
    /// The last day on which it works; nothing where it goes on.
    pub last_day: Option<NaiveDate>,
}

/// A key as lists show it.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct ApiKey {
    /// Its id.
    pub id: String,
    /// Who it acts for.
    pub user_id: String,
    /// Their name.
    pub user_name: String,
    /// What it is for.
    pub name: String,
    /// How it begins.
    pub prefix: String,
    /// Its scopes, with blanks between them.
    pub scopes: String,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub ends_at: Option<DateTime<Utc>>,
    /// When it was last used, to the minute.
    pub used_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A program that has shown its key.
#[derive(Clone, Debug)]
pub struct Program {
    /// The key's id.
    pub key: String,
    /// The user, within the key's scopes.
    pub author: Author,
    /// The scopes.
    pub scopes: Vec<String>,
}

/// What became of a one-time code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factor {
    /// It was right, and is used up.
    Taken,
    /// It was wrong, or was used before.
    Wrong,
    /// Nobody has given the user a secret for codes.
    Unknown,
    /// There were too many wrong ones.
    Wait,
}

#[derive(FromRow)]
struct Found {
    id: String,
    company: String,
    user_id: String,
    user_name: String,
    scopes: String,
    used_at: Option<DateTime<Utc>>,
}

impl Office {
    /// Makes a key for somebody of the staff: its id, and the key, which nobody can see again.
    ///
    /// # Errors
    /// With every field that is wrong.
    pub async fn create_key(&self, author: &Author, new: &NewKey) -> Result<(String, String), OfficeError> {
        self.allow(author, Action::ManageApiKeys, ObjectKind::Company, &author.company, &[])?;
        let mut wrong = Vec::new();
        let name = new.name.trim();
        let length = name.chars().count();
        if length == 0 {
            wrong.push(FieldError::new("name", "error-field-empty"));
        } else if length > MOST_NAME {
            let error = FieldError::new("name", "error-text-too-long");
            wrong.push(error.with("length", length).with("most", MOST_NAME));
        }
        let staff = self.staff(&author.company).await?;
        if !staff.iter().any(|(user, _)| user.id == new.user && !user.locked) {
            wrong.push(FieldError::new("user", "error-choose-one"));
        }
        if new.scopes.is_empty() || new.scopes.iter().any(|scope| actions_of(scope).is_none()) {
            wrong.push(FieldError::new("scopes", "error-scopes"));
        }
        let ends_at = new.last_day.and_then(|day| Some(day.succ_opt()?.and_hms_opt(0, 0, 0)?.and_utc()));
        if new.last_day.is_some_and(|day| day < self.clock().today() || ends_at.is_none()) {
            wrong.push(FieldError::new("last_day", "error-day-in-the-past"));
        }
        if !wrong.is_empty() {
            return Err(OfficeError::Input(wrong));
        }
        let id = uuid::Uuid::now_v7().to_string();
        let key = format!("{MARK}{}", hex::encode(rand::random::<[u8; 32]>()));
        let prefix: String = key.chars().take(PREFIX).collect();
        // In the order in which they are listed, each once.
        let scopes = SCOPES.iter().map(|(name, _)| *name).filter(|name| new.scopes.iter().any(|one| one == name));
        let scopes: Vec<&str> = scopes.collect();
        let mut learning = self.learn(author, "api key").await?;
        let values = values![
            &id,
            &author.company,
            &new.user,
            name,
            &prefix,
            hash(key.as_bytes()),
            scopes.join(" "),
            &author.user,
            learning.at,
            ends_at
        ];
        let sql = "INSERT INTO api_keys (id, company, user_id, name, prefix, key_hash, scopes, created_by, created_at, \
                   ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        learning.tx.run(sql, values).await?;
        let note = serde_json::json!({ "name": name, "prefix": prefix, "user": new.user, "scopes": scopes,
            "last_day": new.last_day });
        learning.note("create-api-key", ObjectKind::ApiKey, &id, &note).await?;
        learning.commit().await?;
        Ok((id, key))
    }

    /// Revokes a key, at once and for ever.
    ///
    /// # Errors
    /// Where there is none, or it is revoked already.
    pub async fn revoke_key(&self, author: &Author, id: &str) -> Result<(), OfficeError> {
        self.allow(author, Action::ManageApiKeys, ObjectKind::ApiKey, id, &[])?;
        let key = self.key(&author.company, id).await?;
        let mut learning = self.learn(author, "api key").await?;
        let sql = "UPDATE api_keys SET revoked_at = $3 WHERE company = $1 AND id = $2 AND revoked_at IS NULL";
        if learning.tx.run(sql, values![&author.company, id, learning.at]).await? == 0 {
            let cure = "make another key where one is needed";
            return Err(OfficeError::State { what: "the key", state: "revoked".to_owned(), cure });
        }
        let note = serde_json::json!({ "name": key.name, "prefix": key.prefix });
        learning.note("revoke-api-key", ObjectKind::ApiKey, id, &note).await?;
        learning.commit().await?;
        Ok(())
    }

    /// The keys of a company, the latest first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn keys(&self, company: &str) -> Result<Vec<ApiKey>, OfficeError> {
        let sql = format!("{KEYS} WHERE k.company = $1 ORDER BY k.created_at DESC, k.id DESC");
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values![company]).await?)
    }

    /// A key.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn key(&self, company: &str, id: &str) -> Result<ApiKey, OfficeError> {
        let sql = format!("{KEYS} WHERE k.company = $1 AND k.id = $2");
        let found = self.db().first(compline_store::AssertSqlSafe(sql), values![company, id]).await?;
        found.ok_or_else(|| OfficeError::missing("API key", id))
    }

    /// The program that has a key; nobody where there is no such key, or it has ended, or its user works here no more.
    ///
    /// # Errors
    /// Of the database.
    pub async fn program(&self, key: &str) -> Result<Option<Program>, OfficeError> {
        let now = self.clock().now();
        let sql = "SELECT k.id, k.company, k.user_id, u.name AS user_name, k.scopes, k.used_at FROM api_keys k \
                   JOIN users u ON u.id = k.user_id WHERE k.key_hash = $1 AND k.revoked_at IS NULL AND u.locked = $3 \
                   AND (k.ends_at IS NULL OR k.ends_at > $2)";
        let found: Option<Found> = self.db().first(sql, values![hash(key.as_bytes()), now, false]).await?;
        let Some(found) = found else { return Ok(None) };
        let roles = self.roles_of(&found.company, &found.user_id).await?;
        if roles.is_empty() {
            return Ok(None);
        }
        // Once a minute is enough to know that it is used.
        if found.used_at.is_none_or(|at| now.signed_duration_since(at) > TimeDelta::minutes(1)) {
            let mut tx = self.db().begin().await?;
            tx.run("UPDATE api_keys SET used_at = $2 WHERE id = $1", values![&found.id, now]).await?;
            tx.commit().await?;
        }
        let scopes: Vec<String> = found.scopes.split(' ').map(str::to_owned).collect();
        let actions = scopes.iter().filter_map(|scope| actions_of(scope)).flatten().copied().collect();
        let acting = Acting { id: found.id.clone(), actions, once: None };
        let author = Author {
            user: found.user_id,
            name: found.user_name,
            company: found.company,
            roles,
            key: Some(Arc::new(acting)),
        };
        Ok(Some(Program { key: found.id, author, scopes }))
    }

    /// Takes a one-time code of a user; each code is taken once, at the door and here together.
    ///
    /// # Errors
    /// Of the database.
    pub async fn second_factor(&self, user: &str, code: &str) -> Result<Factor, OfficeError> {
        let now = self.clock().now();
        let subject = format!("code:{user}");
        let sql = "SELECT n FROM attempts WHERE subject = $1 AND until > $2";
        if self.db().number(sql, values![&subject, now]).await? >= MOST_ATTEMPTS {
            return Ok(Factor::Wait);
        }
        let sql = "SELECT totp FROM users WHERE id = $1";
        let secret: Option<(Option<String>,)> = self.db().first(sql, values![user]).await?;
        let Some(secret) = secret.and_then(|(secret,)| secret) else { return Ok(Factor::Unknown) };
        let time = u64::try_from(now.timestamp()).unwrap_or(0);
        let step = totp(&secret)?.check(code.trim(), time).and_then(|step| i64::try_from(step).ok());
        if let Some(step) = step {
            let mut tx = self.db().begin().await?;
            let sql = "UPDATE users SET totp_step = $2 WHERE id = $1 AND totp_step < $2";
            let fresh = tx.run(sql, values![user, step]).await? > 0;
            tx.run("DELETE FROM attempts WHERE subject = $1", values![&subject]).await?;
            tx.commit().await?;
            if fresh {
                return Ok(Factor::Taken);
            }
        }
        self.count_attempt(&[subject], now).await?;
        Ok(Factor::Wrong)
    }
}

const KEYS: &str = "SELECT k.id, k.user_id, u.name AS user_name, k.name, k.prefix, k.scopes, k.created_by, k.created_at, \
                    k.ends_at, k.used_at, k.revoked_at FROM api_keys k JOIN users u ON u.id = k.user_id";
