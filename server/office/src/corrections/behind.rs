//! Facts that became known after periods they concern were closed.

use crate::error::OfficeError;
use crate::facts::event_lists::{Waiting, WaitsFor};
use crate::office::Office;
use chrono::{DateTime, NaiveDate, Utc};
use compline_store::{FromRow, values};
use serde::Serialize;

/// What kind of fact it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BehindKind {
    /// A place in a tree.
    Place,
    /// A status.
    Status,
    /// A manual value.
    Value,
    /// Fields of a partner, or the day of joining.
    Partner,
    /// Fields of an order that was settled.
    Order,
}

impl BehindKind {
    /// Its name in keys of the catalogue.
    pub fn name(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Status => "status",
            Self::Value => "value",
            Self::Partner => "partner",
            Self::Order => "order",
        }
    }
}

/// A fact that closed periods did not know.
#[derive(Clone, Debug, Serialize)]
pub struct Behind {
    /// The commit that learned it.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom: a user's id.
    pub author: String,
    /// What it is.
    pub kind: BehindKind,
    /// The partner.
    pub partner: String,
    /// The tree, the definition, the kind of an order; empty where there is none.
    pub name: String,
    /// The sponsor, the status, the value, the order's id; empty for a place at the top.
    pub value: String,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day, where there is one.
    pub valid_to: Option<NaiveDate>,
    /// The earliest closed period that it concerns.
    pub since: String,
    /// How many closed runs it concerns.
    pub runs: u64,
    /// The correction that decided about it, or that is about to.
    pub correction: Option<String>,
}

#[derive(FromRow)]
struct Row {
    seq: i64,
    partner: String,
    name: String,
    value: String,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    at: DateTime<Utc>,
    author: String,
}

struct CorrectedOrder {
    of: Waiting,
    from: NaiveDate,
}

#[derive(FromRow)]
struct ClosedRun {
    period: String,
    plan: String,
    known: i64,
}

