//! Runs: one settlement of one period of a programme, step by step.
//!
//! ```text
//! open → ranked → distributed → documented → submitted → approved → finalising → final
//!          ↑__________ recompute __________|        |_ return ↩        (numbers are given: no way back)
//! ```
//!
//! A step that computes is a job ([`crate::jobs`]); it ends in one transaction that holds everything it did, so it has
//! happened or it has not. What stands in `run_results` is never changed: repeated steps stand once more.

use crate::companies::Programme;
use crate::error::{FieldError, OfficeError};
use crate::learn::Learning;
use crate::office::Office;
use crate::who::Author;
use chrono::{DateTime, NaiveDate, SecondsFormat, SubsecRound, Utc};
use compline_compiler::program::{Calendar, Kind};
use compline_policy::{Action, ObjectKind};
use compline_runtime::calendar::{self, Period};
use compline_store::{FromRow, START, Tx, link, values};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunState {
    /// Chosen, nothing is computed.
    Open,
    /// Ranks and levels are there.
    Ranked,
    /// Every sale is distributed.
    Distributed,
    /// Drafts of all documents are there.
    Documented,
    /// Somebody else is asked to approve.
    Submitted,
    /// Approved.
    Approved,
    /// Numbers are given, documents are being rendered and filed.
    Finalising,
    /// Fixed for ever.
    Final,
    /// Given up before it was final.
    Withdrawn,
}

impl RunState {
    /// All states in order.
    pub const ALL: [Self; 9] = [
        Self::Open,
        Self::Ranked,
        Self::Distributed,
        Self::Documented,
        Self::Submitted,
        Self::Approved,
        Self::Finalising,
        Self::Final,
        Self::Withdrawn,
    ];

    /// Its name in the database and in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Ranked => "ranked",
            Self::Distributed => "distributed",
            Self::Documented => "documented",
            Self::Submitted => "submitted",
            Self::Approved => "approved",
            Self::Finalising => "finalising",
            Self::Final => "final",
            Self::Withdrawn => "withdrawn",
        }
    }

    fn of(name: &str) -> Result<Self, OfficeError> {
        Self::ALL.into_iter().find(|state| state.name() == name).ok_or_else(|| OfficeError::damaged("run", name))
    }

    /// Whether levels may be computed, once more or for the first time.
    pub fn may_compute(self) -> bool {
        self <= Self::Documented
    }
}

/// A run.
#[derive(Clone, Debug, Serialize)]
pub struct Run {
    /// Its id.
    pub id: String,
    /// The company.
    pub company: String,
    /// The programme.
    pub programme: String,
    /// The period, as the plan's calendar names it.
    pub period: String,
    /// The plan's calendar, where it is the company's own.
    #[serde(skip)]
    pub calendar: Option<Calendar>,
    /// The sales channels; none for all.
    pub channels: Vec<String>,
    /// Where it stands.
    pub state: RunState,
    /// The plan version.
    pub plan: String,
    /// The run with whose statements its own are written, where it is gathered.
    pub lead: Option<String>,
    /// The commit up to which facts are in it; 0 before it is computed.
    pub known: i64,
    /// The commit up to which later facts were left to the next run.
    pub left: i64,
    /// Who began it.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct RunRow {
    id: String,
    company: String,
    programme: String,
    period: String,
    channels: String,
    state: String,
    plan: String,
    lead: Option<String>,
    known_seq: i64,
    left_seq: i64,
    created_by: String,
    created_at: DateTime<Utc>,
    changed_at: DateTime<Utc>,
}

impl RunRow {
    fn run(self) -> Result<Run, OfficeError> {
        Ok(Run {
            state: RunState::of(&self.state)?,
            channels: serde_json::from_str(&self.channels).map_err(|error| OfficeError::damaged("run", error))?,
            id: self.id,
            company: self.company,
            programme: self.programme,
            period: self.period,
            calendar: None,
            plan: self.plan,
            lead: self.lead,
            known: self.known_seq,
            left: self.left_seq,
            created_by: self.created_by,
            created_at: self.created_at,
            changed_at: self.changed_at,
        })
    }
}

impl Run {
    /// The period.
    ///
    /// # Errors
    /// Where the stored one cannot be read.
    pub fn period(&self) -> Result<Period, OfficeError> {
        let period = match self.calendar {
            Some(own) => Period::parse_as(own, &self.period),
            None => Period::parse(&self.period),
        };
        period.map_err(|error| OfficeError::damaged("run", error))
    }

