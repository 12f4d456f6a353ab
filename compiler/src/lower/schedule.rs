//! From columns to passes.
//!
//! Columns and what they read make a graph whose edges have a direction: the same row, a row below
//! in a tree, the row above in a tree, or anything else. Strongly connected parts whose edges all
//! point the same way in one tree become one fold; other circles are refused. Then columns are put
//! into passes greedily: a pass takes every column that is ready and fits it.

use super::reads::{Edge, reads};
use crate::program::{
    Aggregate, AggregateOp, ColumnId, Expr, FoldStep, Op, Pass, PickKey, Program, Scan, ScanValue, Space, TreeViewId,
};
use compline_lang::graph::components;
use std::fmt::Write as _;

/// How a column comes about.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Def {
    /// Data.
    Input,
    /// Being lowered.
    Pending,
    /// A value at its row.
    Value(Expr),
    /// An aggregate of rows of another space.
    Gather {
        /// The rows.
        from: Space,
        /// The receiver of a row.
        key: Option<Expr>,
        /// How they are combined.
        op: AggregateOp,
        /// The value of a row.
        value: Expr,
        /// Which rows take part.
        filter: Option<Expr>,
    },
    /// An aggregate of children in a tree.
    Children {
        /// The tree.
        tree: TreeViewId,
        /// How they are combined.
        op: AggregateOp,
        /// The value of a child.
        value: Expr,
        /// Which children take part.
        filter: Option<Expr>,
    },
    /// Marks children.
    Pick {
        /// The tree.
        tree: TreeViewId,
        /// How many, at the owner.
        count: Expr,
        /// Which children take part.
        filter: Option<Expr>,
        /// The order.
        keys: Vec<PickKey>,
    },
    /// A value of a loop over events, by the loop's name and period.
    Scan {
        /// The loop, without what is written.
        scan: Box<Scan>,
        /// Which loop it is: its values are found together.
        name: String,
        /// The value.
        value: ScanValue,
    },
    /// Numbers children.
    Place {
        /// The tree.
        tree: TreeViewId,
        /// The order.
        keys: Vec<PickKey>,
    },
}

impl Def {
    /// What it is, for finding the same column again: independent of where it stands in the text.
    pub(super) fn key(&self) -> String {
        let part = |value: &Expr, filter: &Option<Expr>| {
            format!("{} where {}", expr_key(value), filter.as_ref().map(expr_key).unwrap_or_default())
        };
        match self {
            Def::Input | Def::Pending => String::new(),
            Def::Value(e) => expr_key(e),
            Def::Gather { from, key, op, value, filter } => {
                format!(
                    "gather {from:?} by {} {op:?} {}",
                    key.as_ref().map(expr_key).unwrap_or_default(),
                    part(value, filter)
                )
            }
            Def::Children { tree, op, value, filter } => format!("children {tree:?} {op:?} {}", part(value, filter)),
            Def::Pick { tree, count, filter, keys } => format!(
                "pick {tree:?} {} {} {}",
                expr_key(count),
                filter.as_ref().map(expr_key).unwrap_or_default(),
                keys_key(keys)
            ),
            Def::Place { tree, keys } => format!("place {tree:?} {}", keys_key(keys)),
            Def::Scan { name, value, .. } => format!("scan {name} {value:?}"),
        }
    }

    /// A readable name.
    pub(super) fn title(&self, program: &Program) -> String {
        let word = |op: &AggregateOp| format!("{op:?}").to_lowercase();
        let what = |value: &Expr| match &value.op {
            Op::Load(c, _) | Op::Company(c) => {
                format!(" of {}", program.columns.get(c.index()).map_or("?", |c| c.name.as_str()))
            }
            Op::Const(_) => String::new(),
            _ => " of (…)".to_owned(),
        };
        match self {
            Def::Gather { op, value, from, .. } => {
                let rows = match from {
                    Space::Event(set) => program
                        .event_sets
                        .get(set.index())
                        .and_then(|s| program.events.get(s.event.index()))
                        .map_or("?", |e| e.name.as_str()),
                    Space::Person => "persons",
                    _ => "partners",
                };
                format!("{}{} over {rows}", word(op), what(value))
            }
            Def::Children { op, value, tree, .. } => {
                format!("{}{} over frontline in {}", word(op), what(value), tree_name(program, *tree))
            }
            Def::Place { tree, .. } => format!("place among siblings in {}", tree_name(program, *tree)),
            _ => "value".to_owned(),
        }
    }
}

