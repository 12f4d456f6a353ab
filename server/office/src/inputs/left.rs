//! What earlier runs left for this one: states, and what bonuses that are brought up to date have paid.

use super::in_force::InForce;
use super::{Csv, Wanted};
use crate::compute::Computed;
use crate::error::OfficeError;
use crate::facts::partners::IMPORT;
use crate::office::Office;
use crate::runs::Run;
use chrono::NaiveDate;
use compline_compiler::program::Program;
use compline_lang::number::Decimal;
use compline_runtime::calendar::{self, Period};
use compline_runtime::write;
use compline_runtime::write::result_hash;
use compline_store::{FromRow, values};

/// What a bonus that is brought up to date has paid.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct PaidRow {
    pub(crate) run: String,
    pub(crate) line: i64,
    pub(crate) bonus: String,
    pub(crate) source: String,
    pub(crate) event: String,
    pub(crate) partner: String,
    pub(crate) amount: i64,
    pub(crate) as_of: NaiveDate,
    pub(crate) seq: i64,
}

/// A state as a run left it.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct StateRow {
    pub(crate) run: String,
    pub(crate) partner: String,
    pub(crate) state: String,
    pub(crate) value: String,
    pub(crate) as_of: NaiveDate,
    pub(crate) seq: i64,
}

/// What a run's period leaves to the next one.
pub(crate) fn state_rows(run: &Run, computed: &Computed) -> Result<Vec<StateRow>, OfficeError> {
    let program = &computed.plan.program;
    let Some(settled) = computed.settled.first() else { return Ok(Vec::new()) };
    debug_assert_eq!(result_hash(program, &computed.settled).to_string(), computed.result);
    let (before, own) = (calendar::date(run.period()?.back(1).end()), calendar::date(run.period()?.end()));
    let row = |as_of: NaiveDate, (state, partner, value): (&str, String, String)| StateRow {
        run: run.id.clone(),
        partner,
        state: state.to_owned(),
        value,
        as_of,
        seq: 0,
    };
    let opening = write::opening_states(program, &computed.company, settled).into_iter();
    let closing = write::closing_states(program, &computed.company, settled);
    let (opening, closing) = (opening.map(|of| row(before, of)), closing.map(|of| row(own, of)));
    Ok(opening.chain(closing).collect())
}

/// What bonuses that are brought up to date have paid with a run.
pub(crate) fn paid_rows(run: &Run, computed: &Computed) -> Result<Vec<PaidRow>, OfficeError> {
    let as_of = calendar::date(run.period()?.end());
    let lines = write::paid_lines(&computed.plan.program, &computed.company, &computed.settled);
    let rows = lines.zip(0_i64..).map(|(row, line)| PaidRow {
        run: run.id.clone(),
        line,
        bonus: row.bonus,
        source: row.source,
        event: row.event,
        partner: row.partner,
        amount: row.units,
        as_of,
        seq: 0,
    });
    Ok(rows.collect())
}

impl Office {
    /// What runs of earlier periods have paid by bonuses that are brought up to date.
    pub(super) async fn paid_file(
        &self,
        program: &Program,
        wanted: &Wanted<'_>,
        in_force: &InForce,
    ) -> Result<Vec<u8>, OfficeError> {
        let sql = "SELECT run, line, bonus, source, event, partner, amount, as_of, seq FROM paid WHERE company = $1 \
                   AND programme = $2 AND as_of < $3 ORDER BY as_of, run, line";
        let rows: Vec<PaidRow> = self.db().all(sql, values![wanted.company, wanted.programme, wanted.start]).await?;
        let mut rows = in_force.left(rows, wanted.known, |row| (&row.run, row.seq), |_, paid| paid.to_vec());
        rows.retain(|row| row.as_of < wanted.start);
        // Those that restate others stand where these stood.
        let run = |row: &PaidRow| row.run.split('@').next().unwrap_or_default().to_owned();
        rows.sort_by_cached_key(|row| (row.as_of, run(row), row.line));
        let scale = program.units.get(program.currency.index()).map_or(2, |unit| unit.scale);
        let known = |name: &str| program.bonuses.iter().any(|bonus| bonus.true_up && bonus.name == name);
        let mut out = Csv::new(["bonus", "source", "event", "partner", "amount", "as_of"])?;
        for row in rows.into_iter().filter(|row| known(&row.bonus)) {
            let amount = Decimal::new(i128::from(row.amount), scale).to_string();
            let period = Period::containing(program.calendar, calendar::day(row.as_of)).to_string();
            out.row([row.bonus, row.source, row.event, row.partner, amount, period])?;
        }
        out.finish()
    }

    /// What earlier periods left behind; imported values are as of their own period.
    pub(super) async fn state_file(
        &self,
        program: &Program,
        wanted: &Wanted<'_>,
        in_force: &InForce,
    ) -> Result<Vec<u8>, OfficeError> {
        let sql = "SELECT run, partner, state, value, as_of, seq FROM states WHERE company = $1 AND programme = $2 \
                   AND as_of < $3 ORDER BY state, partner, as_of";
        let rows: Vec<StateRow> = self.db().all(sql, values![wanted.company, wanted.programme, wanted.start]).await?;
        let mut rows = in_force.left(rows, wanted.known, |row| (&row.run, row.seq), |states, _| states.to_vec());
        rows.retain(|row| row.as_of < wanted.start);
        rows.sort_by(|a, b| (&a.state, &a.partner, a.as_of, a.seq).cmp(&(&b.state, &b.partner, b.as_of, b.seq)));
        let period = |day: NaiveDate| Period::containing(program.calendar, calendar::day(day)).to_string();
        let known = |name: &str| program.states.iter().any(|state| state.name == name);
        let mut out = Csv::new(["partner", "state", "value", "as_of"])?;
        let mut rows = rows.into_iter().filter(|row| known(&row.state)).peekable();
        while let Some(row) = rows.next() {
            // An imported value that was corrected stands there once more, the correction behind it.
            let same = |next: &StateRow| {
                (&next.state, &next.partner, next.as_of) == (&row.state, &row.partner, row.as_of)
                    && next.run.starts_with(IMPORT)
            };
            if row.run.starts_with(IMPORT) && rows.peek().is_some_and(same) {
                continue;
            }
            out.row([row.partner, row.state, row.value, period(row.as_of)])?;
        }
        out.finish()
    }
}
