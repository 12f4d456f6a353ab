//! What the syntax tests share.

use compline_lang::syntax::ast::{Clause, ClauseKind, Item, ItemKind};
use compline_lang::syntax::{parse_item, split};

/// The illustrative plan of the design.
pub const NORDLICHT: &str = include_str!("data/nordlicht.plan");
/// The fragments of the core language, also those of later editions.
pub const FRAGMENTS: &str = include_str!("data/fragments.plan");
/// Layouts that the formatter must bring into order.
pub const UNTIDY: &str = include_str!("data/untidy.plan");

/// A tree on one line, without spans.
pub fn shape(item: &Item) -> String {
    let debug = format!("{item:?}");
    let mut out = String::with_capacity(debug.len());
    let mut rest = debug.as_str();
    while let Some((before, after)) = rest.split_once("Span { ") {
        out.push_str(before);
        out.push('_');
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.replace(", span: _", "").replace("span: _, ", "")
}

/// The trees of all items; clauses of a bonus by kind, because their order means nothing.
pub fn shapes(text: &str) -> Vec<String> {
    let mut shapes = Vec::new();
    for raw in split(text) {
        if let Some(mut item) = parse_item(raw.text).item {
            if let ItemKind::Bonus(bonus) = &mut item.kind {
                sort(&mut bonus.clauses);
            }
            shapes.push(shape(&item));
        }
    }
    shapes
}

fn sort(clauses: &mut [Clause]) {
    for clause in &mut *clauses {
        if let ClauseKind::Except(_, inner) = &mut clause.kind {
            sort(inner);
        }
    }
    clauses.sort_by_key(|clause| word(&clause.kind));
}

/// The name of a clause's kind, with its verb.
fn word(kind: &ClauseKind) -> String {
    format!("{kind:?}").chars().take_while(|c| c.is_alphanumeric() || *c == '(').collect()
}

/// The items of a text that have no errors, joined again.
pub fn without_errors(text: &str) -> String {
    split(text).iter().filter(|raw| parse_item(raw.text).errors.is_empty()).map(|raw| raw.text).collect()
}
