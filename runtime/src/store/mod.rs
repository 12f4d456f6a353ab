//! Filling a store: columns of partners, then events by set.

mod events;
mod paid;
mod settled;

use crate::calendar::Period;
use crate::company::{Company, OF_COMPANY, Standing, StateValues};
use crate::context::{Context, StoreError};
use crate::problem::{Cause, DataErrors, Place, Problem};
use crate::snapshot::{NO_ROW, Snapshot};
use crate::values::{Stored, widened};
use compline_compiler::program::{Column, Kind, NONE, PartId, Program, Reach, Select, Source, Space, State, Width};
use compline_compiler::store::{PeriodDays, Store, Values};
pub(crate) use settled::take_settled;

/// How many periods back a store knows at least: enough for every day of a year.
const PERIODS_BACK: u32 = 400;

/// Fills the store of a context.
pub(crate) fn build(
    program: &Program,
    company: &Company,
    snapshot: &Snapshot,
    context: Context,
    threads: usize,
) -> Result<Store, StoreError> {
    let mut store = Store {
        partners: snapshot.rows(),
        persons: snapshot.persons,
        person_of: snapshot.person_of.clone(),
        number: snapshot.number.clone(),
        trees: snapshot.trees.clone(),
        events: Vec::new(),
        columns: vec![None; program.columns.len()],
        periods: periods(program, context.period),
        parts: program
            .parts
            .iter()
            .zip(0..)
            .map(|(_, at)| context.period.days_of(Reach::Part(PartId(at)), program))
            .collect(),
        settled_to: context.settlement.end(),
        paid: Vec::new(),
    };
    let partners = PartnerColumns { program, company, snapshot, period: context.period };
    for (column, slot) in program.columns.iter().zip(&mut store.columns) {
        *slot = partners.column(column)?;
    }
    events::fill(program, company, snapshot, context, threads, &mut store)?;
    store.paid = paid::before(program, company, snapshot, context, &store)?;
    Ok(store)
}

/// The period at hand and those before.
fn periods(program: &Program, period: Period) -> Vec<PeriodDays> {
    let sets = program.event_sets.iter().map(|set| match set.select {
        Select::Volume(at) => at.periods().unwrap_or(0),
        _ => 0,
    });
    let views = program.tree_views.iter().map(|view| view.at.periods().unwrap_or(0));
    let most = sets.chain(views).max().unwrap_or(0).max(PERIODS_BACK);
    (0..=most).map(|back| period.back(back).days()).collect()
}

/// A column of values that are known to exist one for each row.
fn column(name: &str, width: Width, values: impl Iterator<Item = i64>) -> Result<Values, StoreError> {
    fn narrow<T: Stored>(values: impl Iterator<Item = i64>) -> Option<Vec<T>> {
        values.map(T::narrow).collect()
    }
    let values = match width {
        Width::W8 => narrow(values).map(Values::I8),
        Width::W16 => narrow(values).map(Values::I16),
        Width::W32 => narrow(values).map(Values::I32),
        Width::W64 => narrow(values).map(Values::I64),
    };
    values.ok_or_else(|| StoreError::Width { column: name.to_owned() })
}

/// Columns over partners that come from the company's data.
struct PartnerColumns<'a> {
    program: &'a Program,
    company: &'a Company,
    snapshot: &'a Snapshot,
    period: Period,
}

