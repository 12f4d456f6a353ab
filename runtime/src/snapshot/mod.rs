//! The network as of a day and a known date: immutable columns, partners in preorder.
//!
//! Rows are all partners known by then, numbered in preorder of the program's tree view 0:
//! children in natural order of their ids, roots likewise, partners outside of the tree as
//! roots after all others. So a subtree is a range of rows and a parent comes before its
//! children.
//!
//! A partner who joins after the day is a row all the same: an order may be older than the
//! joining that made it possible, and plans can read the day of joining.

mod changes;
mod derive;
mod preorder;
mod splice;
mod trees;

use crate::calendar::{Period, grain_name};
use crate::company::{Company, Standing};
use crate::hash::{Content, ContentHash};
use crate::placing::Course;
use crate::problem::{DEFAULT_LIMIT, DataErrors, Problems};
use chrono::{DateTime, SecondsFormat};
use compline_compiler::program::{Program, Reach, Source, TreeId};
use compline_compiler::shared::Shared;
use compline_compiler::store::TreeData;
use preorder::{Children, Preorder, preorder};
pub(crate) use preorder::{OUTSIDE, ROOT};
use rustc_hash::FxHashMap;
use trees::Network;

/// A partner of the company that is no row of a snapshot.
pub const NO_ROW: u32 = u32::MAX;

/// Which knowledge counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Knowledge {
    /// Everything that the company's data say.
    Everything,
    /// What was known at a point in time, in seconds since 1970-01-01 UTC.
    Until(i64),
}

impl Knowledge {
    /// Everything known by the end of a day (UTC).
    pub fn until_end_of(day: i32) -> Self {
        Knowledge::Until((i64::from(day) + 1) * 86_400 - 1)
    }

    /// What was known at a point in time, as `2026-04-30T12:00:00Z`. Nothing for other texts: a day alone does not say
    /// whether what became known on it counts.
    pub fn at(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|moment| Knowledge::Until(moment.timestamp()))
    }

    /// The point in time, as [`Knowledge::at`] reads it; nothing where everything counts.
    pub fn moment(self) -> Option<String> {
        match self {
            Knowledge::Everything => None,
            Knowledge::Until(second) => {
                DateTime::from_timestamp(second, 0).map(|moment| moment.to_rfc3339_opts(SecondsFormat::Secs, true))
            }
        }
    }

    /// The last second that counts.
    pub(crate) fn limit(self) -> i64 {
        match self {
            Knowledge::Everything => i64::MAX,
            Knowledge::Until(second) => second,
        }
    }
}

/// The standing of every row at the end of a stretch.
pub type Standings = (Reach, Shared<Standing>);

/// The network at the end of a period.
///
/// Snapshots of one company share the columns in which they do not differ: see [`Snapshot::derive`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The period whose last day is the snapshot's day.
    pub period: Period,
    /// What was known.
    pub knowledge: Knowledge,
    /// By partner (number in the company): its row, or [`NO_ROW`].
    pub row_of: Shared<u32>,
    /// By row: the partner.
    pub partner_of: Shared<u32>,
    /// By row: the place of its id in natural order among the rows.
    pub number: Shared<u32>,
    /// Number of persons.
    pub persons: usize,
    /// By row: row of the owner in the person space; persons are numbered by their first position.
    pub person_of: Shared<u32>,
    /// By person: a row that it owns, the first one.
    pub first_position: Shared<u32>,
    /// By tree view of the program.
    pub trees: Vec<TreeData>,
    /// Periods back, and by row the standing at the end of that period.
    pub standings: Vec<Standings>,
    /// Places that rules have given to partners of whom the data state none, by tree and in the order in which they
    /// were given. They are facts from now on, and belong into the data.
    pub placed: Vec<Placed>,
    /// Partners of a tree with a rule who have no place yet.
    pub unplaced: Vec<Unplaced>,
    /// Partners (numbers) whose place a rule has given to somebody else, and from which day on.
    pub lost: Vec<(TreeId, u32, i32)>,
}

