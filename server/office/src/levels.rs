//! Levels and distribution: what a run computes.

mod list;

pub use list::{RunCounts, RunFilter};

use crate::compute::{Computed, Notice};
use crate::error::OfficeError;
use crate::inputs::{Assumed, Inputs, Supposed, Wanted};
use crate::office::Office;
use crate::plans::CompiledPlan;
use crate::prior::Prior;
use crate::progress::Progress;
use crate::runs::{Run, RunState};
use crate::who::Author;
use compline_compiler::program::{ColumnId, Definition, Kind, NONE, Reach, Space, UnitKind};
use compline_policy::{Action, ObjectKind};
use compline_runtime::booked::Shown;
use compline_runtime::calendar;
use compline_runtime::hash::ContentHash;
use compline_runtime::write::{self, Format, Settlement};
use compline_store::{FromRow, Value, seal, values};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use tempfile::TempDir;

/// What the step `levels` left.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LevelsDone {
    /// The hash of the inputs.
    pub inputs: String,
    /// The hash of the result.
    pub result: String,
    /// The commit up to which facts are in it.
    pub known: i64,
    /// Partners.
    pub partners: i64,
    /// Partners whose rank is lower than in the run before.
    pub lost: i64,
    /// Partners whose rank is higher than in the run before.
    pub gained: i64,
    /// Partners whose value was set by hand.
    pub manual: i64,
    /// Active ones; nothing where the plan does not say who is active.
    pub active: Option<i64>,
    /// Partners by rank, from the lowest.
    pub ranks: Vec<(String, i64)>,
    /// What was noticed.
    pub warnings: Vec<Notice>,
    /// Places that the plan's rule gave.
    #[serde(default)]
    pub given: i64,
    /// Partners who have no place yet in a tree with a rule.
    #[serde(default)]
    pub unplaced: i64,
    /// The hash of the rows by partner that the step wrote.
    #[serde(default)]
    pub rows: Option<String>,
}

/// What the step `distribution` left.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DistributionDone {
    /// The hash of the inputs.
    pub inputs: String,
    /// The hash of the result.
    pub result: String,
    /// Files of the result in the archive.
    pub files: BTreeMap<String, String>,
    /// How many lines.
    pub lines: i64,
    /// What is paid, in the currency's smallest unit.
    pub paid: i64,
    /// Sums by bonus, pool and cap.
    pub sums: BTreeMap<String, i64>,
    /// Partners with a total.
    pub partners: i64,
    /// The volume that it is paid for: the first amount of every event of the period, in the smallest unit.
    pub turnover: i64,
    /// By settlement context the hash of its snapshot. Runs of earlier versions have none.
    #[serde(default)]
    pub snapshots: BTreeMap<String, String>,
    /// The edition of the language that the plan is written in.
    #[serde(default)]
    pub edition: Option<String>,
    /// The version of the program that computed it.
    #[serde(default)]
    pub program: Option<String>,
    /// The hash of the rows by partner that the step wrote.
    #[serde(default)]
    pub rows: Option<String>,
}

/// A partner in a run.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct RunPartner {
    /// The partner.
    pub partner: String,
    /// The owner.
    pub person: String,
    /// The place of its rank in the ladder.
    pub rank_place: Option<i64>,
    /// The rank that it is paid by.
    pub rank: Option<String>,
    /// The rank reached by the rule.
    pub reached: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// The place of the rank in the run before.
    pub before_place: Option<i64>,
    /// The rank in the run before.
    pub before: Option<String>,
    /// Whether a value was set by hand.
    pub manual: bool,
    /// Whether it is active, where the plan has a definition of this name.
    pub active: Option<bool>,
    /// JSON: volumes by name.
    pub volume: Option<String>,
    /// Lines.
    pub lines: i64,
    /// The total.
    pub amount: i64,
}

pub(crate) const COLUMNS: [&str; 14] = [
    "run",
    "partner",
    "person",
    "rank_place",
    "rank",
    "reached",
    "title",
    "before_place",
    "before",
    "manual",
    "active",
    "volume",
    "lines",
    "amount",
];

