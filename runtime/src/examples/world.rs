//! The company of an example.

use crate::calendar::{self, Period};
use crate::company::{
    Company, EventTable, Excess, OF_COMPANY, Override, Partners, Persons, Placements, ROOT, Reversal, Reversals,
    SettledLines, Standing, StateValues, Status, amount_text, excess, pool,
};
use crate::natural_compare;
use crate::texts::{Ids, Texts, TooMuchText};
use compline_compiler::program::{Event, Kind, NONE, Program, Ty, Width};
use compline_compiler::store::Values;
use compline_lang::check::stored_form;
use compline_lang::hir::{Example, ExampleEvent, ExampleValue, ExprKind};

/// A company, and the first and last of the periods to settle.
pub(super) struct World {
    pub(super) company: Company,
    pub(super) periods: (Period, Period),
}

/// Why the world of an example cannot be built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorldError {
    /// The period is not one of the plan's.
    #[error("`{0}` is no period of this plan; write `period {1}`")]
    Period(String, String),
    /// An example goes over no periods, or over too many.
    #[error("`{first} to {last}` are not 1 to {MOST_PERIODS} periods; begin with the first of them")]
    Periods {
        /// The first.
        first: Period,
        /// The last.
        last: Period,
    },
    /// An expectation is about a period that the example does not settle.
    #[error("`{0}` is not among the periods of the example; write `period {0} to …`")]
    NotSettled(String),
    /// A value does not fit its column.
    #[error("`{0}` of the example does not fit its column")]
    Value(String),
    /// A reversal of what is reversed already.
    #[error("`{0}` is reversed as a whole already; leave out one of the two lines")]
    ReversedTwice(String),
    /// More is reversed than is left.
    #[error("only {left} of `{event}` is left to be reversed")]
    ReversedTooMuch {
        /// The event.
        event: String,
        /// What is left.
        left: String,
    },
    /// Too much text.
    #[error(transparent)]
    Text(#[from] TooMuchText),
}

/// Most periods of an example.
const MOST_PERIODS: i32 = 120;
/// Where no event and no `period` line says when.
const DEFAULT_DAY: i32 = 20_454;

