//! Requests: whatever needs a second person.
//!
//! Somebody asks, another person grants or refuses, and until then nothing of it is a fact. Granting writes the fact in
//! the same transaction. A request that no longer fits, because what it is about has changed meanwhile, is refused with
//! the reason when somebody tries to grant it.

mod grants;
mod waiting;

use crate::checks;
use crate::entries::{self, NewEntry};
use crate::error::{FieldError, OfficeError};
use crate::facts::overrides::Override;
use crate::facts::people::Person;
use crate::learn::Learning;
use crate::office::Office;
use crate::who::Author;
use chrono::{DateTime, Utc};
use compline_exchange::bank::{Bic, Iban, IbanError};
use compline_policy::{Action, ObjectKind};
use compline_store::{FromRow, values};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
pub use waiting::RequestFilter;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestKind {
    /// Another bank account; the object is the person.
    BankDetails,
    /// An entry beside the plan; the object is the partner.
    Entry,
    /// A manual value; the object is the partner.
    Override,
    /// The release of a plan version; the object is the version.
    Plan,
    /// Held statements of a final run; the object is the run.
    Statements,
    /// Facts that are brought into closed periods, or left out of them; the object is the correction.
    Correction,
}

impl RequestKind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::BankDetails, Self::Entry, Self::Override, Self::Plan, Self::Statements, Self::Correction];

    /// Its name in the database and in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::BankDetails => "bank-details",
            Self::Entry => "entry",
            Self::Override => "override",
            Self::Plan => "plan",
            Self::Statements => "statements",
            Self::Correction => "correction",
        }
    }

    /// What whoever decides must be allowed to do, and to what.
    pub fn decision(self) -> (Action, ObjectKind) {
        match self {
            Self::BankDetails => (Action::ConfirmBankDetails, ObjectKind::BankDetails),
            Self::Entry => (Action::ApproveEntry, ObjectKind::Entry),
            Self::Override | Self::Correction => (Action::ApproveOverride, ObjectKind::Override),
            Self::Plan => (Action::ReleasePlan, ObjectKind::Plan),
            Self::Statements => (Action::ApproveRun, ObjectKind::Run),
        }
    }

    /// The one with a name.
    ///
    /// # Errors
    /// Where there is none.
    pub fn of(name: &str) -> Result<Self, OfficeError> {
        Self::ALL.into_iter().find(|kind| kind.name() == name).ok_or_else(|| OfficeError::damaged("request", name))
    }
}

/// A request.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct Request {
    /// Its id.
    pub id: String,
    /// Its kind: a name of [`RequestKind`].
    pub kind: String,
    /// What it is about: a person, a partner or a plan version.
    pub object: String,
    /// JSON: what is asked for.
    pub input: String,
    /// Why: a text, or a key of the catalogue that begins with `request-reason-`.
    pub reason: String,
    /// Who asks.
    pub asked_by: String,
    /// Since when.
    pub asked_at: DateTime<Utc>,
    /// `open`, `granted`, `refused` or `withdrawn`.
    pub state: String,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was refused: a text, or a key of the catalogue that begins with `request-void-`.
    pub answer: Option<String>,
}

impl Request {
    /// What is asked for: [`BankRequest`], [`NewEntry`], [`OverrideRequest`], [`HeldRequest`](crate::late::HeldRequest);
    /// nothing for plans.
    ///
    /// # Errors
    /// Where it is of another kind.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, OfficeError> {
        serde_json::from_str(&self.input).map_err(|error| OfficeError::damaged("request", error))
    }
}

/// A bank account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankDetails {
    /// Who holds it.
    pub holder: String,
    /// The account number; blanks do not matter.
    pub iban: String,
    /// The bank, where its country needs it.
    pub bic: Option<String>,
}

