//! The files of a plan on top of each other: modules bring items, variants replace them and take them out.

use super::{Db, Found, ItemText, Name, PlanFile, own_items, parsed};
use crate::bundle::{PathFault, resolve};
use crate::check::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{ItemIndex, Span};
use crate::syntax::ast::{self, Item, ItemKind, PathText, Target, TargetKind, Variant};
use crate::words::Text;

/// What the files of a plan come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, salsa::SalsaValue)]
pub(crate) struct Layers<'db> {
    /// All items, those that a variant takes out without text.
    pub(crate) items: Vec<ItemText<'db>>,
    /// The index of each file's first item.
    starts: Vec<usize>,
    /// Names of parameters that variants set, with the item of the variant and the place of the clause in it.
    settings: Vec<(String, ItemText<'db>, usize)>,
    /// Whether the plan is a variant.
    variant: bool,
    /// What is wrong with paths and variants.
    pub(crate) found: Vec<Found>,
}

/// The items of all files, as variants leave them.
#[salsa::tracked(returns(ref))]
pub(crate) fn layered<'db>(db: &'db dyn Db, file: PlanFile) -> Layers<'db> {
    let own = [file];
    let parts = if file.parts(db).is_empty() { own.as_slice() } else { file.parts(db) };
    let mut out = Layers::default();
    let mut links = Links { db, parts, refused: Vec::new() };
    for (at, part) in parts.iter().enumerate() {
        let start = out.items.len();
        out.starts.push(start);
        let items = own_items(db, *part);
        let mut variant = None;
        for (offset, item) in items.iter().enumerate() {
            // Most items are neither, and need not be read for it.
            if !item.text(db).contains("use") && !item.text(db).contains("variant") {
                continue;
            }
            let index = item_index(start + offset);
            match parsed(db, *item).item.as_ref().map(|item| &item.kind) {
                Some(ItemKind::Use(path)) => links.follow(at, index, path, false, &mut out.found),
                Some(ItemKind::Variant(v)) if variant.is_none() => {
                    links.follow(at, index, &v.base, true, &mut out.found);
                    variant = Some((index, *item, v));
                }
                Some(ItemKind::Variant(v)) => out.found.push(Found {
                    item: index,
                    diagnostic: Diagnostic::new(Code::DuplicateName, v.title.span, "a file is one variant")
                        .help("write each variant in a file of its own"),
                }),
                _ => {}
            }
        }
        if let Some((index, item, variant)) = variant {
            let own: Vec<ItemText<'db>> = items.to_vec();
            Layering { db, index, own: &own, variant }.apply(&mut out);
            out.settings.extend(variant.sets.iter().enumerate().map(|(n, set)| (set.name.text.clone(), item, n)));
        }
        out.variant = variant.is_some();
        out.items.extend(items.iter().copied());
    }
    // It was said of the file, and need not be said of its header.
    for at in links.refused {
        let (from, to) = (out.starts.get(at).copied(), out.starts.get(at + 1).copied().unwrap_or(out.items.len()));
        for item in from.and_then(|from| out.items.get_mut(from..to)).unwrap_or_default() {
            if matches!(parsed(db, *item).item.as_ref().map(|i| &i.kind), Some(ItemKind::Plan(_))) {
                *item = ItemText::new(db, "");
            }
        }
    }
    out
}

/// What a variant sets a parameter to; the one on top wins.
#[salsa::tracked(returns(ref))]
pub(super) fn setting<'db>(db: &'db dyn Db, file: PlanFile, name: Name<'db>) -> Option<ast::Expr> {
    let (_, item, at) = layered(db, file).settings.iter().rev().find(|(set, _, _)| set == name.text(db))?;
    match &parsed(db, *item).item.as_ref()?.kind {
        ItemKind::Variant(variant) => variant.sets.get(*at).map(|set| set.value.clone()),
        _ => None,
    }
}

/// The file that an item stands in, by its place among the plan's files, and whether it is the last one: the plan itself.
pub(crate) fn file_of(db: &dyn Db, file: PlanFile, item: ItemIndex) -> (usize, bool) {
    let starts = &layered(db, file).starts;
    let at = starts.partition_point(|start| *start <= item.0 as usize).saturating_sub(1);
    (at, at + 1 >= starts.len())
}

