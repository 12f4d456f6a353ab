//! What a plan declares for the review of fairness and law: where it is used, what its events are, which findings are
//! meant to be so.

use crate::phrase::{clean, inline};
use crate::writer::{Writer, readable};
use compline_lang::hir::{EventDecl, NatureKind, OnlyWhere, TypeKind};
use compline_paper::Inline;

/// Where the plan is used; nothing where it does not say.
pub fn jurisdictions(w: &Writer<'_>) -> Option<String> {
    let of = &w.plan().header.jurisdictions;
    let name = |code: &String| match code.as_str() {
        "AT" => w.say("book-jurisdiction-at"),
        "DE" => w.say("book-jurisdiction-de"),
        "EU" => w.say("book-jurisdiction-eu"),
        "US" => w.say("book-jurisdiction-us"),
        other => other.to_owned(),
    };
    (!of.is_empty()).then(|| w.and(of.iter().map(name).collect()))
}

/// Of what nature events of a kind are, and for how long commission of them may be reclaimed.
pub fn natures(w: &mut Writer<'_>, event: &EventDecl) {
    let mut said = Vec::new();
    for (at, nature) in event.natures.iter().enumerate() {
        let what = kind(w, nature.kind);
        said.push(match &nature.only {
            Some(only) => {
                let (field, words) = only_where(w, event, only);
                w.say_with(
                    "book-nature-when",
                    &[("field", field.into()), ("words", words.into()), ("nature", what.into())],
                )
            }
            None if at == 0 => w.say_with("book-nature", &[("nature", what.into())]),
            None => w.say_with("book-nature-otherwise", &[("nature", what.into())]),
        });
    }
    for liability in &event.liabilities {
        let months = liability.months;
        said.push(match &liability.only {
            Some(only) => {
                let (field, words) = only_where(w, event, only);
                w.say_with(
                    "book-liability-when",
                    &[("field", field.into()), ("words", words.into()), ("months", months.into())],
                )
            }
            None => w.say_with("book-liability", &[("months", months.into())]),
        });
    }
    w.bullets(said);
}

fn kind(w: &Writer<'_>, kind: NatureKind) -> String {
    match kind {
        NatureKind::Joining => w.say("book-nature-joining"),
        NatureKind::Purchase => w.say("book-nature-purchase"),
        NatureKind::Retail => w.say("book-nature-retail"),
        NatureKind::Life => w.say("book-nature-life"),
        NatureKind::SubstitutiveHealth => w.say("book-nature-substitutive-health"),
        NatureKind::PaymentProtection => w.say("book-nature-payment-protection"),
        NatureKind::OtherInsurance => w.say("book-nature-other-insurance"),
        NatureKind::Other => w.say("book-nature-other"),
    }
}

/// A field of an event, and some of its words.
fn only_where(w: &Writer<'_>, event: &EventDecl, only: &OnlyWhere) -> (String, String) {
    let field = event.fields.iter().find(|field| field.name == only.field);
    let word = |at: &u32| match field.map(|field| &field.ty.kind) {
        Some(TypeKind::Word(list)) => w.word(list, *at),
        _ if *at == 0 => w.say("book-no"),
        _ => w.say("book-yes"),
    };
    (w.local(&only.field), w.or(only.words.iter().map(word).collect()))
}

/// The chapter of findings that the author stands by.
pub fn waivers(w: &mut Writer<'_>) {
    let plan = w.plan();
    if plan.waivers.is_empty() {
        return;
    }
    w.chapter("book-chapter-waivers", "waivers");
    let said = w.say("book-waivers-intro");
    w.paragraph(&said);
    let heads =
        [(w.say("book-head-finding"), false), (w.say("book-head-about"), false), (w.say("book-head-reason"), false)];
    let mut rows: Vec<Vec<Vec<Inline>>> = Vec::new();
    for (_, waiver) in &plan.waivers {
        let finding = finding(w, &waiver.code);
        rows.push(vec![inline(&finding), inline(&about(w, &waiver.on)), inline(&clean(&waiver.because))]);
    }
    w.table_of("", &heads, rows, false);
    for (_, waiver) in &plan.waivers {
        w.doc(&format!("waive {} {}", waiver.code, waiver.on));
    }
}

/// What a finding says, by its code.
fn finding(w: &Writer<'_>, code: &str) -> String {
    match code {
        "pay-for-joining" => w.say("book-waived-pay-for-joining"),
        "joining-volume" => w.say("book-waived-joining-volume"),
        "purchase-to-qualify" => w.say("book-waived-purchase-to-qualify"),
        "no-retail-base" => w.say("book-waived-no-retail-base"),
        "no-clawback" => w.say("book-waived-no-clawback"),
        "liability-missing" => w.say("book-waived-liability-missing"),
        "endless-walk" => w.say("book-waived-endless-walk"),
        "missing-nature" => w.say("book-waived-missing-nature"),
        other => crate::phrase::code(other),
    }
}

/// What a finding is about, with a link to it.
fn about(w: &Writer<'_>, on: &str) -> String {
    let plan = w.plan();
    let paid = plan.bonuses.iter().map(|(_, b)| &b.name).chain(plan.pools.iter().map(|(_, p)| &p.name));
    if paid.chain(plan.caps.iter().map(|(_, c)| &c.name)).any(|name| name == on) {
        return w.paying(on);
    }
    if plan.events.iter().any(|event| event.name == on) {
        return w.link("event", on);
    }
    match plan.definitions.iter().find(|(_, definition)| definition.name == on) {
        Some((_, definition)) => w.definition(&definition.subject, on),
        None => clean(&readable(on)),
    }
}
