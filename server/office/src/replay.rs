//! Replay: a run is computed once more from what was kept of it, and everything is compared, hash by hash.
//!
//! Nothing that was computed before is taken from memory: the plan is compiled from its stored text, the inputs are read
//! from the archive, the tables of the result are written again and the documents are rendered again. What is found is
//! a list of comparisons; for the first difference in each it says where it is. It changes nothing but the audit log,
//! which notes what came of it; the whole report lies in the archive.

mod differ;
mod documents;
mod prior;
mod tables;

use crate::compute::Computed;
use crate::error::OfficeError;
use crate::levels::{DistributionDone, LevelsDone, edition};
use crate::office::Office;
use crate::plans::PlanVersion;
use crate::progress::Progress;
use crate::runs::{Run, RunState, StepDone};
use crate::who::Author;
use compline_policy::{Action, ObjectKind};
use compline_store::{ArchiveError, FromRow, hash, values};
pub use differ::first_difference;
use differ::short;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// A step of the run: what the audit log notes of it.
    Step,
    /// The list of the inputs.
    Inputs,
    /// A file of the inputs.
    InputFile,
    /// Lines for closed periods, found once more from what they were found from.
    Prior,
    /// A closed run as it stands since a correction that this run posted.
    Restated,
    /// The text of the plan.
    Plan,
    /// The edition of the language that the plan is written in.
    Edition,
    /// The result that the levels had.
    Levels,
    /// The result of the distribution.
    Result,
    /// The network as a settlement context sees it.
    Snapshot,
    /// A file of the result.
    ResultFile,
    /// Ranks and totals by partner.
    Partners,
    /// What the period leaves to the next one.
    States,
    /// What bonuses that are brought up to date have paid.
    Paid,
    /// Places that a rule of the plan gave.
    Places,
    /// What a document says.
    Document,
    /// A document as it was issued.
    Pdf,
}

impl What {
    /// All of them, in the order in which they are compared.
    pub const ALL: [Self; 17] = [
        Self::Step,
        Self::Inputs,
        Self::InputFile,
        Self::Prior,
        Self::Restated,
        Self::Plan,
        Self::Edition,
        Self::Levels,
        Self::Result,
        Self::Snapshot,
        Self::ResultFile,
        Self::Partners,
        Self::States,
        Self::Paid,
        Self::Places,
        Self::Document,
        Self::Pdf,
    ];

    /// Its name in reports and keys of the catalogue.
    pub fn name(self) -> &'static str {
        match self {
            Self::Step => "step",
            Self::Inputs => "inputs",
            Self::InputFile => "input-file",
            Self::Prior => "prior",
            Self::Restated => "restated",
            Self::Plan => "plan",
            Self::Edition => "edition",
            Self::Levels => "levels",
            Self::Result => "result",
            Self::Snapshot => "snapshot",
            Self::ResultFile => "result-file",
            Self::Partners => "partners",
            Self::States => "states",
            Self::Paid => "paid",
            Self::Places => "places",
            Self::Document => "document",
            Self::Pdf => "pdf",
        }
    }
}

/// What a comparison found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The same bytes.
    Same,
    /// Other bytes with the same rows: another version of the program writes the same table otherwise.
    SameRows,
    /// Other bytes of a PDF whose content is the same: another version of the program sets it otherwise. What was issued lies
    /// in the archive as it was.
    SameContent,
    /// Something else.
    Different,
    /// What was kept is not there any more, or cannot be read.
    Missing,
    /// It could not be made again.
    Failed,
    /// The run is of an earlier version, which noted nothing to compare with.
    Unnoted,
}

impl Verdict {
    /// Its name in reports and keys of the catalogue.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::SameRows => "same-rows",
            Self::SameContent => "same-content",
            Self::Different => "different",
            Self::Missing => "missing",
            Self::Failed => "failed",
            Self::Unnoted => "unnoted",
        }
    }

    /// Whether nothing is wrong.
    pub fn is_good(self) -> bool {
        matches!(self, Self::Same | Self::SameRows | Self::SameContent | Self::Unnoted)
    }
}