pub(super) fn build(program: &Program, example: &Example) -> Result<World, WorldError> {
    let mut names: Vec<&str> = example.partners.iter().map(String::as_str).collect();
    names.sort_by(|a, b| natural_compare(a.as_bytes(), b.as_bytes()));
    let number = |name: &str| names.iter().position(|n| *n == name).and_then(|at| u32::try_from(at).ok());
    let mut texts: Vec<&str> = Vec::new();
    let of_events = example.events.iter().flat_map(|e| e.values.iter().flatten());
    for value in of_events.chain(example.attributes.iter().map(|(_, _, v)| v)) {
        if let ExampleValue::Constant(value) = value
            && let ExprKind::Text(text) = value.kind.as_ref()
        {
            texts.push(text);
        }
    }
    let pooled = pool(program, texts.into_iter());
    let texts: Vec<&str> = pooled.iter().collect();

    let mut partners = Partners { ids: Ids::Texts(collect(&names)?), ..Partners::default() };
    let mut statuses = Vec::new();
    attributes(program, example, &names, &texts, &mut partners, &mut statuses)?;

    let mut placements = Vec::new();
    for tree in &program.trees {
        let mut parents = vec![ROOT; names.len()];
        let mut sides = vec![-1_i16; names.len()];
        let mut taken: Vec<u32> = vec![0; names.len()];
        for (name, parent, child, side) in &example.edges {
            if *name != tree.name {
                continue;
            }
            let (Some(parent), Some(child)) = (number(parent), number(child)) else { continue };
            let place = taken.get(parent as usize).copied().unwrap_or(0);
            let side = side.or_else(|| tree.width.is_some().then_some(place));
            if let (Some(p), Some(s), Some(t)) =
                (parents.get_mut(child as usize), sides.get_mut(child as usize), taken.get_mut(parent as usize))
            {
                *p = parent;
                *s = side.and_then(|s| i16::try_from(s).ok()).unwrap_or(-1);
                *t += 1;
            }
        }
        let places = Placements::of_parents(parents, Some(sides));
        // Whoever is not named in a tree with a rule is placed by it; elsewhere he stands alone.
        let named = |partner: &str| {
            let edges = example.edges.iter().filter(|(name, ..)| *name == tree.name);
            let mut roots = example.roots.iter().filter(|(name, _)| *name == tree.name);
            roots.any(|(_, root)| root == partner)
                || edges.flat_map(|(_, parent, child, _)| [parent, child]).any(|name| name == partner)
        };
        placements.push(match &tree.placing {
            Some(_) => places.only(|partner| names.get(partner as usize).is_some_and(|name| named(name))),
            None => places,
        });
    }

    let mut events = Vec::new();
    for kind in &program.events {
        events.push(table(kind, example, &names, &texts)?);
    }
    let periods = periods(program, example)?;
    let mut overrides = Vec::new();
    for (partner, definition, value) in &example.overrides {
        let found = program.overridables.iter().position(|(n, _)| n == definition);
        if let (Some(at), Some(partner)) = (found.and_then(|at| u32::try_from(at).ok()), number(partner)) {
            let ty = program.overridables.get(at as usize).map_or(Ty::known(Kind::Bool), |(_, ty)| *ty);
            let value = stored(value, ty, &names, &texts).ok_or_else(|| WorldError::Value(definition.clone()))?;
            overrides.push(Override {
                definition: at,
                partner,
                value,
                from: i32::MIN,
                to: i32::MAX,
                reason: "example".to_owned(),
                by: "example".to_owned(),
                known_at: NONE,
            });
        }
    }
    overrides.sort_by_key(|o| (o.definition, o.partner));
    let mut states: Vec<StateValues> = program.states.iter().map(|_| StateValues::default()).collect();
    for (at, state) in program.states.iter().enumerate() {
        let mut entries: Vec<(u32, i64)> = Vec::new();
        let of_company = program.is_of_company(state);
        entries.extend(of_company.then_some((OF_COMPANY, state.initial)));
        for (index, name) in names.iter().enumerate().filter(|_| !of_company) {
            // The initial value where the example says nothing.
            let given = example.openings.iter().find(|(p, s, _)| p == name && *s == state.name);
            let value = match given {
                Some((_, _, value)) => {
                    stored(value, state.ty, &names, &texts).ok_or_else(|| WorldError::Value(state.name.clone()))?
                }
                None => state.initial,
            };
            entries.push((u32::try_from(index).unwrap_or(u32::MAX), value));
        }
        if let Some(slot) = states.get_mut(at) {
            slot.as_of = vec![periods.0.back(1).index(); entries.len()];
            slot.partner = entries.iter().map(|e| e.0).collect();
            slot.value = entries.iter().map(|e| e.1).collect();
        }
    }
    let reversals = program.events.iter().zip(&events).map(|(kind, table)| reversals_of(program, kind, table, example));
    let reversals = reversals.collect::<Result<_, _>>()?;
    let company = Company {
        partners,
        placements,
        statuses,
        reversals,
        lines: SettledLines::default(),
        events,
        overrides,
        rates: Vec::new(),
        states,
        paid: Vec::new(),
        prior: Vec::new(),
        texts: pooled.clone(),
    };
    Ok(World { company, periods })
}

fn collect(texts: &[&str]) -> Result<Texts, TooMuchText> {
    let mut out = Texts::default();
    for text in texts {
        out.push(text)?;
    }
    Ok(out)
}