impl BankDetails {
    /// The account as files carry it.
    ///
    /// # Errors
    /// With every field that cannot be used.
    pub fn checked(&self) -> Result<Self, OfficeError> {
        let mut wrong = Vec::new();
        let holder = self.holder.trim();
        if holder.is_empty() {
            wrong.push(FieldError::new("holder", "error-bank-holder-missing"));
        }
        let length = holder.chars().count();
        if length > MOST_HOLDER {
            let error = FieldError::new("holder", "error-text-too-long");
            wrong.push(error.with("length", length).with("most", MOST_HOLDER));
        }
        let iban = self.iban.parse::<Iban>().map_err(|error| wrong.push(iban_error(&error))).ok();
        if let Some(iban) = iban.as_ref().filter(|iban| !iban.is_in_sepa()) {
            wrong.push(FieldError::new("iban", "error-iban-not-sepa").with("country", iban.country()));
        }
        let bic = self.bic.as_deref().map(str::trim).filter(|bic| !bic.is_empty());
        let bic = bic.and_then(|bic| {
            let read = bic.parse::<Bic>();
            read.map_err(|_| wrong.push(FieldError::new("bic", "error-bic").with("input", bic))).ok()
        });
        let iban = iban.map(|iban| iban.as_str().to_owned()).unwrap_or_default();
        let bic = bic.map(|bic| bic.as_str().to_owned());
        if wrong.is_empty() {
            Ok(Self { holder: holder.to_owned(), iban, bic })
        } else {
            Err(OfficeError::Input(wrong))
        }
    }

    /// The account of a person, where there is one.
    pub fn of(person: &Person) -> Option<Self> {
        let (holder, iban) = person.holder.clone().zip(person.iban.clone())?;
        Some(Self { holder, iban, bic: person.bic.clone() })
    }
}

/// Characters of a holder's name that a payment carries.
const MOST_HOLDER: usize = 70;

fn iban_error(error: &IbanError) -> FieldError {
    match error {
        IbanError::Empty => FieldError::new("iban", "error-field-empty"),
        IbanError::Length { country, found, expected, .. } => FieldError::new("iban", "error-iban-length")
            .with("length", found)
            .with("country", country)
            .with("expected", expected),
        IbanError::CheckDigits { .. } => FieldError::new("iban", "error-iban-check-digits"),
        IbanError::UnknownCountry { country, .. } => {
            FieldError::new("iban", "error-iban-country").with("country", country)
        }
        IbanError::Character { text, .. }
        | IbanError::Beginning { text, .. }
        | IbanError::LookAlike { text, .. }
        | IbanError::Structure { text, .. } => FieldError::new("iban", "error-iban-form").with("input", text),
    }
}

/// What a request for another bank account holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankRequest {
    /// The account that is asked for.
    pub new: BankDetails,
    /// The account when it was asked for.
    pub before: Option<BankDetails>,
}

/// What a request for a manual value holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverrideRequest {
    /// The programme.
    pub programme: String,
    /// The value.
    pub value: Override,
    /// The last commit when it was asked for.
    pub seq: i64,
}

/// What became of a wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Another person has to decide about the request with this id.
    Waits(String),
    /// The policies let it hold at once.
    Holds,
}

/// What became of a request that somebody wanted to grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is granted, and what it asked for is a fact.
    Granted,
    /// It no longer fits and is refused; the key of the reason in the catalogue.
    Void(&'static str),
}

const REQUESTS: &str = "SELECT id, kind, object, input, reason, asked_by, asked_at, state, decided_by, decided_at, answer \
                        FROM requests";

impl Office {
    /// Asks for another bank account of a person. It holds once another person confirms it.
    ///
    /// # Errors
    /// Where the account cannot be used, is the one that holds already, or another change waits.
    pub async fn ask_bank_details(
        &self,
        author: &Author,
        person: &str,
        new: &BankDetails,
        reason: &str,
    ) -> Result<String, OfficeError> {
        self.allow(author, Action::ChangeBankDetails, ObjectKind::BankDetails, person, &[])?;
        let new = new.checked()?;
        let mut learning = self.learn(author, "request").await?;
        let before = BankDetails::of(&self.person(&author.company, person).await?);
        if before.as_ref() == Some(&new) {
            return Err(OfficeError::field("iban", "error-nothing-changed"));
        }
        let id = learning.ask_bank_details(person, new, before, reason).await?;
        learning.commit().await?;
        Ok(id)
    }

