//! Definitions that refer to each other, checked together.

use super::env::FileEnv;
use super::index::definition_item;
use super::outline::outline;
use super::{Db, DefinitionKey, ItemText, PlanFile, items, parsed};
use crate::check::{Checker, Signature};
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{self, Subject, Type};
use crate::syntax::ast::{ItemKind, owner_of};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Checked definitions of a group, item by item, with what was found.
type Group = Arc<Vec<(Vec<hir::Definition>, Vec<Diagnostic>)>>;

/// How often types of a group are inferred until they stay the same.
const ROUNDS: usize = 24;

/// Items with definitions that may refer to each other, each group in the order of the text.
#[salsa::tracked(returns(ref))]
pub(super) fn groups<'db>(db: &'db dyn Db, file: PlanFile) -> Vec<Vec<ItemText<'db>>> {
    let nodes: Vec<ItemText<'db>> =
        items(db, file).iter().copied().filter(|i| !outline(db, *i).definitions.is_empty()).collect();
    let mut by_name: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    // Of what is there several times, which is a mistake, the first one is meant.
    let mut seen: FxHashSet<(&Subject, &str)> = FxHashSet::default();
    for (at, item) in nodes.iter().enumerate() {
        for (subject, name) in &outline(db, *item).definitions {
            if !seen.insert((subject, name)) {
                continue;
            }
            by_name.entry(owner_of(name)).or_default().push(at);
        }
    }
    let edges: Vec<Vec<usize>> = nodes
        .iter()
        .map(|item| {
            let mut out: Vec<usize> = outline(db, *item)
                .identifiers
                .iter()
                .filter_map(|name| by_name.get(name.as_str()))
                .flatten()
                .copied()
                .collect();
            out.sort_unstable();
            out.dedup();
            out
        })
        .collect();
    crate::graph::components(&edges)
        .into_iter()
        .map(|mut group| {
            group.sort_unstable();
            group.into_iter().filter_map(|at| nodes.get(at).copied()).collect()
        })
        .collect()
}

/// The group of an item with definitions, by its first item.
#[salsa::tracked(returns(ref))]
pub(super) fn group_of<'db>(db: &'db dyn Db, file: PlanFile, item: ItemText<'db>) -> Vec<ItemText<'db>> {
    let at = numbers(db, file).get(&item).copied();
    at.and_then(|at| groups(db, file).get(at)).cloned().unwrap_or_default()
}

/// The group of each item by its number.
#[salsa::tracked(returns(ref))]
fn numbers<'db>(db: &'db dyn Db, file: PlanFile) -> FxHashMap<ItemText<'db>, usize> {
    let numbered = groups(db, file).iter().enumerate();
    numbered.flat_map(|(at, group)| group.iter().map(move |item| (*item, at))).collect()
}

#[salsa::tracked(returns(ref))]
pub(super) fn group<'db>(db: &'db dyn Db, file: PlanFile, first: ItemText<'db>) -> Group {
    let members = group_of(db, file, first);
    let mut signatures: Vec<(Subject, String, Signature)> = Vec::new();
    let unknown =
        || Signature { params: Vec::new(), ty: Type::error(), overridable: false, grain: None, timeless: true };
    for item in members {
        for (subject, name) in &outline(db, *item).definitions {
            signatures.push((subject.clone(), name.clone(), unknown()));
        }
    }
    let open = signatures.clone();
    let mut result: Vec<(Vec<hir::Definition>, Vec<Diagnostic>)> = Vec::new();
    for round in 0..ROUNDS {
        let env = FileEnv { db, file, group: Some(&signatures) };
        result = members.iter().map(|item| check_definitions(&env, db, *item)).collect();
        let mut next: Vec<(Subject, String, Signature)> = result
            .iter()
            .flat_map(|(d, _)| d)
            .map(|d| (d.subject.clone(), d.name.clone(), Checker::signature(d)))
            .collect();
        // What could not be made of an item is no reason to ask for its group again, which is this one.
        for (subject, name, _) in &open {
            if !next.iter().any(|(other, of, _)| (other, of) == (subject, name)) {
                next.push((subject.clone(), name.clone(), unknown()));
            }
        }
        if next == signatures {
            break;
        }
        if round + 1 == ROUNDS
            && let Some((definitions, found)) = result.first_mut()
            && let Some(d) = definitions.first()
        {
            found.push(
                Diagnostic::new(
                    Code::LostScale,
                    d.name_span,
                    say!("`{}` refers to itself and grows finer each time", d.name),
                )
                .help("round it where it refers to itself: `… rounded half up to 0.01`"),
            );
        }
        signatures = next;
    }
    Arc::new(result)
}

fn check_definitions<'db>(
    env: &FileEnv<'db, '_>,
    db: &'db dyn Db,
    item: ItemText<'db>,
) -> (Vec<hir::Definition>, Vec<Diagnostic>) {
    let parsed = parsed(db, item);
    let mut c = Checker::new(env, item.text(db), &parsed.lost);
    let mut out = Vec::new();
    if let Some(tree) = &parsed.item {
        match &tree.kind {
            ItemKind::Definition(d) => out.push(c.definition(&Subject::Partner, d)),
            ItemKind::Tree(t) => out.extend(c.derived_tree(t)),
            ItemKind::Repeat(r) => out.extend(c.repeat(r)),
            ItemKind::Account(a) => out.extend(c.account(a)),
            ItemKind::Flow(f) => out.extend(c.flow(f)),
            ItemKind::On(subject, definitions) => {
                if let Some(subject) = c.on_subject(subject) {
                    out.extend(definitions.iter().map(|d| c.definition(&subject, d)));
                }
            }
            _ => {}
        }
    }
    (out, c.finish())
}

#[salsa::tracked(returns(ref))]
pub(super) fn signature<'db>(db: &'db dyn Db, file: PlanFile, key: DefinitionKey<'db>) -> Option<Arc<Signature>> {
    let item = definition_item(db, file, key)?;
    let members = group_of(db, file, item);
    let first = members.first()?;
    let at = members.iter().position(|i| *i == item)?;
    let checked = group(db, file, *first);
    checked
        .get(at)?
        .0
        .iter()
        .find(|d| d.subject == *key.subject(db) && d.name == key.name(db))
        .map(|d| Arc::new(Checker::signature(d)))
}
