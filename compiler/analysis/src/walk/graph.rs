//! The graph of a walk, and its longest path.

use super::Node;
use crate::linear::Linear;
use crate::range::Exact;
use compline_compiler::program::ColumnId;
use num_traits::{Signed, Zero};
use std::collections::{BTreeMap, BTreeSet};

/// A visit.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    /// Bounds of what it pays.
    pub paid: Vec<Linear>,
    /// Who is visited.
    pub told: String,
}

/// Settings of memories, and visits between them.
#[derive(Default)]
pub(super) struct Graph {
    nodes: Vec<Node>,
    numbers: BTreeMap<Node, usize>,
    starts: Vec<usize>,
    edges: BTreeMap<(usize, usize), Vec<Edge>>,
    /// By node: bounds of what is paid at the end of the walk.
    lasts: Vec<Vec<Linear>>,
}

/// One of the quantities of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Column(ColumnId),
    Fixed,
    Slack,
}

/// Visits from one part of the graph: to which other, what they pay, between which nodes.
type Visits<'w> = (usize, &'w Linear, (usize, usize));

/// For each pair of nodes, what a visit between them pays at most.
type Weights = BTreeMap<(usize, usize), Linear>;

impl Graph {
    /// Adds a start.
    pub fn start(&mut self, node: Node) {
        let number = self.number(node);
        self.starts.push(number);
    }

    /// A node by its number.
    pub fn node(&self, number: usize) -> Option<Node> {
        self.nodes.get(number).cloned()
    }

    /// Adds a visit.
    pub fn edge(&mut self, from: usize, to: Node, edge: Edge) {
        let to = self.number(to);
        let edges = self.edges.entry((from, to)).or_default();
        if !edges.iter().any(|other| other.paid == edge.paid) {
            edges.push(edge);
        }
    }

    /// What is paid where the walk ends at a node.
    pub fn last(&mut self, node: usize, paid: Vec<Linear>) {
        self.lasts.resize(self.nodes.len().max(node + 1), Vec::new());
        if let Some(slot) = self.lasts.get_mut(node) {
            *slot = paid;
        }
    }

    /// Bounds of what a walk pays: the longest paths, once for each set of columns that bounds of visits speak of.
    ///
    /// # Errors
    /// A node on a circle that pays, and who is visited there.
    pub fn longest(&self, not_negative: &dyn Fn(ColumnId) -> bool) -> Result<Vec<Linear>, (usize, String)> {
        let lists = self.edges.values().flatten().map(|edge| &edge.paid).chain(&self.lasts);
        let sets: BTreeSet<Vec<ColumnId>> =
            lists.flatten().map(|form| form.columns.keys().copied().collect()).collect();
        let all: Vec<ColumnId> = sets.iter().flatten().copied().collect::<BTreeSet<_>>().into_iter().collect();
        let mut found = Vec::new();
        let mut circle = None;
        let mut tried = BTreeSet::new();
        for set in sets.into_iter().take(12).chain([all]) {
            let (Some(weights), true) = (self.weights(&set, not_negative), tried.insert(set.clone())) else { continue };
            match self.path(&weights, &set) {
                Ok(form) => found.push(form),
                Err(node) => circle = circle.or(Some(node)),
            }
        }
        match (found.is_empty(), circle) {
            (true, Some(circle)) => Err(circle),
            _ => Ok(found),
        }
    }

    fn number(&mut self, node: Node) -> usize {
        if let Some(number) = self.numbers.get(&node) {
            return *number;
        }
        let number = self.nodes.len();
        self.nodes.push(node.clone());
        self.numbers.insert(node, number);
        number
    }

    /// The most between each pair of nodes, by bounds that speak of these columns only; the end of a walk leads to a node of
    /// its own.
    fn weights(&self, set: &[ColumnId], not_negative: &dyn Fn(ColumnId) -> bool) -> Option<Weights> {
        let pick = |forms: &[Linear]| {
            let fitting = forms.iter().filter(|form| form.columns.keys().all(|column| set.contains(column)));
            // Where the columns may be used, they are: a fixed amount is the last resort.
            fitting.min_by_key(|form| (form.fixed.clone(), form.columns.values().sum::<Exact>())).cloned()
        };
        let mut weights = Weights::new();
        let end = self.nodes.len();
        let visits = self.edges.iter().flat_map(|(pair, edges)| edges.iter().map(move |edge| (*pair, &edge.paid)));
        let ends = self.lasts.iter().enumerate().map(|(node, paid)| ((node, end), paid));
        for (pair, paid) in visits.chain(ends) {
            let form = pick(paid)?;
            let joined = match weights.get(&pair) {
                Some(other) => other.join(&form, not_negative)?,
                None => form,
            };
            weights.insert(pair, joined);
        }
        Some(weights)
    }