fn attributes(
    program: &Program,
    example: &Example,
    names: &[&str],
    texts: &[&str],
    partners: &mut Partners,
    statuses: &mut Vec<Status>,
) -> Result<(), WorldError> {
    let given = |name: &str, attribute: &str| {
        example.attributes.iter().rev().find(|(p, a, _)| p == name && a == attribute).map(|(_, _, v)| v)
    };
    let date = Ty { kind: Kind::Date, optional: true };
    let joined: Vec<Option<i64>> =
        names.iter().map(|n| given(n, "joined_on").map(|v| stored(v, date, names, texts).unwrap_or(NONE))).collect();
    if joined.iter().any(Option::is_some) {
        partners.joined_on = Some(column("joined_on", Width::W32, joined.into_iter().map(|v| v.unwrap_or(NONE)))?);
    }
    let person = |name: &str| match given(name, "person").and_then(constant) {
        Some(ExprKind::Text(text)) => text.clone(),
        _ => name.to_owned(),
    };
    if example.attributes.iter().any(|(_, a, _)| a == "person") {
        let owners: Vec<String> = names.iter().map(|n| person(n)).collect();
        let mut ids: Vec<&str> = owners.iter().map(String::as_str).collect();
        ids.sort_by(|a, b| natural_compare(a.as_bytes(), b.as_bytes()));
        ids.dedup();
        let of = owners
            .iter()
            .map(|o| ids.iter().position(|i| i == o).and_then(|at| u32::try_from(at).ok()).unwrap_or(0))
            .collect();
        partners.persons = Some(Persons { ids: collect(&ids)?, of });
    }
    for (number, name) in (0..).zip(names) {
        for (attribute, standing) in [("inactive", Standing::Inactive), ("terminated", Standing::Terminated)] {
            if matches!(given(name, attribute).and_then(constant), Some(ExprKind::Bool(true))) {
                statuses.push(Status { partner: number, standing, from: i32::MIN, to: i32::MAX, known_at: NONE });
            }
        }
    }
    for field in &program.partner_fields {
        let mut values = Vec::new();
        for name in names {
            let value = given(name, &field.name)
                .map(|v| stored(v, field.ty, names, texts).ok_or_else(|| WorldError::Value(field.name.clone())));
            // Where the example says nothing: absent, no, zero, the first word.
            values.push(value.transpose()?.unwrap_or(if field.ty.optional { NONE } else { 0 }));
        }
        partners.fields.push(column(&field.name, Width::W64, values.into_iter())?);
    }
    Ok(())
}

/// The events of a kind in the order of their table.
fn events_of<'a>(example: &'a Example, kind: &str) -> Vec<&'a ExampleEvent> {
    let mut events: Vec<&ExampleEvent> = example.events.iter().filter(|e| e.event == kind).collect();
    events.sort_by(|a, b| natural_compare(a.id.as_bytes(), b.id.as_bytes()));
    events
}

/// What is reversed of the events of a kind, in the order of their table.
fn reversals_of(
    program: &Program,
    kind: &Event,
    table: &EventTable,
    example: &Example,
) -> Result<Reversals, WorldError> {
    let events = events_of(example, &kind.name);
    let mut rows: Vec<Reversal> = Vec::new();
    for (number, reversal) in (1_u32..).zip(&example.reversals).filter(|(_, reversal)| reversal.event == kind.name) {
        let Some(of) = events.iter().position(|event| event.id == reversal.id) else { continue };
        let amount = |field: u32| {
            let field = kind.fields.get(field as usize)?;
            let (_, value) = reversal.amounts.iter().find(|(name, _)| *name == field.name)?;
            stored_form(value, field.ty.scale()).and_then(|v| i64::try_from(v).ok())
        };
        let amounts: Option<Vec<i64>> =
            if reversal.amounts.is_empty() { None } else { kind.amounts(program).map(amount).collect() };
        if amounts.is_none() && !reversal.amounts.is_empty() {
            return Err(WorldError::Value(reversal.id.clone()));
        }
        let day = calendar::day(reversal.day);
        rows.push(Reversal {
            id: format!("reversal #{number}"),
            source: String::new(),
            of: u32::try_from(of).unwrap_or(u32::MAX),
            day,
            from: day,
            known_at: NONE,
            reason: reversal.reason,
            amounts,
        });
    }
    rows.sort_by_key(|one| (one.of, one.from));
    if let Some((at, excess)) = excess(program, kind, table, &rows).into_iter().next() {
        let of = rows.get(at).map_or(usize::MAX, |reversal| reversal.of as usize);
        let event = format!("{} \"{}\"", kind.name, events.get(of).map_or("", |event| &event.id));
        return Err(match excess {
            Excess::Twice(_) => WorldError::ReversedTwice(event),
            Excess::More(field, left, _) => WorldError::ReversedTooMuch { event, left: amount_text(kind, field, left) },
        });
    }
    Ok(Reversals { rows, ..Reversals::default() })
}

