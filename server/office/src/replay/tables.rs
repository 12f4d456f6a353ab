//! The rows that a run left in the database, beside what its inputs come to now.

use super::{Compared, Difference, Replay, Verdict, What, differ};
use crate::compute::Computed;
use crate::error::OfficeError;
use crate::finalise::{PAID, STATE, paid, states};
use crate::levels::{COLUMNS, RunPartner, partners, rows};
use crate::office::Office;
use crate::runs::Run;
use chrono::NaiveDate;
use compline_store::{FromRow, Value, seal, text, values};
use std::collections::{BTreeMap, BTreeSet};

/// Columns of places, as rules give them.
const PLACES: [&str; 6] = ["tree", "partner", "parent", "side", "position", "valid_from"];

#[derive(FromRow)]
struct StateRow {
    partner: String,
    state: String,
    value: String,
    as_of: NaiveDate,
}

#[derive(FromRow)]
struct PaidRow {
    line: i64,
    bonus: String,
    source: String,
    event: String,
    partner: String,
    amount: i64,
    as_of: NaiveDate,
}

#[derive(FromRow)]
struct PlaceRow {
    tree: String,
    partner: String,
    parent: Option<String>,
    side: Option<String>,
    position: Option<String>,
    valid_from: NaiveDate,
}

impl Office {
    /// Ranks and totals by partner.
    pub(super) async fn replay_partners(
        &self,
        run: &Run,
        computed: &Computed,
        paid: bool,
        found: &mut Replay,
    ) -> Result<(), OfficeError> {
        let kept = self.kept_partners(&run.id).await?;
        // What the run before had may have been computed anew since; it is no part of this run's result.
        let own = |partners: Vec<RunPartner>| -> Vec<Vec<Value>> {
            let own = partners.into_iter().map(|one| RunPartner { before_place: None, before: None, ..one });
            rows(&run.id, &own.collect::<Vec<_>>())
        };
        let (kept, now) = (own(kept), own(partners(run, computed, &BTreeMap::new(), paid)?));
        found.add(compared(What::Partners, run, &COLUMNS, &kept, &now));
        Ok(())
    }

    /// The rows of a run's partners.
    pub(crate) async fn kept_partners(&self, run: &str) -> Result<Vec<RunPartner>, OfficeError> {
        let sql = "SELECT partner, person, rank_place, rank, reached, title, before_place, before, manual, active, volume, \
                   lines, amount FROM run_partners WHERE run = $1";
        Ok(self.db().all(sql, values![run]).await?)
    }

    /// What a final run leaves to later ones: states, what was paid, places.
    pub(super) async fn replay_tables(
        &self,
        run: &Run,
        (inputs, computed): (&str, &Computed),
        found: &mut Replay,
    ) -> Result<(), OfficeError> {
        let kept = self.kept_states(run).await?;
        found.add(compared(What::States, run, &STATE, &kept, &states(run, computed)?));
        let kept = self.kept_paid(run).await?;
        found.add(compared(What::Paid, run, &PAID, &kept, &paid(run, self.paid_with(run, inputs, computed).await?)));
        found.add(self.replay_places(run, computed).await?);
        Ok(())
    }

    /// What a run left to the next one.
    pub(crate) async fn kept_states(&self, run: &Run) -> Result<Vec<Vec<Value>>, OfficeError> {
        self.kept_states_of(run, &run.id).await
    }

    /// The same under another key: of a closed run that was restated.
    pub(super) async fn kept_states_of(&self, run: &Run, key: &str) -> Result<Vec<Vec<Value>>, OfficeError> {
        let sql = "SELECT partner, state, value, as_of FROM states WHERE company = $1 AND programme = $2 AND run = $3";
        let rows: Vec<StateRow> = self.db().all(sql, values![&run.company, &run.programme, key]).await?;
        let row =
            |row: StateRow| values![&run.company, &run.programme, key, row.partner, row.state, row.value, row.as_of];
        Ok(rows.into_iter().map(row).collect())
    }

    /// What a run noted of bonuses that are brought up to date.
    pub(crate) async fn kept_paid(&self, run: &Run) -> Result<Vec<Vec<Value>>, OfficeError> {
        self.kept_paid_of(run, &run.id).await
    }

    /// The same under another key: of a closed run that was restated.
    pub(super) async fn kept_paid_of(&self, run: &Run, key: &str) -> Result<Vec<Vec<Value>>, OfficeError> {
        let sql = "SELECT line, bonus, source, event, partner, amount, as_of FROM paid WHERE company = $1 \
                   AND programme = $2 AND run = $3";
        let rows: Vec<PaidRow> = self.db().all(sql, values![&run.company, &run.programme, key]).await?;
        let row = |row: PaidRow| {
            let mut cells = values![&run.company, &run.programme, key, row.line, row.bonus, row.source];
            cells.extend(values![row.event, row.partner, row.amount, row.as_of]);
            cells
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// The places that were kept are among those that the rule gives. Where somebody was placed by hand before the run was
    /// final, fewer were kept than given.
    async fn replay_places(&self, run: &Run, computed: &Computed) -> Result<Compared, OfficeError> {
        let sql =
            "SELECT tree, partner, parent, side, position, valid_from FROM placements WHERE company = $1 AND run = $2";
        let rows: Vec<PlaceRow> = self.db().all(sql, values![&run.company, &run.id]).await?;
        let row = |row: PlaceRow| values![row.tree, row.partner, row.parent, row.side, row.position, row.valid_from];
        let kept: Vec<Vec<Value>> = rows.into_iter().map(row).collect();
        let cells = |row: &[Value]| row.iter().map(text).collect::<Vec<_>>();
        let known: BTreeSet<Vec<Option<String>>> = kept.iter().map(|row| cells(row)).collect();
        let some = |text: String| (!text.is_empty()).then_some(text);
        let mut given = Vec::new();
        for one in computed.given_places() {
            let from: NaiveDate = one.valid_from.parse().map_err(|error| OfficeError::damaged("place", error))?;
            let row = values![one.tree, one.partner, some(one.parent), some(one.side), some(one.position), from];
            if known.contains(&cells(&row)) {
                given.push(row);
            }
        }
        Ok(compared(What::Places, run, &PLACES, &kept, &given))
    }
}

/// Rows as they were kept beside rows as they are made now.
pub(super) fn compared(what: What, run: &Run, columns: &[&str], kept: &[Vec<Value>], now: &[Vec<Value>]) -> Compared {
    let (expected, found) = (seal(columns, kept), seal(columns, now));
    let mut one = super::compared(what, run, "", Some(expected), found);
    if one.verdict == Verdict::Different {
        one.first = first(columns, kept, now);
    }
    one
}

/// The first row that is not in both.
fn first(columns: &[&str], kept: &[Vec<Value>], now: &[Vec<Value>]) -> Option<Difference> {
    let lines = |rows: &[Vec<Value>]| {
        let line = |row: &Vec<Value>| {
            let cells = columns.iter().zip(row).filter(|(column, _)| !["company", "programme", "run"].contains(column));
            let cells = cells.filter_map(|(column, value)| Some(format!("{column} {}", text(value)?)));
            cells.collect::<Vec<_>>().join(", ")
        };
        let mut lines: Vec<String> = rows.iter().map(line).collect();
        lines.sort();
        lines
    };
    let (kept, now) = (lines(kept), lines(now));
    differ::lines(&kept.join("\n"), &now.join("\n"))
}
