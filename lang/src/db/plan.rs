//! The whole plan, and all that was found in it.

use super::env::FileEnv;
use super::groups::{group, groups};
use super::index::index;
use super::layers::{is_variant, layered};
use super::outline::outline;
use super::{Checked, Db, Declaration, ItemText, PlanFile, checked, declaration, items, parsed};
use crate::check::{Decl, Env, NameKind};
use crate::diagnostic::Diagnostic;
use crate::hir::{self, EventDecl, Subject};
use crate::source::ItemIndex;
use std::sync::Arc;

/// Everything that items declare, for the whole plan: what [`plan`] is put together from.
fn declarations(db: &dyn Db, file: PlanFile) -> Vec<(ItemIndex, Arc<Declaration>)> {
    let all = items(db, file).iter().enumerate();
    all.filter_map(|(at, item)| {
        declaration(db, file, *item).clone().map(|d| (ItemIndex(u32::try_from(at).unwrap_or(u32::MAX)), d))
    })
    .collect()
}

/// The whole checked plan. Meaningful only where [`diagnostics`] has no error.
pub fn plan(db: &dyn Db, file: PlanFile) -> hir::Plan {
    let env = FileEnv { db, file, group: None };
    let mut out = hir::Plan {
        header: (*env.header()).clone(),
        units: Vec::new(),
        rates: Vec::new(),
        trees: Vec::new(),
        events: Vec::new(),
        parameters: Vec::new(),
        partner_fields: (*env.partner_fields()).clone(),
        words: Vec::new(),
        ladders: Vec::new(),
        tables: Vec::new(),
        tiers: Vec::new(),
        definitions: Vec::new(),
        picks: Vec::new(),
        accounts: Vec::new(),
        states: Vec::new(),
        closings: Vec::new(),
        bonuses: Vec::new(),
        pools: Vec::new(),
        caps: Vec::new(),
        earners: None,
        asserts: Vec::new(),
        proofs: Vec::new(),
        examples: Vec::new(),
        waivers: Vec::new(),
        homes: Vec::new(),
        parameter_places: Vec::new(),
    };
    for item in items(db, file) {
        out.words.extend(outline(db, *item).words.iter().cloned());
    }
    for (at, declaration) in declarations(db, file) {
        let name = match declaration.as_ref() {
            Declaration::Header(h) => Some(&h.name),
            Declaration::Named(Decl::Unit(u)) => Some(&u.name),
            Declaration::Named(Decl::Tree(t)) => Some(&t.name),
            Declaration::Named(Decl::Event(e)) => Some(&e.name),
            Declaration::Named(Decl::Ladder(l)) => Some(&l.name),
            Declaration::Named(Decl::Table(t)) => Some(&t.name),
            Declaration::Named(Decl::Tiers(t)) => Some(&t.name),
            Declaration::Named(Decl::State(s)) => Some(&s.name),
            _ => None,
        };
        out.homes.extend(name.map(|name| (name.clone(), at)));
        match declaration.as_ref() {
            Declaration::Earners(e) => out.earners = out.earners.or_else(|| Some((at, (**e).clone()))),
            Declaration::Rate(r) => out.rates.push((**r).clone()),
            Declaration::Named(Decl::Unit(u)) => out.units.push(u.clone()),
            Declaration::Named(Decl::Tree(t)) => out.trees.push(t.clone()),
            Declaration::Named(Decl::Event(e)) => out.events.push(EventDecl::clone(e)),
            Declaration::Named(Decl::Param(p)) => out.parameters.push((**p).clone()),
            Declaration::Named(Decl::Ladder(l)) => out.ladders.push((**l).clone()),
            Declaration::Named(Decl::Table(t)) => out.tables.push((**t).clone()),
            Declaration::Named(Decl::Tiers(t)) => out.tiers.push((**t).clone()),
            Declaration::Named(Decl::State(s)) => out.states.push((**s).clone()),
            Declaration::Named(Decl::Account(a)) => {
                out.accounts.push((**a).clone());
                out.states.extend(a.states());
                out.closings.extend(a.closings().map(|(name, value)| (at, name, value)));
            }
            _ => {}
        }
    }
    for (at, item) in items(db, file).iter().enumerate() {
        let at = ItemIndex(u32::try_from(at).unwrap_or(u32::MAX));
        match &checked(db, file, *item).0 {
            Checked::Definitions(d) => out.definitions.extend(d.iter().map(|d| (at, d.clone()))),
            Checked::Pick(p) => out.picks.push((at, p.clone())),
            Checked::Closing(n, v) => out.closings.push((at, n.clone(), v.clone())),
            Checked::Bonus(b) => {
                if let Some((state, closing)) = &b.once {
                    let ty = hir::Type::bool();
                    let no =
                        hir::Expr { kind: Box::new(hir::ExprKind::Bool(false)), ty: ty.clone(), span: b.name_span };
                    out.states.push(hir::StateDecl { name: state.clone(), grain: b.grain, ty, initial: no });
                    out.closings.push((at, state.clone(), closing.clone()));
                }
                out.bonuses.push((at, (**b).clone()));
            }
            Checked::Pool(p) => out.pools.push((at, p.clone())),
            Checked::Cap(c) => out.caps.push((at, c.clone())),
            Checked::Assert(s, t, v) => out.asserts.push((at, s.clone(), t.clone(), v.clone())),
            Checked::Proof(p) => out.proofs.push((at, p.clone())),
            Checked::Example(e) => out.examples.push((at, e.clone())),
            Checked::Waiver(w) => out.waivers.push((at, w.clone())),
            Checked::Other => {}
        }
    }
    let names: Vec<&str> = out.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    if !names.is_empty() {
        for (at, item) in items(db, file).iter().enumerate() {
            let at = ItemIndex(u32::try_from(at).unwrap_or(u32::MAX));
            let found = crate::syntax::places_of(item.text(db), &names).into_iter();
            out.parameter_places.extend(found.map(|(parameter, span)| (at, span, parameter)));
        }
    }
    out
}