/// A partner who stands in the tree below which a rule places, and has no place yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unplaced {
    /// The tree with the rule.
    pub tree: TreeId,
    /// Who (number in the company).
    pub partner: u32,
    /// The day on which he is due, where he is held back until then; nothing where who stands above has no place.
    pub due: Option<i32>,
}

/// A place that a rule has given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The tree.
    pub tree: TreeId,
    /// Who (number in the company).
    pub partner: u32,
    /// Below whom; nobody for a root.
    pub parent: Option<u32>,
    /// Side or position from 0, `-1` at a root.
    pub side: i16,
    /// From which day on; the least day for ever since.
    pub from: i32,
}

impl Snapshot {
    /// Takes the snapshot at the end of a period.
    ///
    /// # Errors
    ///
    /// Where the placements of a day make no forest, or places are taken twice.
    pub fn take(
        program: &Program,
        company: &Company,
        period: Period,
        knowledge: Knowledge,
    ) -> Result<Self, DataErrors> {
        let mut problems = Problems::new(DEFAULT_LIMIT);
        let known = Rows::new(company, knowledge);
        let mut networks = Vec::with_capacity(program.tree_views.len());
        let mut broken = Vec::new();
        let courses = derive::courses(program, company, period, knowledge, &known);
        let nothing = Course::default();
        for view in &program.tree_views {
            let day = period.last_day_of(view.at, program);
            let course = courses.get(view.tree.index()).unwrap_or(&nothing);
            let network = Network::of(program, company, view.tree, day, knowledge, &known, course);
            let children = Children::new(&network.parents);
            let order = preorder(&network.parents, &children);
            // Of a tree that is wrong on one day the other days would only say the same.
            let told = broken.contains(&view.tree);
            let mut found = network.problems(program, company, &known, &children, &problems);
            if let Err(unreached) = &order {
                network.circles(program, company, &known, unreached, &mut found);
            }
            if found.count() > 0 && !told {
                problems.append(found);
                broken.push(view.tree);
            }
            networks.push((network, order.ok()));
        }
        problems.finish()?;
        let mut snapshot = Self::build(program, company, period, knowledge, &known, networks);
        snapshot.take_courses(courses, &known);
        Ok(snapshot)
    }

    /// What the rules of trees have done.
    fn take_courses(&mut self, courses: Vec<Course>, known: &Rows) {
        for (tree, course) in (0..).zip(courses) {
            let tree = TreeId(tree);
            let waiting = course.waiting.iter().map(|node| (*node, None));
            let held = course.held.iter().map(|(node, due)| (*node, Some(*due)));
            let unplaced = waiting.chain(held);
            self.unplaced.extend(unplaced.map(|(node, due)| Unplaced { tree, partner: known.partner(node), due }));
            self.lost.extend(course.lost.iter().map(|(node, day)| (tree, known.partner(*node), *day)));
            let given = course.given.into_iter().filter(|given| given.day <= self.period.end());
            self.placed.extend(given.map(|given| Placed {
                tree,
                partner: known.partner(given.node),
                parent: (given.above != ROOT).then(|| known.partner(given.above)),
                side: given.place,
                from: given.day,
            }));
        }
    }

    fn build(
        program: &Program,
        company: &Company,
        period: Period,
        knowledge: Knowledge,
        known: &Rows,
        networks: Vec<(Network, Option<Preorder>)>,
    ) -> Self {
        let mut networks = networks.into_iter();
        let mut trees = Vec::with_capacity(networks.len());
        let (position, node) = match networks.next() {
            Some((network, Some(order))) => {
                trees.push(network.in_row_order(&order));
                (order.position, order.node)
            }
            _ => {
                let all: Vec<u32> = (0..u32::try_from(known.len()).unwrap_or(u32::MAX)).collect();
                (all.clone(), all)
            }
        };
        for (network, order) in networks {
            trees.extend(order.map(|order| network.in_other_order(&order, &position)));
        }
        let number: Shared<u32> = node.into();
        let partner_of =
            if known.is_all() { number.clone() } else { number.iter().map(|node| known.partner(*node)).collect() };
        let mut row_of = vec![NO_ROW; company.partners.len()];
        for (row, partner) in (0..).zip(&partner_of) {
            if let Some(slot) = row_of.get_mut(*partner as usize) {
                *slot = row;
            }
        }
        let (person_of, first_position) = persons(company, &partner_of);
        let standings = backs(program)
            .into_iter()
            .map(|at| (at, standings(company, &row_of, number.len(), period.last_day_of(at, program), knowledge)))
            .collect();
        Self {
            period,
            knowledge,
            row_of: row_of.into(),
            partner_of,
            number,
            persons: first_position.len(),
            person_of,
            first_position,
            trees,
            standings,
            placed: Vec::new(),
            unplaced: Vec::new(),
            lost: Vec::new(),
        }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.partner_of.len()
    }