    /// Asks for an entry beside the plan. It holds once another person approves it.
    ///
    /// # Errors
    /// With every field that is wrong.
    pub async fn ask_entry(&self, author: &Author, new: &NewEntry) -> Result<String, OfficeError> {
        self.allow(author, Action::MakeEntry, ObjectKind::Partner, &new.partner, &[])?;
        let mut learning = self.learn(author, "request").await?;
        let checked = self.checked_entry(&author.company, new).await?;
        let id = learning.ask(RequestKind::Entry, &new.partner, &checked, &new.reason).await?;
        learning.commit().await?;
        Ok(id)
    }

    /// Asks for a manual value. Where the policies let its author approve it too, it holds at once.
    ///
    /// # Errors
    /// With every field that is wrong.
    pub async fn ask_override(&self, author: &Author, programme: &str, value: &Override) -> Result<Asked, OfficeError> {
        self.allow(author, Action::OverrideValue, ObjectKind::Partner, &value.partner, &[])?;
        value.check()?;
        self.partner_row(&author.company, &value.partner)
            .await
            .map_err(|_| checks::unknown_partner("partner", &value.partner))?;
        let plan = self.plan_for(&author.company, programme, value.valid_from).await?;
        self.check_override(&*self.compiled(&plan).await?, value).await?;
        let value = Override { author: author.user.clone(), ..value.clone() };
        let alone = self.allow(author, Action::ApproveOverride, ObjectKind::Override, &value.partner, &[&author.user]);
        let mut learning = self.learn(author, "manual value").await?;
        let asked = learning.ask_override(programme, value, alone.is_ok()).await?;
        learning.commit().await?;
        Ok(asked)
    }

    /// Asks for a plan version to be released.
    ///
    /// # Errors
    /// Where it is released already, or was asked for before.
    pub async fn ask_release(&self, author: &Author, plan: &str, reason: &str) -> Result<String, OfficeError> {
        self.allow(author, Action::EditPlan, ObjectKind::Plan, plan, &[])?;
        // Checking may take a while, so it is done before others have to wait.
        self.checked(&self.plan_version(&author.company, plan).await?.text).await?;
        let mut learning = self.learn(author, "request").await?;
        let version = self.plan_version(&author.company, plan).await?;
        if version.state == "released" {
            let cure = "file a new version to change it";
            return Err(OfficeError::State { what: "the plan", state: version.state, cure });
        }
        if version.errors > 0 || self.checked(&version.text).await?.errors > 0 {
            return Err(OfficeError::field("plan", "plan-has-errors"));
        }
        if let Some(overlap) = learning.overlap(&version).await? {
            return Err(OfficeError::Input(vec![overlap]));
        }
        let id = learning.ask(RequestKind::Plan, plan, &(), reason).await?;
        let sql = "UPDATE plans SET state = 'proposed' WHERE company = $1 AND id = $2 AND state = 'draft'";
        learning.tx.run(sql, values![&author.company, plan]).await?;
        learning.commit().await?;
        Ok(id)
    }

    /// Grants a request: what it asks for becomes a fact in the same transaction. Another person than who asked.
    ///
    /// # Errors
    /// Where it is not open, or the same person asked.
    pub async fn grant(&self, author: &Author, id: &str) -> Result<Decision, OfficeError> {
        let (kind, mut learning, request) = self.deciding(author, id).await?;
        // Whatever learns holds the company's commit number until it ends: nothing read here changes before the end.
        let void = match kind {
            RequestKind::BankDetails => self.grant_bank_details(&mut learning, &request).await?,
            RequestKind::Entry => self.grant_entry(&mut learning, &request).await?,
            RequestKind::Override => self.grant_override(&mut learning, &request).await?,
            RequestKind::Plan => self.grant_release(&mut learning, &request).await?,
            RequestKind::Statements => self.grant_statements(&mut learning, &request).await?,
            RequestKind::Correction => self.grant_correction(&mut learning, &request).await?,
        };
        match void {
            None => learning.decide(&request, "granted", None).await?,
            Some(reason) => {
                learning.decide(&request, "refused", Some(reason)).await?;
                learning.plan_is_draft(kind, &request).await?;
                if kind == RequestKind::Correction {
                    learning.correction_waits(&request).await?;
                }
            }
        }
        learning.commit().await?;
        // Some decisions are followed by work.
        self.work().notify_one();
        Ok(void.map_or(Decision::Granted, Decision::Void))
    }

