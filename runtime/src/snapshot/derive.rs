//! A snapshot made from a neighbour: only what is different between the two is made anew.

use super::changes::{Changes, Known, View};
use super::preorder::{Children, Preorder, preorder};
use super::splice::{Forest, Place, Stretch};
use super::trees::Network;
use super::{Knowledge, NO_ROW, OUTSIDE, Rows, Snapshot, backs, persons, standings};
use crate::calendar::Period;
use crate::company::{Company, Placements, Status};
use crate::placing::{self, Course};
use crate::problem::{DEFAULT_LIMIT, DataErrors, Problems};
use compline_compiler::program::{Program, TreeView};
use compline_compiler::shared::Shared;
use compline_compiler::store::TreeData;

/// A tree view of the new snapshot.
enum Made<'a> {
    /// As an old one, but for some partners.
    From { forest: Forest<'a>, changes: Changes, order: Option<Vec<Stretch>> },
    /// Built anew, by a rule that places.
    Anew { network: Network, order: Preorder },
}

impl Snapshot {
    /// The snapshot of another period, or as known at another time, made from this one: the same to the bit as
    /// [`Snapshot::take`] makes it, errors included. Columns with the same values are shared by both.
    ///
    /// The program and the company are those that this one was taken of.
    ///
    /// # Errors
    ///
    /// As [`Snapshot::take`].
    pub fn derive(
        &self,
        program: &Program,
        company: &Company,
        period: Period,
        knowledge: Knowledge,
    ) -> Result<Self, DataErrors> {
        if (period, knowledge) == (self.period, self.knowledge) {
            return Ok(self.clone());
        }
        match self.try_derive(program, company, period, knowledge) {
            Some(snapshot) => Ok(snapshot),
            // What is wrong is told by whoever looks at everything.
            None => Self::take(program, company, period, knowledge),
        }
    }

    fn try_derive(&self, program: &Program, company: &Company, period: Period, knowledge: Knowledge) -> Option<Self> {
        let views = &program.tree_views;
        let like = self.trees.len() == views.len() && self.row_of.len() == company.partners.len();
        if views.is_empty() || !like || !self.standings.iter().map(|(at, _)| *at).eq(backs(program)) {
            return None;
        }
        let known = Known::between(company, self.knowledge, knowledge);
        let ruled = program.trees.iter().any(|tree| tree.placing.is_some());
        let rows = (ruled || !known.is_empty()).then(|| Rows::new(company, knowledge));
        let courses = match &rows {
            Some(rows) if ruled => Some(courses(program, company, period, knowledge, rows)),
            _ => None,
        };
        let mut made = Vec::with_capacity(views.len());
        for (at, view) in views.iter().enumerate() {
            made.push(match (&rows, &courses) {
                (Some(rows), Some(courses)) if program.trees.get(view.tree.index())?.placing.is_some() => {
                    let day = period.last_day_of(view.at, program);
                    anew(program, company, (view, day), knowledge, rows, courses)?
                }
                _ => self.changed(program, company, (at, view), (period, knowledge), &known)?,
            });
        }
        let mut made = made.into_iter();
        let (order, first) = self.first_tree(made.next()?, rows.as_ref(), company.partners.len());
        let mut trees = vec![first];
        for one in made {
            trees.push(order.other_tree(one, rows.as_ref())?);
        }
        // What is equal to the same column before is shared with it.
        let trees = trees.into_iter().zip(&self.trees).map(|(tree, old)| shared(tree, old)).collect();
        let numbers = self.numbers(&order, rows.as_ref());
        let (person_of, first_position) = self.persons_of(company, &order);
        let standings = self.standings_of(program, company, (period, knowledge), &order);
        let mut snapshot = Self {
            period,
            knowledge,
            number: numbers,
            persons: first_position.len(),
            person_of,
            first_position,
            trees,
            standings,
            row_of: order.row_of,
            partner_of: order.partner_of,
            placed: Vec::new(),
            unplaced: Vec::new(),
            lost: Vec::new(),
        };
        if let Some((rows, courses)) = rows.as_ref().zip(courses) {
            snapshot.take_courses(courses, rows);
        }
        Some(snapshot)
    }

