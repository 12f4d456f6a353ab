//! The check of everything that is kept, and what it found the last time.

use super::tabs;
use crate::fault::{self, Answer};
use crate::jobs;
use crate::visit::{Part, Visit};
use axum::response::{IntoResponse, Redirect};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{Action, Banner, Cell, Column, PageHead, Row, Section, Table, Tone};
use maud::{Markup, html};

/// The page.
pub(super) async fn page(visit: Visit) -> Answer {
    visit.allow(Deed::VerifyData, ObjectKind::Company, visit.company())?;
    let (office, words) = (&visit.office, visit.words);
    let (job, last) = office.with_job(visit.company(), visit.company(), office.last_verified(visit.company())).await?;
    let live = job.as_ref().filter(|job| job.is_live());
    let failed = job.as_ref().filter(|job| job.state == "failed").map(|job| {
        let why = job.refusal().map(|refusal| fault::refusal(words, &refusal)).unwrap_or_default();
        Banner::new(Tone::Bad, visit.say("job-failed")).text(why)
    });
    let mut section = Section::new(visit.say("checks-title")).text(visit.say("checks-text"));
    if live.is_none() {
        section = section.action(Action::post(visit.say("checks-begin"), "/settings/checks").primary());
    }
    let last = match last {
        Some(last) => {
            let who = office.user_name(&last.author).await?;
            let args = [("moment", visit.moment(last.at).into()), ("person", who.into())];
            Some(found(&visit, &words.say_with("checks-last", &args), &last.found))
        }
        None => None,
    };
    let body = html! {
        @if let Some(failed) = &failed { (failed) }
        @if let Some(live) = live { (jobs::progress(&visit, live)) }
        @if let Some(last) = &last { (last) } @else { p.quiet { (visit.say("checks-never")) } }
    };
    let head = PageHead::new(visit.say("settings"));
    let main = html! { (head) (tabs(&visit, "/settings/checks")) (section.body(body)) };
    Ok(visit.page(&visit.say("checks-title"), Part::Settings, main))
}

/// Asks for the check.
pub(super) async fn begin(visit: Visit) -> Answer {
    visit.office.ask_verify(visit.author()).await?;
    Ok(Redirect::to("/settings/checks").into_response())
}

fn found(visit: &Visit, when: &str, found: &compline_office::keep::Verified) -> Markup {
    let words = visit.words;
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let banner = if found.wrong.is_empty() {
        Banner::new(Tone::Ok, visit.say("checks-good"))
    } else {
        let args = [("count", number(found.wrong.len()).into())];
        Banner::new(Tone::Bad, words.say_with("checks-wrong", &args)).text(visit.say("checks-wrong-text"))
    };
    let mut table = Table::new(visit.ui, "checked", visit.say("checks-counts"))
        .column(Column::text(visit.say("checks-what")).title_on_phones())
        .column(Column::number(visit.say("checks-many")));
    for (what, many) in &found.checked {
        let key = format!("checks-of-{}", what.replace(' ', "-"));
        let many = words.count(i64::try_from(*many).unwrap_or(i64::MAX));
        table = table.row(Row::new(what.clone()).cell(Cell::text(visit.say(&key))).cell(Cell::text(many)));
    }
    html! {
        p.quiet { (when) }
        (banner)
        // What is found is said in technical words, for whoever repairs it.
        @if !found.wrong.is_empty() { ul lang="en" { @for wrong in &found.wrong { li { (wrong) } } } }
        (table)
    }
}
