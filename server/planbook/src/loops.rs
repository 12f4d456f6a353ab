//! Loops and flows.

use crate::condition::Form;
use crate::phrase::Tight;
use crate::scope::Scope;
use crate::writer::{PartKey, Writer, id};
use compline_lang::hir::{Definition, Expr, ExprKind, Repeat, Rows, Scan, Subject, visit};
use compline_lang::syntax::ast::{owner_of, part_name};
use compline_paper::Block;

/// The chapter of loops and flows.
pub fn loops(w: &mut Writer<'_>) {
    let plan = w.plan();
    let parts = plan.definitions.iter().map(|(_, definition)| definition);
    let account = |d: &Definition| plan.accounts.iter().any(|account| account.name == owner_of(&d.name));
    let parts: Vec<&Definition> = parts.filter(|d| owner_of(&d.name) != d.name && !account(d)).collect();
    let mut owners: Vec<&str> = Vec::new();
    for part in &parts {
        if !owners.contains(&owner_of(&part.name)) {
            owners.push(owner_of(&part.name));
        }
    }
    if owners.is_empty() {
        return;
    }
    w.chapter("book-chapter-loops", "loops");
    for owner in owners {
        w.heading_of(2, owner, id("loop", owner));
        w.doc(owner);
        let first = parts.iter().find(|part| owner_of(&part.name) == owner);
        w.set_grain(first.and_then(|part| part.grain));
        w.each_part(PartKey::Value);
        match first.map(|part| part.value.kind.as_ref()) {
            Some(ExprKind::Repeat(repeat)) => repeated(w, repeat),
            Some(ExprKind::Scan(scan)) => scanned(w, scan),
            _ => flow(w, owner, &parts),
        }
        for (_, blocks) in w.clause_prose(owner) {
            w.push(Block::Note { blocks });
        }
        w.set_grain(None);
    }
}

fn repeated(w: &mut Writer<'_>, repeat: &Repeat) {
    let said = w.say_with("book-repeat", &[("most", repeat.most.into())]);
    w.paragraph(&said);
    let partner = Scope::of(&Subject::Partner);
    rounds(w, repeat, &partner, &partner);
}

fn scanned(w: &mut Writer<'_>, scan: &Scan) {
    let partner = Scope::of(&Subject::Partner);
    let row = partner.over(scan.element, &Subject::Event(scan.event.clone()));
    let mut rows = w.say_with("book-rows-own", &[("event", w.link("event", &scan.event).into())]);
    if let Some(filter) = &scan.filter {
        let condition = w.condition(filter, &row, Form::When).text;
        rows = w.say_with("book-rows-where", &[("rows", rows.into()), ("condition", condition.into())]);
    }
    let said = w.say_with("book-scan", &[("rows", rows.into()), ("order", w.order(&scan.keys, &row).into())]);
    w.paragraph(&said);
    if scan.body.most != u32::MAX {
        let said = w.say_with("book-scan-most", &[("most", scan.body.most.into())]);
        w.paragraph(&said);
    }
    rounds(w, &scan.body, &partner, &row);
}

/// What is remembered from round to round; starts speak of the partner, rounds of the row where there is one.
fn rounds(w: &mut Writer<'_>, repeat: &Repeat, partner: &Scope, row: &Scope) {
    for memory in &repeat.memories {
        let said = w.memory(memory, &repeat.then, partner, row);
        w.paragraph(&said);
    }
    for (name, value) in &repeat.lets {
        let name = w.local(name);
        w.defined(&name, value, row);
    }
    for condition in &repeat.stop_before {
        let condition = w.when(condition, row);
        let said = w.say_with("book-stops-before", &[("condition", condition.into())]);
        w.paragraph(&said);
    }
}

/// A flow by its parts, as the checker has made them.
fn flow(w: &mut Writer<'_>, owner: &str, parts: &[&Definition]) {
    let part = |name: &str| parts.iter().find(|d| d.name == part_name(owner, name)).map(|d| &d.value);
    let partner = Scope::of(&Subject::Partner);
    let mut tree = None;
    if let Some(received) = part("received") {
        visit(received, &mut |e: &Expr| {
            if let ExprKind::Aggregate(aggregate) = e.kind.as_ref()
                && let Rows::Frontline(of, _) = &aggregate.rows
            {
                tree.get_or_insert_with(|| of.clone());
            }
        });
    }
    if let Some(tree) = tree {
        let said = w.say_with("book-flow", &[("tree", w.link("tree", &tree).into())]);
        w.paragraph(&said);
    }
    let mut items = Vec::new();
    if let Some(adds) = part("adds") {
        items.push(w.say_with("book-flow-adds", &[("value", w.value(adds, &partner).text.into())]));
    }
    if let Some(passes) = part("passes") {
        items.push(w.say_with("book-flow-passes", &[("value", w.value(passes, &partner).within(Tight::Loose).into())]));
    }
    // Where the company never adds anything, its part is zero.
    if let Some(company) = part("company")
        && !matches!(company.kind.as_ref(), ExprKind::Number(number) if number.mantissa == 0)
    {
        items.push(w.say("book-flow-company"));
    }
    items.push(w.say("book-flow-kept"));
    w.bullets(items);
}
