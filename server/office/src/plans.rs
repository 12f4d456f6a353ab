//! Plans: versions with the days for which they are valid. What is released never changes.

mod analysis;
mod changes;
mod comparison;
mod draft;
mod limits;

pub use comparison::{Comparison, ComparisonState};
pub use draft::{REPORTED, Report};
pub use limits::{Limit, LimitAmount, LimitPer, LimitShare, Limits, Network, Networks, Reason};

use crate::error::{FieldError, OfficeError};
use crate::learn::Learning;
use crate::office::Office;
use crate::who::Author;
use chrono::{DateTime, NaiveDate, Utc};
use compline_compiler::compile::{Compiled, Finding, is_error};
use compline_compiler::program::{Calendar, Program};
use compline_jit::Engine;
use compline_lang::hir;
use compline_policy::{Action, ObjectKind};
use compline_runtime::calendar::{self, Period};
use compline_runtime::witness::proofs;
use compline_store::{FromRow, hash, values};
use draft::Header;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Calendars of released plans by their ids: a released plan never changes.
static CALENDARS: Mutex<BTreeMap<String, Option<Calendar>>> = Mutex::new(BTreeMap::new());

/// A version of a plan.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct PlanVersion {
    /// Its id.
    pub id: String,
    /// The programme that it is of.
    pub programme: String,
    /// The plan's name, from its header.
    pub name: String,
    /// The version, from its header.
    pub version: String,
    /// The source.
    pub text: String,
    /// The hash of the source.
    pub hash: String,
    /// The first day of conditions that it decides about.
    pub valid_from: NaiveDate,
    /// The last one; none where it goes on.
    pub valid_to: Option<NaiveDate>,
    /// `draft`, `proposed` or `released`.
    pub state: String,
    /// Who wrote it.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Who released it.
    pub released_by: Option<String>,
    /// When.
    pub released_at: Option<DateTime<Utc>>,
    /// Errors of the source: with any, name, version and validity are the last ones that could be read.
    pub errors: i64,
    /// Everybody who wrote at it, separated by commas.
    pub written_by: String,
    /// When its source was last changed.
    pub changed_at: DateTime<Utc>,
}

const COLUMNS: &str = "SELECT id, programme, name, version, text, hash, valid_from, valid_to, state, created_by, \
                       created_at, released_by, released_at, errors, written_by, changed_at FROM plans";

/// A plan that can run.
pub struct CompiledPlan {
    /// Its file name, for places in derivations.
    pub file: String,
    /// Its source.
    pub text: String,
    /// The checked plan.
    pub hir: hir::Plan,
    /// The program.
    pub program: Arc<Program>,
    /// Machine code.
    pub engine: Engine,
}

impl CompiledPlan {
    /// Compiles a text; `any_day` lets it decide about every day, whatever it says of its validity.
    fn of(file: String, text: String, any_day: bool) -> Result<Self, OfficeError> {
        let result = compline_compiler::compile::compile(&text).result;
        let (hir, mut program) = result.ok_or_else(|| OfficeError::damaged("plan", "it has errors"))?;
        if any_day {
            program.valid = None;
        }
        let program = Arc::new(program);
        let engine = Engine::compile(Arc::clone(&program)).map_err(|e| OfficeError::Settle(e.to_string()))?;
        Ok(CompiledPlan { file, text, hir, program, engine })
    }
}

impl PlanVersion {
    /// The name of its file, for places in derivations.
    fn file(&self) -> String {
        format!("{}-{}.plan", self.name, self.version)
    }
}

impl std::fmt::Debug for CompiledPlan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CompiledPlan").field("file", &self.file).finish_non_exhaustive()
    }
}

/// What a text says of itself, and what is wrong with it.
#[derive(Debug)]
pub(crate) struct Checked {
    /// Findings in the order of the text.
    pub findings: Vec<Finding>,
    /// How many of them are errors.
    pub errors: usize,
    /// The header, where it can be read: name, version, first and last day.
    pub header: Option<Header>,
}