fn tree_name(program: &Program, view: TreeViewId) -> &str {
    program.tree_name(view).unwrap_or("?")
}

fn keys_key(keys: &[PickKey]) -> String {
    keys.iter()
        .map(|k| format!("{}{}", expr_key(&k.key), if k.descending { " desc" } else { "" }))
        .collect::<Vec<_>>()
        .join(", ")
}

/// An expression as text without places.
pub(super) fn expr_key(e: &Expr) -> String {
    let mut out = String::new();
    write_key(e, &mut out);
    out
}

fn write_key(e: &Expr, out: &mut String) {
    let head = match &e.op {
        Op::Const(v) => format!("{v}:{:?}", e.ty.kind),
        Op::None => "none".to_owned(),
        Op::Handle(h) => format!("{h:?}"),
        Op::Var(v) => format!("var{}", v.0),
        Op::Load(c, _) => format!("load{}", c.0),
        Op::Company(c) => format!("company{}", c.0),
        Op::Parent(t, _) => format!("parent{}", t.0),
        Op::Side(t, _) => format!("side{}", t.0),
        Op::Add(..) => "add".to_owned(),
        Op::Sub(..) => "sub".to_owned(),
        Op::Mul(..) => "mul".to_owned(),
        Op::Div(..) => "div".to_owned(),
        Op::Neg(_) => "neg".to_owned(),
        Op::Round(_, m) => format!("round{m:?}{}", e.ty.scale()),
        Op::Min(..) => "min".to_owned(),
        Op::Max(..) => "max".to_owned(),
        Op::Compare(c, ..) => format!("{c:?}"),
        Op::And(..) => "and".to_owned(),
        Op::Or(..) => "or".to_owned(),
        Op::Not(_) => "not".to_owned(),
        Op::If(..) => format!("if:{}", e.ty.scale()),
        Op::IsKnown(_) => "known".to_owned(),
        Op::OrElse(..) => "else".to_owned(),
        Op::Lookup(t, _) => format!("table{}", t.0),
        Op::IsBelow(t, ..) => format!("below{}", t.0),
        Op::Period(p, b) => format!("{p:?}{b:?}"),
        Op::Between(m, ..) => format!("{m:?}"),
        // What is inside is told apart by how many of each there are, and which memory each one changes.
        Op::Repeat(r) => {
            let then: Vec<String> = r.then.iter().map(|(var, _)| var.0.to_string()).collect();
            let (starts, stops, lets) = (r.start.len(), usize::from(r.stop_before.is_some()), r.lets.len());
            format!("repeat{}:{starts}:{stops}:{lets}:{}:{:?}", r.most, then.join("."), r.result)
        }
    };
    out.push_str(&head);
    let children = e.children();
    if !children.is_empty() {
        out.push('(');
        for (at, child) in children.into_iter().enumerate() {
            if at > 0 {
                let _ = write!(out, ",");
            }
            write_key(child, out);
        }
        out.push(')');
    }
}

/// The passes of a program, or a circle of columns that no direction explains.
pub(super) fn passes(program: &Program, defs: &[Def]) -> Result<Vec<Pass>, Vec<ColumnId>> {
    let edges: Vec<Vec<(usize, Edge)>> = (0..defs.len()).map(|at| reads(program, defs, at)).collect();
    let plain: Vec<Vec<usize>> = edges.iter().map(|list| list.iter().map(|(to, _)| *to).collect()).collect();
    let mut groups = Vec::new();
    for component in components(&plain) {
        groups.push(group(component, defs, &edges)?);
    }
    Ok(arrange(program, defs, &edges, groups))
}

