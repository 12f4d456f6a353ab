//! One tree on one day: parents, checks, and its form in the store.

use super::preorder::{Children, OUTSIDE, Preorder, ROOT, circles};
use super::{Knowledge, Rows};
use crate::calendar;
use crate::company::{self, Company, Placements};
use crate::placing::Course;
use crate::problem::{Cause, Place, Problem, Problems};
use compline_compiler::program::{Program, TreeId};
use compline_compiler::shared::Shared;
use compline_compiler::store::TreeData;

/// The longest circle that is told in full.
const MEMBERS: usize = 20;

/// A tree on a day, over nodes (known partners in natural order).
pub(super) struct Network {
    tree: TreeId,
    day: i32,
    /// By node: the parent's node, [`ROOT`] or [`OUTSIDE`].
    pub(super) parents: Vec<u32>,
    /// By node: side or position, `-1` where there is none.
    sides: Vec<i16>,
    /// By node: the placement; empty where a node's placement is the one of the same number.
    placements: Vec<u32>,
    /// Nodes whose parent is not known.
    strays: Vec<u32>,
    /// Nodes that a rule has placed, and since when; by node.
    ruled: Vec<(u32, i32)>,
}

impl Network {
    /// The placements that hold on a day.
    pub(super) fn of(
        program: &Program,
        company: &Company,
        tree: TreeId,
        day: i32,
        knowledge: Knowledge,
        known: &Rows,
        course: &Course,
    ) -> Self {
        let none = Placements::default();
        let placements = company.placements.get(tree.index()).unwrap_or(&none);
        let has_places =
            program.trees.get(tree.index()).is_some_and(|tree| !tree.sides.is_empty() || tree.width.is_some());
        let one_each =
            placements.len() == known.len() && (0..).zip(&placements.partner).all(|(at, partner)| at == *partner);
        if placements.hold_always() && one_each && *course == Course::default() {
            let sides = if has_places { placements.side.clone() } else { vec![-1; placements.len()] };
            return Self {
                tree,
                day,
                parents: placements.parent.clone(),
                sides,
                placements: Vec::new(),
                strays: Vec::new(),
                ruled: Vec::new(),
            };
        }
        let nodes = known.len();
        let mut network = Self {
            tree,
            day,
            parents: vec![OUTSIDE; nodes],
            sides: vec![-1; nodes],
            placements: vec![u32::MAX; nodes],
            strays: Vec::new(),
            ruled: Vec::new(),
        };
        let mut strays = Vec::new();
        // Of one partner's placements what became known later comes later, and wins.
        for row in 0..placements.len() {
            let placement = placements.get(row);
            if placement.from > day || day > placement.to || placement.known_at > knowledge.limit() {
                continue;
            }
            let Some(node) = known.node(placement.partner) else { continue };
            if was_lost(course, node, placement.from, day) {
                continue;
            }
            let parent = match placement.parent {
                company::ROOT => ROOT,
                partner => known.node(partner).unwrap_or_else(|| {
                    strays.push((node, row));
                    ROOT
                }),
            };
            network.place(node, parent, if has_places { placement.side } else { -1 }, row);
        }
        for given in &course.given {
            if given.day <= day && !was_lost(course, given.node, given.day, day) {
                network.place(given.node, given.above, given.place, usize::MAX);
                network.ruled.push((given.node, given.day));
            }
        }
        network.ruled.sort_unstable();
        // A placement that another one has overruled says nothing, and nothing wrong.
        strays.retain(|(node, row)| network.placement(*node) == *row);
        network.strays = strays.into_iter().map(|(node, _)| node).collect();
        network
    }

    fn place(&mut self, node: u32, parent: u32, side: i16, placement: usize) {
        let at = node as usize;
        if let (Some(p), Some(s), Some(r)) =
            (self.parents.get_mut(at), self.sides.get_mut(at), self.placements.get_mut(at))
        {
            (*p, *s, *r) = (parent, side, u32::try_from(placement).unwrap_or(u32::MAX));
        }
    }

    fn placement(&self, node: u32) -> usize {
        if self.placements.is_empty() {
            node as usize
        } else {
            self.placements.get(node as usize).map_or(usize::MAX, |row| *row as usize)
        }
    }

    /// Since when a node stands where a rule has put it.
    fn given(&self, node: u32) -> Option<i32> {
        let at = self.ruled.binary_search_by_key(&node, |(node, _)| *node).ok()?;
        self.ruled.get(at).map(|(_, day)| *day)
    }

