//! What happened to a partner: the timeline with notes, entries beside the plan, manual values.

use super::{Tab, sheet};
use crate::fault::Answer;
use crate::form::{Asked, Typed};
use crate::pages::filled::Filled;
use crate::pages::{ROWS, entries as entry_pages, overrides as override_pages, partner_href};
use crate::visit::{Part, Visit, encoded};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use compline_office::OfficeError;
use compline_office::entries::EntryFilter;
use compline_office::overrides::OverrideFilter;
use compline_office::timeline::Happened;
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{Action, Chip, Event, Form, Icon, Section, Timeline, Tone};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Events of the overview, and of a page of the timeline.
const LATEST: i64 = 8;
const PAGE: i64 = 50;

/// Kinds of events to filter by.
const KINDS: [&str; 14] = [
    "note",
    "person",
    "tax-status",
    "partner",
    "placement",
    "status",
    "override",
    "order",
    "request",
    "entry",
    "statement",
    "payment",
    "file",
    "audit",
];

/// The latest events, for the overview.
pub(super) async fn latest(visit: &Visit, id: &str) -> Result<Timeline<'static>, OfficeError> {
    let all = visit.office.timeline(visit.company(), id, 0, LATEST).await?;
    let more = Action::link(visit.say("timeline-all"), format!("{}/timeline", partner_href(id)));
    Ok(events(visit, id, &all, Timeline::new(visit.ui)).await?.more(more))
}

/// The tab: everything, by kind, in pages; and the form of a note.
pub async fn timeline(visit: Visit, Path(id): Path<String>, Asked(query): Asked) -> Answer {
    show(&visit, &id, &query, Filled::new(&visit, Typed::default())).await
}

async fn show(visit: &Visit, id: &str, query: &Typed, mut f: Filled<'_>) -> Answer {
    let sheet = sheet(visit, id, Tab::Timeline).await?;
    let kind = KINDS.iter().find(|kind| **kind == query.text("kind")).copied().unwrap_or_default();
    let skip = query.number("skip").unwrap_or(0).max(0);
    let mut all = visit.office.timeline_of(visit.company(), id, kind, skip, PAGE + 1).await?;
    let more = all.len() as i64 > PAGE;
    all.truncate(usize::try_from(PAGE).unwrap_or(0));
    let href = format!("{}/timeline", partner_href(id));
    let mut timeline = Timeline::new(visit.ui).filter(visit.say("all"), href.clone(), kind.is_empty());
    for one in KINDS {
        let label = visit.say(&format!("happened-{one}"));
        timeline = timeline.filter(label, format!("{href}?kind={one}"), one == kind);
    }
    let mut timeline = events(visit, id, &all, timeline).await?;
    if more {
        let older = format!("{href}?kind={kind}&skip={}", skip.saturating_add(PAGE));
        timeline = timeline.more(Action::link(visit.say("timeline-older"), older));
    }
    let note = visit.may(Deed::EditPartner, ObjectKind::Partner).then(|| {
        let form = Form::new(visit.ui, format!("{}/notes", partner_href(id)))
            .field(f.area("note", "note-new").help(visit.say("note-help")))
            .action(Action::submit(visit.say("note-add")));
        f.rest(form)
    });
    let empty = all.is_empty().then(|| visit.say("timeline-empty"));
    let main = html! {
        (sheet.top)
        @if let Some(note) = &note { (note) }
        (timeline)
        @if let Some(empty) = &empty { p.quiet { (empty) } }
    };
    Ok(visit.page_with(&super::name(&sheet.row), Part::Partners, main, f.is_wrong()))
}

/// Adds a note.
pub async fn note(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    let mut f = Filled::new(&visit, typed);
    let text = f.text("note").to_owned();
    match visit.office.add_note(visit.author(), &id, &text).await {
        Ok(()) => Ok(Redirect::to(&format!("{}/timeline", partner_href(&id))).into_response()),
        Err(error) => {
            f.refused(error)?;
            show(&visit, &id, &Typed::default(), f).await
        }
    }
}

async fn events(
    visit: &Visit,
    id: &str,
    all: &[Happened],
    mut timeline: Timeline<'static>,
) -> Result<Timeline<'static>, OfficeError> {
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    for one in all {
        if !names.contains_key(one.author.as_str()) {
            let name = if one.author == "system" {
                "Compline".to_owned()
            } else {
                visit.office.user_name(&one.author).await?
            };
            names.insert(&one.author, name);
        }
        let who = names.get(one.author.as_str()).cloned().unwrap_or_default();
        let mut told = event(visit, id, one, who);
        if one.kind == "placement"
            && let Some(run) = &one.reason
        {
            let (text, href) = super::structure::by_rule(visit, run).await?;
            told = told.detail(html! { @match &href { Some(href) => a href=(href) { (text) }, None => (text) } });
        }
        timeline = timeline.event(told);
    }
    Ok(timeline)
}

fn event(visit: &Visit, id: &str, one: &Happened, who: String) -> Event {
    let (icon, tone) = match one.kind.as_str() {
        "note" => (Icon::ScrollText, Tone::Info),
        "person" | "partner" => (Icon::User, Tone::Neutral),
        "tax-status" => (Icon::Landmark, Tone::Neutral),
        "placement" => (Icon::Network, Tone::Neutral),
        "status" => (Icon::UserCheck, Tone::Neutral),
        "override" => (Icon::Pencil, Tone::Warn),
        "order" => (Icon::ShoppingCart, Tone::Neutral),
        "request" => (Icon::UserCheck, Tone::Review),
        "entry" => (Icon::ReceiptText, Tone::Info),
        "statement" | "file" => (Icon::FileText, Tone::Ok),
        "payment" => (Icon::Banknote, Tone::Ok),
        _ => (Icon::History, Tone::Neutral),
    };
    let mut event =
        Event::new(icon, text(visit, id, one), visit.moment(one.at), one.at.to_rfc3339()).tone(tone).who(who);
    if let Some(from) = one.valid_from {
        event = event.known(visit.words.say_with("valid-since", &[("date", visit.words.date(from).into())]));
    }
    // Names of papers and statements stand in the text already; of a place the run is told.
    let said = matches!(one.kind.as_str(), "statement" | "file" | "placement");
    if let Some(reason) = one.reason.as_ref().filter(|reason| !reason.is_empty() && !said) {
        event = event.detail(html! { (said_reason(visit, reason)) });
    }
    event
}