/// How many volumes a list shows.
const VOLUMES: usize = 3;

impl Office {
    /// Asks for the levels of a run to be computed from what is known now.
    ///
    /// # Errors
    /// Where it waits for approval or is final.
    pub async fn ask_levels(&self, author: &Author, id: &str) -> Result<String, OfficeError> {
        self.allow(author, Action::CalculateRun, ObjectKind::Run, id, &[])?;
        let run = self.run(&author.company, id).await?;
        computable(&run)?;
        self.ask(author, "levels", id).await
    }

    /// Asks for the sales of a run to be distributed.
    ///
    /// # Errors
    /// Before its levels are computed.
    pub async fn ask_distribution(&self, author: &Author, id: &str) -> Result<String, OfficeError> {
        self.allow(author, Action::DistributeRun, ObjectKind::Run, id, &[])?;
        let run = self.run(&author.company, id).await?;
        computable(&run)?;
        if run.state == RunState::Open {
            run.require(&[RunState::Ranked], "compute the levels first")?;
        }
        self.ask(author, "distribution", id).await
    }

    pub(crate) async fn compute_levels(
        &self,
        author: &Author,
        id: &str,
        progress: &Progress,
    ) -> Result<(), OfficeError> {
        let run = self.run(&author.company, id).await?;
        computable(&run)?;
        let known = self.last_commit(&run.company).await?;
        progress.tell("collecting", 0, 1);
        let prior = self.find_prior(&run, known, progress).await?;
        let (inputs, _) = self.run_inputs(&run, known, Assumed::Nothing, &prior).await?;
        progress.check()?;
        let computed = self.computed_from(&run, &inputs, progress).await?;
        let before = self.places_before(&run).await?;
        let partners = partners(&run, &computed, &before, false)?;
        let rows = rows(id, &partners);
        let ladder = ladder(&computed);
        let count = |test: &dyn Fn(&RunPartner) -> bool| partners.iter().filter(|one| test(one)).count() as i64;
        let result = LevelsDone {
            inputs,
            result: computed.result.clone(),
            known,
            partners: partners.len() as i64,
            lost: count(&|one| one.before_place.zip(one.rank_place).is_some_and(|(before, now)| now < before)),
            gained: count(&|one| one.before_place.zip(one.rank_place).is_some_and(|(before, now)| now > before)),
            manual: count(&|one| one.manual),
            active: (count(&|one| one.active.is_some()) > 0).then(|| count(&|one| one.active == Some(true))),
            ranks: (0..).zip(ladder).map(|(place, rank)| (rank, count(&|one| one.rank_place == Some(place)))).collect(),
            warnings: computed.warnings.clone(),
            given: computed.given_places().len() as i64,
            unplaced: computed.unplaced().len() as i64,
            rows: Some(seal(&COLUMNS, &rows)),
        };
        progress.tell("writing", 0, partners.len() as u64);
        progress.check()?;
        let mut step = self.step(author, id, "levels").await?;
        computable(&step.run)?;
        replace(&mut step.learning.tx, id, rows).await?;
        // Statements of a computation before are void.
        step.learning.tx.run("DELETE FROM statements WHERE run = $1", values![id]).await?;
        let sql = "UPDATE runs SET known_seq = $2, left_seq = $2 WHERE id = $1";
        step.learning.tx.run(sql, values![id, known]).await?;
        crate::entries::claim(&mut step.learning.tx, &run, known).await?;
        let corrections = prior.inputs.iter().flat_map(|prior| &prior.corrections).map(|one| one.id.as_str());
        crate::corrections::claim(&mut step.learning.tx, &run, &corrections.collect::<Vec<_>>()).await?;
        step.done(RunState::Ranked, &result).await
    }

