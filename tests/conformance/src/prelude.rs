//! Completes a fragment of a plan to a whole one.

use compline_lang::syntax::ast::{Item, ItemKind};
use compline_lang::syntax::{parse_item, split};

/// A fragment with those items of a prelude below it that it does not declare itself. It comes first, so that
/// its lines keep their numbers; the order of items means nothing.
pub fn complete(fragment: &str, prelude: &str) -> String {
    let own: Vec<String> = items(fragment).flat_map(|(_, keys)| keys).collect();
    let mut text = fragment.to_owned();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    for (item, keys) in items(prelude) {
        if !keys.iter().any(|key| own.contains(key)) {
            text.push_str(item);
        }
    }
    text
}

/// Whether a text is a plan of its own.
pub fn is_whole(text: &str) -> bool {
    items(text).any(|(_, keys)| keys.iter().any(|key| key == "language"))
}

fn items(text: &str) -> impl Iterator<Item = (&str, Vec<String>)> {
    split(text).into_iter().map(|raw| (raw.text, parse_item(raw.text).item.map(|item| keys(&item)).unwrap_or_default()))
}

/// What an item stands for: what a fragment declares takes the place of the prelude's item of the same key.
fn keys(item: &Item) -> Vec<String> {
    let one = |key: &str| vec![key.to_owned()];
    match &item.kind {
        ItemKind::Language(..) => one("language"),
        ItemKind::Plan(_) => one("plan"),
        ItemKind::Earners(_) => one("earners"),
        ItemKind::Partner(_) => one("partner"),
        ItemKind::Rate(r) => vec![format!("rate {} {}", r.from.text, r.to.text)],
        ItemKind::Closing(n, _) => vec![format!("closing {}", n.text)],
        ItemKind::On(subject, list) => list.iter().map(|d| format!("on {} {}", subject.text, d.name.text)).collect(),
        ItemKind::Unit(x) => one(&x.name.text),
        ItemKind::Tree(x) => one(&x.name.text),
        ItemKind::Event(x) => one(&x.name.text),
        ItemKind::Scale(x, _) => one(&x.text),
        ItemKind::Table(x) => one(&x.name.text),
        ItemKind::Tiers(x) => one(&x.name.text),
        ItemKind::Ladder(x) => one(&x.name.text),
        ItemKind::Definition(x) => one(&x.name.text),
        ItemKind::Pick(x) => one(&x.name.text),
        ItemKind::State(x) => one(&x.name.text),
        ItemKind::Bonus(x) => one(&x.name.text),
        ItemKind::Pool(x) => one(&x.name.text),
        ItemKind::Cap(x) => one(&x.name.text),
        ItemKind::Repeat(r) => vec![r.name.text.clone()],
        ItemKind::Flow(f) => vec![f.name.text.clone()],
        ItemKind::Param(x) => one(&x.name.text),
        ItemKind::Account(a) => vec![a.name.text.clone()],
        ItemKind::Assert(..)
        | ItemKind::Prove(_)
        | ItemKind::Waive(_)
        | ItemKind::Example(_)
        | ItemKind::Use(_)
        | ItemKind::Variant(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_replaces_what_it_declares() {
        let text = complete("tree sponsor, width 3", "language 1\ntree sponsor\nunit BV to 1\n");
        assert_eq!(text, "tree sponsor, width 3\nlanguage 1\nunit BV to 1\n");
    }
}
