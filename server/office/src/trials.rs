//! Trials: historical periods settled once more and compared with what another system has paid for them.
//!
//! A trial makes no run, writes no fact and pays nothing. States, and what bonuses have paid that are brought up to date,
//! are handed from one period of it to the next in memory. What its periods read lies in the archive, so that every amount
//! can be derived afterwards, as of a run. Whatever is told as the cause of a difference was found out: the period was settled
//! with what the other system says, and the difference was gone. What was not found out is called unexplained.

mod causes;
mod compare;
mod inputs;
mod rounding;
mod table;
mod variants;

pub use table::Listed;

use crate::error::{FieldError, OfficeError};
use crate::office::Office;
use crate::plans::{CompiledPlan, PlanVersion};
use crate::progress::Progress;
use crate::who::Author;
use chrono::{DateTime, Utc};
use compline_policy::{Action, ObjectKind};
use compline_runtime::calendar::{self, Period};
use compline_runtime::explain::{Derivation, Question, explain};
use compline_store::{FromRow, values};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Periods of one trial.
pub const MOST_PERIODS: usize = 60;

/// Why what was computed is not what was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// The sum of the lines rounded in another way is what was paid.
    Rounding,
    /// Nobody has this number.
    PartnerUnknown,
    /// With the rank that the other system names, it comes to what was paid.
    Rank,
    /// With the place that the other system names, or with a change of places a period earlier or later, it does.
    Tree,
    /// Taken as active, it does.
    Inactive,
    /// Without orders that the other system has not, or behind orders that are not known here, it does; or no order at all could
    /// be paid for.
    EventMissing,
    /// Several were paid the same multiple of what the plan's rate comes to.
    Rate,
    /// It was paid under the name of another bonus, or of one that the plan does not have.
    Bonus,
    /// Without what a cap takes away, it does.
    Cap,
    /// It is below the minimum payout, and nothing was paid.
    Minimum,
    /// There is no word about a payment.
    NotPaid,
    /// None of these.
    Unexplained,
}

impl Cause {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 12] = [
        Self::Rounding,
        Self::PartnerUnknown,
        Self::Rank,
        Self::Tree,
        Self::Inactive,
        Self::EventMissing,
        Self::Rate,
        Self::Bonus,
        Self::Cap,
        Self::Minimum,
        Self::NotPaid,
        Self::Unexplained,
    ];

    /// Its name in the interface and in keys of texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rounding => "rounding",
            Self::PartnerUnknown => "partner-unknown",
            Self::Rank => "rank",
            Self::Tree => "tree",
            Self::Inactive => "inactive",
            Self::EventMissing => "event-missing",
            Self::Rate => "rate",
            Self::Bonus => "bonus",
            Self::Cap => "cap",
            Self::Minimum => "minimum",
            Self::NotPaid => "not-paid",
            Self::Unexplained => "unexplained",
        }
    }
}

/// What shows a cause: a form of sentence with its arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The form, behind `trial-found-` in the catalogue.
    pub form: String,
    /// Names and texts.
    pub args: BTreeMap<String, String>,
}

impl Evidence {
    pub(crate) fn new(form: &str) -> Self {
        Self { form: form.to_owned(), args: BTreeMap::new() }
    }

    pub(crate) fn with(mut self, name: &str, text: impl ToString) -> Self {
        self.args.insert(name.to_owned(), text.to_string());
        self
    }
}

/// A difference between what was computed and what was paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The period.
    pub period: String,
    /// The partner.
    pub partner: String,
    /// The bonus; empty for all together.
    pub bonus: String,
    /// What was computed, in the currency's smallest unit.
    pub computed: i64,
    /// What was paid.
    pub paid: i64,
    /// How many lines make what was computed.
    pub lines: u64,
    /// Why.
    pub cause: Cause,
    /// What shows that.
    pub evidence: Evidence,
}

impl Difference {
    /// How much more was computed than paid.
    pub fn amount(&self) -> i64 {
        self.computed.saturating_sub(self.paid)
    }
}