/// One comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// What.
    pub what: What,
    /// The run that it is of: the replayed one, or one that is gathered into it.
    pub run: String,
    /// Which one of several: a file, a settlement context, a document's number.
    pub name: String,
    /// What was noted: a hash, mostly.
    pub expected: Option<String>,
    /// What is found now.
    pub found: Option<String>,
    /// What came of it.
    pub verdict: Verdict,
    /// The first difference.
    pub first: Option<Difference>,
}

/// The first place at which two things differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Where: a row, a partner, a field.
    pub at: String,
    /// What was kept.
    pub expected: String,
    /// What is found now; where nothing could be made, why.
    pub found: String,
}

/// What a replay found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replay {
    /// The run.
    pub run: String,
    /// Its programme.
    pub programme: String,
    /// Its period.
    pub period: String,
    /// Its state.
    pub state: String,
    /// Whether everything is as it was.
    pub same: bool,
    /// The version of the program that computed the run, where it was noted.
    pub computed_with: Option<String>,
    /// The version of the program that replayed it.
    pub replayed_with: String,
    /// How many things of each kind were compared, and are as they were.
    pub counts: BTreeMap<What, Count>,
    /// The comparisons; documents that are as they were are only counted.
    pub compared: Vec<Compared>,
}

/// How many things were compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// All of them.
    pub all: u64,
    /// Those in which nothing is wrong.
    pub good: u64,
    /// Those of them that have other bytes and say the same. Replays of earlier versions know of none.
    #[serde(default)]
    pub otherwise: u64,
}

impl Replay {
    /// How many PDFs have the same content and are set otherwise.
    pub fn set_otherwise(&self) -> u64 {
        self.counts.get(&What::Pdf).map_or(0, |count| count.otherwise)
    }

    /// The comparisons in which something is wrong.
    pub fn wrong(&self) -> impl Iterator<Item = &Compared> {
        self.compared.iter().filter(|one| !one.verdict.is_good())
    }

    fn add(&mut self, one: Compared) {
        let good = one.verdict.is_good();
        let count = self.counts.entry(one.what).or_default();
        count.all = count.all.saturating_add(1);
        count.good = count.good.saturating_add(u64::from(good));
        let otherwise = matches!(one.verdict, Verdict::SameRows | Verdict::SameContent);
        count.otherwise = count.otherwise.saturating_add(u64::from(otherwise));
        self.same &= good;
        if !(good && matches!(one.what, What::Document | What::Pdf)) {
            self.compared.push(one);
        }
    }
}

/// A replay that was done.
#[derive(Clone, Debug, FromRow)]
struct Noted {
    details: String,
}

/// What the audit log says of a replay.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Note {
    same: bool,
    compared: u64,
    wrong: u64,
    report: String,
}

impl Office {
    /// Asks for a run to be replayed.
    ///
    /// # Errors
    /// Before its levels are computed.
    pub async fn ask_replay(&self, author: &Author, id: &str) -> Result<String, OfficeError> {
        self.allow(author, Action::ReplayRun, ObjectKind::Run, id, &[])?;
        computed(&self.run(&author.company, id).await?)?;
        self.ask(author, "replay", id).await
    }

    /// What the last replay of a run found, where there was one.
    ///
    /// # Errors
    /// Where its report is missing from the archive or has changed.
    pub async fn last_replay(&self, company: &str, run: &str) -> Result<Option<Replay>, OfficeError> {
        let sql = "SELECT details FROM audit WHERE company = $1 AND kind = 'run' AND object = $2 AND action = 'replay-run' \
                   ORDER BY seq DESC LIMIT 1";
        let found: Option<Noted> = self.db().first(sql, values![company, run]).await?;
        let Some(found) = found else { return Ok(None) };
        let read = |error: serde_json::Error| OfficeError::damaged("report of a replay", error);
        let note: Note = serde_json::from_str(&found.details).map_err(read)?;
        let report = self.archive().get(&note.report).await?;
        serde_json::from_slice(&report).map(Some).map_err(read)
    }