/// Checks and reviews a plan's text, and what it claims of itself (`prove`).
fn check(text: &str) -> Checked {
    let Compiled { mut findings, result } = compline_review::compile::compile(text);
    let header = match result {
        Some((plan, program)) => {
            findings.extend(proofs(text, &plan, &program));
            findings.sort_by_key(|(item, diagnostic)| (*item, diagnostic.span));
            let (from, to) = program.valid_days();
            let from = calendar::date(if from == i32::MIN { 0 } else { from });
            Some((
                plan.header.name.clone(),
                program.version.clone(),
                from,
                (to != i32::MAX).then(|| calendar::date(to)),
            ))
        }
        None => draft::readable_header(text),
    };
    let errors = findings.iter().filter(|finding| is_error(finding)).count();
    Checked { findings, errors, header }
}

impl Office {
    /// The plan versions of a company, the latest first, without discarded drafts.
    ///
    /// # Errors
    /// Of the database.
    pub async fn plan_versions(&self, company: &str) -> Result<Vec<PlanVersion>, OfficeError> {
        let sql =
            format!("{COLUMNS} WHERE company = $1 AND state <> 'discarded' ORDER BY valid_from DESC, created_at DESC");
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values![company]).await?)
    }

    /// One plan version.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn plan_version(&self, company: &str, id: &str) -> Result<PlanVersion, OfficeError> {
        let sql = format!("{COLUMNS} WHERE company = $1 AND id = $2");
        let found = self.db().first(compline_store::AssertSqlSafe(sql), values![company, id]).await?;
        found.ok_or_else(|| OfficeError::missing("plan", id))
    }

    /// The other versions of the same programme, the latest first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn other_versions(&self, company: &str, plan: &PlanVersion) -> Result<Vec<PlanVersion>, OfficeError> {
        let mut all = self.plan_versions(company).await?;
        all.retain(|other| other.programme == plan.programme && other.id != plan.id);
        Ok(all)
    }

    /// The version that another one follows: the one released before it, else the latest other one.
    ///
    /// # Errors
    /// Of the database.
    pub async fn plan_before(&self, company: &str, plan: &PlanVersion) -> Result<Option<PlanVersion>, OfficeError> {
        let others = self.other_versions(company, plan).await?;
        let released = others.iter().find(|one| one.state == "released" && one.valid_from <= plan.valid_from);
        Ok(released.or_else(|| others.first()).cloned())
    }

    /// What is wrong with a text, found out once.
    ///
    /// # Errors
    /// Where there is no thread to check it.
    pub(crate) async fn checked(&self, text: &str) -> Result<Arc<Checked>, OfficeError> {
        let (hash, text) = (hash(text.as_bytes()), text.to_owned());
        self.of_text("checked", &hash, on_big_stack(move || check(&text))).await
    }

    /// Files a plan as a draft.
    ///
    /// # Errors
    /// Where the text has errors.
    pub async fn draft_plan(&self, author: &Author, programme: &str, text: &str) -> Result<String, OfficeError> {
        self.allow(author, Action::EditPlan, ObjectKind::Company, &author.company, &[])?;
        let checked = self.checked(text).await?;
        let Some(header) = checked.header.clone().filter(|_| checked.errors == 0) else {
            return Err(OfficeError::field("text", "error-plan-has-errors"));
        };
        self.file_draft(author, programme, text, header, 0).await
    }

    /// Releases a draft: from now on it settles, and never changes. Another person than its author does it.
    ///
    /// # Errors
    /// Where it is released already, or by its author.
    pub async fn release_plan(&self, author: &Author, id: &str) -> Result<(), OfficeError> {
        let plan = self.plan_version(&author.company, id).await?;
        let written_by: Vec<&str> = plan.written_by.split(',').collect();
        self.allow(author, Action::ReleasePlan, ObjectKind::Plan, id, &written_by)?;
        if self.checked(&plan.text).await?.errors > 0 {
            return Err(OfficeError::field("plan", "plan-has-errors"));
        }
        self.release_unasked(author, id).await
    }

    /// Releases a plan when an installation is set up, where nobody is there to ask.
    pub(crate) async fn release_unasked(&self, author: &Author, id: &str) -> Result<(), OfficeError> {
        let mut learning = self.learn(author, "plan release").await?;
        learning.release_plan(id).await?;
        learning.commit().await?;
        Ok(())
    }

    /// The released plan that decides about a day; of several the one released last.
    ///
    /// # Errors
    /// Where no released plan is valid on the day.
    pub async fn plan_for(&self, company: &str, programme: &str, day: NaiveDate) -> Result<PlanVersion, OfficeError> {
        let sql = format!(
            "{COLUMNS} WHERE company = $1 AND programme = $2 AND state = 'released' AND valid_from <= $3 \
             AND (valid_to IS NULL OR valid_to >= $3) ORDER BY released_at DESC, seq DESC LIMIT 1"
        );
        let found = self.db().first(compline_store::AssertSqlSafe(sql), values![company, programme, day]).await?;
        found.ok_or_else(|| OfficeError::field("period", "error-no-plan-for-period"))
    }

    /// The released plan of a programme that holds first.
    pub(crate) async fn first_plan(&self, company: &str, programme: &str) -> Result<Option<PlanVersion>, OfficeError> {
        let sql = format!(
            "{COLUMNS} WHERE company = $1 AND programme = $2 AND state = 'released' ORDER BY valid_from, seq LIMIT 1"
        );
        Ok(self.db().first(compline_store::AssertSqlSafe(sql), values![company, programme]).await?)
    }

    /// Compiles a version so that it decides about every day, or takes what was compiled before.
    pub(crate) async fn compiled_for_any_day(&self, version: &PlanVersion) -> Result<Arc<CompiledPlan>, OfficeError> {
        let key = format!("{}:any", version.hash);
        if let Some(kept) = self.plans_kept().get(&key) {
            return Ok(kept);
        }
        let (file, text) = (version.file(), version.text.clone());
        let plan = Arc::new(on_big_stack(move || CompiledPlan::of(file, text, true)).await??);
        self.plans_kept().put(&key, Arc::clone(&plan));
        Ok(plan)
    }

    /// The period that a text names, with the plan that decides about its last day.
    ///
    /// # Errors
    /// Where no released plan has such a period.
    pub async fn period_of(
        &self,
        company: &str,
        programme: &str,
        text: &str,
    ) -> Result<(PlanVersion, Period), OfficeError> {
        let mut refused = OfficeError::field("period", "error-period");
        if let Ok(usual) = Period::parse(text) {
            match self.plan_for(company, programme, calendar::date(usual.end())).await {
                Ok(plan) => {
                    let own = self.compiled(&plan).await?.program.calendar;
                    if own == usual.calendar() {
                        return Ok((plan, usual));
                    }
                }
                Err(error) => refused = error,
            }
        }
        // Where periods begin elsewhere, only a plan knows on which days they lie.
        for plan in self.plan_versions(company).await? {
            if plan.programme != programme || plan.state != "released" {
                continue;
            }
            let Some(own) = self.calendar_of(company, &plan.id).await? else { continue };
            let Ok(period) = Period::parse_as(own, text) else { continue };
            let decides = self.plan_for(company, programme, calendar::date(period.end())).await;
            if decides.is_ok_and(|decides| decides.id == plan.id) {
                return Ok((plan, period));
            }
        }
        Err(refused)
    }

    /// The calendar of a released plan's periods, where it is the company's own.
    ///
    /// # Errors
    /// Where there is no such plan.
    pub(crate) async fn calendar_of(&self, company: &str, plan: &str) -> Result<Option<Calendar>, OfficeError> {
        let known = || CALENDARS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(plan).copied() {
            return Ok(found);
        }
        let version = self.plan_version(company, plan).await?;
        // One of these words says that periods begin elsewhere. Most plans have neither, and need not be compiled.
        let may = version.text.contains("named") || version.text.contains("listed");
        let own = if may { Some(self.compiled(&version).await?.program.calendar) } else { None };
        let own = own.filter(|own| *own != Calendar::usual(own.grain));
        if version.state == "released" {
            known().insert(plan.to_owned(), own);
        }
        Ok(own)
    }

    /// Compiles a plan version from its text, whatever was compiled before.
    pub(crate) async fn compiled_anew(&self, version: &PlanVersion) -> Result<Arc<CompiledPlan>, OfficeError> {
        let (text, file) = (version.text.clone(), version.file());
        Ok(Arc::new(on_big_stack(move || CompiledPlan::of(file, text, false)).await??))
    }

    /// Compiles a plan version, or takes what was compiled before.
    ///
    /// # Errors
    /// Where a stored plan no longer compiles, which is a defect.
    pub async fn compiled(&self, version: &PlanVersion) -> Result<Arc<CompiledPlan>, OfficeError> {
        if let Some(kept) = self.plans_kept().get(&version.hash) {
            return Ok(kept);
        }
        let plan = self.compiled_anew(version).await?;
        self.plans_kept().put(&version.hash, Arc::clone(&plan));
        Ok(plan)
    }
}