impl Office {
    /// The master facts of a programme that closed periods did not know and that hold in them, the latest first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn facts_behind(&self, company: &str, programme: &str) -> Result<Vec<Behind>, OfficeError> {
        let find = self.find_behind(company, programme);
        let found = self.since_commit(company, &format!("behind {programme}"), find).await?;
        // Corrections are begun without a commit.
        let taken = self.taken_facts(company, programme).await?;
        let correction = |seq: i64| taken.iter().find(|(facts, _)| *facts == seq).map(|(_, id)| id.clone());
        Ok(found.iter().map(|one| Behind { correction: correction(one.seq), ..one.clone() }).collect())
    }

    async fn find_behind(&self, company: &str, programme: &str) -> Result<Vec<Behind>, OfficeError> {
        let sql = "SELECT period, plan, known_seq AS known FROM runs WHERE company = $1 AND programme = $2 \
                   AND state IN ('finalising', 'final') ORDER BY period";
        let rows: Vec<ClosedRun> = self.db().all(sql, values![company, programme]).await?;
        let mut closed = Vec::with_capacity(rows.len());
        for row in rows {
            let calendar = self.calendar_of(company, &row.plan).await?;
            let period = match calendar {
                Some(own) => compline_runtime::calendar::Period::parse_as(own, &row.period),
                None => compline_runtime::calendar::Period::parse(&row.period),
            };
            let period = period.map_err(|error| OfficeError::damaged("run", error))?;
            closed.push((compline_runtime::calendar::date(period.end()), row.known, row.period));
        }
        closed.sort();
        let Some(least) = closed.iter().map(|(_, known, _)| *known).min() else { return Ok(Vec::new()) };
        let mut out = Vec::new();
        for kind in [BehindKind::Place, BehindKind::Status, BehindKind::Value, BehindKind::Partner] {
            for row in self.rows_after(company, programme, kind, least).await? {
                let concerns = closed.iter().filter(|(end, known, _)| *end >= row.valid_from && *known < row.seq);
                let Some((_, _, since)) = concerns.clone().next() else { continue };
                out.push(Behind {
                    kind,
                    since: since.clone(),
                    runs: concerns.count() as u64,
                    correction: None,
                    seq: row.seq,
                    at: row.at,
                    author: row.author,
                    partner: row.partner,
                    name: row.name,
                    value: row.value,
                    valid_from: row.valid_from,
                    valid_to: row.valid_to,
                });
            }
        }
        for row in self.corrected_orders(company, programme).await? {
            let concerns = closed.iter().filter(|(end, ..)| *end >= row.from).count() as u64;
            out.push(Behind {
                seq: row.of.since,
                at: row.of.at,
                author: row.of.author,
                kind: BehindKind::Order,
                partner: row.of.partner.unwrap_or_default(),
                name: row.of.kind,
                value: row.of.id,
                valid_from: row.from,
                valid_to: None,
                since: row.of.period,
                runs: concerns,
                correction: None,
            });
        }
        out.sort_by(|a, b| {
            let natural = || compline_runtime::natural_compare(a.partner.as_bytes(), b.partner.as_bytes());
            b.seq.cmp(&a.seq).then_with(natural).then_with(|| a.valid_from.cmp(&b.valid_from))
        });
        Ok(out)
    }

    /// Orders that say something else since they were settled, each with the first day of the period of its run.
    async fn corrected_orders(&self, company: &str, programme: &str) -> Result<Vec<CorrectedOrder>, OfficeError> {
        let mut out = Vec::new();
        let Some((plan, _)) = self.after_closed(company, programme).await? else { return Ok(out) };
        let version = self.plan_version(company, &plan).await?;
        let calendar = self.compiled(&version).await?.program.calendar;
        let waiting = self.waiting_events(company, programme, calendar).await?;
        for of in waiting.iter().filter(|one| one.waits_for == WaitsFor::Correction) {
            let from = self.run(company, &of.run).await?.days()?.0;
            out.push(CorrectedOrder { of: of.clone(), from });
        }
        Ok(out)
    }

    /// Commits about which a correction has decided, or is about to.
    async fn taken_facts(&self, company: &str, programme: &str) -> Result<Vec<(i64, String)>, OfficeError> {
        let sql = "SELECT id, commits FROM corrections WHERE company = $1 AND programme = $2 AND state <> 'dropped'";
        let rows: Vec<(String, String)> = self.db().all(sql, values![company, programme]).await?;
        let mut out = Vec::new();
        for (id, commits) in rows {
            let facts: Vec<i64> =
                serde_json::from_str(&commits).map_err(|error| OfficeError::damaged("correction", error))?;
            out.extend(facts.into_iter().map(|seq| (seq, id.clone())));
        }
        Ok(out)
    }

    async fn rows_after(
        &self,
        company: &str,
        programme: &str,
        kind: BehindKind,
        seq: i64,
    ) -> Result<Vec<Row>, OfficeError> {
        let sql = match kind {
            // What a run settled of them is known from their versions alone.
            BehindKind::Order => return Ok(Vec::new()),
            BehindKind::Place => {
                "SELECT f.seq, f.partner, f.tree AS name, COALESCE(f.parent, '') AS value, f.valid_from, f.valid_to, c.at, c.author \
                 FROM placements f JOIN commits c ON c.company = f.company AND c.seq = f.seq WHERE f.company = $1 AND f.seq > $3 \
                 AND f.run IS NULL AND $2 = $2"
            }
            BehindKind::Status => {
                "SELECT f.seq, f.partner, '' AS name, f.status AS value, f.valid_from, f.valid_to, c.at, c.author FROM statuses f \
                 JOIN commits c ON c.company = f.company AND c.seq = f.seq WHERE f.company = $1 AND f.seq > $3 AND $2 = $2"
            }
            BehindKind::Value => {
                "SELECT f.seq, f.partner, f.definition AS name, f.value, f.valid_from, f.valid_to, c.at, c.author FROM overrides f \
                 JOIN commits c ON c.company = f.company AND c.seq = f.seq WHERE f.company = $1 AND f.programme = $2 AND f.seq > $3"
            }
            BehindKind::Partner => {
                "SELECT f.seq, f.id AS partner, '' AS name, f.fields AS value, f.joined_on AS valid_from, CAST(NULL AS DATE) AS valid_to, c.at, \
                 c.author FROM partners f JOIN commits c ON c.company = f.company AND c.seq = f.seq WHERE f.company = $1 \
                 AND f.seq > $3 AND $2 = $2 AND EXISTS (SELECT 1 FROM partners g WHERE g.company = f.company AND g.id = f.id \
                 AND g.seq < f.seq)"
            }
        };
        Ok(self.db().all(sql, values![company, programme, seq]).await?)
    }

    /// The first day on which a fact of some commits holds.
    pub(crate) async fn first_day(
        &self,
        company: &str,
        programme: &str,
        commits: &[i64],
    ) -> Result<NaiveDate, OfficeError> {
        let mut first = NaiveDate::MAX;
        for kind in [BehindKind::Place, BehindKind::Status, BehindKind::Value, BehindKind::Partner] {
            for row in self.rows_after(company, programme, kind, 0).await? {
                if commits.contains(&row.seq) {
                    first = first.min(row.valid_from);
                }
            }
        }
        for row in self.corrected_orders(company, programme).await? {
            if commits.contains(&row.of.since) {
                first = first.min(row.from);
            }
        }
        Ok(first)
    }

    /// The commits that a correction is about.
    pub(crate) async fn commits_of(&self, correction: &str) -> Result<Vec<i64>, OfficeError> {
        let sql = "SELECT facts FROM correction_facts WHERE correction = $1 ORDER BY facts";
        let rows: Vec<(i64,)> = self.db().all(sql, values![correction]).await?;
        Ok(rows.into_iter().map(|(seq,)| seq).collect())
    }
}