    /// First and last day of the period.
    ///
    /// # Errors
    /// Where the stored one cannot be read.
    pub fn days(&self) -> Result<(NaiveDate, NaiveDate), OfficeError> {
        let period = self.period()?;
        Ok((calendar::date(period.start()), calendar::date(period.end())))
    }

    /// Sees that no other run leads it.
    ///
    /// # Errors
    /// Where it is gathered into another run's statements.
    pub fn own(&self) -> Result<(), OfficeError> {
        if self.lead.is_none() {
            return Ok(());
        }
        Err(OfficeError::State {
            what: "the run",
            state: "gathered into another run's statements".to_owned(),
            cure: "take it out there first",
        })
    }

    /// Sees that it is in one of some states.
    ///
    /// # Errors
    /// With what can be done instead.
    pub fn require(&self, states: &[RunState], cure: &'static str) -> Result<(), OfficeError> {
        if states.contains(&self.state) {
            return Ok(());
        }
        Err(OfficeError::State { what: "the run", state: self.state.name().to_owned(), cure })
    }
}

/// A step that was done.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct StepDone {
    /// Its number in the run.
    pub n: i64,
    /// Its name: `levels`, `distribution`, `documents`, `submit`, `approve`, `return`, `reopen`, `gather`,
    /// `leave`, `number`, `final`, `number-late`, `issued`.
    pub step: String,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub author: String,
    /// JSON: what came of it.
    pub result: String,
}

impl StepDone {
    /// The hash of the whole step. The audit log notes it, so that a step cannot be changed without its chain.
    pub fn seal(&self) -> String {
        let at = self.at.to_rfc3339_opts(SecondsFormat::Micros, true);
        link(START, &[&self.n.to_string(), &self.step, &at, &self.author, &self.result])
    }

    /// What came of it.
    ///
    /// # Errors
    /// Where it is of another kind.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, OfficeError> {
        serde_json::from_str(&self.result).map_err(|error| OfficeError::damaged("step of a run", error))
    }
}

const RUNS: &str = "SELECT id, company, programme, period, channels, state, plan, lead, known_seq, left_seq, \
                    created_by, created_at, changed_at FROM runs";

/// What a run shall settle.
#[derive(Clone, Debug)]
pub struct NewRun {
    /// The programme.
    pub programme: String,
    /// The period.
    pub period: String,
    /// The sales channels; none for all.
    pub channels: Vec<String>,
}

impl Office {
    /// Begins a run.
    ///
    /// # Errors
    /// Where no released plan is valid for the period, or another run settles the same.
    pub async fn begin_run(&self, author: &Author, new: &NewRun) -> Result<String, OfficeError> {
        self.allow(author, Action::CalculateRun, ObjectKind::Company, &author.company, &[])?;
        let (plan, period) = self.period_of(&author.company, &new.programme, &new.period).await?;
        self.check_channels(&author.company, new).await?;
        let name = period.to_string();
        let mut learning = self.learn(author, "run").await?;
        let sql = format!("{RUNS} WHERE company = $1 AND programme = $2 AND period = $3 AND state <> 'withdrawn'");
        let same: Vec<RunRow> = learning
            .tx
            .all(compline_store::AssertSqlSafe(sql), values![&author.company, &new.programme, &name])
            .await?;
        for row in same {
            let run = row.run()?;
            let overlap = run.channels.is_empty()
                || new.channels.is_empty()
                || run.channels.iter().any(|channel| new.channels.contains(channel));
            if overlap {
                return Err(OfficeError::State {
                    what: "the period",
                    state: "being settled by another run".to_owned(),
                    cure: "go on with that run, or withdraw it",
                });
            }
        }
        let id = uuid::Uuid::now_v7().to_string();
        let channels = serde_json::to_string(&new.channels).map_err(|error| OfficeError::damaged("run", error))?;
        let values = values![
            &id,
            &author.company,
            &new.programme,
            &name,
            channels,
            "ordinary",
            RunState::Open.name(),
            &plan.id,
            0_i64,
            0_i64,
            &author.user,
            learning.at,
            learning.at
        ];
        learning
            .tx
            .run(
                "INSERT INTO runs (id, company, programme, period, channels, kind, state, plan, known_seq, left_seq, \
                 created_by, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
                values,
            )
            .await?;
        let note = serde_json::json!({ "period": name, "channels": new.channels, "plan": plan.id });
        learning.note("begin-run", ObjectKind::Run, &id, &note).await?;
        learning.commit().await?;
        Ok(id)
    }