    /// A view of a tree without a rule: what is different from an old one.
    fn changed(
        &self,
        program: &Program,
        company: &Company,
        (at, view): (usize, &TreeView),
        (period, knowledge): (Period, Knowledge),
        known: &Known,
    ) -> Option<Made<'_>> {
        let new = View::new(period.last_day_of(view.at, program), knowledge);
        let old_day = |view: &TreeView| self.period.last_day_of(view.at, program);
        // What was this month is last month now: of several views of the tree the one of the same day is nearest.
        let same_day = program.tree_views.iter().position(|old| old.tree == view.tree && old_day(old) == new.day);
        let base = same_day.unwrap_or(at);
        let old = View::new(old_day(program.tree_views.get(base)?), self.knowledge);
        let tree = program.trees.get(view.tree.index())?;
        let none = Placements::default();
        let placements = company.placements.get(view.tree.index()).unwrap_or(&none);
        let forest = Forest::new(self.trees.get(base)?, &self.partner_of, &self.row_of);
        let changes = Changes::find(tree, company, placements, (old, new), &forest, known)?;
        let order = if changes.moved.is_empty() && known.gone.is_empty() {
            None
        } else {
            Some(forest.splice(&changes.moved, &known.gone)?)
        };
        Some(Made::From { forest, changes, order })
    }

    /// The tree in whose order the rows are, and that order.
    fn first_tree(&self, made: Made<'_>, rows: Option<&Rows>, partners: usize) -> (RowOrder<'_>, TreeData) {
        match made {
            // The neighbour's first view alone has its rows in its own order.
            Made::From { forest, changes, order: None } if forest.tree.order.is_empty() => {
                let order = RowOrder::same(self);
                let tree = order.turned(forest.tree, &changes);
                (order, tree)
            }
            Made::From { forest, changes, order } => {
                let stretches = order.unwrap_or_else(|| vec![Stretch::Old { from: 0, len: count(self.rows()) }]);
                let partner_of = forest.partners_in(&stretches).into();
                let order = if forest.tree.order.is_empty() {
                    RowOrder::of_stretches(self, partner_of, stretches)
                } else {
                    RowOrder::new(self, partner_of, partners)
                };
                let mut tree = order.parents(forest.tree);
                order.put(&mut tree, &changes.moved);
                order.put(&mut tree, &changes.turned);
                tree.end = ends(&tree.parent).into();
                (order, tree)
            }
            Made::Anew { network, order } => {
                let tree = network.in_row_order(&order);
                let partner_of = order.node.iter().map(|node| rows.map_or(*node, |rows| rows.partner(*node))).collect();
                (RowOrder::new(self, partner_of, partners), tree)
            }
        }
    }

    fn numbers(&self, order: &RowOrder<'_>, rows: Option<&Rows>) -> Shared<u32> {
        let all = self.number.is_same(&self.partner_of);
        match rows {
            Some(rows) if rows.is_all() => order.partner_of.clone(),
            Some(rows) => order
                .partner_of
                .iter()
                .map(|partner| rows.node(*partner).unwrap_or(NO_ROW))
                .collect::<Shared<u32>>()
                .or_same(&self.number),
            None if all => order.partner_of.clone(),
            None => order.permuted_column(&self.number, 0),
        }
    }

    fn persons_of(&self, company: &Company, order: &RowOrder<'_>) -> (Shared<u32>, Shared<u32>) {
        let same_rows = self.rows() == order.partner_of.len();
        if order.stretches.is_none() || (company.partners.persons.is_none() && same_rows) {
            return (self.person_of.clone(), self.first_position.clone());
        }
        let has_new = order.stretches.iter().flatten().any(|stretch| matches!(stretch, Stretch::New(_)));
        if company.partners.persons.is_none() || has_new {
            let (person_of, first_position) = persons(company, &order.partner_of);
            return (person_of.or_same(&self.person_of), first_position.or_same(&self.first_position));
        }
        // Persons are numbered by their first position, now as before: only the numbers are others.
        let mut number = vec![NO_ROW; self.persons];
        let mut first_position = Vec::with_capacity(self.persons);
        let person_of: Shared<u32> = order
            .permuted_column(&self.person_of, NO_ROW)
            .iter()
            .zip(0..)
            .map(|(old, row)| {
                let Some(number) = number.get_mut(*old as usize) else { return NO_ROW };
                if *number == NO_ROW {
                    *number = count(first_position.len());
                    first_position.push(row);
                }
                *number
            })
            .collect();
        (person_of.or_same(&self.person_of), Shared::from(first_position).or_same(&self.first_position))
    }

    fn standings_of(
        &self,
        program: &Program,
        company: &Company,
        (period, knowledge): (Period, Knowledge),
        order: &RowOrder<'_>,
    ) -> Vec<super::Standings> {
        let at = |(at, old): &super::Standings| {
            let before = View::new(self.period.last_day_of(*at, program), self.knowledge);
            let now = View::new(period.last_day_of(*at, program), knowledge);
            let holds = |view: View, status: &Status| view.holds(status.from, status.to, status.known_at);
            let same = company.statuses.iter().all(|status| holds(before, status) == holds(now, status));
            if same && order.stretches.is_none() {
                return (*at, old.clone());
            }
            let new = standings(company, &order.row_of, order.partner_of.len(), now.day, knowledge);
            (*at, new.or_same(old))
        };
        self.standings.iter().map(at).collect()
    }
}