/// Columns that are computed together, in the order in which they are computed at a row.
struct Group {
    members: Vec<usize>,
    kind: PassKind,
}

/// What kind of pass a group needs.
#[derive(Clone, Debug, PartialEq)]
enum PassKind {
    None,
    Map(Space),
    Up(TreeViewId),
    Down(TreeViewId),
    Gather(Space, Space, String),
    Scan(String),
}

fn group(component: Vec<usize>, defs: &[Def], edges: &[Vec<(usize, Edge)>]) -> Result<Group, Vec<ColumnId>> {
    let inside: Vec<(usize, usize, Edge)> = component
        .iter()
        .flat_map(|from| edges.get(*from).map(Vec::as_slice).unwrap_or_default().iter().map(|(to, e)| (*from, *to, *e)))
        .filter(|(_, to, _)| component.contains(to))
        .collect();
    let mut kind = match component.as_slice() {
        [one] => own_kind(defs, *one),
        several => several
            .iter()
            .map(|c| own_kind(defs, *c))
            .find(|k| !matches!(k, PassKind::Map(_)))
            .unwrap_or(PassKind::None),
    };
    for (_, _, edge) in &inside {
        let direction = match edge {
            Edge::Same => continue,
            Edge::Down(tree) => PassKind::Up(*tree),
            Edge::Up(tree) => PassKind::Down(*tree),
            Edge::Other => return Err(circle(&component, edges)),
        };
        match &kind {
            PassKind::Map(_) | PassKind::None => kind = direction,
            same if *same == direction => {}
            _ => return Err(circle(&component, edges)),
        }
    }
    // A fold down has nothing but values; a fold up takes values and aggregates of children.
    if matches!(kind, PassKind::Down(_)) && component.iter().any(|c| !matches!(defs.get(*c), Some(Def::Value(_)))) {
        return Err(circle(&component, edges));
    }
    if component.len() > 1 && !matches!(kind, PassKind::Up(_) | PassKind::Down(_)) {
        return Err(circle(&component, edges));
    }
    // Order at one row: along the edges that stay there.
    let position = |c: usize| component.iter().position(|x| *x == c);
    let mut same: Vec<Vec<usize>> = vec![Vec::new(); component.len()];
    for (from, to, edge) in &inside {
        if *edge == Edge::Same
            && let (Some(f), Some(t)) = (position(*from), position(*to))
            && let Some(list) = same.get_mut(f)
        {
            list.push(t);
        }
    }
    let mut members = Vec::new();
    for part in components(&same) {
        let looped = part.iter().any(|p| same.get(*p).is_some_and(|list| list.contains(p)));
        match part.as_slice() {
            [one] if !looped => members.extend(component.get(*one)),
            _ => {
                let columns: Vec<usize> = part.iter().filter_map(|p| component.get(*p).copied()).collect();
                return Err(circle(&columns, edges));
            }
        }
    }
    Ok(Group { members, kind })
}

/// A shortest-looking circle through a component, for the message.
fn circle(component: &[usize], edges: &[Vec<(usize, Edge)>]) -> Vec<ColumnId> {
    let Some(start) = component.first().copied() else { return Vec::new() };
    // Breadth first from the start back to itself.
    let mut from: Vec<(usize, usize)> = Vec::new();
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(at) = queue.pop_front() {
        for (to, _) in edges.get(at).map(Vec::as_slice).unwrap_or_default() {
            if *to == start {
                let mut path = vec![at];
                let mut here = at;
                while here != start {
                    match from.iter().find(|(n, _)| *n == here) {
                        Some((_, before)) => {
                            here = *before;
                            path.push(here);
                        }
                        None => break,
                    }
                }
                path.reverse();
                return path.into_iter().map(|c| ColumnId(super::small(c))).collect();
            }
            if component.contains(to) && !from.iter().any(|(n, _)| n == to) {
                from.push((*to, at));
                queue.push_back(*to);
            }
        }
    }
    component.iter().map(|c| ColumnId(super::small(*c))).collect()
}

