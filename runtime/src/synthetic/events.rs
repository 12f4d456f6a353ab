//! The events: one file for each kind of the plan.

use super::draws::Draws;
use super::fields::{self, Moment};
use super::table::Stored;
use super::{Files, SyntheticError, World};
use compline_compiler::program::{Event, Kind};

/// Of a kind that is not the first: one for so many of the first.
const SELDOM: u64 = 5;
/// Events in a month of a kind that belongs to no partner.
const COMPANY: u64 = 10;
/// How often somebody who is active on a day is looked for.
const TRIES: u32 = 24;

/// How many events of a kind there will be.
pub(super) fn count(world: &World<'_>, event: &Event) -> u64 {
    per_month(world, event) * world.calendar.months.len() as u64
}

fn per_month(world: &World<'_>, event: &Event) -> u64 {
    let all = u64::from(world.options.partners) * u64::from(world.options.orders_per_partner);
    let first = world.program.events.iter().find(|event| event.owner.is_some());
    match event.owner {
        None => COMPANY,
        Some(_) if first.is_some_and(|first| first.name == event.name) => all.max(1),
        Some(_) => (all / SELDOM).max(1),
    }
}

/// Digits of the ids of so many events.
pub(super) fn digits(count: u64) -> usize {
    count.to_string().len().max(6)
}

/// `Order-000123`.
pub(super) fn id(kind: &str, number: u64, digits: usize) -> String {
    format!("{kind}-{:0digits$}", number + 1)
}

/// Writes the files of all kinds.
pub(super) fn write(world: &World<'_>, files: &mut Files<'_>) -> Result<(), SyntheticError> {
    for (number, event) in (0_u64..).zip(&world.program.events) {
        let recipes = fields::of_event(world, event);
        let mut columns = vec![("id", Stored::Text)];
        columns.extend(event.fields.iter().zip(&recipes).map(|(field, recipe)| (field.name.as_str(), recipe.stored())));
        let total = count(world, event);
        let per_month = per_month(world, event);
        let mut draws = Draws::new(world.options.seed, 1_000 + number);
        let buyers = buyers(world, &mut Draws::new(world.options.seed, 10));
        let optional = event.fields.iter().zip(0..).any(|(field, at)| {
            field.ty.kind == Kind::Date
                && field.ty.optional
                && at != event.conditions
                && (at == event.volume || at == event.payable)
        });
        let digits = digits(total);
        files.table(&crate::company::event_file(event), &columns, total, |table, tell| {
            let mut index = 0;
            for (first, last) in &world.calendar.months {
                let days = u64::from(last.abs_diff(*first)) + 1;
                for at in 0..per_month {
                    let day = first + i32::try_from(at * days / per_month).unwrap_or(0);
                    let owner = owner(world, &buyers, day, &mut draws);
                    let later = fields::payment(day, world.calendar.end, optional, &mut draws);
                    let moment = Moment { day, later, owner, index, of: total, cents: fields::basket(&mut draws) };
                    table.text(&id(&event.name, index, digits))?;
                    for recipe in &recipes {
                        recipe.write(world, moment, &mut draws, table)?;
                    }
                    table.end_row()?;
                    index += 1;
                    tell(index);
                }
            }
            Ok(index)
        })?;
    }
    Ok(())
}

/// Six partners in ten, in an order that says nothing.
fn buyers(world: &World<'_>, draws: &mut Draws) -> Vec<u32> {
    let mut buyers: Vec<u32> = (0..world.options.partners).filter(|_| draws.percent(60)).collect();
    for at in (1..buyers.len()).rev() {
        let other = draws.below(at as u64 + 1);
        buyers.swap(at, usize::try_from(other).unwrap_or(at));
    }
    buyers
}

/// Who orders on a day: half of the time anybody of the buyers, half of the time one of the first of them.
fn owner(world: &World<'_>, buyers: &[u32], day: i32, draws: &mut Draws) -> u32 {
    for _ in 0..TRIES {
        let count = buyers.len() as u64;
        let at = if draws.percent(50) { draws.skewed(count) } else { draws.below(count) };
        let buyer = usize::try_from(at).ok().and_then(|at| buyers.get(at)).copied();
        if let Some(buyer) = buyer.filter(|buyer| world.people.is_active(*buyer, day)) {
            return buyer;
        }
    }
    // The first partner is always there.
    0
}