    /// Replays a run, files the report and notes it in the audit log.
    ///
    /// # Errors
    /// Before its levels are computed, or where it is cancelled; differences are no errors but what is found.
    pub async fn replay(&self, author: &Author, id: &str, progress: &Progress) -> Result<Replay, OfficeError> {
        let found = self.replayed(&author.company, id, progress).await?;
        let json = serde_json::to_vec(&found).map_err(|error| OfficeError::damaged("report of a replay", error))?;
        let report = self.archive().put(json).await?;
        let sum = |of: fn(&Count) -> u64| found.counts.values().map(of).fold(0_u64, u64::saturating_add);
        let (compared, good) = (sum(|count| count.all), sum(|count| count.good));
        let note = Note { same: found.same, compared, wrong: compared.saturating_sub(good), report };
        self.note(author, "replay-run", ObjectKind::Run.name(), id, &note).await?;
        Ok(found)
    }

    async fn replayed(&self, company: &str, id: &str, progress: &Progress) -> Result<Replay, OfficeError> {
        let run = self.run(company, id).await?;
        computed(&run)?;
        let mut found = Replay {
            run: run.id.clone(),
            programme: run.programme.clone(),
            period: run.period.clone(),
            state: run.state.name().to_owned(),
            same: true,
            computed_with: None,
            replayed_with: env!("CARGO_PKG_VERSION").to_owned(),
            counts: BTreeMap::new(),
            compared: Vec::new(),
        };
        let mut runs = vec![run.clone()];
        for id in self.gathered(&run).await? {
            runs.push(self.run(company, &id).await?);
        }
        let mut made: BTreeMap<String, Arc<Computed>> = BTreeMap::new();
        for one in &runs {
            if let Some(computed) = self.replay_one(one, &mut found, progress).await? {
                made.insert(one.id.clone(), computed);
            }
        }
        // The documents of a run that is gathered are those of the run that leads it.
        if run.state == RunState::Final && run.lead.is_none() && made.len() == runs.len() {
            self.replay_documents(&run, &made, &mut found, progress).await?;
        }
        Ok(found)
    }

    /// Replays one run; what it comes to, where it could be computed.
    async fn replay_one(
        &self,
        run: &Run,
        found: &mut Replay,
        progress: &Progress,
    ) -> Result<Option<Arc<Computed>>, OfficeError> {
        progress.tell("comparing", 0, 1);
        progress.check()?;
        let steps = self.steps(&run.id).await?;
        self.replay_steps(run, &steps, found).await?;
        let find = |name: &str| steps.iter().find(|step| step.step == name);
        let (Some(levels), distribution) = (find("levels"), find("distribution")) else { return Ok(None) };
        // A distribution of levels that were computed once more since is void.
        let distribution = distribution.filter(|step| step.n > levels.n);
        let levels: LevelsDone = levels.read()?;
        let distribution: Option<DistributionDone> = distribution.map(StepDone::read).transpose()?;
        let version = self.plan_version(&run.company, &run.plan).await?;
        let whole = self.replay_inputs(run, &levels, (&version, distribution.as_ref()), found).await?;
        if !whole {
            return Ok(None);
        }
        let computed = match self.compute_anew(run, &levels, &version, progress).await {
            Ok(computed) => Arc::new(computed),
            Err(OfficeError::Cancelled) => return Err(OfficeError::Cancelled),
            Err(error) => {
                found.add(failed(What::Result, run, "", Some(levels.result), &error));
                return Ok(None);
            }
        };
        found.add(compared(What::Levels, run, "", Some(levels.result.clone()), computed.result.clone()));
        self.replay_partners(run, &computed, distribution.is_some(), found).await?;
        if let Some(distribution) = &distribution {
            if let Some(program) = &distribution.program {
                found.computed_with.get_or_insert_with(|| program.clone());
            }
            found.add(compared(What::Result, run, "", Some(distribution.result.clone()), computed.result.clone()));
            self.replay_files(run, distribution, &computed, found, progress).await?;
        }
        if run.state == RunState::Final {
            self.replay_tables(run, (&levels.inputs, &computed), found).await?;
            self.replay_restated(run, &levels, found).await?;
        }
        Ok(Some(computed))
    }