    pub(crate) async fn distribute(&self, author: &Author, id: &str, progress: &Progress) -> Result<(), OfficeError> {
        let run = self.run(&author.company, id).await?;
        computable(&run)?;
        let levels: LevelsDone = self.last_step(id, "levels").await?;
        let computed = self.computed_from(&run, &levels.inputs, progress).await?;
        if computed.result != levels.result {
            return Err(OfficeError::damaged(
                "inputs of the run",
                "they give another result than when its levels were computed",
            ));
        }
        let before = self.places_before(&run).await?;
        let partners = partners(&run, &computed, &before, true)?;
        let rows = rows(id, &partners);
        let (files, summary) = self.file_result(Arc::clone(&computed), progress).await?;
        let mut sums = BTreeMap::new();
        for context in &summary.contexts {
            for (name, sum) in &context.sums {
                let sum = minor(*sum)?;
                let all: &mut i64 = sums.entry(name.clone()).or_default();
                *all = all.checked_add(sum).ok_or(OfficeError::Overflow("a bonus"))?;
            }
        }
        let (from, to) = run.days()?;
        let sql = "SELECT CAST(SUM(amount) AS BIGINT) FROM events e WHERE company = $1 AND programme = $2 AND state = 'live' \
                   AND day >= $3 AND day <= $4 AND seq <= $5 AND NOT EXISTS (SELECT 1 FROM events f WHERE f.company = e.company \
                   AND f.programme = e.programme AND f.kind = e.kind AND f.source = e.source AND f.id = e.id AND f.seq > e.seq \
                   AND f.seq <= $5)";
        let turnover = self.db().number(sql, values![&run.company, &run.programme, from, to, levels.known]).await?;
        let result = DistributionDone {
            inputs: levels.inputs,
            result: computed.result.clone(),
            files,
            lines: i64::try_from(summary.counts.lines).unwrap_or(i64::MAX),
            paid: minor(summary.paid)?,
            sums,
            partners: partners.iter().filter(|one| one.amount != 0).count() as i64,
            turnover,
            snapshots: summary.contexts.iter().map(|one| (one.context.clone(), one.snapshot.to_string())).collect(),
            edition: edition(&computed.plan.text),
            program: Some(env!("CARGO_PKG_VERSION").to_owned()),
            rows: Some(seal(&COLUMNS, &rows)),
        };
        progress.check()?;
        let mut step = self.step(author, id, "distribution").await?;
        computable(&step.run)?;
        if step.run.known != levels.known {
            return Err(OfficeError::State {
                what: "the run",
                state: "computed anew meanwhile".to_owned(),
                cure: "distribute once more",
            });
        }
        replace(&mut step.learning.tx, id, rows).await?;
        step.learning.tx.run("DELETE FROM statements WHERE run = $1", values![id]).await?;
        step.done(RunState::Distributed, &result).await
    }

    /// The computed run behind its pages: from memory, or computed once more from the same inputs.
    ///
    /// # Errors
    /// Before its levels are computed, or where the inputs give another result than then.
    pub async fn computed(&self, run: &Run) -> Result<Arc<Computed>, OfficeError> {
        let levels: LevelsDone = self.last_step(&run.id, "levels").await?;
        let computed = self.computed_from(run, &levels.inputs, &Progress::default()).await?;
        if computed.result == levels.result {
            return Ok(computed);
        }
        Err(OfficeError::damaged("inputs of the run", "they give another result than when it was computed"))
    }

    /// What would change for whom if a value were set by hand: partners whose rank or total would be another one.
    ///
    /// # Errors
    /// Where the run is not computed, or the plan does not allow the value.
    pub async fn preview_override(
        &self,
        run: &Run,
        supposed: &Supposed,
    ) -> Result<Vec<(RunPartner, RunPartner)>, OfficeError> {
        self.preview(run, Assumed::Value(supposed)).await
    }

