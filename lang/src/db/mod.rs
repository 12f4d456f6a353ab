//! The plan as a database of queries: every step from text to checked plan is one.
//!
//! ```text
//! text(file) → items → parsed(item) → outline(item) → index(file) → lookup(name)
//!                          └→ declaration(item) ┐
//!                          └→ group(items) → signature(definition) ┤→ checked(item) → plan(file)
//! ```
//!
//! Items are interned by their text, so an item that did not change is the same item
//! wherever it stands, and nothing below `items` holds an absolute position.
//!
//! Invariant: no query can depend on itself. Definitions that refer to each other are checked
//! together, as one group of the strongly connected parts of the name graph.

mod env;
mod plan;

pub(crate) use plan::item_names;
pub use plan::{Found, diagnostics, plan};

use crate::check::{Checker, Decl, NameKind, Signature};
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{self, FieldDecl, Header, RateDecl, Subject, Type, WordList};
use crate::source::Span;
use crate::syntax::ast::{self, ItemKind};
use crate::syntax::{ParsedItem, parse_item, split, words};
use env::FileEnv;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// The database that queries run on.
#[salsa::db]
pub trait Db: salsa::Database {}

/// The plain database: queries and their results, and nothing else.
#[salsa::db]
#[derive(Clone, Default)]
pub struct Database {
    storage: salsa::Storage<Self>,
}

#[salsa::db]
impl salsa::Database for Database {}

#[salsa::db]
impl Db for Database {}

impl Database {
    /// A database that reports every event (for tests that count what is executed again).
    pub fn with_events(callback: Box<dyn Fn(salsa::Event) + Send + Sync>) -> Self {
        Self { storage: salsa::Storage::new(Some(callback)) }
    }
}

/// A plan file.
#[salsa::input]
pub struct PlanFile {
    /// Its text.
    #[returns(deref)]
    pub text: String,
}

/// An item, interned by its text.
#[salsa::interned(debug)]
pub struct ItemText<'db> {
    /// The text, with the comments above it.
    #[returns(deref)]
    pub text: String,
}

/// A name, interned.
#[salsa::interned(debug)]
pub struct Name<'db> {
    /// The name.
    #[returns(deref)]
    pub text: String,
}

/// A definition's key, interned.
#[salsa::interned(debug)]
pub struct DefinitionKey<'db> {
    /// Whose.
    #[returns(ref)]
    pub subject: Subject,
    /// Which.
    #[returns(deref)]
    pub name: String,
}

/// What an item declares, by names only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Outline {
    /// Names in the plan's one name space.
    names: Vec<(String, NameKind)>,
    /// Definitions.
    definitions: Vec<(Subject, String)>,
    /// Word lists.
    words: Vec<WordList>,
    /// All identifiers of the text: what it may depend on.
    identifiers: Vec<String>,
    /// Rates: from, to.
    rates: Vec<(String, String)>,
    /// Caps: bonuses (none: all) and the caps it comes after.
    cap: Option<(Option<Vec<String>>, Vec<String>)>,
    /// Names that text which could not be read may declare.
    lost: Vec<String>,
    /// The kind of a single item of the plan.
    single: Option<Single>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Single {
    Language,
    Plan,
    Earners,
    Partner,
}

/// Items of a file in order.
#[salsa::tracked(returns(deref))]
pub fn items<'db>(db: &'db dyn Db, file: PlanFile) -> Vec<ItemText<'db>> {
    split(file.text(db)).into_iter().map(|raw| ItemText::new(db, raw.text)).collect()
}

/// The syntax tree of an item.
#[salsa::tracked(returns(ref))]
pub fn parsed<'db>(db: &'db dyn Db, item: ItemText<'db>) -> Arc<ParsedItem> {
    Arc::new(parse_item(item.text(db)))
}

