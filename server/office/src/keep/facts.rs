//! Facts against the commits that wrote them, and the rows of runs against the steps that did.
//!
//! Every commit says by table how many rows it wrote and what their seal is, and its hash covers that and the commit
//! before. So a fact that was changed, removed or slipped in is found with its table and its commit; commits of versions
//! that sealed nothing are left out, as long as none after them was sealed.

use super::verify::Finding;
use crate::error::OfficeError;
use crate::finalise::{FinalDone, NumbersDone};
use crate::learn::{Commit, Content, commit_hash};
use crate::levels::{COLUMNS, DistributionDone, LevelsDone, rows};
use crate::runs::{Run, RunState, StepDone};
use crate::statements::{SEALED, STATEMENTS, StatementRow};
use compline_store::{AssertSqlSafe, FromRow, Seals, Table, Value, left_out, seal, values};
use std::collections::{BTreeMap, BTreeSet};

/// What is found of facts while the tables are read.
#[derive(Default)]
pub(super) struct Facts {
    /// By company the last commit when the check began, with its hash: what comes later is not looked at.
    heads: BTreeMap<String, (i64, Option<String>)>,
    /// By company and commit the rows that name it.
    rows: BTreeMap<(String, i64), Seals>,
}

#[derive(FromRow)]
struct Head {
    id: String,
    seq: i64,
    commit_hash: Option<String>,
}