fn own_kind(defs: &[Def], at: usize) -> PassKind {
    match defs.get(at) {
        None | Some(Def::Input | Def::Pending) => PassKind::None,
        // The space is filled in by the caller, who knows the column.
        Some(Def::Value(_)) => PassKind::Map(Space::Company),
        Some(Def::Gather { .. } | Def::Scan { .. }) => PassKind::None,
        Some(Def::Children { tree, .. } | Def::Pick { tree, .. } | Def::Place { tree, .. }) => PassKind::Up(*tree),
    }
}

/// Puts groups into passes.
fn arrange(program: &Program, defs: &[Def], edges: &[Vec<(usize, Edge)>], groups: Vec<Group>) -> Vec<Pass> {
    let mut done: Vec<bool> = defs.iter().map(|d| matches!(d, Def::Input | Def::Pending)).collect();
    let mut open: Vec<Group> = groups
        .into_iter()
        .filter(|g| g.members.iter().any(|m| !matches!(defs.get(*m), Some(Def::Input | Def::Pending))))
        .map(|g| {
            let kind = exact_kind(program, defs, &g);
            Group { kind, ..g }
        })
        .collect();
    let mut out = Vec::new();
    while !open.is_empty() {
        // Begin with a pass that something waits for; prefer folds and gathers, which take values along.
        let ready: Vec<usize> = (0..open.len())
            .filter(|at| open.get(*at).is_some_and(|g| is_ready(g, &g.kind, edges, &done, &[])))
            .collect();
        let first = ready
            .iter()
            .copied()
            .find(|at| matches!(open.get(*at).map(|g| &g.kind), Some(PassKind::Gather(..))))
            .or_else(|| ready.first().copied());
        let Some(first) = first else { break };
        let kind = open.get(first).map_or(PassKind::None, |g| g.kind.clone());
        let mut taken: Vec<usize> = Vec::new();
        let mut rest = Vec::new();
        for group in open {
            if joins(&group, &kind) && is_ready(&group, &kind, edges, &done, &taken) {
                taken.extend(&group.members);
            } else {
                rest.push(group);
            }
        }
        open = rest;
        for member in &taken {
            if let Some(slot) = done.get_mut(*member) {
                *slot = true;
            }
        }
        out.push(pass(program, defs, &kind, &taken));
        out.extend(derived_by(program, &taken));
    }
    out
}

/// The trees that can be made once these columns are there.
fn derived_by(program: &Program, columns: &[usize]) -> Vec<Pass> {
    let mut out = Vec::new();
    for (at, view) in program.tree_views.iter().enumerate() {
        let Some(parent) = view.derived.filter(|parent| columns.contains(&parent.index())) else { continue };
        let of = |other: &crate::program::TreeView| {
            other.derived.is_none() && (other.tree, other.at) == (view.tree, view.at)
        };
        let within = program.tree_views.iter().position(of).unwrap_or(0);
        let (tree, within) = (TreeViewId(super::small(at)), TreeViewId(super::small(within)));
        out.push(Pass::Derive { tree, parent, within });
    }
    out
}

fn exact_kind(program: &Program, defs: &[Def], group: &Group) -> PassKind {
    let Some(first) = group.members.first() else { return PassKind::None };
    let space = program.columns.get(*first).map_or(Space::Company, |c| c.space);
    match (&group.kind, defs.get(*first)) {
        (PassKind::Map(_), _) => PassKind::Map(space),
        (_, Some(Def::Scan { name, .. })) => PassKind::Scan(name.clone()),
        (_, Some(Def::Gather { from, key, .. })) => {
            PassKind::Gather(*from, space, key.as_ref().map(expr_key).unwrap_or_default())
        }
        (kind, _) => kind.clone(),
    }
}

