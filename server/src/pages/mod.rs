//! Pages, one module for each part of the office.

pub mod account;
pub mod audit;
pub mod bank;
pub mod books;
pub mod corrections;
pub mod dashboard;
pub mod entries;
pub mod filled;
pub mod imports;
pub mod incoming;
pub mod keys;
pub mod ledger;
pub mod login;
pub mod orders;
pub mod overrides;
pub mod partners;
pub mod payments;
pub mod plans;
pub mod prefilled;
pub mod requests;
pub mod runs;
pub mod settings;
pub mod statements;
pub mod today;
pub mod trials;

use crate::visit::{Visit, encoded};
use compline_ui::{Chip, Icon, Paging, Tone};
use maud::{Markup, html};

/// Rows of a page of a list.
pub const ROWS: i64 = 100;

/// A figure that leads to what it comes from.
pub fn figure(text: impl AsRef<str>, href: impl AsRef<str>) -> Markup {
    html! { a.figure href=(href.as_ref()) { (text.as_ref()) } }
}

/// The pages of a list: which rows are shown, and the addresses of the ones before and after. `base` ends in `?` or `&`.
pub fn paging(visit: &Visit, base: &str, skip: i64, shown: usize, total: Option<i64>) -> Paging<'static> {
    let words = visit.words;
    let count = i64::try_from(shown).unwrap_or(i64::MAX);
    let (first, last) = (skip.saturating_add(1).min(skip.saturating_add(count)), skip.saturating_add(count));
    let total_text = total.map_or_else(String::new, |total| words.count(total));
    let key = if total.is_some() { "list-shown-of" } else { "list-shown" };
    let args = [("first", words.count(first).into()), ("last", words.count(last).into()), ("total", total_text.into())];
    let previous = (skip > 0).then(|| format!("{base}skip={}", skip.saturating_sub(ROWS).max(0)));
    let more = total.map_or(count >= ROWS, |total| last < total);
    let next = more.then(|| format!("{base}skip={last}"));
    Paging::new(visit.ui, words.say_with(key, &args)).previous(previous).next(next)
}

/// The address of a partner.
pub fn partner_href(id: &str) -> String {
    format!("/partners/{}", encoded(id))
}

/// The chip of a statement, an item, a payment or a batch by its stored state.
pub fn chip(visit: &Visit, state: &str) -> Chip {
    let (tone, key, icon) = match state {
        "draft" => (Tone::Neutral, "state-draft", Icon::PencilLine),
        "held" => (Tone::Held, "state-on-hold", Icon::CirclePause),
        "disputed" => (Tone::Held, "state-disputed", Icon::CirclePause),
        "final" | "released" => (
            Tone::Ok,
            if state == "final" { "state-finalised" } else { "state-approved" },
            if state == "final" { Icon::Lock } else { Icon::UserCheck },
        ),
        "open" => (Tone::Info, "state-open", Icon::Clock),
        "ordered" => (Tone::Info, "state-ordered", Icon::Send),
        "created" => (Tone::Review, "state-awaiting-approval", Icon::UserCheck),
        "settled" => (Tone::Ok, "state-settled", Icon::Check),
        "paid" => (Tone::Ok, "state-paid", Icon::Banknote),
        "returned" => (Tone::Bad, "state-bounced", Icon::CircleX),
        "rejected" => (Tone::Bad, "state-rejected", Icon::CircleX),
        "cancelled" => (Tone::Neutral, "state-reversed", Icon::X),
        "live" => (Tone::Ok, "state-live", Icon::Check),
        "proposed" => (Tone::Review, "state-awaiting-approval", Icon::UserCheck),
        _ => (Tone::Neutral, "state-draft", Icon::Info),
    };
    Chip::new(tone, visit.say(key)).icon(icon)
}