impl Learning {
    /// Releases a plan, unless it is released already, has errors, or another one holds for its days.
    pub(crate) async fn release_plan(&mut self, id: &str) -> Result<(), OfficeError> {
        let sql = format!("{COLUMNS} WHERE company = $1 AND id = $2");
        let values = values![&self.author.company, id];
        let plan: Option<PlanVersion> = self.tx.first(compline_store::AssertSqlSafe(sql), values).await?;
        let plan = plan.ok_or_else(|| OfficeError::missing("plan", id))?;
        if plan.errors > 0 {
            return Err(OfficeError::field("plan", "plan-has-errors"));
        }
        if let Some(overlap) = self.overlap(&plan).await? {
            return Err(OfficeError::Input(vec![overlap]));
        }
        let values = values![&self.author.company, id, &self.author.user, self.at, self.seq];
        let sql = "UPDATE plans SET state = 'released', released_by = $3, released_at = $4, seq = $5 \
                   WHERE company = $1 AND id = $2 AND state <> 'released'";
        if self.tx.run(sql, values).await? == 0 {
            return Err(OfficeError::State {
                what: "the plan",
                state: "released".to_owned(),
                cure: "file a new version to change it",
            });
        }
        self.note("release-plan", ObjectKind::Plan, id, &()).await
    }