    /// The sales channels that a programme's plan of today declares; none where its field takes any text.
    ///
    /// # Errors
    /// Where there is no plan.
    pub async fn channels(&self, company: &str, programme: &Programme) -> Result<Vec<String>, OfficeError> {
        let Some(name) = &programme.channel_field else { return Ok(Vec::new()) };
        let plan = self.plan_for(company, &programme.id, self.clock().today()).await?;
        let program = &self.compiled(&plan).await?.program;
        let mut out: Vec<String> = Vec::new();
        for field in program.events.iter().flat_map(|event| &event.fields).filter(|field| field.name == *name) {
            if let Kind::Word(words) = field.ty.kind
                && let Some(words) = program.words.get(words.index())
            {
                let new: Vec<String> = words.words.iter().filter(|word| !out.contains(*word)).cloned().collect();
                out.extend(new);
            }
        }
        Ok(out)
    }

    async fn check_channels(&self, company: &str, new: &NewRun) -> Result<(), OfficeError> {
        if new.channels.is_empty() {
            return Ok(());
        }
        let programme = self.programme(company, &new.programme).await?;
        if programme.channel_field.is_none() {
            return Err(OfficeError::field("channels", "error-no-channels"));
        }
        let known = self.channels(company, &programme).await?;
        match new.channels.iter().find(|channel| !known.is_empty() && !known.contains(channel)) {
            Some(unknown) => Err(OfficeError::Input(vec![
                FieldError::new("channels", "error-channel-unknown").with("channel", unknown),
            ])),
            None => Ok(()),
        }
    }

