//! Totals, ranks and states.

use super::table::{Table, amount, text};
use super::value::Names;
use super::{Format, Settlement, WriteError};
use crate::calendar;
use crate::company::{Company, PaidLine};
use crate::settle::Settled;
use compline_compiler::lines::COMPANY;
use compline_compiler::program::{ColumnId, NONE, Program, Space, State};
use compline_lang::number::Decimal;
use std::path::Path;

/// The sum of all contexts by partner (number in the company); amounts that do not fit are at the end of the range.
pub(super) fn sums(settlement: &Settlement<'_>) -> Vec<i64> {
    let mut sums = vec![0_i64; settlement.company.partners.len()];
    for settled in settlement.settled {
        for (partner, total) in settled.snapshot.partner_of.iter().zip(&settled.outcome.totals) {
            if let Some(sum) = sums.get_mut(*partner as usize) {
                *sum = sum.saturating_add(*total);
            }
        }
    }
    sums
}

/// Writes the totals, in natural order of partners.
pub(super) fn totals(folder: &Path, format: Format, settlement: &Settlement<'_>) -> Result<(), WriteError> {
    let currency = settlement.program.units.get(settlement.program.currency.index());
    let (scale, currency) = currency.map_or((2, ""), |unit| (unit.scale, unit.name.as_str()));
    let columns = vec![text("partner"), text("person"), amount("amount", scale), text("currency")];
    let mut table = Table::create(folder, "totals", format, columns)?;
    let partners = &settlement.company.partners;
    for (partner, total) in sums(settlement).into_iter().enumerate() {
        if total == 0 {
            continue;
        }
        let id = partners.ids.get(partner);
        table.text(&id);
        match &partners.persons {
            Some(persons) => {
                table.text(persons.ids.get(persons.of.get(partner).map_or(usize::MAX, |person| *person as usize)));
            }
            None => table.text(&id),
        }
        table.amount(total);
        table.text(currency);
        table.end()?;
    }
    table.finish()
}

/// Rows of a snapshot in natural order of partners.
fn natural(settled: &Settled) -> impl Iterator<Item = usize> {
    settled.snapshot.row_of.iter().map(|row| *row as usize).filter(|row| *row < settled.snapshot.rows())
}

/// Writes the ranks of the period's own context.
pub(super) fn ranks(folder: &Path, format: Format, settlement: &Settlement<'_>) -> Result<(), WriteError> {
    let (Some(ranks), Some(settled)) = (settlement.program.ranks, settlement.settled.first()) else { return Ok(()) };
    let columns = ["partner", "reached", "title", "paid_as", "overridden"].map(text).to_vec();
    let mut table = Table::create(folder, "ranks", format, columns)?;
    let names = Names { program: settlement.program, company: settlement.company, snapshot: &settled.snapshot };
    let mut cell = String::new();
    for row in natural(settled) {
        table.text(&settled.snapshot.id(settlement.company, row));
        for column in [Some(ranks.reached), ranks.title, Some(ranks.paid_as), ranks.overridden] {
            value(&names, settled, column, row, &mut cell);
            table.text(&cell);
        }
        table.end()?;
    }
    table.finish()
}

fn value(names: &Names<'_>, settled: &Settled, column: Option<ColumnId>, row: usize, cell: &mut String) {
    let ty = column.and_then(|column| names.program.columns.get(column.index())).map(|column| column.ty);
    match column.zip(ty) {
        Some((column, ty)) => names.write(cell, ty, settled.store.get(column, row)),
        None => cell.clear(),
    }
}

/// Writes the closing states of the period's own context, as the next period reads them.
pub(super) fn state(folder: &Path, format: Format, settlement: &Settlement<'_>) -> Result<(), WriteError> {
    let Some(settled) = settlement.settled.first().filter(|_| !settlement.program.states.is_empty()) else {
        return Ok(());
    };
    let mut table = Table::create(folder, "state", format, ["partner", "state", "value", "as_of"].map(text).to_vec())?;
    let (program, company, period) = (settlement.program, settlement.company, settled.context.period);
    let opening = opening_states(program, company, settled);
    let rows = opening.into_iter().map(|row| (row, period.back(1)));
    for ((state, partner, value), as_of) in
        rows.chain(closing_states(program, company, settled).map(|row| (row, period)))
    {
        table.text(&partner);
        table.text(state);
        table.text(&value);
        table.text(&as_of.to_string());
        table.end()?;
    }
    table.finish()
}

