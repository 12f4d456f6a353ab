//! What a period of a trial reads: the facts known now, and what the periods of the trial before it left.

use super::compare::Trying;
use crate::compute::Computed;
use crate::error::OfficeError;
use crate::inputs::{Assumed, Csv, Inputs, KeptRows, LINES_HEAD, Wanted, write_lines};
use crate::office::Office;
use crate::prior::Prior;
use compline_compiler::program::{Calendar, Program};
use compline_runtime::calendar::{self, Period};
use compline_runtime::company::{event_file, reversals_file};
use compline_runtime::write::{closing_states, opening_states, paid_lines};
use std::collections::BTreeSet;

/// What periods of a trial hand on.
#[derive(Debug, Default)]
pub(super) struct Carried {
    /// Rows of the file of states.
    states: Vec<[String; 4]>,
    /// Rows of the file of what was paid by bonuses that are brought up to date.
    paid: Vec<[String; 6]>,
    /// Rows of the file of lines, for events that are reversed.
    lines: Vec<Vec<String>>,
}

/// The rows of a file with its head; none where there is no file.
pub(super) fn rows(bytes: &[u8]) -> Result<(Vec<String>, Vec<Vec<String>>), OfficeError> {
    let kept = KeptRows::read(bytes)?;
    let texts = |row: &csv::StringRecord| row.iter().map(str::to_owned).collect();
    Ok((texts(&kept.head), kept.rows.iter().map(texts).collect()))
}

/// Those rows of a file whose period lies before one; `column` says it, of a context the part before the stroke.
fn before(bytes: &[u8], column: &str, calendar: Calendar, first: Period) -> Result<Vec<Vec<String>>, OfficeError> {
    let (head, mut rows) = rows(bytes)?;
    let at = head.iter().position(|name| name == column).unwrap_or(usize::MAX);
    rows.retain(|row| {
        let text = row.get(at).and_then(|text| text.split('/').next()).unwrap_or_default();
        Period::settled_as(calendar, text).is_ok_and(|period| period.index() < first.index())
    });
    Ok(rows)
}

impl Office {
    /// Writes what a period reads into the archive: the hash of the list, the list, and how many orders from before the trial are
    /// taken back in it.
    pub(super) async fn trial_inputs(
        &self,
        trying: &Trying<'_>,
        period: Period,
        first: Period,
        carried: &Carried,
    ) -> Result<(String, Inputs, u64), OfficeError> {
        let program = &trying.plan.program;
        let wanted = Wanted {
            company: trying.company,
            programme: &trying.trial.programme,
            channels: None,
            start: calendar::date(period.start()),
            known: trying.trial.known_seq,
            also: &[],
            plan: &trying.trial.plan_hash,
        };
        let (_, mut inputs) = self.write_inputs(program, &wanted, Assumed::Nothing, &Prior::default()).await?;
        let (calendar, is_first) = (program.calendar, period.index() == first.index());
        if !is_first && let Some(hash) = inputs.files.get("state.csv") {
            let kept = before(&self.archive().get(hash).await?, "as_of", calendar, first)?;
            let mut out = Csv::new(["partner", "state", "value", "as_of"])?;
            kept.iter().try_for_each(|row| out.row(row))?;
            carried.states.iter().try_for_each(|row| out.row(row))?;
            inputs.files.insert("state.csv".to_owned(), self.archive().put(out.finish()?).await?);
        }
        if !is_first && let Some(hash) = inputs.files.get("paid.csv") {
            let kept = before(&self.archive().get(hash).await?, "as_of", calendar, first)?;
            let mut out = Csv::new(["bonus", "source", "event", "partner", "amount", "as_of"])?;
            kept.iter().try_for_each(|row| out.row(row))?;
            carried.paid.iter().try_for_each(|row| out.row(row))?;
            inputs.files.insert("paid.csv".to_owned(), self.archive().put(out.finish()?).await?);
        }
        let mut earlier = 0;
        if let Some(hash) = inputs.files.get("lines.csv") {
            let kept = before(&self.archive().get(hash).await?, "context", calendar, first)?;
            let known: BTreeSet<&str> = kept.iter().filter_map(|row| row.get(1)).map(String::as_str).collect();
            let mut out = Csv::new(LINES_HEAD)?;
            kept.iter().try_for_each(|row| out.row(row))?;
            carried.lines.iter().try_for_each(|row| out.row(row))?;
            // Of what another system settled no line is known: it counts as settled, and nothing comes back of it.
            let (gaps, taken_back) = self.settled_before(program, &inputs, period, first, &known).await?;
            earlier = taken_back;
            for gap in gaps {
                let name = gap.to_string();
                let line = format!("closed before {name}");
                let cells = [line.as_str(), name.as_str()];
                out.row(cells.into_iter().chain(std::iter::repeat_n("", LINES_HEAD.len() - cells.len())))?;
            }
            inputs.files.insert("lines.csv".to_owned(), self.archive().put(out.finish()?).await?);
        }
        let list = serde_json::to_vec(&inputs).map_err(|error| OfficeError::damaged("list of inputs", error))?;
        Ok((self.archive().put(list).await?, inputs, earlier))
    }