    /// What stands against the days of a version: a released one that begins later or on the same day, or one whose
    /// end was set and lies behind the beginning. A version without end is followed by the next one as it is.
    pub(crate) async fn overlap(&mut self, plan: &PlanVersion) -> Result<Option<FieldError>, OfficeError> {
        let sql = format!(
            "{COLUMNS} WHERE company = $1 AND programme = $2 AND state = 'released' AND id <> $3 AND valid_from <= $5 \
             AND (valid_to IS NULL OR valid_to >= $4) AND (valid_from >= $4 OR valid_to IS NOT NULL) \
             ORDER BY valid_from LIMIT 1"
        );
        let (from, to) = (plan.valid_from, plan.valid_to.unwrap_or(LAST_DAY));
        let values = values![&self.author.company, &plan.programme, &plan.id, from, to];
        let other: Option<PlanVersion> = self.tx.first(compline_store::AssertSqlSafe(sql), values).await?;
        Ok(other.map(|other| {
            let error = |key| FieldError::new("plan", key).with("version", &other.version);
            match other.valid_to.filter(|_| other.valid_from < from) {
                Some(end) => error("plan-overlap-earlier").with("to", end).with("day", end.succ_opt().unwrap_or(end)),
                None if other.valid_from > from => error("plan-overlap-later")
                    .with("from", other.valid_from)
                    .with("day", other.valid_from.pred_opt().unwrap_or(other.valid_from)),
                None => error("plan-overlap-same").with("from", other.valid_from),
            }
        }))
    }
}

/// Later than any day that a plan names.
const LAST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// Stack of threads that compile: deep plans need more than a worker of the server has.
const COMPILE_STACK: usize = 64 << 20;

/// Runs something on a thread with a big stack.
pub(crate) async fn on_big_stack<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, OfficeError> {
    let (tell, told) = tokio::sync::oneshot::channel();
    let spawned = std::thread::Builder::new().name("plan".to_owned()).stack_size(COMPILE_STACK).spawn(move || {
        // Nobody waits any more: then nobody misses the answer.
        let _ = tell.send(work());
    });
    spawned.map_err(|error| OfficeError::Task(error.to_string()))?;
    told.await.map_err(|_| OfficeError::Task("a plan could not be compiled".to_owned()))
}
