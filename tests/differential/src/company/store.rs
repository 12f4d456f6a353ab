//! The store of a company.

use super::shape::Forest;
use super::{Company, Happening, back_of, part_of};
use crate::rng::Rng;
use compline_compiler::lines::COMPANY;
use compline_compiler::program::{Bonus, Column, EventSetId, Kind, NONE, Program, Reach, Select, Source, Space};
use compline_compiler::store::{EventRows, Marks, PaidBefore, Store, TreeData, Values, mark};

/// Makes a store: numbers the partners in preorder of the first tree, groups the events, fills the columns.
pub(super) fn build(company: &Company, program: &Program, rng: &mut Rng) -> Store {
    let children =
        program.tree_views.first().map(|view| &company.forests[view.tree.index()][back_of(program, view.at)]);
    let preorder = match children {
        Some(forest) => preorder(&families(forest, rng)),
        None => (0..small(company.partners)).collect(),
    };
    let mut row_of = vec![0_u32; company.partners];
    for (row, partner) in (0..).zip(&preorder) {
        row_of[*partner as usize] = row;
    }
    let layout = Layout { company, program, preorder, row_of };
    layout.store(rng)
}

struct Layout<'a> {
    company: &'a Company,
    program: &'a Program,
    /// By row: the partner.
    preorder: Vec<u32>,
    /// By partner: the row.
    row_of: Vec<u32>,
}