/// Whether the plan is a variant.
pub(crate) fn is_variant(db: &dyn Db, file: PlanFile) -> bool {
    layered(db, file).variant
}

fn item_index(at: usize) -> ItemIndex {
    ItemIndex(u32::try_from(at).unwrap_or(u32::MAX))
}

/// Which file names which.
struct Links<'a> {
    db: &'a dyn Db,
    parts: &'a [PlanFile],
    /// Files that are used and are no modules.
    refused: Vec<usize>,
}

impl Links<'_> {
    /// Looks where a path leads to.
    fn follow(&mut self, from: usize, item: ItemIndex, path: &PathText, base: bool, found: &mut Vec<Found>) {
        let db = self.db;
        let mut report = |diagnostic| found.push(Found { item, diagnostic });
        let own = self.parts.get(from).map_or("", |part| part.name(db));
        let text = &path.text;
        let name = match resolve(own, text) {
            Ok(name) => name,
            Err(PathFault::Outside) => {
                return report(
                    Diagnostic::new(Code::BadPath, path.span, say!("`{text}` leads out of the plan's folder"))
                        .help("a plan reads no file outside of its folder; move the file below it"),
                );
            }
            Err(PathFault::Malformed) => {
                return report(
                    Diagnostic::new(Code::BadPath, path.span, say!("`{text}` is no path of a file"))
                        .help("write the way from this file, with `/`: `use \"common/ranks.plan\"`"),
                );
            }
        };
        let Some(to) = self.parts.iter().position(|part| part.name(db) == name) else {
            return report(
                Diagnostic::new(Code::NoFile, path.span, say!("there is no file `{name}`"))
                    .label("seen from the plan's folder")
                    .help(
                        "correct the path, which is seen from this file; where only one text can be handed over, make \
                           one of all files with `compline check --emit bundle`",
                    ),
            );
        };
        if to >= from {
            // What a file uses stands before it, unless it comes back to it.
            let way = self.way(to, from);
            let name = |at: &usize| self.parts.get(*at).map_or("", |part| part.name(db));
            let round = way.iter().map(name).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" → ");
            return report(
                Diagnostic::new(Code::FileCycle, path.span, "files use each other in a circle")
                    .label(if round.is_empty() {
                        say!("`{own}` uses itself")
                    } else {
                        say!("{round} → `{name}`", name = name(&to))
                    })
                    .help("put what both need into a third file"),
            );
        }
        let holds = |wanted: fn(&ItemKind) -> bool| {
            let items = self.parts.get(to).map_or(&[][..], |part| own_items(db, *part));
            items.iter().any(|item| parsed(db, *item).item.as_ref().is_some_and(|item| wanted(&item.kind)))
        };
        let (plan, variant) = (holds(|k| matches!(k, ItemKind::Plan(_))), holds(|k| matches!(k, ItemKind::Variant(_))));
        if !base && (plan || variant) {
            self.refused.push(to);
            let what = if variant { say!("a variant") } else { say!("a plan with a header of its own") };
            report(
                Diagnostic::new(Code::NoModule, path.span, say!("`{name}` is {what}, and no module"))
                    .help("move what both need into a file without a header, and use that in both"),
            );
        }
        if base && !plan && !variant {
            report(
                Diagnostic::new(Code::BadVariant, path.span, say!("`{name}` is a module, and no plan"))
                    .help("name the plan that the variant changes"),
            );
        }
    }

    /// The files on the way from one to another.
    fn way(&self, from: usize, to: usize) -> Vec<usize> {
        // Links out of later files are not known yet, so they are read here.
        let mut ways = vec![vec![from]];
        let mut seen = vec![from];
        while let Some(way) = ways.pop() {
            let Some(last) = way.last().copied() else { continue };
            if last == to {
                return way;
            }
            for next in self.targets(last) {
                if !seen.contains(&next) {
                    seen.push(next);
                    ways.push(way.iter().copied().chain([next]).collect());
                }
            }
        }
        Vec::new()
    }

    fn targets(&self, of: usize) -> Vec<usize> {
        let Some(part) = self.parts.get(of) else { return Vec::new() };
        let paths =
            own_items(self.db, *part).iter().filter_map(|item| match &parsed(self.db, *item).item.as_ref()?.kind {
                ItemKind::Use(path) => Some(path.text.clone()),
                ItemKind::Variant(variant) => Some(variant.base.text.clone()),
                _ => None,
            });
        let names = paths.filter_map(|path| resolve(part.name(self.db), &path).ok());
        names.filter_map(|name| self.parts.iter().position(|part| *part.name(self.db) == name)).collect()
    }
}