/// A period of a trial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialPeriod {
    /// The period.
    pub period: String,
    /// The hash of the list of what it read.
    pub inputs: String,
    /// The hash of its result.
    pub result: String,
    /// Amounts that are equal to the cent.
    pub equal: u64,
    /// Amounts that differ.
    pub different: u64,
    /// What was computed in all, in the currency's smallest unit.
    pub computed: i64,
    /// What was paid in all.
    pub paid: i64,
    /// Orders from before the trial that are taken back in this period: what was paid for them is not known, so nothing comes
    /// back for them.
    pub earlier_reversals: u64,
}

/// The differences of a cause together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CauseSum {
    /// The cause.
    pub cause: Cause,
    /// How many differences.
    pub count: u64,
    /// Of how many partners.
    pub partners: u64,
    /// What was computed, in the currency's smallest unit.
    pub computed: i64,
    /// What was paid.
    pub paid: i64,
}

/// What came of a trial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialResult {
    /// The currency.
    pub currency: String,
    /// Digits of its smallest unit.
    pub scale: u8,
    /// The periods, from the first on.
    pub periods: Vec<TrialPeriod>,
    /// The causes that occur.
    pub causes: Vec<CauseSum>,
    /// All differences, by period, partner and bonus.
    pub differences: Vec<Difference>,
}

impl TrialResult {
    /// Amounts that are equal to the cent.
    pub fn equal(&self) -> u64 {
        self.periods.iter().map(|period| period.equal).sum()
    }
}

/// A trial that is asked for.
#[derive(Clone, Debug)]
pub struct NewTrial {
    /// The programme.
    pub programme: String,
    /// The first period, as the plan's calendar names it.
    pub from: String,
    /// The last one.
    pub to: String,
    /// The plan version; without one that which decides about the last period, else the one that holds first.
    pub plan: Option<String>,
}

/// A trial.
#[derive(Clone, Debug, FromRow)]
pub struct Trial {
    /// Its id.
    pub id: String,
    /// The programme.
    pub programme: String,
    /// The plan version.
    pub plan: String,
    /// The hash of its text when it was asked for.
    pub plan_hash: String,
    /// The first period.
    pub first_period: String,
    /// The last one.
    pub last_period: String,
    /// The commit up to which facts are in it.
    pub known_seq: i64,
    /// Who asked for it.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// The hash of the result in the archive, once it is there.
    pub result: Option<String>,
}

const COLUMNS: &str = "SELECT id, programme, plan, plan_hash, first_period, last_period, known_seq, asked_by, asked_at, \
                       result FROM trials";

/// The periods from one to another, both included.
fn span(plan: &CompiledPlan, from: &str, to: &str) -> Result<Vec<Period>, OfficeError> {
    let calendar = plan.program.calendar;
    let read = |field: &str, text: &str| {
        Period::parse_in(calendar, text.trim()).map_err(|_| {
            let example = calendar::example(calendar);
            FieldError::new(field, "error-import-period").with("input", text).with("example", example)
        })
    };
    let (first, last) = match (read("from", from), read("to", to)) {
        (Ok(first), Ok(last)) => (first, last),
        (first, last) => {
            return Err(OfficeError::Input([first.err(), last.err()].into_iter().flatten().collect()));
        }
    };
    if last.index() < first.index() {
        return Err(OfficeError::field("to", "error-ends-before-it-begins"));
    }
    let periods: Vec<Period> = std::iter::successors(Some(first), |period| Some(period.next()))
        .take_while(|period| period.index() <= last.index())
        .take(MOST_PERIODS.saturating_add(1))
        .collect();
    if periods.len() > MOST_PERIODS {
        let error = FieldError::new("to", "error-trial-too-long").with("most", MOST_PERIODS);
        return Err(OfficeError::Input(vec![error]));
    }
    Ok(periods)
}

impl Office {
    /// Sees that somebody may try periods and look at what comes of it: whoever imports and sees runs.
    ///
    /// # Errors
    /// Where no policy permits it.
    pub fn may_try(&self, author: &Author) -> Result<(), OfficeError> {
        if author.is_system() {
            return Ok(());
        }
        self.allow(author, Action::ViewRuns, ObjectKind::Company, &author.company, &[])?;
        self.allow(author, Action::ImportData, ObjectKind::Company, &author.company, &[])
    }

    /// Asks for a trial; its id. The work is a job.
    ///
    /// # Errors
    /// Where a period is none of the plan's calendar, there are too many, or the programme has no released plan.
    pub async fn ask_trial(&self, author: &Author, new: &NewTrial) -> Result<String, OfficeError> {
        let id = self.keep_trial(author, new, true).await?;
        self.work().notify_one();
        Ok(id)
    }

