//! Ranks: every ladder as a table, with the rule by which a rank is reached.

use crate::scope::Scope;
use crate::tables;
use crate::writer::{Writer, id, readable};
use compline_lang::hir::{Climb, Definition, Expr, ExprKind, LadderDecl};

/// The chapter of ranks.
pub fn ranks(w: &mut Writer<'_>) {
    let plan = w.plan();
    if plan.ladders.is_empty() {
        return;
    }
    w.chapter("book-chapter-ranks", "ranks");
    for ladder in &plan.ladders {
        w.heading_of(2, &ladder.name, id("ladder", &ladder.name));
        w.doc(&ladder.name);
        table(w, ladder);
        let said = match ladder.climb {
            Climb::HighestSatisfied => w.say("book-climb-highest"),
            Climb::OneByOne => w.say("book-climb-one-by-one"),
        };
        w.paragraph(&said);
        for (_, definition) in
            plan.definitions.iter().filter(|(_, definition)| rule(definition, &ladder.name).is_some())
        {
            rule_of(w, definition, &ladder.name);
        }
    }
}

fn table(w: &mut Writer<'_>, ladder: &LadderDecl) {
    let mut heads = vec![(w.say("book-head-rank"), false)];
    heads.extend(ladder.columns.iter().map(|column| (w.local(&column.name), tables::figures(&column.ty))));
    let rows = ladder.ranks.iter().zip(&ladder.rows).map(|(rank, values)| {
        std::iter::once(readable(rank)).chain(values.iter().map(|value| tables::cell(w, value))).collect()
    });
    let rows = rows.collect();
    let caption = w.say("book-ladder-caption");
    w.table(&caption, &heads, rows, false);
}

/// The rule of a definition that is the highest rank of a ladder, and the rank where none holds.
fn rule<'d>(definition: &'d Definition, ladder: &str) -> Option<(&'d Expr, &'d Expr)> {
    match definition.value.kind.as_ref() {
        ExprKind::Highest(of, rule, otherwise) if of == ladder => Some((rule, otherwise)),
        _ => None,
    }
}

/// Whether a definition is said among the ranks.
pub fn is_rank_rule(definition: &Definition) -> bool {
    definition.params.is_empty() && matches!(definition.value.kind.as_ref(), ExprKind::Highest(..))
}

fn rule_of(w: &mut Writer<'_>, definition: &Definition, ladder: &str) {
    let Some((rule, otherwise)) = rule(definition, ladder) else { return };
    let kind = crate::writer::subject_kind(&definition.subject).to_owned();
    w.heading_of(3, &definition.name, id(&kind, &definition.name));
    w.doc(&format!("{kind} {}", definition.name));
    let scope = Scope::of(&definition.subject);
    let said = w.say_with(
        "book-rank-rule",
        &[("name", w.local(&definition.name).into()), ("ladder", w.link("ladder", ladder).into())],
    );
    w.paragraph(&said);
    let parts = w.together(rule, &scope);
    w.bullets(parts);
    let otherwise = w.value(otherwise, &scope).text;
    let said = w.say_with("book-rank-otherwise", &[("otherwise", otherwise.into())]);
    w.paragraph(&said);
    if definition.overridable {
        let said = w.say("book-overridable");
        w.paragraph(&said);
    }
}