    /// Refuses a request with a reason. Another person than who asked; who asked withdraws.
    ///
    /// # Errors
    /// Without a reason, or where it is not open.
    pub async fn refuse(&self, author: &Author, id: &str, reason: &str) -> Result<(), OfficeError> {
        if reason.trim().is_empty() {
            return Err(OfficeError::field("reason", "error-reason-missing"));
        }
        let (kind, mut learning, request) = self.deciding(author, id).await?;
        learning.decide(&request, "refused", Some(reason.trim())).await?;
        learning.plan_is_draft(kind, &request).await?;
        if kind == RequestKind::Statements {
            learning.statements_wait(&request).await?;
        }
        if kind == RequestKind::Correction {
            learning.correction_waits(&request).await?;
        }
        learning.commit().await?;
        Ok(())
    }

    /// Withdraws a request: only who asked can.
    ///
    /// # Errors
    /// Where somebody else asked, or it is not open.
    pub async fn withdraw_request(&self, author: &Author, id: &str) -> Result<(), OfficeError> {
        let mut learning = self.learn(author, "request").await?;
        let request = learning.open_request(id).await?;
        if request.asked_by != author.user {
            let cure = "refuse it instead, with a reason";
            return Err(OfficeError::State { what: "the request", state: "asked by somebody else".to_owned(), cure });
        }
        learning.decide(&request, "withdrawn", None).await?;
        let kind = RequestKind::of(&request.kind)?;
        learning.plan_is_draft(kind, &request).await?;
        if kind == RequestKind::Statements {
            learning.statements_wait(&request).await?;
        }
        if kind == RequestKind::Correction {
            learning.correction_waits(&request).await?;
        }
        learning.commit().await?;
        Ok(())
    }

    /// Requests, the latest first: of a state, a kind and an object where these are not empty.
    ///
    /// # Errors
    /// Of the database.
    pub async fn requests(
        &self,
        company: &str,
        state: &str,
        kind: &str,
        object: &str,
        skip: i64,
        most: i64,
    ) -> Result<Vec<Request>, OfficeError> {
        let sql = format!(
            "{REQUESTS} WHERE company = $1 AND ($2 = '' OR state = $2) AND ($3 = '' OR kind = $3) \
             AND ($4 = '' OR object = $4) ORDER BY asked_at DESC, id DESC LIMIT $5 OFFSET $6"
        );
        let values = values![company, state, kind, object, most, skip];
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values).await?)
    }

    /// A request.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn request(&self, company: &str, id: &str) -> Result<Request, OfficeError> {
        let sql = format!("{REQUESTS} WHERE company = $1 AND id = $2");
        let found = self.db().first(compline_store::AssertSqlSafe(sql), values![company, id]).await?;
        found.ok_or_else(|| OfficeError::missing("request", id))
    }

    /// Begins to decide about an open request, after the policies were asked.
    async fn deciding(&self, author: &Author, id: &str) -> Result<(RequestKind, Learning, Request), OfficeError> {
        let request = self.request(&author.company, id).await?;
        let kind = RequestKind::of(&request.kind)?;
        let (action, object) = kind.decision();
        let mut made_by = vec![request.asked_by.clone()];
        if kind == RequestKind::Plan {
            let plan = self.plan_version(&author.company, &request.object).await?;
            made_by.extend(plan.written_by.split(',').map(str::to_owned));
            // Checking may take a while, so it is done before others have to wait.
            self.checked(&plan.text).await?;
        }
        let made_by: Vec<&str> = made_by.iter().map(String::as_str).collect();
        self.allow(author, action, object, id, &made_by)?;
        let mut learning = self.learn(author, "decision").await?;
        let request = learning.open_request(id).await?;
        Ok((kind, learning, request))
    }
}

