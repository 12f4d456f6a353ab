//! The replay of a run: computed once more from what was kept of it, and compared hash by hash.

use super::{chip, month};
use crate::fault::{self, Answer};
use crate::jobs;
use crate::visit::{Part, Visit};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use compline_office::replay::{Compared, Replay, Verdict, What};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{Action, Banner, Breadcrumbs, Cell, Chip, Column, Empty, Icon, PageHead, Row, Section, Table, Tone};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Digits of a hash that are shown; the whole of it stands in the report of the interface.
const DIGITS: usize = 12;

/// The page.
pub async fn page(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.allow(Deed::ReplayRun, ObjectKind::Run, &id)?;
    let (office, words) = (&visit.office, visit.words);
    let run = office.run(visit.company(), &id).await?;
    let title = words.say_with("replay-title", &[("month", month(&visit, &run).into())]);
    let (job, last) = office.with_job(visit.company(), &id, office.last_replay(visit.company(), &id)).await?;
    let live = job.as_ref().filter(|job| job.is_live());
    let mut head = PageHead::new(title.clone())
        .breadcrumbs(
            Breadcrumbs::new(visit.ui)
                .link(visit.say("nav-settlement"), "/runs")
                .link(month(&visit, &run), format!("/runs/{id}")),
        )
        .chip(chip(&visit, &run));
    if live.is_none() && run.known > 0 {
        let key = if last.is_some() { "replay-again" } else { "replay-begin" };
        head = head.action(Action::post(visit.say(key), format!("/runs/{id}/replay")).primary());
    }
    let failed = job.as_ref().filter(|job| job.kind == "replay" && job.state == "failed").map(|job| {
        let why = job.refusal().map(|refusal| fault::refusal(words, &refusal)).unwrap_or_default();
        Banner::new(Tone::Bad, visit.say("job-failed")).text(why)
    });
    let mut runs = BTreeMap::new();
    for one in last.iter().flat_map(|last| &last.compared) {
        if !runs.contains_key(&one.run) {
            let of = office.run(visit.company(), &one.run).await?;
            let programme = office.programme(visit.company(), &of.programme).await?;
            runs.insert(one.run.clone(), format!("{} · {}", programme.name, month(&visit, &of)));
        }
    }
    let main = html! {
        (head)
        @if let Some(failed) = &failed { (failed) }
        p { (visit.say("replay-text")) }
        @if let Some(live) = live { (jobs::progress(&visit, live)) }
        @if let Some(last) = &last { (found(&visit, last, &runs)) }
    };
    Ok(visit.page(&title, Part::Runs, main))
}

/// Asks for a replay.
pub async fn begin(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.office.ask_replay(visit.author(), &id).await?;
    Ok(Redirect::to(&format!("/runs/{id}/replay")).into_response())
}

/// What the last replay found.
fn found(visit: &Visit, last: &Replay, runs: &BTreeMap<String, String>) -> Markup {
    let words = visit.words;
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let wrong = last.wrong().count();
    let banner = if last.same {
        Banner::new(Tone::Ok, visit.say("replay-same"))
    } else {
        let args = [("count", number(wrong as u64).into())];
        Banner::new(Tone::Bad, words.say_with("replay-different", &args)).text(visit.say("replay-different-text"))
    };
    let mut counts = Table::new(visit.ui, "counts", visit.say("replay-counts"))
        .column(Column::text(visit.say("replay-what")).title_on_phones())
        .column(Column::number(visit.say("replay-all")))
        .column(Column::number(visit.say("replay-good")));
    for what in What::ALL {
        let Some(count) = last.counts.get(&what) else { continue };
        counts = counts.row(
            Row::new(what.name())
                .cell(Cell::text(say(visit, what)))
                .cell(Cell::text(words.count(number(count.all))))
                .cell(Cell::text(words.count(number(count.good)))),
        );
    }
    // What is wrong stands first.
    let mut all: Vec<&Compared> = last.compared.iter().collect();
    all.sort_by_key(|one| one.verdict.is_good());
    let several = runs.len() > 1;
    let mut table = Table::new(visit.ui, "compared", visit.say("replay-compared"))
        .column(Column::text(visit.say("replay-what")).title_on_phones());
    if several {
        table = table.column(Column::text(visit.say("replay-run")));
    }
    table = table
        .column(Column::state(visit.say("replay-verdict")))
        .column(Column::text(visit.say("replay-expected")))
        .column(Column::text(visit.say("replay-found")))
        .empty(Empty::new(Icon::Check, visit.say("replay-compared"), visit.say("replay-same")));
    for (at, one) in all.iter().enumerate() {
        let mut row = Row::new(at.to_string()).cell(Cell::markup(html! {
            (say(visit, one.what))
            @if !one.name.is_empty() { " " span.code { (one.name) } }
            @if let Some(first) = &one.first {
                @if one.verdict == Verdict::Different {
                    div.quiet { (words.say_with("replay-first", &[("place", first.at.clone().into())])) }
                    div.quiet { (visit.say("replay-was")) " " span.code { (first.expected) } }
                    div.quiet { (visit.say("replay-is")) " " span.code { (first.found) } }
                } @else { div.quiet { (first.found) } }
            }
        }));
        if several {
            row = row.cell(runs.get(&one.run).map_or_else(Cell::none, |name| Cell::text(name.clone())));
        }
        table = table
            .row(row.cell(Cell::chip(verdict(visit, one.verdict))).cell(hash(&one.expected)).cell(hash(&one.found)));
    }
    let versions = last.computed_with.as_ref().map(|with| {
        let args = [("then", with.clone().into()), ("now", last.replayed_with.clone().into())];
        words.say_with("replay-versions", &args)
    });
    let otherwise = (last.set_otherwise() > 0)
        .then(|| words.say_with("replay-set-otherwise", &[("count", number(last.set_otherwise()).into())]));
    html! {
        (banner)
        @if let Some(versions) = &versions { p.quiet { (versions) } }
        @if let Some(otherwise) = &otherwise { p.quiet { (otherwise) } }
        (Section::new(visit.say("replay-counts")).body(counts))
        (Section::new(visit.say("replay-compared")).body(table))
    }
}

fn say(visit: &Visit, what: What) -> String {
    visit.say(&format!("replay-what-{}", what.name()))
}

fn verdict(visit: &Visit, verdict: Verdict) -> Chip {
    let (tone, icon) = match verdict {
        Verdict::Same | Verdict::SameRows | Verdict::SameContent => (Tone::Ok, Icon::Check),
        Verdict::Unnoted => (Tone::Neutral, Icon::Check),
        Verdict::Different | Verdict::Missing | Verdict::Failed => (Tone::Bad, Icon::TriangleAlert),
    };
    Chip::new(tone, visit.say(&format!("replay-verdict-{}", verdict.name()))).icon(icon)
}

/// The beginning of a hash; of what is no hash all.
fn hash(text: &Option<String>) -> Cell {
    let Some(text) = text else { return Cell::none() };
    let shown: String = if text.len() == 64 { text.chars().take(DIGITS).collect() } else { text.clone() };
    Cell::markup(html! { span.code { (shown) } })
}
