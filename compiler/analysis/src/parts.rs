//! What is paid for each part of a period, put together.
//!
//! A weekly bonus stands in the program once for each week. Where all that it reads lies in weeks, every unit of volume is in
//! one of them: of what one week's bonus sees of all the weeks that it looks at, another sees as much of its own, a week
//! later. So over all periods together a unit is paid for as often as it is seen by one of them, and the bound of one, the
//! greatest, is the bound of all. What reads the whole period sees it again in every week; there the bounds add up.

use crate::facts::{Def, Facts};
use crate::linear::{Per, Total};
use crate::payout::{Paid, sum_of};
use crate::range::whole;
use crate::total::Found;
use compline_compiler::program::{
    Bonus, BonusId, ColumnId, Earner, Expr, LineSource, Op, Program, Reach, Select, Source, Space,
};
use std::collections::BTreeMap;

/// What is paid, once for each name, and what it is in the program.
pub(crate) fn merged(facts: &Facts<'_>, paid: &[Paid]) -> (Vec<Paid>, Vec<Vec<LineSource>>) {
    let mut groups: Vec<Vec<&Paid>> = Vec::new();
    for one in paid {
        match groups.iter_mut().find(|group| group.iter().any(|other| other.name == one.name)) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    let sources = groups.iter().map(|group| group.iter().map(|paid| paid.source).collect()).collect();
    let merged = groups.iter().filter_map(|group| {
        let first = *group.first()?;
        let before = match group.as_slice() {
            [one] => one.before.clone(),
            several => together(facts, several),
        };
        let not_negative = group.iter().all(|paid| paid.not_negative);
        Some(Paid { after: before.clone(), before, not_negative, ..first.clone() })
    });
    (merged.collect(), sources)
}

fn together(facts: &Facts<'_>, group: &[&Paid]) -> Found {
    if !group.iter().all(|paid| reads_parts_only(facts, paid.source)) {
        return sum_of(group.iter().map(|paid| paid.before.clone()));
    }
    let times = whole(i64::try_from(group.len()).unwrap_or(i64::MAX));
    let line = group.iter().find_map(|paid| match paid.source {
        LineSource::Bonus(id) => Some(Per::Line(id)),
        LineSource::Pool(_) => None,
    });
    let mut most = Total::default();
    for paid in group {
        let found = paid.before.clone()?;
        let each = |map: BTreeMap<Per, crate::range::Exact>| {
            // What there is for each partner there is in every part; an event is in one.
            let each = map.into_iter().map(|(per, amount)| match per {
                Per::Event(_) => (per, amount),
                Per::Line(_) => (line.unwrap_or(per), amount),
                Per::Partner | Per::Person | Per::Period => (per, amount * &times),
            });
            each.collect::<BTreeMap<_, _>>()
        };
        greatest(&mut most.share, found.share);
        greatest(&mut most.fixed, each(found.fixed));
        greatest(&mut most.slack, each(found.slack));
    }
    Ok(most)
}

fn greatest<K: Ord>(most: &mut BTreeMap<K, crate::range::Exact>, other: BTreeMap<K, crate::range::Exact>) {
    for (key, value) in other {
        let slot = most.entry(key).or_insert_with(|| value.clone());
        if value > *slot {
            *slot = value;
        }
    }
}

/// Whether no event of a whole period has to do with what is paid.
fn reads_parts_only(facts: &Facts<'_>, source: LineSource) -> bool {
    let program = facts.program;
    let mut open: Vec<ColumnId> = Vec::new();
    let mut bonuses: Vec<BonusId> = Vec::new();
    match source {
        LineSource::Bonus(id) => bonuses.push(id),
        LineSource::Pool(id) => {
            open.extend(
                program.pools.get(id.index()).into_iter().flat_map(|pool| [pool.amount, pool.member, pool.weight]),
            );
        }
    }
    let mut spaces: Vec<Space> = Vec::new();
    while let Some(id) = bonuses.pop() {
        let Some(bonus) = program.bonuses.get(id.index()) else { return false };
        spaces.push(bonus.trigger.space);
        bonuses.extend(bonus.trigger.lines_of);
        each_expression(bonus, &mut |e| columns_of(e, &mut open));
    }
    let mut seen = vec![false; program.columns.len()];
    while let Some(column) = open.pop() {
        match seen.get_mut(column.index()) {
            Some(slot) if !*slot => *slot = true,
            _ => continue,
        }
        let Some(declared) = program.columns.get(column.index()) else { return false };
        spaces.push(declared.space);
        match facts.def(column) {
            Def::Input => {}
            Def::Value(e) => columns_of(e, &mut open),
            Def::Gather(from, aggregate) => {
                spaces.push(from);
                columns_of(&aggregate.value, &mut open);
                aggregate.filter.iter().for_each(|e| columns_of(e, &mut open));
            }
            Def::Children(aggregate) => {
                columns_of(&aggregate.value, &mut open);
                aggregate.filter.iter().for_each(|e| columns_of(e, &mut open));
            }
            Def::Other if declared.source == Source::Computed => return false,
            Def::Other => {}
        }
    }
    spaces.into_iter().all(|space| is_of_part(program, space))
}

fn is_of_part(program: &Program, space: Space) -> bool {
    let Space::Event(set) = space else { return true };
    program.event_sets.get(set.index()).is_some_and(|set| match set.select {
        Select::Volume(at) | Select::Paid(at) => matches!(at, Reach::Part(_)),
        Select::Open => false,
        // What others refer to is not summed.
        Select::Any => true,
    })
}

fn each_expression(bonus: &Bonus, f: &mut dyn FnMut(&Expr)) {
    let own = bonus.filter.iter().chain(bonus.trigger.partner.iter()).chain(bonus.walk.iter().map(|walk| &walk.from));
    let walk = bonus.start.iter().chain(&bonus.stop_before).chain(bonus.verbs.iter().map(|(_, e)| e));
    let visit = bonus.lets.iter().chain(&bonus.then).map(|(_, e)| e).chain(&bonus.stop_after);
    own.chain(walk).chain(visit).for_each(&mut *f);
    for pay in bonus.pays.iter().chain(&bonus.finally) {
        f(&pay.amount);
        pay.when.iter().for_each(&mut *f);
        if let Earner::Partner(e) = &pay.to {
            f(e);
        }
    }
}

fn columns_of(e: &Expr, out: &mut Vec<ColumnId>) {
    e.walk(&mut |x| {
        if let Op::Load(column, _) | Op::Company(column) = &x.op {
            out.push(*column);
        }
    });
}