#[salsa::tracked(returns(ref))]
fn outline<'db>(db: &'db dyn Db, item: ItemText<'db>) -> Outline {
    let item_text = item.text(db);
    let mut out = Outline { identifiers: crate::syntax::identifiers(item_text), ..Outline::default() };
    let parsed = parsed(db, item);
    let Some(item) = &parsed.item else {
        if !parsed.lost.is_empty() {
            out.lost.clone_from(&out.identifiers);
        }
        return out;
    };
    out.lost = lost_names(item_text, &parsed.lost);
    let mut name = |ident: &ast::Ident, kind| out.names.push((ident.text.clone(), kind));
    match &item.kind {
        ItemKind::Language(..) => out.single = Some(Single::Language),
        ItemKind::Plan(_) => out.single = Some(Single::Plan),
        ItemKind::Earners(_) => out.single = Some(Single::Earners),
        ItemKind::Unit(u) => name(&u.name, NameKind::Unit),
        ItemKind::Rate(r) => out.rates.push((r.from.text.clone(), r.to.text.clone())),
        ItemKind::Tree(t) => {
            name(&t.name, NameKind::Tree);
            if let ast::TreeShape::Sides(sides) = &t.shape {
                let words = sides.iter().map(|s| s.text.clone()).collect();
                out.words.push(WordList {
                    name: format!("{}.side", t.name.text),
                    ordered: false,
                    ladder: false,
                    words,
                });
            }
        }
        ItemKind::Event(e) => {
            name(&e.name, NameKind::Event);
            out.words = enumerations(&e.fields, &e.name.text);
        }
        ItemKind::Partner(fields) => {
            out.single = Some(Single::Partner);
            out.words = enumerations(fields, "partner");
        }
        ItemKind::Scale(n, words) => {
            name(n, NameKind::Scale);
            out.words.push(WordList {
                name: n.text.clone(),
                ordered: true,
                ladder: false,
                words: words.iter().map(|w| w.text.clone()).collect(),
            });
        }
        ItemKind::Table(t) => name(&t.name, NameKind::Table),
        ItemKind::Tiers(t) => name(&t.name, NameKind::Tiers),
        ItemKind::Ladder(l) => {
            name(&l.name, NameKind::Ladder);
            out.words.push(WordList {
                name: l.name.text.clone(),
                ordered: true,
                ladder: true,
                words: l.ranks.iter().map(|r| r.name.text.clone()).collect(),
            });
        }
        ItemKind::Definition(d) => out.definitions.push((Subject::Partner, d.name.text.clone())),
        ItemKind::On(subject, definitions) => {
            let subject = match subject.text.as_str() {
                "company" => Subject::Company,
                "partner" => Subject::Partner,
                other => Subject::Event(other.to_owned()),
            };
            out.definitions.extend(definitions.iter().map(|d| (subject.clone(), d.name.text.clone())));
        }
        ItemKind::Pick(p) => name(&p.name, NameKind::Pick),
        ItemKind::State(s) => name(&s.name, NameKind::State),
        ItemKind::Bonus(b) => name(&b.name, NameKind::Bonus),
        ItemKind::Pool(p) => name(&p.name, NameKind::Pool),
        ItemKind::Cap(c) => {
            name(&c.name, NameKind::Cap);
            let on = c.on.as_ref().map(|list| list.iter().map(|b| b.text.clone()).collect());
            out.cap = Some((on, c.after.iter().map(|a| a.text.clone()).collect()));
        }
        ItemKind::Closing(..) | ItemKind::Assert(..) | ItemKind::Example(_) => {}
    }
    out
}

/// What a broken clause may declare: its name stands first, or behind the clause's word.
fn lost_names(text: &str, lost: &[Span]) -> Vec<String> {
    lost.iter()
        .filter_map(|span| text.get(span.start as usize..span.end as usize))
        .flat_map(|clause| words(clause).into_iter().take(2))
        .collect()
}