fn table(kind: &Event, example: &Example, names: &[&str], texts: &[&str]) -> Result<EventTable, WorldError> {
    let events = events_of(example, &kind.name);
    let mut fields = Vec::new();
    for (at, field) in kind.fields.iter().enumerate() {
        let mut values = Vec::new();
        for event in &events {
            values.push(match event.values.get(at).and_then(Option::as_ref) {
                None => NONE,
                Some(ExampleValue::Event(kind, id)) => {
                    let row = events_of(example, kind).iter().position(|event| event.id == *id);
                    row.and_then(|row| i64::try_from(row).ok()).ok_or_else(|| WorldError::Value(field.name.clone()))?
                }
                Some(value) => {
                    stored(value, field.ty, names, texts).ok_or_else(|| WorldError::Value(field.name.clone()))?
                }
            });
        }
        fields.push(column(&field.name, Width::W64, values.into_iter())?);
    }
    let ids: Vec<&str> = events.iter().map(|e| e.id.as_str()).collect();
    Ok(EventTable { rows: events.len(), fields, ids: Ids::Texts(collect(&ids)?), ..EventTable::default() })
}

fn column(name: &str, width: Width, values: impl ExactSizeIterator<Item = i64>) -> Result<Values, WorldError> {
    let mut out = Values::zeros(width, values.len());
    for (row, value) in values.enumerate() {
        if !out.set(row, value) {
            return Err(WorldError::Value(name.to_owned()));
        }
    }
    Ok(out)
}

fn constant(value: &ExampleValue) -> Option<&ExprKind> {
    match value {
        ExampleValue::Constant(e) => Some(e.kind.as_ref()),
        ExampleValue::Partner(_) | ExampleValue::Event(..) => None,
    }
}

/// A value in the stored form of a type.
fn stored(value: &ExampleValue, ty: Ty, names: &[&str], texts: &[&str]) -> Option<i64> {
    let value = match value {
        ExampleValue::Constant(value) => value,
        ExampleValue::Partner(name) => {
            return names.iter().position(|n| n == name).and_then(|at| i64::try_from(at).ok());
        }
        // Rows of events are known where their table is made.
        ExampleValue::Event(..) => return None,
    };
    match value.kind.as_ref() {
        ExprKind::None => Some(NONE),
        ExprKind::Text(text) => texts.iter().position(|t| t == text).and_then(|at| i64::try_from(at).ok()),
        _ => stored_form(value, ty.scale()).and_then(|v| i64::try_from(v).ok()),
    }
}

/// A period as it is written.
pub(super) fn period(program: &Program, text: &str) -> Result<Period, WorldError> {
    Period::parse_as(program.calendar, text)
        .map_err(|_| WorldError::Period(text.to_owned(), calendar::example(program.calendar)))
}

/// The periods of the `period` line, else that of the latest day on which something is payable.
fn periods(program: &Program, example: &Example) -> Result<(Period, Period), WorldError> {
    if let Some(first) = &example.period {
        let first = period(program, first)?;
        let last = example.last_period.as_ref().map_or(Ok(first), |last| period(program, last))?;
        let count = last.index().saturating_sub(first.index()).saturating_add(1);
        if !(1..=MOST_PERIODS).contains(&count) {
            return Err(WorldError::Periods { first, last });
        }
        return Ok((first, last));
    }
    let day = |event: &ExampleEvent| {
        let kind = program.events.iter().find(|k| k.name == event.event && k.holds.is_none())?;
        let date = |at: u32| match event.values.get(at as usize)?.as_ref()? {
            ExampleValue::Constant(e) => stored_form(e, 0).and_then(|d| i32::try_from(d).ok()),
            ExampleValue::Partner(_) | ExampleValue::Event(..) => None,
        };
        let payable = date(kind.payable)?;
        Some(date(kind.conditions).map_or(payable, |c| c.max(payable)))
    };
    let reversed = || example.reversals.iter().map(|reversal| calendar::day(reversal.day));
    let latest = example.events.iter().filter_map(day).chain(reversed()).max().unwrap_or(DEFAULT_DAY);
    // What is taken back has to be paid first.
    let is_reversed = |event: &&ExampleEvent| {
        example.reversals.iter().any(|reversal| reversal.event == event.event && reversal.id == event.id)
    };
    let first = example.events.iter().filter(is_reversed).filter_map(day).min().map_or(latest, |day| day.min(latest));
    Ok((Period::containing(program.calendar, first), Period::containing(program.calendar, latest)))
}