    fn parent(&self, node: u32) -> u32 {
        self.parents.get(node as usize).copied().unwrap_or(OUTSIDE)
    }

    /// What is wrong besides circles.
    pub(super) fn problems(
        &self,
        program: &Program,
        company: &Company,
        known: &Rows,
        children: &Children,
        like: &Problems,
    ) -> Problems {
        let mut problems = like.sibling();
        let Some(tree) = program.trees.get(self.tree.index()) else { return problems };
        let told = Told { network: self, company, known };
        let mut strays = self.strays.clone();
        // A parent that is outside makes all its children strays.
        let nodes = u32::try_from(self.parents.len()).unwrap_or(u32::MAX);
        if !self.placements.is_empty() {
            strays.extend(
                (0..nodes).filter(|node| self.parent(self.parent(*node)) == OUTSIDE && self.parent(*node) < OUTSIDE),
            );
        }
        strays.sort_unstable();
        strays.dedup();
        for node in strays {
            let cause = Cause::ParentOutside { tree: tree.name.clone(), date: told.date() };
            let cure =
                "give the parent a placement on that day (with an empty parent, if it is a root), or end this one";
            problems.add(|| told.problem(node, "parent", told.placed_parent(node), cause, cure));
        }
        if tree.sides.is_empty() && tree.width.is_none() {
            return problems;
        }
        let what = if tree.sides.is_empty() { "position" } else { "side" };
        let mut taken: Vec<(i16, u32)> = Vec::new();
        for parent in 0..nodes {
            let siblings = children.of(parent);
            if let Some(width) = tree.width
                && siblings.len() > width as usize
                && let Some(one_more) = siblings.get(width as usize)
            {
                let (date, parent) = (told.date(), told.id(parent));
                let cause = Cause::TooWide { tree: tree.name.clone(), date, parent, count: siblings.len(), width };
                let cure = "end placements, or move partners to other parents";
                problems.add(|| told.problem(*one_more, "parent", told.placed_parent(*one_more), cause, cure));
            }
            taken.clear();
            taken.extend(siblings.iter().filter_map(|node| {
                self.sides.get(*node as usize).filter(|side| **side >= 0).map(|side| (*side, *node))
            }));
            taken.sort_unstable();
            for pair in taken.windows(2) {
                if let [(side, first), (other, later)] = pair
                    && side == other
                {
                    let (date, parent, by) = (told.date(), told.id(parent), told.id(*first));
                    // The finding stands at the row of the data, whoever came first.
                    let ruled = [first, later].into_iter().find_map(|node| Some((*node, self.given(*node)?)));
                    let (at, cause, cure) = match ruled {
                        None => {
                            let row = told.row(*first);
                            let cause = Cause::Occupied { what, tree: tree.name.clone(), date, parent, by, row };
                            (*later, cause, "choose a free place, or end the other placement")
                        }
                        Some((node, day)) => {
                            let since = calendar::date(day).to_string();
                            let by = told.id(node);
                            let cause = Cause::Given { what, tree: tree.name.clone(), date, parent, by, since };
                            let cure = "choose a free place, or state the other one's place in the placements";
                            (if node == *first { *later } else { *first }, cause, cure)
                        }
                    };
                    let value = tree
                        .sides
                        .get(usize::try_from(*side).unwrap_or(usize::MAX))
                        .cloned()
                        .unwrap_or_else(|| (i32::from(*side) + 1).to_string());
                    problems.add(|| told.problem(at, what, value, cause, cure));
                }
            }
        }
        problems
    }

    /// Tells the circles among nodes that no root reaches.
    pub(super) fn circles(
        &self,
        program: &Program,
        company: &Company,
        known: &Rows,
        unreached: &[u32],
        problems: &mut Problems,
    ) {
        let Some(tree) = program.trees.get(self.tree.index()) else { return };
        let told = Told { network: self, company, known };
        for circle in circles(&self.parents, unreached) {
            let Some(first) = circle.first().copied() else { continue };
            let mut members: Vec<String> = circle.iter().take(MEMBERS).map(|node| told.id(*node)).collect();
            if circle.len() > MEMBERS {
                members.push(format!("… {} more …", circle.len() - MEMBERS));
            }
            members.push(told.id(first));
            let cause = Cause::Cycle { tree: tree.name.clone(), date: told.date(), members: members.join(" > ") };
            let cure = "move one of them below somebody outside of the circle, or make one a root with an empty parent";
            problems.add(|| told.problem(first, "parent", told.placed_parent(first), cause, cure));
        }
    }