impl Forest<'_> {
    /// The partners of an order that is made of stretches of this one.
    fn partners_in(&self, stretches: &[Stretch]) -> Vec<u32> {
        let mut out = Vec::with_capacity(self.partner_of.len());
        for stretch in stretches {
            match *stretch {
                Stretch::New(partner) => out.push(partner),
                Stretch::Old { from, len } => {
                    let range = from as usize..(from + len) as usize;
                    if self.tree.order.is_empty() {
                        out.extend_from_slice(self.partner_of.get(range).unwrap_or(&[]));
                    } else {
                        let rows = self.tree.order.get(range).unwrap_or(&[]);
                        out.extend(rows.iter().map(|row| self.partner_of.get(*row as usize).copied().unwrap_or(0)));
                    }
                }
            }
        }
        out
    }
}

/// Courses of the rules of all trees.
pub(super) fn courses(
    program: &Program,
    company: &Company,
    period: Period,
    knowledge: Knowledge,
    known: &Rows,
) -> Vec<Course> {
    let views = program.tree_views.iter().map(|view| period.last_day_of(view.at, program));
    let last = views.fold(period.end(), i32::max);
    (0..program.trees.len()).map(|tree| placing::run(program, company, tree, last, knowledge, known)).collect()
}

/// A view of a tree with a rule; `None` where something is wrong.
fn anew<'a>(
    program: &Program,
    company: &Company,
    (view, day): (&TreeView, i32),
    knowledge: Knowledge,
    known: &Rows,
    courses: &[Course],
) -> Option<Made<'a>> {
    let course = courses.get(view.tree.index())?;
    let network = Network::of(program, company, view.tree, day, knowledge, known, course);
    let children = Children::new(&network.parents);
    let order = preorder(&network.parents, &children).ok()?;
    let problems = network.problems(program, company, known, &children, &Problems::new(DEFAULT_LIMIT));
    (problems.count() == 0).then_some(Made::Anew { network, order })
}

/// The order of the new rows.
struct RowOrder<'a> {
    old: &'a Snapshot,
    partner_of: Shared<u32>,
    row_of: Shared<u32>,
    /// The new rows as stretches of the old ones; nothing where they are the same.
    stretches: Option<Vec<Stretch>>,
    /// By old row: the new one; empty where they are the same.
    new_row: Vec<u32>,
}

impl<'a> RowOrder<'a> {
    fn same(old: &'a Snapshot) -> Self {
        let (partner_of, row_of) = (old.partner_of.clone(), old.row_of.clone());
        Self { old, partner_of, row_of, stretches: None, new_row: Vec::new() }
    }

    fn new(old: &'a Snapshot, partner_of: Shared<u32>, partners: usize) -> Self {
        if partner_of == old.partner_of {
            return Self::same(old);
        }
        let mut row_of = vec![NO_ROW; partners];
        let mut new_row = vec![NO_ROW; old.rows()];
        let mut stretches: Vec<Stretch> = Vec::new();
        for (row, partner) in (0..).zip(&partner_of) {
            if let Some(slot) = row_of.get_mut(*partner as usize) {
                *slot = row;
            }
            let before = old.row_of.get(*partner as usize).copied().unwrap_or(NO_ROW);
            match (new_row.get_mut(before as usize), stretches.last_mut()) {
                (None, _) => stretches.push(Stretch::New(*partner)),
                (Some(slot), last) => {
                    *slot = row;
                    match last {
                        Some(Stretch::Old { from, len }) if *from + *len == before => *len += 1,
                        _ => stretches.push(Stretch::Old { from: before, len: 1 }),
                    }
                }
            }
        }
        Self { old, partner_of, row_of: row_of.into(), stretches: Some(stretches), new_row }
    }