    /// What would change for whom in a run if something else were known: partners now and then.
    pub(crate) async fn preview(
        &self,
        run: &Run,
        assumed: Assumed<'_>,
    ) -> Result<Vec<(RunPartner, RunPartner)>, OfficeError> {
        let now = self.computed(run).await?;
        let prior = self.kept_prior(run).await?;
        let (_, inputs) = self.run_inputs(run, run.known, assumed, &prior).await?;
        let then = self.compute_once(Arc::clone(&now.plan), &inputs, run.period()?, &Progress::default()).await?;
        let none = BTreeMap::new();
        let (now, then) = (partners(run, &now, &none, true)?, partners(run, &then, &none, true)?);
        let mut then: BTreeMap<String, RunPartner> = then.into_iter().map(|one| (one.partner.clone(), one)).collect();
        let pairs = now.into_iter().filter_map(|one| Some((then.remove(&one.partner)?, one)));
        let changed =
            |(a, b): &(RunPartner, RunPartner)| a.rank != b.rank || a.amount != b.amount || a.active != b.active;
        Ok(pairs.map(|(then, now)| (now, then)).filter(changed).collect())
    }

    /// What the last time of a step of a run left.
    ///
    /// # Errors
    /// Where it was not done yet.
    pub async fn last_step<T: serde::de::DeserializeOwned>(&self, run: &str, step: &str) -> Result<T, OfficeError> {
        let sql = "SELECT result FROM run_results WHERE run = $1 AND step = $2 ORDER BY n DESC LIMIT 1";
        let found: Option<(String,)> = self.db().first(sql, values![run, step]).await?;
        let (json,) = found.ok_or_else(|| OfficeError::missing("step", step))?;
        serde_json::from_str(&json).map_err(|error| OfficeError::damaged("step of a run", error))
    }

    async fn run_inputs(
        &self,
        run: &Run,
        known: i64,
        assumed: Assumed<'_>,
        prior: &Prior,
    ) -> Result<(String, Inputs), OfficeError> {
        let version = self.plan_version(&run.company, &run.plan).await?;
        let plan = self.compiled(&version).await?;
        self.inputs_with(run, (&plan, &version.hash), known, assumed, prior).await
    }

    /// The inputs of a run as a plan reads them: its own, or another one to see what that would pay.
    pub(crate) async fn inputs_for(
        &self,
        run: &Run,
        plan: &CompiledPlan,
        hash: &str,
        known: i64,
        assumed: Assumed<'_>,
    ) -> Result<(String, Inputs), OfficeError> {
        let prior = self.kept_prior(run).await?;
        self.inputs_with(run, (plan, hash), known, assumed, &prior).await
    }

    /// The same with what else is posted for closed periods.
    pub(crate) async fn inputs_with(
        &self,
        run: &Run,
        (plan, hash): (&CompiledPlan, &str),
        known: i64,
        assumed: Assumed<'_>,
        prior: &Prior,
    ) -> Result<(String, Inputs), OfficeError> {
        let sql = "SELECT channel_field FROM programmes WHERE id = $1";
        let field: Option<(Option<String>,)> = self.db().first(sql, values![&run.programme]).await?;
        let field = field.and_then(|(field,)| field);
        let channels = field.as_deref().filter(|_| !run.channels.is_empty()).map(|field| (field, &run.channels[..]));
        let wanted = Wanted {
            company: &run.company,
            programme: &run.programme,
            channels,
            start: run.days()?.0,
            known,
            also: &[],
            plan: hash,
        };
        self.write_inputs(&plan.program, &wanted, assumed, prior).await
    }

    async fn computed_from(&self, run: &Run, inputs: &str, progress: &Progress) -> Result<Arc<Computed>, OfficeError> {
        let version = self.plan_version(&run.company, &run.plan).await?;
        let plan = self.compiled(&version).await?;
        self.compute(plan, inputs, run.period()?, progress).await
    }

    /// Ranks of the run before: by partner the place and the name.
    async fn places_before(&self, run: &Run) -> Result<BTreeMap<String, (i64, String)>, OfficeError> {
        let Some(before) = self.run_before(run).await? else { return Ok(BTreeMap::new()) };
        let sql = "SELECT partner, rank_place, rank FROM run_partners WHERE run = $1 AND rank_place IS NOT NULL";
        let rows: Vec<(String, i64, String)> = self.db().all(sql, values![&before.id]).await?;
        Ok(rows.into_iter().map(|(partner, place, rank)| (partner, (place, rank))).collect())
    }

