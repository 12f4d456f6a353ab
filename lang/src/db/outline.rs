//! What an item declares, by names only.

use super::{Db, ItemText, parsed};
use crate::check::NameKind;
use crate::hir::{Subject, WordList};
use crate::source::Span;
use crate::syntax::ast::{self, ItemKind};
use crate::syntax::words;

/// What an item declares, by names only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outline {
    /// Names in the plan's one name space.
    pub(super) names: Vec<(String, NameKind)>,
    /// Definitions.
    pub(super) definitions: Vec<(Subject, String)>,
    /// Word lists.
    pub(super) words: Vec<WordList>,
    /// All identifiers of the text: what it may depend on.
    pub(super) identifiers: Vec<String>,
    /// Rates: from, to.
    pub(super) rates: Vec<(String, String)>,
    /// Caps: bonuses (none: all) and the caps it comes after.
    pub(super) cap: Option<(Option<Vec<String>>, Vec<String>)>,
    /// Names that text which could not be read may declare.
    pub(super) lost: Vec<String>,
    /// The kind of a single item of the plan.
    pub(super) single: Option<Single>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Single {
    Language,
    Plan,
    Earners,
    Partner,
    Variant,
}

#[salsa::tracked(returns(ref))]
pub(super) fn outline<'db>(db: &'db dyn Db, item: ItemText<'db>) -> Outline {
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
            if t.is_derived() {
                out.definitions.push((Subject::Partner, t.name.text.clone()));
            }
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
                "person" => Subject::Person,
                other => Subject::Event(other.to_owned()),
            };
            out.definitions.extend(definitions.iter().map(|d| (subject.clone(), d.name.text.clone())));
        }
        ItemKind::Pick(p) => name(&p.name, NameKind::Pick),
        ItemKind::State(s) => name(&s.name, NameKind::State),
        ItemKind::Repeat(r) => {
            name(&r.name, NameKind::Repeat);
            out.definitions.extend(r.parts().map(|part| (Subject::Partner, part)));
            if let Some((event, parts)) = r.parts_of_rows() {
                let subject = Subject::Event(event.text.clone());
                out.definitions.extend(parts.into_iter().map(|part| (subject.clone(), part)));
            }
        }
        ItemKind::Account(a) => {
            name(&a.name, NameKind::Account);
            out.definitions.extend(a.parts().map(|part| (Subject::Partner, part)));
        }
        ItemKind::Flow(f) => {
            name(&f.name, NameKind::Flow);
            out.definitions.extend(f.parts().map(|part| (Subject::Partner, part)));
        }
        ItemKind::Bonus(b) => name(&b.name, NameKind::Bonus),
        ItemKind::Pool(p) => name(&p.name, NameKind::Pool),
        ItemKind::Cap(c) => {
            name(&c.name, NameKind::Cap);
            let on = c.on.as_ref().map(|list| list.iter().map(|b| b.text.clone()).collect());
            out.cap = Some((on, c.after.iter().map(|a| a.text.clone()).collect()));
        }
        ItemKind::Param(p) => name(&p.name, NameKind::Param),
        ItemKind::Variant(_) => out.single = Some(Single::Variant),
        ItemKind::Closing(..)
        | ItemKind::Assert(..)
        | ItemKind::Waive(_)
        | ItemKind::Prove(_)
        | ItemKind::Example(_)
        | ItemKind::Use(_) => {}
    }
    out
}

/// What a broken clause may declare: its name stands first in a line, or behind the clause's word.
fn lost_names(text: &str, lost: &[Span]) -> Vec<String> {
    lost.iter()
        .filter_map(|span| text.get(span.start as usize..span.end as usize))
        .flat_map(|clause| clause.lines().flat_map(|line| words(line).into_iter().take(2)))
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