/// A variant on its way onto the items below it.
struct Layering<'db, 'a> {
    db: &'db dyn Db,
    /// The variant's item.
    index: ItemIndex,
    /// The items of its file.
    own: &'a [ItemText<'db>],
    variant: &'a Variant,
}

/// Something that can be replaced.
struct Key {
    name: TargetKind,
    noun: Text,
    /// The part of the item that is it; all of it otherwise.
    part: Option<Span>,
}

impl<'db> Layering<'db, '_> {
    fn apply(&self, out: &mut Layers<'db>) {
        // Examples say what the plan below pays; a variant has its own.
        for item in &mut out.items {
            if matches!(parsed(self.db, *item).item.as_ref().map(|i| &i.kind), Some(ItemKind::Example(_))) {
                *item = ItemText::new(self.db, "");
            }
        }
        let own: Vec<Key> = self.own.iter().flat_map(|item| self.keys(*item)).collect();
        for target in &self.variant.replaces {
            let nouns: Vec<Text> = own.iter().filter(|k| k.name == target.kind).map(|k| k.noun.clone()).collect();
            if nouns.is_empty() {
                self.report(
                    out,
                    target,
                    say!("the variant replaces `{}`, and does not say by what", show(&target.kind)),
                    Some(say!("write it below the variant's header, or take it out with `without`")),
                );
                continue;
            }
            let there = self.nouns(out, target);
            if there.is_empty() {
                self.missing(out, target);
            } else if self.remove(out, target, Some(&nouns)) == 0 {
                let (there, here) = (all_of(there), all_of(nouns));
                self.report(
                    out,
                    target,
                    say!("`{}` is {there} in the plan below, and {here} here", show(&target.kind)),
                    Some(say!("only like is replaced by like; take the other out with `without`")),
                );
            }
        }
        for target in &self.variant.withouts {
            if self.remove(out, target, None) == 0 {
                self.missing(out, target);
            }
        }
    }

    /// Takes out what a target names, of these kinds; gives how many there were.
    fn remove(&self, out: &mut Layers<'db>, target: &Target, nouns: Option<&[Text]>) -> usize {
        let mut removed = 0;
        for item in &mut out.items {
            let keys = self.keys(*item);
            let hit: Vec<&Key> = keys
                .iter()
                .filter(|key| key.name == target.kind && nouns.is_none_or(|nouns| nouns.contains(&key.noun)))
                .collect();
            if hit.is_empty() {
                continue;
            }
            removed += hit.len();
            let whole = hit.len() == keys.len();
            let mut text = if whole { String::new() } else { item.text(self.db).to_owned() };
            for span in hit.iter().filter_map(|key| key.part).filter(|_| !whole) {
                let range = span.start as usize..span.end as usize;
                let blank: String = text
                    .get(range.clone())
                    .unwrap_or_default()
                    .bytes()
                    .map(|byte| if byte == b'\n' { '\n' } else { ' ' })
                    .collect();
                if text.get(range.clone()).is_some() {
                    text.replace_range(range, &blank);
                }
            }
            *item = ItemText::new(self.db, text);
        }
        removed
    }

    fn nouns(&self, out: &Layers<'db>, target: &Target) -> Vec<Text> {
        let keys = out.items.iter().flat_map(|item| self.keys(*item));
        let mut nouns: Vec<Text> = keys.filter(|key| key.name == target.kind).map(|key| key.noun).collect();
        nouns.dedup();
        nouns
    }

    fn missing(&self, out: &mut Layers<'db>, target: &Target) {
        let name = show(&target.kind);
        let known: Vec<String> =
            out.items.iter().flat_map(|item| self.keys(*item)).map(|key| show(&key.name)).collect();
        let help = match nearest(&name, &known) {
            Some(near) => Some(say!("did you mean `{near}`?")),
            None => {
                Some(say!("a variant replaces and takes out what the plan below it has; what is new needs no clause"))
            }
        };
        self.report(out, target, say!("the plan below has no `{name}`"), help);
    }

    fn report(&self, out: &mut Layers<'db>, target: &Target, message: Text, help: Option<Text>) {
        let mut diagnostic = Diagnostic::new(Code::BadVariant, target.span, message);
        diagnostic.help = help;
        out.found.push(Found { item: self.index, diagnostic });
    }

    fn keys(&self, item: ItemText<'db>) -> Vec<Key> {
        parsed(self.db, item).item.as_ref().map(keys).unwrap_or_default()
    }
}

