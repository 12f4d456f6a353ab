//! The general terms that the text uses, and the plan's own with the places where they are explained.

use crate::phrase::strong;
use crate::writer::{Writer, subject_kind};
use compline_lang::hir::Subject;
use compline_lang::syntax::ast::owner_of;

/// The chapter of terms.
pub fn terms(w: &mut Writer<'_>) {
    let plan = w.plan();
    if !plan.trees.is_empty() {
        w.terms.extend(["upline", "frontline", "leg", "team"]);
    }
    if !plan.ladders.is_empty() {
        w.terms.insert("rank");
    }
    if plan.bonuses.iter().any(|(_, bonus)| bonus.rounding.is_some()) {
        w.terms.insert("line");
    }
    w.chapter("book-chapter-terms", "terms");
    let mut items: Vec<String> = w
        .terms
        .iter()
        .map(|term| {
            let (name, words) =
                (w.words().say(&format!("book-term-{term}")), w.words().say(&format!("book-meaning-{term}")));
            w.say_with("book-term", &[("term", strong(&name).into()), ("meaning", words.into())])
        })
        .collect();
    items.sort();
    w.bullets(items);
    own(w);
}

/// The plan's own terms, with what their authors say of them.
fn own(w: &mut Writer<'_>) {
    let plan = w.plan();
    let mut rows: Vec<(String, Vec<Vec<compline_paper::Inline>>)> = Vec::new();
    for (_, definition) in &plan.definitions {
        if owner_of(&definition.name) != definition.name {
            continue;
        }
        let of = match &definition.subject {
            Subject::Company => w.say("book-of-company"),
            Subject::Partner => w.say("book-of-partner"),
            Subject::Person => w.say("book-of-person"),
            Subject::Event(kind) => w.local(kind),
            Subject::Line(bonus) => w.local(bonus),
        };
        let what = w.say_with("book-own-term", &[("type", w.type_words(&definition.ty).into()), ("of", of.into())]);
        let name = w.definition(&definition.subject, &definition.name);
        let prose = w.prose_line(&format!("{} {}", subject_kind(&definition.subject), definition.name));
        let row = vec![crate::phrase::inline(&name), crate::phrase::inline(&what), prose];
        rows.push((definition.name.to_lowercase(), row));
    }
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    let rows: Vec<_> = rows.into_iter().map(|(_, row)| row).collect();
    let heads =
        vec![(w.say("book-head-term"), false), (w.say("book-head-type"), false), (w.say("book-head-meaning"), false)];
    if !rows.is_empty() {
        let title = w.say("book-own-terms");
        w.heading(2, &title, "terms-own".to_owned());
        w.table_of("", &heads, rows, false);
    }
}
