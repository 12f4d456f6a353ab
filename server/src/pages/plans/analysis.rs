//! What is known of a version before it pays anybody: findings by topic, what is waived and why, cliffs, what a run costs.

use super::finding::{Told, Topic, list, quoted};
use super::source::{Files, counts};
use crate::fault::Answer;
use crate::form::Asked;
use crate::visit::Visit;
use axum::extract::Path;
use axum::response::{Html, IntoResponse};
use compline_lang::diagnostic::Severity;
use compline_office::OfficeError;
use compline_office::plans::{PlanVersion, REPORTED, Report};
use compline_runtime::analysis::{Said, SaidCliff, SaidCost};
use compline_runtime::cliffs::Cliff;
use compline_ui::{Action, Cell, Chip, Column, Row, Section, Skeleton, Table, Tone};
use maud::{Markup, html};
use rust_decimal::Decimal;
use std::time::Duration;
use tokio::time::timeout;

/// How long a page waits for what is found out; what takes longer comes after it.
const PATIENCE: Duration = Duration::from_millis(700);
/// Findings of a topic that are listed; the others are folded away.
const LISTED: usize = 20;
/// Cliffs that are shown, besides all that are more than the plan allows; the others are folded away.
const SHOWN_CLIFFS: usize = 5;
/// Between figure and unit.
const NO_BREAK: char = '\u{a0}';

/// For whom the page of a version or of a request is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    /// Whoever reads or writes a version: the text stands below.
    Version,
    /// Whoever decides about it: what the plan limits, with a way to the text.
    Decision,
}

impl Reader {
    const fn name(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::Decision => "decision",
        }
    }
}

/// The sections: whole, or with a place for what is still looked for.
pub(super) async fn part(
    visit: &Visit,
    plan: &PlanVersion,
    report: &Report,
    reader: Reader,
) -> Result<Markup, OfficeError> {
    if timeout(PATIENCE, visit.office.analysis(plan)).await.is_err() {
        let address = format!("/plans/{}/analysis?for={}", plan.id, reader.name());
        return Ok(html! {
            div hx-get=(address) hx-trigger="load" hx-swap="outerHTML" {
                (Section::new(visit.say("plan-diagnostics")).id("findings").text(counts(visit, report))
                    .body(Skeleton::new(visit.ui, 3)))
            }
        });
    }
    sections(visit, plan, report, reader).await
}

/// The sections alone, once all is found.
pub(super) async fn fragment(visit: Visit, Path(id): Path<String>, Asked(query): Asked) -> Answer {
    let plan = visit.office.plan_version(visit.company(), &id).await?;
    let report = visit.office.report(&plan.text, visit.words.language()).await?;
    let reader = if query.text("for") == Reader::Decision.name() { Reader::Decision } else { Reader::Version };
    Ok(Html(sections(&visit, &plan, &report, reader).await?.into_string()).into_response())
}

async fn sections(visit: &Visit, plan: &PlanVersion, report: &Report, reader: Reader) -> Result<Markup, OfficeError> {
    let files = Files::of_version(plan);
    let said = visit.office.analysis_said(REPORTED, plan, visit.words.language()).await?;
    let findings = findings(visit, &files, report, said.as_ref(), reader);
    let cliffs = said.as_ref().and_then(|said| cliffs(visit, &files, said, reader));
    let costs = said.as_ref().filter(|_| reader == Reader::Version).map(|said| costs(visit, &files, &said.costs));
    Ok(html! {
        (findings)
        @if let Some(cliffs) = &cliffs { (cliffs) }
        @if let Some(costs) = &costs { (costs) }
    })
}

/// Everything that was found, each once, errors first; cliffs have a part of their own.
fn findings(visit: &Visit, files: &Files<'_>, report: &Report, said: Option<&Said>, reader: Reader) -> Section {
    let mut found: Vec<Told<'_>> = said.iter().flat_map(|said| &said.findings).map(Told::found).collect();
    let only = report.findings.iter().filter(|entry| !found.iter().any(|told| told.is(entry)));
    let only: Vec<Told<'_>> = only.map(Told::entry).collect();
    found.extend(only);
    found.sort_by_key(|told| (told.severity != Severity::Error, told.place.line));
    let of = |topic: Topic| -> Vec<&Told<'_>> { found.iter().filter(|told| Topic::of(told.code) == topic).collect() };
    let body = html! {
        (topic(visit, files, "finding-text", None, &of(Topic::Text)))
        (topic(visit, files, "finding-coverage", Some("finding-coverage-help"), &of(Topic::Coverage)))
        @match said {
            Some(said) => (law(visit, files, said, &of(Topic::Law))),
            None => (topic(visit, files, "finding-law", None, &of(Topic::Law))),
        }
    };
    let waived = said.map_or(0, |said| said.waived.len());
    let mut text = counts(visit, report);
    if waived > 0 {
        let count = i64::try_from(waived).unwrap_or(i64::MAX);
        text = format!("{text} · {}", visit.words.say_with("finding-waived-count", &[("count", count.into())]));
    }
    let section = Section::new(visit.say("plan-diagnostics")).id("findings").text(text).body(body);
    match reader {
        Reader::Version => section,
        Reader::Decision => section.action(Action::link(visit.say("plan-source"), files.start())),
    }
}