    /// Tries periods at once, without a job, for whoever waits for it; the trial with what came of it.
    ///
    /// # Errors
    /// As [`Office::ask_trial`]; where a period cannot be settled.
    pub async fn try_now(
        &self,
        author: &Author,
        new: &NewTrial,
        progress: &Progress,
    ) -> Result<(Trial, TrialResult), OfficeError> {
        let id = self.keep_trial(author, new, false).await?;
        self.run_trial(author, &id, progress).await?;
        let trial = self.trial(&author.company, &id).await?;
        let result = self.trial_result(&trial).await?;
        let result = result.ok_or_else(|| OfficeError::missing("result of trial", &id))?;
        Ok((trial, result))
    }

    /// Keeps a trial, with its job where somebody shall do it.
    async fn keep_trial(&self, author: &Author, new: &NewTrial, job: bool) -> Result<String, OfficeError> {
        self.may_try(author)?;
        let plan = self.trial_plan(&author.company, new).await?;
        let compiled = self.compiled_for_any_day(&plan).await?;
        let periods = span(&compiled, &new.from, &new.to)?;
        let (Some(first), Some(last)) = (periods.first(), periods.last()) else {
            return Err(OfficeError::field("from", "error-field-empty"));
        };
        let known = self.last_commit(&author.company).await?;
        let id = uuid::Uuid::now_v7().to_string();
        let mut tx = self.db().begin().await?;
        let sql = "INSERT INTO trials (id, company, programme, plan, plan_hash, first_period, last_period, known_seq, \
                   asked_by, asked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let values = values![
            &id,
            &author.company,
            &new.programme,
            &plan.id,
            &plan.hash,
            first.to_string(),
            last.to_string(),
            known,
            &author.user,
            self.clock().now()
        ];
        tx.run(sql, values).await?;
        if job {
            self.enqueue(&mut tx, author, "trial", &id, true).await?;
        }
        let note = serde_json::json!({ "programme": new.programme, "from": first.to_string(), "to": last.to_string() });
        let (at, kind) = (self.clock().now(), ObjectKind::Company.name());
        crate::audit::note(&mut tx, at, author, "ask-trial", kind, &id, &note).await?;
        crate::once::mark(&mut tx, author, "trial", "trial", &id).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn trial_plan(&self, company: &str, new: &NewTrial) -> Result<PlanVersion, OfficeError> {
        if let Some(id) = new.plan.as_deref().filter(|id| !id.is_empty()) {
            let plan = self.plan_version(company, id).await?;
            if plan.programme != new.programme || plan.errors > 0 {
                return Err(OfficeError::field("plan", "error-choose-one"));
            }
            return Ok(plan);
        }
        let first = self.first_plan(company, &new.programme).await?;
        let first = first.ok_or_else(|| OfficeError::field("period", "error-no-plan-for-period"))?;
        let compiled = self.compiled_for_any_day(&first).await?;
        let periods = span(&compiled, &new.from, &new.to)?;
        let Some(last) = periods.last() else { return Ok(first) };
        match self.plan_for(company, &new.programme, calendar::date(last.end())).await {
            Ok(plan) => Ok(plan),
            // From before any plan holds: by the first one.
            Err(OfficeError::Input(_)) => Ok(first),
            Err(error) => Err(error),
        }
    }