    /// The longest path, each quantity for itself.
    fn path(&self, weights: &Weights, set: &[ColumnId]) -> Result<Linear, (usize, String)> {
        let components = self.components(weights);
        let mut longest = Linear::default();
        for part in set.iter().copied().map(Part::Column).chain([Part::Fixed, Part::Slack]) {
            let value = self.path_of(weights, &components, part)?;
            if value.is_zero() {
                continue;
            }
            match part {
                Part::Column(column) => {
                    longest.columns.insert(column, value);
                }
                Part::Fixed => longest.fixed = value,
                Part::Slack => longest.slack = value,
            }
        }
        Ok(longest)
    }

    fn path_of(&self, weights: &Weights, components: &[Vec<usize>], part: Part) -> Result<Exact, (usize, String)> {
        let mut number = vec![0_usize; self.nodes.len() + 1];
        for (at, component) in components.iter().enumerate() {
            for node in component {
                if let Some(slot) = number.get_mut(*node) {
                    *slot = at;
                }
            }
        }
        let of = |node: usize| number.get(node).copied().unwrap_or(0);
        // Components come in an order in which edges lead to earlier ones.
        let mut best = vec![Exact::zero(); components.len()];
        let mut from: BTreeMap<usize, Vec<Visits<'_>>> = BTreeMap::new();
        for (pair, weight) in weights {
            from.entry(of(pair.0)).or_default().push((of(pair.1), weight, *pair));
        }
        for at in 0..components.len() {
            let mut longest = Exact::zero();
            for (to, weight, pair) in from.get(&at).into_iter().flatten() {
                let weight = value(weight, part);
                if *to == at {
                    if weight.is_positive() {
                        return Err((pair.0, self.payer(*pair)));
                    }
                    continue;
                }
                longest = longest.max(weight + best.get(*to).cloned().unwrap_or_else(Exact::zero));
            }
            if let Some(slot) = best.get_mut(at) {
                *slot = longest;
            }
        }
        let starts = self.starts.iter().filter_map(|start| best.get(of(*start)).cloned());
        Ok(starts.max().unwrap_or_else(Exact::zero))
    }

    fn payer(&self, pair: (usize, usize)) -> String {
        let edges = self.edges.get(&pair).into_iter().flatten();
        let paying = edges.into_iter().find(|edge| edge.paid.iter().all(|form| *form != Linear::default()));
        paying.map(|edge| edge.told.clone()).unwrap_or_default()
    }

    /// Strongly connected parts, so that edges between them lead to earlier ones.
    fn components(&self, weights: &Weights) -> Vec<Vec<usize>> {
        let count = self.nodes.len() + 1;
        let mut forth = vec![Vec::new(); count];
        let mut back = vec![Vec::new(); count];
        for (from, to) in weights.keys() {
            if let (Some(forth), Some(back)) = (forth.get_mut(*from), back.get_mut(*to)) {
                forth.push(*to);
                back.push(*from);
            }
        }
        let mut order = Vec::new();
        let mut seen = vec![false; count];
        for node in 0..count {
            order.extend(after(node, &back, &mut seen));
        }
        let mut seen = vec![false; count];
        let mut components = Vec::new();
        for node in order.iter().rev() {
            let component = after(*node, &forth, &mut seen);
            if !component.is_empty() {
                components.push(component);
            }
        }
        components
    }
}

/// What is reached from a node for the first time, each after all that is reached from it.
fn after(node: usize, edges: &[Vec<usize>], seen: &mut [bool]) -> Vec<usize> {
    let mut order = Vec::new();
    let mut stack = vec![(node, 0_usize)];
    if seen.get(node).copied().unwrap_or(true) {
        return order;
    }
    if let Some(slot) = seen.get_mut(node) {
        *slot = true;
    }
    while let Some((at, next)) = stack.pop() {
        match edges.get(at).and_then(|edges| edges.get(next)) {
            Some(to) => {
                stack.push((at, next + 1));
                if let Some(slot) = seen.get_mut(*to).filter(|slot| !**slot) {
                    *slot = true;
                    stack.push((*to, 0));
                }
            }
            None => order.push(at),
        }
    }
    order
}

fn value(weight: &Linear, part: Part) -> Exact {
    match part {
        Part::Column(column) => weight.columns.get(&column).cloned().unwrap_or_else(Exact::zero),
        Part::Fixed => weight.fixed.clone(),
        Part::Slack => weight.slack.clone(),
    }
}