/// Writes the places that rules have given, in the form of the company's own placements.
pub(super) fn placements(folder: &Path, format: Format, settlement: &Settlement<'_>) -> Result<(), WriteError> {
    let program = settlement.program;
    let Some(settled) = settlement.settled.first().filter(|_| program.trees.iter().any(|tree| tree.placing.is_some()))
    else {
        return Ok(());
    };
    let columns = ["tree", "partner", "parent", "side", "position", "valid_from", "by"].map(text).to_vec();
    let mut table = Table::create(folder, "placements", format, columns)?;
    for row in given_places(program, settlement.company, settled) {
        for cell in row.cells() {
            table.text(cell);
        }
        table.end()?;
    }
    table.finish()
}

/// A place that the rule of a tree has given, as files have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceRow {
    /// The tree.
    pub tree: String,
    /// Who.
    pub partner: String,
    /// Below whom; empty for a root.
    pub parent: String,
    /// The side, in trees with sides.
    pub side: String,
    /// The position from 1, in trees with a width.
    pub position: String,
    /// The day from which it holds.
    pub valid_from: String,
}

impl PlaceRow {
    /// In the order of the file's columns.
    pub fn cells(&self) -> [&str; 7] {
        let by = crate::company::BY_RULE;
        [&self.tree, &self.partner, &self.parent, &self.side, &self.position, &self.valid_from, by]
    }
}

/// The places that rules have given up to the end of a context's period, tree by tree in the order in which they
/// were given. Taken into the company's placements they are facts, and no rule looks at these partners again.
pub fn given_places(program: &Program, company: &Company, settled: &Settled) -> Vec<PlaceRow> {
    let id = |partner: u32| company.partners.ids.get(partner as usize).into_owned();
    let rows = settled.snapshot.placed.iter().filter_map(|placed| {
        let tree = program.trees.get(placed.tree.index())?;
        let side = usize::try_from(placed.side).ok().and_then(|side| tree.sides.get(side));
        let position = (placed.side >= 0 && tree.sides.is_empty()).then(|| (i32::from(placed.side) + 1).to_string());
        // Whoever was there before all days has his place from the first day that is settled.
        let from = if placed.from == i32::MIN { settled.snapshot.period.start() } else { placed.from };
        Some(PlaceRow {
            tree: tree.name.clone(),
            partner: id(placed.partner),
            parent: placed.parent.map(id).unwrap_or_default(),
            side: side.cloned().unwrap_or_default(),
            position: position.unwrap_or_default(),
            valid_from: calendar::date(from).to_string(),
        })
    });
    rows.collect()
}

/// Writes the lines of bonuses that are brought up to date, as later settlements read them.
pub(super) fn paid(folder: &Path, format: Format, settlement: &Settlement<'_>) -> Result<(), WriteError> {
    if !settlement.program.bonuses.iter().any(|bonus| bonus.true_up) {
        return Ok(());
    }
    let columns = ["bonus", "source", "event", "partner", "amount", "as_of"];
    let mut table = Table::create(folder, "paid", format, columns.map(text).to_vec())?;
    for line in paid_lines(settlement.program, settlement.company, settlement.settled) {
        for cell in line.cells() {
            table.text(cell);
        }
        table.end()?;
    }
    table.finish()
}

/// A line of a bonus that is brought up to date, as files have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidRow {
    /// The bonus.
    pub bonus: String,
    /// Where the event came from.
    pub source: String,
    /// The event's id.
    pub event: String,
    /// The partner's id; nothing for the company.
    pub partner: String,
    /// The amount.
    pub amount: String,
    /// The same in the currency's smallest unit.
    pub units: i64,
    /// The period that was settled.
    pub as_of: String,
}

impl PaidRow {
    /// In the order of the file's columns.
    pub fn cells(&self) -> [&str; 6] {
        [&self.bonus, &self.source, &self.event, &self.partner, &self.amount, &self.as_of]
    }
}

