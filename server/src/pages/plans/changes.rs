//! What a version changes against another one, told in sentences.

use super::name;
use crate::visit::Visit;
use compline_changes::{Change, Changes, told};
use compline_office::OfficeError;
use compline_office::plans::PlanVersion;
use compline_ui::{Action, Section};
use maud::{Markup, html};

/// Sentences on the page of a version; all of them stand where versions are compared.
const SHOWN: usize = 15;

/// What a version changes against the released one before it. Nothing where there is none, or where one of them has errors.
pub(super) async fn part(visit: &Visit, plan: &PlanVersion) -> Result<Markup, OfficeError> {
    let Some(before) = visit.office.released_before(visit.company(), plan).await? else {
        return Ok(first(visit, plan));
    };
    let found = visit.office.changes(&before, plan).await?;
    let Some(changes) = found.as_ref() else { return Ok(html! {}) };
    let base = format!("/plans/{}/compare", plan.id);
    let more = changes.changes.len().saturating_sub(SHOWN);
    let more = i64::try_from(more).unwrap_or(i64::MAX);
    let section = section(visit, &before, changes, SHOWN);
    Ok(html! {
        (section
            .action(Action::link(visit.say("plan-diff-lines"), format!("{base}#lines")))
            .action(Action::link(visit.say("plan-money"), format!("{base}#money"))))
        @if more > 0 {
            p { (Action::link(visit.words.say_with("plan-changes-more", &[("count", more.into())]), base)) }
        }
    })
}

/// Whoever decides about the first version is told that there is nothing to compare it with.
fn first(visit: &Visit, plan: &PlanVersion) -> Markup {
    if plan.state == "released" {
        return html! {};
    }
    html! { (Section::new(visit.say("plan-changes-first")).text(visit.say("plan-changes-first-text"))) }
}

/// The sentences, and what they reach.
pub(super) fn section(visit: &Visit, before: &PlanVersion, changes: &Changes, most: usize) -> Section {
    let version = name(visit, before);
    let heading = visit.words.say_with("plan-changes", &[("version", version.into())]);
    let count = i64::try_from(changes.changes.len()).unwrap_or(i64::MAX);
    let text = match count {
        0 => visit.say("change-same"),
        _ => visit.words.say_with("plan-changes-count", &[("count", count.into())]),
    };
    Section::new(heading).id("changes").text(text).body(html! {
        @if !changes.changes.is_empty() {
            ul.changes { @for change in changes.changes.iter().take(most) { (sentence(visit, change)) } }
        }
        @if !changes.renames.is_empty() {
            details.fold {
                summary { (visit.say("plan-changes-names")) }
                ul.changes { @for change in &changes.renames { (sentence(visit, change)) } }
            }
        }
    })
}

fn sentence(visit: &Visit, change: &Change) -> Markup {
    let names: Vec<&str> = change.payers.iter().chain(&change.ranks).map(String::as_str).collect();
    let reached = visit.words.say_with("change-reaches", &[("names", names.join(", ").into())]);
    html! {
        li {
            (told(visit.words, &change.sentence))
            @if !names.is_empty() { span.quiet { (reached) } }
        }
    }
}
