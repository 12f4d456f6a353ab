//! What a change reaches: which bonuses and ranks read what changed, directly or through others.

use crate::renames::definition;
use crate::side::Side;
use compline_lang::hir::{Expr, ExprKind, Rows, Subject, TypeKind, visit};
use compline_lang::source::ItemIndex;
use compline_lang::syntax::ast::ItemKind;
use compline_lang::syntax::{identifiers, parse_item};
use std::collections::{BTreeMap, BTreeSet};

/// A thing of a plan: its space of names, and its name.
pub(crate) type Key = (String, String);

/// Who reads what in a plan.
pub(crate) struct Graph<'a> {
    side: &'a Side<'a>,
    /// Of each thing: who reads it.
    readers: BTreeMap<Key, BTreeSet<Key>>,
}

pub(crate) fn key(space: &str, name: &str) -> Key {
    (space.to_owned(), name.to_owned())
}

impl<'a> Graph<'a> {
    pub(crate) fn new(side: &'a Side<'a>) -> Self {
        let mut graph = Self { side, readers: BTreeMap::new() };
        let plan = side.plan;
        for (item, d) in &plan.definitions {
            let reader = definition(&d.subject, &d.name);
            graph.reads_all(&reader, Some(*item), std::iter::once(&d.value).chain(&d.exclusive));
        }
        for (item, p) in &plan.picks {
            let reader = key("pick", &p.name);
            let keys = p.keys.iter().map(|k| &k.key);
            graph.reads_all(&reader, Some(*item), std::iter::once(&p.count).chain(&p.filter).chain(keys));
            graph.read(&reader, key("tree", &p.tree));
        }
        for state in &plan.states {
            graph.reads_all(&key("state", &state.name), None, std::iter::once(&state.initial));
        }
        for (item, name, value) in &plan.closings {
            graph.reads_all(&key("state", name), Some(*item), std::iter::once(value));
        }
        for (item, b) in &plan.bonuses {
            let reader = key("payer", &b.name);
            let pays = b.pays.iter().chain(&b.finally);
            let mut parts: Vec<&Expr> = b.filter.iter().chain(&b.stop_before).chain(&b.stop_after).collect();
            parts.extend(b.memories.iter().map(|(_, _, e)| e));
            parts.extend(b.lets.iter().chain(&b.then).map(|(_, e)| e));
            parts.extend(b.verbs.iter().filter(|v| !v.of_plan).map(|v| &v.condition));
            parts.extend(b.walk.iter().map(|(_, from, _)| from));
            for pay in pays {
                parts.push(&pay.amount);
                parts.extend(&pay.when);
                if let compline_lang::hir::PayTo::Partner(to) = &pay.to {
                    parts.push(to);
                }
            }
            graph.reads_all(&reader, Some(*item), parts.into_iter());
            graph.reads_subject(&reader, &b.trigger);
            if let Some((tree, _, _)) = &b.walk {
                graph.read(&reader, key("tree", tree));
            }
            if let Some(cap) = &b.after {
                graph.read(&reader, key("payer", cap));
            }
            graph.read(&reader, key("earners", ""));
        }
        for (item, p) in &plan.pools {
            let reader = key("payer", &p.name);
            graph.reads_all(&reader, Some(*item), [&p.share, &p.weight].into_iter().chain(&p.filter));
            graph.read(&reader, key("earners", ""));
        }
        for (item, c) in &plan.caps {
            let reader = key("payer", &c.name);
            graph.reads_all(&reader, Some(*item), std::iter::once(&c.at));
            c.on.iter().chain(&c.after).for_each(|name| graph.read(&reader, key("payer", name)));
        }
        if let Some((item, earners)) = &plan.earners {
            graph.reads_all(&key("earners", ""), Some(*item), earners.condition.iter());
        }
        graph.cells();
        graph
    }