    /// Writes the tables of a result into a scratch folder, which lives as long as what is returned.
    pub(crate) async fn write_result(
        &self,
        computed: Arc<Computed>,
        progress: &Progress,
    ) -> Result<(TempDir, write::Summary), OfficeError> {
        let folder = tempfile::Builder::new()
            .prefix("result-")
            .tempdir_in(self.scratch())
            .map_err(|error| OfficeError::File(format!("cannot make a scratch folder: {error}")))?;
        let path = folder.path().to_owned();
        let told = progress.clone();
        let written = tokio::task::spawn_blocking(move || {
            let rule = |site| {
                let place = computed.text.place(&computed.plan.program, site);
                place.map(|place| format!("{}:{}", place.file, place.line)).unwrap_or_default()
            };
            let tell = |done, total| told.tell("writing", done, total);
            let settlement = Settlement {
                program: &computed.plan.program,
                company: &computed.company,
                settled: &computed.settled,
                plan: ContentHash::of_bytes(computed.plan.text.as_bytes()),
                rule: &rule,
                watch: compline_compiler::watch::Watch::new(&tell),
            };
            write::write(&path, Format::Parquet, &settlement).map_err(|error| OfficeError::File(error.to_string()))
        });
        let summary = written.await??;
        progress.check()?;
        Ok((folder, summary))
    }

    /// Files the tables of a result.
    async fn file_result(
        &self,
        computed: Arc<Computed>,
        progress: &Progress,
    ) -> Result<(BTreeMap<String, String>, write::Summary), OfficeError> {
        let (folder, summary) = self.write_result(computed, progress).await?;
        let mut files = BTreeMap::new();
        let read = |error: std::io::Error| OfficeError::File(format!("cannot read the scratch folder: {error}"));
        let mut entries = tokio::fs::read_dir(folder.path()).await.map_err(read)?;
        while let Some(entry) = entries.next_entry().await.map_err(read)? {
            let bytes = tokio::fs::read(entry.path()).await.map_err(read)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            files.insert(name, self.archive().put(bytes).await?);
        }
        Ok((files, summary))
    }
}

fn computable(run: &Run) -> Result<(), OfficeError> {
    run.own()?;
    if run.state.may_compute() {
        return Ok(());
    }
    run.require(&[RunState::Open], "return or reopen it before it is computed once more; what is final stays so")
}

async fn replace(tx: &mut compline_store::Tx, run: &str, rows: Vec<Vec<Value>>) -> Result<(), OfficeError> {
    tx.run("DELETE FROM run_partners WHERE run = $1", values![run]).await?;
    tx.insert("run_partners", &COLUMNS, rows).await?;
    Ok(())
}

/// The edition that a plan's text names.
pub fn edition(text: &str) -> Option<String> {
    let named = text.lines().find_map(|line| line.trim().strip_prefix("language "));
    let digits: String = named?.trim().chars().take_while(char::is_ascii_digit).collect();
    (!digits.is_empty()).then_some(digits)
}

/// The rows of a run's partners.
pub(crate) fn rows(run: &str, partners: &[RunPartner]) -> Vec<Vec<Value>> {
    partners
        .iter()
        .map(|one| {
            values![
                run,
                &one.partner,
                &one.person,
                one.rank_place,
                one.rank.clone(),
                one.reached.clone(),
                one.title.clone(),
                one.before_place,
                one.before.clone(),
                one.manual,
                one.active,
                one.volume.clone(),
                one.lines,
                one.amount
            ]
        })
        .collect()
}

