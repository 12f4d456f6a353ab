//! What counts: the events of a plan, their fields, and which date decides what.

use crate::phrase::inline;
use crate::writer::{CalendarWord, Writer, id};
use crate::{basics, law};
use compline_lang::hir::{EventDecl, FieldDecl, HoldsOn, ReversedLines, ReversedVolume};
use compline_paper::Inline;

/// The chapter of events.
pub fn events(w: &mut Writer<'_>) {
    let plan = w.plan();
    if plan.events.is_empty() && plan.partner_fields.is_empty() {
        return;
    }
    w.chapter("book-chapter-events", "events");
    for event in &plan.events {
        w.heading_of(2, &event.name, id("event", &event.name));
        w.doc(&event.name);
        one(w, event);
    }
    basics::columns(w);
}

fn one(w: &mut Writer<'_>, event: &EventDecl) {
    let rows = event.fields.iter().map(|of| field(w, &event.name, of)).collect();
    let heads =
        [(w.say("book-head-field"), false), (w.say("book-head-type"), false), (w.say("book-head-meaning"), false)];
    let caption = w.say_with("book-fields", &[("event", w.local(&event.name).into())]);
    w.table_of(&caption, &heads, rows, false);
    if let Some(owner) = event.owner() {
        let said = w.say_with("book-owner", &[("field", w.local(&owner.name).into())]);
        w.paragraph(&said);
    }
    if let Some(holds) = &event.holds {
        let days = match holds.days {
            HoldsOn::First => w.say("book-holds-first"),
            HoldsOn::Last => w.say("book-holds-last"),
            HoldsOn::Any => w.say("book-holds-any"),
            HoldsOn::Every => w.say("book-holds-every"),
        };
        let from = w.local(&holds.from);
        let said = match &holds.to {
            Some(to) => w.say_with("book-holds-to", &[("from", from.into()), ("to", w.local(to).into())]),
            None => w.say_with("book-holds-from", &[("from", from.into())]),
        };
        w.bullets(vec![said, days]);
        return;
    }
    let period = match event.conditions_before {
        true => w.of_calendar(CalendarWord::Before),
        false => w.of_calendar(CalendarWord::This),
    };
    let said =
        w.say_with("book-conditions", &[("field", w.local(&event.conditions).into()), ("period", period.into())]);
    let volume = w.say_with("book-volume", &[("field", w.local(&event.volume).into())]);
    let payable = w.say_with("book-payable", &[("field", w.local(&event.payable).into())]);
    w.bullets(vec![said, volume, payable]);
    let absent = event.fields.iter().find(|field| field.name == event.volume && field.ty.optional);
    if let Some(field) = absent {
        let said = w.say_with("book-date-absent", &[("field", w.local(&field.name).into())]);
        w.paragraph(&said);
    }
    if let Some((lines, volume)) = event.reversed {
        let lines = match lines {
            ReversedLines::Mirrored => w.say("book-reversed-mirrored"),
            ReversedLines::Stay => w.say("book-reversed-stay"),
        };
        let volume = match volume {
            ReversedVolume::LeavesPeriodOfReversal => w.say("book-volume-leaves-reversal"),
            ReversedVolume::LeavesPeriodOfSale => w.say("book-volume-leaves-sale"),
            ReversedVolume::Stays => w.say("book-volume-stays"),
        };
        let measured = event.measure.as_ref().map(|measure| {
            let said = w.say_with("book-reversed-measure", &[("field", w.local(measure).into())]);
            format!("{said} ")
        });
        w.paragraph(&format!("{lines} {}{volume}", measured.unwrap_or_default()));
    }
    law::natures(w, event);
}

/// A row for a field: name, type with its range, prose.
pub fn field(w: &Writer<'_>, of: &str, field: &FieldDecl) -> Vec<Vec<Inline>> {
    let mut ty = w.type_words(&field.ty);
    if let Some((least, most)) = field.range {
        let args = [("type", ty.into()), ("from", w.figure(least).into()), ("to", w.figure(most).into())];
        ty = w.say_with("book-type-range", &args);
    }
    vec![inline(&w.local(&field.name)), inline(&ty), w.prose_line(&format!("{of}.{}", field.name))]
}