fn enumerations(fields: &[ast::Field], owner: &str) -> Vec<WordList> {
    fields
        .iter()
        .filter_map(|field| match &field.ty.kind {
            ast::TypeKind::Words(words) => Some(WordList {
                name: format!("{owner}.{}", field.name.text),
                ordered: false,
                ladder: false,
                words: words.iter().map(|w| w.text.clone()).collect(),
            }),
            _ => None,
        })
        .collect()
}

/// Who declares what.
#[derive(Clone, Debug, Default, PartialEq, Eq, salsa::SalsaValue)]
struct Index<'db> {
    names: FxHashMap<String, (NameKindValue, ItemText<'db>)>,
    definitions: FxHashMap<(SubjectValue, String), ItemText<'db>>,
    header: Option<ItemText<'db>>,
    earners: Option<ItemText<'db>>,
    partner: Option<ItemText<'db>>,
    rates: Vec<(String, String, ItemText<'db>)>,
    /// Names in the order of the text.
    order: Vec<String>,
    payers: Vec<String>,
    caps: Vec<(String, Option<Vec<String>>, Vec<String>)>,
}

/// A kind as salsa keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, salsa::SalsaValue)]
struct NameKindValue(u8);

/// A subject as salsa keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, salsa::SalsaValue)]
struct SubjectValue(u8, String);

const KINDS: [NameKind; 12] = [
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
];

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
        }
    }
}

#[salsa::tracked(returns(ref))]
fn index<'db>(db: &'db dyn Db, file: PlanFile) -> Index<'db> {
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
            Some(Single::Language) | None => {}
        }
    }
    out
}

#[salsa::tracked(returns(copy))]
fn lookup<'db>(db: &'db dyn Db, file: PlanFile, name: Name<'db>) -> Option<(NameKindValue, ItemText<'db>)> {
    index(db, file).names.get(name.text(db)).copied()
}

#[salsa::tracked(returns(copy))]
fn definition_item<'db>(db: &'db dyn Db, file: PlanFile, key: DefinitionKey<'db>) -> Option<ItemText<'db>> {
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
fn is_lost<'db>(db: &'db dyn Db, file: PlanFile, name: Name<'db>) -> bool {
    lost(db, file).contains(name.text(db))
}

/// The words of every list, both ways.
#[derive(Debug, Default, PartialEq, Eq)]
struct WordIndex {
    /// Of a word: the lists that have it, and its place in each.
    places: FxHashMap<String, Vec<(String, u32)>>,
    /// The lists by name.
    lists: FxHashMap<String, Arc<WordList>>,
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
fn word_lists<'db>(db: &'db dyn Db, file: PlanFile, word: Name<'db>) -> Vec<(String, u32)> {
    word_index(db, file).places.get(word.text(db)).cloned().unwrap_or_default()
}

#[salsa::tracked(returns(ref))]
fn word_list<'db>(db: &'db dyn Db, file: PlanFile, list: Name<'db>) -> Option<Arc<WordList>> {
    word_index(db, file).lists.get(list.text(db)).cloned()
}

#[salsa::tracked(returns(ref))]
fn payers(db: &dyn Db, file: PlanFile) -> Vec<String> {
    index(db, file).payers.clone()
}

#[salsa::tracked(returns(ref))]
fn caps(db: &dyn Db, file: PlanFile) -> Vec<(String, Option<Vec<String>>, Vec<String>)> {
    index(db, file).caps.clone()
}

/// A declaration and what was found in it.
type Declared = Arc<(Option<Declaration>, Vec<Diagnostic>)>;

/// Everything that other items may read of an item that is no definition.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Declaration {
    Header(Arc<Header>),
    Named(Decl),
    Rate(Arc<RateDecl>),
    Partner(Arc<Vec<FieldDecl>>),
    Earners(Arc<hir::Earners>),
}