    /// Of stretches of old rows.
    fn of_stretches(old: &'a Snapshot, partner_of: Shared<u32>, stretches: Vec<Stretch>) -> Self {
        let mut new_row = vec![NO_ROW; old.rows()];
        let mut row = 0;
        let mut new = Vec::new();
        for stretch in &stretches {
            match *stretch {
                Stretch::New(partner) => {
                    new.push((partner, row));
                    row += 1;
                }
                Stretch::Old { from, len } => {
                    let slots = new_row.get_mut(from as usize..(from + len) as usize).unwrap_or_default();
                    slots.iter_mut().zip(row..).for_each(|(slot, row)| *slot = row);
                    row += len;
                }
            }
        }
        let mut row_of: Vec<u32> =
            old.row_of.iter().map(|row| new_row.get(*row as usize).copied().unwrap_or(NO_ROW)).collect();
        for (partner, row) in new {
            if let Some(slot) = row_of.get_mut(partner as usize) {
                *slot = row;
            }
        }
        Self { old, partner_of, row_of: row_of.into(), stretches: Some(stretches), new_row }
    }

    fn rows(&self) -> usize {
        self.partner_of.len()
    }

    fn row(&self, partner: u32) -> Option<usize> {
        self.row_of.get(partner as usize).filter(|row| **row != NO_ROW).map(|row| *row as usize)
    }

    /// The new row of an old one.
    fn moved(&self, old: u32) -> u32 {
        if self.new_row.is_empty() { old } else { self.new_row.get(old as usize).copied().unwrap_or(NO_ROW) }
    }

    /// A column by old rows as one by new rows, with a value for those who are new.
    fn permuted_column<T: Copy>(&self, column: &Shared<T>, new: T) -> Shared<T> {
        let Some(stretches) = &self.stretches else { return column.clone() };
        let mut out = Vec::with_capacity(self.rows());
        for stretch in stretches {
            match *stretch {
                Stretch::New(_) => out.push(new),
                Stretch::Old { from, len } => {
                    out.extend_from_slice(column.get(from as usize..(from + len) as usize).unwrap_or(&[]));
                }
            }
        }
        out.into()
    }

    /// Of an old tree by new rows: parents, sides and who is inside.
    fn parents(&self, tree: &TreeData) -> TreeData {
        let parent = match &self.stretches {
            None => tree.parent.clone(),
            Some(stretches) => {
                let mut out = Vec::with_capacity(self.rows());
                for stretch in stretches {
                    match *stretch {
                        Stretch::New(_) => out.push(-1),
                        Stretch::Old { from, len } => {
                            let range = from as usize..(from + len) as usize;
                            out.extend(tree.parent.get(range).unwrap_or(&[]).iter().map(|above| {
                                // Nobody is `-1`, which is no row.
                                let above = self.new_row.get(above.cast_unsigned() as usize);
                                above.map_or(-1, |row| row.cast_signed())
                            }));
                        }
                    }
                }
                out.into()
            }
        };
        TreeData {
            parent,
            side: self.permuted_column(&tree.side, -1),
            inside: if tree.inside.is_empty() { Shared::default() } else { self.permuted_column(&tree.inside, false) },
            ..TreeData::default()
        }
    }

    /// An old tree by new rows. Positions and ends are as they were.
    fn permuted(&self, tree: &TreeData) -> TreeData {
        TreeData {
            order: self.row_list(tree),
            position: if tree.position.is_empty() {
                let rows: Shared<u32> = (0..count(self.old.rows())).collect();
                self.permuted_column(&rows, 0)
            } else {
                self.permuted_column(&tree.position, 0)
            },
            end: self.permuted_column(&tree.end, 0),
            ..self.parents(tree)
        }
    }

    /// By old position: the new row.
    fn row_list(&self, tree: &TreeData) -> Shared<u32> {
        if tree.order.is_empty() {
            (0..count(self.old.rows())).map(|row| self.moved(row)).collect()
        } else {
            tree.order.iter().map(|row| self.moved(*row)).collect()
        }
    }

    /// Puts partners where they stand now.
    fn put(&self, tree: &mut TreeData, places: &[Place]) {
        if places.is_empty() {
            return;
        }
        let leaves = places.iter().any(|place| place.above == OUTSIDE);
        if tree.inside.is_empty() && leaves {
            tree.inside = vec![true; self.rows()].into();
        }
        let TreeData { parent, side, inside, .. } = tree;
        // One copy of what is still shared, and not one for each partner.
        let (parent, side, inside): (&mut [i32], &mut [i16], &mut [bool]) = (parent, side, inside);
        for place in places {
            let Some(row) = self.row(place.partner) else { continue };
            let above = if place.above < OUTSIDE { self.row(place.above) } else { None };
            if let Some(slot) = parent.get_mut(row) {
                *slot = above.and_then(|above| i32::try_from(above).ok()).unwrap_or(-1);
            }
            if let Some(slot) = side.get_mut(row) {
                *slot = place.side;
            }
            if let Some(slot) = inside.get_mut(row) {
                *slot = place.above != OUTSIDE;
            }
        }
    }