fn text(visit: &Visit, partner: &str, one: &Happened) -> Markup {
    let about = visit.say(&format!("happened-{}", one.kind));
    let money = one.amount.map(|amount| visit.words.money(amount, &visit.currency));
    let with_money = |text: String| match &money {
        Some(money) => format!("{text} · {money}"),
        None => text,
    };
    let (text, href) = match one.kind.as_str() {
        "tax-status" => (format!("{about}: {}", visit.say(&format!("tax-is-{}", one.value))), None),
        "status" => (format!("{about}: {}", visit.say(&format!("status-{}", one.value))), None),
        "placement" if one.value.is_empty() => {
            (format!("{about}: {} · {}", one.object, visit.say("placement-top")), None)
        }
        "placement" => (format!("{about}: {} · {}", one.object, one.value), Some(partner_href(&one.value))),
        "override" => (format!("{about}: {} = {}", one.object.replace('_', " "), one.value), None),
        "order" => {
            let id = one.object.split_once(':').map_or(one.object.as_str(), |(_, id)| id);
            (with_money(format!("{about} {id}")), Some(format!("/orders?q={}", encoded(id))))
        }
        "request" => {
            let (kind, state) = one.value.split_once(' ').unwrap_or((&one.value, "open"));
            let said = visit.say(&format!("request-{kind}"));
            let href = format!("/requests/{}", one.object);
            return html! { a href=(href) { (about) ": " (said) } " " (request_chip(visit, state)) };
        }
        "entry" => {
            let kind = entry_pages::kind(visit, &one.value);
            (with_money(format!("{about}: {kind}")), Some(format!("{}/entries", partner_href(partner))))
        }
        "statement" => {
            let number = one.reason.clone().unwrap_or_else(|| visit.say("statement-draft"));
            (with_money(format!("{about} {number}")), Some(format!("/statements/{}", one.object)))
        }
        "payment" => (with_money(format!("{about} {}", one.object)), None),
        "file" if one.value == compline_office::files::PHOTO => (visit.say("partner-photo"), None),
        "file" => (format!("{about}: {}", one.reason.clone().unwrap_or_default()), None),
        "audit" => (visit.say(&format!("did-{}", one.value)), None),
        _ => (about, None),
    };
    html! { @match &href { Some(href) => a href=(href) { (text) }, None => (text) } }
}

/// A reason or answer of a request: what somebody wrote, or a text of the catalogue.
pub fn said_reason(visit: &Visit, text: &str) -> String {
    let key = text.starts_with("request-void-") || text.starts_with("request-reason-");
    if key && visit.words.has(text) { visit.say(text) } else { text.to_owned() }
}

/// The chip of a request.
pub fn request_chip(visit: &Visit, state: &str) -> Chip {
    match state {
        "open" => Chip::new(Tone::Review, visit.say("state-awaiting-approval")).icon(Icon::UserCheck),
        "granted" => Chip::new(Tone::Ok, visit.say("state-approved")).icon(Icon::Check),
        "refused" => Chip::new(Tone::Bad, visit.say("state-rejected")).icon(Icon::CircleX),
        _ => Chip::new(Tone::Neutral, visit.say("request-withdrawn")).icon(Icon::Undo2),
    }
}

/// The tab of entries beside the plan.
pub async fn entries(visit: Visit, Path(id): Path<String>) -> Answer {
    let sheet = sheet(&visit, &id, Tab::Entries).await?;
    visit.allow(Deed::ViewRuns, ObjectKind::Entry, &id)?;
    let filter = EntryFilter { partner: id.clone(), ..EntryFilter::default() };
    let rows = visit.office.entry_rows(visit.company(), &filter, 0, ROWS).await?;
    let mut section = Section::new(visit.say("entries")).body(entry_pages::table(&visit, &rows).await?);
    if visit.may(Deed::MakeEntry, ObjectKind::Partner) {
        let to = format!("/new-entry?partner={}", encoded(&id));
        section = section.action(Action::link(visit.say("entry-create"), to));
    }
    Ok(visit.page(&super::name(&sheet.row), Part::Partners, html! { (sheet.top) (section) }))
}

/// The tab of manual values.
pub async fn overrides(visit: Visit, Path(id): Path<String>) -> Answer {
    let sheet = sheet(&visit, &id, Tab::Overrides).await?;
    visit.allow(Deed::ViewRuns, ObjectKind::Override, &id)?;
    let filter = OverrideFilter { partner: id.clone(), ..OverrideFilter::default() };
    let rows = visit.office.override_rows(visit.company(), &filter, 0, ROWS).await?;
    let mut section = Section::new(visit.say("overrides")).body(override_pages::table(&visit, &rows).await?);
    if visit.may(Deed::OverrideValue, ObjectKind::Partner) {
        let to = format!("/new-override?partner={}", encoded(&id));
        section = section.action(Action::link(visit.say("override-create"), to));
    }
    Ok(visit.page(&super::name(&sheet.row), Part::Partners, html! { (sheet.top) (section) }))
}