#[salsa::tracked(returns(ref))]
fn declared<'db>(db: &'db dyn Db, file: PlanFile, item: ItemText<'db>) -> Declared {
    let parsed = parsed(db, item);
    let Some(tree) = parsed.item.clone() else { return Arc::new((None, Vec::new())) };
    let env = FileEnv { db, file, group: None };
    let mut c = Checker::new(&env, item.text(db), &parsed.lost);
    let declaration = match &tree.kind {
        ItemKind::Plan(p) => Some(Declaration::Header(Arc::new(c.header(p)))),
        ItemKind::Unit(u) => Some(Declaration::Named(Decl::Unit(c.unit_item(u)))),
        ItemKind::Rate(r) => c.rate_item(r).map(|r| Declaration::Rate(Arc::new(r))),
        ItemKind::Tree(t) => Some(Declaration::Named(Decl::Tree(c.tree_item(t)))),
        ItemKind::Earners(e) => Some(Declaration::Earners(Arc::new(c.earners_item(e, tree.span)))),
        ItemKind::Event(e) => Some(Declaration::Named(Decl::Event(Arc::new(c.event_item(e))))),
        ItemKind::Partner(f) => Some(Declaration::Partner(Arc::new(c.fields(f, "partner")))),
        ItemKind::Scale(n, words) => Some(Declaration::Named(Decl::Scale(Arc::new(c.scale_item(n, words))))),
        ItemKind::Table(t) => Some(Declaration::Named(Decl::Table(Arc::new(c.table(t))))),
        ItemKind::Tiers(t) => Some(Declaration::Named(Decl::Tiers(Arc::new(c.tiers(t))))),
        ItemKind::Ladder(l) => Some(Declaration::Named(Decl::Ladder(Arc::new(c.ladder(l))))),
        ItemKind::State(s) => Some(Declaration::Named(Decl::State(Arc::new(c.state_item(s))))),
        ItemKind::Pick(p) => Some(Declaration::Named(Decl::Pick(c.pick_params(p)))),
        ItemKind::Pool(_) => Some(Declaration::Named(Decl::Pool)),
        ItemKind::Cap(cap) => Some(Declaration::Named(Decl::Cap {
            on: cap.on.as_ref().map(|l| l.iter().map(|b| b.text.clone()).collect()),
            by_line: Checker::cap_by_line(cap),
        })),
        ItemKind::Bonus(b) => {
            let subject = match &b.trigger {
                ast::Trigger::Event(e) => Subject::Event(e.text.clone()),
                ast::Trigger::Partner(_) => Subject::Partner,
                ast::Trigger::Line { bonus, .. } => Subject::Line(bonus.text.clone()),
            };
            Some(Declaration::Named(Decl::Bonus(subject)))
        }
        _ => None,
    };
    Arc::new((declaration, c.finish()))
}

/// The part of a declaration that readers depend on.
#[salsa::tracked(returns(ref))]
fn declaration<'db>(db: &'db dyn Db, file: PlanFile, item: ItemText<'db>) -> Option<Arc<Declaration>> {
    declared(db, file, item).0.clone().map(Arc::new)
}