    /// A tree whose order has not changed, in rows that have not either: some partners stand on other sides.
    fn turned(&self, tree: &TreeData, changes: &Changes) -> TreeData {
        let mut tree = tree.clone();
        if !changes.turned.is_empty() {
            let side: &mut [i16] = &mut tree.side;
            for place in &changes.turned {
                if let Some(slot) = self.row(place.partner).and_then(|row| side.get_mut(row)) {
                    *slot = place.side;
                }
            }
        }
        tree
    }

    /// A tree whose order is not that of the rows.
    fn other_tree(&self, made: Made<'_>, rows: Option<&Rows>) -> Option<TreeData> {
        match made {
            Made::Anew { network, order } => {
                let rows = rows?;
                let row_of = |node: u32| self.row_of.get(rows.partner(node) as usize).copied();
                let position: Option<Vec<u32>> = (0..count(rows.len())).map(row_of).collect();
                Some(network.in_other_order(&order, &position?))
            }
            Made::From { forest, changes, order: None } => {
                if self.stretches.is_none() {
                    return Some(self.turned(forest.tree, &changes));
                }
                let mut tree = self.turned(&self.permuted(forest.tree), &changes);
                in_row_order(&mut tree);
                Some(tree)
            }
            Made::From { forest, changes, order: Some(stretches) } => {
                let mut tree = self.parents(forest.tree);
                self.put(&mut tree, &changes.moved);
                self.put(&mut tree, &changes.turned);
                let mut order = Vec::with_capacity(self.rows());
                for stretch in stretches {
                    match stretch {
                        Stretch::New(partner) => order.push(u32::try_from(self.row(partner)?).ok()?),
                        Stretch::Old { from, len } if forest.tree.order.is_empty() => {
                            order.extend((from..from + len).map(|row| self.moved(row)));
                        }
                        Stretch::Old { from, len } => {
                            let rows = forest.tree.order.get(from as usize..(from + len) as usize)?;
                            order.extend(rows.iter().map(|row| self.moved(*row)));
                        }
                    }
                }
                let mut position = vec![0; order.len()];
                for (at, row) in (0..).zip(&order) {
                    *position.get_mut(*row as usize)? = at;
                }
                tree.end = ends_in(&order, &position, &tree.parent).into();
                tree.order = order.into();
                tree.position = position.into();
                in_row_order(&mut tree);
                Some(tree)
            }
        }
    }
}

/// Leaves out the order where it is that of the rows.
fn in_row_order(tree: &mut TreeData) {
    if tree.order.iter().copied().eq(0..count(tree.order.len())) {
        tree.order = Shared::default();
        tree.position = Shared::default();
    }
}

/// Where subtrees end, of rows in preorder.
fn ends(parents: &[i32]) -> Vec<u32> {
    let mut end: Vec<u32> = (1..=count(parents.len())).collect();
    for (row, parent) in parents.iter().enumerate().rev() {
        let own = end.get(row).copied().unwrap_or(0);
        if let Some(above) = usize::try_from(*parent).ok().and_then(|above| end.get_mut(above)) {
            *above = own.max(*above);
        }
    }
    end
}

/// By row where its subtree ends, of rows in another order.
fn ends_in(order: &[u32], position: &[u32], parents: &[i32]) -> Vec<u32> {
    let mut end: Vec<u32> = position.iter().map(|at| at + 1).collect();
    for row in order.iter().rev().map(|row| *row as usize) {
        let own = end.get(row).copied().unwrap_or(0);
        let above = parents.get(row).and_then(|above| usize::try_from(*above).ok());
        if let Some(above) = above.and_then(|above| end.get_mut(above)) {
            *above = own.max(*above);
        }
    }
    end
}

/// Shares columns that are equal to those of a neighbour.
fn shared(mut tree: TreeData, old: &TreeData) -> TreeData {
    // Nobody is outside any more.
    if tree.inside.iter().all(|inside| *inside) {
        tree.inside = Shared::default();
    }
    TreeData {
        parent: tree.parent.or_same(&old.parent),
        side: tree.side.or_same(&old.side),
        order: tree.order.or_same(&old.order),
        position: tree.position.or_same(&old.position),
        end: tree.end.or_same(&old.end),
        inside: tree.inside.or_same(&old.inside),
    }
}

fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