impl Finding<'_> {
    /// The last commits of all companies as they are now.
    pub(super) async fn heads(&self) -> Result<Facts, OfficeError> {
        let rows: Vec<Head> = self.office.db().all("SELECT id, seq, commit_hash FROM companies", Vec::new()).await?;
        let heads = rows.into_iter().map(|row| (row.id, (row.seq, row.commit_hash))).collect();
        Ok(Facts { heads, rows: BTreeMap::new() })
    }

    /// The commits of a company: their chain, and what each of them wrote.
    pub(super) async fn commits(&mut self, company: &str, facts: &mut Facts) -> Result<(), OfficeError> {
        let (last, head) = facts.heads.get(company).cloned().unwrap_or_default();
        let sql =
            "SELECT seq, at, author, what, content, hash FROM commits WHERE company = $1 AND seq <= $2 ORDER BY seq";
        let commits: Vec<Commit> = self.office.db().all(sql, values![company, last]).await?;
        self.add("commits", commits.len() as u64);
        let of = |commit: &Commit| format!("commit {} of `{company}` ({})", commit.seq, commit.what);
        let mut before: Option<String> = None;
        for (seq, commit) in (1_i64..).zip(&commits) {
            if commit.seq != seq {
                self.wrong(format!("commits of `{company}`: commit {seq} is missing"));
                break;
            }
            let written = facts.rows.remove(&(company.to_owned(), seq)).unwrap_or_default().close();
            let Some(hash) = &commit.hash else {
                if before.is_some() || commit.content.is_some() {
                    self.wrong(format!("{}: it has lost its hash", of(commit)));
                }
                continue;
            };
            if *hash != commit_hash(before.as_deref(), company, commit) {
                self.wrong(format!("{}: it was changed", of(commit)));
            }
            before = Some(hash.clone());
            let content: Content = match serde_json::from_str(commit.content.as_deref().unwrap_or_default()) {
                Ok(content) => content,
                Err(error) => {
                    self.wrong(format!("{}: what it wrote cannot be read: {error}", of(commit)));
                    continue;
                }
            };
            let tables: BTreeSet<&String> = content.keys().chain(written.keys()).collect();
            for table in tables {
                let none = (0, String::new());
                let (then, now) = (content.get(table).unwrap_or(&none), written.get(table).unwrap_or(&none));
                if then != now {
                    let what = of(commit);
                    let (then, now) = (then.0, now.0);
                    self.wrong(format!(
                        "table `{table}`: the rows of {what} are not those that it wrote: {now} now, {then} then"
                    ));
                }
            }
        }
        if commits.len() as i64 != last || before != head {
            self.wrong(format!("commits of `{company}`: commits at the end are missing or were changed"));
        }
        Ok(())
    }

    /// Rows of commits that there are not, of companies that there are not. Those after the last commit came while the
    /// check went on.
    pub(super) fn strays(&mut self, facts: Facts, only: Option<&str>) {
        for ((company, seq), seals) in facts.rows {
            let known = facts.heads.get(&company).is_some_and(|(last, _)| seq > 0 && *last >= seq);
            let later = facts.heads.get(&company).is_some_and(|(last, _)| *last < seq);
            // A row of a known commit was looked at with it, unless that was missing, which was said.
            if known || later && seq <= LATER || only.is_some_and(|only| only != company) {
                continue;
            }
            for (table, (rows, _)) in seals.close() {
                self.wrong(format!(
                    "table `{table}`: {rows} rows name commit {seq} of `{company}`, which there is not"
                ));
            }
        }
    }

    /// What a run's steps say of the rows that they wrote.
    pub(super) async fn run_rows(&mut self, of: &str, run: &Run, steps: &[StepDone]) -> Result<(), OfficeError> {
        let latest = steps.iter().find(|step| step.step == "levels" || step.step == "distribution");
        let noted = match latest {
            Some(step) if step.step == "levels" => step.read::<LevelsDone>()?.rows,
            Some(step) => step.read::<DistributionDone>()?.rows,
            None => None,
        };
        if let Some(noted) = noted {
            let kept = self.office.kept_partners(&run.id).await?;
            if seal(&COLUMNS, &rows(&run.id, &kept)) != noted {
                self.wrong(format!("{of}: its rows in `run_partners` are not those that it wrote"));
            }
        }
        if let Some(levels) = steps.iter().find(|step| step.step == "levels") {
            let levels: LevelsDone = levels.read()?;
            if levels.known != run.known {
                self.wrong(format!(
                    "{of}: it knows commit {}, and its levels were computed of {}",
                    run.known, levels.known
                ));
            }
            let plan = self.office.plan_version(&run.company, &run.plan).await?;
            if self.is_good(&levels.inputs) && self.office.read_inputs(&levels.inputs).await?.plan != plan.hash {
                self.wrong(format!("{of}: its plan `{}` is not the one that its inputs name", plan.id));
            }
        }
        self.begun(of, run).await?;
        self.documents(of, run, steps).await
    }

    /// A run is what it was begun as.
    async fn begun(&mut self, of: &str, run: &Run) -> Result<(), OfficeError> {
        let sql =
            "SELECT details FROM audit WHERE company = $1 AND kind = 'run' AND object = $2 AND action = 'begin-run'";
        let found: Option<(String,)> = self.office.db().first(sql, values![&run.company, &run.id]).await?;
        let noted: Option<serde_json::Value> = found.and_then(|(details,)| serde_json::from_str(&details).ok());
        let now = serde_json::json!({ "period": run.period, "channels": run.channels, "plan": run.plan });
        let same = |name: &str| noted.as_ref().and_then(|noted| noted.get(name)) == now.get(name);
        for name in ["period", "channels", "plan"] {
            if noted.is_some() && !same(name) {
                self.wrong(format!("{of}: its {name} is not what the audit log says"));
            }
        }
        Ok(())
    }

    /// The documents that each step fixed. Those of late numbers belong to the step that issued them.
    async fn documents(&mut self, of: &str, run: &Run, steps: &[StepDone]) -> Result<(), OfficeError> {
        if run.state != RunState::Final || run.lead.is_some() {
            return Ok(());
        }
        let sql = format!("{STATEMENTS} WHERE run = $1 AND state = 'final'");
        let all: Vec<StatementRow> = self.office.db().all(AssertSqlSafe(sql), values![&run.id]).await?;
        let mut late: BTreeSet<String> = BTreeSet::new();
        let mut waiting: BTreeSet<String> = BTreeSet::new();
        let mut sealed: Vec<(&StepDone, Option<BTreeSet<String>>)> = Vec::new();
        for step in steps.iter().rev() {
            match step.step.as_str() {
                "number-late" => {
                    let ids = step.read::<NumbersDone>()?.ids;
                    late.extend(ids.iter().cloned());
                    waiting.extend(ids);
                }
                "final" => sealed.push((step, None)),
                "issued" => sealed.push((step, Some(std::mem::take(&mut waiting)))),
                _ => {}
            }
        }
        for (step, ids) in sealed {
            let Some(noted) = step.read::<FinalDone>()?.seal else { continue };
            let own = |row: &&StatementRow| match &ids {
                Some(ids) => ids.contains(&row.id),
                None => !late.contains(&row.id),
            };
            let rows: Vec<Vec<Value>> = all.iter().filter(own).map(StatementRow::sealed).collect();
            if seal(&SEALED, &rows) != noted {
                let n = step.n;
                self.wrong(format!(
                    "{of}: its rows in `statements` are not those that step {n} (`{}`) fixed",
                    step.step
                ));
            }
        }
        Ok(())
    }
}

/// No company has so many commits: a row beyond was not written while the check went on.
const LATER: i64 = 1 << 40;

impl Facts {
    /// Looks at a row of a table.
    pub(super) fn look(&mut self, table: &Table, row: &[Value]) {
        if left_out(table.name).is_none() {
            return;
        }
        let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
        let cell = |name: &str| names.iter().position(|column| *column == name).and_then(|at| row.get(at));
        // Rows of versions that did not seal them name no commit.
        if let (Some(Value::Text(Some(company))), Some(Value::Number(Some(seq)))) = (cell("company"), cell("seq")) {
            self.rows.entry((company.clone(), *seq)).or_default().add(table.name, &names, row);
        }
    }
}