/// Items with definitions that may refer to each other, each group in the order of the text.
#[salsa::tracked(returns(ref))]
fn groups<'db>(db: &'db dyn Db, file: PlanFile) -> Vec<Vec<ItemText<'db>>> {
    let nodes: Vec<ItemText<'db>> =
        items(db, file).iter().copied().filter(|i| !outline(db, *i).definitions.is_empty()).collect();
    let mut by_name: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (at, item) in nodes.iter().enumerate() {
        for (_, name) in &outline(db, *item).definitions {
            by_name.entry(name.as_str()).or_default().push(at);
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
fn group_of<'db>(db: &'db dyn Db, file: PlanFile, item: ItemText<'db>) -> Vec<ItemText<'db>> {
    groups(db, file).iter().find(|g| g.contains(&item)).cloned().unwrap_or_default()
}

/// Checked definitions of a group, item by item, with what was found.
type Group = Arc<Vec<(Vec<hir::Definition>, Vec<Diagnostic>)>>;

/// How often types of a group are inferred until they stay the same.
const ROUNDS: usize = 24;

#[salsa::tracked(returns(ref))]
fn group<'db>(db: &'db dyn Db, file: PlanFile, first: ItemText<'db>) -> Group {
    let members = group_of(db, file, first);
    let mut signatures: Vec<(Subject, String, Signature)> = Vec::new();
    for item in members {
        for (subject, name) in &outline(db, *item).definitions {
            signatures.push((
                subject.clone(),
                name.clone(),
                Signature { params: Vec::new(), ty: Type::error(), overridable: false },
            ));
        }
    }
    let mut result: Vec<(Vec<hir::Definition>, Vec<Diagnostic>)> = Vec::new();
    for round in 0..ROUNDS {
        let env = FileEnv { db, file, group: Some(&signatures) };
        result = members.iter().map(|item| check_definitions(&env, db, *item)).collect();
        let next: Vec<(Subject, String, Signature)> = result
            .iter()
            .flat_map(|(d, _)| d)
            .map(|d| (d.subject.clone(), d.name.clone(), Checker::signature(d)))
            .collect();
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
                    format!("`{}` refers to itself and grows finer each time", d.name),
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
fn signature<'db>(db: &'db dyn Db, file: PlanFile, key: DefinitionKey<'db>) -> Option<Arc<Signature>> {
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

/// An item that nothing else reads the inside of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// Definitions.
    Definitions(Vec<hir::Definition>),
    /// A pick.
    Pick(hir::PickDecl),
    /// A closing equation.
    Closing(String, hir::Expr),
    /// A bonus.
    Bonus(Box<hir::Bonus>),
    /// A pool.
    Pool(hir::Pool),
    /// A cap.
    Cap(hir::Cap),
    /// An assertion.
    Assert(Subject, String, hir::Expr),
    /// An example.
    Example(hir::Example),
    /// A declaration, or nothing.
    Other,
}

/// What an item means, and what was found in it (without syntax errors).
#[salsa::tracked(returns(ref))]
pub fn checked<'db>(db: &'db dyn Db, file: PlanFile, item: ItemText<'db>) -> Arc<(Checked, Vec<Diagnostic>)> {
    let parsed = parsed(db, item);
    let Some(tree) = parsed.item.clone() else { return Arc::new((Checked::Other, Vec::new())) };
    if matches!(tree.kind, ItemKind::Definition(_) | ItemKind::On(..)) {
        let members = group_of(db, file, item);
        let found = members
            .first()
            .zip(members.iter().position(|i| *i == item))
            .and_then(|(first, at)| group(db, file, *first).get(at).cloned());
        let (definitions, diagnostics) = found.unwrap_or_default();
        return Arc::new((Checked::Definitions(definitions), diagnostics));
    }
    let env = FileEnv { db, file, group: None };
    let mut c = Checker::new(&env, item.text(db), &parsed.lost);
    let result = match &tree.kind {
        ItemKind::Pick(p) => c.pick_item(p).map(Checked::Pick),
        ItemKind::Closing(name, value) => c.closing_item(name, value).map(|(n, v)| Checked::Closing(n, v)),
        ItemKind::Bonus(b) => Some(Checked::Bonus(Box::new(c.bonus(b)))),
        ItemKind::Pool(p) => c.pool(p).map(Checked::Pool),
        ItemKind::Cap(cap) => c.cap(cap).map(Checked::Cap),
        ItemKind::Assert(text, value) => {
            let (subject, value) = c.assert_item(value);
            let text = text.clone().unwrap_or_else(|| item.text(db).trim().to_owned());
            Some(Checked::Assert(subject, text, value))
        }
        ItemKind::Example(e) => Some(Checked::Example(c.example(e))),
        _ => {
            let found = declared(db, file, item).1.clone();
            return Arc::new((Checked::Other, found));
        }
    };
    Arc::new((result.unwrap_or(Checked::Other), c.finish()))
}