    /// The steps as the audit log notes them.
    async fn replay_steps(&self, run: &Run, steps: &[StepDone], found: &mut Replay) -> Result<(), OfficeError> {
        let noted: BTreeMap<i64, String> = self.noted_steps(&run.company, &run.id).await?.into_iter().collect();
        for step in steps.iter().rev() {
            let name = format!("{} {}", step.n, step.step);
            let one = match noted.get(&step.n) {
                Some(seal) => compared(What::Step, run, &name, Some(seal.clone()), step.seal()),
                None => missing(What::Step, run, &name, step.seal(), "the audit log does not note it"),
            };
            found.add(one);
        }
        Ok(())
    }

    /// The inputs and the plan; whether there is all that it takes to compute the run.
    async fn replay_inputs(
        &self,
        run: &Run,
        levels: &LevelsDone,
        (version, distribution): (&PlanVersion, Option<&DistributionDone>),
        found: &mut Replay,
    ) -> Result<bool, OfficeError> {
        let mut whole = self.replay_file(What::Inputs, run, "", &levels.inputs, found).await?;
        if !whole {
            return Ok(false);
        }
        let inputs = self.read_inputs(&levels.inputs).await?;
        for (name, hash) in &inputs.files {
            whole &= self.replay_file(What::InputFile, run, name, hash, found).await?;
        }
        whole &= self.replay_prior(run, &inputs, found).await?;
        let text = hash(version.text.as_bytes());
        found.add(compared(What::Plan, run, &format!("{} {}", version.name, version.version), Some(inputs.plan), text));
        if let Some(distribution) = distribution {
            let now = edition(&version.text).unwrap_or_default();
            found.add(compared(What::Edition, run, "", distribution.edition.clone(), now));
        }
        Ok(whole)
    }

    /// A file of the archive; whether it is what its name says.
    async fn replay_file(
        &self,
        what: What,
        run: &Run,
        name: &str,
        hash: &str,
        found: &mut Replay,
    ) -> Result<bool, OfficeError> {
        let one = match self.archive().get(hash).await {
            Ok(_) => compared(what, run, name, Some(hash.to_owned()), hash.to_owned()),
            Err(ArchiveError::Changed { found, .. }) => compared(what, run, name, Some(hash.to_owned()), found),
            Err(error) => missing(what, run, name, hash.to_owned(), &error.to_string()),
        };
        let good = one.verdict.is_good();
        found.add(one);
        Ok(good)
    }

    /// Computes a run from its inputs with its plan, both as they were kept.
    async fn compute_anew(
        &self,
        run: &Run,
        levels: &LevelsDone,
        version: &PlanVersion,
        progress: &Progress,
    ) -> Result<Computed, OfficeError> {
        let plan = self.compiled_anew(version).await?;
        let inputs = self.read_inputs(&levels.inputs).await?;
        self.compute_once(plan, &inputs, run.period()?, progress).await
    }