    /// Bytes of its columns in memory: of all of them, and of those that it shares with another snapshot. What lies in
    /// memory once is counted once.
    pub fn memory(&self, other: &Self) -> (usize, usize) {
        let (own, theirs) = (self.places(), other.places());
        let shared = own.iter().filter(|(place, _)| theirs.contains_key(place));
        (own.values().sum(), shared.map(|(_, bytes)| bytes).sum())
    }

    /// Where its columns lie in memory, with their bytes.
    fn places(&self) -> FxHashMap<usize, usize> {
        let trees = self.trees.iter().flat_map(|tree| {
            let rows = [tree.order.place(), tree.position.place(), tree.end.place()];
            rows.into_iter().chain([tree.parent.place(), tree.side.place(), tree.inside.place()])
        });
        let rows = [&self.row_of, &self.partner_of, &self.number, &self.person_of, &self.first_position];
        let standings = self.standings.iter().map(|(_, standings)| standings.place());
        rows.into_iter().map(Shared::place).chain(trees).chain(standings).collect()
    }

    /// The id of a row.
    pub fn id<'a>(&self, company: &'a Company, row: usize) -> std::borrow::Cow<'a, str> {
        let partner = self.partner_of.get(row).map_or(usize::MAX, |partner| *partner as usize);
        company.partners.ids.get(partner)
    }

    /// The id of a row's owner.
    pub fn person_id<'a>(&self, company: &'a Company, row: usize) -> std::borrow::Cow<'a, str> {
        let partner = self.partner_of.get(row).map_or(usize::MAX, |partner| *partner as usize);
        match &company.partners.persons {
            Some(persons) => {
                persons.ids.get(persons.of.get(partner).map_or(usize::MAX, |person| *person as usize)).into()
            }
            None => company.partners.ids.get(partner),
        }
    }

    /// The hash of everything in it.
    ///
    /// Sections (see [`crate::hash`]): `compline snapshot 1` with the snapshot's day and the last second
    /// known; `rows` with the partners' ids in preorder; `persons` with the owners' ids by row; for each tree
    /// view a section of three numbers by row, named like the tree: parent, side, whether inside; for each
    /// period back that the program asks for `standing`, with the period back first, then a word by row.
    pub fn content_hash(&self, program: &Program, company: &Company) -> ContentHash {
        let mut content = Content::new();
        content.section("compline snapshot 1", 2);
        content.row([i64::from(self.period.end()), self.knowledge.limit()]);
        content.section("rows", self.rows());
        (0..self.rows()).for_each(|row| content.text(&self.id(company, row)));
        content.section("persons", self.rows());
        (0..self.rows()).for_each(|row| content.text(&self.person_id(company, row)));
        for (view, tree) in program.tree_views.iter().zip(&self.trees) {
            content.section(program.trees.get(view.tree.index()).map_or("", |tree| &tree.name), self.rows());
            for (row, (parent, side)) in tree.parent.iter().zip(&tree.side).enumerate() {
                let inside = tree.inside.get(row).copied().unwrap_or(true);
                content.row([i64::from(*parent), i64::from(*side), i64::from(inside)]);
            }
        }
        for (back, standings) in &self.standings {
            content.section("standing", standings.len() + 1);
            match program.part(*back) {
                None => content.number(back.periods().map_or(-1, i64::from)),
                Some(part) => {
                    content.text(grain_name(part.grain));
                    content.number(i64::from(part.offset));
                }
            }
            standings.iter().for_each(|standing| content.text(standing.word()));
        }
        content.finish()
    }
}