/// A finding with the item it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The item.
    pub item: ItemIndex,
    /// What was found.
    pub diagnostic: Diagnostic,
}

/// All findings of a file, in the order of the text.
pub fn diagnostics(db: &dyn Db, file: PlanFile) -> Vec<Found> {
    found_in(db, file, false)
}

/// All findings of a module that is looked at alone: it needs no header, and what it declares is for others.
pub fn diagnostics_of_module(db: &dyn Db, file: PlanFile) -> Vec<Found> {
    found_in(db, file, true)
}

/// Whether a file can only be a module: it has neither a header nor anything that pays.
pub fn is_module(db: &dyn Db, file: PlanFile) -> bool {
    let index = index(db, file);
    let nothing = index.header.is_none() && index.payers.is_empty() && index.caps.is_empty();
    // What could not be read may be the header.
    let read = |item: &ItemText<'_>| item.text(db).trim().is_empty() || parsed(db, *item).lost.is_empty();
    nothing && !is_variant(db, file) && items(db, file).iter().all(read)
}

fn found_in(db: &dyn Db, file: PlanFile, as_module: bool) -> Vec<Found> {
    let mut out = Vec::new();
    let parts = if file.parts(db).is_empty() { std::slice::from_ref(&file) } else { file.parts(db) };
    if let Some(d) = parts.iter().find_map(|part| crate::syntax::check_file_size(part.text(db))) {
        return vec![Found { item: ItemIndex(0), diagnostic: d }];
    }
    // Dependencies first, so that a long chain of definitions is no deep recursion.
    for members in groups(db, file) {
        if let Some(first) = members.first() {
            let _ = group(db, file, *first);
        }
    }
    for (at, item) in items(db, file).iter().enumerate() {
        let at = ItemIndex(u32::try_from(at).unwrap_or(u32::MAX));
        let found = parsed(db, *item).errors.iter().chain(&checked(db, file, *item).1);
        out.extend(found.map(|d| Found { item: at, diagnostic: d.clone() }));
    }
    out.extend(layered(db, file).found.iter().cloned());
    out.extend(crate::whole::check(db, file, as_module));
    out.sort_by_key(|f| (f.item, f.diagnostic.span));
    out
}

/// Names that an item declares and the identifiers it mentions, for checks of the whole plan.
pub(crate) struct ItemNames {
    pub names: Vec<(String, Option<NameKind>, Option<Subject>)>,
    pub identifiers: Vec<String>,
}

pub(crate) fn item_names<'db>(db: &'db dyn Db, item: ItemText<'db>) -> ItemNames {
    let outline = outline(db, item);
    let mut names: Vec<(String, Option<NameKind>, Option<Subject>)> =
        outline.names.iter().map(|(n, k)| (n.clone(), Some(*k), None)).collect();
    names.extend(outline.definitions.iter().map(|(s, n)| (n.clone(), None, Some(s.clone()))));
    ItemNames { names, identifiers: outline.identifiers.clone() }
}