impl Learning {
    /// Files a request.
    pub(crate) async fn ask(
        &mut self,
        kind: RequestKind,
        object: &str,
        input: &(impl Serialize + Sync),
        reason: &str,
    ) -> Result<String, OfficeError> {
        if reason.trim().is_empty() {
            return Err(OfficeError::field("reason", "error-reason-missing"));
        }
        let company = self.author.company.clone();
        // Of an account and of a plan there is one; of entries and values there may be several.
        if matches!(kind, RequestKind::BankDetails | RequestKind::Plan) {
            let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM requests WHERE company = $1 AND state = 'open' AND kind = $2 \
                       AND object = $3";
            if self.tx.number(sql, values![&company, kind.name(), object]).await? > 0 {
                return Err(OfficeError::State {
                    what: "the change",
                    state: "asked for already".to_owned(),
                    cure: "have that request decided, or withdraw it first",
                });
            }
        }
        let id = uuid::Uuid::now_v7().to_string();
        let json = serde_json::to_string(input).map_err(|error| OfficeError::damaged("request", error))?;
        let sql = "INSERT INTO requests (id, company, kind, object, input, reason, asked_by, asked_at, state) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open')";
        let user = self.author.user.clone();
        let values = values![&id, &company, kind.name(), object, json, reason.trim(), user, self.at];
        self.tx.run(sql, values).await?;
        // The log keeps no account numbers: it outlives personal data.
        let note = serde_json::json!({ "request": id, "kind": kind.name(), "object": object, "reason": reason.trim() });
        self.note("ask", kind.decision().1, object, &note).await?;
        Ok(id)
    }

    /// Files a request for another bank account that was checked.
    pub(crate) async fn ask_bank_details(
        &mut self,
        person: &str,
        new: BankDetails,
        before: Option<BankDetails>,
        reason: &str,
    ) -> Result<String, OfficeError> {
        self.ask(RequestKind::BankDetails, person, &BankRequest { new, before }, reason).await
    }

    /// Learns a manual value, or files a request for it where another person has to approve it.
    pub(crate) async fn ask_override(
        &mut self,
        programme: &str,
        value: Override,
        alone: bool,
    ) -> Result<Asked, OfficeError> {
        if alone {
            self.put_overrides(programme, std::slice::from_ref(&value)).await?;
            return Ok(Asked::Holds);
        }
        let (partner, reason, seq) = (value.partner.clone(), value.reason.clone(), self.seq);
        let input = OverrideRequest { programme: programme.to_owned(), value, seq };
        Ok(Asked::Waits(self.ask(RequestKind::Override, &partner, &input, &reason).await?))
    }

    async fn open_request(&mut self, id: &str) -> Result<Request, OfficeError> {
        let sql = format!("{REQUESTS} WHERE company = $1 AND id = $2");
        let values = values![&self.author.company, id];
        let found: Option<Request> = self.tx.first(compline_store::AssertSqlSafe(sql), values).await?;
        let request = found.ok_or_else(|| OfficeError::missing("request", id))?;
        if request.state != "open" {
            let cure = "ask once more, if it is still wanted";
            return Err(OfficeError::State { what: "the request", state: request.state, cure });
        }
        Ok(request)
    }

    async fn decide(&mut self, request: &Request, state: &str, answer: Option<&str>) -> Result<(), OfficeError> {
        let sql = "UPDATE requests SET state = $2, decided_by = $3, decided_at = $4, answer = $5 WHERE id = $1";
        let user = self.author.user.clone();
        self.tx.run(sql, values![&request.id, state, user, self.at, answer.map(str::to_owned)]).await?;
        let kind = RequestKind::of(&request.kind)?;
        let note = serde_json::json!({ "request": request.id, "kind": request.kind, "answer": answer });
        self.note(state, kind.decision().1, &request.object, &note).await
    }

    /// A plan that nobody is asked to release any more is a draft again.
    async fn plan_is_draft(&mut self, kind: RequestKind, request: &Request) -> Result<(), OfficeError> {
        if kind == RequestKind::Plan {
            let sql = "UPDATE plans SET state = 'draft' WHERE company = $1 AND id = $2 AND state = 'proposed'";
            self.tx.run(sql, values![&self.author.company, &request.object]).await?;
        }
        Ok(())
    }
}