    /// Bonuses and pools that read something, and definitions that give a rank, each in the order of the plan.
    pub(crate) fn reached(&self, from: &Key) -> (Vec<String>, Vec<String>) {
        let mut seen: BTreeSet<Key> = BTreeSet::new();
        let mut open = vec![from.clone()];
        while let Some(at) = open.pop() {
            for reader in self.readers.get(&at).into_iter().flatten() {
                if reader != from && seen.insert(reader.clone()) {
                    open.push(reader.clone());
                }
            }
        }
        let plan = self.side.plan;
        let payers = plan.bonuses.iter().map(|(_, b)| &b.name).chain(plan.pools.iter().map(|(_, p)| &p.name));
        let payers = payers.filter(|name| seen.contains(&key("payer", name))).cloned().collect();
        let ladder = |list: &str| plan.ladders.iter().any(|l| l.name == list);
        let ranks = plan.definitions.iter().map(|(_, d)| d).filter(|d| {
            matches!(&d.ty.kind, TypeKind::Word(list) if ladder(list))
                && seen.contains(&definition(&d.subject, &d.name))
        });
        (payers, ranks.map(|d| d.name.clone()).collect())
    }

    fn read(&mut self, reader: &Key, what: Key) {
        self.readers.entry(what).or_default().insert(reader.clone());
    }

    fn reads_subject(&mut self, reader: &Key, subject: &Subject) {
        match subject {
            Subject::Event(event) => self.read(reader, key("event", event)),
            Subject::Line(bonus) => self.read(reader, key("payer", bonus)),
            Subject::Company | Subject::Partner | Subject::Person => {}
        }
    }

    fn reads_all<'e>(&mut self, reader: &Key, item: Option<ItemIndex>, parts: impl Iterator<Item = &'e Expr>) {
        let side = self.side;
        for part in parts {
            visit(part, &mut |e| {
                if let Some(parameter) = item.and_then(|item| side.parameter(item, e)) {
                    self.read(reader, key("parameter", parameter));
                }
                self.reads(reader, e);
            });
        }
    }

    fn reads(&mut self, reader: &Key, e: &Expr) {
        match e.kind.as_ref() {
            ExprKind::Definition { subject, name, .. } => self.read(reader, definition(subject, name)),
            ExprKind::Opening(_, state) => self.read(reader, key("state", state)),
            ExprKind::Table(name, _, _) => self.read(reader, key("table", name)),
            ExprKind::Tiers(name, _) | ExprKind::Brackets(name, _) => self.read(reader, key("tiers", name)),
            ExprKind::IsIn(_, _, pick, _) => self.read(reader, key("pick", pick)),
            ExprKind::Highest(list, _, _) | ExprKind::Word(list, _) => {
                self.read(reader, key("ladder", list));
                self.read(reader, key("scale", list));
            }
            ExprKind::Convert(_, unit, _) => self.read(reader, key("rate", &unit.to_string())),
            ExprKind::Parent(_, tree)
            | ExprKind::Side(_, tree)
            | ExprKind::Nearest { tree, .. }
            | ExprKind::IsBelow(_, _, _, tree)
            | ExprKind::Place(tree, _) => self.read(reader, key("tree", tree)),
            ExprKind::Scan(scan) => self.read(reader, key("event", &scan.event)),
            ExprKind::Aggregate(aggregate) => match &aggregate.rows {
                Rows::All(subject) | Rows::By { subject, .. } => self.reads_subject(reader, subject),
                Rows::Frontline(tree, _) | Rows::Team { tree, .. } | Rows::Upline(tree, _) => {
                    self.read(reader, key("tree", tree));
                }
                Rows::Pick(pick, _, _) => self.read(reader, key("pick", pick)),
                Rows::Positions(_) => {}
            },
            _ => {}
        }
    }

    /// Cells of tables, tiers and ladders hold values alone; which parameters they name is in their text.
    fn cells(&mut self) {
        let names: Vec<String> = self.side.plan.parameters.iter().map(|p| p.name.clone()).collect();
        if names.is_empty() {
            return;
        }
        let items: Vec<&str> = self.side.items().collect();
        for text in items {
            let reader = match parse_item(text).item.map(|item| item.kind) {
                Some(ItemKind::Table(t)) => key("table", &t.name.text),
                Some(ItemKind::Tiers(t)) => key("tiers", &t.name.text),
                Some(ItemKind::Ladder(l)) => key("ladder", &l.name.text),
                _ => continue,
            };
            for name in identifiers(text).into_iter().filter(|name| names.contains(name)) {
                self.read(&reader, key("parameter", &name));
            }
        }
    }
}