    /// A trial.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn trial(&self, company: &str, id: &str) -> Result<Trial, OfficeError> {
        let sql = format!("{COLUMNS} WHERE company = $1 AND id = $2");
        let found = self.db().first(compline_store::AssertSqlSafe(sql), values![company, id]).await?;
        found.ok_or_else(|| OfficeError::missing("trial", id))
    }

    /// The trials of a company, the latest first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn trials(&self, company: &str, skip: i64, most: i64) -> Result<Vec<Trial>, OfficeError> {
        let sql = format!("{COLUMNS} WHERE company = $1 ORDER BY asked_at DESC, id DESC LIMIT $2 OFFSET $3");
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values![company, most, skip]).await?)
    }

    /// What came of a trial, once it is there.
    ///
    /// # Errors
    /// Where its file is missing from the archive or has changed.
    pub async fn trial_result(&self, trial: &Trial) -> Result<Option<TrialResult>, OfficeError> {
        let Some(hash) = &trial.result else { return Ok(None) };
        let bytes = self.archive().get(hash).await?;
        serde_json::from_slice(&bytes).map(Some).map_err(|error| OfficeError::damaged("trial", error))
    }

    /// Why a partner got what was computed in a period of a trial.
    ///
    /// # Errors
    /// Where the trial has no result yet or not this period, or there is no such partner.
    pub async fn trial_derivation(
        &self,
        author: &Author,
        id: &str,
        period: &str,
        partner: &str,
    ) -> Result<Derivation, OfficeError> {
        self.may_try(author)?;
        let trial = self.trial(&author.company, id).await?;
        let result = self.trial_result(&trial).await?;
        let found = result.iter().flat_map(|result| &result.periods).find(|one| one.period == period);
        let found = found.ok_or_else(|| OfficeError::missing("period of the trial", period))?;
        let plan = self.plan_version(&author.company, &trial.plan).await?;
        if plan.hash != trial.plan_hash {
            let cure = "make another trial";
            return Err(OfficeError::State { what: "the plan of the trial", state: "changed since".to_owned(), cure });
        }
        let plan = self.compiled_for_any_day(&plan).await?;
        let of = Period::settled_as(plan.program.calendar, period).map_err(|e| OfficeError::damaged("trial", e))?;
        let computed = self.compute(plan, &found.inputs, of, &Progress::default()).await?;
        if computed.number(partner).is_none() {
            return Err(OfficeError::missing("partner", partner));
        }
        let question = Question { partner: partner.to_owned(), most_lines: Some(200), ..Question::default() };
        let told = tokio::task::spawn_blocking(move || explain(&computed.source(), &question)).await?;
        told.map_err(|error| OfficeError::Settle(error.to_string()))
    }

    /// Settles the periods and compares: a job.
    pub(crate) async fn run_trial(&self, author: &Author, id: &str, progress: &Progress) -> Result<(), OfficeError> {
        let trial = self.trial(&author.company, id).await?;
        let version = self.plan_version(&author.company, &trial.plan).await?;
        if version.hash != trial.plan_hash {
            let cure = "make another trial";
            return Err(OfficeError::State { what: "the plan of the trial", state: "changed since".to_owned(), cure });
        }
        let plan = self.compiled_for_any_day(&version).await?;
        let periods = span(&plan, &trial.first_period, &trial.last_period)?;
        let unit = plan.program.units.get(plan.program.currency.index());
        let (currency, scale) = unit.map_or((String::new(), 2), |unit| (unit.name.clone(), unit.scale));
        let trying = compare::Trying { company: &author.company, trial: &trial, plan: Arc::clone(&plan), progress };
        let (mut tried, mut differences) = (Vec::with_capacity(periods.len()), Vec::new());
        let mut carried = inputs::Carried::default();
        for period in &periods {
            progress.check()?;
            let (one, found) = self.try_period(&trying, *period, &periods, &mut carried).await?;
            tried.push(one);
            differences.extend(found);
        }
        let causes = sums(&differences);
        let result = TrialResult { currency, scale, periods: tried, causes, differences };
        let file = serde_json::to_vec(&result).map_err(|error| OfficeError::damaged("trial", error))?;
        let hash = self.archive().put(file).await?;
        let mut tx = self.db().begin().await?;
        tx.run("UPDATE trials SET result = $2 WHERE id = $1", values![id, &hash]).await?;
        Ok(tx.commit().await?)
    }
}

/// Differences by cause.
fn sums(differences: &[Difference]) -> Vec<CauseSum> {
    let mut out = Vec::new();
    for cause in Cause::ALL {
        let own = || differences.iter().filter(move |one| one.cause == cause);
        if own().next().is_none() {
            continue;
        }
        let partners: std::collections::BTreeSet<&str> = own().map(|one| one.partner.as_str()).collect();
        out.push(CauseSum {
            cause,
            count: own().count() as u64,
            partners: partners.len() as u64,
            computed: own().fold(0, |sum, one| one.computed.saturating_add(sum)),
            paid: own().fold(0, |sum, one| one.paid.saturating_add(sum)),
        });
    }
    out
}