    /// Periods before the trial in which events were settled that are reversed, and how many of these are taken back in a
    /// period.
    async fn settled_before(
        &self,
        program: &Program,
        inputs: &Inputs,
        period: Period,
        first: Period,
        known: &BTreeSet<&str>,
    ) -> Result<(Vec<Period>, u64), OfficeError> {
        let (mut gaps, mut taken_back) = (BTreeSet::new(), 0_u64);
        for event in &program.events {
            let Some(hash) = inputs.files.get(&(reversals_file(event) + ".csv")) else { continue };
            let (head, reversals) = rows(&self.archive().get(hash).await?)?;
            let column = |head: &[String], name: &str| head.iter().position(|one| one == name).unwrap_or(usize::MAX);
            let (of, day) = (column(&head, "reverses"), column(&head, "day"));
            let now = |row: &Vec<String>| {
                let day = row.get(day).and_then(|day| day.parse().ok());
                day.is_some_and(|day| period.contains(calendar::day(day)))
            };
            let reversed: std::collections::BTreeMap<&str, bool> =
                reversals.iter().filter_map(|row| Some((row.get(of)?.as_str(), now(row)))).collect();
            let Some(hash) = inputs.files.get(&(event_file(event) + ".csv")) else { continue };
            let (head, events) = rows(&self.archive().get(hash).await?)?;
            let name = |at: u32| event.fields.get(at as usize).map_or("", |field| field.name.as_str());
            let days = [name(event.conditions), name(event.payable)].map(|name| column(&head, name));
            for row in &events {
                let Some(now) = row.first().and_then(|id| reversed.get(id.as_str())) else { continue };
                let day = |at: usize| row.get(at)?.parse().ok().map(calendar::day);
                let latest = day(days[0]).zip(day(days[1])).map(|(a, b)| a.max(b));
                let Some(settled) = latest.map(|day| Period::containing(program.calendar, day)) else { continue };
                if settled.index() < first.index() && !known.contains(settled.to_string().as_str()) {
                    gaps.insert(settled.index());
                    taken_back += u64::from(*now);
                }
            }
        }
        let gaps = gaps.into_iter().map(|index| Period::from_index(program.calendar, index)).collect();
        Ok((gaps, taken_back))
    }

    /// Keeps what a period leaves to the next ones.
    pub(super) async fn carry(
        &self,
        trying: &Trying<'_>,
        computed: &Computed,
        carried: &mut Carried,
    ) -> Result<(), OfficeError> {
        let program = &computed.plan.program;
        let Some(own) = computed.settled.first() else { return Ok(()) };
        let (now, before) = (computed.period.to_string(), computed.period.back(1).to_string());
        for (state, partner, value) in opening_states(program, &computed.company, own) {
            carried.states.push([partner, state.to_owned(), value, before.clone()]);
        }
        for (state, partner, value) in closing_states(program, &computed.company, own) {
            carried.states.push([partner, state.to_owned(), value, now.clone()]);
        }
        for row in paid_lines(program, &computed.company, &computed.settled) {
            carried.paid.push([row.bonus, row.source, row.event, row.partner, row.amount, row.as_of]);
        }
        let mut reversed = BTreeSet::new();
        let (company, programme) = (trying.company, &trying.trial.programme);
        for event in &program.events {
            let known = self.known_reversals(company, programme, &event.name, trying.trial.known_seq).await?;
            reversed.extend(known.into_iter().map(|one| (event.name.clone(), one.source, one.event)));
        }
        if !reversed.is_empty() {
            let mut out = Csv::new(LINES_HEAD)?;
            let line = format!("closed {now}");
            let cells = [line.as_str(), now.as_str()];
            out.row(cells.into_iter().chain(std::iter::repeat_n("", LINES_HEAD.len() - cells.len())))?;
            write_lines(&mut out, computed, &reversed)?;
            carried.lines.extend(rows(&out.finish()?)?.1);
        }
        Ok(())
    }
}