/// The ranks of the plan's ladder, from the lowest.
pub fn ladder(computed: &Computed) -> Vec<String> {
    let program = &computed.plan.program;
    let words = program.ranks.and_then(|ranks| program.words.get(ranks.ladder.index()));
    words.map(|words| words.words.clone()).unwrap_or_default()
}

/// The partners of a run, in natural order of their numbers.
pub(crate) fn partners(
    run: &Run,
    computed: &Computed,
    before: &BTreeMap<String, (i64, String)>,
    paid: bool,
) -> Result<Vec<RunPartner>, OfficeError> {
    let program = &computed.plan.program;
    let Some(settled) = computed.settled.first() else { return Ok(Vec::new()) };
    let end = run.days()?.1;
    let joined_later = |number: usize| {
        let joined = computed.company.partners.joined_on.as_ref().map(|days| days.get(number));
        joined.is_some_and(|day| day != NONE && day > i64::from(calendar::day(end)))
    };
    // What has a value for each week stands once for each week; one of them would pass for the period's.
    let whole = |one: &Definition| one.space == Space::Partner && one.at == Reach::NOW;
    let column = |name: &str, wanted: &dyn Fn(Kind) -> bool| -> Option<ColumnId> {
        let found = program.definitions.iter().find(|one| whole(one) && one.name == name)?;
        let ty = program.columns.get(found.column.index())?.ty;
        wanted(ty.kind).then_some(found.column)
    };
    let active = column("active", &|kind| kind == Kind::Bool);
    let volumes: Vec<(&str, ColumnId)> = program
        .definitions
        .iter()
        .filter(|one| whole(one))
        .filter(|one| {
            let kind = program.columns.get(one.column.index()).map(|column| column.ty.kind);
            let Some(Kind::Number(unit, _)) = kind else { return false };
            program.units.get(unit.index()).is_some_and(|unit| unit.kind == UnitKind::Points)
        })
        .map(|one| (one.name.as_str(), one.column))
        .take(VOLUMES)
        .collect();
    let view = computed.view();
    let mut out = Vec::with_capacity(settled.snapshot.rows());
    for (number, row) in settled.snapshot.row_of.iter().enumerate() {
        let row = *row as usize;
        if row >= settled.snapshot.rows() || joined_later(number) {
            continue;
        }
        let text = |column: ColumnId| match view.column(settled, column, row) {
            Some(Shown::Text(text)) => Some(text),
            _ => None,
        };
        let partner = settled.snapshot.id(&computed.company, row).into_owned();
        let ranks = program.ranks;
        let shown: BTreeMap<&str, String> = volumes
            .iter()
            .filter_map(|(name, column)| match view.column(settled, *column, row)? {
                Shown::Number { value, unit } => Some((*name, format!("{value} {unit}"))),
                _ => None,
            })
            .collect();
        let before = before.get(&partner);
        out.push(RunPartner {
            person: settled.snapshot.person_id(&computed.company, row).into_owned(),
            rank_place: ranks.map(|ranks| settled.store.get(ranks.paid_as, row)).filter(|place| *place != NONE),
            rank: ranks.and_then(|ranks| text(ranks.paid_as)),
            reached: ranks.and_then(|ranks| text(ranks.reached)),
            title: ranks.and_then(|ranks| ranks.title).and_then(text),
            before_place: before.map(|(place, _)| *place),
            before: before.map(|(_, rank)| rank.clone()),
            manual: ranks
                .and_then(|ranks| ranks.overridden)
                .is_some_and(|column| settled.store.get(column, row) != NONE),
            active: active.map(|column| settled.store.get(column, row) == 1),
            volume: serde_json::to_string(&shown).ok(),
            lines: if paid { computed.booked.count(number) as i64 } else { 0 },
            amount: if paid { computed.total(number)? } else { 0 },
            partner,
        });
    }
    Ok(out)
}

/// An amount of a summary in the smallest unit: its scale is the currency's.
fn minor(amount: rust_decimal::Decimal) -> Result<i64, OfficeError> {
    i64::try_from(amount.mantissa()).map_err(|_| OfficeError::Overflow("the run"))
}