/// Findings of a topic; nothing where there is none.
fn topic(visit: &Visit, files: &Files<'_>, heading: &str, help: Option<&str>, found: &[&Told<'_>]) -> Markup {
    if found.is_empty() {
        return html! {};
    }
    html! {
        div.topic {
            h3 { (visit.say(heading)) }
            @if let Some(help) = help { p.quiet { (visit.say(help)) } }
            (some(visit, files, found))
        }
    }
}

/// A list whose end is folded away where it is long.
fn some(visit: &Visit, files: &Files<'_>, found: &[&Told<'_>]) -> Markup {
    let (shown, rest) = found.split_at(found.len().min(LISTED));
    let more = i64::try_from(rest.len()).unwrap_or(i64::MAX);
    html! {
        (list(visit, files, shown))
        @if !rest.is_empty() {
            details.fold {
                summary { (visit.words.say_with("plan-findings-more", &[("count", more.into())])) }
                (list(visit, files, rest))
            }
        }
    }
}

/// What rules of law may say, and what of it is waived. It is told as well that nothing was looked at.
fn law(visit: &Visit, files: &Files<'_>, said: &Said, found: &[&Told<'_>]) -> Markup {
    let waived: Vec<Told<'_>> = said.waived.iter().map(Told::waived).collect();
    let waived: Vec<&Told<'_>> = waived.iter().collect();
    let looked = match said.jurisdictions.as_slice() {
        [] => visit.say("finding-law-unread"),
        all => {
            let all: Vec<String> = all.iter().map(|code| jurisdiction(visit, code)).collect();
            visit.words.say_with("finding-law-read", &[("jurisdictions", all.join(", ").into())])
        }
    };
    let clean = found.is_empty() && waived.is_empty() && !said.jurisdictions.is_empty();
    html! {
        div.topic {
            h3 { (visit.say("finding-law")) }
            p.quiet {
                (looked)
                @if clean { " " (visit.say("finding-law-clean")) }
                @if said.caution.is_some() { " " (visit.say("finding-caution")) }
            }
            @if !found.is_empty() { (some(visit, files, found)) }
            @if !waived.is_empty() {
                h4 { (visit.say("finding-waived")) }
                (some(visit, files, &waived))
            }
        }
    }
}

/// The name of a jurisdiction with its code, which rules are told by.
fn jurisdiction(visit: &Visit, code: &str) -> String {
    let name = match code {
        "AT" => visit.say("book-jurisdiction-at"),
        "DE" => visit.say("book-jurisdiction-de"),
        "EU" => visit.say("book-jurisdiction-eu"),
        "US" => visit.say("book-jurisdiction-us"),
        _ => return code.to_owned(),
    };
    format!("{name} ({code})")
}

/// Several bounds with the same jump.
struct Jump<'a> {
    cliff: &'a SaidCliff,
    places: Vec<&'a SaidCliff>,
    above: bool,
}

/// Where pay jumps; whoever decides sees it where the plan says how much it may.
fn cliffs(visit: &Visit, files: &Files<'_>, said: &Said, reader: Reader) -> Option<Section> {
    let limit = match (&said.cliff_at_most, reader) {
        (Some(most), _) => visit.words.say_with("cliff-limit", &[("most", amount(visit, most).into())]),
        (None, Reader::Version) => visit.say("cliff-no-limit"),
        (None, Reader::Decision) => return None,
    };
    let mut jumps: Vec<Jump<'_>> = Vec::new();
    for cliff in &said.cliffs {
        let above = said.findings.iter().any(|finding| {
            Topic::of(finding.code) == Topic::Cliff
                && finding.place == cliff.place
                && finding.witness.as_ref() == Some(&cliff.witness)
        });
        match jumps.iter_mut().find(|known| known.cliff.witness == cliff.witness) {
            Some(known) => {
                known.places.push(cliff);
                known.above |= above;
            }
            None => jumps.push(Jump { cliff, places: vec![cliff], above }),
        }
    }
    let beyond = jumps.iter().filter(|jump| jump.above).count();
    let shown = jumps.len().min(beyond.max(SHOWN_CLIFFS));
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let found = match (jumps.is_empty(), &said.cliff_at_most) {
        (true, _) => visit.say("cliff-none"),
        (false, Some(_)) => visit.words.say_with("cliff-beyond", &[("count", count(beyond).into())]),
        (false, None) => String::new(),
    };
    let (first, rest) = jumps.split_at(shown);
    let limited = said.cliff_at_most.is_some();
    let cure = said.findings.iter().find(|found| Topic::of(found.code) == Topic::Cliff);
    let body = html! {
        p.quiet.prose-cell { (visit.say("cliff-help")) }
        @if let Some(help) = cure.and_then(|found| found.help.as_ref()) {
            p.prose-cell { strong { (visit.say("plan-help")) } " " (quoted(help)) }
        }
        @if !first.is_empty() { (table(visit, files, "cliffs-table", first, limited)) }
        @if !rest.is_empty() {
            details.fold {
                summary { (visit.words.say_with("cliff-more", &[("count", count(rest.len()).into())])) }
                (table(visit, files, "cliffs-rest", rest, limited))
            }
        }
    };
    let text = format!("{limit} {found}");
    Some(Section::new(visit.say("cliff-heading")).id("cliffs").text(text.trim_end()).body(body))
}