    /// A run.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn run(&self, company: &str, id: &str) -> Result<Run, OfficeError> {
        let sql = format!("{RUNS} WHERE company = $1 AND id = $2");
        let found: Option<RunRow> = self.db().first(compline_store::AssertSqlSafe(sql), values![company, id]).await?;
        self.with_calendar(found.ok_or_else(|| OfficeError::missing("run", id))?.run()?).await
    }

    /// A run with the calendar of its plan.
    async fn with_calendar(&self, run: Run) -> Result<Run, OfficeError> {
        let calendar = self.calendar_of(&run.company, &run.plan).await?;
        Ok(Run { calendar, ..run })
    }

    /// The runs of a company, the latest first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn runs(&self, company: &str) -> Result<Vec<Run>, OfficeError> {
        let sql = format!("{RUNS} WHERE company = $1 ORDER BY period DESC, created_at DESC");
        let found: Vec<RunRow> = self.db().all(compline_store::AssertSqlSafe(sql), values![company]).await?;
        let mut out = Vec::with_capacity(found.len());
        for row in found {
            out.push(self.with_calendar(row.run()?).await?);
        }
        Ok(out)
    }

    /// The latest run of a programme that settled a period before this run's and is not withdrawn.
    ///
    /// # Errors
    /// Of the database.
    pub async fn run_before(&self, run: &Run) -> Result<Option<Run>, OfficeError> {
        let before = run.period()?.back(1).to_string();
        let sql = format!(
            "{RUNS} WHERE company = $1 AND programme = $2 AND period = $3 AND state <> 'withdrawn' AND known_seq > 0 \
             ORDER BY created_at DESC LIMIT 1"
        );
        let values = values![&run.company, &run.programme, before];
        let found: Option<RunRow> = self.db().first(compline_store::AssertSqlSafe(sql), values).await?;
        match found {
            Some(row) => Ok(Some(self.with_calendar(row.run()?).await?)),
            None => Ok(None),
        }
    }

    /// The steps of a run, the latest first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn steps(&self, run: &str) -> Result<Vec<StepDone>, OfficeError> {
        let sql = "SELECT n, step, at, author, result FROM run_results WHERE run = $1 ORDER BY n DESC";
        Ok(self.db().all(sql, values![run]).await?)
    }

    /// Commits after the run's facts that it was not told to leave: how many. More than none is *stale*.
    ///
    /// # Errors
    /// Of the database.
    pub async fn staleness(&self, run: &Run) -> Result<i64, OfficeError> {
        let open = run.known > 0 && run.state < RunState::Finalising;
        if !open {
            return Ok(0);
        }
        let mut count = self.changes_after(&run.company, &run.programme, run.left).await?;
        for id in self.gathered(run).await? {
            let other = self.run(&run.company, &id).await?;
            count += self.changes_after(&other.company, &other.programme, other.left).await?;
        }
        Ok(count)
    }

    /// Leaves facts that came after the computation to the next run.
    ///
    /// # Errors
    /// Where the run is final.
    pub async fn leave_to_next(&self, author: &Author, id: &str) -> Result<(), OfficeError> {
        self.allow(author, Action::CalculateRun, ObjectKind::Run, id, &[])?;
        let mut step = self.step(author, id, "leave").await?;
        step.run.require(&[RunState::Ranked, RunState::Distributed, RunState::Documented], "reopen it first")?;
        let left = step.learning.seq;
        step.learning.tx.run("UPDATE runs SET left_seq = $2 WHERE id = $1", values![id, left]).await?;
        let state = step.run.state;
        step.done(state, &serde_json::json!({ "left": left })).await
    }

    /// Submits a run to somebody else's approval.
    ///
    /// # Errors
    /// Where there are no drafts yet, or the run is stale.
    pub async fn submit_run(&self, author: &Author, id: &str, remark: &str) -> Result<(), OfficeError> {
        self.allow(author, Action::SubmitRun, ObjectKind::Run, id, &[])?;
        let step = self.step(author, id, "submit").await?;
        step.run.require(&[RunState::Documented], "make the documents first")?;
        if self.staleness(&step.run).await? > 0 {
            return Err(OfficeError::State {
                what: "the run",
                state: "stale".to_owned(),
                cure: "compute it again, or leave the later facts to the next run",
            });
        }
        step.done(RunState::Submitted, &serde_json::json!({ "remark": remark })).await
    }

    /// Approves a run: not whoever computed, distributed or submitted it.
    ///
    /// # Errors
    /// Where the same person did one of these.
    pub async fn approve_run(&self, author: &Author, id: &str, seen: &[String]) -> Result<(), OfficeError> {
        let made_by = self.made_by(id).await?;
        let made_by: Vec<&str> = made_by.iter().map(String::as_str).collect();
        self.allow(author, Action::ApproveRun, ObjectKind::Run, id, &made_by)?;
        let step = self.step(author, id, "approve").await?;
        step.run.require(&[RunState::Submitted], "it has to be submitted first")?;
        step.done(RunState::Approved, &serde_json::json!({ "seen": seen })).await
    }

    /// Gives a run back with a reason.
    ///
    /// # Errors
    /// Without a reason.
    pub async fn return_run(&self, author: &Author, id: &str, reason: &str) -> Result<(), OfficeError> {
        self.allow(author, Action::ReturnRun, ObjectKind::Run, id, &[])?;
        if reason.trim().is_empty() {
            return Err(OfficeError::field("reason", "error-reason-missing"));
        }
        let step = self.step(author, id, "return").await?;
        step.run.require(&[RunState::Submitted], "only a run that waits for approval can be returned")?;
        step.done(RunState::Documented, &serde_json::json!({ "reason": reason })).await
    }

    /// Opens an approved run once more: its approval is void.
    ///
    /// # Errors
    /// After finalising it is never possible.
    pub async fn reopen_run(&self, author: &Author, id: &str, reason: &str) -> Result<(), OfficeError> {
        self.allow(author, Action::ReopenRun, ObjectKind::Run, id, &[])?;
        if reason.trim().is_empty() {
            return Err(OfficeError::field("reason", "error-reason-missing"));
        }
        let step = self.step(author, id, "reopen").await?;
        step.run.require(
            &[RunState::Submitted, RunState::Approved],
            "a run that is final stays so; correct it by a reversal in the next run",
        )?;
        step.done(RunState::Documented, &serde_json::json!({ "reason": reason })).await
    }

    /// Gives a run up.
    ///
    /// # Errors
    /// Where its numbers are given.
    pub async fn withdraw_run(&self, author: &Author, id: &str, reason: &str) -> Result<(), OfficeError> {
        self.allow(author, Action::CalculateRun, ObjectKind::Run, id, &[])?;
        let step = self.step(author, id, "withdraw").await?;
        let states = [RunState::Open, RunState::Ranked, RunState::Distributed, RunState::Documented];
        step.run.require(&states, "return or reopen it first; a run that is final stays so")?;
        step.done(RunState::Withdrawn, &serde_json::json!({ "reason": reason })).await
    }

    /// Everybody who computed or submitted a run.
    ///
    /// # Errors
    /// Of the database.
    pub async fn made_by(&self, run: &str) -> Result<Vec<String>, OfficeError> {
        let sql = "SELECT DISTINCT author FROM run_results \
                   WHERE (run = $1 OR run IN (SELECT id FROM runs WHERE lead = $1)) AND step IN ('levels', 'distribution', 'documents', 'submit', 'leave', 'gather')";
        let found: Vec<(String,)> = self.db().all(sql, values![run]).await?;
        Ok(found.into_iter().map(|(author,)| author).collect())
    }

    /// Begins a step: a transaction in which the run is as it is now and stays so.
    pub(crate) async fn step(&self, author: &Author, id: &str, name: &'static str) -> Result<Step, OfficeError> {
        // Looked up before the transaction begins: what a run's plan is never changes.
        let calendar = self.run(&author.company, id).await?.calendar;
        let mut learning = self.learn(author, name).await?;
        let run = Run { calendar, ..locked(&mut learning.tx, &author.company, id).await? };
        run.own()?;
        Ok(Step { learning, run, name })
    }
}