    /// The tree whose preorder is the order of the rows.
    pub(super) fn in_row_order(&self, order: &Preorder) -> TreeData {
        let rows = order.node.len();
        let mut parent: Vec<i32> = Vec::with_capacity(rows);
        // The parent of a row is the last row before it whose subtree has not ended.
        let mut above: i32 = -1;
        for row in 0..u32::try_from(rows).unwrap_or(u32::MAX) {
            while let Ok(at) = usize::try_from(above)
                && order.end.get(at).is_some_and(|end| *end <= row)
            {
                above = parent.get(at).copied().unwrap_or(-1);
            }
            parent.push(above);
            above = i32::try_from(row).unwrap_or(i32::MAX);
        }
        let side = order.node.iter().map(|node| self.sides.get(*node as usize).copied().unwrap_or(-1)).collect();
        let inside = if self.parents.contains(&OUTSIDE) {
            order.node.iter().map(|node| self.parent(*node) != OUTSIDE).collect()
        } else {
            Shared::default()
        };
        TreeData {
            parent: parent.into(),
            side,
            order: Shared::default(),
            position: Shared::default(),
            end: order.end.clone().into(),
            inside,
        }
    }

    /// The tree over rows that are in another order. `row_of` gives the row of a node.
    #[expect(clippy::indexing_slicing, reason = "nodes, positions and rows are permutations of the same numbers")]
    pub(super) fn in_other_order(&self, order: &Preorder, row_of: &[u32]) -> TreeData {
        let rows = row_of.len();
        let (mut parents, mut side, mut end) = (vec![-1; rows], vec![-1; rows], vec![0; rows]);
        for (node, row) in row_of.iter().enumerate() {
            let parent = self.parents[node];
            let row = *row as usize;
            parents[row] = if parent < OUTSIDE { i32::try_from(row_of[parent as usize]).unwrap_or(-1) } else { -1 };
            side[row] = self.sides[node];
            end[row] = order.end[order.position[node] as usize];
        }
        let mut tree = TreeData { parent: parents.into(), side: side.into(), end: end.into(), ..TreeData::default() };
        if order.position != row_of {
            tree.order = order.node.iter().map(|node| row_of[*node as usize]).collect();
            let mut positions = vec![0; rows];
            for (position, row) in (0..).zip(&tree.order) {
                positions[*row as usize] = position;
            }
            tree.position = positions.into();
        }
        if self.parents.contains(&OUTSIDE) {
            let mut inside = vec![false; rows];
            for (node, row) in row_of.iter().enumerate() {
                inside[*row as usize] = self.parents[node] != OUTSIDE;
            }
            tree.inside = inside.into();
        }
        tree
    }
}

/// Whether somebody else has taken a place since, by the rule of the tree.
fn was_lost(course: &Course, node: u32, from: i32, day: i32) -> bool {
    let first = course.lost.partition_point(|(at, on)| (*at, *on) < (node, from));
    course.lost.get(first).is_some_and(|(at, on)| *at == node && *on <= day)
}

/// How a network's nodes are told.
struct Told<'a> {
    network: &'a Network,
    company: &'a Company,
    known: &'a Rows,
}

impl Told<'_> {
    fn placements(&self) -> Option<&Placements> {
        self.company.placements.get(self.network.tree.index())
    }

    fn date(&self) -> String {
        calendar::date(self.network.day).to_string()
    }

    fn id(&self, node: u32) -> String {
        self.company.partners.ids.get(self.known.partner(node) as usize).into_owned()
    }

    /// The parent as the placement has it.
    fn placed_parent(&self, node: u32) -> String {
        let parent =
            self.placements().map_or(company::ROOT, |placements| placements.get(self.network.placement(node)).parent);
        if parent == company::ROOT {
            String::new()
        } else {
            self.company.partners.ids.get(parent as usize).into_owned()
        }
    }

    fn row(&self, node: u32) -> crate::problem::Row {
        self.placements()
            .map_or(crate::problem::Row::Number(0), |placements| placements.row(self.network.placement(node)))
    }

    fn problem(&self, node: u32, column: &str, value: String, cause: Cause, cure: &str) -> Problem {
        let file = self.placements().map_or("placements", Placements::file).to_owned();
        let row = self.network.given(node).is_none().then(|| self.row(node));
        let place = Place { file, row, column: Some(column.to_owned()), value: Some(value) };
        Problem { place, cause, cure: cure.to_owned() }
    }
}