fn table(visit: &Visit, files: &Files<'_>, id: &str, jumps: &[Jump<'_>], limited: bool) -> Table<'static> {
    let mut table = Table::new(visit.ui, id, visit.say("cliff-heading"))
        .column(Column::text(visit.say("cliff-at")).title_on_phones())
        .column(Column::number(visit.say("cliff-jump")))
        .column(Column::text(visit.say("cliff-proof")));
    if limited {
        table = table.column(Column::state(visit.say("state")));
    }
    for (at, jump) in jumps.iter().enumerate() {
        let cliff = &jump.cliff.cliff;
        let first = html! {
            (amount(visit, &cliff.at))
            span.cell-note {
                (cliff.field) " (" (cliff.event) ")"
                @for place in &jump.places {
                    @let at = &place.place;
                    " " a.code href=(files.href(&at.file, at.line)) { (files.place(&at.file, at.line, at.column)) }
                }
            }
        };
        let mut row = Row::new(at.to_string())
            .cell(Cell::markup(first))
            .cell(Cell::text(amount(visit, &cliff.amount)))
            .cell(Cell::markup(html! { div.prose-cell { (companies(visit, cliff)) } }));
        if limited {
            row = row.cell(Cell::chip(match jump.above {
                true => Chip::new(Tone::Warn, visit.say("cliff-above")),
                false => Chip::new(Tone::Ok, visit.say("cliff-within")),
            }));
        }
        table = table.row(row);
    }
    table
}

/// The two companies, in the reader's figures.
fn companies(visit: &Visit, cliff: &Cliff) -> String {
    let said = |written: &str| amount(visit, written);
    let args = [
        ("base", said(&cliff.base).into()),
        ("seller", cliff.seller.clone().into()),
        ("partner", cliff.partner.clone().into()),
        ("below", said(&cliff.below).into()),
        ("before", said(&cliff.paid_below).into()),
        ("at", said(&cliff.at).into()),
        ("after", said(&cliff.paid_at).into()),
    ];
    let nothing = cliff.base.split(' ').next().and_then(number).is_none_or(|base| base.is_zero());
    if nothing {
        visit.words.say_with("cliff-companies", &args)
    } else {
        visit.words.say_with("cliff-companies-with", &args)
    }
}

/// A figure of a plan (`1_200.50`).
fn number(written: &str) -> Option<Decimal> {
    written.replace('_', "").parse().ok()
}

/// An amount of a plan (`1_200.50 BV`) as the reader writes it.
fn amount(visit: &Visit, written: &str) -> String {
    match written.split_once(' ').and_then(|(figure, unit)| Some((number(figure)?, unit))) {
        Some((figure, unit)) => format!("{}{NO_BREAK}{unit}", visit.words.decimal(figure)),
        None => written.to_owned(),
    }
}

/// What a run looks at, for what, the dearest first.
fn costs(visit: &Visit, files: &Files<'_>, costs: &[SaidCost]) -> Markup {
    let mut sorted: Vec<&SaidCost> = costs.iter().collect();
    sorted.sort_by_key(|cost| std::cmp::Reverse((cost.class, cost.periods, cost.rounds)));
    let mut kinds: Vec<(&str, Vec<&SaidCost>)> = Vec::new();
    for cost in sorted {
        match kinds.iter_mut().find(|(words, _)| *words == cost.words) {
            Some((_, of)) => of.push(cost),
            None => kinds.push((&cost.words, vec![cost])),
        }
    }
    if kinds.is_empty() {
        return html! {};
    }
    let mut table = Table::new(visit.ui, "costs-table", visit.say("cost-heading"))
        .column(Column::text(visit.say("cost-class")).title_on_phones())
        .column(Column::text(visit.say("cost-of")));
    for (words, of) in &kinds {
        let names = html! {
            div.prose-cell {
                @for (at, cost) in of.iter().enumerate() {
                    @if at > 0 { ", " }
                    a href=(files.href(&cost.place.file, cost.place.line)) { (cost.name) }
                }
            }
        };
        table = table.row(Row::new(*words).cell(Cell::text(*words)).cell(Cell::markup(names)));
    }
    html! {
        (Section::new(visit.say("cost-heading")).id("costs").text(visit.say("cost-help")).body(html! {
            details.fold { summary { (visit.say("cost-show")) } (table) }
        }))
    }
}