/// The partners that are known: nodes in natural order.
pub(crate) struct Rows {
    count: usize,
    /// By node: the partner; empty where every partner is known.
    partners: Vec<u32>,
    /// By partner: the node; empty where every partner is known.
    nodes: Vec<u32>,
}

impl Rows {
    fn new(company: &Company, knowledge: Knowledge) -> Self {
        let partners = &company.partners;
        let limit = knowledge.limit();
        let all = (0..partners.len()).all(|partner| partners.known_at(partner) <= limit);
        if all {
            return Self { count: partners.len(), partners: Vec::new(), nodes: Vec::new() };
        }
        let mut rows = Self { count: 0, partners: Vec::new(), nodes: vec![NO_ROW; partners.len()] };
        for (partner, (slot, number)) in rows.nodes.iter_mut().zip(0..).enumerate() {
            if partners.known_at(partner) <= limit {
                *slot = u32::try_from(rows.partners.len()).unwrap_or(NO_ROW);
                rows.partners.push(number);
            }
        }
        rows.count = rows.partners.len();
        rows
    }

    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// Whether every partner is known.
    fn is_all(&self) -> bool {
        self.nodes.is_empty()
    }

    pub(crate) fn partner(&self, node: u32) -> u32 {
        if self.nodes.is_empty() { node } else { self.partners.get(node as usize).copied().unwrap_or(NO_ROW) }
    }

    pub(crate) fn node(&self, partner: u32) -> Option<u32> {
        let node = if self.nodes.is_empty() { partner } else { self.nodes.get(partner as usize).copied()? };
        ((node as usize) < self.count).then_some(node)
    }
}

/// Numbers the owners by their first position.
fn persons(company: &Company, partner_of: &[u32]) -> (Shared<u32>, Shared<u32>) {
    let rows = u32::try_from(partner_of.len()).unwrap_or(u32::MAX);
    let Some(persons) = &company.partners.persons else {
        let rows: Shared<u32> = (0..rows).collect();
        return (rows.clone(), rows);
    };
    let mut number = vec![NO_ROW; persons.ids.len()];
    let mut first_position = Vec::new();
    let mut person_of = Vec::with_capacity(partner_of.len());
    for (row, partner) in (0..).zip(partner_of) {
        let person = persons.of.get(*partner as usize).copied().unwrap_or(0);
        let Some(number) = number.get_mut(person as usize) else { continue };
        if *number == NO_ROW {
            *number = u32::try_from(first_position.len()).unwrap_or(NO_ROW);
            first_position.push(row);
        }
        person_of.push(*number);
    }
    (person_of.into(), first_position.into())
}

/// At the end of which stretches the program asks for standings.
fn backs(program: &Program) -> Vec<Reach> {
    let mut backs: Vec<Reach> = program
        .columns
        .iter()
        .filter_map(|column| match column.source {
            Source::Terminated(back) | Source::Inactive(back) => Some(back),
            _ => None,
        })
        .collect();
    backs.sort_unstable();
    backs.dedup();
    backs
}

/// The standing of every row on a day.
fn standings(company: &Company, row_of: &[u32], rows: usize, day: i32, knowledge: Knowledge) -> Shared<Standing> {
    let mut standings = vec![Standing::Active; rows];
    // Of one partner's entries what became known later comes later, and wins.
    for status in &company.statuses {
        if status.from <= day && day <= status.to && status.known_at <= knowledge.limit() {
            let row = row_of.get(status.partner as usize).copied().unwrap_or(NO_ROW);
            if let Some(slot) = standings.get_mut(row as usize) {
                *slot = status.standing;
            }
        }
    }
    standings.into()
}