impl PartnerColumns<'_> {
    /// A column; `None` where it is computed, or one of events.
    fn column(&self, spec: &Column) -> Result<Option<Values>, StoreError> {
        let make = |values: &mut dyn Iterator<Item = i64>| column(&spec.name, spec.width, values).map(Some);
        match spec.source {
            Source::EventField(_)
            | Source::Computed
            | Source::Carried(_)
            | Source::LineEarner
            | Source::LineAmount
            | Source::LineTrigger => Ok(None),
            Source::PartnerField(field) => {
                make(&mut self.by_row(self.company.partners.fields.get(field as usize), spec))
            }
            Source::JoinedOn => make(&mut self.by_row(self.company.partners.joined_on.as_ref(), spec)),
            Source::Terminated(back) => make(&mut self.standing(back, Standing::Terminated)),
            Source::Inactive(back) => make(&mut self.standing(back, Standing::Inactive)),
            Source::PersonOf => make(&mut self.snapshot.person_of.iter().map(|person| i64::from(*person))),
            Source::Number => make(&mut self.snapshot.number.iter().map(|number| i64::from(*number))),
            Source::Opening(state) => {
                let values = self.opening(state.index())?;
                make(&mut values.into_iter())
            }
            // Taken from the period's own context, which is settled first.
            Source::Settled(_) => {
                let rows = if spec.space == Space::Company { 1 } else { self.snapshot.rows() };
                Ok(Some(Values::zeros(spec.width, rows)))
            }
            Source::Override(definition, back) => make(&mut self.overrides(definition, back, spec).into_iter()),
        }
    }

    /// A value of the company as the store has it: partners become rows.
    fn stored(&self, spec_kind: Kind, value: i64) -> i64 {
        if spec_kind != Kind::Partner {
            return value;
        }
        let row = usize::try_from(value)
            .ok()
            .and_then(|partner| self.snapshot.row_of.get(partner))
            .filter(|row| **row != NO_ROW);
        row.map_or(NONE, |row| i64::from(*row))
    }

    fn by_row<'a>(&'a self, values: Option<&'a Values>, spec: &'a Column) -> impl Iterator<Item = i64> + 'a {
        self.snapshot
            .partner_of
            .iter()
            .map(move |partner| self.stored(spec.ty.kind, values.map_or(NONE, |values| values.get(*partner as usize))))
    }

    fn standing(&self, back: Reach, standing: Standing) -> impl Iterator<Item = i64> + '_ {
        let standings =
            self.snapshot.standings.iter().find(|(at, _)| *at == back).map_or(&[][..], |(_, standings)| standings);
        (0..self.snapshot.rows()).map(move |row| i64::from(standings.get(row) == Some(&standing)))
    }

    /// Manual values in force on the last day of a stretch.
    fn overrides(&self, definition: u32, at: Reach, spec: &Column) -> Vec<i64> {
        let mut values = vec![NONE; self.snapshot.rows()];
        let day = self.period.last_day_of(at, self.program);
        let entries = &self.company.overrides;
        let first = entries.partition_point(|entry| entry.definition < definition);
        // Of one partner's entries what became known later comes later, and wins.
        for entry in entries.iter().skip(first).take_while(|entry| entry.definition == definition) {
            let row = self.snapshot.row_of.get(entry.partner as usize).copied().unwrap_or(NO_ROW);
            if entry.from <= day
                && day <= entry.to
                && entry.known_at <= self.snapshot.knowledge.limit()
                && let Some(slot) = values.get_mut(row as usize)
            {
                *slot = self.stored(spec.ty.kind, entry.value);
            }
        }
        values
    }

    /// The closing values of the period before; the initial value where there are none.
    fn opening(&self, at: usize) -> Result<Vec<i64>, StoreError> {
        let none = StateValues::default();
        let Some(state) = self.program.states.get(at) else { return Ok(Vec::new()) };
        let closing = self.company.states.get(at).unwrap_or(&none);
        let before = self.period.back(1);
        let of_company = self.program.is_of_company(state);
        let mut values = vec![state.initial; if of_company { 1 } else { self.snapshot.rows() }];
        let knowledge = self.snapshot.knowledge;
        let known = match closing.as_of(before, knowledge) {
            Some(known) => known,
            None => {
                // The period was settled, as other states say: then this one began later, or nobody had what begins as absent.
                let settled = self.company.states.iter().any(|of| of.has(before, knowledge));
                let began = state.initial != NONE && closing.has_by(before, knowledge);
                return if settled && !began { Ok(values) } else { Err(missing_state(state, before).into()) };
            }
        };
        for (partner, value) in known {
            let row = match partner {
                OF_COMPANY if of_company => 0,
                partner => self.snapshot.row_of.get(partner as usize).copied().unwrap_or(NO_ROW),
            };
            if let Some(slot) = values.get_mut(row as usize) {
                *slot = self.stored(state.ty.kind, value);
            }
        }
        Ok(values)
    }
}

fn missing_state(state: &State, period: Period) -> DataErrors {
    let cause = Cause::MissingState { state: state.name.clone(), period: period.to_string() };
    let cure = format!(
        "settle {period} first and take over its state; if it lies before the first period, add rows as of {period} with the initial values"
    );
    let place = Place { file: "state".to_owned(), column: Some("as_of".to_owned()), ..Place::default() };
    DataErrors { problems: vec![Problem { place, cause, cure }], more: 0 }
}

/// A column of event rows instead of table rows: by row of the other kind's table its row in the set.
fn event_rows(name: &str, width: Width, values: &Values, row_of: &[u32]) -> Result<Values, StoreError> {
    let rows = widened(values).map(|row| {
        let row = usize::try_from(row).ok().and_then(|row| row_of.get(row)).filter(|row| **row != NO_ROW);
        row.map_or(NONE, |row| i64::from(*row))
    });
    column(name, width, rows)
}