/// Whether a group may be computed in a pass of this kind.
fn joins(group: &Group, kind: &PassKind) -> bool {
    match (&group.kind, kind) {
        (a, b) if a == b => true,
        // Values of partners may be computed on the way.
        (PassKind::Map(Space::Partner), PassKind::Up(_) | PassKind::Down(_)) => true,
        _ => false,
    }
}

/// Whether everything that a group reads is there, or in the same pass at a place that comes first.
fn is_ready(group: &Group, kind: &PassKind, edges: &[Vec<(usize, Edge)>], done: &[bool], taken: &[usize]) -> bool {
    group.members.iter().all(|member| {
        edges.get(*member).map(Vec::as_slice).unwrap_or_default().iter().all(|(to, edge)| {
            if done.get(*to).copied().unwrap_or(true) {
                return true;
            }
            if !taken.contains(to) && !group.members.contains(to) {
                return false;
            }
            match (kind, edge) {
                (_, Edge::Same) => true,
                (PassKind::Up(tree), Edge::Down(t)) => t == tree,
                (PassKind::Down(tree), Edge::Up(t)) => t == tree,
                _ => false,
            }
        })
    })
}

fn pass(program: &Program, defs: &[Def], kind: &PassKind, members: &[usize]) -> Pass {
    let id = |at: usize| ColumnId(super::small(at));
    let values = || {
        members
            .iter()
            .filter_map(|m| if let Some(Def::Value(e)) = defs.get(*m) { Some((id(*m), e.clone())) } else { None })
            .collect::<Vec<_>>()
    };
    match kind {
        PassKind::None => Pass::Map { space: Space::Company, columns: values() },
        PassKind::Map(space) => Pass::Map { space: *space, columns: values() },
        PassKind::Down(tree) => Pass::FoldDown { tree: *tree, columns: values() },
        PassKind::Up(tree) => {
            let steps = members
                .iter()
                .filter_map(|m| {
                    Some(match defs.get(*m)? {
                        Def::Value(e) => FoldStep::Value(id(*m), e.clone()),
                        Def::Children { op, value, filter, .. } => FoldStep::Children(Aggregate {
                            into: id(*m),
                            op: *op,
                            value: value.clone(),
                            filter: filter.clone(),
                        }),
                        Def::Pick { count, filter, keys, .. } => FoldStep::Pick {
                            into: id(*m),
                            count: count.clone(),
                            filter: filter.clone(),
                            keys: keys.clone(),
                        },
                        Def::Place { keys, .. } => FoldStep::Place { into: id(*m), keys: keys.clone() },
                        Def::Input | Def::Pending | Def::Gather { .. } | Def::Scan { .. } => return None,
                    })
                })
                .collect();
            Pass::FoldUp { tree: *tree, steps }
        }
        PassKind::Scan(_) => {
            let mut found: Option<Scan> = None;
            for member in members {
                if let Some(Def::Scan { scan, value, .. }) = defs.get(*member) {
                    found.get_or_insert_with(|| (**scan).clone()).into.push((*value, id(*member)));
                }
            }
            match found {
                Some(scan) => Pass::Scan(Box::new(scan)),
                None => Pass::Map { space: Space::Company, columns: Vec::new() },
            }
        }
        PassKind::Gather(from, into, _) => {
            let mut key = None;
            let mut aggregates = Vec::new();
            for m in members {
                if let Some(Def::Gather { key: k, op, value, filter, .. }) = defs.get(*m) {
                    key = key.or_else(|| k.clone());
                    aggregates.push(Aggregate { into: id(*m), op: *op, value: value.clone(), filter: filter.clone() });
                }
            }
            let _ = program;
            Pass::Gather { from: *from, into: *into, key, aggregates }
        }
    }
}