impl Layout<'_> {
    fn store(&self, rng: &mut Rng) -> Store {
        let company = self.company;
        let trees = self.program.tree_views.iter().enumerate().map(|(at, view)| {
            self.tree(&company.forests[view.tree.index()][back_of(self.program, view.at)], at == 0, rng)
        });
        let trees = trees.collect();
        let sets: Vec<Vec<&Happening>> =
            (0..self.program.event_sets.len()).map(|set| self.selected(EventSetId(small(set)))).collect();
        let events = (0..).zip(&sets).map(|(set, rows)| self.event_rows(EventSetId(set), rows)).collect();
        let mut store = Store {
            partners: company.partners,
            persons: company.persons,
            person_of: self.preorder.iter().map(|partner| company.person[*partner as usize]).collect(),
            number: self.preorder.clone().into(),
            trees,
            events,
            columns: Vec::new(),
            settled_to: company.periods.first().map_or(0, |days| days.end)
                + 31 * i32::try_from(company.partners % 3).unwrap_or(0),
            paid: Vec::new(),
            parts: super::parts(self.program, &company.periods),
            periods: company.periods.clone(),
        };
        store.paid = self.program.bonuses.iter().map(|bonus| self.paid_before(bonus, &sets)).collect();
        store.columns =
            self.program.columns.iter().enumerate().map(|(at, column)| self.column(at, column, &sets)).collect();
        store
    }

    /// What a bonus that is brought up to date paid before: now and then something, to anybody, whatever the layout.
    fn paid_before(&self, bonus: &Bonus, sets: &[Vec<&Happening>]) -> Vec<PaidBefore> {
        let (true, Space::Event(set)) = (bonus.true_up, bonus.trigger.space) else { return Vec::new() };
        let Some(kind) = self.program.event_sets.get(set.index()) else { return Vec::new() };
        let all = &self.company.events[kind.event.index()];
        let mut paid = Vec::new();
        for (row, event) in (0_u32..).zip(&sets[set.index()]) {
            let number = all.iter().position(|other| std::ptr::eq(other, *event)).unwrap_or(0);
            let mut rng = Rng::of(number as u64, "paid");
            for _ in 0..rng.below(3) {
                let earner = if rng.chance(10) || self.row_of.is_empty() {
                    COMPANY
                } else {
                    self.row_of[rng.below(self.row_of.len())]
                };
                paid.push(PaidBefore { trigger: row, earner, amount: rng.range(-500, 5_000) });
            }
        }
        paid.sort_unstable();
        paid
    }

    // --- trees

    fn tree(&self, forest: &Forest, first: bool, rng: &mut Rng) -> TreeData {
        let row = |partner: u32| self.row_of[partner as usize];
        let by_row =
            |of: &dyn Fn(usize) -> i64| -> Vec<i64> { self.preorder.iter().map(|p| of(*p as usize)).collect() };
        let parent: Vec<i32> = by_row(&|p| forest.parents[p].map_or(-1, |above| i64::from(row(above))))
            .into_iter()
            .map(|x| x as i32)
            .collect();
        let side = by_row(&|p| forest.sides[p].map_or(-1, i64::from)).into_iter().map(|x| x as i16).collect();
        let inside: Vec<bool> = self.preorder.iter().map(|p| forest.inside[*p as usize]).collect();
        // Positions are those of any preorder of this tree; of the first one, of the rows themselves.
        let order: Vec<u32> = if first {
            (0..small(parent.len())).collect()
        } else {
            preorder(&families(forest, rng)).into_iter().map(row).collect()
        };
        let mut position = vec![0_u32; order.len()];
        for (at, row) in (0..).zip(&order) {
            position[*row as usize] = at;
        }
        let mut end: Vec<u32> = position.iter().map(|at| at + 1).collect();
        for row in order.iter().rev() {
            if let Ok(above) = usize::try_from(parent[*row as usize]) {
                end[above] = end[above].max(end[*row as usize]);
            }
        }
        let rows_are_ordered = parent.iter().enumerate().all(|(row, above)| *above < row as i32);
        let rows_are_positions = position.iter().enumerate().all(|(row, at)| *at as usize == row);
        let order = if first || (rows_are_ordered && rng.chance(50)) {
            Vec::new()
        } else {
            self.some_order(order, &parent, rng)
        };
        TreeData {
            parent: parent.into(),
            side,
            order: order.into(),
            position: if first || (rows_are_positions && rng.chance(80)) { Vec::new() } else { position }.into(),
            end: end.into(),
            inside: if inside.iter().all(|inside| *inside) && rng.chance(70) { Vec::new() } else { inside }.into(),
        }
    }

    /// Parents before children: in preorder, or level by level.
    fn some_order(&self, preorder: Vec<u32>, parent: &[i32], rng: &mut Rng) -> Vec<u32> {
        if rng.chance(60) {
            return preorder;
        }
        let mut depth = vec![0_u32; parent.len()];
        for row in &preorder {
            if let Ok(above) = usize::try_from(parent[*row as usize]) {
                depth[*row as usize] = depth[above] + 1;
            }
        }
        let mut order = preorder;
        order.sort_by_key(|row| depth[*row as usize]);
        order
    }

    // --- events

    /// The events of a set, by owner, then as they happened; those of nobody last.
    fn selected(&self, set: EventSetId) -> Vec<&Happening> {
        let Some(set) = self.program.event_sets.get(set.index()) else { return Vec::new() };
        let all = &self.company.events[set.event.index()];
        let is_in = |event: &&Happening| match set.select {
            Select::Volume(Reach::Period(back)) => event.volume == Some(back),
            Select::Paid(Reach::Period(_)) => event.paid,
            Select::Volume(part) | Select::Paid(part) => event.volume.is_some_and(|back| {
                let paid = matches!(set.select, Select::Volume(_)) || event.paid;
                paid && self.program.part(part).is_some_and(|part| part.offset == part_of(event, back))
            }),
            Select::Any | Select::Open => true,
        };
        let mut rows: Vec<&Happening> = all.iter().filter(is_in).collect();
        if let Some(owner) = self.program.events[set.event.index()].owner {
            rows.sort_by_key(|event| self.owner_row(event, owner).unwrap_or(u32::MAX));
        }
        rows
    }

    fn owner_row(&self, event: &Happening, owner: u32) -> Option<u32> {
        let partner = usize::try_from(event.values[owner as usize]).ok()?;
        self.row_of.get(partner).copied()
    }

    fn event_rows(&self, set: EventSetId, rows: &[&Happening]) -> EventRows {
        let event = self.program.event_sets[set.index()].event;
        let groups = match self.program.events[event.index()].owner {
            Some(owner) => {
                let mut groups = vec![0_u32; self.company.partners + 1];
                for event in rows {
                    if let Some(row) = self.owner_row(event, owner) {
                        groups[row as usize + 1] += 1;
                    }
                }
                for at in 1..groups.len() {
                    groups[at] += groups[at - 1];
                }
                groups
            }
            None => Vec::new(),
        };
        let all = &self.company.events[event.index()];
        let number = |row: &&Happening| all.iter().position(|event| std::ptr::eq(event, *row)).map_or(0, small);
        // A search for each row would take too long for large companies.
        let source =
            if all.len() <= 2_000 { rows.iter().map(number).collect() } else { (0..small(rows.len())).collect() };
        let marks = rows.iter().map(|event| self.mark(set, event)).collect();
        let marks = Marks::new(marks, &groups);
        EventRows { rows: rows.len(), groups, source, marks }
    }

    /// What an event is there for, where its kind and the set allow that.
    fn mark(&self, set: EventSetId, event: &Happening) -> u8 {
        let reversal = self.program.reversal(Space::Event(set));
        let allowed = match event.mark {
            mark::NOT_PAID => true,
            of if of & (mark::TAKEN_OFF | mark::ADDED) != 0 => reversal.takes_off(),
            _ => reversal.leaves_marks(),
        };
        let counted = matches!(self.program.event_sets[set.index()].select, Select::Volume(_));
        if allowed && counted { event.mark } else { 0 }
    }

    // --- columns

    /// The values of an input; nothing for what is computed.
    fn column(&self, at: usize, column: &Column, sets: &[Vec<&Happening>]) -> Option<Values> {
        let company = self.company;
        let by_partner =
            |of: &dyn Fn(usize) -> i64| -> Vec<i64> { self.preorder.iter().map(|p| of(*p as usize)).collect() };
        let since = |since: Option<u32>, at: Reach| {
            let back = back_of(self.program, at) as u32;
            i64::from(since.is_some_and(|since| since >= back))
        };
        let values = match column.source {
            Source::EventField(field) => {
                let Space::Event(set) = column.space else { return None };
                sets[set.index()].iter().map(|event| event.values[field as usize]).collect()
            }
            Source::PartnerField(field) => by_partner(&|p| company.fields[field as usize][p]),
            Source::JoinedOn => by_partner(&|p| company.joined[p]),
            Source::Terminated(back) => by_partner(&|p| since(company.terminated[p], back)),
            Source::Inactive(back) => by_partner(&|p| since(company.inactive[p], back)),
            Source::PersonOf => by_partner(&|p| i64::from(company.person[p])),
            Source::Opening(state) if column.space == Space::Company => {
                let values = &company.openings[state.index()];
                vec![values.first().copied().unwrap_or(self.program.states[state.index()].initial)]
            }
            Source::Number => by_partner(&|p| p as i64),
            Source::Opening(state) => by_partner(&|p| company.openings[state.index()][p]),
            Source::Override(at, reach) => by_partner(&|p| match company.overrides[at as usize][p] {
                Some((value, from, to)) if (to..=to + from).contains(&(back_of(self.program, reach) as u32)) => value,
                _ => NONE,
            }),
            // In a late context anything may have been computed in the settled period's own.
            Source::Settled(_) if column.space == Space::Company => company.settled[at][..1].to_vec(),
            Source::Settled(_) => by_partner(&|p| company.settled[at][p]),
            Source::Computed | Source::Carried(_) | Source::LineEarner | Source::LineAmount | Source::LineTrigger => {
                return None;
            }
        };
        let mut stored = Values::zeros(column.width, values.len());
        for (row, value) in values.into_iter().enumerate() {
            let value = match column.ty.kind {
                Kind::Partner if value != NONE => usize::try_from(value).map_or(NONE, |p| i64::from(self.row_of[p])),
                _ => value,
            };
            assert!(
                stored.set(row, value),
                "{value} does not fit `{}`, a defect of lowering or of this generator",
                column.name
            );
        }
        Some(stored)
    }
}

/// By partner his children, in random order; at the end those without a parent.
fn families(forest: &Forest, rng: &mut Rng) -> Vec<Vec<u32>> {
    let mut families: Vec<Vec<u32>> = vec![Vec::new(); forest.parents.len() + 1];
    for (partner, parent) in (0..).zip(&forest.parents) {
        let at = parent.map_or(forest.parents.len(), |parent| parent as usize);
        families[at].push(partner);
    }
    for family in &mut families {
        rng.shuffle(family);
    }
    families
}

fn preorder(families: &[Vec<u32>]) -> Vec<u32> {
    let mut order = Vec::new();
    let roots = families.last().cloned().unwrap_or_default();
    let mut stack: Vec<u32> = roots.into_iter().rev().collect();
    while let Some(partner) = stack.pop() {
        order.push(partner);
        stack.extend(families[partner as usize].iter().rev());
    }
    order
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
