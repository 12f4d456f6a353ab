//! Checks that need the whole plan: what is missing, doubled, confusable, unused.

use crate::check::NameKind;
use crate::db::{Db, Found, ItemText, PlanFile, file_of, is_variant, item_names, items, parsed};
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::Subject;
use crate::source::{ItemIndex, Span};
use crate::syntax::ast::{self, Ident, Item, ItemKind};
use crate::syntax::words;
use rustc_hash::{FxHashMap, FxHashSet};

/// The editions that this compiler knows.
const EDITIONS: [i128; 1] = [1];

/// Files of a company folder, without extension, beside those of kinds of events: `event.csv` and `event_reversals.csv`.
pub const FOLDER_FILES: [&str; 9] =
    ["partners", "placements", "status", "overrides", "rates", "state", "paid", "lines", "prior"];

/// What is found in the plan as a whole; a module that is looked at alone needs nothing but its edition.
pub(crate) fn check(db: &dyn Db, file: PlanFile, as_module: bool) -> Vec<Found> {
    let all: Vec<(ItemIndex, ItemText<'_>)> = items(db, file)
        .iter()
        .copied()
        .enumerate()
        .map(|(at, item)| (ItemIndex(u32::try_from(at).unwrap_or(u32::MAX)), item))
        .collect();
    let mut out = Vec::new();
    singles(db, file, &all, &mut out);
    doubles(db, &all, &mut out);
    files(db, &all, &mut out);
    if is_variant(db, file) {
        say_replace(db, file, &mut out);
    }
    unused(db, file, &all, &mut out);
    if as_module {
        out.retain(|found| match found.diagnostic.code {
            Code::MissingItem => found.diagnostic.span != Span::default(),
            code => code != Code::UnusedName,
        });
        out.extend(no_edition(db, &all));
    }
    out
}

/// What is there twice because a variant brings it again without saying that it replaces it.
fn say_replace(db: &dyn Db, file: PlanFile, out: &mut [Found]) {
    for found in out.iter_mut().filter(|found| found.diagnostic.code == Code::DuplicateName) {
        let first = found.diagnostic.notes.iter().find_map(|note| note.item);
        let (own, last) = file_of(db, file, found.item);
        if last && first.is_some_and(|first| file_of(db, file, first).0 != own) {
            found.diagnostic.help =
                Some(say!("say in the variant's header that this one holds instead: `replace …`; or rename it"));
        }
    }
}

fn singles(db: &dyn Db, file: PlanFile, all: &[(ItemIndex, ItemText<'_>)], out: &mut Vec<Found>) {
    // Every file names its edition.
    let mut languages: FxHashMap<usize, Option<ItemIndex>> = FxHashMap::default();
    let mut header: Option<ItemIndex> = None;
    let mut earners: Option<ItemIndex> = None;
    let mut partner: Option<ItemIndex> = None;
    let mut paying: Option<(ItemIndex, &Ident)> = None;
    let mut closings: FxHashMap<String, ItemIndex> = FxHashMap::default();
    let mut states: Vec<(ItemIndex, String, Span)> = Vec::new();
    // What items that could not be read begin with: what seems to be missing may be one of them.
    let mut unread: FxHashSet<String> = FxHashSet::default();
    for (at, item) in all {
        let Some(tree) = &parsed(db, *item).item else {
            unread.extend(words(item.text(db)).into_iter().next());
            continue;
        };
        let slot = match &tree.kind {
            ItemKind::Language(edition, span) => {
                if !EDITIONS.contains(&edition.mantissa) || edition.scale != 0 {
                    out.push(found(
                        *at,
                        Diagnostic::new(
                            Code::UnknownEdition,
                            *span,
                            say!("there is no edition {edition} of the language"),
                        )
                        .help("write `language 1`"),
                    ));
                }
                languages.entry(file_of(db, file, *at).0).or_default()
            }
            ItemKind::Plan(_) => &mut header,
            ItemKind::Earners(_) => &mut earners,
            ItemKind::Partner(_) => &mut partner,
            ItemKind::Closing(name, _) => {
                if let Some(first) = closings.insert(name.text.clone(), *at) {
                    out.push(found(
                        *at,
                        Diagnostic::new(
                            Code::DuplicateName,
                            name.span,
                            say!("`{}` has two closing equations", name.text),
                        )
                        .note_in(first, Span::default(), "the first one")
                        .help("nothing is assigned: keep one equation"),
                    ));
                }
                continue;
            }
            ItemKind::Bonus(ast::Bonus { name, .. }) | ItemKind::Pool(ast::Pool { name, .. }) => {
                paying = paying.or(Some((*at, name)));
                continue;
            }
            ItemKind::State(s) => {
                states.push((*at, s.name.text.clone(), s.name.span));
                continue;
            }
            _ => continue,
        };
        match slot {
            Some(first) => out.push(found(
                *at,
                Diagnostic::new(Code::DuplicateName, tree.span, "this item may stand once in a plan").note_in(
                    *first,
                    Span::default(),
                    "here first",
                ),
            )),
            None => *slot = Some(*at),
        }
    }
    let first = all.first().map_or(ItemIndex(0), |(at, _)| *at);
    if languages.is_empty() && !unread.contains("language") {
        out.push(found(first, edition_missing()));
    }
    if header.is_none() && !unread.contains("plan") {
        out.push(found(
            first,
            Diagnostic::new(Code::MissingItem, Span::default(), "the plan has no header")
                .help("add `plan Name version 1 { currency EUR  period month in Europe/Berlin }`"),
        ));
    }
    if let Some((at, name)) = paying
        && earners.is_none()
        && !unread.contains("earners")
    {
        out.push(found(at, choose_earners(name)));
    }
    for (at, name, span) in states {
        if !closings.contains_key(&name) && !unread.contains("closing") {
            out.push(found(
                at,
                Diagnostic::new(Code::MissingItem, span, say!("state `{name}` has no closing equation"))
                    .help(say!("add `closing {name} = opening {name} but at least …`")),
            ));
        }
    }
}

fn edition_missing() -> Diagnostic {
    Diagnostic::new(Code::MissingItem, Span::default(), "the plan does not name its language edition")
        .help("begin with `language 1`")
}

/// A module that does not name its edition.
fn no_edition(db: &dyn Db, all: &[(ItemIndex, ItemText<'_>)]) -> Option<Found> {
    let named = |(_, item): &(ItemIndex, ItemText<'_>)| {
        matches!(parsed(db, *item).item.as_ref().map(|item| &item.kind), Some(ItemKind::Language(..)))
    };
    (!all.iter().any(named)).then(|| found(all.first().map_or(ItemIndex(0), |(at, _)| *at), edition_missing()))
}

/// Who may earn is asked for once, at the first item that pays.
fn choose_earners(name: &Ident) -> Diagnostic {
    Diagnostic::new(Code::ChooseEarners, name.span, "nothing says who may earn")
        .label(say!("`{}` would pay everybody, those who have left included", name.text))
        .reading("earners: partners", "every position earns, also one that is inactive or has been terminated")
        .reading(
            "earners: partners where not terminated; others: skip",
            "walks do not see those who have left: they take no level, the volume is paid to the next one",
        )
        .reading(
            "earners: partners where not terminated; others: pass",
            "those who have left take a level, and the money stays with the company",
        )
        .reading(
            "earners: partners where not terminated; others: hand on",
            "those who have left take a level, and its money goes to the next one who is paid",
        )
        .help("write one clause for the plan, after the trees")
}

fn doubles(db: &dyn Db, all: &[(ItemIndex, ItemText<'_>)], out: &mut Vec<Found>) {
    let mut seen: FxHashMap<(Option<Subject>, String), ItemIndex> = FxHashMap::default();
    // What can never stand at the same place cannot be taken for each other.
    let mut skeletons: FxHashMap<(u8, Option<Subject>, String), String> = FxHashMap::default();
    for (at, item) in all {
        let tree = parsed(db, *item).item.clone();
        for (name, kind, subject) in item_names(db, *item).names {
            let class = u8::from(matches!(kind, Some(NameKind::Bonus | NameKind::Pool | NameKind::Cap)));
            let span = tree.as_ref().map(|t| name_span(t, &name)).unwrap_or_default();
            // Names of one space, and a definition of partners against them.
            let mut clash = seen.get(&(subject.clone(), name.clone())).copied();
            if clash.is_none() && subject == Some(Subject::Partner) {
                clash = seen.get(&(None, name.clone())).copied();
            }
            if clash.is_none() && subject.is_none() {
                clash = seen.get(&(Some(Subject::Partner), name.clone())).copied();
            }
            match clash {
                // The name of a derived tree is also that of the partner above in it.
                Some(first) if first == *at && tree.as_ref().is_some_and(is_derived_tree) => {}
                Some(first) => {
                    out.push(found(
                        *at,
                        Diagnostic::new(Code::DuplicateName, span, say!("`{name}` is declared twice"))
                            .note_in(first, Span::default(), "here first")
                            .help("rename one of them"),
                    ));
                }
                None => {
                    seen.insert((subject.clone(), name.clone()), *at);
                }
            }
            let skeleton: String = unicode_security::skeleton(&name.to_lowercase()).collect();
            let rows = subject.clone().filter(|s| *s != Subject::Partner);
            let skeleton = (class, rows, skeleton);
            match skeletons.get(&skeleton) {
                Some(other) if *other != name => {
                    let help = if other.to_lowercase() == name.to_lowercase() {
                        say!("they differ only in case")
                    } else {
                        say!("they are made of letters that look alike")
                    };
                    out.push(found(
                        *at,
                        Diagnostic::new(Code::ConfusableName, span, say!("`{name}` can be taken for `{other}`"))
                            .label(help)
                            .help("rename one of them"),
                    ));
                }
                Some(_) => {}
                None => {
                    skeletons.insert(skeleton, name.clone());
                }
            }
        }
    }
}

/// Kinds of events whose rows would come from the file of something else.
fn files(db: &dyn Db, all: &[(ItemIndex, ItemText<'_>)], out: &mut Vec<Found>) {
    let mut taken: FxHashMap<String, (ItemIndex, Span)> = FxHashMap::default();
    for (at, item) in all {
        let Some(ItemKind::Event(event)) = parsed(db, *item).item.as_ref().map(|item| &item.kind) else { continue };
        let stem = event.name.text.to_lowercase();
        let own = [stem.clone(), format!("{stem}_reversals")];
        let other = own.iter().find_map(|file| Some((file, *taken.get(file)?)));
        let fixed = own.iter().find(|file| FOLDER_FILES.contains(&file.as_str()));
        let diagnostic = match (fixed, other) {
            (Some(file), _) => {
                let message = say!(
                    "events `{}` would be read from the file `{file}`, which is no list of events",
                    event.name.text
                );
                Diagnostic::new(Code::TakenFile, event.name.span, message)
            }
            (None, Some((file, (first, span)))) => {
                let message = say!("events `{}` would be read from the file `{file}` of other events", event.name.text);
                Diagnostic::new(Code::TakenFile, event.name.span, message).note_in(first, span, "these")
            }
            (None, None) => {
                taken.extend(own.map(|file| (file, (*at, event.name.span))));
                continue;
            }
        };
        out.push(found(*at, diagnostic.help("give the events another name")));
    }
}

fn unused(db: &dyn Db, file: PlanFile, all: &[(ItemIndex, ItemText<'_>)], out: &mut Vec<Found>) {
    // In how many items a name is mentioned.
    let mut mentions: FxHashMap<String, u32> = FxHashMap::default();
    for (_, item) in all {
        let names: FxHashSet<String> = item_names(db, *item).identifiers.into_iter().collect();
        for name in names {
            *mentions.entry(name).or_default() += 1;
        }
    }
    for (at, item) in all {
        let Some(tree) = &parsed(db, *item).item else { continue };
        for (name, kind, subject) in item_names(db, *item).names {
            let shown = matches!(
                kind,
                Some(
                    NameKind::Bonus
                        | NameKind::Pool
                        | NameKind::Cap
                        | NameKind::Event
                        | NameKind::Unit
                        | NameKind::Scale
                        | NameKind::Tree
                        | NameKind::State
                        | NameKind::Account
                )
            );
            // Inside of one `on` block definitions may use each other.
            let inside = matches!(&tree.kind, ItemKind::On(_, list) if list.len() > 1);
            let rank = matches!(&tree.kind, ItemKind::Definition(d) if matches!(d.value.kind.as_ref(), crate::syntax::ast::ExprKind::Highest { .. }));
            // Values of a `repeat` or a `flow` are asked for by its name.
            let part = subject.is_some() && ast::owner_of(&name) != name;
            let part = part || is_derived_tree(tree);
            // Another plan may need what this one does not: of a file of several, or of a module.
            let others = !file_of(db, file, *at).1;
            if shown || inside || rank || part || others || mentions.get(&name).copied().unwrap_or(0) > 1 {
                continue;
            }
            let span = name_span(tree, &name);
            out.push(found(
                *at,
                Diagnostic::new(Code::UnusedName, span, say!("nothing reads `{name}`")).help("use it, or remove it"),
            ));
        }
    }
}

fn is_derived_tree(item: &Item) -> bool {
    matches!(&item.kind, ItemKind::Tree(tree) if tree.is_derived())
}

fn found(item: ItemIndex, diagnostic: Diagnostic) -> Found {
    Found { item, diagnostic }
}

/// Where an item declares a name.
fn name_span(item: &Item, name: &str) -> Span {
    let ident = match &item.kind {
        ItemKind::Unit(x) => Some(&x.name),
        ItemKind::Tree(x) => Some(&x.name),
        ItemKind::Event(x) => Some(&x.name),
        ItemKind::Scale(x, _) => Some(x),
        ItemKind::Table(x) => Some(&x.name),
        ItemKind::Tiers(x) => Some(&x.name),
        ItemKind::Ladder(x) => Some(&x.name),
        ItemKind::Definition(x) => Some(&x.name),
        ItemKind::On(_, list) => list.iter().map(|d| &d.name).find(|n| n.text == name),
        ItemKind::Pick(x) => Some(&x.name),
        ItemKind::State(x) => Some(&x.name),
        ItemKind::Account(x) => Some(&x.name),
        ItemKind::Repeat(x) => Some(&x.name),
        ItemKind::Flow(x) => Some(&x.name),
        ItemKind::Bonus(x) => Some(&x.name),
        ItemKind::Pool(x) => Some(&x.name),
        ItemKind::Cap(x) => Some(&x.name),
        ItemKind::Param(x) => Some(&x.name),
        _ => None,
    };
    ident.map_or(item.span, |i| i.span)
}