/// The lines of bonuses that are brought up to date: what later settlements take off.
pub fn paid_lines<'a>(
    program: &'a Program,
    company: &'a Company,
    settled: &'a [Settled],
) -> impl Iterator<Item = PaidRow> + 'a {
    let money = program.units.get(program.currency.index()).map_or(2, |unit| unit.scale);
    settled.iter().flat_map(move |one| {
        paid_in(program, one).map(move |line| {
            let bonus = program.bonuses.get(line.bonus as usize);
            let kind = bonus.and_then(|bonus| crate::company::kind_of(program, bonus));
            let table = kind.and_then(|kind| company.events.get(kind));
            let event = line.event as usize;
            PaidRow {
                bonus: bonus.map_or_else(String::new, |bonus| bonus.name.clone()),
                source: table.map_or_else(String::new, |table| table.source(event).to_owned()),
                event: table.map_or_else(String::new, |table| table.ids.get(event).into_owned()),
                partner: match line.partner {
                    COMPANY => String::new(),
                    partner => company.partners.ids.get(partner as usize).into_owned(),
                },
                amount: Decimal::new(i128::from(line.amount), money).to_string(),
                units: line.amount,
                as_of: one.context.settlement.to_string(),
            }
        })
    })
}

/// The lines of bonuses that are brought up to date in a context, by event and partner.
pub(crate) fn paid_in<'a>(program: &'a Program, one: &'a Settled) -> impl Iterator<Item = PaidLine> + 'a {
    let open = (0_u32..).zip(&program.bonuses).zip(&one.outcome.bonuses).filter(|((_, bonus), _)| bonus.true_up);
    open.flat_map(move |((at, bonus), lines)| {
        let set = match bonus.trigger.space {
            Space::Event(set) => one.store.events.get(set.index()),
            _ => None,
        };
        lines.iter().filter_map(move |line| {
            let event = *set?.source.get(line.trigger as usize)?;
            let partner = match line.earner {
                COMPANY => COMPANY,
                row => *one.snapshot.partner_of.get(row as usize)?,
            };
            let as_of = one.context.settlement.index();
            Some(PaidLine { as_of, bonus: at, event, partner, amount: line.amount, known_at: NONE })
        })
    })
}

/// What a company's first settlement says of the states before it: everybody had the initial value. One row for each state
/// does, and nothing where the data hold states; without it, a late order of that period would ask for them in vain.
pub fn opening_states<'a>(
    program: &'a Program,
    company: &'a Company,
    settled: &'a Settled,
) -> Vec<(&'a str, String, String)> {
    if company.states.iter().any(|values| !values.as_of.is_empty()) {
        return Vec::new();
    }
    let names = Names { program, company, snapshot: &settled.snapshot };
    let somebody = natural(settled).next().map(|row| settled.snapshot.id(company, row).into_owned());
    let rows = program.states.iter().filter_map(|state| {
        let partner = if program.is_of_company(state) { String::new() } else { somebody.clone()? };
        Some((state.name.as_str(), partner, names.text(Some((state.ty, state.initial)))))
    });
    rows.collect()
}

/// The closing values of states, at least one row: name of the state, partner (empty where it is one of the company), value as files have it. By state, and within it in natural
/// order of partners.
pub fn closing_states<'a>(
    program: &'a Program,
    company: &'a Company,
    settled: &'a Settled,
) -> impl Iterator<Item = (&'a str, String, String)> {
    let names = Names { program, company, snapshot: &settled.snapshot };
    let of_company = move |state: &State| program.is_of_company(state);
    // What is absent is absent by having no row, where the state begins as absent.
    let rows = move |state: &'a State| {
        let own = natural(settled).filter(move |_| !of_company(state));
        own.map(move |row| (row, settled.store.get(state.closing, row)))
            .filter(|(_, value)| *value != NONE || state.initial != NONE)
    };
    // Where nobody has anything at all, one row says that the period was settled.
    let absent = |state: &'a State| state.initial == NONE && !of_company(state) && rows(state).next().is_none();
    let marker = program.states.first().filter(|_| program.states.iter().all(absent));
    let marker = marker.and_then(|state| {
        let partner = settled.snapshot.id(company, natural(settled).next()?).into_owned();
        Some((state.name.as_str(), partner, names.text(Some((state.ty, NONE)))))
    });
    let all = program.states.iter().flat_map(move |state| {
        let company_row = of_company(state).then(|| {
            (state.name.as_str(), String::new(), names.text(Some((state.ty, settled.store.get(state.closing, 0)))))
        });
        let of_partners = rows(state).map(move |(row, value)| {
            let partner = settled.snapshot.id(company, row).into_owned();
            (state.name.as_str(), partner, names.text(Some((state.ty, value))))
        });
        company_row.into_iter().chain(of_partners)
    });
    marker.into_iter().chain(all)
}
