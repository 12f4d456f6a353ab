//! Who declares what in a file.

use super::outline::{Single, outline};
use super::{Db, DefinitionKey, ItemText, Name, PlanFile, items};
use crate::check::NameKind;
use crate::hir::{Subject, WordList};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Who declares what.
#[derive(Clone, Debug, Default, PartialEq, Eq, salsa::SalsaValue)]
pub(super) struct Index<'db> {
    pub(super) names: FxHashMap<String, (NameKindValue, ItemText<'db>)>,
    pub(super) definitions: FxHashMap<(SubjectValue, String), ItemText<'db>>,
    pub(super) header: Option<ItemText<'db>>,
    pub(super) earners: Option<ItemText<'db>>,
    pub(super) partner: Option<ItemText<'db>>,
    pub(super) rates: Vec<(String, String, ItemText<'db>)>,
    /// Names in the order of the text.
    pub(super) order: Vec<String>,
    pub(super) payers: Vec<String>,
    pub(super) caps: Vec<(String, Option<Vec<String>>, Vec<String>)>,
}

/// A kind as salsa keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, salsa::SalsaValue)]
pub(super) struct NameKindValue(u8);

/// A subject as salsa keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, salsa::SalsaValue)]
pub(super) struct SubjectValue(u8, String);

const KINDS: [NameKind; 16] = [
    NameKind::Unit,
    NameKind::Tree,
    NameKind::Event,
    NameKind::Scale,
    NameKind::Ladder,
    NameKind::Table,
    NameKind::Tiers,
    NameKind::State,
    NameKind::Pick,
    NameKind::Bonus,
    NameKind::Pool,
    NameKind::Cap,
    NameKind::Repeat,
    NameKind::Flow,
    NameKind::Param,
    NameKind::Account,
];

/// The words of every list, both ways.
#[derive(Debug, Default, PartialEq, Eq)]
struct WordIndex {
    /// Of a word: the lists that have it, and its place in each.
    places: FxHashMap<String, Vec<(String, u32)>>,
    /// The lists by name.
    lists: FxHashMap<String, Arc<WordList>>,
}

impl From<NameKind> for NameKindValue {
    fn from(kind: NameKind) -> Self {
        NameKindValue(KINDS.iter().position(|k| *k == kind).and_then(|at| u8::try_from(at).ok()).unwrap_or(0))
    }
}

impl From<NameKindValue> for NameKind {
    fn from(value: NameKindValue) -> Self {
        KINDS.get(usize::from(value.0)).copied().unwrap_or(NameKind::Unit)
    }
}

impl From<&Subject> for SubjectValue {
    fn from(subject: &Subject) -> Self {
        match subject {
            Subject::Company => SubjectValue(0, String::new()),
            Subject::Partner => SubjectValue(1, String::new()),
            Subject::Event(name) => SubjectValue(2, name.clone()),
            Subject::Line(name) => SubjectValue(3, name.clone()),
            Subject::Person => SubjectValue(4, String::new()),
        }
    }
}

#[salsa::tracked(returns(ref))]
pub(super) fn index<'db>(db: &'db dyn Db, file: PlanFile) -> Index<'db> {
    let mut out = Index::default();
    for item in items(db, file) {
        let outline = outline(db, *item);
        for (name, kind) in &outline.names {
            out.names.entry(name.clone()).or_insert(((*kind).into(), *item));
            out.order.push(name.clone());
            if matches!(kind, NameKind::Bonus | NameKind::Pool) {
                out.payers.push(name.clone());
            }
            if let Some((on, after)) = &outline.cap {
                out.caps.push((name.clone(), on.clone(), after.clone()));
            }
        }
        for (subject, name) in &outline.definitions {
            out.definitions.entry((subject.into(), name.clone())).or_insert(*item);
        }
        for (from, to) in &outline.rates {
            out.rates.push((from.clone(), to.clone(), *item));
        }
        match outline.single {
            Some(Single::Plan) => out.header = out.header.or(Some(*item)),
            Some(Single::Earners) => out.earners = out.earners.or(Some(*item)),
            Some(Single::Partner) => out.partner = out.partner.or(Some(*item)),
            Some(Single::Language | Single::Variant) | None => {}
        }
    }
    out
}

#[salsa::tracked(returns(copy))]
pub(super) fn lookup<'db>(db: &'db dyn Db, file: PlanFile, name: Name<'db>) -> Option<(NameKindValue, ItemText<'db>)> {
    index(db, file).names.get(name.text(db)).copied()
}

#[salsa::tracked(returns(copy))]
pub(super) fn definition_item<'db>(db: &'db dyn Db, file: PlanFile, key: DefinitionKey<'db>) -> Option<ItemText<'db>> {
    index(db, file).definitions.get(&(key.subject(db).into(), key.name(db).to_owned())).copied()
}

/// Names that may be declared in text that could not be read, or for an event that nobody declares.
#[salsa::tracked(returns(ref))]
fn lost(db: &dyn Db, file: PlanFile) -> FxHashSet<String> {
    let names = &index(db, file).names;
    let mut out = FxHashSet::default();
    for item in items(db, file) {
        let outline = outline(db, *item);
        out.extend(outline.lost.iter().cloned());
        for (subject, name) in &outline.definitions {
            if matches!(subject, Subject::Event(event) if !names.contains_key(event)) {
                out.insert(name.clone());
            }
        }
    }
    out
}

#[salsa::tracked(returns(copy))]
pub(super) fn is_lost<'db>(db: &'db dyn Db, file: PlanFile, name: Name<'db>) -> bool {
    lost(db, file).contains(name.text(db))
}

#[salsa::tracked(returns(ref))]
fn word_index(db: &dyn Db, file: PlanFile) -> Arc<WordIndex> {
    let mut out = WordIndex::default();
    for item in items(db, file) {
        for list in &outline(db, *item).words {
            for (at, word) in list.words.iter().enumerate() {
                out.places.entry(word.clone()).or_default().push((list.name.clone(), u32::try_from(at).unwrap_or(0)));
            }
            out.lists.insert(list.name.clone(), Arc::new(list.clone()));
        }
    }
    Arc::new(out)
}

#[salsa::tracked(returns(ref))]
pub(super) fn word_lists<'db>(db: &'db dyn Db, file: PlanFile, word: Name<'db>) -> Vec<(String, u32)> {
    word_index(db, file).places.get(word.text(db)).cloned().unwrap_or_default()
}

#[salsa::tracked(returns(ref))]
pub(super) fn word_list<'db>(db: &'db dyn Db, file: PlanFile, list: Name<'db>) -> Option<Arc<WordList>> {
    word_index(db, file).lists.get(list.text(db)).cloned()
}

#[salsa::tracked(returns(ref))]
pub(super) fn payers(db: &dyn Db, file: PlanFile) -> Vec<String> {
    index(db, file).payers.clone()
}

#[salsa::tracked(returns(ref))]
pub(super) fn caps(db: &dyn Db, file: PlanFile) -> Vec<(String, Option<Vec<String>>, Vec<String>)> {
    index(db, file).caps.clone()
}