/// The run in a transaction. The company's commit number is taken already, so nobody else changes a run of it.
async fn locked(tx: &mut Tx, company: &str, id: &str) -> Result<Run, OfficeError> {
    let sql = format!("{RUNS} WHERE company = $1 AND id = $2");
    let found: Option<RunRow> = tx.first(compline_store::AssertSqlSafe(sql), values![company, id]).await?;
    found.ok_or_else(|| OfficeError::missing("run", id))?.run()
}

/// A step of a run that is being done.
#[derive(Debug)]
pub(crate) struct Step {
    /// The transaction.
    pub(crate) learning: Learning,
    /// The run as it was when the step began.
    pub(crate) run: Run,
    name: &'static str,
}

impl Step {
    /// Ends the step: state, result and audit entry, with everything that was written before, or nothing of it.
    pub(crate) async fn done(mut self, state: RunState, result: &(impl Serialize + Sync)) -> Result<(), OfficeError> {
        let json = serde_json::to_string(result).map_err(|error| OfficeError::damaged("step of a run", error))?;
        let learning = &mut self.learning;
        let count = "SELECT COALESCE(MAX(n), 0) + 1 FROM run_results WHERE run = $1";
        let n = learning.tx.number(count, values![&self.run.id]).await?;
        let done = StepDone {
            n,
            step: self.name.to_owned(),
            at: learning.at.trunc_subsecs(6),
            author: learning.author.user.clone(),
            result: json.clone(),
        };
        let values = values![&self.run.company, &self.run.id, n, self.name, learning.at, &learning.author.user, json];
        let sql =
            "INSERT INTO run_results (company, run, n, step, at, author, result) VALUES ($1, $2, $3, $4, $5, $6, $7)";
        learning.tx.run(sql, values).await?;
        let sql = "UPDATE runs SET state = $2, changed_at = $3 WHERE id = $1";
        learning.tx.run(sql, values![&self.run.id, state.name(), learning.at]).await?;
        // Runs that are gathered go the way of the one that leads: their statements are the same documents.
        let (of_others, free) = match state {
            RunState::Open | RunState::Ranked | RunState::Distributed => (RunState::Distributed, false),
            RunState::Withdrawn => (RunState::Distributed, true),
            state => (state, false),
        };
        let sql = "UPDATE runs SET state = $2, changed_at = $3 WHERE lead = $1 AND state <> $2";
        learning.tx.run(sql, values![&self.run.id, of_others.name(), learning.at]).await?;
        if free {
            learning.tx.run("UPDATE runs SET lead = NULL WHERE lead = $1", values![&self.run.id]).await?;
        }
        // With the step ends the job that did it: nobody begins it once more after a crash.
        let kind = match self.name {
            "final" => "finalise",
            "issued" => "issue",
            name => name,
        };
        let sql = "UPDATE jobs SET state = 'done', ended_at = $4 WHERE company = $1 AND object = $2 AND kind = $3 AND state = 'running'";
        learning.tx.run(sql, values![&self.run.company, &self.run.id, kind, Utc::now()]).await?;
        let note = serde_json::json!({ "step": n, "seal": done.seal() });
        learning.note(self.name, ObjectKind::Run, &self.run.id, &note).await?;
        self.learning.commit().await?;
        Ok(())
    }
}