/// Some nouns as one text.
fn all_of(nouns: Vec<Text>) -> Text {
    nouns.into_iter().reduce(|all, one| say!("{all}, {one}")).unwrap_or_else(|| Text::plain(String::new()))
}

fn keys(item: &Item) -> Vec<Key> {
    let named = |name: &str, noun| vec![Key { name: TargetKind::Name(name.to_owned()), noun, part: None }];
    match &item.kind {
        ItemKind::Plan(_) => named("plan", say!("the header")),
        ItemKind::Earners(_) => named("earners", say!("the earners clause")),
        ItemKind::Partner(_) => named("partner", say!("fields of partners")),
        ItemKind::Rate(r) => {
            let name = TargetKind::Rate(r.from.text.clone(), r.to.text.clone());
            vec![Key { name, noun: say!("a rate"), part: None }]
        }
        ItemKind::Assert(Some(title), _) => {
            vec![Key { name: TargetKind::Title(title.clone()), noun: say!("an assertion"), part: None }]
        }
        ItemKind::On(subject, definitions) => definitions
            .iter()
            .map(|d| {
                let name = match subject.text.as_str() {
                    "partner" | "company" => TargetKind::Name(d.name.text.clone()),
                    event => TargetKind::Of(event.to_owned(), d.name.text.clone()),
                };
                let span = d.docs.iter().fold(d.span, |span, doc| span.to(doc.span));
                Key { name, noun: say!("a definition"), part: Some(span) }
            })
            .collect(),
        ItemKind::Unit(x) => named(&x.name.text, say!("a unit")),
        ItemKind::Tree(x) => named(&x.name.text, say!("a tree")),
        ItemKind::Event(x) => named(&x.name.text, say!("an event")),
        ItemKind::Scale(x, _) => named(&x.text, say!("a scale")),
        ItemKind::Table(x) => named(&x.name.text, say!("a table")),
        ItemKind::Tiers(x) => named(&x.name.text, say!("tiers")),
        ItemKind::Ladder(x) => named(&x.name.text, say!("a ladder")),
        ItemKind::Definition(x) => named(&x.name.text, say!("a definition")),
        ItemKind::Pick(x) => named(&x.name.text, say!("a pick")),
        ItemKind::State(x) => named(&x.name.text, say!("a state")),
        ItemKind::Closing(x, _) => named(&x.text, say!("a closing equation")),
        ItemKind::Repeat(x) => named(&x.name.text, say!("a `repeat`")),
        ItemKind::Account(x) => named(&x.name.text, say!("an account")),
        ItemKind::Flow(x) => named(&x.name.text, say!("a flow")),
        ItemKind::Bonus(x) => named(&x.name.text, say!("a bonus")),
        ItemKind::Pool(x) => named(&x.name.text, say!("a pool")),
        ItemKind::Cap(x) => named(&x.name.text, say!("a cap")),
        ItemKind::Param(x) => named(&x.name.text, say!("a parameter")),
        ItemKind::Language(..)
        | ItemKind::Prove(_)
        | ItemKind::Waive(_)
        | ItemKind::Assert(None, _)
        | ItemKind::Example(_)
        | ItemKind::Use(_)
        | ItemKind::Variant(_) => Vec::new(),
    }
}

fn show(target: &TargetKind) -> String {
    match target {
        TargetKind::Name(name) => name.clone(),
        TargetKind::Of(event, name) => format!("{event}'s {name}"),
        TargetKind::Rate(from, to) => format!("rate {from} to {to}"),
        TargetKind::Title(title) => format!("\"{title}\""),
    }
}
