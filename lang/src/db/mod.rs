//! The plan as a database of queries: every step from text to checked plan is one.
//!
//! A plan of several files (`bundle.rs`) is one `PlanFile` with parts: each file is an input of its own, and `items` puts
//! theirs one behind the other, as variants leave them (`layers.rs`).
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
mod groups;
mod index;
mod layers;
mod outline;
mod plan;

pub(crate) use layers::{file_of, is_variant, layered};
pub(crate) use plan::item_names;
pub use plan::{Found, diagnostics, diagnostics_of_module, is_module, plan};

use crate::check::{Checker, Decl};
use crate::diagnostic::Diagnostic;
use crate::hir::{self, FieldDecl, Header, RateDecl, Subject};
use crate::syntax::ast::{self, ItemKind};
use crate::syntax::{ParsedItem, literate, parse_item, split};
use env::FileEnv;
use groups::{group, group_of};
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

/// A plan file, or all files of a plan.
#[salsa::input]
pub struct PlanFile {
    /// Its text; empty where there are parts.
    #[returns(deref)]
    pub text: String,
    /// Its path from the plan's folder; empty where it has none.
    #[default]
    #[returns(deref)]
    pub name: String,
    /// The files of a plan of several: what a file uses stands before it, the plan itself last.
    #[default]
    #[returns(deref)]
    pub parts: Vec<PlanFile>,
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

/// Items of one file in order.
#[salsa::tracked(returns(deref))]
fn own_items<'db>(db: &'db dyn Db, file: PlanFile) -> Vec<ItemText<'db>> {
    let plan = literate::plan_text(file.name(db), file.text(db));
    split(&plan).into_iter().map(|raw| ItemText::new(db, raw.text)).collect()
}

/// Items of a plan in order, file by file. What a variant takes out is an item without text, so that every item keeps
/// its index.
#[salsa::tracked(returns(deref))]
pub fn items<'db>(db: &'db dyn Db, file: PlanFile) -> Vec<ItemText<'db>> {
    layered(db, file).items.clone()
}

/// The syntax tree of an item.
#[salsa::tracked(returns(ref))]
pub fn parsed<'db>(db: &'db dyn Db, item: ItemText<'db>) -> Arc<ParsedItem> {
    Arc::new(parse_item(item.text(db)))
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

// What is declared by itself (`tree a from a`) is not declared while that is found out, and is unknown there.
#[salsa::tracked(returns(ref), cycle_result = not_declared)]
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
        ItemKind::Repeat(_) => Some(Declaration::Named(Decl::Repeat)),
        ItemKind::Account(a) => Some(Declaration::Named(Decl::Account(Arc::new(c.account_item(a))))),
        ItemKind::Flow(_) => Some(Declaration::Named(Decl::Flow)),
        ItemKind::Pool(p) => Some(Declaration::Named(Decl::Pool {
            grain: c.per(p.per.as_ref()),
            carried: matches!(p.nobody, Some((ast::Nobody::NextPeriod(_), _))),
        })),
        ItemKind::Cap(cap) => Some(Declaration::Named(Decl::Cap {
            grain: c.per(cap.per.as_ref()),
            on: cap.on.as_ref().map(|l| l.iter().map(|b| b.text.clone()).collect()),
            by_line: Checker::cap_by_line(cap),
            carried: matches!(cap.excess, Some((ast::CapExcess::Carried(_), _))),
        })),
        ItemKind::Param(p) => Some(Declaration::Named(Decl::Param(Arc::new(c.parameter(p, &tree.docs))))),
        ItemKind::Variant(v) => {
            c.variant_item(v);
            None
        }
        ItemKind::Bonus(b) => {
            let subject = match &b.trigger {
                ast::Trigger::Event(e) => Subject::Event(e.text.clone()),
                ast::Trigger::Partner(_) => Subject::Partner,
                ast::Trigger::Line { bonus, .. } => Subject::Line(bonus.text.clone()),
            };
            Some(Declaration::Named(Decl::Bonus(subject, c.per(b.per.as_ref()))))
        }
        _ => None,
    };
    Arc::new((declaration, c.finish()))
}

fn not_declared<'db>(db: &'db dyn Db, _: salsa::Id, _: PlanFile, item: ItemText<'db>) -> Declared {
    let text = item.text(db);
    let start = text.len() - text.trim_start().len();
    let end = text.find('\n').unwrap_or(text.len()).max(start);
    let at = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    let found = Diagnostic::new(
        crate::diagnostic::Code::UnfoundedCycle,
        crate::source::Span::new(at(start), at(end)),
        "this is declared by itself, or by something that it declares",
    );
    Arc::new((None, vec![found.help("let it begin with something that stands without it")]))
}

fn no_declaration(_: &dyn Db, _: salsa::Id, _: PlanFile, _: ItemText<'_>) -> Option<Arc<Declaration>> {
    None
}

/// The part of a declaration that readers depend on.
#[salsa::tracked(returns(ref), cycle_result = no_declaration)]
fn declaration<'db>(db: &'db dyn Db, file: PlanFile, item: ItemText<'db>) -> Option<Arc<Declaration>> {
    declared(db, file, item).0.clone().map(Arc::new)
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
    /// A proof.
    Proof(hir::Proof),
    /// An example.
    Example(hir::Example),
    /// A waiver.
    Waiver(hir::Waiver),
    /// A declaration, or nothing.
    Other,
}

/// What an item means, and what was found in it (without syntax errors).
#[salsa::tracked(returns(ref))]
pub fn checked<'db>(db: &'db dyn Db, file: PlanFile, item: ItemText<'db>) -> Arc<(Checked, Vec<Diagnostic>)> {
    let parsed = parsed(db, item);
    let Some(tree) = parsed.item.clone() else { return Arc::new((Checked::Other, Vec::new())) };
    if !outline::outline(db, item).definitions.is_empty() {
        let members = group_of(db, file, item);
        let found = members
            .first()
            .zip(members.iter().position(|i| *i == item))
            .and_then(|(first, at)| group(db, file, *first).get(at).cloned());
        let (definitions, mut diagnostics) = found.unwrap_or_default();
        // A derived tree and an account are declarations too.
        diagnostics.extend(declared(db, file, item).1.iter().cloned());
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
        ItemKind::Prove(proof) => c.proof(proof).map(Checked::Proof),
        ItemKind::Example(e) => Some(Checked::Example(c.example(e))),
        ItemKind::Waive(w) => Some(Checked::Waiver(c.waiver(w))),
        _ => {
            let found = declared(db, file, item).1.clone();
            return Arc::new((Checked::Other, found));
        }
    };
    Arc::new((result.unwrap_or(Checked::Other), c.finish()))
}