    /// The networks and the files of the result, which are written once more.
    async fn replay_files(
        &self,
        run: &Run,
        distribution: &DistributionDone,
        computed: &Arc<Computed>,
        found: &mut Replay,
        progress: &Progress,
    ) -> Result<(), OfficeError> {
        let (folder, summary) = self.write_result(Arc::clone(computed), progress).await?;
        for context in &summary.contexts {
            let expected = distribution.snapshots.get(&context.context).cloned();
            found.add(compared(What::Snapshot, run, &context.context, expected, context.snapshot.to_string()));
        }
        for (name, expected) in &distribution.snapshots {
            if !summary.contexts.iter().any(|context| context.context == *name) {
                found.add(missing(What::Snapshot, run, name, expected.clone(), "there is no such context now"));
            }
        }
        let mut written = BTreeMap::new();
        let read = |error: std::io::Error| OfficeError::File(format!("cannot read the scratch folder: {error}"));
        for entry in std::fs::read_dir(folder.path()).map_err(read)? {
            let path = entry.map_err(read)?.path();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            written.insert(name, path);
        }
        let total = distribution.files.len() as u64;
        for (at, (name, expected)) in (0_u64..).zip(&distribution.files) {
            progress.tell("comparing", at, total);
            progress.check()?;
            let Some(path) = written.remove(name) else {
                found.add(missing(What::ResultFile, run, name, expected.clone(), "there is no such file now"));
                continue;
            };
            let now = hash(&std::fs::read(&path).map_err(read)?);
            // The file that was kept has to be what its name says, too.
            match self.archive().get(expected).await {
                Ok(_) => {}
                Err(ArchiveError::Changed { found: other, .. }) => {
                    found.add(compared(What::ResultFile, run, name, Some(expected.clone()), other));
                    continue;
                }
                Err(error) => {
                    found.add(missing(What::ResultFile, run, name, expected.clone(), &error.to_string()));
                    continue;
                }
            }
            let mut one = compared(What::ResultFile, run, name, Some(expected.clone()), now);
            if one.verdict == Verdict::Different {
                let kept = self.archive().path(expected)?;
                let compare = tokio::task::spawn_blocking(move || first_difference(&kept, &path));
                match compare.await?? {
                    Some(first) => one.first = Some(first),
                    None => one.verdict = Verdict::SameRows,
                }
            }
            found.add(one);
        }
        for (name, path) in written {
            let now = hash(&std::fs::read(&path).map_err(read)?);
            let mut one = compared(What::ResultFile, run, &name, None, now);
            one.verdict = Verdict::Different;
            found.add(one);
        }
        Ok(())
    }
}

fn computed(run: &Run) -> Result<(), OfficeError> {
    if run.known > 0 {
        return Ok(());
    }
    let cure = "compute its levels first; what is not computed cannot be replayed";
    Err(OfficeError::State { what: "the run", state: run.state.name().to_owned(), cure })
}

/// Two texts side by side; without an expected one there is nothing to compare with.
fn compared(what: What, run: &Run, name: &str, expected: Option<String>, found: String) -> Compared {
    let verdict = match &expected {
        None => Verdict::Unnoted,
        Some(expected) if *expected == found => Verdict::Same,
        Some(_) => Verdict::Different,
    };
    Compared { what, run: run.id.clone(), name: name.to_owned(), expected, found: Some(found), verdict, first: None }
}

/// Something that was kept and is not there now.
fn missing(what: What, run: &Run, name: &str, expected: String, cause: &str) -> Compared {
    let first = Difference { at: name.to_owned(), expected: String::new(), found: short(cause) };
    let (run, name) = (run.id.clone(), name.to_owned());
    Compared { what, run, name, expected: Some(expected), found: None, verdict: Verdict::Missing, first: Some(first) }
}

/// Something that could not be made again.
fn failed(what: What, run: &Run, name: &str, expected: Option<String>, error: &OfficeError) -> Compared {
    let first = Difference { at: name.to_owned(), expected: String::new(), found: short(&error.to_string()) };
    let (run, name) = (run.id.clone(), name.to_owned());
    Compared { what, run, name, expected, found: None, verdict: Verdict::Failed, first: Some(first) }
}
